"""Pictures of imported stories: an alternative text in the source's own words, or none, marked and reported.

Every kind of picture that a source can hold is a row of one of the tables. A site of all of them is imported
and built once as drafts and once as published stories.
"""

from __future__ import annotations

import json
import re
from collections.abc import Mapping
from functools import cache
from pathlib import Path
from typing import Any, NamedTuple

import pytest

from tests.support import Built, Element, build_site, make_site
from tests.test_import_sites import PICTURE, run, story, wp_item, write_tree, wxr
from warta.content.parsed import ParseOptions
from warta.content.parsing import parse_source

SAID = "Bupati di podium"
"""An alternative text, where the source has one."""
CAPTION = "Bupati membuka acara"
ELSEWHERE = "https://x.example/halaman"


class Kind(NamedTuple):
    """One way in which a source shows a picture."""

    body: str
    alts: tuple[str, ...] = ("",)
    """Of the pictures of the story's page, in their order; empty: nobody says what can be seen."""
    matter: str = ""
    """More front matter; for WordPress what the media library has of the picture."""
    text: str = ""
    """What the imported text has to hold besides."""


MARKDOWN: Mapping[str, Kind] = {
    "nothing said": Kind("![](/foto.png)"),
    "blank": Kind("![ ](/foto.png)"),
    "said": Kind(f"![{SAID}](/foto.png)", (SAID,)),
    "the file's name": Kind("![foto.png](/foto.png)", ("foto.png",)),
    "title": Kind(f'![](/foto.png "{CAPTION}")', (CAPTION,)),
    "title that is the file's name": Kind('![](/foto.png "foto")'),
    "line in italics": Kind(f"![](/foto.png)\n*{CAPTION}*", (CAPTION,), text=f"*{CAPTION}*"),
    "paragraph in italics": Kind(f"![](/foto.png)\n\n_{CAPTION}_", (CAPTION,), text=f"*{CAPTION}*"),
    "line in italics with a link": Kind(
        f"![](/foto.png)\n*{CAPTION} [lagi]({ELSEWHERE})*", (f"{CAPTION} lagi",), text=f"[lagi]({ELSEWHERE})*"
    ),
    "another paragraph": Kind("![](/foto.png)\n\nBukan keterangan."),
    "by reference": Kind("![][f]\n\n[f]: /foto.png"),
    "in a list": Kind("- satu\n- ![](/foto.png)"),
    "in a table": Kind("| A | B |\n|---|---|\n| ![](/foto.png) | x |"),
    "twice": Kind("![](/foto.png)\n\nTeks.\n\n![](/foto.png)", ("", "")),
    "said once of two": Kind(f"![{SAID}](/foto.png)\n\nTeks.\n\n![](/foto.png)", (SAID, "")),
    "linked to itself": Kind("[![](/foto.png)](/foto.png)", text="![](foto.png)"),
    "linked elsewhere": Kind(
        f"[![](/foto.png)]({ELSEWHERE})", text=f"![](foto.png) [{ELSEWHERE}]({ELSEWHERE})"
    ),
    "linked with words": Kind(f"[![](/foto.png) {CAPTION}]({ELSEWHERE})", (CAPTION,), text=ELSEWHERE),
    "linked with a line in italics": Kind(
        f"[![](/foto.png)]({ELSEWHERE})\n*{CAPTION}*",
        (CAPTION,),
        text=f"[![{CAPTION}](foto.png)]({ELSEWHERE})",
    ),
    "html without alt": Kind('<img src="/foto.png">'),
    "html with sources for other screens": Kind(
        '<picture><source srcset="/foto.png 2x"><img src="/foto.png"></picture>'
    ),
    "address with a version": Kind(f"![{SAID}](/foto.png?v=2)", (SAID,)),
    "html with empty alt": Kind('Teks <img src="/foto.png" alt=""> teks.'),
    "html with title": Kind(f'<img src="/foto.png" alt="" title="{CAPTION}">', (CAPTION,)),
    "html linked": Kind(f'<a href="{ELSEWHERE}"><img src="/foto.png" alt=""></a>', text=f"]({ELSEWHERE})"),
    "html linked around Markdown": Kind(f'<a href="{ELSEWHERE}">![](/foto.png)</a>', text=f"]({ELSEWHERE})"),
    "html in a link": Kind(f'[<img src="/foto.png">]({ELSEWHERE})', text=f"[{ELSEWHERE}]({ELSEWHERE})"),
    "html linked to itself": Kind('<a href="/foto.png"><img src="/foto.png"></a>', text="![](foto.png)"),
    "figure": Kind("<figure>\n<img src='/foto.png'>\n</figure>"),
    "caption of WordPress": Kind(
        f'Teks. [caption id="a" width="300"][![](/foto.png)](/foto.png) **{CAPTION}**[/caption] Lagi.',
        (CAPTION,),
        text=f"*{CAPTION}*",
    ),
    "caption of WordPress as it was before": Kind(
        f'[caption id="a" caption="{CAPTION}"]![](/foto.png)[/caption]', (CAPTION,), text=f"*{CAPTION}*"
    ),
    "credit below": Kind("![](/foto.png)\n*Foto: Humas*", text="*Foto: Humas*"),
    "caption and credit below": Kind(
        f"![](/foto.png)\n*{CAPTION}. (Foto: Humas)*", (f"{CAPTION}.",), text="(Foto: Humas)*"
    ),
    "figure with caption": Kind(
        f'<figure><img src="/foto.png" alt=""><figcaption>{CAPTION} <b>A&amp;B</b></figcaption></figure>',
        (f"{CAPTION} A&B",),
        text="*Bupati membuka acara A&B*",
    ),
    "figure of two with a caption": Kind(
        '<figure><img src="/foto.png"><img src="/foto.png"><figcaption>Dua foto</figcaption></figure>',
        ("", ""),
    ),
    "figures side by side": Kind(
        f'<figure><img src="/foto.png"><figcaption>{CAPTION}</figcaption></figure>'
        '<figure><img src="/foto.png"></figure>',
        (CAPTION, ""),
    ),
    "head": Kind("Teks.", matter="image: /foto.png"),
    "head said": Kind("Teks.", (SAID,), f"image: /foto.png\nimage_alt: {SAID}"),
    "head with caption": Kind("Teks.", (CAPTION,), f"image: {{src: /foto.png, caption: {CAPTION}}}"),
    "head of several": Kind("Teks.", matter="images: [/foto.png]"),
    "head of several said": Kind("Teks.", (SAID,), f"images: [{{src: /foto.png, alt: {SAID}}}]"),
    "featured": Kind("Teks.", (SAID,), f"featured_image: /foto.png\nfeatured_image_alt: {SAID}"),
    "cover": Kind("Teks.", (SAID,), f"cover: {{image: /foto.png, alt: {SAID}}}"),
    "head and text": Kind("![](/foto.png)", (SAID, ""), f"cover: {{image: /foto.png, alt: {SAID}}}"),
}

HUGO: Mapping[str, Kind] = {
    **MARKDOWN,
    "figure tag": Kind('{{< figure src="/foto.png" >}}'),
    "figure tag said": Kind(f'{{{{< figure src="/foto.png" alt="{SAID}" >}}}}', (SAID,)),
    "figure tag with caption": Kind(
        f'{{{{< figure src="/foto.png" caption="{CAPTION}" >}}}}', (CAPTION,), text=f"*{CAPTION}*"
    ),
    "figure tag with title": Kind(
        f'{{{{< figure src="/foto.png" title="{CAPTION}" >}}}}', (CAPTION,), text=f"*{CAPTION}*"
    ),
    "figure tag with credit": Kind('{{< figure src="/foto.png" attr="Foto: Humas" >}}', text="*Foto: Humas*"),
    "figure tag linked": Kind(f'{{{{< figure src="/foto.png" link="{ELSEWHERE}" >}}}}', text=ELSEWHERE),
    "resource with title": Kind(
        "![](beside.png)", (SAID, SAID), f"resources:\n- src: beside.png\n  title: {SAID}"
    ),
    "resource with words": Kind(
        "![](beside.png)", (SAID,), f"Resources:\n- src: '*.PNG'\n  title: Lain\n  params: {{alt: {SAID}}}"
    ),
    "resources counted": Kind(
        "![](beside.png)", matter="resources:\n- {src: '*.png', title: 'Foto :counter'}"
    ),
    "resource of another file": Kind(
        "![](beside.png)", matter=f"resources:\n- {{src: b.png, title: {SAID}}}"
    ),
    "resource in a tag": Kind(
        '{{< figure src="beside.png" >}}', (SAID, SAID), f"resources:\n- {{src: beside.png, title: {SAID}}}"
    ),
    "resource at the head": Kind("Teks.", (SAID,), f"resources:\n- {{src: beside.png, title: {SAID}}}"),
}

JEKYLL: Mapping[str, Kind] = {
    **MARKDOWN,
    "attribute list": Kind("![](/foto.png){: .tengah}"),
    "filtered address": Kind('![]({{ "/foto.png" | relative_url }})'),
    "filtered address as Eleventy has it": Kind('![]({{ "/foto.png" | url }})'),
    "include": Kind('{% include figure.html src="/foto.png" %}'),
    "include with caption": Kind(
        f'{{% include figure image_path="/foto.png" caption="{CAPTION}" %}}', (CAPTION,), text=f"*{CAPTION}*"
    ),
    "include with description": Kind(
        f"{{% include image.html url='/foto.png' description='{CAPTION}' %}}", (CAPTION,), text=f"*{CAPTION}*"
    ),
    "header": Kind("Teks.", (SAID,), f"header: {{image: /foto.png, image_description: {SAID}}}"),
}

ROW = "</tr><tr><td>1</td><td>2</td></tr>"
WORDPRESS: Mapping[str, Kind] = {
    "default": Kind('<img src="URL-300x200.png" alt="" />'),
    "without alt": Kind('<p>Teks <img src="URL.png"> teks.</p>'),
    "said": Kind(f'<img src="URL.png" alt="{SAID}">', (SAID,)),
    "library": Kind('<img src="URL-300x200.png" alt="">', (SAID,), f"alt={SAID}"),
    "library, scaled": Kind('<img src="URL-1024x683.png" alt="">', (SAID,), f"alt={SAID}"),
    "library's caption": Kind('<img src="URL.png" alt="">', (CAPTION,), f"caption=<b>{CAPTION}</b>"),
    "library's title": Kind('<img src="URL.png" alt="">', ("Bupati dan Camat",), "title=Bupati dan Camat"),
    "title from the file's name": Kind('<img src="URL.png" alt="">'),
    "caption": Kind(
        f'[caption id="attachment_9" width="300"]<img src="URL-300x200.png" alt="" /> {CAPTION}[/caption]',
        (CAPTION,),
        text=f"*{CAPTION}*",
    ),
    "caption as it was before": Kind(
        f'[caption id="a" caption="{CAPTION}"]<a href="URL.png"><img src="URL.png" alt="" /></a>[/caption]',
        (CAPTION,),
        text=f"*{CAPTION}*",
    ),
    "caption and library": Kind(
        f'[caption]<img src="URL-300x200.png" alt="" /> {CAPTION}[/caption]',
        (SAID,),
        f"alt={SAID}",
        f"*{CAPTION}*",
    ),
    "block": Kind(
        '<!-- wp:image {"id":9} --><figure class="wp-block-image"><img src="URL.png" alt=""/></figure>'
        "<!-- /wp:image -->"
    ),
    "block with caption": Kind(
        '<!-- wp:image --><figure><a href="URL.png"><img src="URL.png" alt=""/></a>'
        f"<figcaption>{CAPTION}</figcaption></figure><!-- /wp:image -->",
        (CAPTION,),
        text=f"*{CAPTION}*",
    ),
    "gallery": Kind('[gallery ids="ID"]'),
    "gallery said": Kind('[gallery columns="2" ids="ID"]', (SAID,), f"alt={SAID}"),
    "gallery of blocks": Kind(
        '<!-- wp:gallery --><figure><figure><img src="URL.png" alt=""/></figure><figure><img src="URL.png"/>'
        f"<figcaption>{CAPTION}</figcaption></figure><figcaption>Dua foto</figcaption></figure>",
        ("", CAPTION),
        text="*Dua foto*",
    ),
    "linked to itself": Kind('<a href="URL.png"><img src="URL-300x200.png" alt="" /></a>'),
    "linked elsewhere": Kind(
        f'<a href="{ELSEWHERE}"><img src="URL.png" alt=""></a>', text=f"[{ELSEWHERE}]({ELSEWHERE})"
    ),
    "linked with words": Kind(
        f'<a href="{ELSEWHERE}"><img src="URL.png" alt=""> {CAPTION}</a>', (CAPTION,), text=ELSEWHERE
    ),
    "linked block": Kind(
        f'<a href="{ELSEWHERE}"><figure><img src="URL.png"></figure></a>', text=f"[{ELSEWHERE}]({ELSEWHERE})"
    ),
    "block linked to itself": Kind('<a href="URL.png"><figure><img src="URL.png"></figure></a>'),
    "in a table with joined cells": Kind(f'<table><tr><td colspan="2"><img src="URL.png"></td>{ROW}</table>'),
    "linked in a table with joined cells": Kind(
        f'<table><tr><td colspan="2"><a href="{ELSEWHERE}"><img src="URL.png"></a></td>{ROW}</table>',
        text=f'<a href="{ELSEWHERE}">',
    ),
    "featured": Kind("Teks."),
    "featured said": Kind("Teks.", (SAID,), f"alt={SAID}"),
    "featured with caption": Kind("Teks.", (CAPTION,), f"caption={CAPTION}"),
}

TABLES: Mapping[str, Mapping[str, Kind]] = {"hugo": HUGO, "jekyll": JEKYLL, "wordpress": WORDPRESS}
ROWS = [(program, name) for program, kinds in TABLES.items() for name in kinds]


def slug(program: str, name: str) -> str:
    return f"kasus-{list(TABLES[program]).index(name)}"


def hugo(folder: Path) -> Path:
    files: dict[str, str | bytes] = {
        "hugo.toml": 'baseURL = "https://lama.example.go.id/"\n',
        "static/foto.png": PICTURE,
    }
    for name, kind in HUGO.items():
        place = f"content/berita/{slug('hugo', name)}"
        files[f"{place}/index.md"] = (
            f"---\ntitle: {name}\ndate: 2024-11-14\n{kind.matter}\n---\n{kind.body}\n"
        )
        files[f"{place}/beside.png"] = PICTURE
    return write_tree(folder, files)


def jekyll(folder: Path) -> Path:
    files: dict[str, str | bytes] = {"_config.yml": "url: https://lama.example.go.id\n", "foto.png": PICTURE}
    for name, kind in JEKYLL.items():
        path = f"_posts/2024-11-14-{slug('jekyll', name)}.md"
        files[path] = f"---\ntitle: {name}\n{kind.matter}\n---\n{kind.body}\n"
    return write_tree(folder, files)


def wordpress(folder: Path) -> Path:
    """Each story has a picture of its own, since the media library says something of each."""
    uploads: dict[str, str | bytes] = {}
    items = []
    for number, (name, kind) in enumerate(WORDPRESS.items()):
        path, picture = f"2024/11/foto-{number}", 100 + number
        url = f"https://lama.example.go.id/wp-content/uploads/{path}"
        uploads[f"uploads/{path}.png"] = PICTURE
        key, _, value = kind.matter.partition("=")
        meta = {"_thumbnail_id": str(picture)} if name.startswith("featured") else {}
        body = kind.body.replace("URL", url).replace("ID", str(picture))
        items.append(wp_item(1 + number, slug("wordpress", name), body, **meta))
        address = f"<wp:attachment_url>{url}{'-scaled' if 'scaled' in name else ''}.png</wp:attachment_url>"
        caption = f"<excerpt:encoded><![CDATA[{value}]]></excerpt:encoded>" if key == "caption" else ""
        items.append(
            wp_item(
                picture,
                value if key == "title" else f"foto-{number}",
                kind="attachment",
                status="inherit",
                more=address + caption,
                **({"_wp_attachment_image_alt": value} if key == "alt" else {}),
            )
        )
    return write_tree(folder, {"ekspor.xml": wxr(*items), **uploads}) / "ekspor.xml"


SOURCES = {"hugo": hugo, "jekyll": jekyll, "wordpress": wordpress}


class Imported(NamedTuple):
    site: Path
    report: Mapping[str, Any]
    pages: Built


@pytest.fixture(scope="module")
def sites(tmp_path_factory: pytest.TempPathFactory) -> Any:
    """(program, drafts) → a site with everything of a table imported into it, built."""

    @cache
    def made(program: str, drafts: bool) -> Imported:
        folder = tmp_path_factory.mktemp(program)
        site = make_site(folder / "situs", {})
        source = SOURCES[program](folder / "lama")
        if not drafts:
            assert run(site, "import", "--plan", source)[0] == 0
            plan = site / "import-plan.toml"
            plan.write_text(plan.read_text("utf-8").replace("drafts = true", "drafts = false"), "utf-8")
        status, printed = run(site, "import", "--format", "json", source)
        assert status == 0, printed
        report = json.loads(printed)
        assert [left for left in report["left_out"] if left["rule"] != "site_attachment"] == []
        assert run(site, "check")[0] == 0
        return Imported(site, report, build_site(site, drafts=drafts))

    return made


def pictures(page: Element) -> list[Element]:
    """The pictures of a story, without those around it."""
    return [
        image
        for image in page.one("article", class_="story").all("img")
        if re.search(r"foto|beside", image.get("src"))
    ]


@pytest.mark.parametrize("drafts", [True, False], ids=["drafts", "published"])
@pytest.mark.parametrize(("program", "name"), ROWS)
def test_a_picture_comes_in_with_the_source_s_words_or_is_marked(
    sites: Any, program: str, name: str, drafts: bool
) -> None:
    kind = TABLES[program][name]
    done: Imported = sites(program, drafts)
    path = f"2024/{slug(program, name)}/index.id.md"
    keys, body = story(done.site, path)
    assert kind.text in body
    assert keys.get("draft") == ("true" if drafts else None)
    page = done.pages.page(f"id/berita/2024/{slug(program, name)}/")
    shown = pictures(page)
    assert [image.get("alt") for image in shown] == list(kind.alts)
    assert all("alt" in image.attributes for image in shown)
    gaps = sum(not alt for alt in kind.alts)
    assert len(keys.get("undescribed", [])) == (1 if gaps else 0), body
    text = (done.site / "content/news" / path).read_text("utf-8")
    assert ("BELUM ADA:" in text) == bool(gaps)
    assert not drafts or ("undescribed" in keys["unverified"][0]) == bool(gaps)
    (draft,) = [each for each in done.report["drafts"] if each["files"][0].endswith(path)]
    assert draft["review"] >= bool(gaps)
    places = draft["undescribed"]
    assert len(places) == gaps
    lines = text.split("\n")
    for place in places:
        assert place["file"] == f"content/news/{path}"
        assert place["picture"] in lines[place["line"] - 1][place["column"] - 1 :]


@pytest.mark.parametrize("drafts", [True, False], ids=["drafts", "published"])
@pytest.mark.parametrize("program", TABLES)
def test_no_link_of_an_imported_story_is_without_a_name(sites: Any, program: str, drafts: bool) -> None:
    """A link around nothing but a picture without words: screen readers would spell its address out."""
    pages = sites(program, drafts).pages
    for name in TABLES[program]:
        article = pages.page(f"id/berita/2024/{slug(program, name)}/").one("article", class_="story")
        for link in article.all("a"):
            named = link.text or link.get("aria-label") or any(image.get("alt") for image in link.all("img"))
            assert named, (name, link)


def test_check_names_what_is_published_without_words(sites: Any) -> None:
    done: Imported = sites("hugo", False)
    status, printed = run(done.site, "check", "--format", "json")
    assert status == 0
    found = [each for each in json.loads(printed) if each["rule"] == "picture-without-alt"]
    places = [place for draft in done.report["drafts"] for place in draft["undescribed"]]
    assert {each["severity"] for each in found} == {"warning"}
    assert {(each["file"], each["line"]) for each in found} == {
        (each["file"], each["line"]) for each in places
    }
    assert places


@pytest.mark.parametrize("language", ["id", "en"])
def test_the_report_says_where_pictures_lack_words(tmp_path: Path, language: str) -> None:
    site = make_site(tmp_path / "situs", {})
    post = "---\ntitle: A\ndate: 2024-11-14\n---\nTeks.\n\n![](/foto.png)\n"
    source = write_tree(
        tmp_path / "lama", {"hugo.toml": "", "content/p/a.md": post, "static/foto.png": PICTURE}
    )
    status, printed = run(site, "import", source, language=language)
    assert status == 0
    line = (site / "content/news/2024/a/index.id.md").read_text("utf-8").split("\n").index(
        "![](foto.png)"
    ) + 1
    assert f"    ! content/news/2024/a/index.id.md:{line}:4: " in printed
    assert {"id": "Gambar tanpa teks pengganti: 1.", "en": "Pictures without alternative text: 1."}[
        language
    ] in printed


OPTIONS = ParseOptions(("id", "en"), "Asia/Jakarta", "markdown")


@pytest.mark.parametrize(
    ("listed", "severities"),
    [
        ("", ["ERROR", "ERROR"]),
        ("undescribed: a.png\n", ["WARNING", "ERROR"]),
        ("undescribed: [b.png, a.png, lain.png]\n", ["WARNING", "WARNING"]),
        ("undescribed: lain.png\n", ["ERROR", "ERROR"]),
    ],
)
def test_only_pictures_that_are_listed_are_shown_without_words(listed: str, severities: list[str]) -> None:
    text = f"---\ntitle: A\ndate: 2024-11-14\nagency: dinas\n{listed}---\n![](a.png)\n\n<img src='b.png'>\n"
    parsed = parse_source("content/news/2024/a.id.md", text.encode(), OPTIONS)
    assert [found.severity.name for found in parsed.diagnostics] == severities
    assert {found.code for found in parsed.diagnostics} == {"picture-without-alt"}
    assert parsed.html.count('alt=""') == 2
