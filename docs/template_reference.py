"""Make the designer's reference, ``docs/templates.md``: ``make template-reference``.

Every template with what it sees. Types and meanings are those of the views' own fields; the examples come
from a site that is planned for it.
"""

from __future__ import annotations

import ast
import inspect
import re
import sys
import tempfile
from collections.abc import Iterator
from importlib import import_module
from pathlib import Path
from pkgutil import iter_modules
from typing import Any, NamedTuple

from jinja2 import Environment, nodes

import warta.views
from tests.newsroom import FILES
from tests.support import NOW, ROOT, make_site, post
from warta.build.prepare import prepare
from warta.build.request import Request
from warta.i18n.languages import load_language
from warta.i18n.moments import Moment, PartialDate, iso_text
from warta.pages.data import CARD, PlannedPage
from warta.render.filters import filters_of
from warta.theme.templates import packaged_theme

__all__ = ["PAGE", "problems", "reference"]

PAGE = ROOT / "docs" / "templates.md"
SETTINGS = """
[search]
enabled = true

[open_data]
enabled = true
license = "https://creativecommons.org/licenses/by/4.0/"

[theme]
logo = "brand/logo.svg"
icon = "brand/logo.svg"

[contact]
address = "Jalan Ahmad Yani 1\\nAmlapura 80811"
telephone = "(0363) 21011"
whatsapp = "+62 812 3456 7890"
email = "redaksi@kabar.example.go.id"
hours = { id = "Senin–Jumat, 08.00–15.00", en = "Monday to Friday, 8 am to 3 pm" }

[social]
instagram = "https://www.instagram.com/example"

[security]
contact = "csirt@kabar.example.go.id"
expires = 2025-12-31
policy = "https://kabar.example.go.id/kebijakan"
encryption = "https://kabar.example.go.id/kunci.txt"
acknowledgments = "https://kabar.example.go.id/terima-kasih"

[banner]
text = { id = "Jalan provinsi ditutup.", en = "The provincial road is closed." }
link = "/id/wilayah/"
"""
PAGES = {
    "content/pages/tentang.id.md": (
        "---\ntitle: Tentang kami\nsummary: Siapa yang menerbitkan situs ini.\nkind: about\nmenu: main\n"
        "updated: 2024-11-14\n---\n\nSitus ini diterbitkan oleh dinas komunikasi.\n"
    ),
    "content/pages/tentang/pejabat.id.md": "---\ntitle: Pejabat\nsummary: Nama pejabat.\n---\n\nNama.\n",
    "content/pages/tentang.en.md": "---\ntitle: About us\nsummary: Who we are.\n---\n\nThe newsroom.\n",
    "content/news/2024/pameran.id.md": post(
        "Pameran layanan",
        "Isi berita.\n\n[Daftar layanan 2024](layanan.csv)\n",
        summary="Pameran di alun-alun.",
        image="{src: ../2025/foto.png, alt: Gerai pameran, focus: top}",
        event="{date: 2024-12-20 09:00 WIB, venue: Alun-alun}",
    ),
    "content/news/2024/layanan.csv": "layanan,loket\nKTP,1\n",
}
"""Standing pages, an event and a document, for the examples."""
EXAMPLE_LENGTH = 70
_DIGEST = re.compile(r"(?<![0-9a-z])[0-9a-f]{10,20}(?![0-9a-z])")

MEANINGS = {
    "acknowledgments": "Address of a page that thanks who has reported.",
    "address": "Where it is, in words.",
    "agencies": "The agencies, the first of them first.",
    "agency": "The agency in which it is or was held.",
    "alternates": "The same page in all languages, itself among them, for search engines.",
    "alt": "Says what is to be seen, for who cannot see it.",
    "archive": "The address of the archive.",
    "author": "Who wrote it; None where the agency answers for it.",
    "brand": "Logo, pictures and icons.",
    "canonical": "Absolute address.",
    "caption": "What is said below it.",
    "children": "The regions right below it.",
    "changed": "When it was changed last.",
    "claim": "What is claimed.",
    "code": "Language code.",
    "count": "How many stories.",
    "credit": "Whose it is.",
    "current": "Whether it is the page's own language.",
    "date": "When it was, with its zone.",
    "description": "One sentence.",
    "draft": "Whether it is a draft, which only previews show.",
    "email": "E-mail address.",
    "encryption": "Address of a key.",
    "end": "When it ended; None where it has not.",
    "ended": "When it ended; None where it has not.",
    "entries": "In the order to show.",
    "event": "What a story tells of: when and where.",
    "events": "In the order to show.",
    "expired": "Previews: since when it is no longer published; None where it has not ended.",
    "opens": "Previews: when it will be published; None where time alone does not hold it back.",
    "expires": "After this day nobody should believe it.",
    "feeds": "In the order to show.",
    "former_names": "What it was called before.",
    "groups": "In the order to show.",
    "heading": "What stands at the top of the page.",
    "height": "Pixels.",
    "home": "The address of the front page.",
    "href": "Absolute address.",
    "image": "The picture; None where there is none.",
    "kind": "news, press-release, statement or advertorial.",
    "language": "Language code.",
    "languages": "The language switch: every language, with this page's address in it.",
    "lastmod": "When it was changed last.",
    "latest": "The newest stories, newest first.",
    "lead": "The story at the top; None on a site without stories.",
    "loc": "Absolute address.",
    "logo": "The logo; None where the site has none.",
    "months": "In the order to show.",
    "name": "The name in the page's language.",
    "newer": "The way to what is newer; None where there is nothing.",
    "note": "What was changed, in one sentence.",
    "pager": "Which part of a list this is, and the way to the others.",
    "parts": "The site maps.",
    "policy": "Address of the rules for who reports.",
    "publisher": "Who answers for the site.",
    "publisher_url": "Its web site; None where it has none.",
    "regions": "The regions, the first of them first.",
    "sections": "In the order to show.",
    "self_url": "Absolute address of the feed itself.",
    "shapes": "The outlines.",
    "sitemap": "Absolute address of the site map.",
    "source": "Where a story first appeared; None where it was here.",
    "sources": "What browsers may prefer, best first.",
    "speakers": "Who speaks in it.",
    "srcset": "As the attribute of that name has it.",
    "start": "When it began; None where that is not known.",
    "story": "As a card.",
    "stories": "As cards, newest first.",
    "summary": "One or two sentences; may be empty.",
    "tags": "The topics.",
    "target": "Where readers are sent.",
    "taxonomy": "agencies, speakers, regions or tags.",
    "term": "Name and address.",
    "terms": "In the order to show.",
    "text": "In the page's language.",
    "title": "In the language of the page, or of the story.",
    "updated": "When it was changed last; the date itself when it never was.",
    "url": "Address on the site, without scheme and host; None or empty where there is nothing to lead to.",
    "venue": "Where it takes place.",
    "view_box": "Of the drawing.",
    "website": "Of the agency itself.",
    "width": "Pixels.",
    "x": "Across, in the units of the view box.",
    "year": "In four digits.",
}
"""What a field of that name is wherever its view says no more."""
FUNCTIONS = {
    "site": ("variable", "What all pages of a language share: see `Site`."),
    "page": ("variable", "The head of this page: see `PageHead`. None in files that are no pages."),
    "view": ("variable", "What this page shows: the view named beside its template."),
    "body": ("variable", "The text of the story as HTML, where the table says so."),
    "bodies": ("variable", "The texts of a feed's stories, in the order of `view.entries`."),
    "t": ("function", 'A text in the page\'s language: `t("archive")`. Places are filled by name.'),
    "t_count": ("function", 'The same in the plural form for a number: `t_count("story_count", 3)`.'),
    "asset": ("function", 'The address of a file in `assets/`: `asset("style.css")`.'),
    "integrity": ("function", "What such a file has to hash to, for the attribute `integrity`."),
    "digest": ("function", "What a script within a page has to hash to, for the security headers."),
    "json_ld": ("function", "The page's data for search engines: `json_ld(page, view)`; may be empty."),
    "fragment": (
        "function",
        "A template that depends on `site` alone, rendered once for all pages of a language.",
    ),
}
FILTERS = {
    "date_long": "Thursday, 14 November 2024",
    "date_short": "14 Nov 2024",
    "clock": "09:00 WITA; empty where only the day is known",
    "number": "12,345",
    "iso": "2024-11-14T09:00:00+08:00, for machines",
    "datetime": "2024-11-14 where only the day is known, else as `iso`",
    "rfc822": "Thu, 14 Nov 2024 09:00:00 +0800, for RSS",
    "trusted": "HTML that a view says has been sanitised, put in as it is",
    "whole": "a text whose words with hyphens are not broken at the end of a line, and whose long Indonesian "
    "words are broken between syllables",
}
EXAMPLES = {
    "PostView.opens": "2026-12-24 09:00 WIB",
    "PostView.expired": "2026-11-30 00:00 WIB",
    "StandingView.opens": "2026-12-24 09:00 WIB",
    "StandingView.expired": "2026-11-30 00:00 WIB",
    "Teaser.opens": "2026-12-24 09:00 WIB",
    "Teaser.expired": "2026-11-30 00:00 WIB",
    "Banner.language": "id",
    "CalendarEvent.end": "2024-12-20T12:00+07:00 WIB",
    "Contact.email": "redaksi@kabar.example.go.id",
    "Contact.hours": "Senin–Jumat, 08.00–16.00 WIB",
    "Event.date": "2024-11-20",
    "Event.end": "2024-12-20T12:00+07:00 WIB",
    "Event.venue": "Pendopo Kabupaten",
    "Event.venue_language": "id",
    "FactCheck.claim": "Kantor tutup selama sebulan.",
    "FactCheck.claimant": "pesan berantai",
    "FactCheck.claimant_language": "id",
    "FactCheck.url": "https://contoh.example.org/pesan",
    "FactCheck.verdict": "false",
    "File.kind": "PDF",
    "File.pages": "12",
    "File.size": "1200000",
    "File.url": "/media/news/2024/edaran.….pdf",
    "MapPosition.around": "Jawa Timur",
    "MapView.name": "Jawa Timur",
    "PageLink.summary": "Siapa yang menulis dan menyunting.",
    "PageLink.title": "Redaksi",
    "PageLink.url": "/id/tentang/redaksi/",
    "Pager.newest": "/id/berita/",
    "Pager.period": "3–14 Nov 2024",
    "Picture.srcset": "/media/foto.…-480.jpg 480w, /media/foto.…-960.jpg 960w",
    "PictureSource.media": "(prefers-reduced-motion: no-preference)",
    "PostView.until": "2025-01-31",
    "Quotation.date": "2024-11-14T09:00+08:00 WITA",
    "Quotation.kind": "news",
    "Quotation.office": "Bupati Karangasem",
    "Quotation.text": "<p>Pelayanan tetap berjalan.</p>",
    "Quotation.title": "Pelayanan tetap berjalan",
    "Quotation.url": "/id/berita/2024/seminar-netralitas/",
    "Site.contact": "redaksi@kabar.example.go.id",
    "TermView.address": "Jalan Ahmad Yani 1, Amlapura",
    "TermView.description": "Gerakan bersama untuk layanan yang bersih.",
    "TermView.description_language": "id",
    "TermView.ended": "2023-12-31",
    "TermView.profile": "<p>Dibentuk pada 2016.</p>",
    "Teaser.language": "en",
    "SecurityView.acknowledgments": "https://kabar.example.go.id/id/terima-kasih/",
    "SecurityView.encryption": "https://kabar.example.go.id/pgp.txt",
    "StandingView.updated": "2025-01-10",
    "TermStories.count": "12",
    "TermView.website": "https://dinas.example.go.id",
}
"""Of what the site for examples has none."""
PLAIN = ("str", "int", "bool", "Moment", "PartialDate")
BODY = {"page.html": "`body`", "post.html": "`body`", "term.html": "`body`"}


class Field(NamedTuple):
    """A row of a view's table."""

    name: str
    type: str
    meaning: str
    example: str


class View(NamedTuple):
    """A class of views."""

    name: str
    meaning: str
    fields: tuple[tuple[str, str, str], ...]
    """Name, type, meaning; which is empty where nobody has said."""


def views() -> dict[str, View]:
    """Every class of views by its name."""
    found: dict[str, View] = {}
    for module in iter_modules(warta.views.__path__):
        source = inspect.getsource(import_module(f"warta.views.{module.name}"))
        for node in ast.parse(source).body:
            if isinstance(node, ast.ClassDef):
                found[node.name] = View(node.name, ast.get_docstring(node) or "", tuple(_fields(node)))
    return found


def _fields(node: ast.ClassDef) -> Iterator[tuple[str, str, str]]:
    for number, (item, after) in enumerate(zip(node.body, [*node.body[1:], None], strict=True)):
        if isinstance(item, ast.AnnAssign) and isinstance(item.target, ast.Name):
            name, meaning = item.target.id, MEANINGS.get(item.target.id, "")
            if isinstance(after, ast.Expr) and isinstance(after.value, ast.Constant):
                meaning = inspect.cleandoc(str(after.value.value))
            yield name, ast.unparse(item.annotation), meaning or _next_docstring(node.body[number:])


def _next_docstring(rest: list[ast.stmt]) -> str:
    """What is said of several fields together stands below the last of them."""
    for item in rest:
        if isinstance(item, ast.Expr) and isinstance(item.value, ast.Constant):
            return inspect.cleandoc(str(item.value.value))
    return ""


def planned() -> tuple[list[PlannedPage], Any]:
    """The pages of a site that has something of everything, and what they share in Indonesian."""
    with tempfile.TemporaryDirectory() as folder:
        logo = (ROOT / "docs/looks/brand/logo.svg").read_bytes()
        toml = FILES["site.toml"]
        assert isinstance(toml, str)
        site = make_site(
            Path(folder) / "situs",
            {**FILES, **PAGES, "site.toml": toml + SETTINGS, "brand/logo.svg": logo},
        )
        with prepare(Request(site, site / "output", NOW)) as result:
            assert result.prepared is not None, result.diagnostics
            plan = result.prepared.plan
            pages = [page for page in plan.pages if page.writer != CARD]
            for page in pages:
                page.page()  # while the texts are there
            return pages, plan.sites["id"]


def _walk(value: Any, examples: dict[tuple[str, str], str]) -> None:
    """Note the first value of every field that says something."""
    names = getattr(value, "_fields", getattr(value, "__struct_fields__", ()))
    if names and not isinstance(value, Moment | PartialDate):
        for name in names:
            inner = getattr(value, name)
            shown = _shown(inner)
            if shown:
                examples.setdefault((type(value).__name__, name), shown)
            _walk(inner, examples)
    elif isinstance(value, tuple):
        for inner in value:
            _walk(inner, examples)


def _shown(value: Any) -> str:
    if isinstance(value, Moment):
        text = iso_text(value)
    elif isinstance(value, PartialDate):
        text = "-".join(f"{part:02}" for part in value if part is not None)
    elif isinstance(value, int | str):
        text = str(value)
    else:
        return ""
    text = _DIGEST.sub("…", " ".join(text.split()))
    return text if len(text) <= EXAMPLE_LENGTH else text[: EXAMPLE_LENGTH - 1].rstrip() + "…"


def templates() -> dict[str, str]:
    """Every template of the theme with its source."""
    return {
        path.relative_to(packaged_theme()).as_posix(): path.read_text("utf-8")
        for path in sorted(packaged_theme().rglob("*"))
        if path.suffix in (".html", ".xml", ".txt")
    }


def _comment(source: str) -> str:
    """What a template says of itself at its top."""
    found = re.match(r"\{#\s*(.*?)\s*#\}", source, re.DOTALL)
    return " ".join(found[1].split()) if found else ""


def _parts(sources: dict[str, str]) -> dict[str, tuple[str, set[str]]]:
    """Templates that others use → how, and which these are."""
    found: dict[str, tuple[str, set[str]]] = {}
    for name, source in sources.items():
        tree = Environment(autoescape=True).parse(source)
        for node in tree.find_all((nodes.Extends, nodes.Include, nodes.Import, nodes.Call)):
            if isinstance(node, nodes.Call):
                if not isinstance(node.node, nodes.Name) or node.node.name != "fragment":
                    continue
                target, how = node.args[0], "fragment"
            else:
                target, how = node.template, type(node).__name__.lower()  # type: ignore[attr-defined]  # these two kinds have one
            if isinstance(target, nodes.Const):
                found.setdefault(target.value, (how, set()))[1].add(name)
    return found


def problems() -> list[str]:
    """What the reference would lack: fields without a meaning, templates without a view."""
    pages, _ = planned()
    seen = {page.template for page in pages} | set(_parts(templates()))
    lacking = [
        f"{view.name}.{name}" for view in views().values() for name, _, text in view.fields if not text
    ]
    names = [name for name in templates() if name not in seen]
    filters = set(filters_of(load_language("en", {}))) ^ set(FILTERS)
    return [*lacking, *names, *sorted(filters)]


def reference() -> str:
    """The page."""
    known, (pages, site) = views(), planned()
    examples: dict[tuple[str, str], str] = {}
    _walk(site, examples)
    shown: dict[str, tuple[set[str], set[str]]] = {}
    for planned_page in pages:
        page = planned_page.page()
        _walk((page.head, page.view), examples)
        kinds, of_views = shown.setdefault(page.template, (set(), set()))
        if page.head is not None:
            kinds.add(page.head.kind)
        of_views.add(type(page.view).__name__ if type(page.view).__name__ in known else "")
    sources = templates()
    lines = [INTRODUCTION]
    lines += ["## Variables and functions", "", "| name | what | meaning |", "|---|---|---|"]
    lines += [f"| `{name}` | {what} | {meaning} |" for name, (what, meaning) in FUNCTIONS.items()]
    lines += ["", "| filter | writes |", "|---|---|"]
    lines += [f"| `{name}` | {text} |" for name, text in FILTERS.items()]
    lines += [
        "",
        "## Templates of pages and files",
        "",
        "| template | `page.kind` | `view` | besides |",
        "|---|---|---|---|",
    ]
    for name in sorted(shown):
        if name:
            kinds, of_views = shown[name]
            what = ", ".join(_linked(view) for view in sorted(of_views) if view) or "–"
            texts = BODY.get(name, "`bodies`" if name in ("feed.xml", "rss.xml") else "–")
            lines.append(f"| `{name}` | {', '.join(sorted(kinds)) or '–'} | {what} | {texts} |")
    lines += [
        "",
        "## Templates that others use",
        "",
        "| template | used as | by | what it says of itself |",
        "|---|---|---|---|",
    ]
    for name, (how, users) in sorted(_parts(sources).items()):
        sees = {"fragment": "fragment: `site` alone", "extends": "layout", "import": "macros"}.get(
            how, "part"
        )
        shown_users = ", ".join(f"`{user}`" for user in sorted(users))
        lines.append(f"| `{name}` | {sees} | {shown_users} | {_comment(sources[name])} |")
    lines += ["", "## Views", ""]
    for view in sorted(known.values()):
        lines += [
            f"### {view.name}",
            "",
            view.meaning.replace("``", "`"),
            "",
            "| field | type | meaning | example |",
            "|---|---|---|---|",
        ]
        for name, kind, meaning in view.fields:
            example = examples.get((view.name, name), EXAMPLES.get(f"{view.name}.{name}", ""))
            told = " ".join(meaning.replace("``", "`").replace("|", "\\|").split())
            shown_example = f"`{example}`".replace("|", "\\|") if example and "`" not in example else "–"
            lines.append(f"| `{name}` | {_typed(kind, known)} | {told} | {shown_example} |")
        lines.append("")
    return "\n".join(lines).rstrip() + "\n"


def _typed(kind: str, known: dict[str, View]) -> str:
    """A type in words, its views as links."""
    optional = kind.endswith(" | None")
    kind = kind.removesuffix(" | None")
    inner = re.fullmatch(r"tuple\[(\w+), \.\.\.\]", kind)
    name = inner[1] if inner else kind
    words = {"str": "text", "int": "number", "bool": "yes or no", "Moment": "time", "PartialDate": "date"}
    text = _linked(name) if name in known else words.get(name, f"`{name}`".replace("|", "\\|"))
    return ("list of " if inner else "") + text + (", or None" if optional else "")


def _linked(name: str) -> str:
    return f"[{name}](#{name.lower()})"


INTRODUCTION = """\
# Templates: what they see

For designers. How a site's own `templates/` take the place of the theme's is in the
[operator's guide](operator.md#templates); a small theme that was written from this page alone is in
[theme-example/](theme-example/README.md). This page is made from the program, so it is complete.

Templates are [Jinja](https://jinja.palletsprojects.com/). An unknown variable is an error with its line;
everything is escaped unless a view says that it is HTML. Values cannot be changed. `None` stands for what
is not there. A page that you write yourself extends `base.html` (blocks: `social`, `scripts`, `main`) or is a
whole page of its own.
"""


if __name__ == "__main__":
    if lacking := problems():
        sys.exit("docs/template_reference.py knows no meaning of: " + ", ".join(lacking))
    PAGE.write_text(reference(), "utf-8")
