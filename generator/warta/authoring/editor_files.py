"""The files that ``warta schema`` writes for editors, as texts: schemas, settings, snippets."""

from __future__ import annotations

import json
from collections.abc import Iterator, Sequence
from typing import Any

from warta.authoring.schema import SCHEMAS, description_of, schemas
from warta.content.model import (
    TAXONOMIES,
    Choice,
    Flag,
    Key,
    PageFields,
    PostFields,
    Record,
    Reference,
    keys_of,
)
from warta.content.originals import KEY
from warta.site.taxonomy import Registry

__all__ = ["EDITOR", "OWNED", "editor_files", "web_editor"]

OWNED = (".vscode/settings.json", ".vscode/extensions.json", ".remarkrc.json", "package.json")
"""Written once; then they are the user's."""
EDITOR = "decap-cms@3.16.3"
"""The web editor, in the version that this was tested with."""
_MADE_FROM = (
    "codemirror",
    "create-react-class",
    "decap-cms-app",
    "decap-cms-media-library-cloudinary",
    "decap-cms-media-library-uploadcare",
    "file-loader",
    "react",
    "react-dom",
    "svgo-loader",
)
_LEFT_OUT = (KEY,)
"""What commands write and nobody types."""


def editor_files(registry: Registry, languages: Sequence[str], message_language: str) -> dict[str, str]:
    """Path below the site's folder → text. ``languages`` with the canonical one first."""
    made = schemas(registry, languages, message_language)
    files: dict[str, Any] = {f"{SCHEMAS}/{name}": schema for name, schema in made.items()}
    files[".vscode/settings.json"] = _settings()
    files[".vscode/extensions.json"] = {"recommendations": ["redhat.vscode-yaml"]}
    files[".vscode/warta.code-snippets"] = _snippets(registry, message_language)
    files[".remarkrc.json"] = _remark(languages)
    files["package.json"] = web_editor()
    return {path: json.dumps(value, ensure_ascii=False, indent=1) + "\n" for path, value in files.items()}


def web_editor() -> dict[str, Any]:
    """What ``npm install`` in the site's folder installs: the web editor.

    Its finished script alone: what it was made from, several hundred packages, is left out.
    """
    name, _, version = EDITOR.partition("@")
    return {
        "private": True,
        "dependencies": {name: version},
        "overrides": {name: dict.fromkeys(_MADE_FROM, "file:./nothing")},
    }


def _settings() -> dict[str, Any]:
    """VS Code: which schema is for which YAML file, and suggestions while front matter is typed."""
    places = {}
    for taxonomy in TAXONOMIES:
        places[f"./{SCHEMAS}/{taxonomy}.json"] = f"content/{taxonomy}.yaml"
        places[f"./{SCHEMAS}/{taxonomy}-term.json"] = f"content/{taxonomy}/*.yaml"
    places[f"./{SCHEMAS}/glossary.json"] = "content/glossary.yaml"
    places[f"./{SCHEMAS}/removed.json"] = "content/removed.yaml"
    return {
        "files.encoding": "utf8",
        "yaml.schemas": places,
        "[markdown]": {"editor.quickSuggestions": {"other": "on", "comments": "off", "strings": "off"}},
    }


def _remark(languages: Sequence[str]) -> dict[str, Any]:
    """remark-lint: which schema is for the front matter of which story."""
    places = {f"./{SCHEMAS}/post.json": [f"./content/news/**/*.{languages[0]}.md"]}
    if len(languages) > 1:
        others = [f"./content/news/**/*.{code}.md" for code in languages[1:]]
        places[f"./{SCHEMAS}/translation.json"] = others
    places[f"./{SCHEMAS}/page.json"] = ["./content/pages/**/*.md"]
    return {"plugins": ["remark-frontmatter", ["remark-lint-frontmatter-schema", {"schemas": places}]]}


def _snippets(registry: Registry, language: str) -> dict[str, Any]:
    """VS Code: every key of a post or standing page, with what may stand behind it to choose from."""
    keys = {name: (table, key) for table, name, key in _front_matter_keys()}
    return {
        name: {
            "scope": "markdown",
            "prefix": name,
            "description": description_of(table, name, language),
            "body": [f"{name}: {_value(registry, name, key)}"],
        }
        for name, (table, key) in keys.items()
        if name not in _LEFT_OUT
    }


def _front_matter_keys() -> Iterator[tuple[str, str, Key]]:
    """Table, name and declaration; a key of both kinds is described as that of a post."""
    for table, fields in (("page", PageFields), ("post", PostFields)):
        for name, (_, key) in keys_of(fields).items():
            yield table, name, key


def _value(registry: Registry, name: str, key: Key) -> str:
    match key.kind:
        case Choice(values):
            return _one_of(values)
        case Flag():
            return _one_of(("true", "false"))
        case Reference(taxonomy):
            one = _one_of(sorted(registry.terms[taxonomy])) if registry.terms[taxonomy] else "$1"
            return f"[{one}]" if name in ("speaker", "tags") else one
        case Record(fields):
            return "\n" + "\n".join(
                f"  {'- ' if key.many and not number else '  ' if key.many else ''}{inner}: ${number + 1}"
                for number, inner in enumerate(keys_of(fields))
            )
    if name == "date":
        return "$CURRENT_YEAR-$CURRENT_MONTH-$CURRENT_DATE"
    return "$0"


def _one_of(values: Sequence[str]) -> str:
    escaped = (value.replace("\\", "\\\\").replace(",", "\\,").replace("|", "\\|") for value in values)
    return f"${{1|{','.join(escaped)}|}}"
