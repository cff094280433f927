"""Standing pages, menus, files as they are and security.txt, as readers and programs find them."""

from __future__ import annotations

import json
import xml.etree.ElementTree as ET
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest

from tests.support import (
    NOW,
    SITE_TOML,
    Built,
    build_site,
    bytes_of,
    change,
    make_site,
    picture,
    post,
    translation,
)
from warta.build.build import Request, build, check, verify
from warta.cli import main
from warta.media.static_pages import blocked_in

SOON = NOW + timedelta(days=2)


def page(title: str, body: str = "Isi halaman.", **front_matter: str) -> str:
    """The text of a standing page."""
    keys = {"title": title, "summary": f"Ringkasan {title}.", **front_matter}
    lines = "".join(f"{key}: {value}\n" for key, value in keys.items() if value)
    return f"---\n{lines}---\n\n{body}\n"


FILES: dict[str, str | bytes] = {
    "site.toml": SITE_TOML
    + """
[search]
enabled = true

[footer]
entries = [
  "archive",
  { to = "pages/kontak", name = { id = "Hubungi", en = "Write to us" } },
  "tags/korpri",
  "pages/rahasia",
  "pages/kelak",
  { url = "/berkas/renstra.txt", name = "Renstra" },
]

[contact]
address = "Jl. Raya <1>\\nBondowoso"
telephone = "(0332) 421 234"
whatsapp = "+62 812-3456-7890"
email = "redaksi@kabar.example.go.id"
hours = { id = "Senin–Jumat", en = "Monday to Friday" }

[social]
youtube = "https://www.youtube.com/@kabar"

[security]
contact = ["csirt@kabar.example.go.id", "https://kabar.example.go.id/lapor"]
expires = 2025-06-30
policy = "https://kabar.example.go.id/kebijakan"
""",
    "content/tags.yaml": "korpri:\n  name: {id: Korpri, en: KORPRI}\n",
    "content/news/2024/uji.id.md": post(
        "Berita uji",
        "Lihat [kontak](../../pages/kontak.id.md#alamat), [kelak](../../pages/kelak.id.md).",
        tags="korpri",
    ),
    "content/news/2024/uji.en.md": translation("A test story"),
    "content/pages/tentang.id.md": page(
        "Tentang & kami",
        "![Gedung](gedung.jpg)\n\nBaca [berita](../news/2024/uji.id.md).",
        kind="about",
        menu="[main, footer]",
        order="2",
        updated="2024-12-01",
        aliases="[/id/profil-lama/]",
    ),
    "content/pages/tentang.en.md": page("About us", slug="about"),
    "content/pages/gedung.jpg": picture(),
    "content/pages/kontak.id.md": page(
        "Kontak",
        "## Alamat\n\nDi sini.",
        kind="contact",
        menu="main",
        order="1",
        image="{src: gedung.jpg, alt: Gedung}",
    ),
    "content/pages/kontak.en.md": page("Contact", slug="contact", image="{alt: The building}"),
    "content/pages/ppid/index.id.md": page("Informasi publik"),
    "content/pages/ppid/index.en.md": page("Public information", slug="public-information"),
    "content/pages/ppid/laporan/index.id.md": page("Laporan", order="2"),
    "content/pages/ppid/laporan/tahunan.id.md": page("Laporan tahunan"),
    "content/pages/ppid/berkala.id.md": page("Berkala", order="1"),
    "content/pages/ppid/berkala.en.md": page("Regularly", slug="regularly"),
    "content/pages/rahasia.id.md": page(
        "Rahasia", "Nomor [[telepon]].", fill_in="telepon", menu="[main, footer]"
    ),
    "content/pages/kelak.id.md": page("Kelak", publish_at="2025-01-16 08:00", menu="main", order="9"),
    "static/CNAME": "kabar.example.go.id\n",
    "static/berkas/renstra.txt": "Rencana strategis\n",
    "static/.well-known/assetlinks.json": "[]\n",
    "static/naskah.md": "# Bukan berita\n",
}


@pytest.fixture(scope="module")
def site(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return make_site(tmp_path_factory.mktemp("standing") / "situs", FILES)


@pytest.fixture(scope="module")
def built(site: Path) -> Built:
    return build_site(site)


def graph(built: Built, path: str) -> list[dict[str, Any]]:
    """What a page says to search engines."""
    script = built.page(path).one("script", type="application/ld+json")
    found: list[dict[str, Any]] = json.loads("".join(str(each) for each in script.children))["@graph"]
    return found


def menu(built: Built, path: str, landmark: str) -> list[tuple[str, str]]:
    """The links of a menu: text and address."""
    return [(link.text, link.get("href")) for link in built.page(path).one(landmark).all("a")]


def test_a_page_is_where_its_folders_and_slugs_say_in_every_language(built: Built) -> None:
    pages = {
        "id": ("tentang/", "kontak/", "ppid/", "ppid/laporan/", "ppid/laporan/tahunan/", "ppid/berkala/"),
        "en": ("about/", "contact/", "public-information/", "public-information/regularly/"),
    }
    for code, paths in pages.items():
        for path in paths:
            assert built.has(f"{code}/{path}"), path
    alternates = built.page("en/public-information/regularly/").alternates()
    assert alternates["id"] == alternates["x-default"] == "https://kabar.example.go.id/id/ppid/berkala/"
    assert alternates["en"].endswith("/en/public-information/regularly/")


def test_a_page_names_those_above_it_and_lists_those_below_in_order(built: Built) -> None:
    crumbs = built.page("id/ppid/laporan/tahunan/").one("nav", **{"class": "wrap crumbs"})
    assert [link.get("href") for link in crumbs.all("a")] == ["/id/", "/id/ppid/", "/id/ppid/laporan/"]
    below = built.page("id/ppid/").one("nav", **{"class": "below"})
    assert [link.text for link in below.all("a")] == ["Berkala", "Laporan"]
    trail = graph(built, "id/ppid/laporan/tahunan/")[-1]["itemListElement"]
    assert [entry["name"] for entry in trail] == ["Beranda", "Informasi publik", "Laporan", "Laporan tahunan"]


def test_a_translation_describes_the_picture_of_its_original(built: Built) -> None:
    for path, alt in (("id/kontak/", "Gedung"), ("en/contact/", "The building")):
        (picture,) = built.page(path).one(class_="lead-image").all("img")
        assert (picture.get("alt"), "gedung" in picture.get("src")) == (alt, True)


def test_a_page_is_in_the_site_map_and_the_search_but_in_no_list_and_no_feed(built: Built) -> None:
    root = ET.fromstring((built.root / "sitemap-pages.xml").read_bytes())
    space = "{http://www.sitemaps.org/schemas/sitemap/0.9}"
    dates = {url.findtext(f"{space}loc"): url.findtext(f"{space}lastmod") for url in root}
    assert str(dates["https://kabar.example.go.id/id/tentang/"]).startswith("2024-12-01")
    assert dates["https://kabar.example.go.id/en/about/"] is None
    index = built.json("pagefind/id/index.json")
    assert index["parts"][-1] == "pages"
    assert index["filters"]["kind"]["Halaman"] == 6
    for path in built.files():
        if path.endswith(
            ("feed.xml", "rss.xml", "feed.json", "ninjs.json", "berita/index.html", "arsip/index.html")
        ):
            assert b"Laporan tahunan" not in (built.root / path).read_bytes(), path


def test_search_engines_are_told_what_a_page_is_and_how_to_reach_the_agency(built: Built) -> None:
    about = graph(built, "id/tentang/")[0]
    assert about["@type"] == "AboutPage"
    assert about["dateModified"].startswith("2024-12-01")
    assert about["about"]["sameAs"] == ["https://www.youtube.com/@kabar"]
    contact = graph(built, "en/contact/")[0]
    assert contact["@type"] == "ContactPage"
    point = contact["mainEntity"]["contactPoint"]
    assert (point["telephone"], point["email"]) == ("(0332) 421 234", "redaksi@kabar.example.go.id")
    assert point["description"] == "Monday to Friday"
    assert graph(built, "id/ppid/")[0]["@type"] == "WebPage"
    assert graph(built, "id/")[0]["publisher"]["contactPoint"]["telephone"] == "(0332) 421 234"


def test_the_contact_page_and_the_foot_say_how_to_reach_the_agency(built: Built) -> None:
    for place in (built.page("id/kontak/").one("main"), built.page("id/").one("footer")):
        links = [link.get("href") for link in place.all("a")]
        assert {"tel:0332421234", "https://wa.me/6281234567890", "mailto:redaksi@kabar.example.go.id"} <= {
            *links
        }
        assert "Jl. Raya <1>" in place.text
    assert "Jl. Raya" not in built.page("id/tentang/").one("main").text


def test_menus_have_what_the_settings_and_the_pages_say(built: Built) -> None:
    main_menu = menu(built, "id/", "header")
    assert main_menu[-2:] == [("Kontak", "/id/kontak/"), ("Tentang & kami", "/id/tentang/")]
    foot = menu(built, "id/", "footer")
    for link in (
        ("Hubungi", "/id/kontak/"),
        ("Korpri", "/id/topik/korpri/"),
        ("Renstra", "/berkas/renstra.txt"),
        ("Tentang & kami", "/id/tentang/"),
    ):
        assert link in foot
    assert ("Write to us", "/en/contact/") in menu(built, "en/", "footer")
    for code in ("id", "en"):
        assert not [
            text
            for text, _ in (*menu(built, f"{code}/", "header"), *menu(built, f"{code}/", "footer"))
            if text in ("Rahasia", "Kelak")
        ]


def test_a_page_that_waits_to_be_filled_in_is_nowhere_and_keeps_nothing_back(
    site: Path, built: Built
) -> None:
    assert not built.has("id/rahasia/")
    assert b"Rahasia" not in built.everything()
    found = check(Request(site, site / "output", NOW))
    assert not found.failed
    assert [each.file for each in found.diagnostics if each.code == "page-unfilled"] == [
        "content/pages/rahasia.id.md"
    ]
    shown = build_site(site, site.parent / "drafts", drafts=True)
    assert shown.has("id/rahasia/")


def test_a_page_opens_in_its_time_and_so_do_its_links_and_menu_entries(
    site: Path, built: Built, tmp_path: Path
) -> None:
    assert "/id/kelak/" not in built.page("id/berita/2024/uji/").links()
    later = build_site(site, tmp_path / "later", now=SOON)
    assert "/id/kelak/" in later.page("id/berita/2024/uji/").links()
    assert ("Kelak", "/id/kelak/") in menu(later, "id/", "header")
    assert ("Kelak", "/id/kelak/") in menu(later, "id/", "footer")


def test_an_edit_of_a_page_is_built_as_a_clean_build_would(tmp_path: Path) -> None:
    """The pages around it name it: its title is in menus, breadcrumbs and the list of the page above."""
    site = make_site(tmp_path / "situs", FILES)
    build_site(site)
    change(site, "content/pages/ppid/laporan/index.id.md", "title: Laporan", "title: Laporan kinerja")
    change(site, "content/pages/kontak.id.md", "order: 1", "order: 3")
    change(site, "static/CNAME", "kabar", "warta")
    (site / "static" / "baru.txt").write_text("baru", "utf-8")
    (site / "content/pages/ppid/berkala.id.md").unlink()
    request = Request(site, site / "output", NOW)
    assert not build(request).failed
    assert verify(request) == ()
    clean = build_site(site, tmp_path / "clean")
    assert {
        name: data for name, data in bytes_of(site / "output").items() if not name.startswith(".warta")
    } == {name: data for name, data in bytes_of(clean.root).items() if not name.startswith(".warta")}


def test_an_old_address_leads_on_and_a_vanished_one_is_told_of(tmp_path: Path) -> None:
    site = make_site(tmp_path / "situs", FILES)
    first = build_site(site)
    assert "url=/id/tentang/" in (first.root / "id/profil-lama/index.html").read_text("utf-8")
    change(site, "content/pages/kontak.en.md", "slug: contact", "slug: reach-us")
    found = build(Request(site, site / "output", NOW)).diagnostics
    assert [dict(each.arguments)["old"] for each in found if each.code == "address-changed"] == [
        "/en/contact/"
    ]


def test_files_are_copied_as_they_are(site: Path, built: Built) -> None:
    for name in ("CNAME", "berkas/renstra.txt", ".well-known/assetlinks.json", "naskah.md"):
        assert (built.root / name).read_bytes() == (site / "static" / name).read_bytes()


def test_security_txt_has_the_fields_of_the_standard(built: Built) -> None:
    lines = (built.root / ".well-known/security.txt").read_text("utf-8").splitlines()
    assert lines == [
        "Contact: mailto:csirt@kabar.example.go.id",
        "Contact: https://kabar.example.go.id/lapor",
        "Expires: 2025-06-30T23:59:59+07:00",
        "Preferred-Languages: id, en",
        "Canonical: https://kabar.example.go.id/.well-known/security.txt",
        "Policy: https://kabar.example.go.id/kebijakan",
    ]


def test_time_alone_makes_a_remark_of_security_txt_and_no_error(
    site: Path, built: Built, tmp_path: Path
) -> None:
    assert not [each for each in built.result.diagnostics if each.code.startswith("security")]
    later = build(Request(site, tmp_path / "later", datetime(2026, 1, 1, tzinfo=UTC)))
    assert not later.failed
    assert [each.code for each in later.diagnostics if each.code.startswith("security")] == [
        "security-expired"
    ]


@pytest.mark.parametrize(
    ("markup", "refused"),
    [
        ("<script>x</script>", "<script>"),
        ("<script type='module'>x</script>", "<script>"),
        ("<script type='application/ld+json'>{}</script>", ""),
        ("<script src='x.js'></script>", ""),
        ("<script src='https://kabar.example.go.id/x.js'></script>", ""),
        ("<script src='//cdn.example.org/x.js'></script>", "//cdn.example.org/x.js"),
        ("<svg onload='x()'></svg>", "onload"),
        ("<p style='color: red'>", "style"),
        ("<style>p {}</style>", "<style>"),
        ("<img src='data:image/png;base64,AA'>", "data:image/png;base64,AA"),
        ("<img src='/gambar.png' alt=''>", ""),
        ("<link rel='stylesheet' href='https://fonts.example.org/a'>", "https://fonts.example.org/a"),
        ("<link rel='canonical' href='https://example.org/a'>", ""),
        ("<iframe src='https://example.org/'></iframe>", "<iframe>"),
        ("<a href='javascript:x()'>x</a>", "javascript:"),
        ("<a href='https://example.org/'>x</a>", ""),
        ("<form action='https://example.org/kirim'></form>", 'action="https://example.org/kirim"'),
        ("<img src='http://[rusak'>", "http://[rusak"),
    ],
)
def test_what_browsers_refuse_on_a_page_is_named(markup: str, refused: str) -> None:
    found = blocked_in(f"<!doctype html>\n  {markup}".encode(), "kabar.example.go.id")
    assert [each.what for each in found] == ([refused] if refused else [])
    assert all(each[:2] == (2, 3) for each in found)


def test_a_new_page_is_a_draft_in_every_language_that_the_site_takes(tmp_path: Path) -> None:
    site = make_site(tmp_path / "situs", FILES)
    new = ["--site", str(site), "new", "page"]
    assert main([*new, "Profil pejabat", "--in", "en=Officials", "--parent", "ppid/laporan"]) == 0
    for code, title in (("id", "Profil pejabat"), ("en", "Officials")):
        text = (site / f"content/pages/ppid/laporan/profil-pejabat.{code}.md").read_text("utf-8")
        assert f"title: {title}\n" in text
        assert "draft: true\n" in text
    assert not check(Request(site, site / "output", NOW)).failed
    assert main([*new, "Profil pejabat", "--parent", "ppid/laporan"]) == 2
    assert main([*new, "Lain", "--parent", "tiada"]) == 2
    assert main([*new, "Berita"]) == 1
