"""Asks the search pages of two sites what readers ask, and prints what they find.

``python -m tests.search_table``: the starter site answers the queries of ``search_queries.toml`` and names
of its terms; a site of generated stories answers words of their titles, the same misspelt, and names of its
terms. Ends with status 1 when a name misses a story, or when fewer than 95 of 100 queries have what is meant
among the first three.
"""

from __future__ import annotations

import random
import re
import sys
import tempfile
import tomllib
from collections.abc import Iterator, Sequence
from datetime import UTC, datetime
from pathlib import Path
from typing import NamedTuple

from playwright.sync_api import Page

from quality.browser import chromium
from quality.serving import served
from quality.sites import generated, starter
from warta.build.build import Request, build
from warta.build.prepare import prepare
from warta.site.index import index_posts
from warta.site.library import Library
from warta.site.taxonomy import other_names

__all__ = ["Answer", "main"]

QUERIES = Path(__file__).with_name("search_queries.toml")
FIRST = 3
"""Results among which what is meant is to be."""
WANTED = 0.95
"""The part of all queries that is to find it there."""
PATHS = {"id": "/id/cari/", "en": "/en/search/"}
STORIES = {
    "denpasar": "webinar-netralitas-asn-denpasar",
    "karangasem-2023": "sosialisasi-netralitas-asn-karangasem",
    "karangasem-2024": "seminar-hut-korpri-karangasem",
    "bondowoso": "sosialisasi-netralitas-asn-bondowoso",
    "oki": "sosialisasi-netralitas-asn-oki",
}
SMALL = 3
"""Letters of words that say nothing of a title."""
ASK = """async ([words, every]) => {
  const wait = () => new Promise((done) => { setTimeout(done, 20); });
  const [box, status, list, more] = ["search", "status", "results", "more"]
    .map((name) => document.getElementById(`_${name}`));
  status.textContent = "";
  list.replaceChildren();
  box.querySelector("[name=q]").value = words;
  box.querySelector("form").dispatchEvent(new Event("input", { bubbles: true }));
  const open = () => ["", box.dataset.loading].includes(status.textContent)
    || (status.textContent !== box.dataset.none && !list.children.length);
  for (let turn = 0; open() && turn < 500; turn += 1) await wait();
  while (every && !more.hidden) {
    const before = list.children.length;
    more.click();
    for (let turn = 0; list.children.length === before && turn < 500; turn += 1) await wait();
  }
  return [...list.querySelectorAll("h2 a")].map((link) => link.getAttribute("href"));
}"""


class Query(NamedTuple):
    """What is typed, and the addresses of what is meant."""

    group: str
    language: str
    words: str
    meant: frozenset[str]
    every: bool
    """Whether all of it is to be found, as by a name; else one, among the first."""


class Answer(NamedTuple):
    """A query and the addresses that were found."""

    query: Query
    found: Sequence[str]

    @property
    def right(self) -> bool:
        """Whether that is what was meant."""
        if self.query.every:
            return self.query.meant <= set(self.found)
        return not self.query.meant.isdisjoint(self.found[:FIRST])


def written(library: Library) -> Iterator[Query]:
    """The queries of the file."""
    at = {(post.card.name, post.card.language): post.address.url for post in library.posts}
    for group, languages in tomllib.loads(QUERIES.read_text("utf-8")).items():
        for language, queries in languages.items():
            for words, meant in queries.items():
                urls = frozenset([at[STORIES[name], language] for name in meant])
                yield Query(group, language, words, urls, every=False)


def of_titles(library: Library, most: int) -> Iterator[Query]:
    """Three words of a title, in another order, for some stories."""
    chance = random.Random(18)
    posts = [post for post in library.posts if post.card.language in PATHS and not post.withdrawn]
    for post in chance.sample(posts, min(most, len(posts))):
        words = [word for word in re.findall(r"\w+", post.card.title) if len(word) > SMALL]
        if len(words) >= FIRST:
            asked = " ".join(chance.sample(words, FIRST)).lower()
            same = [
                each for each in posts if set(asked.split()) <= {*re.findall(r"\w+", each.card.title.lower())}
            ]
            meant = frozenset([each.address.url for each in (post, *same)])
            yield Query("titles", post.card.language, asked, meant, every=False)


def misspelt(queries: Iterator[Query]) -> Iterator[Query]:
    """The same with two letters of the longest word in each other's place."""
    for query in queries:
        words = query.words.split()
        word = max(words, key=len)
        middle = len(word) // 2
        slipped = word[: middle - 1] + word[middle] + word[middle - 1] + word[middle + 1 :]
        yield query._replace(group="misspelt", words=query.words.replace(word, slipped))


def of_names(library: Library, most: int) -> Iterator[Query]:
    """Names and aliases of terms with stories, some where there are many."""
    found = []
    for language in PATHS:
        for terms in index_posts(library, language).by_term.values():
            for term, posts in terms.items():
                if term.id == "indonesia":
                    continue  # every story of the country has the word in it
                urls = frozenset([post.address.url for post in posts])
                names = dict.fromkeys((*term.names.values(), *other_names(term)))
                found += [Query("names", language, name, urls, every=True) for name in names]
    chance = random.Random(18)
    yield from chance.sample(found, most) if len(found) > most else found


def answers(page: Page, address: str, queries: Sequence[Query]) -> Iterator[Answer]:
    """What the search page of a site finds."""
    for language, path in PATHS.items():
        page.goto(address.rstrip("/") + path)
        for query in queries:
            if query.language == language:
                yield Answer(query, page.evaluate(ASK, [query.words, query.every]))


def library_of(site: Path, now: datetime) -> Library:
    """Builds a site; gives what is public of it."""
    request = Request(site, site / "output", now)
    result = build(request)
    assert not result.failed, result.diagnostics
    with prepare(request) as result:
        assert result.prepared is not None
        return result.prepared.library


def main() -> int:
    """Build, ask, print; the exit status."""
    with tempfile.TemporaryDirectory() as name, chromium() as browser:
        folder, page, told = Path(name), browser.new_page(), []
        site, latest = generated(folder / "generated", 300)
        for label, where, now in (
            ("starter", starter(folder / "starter"), datetime(2025, 1, 15, tzinfo=UTC)),
            ("generated", site, latest),
        ):
            library = library_of(where, now)
            queries = [*(written(library) if label == "starter" else of_titles(library, 60))]
            queries += [] if label == "starter" else misspelt(of_titles(library, 30))
            queries += of_names(library, 150)
            with served(where / "output") as address:
                for answer in answers(page, address, queries):
                    told.append((label, answer))
                    group, language, words, meant, _ = answer.query
                    mark = "ok  " if answer.right else "MISS"
                    asked = f"{mark} {label:9} {group:7} {language} {words!r}"
                    print(f"{asked}: {len(answer.found)} found, {len(meant)} meant")
    by_group: dict[tuple[str, str], list[bool]] = {}
    for label, answer in told:
        by_group.setdefault((label, answer.query.group), []).append(answer.right)
    print()
    for (label, group), right in by_group.items():
        print(f"{label:9} {group:7} {sum(right)} of {len(right)}")
    names = [answer.right for _, answer in told if answer.query.every]
    others = [answer.right for _, answer in told if not answer.query.every]
    return 0 if all(names) and sum(others) >= WANTED * len(others) else 1


if __name__ == "__main__":
    sys.exit(main())
