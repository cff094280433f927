"""Slips in front matter: each is named at its place in both languages, and mended where it is certain.

Whatever is mended, every other byte of the file stays.
"""

from __future__ import annotations

import contextlib
import io
import json
from pathlib import Path
from typing import Any, NamedTuple

import pytest

from tests.support import SITE_TOML, make_site
from warta.checks.fix import mend
from warta.cli import main
from warta.content.model import NAME_LISTS, PostFields, Reference, keys_of
from warta.content.parsed import ParseOptions
from warta.content.parsing import parse_source
from warta.diagnostics.catalogue import MESSAGE_LANGUAGES, explain
from warta.diagnostics.values import Severity
from warta.i18n.written_dates import Reading, readings

OPTIONS = ParseOptions(("id", "en"), "Asia/Jakarta", "markdown")
PATH = "content/news/2024/uji.id.md"
NBSP, EM, ZERO = "\u00a0", "\u2003", "\u200b"
HEAD = "title: Uji\ndate: 2024-11-14\nagency: dinas\n"
LAST = "\nIsi:apa adanya, #tagar, “kutipan” dan\ttab.  \n"


class Slip(NamedTuple):
    """Front matter with slips."""

    written: str
    found: str
    """Rules and places, as ``rule line:column``."""
    mended: str | None
    """None: nobody can be certain what is meant."""


S = [
    # A colon that is none to YAML
    Slip("title:Uji\ndate: 2024-11-14\nagency: dinas\n", "yaml-space-missing 2:7", HEAD),
    Slip("title: Uji\ndate:2024-11-14\nagency: dinas\n", "yaml-space-missing 3:6", HEAD),
    Slip("title: Uji\ndate: 2024-11-14\nagency:dinas\n", "yaml-space-missing 4:8", HEAD),
    Slip("title:Uji\ndate:2024-11-14\nagency:dinas\n",
         "yaml-space-missing 2:7, yaml-space-missing 3:6, yaml-space-missing 4:8", HEAD),
    Slip("title:Uji: satu\ndate: 2024-11-14\nagency: dinas\n", "yaml-space-missing 2:7",
         'title: "Uji: satu"\ndate: 2024-11-14\nagency: dinas\n'),
    Slip(HEAD + "tags:[korpri, asn]\n", "yaml-space-missing 5:6", HEAD + "tags: [korpri, asn]\n"),
    Slip(HEAD + "image:\n  src:a.png\n  alt: A\n", "yaml-space-missing 6:7",
         HEAD + "image:\n  src: a.png\n  alt: A\n"),
    Slip(HEAD + "image:\n  src:a.png\n", "yaml-space-missing 6:7", HEAD + "image:\n  src: a.png\n"),
    Slip(HEAD + "changes:\n - date:2024-11-15\n   kind: update\n   note: N\n", "yaml-space-missing 6:9",
         HEAD + "changes:\n - date: 2024-11-15\n   kind: update\n   note: N\n"),
    Slip(HEAD + "changes: [{date:2024-11-15, kind: update, note: N}]\n", "yaml-space-missing 5:17",
         HEAD + "changes: [{date: 2024-11-15, kind: update, note: N}]\n"),
    Slip(HEAD + "image: C:\\foto.jpg\n", "expected-group-suggestion 5:8", None),
    Slip(HEAD + 'image: {src: "C:\\Users\\foto.jpg", alt: A}\n', "computer-path 5:15", None),
    Slip(HEAD + 'image:\n  src: "C:\\foto.jpg"\n  alt: A\n', "computer-path 6:9", None),
    Slip(HEAD + 'summary: "Satu \\u2"\n', "yaml-escape 5:18", None),
    Slip(f"title:{NBSP}Uji\ndate: 2024-11-14\nagency: dinas\n", "yaml-space-odd 2:7", HEAD),
    Slip(f"title{NBSP}: Uji\ndate: 2024-11-14\nagency: dinas\n", "yaml-space-odd 2:6", HEAD),
    Slip(f"title: Uji\ndate:{EM}2024-11-14\nagency{NBSP}:{ZERO}dinas\n",
         "yaml-space-odd 3:6, yaml-space-odd 4:7", HEAD),
    Slip(f"title: Uji\n{NBSP}date: 2024-11-14\nagency: dinas\n", "yaml-space-odd 3:1", HEAD),
    Slip(HEAD + f"image:\n{NBSP}{NBSP}src: a.png\n", "yaml-space-odd 6:1", HEAD + "image:\n  src: a.png\n"),
    Slip("title： Uji\ndate: 2024-11-14\nagency: dinas\n", "yaml-colon-odd 2:6", HEAD),
    Slip("title: Uji\ndate：2024-11-14\nagency﹕dinas\n", "yaml-colon-odd 3:5, yaml-colon-odd 4:7", HEAD),
    # Tabs
    Slip(HEAD + "image:\n\tsrc: a.png\n\talt: A\n", "yaml-tab 6:1",
         HEAD + "image:\n  src: a.png\n  alt: A\n"),
    Slip(HEAD + "tags:\n\t- korpri\n\t- asn\n", "yaml-tab 6:1", HEAD + "tags:\n  - korpri\n  - asn\n"),
    Slip("title: Uji\n\tdate: 2024-11-14\nagency: dinas\n", "yaml-tab 3:1", HEAD),
    # Lists
    Slip(HEAD + "tags:\n  -korpri\n  -asn\n", "yaml-dash-space 6:3", HEAD + "tags:\n  - korpri\n  - asn\n"),
    Slip(HEAD + "tags: #korpri #asn\n", "yaml-hashtags 5:7", HEAD + "tags: [korpri, asn]\n"),
    Slip(HEAD + "tags: #korpri, #asn\n", "yaml-hashtags 5:7", HEAD + "tags: [korpri, asn]\n"),
    Slip(HEAD + "tags: #korpri\n", "yaml-hashtags 5:7", HEAD + "tags: [korpri]\n"),
    Slip(HEAD + "tags: [#korpri, #asn]\n", "yaml-hashtags 5:7", HEAD + "tags: [korpri, asn]\n"),
    Slip(HEAD + "tags: korpri #asn\n", "yaml-hashtags 5:7", HEAD + "tags: [korpri, asn]\n"),
    Slip(HEAD + "tags:\n  - #korpri\n  - asn\n", "yaml-hashtags 6:5", HEAD + "tags:\n  - korpri\n  - asn\n"),
    Slip(HEAD + "summary: #Korpri berulang tahun\n", "yaml-hash 5:10", None),
    Slip(HEAD + "tags: - korpri - asn\n", "yaml-dashes 5:7", HEAD + "tags: [korpri, asn]\n"),
    Slip(HEAD + "tags: - korpri\n", "yaml-dashes 5:7", HEAD + "tags: [korpri]\n"),
    Slip(HEAD + "speaker: – I Wayan\n", "yaml-dashes 5:10", HEAD + "speaker: [I Wayan]\n"),
    Slip(HEAD + "tags:\n* korpri\n* asn\n", "yaml-list-sign 6:1", HEAD + "tags:\n- korpri\n- asn\n"),
    Slip(HEAD + "tags:\n• korpri\n", "yaml-list-sign 6:1", HEAD + "tags:\n- korpri\n"),
    Slip(HEAD + "tags:\n  • korpri\n  • asn\n", "yaml-list-sign 6:3", HEAD + "tags:\n  - korpri\n  - asn\n"),
    Slip(HEAD + "tags:\n  *korpri\n  *asn\n", "yaml-list-sign 6:3", HEAD + "tags:\n  - korpri\n  - asn\n"),
    Slip(HEAD + "tags:\n- korpri\n-asn\n", "yaml-dash-space 7:1", HEAD + "tags:\n- korpri\n- asn\n"),
    # Signs that mean something to YAML at the start of a text
    Slip(HEAD + "author: -\n", "yaml-needs-quotes 5:9", None),
    Slip(HEAD + "summary: - Budi\n", "yaml-needs-quotes 5:10", None),
    Slip(HEAD + "summary: ? apa\n", "yaml-needs-quotes 5:10", None),
    Slip(HEAD + "summary: > kutipan\n", "yaml-needs-quotes 5:10", None),
    Slip(HEAD + "summary: | teks\n", "yaml-needs-quotes 5:10", None),
    Slip(HEAD + "summary: , lalu\n", "yaml-needs-quotes 5:10", None),
    # Keys and choices as writers call them
    Slip("Title: Uji\nDATE: 2024-11-14\nInstansi: dinas\n",
         "unknown-key-suggestion 2:1, unknown-key-suggestion 3:1, unknown-key-suggestion 4:1", HEAD),
    Slip(HEAD + "kind: Siaran Pers\n", "expected-choice-suggestion 5:7", HEAD + "kind: press-release\n"),
    Slip(HEAD + "kind: Berita\n", "expected-choice-suggestion 5:7", HEAD + "kind: news\n"),
    Slip(HEAD + "kind: fact check\n", "expected-choice-suggestion 5:7", HEAD + "kind: fact-check\n"),
    Slip(HEAD + "kind: olahraga\n", "expected-choice 5:7", None),
    Slip(HEAD + "changes:\n  - date: 2024-11-15\n    kind: ralat\n    note: N\n",
         "expected-choice-suggestion 7:11",
         HEAD + "changes:\n  - date: 2024-11-15\n    kind: correction\n    note: N\n"),
    Slip(HEAD + "event: {tanggal: 2024-11-14, tempat: Aula}\n",
         "unknown-key-suggestion 5:9, unknown-key-suggestion 5:30",
         HEAD + "event: {date: 2024-11-14, venue: Aula}\n"),
    Slip(HEAD + "changes:\n  - 2024-11-15: salah ketik\n", "unknown-key 6:5", None),
    Slip(HEAD + "image: foto.jpg\n", "expected-group-suggestion 5:8", None),
    Slip(HEAD + "event: Aula Kantor\n", "expected-group-suggestion 5:8", None),
    # Quotation marks
    Slip("title: Uji\ndate: “2024-11-14”\nagency: ‘dinas’\n", "curly-quotes 3:7, curly-quotes 4:9", HEAD),
    Slip(HEAD + "kind: „news“\nslug: «uji»\n", "curly-quotes 5:7, curly-quotes 6:7",
         HEAD + "kind: news\nslug: uji\n"),
    Slip(HEAD + "tags: [“korpri”, asn]\n", "curly-quotes 5:8", HEAD + "tags: [korpri, asn]\n"),
    Slip("title: “Uji”\ndate: 2024-11-14\nagency: dinas\n", "curly-quotes 2:8", None),
    Slip("title: “Siap”, kata “ketua”\ndate: 2024-11-14\nagency: dinas\n", "", None),
    Slip('title: "“Siap”"\ndate: 2024-11-14\nagency: dinas\n', "", None),
    # Dates
    Slip("title: Uji\ndate: 14 Nopember 2024\nagency: dinas\n", "date-form 3:7", HEAD),
    Slip("title: Uji\ndate: '14/11/2024'\nagency: dinas\n", "date-form 3:7", HEAD),
    Slip("title: Uji\ndate:  Kamis, 14 November 2024   # terbit\nagency: dinas\n", "date-form 3:8",
         "title: Uji\ndate:  2024-11-14   # terbit\nagency: dinas\n"),
    Slip(f"title: Uji\ndate: 14{NBSP}November{NBSP}2024\nagency: dinas\n", "date-form 3:7", HEAD),
    Slip(HEAD + "updated: 15 Nov 2024 09.00 WIB\n", "date-form 5:10",
         HEAD + "updated: 2024-11-15 09:00 WIB\n"),
    Slip(HEAD + "event: {date: 13 November 2024, venue: Aula}\n", "date-form 5:15",
         HEAD + "event: {date: 2024-11-13, venue: Aula}\n"),
    Slip(HEAD + "changes:\n  - date: 15.11.2024\n    kind: update\n    note: N\n", "date-form 6:11",
         HEAD + "changes:\n  - date: 2024-11-15\n    kind: update\n    note: N\n"),
    Slip("title: Uji\ndate: 03/04/2024\nagency: dinas\n", "date-form-order 3:7", None),
    Slip("title: Uji\ndate: Jumat, 14 November 2024\nagency: dinas\n", "date-form-weekday 3:7", None),
    Slip("title: Uji\ndate: 14/11/24\nagency: dinas\n", "date-form-unsure 3:7", None),
    Slip("title: Uji\ndate: Kamis (14/11/2024)\nagency: dinas\n", "date-form 3:7", HEAD),
    Slip("title: Uji\ndate: 2024-11-14 (Kamis)\nagency: dinas\n", "date-form 3:7", HEAD),
    Slip("title: Uji\ndate: Jumat (14/11/2024)\nagency: dinas\n", "date-form-weekday 3:7", None),
    Slip("title: Uji\ndate: 2024‑11‑14\nagency: dinas\n", "date-form 3:7", HEAD),
    Slip("title: Uji\ndate: 2024–11–14\nagency: dinas\n", "date-form 3:7", HEAD),
    Slip("title: Uji\ndate: 14 – 15 November 2024\nagency: dinas\n", "expected-time 3:7", None),
    Slip("title: Uji\ndate: 2024-11-14 09:00-10:30\nagency: dinas\n", "date-form-unsure 3:7", None),
    Slip(HEAD + "event: {date: 2024-11-20 09.00-11.30, venue: Aula}\n", "date-form-unsure 5:15", None),
    Slip("title: Uji\ndate: 2024-11-14 09:00-05:00\nagency: dinas\n", "", None),
    # Quotation marks in quotation marks
    Slip("title: 'Jum'at bersih'\ndate: 2024-11-14\nagency: dinas\n", "yaml-text-after-quote 2:13",
         "title: \"Jum'at bersih\"\ndate: 2024-11-14\nagency: dinas\n"),
    Slip('title: "Siap" kata dia\ndate: 2024-11-14\nagency: dinas\n', "yaml-text-after-quote 2:15",
         "title: '\"Siap\" kata dia'\ndate: 2024-11-14\nagency: dinas\n"),
    Slip("title: \"Siap\" kata 'dia'\ndate: 2024-11-14\nagency: dinas\n", "yaml-text-after-quote 2:15", None),
    # Old addresses
    Slip(HEAD + "aliases: https://kabar.example.go.id/lama/\n", "expected-path-suggestion 5:10",
         HEAD + "aliases: /lama/\n"),
    Slip(HEAD + "aliases: [lama/x]\n", "expected-path-suggestion 5:11", HEAD + "aliases: [/lama/x]\n"),
    Slip(HEAD + "aliases: ['/?p=123']\n", "expected-path 5:11", None),
    # As they come from a spreadsheet
    Slip("title: Uji\ndate: 45610\nagency: dinas\n", "date-serial 3:7", None),
    Slip("title: Uji\ndate: 45610.375\nagency: dinas\n", "date-serial 3:7", None),
    Slip("title: Uji\ndate: '45610'\nagency: dinas\n", "date-serial 3:7", None),
    Slip("title: Uji\ndate: 14-Nov-24\nagency: dinas\n", "date-form-unsure 3:7", None),
    Slip("title: Uji\ndate: 14-Nov-2024\nagency: dinas\n", "date-form 3:7", HEAD),
    Slip("title: Uji\ndate: 11/14/2024 0:00\nagency: dinas\n", "date-form 3:7", HEAD),
    Slip("title: Uji\ndate: 14/11/2024 0:00:00\nagency: dinas\n", "date-form 3:7", HEAD),
    Slip(HEAD + "event: {date: 45610, venue: Aula}\n", "date-serial 5:15", None),
    Slip("title: Uji\ndate: 12\nagency: dinas\n", "expected-time 3:7", None),
    Slip("title: Uji\ndate: 14 November 2024 pagi\nagency: dinas\n", "date-form-unsure 3:7", None),
    Slip(HEAD + "event: {date: 14 November 2024 09.00}\n", "date-form 5:15",
         HEAD + "event: {date: 2024-11-14 09:00}\n"),
    Slip("title: Uji\ndate: 31 November 2024\nagency: dinas\n", "impossible-date 3:7", None),
    Slip("title: Uji\ndate: 14 November 204\nagency: dinas\n", "implausible-year 3:7", None),
    Slip("title: Uji\ndate: 204-11-14\nagency: dinas\n", "implausible-year 3:7", None),
    Slip("title: Uji\ndate: 20224-11-14\nagency: dinas\n", "implausible-year 3:7", None),
    Slip("title: Uji\ndate: 2204-11-14 09:00\nagency: dinas\n", "implausible-year 3:7", None),
    Slip("title: Uji\ndate: 1024-11-14\nagency: dinas\n", "implausible-year 3:7", None),
    Slip(HEAD + "expires: 9998-12-31\nevent: {date: 1293-11-10}\n", "", None),
    Slip("title: Uji\ndate: kemarin\nagency: dinas\n", "expected-time 3:7", None),
    # What is right stays
    Slip("title : Uji\ndate:\t2024-11-14\nagency: dinas   # catatan\ntags: [a, b] #catatan\n", "", None),
    Slip(HEAD + "summary: |\n  Satu:dua\n  - #tagar\nnotes: http://x.example\n", "", None),
]  # fmt: skip


def file(front_matter: str) -> bytes:
    return f"---\n{front_matter}---\n{LAST}".encode()


@pytest.mark.parametrize("slip", S, ids=lambda slip: repr(slip.written.removeprefix(HEAD)))
@pytest.mark.parametrize("ends", ["\n", "\r\n"], ids=["LF", "CRLF"])
def test_a_slip_is_named_at_its_place_and_mended_where_certain(slip: Slip, ends: str) -> None:
    data = file(slip.written).replace(b"\n", ends.encode())
    found = parse_source(PATH, data, OPTIONS).diagnostics
    own = [each for each in found if each.code != "invisible-character"]
    assert ", ".join(f"{each.code} {each.position.line}:{each.position.column}" for each in own) == slip.found
    for language in MESSAGE_LANGUAGES:
        for each in own:
            assert all(explain(each, language))
    for _ in range(8):
        mended = mend(PATH, data, parse_source(PATH, data, OPTIONS).diagnostics, OPTIONS)
        if mended is None:
            break
        data = mended.data
    wanted = slip.written if slip.mended is None else slip.mended
    assert data == file(wanted).replace(b"\n", ends.encode())


def test_the_two_languages_name_the_weekday() -> None:
    text = "title: Uji\ndate: Jumat, 14 November 2024\nagency: dinas\n"
    (found,) = parse_source(PATH, file(text), OPTIONS).diagnostics
    assert "Kamis, 14 November 2024" in explain(found, "id").why
    assert "Thursday, 14 November 2024" in explain(found, "en").why


@pytest.mark.parametrize(
    ("written", "example"),
    [
        ("image: foto.jpg", "image: {src: foto.jpg, alt: …}"),
        ("image: C:\\Users\\humas\\foto rapat.jpg", ""),
        ("image: C:\\foto.jpg", "image: {src: foto.jpg, alt: …}"),
        ("source: Antara", "source: {name: Antara}"),
        ("source: https://e.go.id/x", 'source: {name: …, url: "https://e.go.id/x"}'),
        ("event: Aula", "event: {venue: Aula}"),
        ("event: 2024-11-14", 'event: {date: "2024-11-14"}'),
        ("changes: salah ketik", "changes: {date: …, kind: …, note: salah ketik}"),
    ],
)
def test_a_text_in_the_place_of_a_group_is_shown_as_one(written: str, example: str) -> None:
    (found,) = parse_source(PATH, file(HEAD + written + "\n"), OPTIONS).diagnostics
    assert dict(found.arguments).get("example", "") == example


def test_a_text_in_curly_quotes_is_only_warned_of() -> None:
    (found,) = parse_source(PATH, file(HEAD.replace("Uji", "“Uji”")), OPTIONS).diagnostics
    assert found.severity is Severity.WARNING


# --- Dates in running text ----------------------------------------------------------------------------

CERTAIN = {
    "14 November 2024": "2024-11-14",
    "14 Nopember 2024": "2024-11-14",
    "14 NOVEMBER 2024": "2024-11-14",
    "14 Nov 2024": "2024-11-14",
    "14 Nov. 2024": "2024-11-14",
    "14-Nov-2024": "2024-11-14",
    "14Nov2024": "2024-11-14",
    "1 Pebruari 2024": "2024-02-01",
    "17 Agustus 2024": "2024-08-17",
    "5 Mei 2024": "2024-05-05",
    "5 May 2024": "2024-05-05",
    "14th November 2024": "2024-11-14",
    "14th of November, 2024": "2024-11-14",
    "November 14, 2024": "2024-11-14",
    "November 14th, 2024": "2024-11-14",
    "Nov. 14, 2024": "2024-11-14",
    "Thursday, November 14, 2024": "2024-11-14",
    "Thu, 14 Nov 2024 09:00:00 +0700": "2024-11-14 09:00 +07:00",
    "Kamis, 14 November 2024": "2024-11-14",
    "Kamis 14 November 2024": "2024-11-14",
    "Hari Kamis, tanggal 14 November 2024": "2024-11-14",
    "Jum'at, 15 November 2024": "2024-11-15",
    "Jum’at, 15 November 2024": "2024-11-15",
    "Minggu, 17 November 2024": "2024-11-17",
    "Ahad, 17 November 2024": "2024-11-17",
    "14/11/2024": "2024-11-14",
    "14-11-2024": "2024-11-14",
    "14.11.2024": "2024-11-14",
    "14 / 11 / 2024": "2024-11-14",
    "4.3.2024": "2024-03-04",
    "04/04/2024": "2024-04-04",
    "11/14/2024": "2024-11-14",
    "2024/11/14": "2024-11-14",
    "2024.11.14": "2024-11-14",
    "2024 November 14": "2024-11-14",
    "20241114": "2024-11-14",
    "Rabu, 03/04/2024": "2024-04-03",
    "Senin, 03/04/2024": "2024-03-04",
    "14 November 2024 09:00": "2024-11-14 09:00",
    "14 November 2024, 09.00": "2024-11-14 09:00",
    "14 November 2024 pukul 09.00 WIB": "2024-11-14 09:00 WIB",
    "14 November 2024 Pkl. 9.05 WITA": "2024-11-14 09:05 WITA",
    "14 November 2024 jam 21.30 wit": "2024-11-14 21:30 WIT",
    "14 November 2024 (09:00 WIB)": "2024-11-14 09:00 WIB",
    "14 November 2024 | 09:00 WIB": "2024-11-14 09:00 WIB",
    "14 November 2024 - 09:00:15": "2024-11-14 09:00:15",
    "14/11/2024 09:00": "2024-11-14 09:00",
    "November 14, 2024 at 2:30 PM": "2024-11-14 14:30",
    "November 14, 2024 12:05 a.m.": "2024-11-14 00:05",
    "14 November 2024 09:00 GMT+7": "2024-11-14 09:00 +07:00",
    "14 November 2024 02:00 UTC": "2024-11-14 02:00 UTC",
    "2024-11-14, 09:00": "2024-11-14 09:00",
    "2024-11-14 pukul 09.00 wib": "2024-11-14 09:00 WIB",
    "１４ November ２０２４": "2024-11-14",
    "11/14/2024 0:00": "2024-11-14",
    "14/11/2024 0:00:00": "2024-11-14",
    "11/14/2024 9:05": "2024-11-14 09:05",
    "11/14/2024 12:00:00 AM": "2024-11-14 00:00",
    "Thursday, 14 November 2024": "2024-11-14",
}
UNCERTAIN = {
    "03/04/2024": ("2024-04-03", "2024-03-04"),
    "3-4-2024": ("2024-04-03", "2024-03-04"),
    "Kamis, 03/04/2024": ("2024-04-03", "2024-03-04"),
    "14/11/24": ("2024-11-14",),
    "14 Nov 24": ("2024-11-14",),
    "14-Nov-24": ("2024-11-14",),
    "14-Nop-24": ("2024-11-14",),
    "45231": ("2023-11-01",),
    "45610": ("2024-11-14",),
    "45610,375": ("2024-11-14 09:00",),
    "45610.5": ("2024-11-14 12:00",),
    "45610.99999": ("2024-11-15",),
    "14 Novenber 2024": ("2024-11-14",),
    "14 November 2024 pagi": ("2024-11-14",),
    "14 November 2024 pukul 09.00 waktu setempat": ("2024-11-14",),
    "14 November 2024 25.61.99 WIBB": ("2024-11-14",),
    "Jumat, 14 November 2024": ("2024-11-14",),
}
NONE = (
    "",
    "kemarin",
    "14-16 November 2024",
    "November",
    "2024",
    "14 Senin 2024",
    "12345",
    "99999",
    "4561",
    "456100",
    "1/2",
    "x" * 500,
    "1 " * 60,
)
IMPOSSIBLE = ("31 November 2024", "30/02/2024", "32 Januari 2024", "13/13/2024", "2024/13/01", "0 Mei 2024")
MONTHS = {"Februari 2021": "2021-02", "Peb 2021": "2021-02", "02/2021": "2021-02", "2021/02": "2021-02"}


@pytest.mark.parametrize("text", CERTAIN)
def test_a_date_in_running_text_is_read(text: str) -> None:
    assert readings(text) == (Reading(CERTAIN[text], certain=True),)


@pytest.mark.parametrize("text", UNCERTAIN)
def test_what_can_be_read_in_two_ways_is_not_certain(text: str) -> None:
    found = readings(text)
    assert tuple(each.text for each in found) == UNCERTAIN[text]
    assert not any(each.certain for each in found)


@pytest.mark.parametrize("text", NONE)
def test_what_is_no_date_is_not_read(text: str) -> None:
    assert readings(text, partial=text in ("", "kemarin")) == ()


@pytest.mark.parametrize("text", IMPOSSIBLE)
def test_a_date_that_does_not_exist_is_an_error(text: str) -> None:
    with pytest.raises(ValueError, match="no such"):
        readings(text)


@pytest.mark.parametrize("text", MONTHS)
def test_a_month_is_enough_where_the_day_may_be_missing(text: str) -> None:
    assert readings(text, partial=True) == (Reading(MONTHS[text], certain=True),)
    assert readings(text) == ()


def test_every_key_that_names_terms_can_be_a_list_of_hashtags() -> None:
    keys = keys_of(PostFields).items()
    assert {name for name, (_, key) in keys if isinstance(key.kind, Reference) and key.many} == NAME_LISTS


# --- Names ---------------------------------------------------------------------------------------------

REGISTRY = {
    "site.toml": SITE_TOML,
    "content/agencies.yaml": """\
inspektorat-karangasem: {name: Inspektorat Kabupaten Karangasem, region: karangasem}
dinas-pertanian-karangasem: {name: Dinas Pertanian Kabupaten Karangasem, region: karangasem}
bkpsdm-karangasem: {name: BKPSDM Karangasem, region: karangasem}
kpu: {name: KPU, region: indonesia}
pemkab-bangli: {name: Pemerintah Kabupaten Bangli, region: bangli}
dinkes-bangli: {name: Dinas Kesehatan Kabupaten Bangli, region: bangli}
dinkes-bandung: {name: Dinas Kesehatan Bandung, region: bandung}
dinkes-kota-bandung: {name: Dinas Kesehatan Kota Bandung, region: kota-bandung}
""",
    "content/speakers.yaml": """\
i-gede-dana: {name: I Gede Dana}
ani-lestari: {name: Ani Lestari, prefix: Dr., suffix: "S.H., M.H."}
""",
    "content/tags.yaml": "netralitas: {name: Netralitas}\npilkada: {name: Pilkada}\nasn: {name: ASN}\n",
}
NAMES = [
    # key and what is written; the finding; what `--fix` writes, or what the message must and must not say
    ("agency: Inspektorat Kabupaten Karangasm", "unknown-term-suggestion", "`inspektorat-karangasem`"),
    ("agency: inspektorat-karangsem", "unknown-term-suggestion", "`inspektorat-karangasem`"),
    ("agency: Inspektorat Kab. Karangasem", "unknown-term-suggestion", "`inspektorat-karangasem`"),
    ("agency: Pemkab Bangli", "unknown-term-suggestion", "`pemkab-bangli`"),
    ("agency: Pemda Bangli", "unknown-term-suggestion", "`pemkab-bangli`"),
    ("agency: Pemkot Bangli", "unknown-term", "warta new agency"),
    ("agency: Dinkes Bangli", "unknown-term-suggestion", "`dinkes-bangli`"),
    ("agency: Diskes Kab. Bangli", "unknown-term-suggestion", "`dinkes-bangli`"),
    ("agency: Dinkes Kab. Bandung", "unknown-term-suggestion", "`dinkes-bandung`"),
    ("agency: Dinkes Kota Bandung", "unknown-term-suggestion", "`dinkes-kota-bandung`"),
    ("agency: Disdik Bangli", "unknown-term", "--region bangli`"),
    ("agency: Dinas Kesehatan Kabupaten Karangasem", "unknown-term",
     '`warta new agency "Dinas Kesehatan Kabupaten Karangasem" --region karangasem`'),
    ("agency: dinas-kesehatan-karangasem", "unknown-term",
     '`warta new agency "Dinas Kesehatan Karangasem" --region karangasem`'),
    ("agency: Dinas Pertanahan Kabupaten Karangasem", "unknown-term", "warta new agency"),
    ("agency: Inspektorat Kabupaten Bangli", "unknown-term", "--region bangli`"),
    ("agency: KPK", "unknown-term", '`warta new agency "KPK"`'),
    ("agency: Badan \"X\" $HOME", "unknown-term", "`warta new agency 'Badan \"X\" $HOME'`"),
    ("agency: kpu\nspeaker: I Gede Dane", "unknown-term", '`warta new speaker "I Gede Dane"`'),
    ("agency: kpu\nspeaker: Ani Lestarri", "unknown-term-suggestion", "`ani-lestari`"),
    ("agency: kpu\nspeaker: Hj. Ani Lestari", "unknown-term-suggestion", "`ani-lestari`"),
    ("agency: kpu\nspeaker: Budi Santoso", "unknown-term", '`warta new speaker "Budi Santoso"`'),
    ("agency: kpu\ntags: netralitass", "unknown-term-suggestion", "`netralitas`"),
    ("agency: kpu\ntags: pemilu-damai", "unknown-term", '`warta new tag "Pemilu damai"`'),
    ("agency: kpu\nregion: karangsem", "unknown-term-suggestion", "`karangasem`"),
    ("agency: kpu\nregion: Desa Tenganan", "unknown-term", '`warta new region "Desa Tenganan"`'),
    ("agency: kpu\ntags: netralitas, pilkada", "list-expected", "tags: [netralitas, pilkada]"),
    ("agency: kpu\ntags: netralitas; pilkada; asn", "list-expected", "tags: [netralitas, pilkada, asn]"),
    ("agency: kpu\ntags: netralitas pilkada", "list-expected", "tags: [netralitas, pilkada]"),
    ("agency: kpu\ntags: Netralitas dan Pilkada", "list-expected", "tags: [Netralitas, Pilkada]"),
    ("agency: kpu\ntags: 'netralitas, pilkada'  # dua", "list-expected",
     "tags: [netralitas, pilkada]  # dua"),
    ("agency: kpu\ntags: [netralitas; pilkada, asn]", "list-expected", "tags: [netralitas, pilkada, asn]"),
    ("agency: kpu\ntags:\n  - netralitas, pilkada\n  - asn", "list-expected",
     "tags:\n  - netralitas\n  - pilkada\n  - asn"),
    ("agency: kpu\ntags: netralitas，pilkada、asn", "list-expected", "tags: [netralitas, pilkada, asn]"),
    ("agency: kpu\ntags: '#netralitas #pilkada'", "list-expected", "tags: [netralitas, pilkada]"),
    ("agency: kpu, BKPSDM Karangasem", "list-expected", "agency: [kpu, BKPSDM Karangasem]"),
    ("agency: kpu\nspeaker: I Gede Dana, Ani Lestari", "list-expected",
     "speaker: [I Gede Dana, Ani Lestari]"),
    ("agency: kpu\nregion: bali / karangasem", "list-expected", "region: [bali, karangasem]"),
    ("agency: kpu\nregion: Karangasem, Bali", "list-expected", "region: [Karangasem]"),
    ("agency: kpu\ntags: (netralitas, pilkada)", "list-expected", "tags: [netralitas, pilkada]"),
    ("agency: BKPSDM Karangasem dan BKPSDM Lain", "list-expected", None),
    ("agency: kpu\nspeaker: Ani Lestari, S.H.", "unknown-term-suggestion", "`ani-lestari`"),
    ("agency: kpu\nspeaker: Bupati Ani Lestari", "unknown-term-suggestion", "`ani-lestari`"),
    ("agency: kpu\nspeaker: Ani Lestari (Bupati)", "unknown-term-suggestion", "`ani-lestari`"),
    ("agency: kpu\ntags: netralitas, pemilu damai", "list-expected", None),
    ("agency: kpu\nspeaker: Budi Santoso, S.H.", "unknown-term", '"Budi Santoso, S.H."'),
    ("agency: Dinas Pariwisata, Kebudayaan dan Olahraga", "unknown-term", "warta new agency"),
]  # fmt: skip


class Checked(NamedTuple):
    """A site with a story for each of NAMES: what is found in it, by language, and the stories mended."""

    found: dict[str, list[dict[str, Any]]]
    mended: list[str]


TEXT = "---\ntitle: Uji {number}\ndate: 2024-11-14\n{written}\n---\n" + LAST


@pytest.fixture(scope="module")
def checked(tmp_path_factory: pytest.TempPathFactory) -> Checked:
    texts = [TEXT.format(number=number, written=written) for number, (written, _, _) in enumerate(NAMES)]
    paths = [f"content/news/2024/uji-{number}.id.md" for number in range(len(NAMES))]
    site = make_site(tmp_path_factory.mktemp("nama"), {**REGISTRY, **dict(zip(paths, texts, strict=True))})
    found = {language: errors_in(site, language) for language in MESSAGE_LANGUAGES}
    errors_in(site, "id", "--fix")
    return Checked(found, [(site / path).read_text("utf-8") for path in paths])


def errors_in(site: Path, language: str, *options: str) -> list[dict[str, Any]]:
    """What ``check`` finds besides warnings."""
    words = ["--site", str(site), "--lang", language, "check", "--now", "2025-01-15", "--format", "json"]
    with contextlib.redirect_stdout(io.StringIO()) as out:
        main([*words, *options])
    found: list[dict[str, Any]] = json.loads(out.getvalue())
    return [each for each in found if each["severity"] == "error"]


@pytest.mark.parametrize("number", range(len(NAMES)), ids=lambda number: NAMES[number][0])
def test_a_name_that_is_not_registered_is_answered_with_what_to_do(number: int, checked: Checked) -> None:
    written, rule, wanted = NAMES[number]
    for found in checked.found.values():
        (own,) = [each for each in found if each["file"] == f"content/news/2024/uji-{number}.id.md"]
        assert own["rule"] == rule
        if rule != "list-expected" and wanted is not None:
            assert wanted in own["fix"]
    if rule == "list-expected" and wanted is not None:
        before = written[: written.index(wanted.partition(":")[0] + ":")]
        assert checked.mended[number] == TEXT.format(number=number, written=before + wanted)
    else:
        assert checked.mended[number] == TEXT.format(number=number, written=written)
