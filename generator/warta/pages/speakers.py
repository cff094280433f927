"""Speakers with the office they held, and whose words the quotations in a text are."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from functools import partial
from typing import NamedTuple

from msgspec.structs import replace

from warta.content.model import AppointmentFields, Ref
from warta.diagnostics.values import Diagnostic, Position, warning
from warta.i18n.languages import Language
from warta.i18n.moments import Moment
from warta.pages.fingerprint import fingerprint
from warta.pages.memo import Memo
from warta.pages.references import References
from warta.site.index import Index
from warta.site.library import Library, Post
from warta.site.taxonomy import Registry, Term
from warta.views.references import Speaker

__all__ = ["Attribution", "Quoted", "Speakers", "quotations_of", "quoted_in", "start_of"]

Quoted = Mapping[Term, Sequence[tuple[Post, int]]]
"""Speaker of the registry → stories and which of their quotations are theirs, newest first."""

_TERM_ID = re.compile(r"[a-z0-9]+(?:-[a-z0-9]+)+")
"""An id, which nobody is called."""


class Attribution(NamedTuple):
    """The line below a quotation that says whose words it is."""

    line: str
    file: str
    position: Callable[[], Position]
    """Called when there is something to report."""


class Speakers:
    """Everybody who speaks, and is spoken of, in the stories of a site."""

    def __init__(
        self,
        library: Library,
        languages: Mapping[str, Language],
        references: References,
        report: Callable[[Diagnostic], None],
    ) -> None:
        self._library = library
        self._registry = library.registry
        self._languages = languages
        self._references = references
        self._report = report
        self._speakers = Memo[tuple[str, Term, AppointmentFields | None], Speaker](self._speaker)
        self._timeless: dict[tuple[str, tuple[Term, ...]], bytes] = {}
        """Fingerprints of speakers without appointments, who are the same on every date."""
        self.fingerprints = Memo[Speaker, bytes](fingerprint)
        self.quoted = Memo[Post, tuple[Speaker, ...]](self._quoted)
        """Story → who is quoted in it, in order."""

    def on(self, when: Moment, term: Term, code: str) -> Speaker:
        """A speaker with the office held at a time."""
        held = term.appointments_on(when.at.date()) if term.appointments else ()
        return self._speakers[code, term, _foremost(held) if held else None]

    def _speaker(self, key: tuple[str, Term, AppointmentFields | None]) -> Speaker:
        code, term, office = key
        title = self.office_title(office, code) if office is not None else None
        ref = self._references.one(term, code)
        return Speaker(ref.name, term.full_name(code), ref.url, title)

    def office_title(self, appointment: AppointmentFields, code: str) -> str:
        """An office in words."""
        office = appointment.office.get(code, *self._languages)
        acting = appointment.acting
        return self._languages[code].acting[acting].format(office=office) if acting else office

    def fingerprint(self, post: Post) -> bytes:
        """Of a post's speakers with the offices they held on its date."""
        code, speakers = post.card.language, post.speakers
        known = self._timeless.get((code, speakers))
        if known is None:
            prints, when = self.fingerprints, post.date
            known = b"".join([prints[self.on(when, term, code)] for term in speakers])
            if not any(term.appointments for term in speakers):
                self._timeless[code, speakers] = known
        return known

    # --- Quotations -----------------------------------------------------------------------------

    def _quoted(self, post: Post) -> tuple[Speaker, ...]:
        card = post.card
        if post.withdrawn or not card.quotes:
            return ()
        quotes = []
        for number, line in enumerate(card.quotes):
            attribution = Attribution(line, card.path, partial(self._position, post, number))
            when = None if card.is_standing and card.updated is None else post.date
            quotes.append(self.named(attribution, card.language, when=when, speakers=post.speakers))
        return tuple(quotes)

    def _position(self, post: Post, number: int) -> Position:
        return self._library.details(post.card).body.quotes[number].position

    def named(
        self,
        attribution: Attribution,
        code: str,
        *,
        when: Moment | None = None,
        speakers: Sequence[Term] = (),
    ) -> Speaker:
        """The speaker that the line below a quotation names; as written for somebody not in the registry.

        ``when`` is the date of the story, for the office; ``speakers`` are those that the story names, for a
        hint when a name is almost one of theirs.
        """
        line, file, position = attribution
        found, name, office = _meant(line, self._registry)
        if len(found) == 1:
            term = found[0]
            if office or when is None:
                return replace(self._speakers[code, term, None], office=office or None)
            return self.on(when, term, code)
        if found or _TERM_ID.fullmatch(name):
            _, problem = self._registry.resolve("speakers", Ref(name, position()), file)
            if problem is not None:
                self._report(problem)
        else:
            from difflib import get_close_matches

            known = {term.names[code]: term.id for term in speakers}
            for close in get_close_matches(name, known, n=1, cutoff=0.8):
                self._report(warning("quote-name", file, position(), name=name, known=close, id=known[close]))
        return Speaker(line, line, None, None)

    def all_quoted(self, index: Index) -> Quoted:
        """Everybody who is quoted in the stories of a language."""
        found: dict[Term, list[tuple[Post, int]]] = {}
        for post in index.posts:
            for speaker, number in quotations_of(post, self._registry):
                found.setdefault(speaker, []).append((post, number))
        return found

    def of_registry(self, post: Post) -> tuple[Term, ...]:
        """Who is in the registry and quoted in a story."""
        meant = (_meant(line, self._registry)[0] for line in post.card.quotes)
        return tuple([terms[0] for terms in meant if len(terms) == 1])


def quotations_of(post: Post, registry: Registry) -> Iterator[tuple[Term, int]]:
    """The speakers of the registry who are quoted in a story, and which of its quotations are theirs."""
    for speaker, number in quoted_in(post.card.quotes, registry):
        if post.card.quotations[number]:
            yield speaker, number


def quoted_in(lines: Iterable[str], registry: Registry) -> Iterator[tuple[Term, int]]:
    """The speakers of the registry whom these lines below quotations name, and in which of the lines."""
    for number, line in enumerate(lines):
        meant, _, _ = _meant(line, registry)
        if len(meant) == 1:
            yield meant[0], number


def _meant(line: str, registry: Registry) -> tuple[Sequence[Term], str, str]:
    """Whom an attribution can mean, the name or id in it, and the office behind that."""
    # Titles have commas in them as well: "Dr. Ani, M.Si., ketua panitia".
    pieces = line.split(", ")
    splits = [(", ".join(pieces[:end]), ", ".join(pieces[end:])) for end in range(len(pieces), 0, -1)]
    known_splits = (split for split in splits if registry.find("speakers", split[0]))
    name, office = next(known_splits, splits[-1])
    return registry.find("speakers", name), name, office


def start_of(appointment: AppointmentFields) -> tuple[int, int, int]:
    """Sorts appointments by their beginning; one without comes first."""
    start = appointment.start
    return (start.year, start.month or 0, start.day or 0) if start else (0, 0, 0)


def _foremost(held: Sequence[AppointmentFields]) -> AppointmentFields:
    """Of several offices held at once the acting one, else the newest, else the first in the file."""
    return max(held, key=lambda appointment: (bool(appointment.acting), start_of(appointment)))
