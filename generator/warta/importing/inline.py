"""Text within a Markdown paragraph: white space, breaks, emphasis and bare addresses."""

from __future__ import annotations

import re

from warta.importing.rewriting import destination, escaped

__all__ = [
    "BREAK",
    "EMPHASIS",
    "STRONG",
    "indented",
    "note_name",
    "safe_lines",
    "settled",
    "tidied",
    "titled",
    "with_addresses",
    "with_breaks",
    "wrapped",
]

_LINE_START = re.compile(r"(?m)^([^\S\n]*+)(#|>|[-+](?=\s)|=++[^\S\n]*+$|-++[^\S\n]*+$)")
_LINE_NUMBER = re.compile(r"(?m)^([^\S\n]*+\d++)([.)])(?=\s)")
_ADDRESS = re.compile(
    r"(?<![\w/@.:])(?:https?://|www\.(?=\w))[^\s<>]+|(?<![\w./+-])[\w.+-]{1,64}@\w[\w-]*(?:\.[\w-]+)+"
)
BREAK = "\ue006"
"""A line break within a paragraph, until white space has been put in order."""
STRONG, EMPHASIS = ("\ue008", "\ue009"), ("\ue00a", "\ue00b")
"""Where emphasis begins and ends, until it is known what stands around it."""
_MARKS = {
    "\ue008": ("**", "<strong>"),
    "\ue009": ("**", "</strong>"),
    "\ue00a": ("*", "<em>"),
    "\ue00b": ("*", "</em>"),
}


def titled(title: str) -> str:
    """A title as it stands behind a destination."""
    quoted = title.replace('"', "'")
    return f' "{quoted}"' if title else ""


def indented(text: str) -> str:
    """Lines behind the first as those of a list's item or a footnote."""
    return re.sub(r"\n(?!\n|\Z)", "\n    ", text)


def note_name(name: str) -> str:
    """The name of a footnote as every engine reads it."""
    return re.sub(r"[^\w-]+", "-", name.removeprefix("#"))


def with_addresses(text: str) -> str:
    """Text in which bare addresses are links, as their readers saw them."""
    parts, at = [], 0
    for found in _ADDRESS.finditer(text):
        address = re.sub(r"[?!.,:;*_~'\"]+\Z", "", found[0])
        while address.endswith(")") and address.count(")") > address.count("("):
            address = address[:-1]
        parts += [escaped(text[at : found.start()]), _autolink(address)]
        at = found.start() + len(address)
    return "".join(parts) + escaped(text[at:])


def _autolink(address: str) -> str:
    return (
        f"[{escaped(address)}]({destination(f'http://{address}')})"
        if address.startswith("www.")
        else f"<{address}>"
    )


def with_breaks(text: str) -> str:
    """Line ends as breaks, empty lines as ends of paragraphs."""
    paragraphs = re.split(r"\n[^\S\n]*\n\s*", text)
    return "\n\n".join(re.sub(r"(?<![ \t])[ \t]*\n[ \t]*", BREAK, each) for each in paragraphs)


def tidied(text: str) -> str:
    """Runs of white space as one space, breaks as ``<br>``, nothing at either end of a paragraph."""
    lines = (re.sub(r"[ \t\r\n]+", " ", each).strip(f" \u00a0{BREAK}") for each in text.split("\n\n"))
    return re.sub(rf" ?{BREAK} ?", "<br>\n", "\n\n".join(lines))


def safe_lines(text: str) -> str:
    """A paragraph of which no line begins another block."""
    return _LINE_NUMBER.sub(r"\1\\\2", _LINE_START.sub(r"\1\\\2", text))


def wrapped(inner: str, before: str, after: str) -> str:
    """Marks around text, with white space at its ends outside of them; nothing around nothing."""
    stripped = inner.strip(" \t\r\n\u00a0" + BREAK)
    if not stripped:
        return inner
    start = inner.index(stripped)
    return f"{inner[:start]}{before}{stripped}{after}{inner[start + len(stripped) :]}"


def settled(text: str) -> str:
    """Emphasis in Markdown's marks where they are read as such, and as HTML elsewhere."""
    parts = re.split("([\ue008-\ue00b])", text)
    opened: list[int] = []
    for number in range(1, len(parts), 2):
        if parts[number] in "\ue008\ue00a":
            opened.append(number)
            continue
        start = opened.pop()
        clear = (
            _reads(_beside(parts, start, -1), _beside(parts, start, 1))
            and _reads(_beside(parts, number, 1), _beside(parts, number, -1))
            and not (start > 1 and not parts[start - 1] and parts[start - 2] in ("*", "**"))
        )
        for each in (start, number):
            parts[each] = _MARKS[parts[each]][not clear]
    return "".join(parts)


def _beside(parts: list[str], number: int, step: int) -> str:
    """The character beside a mark, other marks apart."""
    text = parts[number + step]
    if not text and 0 < number + 2 * step < len(parts):
        text = parts[number + 3 * step]
    return text[-1:] if step < 0 else text[:1]


def _reads(outside: str, inside: str) -> bool:
    """Whether a mark between two characters is read as one of emphasis (CommonMark's flanking)."""
    apart = not outside or not outside.isalnum()
    return inside.isalnum() or apart
