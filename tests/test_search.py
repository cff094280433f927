"""Readers find what is public, in their language, and nothing else: a real index in a real browser."""

from __future__ import annotations

import gzip
import re
import shlex
import shutil
import tempfile
from collections.abc import Iterator
from pathlib import Path
from typing import Any
from urllib.parse import urlencode

import pagefind_bin
import pytest
from playwright.sync_api import Browser, Page, expect

from quality.serving import served
from tests.faultlib import may_mount, mounted
from tests.support import NOW, SITE_TOML, build_site, bytes_of, change, make_site, post, translation
from warta.build.build import Request, build
from warta.diagnostics.values import Severity
from warta.pages.search import parts_of
from warta.search import pagefind

SECRET = "rahasiabesar"


def stories() -> dict[str, str | bytes]:
    news = "content/news/2024"
    return {
        "site.toml": SITE_TOML + "\n[search]\nenabled = true\n",
        "content/agencies/kantor.yaml": "name: {id: Kantor Wilayah, en: Regional Office}\nregion: bangli\n",
        "content/tags.yaml": "banjir: {name: {id: Banjir, en: Flood}}\ngempa: {name: Gempa}\n",
        f"{news}/satu.id.md": post("Posko banjir dibuka", "Warga **mengungsi** ke balai.", tags="banjir"),
        f"{news}/satu.en.md": translation("Flood post opened", "Residents took shelter & waited."),
        f"{news}/dua.id.md": post("Gempa kecil", "Guncangan dirasakan.", tags="gempa", date="2024-03-01"),
        f"{news}/tiga.id.md": post("Dinas lain", "Banjir surut.", agency="kantor", date="2024-02-01"),
        f"{news}/embargo.id.md": post(f"Banjir {SECRET}", SECRET, publish_at="2098-01-01"),
        f"{news}/draf.id.md": post(f"Draf {SECRET}", SECRET, draft="true"),
        f"{news}/tarik.id.md": post(
            "Ditarik", SECRET, changes="[{date: 2024-11-20, kind: withdrawal, note: Keliru.}]"
        ),
    }


@pytest.fixture(scope="module")
def site(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = make_site(tmp_path_factory.mktemp("cari") / "situs", stories())
    result = build(Request(folder, folder / "output", NOW))
    assert not result.failed, result.diagnostics
    return folder


def named_stories() -> dict[str, str | bytes]:
    """Stories whose texts and titles name none of the terms that they are under, but for the quoted."""
    news = "content/news/2024"
    quotation = "Siang itu.\n\n> Kami siap.\n>\n> — sekar-ayu\n\n> Saya juga.\n>\n> — Made Rai, warga\n"
    return {
        "content/agencies/dinas.yaml": "name: {id: Dinas Uji, en: Test Office}\nregion: jember\n",
        "content/agencies/pemkab.yaml": """
name: {id: Pemerintah Kabupaten Bondowoso, en: Bondowoso Regency Government}
region: bondowoso
aliases: [Pemkab Bondowoso]
former_names: [Pemerintah Swapraja Besuki]
""",
        "content/agencies/balai.yaml": "name: {id: Balai Bahasa, en: Language Office}\nregion: bali\n",
        "content/speakers/sekar-ayu.yaml": "name: Sekar Ayu\nprefix: Dr. Hj.\naliases: [Mbak Sekar]\n",
        "content/speakers/lukas.yaml": "name: Lukas Wonda\nsuffix: S.Sos.\naliases: [Pak Luk]\n",
        "content/tags.yaml": """
banjir: {name: {id: Banjir, en: Flood}}
gempa: {name: Gempa}
netral: {name: {id: Netralitas, en: Neutrality}, aliases: [Pemilu bersih]}
""",
        "content/regions.yaml": "banyuwangi: {aliases: [Bumi Blambangan]}\n",
        f"{news}/apel.id.md": post("Apel pagi", agency="pemkab", tags="netral", speaker="lukas"),
        f"{news}/apel.en.md": translation("Morning call"),
        f"{news}/pasar.id.md": post("Pasar ramai", quotation, region="banyuwangi"),
        f"{news}/pasar.en.md": translation("Busy market", "That day.\n\n> Ready.\n>\n> — sekar-ayu\n"),
        f"{news}/kopi.id.md": post("Panen kopi", agency="[pemkab, balai]", kind="advertorial"),
        f"{news}/lomba.id.md": post("Lomba pidato", agency="balai", tags="netral", kind="statement"),
        f"{news}/rapat.id.md": post(
            "Rapat kerja", "Ada tiga agenda.", region="indonesia", kind="press-release", speaker="lukas"
        ),
    }


def index(output: Path) -> dict[str, bytes]:
    return bytes_of(output / "pagefind")


# --- The files ----------------------------------------------------------------------------------------


def test_the_same_stories_give_the_same_bytes(site: Path, tmp_path: Path) -> None:
    """Built from nothing in another folder, several times."""
    for number in range(3):
        output = tmp_path / str(number)
        assert not build(Request(site, output, NOW, cache=tmp_path / f"cache-{number}")).failed
        assert index(output) == index(site / "output")


def test_what_is_not_public_is_in_no_file(site: Path) -> None:
    found = index(site / "output")
    assert any(name.endswith(".pf_fragment") for name in found)
    for name, data in found.items():
        text = gzip.decompress(data) if data[:2] == b"\x1f\x8b" else data
        assert SECRET.encode() not in text, name


def test_only_what_readers_can_find_makes_a_new_index(site: Path, tmp_path: Path) -> None:
    """A change of the theme leaves the files alone; one of a text rewrites what holds it, in its language."""
    folder = tmp_path / "situs"
    shutil.copytree(site, folder)
    output = folder / "output"

    def built() -> dict[str, int]:
        assert not build(Request(folder, output, NOW)).failed
        return {
            path.relative_to(output).as_posix(): path.stat().st_ino
            for path in output.rglob("pagefind/**/*.*")
        }

    first = built()
    make_site(folder, {**stories(), "templates/_footer.html": "<footer>Lain</footer>"})
    assert built() == first
    text = translation("Flood post opened", "Residents went home.")
    make_site(folder, {**stories(), "content/news/2024/satu.en.md": text})
    second = built()
    new = {path for path in second if second[path] != first.get(path)}
    assert {path.split("/")[1] for path in new} == {"en"}
    assert sum(path.endswith(".pf_fragment") for path in new) == 1
    clean = tmp_path / "bersih"
    assert not build(Request(folder, clean, NOW, cache=tmp_path / "cache")).failed
    assert index(clean) == index(output)


def test_a_damaged_or_missing_file_is_made_anew(site: Path, tmp_path: Path) -> None:
    folder = tmp_path / "situs"
    shutil.copytree(site, folder)
    expected = index(folder / "output")
    names = sorted(expected)
    (folder / "output/pagefind" / names[0]).write_bytes(b"rusak")
    (folder / "output/pagefind" / names[-1]).unlink()
    assert not build(Request(folder, folder / "output", NOW)).failed
    assert index(folder / "output") == expected


def test_without_search_there_is_nothing_of_it(site: Path, tmp_path: Path) -> None:
    """The index goes when search is switched off."""
    folder = tmp_path / "situs"
    shutil.copytree(site, folder)
    (folder / "site.toml").write_text(SITE_TOML)
    assert not build(Request(folder, folder / "output", NOW)).failed
    assert not (folder / "output/pagefind").exists()
    assert not (folder / "output/id/cari").exists()
    assert "cari" not in (folder / "output/id/index.html").read_text()


def test_a_site_without_stories_has_a_page_and_no_index(tmp_path: Path) -> None:
    folder = make_site(tmp_path / "situs", {"site.toml": stories()["site.toml"]})
    assert not build(Request(folder, folder / "output", NOW)).failed
    assert 'data-index=""' in (folder / "output/id/cari/index.html").read_text("utf-8")
    assert index(folder / "output") == {}


def test_another_name_makes_a_new_index(site: Path, tmp_path: Path) -> None:
    """Of a speaker too whom only a quotation names."""
    folder = tmp_path / "situs"
    shutil.copytree(site, folder)
    files = {**stories(), **named_stories()}
    make_site(folder, files)
    assert not build(Request(folder, folder / "output", NOW)).failed
    for name, old, new in (
        ("content/speakers/sekar-ayu.yaml", "Mbak Sekar", "Bunda Sekar"),
        ("content/agencies/pemkab.yaml", "Swapraja Besuki", "Karesidenan Besuki"),
        ("content/tags.yaml", "Pemilu bersih", "Pemilu jujur"),
        ("content/regions.yaml", "Bumi Blambangan", "Blambangan"),
    ):
        before = index(folder / "output")
        change(folder, name, old, new)
        assert not build(Request(folder, folder / "output", NOW)).failed
        clean = tmp_path / f"clean-{new}"
        assert not build(Request(folder, clean, NOW, cache=tmp_path / f"cache-{new}")).failed
        assert before != index(folder / "output") == index(clean), name


PAGEFIND = shlex.quote(str(pagefind_bin.get_executable()))
RUN = f'exec {PAGEFIND} "$@"'
PROGRAMS: dict[str, tuple[str | None, str, str]] = {
    "not there": (None, "search-missing", "Could not find"),
    "for another machine": ("\x7fELF\x02", "search-missing", "Exec format error"),
    "not to be run": ("", "search-not-allowed", "Permission denied"),
    "failing": ("#!/bin/sh\necho tidak jalan >&2\nexit 1\n", "search-failed", "status 1: tidak jalan"),
    "failing silently": ("#!/bin/sh\nexit 3\n", "search-failed", "status 3"),
    "hanging": ("#!/bin/sh\nexec sleep 60\n", "search-slow", "1 s"),
    "killed": ("#!/bin/sh\nkill -9 $$\n", "search-killed", "SIGKILL"),
    "ended by a signal without a name": ("#!/bin/sh\nkill -40 $$\n", "search-killed", "signal 40"),
    "making nothing": ("#!/bin/sh\nexit 0\n", "search-failed", "not complete"),
    "files too large": (f"#!/bin/sh\nulimit -f 1\n{RUN}\n", "search-killed", "SIGXFSZ"),
    "no memory": (
        "#!/bin/sh\necho 'memory allocation of 32 bytes failed' >&2\nkill -ABRT $$\n",
        "search-memory",
        "SIGABRT: memory allocation",
    ),
    "no threads": (
        "#!/bin/sh\necho 'cannot spawn: Resource temporarily unavailable (os error 11)' >&2\nexit 101\n",
        "search-processes",
        "Resource temporarily unavailable",
    ),
    "no room": (
        "#!/bin/sh\necho 'Err: Os { code: 28, kind: StorageFull }' >&2\nexit 101\n",
        "search-temporary",
        "code: 28",
    ),
    "a story cut short": (
        f'#!/bin/sh\n{PAGEFIND} "$@" && for file in "$4"/fragment/*; do echo cut > "$file"; done\n',
        "search-failed",
        "not complete",
    ),
    "a story empty": (
        f'#!/bin/sh\n{PAGEFIND} "$@" && for file in "$4"/fragment/*; do : > "$file"; done\n',
        "search-failed",
        "not complete",
    ),
    "a story lost": (f'#!/bin/sh\n{PAGEFIND} "$@" && rm "$4"/fragment/*\n', "search-failed", "not complete"),
    "no list": (
        f'#!/bin/sh\n{PAGEFIND} "$@" && for file in "$4"/*.pf_meta; do : > "$file"; done\n',
        "search-failed",
        "not complete",
    ),
    "no script": (f'#!/bin/sh\n{PAGEFIND} "$@" && : > "$4"/pagefind.js\n', "search-failed", "not complete"),
}
"""What stands where Pagefind's program should; the rule for it, and what is said."""


@pytest.fixture
def changed(site: Path, tmp_path: Path) -> Path:
    """The site, one of whose stories has changed since it was built."""
    folder = tmp_path / "situs"
    shutil.copytree(site, folder)
    text = post("Lain", tags="gempa", date="2024-03-01")
    return make_site(folder, {**stories(), "content/news/2024/dua.id.md": text})


def refused(folder: Path) -> tuple[str, str]:
    """The one error of a build that leaves the index as it was: its rule, and what happened."""
    before = index(folder / "output")
    result = build(Request(folder, folder / "output", NOW))
    (found,) = [found for found in result.diagnostics if found.severity is Severity.ERROR]
    assert index(folder / "output") == before
    return found.code, str(dict(found.arguments)["problem"])


@pytest.mark.parametrize("name", PROGRAMS)
def test_pagefind_that_fails_is_named_and_the_site_stays(
    changed: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, name: str
) -> None:
    script, rule, said = PROGRAMS[name]
    program = tmp_path / "program"
    if script is not None:
        program.write_text(script)
        program.chmod(0o755 if script else 0o644)
    monkeypatch.setattr(pagefind_bin, "get_candidate_paths", lambda: [program])
    if rule == "search-slow":
        monkeypatch.setattr(pagefind, "TIMEOUT", 1)
    code, problem = refused(changed)
    assert code == rule
    assert said in problem


def test_a_limit_on_memory_is_named(changed: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """By the words of the program that meets it: whether its threads or its data have no room is chance."""
    program = tmp_path / "program"
    program.write_text(f"#!/bin/sh\nulimit -v 20000\n{RUN}\n")
    program.chmod(0o755)
    monkeypatch.setattr(pagefind_bin, "get_candidate_paths", lambda: [program])
    assert refused(changed)[0] in ("search-memory", "search-processes")


def test_pagefind_on_a_disk_for_data_alone_is_not_allowed_to_start(
    changed: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    if may_mount():
        pytest.skip(may_mount())
    with mounted(tmp_path / "data", "size=80m,noexec"):
        program = shutil.copy2(pagefind_bin.get_executable(), tmp_path / "data")
        monkeypatch.setattr(pagefind_bin, "get_candidate_paths", lambda: [Path(program)])
        assert refused(changed) == ("search-not-allowed", f"{program}: Permission denied")


@pytest.mark.parametrize("size", ["12k", "200k"])
def test_a_full_folder_for_temporary_files_is_named(
    changed: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, size: str
) -> None:
    """Pagefind itself ends well there, and leaves files empty."""
    if may_mount():
        pytest.skip(may_mount())
    with mounted(tmp_path / "temp", f"size={size}"):
        monkeypatch.setattr(tempfile, "tempdir", str(tmp_path / "temp"))
        code, problem = refused(changed)
    assert code == "search-temporary"
    assert str(tmp_path / "temp") in problem
    assert problem.endswith("No space left on device")


def test_without_a_folder_for_temporary_files_it_is_named(
    changed: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(tempfile, "tempdir", str(tmp_path / "nowhere"))
    code, problem = refused(changed)
    assert code == "search-temporary"
    assert str(tmp_path / "nowhere") in problem


# --- The parts ----------------------------------------------------------------------------------------

MANY_STORIES = {
    f"content/news/{year}/b{number:02}.{code}.md": text
    for year, count in ((2021, 2), (2022, 9), (2023, 4))
    for number in range(count)
    for code, text in (
        (
            "id",
            post(
                f"Berita {year} nomor {number}",
                "Banjir surut. " + "Warga kembali. " * number,
                date=f"{year}-{number + 1:02}-{5 + number:02}",
                agency="kantor" if number % 3 else "dinas",
                tags="gempa" if number % 2 else "banjir",
            ),
        ),
        ("en", translation(f"Story {year} number {number}", "The flood receded. " + "Homes. " * number)),
    )
}
ASKED: tuple[tuple[str, str, dict[str, tuple[str, str]]], ...] = (
    ("banjir", "flood", {}),
    ("warga", "homes", {}),
    ("nomor 3", "number 3", {}),
    ("", "", {"year": ("2022", "2022")}),
    ("banjir", "flood", {"year": ("2023", "2023")}),
    ("warga", "homes", {"agency": ("Kantor Wilayah", "Regional Office")}),
    ("", "", {"agency": ("Kantor Wilayah", "Regional Office"), "year": ("2022", "2022")}),
    ("tidakada", "nothinghere", {}),
    ("banjir tidakada", "flood nothinghere", {}),
    ("warga surut 8 nomor", "homes receded 8 number", {}),
    ('"nomor 3"', '"number 3"', {}),
    ("nomor 3 — surut", "number 3, receded!", {"year": ("2022", "2022")}),
    ("nomor 8", "number 8", {"year": ("2023", "2023")}),
)


ANSWERED = re.compile("ditemukan|found|Tidak ada|No story")


def posts_in(counts: dict[tuple[int, int], int]) -> Any:
    """Stories by year and month: numbers in place of them."""
    months: dict[int, dict[int, range]] = {}
    for (year, month), count in counts.items():
        months.setdefault(year, {})[month] = range(count)
    return months


@pytest.mark.parametrize(
    ("counts", "names"),
    [
        ({}, []),
        ({(2024, 5): 1}, ["2024"]),
        ({(2024, 5): 60, (2024, 6): 240}, ["2024"]),
        ({(2024, 5): 61, (2024, 6): 1}, ["2024-06", "2024"]),
        ({(2024, 3): 31, (2024, 4): 30, (2024, 6): 1, (2023, 1): 9}, ["2024-06", "2024", "2023"]),
        ({(2024, 3): 200, (2024, 10): 61, (2024, 12): 40}, ["2024-12", "2024-q4", "2024-q1"]),
        ({(2024, 5): 150, (2024, 6): 151}, ["2024-06", "2024-05"]),
        ({(2024, 3): 150, (2024, 4): 151}, ["2024-q2", "2024-q1"]),
        ({(2024, 1): 200, (2024, 12): 200, (2023, 7): 3}, ["2024-q4", "2024-q1", "2023"]),
        ({(2024, 1): 900}, ["2024-01"]),
        ({(7, 1): 1, (2024, 9): 1}, ["2024", "0007"]),
    ],
)
def test_parts_are_years_or_as_short_as_their_stories_are_many(
    counts: dict[tuple[int, int], int], names: list[str]
) -> None:
    parts = parts_of(posts_in(counts))
    assert list(parts) == names
    assert sorted(month for months in parts.values() for month in months) == sorted(counts)


def parted(folder: Path, monkeypatch: pytest.MonkeyPatch, many: int, few: int = 1) -> Path:
    """A site of three years, whose parts hold ``many`` stories at most unless a month has more.

    The newest month is apart from more than ``few``.
    """
    monkeypatch.setattr("warta.pages.search.MANY", many)
    monkeypatch.setattr("warta.pages.search.FEW", few)
    make_site(folder, {**stories(), **MANY_STORIES})
    for known in stories():
        if known.startswith("content/news/"):
            (folder / known).unlink()
    assert not build(Request(folder, folder / "output", NOW)).failed
    return folder / "output"


def test_a_new_story_touches_its_part_alone(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    output = parted(tmp_path / "situs", monkeypatch, 9, few=2)
    before = index(output)
    assert {name.split("/")[1] for name in before if name.startswith("id/2")} == {
        *("2021", "2023", "2023-04", "2022")
    }
    for month, touched in (("04", {"2023-04"}), ("12", {"2023-04", "2023-12", "2023"})):
        text = post("Berita baru", "Tokoh baru datang.", date=f"2023-{month}-30", tags="banjir")
        (tmp_path / f"situs/content/news/2023/baru-{month}.id.md").write_text(text)
        assert not build(Request(tmp_path / "situs", output, NOW)).failed
        after = index(output)
        others = {name for name in before | after if before.get(name) != after.get(name)}
        assert {tuple(name.split("/")[:2]) for name in others} == {
            ("id", name) for name in (*touched, "index.json")
        }
        before = after


def answers(page: Page, address: str) -> dict[str, Any]:
    """What the search page gives for each question: how many, which, and in which order by date."""
    found: dict[str, Any] = {}
    for code, path, number in (("id", "id/cari", 0), ("en", "en/search", 1)):
        page.goto(f"{address}/{path}/?q=a")
        expect(page.locator("#_agency option")).to_have_count(3)
        found[code] = page.locator(".search-filters option").all_inner_texts()
        for asked in ASKED:
            for sort in ("", "desc", "asc") if asked[0] in ("banjir", "nomor 3") else ("",):
                filters = {name: values[number] for name, values in asked[2].items()}
                query = urlencode({"q": asked[number], "sort": sort, **filters})
                page.goto(f"{address}/{path}/?{query}")
                expect(page.get_by_role("status")).to_contain_text(ANSWERED)
                counted = page.get_by_role("status").inner_text()
                count = int(found_some[0]) if (found_some := re.match(r"\d+", counted)) else 0
                expect(page.locator("#_results li")).to_have_count(min(10, count))
                if count > 10:
                    page.locator("#_more").click()
                    expect(page.locator("#_results li")).to_have_count(count)
                shown = titles(page)
                found[code + query] = [
                    page.get_by_role("status").inner_text(),
                    shown if sort else sorted(shown),
                ]
    return found


def test_parts_answer_as_one_index_does(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, browser: Browser
) -> None:
    """Results, their number and their order by date, and the values of the filters with their counts."""
    several = parted(tmp_path / "bagian", monkeypatch, 3)
    assert len(list(several.glob("pagefind/id/*/pagefind-entry.json"))) == 6
    monkeypatch.setattr("warta.pages.search.parts_of", lambda months: {"semua": _all_of(months)})
    one = parted(tmp_path / "satu", monkeypatch, 3)
    assert len(list(one.glob("pagefind/id/*/pagefind-entry.json"))) == 1
    page = browser.new_page()
    with served(one) as address:
        expected = answers(page, address)
    with served(several) as address:
        assert answers(page, address) == expected
    page.close()
    assert expected["idq=banjir&sort=asc"][0] == "15 berita ditemukan"


def _all_of(months: Any) -> list[tuple[int, int]]:
    return [(year, month) for year, each in sorted(months.items(), reverse=True) for month in each]


# --- The page, under the headers that the site ships --------------------------------------------------


@pytest.fixture(scope="module")
def address(site: Path) -> Iterator[str]:
    with served(site / "output") as address:
        yield address


@pytest.fixture
def page(browser: Browser, address: str, named: str) -> Iterator[Page]:
    """A page that must not log an error, ask another host or break the policy."""
    page = browser.new_page()
    wrong: list[str] = []
    own = (address, named)
    page.on("console", lambda message: wrong.append(message.text) if message.type == "error" else None)
    page.on("pageerror", lambda problem: wrong.append(str(problem)))
    page.on("request", lambda request: None if request.url.startswith(own) else wrong.append(request.url))
    yield page
    page.close()
    assert wrong == []


def titles(page: Page) -> list[str]:
    return page.locator("#_results h2").all_inner_texts()


def test_words_are_found_in_the_language_of_the_page(page: Page, address: str) -> None:
    page.goto(f"{address}/id/cari/")
    page.get_by_label("Kata yang dicari").fill("banjir")
    expect(page.get_by_role("status")).to_have_text("2 berita ditemukan")
    expect(page.locator("#_results h2")).to_have_count(2)
    assert set(titles(page)) == {"Posko banjir dibuka", "Dinas lain"}
    page.get_by_label("Kata yang dicari").fill("mengungsi")
    expect(page.get_by_role("status")).to_have_text("1 berita ditemukan")
    page.get_by_role("link", name="Posko banjir dibuka").click()
    expect(page).to_have_url(f"{address}/id/berita/2024/satu/")
    page.goto(f"{address}/en/search/?q=shelter")
    expect(page.get_by_role("status")).to_have_text("1 story found")
    expect(page.locator("#_results h2")).to_have_text(["Flood post opened"])
    expect(page.locator("#_results p").last).to_contain_text("& waited.")
    page.goto(f"{address}/en/search/?q=mengungsi")
    expect(page.get_by_role("status")).to_contain_text("No story matches.")


def test_results_are_narrowed_down_and_sorted(page: Page, address: str) -> None:
    page.goto(f"{address}/id/cari/?q=")
    expect(page.get_by_role("status")).to_contain_text("Ketik kata")
    page.get_by_text("Persempit hasil").click()
    page.get_by_label("Instansi").select_option(label="Kantor Wilayah (1)")
    expect(page.get_by_role("status")).to_have_text("1 berita ditemukan")
    expect(page.locator("#_results h2")).to_have_text(["Dinas lain"])
    page.get_by_label("Instansi").select_option(value="")
    page.get_by_label("Kata yang dicari").fill("banjir")
    for order, first in (("Terbaru", "Posko banjir dibuka"), ("Terlama", "Dinas lain")):
        page.get_by_label("Urutan").select_option(label=order)
        expect(page.locator("#_results h2").first).to_have_text(first)
    page.reload()
    expect(page.get_by_label("Urutan")).to_have_value("asc")
    expect(page.get_by_role("status")).to_have_text("2 berita ditemukan")


# --- What readers know stories by ---------------------------------------------------------------------


@pytest.fixture(scope="module")
def named(tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    """The address of a site with stories under many names."""
    files = {"site.toml": stories()["site.toml"], **named_stories()}
    folder = make_site(tmp_path_factory.mktemp("nama") / "situs", files)
    result = build(Request(folder, folder / "output", NOW))
    assert not result.failed, result.diagnostics
    with served(folder / "output") as address:
        yield address


JAWA_TIMUR = {"Apel pagi", "Pasar ramai", "Panen kopi"}
FOUND = {
    # provinces, under their names in both languages
    "Jawa Timur": JAWA_TIMUR,
    "East Java": JAWA_TIMUR,
    "Provinsi Jawa Timur": JAWA_TIMUR,
    "Bali": {"Panen kopi", "Lomba pidato"},
    # regencies
    "bondowoso": {"Apel pagi", "Panen kopi"},
    "Kab. Bondowoso": {"Apel pagi", "Panen kopi"},
    "Banyuwangi Regency": {"Pasar ramai"},
    "Bumi Blambangan": {"Pasar ramai"},
    # agencies
    "Pemerintah Kabupaten Bondowoso": {"Apel pagi", "Panen kopi"},
    "Pemkab Bondowoso": {"Apel pagi", "Panen kopi"},
    "Swapraja Besuki": {"Apel pagi", "Panen kopi"},
    "Regency Government": {"Apel pagi", "Panen kopi"},
    "Balai Bahasa": {"Panen kopi", "Lomba pidato"},
    "Dinas Uji": {"Pasar ramai", "Rapat kerja"},
    # speakers, named by the story, in its quotations, or both
    "Lukas Wonda": {"Apel pagi", "Rapat kerja"},
    "Lukas Wonda, S.Sos.": {"Apel pagi", "Rapat kerja"},
    "pak luk": {"Apel pagi", "Rapat kerja"},
    "Dr. Hj. Sekar Ayu": {"Pasar ramai"},
    "mbak sekar": {"Pasar ramai"},
    "Made Rai": {"Pasar ramai"},
    # topics
    "netralitas": {"Apel pagi", "Lomba pidato"},
    "neutrality": {"Apel pagi", "Lomba pidato"},
    "Pemilu bersih": {"Apel pagi", "Lomba pidato"},
    # what stories say themselves
    "lomba": {"Lomba pidato"},
    "siang": {"Pasar ramai"},
}
"""What a reader types → the titles of all the stories that are to be found."""
FOUND_IN_ENGLISH = {
    "East Java": {"Morning call", "Busy market"},
    "Jawa Timur": {"Morning call", "Busy market"},
    "Bondowoso Regency Government": {"Morning call"},
    "Swapraja Besuki": {"Morning call"},
    "Sekar Ayu": {"Busy market"},
    "netralitas": {"Morning call"},
}


@pytest.mark.parametrize(
    ("path", "found"), [("id/cari", FOUND), ("en/search", FOUND_IN_ENGLISH)], ids=["id", "en"]
)
def test_every_name_finds_all_stories(page: Page, named: str, path: str, found: dict[str, set[str]]) -> None:
    for words, expected in found.items():
        page.goto(f"{named}/{path}/?{urlencode({'q': words})}")
        expect(page.get_by_role("status"), words).to_have_text(re.compile(rf"^{len(expected)} \w+ \w+$"))
        expect(page.locator("#_results h2")).to_have_count(len(expected))
        assert set(titles(page)) == expected, words


UNDERSTOOD = {
    # what a reader types: (the first result, what is said of it)
    "lmoba": ("Lomba pidato", "Yang ditampilkan: lomba"),
    "Banyuwanggi": ("Pasar ramai", "Yang ditampilkan: banyuwangi"),
    "berita Lomab, pidatto": ("Lomba pidato", "lomba pidato"),
    "kapan panen kopi": ("Panen kopi", "Tidak ada yang memuat semua kata itu."),
    "3 agenda": ("Rapat kerja", "1 berita ditemukan"),
    '"tiga agenda"': ("Rapat kerja", "1 berita ditemukan"),
    "<b>lomba</b>": ("Lomba pidato", "berita ditemukan"),
}


def test_a_question_is_understood_though_no_story_has_its_words(page: Page, named: str) -> None:
    """Misspelt words, numbers in digits, words that no story has, markup."""
    for words, (first, said) in UNDERSTOOD.items():
        page.goto(f"{named}/id/cari/?{urlencode({'q': words})}")
        expect(page.locator("#_results h2").first, words).to_have_text(first)
        expect(page.get_by_role("status"), words).to_contain_text(said)


def test_results_of_a_misspelt_word_can_be_sorted_and_filtered(page: Page, named: str) -> None:
    page.goto(f"{named}/id/cari/?{urlencode({'q': 'Bondowosso', 'sort': 'asc'})}")
    expect(page.locator("#_results h2")).to_have_count(2)
    page.get_by_label("Jenis").select_option(label="Advertorial")
    expect(page.locator("#_results h2")).to_have_text(["Panen kopi"])


def test_a_name_that_no_text_holds_is_in_no_excerpt(page: Page, named: str) -> None:
    page.goto(f"{named}/id/cari/?q=mbak+sekar")
    excerpt = page.locator("#_results p").last
    expect(excerpt).to_contain_text("Siang itu. Kami siap. — Dr. Hj. Sekar Ayu Saya juga. — Made Rai")
    assert "Mbak" not in excerpt.inner_text()


def test_provinces_can_be_chosen_with_all_their_stories(page: Page, named: str) -> None:
    page.goto(f"{named}/id/cari/?q=")
    page.get_by_text("Persempit hasil").click()
    regions = page.get_by_label("Wilayah")
    expect(regions.locator("option")).to_have_text(
        [
            "Semua",
            "Bali (2)",
            "Indonesia (1)",
            "Jawa Timur (3)",
            "Kabupaten Banyuwangi (1)",
            "Kabupaten Bondowoso (2)",
        ]
    )
    regions.select_option(value="Jawa Timur")
    expect(page.get_by_role("status")).to_have_text("3 berita ditemukan")
    expect(page.locator("#_results li")).to_have_count(3)
    assert set(titles(page)) == JAWA_TIMUR


def test_every_result_says_what_kind_of_story_it_is(page: Page, named: str) -> None:
    page.goto(f"{named}/id/cari/?year=2024")
    expect(page.locator("#_results li")).to_have_count(5)
    shown = zip(titles(page), page.locator("#_results .label").all_inner_texts(), strict=True)
    assert {title: kind.capitalize() for title, kind in shown} == {
        "Apel pagi": "Berita",
        "Pasar ramai": "Berita",
        "Panen kopi": "Advertorial",
        "Lomba pidato": "Pernyataan resmi",
        "Rapat kerja": "Siaran pers",
    }
    expect(page.locator("#_results li", has_text="Panen kopi").locator(".label-advertorial")).to_be_visible()
    expect(page.locator(".label-advertorial")).to_have_count(1)


def test_the_keyboard_is_enough(page: Page, address: str) -> None:
    page.goto(f"{address}/id/cari/")
    expect(page.get_by_role("status")).not_to_be_empty()  # the script runs; its index may be on its way
    page.get_by_label("Kata yang dicari").focus()
    page.keyboard.type("gempa")
    page.keyboard.press("Enter")
    expect(page).to_have_url(re.compile("q=gempa$"))  # of a slow typist, "gem" is answered before
    expect(page.get_by_role("status")).to_have_text("1 berita ditemukan")
    expect(page.get_by_role("link", name="Gempa kecil")).to_be_visible()
    for _ in range(4):  # the button, what narrows down, the order
        page.keyboard.press("Tab")
    expect(page.get_by_role("link", name="Gempa kecil")).to_be_focused()


def test_without_scripts_the_page_says_what_to_do(browser: Browser, address: str) -> None:
    context = browser.new_context(java_script_enabled=False)
    page = context.new_page()
    page.goto(f"{address}/id/cari/")
    expect(page.locator("noscript p")).to_contain_text("Pencarian memerlukan JavaScript")
    expect(page.locator("noscript a", has_text="Arsip")).to_be_visible()
    expect(page.locator("form")).to_be_hidden()
    context.close()


def test_one_more_story_leaves_what_the_index_keeps_of_the_others(tmp_path: Path) -> None:
    """Readers' browsers and deployments keep it too."""
    stories = {f"content/news/2024/{name}.id.md": post(name.title(), date=f"2024-0{number}-02")
               for number, name in enumerate(("satu", "dua", "tiga"), 1)}  # fmt: skip
    site = make_site(tmp_path / "situs", {"site.toml": SITE_TOML + "\n[search]\nenabled = true\n", **stories})
    build_site(site)
    before = {path.name: path.read_bytes() for path in (site / "output").rglob("*.pf_fragment")}
    (site / "content/news/2024/empat.id.md").write_text(post("Empat", date="2024-11-02"), "utf-8")
    build_site(site)
    after = {path.name: path.read_bytes() for path in (site / "output").rglob("*.pf_fragment")}
    assert len(before) == 3
    assert len(after) == 4
    assert before.items() <= after.items()
