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
    for post in context.library.posts:
        if post.card.aliases and post.card.language == code:
            for alias in post.card.aliases:
                old = _old_address(context, alias)
                if post.card.path in context.library.drafts and old.url in places.anchors:
                    continue  # a draft takes no place that another page has
                yield redirect(context, language, old, post.address.url, source=post.card.path)
    for taxonomy in TAXONOMIES:
        for term in places.index[code].by_term[taxonomy]:
            for former in term.fields.old_urls:
                if context.config.language_of(former.text) == code:
                    old, target = _old_address(context, former.text), places.term_urls[code, term]
                    yield redirect(context, language, old, target, source=term.path)


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
