"""The front page as its editors shape it, the stories beside a story, and how lists show pictures."""

from __future__ import annotations

import random
import resource
import subprocess
import sys
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from PIL import Image

from tests.support import SITE_TOML, build_site, make_site, picture, post, titles
from warta.build.build import Request, build, check
from warta.config.settings import parse_config
from warta.media.images import Made, make_picture

ROOT = Path(__file__).resolve().parents[1]
ONE_LANGUAGE = {
    "site.toml": SITE_TOML.replace('["id", "en"]', '["id"]'),
    "content/agencies/dinas.yaml": "name: Dinas Uji\nregion: indonesia\n",
    "content/tags.yaml": "pilkada: {name: Pilkada}\nkorpri: {name: KORPRI}\numum: {name: Umum}\n",
}
NOON = datetime(2025, 1, 15, 5, 0, tzinfo=UTC)


def numbered(count: int, **front_matter: str) -> dict[str, str | bytes]:
    """``Berita 1`` to ``Berita {count}``, one a day, the last on 14 January 2025."""
    last = datetime(2025, 1, 14, tzinfo=UTC)
    return {
        f"content/news/2024/berita-{number}.id.md": post(
            f"Berita {number}", date=f"{last - timedelta(count - number):%Y-%m-%d}", **front_matter
        )
        for number in range(1, count + 1)
    }


def dated(number: int, count: int, **front_matter: str) -> dict[str, str | bytes]:
    """One of :func:`numbered` with other keys."""
    date = datetime(2025, 1, 14, tzinfo=UTC) - timedelta(count - number)
    name = f"content/news/2024/berita-{number}.id.md"
    return {name: post(f"Berita {number}", date=f"{date:%Y-%m-%d}", **front_matter)}


# --- Lead and pins ------------------------------------------------------------------------------------

LATER = "{until: 2025-02-01}"
OVER = "{until: 2025-01-15 06:00}"
HEADS = {
    "nobody decides": ({}, [30, 29, 28]),
    "a lead": ({28: {"lead": "true"}}, [28, 30, 29]),
    "the newest of two leads": ({28: {"lead": "true"}, 27: {"lead": "true"}}, [28, 30, 29]),
    "a lead that is old": ({9: {"lead": "true"}}, [30, 29, 28]),
    "an old lead that is pinned": ({9: {"lead": "true", "pin": LATER}}, [9, 30, 29]),
    "a newer lead beside it": ({9: {"lead": "true", "pin": LATER}, 29: {"lead": "true"}}, [29, 9, 30]),
    "a pin": ({9: {"pin": LATER}}, [30, 9, 29]),
    "two pins": ({9: {"pin": LATER}, 11: {"pin": LATER}}, [30, 11, 9]),
    "the newest is pinned": ({30: {"pin": LATER}}, [30, 29, 28]),
    "a pin that is over": ({9: {"lead": "true", "pin": OVER}}, [30, 29, 28]),
    "paid content": ({29: {"lead": "true", "pin": LATER, "kind": "advertorial"}}, [30, 28, 27]),
    "a draft": ({29: {"lead": "true", "draft": "true"}}, [30, 28, 27]),
    "what is still to come": ({29: {"lead": "true", "publish_at": "2025-03-01"}}, [30, 28, 27]),
}


@pytest.mark.parametrize("case", HEADS)
def test_what_stands_at_the_head_of_the_front_page(tmp_path: Path, case: str) -> None:
    """The lead, then what is pinned, then the newest; each story once."""
    given, expected = HEADS[case]
    files: dict[str, str | bytes] = {**ONE_LANGUAGE, **numbered(30)}
    for number, keys in given.items():
        files |= dated(number, 30, **keys)
    page = build_site(make_site(tmp_path, files), now=NOON).page("id/")
    shown = list(titles(page))
    assert shown[:3] == [f"Berita {number}" for number in expected]
    assert len(shown) == len(set(shown)) > 12


def test_the_end_of_a_pin_is_a_change_that_a_build_waits_for(tmp_path: Path) -> None:
    files = {**ONE_LANGUAGE, **numbered(30), **dated(9, 30, pin="{until: 2025-02-01 08:00 WIB}")}
    site = make_site(tmp_path, files)
    ends = datetime(2025, 2, 1, 1, 0, tzinfo=UTC)
    result = build(Request(site, site / "output", ends - timedelta(seconds=1)))
    assert result.prepared is not None
    assert min(due.at for due in result.prepared.due if due.kind == "pin") == ends.timestamp()
    assert "Berita 9" in titles(build_site(site, now=ends - timedelta(seconds=1)).page("id/"))
    after = build_site(site, now=ends)
    assert "Berita 9" not in titles(after.page("id/"))
    assert after.result.rendered == 1, "the front page alone"
    clean = build_site(site, tmp_path / "clean", now=ends)
    assert (after.root / "id/index.html").read_bytes() == (clean.root / "id/index.html").read_bytes()


# --- Sections -----------------------------------------------------------------------------------------


def test_sections_show_what_the_settings_ask_for(tmp_path: Path) -> None:
    """In their order, each story once on the page, those without stories left out."""
    settings = """
[front]
latest = 2

[[front.sections]]
topic = "Pilkada"
stories = 2

[[front.sections]]
kind = "press-release"

[[front.sections]]
region = "bali"

[[front.sections]]
topic = "umum"
"""
    files: dict[str, str | bytes] = {
        **ONE_LANGUAGE,
        **numbered(12),
        "site.toml": ONE_LANGUAGE["site.toml"] + settings,
    }
    for number in (3, 5, 6, 7):
        files |= dated(number, 12, tags="pilkada", kind="press-release" if number == 3 else "")
    files |= dated(1, 12, region="karangasem")
    page = build_site(make_site(tmp_path, files), now=NOON).page("id/")
    sections = page.all("section", class_="front-section")
    assert [(section.one("h2").text, list(titles(section))) for section in sections] == [
        ("Pilkada", ["Berita 7", "Berita 6"]),
        ("Siaran pers", ["Berita 3"]),
        ("Bali", ["Berita 1"]),
    ]
    assert sections[0].one("h2").links() == ["/id/topik/pilkada/"]
    assert not page.all("section", class_="by-agency")
    assert list(titles(page))[:3] == ["Berita 12", "Berita 11", "Berita 10"]


WRONG = {
    "latest = -1": "setting-front-latest",
    "latest = true": "setting-front-latest",
    'sections = "pilkada"': "setting-sections",
    "sections = [1]": "setting-sections",
    "[[front.sections]]\nstories = 4": "front-section",
    '[[front.sections]]\ntopic = "a"\nagency = "b"': "front-section",
    '[[front.sections]]\nkind = "berita"': "setting-choice",
    '[[front.sections]]\ntopik = "a"': "unknown-setting-suggestion",
    '[[front.sections]]\ntopic = "a"\nstories = 13': "setting-front-stories",
    "newest = 3": "unknown-setting",
}


@pytest.mark.parametrize("text", WRONG)
def test_a_mistake_in_the_settings_of_the_front_page_is_found_where_it_is(text: str) -> None:
    before = (
        SITE_TOML + '[[front.sections]]\ntopic = "good"\n'
        if text.startswith("[[")
        else SITE_TOML + "[front]\n"
    )
    config, found = parse_config(before + text + "\n")
    assert config is None
    assert [each.code for each in found] == [WRONG[text]]
    assert found[0].file == "site.toml"
    first = before.count("\n") + 1
    assert first <= found[0].position.line <= first + text.count("\n")


def test_a_term_that_nobody_knows_is_found_where_it_is(tmp_path: Path) -> None:
    settings = '\n[[front.sections]]\ntopic = "pilkada"\n\n[[front.sections]]\ntopic = "pilkda"\n'
    files = {**ONE_LANGUAGE, **numbered(1), "site.toml": ONE_LANGUAGE["site.toml"] + settings}
    result = build(Request(make_site(tmp_path, files), tmp_path / "output", NOON))
    assert result.failed
    (found,) = [each for each in result.diagnostics if each.file == "site.toml"]
    assert found.position.line == str(files["site.toml"]).count("\n")
    assert "pilkada" in str(dict(found.arguments))


# --- Related stories ----------------------------------------------------------------------------------


def related(site: Path, number: int) -> list[str]:
    page = build_site(site, now=NOON).page(f"id/berita/{'2025' if number > 16 else '2024'}/berita-{number}/")
    found = page.all("section", class_="related")
    return list(titles(found[0])) if found else []


def test_related_stories_share_what_is_rare(tmp_path: Path) -> None:
    """Older ones, the rarest topic first; never a neighbour, paid content, or what all stories have."""
    files: dict[str, str | bytes] = {**ONE_LANGUAGE, **numbered(30)}
    for number in range(1, 31):
        files |= dated(number, 30, tags="umum")
    files |= dated(5, 30, tags="[korpri, umum]") | dated(28, 30, tags="[korpri, umum]")
    files |= dated(7, 30, tags="[korpri, umum]", kind="advertorial")
    site = make_site(tmp_path, files)
    found = related(site, 28)
    assert found[0] == "Berita 5"
    assert len(found) == 4
    assert not {"Berita 27", "Berita 29", "Berita 7", "Berita 28"} & set(found)
    assert related(site, 7) == []
    assert related(site, 1) == [f"Berita {number}" for number in (3, 4, 5, 6)], "the nearest newer ones"


@pytest.mark.parametrize("count", [12, 120])
def test_a_new_story_changes_few_pages_of_others(tmp_path: Path, count: int) -> None:
    """Whatever it shares with them; and the result is that of a clean build."""
    chance = random.Random(3)
    tags = [f"topik-{number}" for number in range(20)]
    files: dict[str, str | bytes] = {
        **ONE_LANGUAGE,
        "content/tags.yaml": "".join(f"{tag}: {{name: {tag}}}\n" for tag in tags),
    }
    for number in range(1, count + 1):
        # Few have the last topics, most the first.
        chosen = {tags[min(int(chance.expovariate(0.3)), 19)] for _ in range(3)}
        files |= dated(number, count, tags=f"[{', '.join(sorted(chosen))}]")
    site = make_site(tmp_path, files)
    build_site(site, now=NOON)
    new = {
        "content/news/2025/baru.id.md": post("Baru", date="2025-01-15", tags="[topik-0, topik-1, topik-19]")
    }
    make_site(site, {**files, **new})
    result = build_site(site, now=NOON)
    stories = [
        path for path, _ in result.result.reasons if path.startswith("id/berita/20") and "baru" not in path
    ]
    pages = [path for path in stories if path.endswith("index.html")]
    assert len(pages) <= 8, pages
    clean = build_site(site, tmp_path / "clean", now=NOON)
    for path in clean.root.rglob("index.html"):
        assert path.read_bytes() == (result.root / path.relative_to(clean.root)).read_bytes(), path


# --- Pictures -----------------------------------------------------------------------------------------


def pictured(**image: str) -> str:
    keys = "".join(f", {key}: {value}" for key, value in image.items())
    return f"{{src: a.jpg, alt: Aula{keys}}}"


SHAPES = {
    "wide": (pictured(credit="Ani"), (900, 600), "", "Foto: Ani"),
    "wide with focus": (pictured(focus="top"), (900, 600), "focus-top", ""),
    "upright": (pictured(), (600, 900), "whole-picture upright", ""),
    "upright with focus": (pictured(focus="left"), (600, 900), "focus-left", ""),
    "infographic": (
        pictured(kind="infographic", credit="Ani"),
        (900, 600),
        "whole-picture",
        "Infografis: Ani",
    ),
    "illustration": (
        pictured(kind="illustration", credit="Ani"),
        (900, 600),
        "whole-picture",
        "Ilustrasi: Ani",
    ),
}


@pytest.mark.parametrize("case", SHAPES)
def test_how_a_list_and_a_story_show_a_picture(tmp_path: Path, case: str) -> None:
    image, size, shape, credit = SHAPES[case]
    files: dict[str, str | bytes] = {
        **ONE_LANGUAGE,
        "content/news/2024/a.id.md": post(
            "A", image=image, body="![Meja](a.jpg)\n\n![Satu](a.jpg)\n![Dua](a.jpg)\n"
        ),
        "content/news/2024/a.jpg": picture(size=size),
    }
    site = build_site(make_site(tmp_path, files), now=NOON)
    card = site.page("id/berita/").one("article", class_="teaser")
    photo = card.one("a", class_="photo")
    assert photo.get("href") == card.one("h2").links()[0]
    assert (photo.get("tabindex"), photo.get("aria-hidden")) == ("-1", "true"), "read out once"
    assert photo.one("img").get("class") == shape
    story = site.page("id/berita/2024/a/")
    caption = story.one("figure", class_="lead-image").text
    assert caption == credit
    whole = story.one("figure", class_="lead-image").one("img").get("src")
    figures = [story.one("figure", class_="lead-image"), story.one("figure", class_="picture")]
    figures += story.one("figure", class_="gallery").one("div").all("figure")
    assert [figure.one("a").get("href") for figure in figures] == [whole] * 4
    assert (site.root / whole.lstrip("/")).is_file()


SMALL = {
    "wide enough": ((720, 480), "jpg", 0),
    "too small for the head": ((719, 480), "jpg", 1),
    "too small for the text as well": ((479, 300), "jpg", 2),
    "a drawing is as large as it is": ((200, 100), "png", 0),
}


@pytest.mark.parametrize("case", SMALL)
def test_a_photo_that_is_too_small_for_its_place_is_a_warning(tmp_path: Path, case: str) -> None:
    size, suffix, count = SMALL[case]
    image = f"{{src: a.{suffix}, alt: Aula}}"
    files: dict[str, str | bytes] = {
        **ONE_LANGUAGE,
        "content/news/2024/a.id.md": post("A", image=image, body=f"![Peserta di aula](a.{suffix})\n"),
        f"content/news/2024/a.{suffix}": picture(size=size, kind={"jpg": "JPEG", "png": "PNG"}[suffix]),
    }
    result = check(Request(make_site(tmp_path, files), tmp_path / "output", NOON))
    found = [each for each in result.diagnostics if each.code == "picture-small"]
    assert len(found) == count
    assert not result.failed
    assert {each.position.line for each in found} <= {5, 8}


def test_a_photo_of_a_telephone_is_taken_upright_and_bare() -> None:
    """HEIC, under a general brand as well; turned, without what the camera wrote."""
    data = (ROOT / "tests/pictures/tegak.heic").read_bytes()
    for each in (data, data.replace(b"ftypheic", b"ftypmif1", 1)):
        made = make_picture("heic", each)
        assert isinstance(made, Made)
        assert (made.width, made.height) == (720, 960)
        assert {file.suffix for file in made.files} == {"avif", "webp", "jpg"}
        assert not any(b"rahasia" in file.data for file in made.files)
    assert getattr(make_picture("heic", data[: len(data) // 2]), "code", "") == "picture-broken"
    assert dict(getattr(make_picture("jpg", data), "arguments", ()))["expected"] == "heic"


def test_several_pictures_in_one_file_of_a_telephone_are_no_animation(tmp_path: Path) -> None:
    first, second = Image.new("RGB", (800, 600), "red"), Image.new("RGB", (80, 60), "blue")
    first.save(tmp_path / "a.mpo", "MPO", save_all=True, append_images=[second])
    made = make_picture("jpg", (tmp_path / "a.mpo").read_bytes())
    assert isinstance(made, Made)
    assert (made.width, made.height) == (800, 600)
    assert not any(file.moving for file in made.files)


MEASURED = """
import resource, sys
from warta.media.images import make_picture
made = make_picture("jpg", open(sys.argv[1], "rb").read())
peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
if sys.platform == "linux":  # where that of a new process counts what the one before it had
    peak = next(int(line.split()[1]) for line in open("/proc/self/status") if line.startswith("VmHWM"))
print(made.width, made.height, peak)
"""


@pytest.mark.parametrize("progressive", [False, True])
def test_the_largest_photo_of_a_telephone_fits_into_a_gigabyte(tmp_path: Path, progressive: bool) -> None:
    file = tmp_path / "a.jpg"
    Image.new("L", (16_384, 12_288), 90).save(file, progressive=progressive)
    done = subprocess.run(
        [sys.executable, "-c", MEASURED, file], check=True, capture_output=True, text=True, cwd=ROOT
    )
    width, height, peak = map(int, done.stdout.split())
    assert (width, height) == (1440, 1080)
    assert peak * (1 if sys.platform == "darwin" else 1024) < 1 << 30
    assert resource.RLIMIT_AS, "measured where there is such a thing"


# --- Times --------------------------------------------------------------------------------------------


def test_the_stories_of_the_newest_ones_day_show_their_time(tmp_path: Path) -> None:
    """Whatever the day of the build is."""
    files: dict[str, str | bytes] = {**ONE_LANGUAGE}
    for number, date in enumerate(["2025-01-13 10:00", "2025-01-14 06:00", "2025-01-14 09:30", "2025-01-14"]):
        files[f"content/news/2025/b-{number}.id.md"] = post(f"B {number}", date=date)
    site = make_site(tmp_path, files)
    page = build_site(site, now=NOON).page("id/")
    shown = {
        teaser.one("h2").text: teaser.one("time").text for teaser in page.all("article", class_="teaser")
    }
    assert shown == {
        "B 0": "13 Jan 2025",
        "B 1": "14 Jan 2025, 06.00 WIB",
        "B 2": "14 Jan 2025, 09.30 WIB",
        "B 3": "14 Jan 2025",
    }
    later = [path for path, _ in build_site(site, now=NOON + timedelta(30)).result.reasons]
    assert all(path.startswith("sitemap") for path in later)
