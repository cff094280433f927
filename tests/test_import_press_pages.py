"""Press texts of pages that nobody has tuned the import to: what is stated is so, and the rest is asked."""

from __future__ import annotations

from typing import Any

import pytest

from tests.test_import_press import draft_of, starter_desk, values
from warta.importing.drafts import Certainty, Draft
from warta.importing.files import story_files
from warta.importing.press.drafting import text_draft
from warta.importing.press.people import find_people
from warta.importing.press.speakers import speakers_of
from warta.importing.press.texts import sentences_of
from warta.importing.press.vocabulary import vocabulary_of

LEAD = "Warga Desa Sukamaju menanam bakau bersama para pegawai kecamatan di pesisir utara kabupaten itu."
MORE = "Penanaman bakau di pesisir itu berlangsung sehari dan akan diulang pada musim hujan yang akan datang."


def title_of(draft: Draft) -> str:
    (version,) = draft.versions.values()
    (found,) = version.fields["title"]
    return str(found.value) if found.certainty == Certainty.STATED else ""


def body_of(draft: Draft) -> str:
    (version,) = draft.versions.values()
    return version.body


# --- Titles, and what stands around a text on a page -----------------------------------------------------


@pytest.mark.parametrize(
    "above",
    [
        "humas@contoh.id (0366) 21000",
        "Beranda > Berita > Pemerintahan",
        "Berita Karangasem",
        "Menu",
        "Beranda Profil Layanan Kontak",
        "Jl. Merdeka No. 5 Amlapura",
        "Skip to content\nMenu\n• Beranda\n• Profil\n• Berita",
        "Kami menggunakan cookie agar pengalaman Anda lebih baik.",
        "Terima semua cookie",
        "Bagikan",
        "Iklan - Geser ke atas untuk melanjutkan",
        "Advertorial Pemkab Contoh",
        "Rabu, 5 Maret 2025\nBerita Terpopuler",
        "No Result\nView All Result\nNo Result\nView All Result",
        "Kategori: Kabar Daerah",
        "Dilihat 92 kali",
        "Contribute Now",
        "Harga Cabai Naik Lagi di Pasar Induk",
        "Kota Malang",
        "Jembrana",
        "Humas Polres Jembrana",
        "Jembrana, Kabar Bali",
        "TANAM BAKAU: Warga Desa Sukamaju menanam bakau, Rabu. Foto: Humas",
        "Kabar.com - 5/3/2025, 15:15 WIB",
    ],
)
def test_the_title_is_that_of_the_text_and_not_of_the_page(above: str) -> None:
    title = "Warga Sukamaju Tanam Bakau di Pesisir"
    draft = draft_of(f"{above}\n\n{title}\n\n{LEAD}\n\n{MORE}")
    assert title_of(draft) == title
    assert body_of(draft) == f"{LEAD}\n\n{MORE}"


@pytest.mark.parametrize(
    "text",
    [
        f"{LEAD}\n\n{MORE}",
        f"KABARKITA.id, JEMBRANA – {LEAD}\n\n{MORE}",
        f"Menu\n\nBeranda\n\n{LEAD}\n\n{MORE}",
    ],
)
def test_a_text_without_a_headline_has_a_working_title_to_be_checked(text: str) -> None:
    (version,) = draft_of(text).versions.values()
    (found,) = version.fields["title"]
    assert found.certainty == Certainty.INFERRED
    assert str(found.value).startswith("Warga Desa Sukamaju menanam bakau")


def test_the_day_beside_the_name_of_an_outlet_is_that_of_the_text() -> None:
    text = f"Warga Sukamaju Tanam Bakau\n\nKabar.com - 6/3/2025, 15:15 WIB\n\n{LEAD}\n\n{MORE}"
    assert values(draft_of(text), "date") == ["2025-03-06 15:15 WIB"]


@pytest.mark.parametrize("again", ["{title}", "• {title}", "{title}\n{title}"])
def test_a_title_that_stands_twice_is_there_once(again: str) -> None:
    title = "Warga Sukamaju Tanam Bakau di Pesisir"
    draft = draft_of(f"{again.format(title=title)}\n\n{title}\n\n{LEAD}\n\n{MORE}")
    assert title_of(draft) == title
    assert title not in body_of(draft)


@pytest.mark.parametrize(
    "below",
    [
        "Tinggalkan Balasan\nAlamat email Anda tidak akan dipublikasikan.",
        "Berita Terkait\nHarga Cabai Naik Lagi di Pasar Induk\nJalan Lingkar Ditutup Tiga Hari",
        "Facebook Comments",
        "Jembrana - Sejumlah nelayan di Desa Contoh mendapat bantuan alat tangkap…",
        "Struktur Organisasi\nSiti Contoh, M.Si\nKepala Bagian",
        "FOLLOW US",
        "Get updates directly on your device, subscribe now",
    ],
)
def test_what_a_page_has_below_a_signed_text_leaves_the_body_and_is_noted(below: str) -> None:
    draft = draft_of(f"Warga Sukamaju Tanam Bakau\n\n{LEAD}\n\n{MORE} (hms)\n\n{below}")
    assert body_of(draft) == f"{LEAD}\n\n{MORE}"
    assert values(draft, "author") == ["hms"]
    noted = " ".join(value for note in draft.notes for _, value in note.arguments)
    assert below.split("\n", 1)[0][:60] in noted


@pytest.mark.parametrize("mark", ["Baca juga:", "BACA JUGA", "BacaJuga :", "Lihat juga:"])
def test_titles_of_other_stories_below_such_a_line_leave_the_body(mark: str) -> None:
    draft = draft_of(
        f"Warga Sukamaju Tanam Bakau\n\n{LEAD}\n\n{mark}\n- Harga Cabai Naik Lagi\n- Jalan Lingkar Ditutup"
        f"\n\n{MORE}"
    )
    assert body_of(draft) == f"{LEAD}\n\n{MORE}"


# --- Datelines -----------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("opening", "day"),
    [
        ("DENPASAR – ", None),
        ("Karangasem, (14/11/2024) – ", "2024-11-14"),
        ("JEMBRANA (Kabarkita): ", None),
        ("JEMBRANA,KABARKita.id: ", None),
        ("Kabarkita.id | Jembrana - ", None),
        ("Jembrana,- ", None),
        ("Tabanan, Minggu 24 November 2024 – ", "2024-11-24"),
    ],
)
def test_a_dateline_leaves_the_text_also_without_an_outlet(opening: str, day: str | None) -> None:
    draft = draft_of(f"Warga Sukamaju Tanam Bakau\n\n{opening}{LEAD}\n\n{MORE}")
    assert body_of(draft) == f"{LEAD}\n\n{MORE}"
    assert values(draft, "date") == ([day] if day else [])


# --- Days ----------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("sentence", "expected"),
    [
        ("The fair was opened on (10/7/2024) at the town hall.", [("2024-07-10", 2), ("2024-10-07", 2)]),
        ("The fair was opened on Monday (10/7/2024) at the town hall.", [("2024-10-07", 1)]),
        ("The fair was opened on Wednesday (10/7/2024) at the town hall.", [("2024-07-10", 1)]),
        ("The fair was opened on 10/25/2024 at the town hall.", [("2024-10-25", 1)]),
        ("The fair was opened on Tuesday (January 7, 2025) at the town hall.", [("2025-01-07", 0)]),
    ],
)
def test_numbers_that_english_reads_in_two_orders_are_asked(
    sentence: str, expected: list[tuple[str, int]]
) -> None:
    text = f"The Fair Is Open\n\n{sentence} They said that it will be held again by the end of the year."
    found = draft_of(text).shared["date"]
    assert [(each.value, each.certainty) for each in found] == expected


@pytest.mark.parametrize(
    ("sentence", "certainty", "year"),
    [
        ("Lomba digelar Kamis (14/11).", Certainty.DOUBTFUL, "2024"),
        ("Lomba digelar Kamis (14/11). Lomba tahun 2024 diikuti sepuluh regu.", Certainty.INFERRED, "2024"),
        ("Lomba digelar (14/11). Lomba tahun 2024 diikuti sepuluh regu.", Certainty.DOUBTFUL, "2026"),
        ("Lomba digelar Kamis (14/11). Lomba tahun 2019 diikuti sepuluh regu.", Certainty.INFERRED, "2019"),
        ("Lomba digelar Kamis (14/11). Lomba tahun 2021 diikuti sepuluh regu.", Certainty.DOUBTFUL, "2024"),
        ("Lomba digelar Kamis (14/11). Dasarnya Perda Nomor 5 Tahun 2021.", Certainty.DOUBTFUL, "2024"),
    ],
)  # fmt: skip
def test_a_year_is_not_guessed_against_the_years_that_the_text_names(
    sentence: str, certainty: Certainty, year: str
) -> None:
    found = draft_of(f"Lomba Perahu Digelar\n\n{sentence}").shared["date"]
    assert (found[0].certainty, str(found[0].value)[:4]) == (certainty, year)


@pytest.mark.parametrize("after", ["mendatang", "nanti", "yang akan datang"])
def test_a_day_to_come_is_not_that_of_the_news(after: str) -> None:
    draft = draft_of(
        f"Lomba Perahu Digelar\n\nLomba perahu digelar Rabu (15/11/2023) {after}. "
        "“Silakan datang,” kata Camat Contoh, Rendra Wijaya, Senin (13/11/2023)."
    )
    assert values(draft, "date") == ["2023-11-13"]


# --- Agencies --------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("text", "agency"),
    [
        ("Dinas Kesehatan Kabupaten Blora membuka posko. Dinkes Blora menyiapkan obat.",
         "dinas-kesehatan-kabupaten-blora"),
        ("Dinas Kesehatan (Dinkes) Kabupaten Blora membuka posko. Dinkes Kabupaten Blora menyiapkan obat.",
         "dinas-kesehatan-kabupaten-blora"),
        ("Kesbangpol Blora menggelar rapat. Badan Kesbangpol Kabupaten Blora mengundang warga.",
         "badan-kesbangpol-kabupaten-blora"),
        ("Polres Blora menutup jalan. Kepolisian Resor Blora mengatur arus.", "kepolisian-resor-blora"),
        ("Pemprov NTB membuka pasar. Pemerintah Provinsi Nusa Tenggara Barat menambah kios.",
         "pemerintah-provinsi-nusa-tenggara-barat"),
        ("Diskominfo Kabupaten Blora membuka kelas. Dinas Komunikasi dan Informatika Blora menambah kursi.",
         "dinas-komunikasi-dan-informatika-blora"),
    ],
)  # fmt: skip
def test_long_and_short_names_of_one_agency_are_one(text: str, agency: str) -> None:
    draft = draft_of(f"Judul berita uji\n\n{text}")
    assert [found.value for found in draft.shared["agency"]] == [agency]


@pytest.mark.parametrize(
    "sentence",
    [
        "Turut hadir Kapolsek, perwakilan Dinas Kesehatan Kabupaten Blora, dan para camat.",
        "Acara dihadiri DPRD Kabupaten Blora dan tokoh masyarakat.",
        "Ia pernah berkunjung ke Dinas Kesehatan Kabupaten Blora.",
        "Lomba digelar di halaman Dinas Kesehatan Kabupaten Blora.",
        "Ketua PMI, mantan Kepala Dinas Kesehatan Kabupaten Blora, ikut menanam.",
    ],
)
def test_an_agency_that_is_merely_named_is_only_suggested(sentence: str) -> None:
    draft = draft_of(f"Warga Tanam Bakau\n\n{LEAD}\n\n{MORE}\n\n{MORE[:-1]} lagi.\n\n{sentence}")
    assert values(draft, "agency") == []
    assert draft.shared["agency"]


@pytest.mark.parametrize(
    ("sentence", "certainty"),
    [
        ("Pemkab Karangasem membuka pasar murah di Desa Contoh.", Certainty.STATED),
        ("Warga Desa Contoh membuka pasar murah yang didukung Pemkab Karangasem.", Certainty.INFERRED),
        ("Pasar murah di Desa Contoh dihadiri Pemkab Karangasem.", Certainty.DOUBTFUL),
    ],
)
def test_an_agency_of_the_registry_is_stated_only_where_the_text_begins_with_its_doings(
    sentence: str, certainty: Certainty
) -> None:
    (found,) = draft_of(f"Judul berita uji\n\n{sentence}").shared["agency"]
    assert (found.value, found.certainty) == ("pemkab-karangasem", certainty)


@pytest.mark.parametrize(
    ("office", "agency"),
    [
        ("Bupati Blora", "pemerintah-kabupaten-blora"),
        ("Wakil Bupati Blora", "pemerintah-kabupaten-blora"),
        ("Penjabat (Pj.) Bupati Blora", "pemerintah-kabupaten-blora"),
        ("Sekda Blora", "pemerintah-kabupaten-blora"),
        ("Wali Kota Bitung", "pemerintah-kota-bitung"),
        ("Walikota Bitung", "pemerintah-kota-bitung"),
        ("Gubernur Nusa Tenggara Barat", "pemerintah-provinsi-nusa-tenggara-barat"),
        ("Kapolres Blora", "polres-blora"),
    ],
)
def test_who_speaks_for_an_agency_brings_it_along_to_be_checked(office: str, agency: str) -> None:
    (found,) = draft_of(f"Judul berita uji\n\n“Mari bekerja,” kata {office}, Budi Wirawan.").shared["agency"]
    assert (found.value, found.certainty) == (agency, Certainty.INFERRED)


def test_agencies_to_be_added_come_as_one_list() -> None:
    draft = draft_of(
        "Judul berita uji\n\nDinas Kesehatan Kabupaten Blora membuka posko bersama Polres Blora. "
        "“Obat cukup,” kata Kepala Dinas Kesehatan Kabupaten Blora, dr. Budi Wirawan."
    )
    text = story_files(draft, ("id", "en"), "en").texts["id"].decode()
    assert text.count("agency: [") == 1
    assert "# agency: [dinas-kesehatan-kabupaten-blora, polres-blora]\n" in text


def test_what_is_suggested_beside_what_is_there_is_part_of_the_list() -> None:
    draft = draft_of("Judul berita uji\n\nPemkab Karangasem membuka pasar. Dinas Kesehatan Blora membantu.")
    text = story_files(draft, ("id", "en"), "en").texts["id"].decode()
    lines = text.split("\n")
    at = lines.index("  - pemkab-karangasem")
    assert lines.index("  # - dinas-kesehatan-blora") > at
    assert text.count("agency:") == 1


# --- People ----------------------------------------------------------------------------------------------


def people_of(text: str) -> list[tuple[str, str, bool]]:
    """Name, first office and whether acting, of everybody who is more than a suggestion."""
    vocabulary = vocabulary_of(starter_desk().registry)
    people = find_people([vocabulary.sentence(each) for each in sentences_of(text)])
    found = []
    for each in speakers_of(people, vocabulary):
        if each.term is not None and each.certainty != Certainty.DOUBTFUL:
            appointments: Any = each.term.fields.get("appointments") or ({"office": ""},)
            first = appointments[0]
            found.append((str(each.term.fields["name"]), first["office"], first.get("acting", False)))
    return found


@pytest.mark.parametrize(
    ("office", "acting"),
    [
        ("Penjabat (Pj.) Bupati Blora", "pj"),
        ("Penjabat (Pj) Bupati Blora", "pj"),
        ("(Pj.) Bupati Blora", "pj"),
        ("Pj. Bupati Blora", "pj"),
        ("Pj Bupati Blora", "pj"),
        ("Penjabat Bupati Blora", "pj"),
        ("Pejabat Sementara (Pjs) Bupati Blora", "pjs"),
        ("(Pjs) Bupati Blora", "pjs"),
        ("Pjs. Bupati Blora", "pjs"),
        ("Plt. Bupati Blora", True),
        ("Plt Bupati Blora", True),
        ("Pelaksana Tugas (Plt) Bupati Blora", True),
        ("Pelaksana tugas (Plt) Bupati Blora", True),
        ("Plh. Bupati Blora", "plh"),
        ("Pelaksana Harian (Plh) Bupati Blora", "plh"),
        ("Bupati Blora", False),
    ],
)
@pytest.mark.parametrize("joint", [" ", ", "])
def test_offices_that_are_held_for_the_time_being(office: str, acting: str | bool, joint: str) -> None:
    text = f"{office}{joint}Budi Wirawan mengatakan jalan itu selesai tahun ini."
    assert people_of(text) == [("Budi Wirawan", "Bupati Blora", acting)]


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("“Mari bekerja,” kata Camat Kubutambahan Budi Wirawan.", [("Budi Wirawan", "Camat Kubutambahan")]),
        ("“Mari bekerja,” kata Camat Kubutambahan, Budi Wirawan.", [("Budi Wirawan", "Camat Kubutambahan")]),
        ("“Mari bekerja,” kata Camat Kubutambahan.", []),
        ("Camat Kubutambahan mengatakan jalan itu selesai.", []),
        ("Lurah Manulai II mengatakan jalan itu selesai.", []),
        ("“Mari bekerja,” kata Bupati Blora.", []),
        ("Warga berkumpul di Kantor Bupati Gunung Merah, Sentani.", []),
        ("Rombongan Bupati Blora di Bumi Sembada disambut warga.", []),
        ("Tokoh di Kota Baja menyampaikan harapan.", []),
        ("Program 'Gubernur Menyapa' diputar di radio.", []),
        ("Bupati Jembrana yang baru dilantik, Budi Wirawan, SE mengatakan siap bekerja.",
         [("Budi Wirawan", "Bupati Jembrana")]),
        ("Bupati Jembrana, Bali, Budi Wirawan mengatakan siap.", [("Budi Wirawan", "Bupati Jembrana")]),
        ("Kepala Bidang Sarana Dinas Kesehatan Kabupaten Blora yaitu Budi Wirawan mengatakan obat cukup.",
         [("Budi Wirawan", "Kepala Bidang Sarana Dinas Kesehatan Kabupaten Blora")]),
        ("Ketua Komisi I Budi Wirawan mengatakan rapat ditunda.", [("Budi Wirawan", "Ketua Komisi I")]),
        ("Kadisdikbud Blora, Budi Wirawan mengatakan siap.", [("Budi Wirawan", "Kadisdikbud Blora")]),
        ("Kata Budi Wirawan, jalan itu selesai tahun ini.", [("Budi Wirawan", "")]),
        ("Gubernur Riau (Gubri), Budi Wirawan hadir. “Mari bekerja,” ujar Gubri.",
         [("Budi Wirawan", "Gubernur Riau")]),
        ("Hadir Kasat Lantas, Sat Intelkam, Kapolsek Alak, Kabag Umum, Bea Cukai, dan Ketua RT.", []),
        ("“Mari,” kata Budi Wirawan, Bupati juga ikut menanam.", [("Budi Wirawan", "")]),
        ("Warga lewat di Jalan Jenderal Sudirman pagi itu.", []),
    ],
)  # fmt: skip
def test_an_office_ends_where_its_place_ends(text: str, expected: list[tuple[str, str]]) -> None:
    assert [(name, office) for name, office, _ in people_of(text)] == expected


@pytest.mark.parametrize(
    ("text", "names"),
    [
        ("Bupati Blora, H Ashari Wirawan mengatakan siap. Bunda PAUD, Hj Yunita Ashari Wirawan turut.",
         ["Ashari Wirawan", "Yunita Ashari Wirawan"]),
        ("Bupati Blora, Drs H Suharsono mengatakan siap. Ketua PKK Blora, Erna Suharsono mengatakan senang.",
         ["Suharsono", "Erna Suharsono"]),
        ("Kapolres Blora, Bagus Satriyo mengatakan siap. “Aman,” kata Bagus Satryo.", ["Bagus Satriyo"]),
        ("Menteri Pertanian, Muh. Rendra Wijaya hadir. “Tanam,” kata Menteri Pertanian, Rendra Wijaya.",
         ["Muh. Rendra Wijaya"]),
        ("Rapat dibuka Kepala Dinkes dr. Ratna Ayu Lestari. “Mari,” kata Kepala Puskesmas yaitu Ayu, S.Kep.",
         ["Ratna Ayu Lestari", "Ayu"]),
        ("Sekda Blora, I Ketut Sedana Wirawan mengatakan siap. “Aman,” kata Sedana Wirawan.",
         ["I Ketut Sedana Wirawan"]),
    ],
)  # fmt: skip
def test_namesakes_are_two_people_and_spellings_one(text: str, names: list[str]) -> None:
    vocabulary = vocabulary_of(starter_desk().registry)
    people = find_people([vocabulary.sentence(each) for each in sentences_of(text)])
    assert sorted(person.name for person in people) == sorted(names)


@pytest.mark.parametrize(
    ("text", "names"),
    [
        ("Bupati Blora, Budi Wirawan membuka pasar.", ["Budi Wirawan"]),
        ("Bupati Blora, Budi Wirawan didampingi Sekda Blora, Siti Lestari membuka pasar.",
         ["Budi Wirawan", "Siti Lestari"]),
        ("Pasar dibuka. Turut hadir Kapolres Blora, AKBP Budi Wirawan dan Hj. Siti Lestari.", []),
        ("Pasar dibuka. Acara dihadiri Kepala Dinas Perdagangan Kabupaten Blora, Budi Wirawan.", []),
        ("Pasar dibuka. Turut hadir Sekda, Budi Wirawan. “Bersih,” kata Budi Wirawan.", ["Budi Wirawan"]),
        ("Pasar dibuka. Kepala Dinas Perdagangan Blora, Budi Wirawan memotong pita.", []),
    ],
)  # fmt: skip
def test_who_only_came_along_is_asked_about(text: str, names: list[str]) -> None:
    vocabulary = vocabulary_of(starter_desk().registry)
    sentences = sentences_of(text)
    people = find_people([vocabulary.sentence(each) for each in sentences])
    found = speakers_of(people, vocabulary, sentences[0])
    sure = [str(each.term.fields["name"]) for each in found
            if each.term is not None and each.certainty != Certainty.DOUBTFUL]  # fmt: skip
    assert sorted(sure) == sorted(names)


@pytest.mark.parametrize(
    ("text", "agency"),
    [
        ("Puskesmas Blora resmi dibuka hari ini. “Silakan berobat,” kata Bupati Blora Budi Wirawan.",
         "pemerintah-kabupaten-blora"),
        ("Kementerian Dalam Negeri memberi kode wilayah baru. “Siap,” kata Bupati Blora Budi Wirawan.",
         "pemerintah-kabupaten-blora"),
        ("Dinas Kesehatan Kabupaten Blora membuka posko. “Silakan,” kata Bupati Blora Budi Wirawan.",
         "dinas-kesehatan-kabupaten-blora"),
        ("RSUD Blora membuka poli baru. “Silakan,” kata Direktur RSUD Blora dr. Budi Wirawan.", "rsud-blora"),
    ],
)  # fmt: skip
def test_a_government_that_speaks_stands_before_what_is_only_spoken_of(text: str, agency: str) -> None:
    draft = text_draft("naskah.txt", f"Judul Naskah Pertama\n\n{text}\n".encode(), starter_desk())
    assert isinstance(draft, Draft)
    found = draft.shared["agency"]
    assert [each.value for each in found if each.certainty != Certainty.DOUBTFUL] == [agency]


@pytest.mark.parametrize(
    "above",
    [
        "Kepala Seksi Penerangan Hukum (Kasipenkum) Kejaksaan Tinggi Banten, Budi Santoso\n\nPolitik",
        "Kalapas Klaten Budi Santoso",
        "Baca berita tanpa iklan. Gabung Kabarkita+",
    ],
)
def test_a_line_above_the_headline_that_is_only_a_person_or_the_pages_is_no_title(above: str) -> None:
    text = (
        f"{above}\n\nLomba Perahu Digelar di Muara\n\nMinggu, 18 Mei 2025\n\n"
        "Lomba perahu digelar di muara sungai dan diikuti sepuluh regu dari lima desa. “Ramai,” kata Budi."
    )
    title = next(iter(draft_of(text).versions.values())).fields["title"][0]
    assert title.value == "Lomba Perahu Digelar di Muara"
