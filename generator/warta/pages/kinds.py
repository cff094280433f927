"""Plans the lists of stories of one kind, with their feeds: announcements, speeches and the like."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from functools import partial

from warta.i18n.languages import Language
from warta.pages.context import Context
from warta.pages.data import PlannedPage
from warta.pages.feeds import Feed, feeds
from warta.pages.frame import FEED_FILES
from warta.pages.listings import plain_listing
from warta.site.index import Index
from warta.site.library import Post

__all__ = ["kind_pages"]


def kind_pages(context: Context, language: Language) -> Iterator[PlannedPage]:
    """The list of each kind that the site lists apart, and its feed. Kinds of the menu always have one."""
    code, chosen = language.code, context.config.sections
    by_kind = context.places.select.by_kind(code)
    for kind in context.reach.kinds_of(chosen.all):
        posts = by_kind.get(kind, ())
        if posts or kind in chosen.menu:
            yield from _of_kind(context, language, (kind, posts))


def _of_kind(
    context: Context, language: Language, which: tuple[str, Sequence[Post]]
) -> Iterator[PlannedPage]:
    (kind, posts), code, settings = which, language.code, context.config.feeds
    name, title = "kinds_" + kind.replace("-", "_"), context.config.titles[code]
    heading, description = language.text(name), language.text(f"{name}_description", site=title)
    address = context.addresses.kind(code, kind)
    yield from plain_listing(
        context,
        language,
        ("kind", kind),
        address=address,
        heading=heading,
        description=description,
        posts=context.places.listed(code, posts, partial(_in, kind)),
        lasting=kind in context.config.sections.menu,
        feeds={
            each: context.addresses.beside(address, FEED_FILES[each]).url for each in settings.term_formats
        },
    )
    feed = Feed(
        address, f"{heading} – {title}", description, posts, settings.term_formats, settings.term_full
    )
    yield from feeds(context, language, feed)


def _in(kind: str, stand_ins: Index) -> Sequence[Post]:
    return [post for post in stand_ins.posts if post.kind == kind]
