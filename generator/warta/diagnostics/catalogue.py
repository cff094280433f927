"""The sentences of diagnostics and of the command line, in the reader's language.

The texts are data: ``messages/<language>.toml`` holds for every diagnostic code
what happened, why it matters and what to do.
"""

from __future__ import annotations

import gettext
import re
import tomllib
from collections.abc import Iterator, Mapping
from contextlib import suppress
from datetime import date
from functools import lru_cache
from typing import Any, NamedTuple

from warta.diagnostics.values import Diagnostic
from warta.i18n.languages import load_language
from warta.resources import packaged_names, packaged_text
from warta.urls import masked

__all__ = [
    "DEFAULT_LANGUAGE",
    "MESSAGE_LANGUAGES",
    "Explanation",
    "editor_texts",
    "explain",
    "import_text",
    "in_words",
    "label_of",
    "report_text",
]

MESSAGE_LANGUAGES = packaged_names("messages", ".toml")
"""Each file in ``messages/`` is one; its months are those of the file of that name in ``languages/``."""
DEFAULT_LANGUAGE = "id"
"""Of messages, while nobody has named another."""
WORDED = {"taxonomy": "taxonomies", "markup": "marks"}
"""The arguments that stand for words of the language, and the table that has them."""
MOMENTS = frozenset({"since", "until"})
"""The arguments that are points in time, as :func:`warta.i18n.moments.iso_text` writes them."""
DAYS = frozenset({"falls_on"})
"""The arguments that are days, as ``2024-11-14``, and are shown with their weekday."""
STANDING_PAGES = "content/pages/"
"""What lies in here is called a page and not a story."""
_MOMENT = re.compile(r"(\d{4})-(0[1-9]|1[0-2])-(\d\d)(?:T(\d\d):(\d\d)\S* (.*))?")


class Explanation(NamedTuple):
    """A diagnostic in words."""

    what: str
    why: str
    fix: str


class _Messages(Mapping[str, Any]):
    """The tables of a file of messages, each parsed when it is asked for: all of them take 40 ms."""

    def __init__(self, text: str) -> None:
        self._texts: dict[str, str] = {}
        for table in f"\n{text}".split("\n[")[1:]:
            name = re.split(r"[.\]]", table, maxsplit=1)[0]
            self._texts[name] = self._texts.get(name, "") + f"[{table}\n"
        self._tables: dict[str, Any] = {}

    def __getitem__(self, name: str) -> Any:
        if name not in self._tables:
            self._tables[name] = tomllib.loads(self._texts[name])[name]
        return self._tables[name]

    def __iter__(self) -> Iterator[str]:
        return iter(self._texts)

    def __len__(self) -> int:
        return len(self._texts)


@lru_cache(maxsize=4)
def load_messages(language: str) -> Mapping[str, Any]:
    """All texts of one language: a table per code; ``taxonomies``, ``report``, ``import`` and the like."""
    return _Messages(packaged_text("messages", f"{language}.toml"))


def explain(diagnostic: Diagnostic, language: str) -> Explanation:
    """What ``diagnostic`` says, without secrets of addresses, in one of :data:`MESSAGE_LANGUAGES`."""
    messages = load_messages(language)
    arguments = {name: masked(_visible(value)) for name, value in diagnostic.arguments}
    for name in WORDED.keys() & arguments.keys():
        arguments[name] = messages[WORDED[name]].get(arguments[name], arguments[name])
    for name in MOMENTS & arguments.keys():
        arguments[name] = in_words(arguments[name], language)
    for name in DAYS & arguments.keys():
        with suppress(ValueError):
            arguments[name] = load_language(language, {}).long_date(date.fromisoformat(arguments[name]))
    texts = messages[diagnostic.code]
    if diagnostic.file.startswith(STANDING_PAGES):
        texts = {**texts, **messages["standing"].get(diagnostic.code, {})}
    return Explanation(*(texts[part].format(**arguments) for part in ("what", "why", "fix")))


def _visible(text: str) -> str:
    """A text of a site's with its invisible characters named: what nobody sees can else not be looked for.

    Among letters a space of another width is only a space.
    """
    alone = not any(each.isprintable() and each != " " for each in text)
    return "".join(
        (f"U+{ord(each):04X}" if alone else f"[U+{ord(each):04X}]")
        if not each.isprintable() and (alone or not each.isspace())
        else each
        for each in text
    )


def in_words(text: str, language: str) -> str:
    """``1 December 2026, 09:00 WIB``; another text than that of a moment stays as it is."""
    found = _MOMENT.fullmatch(text)
    if found is None:
        return text
    year, month, day, hour, minute, zone = found.groups()
    names = load_language(language, {})
    date = f"{int(day)} {names.month_name(int(year), int(month))}"
    clock = names.patterns["clock"]
    return f"{date}, {clock.format(hour=int(hour), minute=int(minute), zone=zone)}" if hour else date


def report_text(name: str, language: str, n: int = 1, **values: object) -> str:
    """A text of the command line, in the plural form for ``n``."""
    report = load_messages(language)["report"]
    text = report[name]
    if isinstance(text, list):
        text = text[gettext.c2py(report["plural"])(n)]
    return str(text).format(n=n, **values)


def label_of(name: str, language: str) -> str:
    """What a key, or one of its values, is called in a form."""
    labels: dict[str, str] = load_messages(language)["labels"]
    return labels[name]


def editor_texts(language: str) -> dict[str, Any]:
    """The web editor's own texts, by the names that it has for them."""
    texts: dict[str, Any] = load_messages(language)["editor"]
    return texts


def import_text(name: str, language: str, /, **values: object) -> str:
    """A text of ``warta import``: of its report, or beside a value in a draft."""
    return str(load_messages(language)["import"][name]).format(**values)
