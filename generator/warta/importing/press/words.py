"""The words that newsrooms use for people, offices and around a text: ``words.toml``."""

from __future__ import annotations

import tomllib

from warta.resources import packaged_text

__all__ = [
    "ABBREVIATIONS",
    "ADVERTORIAL_WORDS",
    "AGENCY_HEADS",
    "AMBIGUOUS_IN_LOWER_CASE",
    "BEFORE_NAMES",
    "BOILERPLATE",
    "COMMON_ABBREVIATIONS",
    "DEGREES",
    "FIRST_NAMES",
    "HONORIFICS",
    "LANGUAGE_WORDS",
    "LETTERHEADS",
    "NAME_PARTICLES",
    "NOT_NAMES",
    "OFFICE_HEADS",
    "OFFICE_WORDS",
    "OUTLETS",
    "PRESS_OFFICES",
    "PROVISIONAL",
    "QUOTING",
    "REGION_NAMES",
    "REPORTING",
    "UNCERTAIN_REGIONS",
    "VENUE_ENDS",
    "VENUE_HEADS",
]

_FILE = tomllib.loads(packaged_text("importing/press", "words.toml"))


def _words(name: str) -> frozenset[str]:
    return frozenset(_FILE[name].split())


LANGUAGE_WORDS: dict[str, frozenset[str]] = {
    language: frozenset(words.split()) for language, words in _FILE["language_words"].items()
}
"""Words that nearly every text in a language has, and no text in the other."""
ABBREVIATIONS = _words("abbreviations")
COMMON_ABBREVIATIONS = {tuple(words.split()): short for words, short in _FILE["common_abbreviations"].items()}
"""What texts write out or abbreviate without saying that it is the same."""
BEFORE_NAMES = _words("before_names")
"""Titles before a name, in lower case. A comma never stands behind them."""
HONORIFICS = _words("honorifics")
"""Before a name, and no part of it."""
DEGREES = _words("degrees")
"""Degrees and certificates behind a name, in lower case and without full stops."""
NAME_PARTICLES = _words("name_particles")
"""Parts of names that may be in lower case; most of them only in the middle."""
FIRST_NAMES = _words("first_names")
"""Names that people are commonly called by first; they tell where an office ends and its holder begins."""
NOT_NAMES = _words("not_names")
"""Words that are written with a capital and are no part of a person's name, in lower case."""
OFFICE_HEADS = _words("office_heads")
"""The first word of an office, in lower case."""
AMBIGUOUS_IN_LOWER_CASE = _words("ambiguous_in_lower_case")
"""Those of them that in lower case are mostly other words, or whose holder is somebody else's."""
PROVISIONAL = _words("provisional")
"""Before an office that is held for the time being, in lower case and without a full stop."""
AGENCY_HEADS = _words("agency_heads")
"""The first word of an agency's name, in lower case."""
OFFICE_WORDS = _words("office_words")
"""Words of which offices and agencies are made and that are hardly ever names, in lower case."""
REGION_NAMES: dict[str, str] = _FILE["region_names"]
"""Names that writers use and the gazetteer does not have → id of the region."""
UNCERTAIN_REGIONS = _words("uncertain_regions")
"""Regions whose bare names are also other words, in lower case: they need their kind with them."""
VENUE_HEADS = _words("venue_heads")
"""First words of places where something takes place, in lower case."""
VENUE_ENDS = _words("venue_ends")
"""Last words of such places in English."""
QUOTING = _words("quoting")
"""Between a quotation and the one who said it: “…,” ujar X."""
REPORTING = _words("reporting")
"""After the one who is reported: X mengatakan, …"""
OUTLETS = _words("outlets")
"""Outlets that datelines name without a domain, in lower case."""
ADVERTORIAL_WORDS = _words("advertorial_words")
PRESS_OFFICES = _words("press_offices")
"""Who signs an agency's own text, in lower case."""
LETTERHEADS = (
    r"(?:siaran|rilis)\s+(?:pers|media)",
    r"(?:press|news|media)\s+release",
    r"pers?\s+rilis",
    r"for\s+immediate\s+release",
    r"untuk\s+(?:segera\s+)?(?:disiarkan|diterbitkan|dipublikasikan)(?:\s+segera)?",
)
"""Lines at the top that say that a text is a press release, as expressions over lower case."""
BOILERPLATE: tuple[str, ...] = (
    r"share\s+(?:berita\s+ini|this(?:\s+\w+)?|artikel(?:\s+ini)?|on\s+\w+|to\s+\w+)?",
    r"bagikan(?:\s+(?:berita|artikel)?\s*ini)?(?:\s+(?:ke|di|via|lewat)\s+.{0,40})?\s*:?",
    r"(?:ikuti|follow|dapatkan)\s+(?:kami|us|berita|update|.{0,30}\bdi\s+google\s+news\b).{0,120}",
    r"(?:simak|tonton|lihat)\s+(?:juga\s+)?video\b.{0,160}",
    r"(?:baca|lihat|simak)\s+(?:juga|selengkapnya|lainnya|artikel\s+lainnya)\b.{0,200}",
    r"(?:read|see|watch)\s+(?:also|more)\b.{0,200}",
    r"berita\s+(?:terkait|lainnya|terpopuler|populer|sebelumnya|selanjutnya|terbaru)\b.{0,120}",
    r"related\s+(?:posts?|articles?|news)\b.{0,80}",
    r"\d*\s*(?:komentar|comments?|likes?|shares?|views?)(?:\s*\(?\d+\)?)?",
    r"(?:tulis|tinggalkan|beri|kirim)\s+komentar.{0,60}|leave\s+a\s+(?:comment|reply).{0,60}",
    r"advertisement|iklan(?:\s*-.{0,60})?|advertorial\s+space|\d+\s*x\s*\d+\s+ad\s+placement",
    r"scroll\s+(?:to|untuk)\s+.{0,60}|lanjutkan\s+membaca.{0,60}",
    r"(?:gulir|geser)\s+(?:ke|untuk)\s+.{0,60}|halaman\s+(?:selanjutnya|berikutnya)",
    r"(?:copyright|hak\s+cipta)\b.{0,120}|(?:©|\(c\))\s*.{0,120}|all\s+rights\s+reserved.{0,60}",
    r"facebook|twitter|whatsapp|telegram|instagram|linkedin|pinterest|youtube|tiktok",
    r"copy\s+link|salin\s+(?:tautan|link)",
    r"(?:facebook|twitter|whatsapp|telegram|instagram|email|print|tweet|copy\s*link|share|[|/,•·]|\s){2,}",
    r"print|cetak|email|tweet|simpan|next|prev(?:ious)?|sebelumnya|selanjutnya|kembali|home|beranda",
    r"perbesar|loading\.*|memuat\.*|klik\s+(?:di\s*sini|untuk).{0,80}|\[gambas:.{0,80}\]",
    r"dapatkan\s+.{0,60}(?:notifikasi|newsletter|aplikasi).{0,60}|download\s+aplikasi.{0,80}",
    r"artikel\s+ini\s+telah\s+(?:tayang|terbit|dimuat)\s+.{0,200}",
    r"cek\s+berita\s+dan\s+artikel.{0,120}|konten\s+ini\s+adalah\s+kerja\s*sama.{0,120}",
)
"""Lines that belong to a page and not to its text, as expressions over a whole line in lower case."""
