"""What the links in texts lead to: files of the site, its pages, places on them."""

from __future__ import annotations

import difflib
import posixpath
import unicodedata
from collections.abc import Callable, Mapping
from typing import NamedTuple
from urllib.parse import unquote, urlsplit

from msgspec import Struct

from warta.diagnostics.values import Diagnostic, Position, error
from warta.markdown.addresses import is_computer_path, meant_address
from warta.markdown.embeds import is_document
from warta.markdown.office import note_link
from warta.site.library import Library, Post
from warta.site.publication import span_of
from warta.site.spelling import is_slip

__all__ = ["Anchors", "LinkTarget", "Pages", "TextLink", "anchors_of", "missing_file", "resolve_link"]


class TextLink(NamedTuple):
    """A link, or a picture, as a text has it."""

    target: str
    image: bool
    file: str
    """The content path of the text."""
    anchors: tuple[str, ...]
    """The ids in the text itself."""
    position: Callable[[], Position]
    """Called when there is something to report."""
    post: Post | None = None
    """The post whose text it is, if it is one's."""


class LinkTarget(Struct, frozen=True):
    """Where a link leads."""

    url: str = ""
    media: str | None = None
    """The content file to publish, when it leads to one."""
    fragment: str = ""
    """Of that file: a page or a second at which it is opened. What reads the file knows which there are."""
    page: str = ""
    """The address of the page that it leads to, when that is another one of the site."""
    post: Post | None = None
    """The post that this page is of, where the link names its file."""
    file: str = ""
    """The path of a file of the site that is no page, still to be looked for when all are planned."""
    unfinished: str = ""
    """The content path of the draft that it leads to, when that lacks what a page needs."""


Anchors = tuple[str, ...] | None
"""The ids on a page; None where a template decides them, or nobody has yet."""


class Pages(Struct, frozen=True):
    """The pages that writers may link to: what is wrong with a link may not depend on the time."""

    now: Mapping[str, Anchors]
    """URL path → anchors of those that there are."""
    ever: Callable[[], Mapping[str, Anchors]]
    """Those that there are at one time or another. Asked for when it has to be: it takes a while."""

    def find(self, url: str) -> tuple[str, Anchors] | None:
        """The page that ``url`` leads to, with or without its slash at the end, and its anchors."""
        for address in (url, url + "/"):
            if address in self.now:
                return address, self.now[address]
        ever = self.ever()
        return next(((address, ever[address]) for address in (url, url + "/") if address in ever), None)

    def like(self, url: str) -> str:
        """The address of which ``url`` is a misspelling; empty when it is none's."""
        name = _last_part(url)
        near = [each for each in {*self.now, *self.ever()} if is_slip(name, _last_part(each))]
        return next(iter(difflib.get_close_matches(url, near, n=1, cutoff=0.7)), "")


def resolve_link(
    link: TextLink, library: Library, pages: Pages, root: str
) -> tuple[LinkTarget | None, Diagnostic | None]:
    """What a link leads to, or what is wrong with it.

    What is found is the same at all times; whether it is public now is another question. ``root`` is the
    site's path prefix, which writers leave out.
    """
    parts = urlsplit(link.target)
    path, anchor = unquote(parts.path), unquote(parts.fragment)
    if not path:
        if anchor and anchor not in link.anchors:
            return None, _broken_anchor(link, anchor, link.anchors)
        return LinkTarget(link.target), None

    def on_page(page: str, there: Anchors, post: Post | None) -> tuple[LinkTarget | None, Diagnostic | None]:
        if anchor and there is not None and anchor not in there:
            return None, _broken_anchor(link, anchor, there)
        return LinkTarget(f"{page}#{parts.fragment}" if parts.fragment else page, page=page, post=post), None

    if path.startswith("/"):
        if link.image:
            return None, _astray(link) or _broken(link, "")
        found = pages.find(root + path)
        return on_page(*found, None) if found else (LinkTarget(root + parts.path, file=path), None)
    wanted = posixpath.normpath(posixpath.join(posixpath.dirname(link.file), path))
    composed = unicodedata.normalize("NFC", wanted)
    post = library.at(wanted) or library.at(composed)
    if post is not None and not link.image:
        return on_page(post.address.url, anchors_of(post), post)
    if composed in library.drafts and not link.image:
        return LinkTarget(unfinished=composed), None
    if wanted in library.media:
        return LinkTarget("", wanted, fragment=parts.fragment), None
    return None, _astray(link) or _broken(link, _near(wanted, link, library))


def missing_file(link: TextLink, pages: Pages, root: str) -> Diagnostic:
    """That there is no file at the path on this site that a link has."""
    path = unquote(urlsplit(link.target).path)
    near = pages.like(root + path).removeprefix(root)
    return (None if near else _astray(link)) or _broken(link, near)


def _astray(link: TextLink) -> Diagnostic | None:
    """What is wrong with a link that was never meant to lead to a file of the site."""
    if is_computer_path(link.target):
        return error("computer-path", link.file, link.position(), url=link.target)
    meant = "" if link.image else meant_address(link.target)
    if not meant:
        return None
    arguments = {"url": link.target, "suggestion": meant}
    return error("link-address-suggestion", link.file, link.position(), **arguments)


def _near(wanted: str, link: TextLink, library: Library) -> str:
    """The file whose name is misspelt in a link, as the link would name it; empty when it is none's."""
    name = _last_part(wanted)
    texts = () if link.image else (*library.by_path.keys(), *library.standing_by_path)
    others = [path for path in (*texts, *library.media) if path != link.file]
    near = [path for path in others if is_slip(name, _last_part(path))]
    close = difflib.get_close_matches(wanted, near, n=1, cutoff=0.6)
    return posixpath.relpath(close[0], posixpath.dirname(link.file)) if close else ""


def _last_part(path: str) -> str:
    """What a file or a page is called: without folders, language and suffix, which are alike in all."""
    folder, name = posixpath.split(path.rstrip("/"))
    stem = name.partition(".")[0]
    return posixpath.basename(folder) if stem == "index" else stem


def anchors_of(post: Post) -> Anchors:
    """What links may lead to on the page of a post. A draft's headings are still to come."""
    return post.card.anchors if span_of(post.card, post.original) is not None else None


def _broken(link: TextLink, suggestion: str) -> Diagnostic:
    code = "broken-image" if link.image else "broken-link"
    if suggestion:
        arguments = {"target": link.target, "suggestion": suggestion}
        return error(f"{code}-suggestion", link.file, link.position(), **arguments)
    if not link.image and is_document(link.target) and not link.target.startswith("/"):
        path = unquote(urlsplit(link.target).path)
        folder, name = posixpath.split(posixpath.normpath(f"{posixpath.dirname(link.file)}/{path}"))
        values = {"target": link.target, "folder": folder, "name": name}
        return error("broken-document", link.file, link.position(), **values)
    return error(code, link.file, link.position(), target=link.target)


def _broken_anchor(link: TextLink, anchor: str, anchors: tuple[str, ...]) -> Diagnostic:
    if note_link(anchor) is not None:
        return error("pasted-note", link.file, link.position(), anchor=anchor)
    known = ", ".join(sorted(anchors)) or "–"
    return error("broken-anchor", link.file, link.position(), anchor=anchor, known=known)
