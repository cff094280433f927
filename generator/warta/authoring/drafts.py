"""The text of new stories and terms, ready to be filled in. Pure: nothing is read and nothing is written."""

from __future__ import annotations

import re
from collections.abc import Mapping
from typing import NamedTuple

from warta.urls import slugify
from warta.yaml.writing import Tree, block

__all__ = ["NewFile", "TermDraft", "add_to_registry", "split_titles", "story_files", "term_file"]


class NewFile(NamedTuple):
    """A file to be written."""

    path: str
    """Below the site's folder."""
    text: str


class TermDraft(NamedTuple):
    """A term to be, its places in other taxonomies already looked up."""

    taxonomy: str
    id: str
    names: Mapping[str, str]
    """Language → name, the canonical language first; languages without a name of their own are left out."""
    region: str = ""
    parent: str = ""
    office: str = ""
    agency: str = ""


def story_files(
    stem: str, titles: Mapping[str, str], shared: Mapping[str, Tree], comments: Mapping[str, str]
) -> tuple[NewFile, ...]:
    """A story's files: ``stem`` and ``.<language>.md``, for every language of ``titles``, the original first.

    ``shared`` are the keys that only the original has. Every version is a draft.
    ``comments`` has what is said behind ``title`` of a translation that still
    has the original's, and behind ``draft``.
    """
    original, *_ = titles
    files = []
    for language, title in titles.items():
        keys: dict[str, Tree] = {"title": title}
        if language == original:
            keys |= shared
        elif title != titles[original]:
            keys["slug"] = slugify(title) or None
        keys |= {"summary": None, "draft": True}
        said = dict(comments)
        if language == original or title != titles[original]:
            said.pop("title", None)
        files.append(NewFile(f"{stem}.{language}.md", f"---\n{block(keys, said)}---\n\n"))
    return tuple(files)


_PREFIX = re.compile(
    r"(?:(?:Prof|Dr|dr|drg|drh|Ir|Drs|Dra|Hj|H|K\.\s?H|KH|Tgk|Ust|Pdt|Ns|Apt|apt|Brigjen|Kolonel|Letkol|AKBP|AKP)"
    r"\.?(?<=\.)\s*|(?:AKBP|AKP|KH)\s+)+"
)
"""Academic, religious and service titles that stand before names."""


def split_titles(name: str) -> tuple[str, str, str]:
    """Titles before a person's name, the name, and those behind it.

    ``Dr. I Gede Dana, S.Pd., M.Si.`` → ``("Dr.", "I Gede Dana", "S.Pd., M.Si.")``. What stands
    behind a comma is a title; before the name only well-known ones are.
    """
    bare, _, suffix = (part.strip() for part in name.partition(","))
    found = _PREFIX.match(bare)
    prefix = found[0] if found and found.end() < len(bare) else ""
    return prefix.strip(), bare[len(prefix) :].strip(), suffix


def _name(names: Mapping[str, str]) -> Tree:
    """A name as the registry holds it: one text when all languages share it."""
    return next(iter(names.values())) if len(set(names.values())) == 1 else dict(names)


def _fields(draft: TermDraft) -> dict[str, Tree]:
    if draft.taxonomy == "speakers":
        parts = {language: split_titles(name) for language, name in draft.names.items()}
        prefix, _, suffix = next(iter(parts.values()))
        fields: dict[str, Tree] = {
            "name": _name({language: name for language, (_, name, _) in parts.items()}),
            "prefix": prefix,
            "suffix": suffix,
        }
        if draft.office:
            appointment = {"office": draft.office, "agency": draft.agency}
            fields["appointments"] = [{key: value for key, value in appointment.items() if value}]
    else:
        fields = {"name": _name(draft.names), "region": draft.region, "parent": draft.parent}
    return {key: value for key, value in fields.items() if value}


def term_file(draft: TermDraft) -> str:
    """The text of a file that holds one term."""
    return block(_fields(draft))


def add_to_registry(text: str, draft: TermDraft) -> str:
    """The text of a file that holds many terms, with one more behind the others; the rest as it was."""
    ending = "\r\n" if "\r\n" in text else "\n"
    entry = block({draft.id: _fields(draft)}).replace("\n", ending)
    if not text.strip("\ufeff \t\r\n"):
        return text.rstrip(" \t\r\n") + entry
    kept = text if text.endswith("\n") else text + ending
    gap = "" if kept.endswith(ending * 2) else ending
    return kept + gap + entry
