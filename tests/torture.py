"""Texts of any size that cost a reader of Markdown, YAML or HTML the most, and steps of the product on them.

As a program: ``python -m tests.torture STEP FOLDER`` prints seconds of processor time and megabytes at most.
"""

from __future__ import annotations

import io
import resource
import subprocess
import sys
import zipfile
from collections.abc import Callable, Mapping
from pathlib import Path
from typing import NamedTuple
from xml.sax.saxutils import escape

from tests.support import AGENCY, ROOT, SITE_TOML

Maker = Callable[[int], str]
"""A text of about so many characters."""


def repeated(unit: str, start: str = "", end: str = "") -> Maker:
    """A unit as often as there is room."""
    return lambda size: start + unit * (size // len(unit)) + end


def _table(size: int) -> str:
    """As many columns as short rows below them, in so many characters."""
    columns = size // 7
    return "a|" * columns + "\n" + "-|" * columns + "\n" + "a|\n" * columns


def _long_table(size: int) -> str:
    return "a|b\n-|-\n" + "aa|bb\n" * (size // 6)


def _full_table(size: int) -> str:
    side = int((size / 2) ** 0.5)
    row = "a|" * side + "\n"
    return row + "-|" * side + "\n" + row * side


def _nested(opening: str, closing: str) -> Maker:
    return lambda size: (
        opening * (size // len(opening + closing)) + "a" + closing * (size // len(opening + closing))
    )


def _stairs(line: str, wide: int) -> Maker:
    """Lines each of which stands further to the right."""

    def make(size: int) -> str:
        count = int((2 * size / wide) ** 0.5)
        return "".join(" " * (wide * step) + line + "\n" for step in range(count))

    return make


def _numbered(unit: str, between: str = "") -> Maker:
    """A unit with another number each time."""
    return lambda size: between.join(
        unit.replace("#", str(n)) for n in range(size // (len(unit) + len(between) + 4))
    )


TEXTS: Mapping[str, Maker] = {
    "table wide and short": _table,
    "table long": _long_table,
    "table full": _full_table,
    "table of pipes": repeated("|", "a|b\n-|-\n"),
    "table cells of ticks": repeated("`|", "a|b\n-|-\n"),
    "setext lines": repeated("a\n-\n"),
    "setext of equals": repeated("a\n=\n"),
    "headings in a block": repeated("# a\n"),
    "prose and headings": repeated("a\n# b\n"),
    "rules in a block": repeated("a\n***\n"),
    "quotes in a block": repeated("a\n> b\n"),
    "quotes alone": repeated("> a\n\n"),
    "quotes in quotes": repeated("> "),
    "quotes up and down": repeated("> a\n>> b\n"),
    "code and prose": repeated("a\n\n    b\n\n"),
    "code long": repeated("    b\n"),
    "code with gaps": repeated("    b\n\n\n"),
    "bullets": repeated("- a\n"),
    "bullets loose": repeated("- a\n\n"),
    "bullets and marks": repeated("- *a* `b` <i>\n"),
    "bullets in bullets": repeated("- "),
    "bullets in stairs": _stairs("- a", 4),
    "bullets with paragraphs": repeated("- a\n\n    b\n\n"),
    "bullets up and down": repeated("- a\n    - b\n"),
    "numbers": repeated("1. a\n"),
    "numbers long": repeated("1", "", ". a"),
    "prose then bullets": repeated("a\n\n- b\n\n"),
    "brackets open": repeated("["),
    "brackets spread": repeated("[a\n\n"),
    "brackets in brackets": _nested("[", "]"),
    "brackets closed": repeated("]"),
    "brackets empty": repeated("[]"),
    "links": repeated("[a](b) "),
    "links on lines": repeated("[a](b)\n"),
    "links loose": repeated("[a](b)\n\n"),
    "links open": repeated("[a]("),
    "links with open titles": repeated('[a](b "'),
    "links with a long address": lambda size: f"[a]({'b' * size})",
    "links with a long text": lambda size: f"[{'a ' * (size // 2)}](b)",
    "link to many parentheses": lambda size: f"[a]({'(' * size}",
    "links by reference": repeated("[a][b] "),
    "references": _numbered("[a#]: b\n"),
    "references used": lambda size: _numbered("[a#]: b\n")(size // 2) + _numbered("[a#]\n\n")(size // 2),
    "pictures": repeated("![a](b.jpg)\n"),
    "pictures loose": repeated("![a](b.jpg)\n\n"),
    "pictures open": repeated("!["),
    "backticks": lambda size: "".join("`" * n + "a" for n in range(1, int((2 * size) ** 0.5))),
    "backticks all alike": repeated("`"),
    "backticks alone": repeated("a ` b\n\n"),
    "backticks in pairs": repeated("`a` "),
    "backticks odd": repeated("`a``b"),
    "asterisks": repeated("*"),
    "asterisks opening": repeated("*a "),
    "asterisks opening twice": repeated("**a "),
    "asterisks thrice": repeated("***a"),
    "asterisks closed": repeated("*a* "),
    "asterisks mixed": repeated("*a **b "),
    "underscores": repeated("_a "),
    "underscores mixed": repeated("*a _b "),
    "underscores thrice": repeated("___a"),
    "backslashes": repeated("\\"),
    "backslashes and signs": repeated("\\*"),
    "tag with a long name": lambda size: f"<{'a' * size}>",
    "tag with a long name, open": lambda size: f"<{'a' * size}",
    "tag with a long attribute": lambda size: f"<a {'b' * size}>",
    "tag with a long value": lambda size: f'<a title="{"b" * size}">',
    "tag with many attributes": lambda size: f"<a {'b ' * (size // 2)}>",
    "tag with many values": lambda size: f"<a {'b=c ' * (size // 4)}>",
    "tag with spaces": lambda size: f"<a {' ' * size}",
    "tags open": repeated("<a "),
    "tags of bold": repeated("<b>"),
    "tags of bold on lines": repeated("<b>a\n\n"),
    "tags of blocks": repeated("<div>"),
    "tags of blocks on lines": repeated("<div>\n"),
    "tags of blocks loose": repeated("<div>\n\n"),
    "tags of blocks closed": repeated("<div>a</div>\n\n"),
    "tags of blocks side by side": repeated("<div></div>"),
    "tags nested": _nested("<div>", "</div>"),
    "tags of tables": repeated("<table><tr><td>"),
    "tags closing": repeated("</b>"),
    "tags self closing": repeated("<br/>"),
    "tags unknown": _numbered("<a#>"),
    "tags with handlers": _numbered("<a href='javascript:#' on#=x>"),
    "angle brackets": repeated("<"),
    "angle brackets spread": repeated("a < b\n\n"),
    "angle brackets closing": repeated(">"),
    "comment open": repeated("<!-- a "),
    "comments": repeated("<!-- a -->"),
    "declarations": repeated("<!a "),
    "instructions": repeated("<?a "),
    "cdata": repeated("<![CDATA["),
    "scripts": repeated("<script>"),
    "addresses": repeated("<https://a.id> "),
    "addresses bare": repeated("https://a.id/b "),
    "addresses of mail": repeated("<a@b.id> "),
    "mail open": repeated("a@"),
    "entities": repeated("&amp;"),
    "entities open": repeated("&a"),
    "entities numbered": repeated("&#49"),
    "ampersands": repeated("&"),
    "address with entities": repeated("[a](java&#115;cript:b)\n"),
    "footnotes": _numbered("[^#]: a\n\n"),
    "footnotes used": lambda size: _numbered("a[^#]\n\n")(size // 2) + _numbered("[^#]: b\n\n")(size // 2),
    "footnote used often": repeated("a[^1] ", "[^1]: b\n\n"),
    "footnotes unknown": _numbered("a[^#] "),
    "footnotes in a block": _numbered("[^#]: a\n"),
    "abbreviations": _numbered("*[A#]: b\n"),
    "capitals": _numbered("PKK# "),
    "fences": repeated("```\na\n```\n"),
    "fences loose": repeated("```\na\n```\n\n"),
    "fences open": repeated("```a\n\n"),
    "fences of all lengths": lambda size: "".join("`" * n + "\n" for n in range(3, int((2 * size) ** 0.5))),
    "fence with attributes": repeated("``` {.a #b c=d}\n"),
    "fence with a long attribute": lambda size: "``` { " + "a" * size + "\n```\n",
    "dots": repeated("."),
    "dots spread": repeated(". "),
    "dots and letters": repeated("a."),
    "dashes": repeated("-"),
    "dashes spread": repeated("- - "),
    "dashes long": repeated("—"),
    "quotation marks": repeated('"'),
    "quotation marks spread": repeated('" a '),
    "quotation marks closed": repeated('"a" '),
    "quotation marks single": repeated("'a "),
    "quotation marks curled": repeated("“a "),
    "quotations": repeated("> “a”\n> — b\n\n"),
    "quotations with many dashes": repeated("> a\n> — b\n"),
    "line of letters": repeated("a"),
    "line of words": repeated("kata "),
    "line of capitals": repeated("A"),
    "line of capital words": repeated("Kata Kata "),
    "line of spaces": lambda size: "a" + " " * size + "b",
    "lines with spaces": repeated("a  \n"),
    "lines of one letter": repeated("a\n"),
    "lines empty": lambda size: "a" + "\n" * size + "b",
    "lines of spaces": lambda size: "a" + " \n" * (size // 2) + "b",
    "lines of tabs": repeated("\t"),
    "lines with tabs": repeated("a\tb\n"),
    "paragraphs of one letter": repeated("a\n\n"),
    "paragraphs in doubt": repeated("a_b\n\n"),
    "paragraph of prose": repeated("Bupati membuka acara itu, Jumat (15/11/2024). "),
    "prose": repeated("Bupati membuka acara itu, Jumat (15/11/2024).\n\n"),
    "dates": repeated("Jumat (15/11/2024) "),
    "dates in words": repeated("Jumat, 15 November 2024 "),
    "dates as ranges": repeated("15-16-17 "),
    "weekdays": repeated("Senin "),
    "numbers in words": repeated("1.000.000 "),
    "digits": repeated("1"),
    "digits with hyphens": repeated("1-"),
    "laws": _numbered("Undang-Undang Nomor # Tahun 2024 "),
    "names": repeated("Dr. Ir. H. I Gede Dana, S.Pd., M.Si., "),
    "names with roles": repeated("Kepala Dinas Uji, I Gede Dana, mengatakan "),
    "names all different": _numbered("Kepala Dinas A# Bupati B# "),
    "places": repeated("Kabupaten Karangasem, Provinsi Bali, "),
    "titles": repeated("S.Pd., "),
    "labels": repeated("Penulis: a\n"),
    "date lines": repeated("JAKARTA, KOMPAS.com - "),
    "hashtags": repeated("#a "),
    "parentheses": repeated("("),
    "parentheses closed": repeated("(a) "),
    "slashes": repeated("/"),
    "colons": repeated(":"),
    "commas": repeated(","),
    "bars": repeated("|"),
    "bars on lines": repeated("a|b\n\n"),
    "equals": repeated("="),
    "hashes": repeated("#"),
    "tildes": repeated("~"),
    "pluses": repeated("+"),
    "plus lines": repeated("+++\n"),
    "braces": repeated("{{"),
    "shortcodes": repeated("{{< a >}}"),
    "shortcodes open": repeated("{{< a "),
    "shortcodes in pairs": repeated("{{< a >}}b{{< /a >}}"),
    "liquid": repeated("{% a %}"),
    "liquid open": repeated("{% a "),
    "liquid in pairs": repeated("{% highlight a %}b"),
    "brackets of WordPress": repeated("[a b=c]"),
    "captions of WordPress": repeated("[caption]"),
    "pagination": repeated("<!--nextpage-->"),
    "blocks of WordPress": repeated("<!-- wp:paragraph -->\n"),
    "rules": repeated("---\n"),
    "rules loose": repeated("---\n\n"),
    "non-breaking spaces": repeated("\u00a0"),
    "combining marks": repeated("a\u0301"),
    "emoji": repeated("\U0001f600"),
    "private use": repeated("\ue002"),
}


def _yaml_stairs(size: int) -> str:
    return "x:\n" + _stairs("a:", 1)(size)


MATTER: Mapping[str, Maker] = {
    "YAML wide": _numbered("a#: b\n"),
    "YAML wide and quoted": _numbered('a#: "b\\n"\n'),
    "YAML with one key": repeated("title: a\n"),
    "YAML with a long text": repeated("a", "x: "),
    "YAML with a long quoted text": repeated("a ", 'x: "', '"'),
    "YAML with an open quote": repeated("a ", 'x: "'),
    "YAML with a long block": repeated("  a\n", "x: |\n"),
    "YAML with a long list": repeated("  - a\n", "tags:\n"),
    "YAML with a long list in a line": repeated("a, ", "tags: [", "]"),
    "YAML with an open list": repeated("a, ", "tags: ["),
    "YAML with lists in lists": repeated("[", "x: "),
    "YAML with mappings in mappings": repeated("{a: ", "x: "),
    "YAML in stairs": _yaml_stairs,
    "YAML with dashes": repeated("- ", "x:\n  "),
    "YAML with aliases": repeated("*a ", "x: &a b\ny: ["),
    "YAML with anchors": _numbered("a#: &b# c\n"),
    "YAML with tags": _numbered("a#: !b c\n"),
    "YAML with long keys": lambda size: "a" * size + ": b\n",
    "YAML with a long question": repeated("? "),
    "YAML with colons": repeated("a: ", "x: "),
    "YAML with hashes": repeated(" # a", "x: "),
    "YAML with comments": repeated("# a\n"),
    "YAML with spaces": repeated(" ", "x:"),
    "YAML with empty lines": repeated("\n", "x: a\n"),
    "YAML with many lines in a text": repeated("  a\n\n", "x: a\n"),
    "YAML with merges": repeated("<<: *a\n", "a: &a {b: c}\n"),
}
"""What stands between the lines of dashes."""


# --- Steps ------------------------------------------------------------------------------------------

POST = "---\ntitle: Uji\ndate: 2024-11-14\nagency: dinas\n---\n\n"


def posted(text: str) -> str:
    """A text as the story of a post."""
    return POST + text


def in_matter(text: str) -> str:
    """A text among the keys of a post."""
    return POST.replace("---\n\n", f"{text}\n---\n\nIsi.\n")


def _wordpress(text: str) -> bytes:
    return (
        '<rss xmlns:wp="http://wordpress.org/export/1.2/" xmlns:content="http://purl.org/rss/1.0/modules/content/">'
        "<channel><wp:wxr_version>1.2</wp:wxr_version><link>https://a.example</link><item><title>Uji</title>"
        "<link>https://a.example/uji</link><wp:post_id>1</wp:post_id><wp:post_date>2024-11-14 10:00:00"
        "</wp:post_date><wp:post_name>uji</wp:post_name><wp:status>publish</wp:status><wp:post_type>post"
        f"</wp:post_type><content:encoded>{escape(text)}</content:encoded></item></channel></rss>"
    ).encode()


def _document(text: str) -> bytes:
    """A .docx with a paragraph for each line."""
    file = io.BytesIO()
    lines = "".join(f"<w:p><w:r><w:t>{escape(line)}</w:t></w:r></w:p>" for line in text.split("\n"))
    word = "http://schemas.openxmlformats.org/wordprocessingml/2006/main"
    office = "http://schemas.openxmlformats.org/officeDocument/2006/relationships/officeDocument"
    with zipfile.ZipFile(file, "w", zipfile.ZIP_STORED) as archive:
        archive.writestr(
            "word/document.xml", f'<w:document xmlns:w="{word}"><w:body>{lines}</w:body></w:document>'
        )
        archive.writestr(
            "_rels/.rels",
            '<Relationships xmlns="http://schemas.openxmlformats.org/package/2006/relationships">'
            f'<Relationship Id="r" Type="{office}" Target="word/document.xml"/></Relationships>',
        )
        archive.writestr(
            "[Content_Types].xml",
            '<Types xmlns="http://schemas.openxmlformats.org/package/2006/content-types">'
            '<Default Extension="rels" '
            'ContentType="application/vnd.openxmlformats-package.relationships+xml"/>'
            '<Override PartName="/word/document.xml" '
            'ContentType="application/vnd.openxmlformats-officedocument'
            '.wordprocessingml.document.main+xml"/></Types>',
        )
    return file.getvalue()


_WITH_MATTER = "---\ntitle: Uji\ndate: 2024-11-14\n---\n"


def _page(text: str) -> str:
    return _WITH_MATTER + text


def _hugo(_: str) -> str:
    return 'title = "a"\n'


SOURCES: Mapping[str, Mapping[str, Callable[[str], str | bytes]]] = {
    "text": {"uji.txt": str},
    "document": {"uji.docx": _document},
    "hugo": {
        "hugo.toml": lambda _: 'title = "a"\n',
        "content/posts/uji.md": lambda text: _WITH_MATTER + text,
    },
    "hugo in HTML": {
        "hugo.toml": lambda _: 'title = "a"\n',
        "content/posts/uji.html": lambda text: _WITH_MATTER + text,
    },
    "jekyll": {
        "_config.yml": lambda _: "title: a\n",
        "_posts/2024-11-14-uji.md": lambda text: _WITH_MATTER + text,
    },
    "wordpress": {"uji.xml": _wordpress},
}
"""Kind of source → its files, made from a text."""


class Step(NamedTuple):
    """What one step took, and what it printed."""

    seconds: float
    """Of processor time, of all processes."""
    megabytes: int
    """Resident at most, in one process."""
    status: int
    printed: str


_MEASURED = """
import resource, subprocess, sys
status = subprocess.run(sys.argv[2:]).returncode
used = resource.getrusage(resource.RUSAGE_CHILDREN)
with open(sys.argv[1], "w") as file:
    print(used.ru_utime + used.ru_stime, used.ru_maxrss // 1024, file=file)
sys.exit(status)
"""
"""A small process in between: one begins with its parent's peak of memory, and that of the tests is large."""


def run_step(step: str, folder: Path, text: str, most_seconds: int) -> Step:
    """Run a step on a text, in a process of its own in ``folder``, which is made."""
    for name, data in {"site.toml": SITE_TOML, "content/agencies/dinas.yaml": AGENCY}.items():
        _write(folder / "situs" / name, data)
    _write(folder / "situs/content/news/uji.id.md", text)
    kind = step.removeprefix("import ")
    for name, make in SOURCES.get(kind, {}).items():
        _write(folder / "lama" / name, make(text))
    with (folder / "printed").open("wb") as printed:
        measured = [sys.executable, "-c", _MEASURED, str(folder / "used")]
        command = [sys.executable, "-m", "tests.torture", step, str(folder), str(most_seconds)]
        done = subprocess.run([*measured, *command], cwd=ROOT, stdout=printed, stderr=printed, check=False)
    seconds, megabytes = (folder / "used").read_text().split()
    return Step(
        float(seconds),
        int(megabytes),
        done.returncode,
        (folder / "printed").read_text("utf-8", "replace"),
    )


def _write(path: Path, data: str | bytes) -> None:
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_bytes(data if isinstance(data, bytes) else data.encode())


def _run(step: str, folder: Path) -> int:
    site = str(folder / "situs")
    action, _, kind = step.partition(" ")
    if action == "parse":
        from warta.content.parsed import ParseOptions
        from warta.content.parsing import parse_source

        options = ParseOptions(("id", "en"), "Asia/Jakarta", kind)
        path = "content/news/uji.id.md"
        found = parse_source(path, (folder / "situs" / path).read_bytes(), options)
        codes = [each.code for each in found.diagnostics]
        print(f"{len(found.html)} characters, {len(codes)} findings: {sorted(set(codes))}")
        return 0
    from warta.cli import main

    if action == "import":
        source = folder / "lama"
        if kind in {"text", "document", "wordpress"}:
            source = next(source.iterdir())
        return main(["--site", site, "--lang", "en", "import", str(source)])
    return main(["--site", site, "--lang", "en", action])


if __name__ == "__main__":
    seconds = int(sys.argv[3])
    resource.setrlimit(resource.RLIMIT_CPU, (seconds, seconds))
    sys.exit(_run(sys.argv[1], Path(sys.argv[2])))
