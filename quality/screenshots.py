"""Pictures of every template, in every language, in both colour schemes and at three widths.

``python quality/screenshots.py [FOLDER]`` (default ``quality/screenshots/``) builds both sites of
the gate and writes ``<site>/<kind>.<language>.<scheme>.<width>.png``.
"""

from __future__ import annotations

import shutil
import sys
import tempfile
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parents[1]))

from playwright.sync_api import Browser

from quality.browser import SCHEMES, chromium, open_page, visits
from quality.built import Site
from quality.run import make_sites
from quality.serving import served

WIDTHS = (360, 768, 1280)


def take(browser: Browser, site: Site, folder: Path) -> int:
    """Write the pictures of one site; gives their number."""
    folder.mkdir(parents=True, exist_ok=True)
    count = 0
    for scheme in SCHEMES:
        context = browser.new_context(color_scheme="dark" if scheme == "dark" else "light")
        page = context.new_page()
        for key, url in visits(site).items():
            open_page(page, url)
            for width in WIDTHS:
                page.set_viewport_size({"width": width, "height": 900})
                page.screenshot(path=folder / f"{key}.{scheme}.{width}.png", full_page=True)
                count += 1
        context.close()
    return count


def main() -> None:
    """Build both sites and take the pictures."""
    target = Path(sys.argv[1]) if len(sys.argv) > 1 else Path(__file__).resolve().parent / "screenshots"
    work = Path(tempfile.mkdtemp(prefix="warta-screenshots-"))
    try:
        with chromium() as browser:
            for site, port in make_sites(work):
                with served(site.root, port):
                    print(f"{take(browser, site, target / site.name)} pictures in {target / site.name}")
    finally:
        shutil.rmtree(work)


if __name__ == "__main__":
    main()
