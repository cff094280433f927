"""What a translation was made from is on record; what has changed since is found, shown and said."""

from __future__ import annotations

import json
import shutil
import subprocess
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from tests.support import (
    NOW,
    SITE_TOML,
    Built,
    build_site,
    copy_starter,
    make_site,
    parse_html,
    post,
    titles,
    translation,
    tree_digest,
)
from warta.authoring.translations import Item, confirm, report
from warta.authoring.translations_report import report_page, report_texts
from warta.build.build import Request, check
from warta.cli import main
from warta.config.settings import parse_config
from warta.content.front_matter import read_front_matter
from warta.content.originals import (
    Change,
    Passage,
    changes,
    changes_by_digest,
    passages,
    read_record,
    record,
    text_digest,
)
from warta.content.parsed import ParseOptions
from warta.content.parsing import parse_source
from warta.site.open import OpenSite, open_site
from warta.site.source import Source

OPTIONS = ParseOptions(("id", "en"), "Asia/Jakarta", "markdown")
ORIGINAL, TRANSLATION = "content/news/2024/apel.id.md", "content/news/2024/apel.en.md"
BODY = """\
Apel pagi digelar di [halaman kantor](https://example.go.id/) pada
Senin.

> Disiplin itu penting.

Selesai."""


def surveyed(site: Path) -> OpenSite:
    with open_site(Source(site)) as (found, _):
        assert found is not None
        return found


def only(site: Path) -> Item:
    (item,) = report(surveyed(site))
    return item


def codes(site: Path) -> list[str]:
    """The findings about translations."""
    found = [finding.code for finding in check(Request(site, site / "output", NOW)).diagnostics]
    return [code for code in found if code.startswith("translation-")]


def change(site: Path, path: str, old: str, new: str) -> None:
    text = (site / path).read_text("utf-8")
    assert old in text
    (site / path).write_text(text.replace(old, new), encoding="utf-8")


def git(site: Path, *arguments: str) -> None:
    identity = ["-c", "user.name=Uji", "-c", "user.email=uji@example.com", "-c", "commit.gpgsign=false"]
    subprocess.run(["git", *identity, *arguments], cwd=site, check=True, capture_output=True)


@pytest.fixture
def site(tmp_path: Path) -> Path:
    """A story in two languages whose translation is on record."""
    folder = make_site(
        tmp_path / "situs",
        {
            ORIGINAL: post("Apel pagi", BODY, summary="Apel Senin."),
            TRANSLATION: translation("Morning assembly", summary="On Monday."),
        },
    )
    assert confirm(surveyed(folder), [TRANSLATION]).written == (TRANSLATION,)
    return folder


# --- The record ---------------------------------------------------------------------------------------


@pytest.mark.parametrize("place", ["content/news", "content/", ".", TRANSLATION])
def test_a_confirmed_translation_is_current_and_nothing_is_said(site: Path, place: str) -> None:
    """Named itself, or with the folder that it is in."""
    assert only(site).state == "current"
    assert codes(site) == []
    before = (site / TRANSLATION).read_bytes()
    again = confirm(surveyed(site), [place])
    assert (again.written, again.unchanged) == ((), (TRANSLATION,))
    assert (site / TRANSLATION).read_bytes() == before


UNCHANGED = {
    "another line break": ("pada\nSenin.", "pada Senin."),
    "more space": ("> Disiplin itu", ">  Disiplin  itu"),
    "another address behind a link": ("https://example.go.id/", "https://example.go.id/kantor(1)/"),
    "a shared field": ("agency: dinas", "agency: dinas\nregion: bali"),
    "a date": ("date: 2024-11-14", "date: 2024-11-15"),
    "a note of the team": ("agency:", "notes: Sudah dicek.\nagency:"),
    "an old address": ("agency:", "aliases: [/lama/]\nagency:"),
    "a comment": ("Selesai.", "Selesai. <!-- cek -->"),
    "a draft": ("agency:", "draft: true\nagency:"),
}
CHANGED = {
    "title": ("title: Apel pagi", "title: Apel sore"),
    "summary": ("summary: Apel Senin.", "summary: Apel Selasa."),
    "image.alt": ("agency:", "image: {src: a.jpg, alt: Barisan}\nagency:"),
    "changes.note": (
        "agency:",
        "changes: [{date: 2024-11-15, kind: correction, note: Hari diralat.}]\nagency:",
    ),
    "": ("Disiplin itu penting", "Disiplin itu perlu"),
}


@pytest.mark.parametrize("name", UNCHANGED)
def test_what_nobody_translates_makes_nothing_stale(site: Path, name: str) -> None:
    change(site, ORIGINAL, *UNCHANGED[name])
    assert only(site).state == "current"
    assert "translation-stale" not in codes(site)


@pytest.mark.parametrize("key", CHANGED)
def test_every_text_that_is_translated_does(site: Path, key: str) -> None:
    (site / "content/news/2024/a.jpg").write_bytes(b"x")
    change(site, ORIGINAL, *CHANGED[key])
    item = only(site)
    assert item.state == "stale"
    assert [found.key for found in item.changes] == [key]
    assert codes(site).count("translation-stale") == 1


def test_a_translation_that_changed_on_its_own_has_drifted(site: Path) -> None:
    change(site, TRANSLATION, "The story.", "Another story.")
    assert only(site).state == "drifted"
    assert codes(site) == []
    confirm(surveyed(site), [TRANSLATION])
    assert only(site).state == "current"


def test_a_missing_translation_is_named_with_its_place(site: Path) -> None:
    (site / TRANSLATION).unlink()
    item = only(site)
    assert (item.state, item.path, item.title) == ("missing", TRANSLATION, "Apel pagi")


def test_one_that_nobody_has_confirmed_is_reported_but_no_finding(site: Path) -> None:
    make_site(site, {TRANSLATION: translation("Morning assembly")})
    assert only(site).state == "unrecorded"
    assert codes(site) == []


@pytest.mark.parametrize("value", ["x", "v1.a.b.c", "v2.b9owqN7S.p20tvOoH.", "v1.b9owqN7S.p20tvOoH.abc"])
def test_a_record_that_no_command_wrote_is_a_finding(site: Path, value: str) -> None:
    make_site(site, {TRANSLATION: translation("Morning assembly", translated_from=value)})
    assert codes(site) == ["translation-record"]
    assert only(site).state == "unrecorded"


def test_the_starters_translations_can_all_be_recorded(tmp_path: Path) -> None:
    folder = copy_starter(tmp_path / "situs")
    done = confirm(surveyed(folder), ["content/news"])
    assert len(done.written) + len(done.unchanged) == 5
    unrecorded = {item.path for item in report(surveyed(folder)) if item.state != "current"}
    assert all("fill_in:" in (folder / path).read_text("utf-8") for path in unrecorded)
    assert set(codes(folder)) <= {"page-unfilled"}


WRITTEN = {
    "Windows": lambda text: text.replace("\n", "\r\n"),
    "a byte order mark": lambda text: "\ufeff" + text,
    "an older record": lambda text: text.replace("summary", "translated_from: 'lama'  # x\nsummary"),
    "spaces behind the dashes": lambda text: text.replace("---\n", "---  \n"),
    "a rule in the text": lambda text: text + "\n---\n\nAkhir.\n",
    "no line end": lambda text: text.rstrip(),
}


@pytest.mark.parametrize("form", WRITTEN)
def test_the_rest_of_the_file_stays_as_it_is(site: Path, form: str) -> None:
    old = WRITTEN[form](translation("Morning assembly", summary="On Monday."))
    (site / TRANSLATION).write_bytes(old.encode())
    assert confirm(surveyed(site), [TRANSLATION]).problems == ()
    new = (site / TRANSLATION).read_bytes().decode()
    ending = "\r\n" if "\r\n" in old else "\n"
    kept = [line for line in new.split(ending) if not line.startswith("translated_from: ")]
    assert kept == [line for line in old.split(ending) if not line.startswith("translated_from: ")]
    assert new.count("translated_from: v1.") + new.count('translated_from: "v1.') == 1
    assert only(site).state == "current"


@pytest.mark.parametrize(
    ("path", "text", "problem"),
    [
        (ORIGINAL, None, "confirm_original"),
        ("content/news/2025", None, "confirm_unknown"),
        ("../luar", None, "confirm_unknown"),
        (TRANSLATION, "---\n{title: Morning}\n---\n", "confirm_by_hand"),
    ],
)
def test_what_cannot_be_recorded_is_explained_and_nothing_is_written(
    site: Path, path: str, text: str | None, problem: str
) -> None:
    if text is not None:
        make_site(site, {TRANSLATION: text})
    before = tree_digest(site / "content")
    assert confirm(surveyed(site), [TRANSLATION, path]).problems[-1] == (problem, path)
    assert tree_digest(site / "content") == before


PASSAGES = st.lists(st.builds(Passage, st.sampled_from(["", "title"]), st.text(min_size=1)), max_size=8)


@given(PASSAGES, PASSAGES)
@settings(max_examples=40)
def test_changes_lead_from_one_text_to_the_other(old: list[Passage], new: list[Passage]) -> None:
    """What was there without the old and with the new passages is what is there."""
    found = changes(old, new)
    left = list(old)
    for gone in [Passage(each.key, each.old) for each in found if each.old is not None]:
        left.remove(gone)
    come = [Passage(each.key, each.new) for each in found if each.new is not None]
    assert sorted([*left, *come]) == sorted(new)


@given(PASSAGES, PASSAGES)
@settings(max_examples=40)
def test_a_record_alone_tells_the_same_new_passages(old: list[Passage], new: list[Passage]) -> None:
    origin = read_record(record("a" * 8, "b" * 8, old))
    assert origin is not None
    found, lost = changes_by_digest(origin.passages, new)
    come = [Passage(each.key, each.new) for each in changes(old, new) if each.new is not None]
    assert [Passage(each.key, each.new or "") for each in found] == come
    assert len(old) - lost <= len(new)


@given(st.text())
def test_any_text_as_a_record_is_read_or_refused(text: str) -> None:
    origin = read_record(text)
    assert origin is None or text.startswith("v1.")


def test_digest_and_passages_agree_on_what_is_text() -> None:
    def read(text: str) -> tuple[str, tuple[Passage, ...]]:
        details = parse_source(ORIGINAL, text.encode(), OPTIONS).details
        front_matter, _ = read_front_matter(text, ORIGINAL)
        assert details is not None
        assert front_matter is not None
        return text_digest(details.fields, front_matter.body), passages(details.fields, front_matter.body)

    first = read(post("A", "Satu [x](y.md).\n\n[z]: https://example.com\n\n[^1]: Catatan."))
    assert first[1] == (Passage("title", "A"), Passage("", "Satu [x]()."), Passage("", "[^1]: Catatan."))
    assert read(post("A", "Satu\n[x](q.md).\n\n\n[^1]: Catatan.")) == first
    assert read(post("A", "Satu [x](y.md).\n\n[^1]: Lain."))[0] != first[0]


# --- What has changed ---------------------------------------------------------------------------------


def test_git_tells_what_the_original_said_when_it_was_translated(site: Path) -> None:
    git(site, "init", "-q")
    git(site, "add", "-A")
    git(site, "commit", "-qm", "a")
    change(site, ORIGINAL, "penting", "perlu")
    git(site, "commit", "-qam", "b")
    change(site, ORIGINAL, "perlu", "wajib")
    item = only(site)
    assert item.changes == (Change("", "> Disiplin itu penting.", "> Disiplin itu wajib."),)
    (site / "content/news/2024").rename(site / "content/news/2025")
    git(site, "add", "-A")
    git(site, "commit", "-qm", "c")
    assert only(site).changes == item.changes, "under its new name too"


def test_without_git_the_record_tells_which_passages_are_new(site: Path) -> None:
    change(site, ORIGINAL, "> Disiplin itu penting.\n\n", "")
    change(site, ORIGINAL, "Selesai.", "Bubar.")
    item = only(site)
    assert item.changes == (Change("", None, "Bubar."),)
    assert item.lost == 1


def test_a_translation_that_drifted_shows_its_own_changes(site: Path) -> None:
    git(site, "init", "-q")
    git(site, "add", "-A")
    git(site, "commit", "-qm", "a")
    change(site, TRANSLATION, "The story.", "Another story.")
    assert only(site).changes == (Change("", "The story.", "Another story."),)


# --- The report ---------------------------------------------------------------------------------------

ITEMS = (
    Item("missing", "Judul <b>", "en", "a.id.md", "a.en.md"),
    Item("stale", "Dua", "en", "b.id.md", "b.en.md", (Change("title", "satu dua", "satu <tiga>"),)),
    Item("stale", "Tiga", "en", "c.id.md", "c.en.md", (Change("", None, "baru"),), 2),
    Item("drifted", "Empat", "en", "d.id.md", "d.en.md"),
    Item("unrecorded", "Lima", "en", "e.id.md", "e.en.md"),
    Item("current", "Enam", "en", "f.id.md", "f.en.md"),
)


@pytest.mark.parametrize("language", ["id", "en"])
def test_the_page_has_everything_and_nothing_active(language: str) -> None:
    page = parse_html(report_page(ITEMS, language, "Kabar & Uji"))
    assert page.one("html").get("lang") == language
    assert page.one("title").text.endswith("Kabar & Uji")
    assert len(page.all("article")) == 5
    assert page.one("h1").text
    assert "Judul <b>" in page.all("h2")[0].text
    assert [found.text for found in page.all("del")] == ["dua"]
    assert [found.text for found in page.all("ins")] == ["<tiga>", "baru"]
    assert not page.all("script")
    assert not [element for element in page.walk() if element.get("src") or element.get("href")]


@pytest.mark.parametrize("language", ["id", "en"])
def test_the_lines_say_what_is_to_be_done(language: str) -> None:
    text = "\n".join(report_texts(ITEMS, language))
    for path in ("a.en.md", "b.en.md", "c.en.md", "d.en.md", "e.en.md"):
        assert f"{path}: " in text
    assert "f.en.md" not in text
    assert "    - satu dua\n    + satu <tiga>\n" in text
    assert text.count("warta translations --confirm") == 4


def test_the_command_reports_and_records(site: Path, capsys: pytest.CaptureFixture[str]) -> None:
    warta = ["--site", str(site), "translations"]
    assert main([*warta, "--format", "json"]) == 0
    (item,) = json.loads(capsys.readouterr().out)
    assert item["state"] == "current"
    change(site, ORIGINAL, "penting", "perlu")
    assert main(warta) == 0
    assert "+ > Disiplin itu perlu." in capsys.readouterr().out
    assert main([*warta, "--format", "html"]) == 0
    assert len(parse_html(capsys.readouterr().out).all("article")) == 1
    assert main([*warta, "--confirm", str(site / TRANSLATION)]) == 0
    assert capsys.readouterr().out.strip().endswith("apel.en.md")
    assert main([*warta, "--confirm", str(site / ORIGINAL)]) == 2
    assert main([*warta, "--confirm", "tidak-ada"]) == 2
    assert only(site).state == "current"


# --- Stories that are not translated ------------------------------------------------------------------


def bilingual(tmp_path: Path, policy: str, **more: str) -> Built:
    """Three stories; the second is not in English, the third not in Indonesian."""
    files = {
        "site.toml": SITE_TOML + policy,
        "content/news/2024/satu.id.md": post("Satu", date="2024-11-01", tags="korpri"),
        "content/news/2024/satu.en.md": translation("One"),
        "content/news/2024/dua.id.md": post("Dua", date="2024-11-02", tags="[korpri, pilkada]"),
        "content/news/2024/tiga.en.md": post("Three", date="2024-11-03", tags="korpri"),
        "content/tags.yaml": "korpri:\n  name: Korpri\npilkada:\n  name: Pilkada\n",
        **more,
    }
    return build_site(make_site(tmp_path / "situs", files))


CARDS = '\n[language.en]\nuntranslated = "card"\n'


def test_hiding_is_the_default(tmp_path: Path) -> None:
    built = bilingual(tmp_path, "")
    assert titles(built.page("en/news/")) == ["Three", "One"]
    assert (
        bilingual(tmp_path / "b", '\n[language.en]\nuntranslated = "hide"\n').everything()
        == built.everything()
    )


def test_another_policy_is_a_mistake() -> None:
    _, found = parse_config(SITE_TOML + '\n[language.en]\nuntranslated = "show"\n')
    assert [finding.code for finding in found] == ["setting-choice"]


def test_a_card_leads_to_the_other_language_and_says_so(tmp_path: Path) -> None:
    built = bilingual(tmp_path, CARDS)
    for path in ("en/news/", "en/", "en/archive/2024/11/", "en/topics/korpri/", "en/agencies/test-office/"):
        page = built.page(path)
        assert sorted(titles(page)) == ["Dua", "One", "Three"], path
        card = next(each for each in page.all("article", class_="teaser") if "Dua" in each.text)
        link = card.one("a")
        assert link.get("href") == "/id/berita/2024/dua/"
        assert link.get("hreflang") == "id"
        assert next(each for each in card.walk() if each.tag in ("h2", "h3")).get("lang") == "id"
        assert card.one("p", class_="summary").get("lang") == "id"
        assert "Only in Bahasa Indonesia" in card.text
    assert titles(built.page("en/news/")) == ["Three", "Dua", "One"], "by date among the others"
    assert titles(built.page("id/berita/")) == ["Dua", "Satu"], "a language without the policy"


def test_cards_make_no_page_and_change_no_feed_or_sitemap(tmp_path: Path) -> None:
    plain, cards = bilingual(tmp_path / "a", ""), bilingual(tmp_path / "b", CARDS)
    assert plain.files() == cards.files()
    assert not cards.has("en/topics/pilkada/")
    changed = {
        name for name in plain.files() if (plain.root / name).read_bytes() != (cards.root / name).read_bytes()
    }
    assert changed == {
        "en/index.html",
        "en/news/index.html",
        "en/archive/2024/11/index.html",
        "en/topics/korpri/index.html",
        "en/agencies/test-office/index.html",
        "en/regions/indonesia/index.html",
    }
    assert "2 stories" in cards.page("en/news/").text


def test_what_is_not_public_has_no_card(tmp_path: Path) -> None:
    draft = post("Dua", date="2024-11-02", draft="true")
    built = bilingual(tmp_path, CARDS, **{"content/news/2024/dua.id.md": draft})
    assert b"Dua" not in built.everything()


def test_a_language_without_stories_shows_all_of_them_as_cards(tmp_path: Path) -> None:
    files = {
        "site.toml": SITE_TOML + CARDS,
        "content/news/2024/satu.id.md": post("Satu"),
        "content/news/2024/dua.id.md": post("Dua", kind="advertorial"),
    }
    built = build_site(make_site(tmp_path, files))
    assert sorted(titles(built.page("en/"))) == ["Dua", "Satu"]
    assert sorted(titles(built.page("en/news/"))) == ["Dua", "Satu"]


def test_a_card_is_rendered_again_when_its_story_changes(tmp_path: Path) -> None:
    built = bilingual(tmp_path, CARDS)
    folder = built.root.parent
    change(folder, "content/news/2024/dua.id.md", "title: Dua", "title: Dua lagi")
    assert "Dua lagi" in titles(build_site(folder).page("en/news/"))
    make_site(folder, {"content/news/2024/dua.en.md": translation("Two")})
    after = build_site(folder)
    assert titles(after.page("en/news/")) == ["Three", "Two", "One"]
    shutil.rmtree(folder / ".warta-cache")
    shutil.rmtree(folder / "output")
    assert build_site(folder).everything() == after.everything()
