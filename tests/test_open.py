"""A site is opened in one way: the same whatever is cached, at whatever time, with or without its stories."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.faultlib import tree
from tests.support import make_site, post, translation
from warta.diagnostics.values import Severity
from warta.site.open import OpenSite, open_site, open_terms
from warta.site.source import Source

FILES: dict[str, str | bytes] = {
    "content/news/2024/satu.id.md": post("Satu", "Isi satu <u>digarisbawahi</u>."),
    "content/news/2024/satu.en.md": translation("One"),
    "content/news/2024/dua.id.md": post("Dua", "Isi dua."),
    "content/news/2024/rusak.id.md": "---\ntitle: Rusak\n",
    "content/tags.yaml": "korpri: {name: Korpri}\n",
    "content/glossary.yaml": "MPP: {meaning: {id: mal pelayanan publik}}\n",
}


@pytest.fixture
def site(tmp_path: Path) -> Path:
    return make_site(tmp_path / "situs", FILES)


def opened(source: Source) -> OpenSite:
    with open_site(source) as (site, _):
        assert site is not None
        return site


def what_it_says(site: OpenSite) -> tuple[object, ...]:
    """All that a site's files say, without objects that are new each time and where texts are kept."""
    terms = {name: {*entries} for name, entries in site.registry.terms.items()}
    return (
        {card.path: card for card in site.cards},
        {(term.path, str(term.fields)) for term in site.terms},
        terms,
        {*site.registry.glossary},
        site.paths,
        site.unread,
        site.diagnostics,
    )


def test_a_site_says_the_same_whatever_is_known_of_it(site: Path, tmp_path: Path) -> None:
    """From nothing, from a cache, from one that is left as it is, from one that is forgotten."""
    there = opened(Source(site, cache=tmp_path / "cache"))
    assert {card.path for card in there.cards} == {
        "content/news/2024/satu.id.md",
        "content/news/2024/satu.en.md",
        "content/news/2024/dua.id.md",
    }
    first = what_it_says(there)
    for source in (
        Source(site, cache=tmp_path / "cache"),
        Source(site, cache=tmp_path / "cache", clean=True),
        Source(site, is_kept=False),
        Source(site, jobs=2),
    ):
        assert what_it_says(opened(source)) == first


def test_what_is_wrong_is_told_apart_from_what_could_not_be_read(site: Path) -> None:
    (site / "content/news/2024/tautan.id.md").symlink_to("/etc/hosts")
    with open_site(Source(site)) as (there, unread):
        assert there is not None
        assert {found.code for found in unread} == {"link-outside"}
        wrong = {found.code for found in there.diagnostics if found.severity is Severity.ERROR}
        assert wrong == {"front-matter-unclosed"}
        assert there.unread == ("content/news/2024/rusak.id.md",)


def test_terms_are_opened_without_stories_and_leave_nothing_behind(site: Path) -> None:
    before = tree(site)
    there, found = open_terms(Source(site))
    assert there is not None
    assert found == ()
    assert tree(site) == before
    whole = opened(Source(site))
    assert there.cards == ()
    assert {*there.registry.terms["tags"]} == {*whole.registry.terms["tags"]} == {"korpri"}
    assert {*there.registry.glossary} == {*whole.registry.glossary} == {"MPP"}
    assert there.paths == whole.paths


@pytest.mark.parametrize("text", ["title = ", 'title = "x"\n'])
def test_a_site_with_wrong_settings_is_not_opened(text: str, site: Path) -> None:
    (site / "site.toml").write_text(text, "utf-8")
    with open_site(Source(site)) as (there, found):
        assert there is None
        assert found
    assert open_terms(Source(site)) == (None, found)
    assert not (site / ".warta-cache").exists()
