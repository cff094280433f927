"""Pictures of every template, in every language, in both colour schemes and at four widths.

``python quality/screenshots.py [FOLDER] [SITE …]`` (default ``quality/screenshots/``, all sites of the gate)
writes ``<site>/<kind>.<language>.<scheme>.<width>.png`` and, to look at many together, the upper parts of all
pages of one language, scheme and width as ``<site>/sheets/<language>.<scheme>.<width>.png``.
"""

from __future__ import annotations

import shutil
import sys
import tempfile
from collections.abc import Sequence
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parents[1]))

from PIL import Image
from playwright.sync_api import Browser

from quality.browser import LAID_OUT, PICTURES_LOADED, SCHEMES, chromium, open_page, visits
from quality.built import LANGUAGES, Site
from quality.run import NAMES, make_sites
from quality.serving import served

WIDTHS = (360, 768, 1280, 1920)
ALL_PICTURES = "for (const image of document.images) image.loading = 'eager'"
SHEET_COLUMNS = 6
SHEET_TILE = (400, 700)
"""Pixels of a page on a sheet."""


def take(browser: Browser, site: Site, folder: Path) -> int:
    """Write the pictures of one site; gives their number."""
    folder.mkdir(parents=True, exist_ok=True)
    count = 0
    for scheme in SCHEMES:
        context = browser.new_context(color_scheme="dark" if scheme == "dark" else "light")
        page = context.new_page()
        for key, url in visits(site).items():
            open_page(page, url)
            page.evaluate(ALL_PICTURES)
            page.evaluate(LAID_OUT)
            for width in WIDTHS:
                page.set_viewport_size({"width": width, "height": 900})
                page.evaluate(PICTURES_LOADED)
                page.screenshot(path=folder / f"{key}.{scheme}.{width}.png", full_page=True)
                count += 1
        context.close()
    return count


def write_sheets(folder: Path) -> None:
    """A sheet for each language, scheme and width."""
    sheets = folder / "sheets"
    sheets.mkdir(exist_ok=True)
    for language in LANGUAGES:
        for scheme in SCHEMES:
            for width in WIDTHS:
                name = f"{language}.{scheme}.{width}.png"
                _sheet(sorted(folder.glob(f"*.{name}"))).save(sheets / name)


def _sheet(pictures: Sequence[Path]) -> Image.Image:
    """The upper parts of pages in rows."""
    wide, high = SHEET_TILE
    rows = -(-len(pictures) // SHEET_COLUMNS)
    sheet = Image.new("RGB", ((wide + 10) * SHEET_COLUMNS, (high + 10) * rows), "#777")
    for number, path in enumerate(pictures):
        with Image.open(path) as page:
            share = wide / page.width
            part = page.crop((0, 0, page.width, min(page.height, round(high / share)))).convert("RGB")
            small = part.resize((wide, round(part.height * share)), Image.Resampling.LANCZOS)
        row, column = divmod(number, SHEET_COLUMNS)
        sheet.paste(small, ((wide + 10) * column, (high + 10) * row))
    return sheet


def main() -> None:
    """Build the sites and take the pictures."""
    target = Path(sys.argv[1]) if len(sys.argv) > 1 else Path(__file__).resolve().parent / "screenshots"
    work = Path(tempfile.mkdtemp(prefix="warta-screenshots-"))
    try:
        with chromium() as browser:
            for site, port in make_sites(work, sys.argv[2:] or NAMES):
                with served(site.root, port):
                    print(f"{take(browser, site, target / site.name)} pictures in {target / site.name}")
                write_sheets(target / site.name)
    finally:
        shutil.rmtree(work)


if __name__ == "__main__":
    main()
