"""Which pages there are in which language, where they are, and what they list."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence

from warta.config.settings import Config
from warta.config.site_tables import AGENDA, DOCUMENTS
from warta.content.model import TAXONOMIES
from warta.pages.data import Versions
from warta.pages.document_lists import document_lists
from warta.pages.outlook import Key, listed_pages, posts_by_kind, posts_with_event
from warta.site.documents import Attached, attached_documents
from warta.site.index import Index, index_posts, index_these, stand_ins
from warta.site.library import Library, Post
from warta.site.links import Anchors, anchors_of
from warta.site.taxonomy import Term
from warta.urls import Address

__all__ = ["Places"]


class Places:
    """Settled before any page is planned, so that each page can name its translations."""

    def __init__(self, library: Library, config: Config) -> None:
        self.index: dict[str, Index] = {code: index_posts(library, code) for code in config.codes}
        self.by_kind = {code: posts_by_kind(index.posts) for code, index in self.index.items()}
        """Language → kind → the posts that are listed."""
        self.events = {code: posts_with_event(index.posts) for code, index in self.index.items()}
        """Language → the posts with an event, the latest event first."""
        self.documents = {code: _documents(library, config, code) for code in config.codes}
        """Language → the documents of its stories and standing pages, the newest first."""
        self.stand_ins: dict[str, Index] = {
            code: index_these(library, stand_ins(library, code, config.codes))
            for code in config.codes
            if code in config.untranslated
        }
        """For languages that show them: the stories of other languages that are not in this one."""
        self.term_urls: dict[tuple[str, Term], str] = {}
        """Language and term → URL path, for terms that have a page."""
        self.versions: dict[Key, Versions] = {}
        self.notices: set[str] = set()
        """URL paths of withdrawn stories: what stands there says so, and nothing leads machines there."""
        self._place(library, config)
        self.anchors: dict[str, Anchors] = {
            url: None for versions in self.versions.values() for _, url in versions
        }
        """URL path → anchors of the pages that writers may link to."""
        shown = (*library.posts, *library.standing)
        self.anchors |= {post.address.url: anchors_of(post) for post in shown}

    def _place(self, library: Library, config: Config) -> None:
        place = config.addresses
        found: dict[Key, list[tuple[str, str]]] = {}

        def put(key: Key, code: str, url: str) -> None:
            found.setdefault(key, []).append((code, url))

        for code, index in self.index.items():
            for key, address in _always(config, code):
                put(key, code, address.url)
            for key, url, _ in listed_pages(place, code, index, config.sections.passing):
                put(key, code, url)
                if key[0] == "term":
                    self.term_urls[code, library.registry.terms[key[1]][key[2]]] = url
            if self.documents[code]:
                for key, within, _ in document_lists(place, config.language(code), self.documents[code]):
                    if within or DOCUMENTS not in config.sections.menu:
                        put(key, code, place.documents(code, *within).url)
        posts: dict[str, dict[str, str]] = {}
        for post in (*library.posts, *library.standing):
            posts.setdefault(post.card.story, {})[post.card.language] = post.address.url
            if post.withdrawn:
                self.notices.add(post.address.url)
        for story, by_language in posts.items():
            urls = [(code, by_language[code]) for code in config.codes if code in by_language]
            found["post", story] = urls
        self.versions |= {key: tuple(urls) for key, urls in found.items()}

    def readable(self, story: str) -> Versions:
        """The versions of a story that have not been withdrawn."""
        versions = self.versions["post", story]
        if self.notices.isdisjoint([url for _, url in versions]):
            return versions
        return tuple([version for version in versions if version[1] not in self.notices])

    def listed(
        self, code: str, posts: Sequence[Post], find: Callable[[Index], Sequence[Post]]
    ) -> Sequence[Post]:
        """A listing's posts and, where the language shows them, the stand-ins that ``find`` gives for it."""
        if code not in self.stand_ins:
            return posts
        more = find(self.stand_ins[code])
        return sorted([*posts, *more], key=_by_time, reverse=True) if more else posts


def _always(config: Config, code: str) -> Iterator[tuple[Key, Address]]:
    """The pages that a language has whatever its stories."""
    place = config.addresses
    yield ("home",), place.home(code)
    yield ("news",), place.news(code)
    yield ("archive",), place.archive(code)
    if config.search.enabled:
        yield ("search",), place.search(code)
    if config.open_data.enabled:
        yield ("open-data",), place.open_data(code)
    for taxonomy in TAXONOMIES:
        yield ("terms", taxonomy), place.taxonomy(code, taxonomy)
    for name in config.sections.menu:
        if name == AGENDA:
            yield (name,), place.agenda(code)
        elif name == DOCUMENTS:
            yield (name,), place.documents(code)
        else:
            yield ("kind", name), place.kind(code, name)


def _documents(library: Library, config: Config, code: str) -> tuple[Attached, ...]:
    if not config.sections.has(DOCUMENTS):
        return ()
    posts = [post for post in (*library.posts, *library.standing) if post.card.language == code]
    others = [other for other in config.languages if other.code != code]
    return attached_documents(library, posts, config.language(code), others)


def _by_time(post: Post) -> tuple[int, str]:
    return post.date.timestamp, post.card.story
