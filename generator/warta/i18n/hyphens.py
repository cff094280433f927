"""Where a long word of Indonesian or Malay may be divided: browsers divide words of these languages nowhere.

Pure. "mempertanggungjawabkan" is wider than a headline beside a picture on a telephone; without a mark for it
a browser breaks it at any letter, and without a hyphen.
"""

from __future__ import annotations

import re

from warta.expressions import expression

__all__ = ["HYPHENATED", "soft_hyphens"]

HYPHENATED = frozenset({"id", "ms"})
"""Language codes whose words are divided by these rules."""
SOFT_HYPHEN = "\u00ad"
LEAST = 16
"""Letters of a word that is divided; shorter ones fit wherever headlines stand."""
LEAST_BEFORE, LEAST_AFTER = 5, 4
"""Letters of each part but the last, and of the last."""
_LONG_WORD = expression(rf"[A-Za-z]{{{LEAST},}}")
_CONSONANT = r"(?:ng|ny|sy|kh|[b-df-hj-np-tv-z])"
_BETWEEN_VOWELS = expression(rf"(?<=[aeiou])({_CONSONANT})({_CONSONANT}*)(?=[aeiou])", re.IGNORECASE)


def soft_hyphens(text: str) -> str:
    """The text with soft hyphens in its long words; HTML stays what it is, as no tag has a name that long."""
    return _LONG_WORD.sub(_divided, text)


def _divided(match: re.Match[str]) -> str:
    """One consonant between vowels begins the next syllable; of several, the first ends the one before."""
    word, parts, start = match[0], [], 0
    for between in _BETWEEN_VOWELS.finditer(word):
        end = between.start(2) if between[2] else between.start(1)
        if end - start >= LEAST_BEFORE and len(word) - end >= LEAST_AFTER:
            parts.append(word[start:end])
            start = end
    return SOFT_HYPHEN.join([*parts, word[start:]])
