"""A newcomer who follows the writers' guide to the letter, in a real browser."""

from __future__ import annotations

import re
from contextlib import AbstractContextManager
from pathlib import Path
from urllib.parse import quote

import docx
import pytest
from playwright.sync_api import Browser, Page, expect

from tests.guidelib import Guide, read_guide, run
from tests.servelib import Serving, save_in_place, serving
from tests.support import NOW
from warta.authoring.starter import create_site
from warta.build.build import Request, check
from warta.console.report import as_text
from warta.diagnostics.catalogue import MESSAGE_LANGUAGES
from warta.diagnostics.values import Severity

DRAFT = "masih draf"
RELEASE = (
    "Bupati Blora ingatkan pegawai menjelang pilkada",
    "BLORA – Plt. Bupati Blora Sutopo Hadi Wibowo mengingatkan pegawai agar netral, Selasa (12/11/2024).",
    "“Jangan memihak,” kata Sutopo di hadapan pegawai Badan Kepegawaian Negara.",
)
"""A press release; its title, then its paragraphs."""


def done(folder: Path, words: tuple[str, ...]) -> str:
    """What a command that is to succeed prints."""
    found = run(folder, words)
    assert found.returncode == 0, found.stderr
    return found.stdout + found.stderr


def wanted(guide: Guide) -> list[str]:
    """The commands of the guide in their order, by name."""
    return [words[0] for words in guide.commands]


def shown(page: Page, path: str) -> AbstractContextManager[object]:
    """Until the browser shows the page at ``path`` and has asked to be told of changes to it."""
    asked = f"/_warta/events?path={quote(path, safe='')}"
    return page.expect_response(lambda answer: answer.url.endswith(asked))


def write_the_story(guide: Guide, server: Serving, page: Page) -> None:
    """Both files; the browser goes to the one that is saved and says that nobody else sees it."""
    for path, text in guide.stories.items():
        with shown(page, address(path)):
            save_in_place(server.site / path, text)
        expect(page.get_by_role("heading", name=title(text), exact=True)).to_be_visible()
        expect(page.get_by_role("note")).to_contain_text(DRAFT)


def make_and_mend_every_mistake(guide: Guide, server: Serving, page: Page) -> None:
    """The page and ``warta check`` say what the guide says that they say; mended, both are content."""
    assert len(guide.mistakes) == 10
    for mistake in guide.mistakes:
        path = server.site / mistake.file
        good = guide.published[mistake.file]
        broken = mistake.made_in(good)
        assert broken != good
        save_in_place(path, broken)
        panel = page.locator("warta-errors section")
        expect(panel).to_contain_text(mistake.place)
        assert "Mengapa: " in panel.inner_text()
        assert "Perbaikan: " in panel.inner_text()
        checked = run(server.site, guide.command("check"))
        assert checked.returncode == 1, mistake.title
        assert mistake.message in checked.stderr.splitlines(), mistake.title
        save_in_place(path, mistake.mended_in(broken))
        server.wait_errors(0)
        expect(panel, mistake.title).to_have_count(0)
        if mistake.mended_in(broken) != good:  # mended in another way than it was before
            save_in_place(path, good)
            expect(page.get_by_role("heading", name=title(good), exact=True)).to_be_visible()


def import_a_release(guide: Guide, server: Serving, page: Page) -> None:
    """A document becomes a draft that can be seen."""
    document = docx.Document()
    document.add_heading(RELEASE[0], 1)
    for text in RELEASE[1:]:
        document.add_paragraph(text)
    words = guide.command("import")
    document.save(str(server.site / words[-1]))
    path = re.findall(r"content/\S+\.id\.md", done(server.site, words))[0]
    page.wait_for_url(f"**{address(path)}")
    expect(page.get_by_role("heading", name=RELEASE[0], exact=True)).to_be_visible()
    expect(page.get_by_role("note")).to_contain_text(DRAFT)
    expect(page.get_by_role("main")).to_contain_text("Jangan memihak")


def assert_published(guide: Guide, site: Path, browser: Browser) -> None:
    """The story is there in both languages for everybody, and the draft is not."""
    page = browser.new_page()
    for path, text in guide.published.items():
        page.goto((site / "output" / address(path).strip("/") / "index.html").as_uri())
        expect(page.get_by_role("heading", name=title(text), exact=True)).to_be_visible()
        assert page.get_by_role("note").count() == 0
    page.close()
    assert not [
        found for found in (site / "output").rglob("*.html") if RELEASE[0] in found.read_text("utf-8")
    ]


def title(text: str) -> str:
    found = re.search(r"^title: (.*)$", text, re.MULTILINE)
    assert found
    return found[1]


def address(path: str) -> str:
    """Of a story whose address is made from its file's name."""
    year, name, language = re.findall(r"(\d{4})/(.*)\.(..)\.md$", path)[0]
    return f"/{language}/{'berita' if language == 'id' else 'news'}/{year}/{name}/"


def test_the_guide_leads_to_a_story_in_two_languages(tmp_path: Path, browser: Browser) -> None:
    guide = read_guide("id")
    assert wanted(guide) == ["init", "new", "serve", "check", "build", "import"]
    done(tmp_path, guide.command("init"))
    site = tmp_path / guide.folder
    assert set(done(site, guide.command("new")).split()) >= set(guide.stories)
    _, *options = guide.command("serve")
    with serving(site, *options, BROWSER="true") as server:
        page = browser.new_page()
        with shown(page, "/id/"):
            page.goto(server.url)
        write_the_story(guide, server, page)
        done(site, guide.command("check"))
        for path, text in guide.published.items():
            save_in_place(site / path, text)
        expect(page.get_by_role("note")).to_have_count(0)
        make_and_mend_every_mistake(guide, server, page)
        import_a_release(guide, server, page)
        page.close()
    done(site, guide.command("build"))
    assert_published(guide, site, browser)


def test_the_english_guide_tells_the_same() -> None:
    """Its commands ask for English; what is typed, written and done wrong is the same."""
    guides = [read_guide(language) for language in ("id", "en")]
    (commands, others) = ([list(words) for words in guide.commands] for guide in guides)
    assert [["--lang", "en", *words] for words in commands] == others
    assert guides[0].stories == guides[1].stories
    mistakes, english = (
        [(mistake.wrong, mistake.right, mistake.place) for mistake in guide.mistakes] for guide in guides
    )
    assert mistakes == english


@pytest.mark.parametrize("language", MESSAGE_LANGUAGES)
def test_every_mistake_has_the_message_that_the_guide_shows(tmp_path: Path, language: str) -> None:
    guide = read_guide(language)
    site = tmp_path / guide.folder
    create_site(site)
    for path, text in guide.published.items():
        (site / path).write_text(text, "utf-8")
    for mistake in guide.mistakes:
        file, good = site / mistake.file, guide.published[mistake.file]
        file.write_text(mistake.made_in(good), "utf-8")
        found = check(Request(site, site / "output", NOW)).diagnostics
        said = [as_text(finding, language, site) for finding in found if finding.severity is Severity.ERROR]
        assert [text.splitlines()[0] for text in said] == [mistake.message]
        file.write_text(good, "utf-8")
