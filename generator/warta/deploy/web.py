"""One request to a service that is told something; what went wrong in few words, none of them a secret."""

from __future__ import annotations

from collections.abc import Iterable, Mapping

from warta.deploy.programs import last_words
from warta.publishing.http import NoAnswerError, ask

__all__ = ["WebError", "post", "without"]


class WebError(Exception):
    """A service did not do what it was asked for; the text says why."""


def post(address: str, data: bytes, headers: Mapping[str, str], secrets: Iterable[str] = ()) -> None:
    """Tell a service, which has to be content. Raises WebError."""
    try:
        answer = ask(address, data=data, headers=dict(headers), method="POST")
    except (NoAnswerError, ValueError) as problem:
        raise WebError(without(last_words(str(problem)), secrets)) from problem
    if not 200 <= answer.status < 300:
        raise WebError(f"HTTP {answer.status}")


def without(text: str, secrets: Iterable[str]) -> str:
    """A text with dots where it repeats a secret."""
    for secret in secrets:
        text = text.replace(secret, "•••") if secret else text
    return text
