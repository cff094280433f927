"""Links in a site's folders: what leads out of them, or to what is hidden, is neither read nor written."""

from __future__ import annotations

import os
import shutil
from collections.abc import Callable
from pathlib import Path

import pytest

from tests.faultlib import errors, tree
from tests.support import NOW, make_site, post
from warta.build.build import Request, build
from warta.content.links import OutsideError, leads_astray, read_inside
from warta.content.new_files import put_file, real_name
from warta.content.scan import look_again, scan_content
from warta.filesystem.stamps import plain_stamp

SECRET = "RAHASIA-7431"
FOLDER = "content/news/2024"
EMBARGOED = f"{FOLDER}/embargo.id.md"


@pytest.fixture
def site(tmp_path: Path) -> Path:
    """A site with secrets inside it and beside it, and a story that links to ``lampiran.txt``."""
    (tmp_path / "luar").mkdir()
    (tmp_path / "luar/rahasia.txt").write_text(SECRET)
    files: dict[str, str | bytes] = {
        f"{FOLDER}/a.id.md": post("A", "[Lampiran](lampiran.txt)"),
        EMBARGOED: post("Nanti", SECRET, publish_at="2098-01-01 09:00 WIB"),
        f"{FOLDER}/surat.txt": "Surat edaran.\n",
        "content/.arsip/rahasia.txt": SECRET,
        "content/#sampah/rahasia.txt": SECRET,
        "content/lama~/rahasia.txt": SECRET,
        ".git/config": SECRET,
        ".warta-cache/x.txt": SECRET,
        "output-lain/x.txt": SECRET,
        "templates/assets/huruf.txt": "huruf",
        "templates/.arsip/rahasia.txt": SECRET,
    }
    return make_site(tmp_path / "situs", files)


Change = Callable[[Path], object]


def link(name: str, target: str) -> Change:
    """A link that leads to a place relative to the site, absolute or not."""

    def make(site: Path) -> None:
        path = site / name
        path.unlink(missing_ok=True)
        path.symlink_to(os.path.relpath(site / target, path.parent))

    return make


def absolute(name: str, target: str) -> Change:
    return lambda site: (site / name).symlink_to((site / target).resolve())


def replaced(folder: str, target: str) -> Change:
    """A whole folder of the site as a link to another."""

    def make(site: Path) -> None:
        (site / folder).rename(site / target)
        (site / folder).symlink_to(site / target)

    return make


def steps(*changes: Change) -> Change:
    return lambda site: [change(site) for change in changes]


ATTACHED = f"{FOLDER}/lampiran.txt"
ASTRAY: dict[str, Change] = {
    "out of the site": link(ATTACHED, "../luar/rahasia.txt"),
    "out of the site, absolute": absolute(ATTACHED, "../luar/rahasia.txt"),
    "to git's settings": link(ATTACHED, ".git/config"),
    "to the cache": link(ATTACHED, ".warta-cache/x.txt"),
    "to an output": link(ATTACHED, "output-lain/x.txt"),
    "to the settings": link(ATTACHED, "site.toml"),
    "to a template": link(ATTACHED, "templates/assets/huruf.txt"),
    "to a hidden folder": link(ATTACHED, "content/.arsip/rahasia.txt"),
    "to a folder that editors leave out": link(ATTACHED, "content/#sampah/rahasia.txt"),
    "to a folder that editors keep": link(ATTACHED, "content/lama~/rahasia.txt"),
    "to an embargoed story": link(ATTACHED, EMBARGOED),
    "to a link that leads out": steps(
        link(f"{FOLDER}/lain.txt", "../luar/rahasia.txt"), link(ATTACHED, f"{FOLDER}/lain.txt")
    ),
    "a story that is none": link(f"{FOLDER}/b.id.md", f"{FOLDER}/surat.txt"),
    "a story out of the content": link(f"{FOLDER}/b.id.md", "site.toml"),
    "a term file out of the content": link("content/tags.yaml", "../luar/rahasia.txt"),
    "a folder out of the site": link(f"{FOLDER}/luar", "../luar"),
    "a folder to git's": link(f"{FOLDER}/luar", ".git"),
    "a folder to the site": link(f"{FOLDER}/luar", "."),
    "a folder to a hidden one": link(f"{FOLDER}/luar", "content/.arsip"),
    "a folder to its neighbour of nearly the same name": steps(
        lambda site: (site / "content-lain").mkdir(), link(f"{FOLDER}/luar", "content-lain")
    ),
    "the content": replaced("content", "naskah"),
    "the content, out of the site": replaced("content", "../naskah"),
    "the content, hidden": replaced("content", ".naskah"),
    "the theme": replaced("templates", "tema"),
    "the theme, out of the site": replaced("templates", "../tema"),
    "an asset out of the theme": link("templates/assets/x.txt", ".git/config"),
    "an asset from the content": link("templates/assets/x.txt", EMBARGOED),
    "an asset that is hidden": link("templates/assets/x.txt", "templates/.arsip/rahasia.txt"),
    "a folder of assets": link("templates/assets/x", "../luar"),
    "all assets": steps(
        lambda site: shutil.rmtree(site / "templates/assets"), link("templates/assets", "content")
    ),
    "a template out of the theme": link("templates/_footer.html", "../luar/rahasia.txt"),
    "the settings, out of the site": steps(
        lambda site: (site / "site.toml").rename(site / "../luar/site.toml"),
        link("site.toml", "../luar/site.toml"),
    ),
    "the settings, hidden": steps(
        lambda site: (site / "site.toml").rename(site / ".git/site.toml"), link("site.toml", ".git/site.toml")
    ),
}  # fmt: skip


@pytest.mark.parametrize("name", ASTRAY)
def test_what_leads_astray_is_named_and_nothing_is_written(site: Path, name: str) -> None:
    ASTRAY[name](site)
    if not (site / ATTACHED).exists() and (site / FOLDER).exists():
        (site / ATTACHED).write_text("x")
    result = build(Request(site, site / "output", NOW))
    assert "link-outside" in {found.code for found in errors(result)}
    assert not (site / "output").exists() or tree(site / "output") == {}


GOOD: dict[str, Change] = {
    "a file": link(ATTACHED, f"{FOLDER}/surat.txt"),
    "a file, absolute": absolute(ATTACHED, f"{FOLDER}/surat.txt"),
    "a file through a folder": steps(
        link("content/news/lain", FOLDER), link(ATTACHED, "content/news/lain/surat.txt")
    ),
    "a link to a link": steps(
        link(f"{FOLDER}/b.txt", f"{FOLDER}/surat.txt"), link(ATTACHED, f"{FOLDER}/b.txt")
    ),
    "the settings": steps(
        lambda site: (site / ATTACHED).write_text("Surat edaran.\n"),
        lambda site: (site / "site.toml").rename(site / "umum.toml"),
        link("site.toml", "umum.toml"),
    ),
}  # fmt: skip


@pytest.mark.parametrize("name", GOOD)
def test_links_within_the_content_are_followed(site: Path, name: str) -> None:
    GOOD[name](site)
    result = build(Request(site, site / "output", NOW))
    assert not errors(result)
    written = tree(site / "output")
    assert b"Surat edaran.\n" in written.values()
    assert not any(SECRET.encode() in data for data in written.values())


def test_links_within_the_theme_are_followed(site: Path) -> None:
    (site / ATTACHED).write_text("x")
    (site / "templates/assets/sub").symlink_to(".")
    (site / "templates/assets/b.txt").symlink_to("huruf.txt")
    assert not errors(build(Request(site, site / "output", NOW)))
    assert b"huruf" in tree(site / "output").values()
    assert any(name.startswith("assets/b.") for name in tree(site / "output"))


def test_a_site_may_be_reached_through_a_link(site: Path, tmp_path: Path) -> None:
    (tmp_path / "tautan").symlink_to(site)
    (site / ATTACHED).symlink_to("surat.txt")
    assert not errors(build(Request(tmp_path / "tautan", site / "output", NOW)))


# --- Between the look and the reading ---------------------------------------------------------------


def test_a_file_that_becomes_a_link_after_the_look_is_not_read(site: Path) -> None:
    """Whether its stamp was to be trusted or not."""
    surat = f"{FOLDER}/surat.txt"
    stamp = plain_stamp((site / surat).stat())
    assert read_inside(site, surat, stamp) == read_inside(site, surat) == b"Surat edaran.\n"
    link(surat, "../luar/rahasia.txt")(site)
    for known in (stamp, None):
        with pytest.raises(OutsideError):
            read_inside(site, surat, known)


def test_a_folder_that_becomes_a_link_after_the_look_is_not_read(site: Path, tmp_path: Path) -> None:
    entries, _ = scan_content(site)
    surat = f"{FOLDER}/surat.txt"
    shutil.move(site / FOLDER, tmp_path / "luar/2024")
    (site / FOLDER).symlink_to(tmp_path / "luar/2024")
    assert look_again(site, entries, [surat]) is None
    with pytest.raises(OutsideError):
        read_inside(site, surat)


def test_a_link_that_is_turned_away_while_it_is_opened_is_not_read(
    site: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Somebody puts the good file back before it is asked where the path leads."""
    surat = site / FOLDER / "surat.txt"
    good = surat.read_bytes()
    link(f"{FOLDER}/surat.txt", "../luar/rahasia.txt")(site)
    before = os.fstat

    def swapped(descriptor: int) -> os.stat_result:
        found = before(descriptor)
        surat.unlink()
        surat.write_bytes(good)
        return found

    monkeypatch.setattr("warta.content.links.os.fstat", swapped)
    with pytest.raises(OutsideError):
        read_inside(site, f"{FOLDER}/surat.txt")


# --- What commands and the web editor write ------------------------------------------------------------

WRITTEN_ASTRAY = {
    "a story to the settings": (link(f"{FOLDER}/zz.id.md", "site.toml"), f"{FOLDER}/zz.id.md"),
    "a story to nothing yet": (link(f"{FOLDER}/zz.id.md", "baru.id.md"), f"{FOLDER}/zz.id.md"),
    "a picture to a story": (link(f"{FOLDER}/zz.jpg", EMBARGOED), f"{FOLDER}/zz.jpg"),
    "a folder to git's": (link(f"{FOLDER}/luar", ".git"), f"{FOLDER}/luar/zz.id.md"),
    "a folder to be made": (link(f"{FOLDER}/luar", "../luar"), f"{FOLDER}/luar/a/b/zz.id.md"),
    "the content": (replaced("content", "naskah"), f"{FOLDER}/zz.id.md"),
    "no link": (lambda site: None, f"{FOLDER}/../../../site.toml"),
}


def files(folder: Path) -> dict[Path, bytes]:
    return {path: path.read_bytes() for path in folder.rglob("*") if path.is_file()}


@pytest.mark.parametrize("name", WRITTEN_ASTRAY)
def test_nothing_is_written_or_read_through_a_link_that_leads_astray(site: Path, name: str) -> None:
    change, path = WRITTEN_ASTRAY[name]
    change(site)
    before = files(site.parent)
    assert leads_astray(str(site), path)
    for act in (
        lambda: put_file(site, path, b"x"),
        lambda: read_inside(site, path),
        lambda: real_name(site, path),
    ):
        with pytest.raises(OutsideError):
            act()
    assert files(site.parent) == before
