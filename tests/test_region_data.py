"""The gazetteer and the map that ship with the generator.

Both files are read here as plain data, not through the generator, so that a fault in a loader cannot hide a
fault in the data.
"""

from __future__ import annotations

import csv
import itertools
import json
import re
from collections import Counter, defaultdict
from pathlib import Path

import pytest

DATA = Path(__file__).parents[1] / "generator" / "warta" / "data"
GAZETTEER = DATA / "regions.csv"
MAP = DATA / "indonesia-map.json"
REGENCIES = json.loads((DATA / "regencies-map.json").read_text(encoding="utf-8"))
with (DATA / "districts.csv").open(encoding="utf-8", newline="") as _file:
    DISTRICTS = list(csv.DictReader(_file))

COLUMNS = ["id", "level", "parent", "name_id", "name_en", "iso", "kemendagri", "bps", "timezone"]
ZONES = {
    "Asia/Jakarta": [
        "aceh",
        "sumatera-utara",
        "sumatera-barat",
        "riau",
        "jambi",
        "sumatera-selatan",
        "bengkulu",
        "lampung",
        "kepulauan-bangka-belitung",
        "kepulauan-riau",
        "jakarta",
        "jawa-barat",
        "jawa-tengah",
        "yogyakarta",
        "jawa-timur",
        "banten",
        "kalimantan-barat",
        "kalimantan-tengah",
    ],
    "Asia/Makassar": [
        "bali",
        "nusa-tenggara-barat",
        "nusa-tenggara-timur",
        "kalimantan-selatan",
        "kalimantan-timur",
        "kalimantan-utara",
        "sulawesi-utara",
        "sulawesi-tengah",
        "sulawesi-selatan",
        "sulawesi-tenggara",
        "gorontalo",
        "sulawesi-barat",
    ],
    "Asia/Jayapura": [
        "maluku",
        "maluku-utara",
        "papua",
        "papua-barat",
        "papua-selatan",
        "papua-tengah",
        "papua-pegunungan",
        "papua-barat-daya",
    ],
}
ISO_OF_THE_PAPUAN_PROVINCES = {
    "papua": "ID-PA",
    "papua-barat": "ID-PB",
    "papua-barat-daya": "ID-PD",
    "papua-pegunungan": "ID-PE",
    "papua-selatan": "ID-PS",
    "papua-tengah": "ID-PT",
}
SMALLEST_UNIT_OF_A_CITY = 71
"""In both lists regencies are numbered from 01 and cities from 71 within their province."""

Row = dict[str, str]
Point = tuple[int, int]
Ring = list[Point]
"""A closed outline in map units; the first point is not repeated at the end."""


def read_gazetteer() -> list[Row]:
    with GAZETTEER.open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file))


ROWS = read_gazetteer()
BY_ID = {row["id"]: row for row in ROWS}
PROVINCES = [row for row in ROWS if row["level"] == "province"]
UNITS = [row for row in ROWS if row["level"] in {"regency", "city"}]


def slug(text: str) -> str:
    return re.sub(r"[^a-z0-9]+", "-", text.lower()).strip("-")


def bare_name(row: Row) -> str:
    """The name without its kind: Karangasem, Jakarta Pusat, Yogyakarta."""
    return re.sub(
        r"^(Kabupaten|Kota)( Administrasi)? |^Daerah (Istimewa|Khusus( Ibukota)?) ", "", row["name_id"]
    )


# --- The gazetteer ---


def test_file_is_utf8_with_unix_line_ends_and_the_agreed_columns() -> None:
    raw = GAZETTEER.read_bytes()
    assert b"\r" not in raw
    assert raw.endswith(b"\n")
    assert not raw.startswith(b"\xef\xbb\xbf")
    assert raw.decode("utf-8").splitlines()[0] == ",".join(COLUMNS)
    assert len(raw) < 80_000


def test_no_value_has_stray_space_and_no_row_a_stray_value() -> None:
    for row in ROWS:
        assert list(row) == COLUMNS, row
        for value in row.values():
            assert value == " ".join(value.split()), row


def test_all_38_provinces_and_514_regencies_and_cities_are_there() -> None:
    assert Counter(row["level"] for row in ROWS) == {
        "country": 1,
        "province": 38,
        "regency": 416,
        "city": 98,
    }
    administrative = Counter(row["level"] for row in UNITS if " Administrasi " in row["name_id"])
    assert administrative == {"regency": 1, "city": 5}
    assert {row["parent"] for row in UNITS if " Administrasi " in row["name_id"]} == {"jakarta"}


@pytest.mark.parametrize("column", ["id", "iso", "kemendagri", "bps", "name_id"])
def test_values_that_name_a_region_are_unique(column: str) -> None:
    count = Counter(row[column] for row in ROWS if row[column])
    assert [value for value, times in count.items() if times > 1] == []


def test_english_names_are_unique_within_a_level() -> None:
    count = Counter((row["level"], row["name_en"]) for row in ROWS)
    assert [name for name, times in count.items() if times > 1] == []


def test_ids_follow_the_names() -> None:
    """A province has its bare name, a city `kota-`, a regency its bare name where nobody else has that."""
    provinces = {slug(bare_name(row)) for row in PROVINCES}
    regencies = Counter(slug(bare_name(row)) for row in UNITS if row["level"] == "regency")
    for row in PROVINCES:
        assert row["id"] == slug(bare_name(row))
    for row in UNITS:
        name = slug(bare_name(row))
        if row["level"] == "city":
            assert row["id"] == f"kota-{name}"
        elif name in provinces or regencies[name] > 1:
            assert row["id"] == f"kabupaten-{name}"
        else:
            assert row["id"] == name
    assert [row["id"] for row in UNITS if row["id"].startswith("kabupaten-")] == ["kabupaten-gorontalo"]


def test_names_tell_the_level_in_both_languages() -> None:
    indonesian = {"regency": "Kabupaten ", "city": "Kota "}
    english = {"regency": " Regency", "city": " City"}
    for row in UNITS:
        assert row["name_id"].startswith(indonesian[row["level"]]), row
        assert row["name_en"].endswith((english[row["level"]], f" Administrative{english[row['level']]}")), (
            row
        )
        assert (" Administrasi " in row["name_id"]) == (" Administrative " in row["name_en"]), row
    for row in PROVINCES:
        assert not row["name_id"].startswith(("Provinsi ", "Kabupaten ", "Kota ")), row
        assert not row["name_en"].endswith((" Province", " Regency", " City")), row


def test_english_names_leave_no_indonesian_direction_or_archipelago() -> None:
    """Words that English usage translates; Teluk, Pegunungan, Pesisir and Raya stay as parts of the name."""
    translated = re.compile(
        r"\b(Barat|Timur|Utara|Selatan|Tengah|(?<!Nusa )Tenggara|Pusat|Daya|Bagian|Kepulauan|Pulau|dan)\b",
        re.IGNORECASE,
    )
    found = [row["name_en"] for row in ROWS if translated.search(row["name_en"])]
    assert found == []


def test_parents_are_one_level_up() -> None:
    expected = {"country": None, "province": "country", "regency": "province", "city": "province"}
    for row in ROWS:
        parent = BY_ID.get(row["parent"])
        assert (parent["level"] if parent else None) == expected[row["level"]], row
        assert bool(row["parent"]) == (row["level"] != "country"), row


def test_rows_are_in_the_order_of_the_kemendagri_codes() -> None:
    """Country, then each province with its regencies and cities below it."""
    codes = [row["kemendagri"] for row in ROWS]
    assert codes == sorted(codes)
    assert ROWS[0]["id"] == "indonesia"


def test_codes_have_their_shape() -> None:
    country = BY_ID["indonesia"]
    assert (country["iso"], country["kemendagri"], country["bps"]) == ("ID", "", "")
    for row in PROVINCES:
        assert re.fullmatch(r"ID-[A-Z]{2}", row["iso"]), row
        assert re.fullmatch(r"[1-9]\d", row["kemendagri"]), row
        assert re.fullmatch(r"[1-9]\d", row["bps"]), row
    for row in UNITS:
        assert row["iso"] == "", row
        assert re.fullmatch(r"[1-9]\d\.\d\d", row["kemendagri"]), row
        assert re.fullmatch(r"[1-9]\d{3}", row["bps"]), row


def test_a_code_begins_with_the_code_of_its_province() -> None:
    for row in UNITS:
        province = BY_ID[row["parent"]]
        assert row["kemendagri"].startswith(f"{province['kemendagri']}."), row
        assert row["bps"][:2] == province["bps"], row


@pytest.mark.parametrize("column", ["kemendagri", "bps"])
def test_cities_are_numbered_from_71(column: str) -> None:
    for row in UNITS:
        assert (int(row[column][-2:]) >= SMALLEST_UNIT_OF_A_CITY) == (row["level"] == "city"), row


def test_iso_codes_of_the_papuan_provinces_are_those_of_the_2023_update() -> None:
    assert {row["id"]: row["iso"] for row in PROVINCES if row["id"].startswith("papua")} == (
        ISO_OF_THE_PAPUAN_PROVINCES
    )


def test_province_numbers_that_mean_another_province_in_the_other_list() -> None:
    """Five numbers name two provinces each, and two numbers exist in one list only."""
    kemendagri = {row["kemendagri"]: row["id"] for row in PROVINCES}
    bps = {row["bps"]: row["id"] for row in PROVINCES}
    both = kemendagri.keys() & bps.keys()
    assert {
        number: (kemendagri[number], bps[number]) for number in both if kemendagri[number] != bps[number]
    } == {
        "91": ("papua", "papua-barat"),
        "92": ("papua-barat", "papua-barat-daya"),
        "94": ("papua-tengah", "papua"),
        "95": ("papua-pegunungan", "papua-selatan"),
        "96": ("papua-barat-daya", "papua-tengah"),
    }
    assert {number: kemendagri[number] for number in kemendagri.keys() - bps.keys()} == {
        "93": "papua-selatan"
    }
    assert {number: bps[number] for number in bps.keys() - kemendagri.keys()} == {"97": "papua-pegunungan"}


def test_a_bps_code_is_not_a_kemendagri_code_without_its_dot() -> None:
    """The two lists disagree outside Papua as well; known pairs from four islands, and how many there are."""
    kemendagri = {row["kemendagri"].replace(".", ""): row["id"] for row in UNITS}
    bps = {row["bps"]: row["id"] for row in UNITS}
    different = {number for number in kemendagri.keys() & bps.keys() if kemendagri[number] != bps[number]}
    assert {number: (kemendagri[number], bps[number]) for number in ("1102", "3171", "7310", "8103")} == {
        "1102": ("aceh-tenggara", "aceh-singkil"),
        "3171": ("kota-jakarta-pusat", "kota-jakarta-selatan"),
        "7310": ("pangkajene-dan-kepulauan", "barru"),
        "8103": ("kepulauan-tanimbar", "maluku-tengah"),
    }
    outside_papua = {number for number in different if not number.startswith("9")}
    assert (len(different), len(outside_papua)) == (169, 153)
    assert BY_ID["karangasem"]["bps"] == "5107"
    assert BY_ID["karangasem"]["kemendagri"] == "51.07"


def test_timezones_are_the_three_of_the_country() -> None:
    """One zone a province, and every regency and city has its province's: there is no exception."""
    assert {row["id"]: row["timezone"] for row in PROVINCES} == {
        province: zone for zone, provinces in ZONES.items() for province in provinces
    }
    for row in UNITS:
        assert row["timezone"] == BY_ID[row["parent"]]["timezone"], row
    assert BY_ID["indonesia"]["timezone"] == ""


# --- The map ---

PAIR = r"-?\d+(?: \d+|-\d+)"
PATH = re.compile(rf"(?:m{PAIR}(?:h-?\d+|v-?\d+|l{PAIR}(?: {PAIR}|(?=-){PAIR})*)+z)+")
"""Closed rings of relative moves in whole units; a minus sign separates two numbers as a space does."""


def read_rings(path: str) -> list[Ring]:
    """The rings of one province. After `z` the pen is back at the start of its ring (SVG 1.1, 8.3.3)."""
    rings: list[Ring] = []
    x = y = 0
    for command, text in re.findall(r"([mhvlz])([^mhvlz]*)", path):
        numbers = [int(number) for number in re.findall(r"-?\d+", text)]
        if command == "z":
            x, y = rings[-1][0]
            continue
        if command == "h":
            steps = [(dx, 0) for dx in numbers]
        elif command == "v":
            steps = [(0, dy) for dy in numbers]
        else:
            steps = list(zip(numbers[::2], numbers[1::2], strict=True))
        if command == "m":
            assert len(steps) == 1
            rings.append([])
        for dx, dy in steps:
            x, y = x + dx, y + dy
            rings[-1].append((x, y))
    return rings


def signed_area(ring: Ring) -> float:
    """In square map units."""
    return sum(a[0] * b[1] - b[0] * a[1] for a, b in itertools.pairwise([*ring, ring[0]])) / 2


def is_on(point: Point, start: Point, end: Point) -> bool:
    """Whether the point lies on the straight line from start to end."""
    (px, py), (ax, ay), (bx, by) = point, start, end
    straight = (bx - ax) * (py - ay) == (by - ay) * (px - ax)
    return straight and min(ax, bx) <= px <= max(ax, bx) and min(ay, by) <= py <= max(ay, by)


DOCUMENT = json.loads(MAP.read_text(encoding="utf-8"))
PATHS: dict[str, str] = DOCUMENT["provinces"]
RINGS = {province: read_rings(path) for province, path in PATHS.items()}
BOX = [int(number) for number in DOCUMENT["view_box"].split()]


def centre(province: str) -> tuple[float, float]:
    """The middle of the largest island's bounding box."""
    ring = max(RINGS[province], key=lambda ring: abs(signed_area(ring)))
    xs, ys = [x for x, _ in ring], [y for _, y in ring]
    return (min(xs) + max(xs)) / 2, (min(ys) + max(ys)) / 2


def test_map_is_small_enough_to_stand_in_a_page() -> None:
    assert MAP.stat().st_size <= 40_000


def test_map_has_exactly_the_provinces() -> None:
    assert set(DOCUMENT) == {"view_box", "provinces"}
    assert list(PATHS) == [row["id"] for row in PROVINCES]


@pytest.mark.parametrize("province", sorted(PATHS))
def test_path_is_well_formed(province: str) -> None:
    assert PATH.fullmatch(PATHS[province]), PATHS[province][:200]
    for ring in RINGS[province]:
        assert len(ring) >= 3
        assert signed_area(ring) != 0
        assert all(a != b for a, b in itertools.pairwise([*ring, ring[0]]))


def test_paths_fill_the_view_box_and_stay_within_it() -> None:
    left, top, width, height = BOX
    points = [point for rings in RINGS.values() for ring in rings for point in ring]
    assert (left, top, width) == (0, 0, 1600)
    xs, ys = [x for x, _ in points], [y for _, y in points]
    assert 0 <= min(xs) < 20
    assert width - 20 < max(xs) <= width
    assert 0 <= min(ys) < 20
    assert height - 20 < max(ys) <= height


LAND_AREA = {
    # km², rounded, as Kemendagri states them; the smallest, the largest and the ones that were cut in 2022.
    "jakarta": 660,
    "yogyakarta": 3_170,
    "bali": 5_580,
    "kepulauan-riau": 8_170,
    "jawa-timur": 48_060,
    "kalimantan-tengah": 153_430,
    "papua": 81_380,
    "papua-barat-daya": 39_100,
    "papua-barat": 60_310,
    "papua-selatan": 117_860,
    "papua-tengah": 61_080,
    "papua-pegunungan": 52_510,
}
KM2_A_SQUARE_UNIT = (46.2 * 111.2 / 1588) ** 2
"""Between its margins the map has 1588 units for 46.2 degrees, each 111.2 km at the equator."""


@pytest.mark.parametrize(("province", "area"), LAND_AREA.items())
def test_no_province_has_lost_land(province: str, area: int) -> None:
    """Small islands go, so an archipelago may lose a quarter; solid land stays within a twelfth."""
    drawn = sum(abs(signed_area(ring)) for ring in RINGS[province]) * KM2_A_SQUARE_UNIT
    tolerance = 0.25 if province == "kepulauan-riau" else 1 / 12
    assert drawn == pytest.approx(area, rel=tolerance)


def test_every_province_can_be_seen_and_hit() -> None:
    """The smallest largest island is about 8 units across: 5 pixels on a page 1,000 pixels wide."""
    for province, rings in RINGS.items():
        ring = max(rings, key=lambda ring: abs(signed_area(ring)))
        assert abs(signed_area(ring)) >= 50, province


ISLANDS = {
    "bali",
    "kepulauan-bangka-belitung",
    "kepulauan-riau",
    "maluku",
    "maluku-utara",
    "nusa-tenggara-barat",
    "nusa-tenggara-timur",
}
"""The provinces without a land border to another province."""


def test_neighbours_share_their_border() -> None:
    owners: dict[Point, set[str]] = defaultdict(set)
    for province, rings in RINGS.items():
        for ring in rings:
            for point in ring:
                owners[point].add(province)
    pairs = Counter(
        pair for provinces in owners.values() for pair in itertools.combinations(sorted(provinces), 2)
    )
    neighbours = {province for pair, points in pairs.items() if points >= 2 for province in pair}
    assert set(PATHS) - neighbours == ISLANDS
    for pair in [("banten", "jakarta"), ("jakarta", "jawa-barat"), ("jawa-tengah", "yogyakarta")]:
        assert pairs[pair] >= 2


def test_the_landlocked_province_has_no_gap_around_it() -> None:
    """Papua Pegunungan has no coast: its corners are on a neighbour's outline or on the state border."""
    state_border = max(x for ring in RINGS["papua"] for x, _ in ring)
    edges = [
        edge
        for province, rings in RINGS.items()
        if province != "papua-pegunungan"
        for ring in rings
        for edge in itertools.pairwise([*ring, ring[0]])
    ]
    loose = [
        point
        for ring in RINGS["papua-pegunungan"]
        for point in ring
        if point[0] != state_border and not any(is_on(point, start, end) for start, end in edges)
    ]
    assert loose == []


def test_provinces_lie_where_they_lie() -> None:
    west_to_east = ["aceh", "jambi", "jakarta", "yogyakarta", "bali", "sulawesi-selatan", "maluku-utara"]
    west_to_east += ["papua-barat-daya", "papua-barat", "papua-tengah", "papua-pegunungan"]
    north_to_south = [
        "aceh",
        "sumatera-utara",
        "sumatera-barat",
        "bengkulu",
        "lampung",
        "jawa-barat",
        "yogyakarta",
    ]
    assert sorted(west_to_east, key=lambda province: centre(province)[0]) == west_to_east
    assert sorted(north_to_south, key=lambda province: centre(province)[1]) == north_to_south


# --- The maps of regencies ---


def test_every_province_has_a_map_of_exactly_its_regencies_and_cities() -> None:
    assert list(REGENCIES) == [row["id"] for row in PROVINCES]
    for province, drawn in REGENCIES.items():
        assert list(drawn["paths"]) == [row["id"] for row in UNITS if row["parent"] == province]


@pytest.mark.parametrize("province", sorted(PATHS))
def test_a_map_of_regencies_fills_its_box_with_whole_outlines(province: str) -> None:
    """Every regency has an outline, a small one still of two pixels, and nothing leaves the box."""
    drawn = REGENCIES[province]
    left, top, width, height = map(int, drawn["view_box"].split())
    points = []
    for region, path in drawn["paths"].items():
        assert PATH.fullmatch(path), region
        rings = read_rings(path)
        assert max(abs(signed_area(ring)) for ring in rings) >= 4, region
        points += [point for ring in rings for point in ring]
    xs, ys = [x for x, _ in points], [y for _, y in points]
    assert (left, top) == (0, 0)
    assert width <= 1000
    assert height <= 800
    assert (min(xs), min(ys), width - max(xs), height - max(ys)) == (4, 4, 4, 4)
    assert sum(map(len, drawn["paths"].values())) < 11_000


def test_regencies_have_the_share_of_their_province_that_they_have_on_the_ground() -> None:
    """Areas in km², rounded, as they are stated, of regencies that fill much of their province."""
    stated = {
        "bali": {
            "karangasem": 839,
            "buleleng": 1_365,
            "jembrana": 842,
            "tabanan": 1_013,
            "kota-denpasar": 128,
        },
        "yogyakarta": {"gunungkidul": 1_486, "bantul": 507, "sleman": 575, "kulon-progo": 586},
        "papua-barat-daya": {"sorong": 7_415, "sorong-selatan": 6_594, "raja-ampat": 8_035, "maybrat": 5_461},
        "gorontalo": {"pohuwato": 4_244, "bone-bolango": 1_984, "kabupaten-gorontalo": 2_125},
    }
    for province, areas in stated.items():
        drawn = {
            region: sum(abs(signed_area(ring)) for ring in read_rings(REGENCIES[province]["paths"][region]))
            for region in areas
        }
        for region, area in areas.items():
            share = drawn[region] / sum(drawn.values())
            assert share == pytest.approx(area / sum(areas.values()), rel=0.3), region


# --- Districts ---


def test_all_7285_districts_lie_in_a_regency_or_city_and_each_of_these_has_some() -> None:
    codes = [row["kemendagri"] for row in DISTRICTS]
    assert len(codes) == 7_285
    assert codes == sorted(set(codes))
    assert all(re.fullmatch(r"[1-9]\d\.\d\d\.\d\d", code) for code in codes)
    assert {code[:5] for code in codes} == {row["kemendagri"] for row in UNITS}


def test_names_of_districts_are_clean_and_name_one_in_their_regency() -> None:
    seen = {(row["kemendagri"][:5], slug(row["name"])) for row in DISTRICTS}
    assert len(seen) == len(DISTRICTS)
    for row in DISTRICTS:
        assert row["name"] == " ".join(row["name"].split())
        assert slug(row["name"])
        assert not row["name"].isupper()
