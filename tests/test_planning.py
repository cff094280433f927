"""Edits of a site whose lists show what is not translated, which every build plans whole."""

from __future__ import annotations

import shutil
from collections.abc import Callable
from pathlib import Path

import pytest

from tests.faultlib import assert_same, build_clean, errors, tree
from tests.support import NOW, SITE_TOML, change, make_site, picture, post, translation
from warta.build.build import Request, Result, build

NEWS = "content/news/2024"
EDITED = f"{NEWS}/berita-10-1.id.md"
QUOTATION = "Isi berita.\n\n> Kami siap.\n>\n> — ani\n"


def stories() -> dict[str, str | bytes]:
    """Ten stories in each of four months, some that refer to others."""
    files: dict[str, str | bytes] = {}
    for month in (9, 10, 11, 12):
        for number in range(1, 11):
            files[f"{NEWS}/berita-{month}-{number}.id.md"] = post(
                f"Berita {number} bulan {month}",
                date=f"2024-{month:02}-{number:02}",
                tags="[merah]" if number % 2 else "[biru]",
                region="kota-denpasar",
            )
    files[f"{NEWS}/berita-12-3.id.md"] = post(
        "Menunjuk ke belakang", "Lihat [yang dulu](berita-9-4.id.md).", date="2024-12-03", tags="[biru]"
    )
    files[f"{NEWS}/berita-9-6.id.md"] = post("Mengutip", QUOTATION, date="2024-09-06", tags="[biru]")
    files[f"{NEWS}/berita-9-8.id.md"] = post("Dari badan", date="2024-09-08", agency="badan")
    files[f"{NEWS}/berita-11-5.id.md"] = post("Kata Ani", date="2024-11-05", speaker="ani")
    files[f"{NEWS}/berita-11-7.id.md"] = post(
        "Bergambar", date="2024-11-07", image="{src: foto.jpg, alt: Foto}"
    )
    files[f"{NEWS}/berita-11-9.id.md"] = post("Di Karangasem", date="2024-11-09", region="karangasem")
    files[f"{NEWS}/foto.jpg"] = picture(1)
    for name in ("9-4", "10-4", "11-5"):
        files[f"{NEWS}/berita-{name}.en.md"] = translation(f"Story {name}")
    return files


TERMS: dict[str, str | bytes] = {
    "site.toml": SITE_TOML.replace("[publisher]", "page_size = 5\n[publisher]")
    + '\n[language.en]\nuntranslated = "card"\n',
    "content/tags.yaml": "merah: {name: {id: Merah, en: Red}}\nbiru: {name: {id: Biru, en: Blue}}\n",
    "content/agencies/dinas.yaml": (
        "name: {id: Dinas Uji, en: Test Office}\nregion: karangasem\nparent: badan\n"
    ),
    "content/agencies/badan.id.md": "Berita pertamanya [ini](../news/2024/berita-9-4.id.md).\n",
    "content/agencies/badan.yaml": "name: {id: Badan Uji, en: Test Board}\nregion: bali\n",
    "content/speakers/ani.yaml": "name: Ani\n",
}


@pytest.fixture(scope="module")
def once(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Built."""
    folder = make_site(tmp_path_factory.mktemp("sekali") / "situs", {**TERMS, **stories()})
    assert not errors(built(folder))
    return folder


@pytest.fixture
def site(once: Path, tmp_path: Path) -> Path:
    """A copy, with what the build has left for the next."""
    return shutil.copytree(once, tmp_path / "situs")


def built(site: Path) -> Result:
    return build(Request(site, site / "output", NOW))


EDITS: dict[str, Callable[[Path], object]] = {
    "a text": lambda site: change(site, EDITED, "Isi berita.", "Isi yang lain."),
    "a title": lambda site: change(site, EDITED, "title: Berita", "title: Kabar"),
    "an address that a story of another month and a profile lead to": lambda site: change(
        site, f"{NEWS}/berita-9-4.id.md", "---\n\n", "slug: lain\n---\n\n"
    ),
    "the address of a translation": lambda site: change(
        site, f"{NEWS}/berita-9-4.en.md", "---\n\n", "slug: other\n---\n\n"
    ),
    "the only story of an agency, gone": lambda site: (site / f"{NEWS}/berita-9-8.id.md").unlink(),
    "a story from elsewhere of a region's agency": lambda site: change(
        site, f"{NEWS}/berita-9-8.id.md", "agency: badan", "agency: [badan, dinas]\nregion: kota-denpasar"
    ),
    "a quotation in a story that does not name the speaker": lambda site: change(
        site, f"{NEWS}/berita-9-6.id.md", "Kami siap.", "Kami belum siap."
    ),
    "the oldest story, gone": lambda site: (site / f"{NEWS}/berita-9-1.id.md").unlink(),
    "a new oldest story": lambda site: (site / f"{NEWS}/baru.id.md").write_text(
        post("Baru", date="2024-08-01", tags="[merah]")
    ),
    "a picture": lambda site: (site / f"{NEWS}/foto.jpg").write_bytes(picture(2)),
    "a profile": lambda site: change(site, "content/agencies/badan.id.md", "Berita", "Kabar"),
    "a name": lambda site: change(site, "content/speakers/ani.yaml", "Ani", "Ani Lestari"),
    "a translation more": lambda site: (site / f"{NEWS}/berita-12-2.en.md").write_text(translation("More")),
    "a draft": lambda site: change(site, EDITED, "---\n\n", "draft: true\n---\n\n"),
    "a story taken back": lambda site: change(
        site,
        EDITED,
        "---\n\n",
        "changes: [{date: 2024-12-20, kind: withdrawal, note: Ditarik.}]\n---\n\n",
    ),
    "the length of a page": lambda site: change(site, "site.toml", "page_size = 5", "page_size = 6"),
    "the cards for what is not translated": lambda site: change(
        site, "site.toml", 'untranslated = "card"', 'untranslated = "hide"'
    ),
}


@pytest.mark.parametrize("edit", EDITS.values(), ids=EDITS)
def test_after_an_edit_the_site_is_as_if_all_had_been_planned(
    site: Path, edit: Callable[[Path], object]
) -> None:
    edit(site)
    assert not errors(built(site))
    assert_same(tree(site / "output"), build_clean(site).files)
