"""Compiled templates that outlive a build: in this process, and in a folder of the user's for the next one.

They are programs, so they never lie in a site's folder, where a stranger could have put them.
"""

from __future__ import annotations

from contextlib import suppress
from pathlib import Path
from types import CodeType

from jinja2 import BytecodeCache
from jinja2.bccache import Bucket

from warta.filesystem.own_files import private_folder
from warta.filesystem.stamps import read_sealed, write_sealed

__all__ = ["SealedBytecode", "private"]

MAX_KEPT = 500
"""More files than this, of several sites and versions, and the older half goes."""

_COMPILED: dict[tuple[str, str, str], CodeType] = {}
"""(program digest, template, digest of its source) → code, for all builds of this process."""


def private(folder: Path | None) -> Path | None:
    """The folder, made if need be, when nobody but this user can write into it; else None."""
    return folder if folder is not None and private_folder(folder) else None


class SealedBytecode(BytecodeCache):
    """Jinja's bytecode cache with a seal on each file: what is damaged is compiled again.

    A template's code depends on its source and on how the environment is set up,
    which the digest of the program covers.
    """

    def __init__(self, folder: Path | None, program: str) -> None:
        self.folder = folder
        """Has to be :func:`private`. None: nothing outlives the process."""
        self.program = program

    def load_bytecode(self, bucket: Bucket) -> None:
        """Fill the bucket with what was kept, if that is whole."""
        bucket.code = _COMPILED.get((self.program, bucket.key, bucket.checksum))
        if bucket.code is not None or self.folder is None:
            return
        data = read_sealed(self._file(self.folder, bucket))
        if data is not None:
            bucket.bytecode_from_string(data)
            _remember(self.program, bucket)

    def dump_bytecode(self, bucket: Bucket) -> None:
        """Keep the bucket; failing to is not an error."""
        _remember(self.program, bucket)
        if self.folder is None:
            return
        with suppress(OSError):
            write_sealed(self._file(self.folder, bucket), bucket.bytecode_to_string())
            _make_room(self.folder)

    def _file(self, folder: Path, bucket: Bucket) -> Path:
        return folder / f"template-{bucket.key}-{bucket.checksum[:12]}-{self.program[:12]}"


def _remember(program: str, bucket: Bucket) -> None:
    if bucket.code is not None:  # nothing else is in a file that is whole
        _COMPILED[program, bucket.key, bucket.checksum] = bucket.code


def _make_room(folder: Path) -> None:
    files = list(folder.iterdir())
    if len(files) > MAX_KEPT:
        for file in sorted(files, key=lambda file: file.lstat().st_mtime_ns)[: MAX_KEPT // 2]:
            file.unlink(missing_ok=True)
