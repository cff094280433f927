"""What is written into a draft on strong evidence, and what is only asked about."""

from __future__ import annotations

import pytest

from tests.test_import_press import draft_of, values
from warta.importing.drafts import Certainty, Draft, Finding

TITLE = "Judul berita uji\n\n"
RANKS = (
    "Ajun Komisaris Besar Polisi (AKBP)",
    "Komisaris Besar Polisi",
    "Inspektur Polisi Satu",
    "Brigadir Jenderal Polisi",
    "Marsekal Madya TNI",
    "Letnan Kolonel",
)


def offices_of(found: Finding) -> list[str]:
    appointments = found.term.fields.get("appointments", ()) if found.term is not None else ()
    assert isinstance(appointments, tuple)
    return [str(each["office"]) for each in appointments if isinstance(each, dict)]


def written_speakers(draft: Draft) -> dict[str, list[str]]:
    """Name → offices of those who would be written."""
    found = draft.shared.get("speaker", ())
    return {
        str(each.term.fields["name"]): offices_of(each)
        for each in found
        if each.term is not None and each.certainty != Certainty.DOUBTFUL
    }


@pytest.mark.parametrize("rank", RANKS)
def test_a_rank_that_is_written_out_is_no_part_of_office_or_name(rank: str) -> None:
    draft = draft_of(f"{TITLE}Kapolres Blora {rank} Budi Santoso mengatakan jalan aman.")
    assert written_speakers(draft) == {"Budi Santoso": ["Kapolres Blora"]}


@pytest.mark.parametrize(
    ("text", "people"),
    [
        (
            "Direktur RSUD Dr Wiyana mengatakan gedung siap. “Silakan,” ujar Wiyana.",
            {"Wiyana": ["Direktur RSUD"]},
        ),
        (
            "Universitas Sukamaju (Unsu) dibuka. “Selamat,” kata Rektor Unsu Budi Taruna di aula.",
            {"Budi Taruna": ["Rektor Unsu"]},
        ),
        (
            "Hadir Kasi Intelejen Wiyana Sudarma. Dan Kasi Intelejen Blora Wiyana Sudarma menambahkan.",
            {"Wiyana Sudarma": ["Kasi Intelejen Blora"]},
        ),
        (
            "Wali Kota Blitar Budi Santoso tiba. Sebelumnya, Budi menjabat sebagai Wakil Wali Kota Blitar.",
            {"Budi Santoso": ["Wali Kota Blitar"]},
        ),
        (
            "Rektor X Dr. Budi. M. Hum yang juga ketua senat hadir. “Ya,” kata Budi.",
            {"Budi": ["Rektor X", "ketua senat"]},
        ),
        ("Bupati Blora, T Budi TB dalam arahannya berpesan.", {"T Budi TB": ["Bupati Blora"]}),
        ("Ketua Pengadilan Y.M. Budi Santoso mengatakan siap.", {"Budi Santoso": ["Ketua Pengadilan"]}),
        ("“Aman,” tegas Jenderal Bintang Tiga ini kepada wartawan.", {}),
        ("Gubernur Bali Wiyana ZA mengatakan siap.", {"Wiyana ZA": ["Gubernur Bali"]}),
        ("Wamen Bima Wiyana memberikan apresiasi kepada warga.", {"Bima Wiyana": ["Wamen"]}),
        ("Dirreskrimum Polda Bali Wiyana Sudarma berpesan.", {"Wiyana Sudarma": ["Dirreskrimum Polda Bali"]}),
        ("Kapolres Blora AKBP. M. Wiyana mengatakan aman.", {"M. Wiyana": ["Kapolres Blora"]}),
        (
            "Menteri Perdagangan Wiyana Sudarma tiba. “Mari,” kata Mendag Wiyana.",
            {"Wiyana Sudarma": ["Menteri Perdagangan"]},
        ),
        (
            "Kepala Desa Sukamaju, Kecamatan Jati, Kabupaten Blora, Wiyana Sudarma mengatakan siap.",
            {"Wiyana Sudarma": ["Kepala Desa Sukamaju"]},
        ),
        ("“Kami siap,” janji Bupati Wiyana Sudarma.", {"Wiyana Sudarma": ["Bupati"]}),
        ("Bupati Blora Wiyana Sudarma terkejut dan menyampaikan maaf.", {"Wiyana Sudarma": ["Bupati Blora"]}),
        (
            "Wiyana Sudarma, Kepala Dinas Sosial Blora langsung bertindak. “Segera,” kata Wiyana Sudarma.",
            {"Wiyana Sudarma": ["Kepala Dinas Sosial Blora"]},
        ),
        (
            "Dalam sambutan tertulis Bupati Siti Aminah, yang dibacakan Camat Budi, menjelaskan hal itu.",
            {"Budi": ["Camat"]},
        ),
        ("“Waktu itu Pemerintah melalui Bupati Wiyana, sudah minta relokasi", {}),
    ],
)  # fmt: skip
def test_a_text_itself_shows_which_words_are_names(text: str, people: dict[str, list[str]]) -> None:
    assert written_speakers(draft_of(TITLE + text)) == people


@pytest.mark.parametrize(
    ("text", "written"),
    [
        ("“Kami siap,” kata Wiyana Sudarma di Blora.", False),  # nothing says who that is
        ("“Kami siap,” kata Wiyana Sudarma di Blora. “Segera,” ujar Wiyana.", True),
        ("“Kami siap,” kata Budi Sudarma di Blora.", True),
        ("“Kami siap,” kata Bupati Wiyana Sudarma di Blora.", True),
    ],
)
def test_who_is_quoted_without_an_office_is_asked_about_unless_the_text_shows_a_name(
    text: str, written: bool
) -> None:
    draft = draft_of(TITLE + text)
    names = {each.term.fields["name"] for each in draft.shared["speaker"] if each.term is not None}
    assert "Wiyana Sudarma" in names or "Budi Sudarma" in names
    assert bool(written_speakers(draft)) is written


@pytest.mark.parametrize(
    ("text", "agency"),
    [
        ("PADANGSIDIMPUAN – Kapolres, AKBP Budi Santoso, mengatakan jalan aman.", "polres-padangsidimpuan"),
        (
            "BLORA – Kasubbag Budi mewakili Kepala Dinas Kesehatan Kabupaten Blora. “Siap,” kata Budi.",
            "dinas-kesehatan-kabupaten-blora",
        ),
        ("Wisuda Universitas Negeri Semarang (Unnes) berlangsung di kampus.", "universitas-negeri-semarang"),
        (
            "Tim dari Komisi Pangan Nasional (KPN) berkunjung ke Polres Blora. Di Polres Blora ia makan.",
            "komisi-pangan-nasional",
        ),
        (
            "Balai Besar Pengawas Obat dan Makanan (BBPOM) Kota Denpasar memeriksa pasar.",
            "balai-besar-pengawas-obat-dan-makanan-kota-denpasar",
        ),
        ("Kapolda Bali Budi Santoso meresmikan Polsek Kuta. “Ya,” kata Budi.", "polda-bali"),
        ("BLORA – Politeknik Blora Raya (Polbra) menerima 900 mahasiswa.", "politeknik-blora-raya"),
        (
            "BLORA – Lapas Kelas IIB Blora menerima tamu. “Ya,” kata Kepala Lapas Blora Budi Santoso.",
            "lapas-kelas-iib-blora",
        ),
    ],
)
def test_the_agency_of_whom_a_text_begins_with(text: str, agency: str) -> None:
    assert values(draft_of(TITLE + text), "agency") == [agency]


def test_a_line_with_office_and_name_alone_is_no_headline() -> None:
    caption = "Kepala BPBD Kabupaten Blora, Budi Santoso"
    draft = draft_of(
        f"{caption}\n{caption}\nBLORA – Kepala BPBD Kabupaten Blora, Budi Santoso mengatakan siap."
    )
    title = next(iter(draft.versions.values())).fields["title"][0]
    assert title.certainty != Certainty.STATED


def test_a_headline_may_begin_with_the_word_for_press_releases() -> None:
    line = "Press Release Akhir Tahun, Polda Bali Ungkap Lima Puluh Kasus Narkoba"
    draft = draft_of(f"{line}\n\nDENPASAR – Polda Bali mengungkap lima puluh kasus narkoba sepanjang tahun.")
    title = next(iter(draft.versions.values())).fields["title"][0]
    assert (title.value, title.certainty) == (line, Certainty.STATED)


@pytest.mark.parametrize(
    "above",
    [
        "- Bupati Blora Tutup Pasar Murah di Alun-Alun\n- Warga Blora Tanam Seribu Pohon",  # other stories
        "Pasar Murah",  # a topic
        "Daerah Selasa, 15 Februari 2022 | 12:02",
    ],
)
def test_the_headline_is_found_below_what_a_page_has_above_it(above: str) -> None:
    line = "Bupati Blora Buka Pasar Murah di Alun-Alun Kota -->"
    text = "BLORA – Bupati Blora Budi Santoso membuka pasar murah di alun-alun kota."
    title = next(iter(draft_of(f"{above}\n\n{line}\n\n{text}").versions.values())).fields["title"][0]
    assert (title.value, title.certainty) == (line.removesuffix(" -->"), Certainty.STATED)


@pytest.mark.parametrize(
    "text",
    [
        "Pasar dibuka. Warga datang. Beras dijual. Warga menemui Polres Blora. Anak menemui Polres Blora.",
        "Bagian itu di Setdakab Blora dihapus.",
        "Warga berkunjung ke Dinas Sosial Kabupaten Blora.",
    ],
)
def test_an_agency_that_is_named_in_passing_or_visited_is_asked_about(text: str) -> None:
    assert values(draft_of(TITLE + text), "agency") == []


def test_a_plain_day_is_written_only_where_a_word_leads_to_it() -> None:
    led = "Rapat digelar pada 12 Juni 2016 di Blora."
    not_led = "Bupati melantik camat hasil pemilihan 12 Juni 2016 di Blora."
    assert values(draft_of(TITLE + led), "date") == ["2016-06-12"]
    assert values(draft_of(TITLE + not_led), "date") == []


def test_a_day_to_come_is_not_the_day_of_the_news() -> None:
    text = "Apel digelar besok Selasa 15 Oktober 2024 di Blora. Budi menyiapkannya, Senin 14 Oktober 2024."
    assert [str(day)[:10] for day in values(draft_of(TITLE + text), "date")] == ["2024-10-14"]
