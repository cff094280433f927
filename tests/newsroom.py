"""A small site with one story of every sort that feeds, the wire, search engines and social media meet.

Its name is on a sub-path, so that an address that lacks it stands out. Whatever must not be published says
"Tersembunyi" in every field a reader could see.
"""

from __future__ import annotations

import base64

from tests.support import Files, post, translation

PIXEL = base64.b64decode(
    "iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJAAAADUlEQVR42mP8z8BQDwAEhQGAhKmMIQAAAABJRU5ErkJggg=="
)
BASE = "https://kabar.example.go.id/situs"
SITE = f"""\
title = "Kabar & Warta"
description = "Berita <uji>."
base_url = "{BASE}"
timezone = "Asia/Jakarta"
languages = ["id", "en"]

[publisher]
name = "Redaksi <Uji>"
url = "https://redaksi.example.go.id/tentang?a=1&b=2"

[language.en]
title = "News & Stories"

[feeds]
formats = ["atom", "rss", "json"]
content = "full"
hub = "https://hub.example.go.id/?a=1&b=2"
"""

RICH = """\
Paragraf **pertama** dengan [tautan](lama.id.md#rincian), [bagian](#bagian-dua), [luar](https://contoh.example.org/a?b=1&c=2)
dan catatan kaki.[^1] Kode: `<a href="/bukan/tautan">`.

## Bagian dua

![Gambar dalam](foto.png)

| Kolom | Nilai |
|---|---|
| Satu | 1 |

[^1]: Isi catatan.
"""

CHANGES = (
    "[{date: 2024-11-05, kind: correction, note: 'Angka diperbaiki: 330, bukan 300.'},"
    " {date: 2024-11-06, kind: clarification, note: 'Jabatan diperjelas.'},"
    " {date: 2024-11-04, kind: update, note: 'Ditambah foto.'}]"
)

HIDDEN = {"title": "Tersembunyi", "body": "Tersembunyi isinya.", "summary": "Tersembunyi ringkasannya."}


def hidden(**keys: str) -> str:
    """A post that the public must not see."""
    return post(**{**HIDDEN, "tags": "[rahasia]", **keys})


FILES: Files = {
    "site.toml": SITE,
    "content/agencies/dinas.yaml": "name: {id: 'Dinas <Uji> & Kawan', en: Test Office}\nregion: denpasar\n",
    "content/agencies/badan.yaml": "name: {id: Badan Uji, en: Test Board}\nregion: bali\n",
    "content/speakers/ani.yaml": (
        "name: Ani Uji\nprefix: Dr.\nappointments:\n"
        "  - {office: {id: Kepala Dinas, en: Head of Office}, agency: dinas, from: 2024, until: 2024}\n"
        "  - {office: {id: Kepala Badan, en: Head of Board}, agency: badan, from: 2025}\n"
    ),
    "content/tags.yaml": (
        "merah: {name: {id: 'Merah & biru', en: Red}}\nrahasia: {name: {id: Tersembunyi, en: Tersembunyi}}\n"
    ),
    "content/news/2025/foto.png": PIXEL,
    "content/news/2025/satu.id.md": post(
        "'Judul & <b>tebal</b> \"kutip\"'",
        RICH,
        date="2025-01-14 09:00",
        tags="[merah]",
        speaker="[ani]",
        summary="'Ringkasan & <i>isi</i>.'",
        image="{src: foto.png, alt: 'Teks \"alt\"', caption: Keterangan <b>, credit: Juru Foto}",
    ),
    "content/news/2025/satu.en.md": translation("Title one", "Text.", summary="Summary one."),
    "content/news/2025/lama.id.md": post(
        "Berita lama",
        "## Rincian\n\nIsi lama.",
        date="2024-11-03 10:00 WITA",
        agency="[dinas, badan]",
        speaker="[ani]",
        author="Penulis Uji",
        source="{name: Harian Uji, url: 'https://harian.example.org/berita/ä?x=1'}",
        changes=CHANGES,
    ),
    "content/news/2025/iklan.id.md": post("Iklan uji", date="2025-01-15 08:00", kind="advertorial"),
    "content/news/2025/terbuka.id.md": post(
        "Baru dibuka", date="2024-12-20", publish_at="2025-01-15 01:00", kind="statement"
    ),
    "content/news/2025/ditarik.id.md": post(
        "Berita ditarik",
        "Tersembunyi isinya.",
        date="2024-12-01",
        summary="Tersembunyi ringkasannya.",
        changes="[{date: 2024-12-02, kind: withdrawal, note: 'Sumbernya keliru.'}]",
    ),
    "content/news/2025/tersembunyi-embargo.id.md": hidden(date="2025-01-10", publish_at="2025-01-16 09:00"),
    "content/news/2025/tersembunyi-embargo.en.md": translation(**HIDDEN),
    "content/news/2025/tersembunyi-esok.id.md": hidden(date="2025-02-01"),
    "content/news/2025/tersembunyi-draf.id.md": hidden(date="2025-01-14 10:00", draft="true"),
    "content/news/2025/tersembunyi-belum.id.md": hidden(date="2025-01-14 11:00", unverified="true"),
    "content/news/2025/tersembunyi-lewat.id.md": hidden(date="2025-01-14 12:00", expires="2025-01-15 09:00"),
}
PUBLIC = ("terbuka", "iklan", "satu", "lama")
"""The stories that are listed."""
