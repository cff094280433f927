"""Which addresses are public, and what readers find at each."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator, Mapping
from typing import NamedTuple

from warta.config.settings import Config
from warta.config.site_tables import AGENDA, CALENDAR, DOCUMENTS, FEED_FILES
from warta.config.tables import CONFIG_FILE
from warta.content.model import TAXONOMIES
from warta.site.library import Library, Post
from warta.site.taxonomy import Registry, Term
from warta.urls import Address

__all__ = [
    "ALIAS",
    "GONE",
    "LIST",
    "NOTICE",
    "PAGE",
    "Addresses",
    "Published",
    "address_of",
    "addresses_of",
    "file_of",
    "lists_there",
    "old_addresses",
    "possible_lists",
    "public_addresses",
    "public_lists",
    "public_removals",
    "public_terms",
    "published_of",
    "redirected",
    "terms_with_pages",
]

PAGE, NOTICE, ALIAS, LIST, GONE = "page", "withdrawn", "alias", "list", "removed"
"""What is at an address: a story or a term, word that a story has been taken back, a way to one of these, a
list of them; or nothing, as the site says."""


class Published(NamedTuple):
    """What readers find at an address."""

    role: str
    """page, withdrawn, alias, list or removed."""
    identity: str = ""
    """Of a story ``news/2024/x``, of a term ``agencies/x``; of a list the word in its address, of its
    feed ``news/atom``. An alias has that of what it leads to."""
    language: str = ""
    title: str = ""
    """Of a story or a term; where one of ``[redirects]`` leads."""
    date: str = ""
    """The day of a story."""


Addresses = Mapping[str, Published]
"""By their files below the output folder: ``id/berita/2024/x/index.html``."""


def public_addresses(library: Library, config: Config) -> dict[str, Published]:
    """What the public finds where: stories and terms, old addresses that lead to them, and lists.

    Nothing of what is held back, whether it is shown to the team or not.
    """
    found = {file: Published(GONE) for file in public_removals(library)}
    found |= public_lists(lists_there(library), config)
    found |= {file_of(moved.old): redirected(moved.target) for moved in config.redirects}
    posts = [post for post in library.posts if post.hold is None]
    pages = [page for page in library.standing if page.hold is None]
    found |= _aliases_of((*posts, *pages))
    for page, owner, old in public_terms(terms_with_pages(library.registry, posts), config):
        found |= {file: owner._replace(role=ALIAS) for file in old}
        found[page] = owner
    found |= {post.address.path: published_of(post) for post in (*posts, *pages)}
    return found


def redirected(target: str) -> Published:
    """What readers find at an old address of ``[redirects]``, which belongs to no language."""
    return Published(ALIAS, CONFIG_FILE, title=target)


def addresses_of(posts: Collection[Post]) -> dict[str, Published]:
    """What the public finds where of these posts, which are public."""
    return _aliases_of(posts) | {post.address.path: published_of(post) for post in posts}


def _aliases_of(posts: Iterable[Post]) -> dict[str, Published]:
    found: dict[str, Published] = {}
    for post in posts:
        if post.card.aliases:
            owner = published_of(post)._replace(role=ALIAS)
            found |= {file_of(alias): owner for alias in post.card.aliases}
    return found


def public_removals(library: Library) -> Iterator[str]:
    """The files that the site says are gone for good."""
    yield from (file_of(path.text) for each in library.registry.removals for path in each.fields.path)


def public_terms(
    terms: Iterable[tuple[str, Term]], config: Config
) -> Iterator[tuple[str, Published, tuple[str, ...]]]:
    """The pages of terms, given with languages, what is there, and the old files that lead to them."""
    for code, term in terms:
        page = config.addresses.term(code, term.taxonomy, term.slugs[code]).path
        owner = Published(PAGE, f"{term.taxonomy}/{term.id}", code, term.names[code])
        yield page, owner, tuple(_old_files(term, code, config))


def old_addresses(library: Library, config: Config) -> set[str]:
    """All old addresses that files give, whether what they lead to is public or not."""
    found = {file_of(moved.old) for moved in config.redirects}
    found |= {file_of(alias) for post in library.versions for alias in post.card.aliases}
    for terms in library.registry.terms.values():
        found |= {file_of(old.text) for term in terms.values() for old in term.fields.old_urls}
    return found


def published_of(post: Post) -> Published:
    """What readers find at a post's address."""
    card = post.card
    role = NOTICE if post.withdrawn else PAGE
    day = "" if card.is_standing else post.date.at.date().isoformat()
    return Published(role, card.story, card.language, card.title, day)


def possible_lists(config: Config) -> dict[str, Published]:
    """The lists that there can be by the settings, and the feeds and the calendar of those.

    A feed is known by its list and its format: ``news/atom``. Those of terms follow from the terms.
    """
    found: dict[str, Published] = {}
    for code in config.codes:
        for word, page in _lists_of(config, code):
            found[page.path] = Published(LIST, word, code)
            beside = [(kind, FEED_FILES[kind]) for kind in _feeds_of(config, word)]
            beside += [("calendar", CALENDAR)] if word == AGENDA else []
            home = config.addresses.home(code) if word == "news" else page
            for kind, name in beside:
                found[config.addresses.beside(home, name).path] = Published(LIST, f"{word}/{kind}", code)
    return found


def _lists_of(config: Config, code: str) -> Iterator[tuple[str, Address]]:
    place, sections = config.addresses, config.sections
    yield from (("news", place.news(code)), ("archive", place.archive(code)))
    yield from ((taxonomy, place.taxonomy(code, taxonomy)) for taxonomy in TAXONOMIES)
    yield from ((kind, place.kind(code, kind)) for kind in sections.all)
    if sections.has(AGENDA):
        yield AGENDA, place.agenda(code)
    if sections.has(DOCUMENTS):
        yield DOCUMENTS, place.documents(code)
    if config.search.enabled:
        yield "search", place.search(code)
    if config.open_data.enabled:
        yield "data", place.open_data(code)


def _feeds_of(config: Config, word: str) -> tuple[str, ...]:
    """The formats of a list's own feed."""
    if word == "news":
        return config.feeds.formats
    return config.feeds.term_formats if word in config.sections.all else ()


def public_lists(there: Collection[tuple[str, str]], config: Config) -> dict[str, Published]:
    """Those of them that there are: some come with the first story that they list, which are ``there``."""
    passing = config.sections.passing
    return {
        file: each
        for file, each in possible_lists(config).items()
        if (word := each.identity.partition("/")[0]) not in passing or (each.language, word) in there
    }


def lists_there(library: Library) -> set[tuple[str, str]]:
    """Language and word, of the lists that public stories and pages are in."""
    pages = {(page.card.language, DOCUMENTS) for page in library.standing if DOCUMENTS in _listed(page)}
    return pages | {(post.card.language, word) for post in library.posts for word in _listed(post)}


def _listed(post: Post) -> Iterator[str]:
    """The lists that are there for a post."""
    if post.hold is None and not post.withdrawn:
        yield post.original.kind
        if post.original.event is not None and post.original.event[0] is not None:
            yield AGENDA
        if post.card.documents:
            yield DOCUMENTS


def terms_with_pages(registry: Registry, posts: Iterable[Post]) -> Iterator[tuple[str, Term]]:
    """Language and term, each once: those that public stories name, and the regions above."""
    named = {
        (post.card.language, terms)
        for post in posts
        if not post.withdrawn
        for terms in (post.agencies, post.speakers, post.tags, post.regions)
    }
    path_of = registry.path_of
    yield from {
        (code, each): None
        for code, terms in named
        for term in terms
        for each in (path_of(term) or (term,) if term.taxonomy == "regions" else (term,))
    }


def _old_files(term: Term, code: str, config: Config) -> Iterator[str]:
    """The old addresses of a term that lead to its page in a language."""
    for old in term.fields.old_urls:
        if config.language_of(old.text) == code:
            yield file_of(old.text)


def file_of(path: str) -> str:
    """The file at an address as front matter gives it: ``/id/x`` → ``id/x/index.html``."""
    path = path.strip("/")
    return path if "." in path.rpartition("/")[2] else f"{path}/index.html"


def address_of(file: str) -> str:
    """The other way round: ``id/x/index.html`` → ``/id/x/``, below the site's root."""
    return "/" + file.removesuffix("index.html")
