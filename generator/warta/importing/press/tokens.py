"""A sentence as words with their places, and the spans of regions' and terms' names in it."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping
from typing import Generic, NamedTuple, TypeVar

from warta.importing.press.words import TABLES, WORDS

__all__ = [
    "Match",
    "PhraseIndex",
    "Token",
    "abbreviations_in",
    "contracted",
    "is_longer",
    "name_key",
    "tokens_of",
]

T = TypeVar("T")

_TOKEN = re.compile(r"[^\W_]+(?:['’`.-][^\W_]+)*|[^\w\s]|_")
_GLUED_TITLE = re.compile(rf"(?i)(?:{'|'.join(sorted(WORDS['glued_titles']))})\.(?=[A-Z](?:[a-z]{{2}}|$))")


_SPELLINGS, _GOVERNMENTS = TABLES["spellings"], TABLES["government_names"]


class Token(NamedTuple):
    """A word or a mark."""

    text: str
    start: int
    end: int
    """Offsets in the sentence."""

    @property
    def low(self) -> str:
        """In lower case, without a final full stop."""
        return self.text.lower().rstrip(".")

    @property
    def is_capitalised(self) -> bool:
        """Whether it is a word that begins with a capital."""
        return self.text[0].isupper()

    @property
    def is_word(self) -> bool:
        """Whether it is no mark."""
        return self.text[0].isalnum()


def tokens_of(sentence: str) -> tuple[Token, ...]:
    """The words and marks of a sentence. The stop of an abbreviation belongs to its word."""
    tokens: list[Token] = []
    for match in _TOKEN.finditer(sentence):
        text, start, end = match[0], match.start(), match.end()
        previous = tokens[-1] if tokens else None
        glued = _GLUED_TITLE.match(text)
        if glued:  # Dr.Gede
            tokens.append(Token(glued[0], start, start + glued.end()))
            text, start = text[glued.end() :], start + glued.end()
        titled = len(tokens) > 1 and tokens[-2].low in WORDS["before_names"]
        stopped = text == "." and previous is not None and previous.end == start
        if stopped and previous is not None and _takes_stop(previous.text, titled=titled):
            tokens[-1] = Token(previous.text + ".", previous.start, end)
        else:
            tokens.append(Token(text, start, end))
    return tuple(tokens)


def _takes_stop(word: str, *, titled: bool) -> bool:
    """Whether a stop belongs to a word; behind a title (``titled``) also to "FX" in "AKBP FX. Budi"."""
    letter = len(word) == 1 and word.isascii() and word.isalpha()
    known = word.lower() in WORDS["abbreviated_in_names"]
    known = known or (word.isupper() and word.lower() in WORDS["before_names"])  # "AKBP. Budi"
    initials = titled and len(word) == 2 and word.isupper()
    return letter or known or initials or ("." in word and not word.endswith("."))


class Match(NamedTuple, Generic[T]):
    """A name that was found."""

    start: int
    end: int
    """Numbers of tokens."""
    values: tuple[T, ...]
    """What it can mean."""


class PhraseIndex(Generic[T]):
    """Finds many names in token sequences, the longest first, in one pass."""

    def __init__(self, names: Iterable[tuple[str, T]]) -> None:
        self._names: dict[tuple[str, ...], list[T]] = {}
        self._longest: dict[str, int] = {}
        for name, value in names:
            key = name_key(name)
            if key and value not in self._names.setdefault(key, []):
                self._names[key].append(value)
                self._longest[key[0]] = max(self._longest.get(key[0], 0), len(key))

    def extended(self, names: Iterable[tuple[str, T]]) -> PhraseIndex[T]:
        """The same index with more names."""
        more = PhraseIndex[T](names)
        both = PhraseIndex[T](())
        both._names = {**self._names, **more._names}
        longest = (self._longest, more._longest)
        both._longest = {
            word: max(each.get(word, 0) for each in longest) for word in {**longest[0], **longest[1]}
        }
        return both

    def find(self, tokens: tuple[Token, ...]) -> Iterator[Match[T]]:
        """The names in ``tokens``, without overlaps."""
        words = list(_compared(tokens))
        position = 0
        while position < len(words):
            longest = min(self._longest.get(words[position][0], 0), len(words) - position)
            for length in range(longest, 0, -1):
                values = self._names.get(tuple(word for word, _ in words[position : position + length]))
                first, last = words[position][1], words[position + length - 1][1]
                if values and tokens[first].is_capitalised:
                    yield Match(first, last + 1, tuple(values))
                    position += length - 1
                    break
            position += 1


def _compared(tokens: tuple[Token, ...]) -> Iterator[tuple[str, int]]:
    """The words of a name in the one form in which names are compared, each with the number of its token.

    Marks and abbreviations in brackets are left out: "Badan Kepegawaian (BKD) Kabupaten X" is "badan
    kepegawaian x". A regency goes without its kind; a city keeps it.
    """
    number = 0
    while number < len(tokens):
        token = tokens[number]
        following = tokens[number + 1].low if number + 1 < len(tokens) else ""
        government = (
            _GOVERNMENTS.get(_SPELLINGS.get(following, following)) if token.low == "pemerintah" else None
        )
        if token.text == "(" and number + 2 < len(tokens) and tokens[number + 2].text == ")":
            number += 2
        elif government is not None:
            yield government, number
            number += 1
        elif token.is_word:
            words = _SPELLINGS.get(token.low, token.low).split()
            yield from ((word, number) for word in words if word != "kabupaten")
        number += 1


def name_key(name: str) -> tuple[str, ...]:
    """The words by which two names are compared."""
    return tuple(word for word, _ in _compared(tokens_of(name)))


def is_longer(name: str, short: str) -> bool:
    """Whether ``name`` begins with all of another and goes on: "Bawaslu Bali" beside "Bawaslu"."""
    words, beginning = name_key(name), name_key(short)
    return len(beginning) < len(words) and words[: len(beginning)] == beginning


def abbreviations_in(tokens: tuple[Token, ...]) -> Iterator[tuple[tuple[str, ...], str]]:
    """What a text abbreviates: "Aparatur Sipil Negara (ASN)" gives the words in lower case and ``ASN``."""
    for number in range(2, len(tokens) - 1):
        short = tokens[number].text
        if tokens[number - 1].text != "(" or tokens[number + 1].text != ")" or not short.isupper():
            continue
        words: list[str] = []
        initials = ""
        for token in reversed(tokens[max(0, number - 40) : number - 1]):
            joint = token.low in WORDS["within_names"] or token.text == ","
            if len(initials) >= len(short) or not (token.is_capitalised or joint):
                break
            words += [token.low] if token.is_word else []
            initials = (token.text[0] if token.is_capitalised else "") + initials
        if initials == short and len(words) > 1:
            yield tuple(reversed(words)), short


def contracted(tokens: tuple[Token, ...], abbreviations: Mapping[tuple[str, ...], str]) -> tuple[Token, ...]:
    """The tokens with long names replaced by the abbreviations that stand for them."""
    result: list[Token] = []
    position = 0
    while position < len(tokens):
        ends = ((short, _same_words(tokens, position, words)) for words, short in abbreviations.items())
        short, end = next((each for each in ends if each[1]), ("", position + 1))
        token = tokens[position]
        result.append(Token(short, token.start, tokens[end - 1].end) if short else token)
        position = end
    return tuple(result)


def _same_words(tokens: tuple[Token, ...], position: int, words: tuple[str, ...]) -> int:
    """Where ``words`` end that begin at ``position``, commas passed over; 0 when they do not stand there."""
    for word in words:
        while position < len(tokens) and tokens[position].text == ",":
            position += 1
        if position >= len(tokens) or tokens[position].low != word:
            return 0
        position += 1
    return position
