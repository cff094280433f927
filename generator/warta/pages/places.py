"""Which pages there are in which language, where they are, and what they list."""

from __future__ import annotations

from collections.abc import Callable, Container, Iterable, Iterator, Mapping, Sequence
from functools import partial
from typing import NamedTuple

from warta.config.settings import Config
from warta.config.site_tables import AGENDA, DOCUMENTS
from warta.content.model import TAXONOMIES
from warta.pages.alike import Ranks, ranks_of
from warta.pages.data import Versions
from warta.pages.document_lists import document_lists
from warta.pages.outlook import Key, listed_pages, posts_by_kind, posts_with_event
from warta.site.documents import Attached, attached_documents
from warta.site.index import Index, index_posts, index_these, stand_ins
from warta.site.library import Library, Post
from warta.site.links import Anchors, anchors_of
from warta.site.public_addresses import Published, lists_there, public_lists, terms_with_pages
from warta.site.publication import in_news_window, is_pinned
from warta.site.standing import is_standing
from warta.site.taxonomy import Term

__all__ = ["Places", "Selections", "lasting_pages", "list_of_kind", "places_of"]


class Selections(NamedTuple):
    """What pages ask of the posts that no index has."""

    fresh: Callable[[float], Sequence[Post]]
    """The posts that have become public in the two days up to a time, newest first."""
    public: Callable[[int, int | None], Sequence[Post]]
    """Year and month, or None → the posts of that time that are not held back, newest first."""
    pinned: Callable[[str, float], Sequence[Post]]
    """Language and time → the posts that are pinned to the front page then."""
    by_kind: Callable[[str], Mapping[str, Sequence[Post]]]
    """Language → kind → the posts that are listed."""
    events: Callable[[str], Sequence[Post]]
    """Language → the posts with an event, the latest event first."""
    documents: Callable[[str], Sequence[Attached]]
    """Language → the documents of its stories and standing pages, the newest first."""
    ranks: Callable[[str], Ranks]
    """Language → how its posts stand to each other."""
    pages: Callable[[], Iterable[Versions]]
    """All pages in their languages, but for those of stories."""
    months: Callable[[], Iterable[tuple[int, int]]]
    """The years and months of stories that are not held back."""
    terms: Callable[[], Iterable[tuple[str, Term]]]
    """Language and term, of those that such stories name."""
    lists: Callable[[], Mapping[str, Published]]
    """The lists that there are for such stories or in any case, by output path."""


class Places:
    """Settled before any page is planned, so that each page can name its translations."""

    def __init__(
        self,
        index: Mapping[str, Index],
        stand_ins: Mapping[str, Index],
        *,
        term_urls: Mapping[tuple[str, Term], str],
        versions: Mapping[Key, Versions],
        notices: Container[str],
        anchors: Mapping[str, Anchors],
        select: Selections,
    ) -> None:
        self.index = index
        """By language."""
        self.select = select
        self.stand_ins = stand_ins
        """For languages that show them: the stories of other languages that are not in this one."""
        self.term_urls = term_urls
        """Language and term → URL path, for terms that have a page."""
        self.versions = versions
        self.notices = notices
        """URL paths of withdrawn stories: what stands there says so, and nothing leads machines there."""
        self.anchors = anchors
        """URL path → anchors of the pages that writers may link to."""

    def readable(self, story: str) -> Versions:
        """The versions of a story that have not been withdrawn."""
        versions = self.versions["post", story]
        found = tuple([version for version in versions if version[1] not in self.notices])
        return versions if len(found) == len(versions) else found

    def listed(
        self, code: str, posts: Sequence[Post], find: Callable[[Index], Sequence[Post]]
    ) -> Sequence[Post]:
        """A listing's posts and, where the language shows them, the stand-ins that ``find`` gives for it."""
        if code not in self.stand_ins:
            return posts
        more = find(self.stand_ins[code])
        return sorted([*posts, *more], key=_by_time, reverse=True) if more else posts


def places_of(library: Library, config: Config) -> Places:
    """The places of a library's posts, and of what lists them."""
    index = {code: index_posts(library, code) for code in config.codes}
    stand_ins_of = {
        code: index_these(library, stand_ins(library, code, config.codes))
        for code in config.codes
        if code in config.untranslated
    }
    visible = (*library.posts, *library.standing)
    documents = {
        code: documents_in(library, config, code, [post for post in visible if post.card.language == code])
        for code in config.codes
    }
    place = config.addresses
    term_urls: dict[tuple[str, Term], str] = {}
    found: dict[Key, list[tuple[str, str]]] = {}

    def put(key: Key, code: str, url: str) -> None:
        found.setdefault(key, []).append((code, url))

    for code, each in index.items():
        for key, url in lasting_pages(config, code):
            put(key, code, url)
        for key, url, _ in listed_pages(place, code, each, config.sections.passing):
            put(key, code, url)
            if key[0] == "term":
                term_urls[code, library.registry.terms[key[1]][key[2]]] = url
        for key, url in lists_of_documents(config, code, documents[code]):
            put(key, code, url)
    posts: dict[str, dict[str, str]] = {}
    notices = set()
    for post in visible:
        posts.setdefault(post.card.story, {})[post.card.language] = post.address.url
        if post.withdrawn:
            notices.add(post.address.url)
    for story, by_language in posts.items():
        found["post", story] = [(code, by_language[code]) for code in config.codes if code in by_language]
    versions = {key: tuple(urls) for key, urls in found.items()}
    anchors: dict[str, Anchors] = {url: None for each in versions.values() for _, url in each}
    anchors |= {post.address.url: anchors_of(post) for post in visible}
    select = Selections(
        fresh=lambda now: [post for post in library.posts if in_news_window(post.original, now)],
        public=partial(_public, library),
        pinned=lambda code, now: [post for post in index[code].posts if is_pinned(post.original, now)],
        by_kind=lambda code: posts_by_kind(index[code].posts),
        events=lambda code: posts_with_event(index[code].posts),
        documents=documents.__getitem__,
        ranks=lambda code: ranks_of(index[code]),
        pages=lambda: [found for key, found in versions.items() if key[0] != "post" or is_standing(key[1])],
        months=lambda: {(post.original.year, post.original.month) for post in library.posts if not post.hold},
        terms=lambda: terms_with_pages(library.registry, [post for post in library.posts if not post.hold]),
        lists=lambda: public_lists(lists_there(library), config),
    )
    return Places(
        index,
        stand_ins_of,
        term_urls=term_urls,
        versions=versions,
        notices=notices,
        anchors=anchors,
        select=select,
    )


def _public(library: Library, year: int, month: int | None) -> list[Post]:
    return [
        post
        for post in library.posts
        if post.hold is None and post.original.year == year and month in (None, post.original.month)
    ]


def lasting_pages(config: Config, code: str) -> Iterator[tuple[Key, str]]:
    """The pages of a language that are there whatever the stories: what about, and where."""
    place = config.addresses
    yield ("home",), place.home(code).url
    yield ("news",), place.news(code).url
    yield ("archive",), place.archive(code).url
    if config.search.enabled:
        yield ("search",), place.search(code).url
    if config.open_data.enabled:
        yield ("open-data",), place.open_data(code).url
    for taxonomy in TAXONOMIES:
        yield ("terms", taxonomy), place.taxonomy(code, taxonomy).url
    for name in config.sections.menu:
        yield list_of_kind(config, code, name)


def list_of_kind(config: Config, code: str, name: str) -> tuple[Key, str]:
    """The list of a kind of stories, the agenda or the documents: what about, and where."""
    if name == AGENDA:
        return (name,), config.addresses.agenda(code).url
    if name == DOCUMENTS:
        return (name,), config.addresses.documents(code).url
    return ("kind", name), config.addresses.kind(code, name).url


def documents_in(library: Library, config: Config, code: str, posts: Sequence[Post]) -> tuple[Attached, ...]:
    """The documents to which ``posts`` of a language lead, the newest first."""
    if not config.sections.has(DOCUMENTS):
        return ()
    others = [other for other in config.languages if other.code != code]
    return attached_documents(library, posts, config.language(code), others)


def lists_of_documents(config: Config, code: str, documents: Sequence[Attached]) -> Iterator[tuple[Key, str]]:
    """The lists of documents that a language has because of these: what about, and where."""
    for key, within, _ in document_lists(config.addresses, config.language(code), documents):
        if documents and (within or DOCUMENTS not in config.sections.menu):
            yield key, config.addresses.documents(code, *within).url


def _by_time(post: Post) -> tuple[int, str]:
    return post.date.timestamp, post.card.story
