"""What the pages of one build share: which pages there are, references, teasers, speakers, links.

Everything is made when it is first needed and then shared. Each part comes with
a fingerprint, from which those of the pages are made.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence
from functools import partial
from typing import Any

from warta.config.settings import Config
from warta.content.model import TAXONOMIES, AppointmentFields, LocalText, Ref
from warta.content.parsing import Card
from warta.diagnostics.values import WHOLE_FILE, Diagnostic, Position, error, warning
from warta.i18n.languages import Language
from warta.i18n.moments import Moment
from warta.markdown.annotations import NO_AIDS, Aids, capitals_in
from warta.media.values import Media, Medium, Refused, suffix_of
from warta.media.values import Picture as PictureFiles
from warta.pages.data import (
    Head,
    PlannedPage,
    Target,
    Trail,
    Versions,
)
from warta.pages.fingerprint import combined, fingerprint
from warta.pages.frame import site_view
from warta.pages.lazy import Lazily
from warta.pages.outlook import Key, Outlook, listed_pages
from warta.pages.pictures import fill, output_files, picture_view
from warta.site.gazetteer import COUNTRY
from warta.site.index import Index, index_posts, index_these, stand_ins
from warta.site.library import Library, Post
from warta.site.links import Anchors, Pages, TextLink, anchors_of, resolve_link
from warta.site.taxonomy import Term
from warta.views.models import (
    File,
    Image,
    Link,
    Picture,
    Speaker,
    Teaser,
    TermRef,
)

__all__ = ["Parts", "local_text", "start_of"]

_TERM_ID = re.compile(r"[a-z0-9]+(?:-[a-z0-9]+)+")
"""An id, which nobody is called."""


class Parts:
    """Holds what the pages of one build share while they are planned."""

    def __init__(
        self,
        library: Library,
        config: Config,
        assets: tuple[tuple[str, str], ...],
        medium: Callable[[str], Medium],
        profile_html: Callable[[str], str],
        besides: bytes,
        outlook: Outlook,
    ) -> None:
        """``besides`` stands for all that the site is made from besides its stories and their pictures.

        ``outlook`` knows of the pages of other times.
        """
        self.library = library
        self.config = config
        self.codes = config.codes
        self.registry = library.registry
        self.addresses = config.addresses
        self.medium = medium
        self.profile_html = profile_html
        self.diagnostics: list[Diagnostic] = []
        self.used_media: dict[str, Media] = {}
        """Output path → file."""
        self._published: dict[str, Picture | File | None] = {}
        """Content path → what pages are told of it; None for what is refused."""
        self.index: dict[str, Index] = {code: index_posts(library, code) for code in self.codes}
        self.cards: dict[str, Index] = {
            code: index_these(library, stand_ins(library, code, self.codes))
            for code in self.codes
            if code in config.untranslated
        }
        """For languages that show them: the stories of other languages that are not in this one."""
        self.versions: dict[Key, Versions] = {}
        self.term_urls: dict[tuple[str, Term], str] = {}
        self._term_refs: dict[tuple[str, Term], TermRef] = {}
        self._speakers: dict[tuple[str, Term, AppointmentFields | None], Speaker] = {}
        self._region_paths: dict[tuple[str, tuple[Term, ...]], tuple[tuple[TermRef, ...], ...]] = {}
        self._place_pages()
        self.sites = {language.code: site_view(config, language, assets) for language in config.languages}
        self.site_prints = {code: fingerprint(site) for code, site in self.sites.items()}
        self.anchors: dict[str, Anchors] = {
            url: None for versions in self.versions.values() for _, url in versions.urls
        }
        """URL path → anchors of the pages that writers may link to."""
        for post in library.posts:
            self.anchors[post.address.url] = anchors_of(post)
        self.outlook = outlook
        self.pages = Pages(self.anchors, lambda: outlook.anchors)
        self.moved = [post for post in library.posts if post.card.aliases]
        self.teasers = Lazily[Post, Teaser](self._teaser)
        self.ref_prints = {code: Lazily[Term, bytes](partial(self._ref_print, code)) for code in self.codes}
        # Posts name the same few combinations of terms over and over.
        self.refs_prints = {
            code: Lazily[tuple[Term, ...], bytes](partial(self._joined_prints, code)) for code in self.codes
        }
        self.speaker_prints = Lazily[Speaker, bytes](fingerprint)
        self._timeless_speakers: dict[tuple[str, tuple[Term, ...]], bytes] = {}
        self.targets = Lazily[Post, tuple[Target, ...]](self._targets)
        self.quotes = Lazily[Post, tuple[Speaker, ...]](self._quotes)
        self.said = Lazily[str, dict[Term, list[tuple[Post, int]]]](self._said)
        """Language → speaker → stories and which of their quotations are theirs, newest first."""
        self.brief_prints = Lazily[Post, bytes](self._brief_print)
        self.whole_prints = Lazily[Post, bytes](self._whole_print)
        self.teaser_prints = Lazily[Post, bytes](self._teaser_print)
        self.images = Lazily[Post, Image | None](self._image)
        self.profiles = Lazily[tuple[Term, str], str](self._profile)
        self.story_prints = Lazily[Post, bytes](self._story_print)
        self.besides = combined((besides, *self.site_prints.values(), repr(self._places()).encode()))
        """Also for which terms have pages."""
        self._abbreviations = {code: self._by_capitals(code) for code in self.codes}
        self.has_aids = bool(config.laws) or any(self._abbreviations.values())

    # --- What helps readers ---------------------------------------------------------------------

    def _by_capitals(self, code: str) -> dict[str, list[tuple[str, str, frozenset[str]]]]:
        """The glossary under what a text has to hold for an abbreviation to be in it."""
        found: dict[str, list[tuple[str, str, frozenset[str]]]] = {}
        for entry in self.registry.glossary.values():
            capitals = capitals_in(entry.abbreviation)
            if capitals and entry.has(code):
                item = (entry.abbreviation, entry.meaning.get(code), capitals)
                found.setdefault(max(capitals), []).append(item)
        return found

    def aids(self, post: Post) -> Aids:
        """What is explained and linked in a story's text."""
        card = post.card
        if post.withdrawn:
            return NO_AIDS
        known = self._abbreviations[card.language]
        meanings = [
            (abbreviation, meaning)
            for capitals in card.capitals
            for abbreviation, meaning, needed in known.get(capitals, ())
            if needed.issubset(card.capitals)
        ]
        return Aids(tuple(meanings), self.config.laws) if meanings or self.config.laws else NO_AIDS

    # --- Which pages there are ------------------------------------------------------------------

    def _place_pages(self) -> None:
        place = self.addresses
        found: dict[Key, list[tuple[str, str]]] = {}

        def put(key: Key, code: str, url: str) -> None:
            found.setdefault(key, []).append((code, url))

        for code, index in self.index.items():
            put(("home",), code, place.home(code).url)
            put(("news",), code, place.news(code).url)
            put(("archive",), code, place.archive(code).url)
            if self.config.search.enabled:
                put(("search",), code, place.search(code).url)
            for taxonomy in TAXONOMIES:
                put(("terms", taxonomy), code, place.taxonomy(code, taxonomy).url)
            for key, url, _ in listed_pages(place, code, index):
                put(key, code, url)
                if key[0] == "term":
                    self.term_urls[code, self.registry.terms[key[1]][key[2]]] = url
        posts: dict[str, dict[str, str]] = {}
        for post in self.library.posts:
            posts.setdefault(post.card.story, {})[post.card.language] = post.address.url
        for story, by_language in posts.items():
            found["post", story] = [(code, by_language[code]) for code in self.codes if code in by_language]
        self.versions = {key: Versions(tuple(versions)) for key, versions in found.items()}

    def _places(self) -> list[tuple[str, str, str, str]]:
        return sorted((code, term.taxonomy, term.id, url) for (code, term), url in self.term_urls.items())

    def listed(
        self, code: str, posts: Sequence[Post], cards: Callable[[Index], Sequence[Post]]
    ) -> Sequence[Post]:
        """A listing's posts, and the cards that ``cards`` finds for it where the language shows them."""
        if code not in self.cards:
            return posts
        more = cards(self.cards[code])
        return sorted([*posts, *more], key=_by_time, reverse=True) if more else posts

    def planned(
        self, path: str, template: str, language: str, head: Head | None, content: Any, source: str = ""
    ) -> PlannedPage:
        """A page that is cheap enough to be made each time: its fingerprint is that of its data."""
        data = fingerprint((self.site_prints[language], head, content))
        return PlannedPage(path, template, language, source, data, lambda: (head, content))

    # --- Shared parts ---------------------------------------------------------------------------

    def canonical(self, url: str) -> str:
        """A page's whole address."""
        return self.addresses.origin + url

    def trail(self, language: Language, *links: Link) -> Trail:
        """Breadcrumbs from the front page on."""
        return Trail((Link(language.text("home"), self.addresses.home(language.code).url), *links))

    def term_ref(self, term: Term, code: str) -> TermRef:
        """A term as pages name it; with its address where it has a page."""
        ref = self._term_refs.get((code, term))
        if ref is None:
            ref = self._term_refs[code, term] = TermRef(term.names[code], self.term_urls.get((code, term)))
        return ref

    def refs(self, terms: Sequence[Term], code: str) -> tuple[TermRef, ...]:
        """Several terms."""
        return tuple([self.term_ref(term, code) for term in terms])

    def _teaser(self, post: Post) -> Teaser:
        card = post.card
        code = post.listed_in
        return Teaser(
            url=post.address.url,
            canonical=self.canonical(post.address.url),
            title=card.title,
            summary=card.summary,
            date=post.date,
            updated=post.updated,
            kind=post.kind,
            agencies=self.refs(post.agencies, code),
            regions=self.refs(self._local_regions(post.regions), code),
            image=self.images[post] if post.original.image is not None else None,
            draft=post.hold is not None,
            language=card.language if post.stands_in else "",
        )

    def _teaser_print(self, post: Post) -> bytes:
        """The digest of all that :meth:`_teaser` looks at."""
        card, original = post.card, post.original
        code = post.listed_in
        parts = [
            card.teaser,
            original.teaser,
            self.refs_print(post.agencies, code),
            self.refs_print(post.regions, code),
            post.address.url.encode(),
            b"draft" if post.hold is not None else b"",
            b"withdrawn" if post.withdrawn else b"",
            card.language.encode() if post.stands_in else b"",
        ]
        if original.image is not None:
            parts.append(fingerprint(self.images[post]))
        return combined(parts)

    def _story_print(self, post: Post) -> bytes:
        """What stands for all that is known of a story in one language, what its links lead to included."""
        card, original = post.card, post.original
        held = "held" if post.hold is not None else ""
        urls = [url for _, url in self.versions["post", card.story].urls]
        known = (card.path, card.digest, original.path, original.digest, held, post.stands_in, *urls)
        refers = b""
        if card.links or card.quotes or original.image is not None:
            refers = fingerprint((self.targets[post], self.quotes[post], self.images[post]))
        # No path or address holds the sign between them.
        return combined((refers, "\0".join(known).encode("utf-8", "surrogatepass")))

    def _brief_print(self, post: Post) -> bytes:
        """The digest of a story as a feed of summaries shows it."""
        parts = (
            self.teaser_prints[post],
            self.refs_print(post.tags, post.card.language),
            post.original.author.encode("utf-8", "surrogatepass"),
        )
        return combined(parts)

    def _whole_print(self, post: Post) -> bytes:
        """The digest of a story as a feed shows it with its text."""
        filled = repr((self.targets[post], self.quotes[post]))
        parts = (self._brief_print(post), post.card.digest.encode(), filled.encode())
        return combined(parts)

    def refs_print(self, terms: tuple[Term, ...], code: str) -> bytes:
        """The digest of references to terms, as the posts of one language show them."""
        return self.refs_prints[code][terms]

    def _joined_prints(self, code: str, terms: tuple[Term, ...]) -> bytes:
        known = self.ref_prints[code]
        return b"".join([known[term] for term in terms])

    def _ref_print(self, code: str, term: Term) -> bytes:
        above = self.refs(self.registry.path_of(term), code) if term.taxonomy == "regions" else ()
        return fingerprint((self.term_ref(term, code), above))

    def _local_regions(self, regions: tuple[Term, ...]) -> tuple[Term, ...]:
        """Without the country where a story names a place in it."""
        country = self.registry.terms["regions"][COUNTRY]
        if len(regions) < 2 or country not in regions:
            return regions
        return tuple(region for region in regions if region is not country)

    def _image(self, post: Post) -> Image | None:
        image = post.image
        if image is None or not image[0] or post.withdrawn:
            return None
        source, alt, caption, credit = image
        owner = post.original  # the path is relative to the file that names it

        def position() -> Position:
            return self.library.details(owner).where["image"]

        picture = self._target(source, True, owner.path, owner.anchors, position)
        if not isinstance(picture, Picture):
            return None
        canonical = self.canonical(picture.url)
        return Image(picture.url, canonical, alt, caption or None, credit or None, picture)

    def _publish(self, media: str) -> Picture | File | None:
        """Mark a media file as used. Its output paths carry a digest, so they can be cached for ever."""
        if media not in self._published:
            self._published[media] = self._publication(media, self.medium(media))
        return self._published[media]

    def _publication(self, media: str, medium: Medium) -> Picture | File | None:
        if isinstance(medium, Refused):
            self.diagnostics.append(error(medium.code, media, WHOLE_FILE, **dict(medium.arguments)))
            return None
        files = output_files(media, medium)
        self.used_media.update((file.path, file) for file in files)
        urls = [self.addresses.at(file.path).url for file in files]
        if isinstance(medium, PictureFiles):
            return picture_view(medium, urls)
        return File(urls[0], suffix_of(media).upper(), medium.size, medium.pages)

    def _target(
        self,
        target: str,
        image: bool,
        file: str,
        anchors: tuple[str, ...],
        position: Callable[[], Position],
        post: Post | None = None,
    ) -> Target:
        """What a link in a text, that of a ``post`` perhaps, leads to; reports one that leads nowhere.

        Such a link is None, for as long as there is not the page; ``#`` when there never is.
        """
        found, problem = resolve_link(
            TextLink(target, image, file, anchors, position, post),
            self.library,
            self.pages,
            self.addresses.root,
        )
        if problem is not None:
            self.diagnostics.append(problem)
        if found is None:
            return "#"
        if found.media is None:
            there = found.page in self.anchors if found.page else bool(found.url)
            told = self.outlook.finding(target, found, there, post, file, position)
            if told is not None:
                self.diagnostics.append(told)
            return found.url if there else None
        published = self._publish(found.media)
        if image and isinstance(published, File):
            suffix = suffix_of(found.media)
            self.diagnostics.append(error("picture-type", found.media, WHOLE_FILE, suffix=suffix))
        return published or "#"

    def _targets(self, post: Post) -> tuple[Target, ...]:
        card = post.card
        if post.withdrawn or not card.links:
            return ()
        return tuple(
            self._target(
                target,
                image,
                card.path,
                card.anchors,
                partial(self._link_position, card, number),
                post,
            )
            for number, (target, image) in enumerate(card.links)
        )

    def _link_position(self, card: Card, number: int) -> Position:
        return self.library.details(card).body.links[number].position

    def paths_of(self, regions: tuple[Term, ...], code: str) -> tuple[tuple[TermRef, ...], ...]:
        """Each region with all that it lies in, the largest first."""
        paths = self._region_paths.get((code, regions))
        if paths is None:
            found = (self.refs(self.registry.path_of(region), code) for region in regions)
            paths = self._region_paths[code, regions] = tuple(path for path in found if path)
        return paths

    def speaker(self, language: Language, term: Term, when: Moment) -> Speaker:
        """A speaker with the office held at a time."""
        code = language.code
        held = term.appointments_on(when.at.date()) if term.appointments else ()
        office = _foremost(held) if held else None
        speaker = self._speakers.get((code, term, office))
        if speaker is None:
            title = self.office_title(office, language) if office is not None else None
            speaker = Speaker(term.names[code], term.full_name(code), self.term_ref(term, code).url, title)
            self._speakers[code, term, office] = speaker
        return speaker

    def speakers_print(self, language: Language, post: Post) -> bytes:
        """The digest of a post's speakers with the offices they held on its date."""
        speakers = post.speakers
        known = self._timeless_speakers.get((language.code, speakers))
        if known is None:
            prints, when = self.speaker_prints, post.date
            known = b"".join([prints[self.speaker(language, term, when)] for term in speakers])
            if not any(term.appointments for term in speakers):
                self._timeless_speakers[language.code, speakers] = known
        return known

    def _quotes(self, post: Post) -> tuple[Speaker, ...]:
        """Whose words the quotations in a post are."""
        card = post.card
        if post.withdrawn or not card.quotes:
            return ()
        language = self._language(card.language)
        quotes = []
        for number, line in enumerate(card.quotes):
            position = partial(self._quote_position, card, number)
            quotes.append(self._quoted(language, line, post.date, card.path, post.speakers, position))
        return tuple(quotes)

    def _language(self, code: str) -> Language:
        return next(language for language in self.config.languages if language.code == code)

    def _quote_position(self, card: Card, number: int) -> Position:
        return self.library.details(card).body.quotes[number].position

    def _quoted(
        self,
        language: Language,
        line: str,
        when: Moment | None,
        file: str,
        speakers: Sequence[Term],
        position: Callable[[], Position],
    ) -> Speaker:
        """The speaker that the line below a quotation names, as the story shows them.

        Somebody who is not in the registry is shown as written. ``speakers`` are those that the story names,
        for a hint when a name is almost one of theirs.
        """
        found, name, office = self._named_below(line)
        if len(found) == 1:
            term = found[0]
            if office or when is None:
                ref = self.term_ref(term, language.code)
                return Speaker(ref.name, term.full_name(language.code), ref.url, office or None)
            return self.speaker(language, term, when)
        if found or _TERM_ID.fullmatch(name):
            _, problem = self.registry.resolve("speakers", Ref(name, position()), file)
            if problem is not None:
                self.diagnostics.append(problem)
        else:
            from difflib import get_close_matches

            known = {term.names[language.code]: term for term in speakers}
            for close in get_close_matches(name, known, n=1, cutoff=0.8):
                found_id = known[close].id
                self.diagnostics.append(
                    warning("quote-name", file, position(), name=name, known=close, id=found_id)
                )
        return Speaker(line, line, None, None)

    def _said(self, code: str) -> dict[Term, list[tuple[Post, int]]]:
        """Who is in the registry and quoted, in all stories of a language: those that quote are few."""
        found: dict[Term, list[tuple[Post, int]]] = {}
        for post in self.index[code].posts:
            for number, line in enumerate(post.card.quotes):
                named, _, _ = self._named_below(line)
                if len(named) == 1 and post.card.quotations[number]:
                    found.setdefault(named[0], []).append((post, number))
        return found

    def quoted(self, post: Post) -> tuple[Term, ...]:
        """Who is in the registry and quoted in a story."""
        found = (self._named_below(line)[0] for line in post.card.quotes)
        return tuple([named[0] for named in found if len(named) == 1])

    def _named_below(self, line: str) -> tuple[Sequence[Term], str, str]:
        """Whom the line below a quotation can mean, the name or id in it, and the office behind that."""
        # Titles have commas in them as well: "Dr. Ani, M.Si., ketua panitia".
        pieces = line.split(", ")
        splits = [(", ".join(pieces[:end]), ", ".join(pieces[end:])) for end in range(len(pieces), 0, -1)]
        known_splits = (split for split in splits if self.registry.find("speakers", split[0]))
        name, office = next(known_splits, splits[-1])
        return self.registry.find("speakers", name), name, office

    def office_title(self, appointment: AppointmentFields, language: Language) -> str:
        """An office in words."""
        office = appointment.office.get(language.code, *self.codes)
        return language.acting.format(office=office) if appointment.acting else office

    def _profile(self, owner: tuple[Term, str]) -> str:
        """The HTML of a term's profile text in one language; empty when it has none."""
        term, code = owner
        profile = self.registry.profiles.get((term.taxonomy, term.id, code))
        if profile is None:
            return ""
        anchors = tuple(profile.body.anchors)
        targets = tuple(
            self._target(link.target, link.image, profile.path, anchors, partial(getattr, link, "position"))
            for link in profile.body.links
        )
        language = self._language(code)
        quotes = tuple(
            self._quoted(language, quote.name, None, profile.path, (), partial(getattr, quote, "position"))
            for quote in profile.body.quotes
        )
        return fill(self.profile_html(profile.path), targets, quotes, language)


def _by_time(post: Post) -> tuple[int, str]:
    return post.date.timestamp, post.card.story


def local_text(text: LocalText | None, code: str, codes: tuple[str, ...]) -> str | None:
    """A text in one language, else in the first of ``codes`` that has it."""
    return text.get(code, *codes) if text is not None else None


def start_of(appointment: AppointmentFields) -> tuple[int, int, int]:
    """Sorts appointments by their beginning; one without comes first."""
    start = appointment.start
    return (start.year, start.month or 0, start.day or 0) if start else (0, 0, 0)


def _foremost(held: Sequence[AppointmentFields]) -> AppointmentFields:
    """Of several offices held at once the acting one, else the newest, else the first in the file."""
    return max(held, key=lambda appointment: (bool(appointment.acting), start_of(appointment)))
