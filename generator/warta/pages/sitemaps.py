"""Plans what search engines fetch: the site maps and their index, the one for Google News, robots.txt.

The limits are those of https://www.sitemaps.org/protocol.html and of
https://developers.google.com/search/docs/crawling-indexing/sitemaps/news-sitemap.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from functools import partial

from warta.i18n.moments import Moment
from warta.pages.context import Parts
from warta.pages.data import PlannedPage, SitemapContent, Versions
from warta.pages.fingerprint import combined, fingerprint
from warta.site.library import Post
from warta.site.publication import in_news_window, published
from warta.urls import Address
from warta.views.models import NewsEntry, NewsSitemapView, RobotsView, SitemapIndexView, SitemapPart

__all__ = ["site_maps"]

MOST_URLS = 50_000
"""In one site map."""
MOST_LINKS = 200_000
"""In one site map, translations included: some 40 MB, where 50 are allowed."""
MOST_NEWS = 1000

SitemapLine = tuple[Versions, tuple[Moment | None, ...]]
"""A page in all its languages, with the time of each version's last change where that is known."""


def site_maps(parts: Parts, now: float) -> Iterator[PlannedPage]:
    """All site maps, the index of them, and robots.txt."""
    first = parts.codes[0]
    pages, years, fresh = _sitemap_lines(parts, now)
    maps: list[SitemapPart] = []
    newest = max((post.updated for post in parts.library.posts), default=None)
    for name, lines in (("pages", pages), *sorted(years.items(), reverse=True)):
        for number, chunk in enumerate(_chunks(lines), 1):
            place = parts.addresses.at(f"sitemap-{name}{f'-{number}' if number > 1 else ''}.xml")
            changed = [moment for _, moments in chunk for moment in moments if moment is not None]
            last = max(changed, default=newest)  # listings change with the stories
            maps.append(SitemapPart(parts.canonical(place.url), last))
            # As plain tuples: the form that named ones have takes its time.
            plain = [(line.urls, [moment and moment[:] for moment in moments]) for line, moments in chunk]
            data = fingerprint((parts.site_prints[first], plain))
            make = partial(_sitemap, tuple(chunk))
            yield PlannedPage(place.path, "sitemap.xml", first, "", data, make)
    if parts.config.sharing.news_sitemap:
        news = parts.addresses.at("sitemap-news.xml")
        last = max((post.updated for post in fresh), default=None)
        maps.append(SitemapPart(parts.canonical(news.url), last))
        yield _news_sitemap(parts, news, fresh)
    index = parts.addresses.at("sitemap.xml")
    yield parts.planned(index.path, "sitemap-index.xml", first, None, SitemapIndexView(tuple(maps)))
    robots = RobotsView(parts.canonical(index.url))
    yield parts.planned("robots.txt", "robots.txt", first, None, robots)


def _sitemap_lines(
    parts: Parts, now: float
) -> tuple[list[SitemapLine], dict[str, list[SitemapLine]], list[Post]]:
    """The lines of listings and terms, those of the stories by year, and the stories that are news."""
    at = {post.address.url: post for post in parts.library.posts}
    pages: list[SitemapLine] = []
    years: dict[str, list[SitemapLine]] = {}
    for key, versions in parts.versions.items():
        if key[0] != "post":
            pages.append((versions, (None,) * len(versions.urls)))
            continue
        story = [at[url] for _, url in versions.urls]
        if not any(post.withdrawn for post in story):
            line = (versions, tuple([post.updated for post in story]))
            years.setdefault(f"{story[0].original.year:04}", []).append(line)
    fresh = [
        post
        for post in (parts.library.posts if parts.config.sharing.news_sitemap else ())
        if in_news_window(post.original, now)
        and not (post.withdrawn or post.hold is not None or post.kind == "advertorial")
    ]
    return pages, years, fresh


def _sitemap(lines: tuple[SitemapLine, ...]) -> tuple[None, SitemapContent]:
    return None, SitemapContent(lines)


def _news_sitemap(parts: Parts, place: Address, fresh: list[Post]) -> PlannedPage:
    fresh.sort(key=lambda post: (published(post.original) or post.date).timestamp, reverse=True)
    chosen = fresh[:MOST_NEWS]
    prints = [fingerprint(tuple(parts.site_prints.values()))]
    for post in chosen:
        prints += [parts.teaser_prints[post], repr(published(post.original)).encode()]
    digest = combined(prints)
    make = partial(_news_view, parts, chosen)
    return PlannedPage(place.path, "sitemap-news.xml", parts.codes[0], "", digest, make)


def _news_view(parts: Parts, posts: list[Post]) -> tuple[None, NewsSitemapView]:
    """Without a fresh story it has the home pages, since a site map must not be empty."""
    entries = tuple(
        NewsEntry(
            loc=parts.canonical(post.address.url),
            name=parts.config.titles[post.card.language],
            language=_news_language(post.card.language),
            date=published(post.original) or post.date,
            title=post.card.title,
        )
        for post in posts
    )
    homes = tuple(parts.canonical(parts.addresses.home(code).url) for code in parts.codes)
    return None, NewsSitemapView(entries, () if entries else homes)


def _chunks(lines: Iterable[SitemapLine]) -> Iterator[list[SitemapLine]]:
    """Lines in order, no more together than one site map may hold."""
    chunk: list[SitemapLine] = []
    urls = links = 0
    for line in lines:
        count = len(line[0].urls)
        weight = count * (count + 2)  # each version lists all of them and the default
        if chunk and (urls + count > MOST_URLS or links + weight > MOST_LINKS):
            yield chunk
            chunk, urls, links = [], 0, 0
        chunk.append(line)
        urls, links = urls + count, links + weight
    if chunk:
        yield chunk


def _news_language(code: str) -> str:
    """ISO 639, except for Chinese, of which Google News tells two."""
    return code.lower() if code.lower() in ("zh-cn", "zh-tw") else code.split("-", maxsplit=1)[0]
