"""Files that are published as they are, and security.txt, which the settings say."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence

from warta import urls
from warta.config.tables import CONFIG_FILE
from warta.diagnostics.values import WHOLE_FILE, Diagnostic, Position, error, warning
from warta.i18n.moments import iso_text
from warta.media.values import ICON_SOURCE, Media
from warta.pages.context import Context
from warta.pages.data import Made, PlannedPage
from warta.views.single import SecurityView

__all__ = ["misplaced_files", "security_remarks", "security_txt"]

MADE_HERE = ("assets", "cards", "media", "pagefind", ".warta")
"""The folders of the output in which names are Warta's to give."""
SECURITY = ".well-known/security.txt"


def misplaced_files(
    files: Sequence[Media], pages: Iterable[PlannedPage], icons: Iterable[Media]
) -> Iterator[Diagnostic]:
    """The files that would be where a page or an icon is, or in a folder's place, on whatever file system."""
    if not files:
        return
    taken = {urls.collision_key(icon.path): icon.source.removeprefix(ICON_SOURCE) for icon in icons}
    folders: dict[str, str] = {}
    for page in pages:
        key = urls.collision_key(page.path)
        owner = page.source or "Warta"
        taken.setdefault(key, owner)
        for folder in _folders(key):
            folders.setdefault(folder, owner)
    for file in files:
        key = urls.collision_key(file.path)
        own = _folders(key)
        other = (
            taken.get(key) or folders.get(key) or next((taken[each] for each in own if each in taken), None)
        )
        top = key.partition("/")[0]
        if other is None and top in MADE_HERE and "/" in key:
            other = f"{top}/"
        if other is not None:
            yield error("static-in-place", file.source, WHOLE_FILE, path="/" + file.path, other=other)
        taken[key] = file.source
        for folder in own:
            folders.setdefault(folder, file.source)


def _folders(key: str) -> list[str]:
    parts = key.split("/")
    return ["/".join(parts[:end]) for end in range(1, len(parts))]


def security_txt(context: Context) -> Iterator[PlannedPage]:
    """Where to report a weakness of the site to, as RFC 9116 has it."""
    security = context.config.security
    if security is None:
        return
    address = context.addresses.at(SECURITY)
    view = SecurityView(
        contact=security.contact,
        expires=security.expires,
        languages=context.codes,
        canonical=context.canonical(address.url),
        policy=security.policy,
        encryption=security.encryption,
        acknowledgments=security.acknowledgments,
    )
    yield context.planned(address.path, "security.txt", context.codes[0], Made(None, view))


def security_remarks(context: Context, now: float) -> Iterator[Diagnostic]:
    """That nobody believes security.txt any longer, or that none finds it: time alone makes no error."""
    security = context.config.security
    if security is None:
        return
    position = Position(*security.position)
    if security.expires.timestamp <= now:
        since = iso_text(security.expires)
        yield warning("security-expired", CONFIG_FILE, position, since=since)
    if context.addresses.root:
        address = context.addresses.at(SECURITY).url
        yield warning("security-below", CONFIG_FILE, position, address=address, wanted=f"/{SECURITY}")
