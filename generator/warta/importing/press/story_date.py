"""The day of a story: of its date line or dateline, else of the first day that the text names as news."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from datetime import date
from functools import cached_property

from msgspec.structs import replace

from warta.importing.drafts import Certainty, Finding, remark
from warta.importing.press.dates import LONGEST_TEXT, WrittenDate, find_dates, fitting_years
from warta.importing.press.layout import Layout
from warta.importing.press.texts import language_of

__all__ = ["FRESH_DAYS", "StoryDate"]

OLDEST_NEWS = 1998
"""Earlier years in a text are history."""
FRESH_DAYS = 42
"""Back from now, in which a weekday alone tells the year: texts are mostly imported soon after they came out.

One that fits further back is a guess: every weekday falls on the same day again within eleven years.
"""
LONG_BEFORE = 60
"""Days between the news and the day on which a text about it comes out, at most."""
NEARBY = 200
"""Days between a date without a year and another one in the text that may tell the year."""
_YEAR = re.compile(r"(?<![\d.,/-])(?:19|20)\d\d(?![\d.,]*\d)")
_PLAIN_MENTION = re.compile(
    r"(?i)\d\s+(?:to|s/d)\s*$|\b(?:sejak|mulai|dimulai|hingga|sampai|lahir|berdiri|berlaku|since|until|from|born|by)\b[^,.;]{0,25}$"
)
"""Before a date that says when something began or ends, not when it was news."""
_PLANNED = re.compile(
    r"(?i)\b(?:akan\s+(?:di|ber)[a-z]{4,}|rencananya|direncanakan|dijadwalkan|scheduled|will\s+(?:be|take))\b[^,;.(]{0,70},?\s*$"
    r"|\byang\s+(?:telah\s+|sudah\s+)?(?:ditetapkan|disahkan|didirikan|dibentuk|diundangkan|diterbitkan|ditandatangani)\b"
    r"[^,;.(]{0,40}$|\b(?:ber|ter)tanggal\s*$|\b(?:besok|esok|lusa|tomorrow)\b[^,;.(]{0,20},?\s*$"
)
"""Before a day that is planned, or one on which something was enacted that the text only mentions."""
_TOLD = re.compile(r"(?i)(?:^|[,(–—-]|\b(?:pada|tanggal|tgl|hari|on))\s*$")
"""Before a day without its weekday that says when something was: not "hasil pemilihan 12 Juni"."""
_TODAY = re.compile(r"(?i)\b(?:hari\s+ini|pagi\s+tadi|tadi\s+(?:pagi|siang|malam)|today)\s*,?\s*\(?$")
"""Before the day on which a text was written: "hari ini (22/02/24)"."""
_TO_COME = re.compile(r"(?i)[)\s]{0,3}(?:mendatang|nanti|yang akan datang|next)\b")
_LONG_AGO = re.compile(r"(?i)[)\s]{0,3}(?:lalu|silam|yang lalu|ago)\b")
_LAW = re.compile(
    r"(?i)\b(?:undang-undang|uu|perpres|permen\w*|perda|pp|keputusan|kepmen\w*|nomor|no\.)\b[^.;]{0,60}$"
)


class StoryDate:
    """The dates of one text, and what they say about its day."""

    def __init__(self, layout: Layout, sentences: Sequence[str], lead: int, today: date) -> None:
        self.layout = layout
        self.lead = lead
        self.today = today
        self.english = language_of(" ".join(sentences), ("id", "en")) == "en"
        self._texts = (layout.title, *sentences, *layout.removed)
        self._written = [
            (number, written, text) for number, text in enumerate(sentences) for written in find_dates(text)
        ]
        """Number of a sentence, a date in it, the sentence."""

    @cached_property
    def found(self) -> tuple[Finding, ...]:
        """The day; several when a date contradicts itself, none of them as a fact."""
        for written, origin, in_text in self._candidates():
            if self.english and written.other_order is not None:
                return tuple(self._either(written, origin))
            if written.contradicts_itself and in_text and self._another_fits(written):
                continue
            if written.contradicts_itself:
                return tuple(self._contradictory(written, origin))
            aside = in_text and not _can_be_news(written, origin)
            if written.on is not None:
                late = written.on > self.today
                aside = aside or (not in_text and self._is_of_the_page(written.on))
                plain = written.weekday is None and in_text
                led = written.text[0] == "(" or _TOLD.search(origin[: written.start])
                aside = aside or (plain and not led)
                certainty = (
                    Certainty.DOUBTFUL if late or aside else Certainty.INFERRED if plain else Certainty.STATED
                )
                why = remark("date_future") if late else None
                return (Finding(_day(written, written.on), certainty, origin, why),)
            found = self._without_year(written, origin)
            if found is not None:
                return (replace(found, certainty=Certainty.DOUBTFUL) if aside else found,)
        return ()

    def _another_fits(self, written: WrittenDate) -> bool:
        """Whether the text has a day near a contradictory one, with a weekday that fits it."""
        return any(
            each.on is not None
            and each.weekday is not None
            and not each.contradicts_itself
            and written.on is not None
            and abs((each.on - written.on).days) <= 7
            and _can_be_news(each, text)
            for _, each, text in self._written
        )

    def _is_of_the_page(self, day: date) -> bool:
        """Whether a day above a text is rather that of its page: the text tells of another, long before."""
        days = [
            each.on
            for _, each, text in self._written
            if each.on is not None
            and (each.weekday is not None or each.text[0] == "(")
            and _can_be_news(each, text)
        ]
        return bool(days) and min(abs((day - each).days) for each in days) > LONG_BEFORE

    @property
    def contradictions(self) -> Iterator[WrittenDate]:
        """Dates in the text that fall on another weekday than they say."""
        return (written for _, written, _ in self._written if written.contradicts_itself)

    def _candidates(self) -> Iterator[tuple[WrittenDate, str, bool]]:
        """Dates with their origin, and whether that is the running text; the likeliest first."""
        dateline = self.layout.dateline
        yield from ((written, line, False) for written, line in self.layout.dates)
        if dateline.date is not None:
            yield dateline.date, dateline.text, False
        news = [each for each in self._written if _can_be_news(each[1], each[2])]
        with_weekday = [each for each in news if each[1].weekday is not None]
        in_lead = [each for each in news if each[1].weekday is None and each[0] < self.lead]
        rest = [each for each in self._written if each[1].weekday is not None]
        bracketed = [each for each in news if each[1].year and each[2][: each[1].start].endswith("(")]
        today = [
            each
            for each in news
            if each[1].text[0] == "(" and each[1].year and _TODAY.search(each[2][: each[1].start])
        ]
        every = (*today, *with_weekday, *in_lead, *bracketed, *rest)
        yield from ((written, text, True) for _, written, text in every)

    def _without_year(self, written: WrittenDate, origin: str) -> Finding | None:
        """A date whose year the weekday gives away, or another date nearby; doubtful without either."""
        if written.weekday is None:  # the dateline says "(14/3)", the text "Jumat (14/3)"
            same = (written.day, written.month)
            weekdays = (each.weekday for _, each, _ in self._written if (each.day, each.month) == same)
            written = written._replace(weekday=next((each for each in weekdays if each is not None), None))
        latest = min([self.today, *(each.on for each, _ in self.layout.dates if each.on)])
        days = [date(year, written.month, written.day) for year in fitting_years(written, latest)]
        if not days:
            return None
        near = [day for day in days if self._is_supported(day, by_weekday=written.weekday is not None)]
        day, nearest = (*near, *days)[0], days[0]
        old = (latest - day).days > FRESH_DAYS
        if not near and (written.weekday is None or self._years or old):
            asked = "date_other_years" if self._years else "date_year_old"
            code = "date_no_year" if written.weekday is None else asked
            return Finding(_day(written, day), Certainty.DOUBTFUL, origin, remark(code, year=day.year))
        context = written.weekday is None or (near and day is not nearest)
        code = "date_year_context" if context else "date_year_weekday"
        return Finding(_day(written, day), Certainty.INFERRED, origin, remark(code, year=day.year))

    def _is_supported(self, day: date, *, by_weekday: bool) -> bool:
        """Whether the text has a full date nearby, or names the year in which the weekday fits, too.

        A year that is only named may be the one that the news looks back on.
        """
        if str(day.year) in re.findall(r"\d+", self.layout.number):
            return True
        if any(abs((day - other).days) <= NEARBY for other in self._full_dates()):
            return True
        return by_weekday and day.year in self._years

    @cached_property
    def _years(self) -> frozenset[int]:
        """The years that the text names, but for those of laws and of history."""
        named = ((text, found) for text in self._texts for found in _YEAR.finditer(text[:LONGEST_TEXT]))
        years = (int(found[0]) for text, found in named if not _LAW.search(text[: found.start()][-80:]))
        return frozenset(year for year in years if OLDEST_NEWS <= year <= self.today.year)

    def _either(self, written: WrittenDate, origin: str) -> Iterator[Finding]:
        """The days that "10/7" can be in English; asked, unless weekday and year leave only one."""
        number, month = written.other_order or (written.day, written.month)
        both: tuple[WrittenDate, ...] = (written, written._replace(day=number, month=month))
        certainty = Certainty.DOUBTFUL
        told = [each for each in both if each.on is not None and each.weekday is not None]
        fitting = [each for each in told if not each.contradicts_itself]
        if len(fitting) == 1:
            both, certainty = (fitting[0],), Certainty.INFERRED
        for each in both:
            year = each.year or next(fitting_years(each, self.today), None)
            if year is not None:
                day = date(year, each.month, each.day)
                yield Finding(_day(each, day), certainty, origin, remark("date_either"))

    def _full_dates(self) -> list[date]:
        return [
            each.on for _, each, _ in self._written if each.on is not None and not each.contradicts_itself
        ]

    def _contradictory(self, written: WrittenDate, origin: str) -> Iterator[Finding]:
        """Weekday and date do not fit each other: the days that it can be, none of them as a fact."""
        if written.on is None or written.year is None:
            return
        given = written.year
        yield Finding(_day(written, written.on), Certainty.DOUBTFUL, origin, remark("date_weekday_wrong"))
        fitting = fitting_years(written._replace(year=None), self.today)
        years = sorted(fitting, key=lambda year: abs(year - given))
        for year in [year for year in years if abs(year - given) <= 3][:1]:
            day = date(year, written.month, written.day)
            yield Finding(
                _day(written, day), Certainty.DOUBTFUL, origin, remark("date_weekday_fits", year=year)
            )


def _can_be_news(written: WrittenDate, sentence: str) -> bool:
    """Whether a date can be the day of the news: not that of a law, a birth or a beginning."""
    if written.year is not None and written.year < OLDEST_NEWS:
        return False
    before = sentence[: written.start]
    straight = before.rpartition('"')
    opened = (
        bool(straight[1]) and not straight[0].rstrip(" ").endswith((",", ".", "!", "?")) and "“" not in before
    )
    opened = opened and before.count('"') % 2 == 1
    quoted = before.count("“") > before.count("”") or opened
    if quoted or _PLANNED.search(before[-140:]):
        return False
    past = written.weekday is None and _LONG_AGO.match(sentence, written.end)
    return not (
        past or _PLAIN_MENTION.search(before) or _LAW.search(before) or _TO_COME.match(sentence, written.end)
    )


def _day(written: WrittenDate, day: date) -> str:
    return f"{day.isoformat()} {written.clock}".strip()
