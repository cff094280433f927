"""What the entries of ``[menu]`` and ``[footer]`` may lead to, and those that lead nowhere.

The same at all times: an entry for a page that is not public yet is left out of the menu until it is.
"""

from __future__ import annotations

import difflib
from collections.abc import Collection, Iterable, Iterator, Sequence

from warta.config.menus import Menu, MenuEntry
from warta.config.settings import Config
from warta.config.site_tables import AGENDA, DOCUMENTS
from warta.config.tables import CONFIG_FILE
from warta.content.model import LISTED_KINDS, STANDING, TAXONOMIES
from warta.diagnostics.values import Diagnostic, error
from warta.site.library import Library
from warta.site.spelling import is_slip, quoted

__all__ = ["LISTS", "menu_problems", "own_entries", "stray_addresses"]

_ALWAYS = ("home", "news", *TAXONOMIES, "archive", "feed")
LISTS = (*_ALWAYS, "search", "open_data", "contact", AGENDA, DOCUMENTS, *LISTED_KINDS)
"""What a site can have a page or an address for, the last of these only where they are set up."""


def menu_problems(library: Library, config: Config) -> Iterator[Diagnostic]:
    """The entries that lead nowhere."""
    pages = {post.card.story for post in library.standing_by_path.values()}
    pages |= {_story(path) for path in library.drafts if path.startswith(f"content/{STANDING}/")}
    for name, menu in _menus(config):
        for entry in menu.entries or ():
            if not entry.to or entry.to in pages:
                continue
            found = _unset(entry, config) if entry.to in LISTS else _unknown(entry, name, pages, library)
            if found is not None:
                yield found


def _menus(config: Config) -> Iterator[tuple[str, Menu]]:
    yield "menu", config.menu
    yield "footer", config.footer


def _story(path: str) -> str:
    """The page of a file that is too unfinished to have an address."""
    return path.removeprefix("content/").removesuffix(".md").rpartition(".")[0].removesuffix("/index")


def _unset(entry: MenuEntry, config: Config) -> Diagnostic | None:
    """That what a list's name leads to is not set up."""
    on = {
        "search": config.search.enabled,
        "open_data": config.open_data.enabled,
        "contact": bool(config.publisher.contact or config.contact.email),
    }.get(entry.to, entry.to in _ALWAYS or entry.to in config.sections.menu)
    setting = f"[{entry.to}] enabled = true"
    if entry.to == "contact":
        setting = '[publisher] contact = "…"'
    elif entry.to in (AGENDA, DOCUMENTS, *LISTED_KINDS):
        setting = f'[sections] menu = ["{entry.to}"]'
    arguments = {"to": entry.to, "setting": setting}
    return None if on else error("menu-entry-off", CONFIG_FILE, entry.position, **arguments)


def _unknown(entry: MenuEntry, name: str, pages: Collection[str], library: Library) -> Diagnostic | None:
    """That there is neither a page nor a term of a name."""
    to, key = entry.to, f"{name}.entries"
    top, _, below = to.partition("/")
    terms = library.registry.terms.get(top, {})
    if below in terms:
        return None
    arguments = {"key": key, "to": to, "page": f"content/{to}"}
    if meant := _meant(to, sorted(pages), [f"{top}/{term}" for term in terms]):
        return error(
            "menu-entry-unknown-suggestion", CONFIG_FILE, entry.position, suggestion=meant, **arguments
        )
    if top == STANDING and below:
        title = quoted(below.rpartition("/")[2].replace("-", " ").capitalize())
        pages_known = ", ".join(sorted(pages)) or "–"
        return error(
            "menu-entry-no-page", CONFIG_FILE, entry.position, title=title, known=pages_known, **arguments
        )
    return error("menu-entry-unknown", CONFIG_FILE, entry.position, known=", ".join(LISTS), **arguments)


def _meant(to: str, pages: Sequence[str], terms: Sequence[str]) -> str:
    """The list, page or term of which an entry is a misspelling; empty when it is none's."""
    name = to.rpartition("/")[2]
    near = [each for each in (*pages, *terms) if is_slip(name, each.rpartition("/")[2])]
    if "/" not in to:
        near += difflib.get_close_matches(to, LISTS, n=1, cutoff=0.75)
    return next(iter(difflib.get_close_matches(to, near, n=1, cutoff=0)), "")


def own_entries(config: Config) -> list[MenuEntry]:
    """The entries of the menus that have an address of this site."""
    return [entry for _, entry in _own_entries(config)]


def _own_entries(config: Config) -> list[tuple[str, MenuEntry]]:
    return [
        (name, entry)
        for name, menu in _menus(config)
        for entry in menu.entries or ()
        if entry.url.startswith("/")
    ]


def stray_addresses(config: Config, files: Iterable[str]) -> Iterator[Diagnostic]:
    """The entries with an address of this site at which there is none of ``files``, the output paths."""
    own = _own_entries(config)
    there = frozenset(files) if own else frozenset[str]()
    for name, entry in own:
        path = entry.url.partition("#")[0].partition("?")[0].strip("/")
        if there.isdisjoint(_files_at(path)):
            key, root = f"{name}.entries", config.addresses.root
            own_path = path.removeprefix(f"{root.strip('/')}/")
            if root and own_path != path and not there.isdisjoint(_files_at(own_path)):
                suggestion = entry.url.removeprefix(root)
                yield error(
                    "menu-entry-with-root", CONFIG_FILE, entry.position,
                    key=key, url=entry.url, root=root, suggestion=suggestion,
                )  # fmt: skip
                continue
            yield error("menu-entry-nowhere", CONFIG_FILE, entry.position, key=key, url=entry.url)


def _files_at(path: str) -> frozenset[str]:
    """Where an address, without slashes around it, may lead: a file or a folder's page."""
    return frozenset({path, f"{path}/index.html".lstrip("/")})
