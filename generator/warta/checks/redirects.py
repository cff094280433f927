"""What ``check --fix`` adds to ``site.toml``: lines below ``[redirects]`` for addresses that were public."""

from __future__ import annotations

import re
import tomllib
from collections.abc import Iterable, Mapping
from typing import Any

from warta.checks.fix import Mended
from warta.diagnostics.values import Diagnostic, Severity

__all__ = ["REDIRECT_RULES", "add_redirects"]

REDIRECT_RULES = frozenset({"feed-moved", "path-word-changed", "redirect-gone"})
"""Findings that a line below ``[redirects]`` mends: from their ``old`` to their ``new``."""
_HEADER = re.compile(rb"(?m)^[ \t]*\[[ \t]*redirects[ \t]*\][^\r\n]*(?P<end>\r?\n|\Z)")


def add_redirects(data: bytes, findings: Iterable[Diagnostic]) -> Mended | None:
    """The settings with a line for each of the findings; None where nothing can be added.

    All else in the file stays as it is, and afterwards it says nothing else than before and these lines.
    """
    done = sorted({each for each in findings if _is_certain(each)})
    moved = dict(sorted((said["old"], said["new"]) for said in (dict(each.arguments) for each in done)))
    before = _settings(data)
    there = before.get("redirects", {})
    if not before or not moved or not isinstance(there, Mapping) or there.keys() & moved.keys():
        return None
    end = b"\r\n" if b"\r\n" in data else b"\n"
    lines = b"".join(f'"{old}" = "{new}"'.encode() + end for old, new in moved.items())
    header = _HEADER.search(data)
    if header is not None:
        gap = b"" if header["end"] else end
        added = data[: header.end()] + gap + lines + data[header.end() :]
    else:
        gap = b"" if data.endswith(b"\n") else end
        added = data + gap + end + b"[redirects]" + end + lines
    is_all = _settings(added) == {**before, "redirects": {**there, **moved}}
    return Mended(added, tuple(done)) if is_all else None


def _is_certain(found: Diagnostic) -> bool:
    """A redirect is put back only where the public site has it: else somebody may mean it to go."""
    return found.code in ("feed-moved", "path-word-changed") or (
        found.code == "redirect-gone" and found.severity is Severity.ERROR
    )


def _settings(data: bytes) -> dict[str, Any]:
    """The settings as they stand there; nothing when they cannot be read."""
    try:
        return tomllib.loads(data.decode("utf-8-sig"))
    except (UnicodeDecodeError, tomllib.TOMLDecodeError):
        return {}
