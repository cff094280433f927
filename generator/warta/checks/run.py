"""The editorial rules applied to a whole site; what is known of each text is kept between runs."""

from __future__ import annotations

import errno
from collections.abc import Callable, Iterable, Iterator
from contextlib import suppress
from functools import partial
from pathlib import Path

from msgspec.structs import replace

from warta.checks.facts.text import TextFacts, facts_of
from warta.checks.registry import EDITORIAL_RULES
from warta.checks.rule import CheckedSite, Rule, SiteRule, TextRule
from warta.content.front_matter import body_of
from warta.diagnostics.values import Diagnostic, Severity
from warta.filesystem.codec import decoded, encoded
from warta.filesystem.stamps import bytes_digest, read_sealed, write_sealed
from warta.site.library import Post
from warta.store.program import program_digest
from warta.workers.executors import Workers, in_batches

__all__ = ["findings_in", "review"]

FACTS = "facts"
"""The file in the cache folder."""
UNREAD = TextFacts()

Progress = Callable[[str, int, int], None] | None
"""Called with the step, how much of it is done and how much there is."""
Known = dict[str, tuple[str, TextFacts]]
"""Path of a post → digest of its bytes and what is known of them."""


def review(
    site: CheckedSite,
    *,
    folder: Path,
    cache: Path,
    workers: Workers,
    only_errors: bool,
    progress: Progress = None,
) -> list[Diagnostic]:
    """What the rules find in the site of ``folder``, all as warnings: ``Config.check`` knows better.

    ``only_errors``: apply only the rules that keep this site from being built. ``progress`` is told how far
    the stories have been looked at. Raises OSError when a post's
    file cannot be read.
    """
    severity_of = site.config.check.severity
    rules = [
        each
        for each in EDITORIAL_RULES.values()
        if (severity := severity_of(each.code, each.severity)) is not None
        and (severity is Severity.ERROR or not only_errors)
    ]
    if not rules:
        return []
    posts = sorted(site.library.versions, key=lambda post: post.card.path)
    facts = _all_facts(folder, cache, posts, workers, engine=site.config.markdown_engine)
    seen = replace(site, facts={path: known for path, (_, known) in facts.items()})
    found: list[Diagnostic] = []
    for done, post in enumerate(posts, 1):
        found += findings_in(post, seen.facts[post.card.path], seen, rules)
        if progress is not None:
            progress("review", done, len(posts))
    for each in rules:
        if isinstance(each, SiteRule):
            if progress is not None:
                progress("review", len(posts), len(posts))
            found += each.findings(seen)
    return found


def findings_in(
    post: Post, facts: TextFacts, site: CheckedSite, rules: Iterable[Rule]
) -> Iterator[Diagnostic]:
    """What the rules find in one story; the text of a withdrawn one is not shown, and so not read."""
    read = UNREAD if post.card.withdrawn else facts
    for each in rules:
        if isinstance(each, TextRule) and not (each.stories_only and post.card.is_standing):
            yield from each.findings(read, post, site)


def _all_facts(folder: Path, cache: Path, posts: Iterable[Post], workers: Workers, *, engine: str) -> Known:
    basis = f"{program_digest()} {engine}"
    before = _load(cache, basis)
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
            data = (folder / path).read_bytes()
            if bytes_digest(data) != digest:
                raise OSError(errno.ESTALE, "the file has changed", str(folder / path))
            yield path, data

    for batch in in_batches(workers._replace(amount=len(fresh)), partial(_facts_of_files, engine), texts()):
        for path, facts in batch:
            known[path] = (fresh[path], facts)
    if fresh or len(known) != len(before):
        _save(cache, basis, known)
    return known


def _facts_of_files(engine: str, files: list[tuple[str, bytes]]) -> list[tuple[str, TextFacts]]:
    found = []
    for path, data in files:
        text = data.decode("utf-8-sig", "replace").replace("\r\n", "\n").replace("\r", "\n")
        found.append((path, facts_of(text, *body_of(text), engine)))
    return found


# --- Kept between runs, like parse results: sealed, and any doubt is a miss -----------------------------


def _load(cache: Path, basis: str) -> Known:
    found, known = decoded(read_sealed(cache / FACTS), tuple[str, Known]) or ("", {})
    return known if found == basis else {}


def _save(cache: Path, basis: str, known: Known) -> None:
    """Failing to is not an error: the next check reads the texts again."""
    with suppress(OSError):
        cache.mkdir(exist_ok=True)
        write_sealed(cache / FACTS, encoded((basis, known)))
