"""Which version of its files each open form of the web editor was made from.

The editor's protocol knows no revisions. So every text that is given out
carries a mark in its front matter, which the editor keeps as it keeps all keys
that it does not know, and hands back with the text: the digest of the file, and
a number that tells one opening from another. The mark is never written to a
file. What a form has saved itself is remembered here, since the editor does not
open a story again after saving it.
"""

from __future__ import annotations

import os
import re
from collections.abc import Mapping
from hashlib import sha256
from threading import Lock

__all__ = ["Revisions", "marked", "state_of", "unmarked"]

NO_FILE = "none"
"""The state of a file that is not there."""
_MARK = re.compile(r"^_revision: *[\"']?((?:[0-9a-f]{64}|none)-[0-9a-f]{16})[\"']?[ \t]*\n", re.MULTILINE)
_TOP = "---\n"


def state_of(data: bytes | None) -> str:
    """The digest of a file's bytes; :data:`NO_FILE` for None."""
    return NO_FILE if data is None else sha256(data).hexdigest()


def marked(text: str, data: bytes | None) -> str:
    """The text that is given out of a file that holds ``data``; unmarked where it has no front matter."""
    if not text.startswith(_TOP):
        return text
    return f"{_TOP}_revision: {state_of(data)}-{os.urandom(8).hex()}\n{text.removeprefix(_TOP)}"


def unmarked(text: str) -> tuple[str, str]:
    """A text as it is to be written, and its mark; an empty one when it has none."""
    head, end, body = text.removeprefix(_TOP).partition(f"\n{_TOP}")
    found = _MARK.search(f"{head}\n")
    if not text.startswith(_TOP) or found is None:
        return text, ""
    return _TOP + _MARK.sub("", f"{head}\n") + (end + body).removeprefix("\n"), found[1]


class Revisions:
    """What the forms of one server have saved."""

    def __init__(self) -> None:
        self.lock = Lock()
        """To be held from the look at the files until they are written."""
        self._saved: dict[tuple[str, str], str] = {}

    def expected(self, marks: Mapping[str, str]) -> dict[str, str]:
        """Path → the state that its file should be in, for the texts of one form with their marks.

        A text without a mark has no file until its form has saved it; another's mark identifies the form.
        """
        opening = next(filter(None, marks.values()), "")
        return {
            path: self._saved.get((mark or opening, path), mark.partition("-")[0] or NO_FILE)
            for path, mark in marks.items()
        }

    def saved(self, marks: Mapping[str, str], states: Mapping[str, str]) -> None:
        """The form with these marks has brought its files into these states."""
        opening = next(filter(None, marks.values()), "")
        for path, state in states.items():
            if marks[path] or opening:
                self._saved[marks[path] or opening, path] = state
