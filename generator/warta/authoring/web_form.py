"""The web editor's form, made from the content model, and what passes between it and a story's files.

The editor is Decap CMS. It is given its configuration as data, a story's texts
in the form it expects (lists of ids where writers may name one thing by its
name), and what it hands back is written as a person would write it: nothing
that is empty, and in a translation nothing that all languages share.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Mapping, Sequence
from typing import Any

from warta import urls
from warta.authoring.schema import description_of
from warta.content.front_matter import read_front_matter
from warta.content.model import (
    REQUIRED_IN_ORIGINAL,
    STANDING,
    Choice,
    DocumentFields,
    Flag,
    Key,
    PageFields,
    Path,
    PostFields,
    Record,
    Reference,
    Slug,
    Text,
    Time,
    Whole,
    keys_of,
)
from warta.content.originals import KEY
from warta.diagnostics.catalogue import label_of, report_text
from warta.site.taxonomy import Registry
from warta.yaml.tree import Mapping as YamlMapping
from warta.yaml.tree import Node, Scalar
from warta.yaml.writing import Tree, Verbatim, block

__all__ = [
    "API",
    "FOLDER",
    "FOLDERS",
    "fields_of",
    "form_config",
    "from_form",
    "label_of",
    "says_something",
    "to_form",
]

API = "/admin/api"
FOLDER, PAGES = "content/news", f"content/{STANDING}"
FOLDERS = (FOLDER, PAGES)
"""Of stories and of standing pages."""
_LEFT_OUT = frozenset(
    {
        KEY,
        "undescribed",
        "unverified",
        "fill_in",
        "minor",
        "aliases",
        "notes",
        "updated",
    }
)
"""Keys that the form does not show; what a file has of them stays in it."""
_SWITCHES = frozenset(
    {KEY}.union(
        name
        for fields in (PostFields, PageFields)
        for name, (_, key) in keys_of(fields).items()
        if isinstance(key.kind, Flag)
    )
)
"""Keys without a text of their own."""
_NEW = {"agencies": "agency", "speakers": "speaker", "regions": "region", "tags": "tag"}
"""What ``warta new`` calls a term of each taxonomy."""
_NAMES_A_KEY = re.compile(r"`|\bdate\b")
"""In a clause that is about a key as files have it."""
_LONG = 400
"""Texts that may be longer than this get more than one line."""


_TEXT_FILES: dict[str, Any] = {
    "slug": "{{slug}}",
    "create": True,
    "delete": True,
    "extension": "md",
    "format": "yaml-frontmatter",
    "media_folder": "",
    "public_folder": "",
    "i18n": True,
    "editor": {"preview": False},
}
"""How stories and standing pages lie in the content folder, and what the editor may do with them."""


def fields_of(path: str) -> type[DocumentFields]:
    """The keys of what lies at a path: of a standing page or a story."""
    return PageFields if path.startswith(f"{PAGES}/") else PostFields


def form_config(
    registry: Registry, languages: Sequence[str], message_language: str, defaults: Mapping[str, str]
) -> dict[str, Any]:
    """Decap's configuration for local editing, as the server answers it at ``/admin/config.yml``.

    ``defaults``: key of a post → the name of the term that a new story begins with.
    """
    said = message_language
    draft = report_text("form_draft", said)
    fields = _fields(PostFields, "post", registry, said)
    for field in fields:
        kind = keys_of(PostFields)[field["name"]][1].kind
        if isinstance(kind, Reference) and defaults.get(field["name"]):
            field["default"] = _ids(defaults[field["name"]], kind.taxonomy, registry)
    return {
        "backend": {"name": "proxy", "proxy_url": API, "branch": "-"},
        "media_folder": FOLDER,
        "public_folder": "",
        "show_preview_links": False,
        "locale": said,
        "slug": {"encoding": "ascii", "clean_accents": True, "sanitize_replacement": "-"},
        "i18n": {
            "structure": "multiple_files",
            "locales": list(languages),
            "default_locale": languages[0],
        },
        "collections": [
            {
                "name": "news",
                "label": report_text("form_stories", said),
                "label_singular": report_text("form_story", said),
                "description": _plain("form_about", said),
                "folder": FOLDER,
                "path": "{{year}}/{{slug}}",
                "summary": f"{{{{title}}}} ({{{{date}}}}){{{{draft | ternary(' – {draft}', '')}}}}",
                "sortable_fields": [{"field": "date", "default_sort": "desc"}, {"field": "title"}],
                "fields": [*fields, _body(said)],
                **_TEXT_FILES,
            },
            {
                "name": STANDING,
                "label": report_text("form_pages", said),
                "label_singular": report_text("form_page", said),
                "description": _plain("form_about_pages", said),
                "folder": PAGES,
                "summary": "{{title}}",
                "sortable_fields": ["title", "order"],
                "fields": [*_fields(PageFields, "page", registry, said), _body(said)],
                **_TEXT_FILES,
            },
        ],
    }


def _plain(name: str, language: str) -> str:
    """A text for a place that shows no code."""
    return report_text(name, language).replace("`", "")


def _fields(fields: type[Any], table: str, registry: Registry, language: str) -> list[dict[str, Any]]:
    return [
        {
            "name": name,
            "label": label_of(name, language),
            "hint": _hint(table, name, key, language),
            # What is in a group says for itself whether languages share it.
            "i18n": True if key.per_language or isinstance(key.kind, Record) else "duplicate",
            # A group may be left out; what a group must have is said by ``warta check`` and the overlay.
            "required": table in ("post", "page") and (key.required or name in REQUIRED_IN_ORIGINAL),
            **_widget(name, key, registry, language),
        }
        for name, (_, key) in keys_of(fields).items()
        if name not in _LEFT_OUT
    ]


def _hint(table: str, name: str, key: Key, language: str) -> str:
    """What a key is for, and how that is done for it which cannot be done in the form; as plain text."""
    hints = [_without_words_of_files(description_of(table, name, language), key)]
    match key.kind:
        case Reference(taxonomy):
            command = f'warta new {_NEW[taxonomy]} "…"'
            hints.append(report_text("form_term_missing", language, command=command))
        case Slug():
            hints.append(report_text("form_slug_hint", language))
        case Time() if name != "date" or table != "post":
            hints.append(report_text("form_time_hint", language))
    return " ".join(filter(None, hints)).replace("`", "")


def _without_words_of_files(description: str, key: Key) -> str:
    """What a key is for, without words that only a file needs: a form has switches and names to choose."""
    if isinstance(key.kind, Flag):
        description = description.removeprefix("True: ")
    elif isinstance(key.kind, Choice):
        words = "|".join(map(re.escape, key.kind.values))
        named = re.compile(rf"(?::\s*)?\b(?:{words})\b(?: [(]|,).*?\.(?=\s|$)", re.IGNORECASE)
        description = named.sub(".", description, count=1).lstrip(". ")
    first, *others = description.split("; ")  # what other keys are for it is said where they are
    kept = [each for each in others if not _NAMES_A_KEY.search(each)]
    description = "; ".join((first, *kept)).rstrip(".") + "." if description else ""
    return description[:1].upper() + description[1:]


def _widget(name: str, key: Key, registry: Registry, language: str) -> dict[str, Any]:
    """What a value is typed into."""
    match key.kind:
        case Reference(taxonomy):
            names = {
                term.id: term.names.get(language) or next(iter(term.names.values()))
                for term in registry.terms[taxonomy].values()
            }
            options = [{"label": names[each], "value": each} for each in sorted(names, key=names.__getitem__)]
            return {"widget": "select", "multiple": key.many, "options": options}
        case Choice(values):
            options = [{"label": label_of(value, language), "value": value} for value in values]
            return {"widget": "select", "options": options, **({"multiple": True} if key.many else {})}
        case Whole(low, high):
            return {"widget": "number", "value_type": "int", "min": low, "max": high}
        case Flag():
            return {"widget": "boolean", "default": name == "draft"}
        case Time(years) if name == "date" and years == Time().years:
            return {
                "widget": "datetime",
                "format": "YYYY-MM-DD",
                "time_format": False,
                "default": "{{now}}",
            }
        case Path(local=True):
            return {"widget": "image", "choose_url": False}
        case Record(fields):
            inner = _fields(fields, name, registry, language)
            if key.many:
                return {"widget": "list", "fields": inner, "default": [], "allow_add": True}
            return {"widget": "object", "fields": inner, "collapsed": True}
        case Slug():
            return {"widget": "string"}
        case Text(limit=limit) if limit > _LONG:
            return {"widget": "text"}
    return {"widget": "string"}


def _body(language: str) -> dict[str, Any]:
    return {
        "name": "body",
        "label": report_text("form_body", language),
        "hint": report_text("form_body_hint", language),
        "widget": "markdown",
        "modes": ["raw"],
        "i18n": True,
        "required": False,
    }


# --- Texts --------------------------------------------------------------------------------------------


def to_form(text: str, registry: Registry, fields: type[DocumentFields] = PostFields) -> str:
    """A post as the form reads it; unchanged when its front matter cannot be read."""
    front_matter, _ = read_front_matter(text, "")
    if front_matter is None:
        return text
    keys = {name.value: _tree(node) for name, node in front_matter.fields.entries}
    for name, (_, key) in keys_of(fields).items():
        if isinstance(key.kind, Reference) and keys.get(name):
            keys[name] = _ids(keys[name], key.kind.taxonomy, registry)
        elif isinstance(key.kind, Choice) and key.many and isinstance(keys.get(name), str):
            keys[name] = [keys[name]]
    return _post(keys, front_matter.body)


def _ids(value: Tree, taxonomy: str, registry: Registry) -> list[Tree]:
    """The terms that are named, by their ids where there is no doubt."""
    names = [value] if isinstance(value, str) else value
    assert isinstance(names, Sequence), "a list or a text; other things are not read from a file"
    found: list[Tree] = []
    for name in names:
        terms = registry.find(taxonomy, name) if isinstance(name, str) else ()
        found.append(terms[0].id if len(terms) == 1 else name)
    return found


def from_form(
    text: str, *, original: bool, before: str = "", fields: type[DocumentFields] = PostFields
) -> str:
    """A post as it is written to its file, which holds ``before``: its keys stay in their order.

    ``original``: it owns what its languages share.
    """
    front_matter, _ = read_front_matter(text, "")
    if front_matter is None:
        return text
    declared = keys_of(fields)
    keys: dict[str, Tree] = {}
    for entry, node in sorted(front_matter.fields.entries, key=_place_in(before, declared)):
        name, value = entry.value, _without_empty(_tree(node))
        if name in declared:
            key = declared[name][1]
            if not original and not key.per_language:
                value = _own_texts(value, key)
            if isinstance(key.kind, Reference | Choice):
                value = _in_a_row(value)
            if name == "lead" and value == "false":  # a switch that nobody has touched
                value = None
        if value is not None or (original and name in declared and name in REQUIRED_IN_ORIGINAL):
            keys[name] = value
    return _post(keys, front_matter.body)


def says_something(text: str) -> bool:
    """Whether a form's text for one language has anything that is this language's own, besides switches."""
    front_matter, _ = read_front_matter(from_form(text, original=False), "")
    if front_matter is None:
        return True
    keys = {name.value for name, _ in front_matter.fields.entries}
    return bool(front_matter.body.strip() or keys - _SWITCHES)


def _place_in(before: str, declared: Iterable[str]) -> Callable[[tuple[Scalar, Node]], int]:
    """Where a key belongs: where it was, else behind those that were there, in the order of the model."""
    front_matter, _ = read_front_matter(before, "")
    there = [name.value for name, _ in front_matter.fields.entries] if front_matter is not None else []
    order = {name: place for place, name in enumerate(dict.fromkeys([*there, *declared]))}
    return lambda entry: order.get(entry[0].value, len(order))


def _in_a_row(value: Tree) -> Tree:
    """Ids of terms as people write them: one as it is, several in brackets on one line."""
    if not isinstance(value, list) or not all(isinstance(item, str) for item in value):
        return value
    if any(urls.slug_problem(item) is not None for item in value):
        return value
    return value[0] if len(value) == 1 else Verbatim(f"[{', '.join(value)}]")


def _own_texts(value: Tree, key: Key) -> Tree:
    """Of a group that languages share what is a language's own: a picture's text."""
    if not (isinstance(key.kind, Record) and isinstance(value, Mapping)):
        return None
    own = {name for name, (_, inner) in keys_of(key.kind.fields).items() if inner.per_language}
    return {name: inner for name, inner in value.items() if name in own} or None


def _tree(node: Node) -> Tree:
    """A node as a value that is written as the file has it."""
    if isinstance(node, Scalar):
        if node.plain and node.value.strip().lower() in ("", "~", "null"):
            return None
        return Verbatim(node.value) if node.plain and "\n" not in node.value else node.value
    if isinstance(node, YamlMapping):
        return {name.value: _tree(value) for name, value in node.entries}
    return [_tree(item) for item in node.items]


def _without_empty(value: Tree) -> Tree:
    """The value without empty texts, lists and groups; None when nothing is left."""
    if isinstance(value, str):
        return value if value.strip() else None
    if isinstance(value, Mapping):
        group = {name: _without_empty(item) for name, item in value.items()}
        return {name: item for name, item in group.items() if item is not None} or None
    if isinstance(value, Sequence):
        return [item for item in map(_without_empty, value) if item is not None] or None
    return value


def _post(keys: Mapping[str, Tree], body: str) -> str:
    return f"---\n{block(keys)}---\n\n{body.strip()}\n"
