"""Where long words of headlines may be divided."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.support import SITE_TOML, build_site, make_site, post, translation
from warta.i18n.hyphens import LEAST_AFTER, LEAST_BEFORE, SOFT_HYPHEN, soft_hyphens

DIVIDED = """
memper-tanggung-jawabkan
ketidak-bertang-gungja-waban
pertang-gungja-wabannya
pengad-minis-trasian
mengkha-watir-kannya
Memper-tanggung-jawabkan
MEMPER-TANGGUNG-JAWABKAN
""".split()
WHOLE = "penyelenggaraan, keberlangsungan, Kepala Dinas, netralitas-ASN, xxxxxxxxxxxxxxxxxx, ääääääääääääääää"


@pytest.mark.parametrize("shown", DIVIDED)
def test_a_long_word_is_divided_between_syllables(shown: str) -> None:
    word = shown.replace("-", "")
    divided = soft_hyphens(f"Bupati {word}, katanya")
    assert divided == f"Bupati {shown.replace('-', SOFT_HYPHEN)}, katanya"
    *before, last = shown.split("-")
    assert all(len(part) >= LEAST_BEFORE for part in before)
    assert len(last) >= LEAST_AFTER


def test_other_words_stay_as_they_are() -> None:
    assert soft_hyphens(WHOLE) == WHOLE


def test_headlines_have_them_in_indonesian_alone_and_machines_read_the_word(tmp_path: Path) -> None:
    title = "Bupati mempertanggungjawabkan anggaran"
    files = {
        "site.toml": SITE_TOML,
        "content/news/2024/a.id.md": post(title),
        "content/news/2024/a.en.md": translation(title),
    }
    site = build_site(make_site(tmp_path, files))
    for page in ("id/berita/2024/a/", "id/berita/", "id/"):
        tree = site.page(page)
        heading = next(each for name in ("h1", "h2") for each in tree.all(name) if "Bupati" in each.text)
        assert heading.text.replace(SOFT_HYPHEN, "") == title
        assert heading.text.count(SOFT_HYPHEN) == 2
    story = site.page("id/berita/2024/a/")
    assert SOFT_HYPHEN not in story.one("title").text
    assert SOFT_HYPHEN not in (story.meta("og:title") or "")
    assert SOFT_HYPHEN not in story.one("script", type="application/ld+json").text
    assert SOFT_HYPHEN not in site.page("en/news/2024/a/").one("h1").text
