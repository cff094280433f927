"""A post's Markdown to sanitised HTML.

The order matters: the engine converts, the sanitiser reduces the result to an
allow-list, and everything after that works on HTML whose form is known (nh3
writes every tag in one way), so it can be done with small regular expressions
for every engine alike: heading levels and ids, typographic quotes, links.

Links stay unresolved: ``href="warta:0"`` stands for ``links[0]``, because where
a story lives depends on files other than this one.
"""

from __future__ import annotations

import html as html_text
import re
from bisect import bisect_right
from collections.abc import Callable
from dataclasses import dataclass
from typing import NamedTuple

import nh3

from warta.diagnostics.values import Diagnostic, Position, error, warning
from warta.markdown.embeds import structured
from warta.markdown.engines import engine, forget_engines
from warta.markdown.limits import MAX_NESTING, MAX_WORK, Excess, OverspentError, excess
from warta.urls import slugify

__all__ = [
    "KEPT_TAGS",
    "Body",
    "Link",
    "Quote",
    "convert",
    "may_hold_control",
    "put_texts",
    "resolve_links",
    "unlinked",
]

EXCERPT_LENGTH = 220
QUOTATION_LENGTH = 400
MAX_SEARCHES = 20
"""Addresses that are looked for behind character references in one text: each takes long in a long line."""
LONGEST_DECODED = 20
"""Characters of such an address that are compared."""
LONGEST_REFERENCE = 12
"""Characters that a character reference has at most; those with more zeros are not found."""
_INLINE_TAGS = frozenset(
    "a abbr b br cite code del em i ins kbd mark q s samp small span strong sub sup time u var".split(" ")
)
_BLOCK_TAGS = frozenset(
    (
        "blockquote caption dd details div dl dt figcaption figure h1 h2 h3 h4 h5 h6 hr img li ol p pre "
        "section summary table tbody td tfoot th thead tr ul"
    ).split(" ")
)
KEPT_TAGS = _INLINE_TAGS | _BLOCK_TAGS
"""The HTML that stays in a text."""
_ATTRIBUTES = {
    "a": {"href", "hreflang", "lang", "title"},
    "abbr": {"title"},
    "del": {"datetime"},
    "details": {"open"},
    "img": {"alt", "height", "src", "title", "width"},
    "ins": {"datetime"},
    "li": {"id"},
    "ol": {"reversed", "start"},
    "p": {"lang"},
    "blockquote": {"lang"},
    "q": {"lang"},
    "span": {"lang"},
    "sup": {"id"},
    "td": {"align", "colspan", "rowspan"},
    "th": {"align", "colspan", "rowspan", "scope"},
    "time": {"datetime"},
}
_CLASSES = {
    "a": {"footnote-backref", "footnote-ref"},
    "div": {"footnote"},
}
_SCHEMES = {"http", "https", "mailto", "tel"}
_CLEANER = nh3.Cleaner(
    tags=set(KEPT_TAGS),
    clean_content_tags={"script", "style", "iframe", "object", "noscript", "template", "textarea", "title"},
    attributes=_ATTRIBUTES,
    allowed_classes=_CLASSES,
    url_schemes=_SCHEMES,
    link_rel=None,
)

_ADDRESS = r'(?:https?://(?:[a-z0-9]++(?>(?:-[a-z0-9]++)*)\.)+[a-z]{2,}(?=["/]))?[A-Za-z0-9./?=#~+,_-]*+'
_HARMLESS = re.compile(
    r"[^<]*+(?>(?:<(?:/?(?:p|h[1-6]|em|strong|[uo]l|li|blockquote)"
    rf'|a href="{_ADDRESS}">[^<]*+</a)>[^<]*+)*)\Z'
)
"""HTML of which the sanitiser would keep everything: an allow-list of its own, narrower than that one."""

_RAW_TAG = re.compile(
    r"<(?!(?:p|h[1-6]|em|strong|ul|ol|li|blockquote|code|pre|br|hr|t[rhd])>)"  # nothing to be said of these
    r"([a-zA-Z][\w:-]*)((?:[^<>\"']|\"[^\"]*\"|'[^']*')*)>"
)
_RAW_ATTRIBUTE = re.compile(r"(?<![\w:-])([\w:-]++)\s*+=\s*+(\"[^\"]*\"|'[^']*'|[^\s\"'>]+)")
_URL_ATTRIBUTES = {
    "href",
    "src",
    "action",
    "formaction",
    "poster",
    "background",
    "xlink:href",
    "data",
    "cite",
}
_SCHEME = re.compile(r"([a-zA-Z][a-zA-Z0-9+.-]*):")
_IGNORED_IN_URLS = re.compile(r"[\x00-\x20\x7f-\xa0\u200b-\u200f\u2028\u2029\ufeff]")

_HEADING = re.compile(r"<h([1-6])>([^<]*+(?>(?:<(?!/?h[1-6]>)[^<]*+)*))</h[1-6]>")
_HEADINGS = frozenset(f"h{level}" for level in range(1, 7))
_TAG = re.compile(r"<[^<>]*>")
_TAG_NAME = re.compile(r"<([a-z]+[1-6]?)")
# Compiled when they are first used: most texts have no quotations.
_QUOTATION = (
    r"(?s)<blockquote>((?>(?:(?!</?blockquote).)*))</blockquote>"
    r'<figcaption>— <warta-quote n="(\d+)"></warta-quote></figcaption>'
)
_FOOTNOTE_NUMBER = r'(?s)<sup[^<>]*><a class="footnote-ref(?>(?:(?!</?sup).)*)</sup>'
_LINK = re.compile(r'(<(a|img)\b[^<>]*? (?:href|src)=")([^"<>]*)(")')
_PICTURE = re.compile(r'<img\b[^<>]* src="warta:(\d+)"[^<>]*>')
_NO_ALT = re.compile(r"<img\b(?![^<>]* alt=)")
_ALT = re.compile(r' alt="\s*+[^"\s][^"]*"')
_ID = re.compile(r' id="([^"]+)"')
_FIRST_PARAGRAPH = re.compile(r"<p(?: [^<>]*)?>([^<]*+(?>(?:<(?!/?p[ >])[^<]*+)*))</p>")
_PLACEHOLDER = re.compile(r'( (?:href|src)=")warta:(\d+)(?=")')
_LINKED = r'(?s)<a\b[^<>]* href="warta:(\d+)"[^<>]*>((?>(?:(?!</?a[ >]).)*))</a>'
_TABLE_ALIGN = re.compile(r'(<t[dh]\b[^<>]*?) align="(left|right|center)"')
_BARE_ADDRESS = re.compile(r'<a (href="([^"<>]*)"[^<>]*>\2</a>)')
"""A link whose text is its address: on paper it does not have to be said again."""

_CONTROL = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x9f]")
"""Written as a character reference: no feed could hold it."""
_C0 = bytes([*range(0x09), 0x0B, 0x0C, *range(0x0E, 0x20), 0x7F])

_TABLE_START = '<div class="table" role="group" tabindex="0" aria-label="warta:text:table_label:0"><table>'
"""A wide table scrolls in a box of its own, which has to have a name and be reachable by keyboard."""
_OWN_PLACEHOLDERS = re.compile(r'warta:(?!text:footnote_back:\d+")')
"""What looks like a place that this module leaves, but was written by an author."""
_TEXT_PLACEHOLDER = re.compile(r'(?<=")warta:text:([a-z_]+):(\d+)(?=")')


class Link(NamedTuple):
    """A link to something on this site, as it was written."""

    target: str
    image: bool
    position: Position


class Quote(NamedTuple):
    """A quotation with a line below it that says whose words they are."""

    name: str
    """That line, as it was written."""
    position: Position
    """Of the line."""
    words: str
    """What is quoted, as plain text; long ones are cut."""


@dataclass(frozen=True, slots=True)
class Body:
    """What is known of a text besides its HTML."""

    links: tuple[Link, ...]
    anchors: frozenset[str]
    """Every id in the HTML."""
    opening: str
    """The HTML of the first paragraph; empty without one."""
    empty: bool
    quotes: tuple[Quote, ...] = ()

    @property
    def excerpt(self) -> str:
        """The start of the first paragraph as plain text."""
        return _shortened(_words_of(self.opening))


EMPTY_BODY = Body((), frozenset(), "", True)


def convert(
    text: str, file: str, first_line: int, engine_name: str
) -> tuple[str, Body, tuple[Diagnostic, ...]]:
    """HTML, facts and findings for one Markdown text that starts on ``first_line`` of ``file``."""
    beyond, raw = excess(text), ""
    try:
        if beyond is None:
            raw = engine(engine_name)(text)
    except RecursionError:
        forget_engines()
        beyond = Excess("too-nested", limit=MAX_NESTING, line=0)
    except OverspentError:
        forget_engines()
        beyond = Excess("text-too-costly", limit=MAX_WORK, line=0)
    if beyond is not None:
        place = Position(first_line + beyond.line, 1)
        return "", EMPTY_BODY, (error(beyond.code, file, place, limit=beyond.limit),)
    places = _Places(text, first_line)
    clean = _harmless(raw, text)
    diagnostics = _active_content(raw, file, places) if clean is None else []
    clean = _without_control(_CLEANER.clean(raw) if clean is None else clean)
    if "warta:" in clean:
        clean = _OWN_PLACEHOLDERS.sub("warta&#58;", clean)
    tags = frozenset(_TAG_NAME.findall(clean))
    blocks = structured(clean, tags)
    diagnostics += [
        warning("video-without-title", file, places.find(url), url=url) for url in blocks.untitled
    ]
    clean = blocks.html if tags.isdisjoint(_HEADINGS) else _headings(blocks.html)
    clean = _typographic(clean, not tags.isdisjoint(_LITERAL))
    if '">http' in clean:
        clean = _BARE_ADDRESS.sub(r'<a class="address" \1', clean)
    if "table" in tags:
        clean = clean.replace("<table>", _TABLE_START).replace("</table>", "</table></div>")
    if ' align="' in clean:
        clean = _TABLE_ALIGN.sub(r'\1 class="align-\2"', clean)
    clean, links = (clean, ()) if tags.isdisjoint(("a", "img")) else _take_links(clean, places)
    if "img" in tags:
        diagnostics += _without_alt(clean, file, links)
        clean = _NO_ALT.sub('<img alt=""', clean)
    first = _FIRST_PARAGRAPH.search(clean)
    body = Body(
        links=links,
        anchors=frozenset(map(html_text.unescape, _ID.findall(clean))) if ' id="' in clean else frozenset(),
        opening=first[1] if first else "",
        empty=not clean or clean.isspace(),
        quotes=places.find_quotes(blocks.quotes, clean),
    )
    return clean, body, tuple(diagnostics)


def unlinked(html: str, numbers: frozenset[int]) -> str:
    """Leave of these links of ``Body.links`` nothing but their words."""
    return re.sub(_LINKED, lambda found: found[2] if int(found[1]) in numbers else found[0], html)


def resolve_links(html: str, targets: tuple[str, ...]) -> str:
    """Put the addresses in the places of the links; ``targets`` goes with ``Body.links``."""
    if not targets:
        return html
    return _PLACEHOLDER.sub(lambda found: found[1] + html_text.escape(targets[int(found[2])]), html)


def put_texts(html: str, text: Callable[..., str]) -> str:
    """Put the interface's texts, in the page's language, in the places that :func:`convert` left for them."""
    if "warta:text:" not in html:
        return html
    return _TEXT_PLACEHOLDER.sub(lambda found: html_text.escape(text(found[1], number=found[2])), html)


# --- Instead of the sanitiser ------------------------------------------------------------------------


def _harmless(raw: str, text: str) -> str | None:
    """What the sanitiser makes of an engine's HTML, where that is certain; None where it is not.

    The expression alone makes it harmless. As ``text`` holds no HTML, every tag is the engine's, and
    an engine closes what it opens: there is nothing to be mended either.
    """
    if "<" in text or "&" in text:
        return None
    html = raw.replace("&quot;", '"')
    if "&" in html or "\xa0" in html or "\r" in html or "\0" in html or not _HARMLESS.match(html):
        return None
    return html


# --- Before the sanitiser: what it would drop, a writer should hear of -------------------------------


def _active_content(raw: str, file: str, places: _Places) -> list[Diagnostic]:
    found: list[Diagnostic] = []
    reported: set[str] = set()
    for tag in _RAW_TAG.finditer(raw):
        name = tag[1].lower()
        scheme = _SCHEME.match(name)
        if scheme:  # an address in angle brackets that is none to the engine
            position = places.find(f"<{tag[1]}")
            url = tag[0][1:-1]
            found.append(error("url-scheme", file, position, scheme=scheme[1], url=url[:80]))
            continue
        if name not in KEPT_TAGS and name not in reported:
            reported.add(name)
            found.append(warning("html-removed", file, places.find(f"<{tag[1]}"), tag=name))
        if not tag[2]:
            continue
        for attribute, quoted in _RAW_ATTRIBUTE.findall(tag[2]):
            key = attribute.lower()
            if key.startswith("on") or key == "style":
                if key not in reported:
                    reported.add(key)
                    found.append(warning("attribute-removed", file, places.find(attribute), attribute=key))
            elif key in _URL_ATTRIBUTES:
                url = html_text.unescape(quoted.strip("\"'"))
                scheme = _SCHEME.match(_IGNORED_IN_URLS.sub("", url))
                if scheme and scheme[1].lower() not in _SCHEMES:
                    position = places.find_decoded(url, scheme[1] + ":")
                    found.append(error("url-scheme", file, position, scheme=scheme[1].lower(), url=url[:80]))
                elif name == "img" and (scheme or url.startswith("//")):
                    found.append(error("external-image", file, places.find(url), url=url[:120]))
    return found


class _Places:
    """Finds where something stands in a text; Markdown engines do not say."""

    def __init__(self, text: str, first_line: int) -> None:
        self.text = text
        self.first_line = first_line
        self._next: dict[str, int] = {}
        self._line_starts: list[int] = []
        """Once a place was asked for."""
        self._small = ""
        """The text in small letters, likewise."""
        self._searches = 0

    def find(self, *candidates: str) -> Position:
        """The next place of the first candidate that occurs; the text's first line when none does."""
        given = [candidate for candidate in candidates if candidate]
        for again in (False, True):
            for candidate in given:
                if again:
                    offset = self._lower().find(candidate.lower())
                else:
                    offset = self.text.find(candidate, self._next.get(candidate, 0))
                if offset >= 0:
                    for each in given:  # they stand for one and the same thing
                        self._next[each] = max(self._next.get(each, 0), offset + len(candidate))
                    return self._position(offset)
        return Position(self.first_line, 1)

    def _lower(self) -> str:
        self._small = self._small or self.text.lower()
        return self._small

    def find_quotes(self, names: tuple[str, ...], html: str) -> tuple[Quote, ...]:
        """The quotations of a text, one after the other; ``names`` stand below them."""
        if not names:
            return ()
        words_of = {int(number): _quoted_words(words) for words, number in re.findall(_QUOTATION, html)}
        found: list[Quote] = []
        start = 0
        for name in names:
            words = r"\s+".join(re.escape(word) for word in name.split())
            line = re.compile(rf"[—–―-]\s*({words})\s*$", re.MULTILINE).search(self.text, start)
            if line is not None:
                start = line.end()
            place = self._position(line.start(1)) if line else self.find(name)
            found.append(Quote(name, place, words_of.get(len(found), "")))
        return tuple(found)

    def _position(self, offset: int) -> Position:
        if not self._line_starts:
            self._line_starts = [0, *(found.end() for found in re.finditer("\n", self.text))]
        line = bisect_right(self._line_starts, offset) - 1
        return Position(self.first_line + line, offset - self._line_starts[line] + 1)

    def find_decoded(self, url: str, *candidates: str) -> Position:
        """The next place where ``url`` stands, perhaps with character references; else as :meth:`find`."""
        self._searches += 1
        if url in self.text or self._searches > MAX_SEARCHES:
            return self.find(url, *candidates)
        url = url[:LONGEST_DECODED]
        for number, line in enumerate(self.text.split("\n")):
            if "&" not in line or number < self._next.get(f"&{url}", 0):
                continue
            for column, character in enumerate(line):
                if character not in ("&", url[0]):
                    continue
                if html_text.unescape(line[column : column + LONGEST_REFERENCE * len(url)]).startswith(url):
                    self._next[f"&{url}"] = number + 1
                    return Position(self.first_line + number, column + 1)
        return self.find(*candidates)


# --- After the sanitiser ----------------------------------------------------------------------------


def may_hold_control(data: bytes) -> bool:
    """Whether a text can hold control characters, in a quarter of the time that looking for them takes."""
    return len(data) != len(data.translate(None, _C0)) or b"\xc2" in data


def _without_control(html: str) -> str:
    return _CONTROL.sub("\ufffd", html) if may_hold_control(html.encode("utf-8", "surrogatepass")) else html


def _headings(html: str) -> str:
    """Give headings ids from their text, unique in the post; the page's title is the only h1."""
    used: dict[str, int] = {}

    def rewrite(found: re.Match[str]) -> str:
        level = max(2, int(found[1]))
        anchor = slugify(_plain(found[2])) or "bagian"
        used[anchor] = used.get(anchor, 0) + 1
        if used[anchor] > 1:
            anchor = f"{anchor}-{used[anchor]}"
        return f'<h{level} id="{anchor}">{found[2]}</h{level}>'

    return _HEADING.sub(rewrite, html)


def _take_links(html: str, places: _Places) -> tuple[str, tuple[Link, ...]]:
    links: list[Link] = []

    def rewrite(found: re.Match[str]) -> str:
        target = html_text.unescape(found[3])
        if _SCHEME.match(target) or target.startswith("//"):
            return found[0]
        if target.startswith("#fn"):
            return found[0]  # the footnotes extension made both ends
        position = places.find(f"({target}", target)
        links.append(Link(target, found[2] == "img", position))
        return f"{found[1]}warta:{len(links) - 1}{found[4]}"

    return _LINK.sub(rewrite, html), tuple(links)


def _without_alt(html: str, file: str, links: tuple[Link, ...]) -> list[Diagnostic]:
    """Pictures that do not say what they show."""
    return [
        error("picture-without-alt", file, links[int(found[1])].position, file=links[int(found[1])].target)
        for found in _PICTURE.finditer(html)
        if not _ALT.search(found[0])
    ]


def _plain(html: str) -> str:
    return " ".join(html_text.unescape(_TAG.sub("", html)).split())


def _words_of(html: str) -> str:
    """What is said in a piece of HTML, without the numbers of footnotes."""
    return _plain(re.sub(_FOOTNOTE_NUMBER, "", html) if "footnote-ref" in html else html)


def _quoted_words(html: str) -> str:
    """A quotation as text; one that is cut still ends as a quotation."""
    text = _words_of(html)
    shown = _shortened(text, QUOTATION_LENGTH)
    return shown + "\u201d" if shown != text and text.startswith("\u201c") else shown


def _shortened(text: str, length: int = EXCERPT_LENGTH) -> str:
    if len(text) <= length:
        return text
    cut = text.rfind(" ", 0, length)
    shown = text[: cut if cut > 0 else length].rstrip(" ,;:–-")
    return shown if shown.endswith((".", "!", "?")) else shown + " …"


_SEGMENT = re.compile(r"(<[^<>]*>)")
_LITERAL = {"code", "kbd", "pre", "samp", "var"}
_TYPEWRITTEN = ('"', "'", "--", "...")
_OPENING = r"%s(?<![^\s(\[{\u2013\u2014/%s-]%s)"
"""The mark with what is before it, in an order in which it is found sooner."""
_OPENING_DOUBLE = re.compile(_OPENING % ('"', "\u2018'", '"'))
_OPENING_SINGLE = re.compile(_OPENING % ("'", "\u201c", "'") + r"(?!\d\d\b)")


def _typographic(html: str, has_code: bool) -> str:
    """Curly quotes, dashes and ellipses in running text, never in code."""
    signs = [sign for sign in _TYPEWRITTEN if sign[0] in html and sign in html]
    if not signs:
        return html
    # No quotation goes on behind a paragraph: only those with such signs have to be looked at closely.
    paragraphs = [html] if has_code else html.split("</p>")
    for index, paragraph in enumerate(paragraphs):
        for sign in signs:
            if sign in paragraph:
                paragraphs[index] = _curled(paragraph, signs, has_code)
                break
    return "</p>".join(paragraphs)


def _curled(html: str, signs: list[str], has_code: bool) -> str:
    parts = _SEGMENT.split(html)
    literal = _literal(parts) if has_code else ()
    for index in range(0, len(parts), 2):
        part = parts[index]
        for sign in signs:
            if sign in part:
                if index not in literal:
                    parts[index] = _quotes(part, _before(parts, index))
                break
    return "".join(parts)


def _literal(parts: list[str]) -> set[int]:
    """The places of texts in code; texts and tags take turns."""
    found = set()
    depth = 0
    for index, part in enumerate(parts):
        if index % 2 and _tag_name(part) in _LITERAL:
            depth += -1 if part.startswith("</") else 1
        elif depth:
            found.add(index)
    return found


def _before(parts: list[str], index: int) -> str:
    """The character in front of a text, empty at the start of a block."""
    while index > 0:
        name = _tag_name(parts[index - 1])
        if name not in _LITERAL and (name not in _INLINE_TAGS or name == "br"):
            return ""
        index -= 2
        if parts[index]:
            return parts[index][-1]
    return ""


def _tag_name(tag: str) -> str:
    return tag.strip("</>").split(" ", 1)[0]


def _quotes(text: str, before: str) -> str:
    """``before`` is the character in front of ``text``, empty at the start of a block."""
    text = before + text.replace("---", "\u2014").replace("--", "\u2013").replace("...", "\u2026")
    if '"' in text:
        text = _OPENING_DOUBLE.sub("\u201c", text).replace('"', "\u201d")
    if "'" in text:
        text = _OPENING_SINGLE.sub("\u2018", text).replace("'", "\u2019")
    return text[len(before) :]
