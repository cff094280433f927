"""A site that looks like its agency's: logo, icons, colours, letters, and the notice on every page."""

from __future__ import annotations

import io
import json
import os
import re
from collections.abc import Mapping
from datetime import datetime
from pathlib import Path
from xml.etree import ElementTree as ET

import pytest
from hypothesis import given
from hypothesis import strategies as st
from PIL import Image

from tests.support import (
    NOW,
    ROOT,
    SITE_TOML,
    Built,
    build_site,
    bytes_of,
    change,
    make_site,
    picture,
    post,
    translation,
    tree_digest,
)
from warta.build.build import Request, build, remember
from warta.cli import main
from warta.config.colours import AA, contrast, hex_of, nearest_readable, rgb_of
from warta.config.settings import parse_config
from warta.config.theme import DARK, LIGHT, Scheme, ThemeSettings, style_of, theme_colours
from warta.filesystem.stamps import load_state
from warta.media.icons import ICONS, make_icons
from warta.media.images import Made

STYLE = (ROOT / "templates/assets/style.css").read_text("utf-8")
DRAWING = (
    b'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 64 48">'
    b'<path fill="#8a1c1c" d="M8 8h48v32H8z"/></svg>'
)
STORY: Mapping[str, str] = {
    "content/news/2024/uji.id.md": post("Berita uji", summary="Ringkas."),
    "content/news/2024/uji.en.md": translation("A test story", summary="Short."),
}
THEME = """
[theme]
logo = "brand/logo.png"
logo_dark = "brand/logo-gelap.svg"
header = "brand/kepala.jpg"
share = "brand/bagi.jpg"
icon = "content/brand/ikon.svg"
accent = "#8A1C1C"
font = "sans"
"""
FILES = {
    "brand/logo.png": picture(1, (900, 300), "PNG"),
    "brand/logo-gelap.svg": DRAWING,
    "brand/kepala.jpg": picture(2, (1500, 300)),
    "brand/bagi.jpg": picture(3, (1400, 735)),
    "content/brand/ikon.svg": DRAWING,
}
GOVERNMENT = SITE_TOML.replace('name = "Tim Uji"', 'name = "Tim Uji"\ntype = "GovernmentOrganization"')


@pytest.fixture(scope="module")
def branded(tmp_path_factory: pytest.TempPathFactory) -> Built:
    """A site with all that ``[theme]`` has."""
    site = make_site(
        tmp_path_factory.mktemp("branded") / "situs", {**STORY, **FILES, "site.toml": GOVERNMENT + THEME}
    )
    return build_site(site)


def output_file(site: Built, address: str | None) -> bytes:
    assert address is not None
    return (site.root / address.removeprefix(site.base_url).lstrip("/")).read_bytes()


# --- Colours ------------------------------------------------------------------------------------------

colours = st.tuples(*[st.integers(0, 255)] * 3)
schemes = st.sampled_from([LIGHT, DARK])


def surfaces(scheme: Scheme) -> list[tuple[int, int, int]]:
    found = [rgb_of(surface) for surface in scheme.surfaces]
    return [each for each in found if each is not None]


@pytest.mark.parametrize(
    ("one", "other", "expected"),
    [("#000000", "#ffffff", 21.0), ("#777777", "#ffffff", 4.48), ("#f00", "#00f", 2.15), ("#abc", "#abc", 1)],
)
def test_contrast_is_that_of_wcag(one: str, other: str, expected: float) -> None:
    first, second = rgb_of(one), rgb_of(other)
    assert first is not None
    assert second is not None
    assert contrast(first, second) == contrast(second, first) == pytest.approx(expected, abs=0.01)


@given(colours, schemes)
def test_the_nearest_colour_can_be_read_and_a_readable_one_stays(
    colour: tuple[int, int, int], scheme: Scheme
) -> None:
    on = surfaces(scheme)
    nearest = nearest_readable(colour, on)
    readable = all(contrast(colour, surface) >= AA for surface in on)
    assert all(contrast(nearest, surface) >= AA for surface in on)
    assert (nearest == colour) == readable
    assert nearest_readable(nearest, on) == nearest
    # No grey that can be read is nearer in lightness: the first step that suffices is taken.
    if not readable:
        least = min(contrast(nearest, surface) for surface in on)
        assert least == pytest.approx(AA, abs=0.25)


@given(colours)
def test_a_colour_in_any_form_is_read_back(colour: tuple[int, int, int]) -> None:
    assert rgb_of(hex_of(colour)) == rgb_of(hex_of(colour).upper()) == colour


def test_the_surfaces_are_those_of_the_style_sheet() -> None:
    light, dark = re.findall(r":root \{(.*?)\}", STYLE, re.DOTALL)[:2]
    for scheme, rules in ((LIGHT, light), (DARK, dark)):
        values = dict(re.findall(r"--([\w-]+): (#[0-9a-f]{6})", rules))
        assert scheme.surfaces == tuple(values[name] for name in ("paper", "panel", "alert-panel"))
        assert (scheme.paper, scheme.accent) == (values["paper"], values["accent"])


@given(colours)
def test_whatever_accent_is_taken_can_be_read_in_both_schemes(colour: tuple[int, int, int]) -> None:
    accent = hex_of(nearest_readable(colour, surfaces(LIGHT)))
    theme = ThemeSettings(accent=accent)
    for scheme, shown in zip((LIGHT, DARK), theme_colours(theme), strict=True):
        sheet = dict(
            re.findall(r"--(accent[\w-]*): (#[0-9a-f]{6})", style_of(theme).splitlines()[scheme is DARK])
        )
        assert sheet["accent"] == shown
        for text in sheet.values():
            found = rgb_of(text)
            assert found is not None
            assert all(contrast(found, surface) >= AA for surface in surfaces(scheme))


@pytest.mark.parametrize(
    ("colour", "code"),
    [
        ("#0b5a5e", None), ("#05a", None), ("#8A1C1C", None), ("#000", None), (" #0b5a5e ", None),
        ("#fff", "setting-contrast"), ("#7fcdca", "setting-contrast"), ("#f0c000", "setting-contrast"),
        ("0b5a5e", "setting-colour"), ("#0b5a5", "setting-colour"), ("#0b5a5e80", "setting-colour"),
        ("teal", "setting-colour"), ("rgb(0,0,0)", "setting-colour"), ("#０００", "setting-colour"),
        ("", "setting-expected-text"),
    ],
)  # fmt: skip
def test_an_accent_is_taken_or_refused_at_its_place(colour: str, code: str | None) -> None:
    config, found = parse_config(f'{SITE_TOML}\n[theme]\naccent = "{colour}"\n')
    assert (config is not None) == (code is None)
    assert [each.code for each in found] == ([] if code is None else [code])
    if found:
        assert found[0].position.line == SITE_TOML.count("\n") + 3
        nearest = dict(found[0].arguments).get("nearest")
        if nearest is not None:
            assert parse_config(f'{SITE_TOML}\n[theme]\naccent = "{nearest}"\n')[0] is not None


# --- Logo, pictures, icons ----------------------------------------------------------------------------


def test_logo_and_header_stand_in_every_head(branded: Built) -> None:
    for page in ("id/", "en/news/2024/uji/", "id/wilayah/", "404.html"):
        masthead = branded.page(page).one("header", class_="site-header")
        logo = masthead.one("span", class_="logo")
        dark = [source for source in logo.all("source") if "dark" in (source.get("media") or "")]
        assert dark[-1].get("srcset").endswith(".svg")
        assert logo.one("img").get("alt") == ""  # the title stands beside it
        assert "Kabar Uji" in masthead.text
        assert masthead.one("div", class_="header-picture").one("img").get("alt") == ""
        for image in masthead.all("img"):
            assert output_file(branded, image.get("src"))


def test_pages_name_icons_manifest_and_colour(branded: Built) -> None:
    for page in ("id/", "en/news/2024/uji/", ""):
        head = branded.page(page)
        links = {link.get("rel"): link.get("href") for link in head.all("link")}
        with Image.open(io.BytesIO(output_file(branded, "/favicon.ico"))) as icon:
            assert icon.info["sizes"] == {(16, 16), (32, 32), (48, 48)}
        assert links["icon"].endswith(".svg")
        with Image.open(io.BytesIO(output_file(branded, links["apple-touch-icon"]))) as icon:
            assert (icon.size, icon.mode) == ((180, 180), "RGB")
            assert icon.getpixel((0, 0)) == (255, 255, 255)
        themes = [meta.get("content") for meta in head.all("meta", name="theme-color")]
        assert themes == ["#8a1c1c", DARK.paper]
        language = "en" if page.startswith("en") else "id"
        manifest = branded.json(links["manifest"].lstrip("/"))
        assert (manifest["lang"], manifest["start_url"]) == (language, f"/{language}/")
        for entry in manifest["icons"]:
            data = output_file(branded, entry["src"])
            if entry["type"] == "image/png":
                with Image.open(io.BytesIO(data)) as icon:
                    assert f"{icon.width}x{icon.height}" == entry["sizes"]


def test_the_style_sheet_has_the_accent_and_the_letters(branded: Built) -> None:
    sheet = next(path for path in branded.files() if path.endswith(".css"))
    text = (branded.root / sheet).read_text("utf-8")
    assert text.startswith(STYLE)
    assert "--accent: #8a1c1c;" in text
    assert "--serif: var(--sans)" in text


def test_other_programs_are_told_of_logo_and_icon(branded: Built) -> None:
    page = branded.page("id/berita/2024/uji/")
    data = json.loads(page.one("script", type="application/ld+json").text)
    publisher = data["@graph"][0]["publisher"]
    assert publisher["@type"] == "GovernmentOrganization"
    logo = publisher["logo"]
    with Image.open(io.BytesIO(output_file(branded, logo["url"]))) as shown:
        assert shown.size == (logo["width"], logo["height"])
    atom, rss = (ET.fromstring((branded.root / f"id/{name}.xml").read_bytes()) for name in ("feed", "rss"))
    space = "{http://www.w3.org/2005/Atom}"
    assert atom.findtext(space + "logo") == logo["url"]
    icon = atom.findtext(space + "icon")
    assert rss.findtext("channel/image/url") == icon
    assert rss.findtext("channel/image/title") == rss.findtext("channel/title")
    assert rss.findtext("channel/image/link") == rss.findtext("channel/link")
    assert int(rss.findtext("channel/image/width") or 0) <= 144
    feed = branded.json("id/feed.json")
    assert feed["favicon"] == icon
    assert output_file(branded, feed["icon"])


def test_a_page_without_a_picture_shares_the_sites_own(branded: Built) -> None:
    for path, own in (("id/", True), ("id/instansi/", True), ("id/berita/2024/uji/", False)):
        shared = [meta.get("content") for meta in branded.page(path).all("meta", property="og:image")]
        assert len(shared) == 1
        assert ("bagi" in shared[0]) == own
        with Image.open(io.BytesIO(output_file(branded, shared[0]))) as shown:
            width = branded.page(path).one("meta", property="og:image:width").get("content")
            assert shown.width == int(width) <= 1200


@pytest.mark.parametrize(
    ("suffix", "source", "corner"),
    [
        ("svg", DRAWING, (255, 255, 255)),
        ("png", picture(1, (600, 600), "PNG"), None),
        ("jpg", picture(2, (300, 500)), None),
        ("svg", DRAWING.replace(b"M8 8h48v32H8z", b"M0 0h64v48H0z"), (138, 28, 28)),
    ],
    ids=["transparent", "full", "tall", "to the edge"],
)
def test_icons_of_any_source(suffix: str, source: bytes, corner: tuple[int, int, int] | None) -> None:
    """Squares of their sizes; where a system cuts its own shape, the edge's colour goes on to the corners."""
    made = make_icons(suffix, source)
    assert isinstance(made, Made)
    assert make_icons(suffix, source) == made
    for icon, file in zip(ICONS, made.files, strict=False):
        with Image.open(io.BytesIO(file.data)) as shown:
            assert shown.size == (icon.size, icon.size)
            if icon.backed and corner is not None:
                assert shown.getpixel((0, 0)) == corner
            if not icon.backed:
                assert shown.convert("RGBA").getbbox() is not None


@pytest.mark.parametrize("kind", ["logo", "header", "icon"])
def test_a_changed_picture_is_noticed_and_builds_are_exact(tmp_path: Path, kind: str) -> None:
    """The file alone changes; then all is as if the site had been built so from the start."""
    toml = f'{SITE_TOML}\n[theme]\n{kind} = "brand/gambar.png"\n'
    site = make_site(
        tmp_path / "situs", {**STORY, "site.toml": toml, "brand/gambar.png": picture(1, (200, 200), "PNG")}
    )
    arguments = ["--site", str(site), "build", "--now", "2025-01-15"]
    assert main(arguments) == 0
    before = tree_digest(site / "output")
    assert main(arguments) == 0
    assert tree_digest(site / "output") == before
    (site / "brand/gambar.png").write_bytes(picture(2, (200, 200), "PNG"))
    assert main(arguments) == 0
    after = tree_digest(site / "output")
    assert after != before
    assert main([*arguments, "--clean"]) == 0
    assert tree_digest(site / "output") == after
    (site / "brand/gambar.png").unlink()
    assert main(arguments) == 1
    assert tree_digest(site / "output") == after


@pytest.mark.skipif(os.name == "nt", reason="making links needs a privilege there")
def test_no_file_from_outside_becomes_a_logo(tmp_path: Path) -> None:
    (tmp_path / "luar").mkdir()
    (tmp_path / "luar/logo.png").write_bytes(picture(1, (200, 200), "PNG"))
    toml = f'{SITE_TOML}\n[theme]\nlogo = "brand/logo.png"\n'
    for number, (link, target) in enumerate(
        [("brand", tmp_path / "luar"), ("brand/logo.png", tmp_path / "luar/logo.png")]
    ):
        site = make_site(tmp_path / f"situs{number}", {**STORY, "site.toml": toml})
        (site / link).parent.mkdir(exist_ok=True)
        (site / link).symlink_to(target)
        result = build(Request(site, site / "output", NOW))
        assert [found.code for found in result.diagnostics] == ["theme-file-missing"]


def test_without_a_theme_nothing_of_it_is_there(starter: Built) -> None:
    assert not starter.has("favicon.ico")
    assert not starter.has("id/manifest.json")
    head = starter.page("id/")
    assert head.one("link", rel="icon").get("href").endswith(".svg")
    assert not head.all("section", class_="banner")


# --- The notice on every page -------------------------------------------------------------------------

TIMES = [
    ("", ""),
    ('from = "2025-02-01"', "from 2025-02-01T00:00+07:00"),
    ("from = 2025-02-01", "from 2025-02-01T00:00+07:00"),
    ("from = 2025-02-01T09:30:00", "from 2025-02-01T09:30+07:00"),
    ("from = 2025-02-01T09:30:00Z", "from 2025-02-01T09:30+00:00"),
    ('from = "2025-02-01 09.30 WITA"', "from 2025-02-01T09:30+08:00"),
    ('until = "2025-02-01"', "until 2025-02-02T00:00+07:00"),
    ("until = 2025-02-01", "until 2025-02-02T00:00+07:00"),
    ('until = "2025-02-01 17:00"', "until 2025-02-01T17:00+07:00"),
    ("from = 2025-02-01\nuntil = 2025-02-01", "from 2025-02-01T00:00+07:00 until 2025-02-02T00:00+07:00"),
]


@pytest.mark.parametrize(("keys", "expected"), TIMES)
def test_a_notice_is_shown_from_until(keys: str, expected: str) -> None:
    config, found = parse_config(f'{SITE_TOML}\n[banner]\ntext = {{ id = "Awas", en = "Look" }}\n{keys}\n')
    assert not found
    assert config is not None
    wanted = dict(zip(expected.split()[::2], expected.split()[1::2], strict=True))
    changes = [datetime.fromisoformat(each).timestamp() for each in wanted.values()]
    assert [at for at, _ in config.banner.changes()] == changes
    assert config.banner.is_shown(0) == ("from" not in wanted)
    for key, text in wanted.items():
        moment = datetime.fromisoformat(text).timestamp()
        assert config.banner.is_shown(moment - 1) == (key == "until")
        assert config.banner.is_shown(moment) == (key == "from")


@pytest.mark.parametrize(
    ("day", "over"),
    [
        ("2026-03-29", "2026-03-30T00:00+02:00"),  # 23 hours
        ("2026-10-25", "2026-10-26T00:00+01:00"),  # 25 hours
        ("2026-06-01", "2026-06-02T00:00+02:00"),
    ],
)
def test_a_last_day_on_which_clocks_are_changed_is_shown_whole(day: str, over: str) -> None:
    toml = SITE_TOML.replace("Asia/Jakarta", "Europe/Berlin")
    config, found = parse_config(f'{toml}\n[banner]\ntext = {{ id = "Awas", en = "Look" }}\nuntil = {day}\n')
    assert not found
    assert config is not None
    assert config.banner.over == datetime.fromisoformat(over).timestamp()


def test_a_notice_stands_right_after_the_skip_link_of_every_page(tmp_path: Path) -> None:
    """It comes and goes without an edit; each build is as one from nothing, and knows how long it holds."""
    toml = SITE_TOML + (
        '\n[banner]\nkind = "darurat"\nlink = "/id/wilayah/"\nfrom = "2025-02-01"\nuntil = "2025-02-03"\n'
        'text = { id = "Banjir & <b>longsor</b>", en = "Flood" }\n'
    )
    site = make_site(tmp_path / "situs", {**STORY, "site.toml": toml})
    page = site / "output/en/news/2024/uji/index.html"
    public = []
    for day, shown, until in (
        ("2025-01-31", False, "2025-02-01"),
        ("2025-02-01", True, "2025-02-04"),
        ("2025-02-03", True, "2025-02-04"),
        ("2025-02-04", False, None),
    ):
        now = datetime.fromisoformat(f"{day}T00:00+07:00")
        request = Request(site, site / "output", now)
        result = build(request)
        remember(request, result, (), ("", ""))
        assert not result.failed
        assert ("banner-darurat" in page.read_text("utf-8")) == shown
        state = load_state(str(request.state_path))
        assert state is not None
        if until is not None:
            assert state.not_after == datetime.fromisoformat(f"{until}T00:00+07:00").timestamp()
        written = bytes_of(site / "output")
        clean = build_site(site, tmp_path / day, now)
        assert bytes_of(clean.root) == written
        public.append({name: data for name, data in written.items() if not name.startswith(".warta/")})
        if shown:
            for name in clean.html_pages():
                body = clean.page(name).one("body")
                names = [child for child in body.children if not isinstance(child, str)]
                if name == "" or not body.all("header", class_="site-header"):
                    continue
                assert [each.get("class") for each in names[:3]] == [
                    "skip",
                    "banner banner-darurat",
                    "site-header",
                ]
                assert names[1].get("aria-label") in ("Darurat", "Emergency")
                assert not names[1].all(role="alert")
            assert "Banjir & <b>longsor</b>" in clean.page("id/").one("section", class_="banner-darurat").text
    assert public[0] == public[3] != public[1] == public[2]


def test_a_notice_in_one_language_is_shown_in_the_others_and_says_so(tmp_path: Path) -> None:
    toml = f'{SITE_TOML}\n[banner]\ntext = "Layanan tutup."\n'
    site = build_site(make_site(tmp_path / "situs", {**STORY, "site.toml": toml}))
    assert site.codes() == ("banner-untranslated",)
    banner = site.page("en/").one("section", class_="banner-info")
    assert [span.get("lang") for span in banner.all("span")] == ["id"]
    assert not site.page("id/").one("section", class_="banner-info").one("span").get("lang")


def test_time_alone_does_not_make_a_notice_an_error(tmp_path: Path) -> None:
    """It leads to a story's page, and to the list of an agency, that are there at some times only."""
    toml = SITE_TOML + '\n[banner]\ntext = { id = "a", en = "b" }\nlink = "/id/berita/2024/uji/"\n'
    story = {**STORY, "content/news/2024/uji.id.md": post("Berita uji", expires="2025-02-01")}
    site = make_site(tmp_path / "situs", {**story, "site.toml": toml})
    for day in ("2024-01-01", "2025-01-15", "2025-03-01"):
        now = datetime.fromisoformat(f"{day}T00:00+07:00")
        assert not build(Request(site, site / "output", now)).failed
    change(site, "site.toml", "2024/uji", "2024/ujian")
    result = build(Request(site, site / "output", NOW))
    assert [found.code for found in result.diagnostics] == ["broken-link-suggestion"]
