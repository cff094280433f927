"""The published record: a function of what is public, and what a check finds with it alone."""

from __future__ import annotations

import json
import re
import shutil
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from functools import partial
from http.server import BaseHTTPRequestHandler, SimpleHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from typing import Any, NamedTuple

import pytest

from tests.support import NOW, SITE_TOML, Built, change, files_of, make_site, post, translation
from warta.build.build import Request, build
from warta.checks.redirects import add_redirects
from warta.cli import main
from warta.diagnostics.catalogue import MESSAGE_LANGUAGES
from warta.diagnostics.values import Severity, error

STEM = "content/news/2024/kasus"
ID, EN = f"{STEM}.id.md", f"{STEM}.en.md"
LATER = "content/news/2024/lain.id.md"
REMOVED = "content/removed.yaml"
PART = "warta-2024-12.json"
OLD = '"/dulu/" = "/id/topik/"\n'
SHOP = '"/toko/" = "https://toko.example.go.id/?a=1"\n'
FILES: dict[str, str | bytes] = {
    "site.toml": f"{SITE_TOML}\n[redirects] # alamat lama\n{OLD}{SHOP}",
    "content/tags.yaml": "banjir: {name: Banjir, old_urls: [/id/topik/air/]}\n",
    "content/removed.yaml": "- path: [/id/berita/2023/hapus/]\n  date: 2024-01-01\n  reason: salah orang\n",
    ID: post(
        "Kasus uji", "Isi **lama**\nberita.", date="2024-12-31 20:00", tags="banjir", aliases="[/lama/]"
    ),
    EN: translation("A test case"),
    LATER: post("Cerita lain", date="2024-11-02"),
    "content/pages/tentang.id.md": "---\ntitle: Tentang kami\n---\n\nKami.\n",
    "content/news/2024/draf.id.md": post("Draf rahasia", draft="true"),
    "content/news/2025/nanti.id.md": post("Nanti rahasia", date="2025-01-16 09:00"),
    "content/news/2024/lewat.id.md": post("Lewat rahasia", expires="2025-01-01"),
}


@pytest.fixture(scope="module")
def published(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A site whose public has seen it."""
    site = make_site(tmp_path_factory.mktemp("terbit") / "situs", FILES)
    assert not build(Request(site, site / "output", NOW)).failed
    return site


@pytest.fixture
def clone(published: Path, tmp_path: Path) -> Path:
    """A fresh clone: nothing of what earlier builds have left."""
    site = tmp_path / "klon"
    shutil.copytree(published, site, ignore=shutil.ignore_patterns("output", ".warta-cache"))
    return site


@contextmanager
def serving(handler: Callable[..., BaseHTTPRequestHandler]) -> Iterator[str]:
    server = ThreadingHTTPServer(("127.0.0.1", 0), handler)
    thread = threading.Thread(target=server.serve_forever)
    thread.start()
    try:
        yield f"http://127.0.0.1:{server.server_port}"
    finally:
        server.shutdown()
        thread.join()
        server.server_close()


class _Files(SimpleHTTPRequestHandler):
    def log_message(self, *_: object) -> None:
        """Not into the report of the tests."""


class _Refusing(BaseHTTPRequestHandler):
    def do_GET(self) -> None:
        self.send_error(503)

    def log_message(self, *_: object) -> None:
        """As above."""


def read(folder: Path, name: str) -> Any:
    return json.loads((folder / name).read_text("utf-8"))


def findings(site: Path, against: str, capsys: pytest.CaptureFixture[str], *more: str) -> dict[str, str]:
    """Rule → severity, of the findings that the comparison has."""
    capsys.readouterr()
    words = ("--site", str(site), "check", "--format", "json", "--now", "2025-01-15 19:00")
    status = main([*words, "--against", against, *more])
    found = {each["rule"]: each["severity"] for each in json.loads(capsys.readouterr().out)}
    assert status == ("error" in found.values())
    return {rule: severity for rule, severity in found.items() if rule not in UNRELATED}


UNRELATED = {"announcement-without-end", "translation-missing", "translation-stale"}


# --- What it holds ------------------------------------------------------------------------------------------


def test_the_index_and_the_parts_hold_what_is_public(published: Path) -> None:
    output = published / "output"
    index = read(output, "warta.json")
    assert index["months"] == ["2024-11", "2024-12"]
    assert index["removed"] == ["/id/berita/2023/hapus/"]
    (tag,) = [term for term in index["terms"] if term["id"] == "tags/banjir" and term["language"] == "id"]
    assert (tag["address"], tag["aliases"]) == ("/id/topik/banjir/", ["/id/topik/air/"])
    (story,) = read(output, PART)["stories"]
    assert story["id"] == "news/2024/kasus"
    version = story["versions"]["id"]
    assert version["address"] == "/id/berita/2024/kasus/"
    assert version["aliases"] == ["/lama/"]
    assert version["state"] == "published"
    assert set(story["versions"]) == {"id", "en"}
    for file in output.glob("warta*.json"):
        assert "rahasia" not in file.read_text("utf-8")


def test_neither_time_nor_what_is_held_back_changes_it(published: Path, clone: Path, tmp_path: Path) -> None:
    """An hour later, with other drafts, built under another address, drafts shown."""
    (clone / "content/news/2024/draf.id.md").unlink()
    (clone / "content/news/2024/baru.id.md").write_text(post("Draf baru", draft="true"), "utf-8")
    request = Request(clone, tmp_path / "lain", NOW, base_url="https://uji.example.org/sub", drafts=True)
    assert not build(request).failed
    for file in (published / "output").glob("warta*.json"):
        assert (tmp_path / "lain" / file.name).read_bytes() == file.read_bytes()


def test_another_environment_has_its_address_and_asks_not_to_be_found(
    clone: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    """With the output of the public one there: every page is made anew, and back again."""
    with (clone / "site.toml").open("a", encoding="utf-8") as file:
        file.write('\n[environment.gladi]\nbase_url = "https://gladi.example.org/x"\nnoindex = true\n')
    words = ["--site", str(clone), "build", "--now", "2025-01-15 19:00"]
    pages = [
        clone / "output" / name for name in ("id/index.html", "id/berita/2024/kasus/index.html", "index.html")
    ]
    assert main(words) == 0
    public = [page.read_text("utf-8") for page in pages]
    assert main([*words, "--environment", "gladi"]) == 0
    for page in pages:
        assert '<meta name="robots" content="noindex">' in page.read_text("utf-8")
        assert "https://gladi.example.org/x/" in page.read_text("utf-8")
    assert main(words) == 0
    assert [page.read_text("utf-8") for page in pages] == public
    assert not any("noindex" in text for text in public)
    capsys.readouterr()
    assert main([*words, "--environment", "galdi"]) == 1
    assert "environment-unknown" in capsys.readouterr().err


def test_an_edit_changes_one_part(published: Path, clone: Path) -> None:
    shutil.copytree(published / "output", clone / "output")
    change(clone, ID, "berita.", "berita yang baru.")
    result = build(Request(clone, clone / "output", NOW))
    assert {path for path in result.written if path.startswith("warta")} == {PART}


# --- What a check finds with it -----------------------------------------------------------------------------


def remove(name: str) -> Callable[[Path], None]:
    return lambda site: (site / name).unlink()


def put(name: str, old: str, new: str) -> Callable[[Path], None]:
    return lambda site: change(site, name, old, new)


class Case(NamedTuple):
    edit: Callable[[Path], None]
    found: dict[str, str]
    is_mended: bool = False


MOVED = '"/id/berita/2024/lain/" = "/id/berita/"'
MOVED_ON = MOVED.replace("lain", "kasus")
NOTE = "changes: [{date: 2025-01-15, kind: correction, note: Dibetulkan.}]\n"
TEXT = put(ID, "berita.", "kabar.")


def both(*edits: Callable[[Path], None]) -> Callable[[Path], None]:
    def edit(site: Path) -> None:
        for each in edits:
            each(site)

    return edit


CASES = {
    "nothing": Case(lambda _: None, {}),
    "another slug": Case(put(ID, "title:", "slug: baru\ntitle:"), {"address-changed": "error"}, True),
    "with an alias": Case(put(ID, "[/lama/]", "[/lama/, /id/berita/2024/kasus/]\nslug: baru"), {}),
    "gone": Case(both(remove(ID), remove(EN)), {"story-gone": "error"}),
    "one language gone": Case(remove(EN), {"translation-gone": "error"}),
    "no story has the topic any more": Case(put(ID, "tags: banjir\n", ""), {"term-without-stories": "error"}),
    "removed": Case(both(remove(LATER), put(REMOVED, "[/id", "[/id/berita/2024/lain/, /id")), {}),
    "redirected": Case(both(remove(LATER), put("site.toml", OLD, f"{OLD}{MOVED}\n")), {}),
    "draft again": Case(put(LATER, "title:", "draft: true\ntitle:"), {"story-hidden": "error"}),
    "expired": Case(put(LATER, "title:", "expires: 2025-01-02\ntitle:"), {}),
    "withdrawn": Case(
        put(LATER, "title:", "changes: [{date: 2025-01-15, kind: withdrawal, note: x}]\ntitle:"), {}
    ),
    "alias gone": Case(put(ID, "aliases: [/lama/]\n", ""), {"alias-gone": "error"}, True),
    "old address of a term gone": Case(
        put("content/tags.yaml", ", old_urls: [/id/topik/air/]", ""), {"alias-gone": "error"}, True
    ),
    "redirects gone": Case(put("site.toml", OLD + SHOP, ""), {"redirect-gone": "error"}, True),
    "the table of redirects gone": Case(
        put("site.toml", f"[redirects] # alamat lama\n{OLD}{SHOP}", ""), {"redirect-gone": "error"}, True
    ),
    "a redirect that is an alias now": Case(
        both(put("site.toml", OLD, ""), put(ID, "[/lama/]", "[/lama/, /dulu/]")), {}
    ),
    "a redirect said to be removed": Case(
        both(put("site.toml", OLD, ""), put(REMOVED, "[/id", "[/dulu/, /id")), {}
    ),
    "a word of addresses": Case(
        put("site.toml", "[publisher]", '[language.id.paths]\nspeakers = "tokoh"\n[publisher]'),
        {"path-word-changed": "error"},
        True,
    ),
    "term renamed": Case(put("content/tags.yaml", "Banjir", "Banjir Besar"), {"term-renamed": "error"}, True),
    "a standing page moved": Case(
        put("content/pages/tentang.id.md", "title:", "slug: siapa-kami\ntitle:"),
        {"address-changed": "error"},
        True,
    ),
    "a standing page with another text": Case(put("content/pages/tentang.id.md", "Kami.", "Kita."), {}),
    "another text": Case(TEXT, {"text-changed": "warning"}),
    "another headline": Case(put(LATER, "Cerita", "Kisah"), {"text-changed": "warning"}),
    "marked up otherwise": Case(put(ID, "**lama**\nberita", "_lama_ berita"), {}),
    "told": Case(both(TEXT, put(ID, "title:", f"{NOTE}title:")), {}),
    "told in the other language": Case(
        both(TEXT, put(EN, "title:", f"{NOTE}title:")), {"text-changed": "warning"}
    ),
    "minor": Case(both(TEXT, put(ID, "title:", "minor: true\ntitle:")), {}),
    "minor, for all languages": Case(
        both(TEXT, put(EN, "The story.", "A story."), put(ID, "title:", "minor: ejaan\ntitle:")), {}
    ),
    "not what readers see": Case(put(ID, "title:", "notes: [Periksa lagi.]\ntitle:"), {}),
}


@pytest.mark.parametrize("name", CASES)
def test_a_fresh_clone_finds_what_would_be_lost(
    name: str, published: Path, clone: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    case = CASES[name]
    case.edit(clone)
    against = str(published / "output" / "warta.json")
    assert findings(clone, against, capsys) == case.found
    if case.is_mended:
        assert findings(clone, against, capsys, "--fix") == {}
    else:
        before = files_of(clone / "content")
        assert findings(clone, against, capsys, "--fix") == case.found
        assert files_of(clone / "content") == before


def test_minor_is_about_one_text(published: Path, clone: Path, capsys: pytest.CaptureFixture[str]) -> None:
    shutil.copytree(published / "output", clone / "output")
    change(clone, ID, "title:", "minor: true\ntitle:")
    change(clone, ID, "berita.", "kabar.")
    assert not build(Request(clone, clone / "output", NOW)).failed
    against = str(clone / "output")
    assert findings(clone, against, capsys) == {}
    change(clone, ID, "kabar.", "warta.")
    assert findings(clone, against, capsys) == {"text-changed-again": "warning"}
    change(clone, ID, "minor: true", "minor: ejaan lagi")
    assert findings(clone, against, capsys) == {}


LED = {
    "elsewhere": (
        put(ID, "[/lama/]", "[/lama/, /id/berita/2024/kasus/]\nslug: baru"),
        "/id/berita/2024/baru/",
    ),
    "led on": (
        both(
            put(ID, "date:", "slug: baru\ndate:"), put("site.toml", "[redirects]", f"[redirects]\n{MOVED_ON}")
        ),
        "/id/berita/",
    ),
    "there": (put(ID, "berita.", "berita. "), "/id/berita/2024/kasus/"),
    "gone": (both(remove(ID), remove(EN)), ""),
}


@pytest.mark.parametrize("name", LED)
def test_what_led_to_a_story_leads_to_where_it_is_now(
    name: str, published: Path, clone: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    """Or nobody knows where to, and a person has to say it."""
    index = read(published / "output", "warta.json")
    assert (index["redirects"], index["targets"]) == (
        ["/dulu/", "/toko/"],
        ["/id/topik/", "https://toko.example.go.id/?a=1"],
    )
    index["redirects"], index["targets"] = ["/awal/"], ["/id/berita/2024/kasus/"]
    shutil.copytree(published / "output", tmp_path / "terbit")
    (tmp_path / "terbit/warta.json").write_text(json.dumps(index), "utf-8")
    edit, target = LED[name]
    edit(clone)
    found = findings(clone, str(tmp_path / "terbit"), capsys, "--fix")
    assert (f'"/awal/" = "{target}"' in (clone / "site.toml").read_text("utf-8")) == bool(target)
    assert ("redirect-gone-target" in found) == (not target)
    assert "redirect-gone" not in found


def test_a_record_of_an_earlier_warta_names_no_targets(
    published: Path, clone: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    shutil.copytree(published / "output", tmp_path / "terbit")
    index = read(tmp_path / "terbit", "warta.json")
    del index["targets"]
    (tmp_path / "terbit/warta.json").write_text(json.dumps(index), "utf-8")
    assert findings(clone, str(tmp_path / "terbit"), capsys) == {}
    change(clone, "site.toml", SHOP, "")
    assert findings(clone, str(tmp_path / "terbit"), capsys, "--fix") == {"redirect-gone-target": "error"}


LISTS = {
    "site.toml": f"{SITE_TOML}\n[open_data]\nenabled = true\n[sections]\nagenda = true\n",
    "content/news/2024/umum.id.md": post("Libur", kind="announcement"),
    "content/news/2024/rapat.id.md": post("Rapat", event="{date: 2025-02-01 09:00, venue: Balai}"),
}
PATHS = "[publisher]", '[language.id.paths]\nannouncement = "maklumat"\nagenda = "acara"\n[publisher]'


@pytest.fixture(scope="module")
def with_lists(tmp_path_factory: pytest.TempPathFactory) -> Path:
    site = make_site(tmp_path_factory.mktemp("daftar") / "situs", LISTS)
    assert not build(Request(site, site / "output", NOW)).failed
    return site


LIST_CASES = {
    "words": Case(put("site.toml", *PATHS), {"path-word-changed": "error", "feed-moved": "error"}, True),
    "agenda off": Case(put("site.toml", "agenda = true", "agenda = false"), {"list-gone": "error"}),
    "a kind off": Case(put("site.toml", "agenda = true", 'kinds = ["speech"]'), {"list-gone": "error"}),
    "open data off": Case(put("site.toml", "enabled = true", "enabled = false"), {"list-gone": "error"}),
    "formats of feeds": Case(
        put("site.toml", "[sections]", '[feeds]\nformats = ["atom"]\n[sections]'), {"list-gone": "error"}
    ),
    "a kind that no story has any more": Case(
        put("content/news/2024/umum.id.md", "kind: announcement", "kind: news"), {}
    ),
    "a kind that no story has had": Case(
        put("site.toml", "[publisher]", '[language.id.paths]\nspeech = "pidato"\n[publisher]'), {}
    ),
}


@pytest.mark.parametrize("name", LIST_CASES)
def test_lists_and_what_people_subscribe_to_are_not_lost(
    name: str, with_lists: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    site, case = tmp_path / "klon", LIST_CASES[name]
    shutil.copytree(with_lists, site, ignore=shutil.ignore_patterns("output", ".warta-cache"))
    against = str(with_lists / "output")
    assert findings(site, against, capsys) == {}
    case.edit(site)
    assert findings(site, against, capsys) == case.found
    assert findings(site, against, capsys, "--fix") == ({} if case.is_mended else case.found)


def test_the_lists_of_a_record_are_those_that_there_are(with_lists: Path) -> None:
    output = with_lists / "output"
    lists = read(output, "warta.json")["lists"]
    for address in lists:
        file = output / address.strip("/")
        assert file.is_file() or (file / "index.html").is_file(), address
    assert {"/id/agenda/agenda.ics", "/id/pengumuman/", "/id/pengumuman/feed.xml", "/id/feed.xml"} <= set(
        lists
    )
    assert "/en/announcements/" not in lists


SETTINGS = {
    "no table": (b'title = "a"\n', b'title = "a"\n\n[redirects]\n"/lama/" = "/id/"\n'),
    "no end of the last line": (b'title = "a"', b'title = "a"\n\n[redirects]\n"/lama/" = "/id/"\n'),
    "a table": (
        b'[ redirects ] # x\n"/a/" = "/b/"\n',
        b'[ redirects ] # x\n"/lama/" = "/id/"\n"/a/" = "/b/"\n',
    ),
    "an empty one at the end": (b"[redirects]", b'[redirects]\n"/lama/" = "/id/"\n'),
    "lines of Windows": (b"[redirects]\r\nx = 1\r\n", b'[redirects]\r\n"/lama/" = "/id/"\r\nx = 1\r\n'),
    "with a byte order mark": (b"\xef\xbb\xbf[redirects]\n", None),
    "within a line": (b'redirects = { "/a/" = "/b/" }\n', None),
    "in a text": (b'a = """\n[redirects]\n"""\n', None),
    "there already": (b'[redirects]\n"/lama/" = "/x/"\n', None),
    "no TOML": (b"[redirects\n", None),
    "no table at all": (b'redirects = "/a/"\n', None),
}


@pytest.mark.parametrize("name", SETTINGS)
def test_a_line_below_redirects_changes_nothing_else(name: str) -> None:
    """Where that is not certain, nothing is written."""
    data, expected = SETTINGS[name]
    found = error("redirect-gone", "site.toml", old="/lama/", new="/id/")
    mended = add_redirects(data, [found])
    assert (mended.data if mended is not None else None) == expected
    assert add_redirects(data, [found._replace(severity=Severity.WARNING)]) is None


# --- Where it comes from ------------------------------------------------------------------------------------


def test_a_site_is_asked_at_its_address(
    published: Path, clone: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    (clone / LATER).unlink()
    with serving(partial(_Files, directory=str(published / "output"))) as address:
        assert findings(clone, address, capsys) == {"story-gone": "error"}
        assert findings(clone, f"{address}/warta.json", capsys) == {"story-gone": "error"}
        # Alone it is the site's own address, which a command can replace.
        capsys.readouterr()
        main(["--site", str(clone), "check", "--format", "json", "--base-url", address, "--against"])
        assert '"story-gone"' in capsys.readouterr().out
        # No site is there yet.
        assert findings(clone, f"{address}/belum", capsys) == {}
        main(["--site", str(clone), "check", "--against", f"{address}/belum"])
        assert f"{address}/belum/warta.json" in capsys.readouterr().err


@pytest.mark.parametrize("language", MESSAGE_LANGUAGES)
def test_a_record_that_is_not_there_is_told_in_words(
    language: str, clone: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    for name in ("tidak-ada.json", "tidak-ada"):
        words = ["--site", str(clone), "--lang", language, "check", "--against", str(tmp_path / name)]
        assert main(words) == 2
        printed = capsys.readouterr().err
        assert "Errno" not in printed
        assert "No such file" not in printed
        assert name in printed


def test_a_site_that_does_not_answer_is_a_warning(clone: Path, capsys: pytest.CaptureFixture[str]) -> None:
    with serving(_Refusing) as address:
        assert findings(clone, address, capsys) == {"record-unreachable": "warning"}
    assert findings(clone, address, capsys) == {"record-unreachable": "warning"}


BROKEN: dict[str, tuple[bytes, str, str]] = {
    "no JSON": (b"<html>", "record-broken", "error"),
    "another thing": (b"{}", "record-broken", "error"),
    "a newer version": (b'{"format": 99, "anything": []}', "record-newer", "error"),
    "a part is missing": (
        b'{"format":1,"months":["2024-11"],"lists":{},"terms":[],"removed":[]}',
        "record-broken",
        "error",
    ),
    "a month that leads elsewhere": (
        b'{"format":1,"months":["../../x"],"lists":{},"terms":[],"removed":[]}',
        "record-broken",
        "error",
    ),
    "an address that is none": (
        b'{"format":1,"months":[],"lists":{},"terms":[],"removed":["/a]\\nb: c"]}',
        "record-broken",
        "error",
    ),
    "nested": (b"[" * 100_000, "record-broken", "error"),
}


@pytest.mark.parametrize("name", BROKEN)
def test_a_record_that_cannot_be_read_is_named_and_nothing_else_is(
    name: str, clone: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    data, rule, severity = BROKEN[name]
    (tmp_path / "warta.json").write_bytes(data)
    (clone / LATER).unlink()
    assert findings(clone, str(tmp_path), capsys) == {rule: severity}
    with serving(partial(_Files, directory=str(tmp_path))) as address:
        expected = severity if rule == "record-newer" else "warning"
        assert findings(clone, address, capsys) == {rule: expected}


def test_a_secret_is_not_repeated(clone: Path, capsys: pytest.CaptureFixture[str]) -> None:
    capsys.readouterr()
    address = "https://pengguna:rahasia@kabar.example.go.id"
    assert main(["--site", str(clone), "check", "--against", address]) == 2
    printed = capsys.readouterr()
    assert "rahasia" not in printed.out + printed.err
    assert main(["--site", str(clone), "check", "--against", "tidak-ada.json"]) == 2
    assert "tidak-ada.json" in capsys.readouterr().err


# --- What a build says --------------------------------------------------------------------------------------


def test_a_build_says_what_is_held_and_until_when(clone: Path, capsys: pytest.CaptureFixture[str]) -> None:
    words = ["--site", str(clone), "--lang", "en", "build", "--now", "2025-01-15 19:00"]
    assert main(words) == 0
    lines = capsys.readouterr().out.replace("\N{NO-BREAK SPACE}", " ").splitlines()
    assert lines[:4] == [
        "1 story is held back until its time:",
        "  16 January 2025, 09:00 WIB: content/news/2025/nanti.id.md",
        "1 file is a draft and not published.",
        "By time alone the site changes next on 16 January 2025, 09:00 WIB.",
    ]


def test_a_build_reports_to_programs(clone: Path, capsys: pytest.CaptureFixture[str]) -> None:
    words = ["--site", str(clone), "build", "--now", "2025-01-15 19:00", "--format", "json"]
    capsys.readouterr()
    assert main(words) == 0
    first = json.loads(capsys.readouterr().out)
    assert "/id/berita/2024/kasus/" in first["written"]
    assert first["kept"] == first["deleted"] == []
    assert first["next_due"] == {
        "at": "2025-01-16T09:00:00+07:00",
        "what": [{"kind": "embargo", "file": "content/news/2025/nanti.id.md"}],
    }
    assert {(each["file"], each["reason"]) for each in first["held"]} == {
        ("content/news/2024/draf.id.md", "draft"),
        ("content/news/2025/nanti.id.md", "embargo"),
    }
    (clone / LATER).unlink()
    main(words)
    second = json.loads(capsys.readouterr().out)
    assert "/id/berita/2024/lain/" in second["deleted"]
    assert {*second["written"], *second["kept"]} | {*second["deleted"]} == {*first["written"]} | {
        *second["written"]
    }
    assert "story-gone" in {each["rule"] for each in second["findings"]}
    change(clone, ID, "title:", "titel:")
    assert main(words) == 1
    failed = json.loads(capsys.readouterr().out)
    assert failed["written"] == []
    assert failed["findings"]


def test_the_code_quality_report_has_no_entry_twice(clone: Path, capsys: pytest.CaptureFixture[str]) -> None:
    change(clone, ID, "title:", "titel:")
    change(clone, LATER, "title:", "titel:")
    capsys.readouterr()
    assert main(["--site", str(clone), "check", "--format", "gitlab"]) == 1
    entries = json.loads(capsys.readouterr().out)
    assert len({each["fingerprint"] for each in entries}) == len(entries) > 1
    first = next(each for each in entries if each["location"]["path"] == ID)
    assert first["location"]["lines"]["begin"] == 2
    assert first["severity"] == "major"


def test_the_record_of_the_starter_is_whole(starter: Built) -> None:
    """It has every story that has a page."""
    months = read(starter.root, "warta.json")["months"]
    stories = [story for month in months for story in read(starter.root, f"warta-{month}.json")["stories"]]
    known = {version["address"] for story in stories for version in story["versions"].values()}
    pages = {f"/{page}" for page in starter.html_pages()}
    assert known == {page for page in pages if re.fullmatch(r"/(id/berita|en/news)/\d{4}/[^/]+/", page)}
