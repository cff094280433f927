"""The web editor at ``/admin/``: its form is the model's, it touches stories alone, it works in a browser."""

from __future__ import annotations

import base64
import io
import json
import os
import re
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from functools import partial
from html import unescape
from pathlib import Path
from typing import Any

import pytest
from PIL import Image
from playwright.sync_api import Browser, Page

from tests.servelib import Serving, save_like_vim, serving, until
from tests.support import NOW, ROOT, copy_starter, make_site, post, translation, tree_digest
from warta.authoring import content_api
from warta.authoring.content_api import UNSAVED, Editor, answer
from warta.authoring.editor_files import EDITOR, web_editor
from warta.authoring.revisions import Revisions, unmarked
from warta.authoring.web_form import form_config, from_form, to_form
from warta.build.build import Request, check
from warta.content.model import MENUS, STORY_KINDS, Choice, Flag, PageFields, PostFields, keys_of
from warta.content.parsed import ParseOptions
from warta.content.parsing import parse_source
from warta.diagnostics.catalogue import editor_texts, label_of, load_messages, report_text
from warta.diagnostics.values import Severity
from warta.server.admin import editor_call, editor_file
from warta.server.http import Response
from warta.site.open import OpenSite, open_terms
from warta.site.source import Source

OPTIONS = ParseOptions(("id", "en"), "Asia/Jakarta", "markdown")
STORIES = sorted(path.relative_to(ROOT).as_posix() for path in (ROOT / "content/news").rglob("*.md"))
INSTALLED = ROOT / ".tools/editor/node_modules"
REFERENCES = {"agency": "agencies", "speaker": "speakers", "region": "regions", "tags": "tags"}
PNG = base64.b64decode(
    "iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJAAAADUlEQVR42mNk+M9QDwADhgGAWjR9awAAAABJRU5ErkJggg=="
)


def content(found: Response) -> bytes:
    """The body of an answer that is given whole."""
    assert isinstance(found.body, bytes)
    return found.body


def looked_up(site: Path) -> OpenSite:
    found, _ = open_terms(Source(site))
    assert found is not None
    return found


def errors(site: Path) -> list[str]:
    found = check(Request(site, site / "output", NOW)).diagnostics
    return [f"{each.file} {each.code}" for each in found if each.severity is Severity.ERROR]


def ask(site: Path, action: str, desk: Revisions | None = None, **params: Any) -> tuple[int, Any]:
    """What is answered, by a server that has just started unless it is ``desk``'s."""
    body = json.dumps({"branch": "-", "action": action, "params": {"branch": "-", **params}}).encode()
    return answer(Editor(site, partial(looked_up, site), desk or Revisions(), "id"), body)


def opened(site: Path, path: str) -> str:
    """A file as the form is given it."""
    found: str = ask(site, "getEntry", path=path)[1]["data"]
    return found


@pytest.fixture
def site(tmp_path: Path) -> Path:
    return make_site(
        tmp_path / "situs",
        {
            "content/news/2024/apel.id.md": post("Apel", agency="Dinas Uji", notes="Untuk tim."),
            "content/news/2024/apel.en.md": translation("Assembly"),
            "content/news/2024/apel.png": PNG,
            "content/tags.yaml": "korpri:\n  name: KORPRI\n",
        },
    )


# --- The form -----------------------------------------------------------------------------------------


def test_the_form_has_the_keys_of_the_model_with_what_languages_share() -> None:
    found = looked_up(ROOT)
    config = form_config(found.registry, ("id", "en"), "id", {"agency": "BKPSDM Bondowoso", "region": ""})
    assert config["i18n"] == {"structure": "multiple_files", "locales": ["id", "en"], "default_locale": "id"}
    news, _ = config["collections"]
    fields = {field["name"]: field for field in news["fields"]}
    model = keys_of(PostFields)
    assert set(fields) - {"body"} <= set(model)
    assert {"title", "date", "agency", "speaker", "region", "tags", "summary", "draft", "image"} <= set(
        fields
    )
    assert fields["agency"]["default"] == ["bkpsdm-bondowoso"]
    assert "default" not in fields["region"]
    for name in ("title", "summary", "slug", "body"):
        assert fields[name]["i18n"] is True
    for name in ("date", "agency", "speaker", "region", "tags", "kind"):
        assert fields[name]["i18n"] == "duplicate"
    assert [name for name, field in fields.items() if field["required"]] == ["title", "date", "agency"]
    for name, taxonomy in (
        ("agency", "agencies"),
        ("speaker", "speakers"),
        ("region", "regions"),
        ("tags", "tags"),
    ):
        values = {option["value"] for option in fields[name]["options"]}
        assert values == set(found.registry.terms[taxonomy])
        assert fields[name]["multiple"] is True


def test_a_form_speaks_of_switches_and_names_and_not_of_what_a_file_says() -> None:
    """Embargo and expiry are in it; hints name neither the words of files nor signs of code."""
    for language in ("id", "en"):
        news, pages = form_config(looked_up(ROOT).registry, ("id", "en"), language, {})["collections"]
        for collection, fields in ((news, PostFields), (pages, PageFields)):
            hints = {field["name"]: field.get("hint", "") for field in collection["fields"]}
            assert {"publish_at", "expires"} <= hints.keys()
            for name, (_, key) in keys_of(fields).items():
                if name in hints and isinstance(key.kind, Choice | Flag):
                    words = getattr(key.kind, "values", ("true", "false"))
                    assert not [word for word in words if f"{word} (" in hints[name]], name
                    assert not hints[name].startswith(("True", "true", ".", ":")), name
            assert "`" not in "".join((*hints.values(), collection["description"]))
            for name in ("publish_at", "pin"):
                assert not {"date", "until"} & set(re.findall(r"\w+", hints.get(name, ""))), hints[name]


def test_the_form_of_a_standing_page_has_the_keys_of_its_model() -> None:
    _, pages = form_config(looked_up(ROOT).registry, ("id", "en"), "id", {})["collections"]
    assert (pages["name"], pages["folder"]) == ("pages", "content/pages")
    fields = {field["name"]: field for field in pages["fields"]}
    assert set(fields) - {"body"} <= set(keys_of(PageFields))
    assert [name for name, field in fields.items() if field["required"]] == ["title"]
    assert {option["value"] for option in fields["menu"]["options"]} == set(MENUS)
    assert fields["menu"]["multiple"] is True
    assert (fields["menu"]["i18n"], fields["title"]["i18n"]) == ("duplicate", True)
    assert fields["order"]["widget"] == "number"


def test_a_standing_page_goes_through_the_form_and_keeps_what_it_does_not_show(site: Path) -> None:
    pages = {
        "content/pages/kontak.id.md": (
            "---\ntitle: Kontak\nkind: contact\nmenu: main\norder: 10\nfill_in: telepon\nslug: hubungi\n---\n"
            "\nIsi.\n"
        ),
        "content/pages/kontak.en.md": "---\ntitle: Contact\nfill_in: telephone\n---\n\nText.\n",
        "content/pages/ppid/laporan.id.md": "---\ntitle: Laporan\n---\n\nIsi.\n",
    }
    make_site(site, pages)
    listed = ask(site, "entriesByFolder", folder="content/pages", extension="md", depth=1)[1]
    assert [entry["file"]["path"] for entry in listed] == [*pages][1::-1]
    desk = Revisions()
    texts = {path: ask(site, "getEntry", desk, path=path)[1]["data"] for path in [*pages][:2]}
    assert "menu:\n  - main\n" in texts["content/pages/kontak.id.md"]
    files = [{"path": path, "raw": text.replace("Isi.", "Isi baru.")} for path, text in texts.items()]
    assert ask(site, "persistEntry", desk, dataFiles=files, assets=[], options={})[0] == 200
    for path in texts:
        assert (site / path).read_text("utf-8") == pages[path].replace("Isi.", "Isi baru.")
    assert ask(site, "getDeployPreview", collection="pages", slug="kontak")[1]["url"] == "/id/hubungi/"
    assert ask(site, "entriesByFolder", folder="content/agencies", extension="md", depth=1)[0] == 403


def meaning(path: str, text: str, survey: OpenSite) -> dict[str, Any]:
    """What a post says, its terms looked up."""
    parsed = parse_source(path, text.encode(), OPTIONS)
    assert parsed.details is not None
    assert parsed.diagnostics == ()
    found: dict[str, Any] = {"html": parsed.html}
    for name, (field, _) in keys_of(PostFields).items():
        value = getattr(parsed.details.fields, field)
        if name in REFERENCES:
            value = [survey.registry.find(REFERENCES[name], ref.text)[0].id for ref in value]
        found[name] = re.sub(r"Position\([^)]*\)", "", repr(value)) if name == "image" else value
    return found


@pytest.mark.parametrize("path", STORIES)
def test_a_story_that_went_through_the_form_says_what_it_said(path: str) -> None:
    text = (ROOT / path).read_text("utf-8")
    survey = looked_up(ROOT)
    again = from_form(to_form(text, survey.registry), original=path.endswith(".id.md"))
    assert meaning(path, again, survey) == meaning(path, text, survey)
    assert from_form(to_form(again, survey.registry), original=path.endswith(".id.md")) == again


def test_a_save_leaves_the_order_of_keys_and_what_the_form_does_not_show() -> None:
    path = "content/news/2024/seminar-hut-korpri-karangasem.id.md"
    text = (ROOT / path).read_text("utf-8")
    shown = to_form(text, looked_up(ROOT).registry)
    head, notes = shown.split("notes:\n")
    notes, body = notes.split("---\n")
    moved = f"---\nnotes:\n{notes}{head.removeprefix('---')[1:]}---\n{body}"  # as the editor hands it back
    assert from_form(moved, original=True, before=text) == text


def test_nothing_empty_and_nothing_shared_is_written_twice() -> None:
    raw = (
        '---\ntitle: "A: b"\ndate: 2024-11-14\nagency:\n  - dinas\ntags: []\nsummary: ""\nsource: {}\n'
        "image:\n  src: a.jpg\n  alt: Barisan\n  credit: X\nchanges: []\ndraft: false\nkunci: x\n---\nIsi.\n"
    )
    assert from_form(raw, original=True) == (
        '---\ntitle: "A: b"\ndate: 2024-11-14\nagency: dinas\nimage:\n  src: a.jpg\n  alt: Barisan\n'
        "  credit: X\ndraft: false\nkunci: x\n---\n\nIsi.\n"
    )
    assert from_form(raw, original=False) == (
        '---\ntitle: "A: b"\nimage:\n  alt: Barisan\ndraft: false\nkunci: x\n---\n\nIsi.\n'
    )


# --- The protocol -------------------------------------------------------------------------------------


def test_stories_are_read_with_ids_for_names(site: Path) -> None:
    status, entries = ask(site, "entriesByFolder", folder="content/news", extension="md", depth=2)
    assert status == 200
    assert [entry["file"]["path"] for entry in entries] == [
        "content/news/2024/apel.en.md",
        "content/news/2024/apel.id.md",
    ]
    assert "agency:\n  - dinas\n" in entries[1]["data"]
    one = ask(site, "getEntry", path="content/news/2024/apel.id.md")[1]
    assert one["file"] == entries[1]["file"]
    assert unmarked(one["data"])[0] == unmarked(entries[1]["data"])[0]
    assert ask(site, "info")[1]["publish_modes"] == ["simple"]
    for folder in ("content/news/2024", "content/news"):  # of one year, and of all
        (picture,) = ask(site, "getMedia", mediaFolder=folder)[1]
        assert base64.b64decode(picture["content"]) == PNG


def test_every_picture_is_listed_and_those_that_are_too_many_by_their_names(
    site: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    folder = site / "content/news/2024"
    for number, name in enumerate(("besar.png", "lama.jpg", "ponsel.HEIC", "baru.webp")):
        (folder / name).write_bytes(PNG + b"x" * (5000 if name == "besar.png" else number))
        os.utime(folder / name, (2_000_000_000 + number, 2_000_000_000 + number))
    monkeypatch.setattr(content_api, "MOST_MEDIA", 5000)
    found = ask(site, "getMedia", mediaFolder="content/news")[1]
    names = [picture["name"] for picture in found]
    assert names == ["baru.webp", "ponsel.HEIC", "lama.jpg", "besar.png", "apel.png"]
    seen = {
        each["name"]: base64.b64decode(each["content"]) == (folder / each["name"]).read_bytes()
        for each in found
    }
    assert seen == dict.fromkeys(names, True) | {"besar.png": False, "ponsel.HEIC": False}
    for picture in found:
        Image.open(io.BytesIO(base64.b64decode(picture["content"]).rstrip(b"x")))
    assert len({picture["id"] for picture in found}) == len(found)


def test_a_story_is_written_in_every_language_with_its_picture(site: Path) -> None:
    raw = "---\ntitle: {}\ndate: 2024-11-15\nagency:\n  - dinas\nchanges: []\n---\n{}\n"
    stem = "content/news/2024/rapat"
    status, _ = ask(
        site,
        "persistEntry",
        dataFiles=[
            {"path": f"{stem}.id.md", "slug": "2024/rapat", "raw": raw.format("Rapat", "Isi.")},
            {"path": f"{stem}.en.md", "slug": "2024/rapat", "raw": raw.format("Meeting", "Text.")},
        ],
        assets=[
            {
                "path": "content/news/2024/rapat.png",
                "content": base64.b64encode(PNG).decode(),
                "encoding": "base64",
            }
        ],
        options={"commitMessage": "x", "collectionName": "news"},
    )
    assert status == 200
    assert (site / f"{stem}.en.md").read_text("utf-8") == "---\ntitle: Meeting\n---\n\nText.\n"
    assert (site / f"{stem}.id.md").read_text("utf-8").startswith("---\ntitle: Rapat\ndate: 2024-11-15\n")
    assert (site / "content/news/2024/rapat.png").read_bytes() == PNG
    assert errors(site) == []
    assert not list((site / "content/news/2024").glob(".*"))


def test_a_new_story_takes_no_others_place(site: Path) -> None:
    """The editor asks for the name without a language; if it does not heed the answer it is refused."""
    assert ask(site, "getEntry", path="content/news/2024/apel.md")[0] == 200
    assert ask(site, "getEntry", path="content/news/2024/lain.md")[0] == 404
    before = tree_digest(site / "content")
    file = {"path": "content/news/2024/apel.id.md", "raw": "---\ntitle: X\n---\n"}
    assert ask(site, "persistEntry", dataFiles=[file], options={"newEntry": True})[0] == 409
    assert tree_digest(site / "content") == before


HOSTILE = [
    "content/news/../../site.toml",
    "content/news/../agencies/dinas.id.md",
    "content/news/2024/../../../x.id.md",
    "/etc/passwd",
    "/tmp/x.id.md",
    "content/agencies/dinas.yaml",
    "content/agencies/dinas.id.md",
    "content/news/.git/x.id.md",
    "content/news/2024/.x.id.md",
    "content/news/2024/x.html",
    "content/news/2024/x.svg",
    "content/news/2024/x.id.md/",
    "content/news//x.id.md",
    "content/news/2024\\x.id.md",
    "content/news/2024/x\x00.id.md",
    "content/news/2024/x\n.id.md",
    "content/news/keluar/x.id.md",
    "content/news/keluar/x.png",
    "content/newsx/x.id.md",
    "templates/base.html",
    "site.toml",
    ".vscode/settings.json",
    "",
    "..",
    "~/x.id.md",
    "file:///etc/passwd",
    "content/news/2024/x.fr.md",
    "content/news/%2e%2e/%2e%2e/x.id.md",
    "content/news/%2e%2e%2fx.id.md",
    "content/news/2024/x%00.id.md",
    "content%2fnews/2024/x.id.md",
    "Content/News/2024/x.id.md",
    "content/news/2024/x.id.MD",
    "content/news/.GIT/x.id.md",
    "content/news/.GIT/x.png",
    "content/news/2024/..\\..\\x.id.md",
    "C:\\x.id.md",
    "C:/x.id.md",
    "\\\\server\\x.id.md",
    "//server/x.id.md",
    "content/news/2024/x.id.md:kedua",
    "content/news/2024/x.id.md::$DATA",
    "content/news/2024/con.id.md",
    "content/news/NUL/x.id.md",
    "content/news/2024/lpt1.png",
    "content/news/2024./x.id.md",
    "content/news/2024 /x.id.md",
    "content/news/2024/ x.id.md",
    "content/news/2024/x.id.md.",
    "content/news/2024/x.id.md ",
    "content/news/2024/x~/y.id.md",
    "content/news/PROGRA~1/../x.id.md",
    "content/news/2024/#x.id.md",
    "content/news/2024/x?.id.md",
    "content/news/2024/x\ud800.id.md",
]


@pytest.mark.parametrize("path", HOSTILE)
def test_no_other_file_is_written_or_read(site: Path, tmp_path: Path, path: str) -> None:
    outside = tmp_path / "luar"
    outside.mkdir()
    (outside / "x.id.md").write_text("rahasia")
    (outside / "x.png").write_text("rahasia")
    (site / "content/news/keluar").symlink_to(outside)
    before = tree_digest(tmp_path)
    raw = "---\ntitle: X\ndate: 2024-11-15\nagency: [dinas]\n---\nX\n"
    asset = {"path": path, "content": base64.b64encode(b"x").decode(), "encoding": "base64"}
    good = {"path": "content/news/2024/baik.id.md", "raw": raw}
    writes: tuple[tuple[str, dict[str, Any]], ...] = (
        ("persistEntry", {"dataFiles": [good, {"path": path, "raw": raw}], "assets": []}),
        ("persistEntry", {"dataFiles": [{**good, "newPath": path}], "assets": []}),
        ("persistEntry", {"entry": {"path": path, "raw": raw}}),
        ("persistMedia", {"asset": asset}),
        ("deleteFile", {"path": path}),
        ("deleteFiles", {"paths": [path]}),
    )
    for action, params in writes:
        status, said = ask(site, action, **params)
        assert status in (400, 403, 404), (action, said)
    reads: tuple[tuple[str, dict[str, Any]], ...] = (
        ("getEntry", {"path": path}),
        ("getMediaFile", {"path": path}),
        ("entriesByFiles", {"files": [{"path": path, "label": "x"}]}),
        ("entriesByFolder", {"folder": path, "extension": "md", "depth": 9}),
    )
    for action, params in reads:
        status, said = ask(site, action, **params)
        assert status in (400, 403, 404), (action, said)
        assert "rahasia" not in json.dumps(said)
    assert ask(site, "getMedia", mediaFolder=path)[1] == []
    assert tree_digest(tmp_path) == before


LINKS = {
    "content/news/2024/zz.id.md": "site.toml",
    "content/news/2024/zz.png": "site.toml",
    "content/news/2024/istilah.id.md": "content/agencies/dinas.yaml",
    "content/news/2024/dinas.id.md": "content/agencies/dinas.id.md",
    "content/news/2024/templat.id.md": "templates/base.id.md",
    "content/news/2024/git.id.md": ".git/config.id.md",
    "content/news/2024/git.png": ".git/a.png",
    "content/news/2024/sembunyi.id.md": "content/news/.sembunyi/x.id.md",
    "content/news/2024/luar.id.md": "../luar/x.id.md",
    "content/news/2024/gantung.id.md": "../luar/belum-ada.id.md",
    "content/news/2024/rantai.id.md": "content/news/2024/zz.id.md",
    "content/news/git": ".git",
    "content/news/situs": ".",
    "content/news/isi": "content",
    "content/news/istilah": "content/agencies",
    "content/news/templat": "templates",
    "content/news/jauh": "../luar",
}
"""Links in ``content/`` to what is no story and no picture below the folder of stories."""


@pytest.mark.parametrize("link", LINKS)
@pytest.mark.parametrize("absolute", [False, True])
def test_no_link_leads_to_another_file(site: Path, tmp_path: Path, link: str, absolute: bool) -> None:
    """Neither to be read, nor written, nor deleted, nor in a list."""
    target = site / LINKS[link]
    is_folder = not Path(link).suffix
    for folder in {target if is_folder else target.parent, site / "content/news/2024"}:
        folder.mkdir(parents=True, exist_ok=True)
    if is_folder:
        (target / "x.id.md").write_text("---\ntitle: rahasia\ndraft: true\n---\n")
        (target / "x.png").write_text("rahasia")
    elif "gantung" not in link and "rantai" not in link and not target.exists():
        target.write_text("---\ntitle: rahasia\ndraft: true\n---\n")
    if "rantai" in link:
        target.symlink_to(site / "site.toml")
    place = site / link
    place.symlink_to(target if absolute else os.path.relpath(target, place.parent))
    paths = [f"{link}/x.id.md", f"{link}/x.png"] if is_folder else [link]
    before = tree_digest(tmp_path)
    for path in paths:
        picture = {"path": path, "content": base64.b64encode(PNG).decode(), "encoding": "base64"}
        writes: list[tuple[str, dict[str, Any]]] = [
            ("persistEntry", {"dataFiles": [{"path": path, "raw": "---\ntitle: X\n---\nX\n"}]}),
            ("persistMedia", {"asset": picture}),
            ("deleteFiles", {"paths": [path]}),
            ("getEntry", {"path": path}),
            ("getMediaFile", {"path": path}),
            ("entriesByFiles", {"files": [{"path": path, "label": "x"}]}),
        ]
        for action, params in writes:
            assert ask(site, action, **params)[0] == 403, action
        for named in (link, str(Path(link).parent)):
            found = ask(site, "getMedia", mediaFolder=named)[1]
            assert path not in [picture["path"] for picture in found]
        status, listed = ask(site, "entriesByFolder", folder="content/news", extension="md", depth=9)
        assert status == 200
        assert path not in [entry["file"]["path"] for entry in listed]
    assert tree_digest(tmp_path) == before


def test_a_link_to_a_story_is_that_story(site: Path) -> None:
    """Within the folder of stories; what is written goes where it leads, and the link stays."""
    (site / "content/news/terbaru").symlink_to("2024")
    path = "content/news/terbaru/apel.id.md"
    raw = opened(site, path).replace("Apel", "Apel pagi")
    assert ask(site, "persistEntry", dataFiles=[{"path": path, "raw": raw}])[0] == 200
    assert "Apel pagi" in (site / "content/news/2024/apel.id.md").read_text("utf-8")
    assert (site / "content/news/terbaru").is_symlink()


# --- Several writers ----------------------------------------------------------------------------------

APEL = "content/news/2024/apel"


def save(site: Path, texts: dict[str, str], desk: Revisions) -> tuple[int, str]:
    files = [{"path": path, "raw": raw} for path, raw in texts.items()]
    status, said = ask(site, "persistEntry", desk, dataFiles=files, assets=[], options={"newEntry": False})
    return status, said.get("error", "")


def both(site: Path, title: str) -> dict[str, str]:
    """The two files of the story as a form that was opened now hands them back under another title."""
    return {
        f"{APEL}.id.md": opened(site, f"{APEL}.id.md").replace("Apel", title),
        f"{APEL}.en.md": opened(site, f"{APEL}.en.md"),
    }


def test_the_mark_is_in_no_file(site: Path) -> None:
    assert save(site, both(site, "Apel pagi"), Revisions())[0] == 200
    for language in ("id", "en"):
        assert "_revision" not in (site / f"{APEL}.{language}.md").read_text("utf-8")
    assert not (site / UNSAVED).exists()


def test_a_form_saves_again_and_again_and_another_one_is_refused(site: Path) -> None:
    desk, mine, theirs = Revisions(), both(site, "Punya saya"), both(site, "Punya dia")
    assert save(site, mine, desk)[0] == 200
    assert save(site, {path: raw.replace("saya", "saya lagi") for path, raw in mine.items()}, desk)[0] == 200
    status, said = save(site, theirs, desk)
    assert status == 409
    assert f"{APEL}.id.md" in said
    assert "title: Punya saya lagi" in (site / f"{APEL}.id.md").read_text("utf-8")
    (kept,) = (site / UNSAVED).rglob("apel.*.id.md")
    assert "title: Punya dia" in kept.read_text("utf-8")
    assert kept.relative_to(site).as_posix() in said
    assert "_revision" not in kept.read_text("utf-8")
    assert save(site, theirs, desk)[0] == 409, "however often"
    assert save(site, both(site, "Punya dia"), desk)[0] == 200, "opened anew"


@pytest.mark.parametrize("change", ["edit", "touch", "delete", "replace", "translate"])
def test_what_somebody_does_to_a_file_meanwhile_is_noticed(site: Path, change: str) -> None:
    """In any of the files of the story. Saving the same text once more is no change."""
    desk, form = Revisions(), both(site, "Dari formulir")
    path = site / (f"{APEL}.en.md" if change == "translate" else f"{APEL}.id.md")
    text = path.read_text("utf-8")
    match change:
        case "edit" | "translate":
            path.write_text(text.replace("---\n\n", "---\n\nDari vim. "), "utf-8")
        case "touch":
            path.write_text(text, "utf-8")
        case "delete":
            path.unlink()
        case "replace":
            path.unlink()
            path.write_text("---\ntitle: Lain\n---\n", "utf-8")
    before = tree_digest(site / "content")
    status, said = save(site, form, desk)
    assert status == (200 if change == "touch" else 409), said
    assert (tree_digest(site / "content") == before) == (status == 409)
    assert bool(list(site.glob(f"{UNSAVED}/**/apel.*.id.md"))) == (status == 409)


def test_a_language_that_comes_meanwhile_is_not_written_over(site: Path) -> None:
    """Whether the form has text for it or none; what the form itself has added it may change."""
    (site / f"{APEL}.en.md").unlink()
    desk = Revisions()
    form = {f"{APEL}.id.md": opened(site, f"{APEL}.id.md"), f"{APEL}.en.md": "---\ndraft: true\n---\n"}
    (site / f"{APEL}.en.md").write_text(translation("By a colleague"), "utf-8")
    assert save(site, form, desk)[0] == 409
    assert "By a colleague" in (site / f"{APEL}.en.md").read_text("utf-8")
    (site / f"{APEL}.en.md").unlink()
    for title in ("First", "Second"):
        assert save(site, {**form, f"{APEL}.en.md": f"---\ntitle: {title}\n---\nText.\n"}, desk)[0] == 200
        assert f"title: {title}" in (site / f"{APEL}.en.md").read_text("utf-8")


def test_a_text_without_a_mark_is_written_onto_no_file(site: Path) -> None:
    """From a form that was opened before this was so, or from another program."""
    before = tree_digest(site / "content")
    assert save(site, {f"{APEL}.id.md": "---\ntitle: X\n---\nX\n"}, Revisions())[0] == 409
    assert tree_digest(site / "content") == before


def test_another_picture_of_the_same_name_stays(site: Path) -> None:
    path = "content/news/2024/apel.png"
    for data, status in ((PNG, 200), (PNG + b"lain", 409)):
        asset = {"path": path, "content": base64.b64encode(data).decode(), "encoding": "base64"}
        assert ask(site, "persistMedia", asset=asset)[0] == status
        form = [{"path": name, "raw": raw} for name, raw in both(site, "Apel siang").items()]
        assert ask(site, "persistEntry", dataFiles=form, assets=[asset])[0] == status
    assert (site / path).read_bytes() == PNG


def test_two_saves_at_the_same_moment(site: Path) -> None:
    """One of them is written and every other is kept."""
    desk = Revisions()
    forms = [both(site, f"Judul {number}") for number in range(8)]
    with ThreadPoolExecutor(8) as threads:
        done = [status for status, _ in threads.map(lambda form: save(site, form, desk), forms)]
    assert sorted(done) == [200] + [409] * 7
    assert len(list(site.glob(f"{UNSAVED}/**/apel.*.id.md"))) == 7


# --- Languages without text, and drafts that go ---------------------------------------------------------

SILENT = {
    "nothing": "",
    "a switch": "draft: true\n",
    "both switches": "draft: true\nunverified: true\n",
    "empty": 'title: ""\nsummary: ""\nimage: {alt: ""}\nchanges: []\ndraft: false\n',
    "shared": "date: 2024-11-14\nagency: [dinas]\nimage: {src: apel.png, credit: X}\ndraft: true\n",
}
SPEAKING = {
    "a title": "title: Assembly\n",
    "a summary": "summary: Short.\n",
    "a picture's text": "image: {src: apel.png, alt: Rows}\n",
    "a note": "notes: For us.\n",
}


@pytest.mark.parametrize("keys", SILENT.values(), ids=SILENT)
def test_no_file_for_a_language_without_text(site: Path, keys: str) -> None:
    """None is written, and one that is left without text goes; the site can be built all the while."""
    (site / f"{APEL}.en.md").write_text("---\ndraft: true\n---\n", "utf-8")
    assert errors(site) == [], "a draft with gaps stops nothing"
    mark = opened(site, f"{APEL}.en.md").splitlines()[1]
    form = {f"{APEL}.id.md": opened(site, f"{APEL}.id.md"), f"{APEL}.en.md": f"---\n{mark}\n{keys}---\n\n"}
    desk = Revisions()
    for _ in range(2):
        assert save(site, form, desk)[0] == 200
        assert not (site / f"{APEL}.en.md").exists()
    assert errors(site) == []
    assert not (site / UNSAVED).exists()


@pytest.mark.parametrize("keys", [*SPEAKING.values(), SILENT["shared"]], ids=[*SPEAKING, "a body"])
def test_a_language_with_any_text_has_its_file(site: Path, keys: str) -> None:
    (site / f"{APEL}.en.md").unlink()
    body = "" if keys in SPEAKING.values() else "Text."
    form = {f"{APEL}.id.md": opened(site, f"{APEL}.id.md"), f"{APEL}.en.md": f"---\n{keys}---\n{body}\n"}
    assert save(site, form, Revisions())[0] == 200
    assert (site / f"{APEL}.en.md").exists()


def test_a_story_is_opened_in_a_language_that_it_is_not_in_yet(site: Path) -> None:
    """As an empty text, which is no file: without one the editor cannot save."""
    (site / f"{APEL}.en.md").unlink()
    assert unmarked(opened(site, f"{APEL}.en.md"))[0] == "---\n---\n"
    form = {path: opened(site, path) for path in (f"{APEL}.id.md", f"{APEL}.en.md")}
    desk = Revisions()
    assert save(site, form, desk)[0] == 200
    assert not (site / f"{APEL}.en.md").exists()
    form[f"{APEL}.en.md"] = form[f"{APEL}.en.md"].replace("---\n_", "---\ntitle: Assembly\n_")
    for _ in range(2):
        assert save(site, form, desk)[0] == 200
    assert "title: Assembly" in (site / f"{APEL}.en.md").read_text("utf-8")
    for path in ("content/news/2024/lain.en.md", f"{APEL}.fr.md"):
        assert ask(site, "getEntry", path=path)[0] == 404


def test_a_translation_that_is_emptied_goes_and_its_text_is_kept(site: Path) -> None:
    form = both(site, "Apel")
    form[f"{APEL}.en.md"] = form[f"{APEL}.en.md"].replace("title: Assembly", "").replace("The story.", "")
    assert save(site, form, Revisions())[0] == 200
    assert not (site / f"{APEL}.en.md").exists()
    (kept,) = (site / UNSAVED).rglob("*.md")
    assert "title: Assembly" in kept.read_text("utf-8")


def test_a_story_in_the_second_language_alone_owns_what_is_shared(site: Path) -> None:
    keys = "date: 2024-11-14\nagency: [dinas]\ndraft: false\n"
    form = {
        "content/news/2024/only.id.md": f"---\n{keys}---\n",
        "content/news/2024/only.en.md": f"---\ntitle: Only here\n{keys}---\nText.\n",
    }
    assert save(site, form, Revisions())[0] == 200
    assert not (site / "content/news/2024/only.id.md").exists()
    assert "agency: dinas\n" in (site / "content/news/2024/only.en.md").read_text("utf-8")
    assert errors(site) == []


@pytest.mark.parametrize(
    ("original", "other", "status"),
    [("true", "true", 200), ("true", "false", 200), ("false", "true", 403), ("false", "false", 403)],
)
def test_only_drafts_are_deleted_and_their_texts_are_kept(
    site: Path, original: str, other: str, status: int
) -> None:
    (site / f"{APEL}.id.md").write_text(post("Apel", draft=original), "utf-8")
    (site / f"{APEL}.en.md").write_text(translation("Assembly", draft=other), "utf-8")
    before = tree_digest(site)
    paths = [f"{APEL}.id.md", f"{APEL}.en.md"]
    assert ask(site, "deleteFiles", paths=paths)[0] == status
    assert [(site / path).exists() for path in paths] == [status == 403] * 2
    assert (tree_digest(site) == before) == (status == 403)
    kept = sorted(path.read_text("utf-8") for path in (site / UNSAVED).rglob("*.md"))
    assert len(kept) == (2 if status == 200 else 0)
    assert ask(site, "deleteFile", path="content/news/2024/apel.png")[0] == 403


@pytest.mark.parametrize(
    "body",
    [b"", b"x", b"[]", b"{}", b'{"action": 1}', b'{"action": "getEntry", "params": []}', b"\xff",
     b'{"action": "persistEntry", "params": {"dataFiles": 1}}', b"[" * 100_000,
     b'{"action": "persistMedia", "params": {"asset": {"path": "content/news/a.png", "content": "!"}}}'],
)  # fmt: skip
def test_any_body_is_answered(site: Path, body: bytes) -> None:
    before = tree_digest(site)
    found = editor_call(site, body, Revisions(), "id")
    assert found.status in (400, 403, 422)
    assert "error" in json.loads(content(found))
    assert tree_digest(site) == before


def test_the_form_speaks_the_writers_language() -> None:
    """Labels, choices and the editor's own texts; a save is called one; nothing is left in English."""
    survey = looked_up(ROOT)
    for language, title, save in (("id", "Judul", "Simpan"), ("en", "Title", "Save")):
        config = form_config(survey.registry, ("id", "en"), language, {})
        assert config["locale"] == language
        fields = {field["name"]: field for field in config["collections"][0]["fields"]}
        assert fields["title"]["label"] == title
        assert {option["value"] for option in fields["kind"]["options"]} == set(STORY_KINDS)
        for name, kind in (("agency", "agency"), ("tags", "tag")):
            assert f"warta new {kind} " in fields[name]["hint"]
        texts = editor_texts(language)
        assert texts["editor"]["editorToolbar"]["publish"] == save
    own, english = map(flat, (editor_texts("id"), editor_texts("en")))
    assert own.keys() == english.keys()
    placeholders = re.compile(r"%\{\w+\}")
    for name, text in own.items():
        assert placeholders.findall(text) == placeholders.findall(english[name]), name
        assert (
            text != english[name] or not re.search(r"[a-z]{3}", placeholders.sub("", text)) or text == "Menu"
        )


def flat(texts: dict[str, Any], above: str = "") -> dict[str, str]:
    """Nested texts by their whole names."""
    found: dict[str, str] = {}
    for name, text in texts.items():
        found |= flat(text, f"{above}{name}.") if isinstance(text, dict) else {f"{above}{name}": text}
    return found


def test_the_server_says_where_a_story_is_shown(site: Path) -> None:
    assert ask(site, "getDeployPreview", collection="news", slug="2024/apel")[1] == {
        "url": "/id/berita/2024/apel/",
        "status": "SUCCESS",
    }
    for slug in ("2024/lain", "../../site.toml", "", "2024/apel.id"):
        assert ask(site, "getDeployPreview", collection="news", slug=slug) == (200, None)


def test_the_page_says_what_cannot_be_done_there_and_what_to_do_instead() -> None:
    for language in ("id", "en"):
        texts = json.loads(content(editor_file(ROOT, "texts.json", language)))
        limits = " ".join(texts["about"]["limits"])
        for needed in (
            "warta new agency",
            f"“{label_of('withdrawal', language)}”",
            f"“{label_of('changes', language)}”",
            "content/removed.yaml",
            "warta check --fix",
            "unverified",
        ):
            assert needed in limits
        assert label_of("summary", language) in texts["fixes"]["summary-missing"]
        assert set(texts["fixes"]) <= load_messages(language).keys()
    assert b"registerLocale" in content(editor_file(ROOT, "start.js", "id"))


# --- The page -----------------------------------------------------------------------------------------


def page(site: Path, name: str, language: str = "id") -> bytes:
    """What lies at an address below ``/admin/``."""
    return content(editor_file(site, name, language))


def test_a_site_without_the_editor_is_told_what_to_run(site: Path) -> None:
    assert editor_file(site, "", "id").status == 503
    assert f"npm install {EDITOR}".encode() in page(site, "")
    assert report_text("form_missing", "en") in unescape(page(site, "", "en").decode())


@pytest.mark.parametrize(
    "name", ["../site.toml", "decap-cms.js.map", "x.js", "../../../../etc/passwd", "1.decap-cms.jsx"]
)
def test_only_the_editors_scripts_are_served(site: Path, name: str) -> None:
    make_site(
        site,
        {
            "node_modules/decap-cms/dist/decap-cms.js": "1",
            "node_modules/decap-cms/dist/decap-cms.js.map": "2",
        },
    )
    assert editor_file(site, name, "id").status == 404
    assert page(site, "decap-cms.js") == b"1"
    assert b"//" not in page(site, "").replace(b"<!doctype", b"")


def test_tests_install_what_sites_install() -> None:
    package = json.loads((ROOT / "tests/editor/package.json").read_text("utf-8"))
    assert package == web_editor()
    lock = json.loads((ROOT / "tests/editor/package-lock.json").read_text("utf-8"))
    name, _, version = EDITOR.partition("@")
    assert lock["packages"][f"node_modules/{name}"]["version"] == version
    assert "http" not in json.dumps(lock)


@pytest.fixture(scope="module")
def server(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Serving]:
    with serving(copy_starter(tmp_path_factory.mktemp("admin") / "situs"), "--jobs", "1") as found:
        yield found


def test_nobody_elses_page_can_write(server: Serving) -> None:
    body = json.dumps(
        {
            "action": "persistEntry",
            "params": {"entry": {"path": "content/news/2024/x.id.md", "raw": "---\n---\n"}},
        }
    ).encode()
    before = tree_digest(server.site / "content")
    for headers in (
        {},
        {"Origin": "https://example.com"},
        {"Origin": "null"},
        {"Origin": f"http://127.0.0.1:{server.port + 1}"},
        {"Origin": server.url, "Host": "example.com"},
        {"Origin": server.url, "Sec-Fetch-Site": "cross-site"},
    ):
        status, _, _ = server.get("/admin/api", headers, "POST", body)
        assert status in (403, 421), headers
    assert server.get("/admin/api")[0] == 405
    assert tree_digest(server.site / "content") == before


def test_the_report_on_translations_is_a_page_of_the_server(server: Serving) -> None:
    status, _, page = server.get("/_warta/translations")
    assert status == 200
    assert report_text("translations_heading", "id") in page.decode()


def install(server: Serving) -> None:
    """Put the editor into the site."""
    assert (INSTALLED / "decap-cms/dist/decap-cms.js").is_file(), f"{EDITOR} is missing: make test-editor"
    if not (server.site / "node_modules").exists():
        (server.site / "node_modules").symlink_to(INSTALLED)


@pytest.mark.editor
def test_a_story_is_written_in_the_browser_and_built(server: Serving, browser: Browser) -> None:
    """In both languages; every request stays here; the editor's own check of required fields holds."""
    install(server)
    requests: list[str] = []
    problems: list[str] = []
    page = browser.new_page(viewport={"width": 1300, "height": 900})
    page.set_default_timeout(20_000)
    page.on("request", lambda request: requests.append(request.url))
    page.on("pageerror", lambda problem: problems.append(str(problem)))
    page.on(
        "response",
        lambda found: problems.append(f"{found.request.post_data}") if found.status == 403 else None,
    )
    page.goto(f"{server.url}/admin/#/collections/news/new")
    page.get_by_role("button", name="Mulai menulis").click()
    page.get_by_text("Menulis dalam bahasa EN").wait_for()
    titles, summaries = page.locator("[id^=title-field]"), page.locator("[id^=summary-field]")
    titles.nth(0).fill("Bupati membuka seminar: netralitas")
    titles.nth(1).fill("Regent opens seminar on neutrality")
    for field, text in (("agency", "BKPSDM Karang"), ("tags", "Netralitas")):
        page.locator(f"[id^={field}-field]").nth(0).click()
        page.keyboard.press("Backspace")  # what a new story begins with
        page.keyboard.type(text)
        page.keyboard.press("Enter")
    assert page.locator("[id^=date-field]").nth(0).input_value()
    summaries.nth(0).fill("Ringkasan.")
    summaries.nth(1).fill("A summary.")
    for number, text in enumerate(("Isi berita dari formulir.", "The story from the form.")):
        page.locator("[contenteditable]").nth(number).click()
        page.keyboard.type(text)
    for number in (0, 1):
        page.locator("[id^=draft-field]").nth(number).click()
    page.get_by_role("button", name="Simpan").click()
    page.get_by_text("Simpan berkas").click()
    page.get_by_text("Berkas tersimpan").wait_for()
    (original,) = server.site.glob("content/news/*/bupati-membuka-seminar-netralitas.id.md")
    (other,) = server.site.glob("content/news/*/bupati-membuka-seminar-netralitas.en.md")
    assert "agency: bkpsdm-karangasem\n" in original.read_text("utf-8")
    assert "tags: netralitas-asn\n" in original.read_text("utf-8")
    assert other.read_text("utf-8") == (
        "---\ntitle: Regent opens seminar on neutrality\nsummary: A summary.\ndraft: false\n---\n\n"
        "The story from the form.\n"
    )
    for path, text in (
        ("id/berita", "Isi berita dari formulir."),
        ("en/news", "The story from the form."),
    ):
        page.goto(f"{server.url}/{path}/{original.parent.name}/bupati-membuka-seminar-netralitas/")
        page.get_by_text(text).wait_for()
    assert {url for url in requests if not url.startswith((f"{server.url}/", "data:", "blob:"))} == set()
    assert problems == []
    assert errors(server.site) == []


def open_story(browser: Browser, server: Serving, slug: str) -> Page:
    """A story in the form, in a browser of its own."""
    page = browser.new_context(viewport={"width": 1300, "height": 900}).new_page()
    page.set_default_timeout(20_000)
    page.on("dialog", lambda dialog: dialog.accept())
    page.goto(f"{server.url}/admin/#/collections/news/entries/2024/{slug}")
    page.get_by_role("button", name="Mulai menulis").click()
    page.locator("[id^=title-field]").nth(0).wait_for()
    return page


def says(story: Path, title: str) -> bool:
    """Whether a file has this title."""
    return f"title: {title}\n" in story.read_text("utf-8")


def save_form(page: Page, title: str) -> None:
    """Give the story another title and save it."""
    page.locator("[id^=title-field]").nth(0).click()
    page.keyboard.press("ControlOrMeta+A")
    page.keyboard.insert_text(title)
    page.get_by_role("button", name="Simpan").first.click()
    page.get_by_text("Simpan berkas").click()


@pytest.mark.editor
def test_a_save_shows_what_there_is_to_see_to_in_the_story(server: Serving, browser: Browser) -> None:
    """Its warnings, then its errors, then that nothing is left; others' findings are not its own."""
    install(server)
    story = server.site / "content/news/2024/periksa.id.md"
    story.write_text(post("Awal", "Rapat pada Senin (14/11/2024).", agency="bkpsdm-karangasem"), "utf-8")
    other = server.site / "content/news/2024/lain-lagi.id.md"
    other.write_text(post("Lain", "Rapat pada Senin (14/11/2024).", agency="bkpsdm-karangasem"), "utf-8")
    page = open_story(browser, server, "periksa")
    save_form(page, "Judul baru")
    panel = page.locator("warta-saved")
    panel.get_by_text("2024-11-14 jatuh pada hari Kamis").wait_for()
    assert panel.get_by_text("Tersimpan.").count() == 1
    assert "lain-lagi" not in (panel.text_content() or "")
    page.locator("warta-limits summary").click()
    page.locator("warta-limits").get_by_text("warta new agency").wait_for()
    page.context.close()
    for path in (story, other):
        path.unlink()


@pytest.mark.editor
def test_two_browsers_and_vim_on_one_story(server: Serving, browser: Browser) -> None:
    """Who saves first is saved, and may go on; everybody else is told, and nothing is lost."""
    install(server)
    story = server.site / "content/news/2024/berdua.id.md"
    story.write_text(post("Awal", agency="bkpsdm-karangasem", draft="true"), "utf-8")
    first, second = open_story(browser, server, "berdua"), open_story(browser, server, "berdua")
    for title in ("Judul pertama", "Judul pertama lagi"):
        save_form(first, title)
        until(partial(says, story, title), title)
        first.get_by_text("Berkas tersimpan").first.wait_for()
        first.get_by_text("Berkas tersimpan").first.wait_for(state="hidden")
    save_form(second, "Judul kedua")
    second.get_by_text("Belum tersimpan: content/news/2024/berdua.id.md sudah diubah").wait_for()
    assert second.locator("[id^=title-field]").nth(0).input_value() == "Judul kedua"
    assert "title: Judul pertama lagi\n" in story.read_text("utf-8")
    save_like_vim(story, story.read_text("utf-8").replace("Isi berita.", "Dari vim."))
    save_form(first, "Judul dari formulir")
    first.get_by_text("Belum tersimpan: content/news/2024/berdua.id.md sudah diubah").wait_for()
    assert "Dari vim." in story.read_text("utf-8")
    kept = "".join(path.read_text("utf-8") for path in server.site.glob(f"{UNSAVED}/news/2024/berdua.*.md"))
    assert "title: Judul kedua\n" in kept
    assert "title: Judul dari formulir\n" in kept
    assert not story.with_name("berdua.en.md").exists(), "no file for a language without text"
    assert errors(server.site) == []
    third = open_story(browser, server, "berdua")
    third.get_by_role("button", name="Hapus draf").click()
    until(lambda: not story.exists(), "the draft is deleted")
    for page in (first, second, third):
        page.context.close()


@pytest.mark.editor
def test_a_version_that_is_only_a_switch_goes_with_a_save(server: Serving, browser: Browser) -> None:
    """As forms wrote it before."""
    install(server)
    story = server.site / "content/news/2024/sendiri.id.md"
    story.write_text(post("Sendiri", agency="bkpsdm-karangasem"), "utf-8")
    story.with_name("sendiri.en.md").write_text("---\ndraft: true\n---\n\n", "utf-8")
    assert errors(server.site) == []
    page = open_story(browser, server, "sendiri")
    save_form(page, "Sendiri saja")
    page.get_by_text("Berkas tersimpan").wait_for()
    page.context.close()
    assert "title: Sendiri saja\n" in story.read_text("utf-8")
    assert not story.with_name("sendiri.en.md").exists()
