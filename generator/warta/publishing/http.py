"""Requests with an end: in time, in size, and to http and https alone."""

from __future__ import annotations

import time
from http.client import HTTPException
from typing import NamedTuple
from urllib.error import HTTPError
from urllib.request import HTTPRedirectHandler, Request, build_opener
from urllib.response import addinfourl

from warta import __version__

__all__ = ["Answer", "NoAnswerError", "ask"]

PATIENCE = 10.0
"""Seconds in which a server has to go on."""
LONGEST = 60.0
"""Seconds that one answer may take altogether."""
_PIECE = 1 << 16


class NoAnswerError(Exception):
    """The server cannot be reached, or does not come to an end; the text says why."""


class Answer(NamedTuple):
    """What a server says."""

    status: int
    body: bytes
    """Of success only."""
    date: str
    """The server's time, as its header ``Date`` has it; empty without one."""


class _Stay(HTTPRedirectHandler):
    """A request that does something, or carries a secret, goes where it is sent and nowhere else."""

    def redirect_request(self, *_: object) -> None:
        return None


def ask(
    url: str,
    *,
    data: bytes | None = None,
    headers: dict[str, str] | None = None,
    method: str | None = None,
    largest: int = 1 << 20,
) -> Answer:
    """The answer of a web address, whatever its status; ``data`` is posted there and nowhere else.

    Raises NoAnswerError, also for an answer of more than ``largest`` bytes.
    """
    request = Request(url, data, {"User-Agent": f"warta/{__version__}", **(headers or {})}, method=method)  # noqa: S310 - callers check
    opener = build_opener(_Stay) if data is not None else build_opener()
    try:
        with opener.open(request, timeout=PATIENCE) as answer:
            return Answer(answer.status, _body(answer, largest), answer.headers.get("Date") or "")
    except HTTPError as refused:
        with refused:
            return Answer(refused.code, b"", refused.headers.get("Date") or "")
    except (OSError, HTTPException, ValueError) as problem:
        raise NoAnswerError(_in_words(problem)) from None


def _body(answer: addinfourl, largest: int) -> bytes:
    pieces, size, end = [], 0, time.monotonic() + LONGEST
    while piece := answer.read(_PIECE):
        pieces.append(piece)
        size += len(piece)
        if size > largest:
            raise NoAnswerError(f"> {largest} bytes")
        if time.monotonic() > end:
            raise NoAnswerError(f"> {LONGEST:.0f} s")
    return b"".join(pieces)


def _in_words(problem: Exception) -> str:
    reason = getattr(problem, "reason", problem)
    text = getattr(reason, "strerror", None) or str(reason) or type(problem).__name__
    return text.strip()
