"""The web editor at ``/admin/``: its form is the model's, it touches stories alone, it works in a browser."""

from __future__ import annotations

import base64
import json
import re
from collections.abc import Iterator
from functools import partial
from html import escape
from pathlib import Path
from typing import Any

import pytest
from playwright.sync_api import Browser

from generator.build import Request, check
from generator.desk.content_api import answer
from generator.desk.editor_files import EDITOR, web_editor
from generator.desk.survey import Survey, terms_only
from generator.desk.web_form import form_config, from_form, to_form
from generator.diagnostics import Severity
from generator.messages import report_text
from generator.model import PostFields, keys_of
from generator.parsing import ParseOptions, parse_source
from generator.serving.admin import editor_call, editor_file
from generator.serving.calls import Response
from tests.servelib import Serving, serving
from tests.support import NOW, ROOT, copy_starter, make_site, post, translation, tree_digest

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


def looked_up(site: Path) -> Survey:
    found = terms_only(Request(site, site / "output", NOW))
    assert found is not None
    return found


def errors(site: Path) -> list[str]:
    found = check(Request(site, site / "output", NOW)).diagnostics
    return [f"{each.file} {each.code}" for each in found if each.severity is Severity.ERROR]


def ask(site: Path, action: str, **params: Any) -> tuple[int, Any]:
    body = json.dumps({"branch": "-", "action": action, "params": {"branch": "-", **params}}).encode()
    return answer(site, body, partial(looked_up, site))


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
    (news,) = config["collections"]
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


def meaning(path: str, text: str, survey: Survey) -> dict[str, Any]:
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
    again = from_form(to_form(text, survey.registry), path.endswith(".id.md"))
    assert meaning(path, again, survey) == meaning(path, text, survey)
    assert from_form(to_form(again, survey.registry), path.endswith(".id.md")) == again


def test_a_save_leaves_the_order_of_keys_and_what_the_form_does_not_show() -> None:
    path = "content/news/2024/seminar-hut-korpri-karangasem.id.md"
    text = (ROOT / path).read_text("utf-8")
    shown = to_form(text, looked_up(ROOT).registry)
    head, notes = shown.split("notes:\n")
    notes, body = notes.split("---\n")
    moved = f"---\nnotes:\n{notes}{head.removeprefix('---')[1:]}---\n{body}"  # as the editor hands it back
    assert from_form(moved, True, text) == text


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
    assert ask(site, "getEntry", path="content/news/2024/apel.id.md")[1] == entries[1]
    assert ask(site, "info")[1]["publish_modes"] == ["simple"]
    (picture,) = ask(site, "getMedia", mediaFolder="content/news/2024")[1]
    assert base64.b64decode(picture["content"]) == PNG


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
    before = tree_digest(site)
    file = {"path": "content/news/2024/apel.id.md", "raw": "---\ntitle: X\n---\n"}
    assert ask(site, "persistEntry", dataFiles=[file], options={"newEntry": True})[0] == 403
    assert tree_digest(site) == before


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
        assert status in (400, 403), (action, said)
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


@pytest.mark.parametrize(
    "body",
    [b"", b"x", b"[]", b"{}", b'{"action": 1}', b'{"action": "getEntry", "params": []}', b"\xff",
     b'{"action": "persistEntry", "params": {"dataFiles": 1}}', b"[" * 100_000,
     b'{"action": "persistMedia", "params": {"asset": {"path": "content/news/a.png", "content": "!"}}}'],
)  # fmt: skip
def test_any_body_is_answered(site: Path, body: bytes) -> None:
    before = tree_digest(site)
    found = editor_call(site, body)
    assert found.status in (400, 403, 422)
    assert "error" in json.loads(content(found))
    assert tree_digest(site) == before


# --- The page -----------------------------------------------------------------------------------------


def page(site: Path, name: str, language: str = "id") -> bytes:
    """What lies at an address below ``/admin/``."""
    return content(editor_file(site, name, language))


def test_a_site_without_the_editor_is_told_what_to_run(site: Path) -> None:
    assert editor_file(site, "", "id").status == 503
    assert f"npm install {EDITOR}".encode() in page(site, "")
    assert escape(report_text("form_missing", "en")).encode() in page(site, "", "en")


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


@pytest.mark.editor
def test_a_story_is_written_in_the_browser_and_built(server: Serving, browser: Browser) -> None:
    """In both languages; every request stays here; the editor's own check of required fields holds."""
    assert (INSTALLED / "decap-cms/dist/decap-cms.js").is_file(), f"{EDITOR} is missing: make test-editor"
    (server.site / "node_modules").symlink_to(INSTALLED)
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
    page.get_by_role("button", name="Login").click()
    page.get_by_text("Writing in EN").wait_for()
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
    page.get_by_role("button", name="Publish").click()
    page.get_by_text("Publish now").click()
    page.get_by_text("Entry saved").wait_for()
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
