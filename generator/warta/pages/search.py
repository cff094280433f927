"""Plans the search page of each language and the index that it fetches."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from functools import partial

from warta.content.model import TAXONOMIES
from warta.i18n.languages import Language
from warta.pages.context import Parts
from warta.pages.data import Head, PlannedPage, SearchIndex, SearchStory
from warta.pages.fingerprint import combined, fingerprint
from warta.site.library import Post
from warta.site.taxonomy import Term, other_names
from warta.views.models import SearchView

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
        prints = [parts.site_prints[code], fingerprint(_all_names(parts, code))]
        for post in posts:
            prints += [parts.whole_prints[post], parts.speakers_print(language, post)]
        digest = combined(prints)
        make = partial(_search_stories, parts, language, posts)
        yield SearchIndex(language, _folder(code), digest, make, tuple([post.card.path for post in posts]))


def _all_names(parts: Parts, code: str) -> list[tuple[str, ...]]:
    """The names of all terms that stories of a language can have: all speakers, as some are only quoted."""
    by_term = parts.index[code].by_term
    terms = [term for taxonomy in TAXONOMIES if taxonomy != "speakers" for term in by_term[taxonomy]]
    terms += parts.registry.terms["speakers"].values()
    return sorted((term.taxonomy, term.id, *_names(term)) for term in terms)


def _names(term: Term) -> tuple[str, ...]:
    """All that readers may call a term, in every language: regions are known abroad by their own names."""
    return (*term.names.values(), *other_names(term))


def _search_stories(parts: Parts, language: Language, posts: Sequence[Post]) -> tuple[SearchStory, ...]:
    return tuple([_search_story(parts, language, post) for post in posts])


def _search_story(parts: Parts, language: Language, post: Post) -> SearchStory:
    code, day = language.code, post.date.at.date()
    regions = dict.fromkeys(term for region in post.regions for term in parts.registry.path_of(region))
    places = tuple(regions) or post.regions  # of the country alone
    values = (
        tuple([term.names[code] for term in post.agencies]),
        tuple([term.names[code] for term in places]),
        tuple([term.names[code] for term in post.speakers]),
        tuple([term.names[code] for term in post.tags]),
        (language.text("kind_" + post.kind.replace("-", "_")),),
        (f"{post.original.year:04}",),
    )
    terms = (*post.agencies, *places, *post.speakers, *parts.quoted(post), *post.tags)
    return SearchStory(
        url=post.address.url,
        title=post.card.title,
        date=language.long_date(day),
        day=day.isoformat(),
        filters=tuple(zip(FILTERS, values, strict=True)),
        names=tuple(dict.fromkeys(name for term in terms for name in _names(term))),
        targets=parts.targets[post],
        quotes=parts.quotes[post],
    )


def _folder(code: str) -> str:
    return f"pagefind/{code}/"
