"""A foreign site as drafts: two passes over its items, one to know them all, one to convert them."""

from __future__ import annotations

import html as html_text
import posixpath
import re
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field, replace
from datetime import datetime, tzinfo
from email.utils import parsedate_to_datetime
from typing import Protocol
from urllib.parse import unquote, urljoin, urlsplit

from generator import urls
from generator.importing.desk import Desk
from generator.importing.drafts import (
    Certainty,
    Draft,
    Finding,
    LeftOut,
    Media,
    NewTerm,
    Remark,
    Value,
    Version,
    remark,
)
from generator.importing.foreign import ForeignSite, Item, Unread, first_of, language_code, old_path, texts_of
from generator.importing.htmltext import convert_html, prepare_wordpress
from generator.importing.mapping import TAXONOMY_OF, TERM_KEYS, Plan, Survey, Target, term_targets
from generator.importing.markdowntext import Rewriter, anchors_of, rewrite_markdown
from generator.importing.marks import Kept, without_marks
from generator.importing.templating import TagContext, convert_tags, tags_in
from generator.importing.tree import TextStore
from generator.moments import Moment, find_zone, parse_moment
from generator.nesting import crowded_line

__all__ = ["Reader", "site_drafts", "survey_of"]

MEDIA_SUFFIXES = frozenset(
    "avif csv doc docx gif jpeg jpg mp3 mp4 odp ods odt ogg pdf png ppt pptx svg txt webm webp xls xlsx "
    "zip".split(" ")
)
MAX_STORY_MEDIA = 200 * 1024 * 1024
"""Bytes of pictures and documents beside one story."""
MAX_LINKED = 40
"""Media of one story."""

_MEDIA_END = re.compile(rf"\.(?:{'|'.join(sorted(MEDIA_SUFFIXES))})\b", re.IGNORECASE)
_BEFORE_NAME = re.compile(r"[\s\"'()<>=]")
_MEDIA_MARKS = re.compile(r"/uploads/|\[gallery")
_HTML = re.compile(r"<[^>]*>")
_SCHEME = re.compile(r"[a-zA-Z][a-zA-Z0-9+.-]*:")
_ISO_DATE = re.compile(
    r"(\d{4})-(\d{1,2})-(\d{1,2})(?:[T ]+(\d{1,2}):(\d{2})(?::(\d{2}))?(?:[.,]\d+)?)?"
    r"[ ]*(Z|UTC|GMT|[+-]\d{2}:?\d{2}|[+-]\d{2})?\b"
)
"""Year, month, day, hour, minute, second, zone."""
_OTHER_DATES = ("%Y/%m/%d", "%B %d, %Y", "%b %d, %Y", "%d %B %Y", "%d %b %Y", "%Y/%m/%d %H:%M:%S", "%Y%m%d")


class Reader(Protocol):
    """One source, whichever program it was made with."""

    @property
    def site(self) -> ForeignSite:
        """What is known of the whole source."""

    @property
    def has_media(self) -> bool:
        """Whether files can be had at all."""

    def entries(self) -> Iterator[tuple[Item | Unread, str]]:
        """Every item with its text, in the same order each time."""

    def media(self, item: Item, target: str) -> str:
        """The file of the source that an address in an item's text means; empty when there is none."""

    def address_of(self, target: str) -> str:
        """The address that an address of the source's own making (``attachment:12``) stands for."""

    def describe(self, target: str) -> tuple[str, str]:
        """Alternative text and caption that the source keeps for a picture."""

    def read_media(self, path: str) -> bytes | None:
        """The bytes of such a file."""


def survey_of(reader: Reader) -> Survey:
    """Count what a source holds."""
    survey = Survey()
    for item, body in reader.entries():
        if isinstance(item, Item):
            survey.add(item, tags_in(body, reader.site.program) if reader.site.program != "wordpress" else ())
    return survey


def site_drafts(reader: Reader, plan: Plan, desk: Desk) -> Iterator[Draft | LeftOut]:
    """Every item of a source as a draft, or with the reason why it is none."""
    importer = _Importer(reader, plan, desk)
    yield from importer.collect()
    yield from importer.convert()


@dataclass(slots=True)
class _Post:
    """One item that becomes a post."""

    item: Item
    language: str
    anchors: Mapping[str, str]
    """Ids of its sections as links name them → as Warta makes them."""
    media: bool
    """It may have files of its own."""
    number: int
    """Of the entry in the source."""


@dataclass(slots=True)
class _Story:
    """The posts of one story, and where it will lie."""

    posts: dict[str, _Post]
    """By language."""
    path: str = ""
    """``news/2024/seminar-korpri``."""
    date: Moment | None = None
    date_text: str = ""
    folder: bool = False
    media: dict[str, str] = field(default_factory=dict)
    """File of the source → name beside the story."""
    aliases: dict[str, tuple[str, ...]] = field(default_factory=dict)
    slugs: dict[str, str] = field(default_factory=dict)

    def file(self, language: str) -> str:
        """The path of a post below ``content/``."""
        return f"{self.path}/index.{language}.md" if self.folder else f"{self.path}.{language}.md"


@dataclass(slots=True)
class _Converted:
    """The text of one post."""

    body: str
    kept: Counter[str]
    """Template tags that stay visible."""
    counts: Counter[str]
    """What could not stay as it was, by its name in the report."""
    lost: list[str] = field(default_factory=list)
    """Pictures at the head of which there is no file."""


class _Importer:
    def __init__(self, reader: Reader, plan: Plan, desk: Desk) -> None:
        self.reader = reader
        self.plan = plan
        self.desk = desk
        self.codes = desk.config.codes
        self.zone: tzinfo = desk.config.zone
        self.stories: list[_Story] = []
        self.by_number: dict[int, tuple[_Story, str]] = {}
        self.index: dict[str, list[tuple[_Story, str]]] = {}
        """Address or name of an item → the posts it can mean."""
        reserved = {language.paths["page"] for language in desk.config.languages}
        self._reserved = frozenset(reserved)

    # --- The first pass ---

    def collect(self) -> Iterator[LeftOut]:
        """Find out what becomes a story, where it will lie, and what does not."""
        groups: dict[tuple[str, str], _Story] = {}
        for number, (item, body) in enumerate(self.reader.entries()):
            if isinstance(item, Unread):
                yield LeftOut(item.place, remark(f"site_{item.reason}".replace("-", "_"), detail=item.detail))
                continue
            found = self._post(item, body, number)
            if isinstance(found, Remark):
                yield LeftOut(item.place, found)
                continue
            story = groups.setdefault((item.story, ""), _Story({}))
            if found.language in story.posts:  # two pages that say they are the same in one language
                story = groups.setdefault((item.story, item.place), _Story({}))
            story.posts[found.language] = found
        self.site = self.reader.site
        for story in groups.values():
            problem = self._place(story)
            if problem is None:
                self.stories.append(story)
            else:
                for post in story.posts.values():
                    yield LeftOut(post.item.place, problem)
        self._name_all()
        self._index_all()

    def _post(self, item: Item, body: str, number: int) -> _Post | Remark:
        if item.skip:
            return remark("site_" + item.skip.replace("-", "_"))
        if not self.plan.is_story(item.section):
            return remark("site_section", section=item.section)
        code = item.language
        language = (
            self.plan.languages.get(code, language_code(code, self.codes))
            if code
            else self._default_language()
        )
        if language not in self.codes:
            return remark("no_language", languages=code or self.reader.site.language or "–")
        if not body.strip() and not first_of(item.fields, "title"):
            return remark("empty")
        light = replace(item, fields={key: value for key, value in item.fields.items() if self._wanted(key)})
        return _Post(light, language, anchors_of(body), self._may_have_media(item, body), number)

    def _wanted(self, key: str) -> bool:
        return bool(self.plan.target_of(key)) or key in ("date", "title", "draft") or key.startswith("page.")

    def _default_language(self) -> str:
        return self.plan.language or language_code(self.reader.site.language, self.codes)

    def _may_have_media(self, item: Item, body: str) -> bool:
        """Whether a file of the source may come to lie beside the story: then it gets a folder."""
        if self.reader.site.program == "wordpress":
            return self.reader.has_media and ("thumbnail" in item.fields or bool(_MEDIA_MARKS.search(body)))
        texts = list(_media_names(body))
        texts += [
            text
            for key in item.fields
            if self.plan.target_of(key) == "image.src"
            for text in texts_of(item.fields[key])
        ]
        return any(self.reader.media(item, self._local(unquote(text))) for text in texts[:500])

    def _local(self, target: str) -> str:
        """A full address of the old site as a path on it."""
        base = self.plan.base_url or self.reader.site.base_url
        host = urlsplit(base).netloc.removeprefix("www.") if base else ""
        if (host and _SCHEME.match(target)) or target.startswith("//"):
            try:
                parts = urlsplit(target)
            except ValueError:
                return target
            if host and parts.netloc.removeprefix("www.") == host:
                prefix = urlsplit(base).path.rstrip("/")
                path = parts.path.removeprefix(prefix) if prefix else parts.path
                query = f"?{parts.query}" if parts.query else ""
                return (path or "/") + query + (f"#{parts.fragment}" if parts.fragment else "")
        return target

    def _place(self, story: _Story) -> Remark | None:
        """Date and agency, without which there is no story."""
        for language in self._order(story):
            for text in self._texts(story.posts[language].item, "date"):
                found = self._moment(text)
                if found is not None:
                    story.date_text, story.date = found
                    break
            if story.date is not None:
                break
        if story.date is None:
            return remark("site_no_date")
        if not self.plan.agency and not any(
            self._targets(post.item, "agency") for post in story.posts.values()
        ):
            return remark("site_no_agency")
        return None

    def _order(self, story: _Story) -> list[str]:
        return [code for code in self.codes if code in story.posts]

    def _name_all(self) -> None:
        """Give every story a file name and every post an address of its own."""
        taken: set[str] = set()
        for story in self.stories:
            assert story.date is not None, "stories without a date were left out"
            year = story.date.at.year
            original, *others = self._order(story)
            wanted = self._slug(story.posts[original].item)
            name = _claimed(wanted, (f"{year}", f"{original}/{year}"), taken)
            story.path = f"news/{story.date_text[:4]}/{name}"
            for language in others:
                wanted = self._slug(story.posts[language].item)
                slug = _claimed(wanted, (f"{language}/{year}",), taken)
                if slug != name:
                    story.slugs[language] = slug
            story.folder = any(post.media for post in story.posts.values())
            for language, post in story.posts.items():
                self.by_number[post.number] = (story, language)

    def _slug(self, item: Item) -> str:
        given = next(iter(self._texts(item, "slug")), "")
        title = next(iter(self._texts(item, "title")), "")
        for text in (given, item.name, title):
            slug = urls.slugify(unquote(text))
            if slug:
                return slug
        return "berita"

    def _index_all(self) -> None:
        """What links can mean, and the old addresses: each leads to one post."""
        taken: set[str] = set()
        for story in self.stories:
            assert story.date is not None, "stories without a date were left out"
            for language in story.posts:
                name = story.slugs.get(language) or story.path.rpartition("/")[2]
                taken.add(self.desk.config.addresses.post(language, story.date.at.year, name).url)
        for story in self.stories:
            for language, post in story.posts.items():
                item = post.item
                olds = [item.address, *self._texts(item, "aliases")]
                paths = [self._old_address(item, text) for text in olds if text]
                for name in dict.fromkeys([*paths, *item.names]):
                    if name:
                        self.index.setdefault(name, []).append((story, language))
                aliases = []
                for path in dict.fromkeys(paths):
                    key = urls.collision_key(path)
                    if path and urls.path_problem(path) is None and key not in taken:
                        taken.add(key)
                        aliases.append(path)
                story.aliases[language] = tuple(aliases)

    def _old_address(self, item: Item, text: str) -> str:
        text = self._local(text)
        if not text.startswith("/") and not _SCHEME.match(text) and item.address:
            text = urljoin(item.address if item.address.endswith("/") else item.address + "/", "../" + text)
        return old_path(text) if not _SCHEME.match(text) else ""

    # --- The second pass ---

    def convert(self) -> Iterator[Draft]:
        """The drafts, each as soon as all its texts are there."""
        store = TextStore()
        waiting: dict[int, dict[str, _Converted]] = {}
        try:
            for number, (item, body) in enumerate(self.reader.entries()):
                place = self.by_number.get(number)
                if place is None or isinstance(item, Unread):
                    continue
                story, language = place
                converted = self._converted(story, language, item, body)
                done = waiting.setdefault(id(story), {})
                if len(story.posts) > len(done) + 1:
                    store.put(number, converted.body)
                    converted.body = ""
                done[language] = converted
                if len(done) == len(story.posts):
                    for code, other in done.items():
                        other.body = store.take(story.posts[code].number) or other.body
                    yield self._draft(story, waiting.pop(id(story)))
        finally:
            store.close()

    def _converted(self, story: _Story, language: str, item: Item, body: str) -> _Converted:
        kept = Kept()
        result = _Converted("", Counter(), Counter())
        links = _Links(self, story, language, item, result)
        rewriter = Rewriter(links.link, links.image, result.counts)
        text = without_marks(body)
        if crowded_line(text) is not None:  # no engine would read it, as its own finding will say
            result.body = text
            return result
        program = self.site.program
        if program == "wordpress":
            text, unknown, breaks = prepare_wordpress(text, kept)
            result.kept.update(unknown)
            result.body = convert_html(text, rewriter, kept, breaks)
            return result
        context = TagContext(program, self.plan.shortcodes, links.ref, links.picture, self._variables(item))
        text, unknown = convert_tags(text, context, kept)
        result.kept.update(unknown)
        if item.html:
            result.body = convert_html(text, rewriter, kept, breaks=False)
        else:
            result.body = rewrite_markdown(text, rewriter, kept, kramdown=program == "jekyll")
        return result

    def is_held(self, story: _Story, language: str) -> bool:
        """Whether a post that others link to is not public, although the plan publishes."""
        if self.plan.drafts:
            return False
        assert story.date is not None, "stories without a date were left out"
        items = [story.posts[code].item for code in {self._order(story)[0], language}]
        opens = self._later(items, "publish_at", story.date) or ("", story.date)
        expires = self._later(items, "expires", opens[1])
        over = expires is not None and expires[1].at.date() <= self.desk.today
        return opens[1].at.date() >= self.desk.today or over or any(self._is_draft(item) for item in items)

    def _is_draft(self, item: Item) -> bool:
        return next(iter(self._texts(item, "draft")), "").lower() in ("true", "yes", "1")

    def _variables(self, item: Item) -> Mapping[str, str]:
        if self.site.program != "jekyll":
            return {}
        own = {f"page.{key}": value for key, value in item.fields.items() if isinstance(value, str)}
        return {**self.site.variables, **own}

    def _draft(self, story: _Story, texts: Mapping[str, _Converted]) -> Draft:
        order = self._order(story)
        notes: list[Remark] = []
        shared = self._shared(story, order, notes)
        versions = {}
        for language in order:
            fields = self._own(story, language)
            body = texts[language].body
            lead = self._image(story, language, texts[language], language == order[0])
            if isinstance(lead, str):
                body = f"{lead}\n\n{body.lstrip()}" if lead else body
            elif language == order[0]:
                shared["image"] = (Finding(lead),)
            elif lead:
                fields["image"] = (Finding(lead),)
            versions[language] = Version(body, fields)
        counts: Counter[str] = sum((text.counts for text in texts.values()), Counter())
        kept: Counter[str] = sum((text.kept for text in texts.values()), Counter())
        notes += [
            remark(f"site_{name.replace('-', '_')}", n=count)
            for name, count in sorted(counts.items())
            if count
        ]
        if kept:
            names = ", ".join(f"{name} ({count})" for name, count in sorted(kept.items()))
            notes.append(remark("site_tags_kept", names=names))
        notes += [remark("site_head_image", name=name) for text in texts.values() for name in text.lost]
        notes += [remark("site_note", text=text) for code in order for text in story.posts[code].item.notes]
        return Draft(
            sources=tuple(story.posts[code].item.place for code in order),
            versions=versions,
            shared=shared,
            name=story.path.rpartition("/")[2],
            media=tuple(self._media(story)),
            notes=tuple(notes),
            folder=story.folder,
            published=not self.plan.drafts,
            kept=dict(kept),
            planned=True,
        )

    def _media(self, story: _Story) -> Iterator[Media]:
        size = 0
        for path, name in story.media.items():
            data = self.reader.read_media(path)
            size += len(data or b"")
            if data is not None and size <= MAX_STORY_MEDIA:
                yield Media(name, data)

    # --- Values ---

    def _texts(self, item: Item, target: str) -> list[str]:
        """The texts of all foreign keys that become ``target``, in the plan's order of keys."""
        found: list[str] = []
        for key in self._keys_for(item, target):
            found += texts_of(item.fields.get(key))
        return found

    def _keys_for(self, item: Item, target: str) -> list[str]:
        planned = [key for key, aim in self.plan.keys.items() if aim == target and key in item.fields]
        return planned + [
            key for key in item.fields if key not in self.plan.keys and self.plan.target_of(key) == target
        ]

    def _moment(self, text: str) -> tuple[str, Moment] | None:
        """A foreign date as Warta writes it, and the point in time; None when it is none."""
        for candidate in _date_forms(text):
            try:
                moment = parse_moment(candidate, self.zone)
            except ValueError:
                continue
            if moment is None:
                continue
            clock = re.search(r" (\d{2}:\d{2})( .+)?$", candidate)
            if clock is None or clock[1] == "00:00":  # nobody publishes at midnight: only the day is known
                day = candidate[:10]
                midnight = parse_moment(day, self.zone)
                return (day, midnight) if midnight is not None else None
            if clock[2] is None and self.site_zone is not None:
                offset = datetime.fromisoformat(candidate).replace(tzinfo=self.site_zone).strftime("%z")
                written = f"{candidate} {offset[:3]}:{offset[3:5]}"
                return written, parse_moment(written, self.zone) or moment
            return candidate, moment
        return None

    @property
    def site_zone(self) -> tzinfo | None:
        """The zone of the source's times, when it has one of its own."""
        name = self.reader.site.timezone
        return find_zone(name) if name and name != self.desk.config.timezone else None

    def _targets(self, item: Item, kind_key: str) -> list[Target]:
        """The terms of one key of a story (``agency``, ``tags``…) that an item names, each once."""
        wanted = TERM_KEYS[kind_key]
        found: dict[Target, None] = {}
        for key_target, kind in TERM_KEYS.items():
            for key in self._keys_for(item, key_target):
                for text in texts_of(item.fields.get(key)):
                    for target in self._term(key, text, kind):
                        if target.kind == wanted:
                            found[target] = None
        return list(found)

    def _term(self, key: str, text: str, kind: str) -> tuple[Target, ...]:
        planned = self.plan.values.get(key, {}).get(text)
        if planned is None:
            name = self.reader.site.term_names.get((key, text.lower()), text)
            return term_targets(name, kind, self.desk.registry, self._reserved)
        return tuple(Target(*each.split(":", 1)) for each in planned)

    def _shared(self, story: _Story, order: list[str], notes: list[Remark]) -> dict[str, tuple[Finding, ...]]:
        """What the languages share: the original's values, or those of the first language that has any."""
        items = [story.posts[code].item for code in order]
        shared: dict[str, tuple[Finding, ...]] = {"date": (Finding(story.date_text),)}
        for key in TERM_KEYS:
            targets = next((found for item in items if (found := self._targets(item, key))), [])
            values = [Finding(target.id, term=self._new_term(target, items)) for target in targets]
            if key == "agency" and not values:
                values = [Finding(self.plan.agency)]
            if values:
                shared[key] = tuple(values)
        author = next((name for item in items if (name := self._author(item))), "")
        if author:
            shared["author"] = (Finding(_cut(author, 200)),)
        source = next((outlet for item in items if (outlet := self._source(item))), None)
        if source:
            shared["source"] = (Finding(source),)
        assert story.date is not None, "stories without a date were left out"
        opens = self._later(items, "publish_at", story.date)
        if opens is not None:
            shared["publish_at"] = (Finding(opens[0]),)
        expires = self._later(items, "expires", opens[1] if opens is not None else story.date)
        if expires is not None:
            shared["expires"] = (Finding(expires[0]),)
        dates = {self._day(item) for item in items} - {""}
        if len(dates) > 1:
            notes.append(remark("site_dates_differ", dates=", ".join(sorted(dates))))
        return shared

    def _day(self, item: Item) -> str:
        found = next((moment for text in self._texts(item, "date") if (moment := self._moment(text))), None)
        return found[0][:10] if found is not None else ""

    def _later(self, items: Iterable[Item], target: str, than: Moment) -> tuple[str, Moment] | None:
        for item in items:
            for text in self._texts(item, target):
                found = self._moment(text)
                if found is not None and found[1] > than:
                    return found
        return None

    def _new_term(self, target: Target, items: list[Item]) -> NewTerm | None:
        """The registry's entry for a term that it lacks."""
        taxonomy = TAXONOMY_OF[target.kind]
        if target.id in self.desk.registry.terms[taxonomy]:
            return None
        name, old = self._name_of(target, items)
        fields: dict[str, Value] = {"name": _cut(name, 200)}
        if target.kind == "agency":
            fields["region"] = self.plan.region
        if old and urls.path_problem(old) is None:
            fields["old_urls"] = (old,)
        return NewTerm(taxonomy, target.id, fields)

    def _name_of(self, target: Target, items: list[Item]) -> tuple[str, str]:
        """The name that the source has for a new term, and the address of its page."""
        for item in items:
            for key_target, kind in TERM_KEYS.items():
                for key in self._keys_for(item, key_target):
                    for text in texts_of(item.fields.get(key)):
                        if target in self._term(key, text, kind):
                            name = self.reader.site.term_names.get((key, text.lower()), text)
                            old = self.reader.site.term_addresses.get((key, text)) or ""
                            return _plain(name), old
        return target.id, ""

    def _author(self, item: Item) -> str:
        names: list[str] = []
        for key in self._keys_for(item, "author"):
            for text in texts_of(item.fields.get(key)):
                planned = self.plan.values.get(key, {}).get(text)
                if planned is None:
                    known = self.reader.site.term_names
                    planned = (known.get((key, text)) or known.get((key, text.lower()), text),)
                names += planned
        return ", ".join(dict.fromkeys(filter(None, map(_plain, names))))

    def _source(self, item: Item) -> dict[str, Value] | None:
        name = next(iter(self._texts(item, "source.name")), "")
        address = next((text for text in self._texts(item, "source.url") if urls.is_web_url(text)), "")
        if not name and address:
            name = urlsplit(address).netloc.removeprefix("www.")
        if not name:
            return None
        return {"name": _cut(_plain(name), 200), **({"url": address} if address else {})}

    def _own(self, story: _Story, language: str) -> dict[str, tuple[Finding, ...]]:
        """What each language has of its own."""
        item = story.posts[language].item
        fields: dict[str, tuple[Finding, ...]] = {"title": (self._title(item),)}
        summary = next((text for text in map(_plain, self._texts(item, "summary")) if text), "")
        if summary:
            fields["summary"] = (Finding(_cut(summary, 600)),)
        if language in story.slugs:
            fields["slug"] = (Finding(story.slugs[language]),)
        assert story.date is not None, "stories without a date were left out"
        updated = self._later([item], "updated", story.date)
        if updated is not None:
            fields["updated"] = (Finding(updated[0]),)
        if story.aliases.get(language):
            fields["aliases"] = tuple(map(Finding, story.aliases[language]))
        if self._is_draft(item):
            fields["draft"] = (Finding(True),)
        extra = [Finding(_cut(_plain(text), 5000)) for text in self._texts(item, "notes")]
        if extra:
            fields["notes"] = tuple(extra)
        return fields

    def _title(self, item: Item) -> Finding:
        title = next((text for text in map(_plain, self._texts(item, "title")) if text), "")
        if title:
            return Finding(_cut(title, 300))
        words = " ".join(re.split(r"[-_\s]+", unquote(item.name))).strip()
        return Finding(_cut(words[:1].upper() + words[1:] or item.place, 300), Certainty.INFERRED, item.place)

    def _image(
        self, story: _Story, language: str, text: _Converted, original: bool
    ) -> dict[str, Value] | str:
        """The picture at the head as front matter; as Markdown when nobody says what can be seen on it."""
        item = story.posts[language].item
        source = next(iter(self._texts(item, "image.src")), "")
        alt = next((each for each in map(_plain, self._texts(item, "image.alt")) if each), "")
        caption = next((each for each in map(_plain, self._texts(item, "image.caption")) if each), "")
        known = self.reader.describe(source) if source else ("", "")
        alt, caption = _cut(alt or _plain(known[0]), 500), _cut(caption or _plain(known[1]), 1000)
        if not source:
            return ""
        if not original:
            return {key: each for key, each in (("alt", alt), ("caption", caption)) if each} or ""
        destination = _Links(self, story, language, item, text).image(source)
        if not destination:
            text.lost.append(source)
            return ""
        if _SCHEME.match(destination):
            text.counts["image-outside"] += 1
            return f"<{destination}>"
        if not alt and not caption:
            return f"![]({destination})"
        credit = next(iter(self._texts(item, "image.credit")), "")
        values = {
            "src": destination,
            "alt": alt or caption[:500],
            "caption": caption,
            "credit": _cut(_plain(credit), 200),
        }
        return {key: each for key, each in values.items() if each}


class _Links:
    """Where the links and pictures of one post lead."""

    def __init__(
        self, importer: _Importer, story: _Story, language: str, item: Item, result: _Converted
    ) -> None:
        self.importer = importer
        self.story = story
        self.language = language
        self.item = item
        self.result = result

    def link(self, target: str) -> str:
        """See :class:`Rewriter`."""
        target = self.importer.reader.address_of(target.strip())
        local = self.importer._local(target)
        if _SCHEME.match(local):
            allowed = local.lower().startswith(("http:", "https:", "mailto:", "tel:"))
            return local if allowed and not re.search(r"[\s<>\"]", local) else ""
        if local.startswith("//"):
            return f"https:{local}" if urls.is_web_url(f"https:{local}") else ""
        try:
            parts = urlsplit(local)
        except ValueError:
            return ""
        if not parts.path and not parts.query:
            anchor = self.story.posts[self.language].anchors.get(unquote(parts.fragment), "")
            return f"#{anchor}" if anchor else ""
        found = self._post(parts.path, parts.query)
        if found is not None:
            return self._to(*found, unquote(parts.fragment)) or self._old(local)
        return self._file(unquote(parts.path)) or self._old(local)

    def ref(self, target: str) -> str:
        """Where a tag that names a page leads; empty when there is no such page."""
        path, _, fragment = target.strip().partition("#")
        if not path:
            anchor = self.story.posts[self.language].anchors.get(fragment, "")
            return f"#{anchor}" if anchor else ""
        found = self._post(path, "")
        if found is None:
            media = self._file(path)
            if media:
                return media
            suffix = posixpath.splitext(path.strip("/"))[0]
            base = self.importer.plan.base_url
            return (
                f"{base}/{suffix}/"
                if base and not path.startswith(".") and self.importer.site.program == "hugo"
                else ""
            )
        return self._to(*found, fragment)

    def image(self, target: str) -> str:
        """See :class:`Rewriter`."""
        target = self.importer.reader.address_of(target.strip())
        local = self.importer._local(target)
        if not _SCHEME.match(local) and not local.startswith("//"):
            path = unquote(local.partition("?")[0].partition("#")[0])
            if not _MEDIA_END.search(posixpath.basename(path)):
                return ""
            return self._file(path) or self._old(local)
        if self.importer.site.program == "wordpress":
            found = self._file(target)
            if found:
                return found
        address = f"https:{local}" if local.startswith("//") else local
        return address if urls.is_web_url(address) else ""

    def picture(self, target: str) -> str:
        """As :meth:`image`, for tags: what is not in the source stays a tag."""
        local = self.importer._local(target.strip())
        if _SCHEME.match(local) or local.startswith("//"):
            return self.image(target)
        return self._file(unquote(local.partition("?")[0])) or ""

    def _post(self, path: str, query: str) -> tuple[_Story, str] | None:
        """The post that an address, a file's path or a name means."""
        if query and re.fullmatch(r"(?:p|page_id)=\d+", query):
            return self._one(f"?{query}")
        path = unquote(path)
        candidates = []
        if path.startswith("/"):
            candidates = [old_path(path), path.strip("/")]
        else:
            candidates.append(posixpath.normpath(posixpath.join(self.item.folder, path)))
            if self.item.address:
                candidates.append(old_path(urljoin(self.item.address, path)))
            candidates += [path, posixpath.splitext(path)[0]]
        candidates += [posixpath.splitext(each)[0] for each in candidates if "." in posixpath.basename(each)]
        for candidate in candidates:
            found = self._one(candidate)
            if found is not None:
                return found
        return None

    def _one(self, name: str) -> tuple[_Story, str] | None:
        """The one post that goes by a name, the one in this language before others."""
        posts = self.importer.index.get(name, [])
        if len(posts) > 1:
            same = [post for post in posts if post[1] == self.language]
            posts = same or posts
        return posts[0] if len(posts) == 1 else None

    def _to(self, story: _Story, language: str, fragment: str) -> str:
        """A link from this post's file to another's; empty when that is not published but this one is."""
        if self.importer.is_held(story, language):
            return ""
        anchor = ""
        if fragment:
            anchor = story.posts[language].anchors.get(fragment, "")
            if not anchor:
                self.result.counts["anchor-lost"] += 1
        here = posixpath.dirname(self.story.file(self.language))
        path = posixpath.relpath(story.file(language), here)
        return path + (f"#{anchor}" if anchor else "")

    def _file(self, path: str) -> str:
        """The name beside the story of a picture or document of the source; empty when it has none."""
        if not self.story.folder:
            return ""
        found = self.importer.reader.media(self.item, path)
        if not found or found.rpartition(".")[2].lower() not in MEDIA_SUFFIXES:
            return ""
        media = self.story.media
        if found not in media:
            if len(media) >= MAX_LINKED:
                return ""
            media[found] = _media_name(found, media.values())
        return media[found]

    def _old(self, target: str) -> str:
        """The full address on the old site; empty when nobody knows where that is."""
        base = self.importer.plan.base_url
        if not base:
            return ""
        here = self.item.address or "/"
        joined = urljoin(here if not target.startswith("/") else "/", target)
        address = base + (joined if joined.startswith("/") else f"/{joined}")
        address = re.sub(r"\s", "%20", address)
        return address if urls.is_web_url(address) else ""


def _media_names(text: str) -> Iterator[str]:
    """What looks like the name of a picture or document in a text."""
    for found in _MEDIA_END.finditer(text):
        before = text[max(0, found.start() - 300) : found.start()]
        yield _BEFORE_NAME.split(before)[-1] + found[0]


def _media_name(path: str, taken: Iterable[str]) -> str:
    """A file name that any system can hold, and that no other file of the story has."""
    stem, _, suffix = posixpath.basename(path).rpartition(".")
    stem = (urls.slugify(stem) or "berkas")[:80].strip("-")
    names = (
        f"{stem}{number}.{suffix.lower()}" for number in ("", *(f"-{n}" for n in range(2, MAX_LINKED + 2)))
    )
    return next(name for name in names if name not in taken)


def _claimed(wanted: str, folders: tuple[str, ...], taken: set[str]) -> str:
    """``wanted``, or with a number behind it, which nobody has in any of the folders; claims it there."""
    name, number = wanted, 2
    while any(f"{folder}/{name}" in taken for folder in folders):
        name = f"{wanted[:90].rstrip('-')}-{number}"
        number += 1
    taken.update(f"{folder}/{name}" for folder in folders)
    return name


def _plain(text: str) -> str:
    """One line of text: no HTML, character references as characters."""
    text = html_text.unescape(_HTML.sub("", html_text.unescape(without_marks(text))))
    return " ".join(text.split())


def _cut(text: str, limit: int) -> str:
    if len(text) <= limit:
        return text
    cut = text.rfind(" ", 0, limit - 1)
    return text[: cut if cut > limit // 2 else limit - 1].rstrip(" ,;:–-") + "…"


def _date_forms(text: str) -> Iterator[str]:
    """A foreign date in forms that Warta reads, the likeliest first."""
    text = " ".join(text.split())
    found = _ISO_DATE.match(text)
    if found is not None:
        day = f"{found[1]}-{int(found[2]):02}-{int(found[3]):02}"
        if found[4] is None:
            yield day
            return
        zone = found[7] or ""
        if zone in ("Z", "UTC", "GMT"):
            zone = "+00:00"
        elif zone:
            digits = zone[1:].replace(":", "").ljust(4, "0")
            zone = f"{zone[0]}{digits[:2]}:{digits[2:]}"
        yield f"{day} {int(found[4]):02}:{found[5]}" + (f" {zone}" if zone else "")
        yield day
        return
    for form in _OTHER_DATES:
        try:
            yield datetime.strptime(text, form).strftime("%Y-%m-%d")  # noqa: DTZ007 - a day, without a time
        except ValueError:
            continue
    try:
        yield parsedate_to_datetime(text).isoformat(" ", "minutes")
    except (ValueError, TypeError, IndexError):
        return
