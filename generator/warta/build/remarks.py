"""What a build says of the step from one output to the next: feeds and files that go, limits of hosts."""

from __future__ import annotations

import json
from collections.abc import Collection, Iterable, Iterator, Mapping
from contextlib import suppress
from pathlib import Path

from warta.config.settings import Config
from warta.config.site_tables import FEED_FORMATS
from warta.config.tables import CONFIG_FILE
from warta.content.model import TAXONOMIES
from warta.content.static import STATIC
from warta.diagnostics.values import Diagnostic, warning
from warta.output.manifest import Entry
from warta.pages.frame import FEED_FILES
from warta.store.outputs import Outputs

__all__ = ["feeds_gone", "host_limits", "static_gone"]

MOST_FILES = ("Cloudflare Pages", 20_000)
MOST_IN_A_FILE = ("Cloudflare Pages", 25 * 2**20)
MOST_BYTES = ("GitHub Pages", 10**9)
NEAR = 0.9
"""A site is told of a limit when it passes this share of it, and again when it passes the limit."""


def feeds_gone(config: Config, deleted: Collection[str], planned: Collection[str]) -> Iterator[Diagnostic]:
    """Feeds that a build deletes though their pages stay, by the setting that keeps them."""
    kinds = {name: kind for kind, name in FEED_FILES.items()}
    gone: dict[str, dict[str, str]] = {}
    for path in deleted:
        folder, _, name = path.rpartition("/")
        if name in kinds and f"{folder}/index.html" in planned:
            key, value = _setting(config, folder, kinds[name])
            gone.setdefault(key, {}).setdefault(value, path)
    settings = config.feeds
    kept = {"formats": settings.formats, "term_formats": settings.term_formats, "terms": settings.terms}
    for key, values in sorted(gone.items()):
        choices = TAXONOMIES if key == "terms" else FEED_FORMATS
        all_of_them = [choice for choice in choices if choice in (*kept[key], *values)]
        setting = f"{key} = {json.dumps(all_of_them)}"
        example = "/" + min(values.values())
        yield warning("feed-gone", CONFIG_FILE, key=key, setting=setting, example=example)


def _setting(config: Config, folder: str, kind: str) -> tuple[str, str]:
    """The key of ``[feeds]`` that a feed is written by, and the value that it has to have."""
    code, _, rest = folder.partition("/")
    if not rest:
        return "formats", kind
    words = config.language(code).paths
    taxonomy = next((each for each in TAXONOMIES if words[each] == rest.partition("/")[0]), "")
    return ("term_formats", kind) if taxonomy in config.feeds.terms else ("terms", taxonomy)


def static_gone(
    before: Mapping[str, Entry], deleted: Collection[str], removals: Collection[str]
) -> Iterator[Diagnostic]:
    """Files of ``static/`` that were published and are gone, but for those listed as removed."""
    gone = sorted(path for path in deleted if before[path].source == f"{STATIC}/{path}")
    gone = [path for path in gone if path not in removals]
    if gone:
        yield warning("static-gone", f"{STATIC}/{gone[0]}", old=f"/{gone[0]}", count=len(gone))


def host_limits(
    folder: Path,
    before: Mapping[str, Entry],
    entries: Mapping[str, Entry],
    *,
    outputs: Outputs,
    written: Collection[str],
) -> Iterator[Diagnostic]:
    """The limits of well-known hosts that an output passes which was below them: each is told once."""
    new = [path for path in written if path not in before]
    host, most = MOST_FILES
    if _passed(len(before), len(entries), most):
        yield _limit("host-files", host, entries, count=len(entries), most=most)
    host, most = MOST_IN_A_FILE
    large = {path: size for path in written if (size := _size(folder, path, outputs)) > most}
    if large:
        path = max(large, key=large.__getitem__)
        yield warning("host-file", f"output/{path}", host=host, size=_mib(large[path]), most=_mib(most))
    if not new:
        return
    host, most = MOST_BYTES
    added = sum(_size(folder, path, outputs) for path in new)
    now = sum(_size(folder, path, outputs) for path in outputs)
    if _passed(now - added, now, most):
        yield _limit("host-bytes", host, entries, size=_mib(now), most=_mib(most))


def _passed(before: int, now: int, most: int) -> bool:
    return any(before <= step < now for step in (most * NEAR, most))


def _size(folder: Path, path: str, outputs: Outputs) -> int:
    """In bytes; 0 for a file that is not there."""
    stamp = outputs.get(path, (None, b""))[0]
    if stamp is not None:
        return stamp[0]
    with suppress(OSError):
        return (folder / path).stat().st_size
    return 0


def _mib(size: int) -> int:
    return round(size / 2**20)


def _limit(code: str, host: str, entries: Iterable[str], **arguments: int) -> Diagnostic:
    """With how many files of the kinds that can be left out there are."""
    names = [path.rpartition("/") for path in entries]
    feeds = sum(name in FEED_FILES.values() and "/" in folder for folder, _, name in names)
    ninjs = sum(name == "ninjs.json" for _, _, name in names)
    cards = sum(folder == "cards" for folder, _, _ in names)
    return warning(code, CONFIG_FILE, host=host, feeds=feeds, ninjs=ninjs, cards=cards, **arguments)
