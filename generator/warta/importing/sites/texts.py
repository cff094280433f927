"""The text of a foreign item as a tree of HTML, whichever program and markup it was made with."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import NamedTuple

from selectolax.lexbor import LexborNode

from warta.importing.sites.embedded import taken_out
from warta.importing.sites.items import REF, WORDPRESS, Item
from warta.importing.sites.markup import html_of
from warta.importing.sites.placeholders import Kept, without_marks
from warta.importing.sites.planned_keys import PlannedKeys
from warta.importing.sites.shortcodes import TagContext, Tags, convert_tags
from warta.importing.sites.wordpress_shortcodes import captions_in_markdown, prepare_wordpress
from warta.importing.tree import tree_of
from warta.markdown.limits import excess

__all__ = ["Opened", "opened"]


class Opened(NamedTuple):
    """A text, taken apart."""

    root: LexborNode
    kept: Kept
    tags: Tags
    breaks: bool
    """Its line ends count."""
    embedded: Mapping[str, bytes]
    """Name → long picture that it holds itself."""

    @property
    def addresses(self) -> Iterator[str]:
        """Where its links and pictures lead, as it says."""
        for node in self.root.css("[src], [href], [data]"):
            value = next(filter(None, map(node.attributes.get, ("src", "href", "data"))), None)
            yield (value or "").rpartition(REF)[2]


def opened(item: Item, body: str, planned: PlannedKeys) -> Opened | None:
    """An item's text with its tags converted; None when it is more than any engine would read."""
    kept, program = Kept(), planned.reader.site.program
    text, pictures = taken_out(without_marks(body))
    if excess(text) is not None:
        return None
    if program == WORDPRESS:
        text, tags, breaks = prepare_wordpress(text)
        return Opened(tree_of(text), kept, tags, breaks, pictures)
    text, tags = convert_tags(
        text,
        TagContext(program, planned.plan.shortcodes, planned.variables(item), planned.reader.site.data),
        kept,
    )
    html = text if item.html else html_of(captions_in_markdown(text), program)
    return Opened(tree_of(html), kept, tags, breaks=False, embedded=pictures)
