"""Documents beside stories: which kinds are handed out, and that their content is what their name says."""

from __future__ import annotations

import io
import re
import tarfile
import time
import zipfile
from pathlib import Path

import pytest

from tests.faultlib import errors, tree
from tests.support import NOW, ROOT, build_site, make_site, picture, post
from warta.build.build import Request, build
from warta.media.documents import DocumentFacts, look_at_document
from warta.media.downloads import DOWNLOADS, markup_in
from warta.media.values import Refused

PDF = (
    b"%PDF-1.4\n1 0 obj\n<< /Type /Catalog /Pages 2 0 R >>\nendobj\n"
    b"2 0 obj\n<< /Type /Pages /Kids [] /Count 1 >>\nendobj\n"
    b"xref\n0 3\n0000000000 65535 f \n0000000009 00000 n \n0000000058 00000 n \n"
    b"trailer\n<< /Size 3 /Root 1 0 R >>\nstartxref\n115\n%%EOF\n"
)


def archive(*names: str, first: str = "") -> bytes:
    file = io.BytesIO()
    with zipfile.ZipFile(file, "w") as made:
        if first:
            made.writestr("mimetype", first)
        for name in names:
            made.writestr(name, "x")
    return file.getvalue()


def tar() -> bytes:
    file = io.BytesIO()
    with tarfile.open(fileobj=file, mode="w") as made:
        made.addfile(tarfile.TarInfo("a"), io.BytesIO())
    return file.getvalue()


OPEN = "application/vnd.oasis.opendocument."
MP4 = b"\0\0\0\x18ftypmp42"
OGG, OLE = b"OggS\0\2", b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
REAL = {
    "pdf": PDF,
    "docx": archive("[Content_Types].xml", "word/document.xml"),
    "xlsx": archive("[Content_Types].xml", "xl/workbook.xml"),
    "pptx": archive("[Content_Types].xml", "ppt/presentation.xml"),
    "doc": OLE, "xls": OLE, "ppt": OLE,
    "odt": archive("content.xml", first=OPEN + "text"),
    "ods": archive("content.xml", first=OPEN + "spreadsheet"),
    "odp": archive("content.xml", first=OPEN + "presentation"),
    "rtf": b"{\\rtf1 x}",
    "epub": archive("a.opf", first="application/epub+zip"),
    "txt": "Kepada Yth. <Bupati>, suhu 3 < 5 — “baik”\n".encode(),
    "csv": "nama;jumlah\r\nKafé;3\r\n".encode("cp1252"),
    "tsv": "nama\tjumlah\n".encode("utf-16"),
    "json": b'\xef\xbb\xbf {"a": [1]}', "geojson": b'{"type": "FeatureCollection", "features": []}',
    "ics": b"BEGIN:VCALENDAR\r\nEND:VCALENDAR\r\n", "vcf": b"BEGIN:VCARD\r\nEND:VCARD\r\n",
    "kmz": archive("doc.kml"),
    "mp3": b"ID3\4\0", "m4a": MP4, "aac": b"\xff\xf1\x50", "ogg": OGG, "oga": OGG, "opus": OGG,
    "wav": b"RIFF\0\0\0\0WAVEfmt ", "flac": b"fLaC\0",
    "mp4": MP4, "m4v": MP4, "mov": b"\0\0\0\x14ftypqt  ", "webm": b"\x1aE\xdf\xa3\x9f", "ogv": OGG,
    "vtt": b"WEBVTT\n\n00:01.000 --> 00:02.000\n<v Ani>Ya.\n",
    "srt": b"1\n00:00:01,000 --> 00:00:02,000\n<i>Ya</i>\n",
    "zip": archive("a.html"), "7z": b"7z\xbc\xaf\x27\x1c\0", "rar": b"Rar!\x1a\x07\1\0",
    "tar": tar(), "gz": b"\x1f\x8b\x08\0", "tgz": b"\x1f\x8b\x08\0",
}  # fmt: skip


def test_every_kind_has_an_example() -> None:
    assert REAL.keys() == DOWNLOADS.keys()


@pytest.mark.parametrize("suffix", REAL)
def test_what_is_as_its_name_says_is_handed_out(suffix: str) -> None:
    assert look_at_document(suffix, REAL[suffix]) == DocumentFacts(1 if suffix == "pdf" else 0)


PAGE = b"<!DOCTYPE html><script>alert(1)</script>"
MARKUP = {
    "a page": PAGE,
    "a page behind spaces": b" \n\t" + PAGE,
    "a page behind a mark": b"\xef\xbb\xbf" + PAGE,
    "a page in UTF-16": PAGE.decode().encode("utf-16"),
    "a page in capitals": b"<HTML><BODY ONLOAD=alert(1)>",
    "a tag": b"<b>x",
    "a tag that is closed": b"</p>",
    "a comment": b"<!-- x -->",
    "XML": b'<?xml version="1.0"?><a/>',
    "a drawing": b'<svg xmlns="http://www.w3.org/2000/svg" onload="alert(1)"/>',
    "a script within": b"Kepada Yth.\n<script src=//x>",
    "a frame within": b"Kepada Yth.\n<iframe\nsrc=//x>",
    "XML within": b"\n\nx<?xml version='1.0'?>",
    "a page in an older encoding": "Kafé <script>".encode("latin-1"),
}


@pytest.mark.parametrize("suffix", [suffix for suffix, kind in DOWNLOADS.items() if kind.is_text])
@pytest.mark.parametrize("name", MARKUP)
def test_markup_under_the_name_of_a_text_is_refused_with_what_was_found(suffix: str, name: str) -> None:
    for data in (MARKUP[name], "x\n<script>".encode("utf-16")):
        found = look_at_document(suffix, data)
        assert isinstance(found, Refused)
        assert found == Refused("document-markup", (("suffix", suffix), ("found", markup_in(data))))
        assert "<" in markup_in(data)


@pytest.mark.parametrize("suffix", DOWNLOADS)
def test_a_page_under_any_name_is_refused(suffix: str) -> None:
    found = look_at_document(suffix, PAGE)
    assert isinstance(found, Refused)
    assert found.code == "document-markup"


@pytest.mark.parametrize(
    "suffix", [suffix for suffix, kind in DOWNLOADS.items() if kind.media_type != "text/plain"]
)
def test_another_kind_under_a_name_is_refused(suffix: str) -> None:
    """A picture, bytes without meaning, nothing at all."""
    for data in (picture(), b"\0\1\2\3" * 20, b"" if suffix not in ("csv", "tsv") else b"\0"):
        assert look_at_document(suffix, data) == Refused("document-broken", (("suffix", suffix),))


def test_archives_that_are_another_kind_or_cut_short_are_refused() -> None:
    for suffix, data in {
        "docx": REAL["xlsx"],
        "odt": REAL["ods"],
        "epub": REAL["zip"],
        "kmz": REAL["docx"],
        "zip": REAL["zip"][:-30],
        "xlsx": REAL["xlsx"][: len(REAL["xlsx"]) // 2],
    }.items():
        assert look_at_document(suffix, data) == Refused("document-broken", (("suffix", suffix),))


RUNS = (
    "html htm xhtml xht shtml mhtml xml xsl xslt svgz js mjs css php exe jar wsdl rdf xpdl xsd rng "
    "rss atom kml gpx mathml dtd xul xbl htc swf pdfx docm xlsm pptm bat lnk url desktop webmanifest "
    "wasm map md yaml toml sh"
).split()


@pytest.mark.parametrize("suffix", [*RUNS, ""])
def test_what_is_not_in_the_table_is_refused(suffix: str) -> None:
    for data in (b"x", *REAL.values()):
        assert look_at_document(suffix, data) == Refused("document-type", (("suffix", suffix),))


LONG = {
    "open tags": b"x" + b"<" * 5_000_000,
    "spaces": b" " * 5_000_000 + b"x",
    "tags nearly": b"x" + b"<scrip" * 1_000_000,
}


@pytest.mark.parametrize("name", LONG)
def test_a_long_text_is_looked_at_in_time(name: str) -> None:
    started = time.process_time()
    look_at_document("txt", LONG[name])
    assert time.process_time() - started < 3


@pytest.mark.parametrize("guide", ["guide/text.md", "panduan/isi.md"])
def test_both_guides_name_every_kind(guide: str) -> None:
    """No more and no fewer, in the table of kinds."""
    text = (ROOT / "docs" / guide).read_text("utf-8")
    table = text.partition("<!-- downloads -->")[2].partition("\n\n")[0]
    assert set(re.findall(r"`\.(\w+)`", table)) == DOWNLOADS.keys()


LFS = b"version https://git-lfs.github.com/spec/v1\noid sha256:" + b"0" * 64 + b"\nsize 9\n"


@pytest.mark.parametrize("name", ["foto.jpg", "peta.svg", "edaran.pdf", "data.txt", "klip.mp4"])
def test_what_git_lfs_has_not_fetched_is_named_as_such(tmp_path: Path, name: str) -> None:
    """Also under the name of a text, where the note itself could be published."""
    mark = "!" if name.endswith(("jpg", "svg")) else ""
    files: dict[str, str | bytes] = {
        "content/news/2024/a.id.md": post("A", f"{mark}[Lampiran]({name})"),
        f"content/news/2024/{name}": LFS,
    }
    site = make_site(tmp_path, files)
    found = errors(build(Request(site, site / "output", NOW)))
    assert [(each.code, each.file) for each in found] == [("lfs-pointer", f"content/news/2024/{name}")]
    assert not (site / "output").exists() or tree(site / "output") == {}


@pytest.mark.parametrize(
    ("suffix", "fragment"),
    [
        ("pdf", "page=3"),
        ("pdf", "nameddest=bab-2"),
        ("pdf", "page=3&zoom=150"),
        ("mp3", "t=30"),
        ("mp4", "t=30,45"),
    ],
)
@pytest.mark.parametrize(
    "line", ["[Isi](lampiran.{})", "Lihat [isi](lampiran.{}) ini.", "[Isi](<lampiran.{}>)"]
)
def test_a_link_into_a_document_leads_into_it(suffix: str, fragment: str, line: str, tmp_path: Path) -> None:
    """The page or second stays behind the address at which the file is published; no other link has one."""
    text = f"{line.format(f'{suffix}#{fragment}')}\n\nSeluruhnya: [isi](lampiran.{suffix}).\n"
    files: dict[str, str | bytes] = {
        "content/news/2024/a.id.md": post("A", text),
        f"content/news/2024/lampiran.{suffix}": REAL[suffix],
    }
    built = build_site(make_site(tmp_path, files))
    links = [link for link in built.page("id/berita/2024/a/").links() if "/media/" in link]
    assert links == [f"{links[1]}#{fragment}", links[1]]
    assert links[1].endswith(f".{suffix}")


def test_a_section_of_a_page_of_ours_is_looked_for_as_before(tmp_path: Path) -> None:
    text = "[x](#page=3) [y](b.id.md#page=3)"
    files: dict[str, str | bytes] = {"content/news/2024/a.id.md": post("A", text)}
    site = make_site(tmp_path, {**files, "content/news/2024/b.id.md": post("B", "Isi.")})
    assert [found.code for found in errors(build(Request(site, site / "output", NOW)))] == [
        "broken-anchor"
    ] * 2
