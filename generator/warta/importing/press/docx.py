"""The text of a Word document as HTML.

mammoth reads it. What mammoth passes over without a word, and what Word shows otherwise, is put before that
into the form that mammoth knows (:func:`_as_read`).
"""

from __future__ import annotations

import io
import re
from collections import Counter
from collections.abc import Callable, Collection, Iterator, Mapping
from itertools import pairwise
from typing import TYPE_CHECKING, NamedTuple
from xml.etree.ElementTree import Element, ParseError, SubElement

from defusedxml import ElementTree
from defusedxml.common import DefusedXmlException

from warta.importing.press.blocks import TAB, is_public_address
from warta.importing.press.docx_numbering import Numbering
from warta.importing.press.packages import MAX_UNPACKED_BYTES, DocumentError, parts_of, repacked
from warta.importing.press.wordml import DRAWING, OFFICE, RELATIONS, VML, W, is_on, value

if TYPE_CHECKING:
    import mammoth

__all__ = ["html_of_word"]

_STYLES = """
p[style-name='Title'] => h1:fresh
p[style-name='caption'] => p.caption:fresh
p[style-name='Caption'] => p.caption:fresh
p[style-name='Quote'] => blockquote > p:fresh
p[style-name='Intense Quote'] => blockquote > p:fresh
p[style-name^='toc '] => !
p[style-name='List Bullet 2'] => ul|ol > li > ul > li:fresh
p[style-name='List Bullet 3'] => ul|ol > li > ul|ol > li > ul > li:fresh
p[style-name='List Number 2'] => ul|ol > li > ol > li:fresh
p[style-name='List Number 3'] => ul|ol > li > ul|ol > li > ol > li:fresh
"""
"""Styles that programs have besides those that mammoth knows, by their names in every language of Word."""
_TEXTS = r"word/(?:document|footnotes|endnotes)\d*\.xml"
_NO_PICTURE = re.compile(r'<img\b[^<>]*\bsrc=""[^<>]*>')
"""What mammoth writes for a picture that is only linked."""
_LINK = re.compile(r'\s*HYPERLINK\s+(?:"(?P<quoted>[^"]*)"|(?P<bare>[^\s"]+))(?P<rest>.*)', re.DOTALL)
"""The instruction of a field that is a link."""
_PLACE = re.compile(r'\\l\s+"([^"]*)"')
"""In it, the place in what the link leads to."""
RAISED = 4
"""Half points by which raised letters stand higher at least."""
_LOST = {
    f"{W}commentReference": "comments",
    f"{W}moveFrom": "moves",
    f"{W}del": "deletions",
    f"{W}object": "objects",
    f"{W}altChunk": "objects",
    "{http://schemas.openxmlformats.org/drawingml/2006/chart}chart": "charts",
    "{http://schemas.openxmlformats.org/drawingml/2006/diagram}relIds": "charts",
    "{http://schemas.openxmlformats.org/officeDocument/2006/math}oMath": "formulas",
}
"""Element of a Word document → what does not come along with it, as the messages name it."""
_TRANSPARENT = frozenset(f"{W}{name}" for name in ("fldSimple", "bdo", "dir", "ruby", "rubyBase"))
"""Elements of which only their content counts."""
_STRICT = (
    (
        b"http://purl.oclc.org/ooxml/officeDocument/",
        b"http://schemas.openxmlformats.org/officeDocument/2006/",
    ),
    (b"http://purl.oclc.org/ooxml/drawingml/main", b"http://schemas.openxmlformats.org/drawingml/2006/main"),
    (
        b"http://purl.oclc.org/ooxml/wordprocessingml/main",
        b"http://schemas.openxmlformats.org/wordprocessingml/2006/main",
    ),
)
"""Names in documents that Word saved as "Strict Open XML" → the usual ones."""


class _Shown(NamedTuple):
    """What the parts of a document have to know of each other."""

    hidden: Collection[str]
    """The styles whose text is not shown."""
    numbering: Numbering
    relations: Mapping[str, Collection[str]]
    """Name of a part's file of relations → the ids of those that lead somewhere on a page."""


def html_of_word(data: bytes, picture: Callable[[str, bytes], str]) -> tuple[str, Counter[str]]:
    """HTML of a checked .docx, and how much does not come along; ``picture`` names a picture's file.

    Raises DocumentError.
    """
    import mammoth

    unread: Counter[str] = Counter()

    def keep(image: mammoth.images.Image) -> dict[str, str]:
        try:
            with image.open() as file:
                return {"src": picture(image.content_type or "", file.read(MAX_UNPACKED_BYTES))}
        except Exception:  # noqa: BLE001 - mammoth has kinds of its own for linked files
            unread["linked"] += 1
            return {"src": ""}

    shown, lost = _shown(data), _lost_in(data)
    try:
        visible = repacked(data, lambda name, part: _as_read(name, part, shown, unread))
        html = mammoth.convert_to_html(
            io.BytesIO(visible),
            convert_image=mammoth.images.img_element(keep),
            style_map=_STYLES + shown.numbering.style_map(),
            include_embedded_style_map=False,
            external_file_access=False,
        ).value
    except Exception as problem:  # whatever a broken document makes mammoth and its parser raise
        raise DocumentError("not_document", kind=".docx") from problem
    return _NO_PICTURE.sub("", html).replace("\t", TAB), lost + unread  # mammoth writes no other tabs


def _tree(part: bytes) -> Element:
    for strict, usual in _STRICT:
        part = part.replace(strict, usual)
    try:
        return ElementTree.fromstring(part)
    except (ParseError, DefusedXmlException, ValueError) as problem:
        raise DocumentError("not_document", kind=".docx") from problem


def _shown(data: bytes) -> _Shown:
    named = {name: _tree(part) for name, part in parts_of(data, r"word/(?:styles|numbering)\.xml").items()}
    styles = named.get("word/styles.xml", Element("none"))
    numbering = Numbering(named.get("word/numbering.xml", Element("none")), styles)
    hidden = (each for each in styles.iter(f"{W}style") if is_on(each.find(f"{W}rPr/{W}vanish")))
    relations = parts_of(data, r"word/_rels/[^/]+\.rels")
    ids = {name: _alive(_tree(part)) for name, part in relations.items()}
    return _Shown({style.get(f"{W}styleId", "") for style in hidden}, numbering, ids)


def _alive(relations: Element) -> set[str]:
    """The ids of a part's relations; links to files beside the document or on a computer lead nowhere."""
    return {
        each.get("Id", "")
        for each in relations
        if not each.get("Type", "").endswith("/hyperlink") or is_public_address(each.get("Target", ""))
    }


def _lost_in(data: bytes) -> Counter[str]:
    """How much of what a document holds does not come along, by kind."""
    counts: Counter[str] = Counter()
    for part in parts_of(data, _TEXTS).values():
        counts.update(_LOST[each.tag] for each in _tree(part).iter() if each.tag in _LOST)
    for part in parts_of(data, r"word/(?:header|footer)\d*\.xml").values():
        counts["margins"] += any((each.text or "").strip() for each in _tree(part).iter(f"{W}t"))
    return +counts


# --- As mammoth reads it -----------------------------------------------------------------------------


def _as_read(name: str, part: bytes, shown: _Shown, lost: Counter[str]) -> bytes:
    """A part of a document as Word shows it, in elements that mammoth reads; counts what is ``lost``."""
    if not re.fullmatch(_TEXTS, name):
        return part
    root = _tree(part)
    for run in root.iter(f"{W}r"):
        if _is_hidden(run, shown.hidden):
            run.clear()
        _mark_raised(run)
        for properties in run.findall(f"{W}rPr"):
            properties.extend([Element(f"{W}strike")] * is_on(properties.find(f"{W}dstrike")))
    _drop_instructions(root)
    _join_drop_caps(root)
    folder, _, file = name.rpartition("/")
    _drop_dead_relations(root, shown.relations.get(f"{folder}/_rels/{file}.rels", ()), lost)
    for parent in reversed(list(root.iter())):  # what is within first
        parent[:] = [each for child in list(parent) for each in _read_as(child)]
    for row in root.iter(f"{W}tr"):
        _fill(row)
    lost.update(shown.numbering.put_into(root))
    return ElementTree.tostring(root)


def _is_hidden(run: Element, styles: Collection[str]) -> bool:
    own = run.find(f"{W}rPr/{W}vanish")
    return is_on(own) or (own is None and value(run.find(f"{W}rPr/{W}rStyle")) in styles)


def _mark_raised(run: Element) -> None:
    """Letters that LibreOffice has put higher or lower, by half points, as Word marks them: "m²"."""
    properties = run.find(f"{W}rPr")
    height = value(properties.find(f"{W}position")) if properties is not None else ""
    if properties is None or not re.fullmatch(r"-?\d{1,4}", height) or abs(int(height)) < RAISED:
        return
    if properties.find(f"{W}vertAlign") is None:
        kind = "superscript" if int(height) > 0 else "subscript"
        properties.append(Element(f"{W}vertAlign", {f"{W}val": kind}))


def _drop_instructions(root: Element) -> None:
    """Take out what stands in the instructions of fields, of which only the results are shown.

    A field may stand in the instruction of another.
    """
    fields: list[list[Element] | None] = []  # the open ones: the instruction of each, None in its result
    for run in root.iter(f"{W}r"):
        for each in list(run):
            kind = each.get(f"{W}fldCharType") if each.tag == f"{W}fldChar" else None
            if kind == "begin":
                fields.append([])
            elif kind in ("separate", "end") and fields:
                instruction = fields.pop()
                _tidy_link(instruction or [])
                fields += [None] if kind == "separate" else []
            elif each.tag == f"{W}instrText" and fields and fields[-1] is not None:
                fields[-1].append(each)
            elif kind is None and each.tag != f"{W}rPr" and not all(field is None for field in fields):
                run.remove(each)


def _tidy_link(instruction: list[Element]) -> None:
    """Put the instruction of a link into one piece that mammoth reads; a link that leads nowhere is none."""
    link = _LINK.fullmatch("".join(each.text or "" for each in instruction))
    if link is None:
        return
    address, place = link["quoted"] or link["bare"] or "", _PLACE.search(link["rest"])
    if place is not None and "#" not in address:
        address += f"#{place[1]}"
    for each in instruction:
        each.text = ""
    if is_public_address(address):
        instruction[0].text = f' HYPERLINK "{address}" '


def _join_drop_caps(root: Element) -> None:
    """Put a large first letter, which stands in a paragraph of its own, before the words that it begins."""
    for parent in list(root.iter()):
        for cap, paragraph in list(pairwise(parent)):
            frame = cap.find(f"{W}pPr/{W}framePr")
            kind = frame.get(f"{W}dropCap") if frame is not None else None
            if kind in ("drop", "margin") and paragraph.tag == f"{W}p":
                run = Element(f"{W}r")
                SubElement(run, f"{W}t").text = "".join(each.text or "" for each in cap.iter(f"{W}t"))
                paragraph.insert(len(paragraph.findall(f"{W}pPr")), run)
                parent.remove(cap)


def _drop_dead_relations(root: Element, known: Collection[str], lost: Counter[str]) -> None:
    """Take out references to what the document does not have, of which mammoth would make nothing at all."""
    for each in root.iter():
        for name in ("id", "embed", "link"):
            if each.get(f"{RELATIONS}{name}", "") not in known and each.attrib.pop(f"{RELATIONS}{name}", ""):
                lost["linked"] += each.tag in (f"{DRAWING}blip", f"{VML}imagedata")
        if each.tag == f"{W}hyperlink" and not each.get(f"{RELATIONS}id"):
            each.attrib.pop(f"{W}anchor", None)  # a place in the document


def _read_as(element: Element) -> Iterator[Element]:
    """The elements that stand for one in what mammoth reads."""
    if element.tag in _TRANSPARENT:
        yield from element
    elif element.tag in (f"{W}cr", f"{W}br"):
        yield Element(f"{W}br")  # the end of a page is one of a line too
    elif element.tag == f"{OFFICE}AlternateContent":
        older = element.find(f"{OFFICE}Fallback")
        chosen = older if older is not None and _says(older) else element.find(f"{OFFICE}Choice")
        yield from chosen if chosen is not None else ()
    elif element.tag == f"{W}drawing":
        yield _with_near_pictures(element)
        boxes = list(element.iter(f"{W}txbxContent"))
        if boxes:
            yield _box(boxes)
    elif element.tag != f"{W}rt":  # the small signs above others
        if element.tag.startswith(VML) and element.find(f"{VML}textbox") is not None:
            element.tag = f"{VML}shape"  # of these mammoth reads the text, of ovals not
        yield element


def _says(element: Element) -> bool:
    """Whether there is text or a picture in an element."""
    return any(each.tag in (f"{W}t", f"{VML}imagedata", f"{DRAWING}blip") for each in element.iter())


def _with_near_pictures(drawing: Element) -> Element:
    """A drawing whose pictures stand where mammoth looks for them, those of a group too."""
    picture = "{http://schemas.openxmlformats.org/drawingml/2006/picture}pic"
    for holder in drawing.iter(f"{DRAWING}graphicData"):
        holder[:] = [*(each for each in holder if each.tag != picture), *list(holder.iter(picture))]
    return drawing


def _box(contents: list[Element]) -> Element:
    """The texts of boxes as those of older versions of Word."""
    box = Element(f"{W}pict")
    for content in contents:
        holder = Element(f"{VML}textbox")
        holder.append(content)
        box.append(holder)
    return box


def _fill(row: Element) -> None:
    """A row of a table that begins further right or ends earlier than others, with cells instead."""
    first = int(len(row) > 0 and row[0].tag == f"{W}trPr")
    for name, at in (("gridAfter", len(row)), ("gridBefore", first)):
        count = value(row.find(f"{W}trPr/{W}{name}"))
        for _ in range(int(count) if re.fullmatch(r"\d{1,2}", count) else 0):
            cell = Element(f"{W}tc")
            cell.append(Element(f"{W}p"))
            row.insert(at, cell)
