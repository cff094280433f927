"""Which items of a foreign site become which story, where each story lies, and what links can mean.

The first of two passes: every item is looked at once, none of the texts is kept.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from itertools import islice
from operator import itemgetter
from urllib.parse import unquote, urljoin

from msgspec import Struct, field
from msgspec.structs import replace

from warta import urls
from warta.i18n.moments import Moment
from warta.importing.drafts import LeftOut, Remark, remark
from warta.importing.sites.anchors import anchors_of
from warta.importing.sites.items import MEDIA_END, SCHEME, WORDPRESS, Item, Unread, first_of, old_path
from warta.importing.sites.planned_keys import PlannedKeys
from warta.importing.sites.texts import Opened, opened
from warta.markdown.addresses import is_embedded
from warta.media.trial import Brought, brought
from warta.media.values import Refused, refused, suffix_of

__all__ = ["Post", "Stories", "Story"]

MAX_NAMES = 500
"""Of media in one text; more need no looking at to know that it has some."""


class Post(Struct):
    """One item that becomes a post."""

    item: Item
    language: str
    anchors: Mapping[str, str]
    """Ids of its sections as links name them → as Warta makes them."""
    media: bool
    """It may have files of its own."""
    number: int
    """Of the entry in the source."""


class Story(Struct):
    """The posts of one story, and where it will lie."""

    posts: dict[str, Post]
    """By language, the original first once it has been placed."""
    date: Moment
    date_text: str
    path: str = ""
    """``news/2024/seminar-korpri``."""
    media: dict[str, str] = field(default_factory=dict)
    """File of the source → name beside the story."""
    media_bytes: int = 0
    refused: dict[str, Refused] = field(default_factory=dict)
    """File of the source → why no build would publish it."""
    embedded: dict[str, bytes] = field(default_factory=dict)
    """Name → picture that a text holds itself, as long as the story is at hand."""
    stilled: dict[str, Refused] = field(default_factory=dict)
    """File of the source → why only its first frame comes along."""
    aliases: dict[str, tuple[str, ...]] = field(default_factory=dict)
    slugs: dict[str, str] = field(default_factory=dict)
    unkept: list[str] = field(default_factory=list)
    """Old addresses that cannot lead to it: another story has them, or no address may be like that."""

    @property
    def items(self) -> list[Item]:
        """Of all languages, the original's first."""
        return [post.item for post in self.posts.values()]

    @property
    def name(self) -> str:
        """What its files are called."""
        return self.path.rpartition("/")[2]

    @property
    def folder(self) -> bool:
        """Whether it gets a folder of its own, since files may come to lie beside it."""
        return any(post.media for post in self.posts.values())

    def file(self, language: str) -> str:
        """The path of a post below ``content/``."""
        return f"{self.path}/index.{language}.md" if self.folder else f"{self.path}.{language}.md"


class Stories:
    """The stories of a source, by everything that leads to them. :meth:`collect` fills it."""

    def __init__(self, planned: PlannedKeys) -> None:
        self.planned = planned
        self.reader = planned.reader
        self.codes = planned.desk.config.codes
        self.all: list[Story] = []
        self.by_number: dict[int, tuple[Story, str]] = {}
        """Number of an entry → its story and language."""
        self.by_name: dict[str, list[tuple[Story, str]]] = {}
        """Address or name of an item → the posts it can mean."""
        self._tried: dict[str, Brought] = {}
        self.elsewhere: dict[str, str] = {}
        """Address or name of an item that is no story → its address on the old site."""

    def collect(self) -> Iterator[LeftOut]:
        """Find out what becomes a story, where it will lie, and what does not."""
        groups: dict[tuple[str, str], dict[str, Post]] = {}
        for number, (item, body) in enumerate(self.reader.entries()):
            if isinstance(item, Unread):
                yield LeftOut(item.place, remark(f"site_{item.reason}".replace("-", "_"), detail=item.detail))
                continue
            found = self._post(item, body, number)
            if isinstance(found, Remark):
                self._leave(item)
                yield LeftOut(item.place, found)
                continue
            posts = groups.setdefault((item.story, ""), {})
            if found.language in posts:  # two pages that say they are the same in one language
                posts = groups.setdefault((item.story, item.place), {})
            posts[found.language] = found
        for posts in groups.values():
            story = self._story({code: posts[code] for code in self.codes if code in posts})
            if isinstance(story, Story):
                self.all.append(story)
            else:
                for post in posts.values():
                    self._leave(post.item)
                    yield LeftOut(post.item.place, story)
        self._name_all()
        self._index_all()

    def tried(self, path: str, held: bytes | None = None) -> Brought:
        """A file of the source as a build would take it, without its bytes."""
        if path not in self._tried:
            self._tried[path] = self.brought(path, held)._replace(data=b"")
        return self._tried[path]

    def brought(self, path: str, held: bytes | None = None) -> Brought:
        """The same with its bytes; ``held`` are those that the text had."""
        data = self.reader.read_media(path) if held is None else held
        unread = Brought(suffix_of(path), b"", refused("unreadable", problem=""))
        return unread if data is None else brought(path, data)

    def _leave(self, item: Item) -> None:
        """Note where an item stays that is no story."""
        for name in (item.address, *item.names):
            self.elsewhere.setdefault(name, item.address)

    def refuse(self, story: Story) -> None:
        """Take out a story that the site could not be built with: what leads to it leads to the old site."""
        self.all = [each for each in self.all if each is not story]
        for post in story.posts.values():
            del self.by_number[post.number]
            self._leave(post.item)
        for name, posts in self.by_name.items():
            self.by_name[name] = [each for each in posts if each[0] is not story]

    def _post(self, item: Item, body: str, number: int) -> Post | Remark:
        planned = self.planned
        if item.skip:
            return remark("site_" + item.skip.replace("-", "_"))
        if not planned.plan.is_story(item.section):
            return remark("site_section", section=item.section)
        language = planned.language_of(item)
        if not language:
            return remark("no_language", languages=item.language or self.reader.site.language or "–")
        if not body.strip() and not first_of(item.fields, "title"):
            return remark("empty")
        light = replace(item, fields={key: value for key, value in item.fields.items() if self._wanted(key)})
        text = opened(item, body, planned)
        anchors = anchors_of(text.root) if text is not None else {}
        return Post(light, language, anchors, self._may_have_media(item, body, text), number)

    def _wanted(self, key: str) -> bool:
        return (
            bool(self.planned.plan.target_of(key))
            or key in ("date", "title", "draft")
            or key.startswith("page.")
        )

    def _may_have_media(self, item: Item, body: str, text: Opened | None) -> bool:
        """Whether a file of the source may come to lie beside the story: then it gets a folder."""
        if text is not None and (text.embedded or any(map(is_embedded, text.addresses))):
            return True
        if self.reader.site.program == WORDPRESS:
            return self.reader.has_media and (
                "thumbnail" in item.fields
                or "[gallery" in body
                or (text is not None and any(map(MEDIA_END.search, text.addresses)))
            )
        names = [*self.planned.texts(item, "image.src"), *(text.addresses if text is not None else ())]
        files = (name for name in names if MEDIA_END.search(name))
        return any(self._has_file(item, name) for name in islice(files, MAX_NAMES))

    def _has_file(self, item: Item, name: str) -> bool:
        local = unquote(self.planned.local(name).partition("?")[0].partition("#")[0])
        return bool(self.reader.media(item, local)) or self.planned.plan.copy_of(name) in self.reader.files

    def _story(self, posts: dict[str, Post]) -> Story | Remark:
        """The story of some posts; why there is none without a date and an agency."""
        planned = self.planned
        dates = (planned.date_of(post.item) for post in posts.values())
        date = next((found for found in dates if found is not None), None)
        if date is None:
            return remark("site_no_date")
        if not planned.plan.agency and not any(
            planned.targets(post.item, "agency") for post in posts.values()
        ):
            return remark("site_no_agency")
        return Story(posts, date[1], date[0])

    def _name_all(self) -> None:
        """Give every story a file name and every post an address of its own."""
        taken: set[str] = set()
        for story in self.all:
            year = story.date.at.year
            original, *others = story.posts
            wanted = self.planned.slug(story.posts[original].item)
            name = _claimed(wanted, (f"{year}", f"{original}/{year}"), taken)
            story.path = f"news/{story.date_text[:4]}/{name}"
            for language in others:
                wanted = self.planned.slug(story.posts[language].item)
                slug = _claimed(wanted, (f"{language}/{year}",), taken)
                if slug != name:
                    story.slugs[language] = slug
            for language, post in story.posts.items():
                self.by_number[post.number] = (story, language)

    def _index_all(self) -> None:
        """What links can mean, and the old addresses: each leads to one post.

        An address that several have is the one's whose own it was, and rather a public one's than that of a
        draft or of a story that has expired.
        """
        addresses = self.planned.desk.config.addresses
        new: dict[str, tuple[str, str]] = {}
        """Address that a post gets → its story's path and its language."""
        wishes = []
        for story in self.all:
            for language, post in story.posts.items():
                name = story.slugs.get(language, story.name)
                url = addresses.post(language, story.date.at.year, name).url
                new[urls.collision_key(url)] = (story.path, language)
                own, *others = self._old_addresses(post.item)
                for known in dict.fromkeys([own, *others, *post.item.names]):
                    if known:
                        self.by_name.setdefault(known, []).append((story, language))
                held = self.planned.is_held([story.items[0], post.item], story.date)
                if not own and not held:  # an address by number alone, which no file can answer
                    story.unkept += [known for known in post.item.names[:1] if known.startswith("?")]
                paths = dict.fromkeys(filter(None, [own, *others]))
                wishes += [((held, path != own), story, language, path) for path in paths]
        claimed: set[str] = set()
        for _, story, language, path in sorted(wishes, key=itemgetter(0)):
            key, post_key = urls.collision_key(path), (story.path, language)
            if urls.path_problem(path) is not None or new.get(key, post_key) != post_key or key in claimed:
                story.unkept.append(path)
            elif key not in new:
                claimed.add(key)
                story.aliases[language] = (*story.aliases.get(language, ()), path)

    def _old_addresses(self, item: Item) -> list[str]:
        """Where an item lay, its own address first; an address that cannot be told is empty."""
        texts = (item.address, *self.planned.texts(item, "aliases"))
        return [self._old_address(item, text) for text in texts]

    def _old_address(self, item: Item, text: str) -> str:
        text = self.planned.local(text)
        if text and not text.startswith("/") and not SCHEME.match(text) and item.address:
            text = urljoin(item.address if item.address.endswith("/") else item.address + "/", "../" + text)
        return old_path(text) if not SCHEME.match(text) else ""


def _claimed(wanted: str, folders: tuple[str, ...], taken: set[str]) -> str:
    """``wanted``, or with a number behind it, which nobody has in any of the folders; claims it there."""
    name, number = wanted, 2
    while any(f"{folder}/{name}" in taken for folder in folders):
        name = f"{wanted[:90].rstrip('-')}-{number}"
        number += 1
    taken.update(f"{folder}/{name}" for folder in folders)
    return name
