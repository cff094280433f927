"""What only a browser can tell: Chromium on the served site, under the headers that the site ships."""

from __future__ import annotations

import gzip
import re
import shutil
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from playwright.sync_api import (
    Browser,
    BrowserContext,
    Dialog,
    Page,
    Request,
    Response,
    Route,
    sync_playwright,
)

from quality.built import Check, Site, checked

__all__ = [
    "FLAGS", "LAID_OUT", "PICTURES_LOADED", "SCHEMES", "WIDTHS", "accessibility", "chromium", "executed",
    "open_page", "overflow", "visits", "watched", "weights", "without_script",
]  # fmt: skip

FLAGS = (
    "--no-sandbox", "--disable-gpu", "--disable-quic", "--no-first-run", "--disable-background-networking",
    "--disable-component-update", "--disable-sync",
)  # fmt: skip
PROGRAMS = ("chromium-headless-shell", "chromium")
"""The first that is there is taken: the same browser without windows of its own takes a fifth of the time."""
WIDTHS = (320, 360, 768, 1280, 2560)
SCHEMES = ("light", "dark")
RULES = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"]
REVIEWED = {
    ("color-contrast", "partially obscured"): (
        "a cell of a table that scrolls sideways, half out of sight: coloured as its neighbours, which pass"
    ),
}
"""(rule of axe-core, part of what it says) → why what it could not decide on is in order."""
KB = 1024
POST_KB, POST_WITH_IMAGES_KB, POST_REQUESTS = 60, 300, 10


@contextmanager
def chromium() -> Iterator[Browser]:
    """The system's Chromium. RuntimeError: it is not installed."""
    program = next(filter(None, map(shutil.which, PROGRAMS)), None)
    if program is None:
        raise RuntimeError("Chromium is not installed: apt-get install chromium")
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=program, args=list(FLAGS))
        yield browser
        browser.close()


def visits(site: Site) -> dict[str, str]:
    """``kind.language`` → address of a page of every template and language, and of a search with results."""
    found = {key: site.url(path) for key, path in site.samples().items()}
    for key, url in list(found.items()):
        kind, _, language = key.partition(".")
        if kind == "search":
            found[f"search-results.{language}"] = f"{url}?q=a"
    return found


LAID_OUT = 'document.styleSheets[0]?.insertRule("* { content-visibility: visible !important }")'
"""Has all of a page laid out, as it is when a reader comes near: what is not, has no place and no colours."""


def open_page(page: Page, url: str) -> None:
    """Open an address and wait until nothing more is loaded; a page that leads on at once is held."""

    def hold(route: Route) -> None:
        response = route.fetch()
        text = re.sub(r"<meta http-equiv=\"refresh\"[^>]*>", "", response.text())
        route.fulfill(response=response, body=text)

    page.route(url, hold)
    page.goto(url, wait_until="load")
    if "?q=" in url:
        page.locator("#_results li").first.wait_for()
    page.unroute(url)


# --- axe-core -----------------------------------------------------------------------------------------


def accessibility(browser: Browser, site: Site, axe: Path) -> list[Check]:
    """axe-core on every template, language, colour scheme, and at two widths."""
    source = axe.read_text("utf-8")
    violations: list[str] = []
    undecided: list[str] = []
    count = 0
    for scheme in SCHEMES:
        for width in (320, 1280):
            context = browser.new_context(
                color_scheme="dark" if scheme == "dark" else "light", viewport={"width": width, "height": 900}
            )
            page = context.new_page()
            for key, url in visits(site).items():
                open_page(page, url)
                page.evaluate(LAID_OUT)
                found = _axe(page, source)
                where = f"{key} {scheme} {width}"
                violations += [f"{where}: {problem}" for problem in _told(found["violations"])]
                undecided += [
                    f"{where}: {problem}" for problem in _told(found["incomplete"]) if not _reviewed(problem)
                ]
                count += 1
            context.close()
    return [
        checked("axe: violations (WCAG 2.2 AA)", violations, f"{count} views"),
        checked("axe: undecided and not reviewed", undecided, f"{len(REVIEWED)} reviewed"),
    ]


def _axe(page: Page, source: str) -> dict[str, list[dict[str, Any]]]:
    page.evaluate(source)
    result: dict[str, list[dict[str, Any]]] = page.evaluate(
        "tags => axe.run(document, {runOnly: tags, rules: {'target-size': {enabled: true}},"
        " resultTypes: ['violations', 'incomplete']})",
        RULES,
    )
    return result


def _reviewed(problem: str) -> bool:
    return any(problem.startswith(rule) and said in problem for rule, said in REVIEWED)


def _told(rules: Sequence[Mapping[str, Any]]) -> list[str]:
    return [
        f"{rule['id']}: {node['target']} {' '.join(node.get('failureSummary', '').split())[:200]}"
        for rule in rules
        for node in rule["nodes"]
    ]


# --- Requests, cookies, policy, weight ----------------------------------------------------------------


@dataclass(slots=True)
class Log:
    """What a page has done while it was open."""

    requests: list[str] = field(default_factory=list)
    problems: list[str] = field(default_factory=list)
    responses: list[Response] = field(default_factory=list)

    def sizes(self) -> tuple[int, int]:
        """(bytes of images, bytes of everything else), compressed."""
        images = rest = 0
        for response in self.responses:
            body = response.body()
            if response.headers.get("content-type", "").startswith("image/") and body[:1] != b"<":
                images += len(body)
            else:
                rest += len(gzip.compress(body, 6))
        return images, rest


def logged(context: BrowserContext) -> tuple[Page, Log]:
    """A new page whose requests, answers and errors are written down."""
    page, log = context.new_page(), Log()

    def asked(request: Request) -> None:
        if not request.url.startswith(("data:", "blob:")):
            log.requests.append(request.url)

    def answered(response: Response) -> None:
        log.responses.append(response)

    page.on("request", asked)
    page.on("response", answered)
    page.on("console", lambda message: log.problems.append(message.text) if message.type == "error" else None)
    page.on("pageerror", lambda problem: log.problems.append(str(problem)))
    return page, log


def watched(browser: Browser, site: Site) -> list[Check]:
    """No request to another host, no cookie, nothing that the policy stops, no error in the console."""
    foreign: list[str] = []
    problems: list[str] = []
    context = browser.new_context()
    addresses = visits(site)
    for key, url in addresses.items():
        page, log = logged(context)
        open_page(page, url)
        foreign += [f"{key}: {asked}" for asked in log.requests if not asked.startswith(site.base_url + "/")]
        problems += [f"{key}: {problem}" for problem in log.problems]
        page.close()
    cookies = [f"{cookie.get('name')} of {cookie.get('domain')}" for cookie in context.cookies()]
    context.close()
    seen = f"{len(addresses)} pages"
    return [
        checked("requests to other hosts", foreign, seen),
        checked("cookies", cookies, seen),
        checked("CSP violations and console errors", problems, seen),
    ]


# A new width may choose another file, from the next frame on; what is loaded is shown only once decoded.
PICTURES_LOADED = """async () => {
  await new Promise(done => requestAnimationFrame(() => requestAnimationFrame(done)));
  await Promise.all([...document.images].map(image => image.decode().catch(() => {})));
}"""


def weights(browser: Browser, site: Site, most: int = 12) -> list[Check]:
    """What a reader loads for a story, cache empty: the fullest of each kind, others up to `most`."""
    fullest = [path for key, path in site.samples().items() if key.startswith("post")]
    paths = list(dict.fromkeys([*fullest, *site.posts]))[:most]
    light: dict[str, float] = {}
    whole: dict[str, float] = {}
    asked: dict[str, float] = {}
    for path in paths:
        context = browser.new_context()
        page, log = logged(context)
        page.goto(site.url(path))
        page.evaluate("for (const image of document.images) image.loading = 'eager'")
        page.evaluate(PICTURES_LOADED)
        images, rest = log.sizes()
        light[path], whole[path], asked[path] = rest / KB, (images + rest) / KB, len(log.requests)
        context.close()
    return [
        _at_most("story without images, gzip", POST_KB, " KB", light),
        _at_most("story with images, gzip", POST_WITH_IMAGES_KB, " KB", whole),
        _at_most("requests of a story", POST_REQUESTS, "", asked),
    ]


def _at_most(name: str, threshold: float, unit: str, values: Mapping[str, float]) -> Check:
    wrong = tuple(f"{path}: {value:.1f}{unit}" for path, value in values.items() if value > threshold)
    measured = f"{max(values.values()):.3g}{unit} (highest of {len(values)})"
    return Check(name, f"≤ {threshold}{unit}", measured, wrong)


# --- Without JavaScript, at every width ---------------------------------------------------------------

# Not innerText: that depends on how the text is laid out.
CONTENTS = """() => {
  const texts = [];
  const walker = document.createTreeWalker(document.querySelector('main'), NodeFilter.SHOW_TEXT);
  while (walker.nextNode()) {
    const parent = walker.currentNode.parentElement;
    // With a script a form stands for the links that filter documents.
    if (parent.closest('.document-filter, .document-links')) continue;
    if (parent.checkVisibility()) texts.push(walker.currentNode.data);
  }
  return {
    text: texts.join(' ').replace(/\\s+/g, ' ').trim(),
    links: [...document.querySelectorAll('a')].map(link => link.href),
  };
}"""


def without_script(browser: Browser, site: Site) -> Check:
    """Main text and links are the same without JavaScript, but for the search, which says what to do."""
    pages = {key: url for key, url in visits(site).items() if not key.startswith("search")}
    seen: list[dict[str, Any]] = []
    for enabled in (True, False):
        context = browser.new_context(java_script_enabled=enabled)
        page = context.new_page()
        contents = {}
        for key, url in pages.items():
            open_page(page, url)
            contents[key] = page.evaluate(CONTENTS)
        seen.append(contents)
        context.close()
    wrong = [f"{key}: text or links differ" for key in pages if seen[0][key] != seen[1][key]]
    wrong += [f"{key}: main is empty" for key in pages if not seen[0][key]["text"]]
    return checked("pages that differ without JavaScript", wrong, f"{len(pages)} pages")


def overflow(browser: Browser, site: Site, widths: Sequence[int] = WIDTHS) -> Check:
    """No page is wider than the window."""
    wrong: list[str] = []
    addresses = visits(site)
    context = browser.new_context()
    page = context.new_page()
    for key, url in addresses.items():
        open_page(page, url)
        for width in widths:
            page.set_viewport_size({"width": width, "height": 900})
            wide = page.evaluate("document.documentElement.scrollWidth")
            if wide > width:
                wrong.append(f"{key}: {wide} px at {width}")
    context.close()
    return checked(
        "pages wider than the window", wrong, f"{len(addresses)} pages at {', '.join(map(str, widths))} px"
    )


# --- Script in authors' fields ------------------------------------------------------------------------


def executed(browser: Browser, site: Site, paths: Sequence[str]) -> list[str]:
    """What ran, asked another host or was stopped by the policy on pages whose authors wrote script."""
    wrong: list[str] = []
    context = browser.new_context()
    page, log = logged(context)

    def shown(dialog: Dialog) -> None:
        wrong.append(f"dialog on {page.url}")
        dialog.dismiss()

    page.on("dialog", shown)
    for path in paths:
        log.requests.clear()
        log.problems.clear()
        open_page(page, site.url(path))
        page.evaluate("document.querySelectorAll('details').forEach(part => { part.open = true })")
        if page.evaluate("'dijalankan' in window"):
            wrong.append(f"{path}: script ran")
        wrong += [f"{path}: asked {url}" for url in log.requests if not url.startswith(site.base_url + "/")]
        wrong += [f"{path}: {problem}" for problem in log.problems]
    context.close()
    return wrong
