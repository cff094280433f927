"""The story of a page that was saved from a browser: without menus, banners and what stands around it."""

from __future__ import annotations

import re
from collections import Counter
from html import escape
from urllib.parse import urljoin

from selectolax.lexbor import LexborHTMLParser, LexborNode

from warta.importing.press.blocks import is_public_address
from warta.importing.press.exports import emphasised, mended
from warta.importing.rewriting import watched
from warta.markdown.embeds import video_site
from warta.urls import is_web_url

__all__ = ["story_of"]

_AROUND = (
    "script, style, noscript, template, nav, aside, form, footer, button, svg, dialog, "
    "[hidden], [aria-hidden=true], .sr-only, .visually-hidden, .screen-reader-text, "
    "[role=navigation], [role=banner], [role=contentinfo], [role=complementary]"
)
_MARGINS = "body > div[title=header], body > div[title=footer]"
"""Of a document's pages, as LibreOffice writes them."""
_LETTERS = re.compile(r"(?i)(?:lower|upper)-(?:alpha|latin|roman)")
"""How lists are numbered, by their style."""
_NOT_SHOWN = re.compile(r"(?i)(?:^|[;\s])(?:display\s*:\s*none|visibility\s*:\s*hidden|mso-hide\s*:\s*all)\b")
_NOTE_NUMBER = re.compile(r"\s*(?:\[\s*)?([1-9]\d{0,3}|[ivxl]{1,8})\s*(?:\]\s*)?")
"""Footnotes have digits, endnotes of Word small Roman numbers."""
_MARK = "\ue000{}\ue001"
"""Stands in the tree for the mark of a note."""
_SHORTEST = 40
"""Characters of a paragraph that counts as text of a story."""
_ADDRESSES = "link[rel=canonical], meta[property='og:url'], base[href]"
_PROGRAM = re.compile(r"(?i)(?:javascript|vbscript|data):")
_LEADS_FOR_ITSELF = re.compile(r"(?i)[a-z][a-z0-9+.-]*:|//|#")
_TITLES = ("meta[property='og:title']", "meta[name='twitter:title']")
_DATES = ("meta[property='article:published_time']", "meta[name='date']", "[itemprop=datePublished]")


def story_of(page: str) -> tuple[str, Counter[str]]:
    """HTML of a page's story, its title and day first, and how much does not come along."""
    tree = LexborHTMLParser(emphasised(page) if 'class="c' in page else page)
    comments = mended(tree)
    margins = [node for node in tree.css(_MARGINS) if node.text().strip()]
    for node in (*margins, *tree.css(_AROUND), *filter(_is_hidden, tree.css("[style]"))):
        node.decompose()
    notes = _taken_notes(tree)
    _lead_out(tree)
    story = _story(tree)
    title, day = _title(tree, story), _day(tree)
    lost = comments + Counter(margins=len(margins))
    lost += _taken_out(story) if story is not None else Counter()
    head = (f"<h1>{escape(title)}</h1>" if title else "") + (f"<p>{day}</p>" if day else "")
    text = (story.inner_html or "" if story is not None else "") + notes
    mark = r'<sup class="footnote-reference"><a href="#\1">*</a></sup>'
    return head + re.sub(r"(?:<sup>)?\ue000(\w+)\ue001(?:</sup>)?", mark, text), +lost


def _lead_out(tree: LexborHTMLParser) -> None:
    """Links, films and sounds within the page's own site lead there if the page says its address.

    A link that leads nowhere outside of the page, or runs a program, is plain text.
    """
    said = (_content(node) or node.attributes.get("href") or "" for node in tree.css(_ADDRESSES))
    address = next(filter(is_web_url, said), "")
    for node in tree.css("a[href], iframe[src], video[src], audio[src], source[src]"):
        name = "href" if node.tag == "a" else "src"
        url = (node.attributes.get(name) or "").strip()
        url = f"https:{url}" if url.startswith("//") else url
        whole = url if _LEADS_FOR_ITSELF.match(url) or not address else urljoin(address, url)
        if is_public_address(whole) and not _PROGRAM.match(whole):
            node.attrs[name] = whole
        elif node.tag == "a":
            node.unwrap()
        else:
            node.attrs[name] = ""


def _taken_out(story: LexborNode) -> Counter[str]:
    """Take out of a story what does not come along; how much that is."""
    frames = [
        each for each in story.css("iframe") if not video_site(watched(each.attributes.get("src") or ""))
    ]
    players = [each for each in story.css("video, audio") if not _source(each)]
    pictures = story.css("img, picture")
    lost = Counter(linked=len(pictures) + len(players), frames=len(frames), letters=_lettered(story))
    for node in (*frames, *players, *pictures):
        node.decompose()
    return +lost


def _source(player: LexborNode) -> str:
    sources = (each.attributes.get("src") for each in (player, *player.css("source")))
    return next(filter(None, sources), "")


def _lettered(story: LexborNode) -> int:
    """How many lists are numbered with letters or Roman figures."""
    said = (
        (each.attributes.get("type") or "", each.attributes.get("style") or "") for each in story.css("ol")
    )
    return sum(kind in ("a", "A", "i", "I") or bool(_LETTERS.search(style)) for kind, style in said)


def _is_hidden(node: LexborNode) -> bool:
    return _NOT_SHOWN.search(node.attributes.get("style") or "") is not None


def _taken_notes(tree: LexborHTMLParser) -> str:
    """Take a page's footnotes out of the tree, with their marks left in it; the notes as HTML.

    Word and LibreOffice write mark and note as two links with numbers that lead to each other.
    """
    links = {_name(link): link for link in tree.css("a[href^='#']") if _NOTE_NUMBER.fullmatch(link.text())}
    notes: list[str] = []
    for name, mark in links.items():
        target = (mark.attributes.get("href") or "")[1:]
        note = links.get(target)
        number = _NOTE_NUMBER.fullmatch(mark.text())
        if not name or note is None or number is None or list(links).index(target) <= list(links).index(name):
            continue
        holder = _holder_of_note(note)
        if holder is None or (note.attributes.get("href") or "")[1:] != name:
            continue
        note.decompose()
        text = holder.inner_html or ""
        notes.append(f'<div class="footnote-definition" id="{number[1]}">{text}</div>')
        holder.decompose()
        mark.replace_with(_MARK.format(number[1]))
    return "".join(notes)


def _name(link: LexborNode) -> str:
    return link.attributes.get("name") or link.attributes.get("id") or ""


def _holder_of_note(note: LexborNode) -> LexborNode | None:
    """The paragraph that a note's number is in, or the element around it when that holds only this note."""
    holder = note.parent
    while holder is not None and holder.tag not in ("p", "li", "div"):
        holder = holder.parent
    around = holder.parent if holder is not None else None
    alone = around is not None and around.tag == "div" and len(around.css("a[href^='#']")) == 1
    return around if alone else holder


def _story(tree: LexborHTMLParser) -> LexborNode | None:
    """The element that holds most of a page's text directly: its paragraphs are the story."""
    scores: Counter[int] = Counter()
    holders: dict[int, LexborNode] = {}
    for paragraph in tree.css("p"):
        length = len(" ".join(paragraph.text().split()))
        holder = paragraph.parent
        if holder is not None and length >= _SHORTEST:
            scores[holder.mem_id] += length
            holders[holder.mem_id] = holder
    best = scores.most_common(1)
    return holders[best[0][0]] if best else tree.body


def _title(tree: LexborHTMLParser, story: LexborNode | None) -> str:
    """What the page says its title is: in its only main heading, to programs, or in the window's."""
    said = (_content(tree.css_first(selector)) for selector in _TITLES)
    within = _below_text(story) if story is not None else set()
    headings = [" ".join(node.text().split()) for node in tree.css("h1") if node.mem_id not in within]
    window = tree.css_first("title")
    name = re.split(r"(?<!\s)\s+[-–|»]\s+", window.text() if window is not None else "")[0]
    own = [heading for heading in headings if heading] if len(headings) == 1 else []
    return next(filter(None, (*own, *said, *headings, " ".join(name.split()))), "")


def _below_text(story: LexborNode) -> set[int]:
    """The main headings that stand below text of the story, as office programs write those of its parts."""
    below: set[int] = set()
    is_text = False
    for node in story.css("h1, p"):
        is_text = is_text or (node.tag == "p" and len(" ".join(node.text().split())) >= _SHORTEST)
        below |= {node.mem_id} if is_text and node.tag == "h1" else set()
    return below


def _day(tree: LexborHTMLParser) -> str:
    """The day of publication as the page tells it to programs."""
    nodes = (tree.css_first(selector) for selector in _DATES)
    found = (re.match(r"\d{4}-\d\d-\d\d", _content(node)) for node in nodes)
    return next((each[0] for each in found if each), "")


def _content(node: LexborNode | None) -> str:
    if node is None:
        return ""
    return (node.attributes.get("content") or node.attributes.get("datetime") or "").strip()
