"""Abbreviations explained, laws linked, reading time: what is put around a text, and that the text stays."""

from __future__ import annotations

import pytest

from generator.aids import Aids, minutes, put_aids
from tests.support import parse_html

MEANINGS = (
    ("ASN", "aparatur sipil negara"),
    ("BKN", "Badan Kepegawaian Negara"),
    ("KORPRI", 'Korps "Pegawai" <Republik> & Indonesia'),
)
LAWS = (
    ("uu", "https://jdih.example.go.id/uu/{year}/{number}"),
    ("perppu", "https://jdih.example.go.id/perppu/{year}/{number}"),
    ("pp", "https://jdih.example.go.id/?jenis=pp&nomor={number}&tahun={year}"),
)


def explained(html: str) -> list[str]:
    """The abbreviations that are explained in a text, in order."""
    return [each.text for each in parse_html(put_aids(html, Aids(MEANINGS))).all("abbr")]


def linked(text: str) -> list[tuple[str, str]]:
    """The citations that are linked, and where to, without the host."""
    page = parse_html(put_aids(f"<p>{text}</p>", Aids((), LAWS)))
    return [
        (link.text, link.get("href").removeprefix("https://jdih.example.go.id/")) for link in page.all("a")
    ]


@pytest.mark.parametrize(
    "text",
    [
        "<h2>ASN</h2>",
        '<p><a href="/x">Netralitas ASN</a></p>',
        "<p><code>ASN</code></p>",
        "<pre><code>ASN BKN</code></pre>",
        "<figure><figcaption>ASN</figcaption></figure>",
        "<p>asn, Asn, ASNX, XASN, @ASN, #ASN, ASN@contoh.id, www.ASN.id, berkas/ASN, PPPK-ASN</p>",
        "<p>aparatur sipil negara (ASN)</p>",
        "<p>Aparatur <em>sipil</em> negara (<strong>ASN</strong>) dan ASN</p>",
        "<p>Aparatur Sipil Negara atau ASN</p>",
        "<p>aparatur sipil negara, selanjutnya disebut ASN,</p>",
        "<p>aparatur sipil negara (selanjutnya disebut ASN)</p>",
        "<p>Aparatur Sipil Negara, yang dikenal sebagai “ASN”,</p>",
        "<p>ASN (aparatur sipil negara)</p>",
        "<p>ASN adalah singkatan dari aparatur sipil negara.</p>",
        "<p>ASN, in full the state civil apparatus</p>",
        "<p>BKN (National Civil Service Agency)</p>",
    ],
)
def test_an_abbreviation_is_left_alone_in_these_texts(text: str) -> None:
    assert explained(text) == []


@pytest.mark.parametrize(
    "text",
    [
        "<p>ASN</p>",
        "<p>Netralitas ASN, kata ASN.</p>",
        "<h2>ASN</h2><p>Kata <strong>ASN</strong>.</p>",
        "<p>“ASN”</p>",
        "<p>Para ASN-nya</p>",
        "<p>Pegawai (termasuk ASN) dilarang</p>",
        "<p>ASN (30)</p>",
        "<p>Semua pegawai, ASN dan honorer</p>",
        "<p>aparatur sipil negara</p><p>ASN</p>",
        "<ul><li>ASN</li></ul>",
    ],
)
def test_an_abbreviation_is_explained_once_in_these_texts(text: str) -> None:
    assert explained(text) == ["ASN"]


def test_a_meaning_may_hold_any_character() -> None:
    page = parse_html(put_aids("<p>KORPRI</p>", Aids(MEANINGS)))
    assert page.one("abbr").get("title") == 'Korps "Pegawai" <Republik> & Indonesia'


@pytest.mark.parametrize(
    ("text", "address"),
    [
        ("Undang-Undang Nomor 20 Tahun 2023", "uu/2023/20"),
        ("undang-undang nomor 20 tahun 2023", "uu/2023/20"),
        ("Undang-Undang (UU) Nomor 5 Tahun 2014", "uu/2014/5"),
        ("Undang-Undang Republik Indonesia Nomor 5\nTahun 2014", "uu/2014/5"),
        ("UU No. 5/2014", "uu/2014/5"),
        ("UU No.5 Tahun 2014", "uu/2014/5"),
        ("UU 5/2014", "uu/2014/5"),
        ("Law Number 20 of 2023", "uu/2023/20"),
        ("Law No. 20 of the year 2023", "uu/2023/20"),
        ("Peraturan Pemerintah Nomor 94 Tahun 2021", "?jenis=pp&nomor=94&tahun=2021"),
        ("Government Regulation No. 94 of 2021", "?jenis=pp&nomor=94&tahun=2021"),
        ("PP 94 Tahun 2021", "?jenis=pp&nomor=94&tahun=2021"),
        ("Peraturan Pemerintah Pengganti Undang-Undang Nomor 2 Tahun 2022", "perppu/2022/2"),
        ("Government Regulation in Lieu of Law Number 2 of 2022", "perppu/2022/2"),
        ("Perppu No 2/2022", "perppu/2022/2"),
    ],
)
def test_a_citation_is_linked_as_a_whole(text: str, address: str) -> None:
    assert linked(f"Menurut {text}, pasal 9.") == [(" ".join(text.split()), address)]


@pytest.mark.parametrize(
    "text",
    [
        "Rancangan Undang-Undang Nomor 5 Tahun 2014",
        "RUU 5/2014",
        "UU 12/03/2024",
        "UU Nomor 20",
        "UUD 1945",
        "pada 12/2024 dan tahun 2023",
        "Peraturan Presiden Nomor 16 Tahun 2018",
        "Peraturan Daerah Nomor 3 Tahun 2019",
        "pp 5/2014",
        '<a href="/x">UU No. 5/2014</a>',
        "<code>UU No. 5/2014</code>",
    ],
)
def test_what_is_no_citation_or_has_no_source_is_not_linked(text: str) -> None:
    assert [link for link in linked(text) if link[1] != "/x"] == []


def test_each_law_is_linked_where_it_is_first_cited() -> None:
    found = linked("UU 5/2014, UU Nomor 20 Tahun 2023, lalu UU No. 5 Tahun 2014.")
    assert [address for _, address in found] == ["uu/2014/5", "uu/2023/20"]


def test_the_reading_time_is_rounded_up() -> None:
    assert [minutes(words) for words in (0, 1, 200, 201, 1000)] == [0, 1, 1, 2, 5]
