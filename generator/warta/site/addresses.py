"""What became of addresses that are no longer public.

One comparison: of what was published, by whatever record of it, with what is planned. It reads no file and
no clock.
"""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator, Mapping
from functools import cached_property
from typing import NamedTuple

from warta.config.settings import Config
from warta.config.tables import CONFIG_FILE
from warta.content.model import TAXONOMIES
from warta.content.parsing import REMOVED
from warta.diagnostics.values import WHOLE_FILE, Diagnostic, Position, error, warning
from warta.site.library import Library, Post
from warta.site.public_addresses import (
    ALIAS,
    GONE,
    LIST,
    NOTICE,
    PAGE,
    Addresses,
    Published,
    address_of,
    file_of,
    old_addresses,
    possible_lists,
    published_of,
    terms_with_pages,
)
from warta.site.taxonomy import Term
from warta.urls import is_web_url

__all__ = ["LOST", "ONCE", "Compared", "Record", "contradictions", "vanished"]

_OWN = {PAGE, NOTICE}
_REMOVED_FILE = f"content/{REMOVED}"
ONCE = frozenset(
    {
        "alias-gone",
        "language-gone",
        "list-gone",
        "redirect-gone",
        "redirect-gone-target",
        "removed-unknown",
        "story-gone",
        "story-hidden",
        "story-moved-perhaps",
        "term-gone",
        "term-without-stories",
        "translation-gone",
    }
)
"""Findings about the step from one build to the next; the others stay until something is done."""

LOST = (ONCE - {"removed-unknown"}) | {
    "address-changed",
    "feed-moved",
    "path-word-changed",
    "term-moved",
    "term-renamed",
}
"""Findings about an address at which readers would find nothing."""


class Record(NamedTuple):
    """What a site had published."""

    addresses: Addresses
    """At the last build, or as the published site says."""
    earlier: Addresses
    """What builds before that one have left open."""


class Compared(NamedTuple):
    """What became of addresses that are planned no longer."""

    findings: tuple[Diagnostic, ...] = ()
    proposals: tuple[Diagnostic, ...] = ()
    """Findings one by one that ``findings`` has as one only: each can be mended."""
    open: Mapping[str, Published] = {}
    """The addresses at which there is nothing now, and nobody has said that this is meant."""


# --- What the site says is gone -------------------------------------------------------------------------


def contradictions(library: Library, config: Config) -> Iterator[Diagnostic]:
    """Entries of the list of removals that are there twice, or about what is still there at some time."""
    removals = [(each.path, path) for each in library.registry.removals for path in each.fields.path]
    if not removals:
        return
    taken = {file_of(moved.old): CONFIG_FILE for moved in config.redirects}
    for post in library.versions:
        if post.card.path not in library.drafts:
            taken |= {file_of(alias): post.card.path for alias in post.card.aliases}
            taken[post.address.path] = post.card.path
    for terms in library.registry.terms.values():
        taken |= {file_of(old.text): term.path for term in terms.values() for old in term.fields.old_urls}
    place = config.addresses
    pages = {
        place.term(code, term.taxonomy, term.slugs[code]).path: term.path or "content/regions.yaml"
        for code, term in terms_with_pages(
            library.registry, [post for post in library.posts if post.hold is None]
        )
    }
    first: dict[str, Position] = {}
    for path, (text, position) in removals:
        file = file_of(text)
        known = first.setdefault(file, position)
        if known is not position:
            yield error("removed-twice", path, position, address=text, line=known.line)
        elif file in taken:
            yield error("removed-still-there", path, position, address=text, other=taken[file])
        elif file in pages:  # which terms have pages depends on the time
            yield warning("removed-still-there", path, position, address=text, other=pages[file])


# --- The comparison -------------------------------------------------------------------------------------


def vanished(record: Record, planned: Addresses, library: Library, config: Config) -> Compared:
    """What became of the addresses in a record that are not ``planned``.

    Those left open earlier are told of only while something can be done about them. An empty record has
    nothing to say.
    """
    before, earlier = record
    comparison = _Comparison(before, planned, library, config)
    gone = {
        file: was for file, was in {**earlier, **before}.items() if file not in planned and was.role != GONE
    }
    if gone:
        kept = old_addresses(library, config)
        gone = {file: was for file, was in gone.items() if file not in kept}
    findings = [*comparison.unknown_removals(earlier)] if before else []
    if gone:
        findings += comparison.explain(gone)
    return Compared(tuple(findings), tuple(comparison.proposals), comparison.open)


Group = dict[str, list[tuple[str, Published]]]
"""Story or term → its addresses that are gone."""


class _Comparison:
    """One comparison on its way."""

    def __init__(self, before: Addresses, planned: Addresses, library: Library, config: Config) -> None:
        self.before = before
        self.planned = planned
        self.library = library
        self.config = config
        self.proposals: list[Diagnostic] = []
        self.open: dict[str, Published] = {}

    @cached_property
    def posts(self) -> Mapping[tuple[str, str], Post]:
        """By story and language, public or not."""
        return {(post.card.story, post.card.language): post for post in self.library.versions}

    def unknown_removals(self, earlier: Addresses) -> Iterator[Diagnostic]:
        """Entries of the list of removals for what never was there."""
        for removal in self.library.registry.removals:
            for text, position in removal.fields.path:
                is_page = file_of(text).endswith(".html")  # no record says which files there were
                if is_page and not {file_of(text), text.strip("/")} & (self.before.keys() | earlier.keys()):
                    yield warning("removed-unknown", removal.path, position, address=text)

    def explain(self, gone: Addresses) -> Iterator[Diagnostic]:
        """The findings, for the addresses of removed languages and words first: these are one each."""
        known = {*self.config.codes, ""}  # what leads on by the settings has none
        present = {file: was for file, was in gone.items() if was.language in known}
        yield from self._languages({file: was for file, was in gone.items() if file not in present})
        words = self._words(present)
        moved = self._moved(present)
        stories: Group = defaultdict(list)
        terms: Group = defaultdict(list)
        alone = all(
            self.planned.get(file, Published(GONE))[:3] == was[:3]
            for file, was in self.before.items()
            if was.role == PAGE and not _is_term(was.identity)
        )
        order = {code: number for number, code in enumerate(("", *self.config.codes))}
        for file, was in sorted(present.items(), key=lambda each: (order[each[1].language], each[0])):
            if was.role != LIST:
                self.open[file] = was
                if was.role in _OWN:
                    (terms if _is_term(was.identity) else stories)[was.identity].append((file, was))
        found = [
            *(each for story, gone_of in stories.items() for each in self._story(story, gone_of, moved)),
            *(each for term, gone_of in terms.items() for each in self._term(term, gone_of, alone=alone)),
            *self._aliases(present, moved),
            *self._redirects(present),
            *self._lists(present, words),
        ]
        yield from self._grouped(found, words)

    # --- Languages and words of site.toml ---------------------------------------------------------------

    def _languages(self, gone: Addresses) -> Iterator[Diagnostic]:
        told = Counter(was.language for file, was in gone.items() if was.role in _OWN and file in self.before)
        for code, count in sorted(told.items()):
            yield warning("language-gone", CONFIG_FILE, language=code, count=count)

    def _words(self, gone: Addresses) -> dict[str, tuple[str, str]]:
        """Address of a list that is elsewhere now → its word and where it is."""
        now = {
            (each.identity, each.language): file for file, each in self.planned.items() if each.role == LIST
        }
        words = {}
        for file, was in gone.items():
            if was.role == LIST and (new := now.get((was.identity, was.language))) is not None:
                words[address_of(file)] = (was.identity, address_of(new))
                self.open[file] = was
        return words

    def _lists(self, gone: Addresses, words: Mapping[str, tuple[str, str]]) -> Iterator[Diagnostic]:
        """Lists, feeds and calendars that the settings have no more; others went with their stories."""
        possible = {(each.identity, each.language) for each in possible_lists(self.config).values()}
        for file, was in sorted(gone.items()):
            is_lost = was.role == LIST and file in self.before and address_of(file) not in words
            if is_lost and (was.identity, was.language) not in possible:
                yield warning("list-gone", CONFIG_FILE, old=address_of(file), key=was.identity)

    def _grouped(
        self, found: Iterable[Diagnostic], words: Mapping[str, tuple[str, str]]
    ) -> Iterator[Diagnostic]:
        """The findings; those that a changed word has brought about as one, and as proposals."""
        counts = Counter({old: 0 for old in words if file_of(old) in self.before})
        for each in found:
            old = dict(each.arguments).get("old", "")
            word = next((word for word in words if old.startswith(word)), None)
            if word is None or each.code not in ("address-changed", "term-moved"):
                yield each
            else:
                counts[word] += 1
                self.proposals.append(each)
        for old, count in sorted(counts.items()):
            word, new = words[old]
            if "/" in word:
                yield warning("feed-moved", CONFIG_FILE, old=old, new=new)
                continue
            yield warning("path-word-changed", CONFIG_FILE, key=word, old=old, new=new, count=count)

    # --- Stories ------------------------------------------------------------------------------------------

    def _moved(self, gone: Addresses) -> dict[str, str]:
        """Story that is not there → the new one with the same title and day."""
        known = {(was.identity, was.language) for was in self.before.values() if was.role in _OWN}
        fresh = defaultdict(list)
        for key, post in self.posts.items():
            if key not in known:
                now = published_of(post)
                fresh[now.language, now.title, now.date].append(now.identity)
        lost = defaultdict(list)
        for file, was in gone.items():
            if was.role in _OWN and file in self.before and (was.identity, was.language) not in self.posts:
                lost[was.language, was.title, was.date].append(was.identity)
        pairs = [(old[0], fresh[key][0]) for key, old in lost.items() if len(old) == len(fresh[key]) == 1]
        return dict(reversed(pairs))

    def _story(
        self, story: str, gone: list[tuple[str, Published]], moved: Mapping[str, str]
    ) -> Iterator[Diagnostic]:
        now = moved.get(story, story)
        rest = []
        for file, was in gone:
            post = self.posts.get((now, was.language))
            if post is None:
                rest.append((file, was))
                continue
            self.open[file] = was._replace(identity=now)
            if post.hold is None:
                old, new = address_of(file), address_of(post.address.path)
                is_same = was.title == post.card.title or was.date == published_of(post).date
                code = "address-changed" if is_same else "story-moved-perhaps"
                if is_same or file in self.before:
                    yield warning(code, post.card.path, old=old, new=new)
            elif post.hold.reason != "expired" and file in self.before:
                key, position = self._held_by(post)
                yield warning("story-hidden", post.card.path, position, old=address_of(file), key=key)
        rest = [(file, was) for file, was in rest if file in self.before]
        if rest:
            yield from self._lost(now, rest)

    def _held_by(self, post: Post) -> tuple[str, Position]:
        """The key that holds a post back, and where it is in its file."""
        reason = post.hold.reason if post.hold is not None else ""
        key = reason if reason != "embargo" else "publish_at" if post.original.opens else "date"
        return key, self.library.details(post.card).where.get(key, WHOLE_FILE)

    def _lost(self, story: str, gone: list[tuple[str, Published]]) -> Iterator[Diagnostic]:
        """A story, or a language of one, that no file has any more."""
        language = gone[0][1].language
        versions = [self.posts[story, code] for code in self.config.codes if (story, code) in self.posts]
        addresses = ", ".join(address_of(file) for file, _ in gone)
        path = f"content/{story}.{language}.md"
        draft = {path, f"content/{story}/index.{language}.md"} & self.library.drafts
        if draft:
            yield warning("story-hidden", draft.pop(), old=addresses, key="draft")
        elif versions:
            for file, was in gone:
                other = versions[0].card.path
                yield warning("translation-gone", other, old=address_of(file), language=was.language)
        elif (likely := self._likely(gone[0][1])) is not None:
            new = address_of(likely.address.path)
            for file, _ in gone[:1]:
                yield warning("story-moved-perhaps", likely.card.path, old=address_of(file), new=new)
            if gone[1:]:
                yield from self._deleted(path, gone[1:])
        else:
            yield from self._deleted(path, gone)

    def _deleted(self, path: str, gone: list[tuple[str, Published]]) -> Iterator[Diagnostic]:
        addresses = ", ".join(address_of(file) for file, _ in gone)
        yield warning("story-gone", path, title=gone[0][1].title, old=addresses, file=_REMOVED_FILE)

    def _likely(self, was: Published) -> Post | None:
        """The one new story that may be the old one: it has its title, or its file's name, or its day."""
        known = {each.identity for each in self.before.values() if each.role in _OWN}
        fresh = [
            post
            for (story, language), post in self.posts.items()
            if language == was.language and story not in known and post.hold is None
        ]
        name = was.identity.rpartition("/")[2]
        for same in (
            [post for post in fresh if post.card.title == was.title],
            [post for post in fresh if post.card.name == name],
            [post for post in fresh if published_of(post).date == was.date],
        ):
            if len(same) == 1:
                return same[0]
        return None

    # --- Terms ----------------------------------------------------------------------------------------------

    def _term(self, identity: str, gone: list[tuple[str, Published]], *, alone: bool) -> Iterator[Diagnostic]:
        """``alone``: no story has gone, so that the term's page has not gone with its last one."""
        taxonomy, _, term_id = identity.partition("/")
        term = self.library.registry.terms[taxonomy].get(term_id) or self._renamed_term(gone[0][1], taxonomy)
        fresh = [(file, was) for file, was in gone if file in self.before]
        if term is None:
            if fresh:
                addresses = ", ".join(address_of(file) for file, _ in fresh)
                path = (
                    f"content/{taxonomy}/{term_id}.yaml"
                    if taxonomy in ("agencies", "speakers")
                    else (f"content/{taxonomy}.yaml")
                )
                yield warning("term-gone", path, name=fresh[0][1].title, old=addresses, taxonomy=taxonomy)
            return
        path = term.path or f"content/{taxonomy}.yaml"
        slugs = {}
        for file, was in gone:
            self.open[file] = was._replace(identity=f"{taxonomy}/{term.id}")
            old, new = file, self.config.addresses.term(was.language, taxonomy, term.slugs[was.language]).path
            position = term.where.get("slug") or term.where.get("name", WHOLE_FILE)
            if old == new:
                if alone and file in self.before:
                    yield warning(
                        "term-without-stories",
                        path,
                        position,
                        old=address_of(file),
                        name=was.title,
                        taxonomy=taxonomy,
                    )
            elif _folder(old) != _folder(new) or "slug" in term.where:
                yield warning(
                    "term-moved",
                    path,
                    position,
                    term=term.id,
                    old=address_of(old),
                    new=address_of(new),
                    taxonomy=taxonomy,
                )
            else:
                slugs[was.language] = (address_of(old), address_of(new))
        if slugs:
            yield self._renamed(term, path, slugs)

    def _renamed_term(self, was: Published, taxonomy: str) -> Term | None:
        """The new term of the same name, when its file has got another name."""
        known = {each.identity for each in self.before.values()}
        same = [
            term
            for term in self.library.registry.terms[taxonomy].values()
            if term.names[was.language] == was.title and f"{taxonomy}/{term.id}" not in known and term.path
        ]
        return same[0] if len(same) == 1 else None

    def _renamed(self, term: Term, path: str, slugs: Mapping[str, tuple[str, str]]) -> Diagnostic:
        """A term whose address follows from its name; the slug that keeps the old one as YAML."""
        old = {code: _slug(pair[0]) for code, pair in slugs.items()}
        is_same = len(set(old.values())) == 1 and set(old) == set(self.config.codes)
        slug = next(iter(old.values())) if is_same else _flow(old)
        return warning(
            "term-renamed",
            path,
            term.where.get("name", WHOLE_FILE),
            term=term.id,
            old=", ".join(pair[0] for pair in slugs.values()),
            new=", ".join(pair[1] for pair in slugs.values()),
            slug=slug,
            taxonomy=term.taxonomy,
        )

    # --- Aliases --------------------------------------------------------------------------------------------

    def _aliases(self, gone: Addresses, moved: Mapping[str, str]) -> Iterator[Diagnostic]:
        """Old addresses that lead on no longer, to what is still there."""
        for file, was in sorted(gone.items()):
            if was.role != ALIAS or file not in self.before:
                continue
            term_id = ""
            if was.identity == CONFIG_FILE:
                continue
            if _is_term(was.identity):
                taxonomy, _, term_id = was.identity.partition("/")
                term = self.library.registry.terms[taxonomy].get(term_id)
                path, key = (term.path if term is not None else ""), "old_urls"
                position = term.where.get("name", WHOLE_FILE) if term is not None else WHOLE_FILE
            else:
                position = WHOLE_FILE
                post = self.posts.get((moved.get(was.identity, was.identity), was.language))
                path, key = (post.card.path if post is not None and post.hold is None else ""), "aliases"
            if path:
                yield warning("alias-gone", path, position, old=address_of(file), key=key, term=term_id)

    def _redirects(self, gone: Addresses) -> Iterator[Diagnostic]:
        """Addresses that ``[redirects]`` leads on no longer."""
        for file, was in sorted(gone.items()):
            if was.role == ALIAS and was.identity == CONFIG_FILE and file in self.before:
                old, target = address_of(file), self._target(was.title)
                if target:
                    yield warning("redirect-gone", CONFIG_FILE, WHOLE_FILE, old=old, new=target)
                else:
                    yield warning(
                        "redirect-gone-target", CONFIG_FILE, WHOLE_FILE, old=old, new=was.title or "–"
                    )

    def _target(self, target: str) -> str:
        """Where what was at an address is now; empty when it is not there, or nobody knows."""
        if is_web_url(target) or not target:
            return target
        file = file_of(target)
        now = self.planned.get(file)
        if now is None:
            return "" if file in self.before else target
        if now.role == ALIAS and now.identity == CONFIG_FILE:
            return now.title
        if now.role == ALIAS:
            same = [
                each for each, found in self.planned.items() if found.role in _OWN and found[1:3] == now[1:3]
            ]
            return address_of(same[0]) if same else ""
        return "" if now.role == GONE else target


def _is_term(identity: str) -> bool:
    return identity.partition("/")[0] in TAXONOMIES


def _folder(file: str) -> str:
    """The folder of the list that a term is in."""
    return file.removesuffix("/index.html").rpartition("/")[0]


def _slug(address: str) -> str:
    return address.strip("/").rpartition("/")[2]


def _flow(texts: Mapping[str, str]) -> str:
    return "{" + ", ".join(f"{code}: {text}" for code, text in texts.items()) + "}"
