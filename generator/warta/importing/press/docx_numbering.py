"""The numbers that Word gives paragraphs, which stand in no text of a document.

mammoth makes lists of numbered paragraphs but counts each from one: here a list that goes on behind a
paragraph keeps its number, and numbers of headings and of tables' cells become text.
"""

from __future__ import annotations

import re
from collections import Counter, defaultdict
from collections.abc import Iterator
from itertools import pairwise
from typing import NamedTuple
from xml.etree.ElementTree import Element, SubElement

from warta.importing.press.wordml import W, value

__all__ = ["Numbering"]

MAX_DEPTH = 9
"""Levels of a list, as Word has them."""
MAX_STEPS = 20
"""From a style to those that it comes from."""
LAST_START = 99
"""The highest number with which a list begins that goes on behind something else."""
_TITLES = re.compile(r"(?i)heading [1-6]|title")
_ROMAN = ((50, "l"), (40, "xl"), (10, "x"), (9, "ix"), (5, "v"), (4, "iv"), (1, "i"))


def _style_of(start: int) -> str:
    return f"WartaDaftar{start}"


def _mapped(start: int) -> Iterator[str]:
    """What mammoth makes of a list that begins with a number, each level within the ones above."""
    outer = f"ol[start='{start}'] > li"
    yield f"p.{_style_of(start)}:ordered-list(1) => {outer}:fresh"
    for level in range(2, 6):
        for name, tag in (("ordered", "ol"), ("unordered", "ul")):
            between = "ul|ol > li > " * (level - 2)
            yield f"p.{_style_of(start)}:{name}-list({level}) => {outer} > {between}{tag} > li:fresh"


class _Level(NamedTuple):
    """One level of a numbering."""

    form: str
    """``bullet``, ``decimal``, ``lowerLetter`` and so on."""
    start: int
    label: str
    """The number with what stands around it: ``%1.``"""


class _Place(NamedTuple):
    """Where a paragraph stands in a numbering."""

    number: str
    """The list's id; lists with the same definition count on together."""
    level: int


class Numbering:
    """What a document says about its lists, and how far each has been counted."""

    def __init__(self, numbering: Element, styles: Element) -> None:
        self._levels = {
            (_id(each, "abstractNumId"), at): _level(level, at)
            for each in numbering.iter(f"{W}abstractNum")
            for level in each.iter(f"{W}lvl")
            if (at := _whole(_id(level, "ilvl"))) < MAX_DEPTH
        }
        self._lists = {
            _id(each, "numId"): value(each.find(f"{W}abstractNumId")) for each in numbering.iter(f"{W}num")
        }
        self._restarts = {
            (_id(each, "numId"), _whole(_id(other, "ilvl"))): _whole(value(start))
            for each in numbering.iter(f"{W}num")
            for other in each.iter(f"{W}lvlOverride")
            if (start := other.find(f"{W}startOverride")) is not None
        }
        self._styles = {_id(each, "styleId"): each for each in styles.iter(f"{W}style")}
        self._by_style = {
            value(level.find(f"{W}pStyle")): _whole(_id(level, "ilvl")) for level in numbering.iter(f"{W}lvl")
        }
        self._starts: set[int] = set()

    def style_map(self) -> str:
        """What mammoth has to make of the styles that :meth:`put_into` has given."""
        return "\n".join(line for start in sorted(self._starts) for line in _mapped(start))

    def put_into(self, root: Element) -> Counter[str]:
        """Write the numbers of a part's paragraphs so that mammoth shows them; counts what is lost."""
        counts: dict[str, list[int]] = defaultdict(lambda: [0] * MAX_DEPTH)
        begun: set[tuple[str, str]] = set()
        lost: Counter[str] = Counter()
        parents = {child: parent for parent in root.iter() for child in parent}
        behind = {after: before for parent in root.iter() for before, after in pairwise(parent)}
        runs: dict[Element, _Run] = defaultdict(_Run)
        for element in list(root.iter(f"{W}p")):  # in the order of the text, which is that of the numbers
            parent, place = parents[element], self._place(element)
            before = behind.get(element)
            if before is not None and before.tag != f"{W}p" and _is_filled(before):  # a table
                runs[parent] = _Run()
            if place is None:
                runs[parent] = _Run() if _is_filled(element) else runs[parent]
                continue
            number = self._counted(place, counts, begun)
            definition = self._lists[place.number]
            if self._is_title(element) or _is_alone_in_cell(element, parent):
                self._write(element, place, counts[definition])
            elif _is_filled(element):
                form = self._levels[definition, place.level].form
                run = runs[parent] = runs[parent].with_item(form, place.level, number)
                lost["letters"] += run.is_first and form not in ("bullet", "decimal", "decimalZero")
                if run.start:
                    self._starts.add(run.start)
                    _set_style(element, _style_of(run.start), place)
        return +lost

    def _place(self, paragraph: Element) -> _Place | None:
        """Where a paragraph is counted, by itself or by its style; None where it is not."""
        own = paragraph.find(f"{W}pPr/{W}numPr")
        style = value(paragraph.find(f"{W}pPr/{W}pStyle"))
        number = value(own.find(f"{W}numId")) if own is not None else ""
        level = value(own.find(f"{W}ilvl")) if own is not None else ""
        for _ in range(MAX_STEPS):
            if number or style not in self._styles:
                break
            given = self._styles[style].find(f"{W}pPr/{W}numPr")
            number = value(given.find(f"{W}numId")) if given is not None else ""
            level = level or (value(given.find(f"{W}ilvl")) if given is not None else "")
            level = level or (str(self._by_style[style]) if number and style in self._by_style else "")
            style = value(self._styles[style].find(f"{W}basedOn"))
        place = _Place(number, _whole(level))
        return place if (self._lists.get(number, ""), place.level) in self._levels else None

    def _counted(self, place: _Place, counts: dict[str, list[int]], begun: set[tuple[str, str]]) -> int:
        """The number of a paragraph that is the next at its place."""
        definition = self._lists[place.number]
        counted = counts[definition]
        used, defined = ("list", place.number), ("definition", definition)
        for level in range(MAX_DEPTH):
            known = self._levels.get((definition, level))
            if known is None:
                continue
            restart = self._restarts.get((place.number, level)) if used not in begun else None
            if restart is not None:
                counted[level] = restart - 1
            elif defined not in begun or level > place.level:
                counted[level] = known.start - 1
        begun |= {used, defined}
        counted[place.level] += 1
        return counted[place.level]

    def _is_title(self, paragraph: Element) -> bool:
        style = self._styles.get(value(paragraph.find(f"{W}pPr/{W}pStyle")))
        return style is not None and bool(_TITLES.fullmatch(value(style.find(f"{W}name"))))

    def _write(self, paragraph: Element, place: _Place, counted: list[int]) -> None:
        """Put the number of a paragraph before its words, and take it out of its list."""
        definition = self._lists[place.number]
        level = self._levels[definition, place.level]
        properties = paragraph.find(f"{W}pPr")
        if properties is None:
            properties = Element(f"{W}pPr")
            paragraph.insert(0, properties)
        _set_number(properties, "0", place.level)
        style = properties.find(f"{W}pStyle")
        if style is not None and not self._is_title(paragraph):
            properties.remove(style)  # of a list
        if level.form in ("bullet", "none"):
            return
        forms = {n: self._levels.get((definition, n), level).form for n in range(MAX_DEPTH)}
        said = re.sub(
            r"%([1-9])", lambda m: _figure(counted[int(m[1]) - 1], forms[int(m[1]) - 1]), level.label
        )
        run = Element(f"{W}r")
        text = SubElement(run, f"{W}t", {"{http://www.w3.org/XML/1998/namespace}space": "preserve"})
        text.text = f"{said} " if _is_filled(paragraph) else said
        paragraph.insert(list(paragraph).index(properties) + 1, run)


class _Run(NamedTuple):
    """The list that is open, as mammoth sees it."""

    last: int = 0
    """The number of its last item; 0 for none."""
    start: int = 0
    """With which it begins where that has to be said; 0 where it is the usual one."""
    is_open: bool = False
    is_first: bool = False
    """Whether the last item was the first of a list."""

    def with_item(self, form: str, level: int, number: int) -> _Run:
        """The list behind one more item."""
        if level or form == "bullet":
            goes_on = bool(level) and self.is_open
            kept = self if goes_on else _Run()
            return _Run(kept.last, kept.start, is_open=True, is_first=not self.is_open)
        if self.last and number == self.last + 1:
            return self._replace(last=number, is_first=False)
        again = bool(self.last) and not self.start  # behind a list that began with one, too
        start = number if (number > 1 or again) and number <= LAST_START else 0
        return _Run(number, start, is_open=True, is_first=True)


def _id(element: Element, name: str) -> str:
    return element.get(f"{W}{name}", "")


def _whole(text: str) -> int:
    return int(text) if re.fullmatch(r"\d{1,3}", text) else 0


def _level(level: Element, at: int) -> _Level:
    start = value(level.find(f"{W}start"))
    form = value(level.find(f"{W}numFmt")) or "decimal"
    label = value(level.find(f"{W}lvlText")) or f"%{at + 1}."
    return _Level(form, _whole(start) if start else 1, label)


def _is_alone_in_cell(paragraph: Element, parent: Element) -> bool:
    """Whether a table's cell has that paragraph only, so that its number is no list's: the column "No"."""
    return parent.tag == f"{W}tc" and parent.findall(f"{W}p") == [paragraph]


def _is_filled(element: Element) -> bool:
    """Whether a paragraph or another element shows anything; mammoth leaves out what does not."""
    shown = (f"{W}drawing", f"{W}pict", f"{W}object", f"{W}sym")
    return any((each.tag == f"{W}t" and each.text) or each.tag in shown for each in element.iter())


def _set_style(paragraph: Element, style: str, place: _Place) -> None:
    properties = paragraph.find(f"{W}pPr")
    if properties is None:
        properties = Element(f"{W}pPr")
        paragraph.insert(0, properties)
    old = properties.find(f"{W}pStyle")
    if old is not None:
        properties.remove(old)
    properties.insert(0, Element(f"{W}pStyle", {f"{W}val": style}))
    _set_number(properties, place.number, place.level)


def _set_number(properties: Element, number: str, level: int) -> None:
    old = properties.find(f"{W}numPr")
    if old is not None:
        properties.remove(old)
    given = SubElement(properties, f"{W}numPr")
    SubElement(given, f"{W}ilvl", {f"{W}val": str(level)})
    SubElement(given, f"{W}numId", {f"{W}val": number})


def _figure(number: int, form: str) -> str:
    """A number as Word writes it in that form."""
    if form in ("lowerLetter", "upperLetter") and number > 0:
        letters = chr(ord("a") + (number - 1) % 26) * ((number - 1) // 26 + 1)
        return letters if form == "lowerLetter" else letters.upper()
    if form in ("lowerRoman", "upperRoman") and 0 < number < 90:
        letters, left = "", number
        for worth, sign in _ROMAN:
            letters, left = letters + sign * (left // worth), left % worth
        return letters if form == "lowerRoman" else letters.upper()
    return f"{number:02}" if form == "decimalZero" else str(number)
