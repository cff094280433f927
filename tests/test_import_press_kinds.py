"""Press texts of many kinds of agencies: what is filled in for each, and what is asked instead."""

from __future__ import annotations

import pytest

from tests.test_import_press import body_of, draft_of, values
from warta.importing.drafts import Certainty, Draft

TITLE = "Judul berita uji\n\n"


def agencies(draft: Draft) -> list[object]:
    return values(draft, "agency")


@pytest.mark.parametrize(
    ("text", "agency"),
    [
        ("MARABAHAN – Pengadilan Agama Marabahan membuka sidang keliling.", "pengadilan-agama-marabahan"),
        ("Rutan Kelas IIB Manna menerima 12 tahanan baru.", "rutan-kelas-iib-manna"),
        (
            "DUMAI – Kantor Imigrasi Kelas I TPI Dumai menolak tiga paspor.",
            "kantor-imigrasi-kelas-i-tpi-dumai",
        ),
        ("KLATEN. Kodim 0723/Klaten menutup pembangunan jalan desa.", "kodim-0723-klaten"),
        ("BMKG mencatat gempa di laut selatan.", "bmkg"),
        ("SERANG – BPS Provinsi Banten menghitung inflasi.", "bps-provinsi-banten"),
        ("Komisi II DPRD Kabupaten Blora memanggil pedagang.", "dprd-kabupaten-blora"),
        ("JAMBI – Universitas Jambi mengukuhkan dua guru besar.", "universitas-jambi"),
        ("RSUD Kanjuruhan Kabupaten Malang membuka layanan malam.", "rsud-kanjuruhan"),
        ("Perayaan Universitas Cenderawasih (Uncen) berlangsung di Papua.", "universitas-cenderawasih"),
        ("KPU Blora mengikuti pelatihan yang digelar oleh KPU Provinsi Jawa Tengah.", "kpu-blora"),
        ("Pj. Sekretaris Daerah Budi Santoso memimpin rapat di Kota Ambon.", "pemerintah-kota-ambon"),
        (
            "Menteri Kehutanan Budi Santoso mengatakan hutan harus dijaga.",
            "kementerian-kehutanan",
        ),
        (
            "Kepala Kejaksaan Tinggi (Kajati) Bengkulu Budi Santoso tiba. “Segera,” kata Budi.",
            "kejaksaan-tinggi-bengkulu",
        ),
        (
            "AMBON – Asisten Perekonomian Setda Budi Santoso membuka pasar di Kota Ambon. “Mari,” ujar Budi.",
            "pemerintah-kota-ambon",
        ),
        (
            "Dumai – Kantor Imigrasi Kelas II Non TPI Sukamaju membuka layanan sore.",
            "kantor-imigrasi-kelas-ii-non-tpi-sukamaju",
        ),
        (
            "Kantor Pelayanan Pajak (KPP) Pratama Tanjung buka. Pj Bupati Tabalong Budi Santoso siap.",
            "kantor-pelayanan-pajak-pratama-tanjung",
        ),
        (
            "Kantor Pengawasan dan Pelayanan Bea dan Cukai Tipe Madya Pabean B Tarakan memusnahkan rokok.",
            "kantor-pengawasan-dan-pelayanan-bea-dan-cukai-tipe-madya-pabean-b-tarakan",
        ),
        (
            "Jambi – Ombudsman RI Perwakilan Provinsi Jambi menilai layanan.",
            "ombudsman-ri-perwakilan-provinsi-jambi",
        ),
        ("Petugas Resort Sukamaju Balai TN Bukit Sukamaju menangkap dua orang.", "balai-tn-bukit-sukamaju"),
        ("BPJS Kesehatan Cabang Merauke mengundang wartawan.", "bpjs-kesehatan-cabang-merauke"),
        (
            "RSUD Dr. H. Abdul Sukamaju (RSUDAS) Provinsi Lampung membuka layanan malam.",
            "rsud-dr-h-abdul-sukamaju-provinsi-lampung",
        ),
        (
            "Blora – Perusahaan Umum Daerah Air Minum (Perumdam) Tirta Sukamaju meminta maaf.",
            "perusahaan-umum-daerah-air-minum-tirta-sukamaju",
        ),
        (
            "Kepala Dinas Pariwisata dan ekonomi Kreatif (Dispar) Provinsi Bali, Budi Santoso mengaku siap.",
            "dinas-pariwisata-dan-ekonomi-kreatif-provinsi-bali",
        ),
    ],
)
def test_an_agency_of_any_kind_is_found_under_its_whole_name(text: str, agency: str) -> None:
    assert agencies(draft_of(TITLE + text)) == [agency]


@pytest.mark.parametrize(
    "text",
    [
        "Puskesmas Kaliwates memeriksa warga bekerja sama dengan RS dr. Soebandi dan Universitas Jember.",
        "Warga bersama Dinas Sosial Kabupaten Blora dan Polres Blora membersihkan pasar.",
        "The fair was opened together with the World Bank and the Wakatobi Regency Government.",
        "Bantuan diterima beserta jajaran Pemerintah Kota Ambon di pelataran Balai Kota Ambon.",
    ],
)
def test_with_whom_something_is_done_is_only_suggested(text: str) -> None:
    assert agencies(draft_of(TITLE + text)) == []


def test_a_headline_in_capitals_is_no_name_of_an_agency() -> None:
    text = "RSUD KANJURUHAN BUKA LAYANAN MALAM\n\nRSUD Kanjuruhan Kabupaten Malang buka sepanjang malam."
    assert agencies(draft_of(text)) == ["rsud-kanjuruhan"]


def test_the_regent_with_whom_a_text_begins_stands_before_a_department_that_came_along() -> None:
    text = (
        "BLORA – Bupati Blora Budi Santoso menemui menteri. Ia didampingi Kepala Dinas Kesehatan Kabupaten "
        "Blora Siti Aminah. “Tolong,” ujar Budi. “Obat kurang,” kata Kadis Kesehatan Siti Aminah."
    )
    assert agencies(draft_of(TITLE + text)) == ["pemerintah-kabupaten-blora"]


@pytest.mark.parametrize(
    ("text", "names"),
    [
        (
            "Bupati Budi Santoso, didampingi Sekda Agus Wirawan dan Camat Siti Aminah, menyatakan siap.",
            ["budi-santoso"],
        ),
        (
            "“Benar,” kata Kapolres Blora AKBP Budi Santoso SIK melalui Kasat Reskrim AKP Agus Wirawan.",
            ["agus-wirawan"],
        ),
        (
            "Kapolres Blora AKBP Budi Santoso, SH., melalui Kabag Ren AKP Agus Wirawan, SH. mengatakan siap.",
            ["agus-wirawan"],
        ),
        (
            "Kepala Rutan Budi Santoso membuka loket. Acara dihadiri Lurah Siti Aminah. Beliau mengaku lega.",
            ["budi-santoso"],
        ),
        ("Budi mengingatkan pesan Gubernur Agus Wirawan yang mengatakan petani harus bangga.", []),
        ("Wakil Bupati Siti Aminah membacakan sambutan Menteri Agus Wirawan.", []),
        ("According to Wakatobi Regent Budi Santoso, families will benefit.", ["budi-santoso"]),
        (
            "Kasi Penyelenggara Haji dan Umrah, Hj. Siti Aminah, melaporkan jumlah jemaah.",
            ["siti-aminah"],
        ),
        ("Duta Besar Prancis untuk Indonesia, Budi Santoso, mengatakan senang.", ["budi-santoso"]),
        ("Ketua RT 02/11 Kelurahan Sukamaju, Budi Santoso mengatakan warga mengungsi.", ["budi-santoso"]),
        ("Staf Ahli Wali Kota Abdul Hakim Santoso mengatakan harga naik.", ["abdul-hakim-santoso"]),
        ("Anggota Poktan Weang Subur mengaku senang.", []),
        ("Dirut PDAM Tirta Abadi, Budi Santoso menjelaskan pipa bocor.", ["budi-santoso"]),
        ("TNI Manunggal Membangun Desa ditutup di lapangan.", []),
        ("Jon Kenedi dilantik sebagai Wali Nagari Koto Tangah Sidang Laweh.", []),
        (
            "Seusai apel, Kepala Staf TNI Angkatan Laut Laksamana TNI AL Budi Santoso mengatakan siap.",
            ["budi-santoso"],
        ),
        ("Budi dalam keterangannya menyebut, siap.", []),
        ("Budi Santoso dalam keterangannya menyebut, siap.", ["budi-santoso"]),
        (
            "Kepala Dinas Sosial Agus Wirawan mewakili Bupati Budi Santoso menyampaikan sambutan.",
            ["agus-wirawan"],
        ),
        ("“Silakan,” ujar Wako Ambon Budi Santoso.", ["budi-santoso"]),
        ("Kepala Balai bersama Ketua Persatuan Balai TN Taka Sukamaju melihat desa.", []),
        ("Tim itu dipimpin Agus (Kepala Seksi Wil I Ketapang).", []),
        ("Di sana Yosep Ketua Bawaslu Blora dalam sambutannya mengatakan siap.", ["yosep"]),
        ("Mewakili Wali Kota Ambon mengatakan siap.", []),
        ("Kepala KPP Pratama Sukamaju Budi Santoso mengatakan siap.", ["budi-santoso"]),
        ("Kepala Kanwil DJP Kalselteng Budi Santoso mengatakan siap.", ["budi-santoso"]),
        ("Kepala Sekolah Pesantren Al-Ikhlas, Budi Santoso, menyampaikan terima kasih.", ["budi-santoso"]),
        (
            "Plt. Direktur Utama (Dirut) Perumdam Tirta Darma, Budi Santoso mengatakan siap.",
            ["budi-santoso"],
        ),
        ("RSUD Dr. H. Abdul Sukamaju melayani warga.", []),
        ("“Kami siap,” Ujar Budi Santoso dalam rapat.", ["budi-santoso"]),
        (
            "Gubernur Agus Santoso dalam pidatonya yang dibacakan Wagub Budi Santoso, mengatakan siap.",
            ["budi-santoso"],
        ),
        (
            "Wakil Bupati Blora, Siti Aminah yang kerap disapa Mina ini tiba. Wabup Mina mengatakan siap.",
            ["siti-aminah"],
        ),
        (
            "Wali Kota Ambon Budi Santoso Abadi datang. Wali Kota Habib Budi mengatakan siap.",
            ["budi-santoso-abadi"],
        ),
    ],
)
def test_who_speaks_in_texts_of_many_kinds(text: str, names: list[str]) -> None:
    assert values(draft_of(TITLE + "Blora – Rapat dimulai di kantor. " + text), "speaker") == names


def test_an_office_in_one_word_is_the_one_that_is_written_out() -> None:
    text = "Wakil Bupati Nagekeo, Gonzalo Muga Sada mengatakan siap. Menurut Wabup Gonzalo, dana cukup."
    assert values(draft_of(TITLE + text), "speaker") == ["gonzalo-muga-sada"]


@pytest.mark.parametrize(
    ("text", "office"),
    [
        ("Wakil Ketua I Hendri Santoso mengatakan siap.", "Wakil Ketua I"),
        ("Wakil Ketua I Made Santoso mengatakan siap.", "Wakil Ketua"),
        (
            "Kepala Seksi Kedaruratan dan Logistik Budi Santoso mengatakan siap.",
            "Kepala Seksi Kedaruratan dan Logistik",
        ),
    ],
)
def test_where_an_office_ends_and_its_holder_begins(text: str, office: str) -> None:
    (found,) = draft_of(TITLE + text).shared["speaker"]
    assert found.term is not None
    assert found.term.fields["appointments"][0]["office"] == office  # type: ignore[index,call-overload]  # fields are plain YAML


@pytest.mark.parametrize(
    ("text", "days"),
    [
        ("“Keterangan kami sampaikan Jumat (17/1/2025),” kata Budi, Selasa (14/1/2025).", ["2025-01-14"]),
        ("Pasar akan dibuka pada Senin, 26 Mei 2025.", []),
        (
            "Menteri dijadwalkan datang, Rabu (29/7/2020). “Siap,” kata Budi, Senin (27/7/2020).",
            ["2020-07-27"],
        ),
        ("Kota itu ditata sejak menjadi warisan dunia yang ditetapkan UNESCO pada 6 Juli 2019.", []),
        ("Ia dilantik oleh Presiden pada 17 November 2021 lalu.", []),
        ("Hujan turun Rabu (11/1/2022). “Waspada,” kata Budi, Kamis (13/1/2022).", ["2022-01-13"]),
        (
            "Rapat digelar.\n\nHasilnya baik.\n\nHal itu dikatakan Budi kepada pers, (13/1/2025).",
            ["2025-01-13"],
        ),
        ("Rapat digelar Rabu (5/6/2024).", ["2024-06-05"]),
        (
            "\n\nDesember 11, 2024\n\nRapat digelar Kamis, (11/3/21) di aula bersama seluruh warga desa itu.",
            [],
        ),
        ("Pada tanggal 21 Februari 2024 hujan. Hal itu dikatakan Budi hari ini (22/02/24).", ["2024-02-22"]),
        ("Rapat digelar Jumat (17/3).", []),  # the weekday alone: it fits other years as well
        ("Rapat digelar Minggu–Selasa (7–9/12/2025) di aula.", ["2025-12-07"]),
    ],
)
def test_the_day_of_the_news_and_no_other(text: str, days: list[str]) -> None:
    assert values(draft_of(TITLE + text), "date") == days


@pytest.mark.parametrize(
    "short",
    ["Tana Toraja (Tator)", "Barito Kuala (Batola)", "Manggarai Timur (Matim)", "Kepulauan Sula (KepSu)"],
)
def test_a_region_is_known_by_the_short_name_that_a_text_gives_it(short: str) -> None:
    name, abbreviation = short.removesuffix(")").split(" (")
    text = f"Kapolres {short} AKBP Budi Santoso tiba. Polres {abbreviation} siap. “Aman,” ujar Budi."
    draft = draft_of(TITLE + text)
    assert [each.fields["name"] for f in draft.shared["agency"] if (each := f.term)] == [f"Polres {name}"]


@pytest.mark.parametrize(
    "opening",
    [
        "Jambi (ANTARA) -\n",
        "Belitung Timur | Detak media.com\n",
        "MANGGAR: ",
        "KLATEN. ",
        "Borong, VoxNtt.com-",
        "KABARNEWS.ID, Batam-",
        "WAKATOBI, TRIBUN BUTON (Duriani)\n",
        "E satu.com (Majalengka) - ",
    ],
)
def test_a_dateline_in_a_line_of_its_own_or_before_a_colon_leaves_the_text(opening: str) -> None:
    draft = draft_of(
        f"{opening}Warga membersihkan saluran air bersama para pegawai kantor sejak pagi hari tadi."
    )
    assert (
        body_of(draft) == "Warga membersihkan saluran air bersama para pegawai kantor sejak pagi hari tadi."
    )


def test_a_message_of_a_chat_program_comes_without_its_signs_and_says_so() -> None:
    opening = "*Bupati Safari Ramadan*\n\n*BLORA* - Bupati Blora, *Budi Santoso* mengajak warga rukun."
    text = f'{opening}\n\n_"Mari,"_ ajak Budi.'
    draft = draft_of(text)
    assert "*" not in body_of(draft)
    assert "note_marks" in {note.code for note in draft.notes}
    assert values(draft, "speaker") == ["budi-santoso"]


@pytest.mark.parametrize(
    "line",
    [
        "Oleh: Budi | Diterbitkan: 08 Oktober 2025 | Dilihat: 221",
        "Oleh: Admin | 8 Oktober 2025 | Dilihat 93 kali",
    ],
)
def test_a_page_with_a_way_to_it_and_labels_gives_title_and_day(line: str) -> None:
    text = (
        "Beranda » Berita » Wali Kota Menerima Tamu dari Negeri Jauh\n\n"
        "Wali Kota Menerima Tamu dari Negeri Jauh\n\n"
        f"{line}\n\n"
        "Wali Kota menerima tamu dari negeri jauh di rumah dinas pada pagi hari itu bersama keluarga."
    )
    draft = draft_of(text)
    assert draft.versions["id"].fields["title"][0].value == "Wali Kota Menerima Tamu dari Negeri Jauh"
    assert values(draft, "date") == ["2025-10-08"]


def test_a_region_where_only_newsrooms_sit_is_not_the_storys() -> None:
    text = "Liputan6.com, Jakarta- Lapas Narkotika Kelas IIA Pangkalpinang membuka layanan di Pangkalpinang."
    assert "jakarta" not in values(draft_of(TITLE + text), "region")


@pytest.mark.parametrize(
    ("text", "region"),
    [
        ("Kapal ditangkap di Selat Malaka dan dibawa ke Belawan.", []),
        ("Batam – Warga Belakang Padang menerima paspor.", ["kota-batam"]),
        (
            "WEST MANGGARAI – The ministry distributed food to families of West Manggarai.",
            ["manggarai-barat"],
        ),
        (
            "BANGKA – Dinas Kesehatan Kabupaten Bangka Selatan membuka posyandu. Bangka Selatan siap.",
            ["bangka-selatan"],
        ),
    ],
)
def test_a_name_within_another_one_is_no_region_of_the_story(text: str, region: list[str]) -> None:
    assert values(draft_of(TITLE + text), "region") == region


@pytest.mark.parametrize(
    ("text", "venue"),
    [
        ("Dari 21 laporan yang terdata di Mapolda Bengkulu, Jumat (1/11/2024), semua selesai.", None),
        ("Rapat digelar di Kantor Camat Sukamaju, Jumat (1/11/2024).", "Kantor Camat Sukamaju"),
        ("Rapat berlangsung di Kantor ATR/BPN di Indonesia, Jumat (1/11/2024).", None),
        (
            "Pengurusan paspor di Kantor Imigrasi Dumai gratis, kata Budi di Hotel Rocky, Jumat (1/11/2024).",
            "Hotel Rocky",
        ),
    ],
)
def test_only_where_something_takes_place_is_a_venue(text: str, venue: str | None) -> None:
    found = values(draft_of(TITLE + text), "event")
    assert [event["venue"] for event in found if isinstance(event, dict)] == ([venue] if venue else [])


def test_paragraphs_that_were_broken_at_a_width_are_whole_again() -> None:
    text = (
        "BANDARLAMPUNG - Gubernur\nLampung Budi Santoso melakukan kunjungan ke rumah sakit\n"
        "umum daerah, Rabu (26/4/2023).\n"
        'Kunjungan itu untuk memastikan pelayanan tetap\noptimal bagi warga.\n"Harus cepat,"\nujarnya.\n'
    )
    assert body_of(draft_of(TITLE + text)).split("\n\n") == [
        "Gubernur Lampung Budi Santoso melakukan kunjungan ke rumah sakit umum daerah, Rabu (26/4/2023).",
        "Kunjungan itu untuk memastikan pelayanan tetap optimal bagi warga.",
        '"Harus cepat," ujarnya.',
    ]


COURT = """PENGADILAN TINGGI AGAMA BENGKULU
PENGADILAN AGAMA KEPAHIANG KELAS I B

Sidang Keliling Dibuka di Kecamatan Ujan Mas

KEPAHIANG - Sidang keliling dibuka di Kecamatan Ujan Mas, Kamis (22/5/2025), bagi seratus warga yang datang.
"""

OFFICE = """SIARAN PERS
BADAN PENANGGULANGAN BENCANA DAERAH
Jalan Merdeka No. 5 Kepahiang

BPBD Kepahiang Memasang Sirene di Tiga Desa

KEPAHIANG - Badan Penanggulangan Bencana Daerah (BPBD) Kabupaten Kepahiang memasang sirene, Kamis (22/5/2025).
"""


@pytest.mark.parametrize(
    ("text", "agency"),
    [
        (
            f"{TITLE}KENDARI - Satuan Polisi Pamong Praja ( Satpol PP ) Kota Kendari datang. Satpol PP siap.",
            "satuan-polisi-pamong-praja-kota-kendari",
        ),
        (
            f"{TITLE}Auditorium Universitas Negeri Gorontalo (UNG) ramai. Rektor UNG Budi mengatakan siap.",
            "universitas-negeri-gorontalo",
        ),
        (COURT, "pengadilan-agama-kepahiang"),
        (OFFICE, "badan-penanggulangan-bencana-daerah-kabupaten-kepahiang"),
    ],
)
def test_a_short_form_and_what_stands_above_an_office_are_no_second_agency(text: str, agency: str) -> None:
    assert values(draft_of(text), "agency") == [agency]


@pytest.mark.parametrize(
    ("text", "office"),
    [
        (
            "“Harus bersih,” ujar Budi Santoso, Kasi Operasional Satpol PP Kota Kendari di lokasi.",
            "Kasi Operasional Satpol PP Kota Kendari",
        ),
        (
            "“Ini rutin,” ujar Rahmawani, Kepala Disdukcapil Kendari didampingi Kepala Bidang X.",
            "Kepala Disdukcapil Kendari",
        ),
        (
            "Kepala Seksi Bimas Islam Kantor Kementerian Agama Kota Kendari, H. Budi Santoso berkata siap.",
            "Kepala Seksi Bimas Islam Kantor Kementerian Agama Kota Kendari",
        ),
        (
            "Sambutan oleh Ketua Pengadilan Agama Kendari, Budi Santoso, S.H. yang mengatakan siap.",
            "Ketua Pengadilan Agama Kendari",
        ),
    ],
)
def test_an_office_ends_before_where_and_with_whom_its_holder_speaks(text: str, office: str) -> None:
    (found,) = (
        each for each in draft_of(TITLE + text).shared["speaker"] if each.certainty < Certainty.DOUBTFUL
    )
    assert found.term is not None
    assert found.term.fields["appointments"] == ({"office": office},)


def test_letters_of_mathematics_and_double_bars_open_no_text() -> None:
    draft = draft_of(
        TITLE + "𝑺𝒓𝒂𝒈𝒆𝒏 || Bupati Sragen membuka panen raya di Desa Sidodadi pada hari itu juga."
    )
    assert body_of(draft) == "Bupati Sragen membuka panen raya di Desa Sidodadi pada hari itu juga."
    assert values(draft, "region") == ["sragen"]


@pytest.mark.parametrize(
    ("text", "agency"),
    [
        ("Polres Pelabuhan Sukamaju menangkap dua orang.", "polres-pelabuhan-sukamaju"),
        (
            "SERANG – Direktorat Samapta (Ditsamapta) Kepolisian Daerah Banten mengamankan dua orang.",
            "kepolisian-daerah-banten",
        ),
        ("Satreskrim Polres Klaten menangkap dua orang.", "polres-klaten"),
        (
            "Kakanwil Kemenag Provinsi Banten, Budi Santoso mengatakan madrasah siap.",
            "kanwil-kemenag-provinsi-banten",
        ),
        (
            "Kadis Kesehatan Kabupaten Blora Budi Santoso mengatakan obat cukup.",
            "dinas-kesehatan-kabupaten-blora",
        ),
        (
            "Kantor Kementerian Agama Kabupaten Blora menggelar lomba.",
            "kantor-kementerian-agama-kabupaten-blora",
        ),
        (
            (
                "Kapolres Klaten AKBP Budi Santoso menyisir hutan di belakang Pengadilan Negeri Klaten. "
                "“Segera,” ujar Budi."
            ),
            "polres-klaten",
        ),
        (
            (
                "Bupati Blora Budi Santoso didampingi Kepala Dinas Kesehatan drg. Siti Aminah membuka rapat. "
                "“Obat cukup,” kata Siti. “Terima kasih,” kata Budi."
            ),
            "pemerintah-kabupaten-blora",
        ),
        ("Polda Metro Jaya menangkap dua orang di Jakarta Barat.", "polda-metro-jaya"),
        ("Polres Tasikmalaya menangkap dua orang.", "polres-tasikmalaya"),
        (
            "“Siap,” ujar Asisten Administrasi Umum Setda Banten Budi Santoso di Kota Serang.",
            "pemerintah-provinsi-banten",
        ),
        ("Polres Metro Jakarta Barat menangkap dua orang.", "polres-metro-jakarta-barat"),
        ("Rombongan Komisi A DPRD Kabupaten Blora menggelar rapat.", "dprd-kabupaten-blora"),
        (
            "Balai Karantina Pertanian Kelas II Dumai memusnahkan buah.",
            "balai-karantina-pertanian-kelas-ii-dumai",
        ),
        (
            "Bagian Kerja Sama dan Humas Universitas Mulia (Unmul) Klaten berkunjung ke Kota Ambon.",
            "universitas-mulia",
        ),
        (
            "KLATEN – Universitas Islam Negeri (UIN) Mulia Klaten membuka kuliah.",
            "universitas-islam-negeri-mulia-klaten",
        ),
    ],
)
def test_the_agency_is_the_whole_one_and_not_a_part_a_place_or_a_guest(text: str, agency: str) -> None:
    assert agencies(draft_of(TITLE + text)) == [agency]


@pytest.mark.parametrize(
    "text",
    [
        "Kepala Kantor Kementerian Agama Sukamaju, Budi Santoso, membuka lomba.",
        "Rombongan Gubernur Banten, Asisten Pemda Provinsi Banten tiba di lapangan.",
    ],
)
def test_an_agency_that_is_only_part_of_anothers_name_or_office_is_not_filled_in(text: str) -> None:
    assert agencies(draft_of(TITLE + text)) == []


def test_headquarters_that_a_text_begins_with_stand_before_a_branch_that_it_names() -> None:
    text = "Komisioner Bawaslu RI Budi Santoso meminta Bawaslu Kabupaten Blora siap."
    assert agencies(draft_of(f"Bawaslu RI Ajak Warga Mengawasi\n\n{text}")) == ["bawaslu"]


@pytest.mark.parametrize(
    ("text", "people"),
    [
        ("“Siap,” kata inspektur upacara Bupati Blora Budi Santoso.", {"Budi Santoso": "Bupati Blora"}),
        ("Gubernur Banten, Mengatakan, panen baik.", {}),
        (
            "Kabag Kerja Sama dan Humas UNS Siti Aminah mengatakan tamu datang.",
            {"Siti Aminah": "Kabag Kerja Sama dan Humas UNS"},
        ),
        ("Kabag Prokompim Made Pasek menjelaskan jadwal.", {"Made Pasek": "Kabag Prokompim"}),
        ("Kepala Cabang H S Ningsih mengatakan iuran tetap.", {"H S Ningsih": "Kepala Cabang"}),
        (
            "Kepala Kantor Imigrasi Kelas III Palopo, Yonas Toba S.Sos, membenarkan angka itu.",
            {"Yonas Toba": "Kepala Kantor Imigrasi Kelas III Palopo"},
        ),
        (
            "Camat Blora Budi Santoso menanggapi apa yang telah disampaikan Menteri Agama Siti Aminah.",
            {"Budi Santoso": "Camat Blora"},
        ),
        (
            "Sekretaris Majelis Pendidikan Pimpinan Pusat Muhammadiyah mengatakan kuliah gratis.",
            {},
        ),
        (
            "Dihadiri Bupati Blora, HM. Budi Santoso, Kepala DKPPP, Camat Jati. Bupati mengatakan hal itu.",
            {"Budi Santoso": "Bupati Blora"},
        ),
        (
            "Ketua LPPM, Prof. Dr. drh. Budi Santoso, M.Si., menyampaikan jadwal.",
            {"Budi Santoso": "Ketua LPPM"},
        ),
        (
            "Rektor Unmul, Prof. Budi Antara, M.Eng., IPU., menyampaikan jadwal.",
            {"Budi Antara": "Rektor Unmul"},
        ),
        (
            "“Aman,” kata Kabid Humas Polda Metro Jaya, Kombes Budi Santoso.",
            {"Budi Santoso": "Kabid Humas Polda Metro Jaya"},
        ),
        (
            "Berdasarkan keterangan Kadis Pertanian Kabupaten Blora Budi Santoso, benih cukup.",
            {"Budi Santoso": "Kadis Pertanian Kabupaten Blora"},
        ),
        (
            "Dr. Hartini, S.E., Ketua Panitia, mengatakan lomba usai. Dr. Hart menyampaikan pesan.",
            {"Hartini": "Ketua Panitia"},
        ),
        ("“Siap,” ujar Kepala Dinas Kominfo Drs. H. Mhd. Yusri, SH.", {"Mhd. Yusri": "Kepala Dinas Kominfo"}),
        ("Wakil Bupati Blora, Dr. H.M. Yusri, M.Si, menekankan hal itu.", {"M. Yusri": "Wakil Bupati Blora"}),
        (
            "“Siap,” kata Kepala Dinas Perikanan Kabupaten Blora Tata Sutisna di Blora.",
            {"Tata Sutisna": "Kepala Dinas Perikanan Kabupaten Blora"},
        ),
        (
            "“Siap,” kata Kepala Bidang Perikanan Tangkap Yusril Hamdan.",
            {"Yusril Hamdan": "Kepala Bidang Perikanan Tangkap"},
        ),
        (
            "Acara dibuka Camat Jati, Budi Santoso. Dalam sambutannya beliau menyampaikan terima kasih.",
            {"Budi Santoso": "Camat Jati"},
        ),
        (
            "Ketua Pengadilan Agama Kajen, Kabupaten Pekalongan, Budi Santoso menyampaikan jadwal.",
            {"Budi Santoso": "Ketua Pengadilan Agama Kajen"},
        ),
        (
            "Menteri Pertanian Budi Santoso menemui Presiden Siti Aminah. “Presiden minta beras,” kata Budi.",
            {"Budi Santoso": "Menteri Pertanian"},
        ),
        (
            "Pangdam IV/Sukamaju Mayjen TNI Budi Santoso tiba. Pangdam IV/Sukamaju mengatakan jalan usai.",
            {"Budi Santoso": "Pangdam IV/Sukamaju"},
        ),
        (
            "Danramil 09/Jati Kapten CPM Budi Santoso menuturkan hal itu.",
            {"Budi Santoso": "Danramil 09/Jati"},
        ),
        (
            "Hal itu dikatakan Camat Jati Budi Santoso. Menurutnya, Bupati Siti datang. “Ya,” ujarnya.",
            {"Budi Santoso": "Camat Jati"},
        ),
        ("“Siap,” kata Dir Resnarkoba Kombes Budi Santoso.", {"Budi Santoso": "Dir Resnarkoba"}),
        (
            "“Siap,” kata anggota KPU Blora Budi Santoso.",
            {"Budi Santoso": "anggota KPU Blora"},
        ),
    ],
)  # fmt: skip
def test_a_speaker_has_a_whole_name_and_a_whole_office(text: str, people: dict[str, str]) -> None:
    found = draft_of(TITLE + text).shared.get("speaker", ())
    terms = [each.term.fields for each in found if each.term and each.certainty != Certainty.DOUBTFUL]
    assert [term["name"] for term in terms] == list(people)
    assert [term["appointments"] for term in terms] == [({"office": office},) for office in people.values()]
