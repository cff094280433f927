"""What is put around parts of a story's text for its readers: abbreviations explained, laws linked.

The glossary and the addresses of laws are the site's; no parse result may depend on them. So annotations are
put into finished HTML when a page is rendered. The text itself stays as it was written.
"""

from __future__ import annotations

import html as html_text
import re
from collections.abc import Iterator, Mapping, Sequence
from functools import lru_cache
from typing import NamedTuple

from warta.expressions import expression
from warta.markdown.laws import LOCAL_LAWS, citations, is_certain
from warta.markdown.tags import TAG

__all__ = ["NO_ANNOTATIONS", "SMALL_WORDS", "Annotations", "annotated", "keep_whole"]


class Annotations(NamedTuple):
    """What a story is to be given."""

    meanings: tuple[tuple[str, str], ...] = ()
    """Abbreviation and what it stands for in the story's language."""
    laws: tuple[tuple[str, str], ...] = ()
    """Kind of rule and the pattern of its addresses, with ``{number}`` and ``{year}``."""


NO_ANNOTATIONS = Annotations()


_SEGMENT = f"({TAG})"
"""Parts texts and tags. Only what stands between tags is changed."""
_CLOSED = frozenset(
    "a abbr code kbd pre samp var h1 h2 h3 h4 h5 h6 figcaption cite time picture svg".split(" ")
)
"""Elements whose text is left alone."""
_BLOCKS = frozenset(
    "p li dd dt td th tr table blockquote div section details summary figure caption ul ol dl hr".split(" ")
)
_AROUND = 300
"""Characters beside an abbreviation in which a text can explain it."""


def annotated(html: str, annotations: Annotations) -> str:
    """Explain abbreviations where they are first used, and link the laws that are cited.

    ``html`` is sanitised; so is what is returned.
    """
    if annotations == NO_ANNOTATIONS or not html:
        return html
    parts = re.split(_SEGMENT, html)
    if annotations.laws:
        parts = re.split(_SEGMENT, _linked(parts, dict(annotations.laws)))
    return _explained(parts, dict(annotations.meanings)) if annotations.meanings else "".join(parts)


def _open_texts(parts: Sequence[str]) -> Iterator[int]:
    """The places in ``parts`` of texts that may be changed. Texts and tags take turns."""
    closed = 0
    for index, part in enumerate(parts):
        if index % 2:
            if _tag_name(part) in _CLOSED:
                closed += -1 if part.startswith("</") else 1
        elif part and not closed:
            yield index


def _tag_name(tag: str) -> str:
    return tag.strip("</>").split(" ", 1)[0]


def _linked(parts: Sequence[str], patterns: Mapping[str, str]) -> str:
    """The first citation of each law as a link."""
    local = tuple([kind for kind in patterns if kind.partition(":")[0] in LOCAL_LAWS])
    made = list(parts)
    done: set[tuple[str, str, str]] = set()
    for index in _open_texts(parts):
        text, end, pieces = parts[index], 0, []
        for law in citations(text, local):
            rule = (law.kind, law.number, law.year)
            if law.kind not in patterns or rule in done:
                continue
            before, behind = (
                _beside(parts, index, -1, text[: law.start]),
                _beside(parts, index, 1, text[law.end :]),
            )
            if not is_certain(law, text[law.start : law.end], before, behind):
                continue
            done.add(rule)
            url = html_text.escape(patterns[law.kind].format(number=law.number, year=law.year))
            pieces += [text[end : law.start], f'<a href="{url}">{text[law.start : law.end]}</a>']
            end = law.end
        made[index] = "".join(pieces) + text[end:]
    return "".join(made)


def _explained(parts: Sequence[str], meanings: Mapping[str, str]) -> str:
    """The first use of each abbreviation in ``abbr``, unless the text explains it there."""
    names = sorted(map(html_text.escape, meanings), key=len, reverse=True)
    token = re.compile(
        r"(?<![\w.@/#&-])(?<!&amp;)(" + "|".join(map(re.escape, names)) + r")(?!\w|&amp;\w|[.@/]\w|-[A-Z\d])"
    )
    made = list(parts)
    used: set[str] = set()
    for index in _open_texts(parts):
        text, end, pieces = parts[index], 0, []
        for found in token.finditer(text):
            if found[0] in used:
                continue
            used.add(found[0])
            name = html_text.unescape(found[0])
            before = _beside(parts, index, -1, text[: found.start()])
            after = _beside(parts, index, 1, text[found.end() :])
            if not _is_explained(name, meanings[name], before, after):
                title = html_text.escape(meanings[name])
                pieces += [text[end : found.start()], f'<abbr title="{title}">{found[0]}</abbr>']
                end = found.end()
        made[index] = "".join(pieces) + text[end:]
        if len(used) == len(names):
            break
    return "".join(made)


def _beside(parts: Sequence[str], index: int, step: int, text: str) -> str:
    """The plain text of the same block before (``step`` -1) or behind a place, the nearest of it."""
    while len(text) < _AROUND:
        index += step
        if not 0 <= index < len(parts) or (index % 2 and _tag_name(parts[index]) in _BLOCKS):
            break
        if not index % 2:
            text = parts[index] + text if step < 0 else text + parts[index]
    text = " ".join(html_text.unescape(text[-_AROUND:] if step < 0 else text[:_AROUND]).split(" "))
    return re.sub(r"\s+", " ", text)


_OPENED = (
    r"\w[”\"’']?,? ?[(\[](?:[^()\[\]]{0,60}[,;/] ?|(?:selanjutnya )?di(?:singkat|sebut)(?: sebagai)? "
    r"|hereinafter |abbreviated (?:as )?|or |atau )?[“\"‘']?$"
)
_SHUT = r"[”\"’']?[^()\[\]]{0,60}[)\]]"
_IN_FULL = (
    r"[”\"’']?,? ?(?:[(\[]\s*[^\W\d]\w*[^\w()]+[^\W\d]\w+"
    r"|(?:adalah |yaitu |yakni )?(?:singkatan|kepanjangan|akronim)|in full\b|stands for\b|short for\b)"
)
_BETWEEN = (
    r"[”\"’']?,?(?: (?:yang|selanjutnya|lazim|biasa|dikenal|disebut|disingkat|sebagai|atau|alias"
    r"|or|also|known|called|abbreviated|as))* ?[“\"‘']?$"
)
"""What can stand between a full form and the abbreviation."""
_WORD = r"[^\W\d_]+"
SMALL_WORDS = frozenset("dan atau di ke dari untuk yang pada dengan the of and for to in on".split())
"""Words whose first letters abbreviations leave out."""


def _is_explained(name: str, meaning: str, before: str, after: str) -> bool:
    """Whether a text says beside an abbreviation what it stands for."""
    if re.match(_IN_FULL, after):
        return True
    opened = re.search(_OPENED, before)
    if opened is not None and re.match(_SHUT, after):
        inside = before[opened.start() + 1 :]
        if not re.search(r"[,;/]", inside) and re.match(r"[”\"’']?\s?[)\]]", after):
            return True  # it alone stands in the brackets
        before = before[: opened.start() + 1]
    else:
        before = re.sub(_BETWEEN, "", before)
    return _ends_with_meaning(name, meaning, before)


def _ends_with_meaning(name: str, meaning: str, before: str) -> bool:
    """Whether the last words are the meaning, or have the abbreviation's letters as their first."""
    words = [word.casefold() for word in re.findall(_WORD, before)]
    wanted = [word.casefold() for word in re.findall(_WORD, meaning.partition("(")[0])]
    if wanted and words[-len(wanted) :] == wanted:
        return True
    letters = name.casefold()
    for some in (words, [word for word in words if word not in SMALL_WORDS]):
        if "".join(word[0] for word in some[-len(letters) :]) == letters:
            return True
    return False


# --- Words that are not to be broken ------------------------------------------------------------------

_MAY_HOLD_NUMBERED = expression(r"-[\dIVXLC]")
"""Finds nothing in most texts, fast."""


@lru_cache(maxsize=1)
def _numbered() -> re.Pattern[str]:
    """``ke-53``, ``ke-XXI``, ``COVID-19``: browsers would break them behind the hyphen."""
    return re.compile(r"(?<![\w-])(?:[^\W\d_]{1,12}-\d{1,4}|ke-[IVXLC]{1,6})(?![\w-])")


def keep_whole(html: str) -> str:
    """Put an element around each word with a number behind a hyphen, so that it stays on one line.

    ``html`` is sanitised, or escaped text; so is what is returned.
    """
    if not _MAY_HOLD_NUMBERED.search(html):
        return html
    parts = re.split(_SEGMENT, html)
    for index in _open_texts(parts):
        if _MAY_HOLD_NUMBERED.search(parts[index]):
            parts[index] = _numbered().sub(r'<span class="whole">\g<0></span>', parts[index])
    return "".join(parts)
