"""WordPress's own marks in a text, shortcodes and block comments, as plain HTML."""

from __future__ import annotations

import html as html_text
import re
from collections.abc import Callable

from warta.content.originals import without_comments
from warta.importing.sites.items import HUGO
from warta.importing.sites.markup import html_of
from warta.importing.sites.shortcodes import Tags, parameters_in, words_of

__all__ = ["captions_in_markdown", "prepare_wordpress"]

_CAPTION = re.compile(r"\[caption\b([^\[\]]*)\]((?:(?!\[caption\b).)*?)\[/caption\]", re.DOTALL)
_CAPTION_ATTRIBUTE = re.compile(r"\bcaption=([\"'])(.*?)\1")
_CAPTIONED = re.compile(r"(?<!\s)\s*((?:<a\b[^<>]*>\s*)?<img\b[^<>]*>(?:\s*</a>)?)(.*)", re.DOTALL)
_PICTURE_WITH_WORDS = re.compile(
    r"(?<!\s)\s*(\[!\[[^\[\]]*\]\([^()\n]*\)\]\([^()\n]*\)|!\[[^\[\]]*\]\([^()\n]*\)|<img\b[^<>]*>)([^\n]*)\s*"
)
_GALLERY = re.compile(r"\[gallery\b[^\[\]]*\bids=[\"']?([\d,\s]+)[\"']?[^\[\]]*\]")
_MEDIA = re.compile(
    r"\[(?P<name>embed|youtube|video|audio|vimeo|playlist)\b(?P<rest>[^\[\]]*)\]"
    r"(?:\s*(?P<inner>https?://[^\s\[\]<]+)\s*\[/(?P=name)\])?"
)
_EMPTY_PAIR = re.compile(r"\[/(?:embed|youtube|video|audio|vimeo)\]")
_ADDRESS = re.compile(r"https?://[^\s\"'\]<>]+")
_SHORTCODE = re.compile(
    r"\[(?P<end>/?)(?P<name>[a-zA-Z][\w-]*)"
    r"(?P<rest>(?:\s+(?:[\w-]+=(?:\"[^\"]*\"|'[^']*'|[^\s\]\"']+)|\"[^\"]*\"))*)\s*/?\]"
)
_CLOSING_NAME = re.compile(r"\[/([a-zA-Z][\w-]*)\]")
_BLOCK_COMMENT = re.compile(
    r"<!--\s*(?P<end>/?)wp:(?P<name>[a-z0-9/-]+)(?P<rest>(?:\s+\{(?:(?!<!--|-->).)*\})?)\s*(?P<alone>/?)-->",
    re.DOTALL,
)


def prepare_wordpress(text: str) -> tuple[str, Tags, bool]:
    """WordPress's marks as plain HTML; what became of others; whether line ends count."""
    tags = Tags()
    blocks = "<!-- wp:" in text
    closing = set(_CLOSING_NAME.findall(text))

    def block(found: re.Match[str]) -> str:
        if not found["alone"] or found["name"] in ("more", "nextpage", "spacer", "separator"):
            return ""
        return tags.take(f"wp:{found['name']}", found[0].removeprefix("<!--").removesuffix("-->").strip())

    def shortcode(found: re.Match[str]) -> str:
        name = found["name"]
        if not found["rest"].strip() and name not in closing:
            return found[0]  # a word in brackets
        if found["end"]:
            return ""
        return tags.take(name, html_text.unescape(found[0])) + words_of(parameters_in(found["rest"]))

    def media(found: re.Match[str]) -> str:
        address = found["inner"] or ""
        if not address:
            inside = _ADDRESS.search(found["rest"])
            address = inside[0] if inside is not None else ""
        return f"\n\n{address}\n\n" if address else found[0]

    text = _BLOCK_COMMENT.sub(block, text)
    text = without_comments(text)
    text = _replaced_captions(text, _CAPTIONED, _figure)
    text = _GALLERY.sub(_gallery, text)
    text = _EMPTY_PAIR.sub("", _MEDIA.sub(media, text))
    return _SHORTCODE.sub(shortcode, text), tags, not blocks


def captions_in_markdown(text: str) -> str:
    """What a site that once was WordPress's still has as ``[caption]``."""
    return _replaced_captions(
        text,
        _PICTURE_WITH_WORDS,
        lambda picture, words: (
            f"\n\n<figure>\n\n{picture}\n\n<figcaption>{html_of(words, HUGO)}</figcaption></figure>\n\n"
        ),
    )


def _replaced_captions(text: str, content: re.Pattern[str], shown: Callable[[str, str], str]) -> str:
    """``text`` with what ``shown`` makes of picture and words in place of each ``[caption]``.

    ``content`` takes a picture and the words behind it apart.
    """

    def replaced(found: re.Match[str]) -> str:
        parts = content.fullmatch(found[2])
        if parts is None:
            return found[2]
        given = _CAPTION_ATTRIBUTE.search(found[1])  # as WordPress wrote it before 3.4
        return shown(parts[1], parts[2].strip() or (given[2] if given is not None else ""))

    return _CAPTION.sub(replaced, text) if "[caption" in text else text


def _figure(picture: str, words: str) -> str:
    return f"<figure>{picture}<figcaption>{words}</figcaption></figure>"


def _gallery(found: re.Match[str]) -> str:
    return "".join(
        f'<figure><img src="attachment:{number.strip()}"></figure>'
        for number in found[1].split(",")
        if number.strip()
    )
