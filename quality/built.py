"""A built site as the checks see it: its files, its pages as trees, and which template made which page."""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path
from urllib.parse import quote, unquote, urljoin, urlsplit

from tests.support import Element, parse_html

__all__ = ["LANGUAGES", "Check", "Site", "checked"]

LANGUAGES = ("id", "en")

KINDS = {
    "language-choice": r"",
    "not-found": r"(?:\w+/)?404\.html",
    "home": r"\w+/",
    "listing": r"\w+/(?:berita|news)/",
    "listing-page": r"\w+/(?:berita|news)/(?:halaman|page)/\d+/",
    "listing-month": r"\w+/(?:arsip|archive)/\d+/\d+/(?:(?:halaman|page)/\d+/)?",
    "post": r"\w+/(?:berita|news)/\d{4}/[^/]+/",
    "archive": r"\w+/(?:arsip|archive)/",
    "archive-year": r"\w+/(?:arsip|archive)/\d+/",
    "search": r"\w+/(?:cari|search)/",
    "agenda": r"\w+/(?:agenda|events)/",
    "documents": r"\w+/(?:dokumen|documents)/",
    "documents-filtered": r"\w+/(?:dokumen|documents)/(?:[^/]+/)?[^/]+/",
    "listing-kind": (
        r"\w+/(?:siaran-pers|pernyataan|pidato|pengumuman|infografik|cerita-foto|cek-fakta|advertorial"
        r"|press-releases|statements|speeches|announcements|infographics|photo-stories|fact-checks|advertorials)/"
        r"(?:(?:halaman|page)/\d+/)?"
    ),
    "open-data": r"\w+/data/",
    "agencies": r"\w+/(?:instansi|agencies)/",
    "speakers": r"\w+/(?:narasumber|speakers)/",
    "tags": r"\w+/(?:topik|topics)/",
    "regions": r"\w+/(?:wilayah|regions)/",
    "agency": r"\w+/(?:instansi|agencies)/[^/]+/(?:(?:halaman|page)/\d+/)?",
    "speaker": r"\w+/(?:narasumber|speakers)/[^/]+/(?:(?:halaman|page)/\d+/)?",
    "tag": r"\w+/(?:topik|topics)/[^/]+/(?:(?:halaman|page)/\d+/)?",
    "region": r"\w+/(?:wilayah|regions)/[^/]+/(?:(?:halaman|page)/\d+/)?",
    "standing": (
        r"\w+/(?:tentang|redaksi|kontak|pedoman-pemberitaan|privasi|aksesibilitas|ppid"
        r"|about|newsroom|contact|editorial-guidelines|privacy|accessibility|public-information)/(?:[^/]+/)?"
    ),
}
"""Every page but redirects is of one of these kinds, by its address without the site's root."""

POST_MARKS = ("advertorial", "lead-image", "gallery", "fact-check-box", "changes", "notice")
"""Classes of the parts that only some stories have: each combination is a kind of page."""


@dataclass(frozen=True, slots=True)
class Check:
    """One row of the table. It is met when nothing was found."""

    name: str
    threshold: str
    measured: str
    findings: tuple[str, ...]

    @property
    def met(self) -> bool:
        """Whether the site keeps to the threshold."""
        return not self.findings


def checked(name: str, findings: list[str], seen: str, threshold: str = "0", unit: str = "") -> Check:
    """A check that counts what is wrong, and says how much was looked at."""
    return Check(name, threshold, f"{len(findings)}{unit} ({seen})", tuple(findings))


@dataclass(frozen=True)
class Site:
    """A site's output folder and the address that it was built for, without a slash at the end."""

    name: str
    root: Path
    base_url: str

    @cached_property
    def files(self) -> tuple[str, ...]:
        """Every file below the folder, sorted, without the generator's own."""
        paths = (path.relative_to(self.root).as_posix() for path in self.root.rglob("*") if path.is_file())
        return tuple(sorted(path for path in paths if not path.startswith(".warta/")))

    @cached_property
    def pages(self) -> dict[str, Element]:
        """The trees of all pages by their address without the root: ``id/``, ``404.html``."""
        return {
            file.removesuffix("index.html"): parse_html((self.root / file).read_text("utf-8"))
            for file in self.files
            if file.endswith(".html")
        }

    def read(self, file: str) -> bytes:
        """The bytes of an output file."""
        return (self.root / file).read_bytes()

    def url(self, path: str) -> str:
        """The address of a page or file."""
        return f"{self.base_url}/{quote(path)}"

    def target(self, page: str, href: str) -> tuple[str, str] | None:
        """(output file, fragment) that a link on ``page`` leads to; None when it leaves the site."""
        url = urljoin(self.url(page), href)
        if url != self.base_url and not url.startswith((self.base_url + "/", self.base_url + "#")):
            return None
        path = unquote(urlsplit(url).path).removeprefix(urlsplit(self.base_url).path).lstrip("/")
        return path + "index.html" if path == "" or path.endswith("/") else path, unquote(
            urlsplit(url).fragment
        )

    def leads_to(self, path: str) -> str:
        """Where a page sends its readers at once; empty when it does not."""
        return self._targets[path]

    @cached_property
    def _targets(self) -> dict[str, str]:
        return {path: self._target_of(path) for path in self.pages}

    def _target_of(self, path: str) -> str:
        for meta in self.pages[path].all("meta", http_equiv="refresh"):
            return urljoin(self.url(path), meta.get("content").partition("url=")[2])
        return ""

    def redirects(self, path: str) -> bool:
        """Whether a page is only the way from an old address to the new one."""
        return bool(self.leads_to(path)) and not self.pages[path].all("nav")

    def indexable(self, path: str) -> bool:
        """Whether search engines are to list a page; one that leads on is listed as the page it leads to."""
        return self.pages[path].meta("robots") != "noindex" and not self.leads_to(path)

    def kind(self, path: str) -> str | None:
        """Which kind of page it is; None for a redirect and for what is not in :data:`KINDS`."""
        return self._kinds[path]

    @cached_property
    def _kinds(self) -> dict[str, str | None]:
        return {path: self._kind(path) for path in self.pages}

    def _kind(self, path: str) -> str | None:
        if self.redirects(path):
            return None
        kind = next((kind for kind, pattern in KINDS.items() if re.fullmatch(pattern, path)), None)
        if kind != "post":
            return kind
        marks = [mark for mark in POST_MARKS if self.pages[path].all(class_=mark)]
        return "-".join([kind, *marks])

    def unknown(self) -> list[str]:
        """Pages of no known kind: the gate would not look at their template."""
        return [
            f"{path}: a page of no known kind"
            for path in self.pages
            if self.kind(path) is None and not self.redirects(path)
        ]

    def samples(self) -> dict[str, str]:
        """``kind.language`` → path of its fullest page, by the number of elements."""
        found: dict[str, tuple[int, str]] = {}
        for path, page in self.pages.items():
            kind = self.kind(path)
            if kind is not None:
                key = f"{kind}.{page.one('html').get('lang')}"
                found[key] = max(found.get(key, (0, "")), (sum(1 for _ in page.walk()), path))
        return {key: path for key, (_, path) in sorted(found.items())}

    @cached_property
    def posts(self) -> tuple[str, ...]:
        """The stories' pages."""
        return tuple(path for path in self.pages if (self.kind(path) or "").partition("-")[0] == "post")
