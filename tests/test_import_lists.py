"""Lists that are typed as plain text become lists, and nothing else does."""

from __future__ import annotations

import json
import time
from pathlib import Path

import pytest

from tests.support import make_site, parse_html
from tests.test_import_sites import run
from warta.importing.press.blocks import Block, typed
from warta.importing.press.lists import as_body
from warta.markdown.engines import engine

LONG = "Pelayanan administrasi kependudukan di setiap kecamatan dan"
"""A line that was broken at a width."""


def shape(html: str) -> str:
    """The lists and texts of an HTML text: ``ul(li(a) li(b))``."""

    def told(node: object) -> str:
        if isinstance(node, str):
            return " ".join(node.split())
        inner = " ".join(filter(None, map(told, node.children)))  # type: ignore[attr-defined]
        tag = node.tag  # type: ignore[attr-defined]
        if tag in ("ul", "ol", "li", "h2"):
            start = node.get("start")  # type: ignore[attr-defined]
            return f"{tag}{start}({inner})"
        return inner

    return told(parse_html(html))


@pytest.mark.parametrize("name", ["markdown", "pyromark"])
@pytest.mark.parametrize(
    ("text", "expected"),
    [
        *(
            (f"Hadir:\n{bullet} Camat\n{bullet} Lurah", "Hadir: ul(li(Camat) li(Lurah))")
            for bullet in "•·▪●◦‣-–*+o➢✓\uf0b7"
        ),
        ("•\tCamat\n•\tLurah", "ul(li(Camat) li(Lurah))"),
        ("•Camat\n•Lurah", "ul(li(Camat) li(Lurah))"),
        ("• Camat", "ul(li(Camat))"),
        ("• Camat\n\n• Lurah", "ul(li(Camat) li(Lurah))"),
        ("1. Satu\n2. Dua", "ol(li(Satu) li(Dua))"),
        ("1) Satu\n2) Dua", "ol(li(Satu) li(Dua))"),
        ("3. Tiga\n4. Empat", "ol3(li(Tiga) li(Empat))"),
        ("• Camat\n\n1. Satu\n2. Dua", "ul(li(Camat)) ol(li(Satu) li(Dua))"),
        ("1. Satu\n2. Dua\n• Camat\n• Lurah", "ol(li(Satu) li(Dua)) ul(li(Camat) li(Lurah))"),
        ("1. Satu\n• a\n• b\n2. Dua", "ol(li(Satu ul(li(a) li(b))) li(Dua))"),
        ("1. Satu\n  - a\n  - b\n2. Dua\n  - c\n  - d\n3. Tiga",
         "ol(li(Satu ul(li(a) li(b))) li(Dua ul(li(c) li(d))) li(Tiga))"),
        ("• a\no b\no c\n• d", "ul(li(a ul(li(b) li(c))) li(d))"),
        ("- a\n  - b\n  - c\n- d", "ul(li(a ul(li(b) li(c))) li(d))"),
        ("•\ta\n\t•\tb\n\t\t•\tc\n•\td", "ul(li(a ul(li(b ul(li(c))))) li(d))"),
        ("1. a\n   1. b\n   2. c\n2. d", "ol(li(a ol(li(b) li(c))) li(d))"),
        ("• *Camat* [x]\n• a_b_ <c>", "ul(li(*Camat* [x]) li(a_b_ <c>))"),
        (f"• {LONG}\n  kelurahan\n• Lurah", f"ul(li({LONG} kelurahan) li(Lurah))"),
        (f"1. {LONG}\n2. {LONG}\n3. {LONG}\nkelurahan", f"ol(li({LONG}) li({LONG}) li({LONG} kelurahan))"),
        ("Sebelum.\n\n- a\n- b\n\nSesudah.", "Sebelum. ul(li(a) li(b)) Sesudah."),
        # No lists:
        ("- Camat", "- Camat"),
        ("* Penulis adalah guru.", "* Penulis adalah guru."),
        ("1. Satu", "1. Satu"),
        ("14. November\n\n2024. Tahun", "14. November 2024. Tahun"),
        ("1. Satu\n\nPenjelasan.\n\n2. Dua", "1. Satu Penjelasan. 2. Dua"),
        ("5. Lima\n1. Satu", "5. Lima 1. Satu"),
        ("a. Satu\nb. Dua", "a. Satu b. Dua"),
        ("+62 812\n+62 813", "+62 812 +62 813"),
        ("-5 derajat\n-6 derajat", "-5 derajat -6 derajat"),
        ("*tebal*\n*tebal*", "*tebal* *tebal*"),
        ("oleh a\noleh b", "oleh a oleh b"),
        ("3.5 juta\n4.5 juta", "3.5 juta 4.5 juta"),
    ],
)  # fmt: skip
def test_what_looks_like_a_list_is_one(text: str, expected: str, name: str) -> None:
    assert shape(engine(name)(as_body(typed(text))).replace("<!-- -->", "")) == expected


def test_a_heading_is_no_item() -> None:
    blocks = [Block("1. Satu"), Block("2. Dua", "## 2\\. Dua"), Block("3. Tiga")]
    assert as_body(blocks) == "1\\. Satu\n\n## 2\\. Dua\n\n3\\. Tiga"


@pytest.mark.parametrize(
    "line", ["1. a", "- a\n1. b", "1. a\n- b", "• a\n- b\n* c\n1. d", "- a\n* b\n3. c\n3. d"]
)
def test_time_grows_with_the_text_only(line: str) -> None:
    def took(count: int) -> float:
        lines = tuple(map(Block, "\n".join([line] * count).split("\n")))
        start = time.process_time()
        as_body(lines)
        return time.process_time() - start

    took(100)
    assert took(16_000) < 40 * max(took(1_000), 0.001)


@pytest.mark.parametrize("suffix", ["txt", "text"])
def test_a_text_file_with_lists_is_imported_and_built(tmp_path: Path, suffix: str) -> None:
    site = make_site(tmp_path / "situs", {})
    source = tmp_path / f"wa.{suffix}"
    source.write_text(
        "Bupati Buka Seminar\n\nAmlapura, 14 November 2024\n\n"
        "Yang hadir:\n• Camat\n• Lurah\n\n1. Satu\n2. Dua\n",
        "utf-8",
    )
    status, printed = run(site, "import", "--format", "json", source)
    assert status == 0, printed
    (draft,) = json.loads(printed)["drafts"]
    text = (site / draft["files"][0]).read_text("utf-8")
    assert "Yang hadir:\n\n-   Camat\n-   Lurah\n\n1.  Satu\n2.  Dua\n" in text
    status, printed = run(site, "check", "--format", "json")
    assert status == 0
    assert {each["rule"] for each in json.loads(printed)} <= {"draft-incomplete", "translation-missing"}
    assert run(site, "build", "--drafts")[0] == 0
