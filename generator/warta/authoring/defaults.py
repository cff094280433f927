"""What ``warta new`` writes where the user has said nothing: a value, and the note that says whose it is.

A default is never taken in silence, and never from another agency: a story is the site's own agency's, and
an agency is where its name says.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from typing import NamedTuple

from warta.config.settings import Config
from warta.site.spelling import spelt_out
from warta.site.taxonomy import LONGEST_PLACE, Registry, Term

__all__ = ["Note", "Place", "Taken", "agency_of_story", "place_in", "region_of_agency"]

_KINDS = ("kabupaten", "kota", "provinsi")
"""Words before a region's name that say which one is meant."""
_BELOW = ("kecamatan", "distrik", "kelurahan", "desa", "nagari", "gampong", "kapanewon", "kemantren")
"""Words before the names of places that only the site's own registry can have."""


class Note(NamedTuple):
    """A sentence for the user: the name of a report text and what fills its places."""

    name: str
    values: Mapping[str, object] = {}


class Taken(NamedTuple):
    """A value that nobody gave."""

    value: str
    """The id or the name of a term."""
    note: Note


class Place(NamedTuple):
    """The region that an agency's name ends with."""

    regions: tuple[Term, ...] = ()
    """The one; several where a regency and a city, or a province, have the name; none."""
    unknown: str = ""
    """What the name calls it, where no region of the site is called so: ``Kabupaten Suka Makmur``."""


def place_in(registry: Registry, name: str) -> Place:
    """The region in ``name``, an agency's.

    Certain is only what stands at its end: Polda Metro Jaya is not in Metro.
    """
    bare = " ".join(re.sub(r"\([^()]*\)", " ", name).split())
    words = spelt_out(bare)
    if words[-1:] == ["ri"]:
        words[-1:] = ["republik", "indonesia"]
    for length in range(min(len(words), LONGEST_PLACE), 0, -1):
        place = " ".join(words[-length:])
        if words[-length] in _KINDS:
            found = registry.find("regions", place)
        else:
            kind = words[-length - 1] if length < len(words) else ""
            forms = (
                (f"{kind} {place}",) if kind in _KINDS else (place, *(f"{each} {place}" for each in _KINDS))
            )
            found = tuple(dict.fromkeys(term for form in forms for term in registry.find("regions", form)))
            if found and kind in _BELOW:  # a village may have the name of its regency
                break
        if found:
            return Place(found)
    return Place(unknown=_unknown(bare))


def _unknown(name: str) -> str:
    """What stands in ``name`` behind the last word for a kind of region, with that word in full."""
    written = name.split()
    for at in range(len(written) - 2, -1, -1):
        full = spelt_out(written[at])
        if full and full[-1] in (*_KINDS, *_BELOW):
            return " ".join([full[-1].capitalize(), *written[at + 1 :]])
    return ""


def region_of_agency(registry: Registry, config: Config, name: str, parent: str) -> Taken | Place:
    """The region of a new agency: its name's, its ``parent``'s, the site's; else what its name says of it."""
    place = place_in(registry, name)
    if len(place.regions) == 1:
        return _taken(place.regions[0].id, "new_region_from_name")
    above = registry.region_of(registry.terms["agencies"][parent]) if parent else None
    likely = [
        (above.id if above is not None and above is not registry.country else "", "new_region_from_parent"),
        (config.new_region, "new_region_from_settings"),
        (config.region, "new_region_from_site"),
    ]
    for given, source in likely:
        found = registry.find("regions", given) if given else ()
        if len(found) == 1 and (found[0] in place.regions if place.regions else not place.unknown):
            return _taken(found[0].id, source)
    return place


def agency_of_story(registry: Registry, config: Config) -> Taken | None:
    """Whose story a new one is: ``[new]``'s, the site's publisher's, the only agency's; None: unknown."""
    known = registry.terms["agencies"]
    if config.new_agency:
        return Taken(config.new_agency, Note("new_agency_from_settings", {"value": config.new_agency}))
    names = config.publisher_names.values()
    publisher = {term.id for name in names for term in registry.find("agencies", name)}
    if len(publisher) == 1:
        return _taken(publisher.pop(), "new_agency_from_publisher")
    return _taken(next(iter(known)), "new_agency_from_registry") if len(known) == 1 else None


def _taken(value: str, note: str) -> Taken:
    return Taken(value, Note(note, {"value": value}))
