"""Texts cut to a length between words."""

from __future__ import annotations

__all__ = ["shortened"]


def shortened(text: str, limit: int) -> str:
    """``text`` on one line, of at most ``limit`` characters, with an ellipsis where something was cut off."""
    text = " ".join(text.split())
    if len(text) <= limit:
        return text
    space = text.rfind(" ", 0, limit - 1)
    end = space if space > limit // 2 else limit - 1  # one long word is cut in it
    return text[:end].rstrip(' ,;:–-“"(') + "…"
