"""Documents of office programs, saved pages and PDFs: what they say comes along, what does not is named."""

from __future__ import annotations

import io
import json
import re
import tracemalloc
import zipfile
from collections.abc import Callable, Mapping, Sequence
from datetime import date
from functools import lru_cache
from pathlib import Path

import pytest
from PIL import Image

from tests.support import ROOT, make_site
from tests.test_import_sites import run
from warta.importing.drafts import Draft, LeftOut
from warta.importing.press.documents import READERS
from warta.importing.press.drafting import document_draft, text_draft
from warta.importing.press.exports import address_behind
from warta.importing.running import ImportRequest, open_desk
from warta.importing.site import Desk
from warta.markdown.engines import engine

W = "http://schemas.openxmlformats.org/wordprocessingml/2006/main"
RELATIONS = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
NAMESPACES = (
    f'xmlns:w="{W}" xmlns:r="{RELATIONS}" '
    'xmlns:wp="http://schemas.openxmlformats.org/drawingml/2006/wordprocessingDrawing" '
    'xmlns:a="http://schemas.openxmlformats.org/drawingml/2006/main" '
    'xmlns:pic="http://schemas.openxmlformats.org/drawingml/2006/picture" '
    'xmlns:mc="http://schemas.openxmlformats.org/markup-compatibility/2006" '
    'xmlns:m="http://schemas.openxmlformats.org/officeDocument/2006/math" '
    'xmlns:c="http://schemas.openxmlformats.org/drawingml/2006/chart" '
    'xmlns:v="urn:schemas-microsoft-com:vml" xmlns:o="urn:schemas-microsoft-com:office:office" '
    'xmlns:wps="http://schemas.microsoft.com/office/word/2010/wordprocessingShape" mc:Ignorable="wps"'
)
STYLES = "".join(
    f'<w:style w:type="{kind}" w:styleId="{name}"><w:name w:val="{said}"/>{more}</w:style>'
    for kind, name, said, more in [
        ("paragraph", "Judul", "Title", ""),
        ("paragraph", "Judul1", "heading 1", ""),
        ("paragraph", "Judul2", "heading 2", ""),
        ("paragraph", "Keterangan", "caption", ""),
        ("paragraph", "Kutipan", "Quote", ""),
        ("paragraph", "Nomor2", "List Number 2", ""),
        ("character", "Tersembunyi", "Tersembunyi", "<w:rPr><w:vanish/></w:rPr>"),
    ]
)
LEVELS = "".join(
    f'<w:abstractNum w:abstractNumId="{number}">'
    + "".join(f'<w:lvl w:ilvl="{level}"><w:numFmt w:val="{form}"/></w:lvl>' for level in range(4))
    + "</w:abstractNum>"
    for number, form in enumerate(["bullet", "decimal"])
)
NUMBERING = LEVELS + "".join(
    f'<w:num w:numId="{number}"><w:abstractNumId w:val="{number - 1}"/></w:num>' for number in (1, 2)
)
LEAD = "Dinas Arsip membuka pelatihan bagi tiga puluh pegawai kecamatan di aula kantor kabupaten."


def png() -> bytes:
    out = io.BytesIO()
    Image.new("RGB", (8, 8), "red").save(out, "PNG")
    return out.getvalue()


def packed(parts: Mapping[str, str | bytes]) -> bytes:
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, content in parts.items():
            archive.writestr(name, content)
    return out.getvalue()


def word(body: str, **parts: str) -> bytes:
    """A .docx with a title, a first paragraph and ``body``, in the parts that Word writes."""
    head = '<?xml version="1.0" encoding="UTF-8" standalone="yes"?>\n'
    types = {"footnotes": "footnotes", "endnotes": "endnotes", "comments": "comments", "header1": "header"}
    names = ["styles", "numbering", *(name for name in types if name in parts)]
    office = "application/vnd.openxmlformats-officedocument.wordprocessingml"
    overrides = "".join(
        f'<Override PartName="/word/{name}.xml" ContentType="{office}.{types.get(name, name)}+xml"/>'
        for name in names
    )
    relations = "".join(
        f'<Relationship Id="p{number}" Type="{RELATIONS}/{types.get(name, name)}" Target="{name}.xml"/>'
        for number, name in enumerate(names)
    )
    package = "http://schemas.openxmlformats.org/package/2006"
    title = '<w:p><w:pPr><w:pStyle w:val="Judul"/></w:pPr><w:r><w:t>Pelatihan Arsip Pegawai</w:t></w:r></w:p>'
    return packed({
        "[Content_Types].xml": f'{head}<Types xmlns="{package}/content-types">'
        '<Default Extension="rels" ContentType="application/vnd.openxmlformats-package.relationships+xml"/>'
        '<Default Extension="png" ContentType="image/png"/>'
        f'<Override PartName="/word/document.xml" ContentType="{office}.document.main+xml"/>'
        f"{overrides}</Types>",
        "_rels/.rels": f'{head}<Relationships xmlns="{package}/relationships">'
        f'<Relationship Id="r" Type="{RELATIONS}/officeDocument" Target="word/document.xml"/>'
        "</Relationships>",
        "word/document.xml": f"{head}<w:document {NAMESPACES}><w:body>{title}{p(r(LEAD))}{body}"
        "</w:body></w:document>",
        "word/_rels/document.xml.rels": f'{head}<Relationships xmlns="{package}/relationships">{relations}'
        f'<Relationship Id="link" Type="{RELATIONS}/hyperlink" Target="https://contoh.id/a_b?x=1&amp;y=2" '
        'TargetMode="External"/>'
        f'<Relationship Id="img" Type="{RELATIONS}/image" Target="media/image1.png"/></Relationships>',
        "word/media/image1.png": png(),
        "word/styles.xml": f"{head}<w:styles {NAMESPACES}>{STYLES}</w:styles>",
        "word/numbering.xml": f"{head}<w:numbering {NAMESPACES}>{NUMBERING}</w:numbering>",
        **{f"word/{name}.xml": head + part for name, part in parts.items()},
    })  # fmt: skip


def r(text: str, properties: str = "") -> str:
    return f'<w:r w:rsidR="00A1"><w:rPr>{properties}</w:rPr><w:t xml:space="preserve">{text}</w:t></w:r>'


def p(inner: str, properties: str = "") -> str:
    return f'<w:p w:rsidR="00A1" w:rsidRDefault="00A1"><w:pPr>{properties}</w:pPr>{inner}</w:p>'


def item(text: str, level: int = 0, *, numbered: bool = False) -> str:
    number = f'<w:numPr><w:ilvl w:val="{level}"/><w:numId w:val="{1 + numbered}"/></w:numPr>'
    return p(r(text), f'<w:pStyle w:val="DaftarParagraf"/>{number}')


def table(*rows: tuple[str, ...]) -> str:
    cells = ("".join(f"<w:tc><w:tcPr/>{p(r(cell))}</w:tc>" for cell in row) for row in rows)
    return f"<w:tbl><w:tblPr/>{''.join(f'<w:tr>{each}</w:tr>' for each in cells)}</w:tbl>"


def cells(*texts: str) -> str:
    return "".join(f"<w:tc>{p(r(text))}</w:tc>" for text in texts)


def field(instruction: str, *inner: str) -> str:
    """A field of Word: what stands in its instruction, and last its result."""
    mark = '<w:r><w:fldChar w:fldCharType="{}"/></w:r>'
    told = f'<w:r><w:instrText xml:space="preserve">{instruction}</w:instrText></w:r>{"".join(inner[:-1])}'
    return mark.format("begin") + told + mark.format("separate") + inner[-1] + mark.format("end")


LETTER = ("Pelatihan Arsip Pegawai", "", "BLORA - " + LEAD, "", "Pelatihan ditutup hari Jumat.", "")
SIGNATURES = {
    "place, office, name and number": (
        "Blora, 14 November 2024",
        "KEPALA DINAS ARSIP",
        "ttd",
        "Dra. SITI AMINAH, M.M.",
        "Pembina Utama Muda",
        "NIP. 19680512 199003 1 005",
    ),
    "without a place": ("Kepala Dinas Arsip,", "Siti Aminah", "NIP 196805121990031005"),
    "in the name of another": ("a.n. Bupati Blora", "Sekretaris Daerah,", "(ttd)", "Budi Santoso"),
    "kindly": ("Hormat kami,", "Kepala Dinas Arsip", "ttd.", "Siti Aminah"),
    "police": ("Blora, 14 November 2024", "KASI HUMAS POLRES BLORA", "SITI AMINAH, S.H.", "NRP 68051234"),
    "electronic": ("Kepala Dinas Arsip", "Ditandatangani secara elektronik oleh Siti Aminah"),
    "with copies": ("Kepala Dinas Arsip", "ttd", "Siti Aminah", "Tembusan:", "1. Bupati Blora", "2. Arsip"),
    "rank and number on one line": (
        "Kepala Dinas Arsip",
        "Siti Aminah",
        "Pembina Tk I NIP. 196805121990031005",
    ),
    "copies alone": ("Tembusan disampaikan kepada Yth.:", "1. Bupati Blora", "2. Arsip"),
}


@pytest.mark.parametrize("name", SIGNATURES)
def test_how_a_letter_ends_is_no_part_of_the_story(name: str) -> None:
    """Numbers of civil servants least of all. What was taken off is said."""
    draft = text_draft("siaran.txt", "\n\n".join((*LETTER, *SIGNATURES[name])).encode(), desk())
    assert isinstance(draft, Draft)
    assert body_of(draft) == f"{LEAD}\n\nPelatihan ditutup hari Jumat."
    assert "note_removed" in noted(draft)


def test_what_is_said_below_a_signature_stays() -> None:
    about = "Tentang Dinas Arsip. " + "Dinas ini merawat arsip daerah dan melatih pegawai kecamatan. " * 3
    lines = (*LETTER, *SIGNATURES["without a place"], about.strip())
    draft = text_draft("siaran.txt", "\n\n".join(lines).encode(), desk())
    assert isinstance(draft, Draft)
    assert body_of(draft).endswith(about.strip())
    assert "1968" not in body_of(draft)


def test_a_sentence_about_a_signature_stays() -> None:
    last = "Kepala dinas menandatangani berita acara itu di Blora, 14 November 2024 dengan NIP dan ttd."
    draft = text_draft("siaran.txt", "\n\n".join((*LETTER, last)).encode(), desk())
    assert isinstance(draft, Draft)
    assert body_of(draft).endswith(last)


def test_the_picture_of_a_letterhead_is_none_of_the_story() -> None:
    head = "".join(p(r(line)) for line in ("PEMERINTAH KABUPATEN BLORA", "SIARAN PERS", "Nomor: 480/1/2024"))
    story = (
        p(r("Pelatihan Arsip Pegawai", "<w:b/>")) + p(r("BLORA - " + LEAD)) + p(PICTURE.format(alt="Peserta"))
    )
    data = word(p(PICTURE.format(alt="")) + head + story)
    with zipfile.ZipFile(io.BytesIO(data)) as archive:
        parts: dict[str, str | bytes] = {name: archive.read(name) for name in archive.namelist()}
    before = archive_text(parts["word/document.xml"])
    start = before.index("<w:body>") + len("<w:body>")
    parts["word/document.xml"] = before[:start] + before[before.index(p(PICTURE.format(alt=""))) :]
    draft = draft_of("siaran.docx", packed(parts))
    assert body_of(draft) == f"{LEAD}\n\n![Peserta](gambar-2.png)"
    assert [each.name for each in draft.media] == ["gambar-2.png"]
    assert "lost_logos" in noted(draft)


TABULATOR = "<w:r><w:tab/></w:r>"
PICTURE = (
    '<w:r><w:drawing><wp:inline><wp:docPr id="1" name="Gambar 1" descr="{alt}"/><a:graphic><a:graphicData '
    'uri="http://schemas.openxmlformats.org/drawingml/2006/picture"><pic:pic><pic:blipFill>'
    '<a:blip r:embed="img"/></pic:blipFill></pic:pic></a:graphicData></a:graphic></wp:inline>'
    "</w:drawing></w:r>"
)
BOX = (
    '<w:r><mc:AlternateContent><mc:Choice Requires="wps"><w:drawing><wp:anchor><a:graphic><a:graphicData>'
    "<wps:wsp><wps:txbx><w:txbxContent>{0}</w:txbxContent></wps:txbx></wps:wsp></a:graphicData></a:graphic>"
    "</wp:anchor></w:drawing></mc:Choice><mc:Fallback><w:pict><v:shape><v:textbox><w:txbxContent>{0}"
    "</w:txbxContent></v:textbox></v:shape></w:pict></mc:Fallback></mc:AlternateContent></w:r>"
)


def notes(kind: str, *texts: str) -> dict[str, str]:
    inner = "".join(
        f'<w:{kind} w:id="{number}"><w:p><w:r><w:{kind}Ref/></w:r>{r(text)}</w:p></w:{kind}>'
        for number, text in enumerate(texts, 2)
    )
    separator = f'<w:{kind} w:type="separator" w:id="-1"><w:p/></w:{kind}>'
    return {f"{kind}s": f"<w:{kind}s {NAMESPACES}>{separator}{inner}</w:{kind}s>"}


WORD = {
    "bullets": (item("Satu") + item("Dua"), {}, "-   Satu\n-   Dua"),
    "numbers": (item("Satu", numbered=True) + item("Dua", numbered=True), {}, "1.  Satu\n2.  Dua"),
    "nested": (
        item("Satu") + item("Anak", 1) + item("Cucu", 2) + item("Dua"),
        {},
        "-   Satu\n    -   Anak\n        -   Cucu\n-   Dua",
    ),
    "table": (table(("Desa", "Warga"), ("Kuta | Rata", "12")), {},
              "| Desa | Warga |\n|---|---|\n| Kuta \\| Rata | 12 |"),
    "rows with tabs": (
        p(r("Desa") + TABULATOR + r("Warga")) + p(r("Kuta", "<w:b/>") + TABULATOR + TABULATOR + r("12")), {},
        "| Desa | Warga |\n| ---|--- |\n| Kuta | 12 |"),
    "a tab in a sentence": (p(r("Rapat") + TABULATOR + r("ditunda.")) + p(TABULATOR + r("Besok.")), {},
                            "Rapat ditunda.\n\nBesok."),
    "labels with tabs": (
        p(r("Hari") + TABULATOR + r(": Senin")) + p(r("Tempat") + TABULATOR + r(": Aula")), {},
        "Hari : Senin\n\nTempat : Aula"),
    "table of one column is layout": (
        table(("Isi kotak.",), ("Isi kedua.",)), {}, "Isi kotak.\n\nIsi kedua."),
    "link": (p('<w:hyperlink r:id="link">' + r("laman") + "</w:hyperlink>"), {},
             "[laman](https://contoh.id/a_b?x=1&y=2)"),
    "field link": (
        p('<w:r><w:fldChar w:fldCharType="begin"/></w:r><w:r><w:instrText> HYPERLINK "https://contoh.id/" '
          '</w:instrText></w:r><w:r><w:fldChar w:fldCharType="separate"/></w:r>' + r("laman")
          + '<w:r><w:fldChar w:fldCharType="end"/></w:r>'),
        {}, "[laman](https://contoh.id/)"),
    "emphasis": (p(r("Tebal", "<w:b/>") + r(" dan ") + r("miring", "<w:i/>")), {}, "**Tebal** dan *miring*"),
    "emphasis off": (p(r("Biasa", '<w:b w:val="0"/>')), {}, "Biasa"),
    "raised": (p(r("m") + r("2", '<w:vertAlign w:val="superscript"/>')), {}, "m<sup>2</sup>"),
    "raised by half points": (p(r("m") + r("2", '<w:position w:val="8"/>') + r(" C")
                                + r("3", '<w:position w:val="-6"/>') + r(" x", '<w:position w:val="1"/>')),
                              {}, "m<sup>2</sup> C<sub>3</sub> x"),
    "heading": (p(r("Latar"), '<w:pStyle w:val="Judul1"/>') + p(r("Isi.")), {}, "## Latar\n\nIsi."),
    "second heading": (p(r("Latar"), '<w:pStyle w:val="Judul2"/>') + p(r("Isi.")), {}, "## Latar\n\nIsi."),
    "quotation": (p(r("Arsip itu ingatan."), '<w:pStyle w:val="Kutipan"/>'), {}, "> Arsip itu ingatan."),
    "footnote": (
        p(r("Isi") + '<w:r><w:footnoteReference w:id="2"/></w:r>' + r(" lagi.")),
        notes("footnote", "Catatan satu."), "Isi[^1] lagi.\n\n[^1]: Catatan satu."),
    "endnote": (
        p(r("Isi.") + '<w:r><w:endnoteReference w:id="2"/></w:r>'),
        notes("endnote", "Catatan akhir."), "Isi.[^1]\n\n[^1]: Catatan akhir."),
    "picture": (p(PICTURE.format(alt="Peserta")), {}, "![Peserta](gambar-1.png)"),
    "picture with caption": (
        p(PICTURE.format(alt="")) + p(r("Peserta pelatihan di aula"), '<w:pStyle w:val="Keterangan"/>'),
        {}, "![Peserta pelatihan di aula](gambar-1.png)\n*Peserta pelatihan di aula*"),
    "hidden": (p(r("Terlihat.") + r("Rahasia", "<w:vanish/>")), {}, "Terlihat."),
    "hidden by style": (p(r("Terlihat.") + r("Rahasia", '<w:rStyle w:val="Tersembunyi"/>')), {}, "Terlihat."),
    "not hidden": (p(r("Terlihat.") + r(" Juga.", '<w:vanish w:val="0"/>')), {}, "Terlihat. Juga."),
    "inserted": (p(r("Ada") + '<w:ins w:id="1">' + r(" sisipan") + "</w:ins>"), {}, "Ada sisipan"),
    "deleted": (
        p(r("Ada") + '<w:del w:id="1"><w:r><w:delText> hapus</w:delText></w:r></w:del>'), {}, "Ada"),
    "moved": (
        p('<w:moveFrom w:id="1">' + r("Pindah") + "</w:moveFrom>" + r("Sini: "))
        + p('<w:moveTo w:id="2">' + r("Pindah") + "</w:moveTo>"),
        {}, "Sini:\n\nPindah"),
    "text box": (p(r("Isi.") + BOX.format(p(r("Isi kotak.")))), {}, "Isi.\n\nIsi kotak."),
    "line break": (p(r("Satu") + "<w:r><w:br/></w:r>" + r("Dua")), {}, "Satu\n\nDua"),
    "typed bullets": (p(r("• Satu")) + p(r("• Dua")), {}, "-   Satu\n-   Dua"),
    "signs of Markdown": (p(r("1. Bukan *daftar* &lt;b>")), {}, "1\\. Bukan \\*daftar\\* &lt;b>"),
    "result of a simple field": (
        p(r("Lihat ") + '<w:fldSimple w:instr=" REF x ">' + r("Tabel 1") + "</w:fldSimple>"), {},
        "Lihat Tabel 1"),
    "field within a field's instruction": (
        p(field(" IF ", r("syarat"), field(" X ", r("dalam"), r("sebelah")), r("hasil"))), {}, "hasil"),
    "turned text": (p(f'<w:bdo w:val="rtl">{r("Satu")}</w:bdo><w:dir w:val="ltr">{r(" dua")}</w:dir>'), {},
                    "Satu dua"),
    "text below small signs": (
        p(f"<w:r><w:ruby><w:rt>{r('atas')}</w:rt><w:rubyBase>{r('dasar')}</w:rubyBase></w:ruby></w:r>"), {},
        "dasar"),
    "struck through": (p(r("lama", "<w:strike/>") + r(" dan ") + r("usang", "<w:dstrike/>")), {},
                       "<del>lama</del> dan <del>usang</del>"),
    "end of a page": (p(r("Satu") + '<w:r><w:br w:type="page"/></w:r>' + r("Dua")), {}, "Satu\n\nDua"),
    "end of a line, the old sign": (p(r("Satu") + "<w:r><w:cr/></w:r>" + r("Dua")), {}, "Satu\n\nDua"),
    "link to a place in the document": (
        p(f'<w:hyperlink w:anchor="_Toc1">{r("Bab 1")}</w:hyperlink>' + r(" dan ")
          + field(' HYPERLINK \\l "_Toc2" ', "", "", r("Bab 2"))), {}, "Bab 1 dan Bab 2"),
    "link to a file": (
        p(field(' HYPERLINK "C:\\\\naskah.docx" ', r("naskah")) + r(" dan ")
          + field(" HYPERLINK lain.docx ", r("lain"))), {}, "naskah dan lain"),
    "link to a place elsewhere": (
        p(field(' HYPERLINK "https://contoh.id/a" \\l "bab 2" \\o "Bab" ', r("bab"))), {},
        "[bab](https://contoh.id/a#bab%202)"),
    "a large first letter": (
        p(r("D", '<w:position w:val="-12"/>'), '<w:framePr w:dropCap="drop" w:lines="3"/>')
        + p(r("inas membuka.")), {}, "Dinas membuka."),
    "link told in pieces": (
        p(field(' HYPERLINK "', '<w:r><w:instrText>https://contoh.id/</w:instrText></w:r>',
                '<w:r><w:instrText>" </w:instrText></w:r>', r("laman"))), {}, "[laman](https://contoh.id/)"),
    "link that leads nowhere": (p(f'<w:hyperlink r:id="tak-ada">{r("laman")}</w:hyperlink>'), {}, "laman"),
    "row that begins further right": (
        f"<w:tbl><w:tr>{cells('Desa', 'Warga', 'Luas')}</w:tr>" + "".join(
            f'<w:tr><w:trPr><w:grid{side} w:val="{count}"/></w:trPr>{cells(*texts)}</w:tr>'
            for side, count, texts in (("Before", 1, ("12", "3")), ("After", 2, ("Kuta",)))) + "</w:tbl>", {},
        "| Desa | Warga | Luas |\n|---|---|---|\n|   | 12 | 3 |\n| Kuta |   |   |"),
    "text box of new versions only": (
        p(r("Isi.") + BOX.format(p(r("Isi kotak."))).replace("Fallback", "Lain")), {}, "Isi.\n\nIsi kotak."),
    "text in an oval": (
        p(r("Isi.") + f"<w:r><w:pict><v:oval><v:textbox><w:txbxContent>{p(r('Isi kotak.'))}</w:txbxContent>"
          "</v:textbox></v:oval></w:pict></w:r>"), {}, "Isi.\n\nIsi kotak."),
    "pictures in a group": (
        p('<w:r><w:drawing><wp:inline><wp:docPr id="1" descr="Peserta"/><a:graphic>'
          "<a:graphicData><wps:wgp>"
          '<pic:pic><pic:blipFill><a:blip r:embed="img"/></pic:blipFill></pic:pic>'
          "</wps:wgp></a:graphicData></a:graphic></wp:inline></w:drawing></w:r>"), {},
        "![Peserta](gambar-1.png)"),
    "content control": (
        f"<w:sdt><w:sdtContent>{p(r('Isi kendali.'))}</w:sdtContent></w:sdt>", {}, "Isi kendali."),
}  # fmt: skip


@pytest.mark.parametrize("ending", ["bmp", "tiff"])
def test_pictures_of_older_kinds_come_along_as_png(ending: str) -> None:
    with zipfile.ZipFile(io.BytesIO(word(p(PICTURE.format(alt="Peserta"))))) as archive:
        parts: dict[str, str | bytes] = {name: archive.read(name) for name in archive.namelist()}
    for name in ("[Content_Types].xml", "word/_rels/document.xml.rels"):
        text = parts[name]
        assert isinstance(text, bytes)
        parts[name] = text.replace(b"png", ending.encode())
    file = io.BytesIO()
    Image.new("RGB", (8, 8), "red").save(file, ending)
    parts[f"word/media/image1.{ending}"] = file.getvalue()
    draft = draft_of("a.docx", packed(parts))
    assert "![Peserta](gambar-1.png)" in body_of(draft)
    ((name, data),) = ((each.name, each.data) for each in draft.media)
    assert name == "gambar-1.png"
    assert data.startswith(b"\x89PNG")


@lru_cache(maxsize=1)
def desk() -> Desk:
    found, _ = open_desk(ImportRequest(ROOT, (), date(2026, 11, 22)))
    assert found is not None
    return found


def draft_of(name: str, data: bytes) -> Draft:
    draft = document_draft(name, data, desk())
    assert isinstance(draft, Draft), draft
    return draft


def body_of(draft: Draft) -> str:
    (version,) = draft.versions.values()
    return version.body


def noted(draft: Draft) -> set[str]:
    return {note.code for note in draft.notes}


@pytest.mark.parametrize("name", WORD)
def test_a_word_document_keeps_what_it_says(name: str) -> None:
    body, parts, expected = WORD[name]
    draft = draft_of("siaran.docx", word(body, **parts))
    (version,) = draft.versions.values()
    assert version.fields["title"][0].value == "Pelatihan Arsip Pegawai"
    assert version.body == f"{LEAD}\n\n{expected}"


def numbers(*levels: tuple[str, str], restart: str = "") -> str:
    """Numberings: one with these formats and labels, its second list perhaps with a start of its own."""
    inner = "".join(
        f'<w:lvl w:ilvl="{level}"><w:start w:val="1"/><w:numFmt w:val="{form}"/>'
        f'<w:lvlText w:val="{label}"/></w:lvl>'
        for level, (form, label) in enumerate(levels)
    )
    other = (
        f'<w:lvlOverride w:ilvl="0"><w:startOverride w:val="{restart}"/></w:lvlOverride>' if restart else ""
    )
    return (
        f'<w:numbering {NAMESPACES}><w:abstractNum w:abstractNumId="1">{inner}</w:abstractNum>'
        '<w:num w:numId="1"><w:abstractNumId w:val="1"/></w:num>'
        f'<w:num w:numId="2"><w:abstractNumId w:val="1"/>{other}</w:num></w:numbering>'
    )


def at(text: str, level: int = 0, number: int = 1, style: str = "DaftarParagraf") -> str:
    place = f'<w:numPr><w:ilvl w:val="{level}"/><w:numId w:val="{number}"/></w:numPr>'
    return p(r(text) if text else "", f'<w:pStyle w:val="{style}"/>{place}')


PLAIN = numbers(("decimal", "%1."), ("lowerLetter", "%2."))
NUMBERED = {
    "goes on behind a paragraph": (
        at("Satu") + at("Dua") + p(r("Penjelasan.")) + at("Tiga") + at("Empat"), PLAIN,
        "1.  Satu\n2.  Dua\n\nPenjelasan.\n\n3.  Tiga\n4.  Empat"),
    "goes on behind an empty paragraph": (
        at("Satu") + p("") + at("Dua"), PLAIN, "1.  Satu\n2.  Dua"),
    "goes on with what lies below": (
        at("Satu") + p(r("Sela.")) + at("Dua") + at("Anak", 1) + at("Tiga"), PLAIN,
        "1.  Satu\n\nSela.\n\n2.  Dua\n    1.  Anak\n3.  Tiga"),
    "goes on behind a table": (
        at("Satu") + table(("Desa", "Warga"), ("Kuta", "12")) + at("Dua"), PLAIN,
        "1.  Satu\n\n| Desa | Warga |\n|---|---|\n| Kuta | 12 |\n\n2.  Dua"),
    "goes on behind numbered cells": (
        (at("Satu") + f"<w:tbl><w:tr><w:tc>{at('')}</w:tc>{cells('Kuta')}</w:tr>"
         f"<w:tr><w:tc>{at('')}</w:tc>{cells('Lamba')}</w:tr></w:tbl>" + at("Empat")), PLAIN,
        "1.  Satu\n\n| 2. | Kuta |\n|---|---|\n| 3. | Lamba |\n\n4.  Empat"),
    "another list begins anew": (
        at("Satu") + at("Dua") + p(r("Sela.")) + at("Awal", number=2),
        numbers(("decimal", "%1."), restart="1"), "1.  Satu\n2.  Dua\n\nSela.\n\n1.  Awal"),
    "another list begins anew right below": (
        at("Satu") + at("Dua") + at("Awal", number=2) + at("Lanjut", number=2),
        numbers(("decimal", "%1."), restart="1"), "1.  Satu\n2.  Dua\n\n<!-- -->\n\n1.  Awal\n2.  Lanjut"),
    "a list begins where it was told to": (
        at("Lima", number=2) + at("Enam", number=2), numbers(("decimal", "%1."), restart="5"),
        "5.  Lima\n6.  Enam"),
    "the column of numbers": (
        "<w:tbl>" + "".join(
            f"<w:tr><w:tc>{first}</w:tc><w:tc>{p(r(name))}</w:tc></w:tr>"
            for first, name in ((p(r("No")), "Desa"), (at(""), "Kuta"), (at(""), "Lamba"))) + "</w:tbl>",
        PLAIN, "| No | Desa |\n|---|---|\n| 1. | Kuta |\n| 2. | Lamba |"),
    "the column of numbers, by the style of a list": (
        (f"<w:tbl><w:tr><w:tc>{at('', style='Nomor2')}</w:tc>{cells('Kuta')}</w:tr>"
         f"<w:tr><w:tc>{at('', style='Nomor2')}</w:tc>{cells('Lamba')}</w:tr></w:tbl>"), PLAIN,
        "| 1. | Kuta |\n|---|---|\n| 2. | Lamba |"),
    "headings": (
        at("Latar", style="Judul1") + p(r("Isi.")) + at("Rincian", 1, style="Judul2") + p(r("Isi."))
        + at("Tujuan", style="Judul1") + p(r("Isi.")),
        numbers(("upperRoman", "%1."), ("decimal", "%1.%2")),
        "## I. Latar\n\nIsi.\n\n## I.1 Rincian\n\nIsi.\n\n## II. Tujuan\n\nIsi."),
}  # fmt: skip


@pytest.mark.parametrize("name", NUMBERED)
def test_numbers_that_word_gives_stay_the_same(name: str) -> None:
    body, numbering, expected = NUMBERED[name]
    assert body_of(draft_of("siaran.docx", word(body, numbering=numbering))) == f"{LEAD}\n\n{expected}"


@pytest.mark.parametrize("level", ["9", "999", "²", "x", "-1", ""])
def test_levels_that_no_list_has_make_no_document_unreadable(level: str) -> None:
    numbering = PLAIN.replace('w:ilvl="1"', f'w:ilvl="{level}"')
    body = at("Satu") + at("Dua", 1).replace('w:ilvl w:val="1"', f'w:ilvl w:val="{level}"')
    assert "Dua" in body_of(draft_of("siaran.docx", word(body, numbering=numbering)))


def test_lists_whose_letters_become_figures_are_named() -> None:
    letters = numbers(("lowerLetter", "%1."))
    assert noted(draft_of("siaran.docx", word(at("KTP") + at("KK"), numbering=letters))) == {"lost_letters"}


@pytest.mark.parametrize(("form", "figures"), [
    ("decimal", "1 2 27"), ("decimalZero", "01 02 27"), ("lowerLetter", "a b aa"), ("upperLetter", "A B AA"),
    ("lowerRoman", "i ii xxvii"), ("upperRoman", "I II XXVII"),
])  # fmt: skip
def test_figures_in_cells_have_the_form_that_word_gives_them(form: str, figures: str) -> None:
    rows = "".join(f"<w:tr><w:tc>{at('')}</w:tc>{cells(f'Desa {n}')}</w:tr>" for n in range(27))
    body = body_of(draft_of("siaran.docx", word(f"<w:tbl>{rows}</w:tbl>", numbering=numbers((form, "(%1)")))))
    found = re.findall(r"\| \((\w+)\) \|", body)
    assert [found[0], found[1], found[26]] == figures.split()


def test_a_document_that_word_saved_as_strict_hides_what_it_hides() -> None:
    usual = word(p(r("Terlihat.") + r("Rahasia", "<w:vanish/>")))
    strict = "http://purl.oclc.org/ooxml"
    with zipfile.ZipFile(io.BytesIO(usual)) as archive:
        parts = {
            name: archive.read(name).decode() for name in archive.namelist() if not name.endswith(".png")
        }
    changed = {
        name: part.replace(W, f"{strict}/wordprocessingml/main").replace(
            RELATIONS, f"{strict}/officeDocument/relationships"
        )
        for name, part in parts.items()
    }
    assert body_of(draft_of("siaran.docx", packed(changed))) == f"{LEAD}\n\nTerlihat."


COMMENT = '<w:r><w:rPr><w:rStyle w:val="Komentar"/></w:rPr><w:commentReference w:id="0"/></w:r>'
COMMENTED = ('<w:commentRangeStart w:id="0"/>', '<w:commentRangeEnd w:id="0"/>' + COMMENT)
RAISED = '<w:rPr><w:vertAlign w:val="superscript"/></w:rPr>'
FOOTNOTE = f'<w:r>{RAISED}<w:footnoteReference w:id="2"/></w:r>'


@pytest.mark.parametrize(
    "inner",
    [
        r("Dua hari") + FOOTNOTE + "".join(COMMENTED) + r(" saja."),
        COMMENTED[0] + r("Dua hari") + COMMENTED[1] + FOOTNOTE + r(" saja."),
        r("Dua ") + COMMENTED[0] + r("hari") + FOOTNOTE + COMMENTED[1] + r(" ") + r("saja."),
        r("Dua hari") + f'<w:r>{RAISED}<w:footnoteReference w:id="2"/><w:commentReference w:id="0"/></w:r>'
        + r(" saja."),
    ],
)  # fmt: skip
def test_a_comment_beside_a_footnote_takes_no_word_and_no_space_along(inner: str) -> None:
    note = f'<w:footnotes {NAMESPACES}><w:footnote w:id="2">{p(r("Catatan."))}</w:footnote></w:footnotes>'
    comment = f'<w:comments {NAMESPACES}><w:comment w:id="0">{p(r("Benar?"))}</w:comment></w:comments>'
    draft = draft_of("siaran.docx", word(p(inner), footnotes=note, comments=comment))
    assert body_of(draft) == f"{LEAD}\n\nDua hari[^1] saja.\n\n[^1]: Catatan."


LOST = {
    "comments": p('<w:commentRangeStart w:id="0"/>' + r("Isi.") + '<w:commentRangeEnd w:id="0"/>'
                  '<w:r><w:commentReference w:id="0"/></w:r>'),
    "deletions": p(r("Isi.") + '<w:del w:id="1"><w:r><w:delText>x</w:delText></w:r></w:del>'),
    "moves": p('<w:moveFrom w:id="1">' + r("x") + "</w:moveFrom>" + r("Isi.")),
    "formulas": p(r("Isi.") + "<m:oMath><m:r><m:t>a+b</m:t></m:r></m:oMath>"),
    "objects": p(r("Isi.") + "<w:r><w:object/></w:r>"),
    "linked": p(r("Isi.") + PICTURE.format(alt="").replace('"img"', '"tak-ada"')),
    "charts": p(r("Isi.") + '<w:r><w:drawing><wp:inline><a:graphic><a:graphicData><c:chart r:id="x"/>'
                "</a:graphicData></a:graphic></wp:inline></w:drawing></w:r>"),
}  # fmt: skip


@pytest.mark.parametrize("kind", LOST)
def test_what_does_not_come_along_is_named(kind: str) -> None:
    assert noted(draft_of("siaran.docx", word(LOST[kind]))) == {f"lost_{kind}"}


BELOW = {
    # a paragraph below a picture, and the caption that it is; None where it is text
    "Bupati menyerahkan arsip. (Foto: Humas)": "Bupati menyerahkan arsip. (Foto: Humas)",
    "Bupati menyerahkan arsip [Dok. Dinas Arsip].": "Bupati menyerahkan arsip \\[Dok. Dinas Arsip\\].",
    "Foto: Humas Pemkab Blora": "Foto: Humas Pemkab Blora",
    "Dokumentasi: Dinas Arsip": "Dokumentasi: Dinas Arsip",
    "Keterangan foto: Peserta di aula.": "Peserta di aula.",
    "Ket. gambar : Peserta di aula.": "Peserta di aula.",
    "Peserta berfoto bersama bupati di aula.": None,
    "Foto itu dipamerkan di aula.": None,
}


@pytest.mark.parametrize("text", BELOW)
def test_what_says_that_it_is_a_caption_stands_with_its_picture(text: str) -> None:
    caption = BELOW[text]
    body = body_of(
        draft_of("siaran.docx", word(p(PICTURE.format(alt="Peserta")) + p(r(text)) + p(r("Isi."))))
    )
    shown = f"\n*{caption}*" if caption is not None else f"\n\n{text}"
    assert body == f"{LEAD}\n\n![Peserta](gambar-1.png){shown}\n\nIsi."


def test_slanted_text_below_a_picture_is_its_caption_and_shown_as_one() -> None:
    body = p(PICTURE.format(alt="Peserta")) + p(r("Peserta di aula.", "<w:i/>")) + p(r("Isi."))
    markdown = body_of(draft_of("siaran.docx", word(body)))
    assert markdown == f"{LEAD}\n\n![Peserta](gambar-1.png)\n*Peserta di aula.*\n\nIsi."
    html = engine("markdown")(markdown)
    assert html.count("<p>") == 3  # text, picture with its caption, text


def test_headers_and_footers_that_say_something_are_named() -> None:
    def header(text: str) -> str:
        return f"<w:hdr {NAMESPACES}>{p(r(text))}</w:hdr>"

    assert noted(draft_of("siaran.docx", word("", header1=header("Rahasia")))) == {"lost_margins"}
    assert noted(draft_of("siaran.docx", word("", header1=header(" ")))) == set()


@pytest.mark.parametrize(
    ("paragraph", "expected"),
    [
        (r("BLORA", "<w:b/>") + r(" – Warga ") + r("Desa Kuta", "<w:i/>")
         + r(" menanam bakau di pantai utara."),
         "Warga *Desa Kuta* menanam bakau di pantai utara."),
        (r("BLORA – ", "<w:b/>") + r("Warga ") + r("Desa Kuta", "<w:b/>") + r(" menanam bakau di pantai."),
         "Warga **Desa Kuta** menanam bakau di pantai."),
        (r("BLORA – Warga", "<w:b/>") + r(" menanam bakau di pantai utara kabupaten."),
         "Warga menanam bakau di pantai utara kabupaten."),
        (r("BLORA – Warga ") + r("Desa Kuta", "<w:i/>") + r(" menanam bakau di pantai utara. (hms)"),
         "Warga *Desa Kuta* menanam bakau di pantai utara."),
        (r("BLORA – Warga ") + r("Desa Kuta", "<w:i/>") + r(" menanam bakau di pantai utara. ")
         + r("(hms)", "<w:b/>"),
         "Warga *Desa Kuta* menanam bakau di pantai utara."),
        (r("BLORA – Warga ") + '<w:hyperlink r:id="link">' + r("Desa Kuta") + "</w:hyperlink>"
         + r(" menanam bakau di pantai utara kabupaten."),
         "Warga [Desa Kuta](https://contoh.id/a_b?x=1&y=2) menanam bakau di pantai utara kabupaten."),
        (r("BLORA – Warga ") + r("Desa Kuta", "<w:b/>") + '<w:r><w:footnoteReference w:id="2"/></w:r>'
         + r(" menanam bakau di pantai utara."),
         "Warga **Desa Kuta**[^1] menanam bakau di pantai utara.\n\n[^1]: Catatan."),
    ],
)  # fmt: skip
def test_a_dateline_and_a_byline_are_cut_off_and_emphasis_stays(paragraph: str, expected: str) -> None:
    data = word("", **notes("footnote", "Catatan.")) if "footnote" in paragraph else word("")
    text = zipfile.ZipFile(io.BytesIO(data)).read("word/document.xml").decode()
    with zipfile.ZipFile(io.BytesIO(data)) as archive:
        parts: dict[str, str | bytes] = {name: archive.read(name) for name in archive.namelist()}
    parts["word/document.xml"] = text.replace(p(r(LEAD)), p(paragraph))
    assert body_of(draft_of("siaran.docx", packed(parts))) == expected


# --- OpenDocument ------------------------------------------------------------------------------------

OFFICE = "urn:oasis:names:tc:opendocument:xmlns"
ODF = " ".join(
    f'xmlns:{name}="{OFFICE}:{path}:1.0"'
    for name, path in [
        ("office", "office"), ("text", "text"), ("table", "table"), ("draw", "drawing"), ("style", "style"),
        ("fo", "xsl-fo-compatible"), ("svg", "svg-compatible"),
    ]
) + ' xmlns:xlink="http://www.w3.org/1999/xlink" xmlns:dc="http://purl.org/dc/elements/1.1/"'  # fmt: skip


def odf_style(name: str, properties: str) -> str:
    inner = f"<style:text-properties {properties}/>"
    return f'<style:style style:name="{name}" style:family="text">{inner}</style:style>'


AUTOMATIC = (
    odf_style("T1", 'fo:font-weight="bold"')
    + odf_style("T2", 'fo:font-style="italic"')
    + odf_style("T3", 'text:display="none"')
    + odf_style("T4", 'style:text-line-through-style="solid"')
    + odf_style("T5", 'style:text-position="sub 58%"')
    + odf_style("T6", 'style:text-position="33% 80%"')
    + odf_style("T7", 'style:text-position="-33% 80%"')
    + '<style:style style:name="P3" style:family="paragraph" style:parent-style-name="Heading_20_2"/>'
    '<text:list-style style:name="L3"><text:list-level-style-number text:level="1" text:start-value="3"/>'
    '</text:list-style><text:list-style style:name="L4"><text:list-level-style-bullet text:level="1"/>'
    '<text:list-level-style-number text:level="2"/></text:list-style>'
    '<text:list-style style:name="L5"><text:list-level-style-number text:level="1"/>'
    '<text:list-level-style-number text:level="2"/></text:list-style>'
    '<style:style style:name="P1" style:family="paragraph" style:parent-style-name="Title"/>'
    '<style:style style:name="P2" style:family="paragraph" style:parent-style-name="Illustration"/>'
    '<text:list-style style:name="L1"><text:list-level-style-bullet text:level="1"/></text:list-style>'
    '<text:list-style style:name="L2"><text:list-level-style-number text:level="1"/></text:list-style>'
)


def writer(body: str, header: str = "") -> bytes:
    """An .odt with a title, a first paragraph and ``body``, in the parts that LibreOffice writes."""
    return packed({
        "mimetype": "application/vnd.oasis.opendocument.text",
        "content.xml": f'<?xml version="1.0"?><office:document-content {ODF}><office:automatic-styles>'
        f"{AUTOMATIC}</office:automatic-styles><office:body><office:text><text:sequence-decls/>"
        f'<text:p text:style-name="P1">Pelatihan Arsip Pegawai</text:p><text:p>{LEAD}</text:p>{body}'
        "</office:text></office:body></office:document-content>",
        "styles.xml": f"<office:document-styles {ODF}><office:styles>"
        '<style:style style:name="Title" style:family="paragraph"/>'
        '<style:style style:name="Illustration" style:parent-style-name="Caption"/></office:styles>'
        f"<office:master-styles><style:master-page><style:header>{header}</style:header></style:master-page>"
        "</office:master-styles></office:document-styles>",
        "Pictures/1000.png": png(),
    })  # fmt: skip


def odf_list(style: str, *items: str) -> str:
    inner = "".join(f"<text:list-item>{each}</text:list-item>" for each in items)
    return f'<text:list text:style-name="{style}">{inner}</text:list>'


def odf_p(inner: str, style: str = "Standard") -> str:
    return f'<text:p text:style-name="{style}">{inner}</text:p>'


def odf_row(*cells: str) -> str:
    inner = "".join(f"<table:table-cell>{odf_p(cell)}</table:table-cell>" for cell in cells)
    return f"<table:table-row>{inner}</table:table-row>"


FRAME = (
    '<draw:frame draw:name="g"><draw:image xlink:href="Pictures/1000.png" xlink:type="simple"/>'
    "<svg:desc>{}</svg:desc></draw:frame>"
)
ODT = {
    "bullets": (odf_list("L1", odf_p("Satu"), odf_p("Dua")), "-   Satu\n-   Dua"),
    "numbers": (odf_list("L2", odf_p("Satu"), odf_p("Dua")), "1.  Satu\n2.  Dua"),
    "nested": (
        odf_list("L1", odf_p("Satu") + odf_list("L1", odf_p("Anak")), odf_p("Dua")),
        "-   Satu\n    -   Anak\n-   Dua",
    ),
    "nested by the styles of Word": (
        odf_list("L1", odf_p("Satu", "List_20_Bullet"))
        + odf_list("L1", odf_p("Anak", "List_20_Bullet_20_2"))
        + odf_list("L1", odf_p("Cucu", "List_20_Bullet_20_3"))
        + odf_list("L1", odf_p("Dua", "List_20_Bullet")),
        "-   Satu\n    -   Anak\n        -   Cucu\n-   Dua",
    ),
    "rows with tabs": (
        odf_p("Desa<text:tab/>Warga") + odf_p("Kuta<text:tab/>12"),
        "| Desa | Warga |\n| ---|--- |\n| Kuta | 12 |",
    ),
    "a tab in a sentence": (odf_p("Rapat<text:tab/>ditunda."), "Rapat ditunda."),
    "table": (
        f'<table:table>{odf_row("Desa", "Warga")}{odf_row("Kuta", "12")}</table:table>',
        "| Desa | Warga |\n|---|---|\n| Kuta | 12 |",
    ),
    "link": (odf_p('<text:a xlink:href="https://contoh.id/a_b">laman</text:a>'), "[laman](https://contoh.id/a_b)"),
    "emphasis": (
        odf_p('<text:span text:style-name="T1">Tebal</text:span> dan '
              '<text:span text:style-name="T2">miring</text:span>'),
        "**Tebal** dan *miring*",
    ),
    "hidden": (odf_p('Terlihat.<text:span text:style-name="T3">Rahasia</text:span>'), "Terlihat."),
    "heading": ('<text:h text:outline-level="2">Latar</text:h>' + odf_p("Isi."), "## Latar\n\nIsi."),
    "footnote": (
        odf_p('Isi<text:note text:note-class="footnote"><text:note-citation>1</text:note-citation>'
              "<text:note-body><text:p>Catatan satu.</text:p></text:note-body></text:note> lagi."),
        "Isi[^1] lagi.\n\n[^1]: Catatan satu.",
    ),
    "picture": (odf_p(FRAME.format("Peserta")), "![Peserta](gambar-1.png)"),
    "picture with caption": (
        odf_p('<draw:frame><draw:text-box>' + odf_p(FRAME.format("") + "Peserta di aula", "P2")
              + "</draw:text-box></draw:frame>"),
        "![Peserta di aula](gambar-1.png)\n*Peserta di aula*",
    ),
    "text box": (
        odf_p("<draw:frame><draw:text-box>" + odf_p("Isi kotak.") + "</draw:text-box></draw:frame>"),
        "Isi kotak.",
    ),
    "spaces and breaks": (odf_p('Satu<text:s text:c="3"/>dua<text:line-break/>tiga'), "Satu dua\n\ntiga"),
    "heading outside the outline": (odf_p("Latar", "P3") + odf_p("Isi."), "## Latar\n\nIsi."),
    "struck and raised": (
        odf_p('<text:span text:style-name="T4">coret</text:span> '
              'H<text:span text:style-name="T5">2</text:span>O'),
        "<del>coret</del> H<sub>2</sub>O",
    ),
    "raised by a share": (
        odf_p('desa<text:span text:style-name="T6">1</text:span> '
              'C<text:span text:style-name="T7">3</text:span>'),
        "desa<sup>1</sup> C<sub>3</sub>",
    ),
    "numbers that go on": (odf_list("L3", odf_p("Tiga"), odf_p("Empat")), "3.  Tiga\n4.  Empat"),
    "numbers within bullets": (
        odf_list("L4", odf_p("Satu") + odf_list("", odf_p("Anak"))), "-   Satu\n    1.  Anak",
    ),
    "soft hyphens": (odf_p("kemen\u00adterian"), "kementerian"),
    "numbers that go on behind a paragraph": (
        odf_list("L2", odf_p("Satu")) + odf_p("Sela.")
        + odf_list("L2", odf_p("Dua")).replace(" text:", ' text:continue-numbering="true" text:', 1),
        "1.  Satu\n\nSela.\n\n2.  Dua"),
    "numbers that go on in another list": (
        odf_list("L2", odf_p("Satu")).replace(" text:", ' xml:id="a" text:', 1) + odf_p("Sela.")
        + odf_list("L2", odf_p("Lain")) + odf_p("Sela.")
        + odf_list("L2", odf_p("Dua")).replace(" text:", ' text:continue-list="a" text:', 1),
        "1.  Satu\n\nSela.\n\n1.  Lain\n\nSela.\n\n2.  Dua"),
    "numbers that go on above others": (
        odf_list("L5", odf_p("Satu") + odf_list("", odf_p("Anak")), odf_p("Dua")) + odf_p("Sela.")
        + odf_list("L5", odf_p("Tiga") + odf_list("", odf_p("Anak lain")))
        .replace(" text:", ' text:continue-numbering="true" text:', 1),
        "1.  Satu\n    1.  Anak\n2.  Dua\n\nSela.\n\n3.  Tiga\n    1.  Anak lain"),
    "a number given within a list": (
        odf_list("L2", odf_p("Satu"), odf_p("Lima"), odf_p("Enam"))
        .replace("<text:list-item><text:p text:style-name=\"Standard\">Lima",
                 '<text:list-item text:start-value="5"><text:p>Lima'),
        "1.  Satu\n\n<!-- -->\n\n5.  Lima\n6.  Enam"),
    "headings that are numbered": (
        odf_list("L2", '<text:h text:outline-level="2">Latar</text:h>') + odf_p("Isi."), "## Latar\n\nIsi."),
    "hidden section": (
        f'<text:section text:display="none">{odf_p("Rahasia")}</text:section>' + odf_p("Isi."), "Isi."),
    "hidden paragraph": (
        odf_p('<text:hidden-paragraph text:is-hidden="true"/>Rahasia') + odf_p("Isi."), "Isi."),
    "hidden field": (
        odf_p('Isi<text:hidden-text text:is-hidden="true">Rahasia</text:hidden-text>.'), "Isi."),
    "text below small signs": (
        odf_p("<text:ruby><text:ruby-base>dasar</text:ruby-base>"
              "<text:ruby-text>atas</text:ruby-text></text:ruby>"),
        "dasar"),
    "cells that are repeated": (
        (f"<table:table>{odf_row('Desa', 'A', 'B')}<table:table-row><table:table-cell>{odf_p('Kuta')}"
         f'</table:table-cell><table:table-cell table:number-columns-repeated="2">{odf_p("1")}'
         "</table:table-cell></table:table-row></table:table>"),
        "| Desa | A | B |\n|---|---|---|\n| Kuta | 1 | 1 |"),
    "links to places and files": (
        odf_p('<text:a xlink:href="#Bab 1|outline">Bab 1</text:a> dan '
              '<text:a xlink:href="../lain.odt">berkas lain</text:a>'), "Bab 1 dan berkas lain"),
    "index of pictures": (
        "<text:illustration-index><text:index-body><text:p>Gambar 1 3</text:p></text:index-body>"
        "</text:illustration-index>" + odf_p("Isi."), "Isi."),
    "section": (f"<text:section>{odf_p('Isi bagian.')}</text:section>", "Isi bagian."),
}  # fmt: skip


@pytest.mark.parametrize("name", ODT)
def test_an_open_document_keeps_what_it_says(name: str) -> None:
    body, expected = ODT[name]
    draft = draft_of("siaran.odt", writer(body))
    (version,) = draft.versions.values()
    assert version.fields["title"][0].value == "Pelatihan Arsip Pegawai"
    assert version.body == f"{LEAD}\n\n{expected}"
    assert noted(draft) == set()


@pytest.mark.parametrize(
    ("body", "header", "kind"),
    [
        (odf_p("Isi.<office:annotation><dc:creator>A</dc:creator><text:p>Cek!</text:p></office:annotation>"),
         "", "lost_comments"),
        ("<text:tracked-changes><text:changed-region><text:deletion><text:p>Hapus</text:p></text:deletion>"
         "</text:changed-region></text:tracked-changes>" + odf_p("Isi."), "", "lost_deletions"),
        (odf_p("Isi."), odf_p("Kop surat"), "lost_margins"),
        (odf_p('Isi.<draw:frame><draw:object xlink:href="./Object 1"/>'
               '<draw:image xlink:href="./ObjectReplacements/Object 1"/></draw:frame>'), "", "lost_objects"),
        (odf_p("Isi." + FRAME.format("").replace("Pictures/1000.png", "https://contoh.id/x.png")), "",
         "lost_linked"),
    ],
)  # fmt: skip
def test_what_an_open_document_loses_is_named(body: str, header: str, kind: str) -> None:
    draft = draft_of("siaran.odt", writer(body, header))
    assert body_of(draft) == f"{LEAD}\n\nIsi."
    assert noted(draft) == {kind}


# --- Saved pages -------------------------------------------------------------------------------------

AROUND = (
    "<nav><ul><li><a href=/>Beranda</a><li>Profil</ul></nav>"
    "<div class=cookie><p>Situs ini memakai cookie.</p></div>"
    "<aside><h3>Berita populer</h3><p>Harga cabai naik lagi di pasar induk kabupaten ini.</p></aside>"
)
STORY = (
    f"<p>{LEAD}</p><p>Peserta berlatih <b>dua hari</b> dan membaca "
    "<a href='https://contoh.id/x'>buku panduan</a>.</p>"
    "<ul><li>Satu<li>Dua</ul><p>Pelatihan ditutup pada hari Jumat sore di tempat yang sama.</p>"
)
STORY_MARKDOWN = (
    f"{LEAD}\n\nPeserta berlatih **dua hari** dan membaca [buku panduan](https://contoh.id/x).\n\n"
    "-   Satu\n-   Dua\n\nPelatihan ditutup pada hari Jumat sore di tempat yang sama."
)
PAGES = {
    "article": f"<title>Pelatihan Arsip Pegawai - Kabar</title><body>{AROUND}<article>{STORY}</article>",
    "title-twice": f"<title>Kabar</title><body><div><h1>Pelatihan Arsip Pegawai</h1>{STORY}</div>",
    "wrapped-lines": "<title>Pelatihan Arsip Pegawai</title><body>" + STORY.replace(" ", "\n "),
    "hidden": f"<title>Pelatihan Arsip Pegawai</title><body>{STORY}"
    "<p style='display: none'>Rahasia.</p><p><span style='mso-hide:all'>Rahasia.</span></p>",
    "heading": f"<body><header><h2>Kabar</h2></header><main><h1>Pelatihan Arsip Pegawai</h1>{STORY}</main>",
    "class": f"<meta property='og:title' content='Pelatihan Arsip Pegawai'><body>{AROUND}"
    f"<div class=wrap><div class='entry-content'>{STORY}</div></div>"
    "<footer><p>Hak cipta Kabar, semua dilindungi.</p>",
    "script": "<title>Pelatihan Arsip Pegawai | Kabar</title><script>var p='<p>x</p>'</script>"
    f"<div>{STORY}</div>",
}


@pytest.mark.parametrize("name", PAGES)
def test_a_saved_page_gives_its_story_and_nothing_around_it(name: str) -> None:
    draft = draft_of("laman.html", f"<!DOCTYPE html><html>{PAGES[name]}".encode())
    (version,) = draft.versions.values()
    assert version.fields["title"][0].value == "Pelatihan Arsip Pegawai"
    assert version.body == STORY_MARKDOWN
    assert noted(draft) == {"note_page"}


@pytest.mark.parametrize(
    ("head", "body"),
    [
        ("", "Baca [dulu](https://lain.id/a), lalu lagi."),
        (
            "<link rel=canonical href='https://contoh.id/b/1.html'>",
            "Baca [dulu](https://lain.id/a), lalu [lagi](https://contoh.id/c).",
        ),
    ],
)
def test_links_within_the_site_of_a_saved_page_lead_there_or_nowhere(head: str, body: str) -> None:
    page = "<p>Baca <a href='https://lain.id/a'>dulu</a>, lalu <a href='/c'>lagi</a>.</p>"
    title = "<title>Pelatihan Arsip Pegawai</title>"
    draft = draft_of("laman.html", f"<!DOCTYPE html><html>{title}{head}<body>{STORY}{page}".encode())
    (version,) = draft.versions.values()
    assert version.body == f"{STORY_MARKDOWN}\n\n{body}"


PARTS = {
    "numbers that go on": ("<ol start=4><li>Empat<li>Lima</ol>", "4.  Empat\n5.  Lima", set()),
    "a number of its own": (
        "<ol><li>Satu<li value=5>Lima<li>Enam</ol>", "1.  Satu\n\n<!-- -->\n\n5.  Lima\n6.  Enam", set()),
    "letters": ("<ol type=a><li>KTP<li>KK</ol>", "1.  KTP\n2.  KK", {"lost_letters"}),
    "letters by style": (
        "<ol style='list-style-type: lower-alpha'><li>KTP<li>KK</ol>", "1.  KTP\n2.  KK", {"lost_letters"}),
    "a list beside its item": (
        "<ul><li>Satu</li><ul><li>Anak</li></ul><li>Dua</li></ul>", "-   Satu\n    -   Anak\n-   Dua", set()),
    "words for screen readers": (
        "<p><span class='sr-only'>Bagikan</span>Isi bagian.</p>", "Isi bagian.", set()),
    "links that lead nowhere": (
        ("<p><a href='#bab'>Bab</a>, <a href='javascript:void(0)'>klik</a>, <a href='file:///C:/x.doc'>naskah"
         "</a>, <a href='mailto:a@contoh.id'>surat</a></p>"),
        "Bab, klik, naskah, [surat](mailto:a@contoh.id)", set()),
    "a film": (
        "<iframe src='https://www.youtube.com/embed/aBcdefgh_1?rel=0'></iframe>",
        "<https://www.youtube.com/watch?v=aBcdefgh_1>", set()),
    "a film elsewhere": (
        "<iframe src='//player.vimeo.com/video/123456'></iframe>", "<https://vimeo.com/123456>", set()),
    "a film of Facebook": (
        ("<iframe src='https://www.facebook.com/plugins/video.php?height=3"
         "&href=https%3A%2F%2Fwww.facebook.com%2Fdinas%2Fvideos%2F12%2F'></iframe>"),
        "<https://www.facebook.com/dinas/videos/12/>", set()),
    "a map": (
        "<iframe src='https://www.google.com/maps/embed?pb=x'></iframe><p>Isi.</p>", "Isi.", {"lost_frames"}),
    "a sound": ("<audio src='https://contoh.id/a.mp3'></audio>", "<https://contoh.id/a.mp3>", set()),
    "a sound beside the page": ("<audio src='berkas/a.mp3'></audio><p>Isi.</p>", "Isi.", {"lost_linked"}),
}  # fmt: skip


@pytest.mark.parametrize("name", PARTS)
def test_parts_of_a_saved_page_come_along_or_are_named(name: str) -> None:
    part, expected, lost = PARTS[name]
    page = f"<!DOCTYPE html><html><title>Pelatihan Arsip Pegawai</title><body>{STORY}{part}"
    draft = draft_of("laman.html", page.encode())
    assert body_of(draft) == f"{STORY_MARKDOWN}\n\n{expected}"
    assert noted(draft) == {"note_page"} | lost


WORD_NOTE = (
    '<a style="mso-footnote-id:ftn1" href="#_ftn1" name="_ftnref1"><span><span>[1]</span></span></a>',
    (
        '<div><hr><div style="mso-element:footnote" id=ftn1><p>'
        '<a href="#_ftnref1" name="_ftn1"><span>[1]</span></a> Tahun lalu dua puluh.</p></div></div>'
    ),
)
WRITER_NOTE = (
    '<a class="sdfootnoteanc" name="sdfootnote1anc" href="#sdfootnote1sym"><sup>1</sup></a>',
    (
        '<div id="sdfootnote1"><p><a name="sdfootnote1sym" href="#sdfootnote1anc">1</a>'
        "Tahun lalu dua\n\tpuluh.</p></div>"
    ),
)


@pytest.mark.parametrize(("mark", "note"), [WORD_NOTE, WRITER_NOTE], ids=["word", "writer"])
def test_footnotes_of_a_page_that_an_office_program_saved_stay_notes(mark: str, note: str) -> None:
    page = f"<title>Pelatihan Arsip Pegawai</title><body><div><p>{LEAD}</p><p>Dua hari{mark} saja.</p></div>"
    draft = draft_of("siaran.html", (page + note).encode())
    assert body_of(draft) == f"{LEAD}\n\nDua hari[^1] saja.\n\n[^1]: Tahun lalu dua puluh."


def test_a_page_tells_programs_its_day_and_its_pictures_are_named() -> None:
    page = (
        "<meta property='article:published_time' content='2024-11-14T09:00:00+08:00'><h1>Pelatihan Arsip</h1>"
        f"<div>{STORY}<p><img src='berkas/a.jpg'></p></div>"
    )
    draft = draft_of("laman.htm", page.encode())
    assert [found.value for found in draft.shared["date"]] == ["2024-11-14"]
    assert noted(draft) == {"note_page", "lost_linked"}


def test_a_heading_below_the_lead_is_no_headline() -> None:
    lead = odf_p(f"BLORA – {LEAD} Mereka berlatih dua hari penuh, Kamis (14/11/2024).")
    document = writer(lead + odf_p("Latar", "P3") + odf_p("Isi latar itu."))
    with zipfile.ZipFile(io.BytesIO(document)) as archive:
        parts: dict[str, str | bytes] = {name: archive.read(name) for name in archive.namelist()}
    content = archive_text(parts["content.xml"])
    parts["content.xml"] = content.replace(odf_title(), "").replace(f"<text:p>{LEAD}</text:p>", "")
    body = body_of(draft_of("siaran.odt", packed(parts)))
    assert body.startswith(LEAD)
    assert body.endswith("## Latar\n\nIsi latar itu.")


def archive_text(part: str | bytes) -> str:
    return part.decode() if isinstance(part, bytes) else part


def odf_title() -> str:
    return '<text:p text:style-name="P1">Pelatihan Arsip Pegawai</text:p>'


GOOGLE = (
    "<html><head><style>.c1{font-weight:700}.c2{font-style:italic}</style></head>"
    f"<body><h1><span>Pelatihan Arsip Pegawai</span></h1><p><span>{LEAD}</span></p>"
    '<p><span>Baca </span><span class="c1">tebal</span><span> dan </span><span class="c2">miring</span>'
    '<span> di </span><a href="https://www.google.com/url?q=https://contoh.id/x%3Fa%3D1&amp;sa=D">laman</a>'
    '<sup><a href="#cmnt1" id="cmnt_ref1">[a]</a></sup></p>'
    '<ul class="lst-kix_a-0 start"><li>Satu</li></ul><ul class="lst-kix_a-1 start"><li>Anak</li></ul>\n'
    '<ul class="lst-kix_a-1"><li>Adik</li></ul><ul class="lst-kix_a-0"><li>Dua</li></ul>'
    '<div><p><a href="#cmnt_ref1" id="cmnt1">[a]</a><span>Komentar rekan.</span></p></div></body></html>'
)


def test_what_google_docs_exports_keeps_emphasis_lists_and_addresses_and_leaves_comments_out() -> None:
    draft = draft_of("dokumen.html", GOOGLE.encode())
    assert body_of(draft) == (
        f"{LEAD}\n\nBaca **tebal** dan *miring* di [laman](https://contoh.id/x?a=1)\n\n"
        "-   Satu\n    -   Anak\n    -   Adik\n-   Dua"
    )
    assert noted(draft) == {"note_page", "lost_comments"}


@pytest.mark.parametrize(
    ("url", "behind"),
    [
        ("https://www.google.com/url?q=https://e.go.id/a&sa=D", "https://e.go.id/a"),
        ("https://l.facebook.com/l.php?u=https%3A%2F%2Fe.go.id%2F&h=x", "https://e.go.id/"),
        (
            "https://apc01.safelinks.protection.outlook.com/?url=https%3A%2F%2Fe.go.id&data=x",
            "https://e.go.id",
        ),
        ("https://www.google.com/search?q=warta", "https://www.google.com/search?q=warta"),
        ("https://www.google.com/url?q=javascript:x", "https://www.google.com/url?q=javascript:x"),
        ("https://e.go.id/url?q=https://x.go.id", "https://e.go.id/url?q=https://x.go.id"),
    ],
)
def test_a_redirecting_address_is_the_one_behind_it(url: str, behind: str) -> None:
    assert address_behind(url) == behind


# --- PDF ---------------------------------------------------------------------------------------------


def pdf(*lines: str, size: int = 11) -> bytes:
    """A PDF with a text layer, as printers of office programs write one; a form feed begins a page."""
    pages = "\n".join(lines).split("\n\f\n")
    objects = [
        b"<< /Type /Catalog /Pages 2 0 R >>",
        f"<< /Type /Pages /Kids [{' '.join(f'{4 + 2 * n} 0 R' for n in range(len(pages)))}] "
        f"/Count {len(pages)} >>".encode(),
        b"<< /Type /Font /Subtype /Type1 /BaseFont /Helvetica >>",
    ]
    for page in pages:
        shown = " ".join(f"({line}) Tj T*" for line in page.split("\n"))
        stream = f"BT /F1 {size} Tf 14 TL 60 780 Td {shown} ET".encode("latin-1")
        objects += [
            f"<< /Type /Page /Parent 2 0 R /MediaBox [0 0 595 842] /Contents {len(objects) + 2} 0 R "
            "/Resources << /Font << /F1 3 0 R >> >> >>".encode(),
            b"<< /Length " + str(len(stream)).encode() + b" >>\nstream\n" + stream + b"\nendstream",
        ]
    out = io.BytesIO(b"")
    out.write(b"%PDF-1.4\n")
    places = []
    for number, each in enumerate(objects, 1):
        places.append(out.tell())
        out.write(f"{number} 0 obj\n".encode() + each + b"\nendobj\n")
    start = out.tell()
    out.write(f"xref\n0 {len(objects) + 1}\n0000000000 65535 f \n".encode())
    out.write(b"".join(f"{place:010} 00000 n \n".encode() for place in places))
    out.write(f"trailer << /Size {len(objects) + 1} /Root 1 0 R >>\nstartxref\n{start}\n%%EOF".encode())
    return out.getvalue()


def test_the_text_layer_of_a_pdf_becomes_paragraphs_and_is_marked() -> None:
    draft = draft_of("siaran.pdf", pdf(
        "Pelatihan Arsip Pegawai",
        "BLORA - Dinas Arsip Kabupaten Blora membuka pelatihan bagi tiga puluh pegawai",
        "kecamatan di aula kantor kabupaten, Kamis 14/11/2024.",
        "Para peserta berlatih menata berkas menurut tahun dan pokok soal selama dua hari",
        "penuh.",
    ))  # fmt: skip
    (version,) = draft.versions.values()
    assert version.fields["title"][0].value == "Pelatihan Arsip Pegawai"
    assert version.body == (
        "Dinas Arsip Kabupaten Blora membuka pelatihan bagi tiga puluh pegawai kecamatan di aula kantor "
        "kabupaten, Kamis 14/11/2024.\n\nPara peserta berlatih menata berkas menurut tahun dan pokok soal "
        "selama dua hari penuh."
    )
    assert noted(draft) == {"note_pdf", "note_dateline"}


def test_letters_that_are_drawn_as_one_are_those_letters() -> None:
    body = "Dinas Arsip memverifikasi berkas, melatih staf, dan membuka aflikasi baru di aula kantor."
    drawn = body.replace("fi", "\ufb01").replace("fl", "\ufb02")
    assert body_of(draft_of("siaran.docx", word(p(r(drawn))))).endswith(body)
    text = text_draft("siaran.txt", f"Pelatihan Arsip\n\n{drawn}\n".encode(), desk())
    assert isinstance(text, Draft)
    assert body_of(text).endswith(body)


def test_figures_of_a_pdf_that_stand_higher_or_lower_stay_apart_from_the_word_before_them() -> None:
    def small(figure: str, height: int) -> str:
        return f") Tj /F1 6 Tf 40 {height} Td ({figure}) Tj /F1 11 Tf 4 {-height} Td ("

    draft = draft_of("siaran.pdf", pdf(
        "Pelatihan Arsip Pegawai",
        f"Aula itu luasnya 75 m{small('2', 4)} dan setiap ruangan diukur kadar CO{small('2', -3)} nya.",
    ))  # fmt: skip
    assert body_of(draft) == "Aula itu luasnya 75 m² dan setiap ruangan diukur kadar CO₂ nya."


def test_a_pdf_keeps_headings_apart_by_the_size_of_their_letters_and_items_by_their_marks() -> None:
    title = "Dinas Arsip Kabupaten Blora Membuka Pelatihan bagi Tiga Puluh Pegawai Kecamatan"
    draft = draft_of("siaran.pdf", pdf(
        f"{title}) Tj T* /F1 11 Tf (BLORA - Dinas Arsip Kabupaten Blora membuka pelatihan bagi tiga puluh",
        "pegawai kecamatan di aula kantor kabupaten pada hari Kamis, 14 November tahun 2024 ini:",
        "1.menata berkas menurut tahun dan pokok soal selama dua hari penuh bersama pelatih",
        "2.memusnahkan",
        size=16,
    ))  # fmt: skip
    (version,) = draft.versions.values()
    assert version.fields["title"][0].value == title
    assert version.body == (
        "Dinas Arsip Kabupaten Blora membuka pelatihan bagi tiga puluh pegawai kecamatan di aula kantor "
        "kabupaten pada hari Kamis, 14 November tahun 2024 ini:\n\n1.  menata berkas menurut tahun dan pokok "
        "soal selama dua hari penuh bersama pelatih\n2.  memusnahkan"
    )


def test_heads_and_feet_of_a_pdfs_pages_are_no_part_of_its_text_and_a_headline_may_take_two_lines() -> None:
    part = "Para peserta berlatih menata berkas menurut tahun dan pokok soal selama dua hari"
    rest = "penuh pada kantor kecamatan masing-masing bersama pelatih dari kantor kabupaten"
    draft = draft_of("siaran.pdf", pdf(
        "Dinas Arsip Kabupaten Blora Membuka",
        "Pelatihan bagi Pegawai) Tj T* /F1 11 Tf ("
        "BLORA - Dinas Arsip Kabupaten Blora membuka pelatihan bagi tiga puluh pegawai desa.",
        part,
        "Jalan Pemuda 5 Blora",
        "Halaman 1 dari 2",
        "\f",
        f") Tj /F1 11 Tf ({rest}",
        "dan ditutup dengan kunjungan ke kantor arsip di kota yang sama pada hari terakhir.",
        "Jalan Pemuda 5 Blora",
        "Halaman 2 dari 2",
        size=16,
    ))  # fmt: skip
    (version,) = draft.versions.values()
    title = "Dinas Arsip Kabupaten Blora Membuka Pelatihan bagi Pegawai"
    assert version.fields["title"][0].value == title
    assert "Halaman" not in version.body
    assert "Jalan Pemuda" not in version.body  # not even within the sentence that goes on behind it
    assert rest in version.body
    assert "lost_margins" in noted(draft)


def pdf_row(*cells: str, at: int = 150) -> str:
    """A line of :func:`pdf` whose cells stand ``at`` points apart."""
    return f") Tj {at} 0 Td (".join(cells) + f") Tj {-at * (len(cells) - 1)} 0 Td ("


TABLE = "| Desa | Warga | Luas |\n| ---|---|--- |\n| Kuta | 12 | 3,5 ha |\n| Blora Kulon | 1.204 | 10 ha |"
PDF_LINES = {
    # lines of a PDF's page, and what is read of them
    "table": (
        (
            pdf_row("Desa", "Warga", "Luas"),
            pdf_row("Kuta", "12", "3,5 ha"),
            pdf_row("Blora Kulon", "1.204", "10 ha"),
        ),
        TABLE,
    ),
    "text around": (
        ("Rincian bantuan:", pdf_row("Desa", "Warga"), pdf_row("Kuta", "12"), "Semua sudah dikirim."),
        "Rincian bantuan:\n\n| Desa | Warga |\n| ---|--- |\n| Kuta | 12 |\n\nSemua sudah dikirim.",
    ),
    "one row": ((pdf_row("Desa", "Warga"), "Semua sudah dikirim."), "Desa Warga\n\nSemua sudah dikirim."),
    "labels": (
        (pdf_row("Hari", ": Kamis", at=60), pdf_row("Tempat", ": Aula", at=60)),
        "Hari : Kamis\n\nTempat : Aula",
    ),
    "columns of text": (
        (
            pdf_row("Warga desa menanam bakau di pantai", "Bupati mengajak semua warga ikut serta", at=260),
            pdf_row("utara bersama pelajar dan petugas", "menjaga pantai dari sampah rumah", at=260),
        ),
        None,
    ),
}  # fmt: skip


@pytest.mark.parametrize("name", PDF_LINES)
def test_lines_of_a_pdf_whose_words_stand_in_columns_are_a_table(name: str) -> None:
    lines, expected = PDF_LINES[name]
    draft = draft_of("siaran.pdf", pdf(
        "Pelatihan Arsip Pegawai",
        "BLORA - Dinas Arsip Kabupaten Blora membuka pelatihan bagi tiga puluh pegawai di aula",
        "desa.",
        *lines,
    ))  # fmt: skip
    (version,) = draft.versions.values()
    _, _, rest = version.body.partition("\n\n")
    assert ("|" in rest) == ("note_pdf_tables" in noted(draft)) == (expected is not None and "|" in expected)
    assert rest == expected or expected is None


def stretched(words: Sequence[str]) -> str:
    """A line of :func:`pdf` whose words stand further apart than usual, as in text of full width."""
    steps = [6 * len(word) + 20 for word in words[:-1]]
    moved = "".join(f") Tj {step} 0 Td ({word}" for step, word in zip(steps, words[1:], strict=True))
    return f"{words[0]}{moved}) Tj {-sum(steps)} 0 Td ("


FIRST = "Para peserta menata berkas menurut tahun dan pokok soal selama dua hari penuh"
SECOND = "bersama pelatih dari kantor kabupaten dan petugas kecamatan yang datang dari desa"
THIRD = "Pelatihan itu ditutup dengan kunjungan ke kantor arsip di kota pada hari terakhir"
PDF_PARAGRAPHS = {
    # lines of a PDF's page, and the paragraphs that they are
    "one, over two lines": ((FIRST, SECOND), f"{FIRST} {SECOND}"),
    "a line left free": ((FIRST, SECOND + ") Tj T* (", THIRD), f"{FIRST} {SECOND}\n\n{THIRD}"),
    "first lines further right": (
        (") Tj 30 0 Td (" + FIRST + ") Tj -30 0 Td (", SECOND, ") Tj 30 0 Td (" + THIRD + ") Tj -30 0 Td ("),
        f"{FIRST} {SECOND}\n\n{THIRD}"),
    "a short line in a sentence": ((FIRST, "bersama pelatih", SECOND), f"{FIRST} bersama pelatih {SECOND}"),
    "an item, its second line further right": (
        ("1. " + FIRST, ") Tj 18 0 Td (" + SECOND + ") Tj -18 0 Td (", "2. " + THIRD),
        f"1.  {FIRST} {SECOND}\n2.  {THIRD}"),
    "lines stretched to full width": (
        tuple(stretched(line.split()[:11]) for line in (FIRST, SECOND, THIRD)),
        " ".join(word for line in (FIRST, SECOND, THIRD) for word in line.split()[:11])),
}  # fmt: skip


@pytest.mark.parametrize("name", PDF_PARAGRAPHS)
def test_lines_of_a_pdf_are_paragraphs_by_how_they_stand(name: str) -> None:
    lines, expected = PDF_PARAGRAPHS[name]
    lead = ("BLORA - Dinas Arsip Kabupaten Blora membuka pelatihan bagi tiga puluh pegawai di aula", "desa.")
    draft = draft_of("siaran.pdf", pdf("Pelatihan Arsip Pegawai", *lead, *lines))
    _, _, rest = body_of(draft).partition("\n\n")
    assert rest == expected
    assert "note_pdf_tables" not in noted(draft)


CHAT = "14/11/24 09.03 - Humas: *Pelatihan Arsip Pegawai*\n\nBLORA - Dinas Arsip membuka pelatihan di aula.\n"
CHATS = (
    CHAT,
    CHAT.replace("14/11/24 09.03 - ", "[14/11/24, 09.03.11] "),
    CHAT.replace("14/11/24 09.03 - ", "[09.03, 14/11/2024] "),
    CHAT + "14/11/24 09.05 - Humas: IMG-20241114-WA0003.jpg (file terlampir)\n",
    CHAT.replace("Pegawai*", "Pegawai* 📚✨").replace("aula.", "aula. 🙏🏽"),
    CHAT + "14/11/24 09.05 - Humas: <Media tidak disertakan>\n",
)


@pytest.mark.parametrize("chat", CHATS)
def test_a_text_from_a_chat_comes_without_senders_and_signs(chat: str) -> None:
    draft = text_draft("chat.txt", f"{chat}\n_“Semoga berguna,”_ kata kepala dinas.\n".encode(), desk())
    assert isinstance(draft, Draft)
    (version,) = draft.versions.values()
    assert version.fields["title"][0].value == "Pelatihan Arsip Pegawai"
    assert version.body == "Dinas Arsip membuka pelatihan di aula.\n\n“Semoga berguna,” kata kepala dinas."
    assert {note.code for note in draft.notes} >= {"note_chat"}


# --- What is refused ---------------------------------------------------------------------------------

ENTITIES = b'<!DOCTYPE x [<!ENTITY a "aa"><!ENTITY b "&a;&a;">]><x>&b;</x>'


@pytest.mark.parametrize(
    ("name", "data", "reason"),
    [
        ("x.odt", lambda: packed({"content.xml": ENTITIES}), "xml_entities"),
        ("x.odt", lambda: packed({"content.xml": b"<x>" + b" " * 5_000_000 + b"</x>"}), "too_packed"),
        ("x.odt", lambda: packed({"content.xml": b"<x/>", "Pictures/a": b"\0" * 70_000_000}), "too_packed"),
        ("x.odt", lambda: packed({"content.xml": b"<not closed"}), "not_document"),
        ("x.odt", lambda: packed({"content.xml": b"<x/>"}), "not_document"),
        ("x.odt", lambda: packed({"word/document.xml": b"<x/>"}), "not_document"),
        ("x.odt", lambda: b"PK\x03\x04", "not_document"),
        ("x.docx", lambda: packed({"word/document.xml": ENTITIES}), "xml_entities"),
        ("x.docx", lambda: packed({"word/document.xml": b"<a>" * 50_000}), "not_document"),
        ("x.docx", lambda: writer(""), "not_document"),
        ("x.pdf", lambda: b"%PDF-1.7", "not_document"),
        ("x.pdf", lambda: b"bukan pdf", "not_document"),
        ("x.pdf", pdf, "pdf_no_text"),
        ("x.html", lambda: b"\x00\x01\x02", "not_text"),
        ("x.html", lambda: b"<html><body></body></html>", "empty"),
        ("x.odt", lambda: writer(""), None),
    ],
)  # fmt: skip
def test_what_is_broken_or_hostile_is_refused_with_its_reason(
    name: str, data: Callable[[], bytes], reason: str | None
) -> None:
    made = data()
    tracemalloc.start()
    try:
        result = document_draft(name, made, desk())
        _, peak = tracemalloc.get_traced_memory()
    finally:
        tracemalloc.stop()
    assert (result.reason.code if isinstance(result, LeftOut) else None) == reason
    assert peak < 64 * 1024 * 1024


def test_the_suggested_picture_has_the_words_that_the_document_has_for_it() -> None:
    draft = draft_of("siaran.docx", word(p(r("Isi.")) + p(PICTURE.format(alt="Peserta [kiri]"))))
    (suggested,) = draft.shared["image"]
    assert suggested.value == {"src": "gambar-1.png", "alt": "Peserta [kiri]"}


@pytest.mark.parametrize("suffix", READERS)
def test_deeply_nested_documents_are_read(suffix: str) -> None:
    deep = 3_000
    data = {
        ".docx": lambda: word("<w:sdt><w:sdtContent>" * 50 + p(r("Isi.")) + "</w:sdtContent></w:sdt>" * 50),
        ".odt": lambda: writer("<text:section>" * deep + odf_p("Isi.") + "</text:section>" * deep),
        ".pdf": lambda: pdf("Isi."),
    }.get(suffix, (f"<p>{LEAD}</p>" + "<div>" * deep + "<p>Isi.</p>").encode)()
    assert any("Isi." in block.text for block in READERS[suffix](data).blocks)


@pytest.mark.parametrize("suffix", [".doc", ".rtf", ".pages", ".wps", ".mht"])
def test_other_documents_are_told_how_to_come(suffix: str, tmp_path: Path) -> None:
    site = make_site(tmp_path / "situs", {})
    (tmp_path / f"siaran{suffix}").write_bytes(b"{\\rtf1")
    _, printed = run(site, "import", "--format", "json", tmp_path / f"siaran{suffix}")
    (left,) = json.loads(printed)["left_out"]
    assert left["rule"] == "save_as"
    _, printed = run(site, "import", tmp_path / f"siaran{suffix}")
    assert ".docx" in printed


@pytest.mark.parametrize("name", ["siaran.docx", "siaran.odt", "laman.html", "siaran.pdf"])
def test_a_document_is_imported_checked_and_built(name: str, tmp_path: Path) -> None:
    site = make_site(tmp_path / "situs", {})
    writers: dict[str, Callable[[], bytes]] = {
        "siaran.docx": lambda: word("".join(body for body, parts, _ in WORD.values() if not parts)),
        "siaran.odt": lambda: writer("".join(body for body, _ in ODT.values())),
        "laman.html": f"<h1>Pelatihan Arsip Pegawai</h1><div>{STORY}</div>".encode,
        "siaran.pdf": lambda: pdf("Pelatihan Arsip Pegawai", LEAD + " " + LEAD),
    }
    (tmp_path / name).write_bytes(writers[name]())
    status, printed = run(site, "import", "--format", "json", tmp_path / name)
    assert status == 0, printed
    (draft,) = json.loads(printed)["drafts"]
    assert (site / draft["files"][0]).exists()
    assert run(site, "build", "--drafts")[0] == 0


@pytest.mark.parametrize("name", WORD)
def test_both_engines_read_the_markdown_alike(name: str) -> None:
    body, parts, _ = WORD[name]
    text = body_of(draft_of("siaran.docx", word(body, **parts)))
    shown = {
        " ".join(re.sub(r"<[^>]+>", " ", engine(each)(text)).split()) for each in ("markdown", "pyromark")
    }
    assert len(shown) == 1, shown


def test_notes_of_word_in_a_saved_page_become_footnotes_and_endnotes() -> None:
    page = (
        "<html><head><title>Pasar</title></head><body><div><h1>Blora membuka pasar baru di pusat kota</h1>"
        '<p class=MsoNormal>BLORA – Bupati Blora Budi Santoso membuka pasar menurut aturan<a href="#_ftn1" '
        'name="_ftnref1"><span><span style="mso-special-character:footnote">[1]</span></span></a> daerah.</p>'
        '<p class=MsoNormal>“Kami senang,”<a href="#_edn1" name="_ednref1"><span>[i]</span></a> kata Budi '
        'Santoso di hadapan pedagang.</p></div><div style="mso-element:footnote-list"><hr><div id=ftn1><p>'
        '<a href="#_ftnref1" name="_ftn1"><span>[1]</span></a> Peraturan Nomor 5.</p></div></div>'
        '<div style="mso-element:endnote-list"><hr><div id=edn1><p><a href="#_ednref1" name="_edn1">[i]</a> '
        "Tertulis.</p></div></div></body></html>"
    )
    assert next(iter(draft_of("catatan.htm", page.encode()).versions.values())).body == (
        "Bupati Blora Budi Santoso membuka pasar menurut aturan[^1] daerah.\n\n“Kami senang,”[^i] kata Budi "
        "Santoso di hadapan pedagang.\n\n[^1]: Peraturan Nomor 5.\n\n[^i]: Tertulis."
    )
