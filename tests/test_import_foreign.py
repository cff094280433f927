"""What other programs show comes in as they show it, and nothing of it keeps the site from being built."""

from __future__ import annotations

import base64
import io
import re
from collections.abc import Mapping
from pathlib import Path
from urllib.parse import quote

import pytest
from PIL import Image

from tests.support import make_site as _make_site
from tests.support import picture
from tests.test_import_sites import SITE as _SITE
from tests.test_import_sites import (
    built,
    document,
    imported,
    markdown_of_markdown,
    reasons,
    run,
    story,
    wp_item,
    write_tree,
    wxr,
)
from warta.importing.html import markdown_of
from warta.importing.rewriting import Rewriter

PICTURE = picture(kind="PNG")


def of_one_bit(kind: str) -> bytes:
    file = io.BytesIO()
    Image.new("1", (8, 6)).save(file, kind)
    return file.getvalue()


def moving(milliseconds: int) -> bytes:
    """An animation that takes so long."""
    file = io.BytesIO()
    frames = [Image.new("RGB", (8, 6), colour) for colour in ("red", "green", "blue")]
    frames[0].save(file, "GIF", save_all=True, append_images=frames[1:], duration=milliseconds // 3)
    return file.getvalue()


PAGE = "---\ntitle: {title}\ndate: 2024-11-14\n---\n{text}\n"

GFM = {
    "bare address": ("Lihat https://e.go.id/a_b_c.", "Lihat <https://e.go.id/a_b_c>."),
    "bare address in brackets": ("(https://e.go.id/a_(b))", "(<https://e.go.id/a_(b)>)"),
    "www": ("Lihat www.e.go.id", "Lihat [www.e.go.id](http://www.e.go.id)"),
    "e-mail": ("Ke a.b@e.go.id, ya", "Ke <a.b@e.go.id>, ya"),
    "struck": ("~~salah~~ benar", "<del>salah</del> benar"),
    "lone tildes": ("~50 dan ~60", "&#126;50 dan &#126;60"),
    "break by backslash": ("Satu\\\ndua", "Satu<br>\ndua"),
    "break by spaces": ("Satu  \ndua", "Satu<br>\ndua"),
    "table below a line": ("Data:\n| a | b |\n|---|--:|\n| 1 | 2 |", "Data:\n\n| a | b |\n|---|--:|\n| 1 | 2 |"),
    "bar in a cell": ("| a |\n|---|\n| x \\| y |", "| a |\n|---|\n| x \\| y |"),
    "hashtag": ("#tagar bukan judul", "\\#tagar bukan judul"),
    "list below a line": ("Daftar:\n- a\n- b", "Daftar:\n\n-   a\n-   b"),
    "list of two spaces": ("- a\n  - b", "-   a\n    -   b"),
    "number within a text": ("pada tahun\n2024. Lalu", "pada tahun 2024. Lalu"),
    "definitions": ("Apel\n: buah\n: merek", "**Apel**\n\nbuah\n\nmerek"),
    "footnotes": ("a[^x]\n\n[^x]: Catatan\n\n    dua", "a[^x]\n\n[^x]: Catatan\n\n    dua"),
    "footnote that is not there": ("a[^x]", "a\\[^x\\]"),
    "tasks": ("- [x] a\n- [ ] b", "-   [x] a\n-   [ ] b"),
    "heading with an id": ("## A {#b .c}", "## A"),
    "emphasis before a letter": ("**Catatan:** x<b>y:</b>z", "**Catatan:** x<strong>y:</strong>z"),
    "code with links": ("`[a](b)` dan\n\n```md\n~~x~~ https://x\n```", "`[a](b)` dan\n\n```md\n~~x~~ https://x\n```"),
    "code in a list": ("- a\n\n  ```\n  x\n  ```", "-   a\n\n    ```\n    x\n    ```"),
    "html among it": ("<div>\n\n**a**\n\n</div>", "**a**"),
    "entities": ("&copy; &amp;lt; 5 < 6", "© &amp;lt; 5 &lt; 6"),
}  # fmt: skip


@pytest.mark.parametrize("kind", GFM)
@pytest.mark.parametrize("program", ["hugo", "jekyll"])
def test_text_of_goldmark_and_kramdown_says_what_it_said(program: str, kind: str) -> None:
    text, expected = GFM[kind]
    assert markdown_of_markdown(text, program) == expected


KRAMDOWN = {
    "class of a paragraph": ("Teks\n{: .lead}", "Teks"),
    "class of a link": ('[a](https://x.example){:target="_blank" rel="noopener"}', "[a](https://x.example)"),
    "id of a heading": ("## A {: #b}", "## A"),
    "class of a table": ("| a |\n|---|\n| 1 |\n{: .table}", "| a |\n|---|\n| 1 |"),
    "table of contents": ("* TOC\n{:toc}\n\n## A", "## A"),
    "Markdown within HTML": ('<div markdown="1">\n**a**\n</div>', "**a**"),
    "HTML that stands in": ("<div>\n\n    <p>a</p>\n</div>", "a"),
    "options": ("{::options parse_block_html='true' /}\n\na", "a"),
    "attribute list in code": ("`{: .lead}`", "`{: .lead}`"),
}


@pytest.mark.parametrize("kind", KRAMDOWN)
def test_kramdown_s_attributes_are_no_text(kind: str) -> None:
    text, expected = KRAMDOWN[kind]
    assert markdown_of_markdown(text, "jekyll") == expected


CAPTIONS = {
    "figure": '<figure><img src="a.png"><figcaption>Bupati membuka acara</figcaption></figure>',
    "figure with a link": '<figure><a href="https://x.example"><img src="a.png"></a><figcaption>Bupati <b>membuka</b> acara</figcaption></figure>',
    "block of WordPress": '<figure class="wp-block-image"><img src="a.png" alt=""/><figcaption class="x">Bupati membuka acara</figcaption></figure>',
    "paragraph in italics": '<p><img src="a.png"></p><p><em>Bupati membuka acara</em></p>',
    "line in italics": '<p><img src="a.png"><br><i>Bupati membuka acara</i></p>',
}


@pytest.mark.parametrize("kind", CAPTIONS)
def test_a_caption_stays_with_its_picture_and_describes_it(kind: str) -> None:
    result = markdown_of(CAPTIONS[kind])
    assert "![Bupati membuka acara](a.png)" in result
    assert result.endswith("*Bupati membuka acara*")


TAGS = {
    "hugo": (
        "{{< tak-dikenal >}}", '{{< box title="Judul kotak" >}}Isi.{{< /box >}}', "{{% notice %}}Isi{{% /notice %}}",
        '[x]({{< ref "tidak-ada.md" >}})', '{{< relref "/tentang.md" >}}', '{{< button href="https://x.example" text="Unduh" >}}',
        '| a |\n|---|\n| {{< ikon >}} 1 |', "- a {{< ikon >}}\n- b", "## A {{< ikon >}}", "{{< x",
        '<a href="{{< ref "x" >}}">t</a>', "![x]({{< baseurl >}}/img/a.png)", "{{< figure src=tidak-ada.png >}}",
    ),
    "jekyll": (
        "{% tak_dikenal %}", "{% if a %}x{% else %}y{% endif %}", "{% for p in site.posts %}{{ p.title }}{% endfor %}",
        "{% assign x = 1 %}{{ x }}", "[x]({% post_url 2020-01-01-tidak-ada %})", "[x]({% link tidak/ada.md %})",
        "{% include tombol.html url='https://x.example' text='Unduh' %}", "{{ page.tak_ada }}", "{% capture a %}b{% endcapture %}",
        '<img src="{{ page.tak_ada }}/a.png">', "{% endif %}", "{%- if x -%}{%- endif -%}", "{% case x %}{% when 1 %}a{% endcase %}",
    ),
}  # fmt: skip


@pytest.mark.parametrize("program", TAGS)
def test_no_tag_of_another_program_is_seen_in_a_story(tmp_path: Path, program: str) -> None:
    """What cannot be converted is taken out; the story's notes have it."""
    head = {"hugo": ("hugo.toml", 'baseURL = "https://lama.example"\n'), "jekyll": ("_config.yml", "url: https://lama.example\n")}[program]  # fmt: skip
    files: dict[str, str | bytes] = {head[0]: head[1]}
    for number, text in enumerate(TAGS[program]):
        name = f"content/p/s{number}.md" if program == "hugo" else f"_posts/2024-11-14-s{number}.md"
        files[name] = PAGE.format(title=f"S{number}", text=f"Awal {number}.\n\n{text}\n\nAkhir.")
    site, report = imported(tmp_path, files)
    assert report["imported"] == len(TAGS[program])
    for number, text in enumerate(TAGS[program]):
        keys, body = story(site, f"2024/s{number}.id.md")
        assert (
            not any(sign in body for sign in ("{{<", "{{%", "{%", "{{ p", "}}", "\ue004")) or text == "{{< x"
        ), body
        assert body.startswith(f"Awal {number}.")
        assert body.endswith("Akhir.")
        if "tak" in text and "ref" not in text:
            assert any("tak" in note for note in keys["notes"]), keys
    built(site)


def test_words_links_and_pictures_of_tags_without_an_equivalent_stay(tmp_path: Path) -> None:
    text = (
        '{{< kartu heading="Judul kartu" image="/img/a.png" alt="Aula" >}}\n\n'
        '{{< tombol href="https://x.example/a" text="Unduh berkas" class="besar sekali" >}}\n\n'
        '{{< kutipan-besar "Kami siap melayani warga." >}}'
    )
    files: dict[str, str | bytes] = {
        "hugo.toml": "",
        "static/img/a.png": PICTURE,
        "content/p/a.md": PAGE.format(title="A", text=text),
    }
    site, _ = imported(tmp_path, files)
    _, body = story(site, "2024/a/index.id.md")
    assert "![Aula](a.png)" in body
    assert "[Unduh berkas](https://x.example/a)" in body
    assert "Kami siap melayani warga." in body
    assert "besar sekali" not in body
    built(site)


DATA = {
    "rilis.yml": "- versi: 1.0\n  url: {gz: https://e.example/1.gz}\n- versi: 2.10\n  url:\n    gz: https://e.example/2.gz\n",
    "kata/id.json": '{"salam": "Halo *semua*", "angka": 7, "daftar": ["a", "b"]}',
    "rusak.yml": "a: [",
    "besar.yml": "x: " + "a" * 6_000,
}  # fmt: skip
_RELEASE = '{% assign r = site.data.rilis | where: "versi", "2.10" | first %}'
VALUES = {
    "a part": ("x {{ site.data.kata.id.salam }}", "x Halo *semua*"),
    "a number": ("x {{ site.data.kata.id.angka }}", "x 7"),
    "by place": ("x {{ site.data.rilis[1].versi }} {{ site.data.rilis.first.versi }}", "x 2.10 1.0"),
    "by name": ('{% assign bahasa = "id" %}x {{ site.data.kata[bahasa].salam }} {{ site.data.kata["id"].angka }}', "x Halo *semua* 7"),
    "chosen": (_RELEASE + "Versi {{ r.versi }}: <{{ r.url.gz }}>", "Versi 2.10: <https://e.example/2.gz>"),
    "chosen, in code": (_RELEASE + "x\n\n    SIZE {{ r.versi }}\n", "x\n\n```\nSIZE 2.10\n```"),
    "joined": ('x {{ site.data.kata.id.daftar | join: ", " }}', "x a, b"),
    "not there": ("x {{ site.data.kata.id.lain }} y", "x y"),
    "no text": ("x {{ site.data.rilis }} y", "x y"),
    "of a broken file": ("x {{ site.data.rusak.a }} y", "x y"),
    "much too long": ("x {{ site.data.besar.x }} y", "x y"),
    "from itself": ('{% assign a = "aaaaaaaa" %}' + "{% assign a = a | append: a %}" * 60 + "x {{ a }} y", "x y"),
    "a path with a mistake": ("x {{ site.data..kata }} {{ site.data.rilis[0 }} {{ site.data.rilis[99999999999].versi }} y", "x y"),
}  # fmt: skip


@pytest.mark.parametrize("kind", VALUES)
def test_values_of_jekyll_s_data_files_are_text(tmp_path: Path, kind: str) -> None:
    text, expected = VALUES[kind]
    files = {f"_data/{name}": data for name, data in DATA.items()}
    site, report = imported(tmp_path, {"_config.yml": "", "_posts/2024-11-14-a.md": PAGE.format(title="A", text=text), **files})  # fmt: skip
    body = story(site, "2024/a.id.md")[1]
    assert " ".join(body.split()) == " ".join(expected.split())
    assert bool(report["drafts"][0]["notes"]) == (expected == "x y")
    built(site)


FIGURES = {
    "caption": ('src="a.png" caption="Ket"', "", "![Ket](a.png)\n*Ket*"),
    "caption and text": ('src="a.png" caption="Ket"', "Teks.", "![Ket](a.png)\n*Ket*\n\nTeks."),
    "text alone": ('src="a.png"', "Teks.", "![Teks.](a.png)\n*Teks.*"),
    "paragraphs": ('src="a.png" alt="Aula"', "\n\nSatu.\n\n- dua\n", "![Aula](a.png)\n\nSatu.\n\n-   dua"),
    "caption, title and credit": ('src="a.png" alt="Aula" title="Judul" caption="Ket." attr="Foto: Humas"', "", "![Aula](a.png)\n*Judul – Ket. Foto: Humas*"),
    "title as alt": ('src="a.png" alt="Aula" title="Aula" caption="Ket."', "", "![Aula](a.png)\n*Ket.*"),
}  # fmt: skip


@pytest.mark.parametrize("kind", FIGURES)
@pytest.mark.parametrize("name", ["figure", "bingkai"])
def test_all_words_of_a_figure_stay(tmp_path: Path, name: str, kind: str) -> None:
    arguments, inner, expected = FIGURES[kind]
    tag = f"{{{{< {name} {arguments} >}}}}" + (f"{inner}{{{{< /{name} >}}}}" if inner else "")
    files: dict[str, str | bytes] = {"hugo.toml": "", "content/b/a/a.png": PICTURE, "content/b/a/index.md": PAGE.format(title="A", text=tag)}  # fmt: skip
    site, _ = imported(tmp_path, files)
    assert story(site, "2024/a/index.id.md")[1] == expected
    built(site)


def test_references_to_what_is_no_story_lead_to_the_old_site_or_are_text(tmp_path: Path) -> None:
    text = '[tentang]({{< ref "/tentang.md" >}}) [rusak]({{< ref "/p/rusak.md" >}}) [hilang]({{< ref "hilang.md" >}}) [berkas](../tentang.md)'
    files: dict[str, str | bytes] = {
        "hugo.toml": 'baseURL = "https://lama.example"\n',
        "content/tentang.md": "---\ntitle: Tentang\nurl: /tentang-kami/\n---\nx\n",
        "content/p/a.md": PAGE.format(title="A", text=text),
        "content/p/rusak.md": PAGE.format(title="Rusak", text="[" * 100 + "x" + "](" * 100),
    }
    site, report = imported(tmp_path, files)
    assert reasons(report)["content/p/rusak.md"] == "would_not_build"
    assert story(site, "2024/a.id.md")[1] == (
        "[tentang](https://lama.example/tentang-kami/) [rusak](https://lama.example/p/rusak/) hilang "
        "[berkas](https://lama.example/tentang-kami/)"
    )
    built(site)


@pytest.mark.parametrize(
    ("name", "data"),
    [
        ("a.png", PICTURE[:60]),
        ("a.png", b"version https://git-lfs.github.com/spec/v1\noid sha256:0\nsize 1\n"),
        ("a.svg", b"<svg><script>1</script></svg>"),
        ("a.pdf", b"bukan PDF"),
    ],
)
def test_a_file_that_no_build_would_publish_is_named_and_not_copied(
    tmp_path: Path, name: str, data: bytes
) -> None:
    text = f"![Aula](/{name}) [berkas](/{name})" if name != "a.pdf" else f"[berkas](/{name})"
    files: dict[str, str | bytes] = {"_config.yml": "url: https://lama.example\n", name: data, "_posts/2024-11-14-a.md": PAGE.format(title="A", text=text)}  # fmt: skip
    site, report = imported(tmp_path, files)
    (draft,) = report["drafts"]
    assert any(f"`{name}` was not copied" in note for note in draft["notes"])
    assert not list((site / "content/news").rglob(name))
    assert f"https://lama.example/{name}" in (site / draft["files"][0]).read_text("utf-8")
    built(site)


OLDER = {
    "bitmap": ("a.bmp", picture(kind="BMP")),
    "TIFF": ("a.tif", picture(kind="TIFF")),
    "TIFF of one bit": ("a.TIFF", of_one_bit("TIFF")),
    "bitmap of one bit": ("a.bmp", of_one_bit("BMP")),
    "bitmap called JPEG": ("a.jpg", picture(kind="BMP")),
    "TIFF called PNG": ("a.png", picture(kind="TIFF")),
    "long animation": ("a.gif", moving(9_000)),
}  # fmt: skip


@pytest.mark.parametrize("kind", OLDER)
@pytest.mark.parametrize("program", ["hugo", "jekyll", "wordpress"])
def test_pictures_of_kinds_that_no_site_shows_come_in_as_ones_that_it_does(
    tmp_path: Path, program: str, kind: str
) -> None:
    name, data = OLDER[kind]
    body = f'<p><img src="/wp-content/uploads/{name}" alt="Aula"></p>'
    sources: dict[str, dict[str, str | bytes]] = {
        "hugo": {"hugo.toml": "", f"content/b/a/{name}": data, "content/b/a/index.md": PAGE.format(title="A", text=f"![Aula]({name})")},
        "jekyll": {"_config.yml": "", f"foto/{name}": data, "_posts/2024-11-14-a.md": PAGE.format(title="A", text=f"![Aula](/foto/{name})")},
        "wordpress": {"e.xml": wxr(wp_item(1, "A", body)), f"wp-content/uploads/{name}": data},
    }  # fmt: skip
    source = write_tree(tmp_path / "lama", sources[program])
    site = _make_site(tmp_path / "situs", _SITE)
    status, printed = run(site, "import", source / "e.xml" if program == "wordpress" else source)
    assert status == 0, printed
    assert ("its first frame came along" in printed) == (kind == "long animation")
    (text,) = (site / "content/news").rglob("*.md")
    assert "![Aula](a.png)" in text.read_text("utf-8")
    with Image.open(text.parent / "a.png") as shown:
        assert (shown.format, shown.size, getattr(shown, "n_frames", 1)) == ("PNG", (8, 6), 1)
    built(site)


LARGE = PICTURE + bytes(300_000)
"""More than any engine would read as text."""
EMBEDDED = {
    "base64": (base64.b64encode(PICTURE).decode(), "image/png;base64", PICTURE),
    "base64 in lines": (base64.encodebytes(PICTURE).decode().replace("\n", "%0A"), "image/png;base64", PICTURE),
    "without its padding": (base64.b64encode(PICTURE).decode().rstrip("="), "image/png;base64", PICTURE),
    "large": (base64.b64encode(LARGE).decode(), "image/png;base64", LARGE),
    "called otherwise": (base64.b64encode(PICTURE).decode(), "image/jpeg;base64", PICTURE),
    "drawing": (quote('<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 1 1"><path d="M0 0"/></svg>'), "image/svg+xml;utf8", b""),
}  # fmt: skip


@pytest.mark.parametrize("kind", EMBEDDED)
def test_a_picture_written_into_a_text_becomes_a_file_beside_it(tmp_path: Path, kind: str) -> None:
    payload, header, data = EMBEDDED[kind]
    files = {"_config.yml": "", "_posts/2024-11-14-a.md": PAGE.format(title="A", text=f"x ![Aula](data:{header},{payload})")}  # fmt: skip
    site, _ = imported(tmp_path, files)
    body = story(site, "2024/a/index.id.md")[1]
    found = re.fullmatch(r"x !\[Aula\]\((picture-[0-9a-f]{12}\.\w+)\)", body)
    assert found, body
    written = (site / "content/news/2024/a" / found[1]).read_bytes()
    assert written == data or written.startswith(b"<svg")
    built(site)


UNSHOWN = {
    "broken": ("a.png", PICTURE[:60], "was not copied"),
    "of another kind": ("a.psd", b"8BPS\0\1", "`_posts/a.psd` was not copied: berkas .psd ini bukan gambar yang dikenal peramban. Buka di"),
    "much broken data": ("data:image/png;base64," + "A" * 5_000, b"", "was not copied"),
    "broken data": ("data:image/png;base64,%%%", b"", ""),
    "cut data": ("data:image/png;base64,iVBORw0KGgo", b"", "was not copied"),
    "data of no kind": ("data:image/", b"", ""),
}  # fmt: skip


@pytest.mark.parametrize("kind", UNSHOWN)
def test_a_picture_that_is_there_but_cannot_be_shown_is_not_said_to_be_missing(
    tmp_path: Path, kind: str
) -> None:
    name, data, said = UNSHOWN[kind]
    files: dict[str, str | bytes] = {"_config.yml": "", "_posts/2024-11-14-a.md": PAGE.format(title="A", text=f"x ![Aula]({name})")}  # fmt: skip
    site, report = imported(tmp_path, files | ({"_posts/" + name: data} if data else {}))
    notes = report["drafts"][0]["notes"]
    assert "pictures that are there but were not copied, written as text: 1" in notes
    assert not any("of which there is no file" in note for note in notes)
    assert any(said in note for note in notes)
    assert "Aula" in next((site / "content/news").rglob("*.md")).read_text("utf-8")
    built(site)


@pytest.mark.parametrize("ending", ["jpg", "JPEG", "gif"])
def test_a_picture_comes_in_under_the_ending_that_its_bytes_ask_for(tmp_path: Path, ending: str) -> None:
    files: dict[str, str | bytes] = {
        "_config.yml": "url: https://lama.example\n",
        f"foto.{ending}": PICTURE,
        "_posts/2024-11-14-a.md": PAGE.format(title="A", text=f"![Aula](/foto.{ending})"),
    }
    site, report = imported(tmp_path, files)
    (draft,) = report["drafts"]
    assert draft["notes"] == []
    assert story(site, "2024/a/index.id.md")[1] == "![Aula](foto.png)"
    assert (site / "content/news/2024/a/foto.png").read_bytes() == PICTURE
    built(site)


NO_PICTURES = {
    "in the text": ("", "![Surat]({file})", "[Surat]({name})"),
    "in the text without words": ("", "![]({file})", "[{name}]({name})"),
    "in HTML": ("", '<img src="{file}" alt="Surat">', "[Surat]({name})"),
    "in a table with joined cells": (
        "",
        '<table><tr><td colspan="2"><img src="{file}" alt="Surat"></td></tr><tr><td>1</td><td>2</td></tr></table>',
        '<a href="{name}">Surat</a>',
    ),
    "at the head": ("image: {file}", "Teks.", "[{name}]({name})\n\nTeks."),
    "at the head with words": ("image: {file}\nimage_alt: Surat [1]", "Teks.", "[Surat \\[1\\]]({name})\n\nTeks."),
    "of a bundle": ("resources: [{{src: {file}}}]", "Teks.", "[{name}]({name})\n\nTeks."),
}  # fmt: skip


@pytest.mark.parametrize("kind", NO_PICTURES)
@pytest.mark.parametrize(
    ("name", "data"),
    [("surat.pdf", document()), ("klip.mp4", b"\0\0\0\x18ftypmp42" + bytes(50))],
    ids=["document", "film"],
)
def test_a_document_or_film_in_a_picture_s_place_becomes_a_link(
    tmp_path: Path, kind: str, name: str, data: bytes
) -> None:
    matter, text, expected = (part.format(file=f"/{name}", name=name) for part in NO_PICTURES[kind])
    files: dict[str, str | bytes] = {
        "hugo.toml": "baseURL = 'https://lama.example/'\n",
        f"static/{name}": data,
        "content/p/a.md": f"---\ntitle: A\ndate: 2024-11-14\n{matter}\n---\n{text}\n",
    }
    site, _ = imported(tmp_path, files)
    assert expected in story(site, "2024/a/index.id.md")[1]
    built(site)


UPLOADS = {
    "as ever": "/wp-content/uploads/",
    "below a blog": "/berita/wp-content/uploads/",
    "renamed": "/wp-uploads/",
    "of a network": "/wp-content/uploads/sites/3/",
    "of an old network": "/files/",
}


@pytest.mark.parametrize("kind", UPLOADS)
@pytest.mark.parametrize("host", ["lama.example.go.id", "media.example.go.id"])
@pytest.mark.parametrize("first", [True, False])
def test_uploads_are_found_wherever_the_old_site_had_them(
    tmp_path: Path, kind: str, host: str, first: bool
) -> None:
    """The media library says address and path of each; it may stand before or behind what uses it."""
    address = f"https://{host}{UPLOADS[kind]}2024/11/a"
    library = wp_item(
        9, "a", kind="attachment", status="inherit", _wp_attached_file="2024/11/a.png",
        _wp_attachment_image_alt="Peserta", more=f"<wp:attachment_url>{address}.png</wp:attachment_url>",
    )  # fmt: skip
    post = wp_item(1, "Seminar", f'<p>Teks</p><img src="{address}-300x200.png" alt="">')
    items = (library, post) if first else (post, library)
    site, _ = imported(tmp_path, {"ekspor.xml": wxr(*items), "uploads/2024/11/a.png": PICTURE})
    assert story(site, "2024/seminar/index.id.md")[1] == "Teks\n\n![Peserta](a.png)"
    built(site)


@pytest.mark.parametrize("kind", UPLOADS)
def test_uploads_are_found_without_the_media_library(tmp_path: Path, kind: str) -> None:
    pictures = ("a-300x200", "a b", "c")
    text = "".join(f'<p><img src="https://lama.example.go.id{UPLOADS[kind]}2024/11/{name}.png" alt="Aula"></p>' for name in pictures)  # fmt: skip
    files: dict[str, str | bytes] = {
        "ekspor.xml": wxr(wp_item(1, "Seminar", text)),
        **{f"uploads/2024/11/{name}.png": PICTURE for name in ("a", "a b", "c")},
        "uploads/2023/11/c.png": PICTURE,
    }
    site, _ = imported(tmp_path, files)
    body = story(site, "2024/seminar/index.id.md")[1]
    assert body == "![Aula](a.png)\n\n![Aula](a-b.png)\n\n![Aula](c.png)"


def test_an_address_by_number_alone_is_named_as_one_that_cannot_be_kept(tmp_path: Path) -> None:
    """No file can answer to it; nobody ever had the address of a draft."""
    link = "https://lama.example.go.id/2024/{}/"
    public, draft = wp_item(12, "Satu", "Teks"), wp_item(13, "Dua", "Teks", status="draft")
    for number, name in ((12, "satu"), (13, "dua")):
        public, draft = (
            each.replace(link.format(name), f"https://lama.example.go.id/?p={number}")
            for each in (public, draft)
        )
    site, _ = imported(tmp_path, {"ekspor.xml": wxr(public, draft)})
    (note,) = story(site, "2024/satu.id.md")[0]["notes"]
    assert "?p=12" in note
    assert "?p=" not in "".join(story(site, "2024/dua.id.md")[0]["notes"])


LANGUAGES = {
    "permalinks and hosts of their own": (
        (
            "languages:\n  id: {baseURL: https://a.example/, contentDir: content/id, permalinks: {p: '/:year/:slug/'}}\n"
            "  en: {baseURL: https://b.example/, contentDir: content/en, permalinks: {p: '/n/:filename/'}}\n"
            "defaultContentLanguage: id\n"
        ),
        ("content/id/p/satu.md", "content/en/p/one.md"),
        ("/2024/satu/", "/n/one/"),
    ),
    "one host, folders of their own": (
        "languages:\n  id: {contentDir: isi}\n  en: {contentDir: text}\ndefaultContentLanguage: id\n",
        ("isi/p/satu.md", "text/p/one.md"),
        ("/p/satu/", "/en/p/one/"),
    ),
    "mounts": (
        (
            "languages: {id: {}, en: {}}\ndefaultContentLanguage: id\nmodule:\n  mounts:\n"
            "  - {source: isi, target: content, lang: id}\n  - {source: text, target: content/p, lang: en}\n"
        ),
        ("isi/p/satu.md", "text/one.md"),
        ("/p/satu/", "/en/p/one/"),
    ),
}


@pytest.mark.parametrize("kind", LANGUAGES)
def test_every_language_of_a_hugo_site_keeps_its_old_addresses(tmp_path: Path, kind: str) -> None:
    settings, (first, second), (old, other) = LANGUAGES[kind]
    page = "---\ntitle: {}\ndate: 2024-11-14\ntranslationKey: k\n---\n[x](https://b.example/n/one/)\n"
    files = {"hugo.yaml": settings, first: page.format("Satu"), second: page.format("One")}
    site, _ = imported(tmp_path, files)
    assert story(site, "2024/satu.id.md")[0]["aliases"] == [old]
    assert story(site, "2024/satu.en.md")[0]["aliases"] == [other]
    pages = built(site)
    assert pages.has(old.strip("/") + "/")
    assert pages.has(other.strip("/") + "/")


OTHERS: Mapping[str, str] = {
    "Eleventy": ".eleventy.js", "Astro": "astro.config.mjs", "Gatsby": "gatsby-config.ts", "Hexo": "scaffolds/post.md",
    "Docusaurus": "docusaurus.config.js", "Next.js": "next.config.js", "VitePress": ".vitepress/config.mts",
}  # fmt: skip


@pytest.mark.parametrize("program", OTHERS)
def test_a_site_of_another_program_is_said_to_be_one_and_its_pages_come_in(
    tmp_path: Path, program: str
) -> None:
    source = write_tree(
        tmp_path / "lama",
        {
            OTHERS[program]: "x",
            "_config.yml": "title: x\n",
            "src/blog/2024-11-14-satu.md": "---\ntitle: Satu\n---\n![Aula](/img/a.png) {% x %}\n",
            "src/blog/dua/index.md": PAGE.format(title="Dua", text="Dua.").replace("date:", "permalink: /d/\ndate:"),
            "src/_includes/kartu.md": PAGE.format(title="Kartu", text="x"),
            "public/img/a.png": PICTURE,
            "README.md": "# Bukan halaman\n",
        },
    )  # fmt: skip
    site = _make_site(tmp_path / "situs", _SITE)
    assert run(site, "import", "--plan", source)[0] == 0
    plan = site / "import-plan.toml"
    text = plan.read_text("utf-8")
    proposed = "/src/blog/:filename/" if program == "Eleventy" else ""
    assert f'"src/blog" = "{proposed}"  # 2' in text
    plan.write_text(
        text.replace(f'"src/blog" = "{proposed}"', '"src/blog" = "/:year/:month/:slug/"'), "utf-8"
    )
    status, printed = run(site, "import", source)
    assert status == 0
    assert program in printed.split("\n")[0]
    keys, body = story(site, "2024/satu/index.id.md")
    assert keys["date"] == "2024-11-14"
    assert keys["aliases"] == ["/2024/11/satu/"]
    assert body == "![Aula](a.png)"
    assert story(site, "2024/dua.id.md")[0]["aliases"] == ["/d/"]
    assert not (site / "content/news/2024/kartu.id.md").exists()
    built(site)


_ELEVENTY = ".eleventy.js"
_DATA = "isi/b/b.json"
ADDRESSES: Mapping[str, tuple[Mapping[str, str], str, str, str, str]] = {
    "Eleventy by itself": ({_ELEVENTY: ""}, "isi/b", "", "/isi/b/:filename/", "/isi/b/satu/"),
    "Eleventy, its folder": ({_ELEVENTY: "return { dir: { input: './isi', output: '_site' } }"}, "isi/b", "", "/b/:filename/", "/b/satu/"),
    "Eleventy, its folder on the command line": ({"eleventy.config.mjs": "", "package.json": '{"scripts": {"x": "eleventy --input=isi"}}'}, "isi/b", "", "/b/:filename/", "/b/satu/"),
    "Eleventy, data of the folder": ({_ELEVENTY: "", _DATA: '{"permalink": "/kabar/{{ page.fileSlug }}/"}'}, "isi/b", "", "/kabar/:filename/", "/kabar/satu/"),
    "Eleventy, a path with a part replaced": ({_ELEVENTY: "input: 'isi'", _DATA: '{"permalink": "{{ page.filePathStem | replace(\'b/\', \'\') }}/"}'}, "isi/b", "", "/:filename/", "/satu/"),
    "Eleventy, by date and title": ({_ELEVENTY: "", _DATA: '{"permalink": "/{{ page.date | date: \'%Y/%m\' }}/{{ title | slugify }}.html"}'}, "isi/b", "", "/:year/:month/:title.html", "/2024/11/kabar-satu.html"),
    "Eleventy, data of the folder above": ({_ELEVENTY: "", "isi/isi.11tydata.js": "module.exports = { permalink: '/x/{{ page.fileSlug }}/' }"}, "isi/b", "", "/x/:filename/", "/x/satu/"),
    "Eleventy, a program": ({_ELEVENTY: "", "isi/b/b.11tydata.js": "module.exports = { permalink: (data) => data.x }"}, "isi/b", "", "", ""),
    "Eleventy, a filter of its own": ({_ELEVENTY: "", _DATA: '{"permalink": "/{{ title | aneh }}/"}'}, "isi/b", "", "", ""),
    "Eleventy, the page's own": ({_ELEVENTY: "", _DATA: '{"permalink": "/x/"}'}, "isi/b", 'permalink: "/k/{{ page.fileSlug }}/"\n', "-", "/k/satu/"),
    "Pelican, pages": ({"pelicanconf.py": ""}, "content/pages/x", "", "/pages/:slug.html", "/pages/kabar-satu.html"),
    "Pelican by itself": ({"pelicanconf.py": ""}, "content", "", "/:slug.html", "/kabar-satu.html"),
    "Pelican with a slug": ({"pelicanconf.py": ""}, "content", "slug: lain\n", "/:slug.html", "/lain.html"),
    "Pelican, by date": ({"pelicanconf.py": "ARTICLE_URL = 'b/{date:%Y}/{date:%m}/{slug}/'\nSITEURL = ''\n"}, "content", "", "/b/:year/:month/:slug/", "/b/2024/11/kabar-satu/"),
    "Pelican, by the file's name": ({"pelicanconf.py": "SLUGIFY_SOURCE = 'basename'\n", "publishconf.py": "ARTICLE_URL = '{slug}'"}, "content", "", "/:slug", "/satu/"),
    "Pelican, by what no pattern has": ({"pelicanconf.py": "ARTICLE_URL = '{author}/{slug}'"}, "content", "", "", ""),
    "Pelican, by months' names": ({"pelicanconf.py": "ARTICLE_URL = '{date:%b}/{slug}'"}, "content", "", "", ""),
    "Pelican, settings with a mistake": ({"pelicanconf.py": "x ="}, "content", "", "/:slug.html", "/kabar-satu.html"),
    "Hexo by itself": ({"scaffolds/post.md": "", "_config.yml": ""}, "source/_posts", "", "/:year/:month/:day/:filename/", "/2024/11/14/satu/"),
    "Hexo, its own": ({"scaffolds/post.md": "", "_config.yml": "permalink: p/:title.html\n"}, "source/_posts/sub", "", "/p/sub/:filename.html", "/p/sub/satu.html"),
    "Hexo, by number": ({"scaffolds/post.md": "", "_config.yml": "permalink: p/:id/\n"}, "source/_posts", "", "", ""),
}  # fmt: skip


@pytest.mark.parametrize("kind", ADDRESSES)
@pytest.mark.parametrize("planned", [True, False])
def test_addresses_are_proposed_as_the_settings_of_other_programs_make_them(
    tmp_path: Path, kind: str, *, planned: bool
) -> None:
    settings, folder, own, pattern, address = ADDRESSES[kind]
    matter = f"---\ntitle: Kabar satu\ndate: 2024-11-14\n{own}---\nTeks.\n"
    source = write_tree(tmp_path / "lama", {**settings, f"{folder}/2024-11-14-satu.md": matter})
    site = _make_site(tmp_path / "situs", _SITE)
    if planned:
        assert run(site, "import", "--plan", source)[0] == 0
        plan = (site / "import-plan.toml").read_text("utf-8")
        assert (f'"{folder}" = "{pattern}"  # 1' in plan) == (pattern != "-")
    assert run(site, "import", source)[0] == 0
    (text,) = (site / "content/news").rglob("*.md")
    assert story(site, text.relative_to(site / "content/news").as_posix())[0].get("aliases", [""]) == [
        address
    ]
    built(site)


PLACES = {
    "below a folder that only a program knows": ("app/gambar/b/a.png", "/b/a.png"),
    "by name alone": ("app/gambar/b/a.png", "a.png"),
    "above the page": ("app/gambar/a.png", "../../../gambar/a.png"),
    "beside the page's address": ("app/gambar/b/satu/dua.png", "dua.png"),
    "beside the page's address, on a way": ("app/gambar/b/satu/y/dua.png", "./y/dua.png"),
    "beside the page": ("isi/b/a.png", "./a.png"),
    "static of Pelican": ("isi/gambar/a.png", "{static}/gambar/a.png"),
    "attached of Pelican": ("isi/b/a.png", "{attach}a.png"),
    "static of older Pelican": ("isi/gambar/a.png", "|filename|/gambar/a.png"),
}


@pytest.mark.parametrize("kind", PLACES)
@pytest.mark.parametrize("settings", ["eleventy.config.js", "pelicanconf.py"])
def test_pictures_of_other_programs_are_found_where_no_other_file_is_meant(
    tmp_path: Path, kind: str, settings: str
) -> None:
    path, target = PLACES[kind]
    text = f"![Aula]({target}) ![Dua](/x/dua.png)"
    eleventy = settings.startswith("eleventy")
    files: dict[str, str | bytes] = {settings: "input: 'isi'" if eleventy else "ARTICLE_URL = 'b/{slug}/'", path: PICTURE, "isi/b/satu.md": PAGE.format(title="Satu", text=text), "p/dua.png": PICTURE, "q/dua.png": PICTURE}  # fmt: skip
    site, _ = imported(tmp_path, files)
    name = path.rpartition("/")[2]
    assert story(site, "2024/satu/index.id.md")[1] == f"![Aula]({name}) Dua (`/x/dua.png`)"


SEEN_FROM = {
    "Hugo, beside the address": ("hugo.toml", "", "content/b/satu.md", "static/b/satu/a.png", "a.png"),
    "Hugo, above the address": ("hugo.toml", "", "content/b/satu.md", "static/img/a.png", "../../img/a.png"),
    "Jekyll, beside the address": ("_config.yml", "permalink: /b/:title/", "_posts/2024-11-14-satu.md", "b/satu/a.png", "./a.png"),
    "Jekyll, above the address": ("_config.yml", "permalink: /b/:title.html", "_posts/2024-11-14-satu.md", "img/a.png", "../img/a.png"),
}  # fmt: skip


@pytest.mark.parametrize("kind", SEEN_FROM)
def test_pictures_are_found_as_browsers_found_them_from_a_page_s_address(tmp_path: Path, kind: str) -> None:
    settings, text, page, path, target = SEEN_FROM[kind]
    files: dict[str, str | bytes] = {settings: text, path: PICTURE, page: PAGE.format(title="Satu", text=f"![Aula]({target})")}  # fmt: skip
    site, _ = imported(tmp_path, files)
    assert story(site, "2024/satu/index.id.md")[1] == "![Aula](a.png)"


def test_links_of_pelican_lead_to_the_stories_that_they_name(tmp_path: Path) -> None:
    pages = {
        f"content/b/{name}.md": PAGE.format(title=name.capitalize(), text=f"[ke]({{filename}}{other})")
        for name, other in (("satu", "/b/dua.md"), ("dua", "satu.md"))
    }
    site, _ = imported(tmp_path, {"pelicanconf.py": "", **pages})
    assert story(site, "2024/satu.id.md")[1] == "[ke](dua.id.md)"
    assert story(site, "2024/dua.id.md")[1] == "[ke](satu.id.md)"


def test_texts_of_pelican_come_in_by_their_header_and_other_markup_is_named(tmp_path: Path) -> None:
    header = "Title: Tiga\nDate: 2024-11-14 10:20\nTags: pasar, harga\nSlug: tiga\nurl: lama/tiga.html\nStatus: published\n"
    site, report = imported(
        tmp_path,
        {
            "pelicanconf.py": 'PATH = "content"\n',
            "content/tiga.md": f"{header}\nTeks: *tiga*.\n",
            "content/empat.rst": "Empat\n#####\n\nTeks.\n",
            "content/lima.njk": "---\ntitle: Lima\ndate: 2024-11-14\n---\nTeks.\n",
            "content/kartu.njk": "---\nlayout: dasar\n---\n{{ content }}\n",
            "README.rst": "Bukan halaman\n",
        },
    )
    keys, body = story(site, "2024/tiga.id.md")
    assert (keys["title"], keys["date"], keys["aliases"]) == ("Tiga", "2024-11-14 10:20", ["/lama/tiga.html"])
    assert keys["tags"] == ["pasar", "harga"]
    assert body == "Teks: *tiga*."
    left = {each["source"]: each["rule"] for each in report["left_out"]}
    assert left == {"content/empat.rst": "site_format", "content/lima.njk": "site_format"}


def test_copies_of_what_a_site_shows_from_elsewhere_are_in_the_plan_and_come_along(tmp_path: Path) -> None:
    files: dict[str, str | bytes] = {
        "hugo.toml": 'baseURL = "https://lama.example"\n',
        "assets/foto/2024/a.png": PICTURE,
        "content/p/a.md": PAGE.format(title="A", text="![Aula](https://cdn.example/x/2024/a.png) ![Lain](https://lain.example/b.png)"),
    }  # fmt: skip
    source = write_tree(tmp_path / "lama", files)
    site = _make_site(tmp_path / "situs", _SITE)
    assert run(site, "import", "--plan", source)[0] == 0
    assert '"https://cdn.example/x" = "assets/foto"  # 1' in (site / "import-plan.toml").read_text("utf-8")
    assert run(site, "import", source)[0] == 0
    body = story(site, "2024/a/index.id.md")[1]
    assert body == "![Aula](a.png) [Lain](https://lain.example/b.png)"
    built(site)


def test_shortcodes_of_wordpress_are_no_text(tmp_path: Path) -> None:
    text = (
        'Awal.\n\n[vc_row css=".a{margin: 0 !important;}"][vc_column width="1/2"]Isi kolom.[/vc_column][/vc_row]\n\n'
        '[tombol text="Unduh berkas" link="https://x.example/a"]\n\n[contact-form-7 id="1" title="Kontak"]\n\n'
        "<!-- wp:latest-posts /-->\n\n[satu] dalam kurung. Akhir."
    )
    site, report = imported(tmp_path, {"ekspor.xml": wxr(wp_item(1, "A", text))})
    (draft,) = report["drafts"]
    body = (site / draft["files"][0]).read_text("utf-8").split("\n---\n")[1]
    assert "vc_" not in body
    assert "margin" not in body
    assert "Isi kolom." in body
    assert "[Unduh berkas](https://x.example/a)" in body
    assert "\\[satu\\] dalam kurung. Akhir." in body
    assert draft["taken"]["vc_row"] == 1
    built(site)


def test_without_a_rewriter_every_address_stays() -> None:
    html = '<p><a href="https://x.example">a</a> <img src="a.png" alt="A"> <a href="#b">c</a></p>'
    assert markdown_of(html) == "[a](https://x.example) ![A](a.png) [c](#b)"
    assert markdown_of("<p>[x](y) *z*</p>", Rewriter()) == "\\[x\\](y) \\*z\\*"


def test_old_addresses_that_cannot_be_kept_are_in_the_notes(tmp_path: Path) -> None:
    page = "---\ntitle: {}\ndate: 2024-11-14\nurl: {}\n---\nx\n"
    files: dict[str, str | bytes] = {
        "hugo.toml": "",
        "content/p/a.md": page.format("A", "/dengan spasi/"),
        "content/p/b.md": page.format("B", "/sama/"),
        "content/p/c.md": page.format("C", "/sama/"),
    }
    site, report = imported(tmp_path, files)
    notes = {draft["sources"][0][-4]: " ".join(draft["notes"]) for draft in report["drafts"]}
    assert "/dengan spasi/" in notes["a"]
    assert notes["b"] == ""
    assert "/sama/" in notes["c"]
    built(site)


def test_an_old_address_is_the_public_storys_whose_own_it_was(tmp_path: Path) -> None:
    """Neither a draft nor a story that is over takes an address away, and an alias takes none of another's own."""
    page = "---\ntitle: {}\ndate: 2024-11-14\n{}\n---\nx\n"
    files: dict[str, str | bytes] = {
        "hugo.toml": "",
        "content/p/a.md": page.format("Lewat", "url: /lewat/\nexpiryDate: 2025-01-01"),
        "content/p/b.md": page.format("Draf", "url: /draf/\ndraft: true"),
        "content/p/c.md": page.format("Alias", "url: /alias/\naliases: [/lewat/, /draf/, /sendiri/]"),
        "content/p/d.md": page.format("Sendiri", "url: /sendiri/"),
    }
    site, _ = imported(tmp_path, files)
    aliases = {name: story(site, f"2024/{name}.id.md")[0].get("aliases", []) for name in "abcd"}
    assert aliases == {"a": [], "b": [], "c": ["/alias/", "/lewat/", "/draf/"], "d": ["/sendiri/"]}
    built(site)
