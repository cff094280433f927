"""The documents that stories and standing pages link to: what each is called, of which kind and year it is.

Nobody fills in a form for a document. Its name is what the link says, its kind the first word of a kind in
that name, its year the first one in it, else that of its story; so *Surat Edaran Nomor 5 Tahun 2019* is a
circular of 2019, whenever a story links to it. Pure.
"""

from __future__ import annotations

import posixpath
import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from functools import lru_cache
from typing import NamedTuple
from urllib.parse import unquote

from warta.expressions import expression
from warta.i18n.languages import Language
from warta.site.library import Library, Post
from warta.site.taxonomy import Term

__all__ = ["OTHER", "UNNAMED", "Attached", "attached_documents", "document_kind", "document_year"]

OTHER = "other"
"""The kind of a document whose name tells none."""
UNNAMED = "unnamed"
"""The entry among the words of the kinds that has what links say which do not name what they lead to."""
FIRST_YEAR = 1945
# No number of a document, nor a part of one: "Nomor 2019", "800/2045/2024" (of 2024), "Rp 2.000.000".
_YEAR = expression(
    r"(?<![\d.,])(?<!nomor )(?<!number )(?<!no\. )(?!(?<=/)\d+/)(?:19|20)\d\d(?![\d.,]*\d)", re.IGNORECASE
)


class Attached(NamedTuple):
    """A document in one language."""

    path: str
    """Of the content file."""
    title: str
    kind: str
    """A key of the language's ``documents``, or :data:`OTHER`."""
    year: int
    """0 where neither its name nor a story tells one."""
    posts: tuple[Post, ...]
    """The stories and standing pages that link to it, the oldest story first: that one names it."""
    number: int
    """Of its link in the first of these."""
    agencies: tuple[Term, ...]
    """Of all these stories."""

    @property
    def story(self) -> Post | None:
        """The story with which it appeared; None for what standing pages alone link to."""
        first = self.posts[0]
        return None if first.card.is_standing else first


def attached_documents(
    library: Library, posts: Sequence[Post], language: Language, others: Sequence[Language]
) -> tuple[Attached, ...]:
    """The documents of stories, newest first, and standing pages, all of one language; the newest first.

    ``others``: the languages in whose words a name may be instead.
    """
    found: dict[str, list[tuple[Post, int, str]]] = {}
    for post in sorted(posts, key=_oldest_first):
        for path, number, words in _documents(post, library.media):
            found.setdefault(path, []).append((post, number, words))
    words_of = [each.documents for each in (language, *others)]
    made = [_attached(path, links, words_of) for path, links in found.items()]
    return tuple(sorted(made, key=_newest_first, reverse=True))


def _documents(post: Post, media: frozenset[str]) -> Iterator[tuple[str, int, str]]:
    """Content path, number of the link and its words, of each link to a document that is there."""
    card = post.card
    if post.withdrawn or not card.documents:
        return
    for number, words in card.documents:
        target = card.links[number][0]
        path = unquote(target.partition("#")[0].partition("?")[0])
        wanted = posixpath.normpath(posixpath.join(posixpath.dirname(card.path), path))
        if wanted in media:
            yield wanted, number, words


def _oldest_first(post: Post) -> tuple[bool, int, str]:
    return post.card.is_standing, post.date.timestamp, post.card.story


def _newest_first(document: Attached) -> tuple[int, int, str]:
    first = document.story
    return document.year, first.date.timestamp if first is not None else 0, document.title


def _attached(
    path: str, links: Sequence[tuple[Post, int, str]], words_of: Sequence[Mapping[str, tuple[str, ...]]]
) -> Attached:
    first, number, _ = links[0]
    file = posixpath.basename(path)
    named = next((words for _, _, words in links if not _is_unnamed(words, file, words_of)), "")
    title = named or first.card.title
    kind = next((kind for text in (named, _spoken(file)) if (kind := document_kind(text, words_of))), OTHER)
    year = document_year(named) or (0 if first.card.is_standing else first.original.year)
    posts = tuple(dict.fromkeys(post for post, _, _ in links))
    agencies = dict.fromkeys(agency for post in posts for agency in post.agencies)
    return Attached(path, title, kind, year, posts, number, tuple(agencies))


def _is_unnamed(words: str, file: str, words_of: Iterable[Mapping[str, tuple[str, ...]]]) -> bool:
    said = words.casefold().strip(" .:»→…")
    return not said or said == file.casefold() or any(said in each.get(UNNAMED, ()) for each in words_of)


def _spoken(file: str) -> str:
    """The words of a file's name."""
    return re.sub(r"[-_.]+", " ", posixpath.splitext(file)[0])


def document_kind(title: str, words_of: Iterable[Mapping[str, tuple[str, ...]]]) -> str:
    """The kind whose word stands first in a title; empty when none does.

    ``words_of``: kind → its words, of several languages: the first with a word of the title counts.
    """
    for words in words_of:
        places = [
            (found.start(), -len(found[0]), kind)
            for kind, some in words.items()
            if kind != UNNAMED and some and (found := _pattern(some).search(title))
        ]
        if places:
            return min(places)[2]
    return ""


@lru_cache(maxsize=256)
def _pattern(words: tuple[str, ...]) -> re.Pattern[str]:
    """Whole words; capital letters count in abbreviations alone, which are other words without them."""
    some = [re.escape(word) if word.isupper() else f"(?i:{re.escape(word)})" for word in words]
    return re.compile(rf"(?<!\w)(?:{'|'.join(sorted(some, key=len, reverse=True))})(?!\w)")


def document_year(title: str) -> int:
    """The first year in a title that is no document's number; 0 when there is none."""
    found = _YEAR.search(title)
    return int(found[0]) if found and int(found[0]) >= FIRST_YEAR else 0
