"""The sites that the gate is run on: the starter, a generated one, and a hostile one."""

from __future__ import annotations

import io
import json
import math
import random
import shutil
from collections.abc import Mapping
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

from PIL import Image, ImageDraw, ImageFilter

from bench.corpus import Story, generate
from bench.sites import THEME, write_warta
from quality.built import Site
from warta.build.build import Request, build
from warta.diagnostics.values import Severity

__all__ = ["ROOT", "built", "furnished", "generated", "hostile", "levelled", "starter", "story_text"]

ROOT = Path(__file__).resolve().parents[1]
SETTINGS = """\
title = "Kabar Negeri"
description = "Berita pemerintahan dari seluruh Indonesia."
base_url = "https://kabar.example.go.id"
timezone = "Asia/Jakarta"
languages = ["id", "en"]
page_size = 20

[publisher]
name = "Kabar Negeri"
contact = "redaksi@kabar.example.go.id"

[search]
enabled = true

[language.id]
description = "Berita pemerintahan dari seluruh Indonesia."

[language.en]
title = "News of the Nation"
description = "Government news from all over Indonesia."

[check]
translation-missing = "off"
"""
LONG_WORD = "pertanggungjawabankeuanganpemerintahandaerah" * 3
TABLE = "\n".join(
    ["| " + " | ".join(f"Kolom {n}" for n in range(9)) + " |", "|" + "---|" * 9]
    + ["| " + " | ".join(f"Nilai {row * n:,}" for n in range(9)) + " |" for row in range(12)]
)
RICH = f"""\
Paragraf **pertama** dengan [tautan luar](https://contoh.example.org/a?b=1&c=2), [bagian](#rincian)
dan catatan kaki.[^1]

## Rincian

{TABLE}

> Kutipan yang cukup panjang supaya terlihat sebagai kutipan di halaman.

1. Satu
2. Dua
    - Dalam

```python
print("{"sangat " * 30}")
```

Alamat <https://contoh.example.org/{"sangat-panjang-" * 12}> dan kata {LONG_WORD}.

[^1]: Isi catatan kaki.
"""


def built(name: str, site: Path, base_url: str, now: datetime | None = None) -> Site:
    """Build a site into ``output/`` in it. RuntimeError: it does not build."""
    output = site / "output"
    result = build(Request(site, output, now or datetime.now(UTC), base_url=base_url))
    errors = [found for found in result.diagnostics if found.severity is Severity.ERROR]
    if errors:
        raise RuntimeError(f"{name}: {errors}")
    return Site(name, output, base_url)


def starter(folder: Path) -> Path:
    """Copy the starter's input into a new folder."""
    folder.mkdir(parents=True)
    shutil.copyfile(ROOT / "site.toml", folder / "site.toml")
    shutil.copytree(ROOT / "content", folder / "content")
    return folder


def furnished(folder: Path) -> Path:
    """The starter with stories of the kinds that it lacks, one with an event; it stays without documents."""
    starter(folder)
    photo = "../2024/sosialisasi-netralitas-asn-bondowoso.jpg"
    news = folder / "content/news/contoh"
    news.mkdir()
    for name, keys, body in _kinds(datetime(2025, 1, 10, 9, tzinfo=UTC), photo):
        if name != "statement":
            _write_both(news, name, {"date": "2025-01-10 16:00", "agency": "bkpsdm-bondowoso", **keys}, body)
    return folder


def generated(folder: Path, stories: int = 60) -> tuple[Path, datetime]:
    """Write a site with pages of lists, a very long story, long words, tables and a picture.

    Gives the folder and a time shortly after the latest story, so that the news site map has entries.
    """
    written = [levelled(story) for story in generate(stories)]
    write_warta(written, folder, "python", THEME)
    shutil.rmtree(folder / "templates")
    (folder / "site.toml").write_text(SETTINGS, encoding="utf-8")
    latest = datetime.fromisoformat(written[-1].date)
    news = folder / "content/news/contoh"
    news.mkdir(parents=True)
    agency = _agency(folder)
    english = _long_body(written, "en")
    texts: list[tuple[str, dict[str, Any], str]] = [
        ("panjang", {"title": "Laporan yang sangat panjang " * 5}, _long_body(written, "id")),
        ("kata-panjang", {"title": LONG_WORD, "summary": f"Ringkasan {LONG_WORD}"}, RICH),
        ("bergambar", {"title": "Berita bergambar", "image": _IMAGE}, RICH),
        ("iklan", {"title": "Berita berbayar", "kind": "advertorial"}, "Isi iklan."),
        ("ralat", {"title": "Berita dengan ralat", "changes": _changes(latest, "correction")}, "Isi."),
        ("ditarik", {"title": "Berita yang ditarik", "changes": _changes(latest, "withdrawal")}, "Isi."),
        *_kinds(latest, "foto.jpg"),
    ]
    for name, keys, body in texts:
        front = {"date": latest.isoformat(), "agency": agency, **keys}
        if name == "ralat":
            (news / f"{name}.id.md").write_text(story_text(front, body), encoding="utf-8")
        else:
            _write_both(news, name, front, body, english if name == "panjang" else body)
    # Enough in one year for a chart of its months, on that year's page and on the agency's.
    for number, (month, day) in enumerate(((3, 5), (3, 20), (5, 10), (6, 15))):
        front = {"title": f"Berita bulanan {number + 1}", "date": f"{latest.year - 1}-{month:02}-{day:02}"}
        (news / f"bulanan-{number + 1}.id.md").write_text(
            story_text({**front, "agency": agency}, "Isi."), "utf-8"
        )
    (news / "foto.jpg").write_bytes(_photograph())
    (news / "formulir.csv").write_text("nama,nilai\nsatu,1\n", "utf-8")
    return folder, latest + timedelta(hours=3)


def _write_both(folder: Path, name: str, front: Mapping[str, Any], body: str, english: str = "") -> None:
    """A story and its translation."""
    (folder / f"{name}.id.md").write_text(story_text(front, body), encoding="utf-8")
    own = {key: front[key] for key in ("changes", "claim") if key in front}
    text = story_text({"title": f"{front['title']} (English)", **own}, english or body)
    (folder / f"{name}.en.md").write_text(text, encoding="utf-8")


_IMAGE = {"src": "foto.jpg", "alt": "Balai kota dari seberang", "caption": "Balai kota.", "credit": "Humas"}


def _kinds(latest: datetime, photo: str) -> list[tuple[str, dict[str, Any], str]]:
    """Name, front matter and text of a story of each kind; one has an event, one documents."""
    day = latest.date() + timedelta(days=20)
    pictures = (
        f'![Balai kota]({photo} "Dari seberang.")\n![Balai kota lagi]({photo})\n*Balai kota. Foto: Humas*\n'
    )
    event = {"date": f"{day} 09:00", "end": f"{day} 12:00", "venue": "Balai kota"}
    documents = "[Formulir permohonan informasi 2024](formulir.csv)\n\n[Daftar](formulir.csv)\n"
    some: list[tuple[str, dict[str, Any], str]] = [
        ("speech", {}, "Isi pidato."),
        ("announcement", {"expires": f"{latest.year + 1}-12-31"}, "Isi pengumuman."),
        ("infographic", {"image": {**_IMAGE, "src": photo}}, "Isi infografik."),
        ("photo-story", {}, f"Pembuka.\n\n{pictures}"),
        ("press-release", {"event": event}, "Isi siaran pers."),
        ("statement", {}, f"Isi.\n\n{documents}"),
    ]
    found = [(kind, {"title": f"Judul {kind}", "kind": kind, **keys}, text) for kind, keys, text in some]
    for verdict in ("incorrect", "unproven"):
        keys = {
            "title": f"Periksa klaim {verdict}",
            "kind": "fact-check",
            "claim": "Pegawai boleh berkampanye pada hari libur.",
            "claimant": "Pesan berantai",
            "claim_url": "https://contoh.example.org/pesan",
            "verdict": verdict,
            "sources": [{"name": "Undang-undang", "url": "https://contoh.example.org/uu"}],
        }
        found.append((f"klaim-{verdict}", keys, "Isi pemeriksaan."))
    return found


def levelled(story: Story) -> Story:
    """The story with headings as the guide asks for them: the first level below the title comes first."""
    versions = {
        code: replace(version, body=version.body.replace("\n### ", "\n## "))
        for code, version in story.versions.items()
    }
    return replace(story, versions=versions)


def _agency(folder: Path) -> str:
    text = (folder / "content/agencies.yaml").read_text("utf-8")
    return text.split(":", 1)[0]


def _changes(after: datetime, kind: str) -> list[dict[str, str]]:
    moment = (after + timedelta(hours=1)).isoformat()
    return [{"date": moment, "kind": kind, "note": "Angka pada paragraf kedua diperbaiki."}]


def story_text(front: Mapping[str, object], body: str) -> str:
    """A file of the content."""
    lines = "".join(f"{key}: {json.dumps(value, ensure_ascii=False)}\n" for key, value in front.items())
    return f"---\n{lines}---\n\n{body}\n"


def _long_body(stories: list[Story], language: str) -> str:
    return "\n\n".join(f"## {story.date[:10]}\n\n{story.versions[language].body}" for story in stories[:12])


def _photograph() -> bytes:
    """A picture that is as hard to compress as a photograph, 1600 × 1067, made from a seed: some 270 KB.

    Disks of all sizes that cover each other ("dead leaves", as charts for testing cameras have them: ISO
    19567-2) share with photographs what compression works on, edges between areas at every scale. Noise does
    not: at the quality of photographs it takes two to four times as much.
    """
    chance = random.Random(7)
    width, height = 1600, 1067
    picture = Image.new("RGB", (width, height))
    draw = ImageDraw.Draw(picture)
    smallest, largest = 5, 400
    for _ in range(20_000):
        # There are as many disks of a size as the third power of the size is small.
        radius = smallest / math.sqrt(1 - chance.random() * (1 - (smallest / largest) ** 2))
        x, y = chance.uniform(0, width), chance.uniform(0, height)
        light = chance.gauss(118, 52)
        tints = (chance.gauss(0, 14), 0.0, chance.gauss(0, 14))
        colour = tuple(max(0, min(255, round(light + tint))) for tint in tints)
        draw.ellipse((x - radius, y - radius, x + radius, y + radius), fill=colour)
    stream = io.BytesIO()
    picture.filter(ImageFilter.GaussianBlur(1)).save(stream, "JPEG", quality=85)
    return stream.getvalue()


# --- Script in every field ----------------------------------------------------------------------------

RUN = "window.dijalankan=1;alert(1)"
SCRIPTS = (
    f"<script>{RUN}</script>",
    f'"><img src=x onerror="{RUN}">',
    f"'><svg onload='{RUN}'>",
    f"</title></script><script>{RUN}</script>",
    f"{{{{ 7*7 }}}} <img src=//luar.example.org/x onerror={RUN}>",
)
ADDRESSES = (
    f"javascript:{RUN}",
    f"JaVaScRiPt:{RUN}",
    f"java\tscript:{RUN}",
    f" javascript:{RUN}",
    f"&#106;avascript:{RUN}",
    f"javascript&colon;{RUN}",
    f"data:text/html,<script>{RUN}</script>",
    f"vbscript:{RUN}",
    f"//luar.example.org/<script>{RUN}</script>",
)


def hostile(folder: Path) -> tuple[Path, int, int]:
    """Write a site whose authors put script wherever they can write.

    What Warta refuses with an error on that file is taken out. Gives the folder, the number of attempts
    that were refused and of those that the site holds.
    """
    first = SCRIPTS[0]
    quoted = json.dumps(first)
    files = {
        "site.toml": SETTINGS.replace('"Kabar Negeri"', json.dumps(SCRIPTS[1])).replace(
            '"Government news', json.dumps(SCRIPTS[3])[:-1] + " news"
        ),
        "content/agencies/dinas.yaml": (
            f"name: {json.dumps(SCRIPTS[1])}\nregion: indonesia\naddress: {quoted}\n"
        ),
        "content/agencies/dinas.id.md": "\n".join(script for script in SCRIPTS if "<img" not in script),
        "content/speakers/ani.yaml": (
            f"name: {json.dumps('Ani ' + SCRIPTS[2])}\nprefix: {quoted}\n"
            f"appointments:\n  - {{office: {json.dumps(SCRIPTS[3])}, agency: dinas, from: 2020}}\n"
        ),
        "content/tags.yaml": f"umum: {{name: {json.dumps(SCRIPTS[1])}}}\n",
        "content/news/foto.jpg": "",
    }
    attempts = {f"content/news/{name}.id.md": text for name, text in _attempts().items()}
    for name, text in {**files, **attempts}.items():
        path = folder / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(text, encoding="utf-8")
    (folder / "content/news/foto.jpg").write_bytes(_photograph())
    refused = _refused(folder) & set(attempts)
    for name in refused:
        (folder / name).unlink()
    return folder, len(refused), len(attempts) - len(refused) + len(files) - 2


def _refused(folder: Path) -> set[str]:
    """The files of a site with errors in them."""
    result = build(Request(folder, folder / "output", datetime.now(UTC)))
    return {found.file for found in result.diagnostics if found.severity is Severity.ERROR}


def _attempts() -> dict[str, str]:
    """A post for every field and every way to put script into it."""
    base: dict[str, object] = {"date": "2024-01-02", "agency": "dinas", "speaker": "ani", "tags": ["umum"]}
    posts: dict[str, str] = {}
    for number, script in enumerate(SCRIPTS):
        front = base | {
            "title": f"Judul {number} {script}",
            "summary": script,
            "author": script,
            "source": {"name": script},
            "event": {"venue": script},
            "image": {"src": "foto.jpg", "alt": script, "caption": script, "credit": script},
            "changes": [{"date": "2024-01-03", "kind": "correction", "note": script}],
        }
        posts[f"bidang-{number}"] = story_text(front, script)
        for name, body in _bodies(script).items():
            posts[f"{name}-{number}"] = story_text(base | {"title": f"{name} {number}"}, body)
    for number, address in enumerate(ADDRESSES):
        for name, body in _linked(address).items():
            posts[f"{name}-{number}"] = story_text(base | {"title": f"{name} {number}"}, body)
        source = base | {"title": f"sumber {number}", "source": {"name": "Sumber", "url": address}}
        posts[f"sumber-{number}"] = story_text(source, "Isi.")
    return posts


def _bodies(script: str) -> dict[str, str]:
    return {
        "pagar": f"```{script}\nkode\n```",
        "judul": f"## Bagian {script}",
        "tabel": f"| a | b |\n|---|---|\n| {script} | {script} |",
        "catatan": f"Kata.[^1]\n\n[^1]: {script}",
        "alt": f"![{script}](foto.jpg)",
        "kutip": f"> {script}",
        "kode": f"`{script}`",
    }


def _linked(address: str) -> dict[str, str]:
    return {
        "tautan": f"[klik]({address})",
        "rujukan": f"[klik][x]\n\n[x]: {address}",
        "otomatis": f"<{address}>",
        "html": f'<a href="{address}">klik</a>',
        "gambar": f"![alt]({address})",
    }
