"""Where the links and pictures of a foreign text lead, and what Markdown and HTML need to say so."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Callable
from dataclasses import dataclass, field

__all__ = ["Rewriter", "destination", "is_outside"]


@dataclass(frozen=True, slots=True)
class Rewriter:
    """Where links and pictures of one text lead."""

    link: Callable[[str], str]
    """The final destination of a link; empty when it leads nowhere."""
    image: Callable[[str], str]
    """The final destination of a picture: a file beside the story or a full address; empty: it is lost."""
    counts: Counter[str] = field(default_factory=Counter)
    """What could not stay, by its name in the report: ``image-lost``, ``link-lost``, ``html-removed``…"""


_ENCODED = {" ": "%20", "(": "%28", ")": "%29", "<": "%3C", ">": "%3E"}


def destination(target: str) -> str:
    """An address as the destination of a Markdown link."""
    target = re.sub(r"[ ()<>]", lambda found: _ENCODED[found[0]], target)
    return re.sub(r"\s", "", target)


def is_outside(target: str) -> bool:
    """Whether a final destination is a full address, and no file beside the story."""
    return target.startswith(("http://", "https://", "//"))
