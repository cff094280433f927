"""Unquoted scalars that YAML 1.1 would coerce, and to what."""

from __future__ import annotations

import re
from collections.abc import Callable

__all__ = ["yaml_reads"]

_WORDS = frozenset(("true", "yes", "on", "false", "no", "off"))
_COERCIONS: tuple[tuple[re.Pattern[str], Callable[[str], str]], ...] = (
    (re.compile(r"(?i:true|yes|on)"), lambda _: "true"),
    (re.compile(r"(?i:false|no|off)"), lambda _: "false"),
    (re.compile(r"[-+]?[1-9]\d*(?::[0-5]?\d)+"), lambda text: str(_sexagesimal(text))),
    (re.compile(r"[-+]?0[0-7]+"), lambda text: str(int(text, 8))),
    (re.compile(r"[-+]?0[xX][0-9a-fA-F]+|[-+]?0b[01]+"), lambda text: str(int(text, 0))),
    (re.compile(r"[-+]?\d+(?:_\d+)+"), lambda text: text.replace("_", "")),
    (re.compile(r"[-+]?\d*\.\d*0|[-+]?\d+\.|[-+]?\.\d+"), lambda text: str(float(text))),
    (re.compile(r"[-+]?\d+(?:\.\d+)?[eE][-+]\d+"), lambda text: str(float(text))),
)


def yaml_reads(text: str) -> str | None:
    """What a YAML 1.1 reader makes of a plain ``text`` when it is not that text; None when it keeps it."""
    if text[:1].isalpha() and text.lower() not in _WORDS:
        return None  # all others begin with a digit, a sign or a point
    return next((becomes(text) for pattern, becomes in _COERCIONS if pattern.fullmatch(text)), None)


def _sexagesimal(text: str) -> int:
    total = 0
    for part in text.lstrip("+-").split(":"):
        total = total * 60 + int(part)
    return -total if text.startswith("-") else total
