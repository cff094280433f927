"""An edit of a few stories is built by what it reaches, and makes the bytes of a build from nothing.

The sites have lists of many pages, so that an edit which reaches too little is seen.
"""

from __future__ import annotations

import os
import random
import re
import shutil
import sqlite3
import time
from collections import Counter
from collections.abc import Callable, Iterable, Iterator
from contextlib import closing, contextmanager, suppress
from pathlib import Path
from typing import NamedTuple

import pytest
from msgspec.structs import replace

from tests.conftest import Figures
from tests.faultlib import (
    AT_REST,
    COMMITTING,
    META,
    SOAK,
    Killed,
    assert_same,
    build_clean,
    errors,
    few_regions,
    file_calls,
    killed_at,
    manifest,
    own_files,
    quick_templates,
    stories_kept,
    temporary_folder,
    tree,
    unfinished,
)
from tests.support import NOW, SITE_TOML, make_site, picture, post, run_warta, slowed, translation
from warta.build.build import Request, Result, build, remember
from warta.build.kept import Kept
from warta.diagnostics.values import Diagnostic
from warta.filesystem.stamps import load_state, read_sealed, save_state
from warta.output import manifest as module
from warta.store.lookahead import Look
from warta.store.stories import look_of

STORIES = 26
EDITS = 400 if SOAK else 6
"""Random ones."""
EDITS_OF_DRAFTS = 400 if SOAK else 25
"""As many as found that a province's stories are counted among those of its regencies."""
BETWEEN = 2
"""Edits, each built by itself, until what they have made is compared with a build from nothing."""
CHECKOUTS = 0.3
"""Of them in a fresh checkout."""
MISTAKEN = 0.5
"""Of them with a mistake at first."""
SQLITE_PATIENCE = 5
"""Seconds for which others wait for a lock."""
TAGS = ("korpri", "acara", "banjir")
RARE = "langka"
"""Another one, of which there may be no story."""
PLACES = ("aceh", "bali", "jambi")
SETTINGS = SITE_TOML.replace('languages = ["id", "en"]', 'languages = ["id", "en"]\npage_size = 3')
EVENT = "event: {date: 2025-02-03 09:00, venue: Balai}"
LINES = (
    "",
    "\n\n> Kami siap.\n>\n> — Ani",
    "\n\nBaca [berita lama](cerita-01.id.md).",
    "\n\n![Foto](foto.jpg)",
)


@pytest.fixture(scope="module", autouse=True)
def _quick() -> Iterator[None]:
    with quick_templates(), few_regions(), pytest.MonkeyPatch.context() as patch:
        patch.setattr("warta.search.pagefind.index_files", _as_index)
        patch.setattr("warta.output.table.ROWS", 9)
        patch.setattr("warta.output.manifest.MOST_CHANGES", 150)  # some edits write a new table
        for name in ("OLDER", "NEWER"):  # else every story is near to every other
            patch.setattr(f"warta.pages.alike.{name}", 3)
        for name, most in (("MANY", 8), ("FEW", 3)):  # and every story in one part of the search index
            patch.setattr(f"warta.pages.search.{name}", most)
        patch.setattr(os, "sync", lambda: None)  # a flush of all disks takes longer than a build
        yield


def _as_index(language: str, stories: Iterable[object], *, with_program: bool) -> dict[str, bytes]:
    """In place of Pagefind, which takes a second: the same stories give the same file."""
    files = {"isi.pf": repr([*stories]).encode()}
    return {**files, "pagefind.js": language.encode()} if with_program else files


class Newsroom:
    """A site with its output, whose edits are built one after another."""

    def __init__(self, folder: Path, settings: str = SETTINGS, *, drafts: bool = False) -> None:
        self.folder = folder
        self.drafts = drafts
        self.kept: Kept | None = None
        """What the last build has left for the next one of the same process."""
        self.texts: dict[str, bytes] = {}
        self.serial = 0
        make_site(
            folder,
            {
                "site.toml": settings,
                "content/agencies/dinas.yaml": "name: {id: Dinas Uji, en: Test Office}\nregion: karangasem\n",
                "content/agencies/badan.yaml": "name: Badan\nregion: bali\n",
                "content/speakers/ani.yaml": "name: Ani\nappointments: [{office: Kepala, agency: dinas}]\n",
                "content/speakers/budi.yaml": "name: Budi\n",
                "content/agencies/unit.yaml": "name: Unit\nparent: dinas\nregion: aceh\n",
                "content/speakers/dewi.yaml": "name: Dewi\nappointments: [{office: Kepala, agency: unit}]\n",
                "content/speakers/eko.yaml": "name: Eko\n",
                "content/tags.yaml": "".join(f"{tag}: {{name: {tag.title()}}}\n" for tag in (*TAGS, RARE))
                + "lama: {name: Lama, old_urls: [/id/topik/dulu/]}\n",
                "content/news/foto.jpg": picture(1),
                "content/news/surat.csv": "nomor;tentang\n5;Uji\n",
                "content/news/tertahan.id.md": post("Tertahan", date="2025-01-20", tags="korpri"),
                "content/news/draf.id.md": post("Draf", draft="true"),
                "content/news/ditarik.id.md": post(
                    "Ditarik",
                    date="2024-09-09",
                    tags=RARE,
                    changes="[{date: 2024-09-10, kind: withdrawal, note: Keliru.}]",
                ),
                "content/news/beralamat.id.md": post(
                    "Beralamat", aliases="[/id/lama/]", date="2024-09-08", speaker="dewi"
                ),
            },
        )
        for number in range(1, STORIES + 1):
            self.write(f"cerita-{number:02}", number)
        self.result = self.build()

    def write(self, name: str, number: int, heading: str = "", **keys: str) -> None:
        """A story in one language or both."""
        text = LINES[number % len(LINES)] if number > 1 else "\n\n## Bagian"
        given = {
            "date": f"2024-{1 + number % 12:02}-{1 + number % 28:02} 08:00",
            "agency": ("dinas", "badan", "[dinas, badan]")[number % 3],
            "speaker": ("", "ani", "[ani, budi]")[number % 3],
            "tags": f"[{TAGS[number % 3]}, {TAGS[number // 3 % 3]}]"
            if number % 3 != number // 3 % 3
            else "korpri",
            **keys,
        }
        self.path(name).write_text(post(heading or f"Cerita {number}", f"Isi {number}.{text}", **given))
        if number % 5:
            self.path(name, "en").write_text(translation(f"Story {number}", f"Text {number}."))

    def path(self, name: str, language: str = "id") -> Path:
        return self.folder / f"content/news/{name}.{language}.md"

    def file(self, name: str) -> Path:
        return self.path("").with_name(name)

    def remove(self, name: str) -> None:
        for language in ("id", "en"):
            self.path(name, language).unlink(missing_ok=True)

    def rename(self, old: str, new: str) -> None:
        for language in ("id", "en"):
            if self.path(old, language).exists():
                self.path(new, language).parent.mkdir(exist_ok=True)
                self.path(old, language).rename(self.path(new, language))

    @property
    def names(self) -> list[str]:
        """Of the stories that have both languages or one."""
        return sorted(path.name.removesuffix(".id.md") for path in self.path("").parent.glob("c*.id.md"))

    def is_led_to(self, name: str) -> bool:
        texts = [path.read_text() for path in (self.folder / "content").glob("*/*.md")]
        return any(f"({name}." in text or f"({name}/" in text for text in texts)

    def change(self, name: str, old: str, new: str, language: str = "id") -> None:
        text = self.path(name, language).read_text()
        assert old in text
        self.path(name, language).write_text(text.replace(old, new, 1))

    def build(self, **options: object) -> Result:
        request = Request(self.folder, self.folder / "output", NOW, drafts=self.drafts)
        result = build(request := replace(request, **options))
        assert not result.failed, errors(result)
        remember(request, result, ("",), ("", ""))
        return result

    def show(self) -> Result:
        """Build as the server does: told what has changed, and without search indexes, which follow."""
        changed, self.texts = self.saved()
        is_told, asked = self.kept is not None, tuple(sorted(changed))
        result = self._shown(changed=changed if is_told else None, index_later=True, asked=asked)
        indexed = self._shown(changed=frozenset())
        assert not indexed.later
        return result

    def saved(self) -> tuple[frozenset[str], dict[str, bytes]]:
        """The content that has changed since it was shown, and all of it as it is."""
        texts = {path: data for path, data in tree(self.folder).items() if path.startswith("content/")}
        both = {*self.texts, *texts}
        return frozenset(path for path in both if self.texts.get(path) != texts.get(path)), texts

    def attempt(self, **options: object) -> Result:
        """Build where there may be mistakes, as the server does if not told otherwise."""
        changed = self.saved()[0] if self.kept is not None else None
        return build(replace(self._request(), changed=changed, index_later=True, **options))

    def _request(self) -> Request:
        return Request(
            self.folder, self.folder / "output", NOW, drafts=self.drafts, is_preview=True, kept=self.kept
        )

    def _shown(self, **options: object) -> Result:
        result = build(request := replace(self._request(), **options))
        assert not result.failed, errors(result)
        self.kept = remember(request, result, (), ("", ""))
        return result

    def settle(self) -> None:
        """Build."""
        self.result = self.build()

    def build_as_a_whole(self) -> Result:
        """Build, and see that a build that looks at everything says the same and leaves as much open."""
        with temporary_folder() as folder:
            shutil.copytree(self.folder, folder / "situs")
            request = Request(
                folder / "situs", folder / "situs/output", NOW, drafts=self.drafts, is_whole=True
            )
            whole = build(request)
            result = self.build()
            assert result.diagnostics == whole.diagnostics
            own = Request(self.folder, self.folder / "output", NOW)
            kept = [read_sealed(each.earlier_path) for each in (own, request)]
            assert kept[0] == kept[1]
        return result

    def check_out(self) -> None:
        """Every file is a new one, caches and output included, as in a job of a CI."""
        copy = self.folder.with_name("checkout")
        shutil.copytree(self.folder, copy, copy_function=shutil.copyfile, symlinks=True)
        shutil.rmtree(self.folder)
        copy.rename(self.folder)

    def compare(self, result: Result) -> None:
        """With a build from nothing: the files, what the folder says of itself, the findings."""
        clean = build_clean(self.folder, drafts=self.drafts)
        assert_same(tree(self.folder / "output"), clean.files, "after an edit")
        assert self.kept is not None or manifest(self.folder / "output") == clean.manifest
        assert sorted(result.standing) == sorted(clean.result.standing)


class Case(NamedTuple):
    """An edit, and whether it is built by what it reaches."""

    edit: Callable[[Newsroom], object]
    is_reached: bool = True


def _new_story(newsroom: Newsroom, number: int, **keys: str) -> None:
    newsroom.serial += 1
    newsroom.write(f"c-baru-{newsroom.serial}", number, **keys)


def _a_draft_and_a_title(newsroom: Newsroom) -> None:
    newsroom.change("draf", "isi", "Isi")
    newsroom.change("cerita-11", "title: K", "title: C")


def _another_document(newsroom: Newsroom) -> None:
    newsroom.file("surat-2.csv").write_text("nomor;tentang\n6;Lain\n")
    newsroom.change("cerita-23", "Isi", "[Surat Edaran 6](surat-2.csv) isi")


def _new_story_with_a_picture(newsroom: Newsroom) -> None:
    newsroom.file("foto-2.jpg").write_bytes(picture(2))
    newsroom.write("berfoto", 43, date="2024-12-30 14:00")
    newsroom.change("berfoto", "Isi", "![Foto](foto-2.jpg)\n\nIsi")


def _two_less(newsroom: Newsroom) -> None:
    newsroom.remove("cerita-02")
    newsroom.remove("cerita-19")
    newsroom.change("cerita-03", "title: ", "title: D")


def _renamed_in_place(newsroom: Newsroom) -> None:
    newsroom.rename("cerita-21", "cerita-21-lagi")
    newsroom.change("cerita-21-lagi", "---\n\n", "slug: cerita-21\n---\n\n")


def _renamed_and_titled(newsroom: Newsroom) -> None:
    newsroom.rename("cerita-09", "cerita-09-lagi")
    newsroom.change("cerita-09-lagi", "title: ", "title: Lagi ")


def _less_with_its_link(newsroom: Newsroom) -> None:
    newsroom.remove("cerita-06")
    newsroom.change("cerita-26", "[Itu](cerita-06.id.md) ", "")


def _less_with_its_picture(newsroom: Newsroom) -> None:
    newsroom.remove("berfoto")
    newsroom.file("foto-2.jpg").unlink()
    newsroom.file("foto-3.jpg").write_bytes(picture(6))


def _draft_forgotten(newsroom: Newsroom) -> None:
    newsroom.change("cerita-18", "[Ini](naskah.id.md) ", "")
    newsroom.change("cerita-18", "title: ", "title: E")


def _two_at_once(newsroom: Newsroom) -> None:
    newsroom.change("cerita-11", "title: C", "title: K")
    newsroom.change("cerita-12", "Isi", "isi")


CASES = {
    "body": Case(lambda site: site.change("cerita-07", "Isi", "Isi baru")),
    "body of a translation": Case(lambda site: site.change("cerita-07", "Text", "New text", "en")),
    "title": Case(lambda site: site.change("cerita-08", "title: Cerita", "title: Kabar")),
    "title of a translation": Case(
        lambda site: site.change("cerita-08", "title: Story", "title: News", "en")
    ),
    "title of the newest": Case(lambda site: site.change("cerita-23", "title: Cerita", "title: Kabar")),
    "summary": Case(lambda site: site.change("cerita-09", "---\n\n", "summary: Ringkas.\n---\n\n")),
    "the first of a kind": Case(
        lambda site: site.change("cerita-10", "---\n\n", "kind: statement\n---\n\n"), is_reached=False
    ),
    "another of a kind": Case(lambda site: site.change("cerita-25", "---\n\n", "kind: statement\n---\n\n")),
    "a title of a kind": Case(lambda site: site.change("cerita-10", "title: C", "title: K")),
    "of another kind again": Case(lambda site: site.change("cerita-25", "kind: statement\n", "")),
    "paid for": Case(
        lambda site: site.change("cerita-25", "---\n\n", "kind: advertorial\n---\n\n"), is_reached=False
    ),
    "the first event": Case(
        lambda site: site.change("cerita-12", "---\n\n", f"{EVENT}\n---\n\n"), is_reached=False
    ),
    "another event": Case(lambda site: site.change("cerita-16", "---\n\n", f"{EVENT}\n---\n\n")),
    "a title of an event": Case(lambda site: site.change("cerita-12", "title: C", "title: K")),
    "an event less": Case(lambda site: site.change("cerita-16", f"{EVENT}\n", "")),
    "pinned": Case(lambda site: site.change("cerita-03", "---\n\n", "pin: {until: 2026-01-01}\n---\n\n")),
    "leading": Case(lambda site: site.change("cerita-03", "---\n\n", "lead: true\n---\n\n")),
    "leading no more": Case(lambda site: site.change("cerita-03", "lead: true\n", "")),
    "a tag more": Case(lambda site: site.change("cerita-04", "tags: ", "tags: [acara, banjir, korpri] # ")),
    "a tag less": Case(lambda site: site.change("cerita-04", "tags: [acara, banjir, korpri]", "tags: acara")),
    "another agency": Case(lambda site: site.change("cerita-14", "agency: [dinas, badan]", "agency: badan")),
    "updated": Case(lambda site: site.change("cerita-15", "---\n\n", "updated: 2025-01-02\n---\n\n")),
    "updated no more": Case(lambda site: site.change("cerita-15", "updated: 2025-01-02\n", "")),
    "a quotation more": Case(lambda site: site.change("cerita-16", "Isi", "> Ya.\n>\n> — Budi\n\nIsi")),
    "a quotation less": Case(lambda site: site.change("cerita-16", "> Ya.\n>\n> — Budi\n\n", "")),
    "a link to a story": Case(lambda site: site.change("cerita-17", "Isi", "[Ini](cerita-02.id.md) isi")),
    "a link to a place": Case(
        lambda site: site.change("cerita-17", "cerita-02.id.md", "cerita-01.id.md#bagian")
    ),
    "the place that is linked to": Case(
        lambda site: site.change("cerita-01", "## Bagian", "## Bagian\n\n## Lagi"), is_reached=False
    ),
    "a place that nothing leads to": Case(lambda site: site.change("cerita-03", "Isi", "## Judul\n\nIsi")),
    "a link to a list": Case(lambda site: site.change("cerita-18", "Isi", "[Arsip](/id/arsip/2024/) isi")),
    "a link to what is held back": Case(
        lambda site: site.change("cerita-18", "isi", "[Nanti](tertahan.id.md) isi")
    ),
    "a picture more": Case(lambda site: site.change("cerita-20", "Isi", "![Foto](foto.jpg)\n\nIsi")),
    "a picture less": Case(lambda site: site.change("cerita-20", "![Foto](foto.jpg)\n\n", "")),
    "the newest story": Case(lambda site: _new_story(site, 31, date="2024-12-30 09:00")),
    "the newest story again": Case(lambda site: _new_story(site, 32, date="2024-12-30 10:00")),
    "the newest story once more": Case(lambda site: _new_story(site, 33, date="2024-12-30 11:00")),
    "an old story": Case(lambda site: _new_story(site, 34, date="2024-05-30 11:00")),
    "a story in one language": Case(lambda site: _new_story(site, 35, date="2024-12-30 12:00")),
    "a translation more": Case(lambda site: site.path("cerita-05", "en").write_text(translation("Story 5"))),
    "two stories at once": Case(_two_at_once),
    "nothing but a time": Case(lambda site: site.path("cerita-02").touch()),
    "one of the alike": Case(lambda site: _new_story(site, 36, date="2024-12-30 12:00", heading="Cerita 35")),
    "the title of one of the alike": Case(
        lambda site: site.change("c-baru-6", "title: Cerita 35", "title: Lain"), is_reached=False
    ),
    "the title of one of the same time": Case(
        lambda site: site.change("c-baru-6", "title: Lain", "title: Lain lagi")
    ),
    "a story of another month": Case(lambda site: _new_story(site, 37, date="2023-03-01")),
    "a draft": Case(lambda site: site.change("draf", "Isi", "isi")),
    "a draft and a title": Case(_a_draft_and_a_title),
    "a draft that leads nowhere": Case(lambda site: site.change("draf", "Isi", "[Ini](cerita-9x.id.md) Isi")),
    "a draft that leads nowhere no more": Case(
        lambda site: site.change("draf", "[Ini](cerita-9x.id.md) Isi", "Isi")
    ),
    "a new draft": Case(lambda site: site.write("naskah", 41, date="2024-12-30 13:00", draft="true")),
    "a translation of a draft": Case(
        lambda site: site.path("naskah", "en").write_text(translation("Script", "Words.", draft="true"))
    ),
    "a draft no more": Case(lambda site: site.change("naskah", "draft: true\n", "")),
    "a translation that is a draft no more": Case(
        lambda site: site.change("naskah", "draft: true\n", "", "en")
    ),
    "a draft again": Case(
        lambda site: site.change("naskah", "---\n\n", "draft: true\n---\n\n"), is_reached=False
    ),
    "a link to a draft": Case(lambda site: site.change("cerita-18", "isi", "[Ini](naskah.id.md) isi")),
    "a draft that a text leads to no more": Case(
        lambda site: site.change("naskah", "draft: true\n", ""), is_reached=False
    ),
    "a draft at an address that is taken": Case(
        lambda site: site.write("kembar", 45, slug="cerita-17", draft="true"), is_reached=False
    ),
    "a draft without a title": Case(
        lambda site: site.change("kembar", "title: Cerita 45\n", ""), is_reached=False
    ),
    "what is held back": Case(lambda site: site.change("tertahan", "Isi", "isi"), is_reached=False),
    "what has been taken back": Case(lambda site: site.change("ditarik", "Isi", "isi"), is_reached=False),
    "a document": Case(
        lambda site: site.change("cerita-26", "Isi", "[Surat Edaran 5](surat.csv) isi"), is_reached=False
    ),
    "a title with a document": Case(lambda site: site.change("cerita-26", "title: C", "title: K")),
    "another time of a document": Case(lambda site: site.change("cerita-26", " 08:00", " 08:30")),
    "another document": Case(_another_document),
    "a document by another name": Case(lambda site: site.change("cerita-23", "Edaran 6", "Edaran 7")),
    "a document of another kind": Case(
        lambda site: site.change("cerita-23", "Surat Edaran 7", "Laporan 7"), is_reached=False
    ),
    "a document in place of another": Case(
        lambda site: site.change("cerita-23", "surat-2.csv", "surat.csv"), is_reached=False
    ),
    "a new story with a new picture": Case(_new_story_with_a_picture),
    "a draft with a picture that is to come": Case(
        lambda site: site.change("draf", "Isi", "![Foto](nanti.jpg)\n\nIsi")
    ),
    "the picture that a draft waits for": Case(lambda site: site.file("nanti.jpg").write_bytes(picture(3))),
    "a title beside documents": Case(lambda site: site.change("cerita-17", "title: C", "title: K")),
    "a story with an old address": Case(lambda site: site.change("beralamat", "title: B", "title: P")),
    "another time": Case(lambda site: site.change("cerita-19", " 08:00", " 09:00")),
    "another day": Case(lambda site: site.change("cerita-19", "2024-08-20", "2024-08-02")),
    "another month": Case(lambda site: site.change("cerita-19", "2024-08-02", "2024-03-09")),
    "the oldest of all now": Case(
        lambda site: site.change("cerita-20", "date: 2024-09-21", "date: 2024-01-01")
    ),
    "the newest of all now": Case(
        lambda site: site.change("cerita-20", "date: 2024-01-01", "date: 2024-12-31")
    ),
    "the newest a little earlier": Case(
        lambda site: site.change("cerita-20", "2024-12-31 08:00", "2024-12-31 07:00")
    ),
    "among others": Case(lambda site: site.change("cerita-25", "2024-02-26", "2024-06-10")),
    "another year": Case(lambda site: site.change("cerita-25", "2024-06-10", "2023-06-10"), is_reached=False),
    "to be published earlier": Case(
        lambda site: site.change("cerita-21", "---\n\n", "publish_at: 2024-10-01 07:00\n---\n\n")
    ),
    "to be published later": Case(
        lambda site: site.change("cerita-21", "2024-10-01 07:00", "2025-12-01 07:00"), is_reached=False
    ),
    "published again": Case(
        lambda site: site.change("cerita-21", "publish_at: 2025-12-01 07:00\n", ""), is_reached=False
    ),
    "another address": Case(
        lambda site: site.change("cerita-19", "---\n\n", "slug: x\n---\n\n"), is_reached=False
    ),
    "no story any more": Case(lambda site: site.path("cerita-25").unlink(), is_reached=False),
    "a translation less": Case(lambda site: site.path("cerita-13", "en").unlink()),
    "a translation again": Case(
        lambda site: site.path("cerita-13", "en").write_text(translation("Story 13"))
    ),
    "a story less": Case(lambda site: site.remove("cerita-22")),
    "a title while an address is left open": Case(
        lambda site: site.change("cerita-17", "title: ", "title: L")
    ),
    "the newest story less": Case(lambda site: site.remove("c-baru-3")),
    "the last event less": Case(lambda site: site.remove("cerita-12"), is_reached=False),
    "two stories less, and a title": Case(_two_less),
    "the name of a story that has gone": Case(lambda site: site.write("cerita-22", 22)),
    "another name": Case(lambda site: site.rename("cerita-24", "cerita-24-lagi")),
    "another name again": Case(lambda site: site.rename("cerita-24-lagi", "cerita-24-baru")),
    "the first name": Case(lambda site: site.rename("cerita-24-baru", "cerita-24")),
    "another name at the same address": Case(_renamed_in_place),
    "a folder of its own": Case(lambda site: site.rename("cerita-04", "cerita-04/index")),
    "another name and another title": Case(_renamed_and_titled),
    "a new story of the same title": Case(lambda site: _new_story(site, 9, heading="Cerita 9")),
    "another name in a month of its own": Case(lambda site: site.rename("c-baru-7", "c-baru-7-lagi")),
    "a link to what is to go": Case(
        lambda site: site.change("cerita-26", "isi", "[Itu](cerita-06.id.md) isi")
    ),
    "what a text leads to, and the link": Case(_less_with_its_link),
    "a story less, with its picture": Case(_less_with_its_picture),
    "the last to show a picture": Case(
        lambda site: site.write("berfoto-2", 43, date="2024-12-30 14:00", image="{src: foto-3.jpg, alt: F}"),
    ),
    "its text without it": Case(lambda site: site.change("berfoto-2", "image: ", "# image: ")),
    "a picture that nothing shows less": Case(lambda site: site.file("foto-3.jpg").unlink()),
    "a link to a draft less, and another title": Case(_draft_forgotten),
    "a draft less": Case(lambda site: site.remove("naskah")),
    "a story with an old address less": Case(lambda site: site.remove("beralamat"), is_reached=False),
    "what has been taken back less": Case(lambda site: site.remove("ditarik"), is_reached=False),
    "the first of a topic": Case(lambda site: site.change("cerita-17", "tags: ", f"tags: {RARE} # ")),
    "another of a topic": Case(lambda site: site.change("cerita-23", "tags: ", f"tags: [{RARE}, acara] # ")),
    "the first of a topic less": Case(lambda site: site.change("cerita-17", f"tags: {RARE} # ", "tags: ")),
    "the last of a topic less": Case(
        lambda site: site.change("cerita-23", f"tags: [{RARE}, acara] # ", "tags: ")
    ),
    "the first of an agency and its region": Case(
        lambda site: site.change("cerita-14", "agency: badan", "agency: unit")
    ),
    "the last of an agency less": Case(lambda site: site.remove("cerita-14")),
    "the first of a region": Case(lambda site: site.change("cerita-17", "tags: ", "region: jambi\ntags: ")),
    "the first of a region in a language": Case(
        lambda site: (
            site.path("cerita-17", "en").write_text(translation("Story 17"))
            if not site.path("cerita-17", "en").exists()
            else site.path("cerita-17", "en").unlink()
        )
    ),
    "the last of a region less": Case(lambda site: site.change("cerita-17", "region: jambi\n", "")),
    "the first of a topic again": Case(lambda site: site.change("cerita-17", "tags: ", f"tags: {RARE} # ")),
    "a link to the topic": Case(
        lambda site: site.change("cerita-18", "isi", f"[Ini](/id/topik/{RARE}/) isi")
    ),
    "the last of a topic that a text leads to": Case(
        lambda site: site.change("cerita-17", f"tags: {RARE} # ", "tags: "), is_reached=False
    ),
    "the first of a topic that a text leads to": Case(
        lambda site: site.change("cerita-17", "tags: ", f"tags: {RARE} # "), is_reached=False
    ),
    "a quotation of a speaker without a story": Case(
        lambda site: site.change("cerita-15", "Isi", "> Ya.\n>\n> — Eko\n\nIsi")
    ),
    "the first of a speaker": Case(lambda site: site.change("cerita-23", "speaker: ", "speaker: eko # ")),
    "the first of a topic with an old address": Case(
        lambda site: site.change("cerita-23", "tags: ", "tags: lama # "), is_reached=False
    ),
    "the last of a speaker": Case(lambda site: site.change("cerita-23", "speaker: eko # ", "speaker: ")),
    "the first of a month": Case(lambda site: _new_story(site, 38, date="2022-05-01")),
    "another month of a year": Case(lambda site: _new_story(site, 39, date="2022-07-01")),
    "a month less": Case(lambda site: site.remove("c-baru-10")),
    "a year less": Case(lambda site: site.remove("c-baru-9")),
    "a term": Case(
        lambda site: (site.folder / "content/speakers/budi.yaml").write_text("name: Budiman\n"),
        is_reached=False,
    ),
}


@pytest.fixture(scope="module")
def once() -> Iterator[Newsroom]:
    with temporary_folder() as folder:
        yield Newsroom(folder / "situs")


@pytest.fixture
def newsroom(once: Newsroom) -> Newsroom:
    """After a build."""
    once.settle()
    return once


@pytest.fixture(scope="module")
def worn() -> Iterator[Newsroom]:
    """Another one, of which stories go."""
    with temporary_folder() as folder:
        yield Newsroom(folder / "situs")


@pytest.mark.parametrize(
    "names", [[*CASES][at : at + BETWEEN] for at in range(0, len(CASES), BETWEEN)], ids=", ".join
)
def test_an_edit_makes_what_a_build_from_nothing_makes(worn: Newsroom, names: list[str]) -> None:
    """One after another, each over what the last one left."""
    result = worn.result
    for name in names:
        worn.settle()
        CASES[name].edit(worn)
        result = worn.build_as_a_whole()
        assert result.edited == CASES[name].is_reached, name
    worn.compare(result)


def _draft_and_link_less(newsroom: Newsroom) -> None:
    newsroom.remove("ca-naskah")
    newsroom.change("cerita-18", "[Ini](ca-naskah.id.md) ", "")


DRAFT_CASES: dict[str, Case] = {
    "a text": Case(lambda site: site.change("draf", "Isi", "Teks")),
    "a title": Case(lambda site: site.change("draf", "title: D", "title: R")),
    "a published story": Case(lambda site: site.change("cerita-08", "title: Cerita", "title: Kabar")),
    "a new one": Case(lambda site: site.write("ca-naskah", 41, date="2024-12-30 13:00", draft="true")),
    "a translation": Case(
        lambda site: site.path("ca-naskah", "en").write_text(translation("Script", "Words.", draft="true"))
    ),
    "its day": Case(lambda site: site.change("ca-naskah", "2024-12-30 13:00", "2024-11-02 13:00")),
    "its topics": Case(lambda site: site.change("ca-naskah", "tags: ", "tags: [acara, banjir, korpri] # ")),
    "a picture that is to come": Case(
        lambda site: site.change("ca-naskah", "Isi", "![Foto](nanti.jpg)\n\nIsi")
    ),
    "a picture without a description": Case(
        lambda site: site.change("draf", "---\n\n", "image: {src: foto.jpg}\n---\n\n")
    ),
    "a key by another name": Case(lambda site: site.change("draf", "image: ", "imej: ")),
    "the key again": Case(lambda site: site.change("draf", "imej: {src: ", "image: {alt: Foto, src: ")),
    "a title beside what is wrong": Case(lambda site: site.change("cerita-23", "title: C", "title: K")),
    "what is wrong in a published story": Case(
        lambda site: site.change("cerita-11", "Isi", "![Foto](foto.jpg)\n\nIsi")
    ),
    "a picture that nothing waits for": Case(
        lambda site: site.file("lain.jpg").write_bytes(picture(4)), is_reached=False
    ),
    "the picture that it waits for": Case(
        lambda site: site.file("nanti.jpg").write_bytes(picture(3)), is_reached=False
    ),
    "a picture that nothing waits for any more": Case(
        lambda site: site.file("lagi.jpg").write_bytes(picture(5))
    ),
    "published": Case(lambda site: site.change("ca-naskah", "draft: true\n", "")),
    "its translation published": Case(lambda site: site.change("ca-naskah", "draft: true\n", "", "en")),
    "a draft again": Case(
        lambda site: site.change("ca-naskah", "---\n\n", "draft: true\n---\n\n"), is_reached=False
    ),
    "a link to it": Case(lambda site: site.change("cerita-18", "Isi", "[Ini](ca-naskah.id.md) isi")),
    "published while a story leads to it": Case(
        lambda site: site.change("ca-naskah", "draft: true\n", ""), is_reached=False
    ),
    "a link from a draft": Case(lambda site: site.change("draf", "Teks", "[Ini](ca-naskah.id.md#x) teks")),
    "a link that leads nowhere": Case(
        lambda site: site.change("draf", "ca-naskah.id.md#x", "tidak-ada.id.md")
    ),
    "what it was to lead to": Case(
        lambda site: site.write("tidak-ada", 50, date="2024-12-27 13:00"), is_reached=False
    ),
    "a place that is not there": Case(
        lambda site: site.change("draf", "tidak-ada.id.md", "cerita-02.id.md#nanti")
    ),
    "the place": Case(lambda site: site.change("cerita-02", "Isi", "## Nanti\n\nIsi"), is_reached=False),
    "a place that is not there, again": Case(lambda site: site.change("draf", "#nanti", "#kapan")),
    "a title beside a link that leads nowhere": Case(
        lambda site: site.change("cerita-02", "title: C", "title: K")
    ),
    "the link mended": Case(lambda site: site.change("draf", "#kapan", "")),
    "not verified": Case(lambda site: site.write("cb-kabar", 46, date="2024-12-29 13:00", unverified="true")),
    "the first of a month": Case(
        lambda site: site.write("cc-awal", 47, date="2023-03-29 13:00", draft="true")
    ),
    "the second of a month": Case(
        lambda site: site.write("cd-lagi", 48, date="2023-03-28 13:00", draft="true")
    ),
    "the first of a month that is published": Case(lambda site: site.change("cc-awal", "draft: true\n", "")),
    "the second of a month that is published": Case(lambda site: site.change("cd-lagi", "draft: true\n", "")),
    "the first of a kind": Case(
        lambda site: site.write("ce-iklan", 49, date="2024-12-28 13:00", kind="statement", draft="true"),
        is_reached=False,
    ),
    "the first of a kind that is published": Case(
        lambda site: site.change("ce-iklan", "draft: true\n", ""), is_reached=False
    ),
    "what is to come": Case(lambda site: site.change("tertahan", "Isi", "isi"), is_reached=False),
    "another draft": Case(lambda site: site.write("cf-lagi", 51, date="2024-12-26 13:00", draft="true")),
    "a draft less": Case(lambda site: site.remove("cf-lagi")),
    "a published story less": Case(lambda site: site.remove("cerita-22")),
    "a draft that a story leads to less": Case(_draft_and_link_less),
}


def test_where_drafts_are_shown_an_edit_of_one_is_like_any_other() -> None:
    """And a draft is told from what the public may have."""
    with temporary_folder() as folder:
        newsroom = Newsroom(folder / "situs", drafts=True)
        result = newsroom.result
        for number, (name, case) in enumerate(DRAFT_CASES.items()):
            case.edit(newsroom)
            result = newsroom.build_as_a_whole()
            assert result.edited == case.is_reached, name
            assert result.prepared is not None
            if number % BETWEEN:
                newsroom.compare(result)
        newsroom.compare(result)


def _a_mistake_beside_a_title(newsroom: Newsroom) -> None:
    newsroom.change("cerita-11", "title: ", "title: Kabar ")
    newsroom.change("cerita-12", "Isi", "[Ini](#b) isi")


def _a_mistake_beside_a_draft(newsroom: Newsroom) -> None:
    newsroom.change("cerita-07", "tags: ", "tags: acra # ")
    newsroom.change("draf", "---\n\n", "image: {src: foto.jpg}\n---\n\n")


def _two_mistakes(newsroom: Newsroom) -> None:
    newsroom.change("cerita-19", "---\n", "--\n")
    newsroom.change("cerita-21", "Isi", "[Ini](cerita-19a.id.md) isi")


MISTAKES: dict[str, Case] = {
    "an unknown topic": Case(lambda site: site.change("cerita-07", "tags: ", "tags: [korpri, acra] # ")),
    "a misspelt key": Case(lambda site: site.change("cerita-07", "---\n\n", "sumary: Ringkas.\n---\n\n")),
    "a misspelt name": Case(lambda site: site.change("cerita-08", "Isi", "[Ini](cerita-2.id.md) isi")),
    "a name that nothing has": Case(lambda site: site.change("cerita-08", "Isi", "[Ini](lain/x.id.md) isi")),
    "the first document is not there": Case(
        lambda site: site.change("cerita-08", "Isi", "[Ini](x.pdf) isi"), is_reached=False
    ),
    "an address that nothing has": Case(
        lambda site: site.change("cerita-08", "Isi", "[Ini](/id/tidak-ada/) isi"), is_reached=False
    ),
    "no such place there": Case(lambda site: site.change("cerita-09", "Isi", "[Ini](cerita-01.id.md#b) isi")),
    "no such place here": Case(lambda site: site.change("cerita-09", "Isi", "[Ini](#b) isi")),
    "no such picture": Case(lambda site: site.change("cerita-11", "Isi", "![Foto](fotu.jpg)\n\nIsi")),
    "a picture undescribed": Case(
        lambda site: site.change("cerita-11", "---\n\n", "image: {src: foto.jpg}\n---\n\n")
    ),
    "a translation": Case(lambda site: site.change("cerita-12", "---\n\n", "tittle: X\n---\n\n", "en")),
    "a new story": Case(lambda site: _new_story(site, 61, date="2024-12-30 17:00", speaker="anu")),
    "one of two": Case(_a_mistake_beside_a_title),
    "the first of a kind": Case(
        lambda site: site.change("cerita-13", "---\n\n", "kind: statement\n---\n\n[Ini](#b)"),
        is_reached=False,
    ),
    "a draft besides": Case(_a_mistake_beside_a_draft),
    "a day that there is not": Case(lambda site: site.change("cerita-14", "date: 2024-", "date: 2024-2")),
    "no front matter": Case(lambda site: site.change("cerita-14", "---\n", "--\n")),
    "no front matter in a translation": Case(lambda site: site.change("cerita-14", "---\n", "--\n", "en")),
    "no key can be read": Case(lambda site: site.change("cerita-16", "title: ", "title: [")),
    "a day that there is not, of a new story": Case(
        lambda site: _new_story(site, 64, date="2024-02-30 17:00")
    ),
    "no agency": Case(lambda site: site.change("cerita-17", "agency: ", "# ")),
    "no title": Case(lambda site: site.change("cerita-18", "title: ", "# ")),
    "a slug that is none": Case(lambda site: site.change("cerita-18", "---\n\n", "slug: a b\n---\n\n")),
    "nothing to be read where a text leads to": Case(
        lambda site: site.change("cerita-01", "---\n", "--\n"), is_reached=False
    ),
    "no front matter beside a broken link": Case(_two_mistakes),
    "an original less": Case(lambda site: site.path("cerita-16").unlink(), is_reached=False),
    "what a text leads to": Case(lambda site: site.remove("cerita-01"), is_reached=False),
    "the picture of a text": Case(lambda site: site.file("foto.jpg").unlink(), is_reached=False),
    "an address of another": Case(
        lambda site: _new_story(site, 63, date="2024-12-30 18:00", slug="cerita-17"), is_reached=False
    ),
}


@contextmanager
def _as_before(newsroom: Newsroom) -> Iterator[None]:
    """What is changed in the content meanwhile is taken back, with one title besides."""
    folder = newsroom.folder / "content"
    before = tree(folder)
    try:
        yield
    finally:
        for path in tree(folder).keys() - before.keys():
            (folder / path).unlink()
        for path, data in before.items():
            if not (folder / path).exists():
                (folder / path).write_bytes(data)
            elif (folder / path).read_bytes() != data:
                (folder / path).write_bytes(data.replace(b"title: ", b"title: Lagi ", 1))


@pytest.fixture(scope="module")
def without_mistakes() -> Iterator[Newsroom]:
    with temporary_folder() as folder:
        yield Newsroom(folder / "situs")


@pytest.mark.parametrize("name", MISTAKES)
def test_a_mistake_in_an_edit_is_told_as_by_a_whole_build(without_mistakes: Newsroom, name: str) -> None:
    """Nothing is written, and the edit that mends it is built by what it reaches."""
    newsroom, case = without_mistakes, MISTAKES[name]
    before = tree(newsroom.folder / "output")
    with _as_before(newsroom):
        case.edit(newsroom)
        result = build(Request(newsroom.folder, newsroom.folder / "output", NOW))
        assert result.diagnostics == _found_from_nothing(newsroom)
        assert result.failed
        assert result.edited == case.is_reached
        assert tree(newsroom.folder / "output") == before
    mended = newsroom.build()
    assert mended.edited
    newsroom.compare(mended)


def test_beside_a_mistake_a_link_to_a_text_without_a_page_is_none(without_mistakes: Newsroom) -> None:
    """What leads to a draft whose title is still to come is no mistake."""
    newsroom = without_mistakes
    newsroom.write("tanpa", 65, draft="true")
    newsroom.change("tanpa", "title: Cerita 65\n", "")
    newsroom.build()
    newsroom.change("cerita-08", "Isi", "[Ini](tanpa.id.md) [itu](#b) isi")
    result = build(Request(newsroom.folder, newsroom.folder / "output", NOW))
    assert result.diagnostics == _found_from_nothing(newsroom)
    assert [found.code for found in errors(result)] == ["broken-anchor"]
    newsroom.path("tanpa").unlink()
    newsroom.change("cerita-08", "[Ini](tanpa.id.md) [itu](#b) isi", "Isi")
    newsroom.build()


def test_a_mistake_in_a_save_is_told_as_by_a_whole_build() -> None:
    """The server is told what has changed: at the second save what has since the last site that it built."""
    with temporary_folder() as folder:
        newsroom = Newsroom(folder / "situs", drafts=True)
        newsroom.show()
        for name in ("an unknown topic", "a misspelt name", "a draft besides"):
            with _as_before(newsroom):
                MISTAKES[name].edit(newsroom)
                result = newsroom.attempt()
                assert result.diagnostics == _found_from_nothing(newsroom)
                assert result.failed
                assert result.edited
            mended = newsroom.show()
            assert mended.edited
            newsroom.compare(mended)


def _found_from_nothing(newsroom: Newsroom) -> tuple[Diagnostic, ...]:
    with temporary_folder() as folder:
        request = Request(newsroom.folder, folder / "output", NOW, cache=folder / "cache")
        return build(replace(request, drafts=newsroom.drafts)).diagnostics


def _random_edit(newsroom: Newsroom, chooser: random.Random) -> None:
    name = chooser.choice(newsroom.names)
    path = newsroom.path(name, chooser.choice(["id", "id", "en"]))
    path = path if path.exists() else newsroom.path(name)
    text, number = path.read_text(), chooser.randrange(1000)
    often, seldom = ["body", "title", "new", "date"], ["quote", "old", "tags", "draft", "gone", "renamed"]
    what = chooser.choice([*often, *often, "title", *seldom, "region"])
    if what == "body":
        path.write_text(text + f"\nTambahan {number}.\n")
    elif what == "title":
        path.write_text(text.replace("title: ", f"title: N{number} ", 1))
    elif what == "quote":
        path.write_text(
            text + f"\n> Kata {number}.\n>\n> — {chooser.choice(['Ani', 'Budi', 'Cici', 'Eko'])}\n"
        )
    elif what == "tags" and ".id." in path.name:
        tags = ", ".join(chooser.sample((*TAGS, RARE), chooser.randrange(1, 4)))
        path.write_text(text.replace("tags: ", f"tags: [{tags}] # ", 1))
    elif what == "region" and ".id." in path.name:
        text = re.sub(r"(?m)^region: .*\n", "", text, count=1)
        path.write_text(text.replace("tags: ", f"region: {chooser.choice(PLACES)}\ntags: ", 1))
    elif what == "date":
        when = f"2024-{1 + number % 12:02}-{1 + number % 27:02} {number % 23:02}:30"
        path.write_text(re.sub(r"(?m)^date: .*", f"date: {when}", text, count=1))
    elif what == "draft":
        is_draft = "draft: true\n" in text
        path.write_text(
            text.replace(*("draft: true\n", "") if is_draft else ("---\n\n", "draft: true\n---\n\n"), 1)
        )
    elif what == "gone" and not newsroom.is_led_to(name):
        newsroom.remove(name)
    elif what == "renamed" and not newsroom.is_led_to(name):
        newsroom.rename(name, f"{name.rstrip('x')}{'x' * (1 + number % 3)}")
    elif what in ("new", "old"):
        day = (
            f"{2022 + number % 3}-{1 + number % 12:02}-{1 + number % 28:02}"
            if what == "old"
            else "2024-12-31"
        )
        _new_story(newsroom, number, date=f"{day} {number % 24:02}:{number % 60:02}")


def _random_mistake(newsroom: Newsroom, chooser: random.Random) -> None:
    path = newsroom.path(chooser.choice(newsroom.names))
    text, other = path.read_text(), f"cerita-0{chooser.randrange(1, 10)}"
    mistakes = [
        text.replace("tags: ", "tags: acra # ", 1),
        text.replace("---\n\n", "sumary: Ringkas.\n---\n\n", 1),
        text + f"\n[Ini]({other}.id.md#tidak-ada) [itu]({other}a.id.md)\n",
        text + f"\n![Foto](fotu.jpg)\n\n[Ini]({other}/{other}.id.md)\n",
        text.replace("date: 2", "date: x2", 1),
        text.replace("---\n", "--\n", 1),
    ]
    path.write_text(chooser.choice(mistakes))


@pytest.mark.faults
@pytest.mark.parametrize(
    ("settings", "drafts"),
    [
        ('\n[feeds]\nterm_content = "full"\n', False),
        ("\n[search]\nenabled = false\n", False),
        ("\n[open_data]\nenabled = true\n[search]\nenabled = true\n", True),
    ],
    ids=["whole texts for terms", "no search", "drafts shown"],
)
def test_random_edits_make_what_builds_from_nothing_make(
    figures: Figures, settings: str, *, drafts: bool
) -> None:
    """Where drafts are shown, as the server builds."""
    counts, mistakes, chooser = Counter[bool](), Counter[bool](), random.Random(f"edits {settings}")
    with temporary_folder() as folder:
        newsroom = Newsroom(folder / "situs", SETTINGS + settings, drafts=drafts)
        for _ in range(EDITS_OF_DRAFTS if drafts else EDITS):
            for _ in range(chooser.choice([1, 1, 1, 2, 4])):
                _random_edit(newsroom, chooser)
            if chooser.random() < CHECKOUTS and not drafts:
                newsroom.check_out()
            if chooser.random() < MISTAKEN:
                with _as_before(newsroom):
                    _random_mistake(newsroom, chooser)
                    failed = newsroom.attempt() if drafts else newsroom.attempt(is_preview=False)
                    # In a draft nothing stops a build, which then speaks of the step from the one before too.
                    found = failed.diagnostics if failed.failed else failed.standing
                    assert sorted(found) == sorted(_found_from_nothing(newsroom))
                    mistakes[failed.edited] += 1
            result = newsroom.show() if drafts else newsroom.build_as_a_whole()
            counts[result.edited] += 1
            newsroom.compare(result)
    assert counts[True]
    assert mistakes[True]
    figures("edits", {"builds by what they reach": counts[True], "others": counts[False], "differences": 0})


def test_after_edits_the_database_holds_what_a_new_one_would(newsroom: Newsroom) -> None:
    stories = Request(newsroom.folder, newsroom.folder / "output", NOW).stories_path
    newsroom.change("cerita-07", "Isi", "Isi lagi")
    newsroom.change("cerita-08", "title: ", "title: Lagi ")
    newsroom.change("cerita-05", "---\n\n", "pin: {until: 2026-03-01}\n---\n\n")
    newsroom.change("cerita-06", "Isi", "> Sudah.\n>\n> — Budi\n\nIsi")
    _new_story(newsroom, 46, date="2024-12-31 12:00")
    newsroom.rename(newsroom.names[0], "c-lain")
    assert newsroom.build().edited
    edited = stories_kept(stories)
    stories.unlink()
    newsroom.build(clean=True)
    edited.holds(stories_kept(stories))


def test_a_file_that_a_text_leads_to_does_not_go_unnoticed(newsroom: Newsroom) -> None:
    """The text is a standing page's, which no edit plans."""
    for name in ("cerita-21", "cerita-22"):
        newsroom.change(name, "---\n\n", f"{EVENT}\n---\n\n")
    page = newsroom.folder / "content/pages/tentang.id.md"
    page.parent.mkdir()
    page.write_text("---\ntitle: Tentang\n---\n\n[Kalender](/id/berita/2024/cerita-22/event.ics)\n")
    newsroom.build()
    newsroom.build()
    newsroom.change("cerita-22", f"{EVENT}\n", "")
    result = build(Request(newsroom.folder, newsroom.folder / "output", NOW))
    assert [(found.file, found.code) for found in errors(result)] == [
        ("content/pages/tentang.id.md", "broken-link")
    ]
    page.unlink()
    newsroom.compare(newsroom.build())


@pytest.mark.parametrize("owner", ["tertahan", "cerita-02"], ids=["at another time", "now"])
def test_an_address_that_is_taken_is_not_free(newsroom: Newsroom, owner: str) -> None:
    newsroom.change(owner, "---\n\n", "aliases: [/id/berita/2024/segera/]\n---\n\n")
    newsroom.build()
    newsroom.build()
    newsroom.write("segera", 30, date="2024-12-30 07:00")
    result = build(Request(newsroom.folder, newsroom.folder / "output", NOW))
    assert {found.code for found in errors(result)} == {"path-twice"}
    for language in ("id", "en"):
        newsroom.path("segera", language).unlink(missing_ok=True)
    newsroom.change(owner, "aliases: [/id/berita/2024/segera/]\n", "")
    newsroom.compare(newsroom.build())


def test_what_gives_way_to_a_story_is_there_when_that_goes(newsroom: Newsroom) -> None:
    """What leads on from the year that a date had in its own zone stands where no other page is."""
    newsroom.write("kembar-1", 31, date="2024-01-01T00:30+09:00", slug="kembar")
    newsroom.write("kembar-2", 32, date="2024-05-05 08:00", slug="kembar")
    newsroom.build()
    page = newsroom.folder / "output/id/berita/2024/kembar/index.html"
    assert "Cerita 32" in page.read_text()
    newsroom.remove("kembar-2")
    result = newsroom.build_as_a_whole()
    assert "/id/berita/2023/kembar/" in page.read_text()
    newsroom.compare(result)
    newsroom.remove("kembar-1")
    newsroom.build()


def test_open_data_have_the_years_that_there_are() -> None:
    """And the names in their tables lead to the topics that have pages, of what has been taken back, too."""
    settings = SETTINGS + "\n[open_data]\nenabled = true\n[search]\nenabled = false\n"
    with temporary_folder() as folder:
        newsroom = Newsroom(folder / "situs", settings)
        edits: tuple[Callable[[Newsroom], None], ...] = (
            lambda site: site.write("tua", 31, date="2021-05-05 08:00", tags=RARE),
            lambda site: site.change("tua", "title: ", "title: L"),
            lambda site: site.remove("tua"),
        )
        for edit in edits:
            edit(newsroom)
            result = newsroom.build_as_a_whole()
            assert result.edited
            newsroom.compare(result)


def test_a_menu_leads_to_a_list_as_long_as_there_is_one() -> None:
    """It is on all pages."""
    settings = SETTINGS + f'\n[menu]\nentries = ["news", "tags/{RARE}"]\n'
    with temporary_folder() as folder:
        newsroom = Newsroom(folder / "situs", settings)
        for old, new in (("tags: ", f"tags: {RARE} # "), (f"tags: {RARE} # ", "tags: ")):
            newsroom.change("cerita-17", old, new)
            result = newsroom.build_as_a_whole()
            assert not result.edited
            newsroom.compare(result)


def _cut(path: Path) -> None:
    path.write_bytes(path.read_bytes()[: path.stat().st_size // 2])


def _flipped(path: Path) -> None:
    data = bytearray(path.read_bytes())
    data[len(data) // 3] ^= 4
    status = path.stat()
    path.write_bytes(data)
    os.utime(path, ns=(status.st_atime_ns, status.st_mtime_ns))


def _foreign(path: Path) -> None:
    path.unlink()
    with closing(sqlite3.connect(path)) as connection:
        connection.execute("CREATE TABLE post (id INTEGER, path TEXT)")
        connection.commit()


def _folder(path: Path) -> None:
    path.unlink()
    path.mkdir()


def _link(path: Path) -> None:
    elsewhere = path.with_name("lain")
    path.rename(elsewhere)
    path.symlink_to(elsewhere)


def _with(*statements: str) -> Callable[[Path], None]:
    def change(path: Path) -> None:
        with closing(sqlite3.connect(path)) as connection:
            for statement in statements:
                connection.execute(statement)
            connection.commit()

    return change


DAMAGES: dict[str, Callable[[Path], object]] = {
    "cut short": _cut,
    "a byte flipped": _flipped,
    "empty": lambda path: path.write_bytes(b""),
    "no database": lambda path: path.write_bytes(b"bukan basis data" * 500),
    "gone": Path.unlink,
    "a folder": _folder,
    "a link": _link,
    "of somebody else": _foreign,
    "a build that did not end": lambda path: path.with_name(f"{path.name}-journal").write_bytes(b"x"),
    "of another version": _with("UPDATE meta SET value = zeroblob(40) WHERE name = 'basis'"),
    "without what was found": _with("DELETE FROM meta WHERE name = 'findings'"),
    "no card": _with("DELETE FROM card"),
    "cards of other posts": _with(
        "UPDATE card SET data = (SELECT data FROM card AS other ORDER BY id LIMIT 1)"
    ),
    "no seal": _with("UPDATE card SET data = zeroblob(900)"),
    "moved in time": _with("UPDATE post SET at = at + 1"),
    "words for numbers": _with("UPDATE post SET at = 'kemarin', year = 'dulu'"),
    "numbers for words": _with("UPDATE post SET kind = 7", "UPDATE term SET name = zeroblob(3) WHERE id = 5"),
    "counts that are none": _with("UPDATE tally SET posts = 'banyak'"),
    "terms that are not there": _with("UPDATE term SET name = 'tags/tidak-ada-' || id"),
    "members that are not there": _with("UPDATE member SET post = post + 100000"),
    "a table less": _with("DROP TABLE quote"),
    "a trigger more": _with("CREATE TRIGGER other AFTER DELETE ON card BEGIN DELETE FROM member; END"),
}


@pytest.mark.parametrize("how", ["seen", "believed", "copied"])
def test_a_database_that_is_not_as_it_was_left_is_a_whole_build(newsroom: Newsroom, how: str) -> None:
    """Also when the state says that it looks as it should, or as everything does in a checkout."""
    result = newsroom.build()
    for name, damage in DAMAGES.items():
        newsroom.build()
        request = Request(newsroom.folder, newsroom.folder / "output", NOW)
        damage(request.stories_path)
        state = load_state(str(request.state_path))
        assert state is not None
        if how == "believed" and damage is not _flipped:  # in a place that nobody looks at it does no harm
            save_state(str(request.state_path), state._replace(stories=look_of(str(request.stories_path))))
        newsroom.change("cerita-21", "title: ", "title: L ")
        if how == "copied":
            newsroom.check_out()
        result = newsroom.build()
        assert not result.edited, name
    newsroom.compare(result)
    newsroom.change("cerita-21", "title: ", "title: L ")
    assert newsroom.build().edited


def test_a_database_that_could_not_be_changed_is_not_believed(newsroom: Newsroom) -> None:
    """Somebody reads it while the site after an edit is put in place: it has the story as it was before."""
    newsroom.build()
    request = Request(newsroom.folder, newsroom.folder / "output", NOW)
    with closing(sqlite3.connect(request.stories_path, isolation_level=None)) as other:
        other.execute("BEGIN")
        other.execute("SELECT * FROM meta").fetchone()
        newsroom.change("cerita-08", "title: ", "title: Tak tersimpan ")
        result = newsroom.build()
    assert result.edited
    state = load_state(str(request.state_path))
    assert state is not None
    assert state.stories == b""
    newsroom.change("cerita-09", "title: ", "title: Sesudahnya ")  # next to it in lists
    result = newsroom.build()
    assert not result.edited
    newsroom.compare(result)
    newsroom.change("cerita-09", "title: ", "title: L ")
    assert newsroom.build().edited


def test_an_edit_after_a_build_that_was_killed_is_a_whole_build(newsroom: Newsroom) -> None:
    """It finishes what was begun, which is more than the last state and the database know of.

    Its author has taken it back, and the look at the output was taken before it was finished.
    """
    newsroom.build()
    newsroom.build()
    output, term = newsroom.folder / "output", newsroom.folder / "content/speakers/ani.yaml"
    intent, text, status = output / META / "intent", term.read_text(), term.stat()
    dead = False

    def in_the_commit(name: str) -> None:
        nonlocal dead
        dead = dead or (name == "replace" and intent.exists())
        if dead:
            raise Killed

    term.write_text(text.replace("Kepala", "Pelaksana"))
    with pytest.raises(Killed), file_calls(in_the_commit):
        newsroom.build()
    assert unfinished(output)
    term.write_text(text)
    os.utime(term, ns=(status.st_atime_ns, status.st_mtime_ns))
    newsroom.change("cerita-07", "Isi", "Isi lain")
    request = Request(newsroom.folder, output, NOW)
    look = Look(str(newsroom.folder), str(output), load_state(str(request.state_path)))
    assert look.is_as_before
    result = newsroom.build(look=look)
    assert not result.edited
    newsroom.compare(result)


@pytest.mark.parametrize("kept", [module.MOST_CHANGES, 0], ids=["as it was", "written anew"])
def test_an_edit_that_is_killed_anywhere_leaves_a_whole_site(
    newsroom: Newsroom, monkeypatch: pytest.MonkeyPatch, kept: int
) -> None:
    """At each change to the file system, with the table of files as it was or written anew."""
    monkeypatch.setattr(module, "MOST_CHANGES", kept)
    newsroom.build()
    with temporary_folder() as folder:
        scene = shutil.copytree(newsroom.folder, folder / "adegan")
        home, newsroom.folder = newsroom.folder, scene
        newsroom.change("cerita-07", "title: ", "title: N ")
        old, clean = tree(scene / "output"), build_clean(scene)
        newsroom.folder = folder / "situs"
        output = newsroom.folder / "output"
        for number in range(1 + kept % 7, 400, 1 if SOAK else 15):
            shutil.rmtree(newsroom.folder, ignore_errors=True)
            shutil.copytree(scene, newsroom.folder)
            with suppress(Killed), file_calls(killed_at(number, COMMITTING)):
                assert newsroom.build().edited
                break
            if not unfinished(output):
                found = tree(output)
                assert_same(found, old if found == old else clean.files, f"killed at {number}")
            newsroom.build()
            assert_same(tree(output), clean.files, f"after being killed at {number}")
            assert manifest(output) == clean.manifest
            assert own_files(output) == AT_REST
        assert number > 30
        newsroom.folder = home


def test_an_output_alone_tells_after_edits_what_is_ours(newsroom: Newsroom) -> None:
    """Without a cache and elsewhere: what was there before the edits is taken down, and what they made."""
    newsroom.build()
    table = (newsroom.folder / "output/.warta/files").read_bytes()
    newsroom.write("c-kembali", 31, date="2024-12-30 16:00")
    newsroom.change("cerita-08", "title: ", "title: B ")
    assert newsroom.build().edited
    assert (newsroom.folder / "output/.warta/files").read_bytes() == table
    with temporary_folder() as folder:
        shutil.copytree(newsroom.folder, folder / "situs", ignore=shutil.ignore_patterns(".warta-cache"))
        home, newsroom.folder = newsroom.folder, folder / "situs"
        for name in ("c-kembali", "cerita-08"):
            for language in ("id", "en"):
                newsroom.path(name, language).unlink(missing_ok=True)
        result = newsroom.build()
        gone = [path for path in result.removed if "/c-kembali/" in path or "/cerita-08/" in path]
        assert len(gone) >= 4
        newsroom.compare(result)
        assert {found.code for found in result.diagnostics} >= {"story-gone"}
        newsroom.folder = home


def _put(path: str, text: str) -> Callable[[Newsroom], object]:
    def put(newsroom: Newsroom) -> None:
        file = newsroom.folder / path
        file.parent.mkdir(exist_ok=True)
        file.write_text(text)

    return put


def _append(path: Path, text: str) -> None:
    path.write_text(path.read_text() + text)


CHECKOUTS_WITH: dict[str, Case] = {
    "nothing new": Case(lambda site: None),
    "a body": Case(lambda site: site.change("cerita-07", "Isi", "Isi baru")),
    "a new story with a picture": Case(
        lambda site: site.write("bergambar", 44, heading="Baru", date="2024-12-30 15:00")
    ),
    "another picture": Case(lambda site: site.file("foto.jpg").write_bytes(picture(9)), is_reached=False),
    "a template": Case(_put("templates/_footer.html", "<footer>dua</footer>"), is_reached=False),
    "a template less": Case(lambda site: (site.folder / "templates/_footer.html").unlink(), is_reached=False),
    "a line more in the settings": Case(
        lambda site: _append(site.folder / "site.toml", "# catatan\n"), is_reached=False
    ),
    "a static file": Case(_put("static/kunci.txt", "dua"), is_reached=False),
    "a static file more": Case(_put("static/lagi.txt", "satu"), is_reached=False),
    "a static file less": Case(lambda site: (site.folder / "static/lagi.txt").unlink(), is_reached=False),
    "a term": Case(_put("content/speakers/budi.yaml", "name: Budiman\n"), is_reached=False),
    "another page in the output": Case(
        lambda site: _append(site.folder / "output/id/index.html", "x"), is_reached=False
    ),
    "a page less in the output": Case(
        lambda site: (site.folder / "output/id/index.html").unlink(), is_reached=False
    ),
    "a damaged record in the output": Case(
        lambda site: _flipped(site.folder / "output/.warta/manifest"), is_reached=False
    ),
    "a damaged table of it": Case(
        lambda site: _flipped(site.folder / "output/.warta/files"), is_reached=False
    ),
    "a record without its table": Case(
        lambda site: (site.folder / "output/.warta/files").unlink(), is_reached=False
    ),
    "no output": Case(lambda site: shutil.rmtree(site.folder / "output"), is_reached=False),
    "no cache": Case(lambda site: shutil.rmtree(site.folder / ".warta-cache"), is_reached=False),
    "no story any more": Case(lambda site: site.path("cerita-25").unlink()),
    "another name": Case(lambda site: site.rename("cerita-24", "cerita-24-lagi")),
}


def test_in_a_fresh_checkout_what_has_the_same_bytes_has_not_changed() -> None:
    """A checkout is an edit like others: what is restored is as it was, whatever its times say."""
    with temporary_folder() as folder:
        newsroom = Newsroom(folder / "situs")
        for put in ("templates/_footer.html", "static/kunci.txt", "content/news/belum-dipakai.csv"):
            _put(put, "satu")(newsroom)
        result = newsroom.build()
        for name, case in CHECKOUTS_WITH.items():
            case.edit(newsroom)
            newsroom.check_out()
            result = newsroom.build()
            assert result.edited == case.is_reached, name
            newsroom.compare(result)
            if not result.edited:
                newsroom.check_out()
                assert newsroom.build().edited, f"after {name}"
            newsroom.change("cerita-08", "title: ", "title: N ")
            result = newsroom.build()
            assert result.edited, f"here after {name}"
        newsroom.compare(result)


@pytest.mark.parametrize("name", ["nothing new", "a body", "a template", "a line more in the settings"])
def test_a_site_that_is_copied_to_another_place_is_a_checkout(name: str) -> None:
    """The one that it is a copy of lies there as it was."""
    with temporary_folder() as folder:
        newsroom = Newsroom(folder / "situs")
        _put("templates/_footer.html", "satu")(newsroom)
        newsroom.build()
        time.sleep(0.1)
        newsroom.change("cerita-08", "title: ", "title: N ")
        newsroom.build()
        shutil.copytree(newsroom.folder, folder / "salinan")
        newsroom.folder = folder / "salinan"
        CHECKOUTS_WITH[name].edit(newsroom)
        result = newsroom.build()
        assert result.edited == CHECKOUTS_WITH[name].is_reached
        newsroom.compare(result)
        newsroom.change("cerita-08", "title: ", "title: N ")
        assert newsroom.build().edited


def test_nobody_waits_for_a_database_that_is_locked(newsroom: Newsroom) -> None:
    path = Request(newsroom.folder, newsroom.folder / "output", NOW).stories_path
    with closing(sqlite3.connect(path, isolation_level=None)) as other:
        other.execute("BEGIN IMMEDIATE")
        newsroom.change("cerita-21", "Isi", "Isi yang")
        start = time.monotonic()
        result = newsroom.build()
        assert time.monotonic() - start < SQLITE_PATIENCE * slowed()
    newsroom.compare(result)
    assert not result.edited
    newsroom.build()
    newsroom.change("cerita-21", "Isi", "Isi yang")
    assert newsroom.build().edited


def test_the_command_says_what_is_held_back_after_an_edit_too(newsroom: Newsroom) -> None:
    """What it prints is made of more than what an edit has looked at."""
    arguments = ("--site", str(newsroom.folder), "build", "--now", NOW.isoformat(), "--jobs", "1")
    said = []
    for _ in range(3):
        newsroom.path("cerita-06").write_text(newsroom.path("cerita-06").read_text() + "\nLagi.\n")
        done = run_warta(*arguments)
        assert done.returncode == 0, done.stderr
        said.append([line for line in done.stdout.splitlines() if "tertahan" in line])
    assert said[0]
    assert said[0] == said[1] == said[2]
