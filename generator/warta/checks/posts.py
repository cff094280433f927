"""Facts of a text against what the site knows: the findings of the editorial rules for one post."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from datetime import date, timedelta

from warta.checks.dates import DateMention, nearest, same_weekday_near
from warta.checks.facts import DatedPlace, Facts
from warta.checks.people import Attribution
from warta.config.settings import Config
from warta.diagnostics.values import Diagnostic, Position, warning
from warta.markdown.places import Place, describes
from warta.site.library import Library, Post
from warta.site.taxonomy import Registry, Term, normalised, words_of_places

__all__ = ["SUMMARY_LIMIT", "TITLE_LIMIT", "Judge"]

TITLE_LIMIT = 110
"""Characters. Search engines show some sixty, and schema.org's NewsArticle allows 110."""
SUMMARY_LIMIT = 200
"""Characters: two sentences, and what search engines show at the most."""
DATELINE_BLOCKS = 3
"""The date of what is reported stands in one of the first paragraphs."""
DATELINE_AGE = timedelta(days=14)
"""A report of something older says so in its front matter (``event``) or gives the year in another place."""
RECENT = timedelta(days=31)
"""A day without a year that is further away may be of an earlier year."""
FAR = timedelta(days=400)
"""A date written out that is further from the story's is not that of the report."""

_NOT_THE_EVENT = re.compile(
    r"\b(?:akan|bakal|rencananya|direncanakan|dijadwalkan|mendatang|nanti|kelak|besok|lusa|hingga|sampai|sejak|mulai|"
    r"menjelang|jelang|paling\s+lambat|selambat\w*|terakhir|sebelum\w*|setelah|sesudah|lalu|pernah|dulu|tahun|hut|selanjutnya|berikutnya|putusan|"
    r"peringatan|pada\s+hari|menuju|per|"
    r"will|would|shall|scheduled|planned|due|until|till|by|since|from|before|after|ahead\s+of|starting|next|"
    r"upcoming|deadline|earlier|ago|previous\w*|last|anniversary)\b"
)
"""Words before a date that say that it is another one than that of the report."""
_ELSEWHERE = re.compile(r"(?:[a-zA-Z][a-zA-Z0-9+.-]*:)?//")
_PAID_TITLE = re.compile(
    r"^[(\[]?(?:adv|advertorial|pariwara)[)\]]?\s*[:|–-]|[(\[](?:adv|advertorial)[)\]]", re.IGNORECASE
)


class Judge:
    """Finds what the rules object to, in one post after another."""

    def __init__(self, library: Library, config: Config) -> None:
        self.library = library
        self.config = config
        self.registry: Registry = library.registry
        self.keeps_speakers = bool(self.registry.terms["speakers"])
        self._speakers = _NameIndex(self.registry.terms["speakers"].values())
        self._places = words_of_places(self.registry)

    def judge(self, post: Post, facts: Facts) -> Iterator[Diagnostic]:
        """The findings for one post, all as warnings: what they weigh is the site's decision."""
        yield from self._front_matter(post)
        if post.card.withdrawn:
            return
        yield from _pictures(post, facts)
        yield from _headings(post, facts)
        yield from self._dates(post, facts)
        yield from self._abbreviations(post, facts)
        yield from self._people(post, facts)
        yield from self._paid(post, facts)
        yield from _characters(post, facts)
        for quotation in facts.quotations:
            code = "quotation-open" if quotation.opened else "quotation-unopened"
            yield _report(code, post, quotation.place, words=quotation.words)

    def _position(self, post: Post, key: str) -> Position:
        return self.library.details(post.card).where.get(key, Position(1, 1))

    # --- Title and summary --------------------------------------------------------------------------

    def _front_matter(self, post: Post) -> Iterator[Diagnostic]:
        title, summary = post.card.title, post.card.standfirst
        if len(title) > TITLE_LIMIT:
            place = self._position(post, "title")
            yield _report("title-too-long", post, place, length=len(title), limit=TITLE_LIMIT)
        if not summary:
            yield _report("summary-missing", post, (2, 1), limit=SUMMARY_LIMIT)
        elif len(summary) > SUMMARY_LIMIT:
            place = self._position(post, "summary")
            yield _report("summary-too-long", post, place, length=len(summary), limit=SUMMARY_LIMIT)

    # --- Dates --------------------------------------------------------------------------------------

    def _dates(self, post: Post, facts: Facts) -> Iterator[Diagnostic]:
        story = post.date.at.date()
        weekdays = self.config.language(post.card.language).weekdays
        for dated in facts.dates:
            mention = dated.mention
            day = nearest(mention, story)
            if day is None:
                if mention.weekdays or mention.year or not mention.bracketed:
                    yield _report("date-impossible", post, dated.place, text=mention.text)
                continue
            if mention.weekdays and not _fits(mention, day, post.card.language):
                if not mention.year and abs(day - story) > RECENT and _fitted_before(mention, day):
                    continue
                near = same_weekday_near(day, mention.weekdays[-1])
                yield _report(
                    "weekday-mismatch",
                    post,
                    dated.place,
                    text=mention.text,
                    weekday=mention.weekday_text,
                    actual=weekdays[day.weekday()],
                    date=day.isoformat(),
                    near=near.isoformat(),
                )
        yield from self._dateline(post, facts.dates, story)

    def _dateline(self, post: Post, dates: Iterable[DatedPlace], story: date) -> Iterator[Diagnostic]:
        """The first date of a report is when it happened; the story is of about that time."""
        for dated in dates:
            mention = dated.mention
            if dated.block >= DATELINE_BLOCKS or not (mention.weekdays or mention.bracketed):
                continue
            if mention.bracketed and not mention.weekdays and not mention.year:
                continue
            if _NOT_THE_EVENT.search(dated.before):
                continue
            day = nearest(mention, story)
            if day is None or (mention.weekdays and not _fits(mention, day, post.card.language)):
                return  # it has its own finding
            event = post.original.event[0] if post.original.event is not None else None
            if event is not None and event.first_day() <= day <= event.last_day():
                return
            if (mention.year or not mention.bracketed) and abs(day - story) > FAR:
                return
            if not story - DATELINE_AGE <= day <= story:
                yield _report(
                    "dateline-mismatch",
                    post,
                    dated.place,
                    text=mention.text,
                    date=day.isoformat(),
                    story=story.isoformat(),
                )
            return

    # --- Abbreviations ------------------------------------------------------------------------------

    def _abbreviations(self, post: Post, facts: Facts) -> Iterator[Diagnostic]:
        language = post.card.language
        for abbreviation in facts.abbreviations:
            known = self.registry.glossary.get(abbreviation.text)
            if known is not None and known.has(language):
                continue
            if not self.registry.find("regions", abbreviation.text):
                yield _report("abbreviation-unexplained", post, abbreviation.place, text=abbreviation.text)

    # --- People -------------------------------------------------------------------------------------

    def _people(self, post: Post, facts: Facts) -> Iterator[Diagnostic]:
        if not self.keeps_speakers:
            return
        listed = set(post.speakers)
        named = {normalised(name) for name in post.original.speaker}
        reported: set[object] = set()
        for said in facts.attributions:
            term = self._speaker(said, facts.names)
            if term is not None:
                unread = named & {normalised(name) for name in (*term.names.values(), term.id)}
                if term not in listed and term not in reported and not unread:
                    reported.add(term)
                    yield _report(
                        "speaker-not-listed",
                        post,
                        said.place,
                        name=term.full_name(post.card.language),
                        speaker=term.id,
                        file=post.original.path,
                    )
                continue
            name = self._unknown_name(said)
            if name and said.direct and name not in reported and normalised(name) not in named:
                reported.add(name)
                yield _report("speaker-unknown", post, said.place, name=name)

    def _speaker(self, said: Attribution, names: Iterable[str]) -> Term | None:
        """The one speaker of the registry who is meant, if that is certain."""
        term = self._speakers.in_text(said.phrase)
        if term is not None:
            return term
        wanted = normalised(said.name).split()
        fuller = {
            term
            for name in names
            if _contains(normalised(name).split(), wanted)
            and (term := self._speakers.in_text(name)) is not None
        }
        return fuller.pop() if len(fuller) == 1 else None

    def _unknown_name(self, said: Attribution) -> str:
        """A full name that nobody has registered; empty when it may be something else than a person."""
        words = said.name.split()
        while words and normalised(words[0]) in self._places and len(words) > 2:
            words.pop(0)
        if len(words) < 2 or (len(words) == 2 and normalised(words[-1]) in self._places):
            return ""
        name = " ".join(words)
        if any(self.registry.find(taxonomy, name) for taxonomy in ("agencies", "regions", "tags")):
            return ""
        return name

    # --- Paid content -------------------------------------------------------------------------------

    def _paid(self, post: Post, facts: Facts) -> Iterator[Diagnostic]:
        if post.kind == "advertorial":
            return
        if facts.paid is not None:
            place, mark = facts.paid
            yield _report("advertorial-unlabelled", post, place, mark=mark, file=post.original.path)
        elif (title := _PAID_TITLE.search(post.card.title)) is not None:
            place = self._position(post, "title")
            yield _report("advertorial-unlabelled", post, place, mark=title[0], file=post.original.path)


class _NameIndex:
    """Finds a speaker by any of their names within a phrase."""

    def __init__(self, speakers: Iterable[Term]) -> None:
        self._by_first: dict[str, list[tuple[list[str], Term]]] = {}
        for term in speakers:
            for name in {*term.names.values(), *term.fields.aliases}:
                words = normalised(name).split()
                if words:
                    self._by_first.setdefault(words[0], []).append((words, term))

    def in_text(self, phrase: str) -> Term | None:
        """The speaker whose name stands in ``phrase``; None when there is none or more than one."""
        words = normalised(phrase).split()
        best = 0
        found: set[Term] = set()
        for at, word in enumerate(words):
            for name, term in self._by_first.get(word, ()):
                if words[at : at + len(name)] == name and (len(name) > 1 or len(words) == 1):
                    if len(name) > best:
                        best, found = len(name), set()
                    if len(name) == best:
                        found.add(term)
        return found.pop() if len(found) == 1 else None


def _contains(words: list[str], part: list[str]) -> bool:
    return bool(part) and any(words[at : at + len(part)] == part for at in range(len(words) - len(part) + 1))


def _report(code: str, post: Post, place: Place, /, **arguments: str | int) -> Diagnostic:
    return warning(code, post.card.path, Position(*place), **arguments)


def _fits(mention: DateMention, day: date, language: str) -> bool:
    """Whether the weekdays of a mention are those of its days, or can be."""
    days = [day]
    if len(mention.days) == 2:
        days.insert(0, day - timedelta(days=mention.days[1] - mention.days[0]))
    weekdays = mention.weekdays
    if len(weekdays) == len(days):
        right = all(at.weekday() == weekday for at, weekday in zip(days, weekdays, strict=True))
    else:
        right = any(at.weekday() in weekdays for at in days)
    if right or not mention.swappable or language == "id":
        return right
    try:
        other = date(day.year, mention.days[-1], mention.month)  # month first
    except ValueError:
        return False
    return other.weekday() in weekdays


def _fitted_before(mention: DateMention, day: date) -> bool:
    """Whether the weekday is right in one of the years before."""
    for year in range(day.year - 5, day.year):
        try:
            if date(year, day.month, day.day).weekday() in mention.weekdays:
                return True
        except ValueError:
            continue
    return False


def _pictures(post: Post, facts: Facts) -> Iterator[Diagnostic]:
    for picture in facts.pictures:
        alt = picture.alt.strip()
        if not alt or _ELSEWHERE.match(picture.source):
            continue  # reported already
        if not describes(alt, picture.source):
            yield _report("text-image-without-alt", post, picture.place, file=picture.source, alt=alt)


def _headings(post: Post, facts: Facts) -> Iterator[Diagnostic]:
    before = 1
    for place, level, text in facts.headings:
        if level > before + 1:
            yield _report(
                "heading-skips-level",
                post,
                place,
                text=text,
                level=level,
                wanted=before + 1,
                marks="#" * (before + 1),
            )
        before = level


def _characters(post: Post, facts: Facts) -> Iterator[Diagnostic]:
    for place, code in facts.invisible:
        yield _report("invisible-character", post, place, code=code)
    if facts.decomposed is not None:
        yield _report("text-not-normalised", post, facts.decomposed)
    if facts.trailing is not None:
        place, count = facts.trailing
        yield _report("trailing-spaces", post, place, count=count)
