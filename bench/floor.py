"""The least that a Python program can do for the same output: no checks, no cache, no care.

``python bench/floor.py HUGO_SITE OUTPUT`` reads the stories of a corpus as
:func:`bench.sites.write_hugo` wrote them, which is where each file has all its
terms, and writes the pages that Hugo writes from them: python-frontmatter with
the YAML library in C, pulldown-cmark through pyromark, Jinja2, two processes.
A story's file that is wrong, a lost file or a kill in between would go
unnoticed. It is a mark to measure against, not a way to publish.
"""

# ruff: noqa: PTH103, PTH119, PTH123 - os and open() are what a script that saves every microsecond uses

from __future__ import annotations

import argparse
import multiprocessing
import os
from collections.abc import Iterable, Iterator
from concurrent.futures import ProcessPoolExecutor
from datetime import datetime
from functools import lru_cache
from pathlib import Path
from typing import Any

import frontmatter
import jinja2
import pyromark

HERE = Path(__file__).resolve().parent
ORIGIN = "https://kabar.example.go.id"
PATHS = {
    "id": {"news": "berita", "agencies": "instansi", "speakers": "narasumber", "regions": "wilayah",
           "tags": "topik", "page": "halaman"},
    "en": {"news": "news", "agencies": "agencies", "speakers": "speakers", "regions": "regions",
           "tags": "topics", "page": "page"},
}  # fmt: skip
NAMES = {"id": "Bahasa Indonesia", "en": "English"}
TAXONOMIES = ("agencies", "speakers", "regions", "tags")
PAGE_SIZE = 20
PROCESSES = 2
BATCH = 400
Record = dict[str, Any]

TEMPLATES = ("post.html", "list.html", "terms.html", "feed.xml")


def slugify(name: str) -> str:
    """Enough for names of letters and spaces."""
    return name.lower().replace(" ", "-")


def read_batch(files: list[tuple[str, str]]) -> list[Record]:
    """Parse story files, given as (language, path)."""
    records = []
    for language, path in files:
        with open(path, encoding="utf-8") as file:
            post = frontmatter.loads(file.read())
        fields: Record = dict(post.metadata)
        date = fields["date"]
        if not isinstance(date, datetime):
            raise TypeError(f"{path}: no date")
        words = PATHS[language]
        slug = os.path.basename(path)[:-3]
        record = {
            "lang": language,
            "slug": slug,
            "title": fields["title"],
            "summary": fields["summary"],
            "date": date.timestamp(),
            "iso": date.isoformat(),
            "day": date.strftime("%d %b %Y"),
            "url": f"/{language}/{words['news']}/{date.year}/{slug}/",
            "body": pyromark.html(post.content, options=pyromark.Options.ENABLE_SMART_PUNCTUATION),
        }
        for taxonomy in TAXONOMIES:
            record[taxonomy] = [
                (name, f"/{language}/{words[taxonomy]}/{slugify(name)}/") for name in fields[taxonomy]
            ]
        records.append(record)
    return records


def listing(title: str, url: str, language: str, stories: list[Record]) -> Iterator[tuple[str, Record]]:
    """The pages of one listing."""
    count = max(1, -(-len(stories) // PAGE_SIZE))
    word = PATHS[language]["page"]
    addresses = [url, *(f"{url}{word}/{number}/" for number in range(2, count + 1))]
    for index, address in enumerate(addresses):
        yield "list.html", {
            "lang": language, "title": title, "url": address, "number": index + 1, "count": count,
            "stories": stories[index * PAGE_SIZE : (index + 1) * PAGE_SIZE],
            "previous": addresses[index - 1] if index else None,
            "next": addresses[index + 1] if index + 1 < count else None,
        }  # fmt: skip


def plan(language: str, stories: list[Record], other: dict[str, Record]) -> Iterator[tuple[str, Record]]:
    """(template, data) of every page of one language; ``stories`` newest first."""
    words = PATHS[language]
    home = f"/{language}/"
    yield (
        "list.html",
        {"lang": language, "title": "Kabar Negeri", "url": home, "stories": stories[:13], "count": 0},
    )
    yield "feed.xml", {"lang": language, "url": f"{home}feed.xml", "stories": stories[:30]}
    yield (
        "list.html",
        {"lang": language, "title": "404", "url": f"{home}404.html", "stories": stories[:5], "count": 0},
    )
    yield from listing("news", f"{home}{words['news']}/", language, stories)
    for index, story in enumerate(stories):
        around = [*stories[max(0, index - 1) : index], *stories[index + 1 : index + 2]]
        translation = other[story["slug"]]
        yield (
            "post.html",
            {
                **story,
                "neighbours": [(near["url"], near["title"]) for near in around],
                "others": [(translation["lang"], NAMES[translation["lang"]], translation["url"])],
            },
        )
    for taxonomy in TAXONOMIES:
        by_term: dict[tuple[str, str], list[Record]] = {}
        for story in stories:
            for term in story[taxonomy]:
                by_term.setdefault(term, []).append(story)
        terms = sorted((name, link, len(found)) for (name, link), found in by_term.items())
        yield (
            "terms.html",
            {"lang": language, "title": taxonomy, "url": f"{home}{words[taxonomy]}/", "terms": terms},
        )
        for (name, link), found in by_term.items():
            yield from listing(name, link, language, found)


pages: list[tuple[str, Record]] = []
"""Filled before the second pool forks, so that its processes have it."""


@lru_cache(maxsize=1)
def load_templates() -> tuple[dict[str, jinja2.Template], dict[str, dict[str, str]]]:
    """(the templates by name, the header and the footer by language); once a process."""
    loader = jinja2.FileSystemLoader(HERE / "theme" / "floor")
    environment = jinja2.Environment(loader=loader, autoescape=True)
    environment.globals["origin"] = ORIGIN
    frames = {
        language: {
            part: (HERE / "theme" / "warta" / f"_{part}.{language}.html").read_text("utf-8")
            for part in ("header", "footer")
        }
        for language in PATHS
    }
    return {name: environment.get_template(name) for name in TEMPLATES}, frames


def write_batch(bounds: tuple[int, int, str]) -> int:
    """Render and write the pages of a slice of ``pages``."""
    start, end, output = bounds
    templates, frames = load_templates()
    for name, data in pages[start:end]:
        write(output + data["url"], templates[name].render(data, **frames[data["lang"]]))
    return end - start


def write(path: str, text: str) -> None:
    """Write a file; an address that ends in a slash is a folder's."""
    if path.endswith("/"):
        os.makedirs(path, exist_ok=True)
        path += "index.html"
    with open(path, "w", encoding="utf-8") as file:
        file.write(text)


def sitemap(addresses: Iterable[str]) -> str:
    """The addresses of one language's pages."""
    entries = "".join(f"<url><loc>{ORIGIN}{address}</loc></url>\n" for address in addresses)
    namespace = "http://www.sitemaps.org/schemas/sitemap/0.9"
    return f'<?xml version="1.0" encoding="utf-8"?>\n<urlset xmlns="{namespace}">\n{entries}</urlset>\n'


def main() -> None:
    """Build the whole site."""
    parser = argparse.ArgumentParser(description="The floor for a generator in Python.")
    parser.add_argument("site", type=Path)
    parser.add_argument("output", type=Path)
    options = parser.parse_args()
    output = str(options.output)
    fork = multiprocessing.get_context("fork")
    files = [
        (language, entry.path)
        for language in PATHS
        for entry in os.scandir(options.site / "content" / language / "news")
    ]
    batches = [files[start : start + BATCH] for start in range(0, len(files), BATCH)]
    with ProcessPoolExecutor(PROCESSES, fork) as pool:
        records = [record for batch in pool.map(read_batch, batches) for record in batch]
    by_language = {
        language: sorted(
            (record for record in records if record["lang"] == language),
            key=lambda record: record["date"],
            reverse=True,
        )
        for language in PATHS
    }
    for language, stories in by_language.items():
        other = next(code for code in PATHS if code != language)
        pages.extend(plan(language, stories, {record["slug"]: record for record in by_language[other]}))
    for language in PATHS:
        os.makedirs(f"{output}/{language}", exist_ok=True)
        own = (data["url"] for _, data in pages if data["lang"] == language)
        write(f"{output}/{language}/sitemap.xml", sitemap(own))
    slices = [(start, start + BATCH, output) for start in range(0, len(pages), BATCH)]
    with ProcessPoolExecutor(PROCESSES, fork) as pool:
        for _ in pool.map(write_batch, slices):
            pass


if __name__ == "__main__":
    main()
