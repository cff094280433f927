r"""Every mistake a writer can make, with the exact text it is answered with.

A case is a file ``diagnostics/<group>/<name>.txt``: a sentence that says what is shown, the files that differ
from the base site, and what ``warta check`` prints in Indonesian and in English. ``pytest --update-goldens``
writes what the product prints now; the difference is then reviewed as part of the change that caused it.

The parts of a case start with a line ``>>> <kind> <argument>``:

``file PATH``          the lines that follow, as they are
``bytes PATH``         the lines that follow, with ``\xff``, ``\r`` and the like, without the last line end
``repeat PATH N``      the lines that follow, N times over, between the two halves of a post's text
``size PATH N``        a file of N zero bytes that takes no room
``link PATH TARGET``   a symbolic link
``fifo PATH``          a named pipe
``remove PATH``        the base site's file or folder is not there
``options TEXT``       options for ``check``, as in a shell
``id``, ``en``         what is printed; the first line is the exit status
"""

from __future__ import annotations

import codecs
import contextlib
import io
import os
import re
import shlex
import shutil
import time
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.support import AGENCY, OTHER_TABLES, SITE_TOML, make_site, post, translation, tree_digest
from warta.build import build
from warta.cli import main
from warta.diagnostics.catalogue import MESSAGE_LANGUAGES, load_messages
from warta.yaml.tree import load_mapping

CASES = Path(__file__).parent / "diagnostics"
NAMES = sorted(path.relative_to(CASES).with_suffix("").as_posix() for path in CASES.rglob("*.txt"))
NOW = ("--now", "2025-01-15 12:00 WIB")

BASE: dict[str, str | bytes] = {
    "site.toml": SITE_TOML,
    "content/agencies/dinas.yaml": AGENCY,
    "content/tags.yaml": "korpri:\n  name: Korpri\n",
    "content/news/2024/uji.id.md": post("Berita uji", tags="korpri", summary="Ringkas."),
    "content/news/2024/uji.en.md": translation("A test story", summary="Short."),
}
"""A site without a finding; every case changes some of it."""

PROVOKED = {
    "address-changed",
    "alias-gone",
    "cache-linked",
    "cache-lost",
    "changed-during-build",
    "cluster",
    *("deploy-clock", "deploy-clock-wrong", "deploy-credentials-expired", "deploy-cut", "deploy-failed"),
    *(
        "deploy-foreign",
        "deploy-full",
        "deploy-git",
        "deploy-host",
        "deploy-host-key",
        "deploy-host-unknown",
        "deploy-locked",
    ),
    *(
        "deploy-locked-storage",
        "deploy-newer",
        "deploy-no-bucket",
        "deploy-no-credentials",
        "deploy-no-extra",
    ),
    *("deploy-no-links", "deploy-no-program", "deploy-no-releases", "deploy-no-repository"),
    *("deploy-not-allowed", "deploy-not-told", "deploy-other-site", "deploy-raced", "deploy-remote"),
    *("deploy-remote-program", "deploy-storage", "deploy-too-many", "deploy-unreachable", "output-changed"),
    *("output-drafts", "output-early", "output-other-environment", "setting-deploy-environment"),
    *("output-missing", "output-other-address", "output-unfinished", "output-unknown", "release-unknown"),
    *("release-damaged", "release-none", "release-oldest", "setting-deploy-home"),
    *("setting-deploy-form", "setting-deploy-name", "setting-grace", "setting-keep", "setting-port"),
    *("picture-heic-too-large", "picture-too-heavy"),
    "engine-missing",
    "precompress-missing",
    "feed-gone",
    "static-gone",
    "file-name-encoding",
    "files-left",
    "host-bytes",
    "host-file",
    "host-files",
    "language-gone",
    "media-given-up",
    "import-plan-toml",
    "import-plan-value",
    "not-pruned",
    "output-linked",
    "output-locked",
    "output-not-a-folder",
    "output-not-ours",
    "output-other-disk",
    "output-partly-new",
    "output-unusable",
    "output-unwritable",
    "path-word-changed",
    *("feed-moved", "list-gone", "redirect-gone", "redirect-gone-target"),
    "environment-unknown",
    "record-broken",
    "record-newer",
    "record-unreachable",
    "removed-unknown",
    "text-changed",
    "text-changed-again",
    "search-failed",
    "search-killed",
    "search-memory",
    "search-missing",
    "search-not-allowed",
    "search-processes",
    "search-slow",
    "search-temporary",
    "story-gone",
    "story-hidden",
    "story-moved-perhaps",
    "term-gone",
    "term-moved",
    "term-renamed",
    "term-without-stories",
    "translation-gone",
}
"""What no input of ``check`` brings about; the tests in PROVOKING do."""

PROVOKING = (
    "test_addresses.py",
    "test_cli.py",
    "test_cluster.py",
    "test_deploy.py",
    "test_deploy_edition.py",
    "test_deploy_faults.py",
    "test_deploy_git.py",
    "test_deploy_notify.py",
    "test_deploy_s3.py",
    "test_deploy_ssh.py",
    "test_feeds.py",
    "test_images.py",
    "test_import_sites.py",
    "test_output.py",
    "test_output_remarks.py",
    "test_precompressed.py",
    "test_record.py",
    "test_search.py",
)


@dataclass(frozen=True, slots=True)
class Part:
    """One part of a case."""

    kind: str
    argument: str
    text: str


def parts_of(text: str) -> tuple[str, list[Part]]:
    """The sentence at the top and the parts."""
    title, *found = re.split(r"(?m)^>>> ", text)
    parts = []
    for part in found:
        head, _, body = part.partition("\n")
        kind, _, argument = head.partition(" ")
        parts.append(Part(kind, argument, body))
    return title, parts


def unescaped(text: str) -> bytes:
    data, _ = codecs.escape_decode(text.removesuffix("\n").encode())
    assert isinstance(data, bytes)
    return data


def put(site: Path, part: Part) -> None:
    """Make the file, link or pipe that a part describes."""
    name, *rest = shlex.split(part.argument)
    path = site / name
    path.parent.mkdir(parents=True, exist_ok=True)
    match part.kind:
        case "file":
            path.write_text(part.text, encoding="utf-8")
        case "bytes":
            path.write_bytes(unescaped(part.text))
        case "repeat":
            first, piece, last = part.text.split("\n<<>>\n")
            path.write_bytes(unescaped(first) + unescaped(piece) * int(rest[0]) + unescaped(last))
        case "size":
            with path.open("wb") as file:
                file.truncate(int(rest[0]))
        case "link":
            path.unlink(missing_ok=True)
            path.symlink_to(rest[0])
        case "fifo":
            os.mkfifo(path)
        case "remove":
            shutil.rmtree(path) if path.is_dir() else path.unlink()
        case kind:
            raise AssertionError(f"no such part: {kind}")


def make_case(folder: Path, name: str) -> tuple[Path, list[str], dict[str, str]]:
    """The site of a case, the options, and what is expected per language."""
    _, parts = parts_of((CASES / f"{name}.txt").read_text("utf-8"))
    site = make_site(folder / "site", BASE)
    options: list[str] = []
    expected: dict[str, str] = {}
    for part in parts:
        if part.kind in MESSAGE_LANGUAGES:
            expected[part.kind] = part.text
        elif part.kind == "options":
            options += shlex.split(part.argument)
        else:
            put(site, part)
    return site, options, expected


def check(site: Path, language: str, options: list[str], capsys: pytest.CaptureFixture[str]) -> str:
    """Exit status, errors and output of ``warta check``."""
    arguments = ["--site", str(site), *(["--lang", language] if language else []), "check", *NOW, *options]
    status = main(arguments)
    printed = capsys.readouterr()
    return f"exit status {status}\n{printed.err}{printed.out}"


@pytest.mark.parametrize("name", NAMES)
def test_a_mistake_is_answered_with_its_exact_text(
    name: str,
    tmp_path: Path,
    update_goldens: bool,
    capsys: pytest.CaptureFixture[str],
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    # What is found once is told in both languages.
    monkeypatch.setattr(build, "check", lru_cache(build.check))
    site, options, expected = make_case(tmp_path, name)
    found = {language: check(site, language, options, capsys) for language in MESSAGE_LANGUAGES}
    assert not (site / "output").exists()
    if update_goldens:
        path = CASES / f"{name}.txt"
        text = re.split(r"(?m)^>>> (?:id|en)$", path.read_text("utf-8"))[0]
        path.write_text(text + "".join(f">>> {code}\n{found[code]}" for code in expected), encoding="utf-8")
        return
    assert found == expected


# --- All cases together -------------------------------------------------------------------------------


def expected_text(name: str, language: str) -> str:
    _, parts = parts_of((CASES / f"{name}.txt").read_text("utf-8"))
    return next(part.text for part in parts if part.kind == language)


def test_every_code_has_a_case() -> None:
    found = (
        re.findall(r"(?m): (?:galat|peringatan): .* \[([a-z0-9-]+)\]$", expected_text(name, "id"))
        for name in NAMES
    )
    codes = set(load_messages("id")) - OTHER_TABLES
    assert {code for codes_of_case in found for code in codes_of_case} == codes - PROVOKED
    folder = Path(__file__).parent
    provoking = "".join((folder / name).read_text("utf-8") for name in PROVOKING)
    assert {code for code in PROVOKED if code not in provoking} == set()


def test_findings_are_sorted_and_alike_in_both_languages() -> None:
    """By file, line and column; each has what, why and what to do."""
    for name in NAMES:
        found = {}
        for language in MESSAGE_LANGUAGES:
            report = load_messages(language)["report"]
            text = expected_text(name, language)
            kinds = f"{report['error']}|{report['warning']}"
            head = rf"(?m)^(\S[^\n]*?)(?::(\d+):(\d+))?: (?:{kinds}): .* \[([a-z0-9-]+)\]$"
            heads = re.findall(head, text)
            places = [(file, int(line or 0), int(column or 0)) for file, line, column, _ in heads]
            assert places == sorted(places), name
            assert len(re.findall(rf"(?m)^  {report['why']}: \S", text)) == len(heads), name
            assert len(re.findall(rf"(?m)^  {report['fix']}: \S", text)) == len(heads), name
            found[language] = heads
        assert found["id"] == found["en"], name


# --- What must not take time --------------------------------------------------------------------------


def test_a_huge_file_is_refused_within_a_second(tmp_path: Path) -> None:
    """Before a byte of it is read."""
    site = make_site(tmp_path, BASE)
    check_silently(site)
    with (site / "content/news/2024/besar.id.md").open("wb") as file:
        file.truncate(100 * 1024 * 1024)
    started = time.process_time()
    status, printed = check_silently(site)
    assert time.process_time() - started < 1
    assert status == 1, printed
    assert "[file-too-large]" in printed


BOMBS = {
    "aliases": "a: &a [x, x]\n" + "".join(f"b{n}: &b{n} [*a, *a, *a]\n" for n in range(900)),
    "aliases in a list": "a: [" + ", ".join(["&a x"] + ["*a"] * 5000) + "]",
    "brackets": "a: " + "[" * 3000,
    "braces": "a: " + "{a: " * 3000,
    "closed brackets": "a: " + "[" * 3000 + "]" * 3000,
    "dashes": "a:\n" + "- " * 3000,
    "wide dashes": "a:\n" + "-  " * 60000,
    "questions": "?  " * 3000,
    "dashes and questions": "- ? " * 3000,
    "indentation": "".join(f"{' ' * n}a:\n" for n in range(500)),
    "tags": "a: " + "!x " * 3000,
}


@pytest.mark.parametrize("name", BOMBS)
def test_a_yaml_bomb_is_refused_within_a_tenth_of_a_second(name: str) -> None:
    times = []
    for _ in range(3):  # the quickest tells what it takes when nothing else is going on
        started = time.process_time()
        _, found = load_mapping(BOMBS[name], "x")
        times.append(time.process_time() - started)
        assert found
    assert min(times) < 0.1


# --- Anything at all ----------------------------------------------------------------------------------

TOKENS = (
    ": ", "- ", "---", "---\n", "\n", "\t", "  ", "[", "]", "{", "}", '"', "'", "#", " #x", "&a ", "*a ",
    "!x ", "|", ">", "%", "@", "`", "~", "null", "yes", "0x1F", "10:30", "2024-02-30", "9999-12-31",
    "0001-01-01 00:00 WIT", "+99:99", "\\", "\x00", "\x1b", "\u2028", "\ufeff", "\x85", "é", "title:",
    "date:", "agency:", "changes:", "- date: x", "image:", "aliases:", "unverified:", "expires: 9999",
    "[x](y)", "![x](y)", "<script>", "<a href='", "&#106;", "javascript:x", "{{ x }}", "{% x %}", "[^1]",
    "[^1]: x", "> ", "# ", "```", "<!--", "<![CDATA[", "warta:0", "../", "%2e", "=", "[[", "[language.id]",
    "plural = ", "true", "1e999", '"""', "publisher", "languages = []", "base_url = 'http://['",
    "timezone = '../x'", "{x}", ' href="warta:9"', '"warta:text:x:0"',
)  # fmt: skip


@st.composite
def edited(draw: st.DrawFn, text: str) -> bytes:
    """``text`` after a few of the things that happen to a file."""
    data = text.encode()
    for _ in range(draw(st.integers(1, 4))):
        lines = data.split(b"\n")
        number = draw(st.integers(0, len(lines) - 1))
        at = draw(st.integers(0, len(data)))
        token = draw(st.sampled_from(TOKENS)).encode()
        match draw(st.sampled_from(["delete", "repeat", "insert", "insert line", "cut", "byte", "join"])):
            case "delete":
                data = b"\n".join([*lines[:number], *lines[number + 1 :]])
            case "repeat":
                data = b"\n".join([*lines[:number], lines[number], *lines[number:]])
            case "insert":
                data = data[:at] + token + data[at:]
            case "insert line":
                data = b"\n".join([*lines[:number], token, *lines[number:]])
            case "cut":
                data = data[:at]
            case "byte":
                data = data[:at] + bytes([draw(st.integers(0, 255))]) + data[at + 1 :]
            case "join":
                data = data[:at] + data[at:].replace(b"\n", b" ", 1)
    return data


RICH_POST = """\
---
title: "Berita uji: bagian satu"
date: 2024-11-14 09:00 WITA
agency: dinas
tags: [korpri]
summary: Ringkas.
source: {name: Radar, url: "https://example.com/a"}
event: {date: 2024-11-14, venue: {id: Aula, en: Hall}}
changes:
- {date: 2024-11-15, kind: update, note: Ditambah.}
aliases: [/lama/]
---

Lihat [versi Inggris](uji.en.md), [bagian](#bagian), **tebal**, catatan[^1] dan <sub>bawah</sub>.

## Bagian

> Kutipan "langsung".

[^1]: Sumber.
"""
RICH_TERM = """\
name: {id: Dinas Uji, en: Test Office}
region: indonesia
ended: 2024-05
former_names: [Badan Uji]
website: https://example.go.id
old_urls: [/id/instansi/lama/]
"""
RICH_SETTINGS = (
    SITE_TOML
    + """
[markdown]
engine = "markdown"

[language.id]
title = "Kabar"
plural = "0"

[language.id.dates]
month = "{month} {year}"

[language.id.strings]
home = "Depan"
"""
)


def check_silently(site: Path) -> tuple[int, str]:
    """Exit status and everything printed."""
    printed = io.StringIO()
    with contextlib.redirect_stdout(printed), contextlib.redirect_stderr(printed):
        status = main(["--site", str(site), "--lang", "id", "check", *NOW])
    return status, printed.getvalue()


@pytest.fixture(scope="module")
def fuzzed(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A site whose files the test below overwrites, with an output that it must not touch."""
    site = make_site(tmp_path_factory.mktemp("fuzz"), BASE)
    assert main(["--site", str(site), "build", *NOW]) == 0
    return site


@pytest.mark.parametrize(
    ("path", "text"),
    [
        ("content/news/2024/uji.id.md", RICH_POST),
        ("content/agencies/dinas.yaml", RICH_TERM),
        ("site.toml", RICH_SETTINGS),
    ],
)
@given(data=st.data())
def test_nothing_in_a_file_is_a_traceback(fuzzed: Path, path: str, text: str, data: st.DataObject) -> None:
    """Whatever happens to a file: a clean end or findings, and the output is as it was."""
    before = tree_digest(fuzzed / "output")
    original = (fuzzed / path).read_bytes()
    try:
        (fuzzed / path).write_bytes(data.draw(edited(text)))
        status, printed = check_silently(fuzzed)
        assert status in (0, 1)
        assert "Traceback" not in printed
        assert (status == 1) is bool(re.search(r"^.+: galat: ", printed, re.MULTILINE))
    finally:
        (fuzzed / path).write_bytes(original)
    assert tree_digest(fuzzed / "output") == before


def test_what_is_edited_at_random_is_in_order_before(tmp_path: Path) -> None:
    """Otherwise most edits would be lost behind the same first mistake."""
    files = {
        **BASE,
        "content/news/2024/uji.id.md": RICH_POST,
        "content/agencies/dinas.yaml": RICH_TERM,
        "site.toml": RICH_SETTINGS,
    }
    assert check_silently(make_site(tmp_path, files)) == (0, "Pemeriksaan selesai: tidak ada galat.\n")
