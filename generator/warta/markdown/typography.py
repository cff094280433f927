"""Typographic quotation marks, dashes and ellipses for those of a typewriter."""

from __future__ import annotations

from warta.expressions import expression

__all__ = ["Typographer", "has_typewriter_signs"]

_MARK = expression("[\"'\u201c\u201d\u2018\u2019]")
_DASHES = "-\u2013\u2014\u2015/"
_OPENERS = "([{<\u201c\u2018\u201e\u201a\u00ab\u2039\u00bf\u00a1"
"""Behind these a mark opens."""
_CLOSERS = ".,;:!?)]}>\u2026\u201d\u2019\u00bb\u203a"
"""Before these it closes."""
_ELIDED = expression(
    r"'(?:\d\d(?:-?an|s)|[tT]is|[tT]was|[tT]il|[eE]m|[cC]ause|[bB]out|[rR]ound|[nN]|[kK]an|[tT]uh|[gG]itu|[gG]ini)\b"
)
"""Words whose beginning is left out."""
_MAYBE_ELIDED = expression(
    r"'(?:\d\d\b|[aA]isyiyah|[uU]lama|[iI]du?l?\b|[iI]ed\b|[uU]mrah|[aA]s[hy]ar|[iI]sya)"
)
"""Words that begin with an apostrophe, unless a mark closes what it opens."""

_TYPOGRAPHIC = expression("[\u201c\u201d\u2018\u2019]")
_PLAIN_OPENING = expression(r'"(?<![^\s(\[{]")(?=[^\W_])')
_PLAIN_CLOSING = expression(r'"(?<=[^\W\d_]"|[.,!?\u2026]")(?![^\s.,;:!?)\]}])')
_PLAIN_APOSTROPHE = expression(r"'(?<=[^\W\d_]')(?=[^\W\d_])")


def has_typewriter_signs(text: str) -> bool:
    """Whether a text holds anything to replace."""
    return '"' in text or "'" in text or "--" in text or "..." in text


class Typographer:
    """Replaces the typewriter signs of one block after another, whose text comes in pieces."""

    def __init__(self) -> None:
        self.before = ""
        """The character in front of the next piece; empty at the start of a block."""
        self._doubles = self._singles = 0
        """How many marks are open."""

    def start_block(self) -> None:
        """What is open does not reach beyond a block."""
        self.before = ""
        self._doubles = self._singles = 0

    def skip(self, text: str) -> None:
        """A piece that stays as it is."""
        self.before = text[-1:] or self.before

    def curled(self, text: str, behind: str = "") -> str:
        """The text with its typewriter signs replaced.

        ``behind`` is the character that follows it in the block; empty when none does.
        """
        if "..." in text:
            text = text.replace("...", "\u2026")
        if "--" in text:
            text = text.replace("---", "\u2014").replace("--", "\u2013")
        if '"' in text or "'" in text:
            plain = self._plainly_marked(text) if not (behind or self._doubles or self._singles) else None
            text = plain if plain is not None else self._with_marks(text, behind)
        self.skip(text)
        return text

    def _plainly_marked(self, text: str) -> str | None:
        """The text, if each of its marks can be but one thing, as nearly all are; else None."""
        made = _PLAIN_OPENING.sub("\u201c", f"{self.before}{text}") if '"' in text else f"{self.before}{text}"
        made = _PLAIN_CLOSING.sub("\u201d", made)
        if "'" in text:
            made = _PLAIN_APOSTROPHE.sub("\u2019", made)
        opened = made.count("\u201c")
        if '"' in made or "'" in made or opened != made.count("\u201d") or _TYPOGRAPHIC.search(text):
            return None
        return made[len(self.before) :]

    def _with_marks(self, text: str, behind: str) -> str:
        padded = f"{text}{behind}"
        found = [mark.start() for mark in _MARK.finditer(text)]
        doubles = [at for at in found if text[at] == '"']
        last_closing = max((at for at in found if text[at] == "'" and _closes(padded, at)), default=-1)
        if last_closing < 0 and behind:
            last_closing = len(text)  # it may stand in a later piece
        pieces, end, shown, number = [], 0, "", 0
        for at in found:
            before = shown if at and at == end else padded[at - 1 : at] if at else self.before
            after = padded[at + 1 : at + 2]
            if text[at] == '"':
                number += 1
                closes_next = number < len(doubles) and _closes(padded, doubles[number])
                shown = self._double(before, after, closes_next=closes_next)
            elif text[at] == "'":
                closing_follows = at < last_closing
                if not before.isalnum() and (
                    _ELIDED.match(text, at)
                    or (_MAYBE_ELIDED.match(text, at) and not 0 <= at < last_closing < len(text))
                ):
                    shown = "\u2019"
                else:
                    shown = self._single(before, after, closing_follows=closing_follows)
            else:
                shown = text[at]
                self._note(shown, between_letters=before.isalnum() and after.isalnum())
            pieces += [text[end:at], shown]
            end = at + 1
        return "".join(pieces) + text[end:]

    def _note(self, mark: str, *, between_letters: bool) -> None:
        """A mark that was typographic already."""
        if mark == "\u201c":
            self._doubles += 1
        elif mark == "\u201d":
            self._doubles = max(0, self._doubles - 1)
        elif mark == "\u2018":
            self._singles += 1
        elif not between_letters:
            self._singles = max(0, self._singles - 1)

    def _double(self, before: str, after: str, *, closes_next: bool) -> str:
        """``closes_next``: the next mark of this kind closes what this one would."""
        inches = before.isdigit() and not after.isalnum()
        if inches and (not self._doubles or closes_next):
            return "\u2033"
        if _opens(before, after, inside=self._doubles > 0):
            self._doubles += 1
            return "\u201c"
        self._doubles = max(0, self._doubles - 1)
        return "\u201d"

    def _single(self, before: str, after: str, *, closing_follows: bool) -> str:
        if before.isalnum() and after.isalnum():
            return "\u2032" if before.isdigit() and after.isdigit() else "\u2019"
        if before.isdigit() and not self._singles:
            return "\u2032"
        if not before.isalnum() and closing_follows and _opens(before, after, inside=self._singles > 0):
            self._singles += 1
            return "\u2018"
        self._singles = max(0, self._singles - 1)
        return "\u2019"


def _opens(before: str, after: str, *, inside: bool) -> bool:
    """Whether a mark between these two characters opens; ``inside``: one of its kind is open."""
    ends = not after or after.isspace() or after in _CLOSERS
    if not before or before.isspace() or before in _OPENERS:
        return not (inside and ends)
    if before in _DASHES:
        return not (inside and (ends or not (after.isalnum() or after in _OPENERS or after in "\"'")))
    return not inside and not ends and before not in "\u201d\u2019\"'"


def _closes(text: str, at: int) -> bool:
    """Whether the mark at an offset can only be one that closes, as far as can be seen from beside it."""
    before, after = text[at - 1 : at] if at else "", text[at + 1 : at + 2]
    glued = before != "" and not before.isspace() and before not in _OPENERS and before not in _DASHES
    return glued and not after.isalnum()
