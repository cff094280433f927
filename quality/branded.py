"""A site as an agency has it: its own look, standing pages, menus, a notice, and 300 stories with photos."""

from __future__ import annotations

import io
import math
import random
import re
import shutil
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from pathlib import Path

from PIL import Image, ImageDraw, ImageFilter

from bench.corpus import Story, generate
from bench.sites import THEME, write_warta
from quality.sites import ROOT, levelled, story_text

__all__ = ["branded"]

SETTINGS = """\
title = "Kabar Sukamaju"
description = "Berita resmi Pemerintah Kabupaten Sukamaju."
base_url = "https://kabar.sukamaju.example.go.id"
timezone = "Asia/Jakarta"
languages = ["id", "en"]

[publisher]
name = "Dinas Komunikasi, Informatika, Statistik, dan Persandian Kabupaten Sukamaju"
type = "GovernmentOrganization"

[search]
enabled = true

[open_data]
enabled = true

[sections]
menu = ["agenda", "announcement"]

[front]
latest = 8

[[front.sections]]
kind = "press-release"

[[front.sections]]
topic = "{topic}"

[[front.sections]]
kind = "photo-story"
stories = 2

[menu]
entries = ["news", "agencies", "regions", "pages/tentang", "pages/ppid", "archive"]

[footer]
entries = ["archive", "feed", "open_data", {{ url = "https://jdih.sukamaju.example.go.id", name = "JDIH" }}]

[contact]
address = \"\"\"
Jl. Merdeka 1
Sukamaju 68211\"\"\"
telephone = "(0332) 421234"
whatsapp = "+62 812 3456 7890"
email = "redaksi@sukamaju.example.go.id"
hours = {{ id = "Senin–Jumat, 08.00–15.00", en = "Monday to Friday, 8 am to 3 pm" }}

[social]
instagram = "https://www.instagram.com/example"
youtube = "https://www.youtube.com/@example"

[security]
contact = "csirt@sukamaju.example.go.id"
expires = 2025-06-30

[banner]
kind = "siaga"
link = "{link}"
text = {{ id = "Jalan Sukamaju–Wanasari ditutup karena longsor.", en = "The road to Wanasari is closed." }}

[theme]
logo = "brand/logo.svg"
icon = "brand/logo.svg"
share = "brand/share.png"
accent = "#1d3f8f"
font = "sans"
{theme}

[language.en]
title = "Sukamaju News"
description = "Official news of the Sukamaju Regency Government."

[check]
translation-missing = "off"
"""
PHOTOS = 16
"""How many photos there are; each stands at several stories."""
SIZES = ((1600, 1067), (1600, 1200), (2000, 1125), (1067, 1600))
SKIES = ((86, 142, 201), (178, 196, 214), (236, 178, 120), (120, 132, 150), (64, 90, 140), (205, 214, 222))
GROUNDS = ((74, 110, 62), (128, 104, 78), (96, 104, 112), (150, 122, 90), (60, 92, 96), (110, 78, 70))
CLOTHES = ((182, 140, 84), (235, 235, 230), (52, 70, 120), (150, 40, 44), (60, 110, 84), (90, 90, 96))
SKIN = ((141, 85, 54), (172, 112, 74), (111, 66, 42))
KINDS: Mapping[int, Mapping[str, object]] = {
    1: {"kind": "press-release"},
    2: {"kind": "announcement"},
    3: {"kind": "photo-story"},
    4: {"kind": "infographic"},
    5: {
        "kind": "fact-check",
        "verdict": "misleading",
        "claimant": {"id": "Pesan berantai WhatsApp", "en": "A chain message on WhatsApp"},
        "sources": [{"name": "Undang-Undang Nomor 20 Tahun 2023", "url": "https://jdih.example.go.id/20"}],
    },
    6: {"kind": "speech"},
    7: {"kind": "statement"},
    8: {"kind": "press-release"},
    9: {"kind": "advertorial"},
}
"""Stories by their number, counted from the newest, modulo 20, that are no plain news."""
CLAIMS = {"id": "ASN boleh berkampanye pada hari libur.", "en": "Civil servants may campaign on days off."}
ALTS = {"id": "Warga berkumpul di depan kantor", "en": "Residents gather before the office"}
CAPTIONS = {
    "id": "Warga mengikuti kegiatan sejak pagi.",
    "en": "Residents took part from the morning on.",
}


def branded(
    folder: Path, stories: int = 300, theme: str = 'header = "brand/header.svg"'
) -> tuple[Path, datetime]:
    """Write the site; gives its folder and a time shortly after its latest story.

    ``theme`` are further lines of ``[theme]``.
    """
    written = [levelled(story) for story in generate(stories, seed=23)]
    write_warta(written, folder, "markdown", THEME)
    shutil.rmtree(folder / "templates")
    latest = datetime.fromisoformat(written[-1].date)
    first = written[-1].versions["id"]
    link = "/id/wilayah/"
    settings = SETTINGS.format(topic=first.tags[0], link=link, theme=theme)
    (folder / "site.toml").write_text(settings, encoding="utf-8")
    _write_brand(folder / "brand")
    _write_pages(folder / "content/pages")
    for number, picture in enumerate(_photos()):
        (folder / f"content/news/foto-{number}.jpg").write_bytes(picture)
    chart = _infographic()
    for age, story in enumerate(reversed(written)):
        _rewrite(folder / "content/news" / story.date[:4], story, age, chart)
    return folder, latest + timedelta(hours=3)


def _rewrite(folder: Path, story: Story, age: int, chart: bytes) -> None:
    """Give a story its picture, its kind and what belongs to that."""
    kind = dict(KINDS.get(age % 20, {}))
    moment = datetime.fromisoformat(story.date)
    photo = f"../foto-{age % PHOTOS}.jpg"
    shared: dict[str, object] = {"date": story.date, "region": _ids(story, "regions"), **kind}
    shared |= {
        "agency": _ids(story, "agencies"),
        "speaker": _ids(story, "speakers"),
        "tags": _ids(story, "tags"),
    }
    if kind.get("kind") == "announcement":
        shared["expires"] = (moment + timedelta(days=4000)).isoformat()
    if kind.get("kind") == "infographic":
        photo = f"grafik-{age}.png"
        (folder / photo).write_bytes(chart)
    if age % 20 == 10:
        shared["event"] = {"date": (moment + timedelta(days=9)).isoformat(), "venue": "Pendopo Kabupaten"}
    if age == 3:
        shared["lead"] = True
    if age == 5:
        shared["pin"] = {"until": (moment + timedelta(days=40)).isoformat()}
    for language, version in story.versions.items():
        image: dict[str, object] = {"alt": ALTS[language], "caption": CAPTIONS[language]}
        own: dict[str, object] = {"title": version.title, "summary": version.summary}
        if language == "id":
            image |= {"src": photo, "credit": "Humas Pemkab Sukamaju"}
            if kind.get("kind") == "infographic":
                image["kind"] = "infographic"
            own |= shared
        if kind.get("kind") == "fact-check":
            own["claim"] = CLAIMS[language]
        if age % 20 == 11:
            note = {
                "id": "Angka pada paragraf kedua diperbaiki.",
                "en": "Corrected a number in paragraph two.",
            }
            when = (moment + timedelta(hours=1)).isoformat()
            own["changes"] = [{"date": when, "kind": "correction", "note": note[language]}]
        # One in twelve has no photo, as it is in newsrooms.
        if age % 12 != 11 or "kind" in image:
            own["image"] = image
        body = version.body + (_gallery(language) if kind.get("kind") == "photo-story" else "")
        (folder / f"{story.slug}.{language}.md").write_text(story_text(own, body), encoding="utf-8")


def _ids(story: Story, taxonomy: str) -> list[str]:
    return list(getattr(story.versions["id"], taxonomy))


def _gallery(language: str) -> str:
    pictures = "\n".join(f"![{ALTS[language]}](../foto-{number}.jpg)" for number in (2, 5, 7, 8))
    return f"\n{pictures}\n*{CAPTIONS[language]}*\n"


# --- Brand and standing pages -------------------------------------------------------------------------


def _write_brand(folder: Path) -> None:
    shutil.copytree(ROOT / "docs/looks/brand", folder)
    share = Image.new("RGB", (1200, 630), "#1d3f8f")
    ImageDraw.Draw(share).ellipse((400, 115, 800, 515), fill="#d9a521")
    share.save(folder / "share.png")


def _write_pages(folder: Path) -> None:
    """The starter's pages, filled in, and one below another."""
    shutil.copytree(ROOT / "content/pages", folder)
    for file in folder.glob("*.md"):
        text = re.sub(r"^fill_in:.*\n(?:  - .*\n)*", "", file.read_text("utf-8"), flags=re.MULTILINE)
        file.write_text(re.sub(r"\[\[(.*?)\]\]", r"\1", text), encoding="utf-8")
    below = folder / "ppid"
    below.mkdir()
    (below / "foto.jpg").write_bytes(_photo(random.Random("pages"), (1600, 1067)))
    for language, title in (("id", "Laporan layanan"), ("en", "Service report")):
        image = {"src": "foto.jpg"} if language == "id" else {}
        image |= {"alt": ALTS[language], "caption": CAPTIONS[language]}
        front = {"title": title, "slug": "laporan" if language == "id" else "report", "image": image}
        (below / f"laporan.{language}.md").write_text(story_text(front, TABLES[language]), encoding="utf-8")


FIGURES = "|---|---:|---:|\n| 2023 | 118 | 104 |\n| 2024 | 131 | 127 |\n"
TABLES = {
    "id": f"## Permohonan\n\n| Tahun | Diterima | Dikabulkan |\n{FIGURES}",
    "en": f"## Requests\n\n| Year | Received | Granted |\n{FIGURES}",
}


# --- Pictures -----------------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class _Scene:
    """Colours of one photo."""

    sky: tuple[int, int, int]
    ground: tuple[int, int, int]


def _photos() -> list[bytes]:
    return [_photo(random.Random(f"photo {number}"), SIZES[number % 4]) for number in range(PHOTOS)]


def _photo(chance: random.Random, size: tuple[int, int]) -> bytes:
    """People before a landscape: heads where photographs have them, and as hard to compress as those."""
    scene = _Scene(chance.choice(SKIES), chance.choice(GROUNDS))
    width, height = size
    picture = Image.new("RGB", size)
    draw = ImageDraw.Draw(picture)
    horizon = round(height * chance.uniform(0.35, 0.5))
    for y in range(horizon):
        draw.line((0, y, width, y), fill=_mixed(scene.sky, (250, 246, 238), y / horizon * 0.7))
    for far in (0.75, 0.5):
        _ridge(draw, chance, width, horizon, _mixed(scene.ground, scene.sky, far))
    draw.rectangle((0, horizon, width, height), fill=scene.ground)
    _leaves(draw, chance, (0, horizon, width, height), scene.ground, 6000)
    # Those behind are smaller and further up.
    for row in range(3):
        tall = height * (0.1 + 0.07 * row)
        for place in range(round(width / tall * 1.2)):
            x = (place + chance.uniform(-0.2, 0.6)) * tall
            _person(draw, chance, x, horizon + height * (0.02 + 0.16 * row), tall)
    stream = io.BytesIO()
    picture.filter(ImageFilter.GaussianBlur(0.8)).save(stream, "JPEG", quality=85)
    return stream.getvalue()


def _ridge(draw: ImageDraw.ImageDraw, chance: random.Random, width: int, foot: int, colour: Colour) -> None:
    waves = [(chance.uniform(1, 7), chance.uniform(0, 6), chance.uniform(0.02, 0.1)) for _ in range(4)]
    tops = [
        (x, foot * (0.72 - sum(size * math.sin(x / width * often + start) for often, start, size in waves)))
        for x in range(0, width + 20, 20)
    ]
    draw.polygon([(0, foot), *tops, (width, foot)], fill=colour)


def _leaves(
    draw: ImageDraw.ImageDraw, chance: random.Random, box: Sequence[int], colour: Colour, count: int
) -> None:
    """Disks of all sizes that cover each other: see :func:`quality.sites.photograph`."""
    for _ in range(count):
        radius = 3 / math.sqrt(1 - chance.random() * 0.999)
        x, y = chance.uniform(box[0], box[2]), chance.uniform(box[1] + radius, box[3])
        light = chance.gauss(0, 22)
        fill = tuple(max(0, min(255, round(part + light + chance.gauss(0, 6)))) for part in colour)
        draw.ellipse((x - radius, y - radius, x + radius, y + radius), fill=fill)


def _person(draw: ImageDraw.ImageDraw, chance: random.Random, x: float, y: float, tall: float) -> None:
    head = tall * 0.17
    body, skin = chance.choice(CLOTHES), chance.choice(SKIN)
    draw.rounded_rectangle((x, y + head * 1.9, x + tall * 0.62, y + tall * 2), tall * 0.2, fill=body)
    _leaves(
        draw,
        chance,
        (round(x + 6), round(y + head * 2.3), round(x + tall * 0.6), round(y + tall * 1.8)),
        body,
        60,
    )
    middle = x + tall * 0.31
    draw.ellipse((middle - head, y, middle + head, y + head * 2.2), fill=skin)
    draw.pieslice((middle - head, y - 2, middle + head, y + head * 2), 180, 360, fill=(30, 24, 22))


Colour = tuple[int, int, int]


def _mixed(one: Colour, other: Colour, share: float) -> Colour:
    red, green, blue = (round(a + (b - a) * share) for a, b in zip(one, other, strict=True))
    return red, green, blue


def _infographic() -> bytes:
    """Bars, taller than wide."""
    picture = Image.new("RGB", (1000, 1500), "#f4f1ea")
    draw = ImageDraw.Draw(picture)
    draw.rectangle((0, 0, 1000, 220), fill="#1d3f8f")
    for number, share in enumerate((0.9, 0.7, 0.55, 0.4, 0.25)):
        top = 300 + number * 230
        draw.rectangle((80, top, 80 + round(840 * share), top + 130), fill="#d9a521")
    stream = io.BytesIO()
    picture.save(stream, "PNG")
    return stream.getvalue()
