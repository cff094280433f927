"""Text of a site's files on its way to a terminal or a log: shown, never obeyed.

A CI host takes lines of its log for commands (GitHub: ``::error …`` behind blanks, ``##[…]`` anywhere;
GitLab: ``section_start:…`` before control characters), a terminal obeys escape sequences. What such a text
begins with is shown as ``·``, one sign for one, so that columns stay.
"""

from __future__ import annotations

import json
import re

__all__ = ["json_text", "plain", "without_controls"]

MARK = "·"
# Besides control characters, those that turn the direction of the rest of a line, and other ends of lines.
_CONTROLS = "[\x00-\x08\x0b-\x1f\x7f-\x9f\u2028\u2029\u202a-\u202e\u2066-\u2069]"
_LINE_COMMAND = r"(?m)^([^\S\n]*):(?=:)"
_COMMAND = r"#(?=#\w*\[)"


def without_controls(text: str) -> str:
    """A text with nothing in it that a terminal obeys, but for ends of lines and tabs."""
    return re.sub(_CONTROLS, MARK, text)


def plain(text: str) -> str:
    """A text with nothing in it that a terminal or a CI host obeys."""
    return re.sub(_COMMAND, MARK, re.sub(_LINE_COMMAND, rf"\1{MARK}", without_controls(text)))


def json_text(value: object) -> str:
    """A value as JSON that reads back the same, and in which nothing is obeyed."""
    text = json.dumps(value, ensure_ascii=False, indent=1)
    # Both can only stand in texts, where every sign has another form; lines start with signs of JSON's own.
    return re.sub(f"{_CONTROLS}|{_COMMAND}", lambda found: f"\\u{ord(found[0]):04x}", text)
