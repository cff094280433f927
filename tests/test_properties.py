"""Properties that hold for any input.

Slugs, addresses, dates, numbers, fingerprints, YAML, whole files, markup.
"""

from __future__ import annotations

import copy
import re
import unicodedata
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta, timezone
from html.parser import HTMLParser
from typing import Any, NamedTuple
from urllib.parse import unquote
from zoneinfo import ZoneInfo

import pytest
from hypothesis import assume, example, given
from hypothesis import strategies as st
from markupsafe import Markup

from tests.support import output_path
from warta import urls
from warta.config.settings import parse_config
from warta.content.parsed import ParseOptions
from warta.content.parsing import parse_source
from warta.diagnostics.values import Diagnostic, Position
from warta.i18n.languages import load_language
from warta.i18n.moments import INDONESIAN_ZONES, PartialDate, moment_of, parse_date, parse_moment
from warta.markdown.conversion import convert
from warta.markdown.placeholders import put_texts, resolve_links
from warta.pages.fingerprint import fingerprint
from warta.urls import Addresses, collision_key, slug_problem, slugify
from warta.yaml.tree import Mapping, Node, Scalar, Sequence, load_mapping

ANY_TEXT = st.text(max_size=120)
LINES = st.text(alphabet=st.characters(codec="utf-8", exclude_characters="\r"), max_size=200)

# --- Slugs --------------------------------------------------------------------------------------------


@given(ANY_TEXT)
@example("ΐ")
@example("ŉ")
@example("ﬁ")
@example("İstanbul")
@example("ẞ")
@example("con")
@example("a" * 300)
@example("é" * 120)
@example('Dr. Érna\'s "Uji"')
def test_a_slug_is_valid_or_empty_and_its_own_slug(text: str) -> None:
    """Whatever a title holds, what is made of it can be part of an address.

    Making it again changes nothing.
    """
    slug = slugify(text)
    assert slug == "" or slug_problem(slug) is None
    assert len(slug.encode()) <= urls.MAX_SLUG_BYTES
    assert slugify(slug) == slug
    assert collision_key(slug) == slug or not slug


@given(ANY_TEXT)
@example("Straße")
@example("ǅ")
@example("ﬀ")
def test_a_slug_does_not_depend_on_case_or_normal_form(text: str) -> None:
    """The same name typed on another keyboard gives the same address."""
    slug = slugify(text)
    assert slugify(unicodedata.normalize("NFC", text)) == slug
    assert slugify(unicodedata.normalize("NFD", text)) == slug
    assert slugify(text.casefold()) == slug


@given(
    st.text(alphabet="abz019", min_size=1, max_size=8),
    st.lists(st.sampled_from(" -–/.,_!"), min_size=1, max_size=4),
)
def test_what_separates_words_does_not_matter(word: str, separators: list[str]) -> None:
    """One hyphen stands for any run of spaces and punctuation, none at the ends."""
    text = "".join(separators)
    assert slugify(f"{text}x{word}{text}{word}x{text}") == f"x{word}-{word}x"


@pytest.mark.parametrize(
    "slug",
    [
        "",
        "a--b",
        "-a",
        "a-",
        "A",
        "a b",
        "a/b",
        "../x",
        "/etc",
        "%2e%2e",
        "a.",
        ".",
        "..",
        "a_b",
        "e\u0301",
        "a\0",
        "a\nb",
    ],
)
def test_what_cannot_be_an_address_is_no_slug(slug: str) -> None:
    """Case 17 of the abuse set: nothing that leaves its folder or that two file systems see differently."""
    assert slug_problem(slug) == "form"


@pytest.mark.parametrize("slug", ["con", "nul", "com1", "lpt9", "index", "aux", "prn"])
def test_names_that_some_system_keeps_for_itself_are_no_slugs(slug: str) -> None:
    """Windows' devices, and the name of every page's file."""
    assert slug_problem(slug) == "reserved"
    assert slugify(slug) == f"{slug}-1"


# --- Addresses ----------------------------------------------------------------------------------------

SLUGS = ANY_TEXT.map(slugify).filter(bool)
WORDS = {
    "id": {"news": "berita", "tags": "topik", "archive": "arsip", "page": "halaman", "agencies": "instansi"},
    "jv": {"news": "warta", "tags": "ꦠꦺꦩ", "archive": "arsip", "page": "kaca", "agencies": "lembaga"},
}


@given(
    SLUGS,
    st.sampled_from(["id", "jv"]),
    st.sampled_from(["", "/sub", "/a/b"]),
    st.integers(1, 9999),
    st.integers(2, 500),
)
def test_an_address_and_its_file_belong_together(
    slug: str, language: str, root: str, year: int, number: int
) -> None:
    """The file a host serves for an address is the one the page is written to.

    Both stay in their folders.
    """
    place = Addresses("https://kabar.example.go.id", root, WORDS)
    term = place.term(language, "tags", slug)
    for address in (
        place.post(language, year, slug),
        term,
        place.archive(language, year, number % 12 + 1),
        place.listing_page(language, term, number),
        place.at(f"{language}/feed.xml"),
    ):
        assert address.url.startswith(root + "/" + language)
        assert address.url.isascii()
        assert not set(address.url) & set(" \"'<>&?#\\")
        assert output_path(unquote(address.url.removeprefix(root))) == address.path
        assert urls.path_problem("/" + address.path) is None
    assert place.listing_page(language, term, 1) != term


@given(SLUGS, SLUGS)
def test_different_slugs_have_different_files_everywhere(one: str, other: str) -> None:
    """Slugs are equal or no file system takes them for the same."""
    assert (one == other) == (collision_key(one) == collision_key(other))


@given(
    st.lists(
        st.sampled_from(["a", "b.html", "é", "..a", "a%2e", "..", ".", "", "c:", "\\", "a."]), max_size=4
    ).map(lambda parts: "/" + "/".join(parts))
)
def test_a_path_that_is_accepted_stays_in_the_site(text: str) -> None:
    """An alias or old address cannot name a file outside the output."""
    assume(urls.path_problem(text) is None)
    path = output_path(unquote(text))
    assert not path.startswith("/")
    assert ".." not in path.split("/")
    assert "\\" not in path


@given(ANY_TEXT)
def test_checks_of_addresses_never_fail(text: str) -> None:
    """They answer for any text."""
    assert isinstance(urls.is_web_url(text), bool)
    assert isinstance(urls.is_web_url("https://" + text), bool)
    assert urls.local_file_problem(text) in (None, "form")


@pytest.mark.parametrize(
    "address",
    [
        "javascript:alert(1)",
        "data:text/html,x",
        "//host/x",
        "http://",
        "https:///x",
        "ftp://h/",
        "mailto:a@b",
        "HTTP:x",
        "http://a b",
    ],
)
def test_only_http_addresses_with_a_host_are_web_addresses(address: str) -> None:
    """Active schemes above all."""
    assert not urls.is_web_url(address)


# --- Dates and numbers --------------------------------------------------------------------------------

OFFSETS = st.integers(-14 * 60, 14 * 60).map(lambda minutes: timezone(timedelta(minutes=minutes)))
DATETIMES = st.datetimes(datetime(2, 1, 1), datetime(9998, 12, 31))  # noqa: DTZ001 - zones are drawn separately
ZONES = st.sampled_from(
    [*INDONESIAN_ZONES.values(), ZoneInfo("Asia/Jakarta"), ZoneInfo("Europe/Amsterdam"), UTC]
)


@given(DATETIMES, st.sampled_from(["WIB", "WITA", "WIT"]), st.sampled_from([":", "."]), ZONES)
def test_a_time_with_a_zone_is_read_as_it_was_written(at: datetime, zone: str, colon: str, site: Any) -> None:
    """The zone of the text wins over the site's, and is kept for showing."""
    text = f"{at.year:04}-{at.month:02}-{at.day:02} {at.hour:02}{colon}{at.minute:02} {zone}"
    moment = parse_moment(text, site)
    assert moment is not None
    assert moment.precise
    assert moment.at.replace(tzinfo=None) == at.replace(second=0, microsecond=0)
    assert (moment.at.tzname(), moment.at.utcoffset()) == (zone, INDONESIAN_ZONES[zone].utcoffset(None))


@given(DATETIMES, OFFSETS, ZONES)
def test_an_iso_time_is_read_back(at: datetime, offset: timezone, site: Any) -> None:
    """What ``isoformat`` writes is the same point in time again, to the second, in the site's zone."""
    aware = at.replace(microsecond=0, tzinfo=offset)
    moment = parse_moment(aware.isoformat(), site)
    assert moment is not None
    assert moment.at == aware
    there = aware.astimezone(site)
    assert abs((there.replace(tzinfo=None) - moment.at.replace(tzinfo=None)).total_seconds()) <= 30
    assert moment.zone == there.tzname()
    assert moment_of(moment.at) == moment


@given(st.dates(date(2, 1, 1), date(9998, 12, 31)), ZONES)
@example(date(1908, 5, 20), ZoneInfo("Asia/Jakarta"))
def test_a_bare_date_is_that_day_in_the_site_s_zone(day: date, zone: Any) -> None:
    """Midnight, not shown as a time."""
    moment = parse_moment(day.isoformat(), zone)
    assert moment is not None
    assert not moment.precise
    assert moment.at.date() == day
    offset = datetime(day.year, day.month, day.day, tzinfo=zone).utcoffset()
    assert offset is not None
    assert moment.offset == round(offset.total_seconds() / 60)


DATE_LIKE = st.one_of(
    ANY_TEXT,
    st.from_regex(
        r"\d{4}-\d{1,2}-\d{1,2}([T ]+\d{1,2}[:.]\d{2}([:.]\d{2})? ?(WIB|WITA|Z|[+-]\d{2}:?\d{2})?)?",
        fullmatch=True,
    ),
    st.from_regex(r"[0-9]{1,5}(-[0-9]{1,2}){0,3}", fullmatch=True),
)


@given(DATE_LIKE, ZONES)
@example("2026-02-30", UTC)
@example("0000-01-01", UTC)
@example("2024-01-01 00:00 +99:99", UTC)
@example("0001-01-01", ZoneInfo("Asia/Jakarta"))
@example("9999-12-31 23:59 -14:00", ZoneInfo("Asia/Jakarta"))
@example("0001-01-01 00:00 +14:00", UTC)
def test_reading_a_date_fails_with_value_error_or_not_at_all(text: str, zone: Any) -> None:
    """A form that is not a date is None; a date that does not exist is a ValueError.

    Nothing else comes out.
    """
    try:
        moment = parse_moment(text, zone)
    except ValueError:
        moment = None
    assert moment is None or moment.at.tzinfo is not None
    try:
        day = parse_date(text)
    except ValueError:
        day = None
    assert day is None or isinstance(day, PartialDate)


@given(st.integers(1, 9999), st.none() | st.integers(1, 12), st.none() | st.integers(1, 28))
@example(9999, None, None)
@example(9999, 12, None)
@example(2024, 2, None)
def test_a_partial_date_covers_its_days(year: int, month: int | None, day: int | None) -> None:
    """It is read back from its text; its last day is the day before the next year, month or day begins."""
    partial = PartialDate(year, month, day if month else None)
    text = f"{year:04}" + (f"-{month:02}" if month else "") + (f"-{day:02}" if month and day else "")
    assert parse_date(text) == partial
    first, last = partial.first_day(), partial.last_day()
    assert first <= last
    if month is None:
        assert (first, last) == (date(year, 1, 1), date(year, 12, 31))
    elif day is None:
        assert (first.day, last.month) == (1, month)
        assert last == date.max or (last + timedelta(days=1)).day == 1
    else:
        assert first == last == date(year, month, day)


@given(st.integers(-(10**15), 10**15))
def test_numbers_are_grouped_in_threes(value: int) -> None:
    """12.345 in Indonesian and 12,345 in English, and nothing is lost."""
    for code, separator in (("id", "."), ("en", ",")):
        written = load_language(code, {}).number(value)
        assert int(written.replace(separator, "")) == value
        assert all(len(group) == 3 for group in written.split(separator)[1:])


# --- Fingerprints -------------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class Pair:
    """Two values under names."""

    left: Any
    right: Any


@dataclass(frozen=True, slots=True)
class Couple:
    """The same fields under another name: another thing for a template."""

    left: Any
    right: Any


class Named(NamedTuple):
    """The same once more as a named tuple, which is not the plain tuple it equals."""

    left: Any
    right: Any


PLAIN = st.one_of(
    st.none(),
    st.booleans(),
    st.integers(-3, 3),
    st.integers(),
    st.text(max_size=4),
    st.text(max_size=4).map(Markup),
    st.builds(PartialDate, st.integers(2000, 2002), st.none() | st.integers(1, 2)),
    st.datetimes(
        datetime(2024, 1, 1),  # noqa: DTZ001 - zones are drawn separately
        datetime(2024, 1, 2),  # noqa: DTZ001 - as above
        timezones=st.sampled_from(list(INDONESIAN_ZONES.values())),
    ).map(moment_of),
)
VALUES = st.recursive(
    PLAIN,
    lambda inner: st.one_of(
        st.lists(inner, max_size=4).map(tuple),
        st.builds(Pair, inner, inner),
        st.builds(Couple, inner, inner),
        st.builds(Named, inner, inner),
    ),
    max_leaves=8,
)


def same(one: Any, other: Any) -> bool:
    """Equal and of the same type throughout, zones of times included."""
    if type(one) is not type(other):
        return False
    if isinstance(one, tuple):
        return len(one) == len(other) and all(map(same, one, other))
    if isinstance(one, Pair | Couple):
        return same(one.left, other.left) and same(one.right, other.right)
    return bool(one == other)


@given(VALUES, VALUES)
@example(1, True)
@example(0, False)
@example(0, None)
@example("", None)
@example((), None)
@example("<b>", Markup("<b>"))
@example(("ab",), ("a", "b"))
@example(("a", ("b",)), (("a",), "b"))
@example("1", 1)
@example(Markup("a"), ("Markup", "a", "str"))
@example(Markup("a"), ("Markup", "a"))
@example(Named("a", "b"), ("a", "b"))
@example(Named("a", 1), Named("a", True))
@example("'", '"')
@example(("a", "'b"), ("a'", "b"))
@example(Pair("a", ()), Pair("a", None))
@example(Pair("a", "b"), Couple("a", "b"))
@example(Pair("a", "b"), ("a", "b"))
def test_fingerprints_are_equal_exactly_when_values_are(one: Any, other: Any) -> None:
    """Two values have one digest when a template cannot tell them apart, and only then."""
    assert (fingerprint(one) == fingerprint(other)) == same(one, other)


@given(VALUES)
def test_a_fingerprint_does_not_depend_on_the_objects(value: Any) -> None:
    """A copy has the same digest."""
    twin = copy.deepcopy(value)
    assert fingerprint(twin) == fingerprint(value)
    assert fingerprint((value, twin)) == fingerprint((twin, value))
    assert len(fingerprint(value)) == 16


# --- YAML ---------------------------------------------------------------------------------------------

YAML_PIECES = st.sampled_from(
    [
        "title",
        "date",
        "agency",
        "tags",
        "a",
        "ya",
        ": ",
        ":",
        "\n",
        "\n  ",
        "\n- ",
        "- ",
        "[",
        "]",
        "{",
        "}",
        ", ",
        "#",
        " #",
        '"',
        "'",
        "|",
        ">",
        "&a",
        "*a",
        "!tag",
        "!!int ",
        "%",
        "@",
        "`",
        "\t",
        "---",
        "...",
        "2024-11-14",
        "no",
        "10:30",
        "\\",
        "\\x",
        "?",
        "? ",
        "<<: ",
        "é",
        "\u2028",
        "\x85",
        "\ufeff",
        "\U0001f600",
        "~",
        "null",
        "0123",
    ]
)
YAML_TEXT = st.one_of(LINES, st.lists(YAML_PIECES, max_size=25).map("".join))


def positions_in(node: Node) -> list[Position]:
    found = [node.position]
    if isinstance(node, Sequence):
        for item in node.items:
            found += positions_in(item)
    elif isinstance(node, Mapping):
        for key, value in node.entries:
            found += [key.position, *positions_in(value)]
    return found


def lines_of(text: str) -> list[str]:
    return re.split(r"\r\n|[\n\r\x85\u2028\u2029]", text)


@given(YAML_TEXT, st.integers(1, 50))
@example("a: [" * 30, 1)
@example("a: &x [*x]", 1)
@example("a: 'x", 1)
@example("? [a]\n: b", 1)
@example("a: b: c", 1)
@example("a:\n\tb", 1)
@example('a: "\\q"', 1)
@example("\x1f", 1)
@example("- " * 2000 + "a", 1)
@example("a: " + "{a: " * 2000, 1)
@example("%YAML 3.0\n---\na: b", 1)
@example("a: b\n---\nc: d", 1)
@example("!<tag:yaml.org,2002:str> a: b", 1)
def test_any_text_is_read_as_yaml_or_explained(text: str, first_line: int) -> None:
    """No exception, a tree or an error, and every place named lies in the text."""
    tree, diagnostics = load_mapping(text, "x.yaml", first_line)
    assert tree is not None or diagnostics
    lines = lines_of(text)
    places = [found.position for found in diagnostics] + (positions_in(tree) if tree else [])
    for line, column in places:
        assert first_line <= line < first_line + len(lines) + 1
        within = lines[line - first_line] if line - first_line < len(lines) else ""
        assert 1 <= column <= len(within) + 1


@given(
    st.dictionaries(
        st.text("abcdefg", min_size=1, max_size=5),
        st.text("ab:#'\"\\é \n[]{},&*!|>%@`0123no-", max_size=20),
        max_size=6,
    )
)
def test_a_quoted_text_is_read_back_as_it_was(values: dict[str, str]) -> None:
    """Double quotes keep everything."""

    def quoted(text: str) -> str:
        return '"' + text.replace("\\", "\\\\").replace('"', '\\"').replace("\n", "\\n") + '"'

    text = "".join(f"{key}: {quoted(value)}\n" for key, value in values.items())
    tree, diagnostics = load_mapping(text, "x.yaml")
    assert diagnostics == ()
    assert tree is not None
    read = {key.value: value for key, value in tree.entries}
    assert list(read) == list(values)
    for number, (key, value) in enumerate(values.items(), 1):
        node = read[key]
        assert isinstance(node, Scalar)
        assert (node.value, node.plain, node.position) == (value, False, Position(number, len(key) + 3))


# --- Whole files --------------------------------------------------------------------------------------

OPTIONS = [ParseOptions(("id", "en"), "Asia/Jakarta", engine) for engine in ("markdown", "pyromark")]
PATHS = st.sampled_from(
    [
        "content/news/2024/a.id.md",
        "content/news/2024/a/index.en.md",
        "content/news/index.id.md",
        "content/a.id.md",
        "content/agencies/x.id.md",
        "content/agencies/x.yaml",
        "content/tags.yaml",
        "content/regions.yaml",
        "content/x.yml",
        "content/news/x.yaml",
        "content/news/2024/A B.id.md",
        "content/news/2024/a.md",
        "content/news/2024/.id.md",
        "content/speakers/con.yaml",
        "content/news/2024/a.xx.md",
    ]
)
KEY_LINES = st.tuples(
    st.sampled_from(
        [
            "title",
            "titel",
            "date",
            "agency",
            "speaker",
            "region",
            "tags",
            "summary",
            "slug",
            "kind",
            "source",
            "image",
            "updated",
            "changes",
            "publish_at",
            "expires",
            "draft",
            "undescribed",
            "unverified",
            "aliases",
            "event",
            "notes",
            "name",
            "x",
            "appointments",
            "region",
            "old_urls",
            "former_names",
            "website",
            "parent",
        ]
    ),
    st.sampled_from(
        [
            "",
            "~",
            "teks",
            "no",
            "10:30",
            "2024-11-14",
            "2026-02-30",
            "[a, b]",
            "{a: b}",
            "[[a]]",
            "{id: a, en: b}",
            '""',
            "'a",
            "[",
            "true",
            "0123",
            "https://a.example/",
            "javascript:x",
            "../x",
            "/lama",
            "[{date: 2024-01-01, kind: update, note: a}]",
            "{src: a.jpg, alt: b}",
            "{date: 9999-12-31}",
            "{xx: a}",
            "\n  - a\n  - b: c",
            "|\n  a\n  b",
            "\u200b",
            "12345678901234567890",
            "[{office: a, from: 2020, until: 9999}]",
            "9999",
            "0000",
            "con",
            "a--b",
            "e\u0301",
            "😀",
        ]
    ),
)
FRONT_MATTER = st.builds(
    lambda keys, open_, close, body: (
        open_ + "".join(f"{key}: {value}\n" for key, value in keys) + close + body
    ),
    st.lists(KEY_LINES, max_size=8),
    st.sampled_from(["---\n", "---\n", "--- \n", "", "\n---\n", "----\n", "\ufeff---\n", "+++\n"]),
    st.sampled_from(["---\n", "---\n", "---", "", "----\n", "...\n"]),
    st.text(max_size=60),
)


@given(
    PATHS,
    st.one_of(
        st.binary(max_size=200),
        st.text(max_size=200).map(lambda text: text.encode("utf-8", "surrogatepass")),
        FRONT_MATTER.map(str.encode),
    ),
)
@example("content/news/2024/a.id.md", b"---\ntitle: a\n---")
@example("content/news/2024/a.id.md", b"---\n---\n")
@example("content/news/2024/a.id.md", b"")
@example("content/tags.yaml", b"\xff")
def test_no_file_can_make_parsing_fail(path: str, data: bytes) -> None:
    """Any bytes under any name give a result; what is wrong is said with a place in the file."""
    lines = (
        data.count(b"\n")
        + data.count(b"\r")
        + data.count(b"\xe2\x80\xa8")
        + data.count(b"\xe2\x80\xa9")
        + data.count(b"\xc2\x85")
        + 2
    )
    for options in OPTIONS:
        parsed = parse_source(path, data, options)
        assert parsed.path == path
        something = parsed.card or parsed.terms or parsed.profile or parsed.diagnostics
        assert something or path in ("content/tags.yaml", "content/regions.yaml")
        for found in parsed.diagnostics:
            assert isinstance(found, Diagnostic)
            assert found.file == path
            assert 0 <= found.position.line <= lines
        assert parse_source(path, data, options) == parsed


@given(
    st.one_of(
        LINES,
        st.lists(
            st.sampled_from(
                [
                    'title = "a"\n',
                    "languages",
                    " = ",
                    '["id"]',
                    "[language.id]\n",
                    '"',
                    "\n",
                    "1",
                    "base_url",
                    '"https://a.example"',
                    "[publisher]\n",
                    'name = "x"\n',
                    "{}",
                    "true",
                    "[]",
                    "strings",
                    "[language]\n",
                    "dates",
                    "page_size",
                    "[[language]]\n",
                    "markdown",
                    "publisher",
                ]
            ),
            max_size=14,
        ).map("".join),
    )
)
@example('languages = ["id"]\nlanguage = 1\n')
@example('languages = ["id"]\nmarkdown = 1\n')
@example('languages = ["id"]\nlanguage = {id = 1}\n')
@example('languages = ["id"]\nbase_url = "https://[a"\n')
@example('languages = [["id"]]\n')
@example(
    'title = "t"\nlanguages = ["id"]\nbase_url = "https://a.example"\n'
    'publisher = {name = "x"}\nmarkdown = {engine = []}\n'
)
@example(
    'title = "t"\nlanguages = ["id"]\nbase_url = "https://a.example"\n'
    'publisher = {name = "x"}\nlanguage = {id = {plural = "9999999999"}}\n'
)
@example('languages = ["id"]\nlanguage = {id = {plural = "n(("}}\n')
@example('languages = ["id"]\nlanguage = {id = {dates = {long = ["a"]}}}\n')
@example('languages = ["id"]\nlanguage = {id = {strings = {home = []}}}\n')
def test_no_site_toml_can_make_reading_fail(text: str) -> None:
    """Settings of any shape are settings or findings."""
    config, diagnostics = parse_config(text)
    assert config is not None or diagnostics


# --- Markup -------------------------------------------------------------------------------------------


class HostileParts(HTMLParser):
    """Collects what must never be in sanitised HTML."""

    def __init__(self) -> None:
        super().__init__()
        self.found: list[str] = []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        if tag in (
            "script",
            "style",
            "iframe",
            "object",
            "embed",
            "form",
            "input",
            "svg",
            "math",
            "base",
            "link",
            "meta",
        ):
            self.found.append(tag)
        for name, value in attrs:
            plain = re.sub(r"[\x00-\x20]", "", value or "").lower()
            if name.startswith("on") or name in ("style", "srcdoc", "formaction"):
                self.found.append(name)
            if name in ("href", "src", "cite") and re.match(r"(javascript|vbscript|data):", plain):
                self.found.append(f"{name}={value}")


HOSTILE_PIECES = st.sampled_from(
    [
        "<script>",
        "</script>",
        "<img src=x onerror=alert(1)>",
        '<a href="javascript:alert(1)">',
        "</a>",
        "[a](javascript:alert(1))",
        "[a](JaVaScRiPt:alert(1))",
        "![a](data:text/html,x)",
        "<javascript:alert(1)>",
        "[a](java&#115;cript:alert(1))",
        "[a]( javascript:alert(1))",
        "[a](<java\tscript:alert(1)>)",
        "<svg onload=alert(1)>",
        '<math><mi//xlink:href="data:x">',
        "<iframe src=x>",
        "<style>",
        "</style>",
        "<!--",
        "-->",
        "<![CDATA[",
        "]]>",
        "`",
        "```\n",
        "\n\n",
        "\n",
        "    ",
        "> ",
        "- ",
        '"',
        "'",
        "<",
        ">",
        "&lt;script&gt;",
        "&#x3c;script&#x3e;",
        "<p style=x:y>",
        "<div onclick=x>",
        "<a href='x' onmouseover='y'>",
        "<template>",
        "<noscript>",
        "</noscript>",
        "<textarea>",
        "<title>",
        "<b",
        " onfocus=x autofocus",
        "=",
        "/",
        "[x]: javascript:alert(1)\n",
        "[x]",
        "[^1]",
        "[^1]: <img src=x onerror=y>\n",
        "| a | b |\n|---|---|\n",
        "|",
        "*",
        "_",
        "# ",
        "\\",
        "{{ 7 }}",
        "warta:0",
        "[a](warta:0)",
        '<a href="warta:0">',
        '[a](/x "warta:text:home:1")',
        '<b title="warta:text:x:1">',
        "warta:text:y:1",
        "<q cite=javascript:x>",
        "é",
        "\u2028",
        "<x-y onx=1>",
        '<a href="&#106;avascript:x">',
    ]
)


@given(st.lists(HOSTILE_PIECES, max_size=12).map("".join), st.sampled_from(["markdown", "pyromark"]))
@example("[a](javascript:alert(1))", "markdown")
@example('<a href="java\tscript:alert(1)">x</a>', "markdown")
@example("[a](warta:0)", "markdown")
@example("<q cite=javascript:x>", "markdown")
@example('[a](/x "warta:text:ada:1")', "markdown")
@example('[a](/x "warta:text:story_count:1")', "markdown")
@example("Kata warta:text:ada:1 dan warta:0.", "markdown")
def test_nothing_active_survives_in_a_text(text: str, engine: str) -> None:
    """No script, no handler, no active address, whatever is nested in what.

    And links can be put in afterwards.
    """
    html, body, _ = convert(text, "x.md", 1, engine)
    resolved = put_texts(resolve_links(html, tuple("/x/" for _ in body.links)), load_language("id", {}).text)
    parts = HostileParts()
    parts.feed(resolved)
    parts.close()
    assert parts.found == []
    assert "<script" not in resolved.lower()
    assert 'href="warta:' not in resolved


@given(st.lists(HOSTILE_PIECES, max_size=8).map("".join), st.sampled_from(["markdown", "pyromark"]))
def test_a_text_is_converted_alike_whatever_came_before(text: str, engine: str) -> None:
    """Converters carry nothing over from one text to the next: footnotes and link definitions above all."""
    alone = convert(text, "x.md", 1, engine)
    convert("[x]: /lain\n\n[^1]: lain\n\n[x][^1]\n\n<script>\n\n```\n", "y.md", 1, engine)
    assert convert(text, "x.md", 1, engine) == alone
