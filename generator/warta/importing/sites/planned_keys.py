"""What the keys and terms of a foreign site's items mean in Warta, as the plan of the import says."""

from __future__ import annotations

import html as html_text
import re
from collections.abc import Iterable, Iterator, Mapping
from contextlib import suppress
from datetime import datetime, tzinfo
from email.utils import parsedate_to_datetime
from functools import cached_property
from urllib.parse import unquote, urlsplit

from warta import urls
from warta.i18n.moments import Moment, find_zone, moment_of, parse_moment
from warta.importing.drafts import NewTerm, Value, shortened
from warta.importing.plan import TAXONOMY_OF, TERM_KEYS, Plan, Target
from warta.importing.site import Desk
from warta.importing.sites.items import Item, Reader, language_code, local_address, texts_of
from warta.importing.sites.placeholders import without_marks
from warta.importing.sites.survey import term_targets

__all__ = ["PlannedKeys"]

_HTML = re.compile(r"<[^<>]*>")
Time = tuple[str, Moment]
"""A time as Warta writes it, and the point in time."""
_TRUE = frozenset({"true", "yes", "1"})


class PlannedKeys:
    """Reads items of one source by one plan. Read-only."""

    def __init__(self, reader: Reader, plan: Plan, desk: Desk) -> None:
        self.reader = reader
        self.plan = plan
        self.desk = desk

    # --- Texts --------------------------------------------------------------------------------------

    def texts(self, item: Item, target: str) -> list[str]:
        """The texts of all foreign keys that become ``target``, in the plan's order of keys."""
        return [text for key in self._keys_for(item, target) for text in texts_of(item.fields[key])]

    def line(self, item: Item, target: str, limit: int) -> str:
        """The first of those texts that says something, as one plain line of at most ``limit`` characters."""
        plain = map(_plain, self.texts(item, target))
        return shortened(next(filter(None, plain), ""), limit)

    def lines(self, item: Item, target: str, limit: int) -> Iterator[str]:
        """All of those texts as plain lines."""
        return (shortened(_plain(text), limit) for text in self.texts(item, target))

    def _keys_for(self, item: Item, target: str) -> list[str]:
        planned = [key for key, aim in self.plan.keys.items() if aim == target and key in item.fields]
        return planned + [
            key for key in item.fields if key not in self.plan.keys and self.plan.target_of(key) == target
        ]

    def title(self, item: Item) -> str:
        """The title; empty when there is none."""
        return self.line(item, "title", 300)

    def title_of_name(self, item: Item) -> str:
        """What stands in for a title: the name of the file in words."""
        words = " ".join(re.split(r"[-_\s]+", unquote(item.name))).strip()
        return shortened(words[:1].upper() + words[1:] or item.place, 300)

    def slug(self, item: Item) -> str:
        """What the story's file and address are called."""
        for text in (*self.texts(item, "slug")[:1], item.name, *self.texts(item, "title")[:1]):
            slug = urls.slugify(unquote(text))
            if slug:
                return slug
        return "berita"

    def author(self, item: Item) -> str:
        """The names of all authors."""
        names: list[str] = []
        for key in self._keys_for(item, "author"):
            for text in texts_of(item.fields[key]):
                planned = self.plan.values.get(key, {}).get(text)
                names += (self.reader.site.name_of(key, text),) if planned is None else planned
        return shortened(", ".join(dict.fromkeys(filter(None, map(_plain, names)))), 200)

    def source(self, item: Item) -> dict[str, Value]:
        """The outlet that a text was taken from; empty when none is named."""
        name = next(iter(self.texts(item, "source.name")), "")
        address = next((text for text in self.texts(item, "source.url") if urls.is_web_url(text)), "")
        if not name and address:
            name = urlsplit(address).netloc.removeprefix("www.")
        if not name:
            return {}
        return {"name": shortened(_plain(name), 200), **({"url": address} if address else {})}

    def picture(self, item: Item) -> Mapping[str, str]:
        """``src``, ``alt``, ``caption`` and ``credit`` of the picture at the head, where they are known."""
        source = next(iter(self.texts(item, "image.src")), "")
        if source.lower() in ("", "false", "true", "none", "null"):  # ``image: false`` says there is none
            return {}
        known = self.reader.describe(item, source)
        caption = self.line(item, "image.caption", 1000) or shortened(_plain(known.caption), 1000)
        found = {
            "src": source,
            "alt": self.line(item, "image.alt", 500) or shortened(_plain(known.alt), 500),
            "caption": caption,
            "credit": self.line(item, "image.credit", 200),
        }
        found["alt"] = found["alt"] or shortened(caption or _plain(known.title), 500)
        return {key: text for key, text in found.items() if text}

    def is_draft(self, item: Item) -> bool:
        """Whether the source had not published it."""
        return next(iter(self.texts(item, "draft")), "").lower() in _TRUE

    def language_of(self, item: Item) -> str:
        """The site's code for an item's language; empty when the site lacks it."""
        code, site = item.language, self.reader.site
        if code:
            found = self.plan.languages.get(code, language_code(code, self.desk.config.codes))
        else:
            found = self.plan.language or language_code(site.language, self.desk.config.codes)
        return found if found in self.desk.config.codes else ""

    def local(self, target: str) -> str:
        """A full address of the old site as a path on it; others are themselves."""
        return local_address(
            target, (self.plan.base_url, self.reader.site.base_url, *self.reader.site.other_urls)
        )

    def variables(self, item: Item) -> Mapping[str, str]:
        """What ``{{ site.… }}`` and ``{{ page.… }}`` stand for in an item's text."""
        site = self.reader.site
        own = {f"page.{key}": value for key, value in item.fields.items() if isinstance(value, str)}
        params = {key.replace("page.params.", "page."): value for key, value in own.items()}
        return {"site.url": site.base_url, **site.variables, **params, **own}

    # --- Times --------------------------------------------------------------------------------------

    def date_of(self, item: Item) -> Time | None:
        """The date as Warta writes it, and the point in time; None when there is none."""
        dates = (self._moment(text) for text in self.texts(item, "date"))
        return next((found for found in dates if found is not None), None)

    def later(self, items: Iterable[Item], target: str, than: Moment) -> Time | None:
        """The first time of that key that lies after another; None when there is none."""
        for item in items:
            for text in self.texts(item, target):
                found = self._moment(text)
                if found is not None and found[1] > than:
                    return found
        return None

    def times(self, items: Iterable[Item], date: Moment) -> tuple[Time | None, Time | None]:
        """When a story of that date opens later than that, and when it expires after having been open."""
        items = tuple(items)
        opens = self.later(items, "publish_at", date)
        return opens, self.later(items, "expires", opens[1] if opens is not None else date)

    def is_held(self, items: Iterable[Item], date: Moment) -> bool:
        """Whether a story of that date is not public on the day of the import: a draft, to come, or over."""
        items = tuple(items)
        opens, expires = self.times(items, date)
        today = self.desk.today
        over = expires is not None and expires[1].at.date() <= today
        at = opens[1].at if opens is not None else date.at
        return at.date() >= today or over or any(map(self.is_draft, items))

    def _moment(self, text: str) -> Time | None:
        return _moment_in(text, self.desk.config.zone, self._zone)

    @cached_property
    def _zone(self) -> tzinfo | None:
        """The zone of the source's times, when it has one of its own."""
        name = self.reader.site.timezone
        return find_zone(name) if name and name != self.desk.config.timezone else None

    # --- Terms --------------------------------------------------------------------------------------

    def targets(self, item: Item, wanted: str) -> list[Target]:
        """The terms of one key of a story (``agency``, ``tags``…) that an item names, each once."""
        kind = TERM_KEYS[wanted]
        named = (target for _, _, targets in self._named(item) for target in targets)
        return list(dict.fromkeys(target for target in named if target.kind == kind))

    def new_term(self, target: Target, items: Iterable[Item]) -> NewTerm | None:
        """The registry's entry for a term that it lacks; None when it has it."""
        taxonomy = TAXONOMY_OF[target.kind]
        if target.id in self.desk.registry.terms[taxonomy]:
            return None
        site = self.reader.site
        named = (
            (key, text) for item in items for key, text, targets in self._named(item) if target in targets
        )
        key, text = next(named, ("", target.id))
        fields: dict[str, Value] = {"name": shortened(_plain(site.name_of(key, text)), 200)}
        if target.kind == "agency":
            fields["region"] = self.plan.region
        old = site.page_of(key, text)
        if old and urls.path_problem(old) is None:
            fields["old_urls"] = (old,)
        return NewTerm(taxonomy, target.id, fields)

    def _named(self, item: Item) -> Iterator[tuple[str, str, tuple[Target, ...]]]:
        """Foreign key, text and targets of every term that an item names."""
        for wanted, kind in TERM_KEYS.items():
            for key in self._keys_for(item, wanted):
                for text in texts_of(item.fields[key]):
                    yield key, text, self._term(key, text, kind)

    def _term(self, key: str, text: str, kind: str) -> tuple[Target, ...]:
        planned = self.plan.values.get(key, {}).get(text)
        if planned is None:
            name = self.reader.site.name_of(key, text)
            return term_targets(name, kind, self.desk)
        return tuple(Target(*each.split(":", 1)) for each in planned)


def _plain(text: str) -> str:
    """One line of text: no HTML, character references as characters."""
    text = html_text.unescape(_HTML.sub("", html_text.unescape(without_marks(text))))
    return " ".join(text.split())


# --- Dates ----------------------------------------------------------------------------------------------

_ISO_DATE = re.compile(
    r"(\d{4})-(\d{1,2})-(\d{1,2})(?:[T ]+(\d{1,2}):(\d{2})(?::\d{2})?(?:[.,]\d+)?)?"
    r"[ ]*(Z|UTC|GMT|[+-]\d{2}:?\d{2}|[+-]\d{2})?\b"
)
"""Year, month, day, hour, minute, zone."""
_OTHER_DATES = ("%Y/%m/%d", "%B %d, %Y", "%b %d, %Y", "%d %B %Y", "%d %b %Y", "%Y/%m/%d %H:%M:%S", "%Y%m%d")
_CLOCK = re.compile(r" (\d{2}:\d{2})( .+)?$")


def _moment_in(text: str, zone: tzinfo, source_zone: tzinfo | None) -> tuple[str, Moment] | None:
    """A foreign date as Warta writes it, in the new site's ``zone``, and the point in time; None for none.

    ``source_zone`` is that of the source's times if it has one of its own.
    """
    for candidate in _forms(text):
        moment = None
        with suppress(ValueError):
            moment = parse_moment(candidate, zone)
        if moment is None:
            continue
        clock = _CLOCK.search(candidate)
        if clock is None or clock[1] == "00:00":  # nobody publishes at midnight: only the day is known
            day = candidate[:10]
            midnight = parse_moment(day, zone)
            return (day, midnight) if midnight is not None else None
        if clock[2] is None and source_zone is not None:
            there = datetime.fromisoformat(candidate).replace(tzinfo=source_zone)
            moment = moment_of(there.astimezone(zone))
        return moment.at.isoformat(" ", "minutes")[:16], moment
    return None


def _forms(text: str) -> Iterator[str]:
    """A foreign date in forms that Warta reads, the likeliest first."""
    text = " ".join(text.split())
    found = _ISO_DATE.match(text)
    if found is not None:
        year, month, date, hour, minute, zone = found.groups()
        day = f"{year}-{int(month):02}-{int(date):02}"
        if hour is not None:
            utc = zone in ("Z", "UTC", "GMT")
            digits = "0000" if utc else (zone or "")[1:].replace(":", "").ljust(4, "0")
            offset = f" {'+' if utc else zone[0]}{digits[:2]}:{digits[2:]}" if zone else ""
            yield f"{day} {int(hour):02}:{minute}{offset}"
        yield day
        return
    for form in _OTHER_DATES:
        with suppress(ValueError):
            yield datetime.strptime(text, form).strftime("%Y-%m-%d")  # noqa: DTZ007 - a day, without a time
    with suppress(ValueError, TypeError, IndexError):
        yield parsedate_to_datetime(text).isoformat(" ", "minutes")
