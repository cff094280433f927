"""What lines have kept of the programs that they were pasted from: bullets, columns, senders, other files."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from itertools import groupby, pairwise
from typing import NamedTuple

from warta.markdown.places import Place

__all__ = ["LIST_ITEM", "Bullets", "Pasted", "bullets_from", "find_pasted"]

Line = tuple[int, str]
"""Number in the file and text."""


class Bullets(NamedTuple):
    """Lines that begin with the bullets of a word processor."""

    place: Place
    sign: str
    """Of the first."""
    lines: int


class Pasted(NamedTuple):
    """What the lines of a text have kept of other programs. Plain values."""

    bullets: tuple[Bullets, ...] = ()
    columns: tuple[tuple[Place, int], ...] = ()
    """Where rows begin whose cells tabs, semicolons or commas part, and how many there are."""
    messages: tuple[tuple[Place, str], ...] = ()
    """Where a line says who sent it when, or that it was forwarded, and what stands there."""
    front_matter: tuple[Place, ...] = ()
    """Where the front matter of another file begins."""


_CERTAIN = "•●▪■◦○‣⁃∙·➢➤►▶❖✓✔\uf0b7\uf0a7\uf0d8\uf0fc\uf076\uf0e8\uf02d"
"""Signs that begin a line for no other reason, those of symbol fonts included."""
_BULLET = re.compile(
    rf"[ \t>]*(?:(?P<certain>[{_CERTAIN}])[ \t\u00a0]*|(?P<other>[o§Øüvq–—])[ \t\u00a0]+)(?=\w|[\"“‘'(*_\[])"
)
_VALUES = re.compile(r"[^;\n\"]{1,60}(?:;[^;\s\"][^;\n\"]{0,60})+|\"[^\"\n]*\"(?:[,;]\"[^\"\n]*\")+")
"""A row as spreadsheets save it as text."""
_FEWEST_VALUES = 3
LIST_ITEM = re.compile(r"[ \t>]*(?:[-*+]|\d{1,9}[.)])[ \t]")
"""The start of an item in Markdown."""
MOST_BETWEEN = 2
"""Lines between two bullets of one list, where items are long."""
_NAME = re.compile(r"[ \t]*[–—][ \t\u00a0]+(?:[A-ZÀ-Þ][\w.'’-]* ?){2,8}(?:[,(].*)?$")
_MARKED = re.compile(r"[ \t]*(?:[^\w\s]|\w{1,3}[.)]|[o§Øüvq])\t+[^\t]*$")
"""An item of a list with a tab behind its number or bullet."""
_CLOCK = r"\d{1,2}[.:]\d{2}(?:[.:]\d{2})?(?:[ \u202f\u00a0]?[AaPp]\.?[Mm]\.?)?"
_DAY = r"\d{1,2}[/.-]\d{1,2}[/.-]\d{2,4}"
_MESSAGE = re.compile(
    rf"[ \t>*_]*\u200e?(?:"
    rf"\[{_DAY},?[ \u202f\u00a0]{_CLOCK}\]|\[{_CLOCK}, {_DAY}\](?= [^\n:]{{1,60}}:)"
    rf"|{_DAY},? {_CLOCK} [-–] (?=[^\n:]{{1,60}}:)"
    rf"|[^\n,:\[\]]{{2,60}}, \[{_DAY}(?:,)? {_CLOCK}\]"
    r"|-{3,}\s?(?:Forwarded message|Original Message|Pesan yang diteruskan|Pesan terusan|Pesan asli"
    r"|Forwarded by[^\n]{1,60})\s?-{3,}"
    r"|\[?(?:Forwarded(?: from|:| many times|$)|Diteruskan(?: dari|:| berkali-kali|$))"
    r"|<(?:Media omitted|Media tidak disertakan)>|<(?:attached|terlampir): [^<>\n]{1,80}>"
    r"|[^\n:]{1,80} \(file (?:attached|terlampir)\)$"
    r"|On [^\n]{6,120} wrote:$|Pada [^\n]{6,120} menulis:$"
    r"|(?:Sent|Dikirim) (?:from my|dari) "
    r"(?:iPhone|iPad|Samsung|Galaxy|HP|Android|Yahoo|Outlook|Mail)[^\n]{0,40}$"
    r"|(?:Get|Dapatkan) Outlook (?:for|untuk) [^\n]{2,20}$"
    r"|\[(?:cid|image):[^\]\n]{1,80}\]"
    r"|(?:Pesan ini (?:telah )?dihapus|Anda menghapus pesan ini|This message was deleted"
    r"|You deleted this message)\.?$"
    r")",
    re.IGNORECASE,
)
_HEADER = re.compile(
    r"[ \t>*_]*"
    r"(?:From|Dari|Pengirim|Sent|Dikirim|Date|Tanggal|To|Kepada|Cc|Tembusan|Subject|Subjek|Perihal)"
    r"[*_]*[ \t]*:[*_]*[ \t]"
)
_OF_MAIL = re.compile(r"(?m)^[ \t>*_]*(?:Sent|Dikirim|Subject|Subjek)\b|@")
"""What a letter on paper has not among such lines."""
_FEWEST_HEADERS = 3
_KEY = re.compile(r"(?P<key>[a-z_]{2,20})(?::(?:\s|$)|[ \t]+=[ \t])")
_KEYS = frozenset(
    "title date agency speaker region tags summary slug kind source author image draft judul tanggal".split()
)
_OPENING_KEYS = frozenset("title date judul tanggal".split())
_LONGEST_FRONT_MATTER = 60
"""Lines."""


def find_pasted(lines: Sequence[Line]) -> Pasted:
    """What is left of other programs in the lines of a text that are not code."""
    return Pasted(
        bullets=tuple(_bullets(lines)),
        columns=tuple(_columns(lines)),
        messages=tuple(_messages(lines)),
        front_matter=tuple(_front_matters(lines)),
    )


def bullets_from(lines: Sequence[str], start: int) -> Iterator[tuple[int, re.Match[str]]]:
    """The lines of a run that begin with a bullet, as numbers from 0, the first of them ``start``."""
    quiet = 0
    for number in range(start, len(lines)):
        found = _BULLET.match(lines[number])
        if found is not None:
            yield number, found
        quiet = quiet + bool(lines[number].strip()) if found is None else 0
        if quiet > MOST_BETWEEN:
            return


def _bullets(lines: Sequence[Line]) -> Iterator[Bullets]:
    """Runs of lines with bullets, with few other lines between them."""
    run: list[tuple[int, re.Match[str]]] = []
    between, apart = 0, False
    for number, line in (*lines, *[(0, "-")] * (MOST_BETWEEN + 1)):
        found = _BULLET.match(line)
        if found is not None:
            apart, between = apart or between > 0, 0
            run.append((number, found))
        elif run and line.strip():
            between += 1
            if between > MOST_BETWEEN:
                if _is_list([bullet for _, bullet in run], apart=apart):
                    start, first = run[0]
                    sign = first["certain"] or first["other"]
                    yield Bullets((start, first.start(first.lastgroup or 0) + 1), sign, len(run))
                run, between, apart = [], 0, False


def _is_list(run: Sequence[re.Match[str]], *, apart: bool) -> bool:
    """Whether lines with bullets, ``apart`` by others or not, are a list; a dash may stand before a name."""
    if any(bullet["certain"] not in (None, "·") for bullet in run):
        return True
    signed = apart and any(_NAME.match(bullet.string) for bullet in run)
    return len(run) > 1 and not signed


def _columns(lines: Sequence[Line]) -> Iterator[tuple[Place, int]]:
    """Rows below each other, of which each has a tab between two words."""
    for rows in _neighbours([line for line in lines if "\t" in line[1] and _is_row(line[1])]):
        if len(rows) > 1:
            number, text = rows[0]
            yield (number, len(text) - len(text.lstrip()) + 1), len(rows)
    for rows in _neighbours([line for line in lines if _VALUES.fullmatch(line[1])]):
        number, text = rows[0]
        signs = {(line.count(";"), line.count('"')) for _, line in rows}
        if len(rows) >= _FEWEST_VALUES and len(signs) == 1:
            yield (number, 1), len(rows)


def _is_row(line: str) -> bool:
    """Whether a tab stands between two words, and not behind the number or bullet of an item."""
    first, tab, _ = line.strip().partition("\t")
    return bool(tab and first.strip("|>- ")) and not (_MARKED.match(line) or LIST_ITEM.match(line))


def _messages(lines: Sequence[Line]) -> Iterator[tuple[Place, str]]:
    for number, line in lines:
        found = _MESSAGE.match(line)
        if found is not None:
            column = len(found[0]) - len(found[0].lstrip(" \t>*_\u200e")) + 1
            yield (number, column), found[0].strip(" \t>*_\u200e-")
    for run in _neighbours([line for line in lines if _HEADER.match(line[1])]):
        if len(run) >= _FEWEST_HEADERS and _OF_MAIL.search("\n".join(text for _, text in run)):
            number, text = run[0]
            yield (number, len(text) - len(text.lstrip(" \t>*_")) + 1), text.lstrip(" \t>*_").rstrip()


def _front_matters(lines: Sequence[Line]) -> Iterator[Place]:
    """Keys alone, some of them a story's: between two lines ``---`` or ``+++``, or lines below each other."""
    for bar in ("---", "+++"):
        bars = [at for at, (_, line) in enumerate(lines) if line.rstrip() == bar]
        for start, end in pairwise(bars):
            if _holds_keys([line for _, line in lines[start + 1 : end]]):
                yield lines[start][0], 1
    for run in _neighbours([line for line in lines if _KEY.match(line[1])]):
        keys = [found["key"] for _, line in run if (found := _KEY.match(line))]
        barred = any(line.rstrip() in ("---", "+++") for number, line in lines if number == run[0][0] - 1)
        if len(_KEYS.intersection(keys)) > 1 and not _OPENING_KEYS.isdisjoint(keys) and not barred:
            yield run[0][0], 1


def _holds_keys(block: Sequence[str]) -> bool:
    if not 0 < len(block) <= _LONGEST_FRONT_MATTER:
        return False
    keys = [found["key"] for line in block if (found := _KEY.match(line))]
    others = [line for line in block if not _KEY.match(line) and not line.startswith((" ", "\t", "-", "#"))]
    return not any(map(str.strip, others)) and not _KEYS.isdisjoint(keys)


def _neighbours(lines: Sequence[Line]) -> Iterator[list[Line]]:
    """Lines in runs that stand below each other."""
    for _, group in groupby(enumerate(lines), lambda pair: pair[1][0] - pair[0]):
        yield [line for _, line in group]
