"""Turns a plain bilingual corpus into a Warta site.

A plain corpus is ``<folder>/<lang>/<slug>.md``: Markdown with the front-matter
keys title, date, agency, speaker, region, tags, summary and slug, where terms
are given by their names in the file's language.
"""

from __future__ import annotations

import json
import shutil
from collections.abc import Iterator
from pathlib import Path

from generator.urls import slugify

LANGUAGES = ("id", "en")
THEME = Path(__file__).with_name("theme") / "warta"
SHARED_KEYS = ("agency", "speaker", "region", "tags")
SITE = """\
title = "Kabar Negeri"
base_url = "https://kabar.example.go.id"
timezone = "Asia/Jakarta"
languages = ["id", "en"]

[publisher]
name = "Kabar Negeri"

[markdown]
engine = "{engine}"
"""


def read_plain(folder: Path, language: str) -> Iterator[tuple[str, dict[str, object], str]]:
    """(slug, front matter, body) of every post of one language; the front matter is lines of JSON values."""
    for path in sorted((folder / language).glob("*.md")):
        _, block, body = path.read_text("utf-8").split("---\n", 2)
        fields: dict[str, object] = {}
        for line in block.splitlines():
            key, _, value = line.partition(": ")
            fields[key] = json.loads(value) if value[:1] in '"[' else value
        yield path.stem, fields, body


def write_site(corpus: Path, site: Path, engine: str = "markdown", theme: Path | None = THEME) -> int:
    """Write the site; returns the number of posts. With ``theme`` None the default theme is used."""
    names: dict[str, dict[str, dict[str, str]]] = {key: {} for key in SHARED_KEYS}
    originals: dict[str, dict[str, object]] = {}
    count = 0
    for language in LANGUAGES:
        for slug, fields, body in read_plain(corpus, language):
            ids = {key: _term_ids(fields[key]) for key in SHARED_KEYS}
            if language == LANGUAGES[0]:
                originals[slug] = {**ids, "date": fields["date"]}
            for key in SHARED_KEYS:
                shared = originals[slug][key]
                assert isinstance(shared, list)
                for term, name in zip(shared, _as_list(fields[key]), strict=True):
                    names[key].setdefault(term, {})[language] = name
            year = str(originals[slug]["date"])[:4]
            path = site / "content" / "news" / year / f"{slug}.{language}.md"
            path.parent.mkdir(parents=True, exist_ok=True)
            lines = [f"title: {_quoted(fields['title'])}", f"summary: {_quoted(fields['summary'])}"]
            if language == LANGUAGES[0]:
                lines += [f"date: {fields['date']}"]
                lines += [f"{key}: [{', '.join(ids[key])}]" for key in SHARED_KEYS]
            path.write_text("---\n" + "\n".join(lines) + "\n---\n" + body, encoding="utf-8")
            count += 1
    _write_terms(site, names)
    (site / "site.toml").write_text(SITE.format(engine=engine), encoding="utf-8")
    if theme is not None:
        shutil.copytree(theme, site / "templates", dirs_exist_ok=True)
    return count


def _write_terms(site: Path, names: dict[str, dict[str, dict[str, str]]]) -> None:
    files = {"agency": "agencies", "speaker": "speakers", "region": "regions", "tags": "tags"}
    further = {"agency": "  region: indonesia\n", "region": "  parent: indonesia\n"}
    for key, terms in names.items():
        lines = []
        for term, by_language in sorted(terms.items()):
            texts = ", ".join(f"{language}: {_quoted(name)}" for language, name in by_language.items())
            lines.append(f"{term}:\n  name: {{{texts}}}\n" + further.get(key, ""))
        path = site / "content" / f"{files[key]}.yaml"
        path.write_text("".join(lines), encoding="utf-8")


def _term_ids(value: object) -> list[str]:
    return [slugify(name) for name in _as_list(value)]


def _as_list(value: object) -> list[str]:
    return [str(item) for item in value] if isinstance(value, list) else [str(value)]


def _quoted(value: object) -> str:
    return json.dumps(value, ensure_ascii=False)
