"""What becomes of a foreign site's sections, languages, keys, terms and shortcodes: the plan of an import.

``warta import --plan`` proposes one and writes it as TOML, for a person to correct; ``warta import`` reads
it. What the plan does not mention is decided as the proposal would. The form of
the file is in :mod:`warta.importing.sites.planfile`.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import NamedTuple

from msgspec import Struct, field

from warta.site.taxonomy import Registry

__all__ = [
    "KEY_OF",
    "TARGET_KEYS",
    "TAXONOMY_OF",
    "TERM_KEYS",
    "Plan",
    "Target",
    "key_target",
    "usual_place",
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


class Target(NamedTuple):
    """The term that a foreign value becomes."""

    kind: str
    """``agency``, ``speaker``, ``region`` or ``tag``."""
    id: str

    def __str__(self) -> str:
        return f"{self.kind}:{self.id}"


def usual_region(registry: Registry) -> str:
    """The country, or the only region that there is; else empty."""
    country, regions = registry.country, registry.terms["regions"]
    return country.id if country is not None else next(iter(regions), "") if len(regions) == 1 else ""


class Plan(Struct, frozen=True):
    """The decisions of one import."""

    agency: str = ""
    """Id of the agency of stories that name none."""
    region: str = ""
    """Id of the region of agencies that the import adds to the registry; empty where that has no region."""
    language: str = ""
    """Of items that name none; a code of the site."""
    drafts: bool = True
    """Every story is held back until somebody has read it."""
    base_url: str = ""
    """Of the old site: links to what is not imported lead there."""
    media: str = ""
    """Folder of WordPress's uploads."""
    languages: Mapping[str, str] = field(default_factory=dict)
    sections: Mapping[str, bool] = field(default_factory=dict)
    keys: Mapping[str, str] = field(default_factory=dict)
    values: Mapping[str, Mapping[str, tuple[str, ...]]] = field(default_factory=dict)
    """Foreign key → value → targets (``tag:korpri``), or texts for an author; none: left out."""
    shortcodes: Mapping[str, str] = field(default_factory=dict)
    addresses: Mapping[str, str] = field(default_factory=dict)
    """Section → pattern of its pages' addresses, where the source does not say."""
    copies: Mapping[str, str] = field(default_factory=dict)
    """Address elsewhere → folder of the source that has copies of what lies below it."""

    def copy_of(self, target: str) -> str:
        """The file of the source that a full address stands for; empty when none may."""
        found = (
            f"{folder}/{target.removeprefix(address).lstrip('/')}".lstrip("/")
            for address, folder in self.copies.items()
            if target.startswith(f"{address}/")
        )
        return next(found, "")

    def is_story(self, section: str) -> bool:
        """Whether a section's items become stories."""
        return self.sections.get(section, True)

    def target_of(self, key: str) -> str:
        """The key of a story that a foreign key becomes; empty when it is left out."""
        found = self.keys.get(key)
        return key_target(key) if found is None else found


def key_target(key: str) -> str:
    """What a foreign key is taken for when nobody says otherwise."""
    return _TARGETS.get(_plain(key), "")


def usual_place(key: str) -> tuple[bool, int]:
    """Sorts keys that Warta has a place for first, the more usual ones before others."""
    known = _plain(key) in _TARGETS
    return not known, list(_TARGETS).index(_plain(key)) if known else 0


def _plain(key: str) -> str:
    return key.lower().removeprefix("params.")
