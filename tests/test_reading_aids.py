"""Abbreviations explained, laws linked, reading time: what is put around a text, and that the text stays."""

from __future__ import annotations

from collections import Counter
from pathlib import Path
from urllib.parse import parse_qsl, unquote, urlsplit

import pytest
from hypothesis import given
from hypothesis import strategies as st
from playwright.sync_api import Browser, expect

from quality.serving import served
from tests.faultlib import assert_same, build_clean, tree
from tests.support import (
    NOW,
    SITE_TOML,
    Element,
    build_site,
    make_site,
    parse_html,
    post,
    translation,
)
from warta.build.build import Request, build
from warta.markdown.annotations import NO_ANNOTATIONS, Annotations, annotated, keep_whole
from warta.markdown.conversion import convert
from warta.markdown.reading import capitals_in, minutes, take_notes

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
    return [each.text for each in parse_html(annotated(html, Annotations(MEANINGS))).all("abbr")]


def linked(text: str) -> list[tuple[str, str]]:
    """The citations that are linked, and where to, without the host."""
    page = parse_html(annotated(f"<p>{text}</p>", Annotations((), LAWS)))
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
    page = parse_html(annotated("<p>KORPRI</p>", Annotations(MEANINGS)))
    assert page.one("abbr").get("title") == 'Korps "Pegawai" <Republik> & Indonesia'


LOCAL = (
    *("perda:Kabupaten Karangasem", "perda:Bandung", "perda:Kota Bandung", "perda:Provinsi Bali"),
    *("perbup", "perbup:Karangasem", "perwali:Denpasar", "pergub:Bali", "pergub:DKI Jakarta"),
    *("permen:Dalam Negeri", "permen:dagri", "permen:Home Affairs", "permen:PAN-RB"),
    "permen:Pendayagunaan Aparatur Negara dan Reformasi Birokrasi",
)


@pytest.mark.parametrize(
    ("text", "kind"),
    [
        ("Perda Kabupaten Karangasem Nomor 3 Tahun 2020", "perda:Kabupaten Karangasem"),
        ("Peraturan Daerah Kab. Karangasem No. 3/2020", "perda:Kabupaten Karangasem"),
        ("Karangasem Regency Regional Regulation Number 3 of 2020", "perda:Kabupaten Karangasem"),
        ("Perda Karangasem Nomor 3 Tahun 2020", ""),
        ("Perda Bandung Nomor 1 Tahun 2021", "perda:Bandung"),
        ("Perda Kota Bandung Nomor 1 Tahun 2021", "perda:Kota Bandung"),
        ("Perda Kabupaten Bandung Nomor 1 Tahun 2021", "perda:Bandung"),
        ("Bandung City Regional Regulation No. 1 of 2021", "perda:Kota Bandung"),
        ("Bandung Regency Regional Regulation No. 1 of 2021", "perda:Bandung"),
        ("Perda Prov. Bali No 1/2021", "perda:Provinsi Bali"),
        ("Perda Nomor 1 Tahun 2021", ""),
        ("Perbup Nomor 12 Tahun 2023", "perbup"),
        ("Peraturan Bupati Karangasem Nomor 12 Tahun 2023", "perbup:Karangasem"),
        ("Karangasem Regent Regulation No. 12 of 2023", "perbup:Karangasem"),
        ("Peraturan Bupati Banyuwangi Nomor 12 Tahun 2023", ""),
        ("Perbup Karangasem Barat Nomor 12 Tahun 2023", ""),
        ("Peraturan Walikota Denpasar Nomor 5 Tahun 2022", "perwali:Denpasar"),
        ("Peraturan Wali Kota Denpasar Nomor 5 Tahun 2022", "perwali:Denpasar"),
        ("Perwali Denpasar No. 5/2022", "perwali:Denpasar"),
        ("Denpasar Mayor Regulation No. 5 of 2022", "perwali:Denpasar"),
        ("Pergub DKI Jakarta Nomor 5 Tahun 2022", "pergub:DKI Jakarta"),
        ("Peraturan Gubernur Bali Nomor 99 Tahun 2018", "pergub:Bali"),
        ("Regulation of the Governor of Bali Number 99 of 2018", "pergub:Bali"),
        ("Permendagri Nomor 90 Tahun 2019", "permen:dagri"),
        ("Peraturan Menteri Dalam Negeri Republik Indonesia Nomor 90\nTahun 2019", "permen:Dalam Negeri"),
        ("Minister of Home Affairs Regulation Number 90 of 2019", "permen:Home Affairs"),
        ("PermenPANRB Nomor 6 Tahun 2022", "permen:PAN-RB"),
        ("Permen PAN RB No. 6/2022", "permen:PAN-RB"),
        (
            (
                "Peraturan Menteri Pendayagunaan Aparatur Negara dan Reformasi Birokrasi "
                "(PermenPANRB) Nomor 6 Tahun 2022"
            ),
            "permen:Pendayagunaan Aparatur Negara dan Reformasi Birokrasi",
        ),
        ("Rancangan Perda Kota Bandung Nomor 1 Tahun 2021", ""),
        ("Raperda Kota Bandung Nomor 1 Tahun 2021", ""),
    ],
)
def test_a_rule_makers_own_rule_leads_to_its_own_place(text: str, kind: str) -> None:
    laws = tuple(
        (kind, f"https://jdih.example.go.id/{number}/{{year}}/{{number}}")
        for number, kind in enumerate(LOCAL)
    )
    page = parse_html(annotated(f"<p>Menurut {text}, pasal 9.</p>", Annotations((), (*LAWS, *laws))))
    found = [(link.text, int(link.get("href").split("/")[3])) for link in page.all("a")]
    assert found == ([(" ".join(text.split()), LOCAL.index(kind))] if kind else [])


MAKERS = (
    *("perda:Kabupaten Karangasem", "perda:Kabupaten Bandung", "perda:Provinsi Bali", "perda:Solok"),
    *("perbup:Karangasem", "perbup:Kabupaten Bangli", "perwali:Denpasar", "pergub:Papua", "pergub:Riau"),
    *(
        "permen:Dalam Negeri",
        "permen:PAN-RB",
        "permen:Maritime Affairs",
        "permen:Home Affairs",
        "permen:Trade",
    ),
)
UNNAMED = ("perda", "perbup", "perwali", "pergub", "permen")
CITED = {
    # Of a rule-maker that the site names.
    "Peraturan Daerah (Perda) Kabupaten Karangasem Nomor 3 Tahun 2020": "perda:Kabupaten Karangasem",
    "Peraturan Daerah Kabupaten Karangasem (Perda) No. 3 Tahun 2020": "perda:Kabupaten Karangasem",
    "Perda Kab. Karangasem No: 3 Tahun 2020": "perda:Kabupaten Karangasem",
    "Karangasem Regency Regional Regulation (Perda) Number 3 of 2020": "perda:Kabupaten Karangasem",
    "Karangasem Regency's Regional Regulation Number 3 of 2020": "perda:Kabupaten Karangasem",
    "Regional Regulation of Karangasem Regency Number 3 of 2020": "perda:Kabupaten Karangasem",
    "Regional Regulation (Perda) of the Regency of Karangasem No. 3 of 2020": "perda:Kabupaten Karangasem",
    "Bali Provincial Regulation No. 4 of 2022": "perda:Provinsi Bali",
    "Bali Province Regional Regulation No. 4 of 2022": "perda:Provinsi Bali",
    "Peraturan Daerah Provinsi Bali Nomor 4 Tahun 2022": "perda:Provinsi Bali",
    "Solok City Regional Regulation Number 3 of 2020": "perda:Solok",
    "Perda Kota Solok Nomor 3 Tahun 2020": "perda:Solok",
    "Peraturan Bupati (Perbup) Karangasem Nomor 12 Tahun 2023": "perbup:Karangasem",
    "Peraturan Bupati Kabupaten Karangasem Nomor 12 Tahun 2023": "perbup:Karangasem",
    "Perbup Bangli Nomor 12 Tahun 2023": "perbup:Kabupaten Bangli",
    "Karangasem Regency Head Regulation No. 12 of 2023": "perbup:Karangasem",
    "Regent of Karangasem Regulation No. 12 of 2023": "perbup:Karangasem",
    "Regulation (Perbup) of the Regent of Karangasem Number 12 of Year 2023": "perbup:Karangasem",
    "Peraturan Wali Kota (Perwali) Denpasar Nomor 5 Tahun 2022": "perwali:Denpasar",
    "Denpasar Mayoral Regulation Number 5 of 2022": "perwali:Denpasar",
    "Peraturan Gubernur (Pergub) Papua Nomor 5 Tahun 2024": "pergub:Papua",
    "Papua Governor Regulation Number 5 of 2024": "pergub:Papua",
    "Peraturan Menteri (Permen) PAN-RB Nomor 6 Tahun 2022": "permen:PAN-RB",
    "Peraturan Menteri PAN-RB (Permen PAN-RB) Nomor 6 Tahun 2022": "permen:PAN-RB",
    "Peraturan Menteri Dalam Negeri (Permendagri) RI Nomor 1 Tahun 2020": "permen:Dalam Negeri",
    "Peraturan Menteri Dalam Negeri RI (Permendagri) Nomor 1 Tahun 2020": "permen:Dalam Negeri",
    "PERATURAN DAERAH KABUPATEN KARANGASEM NOMOR 1 TAHUN 2020": "perda:Kabupaten Karangasem",
    "Minister of Trade Regulation Number 5 of 2024": "permen:Trade",
    # That name none.
    "Perda Nomor 3 Tahun 2020": "perda",
    "Peraturan Daerah (Perda) Nomor 3 Tahun 2020": "perda",
    "Regional Regulation Number 3 of 2020": "perda",
    "Peraturan Bupati (Perbup) Nomor 12 Tahun 2023": "perbup",
    "Regent Regulation No. 12 of 2023": "perbup",
    "Peraturan Wali Kota Nomor 5 Tahun 2022": "perwali",
    "Pergub Nomor 5 Tahun 2022": "pergub",
    "Ministerial Regulation Number 5 of 2024": "permen",
    "Peraturan Menteri Nomor 5 Tahun 2024": "permen",
    # The whole country's.
    "Village Law Number 6 of 2014": "uu",
    "Job Creation Law Number 6 of 2023": "uu",
    "Regulation in Lieu of Law (Perppu) Number 2 of 2022": "perppu",
    "Perpu Nomor 2 Tahun 2022": "perppu",
    "Government Regulation (GR) Number 94 of 2021": "pp",
    "Indonesian Government Regulation Number 94 of 2021": "pp",
}
"""Citation, whole but for what may stand before a law's name → whose it is."""
OTHERS = (
    "Jembrana Regency Regional Regulation Number 5 of 2024",
    "the Jembrana Regional Regulation Number 5 of 2024",
    "jembrana regional regulation number 5 of 2024",
    "the regency’s Regional Regulation Number 5 of 2024",
    "Regional Regulation Number 5 of 2024 of Jembrana Regency",
    "Perda Nomor 5 Tahun 2024 Kabupaten Jembrana",
    "Peraturan Daerah (Perda) Kabupaten Jembrana Nomor 5 Tahun 2024",
    "<em>Jembrana</em> Regional Regulation Number 5 of 2024",
    "KPU Regulation Number 8 of 2024",
    "Peraturan KPU Nomor 8 Tahun 2024",
    "EU Regulation No. 12 of 2020",
    "Regulation No. 12 of 2020",
    "Bank Indonesia Regulation Number 8 of 2024",
    "BKN Head Regulation Number 8 of 2024",
    "Village Head Regulation Number 8 of 2024",
    "Jembrana Regent Regulation Number 12 of 2023",
    "Peraturan Bupati Jembrana Nomor 12 Tahun 2023",
    "Peraturan Bupati (Perbup) Jembrana Nomor 12 Tahun 2023",
    "Surabaya Mayor Regulation Number 5 of 2022",
    "Regulation of the Mayor of Surabaya Number 5 of 2022",
    "Southwest Papua Governor Regulation Number 5 of 2024",
    "southwest Papua Governor Regulation Number 5 of 2024",
    "Papua Barat Daya Governor Regulation Number 5 of 2024",
    "Peraturan Gubernur Papua Barat Daya Nomor 5 Tahun 2024",
    "Regulation of the Governor of Papua Highlands Number 5 of 2024",
    "Kep. Riau Governor Regulation Number 5 of 2024",
    "Riau Islands Governor Regulation Number 5 of 2024",
    "West Bandung Regency Regional Regulation Number 5 of 2024",
    "Bandung Regional Regulation Number 5 of 2024",
    "Bandung City Regional Regulation Number 5 of 2024",
    "Perda Kabupaten Bandung Barat Nomor 5 Tahun 2024",
    "South Solok Regency Regional Regulation Number 5 of 2024",
    "Coordinating Minister of Maritime Affairs Regulation Number 5 of 2024",
    "Deputy Trade Minister Regulation Number 5 of 2024",
    "Industry and Trade Minister Regulation Number 5 of 2024",
    "Health Minister Regulation Number 5 of 2024",
    "health ministry regulation number 5 of 2024",
    "Regulation of the Minister of Health Number 5 of 2024",
    "Regulation of the Minister of Law Number 5 of 2024",
    "Permenkes Nomor 5 Tahun 2024",
    "Peraturan Menteri Agama dan Menteri Dalam Negeri Nomor 9 Tahun 2006",
    "Draf Peraturan Bupati Karangasem Nomor 12 Tahun 2023",
    "draft Regional Regulation Number 3 of 2020",
    "Karangasem Regency Government Regulation Number 5 of 2024",
    "Local Government Regulation Number 5 of 2024",
    "Singapore’s Law Number 5 of 2010",
    "EU Law Number 5 of 2010",
    "U.S. Government Regulation Number 5 of 2010",
    "Keputusan Bupati Karangasem Nomor 1 Tahun 2020",
    "Perda Kabupaten/Kota Nomor 1 Tahun 2020",
    "Peraturan Bersama Menteri Dalam Negeri Nomor 1 Tahun 2020",
    "Pergub Nomor 1 Tahun 2020 Provinsi Jawa Timur",
)
"""What cites a rule of somebody else's, or none."""


@pytest.mark.parametrize("before", ["Menurut ", "", "It is as the ", "Itu (", "Denda naik, sebab <strong>"])
def test_no_citation_leads_to_another_law(before: str) -> None:
    kinds = (*LAWS, *((kind, "https://jdih.example.go.id/" + kind) for kind in (*MAKERS, *UNNAMED)))
    for text, kind in {**CITED, **dict.fromkeys(OTHERS, "")}.items():
        end = "</strong>." if "<strong>" in before else ", pasal 9."
        page = parse_html(annotated(f"<p>{before}{text}{end}</p>", Annotations((), kinds)))
        found = [(link.text, unquote(link.get("href"))) for link in page.all("a")]
        if not kind:
            assert found == [], text
            continue
        [(linked_text, address)] = found or [(f"{text} is not linked", "")]
        assert text.endswith(linked_text), linked_text
        assert (
            address.removeprefix("https://jdih.example.go.id/")
            .partition("/")[0]
            .startswith("?jenis=pp" if kind == "pp" else kind)
        ), text


def test_what_a_site_does_not_name_takes_nothing_of_what_it_names() -> None:
    """One kind alone, as most sites have it."""
    for kind in (*MAKERS, *UNNAMED):
        annotations = Annotations((), ((kind, "https://jdih.example.go.id/x"),))
        for text, meant in {**CITED, **dict.fromkeys(OTHERS, "")}.items():
            page = parse_html(annotated(f"<p>Menurut {text}, pasal 9.</p>", annotations))
            assert bool(page.all("a")) == (meant == kind), (kind, text)


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


# --- Properties -----------------------------------------------------------------------------------------

WORDS = st.sampled_from(
    "ASN BKN KORPRI (ASN) asn UU No. 5/2014 Undang-Undang Nomor 20 Tahun 2023 aparatur sipil negara PP & < > "
    '“ ” " , . ( ) atau # ## > - * ** _ ` ``` | [ ] (/x) <b> </b> <a> </a> <abbr> </abbr> <p> \n \n\n'.split(
        " "
    )
)
TEXTS = st.lists(WORDS, max_size=60).map(" ".join)
CLOSED = ("a", "abbr", "code", "pre", "h1", "h2", "h3", "h4", "h5", "h6", "figcaption")


def html_of(text: str, engine: str) -> str:
    return convert(text, "content/news/2024/x.id.md", 1, engine)[0]


def elements_within(page: Element, tags: tuple[str, ...]) -> list[Element]:
    """What lies inside elements of these kinds."""
    return [inner for outer in page.walk() if outer.tag in tags for inner in list(outer.walk())[1:]]


@pytest.mark.parametrize("engine", ["markdown", "pyromark"])
@given(text=TEXTS)
def test_any_text_stays_as_it_is_written(engine: str, text: str) -> None:
    """The same text, well-formed, with nothing put into links, code, headings and captions; once each."""
    html = html_of(text, engine)
    before, after = parse_html(html), parse_html(annotated(html, Annotations(MEANINGS, LAWS)))
    assert "".join(after._texts()) == "".join(before._texts())
    put = Counter(each.text for each in after.all("abbr") if each.get("title"))
    assert set(put.values()) <= {1}
    for tag in ("abbr", "a"):
        inside = [sum(each.tag == tag for each in elements_within(page, CLOSED)) for page in (before, after)]
        assert inside[0] == inside[1]
    links = Counter(link.get("href") for link in after.all("a"))
    links.subtract(link.get("href") for link in before.all("a"))
    assert set(links.values()) <= {0, 1}


@given(text=TEXTS)
def test_nothing_is_put_into_a_text_for_which_nothing_is_known(text: str) -> None:
    html = html_of(text, "pyromark")
    assert annotated(html, NO_ANNOTATIONS) == html
    assert annotated(html, Annotations((("XYZ", "tidak ada"),), LAWS[1:2])) == html


@given(text=TEXTS, end=st.sampled_from(["", " ", "\n", "- "]))
def test_what_is_explained_was_noted_when_the_text_was_parsed(text: str, end: str) -> None:
    """Otherwise a page would not be given the abbreviations that are in it."""
    noted = set(take_notes(text + end).capitals)
    for name in explained(html_of(text, "markdown")):
        assert capitals_in(name) <= noted or name not in text


@given(
    words=st.lists(st.text("abcASN019é–-,.", min_size=1), max_size=40),
    gap=st.sampled_from([" ", "\n", "\n\n"]),
)
def test_words_are_counted(words: list[str], gap: str) -> None:
    assert take_notes(gap.join(words)).words == len(words)


# --- Sites ----------------------------------------------------------------------------------------------

GLOSSARY = """\
ASN: {meaning: {id: aparatur sipil negara, en: state civil apparatus}}
BKN: {meaning: {id: Badan Kepegawaian Negara}}
P3K: {meaning: pegawai kontrak}
"""
NEWS = "content/news/2024"


def stories() -> dict[str, str | bytes]:
    """One story for each abbreviation, one with none, one that has it in the title and a heading only."""
    return {
        "content/glossary.yaml": GLOSSARY,
        f"{NEWS}/asn.id.md": post("Satu", "Para ASN hadir. Dasarnya UU No. 5/2014.", summary="A."),
        f"{NEWS}/asn.en.md": translation("One", "ASN and BKN staff came.", summary="A."),
        f"{NEWS}/bkn.id.md": post("Dua", "Kata BKN.", summary="B."),
        f"{NEWS}/p3k.id.md": post("Tiga", " ".join(["kata"] * 450) + " P3K.", summary="C."),
        f"{NEWS}/tanpa.id.md": post("Empat ASN", "Tidak ada apa-apa.", summary="D."),
        f"{NEWS}/tarik.id.md": post(
            "Lima", "ASN.", changes="[{date: 2024-11-20, kind: withdrawal, note: Keliru.}]", summary="E."
        ),
    }


def titles(page: Element) -> dict[str, str]:
    return {each.text: each.get("title") for each in page.one(class_="prose").all("abbr")}


@pytest.mark.parametrize("engine", ["markdown", "pyromark"])
def test_a_page_explains_abbreviations_in_its_language(tmp_path: Path, engine: str) -> None:
    settings = f'{SITE_TOML}\n[markdown]\nengine = "{engine}"\n'
    built = build_site(make_site(tmp_path, {**stories(), "site.toml": settings}))
    assert titles(built.page("id/berita/2024/asn/")) == {"ASN": "aparatur sipil negara"}
    assert titles(built.page("en/news/2024/asn/")) == {"ASN": "state civil apparatus"}
    assert titles(built.page("id/berita/2024/p3k/")) == {"P3K": "pegawai kontrak"}
    assert titles(built.page("id/berita/2024/tanpa/")) == {}
    assert b"<abbr" not in b"".join(
        (built.root / name).read_bytes() for name in built.files() if not name.endswith(".html")
    )


def test_a_story_says_how_long_it_takes_to_read(tmp_path: Path) -> None:
    built = build_site(make_site(tmp_path, stories()))
    for page, text in {
        "id/berita/2024/p3k/": "Waktu baca: 3 menit",
        "id/berita/2024/asn/": "Waktu baca: 1 menit",
        "en/news/2024/asn/": "Reading time: 1 minute",
    }.items():
        assert text in built.page(page).one(class_="dateline").text
    assert "Waktu baca" not in built.page("id/berita/2024/tarik/").text


def rendered_after(site: Path, name: str, text: str) -> set[str]:
    """The pages that are rendered after a file has been written; the output is that of a clean build."""
    (site / name).write_text(text, "utf-8")
    result = build(Request(site, site / "output", NOW))
    assert not result.failed, result.diagnostics
    assert_same(tree(site / "output"), build_clean(site, NOW).files)
    return {path.removesuffix("index.html") for path, _ in result.reasons}


def test_a_change_of_the_glossary_renders_the_stories_that_use_it(tmp_path: Path) -> None:
    site = make_site(tmp_path, stories())
    build_site(site)
    glossary = "content/glossary.yaml"
    other = GLOSSARY.replace("Badan Kepegawaian", "BADAN KEPEGAWAIAN")
    assert rendered_after(site, glossary, other) == {"id/berita/2024/bkn/"}
    more = other + "KPU: {meaning: Komisi Pemilihan Umum}\n"
    assert rendered_after(site, glossary, more) == set()
    less = more.replace(GLOSSARY.splitlines()[0] + "\n", "")
    assert rendered_after(site, glossary, less) == {"id/berita/2024/asn/", "en/news/2024/asn/"}
    assert rendered_after(site, glossary, "\n".join(reversed(less.splitlines()))) == set()


def test_laws_are_linked_when_the_site_says_where_they_are(tmp_path: Path) -> None:
    site = make_site(tmp_path, stories())
    page = "id/berita/2024/asn/"
    assert build_site(site).page(page).one(class_="prose").links() == []
    laws = f'{SITE_TOML}\n[laws]\nuu = "https://jdih.example.go.id/uu/{{year}}/{{number}}"\n'
    assert page in rendered_after(site, "site.toml", laws)
    built = build_site(site)
    assert built.page(page).one(class_="prose").links() == ["https://jdih.example.go.id/uu/2014/5"]
    assert b"jdih.example.go.id" not in (built.root / "id/feed.xml").read_bytes()


# --- Long stories ---------------------------------------------------------------------------------------


def test_a_link_to_a_section_far_below_leads_to_it(tmp_path: Path, browser: Browser) -> None:
    """However much of the story lies between."""
    text = "\n\n".join(f"## Bagian {number}\n\n{'Kata demi kata. ' * 90}" for number in range(60))
    body = f"[Ke bawah](#bagian-50) dan [ke tengah](#bagian-20)\n\n{text}"
    built = build_site(make_site(tmp_path, {f"{NEWS}/panjang.id.md": post("Panjang", body)}))
    with served(built.root) as host:
        page = browser.new_page(viewport={"width": 400, "height": 800})
        page.goto(f"{host}/id/berita/2024/panjang/")
        for name, section in (("Ke bawah", "Bagian 50"), ("ke tengah", "Bagian 20")):
            page.get_by_role("link", name=name).click()
            heading = page.get_by_role("heading", name=section)
            expect(heading).to_be_in_viewport()
            assert heading.evaluate("each => each.getBoundingClientRect().top") < 100
        page.close()


# --- The share menu -------------------------------------------------------------------------------------


def test_links_of_the_share_menu_carry_title_and_address(tmp_path: Path) -> None:
    title = "50% naik: A & B “C” #1 + é?"
    built = build_site(make_site(tmp_path, {f"{NEWS}/satu.id.md": post(f"'{title}'")}))
    page = built.page("id/berita/2024/satu/")
    address = f"{built.base_url}/id/berita/2024/satu/"
    found = [urlsplit(link) for link in page.one("details", class_="share").links()]
    assert [link.scheme + ":" + link.netloc for link in found] == [
        "mailto:", "https:wa.me", "https:t.me", "https:www.facebook.com", "https:x.com",
    ]  # fmt: skip
    shown = page.one("h1").text
    sent = [" ".join(value for _, value in parse_qsl(link.query)) for link in found]
    assert all(address in text for text in sent)
    assert [shown in text for text in sent] == [True, True, True, False, True]


def test_what_is_not_public_has_no_share_menu(tmp_path: Path) -> None:
    files = {**stories(), f"{NEWS}/draf.id.md": post("Draf", draft="true")}
    built = build_site(make_site(tmp_path, files), drafts=True)
    for name, count in {"draf": 0, "tarik": 0, "asn": 1}.items():
        page = built.page(f"id/berita/2024/{name}/")
        assert len(page.all("details", class_="share")) == count
        copying = [each for each in page.all("script", type="module") if ".share" in each.text]
        assert len(copying) == count


def test_the_link_is_copied_and_it_is_said(tmp_path: Path, browser: Browser) -> None:
    built = build_site(make_site(tmp_path, stories()))
    address = f"{built.base_url}/id/berita/2024/asn/"
    with served(built.root) as host:
        url = f"{host}/id/berita/2024/asn/"
        context = browser.new_context(permissions=["clipboard-read", "clipboard-write"])
        page = context.new_page()
        asked: list[str] = []
        page.on("request", lambda request: asked.append(request.url))
        page.goto(url)
        button = page.get_by_role("button", name="Salin tautan")
        expect(button).to_be_hidden()
        page.get_by_text("Bagikan", exact=True).click()
        button.click()
        expect(page.get_by_role("status")).to_have_text("Tautan sudah disalin.")
        assert page.evaluate("navigator.clipboard.readText()") == address
        assert [each for each in asked if not each.startswith(f"{host}/")] == []
        without = browser.new_context(java_script_enabled=False).new_page()
        without.goto(url)
        without.get_by_text("Bagikan", exact=True).click()
        expect(without.get_by_role("link", name="WhatsApp")).to_be_visible()
        expect(without.get_by_text("Salin tautan")).to_be_hidden()
        context.close()
        without.context.close()


@pytest.mark.parametrize(
    ("html", "whole"),
    [
        ("<p>HUT ke-53 KORPRI</p>", ["ke-53"]),
        ("<p>Abad ke-XXI, COVID-19 dan (PON ke-20)&nbsp;ke-2.</p>", ["ke-XXI", "COVID-19", "ke-20", "ke-2"]),
        ("Rapat ke-3 &amp; ke-4", ["ke-3", "ke-4"]),
        ("<p>Undang-Undang, 2024-05-06, 0361-123456, anak-anak, B-5-C, pasca-12345</p>", []),
        ('<p><img src="/a/foto-2.jpg" alt="ke-2"> <code>ke-2</code> <a href="/ke-2/">tautan</a></p>', []),
    ],
)
def test_words_with_a_number_behind_a_hyphen_stay_on_one_line(html: str, whole: list[str]) -> None:
    kept = keep_whole(html)
    page = parse_html(f"<div>{kept}</div>")
    assert [each.text for each in page.all("span")] == whole
    assert page.text == parse_html(f"<div>{html}</div>").text
    assert kept.replace('<span class="whole">', "").replace("</span>", "") == html


def test_a_headline_is_escaped_once_and_not_broken_at_a_number(tmp_path: Path, browser: Browser) -> None:
    text = post(title="Jum'at & HUT ke-53 <KORPRI>")
    built = build_site(make_site(tmp_path, {"content/news/hut.id.md": text}))
    page = built.page("id/berita/2024/hut/")
    assert page.one("h1").text == "Jum'at & HUT ke-53 <KORPRI>"
    with served(built.root) as address:
        seen = browser.new_page(viewport={"width": 320, "height": 600})
        seen.goto(f"{address}/id/berita/2024/hut/")
        assert seen.locator("h1 .whole").evaluate("word => word.getClientRects().length") == 1
        seen.close()
