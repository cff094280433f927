"""Files that web servers send compressed: each beside its original, made when that has changed.

``index.html.gz`` is no page. It stands in the manifest, so that it goes when its original goes.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping
from typing import NamedTuple

from warta.filesystem.own_files import read_own
from warta.filesystem.stamps import file_digest
from warta.output.content_types import COMPRESSED, MEDIA, content_type
from warta.output.folder import OutputFolder
from warta.output.manifest import Entry
from warta.output.stage import Stage
from warta.store.outputs import Outputs, difference

__all__ = ["Encoding", "copies_of", "encodings", "is_precompressed", "precompressed"]

_MARK = b"precompressed "
_SUFFIXES = (".gz", ".br", ".zst")
_BATCH = 256
"""Files whose bytes are in memory at once."""
_LASTING = "assets/"
"""Of these there are few, and every reader fetches them: they may take their time."""


class Encoding(NamedTuple):
    """A way to compress, as ``Content-Encoding`` names it."""

    suffix: str
    template: bytes
    """Of its entries in the manifest: which way, by which version."""
    compress: Callable[[str, bytes], bytes]
    """Path and bytes → bytes; the same each time, and safe in threads."""


def encodings(names: tuple[str, ...]) -> tuple[Encoding, ...]:
    """The encodings of these names: gzip, brotli, zstd. Raises ImportError where a library is missing."""
    return tuple([_KNOWN[name]() for name in names])


def is_precompressed(entry: Entry) -> bool:
    """Whether a file of the manifest is a compressed copy of another."""
    return entry.template.startswith(_MARK)


def copies_of(paths: Iterable[str], files: Mapping[str, Entry]) -> Iterator[str]:
    """The paths of compressed copies of files, as ``files`` has them."""
    for name in (path + suffix for path in paths for suffix in _SUFFIXES):
        if name in files and is_precompressed(files[name]):
            yield name


def precompressed(
    ways: tuple[Encoding, ...],
    plain: Mapping[str, Entry],
    folder: OutputFolder,
    *,
    kept: Mapping[str, Entry],
    stage: Stage,
    outputs: Outputs,
    jobs: int,
) -> dict[str, Entry]:
    """The entries of compressed copies of files, which are kept or staged. Raises OSError.

    ``kept`` are other files that stay, and ``outputs`` those of the folder as they are.
    """
    found, due = dict[str, Entry](), list[tuple[str, Encoding]]()
    for path, entry in plain.items():
        if path.startswith(MEDIA) or not content_type(path).startswith(COMPRESSED):
            continue
        for way in ways:
            name = path + way.suffix
            known, own = folder.manifest.files.get(name), plain.get(name, kept.get(name))
            if own is not None and not is_precompressed(own):  # a file of the site's own
                continue
            if (
                known is not None
                and (known.template, known.data) == (way.template, entry.digest)
                and difference(outputs, name, known.digest) is None
            ):
                found[name] = known
            else:
                due.append((path, way))
    for (path, way), data in _compressed(due, folder, stage, jobs):
        name = path + way.suffix
        stage.add(name, data)
        found[name] = Entry(way.template, plain[path].digest, file_digest(data), plain[path].source)
    return found


def _compressed(
    due: list[tuple[str, Encoding]], folder: OutputFolder, stage: Stage, jobs: int
) -> Iterator[tuple[tuple[str, Encoding], bytes]]:
    def compress(each: tuple[str, Encoding]) -> bytes:
        path, way = each
        staged = stage.files.get(path)
        place = folder.root / path if staged is None else stage.folder / staged
        data = read_own(place)
        if data is None:
            raise FileNotFoundError(2, "gone while it was compressed", str(place))
        return way.compress(path, data)

    from concurrent.futures import ThreadPoolExecutor  # like gzip, it takes its time to import

    with ThreadPoolExecutor(max(1, jobs)) as pool:
        for start in range(0, len(due), _BATCH):
            batch = due[start : start + _BATCH]
            yield from zip(batch, pool.map(compress, batch), strict=True)


def _gzip() -> Encoding:
    import gzip
    import zlib

    version = f"gzip {zlib.ZLIB_RUNTIME_VERSION}".encode()
    return Encoding(".gz", _MARK + version, lambda _, data: gzip.compress(data, 9, mtime=0))


def _brotli() -> Encoding:
    import brotli

    def compress(path: str, data: bytes) -> bytes:
        # Quality 10 and 11 take fifty times as long for a tenth less; a small window is as good for a page.
        quality, window = (11, 22) if path.startswith(_LASTING) else (9, 16)
        compressed: bytes = brotli.compress(data, quality=quality, lgwin=window)
        return compressed

    return Encoding(".br", _MARK + f"brotli {brotli.__version__}".encode(), compress)


def _zstd() -> Encoding:
    import zstandard

    def compress(path: str, data: bytes) -> bytes:
        level = 19 if path.startswith(_LASTING) else 12
        return zstandard.ZstdCompressor(level=level).compress(data)

    return Encoding(".zst", _MARK + f"zstd {zstandard.ZSTD_VERSION}".encode(), compress)


_KNOWN: Mapping[str, Callable[[], Encoding]] = {"gzip": _gzip, "brotli": _brotli, "zstd": _zstd}
