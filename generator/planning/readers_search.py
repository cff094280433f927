"""Plans the search page of each language and the index that it fetches."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from functools import partial

from generator.fingerprint import combined
from generator.language import Language
from generator.library import Post
from generator.pages import Head, PlannedPage, SearchIndex, SearchStory
from generator.planning.parts import Parts
from generator.views import SearchView

__all__ = ["search_indexes", "search_page"]

FILTERS = ("agency", "region", "speaker", "tag", "kind", "year")


def search_page(parts: Parts, language: Language) -> PlannedPage:
    """The page with the form."""
    code = language.code
    address = parts.addresses.search(code)
    head = Head(
        "search",
        address.url,
        language.text("search_title"),
        language.text("search_page_description", site=parts.config.titles[code]),
        parts.versions["search",],
        parts.trail(language),
    )
    view = SearchView(parts.addresses.at(_folder(code)).url if parts.index[code].posts else "", FILTERS)
    return parts.planned(address.path, "search.html", code, head, view)


def search_indexes(parts: Parts) -> Iterator[SearchIndex]:
    """One a language, when readers are to search at all."""
    if not parts.config.search.enabled:
        return
    for language in parts.config.languages:
        code = language.code
        posts = parts.index[code].posts
        if not posts:
            continue  # Pagefind makes no empty index
        prints = [parts.site_prints[code]]
        for post in posts:
            prints += [parts.whole_prints[post], parts.speakers_print(language, post)]
        digest = combined(prints)
        make = partial(_search_stories, parts, language, posts)
        yield SearchIndex(code, _folder(code), digest, make, tuple([post.card.path for post in posts]))


def _search_stories(parts: Parts, language: Language, posts: Sequence[Post]) -> tuple[SearchStory, ...]:
    return tuple([_search_story(parts, language, post) for post in posts])


def _search_story(parts: Parts, language: Language, post: Post) -> SearchStory:
    code, day = language.code, post.date.at.date()
    regions = dict.fromkeys(term for region in post.regions for term in parts.registry.path_of(region)[1:])
    values = (
        tuple([term.names[code] for term in post.agencies]),
        tuple([term.names[code] for term in regions or post.regions]),
        tuple([term.names[code] for term in post.speakers]),
        tuple([term.names[code] for term in post.tags]),
        (language.text("kind_" + post.kind.replace("-", "_")),),
        (f"{post.original.year:04}",),
    )
    shown = language.long_date(day)
    filters = tuple(zip(FILTERS, values, strict=True))
    return SearchStory(post.address.url, post.card.title, shown, day.isoformat(), filters)


def _folder(code: str) -> str:
    return f"pagefind/{code}/"
