"""A text taken apart: bytes to characters, lines to paragraphs, paragraphs to sentences."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterator
from itertools import pairwise
from typing import NamedTuple

from warta.importing.press.words import TABLES, WORDS, one_of

__all__ = [
    "BULLETS",
    "ITEM",
    "LINE_END",
    "as_markdown",
    "decode_text",
    "is_boilerplate",
    "language_of",
    "paragraphs_of",
    "plain_letters",
    "sentences_of",
]

BULLETS = "•·▪▫■□●○◦‣⁃➢➤►✓✔❖\uf076\uf095\uf0a7\uf0b7\uf0d8\uf0fc"
"""No sentence begins with them; the last are what a copy of Word's symbols leaves."""
ITEM = re.compile(rf"(?:(?P<bullet>[{BULLETS}]|[-–*+o](?=\s))|(?P<number>\d{{1,3}})[.)](?=\s))\s*(?=\S)")
"""What a line begins with that may be one of a list's."""

MANY_BROKEN = 3
"""Lines of a block that go on in the next one."""
MANY_PAIRS = 5
"""One in so many of its lines goes on at least."""
WIDEST_LINE = 110
"""Characters of a line that was broken at a width."""
LINE_END = re.compile(r"\r\n|[\n\r\v\f\x85\u2028\u2029]")
_BOILERPLATE = re.compile(one_of(TABLES["expressions"]["boilerplate"]))
_ENDS_SENTENCE = re.compile(r"[.!?:;][\"”’')\]*]*$")
_SENTENCE_END = re.compile(
    r"(?P<word>\S{0,30}?)(?<![.!?…])(?P<mark>[.!?…]++)(?P<closing>[\"”’')\]]*+)\s++(?=[\"“‘'(\[]?[A-ZÀ-Þ0-9])"
)
_QUOTES = str.maketrans(
    {"„": "“", "‟": "“", "«": "“", "»": "”", "\u00a0": " ", "\u200b": None, "\ufeff": None, "\u00ad": None}
)


_LIGATURES = re.compile("[\ufb00-\ufb06]")
_MATHEMATICAL = re.compile("[\U0001d400-\U0001d7ff]+")
_MATHEMATICAL_WORD = re.compile("[\U0001d400-\U0001d7ff]{3}")
_WORDS_OF = {language: frozenset(words.split()) for language, words in TABLES["language_words"].items()}
"""Words that nearly every text in a language has, and no text in the other."""


class Decoded(NamedTuple):
    """Characters, and whether they are surely those that were meant."""

    text: str
    guessed: bool
    """The encoding is none of the Unicode ones."""


def decode_text(data: bytes) -> Decoded | None:
    """The text of a file; None when it is something else (a picture, a program, a document)."""
    guessed = False
    if data.startswith((b"\xff\xfe", b"\xfe\xff")):
        text = data.decode("utf-16", "replace")
    else:
        try:
            text = data.decode("utf-8-sig")
        except UnicodeDecodeError:
            text, guessed = data.decode("cp1252", "replace"), True
    controls = sum(character < " " and character not in "\t\n\r\f\v" for character in text[:20_000])
    if "\0" in text or controls > len(text[:20_000]) / 100:
        return None
    return Decoded(plain_letters(text.translate(_QUOTES)), guessed)


def plain_letters(text: str) -> str:
    """A text whose letters are letters: "𝑺𝒓𝒂𝒈𝒆𝒏", made of signs of mathematics, is "Sragen"; "ﬁ" is "fi"."""
    text = _LIGATURES.sub(lambda found: unicodedata.normalize("NFKC", found[0]), text)
    if not _MATHEMATICAL_WORD.search(text):
        return text  # a formula at most
    return _MATHEMATICAL.sub(lambda found: unicodedata.normalize("NFKC", found[0]), text)


def paragraphs_of(text: str) -> tuple[str, ...]:
    """The paragraphs, each on one line. Lines that were broken at a width are joined again.

    Items of lists keep what they are indented by.
    """
    lines = map(_tidied, LINE_END.split(text))
    blocks: list[list[str]] = [[]]
    for line in lines:
        if line:
            blocks[-1].append(line)
        elif blocks[-1]:
            blocks.append([])
    parts = (part for block in blocks for part in _cut_at_items(block))
    return tuple(paragraph for part in parts for paragraph in _unwrapped(part))


def _tidied(line: str) -> str:
    tidy = " ".join(line.split())
    indent = len(line) - len(line.lstrip(" \t")) if ITEM.match(tidy) else 0
    return line[:indent].expandtabs(4) + tidy


def _cut_at_items(block: list[str]) -> Iterator[list[str]]:
    """A block of lines in parts, so that the lines of a list are not taken for one paragraph."""
    items = [number for number, line in enumerate(block) if ITEM.match(line.lstrip())]
    cuts = items if len(items) > 1 else []
    for start, end in pairwise(dict.fromkeys([0, *cuts, len(block)])):
        yield block[start:end]


def _unwrapped(block: list[str]) -> list[str]:
    """A block of lines as one paragraph when it looks broken at a width, else as a paragraph a line."""
    if len(block) < 2:
        return block
    inner = block[:-1]
    widths = [len(line) for line in inner]
    alike = min(widths) >= 40 and max(widths) <= 110 and max(widths) - min(widths) <= 25
    open_ended = sum(not _ENDS_SENTENCE.search(line) for line in inner)
    goes_on = sum(line[0].islower() for line in block[1:])
    broken = len(block) > 2 or goes_on == len(block) - 1
    if broken and alike and open_ended * 2 > len(inner) and goes_on:
        return [" ".join(block)]
    return _joined(block) if _is_wrapped(block) else block


def _is_wrapped(block: list[str]) -> bool:
    """Whether paragraphs were broken at a width: many lines go on in lower case in the next one."""
    pairs = list(pairwise(block))
    broken = [len(line) for line, after in pairs if _goes_on(line, after)]
    return (
        len(broken) >= MANY_BROKEN
        and len(broken) * MANY_PAIRS >= len(pairs)
        and max(map(len, block)) <= WIDEST_LINE
    )


def _joined(block: list[str]) -> list[str]:
    """Paragraphs of lines that were broken at a width; one that ends a sentence ends its paragraph."""
    paragraphs = [block[0]]
    for line, after in pairwise(block):
        titled = line is block[0] and not after[0].islower() and not re.search(r"\s[-–—]\s", line)
        ends = bool(_ENDS_SENTENCE.search(line)) or titled
        if ends or ITEM.match(after):
            paragraphs.append(after)
        else:
            paragraphs[-1] = f"{paragraphs[-1]} {after}"
    return paragraphs


def _goes_on(line: str, after: str) -> bool:
    """Whether a line goes on in the next one: no sentence ends with it, and none begins there."""
    return not _ENDS_SENTENCE.search(line) and after[0].islower()


_DEGREE_NEXT = re.compile(r"(?:[SM]\. ?(?:[A-Z]\w{0,4}\b|[A-Z]{1,3}\.)|MBA\b|Ph\.?D\b)")
"""A degree, with which no sentence begins: "Dr. Budi. *M. Hum* mengatakan"."""


def sentences_of(paragraph: str) -> tuple[str, ...]:
    """The sentences of a paragraph. Titles (``Dr.``), initials and degrees (``M.Si.``) do not end one."""
    sentences = []
    start = 0
    for match in _SENTENCE_END.finditer(paragraph):
        word = match["word"].lstrip("\"“‘'([").lower()
        abbreviated = (
            word in WORDS["abbreviations"]
            or (word in WORDS["before_names"] and not match["word"].islower())  # "Brigjen. Pol. Budi"
            or len(word) == 1
            or word.endswith(",")
            or (word in WORDS["degrees"] and match["word"].isupper())  # "Budi, BSC. M.Si., mengatakan"
            or ("." in word and len(word) < 8)
            or (len(word) == 2 and _behind_title(paragraph[start : match.start()]))  # "AKBP FX. Winardi"
        )
        abbreviated = abbreviated or bool(_DEGREE_NEXT.match(paragraph, match.end()))
        if match["mark"] == "." and match["closing"] in ("", ")") and abbreviated:
            continue
        sentences.append(paragraph[start : match.end()].strip())
        start = match.end()
    sentences.append(paragraph[start:].strip())
    return tuple(sentence for sentence in sentences if sentence)


def _behind_title(text: str) -> bool:
    """Whether the last word of a text is one that stands before a name."""
    return bool(text) and text.rsplit(maxsplit=1)[-1].lower() in WORDS["before_names"]


def is_boilerplate(paragraph: str) -> bool:
    """Whether a line belongs to the page that the text was copied from."""
    line = paragraph.strip(" \t*_#>|•·-–—=").lower()
    return not line or bool(_BOILERPLATE.fullmatch(line))


def language_of(text: str, languages: tuple[str, ...]) -> str | None:
    """Indonesian or English, by the words that every text in it has; None when that does not decide.

    Only languages of the site are considered, when it has one of the two.
    """
    words = re.findall(r"[a-z]+", text.lower())[:2000]
    counts = {code: sum(word in known for word in words) for code, known in _WORDS_OF.items()}
    best, other = sorted(counts, key=lambda code: -counts[code])[:2]
    if counts[best] < 3 or counts[best] < 2 * counts[other]:
        return next((code for code in languages if code in counts), None) if counts[best] else None
    return best


def as_markdown(paragraph: str) -> str:
    """Plain text as Markdown that shows the same text."""
    text = re.sub(r"&(?=#?\w+;)", "&amp;", paragraph)
    text = re.sub(r"([\\`*_~\[\]])", r"\\\1", text).replace("<", "&lt;")
    text = re.sub(r"^(?=[#>]|[-+](?:[\s+-]|$))", r"\\", text)
    return re.sub(r"^(\d{1,9})([.)])(?=\s|$)", r"\1\\\2", text)
