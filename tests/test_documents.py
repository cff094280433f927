"""The documents of stories and standing pages are one list, with filters that work without a script."""

from __future__ import annotations

import io
import json
import zipfile
from pathlib import Path

import pytest
from playwright.sync_api import Browser, expect

from quality.serving import served
from tests.faultlib import assert_same, build_clean, tree
from tests.support import SITE_TOML, Built, Element, build_site, change, make_site, post, translation
from tests.test_blocks import pdf
from warta.i18n.languages import load_language
from warta.site.documents import document_kind, document_year

NEWS, PAGES = "content/news", "content/pages"
KINDS = {
    # what a link says: (kind, year)
    "Surat Edaran Nomor 5 Tahun 2019": ("circular", 2019),
    "SE Bupati No. 800/2045/2024": ("circular", 2024),
    "SE 5/2024": ("circular", 2024),
    "Edaran tentang Laporan Harta Kekayaan": ("circular", 0),
    "Himbauan cuti bersama": ("circular", 0),
    "Perda Nomor 2010 Tahun 2012 tentang APBD Tahun 2013": ("regulation", 2012),
    "Peraturan Bupati Karangasem Nomor 41 Tahun 2023": ("regulation", 2023),
    "UU 20/2023": ("regulation", 2023),
    "PP Nomor 94 Tahun 2021": ("regulation", 2021),
    "Lampiran Perwali tentang Laporan Keuangan": ("regulation", 0),
    "Laporan pelaksanaan Perda Nomor 3 Tahun 2020": ("report", 2020),
    "LKjIP 2023": ("report", 2023),
    "LAKIP Dinas Kesehatan 2022.": ("report", 2022),
    "SK Bupati tentang Tim Pelaksana": ("decision", 0),
    "Surat Keputusan Bersama 2022": ("decision", 2022),
    "RPJMD 2021–2026": ("plan", 2021),
    "Rencana Kerja 2025": ("plan", 2025),
    "DPA senilai Rp 2.000.000": ("plan", 0),
    "Formulir permohonan informasi": ("form", 0),
    "SOP Pelayanan": ("guideline", 0),
    "MoU dengan Universitas Udayana": ("agreement", 0),
    "Berita acara rekapitulasi": ("minutes", 0),
    "Paparan Kepala BKPSDM": ("presentation", 0),
    "Daftar informasi publik": ("data", 0),
    "Pengumuman hasil seleksi": ("announcement", 0),
    "Brosur": ("", 0),
    "Data Rumahsakit": ("data", 0),
    "Sertifikat": ("", 0),
    "Seminar": ("", 0),
    "se-Bali": ("", 0),
}


@pytest.mark.parametrize(("title", "expected"), KINDS.items(), ids=list(KINDS))
def test_a_name_tells_kind_and_year(title: str, expected: tuple[str, int]) -> None:
    words = load_language("id", {}).documents
    assert (document_kind(title, [words]), document_year(title)) == expected


def test_the_words_of_a_kind_are_settings() -> None:
    words = load_language("id", {"documents": {"report": ["warkah"]}}).documents
    assert document_kind("Warkah akhir", [words]) == "report"
    assert document_kind("Laporan akhir", [words]) == ""


def documents() -> dict[str, str | bytes]:
    return {
        "site.toml": SITE_TOML,
        "content/agencies/kantor.yaml": "name: {id: Kantor Wilayah, en: Regional Office}\nregion: bangli\n",
        f"{NEWS}/2023/edaran.pdf": pdf(3, 1_260_000),
        f"{NEWS}/2023/lama.id.md": post(
            "Edaran terbit",
            "[Surat Edaran Nomor 5 Tahun 2022](edaran.pdf)",
            date="2023-05-01",
            agency="kantor",
        ),
        f"{NEWS}/2023/lama.en.md": translation("Circular issued", "Read [the circular](edaran.pdf#page=2)."),
        f"{NEWS}/2024/laporan tahunan.pdf": pdf(1, 300),
        f"{NEWS}/2024/nilai.csv": "a,b\n1,2\n",
        f"{NEWS}/2024/suara.mp3": b"ID3" + bytes(50),
        f"{NEWS}/2024/baru.id.md": post(
            "Laporan kinerja disampaikan",
            "Unduh [di sini](<laporan tahunan.pdf>), juga [edaran](../2023/edaran.pdf), [rekaman](suara.mp3)."
            '\n\n[Data *nilai* "akhir"](nilai.csv)\n',
        ),
        f"{NEWS}/2024/tarik.pdf": pdf(2),
        f"{NEWS}/2024/tarik.id.md": post(
            "Ditarik",
            "[Rahasia](tarik.pdf)",
            changes="[{date: 2024-11-20, kind: withdrawal, note: Keliru.}]",
        ),
        f"{NEWS}/2024/nanti.pdf": pdf(4),
        f"{NEWS}/2024/nanti.id.md": post("Nanti", "[Rahasia](nanti.pdf)", publish_at="2098-01-01"),
        f"{PAGES}/ppid.id.md": "---\ntitle: PPID\n---\n\n[Formulir permohonan](formulir.odt)\n",
        f"{PAGES}/formulir.odt": odt(),
    }


def odt() -> bytes:
    file = io.BytesIO()
    with zipfile.ZipFile(file, "w") as archive:
        archive.writestr("mimetype", "application/vnd.oasis.opendocument.text")
    return file.getvalue()


@pytest.fixture(scope="module")
def site(tmp_path_factory: pytest.TempPathFactory) -> Built:
    return build_site(make_site(tmp_path_factory.mktemp("dokumen") / "situs", documents()))


def listed(page: Element) -> list[str]:
    return list(rows(page))


def rows(page: Element) -> dict[str, Element]:
    sections = page.all("section", class_="documents")
    return {row.one("h3").text: row for section in sections for row in section.all("li")}


def test_all_documents_are_one_list(site: Built) -> None:
    """The newest first, those without a year last; not those of what is withdrawn or to come, nor sound."""
    page = site.page("id/dokumen/")
    assert listed(page) == [
        "Laporan kinerja disampaikan",
        "Data nilai “akhir”",
        "Surat Edaran Nomor 5 Tahun 2022",
        "Formulir permohonan",
    ]
    assert [each.text for each in page.all("h2", class_="section-title")] == ["2024", "2022", "Tanpa tahun"]
    assert not [name for name in site.files() if "/tarik." in name or "/nanti." in name]


def test_each_says_type_size_agency_and_where_it_is_attached(site: Built) -> None:
    row = rows(site.page("id/dokumen/"))["Surat Edaran Nomor 5 Tahun 2022"]
    assert "PDF, 1,3 MB, 3 halaman" in row.text
    assert "Surat edaran" in row.text
    assert "Kantor Wilayah, Dinas Uji" in row.text
    assert {link.rpartition("/media/")[0] or link for link in row.links()} >= {
        "/id/berita/2023/lama/",
        "/id/berita/2024/baru/",
    }
    assert any(link.endswith(".pdf") and "/media/news/2023/edaran." in link for link in row.links())
    form = rows(site.page("id/dokumen/"))["Formulir permohonan"]
    assert "/id/ppid/" in form.links()


def test_every_filter_is_a_page_that_the_list_leads_to(site: Built) -> None:
    links = site.page("id/dokumen/").one("nav", class_="document-links").links()
    places = {
        "/id/dokumen/laporan/": ["Laporan kinerja disampaikan"],
        "/id/dokumen/data/": ["Data nilai “akhir”"],
        "/id/dokumen/surat-edaran/": ["Surat Edaran Nomor 5 Tahun 2022"],
        "/id/dokumen/formulir/": ["Formulir permohonan"],
        "/id/dokumen/2024/": ["Laporan kinerja disampaikan", "Data nilai “akhir”"],
        "/id/dokumen/2022/": ["Surat Edaran Nomor 5 Tahun 2022"],
        "/id/dokumen/instansi/kantor-wilayah/": ["Surat Edaran Nomor 5 Tahun 2022"],
    }
    assert set(places) < set(links)
    for place, titles in places.items():
        page = site.page(place.strip("/") + "/")
        assert listed(page) == titles
        assert "/id/dokumen/" in page.one("nav", class_="document-links").links()
        assert place in site.page("sitemap-pages.xml").text


def test_a_language_lists_what_its_own_texts_link_to(site: Built) -> None:
    page = site.page("en/documents/")
    assert listed(page) == ["the circular"]
    assert "PDF, 1.3 MB, 3 pages" in page.text
    assert "#page" not in str(page.links())
    assert page.alternates()["id"].endswith("/id/dokumen/")


def test_the_list_is_data_too(site: Built) -> None:
    data = json.loads((site.root / "id/dokumen/documents.json").read_bytes())
    assert [row["title"] for row in data] == listed(site.page("id/dokumen/"))
    (row,) = [row for row in data if row["year"] == 2022]
    assert row["attached"][0]["url"] == f"{site.base_url}/id/berita/2023/lama/"
    assert (row["format"], row["kind"], row["date"]) == ("PDF", "Surat edaran", "2023-05-01")


def test_sections_and_menus_have_it_as_other_lists(tmp_path: Path) -> None:
    """In the menu it is there without a document too; switched off, nothing of it is."""
    folder = make_site(tmp_path / "a", {"site.toml": SITE_TOML + '\n[sections]\nmenu = ["documents"]\n'})
    built = build_site(folder)
    assert "/id/dokumen/" in built.page("id/").links()
    assert "Belum ada dokumen." in built.page("id/dokumen/").text
    off = SITE_TOML + "\n[sections]\ndocuments = false\n"
    built = build_site(make_site(tmp_path / "b", {**documents(), "site.toml": off}))
    assert not built.has("id/dokumen/index.html")
    named = SITE_TOML + '\n[footer]\nentries = ["documents", "archive"]\n[sections]\nmenu = ["documents"]\n'
    built = build_site(make_site(tmp_path / "c", {**documents(), "site.toml": named}))
    assert "/id/dokumen/" in built.page("id/").one("footer").links()


def test_a_list_goes_with_its_last_document(site: Built, tmp_path: Path) -> None:
    """Incremental builds have the same bytes as clean ones."""
    folder = make_site(tmp_path / "situs", documents())
    build_site(folder)
    change(folder, f"{NEWS}/2024/baru.id.md", "[edaran](../2023/edaran.pdf)", "edaran")
    change(folder, f"{NEWS}/2023/lama.id.md", "[Surat Edaran Nomor 5 Tahun 2022](edaran.pdf)", "Isi.")
    built = build_site(folder)
    assert not built.has("id/dokumen/surat-edaran/index.html")
    assert not built.has("id/dokumen/2022/index.html")
    assert built.has("en/documents/index.html")
    assert_same(tree(folder / "output"), build_clean(folder).files)


def test_a_script_filters_by_several_things_at_once(site: Built, browser: Browser) -> None:
    with served(site.root) as address:
        page = browser.new_page()
        page.goto(f"{address.rstrip('/')}/id/dokumen/")
        titles = page.locator("#_documents h3")
        expect(titles).to_have_count(4)
        page.select_option("#_agency", "Dinas Uji")
        expect(titles).to_have_count(3)
        page.select_option("#_year", "2024")
        expect(titles).to_have_count(2)
        expect(page.locator("#_count")).to_have_text("2 dokumen")
        page.fill("#_words", "NILAI")
        expect(titles).to_have_text(["Data nilai “akhir”"])
        page.fill("#_words", "<b>tidak ada</b>")
        expect(page.locator("#_count")).to_have_text("Tidak ada dokumen yang cocok.")
        page.fill("#_words", "")
        page.select_option("#_agency", "")
        page.select_option("#_year", "")
        expect(titles).to_have_count(4)
        page.goto(f"{address.rstrip('/')}/id/dokumen/2024/")
        expect(titles).to_have_count(2)
        page.select_option("#_year", "")
        expect(titles).to_have_count(4)
        page.locator("#_documents h3 a", has_text="Surat Edaran").first.wait_for()
        page.close()
        plain = browser.new_context(java_script_enabled=False).new_page()
        plain.goto(f"{address.rstrip('/')}/id/dokumen/")
        expect(plain.locator("#_filter")).to_be_hidden()
        plain.locator(".document-links summary", has_text="Tahun").click()
        plain.locator(".document-links a", has_text="2022").click()
        expect(plain.locator("#_documents h3")).to_have_count(1)
        plain.context.close()
