"""What a foreign site holds, counted, and the plan of its import that is proposed from that."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable, Mapping
from itertools import takewhile
from urllib.parse import unquote

from msgspec import Struct, field

from warta import urls
from warta.importing.plan import (
    KEY_OF,
    TAXONOMY_OF,
    TERM_KEYS,
    Plan,
    Target,
    key_target,
    usual_place,
    usual_region,
)
from warta.importing.site import Desk
from warta.importing.sites.items import (
    MEDIA_SUFFIXES,
    SCHEME,
    ForeignSite,
    Item,
    language_code,
    local_address,
    texts_of,
)
from warta.importing.sites.shortcodes import known_rule

__all__ = ["Survey", "proposed_plan", "term_targets"]

_EMPTY_TERMS = frozenset(
    {"uncategorized", "uncategorised", "tanpa-kategori", "tak-berkategori", "blog", "posts", "post"}
)
"""Terms that say nothing."""
LONGEST_TERM = 200
"""Characters; what is longer is a text."""
MOST_TERMS = 20_000
"""Different values of one key that are counted."""
MOST_NAMESAKES = 50
"""Files of one name among which the copy of an address is looked for."""
_ELSEWHERE = re.compile(
    rf"https?://[^\s\"'()<>\[\]]{{1,1000}}?\.(?:{'|'.join(sorted(MEDIA_SUFFIXES))})\b", re.IGNORECASE
)


class Survey(Struct):
    """What a source holds, counted."""

    sections: Counter[str] = field(default_factory=Counter)
    dated: Counter[str] = field(default_factory=Counter)
    """Items with a date, by section."""
    languages: Counter[str] = field(default_factory=Counter)
    keys: Counter[str] = field(default_factory=Counter)
    values: dict[str, Counter[str]] = field(default_factory=dict)
    """Key → its values, for keys that can hold terms or authors."""
    tags: Counter[str] = field(default_factory=Counter)
    """Shortcodes and template tags."""
    copies: Counter[str] = field(default_factory=Counter)
    """Addresses elsewhere of which the source has copies → pictures and documents below them."""
    copied: dict[str, str] = field(default_factory=dict)
    """Such an address → the folder of its copies."""

    def add(self, item: Item, tags: Iterable[str]) -> None:
        """Count one item."""
        self.sections[item.section] += 1
        if item.skip:
            return
        self.dated[item.section] += any(key_target(key) == "date" for key in item.fields)
        self.languages[item.language] += 1
        self.tags.update(tags)
        for key, value in item.fields.items():
            texts = texts_of(value)
            if not texts:
                continue
            self.keys[key] += 1
            counted = self.values.setdefault(key, Counter())
            if len(max(texts, key=len)) <= LONGEST_TERM and len(counted) < MOST_TERMS:
                counted.update(texts)

    def add_copies(self, text: str, files: Mapping[str, list[str]]) -> None:
        """Count what a text shows from elsewhere although the source has it; ``files`` are paths by name."""
        for address in set(_ELSEWHERE.findall(text)):
            parts = unquote(address).split("/")
            paths = [path.split("/") for path in files.get(parts[-1], ())[:MOST_NAMESAKES]]
            shared = [_common_end(parts, path) for path in paths]
            same = max(shared, default=0)
            if shared.count(same) != 1:
                continue
            base, folder = "/".join(parts[:-same]), "/".join(paths[shared.index(same)][:-same])
            if self.copied.setdefault(base, folder) == folder:
                self.copies[base] += 1

    def holds_stories(self, section: str) -> bool:
        """Whether most items of a section have a date, and it is none of WordPress's own."""
        dated = self.dated[section] * 2 > self.sections[section]
        return dated and section not in ("attachment", "nav_menu_item")


def _common_end(one: list[str], other: list[str]) -> int:
    """How many parts two paths have in common at their ends."""
    pairs = zip(reversed(one), reversed(other), strict=False)
    return len(list(takewhile(lambda pair: pair[0] == pair[1], pairs)))


def term_targets(text: str, kind: str, desk: Desk) -> tuple[Target, ...]:
    """What a foreign term is taken for: an entry of the registry, or a new one of ``kind``."""
    taxonomies = [TAXONOMY_OF[kind], *(each for each in ("agencies", "speakers", "regions") if kind == "tag")]
    for taxonomy in taxonomies:
        found = desk.registry.find(taxonomy, text)
        if len(found) == 1:
            return (Target(KEY_OF[taxonomy], found[0].id),)
    slug = urls.slugify(text)
    if not slug or slug in _EMPTY_TERMS:
        return ()
    if slug in desk.registry.terms[TAXONOMY_OF[kind]]:
        return (Target(kind, slug),)
    if kind == "region":  # a region needs a place in the tree, which no foreign site tells
        return ()
    return (Target(kind, f"{slug}-1" if slug in desk.reserved else slug),)


def proposed_plan(survey: Survey, site: ForeignSite, desk: Desk) -> Plan:
    """What an import would do if nobody said anything."""
    agencies, codes = list(desk.registry.terms["agencies"]), desk.config.codes

    def place(key: str) -> tuple[tuple[bool, int], int, str]:
        return usual_place(key), 0 if key_target(key) else -survey.keys[key], key

    keys = {key: key_target(key) for key in sorted(survey.keys, key=place)}
    values: dict[str, dict[str, tuple[str, ...]]] = {}
    for key, target in keys.items():
        kind = TERM_KEYS.get(target)
        counted = survey.values.get(key, Counter())
        names = {text: site.name_of(key, text) for text, _ in counted.most_common()}
        if kind is not None or target == "author":
            values[key] = {
                text: tuple(map(str, term_targets(name, kind, desk))) if kind is not None else (name,)
                for text, name in names.items()
            }
    return Plan(
        agency=agencies[0] if len(agencies) == 1 else "",
        region=usual_region(desk.registry),
        language=language_code(site.language, codes) or (codes[0] if not site.language else ""),
        base_url=site.base_url,
        languages={code: language_code(code, codes) for code, _ in survey.languages.most_common() if code},
        sections={section: survey.holds_stories(section) for section, _ in survey.sections.most_common()},
        keys=keys,
        values=values,
        addresses=dict(site.patterns),
        copies={
            base: survey.copied[base]
            for base, _ in survey.copies.most_common()
            if SCHEME.match(local_address(base, (site.base_url, *site.other_urls)))
        },
        shortcodes={name: known_rule(name) for name, _ in survey.tags.most_common()},
    )
