"""What stands where in a press text: letterhead, headline, dateline, text, byline, page furniture."""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Protocol

from warta.importing.press.dates import WrittenDate, find_dates
from warta.importing.press.texts import is_boilerplate
from warta.importing.press.words import (
    ADVERTORIAL_WORDS,
    LETTERHEADS,
    NOT_NAMES,
    OFFICE_HEADS,
    OUTLETS,
    PRESS_OFFICES,
)
from warta.urls import is_web_url

__all__ = ["Byline", "Dateline", "Layout", "Names", "is_letterhead", "layout_of"]

_LETTERHEAD = re.compile("|".join(f"(?:{form})" for form in LETTERHEADS))
_LABEL = re.compile(
    r"(?P<label>penulis|reporter|oleh|by|author|wartawan|jurnalis|kontributor|pewarta|editor|redaktur|"
    r"penyunting|sumber(?: berita)?|source|foto|photo|fotografer|tanggal|date|tags?|topik|topics?|kata kunci|"
    r"keywords?|judul|title|kategori|category|link|url)\s*[:：]\s*(?P<value>\S.*)",
    re.IGNORECASE,
)
_NUMBER_LINE = re.compile(
    r"(?i)(?:nomor|no\.?|number)\s*+(?::\s*+)?[\w./-]++(?:(?:\s*+/|(?<=/))\s*+[\w.-]++)*"
)
_ADDRESS_LINE = re.compile(
    r"(?i)(?:jl\.?|jln\.?|jalan)\s.{5,}"
    r"|(?>.*?\b(?:telp|telepon|tlp|fax|faks|faksimile|kode\s+pos|e-?mail)\b).*\d.*"
)
_CONTACT = re.compile(
    r"(?i)(?:narahubung|kontak(?:\s+(?:media|person|pers|kami))?|contact\s+persons?|cp|contacts?|hubungi|"
    r"(?:media|press)\s+(?:contacts?|enquir(?:y|ies)|inquir(?:y|ies))|"
    r"(?:untuk\s+)?info(?:rmasi)?\s+(?:lebih\s+lanjut|selengkapnya)|"
    r"for\s+(?:more|further|additional)\s+(?:information|details))\b.{0,160}"
)
"""What begins the lines for other newsrooms below a press release."""
_END = re.compile(r"(?i)(?:#\s*){3,}|[-–— ]*(?:ends?|selesai)[-–— ]*")
"""Below it stand notes for newsrooms."""
LAST_LINES = 10
"""Among them those lines begin."""
_DASH = re.compile(
    r"(?:(?<!\s)\s++)?(?:--++|[–—−])\s*|(?<!\s)\s++[-|]\s*+(?=\S)|-\s+|(?<=[A-Z]{4})-(?=[A-Z][a-z])|(?<=\))-(?=[A-Z])"
)
"""What ends a dateline. A hyphen between two words does not, unless capitals stand before it."""
_DOMAIN = re.compile(r"(?i)[\w-]+(?:\.[\w-]+)*\.(?:com|co\.id|go\.id|or\.id|id|net|org|news|tv|info|co|asia)")
_CAPITALISED = re.compile(r"[A-ZÀ-Þ][\w'’.-]*(?:\s+(?:[A-ZÀ-Þ][\w'’.-]*|di|of|the))*")
_SHOUTED_PLACE = re.compile(r"([A-Z][A-Z ]{2,30})\.\s+(?=[A-Z])")
_FINAL_MARK = re.compile(
    r"(?:(?<!\s)\s++)?[(\[]\s*+(?P<mark>[^()\[\]]{1,60}?)\s*+[)\]]\s*+(?:/\s*+(?P<initials>[\w-]{2,15})\s*+)?(?:\.\s*+)?$"
)
_MARK = re.compile(r"[\w.*&' -]+(?:[/,|][\w.*&' -]+)*")
_TITLE_CHARACTERS = 180
PARAGRAPHS_BEFORE_DATELINE = 3
LETTERHEAD_LINES = 6
"""Among them one says that it is a press release."""
_OUTLETS = OUTLETS - PRESS_OFFICES
_WRITERS = ("penulis", "reporter", "oleh", "by", "author", "wartawan", "jurnalis", "kontributor", "pewarta")
_EDITORS = ("editor", "redaktur", "penyunting")
_TOPICS = ("tag", "tags", "topik", "topic", "topics", "kata kunci", "keyword", "keywords")


@dataclass(frozen=True, slots=True)
class Dateline:
    """What stands before the first sentence: "AMLAPURA, BALIPOST.com –"."""

    text: str = ""
    place: str = ""
    outlet: str = ""
    date: WrittenDate | None = None


@dataclass(frozen=True, slots=True)
class Byline:
    """Who wrote it and for whom: "(Adv/Balipost)", "[hms]", "Penulis: …"."""

    text: str
    author: str = ""
    outlet: str = ""
    advertorial: bool = False
    official: bool = False
    """Signed by an agency's press office."""


@dataclass(slots=True)
class Layout:
    """A text taken apart. ``body`` is what remains: whole paragraphs in their order."""

    title: str = ""
    body: list[str] = field(default_factory=list)
    dateline: Dateline = field(default_factory=Dateline)
    dates: list[tuple[WrittenDate, str]] = field(default_factory=list)
    """Of lines that hold little else, with the line."""
    bylines: list[Byline] = field(default_factory=list)
    editors: list[str] = field(default_factory=list)
    letterhead: str = ""
    issuers: list[str] = field(default_factory=list)
    """Lines at the top that are an agency's name and nothing else."""
    number: str = ""
    """Of a press release, as it is written."""
    topics: list[str] = field(default_factory=list)
    """Of a line "Tags: …"."""
    url: str = ""
    removed: list[str] = field(default_factory=list)
    """Page furniture that is not part of the text."""


class Names(Protocol):
    """Who knows names."""

    def is_place(self, text: str) -> bool:
        """Whether a text is the name of a region and nothing else."""

    def is_agency(self, text: str) -> bool:
        """Whether a text has the form of an agency's name and holds nothing else."""


def layout_of(paragraphs: tuple[str, ...], names: Names, title: str = "") -> Layout:
    """Take a text apart; ``title`` is the line of that title, where the source says so."""
    layout = Layout()
    lines = []
    last = range(max(1, len(paragraphs) - LAST_LINES), len(paragraphs))
    ended = next((number for number in last if _END.fullmatch(paragraphs[number])), len(paragraphs))
    layout.removed += paragraphs[ended:]
    for line in paragraphs[:ended]:
        if is_boilerplate(line):
            layout.removed.append(line)
        else:
            lines.append(line)
    _head(lines, layout, names, title)
    _tail(lines, layout)
    layout.body = lines
    for number, line in enumerate(lines[:PARAGRAPHS_BEFORE_DATELINE]):  # captions stand before it at times
        layout.dateline, lines[number] = _dateline(line, names.is_place)
        if layout.dateline.text:
            break
    return layout


# --- The head ---------------------------------------------------------------------------------------


def _head(lines: list[str], layout: Layout, names: Names, title: str) -> None:
    """Take everything above the first paragraph off."""
    official = any(map(is_letterhead, lines[:LETTERHEAD_LINES]))
    while len(lines) > 1:
        line = lines[0]
        if title and line == title:
            layout.title = line
        elif is_letterhead(line):
            layout.letterhead = layout.letterhead or line
        elif not layout.title and (official or line.isupper()) and names.is_agency(line):
            layout.issuers.append(line)
        elif official and not layout.title and _NUMBER_LINE.fullmatch(line):
            layout.number = line
            layout.removed.append(line)
        elif (official or layout.issuers) and not layout.title and _ADDRESS_LINE.fullmatch(line):
            layout.removed.append(line)
        elif not _take_line(line, layout):
            if (
                layout.title
                or (title and title in lines)
                or not _is_headline(line, lines[1:], names.is_place)
            ):
                return
            layout.title = line.strip("*_# ").strip()
        del lines[0]


def is_letterhead(line: str) -> bool:
    """Whether a line says no more than that the text is a press release."""
    return bool(_LETTERHEAD.match(line.lower())) and len(line) < 100


def _is_headline(line: str, rest: list[str], is_place: Callable[[str], bool]) -> bool:
    if (
        not 8 <= len(line) <= _TITLE_CHARACTERS
        or line.endswith((".", ",", ":", ";"))
        or len(line.split()) < 2
    ):
        return False
    longest = max(len(each) for each in rest)
    return longest > len(line) and not _dateline(line, is_place)[0].text


def _take_line(line: str, layout: Layout) -> bool:
    """Take what a line of labels, dates or addresses says; whether it was one."""
    if is_web_url(line):
        layout.url = layout.url or line
        return True
    if _DOMAIN.fullmatch(line):
        layout.bylines.append(Byline(line, outlet=line))
        return True
    labelled = [_LABEL.fullmatch(part.strip()) for part in line.split("|")]
    if len(line) < 200 and all(labelled):
        for part in labelled:
            assert part is not None
            _take_label(part["label"].lower(), part["value"].strip(), line, layout)
        return True
    dates = find_dates(line) if len(line) <= 100 and not line.endswith(".") else ()
    if dates:
        rest = line
        for found in dates:
            rest = rest.replace(found.text, " ")
        words = re.findall(r"[^\W\d_]+", rest)
        if len(words) <= 4 and all(
            word[0].isupper() or word in ("oleh", "pada", "by", "on", "pukul") for word in words
        ):
            layout.dates.append((dates[0], line))
            return True
    return False


def _take_label(label: str, value: str, line: str, layout: Layout) -> None:
    if label in _WRITERS:
        layout.bylines.append(_byline_of(value, line))
    elif label in _EDITORS:
        layout.editors.append(value)
    elif label in _TOPICS:
        layout.topics += [topic.strip(" #.") for topic in re.split(r"[,;]|\s#", value) if topic.strip(" #.")]
    elif label in ("judul", "title"):
        layout.title = layout.title or value
    elif label in ("tanggal", "date"):
        dates = find_dates(value)
        layout.dates += [(dates[0], line)] if dates else []
    elif label.startswith(("sumber", "source", "link", "url")):
        if is_web_url(value):
            layout.url = layout.url or value
        else:
            layout.bylines.append(Byline(line, outlet=value))
    else:
        layout.removed.append(line)


# --- The dateline -----------------------------------------------------------------------------------


def _dateline(paragraph: str, is_place: Callable[[str], bool]) -> tuple[Dateline, str]:
    """The dateline of a paragraph, and the paragraph without it; an empty one when there is none."""
    place = outlet = ""
    written: WrittenDate | None = None
    end = 0
    for dash in _DASH.finditer(paragraph[:140]):
        if dash.start() <= end and end:
            break
        head = paragraph[end : dash.start()]
        if not head.strip(" ,"):
            end = dash.end()
            continue
        parts = _parts(head, is_place)
        if parts is None:
            break
        if (
            place and not outlet and parts[0] and not is_place(place)
        ):  # "KLIK KOTA – BERAU.": the first is the outlet
            place, outlet = parts[0], place
        place, outlet, written = place or parts[0], outlet or parts[1], written or parts[2]
        end = dash.end()
    shouted = _SHOUTED_PLACE.match(paragraph, end) if end else None
    if shouted and is_place(shouted[1]):
        if place and not outlet and not is_place(place):
            outlet = place
        place, end = shouted[1], shouted.end()
    if not end or not (place or outlet or written):
        return Dateline(), paragraph
    return Dateline(paragraph[:end].strip(), place, outlet, written), paragraph[end:].lstrip(" ,-–—")


def _parts(head: str, is_place: Callable[[str], bool]) -> tuple[str, str, WrittenDate | None] | None:
    """Place, outlet and date of what stands before a dash; None when it holds anything else."""
    place = outlet = ""
    dates = find_dates(head)
    if dates:
        head = head.replace(dates[0].text, ",")
    in_brackets = re.findall(r"[(\[]([^()\[\]]+)[)\]]", head)
    head = re.sub(r"[(\[][^()\[\]]*[)\]]", ",", head)
    for part in in_brackets:
        if not re.search(r"\w", part):  # a date was there
            continue
        if len(part) > 30 or not part.strip():
            return None
        outlet = outlet or part.strip()
    for part in (each.strip(" .:[]") for each in re.split(r"[,|/]", head)):
        words = part.split()
        if not part:
            continue
        if (
            _DOMAIN.fullmatch(part.replace(" ", ""))
            or "".join(words).lower() in OUTLETS
            or words[0].lower() in OUTLETS
        ):
            outlet = outlet or part
        elif is_place(part):
            place = place or part
        elif _CAPITALISED.fullmatch(part) and len(words) <= 3 and _may_be_place(words):
            if place and not outlet and not is_place(part):
                outlet = part
            elif re.fullmatch(r"[A-Z][a-z]+(?:[A-Z][a-z]+)+", part):  # InfoPublik, JurnalPatroliNews
                outlet = outlet or part
            else:
                place = place or part
        else:
            return None
    return place, outlet, dates[0] if dates else None


def _may_be_place(words: list[str]) -> bool:
    return not any(word.lower() in OFFICE_HEADS or word.lower() in NOT_NAMES for word in words)


# --- The tail ---------------------------------------------------------------------------------------


def _tail(lines: list[str], layout: Layout) -> None:
    """Take lines for other newsrooms, bylines, labels and signatures off the end."""
    _contacts(lines, layout)
    while len(lines) > 1:
        line = lines[-1]
        if _take_line(line, layout):
            lines.pop()
            continue
        signature = _signature(line)
        if signature is None:
            break
        if signature.author or signature.outlet or signature.advertorial:
            layout.bylines.append(signature)
        lines.pop()
    if not lines:
        return
    while True:
        match = _FINAL_MARK.search(lines[-1])
        if match is None or match.start() == 0 or not _MARK.fullmatch(match["mark"]):
            return
        before = lines[-1][: match.start()].rstrip()
        decorative = set(match["mark"]) <= set("*-= .")
        if not before or (before[-1] not in ".!?”\"’'…*" and not decorative):
            return
        byline = _byline_of(
            "/".join(part for part in (match["mark"], match["initials"]) if part), match[0].strip()
        )
        if byline.author or byline.outlet or byline.advertorial:
            layout.bylines.append(byline)
        lines[-1] = before
        if not byline.author:
            return


def _contacts(lines: list[str], layout: Layout) -> None:
    for number in range(max(1, len(lines) - LAST_LINES), len(lines)):
        if _CONTACT.fullmatch(lines[number]) and all(len(line) <= 160 for line in lines[number:]):
            layout.removed += lines[number:]
            del lines[number:]
            return


def _signature(line: str) -> Byline | None:
    """A line that only says who wrote it: "(***)", "Tim Konten BKPSDM", "MC BALANGAN"."""
    whole = re.fullmatch(r"[(\[]\s*([^()\[\]]{1,60}?)\s*[)\]](?:\s*/\s*([\w-]{2,15}))?\.?", line)
    if whole and _MARK.fullmatch(whole[1]):
        return _byline_of("/".join(part for part in whole.groups() if part), line)
    words = [word.strip(".,:").lower() for word in re.split(r"[\s/-]+", line)]
    short = len(line) <= 70 and len(words) <= 8 and not line.endswith((".", "!", "?", "”", '"', ":", ","))
    if short and line[0].isupper() and any(word in PRESS_OFFICES or word == "tim" for word in words):
        return Byline(line, author=line, official=True)
    return None


def _byline_of(mark: str, text: str) -> Byline:
    """What is between the brackets: advertorial mark, outlet, initials, in any order."""
    authors, outlet, advertorial, official = [], "", False, False
    for part in (each.strip(" .-") for each in re.split(r"[/|,]", mark)):
        low = part.lower()
        words = re.split(r"[\s.-]+", low)
        if not part.strip("*=- .") or low in ("red", "redaksi"):
            continue
        if any(word in ADVERTORIAL_WORDS for word in words):
            advertorial = True
        elif low.replace(" ", "") in _OUTLETS or _DOMAIN.fullmatch(low):
            outlet = outlet or part
        else:
            official = official or any(word in PRESS_OFFICES for word in words)
            authors.append(part)
    return Byline(text, "/".join(authors), outlet, advertorial, official)
