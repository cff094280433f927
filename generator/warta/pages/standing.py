"""Plans the standing pages of a language."""

from __future__ import annotations

from collections.abc import Iterator
from functools import partial

from warta.i18n.languages import Language
from warta.pages.context import Context
from warta.pages.data import Body, Made, PlannedPage
from warta.pages.fingerprint import combined, fingerprint
from warta.site.library import Post
from warta.site.publication import held_until
from warta.site.standing import StandingPage, children_of
from warta.views.site import Link
from warta.views.standing import PageLink, StandingView

__all__ = ["standing_pages"]


def standing_pages(context: Context, language: Language) -> Iterator[PlannedPage]:
    """The standing pages of a language; each knows those above and below it."""
    for page in context.library.standing:
        if page.card.language == language.code:
            yield _planned(context, language, page)


def _planned(context: Context, language: Language, page: Post) -> PlannedPage:
    code, card = language.code, page.card
    made = _made(context, language, page)
    targets, quotes = context.links.targets[page], context.speakers.quoted[page]
    annotations = context.glossary.annotations(page)
    body = Body(targets, quotes, annotations, eager=made.view.image is None)
    prints = (
        context.site_fingerprints[code],
        fingerprint((made.head, made.view)),
        repr((context.config.parse_options, targets, quotes, annotations)).encode("utf-8", "surrogatepass"),
        card.digest.encode(),
    )
    make = partial(Made, made.head, made.view, (body,))
    return PlannedPage(page.address.path, "page.html", code, card.path, combined(prints), make, (card.path,))


def _made(context: Context, language: Language, page: Post) -> Made:
    card = page.card
    image = context.links.images[page] if page.original.image is not None else None
    is_dated = isinstance(page, StandingPage) and page.is_dated
    below = [
        PageLink(each.address.url, each.card.title, each.card.standfirst)
        for each in children_of(page, context.library)
    ]
    view = StandingView(
        title=card.title,
        summary=card.standfirst,
        kind=page.kind,
        updated=page.updated if is_dated else None,
        image=image,
        draft=page.hold is not None,
        pages=tuple(below),
        opens=held_until(page.hold, "embargo"),
        expired=held_until(page.hold, "expired"),
    )
    head = context.head(
        language,
        "standing",
        page.address.url,
        title=card.title,
        description=card.summary or card.title,
        versions=context.places.versions["post", card.story],
        breadcrumbs=context.breadcrumbs(language, *_above(context, page)),
    )
    return Made(head, view)


def _above(context: Context, page: Post) -> tuple[Link, ...]:
    """The pages above, from the top down; one that is not public is named without a link."""
    shown, trail = set(context.library.standing), []
    above = page.parent if isinstance(page, StandingPage) else None
    while above is not None:
        trail.append(Link(above.card.title, above.address.url if above in shown else None))
        above = above.parent
    return tuple(reversed(trail))
