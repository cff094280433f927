"""Sites of other programs: every item ends as a story or in the report, and what was imported can be built."""

from __future__ import annotations

import io
import json
import time
import tracemalloc
from collections import Counter
from collections.abc import Iterator, Mapping
from contextlib import redirect_stderr, redirect_stdout
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from msgspec.structs import replace
from pypdf import PdfWriter

from tests.faultlib import SOAK
from tests.support import SITE_TOML, Built, build_site, files_of, make_site, parse_html, picture, tree_digest
from warta.cli import main
from warta.content.front_matter import read_front_matter
from warta.importing.html import markdown_of
from warta.importing.rewriting import Rewriter
from warta.importing.sites import links
from warta.importing.sites.anchors import anchors_of
from warta.importing.sites.front_matter import FrontMatterError, flattened, split_front_matter
from warta.importing.sites.hugo import HugoSite
from warta.importing.sites.items import REF, Item, Unread, language_code, old_path
from warta.importing.sites.jekyll import JekyllSite
from warta.importing.sites.markup import html_of, without_attribute_lists
from warta.importing.sites.placeholders import Kept
from warta.importing.sites.shortcodes import TagContext, convert_tags
from warta.importing.sites.source_tree import SourceTree, file_chunks
from warta.importing.sites.wordpress import WordPressSite
from warta.importing.sites.wordpress_shortcodes import prepare_wordpress
from warta.importing.tree import tree_of
from warta.markdown.engines import engine
from warta.yaml.tree import Mapping as YamlMapping
from warta.yaml.tree import Scalar, Sequence

PICTURE = picture(kind="PNG")


def document() -> bytes:
    """A PDF of one empty page."""
    writer, file = PdfWriter(), io.BytesIO()
    writer.add_blank_page(72, 72)
    writer.write(file)
    return file.getvalue()


SITE: Mapping[str, str | bytes] = {
    "content/agencies/dinas.yaml": "name: {id: Pemkab Karangasem, en: Karangasem Regency}\nregion: karangasem\n",
    "content/speakers/gede-dana.yaml": "name: I Gede Dana\n",
    "content/tags.yaml": "korpri:\n  name: Korpri\n",
}


def run(site: Path, *arguments: str | Path, language: str = "en") -> tuple[int, str]:
    """Exit status and everything printed."""
    printed = io.StringIO()
    with redirect_stdout(printed), redirect_stderr(printed):
        status = main(["--site", str(site), "--lang", language, *map(str, arguments)])
    return status, printed.getvalue()


def write_tree(folder: Path, files: Mapping[str, str | bytes]) -> Path:
    for name, content in files.items():
        path = folder / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(content if isinstance(content, bytes) else content.encode())
    return folder


def imported(folder: Path, files: Mapping[str, str | bytes], *options: str) -> tuple[Path, dict[str, Any]]:
    """A site with what was imported from ``files``, and the report."""
    site = make_site(folder / "situs", SITE)
    source = write_tree(folder / "lama", files)
    exports = [name for name in files if name.endswith(".xml")]
    status, printed = run(
        site, "import", "--format", "json", *options, source / exports[0] if exports else source
    )
    assert status in (0, 1), printed
    report: dict[str, Any] = json.loads(printed)
    adds_up(report)
    return site, report


def adds_up(report: Mapping[str, Any]) -> Counter[str]:
    """Every item is in the report once, as part of a story or with a reason; returns the items."""
    items = Counter[str](source for draft in report["drafts"] for source in draft["sources"])
    items.update(left["source"] for left in report["left_out"])
    assert items.total() == report["items"]
    assert max(items.values(), default=1) == 1
    assert all(left["reason"] for left in report["left_out"])
    return items


def story(site: Path, path: str) -> tuple[dict[str, Any], str]:
    """Front matter and text of a post below ``content/news/``."""
    front, found = read_front_matter((site / "content/news" / path).read_text("utf-8"), path)
    assert front is not None, found
    return plain(front.fields), front.body.strip()


def plain(node: Any) -> Any:
    match node:
        case YamlMapping():
            return {key.value: plain(value) for key, value in node.entries}
        case Sequence():
            return [plain(item) for item in node.items]
        case Scalar():
            return node.value


def built(site: Path) -> Built:
    """The site with its drafts; it must have no error."""
    return build_site(site, drafts=True)


def reasons(report: Mapping[str, Any]) -> dict[str, str]:
    return {left["source"]: left["rule"] for left in report["left_out"]}


def address_in(program: type[HugoSite | JekyllSite], folder: Path, files: Mapping[str, str | bytes]) -> str:
    """The address that the only page of a source had."""
    (found,) = [item for item, _ in program(SourceTree(write_tree(folder, files)), ("id", "en")).entries()]
    assert isinstance(found, Item)
    return found.address


# --- A whole Hugo site --------------------------------------------------------------------------------

HUGO: Mapping[str, str | bytes] = {
    "hugo.toml": """\
baseURL = "https://lama.example.go.id/"
defaultContentLanguage = "id"
timeZone = "Asia/Makassar"
[languages.id]
weight = 1
[languages.en]
weight = 2
[permalinks]
berita = "/:year/:month/:slugorfilename/"
""",
    "content/berita/seminar/index.id.md": """\
+++
title = "Seminar Korpri: netralitas"
date = 2024-11-14T09:00:00+08:00
lastmod = 2024-11-15T10:30:00+08:00
topics = ["Korpri", "Pilkada Serentak", "Karangasem"]
authors = ["humas"]
instansi = "Pemkab Karangasem"
narasumber = "I Gede Dana"
aliases = ["/lama/seminar/", "../kuno/"]
cover = {image = "aula.png", alt = "Peserta di aula"}
+++
Lihat [berita lain]({{< ref "/berita/lain.md#bagian-kedua" >}}) dan [tautan](/2024/10/berita-lain/).

{{< figure src="aula.png" alt="Aula" caption="Aula *utama*." >}}

{{< youtube dQw4w9WgXcQ >}}

{{< peta lat="-8.4" >}}Isi **peta**.{{< /peta >}}

- satu
  - dua
""",
    "content/berita/seminar/index.en.md": "---\ntitle: Korpri seminar\ndate: 2024-11-14\nsummary: In English.\n---\nSee [it](index.id.md).\n",
    "content/berita/seminar/aula.png": PICTURE,
    "content/berita/lain.md": '{"title": "Berita lain", "date": "2024-10-01", "slug": "berita-lain", "categories": ["Uncategorized"]}\n\n## Bagian kedua\n\n![Logo](/img/logo.png) ![Luar](https://x.example/a.png) [Hilang](/tidak/ada/)\n',
    "content/berita/tanpa-tanggal.md": "---\ntitle: Tanpa tanggal\n---\nIsi.\n",
    "content/berita/rusak.md": "---\ntitle: [\n---\nIsi.\n",
    "content/berita/_index.md": "---\ntitle: Berita\n---\n",
    "content/berita/latin.md": b"---\ntitle: caf\xe9\n---\n",
    "content/tentang.md": "---\ntitle: Tentang kami\n---\nKami.\n",
    "static/img/logo.png": PICTURE,
    "layouts/index.html": "{{ .Title }}",
}


def test_a_hugo_site_comes_in_with_languages_pictures_links_and_old_addresses(tmp_path: Path) -> None:
    site, report = imported(tmp_path, HUGO)
    assert report["imported"] == 3
    assert report["stories"] == 2
    assert reasons(report) == {
        "content/berita/_index.md": "site_list_page",
        "content/berita/latin.md": "site_encoding",
        "content/berita/rusak.md": "site_front_matter",
        "content/berita/tanpa-tanggal.md": "site_no_date",
        "content/tentang.md": "site_section",
    }
    keys, body = story(site, "2024/seminar/index.id.md")
    assert keys["title"] == "Seminar Korpri: netralitas"
    assert keys["date"] == "2024-11-14 08:00"
    assert keys["updated"] == "2024-11-15 09:30"
    assert keys["agency"] == ["dinas"]
    assert keys["speaker"] == ["gede-dana"]
    assert keys["region"] == ["karangasem"]
    assert keys["tags"] == ["korpri", "pilkada-serentak"]
    assert keys["author"] == "humas"
    assert keys["image"] == {"src": "aula.png", "alt": "Peserta di aula"}
    assert keys["aliases"] == ["/2024/11/seminar/", "/lama/seminar/", "/2024/kuno/"]
    assert keys["draft"] == "true"
    assert "[berita lain](../lain/index.id.md#bagian-kedua)" not in body  # its slug is its name
    assert "[berita lain](../berita-lain/index.id.md#bagian-kedua)" in body
    assert "[tautan](../berita-lain/index.id.md)" in body
    assert "![Aula](aula.png)\n*Aula utama.*" in body
    assert "<https://www.youtube.com/watch?v=dQw4w9WgXcQ>" in body
    assert "\n\nIsi **peta**.\n\n" in body
    assert "-   satu\n    -   dua" in body
    assert report["drafts"][-1]["taken"] == {"peta": 1}
    assert any('{{< peta lat="-8.4" >}}' in note for note in keys["notes"])
    english, text = story(site, "2024/seminar/index.en.md")
    assert english["summary"] == "In English."
    assert "date" not in english
    assert "[it](index.id.md)" in text
    other, text = story(site, "2024/berita-lain/index.id.md")
    assert "tags" not in other
    assert "![Logo](logo.png)" in text
    assert "[Luar](https://x.example/a.png)" in text
    assert "[Hilang](https://lama.example.go.id/tidak/ada/)" in text
    assert "name: Pilkada Serentak" in (site / "content/tags/pilkada-serentak.yaml").read_text("utf-8")
    pages = built(site)
    assert pages.has("lama/seminar/")
    assert pages.page("id/berita/2024/seminar/").one("h1").text == "Seminar Korpri: netralitas"


def test_an_old_address_on_the_new_sites_own_host_is_no_address(tmp_path: Path) -> None:
    """The new site takes the old one's place: a page that has not come along is nowhere, and stops no build."""
    text = HUGO["hugo.toml"]
    assert isinstance(text, str)
    own = text.replace("https://lama.example.go.id/", "https://kabar.example.go.id/")
    site, _ = imported(tmp_path, {**HUGO, "hugo.toml": own})
    body = story(site, "2024/berita-lain/index.id.md")[1]
    assert "Hilang" in body
    assert "/tidak/ada/" not in body
    built(site)


def test_folders_of_languages_are_paired_by_path_and_by_translation_key(tmp_path: Path) -> None:
    site, report = imported(
        tmp_path,
        {
            "config/_default/hugo.yaml": "baseURL: https://a.example\ndefaultContentLanguage: id\n",
            "config/_default/languages.toml": '[id]\ncontentDir = "content/indonesia"\n[en]\ncontentDir = "content/english"\n',
            "content/indonesia/news/satu.md": "---\ntitle: Satu\ndate: 2024-01-02\n---\nA\n",
            "content/english/news/satu.md": "---\ntitle: One\ndate: 2024-01-02\nslug: one\n---\nB\n",
            "content/indonesia/news/dua.md": "---\ntitle: Dua\ndate: 2024-01-03\ntranslationKey: k2\n---\nA\n",
            "content/english/news/two.md": "---\ntitle: Two\ndate: 2024-01-03\ntranslationKey: k2\n---\n[x](../satu.md)\n",
        },
    )
    assert {tuple(sorted(draft["languages"])) for draft in report["drafts"]} == {("en", "id")}
    keys, _ = story(site, "2024/satu.en.md")
    assert keys["slug"] == "one"
    assert keys["aliases"] == ["/en/news/one/"]
    assert story(site, "2024/dua.en.md")[0]["slug"] == "two"
    built(site)


@pytest.mark.parametrize(
    ("settings_text", "path", "matter", "address"),
    [
        ("", "content/post/Judul Baru.md", "", "/post/judul-baru/"),
        ("", "content/post/x.md", "slug: y", "/post/y/"),
        ("", "content/post/x/index.md", "", "/post/x/"),
        ("", "content/post/x.md", "url: /khusus.html", "/khusus.html"),
        ("uglyURLs: true", "content/post/x.md", "", "/post/x.html"),
        ("uglyURLs: {post: true}\npermalinks: {post: '/:year/:slug/'}", "content/post/x.md", "", "/2024/t.html"),
        ("permalinks: {post: '/:year/:month/:day/:filename/'}", "content/post/x.md", "", "/2024/03/09/x/"),
        ("permalinks: {page: {post: '/:sections/:slugorfilename/'}}", "content/post/a/x.md", "", "/post/a/x/"),
        ("permalinks: {post: '/:monthname/:weekdayname/:yearday/:title'}", "content/post/x.md", "", "/march/saturday/69/t/"),
        ("languages: {id: {}, en: {}}\ndefaultContentLanguage: id", "content/post/x.en.md", "", "/en/post/x/"),
        ("languages: {id: {}}\ndefaultContentLanguage: id\ndefaultContentLanguageInSubdir: true", "content/post/x.md", "", "/id/post/x/"),
        ("disablePathToLower: true", "content/post/Ab.md", "", "/post/Ab/"),
    ],
)  # fmt: skip
def test_hugo_addresses(tmp_path: Path, settings_text: str, path: str, matter: str, address: str) -> None:
    page = f"---\ntitle: T\ndate: 2024-03-09\n{matter}\n---\nx"
    assert address_in(HugoSite, tmp_path, {"hugo.yaml": settings_text, path: page}) == address


# --- A whole Jekyll site ------------------------------------------------------------------------------

JEKYLL: Mapping[str, str | bytes] = {
    "_config.yml": """\
url: https://lama.example.go.id
baseurl: /kabar
permalink: /:categories/:year/:month/:title.html
lang: id
collections:
  siaran: {output: true, permalink: "/siaran/:name/"}
defaults:
- scope: {path: "", type: posts}
  values: {author: Humas}
exclude: [buang]
""",
    "id/berita/_posts/2024-11-14-seminar.md": """\
---
title: "Seminar"
categories: pemerintahan daerah
tags: [Korpri]
redirect_from: /lama.html
---
* TOC
{:toc}

## Bagian A {#bagian}

{% assign x = 1 %}Nilai {{ x }} dan {{ page.title }}. Ke [sini](#bagian) dan [sana]({{ site.baseurl }}{% post_url 2024-10-01-dua %}).
{: .lead}

{% highlight ruby %}
[bukan](tautan)
{% endhighlight %}

[Rujukan][1] ke [dokumen]({{ "/berkas/surat.pdf" | relative_url }}).

[1]: {% link id/berita/_posts/2024-10-01-dua.md %}
""",
    "en/berita/_posts/2024-11-14-seminar.md": "---\ntitle: Seminar EN\nlang: en\n---\nEnglish. [Two](/kabar/2024/10/dua.html)\n",
    "id/berita/_posts/2024-10-01-dua.md": "---\ntitle: Dua\npermalink: /2024/10/dua.html\npublished: false\n---\nDua.\n",
    "_drafts/nanti.md": "---\ntitle: Nanti\n---\nBelum.\n",
    "_posts/tanpa-tanggal.md": "---\ntitle: X\n---\nX\n",
    "_posts/2024-09-09-lama.textile": "h1. Lama",
    "_siaran/pers.md": "---\ntitle: Siaran\ndate: 2024-02-03 08:15:00 +0700\n---\nIsi.\n",
    "index.html": "---\nlayout: home\n---\n",
    "buang/x.md": "---\ntitle: x\n---\n",
    "assets/x.css": "a {}",
    "berkas/surat.pdf": document(),
}  # fmt: skip


def test_a_jekyll_site_comes_in_with_dates_in_names_collections_and_permalinks(tmp_path: Path) -> None:
    site, report = imported(tmp_path, JEKYLL)
    assert reasons(report) == {
        "_drafts/nanti.md": "site_section",
        "_posts/2024-09-09-lama.textile": "site_format",
        "_posts/tanpa-tanggal.md": "site_no_date_in_name",
        "index.html": "site_section",
    }
    keys, body = story(site, "2024/seminar/index.id.md")
    assert keys["date"] == "2024-11-14"
    assert keys["author"] == "Humas"
    assert keys["tags"] == ["korpri", "pemerintahan", "daerah"]
    assert keys["aliases"] == ["/kabar/id/berita/pemerintahan/daerah/2024/11/seminar.html", "/lama.html"]
    assert "## Bagian A\n" in body
    assert "[sini](#bagian-a)" in body
    assert "TOC" not in body
    assert "{:" not in body
    assert "Nilai dan Seminar." in body
    assert any("{% assign x = 1 %}" in note and "{{ x }}" in note for note in keys["notes"])
    assert "[sana](../dua.id.md)" in body
    assert "```ruby\n[bukan](tautan)\n```" in body
    assert "[Rujukan](../dua.id.md) ke [dokumen](surat.pdf)" in body
    assert story(site, "2024/seminar/index.en.md")[1] == "English. [Two](../dua.id.md)"
    assert story(site, "2024/pers.id.md")[0]["date"] == "2024-02-03 08:15"
    assert (site / "content/news/2024/seminar/surat.pdf").read_bytes() == JEKYLL["berkas/surat.pdf"]
    assert built(site).has("kabar/id/berita/pemerintahan/daerah/2024/11/seminar.html")


@pytest.mark.parametrize(
    ("permalink", "path", "matter", "address"),
    [
        ("date", "_posts/2024-03-09-x.md", "categories: [A b, c]", "/a b/c/2024/03/09/x.html"),
        ("pretty", "_posts/2024-03-09-x.md", "", "/2024/03/09/x/"),
        ("ordinal", "_posts/2024-03-09-x.md", "", "/2024/069/x.html"),
        ("none", "_posts/2024-03-09-x.md", "category: a", "/a/x.html"),
        ("/blog/:short_year/:i_month/:i_day/:slug", "_posts/2024-03-09-X y.md", "", "/blog/24/3/9/x-y/"),
        ("date", "_posts/2024-03-09-x.md", "permalink: /satu/", "/satu/"),
        ("date", "berita/_posts/2024-03-09-x.md", "date: 2024-03-10 10:00", "/berita/2024/03/10/x.html"),
        ("/:tak_dikenal/:title/", "_posts/2024-03-09-x.md", "", ""),
    ],
)
def test_jekyll_addresses(tmp_path: Path, permalink: str, path: str, matter: str, address: str) -> None:
    files = {"_config.yml": f"permalink: {permalink}\n", path: f"---\ntitle: T\n{matter}\n---\nx"}
    assert address_in(JekyllSite, tmp_path, files) == address


@pytest.mark.parametrize(
    ("written", "tags"),
    [
        ("tags: korpri pilkada", ["korpri", "pilkada"]),
        ("tags:  korpri   pilkada ", ["korpri", "pilkada"]),
        ("tags: korpri", ["korpri"]),
        ("tags: korpri, pilkada serentak", ["korpri", "pilkada-serentak"]),
        ("tags: [korpri, pilkada serentak]", ["korpri", "pilkada-serentak"]),
        ("tags:\n- pilkada serentak", ["pilkada-serentak"]),
        ("tags: 'korpri pilkada'", ["korpri", "pilkada"]),
        ("categories: korpri pilkada", ["korpri", "pilkada"]),
        ("categories: [pilkada serentak]", ["pilkada-serentak"]),
        ("category: pilkada serentak", ["pilkada-serentak"]),
        ("tags: korpri\ncategories: pilkada serentak", ["korpri", "pilkada", "serentak"]),
        ("tags: ''", None),
    ],
)
def test_jekyll_parts_tags_and_categories_at_spaces(
    tmp_path: Path, written: str, tags: list[str] | None
) -> None:
    source = {"_config.yml": "", "_posts/2024-11-14-a.md": f"---\ntitle: A\n{written}\n---\nIsi.\n"}
    site, _ = imported(tmp_path, source)
    assert story(site, "2024/a.id.md")[0].get("tags") == tags


def test_terms_in_the_defaults_of_jekyll_s_settings_are_parted_too(tmp_path: Path) -> None:
    settings = "defaults:\n- scope: {path: ''}\n  values: {tags: korpri pilkada}\n"
    source = {"_config.yml": settings, "_posts/2024-11-14-a.md": "---\ntitle: A\n---\nIsi.\n"}
    site, _ = imported(tmp_path, source)
    assert story(site, "2024/a.id.md")[0]["tags"] == ["korpri", "pilkada"]


@pytest.mark.parametrize("prefix", ["", "/kabar"])
@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("![Foto]({{ site.baseurl }}/assets/foto.png)", "![Foto](foto.png)"),
        ("![Foto]({{site.baseurl}}/assets/foto.png)", "![Foto](foto.png)"),
        ("![Foto]({{ site.url }}{{ site.baseurl }}/assets/foto.png)", "![Foto](foto.png)"),
        ("![Foto]({{ site.baseurl }}/{{ page.map }}/foto.png)", "![Foto](foto.png)"),
        ("![Foto](/{{ page.map }}/foto.png)", "![Foto](foto.png)"),
        ('![Foto]({{ "/assets/foto.png" | relative_url }})', "![Foto](foto.png)"),
        ("![Foto]({{ '/assets/foto.png' | absolute_url }})", "![Foto](foto.png)"),
        ('![Foto]({{ "/assets/foto.png" | prepend: site.baseurl }})', "![Foto](foto.png)"),
        (
            '![Foto]({{ "/assets/foto.png" | prepend: site.baseurl | prepend: site.url }})',
            "![Foto](foto.png)",
        ),
        ('![Foto]({{ site.baseurl | append: "/assets/foto.png" }})', "![Foto](foto.png)"),
        ("![Foto](/{{ page.map | append: '/foto' }}.png)", "![Foto](foto.png)"),
        ('<img src="{{ site.baseurl }}/assets/foto.png" alt="Foto">', "![Foto](foto.png)"),
        ("[Unduh]({{ site.baseurl }}/assets/foto.png)", "[Unduh](foto.png)"),
        ('{% include figure.html src="/assets/foto.png" alt="Foto" %}', "![Foto](foto.png)"),
        ("![Foto]({% link assets/foto.png %})", "![Foto](foto.png)"),
        ("![Foto](/assets/foto.png)", "![Foto](foto.png)"),
    ],
)
def test_pictures_with_an_address_that_jekyll_makes_come_along(
    tmp_path: Path, text: str, expected: str, prefix: str
) -> None:
    site, _ = imported(
        tmp_path,
        {
            "_config.yml": f"url: https://lama.example.go.id\nbaseurl: {prefix!r}\n",
            "assets/foto.png": PICTURE,
            "_posts/2024-11-14-a.md": f"---\ntitle: A\nmap: assets\n---\n{text}\n",
        },
    )
    assert story(site, "2024/a/index.id.md")[1] == expected
    assert (site / "content/news/2024/a/foto.png").read_bytes() == PICTURE


# --- A whole WordPress export -------------------------------------------------------------------------

WXR = """\
<?xml version="1.0" encoding="UTF-8"?>
<rss version="2.0" xmlns:excerpt="http://wordpress.org/export/1.2/excerpt/"
 xmlns:content="http://purl.org/rss/1.0/modules/content/" xmlns:dc="http://purl.org/dc/elements/1.1/"
 xmlns:wp="http://wordpress.org/export/1.2/">
<channel>
<title>Lama</title><link>https://lama.example.go.id</link><language>id-ID</language>
<wp:wxr_version>1.2</wp:wxr_version><wp:base_blog_url>https://lama.example.go.id</wp:base_blog_url>
<wp:author><wp:author_login>humas</wp:author_login><wp:author_display_name><![CDATA[Tim Humas]]></wp:author_display_name></wp:author>
<wp:category><wp:category_nicename>korpri</wp:category_nicename><wp:cat_name>Korpri</wp:cat_name></wp:category>
%s
</channel></rss>
"""


def wxr(*items: str) -> str:
    return WXR % "\n".join(items)


def wp_item(
    number: int,
    title: str,
    content: str = "",
    *,
    kind: str = "post",
    status: str = "publish",
    date: str = "2024-11-14 09:00:00",
    more: str = "",
    **meta: str,
) -> str:
    pairs = "".join(
        f"<wp:postmeta><wp:meta_key>{key}</wp:meta_key><wp:meta_value><![CDATA[{value}]]></wp:meta_value></wp:postmeta>"
        for key, value in meta.items()
    )
    day, hour = date[:10], int(date[11:13] or 0)
    slug = title.lower().replace(" ", "-")
    return f"""<item><title><![CDATA[{title}]]></title><link>https://lama.example.go.id/{day[:4]}/{slug}/</link>
<dc:creator>humas</dc:creator><description></description><content:encoded><![CDATA[{content}]]></content:encoded>
<excerpt:encoded><![CDATA[]]></excerpt:encoded><wp:post_id>{number}</wp:post_id><wp:post_date>{date}</wp:post_date>
<wp:post_date_gmt>{day} {max(hour - 7, 0):02}:00:00</wp:post_date_gmt><wp:post_name>{slug}</wp:post_name>
<wp:status>{status}</wp:status><wp:post_type>{kind}</wp:post_type>{more}{pairs}</item>"""


def category(domain: str, name: str) -> str:
    return f'<category domain="{domain}" nicename="{name}"><![CDATA[{name}]]></category>'


EXPORT = wxr(
    wp_item(
        1,
        "Seminar",
        "<!-- wp:paragraph -->\n<p>Teks <b>tebal</b> dan <a href=\"https://lama.example.go.id/2024/dua/\">dua</a>, "
        '<a href="https://lama.example.go.id/?p=2">lagi</a>.</p>\n<!-- /wp:paragraph -->\n'
        '<!-- wp:image --><figure class="wp-block-image"><img src="https://lama.example.go.id/wp-content/uploads/2024/11/a-300x200.png" alt="Aula"/>'
        "<figcaption>Di aula.</figcaption></figure><!-- /wp:image -->\n<!-- wp:latest-posts /-->",
        more=category("category", "Korpri") + category("post_tag", "Pilkada") + category("language", "id")
        + category("post_translations", "pll_1"),
        _thumbnail_id="9",
    ),
    wp_item(2, "Dua", "Baris satu\nbaris dua\n\nParagraf [contact-form id=\"3\"] akhir.", status="private"),
    wp_item(3, "The seminar", "<p>English.</p>", more=category("language", "en") + category("post_translations", "pll_1")),
    wp_item(4, "Nanti", "Terjadwal.", status="future", date="2030-01-02 10:00:00"),
    wp_item(5, "Draf", "Belum.", status="draft"),
    wp_item(6, "Buang", "x", status="trash"),
    wp_item(7, "Menu", kind="nav_menu_item"),
    wp_item(8, "Kontak", "<p>Alamat.</p>", kind="page"),
    wp_item(
        9, "a", kind="attachment", status="inherit", _wp_attachment_image_alt="Peserta",
        more="<wp:attachment_url>https://lama.example.go.id/wp-content/uploads/2024/11/a.png</wp:attachment_url>",
    ),
    wp_item(10, "Rahasia", "x", more="<wp:post_password>abc</wp:post_password>"),
    wp_item(11, "Asli", "<p>Isi.</p>", _wpml_import_language_code="id", _wpml_import_translation_group="g1"),
    wp_item(12, "Original", "<p>Text.</p>", _wpml_import_language_code="en", _wpml_import_translation_group="g1"),
    wp_item(13, "Jepang", "<p>x</p>", more=category("language", "ja")),
)  # fmt: skip


def test_a_wordpress_export_comes_in_with_states_pairs_terms_and_uploads(tmp_path: Path) -> None:
    site, report = imported(tmp_path, {"ekspor.xml": EXPORT, "uploads/2024/11/a.png": PICTURE})
    assert {source.partition(" (")[0][-2:].strip(): rule for source, rule in reasons(report).items()} == {
        "6": "site_trash",
        "7": "site_not_content",
        "9": "site_attachment",
        "13": "no_language",
    }
    assert report["items"] == 13
    keys, body = story(site, "2024/seminar/index.id.md")
    assert keys["date"] == "2024-11-14 09:00"
    assert keys["tags"] == ["korpri", "pilkada"]
    assert keys["author"] == "Tim Humas"
    assert keys["image"] == {"src": "a.png", "alt": "Peserta"}
    assert keys["aliases"] == ["/2024/seminar/"]
    assert "Teks **tebal** dan [dua](../dua.id.md), [lagi](../dua.id.md)." in body
    assert "![Aula](a.png)\n*Di aula.*" in body
    assert "latest-posts" not in body
    assert "wp:paragraph" not in body
    assert story(site, "2024/seminar/index.en.md")[0]["slug"] == "the-seminar"
    private, body = story(site, "2024/dua.id.md")
    assert body == "Baris satu<br>\nbaris dua\n\nParagraf akhir."
    assert "di situs lama: status: private" in private["notes"]
    assert story(site, "2030/nanti.id.md")[0]["date"] == "2030-01-02 10:00"
    assert "di situs lama: post_password" in story(site, "2024/rahasia.id.md")[0]["notes"]
    assert story(site, "2024/asli.en.md")[0]["title"] == "Original"
    assert (site / "content/news/2024/seminar/a.png").read_bytes() == PICTURE
    built(site)


def test_without_drafts_what_was_published_stays_published_and_nothing_else(tmp_path: Path) -> None:
    site = make_site(tmp_path / "situs", SITE)
    source = write_tree(tmp_path, {"ekspor.xml": EXPORT}) / "ekspor.xml"
    assert run(site, "import", "--plan", source)[0] == 0
    plan = site / "import-plan.toml"
    plan.write_text(plan.read_text("utf-8").replace("drafts = true", "drafts = false"), "utf-8")
    assert run(site, "import", source)[0] == 0
    pages = build_site(site)
    assert pages.has("id/berita/2024/seminar/")
    for held in ("2024/dua", "2030/nanti", "2024/draf", "2024/rahasia"):
        assert not pages.has(f"id/berita/{held}/"), held


# --- The plan -----------------------------------------------------------------------------------------


def test_the_plan_is_written_once_corrected_and_obeyed(tmp_path: Path) -> None:
    site = make_site(tmp_path / "situs", SITE)
    source = write_tree(tmp_path / "lama", HUGO)
    before = tree_digest(site / "content")
    status, printed = run(site, "import", "--plan", source)
    assert status == 0, printed
    assert tree_digest(site / "content") == before
    plan = site / "import-plan.toml"
    text = plan.read_text("utf-8")
    assert '"Korpri" = "tag:korpri"  # 1\n' in text
    assert '"Karangasem" = "region:karangasem"  # 1\n' in text
    assert '"Pilkada Serentak" = "tag:pilkada-serentak"  # 1, new\n' in text
    assert '"Uncategorized" = ""  # 1\n' in text
    assert '"peta" = "note"  # 1\n' in text
    assert run(site, "import", "--plan", source)[0] == 2
    assert plan.read_text("utf-8") == text
    changes = {
        '"Pilkada Serentak" = "tag:pilkada-serentak"': '"Pilkada Serentak" = ["tag:korpri", "speaker:gede-dana"]',
        '"humas" = "humas"': '"humas" = "Tim Humas"',
        '"peta" = "note"': '"peta" = "text"',
        '"en" = "en"': '"en" = ""',
        '"(page)" = false': '"(page)" = true',
    }
    for old, new in changes.items():
        assert old in text
        text = text.replace(old, new)
    plan.write_text(text, "utf-8")
    status, printed = run(site, "import", "--format", "json", source)
    report = json.loads(printed)
    keys, body = story(site, "2024/seminar/index.id.md")
    assert keys["tags"] == ["korpri"]
    assert keys["speaker"] == ["gede-dana"]
    assert keys["author"] == "Tim Humas"
    assert "Isi **peta**." in body
    assert "peta lat" not in body
    assert reasons(report)["content/berita/seminar/index.en.md"] == "no_language"
    assert reasons(report)["content/tentang.md"] == "site_no_date"
    assert not (site / "content/tags").exists()
    built(site)


@pytest.mark.parametrize(
    ("line", "code", "place"),
    [
        ('agency = "tidak-ada"', "import-plan-value", "import-plan.toml:1:"),
        ('[keys]\n"judul" = "titel"', "import-plan-value", "import-plan.toml:2:"),
        ('[values."topics"]\n"a" = "korpri"', "import-plan-value", "import-plan.toml:2:"),
        ('[values."topics"]\n"a" = "region:tidak-ada"', "import-plan-value", "import-plan.toml:2:"),
        ('[values."topics"]\n"a" = "tag:../x"', "import-plan-value", "import-plan.toml:2:"),
        ('[shortcodes]\n"x" = "link:javascript:1"', "import-plan-value", "import-plan.toml:2:"),
        ('[languages]\n"ja" = "jp"', "import-plan-value", "import-plan.toml:2:"),
        ('[sections]\n"post" = "ya"', "import-plan-value", "import-plan.toml:2:"),
        ('\nbase_url = "lama"', "import-plan-value", "import-plan.toml:2:"),
        ("drafts = 1", "import-plan-value", "import-plan.toml:1:"),
        ('agensi = "x"', "import-plan-value", "import-plan.toml:1:"),
        ("\nkeys = [", "import-plan-toml", "import-plan.toml:3:"),
    ],
)
def test_a_mistake_in_the_plan_is_named_with_its_line_and_nothing_is_imported(
    tmp_path: Path, line: str, code: str, place: str
) -> None:
    site = make_site(tmp_path / "situs", {**SITE, "import-plan.toml": line + "\n"})
    source = write_tree(tmp_path / "lama", HUGO)
    status, printed = run(site, "import", source)
    assert status == 1
    assert f"[{code}]" in printed
    assert printed.startswith(place)
    assert not (site / "content/news").exists()


OWN_REGIONS = {"site.toml": SITE_TOML.replace("[publisher]", 'regions = "own"\n[publisher]')}


@pytest.mark.parametrize(
    ("regions", "proposed", "allowed"),
    [
        ("", "", 'warta new region "…"'),
        ("negeri: {name: Negeri}\n", "negeri", "negeri"),
        ("utara: {name: Utara}\nselatan: {name: Selatan}\n", "", "selatan, utara"),
    ],
    ids=["none", "one", "two"],
)
def test_a_plan_names_regions_that_there_are(
    tmp_path: Path, regions: str, proposed: str, allowed: str
) -> None:
    """On a site with regions of its own, too; an agency that is to be added needs one."""
    site = make_site(tmp_path / "situs", {**OWN_REGIONS, "content/regions.yaml": regions or "{}\n"})
    text = "---\ntitle: X\ncategories: [Kantor]\n---\nx\n"
    source = write_tree(tmp_path / "lama", {"_posts/2024-01-01-x.md": text})
    assert run(site, "import", "--plan", source)[0] == 0
    plan = site / "import-plan.toml"
    assert f'\nregion = "{proposed}"\n' in plan.read_text("utf-8")
    plan.write_text(plan.read_text("utf-8").replace('"tag:kantor"', '"agency:kantor"'), "utf-8")
    assert '"agency:kantor"' in plan.read_text("utf-8")
    status, printed = run(site, "import", source)
    if proposed:
        assert (site / "content/agencies/kantor.yaml").exists()
        return
    assert status == 1
    assert f"Use one of: {allowed}." in printed
    assert not (site / "content/agencies/kantor.yaml").exists()


def test_without_an_agency_nothing_is_written_and_the_report_says_what_to_do(tmp_path: Path) -> None:
    site = make_site(tmp_path / "situs", SITE)
    (site / "content/agencies/kpu.yaml").write_text("name: KPU\nregion: indonesia\n")
    source = write_tree(tmp_path / "lama", {"_posts/2024-01-01-x.md": "---\ntitle: X\n---\nx\n"})
    status, printed = run(site, "import", source)
    assert status == 1
    assert "names no agency" in printed
    assert "--plan" in printed


def test_importing_twice_changes_nothing(tmp_path: Path) -> None:
    site, first = imported(tmp_path, HUGO)
    before = tree_digest(site)
    status, printed = run(site, "import", "--format", "json", tmp_path / "lama")
    again = json.loads(printed)
    assert status == 0
    assert tree_digest(site) == before
    assert again["items"] == first["items"]
    assert sum(left["rule"] == "exists" for left in again["left_out"]) == first["imported"]


# --- Texts --------------------------------------------------------------------------------------------


def markdown_of_markdown(text: str, program: str = "hugo", rewrites: Rewriter | None = None) -> str:
    """What another program's Markdown becomes."""
    kept = Kept()
    rewrites = replace(rewrites or rewriter(), words=without_attribute_lists, raw=kept.raw)
    return kept.restore(markdown_of(html_of(text, program), rewrites))


def tags_converted(program: str, text: str) -> str:
    kept = Kept()
    context = TagContext(
        program,
        {"catatan": "quote", "foto": "figure:https://cdn.example/{src}", "buang": "remove", "simpan": "keep"},
        {"site.url": "https://a.example", "site.baseurl": "/b", "page.title": "Judul"},
    )
    converted, _ = convert_tags(text, context, kept)
    rewrites = Rewriter(
        link=lambda target: "lain.id.md" if REF in target else target, words=without_attribute_lists
    )
    return kept.restore(markdown_of(html_of(converted, program), replace(rewrites, raw=kept.raw)))


@pytest.mark.parametrize(
    ("program", "text", "expected"),
    [
        ("hugo", '{{< figure src="ada.png" alt="A [b]" >}}', "![A \\[b\\]](ada.png)"),
        ("hugo", '{{< figure src="hilang.png" >}}', "![](hilang.png)"),
        ("hugo", '{{< figure src="ada.png" alt="A" caption="Ket" link="https://x.example" >}}', "[![A](ada.png)](https://x.example)\n\n*Ket*"),
        ("hugo", "{{< youtube id=abc >}}", "<https://www.youtube.com/watch?v=abc>"),
        ("hugo", '{{< youtube "a b" >}}', ""),
        ("hugo", "{{< gist spf13 7896402 >}}", "<https://gist.github.com/spf13/7896402>"),
        ("hugo", '{{< foto src="x.jpg" alt="Foto" >}}', "[Foto](https://cdn.example/x.jpg)"),
        ("hugo", "[a]({{< relref \"lain.md\" >}})", "[a](lain.id.md)"),
        ("hugo", "{{% catatan %}}Satu\ndua{{% /catatan %}}", "> Satu dua"),
        ("hugo", "a{{< buang >}}x{{< /buang >}}b", "ab"),
        ("hugo", "{{</* figure src=\"x\" */>}}", '`{{< figure src="x" >}}`'),
        ("hugo", "{{< highlight go >}}\nx := `a`\n{{< /highlight >}}", "```go\nx := `a`\n```"),
        ("hugo", "{{< a >}}{{< b >}}", ""),
        ("hugo", "{{< a", "{{&lt; a"),
        ("hugo", "{{< a >}}x{{< b >}}y{{< /a >}}", "xy"),
        ("hugo", "{{< tutup >}} {{< /lain >}}", ""),
        ("hugo", '{{< x a="}}" >}}', ""),
        ("jekyll", "{% raw %}{{ x }}{% endraw %}", "{{ x }}"),
        ("jekyll", "{% comment %}x{% endcomment %}y", "y"),
        ("jekyll", '{{ "/a" | absolute_url }} {{ site.url }}', "<https://a.example/a> <https://a.example>"),
        ("jekyll", "{{ page.title }} {{ page.lain }}", "Judul"),
        ("jekyll", "{%- include figure.html src=\"ada.png\" caption='Ket' -%}", "![Ket](ada.png)\n*Ket*"),
        ("jekyll", "{% include video id=1 %}", ""),
        ("jekyll", "{% if a %}x{% endif %}", "x"),
        ("jekyll", "{% link lain.md %}", ""),
    ],
)  # fmt: skip
def test_tags_become_markdown_and_only_those_that_are_shown_stay_visible(
    program: str, text: str, expected: str
) -> None:
    assert tags_converted(program, text) == expected


def rewriter(**files: str) -> Rewriter:
    """Knows the given files and pages by their names with dots as underlines."""
    known = {name.replace("_", "."): target for name, target in files.items()}

    def where(target: str) -> str:
        return target if target.startswith(("https://", "#")) else known.get(target, "")

    return Rewriter(where, where)


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("[a](b.md)", "[a](c.md)"),
        ("[a](b.md 'Judul')", '[a](c.md "Judul")'),
        ("[a](<b.md>)", "[a](c.md)"),
        ("[a [b] c](b.md)", "[a \\[b\\] c](c.md)"),
        ("[![x](p.png)](b.md)", "[![x](q.png)](c.md)"),
        ("![x](https://x.example/a.png)", "[x](https://x.example/a.png)"),
        ("![x](hilang.png)", "x (`hilang.png`)"),
        ("[a](hilang.md)", "a"),
        ("[a][1] dan [1]\n\n[1]: b.md", "[a](c.md) dan [1](c.md)"),
        ("[^1] x\n\n[^1]: Catatan b.md", "[^1] x\n\n[^1]: Catatan b.md"),
        ("[a](b c d)", "\\[a\\](b c d)"),
        ("Ayo!![x](https://x.example/a.png)", "Ayo\\![x](https://x.example/a.png)"),
        ("Ayo![a](hilang.png)", "Ayoa (`hilang.png`)"),
        ("Ayo!![x](p.png)", "Ayo!![x](q.png)"),
        ("`[a](b.md)`", "`[a](b.md)`"),
        ("```\n[a](b.md)\n```", "```\n[a](b.md)\n```"),
        ("    [a](b.md)", "```\n[a](b.md)\n```"),
        ("\\[a](b.md)", "\\[a\\](b.md)"),
        ('<a href="b.md" class="x" onclick="y">t</a>', "[t](c.md)"),
        ('<img src="p.png" alt="A" style="x">', "![A](q.png)"),
        ('<img src="https://x.example/a.png" alt="A">', "[A](https://x.example/a.png)"),
        ('<iframe src="https://x.example/v" title="V"></iframe>', "[V](https://x.example/v)"),
        ("a<script>alert(1)</script>b <font color=red>c</font>", "ab c"),
        ("<https://x.example> <ftp://x.example>", "<https://x.example> ftp://x.example"),
        ("<!-- x --> y", "y"),
        ("## A {#b}\n\nx", "## A\n\nx"),
        ("teks\n- a\n  - b\n\n    c", "teks\n\n-   a\n    -   b\n\n        c"),
        ("- a\n  1. b\n\n  ```\n  <x:y>\n  ```", "-   a\n\n    1.  b\n\n    ```\n    <x:y>\n    ```"),
        ("1) a\n   ```\n   x\n   ```", "1.  a\n\n    ```\n    x\n    ```"),
    ],
)
def test_markdown_is_rewritten_outside_of_code_only(text: str, expected: str) -> None:
    assert markdown_of_markdown(text, rewrites=rewriter(b_md="c.md", p_png="q.png")) == expected


@pytest.mark.parametrize(
    "text",
    [
        "teks\n- a\n- b",
        "- a\n  - b\n    - c\n  - d\n- e",
        "1) a\n2) b\n   - c",
        "* a\n\n  b\n* c",
        "a\n1. b\n2. c",
    ],
)
def test_lists_are_the_same_lists_for_both_engines(text: str) -> None:
    """What the compiled engine, which reads CommonMark, makes of the source is what both make of the result."""
    wanted = "".join(parse_html(engine("pyromark")(text)).text.split())
    result = markdown_of_markdown(text)

    def shape(name: str) -> list[str]:
        return [
            element.tag
            for element in parse_html(engine(name)(result)).walk()
            if element.tag in ("ul", "ol", "li")
        ]

    original = [
        each.tag for each in parse_html(engine("pyromark")(text)).walk() if each.tag in ("ul", "ol", "li")
    ]
    for name in ("markdown", "pyromark"):
        assert shape(name) == original, name
        assert "".join(parse_html(engine(name)(result)).text.split()) == wanted


@pytest.mark.parametrize(
    ("html", "expected"),
    [
        ("satu\ndua\n\ntiga", "satu<br>\ndua\n\ntiga"),
        ("<p>a <strong> b </strong>c</p>", "a **b** c"),
        ("<h1>J</h1><h3>K</h3>", "## J\n\n### K"),
        ("<ul><li>a<ul><li>b</li></ul></li><li>c</li></ul>", "-   a\n    -   b\n-   c"),
        ("<ol start=3><li>a<li>b</ol>", "3.  a\n4.  b"),
        ("<blockquote><p>a</p><p>b</p></blockquote>", "> a\n>\n> b"),
        ("<pre><code class='language-js'>a &lt; b\n</code></pre>", "```js\na < b\n```"),
        ("<p>a <code>x `y`</code></p>", "a `` x `y` ``"),
        ("<table><tr><th>A</th><th>B</th></tr><tr><td>1</td><td>x|y</td></tr></table>", "| A | B |\n|---|---|\n| 1 | x\\|y |"),
        ("<table><tr><td colspan=2 style='x'>A</td></tr><tr><td>1</td><td>2</td></tr></table>",
         "<table><tbody><tr><td colspan=\"2\">A</td></tr><tr><td>1</td><td>2</td></tr></tbody></table>"),
        ("1. bukan *daftar* [x] <y>", "1\\. bukan \\*daftar\\* \\[x\\]"),
        ("a_b _c_ # d", "a_b \\_c\\_ # d"),
        ("# a", "\\# a"),
        ('<a href="javascript:alert(1)">x</a>', "x"),
        ('<img src="p.png" alt="A">', "![A](q.png)"),
        ('[caption id="x"]<img src="p.png" alt="A" /> Ket[/caption]', "![A](q.png)\n*Ket*"),
        ("[embed]https://x.example/v_1[/embed]", "<https://x.example/v_1>"),
        ("[satu] [galeri a=1] [/galeri]", "\\[satu\\]"),
        ("H<sub>2</sub>O <u>a</u>", "H<sub>2</sub>O <u>a</u>"),
        ("<div>a<div>b</div>c</div>", "a\n\nb\n\nc"),
        ("<p>a &amp;lt; b &amp; c</p>", "a &amp;lt; b & c"),
        ("<dl><dt>A</dt><dd>b</dd></dl>", "**A**\n\nb"),
        ("<iframe src='https://x.example/v'></iframe>", "<https://x.example/v>"),
        ("<p>a<!--more-->b</p>", "ab"),
        ("<b><i>x</b></i> y", "***x*** y"),
    ],
)  # fmt: skip
def test_html_becomes_markdown_that_says_the_same(html: str, expected: str) -> None:
    text, _, breaks = prepare_wordpress(html)
    assert markdown_of(text, rewriter(p_png="q.png"), breaks=breaks) == expected


def test_sections_have_the_ids_that_the_result_has() -> None:
    text = '## Apa *ini*? {#lama}\n\nJudul\n-----\n\n### [Tautan](x) `kode`\n\n## Apa ini?\n\n<h2 id="z">Zed</h2>'
    found = anchors_of(tree_of(html_of(text, "hugo")))
    assert found["lama"] == found["apa-ini"] == "apa-ini"
    assert found["apa-ini-2"] == found["apa-ini-1"] == "apa-ini-2"
    assert found["judul"] == "judul"
    assert found["tautan-kode"] == "tautan-kode"
    assert found["z"] == "zed"


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("---\na: 1\nb: [x, y]\nc: {d: {e: no}}\n---\nT", {"a": "1", "b": ("x", "y"), "c.d.e": "no"}),
        (
            "+++\na = 2024-01-02\nb = true\n[c]\nd = [1, 2]\n+++\nT",
            {"a": "2024-01-02", "b": "true", "c.d": ("1", "2")},
        ),
        ('{"a": 1, "b": null}\n\nT', {"a": "1", "b": ""}),
        ("---\na: &x [1]\nb: *x\nc: !ruby/object:X y\na: 2\n---\nT", {"a": "2", "b": ("1",), "c": "y"}),
        ("---\n- a\n---\nT", {}),
        ("\n\n---\na: 1\n---\nT", {"a": "1"}),
    ],
)
def test_front_matter_of_others_is_read_as_texts(text: str, expected: dict[str, Any]) -> None:
    values, body = split_front_matter(text)
    assert values is not None
    assert flattened(values) == expected
    assert body == "T"


@pytest.mark.parametrize(
    ("text", "path"),
    [
        ("https://a.example/x/index.html", "/x/"),
        ("/a//b", "/a/b/"),
        ("x.html", "/x.html"),
        ("/%C3%A9/", "/é/"),
        ("/../etc/passwd", ""),
        ("/a/%2e%2e/b", ""),
        ("?p=1", ""),
        ("javascript:x", ""),
        ("/", ""),
        ("http://[", ""),
    ],
)
def test_old_addresses_have_one_form(text: str, path: str) -> None:
    assert old_path(text) == path


def test_language_codes_of_others_are_ours() -> None:
    codes = ("id", "en", "pt-BR")
    wanted = {"id_ID": "id", "in": "id", "EN-us": "en", "pt-br": "pt-BR", "ja": "", "": ""}
    assert {text: language_code(text, codes) for text in wanted} == wanted


# --- Properties ---------------------------------------------------------------------------------------

PIECES = st.sampled_from(
    [
        "teks ", "**b** ", "\n\n", "\n", "[a](lain.md)", "[a](/x/)", "![g](g.png)", "{{< x >}}", "{{< /x >}}", "{% y %}",
        "{{ z }}", "`", "```\n", "<div>", "</div>", "<b", ">", "- a\n", "  - b\n", "1. c\n", "> q\n", "[1]: y\n", "[1]",
        "](", "<https://x.example>", "<x:y>", "&lt;", "\\", "](j k)", "<img src=x>", "<a href='javascript:1'>",
        "## H\n", "{: .c}", "[^1]", "[^1]: n\n", "\t", "    kode\n", "| a | b |\n|---|---|\n", "<!--", "-->", "[caption]",
    ]
)  # fmt: skip
BODIES = st.lists(PIECES, max_size=14).map("".join)
MATTERS = st.sampled_from(
    [
        "---\ntitle: T\ndate: 2024-05-06\n---\n", "---\ntitle: T\n---\n", "---\ndate: 2024-05-06\ntags: [A, '..', '/']\n---\n",
        "+++\ntitle = 'T'\ndate = 2023-01-01\nslug = '../../x'\n+++\n", '{"title": "T", "date": "2022-02-02"}\n', "",
        "---\n: [\n---\n", "---\ntitle: T\ndate: 2024-13-45\n---\n", "---\ntitle: T\ndate: 2024-05-06\nurl: /a/../../b\n---\n",
        "---\ntitle: " + "x" * 400 + "\ndate: 2021-01-01\nsummary: " + "y " * 500 + "\naliases: [/lama/, 'javascript:1', '']\n---\n",
    ]
)  # fmt: skip
NAMES = st.sampled_from(
    ["a", "b", "sub/a", "sub/a.en", "a.en", "index", "x/index", "_index", "CON", "é", "2024-01-01-d", "con"]
)
TREES = st.dictionaries(
    st.builds("{}{}".format, NAMES, st.sampled_from([".md", ".html", ".rst"])),
    st.builds("{}{}".format, MATTERS, BODIES),
    min_size=1,
    max_size=7,
)


@settings(max_examples=20)
@given(pages=TREES, program=st.sampled_from(["hugo", "jekyll"]))
def test_every_item_ends_as_a_story_or_in_the_report_and_the_result_can_be_built(
    tmp_path_factory: pytest.TempPathFactory, pages: dict[str, str], program: str
) -> None:
    folder = tmp_path_factory.mktemp("acak")
    home = "content/berita" if program == "hugo" else "_posts"
    settings_file = {
        "hugo": ("hugo.toml", 'baseURL = "https://a.example"\n'),
        "jekyll": ("_config.yml", "url: https://a.example\n"),
    }
    files = {f"{home}/{name}": text for name, text in pages.items()}
    if program == "jekyll":
        files = {
            f"{home}/2024-02-{n + 1:02}-{name.replace('/', '-')}": text
            for n, (name, text) in enumerate(pages.items())
        }
    site, report = imported(
        folder, {**files, settings_file[program][0]: settings_file[program][1], "g.png": PICTURE}
    )
    assert set(adds_up(report)) == set(files)
    status, printed = run(site, "check", "--drafts", "--jobs", "1")
    assert status == 0, printed
    for draft in report["drafts"]:
        assert all((site / path).is_file() for path in draft["files"])


@settings(max_examples=30)
@given(body=BODIES, breaks=st.booleans())
def test_any_html_gives_text_without_marks(body: str, breaks: bool) -> None:
    text, _, _ = prepare_wordpress(body)
    result = markdown_of(text, rewriter(), breaks=breaks)
    assert not set(result) & set("\ue000\ue001\ue002\ue003\ue004\ue005\ue006\ue007")


# --- Hostile sources ----------------------------------------------------------------------------------


def test_nothing_is_written_or_read_outside(tmp_path: Path) -> None:
    """Slugs, pictures, links and names that lead up or away."""
    secret = tmp_path / "rahasia.png"
    secret.write_bytes(b"RAHASIA")
    (tmp_path / "rahasia.md").write_text("---\ntitle: RAHASIA\ndate: 2024-01-01\n---\nRAHASIA\n")
    site = make_site(tmp_path / "situs", SITE)
    source = write_tree(
        tmp_path / "lama",
        {
            "hugo.toml": 'contentDir = "../"\nstaticDir = "../../"\nbaseURL = "https://a.example"\n',
            "content/p/a.md": "---\ntitle: A\ndate: 2024-01-01\nslug: ../../../etc/x\nimage: ../../../rahasia.png\n"
            "tags: ['../../x', '/etc/passwd', '%2e%2e/y']\naliases: [/../../x, 'C:\\x', /%2e%2e/y]\n---\n"
            f"![a](../../../rahasia.png) ![b]({secret}) [c](file://{secret}) ![d](tautan.png)\n",
            "content/p/b.md": "---\ntitle: B\ndate: 2024-01-01\nurl: /../../../b\n---\nx\n",
        },
    )
    (source / "content/p/tautan.png").symlink_to(secret)
    (source / "content/p/c.md").symlink_to(tmp_path / "rahasia.md")
    (source / "content/luar").symlink_to(tmp_path)
    (source / "content/putar").symlink_to(source / "content")
    before = set(files_of(tmp_path)) - {name for name in files_of(tmp_path) if name.startswith("situs/")}
    status, printed = run(site, "import", "--format", "json", source)
    assert status == 0
    report = json.loads(printed)
    adds_up(report)
    assert {name for name in files_of(tmp_path) if not name.startswith("situs/")} == before
    written = [name for name in files_of(site) if name not in SITE and name != "site.toml"]
    assert all(name.startswith(("content/news/", "content/tags/")) for name in written), written
    assert not any(b"RAHASIA" in (site / name).read_bytes() for name in written)
    built(site)


@pytest.mark.parametrize(
    "prolog",
    [
        '<!DOCTYPE x [<!ENTITY a "b">]>',
        '<!DOCTYPE x SYSTEM "file:///etc/passwd">',
        '<!DOCTYPE x [<!ENTITY a SYSTEM "file:///etc/passwd"> <!ENTITY b "&a;&a;">]>',
    ],
)
def test_xml_with_a_document_type_is_refused(tmp_path: Path, prolog: str) -> None:
    text = EXPORT.replace("?>\n", f"?>\n{prolog}\n", 1)
    site, report = imported(tmp_path, {"ekspor.xml": text})
    assert reasons(report) == {"ekspor.xml": "site_xml_entities"}
    assert not (site / "content/news").exists()


def test_a_broken_export_gives_what_was_whole_and_says_where_it_ends(tmp_path: Path) -> None:
    _, report = imported(tmp_path, {"ekspor.xml": EXPORT[: EXPORT.index("The seminar")]})
    assert report["imported"] == 2
    assert reasons(report)["ekspor.xml"] == "site_xml"


def test_control_characters_do_not_end_an_export(tmp_path: Path) -> None:
    _, report = imported(
        tmp_path, {"ekspor.xml": wxr(wp_item(1, "A", "x\x0by\x00z".replace("\x00", "\x01")))}
    )
    assert report["imported"] == 1


def test_a_huge_export_takes_little_memory() -> None:
    """One text of 60 MB, ten thousand items of which nothing is kept, an attribute that does not end."""

    def chunks() -> Iterator[bytes]:
        head, tail = WXR.split("%s")
        yield head.encode()
        yield b"<item><title>Besar</title><content:encoded>"
        for _ in range(60):
            yield b"x" * 1_000_000
        yield b"</content:encoded></item>"
        for number in range(10_000):
            yield f"<item><title>{number}</title><wp:post_id>{number}</wp:post_id></item>".encode()
        yield b'<item><title x="'
        for _ in range(40):
            yield b"y" * 1_000_000
        yield tail.encode()

    tracemalloc.start()
    site = WordPressSite("x.xml", chunks, None)
    counts = Counter(entry.reason if isinstance(entry, Unread) else "item" for entry, _ in site.entries())
    peak = tracemalloc.get_traced_memory()[1]
    tracemalloc.stop()
    assert counts["item"] == 10_000
    assert counts["too-large"] == 2
    assert peak < 40 * 1024 * 1024


MANY, MOST_SECONDS = (10_000, 3.0) if SOAK else (3_000, 1.0)
TORTURES = (
    "[" * MANY, "](" * MANY, "![" * MANY + "](x)" * MANY, "<!--" * MANY, "<!-- wp:a {" * MANY, "{{< x " * MANY,
    "{% raw %}" * MANY, "{{< a >}}" * MANY, "[caption]" * MANY, "[gallery " * MANY, "> " * MANY + "```", "`" * MANY,
    "` `` " * MANY, "<script>" * MANY, "<h2>" * MANY, "<a " * MANY, "<div>" * MANY, "# " + " " * MANY + "{" * MANY,
    "## x" + " #" * MANY, "~~~\n" * MANY, "- " * MANY, "\n".join(f"{' ' * n}- x" for n in range(600)), "x." * MANY,
    "x" * MANY + ".png ", "\u00a0" * MANY + "x", "[a]: b\n" * MANY, "[x " + 'a="' * MANY, "</p>" * MANY, "&" * MANY,
    "<td>" * MANY, "{: .a" * MANY, "{" * MANY, "a\n\n    " * MANY, "*" * MANY, "_a" * MANY,
    "<figure>" * MANY, "<figure><figcaption>" * MANY, "<figcaption>" * MANY, "<figure>" + "<figcaption>" * MANY + "</figure>",
    '<a href="">' * MANY, '[<img alt="" ' + 'alt="" ' * MANY + "](x)", '[<img-x alt="" ' + ' alt=""' * MANY + "> x](y)",
    "[caption caption='" * MANY, '[caption caption="a"]![](x) ' * MANY, "![](x\n*" * MANY, "![](x)\n\n" * MANY, "> [![](x)\n" * MANY,
    "[![](x) a](b)" * MANY, "![](x)\n*" + "[a](b" * MANY + "*", "<img>" * MANY, '<a href="x"><img>' * MANY,
)  # fmt: skip


@pytest.mark.faults
@pytest.mark.parametrize("number", range(len(TORTURES)))
def test_no_text_takes_long(number: int) -> None:
    """Seconds of processor time for each way of reading it."""
    text = TORTURES[number]

    def wordpress() -> None:
        prepared, _, breaks = prepare_wordpress(text)
        markdown_of(prepared, rewriter(), breaks=breaks)

    for read in (
        lambda: tags_converted("hugo", text),
        lambda: tags_converted("jekyll", text),
        lambda: markdown_of_markdown(text, "jekyll"),
        lambda: anchors_of(tree_of(text)),
        wordpress,
    ):
        started = time.process_time()
        read()
        assert time.process_time() - started < MOST_SECONDS


@pytest.mark.parametrize(
    "block",
    [
        "a: &a [x, x, x, x, x, x, x, x, x]\n" + "".join(f"b{n}: &b{n} [*{'a' if not n else f'b{n - 1}'}, *{'a' if not n else f'b{n - 1}'}]\n" for n in range(40)),
        "a: " + "[" * 3000 + "]" * 3000,
        "a: " + "{a: " * 3000,
        "x" * 300_000,
    ],
)  # fmt: skip
def test_bombs_in_front_matter_are_refused(block: str) -> None:
    with pytest.raises(FrontMatterError):
        flattened(split_front_matter(f"---\n{block}\n---\n")[0] or {})
    with pytest.raises(FrontMatterError):
        split_front_matter("---\n" + "a: b\n")


def test_files_that_are_too_large_are_named(tmp_path: Path) -> None:
    site, report = imported(
        tmp_path, {"_posts/2024-01-01-a.md": "---\ntitle: A\n---\n" + "x" * (2 * 1024 * 1024)}
    )
    assert reasons(report) == {"_posts/2024-01-01-a.md": "site_too_large"}
    assert not (site / "content/news").exists()


def test_media_that_are_too_large_stay_behind_and_are_counted(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(links, "MAX_STORY_MEDIA", len(PICTURE) * 2)
    page = "---\ntitle: A\n---\n![satu](/1.png) ![dua](/2.png) ![tiga](/3.png) ![dua](/2.png)\n"
    site, report = imported(
        tmp_path,
        {
            "_config.yml": "lang: id\n",
            "_posts/2024-01-01-a.md": page,
            **{f"{n}.png": PICTURE for n in (1, 2, 3)},
        },
    )
    _, body = story(site, "2024/a/index.id.md")
    assert body == "![satu](1.png) ![dua](2.png) tiga (`/3.png`) ![dua](2.png)"
    assert sorted(path.name for path in (site / "content/news/2024/a").glob("*.png")) == ["1.png", "2.png"]
    assert any("1" in note and "too large" in note for note in report["drafts"][0]["notes"])
    built(site)


def test_terms_that_a_folder_names_in_lower_case_keep_their_page(tmp_path: Path) -> None:
    site, _ = imported(
        tmp_path,
        {
            "hugo.toml": 'baseURL = "https://a.example"\n',
            "content/tags/pilkada/_index.md": "---\ntitle: Pemilihan Kepala Daerah\n---\n",
            "content/p/a.md": "---\ntitle: A\ndate: 2024-01-01\ntags: [Pilkada]\n---\nx\n",
        },
    )
    term = (site / "content/tags/pemilihan-kepala-daerah.yaml").read_text("utf-8")
    assert "/tags/pilkada/" in term


def test_an_export_is_read_piece_by_piece(tmp_path: Path) -> None:
    path = tmp_path / "x.xml"
    path.write_text(EXPORT)
    whole = [item for item, _ in WordPressSite("x", lambda: file_chunks(path), None).entries()]
    pieces = [item for item, _ in WordPressSite("x", lambda: file_chunks(path, 7), None).entries()]
    assert whole == pieces
    assert len(whole) == 13
