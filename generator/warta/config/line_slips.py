"""Slips in one line of a TOML file that cannot be read, and the line without them.

Each mend takes the line and gives it mended, or None where it finds nothing of its kind. A mend counts when
the line can be read after it, or after it and later ones; so what is offered is TOML.
"""

from __future__ import annotations

import re
import tomllib
import unicodedata
from collections.abc import Callable
from typing import NamedTuple

__all__ = ["Slip", "slip_in"]

Mend = Callable[[str], str | None]


class Kind(NamedTuple):
    """A kind of slip."""

    code: str
    mend: Mend


class Slip(NamedTuple):
    """What is wrong with a line."""

    code: str
    column: int
    """Where, counted from one."""
    suggestion: str
    """The line as it can be read."""
    written: str
    """The character at the column."""


_CURLY = str.maketrans(dict.fromkeys("“”„‟″«»", '"') | dict.fromkeys("‘’‚‛′`´", "'"))
_KEY = r"[A-Za-z0-9_.-]+|\"[^\"]*\"|'[^']*'"
_YES = frozenset("true yes y ya iya benar betul on aktif hidup".split())
_NO = frozenset("false no n tidak tdk bukan salah off nonaktif mati".split())
_QUOTES = "\"'"
_EMPTY = '""'
_ITEM = r"\"[^\"]*\"|'[^']*'"
_BARE_ITEM = r"[a-z][a-z0-9_/-]*"


def slip_in(line: str) -> Slip | None:
    """The first slip in a line without which it can be read; None when it is of no known kind."""
    if _is_readable(line):
        return None
    current, code, start = line, "", 0
    for kind in _KINDS:
        mended = kind.mend(current)
        if mended is None or mended == current:
            continue
        if not code:
            code, start = kind.code, _first_difference(line, mended)
        current = mended
        if _is_readable(current):
            return Slip(code, start + 1, current.strip(), line[start : start + 1])
    return None


def _is_readable(line: str) -> bool:
    """Whether it is a line of a TOML file, or one within a list over several lines."""
    forms = (line, f"{line}\n]", f"x = [\n{line}\n]", f"x = [\n{line}")
    return any(_parses(form) for form in forms)


def _parses(text: str) -> bool:
    try:
        tomllib.loads(text)
    except (tomllib.TOMLDecodeError, RecursionError):
        return False
    return True


def _first_difference(one: str, other: str) -> int:
    pairs = enumerate(zip(one, other, strict=False))
    return next((at for at, (a, b) in pairs if a != b), min(len(one), len(other)))


def _parts(line: str) -> tuple[str, str, str] | None:
    """A line up to its value, the value, and the comment behind it; None without an equals sign."""
    found = re.match(rf"(\s*(?:{_KEY})\s*=[ \t]*)(.*)", line)
    if found is None:
        return None
    value = re.match(r"(?:\"[^\"]*\"|'[^']*'|[^#\"']|[\"'#](?!\s)|#(?=[0-9a-fA-F]{3,8}\b))*", found[2])
    end = len(found[2]) if value is None or not re.match(r"\s*#", found[2][value.end() :]) else value.end()
    kept = found[2][:end].rstrip()
    return found[1], kept, found[2][len(kept) :]


def _on_value(change: Callable[[str], str | None]) -> Mend:
    """A mend of the value of a line."""

    def mend(line: str) -> str | None:
        parts = _parts(line)
        changed = change(parts[1]) if parts is not None else None
        return f"{parts[0]}{changed}{parts[2]}" if parts is not None and changed is not None else None

    return mend


def _without_invisible(line: str) -> str:
    spaced = re.sub(r"[^\S \t]", " ", line)  # no-break spaces and their like
    return "".join(
        each for each in spaced if unicodedata.category(each) not in ("Cf", "Co", "Cc") or each == "\t"
    )


def _straight(line: str) -> str:
    return line.translate(_CURLY)


def _comment(line: str) -> str | None:
    found = re.match(r"(\s*)(//|;|--|<!--|/\*)\s*(.*?)\s*(?:-->|\*/)?$", line)
    return f"{found[1]}# {found[3]}" if found else None


def _header(line: str) -> str | None:
    name = rf"(?:{_KEY})(?:\s*\.\s*(?:{_KEY}))*"
    closed = re.fullmatch(rf"(?:\[\s*)?({name})(?:\s*\])?(?:\s*(#.*))?", line.strip())
    if closed and ("[" in line) != ("]" in line):
        return f"[{closed[1]}]{'  ' + closed[2] if closed[2] else ''}"
    behind = re.match(rf"\s*(\[\s*{name}\s*\])\s*(?=[^\s#\]])", line)
    return f"{behind[1]}\n{line[behind.end() :]}" if behind else None


def _equals(line: str) -> str | None:
    """A line with the equals sign that it lacks, or that another sign stands for."""
    other = re.match(rf"(\s*(?:{_KEY}))(\s*)(?:=\s*[=>]|:\s*=|:|->|→)[ \t]*(.*)", line)
    if other:
        return f"{other[1]} = {other[3] or _EMPTY}"
    if "=" in line:
        inner = re.sub(r"([{,]\s*[A-Za-z-]+)\s*:\s*(?=[\"'])", r"\1 = ", line)
        return inner if inner != line else None
    lacking = re.fullmatch(rf"(\s*(?:{_KEY}))(?:\s+(\S.*))?", line.rstrip())
    return f"{lacking[1]} = {lacking[2] or _EMPTY}" if lacking else None


def _plain_key(line: str) -> str | None:
    key, equals, value = line.partition("=")
    bare = re.sub(r"^[-*•]\s+", "", key.strip())
    if not equals or not bare or bare[0] in "\"'#[{" or re.fullmatch(_KEY, key.strip()):
        return None
    plain = unicodedata.normalize("NFKD", bare).encode("ascii", "ignore").decode()
    return f"{re.sub(r'[^A-Za-z0-9_.-]+', '_', plain).strip('_').lower()} ={value}"


def _true_or_false(value: str) -> str | None:
    word = value.strip("\"'").casefold()
    return "true" if word in _YES else "false" if word in _NO else None


def _given(value: str) -> str | None:
    return None if value else _EMPTY


def _closed_quote(value: str) -> str | None:
    quote = value[:1]
    return value + quote if quote and quote in "\"'" and value.count(quote) % 2 else None


def _list(value: str) -> str | None:
    """Several texts, or several words, in brackets."""
    for item in (_ITEM, _BARE_ITEM):
        if re.fullmatch(rf"\[?\s*(?:{item})(?:\s*[,;]\s*(?:{item}))+\s*\]?", value):
            items = re.findall(item, value)
            return f"[{', '.join(each if each[0] in _QUOTES else _quoted(each) for each in items)}]"
    lone = re.fullmatch(rf"\[\s*({_BARE_ITEM})\s*\]", value)
    return f'["{lone[1]}"]' if lone else None


def _commas(value: str) -> str | None:
    """A list or a table in braces with the commas that it lacks."""
    if value[:1] not in ("[", "{"):
        return None
    between = re.sub(rf"({_ITEM})\s*;?\s+(?=[\"'A-Za-z{{])", r"\1, ", value)
    return re.sub(rf"({_ITEM})\s*;\s*", r"\1, ", between)


def _rest(value: str) -> str | None:
    """A value without a comma or the like behind it."""
    if re.fullmatch(r"\{.*,\s*\}", value):
        return re.sub(r",\s*\}$", " }", value)
    found = re.fullmatch(rf"({_ITEM}|true|false|\d+|\[.*\]|\{{.*\}})\s*[,;.]+", value)
    return found[1] if found else None


def _slashes(value: str) -> str | None:
    """A path as Windows writes it, with the slashes of all other systems."""
    return value.replace("\\", "/") if value[:1] == '"' else None


def _one_text(value: str) -> str | None:
    """A text whose quotes end before it does, in one pair."""
    quote = value[:1]
    if not quote or quote not in _QUOTES or value.count(quote) < 2:
        return None
    inner = value[1:-1] if value.endswith(quote) else value[1:].replace(quote, "")
    return _quoted(inner)


def _text(value: str) -> str | None:
    if not value or value[0] in "[{":
        return None
    return _quoted(value.strip("\"'"))


def _quoted(text: str) -> str:
    if '"' not in text and "\\" not in text:
        return f'"{text}"'
    return f"'{text}'" if "'" not in text else '"' + text.replace("\\", "/").replace('"', '\\"') + '"'


_KINDS = (
    Kind("toml-invisible", _without_invisible),
    Kind("toml-curly", _straight),
    Kind("toml-comment", _comment),
    Kind("toml-header", _header),
    Kind("toml-key", _plain_key),
    Kind("toml-equals", _equals),
    Kind("toml-no-value", _on_value(_given)),
    Kind("toml-true-false", _on_value(_true_or_false)),
    Kind("toml-rest", _on_value(_rest)),
    Kind("toml-list", _on_value(_list)),
    Kind("toml-backslash", _on_value(_slashes)),
    Kind("toml-comma", _on_value(_commas)),
    Kind("toml-quotes-inside", _on_value(_one_text)),
    Kind("toml-quote-open", _on_value(_closed_quote)),
    Kind("toml-unquoted", _on_value(_text)),
)
"""In the order in which they are tried: what changes least comes first."""
