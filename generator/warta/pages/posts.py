"""Plans the page of each story, its card for social media and its form for other newsrooms."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from functools import partial
from typing import NamedTuple

from warta.content.parsed import Card
from warta.i18n.languages import Language
from warta.i18n.moments import DAY, Moment
from warta.markdown.annotations import NO_ANNOTATIONS, Annotations
from warta.markdown.reading import minutes
from warta.pages.agenda import event_file, event_of, event_url
from warta.pages.cards import NO_CARD, card_style, card_view, planned_card, story_card, story_card_address
from warta.pages.context import Context
from warta.pages.data import NINJS, Body, Made, PlannedPage, Target
from warta.pages.feeds import SYNDICATED
from warta.pages.fingerprint import combined
from warta.pages.frame import section
from warta.pages.references import local_text
from warta.site.library import Post
from warta.urls import Address
from warta.views.references import SourceOutlet, Speaker
from warta.views.site import Link
from warta.views.stories import Change, FactCheck, PostView, Teaser

__all__ = ["story_pages"]


class _Story(NamedTuple):
    """What the page of a story is made from."""

    post: Post
    breadcrumbs: tuple[Link, ...]
    targets: tuple[Target, ...]
    quotes: tuple[Speaker, ...]
    older: Post | None = None
    newer: Post | None = None
    card: Address = NO_CARD
    """Of the picture that stands for one that it lacks."""
    annotations: Annotations = NO_ANNOTATIONS
    related: tuple[Post, ...] = ()
    section: Link | None = None
    """The list of the stories of its kind."""


def story_pages(context: Context, language: Language, design: str) -> Iterator[PlannedPage]:
    """The pages of all stories of a language.

    ``design`` stands for how cards are drawn; empty when there are to be none.
    """
    code = language.code
    listed, reach = context.places.index[code].posts, context.reach
    style = card_style(context.config, language, design)
    if not reach.whole:
        posts = reach.posts.get(code, ())
        place = {post: listed.index(post) for post in posts if not post.withdrawn}
        yield from _pages_of(context, language, posts, place=place, style=style)
        return
    place = {post: number for number, post in enumerate(listed)}
    posts = [post for post in context.library.posts if post.card.language == code]
    yield from _pages_of(context, language, posts, place=place, style=style)


def _pages_of(
    context: Context, language: Language, posts: Sequence[Post], *, place: Mapping[Post, int], style: bytes
) -> Iterator[PlannedPage]:
    """The pages of some stories.

    ``place`` is where a story stands among all that are listed; ``style`` is the digest of what all cards
    share, empty when there are to be none.
    """
    code, stories = language.code, context.stories
    listed = context.places.index[code].posts
    breadcrumbs = context.breadcrumbs(language, section(context.config, language, "news"))
    common = (context.site_fingerprints[code], repr(context.config.parse_options).encode())
    drawn: set[str] = set()
    lists = {kind: context.kind_link(language, kind) for kind in context.config.sections.all}
    for post in posts:
        path, number = post.card.path, place.get(post)
        newer = listed[number - 1] if number else None
        older = listed[number + 1] if number is not None and number + 1 < len(listed) else None
        bare = _Story(
            post,
            breadcrumbs,
            context.links.targets[post],
            context.speakers.quoted[post],
            section=lists.get(post.kind),
        )
        own = (*common, *_fingerprints(context, bare))
        around = [stories.teaser_fingerprints[other] if other else b"none" for other in (older, newer)]
        related = context.alike[code].stories[post]
        around += [stories.teaser_fingerprints[other] for other in related]
        card = story_card_address(context.config, post, style)
        annotations = context.glossary.annotations(post)
        if annotations is not NO_ANNOTATIONS:
            around.append(repr(annotations).encode("utf-8", "surrogatepass"))
        story = bare._replace(older=older, newer=newer, card=card, annotations=annotations, related=related)
        data = combined((*own, *around, card.url.encode()))
        make = partial(_page, context, language, story)
        yield PlannedPage(post.address.path, "post.html", code, path, data, make, (path,))
        if card is not NO_CARD and card.path not in drawn:  # stories can be alike in all that it says
            drawn.add(card.path)
            yield planned_card(card, code, partial(story_card, context.config, language, post))
        if (event := event_file(context, post)) is not None:
            yield event
        if context.config.feeds.ninjs:
            file = context.addresses.beside(post.address, "ninjs.json").path
            make = partial(_ninjs, context, language, bare)
            yield PlannedPage(file, SYNDICATED, code, "", combined(own), make, (path,), NINJS)


def _fingerprints(context: Context, story: _Story) -> Iterator[bytes]:
    """Of what the page of a story shows of it, without the stories around."""
    post = story.post
    card, code = post.card, post.card.language
    yield context.stories.teaser_fingerprints[post]
    yield context.references.fingerprints[code][post.tags]
    yield card.digest.encode()
    yield post.original.digest.encode()
    versions = context.places.versions["post", card.story], context.places.readable(card.story)
    yield repr((versions, story.targets)).encode()
    yield repr(story.section).encode() if story.section else b""
    yield context.speakers.fingerprint(post) if post.speakers else b""
    if story.quotes:
        yield b"quotes"
        yield from [context.speakers.fingerprints[quote] for quote in story.quotes]


def _page(context: Context, language: Language, story: _Story) -> Made:
    """The story's own page."""
    made = _made(context, language, story)
    body = Body(
        story.targets,
        story.quotes,
        story.annotations,
        eager=made.view.image is None,
        large=story.post.kind == "photo-story",
        withdrawn=story.post.withdrawn,
    )
    return made._replace(bodies=(body,))


def _ninjs(context: Context, language: Language, story: _Story) -> Made:
    """The story for other newsrooms."""
    return _made(context, language, story)._replace(bodies=(context.body_elsewhere(story.post),))


def _made(context: Context, language: Language, story: _Story) -> Made:
    post, teasers = story.post, context.stories.teasers
    card, original, code, teaser = post.card, post.original, language.code, teasers[post]

    def neighbour(other: Post | None) -> Teaser | None:
        return teasers[other] if other is not None else None

    view = PostView(
        title=card.title,
        summary=card.standfirst,
        date=post.date,
        updated=post.updated,
        kind=post.kind,
        agencies=teaser.agencies,
        speakers=tuple([context.speakers.on(post.date, term, code) for term in post.speakers]),
        regions=context.references.paths(post.regions, code),
        tags=context.references.several(post.tags, code),
        source=SourceOutlet(original.source[0], original.source[1] or None) if original.source else None,
        author=original.author or None,
        image=teaser.image,
        changes=tuple([Change(*change) for change in card.changes]),
        event=event_of(context, original, code),
        withdrawn=post.withdrawn,
        draft=teaser.draft,
        previous=neighbour(story.older),
        next=neighbour(story.newer),
        card=card_view(context.config, story.card),
        related=tuple([teasers[other] for other in story.related]),
        minutes=0 if post.withdrawn else minutes(card.words),
        section=story.section,
        event_file=event_url(context, post),
        until=_in_force_until(original),
        fact_check=_fact_check(context, post),
        opens=teaser.opens,
        expired=teaser.expired,
    )
    head = context.head(
        language,
        "post",
        post.address.url,
        title=card.title,
        description=card.title if post.withdrawn else teaser.summary or card.title,
        versions=context.places.versions["post", card.story],
        breadcrumbs=story.breadcrumbs,
        indexable=not post.withdrawn,
        alternates=() if post.withdrawn else context.places.readable(card.story),
    )
    return Made(head, view)


def _in_force_until(original: Card) -> Moment | None:
    """A bare day in ``expires`` is the first one on which an announcement is gone."""
    end = original.expires if original.kind == "announcement" else None
    return end if end is None or end.precise else end._replace(timestamp=end.timestamp - DAY)


def _fact_check(context: Context, post: Post) -> FactCheck | None:
    original, code = post.original, post.card.language
    claim = post.card.claim or original.claim
    if original.examined is None or post.withdrawn or not (claim and original.verdict):
        return None
    claimant, url, sources = original.examined
    who, language = local_text(claimant, code, context.codes)
    return FactCheck(
        claim,
        who or None,
        language,
        url or None,
        original.verdict,
        tuple([SourceOutlet(name, address or None) for name, address in sources]),
    )
