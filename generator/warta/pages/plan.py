"""From the library to the plan: every output file as data, none of it rendered.

First it is settled which pages exist in which language, so that each page can
name its translations; then each page gets the data it is to be made from.
Nothing here reads a file or a clock, and nothing done for a page grows with
the size of the site.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Collection, Iterable, Iterator, Sequence
from functools import partial
from itertools import chain

from warta import urls
from warta.config.site_tables import DOCUMENTS
from warta.config.tables import CONFIG_FILE
from warta.content.model import TAXONOMIES
from warta.diagnostics.values import WHOLE_FILE, Diagnostic, Position, Severity, error
from warta.i18n.languages import Language
from warta.media.values import Media
from warta.pages.agenda import agenda_pages
from warta.pages.archive import archive_pages
from warta.pages.brand import MANIFEST, banner_links, brand_files, manifest
from warta.pages.cards import planned_card
from warta.pages.context import Context, PlanInputs
from warta.pages.data import JSON, Made, Plan, PlannedPage
from warta.pages.documents import document_pages
from warta.pages.feeds import Feed, feeds, opml
from warta.pages.fingerprint import fingerprint
from warta.pages.home import front_page
from warta.pages.kinds import kind_pages
from warta.pages.links import names_of
from warta.pages.listings import plain_listing
from warta.pages.newsrooms import latest_for_newsrooms
from warta.pages.open_data import data_files, data_page
from warta.pages.outlook import Outlook
from warta.pages.posts import story_pages
from warta.pages.record import published_record
from warta.pages.redirects import old_place, own_target, redirect_list, redirect_table, wrong_redirects
from warta.pages.search import is_searchable, search_contents, search_indexes, search_page
from warta.pages.sitemaps import site_maps
from warta.pages.standing import standing_pages
from warta.pages.static import misplaced_files, security_remarks, security_txt
from warta.pages.terms import taxonomy_page, term_pages
from warta.site.library import Library
from warta.site.menus import own_entries, stray_addresses
from warta.site.public_addresses import address_of
from warta.site.stored import WholeSiteError
from warta.urls import Address
from warta.views.single import HeadersView, LanguageChoiceView, NotFoundView

__all__ = ["REDIRECT", "make_plan", "plan_reached"]

NOT_FOUND_LATEST = 4
REDIRECT = "redirect.html"
"""The template of what leads on to another address."""
LISTINGS = ("listing.html", "term.html")
"""What has pages with numbers."""
IMMUTABLE = ("assets/", "cards/", "media/")
"""Folders of the output whose files are named after what is in them."""
SHOWN_ELSEWHERE = ("cards/", "media/")
"""Those with what feeds, ninjs files and social media point to."""


def make_plan(library: Library, behind: Library, inputs: PlanInputs) -> tuple[Plan, tuple[Diagnostic, ...]]:
    """Plan the whole site.

    The stories of ``behind`` are planned as well, for what is wrong with them: no time may make an error of
    what was none.
    """
    outlook = Outlook(library, inputs.config, inputs.now, review=inputs.review)
    context = Context(library, inputs, outlook)
    pages = tuple(_pages(context, inputs.now, inputs.design))
    hidden = Context(behind, inputs, outlook) if behind.posts or behind.standing else None
    others = tuple(_pages(hidden, inputs.now, "")) if hidden is not None else ()
    words = [language.paths["page"] for language in context.languages.values()]
    contexts = [context] if hidden is None else [context, hidden]
    context.links.unsettled.extend(banner_links(context.config.banner))
    static = [file.path for file in inputs.static]
    _settle_links(contexts, chain((page.path for page in (*pages, *others)), static), words)
    diagnostics = [*context.diagnostics, *security_remarks(context, inputs.now)]
    diagnostics += misplaced_files(inputs.static, (*pages, *others), brand_files(inputs.brand))
    there = chain((page.path for page in pages), (page.path for page in others), static, context.links.media)
    diagnostics += stray_addresses(inputs.config, there)
    if hidden is not None:
        errors = [each for each in hidden.diagnostics if each.severity is Severity.ERROR]
        diagnostics += hidden.diagnostics if inputs.review else errors
    collisions = tuple(_collisions(pages, others, words, partial(old_place, context)))
    told = tuple(_doubled(context)) if collisions else ()
    diagnostics += [each for each in collisions if not dict(each.arguments)["path"].startswith(told)]
    if context.config.redirects:
        diagnostics += _misled(contexts, [*pages, *others], words, static)
    media = {file.path: file for file in brand_files(inputs.brand)} | context.links.media
    files = (*[file for _, file in sorted(media.items())], *inputs.static)
    return _planned(contexts, pages, others, files), tuple(diagnostics)


def plan_reached(context: Context, now: float, design: str) -> Plan:
    """Plan what ``context.reach`` says; what is wrong is in the context, but for collisions.

    Raises WholeSiteError where that cannot be done without all of the site.
    """
    pages = tuple(_pages(context, now, design))
    if context.links.unsettled:  # which files there are takes a whole plan
        raise WholeSiteError
    return _planned([context], pages, (), [file for _, file in sorted(context.links.media.items())])


def _planned(
    contexts: Sequence[Context],
    pages: tuple[PlannedPage, ...],
    others: Iterable[PlannedPage],
    media: Iterable[Media],
) -> Plan:
    context = contexts[0]
    return Plan(
        context.sites,
        pages,
        media=tuple(media),
        search=tuple(search_indexes(context)),
        besides=context.besides if context.reach.whole else b"",
        maps=context.maps,
        anchored=frozenset().union(*[each.links.anchored for each in contexts]),
        sought=frozenset(_sought(contexts)),
        documents={key: found for key, found in context.places.versions.items() if key[0] == DOCUMENTS}
        if context.reach.whole
        else {},
        at_other_times=(*[page.path for page in others], *context.given_way),
    )


def _sought(contexts: Sequence[Context]) -> Iterator[str]:
    """The files to which texts, menus, redirects and the banner lead, which have to be there."""
    config = contexts[0].config
    paths = [path for context in contexts for path, _ in context.links.unsettled]
    paths += [own_target(config, moved.target) or "" for moved in config.redirects]
    paths += [entry.url.partition("#")[0].partition("?")[0] for entry in own_entries(config)]
    return chain.from_iterable(map(names_of, paths))


def _misled(
    contexts: Sequence[Context],
    planned: Iterable[PlannedPage],
    words: Collection[str],
    static: Iterable[str],
) -> Iterator[Diagnostic]:
    """What is wrong with the redirects of the settings, at whatever time."""
    files = {page.path for page in planned if not _listing_of(page.path, words)}
    files.update(static, *(context.links.media for context in contexts))
    table = [row for context in contexts for row in redirect_table(context)]
    return wrong_redirects(contexts[0], table, files)


def _settle_links(contexts: Sequence[Context], planned: Iterable[str], words: Collection[str]) -> None:
    """Report the links that lead to no file, planned or of media.

    How many pages a listing has depends on the time, so only its first one is sure to be there.
    """
    unsettled = [context.links for context in contexts if context.links.unsettled]
    if not unsettled:
        return
    files = {path for path in planned if not _listing_of(path, words)}
    files.update(*(context.links.media for context in contexts))
    for links in unsettled:
        links.settle(files)


def _listing_of(path: str, words: Collection[str]) -> str:
    """The folder of the listing that a path is a numbered page of, behind a word for "page"; else empty."""
    page, _, name = path.rpartition("/")
    folder, _, number = page.rpartition("/")
    listing, _, word = folder.rpartition("/")
    is_number = number.isascii() and number.isdigit()
    return f"{listing}/" if name == "index.html" and is_number and listing and word in words else ""


def _pages(context: Context, now: float, design: str) -> Iterator[PlannedPage]:
    """All pages, language by language, then those of the site as a whole."""
    for language in context.config.languages:
        yield from _in_language(context, language, design)
    first = context.config.languages[0]
    if context.reach.lists:
        yield _not_found(context, first, context.addresses.at("404.html"))
    if context.reach.whole:
        yield _language_choice(context)
    if context.reach.indexes:
        yield opml(context)
    if context.config.open_data.enabled and context.reach.lists:
        yield from data_files(context)
    if context.reach.whole:
        yield context.planned("_headers", "headers.txt", first.code, Made(None, _headers(context)))
        table = tuple(redirect_table(context))
        yield from [row.page(context) for row in table]
        yield redirect_list(context, table)
        yield from security_txt(context)
    if context.reach.lists:
        yield from site_maps(context, now)
    yield from published_record(context)


def _in_language(context: Context, language: Language, design: str) -> Iterator[PlannedPage]:
    """All pages of a language. Each kind that is planned here asks first how far an edit reaches."""
    code, reach, place = language.code, context.reach, context.addresses
    index = context.places.index[code]
    if reach.lists:
        yield from _newest(context, language)
    yield from kind_pages(context, language)
    yield from agenda_pages(context, language)
    yield from document_pages(context, language)
    yield from story_pages(context, language, design)
    for taxonomy in TAXONOMIES:
        if reach.counts:
            yield taxonomy_page(context, language, taxonomy)
        for term in reach.of(index.by_term[taxonomy]):
            yield from term_pages(context, language, term)
    yield from archive_pages(context, language)
    if context.config.search.enabled and reach.counts:
        yield search_page(context, language)
        if is_searchable(context, code):
            yield search_contents(context, language)
    settings = context.config.feeds
    if reach.lists or settings.full:
        home, about = place.home(code), context.config.descriptions[code]
        feed = Feed(
            home, context.config.titles[code], about, index.posts, settings.formats, full=settings.full
        )
        yield from feeds(context, language, feed)
    if context.config.open_data.enabled and reach.indexes:
        yield data_page(context, language)
    if reach.whole:
        yield from _lasting(context, language, design)


def _newest(context: Context, language: Language) -> Iterator[PlannedPage]:
    """The pages with the newest stories, whatever these are about."""
    code, place, posts = language.code, context.addresses, context.places.index[language.code].posts
    listed = context.places.listed(code, posts, lambda stand_ins: stand_ins.posts)
    yield front_page(context, language, listed)
    yield from plain_listing(
        context,
        language,
        ("news",),
        address=place.news(code),
        heading=language.text("news"),
        description=language.text("news_description", site=context.config.titles[code]),
        posts=listed,
        lasting=True,
    )
    if context.config.feeds.ninjs:
        yield latest_for_newsrooms(context, language)
    yield _not_found(context, language, place.at(f"{code}/404.html"))


def _lasting(context: Context, language: Language, design: str) -> Iterator[PlannedPage]:
    """The pages that no story changes."""
    yield from standing_pages(context, language)
    card, texts = context.cards[language.code]
    if design and card.path:
        yield planned_card(card, language.code, lambda: texts)
    if context.sites[language.code].brand.manifest:
        yield _manifest(context, language.code)


def _manifest(context: Context, code: str) -> PlannedPage:
    path = context.addresses.beside(context.addresses.home(code), MANIFEST).path
    view = manifest(context.sites[code])
    return PlannedPage(path, "", code, "", fingerprint(view), lambda: Made(None, view), writer=JSON)


def _headers(context: Context) -> HeadersView:
    def urls(folders: Sequence[str]) -> tuple[str, ...]:
        return tuple([context.addresses.at(folder).url for folder in folders])

    return HeadersView(urls(IMMUTABLE), urls(SHOWN_ELSEWHERE))


def _not_found(context: Context, language: Language, address: Address) -> PlannedPage:
    code, teasers = language.code, context.stories.teasers
    posts = context.places.index[code].posts[:NOT_FOUND_LATEST]
    head = context.head(
        language,
        "not-found",
        address.url,
        title=language.text("not_found_title"),
        description=language.text("not_found_text"),
        versions=tuple((code, context.addresses.at(f"{code}/404.html").url) for code in context.codes),
        indexable=False,
        alternates=(),
    )
    made = Made(head, NotFoundView(tuple([teasers[post] for post in posts])))
    return context.planned(address.path, "not-found.html", code, made)


def _language_choice(context: Context) -> PlannedPage:
    first = context.config.languages[0]
    home, site = context.addresses.home, context.sites[first.code]
    target, versions = home(first.code).url, context.places.versions["home",]
    head = context.head(
        first, "choice", target, title=site.title, description=site.description, versions=versions
    )
    texts = tuple(
        (code, language.name, home(code).url, language.text("read_in_language"))
        for code, language in context.languages.items()
    )
    made = Made(head, LanguageChoiceView(target, texts))
    return context.planned("index.html", "language-choice.html", first.code, made)


def _doubled(context: Context) -> Iterator[str]:
    """The folders that two terms share: the registry tells of it, so nothing is said of the files there."""
    for taxonomy, terms in context.registry.terms.items():
        for code in context.codes:
            slugs = [term.slugs[code] for term in terms.values()]
            places = [context.addresses.term(code, taxonomy, slug).path for slug in slugs]
            keys = urls.collision_keys(places)
            counts = Counter(keys)
            doubled = (place for place, key in zip(places, keys, strict=True) if counts[key] > 1)
            yield from ("/" + place.removesuffix("index.html") for place in doubled)


def _collisions(
    pages: Sequence[PlannedPage],
    others: Sequence[PlannedPage],
    words: Collection[str],
    place: Callable[[PlannedPage], Position],
) -> Iterator[Diagnostic]:
    """Two pages with one file, or a file where another page needs a folder; the same at all times.

    ``others`` are planned for other times: a page is there for a story, so those of all times are these two
    together. But how many pages a listing has depends on the time: whatever number stands behind one of the
    ``words`` for "page", the address is the listing's. ``place`` tells where an old address is asked for.
    """
    own = {(page.path, page.template, page.source) for page in pages} if others else set()
    every = [*pages, *[page for page in others if (page.path, page.template, page.source) not in own]]
    # A number that leads to its listing is the listing's, as all numbers are.
    every = [
        page
        for page in every
        if page.source or page.template != REDIRECT or not _listing_of(page.path, words)
    ]
    keys = urls.collision_keys([page.path for page in every])
    if len(set(keys)) < len(keys):
        at: dict[str, list[PlannedPage]] = {}
        for key, page in zip(keys, every, strict=True):
            at.setdefault(key, []).append(page)
        for same in at.values():
            first, *rest = sorted(same, key=_right_of_way)
            yield from [_taken(page, first, place) for page in rest]
    for key, page in zip(keys, every, strict=True):
        if not page.source or page.template != REDIRECT:
            continue
        # Only a file with a name of its own can stand where another page needs a folder.
        if not key.endswith("/index.html"):
            if any(other.startswith(f"{key}/") for other in keys):
                yield error("path-is-folder", page.source, place(page), path="/" + page.path)
        elif folder := _listing_of(key, words):
            listing = f"{folder}index.html"
            for other, listed in zip(keys, every, strict=True):
                if other == listing and listed.template in LISTINGS:
                    yield _taken(page, listed, place)


def _right_of_way(page: PlannedPage) -> tuple[bool, bool, str, str, str]:
    return bool(page.source), page.template == REDIRECT, page.source, page.template, page.path


def _taken(page: PlannedPage, first: PlannedPage, place: Callable[[PlannedPage], Position]) -> Diagnostic:
    """``page`` cannot be where ``first`` is."""
    position = place(page) if page.template == REDIRECT else WHOLE_FILE
    path, other = address_of(page.path), first.source or "Warta"
    if page.template == REDIRECT != first.template and page.source == first.source:
        return error("redirect-loop", page.source, position, path=path, target=address_of(first.path))
    code = "redirect-taken" if page.source == CONFIG_FILE else "path-twice"
    return error(code, page.source, position, path=path, other=other)
