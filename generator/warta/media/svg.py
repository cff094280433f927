"""A drawing (SVG) reduced to what draws: what could act, or reach out, is a reason to refuse it.

The drawing is written anew from its tree, so comments, processing instructions and what editors keep in it
for themselves (layers, guides, the author's name and folders) are gone.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import NamedTuple
from urllib.parse import unquote
from xml.etree.ElementTree import Element, ParseError, register_namespace, tostring

from defusedxml import DefusedXmlException
from defusedxml.ElementTree import fromstring

from warta.media.values import Refused, RefusedError, is_drawing, is_writing, refused

__all__ = ["Drawing", "clean_svg"]

SVG = "http://www.w3.org/2000/svg"
XLINK = "http://www.w3.org/1999/xlink"
MAX_BYTES = 2 * 1024 * 1024
MAX_ELEMENTS = 20_000
MAX_COPIES = 50_000
"""Elements once every ``use`` has been followed: drawings of drawings grow without measure."""
MAX_SIZE = 10_000

_ELEMENTS = frozenset(
    (
        "svg g defs symbol use path rect circle ellipse line polyline polygon text tspan textPath title desc "
        "linearGradient radialGradient stop clipPath mask pattern marker style switch "
        "filter feBlend feColorMatrix feComponentTransfer feComposite feDropShadow feFlood feFuncA feFuncB "
        "feFuncG feFuncR feGaussianBlur feMerge feMergeNode feMorphology feOffset feTile feTurbulence "
        "feConvolveMatrix feDiffuseLighting feDisplacementMap feDistantLight fePointLight feSpecularLighting "
        "feSpotLight"
    ).split(" ")
)
_LEFT_OUT = frozenset({"metadata", "view"})
"""Neither draws nor acts."""
_UNSAFE_CSS = re.compile(
    r"@(?!(?:media|supports|charset|namespace)\b)|url\((?!\s*['\"]?#)|javascript:|\\|<", re.IGNORECASE
)
"""Rules that fetch or move, addresses outside the drawing, and escapes, which spell any name."""
_CSS_FUNCTION = re.compile(r"(?<![-\w])([-\w]+)\(")
_CSS_FUNCTIONS = frozenset(
    (
        "url rgb rgba hsl hsla hwb lab lch oklab oklch color color-mix calc min max clamp var "
        "matrix matrix3d translate translatex translatey scale scalex scaley rotate skew skewx skewy "
        "blur brightness contrast drop-shadow grayscale hue-rotate invert opacity saturate sepia "
        "circle ellipse inset polygon path not is where nth-child nth-last-child nth-of-type "
        "nth-last-of-type lang"
    ).split(" ")
)
"""All that a plain drawing needs. Others fetch (``image-set``, ``src``), and more are invented."""
_INERT = re.compile(r"(?:id|class|lang|role|d|points|aria-.*|data-.*)")
"""Attributes whose values nobody takes for CSS."""

_REFERENCE = re.compile(r"url\(\s*['\"]?#([^'\")\s]+)", re.IGNORECASE)
_FILTER_FUNCTION = re.compile(
    r"\b(?:blur|brightness|contrast|drop-shadow|grayscale|hue-rotate|invert|opacity|saturate|sepia)\(",
    re.IGNORECASE,
)
_SPREADS = re.compile(r"\b(?:blur|drop-shadow)\(", re.IGNORECASE)
_COMPUTED = re.compile(r"\b(?:calc|min|max|clamp|var)\(", re.IGNORECASE)
_ASIDE = re.compile(r"/\*.*?(?:\*/|\Z)|\"[^\"\n]*\"?|'[^'\n]*'?", re.DOTALL)
"""Comments and quoted texts of CSS, in which braces do not count."""
_ANYBODY = re.compile(r"[*:&@\[]")
"""In what stands before a rule's brace: it is not by names alone that elements are chosen."""
_NAME = re.compile(r"[-\w]+")
MAX_NESTED_RULES = 20
_DASHES = re.compile(r"stroke-dasharray\s*:([^;{}]*)", re.IGNORECASE)
DASHES_A_PART = 20
_PATH = re.compile(r"([MLHVCSQTAZ])([^MLHVCSQTAZ]*)", re.IGNORECASE)
_NUMBER = re.compile(r"[-+]?(?:\d+\.?\d*|\.\d+)(?:e[-+]?\d+)?", re.IGNORECASE)
FILTER_PARTS = 100
"""As many plain elements as one step of a filter, which looks at every pixel, takes the time of."""
_SLOW_STEPS = {"feTurbulence": "numOctaves", "feConvolveMatrix": "order", "feMorphology": "radius"}
"""Steps that look at a pixel as often as an attribute says."""
_SLOWER = {"feDiffuseLighting": 5, "feSpecularLighting": 5, "feGaussianBlur": 3, "feDropShadow": 3}
"""Steps that take that many times as long as others."""
_LIMITS = {"stdDeviation": 255, "radius": 50, "order": 9, "numOctaves": 8}
MAX_REGION = 1_000
"""Of a filter, in multiples of what it is applied to."""
MAX_VIEW_BOX = 10_000_000
_LENGTH = re.compile(r"\s*+([0-9]++(?:\.[0-9]++)?|\.[0-9]++)\s*+(px|pt|pc|mm|cm|in)?\s*")
_PIXELS = {"px": 1.0, "": 1.0, "pt": 4 / 3, "pc": 16.0, "mm": 96 / 25.4, "cm": 96 / 2.54, "in": 96.0}


class Drawing(NamedTuple):
    """A drawing that does nothing but draw."""

    width: int
    height: int
    """CSS pixels."""
    data: bytes


def _no_drawing(data: bytes) -> Refused:
    if is_writing(data) and not is_drawing(data):
        return refused("picture-text", suffix="svg")
    return refused("svg-broken")


def clean_svg(data: bytes) -> Drawing | Refused:
    """The drawing without what does not draw, or why it is refused. Never raises."""
    if len(data) > MAX_BYTES:
        return refused("svg-too-complex")
    try:
        root = fromstring(data, forbid_dtd=True, forbid_entities=True, forbid_external=True)
    except DefusedXmlException:
        if re.match(rb"(?i)\s*<(?:!doctype\s+html|html)\b", data):
            return refused("picture-text", suffix="svg")
        return refused("svg-refused", found="<!DOCTYPE>")
    except (ParseError, ValueError, LookupError):
        return _no_drawing(data)
    if root.tag != f"{{{SVG}}}svg":
        return _no_drawing(data)
    try:
        if sum(1 for _ in root.iter()) > MAX_ELEMENTS:
            return refused("svg-too-complex")
        _clean(root)
        _Cost(root).check()
        width, height = _size(root)
    except RefusedError as raised:
        return raised.refusal
    except RecursionError:
        return refused("svg-too-complex")
    root.set("width", str(width))
    root.set("height", str(height))
    register_namespace("", SVG)
    register_namespace("xlink", XLINK)
    return Drawing(width, height, tostring(root, "utf-8", xml_declaration=False))


def _found(what: str) -> RefusedError:
    return RefusedError("svg-refused", found=what[:80])


def _clean(element: Element) -> None:
    for name, value in list(element.attrib.items()):
        _check_attribute(element, name, value)
    for child in list(element):
        space, _, name = child.tag[1:].partition("}") if child.tag.startswith("{") else ("", "", child.tag)
        if space == SVG and name in _ELEMENTS:
            _clean(child)
            if name == "style":
                if len(child):  # a browser reads the text around it as one
                    raise _found("<style> <")
                _check_css(child.text or "", "<style>")
        elif space in ("", SVG, "http://www.w3.org/1999/xhtml") and name not in _LEFT_OUT:
            raise _found(f"<{name}>")
        else:  # an editor's own: the text behind it is kept, since in SVG that is text of its parent
            _without(element, child)


def _without(parent: Element, child: Element) -> None:
    before = list(parent).index(child)
    if child.tail:
        if before:
            previous = parent[before - 1]
            previous.tail = (previous.tail or "") + child.tail
        else:
            parent.text = (parent.text or "") + child.tail
    parent.remove(child)


def _check_attribute(element: Element, name: str, value: str) -> None:
    space, _, local = name[1:].partition("}") if name.startswith("{") else ("", "", name)
    if local.lower().startswith("on"):
        raise _found(f"{local}=")
    if local == "href":
        if not value.startswith("#"):
            raise _found(f'href="{value}"')
    elif space not in ("", "http://www.w3.org/XML/1998/namespace") or local == "base":
        del element.attrib[name]
    elif not _INERT.fullmatch(local):
        _check_css(value, f"{local}=")


def _check_css(text: str, where: str) -> None:
    unsafe = _UNSAFE_CSS.search(text) or next(
        (call for call in _CSS_FUNCTION.finditer(text) if call[1].lower() not in _CSS_FUNCTIONS), None
    )
    if unsafe:
        raise _found(f"{where} {text[unsafe.start() :]}")
    for declaration in re.split("[;{}]", text):
        if _SPREADS.search(declaration) and (
            _COMPUTED.search(declaration)
            or _largest(re.sub(r"#\w+", "", declaration)) > _LIMITS["stdDeviation"]
        ):
            raise RefusedError("svg-too-complex")


def _largest(text: str) -> float:
    """The largest of the numbers in a text, whatever its sign; 0 where there is none."""
    return max(map(abs, _numbers(text)), default=0)


def _numbers(text: str) -> list[float]:
    return [float(number) for number in _NUMBER.findall(text)]


class _Load(NamedTuple):
    """What a browser has to do for an element and all that is in it."""

    parts: int
    """Elements, with every copy; steps of filters count for many."""
    points: int
    """Of lines: a marker may be drawn at each."""


class _Applied(NamedTuple):
    """What a piece of CSS applies to an element."""

    ids: frozenset[str]
    """Of the filters, patterns, masks and markers that it refers to."""
    steps: int
    """Filters that are given as functions."""


_NOTHING = _Applied(frozenset(), 0)


class _Cost:
    """How much a browser would draw, once every reference has been followed."""

    def __init__(self, root: Element) -> None:
        self._root = root
        self._by_id = {element.get("id", ""): element for element in reversed(list(root.iter()))}
        """The first that has an id, as browsers take it."""
        self._rules: dict[str, _Applied] = {}
        for style in root.iter(f"{{{SVG}}}style"):
            self._read_rules(style.text or "")
        self._dash = min(filter(None, map(_dashed, root.iter())), default=0)
        """The shortest run of dashes and gaps after which a line repeats itself; 0: no line is dashed."""
        self._known: dict[Element, _Load] = {}

    def check(self) -> None:
        """Raises RefusedError for what would stall a browser."""
        for element in self._root.iter():
            _check_numbers(element)
        self._load(self._root, frozenset())

    def _read_rules(self, css: str) -> None:
        """Which elements, classes and ids rules apply something to, by name; ``*`` stands for all."""
        for selectors, declarations in _rules(css):
            applied = _applied(declarations)
            if applied != _NOTHING:
                for name in ["*"] if _ANYBODY.search(selectors) else _NAME.findall(selectors):
                    self._rules[name] = _both(self._rules.get(name, _NOTHING), applied)

    def _load(self, element: Element, within: frozenset[Element]) -> _Load:
        if element in within:
            raise RefusedError("svg-too-complex")
        if element not in self._known:
            inside = within | {element}
            dashes = round(_length(element) / self._dash) if self._dash else 0
            load = _sum(_Load(_weight(element), _points(element)), _Load(dashes // DASHES_A_PART, 0))
            for child in element:
                load = _sum(load, self._load(child, inside))
            copied = element.get("href") or element.get(f"{{{XLINK}}}href") or "#"
            if (copied := unquote(copied[1:])) and copied in self._by_id:
                load = _sum(load, self._load(self._by_id[copied], inside))
            applied = self._applied_to(element)
            load = _sum(load, _Load(applied.steps * FILTER_PARTS * _SLOWER["feGaussianBlur"], 0))
            inner = load
            for name in applied.ids:
                if name in self._by_id:
                    target = self._by_id[name]
                    times = _times(target, inner)
                    load = _sum(load, _Load(self._load(target, inside).parts * times, 0))
            self._known[element] = load
        return self._known[element]

    def _applied_to(self, element: Element) -> _Applied:
        names = ("*", _local(element), element.get("id", ""), *element.get("class", "").split())
        applied = _applied(" ".join(element.attrib.values()))
        for name in names:
            if name in self._rules:
                applied = _both(applied, self._rules[name])
        return applied


def _rules(css: str) -> Iterator[tuple[str, str]]:
    """What stands before a brace and what directly behind it, of every rule, within others too."""
    plain = _ASIDE.sub(lambda aside: re.sub("[{}]", "", aside[0]) if aside[0][0] != "/" else " ", css)
    before, open_rules = "", [("", [""])]
    for piece in re.split("([{}])", plain):
        if piece == "{":
            if len(open_rules) > MAX_NESTED_RULES:
                raise RefusedError("svg-too-complex")
            open_rules.append((before, []))
        elif piece == "}" and len(open_rules) > 1:
            selectors, texts = open_rules.pop()
            yield selectors, " ".join(texts)
        elif piece != "}":
            before = piece
            open_rules[-1][1].append(piece)
    for selectors, texts in open_rules[1:]:  # the end of the text closes them
        yield selectors, " ".join(texts)


def _sum(one: _Load, other: _Load) -> _Load:
    both = _Load(one.parts + other.parts, one.points + other.points)
    if both.parts > MAX_COPIES:
        raise RefusedError("svg-too-complex")
    return both


def _applied(css: str) -> _Applied:
    return _Applied(frozenset(map(unquote, _REFERENCE.findall(css))), len(_FILTER_FUNCTION.findall(css)))


def _both(one: _Applied, other: _Applied) -> _Applied:
    return _Applied(one.ids | other.ids, one.steps + other.steps)


def _local(element: Element) -> str:
    return element.tag.rpartition("}")[2]


def _times(target: Element, inner: _Load) -> int:
    """How often something is drawn that is applied to an element with ``inner`` in it."""
    match _local(target):
        case "marker":
            return max(1, inner.points)
        case "filter" | "mask" | "clipPath":
            return 1
        case _:  # a pattern or gradient, which all in it inherit
            return inner.parts


def _weight(element: Element) -> int:
    name = _local(element)
    if not name.startswith("fe"):
        return 1
    often = _largest(element.get(_SLOW_STEPS.get(name, ""), "1")) * _SLOWER.get(name, 1)
    if name == "feConvolveMatrix":
        often = (often or 3) ** 2 / 2
    elif name == "feTurbulence":
        often *= 5
    return round(FILTER_PARTS * max(1, often))


def _points(element: Element) -> int:
    """At most as many as there are in a line."""
    return len(_NUMBER.findall(element.get("d", "") + " " + element.get("points", ""))) // 2


def _dashed(element: Element) -> float:
    """The length of the shortest run of dashes that an element gives; 0 when it gives none."""
    css = f"{element.get('style', '')};{element.text if _local(element) == 'style' else ''}"
    runs = [element.get("stroke-dasharray", ""), *_DASHES.findall(css)]
    return min(filter(None, (sum(map(abs, _numbers(run))) for run in runs)), default=0)


def _length(element: Element) -> float:
    """At least as much as the length of the line that an element draws."""
    sizes = (element.get(name, "") for name in ("x1", "y1", "x2", "y2", "r", "rx", "ry", "width", "height"))
    pieces = [("l", " ".join(sizes)), ("L", element.get("points", "")), *_PATH.findall(element.get("d", ""))]
    total, last = 0.0, [0.0, 0.0]
    for command, text in pieces:
        numbers = _numbers(text)
        if command in "LMCSQT":  # from point to point
            route = [*last, *numbers]
            total += sum(abs(there - here) for here, there in zip(route, route[2:], strict=False))
            last = route[-2:]
        else:
            total += sum(map(abs, numbers))
    total *= 8  # around a circle, and back to where it began
    return min(max(total, _largest(element.get("pathLength", ""))), 1e12)


def _check_numbers(element: Element) -> None:
    """Filters of absurd reach are refused."""
    name = _local(element)
    if name.startswith("fe"):
        large = any(_largest(element.get(key, "")) > limit for key, limit in _LIMITS.items())
    elif name == "filter":
        drawn = element.get("filterUnits") == "userSpaceOnUse"
        sizes = [element.get(key, "") for key in ("x", "y", "width", "height")]
        large = any(
            _largest(size) > (MAX_REGION * 100 if "%" in size else MAX_SIZE if drawn else MAX_REGION)
            for size in sizes
        )
    else:
        return
    if large:
        raise RefusedError("svg-too-complex")


def _size(root: Element) -> tuple[int, int]:
    """From width and height, else from the view box."""
    lengths = [_LENGTH.fullmatch(root.get(name, "")) for name in ("width", "height")]
    box = root.get("viewBox", "").replace(",", " ").split()
    if len(box) == 4 and _largest(" ".join(box)) > MAX_VIEW_BOX:
        raise RefusedError("svg-size")
    try:
        if lengths[0] and lengths[1]:
            width, height = (float(found[1]) * _PIXELS[found[2] or ""] for found in lengths if found)
            if len(box) != 4:  # a drawing of fixed size is to shrink like the others
                root.set("viewBox", f"0 0 {width:g} {height:g}")
        elif len(box) == 4:
            width, height = float(box[2]), float(box[3])
        else:
            raise RefusedError("svg-size")
    except ValueError:
        raise RefusedError("svg-size") from None
    if not (0 < width <= MAX_SIZE and 0 < height <= MAX_SIZE):
        raise RefusedError("svg-size")
    return max(1, round(width)), max(1, round(height))
