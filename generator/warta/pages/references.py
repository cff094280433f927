"""Terms as pages name them, with the address of their page where they have one."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from functools import partial

from warta.content.model import LocalText
from warta.pages.fingerprint import fingerprint
from warta.pages.memo import Memo
from warta.site.taxonomy import Registry, Term
from warta.views.references import TermRef

__all__ = ["References", "local_text"]


class References:
    """References to terms, each made once, and their fingerprints."""

    def __init__(
        self, registry: Registry, term_urls: Mapping[tuple[str, Term], str], codes: Sequence[str]
    ) -> None:
        self._registry = registry
        self._term_urls = term_urls
        self._refs = Memo[tuple[str, Term], TermRef](self._ref)
        self._paths = Memo[tuple[str, tuple[Term, ...]], tuple[tuple[TermRef, ...], ...]](self._paths_of)
        self.fingerprint = {code: Memo[Term, bytes](partial(self._fingerprint, code)) for code in codes}
        """Language → term → fingerprint of a reference to it."""
        self.fingerprints = {
            code: Memo[tuple[Term, ...], bytes](partial(self._joined, code)) for code in codes
        }
        """The same for several terms: posts name the same few combinations over and over."""

    def one(self, term: Term, code: str) -> TermRef:
        """A term in one language."""
        return self._refs[code, term]

    def several(self, terms: Sequence[Term], code: str) -> tuple[TermRef, ...]:
        """Terms in one language."""
        refs = self._refs
        return tuple([refs[code, term] for term in terms])

    def paths(self, regions: tuple[Term, ...], code: str) -> tuple[tuple[TermRef, ...], ...]:
        """Each region with all that it lies in, the largest first."""
        return self._paths[code, regions]

    def local(self, regions: tuple[Term, ...], code: str) -> tuple[TermRef, ...]:
        """The regions of a story, without the country where it names a place in it."""
        if len(regions) > 1:
            country = self._registry.country
            regions = tuple([region for region in regions if region is not country])
        return self.several(regions, code)

    def _ref(self, key: tuple[str, Term]) -> TermRef:
        return TermRef(key[1].names[key[0]], self._term_urls.get(key))

    def _paths_of(self, key: tuple[str, tuple[Term, ...]]) -> tuple[tuple[TermRef, ...], ...]:
        code, regions = key
        found = (self.several(self._registry.path_of(region), code) for region in regions)
        return tuple(path for path in found if path)

    def _fingerprint(self, code: str, term: Term) -> bytes:
        above = self.several(self._registry.path_of(term), code) if term.taxonomy == "regions" else ()
        return fingerprint((self.one(term, code), above))

    def _joined(self, code: str, terms: tuple[Term, ...]) -> bytes:
        known = self.fingerprint[code]
        return b"".join([known[term] for term in terms])


def local_text(text: LocalText | None, code: str, codes: tuple[str, ...]) -> tuple[str, str]:
    """A text in one language, else in the first of ``codes`` that has it, and which that is if it is another.

    Both are empty where there is no text.
    """
    return (text.get(code, *codes), text.language_of(code, *codes)) if text is not None else ("", "")
