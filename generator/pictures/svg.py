"""A drawing (SVG) reduced to what draws: what could act, or reach out, is a reason to refuse it.

The drawing is written anew from its tree, so comments, processing instructions and what editors keep in it
for themselves (layers, guides, the author's name and folders) are gone.
"""

from __future__ import annotations

import re
from typing import NamedTuple
from xml.etree.ElementTree import Element, ParseError, register_namespace, tostring

from defusedxml import DefusedXmlException
from defusedxml.ElementTree import fromstring

from generator.pictures.media import Refused, RefusedError, refused

__all__ = ["Drawing", "clean_svg"]

SVG = "http://www.w3.org/2000/svg"
XLINK = "http://www.w3.org/1999/xlink"
MAX_BYTES = 2 * 1024 * 1024
MAX_ELEMENTS = 20_000
MAX_COPIES = 200_000
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
    r"@import|@font-face|url\(\s*(?!['\"]?#)|expression\(|javascript:|\\|<", re.IGNORECASE
)
_LENGTH = re.compile(r"\s*+([0-9]++(?:\.[0-9]++)?|\.[0-9]++)\s*+(px|pt|pc|mm|cm|in)?\s*")
_PIXELS = {"px": 1.0, "": 1.0, "pt": 4 / 3, "pc": 16.0, "mm": 96 / 25.4, "cm": 96 / 2.54, "in": 96.0}


class Drawing(NamedTuple):
    """A drawing that does nothing but draw."""

    width: int
    height: int
    """CSS pixels."""
    data: bytes


def clean_svg(data: bytes) -> Drawing | Refused:
    """The drawing without what does not draw, or why it is refused. Never raises."""
    if len(data) > MAX_BYTES:
        return refused("svg-too-complex")
    try:
        root = fromstring(data, forbid_dtd=True, forbid_entities=True, forbid_external=True)
    except DefusedXmlException:
        return refused("svg-refused", found="<!DOCTYPE>")
    except (ParseError, ValueError, LookupError):
        return refused("svg-broken")
    if root.tag != f"{{{SVG}}}svg":
        return refused("svg-broken")
    try:
        if sum(1 for _ in root.iter()) > MAX_ELEMENTS:
            return refused("svg-too-complex")
        _clean(root)
        _check_copies(root)
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
            if name == "style":
                _check_css(child.text or "", "<style>")
            _clean(child)
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
    else:
        _check_css(value, f"{local}=")


def _check_css(text: str, where: str) -> None:
    unsafe = _UNSAFE_CSS.search(text)
    if unsafe:
        raise _found(f"{where} {text[unsafe.start() :]}")


def _check_copies(root: Element) -> None:
    """How many elements a browser would draw: every ``use`` is a copy of what it refers to."""
    by_id = {element.get("id", ""): element for element in root.iter()}
    known: dict[Element, int] = {}

    def amount(element: Element, within: frozenset[Element]) -> int:
        if element in within:
            raise RefusedError("svg-too-complex")
        if element not in known:
            inside = within | {element}
            total = 1 + sum(amount(child, inside) for child in element)
            if element.tag == f"{{{SVG}}}use":
                name = element.get("href") or element.get(f"{{{XLINK}}}href") or "#"
                target = by_id.get(name[1:])
                total += amount(target, inside) if target is not None else 0
            known[element] = total
        return known[element]

    if amount(root, frozenset()) > MAX_COPIES:
        raise RefusedError("svg-too-complex")


def _size(root: Element) -> tuple[int, int]:
    """From width and height, else from the view box."""
    lengths = [_LENGTH.fullmatch(root.get(name, "")) for name in ("width", "height")]
    box = root.get("viewBox", "").replace(",", " ").split()
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
