"""Plans what search engines fetch: the site maps and their index, the one for Google News, robots.txt.

The limits are those of https://www.sitemaps.org/protocol.html and of
https://developers.google.com/search/docs/crawling-indexing/sitemaps/news-sitemap.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from functools import partial
from operator import itemgetter

from warta.i18n.moments import Moment
from warta.pages.context import Context
from warta.pages.data import Made, PlannedPage, Versions
from warta.pages.fingerprint import combined, fingerprint
from warta.pages.reach import Reach
from warta.site.library import Post
from warta.site.publication import published
from warta.site.standing import StandingPage
from warta.urls import Address
from warta.views.single import RobotsView
from warta.views.sitemaps import (
    NewsEntry,
    NewsSitemapView,
    SitemapEntry,
    SitemapIndexView,
    SitemapPart,
    SitemapView,
)

__all__ = ["site_maps"]

MOST_URLS = 50_000
"""In one site map."""
MOST_LINKS = 200_000
"""In one site map, translations included: some 40 MB, where 50 are allowed."""
MOST_NEWS = 1000

SitemapLine = tuple[Versions, tuple[Moment | None, ...]]
"""A page in all its languages, with the time of each version's last change where that is known."""


def site_maps(context: Context, now: float) -> Iterator[PlannedPage]:
    """All site maps, the index of them, and robots.txt."""
    first, reach = context.codes[0], context.reach
    if reach.whole:
        context.newest = max((post.updated for post in context.library.posts), default=None)
        pages, months = _lines(context)
        parts = (("pages", pages), *months.items())
    else:
        months = _months_reached(context)
        parts = tuple(months.items())
        if reach.indexes:  # else the map of listings is as it was, too
            parts = (("pages", _pages(context)), *parts)
        other = {*_names(reach), *dict(parts)}
        context.maps = {file: last for file, last in reach.maps.items() if file[0] not in other}
    for name, lines in parts:
        for number, chunk in enumerate(_chunks(lines), 1):
            changed = [moment for _, moments in chunk for moment in moments if moment is not None]
            context.maps[name, number] = max(changed, default=None)
            # As plain tuples: the form that named ones have takes its time.
            plain = [(versions, [moment and moment[:] for moment in moments]) for versions, moments in chunk]
            data = fingerprint((context.site_fingerprints[first], plain))
            make = partial(_sitemap, context, chunk)
            place = context.addresses.at(_file(name, number))
            yield PlannedPage(place.path, "sitemap.xml", first, "", data, make)
    maps = [
        # Listings change with the stories.
        SitemapPart(
            context.canonical(context.addresses.at(_file(*file)).url),
            max([each for each in (last, context.newest) if each is not None], default=None)
            if file[0] == "pages"
            else last,
        )
        for file, last in sorted(context.maps.items(), key=lambda each: (each[0][0] != "pages", each[0]))
    ]
    if context.config.sharing.news_sitemap:
        news = context.addresses.at("sitemap-news.xml")
        fresh = [post for post in context.places.select.fresh(now) if _is_news(post)]
        last = max((post.updated for post in fresh), default=None)
        maps.append(SitemapPart(context.canonical(news.url), last))
        yield _news_sitemap(context, news, fresh)
    index = context.addresses.at("sitemap.xml")
    yield context.planned(index.path, "sitemap-index.xml", first, Made(None, SitemapIndexView(tuple(maps))))
    if not reach.whole:
        return
    robots = Made(None, RobotsView(context.canonical(index.url)))
    yield context.planned("robots.txt", "robots.txt", first, robots)


def _lines(context: Context) -> tuple[list[SitemapLine], dict[str, list[SitemapLine]]]:
    """The lines of listings and terms, and those of stories by month; a line more leaves them in order."""
    at = {post.address.url: post for post in context.library.posts}
    months: dict[str, list[SitemapLine]] = {}
    for key, versions in reversed([*context.places.versions.items()]):
        if key[0] == "post" and versions[0][1] in at and (readable := context.places.readable(key[1])):
            story = [at[url] for _, url in readable]
            line, original = (readable, tuple([post.updated for post in story])), story[0].original
            months.setdefault(_name(original.year, original.month), []).append(line)
    return _pages(context), months


def _pages(context: Context) -> list[SitemapLine]:
    """The lines of all pages but those of stories."""
    standing = {page.address.url: page for page in context.library.standing}

    def changed(url: str) -> Moment | None:
        page = standing.get(url)
        return page.updated if page is not None and _is_dated(page) else None

    pages = context.places.select.pages()
    return sorted([(each, tuple([changed(url) for _, url in each])) for each in pages], key=itemgetter(0))


def _is_dated(page: Post) -> bool:
    return isinstance(page, StandingPage) and page.is_dated


def _months_reached(context: Context) -> dict[str, list[SitemapLine]]:
    """The lines of the stories of the months that an edit reaches."""
    found: dict[str, list[SitemapLine]] = {}
    for year, month in context.reach.months:
        stories: dict[str, list[Post]] = {}
        for index in context.places.index.values():
            for post in index.by_month.get(year, {}).get(month, ()):
                stories.setdefault(post.card.story, []).append(post)
        lines = found[_name(year, month)] = []
        for story, posts in sorted(stories.items(), key=lambda each: (each[1][0].date.timestamp, each[0])):
            lines.append((context.places.readable(story), tuple([post.updated for post in posts])))
    return {name: lines for name, lines in found.items() if lines}


def _names(reach: Reach) -> set[str]:
    return {_name(year, month) for year, month in reach.months}


def _name(year: int, month: int) -> str:
    return f"{year:04}-{month:02}"


def _file(name: str, number: int) -> str:
    return f"sitemap-{name}{f'-{number}' if number > 1 else ''}.xml"


def _is_news(post: Post) -> bool:
    return not post.withdrawn and post.hold is None and post.kind != "advertorial"


def _sitemap(context: Context, lines: Sequence[SitemapLine]) -> Made:
    entries: list[SitemapEntry] = []
    for versions, changed in lines:
        alternates = context.alternates(versions) if len(versions) > 1 else ()
        for (_, url), lastmod in zip(versions, changed, strict=True):
            entries.append(SitemapEntry(context.canonical(url), lastmod, alternates))
    return Made(None, SitemapView(tuple(entries)))


def _news_sitemap(context: Context, place: Address, fresh: list[Post]) -> PlannedPage:
    fresh.sort(key=lambda post: (published(post.original) or post.date).timestamp, reverse=True)
    chosen = fresh[:MOST_NEWS]
    prints = [fingerprint(tuple(context.site_fingerprints.values()))]
    for post in chosen:
        prints += [context.stories.teaser_fingerprints[post], repr(published(post.original)).encode()]
    make = partial(_news, context, chosen)
    return PlannedPage(place.path, "sitemap-news.xml", context.codes[0], "", combined(prints), make)


def _news(context: Context, posts: Sequence[Post]) -> Made:
    """Without a fresh story it has the home pages, since a site map must not be empty."""
    entries = tuple(
        NewsEntry(
            loc=context.canonical(post.address.url),
            name=context.config.titles[post.card.language],
            language=_news_language(post.card.language),
            date=published(post.original) or post.date,
            title=post.card.title,
        )
        for post in posts
    )
    homes = tuple(context.canonical(context.addresses.home(code).url) for code in context.codes)
    return Made(None, NewsSitemapView(entries, () if entries else homes))


def _chunks(lines: Iterable[SitemapLine]) -> Iterator[list[SitemapLine]]:
    """Lines in order, no more together than one site map may hold."""
    chunk: list[SitemapLine] = []
    urls = links = 0
    for line in lines:
        count = len(line[0])
        weight = count * (count + 2)  # each version lists all of them and the default
        if chunk and (urls + count > MOST_URLS or links + weight > MOST_LINKS):
            yield chunk
            chunk, urls, links = [], 0, 0
        chunk.append(line)
        urls, links = urls + count, links + weight
    if chunk:
        yield chunk


def _news_language(code: str) -> str:
    """ISO 639; Google News distinguishes two Chinese variants."""
    return code.lower() if code.lower() in ("zh-cn", "zh-tw") else code.split("-", maxsplit=1)[0]
