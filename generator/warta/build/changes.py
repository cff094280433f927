"""How a plan differs from what the output folder holds."""

from __future__ import annotations

from collections.abc import Collection, Iterator, Mapping
from typing import NamedTuple

from msgspec import Struct

from warta.build.prepare import Prepared
from warta.filesystem.stamps import MANIFEST, TABLE, file_digest
from warta.media.values import ICON_SOURCE, Media
from warta.output.folder import OutputFolder
from warta.output.manifest import COPY, Entry
from warta.output.precompressed import copies_of, is_precompressed
from warta.output.table import Layered
from warta.pages.data import CARD, PlannedPage, SearchIndex
from warta.store.outputs import Outputs, difference

__all__ = ["SEARCH", "Changes", "Copy", "Due", "compare", "compare_reached"]

SEARCH = b"search"
"""In the manifest, the template of a search index's files."""


class Copy(Struct, frozen=True):
    """A file that no template makes."""

    path: str
    """Below the output folder."""
    entry: Entry
    """For the manifest."""
    data: bytes | None = None
    """None: fetched when they are needed."""
    media: Media | None = None
    """The picture or document that they are, or are a part of."""


class Due(NamedTuple):
    """A page that has to be rendered."""

    page: PlannedPage
    entry: Entry
    """For the manifest; its digest is filled in afterwards."""
    reason: str
    """new, content, template, program, missing or edited."""


class Changes(Struct, frozen=True):
    """What there is to do."""

    render: tuple[Due, ...]
    copy: tuple[Copy, ...]
    """Files to write as they are."""
    keep: Mapping[str, Entry]
    """What stays as it is; of an edit, all that was there before."""
    search: tuple[SearchIndex, ...]
    """The parts of search indexes to make."""
    later: tuple[str, ...]
    """The folders of those that stay as they are though they are of other texts."""
    found: Mapping[str, bytes]
    """The files of the parts to make that are whole, as they are, with their digests."""
    delete: tuple[str, ...]
    """What is planned no longer; a search index that is made anew may have files of the same names."""

    @property
    def are_of_edit(self) -> bool:
        """Whether they are all that is known: of other files it is not."""
        return isinstance(self.keep, Layered)

    def deleted(self, old: Mapping[str, Entry], made: Mapping[str, Entry]) -> tuple[str, ...]:
        """The ``old`` files that go once others are ``made``, compressed copies too."""
        if self.are_of_edit:
            return tuple(sorted({*self.delete, *copies_of((*self.delete, *made), old)} - made.keys()))
        copies = [path for path, entry in old.items() if is_precompressed(entry)]
        return tuple(sorted({*self.delete, *copies} - made.keys() - self.keep.keys()))

    def files_after(self, made: Mapping[str, Entry], delete: Collection[str]) -> Mapping[str, Entry]:
        """The entries of all files once these are ``made`` and deleted. Raises OSError."""
        if isinstance(self.keep, Layered):
            return self.keep.changed(made, delete)
        return {**self.keep, **made}

    def outputs_left(
        self, outputs: Outputs, entries: Mapping[str, Entry], delete: Collection[str]
    ) -> Outputs:
        """How those of the files looked that are still there, or are made anew."""
        if not self.are_of_edit:
            return {path: outputs[path] for path in entries if path in outputs}
        gone = {*delete, MANIFEST, TABLE}  # all others are the manifest's
        return {path: seen for path, seen in outputs.items() if path not in gone}


def compare(
    prepared: Prepared, folder: OutputFolder, program: str, outputs: Outputs, *, index_later: bool = False
) -> Changes:
    """What has to be rendered, kept and deleted for the folder to hold the plan.

    ``outputs`` are the files of the folder as they are now. With ``index_later`` a search index may be that
    of other texts.
    """
    old = folder.manifest.files
    current = folder.manifest.program == program
    started_over = not folder.manifest.program
    templates = prepared.theme.digests
    render: list[Due] = []
    copy: list[Copy] = []
    search: list[SearchIndex] = []
    later: list[str] = []
    keep: dict[str, Entry] = {}
    for page in prepared.plan.pages:
        path, template = page.path, templates.get(page.template, b"")
        known = old.get(path)
        # A card's fingerprint covers the code that draws it, so a card outlives changes of other code.
        if known is None:
            reason = "new"
        elif not current and (page.writer != CARD or started_over):
            reason = "program"
        elif known.data != page.fingerprint:
            reason = "content"
        elif known.template != template:
            reason = "template"
        else:
            differing = difference(outputs, path, known.digest)
            if differing is None:
                keep[path] = known if known.source == page.source else known._replace(source=page.source)
                continue
            reason = differing
        render.append(Due(page, Entry(template, page.fingerprint, b"", page.source), reason))
    for file in _copies(prepared):
        if old.get(file.path) == file.entry and difference(outputs, file.path, file.entry.digest) is None:
            keep[file.path] = file.entry
        else:
            copy.append(file)
    found: dict[str, bytes] = {}
    parts = _parts(old)
    for index in prepared.plan.search:
        files = parts.get(index.folder, {})
        whole = [path for path, entry in files.items() if difference(outputs, path, entry.digest) is None]
        same = all(entry.data == index.fingerprint for entry in files.values())
        has_program = any(path.endswith(".js") for path in files) == index.has_program
        fits = files and current and has_program and len(whole) == len(files)
        if fits and (same or index_later):
            keep |= files
            later += [] if same else [index.folder]
        else:
            search.append(index)
            found |= {path: files[path].digest for path in whole}
    planned = {*keep, *(due.page.path for due in render), *(file.path for file in copy)}
    delete = tuple(sorted(path for path in old if path not in planned))
    return Changes(tuple(render), tuple(copy), keep, tuple(search), tuple(later), found, delete)


def compare_reached(
    prepared: Prepared, old: Layered[Entry], before: Collection[str], *, index_later: bool
) -> Changes:
    """The same for a plan of what an edit reaches, in a folder whose files are as they are said to be.

    ``before`` are the pages that were planned so before the edit. Raises OSError.
    """
    templates = prepared.theme.digests
    render: list[Due] = []
    for page in prepared.plan.pages:
        template, known = templates.get(page.template, b""), old.get(page.path)
        entry = Entry(template, page.fingerprint, b"", page.source)
        if known is None:
            render.append(Due(page, entry, "new"))
        elif (known.data, known.source) != (page.fingerprint, page.source):
            render.append(Due(page, entry, "content"))
        elif known.template != template:
            render.append(Due(page, entry, "template"))
    copy = [file for file in _media(prepared) if old.get(file.path) != file.entry]
    search: list[SearchIndex] = []
    later: list[str] = []
    found: dict[str, bytes] = {}
    for index in prepared.plan.search:
        below = old.below(index.folder)
        files = {path: entry for path, entry in below.items() if entry.template == SEARCH}
        if files and all(entry.data == index.fingerprint for entry in files.values()):
            continue
        if files and index_later:
            later.append(index.folder)
        else:
            search.append(index)
            found |= {path: entry.digest for path, entry in files.items()}
    planned = {page.path for page in prepared.plan.pages}
    gone = {path for path in before if path not in planned and path in old} | found.keys()
    return Changes(tuple(render), tuple(copy), old, tuple(search), tuple(later), found, tuple(sorted(gone)))


def _parts(files: Mapping[str, Entry]) -> dict[str, dict[str, Entry]]:
    """Folder of a part of a search index → its files."""
    parts: dict[str, dict[str, Entry]] = {}
    for path, entry in files.items():
        if entry.template == SEARCH:
            parts.setdefault("/".join(path.split("/", 3)[:3]) + "/", {})[path] = entry
    return parts


def _copies(prepared: Prepared) -> Iterator[Copy]:
    theme = prepared.theme
    for name, path in theme.asset_paths():
        data = theme.assets[name]
        yield Copy(path, _entry(file_digest(data), ""), data)
    yield from _media(prepared)


def _media(prepared: Prepared) -> Iterator[Copy]:
    for media in prepared.plan.media:
        yield Copy(
            media.path,
            _entry(bytes.fromhex(media.digest), media.source.removeprefix(ICON_SOURCE)),
            media=media,
        )


def _entry(digest: bytes, source: str) -> Entry:
    """Of a copy, whose bytes are all that it is made from."""
    return Entry(COPY, digest, digest, source)
