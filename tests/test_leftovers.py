"""Markup that readers see: what the rule finds, where, and what it leaves alone."""

from __future__ import annotations

import html
import time
from pathlib import Path

import pytest

from tests.support import NOW, make_site, post
from warta.build.build import Request, check
from warta.checks.facts.leftovers import find_leftovers, marks_in_plain
from warta.cli import main
from warta.markdown.visible import engine_html, visible_blocks

ENGINES = ("markdown", "pyromark")
MARK = "⟦"
"""In a case: where the finding has to be."""

FOUND = [
    ("link", "Lihat ⟦[situs](https://e.go.id/a b) kami."),
    ("link", "Lihat ⟦[situs](<https://e.go.id) kami."),
    ("link", "Foto: ⟦![Rapat](foto rapat.jpg)"),
    ("link", "<div>Lihat ⟦[situs](https://e.go.id)</div>"),
    ("link", "Foto ⟦![Rapat] hilang."),
    ("bold", "⟦**Catatan: **isi pengumuman."),
    ("bold", "⟦** Catatan penting** isi."),
    ("bold", 'Kata dia⟦**"siap"**lalu pergi.'),
    ("bold", "<td>⟦**Ketua**</td>"),
    ("bold", "Rapat ⟦**dibuka oleh bupati."),
    ("bold", "<p>⟦__Ketua__ rapat</p>"),
    ("strike", "<p>⟦~~Senin~~ Selasa</p>"),
    ("table", "⟦| a | b |\n| c | d |"),
    ("table", "<div>\n⟦| a | b |\n|---|---|\n</div>"),
    ("table", "Jadwal\n⟦| Jam | Acara |\n| 8 | Apel |"),
    ("heading", "<div>\n⟦## Judul\n</div>"),
    ("heading", "Paragraf pertama. ⟦## Judul kedua"),
    ("code", "Pakai ⟦```warta build`` di sini."),
    ("list", "<div>\nHadir:\n⟦- sekretaris daerah\n- kepala dinas\n</div>"),
    ("list", "<p>Syarat:\n⟦1. fotokopi\n2. formulir</p>"),
    ("list", "<p>Langkah:<br>\n⟦2) mengisi<br>\n3) mengirim</p>"),
    ("list", "<p>Hadir dalam rapat:\n⟦- sekretaris daerah</p>"),
    ("tag", "Teks ⟦&lt;b&gt;tebal&lt;/b&gt; di sini."),
    ("tag", "Baris&nbsp;⟦&lt;br /&gt; baru."),
    ("entity", "Dinas⟦&amp;nbsp;Kesehatan"),
    ("entity", "Kominfo ⟦&amp;amp; Statistik"),
    ("entity", "Suhu 30⟦&amp;#176;C"),
    ("bold", "Ini ⟦** penting ** sekali."),
    ("bold", "Rapat⟦** dibuka bupati."),
    ("bold", "Rapat⟦** dibuka** bupati."),
    ("bold", "Rapat⟦** dibuka bupati.\n\n**Penting: buka jam 8."),
    ("bold", "Rapat** dibuka bupati.\n\n⟦**Penting: buka jam 8."),
    ("bold", "Rapat (⟦**penting) dibuka."),
    ("bold", "⟦***Penting: bawa KTP."),
    ("bold", "⟦*** Catatan *** penting."),
    ("emphasis", "⟦**_Penting_* sekali."),
    ("bold", "⟦__Penting: bawa KTP."),
    ("bold", "Rapat penting⟦__ sekali."),
    ("emphasis", "Rapat ⟦*penting dibuka bupati."),
    ("emphasis", "⟦_Penting: bawa KTP."),
    ("emphasis", "Rapat ⟦_penting dibuka bupati."),
    ("emphasis", "Rapat ⟦_ penting _ dibuka."),
    ("emphasis", "⟦*Penting *bawa KTP."),
    ("emphasis", "Rapat ⟦* penting* dibuka."),
    ("emphasis", "⟦**Penting* sekali."),
    ("emphasis", "⟦***Penting** sekali."),
    ("emphasis", "*Penting*⟦* sekali."),
    ("strike", "⟦~~Senin Selasa."),
    ("strike", "Rapat⟦~~ Senin~~ Selasa."),
    ("link", "Lihat ⟦[[situs](https://e.go.id/) ini."),
    ("link", "Lihat [situs](https://e.go.id/)⟦] ini."),
    ("link", "⟦![Rapat(rapat.jpg)"),
    ("shortcode", "Ini tebal⟦[/b] sekali."),
    ("strike", "Rapat ⟦~~Senin ~~ Selasa."),
    ("strike", "Rapat ⟦~~ Senin ~~ Selasa."),
    ("tick", "Kata ⟦`penting tanpa akhir."),
    ("link", "Lihat ⟦[situs] [https://e.go.id/] ini."),
    ("link", "Lihat ⟦[situs] https://e.go.id/ ini."),
    ("link", "Lihat ⟦[situs]: https://e.go.id/ ini."),
    ("link", "Lihat ⟦[situs(https://e.go.id/) ini."),
    ("link", "Lihat ⟦[situs}(https://e.go.id/) ini."),
    ("link", "Lihat (situs⟦)(https://e.go.id/) ini."),
    ("link", "Lihat ⟦[https://e.go.id/ situs] ini."),
    ("link", 'Lihat "situs"⟦:https://e.go.id/ ini.'),
    ("link", "Lihat ⟦<https://e.go.id/ ini."),
    ("link", "Lihat ⟦[[Berita lain]] ini."),
    ("link", "⟦![[foto.jpg]]"),
    ("link", "Teks.\n\n⟦[foto.jpg]"),
    ("shortcode", "Lihat ⟦[url]https://e.go.id/[/url] ini."),
    ("attributes", "Rapat ⟦{.tengah} dibuka."),
    ("attributes", "## Jadwal ⟦{#jadwal}"),
    ("attributes", "Rapat.\n⟦{: .kecil}"),
    ("contents", "⟦[TOC]\n\nRapat."),
    ("task", "- ⟦[] belum"),
    ("task", "- ⟦[x]sudah"),
    ("emoji", "Rapat ⟦:smile: dibuka."),
    ("raised", "Luas 5 m⟦^2^ saja."),
    ("raised", "Rapat ⟦++penting++ dibuka."),
    ("box", "> ⟦[!NOTE]\n> Rapat."),
    ("box", "⟦!!! note\n\nRapat."),
    ("box", "⟦::: warning\nRapat.\n:::"),
    ("highlight", "Ini ⟦==penting== sekali."),
    ("note", "Satu⟦^[catatan di sini] dua."),
    ("shortcode", "Ini ⟦[b]tebal[/b] sekali."),
    ("shortcode", "Lihat ⟦[url=https://e.go.id/]situs[/url]."),
    ("shortcode", '⟦[caption id="x" width="300"]Rapat[/caption]'),
    ("shortcode", '⟦[gallery ids="1,2"]'),
    ("shortcode", "Lihat ⟦[embed]https://e.go.id/[/embed]."),
    ("shortcode", '⟦{{< figure src="a.jpg" >}}'),
    ("shortcode", "⟦{{% notice %}}Isi{{% /notice %}}"),
    ("shortcode", "⟦{% include foto.html %}"),
]

SILENT = [
    "Teks **tebal**, *miring*, `kode`, [tautan](https://e.go.id/) dan ![foto](a.jpg).",
    "Nilai a == b dan c==d, pangkat 2^[ ], [b] saja, [i] dan [s] lagi, {{ x }} dan 5%}.",
    "Kata [caption](https://e.go.id/) dan [video] rapat.",
    "#AyoVaksin #Bangli dan ##",
    "Kode: `**x**`, `[a](b c)`, `<b>`, `&nbsp;`, `| a | b |`.",
    "    ## kode\n    - a\n    - b\n",
    "```\n**x** [a](b c) <b> &amp; ## x\n| a | b |\n```",
    r"Tanda \*\*dua bintang\*\*, \[a](b), \<b>, \~\~x\~\~ dan \## x.",
    "Hotel bintang *** dan **** di Kuta; rasa ★★★.",
    "Dasar a***** kau, br*ngs*k, b**gsat dan f**k.",
    "Luasnya 2**3 m dan 3 ** 4 = 81, 5*4*3 = 60.",
    "Harga* dan ongkos** belum pasti.\n\n*Belum termasuk pajak.\n\n**Berlaku sampai Mei.",
    "Harga** belum termasuk pajak.\n\n**) Berlaku sampai Mei.",
    "| Harga* | Ongkos** |\n|---|---|\n| 1 | 2 |\n\n\\* belum termasuk pajak\n** sampai Mei",
    "**Total*** Rp10.000\n\n*belum termasuk pajak",
    "Kami siap melayani.**\n\n**(Humas)",
    "Demikian disampaikan.*** (Humas)\n\n*** (Humas Pemkab)",
    "*Penulis adalah dosen.\n\n*) syarat berlaku",
    "Sistem *BSD, nama_file_2024, @_dinas_, _NET_WM dan __dir__() serta 2^3.",
    "Rasio 10:30:45 dan a::b, [1] https://e.go.id/, [https://e.go.id/], (https://e.go.id/).",
    "Tertulis [[1]](https://e.go.id/) dan {x}, {1.2}, C++ dan A++, {:a=>1}.",
    "Baca [sic dan [edaran](https://e.go.id/) serta a] b.",
    "Alamat e.go.id/?a=1&copy=2 &copyright R&D & AT&T",
    "Kata [x], [ ] dan [TOC] di tengah; !!! Awas :)",
    "__________ (tanda tangan) _____",
    "https://e.go.id/a__b__c dan https://e.go.id/**x**/~~y~~",
    "Senin | Selasa | Rabu",
    "Pilih A|B, skor 3||2.",
    "Jalan C## atau nomor #12 dan # 13.",
    "Dilahirkan pada\n2024. Ia lalu pindah.",
    "Rapat di Bangli\n- ibu kota kabupaten - selesai.",
    "Kami siap.\n- Ani Lestari",
    "> Kami siap.\n> - Ani Lestari, Sekda",
    "<p>Kami siap.\n- I Made Sari bin Abu, ketua panitia</p>",
    "Hasil 10\n- 3 adalah 7.",
    "Nilai a < b dan c > d, <nama> & kawan; AT&T; R&D;",
    "Hai~~ apa kabar~~~",
    "a ~ b ~~ c",
    "Rujukan [1][2] dan (lihat [3]).",
    "Hebat![1] Luar biasa![2] Merdeka![Ant]",
    "$x_1__2$ dan snake__case__name",
    "<!-- **x** [a](b c) -->Isi.",
]


@pytest.mark.parametrize("engine", ENGINES)
@pytest.mark.parametrize(("mark", "text"), FOUND)
def test_what_was_meant_as_markup_is_found_where_it_stands(mark: str, text: str, engine: str) -> None:
    at = text.index(MARK)
    line, column = text.count("\n", 0, at) + 7, at - (text.rfind("\n", 0, at) + 1) + 1
    written = f"Isi biasa.\n\n{text.replace(MARK, '')}\n"
    found = list(find_leftovers(written, 5, engine))
    seen = "\n".join(block.text for block in visible_blocks(engine_html(written, engine)))
    if (
        engine == "pyromark" or html.unescape(text[at + 1 : at + 4]) in seen
    ):  # the other one reads some of them
        assert (mark, (line, column)) in [(each.mark, each.place) for each in found]
    assert all(each.text and len(each.text) <= 40 for each in found)


@pytest.mark.parametrize("engine", ENGINES)
@pytest.mark.parametrize("text", SILENT)
def test_what_a_writer_wants_to_be_seen_is_left_alone(text: str, engine: str) -> None:
    assert list(find_leftovers(f"{text}\n", 1, engine)) == []


@pytest.mark.parametrize("engine", ENGINES)
def test_equal_signs_have_places_of_their_own(engine: str) -> None:
    text = "**A: **x\n\nB `**A: **x`\n\n**A: **x\n\n- **A: **x\n"
    assert [each.place for each in find_leftovers(text, 1, engine)] == [(1, 1), (5, 1), (7, 3)]


PLAIN_FOUND = {
    "Rapat **penting** besok": ("bold", "**penting** besok"),
    "*Breaking*: gempa": ("emphasis", "*Breaking*: gempa"),
    "Situs [kami](https://e.go.id)": ("link", "](https://e.go.id)"),
    "Tom &amp; Jerry": ("entity", "&amp; Jerry"),
    "Baris<br>baru": ("tag", "<br>baru"),
    "# Judul": ("heading", "# Judul"),
    "Perintah `warta`": ("code", "`warta`"),
    "~~Senin~~ Selasa": ("strike", "~~Senin~~ Selasa"),
}
PLAIN_SILENT = [
    "Rapat di Kabupaten Bangli", "#AyoVaksin dimulai", "Hotel *** di Kuta", "5*4*3", "AT&T & R&D",
    "a < b > c", "A_b_c dan __", "[Foto] Rapat", "Kelas A* dan B*", "C# dan F#", "Rujukan [1]",
]  # fmt: skip


@pytest.mark.parametrize("text", PLAIN_FOUND)
def test_a_sign_in_a_line_that_is_shown_as_it_is_written(text: str) -> None:
    assert list(marks_in_plain(["Biasa", text])) == [(1, *PLAIN_FOUND[text])]


@pytest.mark.parametrize("text", PLAIN_SILENT)
def test_a_line_without_markup_is_left_alone(text: str) -> None:
    assert list(marks_in_plain([text])) == []


@pytest.mark.parametrize("engine", ENGINES)
def test_a_site_is_checked_with_its_own_engine_and_mended_where_it_is_certain(
    engine: str, tmp_path: Path
) -> None:
    path = "content/news/2024/a.id.md"
    text = post("Tom &amp; Jerry", "Isi **Ketua: **x &amp;nbsp; y.", summary="'**Penting** &quot;x&quot;'")
    site = make_site(tmp_path, {path: text})
    settings = site / "site.toml"
    settings.write_text(f'{settings.read_text("utf-8")}\n[markdown]\nengine = "{engine}"\n')

    def found() -> list[tuple[int, str]]:
        result = check(Request(site, site / "output", NOW))
        return [
            (each.position.line, str(dict(each.arguments)["markup"]))
            for each in result.diagnostics
            if each.code == "leftover-markup"
        ]

    last, summary = text.count("\n"), text[: text.index("summary")].count("\n") + 1
    assert sorted(found()) == [
        (2, "entity"),
        (summary, "entity"),
        (summary, "plain"),
        (last, "bold"),
        (last, "entity"),
    ]
    assert main(["--site", str(site), "check", "--fix"]) == 0
    mended = (site / path).read_text("utf-8")
    assert "title: Tom & Jerry\n" in mended
    assert mended.count("&nbsp;") == 1
    assert "&amp;" not in mended
    assert sorted(found()) == [(summary, "plain"), (last, "bold")]


@pytest.mark.parametrize(
    "text",
    [
        "**a " * 30_000, "[a](b c) " * 20_000, "__a" * 40_000, "~~a " * 40_000, "- a\n" * 20_000,
        "&amp;nbsp;" * 20_000, "| a\n" * 20_000, "## " * 40_000, "![a] " * 20_000, "<b" * 40_000,
    ],
)  # fmt: skip
def test_signs_take_time_in_proportion_to_their_number(text: str) -> None:
    started = time.process_time()
    list(find_leftovers(f"<div>x\n{text}</div>", 1, "pyromark"))
    list(marks_in_plain([text]))
    assert time.process_time() - started < 5
