"""The content model as JSON Schema, for editors that complete and check while somebody types.

Draft 7, which every editor knows. A schema sees what a YAML 1.2 reader makes of
a file: it finds unknown and missing keys, wrong types, impossible forms and
unknown names; what needs other files or a calendar is left to ``warta check``.
"""

from __future__ import annotations

import json
import re
from collections.abc import Sequence
from typing import Any

from warta import urls
from warta.content.fields import FLAG_WORDS
from warta.content.model import (
    REQUIRED_IN_ORIGINAL,
    TAXONOMIES,
    TERM_FIELDS,
    Choice,
    Day,
    Flag,
    GlossaryFields,
    Key,
    PageFields,
    Path,
    PostFields,
    Record,
    Reference,
    RemovalFields,
    Slug,
    Text,
    Time,
    Url,
    Whole,
    keys_of,
)
from warta.diagnostics.catalogue import load_messages
from warta.i18n.moments import DATE_PATTERN, MOMENT_PATTERN
from warta.site.taxonomy import Registry

__all__ = ["SCHEMAS", "description_of", "schemas"]

Schema = dict[str, Any]

SCHEMAS = "schemas"
"""The folder of a site that holds them."""
DRAFT = "http://json-schema.org/draft-07/schema#"


def schemas(registry: Registry, languages: Sequence[str], message_language: str) -> dict[str, Schema]:
    """Every schema by its file's name.

    ``languages`` are the site's; descriptions are in ``message_language``. Terms may be named by their
    ids and by the names that the registry has for them.
    """
    writer = _Writer(registry, languages, message_language)
    post = writer.file("post", PostFields)
    found = {
        "post.json": {**post, "required": [*post["required"], *REQUIRED_IN_ORIGINAL]},
        "translation.json": post,
        "page.json": writer.file("page", PageFields),
    }
    for taxonomy in TAXONOMIES:
        term = writer.file(taxonomy, TERM_FIELDS[taxonomy])
        found[f"{taxonomy}-term.json"] = term
        found[f"{taxonomy}.json"] = {
            **{key: term[key] for key in ("$schema", "$comment", "definitions")},
            "type": "object",
            "propertyNames": {"maxLength": urls.MAX_SLUG_BYTES, "pattern": _SLUG},
            "additionalProperties": {
                key: value for key, value in term.items() if key in ("type", "properties", "required")
            }
            | {"additionalProperties": False},
        }
    found["glossary.json"] = {
        "$schema": DRAFT,
        "$comment": "warta schema",
        "type": "object",
        "additionalProperties": writer.group("glossary", GlossaryFields),
    }
    found["removed.json"] = {
        "$schema": DRAFT,
        "$comment": "warta schema",
        "type": ["array", "null"],
        "items": writer.group("removed", RemovalFields),
    }
    return found


def description_of(table: str, name: str, language: str) -> str:
    """What a key is for. Tables: ``post`` and its groups, ``page``, the taxonomies and their ``terms``."""
    texts: dict[str, dict[str, str]] = load_messages(language)["keys"]
    return texts.get(table, {}).get(name) or texts["terms"][name]


_SLUG = r"""^(?!-)(?!.*--)(?!.*-$)[^\sA-Z_./\\%?#:*"<>|,;'()&+=!@]+$"""
_WEB = r"""^https?://[^\s<>"]+$"""
_SITE_PATH = r"""^/(?!/)[^\\%?#:*"<>|\x00-\x20\x7f]*$"""
_LOCAL_PATH = r"""^(?!/)[^\\%?#:*"<>|\x00-\x1f\x7f]+$"""
# These are also read by JavaScript in its strict mode, which knows no needless escapes.
_TEXT = ["string", "number"]
"""A title may be ``2024``."""


def _whole(pattern: re.Pattern[str]) -> str:
    """An expression of ours as one of JavaScript that fits a whole text."""
    return "^" + re.sub(r"\(\?P<\w+>", "(", pattern.pattern) + "$"


class _Writer:
    """Turns declarations into schemas."""

    def __init__(self, registry: Registry, languages: Sequence[str], message_language: str) -> None:
        self.languages = languages
        self.message_language = message_language
        self.definitions = {taxonomy: {"enum": _names(registry, taxonomy)} for taxonomy in TAXONOMIES}

    def file(self, table: str, fields: type[Any]) -> Schema:
        """The schema of a whole file or front matter."""
        group = self.group(table, fields)
        written = json.dumps(group)
        return {
            "$schema": DRAFT,
            "$comment": "warta schema",
            **group,
            "definitions": {
                taxonomy: names
                for taxonomy, names in self.definitions.items()
                if f'"#/definitions/{taxonomy}"' in written
            },
        }

    def group(self, table: str, fields: type[Any]) -> Schema:
        """A mapping with the keys of ``fields``."""
        declared = keys_of(fields)
        required = [name for name, (_, key) in declared.items() if key.required]
        return {
            "type": "object",
            "additionalProperties": False,
            "required": required,
            "properties": {
                name: {
                    "description": description_of(table, name, self.message_language),
                    **self.key(name, key),
                }
                for name, (_, key) in declared.items()
            },
        }

    def key(self, name: str, key: Key) -> Schema:
        """What may stand behind one key."""
        one = self.kind(name, key)
        forms = [one]
        if key.many and not (isinstance(key.kind, Flag) and key.kind.or_texts):
            least = {"minItems": 1} if name in REQUIRED_IN_ORIGINAL else {}
            forms.append({"type": "array", "items": one, **least})
        if not key.required and name not in REQUIRED_IN_ORIGINAL:
            if "enum" in one:
                forms[0] = {"enum": [*one["enum"], None]}
            else:
                forms.append({"type": "null"})
        return forms[0] if len(forms) == 1 else {"anyOf": forms}

    def kind(self, name: str, key: Key) -> Schema:
        """One value."""
        match key.kind:
            case Text(limit=limit, localised=localised):
                text = {"type": _TEXT, "minLength": 1, "maxLength": limit}
                return self.local(text) if localised else text
            case Slug(localised=localised):
                slug = {"type": _TEXT, "maxLength": urls.MAX_SLUG_BYTES, "pattern": _SLUG}
                return self.local(slug) if localised else slug
            case Choice(values, yes):
                return {"enum": [*values, *((True, False) if yes else ())]}
            case Whole(low, high):
                return {"type": "integer", "minimum": low, "maximum": high}
            case Reference(taxonomy):
                return {"$ref": f"#/definitions/{taxonomy}"}
            case Record(fields):
                return self.group(name, fields)
            case other:
                return _plain(other)

    def local(self, text: Schema) -> Schema:
        """A text, or one per language."""
        by_language = {
            "type": "object",
            "additionalProperties": False,
            "minProperties": 1,
            "properties": dict.fromkeys(self.languages, text),
        }
        return {"anyOf": [text, by_language]}


def _plain(kind: Flag | Time | Day | Url | Path) -> Schema:
    """A value that is the same everywhere."""
    match kind:
        case Flag(or_texts=True):
            text = {"type": _TEXT, "minLength": 1}
            return {"anyOf": [{"type": "boolean"}, text, {"type": "array", "items": text}]}
        case Flag():
            return {"enum": [True, False, *FLAG_WORDS]}
        case Day(partial=True):
            year = {"type": "integer", "minimum": 1, "maximum": 9999}
            return {"anyOf": [{"type": "string", "pattern": _whole(DATE_PATTERN)}, year]}
        case Day():
            pattern = r"^\d{4}-\d{1,2}-\d{1,2}$"
        case Time():
            pattern = _whole(MOMENT_PATTERN)
        case Url():
            pattern = _WEB
        case Path(local):
            pattern = _LOCAL_PATH if local else _SITE_PATH
        case _:
            raise TypeError(kind)
    return {"type": "string", "pattern": pattern}


def _names(registry: Registry, taxonomy: str) -> list[str]:
    """What a term of the taxonomy may be called: ids first, then names that mean one term."""
    terms = registry.terms[taxonomy].values()
    names = {name for term in terms for name in (*term.names.values(), *term.fields.aliases)}
    ids = {term.id for term in terms}
    return [
        *sorted(ids),
        *sorted(name for name in names - ids if len(registry.find(taxonomy, name)) == 1),
    ]
