"""Who is told of what has changed: caches in front of the site, search engines, subscribers of feeds.

Each is told of exactly the addresses that have changed. The site is public by then, so that a service that
does not answer is a warning and nothing more.
"""

from __future__ import annotations

import json
import shlex
from collections.abc import Callable, Collection, Mapping, Sequence
from typing import NamedTuple
from urllib.parse import quote, urlencode, urlsplit

from warta.config.deploy import Target
from warta.deploy.findings import DeployError
from warta.deploy.programs import ProgramError, last_words, run_program
from warta.deploy.web import WebError, post, without
from warta.diagnostics.values import Diagnostic, warning

__all__ = ["News", "Told", "addresses_of", "notify"]

CLOUDFLARE, FASTLY = "https://api.cloudflare.com/client/v4", "https://api.fastly.com"
CLOUDFLARE_AT_ONCE, INDEXNOW_AT_ONCE = 30, 10_000
"""Addresses in one request, as these services have it."""
FEEDS = ("/feed.xml", "/rss.xml", "/feed.json")
_NOT_SERVED = ("_headers", "_redirects")


class News(NamedTuple):
    """What has changed, and who may be told."""

    name: str
    """Of the target."""
    target: Target
    base: str
    """The address of the site."""
    paths: Sequence[str]
    """Of the files that were sent or deleted."""
    files: Mapping[str, bytes]
    """All that is there now."""
    hub: str | None
    """Of WebSub."""
    purge_with: str
    """A command that is given the changed addresses; empty for none."""
    environment: Mapping[str, str]
    """Holds the secrets."""


class Told(NamedTuple):
    """Services that were told → of how many addresses; and what went wrong."""

    counts: Mapping[str, int]
    remarks: tuple[Diagnostic, ...]


class _NotToldError(Exception):
    """A service could not be told; the text says why."""


def addresses_of(base: str, path: str) -> tuple[str, ...]:
    """The addresses that a file has; the first is the one that pages link to."""
    full = f"{base}/{quote(path)}"
    if path == "index.html" or path.endswith("/index.html"):
        return (full.removesuffix("index.html"), full)
    return (full,)


def notify(news: News) -> Told:
    """Tell everybody that the target's settings name."""
    counts: dict[str, int] = {}
    remarks: list[Diagnostic] = []
    for service, tell in _services(news).items():
        try:
            told = tell(news)
        except (WebError, _NotToldError) as problem:
            remarks.append(warning("deploy-not-told", news.name, service=service, problem=str(problem)))
        else:
            counts |= {service: told} if told else {}
    return Told(counts, tuple(remarks))


def _services(news: News) -> Mapping[str, Callable[[News], int]]:
    target = news.target
    found: dict[str, Callable[[News], int]] = {}
    if target.purge == "cloudflare":
        found["Cloudflare"] = _cloudflare
    if target.purge == "fastly":
        found["Fastly"] = _fastly
    if news.purge_with:
        found[shlex.split(news.purge_with)[0]] = _command
    if target.indexnow:
        found["IndexNow"] = _indexnow
    if target.websub:
        found["WebSub"] = _websub
    return found


def _changed(news: News) -> list[str]:
    """Every address at which there is something else now, or nothing."""
    known = frozenset(news.paths)
    paths = [path for path in news.paths if path not in _NOT_SERVED and not _is_copy(path, known)]
    return [address for path in paths for address in addresses_of(news.base, path)]


def _is_copy(path: str, known: Collection[str]) -> bool:
    """Whether it lies ready, compressed, for the address of another changed file."""
    name, dot, ending = path.rpartition(".")
    return bool(dot) and ending in ("br", "gz", "zst") and name in known


def _secret(news: News, name: str) -> str:
    """A secret of the environment."""
    found = news.environment.get(name, "").strip()
    if not found:
        raise _NotToldError(f"{name}?")
    return found


def _cloudflare(news: News) -> int:
    token, changed = _secret(news, "CLOUDFLARE_API_TOKEN"), _changed(news)
    api = news.environment.get("CLOUDFLARE_API_BASE_URL", CLOUDFLARE).rstrip("/")
    headers = {"Authorization": f"Bearer {token}", "Content-Type": "application/json"}
    for start in range(0, len(changed), CLOUDFLARE_AT_ONCE):
        data = json.dumps({"files": changed[start : start + CLOUDFLARE_AT_ONCE]}).encode()
        post(f"{api}/zones/{news.target.zone}/purge_cache", data, headers, [token])
    return len(changed)


def _fastly(news: News) -> int:
    token, changed = _secret(news, "FASTLY_API_TOKEN"), _changed(news)
    api = news.environment.get("FASTLY_API_ENDPOINT", FASTLY).rstrip("/")
    for address in changed:
        parts = urlsplit(address)
        post(f"{api}/purge/{parts.netloc}{parts.path}", b"", {"Fastly-Key": token}, [token])
    return len(changed)


def _command(news: News) -> int:
    changed = _changed(news)
    given = "".join(f"{address}\n" for address in changed).encode()
    try:
        run_program(shlex.split(news.purge_with), shown=news.name, given=given)
    except ProgramError as problem:
        secrets = [value for name, value in news.environment.items() if _is_secret(name)]
        raise _NotToldError(without(last_words(problem.said), secrets)) from problem
    except (DeployError, OSError) as problem:
        raise _NotToldError(str(problem)) from problem
    return len(changed)


def _is_secret(name: str) -> bool:
    return any(word in name.upper() for word in ("TOKEN", "SECRET", "PASSWORD", "KEY"))


def _indexnow(news: News) -> int:
    key = news.target.indexnow
    assert key is not None
    if f"{key}.txt" not in news.files:
        raise _NotToldError(f"{news.base}/{key}.txt?")
    pages = [path for path in news.paths if path.endswith("index.html")]
    changed = [addresses_of(news.base, path)[0] for path in pages]
    for start in range(0, len(changed), INDEXNOW_AT_ONCE):
        asked = {
            "host": urlsplit(news.base).hostname,
            "key": key,
            "keyLocation": f"{news.base}/{key}.txt",
            "urlList": changed[start : start + INDEXNOW_AT_ONCE],
        }
        headers = {"Content-Type": "application/json; charset=utf-8"}
        post(news.target.indexnow_url, json.dumps(asked).encode(), headers)
    return len(changed)


def _websub(news: News) -> int:
    if news.hub is None:
        raise _NotToldError("[feeds] hub?")
    feeds = [path for path in news.paths if f"/{path}".endswith(FEEDS) and path in news.files]
    headers = {"Content-Type": "application/x-www-form-urlencoded"}
    for path in feeds:
        asked = {"hub.mode": "publish", "hub.url": addresses_of(news.base, path)[0]}
        post(news.hub, urlencode(asked).encode(), headers)
    return len(feeds)
