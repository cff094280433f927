"""A story beside others: without a text, in two files, and in the wrong language."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Sequence

from warta.checks.rule import WARNING, CheckedSite, Finding, Post, TextFacts, at, rule, site_rule
from warta.site.taxonomy import normalised

MIN_TITLE = 4
"""Words of a title that is not the same in two languages by chance."""
MIN_SUMMARY = 6
MIN_SHARED = 3
"""Paragraphs that two files of one story have in common…"""
SHARED = 0.8
"""… and which part of the shorter one they are."""
FEWEST_PHOTOS = 2
"""Of a photo story."""
MOST_FILES = 6
"""A paragraph in more files than that is what every story ends with."""


@rule("story-empty", WARNING)
def story_empty(facts: TextFacts, post: Post, _: CheckedSite) -> Iterator[Finding]:
    """Readers of the page find nothing below its title. A draft may be as unfinished as it likes."""
    if facts.empty is not None and not post.card.draft and not post.original.draft:
        yield at(facts.empty)


@rule("announcement-without-end", WARNING)
def announcement_without_end(_: TextFacts, post: Post, site: CheckedSite) -> Iterator[Finding]:
    """Nobody takes down by hand what is over. The original says for all languages when that is."""
    if _is_shown_original(post, "announcement") and post.original.expires is None:
        yield at(site.position(post, "kind"))


@rule("infographic-without-image", WARNING)
def infographic_without_image(_: TextFacts, post: Post, site: CheckedSite) -> Iterator[Finding]:
    """The picture is the story; lists, feeds and cards take it from ``image`` alone."""
    if _is_shown_original(post, "infographic") and post.original.image is None:
        yield at(site.position(post, "kind"))


@rule("photo-story-without-photos", WARNING)
def photo_story_without_photos(_: TextFacts, post: Post, site: CheckedSite) -> Iterator[Finding]:
    """One photo is a story with a photo."""
    if not _is_shown_original(post, "photo-story"):
        return
    photos = {target for target, is_image in post.original.links if is_image}
    photos |= {post.original.image[0]} if post.original.image is not None else set()
    if len(photos) < FEWEST_PHOTOS:
        yield at(site.position(post, "kind"))


@rule("sources-missing", WARNING)
def sources_missing(_: TextFacts, post: Post, site: CheckedSite) -> Iterator[Finding]:
    """A verdict that nobody can check is a claim itself."""
    examined = post.original.examined
    if _is_shown_original(post) and examined is not None and not examined[2]:
        yield at(site.position(post, "kind"))


def _is_shown_original(post: Post, kind: str = "") -> bool:
    """Whether what is wrong there is so in all languages, and is or will be seen."""
    original = post.original
    shown = post.card is original and not original.draft and not post.withdrawn
    return shown and kind in ("", original.kind)


@rule("untranslated", WARNING)
def untranslated(facts: TextFacts, post: Post, site: CheckedSite) -> Iterator[Finding]:
    """Something of a translation is still in the language of the original, or says that it may be."""
    if post.card is post.original:
        return
    marked = {key for _, key in facts.to_translate}
    for place, key in facts.to_translate:
        yield at(place, key=key, other=post.original.path)
    for key, least in (("title", MIN_TITLE), ("summary", MIN_SUMMARY)):
        own, other = (getattr(card, _FIELDS[key]) for card in (post.card, post.original))
        if key not in marked and normalised(own) == normalised(other) and len(own.split()) >= least:
            yield at(site.position(post, key), key=key, other=post.original.path)
    theirs = site.facts.get(post.original.path)
    known = {digest for _, digest in theirs.paragraphs} if theirs is not None else set()
    same = [place for place, digest in facts.paragraphs if digest in known]
    if same:
        yield at(same[0], key="body", other=post.original.path)


_FIELDS = {"title": "title", "summary": "standfirst"}


@site_rule("story-twice", WARNING)
def story_twice(site: CheckedSite) -> Iterator[tuple[str, Finding]]:
    """A finding at the later of two files that hold one story."""
    posts = [post for _, post in sorted(site.library.by_path.items()) if _is_shown(post)]
    by_title: dict[tuple[str, str, int], Post] = {}
    by_paragraph: dict[tuple[str, int], list[Post]] = {}
    for post in posts:
        title = (post.card.language, normalised(post.card.title), post.date.at.toordinal())
        first = by_title.setdefault(title, post)
        other = first if first is not post else _same_text(post, by_paragraph, site)
        if other is not None:
            place = site.position(post, "title")
            yield post.card.path, at(place, other=other.card.path)
        for _, digest in _paragraphs(post, site):
            by_paragraph.setdefault((post.card.language, digest), []).append(post)


def _is_shown(post: Post) -> bool:
    return not (post.withdrawn or post.card.draft or post.original.draft)


def _paragraphs(post: Post, site: CheckedSite) -> Sequence[tuple[tuple[int, int], int]]:
    facts = site.facts.get(post.card.path)
    return facts.paragraphs if facts is not None else ()


def _same_text(post: Post, by_paragraph: dict[tuple[str, int], list[Post]], site: CheckedSite) -> Post | None:
    """The first of the posts with nearly the same paragraphs."""
    own = {digest for _, digest in _paragraphs(post, site)}
    shared: Counter[Post] = Counter()
    for digest in own:
        others = by_paragraph.get((post.card.language, digest), ())
        if len(others) < MOST_FILES:
            shared.update(others)
    for other, count in shared.most_common(1):
        shorter = min(len(own), len({digest for _, digest in _paragraphs(other, site)}))
        if count >= max(MIN_SHARED, SHARED * shorter):
            return other
    return None
