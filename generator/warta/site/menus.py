"""What the entries of ``[menu]`` and ``[footer]`` may lead to, and those that lead nowhere.

The same at all times: an entry for a page that is not public yet is left out of the menu until it is.
"""

from __future__ import annotations

import difflib
from collections.abc import Collection, Iterable, Iterator

from warta.config.menus import Menu, MenuEntry
from warta.config.settings import CONFIG_FILE, Config
from warta.content.model import STANDING, TAXONOMIES
from warta.diagnostics.values import Diagnostic, error
from warta.site.library import Library

__all__ = ["LISTS", "menu_problems", "stray_addresses"]

LISTS = ("home", "news", *TAXONOMIES, "archive", "feed", "search", "open_data", "contact")
"""What every site has a page or an address for; the last three only where they are set up."""


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
    }.get(entry.to, True)
    setting = '[publisher] contact = "…"' if entry.to == "contact" else f"[{entry.to}] enabled = true"
    arguments = {"to": entry.to, "setting": setting}
    return None if on else error("menu-entry-off", CONFIG_FILE, entry.position, **arguments)


def _unknown(entry: MenuEntry, name: str, pages: Collection[str], library: Library) -> Diagnostic | None:
    """That there is neither a page nor a term of a name."""
    to, key = entry.to, f"{name}.entries"
    top, _, below = to.partition("/")
    terms = library.registry.terms.get(top, {})
    if below in terms:
        return None
    known = [*LISTS, *sorted(pages), *(f"{top}/{term}" for term in terms)]
    arguments = {"key": key, "to": to, "page": f"content/{to}"}
    if close := difflib.get_close_matches(to, known, n=1, cutoff=0.6):
        return error(
            "menu-entry-unknown-suggestion", CONFIG_FILE, entry.position, suggestion=close[0], **arguments
        )
    return error("menu-entry-unknown", CONFIG_FILE, entry.position, known=", ".join(LISTS), **arguments)


def stray_addresses(config: Config, files: Iterable[str]) -> Iterator[Diagnostic]:
    """The entries with an address of this site at which there is none of ``files``, the output paths."""
    own = [
        (name, entry)
        for name, menu in _menus(config)
        for entry in menu.entries or ()
        if entry.url.startswith("/")
    ]
    there = frozenset(files) if own else frozenset[str]()
    for name, entry in own:
        path = entry.url.partition("#")[0].partition("?")[0].strip("/")
        if there.isdisjoint({path, f"{path}/index.html".lstrip("/")}):
            key = f"{name}.entries"
            yield error("menu-entry-nowhere", CONFIG_FILE, entry.position, key=key, url=entry.url)
