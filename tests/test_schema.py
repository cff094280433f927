"""What editors are given comes from the content model: it accepts what is right and finds what is wrong."""

from __future__ import annotations

import json
import re
import shutil
import subprocess
from collections.abc import Iterator
from functools import cache
from pathlib import Path
from typing import Any

import pytest
import yaml
from jsonschema import Draft7Validator

from tests.support import ROOT, copy_starter, make_site
from tests.test_docs import CONTENT, KEY_TABLES, rows_of
from warta.authoring.editor_files import OWNED, editor_files
from warta.authoring.schema import description_of, schemas
from warta.cli import main
from warta.content.model import (
    STORY_KINDS,
    TAXONOMIES,
    TERM_FIELDS,
    GlossaryFields,
    PageFields,
    PostFields,
    RemovalFields,
    SourceFields,
    keys_of,
)
from warta.diagnostics.catalogue import load_messages
from warta.site.open import open_terms
from warta.site.source import Source


class Yaml12(yaml.CSafeLoader):
    """YAML as editors read it: dates are texts, and only true and false are flags."""


Yaml12.yaml_implicit_resolvers = {
    first: [(tag, pattern) for tag, pattern in found if not tag.endswith((":timestamp", ":bool"))]
    for first, found in yaml.CSafeLoader.yaml_implicit_resolvers.items()
}
Yaml12.add_implicit_resolver("tag:yaml.org,2002:bool", re.compile("true|false"), list("tf"))


def read(text: str) -> Any:
    return yaml.load(text, Yaml12)


@cache
def starter_schemas() -> dict[str, Any]:
    site, _ = open_terms(Source(ROOT))
    assert site is not None
    return schemas(site.registry, ("id", "en"), "id")


def problems(name: str, instance: Any) -> list[str]:
    """What an editor would mark, by the path of the key."""
    found = Draft7Validator(starter_schemas()[name]).iter_errors(instance)
    return [f"{'.'.join(map(str, error.absolute_path))}: {error.validator}" for error in found]


def schema_of(path: str) -> str:
    """Which schema the settings that Warta ships choose for a content file."""
    parts = path.split("/")
    if path.endswith(".md"):
        return "post.json" if path.endswith(".id.md") else "translation.json"
    return f"{parts[1]}-term.json" if len(parts) == 3 else f"{parts[1].removesuffix('.yaml')}.json"


CONTENT_FILES = sorted(
    path.relative_to(ROOT).as_posix()
    for path in (ROOT / "content").rglob("*")
    if path.suffix == ".yaml" or (path.suffix == ".md" and "news" in path.parts)
)


def instance_of(path: str) -> Any:
    text = (ROOT / path).read_text("utf-8")
    return read(text.split("\n---\n")[0].removeprefix("---\n") if path.endswith(".md") else text)


# --- What is right ------------------------------------------------------------------------------------


def test_every_schema_is_one() -> None:
    for name, schema in starter_schemas().items():
        Draft7Validator.check_schema(schema)
        assert json.loads(json.dumps(schema)) == schema, name


@pytest.mark.parametrize("path", CONTENT_FILES)
def test_all_of_the_starter_is_valid(path: str) -> None:
    assert problems(schema_of(path), instance_of(path)) == []


@pytest.mark.parametrize("language", CONTENT)
@pytest.mark.parametrize("table", [table for table in KEY_TABLES if table in ("post", "terms", *TAXONOMIES)])
def test_every_example_of_the_guides_is_valid(table: str, language: str) -> None:
    name = "translation.json" if table == "post" else f"{'tags' if table == 'terms' else table}-term.json"
    for row in rows_of(CONTENT[language], table):
        example = read(row.cells[-1].strip("|` "))
        found = [each for each in problems(name, example) if each != ": required"]
        assert found == [], (row.key, found)


def test_what_warta_new_writes_is_valid(tmp_path: Path) -> None:
    folder = copy_starter(tmp_path / "situs")
    assert main(["--site", str(folder), "new", "Apel pagi: disiplin", "--date", "2026-01-02"]) == 0
    for code in ("id", "en"):
        path = f"content/news/2026/apel-pagi-disiplin.{code}.md"
        text = (folder / path).read_text("utf-8")
        assert problems(schema_of(path), read(text.split("---\n")[1])) == []


# --- What is wrong ------------------------------------------------------------------------------------

STORY = "title: Apel\ndate: 2024-11-14\nagency: bkn\n"
MISTAKES = [
    ("post.json", STORY.replace("title", "titel"), ": additionalProperties"),
    ("post.json", STORY.replace("title: Apel\n", ""), ": required"),
    ("post.json", STORY.replace("date: 2024-11-14\n", ""), ": required"),
    ("post.json", STORY.replace("agency: bkn\n", ""), ": required"),
    ("post.json", STORY.replace("2024-11-14", "14/11/2024"), "date: pattern"),
    ("post.json", STORY.replace("2024-11-14", "2024-11"), "date: pattern"),
    ("post.json", STORY.replace("2024-11-14", "2024-11-14 jam 9"), "date: pattern"),
    ("post.json", STORY.replace("bkn", "Badan Karangan"), "agency: anyOf"),
    ("post.json", STORY.replace("bkn", "[]"), "agency: anyOf"),
    ("post.json", STORY.replace("Apel", "[a, b]"), "title: type"),
    ("post.json", STORY.replace("Apel", ""), "title: type"),
    ("post.json", STORY.replace("Apel", "x" * 301), "title: maxLength"),
    ("post.json", STORY + "speaker: [siapa-ini]\n", "speaker: anyOf"),
    ("post.json", STORY + "region: bali-utara\n", "region: anyOf"),
    ("post.json", STORY + "tags: [korpri, xyz]\n", "tags: anyOf"),
    ("post.json", STORY + "kind: berita\n", "kind: enum"),
    ("post.json", STORY + "draft: mungkin\n", "draft: enum"),
    ("post.json", STORY + "slug: Apel Pagi\n", "slug: anyOf"),
    ("post.json", STORY + "slug: apel--pagi\n", "slug: anyOf"),
    ("post.json", STORY + "source: BALIPOST\n", "source: anyOf"),
    ("post.json", STORY + "source: {url: https://example.com}\n", "source: anyOf"),
    ("post.json", STORY + "source: {name: X, url: example.com}\n", "source: anyOf"),
    ("post.json", STORY + "image: {src: /a.jpg}\n", "image: anyOf"),
    ("post.json", STORY + "image: {scr: a.jpg}\n", "image: anyOf"),
    ("post.json", STORY + "changes: [{date: 2024-11-15, note: x}]\n", "changes: anyOf"),
    ("post.json", STORY + "aliases: [lama/]\n", "aliases: anyOf"),
    ("post.json", STORY + "event: {venue: {fr: Salle}}\n", "event: anyOf"),
    ("translation.json", "summary: x\n", ": required"),
    ("agencies-term.json", "name: Dinas\n", ": required"),
    ("agencies-term.json", "name: Dinas\nregion: Atlantis\n", "region: enum"),
    ("agencies-term.json", "name: {id: Dinas, fr: Office}\nregion: bali\n", "name: anyOf"),
    ("agencies-term.json", "name: Dinas\nregion: bali\nended: kemarin\n", "ended: anyOf"),
    ("agencies-term.json", "name: Dinas\nregion: bali\nwebsite: www.example.go.id\n", "website: anyOf"),
    ("speakers-term.json", "name: X\nappointments: [{agency: bkn}]\n", "appointments: anyOf"),
    ("speakers-term.json", "name: X\njabatan: Kepala\n", ": additionalProperties"),
    ("tags.json", "Huruf Besar: {name: X}\n", ": pattern"),
    ("tags.json", "korpri: KORPRI\n", "korpri: type"),
    ("tags.json", "korpri: {nama: KORPRI}\n", "korpri: additionalProperties"),
    ("glossary.json", "ASN: aparatur sipil negara\n", "ASN: type"),
    ("glossary.json", "ASN: {arti: aparatur}\n", "ASN: additionalProperties"),
    ("regions.json", "tegal: {name: Tegal, parent: atlantis}\n", "tegal.parent: anyOf"),
]


@pytest.mark.parametrize(("name", "text", "problem"), MISTAKES)
def test_every_mistake_is_found(name: str, text: str, problem: str) -> None:
    assert problem in problems(name, read(text))


def test_what_the_mistakes_are_made_of_is_right() -> None:
    assert problems("post.json", read(STORY)) == []


# --- The model ----------------------------------------------------------------------------------------


def groups(schema: Any) -> Iterator[dict[str, Any]]:
    """Every group of keys within a schema."""
    if isinstance(schema, dict):
        if "properties" in schema:
            yield schema["properties"]
        for value in schema.values():
            yield from groups(value)
    elif isinstance(schema, list):
        for value in schema:
            yield from groups(value)


def test_the_schema_has_every_key_of_the_model_and_no_other() -> None:
    found = starter_schemas()
    assert set(found["post.json"]["properties"]) == set(keys_of(PostFields))
    for taxonomy, fields in TERM_FIELDS.items():
        assert set(found[f"{taxonomy}-term.json"]["properties"]) == set(keys_of(fields))


@pytest.mark.parametrize("language", ["id", "en"])
def test_every_key_says_what_it_is_for(language: str) -> None:
    texts = load_messages(language)["keys"]
    tables = {table: set(keys) for table, keys in KEY_TABLES.items()}
    tables["glossary"] = set(keys_of(GlossaryFields))
    tables["sources"] = set(keys_of(SourceFields))
    tables["removed"] = set(keys_of(RemovalFields))
    assert {table: set(keys) for table, keys in texts.items() if keys} == {
        table: keys for table, keys in tables.items() if keys
    }
    for table, keys in tables.items():
        assert all(description_of(table, key, language) for key in keys)
    described = [group for schema in starter_schemas().values() for group in groups(schema)]
    assert all(
        "description" in value
        for group in described
        if set(group) != {"id", "en"}
        for value in group.values()
    )


def test_javascript_reads_every_expression() -> None:
    """Editors check with it, some in its strict mode."""
    patterns = set(re.findall(r'"pattern": ("(?:[^"\\]|\\.)*")', json.dumps(starter_schemas())))
    assert len(patterns) > 5
    node = shutil.which("node")
    assert node, "node is missing: install nodejs"
    script = f"for (const p of [{','.join(sorted(patterns))}]) new RegExp(p, 'u')"
    subprocess.run([node, "-e", script], check=True)


# --- The files ----------------------------------------------------------------------------------------


def test_a_new_site_has_the_editors_files(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    folder = tmp_path / "situs"
    assert main(["init", str(folder)]) == 0
    assert not (folder / ".warta-cache").exists()
    settings = json.loads((folder / ".vscode/settings.json").read_text("utf-8"))
    for schema in settings["yaml.schemas"]:
        assert (folder / schema).is_file()
    remark = json.loads((folder / ".remarkrc.json").read_text("utf-8"))
    for schema in remark["plugins"][1][1]["schemas"]:
        assert (folder / schema).is_file()
    capsys.readouterr()
    assert main(["--site", str(folder), "schema"]) == 0
    printed = capsys.readouterr()
    assert len(printed.out.splitlines()) == 14
    assert printed.err == ""


def test_new_terms_are_known_after_the_next_run(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    folder = copy_starter(tmp_path / "situs")
    assert main(["--site", str(folder), "new", "tag", "Disiplin kerja"]) == 0
    assert main(["--site", str(folder), "schema"]) == 0
    for name in ("schemas/post.json", ".vscode/warta.code-snippets"):
        assert "disiplin-kerja" in (folder / name).read_text("utf-8")


@pytest.mark.parametrize("path", OWNED)
def test_settings_of_the_users_own_are_left_alone(
    tmp_path: Path, path: str, capsys: pytest.CaptureFixture[str]
) -> None:
    folder = make_site(tmp_path, {path: "{}"})
    assert main(["--site", str(folder), "schema"]) == 0
    assert (folder / path).read_text("utf-8") == "{}"
    printed = capsys.readouterr()
    assert path in printed.err
    assert path not in printed.out


def test_snippets_offer_every_key_and_the_terms() -> None:
    site, _ = open_terms(Source(ROOT))
    assert site is not None
    snippets = json.loads(editor_files(site.registry, ("id", "en"), "en")[".vscode/warta.code-snippets"])
    assert set(snippets) == {*keys_of(PostFields), *keys_of(PageFields)} - {"translated_from"}
    assert "bkpsdm-bondowoso" in snippets["agency"]["body"][0]
    assert snippets["kind"]["body"] == [f"kind: ${{1|{','.join(STORY_KINDS)}|}}"]
