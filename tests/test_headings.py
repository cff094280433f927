"""The ids of headings: never one twice, and each link within a text leads to the section that is meant."""

from __future__ import annotations

import random
import re
from pathlib import Path

import pytest

from tests.support import ROOT, build_site, make_site, parse_html, post
from warta.importing.sites.anchors import anchors_of
from warta.importing.tree import tree_of
from warta.markdown.conversion import convert
from warta.urls import slugify

ENGINES = ("markdown", "pyromark")

TABLE = [
    (
        ("Latar belakang", "Latar belakang", "Latar belakang 2"),
        "latar-belakang latar-belakang-3 latar-belakang-2",
    ),
    (
        ("Latar belakang 2", "Latar belakang", "Latar belakang"),
        "latar-belakang-2 latar-belakang latar-belakang-3",
    ),
    (
        ("Latar belakang", "Latar belakang 2", "Latar belakang"),
        "latar-belakang latar-belakang-2 latar-belakang-3",
    ),
    (("A", "A", "A"), "a a-2 a-3"),
    (("A", "A", "A", "A 2", "A 3"), "a a-4 a-5 a-2 a-3"),
    (("A", "A 2", "A 2", "A"), "a a-2 a-2-2 a-3"),
    (("A", "A 2", "A 2", "A 2 2", "A"), "a a-2 a-2-3 a-2-2 a-3"),
    (
        ("Biaya & waktu", "Biaya, waktu", "**Biaya** *waktu*", "BIAYA WAKTU"),
        "biaya-waktu biaya-waktu-2 biaya-waktu-3 biaya-waktu-4",
    ),
    (("Café", "Cafe"), "cafe cafe-2"),
    (("Dr. Ani's", "Dr Anis", "dr-anis"), "dr-anis dr-anis-2 dr-anis-3"),
    (("", "", "!!!", "…"), "bagian bagian-2 bagian-3 bagian-4"),
    (("!!!", "Bagian", "?"), "bagian-2 bagian bagian-3"),
    (("Bagian 2", "!!!", "?"), "bagian-2 bagian bagian-3"),
    (("日本", "日本", "Ελλάδα", "Привет"), "日本 日本-2 ελλάδα привет"),
    (("1", "1", "Fn 1", "fn:1", "fnref:1"), "1 1-2 fn-1 fn-1-2 fnref-1"),
    (("Content", "_content", "content", "_search", "Search"), "content content-2 content-3 search search-2"),
    (("`kode`", "kode", "[kode](https://e.id/)", "https://e.id/kode"), "kode kode-2 kode-3 https-e-id-kode"),
    (("A" * 400, "A" * 400), f"{slugify('A' * 400)} {slugify('A' * 400)}-2"),
]


def ids_of(html: str) -> list[str]:
    return [
        each.get("id")
        for each in parse_html(f"<body>{html}</body>").walk()
        if each.tag[:1] == "h" and each.tag[1:].isdigit()
    ]


@pytest.mark.parametrize("engine", ENGINES)
@pytest.mark.parametrize(("headings", "ids"), TABLE, ids=lambda value: str(value)[:40])
def test_every_heading_has_an_id_of_its_own(headings: tuple[str, ...], ids: str, engine: str) -> None:
    text = "".join(f"## {each}\n\nIsi.\n\n" for each in headings)
    html, body, _ = convert(text, "x.md", 1, engine)
    assert ids_of(html) == ids.split(" ")
    assert body.anchors == set(ids.split(" "))


@pytest.mark.parametrize("engine", ENGINES)
def test_random_headings_never_share_an_id(engine: str) -> None:
    """Those of a footnote and of an author's HTML counted; a heading is found by its own words."""
    chance = random.Random(7)
    for _ in range(150):
        words = [
            f"A{chance.choice(('', ' 2', ' 3', '-2', ' 2 2', '!'))}" for _ in range(chance.randrange(2, 9))
        ]
        words += chance.choices(("", "?", "Bagian", "Bagian 2", "fn:1", "X"), k=3)
        chance.shuffle(words)
        text = '<ul>\n<li id="a-2">x</li>\n<li id="x">y</li>\n<li id="x">z</li>\n</ul>\n\n'
        text += "Isi.[^1]\n\n[^1]: Catatan.\n\n"
        text += "".join(f"{'#' * chance.randrange(1, 7)} {each}\n\n" for each in words)
        html, body, _ = convert(text, "x.md", 1, engine)
        page = parse_html(f"<body>{html}</body>")
        ids = page.ids()
        assert len(ids) == len(set(ids))
        assert body.anchors == set(ids)
        found: dict[str, str] = {}
        for word, made in zip(words, ids_of(html), strict=True):
            found.setdefault(slugify(word), made)
        assert all(own == made for own, made in found.items() if own and own not in ("a-2", "x"))


@pytest.mark.parametrize("engine", ENGINES)
def test_an_id_of_the_page_around_a_text_is_not_taken(engine: str) -> None:
    """Those of templates begin with a line, which no heading's does; an author's own that does is dropped."""
    html, body, _ = convert('<ul>\n<li id="_content">x</li>\n</ul>\n\n## _content\n', "x.md", 1, engine)
    assert body.anchors == {"content"}
    assert ids_of(html) == ["content"]
    for template in (ROOT / "templates").glob("*.html"):
        for found in re.findall(r'\sid="([^"{]+)', template.read_text("utf-8")):
            assert found.startswith(("_", "year-")), (template.name, found)


@pytest.mark.parametrize("engine", ENGINES)
@pytest.mark.parametrize(
    ("target", "section"),
    [
        ("latar-belakang", "satu"),
        ("latar-belakang-2", "tiga"),
        ("latar-belakang-3", "dua"),
        ("fnord", "empat"),
    ],
)
def test_a_link_leads_to_the_section_that_is_meant(
    target: str, section: str, engine: str, tmp_path: Path
) -> None:
    body = (
        f"Lihat [bagian](#{target}).\n\n## Latar belakang\n\nsatu\n\n## Latar belakang\n\ndua\n\n"
        "## Latar belakang 2\n\ntiga\n\n## Fnord\n\nempat\n"
    )
    site = make_site(tmp_path, {"content/news/2024/a.id.md": post("A", body)})
    settings = site / "site.toml"
    settings.write_text(f'{settings.read_text("utf-8")}\n[markdown]\nengine = "{engine}"\n')
    html = build_site(site).page("id/berita/2024/a/").one(class_="prose")
    (link,) = [each for each in html.links() if each.startswith("#")]
    walked = list(html.walk())
    at = next(number for number, each in enumerate(walked) if each.get("id") == link.removeprefix("#"))
    assert next(each.text for each in walked[at:] if each.tag == "p") == section


@pytest.mark.parametrize("engine", ENGINES)
def test_a_link_to_what_only_looks_like_a_note_is_looked_at(engine: str) -> None:
    _, body, _ = convert("[x](#fn-tidak-ada) [y](#fn) a[^1]\n\n[^1]: b\n", "x.md", 1, engine)
    assert [link.target for link in body.links] == ["#fn-tidak-ada", "#fn"]


@pytest.mark.parametrize(
    ("headings", "ids"), [row for row in TABLE if "`" not in row[0][0]], ids=lambda value: str(value)[:40]
)
def test_what_an_import_links_to_is_what_the_page_has(headings: tuple[str, ...], ids: str) -> None:
    """No link of an imported text leads to an id that is not there."""
    known = anchors_of(tree_of("".join(f"<h2>{each}</h2><p>Isi.</p>" for each in headings)))
    assert set(known.values()) <= set(ids.split(" "))
    assert set(known) & set(ids.split(" ")) or not any(headings)
