"""Compiled templates that outlive a build: in this process, and in the cache folder for the next one."""

from __future__ import annotations

from contextlib import suppress
from pathlib import Path

from jinja2 import BytecodeCache
from jinja2.bccache import Bucket

from generator.freshness import read_sealed, write_sealed

__all__ = ["SealedBytecode"]

_COMPILED: dict[tuple[str, str, str], bytes] = {}
"""(salt, template, digest of its source) → code, for all builds of this process."""


class SealedBytecode(BytecodeCache):
    """Jinja's bytecode cache with a seal on each file: what is damaged is compiled again.

    A template's code depends on its source and on how the environment is set up,
    which is part of the program and so of the salt.
    """

    def __init__(self, folder: Path | None, salt: str) -> None:
        self.folder = folder
        """None: nothing outlives the process."""
        self.salt = salt

    def load_bytecode(self, bucket: Bucket) -> None:
        """Fill the bucket with what was kept, if that is whole."""
        data = _COMPILED.get((self.salt, bucket.key, bucket.checksum))
        if data is None and self.folder is not None:
            data = read_sealed(self._file(bucket))
        if data is not None:
            _COMPILED[self.salt, bucket.key, bucket.checksum] = data
            bucket.bytecode_from_string(data)

    def dump_bytecode(self, bucket: Bucket) -> None:
        """Keep the bucket; failing to is not an error."""
        data = _COMPILED[self.salt, bucket.key, bucket.checksum] = bucket.bytecode_to_string()
        if self.folder is None:
            return
        with suppress(OSError):
            write_sealed(self._file(bucket), data)

    def _file(self, bucket: Bucket) -> Path:
        assert self.folder is not None
        return self.folder / f"template-{bucket.key}-{bucket.checksum[:12]}-{self.salt[:12]}"
