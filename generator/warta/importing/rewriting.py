"""Where the links and pictures of a foreign text lead, and what Markdown and HTML need to say so."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Callable
from html import escape, unescape
from typing import NamedTuple
from urllib.parse import parse_qs

from msgspec import Struct, field

from warta.importing.drafts import shortened
from warta.markdown.embeds import credit_start
from warta.markdown.places import describes
from warta.media.values import PICTURE_SUFFIXES, suffix_of

__all__ = [
    "CAPTION",
    "UNDESCRIBED",
    "Described",
    "Rewriter",
    "code_block",
    "code_span",
    "destination",
    "escaped",
    "is_outside",
    "is_picture",
    "only_undescribed",
    "plain",
    "shows",
    "unlinked",
    "unlinked_html",
    "watched",
    "without_credit",
]


class Described(NamedTuple):
    """What a source keeps of a picture apart from the texts that show it; empty where it says nothing."""

    alt: str = ""
    caption: str = ""
    title: str = ""


UNDESCRIBED = Described()


class Rewriter(Struct, frozen=True):
    """Where links and pictures of one text lead, and what becomes of its words."""

    link: Callable[[str], str] = str
    """The final destination of a link; empty when it leads nowhere."""
    image: Callable[[str], str] = str
    """The final destination of a picture: a file beside the story or a full address; empty: it is lost."""
    counts: Counter[str] = field(default_factory=Counter)
    """What could not stay, by its name in the report: ``image-lost``, ``link-lost``, ``html-removed``…"""
    describe: Callable[[str], Described] = lambda _: UNDESCRIBED
    """What the source keeps of a picture, by its address in the text."""
    words: Callable[[str], str] = str
    """What a piece of text says, without what its program takes for instructions."""
    raw: Callable[[str], str] = str
    """The same for code and HTML, where Markdown is not read."""
    missing: Callable[[str], str] = lambda _: "image-lost"
    """What a picture without a destination is counted as: it may be there all the same."""

    def alternative(self, source: str, own: str, caption: str = "", title: str = "") -> str:
        """What can be seen on a picture, in words of the source; empty when it has none.

        What was written to be an alternative text comes before captions and titles. None is made up: a
        picture of which nobody has said anything stays without one, and a file's name says nothing.
        """
        if own.strip():
            return own
        kept = self.describe(source)
        texts = (kept.alt, caption, title, kept.caption, kept.title)
        found = (shortened(without_credit(plain(text)), LONGEST_ALT) for text in texts if text)
        return next((text for text in found if describes(text, source)), "")


_PLAYERS = (
    (re.compile(r"(?:https?:)?//(?:www\.)?youtube(?:-nocookie)?\.com/embed/([\w-]{6,20})(?=[?&#/]|$).*"),
     r"https://www.youtube.com/watch?v=\1"),
    (re.compile(r"(?:https?:)?//player\.vimeo\.com/video/(\d{1,15})(?=[?&#/]|$).*"), r"https://vimeo.com/\1"),
    (re.compile(r"(?:https?:)?//(?:www\.)?dailymotion\.com/embed/video/(\w{1,20})(?=[?&#/]|$).*"),
     r"https://www.dailymotion.com/video/\1"),
)  # fmt: skip
"""Addresses of players within pages → where their films are watched."""
_FACEBOOK_PLAYER = re.compile(r"(?:https?:)?//www\.facebook\.com/plugins/video\.php\?(.*)")


def watched(url: str) -> str:
    """Where a film is watched that a page has in a player; every other address as it is."""
    for player, place in _PLAYERS:
        if player.fullmatch(url):
            return player.sub(place, url)
    film = _FACEBOOK_PLAYER.fullmatch(url)
    return next(iter(parse_qs(film[1]).get("href", ())), url) if film is not None else url


CAPTION = "warta-caption"
"""Attribute of an ``<img>`` for the words that stand with it, until it is Markdown."""
LONGEST_ALT = 500
"""Characters that a caption or title may give for an alternative text, as in front matter."""
_TAG = re.compile(r"<[^<>]*>")


def plain(text: str) -> str:
    """The words of a piece of HTML."""
    return unescape(_TAG.sub("", text))


def without_credit(caption: str) -> str:
    """What a caption says of its picture: not whose picture it is."""
    start = credit_start(caption)
    return caption[:start].rstrip(" (") if start >= 0 else caption


_SPECIAL = re.compile(r"([\\`*\[\]])|(?<!\w)(_)|(_)(?!\w)")
_ENTITY = re.compile(r"&(?=#?\w+;)")


def escaped(text: str) -> str:
    """Plain text as Markdown that says the same."""
    text = _SPECIAL.sub(lambda found: "\\" + found[0], text)
    text = _ENTITY.sub("&amp;", text).replace("<", "&lt;")
    return text.replace("~", "&#126;") if text.count("~") > 1 else text


_ONLY_UNDESCRIBED = re.compile(r"\s*(?:!\[\s*\]\([^()\n]*\)|<img\b(?=[^<>]* alt=\"\")[^<>]*>)\s*")


def only_undescribed(text: str) -> bool:
    """Whether a link's content is one picture without alternative text, so that the link has no name."""
    return _ONLY_UNDESCRIBED.fullmatch(text) is not None


def unlinked(picture: str, written: str, target: str) -> str:
    """Such a picture, and beside it the link, by its address; a picture that leads to itself needs none."""
    return picture if shows(picture, target) else f"{picture} [{written}]({destination(target)})"


def unlinked_html(picture: str, target: str) -> str:
    """The same where Markdown is not read; ``target`` is escaped."""
    link = f'<a href="{target}">{target}</a>'
    return picture if shows(picture, unescape(target)) else f"{picture} {link}"


def shows(picture: str, file: str) -> bool:
    """Whether a text has that file as its picture."""
    return f"({destination(file)})" in picture or f'src="{escape(file)}"' in picture


_ENCODED = {" ": "%20", "(": "%28", ")": "%29", "<": "%3C", ">": "%3E"}


def destination(target: str) -> str:
    """An address as the destination of a Markdown link."""
    target = re.sub(r"[ ()<>]", lambda found: _ENCODED[found[0]], target)
    return re.sub(r"\s", "", target)


def is_outside(target: str) -> bool:
    """Whether a final destination is a full address, and no file beside the story."""
    return target.startswith(("http://", "https://", "//"))


def is_picture(target: str) -> bool:
    """Whether a final destination is a picture beside the story; a document there can only be linked to."""
    return not is_outside(target) and suffix_of(target) in PICTURE_SUFFIXES


def code_block(code: str, language: str) -> str:
    """``code`` as a fenced Markdown block."""
    fence = "`" * max(3, _longest_run(code) + 1)
    return f"{fence}{language}\n{code}\n{fence}"


def code_span(text: str) -> str:
    """``text`` as a Markdown code span on one line."""
    text = " ".join(text.split())
    fence = "`" * (_longest_run(text) + 1)
    pad = " " if text.startswith("`") or text.endswith("`") else ""
    return f"{fence}{pad}{text}{pad}{fence}"


def _longest_run(text: str) -> int:
    """Backticks in a row."""
    return max((len(run) for run in re.findall("`+", text)), default=0)
