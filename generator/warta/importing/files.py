"""A draft as the text of its files: front matter with the origin of each value beside it, and the body.

The result is for people first: every value stands below the sentence it came
from, what is doubtful is a comment, and what was not found says so.
"""

from __future__ import annotations

import json
import re
from collections.abc import Iterable, Mapping
from typing import NamedTuple

from warta import urls
from warta.content.model import Key, PostFields, Record, keys_of
from warta.diagnostics.catalogue import import_text
from warta.importing.drafts import (
    Certainty,
    Draft,
    Finding,
    Media,
    NewTerm,
    Remark,
    Value,
    Version,
    shortened,
)
from warta.yaml import writing

__all__ = [
    "StoryFiles",
    "clean",
    "said",
    "scalar",
    "story_files",
    "story_name",
    "term_file",
    "term_path",
]

ORIGIN_CHARACTERS = 240
"""Of the sentence beside a value: enough to find it in the source."""
LONGEST_REASON = 900
"""Characters of an entry of ``unverified``; the content model takes 1,000."""
LONGEST_NOTE = 4_900
"""Of one of ``notes``; it takes 5,000."""
_UNSAFE = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x9f\u2028\u2029\ud800-\udfff\ufeff\ufffe\uffff]")
"""What a content file may not hold, and line ends that only some programs see."""
_MARKS = {Certainty.INFERRED: "review", Certainty.MISSING: "not_found"}
"""What is said above a value that is to be looked at."""
_DATE = re.compile(r"\d{4}-\d\d-\d\d(?: \d\d:\d\d(?: [A-Z]{2,4}| ?[+-]\d\d:?\d\d)?)?")


class StoryFiles(NamedTuple):
    """The files of one story, by name within its folder."""

    texts: Mapping[str, bytes]
    """Language → bytes of the Markdown file."""
    media: tuple[Media, ...]
    review: int
    """Values that are marked for review, and keys left empty, in all files."""


def said(remark: Remark, language: str) -> str:
    """A remark in words."""
    return import_text(remark.code, language, **dict(remark.arguments))


def story_name(draft: Draft) -> str:
    """Where a draft goes below ``content/``, without language and suffix: ``news/2024/seminar-korpri``."""
    dates = [
        str(found.value) for found in draft.shared.get("date", ()) if found.certainty != Certainty.DOUBTFUL
    ]
    year = dates[0][:4] if dates and re.match(r"\d{4}-", dates[0]) else ""
    return "/".join(part for part in ("news", year, urls.slugify(draft.name) or "draf") if part)


def story_files(draft: Draft, languages: tuple[str, ...], language: str) -> StoryFiles:
    """The files of a draft. ``languages`` are the site's, ``language`` is that of the comments and notes."""
    present = [code for code in languages if code in draft.versions]
    texts: dict[str, bytes] = {}
    review = 0
    for number, code in enumerate(present):
        writer = _FrontMatter(language)
        writer.write(draft, draft.versions[code], original=number == 0)
        body = clean(draft.versions[code].body).strip("\n")
        texts[code] = f"---\n{writer.text()}---\n\n{body}\n".encode()
        review += writer.review
    return StoryFiles(texts, draft.media, review)


def term_file(term: NewTerm, origin: str, language: str) -> bytes:
    """A new term as a file of the registry, with where it came from."""
    heading = import_text("term_origin", language)
    lines = [f"# {heading}"] + ([f"# {_quoted(origin)}"] if origin else [])
    return ("\n".join(lines) + "\n" + _block(term.fields)).encode()


def clean(text: str) -> str:
    """Without the characters that no content file may hold; line ends as line feeds."""
    return _UNSAFE.sub("", text.replace("\r\n", "\n").replace("\r", "\n"))


def scalar(value: Value) -> str:
    """One value as YAML on one line; texts that YAML would change are quoted, but for dates."""
    if not isinstance(value, str):
        return json.dumps(_plain(value), ensure_ascii=False)
    text = _one_line(value)
    return writing.scalar(writing.Verbatim(text) if _DATE.fullmatch(text) else text)


class _FrontMatter:
    """Collects the lines of one file's front matter."""

    def __init__(self, language: str) -> None:
        self.language = language
        self.lines: list[str] = []
        self.to_check: list[str] = []
        self.review = 0

    def text(self) -> str:
        return "".join(line + "\n" for line in self.lines)

    def write(self, draft: Draft, version: Version, *, original: bool) -> None:
        """The keys in the order of the content model; ``original`` owns the shared ones and the notes."""
        found = {**(draft.shared if original else {}), **version.fields}
        for name, (_, key) in keys_of(PostFields).items():
            if name in ("draft", "unverified", "notes"):
                continue
            if found.get(name):
                self._key(name, key, found[name])
            elif name in draft.missing and (original or key.per_language):
                self._empty(name, draft.missing[name])
        notes = draft.notes if original else ()
        held = any(each.value is True for each in found.get("draft", ()))
        self._end(draft, [*found.get("notes", ()), *notes], held=held)

    def _key(self, name: str, key: Key, found: tuple[Finding, ...]) -> None:
        live = [each for each in found if each.certainty != Certainty.DOUBTFUL and each.term is None]
        rest = [each for each in found if each not in live]
        if any(each.certainty in _MARKS for each in live) or rest:
            self.to_check.append(name)
        if key.many:
            self._list(name, live, rest)
            return
        if live:
            self._origin(live[0])
            self._value(name, key, live[0].value)
        for each in (*live[1:], *rest):
            self._suggest(each)
            self.lines.append(f"# {name}: {scalar(each.value)}")

    def _list(self, name: str, live: list[Finding], rest: list[Finding]) -> None:
        """A key with several values: what is only suggested is a comment, ready to be part of the list."""
        if not live:
            for each in rest:
                self._suggest(each)
            self.lines.append(f"# {name}: [{', '.join(scalar(each.value) for each in rest)}]")
            return
        self.lines.append(f"{name}:")
        for each in live:
            self._origin(each, "  ")
            self.lines.append(f"  - {scalar(each.value)}")
        for each in rest:
            self._suggest(each, "  ")
            self.lines.append(f"  # - {scalar(each.value)}")

    def _value(self, name: str, key: Key, value: Value) -> None:
        if isinstance(key.kind, Record) and isinstance(value, Mapping):
            self.lines.append(f"{name}:")
            self.lines += _block(value, "  ").splitlines()
        else:
            self.lines.append(f"{name}: {scalar(value)}")

    def _origin(self, found: Finding, indent: str = "") -> None:
        """The comment above a value: where it came from, and whether it is to be reviewed."""
        mark = _MARKS.get(found.certainty)
        parts = [self._say(mark)] if mark is not None else []
        self.review += mark is not None
        parts += [said(found.remark, self.language)] if found.remark else []
        self._comment(parts, found.origin, indent)

    def _comment(self, parts: list[str], origin: str, indent: str = "") -> None:
        text = " ".join(_one_line(part) for part in parts)
        if origin:
            text = f"{text} {self._say('origin')} {_quoted(origin)}".strip()
        if text:
            self.lines.append(f"{indent}# {text}")

    def _suggest(self, found: Finding, indent: str = "") -> None:
        """What is said above a value that nobody may take for a fact: a comment, too."""
        self.review += 1
        parts = [self._say("unregistered" if found.term is not None else "doubtful")]
        parts += [said(found.remark, self.language)] if found.remark else []
        self._comment(parts, found.origin, indent)
        if found.term is not None:
            self.lines.append(f"{indent}#   {self._say('new_term', file=term_path(found.term))}")
            self.lines += [f"{indent}#     {line}" for line in _block(found.term.fields).splitlines()]

    def _empty(self, name: str, why: Remark) -> None:
        self.review += 1
        self.to_check.append(name)
        self.lines.append(f"# {self._say('not_found')} {_one_line(said(why, self.language))}")
        self.lines.append(f"# {name}:")

    def _end(self, draft: Draft, notes: Iterable[Finding | Remark], *, held: bool) -> None:
        if draft.published:
            self.lines += ["draft: true"] if held else []
        else:
            self._hold(draft)
        texts = [said(note, self.language) if isinstance(note, Remark) else str(note.value) for note in notes]
        if texts:
            self.lines.append("notes:")
            self.lines += [f"  - {scalar(shortened(text, LONGEST_NOTE))}" for text in texts]

    def _hold(self, draft: Draft) -> None:
        """Keep the post from being published until somebody has read it."""
        self.lines.append("draft: true")
        self.lines.append("unverified:")
        items = ", ".join(draft.sources[:3]) + (" …" if len(draft.sources) > 3 else "")
        keys = ", ".join(dict.fromkeys(self.to_check))
        said_keys = (
            self._say("to_check", source=items, keys=keys) if keys else self._say("to_read", source=items)
        )
        self.lines.append(f"  - {scalar(shortened(said_keys, LONGEST_REASON))}")

    def _say(self, name: str, **arguments: str) -> str:
        return import_text(name, self.language, **arguments)


def term_path(term: NewTerm) -> str:
    """The file below ``content/`` that a new term would have."""
    return f"{term.taxonomy}/{urls.slugify(term.id) or 'istilah-baru'}.yaml"


def _block(fields: Mapping[str, Value], indent: str = "") -> str:
    """A mapping as YAML, keys in their order."""
    return writing.block({key: _plain(value) for key, value in fields.items()}, indent=indent)


def _plain(value: Value) -> writing.Tree:
    """For YAML and JSON writers: lists and dictionaries of clean texts."""
    if isinstance(value, Mapping):
        return {key: _plain(item) for key, item in value.items()}
    if isinstance(value, tuple):
        return [_plain(item) for item in value]
    if isinstance(value, bool):
        return value
    text = _one_line(value)
    return writing.Verbatim(text) if _DATE.fullmatch(text) else text


def _one_line(text: str) -> str:
    """``text`` on one line, without what no content file may hold."""
    return " ".join(clean(text).split())


def _quoted(text: str) -> str:
    return f"“{shortened(_one_line(text), ORIGIN_CHARACTERS).strip('“”')}”"
