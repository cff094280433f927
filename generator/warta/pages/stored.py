"""The places of a site whose posts are made when they are looked at, and what its pages have in common."""

from __future__ import annotations

from collections.abc import Container, Iterable, Iterator, Mapping, Sequence
from functools import cached_property, partial
from typing import Any

from msgspec.structs import replace

from warta.config.settings import Config
from warta.config.site_tables import AGENDA, DOCUMENTS
from warta.content.model import LISTED_KINDS
from warta.pages.alike import PAID, Alike, Ranks
from warta.pages.context import Context, PlanInputs
from warta.pages.data import Versions
from warta.pages.memo import Memo
from warta.pages.outlook import Key, Outlook
from warta.pages.places import Places, Selections, documents_in, lasting_pages, list_of_kind
from warta.pages.reach import Reach
from warta.site.documents import Attached
from warta.site.index import Index
from warta.site.library import Library, Post
from warta.site.links import Anchors, anchors_of
from warta.site.public_addresses import Published, lists_there, public_lists
from warta.site.standing import is_standing
from warta.site.stored import StoredSite, WholeSiteError, members_of, name_of
from warta.site.taxonomy import Term
from warta.store.stories import StoriesError

__all__ = ["StoredRanks", "stored_context"]

LISTED = {"kind", AGENDA, DOCUMENTS}
"""The lists with a word in their address that can come with a first story."""


class StoredRanks:
    """How the posts of a language stand to each other, and which are about the same, in the database now."""

    def __init__(self, site: StoredSite, language: str) -> None:
        self._site = site
        self._language = language
        self._posts = site.stories.listed(language)
        self._number = {post: number for number, post in enumerate(self._posts)}
        paid = frozenset(self._numbers_of(site.stories.listed_kind(language, PAID)))
        listed = site.listed(language, len(self._posts))
        self.ranks = Ranks(listed, self._of_post, Memo(self._of_term).__getitem__, paid)
        self._alike = Alike(self.ranks)
        self.alike = Memo(self._shown_by)
        """Post → those that are shown as alike to it, all by their numbers in the database."""

    def _numbers_of(self, posts: Iterable[int]) -> list[int]:
        try:
            return sorted([self._number[post] for post in posts])
        except KeyError as problem:
            raise StoriesError(*problem.args) from problem

    def _of_post(self, post: Post) -> int | None:
        own = self._site.number(post)
        return self._number.get(own) if own is not None else None

    def _of_term(self, term: Term) -> list[int]:
        return self._numbers_of(self._site.stories.members(self._language, name_of(term)))

    def _shown_by(self, post: int) -> tuple[int, ...]:
        number = self._number.get(post)
        if number is None:
            return ()
        terms = map(self._site.term, self._site.stories.named(post))
        return tuple([self._posts[other] for other in self._alike.numbers(number, terms)])

    def beside(self, post: int) -> Sequence[int]:
        """A post, the one before and the one after."""
        (number,) = self._numbers_of([post])
        return self._posts[max(number - 1, 0) : number + 2]

    def near(self, post: Post, *, changes: int) -> set[int]:
        """The posts for which that can be others when this post is one of some that change, or comes."""
        number = self._site.stories.newer(self._language, post.date.timestamp, post.card.story)
        terms = members_of(post, self._site.registry)  # a province lists the stories of its regencies
        return {self._posts[other] for other in self._alike.near(number, terms, changes=changes)}


def stored_context(
    site: StoredSite,
    library: Library,
    inputs: PlanInputs,
    *,
    reach: Reach,
    ranks: Mapping[str, StoredRanks],
) -> Context:
    """What planning the pages that an edit reaches starts from; ``ranks`` are by language."""
    outlook = Outlook(library, inputs.config, inputs.now, review=False)
    index = {code: site.index(code) for code in inputs.config.codes}
    versions = _Versions(site, index, library.standing)
    places = Places(
        index,
        {},
        term_urls=_TermUrls(inputs.config, index),
        versions=versions,
        notices=_Notices(site),
        anchors=_Anchors(site, versions, library.standing),
        select=Selections(
            fresh=site.fresh,
            public=site.public,
            pinned=site.pinned,
            by_kind=site.by_kind,
            events=site.events,
            documents=Memo(partial(_documents, site, library)).__getitem__,
            ranks=lambda code: ranks[code].ranks,
            pages=versions.pages,
            months=site.stories.public_months,
            terms=partial(_public_terms, site),
            lists=partial(_public_lists, site, library),
        ),
    )
    quotations = Memo(site.quotations)
    return Context(library, inputs, outlook, reach=reach, places=places, quotations=quotations)


def _documents(site: StoredSite, library: Library, code: str) -> tuple[Attached, ...]:
    pages = [page for page in library.standing if page.card.language == code]
    posts = [site.post(number) for number in site.stories.with_documents(code)]
    return documents_in(library, site.config, code, [*posts, *pages])


def _public_terms(site: StoredSite) -> Iterator[tuple[str, Term]]:
    for code in site.config.codes:
        yield from ((code, site.term(key[1])) for key in site.lists(code)[1] if key[0] == "term")


def _public_lists(site: StoredSite, library: Library) -> Mapping[str, Published]:
    """A kind's key has its name behind it, others have none."""
    of_stories = {
        (code, key[-1]) for code in site.config.codes for key in site.lists(code)[1] if key[0] in LISTED
    }
    return public_lists(of_stories | lists_there(replace(library, posts=())), site.config)


class _Versions(dict[Key, Versions]):
    """The same page in all languages, found when it is asked for."""

    def __init__(self, site: StoredSite, index: Mapping[str, Index], standing: Sequence[Post]) -> None:
        super().__init__()
        self._site = site
        self.index = index
        self._passing = site.config.sections.passing
        pages = sorted(standing, key=lambda page: site.config.codes.index(page.card.language))
        for page in pages:
            key: Key = ("post", page.card.story)
            self[key] = (*super().get(key, ()), (page.card.language, page.address.url))
        for code in index:
            for key, url in lasting_pages(site.config, code):
                self[key] = (*super().get(key, ()), (code, url))
        self.update(site.document_lists)

    def pages(self) -> Iterator[Versions]:
        """All pages but those of stories."""
        standing = [key for key in self if key[0] == "post" and is_standing(key[1])]
        yield from filter(None, [self[key] for key in dict.fromkeys((*standing, *self.lists()))])

    def lists(self) -> list[Key]:
        """What all pages are about that there are, and some more, but for those of texts."""
        keys: list[Key] = [key for key in self if key[0] != "post"]
        keys += [(AGENDA,), *[("kind", kind) for kind in LISTED_KINDS]]
        for index in self.index.values():
            keys += [("term", term.taxonomy, term.id) for term in _terms(index)]
            for year, months in index.by_month.items():
                keys += [("year", year), *[("month", year, month) for month in months]]
        return keys

    def __missing__(self, key: Key) -> Versions:
        config, codes = self._site.config, self._site.config.codes
        if key[0] == "post":
            urls = {
                post.card.language: post.address.url
                for post in self._site.story(key[1]).values()
                if self._site.is_shown(post)
            }
            found = tuple([(code, urls[code]) for code in codes if code in urls])
        else:
            there = [code for code in codes if self._is_there(code, key)]
            found = tuple([(code, _url(config, code, key, self._site)) for code in there])
        self[key] = found
        return found

    def get(self, key: Key, default: Any = ()) -> Any:
        """Those that are found, else ``default``, as if all had been put in."""
        return self[key] or default

    def __contains__(self, key: object) -> bool:
        return isinstance(key, tuple) and bool(self[key])

    def _is_there(self, code: str, key: Key) -> bool:
        index = self.index[code]
        if key[0] == "term":
            return self._site.registry.terms[key[1]][key[2]] in index.by_term[key[1]]
        if key[0] == DOCUMENTS:
            return False  # all of these are known
        if key[0] == "kind":
            return key[1] in self._passing and bool(index.kinds().get(key[1]))
        if key[0] == "agenda":
            return AGENDA in self._passing and bool(self._site.events(code))
        months = index.by_month.get(key[1], {})
        return bool(months) if key[0] == "year" else key[2] in months


def _url(config: Config, code: str, key: Key, site: StoredSite) -> str:
    if key[0] == "term":
        term = site.registry.terms[key[1]][key[2]]
        return config.addresses.term(code, term.taxonomy, term.slugs[code]).url
    if key[0] in ("kind", "agenda"):
        return list_of_kind(config, code, AGENDA if key[0] == "agenda" else key[1])[1]
    return config.addresses.archive(code, *key[1:]).url


class _TermUrls(Mapping[tuple[str, Term], str]):
    def __init__(self, config: Config, index: Mapping[str, Index]) -> None:
        self._config = config
        self._index = index

    def __getitem__(self, key: tuple[str, Term]) -> str:
        code, term = key
        if term not in self._index[code].by_term[term.taxonomy]:
            raise KeyError(key)
        return self._config.addresses.term(code, term.taxonomy, term.slugs[code]).url

    def __iter__(self) -> Iterator[tuple[str, Term]]:
        return iter([(code, term) for code, index in self._index.items() for term in _terms(index)])

    def __len__(self) -> int:
        return sum(1 for _ in self)


def _terms(index: Index) -> Iterator[Term]:
    for terms in index.by_term.values():
        yield from terms


class _Notices(Container[str]):
    def __init__(self, site: StoredSite) -> None:
        self._site = site

    def __contains__(self, url: object) -> bool:
        return isinstance(url, str) and self._site.stories.is_notice(url)


class _Anchors(Mapping[str, Anchors]):
    """The pages that writers may link to."""

    def __init__(self, site: StoredSite, versions: _Versions, standing: Sequence[Post]) -> None:
        self._site = site
        self._versions = versions
        self._standing = {page.address.url: page for page in standing}

    @cached_property
    def _listings(self) -> frozenset[str]:
        return frozenset(address for key in self._versions.lists() for _, address in self._versions[key])

    def __getitem__(self, url: str) -> Anchors:
        if url in self._standing:
            return anchors_of(self._standing[url])
        number = self._site.stories.at_url(url)
        if number is not None:
            return anchors_of(self._site.post(number))
        if url not in self._listings:
            raise KeyError(url)
        return None

    def __iter__(self) -> Iterator[str]:
        raise WholeSiteError

    def __len__(self) -> int:
        raise WholeSiteError
