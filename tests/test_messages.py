"""The texts of messages: complete, in both languages, filled in with what the program gives them."""

from __future__ import annotations

import ast
import os
import re
import shutil
import subprocess
import sys
import tomllib
from collections.abc import Iterator, Mapping
from functools import cache
from pathlib import Path
from string import Formatter
from typing import Any

import pytest

from tests.support import OTHER_TABLES, PATIENCE, ROOT, make_site, post
from warta.checks.fix import MENDED_RULES
from warta.checks.redirects import REDIRECT_RULES
from warta.content.model import TAXONOMIES
from warta.diagnostics.catalogue import MESSAGE_LANGUAGES, explain, load_messages, report_text
from warta.diagnostics.values import WHOLE_FILE, Diagnostic, Severity, warning
from warta.resources import packaged_text

PACKAGE = Path(__file__).resolve().parents[1] / "generator" / "warta"
CODES = sorted(set(load_messages("id")) - OTHER_TABLES)
MAKERS = {
    "error",
    "warning",
    "wrong",
    "whole",
    "_limit",
    "_warning",
    "refused",
    "PagefindError",
    "RefusedError",
    "report",
    "_report",
    "Excess",
    "Kind",
    "_problem",
    "_slip",
}
"""The functions that make a diagnostic; each is given the code first."""
ADDED = {
    "wrong": {"key"},
    "whole": {"key"},
    "_limit": {"host", "feeds", "ninjs", "cards"},
    "report": {"key"},
    "_warning": {"target"},
    "_problem": {"key", "text"},
    "Kind": {"written", "suggestion"},
}
"""Arguments that such a function adds of itself."""


Call = tuple[str, frozenset[str], frozenset[str] | None]
"""Place, codes and arguments of a call that makes a diagnostic."""


def places(text: str) -> set[str]:
    return {name for _, name, _, _ in Formatter().parse(text) if name is not None}


def texts_of(language: str, code: str) -> dict[str, str]:
    table: dict[str, str] = load_messages(language)[code]
    return table


def everything_said(language: str) -> Iterator[tuple[str, str]]:
    """Every text of a language with its name."""
    yield from texts_in(load_messages(language), "")


def texts_in(table: Mapping[str, Any], above: str) -> Iterator[tuple[str, str]]:
    """Every text of a table and of those in it."""
    for name, text in table.items():
        if isinstance(text, dict):
            yield from texts_in(text, f"{above}{name}.")
        else:
            for form in text if isinstance(text, list) else [text]:
                yield above + name, form


def codes_in(node: ast.expr, assigned: dict[str, list[ast.expr]]) -> set[str]:
    """The codes that an expression can be: a text, a choice, an f-string, or a name that has one of these."""
    match node:
        case ast.Constant(value=str(code)):
            return {code}
        case ast.IfExp():
            return codes_in(node.body, assigned) | codes_in(node.orelse, assigned)
        case ast.JoinedStr():
            pattern = ""
            for part in node.values:
                if isinstance(part, ast.FormattedValue):
                    known = codes_in(part.value, assigned) or {
                        "form",
                        "reserved",
                        "too-long",
                    }  # a SlugProblem
                    pattern += f"(?:{'|'.join(sorted(known))})"
                elif isinstance(part, ast.Constant):
                    pattern += re.escape(str(part.value))
            return {code for code in CODES if re.fullmatch(pattern, code)}
        case ast.Dict():
            return set().union(*(codes_in(value, assigned) for value in node.values))
        case ast.Call(func=ast.Attribute(attr="get", value=table)):
            return codes_in(table, assigned).union(*(codes_in(value, assigned) for value in node.args[1:]))
        case ast.Name():
            return set().union(*(codes_in(value, assigned) for value in assigned.get(node.id, [])))
    return set()


def findings_of_rule(file: str, function: ast.FunctionDef) -> Iterator[Call]:
    """What an editorial rule finds: the code stands in its decorator, the arguments in each ``at(…)``."""
    for decorator in function.decorator_list:
        if isinstance(decorator, ast.Call) and getattr(decorator.func, "id", "") in ("rule", "site_rule"):
            codes = frozenset(codes_in(decorator.args[0], {}))
            yield f"{file}:{function.lineno}", codes, None
            for node in ast.walk(function):
                if isinstance(node, ast.Call) and getattr(node.func, "id", "") == "at":
                    given = frozenset(keyword.arg or "" for keyword in node.keywords)
                    yield f"{file}:{node.lineno}", codes, given


@cache
def calls() -> tuple[Call, ...]:
    """Every call that makes a diagnostic: place, its codes, its arguments (None: cannot be told)."""
    found: list[Call] = []
    for path in sorted(PACKAGE.rglob("*.py")):
        tree = ast.parse(path.read_text("utf-8"))
        assigned: dict[str, list[ast.expr]] = {}
        for node in ast.walk(tree):
            if isinstance(node, ast.Assign) and isinstance(node.targets[0], ast.Name):
                assigned.setdefault(node.targets[0].id, []).append(node.value)
        for node in ast.walk(tree):
            if isinstance(node, ast.FunctionDef):
                found += findings_of_rule(path.name, node)
            if not isinstance(node, ast.Call) or not node.args:
                continue
            name = node.func.attr if isinstance(node.func, ast.Attribute) else getattr(node.func, "id", "")
            if name not in MAKERS:
                continue
            names = [keyword.arg for keyword in node.keywords]
            given = frozenset(ADDED.get(name, set()) | {arg for arg in names if arg})
            codes = frozenset(codes_in(node.args[0], assigned))
            found.append((f"{path.name}:{node.lineno}", codes, None if None in names else given))
    return tuple(found)


@pytest.mark.parametrize("language", MESSAGE_LANGUAGES)
def test_each_table_is_what_the_whole_file_says(language: str) -> None:
    """Tables are parsed one by one."""
    assert {**load_messages(language)} == tomllib.loads(packaged_text("messages", f"{language}.toml"))


def test_both_languages_have_the_same_texts() -> None:
    tables = {language: load_messages(language) for language in MESSAGE_LANGUAGES}
    assert tables["id"].keys() == tables["en"].keys()
    for table in tables["id"]:
        assert tables["id"][table].keys() == tables["en"][table].keys(), table
    for table, keys in tables["id"]["keys"].items():
        assert keys.keys() == tables["en"]["keys"][table].keys(), table
    for language in MESSAGE_LANGUAGES:
        assert all(set(texts_of(language, code)) == {"what", "why", "fix"} for code in CODES)
        assert set(load_messages(language)["taxonomies"]) == set(TAXONOMIES)


def test_both_languages_fill_in_the_same_places() -> None:
    found = {
        language: {
            code: {place for text in texts_of(language, code).values() for place in places(text)}
            for code in CODES
        }
        for language in MESSAGE_LANGUAGES
    }
    assert found["id"] == found["en"]


def test_what_is_said_of_a_standing_page_fits_its_code() -> None:
    """In both languages of the same codes, with no place to fill in that the code does not have."""
    tables = {language: load_messages(language)["standing"] for language in MESSAGE_LANGUAGES}
    assert tables["id"].keys() == tables["en"].keys() <= set(CODES)
    for language, table in tables.items():
        for code, texts in table.items():
            own = texts_of(language, code)
            assert texts.keys() <= own.keys()
            assert {each for text in texts.values() for each in places(text)} <= {
                each for text in own.values() for each in places(text)
            }


def test_a_standing_page_is_not_called_a_story() -> None:
    found = warning("summary-missing", "content/pages/tentang.id.md", limit=600)
    assert [explain(found, language).what.split()[:2] for language in ("id", "en")] == [
        ["halaman", "ini"],
        ["this", "page"],
    ]
    assert explain(warning("summary-missing", "content/news/pages/x.id.md", limit=600), "en").what.startswith(
        "this story"
    )


@pytest.mark.parametrize("language", MESSAGE_LANGUAGES)
def test_whatever_can_be_mended_has_a_text_for_when_it_is(language: str) -> None:
    report = load_messages(language)["report"]
    assert {f"mended-{code}" for code in MENDED_RULES | REDIRECT_RULES} - set(report) == set()


def test_report_texts_fill_in_the_same_places() -> None:
    for name, text in load_messages("id")["report"].items():
        other = load_messages("en")["report"][name]
        forms = [text] if isinstance(text, str) else text
        others = [other] if isinstance(other, str) else other
        assert {frozenset(places(form)) for form in forms} == {frozenset(places(form)) for form in others}, (
            name
        )


def test_every_code_has_a_text_and_every_text_is_used() -> None:
    used = {code for _, codes, _ in calls() for code in codes}
    assert used == set(CODES)


def test_every_place_is_filled_in_by_the_call() -> None:
    """A text that names what its diagnostic does not carry would be a KeyError on a writer's screen."""
    checked = set()
    for place, codes, given in calls():
        for code in codes:
            needed = {name for text in texts_of("id", code).values() for name in places(text)}
            if given is not None:
                assert needed <= given, f"{place}: {code} lacks {needed - given}"
                checked.add(code)
    assert len(checked) > 100


@pytest.mark.parametrize("language", MESSAGE_LANGUAGES)
def test_every_text_can_be_filled_in_with_anything(language: str) -> None:
    """Curly brackets in what a writer wrote stay what they are."""
    for code in CODES:
        names = {name for text in texts_of(language, code).values() for name in places(text)}
        values = {name: "tags" if name == "taxonomy" else "{x} {0} %s" for name in names}
        found = Diagnostic("x", WHOLE_FILE, Severity.ERROR, code, tuple(sorted(values.items())))
        text = explain(found, language)
        for name in names - {"taxonomy"}:
            assert any(values[name] in part for part in text), (code, name)


ENGLISH = re.compile(
    r"\b(the|and|with|this|that|file|must|should|cannot|not found|missing|line|value|please|error|"
    r"warning|invalid|expected|unknown|unexpected|your|from the|write|delete|rename|choose|failed|draft)\b",
    re.IGNORECASE,
)
INDONESIAN = re.compile(
    r"\b(yang|dan|tidak|berkas|kunci|ini|itu|harus|dengan|untuk|atau|bukan|tulis|hapus|galat|peringatan|berita|pada)\b"
)
QUOTED = re.compile(r"`[^`]*`|\"[^\"]*\"|\{[^{}]*\}")
"""Code, examples and places are the same in every language."""


@pytest.mark.parametrize(("language", "foreign"), [("id", ENGLISH), ("en", INDONESIAN)])
def test_no_word_of_the_other_language_slips_in(language: str, foreign: re.Pattern[str]) -> None:
    slips = {
        name: found[0]
        for name, text in everything_said(language)
        if (found := foreign.search(QUOTED.sub(" ", text)))
    }
    assert not slips


def test_texts_are_sentences() -> None:
    """What happened continues ``file:line: error:``; why and what to do are sentences of their own."""
    for language in MESSAGE_LANGUAGES:
        for code in CODES:
            texts = texts_of(language, code)
            assert not texts["what"].endswith("."), code
            assert not texts["what"][0].isupper() or texts["what"].startswith(("YAML", "HTML")), code
            for part in ("why", "fix"):
                assert texts[part].rstrip("`\"'").endswith((".", "?", "!")), f"{language} {code}.{part}"
                assert texts[part][0].isupper() or texts[part][0] in "`{*", f"{language} {code}.{part}"
            assert all(
                text == text.strip() and "  " not in QUOTED.sub("x", text) for text in texts.values()
            ), code


@pytest.mark.parametrize(
    ("language", "n", "text"),
    [
        ("id", 1, "1 galat"),
        ("id", 2, "2 galat"),
        ("en", 1, "1 error"),
        ("en", 2, "2 errors"),
        ("en", 0, "0 errors"),
    ],
)
def test_counts_have_their_plural_form(language: str, n: int, text: str) -> None:
    assert report_text("summary_errors", language, n=n) == text


def test_every_taxonomy_is_named_in_the_readers_language() -> None:
    def said(language: str, taxonomy: str) -> Any:
        arguments = (("name", "x"), ("suggestion", "y"), ("taxonomy", taxonomy))
        found = Diagnostic("x", WHOLE_FILE, Severity.ERROR, "unknown-term-suggestion", arguments)
        return explain(found, language).what

    for taxonomy in TAXONOMIES:
        assert taxonomy not in said("id", taxonomy)
        assert said("id", taxonomy) != said("en", taxonomy)


# --- One more language ----------------------------------------------------------------------------------


@pytest.fixture(scope="module")
def extended(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The program with messages in a third, made-up language: one more file, and no code."""
    checkout = tmp_path_factory.mktemp("program")
    shutil.copytree(PACKAGE, checkout / "generator/warta")  # with what is compiled of it
    (checkout / "templates").symlink_to(ROOT / "templates")
    english = (PACKAGE / "messages/en.toml").read_text("utf-8")
    third = re.sub(r'^(what|built|translations_title) = "', r'\1 = "QX ', english, flags=re.MULTILINE)
    (checkout / "generator/warta/messages/qx.toml").write_text(third, "utf-8")
    return checkout


def said(checkout: Path, site: Path, *arguments: str) -> str:
    done = subprocess.run(
        [sys.executable, "-m", "warta", "--site", str(site), *arguments],
        env={**os.environ, "PYTHONPATH": str(checkout / "generator")},
        capture_output=True,
        text=True,
        check=False,
        timeout=PATIENCE,
    )
    assert "Traceback" not in done.stderr, done.stderr
    return done.stdout + done.stderr


@pytest.mark.parametrize("chosen", ["option", "setting"])
def test_a_file_is_all_that_one_more_language_of_messages_needs(
    chosen: str, extended: Path, tmp_path: Path
) -> None:
    option = ("--lang", "qx") if chosen == "option" else ()
    setting = 'message_language = "qx"\n' if chosen == "setting" else ""
    site = make_site(
        tmp_path / "situs",
        {
            "site.toml": setting + (make_site(tmp_path / "lain", {}) / "site.toml").read_text("utf-8"),
            "content/news/2024/cerita.id.md": post("Berita", "[Tautan](tidak-ada.id.md)"),
        },
    )
    assert "QX" in said(extended, site, *option, "check")
    (site / "content/news/2024/cerita.id.md").write_text(post("Berita"), "utf-8")
    assert "QX" in said(extended, site, *option, "build", "--jobs", "1")
    for command in (("new", "Berita lain"), ("translations",), ("translations", "--format", "html")):
        assert said(extended, site, *option, *command)


def test_a_language_of_messages_that_is_no_file_is_named_with_those_that_are(
    extended: Path, tmp_path: Path
) -> None:
    site = make_site(tmp_path / "situs", {})
    text = (site / "site.toml").read_text("utf-8")
    (site / "site.toml").write_text('message_language = "qq"\n' + text, "utf-8")
    languages = sorted(path.stem for path in (extended / "generator/warta/messages").glob("*.toml"))
    assert ", ".join(languages) in said(extended, site, "check")
