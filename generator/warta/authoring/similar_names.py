"""Names that are probably two forms of one: a slip of the pen, another order, an abbreviation.

Looser than the rule ``similar-terms``, which judges a whole registry again and
again: here somebody is just adding one name and can tell at a glance.
"""

from __future__ import annotations

import difflib
from collections import Counter
from collections.abc import Iterable, Iterator

from warta.site.spelling import same_agency
from warta.site.taxonomy import Registry, Term, normalised

__all__ = ["alike", "near_terms"]

_FILLERS = frozenset(
    "dan di dari pada untuk yang republik indonesia ri kabupaten kab kota provinsi prov kantor "
    "the of and for in on republic office agency regency city province".split()
)
"""Words that are put into a name or left out of it without naming another thing."""
_SLIP = 0.75
"""How much alike words are that differ by a slip: ``Bondowoso`` and ``Bondowosso`` 0.95, ``Bangli`` 0.27."""


def near_terms(registry: Registry, taxonomy: str, names: Iterable[str]) -> tuple[Term, ...]:
    """The site's own terms with a name that is like one of ``names``, in the order of their ids."""
    wanted = tuple(dict.fromkeys(names))
    found = (
        term
        for term in registry.terms[taxonomy].values()
        if any(
            alike(name, other) or (taxonomy == "agencies" and same_agency(name, other))
            for name in wanted
            for other in _names(term)
        )
    )
    return tuple(sorted(found, key=lambda term: term.id))


def alike(one: str, other: str) -> bool:
    """Whether two names may well mean the same thing."""
    mine, theirs = normalised(one).split(), normalised(other).split()
    if not mine or not theirs:
        return False
    if _is_short_form(one, theirs) or _is_short_form(other, mine):
        return True
    if "".join(mine) == "".join(theirs):
        return True
    only_mine, only_theirs = _rest(mine, theirs), _rest(theirs, mine)
    if not only_mine and not only_theirs:
        return True
    if len(only_mine) == len(only_theirs):
        return all(_slip(a, b) for a, b in zip(only_mine, only_theirs, strict=True))
    longer = only_mine or only_theirs
    return not (only_mine and only_theirs) and len(mine) > 1 and len(theirs) > 1 and len(longer) == 1


def _names(term: Term) -> Iterator[str]:
    yield from term.names.values()
    yield from term.fields.aliases


def _rest(words: list[str], others: list[str]) -> list[str]:
    """What ``words`` has besides ``others`` and words that make no difference."""
    left = Counter(words) - Counter(others)
    return [word for word in words if word not in _FILLERS and left[word] > 0]


def _slip(one: str, other: str) -> bool:
    return not one.isdigit() and difflib.SequenceMatcher(None, one, other).ratio() >= _SLIP


def _is_short_form(name: str, words: list[str]) -> bool:
    """Whether ``name`` is an abbreviation made of the first letters of ``words``."""
    if not (name.isupper() and name.isalpha() and len(name) > 2):
        return False
    letters = name.casefold()
    important = [word for word in words if word not in ("dan", "di", "dari", "the", "of", "and", "for")]
    return letters in ("".join(word[0] for word in words), "".join(word[0] for word in important))
