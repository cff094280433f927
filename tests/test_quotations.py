"""What speakers have said, gathered on their pages."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.support import build_site, forget, make_site, post, translation
from warta.markdown.conversion import convert

ANI = (
    "name: Ani Lestari\nappointments:\n"
    "  - {office: {id: Sekretaris, en: Secretary}, from: 2019, until: 2023}\n"
    "  - {office: {id: Kepala Dinas, en: Head of Office}, from: 2024}\n"
)
PAGE = "id/narasumber/ani-lestari/"


def saying(words: str, by: str = "ani") -> str:
    return f"Isi.\n\n> {words}\n>\n> — {by}\n"


def files(**bodies: str) -> dict[str, str | bytes]:
    """The registered speaker, and stories that name her; the later in the arguments, the newer."""
    found: dict[str, str | bytes] = {"content/speakers/ani.yaml": ANI}
    for number, (name, body) in enumerate(bodies.items(), 1):
        text = post(name.title(), body, date=f"2024-0{number}-02", speaker="ani")
        found[f"content/news/2024/{name}.id.md"] = text
    return found


def said(site: Path, path: str = PAGE) -> list[str]:
    """The quotations on a speaker's page."""
    return [quote.text for quote in build_site(site).page(path).all("blockquote")]


@pytest.mark.parametrize("engine", ["markdown", "pyromark"])
def test_a_quotation_stands_with_its_story_date_and_office(engine: str, tmp_path: Path) -> None:
    """The office is that of the day, or the one that the story gives."""
    site = make_site(tmp_path, files(satu=saying('"Kami **siap**[^1] & sedia."') + "\n[^1]: Catatan.\n"))
    (site / "content/news/2024/lama.id.md").write_text(
        post("Lama", saying('"Dahulu."'), date="2022-05-03", speaker="ani")
    )
    (site / "content/news/2024/lama.en.md").write_text(translation("Old", saying('"Then."', "ani, chair")))
    text = (site / "site.toml").read_text("utf-8")
    (site / "site.toml").write_text(f'{text}\n[markdown]\nengine = "{engine}"\n')
    built = build_site(site)
    new, old = built.page(PAGE).all("figure", class_="quote")
    assert new.one("blockquote").text == "“Kami siap & sedia.”"
    assert new.one("figcaption").text == "Satu 2 Jan 2024 Kepala Dinas"
    assert new.one("figcaption").links() == ["/id/berita/2024/satu/"]
    assert old.one("figcaption").text == "Lama 3 Mei 2022 Sekretaris"
    (then,) = built.page("en/speakers/ani-lestari/").all("figure", class_="quote")
    assert then.one("blockquote").text == "“Then.”"
    assert then.one("figcaption").text == "Old 3 May 2022 chair"


LINES = [
    "> — **Ani Lestari**, Sekda",
    "> — **Ani Lestari, Sekda**",
    "> — *Ani Lestari*, Sekda",
    "> — ***Ani Lestari***, _Sekda_",
    "> -- __Ani Lestari__, Sekda",
    "> --- [Ani Lestari](https://e.go.id/ani), Sekda",
    "> — [**Ani Lestari**](https://e.go.id/ani), Sekda",
    "> — **[Ani Lestari](https://e.go.id/ani)**, Sekda",
    "> **— Ani Lestari, Sekda**",
    "> *— [Ani Lestari](https://e.go.id/ani), Sekda*",
    "> – <b>Ani Lestari</b>, <u>Sekda</u>",
    "> ― <cite>Ani Lestari</cite>, Sekda",
    "> — Ani **Lestari**, *Sekda*",
]


@pytest.mark.parametrize("engine", ["markdown", "pyromark"])
@pytest.mark.parametrize(
    "before", ["> Kami *siap*.\n>\n", "> Kami *siap*.\n", "> Kami *siap*.  \n", "> Kami **siap**.<br>\n"]
)
@pytest.mark.parametrize("line", LINES)
def test_a_name_in_bold_or_with_a_link_is_a_name(line: str, before: str, engine: str) -> None:
    _, body, _ = convert(f"Isi.\n\n{before}{line}\n", "x.md", 1, engine)
    ((name, position, words),) = body.quotes
    assert (name, words) == ("Ani Lestari, Sekda", "Kami siap.")
    assert position.line == 3 + before.count("\n")
    assert line[position.column - 1 :].startswith("Ani")


@pytest.mark.parametrize("engine", ["markdown", "pyromark"])
@pytest.mark.parametrize(
    "text",
    [
        "> Kami siap — **Ani**",
        "> Kami\n> *siap* — Ani",
        "> Kami siap.\n>\n> — ![Ani](ani.jpg)",
        "> Kami siap.\n>\n> — `ani`",
        "> Kami siap.\n>\n> **—** Satu — dua",
        "> Kami siap.\n>\n> — **" + "kata " * 60 + "**",
    ],
)
def test_a_dash_with_more_than_a_name_is_part_of_the_quotation(text: str, engine: str) -> None:
    assert convert(f"Isi.\n\n{text}\n", "x.md", 1, engine)[1].quotes == ()


@pytest.mark.parametrize("engine", ["markdown", "pyromark"])
def test_a_link_of_the_writers_stays_with_a_name_that_nobody_knows(engine: str, tmp_path: Path) -> None:
    """Who is in the registry is linked to the page there."""
    lines = '**[Budi](https://e.go.id/b)**, "ketua"', "[Ani Lestari](https://e.go.id/a)", "**Cici**"
    site = make_site(tmp_path, files(satu="\n".join(saying("Ya.", line) for line in lines)))
    text = (site / "site.toml").read_text("utf-8")
    (site / "site.toml").write_text(f'{text}\n[markdown]\nengine = "{engine}"\n')
    shown = build_site(site).page("id/berita/2024/satu/").one(class_="prose").all("figcaption")
    assert [each.text for each in shown] == ["— Budi, “ketua”", "— Ani Lestari, Kepala Dinas", "— Cici"]
    assert [each.links() for each in shown] == [["https://e.go.id/b"], ["/id/narasumber/ani-lestari/"], []]


def test_only_what_they_said_is_theirs(tmp_path: Path) -> None:
    site = make_site(tmp_path, files(satu=saying("Satu.", "Budi") + "\n" + saying("Dua.") + "\n> Tiga.\n"))
    assert said(site) == ["Dua."]


def test_a_story_that_does_not_list_them_quotes_them_too(tmp_path: Path) -> None:
    site = make_site(tmp_path, files(satu="Isi."))
    (site / "content/news/2024/lain.id.md").write_text(post("Lain", saying("Benar.", "Ani Lestari")))
    assert said(site) == ["Benar."]


def test_what_was_withdrawn_is_not_quoted_and_what_was_paid_for_says_so(tmp_path: Path) -> None:
    site = make_site(tmp_path, files(satu=saying("Satu."), dua=saying("Dua.")))
    for name, keys in (
        ("ditarik", {"changes": "[{date: 2024-11-15, kind: withdrawal, note: Salah.}]"}),
        ("iklan", {"kind": "advertorial"}),
    ):
        text = post(name, saying(name), date="2024-11-01", speaker="ani", **keys)
        (site / f"content/news/2024/{name}.id.md").write_text(text)
    assert said(site) == ["iklan", "Dua.", "Satu."]
    quotes = build_site(site).page(PAGE).all("figure", class_="quote")
    assert [bool(quote.all(class_="label-advertorial")) for quote in quotes] == [True, False, False]


def test_a_long_quotation_is_cut_between_words_and_still_closed(tmp_path: Path) -> None:
    site = make_site(tmp_path, files(satu=saying('"' + "kata demi " * 90 + 'selesai."')))
    (shown,) = said(site)
    assert len(shown) < 410
    assert shown.startswith("“kata demi kata")
    assert shown.endswith((" demi …”", " kata …”"))


def test_a_speakers_page_follows_what_is_edited(tmp_path: Path) -> None:
    """A quotation, the title above it, a story that is gone: as a build from nothing has it."""
    site = make_site(tmp_path / "situs", files(satu=saying("Satu."), dua=saying("Dua.")))
    assert said(site) == ["Dua.", "Satu."]
    story = site / "content/news/2024/dua.id.md"
    story.write_text(story.read_text().replace("> Dua.", "> Dua koma lima."))
    assert said(site) == ["Dua koma lima.", "Satu."]
    story.write_text(story.read_text().replace("title: Dua", "title: Judul lain"))
    page = build_site(site).page(PAGE)
    assert "Judul lain" in page.all("figure", class_="quote")[0].text
    forgetful = build_site(site).everything()
    forget(site)
    assert build_site(site, tmp_path / "baru").everything() == forgetful
    story.unlink()
    assert said(site) == ["Satu."]
