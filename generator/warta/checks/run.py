"""The editorial rules applied to a whole site; what is known of each text is kept between runs."""

from __future__ import annotations

import errno
from collections.abc import Iterable, Iterator
from contextlib import suppress
from pathlib import Path

from warta.checks.facts import Facts, facts_of
from warta.checks.posts import Judge
from warta.checks.terms import similar_terms
from warta.config.settings import Config
from warta.content.front_matter import body_of
from warta.diagnostics.values import Diagnostic
from warta.filesystem.codec import decoded, encoded
from warta.filesystem.stamps import bytes_digest, read_sealed, write_sealed
from warta.site.library import Library, Post
from warta.store.program import program_digest
from warta.workers.executors import Workers, in_batches

__all__ = ["review_library"]

FACTS = "facts"
"""The file in the cache folder."""

Known = dict[str, tuple[str, Facts]]
"""Path of a post → digest of its bytes and what is known of them."""


def review_library(
    site: Path, cache: Path, library: Library, config: Config, workers: Workers
) -> list[Diagnostic]:
    """What all editorial rules find, as warnings. Raises OSError when a post's file cannot be read."""
    posts = [library.by_path[path] for path in sorted(library.by_path)]
    facts = _all_facts(site, cache, posts, workers)
    judge = Judge(library, config)
    found = [finding for post in posts for finding in judge.judge(post, facts[post.card.path][1])]
    return [*found, *similar_terms(library.registry)]


def _all_facts(site: Path, cache: Path, posts: Iterable[Post], workers: Workers) -> Known:
    before = _load(cache)
    known: Known = {}
    fresh: dict[str, str] = {}
    for post in posts:
        path, digest = post.card.path, post.card.digest
        if path in before and before[path][0] == digest:
            known[path] = before[path]
        else:
            fresh[path] = digest

    def texts() -> Iterator[tuple[str, bytes]]:
        for path, digest in fresh.items():
            data = (site / path).read_bytes()
            if bytes_digest(data) != digest:
                raise OSError(errno.ESTALE, "the file has changed", str(site / path))
            yield path, data

    for batch in in_batches(workers._replace(amount=len(fresh)), _facts_of_files, texts()):
        for path, facts in batch:
            known[path] = (fresh[path], facts)
    if fresh or len(known) != len(before):
        _save(cache, known)
    return known


def _facts_of_files(files: list[tuple[str, bytes]]) -> list[tuple[str, Facts]]:
    found = []
    for path, data in files:
        text = data.decode("utf-8-sig", "replace").replace("\r\n", "\n").replace("\r", "\n")
        body, first_line = body_of(text)
        found.append((path, facts_of(text, body, first_line)))
    return found


# --- Kept between runs, like parse results: sealed, and any doubt is a miss -----------------------------


def _load(cache: Path) -> Known:
    program, known = decoded(read_sealed(cache / FACTS), tuple[str, Known]) or ("", {})
    return known if program == program_digest() else {}


def _save(cache: Path, known: Known) -> None:
    """Failing to is not an error: the next check reads the texts again."""
    with suppress(OSError):
        cache.mkdir(exist_ok=True)
        write_sealed(cache / FACTS, encoded((program_digest(), known)))
