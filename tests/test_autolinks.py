"""Addresses in running text: where they begin and end as cmark-gfm has it, and that their characters stay."""

from __future__ import annotations

import random
import re
from urllib.parse import unquote

import cmarkgfm
import pytest
from cmarkgfm.cmark import Options

from tests.support import parse_html
from warta.markdown.annotations import Annotations, annotated, keep_whole
from warta.markdown.conversion import convert

ENGINES = ("markdown", "pyromark")
Links = list[tuple[str, str]]


def links_in(html: str) -> Links:
    """Address and text of each link."""
    page = parse_html(f"<body>{html}</body>")
    return [(unquote(link.get("href")), link.text) for link in page.all("a")]


def judged(text: str) -> Links:
    return links_in(cmarkgfm.github_flavored_markdown_to_html(text, Options.CMARK_OPT_UNSAFE))


def ours(text: str, engine: str) -> Links:
    html, body, _ = convert(text, "x.md", 1, engine)
    return links_in(re.sub(r"warta:(\d+)", lambda found: body.links[int(found[1])].target, html))


TEXTS = """
https://www.e.go.id
http://localhost:8000/a
HTTPS://E.GO.ID/A
Lihat https://e.go.id.
Lihat https://e.go.id/a, lalu http://e.go.id/b; selesai!
Sudah dari https://e.go.id/?
https://e.go.id/?a=1&b=2#c
https://e.go.id/?a=1&copy=2
https://e.go.id/&hl;
https://e.go.id/a&copy;
https://e.go.id/&amp;
https://e.go.id/a&quot;
https://e.go.id/a;
(https://e.go.id/a)
(lihat https://e.go.id/a_(b)_c)
https://e.go.id/a_(b)
https://e.go.id/(a
https://e.go.id/(a))
https://e.go.id/a)b)
https://e.go.id:80)
https://e.go.id/'
https://e.go.id/"
"https://e.go.id/a"
'https://e.go.id/a'
https://e.go.id/a:
https://e.go.id/a...
https://e.go.id/surat--final...pdf
https://e.go.id/a--b lalu c
https://e.go.id/_a_/b
https://e.go.id/_a_
https://e.go.id/__a__/b
https://e.go.id/*a*/b
https://e.go.id/**a**/b
https://e.go.id/~a/~b
https://e.go.id/A_(B)_C_(D)_E
*https://e.go.id/a_b*
**https://e.go.id**
**https://e.go.id/**, katanya
~~https://e.go.id~~
_https://e.go.id_
**Situs:** https://e.go.id/*x
https://e.go.id/a<br>b
https://e.go.id/a<b
1https://e.go.id
xhttps://e.go.id
-https://e.go.id
https://-e.go.id
https://.e.go.id
https://?a
https://
http:// e.go.id
https://a_b.go.id
https://a.b_c.id
https://a.b_c
https://é.go.id/ü
https://u@e.go.id/
https://e.go.id/@nama
https://e.go.id/a%20b
https://e.go.id/a|b
https://e.go.id/$a,b+c=d!e
www.e.go.id
www.e.go.id.
(www.e.go.id)
(lihat www.e.go.id/a_(b)_c)
*www.e.go.id*
a*www.e.go.id*
www.e_f.go.id
www.a.b_c.id
WWW.e.go.id
xwww.e.go.id
/www.e.go.id
"www.e.go.id"
www.
www
www.e.go.id/_a_/b
www.e.go.id/a--b...pdf
a@e.go.id
a.b-c_d+e@e.go.id
a--b@e.go.id
Surel: a@e.go.id.
(a@e.go.id)
<a@e.go.id>
a@e.go.id, b@e.go.id
a@e
a@e.c1
a@e.id-
a@e.id_
a@e_f.id
a@-e.id
a@e@f.id
@e.go.id
mailto:a@e.go.id
MAILTO:a@e.go.id
x/a@e.go.id
a@e.go.id/x
*a@e.go.id*
_a@e.go.id_
a_@e.go.id
**a_b_c@e.go.id**
a@e.go.id'
`https://e.go.id/a`
`a@e.go.id` dan `www.e.go.id`
[https](https://e.go.id/_a_) dan https://e.go.id/_b_
[x](https://e.go.id/y),*b*
[a@e.go.id](https://e.go.id)
<https://e.go.id/_a--b_...c>
<a href="https://e.go.id/">*b*</a> www.e.go.id
![https://e.go.id](x.jpg)
## https://e.go.id/_a_/b
- https://e.go.id/*a*
> https://e.go.id/a "b"
    https://e.go.id/kode
nama@
#tag @nama
14/11/2024 dan/atau 08.00--10.00
""".strip().split("\n")


@pytest.mark.parametrize("engine", ENGINES)
@pytest.mark.parametrize("text", TEXTS)
def test_an_address_begins_and_ends_where_gfm_has_it(text: str, engine: str) -> None:
    assert ours(text, engine) == judged(text)


PIECES = (*"_*~()'\".,:;!?=-+@#%/$|", "a", "b", "go.id", "1", "&hl;", "&a", "**", "__", "**x**", "_x_")


@pytest.mark.parametrize("engine", ENGINES)
def test_random_addresses_are_as_gfm_has_them(engine: str) -> None:
    chance = random.Random(engine)
    differ = []
    for _ in range(1500):
        start = chance.choice(("https://e.go.id/", "www.e.go.id/", "http://e.id"))
        text = f"Lihat {start}{''.join(chance.choices(PIECES, k=chance.randrange(1, 9)))} lalu"
        if ours(text, engine) != judged(text):
            differ.append(text)
    assert not differ


@pytest.mark.parametrize("engine", ENGINES)
@pytest.mark.parametrize(
    ("text", "address"),
    [
        ("“https://e.go.id/a”", "https://e.go.id/a"),
        ("‘https://e.go.id/a’,", "https://e.go.id/a"),
        ("«https://e.go.id/a»", "https://e.go.id/a"),
        ("https://e.go.id/a…", "https://e.go.id/a"),
        ("https://e.go.id/a—", "https://e.go.id/a"),
        ("[https://e.go.id/a]", "https://e.go.id/a"),
        ("[lihat https://e.go.id/a?b[]=c]", "https://e.go.id/a?b[]=c"),
        (r"https://e.go.id/a\_b", "https://e.go.id/a_b"),
        ("https://e.go.id/a&", "https://e.go.id/a"),
        ("https://e.go.id/?a&amp;b", "https://e.go.id/?a&b"),
        ("https://e.go.id/a\u00a0b", "https://e.go.id/a"),
        ("[https://e.go.id/_a_](https://e.go.id/_a_)", "https://e.go.id/_a_"),
        ('<a href="https://e.go.id/_a_b">https://e.go.id/_a_b</a>', "https://e.go.id/_a_b"),
    ],
)
def test_named_differences_lead_where_the_writer_meant(text: str, address: str, engine: str) -> None:
    assert ours(text, engine) == [(address, address)]


UNTOUCHED = """
https://e.go.id/a--b...c
<https://e.go.id/a--b---c...d>
<https://e.go.id/it's>
https://e.go.id/it's/"x"y
www.e.go.id/a--b
a--b...c@e.go.id
<a--b@e.go.id>
ftp://e.go.id/a--b...c
e.go.id/a--b...c
Unduh di jdih.e.go.id/berkas/surat--final...pdf hari ini
[https://e.go.id/a--b](https://e.go.id/a--b)
[a--b...c.pdf](https://e.go.id/a--b...c.pdf)
[lihat https://e.go.id/a--b](https://e.go.id/x)
**https://e.go.id/a--b**
https://e.go.id/COVID-19/ke-53
https://e.go.id/BKN/Undang-Undang-Nomor-5-Tahun-2014
e.go.id/?q=BKN&r=ke-53
""".strip().split("\n")


@pytest.mark.parametrize("engine", ENGINES)
@pytest.mark.parametrize("text", UNTOUCHED)
def test_nothing_is_put_into_an_address(text: str, engine: str) -> None:
    """Neither by typography nor by what pages add to a text."""
    html, _, _ = convert(text, "x.md", 1, engine)
    meanings = Annotations((("BKN", "Badan Kepegawaian Negara"),), (("uu", "https://x.id/{number}/{year}"),))
    shown = keep_whole(annotated(html, meanings))
    written = re.sub(r"\]\([^()]*\)|[\[\]<>*]", "", text)
    assert parse_html(f"<body>{shown}</body>").text == written
    assert "<abbr" not in shown


@pytest.mark.parametrize("engine", ENGINES)
def test_marks_around_an_address_are_still_typographic(engine: str) -> None:
    text = '"Lihat https://e.go.id/a--b," katanya -- \'www.e.go.id/c\' ... "https://e.go.id".'
    html, _, _ = convert(text, "x.md", 1, engine)
    shown = parse_html(f"<body>{html}</body>").text
    assert shown == "“Lihat https://e.go.id/a--b,” katanya – ‘www.e.go.id/c’ … “https://e.go.id”."


@pytest.mark.parametrize("engine", ENGINES)
def test_what_stands_for_a_sign_is_never_seen(engine: str) -> None:
    """Wherever the address stands, and whatever else is in the text."""
    text = (
        "wartasignstar https://e.go.id/_a_*b*~c `https://e.go.id/_a_` ![https://e.go.id/_a_](x.jpg)\n\n"
        '    https://e.go.id/_a_\n\n<a title="https://e.go.id/_a_" href="x">x</a> [y][z]\n\n'
        "[z]: https://e.go.id/_a_ 'https://e.go.id/_a_'\n"
    )
    html, body, _ = convert(text, "x.md", 1, engine)
    assert "https://e.go.id/_a_*b*~c<" in html
    assert html.count("wartasign") == 1
    assert "wartasign" not in "".join(link.target for link in body.links) + body.excerpt[20:]


@pytest.mark.parametrize("engine", ENGINES)
@pytest.mark.parametrize(
    "text",
    [
        "[Unduh di www.e.go.id](surat.pdf)",
        "[Tanya a@e.go.id](https://www.youtube.com/watch?v=x)",
        "[Lihat **https://e.go.id** di sini](https://e.go.id/x)",
        '<a href="https://e.go.id/x"><em>www.e.go.id</em> dan a@e.go.id</a>',
        "> Siap.\n>\n> — [Ani, www.e.go.id](https://e.go.id/x)",
        "[![Foto](foto.jpg) www.e.go.id](https://e.go.id/x)",
    ],
)
def test_no_link_stands_within_another(text: str, engine: str) -> None:
    html, _, _ = convert(text, "x.md", 1, engine)
    (link,) = parse_html(f"<body>{html}</body>").all("a")
    assert link.all("a") == [link]
    assert html.count("<a ") == 1


@pytest.mark.parametrize("engine", ENGINES)
@pytest.mark.parametrize(
    ("text", "inside"),
    [
        ("![Foto](foto.jpg)\n*Rapat. Foto: www.e.go.id*", "figcaption"),
        ('![Foto](foto.jpg "Rapat, a@e.go.id")', "figcaption"),
        ("| a |\n|-|\n| www.e.go.id |", "td"),
        ("## www.e.go.id", "h2"),
        ("- www.e.go.id", "li"),
        ("> www.e.go.id", "blockquote"),
        ("A[^1]\n\n[^1]: www.e.go.id", "li"),
        ("<details><summary>www.e.go.id</summary></details>", "summary"),
    ],
)
def test_addresses_are_links_wherever_words_stand(text: str, inside: str, engine: str) -> None:
    html, _, _ = convert(text, "x.md", 1, engine)
    (element,) = parse_html(f"<body>{html}</body>").all(inside)
    assert next(link.get("class") for link in element.all("a")) == "address"
