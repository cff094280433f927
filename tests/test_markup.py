"""Markdown to sanitised HTML: cases as data, links, torture.

The cases are in ``markdown_cases/``; ``--update-goldens`` writes what the product makes now into them.
"""

from __future__ import annotations

import time
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import pytest

from tests.support import Element, parse_html
from warta.i18n.languages import load_language
from warta.markdown.conversion import convert
from warta.markdown.limits import MAX_NESTING
from warta.markdown.placeholders import put_texts, resolve_links

CASES = Path(__file__).parent / "markdown_cases"
ENGINES = ("markdown", "pyromark")


@dataclass(frozen=True, slots=True)
class Case:
    """One case of a file."""

    file: Path
    title: str
    text: str
    findings: tuple[str, ...]
    html: str

    @property
    def engines(self) -> tuple[str, ...]:
        """A file is named for the engine it is for, else for both."""
        return (self.file.stem,) if self.file.stem in ENGINES else ENGINES


def read_cases(file: Path) -> Iterator[Case]:
    for block in ("\n" + file.read_text("utf-8")).split("\n=== ")[1:]:
        title, _, rest = block.partition("\n")
        text, _, html = rest.partition("--- html")
        text, _, findings = text.partition("--- findings: ")
        yield Case(
            file, title, text, tuple(findings.strip().split(", ")) if findings else (), html.strip("\n")
        )


ALL = [case for file in sorted(CASES.glob("*.txt")) for case in read_cases(file)]


@pytest.mark.parametrize(
    ("case", "engine"),
    [pytest.param(case, engine, id=f"{engine}-{case.title}") for case in ALL for engine in case.engines],
)
def test_markdown_gives_the_html_of_the_case(case: Case, engine: str, update_goldens: bool) -> None:
    """HTML and findings are those that are written down, in every engine that the case is for."""
    html, body, diagnostics = convert(case.text, "x.md", 1, engine)
    html = put_texts(html, load_language("id", {}).text)
    if update_goldens and engine == case.engines[0]:
        rewrite(case, html.strip("\n"))
        return
    if engine == case.engines[0]:
        assert html.strip("\n") == case.html
    else:
        assert without_space(parse_html(html)) == without_space(parse_html(case.html))
    assert tuple(found.code for found in diagnostics) == case.findings
    parse_html(resolve_links(html, tuple("/x/" for _ in body.links)))


def without_space(element: Element) -> Element:
    """The same tree without texts that are white space between elements."""
    children = [
        child.strip("\n") if isinstance(child, str) else without_space(child)
        for child in element.children
        if not isinstance(child, str) or child.strip() or element.tag in ("p", "code")
    ]
    return Element(element.tag, element.attributes, [child for child in children if child])


def rewrite(case: Case, html: str) -> None:
    content = case.file.read_text("utf-8")
    start = content.index("--- html", content.index(f"\n=== {case.title}\n"))
    end = content.find("\n=== ", start)
    following = content[end:] if end >= 0 else "\n"
    case.file.write_text(content[:start] + "--- html\n" + html + following, "utf-8")


def test_titles_of_cases_are_unique_within_a_file() -> None:
    """A failing case can be found, and rewriting hits the right one."""
    titles = [(case.file, case.title) for case in ALL]
    assert len(titles) == len(set(titles)) > 40


# --- Links --------------------------------------------------------------------------------------------


@pytest.mark.parametrize("engine", ENGINES)
def test_links_stay_open_until_their_targets_are_known(engine: str) -> None:
    """Each link into the site is listed with its place; its address is put in later, escaped."""
    text = (
        "A [satu](satu.id.md)\n\n"
        '![dua](dua.jpg) <a href="/tiga/">x</a> [luar](https://example.com/) [sini](#h)\n\n## h\n'
    )
    html, body, _ = convert(text, "x.md", 5, engine)
    assert [(link.target, link.image, link.position.line) for link in body.links] == [
        ("satu.id.md", False, 5),
        ("dua.jpg", True, 7),
        ("/tiga/", False, 7),
        ("#h", False, 7),
    ]
    assert body.anchors == {"h"}
    page = parse_html(resolve_links(html, ('/a/?x=1&y="2"', "/b.jpg", "/c/", "#h")))
    assert page.links() == ['/a/?x=1&y="2"', "/c/", "https://example.com/", "#h"]
    assert page.one("img").get("src") == "/b.jpg"


@pytest.mark.parametrize("engine", ENGINES)
def test_the_place_of_a_link_is_where_it_is_written(engine: str) -> None:
    """Line and column, for equal targets in turn."""
    text = "Satu [a](x.md).\n\nDua [b](x.md) dan [c](x.md).\n"
    _, body, _ = convert(text, "x.md", 10, engine)
    places = [
        (link.position.line, text.split("\n")[link.position.line - 10][link.position.column - 1 :][:5])
        for link in body.links
    ]
    assert places == [(10, "(x.md"), (12, "(x.md"), (12, "(x.md")]
    assert len({link.position for link in body.links}) == 3


@pytest.mark.parametrize("engine", ENGINES)
def test_every_footnote_and_its_reference_lead_to_each_other(engine: str) -> None:
    """Ids are there once, and every link within the text finds its end."""
    text = "## Fn 1\n\nA[^1] b[^dua] c[^1].\n\n## 1\n\n[^1]: Satu.\n[^dua]: Dua.\n"
    html, body, _ = convert(text, "x.md", 1, engine)
    page = parse_html(resolve_links(html, tuple(link.target for link in body.links)))
    ids = page.ids()
    assert len(ids) == len(set(ids))
    fragments = [link[1:] for link in page.links() if link.startswith("#")]
    assert len(fragments) >= 2
    assert set(fragments) <= set(ids)


@pytest.mark.parametrize("engine", ENGINES)
def test_the_excerpt_is_the_start_of_the_first_paragraph(engine: str) -> None:
    """Plain text without the numbers of footnotes, cut between words."""
    text = '## Judul\n\nSatu **dua**[^1] [tiga](x.md) &amp; "empat".[^1]\n\nLima.\n\n[^1]: Catatan.\n'
    _, body, _ = convert(text, "x.md", 1, engine)
    assert body.excerpt == "Satu dua tiga & “empat”."
    _, body, _ = convert("kata " * 200, "x.md", 1, engine)
    assert len(body.excerpt) <= 222
    assert body.excerpt.endswith("kata …")
    _, body, _ = convert("kata. " * 200, "x.md", 1, engine)
    assert body.excerpt.endswith("kata.")


# --- Torture ------------------------------------------------------------------------------------------

TORTURE = {
    "open brackets": "[" * 50_000,
    "open brackets over lines": "[\n" * 50_000,
    "quotes in quotes": ">" * 5_000,
    "quotes in quotes with spaces": "> " * 5_000 + "a",
    "deep list": "".join(" " * (2 * depth) + "- a\n" for depth in range(1_500)),
    "10,000 nested items on a line": "- " * 10_000 + "a",
    "nested items with different marks": "- * + 1. " * 2_000 + "a",
    "deep list with tabs": "".join("\t" * depth + "- a\n" for depth in range(300)),
    "deep numbered list": "".join("    " * depth + "1. a\n" for depth in range(300)),
    "quotes in lists": "- > " * 3_000 + "a",
    "10,000 items at growing depths": "".join(" " * (number % 200) + "- a\n" for number in range(10_000)),
    "cdata": "<![",
    "many cdata": "<![ " * 5_000,
    "end of a comment": "-- >",
    "comments": "<!-- -- > " * 5_000,
    "a line of 1 MB": "a" * 1_000_000,
    "a line of 1 MB in words": "kata " * 200_000,
    "open links": "[a](" * 20_000,
    "open images": "![" * 20_000,
    "open footnotes": "[^" * 20_000,
    "footnotes": "".join(f"[^{n}]" for n in range(2_000))
    + "\n\n"
    + "".join(f"[^{n}]: x\n\n" for n in range(2_000)),
    "emphasis": "*a **b " * 10_000,
    "underscores": "_a" * 20_000,
    "backticks": "`" * 50_000,
    "growing backticks": "".join("`" * n + "a" for n in range(400)),
    "open tags": "<a " * 20_000,
    "open tags with quotes": '<a href="' * 5_000,
    "open automatic links": "<http://a" * 10_000,
    "tags without an end": "<div>" * 5_000,
    "entities": "&" * 50_000,
    "a wide table": "| a\n|-\n" + "| a " * 20_000,
    "a long table": "|a|b|\n|-|-|\n" + "|x|y|\n" * 5_000,
    "quotation marks": "\"'" * 50_000,
    "backslashes": "\\" * 50_000,
    "parentheses": "[a](" + "(" * 50_000,
    "open blocks": "<div>\n\n" * 8_000,
    "open quotations": "<blockquote>\n\n" * 8_000,
    "definitions": "[a]: x\n" * 10_000 + "\n[a]",
}


@pytest.mark.parametrize("engine", ENGINES)
@pytest.mark.parametrize("name", TORTURE)
def test_no_text_takes_more_than_ten_seconds(name: str, engine: str) -> None:
    """Texts that are known to hang or crash Markdown parsers end in HTML or in a finding, in time."""
    started = time.process_time()
    html, _, diagnostics = convert(TORTURE[name], "x.md", 1, engine)
    assert time.process_time() - started < 10
    after = convert("Teks *biasa*.", "y.md", 1, engine)[0].strip()
    assert after == "<p>Teks <em>biasa</em>.</p>", "the next text suffers"
    assert html or diagnostics or not TORTURE[name].strip("-<![> ")


@pytest.mark.parametrize(
    ("text", "line"),
    [
        ("baik\n\n" + "[" * (MAX_NESTING + 1), 3),
        ("baik\n" + "> " * MAX_NESTING + "a", 2),
        ("baik\n\n\n" + "- " * MAX_NESTING + "a", 4),
    ],
)
@pytest.mark.parametrize("engine", ENGINES)
def test_nesting_beyond_reason_is_refused_with_its_line(text: str, line: int, engine: str) -> None:
    """The line of the file, counted from where the text starts."""
    html, _, diagnostics = convert(text, "x.md", 8, engine)
    assert html == ""
    assert [(found.code, found.position.line) for found in diagnostics] == [("too-nested", 7 + line)]


@pytest.mark.parametrize("engine", ENGINES)
def test_many_links_in_a_paragraph_are_not_nesting(engine: str) -> None:
    """A long list of links is an honest text."""
    text = ", ".join(f"[tautan {n}](https://example.com/{n})" for n in range(500)) + "\n\n" + "\\[ " * 10
    html, _, diagnostics = convert(text, "x.md", 1, engine)
    assert diagnostics == ()
    assert html.count("<a href=") == 500
