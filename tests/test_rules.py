"""The editorial rules: what each finds and leaves alone, settings, ``--fix``, and the pages about them."""

from __future__ import annotations

import os
import re
import stat
import time
import unicodedata
from collections.abc import Iterator
from datetime import date, timedelta
from functools import lru_cache
from pathlib import Path
from typing import Any

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from tests.support import AGENCY, NOW, ROOT, SITE_TOML, make_site, post, translation
from warta.build import prepare as preparing
from warta.build.build import Request, build, check
from warta.checks import known_severities
from warta.checks import run as checking
from warta.checks.facts.dates import find_dates
from warta.checks.facts.text import facts_of
from warta.checks.fix import MENDED_RULES, mend
from warta.checks.registry import EDITORIAL_RULES, SEVERITIES
from warta.checks.rule import CheckedSite
from warta.checks.rules.terms import similar_terms
from warta.cli import main
from warta.config.settings import parse_config
from warta.content.front_matter import body_of
from warta.content.parsed import Card, ParseOptions, PostDetails
from warta.content.parsing import parse_source
from warta.diagnostics.values import Diagnostic, Severity
from warta.i18n.languages import load_language
from warta.markdown.places import blocks_of
from warta.site.assembly import build_library
from warta.site.library import Library
from warta.site.taxonomy import Registry
from warta.site.term_findings import build_registry

PLAIN_TOML = SITE_TOML.partition("\n[check]")[0]
OPTIONS = ParseOptions(("id", "en"), "Asia/Jakarta", "markdown")
CONFIG, _ = parse_config(SITE_TOML)
assert CONFIG is not None
PAGES = {"en": ROOT / "docs" / "guide" / "rules.md", "id": ROOT / "docs" / "panduan" / "aturan.md"}

TERMS = {
    "content/agencies/dinas.yaml": AGENCY,
    "content/speakers/artha.yaml": "name: I Wayan Artha Dipa\nprefix: Dr.\naliases: [Artha Dipa]\n",
    "content/speakers/agus.yaml": "name: Agus Pramusinto\nsuffix: MDA\n",
    "content/speakers/nursula.yaml": "name: Nursula\n",
    "content/regions.yaml": "nusa-tenggara-barat:\n  aliases: [NTB]\n",
    "content/glossary.yaml": (
        "ASN:\n  meaning: {id: aparatur sipil negara, en: civil servants}\n"
        "MPP:\n  meaning: {id: mal pelayanan}\n"
    ),
}


def library_of(texts: dict[str, str]) -> Library:
    """Posts and terms put together without a file system."""
    parsed = {path: parse_source(path, text.encode(), OPTIONS) for path, text in {**TERMS, **texts}.items()}
    cards = [item.card for item in parsed.values() if item.card is not None]
    terms = [term for item in parsed.values() for term in item.terms]

    def details(card: Card) -> PostDetails:
        found = parsed[card.path].details
        assert found is not None
        return found

    assert CONFIG is not None
    registry, _ = build_registry(terms, (), CONFIG)
    library, _ = build_library(
        cards, registry, files=parsed, details=details, config=CONFIG, now=NOW.timestamp()
    )
    return library


def findings(body: str, language: str = "id", **keys: str) -> list[Diagnostic]:
    """What the rules find in a story with that text; a translation has an original that says nothing."""
    path = f"content/news/2024/uji.{language}.md"
    text = texts_of(body, language, **keys)[path]
    site = checked_site(language, tuple(TERMS), tuple(keys.items()))
    facts = facts_of(text, *body_of(text))
    return list(checking.findings_in(site.library.by_path[path], facts, site, EDITORIAL_RULES.values()))


RULES_OF_LINES = {
    *("front-matter-twice", "link-form", "pasted-bullets", "pasted-columns", "pasted-message"),
    *("code-open", "label-lines", "lettered-lines", "list-space"),
    *("comment-open", "heading-underlined", "reference-unused", "sign-as-markup", "tag-open"),
    *("line-hyphen", "link-detour", "pasted-rest", "table-head", "table-row", "table-text", "title-repeated"),
}
RULES_OF_BODIES = RULES_OF_LINES | {"file-left", "file-unused", "story-empty", "story-twice", "untranslated"}
"""Those that are tried in ``test_bodies``."""


def texts_of(body: str, language: str, title: str = "Berita uji", **keys: str) -> dict[str, str]:
    keys = {"summary": "Ringkas.", **keys}
    texts = {"content/news/2024/uji.id.md": post(title, body if language == "id" else "Isi.", **keys)}
    if language == "en":
        texts["content/news/2024/uji.en.md"] = translation(
            "A test story" if title == "Berita uji" else title, body, summary="Short."
        )
    return texts


@lru_cache(maxsize=64)
def checked_site(language: str, _: tuple[str, ...], keys: tuple[tuple[str, str], ...]) -> CheckedSite:
    """For stories with these keys, whatever their text is."""
    assert CONFIG is not None
    return CheckedSite(library_of(texts_of("Isi.", language, **dict(keys))), CONFIG)


MARK = "⟦"
"""In a case: where the finding has to be."""

FOUND: tuple[tuple[str, str, str, dict[str, str]], ...] = (
    ("weekday-mismatch", "id", "Penyerahan berlangsung ⟦Kamis, 23 Nopember Tahun 2024.", {}),
    ("weekday-mismatch", "id", "Seminar digelar ⟦Jumat (14/11).", {}),
    ("weekday-mismatch", "id", "Kegiatan itu ⟦Senin (27/10/20) diikuti 50 orang.", {}),
    ("weekday-mismatch", "id", "Pada **⟦Rabu**, 14 November 2024, acara dibuka.", {}),
    ("weekday-mismatch", "id", "Acara ⟦Rabu-Kamis (14-15/11/2024).", {}),
    ("weekday-mismatch", "en", "The seminar was held on ⟦Friday, November 14, 2024.", {}),
    ("weekday-mismatch", "en", "They met on ⟦Friday, 14 November 2024, in Amlapura.", {}),
    ("date-impossible", "id", "Laporan ditutup pada ⟦31 November 2024.", {}),
    ("date-impossible", "id", "Berlaku sejak ⟦30 Februari.", {}),
    ("date-impossible", "en", "It ended on ⟦February 30, 2024.", {}),
    ("dateline-mismatch", "id", "AMLAPURA – Seminar digelar ⟦Kamis (14/11).", {"date": "2024-12-20"}),
    ("dateline-mismatch", "id", "AMLAPURA – Seminar digelar ⟦Kamis (14/11).", {"date": "2024-10-14"}),
    ("dateline-mismatch", "id", "Seminar digelar ⟦Kamis (14/11/2024).", {"date": "2024-11-13"}),
    ("dateline-mismatch", "en", "The seminar opened on ⟦Thursday, 14 November 2024.", {"date": "2024-12-14"}),
    ("quotation-open", "id", "⟦“Netralitas harus dijaga, kata dia.\n\nIa lalu pulang.", {}),
    ("quotation-open", "id", 'Ia berkata, ⟦"Netralitas harus dijaga.', {}),
    ("quotation-open", "id", "⟦“Kami siap, ujar Budi.\n\n“Kami juga,” kata Ani.", {}),
    ("quotation-open", "en", "⟦“We are ready, the mayor said.\n\n“So are we,” he said.", {}),
    ("quotation-open", "en", "He said ⟦“we are ready and left.", {}),
    ("quotation-unopened", "id", "Netralitas harus dijaga,⟦” kata dia.", {}),
    ("quotation-unopened", "en", "We are ready,⟦” he said.", {}),
    ("speaker-not-listed", "id", "“Tetap netral,” tegas ⟦Artha Dipa.", {}),
    (
        "speaker-not-listed",
        "id",
        "“Tetap netral,” kata Plt. Bupati Karangasem, Dr. ⟦I Wayan Artha Dipa, SH.",
        {},
    ),
    ("speaker-not-listed", "id", "⟦Nursula menegaskan bahwa kode etik harus dijaga.", {}),
    (
        "speaker-not-listed",
        "id",
        "Webinar menghadirkan Agus Pramusinto.\n\n“ASN melayani publik,” ujar ⟦Agus.",
        {},
    ),
    ("speaker-not-listed", "en", "“Stay neutral,” ⟦Artha Dipa said.", {}),
    ("speaker-not-listed", "en", "“Stay neutral,” said ⟦Agus Pramusinto, the chair of the commission.", {}),
    ("speaker-unknown", "id", "“Kami siap,” ujar Ketua Panitia ⟦Budi Santoso.", {}),
    (
        "speaker-unknown",
        "id",
        "“Kami siap,” kata Kepala Dinas Kesehatan Kabupaten Bangli, ⟦Ni Made Sari.",
        {},
    ),
    ("speaker-unknown", "en", "“We are ready,” said ⟦Mary Smith, who heads the committee.", {}),
    ("abbreviation-unexplained", "id", "Apel diikuti pegawai ⟦OPD di halaman kantor.", {}),
    ("abbreviation-unexplained", "id", "Program ⟦P3KE berjalan.", {}),
    ("abbreviation-unexplained", "en", "They met at the ⟦MPP in town.", {}),
    ("heading-skips-level", "id", "### ⟦Terlalu dalam\n\nIsi.", {}),
    ("heading-skips-level", "en", "## One\n\nText.\n\n#### ⟦Three\n\nText.", {}),
    ("text-image-without-alt", "id", "⟦![IMG_2024](IMG_2024.jpg)", {}),
    ("text-image-without-alt", "en", '⟦<img src="foto.jpg" alt="photo">', {}),
    ("leftover-markup", "id", "⟦**Perhatian: **loket tutup.", {}),
    ("leftover-markup", "en", "The office of⟦&amp;nbsp;health.", {}),
    ("advertorial-unlabelled", "id", "Seminar dibuka bupati. ⟦(Adv/Balipost)", {}),
    ("advertorial-unlabelled", "id", "Seminar dibuka bupati.\n\n⟦(ADV)\n\nShare Berita Ini", {}),
    ("advertorial-unlabelled", "id", "Seminar dibuka. ⟦(*/Advetorial)", {}),
    ("advertorial-unlabelled", "id", "Seminar dibuka. ⟦[Pariwara]", {}),
    ("advertorial-unlabelled", "en", "The seminar was opened. ⟦(Sponsored content)", {}),
    ("invisible-character", "id", "Netra⟦\u200blitas.", {}),
    ("text-not-normalised", "id", "Di kaf⟦e\u0301 itu.", {}),
    ("trailing-spaces", "id", "Baris satu.⟦ \n\nBaris dua.", {}),
)

SILENT: tuple[tuple[str, str, str, dict[str, str]], ...] = (
    (
        "weekday-mismatch",
        "id",
        "Seminar digelar Kamis (14/11), Kamis malam (14/11/2024), Kamis, 14 November 2024.",
        {},
    ),
    ("weekday-mismatch", "id", "Rabu-Kamis (13-14/11/2024) dan Rabu–Jumat, 13–15 November 2024.", {}),
    ("weekday-mismatch", "id", "Skor Persib (3-1) dan pasal (1/2) tidak berubah pada minggu 2 November.", {}),
    ("weekday-mismatch", "id", "Rapat Selasa (27/10) setahun sebelumnya.", {"date": "2021-06-01"}),
    ("weekday-mismatch", "en", "On Thursday, November 14, and on Thursday (11/14/2024) they met.", {}),
    ("date-impossible", "id", "Nilainya 31/11 dan rasio (31/11), pada 29 Februari 2024.", {}),
    ("date-impossible", "en", "It may 35 times be said: May 31, 2024.", {}),
    ("dateline-mismatch", "id", "Seminar digelar Kamis (14/11).", {"date": "2024-11-15"}),
    ("dateline-mismatch", "id", "Rapat akan digelar Sabtu (16/11).", {}),
    (
        "dateline-mismatch",
        "id",
        "Seminar digelar Kamis (14/11).",
        {"date": "2024-12-20", "event": "{date: 2024-11-14}"},
    ),
    ("dateline-mismatch", "id", "KORPRI berdiri Senin, 29 November 1971.", {}),
    ("dateline-mismatch", "en", "The vote will be held on Wednesday, 27 November 2024.", {}),
    ("quotation-open", "id", "“Satu.\n\n“Dua,” kata dia.\n\n“Tiga”, 'empat', layar 14\".", {}),
    ("quotation-open", "id", '"Kami "siap" hadir," kata dia. (“Ya.”)', {}),
    ("quotation-open", "id", "“Pesan itu panjang.\n\nMasih kutipan yang sama,” kata dia.", {}),
    ("quotation-open", "id", '`"` dan\n\n```\n"\n```\n\n[tautan](foto.jpg "judul")', {}),
    ("quotation-open", "en", "“We don't,” he said. “It's the commission's ‘own’ view.”", {}),
    ("quotation-unopened", "id", '”Kami siap,” ujar panitia. Layar 14" dan 15” dijual.', {}),
    ("quotation-unopened", "en", 'The 12" record is “rare”.', {}),
    ("speaker-not-listed", "id", "“Tetap netral,” tegas Artha Dipa.", {"speaker": "artha"}),
    ("speaker-not-listed", "id", "Seminar dihadiri Artha Dipa. “Bagus,” kata peserta.", {}),
    ("speaker-not-listed", "en", "The regent was represented by Artha Dipa. “Good,” a guest said.", {}),
    ("speaker-unknown", "id", "“Kami siap,” ujar Ketua KASN yang juga Ketua IAPA ini.", {}),
    ("speaker-unknown", "id", "“Kami siap,” kata Kepala Dinas Pekerjaan Umum dan Penataan Ruang.", {}),
    ("speaker-unknown", "id", "“Kami siap,” kata Bupati Karangasem. “Ya,” kata dia. “Mari,” kata Agus.", {}),
    ("speaker-unknown", "id", "“Kami siap,” jelas Komisioner KASN di Kantor Dinas Uji.", {}),
    (
        "speaker-unknown",
        "en",
        "“We are ready,” the ministry said. “Yes,” he said. Bank Indonesia said so.",
        {},
    ),
    (
        "abbreviation-unexplained",
        "id",
        "Aparatur Sipil Negara (ASN), OPD (organisasi perangkat daerah), dan RI.",
        {},
    ),
    (
        "abbreviation-unexplained",
        "id",
        "Komisi Pemilihan Umum bekerja. KPU lalu mengumumkan. Bab III dan XIV.",
        {},
    ),
    (
        "abbreviation-unexplained",
        "id",
        "AMLAPURA, BALIPOST.com – Acara di MPP NTB.\n\nMERDEKA ATAU MATI SEKARANG!",
        {},
    ),
    (
        "abbreviation-unexplained",
        "id",
        "Organisasi perangkat daerah atau OPD hadir. Pelaku berinisial XYZ. `OPD2 QRS`",
        {},
    ),
    ("abbreviation-unexplained", "id", '<abbr title="organisasi perangkat daerah">OPD</abbr> hadir.', {}),
    (
        "abbreviation-unexplained",
        "en",
        "The General Elections Commission (KPU) and the UN met. The KPU agreed.",
        {},
    ),
    (
        "heading-skips-level",
        "id",
        "# Satu\n\n## Dua\n\n### Tiga\n\n#### Empat\n\n## Lima\n\n    ##### kode",
        {},
    ),
    ("heading-skips-level", "en", "Title\n---\n\n### Next\n\n```\n##### code\n```", {}),
    ("text-image-without-alt", "id", "![Peserta duduk di aula](foto.jpg)\n\n`![](foto.jpg)`", {}),
    ("text-image-without-alt", "id", "![](foto.jpg)", {}),  # an error of its own
    ("text-image-without-alt", "en", "![Guests in a hall][f]\n\n[f]: foto.jpg", {}),
    ("leftover-markup", "id", "**Perhatian:** loket `**tutup**`, \\*\\*a\\*\\*, #tagar, 2**3.", {}),
    ("advertorial-unlabelled", "id", "Seminar dibuka. (Adv/Balipost)", {"kind": "advertorial"}),
    ("advertorial-unlabelled", "id", "Advokat itu (adv) bicara.\n\nIklan layanan dipasang. (LA-Yog)", {}),
    ("advertorial-unlabelled", "id", "Peserta 55 orang.[***]/dra", {}),
    ("advertorial-unlabelled", "en", "They placed an advertisement in the paper. (ap)", {}),
    ("invisible-character", "id", "ไทย\u200bไทย dan spasi\u00a0biasa.", {}),
    ("text-not-normalised", "id", "Di kafé itu.", {}),
    ("trailing-spaces", "id", "Baris satu.  \nBaris dua.\n\n```\nkode \n```", {}),
)


def numbered(cases: tuple[tuple[str, str, str, dict[str, str]], ...]) -> list[Any]:
    return [pytest.param(*case, id=f"{case[0]}-{case[1]}-{number}") for number, case in enumerate(cases)]


@pytest.mark.parametrize(("rule", "language", "text", "keys"), numbered(FOUND))
def test_a_mistake_is_found_where_it_is(rule: str, language: str, text: str, keys: dict[str, str]) -> None:
    before, body = text.partition(MARK)[0], text.replace(MARK, "")
    found = [finding.position for finding in findings(body, language, **keys) if finding.code == rule]
    whole = post("Berita uji", "", **{"summary": "Ringkas.", **keys}) if language == "id" else ""
    first = whole.count("\n") if language == "id" else translation("x", "", summary="x").count("\n")
    assert found == [(first + before.count("\n"), len(before.rpartition("\n")[2]) + 1)]


@pytest.mark.parametrize(("rule", "language", "text", "keys"), numbered(SILENT))
def test_what_is_in_order_is_left_alone(rule: str, language: str, text: str, keys: dict[str, str]) -> None:
    assert [found for found in findings(text, language, **keys) if found.code == rule] == []


def test_each_rule_is_tried_with_texts_that_have_the_mistake_and_texts_that_have_not() -> None:
    elsewhere = {
        *(
            "announcement-without-end",
            "infographic-without-image",
            "photo-story-without-photos",
            "page-unfilled",
            "similar-terms",
            "sources-missing",
        ),
        *("summary-missing", "summary-too-long", "title-too-long"),
    }
    own = set(EDITORIAL_RULES) - elsewhere - RULES_OF_BODIES
    assert {case[0] for case in FOUND} == {case[0] for case in SILENT} == own


@pytest.mark.parametrize(("length", "rules"), [(110, []), (111, ["title-too-long"])])
def test_a_title_has_a_limit(length: int, rules: list[str]) -> None:
    assert [found.code for found in findings("Isi.", title="j" * length)] == rules


@pytest.mark.parametrize(
    ("length", "rules"), [(0, ["summary-missing"]), (200, []), (201, ["summary-too-long"])]
)
def test_a_summary_is_there_and_has_a_limit(length: int, rules: list[str]) -> None:
    assert [found.code for found in findings("Isi.", summary="j" * length)] == rules


def test_a_withdrawn_story_is_not_read() -> None:
    changes = "[{date: 2024-11-15, kind: withdrawal, note: Keliru.}]"
    assert findings("“Kutipan terbuka. Apel OPD.", changes=changes) == []


def test_a_site_without_speakers_is_not_asked_for_any(monkeypatch: pytest.MonkeyPatch) -> None:
    assert "speaker-unknown" in {found.code for found in findings("“Siap,” ujar Budi Santoso.")}
    for path in [path for path in TERMS if path.startswith("content/speakers/")]:
        monkeypatch.delitem(TERMS, path)
    assert findings("“Siap,” ujar Budi Santoso.") == []


# --- Dates ----------------------------------------------------------------------------------------------

DAYS = st.dates(date(2015, 1, 1), date(2029, 12, 31))
FORMS = {
    "id": (
        "{weekday} ({day}/{number}/{year})",
        "{weekday}, {day} {month} {year}",
        "{weekday} {day} {month} {year}",
        "{weekday} malam ({day}-{number}-{year})",
        "hari {weekday} tanggal {day} {month} tahun {year}",
        "{weekday}, ({day}/{number}/{short})",
        "{day} {month} {year} ({weekday})",
    ),
    "en": (
        "{weekday}, {day} {month} {year}",
        "{weekday}, {month} {day}, {year}",
        "{weekday} the {day}th of {month} {year}",
        "{weekday} ({day}/{number}/{year})",
    ),
}


@given(
    DAYS,
    st.sampled_from([(code, form) for code, forms in FORMS.items() for form in forms]),
    st.integers(0, 6),
)
def test_every_day_has_its_weekday_and_no_other(day: date, form: tuple[str, str], shift: int) -> None:
    """In every form and language: the date is read as that day, and only another weekday is a mistake."""
    language = load_language(form[0], {})
    wrong = day + timedelta(days=shift)
    text = form[1].format(
        weekday=language.weekdays[wrong.weekday()],
        day=day.day,
        number=day.month,
        month=language.months[day.month - 1],
        year=day.year,
        short=f"{day.year % 100:02}",
    )
    (mention,) = find_dates(f"Acara digelar {text} di Amlapura.")
    assert (mention.year, mention.month, mention.days) == (day.year, day.month, (day.day,))
    assert mention.weekdays == (wrong.weekday(),)
    found = findings(f"Isi. Ini {text}.", date=f"{day:%Y-%m-%d}")
    assert [finding.code for finding in found] == (["weekday-mismatch"] if shift else [])


# --- Texts and their places -------------------------------------------------------------------------------

TOKENS = (
    *("kata", "ASN", "é", "Kamis (14/11)", "http://x.y", "a@b.c", ", ", ". ", "=", "{", "}", "&amp;", "\\*"),
    *(" ", " ", "    ", "\t", "\n", "\n\n", "> ", "- ", "1. ", "# ", "### ", "|", "---"),
    *("```\n", "<!--", "-->"),
    *("**", "*", "_", "`", "``", "[", "](", ")", "![", "[^1]", "<b>", "</b>", "“", "”", '"'),
)
PIECES = st.lists(st.sampled_from(TOKENS), max_size=40).map("".join)


@given(PIECES)
def test_every_character_of_a_text_is_where_it_is_said_to_be(body: str) -> None:
    lines = body.split("\n")
    for block in blocks_of(body, 1):
        for offset, character in enumerate(block.text):
            line, column = block.place(offset)
            if character.isalnum():
                assert lines[line - 1][column - 1] == character
        for picture in block.pictures:
            line, column = picture.place
            assert lines[line - 1].startswith(("![", "<img"), column - 1)


@example("# ")
@given(PIECES)
def test_no_text_is_too_strange(body: str) -> None:
    findings(body or "x")


TORTURE = {
    "brackets": "[" * 50_000,
    "pictures": "![" * 50_000,
    "links": "](" * 50_000,
    "notes": "[^" * 50_000,
    "quotes": "> " * 5_000,
    "stars": "*" * 50_000 + "a" + "_" * 50_000,
    "ticks": "`" * 3 + " `" * 50_000,
    "marks": '"' * 50_000,
    "curly": "“ a" * 20_000,
    "tags": "<a " * 50_000,
    "spaces": "a" + " " * 200_000 + "b",
    "capitals": "ABC " * 50_000,
    "shouting": "ABCDE" * 50_000,
    "names": "Budi " * 50_000,
    "hyphens": "a-" * 100_000,
    "dates": "Kamis (14/11) " * 5_000,
    "numbers": "1/" * 100_000,
    "brackets in brackets": "(adv" * 50_000,
    "one line": "kata " * 200_000,
    "pipes": "|" * 100_000,
    "dashes": "- " * 100_000,
    "said": "” kata " * 20_000,
    "words": "” kata " + "Kepala, " * 20_000,
}


@pytest.mark.parametrize("name", TORTURE)
def test_no_text_takes_long(name: str) -> None:
    """Not even one that no person has written."""
    started = time.process_time()
    facts_of(TORTURE[name], TORTURE[name], 1)
    assert time.process_time() - started < 5


WORDS = st.sampled_from(["netral", "tetap", "pegawai", "melayani", "warga", "jujur"])
SENTENCES = st.lists(WORDS, min_size=1, max_size=6).map(" ".join)


@given(st.lists(st.tuples(SENTENCES, SENTENCES), min_size=1, max_size=4), st.sampled_from(["“”", '""', "””"]))
def test_marks_in_pairs_are_in_order_and_one_that_is_missing_is_found(
    pairs: list[tuple[str, str]], marks: str
) -> None:
    quoted = [f"{marks[0]}{said.capitalize()},{marks[1]} kata {rest}." for said, rest in pairs]
    assert findings("\n\n".join(quoted)) == []
    assert findings(" ".join(quoted)) == []
    open_end = quoted[-1].replace(f",{marks[1]}", ",")
    found = findings("\n\n".join([*quoted[:-1], open_end]))
    assert [finding.code for finding in found] == ["quotation-open"]


@given(
    st.lists(st.sampled_from("Badan Pusat Kajian Wilayah Hutan Laut Ternak".split()), min_size=4, max_size=6)
)
def test_an_abbreviation_is_explained_by_the_words_it_is_made_of(words: list[str]) -> None:
    letters = "".join(word[0] for word in words)
    for text in (
        f"{' '.join(words)} bekerja. Ketua {letters} hadir.",
        f"{letters} ({' '.join(words)}) bekerja.",
    ):
        assert findings(text) == []
    assert [found.code for found in findings(f"Ketua {letters} hadir.")] == ["abbreviation-unexplained"]


# --- Terms ------------------------------------------------------------------------------------------------


def site_of(files: dict[str, str]) -> CheckedSite:
    """A site of these terms, without stories."""
    assert CONFIG is not None
    library, _ = build_library(
        (), registry_of(files), files=files, details=fail, config=CONFIG, now=NOW.timestamp()
    )
    return CheckedSite(library, CONFIG)


def fail(card: Card) -> PostDetails:
    raise AssertionError(card.path)


def registry_of(files: dict[str, str]) -> Registry:
    parsed = [parse_source(path, text.encode(), OPTIONS) for path, text in files.items()]
    assert CONFIG is not None
    terms = [term for item in parsed for term in item.terms]
    return build_registry(terms, (), CONFIG)[0]


def similar(taxonomy: str, *names: str, keys: str = "") -> list[str]:
    """The ids at which the rule finds something; the names have the ids a, b and so on."""
    texts = {
        f"content/{taxonomy}/{chr(97 + number)}.yaml": f'name: "{name}"\n{keys}'
        for number, name in enumerate(names)
    }
    return [dict(found.arguments)["term"] for found in similar_terms.findings(site_of(texts))]


@pytest.mark.parametrize(
    ("first", "second"),
    [
        ("Netralitas ASN", "Netralitass ASN"),
        ("Netralitas ASN", "Netralitas  A.S.N."),
        ("Netralitas ASN", "ASN Netralitas"),
        ("Pakta integritas", "Fakta integritas"),
        ("Gede Sandiasa", "Gede Santiasa"),
        ("Soekarno Putra", "Sukarno Putra"),
        ("Muhammad Dahlan", "Muhamad Dahlan"),
        ("Bawaslu Bali", "Bawaslu Provinsi Bali"),
        ("Egovernment Bali", "E government Bali"),
        ("Pelayanan publik", "Pelaynaan publik"),
    ],
)
def test_names_that_are_almost_the_same_are_found(first: str, second: str) -> None:
    assert similar("speakers", first, second) == ["b"]


@pytest.mark.parametrize(
    ("first", "second"),
    [
        ("Pilkada 2020", "Pilkada 2024"),
        ("Kanreg I BKN", "Kanreg II BKN"),
        ("Pemilu", "Pemuda"),
        ("Dinas Kesehatan", "Dinas Kehutanan"),
        ("Budi Santoso", "Sari Santoso"),
        ("Kota Bogor", "Kabupaten Bogor"),
        ("Polres Serang", "Polres Sorong"),
        ("Satu", "Sapu"),
    ],
)
def test_names_of_different_things_are_not(first: str, second: str) -> None:
    assert similar("tags", first, second) == []


def test_one_office_in_two_regions_is_two() -> None:
    texts = {
        "content/agencies/a.yaml": "name: Dinas Kesehatan Raya\nregion: bali\nslug: a\n",
        "content/agencies/b.yaml": "name: Dinas Kesehatann Raya\nregion: aceh\nslug: b\n",
    }
    assert list(similar_terms.findings(site_of(texts))) == []
    texts["content/agencies/b.yaml"] = texts["content/agencies/b.yaml"].replace("aceh", "bali")
    assert len(list(similar_terms.findings(site_of(texts)))) == 1


def test_thousands_of_terms_are_compared_quickly() -> None:
    syllables = ["ba", "ni", "ko", "ru", "me", "la"]
    names = [
        f"{a}{b}{c}{d} {d}{c}{a}" for a in syllables for b in syllables for c in syllables for d in syllables
    ]
    text = "".join(f"t{number}:\n  name: {name}\n" for number, name in enumerate(names))
    site = site_of({"content/tags.yaml": text})
    started = time.process_time()
    list(similar_terms.findings(site))
    assert time.process_time() - started < 5


# --- The starter, settings, builds ------------------------------------------------------------------------


def request(site: Path) -> Request:
    return Request(site, site / "output", NOW)


def codes(found: Any) -> list[str]:
    return [finding.code for finding in found.diagnostics]


OPEN_QUOTATION = {
    "content/news/2024/uji.id.md": post("Berita uji", "“Kutipan.", summary="Ringkas."),
    "content/news/2024/uji.en.md": translation("A test story", summary="Short."),
}


def test_a_build_reads_no_texts_unless_a_rule_is_an_error(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    site = make_site(tmp_path, OPEN_QUOTATION)
    with monkeypatch.context() as patched:
        patched.setattr(checking, "review", lambda *_, **__: pytest.fail("read"))
        assert codes(build(request(site))) == []
    assert codes(check(request(site))) == ["quotation-open"]
    (site / "site.toml").write_text(
        f'{PLAIN_TOML}\n[check]\nquotation-open = "error"\nsummary-missing = "warning"\n'
    )
    result = build(request(site))
    assert result.failed
    assert codes(result) == ["quotation-open"]
    assert result.diagnostics[0].severity is Severity.ERROR


def test_the_severity_of_a_buildings_warnings_can_be_changed(tmp_path: Path) -> None:
    site = make_site(tmp_path, {"content/news/2024/uji.id.md": post("Berita uji")})
    for word, expected in (("error", Severity.ERROR), ("warning", Severity.WARNING), ("off", None)):
        (site / "site.toml").write_text(f'{PLAIN_TOML}\n[check]\ntranslation-missing = "{word}"\n')
        result = build(request(site))
        assert [found.severity for found in result.diagnostics] == ([] if expected is None else [expected])


@pytest.mark.parametrize(
    "command", [("build",), ("check",), ("import", "x.txt"), ("new", "Judul"), ("schema",), ("translations",)]
)
def test_every_command_knows_the_names_of_the_rules(
    command: tuple[str, ...], tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    site = make_site(tmp_path, {})
    text = f'{PLAIN_TOML}\n[check]\nsumary-missing = "off"\n'
    (site / "site.toml").write_text(text)
    assert main(["--site", str(site), "--lang", "en", *command]) == 1
    shown = capsys.readouterr().err
    assert f"site.toml:{text.count(chr(10))}:1: error: the setting `check.sumary-missing`" in shown
    assert "`summary-missing`?" in shown


def test_an_error_that_keeps_a_site_from_being_built_cannot_be_switched_off() -> None:
    config, found = parse_config(f'{PLAIN_TOML}\n[check]\nurl-twice = "off"\n', rules=known_severities)
    assert config is None
    assert [finding.code.removesuffix("-suggestion") for finding in found] == ["unknown-setting"]


def test_what_is_known_of_a_text_is_kept_until_it_changes(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    site = make_site(tmp_path, OPEN_QUOTATION)
    read: list[str] = []

    def counting(text: str, body: str, first_line: int, engine: str) -> Any:
        read.append(text)
        return facts_of(text, body, first_line, engine)

    monkeypatch.setattr(checking, "facts_of", counting)
    first = check(request(site)).diagnostics
    assert len(read) == 2
    assert check(request(site)).diagnostics == first
    assert len(read) == 2
    (site / "content/news/2024/uji.en.md").write_text(
        translation("A test story", "Too ”bad”.", summary="Short.")
    )
    check(request(site))
    assert len(read) == 3
    facts = site / ".warta-cache" / checking.FACTS
    for damage in (b"", b"\x80\x05N.", facts.read_bytes()[:-3]):
        facts.write_bytes(damage)
        assert check(request(site)).diagnostics == first
    assert len(read) == 9


def test_a_misread_registry_does_not_entail_findings_in_texts(tmp_path: Path) -> None:
    """Speakers are not unknown and abbreviations not unexplained because their list cannot be read."""
    files = {
        **OPEN_QUOTATION,
        "content/news/2024/uji.id.md": post(
            "Berita uji", "“Siap,” kata Budi Santoso dari OPD.", summary="Ringkas."
        ),
        "content/speakers/budi.yaml": "name: [\n",
        "content/speakers/ani.yaml": "name: Ani Sari\n",
        "content/glossary.yaml": "OPD:\n\tmeaning: x\n",
    }
    found = set(codes(check(request(make_site(tmp_path, files)))))
    assert not found & {"speaker-unknown", "abbreviation-unexplained"}, found


def test_the_glossary_is_on_the_registry() -> None:
    glossary = library_of({}).registry.glossary
    assert glossary["ASN"].meaning.get("en") == "civil servants"
    assert glossary["ASN"].url is None
    assert [glossary["MPP"].has(code) for code in ("id", "en")] == [True, False]


# --- Mending ----------------------------------------------------------------------------------------------

BROKEN = """\
---
judul: Seminar: ASN netral
date: 2024-11-14
agency: dinas
sumary: 10:30
---

Netra\u200blitas di kafe\u0301.

Seminar ditutup. (Adv/Balipost)
"""
MENDED = """\
---
title: "Seminar: ASN netral"
date: 2024-11-14
agency: dinas
summary: "10:30"
kind: advertorial
---

Netralitas di kafé.

Seminar ditutup. (Adv/Balipost)
"""


def run(*arguments: str | Path) -> int:
    return main([*map(str, arguments), "--now", "2025-01-15"])


@pytest.mark.parametrize("ends", ["\n", "\r\n", "\r"])
@pytest.mark.parametrize("mark", ["", "\ufeff"])
def test_what_is_mended_stays_mended_and_the_rest_stays_as_it_was(
    tmp_path: Path, capsys: pytest.CaptureFixture[str], mark: str, ends: str
) -> None:
    path = "content/news/2024/uji.id.md"
    broken = (mark + BROKEN.replace("\n", ends)).encode()
    site = make_site(
        tmp_path, {path: broken, "content/news/2024/uji.en.md": translation("A story", summary="S.")}
    )
    (site / path).chmod(0o640)
    assert run("--site", site, "--lang", "en", "check", "--fix") == 0
    said = capsys.readouterr().err
    assert said.count(": mended: ") == 7, said
    assert (site / path).read_bytes() == (mark + MENDED.replace("\n", ends)).encode()
    assert stat.S_IMODE((site / path).stat().st_mode) == 0o640
    assert sorted(file.name for file in (site / path).parent.iterdir()) == ["uji.en.md", "uji.id.md"]
    before = {file: file.stat().st_mtime_ns for file in site.rglob("content/**/*")}
    assert run("--site", site, "--lang", "en", "check", "--fix") == 0
    assert capsys.readouterr().err == ""
    assert {file: file.stat().st_mtime_ns for file in site.rglob("content/**/*")} == before


@pytest.mark.parametrize(
    "text",
    [
        post("x", "Isi.", url="https://example.com/berita"),  # a slug is meant, and this is none
        post("x", "Isi.", xyz="1"),
        post("x", "Isi.", speaer="[a]", speaker="[b]"),  # there is one already
        post("x", "[gambar](kafe\u0301.pdf) dan `kafe\u0301`"),  # the file may have that name
        post("x", "Isi.", agency="a: b"),  # two keys on one line, perhaps
    ],
)
def test_what_is_in_doubt_is_left_to_the_writer(text: str) -> None:
    path = "content/news/2024/uji.id.md"
    parsed = parse_source(path, text.encode(), OPTIONS)
    assert mend(path, text.encode(), parsed.diagnostics, OPTIONS) is None


@given(st.data())
def test_mending_keeps_every_other_byte(data: st.DataObject) -> None:
    """Of a file with mistakes at random places, every line without one is the same afterwards."""
    good = [
        "Pegawai tetap netral.",
        "",
        "## Bagian",
        "- butir",
        "> kutipan",
        "Ia hadir.  ",
        "```",
        "kode \u200b",
        "```",
    ]
    bad = ["Netra\u200blitas.", "Kafe\u0301 itu.", "Akhir baris \t", " "]
    lines = data.draw(st.lists(st.sampled_from([*good, *bad]), max_size=12))
    end = data.draw(st.sampled_from(["\n", "\r\n"]))
    path = "content/news/2024/uji.id.md"
    text = texts_of("\n".join(lines), "id")[path]
    found = findings("\n".join(lines))
    raw = text.replace("\n", end).encode()
    result = mend(path, raw, found, OPTIONS)
    after = (result.data if result is not None else raw).decode().split(end)
    before = raw.decode().split(end)
    assert len(after) == len(before)
    for old, new in zip(before, after, strict=True):
        if old in good and "\u200b" not in old:
            assert new in (old, old.rstrip())
        seen = unicodedata.normalize("NFC", old.replace("\u200b", ""))
        assert new == old or new.rstrip() == seen.rstrip()
    again = parse_source(path, "\n".join(after).encode(), OPTIONS)
    assert again.diagnostics == ()


def test_a_story_that_its_writer_calls_news_is_not_made_an_advertorial(tmp_path: Path) -> None:
    path = "content/news/2024/uji.id.md"
    text = post("Berita uji", "Isi. (Adv)", kind="news", summary="Ringkas.")
    site = make_site(tmp_path, {path: text})
    assert run("--site", site, "check", "--fix") == 0
    assert (site / path).read_text("utf-8") == text
    assert "advertorial-unlabelled" in codes(check(request(site)))


def test_a_file_that_cannot_be_written_is_named(
    tmp_path: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    path = "content/news/2024/uji.id.md"
    site = make_site(tmp_path, {path: BROKEN})

    def full(*_: object) -> None:
        raise OSError(28, "No space left on device")

    monkeypatch.setattr(os, "fsync", full)
    assert run("--site", site, "--lang", "en", "check", "--fix") == 1
    assert f"{path} could not be mended: No space left on device." in capsys.readouterr().err
    assert (site / path).read_text("utf-8") == BROKEN
    assert [file.name for file in (site / path).parent.iterdir()] == ["uji.id.md"]


def test_fix_leaves_standard_output_to_the_format(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    site = make_site(tmp_path, {"content/news/2024/uji.id.md": BROKEN})
    run("--site", site, "check", "--fix", "--format", "json")
    assert capsys.readouterr().out.startswith("[\n {")


def test_a_mark_in_a_translation_is_mended_in_the_original(tmp_path: Path) -> None:
    files = {
        "content/news/2024/uji.id.md": post("Berita uji", summary="Ringkas."),
        "content/news/2024/uji.en.md": translation("A story", "Text. (Adv)", summary="Short."),
    }
    site = make_site(tmp_path, files)
    assert run("--site", site, "check", "--fix") == 0
    assert "\nkind: advertorial\n---\n" in (site / "content/news/2024/uji.id.md").read_text("utf-8")
    assert (site / "content/news/2024/uji.en.md").read_text("utf-8") == files["content/news/2024/uji.en.md"]


# --- The pages about the rules ----------------------------------------------------------------------------


@lru_cache(maxsize=4)
def sections(language: str) -> dict[str, str]:
    """Rule → what its page says about it."""
    parts = re.split(r"(?m)^### `([a-z-]+)`\n", PAGES[language].read_text("utf-8"))
    return dict(zip(parts[1::2], parts[2::2], strict=True))


@pytest.mark.parametrize("language", PAGES)
def test_every_rule_has_a_section_and_no_other(language: str) -> None:
    assert sorted(sections(language)) == sorted(SEVERITIES)


@pytest.mark.parametrize("language", PAGES)
def test_the_pages_say_what_is_mended_and_what_the_severity_is(language: str) -> None:
    for rule, text in sections(language).items():
        assert ("`--fix`" in text) == (rule in MENDED_RULES), rule
        assert ("`off`" in text) == (SEVERITIES[rule] is None), rule
    whole = PAGES[language].read_text("utf-8")
    for rule in MENDED_RULES:
        assert f"`{rule}`" in whole, rule


def examples(language: str) -> Iterator[tuple[str, str, bool]]:
    """Rule, text, and whether the page calls it a mistake."""
    for rule, text in sections(language).items():
        for block in re.findall(r"(?ms)^```text\n(.*?)^```$", text):
            for part in re.split(r"(?m)^(?=[✗✓] )", block):
                if part.strip():
                    yield rule, part[2:].rstrip("\n").replace("\n  ", "\n"), part.startswith("✗")


@pytest.mark.parametrize("language", PAGES)
def test_the_examples_are_what_they_are_called(language: str) -> None:
    checked = set()
    for rule, text, wrong in examples(language):
        found = {finding.code for finding in findings(text, language)}
        assert (rule in found) is wrong, (rule, text)
        checked.add((rule, wrong))
    with_example = {rule for rule, wrong in checked if wrong} & {rule for rule, wrong in checked if not wrong}
    unseen = {"invisible-character", "text-not-normalised", "trailing-spaces"}
    front_matter = {
        *(
            "announcement-without-end",
            "infographic-without-image",
            "photo-story-without-photos",
            "page-unfilled",
            "similar-terms",
            "sources-missing",
        ),
        *("summary-missing", "summary-too-long", "title-too-long"),
    }
    besides = RULES_OF_BODIES - RULES_OF_LINES
    assert with_example == set(EDITORIAL_RULES) - unseen - front_matter - besides


def test_preparing_asks_for_the_rules_only_when_it_has_to() -> None:
    """The module is imported where it is used, so that a build does not wait for it."""
    assert "warta.checks.run" not in {getattr(value, "__module__", "") for value in vars(preparing).values()}
