"""A foreign site as drafts: two passes over its items, one to know them all, one to convert them."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator, Mapping
from itertools import chain

from msgspec import Struct, field
from msgspec.structs import replace

from warta.diagnostics.catalogue import explain
from warta.diagnostics.values import error
from warta.importing.drafts import (
    Certainty,
    Draft,
    Finding,
    LeftOut,
    Media,
    Remark,
    Value,
    Version,
    remark,
)
from warta.importing.html import markdown_of_tree
from warta.importing.plan import TERM_KEYS, Plan
from warta.importing.rewriting import Rewriter, escaped, is_picture
from warta.importing.site import Desk
from warta.importing.sites.items import SCHEME, WORDPRESS, Item, Reader, Unread, texts_of
from warta.importing.sites.links import Links
from warta.importing.sites.markup import without_attribute_lists
from warta.importing.sites.placeholders import without_marks
from warta.importing.sites.planned_keys import PlannedKeys
from warta.importing.sites.shortcodes import Tags
from warta.importing.sites.source_tree import TextStore
from warta.importing.sites.stories import Stories, Story
from warta.importing.sites.survey import Survey
from warta.importing.sites.tag_tree import tags_in
from warta.importing.sites.texts import opened
from warta.importing.trial import registered, tried
from warta.media.values import Refused

__all__ = ["site_drafts", "survey_of"]


def survey_of(reader: Reader) -> Survey:
    """Count what a source holds."""
    survey = Survey()
    named: dict[str, list[str]] = {}
    for path in reader.files:
        named.setdefault(path.rpartition("/")[2], []).append(path)
    for item, body in reader.entries():
        if isinstance(item, Item):
            survey.add(item, tags_in(body, reader.site.program) if reader.site.program != WORDPRESS else ())
            if reader.site.program != WORDPRESS:  # its uploads are copies by nature
                survey.add_copies(
                    "\n".join((body, *chain.from_iterable(map(texts_of, item.fields.values())))), named
                )
    return survey


def site_drafts(reader: Reader, plan: Plan, desk: Desk) -> Iterator[Draft | LeftOut]:
    """Every item of a source as a draft, or with the reason why it is none."""
    stories = Stories(PlannedKeys(reader, plan, desk))
    yield from stories.collect()
    converter = _Converter(stories)
    refused = [
        (story, problem)
        for story, draft in converter.drafts(trial=True)
        if (problem := tried(registered(draft), story.path, desk).problem) is not None
    ]
    for story, problem in refused:  # before anything leads to them
        stories.refuse(story)
        yield from (LeftOut(item.place, problem) for item in story.items)
    yield from (draft for _, draft in converter.drafts())


class _Converted(Struct):
    """The text of one post."""

    body: str = ""
    tags: Tags = field(default_factory=Tags)
    """What became of its template tags."""
    counts: Counter[str] = field(default_factory=Counter)
    """What could not stay as it was, by its name in the report."""
    lost: list[str] = field(default_factory=list)
    """Pictures at the head of which there is no file."""


class _Converter:
    """The second pass."""

    def __init__(self, stories: Stories) -> None:
        self.stories = stories
        self.planned = stories.planned
        self.reader = stories.reader
        self.plan = stories.planned.plan
        self.site = stories.reader.site

    def drafts(self, *, trial: bool = False) -> Iterator[tuple[Story, Draft]]:
        """The drafts, each as soon as all its texts are there; without media for a ``trial``."""
        store = TextStore()
        waiting: dict[int, dict[str, _Converted]] = {}
        try:
            for number, (item, body) in enumerate(self.reader.entries()):
                place = self.stories.by_number.get(number)
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
                    draft = self._draft(story, waiting.pop(id(story)))
                    yield story, draft if trial else replace(draft, media=tuple(self._media(story)))
                    story.embedded.clear()
        finally:
            store.close()

    def _converted(self, story: Story, language: str, item: Item, body: str) -> _Converted:
        result = _Converted()
        text = opened(item, body, self.planned)
        if text is None:  # no engine would read it, as its own finding will say
            result.body = without_marks(body)
            return result
        story.embedded.update(text.embedded)
        links = Links(self.stories, story, language, item=item, counts=result.counts)
        rewriter = Rewriter(
            links.link,
            links.image,
            result.counts,
            links.describe,
            words=str if self.site.program == WORDPRESS else without_attribute_lists,
            raw=text.kept.raw,
            missing=links.missing,
        )
        result.tags = text.tags
        result.body = text.kept.restore(markdown_of_tree(text.root, rewriter, breaks=text.breaks))
        return result

    # --- Drafts -------------------------------------------------------------------------------------

    def _draft(self, story: Story, texts: Mapping[str, _Converted]) -> Draft:
        shared = self._shared(story)
        versions = {}
        for number, language in enumerate(story.posts):
            text = texts[language]
            fields = self._own(story, language)
            lead = self._image(story, language, text, original=number == 0)
            if isinstance(lead, str):
                text.body = f"{lead}\n\n{text.body.lstrip()}" if lead else text.body
            else:
                (fields if number else shared)["image"] = (Finding(lead),)
            versions[language] = Version(text.body, fields)
        kept: Counter[str] = sum((text.tags.visible for text in texts.values()), Counter())
        taken: Counter[str] = sum((text.tags.taken for text in texts.values()), Counter())
        return Draft(
            sources=tuple(item.place for item in story.items),
            versions=versions,
            shared=shared,
            name=story.name,
            notes=tuple(self._notes(story, texts, kept)),
            folder=story.folder,
            published=not self.plan.drafts,
            kept=dict(kept),
            taken=dict(taken),
            planned=True,
        )

    def _notes(
        self, story: Story, texts: Mapping[str, _Converted], kept: Mapping[str, int]
    ) -> Iterator[Remark]:
        """For the team: what could not stay as it was, and what the source says besides."""
        dates = {date[0][:10] for item in story.items if (date := self.planned.date_of(item)) is not None}
        if len(dates) > 1:
            yield remark("site_dates_differ", dates=", ".join(sorted(dates)))
        counts: Counter[str] = sum((text.counts for text in texts.values()), Counter())
        for name, count in sorted(counts.items()):
            yield remark(f"site_{name.replace('-', '_')}", n=count)
        if kept:
            names = ", ".join(f"{name} ({count})" for name, count in sorted(kept.items()))
            yield remark("site_tags_kept", names=names)
        written = dict.fromkeys(tag for text in texts.values() for tag in text.tags.written)
        if written:
            yield remark("site_tags_taken", tags="\n".join(written))
        if story.unkept:
            yield remark("site_address_unkept", names=", ".join(story.unkept))
        yield from self._files("site_file_refused", story.refused)
        yield from self._files("site_file_stilled", story.stilled)
        for text in texts.values():
            yield from (remark("site_head_image", name=name) for name in text.lost)
        for item in story.items:
            yield from (remark("site_note", text=text) for text in item.notes)

    def _files(self, code: str, problems: Mapping[str, Refused]) -> Iterator[Remark]:
        """What is to be said of files of the source."""
        for path, problem in problems.items():
            found = error(problem.code, path, **dict(problem.arguments))
            said = explain(found, self.planned.desk.config.message_language)
            yield remark(code, name=path, what=said.what, fix=said.fix)

    def _media(self, story: Story) -> Iterator[Media]:
        for path, name in story.media.items():
            found = self.stories.brought(path, story.embedded.get(path))
            if found.problem is None:
                yield Media(name, found.data)

    def _shared(self, story: Story) -> dict[str, tuple[Finding, ...]]:
        """What the languages share: the original's values, or those of the first language that has any."""
        planned = self.planned
        items = story.items
        shared: dict[str, tuple[Finding, ...]] = {"date": (Finding(story.date_text),)}
        for key in TERM_KEYS:
            targets = next((found for item in items if (found := planned.targets(item, key))), [])
            values = [Finding(target.id, term=planned.new_term(target, items)) for target in targets]
            if key == "agency" and not values:
                values = [Finding(self.plan.agency)]
            if values:
                shared[key] = tuple(values)
        opens, expires = planned.times(items, story.date)
        single: dict[str, Value] = {
            "author": next(filter(None, map(planned.author, items)), ""),
            "source": next(filter(None, map(planned.source, items)), {}),
            "publish_at": opens[0] if opens is not None else "",
            "expires": expires[0] if expires is not None else "",
        }
        return shared | {key: (Finding(value),) for key, value in single.items() if value}

    def _own(self, story: Story, language: str) -> dict[str, tuple[Finding, ...]]:
        """What each language has of its own."""
        planned, item = self.planned, story.posts[language].item
        title = planned.title(item)
        stand_in = Finding(planned.title_of_name(item), Certainty.INFERRED, item.place)
        updated = planned.later([item], "updated", story.date)
        found: dict[str, Iterable[Value]] = {
            "summary": [planned.line(item, "summary", 600)],
            "slug": [story.slugs.get(language, "")],
            "updated": [updated[0] if updated is not None else ""],
            "aliases": story.aliases.get(language, ()),
            "draft": [planned.is_draft(item)],
            "notes": planned.lines(item, "notes", 5000),
        }
        fields = {key: tuple(Finding(value) for value in values if value) for key, values in found.items()}
        return {
            "title": (Finding(title) if title else stand_in,),
            **{key: values for key, values in fields.items() if values},
        }

    def _image(
        self, story: Story, language: str, text: _Converted, *, original: bool
    ) -> Mapping[str, Value] | str:
        """The picture at the head as front matter; as Markdown when nobody says what can be seen on it."""
        item = story.posts[language].item
        known = self.planned.picture(item)
        if not known:
            return ""
        words = {key: known[key] for key in ("alt", "caption") if key in known}
        if not original:
            return words or ""
        source = known["src"]
        links = Links(self.stories, story, language, item=item, counts=text.counts)
        destination = links.image(source)
        if not destination:
            if links.missing(source) == "image-lost":
                text.lost.append(source)
            return ""
        if SCHEME.match(destination):
            text.counts["image-outside"] += 1
            return f"<{destination}>"
        if not is_picture(destination):
            return f"[{escaped(words.get('alt', destination))}]({destination})"
        if not words:
            return f"![]({destination})"
        return {
            "src": destination,
            "alt": words["alt"],
            **{key: known[key] for key in ("caption", "credit") if key in known},
        }
