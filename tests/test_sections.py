"""Which parts of a site are planned again, and that a plan that cannot be trusted is not.

That a section's basis covers all that its pages are made from is what ``test_equivalence.py`` shows.
"""

from __future__ import annotations

import shutil
from collections.abc import Callable
from pathlib import Path

import pytest

from tests.faultlib import assert_same, build_clean, errors, tree
from tests.support import NOW, SITE_TOML, change, make_site, picture, post, translation
from warta.build.build import Request, Result, build
from warta.filesystem.codec import encoded
from warta.filesystem.stamps import read_sealed, seal
from warta.pages.sections import Kept, kept_as_bytes, kept_from_bytes
from warta.store.program import program_digest

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


def plan_file(site: Path) -> Path:
    (file,) = (site / ".warta-cache").glob("plan-*")
    return file


def load_plan(file: Path) -> Kept:
    return kept_from_bytes(program_digest(), read_sealed(file))


def planned_again(site: Path, edit: Callable[[], object]) -> set[str]:
    """The sections that a build after an edit does not have from the build before."""
    before = load_plan(plan_file(site))
    edit()
    assert not errors(built(site))
    after = load_plan(plan_file(site))
    assert len(before) > 10
    return {name for name, section in after.items() if before.get(name) != section}


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


def test_an_edit_has_only_that_planned_again_in_which_the_story_is(site: Path) -> None:
    found = planned_again(site, lambda: change(site, EDITED, "Isi berita.", "Isi yang lain."))
    assert {name for name in found if name.startswith("stories")} == {
        "stories id 2024 9",  # its newest story leads on to the one that was edited
        "stories id 2024 10",
    }
    assert "tags id merah" in found
    assert "tags id biru" not in found
    for listing in ("'news'", "'month'"):  # as a card, the story stands in the English lists as well
        assert sorted(name.split()[-2] for name in found if listing in name) == ["en", "id"]


def test_a_term_has_everything_planned_again(site: Path) -> None:
    """Terms are in the basis of every section: they seldom change, and what shows them is everywhere."""
    edit = planned_again(site, lambda: change(site, "content/tags.yaml", "Merah", "Merah Tua"))
    assert edit == set(load_plan(plan_file(site)))


def of_another_program(data: bytes) -> bytes:
    return seal(kept_as_bytes("lain", kept_from_bytes(program_digest(), data[16:])))


def with_paths(path: str) -> Callable[[bytes], bytes]:
    """Have the first page of each section lie at another path."""

    def changed(data: bytes) -> bytes:
        sections = kept_from_bytes(program_digest(), data[16:])
        made_up = {
            name: (basis, ((path, *rows[0][1:]), *rows[1:]))
            for name, (basis, rows) in sections.items()
            if rows
        }
        return seal(kept_as_bytes(program_digest(), made_up))

    return changed


@pytest.mark.parametrize(
    "damage",
    [
        lambda data: data[:-1],
        lambda data: data[: len(data) // 2] + b"\0" + data[len(data) // 2 + 1 :],
        lambda _: b"",
        lambda _: seal(b"not ours at all"),
        lambda _: seal(encoded(5)),
        lambda _: seal(encoded((program_digest(), 5))),
        of_another_program,
        with_paths("../luar.html"),
    ],
    ids=[
        "cut off",
        "one byte",
        "empty",
        "not ours",
        "a number",
        "no sections",
        "another program's",
        "outside",
    ],
)
def test_a_plan_that_is_not_whole_is_not_there(site: Path, damage: Callable[[bytes], bytes]) -> None:
    file = plan_file(site)
    file.write_bytes(damage(file.read_bytes()))
    assert load_plan(file) == {}
    change(site, EDITED, "Isi berita.", "Isi yang lain.")
    assert not errors(built(site))
    assert_same(tree(site / "output"), build_clean(site).files)
    assert load_plan(file)


@pytest.mark.parametrize(
    "path",
    [
        *("../luar", "/tmp/luar", "id/../../luar", "id//luar", "./luar", "id/.", "id/..", "..", ".", ""),
        *(".warta/intent", ".Warta/manifest", ".warta", "id\\..\\luar", "C:luar", "id/\0luar"),
    ],
)
def test_a_plan_names_files_of_the_site_only(path: str) -> None:
    """A made-up one could have pages written anywhere."""

    def kept(*paths: str) -> Kept:
        rows = tuple((each, "post.html", "id", "", b"", (), "template") for each in paths)
        return kept_from_bytes("salt", kept_as_bytes("salt", {"section": (b"", rows)}))

    assert kept("id/satu.html", ".well-known/x", "id/..a/b.c")
    for paths in ((path,), ("a", path), (path, "a"), ("a", path, "b")):
        assert kept(*paths) == {}
