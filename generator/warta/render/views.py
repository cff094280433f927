"""From a planned page to what its template sees. Pure: the page's own data in, views out."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from warta.i18n.languages import Language
from warta.i18n.moments import Moment
from warta.markdown.annotations import minutes
from warta.markdown.markup import put_texts
from warta.media.cards import CARD_SIZE
from warta.pages.data import (
    FeedContent,
    Head,
    ListingContent,
    OpmlContent,
    Page,
    PostContent,
    SitemapContent,
    Slice,
    TermContent,
    Versions,
)
from warta.views.models import (
    Alternate,
    FeedEntry,
    FeedView,
    LanguageLink,
    Link,
    ListingView,
    OpmlGroup,
    OpmlSection,
    OpmlView,
    PageHead,
    Pager,
    PostView,
    Site,
    SitemapEntry,
    SitemapView,
    SocialCard,
    TermView,
)

__all__ = ["project"]


def project(page: Page, site: Site, language: Language) -> tuple[PageHead | None, Any]:
    """The head and the view of a page."""
    head = _head(page.head, site) if page.head is not None else None
    match page.content:
        case PostContent():
            return head, _post(page.content, site)
        case ListingContent(heading, part):
            return head, ListingView(heading, part.stories, part.total, _pager(part, language))
        case SitemapContent(entries):
            return head, SitemapView(tuple(_sitemap_entries(entries, site)))
        case TermContent():
            return head, _term(page.content, language)
        case FeedContent():
            return head, _feed(page.content, site)
        case OpmlContent():
            return head, _opml(page.content, site)
        case view:
            return head, view


def _head(head: Head, site: Site) -> PageHead:
    urls = dict(head.versions.urls) if head.versions is not None else {}
    alternates = _alternates(head.versions, site) if head.versions is not None and head.alternates else ()
    switch = tuple([_switch(other, urls.get(other.code)) for other in site.languages])
    return PageHead(
        kind=head.kind,
        url=head.url,
        canonical=_absolute(site, head.url),
        title=head.title,
        description=head.description,
        alternates=alternates,
        languages=switch,
        breadcrumbs=head.trail.links,
        indexable=head.indexable,
        feeds=(
            *[
                site_feed._replace(name=head.title, url=url)
                for site_feed, url in zip(site.feeds, head.feeds, strict=False)
            ],
            *site.feeds,
        ),
    )


def _switch(language: LanguageLink, url: str | None) -> LanguageLink:
    """A language's entry with the page's address in it."""
    return LanguageLink(language.code, language.name, url, language.home, language.current, language.locale)


def _alternates(versions: Versions, site: Site) -> tuple[Alternate, ...]:
    """All languages of a page, the first of them for everybody else."""
    found = [Alternate(code, _absolute(site, url)) for code, url in versions.urls]
    return (*found, Alternate("x-default", found[0].href))


def _sitemap_entries(
    entries: tuple[tuple[Versions, tuple[Moment | None, ...]], ...], site: Site
) -> Iterator[SitemapEntry]:
    for versions, changed in entries:
        alternates = _alternates(versions, site) if len(versions.urls) > 1 else ()
        for (_, url), lastmod in zip(versions.urls, changed, strict=True):
            yield SitemapEntry(_absolute(site, url), lastmod, alternates)


def _absolute(site: Site, url: str) -> str:
    return site.base_url + url.removeprefix(site.root)


def _post(content: PostContent, site: Site) -> PostView:
    teaser = content.teaser
    return PostView(
        title=teaser.title,
        summary=content.standfirst,
        date=teaser.date,
        updated=teaser.updated,
        kind=teaser.kind,
        agencies=teaser.agencies,
        speakers=content.speakers,
        regions=content.regions,
        tags=content.tags,
        source=content.source,
        author=content.author or None,
        image=teaser.image,
        changes=content.changes,
        event=content.event,
        withdrawn=content.withdrawn,
        draft=teaser.draft,
        previous=content.older,
        next=content.newer,
        card=SocialCard(_absolute(site, content.card), *CARD_SIZE) if content.card else None,
        minutes=0 if content.withdrawn else minutes(content.words),
    )


def _feed(content: FeedContent, site: Site) -> FeedView:
    canonical = _absolute(site, content.url)
    return FeedView(
        feed_id=canonical,
        self_url=canonical,
        home_url=_absolute(site, content.page),
        title=content.name,
        description=content.description,
        updated=max((item.teaser.updated for item in content.items), default=Moment(0, 0, "UTC")),
        hub=content.hub,
        full=content.full,
        entries=tuple(
            FeedEntry(
                canonical=item.teaser.canonical,
                title=item.teaser.title,
                summary=item.teaser.summary,
                date=item.teaser.date,
                updated=item.teaser.updated,
                kind=item.teaser.kind,
                author=item.author or None,
                agencies=item.teaser.agencies,
                regions=item.teaser.regions,
                tags=item.tags,
                image=item.teaser.image,
                changes=item.changes,
                withdrawn=False,
            )
            for item in content.items
        ),
    )


def _opml(content: OpmlContent, site: Site) -> OpmlView:
    def feed(name: str, page: str) -> tuple[str, str, str]:
        address = _absolute(site, page)
        return (name, address + content.file, address)

    groups = []
    for language, (name, home, sections) in zip(site.languages, content.groups, strict=True):
        groups.append(
            OpmlGroup(
                language.code,
                name,
                feed(name, home),
                tuple(
                    OpmlSection(text, tuple(feed(ref.name, ref.url) for ref in refs if ref.url))
                    for text, refs in sections
                ),
            )
        )
    return OpmlView(content.title, "json" if content.file.endswith(".json") else "rss", tuple(groups))


def _term(content: TermContent, language: Language) -> TermView:
    facts, part = content.facts, content.slice
    return TermView(
        taxonomy=facts.taxonomy,
        name=facts.name,
        full_name=facts.full_name,
        profile=put_texts(content.profile, language.text),
        stories=part.stories,
        total=part.total,
        pager=_pager(part, language),
        offices=facts.offices,
        region=facts.region,
        parent=facts.parent,
        successor=facts.successor,
        ended=facts.ended,
        former_names=facts.former_names,
        address=facts.address,
        website=facts.website,
        subregions=facts.subregions,
        description=facts.description,
        **content.surroundings._asdict(),
    )


def _pager(part: Slice, language: Language) -> Pager:
    """Numbered links: the first, the last and those around the page; ``…`` for what is left out."""
    number, count = part.number, part.pages
    if count == 1:
        return Pager(1, 1, None, None, ())

    def url(page: int) -> str:
        return part.url if page == 1 else f"{part.url}{part.word}/{page}/"

    shown = sorted({1, count, *range(max(1, number - 2), min(count, number + 2) + 1)})
    links: list[Link] = []
    for position, page in enumerate(shown):
        if position and page - shown[position - 1] > 1:
            links.append(Link("…", None))
        links.append(Link(language.number(page), None if page == number else url(page)))
    return Pager(
        number,
        count,
        url(number - 1) if number > 1 else None,
        url(number + 1) if number < count else None,
        tuple(links),
    )
