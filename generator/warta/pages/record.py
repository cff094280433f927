"""Plans the published record: see :mod:`warta.site.record`."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from functools import partial

from msgspec import Struct, to_builtins

from warta.pages.context import Context
from warta.pages.data import JSON, Made, PlannedPage
from warta.pages.fingerprint import combined, fingerprint
from warta.site.library import Post
from warta.site.public_addresses import address_of, file_of, public_removals, public_terms
from warta.site.record import (
    FORMAT,
    INDEX,
    PAGES,
    RecordIndex,
    RecordPart,
    StoryRecord,
    TermRecord,
    part_name,
    version_record,
)

__all__ = ["published_record"]


def published_record(context: Context) -> Iterator[PlannedPage]:
    """The index and its parts. Nothing of what is held back, whether it is shown to the team or not."""
    if context.reach.indexes:
        yield _index(context)
    if not context.reach.whole:
        for each in context.reach.months:
            those = context.places.select.public(*each)
            if not those:
                continue
            name = "{:04}-{:02}".format(*each)
            data = combined([_shown(post) for post in those])
            yield _planned(context, part_name(name), data, partial(_part, context.codes, name, those))
        return
    posts = [post for post in context.library.posts if post.hold is None]
    months: dict[str, list[Post]] = {}
    for post in posts:
        months.setdefault(f"{post.original.year:04}-{post.original.month:02}", []).append(post)
    if standing := _standing(context):
        months[PAGES] = standing
    for month, those in sorted(months.items()):
        data = combined([_shown(post) for post in those])
        yield _planned(context, part_name(month), data, partial(_part, context.codes, month, those))


def _standing(context: Context) -> list[Post]:
    return [page for page in context.library.standing if page.hold is None]


def _index(context: Context) -> PlannedPage:
    select, config = context.places.select, context.config
    terms = [
        TermRecord(
            id=owner.identity,
            language=owner.language,
            name=owner.title,
            address=address_of(page),
            aliases=tuple(map(address_of, old)),
        )
        for page, owner, old in public_terms(select.terms(), config)
    ]
    lists = select.lists()
    index = RecordIndex(
        format=FORMAT,
        months=tuple(["{:04}-{:02}".format(*month) for month in sorted(select.months())]),
        pages=bool(_standing(context)),
        lists={address_of(file): (each.identity, each.language) for file, each in sorted(lists.items())},
        terms=tuple(sorted(terms, key=lambda term: (term.id, context.codes.index(term.language)))),
        redirects=tuple([address_of(file_of(moved.old)) for moved in config.redirects]),
        targets=tuple([moved.target for moved in config.redirects]),
        removed=tuple(sorted({address_of(file) for file in public_removals(context.library)})),
    )
    return _planned(context, INDEX, fingerprint(index), partial(_made, index))


def _planned(context: Context, name: str, data: bytes, make: partial[Made]) -> PlannedPage:
    path = context.addresses.at(name).path
    return PlannedPage(path, "", context.codes[0], "", data, make, writer=JSON)


def _shown(post: Post) -> bytes:
    """Fingerprint of what the record says of a post."""
    card = post.card
    named = card.minor or post.original.minor
    shown = (post.address.path, card.title, card.visible, card.story, post.withdrawn, card.aliases, named)
    changes = [(change.at.isoformat(), kind) for change, kind, _ in card.changes]
    day = "" if card.is_standing else post.date.at.date().isoformat()
    return repr((shown, day, changes)).encode("utf-8", "surrogatepass")


def _part(codes: Sequence[str], month: str, posts: Sequence[Post]) -> Made:
    stories: dict[str, dict[str, Post]] = {}
    for post in posts:
        stories.setdefault(post.card.story, {})[post.card.language] = post
    records = [_story(codes, story, versions) for story, versions in sorted(stories.items())]
    return _made(RecordPart(FORMAT, month, tuple(records)))


def _story(codes: Sequence[str], story: str, versions: Mapping[str, Post]) -> StoryRecord:
    return StoryRecord(story, {code: version_record(versions[code]) for code in codes if code in versions})


def _made(record: Struct) -> Made:
    return Made(None, to_builtins(record))
