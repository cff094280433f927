"""Typographic signs for those of a typewriter: marks that nest, apostrophes, feet and inches."""

from __future__ import annotations

import random
import time

import pytest

from tests.support import parse_html
from warta.markdown.conversion import convert
from warta.markdown.typography import Typographer

ENGINES = ("markdown", "pyromark")

TABLE = """
Ia berkata 'siap' lalu pergi. → Ia berkata ‘siap’ lalu pergi.
"Ia berkata 'siap' lalu pergi." → “Ia berkata ‘siap’ lalu pergi.”
"Ia berkata 'siap'" → “Ia berkata ‘siap’”
"Ia berkata 'siap'." → “Ia berkata ‘siap’.”
"Ia berkata 'siap.'" → “Ia berkata ‘siap.’”
"Ia berkata 'siap'," kata Ani. → “Ia berkata ‘siap’,” kata Ani.
"'Siap,' kata dia," ujar Ani. → “‘Siap,’ kata dia,” ujar Ani.
"'Siap'" → “‘Siap’”
'Ia berkata "siap"' → ‘Ia berkata “siap”’
'"Siap," katanya' → ‘“Siap,” katanya’
"Ia bilang "siap" lalu pergi" → “Ia bilang “siap” lalu pergi”
"'"Tiga"' dua" satu → “‘“Tiga”’ dua” satu
"He said, 'She told me, "Go."'" → “He said, ‘She told me, “Go.”’”
"Don't say 'can't,'" she said. → “Don’t say ‘can’t,’” she said.
'I can't,' he said. → ‘I can’t,’ he said.
'Kami siap,' kata dia. "Ya," kata Budi. → ‘Kami siap,’ kata dia. “Ya,” kata Budi.
"Satu," kata A. "Dua," kata B. → “Satu,” kata A. “Dua,” kata B.
("Siap") dan ['siap'] → (“Siap”) dan [‘siap’]
"(Siap)" dan "[siap]" → “(Siap)” dan “[siap]”
—"Siap," katanya → —“Siap,” katanya
Katanya -- "siap" -- lalu pergi → Katanya – “siap” – lalu pergi
Katanya--"siap"--lalu pergi → Katanya–“siap”–lalu pergi
"Saya akan --" katanya terputus. → “Saya akan –” katanya terputus.
"Saya akan—" katanya terputus. → “Saya akan—” katanya terputus.
"Saya akan..." katanya → “Saya akan…” katanya
"...lalu pergi," katanya → “…lalu pergi,” katanya
non-"formal" dan pro-'rakyat' → non-“formal” dan pro-‘rakyat’
"formal"/"informal" → “formal”/“informal”
Katanya:"Siap" → Katanya:“Siap”
Katanya,"Siap." → Katanya,“Siap.”
"Siap,"katanya → “Siap,”katanya
"Siap"; "tidak"! "Ya"? → “Siap”; “tidak”! “Ya”?
" Siap " katanya → “ Siap ” katanya
'Siap'; 'tidak'! 'Ya'? → ‘Siap’; ‘tidak’! ‘Ya’?
"2024" dan '2024' → “2024” dan ‘2024’
"Sejak 2020" dan "tahun 2021" → “Sejak 2020” dan “tahun 2021”
"Sejak 2020," katanya → “Sejak 2020,” katanya
“Ia berkata 'siap'” lalu "pergi" → “Ia berkata ‘siap’” lalu “pergi”
"Ia berkata ‘siap’" lalu 'pergi' → “Ia berkata ‘siap’” lalu ‘pergi’
tahun '90-an, generasi '45, angkatan '98 → tahun ’90-an, generasi ’45, angkatan ’98
'20 orang hadir,' katanya → ‘20 orang hadir,’ katanya
the '90s, the 1990's → the ’90s, the 1990’s
Jum'at, Qur'an, ma'ruf, do'a, Ka'bah, Sa'adah → Jum’at, Qur’an, ma’ruf, do’a, Ka’bah, Sa’adah
"Salat Jum'at" di 'Masjid Al-Qur'an' → “Salat Jum’at” di ‘Masjid Al-Qur’an’
'Aisyiyah dan 'Ulama → ’Aisyiyah dan ’Ulama
'Aisyiyah bergerak,' katanya → ‘Aisyiyah bergerak,’ katanya
people's, players' and James's → people’s, players’ and James’s
'tis, 'twas, rock 'n' roll, get 'em → ’tis, ’twas, rock ’n’ roll, get ’em
"'Tis the season," he said → “’Tis the season,” he said
'kan sudah, 'gitu → ’kan sudah, ’gitu
don't, it's, I'm, we're, they've, he'd, O'Neil → don’t, it’s, I’m, we’re, they’ve, he’d, O’Neil
layar 55" dan layar 32" itu → layar 55″ dan layar 32″ itu
"Layar 55" itu besar," katanya → “Layar 55″ itu besar,” katanya
tinggi 6'2" dan "besar" → tinggi 6′2″ dan “besar”
"Tingginya 6'2"," katanya → “Tingginya 6′2″,” katanya
8°15'30" LS dan 115°5' BT → 8°15′30″ LS dan 115°5′ BT
kabel 5' panjang → kabel 5′ panjang
Satu... dua -- tiga --- empat → Satu… dua – tiga — empat
*"Siap,"* katanya, "*siap*," lagi → “Siap,” katanya, “siap,” lagi
"**Siap**," 'katanya *lagi*' → “Siap,” ‘katanya lagi’
**"Siap"** dan ***'siap'*** → “Siap” dan ‘siap’
"Ini *'penting'*" katanya → “Ini ‘penting’” katanya
*"Ini* penting" katanya → “Ini penting” katanya
"[Siap](https://e.id/)" katanya → “Siap” katanya
["Siap"](https://e.id/) dan ['siap'](https://e.id/) → “Siap” dan ‘siap’
'[Siap](https://e.id/) pergi' → ‘Siap pergi’
"Siap"[^1] dan "siap[^1]" → “Siap”1 dan “siap1”
"`kode`" dan '`kode`' → “kode” dan ‘kode’
`"a" 'b' -- ...` → "a" 'b' -- ...
Q: "Apa?" A: "Ya." → Q: “Apa?” A: “Ya.”
["Siap," "ya"] → [“Siap,” “ya”]
"¿Qué?" «"a"» → “¿Qué?” «“a”»
"A", "B", dan "C" → “A”, “B”, dan “C”
("A"), ("B") → (“A”), (“B”)
""Siap"" → ““Siap””
Pemkab' → Pemkab’
""".strip().split("\n")


@pytest.mark.parametrize("engine", ENGINES)
@pytest.mark.parametrize("row", TABLE)
def test_marks_open_and_close_as_they_are_meant(row: str, engine: str) -> None:
    written, shown = row.split(" → ")
    notes = "\n\n[^1]: Catatan." if "[^1]" in written else ""
    html, _, _ = convert(written + notes, "x.md", 1, engine)
    assert parse_html(f"<body>{html}</body>").all("p")[0].text == shown


@pytest.mark.parametrize("engine", ENGINES)
@pytest.mark.parametrize(
    ("written", "shown"),
    [
        ("\"Satu\ndua\" tiga 'empat\nlima'", "“Satu dua” tiga ‘empat lima’"),
        ('"Satu  \ndua"', "“Satu dua”"),
        ("Kata dia:\n\"siap\"\n'ya'", "Kata dia: “siap” ‘ya’"),
        ('*a*\n"b"', "a “b”"),
        ('"*a*\n*b*" c "d"', "“a b” c “d”"),
        ('"Satu *dua\ntiga*" empat', "“Satu dua tiga” empat"),
        ("\"Lihat https://e.id/a\" 'www.e.id'", "“Lihat https://e.id/a” ‘www.e.id’"),
        ("> \"'Siap'\"", "“‘Siap’”"),
        ("- \"'Siap'\"", "“‘Siap’”"),
        ("## \"'Siap'\"", "“‘Siap’”"),
        ("|\"'Siap'\"|\n|-|\n", "“‘Siap’”"),
    ],
)
def test_marks_belong_together_across_lines_and_in_every_block(written: str, shown: str, engine: str) -> None:
    html, _, _ = convert(written, "x.md", 1, engine)
    assert parse_html(f"<body>{html}</body>").text == shown


@pytest.mark.parametrize("engine", ENGINES)
@pytest.mark.parametrize("between", ["\n\n", "\n\n## Judul\n\n", "\n\n> x\n\n", "\n\n- a\n- b\n\n"])
def test_what_is_left_open_ends_with_its_block(between: str, engine: str) -> None:
    """As each paragraph of a long quotation opens anew."""
    html, _, _ = convert(f"\"Satu 'dua{between}\"Tiga 'empat' lima.\"", "x.md", 1, engine)
    paragraphs = [each.text for each in parse_html(f"<body>{html}</body>").all("p")]
    assert paragraphs[0].startswith("“Satu")
    assert paragraphs[-1] == "“Tiga ‘empat’ lima.”"


@pytest.mark.parametrize("text", ["\"'" * 40_000, "'a " * 60_000, '5" ' * 60_000, "*'a*" * 40_000])
def test_marks_take_time_in_proportion_to_their_number(text: str) -> None:
    started = time.process_time()
    convert(f"Kata {text}", "x.md", 1, "pyromark")
    assert time.process_time() - started < 4


PIECES = ("a", "b", "1", "55", " ", " ", '"', '"', "'", ",", ".", "(", ")", "-", "—", "...", "kata", "“", "”")


def test_a_text_with_plain_marks_is_typeset_as_any_other() -> None:
    """A mark that is typographic already makes a text one that is looked at mark by mark."""
    chance = random.Random(5)
    for _ in range(20_000):
        text = "".join(chance.choices(PIECES, k=chance.randrange(1, 14)))
        assert Typographer().curled(f"{text} ") == Typographer().curled(f"{text} ”")[:-1], text
