"""Shortcodes and template tags of other programs: what Warta has an equivalent for becomes that.

The rules by which a tag is converted are texts, so that the plan of an import can show and change them:

``note``            its words, links and pictures stay, and the story's notes say what it was
``text``            only what is between the tags stays
``remove``          nothing stays
``keep``            stays visible, as code; what is between an opening and a closing tag is converted
``code``            a code block
``quote``           a quotation: what is between the tags, or the first parameter
``figure``          a picture with its caption; ``figure:https://…/{src}`` when the address has to be made
``link:https://…``  a link; ``{id}``, ``{0}`` or ``{id|0}`` stand for parameters
``ref``             the address of another page
``base``            the address of the site
``param``           a value of the page's front matter
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable, Mapping
from html import escape
from types import MappingProxyType
from typing import Any, NamedTuple
from urllib.parse import quote

from msgspec import Struct, field

from warta.importing.sites.items import HUGO, MEDIA_END, REF
from warta.importing.sites.liquid_values import Values
from warta.importing.sites.markup import html_of
from warta.importing.sites.placeholders import Kept
from warta.importing.sites.tag_tree import Tag, tag_tree

__all__ = ["TagContext", "Tags", "convert_tags", "known_rule", "parameters_in", "rule_problem", "words_of"]

_YOUTUBE = "link:https://www.youtube.com/watch?v={id|0}"
KNOWN_RULES: Mapping[str, str] = {
    **dict.fromkeys(("figure", "img", "image", "picture"), "figure"),
    **dict.fromkeys(("youtube", "youtube_id"), _YOUTUBE),
    "vimeo": "link:https://vimeo.com/{id|0}",
    "gist": "link:https://gist.github.com/{0}/{1}",
    **dict.fromkeys(("tweet", "twitter"), "link:https://x.com/{user|username}/status/{id}"),
    "x": "link:https://x.com/{user}/status/{id}",
    "instagram": "link:https://www.instagram.com/p/{id|0}/",
    "highlight": "code",
    **dict.fromkeys(("ref", "relref", "link", "post_url"), "ref"),
    **dict.fromkeys(("baseurl", "base_url", "siteurl", "site_url"), "base"),
    "param": "param",
    **dict.fromkeys(("details", "rawhtml", "raw", "if", "unless", "case"), "text"),
    **dict.fromkeys(("comment", "toc"), "remove"),
}
"""Tags that come with Hugo and Jekyll, and names that many sites use for the same."""

_RULE = re.compile(
    r"note|keep|text|remove|code|quote|ref|base|param|figure(?::https?://\S+)?|link:https?://\S+"
)
_ARGUMENT = re.compile(
    r"""(?:(?P<name>[\w.-]+)\s*[=:]\s*)?(?:"(?P<double>(?>(?:\\.|[^"\\])*))(?:"|\\?\Z)|'(?P<single>[^']*+)(?:'|\Z)|`(?P<raw>[^`]*+)(?:`|\Z)"""
    r"""|(?P<plain>[^\s"'`=,]+))"""
)
_PLACE = re.compile(r"\{([\w|.-]+)\}")
_BASE = re.compile(r"\{\{-?\s*(?:\.Site|site|\$\.Site)\.BaseURL\s*-?\}\}/?")
_LINE_END = re.compile("\ue003[ \t]*(?=\n)")
_PICTURE = re.compile(r"\S+\.(?:avif|gif|jpe?g|png|svg|webp)\b\S*", re.IGNORECASE)
_ADDRESS = re.compile(r"(?:https?://|/|mailto:)[^\s<>\"]+")
_SOURCES = ("src", "url", "image", "image_path", "file", "path", "0")
_WORDS = frozenset(
    "text title label caption heading subheading content quote cite attribution author name description body "
    "question answer summary message intro subtitle button_text alt".split(" ")
)
_LOOKS = frozenset("align class classes color icon id rel style target type width height size".split(" "))
_OTHERWISE = frozenset({"else", "elsif", "when"})
_WITHOUT_WORDS = _OTHERWISE | {"for", "tablerow", "capture", "assign", "break", "continue"}
"""Tags of which nothing makes sense without what they count, collect or compare."""
_SENTENCE = re.compile(r"[^\s{};=]+(?:\s+[^\s{};=]+){2,}")


def known_rule(name: str) -> str:
    """The rule for a tag of that name when nobody has given another; ``include figure.html`` is a figure."""
    stem = name.removeprefix("include ").rpartition("/")[2].partition(".")[0]
    return KNOWN_RULES.get(name) or KNOWN_RULES.get(stem, "note")


def rule_problem(rule: str) -> bool:
    """Whether ``rule`` is none of the rules above."""
    return _RULE.fullmatch(rule) is None


class Tags(Struct):
    """What became of the tags of some texts."""

    visible: Counter[str] = field(default_factory=Counter)
    """Names of those that a reader sees."""
    taken: Counter[str] = field(default_factory=Counter)
    """Names of those without an equivalent, of which at most the words stay."""
    written: dict[str, None] = field(default_factory=dict)
    """The latter as they were written."""

    def take(self, name: str, written: str) -> str:
        """Note a tag that is taken out; what stands for it is nothing."""
        self.taken[name] += 1
        self.written[written] = None
        return ""


class TagContext(NamedTuple):
    """What converting the tags of one text needs to know of everything else."""

    program: str
    rules: Mapping[str, str]
    variables: Mapping[str, str]
    """``site.url``, ``page.title`` and the like."""
    data: Mapping[str, Any] = MappingProxyType({})
    """Of data files: name → value."""


def convert_tags(text: str, context: TagContext, kept: Kept) -> tuple[str, Tags]:
    """``text`` with its tags converted, and what became of them."""
    converter = _Converter(context, kept)
    if "{{" in text or "{%" in text:
        if context.program == HUGO:
            text = _BASE.sub(lambda _: converter.base(), text)
        text = converter.render(tag_tree(text, context.program))
        text = _LINE_END.sub("\n", text).replace("\ue003", "")
    return text, converter.tags


class _Converter:
    def __init__(self, context: TagContext, kept: Kept) -> None:
        self.rules = context.rules
        self.variables = context.variables
        self.values = Values(context.variables, context.data)
        self.kept = kept
        self.tags = Tags()

    def render(self, parts: Iterable[Tag | str]) -> str:
        return "".join(part if isinstance(part, str) else self._tag(part) for part in parts)

    def base(self) -> str:
        return self.variables.get("site.url", "") + "/"

    def _tag(self, tag: Tag) -> str:
        if tag.output:
            return self._value(tag)
        if tag.closing:
            return self.tags.take(tag.name, tag.raw)
        rule = self.rules.get(tag.name) or known_rule(tag.name)
        if tag.name == "assign" and rule == "note" and self.values.assign(tag.arguments):
            return ""
        if tag.name in ("raw", "highlight") and rule in ("text", "code"):
            inner = "".join(part if isinstance(part, str) else part.raw for part in tag.children)
        else:
            inner = self.render(_first_branch(tag))
        parameters = parameters_in(tag.arguments, self.variables)
        converted = self._converted(rule, tag, parameters, inner)
        return self._noted(tag, parameters, inner) if converted is None else converted

    def _value(self, tag: Tag) -> str:
        if not tag.arguments:  # a tag of Hugo's that is shown, not used
            return self.kept.mark(tag.raw)
        value = self.values.text(tag.arguments)
        return self.tags.take("{{ … }}", tag.raw) if value is None else value

    def _converted(self, rule: str, tag: Tag, parameters: dict[str, str], inner: str) -> str | None:
        """What stands in place of a tag; None when the rule needs what the tag does not say."""
        kind, _, pattern = rule.partition(":")
        match kind:
            case "keep":
                self.tags.visible[tag.name] += 1
                return self.kept.mark(tag.raw) + inner + (self.kept.mark(tag.end) if tag.end else "")
            case "remove":
                return ""
            case "text":
                title = parameters.get("summary") or parameters.get("title") or ""
                return (f"<p><strong>{title}</strong></p>\n\n" if title and tag.end else "") + inner
            case "code":
                language = re.sub(r"[^\w+#-]", "", parameters.get("0", ""))
                code = escape(inner.strip("\n"), quote=False)
                return f'<pre><code class="language-{language}">{code}\n</code></pre>\ue003'
            case "quote":
                text = inner.strip() or _first(parameters, "text", "quote", "0")
                return f"\n\n<blockquote>\n\n{text}\n\n</blockquote>\n\n" if text else None
            case "ref":
                target = _first(parameters, "path", "0") or tag.arguments.strip().strip("\"'")
                return REF + quote(target, safe="/#") if target else None
            case "base":
                return self.base()
            case "param":
                return self.variables.get(f"page.{parameters.get('0', '')}".lower())
            case "link":
                address = _filled(pattern, parameters)
                return None if address is None else _link(address, _first(parameters, "title"))
            case "figure":
                source = _filled(pattern, parameters) if pattern else _first(parameters, *_SOURCES)
                return _figure(source, parameters, inner) if source else None
            case _:
                return None

    def _noted(self, tag: Tag, parameters: Mapping[str, str], inner: str) -> str:
        self.tags.take(tag.name, tag.raw)
        return "" if tag.name in _WITHOUT_WORDS else words_of(parameters, inner)


def parameters_in(text: str, variables: Mapping[str, str] = MappingProxyType({})) -> dict[str, str]:
    """Named parameters by name, others by number."""
    found: dict[str, str] = {}
    number = 0
    for argument in _ARGUMENT.finditer(text):
        value = argument["double"]
        if value is not None:
            value = re.sub(r"\\(.)", r"\1", value)
        else:
            value = next((argument[kind] for kind in ("single", "raw", "plain") if argument[kind]), "")
            value = variables.get(value, value) if argument["plain"] else value
        if argument["name"]:
            found.setdefault(argument["name"].lower(), value)
        else:
            found[str(number)] = value
            number += 1
    return found


def words_of(parameters: Mapping[str, str], inner: str = "") -> str:
    """The words, links and pictures of a tag without an equivalent."""
    source = _first(parameters, *_SOURCES)
    if _PICTURE.fullmatch(source):
        return _figure(source, parameters, inner)
    addresses = [value for value in parameters.values() if _ADDRESS.fullmatch(value) or _is_file(value)]
    words = [
        value
        for name, value in parameters.items()
        if value not in addresses and name not in _LOOKS and (name in _WORDS or _SENTENCE.fullmatch(value))
    ]
    if addresses:
        label = words[0] if words else inner if "\n" not in inner.strip() else ""
        words[:1] = [_link(addresses[0], label)]
        inner = "" if label == inner else inner
    return ("\n\n" if "\n" in inner else " ").join(filter(None, [*words, inner]))


def _first_branch(tag: Tag) -> Iterable[Tag | str]:
    """What is between a tag and its end; of ``if`` and ``case`` what comes first."""
    if tag.name not in ("if", "unless", "case"):
        return tag.children
    splits = (
        number
        for number, part in enumerate(tag.children)
        if isinstance(part, Tag) and part.name in _OTHERWISE and (part.name != "when" or number > 1)
    )
    return tag.children[: next(splits, None)]


def _figure(source: str, parameters: Mapping[str, str], inner: str) -> str:
    """A picture with all words that stand with it; a longer text between the tags follows it."""
    alt, title, said, credit = (
        " ".join(_first(parameters, *names).split())
        for names in (("alt",), ("title",), ("caption", "description"), ("attr",))
    )
    if not (said or title) and "\n\n" not in inner.strip():
        said, inner = " ".join(inner.split()), ""
    heading = title if title not in (said, alt) or not said else ""
    caption = " ".join(filter(None, (" – ".join(filter(None, (heading, said))), credit)))
    picture = f'<img src="{escape(source)}" alt="{escape(alt)}">'
    target = parameters.get("link", "") or parameters.get("href", "")
    picture = f'<a href="{escape(target)}">{picture}</a>' if target else picture
    if caption and caption != alt:
        shown = html_of(caption, HUGO).strip()
        picture = f"<figure>{picture}<figcaption>{shown}</figcaption></figure>"
    return picture + "\ue003" + (f"\n\n{inner.strip()}\n\n" if inner.strip() else "")


def _link(address: str, text: str) -> str:
    """A link with a text, or by its address."""
    words = " ".join(text.split())
    return f'<a href="{escape(address)}">{words or escape(address)}</a>'


def _is_file(value: str) -> bool:
    return " " not in value and MEDIA_END.search(value) is not None


def _first(parameters: Mapping[str, str], *names: str) -> str:
    """The first of the parameters that has a value."""
    return next((parameters[name] for name in names if parameters.get(name)), "")


def _filled(pattern: str, parameters: Mapping[str, str]) -> str | None:
    """An address with the parameters in their places; None when one is missing or cannot be part of one."""
    parts = []
    at = 0
    for place in _PLACE.finditer(pattern):
        value = _first(parameters, *place[1].split("|"))
        if not value or re.search(r"[\s<>\"'()]", value):
            return None
        parts += [pattern[at : place.start()], value]
        at = place.end()
    return "".join(parts) + pattern[at:]
