"""Plans the search page of each language and the index that it fetches."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from functools import partial

from warta.content.model import TAXONOMIES
from warta.i18n.languages import Language
from warta.pages.context import Context
from warta.pages.data import Made, PlannedPage, SearchIndex, SearchStory
from warta.pages.fingerprint import combined, fingerprint
from warta.site.library import Post
from warta.site.taxonomy import Term, other_names
from warta.views.single import SearchView

__all__ = ["search_indexes", "search_page"]

FILTERS = ("agency", "region", "speaker", "tag", "kind", "year")


def search_page(context: Context, language: Language) -> PlannedPage:
    """The page with the form."""
    code = language.code
    address = context.addresses.search(code)
    head = context.head(
        language,
        "search",
        address.url,
        title=language.text("search_title"),
        description=language.text("search_page_description", site=context.config.titles[code]),
        versions=context.places.versions["search",],
        breadcrumbs=context.breadcrumbs(language),
    )
    index = context.addresses.at(_folder(code)).url if context.places.index[code].posts else ""
    return context.planned(address.path, "search.html", code, Made(head, SearchView(index, FILTERS)))


def search_indexes(context: Context) -> Iterator[SearchIndex]:
    """One a language, when readers are to search at all."""
    if not context.config.search.enabled:
        return
    for code, language in context.languages.items():
        posts = context.places.index[code].posts
        if not posts:
            continue  # Pagefind makes no empty index
        prints = [context.site_fingerprints[code], fingerprint(_all_names(context, code))]
        for post in posts:
            prints += [context.stories.full_fingerprints[post], context.speakers.fingerprint(post)]
        make = partial(_search_stories, context, language, posts)
        texts = tuple([post.card.path for post in posts])
        yield SearchIndex(language, _folder(code), combined(prints), make, texts)


def _all_names(context: Context, code: str) -> list[tuple[str, ...]]:
    """The names of all terms that stories of a language can have: all speakers, as some are only quoted."""
    by_term = context.places.index[code].by_term
    terms = [term for taxonomy in TAXONOMIES if taxonomy != "speakers" for term in by_term[taxonomy]]
    terms += context.registry.terms["speakers"].values()
    return sorted((term.taxonomy, term.id, *_names(term)) for term in terms)


def _names(term: Term) -> tuple[str, ...]:
    """All that readers may call a term, in every language: regions are known abroad by their own names."""
    return (*term.names.values(), *other_names(term))


def _search_stories(context: Context, language: Language, posts: Sequence[Post]) -> tuple[SearchStory, ...]:
    return tuple([_search_story(context, language, post) for post in posts])


def _search_story(context: Context, language: Language, post: Post) -> SearchStory:
    code, day = language.code, post.date.at.date()
    regions = dict.fromkeys(term for region in post.regions for term in context.registry.path_of(region))
    places = tuple(regions) or post.regions  # of the country alone
    values = (
        *[
            tuple([term.names[code] for term in terms])
            for terms in (post.agencies, places, post.speakers, post.tags)
        ],
        (language.text("kind_" + post.kind.replace("-", "_")),),
        (f"{post.original.year:04}",),
    )
    terms = (*post.agencies, *places, *post.speakers, *context.speakers.of_registry(post), *post.tags)
    return SearchStory(
        url=post.address.url,
        title=post.card.title,
        date=language.long_date(day),
        day=day.isoformat(),
        filters=tuple(zip(FILTERS, values, strict=True)),
        names=tuple(dict.fromkeys(name for term in terms for name in _names(term))),
        body=context.body_elsewhere(post),
    )


def _folder(code: str) -> str:
    return f"pagefind/{code}/"
