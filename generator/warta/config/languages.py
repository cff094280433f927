"""The languages of a site: those that are bundled, under what ``[language.<code>]`` says."""

from __future__ import annotations

import gettext
import re
import string
from collections.abc import Mapping, Sequence
from typing import Any

from warta.config.tables import CONFIG_FILE, Tables, Wrong, is_texts, one_of, table, text, wrong
from warta.diagnostics.values import warning
from warta.i18n.languages import PATH_WORDS, Language, bundled_pattern, load_language
from warta.urls import slug_problem

__all__ = ["LANGUAGE_KEYS", "language_codes", "places_in", "read_languages"]

SHOWN = 5
"""Of the texts that a language lacks."""
_CODE = re.compile(r"[a-z]{2,3}(?:-[A-Za-z0-9]{2,8})*")
_CHOICES = {"direction": one_of("ltr", "rtl"), "untranslated": one_of("hide", "card")}
"""``untranslated``: what listings do with stories that are not in their language."""
LANGUAGE_KEYS = (
    *("title", "description", "name", "locale", "direction", "plural", "thousands"),
    *("paths", "dates", "offices", "documents", "search", "strings", "untranslated"),
)


def language_codes(value: Any) -> Wrong | None:
    """A list of codes, each once."""
    well_formed = is_texts(value) and all(map(_CODE.fullmatch, value)) and len(set(value)) == len(value)
    return None if well_formed else wrong("setting-languages")


def read_languages(
    tables: Tables, codes: Sequence[str], overrides: Mapping[str, Any]
) -> tuple[Language, ...]:
    """The languages of those codes that have no mistake, in that order."""
    for code in overrides:
        if code not in codes:
            tables.report("setting-other-language", "language", code, known=", ".join(codes))
    read = (_language(tables, code, overrides.get(code, {})) for code in codes)
    return tuple([language for language in read if language is not None])


def _language(tables: Tables, code: str, override: Any) -> Language | None:
    name = f"language.{code}"
    if not tables.is_right("language", code, table(override)):
        return None
    before = len(tables.diagnostics)
    _check_types(tables, name, override)
    if len(tables.diagnostics) > before:
        return None
    language = load_language(code, override)
    if language.missing:
        keys = ", ".join(language.missing[:SHOWN]) + (", …" if len(language.missing) > SHOWN else "")
        place, count = tables.position("language", code), len(language.missing)
        tables.diagnostics.append(
            warning("language-incomplete", CONFIG_FILE, place, language=code, count=count, keys=keys)
        )
    _check_path_words(tables, f"{name}.paths", language)
    return language


def _check_path_words(tables: Tables, name: str, language: Language) -> None:
    words: dict[str, str] = {}
    for key in PATH_WORDS:
        word = language.paths[key]
        if slug_problem(word):
            tables.report("setting-path-word", name, key, value=word)
        elif word in words and "page" not in (key, words[word]):
            tables.report("setting-path-twice", name, key, value=word, other=words[word])
        words.setdefault(word, key)


def _check_types(tables: Tables, name: str, override: Mapping[str, Any]) -> None:
    """Report what has not the shape of the bundled data: its types, and its places to fill in."""
    pattern = bundled_pattern()
    for key, value in override.items():
        if not tables.is_known(name, key, LANGUAGE_KEYS):
            continue
        expected = pattern.get(key, "")
        if not isinstance(expected, Mapping):
            if tables.is_right(name, key, text(value)) and key in _CHOICES:
                tables.is_right(name, key, _CHOICES[key](value))
        elif tables.is_right(name, key, table(value)):
            within = f"{name}.{key}"
            for inner, item in value.items():
                if tables.is_known(within, inner, expected):
                    tables.is_right(within, inner, _unlike(inner, item, expected.get(inner, "")))
    plural = override.get("plural")
    if isinstance(plural, str):
        try:
            gettext.c2py(plural)(1)
        except (ValueError, ZeroDivisionError):
            tables.report("setting-plural", name, "plural", value=plural)


def _unlike(key: str, value: Any, expected: str | list[str]) -> Wrong | None:
    """Why a text or list of texts of a language cannot stand for the bundled one."""
    if isinstance(expected, list) and key.startswith(("months", "weekdays")):
        if not is_texts(value) or len(value) != len(expected):
            return wrong("setting-names", count=len(expected), example=expected[0])
    elif text(value) is not None and not (isinstance(expected, list) and is_texts(value)):
        return wrong("setting-expected-text")
    allowed = places_in("".join(expected)) or set()
    found = places_in("".join(value))
    if found is not None and found <= allowed:
        return None
    return wrong("setting-places", known=", ".join(f"{{{place}}}" for place in sorted(allowed)) or "–")


def places_in(pattern: str) -> set[str] | None:
    """The names in braces in a pattern; None when it is not a pattern."""
    try:
        return {name for _, name, _, _ in string.Formatter().parse(pattern) if name is not None}
    except ValueError:
        return None
