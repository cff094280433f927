"""Where the links and pictures of a foreign post lead in the new site, and which files come with it."""

from __future__ import annotations

import posixpath
import re
from collections import Counter
from collections.abc import Iterable
from urllib.parse import unquote, urljoin, urlsplit

from warta import urls
from warta.importing.rewriting import Described
from warta.importing.sites.embedded import embedded
from warta.importing.sites.items import (
    MAX_MEDIA_BYTES,
    MEDIA_END,
    MEDIA_SUFFIXES,
    REF,
    SCHEME,
    WORDPRESS,
    Item,
    old_path,
)
from warta.importing.sites.stories import Stories, Story
from warta.markdown.addresses import bare_address, is_embedded, own_path
from warta.media.values import refused, suffix_of

__all__ = ["Links"]

MAX_STORY_MEDIA = 200 * 1024 * 1024
"""Bytes of pictures and documents beside one story."""
MAX_LINKED = 40
"""Media of one story."""


class Links:
    """Of one post. What cannot stay is counted; media that come along are noted in the story."""

    def __init__(
        self, stories: Stories, story: Story, language: str, *, item: Item, counts: Counter[str]
    ) -> None:
        self.stories = stories
        self.planned = stories.planned
        self.reader = stories.reader
        self.story = story
        self.language = language
        self.item = item
        self.counts = counts

    def link(self, target: str) -> str:
        """See :class:`~warta.importing.rewriting.Rewriter`."""
        if REF in target:
            return self._ref(unquote(target.partition(REF)[2]))
        local = self.planned.local(self.reader.address_of(target.strip()))
        if SCHEME.match(local):
            copy = self._beside(self.planned.plan.copy_of(local))
            if copy:
                return copy
            allowed = local.lower().startswith(("http:", "https:", "mailto:", "tel:"))
            return local if allowed and not re.search(r"[\s<>\"]", local) else ""
        if local.startswith("//"):
            return f"https:{local}" if urls.is_web_url(f"https:{local}") else ""
        try:
            parts = urlsplit(local)
        except ValueError:
            return ""
        if not parts.path and not parts.query:
            return self._section(unquote(parts.fragment))
        found = self._post(parts.path, parts.query)
        if found is not None:
            return self._to(*found, unquote(parts.fragment)) or self._old(local)
        return self._file(unquote(parts.path)) or self._elsewhere(parts.path) or self._old(local)

    def _ref(self, target: str) -> str:
        """Where a tag that names a page leads: to its story, its file, or its address on the old site."""
        path, _, fragment = target.strip().partition("#")
        if not path:
            return self._section(fragment)
        found = self._post(path, "")
        if found is not None:
            return self._to(*found, fragment) or self._old(found[0].posts[found[1]].item.address)
        return self._file(path) or self._elsewhere(path)

    def _elsewhere(self, path: str) -> str:
        """The old address of a page that is no story."""
        known = (self.stories.elsewhere.get(name, "") for name in self._names(path))
        return self._old(next(filter(None, known), ""))

    def image(self, target: str) -> str:
        """See :class:`~warta.importing.rewriting.Rewriter`."""
        if target in self.story.embedded:
            return self._beside(target)
        if is_embedded(target):
            return self._embedded(target)
        target = self.reader.address_of(target.rpartition(REF)[2].strip())
        local = self.planned.local(target)
        if not SCHEME.match(local) and not local.startswith("//"):
            path = unquote(local.partition("?")[0].partition("#")[0])
            found = self.reader.media(self.item, path)
            if not MEDIA_END.search(posixpath.basename(path)):
                if not found:
                    return ""
                self.story.refused[found] = refused("picture-type", suffix=suffix_of(found))
            return self._beside(found) or self._old(local)
        found = self._file(target) if self.reader.site.program == WORDPRESS else ""
        found = found or self._beside(self.planned.plan.copy_of(local))
        if found:
            return found
        address = f"https:{local}" if local.startswith("//") else local
        return address if urls.is_web_url(address) else ""

    def _embedded(self, address: str) -> str:
        """The name beside the story of a picture that the text holds itself; empty when it has none."""
        picture = embedded(address)
        if picture is None:
            return ""
        self.story.embedded[picture.name] = picture.data
        return self._beside(picture.name)

    def missing(self, target: str) -> str:
        """See :class:`~warta.importing.rewriting.Rewriter`."""
        if is_embedded(target) or target in self.story.embedded:
            return "image-left"
        path = unquote(self.planned.local(target.strip()).partition("?")[0].partition("#")[0])
        return "image-left" if self.reader.media(self.item, path) in self.reader.files else "image-lost"

    def describe(self, target: str) -> Described:
        """See :class:`~warta.importing.rewriting.Rewriter`."""
        return self.reader.describe(self.item, self.planned.local(target.strip()))

    def _section(self, fragment: str) -> str:
        """A section of this post; empty when it has none of that name."""
        anchor = self.story.posts[self.language].anchors.get(fragment, "")
        return f"#{anchor}" if anchor else ""

    def _post(self, path: str, query: str) -> tuple[Story, str] | None:
        """The post that an address, a file's path or a name means."""
        if query and re.fullmatch(r"(?:p|page_id)=\d+", query):
            return self._one(f"?{query}")
        return next((found for found in map(self._one, self._names(path)) if found is not None), None)

    def _names(self, path: str) -> list[str]:
        """What an address or a file's path in this post can stand for in the index, the likeliest first."""
        path = unquote(path)
        if path.startswith("/"):
            candidates = [old_path(path), path.strip("/")]
        else:
            candidates = [posixpath.normpath(posixpath.join(self.item.folder, path))]
            if self.item.address:
                candidates.append(old_path(urljoin(self.item.address, path)))
            candidates += [path, posixpath.splitext(path)[0]]
        return candidates + [
            posixpath.splitext(each)[0] for each in candidates if "." in posixpath.basename(each)
        ]

    def _one(self, name: str) -> tuple[Story, str] | None:
        """The one post that goes by a name, the one in this language before others."""
        posts = self.stories.by_name.get(name, [])
        if len(posts) > 1:
            posts = [post for post in posts if post[1] == self.language] or posts
        return posts[0] if len(posts) == 1 else None

    def _to(self, story: Story, language: str, fragment: str) -> str:
        """A link from this post's file to another's; empty when that is not published but this one is."""
        if self._is_held(story, language):
            return ""
        anchor = story.posts[language].anchors.get(fragment, "")
        if fragment and not anchor:
            self.counts["anchor-lost"] += 1
        here = posixpath.dirname(self.story.file(self.language))
        path = posixpath.relpath(story.file(language), here)
        return path + (f"#{anchor}" if anchor else "")

    def _is_held(self, story: Story, language: str) -> bool:
        """Whether a post that others link to is not public, although the plan publishes."""
        planned = self.planned
        if planned.plan.drafts:
            return False
        return planned.is_held([story.items[0], story.posts[language].item], story.date)

    def _file(self, path: str) -> str:
        """The name beside the story of a picture or document of the source; empty when it has none."""
        return self._beside(self.reader.media(self.item, path))

    def _beside(self, found: str) -> str:
        """The name beside the story of a file of the source; empty when it cannot come along."""
        media, held = self.story.media, self.story.embedded.get(found)
        there = held is not None or found in self.reader.files
        if not self.story.folder or not there or suffix_of(found) not in MEDIA_SUFFIXES:
            return ""
        if found not in media:
            size = len(held) if held is not None else self.reader.media_size(found)
            if (
                len(media) >= MAX_LINKED
                or size > MAX_MEDIA_BYTES
                or self.story.media_bytes + size > MAX_STORY_MEDIA
            ):
                self.counts["media-left"] += 1
                return ""
            tried = self.stories.tried(found, held)
            if tried.problem is not None:
                self.story.refused[found] = tried.problem
                return ""
            if tried.stilled is not None:
                self.story.stilled[found] = tried.stilled
            self.story.media_bytes += size
            media[found] = _media_name(found, tried.suffix, media.values())
        return media[found]

    def _old(self, target: str) -> str:
        """The full address on the old site; empty when nobody knows where that is."""
        base = self.planned.plan.base_url
        if not base or not target or target.endswith((".md", ".markdown")):
            return ""
        here = self.item.address or "/"
        joined = urljoin(here if not target.startswith("/") else "/", target)
        address = base + (joined if joined.startswith("/") else f"/{joined}")
        address = re.sub(r"\s", "%20", address)
        # Where the new site is at the old one's place, it has no such page.
        own = bare_address(self.planned.desk.config.own)
        return address if urls.is_web_url(address) and own_path(address, own) is None else ""


def _media_name(path: str, suffix: str, taken: Iterable[str]) -> str:
    """A file name that any system can hold, and that no other file of the story has."""
    stem = posixpath.basename(path).rpartition(".")[0]
    stem = (urls.slugify(stem) or "berkas")[:80].strip("-")
    names = (f"{stem}{number}.{suffix}" for number in ("", *(f"-{n}" for n in range(2, MAX_LINKED + 2))))
    return next(name for name in names if name not in taken)
