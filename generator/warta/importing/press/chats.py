"""Texts that were copied out of a chat: who sent them when is no part of them."""

from __future__ import annotations

import re
import unicodedata

from warta.importing.drafts import Remark, remark

__all__ = ["without_senders"]

_CLOCK = r"\d{1,2}[.:]\d{2}(?:[.:]\d{2})?(?:[ \u202f\u00a0]?[AaPp]\.?[Mm]\.?)?"
_DAY = r"\d{1,2}[/.-]\d{1,2}[/.-]\d{2,4}"
_SENDER = r"[^\n:]{1,60}: "
_STAMP = re.compile(
    rf"(?m)^\u200e?(?:\[{_DAY},?[ \u202f\u00a0]{_CLOCK}\] {_SENDER}|\[{_CLOCK}, {_DAY}\] {_SENDER}"
    rf"|{_DAY},? {_CLOCK} [-–] {_SENDER})"
)
_ATTACHED = re.compile(
    r"(?m)^\u200e?(?:<(?:Media omitted|Media tidak disertakan)>|<(?:attached|terlampir): [^<>\n]{1,80}>"
    r"|[^\n:]{1,80} \(file (?:attached|terlampir)\))[ \t]*\n?"
)
_BOLD = re.compile(r"(?<![\w*])\*(?=[^\s*])([^*\n]{1,300}?)(?<=[^\s*])\*(?![\w*])")
_ITALIC = re.compile(r"(?<![\w_])_(?=[^\s_])([^_\n]{1,300}?)(?<=[^\s_])_(?![\w_])")
_FIRST_SIGN = 0x2600
"""From here on symbols are small pictures: "🙏"."""


def without_senders(text: str) -> tuple[str, tuple[Remark, ...]]:
    """A chat without its stamps, and what was left out; any other text as it is.

    What the chat shows in bold or italic letters is plain: only its signs would be seen. So it is in a
    message that was copied alone, where several words stand between such signs.
    """
    whole = text
    text, stamps = _STAMP.subn("", text.replace("\r\n", "\n"))
    if not stamps:
        plain, marks = _BOLD.subn(r"\1", text)
        plain, more = _ITALIC.subn(r"\1", plain)
        return (plain, (remark("note_marks", n=marks + more),)) if marks > 1 else (whole, ())
    text, files = _ATTACHED.subn("", text)
    plain = "\n".join(map(_without_signs, _ITALIC.sub(r"\1", _BOLD.sub(r"\1", text)).split("\n")))
    notes = [remark("note_chat", n=stamps)]
    return plain, (*notes, remark("lost_pictures", n=files)) if files else tuple(notes)


def _without_signs(line: str) -> str:
    """A line without the small pictures at its end, which belong to the message and not to its text."""
    end = len(line)
    while end and (line[end - 1].isspace() or _is_sign(line[end - 1])):
        end -= 1
    return line[:end]


def _is_sign(character: str) -> bool:
    picture = unicodedata.category(character) in ("So", "Sk") and ord(character) >= _FIRST_SIGN
    return picture or character in "\ufe0f\u200d"
