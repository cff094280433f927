"""Plans the pages that lead from an old address to the new one."""

from __future__ import annotations

from collections.abc import Iterator

from warta.content.model import TAXONOMIES
from warta.i18n.languages import Language
from warta.pages.context import Parts
from warta.pages.data import Head, PlannedPage, Trail
from warta.urls import Address
from warta.views.models import RedirectView

__all__ = ["redirect", "redirects"]


def redirects(parts: Parts, language: Language) -> Iterator[PlannedPage]:
    """From the old addresses of stories and terms to their own."""
    code = language.code
    for post in parts.moved:
        if post.card.language == code:
            for alias in post.card.aliases:
                old = _old_address(parts, alias)
                if post.card.path in parts.library.drafts and old.url in parts.anchors:
                    continue  # a draft takes no place that another page has
                yield redirect(parts, language, old, post.address.url, post.card.path)
    for taxonomy in TAXONOMIES:
        for term in parts.index[code].by_term[taxonomy]:
            for former in term.fields.old_urls:
                # An old address belongs to one language: the one whose prefix it has, else the first.
                owner = next(
                    (code for code in parts.codes if former.text.startswith(f"/{code}/")), parts.codes[0]
                )
                if owner == code:
                    address = _old_address(parts, former.text)
                    yield redirect(parts, language, address, parts.term_urls[code, term], term.path)


def _old_address(parts: Parts, path: str) -> Address:
    path = path.strip("/")
    return parts.addresses.at(path if "." in path.rsplit("/", 1)[-1] else path + "/")


def redirect(parts: Parts, language: Language, old: Address, target: str, source: str = "") -> PlannedPage:
    """A page at ``old`` that leads on to the address ``target``."""
    title, text = language.text("redirect_title"), language.text("redirect_text")
    head = Head("redirect", target, title, text, None, Trail(()), indexable=False)
    view = RedirectView(target, parts.canonical(target))
    return parts.planned(old.path, "redirect.html", language.code, head, view, source)
