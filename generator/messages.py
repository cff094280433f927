"""The sentences of diagnostics and of the command line, in the reader's language.

The texts are data: ``messages/<language>.toml`` holds for every diagnostic code
what happened, why it matters and what to do.
"""

from __future__ import annotations

import gettext
import tomllib
from functools import lru_cache
from typing import Any, NamedTuple

from generator.diagnostics import Diagnostic
from generator.packaged import packaged_text

__all__ = ["MESSAGE_LANGUAGES", "Explanation", "explain", "import_text", "report_text"]

MESSAGE_LANGUAGES = ("id", "en")


class Explanation(NamedTuple):
    """A diagnostic in words."""

    what: str
    why: str
    fix: str


@lru_cache(maxsize=4)
def load_messages(language: str) -> dict[str, Any]:
    """All texts of one language: a table per code, and ``taxonomies``, ``report`` and ``import``."""
    return tomllib.loads(packaged_text("messages", f"{language}.toml"))


def explain(diagnostic: Diagnostic, language: str) -> Explanation:
    """What ``diagnostic`` says, in ``language`` (``id`` or ``en``)."""
    messages = load_messages(language)
    arguments = dict(diagnostic.arguments)
    if "taxonomy" in arguments:
        arguments["taxonomy"] = messages["taxonomies"][arguments["taxonomy"]]
    texts = messages[diagnostic.code]
    return Explanation(*(texts[part].format(**arguments) for part in ("what", "why", "fix")))


def report_text(name: str, language: str, n: int = 1, **values: object) -> str:
    """A text of the command line, in the plural form for ``n``."""
    report = load_messages(language)["report"]
    text = report[name]
    if isinstance(text, list):
        text = text[gettext.c2py(report["plural"])(n)]
    return str(text).format(n=n, **values)


def import_text(name: str, language: str, /, **values: object) -> str:
    """A text of ``warta import``: of its report, or beside a value in a draft."""
    return str(load_messages(language)["import"][name]).format(**values)
