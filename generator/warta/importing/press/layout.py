"""What stands where in a press text: letterhead, headline, dateline, text, byline, page furniture."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Protocol

from msgspec import Struct, field

from warta.importing.press.datelines import DOMAIN, Dateline, dateline_of, place_and_outlet, with_datelines
from warta.importing.press.dates import WrittenDate, find_dates
from warta.importing.press.texts import is_boilerplate
from warta.importing.press.words import TABLES, WORDS, one_of
from warta.urls import is_web_url

__all__ = ["Byline", "Dateline", "Layout", "Names", "is_letterhead", "is_paragraph", "layout_of"]

_LETTERHEAD = re.compile(one_of(TABLES["expressions"]["letterheads"]))
_KIND_OF_LABEL = {label: kind for kind, labels in TABLES["labels"].items() for label in labels}
_LABEL = re.compile(
    rf"(?P<label>{'|'.join(_KIND_OF_LABEL)})(?:\s?/\s?\w+)?\s*[:：]\s*(?P<value>\S.*)", re.IGNORECASE
)
_NUMBER_LINE = re.compile(
    r"(?i)(?:nomor|no\.?|number)\s*+(?::\s*+)?[\w./-]++(?:(?:\s*+/|(?<=/))\s*+[\w.-]++)*"
)
_NUMBERED = re.compile(r"(?i)\b(?:nomor|no)\b")
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
_FINAL_MARK = re.compile(
    r"(?:(?<!\s)\s++)?[(\[]\s*+(?P<mark>[^()\[\]]{1,60}?)\s*+[)\]]\s*+(?:/\s*+(?P<initials>[\w-]{2,15})\s*+)?(?:\.\s*+)?$"
)
_MARK = re.compile(r"[\w.*&' -]+(?:[/,|][\w.*&' -]+)*")
_TITLE_CHARACTERS = 180
PARAGRAPHS_BEFORE_DATELINE = 4
HEAD_LINES = 20
PARAGRAPH_WORDS = 11
TITLE_WORDS = 2
"""A line of more is hardly part of a menu."""
RELATED_LINES = 6
"""Below a line "Baca juga:", those that can be other stories' titles."""
HEADLINE_WORDS = 5
"""Behind a comma, of a headline that begins as a letterhead."""
TOPIC_WORDS = 4
"""Most of a line that names a topic of the page."""
HEADLINE_SHARE = 0.3
"""Of a headline's words, those that the text has as well."""
LETTER_LINES = 30
"""At the end of a text, among which a letter's signature stands."""
SIGNATURE_LINES = 8
"""Above the number or the sign of who signs."""
_SIGNED = re.compile(
    r"(?i)(?:[^.]{0,60}[\s/])?nip\s?[.:]?\s?\d[\d\s.-]{7,30}|nrp\s?[.:]?\s?\d{6,12}|[(\[]?\s?(?:t\.?t\.?d|d\.?t\.?o)\s?\.?\s?[)\]]?"
    r"|ditandatangani secara elektronik.{0,80}|tembusan(?: disampaikan)?(?: kepada)?(?: yth)?\.?\s?:?"
)
_PLACE_AND_DAY = re.compile(r"[A-Z][A-Za-z .'-]{1,40},\s{0,3}\d{1,2} [A-Za-z]{3,10} \d{4}")
_SIGNING_OFFICE = re.compile(
    r"(?i)(?:hormat kami|a\.?\s?n\.?\s|plt\.|plh\.|pj\.)"
    r"|(?i:kepala|ketua|direktur|sekretaris|bupati|wali ?kota|gubernur)\s"
)
LONGEST_FURNITURE = 160
"""Characters of a line below a text that is not part of it."""
LETTERHEAD_LINES = 6
"""Among them one says that it is a press release."""
_RELATED = re.compile(
    r"(?i)(?:baca|lihat|simak)\s*juga\s*:?|read\s+also\s*:?|(?:berita|artikel|pos)\s+terkait\s*:?|latest\s+articles|more\s+like\s+this"
)
_NO_HEADLINE = re.compile(
    r"(?i:\((?:foto|dok|ist)\b)|[\w.-]@\w|[+(]\d[\d )-]{4,}|https?://|^\s*[•·*|>-]\s(?:\S+\s){0,3}\S*$|^(?i:advertorial|foto|caption)\b|"
    r"^[A-Z]{3,}(?: [A-Z]{2,}){1,4}\s?: [A-Z]"
)
"""In a line above a text that is none of it: addresses, telephone numbers, items of a menu, captions."""
_ITEM = ("- ", "• ", "* ", "· ")
"""How the lines of a list begin, which are titles of other stories above a text."""
_CAPTION = re.compile(r"(?i)^(?:dari kiri|tampak|suasana)\b|\b(?:saat|ketika|usai|berfoto|foto bersama)\b")
"""In a line below a picture more often than in a headline."""
_OUTLETS = WORDS["outlets"] - WORDS["press_offices"]


class Byline(Struct, frozen=True):
    """Who wrote it and for whom: "(Adv/Balipost)", "[hms]", "Penulis: …"."""

    text: str
    author: str = ""
    outlet: str = ""
    advertorial: bool = False
    official: bool = False
    """Signed by an agency's press office."""

    @property
    def is_signed(self) -> bool:
        """Whether it says more than that the text ends."""
        return bool(self.author or self.outlet or self.advertorial)


class Layout(Struct):
    """A text taken apart. ``body`` is what remains: whole paragraphs in their order."""

    title: str = ""
    body: list[str] = field(default_factory=list)
    start: int = 0
    """Number of the paragraph that the text starts with; captions stand before it at times."""
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

    def is_person(self, text: str) -> bool:
        """Whether a text is somebody's office and name and nothing else."""


def layout_of(paragraphs: tuple[str, ...], names: Names, title: str = "") -> Layout:
    """Take a text apart; ``title`` is the line of that title, where the source says so."""
    paragraphs = tuple(with_datelines(paragraphs, HEAD_LINES))
    last = range(max(1, len(paragraphs) - LAST_LINES), len(paragraphs))
    ended = next((number for number in last if _END.fullmatch(paragraphs[number])), len(paragraphs))
    furniture = set(_furniture(paragraphs[:ended]))
    layout = Layout(body=[line for number, line in enumerate(paragraphs[:ended]) if number not in furniture])
    layout.removed += [*paragraphs[ended:], *(paragraphs[number] for number in sorted(furniture))]
    lines = layout.body
    _head(lines, layout, names, title)
    _below(lines, layout)
    _tail(lines, layout)
    _find_start(lines, layout, names)
    return layout


def _furniture(lines: tuple[str, ...]) -> Iterator[int]:
    """The numbers of the lines that belong to a page, and of the titles below "Baca juga:"."""
    related = 0
    for number, line in enumerate(lines):
        if is_boilerplate(line):
            yield number
            related = RELATED_LINES if _RELATED.fullmatch(line) else 0
        elif related and not is_paragraph(line) and len(line) <= LONGEST_FURNITURE:
            yield number
            related -= 1
        else:
            related = 0


def _find_start(lines: list[str], layout: Layout, names: Names) -> None:
    """Take the dateline off its paragraph: there the text starts, and before it stand captions."""
    for number, line in enumerate(lines[:PARAGRAPHS_BEFORE_DATELINE]):
        place, outlet = place_and_outlet(line, names.is_place)
        if place and len(lines) > number + 1:
            layout.dateline = Dateline(line, place, outlet)
            layout.start = number
            del lines[number]
            return
    for number, line in enumerate(lines[:PARAGRAPHS_BEFORE_DATELINE]):
        if _has_dateline(line, names):
            layout.dateline, lines[number] = dateline_of(line, names.is_place)
            layout.start = number
            return
    opening = enumerate(lines[:PARAGRAPHS_BEFORE_DATELINE])
    layout.start = next((number for number, line in opening if is_paragraph(line)), 0)


# --- The head ---------------------------------------------------------------------------------------


def _head(lines: list[str], layout: Layout, names: Names, title: str) -> None:
    """Take everything above the first paragraph off."""
    official = any(map(is_letterhead, lines[:LETTERHEAD_LINES]))
    title = title if title in lines else _headline(lines, names, official=official)
    while len(lines) > 1:
        line, untitled = lines[0], bool(title) and not layout.title
        numbered = official and _NUMBER_LINE.fullmatch(line)
        addressed = (official or layout.issuers) and _ADDRESS_LINE.fullmatch(line)
        if line == title:  # saved pages have it twice
            layout.title = layout.title or line.strip("•*_# ").rstrip(".->»").strip()
        elif is_letterhead(line):
            layout.letterhead = layout.letterhead or line
        elif not layout.title and (official or line.isupper()) and names.is_agency(line):
            layout.issuers.append(line)
        elif not layout.title and (numbered or addressed):
            layout.number = line if numbered else layout.number
            layout.removed.append(line)
        elif not _take_line(line, layout):
            if not untitled:
                break
            layout.dates.clear()  # of the page, and not of the story below
            if _NUMBERED.search(line):  # "Berita Resmi Statistik No. 38, 1 Juli 2025"
                layout.dates += [(written, line) for written in find_dates(line)[:1] if written.year]
            layout.removed.append(line)
        del lines[0]
    first = next((number for number, line in enumerate(lines) if _starts_text(line, names)), 0)
    bare = title.strip("• ")
    above = (line for line in lines[:first] if line.strip("• ") != bare)
    lines[:first] = [line for line in above if not _take_line(line, layout)]
    lines[1:] = [line for line in lines[1:] if line.strip("• ") != bare]


def is_letterhead(line: str) -> bool:
    """Whether a line says no more than that the text is a press release.

    "Siaran Pers Akhir Tahun, Polda X Ungkap 50 Kasus" tells what happened, and is a headline.
    """
    found = _LETTERHEAD.match(line.lower())
    told = line[found.end() :].split(",") if found else []
    headline = len(told) > 1 and not _NUMBERED.search(line) and len(told[-1].split()) >= HEADLINE_WORDS
    return found is not None and len(line) < 100 and not headline


def _headline(lines: list[str], names: Names, *, official: bool) -> str:
    """The line above the first paragraph that speaks of what the text does; empty when none stands there.

    On a page that was copied whole other lines stand above it: addresses, other stories.
    """
    datelined = (number for number, line in enumerate(lines[:HEAD_LINES]) if _has_dateline(line, names))
    paragraphs = (number for number, line in enumerate(lines) if is_paragraph(line))
    first = next(datelined, None)
    first = next(paragraphs, len(lines)) if first is None else first
    own = [
        line
        for number, line in enumerate(lines[:first])
        if _can_be_headline(line, lines[number + 1 :], names, official=official) and not names.is_person(line)
    ]
    own.sort(  # captions, menus
        key=lambda line: (
            line.startswith(_ITEM),
            line.endswith("."),
            line.count(" ") < TITLE_WORDS,
            bool(_CAPTION.search(line)),
        )
    )
    words = {word for line in lines[first:] for word in _content_words(line)}
    twice = (
        line
        for line in own
        if lines.count(line) > 1 and line.count(" ") > TITLE_WORDS and not _CAPTION.search(line)
    )  # captions are repeated, too
    alike = [line for line in own if _share(line, words) >= HEADLINE_SHARE]
    if len(alike) > 1 and alike[0].count(" ") < TOPIC_WORDS <= HEADLINE_WORDS < alike[1].count(" "):
        del alike[0]  # a topic, below which the headline stands
    return (
        next(twice, None)
        or next(iter(alike), None)
        or next((line for line in own if line.count(" ") >= TITLE_WORDS), "")
    )


def _starts_text(line: str, names: Names) -> bool:
    return is_paragraph(line) or _has_dateline(line, names)


def _has_dateline(line: str, names: Names) -> bool:
    """Whether a text stands behind a dateline on this line, and not only the day of a page."""
    dateline, rest = dateline_of(line, names.is_place)
    known = names.is_place(dateline.place) or dateline.outlet or dateline.date is not None
    told = (is_paragraph(line) or bool(known)) and rest.count(
        " "
    ) >= TITLE_WORDS  # "Banjir Malaka – Tiga Desa Terendam" is a headline
    return bool(dateline.text) and told and not _dates_alone(rest)


def is_paragraph(line: str) -> bool:
    """Whether a line is a sentence of a text and not a headline, a caption or a part of a page."""
    ends = line.endswith((".", "!", "?", ".”", '."', ")", ":"))
    return len(line) > _TITLE_CHARACTERS or (ends and line.count(" ") >= PARAGRAPH_WORDS)


def _can_be_headline(line: str, rest: list[str], names: Names, *, official: bool) -> bool:
    dated = rest and (_has_dateline(rest[0], names) or _dates_alone(rest[0]))
    bare = line.rstrip(".") if dated else line
    fits = 8 <= len(line) <= _TITLE_CHARACTERS and " " in line and not bare.endswith((".", ",", ":", ";"))
    longer = max(map(len, rest), default=0) > len(line)
    other = (
        _NO_HEADLINE.search(line)
        or _ADDRESS_LINE.fullmatch(line)
        or is_letterhead(line)
        or names.is_place(re.sub(r"^(?:Berita|Kabar)\s*(?=[A-Z])", "", line))  # the section of a newspaper
        or (line.count(" ") <= TITLE_WORDS and names.is_place(line.partition(",")[0]))  # "Amlapura, Kabar"
        or place_and_outlet(line, names.is_place)[0]
        or (line.count(" ") <= TITLE_WORDS and _signature(line) is not None)  # "Humas Polres X"
        or ((official or line.isupper()) and names.is_agency(line))
        or _take_line(line, Layout())
    )
    return fits and longer and not other


def _content_words(line: str) -> set[str]:
    return set(re.findall(r"\w{4,}", line.lower()))


def _share(line: str, words: set[str]) -> float:
    """How many of a line's words a text has; nothing for one of them alone."""
    mine = _content_words(line)
    common = len(mine & words)
    return common / len(mine) if common > 1 else 0.0


def _take_line(line: str, layout: Layout) -> bool:
    """Take what a line of labels, dates or addresses says; whether it was one."""
    parts = [part.strip() for part in line.split("|")]
    labelled = [_LABEL.fullmatch(part) for part in parts]
    days = [find_dates(part)[:1] if _dates_alone(part) else () for part in parts]
    told = any(labelled) and all(
        label or day or is_boilerplate(part) for part, label, day in zip(parts, labelled, days, strict=True)
    )
    if is_web_url(line):
        layout.url = layout.url or line
    elif DOMAIN.fullmatch(line):
        layout.bylines.append(Byline(line, outlet=line))
    elif len(line) < 200 and told:
        layout.dates += [(written, line) for day in days for written in day]
        for found in filter(None, labelled):
            kind = _KIND_OF_LABEL.get(found["label"].lower(), "other")
            _take_label(kind, found["value"].strip(), line, layout)
    else:
        dates = _dates_alone(line)
        layout.dates += [(written, line) for written in dates[:1]]
        return bool(dates)
    return True


def _dates_alone(line: str) -> tuple[WrittenDate, ...]:
    """The dates of a line that holds little else; none when it holds more."""
    dates = find_dates(line) if len(line) <= 100 and not line.endswith(".") else ()
    if not dates:
        return ()
    rest = line
    for found in dates:
        rest = rest.replace(found.text, " ")
    named = (word for word in rest.split() if not DOMAIN.fullmatch(word))  # "Kompas.com - 21/05/2024"
    words = re.findall(r"[^\W\d_]+", " ".join(named))
    little = all(word[0].isupper() or word in WORDS["byline_joints"] for word in words)
    return dates if len(words) <= 4 and little else ()


def _take_label(kind: str, value: str, line: str, layout: Layout) -> None:
    match kind:
        case "writer":
            layout.bylines.append(_byline_of(value, line))
        case "editor":
            layout.editors.append(value)
        case "topics":
            topics = (topic.strip(" #.") for topic in re.split(r"[,;]|\s#", value))
            layout.topics += filter(None, topics)
        case "title":
            layout.title = layout.title or value
        case "date":
            layout.dates += [(written, line) for written in find_dates(value)[:1]]
        case "source" if is_web_url(value):
            layout.url = layout.url or value
        case "source":
            layout.bylines.append(Byline(line, outlet=value))
        case _:
            layout.removed.append(line)


# --- The tail ---------------------------------------------------------------------------------------


def _below(lines: list[str], layout: Layout) -> None:
    """Take off what a page has below a text: short lines behind the one that is signed."""
    for number in range(len(lines) - 2, max(0, len(lines) // 3 - 1), -1):
        rest = lines[number + 1 :]
        if _is_signed(lines[number]) and all(map(_is_furniture, rest)):
            labelled = [line for line in rest if _take_line(line, Layout())]
            layout.removed += [line for line in rest if line not in labelled]
            lines[number + 1 :] = labelled
            return


def _is_signed(line: str) -> bool:
    mark = _FINAL_MARK.search(line)
    if mark is None or not _MARK.fullmatch(mark["mark"]):
        return False
    return " " not in mark["mark"].strip() or "/" in mark["mark"]


def _is_furniture(line: str) -> bool:
    unfinished = line.endswith(("…", "..."))
    sentence = line.endswith((".", "!", "?", "”", '"', ")")) and line.count(" ") >= PARAGRAPH_WORDS
    return len(line) <= LONGEST_FURNITURE and (unfinished or not sentence)


def _tail(lines: list[str], layout: Layout) -> None:
    """Take lines for other newsrooms, bylines, labels and signatures off the end."""
    _signed_off(lines, layout)
    _contacts(lines, layout)
    while len(lines) > 1:
        if not _take_line(lines[-1], layout):
            signature = _signature(lines[-1])
            if signature is None:
                break
            layout.bylines += [signature] if signature.is_signed else []
        lines.pop()
    while lines:
        match = _FINAL_MARK.search(lines[-1])
        if match is None or match.start() == 0 or not _MARK.fullmatch(match["mark"]):
            return
        before = lines[-1][: match.start()].rstrip()
        decorative = set(match["mark"]) <= set("*-= .")
        if not before or (before[-1] not in ".!?”\"’'…*" and not decorative):
            return
        byline = _byline_of("/".join(filter(None, match.groups())), match[0].strip())
        layout.bylines += [byline] if byline.is_signed else []
        lines[-1] = before
        if not byline.author:
            return


def _signed_off(lines: list[str], layout: Layout) -> None:
    """Take off how a letter ends: place and day, office, name and number of who signs, who gets a copy."""
    first = max(1, len(lines) - LETTER_LINES)
    marks = [number for number in range(first, len(lines)) if _SIGNED.fullmatch(lines[number])]
    if not marks:
        return
    behind = range(marks[0] + 1, len(lines))  # text that stands below it, as about the agency, stays
    end = next((number for number in behind if len(lines[number]) > LONGEST_FURNITURE), len(lines))
    above = range(max(first, marks[0] - SIGNATURE_LINES), marks[0])
    dated = [number for number in above if _PLACE_AND_DAY.fullmatch(lines[number])]
    office = [number for number in above if _SIGNING_OFFICE.match(lines[number])]
    start = (dated or office or marks)[0]
    layout.dates += [(written, lines[start]) for written in _dates_alone(lines[start])[:1]]
    layout.removed += lines[start:end]
    del lines[start:end]


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
        return _byline_of("/".join(filter(None, whole.groups())), line)
    words = [word.strip(".,:").lower() for word in re.split(r"[\s/-]+", line)]
    short = len(line) <= 70 and len(words) <= 8 and not line.endswith((".", "!", "?", "”", '"', ":", ","))
    office = "tim" in words or not WORDS["press_offices"].isdisjoint(words)
    return Byline(line, author=line, official=True) if short and line[0].isupper() and office else None


def _byline_of(mark: str, text: str) -> Byline:
    """What is between the brackets: advertorial mark, outlet, initials, in any order."""
    authors, outlet, advertorial, official = [], "", False, False
    for part in (each.strip(" .-") for each in re.split(r"[/|,]", mark)):
        low = part.lower()
        words = re.split(r"[\s.-]+", low)
        if not part.strip("*=- .") or low in WORDS["desk_marks"]:
            continue
        if not WORDS["advertorial_words"].isdisjoint(words):
            advertorial = True
        elif low.replace(" ", "") in _OUTLETS or DOMAIN.fullmatch(low):
            outlet = outlet or part
        else:
            official = official or not WORDS["press_offices"].isdisjoint(words)
            authors.append(part)
    return Byline(text, "/".join(authors), outlet, advertorial, official)
