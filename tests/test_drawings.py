"""Drawings (SVG) from strangers, as a real browser shows them: nothing leaves the file, nothing stalls."""

from __future__ import annotations

import time
from collections.abc import Iterator
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from threading import Thread

import pytest
from playwright.sync_api import Browser

from tests.support import slowed
from warta.media.svg import Drawing, clean_svg
from warta.media.values import Refused

SVG = (
    '<svg xmlns="http://www.w3.org/2000/svg" xmlns:xlink="http://www.w3.org/1999/xlink" '
    'viewBox="0 0 400 300" width="400" height="300">{}</svg>'
)
OUT = "{out}"
"""Stands for an address of the server that counts."""

STYLED = '<style>{}</style><rect width="90" height="90" style="fill:red"/><text y="90">Teks</text>'
REACHES_OUT = {
    "image-set": STYLED.format('svg{background:image-set("{out}" 1x)}'),
    "-webkit-image-set": STYLED.format('svg{background:-webkit-image-set("{out}" 1x)}'),
    "image-set of an address": STYLED.format('svg{background:image-set(url("{out}") 1x)}'),
    "background": STYLED.format("svg{background:url({out})}"),
    "in quotes": STYLED.format("svg{background:url('{out}')}"),
    "in capitals": STYLED.format("svg{background:URL({out})}"),
    "with spaces": STYLED.format("svg{background:url(\n\t {out} )}"),
    "an escape": STYLED.format("svg{background:u\\72l({out})}"),
    "an escape with a space": STYLED.format("svg{background:\\000075 rl({out})}"),
    "an escape in a string": STYLED.format('svg{background:image-\\73 et("{out}" 1x)}'),
    "behind a comment": STYLED.format("/* url(#a) */svg{/**/background:/**/url({out})}"),
    "an import": STYLED.format('@import "{out}";'),
    "an import of an address": STYLED.format("@import url({out});"),
    "an import in capitals": STYLED.format('@IMPORT"{out}";'),
    "an import in a layer": STYLED.format('@import "{out}" layer(a);'),
    "an escaped import": STYLED.format('@\\69mport "{out}";'),
    "a font": STYLED.format("@font-face{font-family:f;src:url({out})}text{font-family:f}"),
    "src": STYLED.format('svg{background:src("{out}")}'),
    "cross-fade": STYLED.format("svg{background:-webkit-cross-fade(url({out}),url({out}),50%)}"),
    "image": STYLED.format('svg{background:image("{out}")}'),
    "a custom property": STYLED.format("svg{--a:url({out});background:var(--a)}"),
    "a custom property without url": STYLED.format('svg{--a:image-set("{out}" 1x);background:var(--a)}'),
    "a registered property": STYLED.format(
        '@property --a{syntax:"*";inherits:true;initial-value:image-set("{out}" 1x)}svg{background:var(--a)}'
    ),
    "attr": '<style>svg{background:image-set(attr(data-a) 1x)}</style><rect data-a="{out}"/>',
    "a list": STYLED.format("text{display:list-item;list-style:url({out})}"),
    "a cursor": '<rect width="400" height="300" style="cursor:url({out}),auto"/>',
    "content": STYLED.format("svg::before{content:url({out})}"),
    "a mask image": STYLED.format("rect{mask-image:url({out})}"),
    "a border": STYLED.format("svg{border:9px solid;border-image:url({out}) 9}"),
    "a shape": STYLED.format("rect{shape-outside:url({out});float:left}"),
    "within media": STYLED.format("@media all{svg{background:url({out})}}"),
    "within a rule": STYLED.format("svg{&amp; rect{background:url({out})} background:url({out})}"),
    "split by an element": '<style>svg{background:ur<desc/>l({out})}</style><rect width="9" height="9"/>',
    "behind an element": "<style><desc/>svg{background:url({out})}</style>",
    "a style attribute": '<g style="background:url({out})"><rect/></g>',
    "fill": '<rect width="9" height="9" fill="url({out}#a)"/>',
    "stroke": '<rect width="9" height="9" stroke="url({out}#a)"/>',
    "filter": '<rect width="9" height="9" filter="url({out}#a)"/>',
    "mask": '<rect width="9" height="9" mask="url({out}#a)"/>',
    "clip-path": '<rect width="9" height="9" clip-path="url({out}#a)"/>',
    "markers": '<path d="M0 0L9 9L0 9" marker-start="url({out}#a)" marker-mid="url({out}#a)"/>',
    "a marker in a style": '<path d="M0 0L9 9" style="marker:url({out}#a)"/>',
    "use": '<use href="{out}#a"/>',
    "use, the old way": '<use xlink:href="{out}#a"/>',
    "a picture": '<image href="{out}" width="9" height="9"/>',
    "a picture, the old way": '<image xlink:href="{out}" width="9" height="9"/>',
    "a picture in a filter": '<filter id="f"><feImage href="{out}"/></filter><g filter="url(#f)"/>',
    "a gradient": '<linearGradient id="g" href="{out}#a"/><rect width="9" height="9" fill="url(#g)"/>',
    "a text's path": '<text><textPath href="{out}#a">x</textPath></text>',
    "a pattern": '<pattern id="p" href="{out}#a"/><rect width="9" height="9" fill="url(#p)"/>',
    "a base": '<g xml:base="{out}"><use href="a#b"/></g>',
    "a script": '<script href="{out}"/>',
    "a frame": '<foreignObject><iframe xmlns="http://www.w3.org/1999/xhtml" src="{out}"/></foreignObject>',
    "a style sheet": '<link xmlns="http://www.w3.org/1999/xhtml" rel="stylesheet" href="{out}"/>',
}
FETCHED_BY_CHROMIUM = (
    "image-set",
    "background",
    "an escape",
    "an import",
    "a picture",
    "use",
    "behind an element",
)
"""Some that do reach out when nobody looks, so that the counter is known to count."""


class Counting:
    """A server of one drawing at a time that counts what else is asked for."""

    def __init__(self) -> None:
        self.drawing = b""
        self.asked: list[str] = []
        counting = self

        class Handler(BaseHTTPRequestHandler):
            def do_GET(self) -> None:
                if not self.path.startswith("/gambar"):
                    counting.asked.append(self.path)
                body = counting.drawing if self.path.startswith("/gambar") else b""
                self.send_response(200)
                self.send_header("Content-Type", "image/svg+xml")
                self.send_header("Content-Length", str(len(body)))
                self.end_headers()
                self.wfile.write(body)

            def log_message(self, *_: object) -> None:
                pass

        self.server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
        self.url = f"http://127.0.0.1:{self.server.server_address[1]}"
        Thread(target=self.server.serve_forever, daemon=True).start()

    def requests(self, browser: Browser, drawing: bytes) -> list[str]:
        """What a browser asks for that opens the drawing as a page of its own."""
        self.drawing, self.asked = drawing, []
        page = browser.new_page()
        page.goto(f"{self.url}/gambar.svg", wait_until="networkidle")
        page.mouse.move(50, 50)
        page.screenshot()
        page.close()
        return [path for path in self.asked if path != "/favicon.ico"]


@pytest.fixture(scope="module")
def counting() -> Iterator[Counting]:
    server = Counting()
    yield server
    server.server.shutdown()
    server.server.server_close()


def drawing(content: str, out: str = "https://lain.example/x") -> bytes:
    return SVG.format(content.replace(OUT, out)).encode()


@pytest.mark.parametrize("name", REACHES_OUT)
@pytest.mark.parametrize(
    "out", ["https://lain.example/x", "//lain.example/x", "/x", "data:image/png;base64,AA"]
)
def test_no_way_out_of_a_drawing_is_published(name: str, out: str) -> None:
    """Refused with what was found."""
    found = clean_svg(drawing(REACHES_OUT[name], out))
    assert isinstance(found, Refused), found
    assert found.code == "svg-refused"


def test_a_browser_asks_for_nothing_but_the_drawing(browser: Browser, counting: Counting) -> None:
    """What is accepted fetches nothing; some of what is refused would have."""
    for name in FETCHED_BY_CHROMIUM:
        assert counting.requests(browser, drawing(REACHES_OUT[name], f"{counting.url}/x")), name
    for name, content in {**REACHES_OUT, **PLAIN}.items():
        cleaned = clean_svg(drawing(content, f"{counting.url}/x"))
        if isinstance(cleaned, Drawing):
            assert counting.requests(browser, cleaned.data) == [], name


PLAIN = {
    "an exported drawing": (
        "<style>.st0{fill:url(#g);stroke:rgba(0,0,0,.5)} .st1{filter:url(#f)}\n"
        "@media (prefers-color-scheme: dark){.st0{stroke:hsl(200 10% 90% / 0.5)}}"
        'text{font-family:"A","B"}</style>'
        '<linearGradient id="g"><stop offset="0"/><stop offset="1" stop-color="#fff"/></linearGradient>'
        '<filter id="f" height="25" width="1.2"><feGaussianBlur stdDeviation="4 2.5"/>'
        '<feOffset dx="2"/><feMerge><feMergeNode/><feMergeNode in="SourceGraphic"/></feMerge></filter>'
        '<g class="st1" transform="translate(4 4) rotate(-3.5)"><path class="st0" d="M0 0h90v90z"/></g>'
    ),
    "names with brackets": '<g id="Layer_1 (copy)" data-name="Peta (2)" aria-label="Peta (3)"><rect/></g>',
    "spaces in an address": '<rect fill="url( #a )"/><rect style="fill:url( \'#a\' )"/>',
    "functions of CSS": '<rect style="width:calc(10px + 2%);filter:drop-shadow(0 0 5px rgb(9 9 9 / 50%))"/>',
    "a map": "".join(
        f'<path class="prov" fill="#ccc" d="M{n} {n}' + "l1 1-1 2" * 300 + 'z"/>' for n in range(40)
    )
    + '<style>.prov:hover{fill:#999}</style><marker id="m"><path d="M0 0h9"/></marker>'
    + '<g marker-end="url(#m)">'
    + '<path d="M0 0l9 9"/>' * 50
    + "</g>",
    "a dashed border": '<path stroke="red" stroke-dasharray="4 2" d="M300 300'
    + "".join(f"L{300 + n % 7} {300 - n % 5}" for n in range(9_000))
    + '"/>',
    "forty shadows": '<filter id="f"><feGaussianBlur stdDeviation="3"/><feOffset dx="1"/><feBlend/></filter>'
    + '<rect width="20" height="20" filter="url(#f)"/>' * 40,
}


@pytest.mark.parametrize("name", PLAIN)
def test_what_programs_export_is_accepted(name: str) -> None:
    assert isinstance(clean_svg(drawing(PLAIN[name])), Drawing)


BOX = '<rect width="400" height="300" {}/>'
FILTERED = BOX.format('filter="url(#f)"')
STEP = '<feTurbulence baseFrequency="0.05"/>'


def chain(element: str, attribute: str, levels: int, each: int = 10) -> str:
    """Things that are drawn with things that are drawn with things."""
    inner = "".join(
        f'<{element} id="x{n}" width="9" height="9">'
        + f'<rect width="9" height="9" {attribute}="url(#x{n - 1})"/>' * each
        + f"</{element}>"
        for n in range(1, levels)
    )
    return f'<{element} id="x0"><rect width="9" height="9"/></{element}>{inner}' + BOX.format(
        f'{attribute}="url(#x{levels - 1})"'
    )


COSTLY = {
    "octaves": f'<filter id="f"><feTurbulence numOctaves="100"/></filter>{FILTERED}',
    "octaves in many": "".join(
        f'<filter id="f{n}"><feTurbulence numOctaves="8"/></filter>' + BOX.format(f'filter="url(#f{n})"')
        for n in range(50)
    ),
    "steps": f'<filter id="f">{STEP * 500}</filter>{FILTERED}',
    "copies of a filter": f'<filter id="f">{STEP * 3}</filter>' + FILTERED * 300,
    "copies by use": f'<filter id="f">{STEP * 3}</filter><g id="a">{FILTERED * 10}</g>'
    + '<use href="#a"/>' * 30,
    "a filter by class": f'<style>.a{{filter:url(#f)}}</style><filter id="f">{STEP * 3}</filter>'
    + BOX.format('class="a"') * 300,
    "a filter by name": f'<style>rect{{filter:url("#f")}}</style><filter id="f">{STEP * 3}</filter>'
    + BOX.format("") * 300,
    "a filter for all": f'<style>*{{filter:url(#f)}}</style><filter id="f">{STEP * 3}</filter>'
    + BOX.format("") * 300,
    "a filter by what follows": f'<style>a{{}} :not(a){{x:y}}[width]{{filter:url(#f)}}</style>'
    f'<filter id="f">{STEP * 3}</filter>' + BOX.format("") * 300,
    "a filter in a rule within": f'<style>svg{{rect{{x:y}} @media all{{filter:url(#f)}}}}</style>'
    f'<filter id="f">{STEP * 20}</filter>' + BOX.format("") * 8,
    "a filter in an open rule": f'<style>rect{{filter:url(#f)</style><filter id="f">{STEP * 3}</filter>'
    + BOX.format("") * 300,
    "a filter behind braces": f"<style>a{{content:'}}'}}rect{{font-family:'{{';filter:url(#f)}}</style>"
    f'<filter id="f">{STEP * 3}</filter>' + BOX.format("") * 300,
    "functions": BOX.format(f'style="filter:{"blur(9px) " * 600}"'),
    "functions by class": f"<style>.a{{filter:{'blur(9px) ' * 10}}}</style>" + BOX.format('class="a"') * 60,
    "a blur": f'<filter id="f"><feGaussianBlur stdDeviation="1e9"/></filter>{FILTERED}',
    "a blur by function": BOX.format('style="filter:blur(99999px)"'),
    "a computed blur": BOX.format('style="filter:blur(calc(200px * 200))"'),
    "a radius": f'<filter id="f"><feMorphology radius="900,9"/></filter>{FILTERED}',
    "a kernel": f'<filter id="f"><feConvolveMatrix order="99"/></filter>{FILTERED}',
    "a region": f'<filter id="f" width="999999999%">{STEP}</filter>{FILTERED}',
    "a region in units": f'<filter id="f" filterUnits="userSpaceOnUse" width="1e8" height="1">{STEP}</filter>'
    + FILTERED,
    "patterns of patterns": chain("pattern", "fill", 9),
    "masks of masks": chain("mask", "mask", 9),
    "clips of clips": chain("clipPath", "clip-path", 9),
    "markers of markers": chain("marker", "marker-start", 9),
    "markers on all points": '<marker id="m">' + "<rect/>" * 100 + '</marker><path marker="url(#m)" d="M0 0'
    + "l1 1" * 5_000 + '"/>',
    "markers that are inherited": '<marker id="m">' + "<rect/>" * 100 + '</marker><g style="marker:url(#m)">'
    + ('<path d="M0 0' + "l1 1" * 100 + '"/>') * 50 + "</g>",
    "tiny dashes": '<path d="M0 0h1e7" stroke="red" stroke-dasharray="0.0001"/>' * 50,
    "dashes by class": "<style>path{stroke-dasharray:.01}</style>" + '<path d="M9 9L900 9"/>' * 50,
    "dashes around": '<circle r="5000" stroke="red" style="stroke-dasharray:.01 .01"/>' * 5,
    "dashes of a stated length": '<path d="M0 0h9" pathLength="1e9" stroke-dasharray="1"/>',
    "a filter whose name is encoded": f'<filter id="f">{STEP * 20}</filter>'
    + BOX.format('filter="url(#%66)"') * 9,
    "a second element of the name": f'<g id="a">{BOX.format("") * 999}</g><g id="a"/>'
    + '<use href="#a"/>' * 99,
    "copies whose name is encoded": f'<g id="a">{BOX.format("") * 999}</g>' + '<use href="#%61"/>' * 99,
    "a pattern of itself": '<pattern id="p"><rect fill="url(#p)"/></pattern>' + BOX.format('fill="url(#p)"'),
    "a filter on a copy": f'<filter id="f">{STEP * 20}</filter><symbol id="s">{FILTERED}</symbol>'
    + '<use xlink:href="#s"/>' * 9,
}  # fmt: skip


@pytest.mark.parametrize("name", COSTLY)
def test_a_drawing_that_costs_a_browser_too_much_is_refused(name: str) -> None:
    assert clean_svg(drawing(COSTLY[name])) == Refused("svg-too-complex")


def test_a_view_of_absurd_size_is_refused() -> None:
    data = b'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 1e300 9" width="9" height="9"><rect/></svg>'
    assert clean_svg(data) == Refused("svg-size")


AT_THE_LIMIT = {
    "turbulence": f'<filter id="f">{STEP}</filter>' + FILTERED * 95,
    "blur": '<filter id="f"><feGaussianBlur stdDeviation="255"/></filter>' + FILTERED * 145,
    "dilation": '<filter id="f"><feMorphology operator="dilate" radius="50"/></filter>'
    + FILTERED * 8,
    "kernels": f'<filter id="f"><feConvolveMatrix order="9" kernelMatrix="{"1 " * 81}"/></filter>'
    + FILTERED * 11,
    "light": '<filter id="f"><feSpecularLighting><fePointLight z="9"/></feSpecularLighting></filter>'
    + FILTERED * 80,
    "a large region": f'<filter id="f" x="-500" y="-500" width="1000" height="1000">{STEP}</filter>'
    + FILTERED * 9,
    "tiny tiles": '<pattern id="p" width=".0001" height=".01" patternUnits="userSpaceOnUse"><rect width="1"'
    ' height="1"/></pattern>' + BOX.format('fill="url(#p)"') * 50,
    "tiny dashes": '<path d="M0 0h400" stroke="red" stroke-dasharray="0.1"/>' * 25,
    "copies": '<g id="a">' + BOX.format('opacity=".5"') * 100 + "</g>" + '<use href="#a"/>' * 480,
}  # fmt: skip
LONGEST_SECONDS = 28
"""On a busy machine without a graphics card; a phone's browser draws what is in view only."""


@pytest.mark.parametrize("name", AT_THE_LIMIT)
def test_what_is_just_accepted_is_drawn_in_time(name: str, browser: Browser, counting: Counting) -> None:
    cleaned = clean_svg(drawing(AT_THE_LIMIT[name]))
    assert isinstance(cleaned, Drawing), cleaned
    started = time.monotonic()
    assert counting.requests(browser, cleaned.data) == []
    assert time.monotonic() - started < LONGEST_SECONDS * slowed()


LONG = {
    "braces": "<style>" + "{" * 500_000 + "</style>",
    "rules": "<style>" + "a{" * 300_000 + "</style>",
    "closed rules": "<style>" + "*{fill:url(#a)}" * 100_000 + '</style><rect id="a"/>' + "<g/>" * 5_000,
    "no braces": "<style>" + "a " * 600_000 + "</style>",
    "open blurs": "<style>" + "blur(" * 300_000 + "</style>",
    "open addresses": '<rect style="' + "url(#" * 300_000 + '"/>',
    "comments": "<style>" + "/*" * 600_000 + "</style>",
    "quotes": "<style>" + "'\n" * 500_000 + "</style>",
    "points": '<path d="' + "1e" * 600_000 + '"/>',
    "digits": '<path d="' + "1" * 1_500_000 + '"/>',
    "references": "<g>" + "".join(f'<g id="i{n}"/>' for n in range(9_000)) + "</g><style>g{fill:"
    + " ".join(f"url(#i{n})" for n in range(9_000)) + "}</style>",
}  # fmt: skip


@pytest.mark.parametrize("name", LONG)
def test_no_drawing_takes_long_to_judge(name: str) -> None:
    data = drawing(LONG[name])
    started = time.process_time()
    clean_svg(data)
    assert time.process_time() - started < 5
