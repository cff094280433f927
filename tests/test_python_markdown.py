"""Skipping what cannot match changes nothing: the library as it comes gives the same HTML."""

from __future__ import annotations

import re
from functools import lru_cache

import pytest
from hypothesis import example, given
from hypothesis import strategies as st
from markdown import Markdown

from generator.python_markdown import PLAIN, PROSE, TRIGGERS, converter, is_plain, stock_markdown
from tests.support import ROOT

WORDS = st.sampled_from(
    (
        "Bupati **tegas** *miring* _garis_ ***tiga*** `kode` ``dua`` \\* \\_ [tautan](/a) [acuan][1] [1] "
        '![foto](a.jpg "j") ![foto][1] [^1] [^lain] <https://a.id> <a@b.id> <b>tebal</b> <br> &amp; &copy; '
        "& < > ! [ ] ( ) * _ ** __ | - + 1. # > : \\ ` ~~~ === --- ... \"kutip\" 'tunggal' http://a.id "
        "a_b_c 2*3*4 É ß 1)"
    ).split(" ")
)
SPACES = st.sampled_from(
    [
        " ",
        " ",
        " ",
        "  \n",
        "\n",
        "\n\n",
        "\n \n",
        "\t",
        "\n    ",
        "\n- ",
        "\n1. ",
        "\n> ",
        "\n# ",
        "\n|a|b|\n|-|-|\n| ",
    ]
)
TEXTS = st.lists(st.tuples(WORDS, SPACES), max_size=14).map(lambda parts: "".join(a + b for a, b in parts))


@lru_cache(maxsize=1)
def stock() -> Markdown:
    return stock_markdown()


@lru_cache(maxsize=1)
def ours() -> object:
    return converter()


def both(text: str) -> tuple[str, str]:
    library = stock()
    library.reset()
    convert = ours()
    assert callable(convert)
    return library.convert(text), convert(text)


@given(TEXTS)
@example("Satu  \ndua")
@example("Judul\n===\n\nisi")
@example("Judul\n---")
@example("a | b\n--|--\n1 | 2")
@example("kata\n- butir\n- butir")
@example("kata\n\n    kode")
@example("- butir\n\n    lanjutan *miring*\n\n- butir")
@example("> kutipan\nlanjutan malas")
@example("Kata[^1]\n\n[^1]: Catatan\n    lanjutan")
@example("a\\\nb")
@example("*a **b* c**")
@example("[a][b]\n\n[b]: /c 'd'")
@example("![a][b]\n\n[b]: /c")
@example("kata <div>\n\nisi\n\n</div>")
@example("\x02wzxhzdk:0\x03 *a*")
@example("satu\n \ndua")
@example("satu\r\ndua\rtiga")
@example("- satu\n\tdua")
@example("```\nkode\n```")
@example("satu\n\ndua\n\n- butir\n\ntiga\n\n> empat\n\n> lima\n\nenam")
@example("> satu\n>\n> > dua\n>\n> tiga\n\n- > empat\n\n\u201clima\u201d\nenam")
@example("satu[^1]\n\n///Footnotes Go Here///\n\n> dua\n\n[^1]: > tiga\n\n    empat\n\nlima")
@example("\x02plain\x03\n\nsatu\n\n<p>\x02plain\x03</p>")
@example("satu\t\ndua")
@example("lebih > kurang\n\n\u00bd cangkir\n\n\u00b2 kali")
def test_the_output_is_that_of_the_library(text: str) -> None:
    library, own = both(text)
    assert own == library


@given(st.text(alphabet="ab *_`\\[]<>&!()\n\t~|-#1.\"'", max_size=60))
def test_the_output_is_that_of_the_library_for_any_mixture_of_signs(text: str) -> None:
    library, own = both(text)
    assert own == library


@pytest.mark.parametrize("path", sorted((ROOT / "content").rglob("*.md")), ids=lambda path: path.name)
def test_the_stories_of_the_starter_come_out_the_same(path: object) -> None:
    assert hasattr(path, "read_text")
    library, own = both(path.read_text("utf-8"))
    assert own == library


def test_every_trigger_is_a_pattern_of_the_library() -> None:
    """A new version that names its patterns otherwise is noticed: they would be tried always, in vain."""
    names = set(TRIGGERS)
    assert {name for name in names if name in stock().inlinePatterns} == names
    assert len(stock().inlinePatterns) == len(TRIGGERS) + 1, "and there is one that is always tried"


@given(st.text(alphabet="ab *_`\\[]<>&!\n", max_size=30))
def test_a_plain_text_is_matched_by_no_pattern(text: str) -> None:
    if PLAIN.match(text):
        for pattern in stock().inlinePatterns:
            assert not re.search(pattern.getCompiledRegExp(), text)


@given(st.text(alphabet="ab -#>|=\n1.[]^:\"'(\u201c*_", max_size=40))
@example("satu\n  dua")
def test_a_plain_paragraph_is_shown_as_it_is_written(text: str) -> None:
    if is_plain(text):
        library = stock()
        library.reset()
        assert library.convert(f"# Judul\n\n{text}\n\n# Akhir") == (
            f"<h1>Judul</h1>\n<p>{text}</p>\n<h1>Akhir</h1>"
        )


@given(st.text(alphabet="ab -#>|=\n1.[]^:", max_size=30))
def test_prose_begins_every_line_with_a_letter(text: str) -> None:
    if PROSE.match(text):
        assert all(line[:1].isalpha() and "|" not in line for line in text.split("\n"))
