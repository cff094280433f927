"""A press release or news text as a draft: every value with the sentence it came from, and nothing else."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import replace
from datetime import date
from itertools import islice
from typing import NamedTuple

from generator.importing.dates import WrittenDate, find_dates, fitting_years
from generator.importing.desk import Desk
from generator.importing.documents import DocumentError, read_document
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
from generator.importing.layout import Layout, is_letterhead, layout_of
from generator.importing.people import Person, find_people
from generator.importing.phrases import abbreviations_in, tokens_of
from generator.importing.places import (
    Mention,
    Vocabulary,
    agencies_in,
    is_headquarters,
    new_agencies_in,
    regions_in,
    tags_in,
    vocabulary_of,
)
from generator.importing.texts import as_markdown, decode_text, language_of, paragraphs_of, sentences_of
from generator.importing.wording import Sentence
from generator.importing.words import COMMON_ABBREVIATIONS
from generator.registry import Registry, Term
from generator.urls import slugify

__all__ = ["document_draft", "press_draft", "text_draft"]

LEAD_PARAGRAPHS = 2
"""Where newsrooms put who, what, when and where."""
OLDEST_NEWS = 1998
"""Earlier years in a text are history."""
MAX_SENTENCES = 600
MAX_SENTENCE = 3_000
"""Characters. What is longer is no press text; its beginning is looked at, all of it is imported."""
MAX_ABBREVIATIONS = 40
MAX_TAGS = 6
MAX_NEW_AGENCIES = 4
WORKING_TITLE = 100
"""Characters of a title that is only the beginning of the text."""
FILE_NAME = 70
"""Characters of the title that the file is named after."""
_PLAIN_MENTION = re.compile(
    r"(?i)\b(?:sejak|mulai|dimulai|hingga|sampai|lahir|berdiri|berlaku|since|until|from|born|by)\b[^,.;]{0,25}$"
)
"""Before a date that says when something began or ends, not when it was news."""
_LAW = re.compile(
    r"(?i)\b(?:undang-undang|uu|perpres|permen\w*|perda|pp|keputusan|kepmen\w*|nomor|no\.)\b[^.;]{0,60}$"
)


def text_draft(name: str, data: bytes, desk: Desk) -> Draft | LeftOut:
    """The draft for a plain text file called ``name``."""
    decoded = decode_text(data)
    if decoded is None:
        return LeftOut(name, remark("not_text"))
    notes = (remark("note_encoding"),) if decoded.guessed else ()
    return press_draft(name, paragraphs_of(decoded.text), desk, notes)


def document_draft(name: str, data: bytes, desk: Desk) -> Draft | LeftOut:
    """The draft for a .docx file called ``name``; its pictures come to lie beside it."""
    try:
        document = read_document(data)
    except DocumentError as problem:
        return LeftOut(name, remark(str(problem)))
    notes = (remark("note_linked", n=document.linked),) if document.linked else ()
    draft = press_draft(name, document.paragraphs, desk, notes, document.headings)
    if isinstance(draft, LeftOut) or not document.pictures:
        return draft
    media = tuple(
        Media(f"gambar-{number}.{suffix}", picture)
        for number, (suffix, picture) in enumerate(document.pictures, 1)
    )
    suggested = Finding({"src": media[0].name, "alt": ""}, Certainty.DOUBTFUL, "", remark("image_alt"))
    return replace(draft, media=media, shared={**draft.shared, "image": (suggested,)})


def press_draft(
    name: str,
    paragraphs: tuple[str, ...],
    desk: Desk,
    notes: tuple[Remark, ...] = (),
    headings: tuple[str, ...] = (),
) -> Draft | LeftOut:
    """The draft for a text that is called ``name`` in the report.

    ``headings`` are those of the paragraphs that are styled as such, the title first.
    """
    if not any(paragraphs):
        return LeftOut(name, remark("empty"))
    vocabulary = vocabulary_of(desk.registry)
    title_line = next((line for line in headings if line in paragraphs[:6] and not is_letterhead(line)), "")
    layout = layout_of(paragraphs, lambda place: _is_place(place, vocabulary), title_line)
    if not layout.body:
        return LeftOut(name, remark("empty"))
    language = language_of("\n".join(layout.body), desk.config.codes) or desk.config.codes[0]
    reading = _Reading.of(layout, vocabulary, desk)
    shared = {
        "date": reading.day(),
        "agency": reading.agencies(),
        "speaker": reading.speakers(),
        "region": reading.regions(),
        "tags": reading.tags(),
        "kind": reading.kind(),
        "source": reading.source(),
        "author": reading.author(),
    }
    body = "\n\n".join(
        ("## " if paragraph in headings else "") + as_markdown(paragraph) for paragraph in layout.body
    )
    title = reading.title()
    return Draft(
        sources=(name,),
        name=_shortened(str(title.value), FILE_NAME).rstrip(" …"),
        versions={language: Version(body, {"title": (title,)})},
        shared={key: found for key, found in shared.items() if found},
        missing={
            key: remark(f"missing_{key}")
            for key in ("date", "agency", "speaker", "region", "tags")
            if not shared[key]
        },
        notes=(*notes, *reading.notes()),
    )


def _is_place(text: str, vocabulary: Vocabulary) -> bool:
    tokens = tokens_of(text.title() if text.isupper() else text)
    return any(match.start == 0 and match.end == len(tokens) for match in vocabulary.regions.find(tokens))


class _Reading(NamedTuple):
    """A text with everything that has been found in it once."""

    layout: Layout
    sentences: tuple[Sentence, ...]
    lead: int
    """Sentences of the first paragraphs."""
    people: tuple[Person, ...]
    abbreviations: Mapping[tuple[str, ...], str]
    vocabulary: Vocabulary
    desk: Desk

    @classmethod
    def of(cls, layout: Layout, vocabulary: Vocabulary, desk: Desk) -> _Reading:
        texts = [sentences_of(paragraph) for paragraph in layout.body[:MAX_SENTENCES]]
        every = [text[:MAX_SENTENCE] for part in texts for text in part][:MAX_SENTENCES]
        sentences = tuple(vocabulary.sentence(text) for text in every)
        lead = sum(len(part) for part in texts[:LEAD_PARAGRAPHS])
        pairs = (pair for sentence in sentences for pair in abbreviations_in(sentence.tokens))
        abbreviations = {**COMMON_ABBREVIATIONS, **dict(islice(pairs, MAX_ABBREVIATIONS))}
        return cls(layout, sentences, lead, find_people(sentences), abbreviations, vocabulary, desk)

    @property
    def registry(self) -> Registry:
        """The site's terms."""
        return self.desk.registry

    # --- Title, kind, source, author ----------------------------------------------------------------

    def title(self) -> Finding:
        """The headline; without one the beginning of the text, as a working title."""
        if self.layout.title:
            return Finding(_shortened(self.layout.title, 290), origin=self.layout.title)
        first = self.sentences[0].text if self.sentences else self.layout.body[0]
        return Finding(_shortened(first, WORKING_TITLE), Certainty.INFERRED, first, remark("title_working"))

    def kind(self) -> tuple[Finding, ...]:
        """Advertorial where the text is marked as one; press release where an agency signs it."""
        for byline in self.layout.bylines:
            if byline.advertorial:
                return (Finding("advertorial", origin=byline.text),)
        if self.layout.letterhead:
            return (Finding("press-release", origin=self.layout.letterhead),)
        for byline in self.layout.bylines:
            if byline.official:
                return (Finding("press-release", Certainty.INFERRED, byline.text, remark("kind_signed")),)
        return ()

    def source(self) -> tuple[Finding, ...]:
        """The outlet that the dateline, the byline or an address names."""
        dateline = self.layout.dateline
        outlets = [(byline.outlet, byline.text) for byline in self.layout.bylines if byline.outlet]
        outlets = ([(dateline.outlet, dateline.text)] if dateline.outlet else []) + outlets
        host = re.sub(r"^https?://(?:www\.)?([^/:]+).*$", r"\1", self.layout.url)
        outlets += [(host, self.layout.url)] if host else []
        if not outlets:
            return ()
        value: dict[str, Value] = {"name": _shortened(outlets[0][0], 190)}
        if self.layout.url:
            value["url"] = self.layout.url
        return (Finding(value, origin=outlets[0][1]),)

    def author(self) -> tuple[Finding, ...]:
        """Who signed the text, as it is signed."""
        outlet = self.layout.dateline.outlet.lower()
        names = [
            byline
            for byline in self.layout.bylines
            if byline.author and not outlet.startswith(byline.author.lower().replace(" ", ""))
        ]
        if not names:
            return ()
        author = ", ".join(dict.fromkeys(byline.author for byline in reversed(names)))
        return (Finding(_shortened(author, 190), origin=names[0].text),)

    # --- The date -----------------------------------------------------------------------------------

    def day(self) -> tuple[Finding, ...]:
        """The day of the story: of the date line, the dateline, else of the first event with a weekday."""
        for written, origin in self._candidates():
            if written.contradicts_itself:
                return tuple(self._contradictory(written, origin))
            if written.on is not None:
                late = written.on > self.desk.today
                plain = written.weekday is None and origin in {sentence.text for sentence in self.sentences}
                certainty = Certainty.DOUBTFUL if late else Certainty.INFERRED if plain else Certainty.STATED
                return (
                    Finding(
                        _day(written, written.on), certainty, origin, remark("date_future") if late else None
                    ),
                )
            found = self._without_year(written, origin)
            if found is not None:
                return (found,)
        return ()

    def _candidates(self) -> Iterator[tuple[WrittenDate, str]]:
        dateline = self.layout.dateline
        yield from self.layout.dates
        if dateline.date is not None:
            yield dateline.date, dateline.text
        in_text = [
            (written, sentence.text) for sentence in self.sentences for written in _news_dates(sentence.text)
        ]
        yield from (each for each in in_text if each[0].weekday is not None)
        lead = {sentence.text for sentence in self.sentences[: self.lead]}
        yield from (each for each in in_text if each[0].weekday is None and each[1] in lead)
        rest = [
            (written, sentence.text) for sentence in self.sentences for written in find_dates(sentence.text)
        ]
        yield from (each for each in rest if each[0].weekday is not None)

    def _without_year(self, written: WrittenDate, origin: str) -> Finding | None:
        """A date whose year the weekday gives away, or another date nearby; doubtful without either."""
        latest = min([self.desk.today, *(each.on for each, _ in self.layout.dates if each.on)])
        years = list(fitting_years(written, latest))
        if not years:
            return None
        days = [date(year, written.month, written.day) for year in years]
        context = self._full_dates()
        near = [day for day in days if any(abs((day - other).days) <= 200 for other in context)]
        day = near[0] if near else days[0]
        if written.weekday is None and not near:
            return Finding(
                _day(written, day), Certainty.DOUBTFUL, origin, remark("date_no_year", year=day.year)
            )
        code = "date_year_context" if near and day is not days[0] else "date_year_weekday"
        if written.weekday is None:
            code = "date_year_context"
        return Finding(_day(written, day), Certainty.INFERRED, origin, remark(code, year=day.year))

    def _full_dates(self) -> list[date]:
        found = [written for sentence in self.sentences for written in find_dates(sentence.text)]
        return [each.on for each in found if each.on is not None and not each.contradicts_itself]

    def _contradictory(self, written: WrittenDate, origin: str) -> Iterator[Finding]:
        """Weekday and date do not fit each other: the days that it can be, none of them as a fact."""
        if written.on is None or written.year is None:
            return
        given = written.year
        yield Finding(_day(written, written.on), Certainty.DOUBTFUL, origin, remark("date_weekday_wrong"))
        fitting = fitting_years(written._replace(year=None), self.desk.today)
        years = sorted(fitting, key=lambda year: abs(year - given))
        for year in [year for year in years if abs(year - given) <= 3][:1]:
            day = date(year, written.month, written.day)
            yield Finding(
                _day(written, day), Certainty.DOUBTFUL, origin, remark("date_weekday_fits", year=year)
            )

    # --- Terms --------------------------------------------------------------------------------------

    def agencies(self) -> tuple[Finding, ...]:
        """Agencies of the registry, and those that it lacks, as entries to add."""
        offices = [(office, person.sentence) for person in self.people for office in person.offices]
        new = new_agencies_in(self.sentences, self.vocabulary)[:MAX_NEW_AGENCIES]
        branches = [name for name, _, _ in new]
        found = []
        for mention in agencies_in(self.sentences, self.lead, offices, self.abbreviations, self.vocabulary):
            certainty, why = _certainty(mention), _why(mention)
            if is_headquarters(
                mention.term, branches
            ):  # "KPU" is the one of Makassar where that is named, too
                certainty, why = Certainty.DOUBTFUL, remark("agency_branch")
            found.append(Finding(mention.term.id, certainty, mention.sentence, why))
        return (*found, *(self._new_agency(*each) for each in new))

    def _new_agency(self, name: str, region: Term, sentence: str) -> Finding:
        identity = slugify(name)
        term = NewTerm("agencies", identity, {"name": _shortened(name, 190), "region": region.id})
        return Finding(identity, Certainty.INFERRED, sentence, term=term)

    def regions(self) -> tuple[Finding, ...]:
        """The regions that the text is about; others that it names only as suggestions."""
        mentions = regions_in(self.sentences, self.lead, self.layout.dateline.place, self.vocabulary)
        found: list[Finding] = []
        main: Mention | None = None
        for mention in mentions:
            if mention.alternatives:
                names = ", ".join(term.id for term in (mention.term, *mention.alternatives))
                why = remark("region_unclear", choices=names)
                found.append(Finding(mention.term.id, Certainty.DOUBTFUL, mention.sentence, why))
                continue
            if main is None:
                main = mention
                certainty = Certainty.STATED if mention.explicit else Certainty.INFERRED
            elif mention.term in self.registry.path_of(main.term):
                continue  # the province of the regency
            elif mention.explicit and mention.score * 2 >= main.score:
                certainty = Certainty.INFERRED
            else:
                certainty = Certainty.DOUBTFUL
            found.append(Finding(mention.term.id, certainty, mention.sentence))
        return tuple(found[:8]) or self._region_of_agency()

    def _region_of_agency(self) -> tuple[Finding, ...]:
        """Where no region is named besides agencies: the region of the one that is named most."""
        for mention in agencies_in(self.sentences, self.lead, (), self.abbreviations, self.vocabulary):
            region = self.registry.region_of(mention.term)
            if region is not None and mention.score:
                why = remark("region_of_agency", agency=mention.term.id)
                return (Finding(region.id, Certainty.INFERRED, mention.sentence, why),)
        return ()

    def tags(self) -> tuple[Finding, ...]:
        """Topics of the registry that the text names, and those of its own line "Tags:"."""
        headline = (self.vocabulary.sentence(self.layout.title),) if self.layout.title else ()
        sentences = (*headline, *self.sentences)
        days = [str(found.value)[:4] for found in self.day() if found.certainty != Certainty.DOUBTFUL]
        year = "".join(days[:1])
        lead = self.lead + len(headline)
        mentions = tags_in(sentences, lead, self.abbreviations, year, self.vocabulary)[:MAX_TAGS]
        found = [Finding(each.term.id, Certainty.INFERRED, each.sentence) for each in mentions]
        known = {each.term.id for each in mentions}
        for topic in self.layout.topics[:10]:
            terms = self.registry.find("tags", topic)
            identity = terms[0].id if len(terms) == 1 else slugify(topic)
            if identity and identity not in known:
                known.add(identity)
                term = None if terms else NewTerm("tags", identity, {"name": _shortened(topic, 190)})
                found.append(Finding(identity, Certainty.INFERRED, topic, term=term))
        return tuple(found)

    def speakers(self) -> tuple[Finding, ...]:
        """Everybody who is quoted or named with an office or title; the quoted first."""
        people = sorted(self.people, key=lambda person: not person.quoted)
        found = (self._speaker(person) for person in people)
        by_value = {str(each.value): each for each in reversed([each for each in found if each.value])}
        return tuple(reversed(by_value.values()))

    def _speaker(self, person: Person) -> Finding:
        known, exact = _registered(person, self.registry)
        if known is not None:
            if not exact:
                why: Remark | None = remark("speaker_written", name=person.name)
            else:
                why = None if person.quoted else remark("speaker_named")
            certainty = Certainty.INFERRED if why else Certainty.STATED
            return Finding(known.id, certainty, person.sentence, why)
        term = NewTerm("speakers", slugify(person.name), _speaker_fields(person, self.vocabulary))
        certainty = Certainty.INFERRED if person.sure else Certainty.DOUBTFUL
        why = None if person.quoted else remark("speaker_named")
        return Finding(term.id, certainty, person.sentence, why, term)

    # --- Notes --------------------------------------------------------------------------------------

    def notes(self) -> Iterator[Remark]:
        """What was taken out of the text, and what contradicts itself in it."""
        if self.layout.dateline.text:
            yield remark("note_dateline", text=self.layout.dateline.text)
        if self.layout.bylines:
            yield remark("note_byline", text=_listed(byline.text for byline in self.layout.bylines))
        if self.layout.editors:
            yield remark("note_editor", text=_listed(self.layout.editors))
        if self.layout.removed:
            yield remark("note_removed", text=_listed(self.layout.removed))
        for sentence in self.sentences:
            for written in find_dates(sentence.text):
                if written.contradicts_itself:
                    yield remark("note_weekday", text=written.text)


# --- Details ----------------------------------------------------------------------------------------


def _news_dates(sentence: str) -> Iterator[WrittenDate]:
    """The dates of a sentence that can be the day of the news: not those of laws, births and beginnings."""
    for written in find_dates(sentence):
        if written.year is not None and written.year < OLDEST_NEWS:
            continue
        before = sentence[: written.start]
        if not _PLAIN_MENTION.search(before) and not _LAW.search(before):
            yield written


def _day(written: WrittenDate, day: date) -> str:
    return f"{day.isoformat()} {written.clock}".strip()


def _certainty(mention: Mention) -> Certainty:
    if mention.score == 0:
        return Certainty.DOUBTFUL
    return Certainty.STATED if mention.explicit else Certainty.INFERRED


def _why(mention: Mention) -> Remark | None:
    if mention.score == 0:
        return remark("agency_cited")
    return None if mention.explicit else remark("agency_concluded")


def _registered(person: Person, registry: Registry) -> tuple[Term | None, bool]:
    """The registry's speaker of that name, and whether the name is one that the registry has."""
    for name in (
        person.name,
        f"{person.prefix} {person.name}",
        f"{person.prefix} {person.name}, {person.suffix}",
    ):
        found = registry.find("speakers", name)
        if len(found) == 1:
            return found[0], True
    words = set(person.words)
    near = []
    for term in registry.terms["speakers"].values():
        for name in (*term.names.values(), *term.fields.aliases):
            other = {word.lower().strip(".") for word in name.split()}
            if min(len(words), len(other)) > 1 and (words <= other or other <= words):
                near.append(term)
                break
    return (near[0], False) if len(near) == 1 else (None, False)


def _speaker_fields(person: Person, vocabulary: Vocabulary) -> Mapping[str, Value]:
    fields: dict[str, Value] = {"name": _shortened(person.name, 190)}
    if person.prefix:
        fields["prefix"] = _shortened(person.prefix, 90)
    if person.suffix:
        fields["suffix"] = _shortened(person.suffix, 190)
    appointments = tuple(_appointment(office, vocabulary) for office in person.offices)
    if appointments:
        fields["appointments"] = appointments
    return fields


def _appointment(office: str, vocabulary: Vocabulary) -> Value:
    acting = re.match(r"(?i)(?:plt|plh|pj|pjs)\b\.?\s+|(?:penjabat|pelaksana tugas|acting)\s+", office)
    fields: dict[str, Value] = {"office": _shortened(office[acting.end() :] if acting else office, 290)}
    agencies = [
        match.values[0].id for match in vocabulary.agencies.find(tokens_of(office)) if len(match.values) == 1
    ]
    if agencies:
        fields["agency"] = agencies[-1]
    if acting:
        fields["acting"] = True
    return fields


def _shortened(text: str, characters: int) -> str:
    """At most so many characters, cut between words."""
    text = " ".join(text.split())
    if len(text) <= characters:
        return text
    return text[:characters].rsplit(" ", 1)[0].rstrip(' ,;:–-“"(') + " …"


def _listed(texts: Iterable[str]) -> str:
    return "; ".join(f"“{_shortened(text, 160)}”" for text in texts)
