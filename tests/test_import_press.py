"""Press releases and news texts become drafts: what is found in them, and what can never happen."""

from __future__ import annotations

import ast
import io
import json
import re
import tomllib
import tracemalloc
import zipfile
from collections.abc import Iterator
from datetime import date, timedelta
from functools import lru_cache
from pathlib import Path
from string import Formatter

import docx
import pytest
from hypothesis import HealthCheck, assume, given, settings
from hypothesis import strategies as st
from PIL import Image

from bench.import_facts import FIELDS, Count, measure, table
from tests.support import ROOT, copy_starter, files_of, tree_digest
from warta.cli import main
from warta.content.links import OutsideError
from warta.content.parsing import parse_source
from warta.content.scan import MAX_TEXT_BYTES
from warta.diagnostics.catalogue import MESSAGE_LANGUAGES, load_messages
from warta.importing.drafts import Certainty, Draft, Finding, LeftOut, Media, Version
from warta.importing.files import scalar, story_files
from warta.importing.press.dates import find_dates, fitting_years
from warta.importing.press.documents import read_document
from warta.importing.press.drafting import text_draft
from warta.importing.press.packages import DocumentError
from warta.importing.press.people import find_people
from warta.importing.press.story_date import FRESH_DAYS
from warta.importing.press.texts import as_markdown, language_of, paragraphs_of, sentences_of
from warta.importing.press.vocabulary import vocabulary_of
from warta.importing.press.words import SEATS
from warta.importing.running import ImportRequest, open_desk, run_import
from warta.importing.site import Desk
from warta.importing.sources import drafts_of
from warta.importing.writing import ContentWriter, OccupiedError
from warta.site.gazetteer import gazetteer
from warta.yaml.tree import Scalar, load_mapping

TEXTS = ROOT / "tests" / "import_press"
TODAY = date(2026, 11, 22)


@pytest.fixture
def site(tmp_path: Path) -> Path:
    return copy_starter(tmp_path / "site")


@lru_cache(maxsize=1)
def starter_desk() -> Desk:
    """The starter's settings and terms."""
    desk, _ = open_desk(ImportRequest(ROOT, (), TODAY))
    assert desk is not None
    return desk


def draft_of(text: str, today: date = TODAY) -> Draft:
    desk = starter_desk()
    draft = text_draft("naskah.txt", text.encode(), Desk(desk.config, desk.registry, today))
    assert isinstance(draft, Draft)
    return draft


def all_findings(draft: Draft) -> Iterator[tuple[str, Finding]]:
    for fields in (draft.shared, *(version.fields for version in draft.versions.values())):
        for name, found in fields.items():
            yield from ((name, each) for each in found)


def values(draft: Draft, key: str) -> list[object]:
    """What would be written for a key, without what is only suggested."""
    return [each.value for each in draft.shared.get(key, ()) if each.certainty != Certainty.DOUBTFUL]


def body_of(draft: Draft) -> str:
    return next(iter(draft.versions.values())).body


# --- What is found ----------------------------------------------------------------------------------


def test_the_facts_of_the_texts_are_found_and_nothing_else() -> None:
    """Against a key made by hand.

    Only suggested: who came along, and dates that contradict themselves or have no year but by the weekday.
    """
    counts = measure(TEXTS, tomllib.loads((TEXTS / "key.toml").read_text("utf-8")), starter_desk())
    assert sum(counts.values(), Count()).there > 80
    for field in FIELDS:
        assert counts[field].wrong == 0, (field, table(counts))
        assert counts[field].found + counts[field].suggested == counts[field].there, (field, table(counts))
    suggested = {field: count.suggested for field, count in counts.items() if count.suggested}
    assert suggested == {"date": 2, "agency": 2, "speaker": 5, "office": 2, "titles": 5}


def rows_of(document: str, name: str) -> dict[str, tuple[int, ...]]:
    """The figures of the table behind ``<!-- facts: name -->``, by field."""
    text = (ROOT / "docs" / document).read_text("utf-8")
    rows = text[text.index(f"<!-- facts: {name} -->") :].split("\n\n")[0].splitlines()[3:]
    cells = ([cell.strip(" `") for cell in row.strip("|").split("|")] for row in rows)
    return {field.replace("semua", "all"): tuple(map(int, figures)) for field, *figures in cells}


@pytest.mark.parametrize("document", ["import.md", "impor.md"])
def test_the_figures_in_the_guide_are_those_that_are_measured(document: str) -> None:
    key = tomllib.loads((TEXTS / "key.toml").read_text("utf-8"))
    counts = {
        field: count for field, count in measure(TEXTS, key, starter_desk()).items() if count != Count()
    }
    assert rows_of(document, "invented") == {**counts, "all": sum(counts.values(), Count())}
    seeds = tomllib.loads((ROOT / "bench" / "import-seeds.toml").read_text("utf-8"))
    rows = rows_of(document, "seeds")
    there = {field: [facts.get(field, ()) for facts in seeds.values()] for field in rows if field != "all"}
    assert {field: row[0] for field, row in rows.items() if field != "all"} == {
        field: sum(1 if isinstance(values, str) else len(values) for values in all_values)
        for field, all_values in there.items()
    }
    assert rows["all"] == tuple(
        map(sum, zip(*(row for field, row in rows.items() if field != "all"), strict=True))
    )


@pytest.mark.parametrize(
    ("text", "day", "month", "year", "weekday"),
    [
        ("pada Kamis (14/11).", 14, 11, None, 3),
        ("Selasa (27/10/20) KASN", 27, 10, 2020, 1),
        ("Rabu 9 Oktober 2024 - Badan", 9, 10, 2024, 2),
        ("23 Nopember", 23, 11, None, None),
        ("Kamis, 23 Nopember Tahun 2024.", 23, 11, 2024, 3),
        ("Jumat, 1/3/2024", 1, 3, 2024, 4),
        ("Senin (3/6/2024) pagi", 3, 6, 2024, 0),
        ("Jum’at pagi (5/1/24)", 5, 1, 2024, 4),
        ("tanggal 14-11-2024", 14, 11, 2024, None),
        ("14.11.2024", 14, 11, 2024, None),
        ("2024-11-14", 14, 11, 2024, None),
        ("Kamis (22/10) 2020", 22, 10, 2020, 3),
        ("Selasa,15 Juli Pagi", 15, 7, None, 1),
        ("Sabtu-Minggu, 9-10 Maret 2024", 9, 3, 2024, 5),
        ("Kamis tanggal 27 Juni 2024", 27, 6, 2024, 3),
        ("4 Pebruari 2021", 4, 2, 2021, None),
        ("Thursday, November 14, 2024", 14, 11, 2024, 3),
        ("Nov. 14, 2024", 14, 11, 2024, None),
        ("on Thursday (14/11/2024)", 14, 11, 2024, 3),
        ("21 Oct 2025 20:43", 21, 10, 2025, None),
    ],
)
def test_dates_are_read_in_every_form_that_newsrooms_write(
    text: str, day: int, month: int, year: int | None, weekday: int | None
) -> None:
    (written,) = find_dates(text)
    assert (written.day, written.month, written.year, written.weekday) == (day, month, year, weekday)


@pytest.mark.parametrize(
    "text",
    [
        "HUT ke-53",
        "2/3 peserta",
        "10.30",
        "31 Februari 2024",
        "Rp 14.11",
        "UU 20/2023",
        "satu Mei",
        "32/13/2024",
    ],
)
def test_what_only_looks_like_a_date_is_none(text: str) -> None:
    assert find_dates(text) == ()


@given(st.dates(date(2001, 1, 1), date(2026, 11, 1)), st.integers(0, 2000))
def test_a_missing_year_is_the_nearest_past_one_in_which_the_weekday_fits(day: date, later: int) -> None:
    today = min(day + timedelta(days=later), date(2026, 11, 22))
    names = ("Senin", "Selasa", "Rabu", "Kamis", "Jumat", "Sabtu", "Minggu")
    (written,) = find_dates(f"{names[day.weekday()]} ({day.day}/{day.month})")
    years = list(fitting_years(written, today))
    assert day.year in years
    assert years == sorted(years, reverse=True)
    for year in years:
        assert date(year, day.month, day.day) <= today
        assert date(year, day.month, day.day).weekday() == day.weekday()
    assert not any(
        (candidate.month, candidate.day, candidate.weekday()) == (day.month, day.day, day.weekday())
        for candidate in (
            today - timedelta(days=n) for n in range((today - date(years[0], day.month, day.day)).days)
        )
    )


def test_an_inferred_year_is_said_to_be_one() -> None:
    text = "Judul berita uji\n\nRapat digelar pada Kamis (14/11) di Blora."
    (found,) = draft_of(text, today=date(2024, 12, 1)).shared["date"]
    assert found.value == "2024-11-14"
    assert found.certainty == Certainty.INFERRED
    assert found.remark is not None
    assert dict(found.remark.arguments) == {"year": "2024"}


@given(st.dates(date(1999, 1, 1), date(2026, 11, 1)), st.integers(FRESH_DAYS + 1, 4_000))
def test_a_weekday_alone_never_tells_the_year_of_an_old_text(day: date, later: int) -> None:
    """It fits other years as well: the nearest is asked about, and never taken for a fact."""
    weekday = ("Senin", "Selasa", "Rabu", "Kamis", "Jumat", "Sabtu", "Minggu")[day.weekday()]
    today = day + timedelta(days=later)
    written = next(iter(find_dates(f"{weekday} ({day.day}/{day.month})")))
    nearest = date(next(fitting_years(written, today)), day.month, day.day)
    assume((today - nearest).days > FRESH_DAYS)
    draft = draft_of(f"Judul berita uji\n\nRapat digelar {weekday} ({day.day}/{day.month}).", today=today)
    assert values(draft, "date") == []
    assert [found.value for found in draft.shared["date"]] == [nearest.isoformat()]


def test_another_date_in_the_text_decides_about_the_year() -> None:
    text = "Judul berita uji\n\nRapat digelar pada Kamis (14/11). Rangkaiannya dimulai pada 20 Oktober 2019."
    assert values(draft_of(text), "date") == ["2019-11-14"]


def test_a_date_that_contradicts_its_weekday_is_never_taken_for_a_fact() -> None:
    draft = draft_of("Judul berita uji\n\nRapat digelar pada Kamis, 23 November 2024 di Blora.")
    assert values(draft, "date") == []
    assert [found.value for found in draft.shared["date"]] == ["2024-11-23", "2023-11-23"]
    assert "note_weekday" in [note.code for note in draft.notes]


@pytest.mark.parametrize(
    ("opening", "outlet", "region"),
    [
        ("AMLAPURA, KABARTIMUR.com – ", "KABARTIMUR.com", "karangasem"),
        ("KABARTIMUR.com, Labuan Bajo - ", "KABARTIMUR.com", "manggarai-barat"),
        ("Purwokerto – ", None, "banyumas"),
        ("Jakarta – ", None, "jakarta"),
        ("KOMPASKITA.com - ", "KOMPASKITA.com", None),
        ("JEMBRANA (January 9, 2025) - ", None, "jembrana"),
        ("Jakarta (ANTARA) - ", "ANTARA", "jakarta"),
        ("Tabanan, 14 November 2024 – ", None, "tabanan"),
        ("KABARKITA.CO.ID, JEMBRANA -- ", "KABARKITA.CO.ID", "jembrana"),
        ("Kabarkita.com, Jembrana - ", "Kabarkita.com", "jembrana"),
        ("BALI(KABARKITA.ID)-", "KABARKITA.ID", "bali"),
        ("Jembrana,Kabar.co.id- ", "Kabar.co.id", "jembrana"),
        ("KABAR BORNEO – BERAU. ", "KABAR BORNEO", "berau"),
        ("Kabarkita.co.id | Jembrana - ", "Kabarkita.co.id", "jembrana"),
        ("KABAR-BALI.COM, JEMBRANA - ", "KABAR-BALI.COM", "jembrana"),
        ("CIAMIS-", None, "ciamis"),
    ],
)
def test_a_dateline_gives_place_and_outlet_and_leaves_the_body(
    opening: str, outlet: str | None, region: str | None
) -> None:
    draft = draft_of(f"Judul berita uji\n\n{opening}Warga membersihkan saluran air bersama para pegawai.")
    assert body_of(draft) == "Warga membersihkan saluran air bersama para pegawai."
    source = values(draft, "source")
    assert source == ([{"name": outlet}] if outlet else [])
    assert values(draft, "region")[:1] == ([region] if region else [])


def test_every_seat_is_that_of_a_regency_and_no_regions_own_name() -> None:
    regions = gazetteer()
    names = {
        name.lower() for row in regions.values() for name in (row.name_id, row.name_en, *row.other_names())
    }
    assert {regions[regency].level for regency in SEATS.values()} == {"regency"}
    assert not SEATS.keys() & names


@pytest.mark.parametrize(
    "sentence",
    [
        "Undang-Undang Nomor 5 Tahun 2014 mengatur hal itu.",
        "Selain itu - kata warga - jalan rusak.",
        "Bupati - yang baru pulang - membuka acara.",
        "Pembaruan e-KTP dilakukan di kantor camat.",
    ],
)
def test_a_dash_in_a_sentence_makes_no_dateline(sentence: str) -> None:
    assert body_of(draft_of(f"Judul berita uji\n\n{sentence}")) == sentence


@pytest.mark.parametrize(
    ("sentence", "expected"),
    [
        ("Kepala Dinas Kesehatan Kabupaten Blora, dr. Laras Kinanti, M.Kes., mengatakan, stok cukup.",
         ("Laras Kinanti", "dr.", "M.Kes.", ("Kepala Dinas Kesehatan Kabupaten Blora",), True)),
        ("“Stok cukup,” ujar Bagas Nugraha, Kepala Dinas Kesehatan Kabupaten Blora.",
         ("Bagas Nugraha", "", "", ("Kepala Dinas Kesehatan Kabupaten Blora",), True)),
        ("Menurut Ketua KPU Provinsi Bali I Made Suarta, pemungutan suara lancar.",
         ("I Made Suarta", "", "", ("Ketua KPU Provinsi Bali",), True)),
        ("Acara dihadiri Wakil Bupati Blora, Ni Luh Sekarsari.",
         ("Ni Luh Sekarsari", "", "", ("Wakil Bupati Blora",), False)),
        ("Kepala Bidang Penilaian Kinerja BKPP OKI Muhammad Yasin SH MH melaporkan hasilnya.",
         ("Muhammad Yasin", "", "SH MH", ("Kepala Bidang Penilaian Kinerja BKPP OKI",), True)),
        ("Sekretaris Daerah Kabupaten Blora, Ir. Komang Wirata, yang juga Ketua Panitia, menambahkan itu.",
         ("Komang Wirata", "Ir.", "", ("Sekretaris Daerah Kabupaten Blora", "Ketua Panitia"), True)),
        ("Kapolres Blora AKBP Tri Wicaksono menegaskan hal itu.",
         ("Tri Wicaksono", "AKBP", "", ("Kapolres Blora",), True)),
        ('"It works," said Governor Rusmala Dewi.', ("Rusmala Dewi", "", "", ("Governor",), True)),
        ("“Siap,” pungkas Plt. Camat Kuta Made Arjana.",
         ("Made Arjana", "", "", ("Plt. Camat Kuta",), True)),
        ("Materi dibawakan praktisi seni, Jero Dalang I Wayan Sukarta, bagi pegawai.",
         ("I Wayan Sukarta", "Jero Dalang", "", ("praktisi seni",), False)),
        ("“Stok aman,” kata kepala dinas kesehatan I Made Sudira.",
         ("I Made Sudira", "", "", ("kepala dinas kesehatan",), True)),
        ("Menurut kepala bidang kedaruratan dan logistik Dwi Lestari Hadi, tim telah tiba.",
         ("Dwi Lestari Hadi", "", "", ("kepala bidang kedaruratan dan logistik",), True)),
        ("“Siap,” ujar kepala pelaksana BPBD Kabupaten Blora, Patria Wirana.",
         ("Patria Wirana", "", "", ("kepala pelaksana BPBD Kabupaten Blora",), True)),
        ("“Tak perlu jauh,” ujar direktur RSUD dr. Sumedi, dr. Dodo Anindita, Sp.PD., FINASIM.",
         ("Dodo Anindita", "dr.", "Sp.PD., FINASIM", ("direktur RSUD dr. Sumedi",), True)),
        ("Ketua tim dokter jantung dr. Andika Surya SpJP(K) menuturkan hal itu.",
         ("Andika Surya", "dr.", "SpJP(K)", ("Ketua tim dokter jantung",), True)),
        ("Ketua kelompok tani Sumber Makmur, Pak Darmaja, mengaku senang.",
         ("Darmaja", "", "", ("Ketua kelompok tani Sumber Makmur",), True)),
        ("Siti Laras, kepala puskesmas Bogorejo, menjelaskan alurnya.",
         ("Siti Laras", "", "", ("kepala puskesmas Bogorejo",), True)),
        ("Ni Luh Haryani, head of the Bali Forestry Agency, said the figures are public.",
         ("Ni Luh Haryani", "", "", ("head of the Bali Forestry Agency",), True)),
        ("Gusti Wiryana, the agency's director for waste management, noted that it works.",
         ("Gusti Wiryana", "", "", ("director for waste management",), True)),
        ("Penghargaan diserahkan kepada Bupati Blora Ipuk Fiesta di Jakarta, Kamis malam (5/12).",
         ("Ipuk Fiesta", "", "", ("Bupati Blora",), False)),
        ("Ketua RW 05 Bapak Sutarna menyampaikan terima kasih.", ("Sutarna", "", "", ("Ketua RW 05",), True)),
        ("Kapolsek Talang AKP Bambang Susena saat dihubungi menjelaskan hal itu.",
         ("Bambang Susena", "AKP", "", ("Kapolsek Talang",), True)),
        ("Kasi Pidsus Kejari Blora Bayu Pinarsa menyatakan hal itu.",
         ("Bayu Pinarsa", "", "", ("Kasi Pidsus Kejari Blora",), True)),
        ("“Aman,” said Director General of Disease Prevention and Control Dr. Maxi Rein Ronda, MARS.",
         ("Maxi Rein Ronda", "Dr.", "MARS", ("Director General of Disease Prevention and Control",), True)),
        ("Pengamat dari Undiksa Dr. Dewa Gede Sudikma berpendapat hal itu perlu.",
         ("Dewa Gede Sudikma", "Dr.", "", (), True)),
        ("Salah seorang saksi, Wahyunita (38), mengaku melihat api.", ("Wahyunita", "", "", (), True)),
        ("Dirjen Perikanan, Pung Nugraha dalam keterangan di Jakarta, Jumat (14/3), menyampaikan hal itu.",
         ("Pung Nugraha", "", "", ("Dirjen Perikanan",), True)),
    ],
)  # fmt: skip
def test_people_are_found_with_office_and_titles(
    sentence: str, expected: tuple[str, str, str, tuple[str, ...], bool]
) -> None:
    (person,) = find_people([vocabulary_of(starter_desk().registry).sentence(sentence)])
    assert (person.name, person.prefix, person.suffix, person.offices, person.quoted) == expected


SPEAKING = {
    "Kepala Dinas Pertanian Blora, Hari Sulistia, mengatakan panen itu penting.": "Hari Sulistia",
    "Dalam sambutannya, Hari Sulistia menyampaikan bahwa panen raya ini penting.": "Hari Sulistia",
    "“Kami siap,” kata Kepala Biro Umum Pemerintah Provinsi (Pemprov) Bali, Budi Santika.": "Budi Santika",
    "“Kami siap,” kata Kepala Biro Umum Pemerintah Provinsi (Pemprov) Bali Budi Santika.": "Budi Santika",
    "Kepala Bidang Kesehatan (Kesmas) pada Dinas Kesehatan Blora Tri Cahyana menjelaskan.": "Tri Cahyana",
    "Pengamat Ekonomi dari Universitas Udayana Nurdin Wirya meminta agar itu dipercepat.": "Nurdin Wirya",
    "“Bantuan itu akan disalurkan,” demikian Ahmad Yandi, Kepala Dinas Sosial.": "Ahmad Yandi",
    "Ditambahkan Kepala Dinas Sosial, Ahmad Yandi, bantuan itu akan disalurkan.": "Ahmad Yandi",
    "Menteri Koperasi Republik Indonesia Anak Agung Gede Wirata mengatakan itu.": "Anak Agung Gede Wirata",
    "Wakil Menteri Dalam Negeri, Ribka Hanum, dalam arahannya mewakili Menteri Dalam Negeri, "
    "menyampaikan hal itu.": "Ribka Hanum",
    "Gubernur Bali yang diwakili Sekretaris Daerah Provinsi (Sekdaprov), Arry Yusmandi, dalam "
    "sambutannya menyatakan hal itu.": "Arry Yusmandi",
    "Staf Ahli Bupati Bidang Kesra Gunawan Rasyid mengatakan hal itu.": "Gunawan Rasyid",
    "Kepala Dinas Kesehatan Blora Ns. Gusti Miniarta, S. Kep., M.H. menyampaikan hal itu.": "Gusti Miniarta",
    "Kepala Dinas Kesehatan Blora drg. Dominikus Minggu Merta, M.Kes., mengatakan hal itu.":
        "Dominikus Minggu Merta",
    "Hal itu disampaikan pemateri dari FISIP Unikarta, Yusri Hanafi, usai seminar.": "",
    "Kapolres Blora AKBP Niko Irwanto melalui Kasi Humas AKP Umar Kombara menegaskan hal itu.":
        "Umar Kombara",
    "Bupati Blora Ahmad Yandi didampingi Sekda Budi Santika menyampaikan terima kasih.": "Ahmad Yandi",
    "Hadir Kabag Ops AKP Daeng Jumadi, Kapolsek AKP Ketut Setia, dan Kasat AKP Verry Polin.": "",
    "Hadir Ketua Tim Umum, Ian Mardana; Ketua Tim Humas, Alifah Rahma; serta Pembimas, Edi Sulis.": "",
    "Semua warga memperingati Hari Guru, mengatakan hal itu bersama-sama.": "",
}  # fmt: skip


@pytest.mark.parametrize("sentence", SPEAKING)
def test_who_speaks_is_told_from_who_is_only_there(sentence: str) -> None:
    people = find_people([vocabulary_of(starter_desk().registry).sentence(sentence)])
    assert "; ".join(person.name for person in people if person.quoted) == SPEAKING[sentence]


def test_a_pronoun_is_neither_who_hands_something_over_nor_who_is_named_in_a_quotation() -> None:
    sentence = vocabulary_of(starter_desk().registry).sentence
    handed = "Bupati Blora Ahmad Yandi hadir. Piala diserahkan Ketua PKK Siti Rahma. “Terima kasih,” ujarnya."
    within = "Bupati Blora Ahmad Yandi hadir. “Saya dan Pak Camat Budi Santika siap,” ujarnya."
    for text in (handed, within):
        people = find_people([sentence(part) for part in re.split(r"(?<=\.) ", text)])
        assert [person.name for person in people if person.quoted] in ([], ["Ahmad Yandi"])


@pytest.mark.parametrize(
    "sentence",
    [
        "“Kami siap,” ujarnya.",
        "Dinas Kesehatan Kabupaten Blora mengatakan hal itu.",
        "Bupati Blora mengatakan hal itu.",
        "Pemerintah mengajak warga. Selasa lalu Indonesia menambahkan dua medali.",
        "Acara digelar di Ballroom MPP Kabupaten Blora.",
        "Ternyata Jakarta menyatakan siap.",
        "Narasumber berharap kegiatan ini berlanjut.",
        "Bupati minta warga Sukamaju tenang.",
        "Para kepala desa Kabupaten Blora hadir.",
        "Kepala sekolah menerima bantuan dari Bank Jateng.",
        "Korban mengalami luka di kepala Budi Santoso.",
    ],
)
def test_offices_agencies_and_places_are_no_people(sentence: str) -> None:
    vocabulary = vocabulary_of(starter_desk().registry)
    assert find_people([vocabulary.sentence(each) for each in sentences_of(sentence)]) == ()


def test_a_full_name_that_was_in_passing_is_that_of_the_one_who_speaks_later() -> None:
    vocabulary = vocabulary_of(starter_desk().registry)
    text = "Tanggapan warga Kartika Wirasana beragam. “Kami senang,” kata Kartika."
    (person,) = find_people([vocabulary.sentence(each) for each in sentences_of(text)])
    assert person.name == "Kartika Wirasana"


def test_the_next_one_of_a_list_is_not_the_office_of_the_one_before() -> None:
    vocabulary = vocabulary_of(starter_desk().registry)
    text = "Hadir Kasi Wakaf Hj. Nurlaila, S.Pd., Kepala Kantor Pertanahan Blora yang diwakili stafnya."
    (person,) = find_people([vocabulary.sentence(text)])
    assert (person.name, person.offices) == ("Nurlaila", ("Kasi Wakaf",))


def test_a_short_name_is_the_person_who_was_named_in_full() -> None:
    vocabulary = vocabulary_of(starter_desk().registry)
    text = "Bupati Blora, I Gede Wirasana, datang. “Mulai,” kata Wirasana. Menurut Gede Wirasana, itu baik."
    (person,) = find_people([vocabulary.sentence(each) for each in sentences_of(text)])
    assert person.name == "I Gede Wirasana"
    assert person.quoted


@pytest.mark.parametrize(
    ("text", "quoted"),
    [
        ("Bupati Blora Arief Wirasana hadir. “Mari bekerja,” ujarnya.", True),
        ("Acting Governor Wayan Sudana came. “It works,” he said.", True),
        ("Dirjen Perikanan Pung Nugraha hadir. “Tidak ada ruang,” tegas Ipung, sapaan akrabnya.", True),
        ("Bupati Blora Arief Wirasana hadir. Ia lalu pulang.", False),
        ("Bupati Blora Arief Wirasana datang. Hujan turun. Warga menunggu. “Mari,” ujarnya.", False),
        ("Rapat dibuka Bupati Blora Arief Wirasana. Ia menegaskan hal itu.", True),
        ("Rapat dibuka Bupati Blora, Wirasana. Ia juga berharap warga hadir.", True),
        ("“Aman,” terang Kapolres Blora AKBP FX. Arief Wirasana, SIK.", True),
    ],
)
def test_a_pronoun_or_nickname_is_the_person_who_was_named_before(text: str, quoted: bool) -> None:
    vocabulary = vocabulary_of(starter_desk().registry)
    (person,) = find_people([vocabulary.sentence(each) for each in sentences_of(text)])
    assert person.quoted is quoted


@pytest.mark.parametrize(
    "text",
    [
        "Bupati Blora Arief Wirasana didampingi Sekretaris Daerah Budi Santoso menyampaikan hal itu.",
        "Bupati Blora Arief Wirasana, didampingi Kepala Dinas Sosial Budi Santoso, menyampaikan hal itu.",
        "Bupati Blora Arief Wirasana bersama Wakil Bupati Budi Santoso mengatakan hal itu.",
        "Bupati Blora Arief Wirasana datang bersama Camat Budi Santoso. “Mari,” kata Bupati.",
        "Bupati Blora, Arief Wirasana, di hadapan peserta menyampaikan dua hal. Budi Santoso hadir.",
    ],
)
def test_who_stands_beside_the_one_who_speaks_does_not_speak(text: str) -> None:
    vocabulary = vocabulary_of(starter_desk().registry)
    people = find_people([vocabulary.sentence(each) for each in sentences_of(text)])
    assert [person.name for person in people if person.quoted] == ["Arief Wirasana"]


def test_a_single_name_without_an_office_and_who_is_only_named_are_asked_about() -> None:
    draft = draft_of(
        "Judul berita uji\n\nBupati Blora Arief Wirasana membuka rapat dengan Camat Cepu Budi Santoso. "
        "“Mari,” kata Arief. “Baik,” ujar Melky."
    )
    assert values(draft, "speaker") == ["arief-wirasana"]
    assert {found.value for found in draft.shared["speaker"]} >= {"budi-santoso", "melky"}


def test_of_agencies_that_the_registry_lacks_one_is_filled_in() -> None:
    """The one that the text begins with; another is asked about, unless it signed the text."""
    text = "Dinas Kesehatan Kabupaten Blora menggelar imunisasi bersama Dinas Pendidikan Kabupaten Blora."
    draft = draft_of(f"Judul berita uji\n\n{text}")
    assert values(draft, "agency") == ["dinas-kesehatan-kabupaten-blora"]
    assert len(draft.shared["agency"]) > 1


def test_a_national_agency_is_the_one_whose_head_the_text_begins_with() -> None:
    text = (
        "Kepala Badan Nasional Penanggulangan Bencana Letjen TNI Budi Santoso menemui Pemerintah Kota Ambon."
    )
    draft = draft_of(f"Judul berita uji\n\nAMBON – {text} “Mari,” kata Budi.")
    assert values(draft, "agency") == ["badan-nasional-penanggulangan-bencana"]


def test_a_branch_is_not_its_headquarters() -> None:
    draft = draft_of("Judul berita uji\n\nKetua Bawaslu Kabupaten Blora, Budi Wirawan, membuka rapat.")
    assert values(draft, "agency") == ["bawaslu-kabupaten-blora"]  # as a suggestion for the registry
    assert all(found.term is not None for found in draft.shared["agency"])
    draft = draft_of("Judul berita uji\n\nRapat digelar Bawaslu dan KPU Provinsi Bali.")
    assert set(values(draft, "agency")) == {"bawaslu-bali", "kpu-bali"}


def test_the_headquarters_are_only_suggested_where_a_branch_is_named() -> None:
    draft = draft_of("Judul berita uji\n\nKetua KPU Blora, Budi Wirawan, membuka rapat. KPU siap, kata Budi.")
    assert values(draft, "agency") == ["kpu-blora"]
    assert "kpu" in [found.value for found in draft.shared["agency"]]


def test_authorities_of_a_cited_decree_are_not_the_storys() -> None:
    text = (
        "Judul berita uji\n\nWarga menanam bakau.\n\nIni kegiatan rutin.\n\n"
        "Dasarnya Surat Keputusan Bersama Kepala Badan Kepegawaian Negara."
    )
    assert values(draft_of(text), "agency") == []


def test_page_furniture_and_bylines_leave_the_body() -> None:
    text = (
        "Judul berita uji\n\nWarga menanam bakau di pesisir.\n\nBACA JUGA: Harga cabai naik\n\n"
        "Advertisement\n\nBagikan:\n\nKegiatan berlangsung sehari. (kmb/kabarkita.com)\n\nEditor: Rini S\n\n"
        "Komentar\n\nCopyright © 2024"
    )
    draft = draft_of(text)
    assert body_of(draft) == "Warga menanam bakau di pesisir.\n\nKegiatan berlangsung sehari."
    assert values(draft, "author") == ["kmb"]
    assert values(draft, "source") == [{"name": "kabarkita.com"}]
    notes = " ".join(value for note in draft.notes for _, value in note.arguments)
    for gone in ("BACA JUGA: Harga cabai naik", "Komentar", "Rini S", "(kmb/kabarkita.com)"):
        assert gone in notes


@pytest.mark.parametrize(
    ("text", "language"),
    [
        ("Warga yang hadir di acara ini akan menanam bakau untuk desa", "id"),
        ("The villagers who are here will plant trees for the coast and their village", "en"),
    ],
)
def test_the_language_is_told_by_the_words(text: str, language: str) -> None:
    assert language_of(text, ("id", "en")) == language
    assert list(draft_of(f"Judul\n\n{text}.").versions) == [language]


def test_lines_broken_at_a_width_become_one_paragraph() -> None:
    words = (
        "Kegiatan ini diikuti oleh seluruh pegawai yang bertugas di kantor kecamatan dan desa. ".split() * 6
    )
    lines = [" ".join(words[n : n + 9]) for n in range(0, len(words), 9)]
    assert paragraphs_of("\n".join(lines)) == (" ".join(words),)
    assert len(paragraphs_of("Judul berita.\nKalimat pertama berita itu.\nKalimat kedua berita itu.")) == 3


@pytest.mark.parametrize(
    ("sentences", "event"),
    [
        ("Bupati membuka rapat di Aula Benteng Tundakan, Senin (25/3/2019).",
         {"date": "2019-03-25", "venue": "Aula Benteng Tundakan"}),
        ("Rapat digelar di gedung Assessment Center BKPSDM.", {"venue": "gedung Assessment Center BKPSDM"}),
        ("Warga hadir.\n\nIni kedua.\n\nAcara bertempat di Gedung Wantilan Sari Kamis, 21 Maret 2024.",
         {"date": "2024-03-21", "venue": "Gedung Wantilan Sari"}),
        ("The audit was opened at the Wiswa Sabha Building in Denpasar.", {"venue": "Wiswa Sabha Building"}),
        ("Warga hadir.\n\nIni kedua.\n\nIa pernah belajar di Universitas Bukit Sari.", None),
        ("Warga menanam bakau di Kabupaten Blora, Senin (25/3/2019).", None),
    ],
)  # fmt: skip
def test_the_place_of_an_event_is_what_stands_behind_in_or_at(
    sentences: str, event: dict[str, str] | None
) -> None:
    assert values(draft_of(f"Judul berita uji\n\n{sentences}"), "event") == ([event] if event else [])


def test_the_first_sentence_is_the_summary_when_it_is_short_enough_for_one() -> None:
    def summary(sentence: str) -> list[tuple[object, Certainty]]:
        (version,) = draft_of(f"Judul berita uji\n\n{sentence}\n\nLalu hujan.").versions.values()
        return [(found.value, found.certainty) for found in version.fields.get("summary", ())]

    short = "Warga Desa Sukamaju menanam bakau bersama para pegawai."
    long = f"Warga menanam {'bakau dan ' * 25}cemara."
    assert summary(short) == [(short, Certainty.INFERRED)]
    assert summary(long) == [(long, Certainty.DOUBTFUL)]
    assert summary("“Mari menanam bakau bersama-sama mulai sekarang,” kata Camat.") == []


def test_a_letterhead_and_contacts_are_no_part_of_the_story() -> None:
    draft = draft_of(
        "BADAN PENANGGULANGAN BENCANA DAERAH KABUPATEN LUMAJANG\nSIARAN PERS\nNomor: 360/12/2025\n"
        "Jl. Merdeka No. 5 Lumajang\n\nTujuh Puluh Warga Mengungsi\n\n"
        "LUMAJANG (12/2) – Hujan deras membuat warga mengungsi ke balai desa.\n\n"
        "Narahubung:\nRini Astuti, Humas BPBD\n0812-3456-7890\n\n###\n\nTentang BPBD: dibentuk tahun 2009."
    )
    (version,) = draft.versions.values()
    assert version.fields["title"][0].value == "Tujuh Puluh Warga Mengungsi"
    assert version.body == "Hujan deras membuat warga mengungsi ke balai desa."
    assert values(draft, "speaker") == []
    assert values(draft, "date") == ["2025-02-12"]  # the letter's number tells the year
    assert values(draft, "agency") == ["badan-penanggulangan-bencana-daerah-kabupaten-lumajang"]


@pytest.mark.parametrize(
    ("sentence", "agencies"),
    [
        ("BLORA – Dinas Ketahanan Pangan (DKP) menggelar panen raya di Kabupaten Blora.",
         {"dinas-ketahanan-pangan": "blora"}),
        ("JAKARTA – Kementerian Kelautan dan Perikanan (KKP) memperkuat pengawasan.",
         {"kementerian-kelautan-dan-perikanan": "indonesia"}),
        ("JAKARTA – The Ministry of Marine Affairs and Fisheries began a campaign.",
         {"ministry-of-marine-affairs-and-fisheries": "indonesia"}),
        ("BLORA – Warga dibantu Satpol PP dan Damkar Kabupaten Blora.",
         {"satpol-pp-dan-damkar-kabupaten-blora": "blora"}),
        ("BALI – The story of the Bali Public Service Mall is long.", {}),
        ("BALI – Figures of the Bali Forestry Agency are public.", {"bali-forestry-agency": "bali"}),
        ("BLORA – Universitas Bukit Sari menjadi tuan rumah.", {"universitas-bukit-sari": "blora"}),
        ("BLORA – Warga bekerja sama dengan Universitas Bukit Sari.", {}),
        ("Dinas Ketahanan Pangan menggelar panen raya.", {}),
    ],
)  # fmt: skip
def test_agencies_without_a_region_in_their_name_serve_the_storys_or_the_country(
    sentence: str, agencies: dict[str, str]
) -> None:
    found = draft_of(f"Judul berita uji\n\n{sentence}").shared.get("agency", ())
    assert {each.value: each.term.fields["region"] for each in found if each.term} == agencies


# --- Nothing is invented --------------------------------------------------------------------------------


@pytest.mark.parametrize("path", sorted(TEXTS.glob("*.txt")), ids=lambda path: path.stem)
def test_every_value_has_the_words_it_came_from(path: Path) -> None:
    """Origins are quotations of the source, and names of people are in them, word for word."""
    text = " ".join(path.read_text("utf-8").split())
    draft = draft_of(path.read_text("utf-8"))
    for name, found in all_findings(draft):
        assert found.origin, name
        assert found.origin in text, name
        if name == "speaker" and found.term is not None:
            fields = json.loads(json.dumps(found.term.fields))
            for word in (fields["name"], fields.get("prefix", ""), fields.get("suffix", "")):
                assert word in text
            assert all(appointment["office"] in text for appointment in fields.get("appointments", []))


def test_drafts_hold_their_stories_back_and_show_each_origin(site: Path) -> None:
    assert main(["--site", str(site), "import", str(TEXTS), "--date", "2026-11-22"]) == 0
    new = set(files_of(site / "content")) - set(files_of(ROOT / "content"))
    assert len(new) == len(list(TEXTS.glob("*.txt")))
    for name in new:
        text = (site / "content" / name).read_text("utf-8")
        parsed = parse_source(f"content/{name}", text.encode(), starter_desk().options)
        assert not parsed.diagnostics
        assert parsed.card is not None
        assert parsed.card.draft
        assert parsed.card.unverified
        lines = text.split("---\n")[1].splitlines()
        for number, line in enumerate(lines):
            if re.match(r"(?:title|date|kind|author): |  - [a-z-]+$", line):
                assert lines[number - 1].lstrip().startswith("#"), line
    assert main(["--site", str(site), "check", "--now", "2026-11-22"]) == 0


def test_what_was_not_found_is_empty_and_says_so(site: Path) -> None:
    source = site / "kosong.txt"
    source.write_text("Judul berita uji\n\nWarga menanam bakau bersama.\n")
    assert main(["--site", str(site), "import", str(source)]) == 0
    text = (site / "content/news/judul-berita-uji.id.md").read_text("utf-8")
    for key in ("date", "agency", "speaker", "region", "tags"):
        assert re.search(rf"^# BELUM ADA: .+\n# {key}:$", text, re.MULTILINE), key
        assert not re.search(rf"^{key}:", text, re.MULTILINE)
    assert (
        main(["--site", str(site), "check"]) == 0
    )  # an incomplete draft does not keep the site from being built


def test_new_terms_are_added_only_when_asked_for(site: Path) -> None:
    source = TEXTS / "outlet-advertorial.txt"
    before = set(files_of(site / "content" / "speakers"))
    assert main(["--site", str(site), "import", str(source), "--new-terms", "--date", "2024-12-01"]) == 0
    added = set(files_of(site / "content" / "speakers")) - before
    assert added == {"sutopo-hadi-wibowo.yaml", "wulandari-pratiwi.yaml"}
    (story,) = (site / "content/news/2024").glob("pemerintah-kabupaten-blora*.id.md")
    assert "  - sutopo-hadi-wibowo\n" in story.read_text("utf-8")
    assert main(["--site", str(site), "check"]) == 0


# --- Writing ------------------------------------------------------------------------------------------


def test_importing_again_changes_nothing_and_says_what_is_there(
    site: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert main(["--site", str(site), "import", str(TEXTS)]) == 0
    before = tree_digest(site)
    capsys.readouterr()
    assert main(["--site", str(site), "import", str(TEXTS), "--format", "json"]) == 0
    report = json.loads(capsys.readouterr().out)
    assert tree_digest(site) == before
    rules = [left["rule"] for left in report["left_out"]]
    assert rules.count("exists") == 8
    assert report["items"] == report["imported"] + len(rules)


def test_the_counts_add_up_and_every_item_is_named(site: Path, capsys: pytest.CaptureFixture[str]) -> None:
    folder = site / "masuk"
    folder.mkdir()
    (folder / "a.txt").write_text("Judul pertama uji\n\nWarga menanam bakau bersama di pesisir.")
    (folder / "b.txt").write_text("")
    (folder / "c.txt").write_bytes(b"\x00\x01\x02PNG")
    (folder / "d.pdf").write_bytes(b"%PDF-1.7")
    (folder / "e.docx").write_bytes(b"PK\x03\x04 not really")
    assert main(["--site", str(site), "import", str(folder), "--format", "json"]) == 0
    report = json.loads(capsys.readouterr().out)
    assert (report["items"], report["imported"], report["stories"]) == (5, 1, 1)
    assert {Path(left["source"]).name: left["rule"] for left in report["left_out"]} == {
        "b.txt": "empty", "c.txt": "not_text", "d.pdf": "not_document", "e.docx": "not_document",
    }  # fmt: skip
    assert main(["--site", str(site), "--lang", "en", "import", str(folder)]) == 0
    assert "Imported: 0 of 5 items" in capsys.readouterr().out


def test_texts_with_one_title_become_separate_stories(site: Path) -> None:
    for name in ("a.txt", "b.txt"):
        (site / name).write_text(f"Judul berita uji\n\nWarga menanam bakau bersama {name}.")
    assert main(["--site", str(site), "import", str(site / "a.txt"), str(site / "b.txt")]) == 0
    assert {path.name for path in (site / "content/news").glob("judul*")} == {
        "judul-berita-uji.id.md", "judul-berita-uji-2.id.md",
    }  # fmt: skip


def test_a_dry_run_writes_nothing(site: Path, capsys: pytest.CaptureFixture[str]) -> None:
    before = tree_digest(site)
    assert main(["--site", str(site), "import", str(TEXTS), "--dry-run", "--new-terms"]) == 0
    assert tree_digest(site) == before
    assert "content/news/2024/" in capsys.readouterr().out


@pytest.mark.parametrize(
    "arguments", [["import", "x.txt", "--date", "besok"], ["import"], ["import", "x.txt", "--format", "xml"]]
)
def test_wrong_usage_ends_with_status_2(site: Path, arguments: list[str]) -> None:
    try:
        status = main(["--site", str(site), *arguments])
    except SystemExit as ended:
        status = int(str(ended.code))
    assert status == 2


def test_an_import_of_nothing_ends_with_status_1(site: Path) -> None:
    assert main(["--site", str(site), "import", str(site / "tidak-ada.txt")]) == 1


@pytest.mark.parametrize(
    "name", ["../x.jpg", "/etc/x", "a/b.jpg", "..", ".hidden", "a\\b.jpg", "x\0y", "", "a" * 300]
)
def test_no_media_name_leads_out_of_the_storys_folder(name: str, site: Path) -> None:
    before = tree_digest(site.parent)
    with pytest.raises((OutsideError, ValueError)):
        ContentWriter(site).write_story("news/2024/uji", {"id": b"x"}, [("ok.jpg", b"1"), (name, b"2")])
    assert tree_digest(site.parent) == before


def test_a_link_below_content_does_not_lead_an_import_out(site: Path, tmp_path: Path) -> None:
    (tmp_path / "luar").mkdir()
    (site / "content/news/2022").symlink_to(tmp_path / "luar")
    with pytest.raises(OutsideError):
        ContentWriter(site).write_story("news/2022/uji", {"id": b"x"}, ())
    assert files_of(tmp_path / "luar") == ()


def test_a_file_is_never_replaced_even_when_it_comes_in_between(site: Path) -> None:
    writer = ContentWriter(site)
    writer.check_free("news/2024/uji")  # looked at before the other file was there
    other = site / "content/news/2024/uji.id.md"
    other.write_text("milik orang lain")
    with pytest.raises(OccupiedError):
        writer.write_story("news/2024/uji", {"en": b"x", "id": b"y"}, ())
    assert other.read_text() == "milik orang lain"
    assert not other.with_name("uji.en.md").exists()
    assert not [name for name in files_of(site) if name.endswith("~")]


# --- Hostile sources ------------------------------------------------------------------------------------


def test_links_pipes_and_huge_files_in_a_folder_are_not_read(site: Path, tmp_path: Path) -> None:
    import os

    secret = tmp_path / "rahasia.txt"
    secret.write_text("Judul rahasia\n\nJangan dibaca oleh siapa pun.")
    folder = tmp_path / "masuk"
    folder.mkdir()
    (folder / "tautan.txt").symlink_to(secret)
    os.mkfifo(folder / "pipa.txt")
    with (folder / "besar.txt").open("wb") as file:
        file.truncate(MAX_TEXT_BYTES + 1)
    found = list(drafts_of(str(folder), starter_desk()))
    assert {Path(each.source).name: each.reason.code for each in found if isinstance(each, LeftOut)} == {
        "tautan.txt": "not_a_file", "pipa.txt": "not_a_file", "besar.txt": "too_large",
    }  # fmt: skip


@pytest.mark.parametrize(
    "text",
    [
        "Kepala " * 60_000,
        "a" * 400_000,
        "Kepala Dinas Kesehatan dan " * 12_000,
        "(" * 200_000,
        "Kamis (1/1) " * 20_000,
        "Budi Santoso, Kepala Dinas X, " * 8_000,
        ". ".join(f"ujar Budi{n} Sari{n}" for n in range(20_000)),
    ],
    ids=lambda text: text[:12],
)
def test_the_time_for_a_text_does_not_explode(text: str) -> None:
    import time

    started = time.process_time()
    draft_of(f"Judul\n\n{text}")
    assert time.process_time() - started < 4


@settings(max_examples=60, deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(
    st.lists(
        st.one_of(
            st.text(max_size=60),
            st.sampled_from(
                ["Bupati Blora, ", "Dr. ", "I Gede Dana", "Kamis (14/11)", "– ", "JAKARTA, X.com – ",
                 "(Adv/X)", "\n\n", "kata ",
                 "M.Si, ", "---\n", "Tags: a, b\n", "{{x}}", "\u2028", "“", "# ", "1. ", "<b>",
                 "Penulis: "]
            ),
        ),
        max_size=14,
    )
)  # fmt: skip
def test_whatever_a_text_holds_its_draft_is_one_that_the_site_reads(parts: list[str]) -> None:
    desk = starter_desk()
    data = "".join(parts).encode("utf-8", "surrogatepass")
    draft = text_draft("x.txt", data, desk)
    if isinstance(draft, LeftOut):
        assert draft.reason.code in ("empty", "not_text")
        return
    for code, text in story_files(draft, desk.config.codes, "id").texts.items():
        parsed = parse_source(f"content/news/2024/x.{code}.md", text, desk.options)
        assert not [found for found in parsed.diagnostics if found.severity == 0], text.decode()
        assert parsed.card is not None
        assert parsed.card.draft


@given(st.text(min_size=1, max_size=80).filter(str.strip))
def test_any_text_keeps_its_value_through_yaml(text: str) -> None:
    wanted = " ".join(scalar_text(text).split())
    if not wanted:
        return
    tree, found = load_mapping(f"key: {scalar(text)}\n", "x")
    assert not found
    assert tree is not None
    node = tree.entries[0][1]
    assert isinstance(node, Scalar)
    assert node.value == wanted


def scalar_text(text: str) -> str:
    from warta.importing.files import clean

    return clean(text)


@given(st.text(alphabet="ab *_#[]()<>!`|~\\1.-+=&;:\"'", min_size=1, max_size=40))
def test_plain_text_shows_as_itself_in_markdown(text: str) -> None:
    from html import unescape

    from warta.markdown.conversion import convert

    wanted = " ".join(text.split())
    if not wanted:
        return
    html, _, found = convert(as_markdown(wanted), "x", 1, "markdown")
    shown = unescape(re.sub(r"<[^>]+>", "", html))
    signs = zip("‘’“”′″—–…", ("'", "'", '"', '"', "'", '"', "---", "--", "..."), strict=True)
    for typographic, typed in signs:
        shown = shown.replace(typographic, typed)
    assert " ".join(shown.split()) == wanted, (html, found)


def a_document(*, title: bool = True, picture: bool = False, letterhead: str = "") -> bytes:
    document = docx.Document()
    if letterhead:
        document.add_heading(letterhead, 0)
    if title:
        document.add_heading("Pelatihan Arsip bagi Pegawai Blora", 0)
    document.add_paragraph(
        "BLORA – Kepala Dinas Kearsipan Kabupaten Blora, Budi Wirawan, S.H., membuka pelatihan, "
        "Selasa (12/11/2024)."
    )
    document.add_paragraph("“Arsip itu penting,” kata Budi.")
    if picture:
        image = io.BytesIO()
        Image.new("RGB", (8, 8), "red").save(image, "PNG")
        document.add_picture(io.BytesIO(image.getvalue()))
    out = io.BytesIO()
    document.save(out)
    return out.getvalue()


def repacked(data: bytes, changes: dict[str, bytes]) -> bytes:
    """A document with parts replaced or added."""
    out = io.BytesIO()
    with (
        zipfile.ZipFile(io.BytesIO(data)) as source,
        zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as target,
    ):
        for name in source.namelist():
            if name not in changes:
                target.writestr(name, source.read(name))
        for name, content in changes.items():
            target.writestr(name, content)
    return out.getvalue()


@pytest.mark.parametrize("letterhead", ["", "SIARAN PERS", "Press Release"])
def test_a_document_becomes_a_story_with_its_pictures_beside_it(site: Path, letterhead: str) -> None:
    (site / "Siaran Pers.docx").write_bytes(a_document(picture=True, letterhead=letterhead))
    assert main(["--site", str(site), "import", str(site / "Siaran Pers.docx")]) == 0
    folder = site / "content/news/2024/pelatihan-arsip-bagi-pegawai-blora"
    assert files_of(folder) == ("gambar-1.png", "index.id.md")
    text = (folder / "index.id.md").read_text("utf-8")
    assert "title: Pelatihan Arsip bagi Pegawai Blora\n" in text
    assert "date: 2024-11-12\n" in text
    assert "name: Budi Wirawan" in text
    lead = (
        "Kepala Dinas Kearsipan Kabupaten Blora, Budi Wirawan, S.H., membuka pelatihan, Selasa (12/11/2024)."
    )
    picture = "![](gambar-1.png)"
    assert text.endswith(f"---\n\n{lead}\n\n“Arsip itu penting,” kata Budi.\n\n{picture}\n")


@pytest.mark.parametrize(
    ("changes", "reason"),
    [
        ({"word/document.xml": b"<w:x>" + b" " * 5_000_000 + b"</w:x>"}, "too_packed"),
        ({"word/media/bomb.bin": b"\0" * 70_000_000}, "too_packed"),
        ({"word/media/bomb.xml": b"\0" * 3_000_000}, "too_packed"),
        (
            {"word/document.xml": b'<!DOCTYPE x [<!ENTITY a "aa"><!ENTITY b "&a;&a;">]><x>&b;</x>'},
            "xml_entities",
        ),
        (
            {"word/document.xml": b'<!DOCTYPE x SYSTEM "file:///etc/hostname"><x/>'},
            "xml_entities",
        ),
        ({"word/document.xml": b"<not closed"}, "not_document"),
    ],
    ids=["spaces", "zeros", "packed-xml", "entities", "external", "broken"],
)
def test_a_hostile_document_is_refused_in_bounded_memory(changes: dict[str, bytes], reason: str) -> None:
    data = repacked(a_document(), changes)
    changes.clear()
    tracemalloc.start()
    try:
        with pytest.raises(DocumentError, match=reason):
            read_document(data)
        _, peak = tracemalloc.get_traced_memory()
    finally:
        tracemalloc.stop()
    assert peak < 64 * 1024 * 1024


def test_names_and_links_in_a_document_reach_nothing(site: Path, tmp_path: Path) -> None:
    """Parts called ``../x`` are not unpacked; a picture that is only linked is not read."""
    (tmp_path / "rahasia.png").write_bytes(b"rahasia")
    data = a_document(picture=True)
    with zipfile.ZipFile(io.BytesIO(data)) as archive:
        relations = archive.read("word/_rels/document.xml.rels").decode()
        text = archive.read("word/document.xml").decode()
    link = (tmp_path / "rahasia.png").as_uri()
    relations = re.sub(r'Target="media/image1\.png"', f'Target="{link}" TargetMode="External"', relations)
    text = text.replace("r:embed=", "r:link=")
    data = repacked(
        data,
        {
            "word/_rels/document.xml.rels": relations.encode(),
            "word/document.xml": text.encode(),
            "../../keluar.txt": b"x",
            "/tmp/keluar.txt": b"x",
        },
    )
    (site / "naskah.docx").write_bytes(data)
    before = set(files_of(tmp_path))
    assert main(["--site", str(site), "import", str(site / "naskah.docx")]) == 0
    new = set(files_of(tmp_path)) - before
    assert new == {"site/content/news/2024/pelatihan-arsip-bagi-pegawai-blora.id.md"}


# --- Words of the report ----------------------------------------------------------------------------------


def remarks_in_code() -> Iterator[tuple[str, frozenset[str]]]:
    """Every code that the package makes a remark of or looks up, with the arguments it is given."""
    for path in sorted((ROOT / "generator" / "warta" / "importing").glob("*.py")):
        for node in ast.walk(ast.parse(path.read_text("utf-8"))):
            if isinstance(node, ast.Call) and getattr(node.func, "id", "") == "remark" and node.args:
                code = node.args[0]
                for part in (code.body, code.orelse) if isinstance(code, ast.IfExp) else (code,):
                    if isinstance(part, ast.Constant) and isinstance(part.value, str):
                        yield part.value, frozenset(each.arg or "" for each in node.keywords)


def test_every_remark_has_its_text_in_both_languages_and_fills_it() -> None:
    for language in MESSAGE_LANGUAGES:
        texts = load_messages(language)["import"]
        assert {f"missing_{key}" for key in ("date", "agency", "speaker", "region", "tags")} <= texts.keys()
        assert {"not_document", "too_packed", "xml_entities"} <= texts.keys()
        for code, given_names in remarks_in_code():
            assert code in texts, code
            needed = {name for _, name, _, _ in Formatter().parse(texts[code]) if name}
            assert needed <= given_names, code
    pairs = [load_messages(language)["import"] for language in MESSAGE_LANGUAGES]
    assert pairs[0].keys() == pairs[1].keys()
    for code in pairs[0]:
        places = [{name for _, name, _, _ in Formatter().parse(texts[code]) if name} for texts in pairs]
        assert places[0] == places[1], code


def test_a_draft_in_a_language_that_the_site_lacks_is_left_out(site: Path) -> None:
    desk = starter_desk()
    draft = Draft(("x",), {"fr": Version("Texte.")}, media=(Media("a.jpg", b""),))
    assert story_files(draft, desk.config.codes, "id").texts == {}


def test_a_run_reports_what_it_wrote(site: Path) -> None:
    request = ImportRequest(site, (str(TEXTS / "english.txt"),), TODAY)
    desk, _ = open_desk(request)
    assert desk is not None
    report = run_import(request, desk)
    assert [each.files for each in report.written] == [
        ("content/news/2024/village-libraries-receive-4-000-books.en.md",)
    ]
