"""Addresses that last: nothing published disappears without a finding, and what can be kept is kept."""

from __future__ import annotations

import shutil
from collections.abc import Callable
from datetime import timedelta
from pathlib import Path
from typing import Any, NamedTuple

import pytest
from msgspec.structs import replace

from tests.faultlib import recorded
from tests.support import NOW, SITE_TOML, change, make_site, post, translation
from warta.authoring.fix import fix
from warta.build.build import Request, Result, build, check
from warta.cli import main
from warta.diagnostics.values import Diagnostic, Severity
from warta.site.addresses import ONCE
from warta.site.public_addresses import Published

STEM = "content/news/2024/kasus"
TAGS = "content/tags.yaml"
DINAS = "content/agencies/dinas.yaml"
ANI = "content/speakers/ani.yaml"
REGIONS = "content/regions.yaml"
REMOVED = "content/removed.yaml"

FILES: dict[str, str | bytes] = {
    TAGS: "# Topik.\nbanjir:\n  name: Banjir\nkorpri: {name: {id: Korpri, en: Civil corps}}\n"
    "upacara:\n  aliases: [apel]\n  name:\n    id: Upacara\n    en: Ceremonies\n",
    ANI: "name: Ani\n",
    REGIONS: "kuta-lama:\n  name: {id: Kuta Lama, en: Old Kuta}\n  parent: badung\n",
    f"{STEM}.id.md": post("Kasus uji", date="2024-12-31 20:00", tags="[banjir, korpri]", speaker="ani"),
    f"{STEM}.en.md": translation("A test case"),
    "content/news/2024/lain.id.md": post(
        "Cerita lain", date="2024-03-02", tags="upacara", region="kuta-lama"
    ),
    "content/news/2024/lain.en.md": translation("Another story"),
    "content/news/2024/ketiga.id.md": post("Cerita ketiga", date="2024-04-02", aliases="[/lama/ketiga/]"),
}


@pytest.fixture(scope="module")
def once(tmp_path_factory: pytest.TempPathFactory) -> Path:
    site = make_site(tmp_path_factory.mktemp("sekali") / "situs", FILES)
    assert built(site) == []
    return site


@pytest.fixture
def site(once: Path, tmp_path: Path) -> Path:
    """A site whose public has seen it."""
    return shutil.copytree(once, tmp_path / "situs")


def request(site: Path, **options: Any) -> Request:
    return Request(site, site / "output", NOW, **options)


def about_addresses(result: Result) -> list[Diagnostic]:
    assert not result.failed, result.diagnostics
    return [found for found in result.diagnostics if found.code != "translation-missing"]


def built(site: Path, **options: Any) -> list[Diagnostic]:
    return about_addresses(build(request(site, **options)))


def checked(site: Path) -> list[Diagnostic]:
    return about_addresses(check(request(site)))


def public(site: Path) -> set[str]:
    """The addresses at which there is a page."""
    output = site / "output"
    return {
        "/" + path.parent.relative_to(output).as_posix() + "/"
        for path in output.rglob("index.html")
        if path.parent != output
    }


def written(found: Diagnostic) -> dict[str, str]:
    return dict(found.arguments)


def move(old: str, new: str) -> Callable[[Path], None]:
    """Give a file another name."""

    def edit(site: Path) -> None:
        (site / new).parent.mkdir(parents=True, exist_ok=True)
        (site / old).rename(site / new)

    return edit


def put(name: str, old: str, new: str) -> Callable[[Path], None]:
    return lambda site: change(site, name, old, new)


def write(name: str, text: str) -> Callable[[Path], None]:
    """Write a file."""

    def edit(site: Path) -> None:
        (site / name).write_text(text, "utf-8")

    return edit


def gone(*names: str) -> Callable[[Path], None]:
    """Delete files."""

    def edit(site: Path) -> None:
        for name in names:
            (site / name).unlink()

    return edit


class Case(NamedTuple):
    """An edit of a published site, and what is said of it."""

    edits: tuple[Callable[[Path], None], ...]
    found: tuple[tuple[str, str], ...] = ()
    """Files and rules."""
    mended: dict[str, str] = {}  # noqa: RUF012 - never changed
    """File → a line that ``--fix`` puts into it."""


ALIASES = "aliases: [/id/berita/2024/kasus/]\n"
CASES = {
    "a file renamed": Case(
        (
            move(f"{STEM}.id.md", "content/news/2024/baru.id.md"),
            move(f"{STEM}.en.md", "content/news/2024/baru.en.md"),
        ),
        (
            ("content/news/2024/baru.en.md", "address-changed"),
            ("content/news/2024/baru.id.md", "address-changed"),
        ),
        {
            "content/news/2024/baru.id.md": ALIASES,
            "content/news/2024/baru.en.md": "aliases: [/en/news/2024/kasus/]\n",
        },
    ),
    "moved to another folder": Case(
        (
            move(f"{STEM}.id.md", "content/news/arsip/kasus.id.md"),
            move(f"{STEM}.en.md", "content/news/arsip/kasus.en.md"),
        )
    ),
    "a folder instead of a file": Case(
        (move(f"{STEM}.id.md", f"{STEM}/index.id.md"), move(f"{STEM}.en.md", f"{STEM}/index.en.md"))
    ),
    "a file renamed, its translation with another title": Case(
        (
            move(f"{STEM}.id.md", "content/news/2024/baru.id.md"),
            move(f"{STEM}.en.md", "content/news/2024/baru.en.md"),
            put("content/news/2024/baru.en.md", "A test case", "The test case"),
        ),
        (
            ("content/news/2024/baru.en.md", "address-changed"),
            ("content/news/2024/baru.id.md", "address-changed"),
        ),
        {"content/news/2024/baru.en.md": "aliases: [/en/news/2024/kasus/]\n"},
    ),
    "a file renamed and its date corrected": Case(
        (
            gone(f"{STEM}.en.md"),
            move(f"{STEM}.id.md", "content/news/2024/baru.id.md"),
            put("content/news/2024/baru.id.md", "2024-12-31 20:00", "2024-12-30 20:00"),
            write(REMOVED, "- {path: /en/news/2024/kasus/, date: 2025-01-01, reason: Diganti.}\n"),
        ),
        (("content/news/2024/baru.id.md", "story-moved-perhaps"),),
    ),
    "a slug of its own": Case(
        (put(f"{STEM}.id.md", "agency:", "slug: lain-lagi\nagency:"),),
        ((f"{STEM}.id.md", "address-changed"),),
        {f"{STEM}.id.md": ALIASES},
    ),
    "a slug, among aliases in brackets": Case(
        (put("content/news/2024/ketiga.id.md", "agency:", "slug: tiga\nagency:"),),
        (("content/news/2024/ketiga.id.md", "address-changed"),),
        {"content/news/2024/ketiga.id.md": "aliases: [/id/berita/2024/ketiga/, /lama/ketiga/]\n"},
    ),
    "a slug, among aliases one to a line": Case(
        (
            put(
                "content/news/2024/ketiga.id.md",
                "aliases: [/lama/ketiga/]",
                "aliases:\n  - /lama/ketiga/\nslug: tiga",
            ),
        ),
        (("content/news/2024/ketiga.id.md", "address-changed"),),
        {"content/news/2024/ketiga.id.md": "aliases:\n  - /id/berita/2024/ketiga/\n  - /lama/ketiga/\n"},
    ),
    "a slug, beside one alias": Case(
        (
            put(
                "content/news/2024/ketiga.id.md",
                "aliases: [/lama/ketiga/]",
                "aliases: /lama/ketiga/\nslug: tiga",
            ),
        ),
        (("content/news/2024/ketiga.id.md", "address-changed"),),
        {"content/news/2024/ketiga.id.md": "aliases: [/id/berita/2024/ketiga/, /lama/ketiga/]\n"},
    ),
    "over New Year": Case(
        (put(f"{STEM}.id.md", "2024-12-31 20:00", "2025-01-01 03:00"),),
        ((f"{STEM}.en.md", "address-changed"), (f"{STEM}.id.md", "address-changed")),
        {f"{STEM}.id.md": ALIASES, f"{STEM}.en.md": "aliases: [/en/news/2024/kasus/]\n"},
    ),
    "another text in the same file": Case(
        (
            write(f"{STEM}.id.md", post("Sama sekali lain", date="2024-05-05", slug="lain-lagi")),
            gone(f"{STEM}.en.md"),
            write(REMOVED, "- {path: /en/news/2024/kasus/, date: 2025-01-01, reason: Diganti.}\n"),
        ),
        ((f"{STEM}.id.md", "story-moved-perhaps"),),
    ),
    "a word of addresses": Case(
        (
            put(
                "site.toml",
                "[publisher]",
                '[language.id.paths]\nnews = "kabar"\nagencies = "lembaga"\n\n[publisher]',
            ),
        ),
        (("site.toml", "path-word-changed"), ("site.toml", "path-word-changed")),
        {
            f"{STEM}.id.md": ALIASES,
            "content/news/2024/ketiga.id.md": "aliases: [/id/berita/2024/ketiga/, /lama/ketiga/]\n",
            DINAS: "old_urls: [/id/instansi/dinas-uji/]\n",
            "site.toml": '[redirects]\n"/id/berita/" = "/id/kabar/"\n"/id/instansi/" = "/id/lembaga/"\n',
        },
    ),
    "a story deleted": Case((gone(f"{STEM}.id.md", f"{STEM}.en.md"),), ((f"{STEM}.id.md", "story-gone"),)),
    "a story with an alias deleted": Case(
        (gone("content/news/2024/ketiga.id.md"),), (("content/news/2024/ketiga.id.md", "story-gone"),)
    ),
    "a story said to be removed": Case(
        (
            gone(f"{STEM}.id.md", f"{STEM}.en.md"),
            write(
                REMOVED,
                "- path: [/id/berita/2024/kasus/, /en/news/2024/kasus]\n  date: 2025-01-01\n  reason: X\n",
            ),
        )
    ),
    "a draft again": Case(
        (put(f"{STEM}.id.md", "agency:", "draft: true\nagency:"),),
        ((f"{STEM}.en.md", "story-hidden"), (f"{STEM}.id.md", "story-hidden")),
    ),
    "unverified again": Case(
        (put(f"{STEM}.en.md", "title:", "unverified: true\ntitle:"),), ((f"{STEM}.en.md", "story-hidden"),)
    ),
    "a draft without a title": Case(
        (
            put(
                "content/news/2024/ketiga.id.md",
                "title: Cerita ketiga",
                "draft: true\ntitle: Cerita ketiga\nslug: x",
            ),
        ),
        (("content/news/2024/ketiga.id.md", "story-hidden"),),
    ),
    "under embargo again": Case(
        (put(f"{STEM}.id.md", "agency:", "publish_at: 2026-01-01\nagency:"),),
        ((f"{STEM}.en.md", "story-hidden"), (f"{STEM}.id.md", "story-hidden")),
    ),
    "expired": Case((put(f"{STEM}.id.md", "agency:", "expires: 2025-01-02\nagency:"),)),
    "withdrawn": Case(
        (
            put(
                f"{STEM}.id.md",
                "agency:",
                "changes: [{date: 2025-01-02, kind: withdrawal, note: Keliru.}]\nagency:",
            ),
        )
    ),
    "a translation deleted": Case((gone(f"{STEM}.en.md"),), ((f"{STEM}.id.md", "translation-gone"),)),
    "an original deleted": Case(
        (
            gone("content/news/2024/lain.id.md"),
            write(
                "content/news/2024/lain.en.md",
                post("Another story", date="2024-03-02", tags="upacara", region="kuta-lama"),
            ),
        ),
        (("content/news/2024/lain.en.md", "translation-gone"),),
    ),
    "a language taken out": Case(
        (
            put("site.toml", '["id", "en"]', '["id"]'),
            gone(f"{STEM}.en.md", "content/news/2024/lain.en.md"),
            put(DINAS, "{id: Dinas Uji, en: Test Office}", "Dinas Uji"),
            put(REGIONS, "{id: Kuta Lama, en: Old Kuta}", "Kuta Lama"),
            put(TAGS, "{id: Korpri, en: Civil corps}", "Korpri"),
            put(TAGS, "\n    id: Upacara\n    en: Ceremonies", " Upacara"),
        ),
        (("site.toml", "language-gone"),),
    ),
    "an alias deleted": Case(
        (put("content/news/2024/ketiga.id.md", "aliases: [/lama/ketiga/]\n", ""),),
        (("content/news/2024/ketiga.id.md", "alias-gone"),),
    ),
    "an agency's name": Case(
        (put(DINAS, "{id: Dinas Uji, en: Test Office}", "{id: Dinas Pengujian, en: Testing Office}"),),
        ((DINAS, "term-renamed"),),
        {DINAS: "slug: {id: dinas-uji, en: test-office}\nname: "},
    ),
    "an agency's name in one language": Case(
        (put(DINAS, "Test Office", "Testing Office"),),
        ((DINAS, "term-renamed"),),
        {DINAS: "slug: {en: test-office}\nname: "},
    ),
    "a speaker's name": Case(
        (put(ANI, "name: Ani", "# Nama lengkap.\nname: Ani Lestari"),),
        ((ANI, "term-renamed"),),
        {ANI: "slug: ani\nname: Ani Lestari\n"},
    ),
    "a region's name": Case(
        (put(REGIONS, "Kuta Lama", "Kuta Tua"),),
        ((REGIONS, "term-renamed"),),
        {REGIONS: "  slug: {id: kuta-lama}\n  name: "},
    ),
    "a topic's name": Case(
        (put(TAGS, "name: Banjir", "name: Banjir bandang"),),
        ((TAGS, "term-renamed"),),
        {TAGS: "banjir:\n  slug: banjir\n  name: Banjir bandang\n"},
    ),
    "a topic's name between braces": Case(
        (put(TAGS, "Civil corps", "Civil servants' corps"),),
        ((TAGS, "term-renamed"),),
        {TAGS: "korpri: {slug: {en: civil-corps}, name: "},
    ),
    "a topic's name on lines of its own": Case(
        (put(TAGS, "id: Upacara", "id: Apel"), put(TAGS, "aliases: [apel]\n", "aliases: [upacara]\n")),
        ((TAGS, "term-renamed"),),
        {TAGS: "  aliases: [upacara]\n  slug: {id: upacara}\n  name:\n    id: Apel\n"},
    ),
    "an explicit slug": Case(
        (put(TAGS, "  name: Banjir\n", "  slug: bencana-banjir\n  name: Banjir\n"),),
        ((TAGS, "term-moved"), (TAGS, "term-moved")),
        {TAGS: "old_urls: [/en/topics/banjir/, /id/topik/banjir/]\n"},
    ),
    "a name with its old address": Case(
        (put(ANI, "name: Ani", "name: Ani Lestari\nold_urls: [/id/narasumber/ani/, /en/speakers/ani/]"),)
    ),
    "a term's file renamed": Case(
        (
            move(ANI, "content/speakers/ani-lestari.yaml"),
            put(f"{STEM}.id.md", "speaker: ani", "speaker: ani-lestari"),
        )
    ),
    "a term deleted": Case(
        (gone(ANI), put(f"{STEM}.id.md", "speaker: ani\n", "")), (("content/speakers/ani.yaml", "term-gone"),)
    ),
    "a topic that no story has any more": Case(
        (put(f"{STEM}.id.md", "[banjir, korpri]", "[korpri]"),),
        ((TAGS, "term-without-stories"), (TAGS, "term-without-stories")),
    ),
    "a topic whose only story goes": Case(
        (gone("content/news/2024/lain.id.md", "content/news/2024/lain.en.md"),),
        (("content/news/2024/lain.id.md", "story-gone"),),
    ),
}


@pytest.mark.parametrize("name", CASES)
def test_what_is_no_longer_there_is_told_and_kept_where_that_is_certain(site: Path, name: str) -> None:
    edits, expected, mended = CASES[name]
    before = public(site)
    for edit in edits:
        edit(site)
    said = checked(site)
    assert sorted((found.file, found.code) for found in said) == sorted(expected)
    assert all(found.severity is Severity.WARNING for found in said)
    fixed = fix(request(site))
    assert {found.file for found in fixed.done} >= mended.keys()
    for file, text in mended.items():
        assert text in (site / file).read_text("utf-8")
    left = about_addresses(fixed.result)
    assert built(site) == left, "a build says what check says"
    if mended:
        assert left == []
        lists = {"/id/berita/2024/"} if name == "a word of addresses" else set()
        assert before - public(site) <= lists | {
            path for path in before if "/arsip/" in path or "/archive/" in path
        }
    assert [found for found in built(site) if found.code in ONCE] == [], "told once"
    assert [found.code for found in checked(site)] == [found.code for found in left if found.code not in ONCE]


@pytest.mark.parametrize("name", [name for name, case in CASES.items() if case.mended])
def test_what_a_build_has_told_can_be_mended_after_it(site: Path, name: str) -> None:
    """Even after several builds: what they have taken down is not forgotten."""
    edits, expected, mended = CASES[name]
    for edit in edits:
        edit(site)
    for _ in range(2):
        assert sorted((found.file, found.code) for found in built(site)) == sorted(expected)
    assert {found.file for found in fix(request(site)).done} >= mended.keys()
    old = {"/id/berita/2024/kasus/", "/id/topik/banjir/", "/id/instansi/dinas-uji/", "/id/narasumber/ani/"}
    built(site)
    assert old <= public(site)


@pytest.mark.parametrize("name", ["a speaker's name", "a file renamed", "a story deleted"])
def test_other_records_say_nothing(site: Path, name: str) -> None:
    """A site at another address, a folder without a record, and one that cannot be read."""
    for edit in CASES[name].edits:
        edit(site)
    assert built(site, base_url="https://lain.example.go.id") == []
    (site / "output/.warta/manifest").write_bytes(b"rusak")
    assert [found.code for found in built(site)] == []
    shutil.rmtree(site / "output")
    assert checked(site) == []
    assert built(site) == []


def test_a_preview_with_drafts_publishes_nothing(site: Path) -> None:
    """Drafts in the output are nobody's addresses; time alone takes down what expires, and is no finding."""
    change(site, f"{STEM}.id.md", "agency:", "draft: true\nagency:")
    assert {found.code for found in built(site, drafts=True)} == {"story-hidden"}
    assert built(site) == []
    make_site(
        site, {"content/news/2024/akan.id.md": post("Akan", publish_at="2025-02-01", expires="2025-03-01")}
    )
    for days in (0, 30, 90):
        assert about_addresses(build(replace(request(site), now=NOW + timedelta(days=days)))) == []


def test_the_record_is_a_function_of_what_is_public(site: Path) -> None:
    manifest = recorded(site / "output")
    assert manifest.base == "https://kabar.example.go.id"
    assert manifest.addresses["id/berita/2024/kasus/index.html"] == Published(
        "page", "news/2024/kasus", "id", "Kasus uji", "2024-12-31"
    )
    assert manifest.addresses["lama/ketiga/index.html"].role == "alias"
    make_site(site, {"content/news/2024/rahasia.id.md": post("Rahasia", publish_at="2026-01-01")})
    built(site)
    assert not [path for path in (site / "output/.warta").iterdir() if b"ahasia" in path.read_bytes()]
    assert list((site / ".warta-cache").glob("earlier-*")) == []


def test_an_address_that_is_open_stays_so_through_other_edits(site: Path) -> None:
    """Until the story is back, has an alias, or is said to be removed."""
    move(f"{STEM}.id.md", "content/news/2024/baru.id.md")(site)
    gone(f"{STEM}.en.md")(site)
    assert [found.code for found in built(site)] == ["address-changed", "translation-gone"]
    change(site, TAGS, "name: Banjir", "name: Banjir\n  description: Air.")
    assert [found.code for found in built(site)] == ["address-changed"]
    removed = "- {path: [/id/berita/2024/kasus/, /en/news/2024/kasus/], date: 2025-01-01, reason: Keliru.}\n"
    make_site(site, {REMOVED: removed})
    assert built(site) == []
    (site / REMOVED).unlink()
    assert built(site) == [], "what was said to be removed is no longer open"


REMOVALS = {
    "a mapping": ("path: /id/x/\n", "yaml-not-a-list", 1),
    "an entry that is a text": ("- /id/berita/2024/kasus/\n", "expected-removal", 1),
    "an unknown key": ("- {path: /id/x/, date: 2025-01-01, reason: X, alasan: Y}\n", "unknown-key", 1),
    "a misspelt key": ("- {path: /id/x/, date: 2025-01-01, reasn: X}\n", "unknown-key-suggestion", 1),
    "no reason": ("- path: /id/x/\n  date: 2025-01-01\n", "missing-key", 1),
    "no path": ("- date: 2025-01-01\n  reason: X\n", "missing-key", 1),
    "no such day": ("- path: /id/x/\n  date: 2025-02-30\n  reason: X\n", "impossible-date", 2),
    "no day": ("- path: /id/x/\n  date: kemarin\n  reason: X\n", "expected-date", 2),
    "a whole address": (
        "- path: https://kabar.example.go.id/id/x/\n  date: 2025-01-01\n  reason: X\n",
        "expected-path-suggestion",
        1,
    ),
    "an empty path": ("- path:\n  date: 2025-01-01\n  reason: X\n", "empty-value", 1),
    "twice": (
        "- {path: /id/x/, date: 2025-01-01, reason: X}\n- {path: [/id/x], date: 2025-01-01, reason: X}\n",
        "removed-twice",
        2,
    ),
    "still a story": (
        "- {path: /id/berita/2024/kasus/, date: 2025-01-01, reason: X}\n",
        "removed-still-there",
        1,
    ),
    "still an alias": ("- {path: /lama/ketiga, date: 2025-01-01, reason: X}\n", "removed-still-there", 1),
    "still a term": ("- {path: /id/topik/banjir/, date: 2025-01-01, reason: X}\n", "removed-still-there", 1),
    "never there": ("- {path: /id/berita/2024/kasu/, date: 2025-01-01, reason: X}\n", "removed-unknown", 1),
}


@pytest.mark.parametrize("name", REMOVALS)
def test_the_list_of_removals_is_read_with_care(site: Path, name: str) -> None:
    text, code, line = REMOVALS[name]
    make_site(site, {REMOVED: text})
    result = check(request(site))
    found = [each for each in result.diagnostics if each.file == REMOVED and each.code == code]
    assert [each.position.line for each in found] == [line], result.diagnostics
    warns = code == "removed-unknown" or name == "still a term"
    assert result.failed is not warns


def test_a_build_says_once_what_happened_once(site: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """Also when nothing has changed since and the report of the last build is shown again."""
    gone(f"{STEM}.id.md", f"{STEM}.en.md")(site)
    now = ("--now", "2025-01-15 12:00 WIB")
    assert main(["--site", str(site), "build", *now]) == 0
    assert "[story-gone]" in capsys.readouterr().err
    for command in (["build"], ["build"], ["check", *now]):
        assert main(["--site", str(site), *command]) == 0
        assert "story-gone" not in capsys.readouterr().err


def test_regions_without_a_file_are_told_of_and_left(site: Path) -> None:
    """The gazetteer's regions have no file of the site's, in which an old address could be kept."""
    (site / REGIONS).unlink()
    for name in ("lain.id.md", "lain.en.md"):
        (site / "content/news/2024" / name).unlink()
    assert {found.code for found in built(site)} == {"story-gone", "term-gone"}
    change(site, "site.toml", "[publisher]", '[language.id.paths]\nregions = "daerah"\n\n[publisher]')
    (found,) = checked(site)
    assert written(found)["key"] == "regions"
    fixed = fix(request(site))
    assert fixed.failed == ()
    assert not (site / REGIONS).exists()


def test_words_of_addresses_count_what_they_move(site: Path) -> None:
    """One finding a word, not one for each of thousands of stories."""
    change(site, "site.toml", "[publisher]", '[language.en.paths]\nnews = "stories"\n\n[publisher]')
    (found,) = checked(site)
    assert written(found) == {"key": "news", "old": "/en/news/", "new": "/en/stories/", "count": "2"}
    assert SITE_TOML in (site / "site.toml").read_text("utf-8").replace(
        '[language.en.paths]\nnews = "stories"\n\n', ""
    )


REMOVED_FILES = "- path: [/lama/formulir.pdf, /brosur.pdf]\n  date: 2025-01-01\n  reason: Tidak berlaku.\n"


def test_files_that_were_published_as_they_are_do_not_go_without_a_word(site: Path) -> None:
    """Told once, with how many; not of those that are listed as removed."""
    names = ("brosur.pdf", "lama/formulir.pdf", "tetap.txt")
    for name in names:
        path = site / "static" / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(name.encode())
    assert built(site) == []
    for name in names[:2]:
        (site / "static" / name).unlink()
    (found,) = built(site)
    assert (found.code, found.file, dict(found.arguments)) == (
        "static-gone",
        "static/brosur.pdf",
        {"old": "/brosur.pdf", "count": "2"},
    )
    assert built(site) == []
    for name in names[:2]:
        (site / "static" / name).write_bytes(b"")
    assert built(site) == []
    for name in names[:2]:
        (site / "static" / name).unlink()
    (site / "content/removed.yaml").write_text(REMOVED_FILES, "utf-8")
    assert built(site) == []
