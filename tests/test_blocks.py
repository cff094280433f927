"""Figures, galleries, quotations, documents and videos in a text, as readers get them."""

from __future__ import annotations

import io
import time
from functools import cache
from pathlib import Path

import pypdf
import pytest

from tests.support import NOW, SITE_TOML, Built, Element, build_site, make_site, picture, post, translation
from warta.build.build import Request, build
from warta.markdown.conversion import convert
from warta.markdown.locator import Locator
from warta.markdown.story_html import StoryWriter
from warta.media.documents import DocumentFacts, look_at_document
from warta.media.values import Refused

STORY = "content/news/2024/uji.id.md"


@cache
def pdf(pages: int, size: int = 0, password: str = "") -> bytes:
    """A real PDF with so many pages and at least so many bytes."""
    writer = pypdf.PdfWriter()
    for _ in range(pages):
        writer.add_blank_page(595, 842)
    if password:
        writer.encrypt(password, algorithm="RC4-128")
    file = io.BytesIO()
    writer.write(file)
    return file.getvalue() + b"\n%" + b"x" * max(0, size - len(file.getvalue()))


SPEAKERS = {
    "content/speakers/ani.yaml": "name: Ani Lestari\nprefix: Dr.\nsuffix: M.Si.\nappointments:\n"
    "  - {office: {id: Sekretaris, en: Secretary}, from: 2019, until: 2023}\n"
    "  - {office: {id: Kepala Dinas, en: Head of Office}, from: 2024}\n",
    "content/speakers/budi.yaml": "name: Budi Jum'at\n",
}
BODY = """\
Awal.

![Aula](foto.jpg)
*Peserta "seminar". Foto: Humas*

![Satu](foto.jpg "Pembukaan.")
![Dua](foto.jpg)

> "Satu."
>
> — ani

Teks.

> "Dua."
> — Dr. Ani Lestari, M.Si., ketua panitia

Teks.

> "Tiga."
>
> — Ni Luh, warga Amlapura

Teks.

> "Empat."
>
> -- Budi Jum'at

[Surat "edaran"](edaran.pdf)

[Tabel](tabel.xlsx)

[Rekaman <b>seminar</b>](https://www.youtube.com/watch?v=a&t=1)

https://youtu.be/b
"""


def files(body: str = BODY, engine: str = "markdown") -> dict[str, str | bytes]:
    return {
        "site.toml": SITE_TOML + f'[markdown]\nengine = "{engine}"\n',
        **SPEAKERS,
        "content/news/2024/foto.jpg": picture(1, (60, 40)),
        "content/news/2024/edaran.pdf": pdf(12, 1_260_000),
        "content/news/2024/tabel.xlsx": b"PK\3\4[Content_Types].xml xl/".ljust(4299, b"x")
        + b"PK\5\6".ljust(22, b"\0"),
        STORY: post("Uji", body, speaker="ani"),
        "content/news/2024/uji.en.md": translation("Test", body),
    }


@pytest.fixture(scope="module", params=["markdown", "pyromark"])
def built(request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory) -> Built:
    return build_site(make_site(tmp_path_factory.mktemp("blok"), files(engine=request.param)))


def prose(built: Built, path: str = "id/berita/2024/uji/") -> Element:
    return built.page(path).one("div", class_="prose")


def test_nothing_is_left_open(built: Built) -> None:
    assert b"<warta-" not in built.everything()


def test_a_figure_has_caption_and_credit_beside_its_picture(built: Built) -> None:
    figure = prose(built).one("figure", class_="picture")
    assert figure.one("img").get("alt") == "Aula"
    caption = figure.one("figcaption")
    assert caption.text == "Peserta “seminar”. Foto: Humas"
    assert caption.one("span", class_="credit").text == "Foto: Humas"


def test_a_gallery_shows_its_pictures_with_their_captions(built: Built) -> None:
    gallery = prose(built).one("figure", class_="gallery")
    assert [image.get("alt") for image in gallery.all("img")] == ["Satu", "Dua"]
    assert [caption.text for caption in gallery.all("figcaption")] == ["Pembukaan."]
    assert not any("title" in image.attributes for image in gallery.all("img"))


def test_quotations_name_their_speakers_with_the_office_of_the_day(built: Built) -> None:
    """By id or any name, linked; another office behind a comma; strangers as written."""
    quotes = prose(built).all("figure", class_="quote")
    assert [quote.one("blockquote").text for quote in quotes] == ["“Satu.”", "“Dua.”", "“Tiga.”", "“Empat.”"]
    assert [quote.one("figcaption").text for quote in quotes] == [
        "— Dr. Ani Lestari, M.Si., Kepala Dinas",
        "— Dr. Ani Lestari, M.Si., ketua panitia",
        "— Ni Luh, warga Amlapura",
        "— Budi Jum'at",
    ]
    assert [quote.links() for quote in quotes] == [
        ["/id/narasumber/ani-lestari/"],
        ["/id/narasumber/ani-lestari/"],
        [],
        [],  # no story names him, so there is no page
    ]
    other = prose(built, "en/news/2024/uji/").all("figure", class_="quote")[0]
    assert other.one("figcaption").text == "— Dr. Ani Lestari, M.Si., Head of Office"
    assert other.links() == ["/en/speakers/ani-lestari/"]


def test_documents_say_what_they_are_in_the_language_of_the_page(built: Built) -> None:
    indonesian, table = prose(built).all("div", class_="document")
    assert indonesian.text == "Surat “edaran” PDF, 1,3 MB, 12 halaman"
    assert table.text == "Tabel XLSX, 4 KB"
    english, _ = prose(built, "en/news/2024/uji/").all("div", class_="document")
    assert english.text == "Surat “edaran” PDF, 1.3 MB, 12 pages"
    (target,) = indonesian.links()
    assert (built.root / target[1:]).read_bytes() == pdf(12, 1_260_000)


def test_videos_are_links_and_nothing_else(built: Built) -> None:
    """No frame, no picture from elsewhere, no script: nothing is asked of another site before the click."""
    titled, bare = prose(built).all("div", class_="video")
    assert titled.text == "Rekaman seminar Video di youtube.com"
    assert titled.links() == ["https://www.youtube.com/watch?v=a&t=1"]
    assert bare.text == "Video di youtu.be"
    assert [link.get("rel") for link in titled.all("a")] == ["noreferrer"]
    for tag in ("iframe", "script", "video", "embed", "object"):
        assert not prose(built).all(tag)
    assert "video-without-title" in built.codes()


def test_there_are_no_styles_in_the_text(built: Built) -> None:
    """The security policy knows no unsafe-inline."""
    for path in built.html_pages():
        assert not [element for element in built.page(path).walk() if "style" in element.attributes]


def test_a_profile_may_have_them_too(tmp_path: Path) -> None:
    """There is no date, so there is no office that would be right."""
    site = files("Isi.")
    site["content/agencies/dinas.id.md"] = (
        "Profil.\n\n> Kami melayani.\n>\n> — ani\n\n![Aula](../news/2024/foto.jpg)\n*Aula.*\n\n"
        "[Surat](../news/2024/edaran.pdf)\n"
    )
    page = build_site(make_site(tmp_path, site)).page("id/instansi/dinas-uji/")
    assert page.one("figure", class_="quote").one("figcaption").text == "— Dr. Ani Lestari, M.Si."
    assert page.one("figure", class_="picture").one("img").get("width") == "60"
    assert page.one("div", class_="document").text == "Surat PDF, 1,3 MB, 12 halaman"


def test_a_speaker_that_changes_renders_the_stories_that_quote_them(tmp_path: Path) -> None:
    """Also where the story's own keys do not name the speaker."""
    site = make_site(tmp_path, files("Isi.\n\n> Kami siap.\n>\n> — budi\n"))
    build_site(site)
    (site / "content/speakers/budi.yaml").write_text("name: Budi Jum'at\nsuffix: S.H.\n")
    page = build_site(site).page("id/berita/2024/uji/")
    assert page.one("figure", class_="quote").one("figcaption").text == "— Budi Jum'at, S.H."
    result = build(Request(site, tmp_path / "lain", NOW, cache=tmp_path / "cache"))
    assert not result.failed
    assert (tmp_path / "lain/id/berita/2024/uji/index.html").read_bytes() == (
        site / "output/id/berita/2024/uji/index.html"
    ).read_bytes()


@pytest.mark.parametrize("engine", ["markdown", "pyromark"])
def test_what_authors_write_into_blocks_stays_text(engine: str, tmp_path: Path) -> None:
    """Alternative texts, captions, names, titles and addresses."""
    body = (
        "![\"'&lt;script&gt;](foto.jpg '\"&gt;&lt;script&gt;')\n\n"
        "> x\n>\n> — &lt;script&gt;alert(1)&lt;/script&gt;\n\n"
        "[&lt;script&gt;](edaran.pdf)\n\n"
        '[x](https://youtu.be/"onmouseover=alert)\n'
    )
    page = prose(build_site(make_site(tmp_path, files(body, engine))))
    assert not page.all("script")
    for element in page.walk():
        assert not [name for name in element.attributes if name.startswith("on")]
    quote = page.all("figure", class_="quote")
    assert [found.one("figcaption").text for found in quote] in ([], ["— <script>alert(1)</script>"])


# --- PDF --------------------------------------------------------------------------------------------


def test_the_pages_of_a_pdf_are_counted() -> None:
    assert look_at_document("pdf", pdf(1)) == DocumentFacts(1)
    assert look_at_document("pdf", pdf(37)) == DocumentFacts(37)


def test_of_an_encrypted_pdf_the_pages_are_not_told() -> None:
    assert look_at_document("pdf", pdf(2, password="rahasia")) == DocumentFacts(0)


PDF_HEAD = b"%PDF-1.7\n"


def pdf_of(*objects: bytes) -> bytes:
    """A PDF made of raw objects, with a table that is right."""
    data, places = PDF_HEAD, []
    for number, body in enumerate(objects, 1):
        places.append(len(data))
        data += b"%d 0 obj\n%s\nendobj\n" % (number, body)
    table = b"".join(b"%010d 00000 n \n" % place for place in places)
    count = len(objects) + 1
    return data + (
        b"xref\n0 %d\n0000000000 65535 f \n%strailer\n<< /Size %d /Root 1 0 R >>\nstartxref\n%d\n%%%%EOF\n"
        % (count, table, count, len(data))
    )


CATALOG = b"<< /Type /Catalog /Pages 2 0 R >>"
HOSTILE_PDFS = {
    "empty": b"",
    "a page": b"<html>",
    "its head alone": PDF_HEAD,
    "cut short": pdf(3)[:300],
    "no pages": pdf_of(b"<< /Type /Catalog >>"),
    "a lie": pdf_of(CATALOG, b"<< /Type /Pages /Kids [] /Count 99999999999 >>"),
    "less than nothing": pdf_of(CATALOG, b"<< /Type /Pages /Kids [] /Count -5 >>"),
    "a word": pdf_of(CATALOG, b"<< /Type /Pages /Kids [] /Count (script) >>"),
    "itself": pdf_of(CATALOG, b"2 0 R"),
    "a circle": pdf_of(CATALOG, b"<< /Type /Pages /Count 3 0 R >>", b"4 0 R", b"3 0 R"),
    "depth": pdf_of(CATALOG, b"[" * 50_000),
    "a table of tables": PDF_HEAD
    + b"xref\n0 99999999\ntrailer\n<< /Root 1 0 R /Prev 9 >>\nstartxref\n9\n%%EOF",
}


@pytest.mark.parametrize("name", HOSTILE_PDFS)
def test_a_hostile_pdf_is_refused_in_time(name: str) -> None:
    """Its pages are not followed; what it says of itself is not believed beyond reason."""
    started = time.process_time()
    found = look_at_document("pdf", HOSTILE_PDFS[name])
    assert isinstance(found, Refused)
    assert found.code == ("document-markup" if name == "a page" else "document-broken")
    assert time.process_time() - started < 5


# --- Torture ----------------------------------------------------------------------------------------

TORTURE = {
    "images": "![a](b.jpg)\n" * 5_000,
    "images in a line": "![a](b.jpg) " * 5_000,
    "captions without an end": "![a](b.jpg)\n*" + "Foto: " * 20_000 + "*",
    "credits": "![a](b.jpg)\n*" + "Foto. " * 10_000 + "(" * 10_000 + "*",
    "dashes": "> " + "— " * 20_000,
    "lines of dashes": "> x\n" + "> — a\n" * 10_000,
    "quotations": "> x\n>\n> — a\n\n" * 3_000,
    "links": "[a](b.pdf)\n\n" * 5_000,
    "open links": "[a " * 20_000,
    "addresses": "https://youtu.be/a\n\n" * 5_000,
}


@pytest.mark.parametrize("engine", ["markdown", "pyromark"])
@pytest.mark.parametrize("name", TORTURE)
def test_no_text_takes_long(name: str, engine: str) -> None:
    started = time.process_time()
    convert(TORTURE[name], "x.md", 1, engine)
    assert time.process_time() - started < 10


@pytest.mark.parametrize(
    "piece",
    [
        "<p><img src='a'></p>",
        "<p><img src='a'>",
        "<blockquote><p>— a</p></blockquote>",
        "<p>a\n— a</p>",
        '<p><a href="x">',
        '<p><a href="x.pdf">a</a></p>',
        "<em>a</em>",
        "<p>http</p>",
        "<h2>a</h2>",
    ],
)
def test_marking_up_takes_time_in_proportion_to_the_text(piece: str) -> None:
    for html in (piece * 10_000, f"<blockquote>{piece * 10_000}</blockquote>", f"<p>{piece * 10_000}</p>"):
        started = time.process_time()
        StoryWriter(Locator("", 1)).write(html)
        assert time.process_time() - started < 5, html[:40]
