"""Languages are data: the shipped ones are complete, and a further one needs nothing but ``site.toml``."""

from __future__ import annotations

import re
import string
import tomllib
from datetime import UTC, date, datetime
from pathlib import Path

import pytest
from jinja2 import Environment, nodes

from tests.support import NOW, ROOT, SITE_TOML, build_site, make_site, post, story_links, titles, translation
from warta.build.build import Request, build
from warta.config.banner import BANNER_KINDS
from warta.content.model import CHANGE_KINDS, LISTED_KINDS, STORY_KINDS, TAXONOMIES, VERDICTS
from warta.diagnostics.values import Severity
from warta.i18n.languages import bundled_codes, load_language
from warta.i18n.moments import INDONESIAN_ZONES, moment_of
from warta.pages.search import FILTERS
from warta.site.documents import OTHER, UNNAMED
from warta.theme.templates import packaged_theme

BUNDLED = {
    code: tomllib.loads((ROOT / "generator" / "warta" / "languages" / f"{code}.toml").read_text("utf-8"))
    for code in bundled_codes()
}


def places_in(text: str | list[str]) -> list[set[str]]:
    forms = [text] if isinstance(text, str) else text
    return [{name for _, name, _, _ in string.Formatter().parse(form) if name} for form in forms]


# --- The bundled languages ----------------------------------------------------------------------------


def test_indonesian_and_english_ship_complete() -> None:
    """No text of one is missing in the other, and none is empty."""
    assert set(BUNDLED) == {"id", "en"}
    for table in ("paths", "dates", "offices", "documents", "search", "strings"):
        assert set(BUNDLED["id"][table]) == set(BUNDLED["en"][table]), table
    for code, data in BUNDLED.items():
        assert load_language(code, {}).missing == ()
        for key, text in data["strings"].items():
            assert all([text] if isinstance(text, str) else text), f"{code}: {key} is empty"


def test_the_same_places_are_filled_in_in_every_language() -> None:
    """``{name}`` in one language is ``{name}`` in the other, plural forms included.

    And both have plurals or neither.
    """
    for key, indonesian in BUNDLED["id"]["strings"].items():
        english = BUNDLED["en"]["strings"][key]
        assert isinstance(indonesian, str) == isinstance(english, str), key
        wanted = set.union(*places_in(indonesian))
        assert set.union(*places_in(english)) == wanted, key


FILTERED_BY = ("kind", "year", "agency")


def template_texts() -> list[tuple[str, str, str, set[str]]]:
    """(template, function, key, names of arguments) of every text that a template asks for.

    Computed keys expanded.
    """
    found = []
    environment = Environment(autoescape=True)
    expanded = {
        "kind_": [kind.replace("-", "_") for kind in STORY_KINDS],
        "verdict_": [verdict.replace("-", "_") for verdict in VERDICTS],
        "change_": [kind.replace("-", "_") for kind in CHANGE_KINDS],
        "and_more_": ["agencies", "regions"],
        "image_credit_": ["infographic", "illustration"],
        "all_": ["agencies", "regions", "tags"],
        "banner_": list(BANNER_KINDS),
        "often_": ["speakers", "regions", "tags"],
        "search_": list(FILTERS),
        "document_": [OTHER, *[kind for kind in BUNDLED["en"]["documents"] if kind != UNNAMED]],
        "documents_by_": list(FILTERED_BY),
        "_one": list(TAXONOMIES),
        "_intro": [taxonomy for taxonomy in TAXONOMIES if taxonomy != "regions"],
    }
    for path in sorted(packaged_theme().rglob("*")):
        if path.suffix not in (".html", ".xml", ".txt"):
            continue
        for call in environment.parse(path.read_text("utf-8")).find_all(nodes.Call):
            if not isinstance(call.node, nodes.Name) or call.node.name not in ("t", "t_count"):
                continue
            names, given = {keyword.key for keyword in call.kwargs}, call.args[0]
            for key in [given.expr1, given.expr2] if isinstance(given, nodes.CondExpr) else [given]:
                if isinstance(key, nodes.Const):
                    keys = [key.value]
                elif isinstance(key, nodes.Concat):
                    fixed = next(part.value for part in key.nodes if isinstance(part, nodes.Const))
                    keys = [fixed + end if fixed.endswith("_") else end + fixed for end in expanded[fixed]]
                else:
                    assert isinstance(key, nodes.Name), f"{path.name}: a text with a computed name"
                    keys = list(TAXONOMIES)
                found += [(path.name, call.node.name, each, names) for each in keys]
    return found


def test_every_text_that_a_template_asks_for_exists_with_its_places() -> None:
    """A key that is missing, or a place that nobody fills in, would end the build of every site."""
    asked = template_texts()
    assert len(asked) > 90
    for template, function, key, names in asked:
        for code in BUNDLED:
            text = BUNDLED[code]["strings"].get(key)
            assert text is not None, f"{template}: {code}.toml has no {key}"
            assert isinstance(text, str) == (function == "t"), f"{template}: {key} with {function}"
            given = names | ({"n"} if function == "t_count" else set())
            assert set.union(*places_in(text)) <= given, (
                f"{template}: {code}: {key} has a place that is not filled"
            )


def test_no_text_is_left_over() -> None:
    """Every text is used by a template or by the code; translators' time is not wasted."""
    code = "".join(path.read_text("utf-8") for path in (ROOT / "generator" / "warta").rglob("*.py"))
    used = {key for _, _, key, _ in template_texts()}
    used |= {*re.findall(r'"([a-z_]+)"', code), *re.findall(r"warta:text:([a-z_]+)", code)}
    for kind in LISTED_KINDS:
        used |= {name + end for name in ["kinds_" + kind.replace("-", "_")] for end in ("", "_description")}
    used |= {f"documents_{by}_{end}" for by in FILTERED_BY for end in ("heading", "description")}
    for taxonomy in TAXONOMIES:
        used |= {f"{taxonomy}_description", f"{taxonomy}_term_description"}
    assert set(BUNDLED["id"]["strings"]) - used == set()


# --- Dates, numbers, plurals --------------------------------------------------------------------------

DAY = date(2024, 8, 17)


@pytest.mark.parametrize(
    ("code", "long", "short", "month", "clock"),
    [
        ("id", "Sabtu, 17 Agustus 2024", "17 Agu 2024", "Agustus 2024", "09.05\u00a0WITA"),
        ("en", "Saturday, 17 August 2024", "17 Aug 2024", "August 2024", "09:05\u00a0WITA"),
    ],
)
def test_dates_are_written_out_in_the_language(
    code: str, long: str, short: str, month: str, clock: str
) -> None:
    """From bundled tables: weekday, day, month, year, and the clock with its zone."""
    language = load_language(code, {})
    assert language.long_date(DAY) == long
    assert language.short_date(DAY) == short
    assert language.month_name(2024, 8) == month
    at = datetime(2024, 8, 17, 9, 5, tzinfo=INDONESIAN_ZONES["WITA"])
    assert language.clock(moment_of(at)) == clock
    assert language.clock(moment_of(at, precise=False)) == ""


@pytest.mark.parametrize("code", ["id", "en"])
def test_every_month_and_weekday_has_its_own_name(code: str) -> None:
    """Twelve different months, in both lengths, and seven weekdays that begin with Monday."""
    language = load_language(code, {})
    for names, count in ((language.months, 12), (language.months_short, 12), (language.weekdays, 7)):
        assert len(set(names)) == len(names) == count
    assert language.weekdays[0] in ("Senin", "Monday")
    for short, long in zip(language.months_short, language.months, strict=True):
        assert long.startswith(short)


@pytest.mark.parametrize(
    ("code", "expected"),
    [
        ("id", ["0 berita", "1 berita", "2 berita", "1.234 berita"]),
        ("en", ["0 stories", "1 story", "2 stories", "1,234 stories"]),
    ],
)
def test_counts_have_the_plural_form_and_the_numbers_of_the_language(code: str, expected: list[str]) -> None:
    """Indonesian has one form, English two."""
    language = load_language(code, {})
    assert [language.count_text("story_count", n) for n in (0, 1, 2, 1234)] == expected


def test_a_language_with_three_plural_forms_works() -> None:
    """The rule is the language's own gettext expression."""
    overrides = {
        "plural": "n%10==1 && n%100!=11 ? 0 : n%10>=2 && n%10<=4 && (n%100<10 || n%100>=20) ? 1 : 2",
        "strings": {"story_count": ["{n} satu", "{n} beberapa", "{n} banyak"]},
    }
    language = load_language("xx", overrides)
    counted = [language.count_text("story_count", n) for n in (1, 3, 5, 11, 21, 104)]
    assert counted == ["1 satu", "3 beberapa", "5 banyak", "11 banyak", "21 satu", "104 beberapa"]


# --- A third language ---------------------------------------------------------------------------------

JAVANESE = """
[language.jv]
name = "Basa Jawa"
locale = "jv_ID"
title = "Kabar Jajal"
plural = "0"

[language.jv.paths]
news = "pawarta"
search = "goleki"
data = "dhata"
tags = "bab"
regions = "laladan"
agencies = "lembaga"
speakers = "juru-pangandika"
archive = "simpenan"
page = "kaca"

[language.jv.dates]
months = ["Januari", "Fèbruari", "Maret", "April", "Mèi", "Juni", "Juli", "Agustus", "Sèptèmber",
  "Oktober", "Novèmber", "Dhésèmber"]
weekdays = ["Senèn", "Selasa", "Rebo", "Kemis", "Jemuwah", "Setu", "Ngaat"]

[language.jv.strings]
home = "Ngarep"
news = "Pawarta"
story_count = ["{n} pawarta"]
no_translation = "durung ana jarwané"
"""


def javanese_site(folder: Path) -> Path:
    config = SITE_TOML.replace('["id", "en"]', '["id", "en", "jv"]\npage_size = 1') + JAVANESE
    return make_site(
        folder,
        {
            "site.toml": config,
            "content/agencies/dinas.yaml": (
                "name: {id: Dinas Uji, en: Test Office, jv: Kantor Jajal}\nregion: bali\n"
            ),
            "content/agencies/dinas.jv.md": "Katrangan ing basa Jawa.\n",
            "content/tags.yaml": "uji: {name: {id: Uji, en: Trial, jv: Jajal}}\n",
            "content/news/2024/a.id.md": post("Judul", tags="uji", date="2024-11-14 09:00"),
            "content/news/2024/a.en.md": translation("Title"),
            "content/news/2024/a.jv.md": translation("Irah-irahan", slug="irah-irahan"),
            "content/news/2024/b.id.md": post("Kedua"),
            "content/news/2024/b.jv.md": translation("Kapindho"),
        },
    )


def test_a_third_language_works_without_a_change_of_code(tmp_path: Path) -> None:
    """Its own words in addresses, names, dates and texts.

    Every page in three languages, linked to one another.
    """
    site = build_site(javanese_site(tmp_path))
    page = site.page("jv/pawarta/2024/irah-irahan/")
    assert page.one("html").get("lang") == "jv"
    assert page.one("h1").text == "Irah-irahan"
    time = page.one("div", class_="dateline").one("time").text
    assert "Kemis, 14 Novèmber 2024" in time
    assert "09:00 WIB" in time
    assert set(page.alternates()) == {"id", "en", "jv", "x-default"}
    for other in ("id/berita/2024/a/", "en/news/2024/a/"):
        assert site.page(other).alternates() == page.alternates()
    assert page.meta("og:site_name") == "Kabar Jajal"
    assert page.meta("og:locale") == "jv_ID"
    for path in (
        "jv/bab/jajal/",
        "jv/laladan/bali/",
        "jv/lembaga/kantor-jajal/",
        "jv/simpenan/2024/11/",
        "jv/pawarta/kaca/1/",
    ):
        assert len(story_links(site.page(path))) == 1, path
    assert (
        site.page("jv/lembaga/kantor-jajal/").one("div", class_="profile").text == "Katrangan ing basa Jawa."
    )
    assert list(titles(site.page("jv/pawarta/"))) + list(titles(site.page("jv/pawarta/kaca/1/"))) == [
        "Irah-irahan",
        "Kapindho",
    ]
    assert site.has("jv/feed.xml")
    assert site.has("jv/404.html")
    assert site.page("").one("main").links() == ["/id/", "/en/", "/jv/"]


def test_a_story_that_lacks_one_of_three_languages_says_so_for_that_one(tmp_path: Path) -> None:
    """The other two stay linked."""
    site = build_site(javanese_site(tmp_path))
    page = site.page("jv/pawarta/2024/b/")
    assert set(page.alternates()) == {"id", "jv", "x-default"}
    entries = {link.get("hreflang"): link for link in page.one("nav", class_="languages").all("a")}
    assert entries["id"].get("href") == "/id/berita/2024/b/"
    assert entries["en"].get("href") == "/en/"
    assert "durung ana jarwané" in entries["en"].text
    missing = [found for found in site.result.diagnostics if found.code == "translation-missing"]
    assert [dict(found.arguments)["language"] for found in missing] == ["en"]


def test_texts_that_a_language_lacks_are_reported_and_shown_in_english(tmp_path: Path) -> None:
    """One warning for the language, with the number of texts and where its table stands; not an error."""
    site = build_site(javanese_site(tmp_path))
    found = [found for found in site.result.diagnostics if found.code == "language-incomplete"]
    assert len(found) == 1
    assert found[0].severity is Severity.WARNING
    lines = (tmp_path / "site.toml").read_text("utf-8").split("\n")
    assert lines[found[0].position.line - 1] == "[language.jv]"
    given = tomllib.loads(JAVANESE)["language"]["jv"]
    owns = (given["strings"], given["dates"], given["paths"])
    tables = (BUNDLED["en"][name] for name in ("strings", "dates", "paths"))
    lacking = sum(len(set(table) - set(own)) for table, own in zip(tables, owns, strict=True))
    assert dict(found[0].arguments)["count"] == str(lacking)
    assert site.page("jv/").one("a", class_="skip").text == BUNDLED["en"]["strings"]["skip_to_content"]


def test_the_words_of_a_shipped_language_can_be_changed(tmp_path: Path) -> None:
    """In ``site.toml``: path words, texts, date patterns; the rest stays."""
    config = SITE_TOML + (
        '\n[language.id.paths]\nnews = "kabar"\ntags = "label"\n'
        '[language.id.strings]\nhome = "Muka"\n[language.id.dates]\nshort = "{day}.{month_short}.{year}"\n'
    )
    site = build_site(make_site(tmp_path, {"site.toml": config, "content/news/2024/a.id.md": post("A")}))
    page = site.page("id/kabar/2024/a/")
    assert page.one("nav", class_="crumbs").all("a")[0].text == "Muka"
    assert site.page("id/kabar/").all("time")[0].text == "14.Nov.2024"
    assert not site.has("id/berita/")
    assert site.has("id/label/")
    assert "language-incomplete" not in site.codes()


def test_the_first_language_owns_what_is_shared_whichever_it_is(tmp_path: Path) -> None:
    """With English first, the English post has date and agency, / leads to English.

    X-default is English.
    """
    config = SITE_TOML.replace('["id", "en"]', '["en", "id"]')
    files: dict[str, str | bytes] = {
        "site.toml": config,
        "content/news/2024/a.en.md": post("Title"),
        "content/news/2024/a.id.md": translation("Judul"),
    }
    site = build_site(make_site(tmp_path, files))
    page = site.page("id/berita/2024/a/")
    assert page.alternates()["x-default"] == f"{site.base_url}/en/news/2024/a/"
    assert site.page("").one("meta", http_equiv="refresh").get("content") == "0; url=/en/"
    assert page.one("div", class_="dateline").one("time").get("datetime") == "2024-11-14"


def test_a_language_code_with_a_region_works(tmp_path: Path) -> None:
    """``zh-Hant`` is a language like any other, in file names and in ``site.toml``."""
    config = (
        SITE_TOML.replace('["id", "en"]', '["id", "zh-Hant"]') + '\n[language.zh-Hant]\nname = "繁體中文"\n'
    )
    files: dict[str, str | bytes] = {
        "site.toml": config,
        "content/agencies/dinas.yaml": "name: {id: Dinas, zh-Hant: 測試局}\nregion: bali\n",
        "content/news/2024/a.id.md": post("Judul"),
        "content/news/2024/a.zh-Hant.md": translation("標題", slug="標題"),
    }
    site = build_site(make_site(tmp_path, files))
    page = site.page("zh-Hant/news/2024/標題/")
    assert page.one("h1").text == "標題"
    assert site.has("zh-Hant/agencies/測試局/")


@pytest.mark.parametrize(
    ("table", "line"),
    [
        ("dates", 'long = "{hari}"'),
        ("dates", 'long = ["a"]'),
        ("dates", 'clock = "{hour"'),
        ("dates", 'months = "Januari"'),
        ("offices", 'acting = "{jabatan}"'),
        ("strings", "home = []"),
        ("strings", 'home = ["a"]'),
        ("strings", 'news_description = "{situs}"'),
        ("strings", 'story_count = "{jumlah}"'),
        ("strings", 'published_by = "{0}"'),
        ("", 'plural = "n/0"'),
        ("", 'plural = "berapa"'),
    ],
)
def test_wrong_language_data_is_a_finding_in_site_toml(tmp_path: Path, table: str, line: str) -> None:
    """A pattern with an unknown place or of the wrong kind is refused where it stands.

    No traceback, no half site.
    """
    config = SITE_TOML + f"\n[{f'language.id.{table}'.rstrip('.')}]\n{line}\n"
    files: dict[str, str | bytes] = {
        "site.toml": config,
        "content/speakers/budi.yaml": (
            "name: Budi\nappointments: [{office: Ketua, from: 2020, acting: true}]\n"
        ),
        "content/news/2024/a.id.md": post("A", date="2024-11-14 09:00", speaker="budi"),
    }
    result = build(Request(make_site(tmp_path, files), tmp_path / "output", NOW))
    errors = [found for found in result.diagnostics if found.severity is Severity.ERROR]
    assert [found.file for found in errors] == ["site.toml"]
    assert config.split("\n")[errors[0].position.line - 1] == line
    assert not (tmp_path / "output").exists()


def test_nothing_of_a_language_is_hard_wired(tmp_path: Path) -> None:
    """A site without Indonesian and without English works: codes are nowhere taken for granted."""
    words = tomllib.loads(JAVANESE)["language"]["jv"]
    config = SITE_TOML.replace('["id", "en"]', '["jv"]') + JAVANESE
    files: dict[str, str | bytes] = {
        "site.toml": config,
        "content/agencies/dinas.yaml": "name: Kantor\nregion: bali\n",
        "content/news/2024/a.jv.md": post("Irah-irahan"),
    }
    site = build_site(make_site(tmp_path, files), now=datetime(2025, 1, 1, tzinfo=UTC))
    assert site.has(f"jv/{words['paths']['news']}/2024/a/")
    parts = ("sitemap-", "warta-")
    assert {name.split("/")[0] for name in site.files() if not name.startswith(parts)} == {
        "jv",
        "_headers",
        "_redirects",
        "assets",
        "cards",
        "404.html",
        "feeds.opml",
        "index.html",
        "robots.txt",
        "sitemap.xml",
        "warta.json",
    }


@pytest.mark.parametrize("code", sorted(BUNDLED))
def test_bundled_files_hold_texts_and_lists_of_texts_only(code: str) -> None:
    """What an override is checked against."""
    data = BUNDLED[code]
    for table in ("paths", "dates", "offices", "documents", "search", "strings"):
        for key, value in data[table].items():
            assert isinstance(value, str | list), key
            if isinstance(value, list):
                assert all(isinstance(item, str) for item in value)


def test_names_are_set_apart_where_text_runs_from_right_to_left(tmp_path: Path) -> None:
    """So that the signs around a name in Latin letters stay where they belong.

    What is said of a term in another language says which it is.
    """
    config = SITE_TOML.replace('["id", "en"]', '["id", "ar"]') + (
        '\n[language.ar]\nname = "العربية"\ndirection = "rtl"\n'
    )
    files: dict[str, str | bytes] = {
        "site.toml": config,
        "content/agencies/dinas.yaml": "name: Dinas Uji\nregion: bali\ndescription: {id: Dinas itu.}\n",
        "content/news/2024/a.id.md": post("Judul", event="{date: 2024-11-14, venue: {id: Aula}}"),
        "content/news/2024/a.ar.md": translation("عنوان"),
    }
    site = build_site(make_site(tmp_path, files))
    page = site.page("ar/news/2024/a/")
    assert page.one("html").get("dir") == "rtl"
    facts = page.one("aside", class_="story-facts")
    assert "Dinas Uji" in [each.text for each in facts.all("bdi")]
    assert [each.get("lang") for each in facts.all("dd") if each.text == "Aula"] == ["id"]
    (description,) = site.page("ar/agencies/dinas-uji/").all("p", class_="term-description")
    assert description.get("lang") == "id"
    assert not site.page("id/instansi/dinas-uji/").all("bdi")
