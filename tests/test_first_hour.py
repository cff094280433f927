"""What somebody does in the first hour with a site of their own, and what they are told of it."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.support import NOW, SITE_TOML, build_site, copy_starter, make_site, post
from warta.authoring.new import Wish, new_story
from warta.build.build import check
from warta.build.request import Request
from warta.diagnostics.values import Diagnostic, Severity


def found_in(site: Path) -> tuple[Diagnostic, ...]:
    return check(Request(site, site / "output", NOW)).diagnostics


def errors_of(found: tuple[Diagnostic, ...]) -> list[tuple[str, str]]:
    return [(each.file, each.code) for each in found if each.severity is Severity.ERROR]


# --- The site's own name ---------------------------------------------------------------------------------


def test_the_publisher_has_a_name_in_each_language(tmp_path: Path) -> None:
    names = {"id": "Pemerintah Kabupaten Suka Makmur", "en": "Suka Makmur Regency Government"}
    given = f'name = {{ id = "{names["id"]}", en = "{names["en"]}" }}'
    files = {
        "site.toml": SITE_TOML.replace('name = "Tim Uji"', given) + "\n[open_data]\nenabled = true\n",
        "content/agencies/suka.yaml": f"name: {names['id']}\nregion: indonesia\n",
        "content/news/2024/uji.id.md": post("Uji"),
        "content/news/2024/uji.en.md": "---\ntitle: Test\nslug: test\n---\n\nText.\n",
    }
    built = build_site(make_site(tmp_path, files))
    for language, other in (("id", "en"), ("en", "id")):
        for path in (f"{language}/index.html", f"{language}/feed.json"):
            text = (built.root / path).read_text("utf-8")
            assert names[language] in text
            assert names[other] not in text
    assert took_agency(tmp_path) == "suka"


def took_agency(site: Path) -> str:
    made = new_story(Request(site, site / "output", NOW), Wish("Lain"))
    return next(str(note.values["value"]) for note in made.notes if note.name == "new_agency_from_publisher")


@pytest.mark.parametrize("value", ['{ id = "A", fr = "B" }', "{}", '{ id = "" }', "3"])
def test_a_wrong_name_of_the_publisher_is_one_finding(tmp_path: Path, value: str) -> None:
    text = SITE_TOML.replace('name = "Tim Uji"', f"name = {value}")
    site = make_site(tmp_path, {"site.toml": text})
    assert [(each.code, each.position.line) for each in found_in(site)] == [
        ("setting-expected-text" if value == "3" else "setting-local-text", 8)
    ]


# --- Pages that are deleted, and links to what is not there ------------------------------------------------


@pytest.mark.parametrize("page", ["kontak", "redaksi", "tentang", "ppid", "privasi", "aksesibilitas"])
def test_a_page_of_the_starter_can_be_deleted(tmp_path: Path, page: str) -> None:
    """Only texts that readers see already have to be mended; no other page is offered in its place."""
    site = copy_starter(tmp_path / "situs")
    for language in ("id", "en"):
        (site / f"content/pages/{page}.{language}.md").unlink()
    found = found_in(site)
    assert errors_of(found) == []
    broken = [each for each in found if each.code.startswith("broken-link")]
    assert {each.code for each in broken} <= {"broken-link"}
    assert bool(broken) is (page in ("ppid", "kontak", "redaksi"))


LINKS = [
    # what a link says; the file that it is a slip for, if it is one
    ("profil-dinaas.id.md", "profil-dinas.id.md"),
    ("Profil-Dinas.id.md", "profil-dinas.id.md"),
    ("profil_dinas.id.md", "profil-dinas.id.md"),
    ("profildinas.id.md", "profil-dinas.id.md"),
    ("dinas-profil.id.md", "profil-dinas.id.md"),
    ("profil-dinas.md", "profil-dinas.id.md"),
    ("rapat-tahunan-dinas.id.md", "rapat-tahunan.id.md"),
    ("../2023/rapat-tahunan.id.md", "rapat-tahunan.id.md"),
    ("rapat-tahunaan.id.md", "rapat-tahunan.id.md"),
    ("/id/berita/2024/rapat-tahunaan/", "/id/berita/2024/rapat-tahunan/"),
    ("/id/berita/2023/rapat-tahunan/", "/id/berita/2024/rapat-tahunan/"),
    ("profil-kepala.id.md", ""),
    ("rapat-bulanan.id.md", ""),
    ("anggaran-2023.id.md", ""),
    ("ppid.id.md", ""),
    ("tentang.id.md", ""),
    ("/id/berita/2024/rapat-umum/", ""),
    ("/id/ppid/", ""),
]


def test_a_name_is_offered_where_it_is_misspelt_and_nowhere_else(tmp_path: Path) -> None:
    news = "content/news/2024"
    body = "\n\n".join(f"[a]({link})" for link, _ in LINKS)
    others = ("profil-dinas", "rapat-tahunan", "anggaran-2024", "privasi", "tantangan")
    site = make_site(
        tmp_path,
        {
            **{f"{news}/{name}.id.md": post(name) for name in others},
            f"{news}/uji.id.md": post("Uji", body),
        },
    )
    offered = {
        dict(each.arguments)["target"]: dict(each.arguments).get("suggestion", "")
        for each in found_in(site)
        if each.code.startswith("broken-link")
    }
    assert offered == dict(LINKS)


# --- One mistake, one finding ------------------------------------------------------------------------------


@pytest.mark.parametrize(
    "wrong",
    [
        post("Salah", date="2024-02-30"),
        post("Salah", date="kemarin"),
        "---\ntitle: 'Salah\n---\n",
        post("Salah", agency=""),
    ],
)
def test_links_to_a_text_with_a_mistake_say_nothing(tmp_path: Path, wrong: str) -> None:
    links = "[a](salah.id.md) [b](/id/berita/2024/salah/)"
    site = make_site(
        tmp_path,
        {"content/news/2024/salah.id.md": wrong, "content/news/2024/lain.id.md": post("Lain", links)},
    )
    assert {file for file, _ in errors_of(found_in(site))} == {"content/news/2024/salah.id.md"}


def test_a_menu_says_nothing_of_a_page_with_a_mistake(tmp_path: Path) -> None:
    site = copy_starter(tmp_path / "situs")
    settings = site / "site.toml"
    settings.write_text(settings.read_text("utf-8") + '\n[menu]\nentries = ["pages/privasi"]\n', "utf-8")
    page = site / "content/pages/privasi.id.md"
    page.write_text(page.read_text("utf-8").replace("order: 50", "publish_at: 2024-02-30"), "utf-8")
    assert {file for file, _ in errors_of(found_in(site))} == {"content/pages/privasi.id.md"}


def test_a_link_to_what_is_held_back_names_the_key_that_holds_it(tmp_path: Path) -> None:
    page = "---\ntitle: {}\n{}\n---\n\nIsi.\n"
    held = {
        "isi": "fill_in: alamat",
        "draf": "draft: true",
        "ragu": "unverified: nama",
    }
    files = {f"content/pages/{name}.id.md": page.format(name, key) for name, key in held.items()}
    links = " ".join(f"[a](../../pages/{name}.id.md)" for name in held)
    english = " ".join(f"[a](../../pages/{name}.en.md)" for name in held)
    site = make_site(
        tmp_path,
        {
            **files,
            **{f"content/pages/{name}.en.md": page.format(name, "") for name in held},
            "content/news/2024/uji.id.md": post("Uji", links),
            "content/news/2024/uji.en.md": f"---\ntitle: Test\n---\n\n{english}\n",
        },
    )
    told = [dict(each.arguments) for each in found_in(site) if each.code == "link-to-draft"]
    assert len(told) == 2 * len(held)
    for each in told:
        name = each["story"].split("/")[-1].split(".")[0]
        assert each["key"] == held[name].split(":")[0]
        assert each["file"] == f"content/pages/{name}.id.md"  # a translation waits for its original
