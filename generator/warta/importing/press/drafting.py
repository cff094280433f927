"""A press release or news text as a draft: every value with the sentence it came from, and nothing else."""

from __future__ import annotations

import re
from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from functools import cached_property
from itertools import islice
from pathlib import Path

from msgspec import Struct
from msgspec.structs import replace

from warta.checks.rules.titles import SUMMARY_LIMIT
from warta.importing.drafts import (
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
    shortened,
)
from warta.importing.press.agency_mentions import agencies_in, is_part_of_another
from warta.importing.press.blocks import Block, kept, typed
from warta.importing.press.chats import without_senders
from warta.importing.press.documents import READERS, Document
from warta.importing.press.events import event_of
from warta.importing.press.layout import Layout, is_letterhead, is_paragraph, layout_of
from warta.importing.press.lists import as_body
from warta.importing.press.new_agencies import (
    NewAgency,
    bodies_in,
    new_agencies_in,
    weighed,
    without_brackets,
)
from warta.importing.press.packages import DocumentError
from warta.importing.press.people import Person, find_people
from warta.importing.press.person_mentions import represented_in
from warta.importing.press.region_mentions import DATELINE_SCORE, regions_in
from warta.importing.press.speakers import speakers_of
from warta.importing.press.story_date import StoryDate
from warta.importing.press.texts import decode_text, language_of, sentences_of
from warta.importing.press.tokens import abbreviations_in
from warta.importing.press.topic_mentions import tags_in
from warta.importing.press.vocabulary import TermMention, Vocabulary, names_of, unshouted, vocabulary_of
from warta.importing.press.word_roles import AGENCY_HEADS, Sentence
from warta.importing.press.words import TABLES, WORDS
from warta.importing.site import Desk
from warta.site.taxonomy import Registry, Term
from warta.urls import slugify

__all__ = ["document_draft", "press_draft", "text_draft"]

_COMMON_ABBREVIATIONS = {
    tuple(words.split()): short for words, short in TABLES["common_abbreviations"].items()
}
HEAD_BLOCKS = 8
"""Among them the title of a document stands."""
LEAD_SENTENCES = 2
"""In which an agency has a part in what happened, and is not only named with it."""
LEAD_PARAGRAPHS = 2
"""Where newsrooms put who, what, when and where."""
MAX_SENTENCES = 600
MAX_SENTENCE = 3_000
"""Characters. What is longer is no press text; its beginning is looked at, all of it is imported."""
MAX_ABBREVIATIONS = 40
MAX_TAGS = 6
MAX_NEW_AGENCIES = 4
WORKING_TITLE = 100
"""Characters of a title that is only the beginning of the text."""
SHORTEST_SUMMARY, LONGEST_SUMMARY = 30, 600
"""Characters; the content model takes no more."""
_NO_SUMMARY = re.compile(r"[“\"‘'(]|(?i:undang-undang|uu|peraturan|perpres|perda|permen\w*|surat)\b")
"""A quotation, or the law that something is based on."""
_FORMER = re.compile(rf"(?i)(?:{'|'.join(sorted(WORDS['former_offices']))})\b")
_GOVERNS = re.compile(rf"(?i)\b(?:{'|'.join(sorted(WORDS['heads_of_government']))})\b")
_OF_COUNTRY = ("ri", "republik indonesia")
_THROUGH = re.compile(rf"(?i)\b(?:{'|'.join(sorted(WORDS['through']))})\b")
CAPITAL = "jakarta"
FILE_NAME = 70
"""Characters of the title that the file is named after."""


def text_draft(name: str, data: bytes, desk: Desk) -> Draft | LeftOut:
    """The draft for a plain text file called ``name``."""
    decoded = decode_text(data)
    if decoded is None:
        return LeftOut(name, remark("not_text"))
    text, left = without_senders(decoded.text)
    notes = (*((remark("note_encoding"),) if decoded.guessed else ()), *left)
    return press_draft(name, Document(tuple(typed(text)), notes=notes), desk)


def document_draft(name: str, data: bytes, desk: Desk) -> Draft | LeftOut:
    """The draft for a document called ``name``; its pictures come to lie beside it."""
    try:
        document = READERS[Path(name).suffix.lower()](data)
    except DocumentError as problem:
        return LeftOut(name, problem.remark)
    draft = press_draft(name, document, desk)
    if isinstance(draft, LeftOut) or not document.pictures:
        return draft
    bodies = [version.body for version in draft.versions.values()]
    media = tuple(Media(*each) for each in document.pictures if any(each[0] in body for body in bodies))
    if not media:
        return draft
    name = media[0].name
    described = next((_alt_of(name, version.body) for version in draft.versions.values()), "")
    fields: dict[str, Value] = {"src": name, "alt": described}
    suggested = Finding(fields, Certainty.DOUBTFUL, "", remark("image_alt"))
    return replace(draft, media=media, shared={**draft.shared, "image": (suggested,)})


def _alt_of(picture: str, body: str) -> str:
    """What a text says in place of a picture in it; empty when it says nothing."""
    found = re.search(rf"!\[((?:[^\[\]\\]|\\.)*)\]\({re.escape(picture)}\)", body)
    return re.sub(r"\\(.)", r"\1", found[1]) if found else ""


def _headline_of(document: Document) -> str:
    """The heading that stands above a document's text; empty where the text begins without one."""
    for block in [block for block in document.blocks if block.text][:HEAD_BLOCKS]:
        if 0 < block.level < 3 and not is_letterhead(block.text):
            return block.text
        if not block.level and is_paragraph(block.text):
            return ""
    return ""


def press_draft(name: str, document: Document, desk: Desk) -> Draft | LeftOut:
    """The draft for a document that is called ``name`` in the report."""
    vocabulary = vocabulary_of(desk.registry)
    lines = tuple(block.text for block in document.blocks if block.text)
    layout = layout_of(lines, vocabulary, _headline_of(document))
    if not layout.body:
        return LeftOut(name, remark("empty"))
    language = language_of("\n".join(layout.body), desk.config.codes) or desk.config.codes[0]
    reading = _Reading.of(layout, vocabulary, desk)
    shared = {
        "date": reading.day.found,
        "agency": reading.agencies(),
        "speaker": speakers_of(reading.people, vocabulary, reading.opening),
        "region": reading.regions,
        "tags": reading.tags(),
        "kind": reading.kind(),
        "event": event_of(reading.sentences, reading.lead, reading.day.found),
        "source": reading.source(),
        "author": reading.author(),
    }
    blocks = _without_logos(document.blocks, layout)
    body = as_body(kept(layout.body, blocks))
    logos = remark("lost_logos", n=len(document.blocks) - len(blocks))
    title = reading.title()
    return Draft(
        sources=(name,),
        name=shortened(str(title.value), FILE_NAME).rstrip(" …"),
        versions={language: Version(body, {"title": (title,), **reading.summary()})},
        shared={key: found for key, found in shared.items() if found},
        missing={
            key: remark(f"missing_{key}")
            for key in ("date", "agency", "speaker", "region", "tags")
            if not shared[key]
        },
        notes=(*document.notes, *[logos] * (len(blocks) < len(document.blocks)), *reading.notes()),
    )


def _without_logos(blocks: Sequence[Block], layout: Layout) -> tuple[Block, ...]:
    """The blocks of a document without the pictures of its letterhead."""
    head = {layout.letterhead, layout.number, *layout.issuers} - {""}
    texts = [block.text for block in blocks]
    end = max((texts.index(line) for line in head if line in texts), default=0)
    return tuple(block for at, block in enumerate(blocks) if at >= end or not block.markdown.startswith("!["))


class _Reading(Struct, frozen=True, dict=True):
    """A text with everything that has been found in it once."""

    layout: Layout
    headline: tuple[Sentence, ...]
    """One, or none."""
    sentences: tuple[Sentence, ...]
    lead: int
    """Sentences of the first paragraphs."""
    day: StoryDate
    people: tuple[Person, ...]
    abbreviations: Mapping[tuple[str, ...], str]
    vocabulary: Vocabulary
    desk: Desk

    @classmethod
    def of(cls, layout: Layout, vocabulary: Vocabulary, desk: Desk) -> _Reading:
        paragraphs = [*layout.body[layout.start :], *layout.body[: layout.start]]
        vocabulary = vocabulary.learned((layout.title, *paragraphs[:MAX_SENTENCES]))
        texts = [sentences_of(paragraph) for paragraph in paragraphs[:MAX_SENTENCES]]
        every = [text[:MAX_SENTENCE] for part in texts for text in part][:MAX_SENTENCES]
        sentences = tuple(vocabulary.sentence(text) for text in every)
        lead = sum(len(part) for part in texts[:LEAD_PARAGRAPHS])
        pairs = (pair for sentence in sentences for pair in abbreviations_in(sentence.tokens))
        abbreviations = {**_COMMON_ABBREVIATIONS, **dict(islice(pairs, MAX_ABBREVIATIONS))}
        day = StoryDate(layout, every, lead, desk.today)
        headline = (vocabulary.sentence(layout.title),) if layout.title else ()
        people = find_people(sentences)
        return cls(layout, headline, sentences, lead, day, people, abbreviations, vocabulary, desk)

    @property
    def registry(self) -> Registry:
        """The site's terms."""
        return self.desk.registry

    @property
    def opening(self) -> str:
        """The first sentence."""
        return self.sentences[0].text if self.sentences else ""

    # --- Title, kind, source, author ----------------------------------------------------------------

    def title(self) -> Finding:
        """The headline; without one the beginning of the text, as a working title."""
        if self.layout.title:
            return Finding(shortened(self.layout.title, 290), origin=self.layout.title)
        first = self.sentences[0].text if self.sentences else self.layout.body[0]
        return Finding(shortened(first, WORKING_TITLE), Certainty.INFERRED, first, remark("title_working"))

    def summary(self) -> dict[str, tuple[Finding, ...]]:
        """The first sentence, which in news says what happened: filled in when it is short enough for one."""
        lead = self.sentences[0].text if self.sentences else ""
        if not SHORTEST_SUMMARY <= len(lead) <= LONGEST_SUMMARY or _NO_SUMMARY.match(lead):
            return {}
        certainty = Certainty.INFERRED if len(lead) <= SUMMARY_LIMIT else Certainty.DOUBTFUL
        return {"summary": (Finding(lead, certainty, lead, remark("summary_lead")),)}

    def kind(self) -> tuple[Finding, ...]:
        """Advertorial where the text is marked as one; press release where an agency signs it."""
        layout, dateline = self.layout, self.layout.dateline
        paid = [byline.text for byline in layout.bylines if byline.advertorial]
        if paid or layout.letterhead:
            kind, origin = ("advertorial", paid[0]) if paid else ("press-release", layout.letterhead)
            return (Finding(kind, origin=origin),)
        signed = [byline.text for byline in layout.bylines if byline.official]
        if not WORDS["press_offices"].isdisjoint(dateline.outlet.lower().split()):  # "Jakarta, Humas BKN -"
            signed.append(dateline.text)
        why = remark("kind_signed")
        return tuple(Finding("press-release", Certainty.INFERRED, text, why) for text in signed[:1])

    def source(self) -> tuple[Finding, ...]:
        """The outlet that the dateline, the byline or an address names."""
        dateline, url = self.layout.dateline, self.layout.url
        host = re.sub(r"^https?://(?:www\.)?([^/:]+).*$", r"\1", url)
        signed = ((byline.outlet, byline.text) for byline in self.layout.bylines)
        outlets = ((dateline.outlet, dateline.text), *signed, (host, url))
        named = (each for each in outlets if WORDS["press_offices"].isdisjoint(each[0].lower().split()))
        name, origin = next((each for each in named if each[0]), ("", ""))
        value: dict[str, Value] = {"name": shortened(name, 190), **({"url": url} if url else {})}
        return (Finding(value, origin=origin),) if name else ()

    def author(self) -> tuple[Finding, ...]:
        """Who signed the text, as it is signed."""
        outlet = self.layout.dateline.outlet.lower()
        names = [
            byline
            for byline in self.layout.bylines
            if byline.author and not outlet.startswith(byline.author.lower().replace(" ", ""))
        ]
        author = ", ".join(dict.fromkeys(byline.author for byline in reversed(names)))
        return (Finding(shortened(author, 190), origin=names[0].text),) if names else ()

    # --- Terms --------------------------------------------------------------------------------------

    def agencies(self) -> tuple[Finding, ...]:
        """Agencies of the registry, and those that it lacks, as entries to add."""
        signed = tuple(each.author for each in self.layout.bylines if self.vocabulary.is_agency(each.author))
        issuers = {unshouted(line): line for line in (*self.layout.issuers, *signed)}
        heads = (*map(self.vocabulary.sentence, issuers), *self.headline)
        sentences, lead = (*heads, *self.sentences), min(self.lead, LEAD_SENTENCES) + len(heads)
        offices = tuple(self._acting())
        region = self._main_region()
        branches = new_agencies_in(
            sentences, lead, self.vocabulary, region=region, offices=offices, opening=self.opening
        )
        leading = (*sentences[: len(issuers)], *self.sentences[: self.lead])
        new = (*branches, *bodies_in(leading, region, self.vocabulary, offices))
        known = agencies_in(
            sentences, lead, self.vocabulary, offices=offices, abbreviations=self.abbreviations
        )
        named = [*(agency.name for agency in new), *(name for each in known for name in names_of(each.term))]
        local = [agency.name for agency in branches[:MAX_NEW_AGENCIES]]
        new = weighed(
            new, any_known=any(each.score for each in known), opening=(self.opening, self.layout.title)
        )
        part = any(each.score > 1 for each in new) or any(each.score > 1 for each in known)
        new = tuple(self._heard_later(new))
        above = {unshouted(line) for line in self.layout.issuers[:-1]}
        new = tuple(
            sorted(
                new,
                key=lambda each: (-_rank(each, self.opening, self.layout.title), each.sentence in above),
            )
        )
        found = (
            *(
                _known_agency(
                    mention, () if self._begins_with(mention) else local, passing=part and mention.score < 2
                )
                for mention in known
            ),
            *(
                _new_agency(each)
                for each in new[:MAX_NEW_AGENCIES]
                if not is_part_of_another([each.name], named)
            ),
        )
        own = {
            unshouted(line) for line in (*self.layout.issuers[-1:], *signed)
        }  # above it stands whose it is
        return tuple(_with_one_main(found, issuers, own))

    def _heard_later(self, agencies: Iterable[NewAgency]) -> Iterator[NewAgency]:
        """Agencies; those only of people who speak later have no part where the first one is of another."""
        first = next((person for person in self.people if _is_named_in(person, self.opening)), None)
        leading = {each.text for each in (*self.headline, *self.sentences[: self.lead])}
        agencies = tuple(agencies)
        led = any(each.acting and each.sentence == self.opening for each in agencies)
        unknown = first is not None and first.offices and not led
        serves = first is not None and any(self._is_of_agency(office) for office in first.offices)
        for each in agencies:
            later = unknown and each.concluded and each.sentence not in leading
            later = later and (serves or not each.name.startswith("Pemerintah"))
            yield each._replace(score=min(each.score, 1)) if later else each

    def _begins_with(self, mention: TermMention) -> bool:
        """Whether title or text begin with the headquarters themselves: "Bawaslu RI mengimbau Bawaslu X"."""
        texts = [without_brackets(text).lower() for text in (self.layout.title, self.opening)]
        names = [f"{name.lower()} {country}" for name in names_of(mention.term) for country in _OF_COUNTRY]
        return mention.explicit and any(text.startswith(f"{name} ") for text in texts for name in names)

    def _is_of_agency(self, office: str) -> bool:
        """Whether an office is that of an agency with a name of its own: "Kepala Kantor X"."""
        return any(token.low in AGENCY_HEADS for token in self.vocabulary.sentence(office).tokens[1:])

    def _acting(self) -> Iterator[tuple[str, str]]:
        """The offices of those who speak, and of the one with whom the text begins, with the sentence."""
        opening = next((person for person in self.people if _is_named_in(person, self.opening)), None)
        through = {each.sentence for each in self.people if each.quoted and _THROUGH.search(each.sentence)}
        governs = opening is not None and any(map(_GOVERNS.search, opening.offices))
        if self.sentences and not governs:
            yield from ((office, self.opening) for office in represented_in(self.sentences[0]))
        for person in self.people:
            if governs and person is not opening and person.sentence == self.opening:
                continue  # "Bupati X didampingi Kepala Dinas Y": the story is the government's
            if person.quoted or person is opening or person.sentence in through:
                offices = (each for each in person.offices if not _FORMER.match(each))
                sentence = self.opening if person is opening else person.sentence
                yield from ((office, sentence) for office in offices)

    def _main_region(self) -> Term | None:
        """The region that the text is about, when it is clear which one that is."""
        regions = self.registry.terms["regions"]
        clear = (each for each in self.regions if each.certainty != Certainty.DOUBTFUL)
        return next((regions[str(each.value)] for each in clear), None)

    @cached_property
    def regions(self) -> tuple[Finding, ...]:
        """The regions that the text is about; others that it names only as suggestions."""
        mentions = regions_in(self.sentences, self.lead, self.layout.dateline.place, self.vocabulary)
        found: list[Finding] = []
        main: TermMention | None = None
        for mention in mentions:
            certainty, why = Certainty.DOUBTFUL, None
            if mention.alternatives:
                names = ", ".join(term.id for term in (mention.term, *mention.alternatives))
                why = remark("region_unclear", choices=names)
            elif len(mentions) > 1 and self._is_only_the_capital(mention):
                pass  # where newsrooms of the whole country sit
            elif main is None:
                main = mention
                certainty = Certainty.STATED if mention.explicit else Certainty.INFERRED
            elif mention.term in self.registry.path_of(main.term):
                continue  # the province of the regency
            elif (
                mention.explicit and mention.score * 2 >= main.score and not self._is_only_the_place(mention)
            ):
                certainty = Certainty.INFERRED
            place = self.layout.dateline.place
            if certainty == Certainty.INFERRED and mention.term is self.vocabulary.seat_of(place):
                why = remark("region_seat", seat=place)
            found.append(Finding(mention.term.id, certainty, mention.sentence, why))
        return tuple(found[:8]) or self._region_of_agency()

    def _is_only_the_capital(self, mention: TermMention) -> bool:
        """Whether a text is dated from the capital, and says nothing else about it."""
        return mention.term.id == CAPITAL and self._is_only_the_place(mention)

    def _is_only_the_place(self, mention: TermMention) -> bool:
        """Whether a region is where a text is dated from, and the text says nothing else about it."""
        return mention.sentence == self.layout.dateline.place and mention.score <= DATELINE_SCORE

    def _region_of_agency(self) -> tuple[Finding, ...]:
        """Where no region is named besides agencies: the region of the one that is named most."""
        mentions = agencies_in(self.sentences, self.lead, self.vocabulary, abbreviations=self.abbreviations)
        for mention in mentions:
            region = self.registry.region_of(mention.term)
            if region is not None and mention.score:
                why = remark("region_of_agency", agency=mention.term.id)
                return (Finding(region.id, Certainty.INFERRED, mention.sentence, why),)
        return ()

    def tags(self) -> tuple[Finding, ...]:
        """Topics of the registry that the text names, and those of its own line "Tags:"."""
        sentences = (*self.headline, *self.sentences)
        days = [str(found.value)[:4] for found in self.day.found if found.certainty != Certainty.DOUBTFUL]
        year = "".join(days[:1])
        lead = self.lead + len(self.headline)
        mentions = tags_in(sentences, lead, self.vocabulary, abbreviations=self.abbreviations, year=year)[
            :MAX_TAGS
        ]
        found = {each.term.id: Finding(each.term.id, Certainty.INFERRED, each.sentence) for each in mentions}
        for topic in self.layout.topics[:10]:
            terms = self.registry.find("tags", topic)
            identity = terms[0].id if len(terms) == 1 else slugify(topic)
            term = None if terms else NewTerm("tags", identity, {"name": shortened(topic, 190)})
            if identity:
                found.setdefault(identity, Finding(identity, Certainty.INFERRED, topic, term=term))
        return tuple(found.values())

    # --- Notes --------------------------------------------------------------------------------------

    def notes(self) -> Iterator[Remark]:
        """What was taken out of the text, and what contradicts itself in it."""
        layout = self.layout
        if layout.dateline.text:
            yield remark("note_dateline", text=layout.dateline.text)
        taken = {
            "note_byline": [byline.text for byline in layout.bylines],
            "note_editor": layout.editors,
            "note_removed": [*layout.issuers, *layout.removed],
        }
        yield from (remark(code, text=_listed(texts)) for code, texts in taken.items() if texts)
        yield from (remark("note_weekday", text=written.text) for written in self.day.contradictions)


# --- Details ----------------------------------------------------------------------------------------


def _is_named_in(person: Person, sentence: str) -> bool:
    words = person.name.split()
    return words[0] in sentence and words[-1] in sentence


def _rank(agency: NewAgency, opening: str, title: str) -> int:
    """How much speaks for it as the one whose story this is: most for whom the text begins with."""
    begins = agency.sentence == opening
    first = any(_begins_with_people_of(agency.name, without_brackets(text)) for text in (opening, title))
    return first * 8 + agency.score + begins * 1 + (begins and agency.acting) * 3


def _begins_with_people_of(name: str, text: str) -> bool:
    """Whether a text begins with an agency, or with those who act for it: "Tim dari Komisi X"."""
    before, found, _ = text.lower().partition(name.lower())
    return bool(found) and all(word in WORDS["own_people"] | WORDS["within_teams"] for word in before.split())


def _new_agency(agency: NewAgency) -> Finding:
    """An entry for an agency that the registry lacks; one that is named in passing is only suggested."""
    identity = slugify(agency.name)
    fields: dict[str, Value] = {"name": shortened(agency.name, 190), "region": agency.region.id}
    certainty = Certainty.INFERRED if agency.score > 1 else Certainty.DOUBTFUL
    why = remark("agency_concluded") if agency.concluded else None
    if agency.score < 2:
        why = remark("agency_cited")
    return Finding(identity, certainty, agency.sentence, why, NewTerm("agencies", identity, fields))


def _with_one_main(
    agencies: Iterable[Finding], issuers: Mapping[str, str], own: Collection[str]
) -> Iterator[Finding]:
    """Of agencies that the registry lacks one is filled in, if none that it has is, and those that signed.

    ``issuers`` are the lines of heads and signatures, as they are read, with how they are written; ``own``
    those of the agencies that signed.
    """
    main = False
    for each in agencies:
        name = str(each.term.fields.get("name", "")).lower() if each.term is not None else ""
        kept = not name or each.origin in own or name.startswith(tuple(line.lower() for line in own))
        if main and not kept and each.certainty < Certainty.DOUBTFUL:
            yield replace(each, certainty=Certainty.DOUBTFUL, remark=remark("agency_also"))
        else:
            yield replace(each, origin=issuers.get(each.origin, each.origin))
        main = main or each.certainty < Certainty.DOUBTFUL


def _known_agency(mention: TermMention, branches: Iterable[str], *, passing: bool) -> Finding:
    """An agency of the registry; "KPU" is the one of Makassar where that is named, too.

    One that is named in ``passing``, where others have a part, is only suggested.
    """
    certainty = Certainty.STATED if mention.explicit else Certainty.INFERRED
    why = None if mention.explicit else remark("agency_part")
    if mention.score == 0 or (passing and not mention.explicit):
        certainty, why = Certainty.DOUBTFUL, remark("agency_cited")
    if is_part_of_another(names_of(mention.term), branches):
        certainty, why = Certainty.DOUBTFUL, remark("agency_branch")
    return Finding(mention.term.id, certainty, mention.sentence, why)


def _listed(texts: Iterable[str]) -> str:
    return "; ".join(f"“{shortened(text, 160)}”" for text in texts)
