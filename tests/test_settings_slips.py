"""Slips that keep ``site.toml`` from being read: each is named at its place, with the line mended."""

from __future__ import annotations

import tomllib

import pytest

from warta.config.settings import parse_config
from warta.diagnostics.catalogue import MESSAGE_LANGUAGES, explain

SLIPS = [
    # the file; the finding, its line and column; what the line is mended to
    ("title = “Kabar”", "toml-curly", 1, 9, 'title = "Kabar"'),
    ('title = "Kabar”', "toml-curly", 1, 15, 'title = "Kabar"'),
    ("title = ‘Kabar’", "toml-curly", 1, 9, "title = 'Kabar'"),
    ("title = `Kabar`", "toml-curly", 1, 9, "title = 'Kabar'"),
    ("a = 1\nlanguages = [“id”, “en”]", "toml-curly", 2, 14, 'languages = ["id", "en"]'),
    ('entries = [\n  "news",\n  “archive”,\n]', "toml-curly", 3, 3, '"archive",'),
    ("text = { id = “a” }", "toml-curly", 1, 15, 'text = { id = "a" }'),
    ("[“menu”]", "toml-curly", 1, 2, '["menu"]'),
    ("title = Kabar Suka  # nama", "toml-unquoted", 1, 9, 'title = "Kabar Suka"  # nama'),
    ("title = Kabar, Suka", "toml-unquoted", 1, 9, 'title = "Kabar, Suka"'),
    ('title = Kabar"', "toml-unquoted", 1, 9, 'title = "Kabar"'),
    ("base_url = https://a.go.id", "toml-unquoted", 1, 12, 'base_url = "https://a.go.id"'),
    ("contact = redaksi@a.go.id", "toml-unquoted", 1, 11, 'contact = "redaksi@a.go.id"'),
    ("accent = #8a1c1c", "toml-unquoted", 1, 10, 'accent = "#8a1c1c"'),
    ("until = 17/01/2026", "toml-unquoted", 1, 9, 'until = "17/01/2026"'),
    ("until = 17 Januari 2026", "toml-unquoted", 1, 9, 'until = "17 Januari 2026"'),
    ("until = 2026-13-45", "toml-unquoted", 1, 9, 'until = "2026-13-45"'),
    ("until = 2026-01-15 6:00", "toml-unquoted", 1, 9, 'until = "2026-01-15 6:00"'),
    ("telephone = 0332421234", "toml-unquoted", 1, 13, 'telephone = "0332421234"'),
    ("telephone = (0332) 421234", "toml-unquoted", 1, 13, 'telephone = "(0332) 421234"'),
    ('logo = "C:\\Users\\humas\\logo.png"', "toml-backslash", 1, 11, 'logo = "C:/Users/humas/logo.png"'),
    ('logo = "brand\\logo.svg"', "toml-backslash", 1, 14, 'logo = "brand/logo.svg"'),
    ('title = "Kabar\na = 1', "toml-quote-open", 1, 15, 'title = "Kabar"'),
    ("title = 'Kabar", "toml-quote-open", 1, 15, "title = 'Kabar'"),
    ('title = "Kabar "Suka" Makmur"', "toml-quotes-inside", 1, 9, "title = 'Kabar \"Suka\" Makmur'"),
    ("title = 'Jum'at'", "toml-quotes-inside", 1, 9, 'title = "Jum\'at"'),
    ('title = "Kabar" Suka', "toml-quotes-inside", 1, 15, 'title = "Kabar Suka"'),
    ('title "Kabar"', "toml-equals", 1, 7, 'title = "Kabar"'),
    ('title: "Kabar"', "toml-equals", 1, 6, 'title = "Kabar"'),
    ("title: Kabar Suka", "toml-equals", 1, 6, 'title = "Kabar Suka"'),
    ('title == "Kabar"', "toml-equals", 1, 8, 'title = "Kabar"'),
    ('title => "Kabar"', "toml-equals", 1, 8, 'title = "Kabar"'),
    ("timezone Asia/Jakarta", "toml-equals", 1, 10, 'timezone = "Asia/Jakarta"'),
    ('text = { id: "a" }', "toml-equals", 1, 12, 'text = { id = "a" }'),
    ('nama situs = "x"', "toml-key", 1, 5, 'nama_situs = "x"'),
    ('- title = "x"', "toml-key", 1, 1, 'title = "x"'),
    ("a = 1\ntitle = \nb = 2", "toml-no-value", 2, 9, 'title = ""'),
    ("enabled = ya", "toml-true-false", 1, 11, "enabled = true"),
    ("enabled = True", "toml-true-false", 1, 11, "enabled = true"),
    ("enabled = benar # cari", "toml-true-false", 1, 11, "enabled = true # cari"),
    ("enabled = Tidak", "toml-true-false", 1, 11, "enabled = false"),
    ('title = "Kabar",', "toml-rest", 1, 16, 'title = "Kabar"'),
    ('title = "Kabar";', "toml-rest", 1, 16, 'title = "Kabar"'),
    ('name = {id = "a", en = "b",}', "toml-rest", 1, 27, 'name = {id = "a", en = "b" }'),
    ('languages = "id", "en"', "toml-list", 1, 13, 'languages = ["id", "en"]'),
    ("languages = id, en", "toml-list", 1, 13, 'languages = ["id", "en"]'),
    ("languages = [id, en]", "toml-list", 1, 14, 'languages = ["id", "en"]'),
    ('languages = ["id" "en"]', "toml-comma", 1, 18, 'languages = ["id", "en"]'),
    ('text = { id = "a" en = "b" }', "toml-comma", 1, 18, 'text = { id = "a", en = "b" }'),
    ("[menu\na = 1", "toml-header", 1, 6, "[menu]"),
    ("menu]\na = 1", "toml-header", 1, 1, "[menu]"),
    ("[menu] entries = []", "toml-header", 1, 7, "[menu]\nentries = []"),
    ("// nama", "toml-comment", 1, 1, "# nama"),
    ("<!-- nama -->", "toml-comment", 1, 1, "# nama"),
    ('title\u00a0= "x"', "toml-invisible", 1, 6, 'title = "x"'),
    ('\u200btitle = "x"', "toml-invisible", 1, 1, 'title = "x"'),
    ('title = "a\x07b"', "toml-invisible", 1, 11, 'title = "ab"'),
    # over several lines no one line can be shown
    ('entries = [\n  "a"\n  "b"\n]', "toml-comma", 3, 3, None),
    ('entries = ["a", "b"\n[menu]\nx = 1', "toml-open", 1, 11, None),
    ('a = 1\nentries = ["a", "b"\n', "toml-open", 2, 11, None),
    ('a = """\nJl. Merdeka\n', "toml-open", 1, 5, None),
    ('text = { id = "a",\n  en = "b" }', "toml-open", 1, 8, None),
    ("[a]\nb = 1\n[a]\nc = 2", "toml-table-twice", 3, 1, None),
    ("[a]\nb = 1\nb = 2", "toml-key-twice", 3, 1, None),
    ("a = 1\n{", "toml-syntax", 2, 1, None),
]  # fmt: skip


@pytest.mark.parametrize(("source", "code", "line", "column", "mended"), SLIPS)
def test_a_slip_is_named_at_its_place_with_the_line_as_it_should_be(
    source: str, code: str, line: int, column: int, mended: str | None
) -> None:
    config, (found,) = parse_config(source)
    assert config is None
    assert (found.code, *found.position) == (code, line, column)
    suggestion = dict(found.arguments).get("suggestion")
    if mended is not None:
        assert suggestion == mended
        lines = source.split("\n")
        tomllib.loads("\n".join([*lines[: line - 1], mended, *lines[line:]]))
    for language in MESSAGE_LANGUAGES:
        said = explain(found, language)
        assert all("\u200b" not in text and "\u00a0" not in text and "\x07" not in text for text in said)


@pytest.mark.parametrize(
    "source",
    [
        'title = "Kabar “Suka”"',
        "x = 1  # “catatan”: ya",
        'a = """\ntitle = Kabar\n"""',
        "b = 'C:\\logo'",
        'c = "a;"',
    ],
)
def test_what_can_be_read_is_no_slip(source: str) -> None:
    tomllib.loads(source)
    _, found = parse_config(source)
    assert not any(each.code.startswith("toml-") for each in found)
