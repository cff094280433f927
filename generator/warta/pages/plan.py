"""From the library to the plan: every output file as data, none of it rendered.

First it is settled which pages exist in which language, so that each page can
name its translations; then each page gets the data it is to be made from.
Nothing here reads a file or a clock, and nothing done for a page grows with
the size of the site.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Iterator, Sequence

from warta import urls
from warta.config.settings import Config
from warta.content.model import TAXONOMIES
from warta.diagnostics.values import WHOLE_FILE, Diagnostic, Severity, error
from warta.i18n.languages import Language
from warta.media.values import Medium
from warta.pages.archive import archive_pages
from warta.pages.context import Parts
from warta.pages.data import (
    Head,
    Plan,
    PlannedPage,
    Trail,
    Versions,
)
from warta.pages.feeds import feeds, latest_for_newsrooms, opml
from warta.pages.home import front_page
from warta.pages.listings import plain_listing
from warta.pages.outlook import Outlook
from warta.pages.posts import story_pages
from warta.pages.redirects import redirects
from warta.pages.search import search_indexes, search_page
from warta.pages.sections import Sections
from warta.pages.sitemaps import site_maps
from warta.pages.terms import taxonomy_page, term_pages
from warta.site.library import Library
from warta.urls import Address
from warta.views.models import (
    HeadersView,
    LanguageChoiceView,
    NotFoundView,
)

__all__ = ["make_plan"]

NOT_FOUND_LATEST = 4
REDIRECT = "redirect.html"
LISTINGS = ("listing.html", "term.html")
"""What has pages with numbers."""
IMMUTABLE = ("assets/", "cards/", "media/")
"""Folders of the output whose files are named after what is in them."""
SHOWN_ELSEWHERE = ("cards/", "media/")
"""Those with what feeds, ninjs files and social media point to."""


def make_plan(
    library: Library,
    behind: Library,
    config: Config,
    assets: tuple[tuple[str, str], ...],
    medium: Callable[[str], Medium],
    profile_html: Callable[[str], str],
    now: float,
    design: str,
    besides: bytes,
    sections: Sections,
    review: bool,
) -> tuple[Plan, tuple[Diagnostic, ...]]:
    """Plan the whole site.

    ``assets`` are (name, output path) of the theme's assets; ``medium`` tells
    what a picture or document is; ``profile_html`` gives the HTML of a term's
    profile text by its content path. ``now`` (seconds since 1970) decides which
    stories are news to search engines; what is public is settled in the library.
    ``design`` stands for how cards are drawn; empty when there are to be none.
    ``besides`` stands for all that the site is made from besides its stories and
    their pictures; ``sections`` spares planning what is as it was.

    The stories of ``behind`` are planned as well, for what is wrong with them: no time may make an error of
    what was none. With ``review`` also what is no error is said of them, and of what is still to come.
    """
    outlook = Outlook(library, config, now, review)
    parts = Parts(library, config, assets, medium, profile_html, besides, outlook)
    pages = tuple(_pages(parts, sections, now, design))
    diagnostics = list(parts.diagnostics)
    others: tuple[PlannedPage, ...] = ()
    if behind.posts:
        hidden = Parts(behind, config, assets, medium, profile_html, besides, outlook)
        others = tuple(_pages(hidden, Sections({}), now, ""))
        diagnostics += [each for each in hidden.diagnostics if review or each.severity is Severity.ERROR]
    words = [language.paths["page"] for language in config.languages]
    diagnostics += _collisions(pages, others, words)
    media = tuple(parts.used_media[path] for path in sorted(parts.used_media))
    search = tuple(search_indexes(parts))
    return Plan(parts.sites, pages, media, search), tuple(diagnostics)


def _pages(parts: Parts, sections: Sections, now: float, design: str) -> Iterator[PlannedPage]:
    """All pages, language by language, then those of the site as a whole."""
    for language in parts.config.languages:
        code = language.code
        index = parts.index[code]
        listed = parts.listed(code, index.posts, lambda cards: cards.posts)
        yield front_page(parts, language, listed)
        description = language.text("news_description", site=parts.config.titles[code])
        news = parts.addresses.news(code)
        yield from plain_listing(
            parts, sections, language, ("news",), news, language.text("news"), listed, description
        )
        yield from story_pages(parts, sections, language, design)
        for taxonomy in TAXONOMIES:
            yield taxonomy_page(parts, language, taxonomy)
            for term, posts in index.by_term[taxonomy].items():
                yield from term_pages(parts, sections, language, taxonomy, term, posts)
        yield from archive_pages(parts, sections, language)
        if parts.config.search.enabled:
            yield search_page(parts, language)
        name, about = parts.config.titles[code], parts.config.descriptions[code]
        yield from feeds(parts, language, parts.addresses.home(code), name, about, index.posts)
        if parts.config.feeds.ninjs:
            yield latest_for_newsrooms(parts, language)
        yield _not_found(parts, language, parts.addresses.at(f"{code}/404.html"))
        yield from redirects(parts, language)
    first = parts.config.languages[0]
    yield _not_found(parts, first, parts.addresses.at("404.html"))
    yield _language_choice(parts)
    yield opml(parts)
    yield parts.planned("_headers", "headers.txt", first.code, None, _headers(parts))
    yield from site_maps(parts, now)


def _headers(parts: Parts) -> HeadersView:
    def urls(folders: Sequence[str]) -> tuple[str, ...]:
        return tuple([parts.addresses.at(folder).url for folder in folders])

    return HeadersView(urls(IMMUTABLE), urls(SHOWN_ELSEWHERE))


def _not_found(parts: Parts, language: Language, address: Address) -> PlannedPage:
    posts = parts.index[language.code].posts[:NOT_FOUND_LATEST]
    title, text = language.text("not_found_title"), language.text("not_found_text")
    versions = Versions(tuple((code, parts.addresses.at(f"{code}/404.html").url) for code in parts.codes))
    head = Head("not-found", address.url, title, text, versions, Trail(()), indexable=False, alternates=False)
    view = NotFoundView(tuple(parts.teasers[post] for post in posts))
    return parts.planned(address.path, "not-found.html", language.code, head, view)


def _language_choice(parts: Parts) -> PlannedPage:
    first = parts.config.languages[0]
    target = parts.addresses.home(first.code).url
    site = parts.sites[first.code]
    head = Head("choice", target, site.title, site.description, parts.versions["home",], Trail(()))
    texts = tuple(
        (
            language.code,
            language.name,
            parts.addresses.home(language.code).url,
            language.text("read_in_language"),
        )
        for language in parts.config.languages
    )
    view = LanguageChoiceView(target, texts)
    return parts.planned("index.html", "language-choice.html", first.code, head, view)


def _collisions(
    pages: Sequence[PlannedPage], others: Sequence[PlannedPage], words: Iterable[str]
) -> Iterator[Diagnostic]:
    """Two pages with one file, or a file where another page needs a folder; the same at all times.

    ``others`` are planned for other times: a page is there for a story, so those of all times are these two
    together. But how many pages a listing has depends on the time: whatever number stands behind one of the
    ``words`` for "page", the address is the listing's.
    """
    own = {(page.path, page.template, page.source) for page in pages} if others else set()
    every = [*pages, *[page for page in others if (page.path, page.template, page.source) not in own]]
    keys = urls.collision_keys([page.path for page in every])
    if len(set(keys)) < len(keys):
        at: dict[str, list[PlannedPage]] = {}
        for key, page in zip(keys, every, strict=True):
            at.setdefault(key, []).append(page)
        for same in at.values():
            first, *rest = sorted(same, key=_right_of_way)
            yield from [_taken(page, first) for page in rest]
    numbered = re.compile(rf"(.+/)(?:{'|'.join(map(re.escape, words))})/\d+/index\.html")
    for key, page in zip(keys, every, strict=True):
        if not page.source or page.template != REDIRECT:
            continue
        # Only a file with a name of its own can stand where another page needs a folder.
        if not key.endswith("/index.html"):
            if any(other.startswith(f"{key}/") for other in keys):
                yield error("path-is-folder", page.source, WHOLE_FILE, path="/" + page.path)
        elif (found := numbered.fullmatch(key)) is not None:
            listing = f"{found[1]}index.html"
            for other, listed in zip(keys, every, strict=True):
                if other == listing and listed.template in LISTINGS:
                    yield _taken(page, listed)


def _right_of_way(page: PlannedPage) -> tuple[bool, bool, str, str, str]:
    return bool(page.source), page.template == REDIRECT, page.source, page.template, page.path


def _taken(page: PlannedPage, first: PlannedPage) -> Diagnostic:
    """``page`` cannot be where ``first`` is."""
    other = first.source or first.template
    return error("path-twice", page.source, WHOLE_FILE, path="/" + page.path, other=other)
