"""How far the Markdown engines agree with cmark-gfm, the reader behind the previews that writers know.

HTML is compared as a reader sees it: white space between blocks, the order of attributes and the way in which
a letter is written do not count. As a program (``make markdown``) it prints the table of all sections.

The specifications' own examples may not be copied under this project's licence. So the texts in
``markdown_sections.txt`` are ours, by the same sections, and what is right is what cmark-gfm makes of them;
``--spec FILE`` compares with the ``spec.txt`` of CommonMark or GFM as well, from wherever it lies.
"""

from __future__ import annotations

import argparse
import random
import re
import time
from collections.abc import Iterable, Iterator, Mapping
from html.parser import HTMLParser
from pathlib import Path
from typing import NamedTuple
from urllib.parse import unquote

import cmarkgfm

from bench.corpus import generate
from warta.markdown.conversion import convert
from warta.markdown.engines import engine

__all__ = ["ENGINES", "NAMED", "Example", "judged", "named", "random_blocks", "sections", "seen"]

ENGINES = ("markdown", "pyromark")
_EXTENSIONS = ("table", "strikethrough", "tasklist")
_BLOCKS = frozenset(
    "blockquote div h1 h2 h3 h4 h5 h6 hr li ol p pre table tbody td th thead tr ul details summary br".split()
)
_VOID = frozenset(("br", "hr", "img", "input"))


def judged(text: str, *, bare_addresses: bool = False) -> str:
    """The HTML that cmark-gfm makes of a text, with or without links for bare addresses."""
    extensions = [*_EXTENSIONS, "autolink"] if bare_addresses else [*_EXTENSIONS]
    options = cmarkgfm.cmark.Options.CMARK_OPT_UNSAFE
    if "[^" in text:
        options |= cmarkgfm.cmark.Options.CMARK_OPT_FOOTNOTES
    html: str = cmarkgfm.markdown_to_html_with_extensions(text, options=options, extensions=extensions)
    return html


class _Seen(HTMLParser):
    """Collects what a reader sees of HTML."""

    def __init__(self) -> None:
        super().__init__()
        self.found: list[str] = []
        self._code = 0
        self._box = ""
        """The box of a task, which may stand before its paragraph or in it."""

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        values = dict(attrs)
        if tag == "input":
            self._box = "\u2611 " if "checked" in values else "\u2610 "
            return
        if tag != "p":
            self._put_box()
        if style := values.pop("style", None):
            values["align"] = style.rpartition(" ")[2]
        if values.get("alt"):
            values["alt"] = " ".join((values["alt"] or "").split())
        for name in ("href", "src"):
            if values.get(name):
                values[name] = unquote(values[name] or "")
        self._tag(tag, f"<{tag}{''.join([f' {name}={value!r}' for name, value in sorted(values.items())])}>")
        self._code += tag == "pre"

    def handle_endtag(self, tag: str) -> None:
        if tag not in _VOID:
            self._put_box()
            self._tag(tag, f"</{tag}>")
            self._code -= tag == "pre"

    def handle_data(self, data: str) -> None:
        if not self._code:
            data = re.sub(r"[ \t\n]+", " ", data)
        if self._box and data != " ":
            data, self._box = self._box + data.lstrip(" "), ""
        if self.found and not self.found[-1].startswith("<"):
            data = self.found.pop() + data
            data = data if self._code else re.sub(" +", " ", data)
        elif not self._code and (not self.found or _name(self.found[-1]) in _BLOCKS):
            data = data.lstrip(" ")
        if data:
            self.found.append(data)

    def _put_box(self) -> None:
        if self._box:
            self.handle_data("")

    def _tag(self, name: str, tag: str) -> None:
        if name in _BLOCKS and not self._code and self.found and not self.found[-1].startswith("<"):
            self.found[-1] = self.found[-1].rstrip(" ")
        self.found.append(tag)


def _name(tag: str) -> str:
    return tag.strip("</>").split(" ", 1)[0]


_NOTE_FORMS = (
    (re.compile(r'(?:&#160;|\s)*<a [^<>]*class="footnote-backref"[^<>]*>.*?</a>(?!</sup>)', re.DOTALL), ""),
    (re.compile(r'<sup[^<>]*><a [^<>]*href="#fn[^<>]*>(\d+)</a></sup>'), r"<sup>\1</sup>"),
    (re.compile(r'<(?:div|section) class="footnotes?"[^<>]*>\s*(?:<hr[^<>]*>\s*)?<ol>'), "<div><ol>"),
    (re.compile(r"</ol>\s*</section>"), "</ol></div>"),
    (re.compile(r'<li id="fn[^<>]*>'), "<li>"),
)
"""The programs write footnotes each with their own addresses and signs; number, order and words count."""


def seen(html: str) -> list[str]:
    """Tags and texts of HTML as a reader sees them."""
    for form, same in _NOTE_FORMS if "#fn" in html else ():
        html = form.sub(same, html)
    parser = _Seen()
    parser.feed(html)
    parser.close()
    return [each for each in (*parser.found[:-1], "".join(parser.found[-1:]).rstrip()) if each]


# --- Texts --------------------------------------------------------------------------------------------


_OF_GFM = re.compile(r"\(GFM\)|\(extension\)")
_BARE = re.compile(r"Autolinks (?:\(GFM\)|\(extension\))")
_LINK = re.compile(r'<a\b[^<>]*?href="([^"]*)"[^<>]*>(.*?)</a>')


class Example(NamedTuple):
    """A text of a section."""

    section: str
    text: str
    html: str = ""
    """What is right, if it is not for the judge to say."""

    def agrees(self, engine_name: str) -> bool:
        """Whether an engine reads it as the judge does.

        Bare addresses become links in what the engines have made: there the links of the page are compared.
        """
        bare = _BARE.match(self.section) is not None
        right = self.html or judged(self.text, bare_addresses=bare)
        if bare:
            made = convert(self.text, "uji.id.md", 1, engine_name)[0]
            return _LINK.findall(made) == _LINK.findall(right)
        return seen(engine(engine_name)(self.text)) == seen(right)


def sections() -> Iterator[Example]:
    """Our own texts."""
    for section in Path(__file__).with_name("markdown_sections.txt").read_text("utf-8").split("\n=== ")[1:]:
        name, _, texts = section.partition("\n")
        for text in texts.removesuffix("\n").split("\n%%\n"):
            yield Example(name, text.translate({0x2192: "\t", 0xB7: " "}) + "\n")


_SPEC_EXAMPLE = re.compile(r"(?ms)^`{32} example[ ]*([a-z]*)\n(.*?)^\.\n(.*?)^`{32}$|^(#+ [^\n]*)$")


def spec(file: Path) -> Iterator[Example]:
    """The examples of a specification that need no raw HTML: of GFM's those of its own sections."""
    examples = file.read_text("utf-8")
    section, own = "", re.search(r"(?m)^`{32} example [a-z]+$", examples) is not None
    for found in _SPEC_EXAMPLE.finditer(examples):
        extension, text, html, heading = found.groups()
        section = heading.lstrip("# ") if heading else section
        raw = heading or re.search(r"</?[a-z][a-z0-9]*[ />\n]|<!--|<a$", text) or section == "HTML blocks"
        if not raw and section != "Raw HTML" and bool(extension) == own:
            yield Example(section, text.replace("\u2192", "\t"), html.replace("\u2192", "\t"))


NAMED: Mapping[str, re.Pattern[str]] = {
    name: re.compile(pattern)
    for name, pattern in {
        "a box behind a second sign, or in a quotation": (
            r"(?m)^(?![ \t]*(?:[-+*]|\d+[.)])[ \t]+\[).*\[[ xX]\][ \t]"
        ),
        "a second box in a line": r"\[[ xX]\].*\[[ xX]\]",
        "a box without words": r"(?m)\[[ xX]\][ \t]*$",
        "a second line of dashes below words": r"(?m)-\|[^\n]*\n(?:[^\n]+\n)*[^\n]*-\|",
        "a definition that is indented, or below another": (
            r"(?m)^[ \t]+\[a\]:|^[^\n]*\[a\]:[^\n]*\n[^\n]*\[a\]:"
        ),
        "a definition above a table": r"\[a\]:[^\n]*\n[^\n]*\n[^\n]*-",
        "a tab in front of a fence, in a block": r"\t[ \t]*(?:```|~~~)",
        "a row that is a bar alone": r"(?m)^[-+*>\d.) \t]*\|[ \t]*$",
    }.items()
}
"""Where we differ from the judge on purpose: GFM's own text says so, or nobody writes so."""


def named(text: str) -> bool:
    """Whether a text has one of those."""
    return any(pattern.search(text) for pattern in NAMED.values())


_STARTS = (
    [""] * 6
    + "- ,* ,+ ,1. ,2. ,3) ,10. ,> ,>,# ,## ,    ,  ,   , ,\t,- [ ] ,- [x] ,```,~~~,`````".split(",")
    + "---,***,===,----,| ,|-|,-,1.,#,- - ,> - ,- > ,12345678901. ,-\t,>\t,  - ,    - ,   1. ,      ".split(
        ","
    )
)
_WORDS = (
    "kata,dua kata,a | b,| a | b |,|---|---|,--|--,:-|-:|,,,#,-,x  ,[a]: /b,[a]: /b 'c',[a]:,[a],#tagar,1."
    ",> q,`c`,*e*,``` x,a\\,**Judul**,Rp1.500,14/11"
).split(",")


def random_blocks(chance: random.Random) -> str:
    """Lines that begin as all kinds of blocks do."""
    return "\n".join(
        "".join(chance.choices(_STARTS, k=chance.choice((0, 1, 1, 1, 2)))) + chance.choice(_WORDS)
        for _ in range(chance.randint(1, 7))
    )


# --- The table ----------------------------------------------------------------------------------------

_OF_BLOCKS = re.compile(
    r"Tabs|Thematic|ATX|Setext|code blocks|definitions|Paragraphs|Blank|quotes|List items|Lists|Tables|Task"
)
_OF_NEWS = re.compile(
    r"Thematic|ATX|Setext|Paragraphs|Blank|quotes|List items|Lists|escapes|Emphasis|Links|Images|Autolinks$"
    r"|breaks|Textual|Precedence"
)


def _share(examples: list[Example], engine_name: str) -> str:
    agreed = sum(each.agrees(engine_name) for each in examples)
    return f"{agreed}/{len(examples)} {100 * agreed / len(examples):5.1f} %"


def _row(name: str, values: Iterable[str], goal: str = "") -> None:
    print(f"{name:44}" + "".join([f"{value:>18}" for value in values]) + (f"   goal {goal}" if goal else ""))


def _print_examples(title: str, examples: list[Example]) -> None:
    print(f"\n{title}")
    for section in dict.fromkeys(each.section for each in examples):
        _row(section, [_share([e for e in examples if e.section == section], name) for name in ENGINES])
    for name, pattern, goal in (
        ("all that is a block", _OF_BLOCKS, "100 %"),
        ("all that news uses", _OF_NEWS, "93 %"),
        ("all that is GFM's own", _OF_GFM, "20 of 22"),
        ("all", re.compile(""), ""),
    ):
        some = [each for each in examples if pattern.search(each.section)]
        if some:
            _row(name, [_share(some, each) for each in ENGINES], goal)


def _milliseconds(engine_name: str, texts: list[str]) -> float:
    """Processor time for a text; the shortest of several runs."""
    read, runs = engine(engine_name), []
    for _ in range(5):
        started = time.process_time()
        for text in texts:
            read(text)
        runs.append(time.process_time() - started)
    return 1000 * min(runs) / len(texts)


def main() -> None:
    """Print the table."""
    parser = argparse.ArgumentParser(description=main.__doc__)
    parser.add_argument(
        "--spec", type=Path, action="append", default=[], help="a spec.txt of CommonMark or GFM"
    )
    parser.add_argument("--posts", type=Path, help="a folder of Markdown files, each without front matter")
    parser.add_argument("--random", type=int, default=4000, help="how many random texts")
    options = parser.parse_args()
    _row("", ENGINES)
    _print_examples("Our own texts", list(sections()))
    for file in options.spec:
        _print_examples(str(file), list(spec(file)))
    print()
    chance = random.Random(1)
    drawn = [text for text in (random_blocks(chance) for _ in range(options.random)) if not named(text)]
    differing = [sum(not Example("", text).agrees(name) for text in drawn) for name in ENGINES]
    _row(f"{len(drawn)} random texts that differ", map(str, differing), "0")
    if options.posts:
        posts = [Example("", file.read_text("utf-8")) for file in sorted(options.posts.rglob("*.md"))]
        _row("posts", [_share(posts, name) for name in ENGINES], "98 %")
    stories = [version.body for story in generate(200) for version in story.versions.values()]
    _row("ms a text", [f"{_milliseconds(name, stories):.3f}" for name in ENGINES], "0.10")
    print("\nNot counted among the random texts:", *NAMED, sep="\n  ")


if __name__ == "__main__":
    main()
