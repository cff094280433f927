"""The stories of a site put together: terms resolved, translations compared, visibility decided."""

from __future__ import annotations

import difflib
import posixpath
import re
from collections.abc import Iterable, Mapping, Sequence
from typing import Any, NoReturn

from warta import urls
from warta.config.settings import Config
from warta.content.filenames import is_text
from warta.content.model import (
    FACT_CHECK_KEYS,
    REQUIRED_IN_ORIGINAL,
    VERDICTS,
    ImageFields,
    Key,
    PageFields,
    PostFields,
    Ref,
    Reference,
    keys_of,
)
from warta.content.originals import KEY as TRANSLATED_FROM
from warta.content.originals import read_record
from warta.content.parsed import Card
from warta.diagnostics.values import WHOLE_FILE, Diagnostic, Position, error, warning
from warta.i18n.moments import Moment, iso_text
from warta.site.library import Details, Library, Post
from warta.site.publication import changes_until, hold_of, updated_of, years_ahead
from warta.site.spelling import names_in
from warta.site.taxonomy import Registry, Term
from warta.urls import Address, Addresses
from warta.yaml.writing import scalar

__all__ = ["PostReader", "build_library"]

_KEY_OF_TAXONOMY = {"agencies": "agency", "speakers": "speaker", "regions": "region", "tags": "tags"}
_TITLE = re.compile(r"(?:[A-Za-z]{1,6}\.){1,4}[A-Za-z]{0,6}|[A-Z]{2,4}")
"""What stands behind a speaker's name and is none: ``S.H.``, ``MM``."""
_SHARED_KEYS = frozenset(
    name
    for fields in (PostFields, PageFields)
    for name, (_, key) in keys_of(fields).items()
    if not key.per_language
)


def build_library(
    cards: Sequence[Card],
    registry: Registry,
    *,
    files: Iterable[str],
    details: Details,
    config: Config,
    now: float,
    drafts: bool = False,
) -> tuple[Library, tuple[Diagnostic, ...]]:
    """Put all stories together.

    ``files`` are the paths of all files in ``content/``, texts or not; ``now`` is
    in seconds since 1970; with ``drafts`` nothing is held back.
    """
    paths = frozenset(files)
    assembler = Assembler(registry, details, config=config, now=now, files=paths)
    stories: dict[str, dict[str, Card]] = {}
    # A draft takes no place that another post wants.
    for card in sorted(cards, key=lambda card: card.draft):
        first = stories.setdefault(card.story, {}).setdefault(card.language, card)
        if first is not card:
            assembler.diagnostics.append(error("post-twice", card.path, WHOLE_FILE, other=first.path))
    assembler.stories = stories
    complete: list[Post] = []
    unfinished = {card.story for card in cards if card.draft}
    for story in sorted(stories, key=lambda story: (story in unfinished, story)):
        assembler.story(stories[story], complete)
    complete.sort(key=lambda post: (post.date.timestamp, post.card.story), reverse=True)
    library = Library(
        posts=tuple(post for post in complete if drafts or post.hold is None),
        by_path={post.card.path: post for post in complete},
        registry=registry,
        media=frozenset(path for path in paths if not is_text(path)),
        details=details,
        drafts=frozenset(
            card.path
            for card in cards
            if card.story in unfinished and (card.draft or assembler.original(stories[card.story]).draft)
        ),
    )
    return library, tuple(assembler.diagnostics)


def _lacking(card: Card, key: str, position: Position) -> Diagnostic:
    if key == "claim":
        return error("claim-missing", card.path, position)
    return error("verdict-missing", card.path, position, verdicts=", ".join(VERDICTS))


def _has_address(card: Card) -> bool:
    """Whether a draft has come so far that a page can be made of it."""
    return bool(card.title) and urls.slug_problem(card.slug or card.name) is None


class Assembler:
    """Completes one story at a time and collects what does not fit."""

    def __init__(
        self, registry: Registry, details: Details, *, config: Config, now: float, files: frozenset[str]
    ) -> None:
        self.files = files
        self.codes = config.codes
        self.addresses: Addresses = config.addresses
        self.registry = registry
        self.details = details
        self.now = now
        self.diagnostics: list[Diagnostic] = []
        self.stories: Mapping[str, Mapping[str, Card]] = {}
        """All of them: story → language → card."""
        self._taken: dict[str, Card] = {}
        self._resolved: dict[tuple[str, tuple[str, ...]], tuple[Term, ...]] = {}

    def original(self, versions: Mapping[str, Card]) -> Card:
        """The version that owns what a story's languages share: that of the first language that has one."""
        return next(versions[code] for code in self.codes if code in versions)

    def story(self, versions: Mapping[str, Card], complete: list[Post]) -> None:
        """All language versions of a story."""
        order = [code for code in self.codes if code in versions]
        original = self.original(versions)
        missing = [key for key in REQUIRED_IN_ORIGINAL if key not in original.keys]
        if missing == [*REQUIRED_IN_ORIGINAL] and original.language != self.codes[0] and not original.draft:
            self.diagnostics.append(self.lost_translation(original))
            return
        for key in missing:  # a draft may lack them: an import leaves out what its source does not say
            if original.draft:
                found = warning("draft-incomplete", original.path, Position(2, 1), key=key)
            else:
                found = error("missing-key", original.path, Position(2, 1), key=key)
            self.diagnostics.append(found)
        agencies = self.resolve(original, "agencies")
        speakers = self.resolve(original, "speakers")
        regions = self.resolve(original, "regions") or self.default_regions(agencies)
        tags = self.resolve(original, "tags")
        for code in order[1:]:
            self.compare(original, versions[code])
            if versions[code].translated_from:
                self.compare_text(original, versions[code])
        if original.date is None or (original.draft and not agencies):
            return
        self.check_dates(original, original.opens or original.date)
        if len(order) < len(self.codes):
            self.missing_translations(original, versions)
        for code in order:
            card = versions[code]
            if (card.draft or original.draft) and not _has_address(card):
                continue
            address = self.addresses.post(code, original.year, card.slug or card.name)
            if not self.take(address, card):
                continue
            post = Post(
                card,
                original,
                address,
                original.date,
                updated_of(card, original, self.now),
                agencies,
                speakers,
                regions,
                tags,
                hold_of(card, original, self.now),
                card.withdrawn or original.withdrawn,
            )
            self.check_details(post)
            complete.append(post)

    def check_dates(self, card: Card, opens: Moment) -> None:
        """Report dates that are odd beside each other or beside today."""
        for key, when in years_ahead(card, self.now):
            position = self.details(card).where[key]
            if key == "pin.until":
                found = warning("pin-far-ahead", card.path, position, until=iso_text(when))
            else:
                found = warning("date-far-ahead", card.path, position, key=key, until=iso_text(when))
            self.diagnostics.append(found)
        if card.expires is not None and card.expires <= opens:
            self.diagnostics.append(
                error("expires-before-date", card.path, self.details(card).where["expires"])
            )
        if card.lead or card.pinned is not None:
            self.check_front(card, opens)

    def check_front(self, card: Card, opens: Moment) -> None:
        """Report a place on the front page that a story cannot have."""
        where = self.details(card).where
        if card.pinned is not None and card.pinned <= opens:
            self.diagnostics.append(error("pin-before-date", card.path, where["pin.until"]))
        if card.kind == "advertorial":
            key = "lead" if card.lead else "pin"
            self.diagnostics.append(warning("advertorial-in-front", card.path, where[key], key=key))

    def lost_translation(self, card: Card) -> Diagnostic:
        """That a text has nothing of its own and no original; names the story that probably is that."""
        place = posixpath.dirname(card.story)
        near = [
            versions
            for story, versions in self.stories.items()
            if card.language not in versions and posixpath.dirname(story) == place
        ]
        names = {self.original(versions).name: versions for versions in near}
        close = difflib.get_close_matches(card.name, names, n=1, cutoff=0.5) or [*names][: len(names) == 1]
        known = ", ".join(code for code in self.codes if code != card.language)
        if not close:
            return error("translation-alone", card.path, WHOLE_FILE, language=card.language, known=known)
        other = self.original(names[close[0]])
        wanted = f"{other.path.removesuffix(f'.{other.language}.md')}.{card.language}.md"
        return error("translation-alone-suggestion", card.path, WHOLE_FILE, other=other.path, wanted=wanted)

    def resolve(self, card: Card, taxonomy: str) -> tuple[Term, ...]:
        """The terms of one key. Posts name the same few combinations over and over."""
        key = _KEY_OF_TAXONOMY[taxonomy]
        names: tuple[str, ...] = getattr(card, key)
        known = self._resolved.get((taxonomy, names))
        if known is not None:
            return known
        found: dict[Term, None] = {}
        before = len(self.diagnostics)
        for number, name in enumerate(names):
            matches = self.registry.find(taxonomy, name)
            if len(matches) == 1 and matches[0] not in found:
                found[matches[0]] = None
                continue
            ref = getattr(self.details(card).fields, key)[number]
            term, problem = self.registry.resolve(taxonomy, ref, card.path)
            if problem is not None:
                self.diagnostics.append(self.several(card, key, ref, taxonomy) or problem)
            elif term is not None:
                self.diagnostics.append(warning("named-twice", card.path, ref.position, key=key, name=name))
        result = tuple(found)
        if len(self.diagnostics) == before:  # what is wrong is reported for every post
            self._resolved[taxonomy, names] = result
        return result

    def several(self, card: Card, key: str, ref: Ref, taxonomy: str) -> Diagnostic | None:
        """The finding for several names that are written as one: ``netralitas, pilkada``."""
        names, known = names_in(ref.text, lambda name: len(self.registry.find(taxonomy, name)) == 1)
        if len(names) < 2 or not (known or taxonomy == "tags"):
            return None
        others = [name for name in names if name not in known]
        if taxonomy == "speakers" and others and all(map(_TITLE.fullmatch, others)):
            return None
        if taxonomy == "regions" and "," in ref.text:
            names = self.without_parents(names)
        unknown = ", ".join(others)
        written = ", ".join(map(scalar, names))
        return error(
            "list-expected", card.path, ref.position, key=key, text=ref.text, list=written, unknown=unknown
        )

    def without_parents(self, names: list[str]) -> list[str]:
        """Names of regions but for those in which the one before lies: ``Kabupaten Bangli, Bali``."""
        kept: list[str] = []
        around: set[Term] = set()
        for name in names:
            found = self.registry.find("regions", name)
            if around.isdisjoint(found):
                kept.append(name)
            around.update(parent for term in found for parent in self.registry.path_of(term)[:-1])
        return kept

    def default_regions(self, agencies: tuple[Term, ...]) -> tuple[Term, ...]:
        regions = (self.registry.region_of(agency) for agency in agencies)
        return tuple(dict.fromkeys(region for region in regions if region is not None))

    def missing_translations(self, original: Card, versions: Mapping[str, Card]) -> None:
        stem = original.path.removesuffix(f".{original.language}.md")
        for code in self.codes:
            if code not in versions and f"{stem}.{code}.md" not in self.files:
                self.diagnostics.append(
                    warning(
                        "translation-missing",
                        original.path,
                        WHOLE_FILE,
                        language=code,
                        expected=f"{stem}.{code}.md",
                    )
                )

    def take(self, address: Address, card: Card) -> bool:
        """Whether the address is still free; else two posts want it."""
        path = address.path
        key = path if path.isascii() and path.islower() else urls.collision_key(path)
        first = self._taken.setdefault(key, card)
        if first is card:
            return True
        position = self.details(card).where.get("slug", WHOLE_FILE)
        url, other = address.url, first.path
        if card.is_standing:
            self.diagnostics.append(error("page-twice", card.path, position, url=url, other=other))
        else:
            self.diagnostics.append(error("url-twice", card.path, position, url=url, other=other))
        return False

    def check_details(self, post: Post) -> None:
        card = post.card
        if card.updated is not None or card.changes:
            self.check_changes(post)
        if card.event is not None and card.event[2] is not None:
            self.check_event(card)
        if post.kind == "fact-check" or card.claim or card.verdict:
            self.check_fact_check(post)
        self.check_image(post)

    def check_image(self, post: Post) -> None:
        """A picture at the head says what can be seen on it."""
        card, image = post.card, post.image
        if image is not None and image[0] and not image[1]:
            position = self.details(card).where.get("image", WHOLE_FILE)
            self.diagnostics.append(error("image-without-alt", card.path, position, file=image[0]))

    def check_event(self, card: Card) -> None:
        """An event that has an end has a start, before it."""
        start, _, end = card.event or (None, None, None)
        place = self.details(card).where["event.end"]
        if start is None and "event.date" not in self.details(card).where:
            self.diagnostics.append(error("event-without-start", card.path, place))
        elif start is not None and end is not None and end.last < start.timestamp:
            self.diagnostics.append(error("event-ends-before-start", card.path, place))

    def check_fact_check(self, post: Post) -> None:
        """A fact-check says what it examines and what it finds; no other story does."""
        card, where = post.card, self.details(post.card).where
        if post.kind != "fact-check":
            key = next(key for key in FACT_CHECK_KEYS if key in where)
            self.diagnostics.append(error("fact-check-kind", card.path, where[key], key=key, kind=post.kind))
            return
        wanted = ("claim", "verdict") if card is post.original else ("claim",)
        for key in wanted:
            if key in where:
                continue
            position = where.get("kind", Position(2, 1))
            if card.draft or post.original.draft:
                found = warning("draft-incomplete", card.path, position, key=key)
            else:
                found = _lacking(card, key, position)
            self.diagnostics.append(found)

    def check_changes(self, post: Post) -> None:
        """No change is made before its story; one that is still to come is worth a word."""
        card, where, fields = post.card, self.details(post.card).where, self.details(post.card).fields
        assert isinstance(fields, PostFields), "standing pages have no changes"
        until = changes_until(post.original, self.now)
        dated = [("updated", "updated", fields.updated)]
        dated += [("changes", f"changes.{n}.date", each.date) for n, each in enumerate(fields.changes)]
        for key, place, when in dated:
            if when is None:
                continue
            if when.last < post.date.timestamp:
                code = "updated-before-date" if key == "updated" else "change-before-date"
                self.diagnostics.append(error(code, card.path, where[place]))
            elif when.timestamp > until:
                found = warning("change-to-come", card.path, where[place], key=key, until=iso_text(when))
                self.diagnostics.append(found)

    def compare(self, original: Card, translation: Card) -> None:
        """A translation may repeat what the story's languages share, but not change it."""
        if _SHARED_KEYS.isdisjoint(translation.keys):
            return
        mine, theirs = self.details(translation), self.details(original)
        for name, (attribute, key) in keys_of(type(mine.fields)).items():
            if key.per_language or name not in mine.where:
                continue
            values = getattr(mine.fields, attribute), getattr(theirs.fields, attribute)
            if not self.same(translation, key, *values):
                line = theirs.where[name].line if name in theirs.where else 2
                self.diagnostics.append(
                    error(
                        "shared-differs",
                        translation.path,
                        mine.where[name],
                        key=name,
                        other=f"{original.path}:{line}",
                    )
                )

    def compare_text(self, original: Card, translation: Card) -> None:
        """Whether the original still has the text that a translation was made from."""
        origin = read_record(translation.translated_from)
        if origin is None:
            position = self.details(translation).where[TRANSLATED_FROM]
            self.diagnostics.append(
                warning("translation-record", translation.path, position, path=translation.path)
            )
        elif origin.original != original.text:
            self.diagnostics.append(
                warning(
                    "translation-stale",
                    translation.path,
                    WHOLE_FILE,
                    other=original.path,
                    path=translation.path,
                )
            )

    def same(self, translation: Card, key: Key, mine: Any, theirs: Any) -> bool:
        if isinstance(key.kind, Reference):
            resolved = []
            for ref in mine:
                term, problem = self.registry.resolve(key.kind.taxonomy, ref, translation.path)
                if problem is not None:
                    own = _KEY_OF_TAXONOMY[key.kind.taxonomy]
                    self.diagnostics.append(self.several(translation, own, ref, key.kind.taxonomy) or problem)
                    return True  # one finding is enough
                resolved.append(term)
            wanted = [self.registry.resolve(key.kind.taxonomy, ref, "")[0] for ref in theirs]
            return set(resolved) == set(wanted)
        if isinstance(mine, ImageFields):
            if theirs is None:
                return mine.src is None
            same_file = mine.src is None or (theirs.src is not None and mine.src.text == theirs.src.text)
            given = ((mine.credit, theirs.credit), (mine.kind, theirs.kind), (mine.focus, theirs.focus))
            return same_file and all(own in (None, other) for own, other in given)
        return bool(mine == theirs)


class PostReader(Assembler):
    """Makes the posts of a story of a site that has no errors again: all there is to report has been."""

    def __init__(self, registry: Registry, config: Config, now: float) -> None:
        super().__init__(registry, _no_details, config=config, now=now, files=frozenset())

    def posts(self, versions: Mapping[str, Card]) -> list[Post]:
        """The posts of a story, by the cards of its languages."""
        found: list[Post] = []
        self.story(versions, found)
        return found

    def resolve(self, card: Card, taxonomy: str) -> tuple[Term, ...]:
        """The terms of one key, without those that have been reported."""
        names: tuple[str, ...] = getattr(card, _KEY_OF_TAXONOMY[taxonomy])
        found = (self.registry.find(taxonomy, name) for name in names)
        return tuple(dict.fromkeys(matches[0] for matches in found if len(matches) == 1))

    def check_dates(self, card: Card, opens: Moment) -> None:
        """Nothing: as all of these."""

    def missing_translations(self, original: Card, versions: Mapping[str, Card]) -> None:
        """Nothing."""

    def take(self, address: Address, card: Card) -> bool:  # noqa: ARG002 - as the one that it stands for
        """Whether the address is still free, which is so on such a site."""
        return True

    def check_details(self, post: Post) -> None:
        """Nothing."""

    def compare(self, original: Card, translation: Card) -> None:
        """Nothing."""

    def compare_text(self, original: Card, translation: Card) -> None:
        """Nothing."""


def _no_details(card: Card) -> NoReturn:
    raise LookupError(card.path)
