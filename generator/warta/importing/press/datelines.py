"""Datelines: place, outlet and day that stand before the first sentence of a press text."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Sequence

from msgspec import Struct
from msgspec.structs import replace

from warta.importing.press.dates import WrittenDate, find_dates
from warta.importing.press.words import WORDS

__all__ = ["DOMAIN", "Dateline", "dateline_of", "place_and_outlet", "with_datelines"]

LONGEST_DATELINE = 160
"""Characters of one that is a line of its own."""
_DASH = re.compile(
    r"(?:(?<!\s)\s++)?(?:--++|[–—−])\s*|(?<!\s)\s++(?:-|\|{1,2})\s*+(?=\S)|-\s+|(?<=[A-Z]{4})-(?=[A-Z][a-z])|(?:(?<=\.com)|(?<=\.id)|(?<=\.net))-(?=[A-Z])|(?<=\))-(?=[A-Z])|(?<=[a-z]{3})-(?=[A-Z])|[:;]\s(?=[A-Z“\"])"
)
"""What ends a dateline. A hyphen between two words does not, unless capitals stand before it.

A colon or semicolon does behind an outlet only.
"""
DOMAIN = re.compile(
    r"(?i)[^\W_][\w-]*(?:\.[\w-]+)*\.(?:com|co\.id|go\.id|or\.id|id|net|org|news|tv|info|co|asia)"
)
_CAPITALISED = re.compile(r"[A-ZÀ-Þ][\w'’.-]*(?:\s+(?:[A-ZÀ-Þ][\w'’.-]*|di|of|the))*")
_SHOUTED_PLACE = re.compile(r"([A-Z][A-Z ]{2,30})\.\s+(?=[A-Z])")
_DATELINE_ALONE = re.compile(r".{3,60}(?:\)|[A-Z]{3,})\s*[-–—]+")


_BEGINS_TEXT = WORDS["office_heads"] | WORDS["agency_heads"]
"""First words of a text right behind an outlet: "Media Kita-*Gubernur* X"."""


class Dateline(Struct, frozen=True):
    """What stands before the first sentence: "AMLAPURA, BALIPOST.com –"."""

    text: str = ""
    place: str = ""
    outlet: str = ""
    date: WrittenDate | None = None

    def filled(self, other: Dateline) -> Dateline:
        """This one, with what only another has."""
        return replace(
            self,
            place=self.place or other.place,
            outlet=self.outlet or other.outlet,
            date=self.date or other.date,
        )


def with_datelines(lines: Sequence[str], first: int) -> Iterator[str]:
    """The lines; of the ``first`` ones a dateline that stands alone is put before the text it belongs to."""
    dateline = ""
    for number, line in enumerate(lines):
        alone = number < first and number + 1 < len(lines) and _DATELINE_ALONE.fullmatch(line)
        if alone and not dateline:
            dateline = line
        else:
            yield f"{dateline} {line}".strip()
            dateline = ""


def place_and_outlet(line: str, is_place: Callable[[str], bool]) -> tuple[str, str]:
    """Both parts of a dateline that is a line of its own: "Belitung Timur | Detak media.com"."""
    parts = [part.strip() for part in re.split(r"[|/–—]" if "|" in line else r"[,/–—]", line)]
    if len(parts) != 2 or not is_place(parts[0]) or len(line) > LONGEST_DATELINE:
        return "", ""
    outlet = parts[1].partition(" (")[0] if parts[1].endswith(")") else parts[1]
    known = DOMAIN.fullmatch(outlet.replace(" ", "")) or (parts[0].isupper() and outlet.isupper())
    return (parts[0], outlet) if known else ("", "")


def dateline_of(paragraph: str, is_place: Callable[[str], bool]) -> tuple[Dateline, str]:
    """The dateline of a paragraph, and the paragraph without it; an empty one when there is none."""
    found = Dateline()
    end = 0
    for dash in _DASH.finditer(paragraph[:140]):
        if dash.start() <= end and end:
            break
        head = paragraph[end : dash.start()]
        if head.strip(" ,"):
            part = _dateline_part(head, is_place)
            shouted_place = part is not None and part.place.isupper() and is_place(part.place)
            if (
                part is not None
                and dash[0] == "-"
                and head[-1:].islower()
                and head.rpartition(".")[2] not in ("com", "id", "net")
            ):
                known = part.outlet and is_place(part.place)  # "OUTLET, Batam-Kantor X"
                begins = paragraph[dash.end() :].partition(" ")[0].lower() in _BEGINS_TEXT
                part = part if known else Dateline(outlet=head.strip()) if begins else None
            if part is None or (dash[0][0] in ":;" and not part.outlet and not shouted_place):
                break
            if found.place and not found.outlet and part.place and not is_place(found.place):
                # "KLIK KOTA – BERAU.": the first is the outlet
                found = replace(found, place=part.place, outlet=found.place)
            found = found.filled(part)
        end = dash.end()
    shouted = _SHOUTED_PLACE.match(paragraph, end)
    if shouted and is_place(shouted[1]):
        first = found.place if not is_place(found.place) else ""
        found = replace(found, place=shouted[1], outlet=found.outlet or first)
        end = shouted.end()
    if not end or found == Dateline():
        return Dateline(), paragraph
    return replace(found, text=paragraph[:end].strip()), paragraph[end:].lstrip(" ,-–—")


def _dateline_part(head: str, is_place: Callable[[str], bool]) -> Dateline | None:
    """Place, outlet and date of what stands before a dash; None when it holds anything else."""
    dates = find_dates(head)
    head = head.replace(dates[0].text, ",") if dates else head
    in_brackets = [
        part for part in re.findall(r"[(\[]([^()\[\]]+)[)\]]", head) if re.search(r"\w", part)
    ]  # others held a date
    if any(len(part) > 30 for part in in_brackets):
        return None
    bracketed = in_brackets[0].strip() if in_brackets else ""
    found = Dateline(date=dates[0] if dates else None)
    found = found.filled(Dateline(place=bracketed) if is_place(bracketed) else Dateline(outlet=bracketed))
    head = re.sub(r"[(\[][^()\[\]]*[)\]]", ",", head)
    for part in filter(None, (each.strip(" .:[]") for each in re.split(r"[,|/_]", head))):
        words = part.split()
        joined = "".join(words)
        known = not WORDS["outlets"].isdisjoint((joined.lower(), words[0].lower()))
        placed = " ".join(words[:-1])
        if placed.isupper() and is_place(placed) and DOMAIN.fullmatch(words[-1]):  # "AMBON LaskarX.com"
            found = found.filled(Dateline(place=placed, outlet=words[-1]))
            continue
        outlet = known or bool(DOMAIN.fullmatch(joined))
        if not (outlet or is_place(part)):
            if not (_CAPITALISED.fullmatch(part) and len(words) <= 3 and _may_be_place(words)):
                return None
            mixed = re.fullmatch(r"[A-Z][a-z]+(?:[A-Z][a-z]+)+", part)  # InfoPublik, JurnalPatroliNews
            outlet = bool(mixed or (found.place and is_place(found.place) and not found.outlet))
        found = found.filled(Dateline(outlet=part) if outlet else Dateline(place=part))
    return found


def _may_be_place(words: list[str]) -> bool:
    return (WORDS["office_heads"] | WORDS["not_names"]).isdisjoint(map(str.lower, words))
