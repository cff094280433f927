"""Plans what leads from an old address to the new one: a page each, and the table of all for hosts.

There is one table, of the ``aliases`` of stories, the ``old_urls`` of terms, addresses with the year of
another zone, and ``[redirects]`` of the settings.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator, Mapping
from typing import NamedTuple
from urllib.parse import unquote

from msgspec.structs import replace

from warta.config.settings import Config
from warta.config.tables import CONFIG_FILE
from warta.content.model import TAXONOMIES
from warta.diagnostics.values import WHOLE_FILE, Diagnostic, Position, error
from warta.i18n.languages import Language
from warta.pages.context import Context
from warta.pages.data import Made, PlannedPage
from warta.site.public_addresses import address_of, file_of
from warta.urls import Address, is_web_url, own_path
from warta.views.single import RedirectsView, RedirectView

__all__ = [
    "Redirect",
    "old_place",
    "own_target",
    "redirect",
    "redirect_list",
    "redirect_table",
    "wrong_redirects",
]


class Redirect(NamedTuple):
    """A row of the table."""

    old: Address
    target: str
    """The address of a page, or a web address elsewhere."""
    language: Language
    source: str
    """The file that says so."""

    def page(self, context: Context) -> PlannedPage:
        """What is there for hosts that know no other way."""
        return redirect(context, self.language, self.old, self.target, source=self.source)


def redirect_table(context: Context) -> Iterator[Redirect]:
    """All old addresses that are asked for."""
    for language in context.config.languages:
        yield from _of_language(context, language)
    for moved in context.config.redirects:
        language = context.languages[context.config.language_of(moved.old)]
        elsewhere = is_web_url(moved.target)
        target = moved.target if elsewhere else _old_address(context, moved.target).url
        yield Redirect(_old_address(context, moved.old), target, language, CONFIG_FILE)


def _of_language(context: Context, language: Language) -> Iterator[Redirect]:
    """From the old addresses of stories and terms to their own."""
    code, places = language.code, context.places
    for post in (*context.library.posts, *context.library.standing):
        if post.card.aliases and post.card.language == code:
            for alias in post.card.aliases:
                old = _old_address(context, alias)
                if post.card.path in context.library.drafts and old.url in places.anchors:
                    context.given_way.add(old.path)
                    continue  # a draft takes no place that another page has
                yield Redirect(old, post.address.url, language, post.card.path)
    yield from _former_years(context, language)
    for taxonomy in TAXONOMIES:
        for term in places.index[code].by_term[taxonomy]:
            for former in term.fields.old_urls:
                if context.config.language_of(former.text) == code:
                    target = places.term_urls[code, term]
                    yield Redirect(_old_address(context, former.text), target, language, term.path)


def _former_years(context: Context, language: Language) -> Iterator[Redirect]:
    """From the year of a date in its own zone, where stories lay before their dates were read in the site's.

    Nobody has asked for these: they give way to every other page and alias, whether it is there now or not.
    """
    code, library = language.code, context.library
    moved = [post for post in library.posts if post.original.former_year and post.card.language == code]
    if not moved:
        return
    asked = [alias for post in library.versions for alias in post.card.aliases]
    asked += [each.old for each in context.config.redirects]
    asked += [
        old.text
        for terms in library.registry.terms.values()
        for t in terms.values()
        for old in t.fields.old_urls
    ]
    taken = {_old_address(context, path).url for path in asked} | context.outlook.kept_by.keys()
    for post in moved:
        old = context.addresses.post(code, post.original.former_year, post.card.slug or post.card.name)
        if old.url in taken:
            context.given_way.add(old.path)
        else:
            taken.add(old.url)
            yield Redirect(old, post.address.url, language, post.card.path)


def _old_address(context: Context, path: str) -> Address:
    path = path.strip("/")
    return context.addresses.at(path if "." in path.rsplit("/", 1)[-1] else path + "/")


def redirect(
    context: Context, language: Language, old: Address, target: str, *, source: str = ""
) -> PlannedPage:
    """A page at ``old`` that leads on to the address ``target``."""
    title, text = language.text("redirect_title"), language.text("redirect_text")
    whole = target if is_web_url(target) else context.canonical(target)
    head = context.head(language, "redirect", old.url, title=title, description=text, indexable=False)
    head = replace(head, url=target, canonical=whole)
    made = Made(head, RedirectView(target, whole))
    return context.planned(old.path, "redirect.html", language.code, made, source=source)


def redirect_list(context: Context, table: Iterable[Redirect]) -> PlannedPage:
    """The table for hosts that read ``_redirects``."""
    rows = tuple(sorted((row.old.url, row.target) for row in table))
    return context.planned("_redirects", "redirects.txt", context.codes[0], Made(None, RedirectsView(rows)))


# --- What is wrong with it ------------------------------------------------------------------------------


def wrong_redirects(
    context: Context, table: Iterable[Redirect], files: Collection[str]
) -> Iterator[Diagnostic]:
    """Rows of the settings that lead round, to another old address, or to none of the ``files``."""
    leads = {row.old.path: row.target for row in table}
    for moved in context.config.redirects:
        old, target = file_of(moved.old), moved.target
        path = own_target(context.config, target)
        if path is None:
            continue
        first = file = file_of(path)
        seen = [old]
        while file in leads and file not in seen and (further := _own_file(context, leads[file])) is not None:
            seen.append(file)
            file = further
        if file in seen:
            yield error("redirect-loop", CONFIG_FILE, moved.position, path=moved.old, target=target)
        elif first in leads:
            end = leads[file] if file in leads else address_of(file)
            yield error("redirect-chain", CONFIG_FILE, moved.position, path=moved.old, target=target, end=end)
        elif file not in files:
            yield error("redirect-nowhere", CONFIG_FILE, moved.position, path=moved.old, target=target)


def _own_file(context: Context, target: str) -> str | None:
    """The file that a row of the table leads to; None on another site."""
    below = target if is_web_url(target) else unquote(target).removeprefix(context.addresses.root)
    path = own_target(context.config, below)
    return None if path is None else file_of(path)


def own_target(config: Config, target: str) -> str | None:
    """The path on this site that ``[redirects]`` leads to; None on another one."""
    if not is_web_url(target):
        return target
    paths = [own_path(target, base) for base in (config.base_url, config.own)]
    return next((path for path in paths if path is not None), None)


def old_place(context: Context, page: PlannedPage) -> Position:
    """Where the file that asks for a page at an old address does so."""
    asked: Mapping[str, Position] = {}
    if page.source == CONFIG_FILE:
        asked = {file_of(moved.old): moved.position for moved in context.config.redirects}
    elif posts := [post for post in context.library.versions if post.card.path == page.source]:
        aliases = context.library.details(posts[0].card).fields.aliases
        asked = {file_of(alias.text): alias.position for alias in aliases}
    else:
        terms = [term for each in context.registry.terms.values() for term in each.values()]
        old = [old for term in terms if term.path == page.source for old in term.fields.old_urls]
        asked = {file_of(each.text): each.position for each in old}
    return asked.get(page.path, WHOLE_FILE)
