"""Terms of the registry that are almost the same: probably one thing, entered twice."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterator
from typing import NamedTuple

from warta.checks.rule import WARNING, CheckedSite, Finding, at, site_rule
from warta.content.model import TAXONOMIES, AgencyFields
from warta.diagnostics.values import Position
from warta.site.spelling import MIN_LENGTH, one_slip, spelt_out
from warta.site.taxonomy import Registry, Term, words_of_places

__all__ = ["similar_terms"]

_ROMAN = re.compile(r"(?=[ivx])x{0,3}(?:ix|iv|v?i{0,3})")
_LEFT_OUT = frozenset("provinsi prov ri republik indonesia of the and dan province".split())
"""Words that one writer adds and another one leaves out. Not regency and city: both can exist."""
_LEFT_OUT_OF_AGENCIES = frozenset(("kabupaten",))
"""Two of one region are told apart by "kota" alone."""
_OLD_SPELLING = (("oe", "u"), ("tj", "c"), ("dj", "j"))


class _Name(NamedTuple):
    words: tuple[str, ...]
    text: str
    """As it is written."""


@site_rule("similar-terms", WARNING)
def similar_terms(site: CheckedSite) -> Iterator[tuple[str, Finding]]:
    """A finding at the later of two terms of one taxonomy whose names are almost the same."""
    registry = site.registry
    places = words_of_places(registry)
    for taxonomy in TAXONOMIES:
        own = sorted(
            (term for term in registry.terms[taxonomy].values() if term.path and term.region is None),
            key=lambda term: (term.path, term.where.get("name", Position(0, 0)), term.id),
        )
        if not own:
            continue
        yield from _in_taxonomy(own, registry, frozenset() if taxonomy == "regions" else places)


def _in_taxonomy(
    terms: list[Term], registry: Registry, places: frozenset[str]
) -> Iterator[tuple[str, Finding]]:
    index: dict[tuple[str, ...], list[tuple[Term, _Name]]] = {}
    for term in terms:
        others: dict[Term, tuple[_Name, _Name]] = {}
        mine = list(_names(term))
        for name in mine:
            for key in _keys(name.words):
                for other, theirs in index.get(key, ()):
                    if other not in others and _alike(name.words, theirs.words, places):
                        others[other] = (name, theirs)
        for name in mine:
            for key in _keys(name.words):
                index.setdefault(key, []).append((term, name))
        for other, (name, theirs) in others.items():
            if not _told_apart(term, other, registry):
                found = at(
                    term.where.get("name", Position(1, 1)),
                    taxonomy=term.taxonomy,
                    name=name.text,
                    other_name=theirs.text,
                    other=other.id,
                    term=term.id,
                )
                yield term.path, found


def _told_apart(term: Term, other: Term, registry: Registry) -> bool:
    """Whether the registry says that they are two: of different regions, or one after or below the other."""
    if any(term.slugs[language] == slug for language, slug in other.slugs.items()):
        return True  # two pages with one address are an error already
    if registry.parent(term) is other or registry.parent(other) is term:
        return True
    if registry.successor(term) is other or registry.successor(other) is term:
        return True
    if isinstance(term.fields, AgencyFields) and isinstance(other.fields, AgencyFields):
        return registry.region_of(term) is not registry.region_of(other)
    return False


def _names(term: Term) -> Iterator[_Name]:
    for text in dict.fromkeys((*term.names.values(), *term.fields.aliases)):
        words = tuple(_folded(word) for word in spelt_out(text))
        left_out = _LEFT_OUT | _LEFT_OUT_OF_AGENCIES if term.taxonomy == "agencies" else _LEFT_OUT
        kept = tuple(word for word in words if word not in left_out) or words
        yield _Name(kept, text)


def _folded(word: str) -> str:
    """Without accents, double letters and old spelling."""
    plain = "".join(
        character for character in unicodedata.normalize("NFD", word) if not unicodedata.combining(character)
    )
    for old, new in _OLD_SPELLING:
        plain = plain.replace(old, new)
    return plain if _is_number(plain) else re.sub(r"([^\W\d])\1", r"\1", plain)


def _keys(words: tuple[str, ...]) -> Iterator[tuple[str, ...]]:
    """What the names of two terms have in common if a letter, a space or the order differs."""
    yield tuple(sorted(words))
    yield ("", "".join(words))
    for place, word in enumerate(words):
        if len(word) >= MIN_LENGTH and not _is_number(word):
            for cut in range(len(word)):
                yield (*words[:place], word[:cut] + word[cut + 1 :], *words[place + 1 :], str(place))
        if len(word) >= MIN_LENGTH - 1:
            yield (*words[:place], word, *words[place + 1 :], str(place))


def _alike(mine: tuple[str, ...], theirs: tuple[str, ...], places: frozenset[str]) -> bool:
    if sorted(mine) == sorted(theirs) or "".join(mine) == "".join(theirs):
        return len("".join(mine)) >= MIN_LENGTH
    if len(mine) != len(theirs):
        return False
    different = [(a, b) for a, b in zip(mine, theirs, strict=True) if a != b]
    if len(different) != 1:
        return False
    first, second = different[0]
    if _is_number(first) or _is_number(second) or (first in places and second in places):
        return False
    return max(len(first), len(second)) >= MIN_LENGTH and one_slip(first, second)


def _is_number(word: str) -> bool:
    return any(character.isdigit() for character in word) or _ROMAN.fullmatch(word) is not None
