"""Typographic quotation marks, dashes and ellipses for those of a typewriter."""

from __future__ import annotations

import re

__all__ = ["curled"]

_OPENING = r"%s(?<![^\s(\[{\u2013\u2014/%s-]%s)"
"""The mark with what is before it, in an order in which it is found sooner."""
_OPENING_DOUBLE = re.compile(_OPENING % ('"', "\u2018'", '"'))
_OPENING_SINGLE = re.compile(_OPENING % ("'", "\u201c", "'") + r"(?!\d\d\b)")


def curled(text: str, before: str) -> str:
    """The text with its typewriter signs replaced.

    ``before`` is the character in front of it; empty at the start of a block.
    """
    if "..." in text:
        text = text.replace("...", "\u2026")
    if "--" in text:
        text = text.replace("---", "\u2014").replace("--", "\u2013")
    if '"' in text or "'" in text:
        text = _OPENING_DOUBLE.sub("\u201c", before + text).replace('"', "\u201d")
        text = _OPENING_SINGLE.sub("\u2018", text).replace("'", "\u2019")[len(before) :]
    return text
