"""One request to a service, over HTTP; what went wrong in a few words, and never a secret in them."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from http.client import HTTPException
from urllib.error import HTTPError
from urllib.request import Request, urlopen

from warta.deploy.programs import last_words

__all__ = ["WebError", "post"]

PATIENCE = 20
"""Seconds until a service has to answer."""
SHOWN = 400
"""Bytes of an answer that are read for a message."""


class WebError(Exception):
    """A service did not do what it was asked for; the text says why."""


def post(address: str, data: bytes, headers: Mapping[str, str], secrets: Iterable[str] = ()) -> bytes:
    """What a service answers, when it is content. Raises WebError."""
    request = Request(address, data=data, headers={"User-Agent": "warta", **headers}, method="POST")  # noqa: S310 - settings are checked to be http or https
    try:
        with urlopen(request, timeout=PATIENCE) as answer:  # noqa: S310 - as above
            found: bytes = answer.read()
            return found
    except HTTPError as problem:
        with problem:
            said = problem.read(SHOWN).decode("utf-8", "replace")
        words = f"{problem.code} {problem.reason}: {said}"
    except (OSError, HTTPException, ValueError) as problem:
        words = str(problem)
    raise WebError(without(last_words(words), secrets))


def without(text: str, secrets: Iterable[str]) -> str:
    """A text with dots where it repeats a secret."""
    for secret in secrets:
        text = text.replace(secret, "•••") if secret else text
    return text
