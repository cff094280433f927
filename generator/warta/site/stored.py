"""A library and its indexes over what the last build left: posts are made when they are looked at.

Only of a site that had no errors. What would need all posts raises :class:`WholeSiteError`.
"""

from __future__ import annotations

import unicodedata
from collections import Counter
from collections.abc import Callable, Collection, Iterable, Iterator, KeysView, Mapping, Sequence
from functools import cache, partial
from typing import Any, NoReturn, TypeVar, overload

from warta import urls
from warta.config.settings import Config
from warta.config.site_tables import AGENDA, DOCUMENTS
from warta.content.model import TAXONOMIES
from warta.content.parsed import Card
from warta.filesystem.codec import decoded
from warta.filesystem.stamps import file_digest
from warta.site.assembly import PostReader
from warta.site.index import Index
from warta.site.library import Details, Library, Post, mentioned_by
from warta.site.publication import NEWS_WINDOW, published
from warta.site.taxonomy import Registry, Term
from warta.store.stories import Stories, StoriesError
from warta.store.tables import HIDDEN, LISTED, WITHDRAWN, Columns, Row

__all__ = [
    "ListKey",
    "StoredPosts",
    "StoredSite",
    "WholeSiteError",
    "as_mentioned",
    "members_of",
    "name_of",
    "names_of",
    "print_of",
    "row_of",
]

Names = tuple[list[str], list[str]]
ListKey = tuple[Any, ...]
"""``("term", "tags/korpri")``, ``("month", 2024, 11)``, ``("kind", "speech")``, ``("agenda",)``,
``("documents",)``."""

K = TypeVar("K")
V = TypeVar("V")


class WholeSiteError(Exception):
    """Something has to be looked at that takes all of the site."""


class StoredSite:
    """The posts of a site, each made once."""

    def __init__(
        self, stories: Stories, registry: Registry, config: Config, now: float, *, drafts: bool
    ) -> None:
        """With ``drafts`` the site shows what is held back from the public."""
        self.drafts = drafts
        self.stories = stories
        self.registry = registry
        self.config = config
        self._reader = PostReader(registry, config, now)
        self._posts: dict[int, Post] = {}
        self._numbers: dict[Post, int] = {}
        self._kinds: dict[str, Mapping[str, int]] = {}
        self.document_lists = _document_lists(stories)
        """Which lists of documents there are: what about → language and URL path."""
        self.html: dict[str, bytes] = {}
        """Content path → where the text is, of the posts that have been looked at."""

    def forget(self, stories: Iterable[str]) -> None:
        """Make the posts of ``stories`` anew, since the database has changed."""
        names = frozenset(stories)
        self._kinds.clear()
        for post in [post for post in self._numbers if post.card.story in names]:
            del self._posts[self._numbers.pop(post)]
            self.html.pop(post.card.path, None)

    def post(self, number: int) -> Post:
        """A post by its number in the database."""
        found = self._posts.get(number)
        if found is None:
            self._read(self.stories.post(number).card.story)
            found = self._posts.get(number)
            if found is None:
                raise WholeSiteError
        return found

    def number(self, post: Post) -> int | None:
        """The other way round; None for a post that was made elsewhere."""
        return self._numbers.get(post)

    def is_shown(self, post: Post) -> bool:
        """Whether the site shows anything of a post."""
        return self.drafts or post.hold is None

    def shown(self, posts: Mapping[str, Post]) -> dict[str, Post]:
        """Those of some posts of which the site shows anything."""
        return {path: post for path, post in posts.items() if self.is_shown(post)}

    def story(self, story: str) -> Mapping[str, Post]:
        """Content path → post, of all posts of a story."""
        return {post.card.path: post for post in map(self.post, self.stories.numbers_of(story))}

    def _read(self, story: str) -> None:
        kept = {number: self.stories.post(number) for number in self.stories.numbers_of(story)}
        numbers = {each.card.language: number for number, each in kept.items()}
        for post in self._reader.posts({each.card.language: each.card for each in kept.values()}):
            number = numbers[post.card.language]
            if columns_of(post, drafts=self.drafts) != kept[number].columns:
                raise StoriesError(post.card.path)
            self._posts[number], self._numbers[post] = post, number
            place = kept[number].html
            if place is not None:
                self.html[post.card.path] = place

    # --- As planning sees it ----------------------------------------------------------------------------

    def library(self, media: frozenset[str], details: Details, standing: Library) -> Library:
        """All posts, and the standing pages that ``standing`` has.

        ``media`` are the files in ``content/`` that are not texts.
        """
        return Library(
            posts=StoredPosts(self, _whole_site),
            by_path=_ByPath(self),
            registry=self.registry,
            media=media,
            details=details,
            drafts=frozenset(),
            standing=standing.standing,
            standing_by_path=standing.standing_by_path,
        )

    def listed(self, language: str, count: int | None = None) -> StoredPosts:
        """All listed posts of a language, newest first."""
        return StoredPosts(self, partial(self.stories.listed, language), count)

    def index(self, language: str) -> Index:
        """The listed posts of a language."""
        stories, term_of = self.stories, self.term
        counts: dict[str, dict[Term, int]] = {taxonomy: {} for taxonomy in TAXONOMIES}
        for name, count in stories.tallies(language).items():
            term = term_of(name)
            counts[term.taxonomy][term] = count
        by_month: dict[int, dict[int, Sequence[Post]]] = {}
        total = 0
        for year, month, count in stories.months(language):
            load = partial(stories.listed_in, language, year, month)
            by_month.setdefault(year, {})[month] = StoredPosts(self, load, count)
            total += count
        subregions: dict[Term, set[Term]] = {}
        tops = set()
        for region in counts["regions"]:
            path = self.registry.path_of(region) or (region,)
            tops.add(path[0])
            if len(path) > 1:
                subregions.setdefault(path[-2], set()).add(region)
        at_home: dict[Term, list[Term]] = {}
        for agency in counts["agencies"]:
            home = self.registry.region_of(agency)
            if home is not None:
                at_home.setdefault(home, []).append(agency)
        return Index(
            posts=self.listed(language, total),
            by_term={taxonomy: self._lists(language, each) for taxonomy, each in counts.items()},
            by_month=by_month,
            subregions={region: frozenset(below) for region, below in subregions.items()},
            top_regions=frozenset(tops),
            at_home=at_home,
            together=partial(self._together, language),
            months=lambda term: {
                (year, month): count for year, month, count in stories.months_of(language, name_of(term))
            },
            kinds=partial(self.kinds, language),
        )

    def _lists(self, language: str, counts: Mapping[Term, int]) -> Mapping[Term, Sequence[Post]]:
        listed_under = self.stories.listed_under
        return {
            term: StoredPosts(self, partial(listed_under, language, name_of(term)), count)
            for term, count in counts.items()
        }

    def _together(self, language: str, term: Term, taxonomy: str) -> Mapping[Term, int]:
        found = self.stories.together(language, name_of(term))
        return {self.term(name): count for name, count in found.items() if name.startswith(f"{taxonomy}/")}

    def term(self, name: str) -> Term:
        """A term by its name in the database."""
        taxonomy, _, term_id = name.partition("/")
        term = self.registry.terms.get(taxonomy, {}).get(term_id)
        if term is None:
            raise StoriesError(name)
        return term

    def fresh(self, now: float) -> list[Post]:
        """The posts that have become public in the last two days, newest first."""
        return self._in_order(self.stories.opened_between(now - NEWS_WINDOW, now))

    def public(self, year: int, month: int | None) -> list[Post]:
        """The posts of a year, or of one of its months, that are not held back, newest first."""
        return self._in_order(self.stories.public_in(year, month))

    def _in_order(self, numbers: Iterable[int]) -> list[Post]:
        """Posts as a library has them, which are given newest first: the languages of a story in theirs."""
        order = {code: number for number, code in enumerate(self.config.codes)}
        stories: dict[str, list[Post]] = {}
        for post in map(self.post, numbers):
            stories.setdefault(post.card.story, []).append(post)
        return [
            post
            for each in stories.values()
            for post in sorted(each, key=lambda post: order[post.card.language])
        ]

    def lists(self, language: str) -> tuple[Counter[ListKey], Counter[ListKey]]:
        """What lists the stories of a language, and how many of them; the same of those that are public."""
        stories = self.stories
        shown = Counter[ListKey]()
        shown.update({("term", name): count for name, count in stories.tallies(language).items()})
        shown.update({("month", *month): count for *month, count in stories.months(language)})
        shown.update({("kind", kind): count for kind, count in self.kinds(language).items()})
        shown[AGENDA,] = len(stories.with_event(language))
        shown[DOCUMENTS,] = len(stories.with_documents(language))
        held = [post for post in map(self.post, stories.held()) if self.is_shown(post) and not post.withdrawn]
        hidden = (post for post in held if post.card.language == language)
        return shown, shown - Counter(key for post in hidden for key in self._listed_as(post))

    def _listed_as(self, post: Post) -> Iterator[ListKey]:
        """The lists that a listed post is in."""
        original = post.original
        yield from (("term", name_of(term)) for term in members_of(post, self.registry))
        yield ("month", original.year, original.month)
        yield ("kind", post.kind)
        if original.event is not None and original.event[0] is not None:
            yield (AGENDA,)
        if post.card.documents:
            yield (DOCUMENTS,)

    def kinds(self, language: str) -> Mapping[str, int]:
        """Kind → number of listed posts, for kinds that have any."""
        if language not in self._kinds:
            self._kinds[language] = self.stories.kinds(language)
        return self._kinds[language]

    def by_kind(self, language: str) -> Mapping[str, Sequence[Post]]:
        """Kind → its listed posts."""
        return {
            kind: StoredPosts(self, partial(self.stories.listed_kind, language, kind), count)
            for kind, count in self.kinds(language).items()
        }

    def events(self, language: str) -> Sequence[Post]:
        """The posts with an event, the latest event first."""
        return StoredPosts(self, partial(self.stories.with_event, language))

    def pinned(self, language: str, now: float) -> Sequence[Post]:
        """The posts that are pinned to the front page."""
        return StoredPosts(self, partial(self.stories.pinned, language, now))

    def quotations(self, language: str) -> Mapping[Term, Sequence[tuple[Post, int]]]:
        """Speaker → posts and which of their quotations are theirs, newest first."""
        return _Quotations(self, language)


class StoredPosts(Sequence[Post]):
    """Posts in an order. Their numbers are fetched when one is asked for."""

    def __init__(self, site: StoredSite, load: Callable[[], list[int]], count: int | None = None) -> None:
        """``count`` is how many there are, where that is known."""
        self._site = site
        self._load = load
        self._count = count
        self._fetched: list[int] | None = None

    @property
    def _numbers(self) -> list[int]:
        if self._fetched is None:
            self._fetched = self._load()
        return self._fetched

    def __len__(self) -> int:
        return len(self._numbers) if self._count is None else self._count

    @overload
    def __getitem__(self, at: int) -> Post: ...
    @overload
    def __getitem__(self, at: slice) -> list[Post]: ...
    def __getitem__(self, at: int | slice) -> Post | list[Post]:
        post, found = self._site.post, self._numbers[at]
        return post(found) if isinstance(found, int) else [post(number) for number in found]

    def index(self, post: Post, start: int = 0, stop: int | None = None) -> int:
        """Where a post stands."""
        own = self._site.number(post)
        if own not in self._numbers[start:stop]:
            raise StoriesError(post.card.path)
        return self._numbers.index(own)


class _ByPath(Mapping[str, Post]):
    """Posts by their content paths."""

    def __init__(self, site: StoredSite) -> None:
        self._site = site

    def __getitem__(self, path: str) -> Post:
        found = self._site.stories.at_path(path)
        if found is None:
            raise KeyError(path)
        return self._site.post(found[0])

    def keys(self) -> KeysView[str]:
        """The paths alone, for which no post is made."""
        return dict.fromkeys(self._site.stories.paths()).keys()

    def __iter__(self) -> Iterator[str]:
        raise WholeSiteError

    def __len__(self) -> int:
        raise WholeSiteError


class _Quotations(dict[Term, Sequence[tuple[Post, int]]]):
    MOST = 50
    """More than any page shows."""

    def __init__(self, site: StoredSite, language: str) -> None:
        super().__init__()
        self._site = site
        self._language = language

    def get(self, speaker: Term, _: object = None) -> Sequence[tuple[Post, int]]:
        found = self._site.stories.quotations(self._language, name_of(speaker), self.MOST)
        return [(self._site.post(post), number) for post, number in found]


def _document_lists(stories: Stories) -> dict[tuple[str | int, ...], tuple[tuple[str, str], ...]]:
    kept = decoded(stories.get("documents"), list[tuple[tuple[str | int, ...], tuple[tuple[str, str], ...]]])
    if kept is None:
        raise StoriesError
    return dict(kept)


def _whole_site() -> NoReturn:
    raise WholeSiteError


# --- Posts as rows ----------------------------------------------------------------------------------------


def name_of(term: Term) -> str:
    """The name of a term in the database."""
    return f"{term.taxonomy}/{term.id}"


def members_of(post: Post, registry: Registry) -> dict[Term, None]:
    """All terms that list a post."""
    return with_those_above((*post.agencies, *post.speakers, *post.regions, *post.tags), registry)


def with_those_above(terms: Iterable[Term], registry: Registry) -> dict[Term, None]:
    """Terms, each region with all that it lies in."""
    return dict.fromkeys(
        above
        for term in terms
        for above in (term.taxonomy == "regions" and registry.path_of(term)) or (term,)
    )


def as_mentioned(names: Iterable[str]) -> frozenset[str]:
    """Names as the database has them: one in decomposed letters may be meant for one in composed ones."""
    return frozenset(name for each in names for name in (each, unicodedata.normalize("NFC", each)))


def _event(original: Card) -> int | None:
    start = original.event[0] if original.event is not None else None
    return start.timestamp if start is not None else None


def print_of(post: Post, html: bytes | None) -> bytes:
    """Stands for the row of a post, with the same settings and terms."""
    original, state = post.original, "withdrawn" if post.withdrawn else ""
    known = (
        post.card.digest,
        original.path,
        original.digest,
        str(post.updated.timestamp),
        state,
        repr((post.hold, html)),
    )
    return file_digest("\0".join(known).encode("utf-8", "surrogatepass"))


def row_of(
    post: Post,
    *,
    quoted: Collection[tuple[Term, int]],
    html: bytes | None,
    names: Callable[[tuple[Term, ...]], Names],
    drafts: bool,
) -> Row:
    """A post as the database has it; ``names`` are those of the terms that posts name.

    ``quoted`` are the speakers whom the lines below its quotations name, and in which of them.

    With ``drafts`` the site shows what is held back from the public.
    """
    named, listed = names(post.agencies + post.speakers + post.regions + post.tags)
    return Row(
        *columns_of(post, drafts=drafts),
        fingerprint=print_of(post, html),
        card=post.card,
        html=html,
        named=named,
        listed=listed,
        quoted=[(name_of(speaker), number) for speaker, number in quoted if post.card.quotations[number]],
        mentioned=as_mentioned([*mentioned_by(post), *(name_of(speaker) for speaker, _ in quoted)]),
    )


def names_of(registry: Registry) -> Callable[[tuple[Term, ...]], Names]:
    """For the terms that a post names: their names in the database, and those of all terms that list it."""

    @cache  # posts name the same few combinations over and over
    def names(terms: tuple[Term, ...]) -> Names:
        return [*map(name_of, terms)], [*map(name_of, with_those_above(terms, registry))]

    return names


def columns_of(post: Post, *, drafts: bool) -> Columns:
    """What the database can be asked for."""
    original, is_hidden = post.original, post.hold is not None and not drafts
    return (
        post.card.path,
        post.card.story,
        post.card.language,
        post.address.url,
        urls.collision_key(post.address.path),
        post.date.timestamp,
        (published(original) or post.date).timestamp,
        post.updated.timestamp,
        original.year,
        original.month,
        post.kind,
        HIDDEN if is_hidden else WITHDRAWN if post.withdrawn else LISTED,
        _event(original),
        original.pinned.timestamp if original.pinned is not None else None,
        int(bool(post.card.documents)),
        int(post.hold is not None),
    )
