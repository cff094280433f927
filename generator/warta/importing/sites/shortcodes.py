"""Shortcodes and template tags of other programs: what Warta has an equivalent for becomes Markdown.

What it has none for stays in the text as it was written, as code, and is counted. The rules by which a tag is
converted are texts, so that the plan of an import can show and change them:

``keep``            stays visible; what is between an opening and a closing tag is converted
``text``            only what is between the tags stays
``remove``          nothing stays
``code``            a code block
``quote``           a quotation: what is between the tags, or the first parameter
``figure``          a picture with its caption; ``figure:https://…/{src}`` when the address has to be made
``link:https://…``  a link; ``{id}``, ``{0}`` or ``{id|0}`` stand for parameters
``ref``             the address of another page
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Callable, Iterator, Mapping

from msgspec import Struct, field

from warta.importing.sites.placeholders import Kept, code_block, done

__all__ = ["TagContext", "convert_tags", "known_rule", "rule_problem", "tags_in"]

_YOUTUBE = "link:https://www.youtube.com/watch?v={id|0}"
KNOWN_RULES: Mapping[str, str] = {
    "figure": "figure",
    "img": "figure",
    "image": "figure",
    "picture": "figure",
    "youtube": _YOUTUBE,
    "youtube_id": _YOUTUBE,
    "vimeo": "link:https://vimeo.com/{id|0}",
    "gist": "link:https://gist.github.com/{0}/{1}",
    "tweet": "link:https://x.com/{user|username}/status/{id}",
    "twitter": "link:https://x.com/{user|username}/status/{id}",
    "x": "link:https://x.com/{user}/status/{id}",
    "instagram": "link:https://www.instagram.com/p/{id|0}/",
    "highlight": "code",
    "ref": "ref",
    "relref": "ref",
    "link": "ref",
    "post_url": "ref",
    "details": "text",
    "rawhtml": "text",
    "comment": "remove",
    "raw": "text",
}
"""Tags that come with Hugo and Jekyll, and names that many sites use for the same."""

_RULE = re.compile(r"keep|text|remove|code|quote|ref|figure(?::https?://\S+)?|link:https?://\S+")
_OPEN_HUGO = re.compile(r"\{\{([<%])")
_TAG_NAME = re.compile(r"([\w./-]+)(.*)", re.DOTALL)
_OPEN_LIQUID = re.compile(r"\{\{|\{%")
_ARGUMENT = re.compile(
    r"""(?:(?P<name>[\w.-]+)\s*[=:]\s*)?(?:"(?P<double>(?>(?:\\.|[^"\\])*))(?:"|\\?\Z)|'(?P<single>[^']*+)(?:'|\Z)|`(?P<raw>[^`]*+)(?:`|\Z)"""
    r"""|(?P<plain>[^\s"'`=,]+))"""
)
_PLACE = re.compile(r"\{([\w|.-]+)\}")
MAX_TAG = 5_000
"""Characters in one tag."""
MAX_DEPTH = 40
"""Tags within tags."""

_VERBATIM = frozenset({"raw", "comment", "highlight"})
"""Liquid's tags of which the content is not looked into."""


def known_rule(name: str) -> str:
    """The rule for a tag of that name when nobody has given another; ``include figure.html`` is a figure."""
    stem = name.removeprefix("include ").rpartition("/")[2].partition(".")[0]
    return KNOWN_RULES.get(name) or KNOWN_RULES.get(stem, "keep")


def rule_problem(rule: str) -> bool:
    """Whether ``rule`` is none of the rules above."""
    return _RULE.fullmatch(rule) is None


class TagContext(Struct, frozen=True):
    """What converting the tags of one text needs to know of everything else."""

    program: str
    rules: Mapping[str, str]
    ref: Callable[[str], str]
    """The final destination of a link to a page that a tag names; empty when there is none."""
    image: Callable[[str], str]
    """The final destination of a picture; empty when it cannot be had."""
    variables: Mapping[str, str]
    """``site.url``, ``page.title`` and the like."""
    alternative: Callable[[str, str, str], str]
    """What can be seen on a picture; see :class:`~warta.importing.sites.rewriting.Rewriter`."""


class _Tag(Struct):
    """One tag with what is between it and its end."""

    raw: str
    name: str
    arguments: str = ""
    closing: bool = False
    alone: bool = False
    """Closed in itself (``{{< x />}}``)."""
    output: bool = False
    """``{{ … }}``: a value, not a command."""
    children: list[_Tag | str] = field(default_factory=list)
    end: str = ""
    """The closing tag as it was written; empty when there is none."""


def tags_in(text: str, program: str) -> Iterator[str]:
    """The names of the tags in a text, opening ones only."""
    for part in _tokens(text, program):
        if isinstance(part, _Tag) and not part.closing and not part.output:
            yield part.name


def convert_tags(text: str, context: TagContext, kept: Kept) -> tuple[str, Counter[str]]:
    """``text`` with its tags converted or marked as kept, and how many of each name were kept."""
    if "{{" not in text and "{%" not in text:
        return text, Counter()
    converter = _Converter(context, kept)
    return converter.render(_tree(_tokens(text, context.program))), converter.unknown


# --- Taking apart ---------------------------------------------------------------------------------------


def _tokens(text: str, program: str) -> Iterator[_Tag | str]:
    opening = _OPEN_HUGO if program == "hugo" else _OPEN_LIQUID
    at = 0
    endless: set[str] = set()
    while (found := opening.search(text, at)) is not None:
        if program == "hugo":
            closer = ">}}" if found[1] == "<" else "%}}"
        else:
            closer = "}}" if found[0] == "{{" else "%}"
        end = _end_of(text, found.end(), closer)
        if end < 0:
            yield text[at : found.end()]
            at = found.end()
            continue
        if found.start() > at:
            yield text[at : found.start()]
        raw = text[found.start() : end + len(closer)]
        inner = text[found.end() : end]
        tag = _hugo_tag(raw, inner) if program == "hugo" else _liquid_tag(raw, inner, output=closer == "}}")
        at = end + len(closer)
        yield tag
        if isinstance(tag, _Tag) and program != "hugo" and tag.name in _VERBATIM - endless:
            final = re.compile(rf"\{{%-?\s*end{tag.name}\s*-?%\}}").search(text, at)
            if final is None:
                endless.add(tag.name)
            else:
                yield text[at : final.start()]
                yield _Tag(final[0], tag.name, closing=True)
                at = final.end()
    if at < len(text):
        yield text[at:]


def _end_of(text: str, start: int, closer: str) -> int:
    """Where ``closer`` stands, not counting what is between quotes; -1 when it does not come soon."""
    limit = min(len(text), start + MAX_TAG)
    plain = text.find(closer, start, limit)
    if plain < 0:
        return -1
    between = text[start:plain]
    if between.count('"') % 2 == 0 and between.count("`") % 2 == 0:
        return plain
    at = start
    while at < limit:
        if text.startswith(closer, at):
            return at
        if text[at] in '"`':
            other = text.find(text[at], at + 1, limit)
            if other < 0:
                return plain
            at = other
        at += 1
    return plain


def _hugo_tag(raw: str, inner: str) -> _Tag | str:
    stripped = inner.strip()
    if stripped.startswith("/*"):  # a tag that is shown, not used
        shown = stripped.removeprefix("/*").removesuffix("*/").strip()
        return _Tag(f"{raw[:3]} {shown} {raw[-3:]}", "", output=True)
    closing = stripped.startswith("/")
    alone = stripped.endswith("/") and not closing
    named = _TAG_NAME.match(stripped.strip("/").strip())
    if named is None:
        return raw
    return _Tag(raw, named[1], named[2], closing, alone)


def _liquid_tag(raw: str, inner: str, *, output: bool) -> _Tag | str:
    stripped = inner.strip().removeprefix("-").removesuffix("-").strip()
    if output:
        return _Tag(raw, "", stripped, output=True)
    name, _, arguments = stripped.partition(" ")
    if name.startswith("end"):
        return _Tag(raw, name[3:], closing=True)
    if name in ("include", "include_relative"):
        file, _, arguments = arguments.strip().partition(" ")
        name = f"include {file}"
    return _Tag(raw, name, arguments)


def _tree(tokens: Iterator[_Tag | str]) -> list[_Tag | str]:
    """Tags with what is between them and their ends; an opening tag without end stands alone."""
    top: list[_Tag | str] = []
    open_tags: list[tuple[_Tag, list[_Tag | str]]] = []
    current = top
    for token in tokens:
        if isinstance(token, str) or token.output:
            current.append(token)
        elif not token.closing:
            current.append(token)
            if not token.alone and len(open_tags) < MAX_DEPTH:
                open_tags.append((token, current))
                current = token.children
        else:
            depth = next(
                (n for n in range(len(open_tags) - 1, -1, -1) if open_tags[n][0].name == token.name), -1
            )
            if depth < 0:
                current.append(token)
                continue
            while len(open_tags) > depth + 1:
                current = _unfold(open_tags)
            tag, around = open_tags.pop()
            tag.end = token.raw
            current = around
    while open_tags:
        current = _unfold(open_tags)
    return top


def _unfold(open_tags: list[tuple[_Tag, list[_Tag | str]]]) -> list[_Tag | str]:
    """The innermost open tag has no end: what followed it stands beside it."""
    tag, around = open_tags.pop()
    around.extend(tag.children)
    tag.children = []
    return around


# --- Putting together -----------------------------------------------------------------------------------


class _Converter:
    def __init__(self, context: TagContext, kept: Kept) -> None:
        self.context = context
        self.kept = kept
        self.unknown: Counter[str] = Counter()

    def render(self, parts: list[_Tag | str], depth: int = 0) -> str:
        return "".join(part if isinstance(part, str) else self._tag(part, depth) for part in parts)

    def _tag(self, tag: _Tag, depth: int) -> str:
        if tag.output:
            return self._value(tag)
        if tag.closing:
            return self._keep(tag, "")
        rule = self.context.rules.get(tag.name) or known_rule(tag.name)
        if tag.name in ("raw", "highlight") and rule in ("text", "code"):
            inner = "".join(part if isinstance(part, str) else part.raw for part in tag.children)
        else:
            inner = self.render(tag.children, depth + 1)
        parameters = _parameters(tag.arguments)
        converted = self._converted(rule, tag, parameters, inner)
        return self._keep(tag, inner) if converted is None else converted

    def _keep(self, tag: _Tag, inner: str) -> str:
        self.unknown[tag.name] += 1
        return self.kept.mark(tag.raw) + inner + (self.kept.mark(tag.end) if tag.end else "")

    def _value(self, tag: _Tag) -> str:
        if not tag.arguments:  # a tag of Hugo's that is shown, not used
            return self.kept.mark(tag.raw)
        value = self._evaluated(tag.arguments)
        if value is None:
            self.unknown["{{ … }}"] += 1
            return self.kept.mark(tag.raw)
        return value

    def _evaluated(self, expression: str) -> str | None:
        """A literal or a known variable, through filters that join addresses; None for anything else."""
        first, *filters = [part.strip() for part in expression.split("|")]
        value = self._operand(first)
        for each in filters:
            name, _, argument = (part.strip() for part in each.partition(":"))
            if value is None:
                return None
            if name in ("relative_url", "absolute_url"):
                prefix = "site.url" if name == "absolute_url" else "site.baseurl"
                value = self.context.variables.get(prefix, "") + "/" + value.lstrip("/")
            elif name in ("prepend", "append"):
                other = self._operand(argument)
                if other is None:
                    return None
                value = other + value if name == "prepend" else value + other
            elif name not in ("escape", "strip", "uri_escape", "xml_escape", "markdownify"):
                return None
        return value

    def _operand(self, text: str) -> str | None:
        if len(text) > 1 and text[0] == text[-1] and text[0] in "\"'":
            return text[1:-1]
        return self.context.variables.get(text)

    def _converted(self, rule: str, tag: _Tag, parameters: dict[str, str], inner: str) -> str | None:
        """Markdown in place of a tag; None when the rule needs what the tag does not say."""
        kind, _, pattern = rule.partition(":")
        match kind:
            case "remove":
                return ""
            case "text":
                title = parameters.get("summary") or parameters.get("title") or ""
                return (f"**{title}**\n\n" if title and tag.end else "") + inner
            case "code":
                language = re.sub(r"[^\w+#-]", "", parameters.get("0", ""))
                return "\n" + code_block(inner.strip("\n"), language) + "\n"
            case "quote":
                text = inner.strip() or first_parameter(parameters, "text", "quote", "0")
                quoted = "\n".join(f"> {line}".rstrip() for line in text.split("\n"))
                return f"\n\n{quoted}\n\n" if text else None
            case "ref":
                target = first_parameter(parameters, "path", "0") or tag.arguments.strip().strip("\"'")
                destination = self.context.ref(target)
                return done(destination) if destination else None
            case "link":
                address = _filled(pattern, parameters)
                return None if address is None else link_to(address, first_parameter(parameters, "title"))
            case "figure":
                return self._figure(pattern, parameters, inner)
            case _:
                return None

    def _figure(self, pattern: str, parameters: dict[str, str], inner: str) -> str | None:
        source = first_parameter(parameters, "src", "url", "image", "image_path", "file", "0")
        if pattern:
            address = _filled(pattern, parameters)
            if address is None:
                return None
            source = address
        destination = self.context.image(source) if source else ""
        if not destination:
            return None
        words = first_parameter(parameters, "caption", "description", "title") or inner
        caption = " ".join((words.strip() or parameters.get("attr", "")).split())
        own = " ".join(parameters.get("alt", "").split())
        alt = self.context.alternative(source, own, " ".join(words.split()))
        picture = picture_at(destination, alt)
        target = parameters.get("link", "") or parameters.get("href", "")
        if target and picture.startswith("!"):
            picture = f"[{picture}]({target})"
        said = own if picture.startswith(("!", "[!")) else alt
        return f"{picture}\n\n*{caption}*" if caption and caption != said else picture


def picture_at(destination: str, alt: str) -> str:
    """A picture beside the story, or a link to one that lies elsewhere: those are not shown."""
    text = re.sub(r"([\[\]])", r"\\\1", alt)
    if re.match(r"https?://", destination):
        return link_to(destination, alt)
    return f"![{text}]({done(destination)})"


def link_to(address: str, text: str) -> str:
    """A link with a text, or the bare address."""
    text = re.sub(r"([\[\]])", r"\\\1", " ".join(text.split()))
    return f"[{text}]({done(address)})" if text else f"<{address}>"


def first_parameter(parameters: Mapping[str, str], *names: str) -> str:
    """The first of the parameters that has a value."""
    return next((parameters[name] for name in names if parameters.get(name)), "")


def _parameters(text: str) -> dict[str, str]:
    """Named parameters by name, others by number."""
    found: dict[str, str] = {}
    number = 0
    for argument in _ARGUMENT.finditer(text):
        value = argument["double"]
        if value is not None:
            value = re.sub(r"\\(.)", r"\1", value)
        else:
            value = next((argument[kind] for kind in ("single", "raw", "plain") if argument[kind]), "")
        if argument["name"]:
            found.setdefault(argument["name"].lower(), value)
        else:
            found[str(number)] = value
            number += 1
    return found


def _filled(pattern: str, parameters: Mapping[str, str]) -> str | None:
    """An address with the parameters in their places; None when one is missing or cannot be part of one."""
    parts = []
    at = 0
    for place in _PLACE.finditer(pattern):
        value = first_parameter(parameters, *place[1].split("|"))
        if not value or re.search(r"[\s<>\"'()]", value):
            return None
        parts += [pattern[at : place.start()], value]
        at = place.end()
    return "".join(parts) + pattern[at:]
