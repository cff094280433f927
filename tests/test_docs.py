"""The documents keep up with the program: commands, flags, settings and keys are in them, examples work."""

from __future__ import annotations

import argparse
import re
import shutil
from collections.abc import Iterator
from pathlib import Path
from typing import Any, NamedTuple

import pytest
from msgspec import Struct, structs

from tests.support import NOW, ROOT
from warta import cli
from warta.build.build import Request, check
from warta.config import site_tables as config
from warta.config.banner import BANNER_KEYS
from warta.config.contact import CONTACT_KEYS, NETWORKS, SECURITY_KEYS
from warta.config.deploy import TARGET_KINDS, Target
from warta.config.front import FrontSettings
from warta.config.languages import LANGUAGE_KEYS
from warta.config.menus import MENU_KEYS
from warta.config.settings import parse_config
from warta.config.theme import ThemeSettings
from warta.console import usage
from warta.console.report import as_text
from warta.content.fields import FieldReader
from warta.content.model import (
    CHANGE_KINDS,
    MENUS,
    PAGE_KINDS,
    REQUIRED_IN_ORIGINAL,
    STORY_KINDS,
    TERM_FIELDS,
    AppointmentFields,
    ChangeFields,
    EventFields,
    GlossaryFields,
    ImageFields,
    Key,
    PageFields,
    PinFields,
    PostFields,
    RemovalFields,
    SourceFields,
    TermFields,
    Text,
    keys_of,
)
from warta.content.parsed import ParseOptions
from warta.content.parsing import parse_source
from warta.diagnostics.catalogue import MESSAGE_LANGUAGES, load_messages
from warta.diagnostics.values import Diagnostic
from warta.i18n.languages import PATH_WORDS
from warta.i18n.moments import find_zone
from warta.markdown.laws import LAWS, LOCAL_LAWS
from warta.urls import slugify
from warta.yaml.tree import load_mapping

README = ROOT / "README.md"
OPERATOR = ROOT / "docs" / "operator.md"
GUIDES = {"en": ROOT / "docs" / "guide", "id": ROOT / "docs" / "panduan"}
PAGES = {
    "README": "README",
    "start": "mulai",
    "mistakes": "kesalahan",
    "stories": "berita",
    "pages": "halaman",
    "text": "isi",
    "translations": "terjemahan",
    "publishing": "terbit",
    "registry": "daftar",
    "rules": "aturan",
    "forms": "formulir",
    "look": "tampilan",
}
"""The pages of the writers' guide, English name → Indonesian name."""
CONTENT = {
    "en": tuple(GUIDES["en"] / f"{name}.md" for name in PAGES),
    "id": tuple(GUIDES["id"] / f"{name}.md" for name in PAGES.values()),
}
DOCUMENTS = (*sorted(ROOT.glob("*.md")), *sorted((ROOT / "docs").rglob("*.md")))
OPTIONS = ParseOptions(("id", "en"), "Asia/Jakarta", "markdown")

FENCE = re.compile(r"^```(\w*)\n(.*?)^```$", re.MULTILINE | re.DOTALL)
CODE = re.compile(r"`([^`\n]+)`")

WORDS = {
    "en": {"required": "yes", "optional": "no", "own": "own", "shared": "shared"},
    "id": {"required": "ya", "optional": "tidak", "own": "masing-masing", "shared": "bersama"},
}

OPERATORS = {"", "completion", "deploy", "due", "host", "next-due", "releases", "rollback", "schedule"}
"""Commands of whoever runs the site."""
SITE_MESSAGES = (
    "cache-linked",
    "cache-lost",
    "changed-during-build",
    "content-missing",
    "feed-gone",
    "static-gone",
    "file-name-encoding",
    "file-too-large",
    "files-left",
    "host-bytes",
    "host-file",
    "host-files",
    "language-gone",
    "language-incomplete",
    "lfs-pointer",
    "link-outside",
    "missing-setting",
    "not-a-file",
    "not-pruned",
    "path-is-folder",
    "path-twice",
    "path-word-changed",
    "toml-key-twice",
    "toml-syntax",
    "toml-table-twice",
    "unreadable",
)
"""Rules, besides those of settings, templates and the output folder, that the operator has to see to."""


def fenced(document: Path, language: str) -> Iterator[str]:
    """The code blocks of a document that are in ``language``."""
    for name, text in FENCE.findall(document.read_text("utf-8")):
        if name == language:
            yield text


def prose(document: Path) -> str:
    """A document without its code blocks."""
    return FENCE.sub("", document.read_text("utf-8"))


def code(document: Path) -> str:
    """What a document gives as code, in blocks and in lines, one piece a line."""
    text = document.read_text("utf-8")
    return "\n".join([*(block for _, block in FENCE.findall(text)), *CODE.findall(prose(document))])


# --- Commands, flags and settings -----------------------------------------------------------------


def commands() -> dict[str, argparse.ArgumentParser]:
    """The program's parser under ``""`` and those of its commands under their names."""
    top = cli.command_parser(cli.command_names(), lambda: "en")
    found: dict[str, argparse.ArgumentParser] = {"": top}
    for action in top._actions:
        if isinstance(action, argparse._SubParsersAction):
            found.update(action.choices)
    return found


COMMANDS = commands()
FLAGS = {
    flag
    for parser in COMMANDS.values()
    for action in parser._actions
    for flag in action.option_strings
    if flag.startswith("--")
}


def section(name: str) -> str:
    """The part of the operator's guide about one command."""
    text = OPERATOR.read_text("utf-8")
    found = re.search(rf"^### `warta {name}\b.*?(?=^###? )", text, re.MULTILINE | re.DOTALL)
    assert found, f"docs/operator.md has no section on warta {name}"
    return found[0]


def flags_of(name: str) -> Iterator[tuple[str, tuple[str, ...]]]:
    """The flags of a command with the values that each may have."""
    for action in COMMANDS[name]._actions:
        for flag in action.option_strings:
            if flag.startswith("--") and flag != "--help":
                yield flag, tuple(action.choices or ())


@pytest.mark.parametrize("name", [name for name in COMMANDS if name])
def test_every_command_has_a_section_with_all_its_flags(name: str) -> None:
    text = section(name)
    for flag, values in flags_of(name):
        for wanted in [f"{flag} {value}" for value in values] or [flag]:
            assert re.search(rf"`{re.escape(wanted)}\b", text), f"docs/operator.md, warta {name}: {wanted}"


def test_the_flags_of_all_commands_are_in_the_operators_guide() -> None:
    text = OPERATOR.read_text("utf-8")
    for flag, values in flags_of(""):
        for wanted in [f"{flag} {value}" for value in values] or [flag]:
            assert f"`{wanted}" in text, f"docs/operator.md: {wanted}"


@pytest.mark.parametrize("document", DOCUMENTS, ids=lambda path: path.name)
def test_no_document_names_a_command_flag_or_target_that_does_not_exist(document: Path) -> None:
    text = code(document)
    for name in re.findall(r"(?:^|[ /])warta(?: --(?:site|lang) \S+)* ([a-z][a-z-]*)\b", text, re.MULTILINE):
        assert name in COMMANDS, f"warta {name}"
    for line in re.findall(r"(?:^|[ /])warta .*", text, re.MULTILINE):
        for flag in re.findall(r"(?<!\S)(--[a-z-]+)", line):
            assert flag in FLAGS, f"{flag} in {line!r}"
    targets = set(re.findall(r"^([a-z][a-z-]*):", (ROOT / "Makefile").read_text("utf-8"), re.MULTILINE))
    for target in re.findall(r"^make ([a-z-]+)", text, re.MULTILINE):
        assert target in targets, f"make {target}"


def test_every_exit_status_is_in_the_operators_guide() -> None:
    text = OPERATOR.read_text("utf-8")
    for status in (usage.DONE, usage.SITE_HAS_ERRORS, usage.WRONG_USAGE, usage.INTERRUPTED):
        assert re.search(rf"^\| {status} \| \S", text, re.MULTILINE), status


def settings(heading: str) -> set[tuple[str, ...]]:
    """What the first column of the table below a heading of the operator's guide names, row by row."""
    found = re.search(rf"^## {heading}\n(.*?)^## ", OPERATOR.read_text("utf-8"), re.MULTILINE | re.DOTALL)
    assert found, heading
    return {tuple(CODE.findall(row)) for row in re.findall(r"^\| (`.*?) \|", found[1], re.MULTILINE)}


SETTINGS: dict[str, type[Struct]] = {
    "publisher": config.Publisher,
    "markdown": config.Markdown,
    "new": config.NewStory,
    "feeds": config.Feeds,
    "sharing": config.Sharing,
    "search": config.Search,
    "front": FrontSettings,
    "theme": ThemeSettings,
    "sections": config.Sections,
    "open_data": config.OpenData,
}


def test_the_operators_guide_has_every_setting_and_no_other() -> None:
    keys = {name: {field.name for field in structs.fields(kind)} for name, kind in SETTINGS.items()}
    keys["laws"] = {*LAWS, *LOCAL_LAWS}
    keys["environment.X"] = {field.name for field in structs.fields(config.Environment)}
    keys["redirects"] = {'"/old/"'}  # whatever addresses a site had
    keys |= {"menu": set(MENU_KEYS), "footer": set(MENU_KEYS), "contact": set(CONTACT_KEYS)}
    keys |= {"social": set(NETWORKS), "security": set(SECURITY_KEYS)}
    expected: set[tuple[str, ...]] = {(f"[{table}]", key) for table, known in keys.items() for key in known}
    expected |= {("[check]", "rule"), ("[check.except]", "rule")}  # the rules are in guide/rules.md
    expected.add(("[language.X]",))
    expected |= {("[banner]", key) for key in BANNER_KEYS}
    tables = {*keys, "banner", "check", "deploy", "environment", "language"}
    expected |= {(field.name,) for field in structs.fields(config.Site) if field.name not in tables}
    assert settings("site.toml") == expected
    assert {key for row in settings("Languages") for key in row} == set(LANGUAGE_KEYS)
    text = OPERATOR.read_text("utf-8")
    for word in (*PATH_WORDS, *config.MARKDOWN_ENGINES):
        assert f"`{word}`" in text, word


def test_the_operators_guide_has_every_setting_of_a_target_and_no_other() -> None:
    own = {
        (field.name, name)
        for name, kind in TARGET_KINDS.items()
        for field in structs.fields(kind)
        if field.name not in Target.__struct_fields__
    }
    text = OPERATOR.read_text("utf-8").partition("\n## Deploying\n")[2]
    rows = {
        (key, kind) for key, kind in re.findall(r"^\| `(\w+)` \| (all|`[a-z0-9-]+`) \|", text, re.MULTILINE)
    }
    shared = {(name, "all") for name in Target.__struct_fields__}
    assert {(key, kind.strip("`")) for key, kind in rows} == own | shared
    for kind in TARGET_KINDS:
        assert re.search(rf"^\|[^|]*`{kind}`[^|]*\| \S", text, re.MULTILINE), kind


def test_every_settings_example_is_read_without_an_error() -> None:
    examples = list(fenced(OPERATOR, "toml"))
    assert examples
    for example in examples:
        _, found = parse_config(example)
        assert {finding.code for finding in found} <= {"language-incomplete"}, found


def test_every_message_about_site_and_machine_is_in_the_operators_guide() -> None:
    text = OPERATOR.read_text("utf-8")
    rules = [
        rule
        for rule in load_messages("en")
        if rule.startswith(
            (
                "banner-",
                "deploy-",
                "output-",
                "release-",
                "setting-",
                "template-",
                "theme-",
                "unknown-setting",
            )
        )
        or rule in SITE_MESSAGES
    ]
    assert set(SITE_MESSAGES) <= set(rules)
    assert [rule for rule in rules if not re.search(rf"^\|[^|]*`{rule}`[^|]*\|", text, re.MULTILINE)] == []


# --- Keys -------------------------------------------------------------------------------------------


class Row(NamedTuple):
    """A line of a table of keys."""

    key: str
    cells: tuple[str, ...]
    """All but the key: required, (languages,) value, example."""


def declared(fields: type[Any]) -> dict[str, Key]:
    """Key as written → its declaration."""
    return {name: key for name, (_, key) in keys_of(fields).items()}


def key_tables() -> dict[str, dict[str, Key]]:
    """The tables that a content guide must have, by the name in their marker."""
    own = {
        "post": PostFields,
        "page": PageFields,
        "source": SourceFields,
        "image": ImageFields,
        "pin": PinFields,
        "event": EventFields,
        "changes": ChangeFields,
        "appointments": AppointmentFields,
        "glossary": GlossaryFields,
        "removed": RemovalFields,
    }
    tables = {name: declared(fields) for name, fields in own.items()}
    tables["terms"] = {"name": declared(TERM_FIELDS["tags"])["name"], **declared(TermFields)}
    for taxonomy, fields in TERM_FIELDS.items():
        tables[taxonomy] = {
            name: key for name, key in declared(fields).items() if name not in tables["terms"]
        }
    return tables


KEY_TABLES = key_tables()
FIELDS: dict[str, type[Any]] = {
    "post": PostFields,
    "page": PageFields,
    "source": SourceFields,
    "image": ImageFields,
    "pin": PinFields,
    "event": EventFields,
    "changes": ChangeFields,
    "appointments": AppointmentFields,
    "glossary": GlossaryFields,
    "removed": RemovalFields,
    "terms": TERM_FIELDS["tags"],
    **TERM_FIELDS,
}


def rows_of(guide: tuple[Path, ...], table: str) -> tuple[Row, ...]:
    """The rows of the table behind ``<!-- keys: table -->``; a table without keys has none."""
    text = "".join(page.read_text("utf-8") for page in guide)
    found = re.search(rf"^<!-- keys: {table} -->\n((?:\|.*\n)*)", text, re.MULTILINE)
    assert found, f"{guide[0].parent} has no table {table}"
    rows = []
    for line in found[1].splitlines()[2:]:
        first, *cells = [cell.strip() for cell in line.strip("|").split(" | ")]
        rows.append(Row(first.strip("` "), tuple(cells)))
    return tuple(rows)


@pytest.mark.parametrize("language", CONTENT)
@pytest.mark.parametrize("table", KEY_TABLES)
def test_every_key_is_in_the_guide_of_every_language_as_it_is_declared(table: str, language: str) -> None:
    words = WORDS[language]
    rows = rows_of(CONTENT[language], table)
    assert sorted(row.key for row in rows) == sorted(KEY_TABLES[table])
    for row in rows:
        key = KEY_TABLES[table][row.key]
        required = key.required or (table == "post" and row.key in REQUIRED_IN_ORIGINAL)
        assert row.cells[0] == words["required" if required else "optional"], row.key
        if table in ("post", "page", "image"):
            assert row.cells[1] == words["own" if key.per_language else "shared"], row.key
        if isinstance(key.kind, Text):
            assert re.search(rf"\b{key.kind.limit}\b", row.cells[-2]), (row.key, key.kind.limit)


@pytest.mark.parametrize("language", CONTENT)
@pytest.mark.parametrize("table", KEY_TABLES)
def test_the_example_of_every_key_is_valid(table: str, language: str) -> None:
    zone = find_zone("Asia/Jakarta")
    assert zone is not None
    for row in rows_of(CONTENT[language], table):
        example = row.cells[-1].strip("|` ")
        assert example.startswith(f"{row.key}: "), example
        tree, found = load_mapping(example, "example")
        assert tree is not None, (example, found)
        reader = FieldReader("example", OPTIONS.languages, zone)
        reader.read(tree, FIELDS[table])
        problems = [finding for finding in (*found, *reader.diagnostics) if finding.code != "missing-key"]
        assert problems == [], example


@pytest.mark.parametrize("language", CONTENT)
def test_every_kind_of_story_and_change_is_in_the_guide(language: str) -> None:
    cells = " ".join(
        row.cells[-2]
        for table in ("post", "page", "changes")
        for row in rows_of(CONTENT[language], table)
        if row.key in ("kind", "menu")
    )
    kinds = (*STORY_KINDS, *PAGE_KINDS, *MENUS, *CHANGE_KINDS)
    assert [kind for kind in kinds if f"`{kind}`" not in cells] == []


@pytest.mark.parametrize("names", PAGES.items(), ids=lambda names: names[0])
def test_a_page_has_the_same_tables_and_examples_in_both_languages(names: tuple[str, str]) -> None:
    """Neither is a translation of the other, but a reader of one must not miss what the other tells."""
    shapes = [
        [
            "table" if line.startswith("|--") else line[:2] if line.startswith("![") else line.split(" ")[0]
            for line in page.read_text("utf-8").splitlines()
            if line.startswith(("#", "|--", "```", "![", "<!-- keys"))
        ]
        for page in (GUIDES["en"] / f"{names[0]}.md", GUIDES["id"] / f"{names[1]}.md")
    ]
    assert shapes[0] == shapes[1]


@pytest.mark.parametrize("language", CONTENT)
def test_the_guide_has_no_other_pages_and_its_first_leads_to_all(language: str) -> None:
    first, *others = CONTENT[language]
    assert sorted(GUIDES[language].glob("*.md")) == sorted(CONTENT[language])
    links = re.findall(r"^\| \[[^]]+\]\(([^)]+)\)", first.read_text("utf-8"), re.MULTILINE)
    assert {page.name for page in others} == {link for link in links if "/" not in link}


@pytest.mark.parametrize("language", CONTENT)
def test_the_guide_names_every_command_that_writers_need(language: str) -> None:
    """All but those of whoever runs the site."""
    text = "\n".join(code(page) for page in CONTENT[language])
    for name in set(COMMANDS) - OPERATORS:
        assert re.search(rf"^warta (?:--lang \S+ )?{name}\b", text, re.MULTILINE), name


# --- Examples ---------------------------------------------------------------------------------------


def is_post(example: str) -> bool:
    return example.startswith("---\n")


@pytest.mark.parametrize("document", DOCUMENTS, ids=lambda path: path.name)
def test_every_example_post_is_read_without_a_finding(document: Path) -> None:
    for example in fenced(document, "markdown"):
        if is_post(example):
            folder = "pages" if "\nmenu:" in example else "news/2024"
            parsed = parse_source(f"content/{folder}/example.id.md", example.encode(), OPTIONS)
            assert parsed.diagnostics == (), example
            assert parsed.card is not None


def test_all_guides_have_example_posts() -> None:
    for guide in ((README,), *CONTENT.values()):
        assert any(is_post(example) for page in guide for example in fenced(page, "markdown")), guide[0]


@pytest.mark.parametrize("guide", CONTENT.values(), ids=CONTENT)
def test_every_yaml_example_is_read_without_a_finding(guide: tuple[Path, ...]) -> None:
    """A block that begins with a file's path is that file; any other is part of a front matter."""
    examples = [example for page in guide for example in fenced(page, "yaml")]
    assert examples
    for example in examples:
        path = re.match(r"# (content/\S+\.yaml)\n", example)
        if path:
            parsed = parse_source(path[1], example.encode(), OPTIONS)
            assert parsed.terms, example
        else:
            post = f"---\ntitle: Example\n{example}---\n\nText.\n"
            parsed = parse_source("content/news/2024/example.en.md", post.encode(), OPTIONS)
        assert parsed.diagnostics == (), example


def findings(site: Path) -> list[Diagnostic]:
    """Besides the starter's pages that wait to be filled in."""
    found = check(Request(site, site / "output", NOW)).diagnostics
    return [each for each in found if each.code != "page-unfilled"]


@pytest.fixture
def starter_with_example(tmp_path: Path) -> Path:
    """The starter with the README's post in two languages; returns the file of the Indonesian one."""
    shutil.copyfile(ROOT / "site.toml", tmp_path / "site.toml")
    shutil.copytree(ROOT / "content", tmp_path / "content")
    post = tmp_path / "content" / "news" / "2024" / "seminar-korpri.id.md"
    post.write_text(next(fenced(README, "markdown")), "utf-8")
    translation = "---\ntitle: Neutrality\nsummary: Civil servants are to take no sides.\n---\n\nText.\n"
    post.with_name("seminar-korpri.en.md").write_text(translation, "utf-8")
    return post


def test_the_readmes_story_can_be_added_to_the_starter(starter_with_example: Path) -> None:
    assert findings(starter_with_example.parents[3]) == []


@pytest.mark.parametrize("language", MESSAGE_LANGUAGES)
def test_the_example_of_a_message_is_what_the_program_says(starter_with_example: Path, language: str) -> None:
    text = starter_with_example.read_text("utf-8")
    broken = text.replace("tags:", "tag:").replace("Pemkab Karangasem", "Pemkab Karangasen")
    assert broken.count("\n") == text.count("\n")
    assert "agency: Pemkab Karangasen\n" in broken
    starter_with_example.write_text(broken, "utf-8")
    site = starter_with_example.parents[3]
    said = [as_text(found, language, site) for found in findings(site)]
    if language == "en":
        assert next(fenced(README, "text")) == "\n".join([*said, "2 errors."]) + "\n"
    assert said[0] + "\n" in [example for page in CONTENT[language] for example in fenced(page, "text")]


# --- README and links ---------------------------------------------------------------------------------


def test_the_first_screen_of_the_readme_has_the_two_commands() -> None:
    first_screen = "\n".join(README.read_text("utf-8").splitlines()[:40])
    for command in ("make site", "make test"):
        assert re.search(rf"^{command}\b", first_screen, re.MULTILINE), command
    assert "warta init" in first_screen


def test_the_readme_has_a_place_for_the_measurements() -> None:
    text = README.read_text("utf-8")
    assert "make bench" in text[text.index("<!-- speed:start -->") : text.index("<!-- speed:end -->")]


def anchors(document: Path) -> set[str]:
    """The anchors of a document's headings, as the hosts of repositories make them."""
    headings = re.findall(r"^#+ (.*)$", prose(document), re.MULTILINE)
    return {re.sub(r"[^\w\- ]", "", heading.lower()).replace(" ", "-") for heading in headings}


@pytest.mark.parametrize("document", DOCUMENTS, ids=lambda path: path.name)
def test_every_relative_link_leads_somewhere(document: Path) -> None:
    text = CODE.sub("", prose(document))
    for target in re.findall(r"\]\(([^)\s]+)\)", text):
        if re.match(r"[a-z]+:", target):
            continue
        name, _, anchor = target.partition("#")
        file = (document.parent / name).resolve() if name else document
        assert file.exists(), target
        assert file.is_relative_to(ROOT), target
        if anchor:
            assert anchor in anchors(file), target


def test_the_anchors_that_the_guides_tell_writers_of_are_those_that_are_made() -> None:
    for guide in CONTENT.values():
        made = [
            pair for page in guide for pair in re.findall(r"`## ([^`]+)`[^|\n]* `#([a-z-]+)`", prose(page))
        ]
        assert made, guide[0]
        for heading, anchor in made:
            assert slugify(heading) == anchor
