"""What readers with settings of their own get: lines, spacing, focus, print, forced colours."""

from __future__ import annotations

import io
from typing import Literal

from PIL import Image
from playwright.sync_api import Browser, Page

from quality.browser import open_page, visits
from quality.built import Check, Site, checked

__all__ = ["focus", "forced_colours", "printed", "running_text", "spaced"]

LINE = (45, 75)
"""Characters. A telephone has no room for so many: there the upper limit alone holds."""
ROOMY = (768, 1280, 2560)
NARROW = (320, 360)
LINE_HEIGHT = 1.5

# For each paragraph of three lines or more: characters of a line, on average without the last; line height.
LINES = """() => [...document.querySelectorAll('.prose > p')].flatMap(paragraph => {
  const range = document.createRange();
  const style = getComputedStyle(paragraph);
  const height = parseFloat(style.lineHeight) / parseFloat(style.fontSize);
  const lines = Math.round(paragraph.getBoundingClientRect().height / parseFloat(style.lineHeight));
  if (lines < 3) return [];
  const walker = document.createTreeWalker(paragraph, NodeFilter.SHOW_TEXT);
  const bottom = paragraph.getBoundingClientRect().bottom - parseFloat(style.lineHeight);
  let letters = 0;
  for (let node = walker.nextNode(); node; node = walker.nextNode()) {
    for (let at = 0; at < node.length; at++) {
      range.setStart(node, at);
      range.setEnd(node, at + 1);
      const box = range.getBoundingClientRect();
      if (box.width && box.top + box.height / 2 < bottom) letters++;
    }
  }
  return [[letters / (lines - 1), height]];
})"""


def running_text(browser: Browser, site: Site) -> list[Check]:
    """Lines of stories are neither short nor long, and do not stand too close."""
    wrong_lines: list[str] = []
    wrong_heights: list[str] = []
    roomy: list[float] = []
    heights: list[float] = []
    page = browser.new_page()
    for key, url in visits(site).items():
        if not key.startswith("post"):
            continue
        for width in (*NARROW, *ROOMY):
            page.set_viewport_size({"width": width, "height": 900})
            page.goto(url)
            measured: list[list[float]] = page.evaluate(LINES)
            for _, height in measured:
                heights.append(height)
                if height < LINE_HEIGHT:
                    wrong_heights.append(f"{key} at {width} px: {height:.2f}")
            if not measured:
                continue
            # Words are of all lengths: what counts is how long the lines of a text are, not of one paragraph.
            average = sum(letters for letters, _ in measured) / len(measured)
            if width in ROOMY:
                roomy.append(average)
            if average > LINE[1] or (width in ROOMY and average < LINE[0]):
                wrong_lines.append(f"{key} at {width} px: {average:.0f}")
    page.close()
    if not roomy:  # both sites have paragraphs; one without proves nothing
        wrong_lines.append("no paragraph of three lines")
    shown = f"{min(roomy, default=0):.0f} to {max(roomy, default=0):.0f} (stories at 768 px and wider)"
    return [
        Check("characters in a line", f"{LINE[0]} to {LINE[1]}", shown, tuple(wrong_lines)),
        Check(
            "line height of stories",
            f"≥ {LINE_HEIGHT}",
            f"{min(heights, default=0):.2f} (lowest of {len(heights)} paragraphs)",
            tuple(wrong_heights),
        ),
    ]


SPACING = """\
* { line-height: 1.5 !important; letter-spacing: .12em !important; word-spacing: .16em !important; }
p { margin-block-end: 2em !important; }"""

# What is out of sight on purpose (for screen readers) is a pixel wide and clipped.
CUT = """() => [...document.querySelectorAll('body *')].filter(element => {
  const style = getComputedStyle(element);
  if (![style.overflowX, style.overflowY].some(value => ['hidden', 'clip'].includes(value))) return false;
  if (element.clientWidth <= 1 || element.closest('svg')) return false;
  return element.scrollWidth > element.clientWidth + 1 || element.scrollHeight > element.clientHeight + 1;
}).map(element => element.outerHTML.slice(0, 80))"""


def spaced(browser: Browser, site: Site) -> Check:
    """Nothing is cut off or runs out of a window of 320 px with the text spacing of WCAG 1.4.12."""
    wrong: list[str] = []
    context = browser.new_context(viewport={"width": 320, "height": 900}, bypass_csp=True)
    page = context.new_page()
    addresses = visits(site)
    for key, url in addresses.items():
        open_page(page, url)
        page.add_style_tag(content=SPACING)
        wide = page.evaluate("document.documentElement.scrollWidth")
        if wide > 320:
            wrong.append(f"{key}: {wide} px at 320")
        wrong += [f"{key}: cut off: {cut}" for cut in page.evaluate(CUT)]
    context.close()
    return checked("cut off or too wide with more text spacing (1.4.12)", wrong, f"{len(addresses)} pages")


FOCUSED = """() => {
  const element = document.activeElement;
  if (!element || element === document.body) return null;
  // A path of a map shows the focus of its link by itself.
  const shown = element.matches('svg a') ? element.querySelector('path') : element;
  const style = getComputedStyle(shown);
  const box = element.getBoundingClientRect();
  const ringed = style.outlineStyle !== 'none' && parseFloat(style.outlineWidth) >= 2;
  const drawn = element.matches('svg a') && parseFloat(style.strokeWidth) >= 2;
  const inside = box.width > 1 && box.height > 1 && box.bottom > 0 && box.top < innerHeight
    && box.right > 0 && box.left < innerWidth;
  return {
    name: element.outerHTML.slice(0, 90), seen: (ringed || drawn) && inside,
    order: box.top + scrollY, skip: element.matches('.skip'),
  };
}"""


DRAWN = "() => new Promise(done => requestAnimationFrame(() => requestAnimationFrame(done)))"


def focus(browser: Browser, site: Site, most: int = 60) -> Check:
    """Whatever the Tab key reaches is in sight, with a ring around it; the way past the menu comes first."""
    wrong: list[str] = []
    count = 0
    for width in (320, 1280):
        # Else the page is still on its way to what has the focus.
        page = browser.new_page(viewport={"width": width, "height": 700}, reduced_motion="reduce")
        for key, url in visits(site).items():
            open_page(page, url)
            for number in range(most):
                page.keyboard.press("Tab")
                found = page.evaluate(FOCUSED)
                if found is None:
                    break
                count += 1
                if not found["seen"]:  # what was far away is laid out with the next frame that is drawn
                    page.evaluate(DRAWN)
                    found = page.evaluate(FOCUSED)
                if not found["seen"]:
                    wrong.append(f"{key} at {width} px: {found['name']}")
                if number == 0 and not found["skip"] and not key.startswith(("language-choice", "search")):
                    wrong.append(f"{key} at {width} px: the first is {found['name']}")
        page.close()
    return checked("focus that cannot be seen", wrong, f"{count:,} stops of the Tab key")


PRINTED = """() => {
  const shown = element => element.getClientRects().length > 0;
  const out = [...document.querySelectorAll('nav, .share, .to-search, form, .skip')]
    .filter(element => shown(element) && !element.closest('main.plain'))
    .map(element => element.outerHTML.slice(0, 80));
  const silent = [...document.querySelectorAll('.prose a[href]')].filter(link => shown(link)
    // An address of this site says little without its name, one of this page (#fn:1) nothing.
    && /^[a-z][a-z+.-]*:/i.test(link.getAttribute('href'))
    && link.textContent !== link.getAttribute('href')
    && !getComputedStyle(link, '::after').content.includes(link.getAttribute('href')));
  // What is said once need not be said again.
  const twice = [...document.querySelectorAll('.prose a[href]')].filter(link => shown(link)
    && link.textContent === link.getAttribute('href')
    && getComputedStyle(link, '::after').content.includes('('));
  return [...out.map(html => `printed: ${html}`), ...silent.map(link => `no address after ${link.href}`),
    ...twice.map(link => `twice: ${link.href}`)];
}"""


def printed(browser: Browser, site: Site) -> Check:
    """On paper there are no menus and forms, links to others say where to, and nothing is wider than A4."""
    wrong: list[str] = []
    # A4 less Chromium's margins of 1 cm, in CSS pixels.
    page = browser.new_page(viewport={"width": 718, "height": 1000})
    page.emulate_media(media="print")
    addresses = visits(site)
    for key, url in addresses.items():
        open_page(page, url)
        wrong += [f"{key}: {problem}" for problem in page.evaluate(PRINTED)]
        wide = page.evaluate("document.documentElement.scrollWidth")
        if wide > 718:
            wrong.append(f"{key}: {wide} px wide")
    page.close()
    return checked("print: menus shown, links without address, too wide", wrong, f"{len(addresses)} pages")


MARKS = {
    "h1:not(.hidden)": 4.5,
    "main p": 4.5,
    ".site-nav [aria-current]": 4.5,
    ".label-advertorial": 4.5,
    ".notice": 4.5,
    ".search button": 4.5,
    ".card a": 4.5,
    ".activity svg": 3.0,
    ".position svg": 3.0,
    ".map svg": 3.0,
}
"""What has colours of its own → contrast between its lightest and its darkest pixel (WCAG 1.4.3, 1.4.11)."""


def forced_colours(browser: Browser, site: Site) -> Check:
    """In the colours of a high-contrast theme texts, marks and charts are there.

    Looks at pixels: the styles that a page is told of are those before colours are forced.
    """
    wrong: list[str] = []
    count = 0
    schemes: tuple[Literal["light", "dark"], ...] = ("light", "dark")
    for scheme in schemes:
        context = browser.new_context(
            forced_colors="active", color_scheme=scheme, viewport={"width": 1280, "height": 900}
        )
        page = context.new_page()
        for key, url in visits(site).items():
            open_page(page, url)
            for selector, least in MARKS.items():
                part = page.locator(f"{selector} >> visible=true").first
                if not part.count():
                    continue
                count += 1
                found = _contrast(part.screenshot())
                if found < least:
                    wrong.append(f"{key} {scheme}: {selector}: {found:.1f}")
            wrong += [f"{key} {scheme}: {problem}" for problem in _unmarked(page)]
        context.close()
    return checked("forced colours: text or marks that are lost", wrong, f"{count} parts of pages")


def _contrast(png: bytes) -> float:
    """The ratio between the lightest and the darkest pixel of a picture, as WCAG defines it."""
    picture = Image.open(io.BytesIO(png)).convert("RGB")
    data = picture.tobytes()
    colours = {data[start : start + 3] for start in range(0, len(data), 3)}
    shades = [_luminance(colour) for colour in colours]
    return (max(shades) + 0.05) / (min(shades) + 0.05)


def _luminance(colour: bytes) -> float:
    """Relative luminance of sRGB: https://www.w3.org/TR/WCAG22/#dfn-relative-luminance."""
    channels = [value / 255 for value in colour]
    linear = [each / 12.92 if each <= 0.04045 else ((each + 0.055) / 1.055) ** 2.4 for each in channels]
    return 0.2126 * linear[0] + 0.7152 * linear[1] + 0.0722 * linear[2]


UNMARKED = """() => [...document.querySelectorAll('.site-nav [aria-current]')]
  .filter(element => parseFloat(getComputedStyle(element).borderBlockEndWidth) < 2)
  .map(element => element.outerHTML.slice(0, 80))"""


def _unmarked(page: Page) -> list[str]:
    """What is current and shows it by colour alone, which is gone."""
    lost: list[str] = page.evaluate(UNMARKED)
    return [f"not marked as current: {html}" for html in lost]
