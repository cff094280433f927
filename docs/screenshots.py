"""Make the pictures of the writers' guide: ``make guide-pictures``.

Follows the guide as ``tests/test_guide.py`` does, with a new site, ``warta serve`` and Chromium, and writes
``docs/images/*.png`` with a palette of 64 colours, and ``docs/looks/*.png``: the guide's ready looks.
"""

from __future__ import annotations

import io
import re
import shutil
import tempfile
from pathlib import Path

from PIL import Image
from playwright.sync_api import Page, expect

from quality.browser import chromium
from tests.guidelib import read_guide, run
from tests.servelib import Serving, serving
from tests.support import ROOT

IMAGES = ROOT / "docs" / "images"
LOOKS = ROOT / "docs" / "looks"
LOOK = re.compile(r"```toml\n(\[theme\]\n.*?)```\n\n!\[[^\]]*\]\(\.\./looks/(\w+)\.png\)", re.DOTALL)
SCREENS = ((1040, 780), (360, 780))
"""Of a computer and a telephone, in CSS pixels."""
WIDTH = 900
STORY = "/id/berita/2024/seminar-netralitas/"


def take(page: Page, name: str, height: int) -> None:
    """The upper part of what the browser shows."""
    page.set_viewport_size({"width": WIDTH, "height": height})
    page.evaluate("document.fonts.ready")
    picture = Image.open(io.BytesIO(page.screenshot()))
    picture.convert("RGB").quantize(64, dither=Image.Dither.NONE).save(IMAGES / f"{name}.png", optimize=True)


def shoot(server: Serving, page: Page) -> None:
    """Every picture in turn; the site is left as it is."""
    guide = read_guide("id")
    for path, text in guide.stories.items():
        (server.site / path).write_text(text, "utf-8")
    server.wait_for(STORY, "Pelayanan tetap berjalan")
    page.goto(server.url + STORY)
    expect(page.get_by_role("note")).to_be_visible()
    take(page, "draft", 520)

    for path, text in guide.published.items():
        (server.site / path).write_text(text, "utf-8")
    expect(page.get_by_role("note")).to_have_count(0)
    take(page, "story", 760)

    mistake = guide.mistakes[1]
    file = server.site / mistake.file
    good = file.read_text("utf-8")
    file.write_text(mistake.made_in(good), "utf-8")
    expect(page.locator("warta-errors section")).to_be_visible()
    take(page, "error", 760)
    file.write_text(good, "utf-8")
    expect(page.locator("warta-errors")).to_have_count(0)

    page.goto("about:blank")  # the page before would load itself anew and break off going to the next
    translation = next(name for name in guide.stories if name.endswith(".en.md"))
    assert run(server.site, ["translations", "--confirm", translation]).returncode == 0
    file.write_text(good.replace("330 aparatur", "350 aparatur"), "utf-8")
    server.wait_for("/_warta/translations", "350 aparatur")
    page.goto(f"{server.url}/_warta/translations")
    take(page, "translations", 620)

    page.goto(f"{server.url}/id/cari/")
    page.get_by_role("searchbox").fill("netralitas")
    expect(page.get_by_role("main").get_by_role("link").first).to_be_visible()
    page.wait_for_timeout(1000)  # results are put in one by one
    take(page, "search", 760)


def shoot_looks(server: Serving, page: Page) -> None:
    """Each look of the guide on the starter site, as a computer and a telephone show it."""
    settings = server.site / "site.toml"
    plain = settings.read_text("utf-8")
    for path in read_guide("id").stories:  # what leads then has a photo
        (server.site / path).unlink(missing_ok=True)
    shutil.copytree(LOOKS / "brand", server.site / "brand")
    for theme, name in LOOK.findall((ROOT / "docs/guide/look.md").read_text("utf-8")):
        settings.write_text(f"{plain}\n{theme}", "utf-8")
        accent = re.search(r"accent = \"(.*?)\"", theme)
        assert accent is not None
        server.wait_for("/id/", accent[1])
        page.wait_for_timeout(2000)  # until the server knows of the new files beside the page
        shots = []
        for width, height in SCREENS:
            page.set_viewport_size({"width": width, "height": height})
            page.goto(server.url + "/id/")
            page.evaluate("document.fonts.ready")
            shots.append(Image.open(io.BytesIO(page.screenshot())).convert("RGB"))
        sheet = Image.new("RGB", (sum(shot.width for shot in shots) + 60, shots[0].height + 40), "#8c877d")
        sheet.paste(shots[0], (20, 20))
        sheet.paste(shots[1], (40 + shots[0].width, 20))
        small = sheet.resize((sheet.width * 5 // 8, sheet.height * 5 // 8), Image.Resampling.LANCZOS)
        small.quantize(256, dither=Image.Dither.NONE).save(LOOKS / f"{name}.png", optimize=True)


def main() -> None:
    """A site of its own, a server and a browser for it."""
    IMAGES.mkdir(exist_ok=True)
    guide = read_guide("id")
    with tempfile.TemporaryDirectory() as folder, chromium() as browser:
        site = Path(folder) / guide.folder
        assert run(Path(folder), guide.command("init")).returncode == 0
        with serving(site) as server:
            shoot(server, browser.new_page())
            # Without scripts, and so without what `serve` lays over a page.
            shoot_looks(server, browser.new_page(java_script_enabled=False))


if __name__ == "__main__":
    main()
