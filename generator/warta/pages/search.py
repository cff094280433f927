"""Plans the search page of each language and the index that it fetches, in parts.

A part holds the stories of a year, or of a quarter or month where a year has many, so an edit makes one part
anew and a new story the newest one, which is short. The reader's browser joins the parts.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence, Sized
from functools import partial
from itertools import chain

from warta.content.model import PAGE_KINDS
from warta.i18n.languages import Language
from warta.pages.context import Context
from warta.pages.data import JSON, Made, PlannedPage, SearchIndex, SearchStory
from warta.pages.fingerprint import combined, fingerprint
from warta.site.library import Post
from warta.site.standing import StandingPage
from warta.site.taxonomy import Term, other_names
from warta.views.single import SearchView

__all__ = [
    "MANY",
    "folder_of",
    "is_searchable",
    "parts_of",
    "search_contents",
    "search_indexes",
    "search_page",
]

FILTERS = ("agency", "region", "speaker", "tag", "kind", "year")
Month = tuple[int, int]
"""Year and month."""
STANDING_PART = "pages"
"""The part with the standing pages."""
MANY = 300
"""Stories. Indexing so many takes a quarter of a second."""
FEW = 60
"""Stories. So many are in three or four files, of which a new one changes most."""


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
    index = context.addresses.at(_folder(code)).url if is_searchable(context, code) else ""
    return context.planned(address.path, "search.html", code, Made(head, SearchView(index, FILTERS)))


def is_searchable(context: Context, code: str) -> bool:
    """Whether there is anything to find: Pagefind makes no empty index."""
    return bool(context.places.index[code].posts or _standing(context, code))


def _standing(context: Context, code: str) -> list[Post]:
    return [page for page in context.library.standing if page.card.language == code]


def _names_of_parts(context: Context, code: str) -> list[str]:
    """All parts of a language, standing pages last."""
    return [*parts_of(context.places.index[code].by_month), *[STANDING_PART][: len(_standing(context, code))]]


def parts_of(months: Mapping[int, Mapping[int, Sized]]) -> dict[str, list[Month]]:
    """Name of a part → its months, newest part first, of the stories by year and month.

    The name is a year, a quarter (``2024-q3``) or a month (``2024-07``): the longest with few enough stories,
    or the month. So parts are short, and those of years gone by stay as they are. The newest month is a part
    of its own unless it has few stories beside it.
    """
    found: dict[str, list[Month]] = {}
    for year, by_month in sorted(months.items(), reverse=True):
        counts = {month: len(posts) for month, posts in sorted(by_month.items(), reverse=True)}
        ways = [_grouped(year, counts, name_of) for name_of in (_year, _quarter, _month)]
        found |= next(
            (
                parts
                for parts in ways
                if max(sum(counts[month] for _, month in part) for part in parts.values()) <= MANY
            ),
            ways[-1],
        )
    return _newest_apart(found, months)


def _newest_apart(
    parts: dict[str, list[Month]], months: Mapping[int, Mapping[int, Sized]]
) -> dict[str, list[Month]]:
    name = next(iter(parts), "")
    newest, *others = parts.get(name, [(0, 0)])
    if sum(len(months[year][month]) for year, month in others) <= FEW:
        return parts
    return {_month(*newest): [newest], **parts, name: others}


def _grouped(year: int, months: Iterable[int], name_of: Callable[[int, int], str]) -> dict[str, list[Month]]:
    parts: dict[str, list[Month]] = {}
    for month in months:
        parts.setdefault(name_of(year, month), []).append((year, month))
    return parts


def _year(year: int, _: int) -> str:
    return f"{year:04}"


def _quarter(year: int, month: int) -> str:
    return f"{year:04}-q{(month + 2) // 3}"


def _month(year: int, month: int) -> str:
    return f"{year:04}-{month:02}"


def search_indexes(context: Context) -> Iterator[SearchIndex]:
    """The parts of each language's index, when readers are to search at all."""
    if not context.config.search.enabled:
        return
    for code, language in context.languages.items():
        by_month = context.places.index[code].by_month
        oldest = next(reversed(_names_of_parts(context, code)), "")
        found: dict[str, Sequence[Post]] = {
            name: [post for year, month in months for post in by_month[year][month]]
            for name, months in parts_of(by_month).items()
            if folder_of(code, name) in context.reach.parts
            or any(context.reach.has_month(*month) for month in months)
        }
        if context.reach.whole and (standing := _standing(context, code)):
            found[STANDING_PART] = standing
        for name, listed in found.items():
            posts = listed[::-1]  # the oldest first
            prints = [context.site_fingerprints[code], fingerprint(_names_in(context, posts))]
            for post in posts:
                prints += [context.stories.full_fingerprints[post], context.speakers.fingerprint(post)]
            make = partial(_search_stories, context, language, posts)
            texts = tuple([post.card.path for post in posts])
            folder, digest = folder_of(code, name), combined(prints)
            yield SearchIndex(language, folder, digest, make, texts, has_program=name == oldest)


def search_contents(context: Context, language: Language) -> PlannedPage:
    """What the form has to know: the parts, newest first, and how many stories each filter's values have.

    Also what else is written for a word: a number in letters, the meaning of an abbreviation.
    """
    code = language.code
    place, index = context.addresses.at(f"{_folder(code)}index.json"), context.places.index[code]
    by_term = [index.by_term[taxonomy] for taxonomy in ("agencies", "regions", "speakers", "tags")]
    kinds = Counter(index.kinds())
    kinds.update(page.kind for page in _standing(context, code))
    counts = (
        *[_summed((term.names[code], len(posts)) for term, posts in terms.items()) for terms in by_term],
        _summed((_kind(language, kind), n) for kind, n in kinds.items()),
        {f"{year:04}": sum(map(len, months.values())) for year, months in sorted(index.by_month.items())},
    )
    view = {
        "parts": _names_of_parts(context, code),
        "filters": dict(zip(FILTERS, counts, strict=True)),
        "same": _same(context, language),
    }
    return PlannedPage(place.path, "", code, "", fingerprint(view), lambda: Made(None, view), writer=JSON)


def _same(context: Context, language: Language) -> dict[str, str]:
    found = {str(number): word for number, word in enumerate(language.numbers, 1)}
    for entry in context.registry.glossary.values():
        if entry.has(language.code):
            found[entry.abbreviation.lower()] = entry.meaning.get(language.code)
    return dict(sorted(found.items()))


def _summed(counts: Iterable[tuple[str, int]]) -> dict[str, int]:
    """Sums by name: two terms can have one."""
    found: Counter[str] = Counter()
    for name, count in counts:
        found[name] += count
    return dict(sorted(found.items()))


def _names_in(context: Context, posts: Sequence[Post]) -> list[tuple[str, ...]]:
    """The names of all terms of some stories, in an order."""
    regions = {post.regions for post in posts}
    terms = set(chain.from_iterable(_places(context, each) for each in regions))
    for post in posts:
        terms.update(post.agencies, post.speakers, post.tags)
        if post.card.quotes:
            terms.update(context.speakers.of_registry(post))
    return sorted((term.taxonomy, term.id, *_names(term)) for term in terms)


def _places(context: Context, regions: tuple[Term, ...]) -> tuple[Term, ...]:
    """The regions of a story with all above them below the country, which stands for itself alone."""
    path_of = context.registry.path_of
    return tuple(dict.fromkeys(term for region in regions for term in path_of(region) or (region,)))


def _kind(language: Language, kind: str) -> str:
    if kind in PAGE_KINDS:
        return language.text("kind_page")
    return language.text("kind_" + kind.replace("-", "_"))


def _names(term: Term) -> tuple[str, ...]:
    """All that readers may call a term, in every language: regions are known abroad by their own names."""
    return (*term.names.values(), *other_names(term))


def _search_stories(context: Context, language: Language, posts: Sequence[Post]) -> tuple[SearchStory, ...]:
    return tuple([_search_story(context, language, post) for post in posts])


def _search_story(context: Context, language: Language, post: Post) -> SearchStory:
    code, day = language.code, post.date.at.date()
    is_story = not post.card.is_standing
    is_dated = is_story or (isinstance(post, StandingPage) and post.is_dated)
    places = _places(context, post.regions)
    values = (
        *[
            tuple([term.names[code] for term in terms])
            for terms in (post.agencies, places, post.speakers, post.tags)
        ],
        (_kind(language, post.kind),),
        (f"{post.original.year:04}",) if is_story else (),
    )
    terms = (*post.agencies, *places, *post.speakers, *context.speakers.of_registry(post), *post.tags)
    return SearchStory(
        url=post.address.url,
        title=post.card.title,
        date=language.long_date(day) if is_dated else "",
        day=day.isoformat(),
        filters=tuple(zip(FILTERS, values, strict=True)),
        names=(*dict.fromkeys(name for term in terms for name in _names(term)), _kind(language, post.kind)),
        body=context.body_elsewhere(post),
        summary=post.card.standfirst,
        agency=_agency(language, post),
        picture=_picture(context, post),
    )


def _agency(language: Language, post: Post) -> str:
    names = [term.names[language.code] for term in post.agencies]
    more = language.count_text("and_more_agencies", len(names) - 1) if len(names) > 1 else ""
    return f"{names[0]} {more}".strip() if names else ""


def _picture(context: Context, post: Post) -> str:
    image = context.stories.teasers[post].image
    if image is None:
        return ""
    smallest = image.picture.srcset.partition(",")[0].partition(" ")[0]
    return smallest or image.picture.url


def folder_of(code: str, part: str) -> str:
    """Where a part of a language's index is, below the output folder."""
    return f"{_folder(code)}{part}/"


def _folder(code: str) -> str:
    return f"pagefind/{code}/"
