"""``[menu]`` and ``[footer]`` of site.toml: what readers are led to from every page."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any
from urllib.parse import urlsplit

from msgspec import Struct

from warta import urls
from warta.config.tables import CONFIG_FILE, Tables, Wrong, local_text, table, text, wrong
from warta.diagnostics.values import Position, error

__all__ = ["ENTRY_KEYS", "MENU_KEYS", "Menu", "MenuEntry", "read_menu", "texts_of"]

MENU_KEYS = ("entries",)
ENTRY_KEYS = ("to", "url", "name")
MOST = 30
"""Entries of a menu."""
_OTHER_SCHEMES = ("mailto", "tel")

LocalTexts = tuple[tuple[str, str], ...]
"""Language → text."""


class MenuEntry(Struct, frozen=True):
    """One line of a menu."""

    to: str
    """A list (``news``), a standing page (``pages/tentang``) or a term (``tags/korpri``); else empty."""
    url: str
    """An address: of another site, of an e-mail or telephone, or, with a slash at the start, of this site."""
    names: LocalTexts
    """In each language; empty for the name of what it leads to."""
    position: Position
    """In ``site.toml``."""


class Menu(Struct, frozen=True):
    """A menu as ``site.toml`` has it."""

    entries: tuple[MenuEntry, ...] | None = None
    """None: what Warta puts there."""


def read_menu(tables: Tables, name: str, values: Mapping[str, Any], codes: Sequence[str]) -> Menu:
    """The table of that name. What is wrong with one entry says nothing about the others."""
    known = [key for key in values if tables.is_known(name, key, MENU_KEYS)]
    if "entries" not in known:
        return Menu()
    entries = values["entries"]
    well_formed = isinstance(entries, list) and len(entries) <= MOST
    if not tables.is_right(
        name, "entries", None if well_formed else wrong("setting-entries-list", most=MOST)
    ):
        return Menu()
    read: list[MenuEntry] = []
    seen: dict[str, int] = {}
    for entry in entries:
        said = entry if isinstance(entry, str) else _said(entry)
        seen[said] = seen.get(said, 0) + 1
        position = tables.text_position(name, "entries", said, seen[said])
        found = _entry(entry, codes, position)
        if isinstance(found, MenuEntry):
            read.append(found)
        else:
            arguments = {**found.arguments, "key": f"{name}.entries"}
            tables.diagnostics.append(error(found.code, CONFIG_FILE, position, **arguments))
    return Menu(tuple(read))


def _said(entry: Any) -> str:
    """The text by which an entry is found in the file."""
    values = entry.values() if isinstance(entry, Mapping) else ()
    return next((value for value in values if isinstance(value, str)), "")


def _entry(entry: Any, codes: Sequence[str], position: Position) -> MenuEntry | Wrong:
    """An entry, or what is wrong with it."""
    given = {"to": entry} if isinstance(entry, str) else entry
    if table(given) or not (given.keys() <= set(ENTRY_KEYS)) or ("to" in given) == ("url" in given):
        return wrong("menu-entry-form")
    where = given["to"] if "to" in given else given["url"]
    if text(where):
        return wrong("menu-entry-form")
    if "name" in given and (refused := local_text(codes)(given["name"])):
        return refused
    names = texts_of(given["name"], codes) if "name" in given else ()
    where = where.strip()
    if "to" in given:
        if urls.is_web_url(where) or where.startswith("/"):
            return wrong("menu-entry-address", url=where)
        return MenuEntry(where.strip("/"), "", names, position)
    if not _is_address(where):
        return wrong("menu-entry-url", url=where)
    return MenuEntry("", where, names, position) if names else wrong("menu-entry-name", url=where)


def texts_of(value: str | Mapping[str, str], codes: Sequence[str]) -> LocalTexts:
    """A text, or a table of language and text, as one text for each language: else the first."""
    if isinstance(value, str):
        return tuple([(code, value.strip()) for code in codes])
    first = next(value[code] for code in codes if code in value)
    return tuple([(code, value.get(code, first).strip()) for code in codes])


def _is_address(url: str) -> bool:
    if url.startswith("/"):
        path = url.partition("#")[0].partition("?")[0]
        return path == "/" or urls.path_problem(path) is None
    return urls.is_web_url(url) or (urlsplit(url).scheme in _OTHER_SCHEMES and " " not in url)
