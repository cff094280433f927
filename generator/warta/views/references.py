"""Terms, speakers and outlets where a page mentions them."""

from __future__ import annotations

from msgspec import Struct

__all__ = ["SourceOutlet", "Speaker", "TermRef"]


class TermRef(Struct, frozen=True):
    """A term where it is mentioned."""

    name: str
    url: str | None
    """None when the term has no page in this language."""


class Speaker(Struct, frozen=True):
    """A speaker as one story names them."""

    name: str
    """Without titles: ``I Ketut Sedana Merta``."""
    full_name: str
    """With academic and noble titles: ``Ir. I Ketut Sedana Merta``."""
    url: str | None
    office: str | None
    """The office held on the story's date, in the page's language, marked when acting."""


class SourceOutlet(Struct, frozen=True):
    """The outlet in which a story first appeared."""

    name: str
    url: str | None
