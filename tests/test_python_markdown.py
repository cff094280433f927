"""What is written without the library is what the library would write."""

from __future__ import annotations

from collections.abc import Callable
from functools import lru_cache
from pathlib import Path

import pytest
from hypothesis import example, given
from hypothesis import strategies as st
from markdown import Markdown

from tests.markdowntexts import DOCUMENTS
from tests.support import ROOT
from warta.markdown.limits import Budget
from warta.markdown.plain import plain_html
from warta.markdown.python_markdown import converter, library

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
    return library(Budget())


@lru_cache(maxsize=1)
def ours() -> Callable[[str], str]:
    return converter()


def both(text: str) -> tuple[str, str]:
    made, plain = stock(), plain_html(text)
    made.reset()
    expected = made.convert(text.replace("\x02", "").replace("\x03", ""))
    return expected, ours()(text) if plain is None else plain


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
    made, own = both(text)
    assert own == made


@given(DOCUMENTS)
@example("> satu\n\n> dua\n\ntiga\n\n> empat\n\n    lima")
@example("- satu\n\n- dua")
@example("- satu\n\n    dua")
@example("- satu\n\n1. dua\n\ntiga")
@example("kata_\n\n- satu\n\ntiga")
@example("- satu_\n\n> dua\n\n- tiga")
@example("[1]: /a\n\n> satu\n\n[1]: /b\n\n> dua")
@example("3. satu\n4. dua\n\nkata\n\n1. tiga")
@example("# Judul #\n\n## Judul  \n\n#Judul\n\n####### tujuh")
@example("satu  \ndua")
@example("satu * dua* tiga")
@example("satu ![dua](/a)")
@example("**satu\ndua** tiga\n\n*empat*\n\n[lima](/a) enam")
def test_blocks_that_are_certain_come_out_as_the_library_makes_them(text: str) -> None:
    made, own = both(text)
    assert own == made


@given(st.text(alphabet="ab *_`\\[]<>&!()\n\t~|-#1.\"'", max_size=60))
def test_the_output_is_that_of_the_library_for_any_mixture_of_signs(text: str) -> None:
    made, own = both(text)
    assert own == made


@pytest.mark.parametrize("path", sorted((ROOT / "content").rglob("*.md")), ids=lambda path: path.name)
def test_the_stories_of_the_starter_come_out_the_same(path: Path) -> None:
    made, own = both(path.read_text("utf-8"))
    assert own == made


@pytest.mark.parametrize(
    ("text", "html"),
    [
        ("Satu\ndua 3.", "<p>Satu\ndua 3.</p>"),
        ("41 **unit** dan *dua*", "<p>41 <strong>unit</strong> dan <em>dua</em></p>"),
        ("**Satu [dua](/a?b=c)**", '<p><strong>Satu <a href="/a?b=c">dua</a></strong></p>'),
        ("## Judul", "<h2>Judul</h2>"),
        ("> Satu\n>\n> dua", "<blockquote>\n<p>Satu</p>\n<p>dua</p>\n</blockquote>"),
        (
            "> Satu\n\n> dua",
            "<blockquote>\n<p>Satu</p>\n</blockquote>\n<blockquote>\n<p>dua</p>\n</blockquote>",
        ),
        ("- satu\n\n- dua", "<ul>\n<li>\n<p>satu</p>\n</li>\n<li>\n<p>dua</p>\n</li>\n</ul>"),
        ("- satu\n- *dua*", "<ul>\n<li>satu</li>\n<li><em>dua</em></li>\n</ul>"),
        ("3. satu\n4. dua", '<ol start="3">\n<li>satu</li>\n<li>dua</li>\n</ol>'),
        ("> Satu\n\n- dua", "<blockquote>\n<p>Satu</p>\n</blockquote>\n<ul>\n<li>dua</li>\n</ul>"),
    ],
)
def test_what_news_is_made_of_needs_no_library(text: str, html: str) -> None:
    """Else the tests above would compare the library with itself."""
    assert plain_html(text) == html == both(text)[0]
