"""The designer's reference is complete and true, and a theme that is written from it works."""

from __future__ import annotations

import shutil

import pytest

from docs import template_reference
from tests.newsroom import FILES
from tests.support import ROOT, Built, build_site, make_site
from warta.theme.templates import packaged_theme

EXAMPLE = ROOT / "docs" / "theme-example"


def test_every_field_has_a_meaning_and_every_template_a_place() -> None:
    """A new field gets a docstring below it (or its name a meaning in docs/template_reference.py)."""
    assert template_reference.problems() == []


def test_the_reference_says_what_templates_see_now() -> None:
    """``make template-reference`` writes it."""
    assert template_reference.PAGE.read_text("utf-8") == template_reference.reference()


def test_every_plain_field_has_an_example() -> None:
    """A value of the site that is planned for it, or one of docs/template_reference.py."""
    rows = [
        line for line in template_reference.PAGE.read_text("utf-8").splitlines() if line.startswith("| `")
    ]
    plain = [row for row in rows if row.split(" | ")[1].split(",")[0] in ("text", "number", "time", "date")]
    assert len(plain) > 150
    assert [row for row in plain if row.endswith("| – |")] == []


@pytest.fixture(scope="module")
def plain(tmp_path_factory: pytest.TempPathFactory) -> Built:
    """The newsroom's site in the example's theme."""
    site = make_site(tmp_path_factory.mktemp("plain") / "situs", FILES)
    shutil.copytree(EXAMPLE, site / "templates")
    return build_site(site)


def test_the_example_is_a_whole_theme(plain: Built, newsroom: Built) -> None:
    """It builds the same pages, each with the story's text and the way on, in its own style."""
    assert plain.html_pages() == newsroom.html_pages()
    for path in [path for path in EXAMPLE.rglob("*") if path.suffix in (".html", ".css")]:
        assert path.read_bytes() != (packaged_theme() / path.relative_to(EXAMPLE)).read_bytes()
    for name in plain.html_pages():
        page, other = plain.page(name), newsroom.page(name)
        if not other.all("header", class_="site-header"):
            continue  # leads on, and has no layout
        assert page.one("h1").text
        assert len(set(page.ids())) == len(page.ids())
        own, others = (
            [link.get("href") for link in each.all("link", rel="canonical")] for each in (page, other)
        )
        assert own == others
        assert page.alternates() == other.alternates()
        for text in other.all("div", class_="prose"):
            assert text.text in page.one("main").text


def test_the_example_holds_what_is_in_the_reference_alone() -> None:
    reference = template_reference.PAGE.read_text("utf-8")
    for path in EXAMPLE.glob("*.html"):
        for part in path.read_text("utf-8").split('fragment("')[1:]:
            assert f"`{part.partition(chr(34))[0]}`" in reference
