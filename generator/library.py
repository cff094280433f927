"""All stories of a site, with everything they mention looked up and checked."""

from __future__ import annotations

import difflib
import posixpath
from collections import defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, fields
from datetime import datetime
from typing import Any
from urllib.parse import unquote, urlsplit

from generator import urls
from generator.config import Config
from generator.diagnostics import WHOLE_FILE, Diagnostic, Position, error, warning
from generator.markup import Link
from generator.model import REQUIRED_IN_ORIGINAL, TAXONOMIES, ImageFields, Key, PostFields, Ref, Reference, keys_of
from generator.moments import Moment
from generator.parsing import Parsed, ParsedPost, ParsedProfile, ParsedTerm
from generator.registry import Registry, Term, build_registry
from generator.urls import Address, Addresses
from generator.visibility import Hold, hold_of

__all__ = ["Library", "Post", "build_library"]

_KEY_OF_TAXONOMY = {"agencies": "agency", "speakers": "speaker", "regions": "region", "tags": "tags"}


@dataclass(frozen=True, slots=True, eq=False)
class Post:
    """One language version of a story, complete. Compared by identity."""

    parsed: ParsedPost
    shared: PostFields
    """The original's fields: what all languages of the story have in common."""
    address: Address
    date: Moment
    updated: Moment
    agencies: tuple[Term, ...]
    speakers: tuple[Term, ...]
    regions: tuple[Term, ...]
    tags: tuple[Term, ...]
    image: ImageFields | None
    """With the original's file and credit under this post's texts."""
    hold: Hold | None

    @property
    def language(self) -> str:
        """Its language code."""
        return self.parsed.language

    @property
    def story(self) -> str:
        """The id of its story."""
        return self.parsed.story

    @property
    def fields(self) -> PostFields:
        """Its own front matter."""
        return self.parsed.fields

    @property
    def kind(self) -> str:
        """news, press-release, statement or advertorial."""
        return self.shared.kind or "news"

    @property
    def withdrawn(self) -> bool:
        """Whether the story has been taken back; its page says so and nothing else lists it."""
        return any(change.kind == "withdrawal" for change in (*self.fields.changes, *self.shared.changes))

    def terms(self, taxonomy: str) -> tuple[Term, ...]:
        """The terms of one taxonomy."""
        result: tuple[Term, ...] = getattr(self, taxonomy)
        return result


@dataclass(frozen=True, slots=True)
class Library:
    """What a site has to say at one moment."""

    posts: tuple[Post, ...]
    """The visible ones, newest first, all languages; withdrawn ones included."""
    held: tuple[Post, ...]
    by_story: Mapping[str, Mapping[str, Post]]
    """Story → language → visible post."""
    by_path: Mapping[str, Post]
    """Content path → post, visible or not."""
    registry: Registry
    media: frozenset[str]
    """Paths of the files in ``content/`` that are not texts."""


def build_library(
    parsed: Iterable[Parsed], media: Iterable[str], config: Config, now: datetime, drafts: bool
) -> tuple[Library, tuple[Diagnostic, ...]]:
    """Put all parse results together. ``now`` is aware; with ``drafts`` nothing is held back."""
    posts: list[ParsedPost] = []
    terms: list[ParsedTerm] = []
    profiles: list[ParsedProfile] = []
    for result in parsed:
        for item in result.items:
            match item:
                case ParsedPost():
                    posts.append(item)
                case ParsedTerm():
                    terms.append(item)
                case ParsedProfile():
                    profiles.append(item)
    registry, found = build_registry(terms, profiles, config)
    assembler = _Assembler(config, registry, now, drafts)
    stories: dict[str, dict[str, ParsedPost]] = defaultdict(dict)
    for post in posts:
        versions = stories[post.story]
        if post.language in versions:
            first = versions[post.language].path
            assembler.diagnostics.append(error("post-twice", post.path, WHOLE_FILE, other=first))
        versions.setdefault(post.language, post)
    complete = [
        post for story in sorted(stories) for post in assembler.story(stories[story]) if post is not None
    ]
    complete.sort(key=lambda post: (post.date.at, post.story), reverse=True)
    visible = tuple(post for post in complete if drafts or post.hold is None)
    by_story: dict[str, dict[str, Post]] = defaultdict(dict)
    for post in visible:
        by_story[post.story][post.language] = post
    library = Library(
        posts=visible,
        held=tuple(post for post in complete if post.hold is not None),
        by_story=by_story,
        by_path={post.parsed.path: post for post in complete},
        registry=registry,
        media=frozenset(media),
    )
    return library, (*found, *assembler.diagnostics)


class _Assembler:
    """Completes one story at a time and collects what does not fit."""

    def __init__(self, config: Config, registry: Registry, now: datetime, drafts: bool) -> None:
        self.config = config
        self.addresses: Addresses = config.addresses
        self.registry = registry
        self.now = now
        self.drafts = drafts
        self.diagnostics: list[Diagnostic] = []
        self._taken: dict[str, ParsedPost] = {}

    def story(self, versions: Mapping[str, ParsedPost]) -> list[Post | None]:
        """All language versions of a story; the first language that has one owns what they share."""
        order = [code for code in self.config.codes if code in versions]
        original = versions[order[0]]
        for key in REQUIRED_IN_ORIGINAL:
            if key not in original.where:
                self.diagnostics.append(error("missing-key", original.path, Position(2, 1), key=key))
        terms = {taxonomy: self.resolve(original, taxonomy) for taxonomy in TAXONOMIES}
        if not terms["regions"]:
            regions = (self.registry.region_of(agency) for agency in terms["agencies"])
            terms["regions"] = tuple(dict.fromkeys(region for region in regions if region is not None))
        for code in order[1:]:
            self.compare(original, versions[code])
        for code in self.config.codes:
            if code not in versions and original.fields.date is not None:
                self.diagnostics.append(
                    warning("translation-missing", original.path, WHOLE_FILE, language=code,
                            expected=original.path.removesuffix(f".{original.language}.md") + f".{code}.md")
                )  # fmt: skip
        return [self.post(original, versions[code], terms) for code in order]

    def resolve(self, post: ParsedPost, taxonomy: str) -> tuple[Term, ...]:
        found: dict[Term, Ref] = {}
        key = _KEY_OF_TAXONOMY[taxonomy]
        for ref in getattr(post.fields, key):
            term, problem = self.registry.resolve(taxonomy, ref, post.path)
            if problem is not None:
                self.diagnostics.append(problem)
            if term is None:
                continue
            if term in found:
                self.diagnostics.append(warning("named-twice", post.path, ref.position, key=key, name=ref.text))
            found.setdefault(term, ref)
        return tuple(found)

    def compare(self, original: ParsedPost, translation: ParsedPost) -> None:
        """A translation may repeat what the story's languages share, but not change it."""
        for name, (attribute, key) in keys_of(PostFields).items():
            if key.per_language or name not in translation.where:
                continue
            position = translation.where[name]
            mine, theirs = getattr(translation.fields, attribute), getattr(original.fields, attribute)
            if not self.same(translation, key, mine, theirs):
                line = original.where[name].line if name in original.where else 2
                self.diagnostics.append(
                    error("shared-differs", translation.path, position, key=name, other=f"{original.path}:{line}")
                )

    def same(self, translation: ParsedPost, key: Key, mine: Any, theirs: Any) -> bool:
        if isinstance(key.kind, Reference):
            resolved = []
            for ref in mine:
                term, problem = self.registry.resolve(key.kind.taxonomy, ref, translation.path)
                if problem is not None:
                    self.diagnostics.append(problem)
                    return True  # one finding is enough
                resolved.append(term)
            wanted = [self.registry.resolve(key.kind.taxonomy, ref, "")[0] for ref in theirs]
            return set(resolved) == set(wanted)
        if isinstance(mine, ImageFields):
            if theirs is None:
                return mine.src is None
            same_file = mine.src is None or (theirs.src is not None and mine.src.text == theirs.src.text)
            return same_file and mine.credit in (None, theirs.credit)
        return bool(mine == theirs)

    def post(
        self, original: ParsedPost, parsed: ParsedPost, terms: Mapping[str, tuple[Term, ...]]
    ) -> Post | None:
        shared = original.fields
        if shared.date is None:
            return None
        slug = parsed.fields.slug or parsed.name
        address = self.addresses.post(parsed.language, shared.date.at.year, slug)
        key = urls.collision_key(address.path)
        first = self._taken.setdefault(key, parsed)
        if first is not parsed:
            position = parsed.where.get("slug", WHOLE_FILE)
            self.diagnostics.append(error("url-twice", parsed.path, position, url=address.url, other=first.path))
            return None
        dates = [shared.date, *(change.date for change in parsed.fields.changes)]
        if parsed.fields.updated is not None:
            dates.append(parsed.fields.updated)
        if parsed.fields.updated is not None and parsed.fields.updated.at < shared.date.at:
            self.diagnostics.append(error("updated-before-date", parsed.path, parsed.where["updated"]))
        if shared.expires is not None and shared.expires.at <= (shared.publish_at or shared.date).at:
            self.diagnostics.append(error("expires-before-date", original.path, original.where["expires"]))
        image = _image(shared.image, parsed.fields.image)
        if image is not None and image.src is not None and not image.alt:
            position = parsed.where.get("image") or WHOLE_FILE
            self.diagnostics.append(error("image-without-alt", parsed.path, position, file=image.src.text))
        hold = hold_of(parsed.fields, shared, self.now)
        return Post(
            parsed=parsed,
            shared=shared,
            address=address,
            date=shared.date,
            updated=max(dates, key=lambda moment: moment.at),
            agencies=terms["agencies"],
            speakers=terms["speakers"],
            regions=terms["regions"],
            tags=terms["tags"],
            image=image,
            hold=hold,
        )


def _image(shared: ImageFields | None, own: ImageFields | None) -> ImageFields | None:
    if shared is None or shared.src is None or own is None or own is shared:
        return shared
    merged = {field.name: getattr(own, field.name) or None for field in fields(ImageFields)}
    return ImageFields(src=shared.src, alt=merged["alt"], caption=merged["caption"], credit=shared.credit)


# --- Links ------------------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class LinkTarget:
    """Where a link leads."""

    url: str
    media: str | None = None
    """The content file to publish, when it leads to one."""


def resolve_link(
    link: Link,
    file: str,
    anchors: frozenset[str],
    library: Library,
    known: Mapping[str, frozenset[str] | None],
    root: str,
) -> tuple[LinkTarget | None, Diagnostic | None]:
    """Look up one link of the text in ``file``, whose own ids are ``anchors``.

    ``known`` has every page's URL path with the ids on it, None where a template
    decides them; ``root`` is the site's path prefix, which writers leave out.
    """
    parts = urlsplit(link.target)
    path, anchor = unquote(parts.path), unquote(parts.fragment)
    if not path:
        if anchor and anchor not in anchors:
            return None, _broken_anchor(link, file, anchor, anchors)
        return LinkTarget(link.target), None
    suffix = f"#{parts.fragment}" if parts.fragment else ""
    if path.startswith("/"):
        url = root + path
        page = url if url in known else url + "/"
        if page not in known:
            close = difflib.get_close_matches(url, known, n=1, cutoff=0.7)
            return None, _broken(link, file, close[0].removeprefix(root) if close else "")
        there = known[page]
        if anchor and there is not None and anchor not in there:
            return None, _broken_anchor(link, file, anchor, there)
        return LinkTarget(page + suffix), None
    wanted = posixpath.normpath(posixpath.join(posixpath.dirname(file), path))
    post = library.by_path.get(wanted)
    if post is not None:
        if post.address.url not in known:
            return None, error("link-to-held", file, link.position, target=link.target)
        if anchor and anchor not in post.parsed.body.anchors:
            return None, _broken_anchor(link, file, anchor, post.parsed.body.anchors)
        return LinkTarget(post.address.url + suffix), None
    if wanted in library.media:
        return LinkTarget("", wanted), None
    candidates = [*library.by_path, *library.media]
    close = difflib.get_close_matches(wanted, candidates, n=1, cutoff=0.6)
    return None, _broken(link, file, posixpath.relpath(close[0], posixpath.dirname(file)) if close else "")


def _broken(link: Link, file: str, suggestion: str) -> Diagnostic:
    kind = "image" if link.image else "link"
    if suggestion:
        return error(f"broken-{kind}-suggestion", file, link.position, target=link.target, suggestion=suggestion)
    return error(f"broken-{kind}", file, link.position, target=link.target)


def _broken_anchor(link: Link, file: str, anchor: str, anchors: frozenset[str]) -> Diagnostic:
    known = ", ".join(sorted(anchors)) or "–"  # noqa: RUF001 - a dash for "none"
    return error("broken-anchor", file, link.position, anchor=anchor, known=known)
