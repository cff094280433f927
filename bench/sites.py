"""Writes the same stories as sites for different generators.

All sites have the same addresses, the same header and footer (those of
``theme/warta``) and list the same stories, so that what they build can be
compared file by file.
"""

from __future__ import annotations

import json
import re
import shutil
from collections.abc import Iterable, Mapping
from pathlib import Path

from bench.corpus import LANGUAGES, Story, Version, slugify

__all__ = [
    "BENCH",
    "STARTER",
    "edit_story",
    "edit_template",
    "write_eleventy",
    "write_hugo",
    "write_pelican",
    "write_warta",
]

BENCH = Path(__file__).resolve().parent
THEME = BENCH / "theme" / "warta"
STARTER = BENCH.parent / "templates"
STARTER_SETTINGS = BENCH.parent / "site.toml"
"""The theme and the settings of a site that ``warta init`` makes."""
TAXONOMIES = ("agencies", "speakers", "regions", "tags")
WARTA_KEYS = {"agencies": "agency", "speakers": "speaker", "regions": "region", "tags": "tags"}
WARTA_SETTINGS = """\
title = "Kabar Negeri"
base_url = "https://kabar.example.go.id"
timezone = "Asia/Jakarta"
languages = ["id", "en"]

[publisher]
name = "Kabar Negeri"

[markdown]
engine = "{engine}"

[feeds]
formats = ["atom"]
terms = []
content = "summary"
ninjs = false

[sharing]
cards = false
news_sitemap = false
"""
"""What the other generators do not write is switched off."""
TEMPLATE_MARK = "<article"
"""Stands in every generator's template of a post; :func:`edit_template` changes it."""


def write_warta(stories: Iterable[Story], site: Path, engine: str, theme: Path = THEME) -> list[Path]:
    """Write a Warta site; returns the Indonesian file of every story.

    With the theme of the starter it has the starter's own settings too: cards, feeds of terms, ninjs, search.
    """
    written = []
    names: dict[str, dict[str, dict[str, str]]] = {taxonomy: {} for taxonomy in TAXONOMIES}
    made: set[Path] = set()
    for story in stories:
        ids = {
            taxonomy: [slugify(name) for name in _terms(story.versions[LANGUAGES[0]], taxonomy)]
            for taxonomy in TAXONOMIES
        }
        folder = site / "content" / "news" / story.date[:4]
        if folder not in made:
            folder.mkdir(parents=True)
            made.add(folder)
        for language, version in story.versions.items():
            for taxonomy in TAXONOMIES:
                for term, name in zip(ids[taxonomy], _terms(version, taxonomy), strict=True):
                    names[taxonomy].setdefault(term, {})[language] = name
            fields: dict[str, object] = {"title": version.title, "summary": version.summary}
            shared = {}
            if language == LANGUAGES[0]:
                shared = {"date": story.date} | {
                    WARTA_KEYS[taxonomy]: f"[{', '.join(terms)}]" for taxonomy, terms in ids.items()
                }
            path = folder / f"{story.slug}.{language}.md"
            path.write_text(_front_matter(fields, shared) + version.body, encoding="utf-8")
            if language == LANGUAGES[0]:
                written.append(path)
    further = {"agencies": "  region: indonesia\n", "regions": "  parent: indonesia\n"}
    for taxonomy, terms in names.items():
        entries = [
            f"{term}:\n  name: {json.dumps(by_language, ensure_ascii=False)}\n{further.get(taxonomy, '')}"
            for term, by_language in sorted(terms.items())
        ]
        (site / "content" / f"{taxonomy}.yaml").write_text("".join(entries), encoding="utf-8")
    if theme == THEME:
        (site / "site.toml").write_text(WARTA_SETTINGS.format(engine=engine), encoding="utf-8")
        shutil.copytree(theme, site / "templates")
    else:
        shutil.copyfile(STARTER_SETTINGS, site / "site.toml")
        (site / "templates").mkdir()
        shutil.copyfile(theme / "post.html", site / "templates" / "post.html")
    return written


def write_hugo(stories: Iterable[Story], site: Path) -> list[Path]:
    """Write a Hugo site; returns the Indonesian file of every story."""
    shutil.copytree(BENCH / "hugo", site)
    for part in ("header", "footer"):
        for language in LANGUAGES:
            text = (THEME / f"_{part}.{language}.html").read_text("utf-8")
            partial = site / "layouts" / "_partials" / f"{part}.{language}.html"
            partial.parent.mkdir(exist_ok=True)
            partial.write_text(text, encoding="utf-8")
    for language in LANGUAGES:
        (site / "content" / language / "news").mkdir(parents=True)
    written = []
    for story in stories:
        for language, version in story.versions.items():
            fields: dict[str, object] = {"title": version.title, "summary": version.summary}
            fields |= {taxonomy: _terms(version, taxonomy) for taxonomy in TAXONOMIES}
            path = site / "content" / language / "news" / f"{story.slug}.md"
            path.write_text(_front_matter(fields, {"date": story.date}) + version.body, encoding="utf-8")
            if language == LANGUAGES[0]:
                written.append(path)
    return written


def write_pelican(stories: Iterable[Story], site: Path) -> list[Path]:
    """Write a Pelican site, which is built once a language; returns the Indonesian file of every story."""
    shutil.copytree(BENCH / "pelican", site)
    for part in ("header", "footer"):
        for language in LANGUAGES:
            name = f"_{part}.{language}.html"
            shutil.copyfile(THEME / name, site / "theme" / "templates" / name)
    for language in LANGUAGES:
        (site / "content" / language).mkdir(parents=True)
    written = []
    for story in stories:
        for language, version in story.versions.items():
            lines = {
                "title": version.title,
                "date": story.date,
                "slug": story.slug,
                "summary": version.summary,
                "category": version.agencies[0],
                "authors": "; ".join(version.speakers),
                "region": version.regions[0],
                "tags": ", ".join(version.tags),
            }
            head = "".join(f"{key}: {value}\n" for key, value in lines.items())
            path = site / "content" / language / f"{story.slug}.md"
            path.write_text(f"{head}\n{version.body}", encoding="utf-8")
            if language == LANGUAGES[0]:
                written.append(path)
    return written


def write_eleventy(stories: Iterable[Story], site: Path) -> list[Path]:
    """Write an Eleventy site; returns the Indonesian file of every story."""
    shutil.copytree(BENCH / "eleventy", site)
    for part in ("header", "footer"):
        for language in LANGUAGES:
            name = f"_{part}.{language}.html"
            shutil.copyfile(THEME / name, site / "_includes" / name)
    for language in LANGUAGES:
        folder = site / "content" / language / "news"
        folder.mkdir(parents=True)
        shutil.copyfile(site / "news.11tydata.js", folder / "news.11tydata.js")
    written = []
    for story in stories:
        for language, version in story.versions.items():
            fields: dict[str, object] = {"title": version.title, "summary": version.summary}
            # What is called `tags` would become collections.
            fields |= {
                taxonomy if taxonomy != "tags" else "topics": _terms(version, taxonomy)
                for taxonomy in TAXONOMIES
            }
            path = site / "content" / language / "news" / f"{story.slug}.md"
            path.write_text(_front_matter(fields, {"date": story.date}) + version.body, encoding="utf-8")
            if language == LANGUAGES[0]:
                written.append(path)
    return written


def edit_story(path: Path, edition: int) -> None:
    """Give a story another title and one more sentence. Every edition is different."""
    text = path.read_text("utf-8")
    text, changed = re.subn(r'(?m)^title: "(?:\(\d+\) )?', f'title: "({edition}) ', text, count=1)
    if not changed:
        raise ValueError(f"no title in {path}")
    path.write_text(f"{text}\nKalimat {edition} ditambahkan kemudian.\n", encoding="utf-8")


def edit_template(path: Path, edition: int) -> None:
    """Change what every post's page says."""
    text = path.read_text("utf-8")
    mark = re.compile(rf'{TEMPLATE_MARK}(?: data-edition="\d+")?')
    text, changed = mark.subn(f'{TEMPLATE_MARK} data-edition="{edition}"', text, count=1)
    if not changed:
        raise ValueError(f"no {TEMPLATE_MARK} in {path}")
    path.write_text(text, encoding="utf-8")


def _terms(version: Version, taxonomy: str) -> tuple[str, ...]:
    by_taxonomy: Mapping[str, tuple[str, ...]] = {
        "agencies": version.agencies,
        "speakers": version.speakers,
        "regions": version.regions,
        "tags": version.tags,
    }
    return by_taxonomy[taxonomy]


def _front_matter(quoted: Mapping[str, object], plain: Mapping[str, str]) -> str:
    lines = [f"{key}: {json.dumps(value, ensure_ascii=False)}" for key, value in quoted.items()]
    lines += [f"{key}: {value}" for key, value in plain.items()]
    return "---\n" + "\n".join(lines) + "\n---\n\n"
