"""Plans the search page of each language and the index that it fetches."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from functools import partial

from generator.fingerprint import combined
from generator.language import Language
from generator.library import Post
from generator.pages import Head, PlannedPage, SearchIndex, SearchStory
from generator.search_engines import SearchEngines
from generator.views import SearchView

__all__ = ["ReadersSearch"]

FILTERS = ("agency", "region", "speaker", "tag", "kind", "year")


class ReadersSearch(SearchEngines):
    """Every listed story can be found; a withdrawn or held one is in no index."""

    def _search_page(self, language: Language) -> PlannedPage:
        code = language.code
        address = self.addresses.search(code)
        head = Head(
            "search",
            address.url,
            language.text("search_title"),
            language.text("search_page_description", site=self.config.titles[code]),
            self.versions["search",],
            self._trail(language),
        )
        view = SearchView(self.addresses.at(_folder(code)).url if self.index[code].posts else "", FILTERS)
        return self._planned(address.path, "search.html", code, head, view)

    def search_indexes(self) -> Iterator[SearchIndex]:
        """One a language, when readers are to search at all."""
        if not self.config.search.enabled:
            return
        for language in self.config.languages:
            code = language.code
            posts = self.index[code].posts
            if not posts:
                continue  # Pagefind makes no empty index
            parts = [self.site_prints[code]]
            for post in posts:
                parts += [self.whole_prints[post], self._speakers_print(language, post)]
            digest = combined(parts)
            make = partial(self._search_stories, language, posts)
            yield SearchIndex(code, _folder(code), digest, make, tuple([post.card.path for post in posts]))

    def _search_stories(self, language: Language, posts: Sequence[Post]) -> tuple[SearchStory, ...]:
        return tuple([self._search_story(language, post) for post in posts])

    def _search_story(self, language: Language, post: Post) -> SearchStory:
        code, day = language.code, post.date.at.date()
        regions = dict.fromkeys(term for region in post.regions for term in self.registry.path_of(region)[1:])
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
