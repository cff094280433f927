"""What becomes of a foreign site's sections, languages, keys, terms and shortcodes: the plan of an import.

``warta import --plan`` proposes one and writes it as TOML, for a person to correct; ``warta import`` reads
it. What the plan does not mention is decided as the proposal would. The form of
the file is in :mod:`warta.importing.sites.planfile`.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass, field
from typing import NamedTuple

from warta import urls
from warta.importing.plan import Plan
from warta.importing.sites.foreign import ForeignSite, Item, language_code, texts_of
from warta.importing.sites.templating import known_rule
from warta.site.taxonomy import Registry

__all__ = [
    "TARGET_KEYS",
    "TAXONOMY_OF",
    "TERM_KEYS",
    "Survey",
    "Target",
    "key_target",
    "proposed_plan",
    "target_of",
    "term_targets",
]

TAXONOMY_OF = {"agency": "agencies", "speaker": "speakers", "region": "regions", "tag": "tags"}
KEY_OF = {taxonomy: kind for kind, taxonomy in TAXONOMY_OF.items()}
TERM_KEYS = {"agency": "agency", "speaker": "speaker", "region": "region", "tags": "tag"}
"""Key of a story that holds terms → kind of term."""
TARGET_KEYS = (
    "title",
    "date",
    "summary",
    "slug",
    "author",
    "updated",
    "publish_at",
    "expires",
    "draft",
    "aliases",
    "image.src",
    "image.alt",
    "image.caption",
    "image.credit",
    "source.name",
    "source.url",
    *TERM_KEYS,
    "notes",
)
"""What a foreign key can become."""

_PROPOSED = {
    "title": "title",
    "date": "date publishdate pubdate published_at published_date pub_date",
    "updated": "lastmod updated modified last_modified_at last-modified last_modified updated_at",
    "publish_at": "publish_at embargo",
    "expires": "expirydate expires unpublishdate expiry_date",
    "draft": "draft",
    "slug": "slug",
    "summary": "summary description excerpt deck lead abstract synopsis meta_description intro subtitle",
    "tags": "tags tag topics topic categories category keywords series post_tag topik kategori labels",
    "author": "authors author creator byline penulis authors.name author.name",
    "agency": "agency agencies instansi organization organisation department",
    "region": "region regions wilayah daerah province provinces city",
    "speaker": "speaker speakers narasumber",
    "image.src": (
        "image image.src image.path image.url image.feature images images.src thumbnail cover cover.image "
        "cover.src featured_image featuredimage feature_image featured.image header.image header.teaser "
        "banner hero primary_image teaser img gambar resources.src"
    ),
    "image.alt": (
        "image.alt image_alt image.alt_text images.alt cover.alt coveralt featured_image.alt "
        "featured_image_alt featured.alt featurealt thumbnail_alt thumbnail.alt header.alt "
        "header.image_description banner.alt hero.alt primary_image.alt"
    ),
    "image.caption": (
        "image.caption image_caption images.caption cover.caption covercaption featured_image.caption "
        "featured_image_caption featured.caption featureimagecaption header.caption banner.caption caption"
    ),
    "image.credit": "image.credit image_credit photo_credit cover.credit",
    "source.name": "source source.name",
    "source.url": "source.url source_url canonical_url canonical canonicalurl",
    "aliases": "aliases alias redirect_from old_urls",
}
"""Key of a story → foreign keys that are taken for it, the more usual ones first."""
_TARGETS = {name: target for target, names in _PROPOSED.items() for name in names.split(" ")}
_EMPTY_TERMS = frozenset(
    {"uncategorized", "uncategorised", "tanpa-kategori", "tak-berkategori", "blog", "posts", "post"}
)
"""Terms that say nothing."""
LONGEST_TERM = 200
"""Characters; what is longer is a text."""
MOST_TERMS = 20_000
"""Different values of one key that are counted."""


class Target(NamedTuple):
    """The term that a foreign value becomes."""

    kind: str
    """``agency``, ``speaker``, ``region`` or ``tag``."""
    id: str

    def __str__(self) -> str:
        return f"{self.kind}:{self.id}"


@dataclass(slots=True)
class Survey:
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

    def holds_stories(self, section: str) -> bool:
        """Whether most items of a section have a date, and it is none of WordPress's own."""
        dated = self.dated[section] * 2 > self.sections[section]
        return dated and section not in ("attachment", "nav_menu_item")


def target_of(plan: Plan, key: str) -> str:
    """The key of a story that a foreign key becomes; empty when it is left out."""
    found = plan.keys.get(key)
    return key_target(key) if found is None else found


def key_target(key: str) -> str:
    """What a foreign key is taken for when nobody says otherwise."""
    return _TARGETS.get(key.lower().removeprefix("params."), "")


def term_targets(text: str, kind: str, registry: Registry, reserved: frozenset[str]) -> tuple[Target, ...]:
    """What a foreign term is taken for: an entry of the registry, or a new one of ``kind``."""
    taxonomies = [TAXONOMY_OF[kind], *(each for each in ("agencies", "speakers", "regions") if kind == "tag")]
    for taxonomy in taxonomies:
        found = registry.find(taxonomy, text)
        if len(found) == 1:
            return (Target(KEY_OF[taxonomy], found[0].id),)
    slug = urls.slugify(text)
    if not slug or slug in _EMPTY_TERMS:
        return ()
    if slug in registry.terms[TAXONOMY_OF[kind]]:
        return (Target(kind, slug),)
    if kind == "region":  # a region needs a place in the tree, which no foreign site tells
        return ()
    return (Target(kind, f"{slug}-1" if slug in reserved else slug),)


def proposed_plan(
    survey: Survey, site: ForeignSite, registry: Registry, codes: tuple[str, ...], reserved: frozenset[str]
) -> Plan:
    """What an import would do if nobody said anything."""
    agencies = list(registry.terms["agencies"])
    languages = {code: language_code(code, codes) for code, _ in survey.languages.most_common() if code}
    language = language_code(site.language, codes) or (codes[0] if not site.language else "")
    sections = {section: survey.holds_stories(section) for section, _ in survey.sections.most_common()}
    keys = {key: key_target(key) for key in _in_order(survey.keys)}
    values: dict[str, dict[str, tuple[str, ...]]] = {}
    for key, target in keys.items():
        kind = TERM_KEYS.get(target)
        counted = survey.values.get(key, Counter())
        names = {text: site.name_of(key, text) for text, _ in counted.most_common()}
        if kind is not None:
            values[key] = {
                text: tuple(map(str, term_targets(name, kind, registry, reserved)))
                for text, name in names.items()
            }
        elif target == "author":
            values[key] = {text: (name,) for text, name in names.items()}
    return Plan(
        agency=agencies[0] if len(agencies) == 1 else "",
        language=language,
        base_url=site.base_url,
        languages=languages,
        sections=sections,
        keys=keys,
        values=values,
        shortcodes={name: known_rule(name) for name, _ in survey.tags.most_common()},
    )


def _in_order(keys: Counter[str]) -> list[str]:
    """Keys that Warta has a place for first, the more usual ones before others; the rest by number."""
    usual = list(_TARGETS)

    def place(key: str) -> tuple[int, int, str]:
        name = key.lower().removeprefix("params.")
        return (usual.index(name), 0, key) if name in _TARGETS else (len(usual), -keys[key], key)

    return sorted(keys, key=place)
