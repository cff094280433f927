"""Plans the page of each story, its card for social media and its form for other newsrooms."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from functools import partial
from hashlib import blake2b

from warta.content.model import STORY_KINDS
from warta.content.parsing import Card
from warta.i18n.languages import Language
from warta.markdown.annotations import NO_AIDS, Aids
from warta.media.cards import CardTexts, can_write
from warta.pages.context import Parts, local_text
from warta.pages.data import (
    CARD,
    NINJS,
    Head,
    PlannedPage,
    PostContent,
    Target,
    Trail,
)
from warta.pages.fingerprint import combined, fingerprint
from warta.pages.frame import section
from warta.pages.sections import Sections
from warta.site.library import Post
from warta.urls import Address
from warta.views.models import (
    Change,
    Event,
    SourceOutlet,
    Speaker,
)

__all__ = ["story_pages"]


def story_pages(parts: Parts, sections: Sections, language: Language, design: str) -> Iterator[PlannedPage]:
    """The pages of all stories of a language, month by month.

    ``design`` stands for how cards are drawn; empty when there are to be none.
    """
    code, known = language.code, parts.story_prints
    listed = parts.index[code].posts
    place = {post: number for number, post in enumerate(listed)}
    months: dict[tuple[int, int], list[Post]] = {}
    for post in parts.library.posts:
        if post.card.language == code:
            months.setdefault((post.original.year, post.original.month), []).append(post)
    for (year, month), posts in months.items():
        numbers = [place[post] for post in posts if post in place]
        # With the one before and the one after, to which their pages lead.
        around = listed[max(min(numbers) - 1, 0) : max(numbers) + 2] if numbers else ()
        basis = (parts.besides, *[known[post] for post in posts], b"", *[known[post] for post in around])
        plan = partial(_of_month, parts, language, design, posts, place)
        yield from sections.pages(f"stories {code} {year} {month}", basis, plan)


def _of_month(
    parts: Parts, language: Language, design: str, posts: Sequence[Post], place: Mapping[Post, int]
) -> Iterator[PlannedPage]:
    """The pages of the stories of a month. ``place`` is where a story stands among all that are listed."""
    code = language.code
    listed = parts.index[code].posts
    trail = parts.trail(language, section(parts.config, language, "news"))
    site = parts.site_prints[code]
    options = repr(parts.config.parse_options).encode()
    ninjs = parts.config.feeds.ninjs
    style = _card_style(parts, language, design) if design else None
    drawn: set[str] = set()
    for post in posts:
        card = post.card
        number = place.get(post)
        newer = listed[number - 1] if number else None
        older = listed[number + 1] if number is not None and number + 1 < len(listed) else None
        targets = parts.targets[post] if card.links else ()
        quotes = parts.quotes[post] if card.quotes else ()
        own = (
            site,
            parts.teaser_prints[post],
            parts.refs_print(post.tags, code),
            options,
            card.digest.encode(),
            post.original.digest.encode(),
            repr((parts.versions["post", card.story].urls, targets)).encode(),
            parts.speakers_print(language, post) if post.speakers else b"",
            *([b"quotes", *[parts.speaker_prints[quote] for quote in quotes]] if quotes else ()),
        )
        around = (
            parts.teaser_prints[older] if older is not None else b"none",
            parts.teaser_prints[newer] if newer is not None else b"none",
        )
        picture = _card_address(parts, post, style) if style is not None else None
        drawing = picture.url if picture is not None else ""
        texts = (card.path,)
        aids = parts.aids(post) if parts.has_aids else NO_AIDS
        helped = (repr(aids).encode("utf-8", "surrogatepass"),) if aids is not NO_AIDS else ()
        prints = (*own, *around, drawing.encode(), *helped)
        data = combined(prints)
        make = partial(_post, parts, language, post, trail, older, newer, targets, quotes, drawing, aids)
        yield PlannedPage(post.address.path, "post.html", code, card.path, data, make, texts)
        if picture is not None and picture.path not in drawn:  # stories can be alike in all that it says
            drawn.add(picture.path)
            draw = partial(_card_texts, parts, language, post)
            yield PlannedPage(picture.path, CARD, code, "", picture.path.encode(), draw)
        if ninjs:
            file = parts.addresses.beside(post.address, "ninjs.json").path
            data = combined(own)
            make = partial(_post, parts, language, post, trail, None, None, targets, quotes)
            yield PlannedPage(file, NINJS, code, "", data, make, texts)


def _post(
    parts: Parts,
    language: Language,
    post: Post,
    trail: Trail,
    older: Post | None,
    newer: Post | None,
    targets: tuple[Target, ...],
    quotes: tuple[Speaker, ...],
    drawing: str = "",
    aids: Aids = NO_AIDS,
) -> tuple[Head, PostContent]:
    card, original, teaser = post.card, post.original, parts.teasers[post]
    content = PostContent(
        path=card.path,
        digest=card.digest,
        targets=targets,
        quotes=quotes,
        teaser=teaser,
        standfirst=card.standfirst,
        speakers=tuple([parts.speaker(language, term, post.date) for term in post.speakers]),
        regions=parts.paths_of(post.regions, card.language),
        tags=parts.refs(post.tags, card.language),
        source=SourceOutlet(original.source[0], original.source[1] or None) if original.source else None,
        author=original.author,
        event=_event(parts, original, card.language) if original.event else None,
        changes=tuple([Change(*change) for change in card.changes]) if card.changes else (),
        withdrawn=post.withdrawn,
        older=parts.teasers[older] if older is not None else None,
        newer=parts.teasers[newer] if newer is not None else None,
        card=drawing,
        words=card.words,
        aids=aids,
    )
    head = Head(
        "post",
        post.address.url,
        card.title,
        card.title if post.withdrawn else teaser.summary or card.title,
        parts.versions["post", card.story],
        trail,
        indexable=not post.withdrawn,
    )
    return head, content


def _card_style(parts: Parts, language: Language, design: str) -> bytes:
    """The digest of what is alike on all cards of a language."""
    site = parts.sites[language.code]
    labels = [language.text("kind_" + kind.replace("-", "_")) for kind in STORY_KINDS]
    more = language.strings["and_more"]
    return fingerprint((design, language.code, site.title, site.formats, tuple(labels), more))


def _card_address(parts: Parts, post: Post, style: bytes) -> Address | None:
    """Where the card of a story is, if it has one: its name is the digest of all that it shows."""
    image = post.original.image
    if post.withdrawn or (image is not None and image[0]) or not can_write(post.card.title):
        return None
    agencies = post.agencies
    shown = (
        post.card.title,
        agencies[0].names[post.card.language] if agencies else "",
        len(agencies),
        post.kind,
        *post.date[:3],
    )
    digest = blake2b(style + repr(shown).encode("utf-8", "surrogatepass"), digest_size=10)
    return parts.addresses.at(f"cards/{digest.hexdigest()}.png")


def _card_texts(parts: Parts, language: Language, post: Post) -> tuple[None, CardTexts]:
    names = [term.names[language.code] for term in post.agencies]
    agency = names[0] if names else ""
    if len(names) > 1:
        agency += " " + language.count_text("and_more", len(names) - 1)
    label = "" if post.kind == "news" else language.text("kind_" + post.kind.replace("-", "_"))
    date = language.long_date(post.date.at.date())
    return None, CardTexts(post.card.title, agency, date, parts.sites[language.code].title, label)


def _event(parts: Parts, original: Card, code: str) -> Event | None:
    if original.event is None:
        return None
    day, venue = original.event
    return Event(day, local_text(venue, code, parts.codes))
