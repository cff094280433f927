"""``warta new``: what it writes is in order, nothing that was there is lost, likenesses are pointed out."""

from __future__ import annotations

from datetime import UTC, datetime
from pathlib import Path

import pytest
import yaml
from hypothesis import given, settings
from hypothesis import strategies as st

from tests.support import NOW, SITE_TOML, copy_starter, files_of, make_site, post, run_warta, tree_digest
from warta.authoring.drafts import split_titles
from warta.authoring.new import Outcome, Wish, new_story, new_term
from warta.authoring.similar_names import alike
from warta.build.build import check
from warta.build.request import Request
from warta.cli import main
from warta.content.new_files import create_files, replace_file
from warta.diagnostics.catalogue import MESSAGE_LANGUAGES, report_text
from warta.diagnostics.values import Severity
from warta.site.spelling import same_agency
from warta.yaml.coercions import yaml_reads
from warta.yaml.tree import Scalar, load_mapping
from warta.yaml.writing import Tree, block, scalar


def request(site: Path, now: datetime = NOW) -> Request:
    return Request(site, site / "output", now)


def errors(site: Path) -> list[str]:
    """The errors that ``warta check`` finds."""
    found = check(request(site)).diagnostics
    return [f"{finding.file} {finding.code}" for finding in found if finding.severity is Severity.ERROR]


def said(made: Outcome) -> str:
    """The name of the text that says why nothing was written."""
    assert made.written == ()
    assert made.problem is not None, made.diagnostics
    for language in MESSAGE_LANGUAGES:
        assert report_text(made.problem.name, language, 1, **made.problem.values)
    return made.problem.name


TAGS = "# Topik.\n\nkorpri:\n  name: KORPRI  # huruf besar\n"


@pytest.fixture
def site(tmp_path: Path) -> Path:
    return make_site(
        tmp_path / "situs", {"content/tags.yaml": "# Topik.\n\nkorpri:\n  name: KORPRI  # huruf besar\n"}
    )


# --- Texts as YAML ------------------------------------------------------------------------------------

ONE_LINE = st.text(
    st.characters(exclude_categories=("Cc", "Cs", "Zl", "Zp"), exclude_characters="\ufffe\uffff\ufeff")
).filter(lambda text: text.strip())


@given(ONE_LINE)
def test_a_text_is_the_same_text_to_every_reader(text: str) -> None:
    written = scalar(text)
    tree, found = load_mapping(f"key: {written}  # a comment\n", "x")
    assert tree is not None, found
    ((_, node),) = tree.entries
    assert isinstance(node, Scalar)
    assert node.value == text
    assert not (node.plain and yaml_reads(text))
    assert yaml.safe_load(f"key: {written}\n") == {"key": text}


@pytest.mark.parametrize(
    "text",
    ["Bupati Karangasem", "ASN diminta netral, tegas", "330 ASN ikut seminar", "Kantor II (Jawa Timur)"],
)
def test_an_ordinary_text_needs_no_quotes(text: str) -> None:
    assert (scalar(text) == text) is ("," not in text)


@pytest.mark.parametrize(
    "text", ["no", "10:30", "0123", "2024-11-14", "null", "~", "1e5", "a: b", "x #y", "- x", "@x", "Yes"]
)
def test_what_yaml_would_change_is_quoted(text: str) -> None:
    assert scalar(text) == f'"{text}"'


def test_groups_and_lists_are_written_as_they_are_read() -> None:
    tree: dict[str, Tree] = {"a": "x", "b": {"c": ["1", {"d": "y", "e": []}], "f": None}, "g": True}
    assert yaml.safe_load(block(tree)) == tree


# --- Stories ------------------------------------------------------------------------------------------


def test_a_story_is_there_in_every_language_and_in_order(site: Path) -> None:
    made = new_story(request(site), Wish("Bupati buka: “seminar” netralitas"))
    stem = "content/news/2025/bupati-buka-seminar-netralitas"
    assert made.written == (f"{stem}.id.md", f"{stem}.en.md")
    original, translation = ((site / path).read_text("utf-8") for path in made.written)
    assert 'title: "Bupati buka: “seminar” netralitas"\ndate: 2025-01-15\nagency: dinas\n' in original
    assert "date" not in translation
    assert all("draft: true" in text for text in (original, translation))
    assert errors(site) == []


def test_today_is_the_day_in_the_sites_timezone(site: Path) -> None:
    made = new_story(request(site, datetime(2024, 12, 31, 18, 0, tzinfo=UTC)), Wish("Tahun baru"))
    assert made.written[0] == "content/news/2025/tahun-baru.id.md"
    assert "date: 2025-01-01\n" in (site / made.written[0]).read_text("utf-8")


def test_a_given_date_time_and_zone_are_kept(site: Path) -> None:
    made = new_story(request(site), Wish("Rapat", date="2023-12-31 23:30 WITA"))
    assert made.written[0].startswith("content/news/2023/")
    assert "date: 2023-12-31 23:30 WITA\n" in (site / made.written[0]).read_text("utf-8")


def test_defaults_come_from_the_settings_and_can_be_overruled(tmp_path: Path) -> None:
    files = {
        "site.toml": SITE_TOML + '\n[new]\nagency = "Badan Uji"\nregion = "bali"\n',
        "content/agencies/badan.yaml": "name: Badan Uji\nregion: bondowoso\n",
    }
    folder = make_site(tmp_path, files)
    plain = new_story(request(folder), Wish("Satu"))
    assert "agency: badan\nregion: bali\n" in (folder / plain.written[0]).read_text("utf-8")
    other = new_story(request(folder), Wish("Dua", agency="Dinas Uji"))
    assert "agency: dinas\nspeaker: []\n" in (folder / other.written[0]).read_text("utf-8")
    assert errors(folder) == []


def test_without_a_default_the_agency_is_asked_for(tmp_path: Path) -> None:
    folder = make_site(tmp_path, {"content/agencies/badan.yaml": "name: Badan Uji\nregion: bali\n"})
    made = new_story(request(folder), Wish("Satu"))
    assert said(made) == "new_which_agency"
    assert made.problem is not None
    assert made.problem.values == {
        "title": '"Satu"',
        "publisher": '"Tim Uji"',
        "known": "badan, dinas",
    }
    assert said(new_story(request(folder), Wish("Satu", agency="Badann Uji"))) == "new_unknown_suggestion"
    assert said(new_story(request(folder), Wish("Satu", agency="xyz"))) == "new_unknown"


def took(made: Outcome) -> dict[str, object]:
    """Which notes tell of a value that nobody gave, and the value."""
    return {
        note.name: note.values["value"]
        for note in made.notes
        if note.name.startswith(("new_agency", "new_region"))
    }


def test_what_nobody_gave_is_said_with_where_it_is_from(tmp_path: Path) -> None:
    badan = {"content/agencies/badan.yaml": "name: Badan Uji\nregion: bondowoso\n"}
    alone = make_site(tmp_path / "satu", {})
    assert took(new_story(request(alone), Wish("Satu"))) == {"new_agency_from_registry": "dinas"}
    published = SITE_TOML.replace('name = "Tim Uji"', 'name = "Badan Uji"')
    assert published != SITE_TOML
    theirs = make_site(tmp_path / "dua", {"site.toml": published, **badan})
    assert took(new_story(request(theirs), Wish("Satu"))) == {"new_agency_from_publisher": "badan"}
    assert took(new_story(request(theirs), Wish("Dua", agency="dinas"))) == {}
    told = make_site(
        tmp_path / "tiga", {"site.toml": published + '[new]\nagency = "dinas"\nregion = "Bali"\n', **badan}
    )
    assert took(new_story(request(told), Wish("Satu"))) == {
        "new_agency_from_settings": "dinas",
        "new_region_from_settings": "bali",
    }


REGIONS_OF = [
    # an agency's name, its parent; what comes of it without --region
    ("Dinas Pendidikan Karangasem", "", "karangasem"),
    ("Dinas Pendidikan (Disdik) Kab. Karangasem", "", "karangasem"),
    ("Pemkab Bandung", "", "bandung"),
    ("Pemkot Bandung", "", "kota-bandung"),
    ("Dinkes Bandung", "", "new_which_of_regions"),
    ("Dinas Kesehatan Gorontalo", "", "new_which_of_regions"),
    ("Pemprov Gorontalo", "", "gorontalo"),
    ("Disdik DKI Jakarta", "", "jakarta"),
    ("Kementerian Agama Republik Indonesia", "", "indonesia"),
    ("Kecamatan Rendang, Karangasem", "", "karangasem"),
    ("Polda Metro Jaya", "", "new_which_region"),
    ("Badan Lain", "", "new_which_region"),
    ("Badan Lain", "dinas", "new_which_region"),
    ("Badan Lain", "induk", "bondowoso"),
    ("Pemerintah Kabupaten Suka Makmur", "", "new_region_first"),
    ("Pemkab Suka Makmur", "dinas", "new_region_first"),
    ("Desa Karangasem", "", "new_region_first"),
    ("Pemkab Karang Asem", "", "new_region_meant"),
]


@pytest.mark.parametrize(("name", "parent", "expected"), REGIONS_OF)
def test_an_agency_is_where_its_name_says_or_is_asked_for(
    site: Path, name: str, parent: str, expected: str
) -> None:
    above = "name: Pemerintah Daerah Uji\nregion: bondowoso\n"
    settings = SITE_TOML + '[new]\nagency = "induk"\n'
    make_site(site, {"site.toml": settings, "content/agencies/induk.yaml": above})
    made = new_term(request(site), "agencies", Wish(name, parent=parent))
    if expected.startswith("new_"):
        assert said(made) == expected
    else:
        assert f"region: {expected}\n" in (site / made.written[0]).read_text("utf-8")
        assert list(took(made).values()) == [expected]


def test_the_site_s_own_region_is_taken_only_where_a_name_does_not_speak_against_it(site: Path) -> None:
    make_site(site, {"site.toml": SITE_TOML.replace("[publisher]", 'region = "bandung"\n[publisher]')})
    assert took(new_term(request(site), "agencies", Wish("Badan"))) == {"new_region_from_site": "bandung"}
    assert took(new_term(request(site), "agencies", Wish("Dinkes Bandung"))) == {
        "new_region_from_site": "bandung"
    }
    assert said(new_term(request(site), "agencies", Wish("Pemkab Suka Makmur"))) == "new_region_first"


def test_a_translation_can_have_its_headline_at_once(site: Path) -> None:
    made = new_story(request(site), Wish("Apel pagi", {"en": "Morning assembly"}))
    translation = (site / made.written[1]).read_text("utf-8")
    assert translation.startswith("---\ntitle: Morning assembly\nslug: morning-assembly\n")
    assert said(new_story(request(site), Wish("Lain", {"fr": "Autre"}))) == "new_bad_language"


@pytest.mark.parametrize(
    "there",
    [
        "content/news/2025/apel.id.md",
        "content/news/2025/apel.en.md",
        "content/news/2025/apel/index.id.md",
        "content/news/2025/apel/index.en.md",
    ],
)
@pytest.mark.parametrize("folder", [False, True])
def test_no_story_is_overwritten(site: Path, there: str, folder: bool) -> None:
    make_site(site, {there: "milik orang lain"})
    before = tree_digest(site / "content")
    assert said(new_story(request(site), Wish("Apel", folder=folder))) == "new_story_exists"
    assert tree_digest(site / "content") == before


def test_a_story_that_would_take_anothers_address_is_not_written(site: Path) -> None:
    make_site(site, {"content/news/2025/lain.id.md": post("Lain", slug="apel", date="2025-01-02")})
    before = tree_digest(site / "content")
    made = new_story(request(site), Wish("Apel"))
    assert made.written == ()
    assert [found.code for found in made.diagnostics] == ["url-twice"]
    assert tree_digest(site / "content") == before


def test_mistakes_that_are_there_already_do_not_keep_anybody_from_writing(site: Path) -> None:
    make_site(
        site,
        {
            "content/news/2024/rusak.id.md": "tanpa front matter",
            "content/news/2024/salah.id.md": post("S", agency="xyz"),
        },
    )
    before = errors(site)
    assert len(before) == 2
    assert new_story(request(site), Wish("Apel")).written
    assert new_term(request(site), "tags", Wish("Disiplin")).written
    assert errors(site) == before


@given(ONE_LINE)
@settings(max_examples=8)
def test_any_title_is_refused_or_makes_a_story_in_order(
    tmp_path_factory: pytest.TempPathFactory, text: str
) -> None:
    folder = make_site(tmp_path_factory.mktemp("judul"), {})
    made = new_story(request(folder), Wish(" ".join(text.split())[:300]))
    if made.written:
        assert errors(folder) == []
    else:
        assert said(made) == "new_no_letters"


def test_a_slug_that_is_no_address_is_refused(site: Path) -> None:
    assert said(new_story(request(site), Wish("Apel", slug="../x"))) == "new_bad_slug"
    assert said(new_story(request(site), Wish("Apel", date="kemarin"))) == "new_bad_date"


# --- Terms --------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("taxonomy", "wish", "path", "text"),
    [
        ("agencies", Wish("Dinas Kesehatan", {"en": "Health Office"}, region="Bali", parent="dinas"),
         "content/agencies/dinas-kesehatan.yaml",
         "name:\n  id: Dinas Kesehatan\n  en: Health Office\nregion: bali\nparent: dinas\n"),
        ("speakers", Wish("Prof. Dr. Ni Luh Sari, S.H., M.H.", office="Kepala Dinas", agency="Dinas Uji"),
         "content/speakers/ni-luh-sari.yaml",
         ('name: Ni Luh Sari\nprefix: Prof. Dr.\nsuffix: "S.H., M.H."\n'
          "appointments:\n  - office: Kepala Dinas\n    agency: dinas\n")),
        ("regions", Wish("Kecamatan Tegal", parent="bondowoso"), "content/regions.yaml",
         "kecamatan-tegal:\n  name: Kecamatan Tegal\n  parent: bondowoso\n"),
        ("tags", Wish("Disiplin pegawai", {"en": "Discipline"}), "content/tags.yaml",
         f"{TAGS}\ndisiplin-pegawai:\n  name:\n    id: Disiplin pegawai\n    en: Discipline\n"),
    ],
)  # fmt: skip
def test_a_term_is_written_where_the_registry_has_its_like(
    site: Path, taxonomy: str, wish: Wish, path: str, text: str
) -> None:
    made = new_term(request(site), taxonomy, wish)
    assert made.written == (path,)
    assert (site / path).read_text("utf-8") == text
    assert errors(site) == []


REGISTRIES = {
    "no line end": b"# Topik\na:\n  name: A  # satu",
    "Windows": "\ufeff# Topik\r\na: {name: A}\r\n\r\n".encode(),
    "comments at the end": b"a:\n  name: A\n\n# Jangan diubah:\n",
    "only a comment": b"# Topik.\n",
    "nothing": b"",
}


@pytest.mark.parametrize("name", REGISTRIES)
def test_a_registry_keeps_every_byte_that_it_had(site: Path, name: str) -> None:
    old = REGISTRIES[name]
    path = site / "content/tags.yaml"
    path.write_bytes(old)
    path.chmod(0o640)
    assert new_term(request(site), "tags", Wish("Disiplin")).written
    new = path.read_bytes()
    assert new.startswith(old)
    assert (b"\r\n" in old) is (b"\r\n" in new)
    assert new.count(b"\n") == new.count(b"\r\n") or b"\r\n" not in new
    assert path.stat().st_mode & 0o777 == 0o640
    assert errors(site) == []
    assert files_of(site / "content") == ("agencies/dinas.yaml", "tags.yaml")


@pytest.mark.parametrize("text", ["{a: {name: A}}\n", "a:\n  name: A\n...\n", "a:\n  name: |\n    A\n b\n"])
def test_a_registry_of_another_form_is_left_alone(site: Path, text: str) -> None:
    (site / "content/tags.yaml").write_text(text, encoding="utf-8")
    assert said(new_term(request(site), "tags", Wish("Disiplin"))) == "new_by_hand"
    assert (site / "content/tags.yaml").read_text("utf-8") == text


def test_a_site_that_keeps_tags_in_a_folder_gets_a_file_there(tmp_path: Path) -> None:
    folder = make_site(tmp_path, {"content/tags/korpri.yaml": "name: KORPRI\n"})
    assert new_term(request(folder), "tags", Wish("Disiplin")).written == ("content/tags/disiplin.yaml",)
    assert errors(folder) == []


@pytest.mark.parametrize(
    ("taxonomy", "wish", "problem"),
    [
        ("tags", Wish("korpri"), "new_term_exists"),
        ("agencies", Wish("dinas  UJI", region="bali"), "new_term_exists"),
        ("regions", Wish("Kabupaten Bondowoso", parent="bali"), "new_term_bundled"),
        ("agencies", Wish("Badan"), "new_which_region"),
        ("agencies", Wish("Badan", region="Bondowosso"), "new_unknown_suggestion"),
        ("regions", Wish("Kecamatan Tegal"), "new_which_parent"),
        ("speakers", Wish("Ni Luh Sari", agency="dinas"), "new_which_office"),
        ("tags", Wish("???"), "new_no_letters"),
    ],
)
def test_what_cannot_be_added_is_explained_and_nothing_is_written(
    site: Path, taxonomy: str, wish: Wish, problem: str
) -> None:
    before = tree_digest(site / "content")
    assert said(new_term(request(site), taxonomy, wish)) == problem
    assert tree_digest(site / "content") == before


ALIKE = [
    ("Pelayanan Publick", "Pelayanan publik"),
    ("Dinas Kesehatan Kabupaten Bondowoso", "Dinas Kesehatan Bondowoso"),
    ("I Wayan Artha", "I Wayan Artha Dipa"),
    ("BKN", "Badan Kepegawaian Negara"),
    ("Badan Kepegawaian Negara", "BKN"),
    ("Publik, Pelayanan", "Pelayanan Publik"),
    ("Muhammad Dahlan", "Muhamad Dahlan"),
    ("Karang Asem", "Karangasem"),
]
AGENCIES_ALIKE = [
    ("Pemkab Suka Makmur", "Pemerintah Kabupaten Suka Makmur", True),
    ("Pemda Bali", "Pemerintah Provinsi Bali", True),
    ("Dinkes Bondowoso", "Dinas Kesehatan (Dinkes) Kabupaten Bondowoso", True),
    ("BPBD Karangasem", "Badan Penanggulangan Bencana Daerah Kabupaten Karangasem", True),
    ("Kemenag RI", "Kementerian Agama Republik Indonesia", True),
    ("Pemprov Gorontalo", "Pemerintah Kabupaten Gorontalo", False),
    ("Dinkes Bandung", "Dinas Kesehatan Kota Bandung", False),
    ("Pemkot Bandung", "Pemerintah Kabupaten Bandung", False),
    ("Pemkab Bangli", "Pemerintah Kabupaten Bondowoso", False),
]
UNLIKE = [
    ("Pemerintah Kabupaten Bangli", "Pemerintah Kabupaten Bondowoso"),
    ("Pilkada 2024", "Pilkada 2029"),
    ("BKPSDM Karangasem", "BKPSDM Bondowoso"),
    ("Bawaslu", "Bawaslu Bali"),
    ("I Gede Dana", "I Gede Sandiasa"),
    ("BKN", "Badan Pengawas Pemilu"),
]


@pytest.mark.parametrize(
    ("one", "other", "expected"), [*((*pair, True) for pair in ALIKE), *((*pair, False) for pair in UNLIKE)]
)
def test_likenesses_are_seen_and_differences_too(one: str, other: str, expected: bool) -> None:
    assert alike(one, other) is expected
    assert alike(other, one) is expected


@pytest.mark.parametrize(("one", "other", "expected"), AGENCIES_ALIKE)
def test_an_agency_is_known_by_its_name_in_short(one: str, other: str, expected: bool) -> None:
    assert same_agency(one, other) is expected
    assert same_agency(other, one) is expected


def test_an_agency_s_name_in_short_is_pointed_out(site: Path) -> None:
    make_site(
        site, {"content/agencies/d.yaml": "name: Dinas Kesehatan Kabupaten Bondowoso\nregion: bondowoso\n"}
    )
    made = new_term(request(site), "agencies", Wish("Dinkes Bondowoso"))
    assert [note.values["term"] for note in made.notes if note.name == "new_term_near"] == ["d"]


def test_a_near_duplicate_is_pointed_out(site: Path) -> None:
    make_site(site, {"content/tags.yaml": "pelayanan-publik:\n  name: Pelayanan publik\n"})
    made = new_term(request(site), "tags", Wish("Pelayanan Publick"))
    near = [note.values for note in made.notes if note.name == "new_term_near"]
    assert near == [{"given": "Pelayanan publik", "term": "pelayanan-publik"}]


@pytest.mark.parametrize(
    ("name", "parts"),
    [
        ("Dr. H. I Gede Dana, S.Pd., M.Si.", ("Dr. H.", "I Gede Dana", "S.Pd., M.Si.")),
        ("M. Yusuf", ("", "M. Yusuf", "")),
        ("Ir. Sukarno", ("Ir.", "Sukarno", "")),
        ("Hendra Dharma", ("", "Hendra Dharma", "")),
        ("Dr.", ("", "Dr.", "")),
        ("KH. Ahmad, Lc.", ("KH.", "Ahmad", "Lc.")),
        ("K.H. Ahmad", ("K.H.", "Ahmad", "")),
        ("AKBP Ricko", ("AKBP", "Ricko", "")),
    ],
)
def test_titles_are_told_from_names(name: str, parts: tuple[str, str, str]) -> None:
    assert split_titles(name) == parts


# --- Files --------------------------------------------------------------------------------------------


def test_files_are_written_all_or_none(tmp_path: Path) -> None:
    (tmp_path / "b").write_text("lama")
    with pytest.raises(FileExistsError):
        create_files(tmp_path, [("baru/a", b"x"), ("b", b"y")])
    assert not (tmp_path / "baru").exists()
    assert (tmp_path / "b").read_text() == "lama"


def test_a_file_that_changed_meanwhile_is_not_replaced(tmp_path: Path) -> None:
    (tmp_path / "a").write_bytes(b"baru")
    with pytest.raises(FileExistsError):
        replace_file(tmp_path, "a", b"lama", b"punya kami")
    assert files_of(tmp_path) == ("a",)
    assert (tmp_path / "a").read_bytes() == b"baru"


def test_nothing_is_written_outside_the_site(site: Path, tmp_path: Path) -> None:
    outside = tmp_path / "luar"
    outside.mkdir()
    (site / "content/news").symlink_to(outside)
    assert said(new_story(request(site), Wish("Apel"))) == "new_outside"
    assert list(outside.iterdir()) == []


def test_a_file_in_the_place_of_a_folder_is_named(site: Path) -> None:
    make_site(site, {"content/news/2025": "bukan folder"})
    made = new_story(request(site), Wish("Apel"))
    assert said(made) == "new_file_exists"
    assert made.problem is not None
    assert "content/news/2025" in str(made.problem.values["path"])


# --- The command --------------------------------------------------------------------------------------


def test_the_command_prints_the_paths_and_what_is_next(tmp_path: Path) -> None:
    folder = copy_starter(tmp_path / "situs")
    words = ("new", "Bupati", "membuka", "seminar", "--date", "2026-01-02")
    made = run_warta(*words, cwd=folder / "content")
    assert made.returncode == 0
    assert made.stdout.splitlines() == [
        "news/2026/bupati-membuka-seminar.id.md",
        "news/2026/bupati-membuka-seminar.en.md",
    ]
    assert "warta check" in made.stderr
    assert "`tim-konten`, penerbit situs ini" in made.stderr
    assert errors(folder) == []
    settings = folder / "site.toml"
    text = settings.read_text("utf-8")
    settings.write_text(text.replace("Tim Konten Warta Netralitas", "Pemkab Suka Makmur"), "utf-8")
    asked = run_warta(*words[:-2], "baru", cwd=folder)  # no agency of the starter's is whose site this is now
    assert asked.returncode == 2
    assert '`warta new agency "Pemkab Suka Makmur"`' in asked.stderr


def test_every_kind_of_term_has_its_command(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    folder = copy_starter(tmp_path / "situs")
    for words in (
        ["agency", "Dinas Kesehatan Bondowoso"],
        ["speaker", "Ni Luh Sari", "--office", "Kepala Dinas", "--agency", "dinas-kesehatan-bondowoso"],
        ["region", "Kecamatan Tegal", "--parent", "bondowoso", "--in", "en=Tegal District"],
        ["tag", "Disiplin", "kerja"],
    ):
        assert main(["--site", str(folder), "new", *words]) == 0, capsys.readouterr()
    assert main(["--site", str(folder), "new", "tag"]) == 2
    assert main(["--site", str(folder), "new", "tag", "Lain", "--in", "en"]) == 2
    assert main(["--site", str(folder), "--lang", "en", "new", "tag", "Disiplin kerja"]) == 2
    assert "is there already" in capsys.readouterr().err
    assert errors(folder) == []


@pytest.mark.parametrize(
    ("words", "command"),
    [
        (["berita", "Apel pagi"], 'warta new "Apel pagi"'),
        (["halaman", "Profil pejabat"], 'warta new page "Profil pejabat"'),
        (["halaman", "Profil", "pejabat"], 'warta new page "Profil pejabat"'),
        (["instansi", "Dinas Lain"], 'warta new agency "Dinas Lain"'),
        (["narasumber", "Ani"], 'warta new speaker "Ani"'),
        (["wilayah", "Kecamatan Tegal"], 'warta new region "Kecamatan Tegal"'),
        (["topik", "Disiplin"], 'warta new tag "Disiplin"'),
    ],
)
def test_a_word_that_is_taken_for_a_kind_is_answered_with_the_command(
    site: Path, capsys: pytest.CaptureFixture[str], words: list[str], command: str
) -> None:
    before = tree_digest(site / "content")
    assert main(["--site", str(site), "new", *words]) == 2
    assert f"`{command}`" in capsys.readouterr().err
    assert tree_digest(site / "content") == before


def test_a_title_may_begin_with_such_a_word(site: Path) -> None:
    assert main(["--site", str(site), "new", "halaman kota dibersihkan"]) == 0
    assert main(["--site", str(site), "new", "Berita", "duka", "cita"]) == 0


def test_a_site_without_settings_is_told_so(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    make_site(tmp_path, {"site.toml": "title = \n"})
    assert main(["--site", str(tmp_path), "new", "Apel"]) == 1
    assert "[toml-no-value]" in capsys.readouterr().err
