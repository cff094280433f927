"""Plans the pages that lead from an old address to the new one."""

from __future__ import annotations

from collections.abc import Iterator

from warta.content.model import TAXONOMIES
from warta.i18n.languages import Language
from warta.pages.context import Context
from warta.pages.data import Made, PlannedPage
from warta.urls import Address
from warta.views.single import RedirectView

__all__ = ["redirect", "redirects"]


def redirects(context: Context, language: Language) -> Iterator[PlannedPage]:
    """From the old addresses of stories and terms to their own."""
    code, places = language.code, context.places
    for post in (*context.library.posts, *context.library.standing):
        if post.card.aliases and post.card.language == code:
            for alias in post.card.aliases:
                old = _old_address(context, alias)
                if post.card.path in context.library.drafts and old.url in places.anchors:
                    continue  # a draft takes no place that another page has
                yield redirect(context, language, old, post.address.url, source=post.card.path)
    yield from _former_years(context, language)
    for taxonomy in TAXONOMIES:
        for term in places.index[code].by_term[taxonomy]:
            for former in term.fields.old_urls:
                if context.config.language_of(former.text) == code:
                    old, target = _old_address(context, former.text), places.term_urls[code, term]
                    yield redirect(context, language, old, target, source=term.path)


def _former_years(context: Context, language: Language) -> Iterator[PlannedPage]:
    """From the year of a date in its own zone, where stories lay before their dates were read in the site's.

    Nobody has asked for these: they give way to every other page and alias, whether it is there now or not.
    """
    code, library = language.code, context.library
    moved = [post for post in library.posts if post.original.former_year and post.card.language == code]
    if not moved:
        return
    asked = [alias for post in library.versions for alias in post.card.aliases]
    asked += [
        old.text
        for terms in library.registry.terms.values()
        for t in terms.values()
        for old in t.fields.old_urls
    ]
    taken = {_old_address(context, path).url for path in asked} | context.outlook.kept_by.keys()
    for post in moved:
        old = context.addresses.post(code, post.original.former_year, post.card.slug or post.card.name)
        if old.url not in taken:
            taken.add(old.url)
            yield redirect(context, language, old, post.address.url, source=post.card.path)


def _old_address(context: Context, path: str) -> Address:
    path = path.strip("/")
    return context.addresses.at(path if "." in path.rsplit("/", 1)[-1] else path + "/")


def redirect(
    context: Context, language: Language, old: Address, target: str, *, source: str = ""
) -> PlannedPage:
    """A page at ``old`` that leads on to the address ``target``."""
    title, text = language.text("redirect_title"), language.text("redirect_text")
    head = context.head(language, "redirect", target, title=title, description=text, indexable=False)
    view = RedirectView(target, context.canonical(target))
    return context.planned(old.path, "redirect.html", language.code, Made(head, view), source=source)
