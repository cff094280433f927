"""Tags in HTML that this program has written, where ``<`` and ``>`` stand for nothing else."""

from __future__ import annotations

from warta.expressions import expression

__all__ = ["TAG", "without_tags"]

TAG = r"<[^<>]*>"
"""A parser would take several times as long for each page, and would write entities in another form."""
_TAG = expression(TAG)


def without_tags(html: str, between: str = "") -> str:
    """The text of finished HTML, its entities as they are; ``between`` stands where a tag stood."""
    return _TAG.sub(between, html)
