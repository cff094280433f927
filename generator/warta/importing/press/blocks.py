"""A document as blocks: each as plain text, for what is read out of it, and as Markdown, for the story."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Sequence
from itertools import chain, groupby
from typing import NamedTuple

from selectolax.lexbor import LexborNode

from warta.importing.html import markdown_of
from warta.importing.press.texts import ITEM, LINE_END, as_markdown, paragraphs_of, plain_letters
from warta.importing.tree import MAX_DEPTH, attribute, children, is_block, text_of, tree_of

__all__ = ["TAB", "Block", "blocks_of", "is_public_address", "kept", "typed", "with_rows"]

TAB = "\ue00c"
"""A tab that stands in a document, and not only between the tags of its HTML."""

_HOLDERS = frozenset("article body center div header hgroup main section".split())
_WHOLE = frozenset(("ul", "ol", "table"))
"""Blocks of which nothing is cut off: their text begins as no sentence does."""
_PLAIN = frozenset(("-text", "p", "br", "span"))
_ENDS_PART = re.compile(r"</(?:li|t[dhr]|p|h\d)>|<[ou]l>")
_NOTE_MARK = re.compile(
    r'(?P<raised><sup>)?<sup><a href="#((?:foot|end)note-\d+)" id="[^"]*">'
    r"\[(\d+)\]</a></sup>(?(raised)</sup>)"
)
_NOTES = re.compile(r'<ol>(?=<li id="(?:foot|end)note-)')
_NOTE = re.compile(r'<li id="((?:foot|end)note-\d+)">(.*?)</li>', re.DOTALL)
_BACK = re.compile(r' ?<a href="#(?:foot|end)note-ref-\d+">[^<]*</a>')
"""How mammoth writes the marks of notes, their texts, and the way back."""
_NOTED = re.compile(r'<sup class="footnote-reference">.*?</sup>', re.DOTALL)
_SAID_ONLY = re.compile(r"\[\^[\w-]+\]|\[((?:[^\[\]\\]|\\.)*)\]\((?:[^()\s]|\([^()\s]*\))*\)")
"""A footnote's mark and a link, of which only the words are said."""
_CAPTION = r'<p class="caption">((?:(?!</p>).)*)</p>'
_CAPTIONED = re.compile(rf"<p>(<img [^>]*>)</p>{_CAPTION}", re.DOTALL)
_BELOW_PICTURE = re.compile(r"<p>(<img [^>]*>)</p><p>((?:(?!</?p>).)*)</p>", re.DOTALL)
_SAID_CAPTION = re.compile(
    r"(?i)(?:ket(?:erangan|\.)?\s?(?:foto|gambar)|caption)\s?[:.]\s*(?P<said>.+)"
    r"|(?P<credit>(?:foto|photo|dok(?:umentasi)?|sumber foto)\s?[:/.]\s?\S.{0,100})"
    r"|(?P<credited>.+[(\[](?:foto|photo|dok|sumber|ist)\b[^()\[\]]{0,80}[)\]]\.?)",
    re.DOTALL,
)
"""A paragraph below a picture that is its caption, whatever its style: it says so, or whose photo it is."""
LONGEST_CAPTION = 400
_CAPTION_ABOVE = re.compile(r'<p class="caption">(<img [^>]*>)((?:(?!</p>).)*)</p>', re.DOTALL)


_ADDRESS = re.compile(r"(?i)(?!file:)[a-z][a-z0-9+.-]+:|www\.")
"""How an address begins that is neither of a place in a document nor of a file beside it."""


class Block(NamedTuple):
    """A paragraph, heading, list, table or picture."""

    text: str
    """On one line; empty for pictures with their captions and for notes, which stay whatever is cut off."""
    markdown: str = ""
    """Empty for a paragraph that is as plain as one of a text file."""
    level: int = 0
    """Of a heading; 0 for what is none."""


def blocks_of(html: str) -> tuple[Block, ...]:
    """The blocks of an HTML text that names pictures by their files."""
    html = html.replace("\u00ad", "").replace("&shy;", "")  # where a word may be broken
    root = tree_of(_with_figures(_with_notes(plain_letters(html))))
    return tuple(with_rows(block for run in _runs(root) for block in _read(run)))


def is_public_address(url: str) -> bool:
    """Whether the address of a link in a document leads somewhere for those who read it on a page."""
    return _ADDRESS.match(url.strip()) is not None


def with_rows(blocks: Iterable[Block]) -> Iterator[Block]:
    """The blocks, lines whose cells stand apart by tabs as tables; every other tab is a space."""
    for columns, group in groupby(blocks, key=_tabbed):
        rows = list(group)
        if columns and len(rows) > 1:
            yield _table([re.sub(f"{TAB}+", "\t", row.text.strip(TAB)) for row in rows])
        else:
            yield from (row._replace(text=_spaced(row.text), markdown=_spaced(row.markdown)) for row in rows)


def _tabbed(block: Block) -> int:
    """How many cells a paragraph has; 0 for every other block, and for what is no row."""
    text = re.sub(f"{TAB}+", "\t", block.text.strip(f" {TAB}"))
    return _columns(text) if "\t" in text and not block.level and not block.text.startswith("•") else 0


def _spaced(text: str) -> str:
    """A text with spaces for its tabs."""
    if TAB not in text:
        return text
    return " ".join(filter(None, (part.strip(" ") for part in text.split(TAB))))


def typed(text: str) -> Iterator[Block]:
    """The blocks of a plain text; rows whose cells stand apart by tabs, as Excel copies them, are a table."""
    lines: list[str] = []
    for columns, group in groupby(LINE_END.split(text), key=_columns):
        rows = list(group)
        if columns and len(rows) > 1:
            yield from map(Block, paragraphs_of("\n".join(lines)))
            yield _table(rows)
            lines = []
        else:
            lines += rows
    yield from map(Block, paragraphs_of("\n".join(lines)))


def _columns(line: str) -> int:
    """How many cells a line has; 0 for an item of a list, a label with its value, and for text."""
    cells = line.strip().split("\t")
    other = len(cells) == 1 or ITEM.match(line.strip()) or any(cell.startswith(":") for cell in cells)
    return 0 if other else len(cells)


def _table(rows: Sequence[str]) -> Block:
    cells = [[" ".join(cell.split()) for cell in row.strip().split("\t")] for row in rows]
    written = [" | ".join(as_markdown(cell).replace("|", "\\|") for cell in row) for row in cells]
    lines = [written[0], "|".join(["---"] * len(cells[0])), *written[1:]]
    text = "; ".join(filter(None, chain.from_iterable(cells)))
    return Block(text, "\n".join(f"| {line} |" for line in lines))


def kept(lines: Iterable[str], blocks: Sequence[Block]) -> Iterator[Block]:
    """The blocks of those lines that are left of a text, with all pictures; of a shortened line the rest."""
    at = 0
    for line in lines:
        found = next((n for n in range(at, len(blocks)) if blocks[n].text and line in blocks[n].text), None)
        if found is None:
            yield Block(line)
            continue
        yield from (block for block in blocks[at:found] if not block.text)
        yield _shortened(blocks[found], line)
        at = found + 1
    yield from (block for block in blocks[at:] if not block.text)


def _shortened(block: Block, line: str) -> Block:
    """A block without what stood before and behind a line; plain where its marks cannot be told apart."""
    if line == block.text or not block.markdown:
        return block._replace(text=line)
    start = block.text.index(line)
    before, after = block.text[:start], block.text[start + len(line) :]
    markdown = re.sub(rf"\A[*]*{_marked(before)}[*]*\s*", "", block.markdown)
    tail = len(after) * 4 + 20
    markdown = markdown[:-tail] + re.sub(rf"(?<!\s)\s*[*]*{_marked(after)}[*]*\Z", "", markdown[-tail:])
    whole = " ".join(text_of(tree_of(re.sub(r"[*\\]", "", _SAID_ONLY.sub(r"\1", markdown)))).split())
    paired = len(re.findall(r"(?<!\\)[*]+", markdown)) % 2 == 0
    return Block(line, markdown if whole == line.replace("*", "") and paired else as_markdown(line))


def _marked(text: str) -> str:
    """An expression for a text within which marks of emphasis and escapes may stand."""
    return r"[*\\\s]*".join(map(re.escape, "".join(text.split())))


# --- From HTML ---------------------------------------------------------------------------------------


def _with_notes(html: str) -> str:
    """The notes of mammoth's HTML as the converter knows footnotes, by their numbers in the text."""
    numbers = {mark[2]: mark[3] for mark in _NOTE_MARK.finditer(html)}
    html = _NOTE_MARK.sub(r'<sup class="footnote-reference"><a href="#\3">*</a></sup>', html)
    found = _NOTES.search(html)
    if found is None:
        return html
    notes = _BACK.sub("", html[found.end() :]).removesuffix("</ol>")
    return html[: found.start()] + _NOTE.sub(
        lambda note: _note(str(numbers.get(note[1], note[1])), note[2]), notes
    )


def _note(number: str, html: str) -> str:
    return f'<div class="footnote-definition" id="{number}">{html}</div>'


def _with_figures(html: str) -> str:
    """Pictures with the captions below them as figures."""
    figure = r"<figure>\1<figcaption>\2</figcaption></figure>"
    html = _CAPTION_ABOVE.sub(figure, _CAPTIONED.sub(figure, html))
    return _BELOW_PICTURE.sub(_with_caption, html)


def _with_caption(pair: re.Match[str]) -> str:
    """A picture and the paragraph below it: a figure where that is its caption."""
    picture, below = pair[1], pair[2].strip()
    slanted = re.fullmatch(r"<em>((?:(?!</?em>).)*)</em>", below, re.DOTALL)
    inner = slanted[1] if slanted else below
    said = _SAID_CAPTION.fullmatch(inner)
    if len(inner) > LONGEST_CAPTION or not (slanted or said) or "<img" in inner:
        return pair[0]
    text = said["said"] if said is not None and said["said"] else inner
    return f"<figure>{picture}<figcaption>{text}</figcaption></figure>"


def _runs(holder: LexborNode, depth: int = 0) -> Iterator[list[LexborNode]]:
    """The nodes of a text that make up one block each: an element, or what stands between two."""
    run: list[LexborNode] = []
    for node in children(holder):
        if not is_block(node):
            run.append(node)
            continue
        yield from [run] if run else []
        run = []
        opened = node.css("td,th") if node.tag == "table" and _is_layout(node) else []
        opened = [node] if node.tag in _HOLDERS and not _is_note(node) else opened
        if opened and depth < MAX_DEPTH:
            for each in opened:
                yield from _runs(each, depth + 1)
        else:
            yield [node]
    yield from [run] if run else []


def _is_note(node: LexborNode) -> bool:
    return attribute(node, "class") == "footnote-definition"


def _is_layout(table: LexborNode) -> bool:
    """Whether a table only puts things beside each other, as letterheads do."""
    rows = table.css("tr")
    return len(rows) < 2 or max(len(row.css("td,th")) for row in rows) < 2


def _read(run: list[LexborNode]) -> Iterator[Block]:
    """The blocks of one or several nodes."""
    html = "".join(node.html or "" for node in run)
    text, first = _plain(html), run[0]
    tags = {each.tag for node in run for each in node.traverse(include_text=True)}
    level = re.fullmatch("h([1-6])", first.tag or "")
    if first.tag == "figure" or _is_note(first) or not text:
        markdown = markdown_of(html)
        yield from [Block("", markdown)] if markdown.strip() else []
    elif tags <= _PLAIN:
        yield from map(Block, filter(None, _lines(run)))
    else:
        markdown = markdown_of(_headed(html) if first.tag == "table" else html)
        text = f"• {text}" if first.tag in _WHOLE else text
        yield Block(text, markdown, int(level[1]) if level else 0)


def _lines(run: list[LexborNode]) -> Iterator[str]:
    """The lines of a paragraph: they end at line breaks, and not where the file was wrapped."""
    nodes = (each for node in run for each in node.traverse(include_text=True))
    said = (
        "\n" if each.tag == "br" else " ".join(f".{each.text_content or ''}.".split())[1:-1]
        for each in nodes
        if each.is_text_node or each.tag == "br"
    )
    return (" ".join(line.split()) for line in "".join(said).split("\n"))


def _plain(html: str) -> str:
    """The words of a piece of HTML on one line; the parts of lists and tables as sentences."""
    ended = _ENDS_PART.sub(r"; \g<0>", _NOTED.sub("", html))
    text = " ".join(text_of(tree_of(ended)).split())
    return re.sub(r"(?<!\s)\s*;(?:\s*;)+", ";", re.sub(r"([.:!?,;])\s*;", r"\1", text)).strip("; ")


def _headed(table: str) -> str:
    """A table with its first row as its head, as programs show it, where all cells of it are filled."""
    end = table.find("</tr>")
    row = table[:end]
    filled = "<th" not in table and "</tr>" in table[end + 5 :]
    if not filled or not all(text_of(cell).strip() for cell in tree_of(row + "</tr></table>").css("td")):
        return table
    return re.sub(r"<(/?)td\b", r"<\1th", row) + table[end:]
