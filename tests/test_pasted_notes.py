"""Footnotes as word processors leave them: named in every form, and mended where mark and text are there."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.support import NOW, make_site, post
from warta.build.build import Request, check
from warta.cli import main

FORMS = {
    # what a paste holds, and what it becomes; None where nobody can be certain
    "word": ("Satu[\\[1\\]](#_ftn1).\n\n[\\[1\\]](#_ftnref1) Catatan.", "Satu[^1].\n\n[^1]: Catatan."),
    "plain": ("Satu[[2]](#_ftn2) dua.\n\n[[2]](#_ftnref2) Catatan.", "Satu[^2] dua.\n\n[^2]: Catatan."),
    "titled": (
        'Satu[[1]](#_ftn1 "Ke catatan") dua.\n\n[[1]](#_ftnref1) Catatan.',
        "Satu[^1] dua.\n\n[^1]: Catatan.",
    ),
    "html": (
        'Satu<a href="#_ftn1" name="_r">[1]</a> dua.\n\n<a href="#_ftnref1" name="_s">[1]</a> Catatan.',
        "Satu[^1] dua.\n\n[^1]: Catatan.",
    ),
    "raised": (
        'Satu<sup><a href="#_ftn1">1</a></sup> dua.\n\n<a href="#_ftnref1"><sup>1</sup></a> Catatan.',
        "Satu[^1] dua.\n\n[^1]: Catatan.",
    ),
    "endnote": ("Satu[[i]](#_edn1) dua.\n\n[[i]](#_ednref1) Catatan.", "Satu[^1] dua.\n\n[^1]: Catatan."),
    "both": (
        "Satu[[1]](#_ftn1) dua[[i]](#_edn1).\n\n[[1]](#_ftnref1) Kaki.\n\n[[i]](#_ednref1) Akhir.",
        "Satu[^1] dua[^e1].\n\n[^1]: Kaki.\n\n[^e1]: Akhir.",
    ),
    "docs": ("Satu[[3]](#ftnt3) dua.\n\n[[3]](#ftnt_ref3) Catatan.", "Satu[^3] dua.\n\n[^3]: Catatan."),
    "office": (
        "Satu[1](#sdfootnote1sym) dua.\n\n[1](#sdfootnote1anc) Catatan.",
        "Satu[^1] dua.\n\n[^1]: Catatan.",
    ),
    "close": (
        "Satu[[1]](#_ftn1) dua[[2]](#_ftn2).\n[[1]](#_ftnref1) Pertama.\n[[2]](#_ftnref2) Kedua.",
        "Satu[^1] dua[^2].\n\n[^1]: Pertama.\n[^2]: Kedua.",
    ),
    "several": (
        "Satu[[1]](#_ftn1) dua[[2]](#_ftn2).\n\n[[1]](#_ftnref1) Pertama.\n\n[[2]](#_ftnref2) Kedua.",
        "Satu[^1] dua[^2].\n\n[^1]: Pertama.\n\n[^2]: Kedua.",
    ),
    "without-text": ("Satu[[1]](#_ftn1) dua.", None),
    "without-mark": ("Satu dua.\n\n[[1]](#_ftnref1) Catatan.", None),
    "within-a-line": ("Satu[[1]](#_ftn1) dua.\n\nLihat [[1]](#_ftnref1) Catatan.", None),
    "taken": ("Satu[[1]](#_ftn1) dua[^1].\n\n[[1]](#_ftnref1) Catatan.\n\n[^1]: Lain.", None),
    "in-code": ("Tulis `[[1]](#_ftn1)`:\n\n```\n[[1]](#_ftnref1) Catatan.\n```", ""),
}  # fmt: skip


@pytest.fixture(scope="module")
def site(tmp_path_factory: pytest.TempPathFactory) -> Path:
    stories = {
        f"content/news/2024/{name}.id.md": post("Berita uji", body=paste + "\n")
        for name, (paste, _) in FORMS.items()
    }
    return make_site(tmp_path_factory.mktemp("catatan"), stories)


@pytest.fixture(scope="module")
def named(site: Path) -> set[str]:
    found = check(Request(site, site / "output", NOW)).diagnostics
    return {Path(each.file).name.partition(".")[0] for each in found if each.code == "pasted-note"}


@pytest.fixture(scope="module")
def mended(site: Path, named: set[str]) -> Path:
    assert named
    main(["--site", str(site), "check", "--fix"])
    return site


@pytest.mark.parametrize("name", FORMS)
def test_a_pasted_note_is_named(name: str, named: set[str]) -> None:
    assert (name in named) == (FORMS[name][1] != "")


@pytest.mark.parametrize("name", FORMS)
def test_a_note_with_mark_and_text_becomes_a_footnote(name: str, mended: Path) -> None:
    paste, wanted = FORMS[name]
    text = (mended / f"content/news/2024/{name}.id.md").read_text("utf-8")
    assert text.partition("\n---\n")[2].strip() == (wanted or paste)
