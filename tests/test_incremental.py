"""What a build renders after which change: no less than is right, and no more than there is a reason for."""

from __future__ import annotations

import os
import re
import shutil
import time
from collections.abc import Callable, Mapping
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest
from msgspec.structs import replace

from tests.faultlib import (
    META,
    assert_same,
    build_clean,
    command,
    environment,
    errors,
    run,
    temporary_folder,
    tree,
)
from tests.planted.planting import python_path
from tests.support import (
    NOW,
    ROOT,
    SETTLING,
    SITE_TOML,
    SOURCES,
    change,
    make_site,
    picture,
    post,
    run_warta,
    translation,
)
from warta.build import build as builder
from warta.build import changes
from warta.build.build import Request, Result, build, check, remember, verify
from warta.build.prepare import Prepared
from warta.filesystem.stamps import load_state, nothing_to_do, plain_stamp, save_state, stamp_of
from warta.output.folder import OutputFolder

RECORD = "warta-2024-11.json"
"""Of the month of the stories."""

SUMMARIES = """
[feeds]
formats = ["atom"]
terms = []
content = "summary"
ninjs = false

[sharing]
cards = false
"""
"""With these settings a feed is like a listing; what whole stories in feeds entail is in test_feeds.py."""


def starting_site() -> dict[str, str | bytes]:
    """Five stories a day apart, two tags, one translation, an old address, a picture."""
    stories = {
        "satu": {"tags": "[merah]"},
        "dua": {"tags": "[merah]"},
        "tiga": {"tags": "[biru]", "aliases": "[/lama/tiga]"},
        "empat": {"tags": "[biru]", "image": "{src: foto.jpg, alt: Foto}"},
        "lima": {"tags": "[biru]"},
    }
    files: dict[str, str | bytes] = {
        "site.toml": SITE_TOML.replace("[publisher]", "page_size = 2\n[publisher]") + SUMMARIES,
        "content/tags.yaml": "merah: {name: {id: Merah, en: Red}}\nbiru: {name: {id: Biru, en: Blue}}\n",
        "content/news/2024/foto.jpg": picture(1),
        "content/news/2024/satu.en.md": translation("One", summary="First."),
    }
    for number, (name, keys) in enumerate(stories.items(), 1):
        files[f"content/news/2024/{name}.id.md"] = post(
            f"Judul {name}", summary=f"Ringkasan {name}.", date=f"2024-11-{number:02}", **keys
        )
    return files


@pytest.fixture
def site(tmp_path: Path) -> Path:
    folder = make_site(tmp_path / "situs", starting_site())
    assert not errors(build(Request(folder, folder / "output", NOW)))
    return folder


def done(site: Path, now: datetime = NOW, *, clean: bool = False, drafts: bool = False) -> Result:
    """A build that succeeds, whose output is that of a clean one."""
    result = build(Request(site, site / "output", now, clean=clean, drafts=drafts))
    assert not errors(result), errors(result)
    assert_same(tree(site / "output"), build_clean(site, now, drafts=drafts).files)
    return result


def rendered(result: Result) -> dict[str, str]:
    """Page, as its address, → why it was rendered."""
    return {path.removesuffix("index.html"): reason for path, reason in result.reasons}


def stories_of(pages: Mapping[str, str]) -> set[str]:
    """Those of the pages that are stories in Indonesian."""
    return {page for page in pages if page.startswith("id/berita/2024/")}


def linking(site: Path, address: str) -> set[str]:
    """The stories whose pages link to an address: as neighbours of a story or as related to it."""
    found = (site / "output/id/berita/2024").glob("*/index.html")
    return {
        f"id/berita/2024/{page.parent.name}/"
        for page in found
        if f'href="{address}"' in page.read_text("utf-8")
    }


def story(name: str) -> str:
    return f"content/news/2024/{name}.id.md"


# --- Which pages ------------------------------------------------------------------------------------


def test_nothing_changed_renders_nothing(site: Path) -> None:
    result = done(site)
    assert (rendered(result), result.rendered, result.deleted) == ({}, 0, 0)


def test_a_change_of_the_body_renders_the_story_alone(site: Path) -> None:
    """And its part of the record. Listings, neighbours and feeds show a summary, which is not the body's."""
    change(site, story("tiga"), "Isi berita.", "Isi yang lain.")
    assert rendered(done(site)) == {"id/berita/2024/tiga/": "content", RECORD: "content"}


def test_a_change_of_the_original_renders_its_translation(site: Path) -> None:
    change(site, story("satu"), "Isi berita.", "Isi yang lain.")
    assert set(rendered(done(site))) <= {"id/berita/2024/satu/", "en/news/2024/satu/", RECORD}


def test_a_change_of_the_title_renders_what_shows_it(site: Path) -> None:
    """The story, its neighbours, what it is related to, the listings that have it, the feed; nothing else."""
    change(site, story("tiga"), "Judul tiga", "Judul ketiga")
    pages = rendered(done(site))
    assert set(pages) == {
        "id/berita/2024/tiga/",
        "id/berita/2024/dua/",
        "id/berita/2024/empat/",
        "id/berita/2024/lima/",
        "id/",
        "id/feed.xml",
        "id/404.html",
        "404.html",
        "id/berita/",
        "id/arsip/2024/11/",
        "id/topik/biru/",
        "id/instansi/dinas-uji/",
        "id/wilayah/indonesia/",
        RECORD,
    }
    assert set(pages.values()) == {"content"}


def test_a_term_that_is_renamed_renders_its_pages_and_its_stories(site: Path) -> None:
    change(site, "content/tags.yaml", "id: Biru", "id: Nila")
    pages = rendered(done(site))
    assert {f"id/berita/2024/{name}/" for name in ("tiga", "empat", "lima")} <= set(pages)
    assert {"id/topik/nila/", "id/topik/nila/halaman/2/", "id/topik/", "id/"} <= set(pages)
    assert pages["id/topik/nila/"] == "new"
    assert not {"id/berita/2024/satu/", "id/berita/2024/dua/", "id/topik/merah/", "en/topics/red/"} & set(
        pages
    )
    assert not (site / "output/id/topik/biru").exists()


def test_a_new_story_renders_itself_and_its_neighbour(site: Path) -> None:
    make_site(site, {**starting_site(), story("enam"): post("Enam", date="2024-11-06", tags="[merah]")})
    pages = rendered(done(site))
    assert pages["id/berita/2024/enam/"] == "new"
    assert pages["id/berita/2024/lima/"] == "content"
    assert stories_of(pages) == {"id/berita/2024/enam/", *linking(site, "/id/berita/2024/enam/")}


def test_a_deleted_story_takes_its_files_along(site: Path) -> None:
    linked = linking(site, "/id/berita/2024/tiga/") - {"id/berita/2024/tiga/"}
    (site / story("tiga")).unlink()
    result = done(site)
    pages = rendered(result)
    assert {"id/berita/2024/dua/", "id/berita/2024/empat/"} <= linked == stories_of(pages)
    assert result.deleted >= 2
    assert not (site / "output/id/berita/2024/tiga").exists()
    assert not (site / "output/lama").exists()


def test_an_address_that_changes_renders_what_links_to_it(site: Path) -> None:
    """Also a story that is no neighbour: the texts of both are as they were."""
    change(site, story("satu"), "Isi berita.", "Lihat [yang lain](empat.id.md).")
    done(site)
    change(site, story("empat"), "title:", "slug: alamat-baru\naliases: [/id/berita/2024/empat/]\ntitle:")
    pages = rendered(done(site))
    assert pages["id/berita/2024/satu/"] == "content"
    assert "/id/berita/2024/alamat-baru/" in (site / "output/id/berita/2024/satu/index.html").read_text()


def test_what_languages_share_renders_all_of_them(site: Path) -> None:
    change(site, story("satu"), "title:", "author: Humas Kota\ntitle:")
    pages = rendered(done(site))
    assert set(pages) == {"id/berita/2024/satu/", "en/news/2024/satu/", "id/feed.xml", "en/feed.xml"}
    assert "Humas Kota" in (site / "output/en/news/2024/satu/index.html").read_text()


def test_a_speaker_s_new_office_renders_the_stories_of_that_time(site: Path) -> None:
    office = "appointments: [{{office: {}, agency: dinas, from: 2024-11-02}}]\n"
    people = {"content/speakers/ani.yaml": "name: Ani\n" + office.format("Kepala")}
    spoken = {story(name): post(f"Judul {name}", speaker="[ani]", date=date) for name, date in (
        ("satu", "2024-11-01"), ("tiga", "2024-11-03"),
    )}  # fmt: skip
    make_site(site, {**starting_site(), **spoken, **people})
    done(site)
    change(site, "content/speakers/ani.yaml", "Kepala", "Ketua")
    pages = rendered(done(site))
    assert pages["id/berita/2024/tiga/"] == "content"
    assert not {"id/berita/2024/satu/", "id/berita/2024/empat/"} & set(pages)
    assert "Ketua" in (site / "output/id/berita/2024/tiga/index.html").read_text()


def test_a_region_s_new_name_renders_what_names_it(site: Path) -> None:
    """The story, the listings that show it, its neighbours."""
    change(site, story("tiga"), "title:", "region: karangasem\ntitle:")
    done(site)
    (site / "content/regions.yaml").write_text("karangasem: {name: {id: Amlapura, en: Amlapura}}\n")
    pages = rendered(done(site))
    assert {"id/berita/2024/tiga/", "id/berita/2024/dua/", "id/berita/"} <= set(pages)
    assert "id/berita/halaman/1/" not in pages
    assert "Amlapura" in (site / "output/id/berita/index.html").read_text()


def test_a_listing_that_says_how_many_stories_there_are_is_rendered(site: Path) -> None:
    """Its own page, though that has the same stories; the oldest has too few now and leads to the listing."""
    for name in ("satu.id", "satu.en", "dua.id"):
        (site / f"content/news/2024/{name}.md").unlink()
    pages = rendered(done(site))
    assert {"id/berita/", "id/berita/halaman/1/"} <= set(pages)
    assert "id/berita/halaman/2/" not in pages
    assert "id/berita/2024/lima/" not in pages


def test_a_picture_that_changes_renders_what_shows_it(site: Path) -> None:
    (site / "content/news/2024/foto.jpg").write_bytes(picture(2))
    pages = rendered(done(site))
    assert "id/berita/2024/empat/" in pages
    assert "id/berita/2024/satu/" not in pages


def test_a_template_renders_the_pages_that_use_it(site: Path) -> None:
    """Through whatever includes and parents they come to it."""
    everything = {path.removesuffix("index.html") for path in tree(site / "output")}
    packaged = ROOT / "templates"
    cases: dict[str, Callable[[str], bool]] = {
        "redirect.html": lambda page: (
            page == "lama/tiga/"
            or re.fullmatch(r"(id/berita|en/news)/2024/|.+/halaman/[23]/|id/topik/biru/halaman/1/", page)
            is not None
        ),
        "post.html": lambda page: re.fullmatch(r"(id/berita|en/news)/2024/\w+/", page) is not None,
        "robots.txt": lambda page: page == "robots.txt",
        "feed.xml": lambda page: page.endswith("feed.xml"),
        "_macros.html": lambda page: page in {"id/arsip/2024/11/", "id/arsip/2024/11/halaman/1/", "id/"},
    }
    for name, belongs in cases.items():
        text = (packaged / name).read_text("utf-8")
        make_site(site, {**starting_site(), f"templates/{name}": text + "\n"})
        pages = rendered(done(site))
        expected = {page for page in everything if belongs(page)}
        assert expected
        if name == "_macros.html":
            assert expected <= set(pages)
            assert not {"robots.txt", "sitemap.xml", "lama/tiga/"} & set(pages)
        else:
            assert set(pages) == expected, name
        assert set(pages.values()) == {"template"}
        (site / f"templates/{name}").unlink()
        assert set(rendered(done(site))) == set(pages), "and back again"


def test_the_title_of_the_site_renders_all(site: Path) -> None:
    change(site, "site.toml", "Kabar Uji", "Warta Uji")
    result = done(site)
    pages = {path for path in tree(site / "output") if not path.startswith(("assets/", "media/", "warta"))}
    assert {path for path, _ in result.reasons} == pages


def test_another_engine_renders_all_stories(site: Path) -> None:
    """The text is the same, what becomes of it need not be."""
    change(site, "site.toml", "[publisher]", '[markdown]\nengine = "pyromark"\n[publisher]')
    pages = rendered(done(site))
    assert {f"id/berita/2024/{name}/" for name in ("satu", "dua", "tiga", "empat", "lima")} <= set(pages)


# --- The output folder ------------------------------------------------------------------------------


def test_an_output_that_was_deleted_or_edited_is_restored(site: Path) -> None:
    output = site / "output"
    (output / "id/berita/2024/dua/index.html").unlink()
    edited = output / "id/index.html"
    edited.write_bytes(edited.read_bytes().replace(b"Kabar", b"Kabur"))
    shutil.rmtree(output / "assets")
    assert rendered(done(site)) == {"id/berita/2024/dua/": "missing", "id/": "edited"}


def test_an_edited_output_with_its_old_size_and_time_is_restored(site: Path) -> None:
    time.sleep(SETTLING)
    done(site)
    edited = site / "output/id/index.html"
    status = edited.stat()
    edited.write_bytes(edited.read_bytes().replace(b"Kabar", b"Kabur"))
    os.utime(edited, ns=(status.st_atime_ns, status.st_mtime_ns))
    assert rendered(done(site)) == {"id/": "edited"}


def test_an_older_manifest_that_is_brought_back_is_not_taken_for_the_output(site: Path) -> None:
    """A stamp tells which bytes a file has; whether they are the right ones is another question."""
    older = shutil.copytree(site / "output" / META, site / "older")
    text = (site / story("tiga")).read_text("utf-8")
    change(site, story("tiga"), "Isi berita.", "Isi yang lain.")
    settled(site)
    shutil.copytree(older, site / "output" / META, dirs_exist_ok=True)
    (site / story("tiga")).write_text(text, "utf-8")
    assert rendered(done(site)) == {"id/berita/2024/tiga/": "edited", RECORD: "edited"}


def test_clean_renders_all_and_changes_nothing(site: Path) -> None:
    before = tree(site / "output")
    result = done(site, clean=True)
    assert {path for path, _ in result.reasons} == {
        path for path in before if not path.startswith(("assets/", "media/"))
    }
    assert_same(tree(site / "output"), before)


def test_what_another_program_made_is_rendered(site: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """All but the cards, which have a digest of the program that draws them in their own fingerprints."""
    before = tree(site / "output")
    with monkeypatch.context() as patch:
        patch.setattr("warta.build.build.program_digest", lambda: "0" * 32)
        done(site)
    result = done(site)
    assert {path for path, reason in result.reasons if reason == "program"} == {
        path for path in before if not path.startswith(("assets/", "cards/", "media/"))
    }
    assert_same(tree(site / "output"), before)


# --- Times of files ---------------------------------------------------------------------------------


@pytest.mark.parametrize("wait", [0.0, SETTLING], ids=["at-once", "later"])
def test_an_edit_that_keeps_size_and_time_is_noticed(site: Path, wait: float) -> None:
    time.sleep(wait)
    done(site)
    path = site / story("tiga")
    status = path.stat()
    path.write_bytes(path.read_bytes().replace(b"Isi berita.", b"Isi bareti."))
    os.utime(path, ns=(status.st_atime_ns, status.st_mtime_ns))
    assert path.stat().st_size == status.st_size
    assert path.stat().st_mtime_ns == status.st_mtime_ns
    assert rendered(done(site)) == {"id/berita/2024/tiga/": "content", RECORD: "content"}


def test_a_file_that_changed_in_the_same_tick_is_not_trusted(tmp_path: Path) -> None:
    """It may change once more and its times would not tell. Where times are coarse, that is so for longer."""
    path = tmp_path / "berkas"
    path.write_text("x")
    status = path.stat()
    assert stamp_of(status, time.time_ns()) is None
    assert stamp_of(status, status.st_ctime_ns) is None
    assert stamp_of(status, status.st_ctime_ns + 10_000_000) is None, "a tick of a slow clock"
    assert stamp_of(status, status.st_ctime_ns + 1_000_000_000) == plain_stamp(status)
    whole = [*status]
    coarse = os.stat_result([*whole[:7], 1000, 1000, 1000], {"st_mtime_ns": 10**12, "st_ctime_ns": 10**12})
    assert stamp_of(coarse, 10**12 + 1_000_000_000) is None
    assert stamp_of(coarse, 10**12 + 3_000_000_000) is not None


def test_a_file_from_the_future_is_read_each_time(site: Path) -> None:
    path = site / story("tiga")
    for word in ("pertama", "keduaa!"):
        path.write_text(post("Judul tiga", word, summary="R.", date="2024-11-03", tags="[biru]"))
        os.utime(path, (4_000_000_000, 4_000_000_000))
        assert "id/berita/2024/tiga/" in rendered(done(site))
    assert rendered(done(site)) == {}


def test_a_file_replaced_by_an_older_one_is_noticed(site: Path, tmp_path: Path) -> None:
    older = tmp_path / "lama.md"
    older.write_bytes((site / story("tiga")).read_bytes().replace(b"Isi berita.", b"Isi lama..."))
    os.utime(older, (1_000_000_000, 1_000_000_000))
    time.sleep(SETTLING)
    done(site)
    older.replace(site / story("tiga"))
    assert rendered(done(site)) == {"id/berita/2024/tiga/": "content", RECORD: "content"}


def test_a_fresh_checkout_renders_only_what_differs(site: Path, tmp_path: Path) -> None:
    """New times and inodes everywhere: digests decide."""
    copy = tmp_path / "salinan"
    shutil.copytree(site, copy, copy_function=shutil.copyfile)
    assert rendered(done(copy)) == {}
    again = tmp_path / "salinan-2"
    shutil.copytree(copy, again, copy_function=shutil.copyfile)
    change(again, story("tiga"), "Isi berita.", "Isi lain.")
    assert rendered(done(again)) == {"id/berita/2024/tiga/": "content", RECORD: "content"}


def test_touching_everything_renders_nothing(site: Path) -> None:
    for path in site.rglob("*"):
        os.utime(path)
    assert rendered(done(site)) == {}


# --- The time ---------------------------------------------------------------------------------------


def test_time_publishes_and_retires_without_a_change_of_a_file(site: Path) -> None:
    make_site(
        site,
        {
            **starting_site(),
            story("nanti"): post("Nanti", date="2024-11-10", publish_at="2025-01-20"),
            story("habis"): post("Habis", date="2024-11-09", expires="2025-01-25"),
        },
    )
    output = site / "output"
    page = {name: output / f"id/berita/2024/{name}/index.html" for name in ("nanti", "habis")}
    done(site, NOW)
    assert (page["nanti"].exists(), page["habis"].exists()) == (False, True)
    result = done(site, NOW + timedelta(days=5))
    assert (page["nanti"].exists(), page["habis"].exists()) == (True, True)
    assert rendered(result)["id/berita/2024/nanti/"] == "new"
    assert rendered(done(site, NOW + timedelta(days=6))) == {}
    done(site, NOW + timedelta(days=11))
    assert (page["nanti"].exists(), page["habis"].exists()) == (True, False)
    done(site, NOW)
    assert (page["nanti"].exists(), page["habis"].exists()) == (False, True), "and back in time"


def test_drafts_come_and_go(site: Path) -> None:
    make_site(site, {**starting_site(), story("draf"): post("Draf", date="2024-11-10", draft="true")})
    page = site / "output/id/berita/2024/draf/index.html"
    for drafts in (False, True, False):
        done(site, drafts=drafts)
        assert page.exists() is drafts


# --- Findings ---------------------------------------------------------------------------------------


def test_findings_are_shown_again_from_the_cache(site: Path) -> None:
    make_site(
        site,
        {**starting_site(), story("tujuh"): post("Tujuh", "<marquee>tulisan</marquee>", date="2024-11-07")},
    )
    first = done(site)
    assert ("html-removed", story("tujuh")) in [(found.code, found.file) for found in first.diagnostics]
    for _ in range(2):
        again = done(site)
        assert again.rendered == 0
        assert again.diagnostics == first.diagnostics
    assert {*first.diagnostics} <= {*check(Request(site, site / "output", NOW)).diagnostics}


def test_a_command_with_nothing_to_do_prints_the_findings_again(site: Path) -> None:
    shutil.rmtree(site / "output")
    first = run(command(site, language="en"))
    assert "translation-missing" in first.stderr
    for _ in range(3):
        time.sleep(SETTLING)
        again = run(command(site, language="en"))
        assert again.returncode == 0
        assert again.stderr == first.stderr
        assert "Files written: 0," in again.stdout
    assert "Files written: 0," not in first.stdout


# --- Links and downloads -----------------------------------------------------------------------------


def linked_site(site: Path) -> Path:
    """A story with a document, an asset and a template, all three behind links."""
    make_site(
        site,
        {
            story("surat"): post("Surat", "[Edaran](edaran.txt)"),
            "content/news/2024/satu.txt": "satu",
            "content/news/2024/dua.txt": "dua.",
            "templates/assets/a.css": "a{}",
            "templates/assets/b.css": "b{}",
            "templates/_satu.html": "<footer>satu</footer>",
            "templates/_dua.html": "<footer>dua.</footer>",
        },
    )
    retarget(site / "content/news/2024/edaran.txt", "satu.txt")
    retarget(site / "templates/assets/own.css", "a.css")
    retarget(site / "templates/_footer.html", "_satu.html")
    return site


def retarget(link: Path, target: str) -> None:
    link.unlink(missing_ok=True)
    link.symlink_to(target)


RELINKED: dict[str, Callable[[Path], object]] = {
    "a document's link retargeted": lambda site: retarget(site / "content/news/2024/edaran.txt", "dua.txt"),
    "a document's content replaced": lambda site: rewrite(
        site / "content/news/2024/satu.txt", lambda _: b"lain"
    ),
    "a document in the place of a link": lambda site: (site / "content/news/2024/dua.txt").replace(
        site / "content/news/2024/edaran.txt"
    ),
    "an asset's link retargeted": lambda site: retarget(site / "templates/assets/own.css", "b.css"),
    "an asset replaced behind its link": lambda site: rewrite(
        site / "templates/assets/a.css", lambda _: b"c{}"
    ),
    "a template's link retargeted": lambda site: retarget(site / "templates/_footer.html", "_dua.html"),
    "a template replaced behind its link": lambda site: rewrite(
        site / "templates/_satu.html", lambda _: b"<footer>lain</footer>"
    ),
}


@pytest.mark.parametrize("what", RELINKED)
def test_what_changes_behind_a_link_is_published_by_the_next_build(site: Path, what: str) -> None:
    """Without an edit of the story; as a clean build would."""
    request = settled(linked_site(site), sure=False)
    before = tree(site / "output")
    RELINKED[what](site)
    assert not idle(request)
    assert not errors(build(request))
    after = tree(site / "output")
    assert after != before
    assert_same(after, build_clean(site, request.now).files, what)


@pytest.mark.parametrize(
    ("data", "code"),
    [(b"<script>", "document-markup"), (b"\0\0\0\0\0\0\0\0", "document-broken")],
)
def test_a_document_that_is_none_any_more_is_refused_by_the_next_build(
    site: Path, data: bytes, code: str
) -> None:
    make_site(
        site,
        {story("surat"): post("Surat", "[Edaran](edaran.csv)"), "content/news/2024/edaran.csv": "a;b;c;d\n"},
    )
    request = settled(site)
    before = tree(site / "output")
    rewrite(site / "content/news/2024/edaran.csv", lambda _: data)
    assert [found.code for found in errors(build(request))] == [code]
    assert tree(site / "output") == before


# --- Seeing that there is nothing to do -------------------------------------------------------------

ASKED = ("asked",)


def settled(site: Path, sure: bool = True) -> Request:
    """Build until all times are old enough to be trusted and, if ``sure``, the next build would see so.

    A site with a link in its content is always looked at.
    """
    request = Request(site, site / "output", datetime.now(UTC))
    for attempt in range(6):
        time.sleep(SETTLING * (1 + attempt))  # somebody may just have installed something beside Warta
        request = Request(site, site / "output", datetime.now(UTC))
        remember(request, build(request), ASKED, ("", ""))
        if attempt and (idle(request) or not sure):
            return request
    pytest.fail("there is always something to do")


def idle(request: Request, asked: tuple[str, ...] = ASKED, later: float = 0) -> bool:
    state = load_state(str(request.state_path))
    assert state is not None
    now = time.time() + later
    return nothing_to_do(state, asked, str(request.site), str(request.output), now=now)


def rewrite(path: Path, change: Callable[[bytes], bytes]) -> None:
    """As many other bytes, under the old modification time."""
    status = path.stat()
    path.write_bytes(change(path.read_bytes()))
    os.utime(path, ns=(status.st_atime_ns, status.st_mtime_ns))


def behind_a_link(folder: Path) -> None:
    """The same files, with the same times and inodes, in another place."""
    folder.rename(folder.with_name("lain"))
    folder.symlink_to("lain")


NOTICED: dict[str, Callable[[Path], object]] = {
    "a story, size and time kept": lambda site: rewrite(site / story("tiga"), bytes.swapcase),
    "a story touched": lambda site: os.utime(site / story("tiga")),
    "a new story": lambda site: (site / story("baru")).write_text(post("Baru")),
    "a new folder with a story": lambda site: make_site(site, {"content/news/2025/x.id.md": post("X")}),
    "a story gone": lambda site: (site / story("tiga")).unlink(),
    "a story renamed": lambda site: (site / story("tiga")).rename(site / story("lain")),
    "a picture": lambda site: rewrite(site / "content/news/2024/foto.jpg", lambda _: picture(2)),
    "settings": lambda site: rewrite(site / "site.toml", lambda data: data.replace(b"Uji", b"Iju")),
    "a first template": lambda site: make_site(site, {"templates/robots.txt": "x"}),
    "an asset": lambda site: make_site(site, {"templates/assets/style.css": "x"}),
    "an output gone": lambda site: (site / "output/robots.txt").unlink(),
    "an output edited": lambda site: rewrite(site / "output/robots.txt", bytes.swapcase),
    "the output folder gone": lambda site: shutil.rmtree(site / "output"),
    "the manifest damaged": lambda site: rewrite(site / "output" / META / "manifest", bytes.swapcase),
    "the manifest gone": lambda site: (site / "output" / META / "manifest").unlink(),
    "its table damaged": lambda site: rewrite(site / "output" / META / "files", bytes.swapcase),
    "its table gone": lambda site: (site / "output" / META / "files").unlink(),
    "all that is ours gone": lambda site: shutil.rmtree(site / "output" / META),
    "an unfinished output": lambda site: (site / "output" / META / "intent").write_text("x"),
    "a link among the stories": lambda site: (site / story("tautan")).symlink_to(site / story("tiga")),
    "the content moved behind a link": lambda site: behind_a_link(site / "content"),
}  # fmt: skip


@pytest.mark.parametrize("what", NOTICED)
def test_any_change_is_something_to_do(site: Path, what: str) -> None:
    request = settled(site)
    NOTICED[what](site)
    assert not idle(request)


def test_a_question_of_another_kind_is_something_to_do(site: Path) -> None:
    """Other options, and a moment at which time alone changes the site."""
    make_site(site, {**starting_site(), story("habis"): post("H", date="2024-11-09", expires="2099-01-01")})
    request = settled(site)
    assert not idle(request, ("something else",))
    assert not idle(request, later=-3600)
    assert idle(request, later=3600)
    assert not idle(request, later=80 * 365 * 86400)


def test_a_file_of_somebody_else_in_the_output_is_nothing_to_do(site: Path) -> None:
    request = settled(site)
    (site / "output/catatan.txt").write_text("x")
    assert idle(request)


def test_another_program_is_something_to_do(site: Path, tmp_path: Path) -> None:
    """Two checkouts of Warta that build one site by turns do not take each other's word."""
    for _ in range(3):
        assert run_warta("--site", site, "build").returncode == 0
        time.sleep(SETTLING)
    other = tmp_path / "warta"
    for name in ("generator", "templates"):
        shutil.copytree(ROOT / name, other / name)
    footer = other / "templates/_footer.html"
    footer.write_text(footer.read_text("utf-8") + "<!-- lain -->\n", "utf-8")
    env = {"PYTHONPATH": python_path().replace(str(SOURCES), str(other / "generator"))}
    assert run_warta("--site", site, "build", cwd=other, env=env).returncode == 0
    assert "<!-- lain -->" in (site / "output/id/index.html").read_text("utf-8")
    assert environment()["PYTHONPATH"] == python_path()


def test_a_moved_site_is_built_for_what_it_is(site: Path, tmp_path: Path) -> None:
    """A folder that is renamed keeps the times and inodes of its files."""
    request = settled(site)
    moved = tmp_path / "pindah"
    site.rename(moved)
    change(moved, "site.toml", "Kabar Uji", "Judul lain")
    site.symlink_to(moved)
    assert not idle(Request(moved, moved / "output", request.now))
    assert "id/" in rendered(done(moved))
    assert "Judul lain" in (moved / "output/id/index.html").read_text("utf-8")


# --- Proof ------------------------------------------------------------------------------------------


def test_explain_says_why(site: Path) -> None:
    change(site, story("tiga"), "Isi berita.", "Isi lain.")
    (site / "output/robots.txt").unlink()
    found = run(command(site, "--explain", "--now", "2025-01-15", language="en"))
    assert found.returncode == 0, found.stderr
    lines = [line for line in found.stdout.splitlines() if ": " in line]
    assert any(line.startswith("id/berita/2024/tiga/index.html: its content") for line in lines)
    assert any(line.startswith("robots.txt: the file was missing") for line in lines)
    assert not any(line.startswith("id/berita/2024/dua/") for line in lines)


def test_verify_says_yes(site: Path) -> None:
    found = run(command(site, "--verify", "--now", "2025-01-15", language="en"))
    assert found.returncode == 0, found.stderr
    assert "Verified" in found.stdout


def test_verify_finds_what_times_cannot_show(site: Path) -> None:
    """An output whose bytes are wrong although everything that a build looks at says that they are right."""
    request = Request(site, site / "output", NOW)
    remember(request, build(request), ASKED, ("", ""))
    state = load_state(str(request.state_path))
    assert state is not None
    target = site / "output/id/berita/2024/tiga/index.html"
    target.write_bytes(target.read_bytes().replace(b"Isi", b"Usi"))
    _, digest = state.outputs["id/berita/2024/tiga/index.html"]
    state.outputs["id/berita/2024/tiga/index.html"] = (plain_stamp(target.stat()), digest)
    save_state(str(request.state_path), state)
    found = run(command(site, "--verify", "--now", "2025-01-15 12:00 UTC", language="en"))
    assert found.returncode == 1
    assert "id/berita/2024/tiga/index.html: differs" in found.stderr
    assert verify(request) == ("id/berita/2024/tiga/index.html",)
    assert rendered(done(site, clean=True))["id/berita/2024/tiga/"] == "program", "and --clean repairs it"


def test_verify_finds_a_bug_in_what_is_rendered(site: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """A build that thinks a page is current when it is not."""
    change(site, story("tiga"), "Judul tiga", "Judul ketiga")

    def blind(prepared: Prepared, folder: OutputFolder, *rest: Any, **options: Any) -> changes.Changes:
        known = folder.manifest.files
        pages = tuple(
            page._replace(fingerprint=known[page.path].data) if page.path in known else page
            for page in prepared.plan.pages
        )
        return compare(replace(prepared, plan=replace(prepared.plan, pages=pages)), folder, *rest, **options)

    compare = changes.compare
    with monkeypatch.context() as patch:
        patch.setattr(builder, "compare", blind)
        assert not errors(build(Request(site, site / "output", NOW)))
    differing = verify(Request(site, site / "output", NOW))
    assert {"id/berita/2024/tiga/index.html", "id/index.html", "id/feed.xml"} <= set(differing)


def test_check_and_build_do_not_disturb_each_other(tmp_path: Path) -> None:
    """A check writes nothing but the cache, and what it found out is worth as much to a build."""
    site = make_site(tmp_path / "situs", starting_site())
    request = Request(site, site / "output", NOW)
    first = check(request)
    assert not errors(first)
    assert not (site / "output").exists()
    built = done(site)
    remarks = [each for each in first.diagnostics if each.code != "picture-small"]  # of a check alone
    assert list(built.diagnostics) == remarks
    before = tree(site / "output")
    change(site, story("tiga"), "Judul tiga", "Judul ketiga")
    assert not errors(check(request))
    assert_same(tree(site / "output"), before)
    assert "id/berita/2024/tiga/" in rendered(done(site))
    make_site(site, {"templates/post.html": "{{ view.tidak_ada }}"})
    assert {found.code for found in errors(check(request))} == {"template-error"}
    assert {found.code for found in errors(build(request))} == {"template-error"}


def test_a_failed_build_does_not_count(site: Path) -> None:
    """What it has found out is kept, and nothing is taken for published that was not."""
    before = tree(site / "output")
    change(site, story("tiga"), "Judul tiga", "Judul ketiga")
    broken = site / "templates/post.html"
    make_site(
        site,
        {
            "templates/post.html": "{{ view.tidak_ada }}",
            **starting_site(),
            story("tiga"): post("Lain", tags="[biru]"),
        },
    )
    assert errors(build(Request(site, site / "output", NOW)))
    assert_same(tree(site / "output"), before)
    broken.unlink()
    assert "id/berita/2024/tiga/" in rendered(done(site))


def test_memory_of_another_output_folder_is_not_used(site: Path) -> None:
    """Each output folder has a memory of its own, wherever it is."""
    with temporary_folder() as elsewhere:
        for output in (site / "output", elsewhere / "output", site / "keluaran"):
            request = Request(site, output, NOW)
            remember(request, build(request), ASKED, ("", ""))
        assert len(list((site / ".warta-cache").glob("state-*"))) == 3
        shutil.rmtree(site / "output")
        (site / "keluaran").rename(site / "output")
        done(site)
        change(site, story("tiga"), "Judul tiga", "Judul ketiga")
        done(site)


def test_a_check_looks_up_the_links_of_what_is_not_public_yet(tmp_path: Path) -> None:
    """A build publishes nothing of a draft, so a mistake in it stops no other story; a check finds it."""
    site = make_site(tmp_path / "situs", starting_site())
    text = post("Draf", "[a](qqqqqqqqqq.id.md) ![Foto orang](hilang.jpg)", draft="true")
    make_site(site, {"content/news/2024/draf.id.md": text})
    request = Request(site, site / "output", NOW)
    assert not errors(build(request))
    found = check(request)
    draft = "content/news/2024/draf.id.md"
    assert not errors(found)
    assert {("broken-image", draft), ("broken-link", draft)} <= {
        (each.code, each.file) for each in found.diagnostics
    }
