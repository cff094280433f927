"""Stories as other pages show them, and the fingerprints of stories: each is made once for all pages."""

from __future__ import annotations

from warta.pages.fingerprint import combined, fingerprint
from warta.pages.links import Links
from warta.pages.memo import Memo
from warta.pages.places import Places
from warta.pages.references import References
from warta.pages.speakers import Speakers
from warta.site.library import Post
from warta.site.publication import held_until
from warta.views.stories import Teaser

__all__ = ["Stories"]


class Stories:
    """Teasers, and fingerprints of as much of a story as a page can show."""

    def __init__(
        self, origin: str, places: Places, references: References, *, speakers: Speakers, links: Links
    ) -> None:
        """``origin`` is the scheme and host of the site."""
        self._origin = origin
        self._versions = places.versions
        self._references = references
        self._speakers = speakers
        self._links = links
        self.teasers = Memo[Post, Teaser](self._teaser)
        self.teaser_fingerprints = Memo[Post, bytes](self._teaser_fingerprint)
        self.brief_fingerprints = Memo[Post, bytes](self._brief_fingerprint)
        """Of a story as a feed of summaries shows it."""
        self.full_fingerprints = Memo[Post, bytes](self._full_fingerprint)
        """Of a story as a feed shows it with its text."""

    def _teaser(self, post: Post) -> Teaser:
        card, code = post.card, post.listed_in
        return Teaser(
            url=post.address.url,
            canonical=self._origin + post.address.url,
            title=card.title,
            summary=card.summary,
            date=post.date,
            updated=post.updated,
            kind=post.kind,
            agencies=self._references.several(post.agencies, code),
            regions=self._references.local(post.regions, code),
            image=self._links.images[post] if post.original.image is not None else None,
            draft=post.hold is not None,
            language=card.language if post.stands_in else "",
            opens=held_until(post.hold, "embargo"),
            expired=held_until(post.hold, "expired"),
        )

    def _teaser_fingerprint(self, post: Post) -> bytes:
        card, original = post.card, post.original
        references = self._references.fingerprints[post.listed_in]
        shown = [
            card.teaser,
            original.teaser,
            references[post.agencies],
            references[post.regions],
            post.address.url.encode(),
            repr(post.hold).encode() if post.hold is not None else b"",
            b"withdrawn" if post.withdrawn else b"",
            card.language.encode() if post.stands_in else b"",
        ]
        if post.updated is not post.date:
            shown.append(repr(post.updated[:]).encode())
        if original.image is not None:
            shown.append(fingerprint(self._links.images[post]))
        return combined(shown)

    def _brief_fingerprint(self, post: Post) -> bytes:
        shown = (
            self.teaser_fingerprints[post],
            self._references.fingerprints[post.card.language][post.tags],
            post.original.author.encode("utf-8", "surrogatepass"),
        )
        return combined(shown)

    def _full_fingerprint(self, post: Post) -> bytes:
        filled = repr((self._links.targets[post], self._speakers.quoted[post]))
        return combined((self.brief_fingerprints[post], post.card.digest.encode(), filled.encode()))
