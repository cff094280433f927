"""What writers type and paste that would be published otherwise than they mean it, kind by kind."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest

from tests.support import SITE_TOML, build_site, make_site, picture, post, translation
from tests.test_rules import RULES_OF_LINES, codes, findings, request, run
from warta.build.build import check
from warta.checks.fix import mend
from warta.content.filenames import copied_from
from warta.content.parsed import ParseOptions
from warta.content.parsing import parse_source
from warta.diagnostics.values import Diagnostic, Position, Severity, warning
from warta.markdown.addresses import bare_address, own_path
from warta.markdown.conversion import convert
from warta.markdown.lines import conflict_marks

ENGINES = ("markdown", "pyromark")
MARK = "⟦"
"""In a case: where the finding has to be."""


def listed(cases: dict[str, tuple[str, ...]]) -> list[Any]:
    return [
        pytest.param(code, text, id=f"{code}-{number}")
        for code, texts in cases.items()
        for number, text in enumerate(texts)
    ]


def found_in(text: str, engine: str) -> list[Diagnostic]:
    return list(convert(text, "x.md", 1, engine)[2])


# --- What the engine's result shows -----------------------------------------------------------------------

READ: dict[str, tuple[str, ...]] = {
    "footnote-twice": (
        "Satu.[^1] Dua.[^1]\n\n[^1]: Sumber satu.\n\n⟦[^1]: Sumber dua.",
        "Satu.[^a]\n\n[^a]: Satu.\n⟦[^a]: Dua.",
        "Satu.[^a]\n\n[^a]: Satu.\n\nTeks.\n\n  ⟦[^a]: Satu.",
    ),
    "footnote-missing": (
        "Satu.⟦[^2]",
        "Satu.[^1] Dua.⟦[^dua]\n\n[^1]: Sumber.",
        "- Butir⟦[^x]\n- Butir",
        "> Kutipan.⟦[^9]",
        "| a | b |\n|---|---|\n| 1⟦[^t] | 2 |",
    ),
    "footnote-unused": (
        "Satu.\n\n⟦[^x]: Tak dipakai.",
        "Satu.[^1]\n\n[^1]: Ya.\n\n⟦[^2]: Tidak.",
    ),
    "reference-missing": (
        "Baca ⟦[edaran][1].",
        "Baca ⟦[edaran][surat edaran] itu.",
        "Baca ⟦[laporan][].",
        "- ⟦[siaran pers][sp]",
    ),
    "indented-text": (
        "Satu.\n\n\t⟦Paragraf dari Word yang menjorok dengan tab.",
        "Satu.\n\n    ⟦Paragraf dengan empat spasi di depannya.",
        "Satu.\n\n        ⟦Paragraf dengan delapan spasi, seperti surat dinas.",
        "Satu.\n\n     ⟦AMLAPURA – Bupati membuka seminar itu, Kamis (14/11/2024).",
        "Kegiatan:\n\n    ⟦- Pembukaan acara\n    - Penutupan acara",
        "Kegiatan:\n\n\t⟦1. Pembukaan\n\t2. Penutupan",
        "Kegiatan:\n\n    ⟦a. Pembukaan\n    b. Penutupan",
        "Satu.\n\n    ⟦“Kami siap melayani warga,” kata Bupati.",
        "Satu.\n\n    ⟦Baris pertama puisi itu,\n    baris kedua puisi itu.",
    ),
    "link-empty": (
        "Baca [edaran⟦]().",
        "Baca [edaran⟦](<>).",
        "Baca [edaran⟦](#).",
        'Baca <a ⟦href="">edaran</a>.',
    ),
    "link-without-text": (
        "Baca ⟦[](https://e.go.id/x).",
        "Baca ⟦[](surat.pdf).",
        'Baca <a href="⟦https://e.go.id/x"></a>.',
    ),
    "link-address-suggestion": tuple(
        f"Baca [edaran](⟦{url})."
        for url in (
            *("http:/e.go.id", "https:/e.go.id/a", "https:///e.go.id", "http:e.go.id", "https:e.go.id/a?b=1"),
            *("https://https://e.go.id", "http://https//e.go.id", "http://http:/e.go.id", "htp://e.go.id"),
            *("htps://e.go.id", "ttps://e.go.id", "hhttps://e.go.id", "httpss://e.go.id", "htttp://e.go.id"),
            *("malto:humas@e.go.id", "mailto://humas@e.go.id", "http://humas@e.go.id", "email:humas@e.go.id"),
            *("telp:0361123456", "telepon:0361123456", "tel://0361123456", "hp:+6281234567890"),
        )
    ),
    "link-address": tuple(
        f"Baca [edaran](⟦{url})."
        for url in (
            *("http://e.go.id:abc/", "http://e.go.id:99999/", "https://", "http:///", "http://humas"),
            *("http://localhost:8000/id/", "http://127.0.0.1/", "http://192.168.1.5/a", "https://e..go.id/"),
            *("https://.go.id/", "mailto:humas", "tel:kantor", "http://@humas"),
        )
    ),
    "computer-path": (
        "Baca [edaran](⟦C:\\Users\\budi\\surat.pdf).",
        "Baca [edaran](⟦D:/surat.pdf).",
        "Baca [edaran](⟦c:\\surat.pdf).",
        "Baca [edaran](⟦file:///C:/surat.pdf).",
        "![Rapat](⟦C:\\Foto\\rapat.jpg)",
        "![Rapat](⟦file:///home/budi/rapat.jpg)",
        '<img alt="Rapat" src="⟦D:\\rapat.jpg">',
        "![Rapat](⟦blob:https://web.whatsapp.com/5c1e)",
        "![Rapat](⟦cid:image001.png@01DB3A)",
        "[edaran](⟦content://com.android.providers/12)",
    ),
    "embedded-picture": (
        "![Rapat](⟦data:image/png;base64,iVBORw0KGgo=)",
        '<img alt="Rapat" src="⟦data:image/jpeg;base64,/9j/4AAQ">',
        "![Rapat][image1]\n\n[image1]: <⟦data:image/png;base64,iVBORw0KGgo=>",
    ),
    "html-removed": (
        'Isi ⟦<font color="red">merah</font>.',
        "Isi ⟦<center>tengah</center>.",
        '⟦<iframe src="https://e.go.id/"></iframe>',
    ),
    "office-tag": (
        '<p class="MsoNormal">Isi⟦<o:p></o:p></p>',
        "Isi⟦<o:p>&nbsp;</o:p>",
        'Di ⟦<st1:place w:st="on">Bali</st1:place>.',
        "⟦<w:sdt>Isi</w:sdt>",
        '⟦<v:shape id="x"></v:shape>Isi',
        "⟦<m:oMath>Isi</m:oMath>",
        "Isi ⟦<![if !supportLists]>satu",
        'Isi ⟦<?xml:namespace prefix = o ns = "urn:schemas" />satu',
        "Isi ⟦<gte:teks>satu</gte:teks>",
    ),
}

READ_SILENT: dict[str, tuple[str, ...]] = {
    "footnote-twice": ("Satu.[^1] Dua.[^2]\n\n[^1]: A.\n\n[^2]: B.", "```\n[^1]: a\n[^1]: b\n```"),
    "footnote-missing": (
        "Satu.[^1]\n\n[^1]: Ada.",
        "Kode `[^1]` dan\n\n```\n[^2]\n```",
        "Ditulis \\[^1].",
        "Pangkat [^ ] tidak ada.",
        "<!-- [^1] -->\n\nTeks.",
    ),
    "footnote-unused": ("Satu.[^1] Lagi.[^1]\n\n[^1]: Ada.", "Teks.\n\n```\n[^1]: kode\n```"),
    "reference-missing": (
        "Baca [edaran][1].\n\n[1]: https://e.go.id/",
        "Baca [edaran][].\n\n[edaran]: https://e.go.id/",
        "Baca [1][2].",
        "Kode `a[i][j]` dan a[i][j].",
        "Larik x[0][1] itu.",
        "[a](https://e.go.id)[b](https://e.go.id)",
    ),
    "indented-text": (
        "Satu.\n\n    $ git commit -m x\n    $ git push",
        "Satu.\n\n    def jumlah(a, b):\n        return a + b",
        "Satu.\n\n    <p>isi</p>",
        "Satu.\n\n    nama = nilai",
        "Satu.\n\n    warta build",
        "Satu.\n\n    +----+----+\n    | a  | b  |",
        "- Butir\n\n    Paragraf kedua dari butir itu juga.",
        "1. Butir\n\n    Paragraf kedua dari butir itu juga.",
        "```\nKalimat di antara pagar kode saja.\n```",
        "Satu\n    lanjutan baris yang menjorok biasa.",
        "Satu.\n\n    pip install warta",
    ),
    "link-empty": (
        "[edaran](https://e.go.id/x)",
        "[edaran](#bagian)\n\n## Bagian",
        "`[a]()`",
        "[edaran](?p=1)",
    ),
    "link-without-text": (
        "[![Logo](logo.png)](https://e.go.id/)",
        "[`kode`](https://e.go.id/)",
        "Satu.[^1]\n\n[^1]: Ada.",
    ),
    "link-address": tuple(
        f"[a]({url})"
        for url in (
            *(
                "https://e.go.id",
                "http://e.go.id:8080/a",
                "https://E.go.id/A?b=c#d",
                "https://bücher.example/",
            ),
            *(
                "https://web.archive.org/web/2020/http://e.go.id/",
                "https://e.go.id/a(b)c",
                "mailto:a@e.go.id",
            ),
            *(
                "mailto:a@e.go.id?subject=Hal",
                "tel:+62361123456",
                "tel:112",
                "https://xn--bcher-kva.example/",
            ),
            *("https://e_e.go.id/", "https://user@e.go.id/repo", "https://e.go.id/~a/%20b;c,d", "surat.pdf"),
            *(
                "../2023/a.id.md",
                "#bagian",
                "https://e.go.id./",
                "https://[2001:db8::1]/",
                "HTTPS://E.GO.ID/",
            ),
        )
    ),
    "computer-path": ("[a](https://e.go.id/C:/x)", "Folder C:\\Users di komputer.", "`[a](C:\\x)`"),
    "embedded-picture": ("![Rapat](rapat.jpg)", "Alamat data:image/png di teks."),
    "html-removed": (
        "Isi <b>tebal</b> dan <u>garis</u>.",
        "Kode `<font>` saja.",
    ),
    "office-tag": (
        "<!-- <o:p> dan <iframe> -->\n\nTeks.",
        "Teks <!-- <w:View> --> lagi.",
        "<!--[if gte mso 9]><xml><w:WordDocument></w:WordDocument></xml><![endif]-->\n\nTeks.",
        "Kode `<o:p>` saja.",
        "```\n<o:p>\n```",
        "<https://e.go.id/> dan <mailto:a@e.go.id>",
        "Skor 3<4 dan a:b.",
    ),
}


@pytest.mark.parametrize("engine", ENGINES)
@pytest.mark.parametrize(("code", "text"), listed(READ))
def test_a_slip_is_found_where_it_is(code: str, text: str, engine: str) -> None:
    before, plain = text.partition(MARK)[0], text.replace(MARK, "")
    places = [each.position for each in found_in(plain, engine) if each.code == code]
    assert places == [Position(before.count("\n") + 1, len(before.rpartition("\n")[2]) + 1)]


BESIDE = {
    "link-empty": (
        "[a⟦]() [](https://e.go.id) [b⟦](  )",
        "[a](b.pdf) [b⟦](#) [c⟦]( )",
    ),
    "link-address": (
        "[a](https://e.go.id) [b](⟦https://)",
        "[a](http://humas.e.go.id/) [b](⟦http://humas) dan <https://e.go.id>",
        "[a](mailto:humas@e.go.id) [b](⟦mailto:humas) [c](⟦mailto:humas)",
    ),
    "computer-path": ("[a](⟦C:/a) [b](⟦C:/a.pdf) [c](⟦C:/a)", "C:/a.pdf ada di [sini](⟦C:/a)"),
    "external-image": ("![a](⟦https://e.go.id/a.jpg) ![b](⟦https://e.go.id/a.j)",),
}
"""Several of a kind, or another that begins alike."""


@pytest.mark.parametrize("engine", ENGINES)
@pytest.mark.parametrize(("code", "text"), listed(BESIDE))
def test_a_slip_is_not_taken_for_one_that_begins_alike(code: str, text: str, engine: str) -> None:
    plain, wanted = "", []
    for piece in text.split(MARK):
        wanted.append(len(plain) + len(piece) + 1)
        plain += piece
    found = [
        each.position for each in found_in(plain, engine) if each.code.removesuffix("-suggestion") == code
    ]
    assert sorted(found) == [Position(1, column) for column in wanted[:-1]]


@pytest.mark.parametrize("engine", ENGINES)
@pytest.mark.parametrize(("code", "text"), listed(READ_SILENT))
def test_what_is_no_slip_is_left_alone(code: str, text: str, engine: str) -> None:
    assert [each for each in found_in(text, engine) if each.code.removesuffix("-suggestion") == code] == []


def test_every_kind_has_members_and_counter_examples() -> None:
    assert {code.removesuffix("-suggestion") for code in READ} == set(READ_SILENT)


@pytest.mark.parametrize("engine", ENGINES)
def test_tags_of_word_leave_the_text_between_them(engine: str) -> None:
    html, _, found = convert('Di <st1:place w:st="on">Bali</st1:place>.<o:p></o:p>\n\nIa.', "x.md", 1, engine)
    assert "Di Bali." in html
    assert "&lt;" not in html
    assert {each.severity for each in found} == {Severity.WARNING}


def test_a_text_that_a_picture_has_made_too_long_is_told_of_the_picture() -> None:
    found = found_in("Isi.\n\n![Rapat](data:image/png;base64," + "A" * 300_000 + ")\n", "markdown")
    assert [(each.code, each.position) for each in found] == [("embedded-picture", Position(3, 10))]


# --- Marks of git -----------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("text", "lines"),
    [
        ("a\n<<<<<<< HEAD\nb\n=======\nc\n>>>>>>> cabang\n", [2, 6]),
        ("<<<<<<< HEAD\nb\n||||||| 1a2b\n=======\nc\n>>>>>>> x\n", [1, 3, 6]),
        ("a\n>>>>>>> cabang lain\n", [2]),
        ("<<<<<<<\na\n", [1]),
        ("Judul\n=======\n\nIsi.\n", []),
        ("```\n<<<<<<< HEAD\n```\n", []),
        ("<<<<<<<< delapan\n", []),
        ("Teks <<<<<<< di tengah\n", []),
        ("||||||| a\n", []),
        (">>>>>>>tanpa spasi\n", []),
        ("<!--\n<<<<<<< HEAD\n-->\n", [2]),
    ],
)
def test_marks_of_git_are_found_and_nothing_else(text: str, lines: list[int]) -> None:
    assert conflict_marks(text) == lines


@pytest.mark.parametrize(
    "path", ["content/news/2024/uji.id.md", "content/tags.yaml", "content/agencies/dinas.id.md"]
)
def test_no_file_with_marks_of_git_is_read(path: str) -> None:
    text = "a: 1\n<<<<<<< HEAD\nb: 2\n=======\nb: 3\n>>>>>>> x\n"
    parsed = parse_source(path, text.encode(), OPTIONS)
    assert [(each.code, each.severity, each.position.line) for each in parsed.diagnostics] == [
        ("conflict-mark", Severity.ERROR, 2)
    ]


# --- What the lines show ----------------------------------------------------------------------------------

LINES: dict[str, tuple[str, ...]] = {
    "pasted-bullets": (
        "⟦• Pembukaan\n• Penutupan",
        "Kegiatan:\n⟦•\tPembukaan\n•\tPenutupan",
        "⟦• Satu butir saja",
        "⟦·         Pembukaan\n·         Penutupan",
        "⟦o   Pembukaan\no   Penutupan",
        "⟦§  Pembukaan\n§  Penutupan",
        "⟦\uf0b7 Pembukaan\n\uf0b7 Penutupan",
        "⟦– pembukaan acara\n– penutupan acara",
        "⟦▪ Pembukaan",
        "⟦● Pembukaan\n\n● Penutupan",
        "⟦➢ Pembukaan",
        "⟦Ø  Pembukaan\nØ  Penutupan",
        "⟦ü  Pembukaan\nü  Penutupan",
        "⟦v  Pembukaan\nv  Penutupan",
        "⟦✓ Pembukaan",
        "  ⟦• Menjorok\n  • Dua",
        "⟦•Tanpa spasi\n•Dua",
        "⟦•\u00a0Spasi keras",
    ),
    "lettered-lines": (
        "⟦✅ Satu\n✅ Dua",
        "⟦1️⃣ Satu\n2️⃣ Dua",
        "⟦👉Daftar di sini\n📌 Bawa KTP",
        "⟦I. Pendahuluan\nII. Isi\nIII. Penutup",
        "Daftar:\n⟦a. satu\nb. dua\nc. tiga",
        "⟦a) satu\nb) dua",
        "⟦(a) satu\n(b) dua",
        "⟦i. satu\nii. dua\niii. tiga",
        "1. Pertama\n   ⟦a. satu\n   b. dua",
        "> ⟦a. satu\n> b. dua",
        "Syarat:\n⟦c. tiga\nd. empat",
        "⟦(1) satu\n(2) dua",
        "⟦A. Umum\nB. Khusus",
    ),
    "label-lines": (
        "Kegiatan:\n⟦Hari/Tanggal : Kamis, 14 November 2024\nPukul        : 09.00 WITA\nTempat: Aula",
        "⟦**Nama**: Budi\n**NIP:** 1234",
        "⟦Dari: Kepala Dinas\nPerihal: Undangan",
        "> ⟦Wartawan: Kapan selesai?\n> Bupati: Tahun depan.",
        "⟦Nama\u00a0: Budi\nUnit Kerja\u00a0: Kominfo",
        "Satu.\n\n   ⟦No. Urut : 7\n   Kode Pos : 80811",
    ),
    "list-space": (
        "Kegiatan:\n⟦-satu\n-dua\n-tiga",
        "⟦-satu\n-dua",
        "⟦- satu\n-dua\n- tiga",
        "Kegiatan:\n⟦*satu\n*dua",
        "⟦*satu\n*dua\n*tiga",
        "⟦+satu\n+dua",
        "Kegiatan:\n⟦1.satu\n2.dua",
        "⟦1)satu\n2)dua\n3)tiga",
        "⟦1. satu\n2.dua",
        "> ⟦-satu\n> -dua",
        "1. Satu\n   ⟦-dua\n   -tiga",
        "⟦-\u00a0satu\n-\u00a0dua",
        "⟦1.\u00a0satu\n2.\u00a0dua",
    ),
    "code-open": (
        "Teks\n\n⟦```\nkode\n\nTeks lain",
        "⟦~~~ python\nkode",
        "- satu\n\n  ⟦```\n  kode\n\nTeks lain",
        "⟦````\nkode\n```\n\nTeks",
    ),
    "pasted-columns": (
        "⟦Nama;Jumlah\nDenpasar;10\nBangli;20",
        '⟦"Nama","Jumlah"\n"Denpasar","10"\n"Bangli","20"',
        "⟦Nama\tJumlah\nDenpasar\t10",
        "Data:\n\n⟦No\tNama\tJumlah\n1\tDenpasar\t10\n2\tBadung\t20",
        "⟦Nama\t\tJumlah\nDenpasar\t\t10",
        "⟦Hari\tJam kerja\nSenin sampai Kamis\t07.30–16.00",
    ),
    "pasted-message": (
        "⟦Pesan ini telah dihapus",
        "⟦[14/11/24 09.03] Budi: Selamat pagi",
        "⟦[14/11/2024, 09:03:11] Budi: Selamat pagi",
        "⟦14/11/24, 09.03 - Budi: Selamat pagi",
        "⟦14/11/2024 09:03 - Budi Santoso: Selamat pagi",
        "⟦11/14/24, 9:03 AM - Budi: Good morning",
        "⟦[9:03 AM, 11/14/2024] Budi: Good morning",
        "⟦[09.03, 14/11/2024] Humas Bondowoso: Selamat pagi",
        "⟦[14.11.2024 09:03] Humas: Selamat",
        "⟦Budi Santoso, [14/11/2024 09:03]",
        "⟦[cid:image001.png@01DB3A]",
        "⟦[image: foto.jpg]",
        "⟦Forwarded from Kominfo",
        "⟦Diteruskan dari Kominfo",
        "⟦Diteruskan berkali-kali",
        "⟦---------- Forwarded message ---------",
        "⟦-----Original Message-----",
        "⟦---------- Pesan terusan ----------",
        "⟦<Media tidak disertakan>",
        "⟦<terlampir: 00000012-PHOTO.jpg>",
        "⟦IMG-20241114-WA0003.jpg (file terlampir)",
        "⟦Dari: Humas <humas@e.go.id>\nDikirim: Kamis, 14 November 2024\nKepada: Kominfo\nSubjek: Rilis",
        "⟦From: Humas\nSent: Thursday, November 14, 2024\nTo: Kominfo\nSubject: Release",
        "*⟦From:* Humas\n*Date:* 14 November 2024\n*To:* kominfo@e.go.id",
        "⟦Pada tanggal Kam, 14 Nov 2024 pukul 09.15 Humas <humas@e.go.id> menulis:",
        "⟦On Thu, Nov 14, 2024 at 9:15 AM Humas <humas@e.go.id> wrote:",
        "⟦Dikirim dari iPhone saya",
        "⟦Sent from my Galaxy",
        "⟦Dapatkan Outlook untuk Android",
    ),
    "front-matter-twice": (
        "Isi.\n\n⟦---\ntitle: Lain\ndate: 2024-11-14\n---\n\nIsi lain.",
        "⟦---\ntitle: Lain\n---\n\nIsi lain.",
        "Isi.\n\n⟦---\njudul: Lain\ntags:\n  - satu\n---\n",
        "Isi.\n\n⟦---\nlayout: post\ntitle: Lain\ncategories: berita\n---\n",
        "Isi.\n\n⟦title: Lain\ndate: 2024-11-14\nagency: dinas\n\nIsi lain.",
        '⟦+++\ntitle = "Lain"\ndate = 2024-11-14\n+++\n\nIsi lain.',
        "⟦judul: Lain\ntanggal: 2024-11-14",
    ),
    "link-form": (
        "Baca ⟦[edaran] (https://e.go.id/x).",
        "Baca ⟦[edaran]  (www.e.go.id).",
        "Baca ⟦[edaran] (../2023/lain.id.md).",
        "Baca ⟦[edaran] (surat.pdf).",
        "⟦![Rapat] (rapat.jpg)",
        "Hubungi ⟦[humas] (mailto:humas@e.go.id).",
        "Baca ⟦(edaran)[https://e.go.id/x].",
        "Baca ⟦[edaran](https://e.go.id/x",
        "Baca ⟦[edaran](https://e.go.id/x\n\nParagraf lain (dengan kurung).",
        "Baca ⟦[edaran](https://e.go.id/berkas satu.pdf).",
        "Baca ⟦[edaran](berkas satu.pdf).",
        "⟦![Rapat](foto rapat.jpg)",
        "Baca ⟦[edaran](https://e.go.id/x “judul”).",
        "Baca ⟦[edaran](https://e.go.id/x ”judul”).",
        "Baca ⟦[edaran](https:// e.go.id/x).",
        "Telepon ⟦[kantor](tel:+62 361 123456).",
        "Tulis ke ⟦[humas](mailto: humas@e.go.id).",
        "Baca ⟦[edaran][https://e.go.id/x].",
        "Baca ⟦[edaran]<https://e.go.id/x>.",
        "Baca ⟦[edaran]{https://e.go.id/x}.",
        "Baca ⟦[edaran] [https://e.go.id/x].",
        "Baca ⟦[edaran] <https://e.go.id/x>.",
        "Baca ⟦[edaran] (e.go.id/x).",
        "Baca ⟦(https://e.go.id/x)[edaran].",
        "Baca ⟦(https://e.go.id/x) [edaran].",
        "Baca ⟦[edaran]((https://e.go.id/x)).",
        "Baca ⟦[https://e.go.id/x|edaran].",
        "Baca ⟦<https://e.go.id/x|edaran>.",
        "⟦! [Rapat](rapat.jpg)",
        "⟦[!Rapat](rapat.jpg)",
        "⟦!(Rapat)[rapat.jpg]",
    ),
    "table-row": (
        "| a | b |\n|---|---|\n| 1 | 2 | ⟦3 |",
        "a | b\n--- | ---\n1 | 2 | ⟦tiga",
        "| a | b |\n|:--|--:|\n| 1 | 2 |\n| 3 | 4 | ⟦5 | 6 |",
        "| a |\n|---|\n| 1 | ⟦2 |",
    ),
    "table-head": (
        "| a | b |\n⟦| --- |\n| 1 | 2 |",
        "| a | b |\n⟦|---|---|---|\n| 1 | 2 |",
        "a | b | c\n⟦--- | ---\n1 | 2 | 3",
    ),
    "sign-as-markup": (
        "Ukuran 3⟦*4 dan 5*6 meter.",
        "Ukuran 2⟦*3*4 m.",
        "- Ukuran 3⟦*4 dan\n  5*6 meter.",
        "| Ukuran |\n|---|\n| 3⟦*4 dan 5*6 |",
        "Dasar b⟦*ngs*t, katanya.",
        "Pukul 08.00⟦~10.00 dan 13.00~15.00.",
        "Rumus H⟦~2~O.",
        "Hari Jum⟦`at bersama Ma`ruf Amin.",
    ),
    "pasted-rest": (
        "Lihat ⟦Error! Reference source not found. untuk data.",
        "Lihat ⟦Kesalahan! Sumber referensi tidak ditemukan.",
        "Bupati ⟦[WA1] membuka rapat.",
        "Peserta ⟦#REF! orang.",
        "Peserta naik ⟦#DIV/0! persen.",
        "Jumlahnya ⟦######## rupiah.",
        "Isi.\n\n⟦Halaman 2 dari 3\n\nLagi.",
        "Isi.\n\n⟦- 2 -\n\nLagi.",
        "Isi.\n\n⟦2 | Page\n\nLagi.",
        "Bupati membuka rapat⟦... Baca selengkapnya",
        "⟦[EXTERNAL] Isi.",
        "Bupati membuka rapat.⟦\\n Lalu pulang.",
        "Isi.\n\n⟦--\nHumas",
        "⟦Lorem ipsum dolor sit amet.",
    ),
    "link-detour": (
        "Lihat [edaran](⟦https://www.google.com/url?q=https://e.go.id/a&sa=D&source=editors).",
        "Lihat ⟦https://apc01.safelinks.protection.outlook.com/?url=https%3A%2F%2Fe.go.id%2F&data=05.",
        "Lihat [edaran](⟦https://l.facebook.com/l.php?u=https%3A%2F%2Fe.go.id%2Fa&h=AT0).",
    ),
    "line-hyphen": (
        "Pemerintah Kabupaten ⟦Karang-\nasem membuka rapat.",
        "- Peserta dari ⟦semi-\n  nar itu.",
        "> Kata ⟦anak-\n> anak.",
    ),
    "table-text": (
        "| a | b |\n|---|---|\n| 1 | 2 |\n⟦Sumber: BPS\nlagi",
        "> | a | b |\n> |---|---|\n> | 1 | 2 |\n> ⟦**Sumber:** BPS",
    ),
    "title-repeated": ("⟦Berita uji\n\nIsi.", "# ⟦BERITA UJI\n\nIsi.", "**⟦Berita uji.**\n\nIsi."),
    "reference-unused": (
        "Rapat.\n\n⟦[Sumber]: https://e.go.id/x",
        "Rapat [a].\n\n[a]: https://e.go.id/x\n⟦[Foto]: /foto.jpg",
    ),
    "heading-underlined": (
        "Bupati membuka rapat itu di Bangli.\n⟦---\nHumas",
        "> Kami siap.\n> ⟦---",
        "Rapat dibuka oleh bupati,\nlalu ditutup\noleh wakil bupati\n⟦---",
        "Kata dia, “Kami siap.”\n⟦===",
    ),
    "comment-open": ("Satu.\n\n⟦<!-- catatan redaksi\n\nDua.", "Satu.\n\n⟦<script>\n\nDua."),
    "tag-open": (
        "Ini ⟦<b>tebal sekali.\n\nDua.",
        "Ini ⟦<b>tebal<b> sekali.",
        'Baca <i>ini</i> ⟦<a href="https://e.go.id/">edaran.',
        "<div>\n\nSatu.\n\n⟦<details>\n\nDua.\n\n</div>",
    ),
}

LINES_SILENT: dict[str, tuple[str, ...]] = {
    "pasted-bullets": (
        "- Satu\n- Dua",
        "> “Kami siap.”\n>\n> – Budi Santoso",
        "“Kami siap.”\n– Budi Santoso, Kepala Dinas\n\n“Kami juga.”\n– Ani Lestari, Camat",
        "o satu huruf saja di awal",
        "Harga 5 • 6 di tengah kalimat.",
        "§ 12 dikutip sekali.",
        "```\n• kode\n• kode\n```",
        "vitamin dan obat\nvaksin dan alat",
        "oleh bupati\norang lain",
    ),
    "lettered-lines": (
        "a. satu\n\nb. dua",
        "a. satu  \nb. dua",
        "a. satu\\\nb. dua<br>\nc. tiga",
        "a. n. Bupati\nSekretaris Daerah",
        "a. satu\nx. lain",
        "a. satu\nb) lain",
        "```\na. satu\nb. dua\n```",
        "1) satu\n2) dua",
        "(2024) lalu\n(2025) kini",
    ),
    "label-lines": (
        "Hari: Kamis\n\nTempat: Aula",
        "Hari: Kamis  \nTempat: Aula\\\nPukul: 09.00",
        "- Hari: Kamis\n- Tempat: Aula",
        "* Hari: Kamis\n* Tempat: Aula",
        "| Hari: | Kamis |\n|---|---|\n| Tempat: | Aula |",
        "Acara dimulai pukul 09.00: lancar.\nBupati: siap.",
        "Lihat https://e.go.id/a\nHttps://e.go.id/b",
        "Rapat dibuka pukul 09:00 oleh\nBupati pukul 10:00 waktu",
        "```\nHari: Kamis\nTempat: Aula\n```",
        "Dari: Humas <humas@e.go.id>\nDikirim: Kamis\nKepada: Kominfo\nSubjek: Rilis",
    ),
    "list-space": (
        "- satu\n- dua",
        "-5 derajat\n-3 derajat",
        "*Kepada Yth.*\n*Seluruh kepala dinas*",
        "*) catatan\n*) catatan lain",
        "*Keterangan: sementara.\n*Sumber: BPS",
        "1.000 orang\n2.000 orang",
        "1.satu\n3.tiga",
        "-satu saja",
        "-satu<br>\n-dua",
        "-satu\n\nteks\n\n-dua",
        "```\n-satu\n-dua\n```",
        "+62361123\n+62361124",
        "--- satu\n--- dua",
    ),
    "code-open": ("```\nkode\n```", "~~~\n```\n~~~", "> ```\n> kode\n> ```", "Teks ``` di tengah", "`kode`"),
    "pasted-columns": (
        "Satu\tdua",
        "\tMenjorok\n\tLagi",
        "1.\tPembukaan\n2.\tPenutupan",
        "-\tPembukaan\n-\tPenutupan",
        "| a\t| b |\n|---|---|",
        "```\na\tb\nc\td\n```",
    ),
    "pasted-message": (
        "Rapat digelar 14/11/2024, pukul 09.03 WIB.",
        "[14/11/2024] Bupati membuka seminar.",
        "Surat itu diteruskan dari kantor bupati.",
        "Diteruskan dengan doa: begitulah acara itu.",
        "```\n[14/11/24 09.03] Budi: kode\n```",
        "Kamis, 14 November 2024, 09.03 WIB - Amlapura: seminar dibuka.",
        "Dari: Kepala Dinas\nKepada: Bupati\nPerihal: Undangan",
        "Pada tanggal itu ia menulis surat.",
        "Dikirim dari Jakarta, bantuan itu tiba Kamis.",
        "Pada 2024 ia menulis buku.",
    ),
    "front-matter-twice": (
        "Isi.\n\n---\n\nCatatan: ini.\n\n---\n\nIsi.",
        "Isi.\n\n---\n\nIsi.\n\n---",
        "```\n---\ntitle: x\n---\n```",
        "---\ntempat: aula\n---",
        "Judul\n---\n\ntitle: bukan\n\nIsi\n---",
    ),
    "link-form": (
        "Baca [edaran](https://e.go.id/x).",
        "Menurut [sic] (2024) itu.",
        "Daftar [1] (lihat halaman 3).",
        '[edaran](https://e.go.id/x "judul") dan [b](<berkas satu.pdf>)',
        '[edaran](https://e.go.id/x\n"judul")',
        "`[a] (https://e.go.id)`",
        "[edaran] (https://e.go.id/y)\n\n[edaran]: https://e.go.id/x",
        "[wiki](https://id.wikipedia.org/wiki/Bali_(pulau))",
        "- [ ] (https://e.go.id) belum",
        "Ia berkata (pelan) [tertawa].",
        "[edaran]: <https://e.go.id/x>\n\nBaca [edaran].",
        "Sumber: [1] <https://e.go.id/x>",
        "[a](https://e.go.id/x) [b](https://e.go.id/y) [c][d]\n\n[d]: https://e.go.id/z",
        "Kata dia (https://e.go.id/x) [b](https://e.go.id/y)",
        "Merdeka! [Foto](rapat.jpg)",
        "[![Rapat](rapat.jpg)](https://e.go.id/x) [b](https://e.go.id/y)",
    ),
    "table-row": (
        "| a | b |\n|---|---|\n| 1 | 2 |  |",
        "| a | b |\n|---|---|\n| 1 |",
        "| a | b |\n|---|---|\n| 1 \\| 2 | 3 |",
        "| a | b |\n|---|---|\n| 1 | 2 |\n\n1 | 2 | 3",
        "```\n| a |\n|---|\n| 1 | 2 |\n```",
    ),
    "sign-as-markup": (
        "Ukuran 3*4 meter, 5 * 6 dan 7 * 8, *penting* dan **2*3** `2*3*4` https://e.go.id/1*2*3",
        "Ukuran 3\\*4 dan 5\\*6.",
        "Suhu ~30 dan ~40 derajat, ~~5~~ 6.",
        "Pakai `ke`-an dan `a` atau `b`.",
        "```\n2*3*4\n```",
    ),
    "pasted-rest": (
        "Peserta 12 dari 30 hadir, halaman 2 dari 3 dibaca, nomor #12, pasal [UU2](https://e.go.id/).",
        "Kata dia ... selengkapnya di [situs](https://e.go.id/).",
        "Suhu -2 - 3 derajat.",
        "```\n#REF!\n```",
        "Folder C:\\new dan D:\\Tugas\\rapat.",
    ),
    "link-detour": (
        "Lihat https://www.google.com/search?q=https://e.go.id/ dan https://e.go.id/url?q=https://a.go.id/.",
        "Lihat https://www.google.com/url?q=bukan-alamat.",
    ),
    "line-hyphen": (
        "Masa pra-\ndan pascapanen, antar-\nKabupaten, 2023-\n2024.",
        "anak-anak dan kata -\nlalu",
        "```\nsemi-\nnar\n```",
    ),
    "table-text": (
        "| a | b |\n|---|---|\n| 1 |\n| 1 | 2 |\n\nTeks.",
        "| a |\n|---|\n| 1 |\ndua",
    ),
    "title-repeated": ("Berita uji coba itu dimulai.", "Isi.\n\nBerita uji", "- Satu"),
    "reference-unused": (
        "Baca [a] dan [b][C] dan ![d].\n\n[A]: https://e.go.id/x\n[c]: /y\n[d]: z.jpg",
        "Satu.[^1]\n\n[^1]: Sumber.",
        "```\n[a]: https://e.go.id/x\n```",
    ),
    "heading-underlined": (
        "Jadwal rapat\n---\n\nIsi.",
        "Isi rapat.\n\n---\n\nHumas",
        "| a. |\n|---|",
        "# Rapat.\n---",
    ),
    "comment-open": (
        "<!-- a -->Satu.",
        "<!--\na\n\nb\n-->\n\nSatu.",
        "Satu <!-- a\nb --> dua.",
        "```\n<!-- a\n```",
    ),
    "tag-open": (
        "<b>a</b> <br> <p>b <B>c</b> `<b>` \\<b> <i/> <nama> 3 <b 4",
        "<b>Satu.\n\nDua.</b>",
        "<ul>\n<li>a\n<li>b\n</ul>",
        "```\n<b>\n```",
        "<!-- <b> -->Satu.",
    ),
    "table-head": ("| a | b |\n|---|---|\n| 1 | 2 |", "Judul | kata\n---\n\nIsi", "a | b\nc | d"),
}


@pytest.mark.parametrize(("code", "text"), listed(LINES))
def test_a_pasted_line_is_found_where_it_is(code: str, text: str) -> None:
    before, plain = text.partition(MARK)[0], text.replace(MARK, "")
    places = [each.position for each in findings(plain) if each.code == code]
    first = post("x", "", summary="x").count("\n")
    assert places == [Position(first + before.count("\n"), len(before.rpartition("\n")[2]) + 1)]


@pytest.mark.parametrize(("code", "text"), listed(LINES_SILENT))
def test_a_line_that_is_meant_so_is_left_alone(code: str, text: str) -> None:
    assert [each for each in findings(text) if each.code == code] == []


def test_every_rule_of_lines_has_members_and_counter_examples() -> None:
    assert set(LINES) == set(LINES_SILENT) == RULES_OF_LINES


# --- Mending ----------------------------------------------------------------------------------------------

OPTIONS = ParseOptions(("id", "en"), "Asia/Jakarta", "markdown")
PATH = "content/news/2024/uji.id.md"
MENDED = (
    ("• Pembukaan\n• Penutupan", "- Pembukaan\n- Penutupan"),
    ("Kegiatan:\n•\tPembukaan\n•\tPenutupan", "Kegiatan:\n\n- Pembukaan\n- Penutupan"),
    ("·         Satu\no   Dua\no   Tiga\n·         Empat", "- Satu\n  - Dua\n  - Tiga\n- Empat"),
    ("– satu hal\n– dua hal", "- satu hal\n- dua hal"),
    ("Satu.\n\n\tParagraf dari Word yang menjorok.", "Satu.\n\nParagraf dari Word yang menjorok."),
    ("Daftar:\n\n    - Pembukaan\n    - Penutupan\n\nDua.", "Daftar:\n\n- Pembukaan\n- Penutupan\n\nDua."),
    ("[a](http:/e.go.id) dan [b](htps://e.go.id)", "[a](http://e.go.id) dan [b](https://e.go.id)"),
    ("[a](www.e.go.id)", "[a](https://www.e.go.id)"),
    ("[a](humas@e.go.id)", "[a](mailto:humas@e.go.id)"),
    ("[a](https//e.go.id/x)", "[a](https://e.go.id/x)"),
    ("[a] (https://e.go.id)", "[a](https://e.go.id)"),
    ("(a)[https://e.go.id]", "[a](https://e.go.id)"),
    ("[a](https://e.go.id/b c.pdf)", "[a](https://e.go.id/b%20c.pdf)"),
    ("[a](https://e.go.id “b”)", '[a](https://e.go.id "b")'),
    ("Baca [a](https://e.go.id", "Baca [a](https://e.go.id)"),
    ("[a][https://e.go.id]", "[a](https://e.go.id)"),
    ("Acara:\n-satu\n- dua", "Acara:\n\n- satu\n- dua"),
    ("-\u00a0satu\n-\u00a0dua", "- satu\n- dua"),
    ("Acara:\n1.satu\n2.dua", "Acara:\n\n1. satu\n2. dua"),
    ("> Acara:\n> *satu\n> *dua", "> Acara:\n>\n> * satu\n> * dua"),
    ("Acara:\n(1) satu\n(2) dua", "Acara:\n\n(1) satu\n\n(2) dua"),
    ("Acara:\nHari: Kamis\nTempat: Aula", "Acara:\n\nHari: Kamis\n\nTempat: Aula"),
    ("> Hari: Kamis\n> Tempat: Aula", "> Hari: Kamis\n>\n> Tempat: Aula"),
    ("Hadir:\n— Sekda\n— Kadis", "Hadir:\n\n- Sekda\n- Kadis"),
    ("✅ Satu\n✅ Dua", "✅ Satu\n\n✅ Dua"),
    ("I. Satu\nII. Dua", "I. Satu\n\nII. Dua"),
    ("[a](https://www.google.com/url?q=https://e.go.id/a&sa=D)", "[a](https://e.go.id/a)"),
    ("| a | b |\n|---|---|\n| 1 | 2 |\nTeks\nlagi", "| a | b |\n|---|---|\n| 1 | 2 |\n\nTeks\nlagi"),
    ("e\ufb01sien dan e\ufb00ektif", "efisien dan effektif"),
    ("Satu\u2028Dua", "Satu Dua"),
    ("Satu\n\u00a0\nDua", "Satu\n\nDua"),
    ("Ukuran 3*4 dan 5*6 meter", "Ukuran 3\\*4 dan 5\\*6 meter"),
    ("Pukul 08.00~10.00 dan 13.00~15.00", "Pukul 08.00\\~10.00 dan 13.00\\~15.00"),
    ("Hari Jum`at bersama Ma`ruf Amin", "Hari Jum'at bersama Ma'ruf Amin"),
    ("Rapat di Bangli.\n---\nHumas", "Rapat di Bangli.\n\n---\nHumas"),
    ("> Rapat di Bangli.\n> ---", "> Rapat di Bangli.\n>\n> ---"),
    ('Di <st1:place w:st="on">Bali</st1:place>.<o:p></o:p>', "Di Bali."),
)


def test_what_is_certain_is_mended(tmp_path: Path) -> None:
    names = {f"content/news/2024/b{number:02}.id.md": pair for number, pair in enumerate(MENDED)}
    files = {name: post(f"Berita {name}", before, summary="Ringkas.") for name, (before, _) in names.items()}
    wanted = {name: post(f"Berita {name}", after, summary="Ringkas.") for name, (_, after) in names.items()}
    site = make_site(tmp_path, {**files, "site.toml": SITE_TOML.replace('["id", "en"]', '["id"]')})
    for _ in range(2):
        run("--site", site, "check", "--fix")
        assert {name: (site / name).read_text("utf-8") for name in names} == wanted


EN = translation("A test story", summary="Short.")


def test_an_address_that_is_not_where_the_finding_is_stays() -> None:
    text = post("Berita uji", "[a](http:/e.go.id)").encode()
    found = warning("link-address-suggestion", PATH, Position(7, 1), url="http:/e.go.id", suggestion="x")
    assert mend(PATH, text, [found], OPTIONS) is None


# --- Addresses of the site itself, and its files that are no pages ----------------------------------------


@pytest.mark.parametrize(
    ("url", "path"),
    [
        ("https://kabar.example.go.id/sub/id/", "/id/"),
        ("http://kabar.example.go.id/sub/id/#a", "/id/#a"),
        ("https://www.kabar.example.go.id/sub", "/"),
        ("//kabar.example.go.id/sub/?x=1", "/?x=1"),
        ("https://KABAR.example.go.id:443/sub/id/", "/id/"),
        ("https://kabar.example.go.id/sub#a", "/#a"),
        ("https://kabar.example.go.id/subuh/", None),
        ("https://kabar.example.go.id/", None),
        ("https://lain.kabar.example.go.id/sub/", None),
        ("https://kabar.example.go.id.evil.example/sub/", None),
        ("mailto:kabar.example.go.id/sub", None),
        ("/sub/id/", None),
    ],
)
def test_a_full_address_of_the_site_is_a_path_on_it(url: str, path: str | None) -> None:
    assert own_path(url, bare_address("https://www.kabar.example.go.id/sub")) == path


EVERYTHING = "\n[search]\nenabled = true\n\n[feeds]\nninjs = true\n"


def linking(target: str, tmp_path: Path, base: str = "https://kabar.example.go.id") -> list[str]:
    site = make_site(
        tmp_path,
        {
            "site.toml": SITE_TOML.replace("https://kabar.example.go.id", base) + EVERYTHING,
            PATH: post("Berita uji", f"Baca [ini]({target}).\n\n## Bagian\n\nIsi.", summary="Ringkas."),
            PATH.replace(".id.", ".en."): EN,
        },
    )
    return codes(check(request(site)))


LEADS = {
    "/id/berita/2024/uji/": "",
    "/id/berita/2024/uji": "",
    "/id/berita/2024/uji/#bagian": "",
    "/id/berita/2024/uji/#lain": "broken-anchor",
    "/id/berita/2024/ujian/": "broken-link-suggestion",
    "/tidak/ada/sama/sekali.html": "broken-link",
    "/id/": "",
    "/": "",
}
FILES = (
    *("/id/rss.xml", "/id/feed.xml", "/id/feed.json", "/en/rss.xml", "/feeds.opml", "/sitemap.xml"),
    *("/sitemap-pages.xml", "/sitemap-2024-11.xml", "/robots.txt", "/404.html", "/id/ninjs.json"),
    *("/id/instansi/dinas-uji/feed.xml", "/id/cari/", "/id/berita/2024/"),
)


@pytest.mark.parametrize("base", ["https://kabar.example.go.id", "https://www.kabar.example.go.id/sub"])
def test_full_addresses_are_checked_like_paths(tmp_path: Path, base: str) -> None:
    origins = dict.fromkeys(("", base, base.replace("https", "http"), base.replace("www.", "")))
    targets = [origin + path for origin in origins for path in (*LEADS, *FILES)]
    body = "".join(f"[ini {number}]({target})\n\n" for number, target in enumerate(targets))
    text = post("Berita uji", body + "## Bagian\n\nIsi.", summary="Ringkas.")
    files = {
        "site.toml": SITE_TOML.replace("https://kabar.example.go.id", base) + EVERYTHING,
        PATH: text,
        PATH.replace(".id.", ".en."): EN,
    }
    found = check(request(make_site(tmp_path, files))).diagnostics
    lines = text.split("\n")
    wrong = [(lines[each.position.line - 1].partition("(")[2][:-1], each.code) for each in found]
    assert wrong == [(origin + path, code) for origin in origins for path, code in LEADS.items() if code]


@pytest.mark.parametrize("path", ["/id/rss2.xml", "/rss.xml", "/id/berita/halaman/2/", "/sitemap-1999.xml"])
def test_a_link_to_a_file_that_is_not_made_is_broken(tmp_path: Path, path: str) -> None:
    assert [code.removesuffix("-suggestion") for code in linking(path, tmp_path)] == ["broken-link"]


def test_a_full_address_leads_on_the_page_where_the_path_leads(tmp_path: Path) -> None:
    text = post("Uji", "[a](https://kabar.example.go.id/id/) [b](/feeds.opml)", summary="x")
    built = build_site(make_site(tmp_path, {PATH: text}))
    links = built.page("id/berita/2024/uji/").one("article").links()
    assert {"/id/", "/feeds.opml"} <= set(links)


# --- Stories and files side by side -----------------------------------------------------------------------

LONG = "Seluruh pegawai diminta menjaga netralitas selama masa pemilihan kepala daerah {} tahun ini."


def story_codes(tmp_path: Path, files: dict[str, str | bytes]) -> list[tuple[str, str]]:
    site = make_site(tmp_path, files)
    found = check(request(site)).diagnostics
    return [(each.file.rpartition("/")[2], each.code) for each in found if each.code != "translation-missing"]


@pytest.mark.parametrize(
    "body", ["", "\n\n", "<!-- nanti -->", "## Bagian", "&nbsp;", "<!-- a -->\n\n# Judul\n\n<br>"]
)
def test_a_story_without_text_is_found(tmp_path: Path, body: str) -> None:
    files: dict[str, str | bytes] = {PATH: post("Uji", body, summary="x")}
    assert story_codes(tmp_path, files) == [("uji.id.md", "story-empty")]


@pytest.mark.parametrize(
    ("body", "keys"),
    [
        ("Isi.", {}),
        ("![Peserta duduk di aula](foto.jpg)", {}),
        ("- Butir", {}),
        ("> Kutipan", {}),
        ("<p>Isi</p>", {}),
        ("[Rekaman](https://www.youtube.com/watch?v=x)", {}),
        ("", {"draft": "true"}),
        ("", {"changes": "[{date: 2024-11-15, kind: withdrawal, note: Keliru.}]"}),
        ("```\nkode\n```", {}),
    ],
)
def test_a_story_with_something_to_see_is_not_empty(tmp_path: Path, body: str, keys: dict[str, str]) -> None:
    files: dict[str, str | bytes] = {PATH: post("Uji", body, summary="x", **keys)}
    files["content/news/2024/foto.jpg"] = picture()
    assert ("uji.id.md", "story-empty") not in story_codes(tmp_path, files)


@pytest.mark.parametrize(
    ("files", "at"),
    [
        ({"lain": post("Uji", "Isi lain.", summary="x")}, "uji.id.md"),
        ({"lain": post("UJI ", "Isi lain.", summary="x")}, "uji.id.md"),
        (
            {
                "uji": post("Uji", "\n\n".join(LONG.format(n) for n in range(5)), summary="x"),
                "lain": post("Lain", "\n\n".join(LONG.format(n) for n in range(1, 6)), summary="x"),
            },
            "uji.id.md",
        ),
        ({"lain": post("Uji", "Isi lain.", summary="x", date="2024-11-15")}, ""),
        ({"lain": post("Uji", "Isi lain.", summary="x", draft="true")}, ""),
        ({"lain": post("Lain", "Isi.", summary="x")}, ""),
        (
            {
                "uji": post("Uji", "\n\n".join(LONG.format(n) for n in range(5)), summary="x"),
                "lain": post("Lain", "\n\n".join(LONG.format(n) for n in range(3, 9)), summary="x"),
            },
            "",
        ),
    ],
)
def test_a_story_in_two_files_is_found(tmp_path: Path, files: dict[str, str], at: str) -> None:
    stories = {"uji": post("Uji", "Isi.", summary="x"), **files}
    paths: dict[str, str | bytes] = {f"content/news/2024/{n}.id.md": text for n, text in stories.items()}
    assert story_codes(tmp_path, paths) == ([(at, "story-twice")] if at else [])


@pytest.mark.parametrize(
    ("text", "keys"),
    [
        (translation("Judul  # translate", summary="Short."), ["title"]),
        (translation("Title", summary="Short.  # terjemahkan"), ["summary"]),
        (translation("Title  # translate", summary="Short. # translate"), ["title", "summary"]),
        (translation("Pegawai diminta menjaga netralitas", summary="Short."), ["title"]),
        (translation("Title", summary="Ringkasan yang panjang dari berita itu"), ["summary"]),
        (translation("Title", LONG.format("di"), summary="Short."), ["body"]),
        (translation("Title", f"Text.\n\n{LONG.format('di')}", summary="Short."), ["body"]),
        (translation("Rakornas ASN 2024", summary="Short."), []),
        (translation("Title", f"> {LONG.format('di')}", summary="Short."), []),
        (translation("Title", "Text. # translate", summary="Short."), []),
        (translation('"Title # translate"', summary="Short."), []),
    ],
)
def test_what_is_not_translated_is_found(tmp_path: Path, text: str, keys: list[str]) -> None:
    title = "Rakornas ASN 2024" if "Rakornas" in text else "Pegawai diminta menjaga netralitas"
    original = post(title, LONG.format("di"), summary="Ringkasan yang panjang dari berita itu")
    site = make_site(tmp_path, {PATH: original, PATH.replace(".id.", ".en."): text})
    found = [each for each in check(request(site)).diagnostics if each.code == "untranslated"]
    assert [dict(each.arguments)["key"] for each in found] == keys
    assert all(each.file.endswith(".en.md") and each.position.line > 1 for each in found)


@pytest.mark.parametrize(
    ("name", "code"),
    [
        *[
            (f"siaran.{end}", "file-unused")
            for end in ("docx", "doc", "odt", "rtf", "txt", "pdf", "PDF", "html")
        ],
        *[(f"uji.id.md.{end}", "file-left") for end in ("orig", "rej", "bak", "tmp", "old", "swp", "zip")],
        ("uji.id.md_lama", "file-left"),
        ("surat.pdf.part", "file-left"),
        ("catatan.bak", "file-left"),
        *[(name, "") for name in ("Thumbs.db", "desktop.ini", ".DS_Store", "uji.id.md~", "#uji.id.md#")],
        ("foto.jpg", ""),
        *[(f"uji.id.{end}", "text-suffix") for end in ("MD", "md.txt", "markdown", "Md")],
        ("kasus.md", "language-missing"),
        ("kasus.ID.md", "language-unknown"),
        ("kasus (1).id.md", "file-copy"),
        ("kasus.id (1).md", "file-copy"),
        ("kasus.id - Copy.md", "file-copy"),
        ("kasus - Copy (2).id.md", "file-copy"),
        ("kasus.id - Salin.md", "file-copy"),
        ("kasus.id copy.md", "file-copy"),
        ("kasus copy 2.id.md", "file-copy"),
        ("Copy of kasus.id.md", "file-copy"),
        ("Salinan kasus.id.md", "file-copy"),
        ("kasus.id (conflicted copy 2024-11-14 101112).md", "file-copy"),
        ("kasus (Budi's conflicted copy 2024-11-14).id.md", "file-copy"),
        ("kasus.id.sync-conflict-20241114-101112-ABCDEFG.md", "file-copy"),
        ("kasus.sync-conflict-20241114-101112-ABCDEFG.id.md", "file-copy"),
        ("Kasus Besar.id.md", "file-slug-form"),
    ],
)
def test_a_file_that_is_no_story_is_told_what_it_is(tmp_path: Path, name: str, code: str) -> None:
    data = picture() if name.endswith("jpg") else post("Kasus", "Isi kasus.", summary="x").encode()
    files: dict[str, str | bytes] = {PATH: post("Uji", "Isi.", summary="x")}
    files[f"content/news/2024/{name}"] = data
    assert [found for _, found in story_codes(tmp_path, files)] == ([code] if code else [])


def test_a_document_that_a_story_links_to_is_used(tmp_path: Path) -> None:
    for number, body in enumerate(("[a](surat.txt)", "[a](./surat.txt)", "[a](../2024/surat.txt)")):
        files: dict[str, str | bytes] = {PATH: post("Uji", body, summary="x")}
        files["content/news/2024/surat.txt"] = b"x"
        assert story_codes(tmp_path / str(number), files) == []


@pytest.mark.parametrize(
    ("name", "original"),
    [
        ("kasus (1).id", "kasus.id"),
        ("kasus(2).id", "kasus.id"),
        ("kasus.id (1)", "kasus.id"),
        ("Salinan dari kasus.id", "kasus.id"),
        ("kasus.id.sync-conflict-20241114-101112-AB", "kasus.id"),
        ("kasus.id", ""),
        ("undang-undang-5.id", ""),
        ("copywriting.id", ""),
        ("rapat (tertutup).id", ""),
    ],
)
def test_the_name_of_a_copy_names_the_file_that_it_is_of(name: str, original: str) -> None:
    assert copied_from(name) == original


@pytest.mark.parametrize(
    ("stories", "wanted"),
    [
        (["kasus"], "content/news/2024/kasus.en.md"),
        (["kasus", "lain-sekali"], "content/news/2024/kasus.en.md"),
        (["lain-sekali"], "content/news/2024/lain-sekali.en.md"),
        (["lain-sekali", "berbeda-pula"], ""),
        ([], ""),
    ],
)
def test_a_renamed_translation_is_told_its_place(tmp_path: Path, stories: list[str], wanted: str) -> None:
    files: dict[str, str | bytes] = {
        f"content/news/2024/{name}.id.md": post(name, f"Isi {name}.", summary="x") for name in stories
    }
    site = make_site(tmp_path, {**files, "content/news/2024/kasus-baru.en.md": EN})
    found = [each for each in check(request(site)).diagnostics if each.severity is Severity.ERROR]
    assert [each.code.removesuffix("-suggestion") for each in found] == ["translation-alone"]
    assert dict(found[0].arguments).get("wanted", "") == wanted


def test_a_story_in_the_second_language_alone_is_told_what_it_lacks(tmp_path: Path) -> None:
    """One that gives a date is no translation."""
    text = translation("A story", date="2024-11-14", summary="Short.")
    assert story_codes(tmp_path, {"content/news/2024/kasus.en.md": text}) == [("kasus.en.md", "missing-key")]
