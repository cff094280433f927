"""People in a text: who is quoted or named, with titles and office, in either order.

Indonesian newsrooms name a person in full once, with the office before the
name ("Kepala Dinas Kesehatan Kabupaten X, dr. Siti Aminah, M.Kes.") or behind
it ("Siti Aminah, Kepala Dinas …"), and by a short name or the office alone
from then on.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from difflib import SequenceMatcher
from itertools import chain

from msgspec import Struct
from msgspec.structs import replace

from warta.importing.press.person_mentions import (
    PersonReader,
    names_said_in,
    short_forms_in,
    short_offices_in,
)
from warta.importing.press.speech_roles import PersonMention
from warta.importing.press.word_roles import OwnWords, Sentence
from warta.importing.press.words import TABLES, WORDS

__all__ = ["Person", "find_people"]

_CALLED = re.compile(
    r"[^.;:“”\"]{0,40}?\b(?:disapa|dipanggil|sapaan|panggilan)(?:\s+(?:akrab(?:nya)?|dengan|nama|sehari-hari))*\s+([A-Z][\w’']+)"
)
"""What leads from somebody's name to what everybody calls them."""
_HEADS_OF_ONE = frozenset(TABLES["led_by"]) | {"wakil bupati", "wakil wali kota", "wakil gubernur"}
"""Offices that one place has once."""
CALLED_BY = 4
"""Letters that a name and what somebody with the same title is called by have in common."""
NEAR = 2
"""Sentences between a name and what stands for it: "ujarnya", a nickname."""
MOST_PEOPLE = 80
"""Of one text; more are a list and not a story."""


class Person(Struct, frozen=True):
    """Somebody in the text."""

    name: str
    prefix: str = ""
    suffix: str = ""
    offices: tuple[str, ...] = ()
    quoted: bool = False
    """Says something in the text; otherwise is only named."""
    sentence: str = ""
    """Where the fullest mention stands."""
    sure: bool = True
    """False when what was read as a name may be something else."""
    called: bool = False
    """By an office before the name."""
    again: bool = False
    """Speaks once more by a part of the name: "ujar Melky"."""

    @property
    def words(self) -> tuple[str, ...]:
        """The name's words, for comparison."""
        return tuple(word.lower().strip(".") for word in self.name.split())


def find_people(sentences: Iterable[Sentence]) -> tuple[Person, ...]:
    """Everybody who is quoted, and everybody who is named with an office or a title, by first mention."""
    people: list[Person] = []
    others: list[Person] = []
    """Full names that nothing shows to be a person's yet."""
    last: tuple[int, int] | None = None
    """Number of the person who was mentioned last, and of the sentence."""
    sentences = tuple(sentences)
    nicknames: dict[str, int] = {}
    """What somebody is called who was named before, in lower case → number of the person."""
    short = frozenset(chain.from_iterable(map(short_offices_in, sentences)))
    own = OwnWords(
        frozenset(chain.from_iterable(map(names_said_in, sentences))) - short,
        frozenset(chain.from_iterable(map(short_forms_in, sentences))),
    )
    for number, sentence in enumerate(sentences):
        reader = PersonReader(sentence, short, own)
        near = last is not None and number - last[1] <= NEAR
        named: set[int] = set()
        for mention in reader.found():
            nickname = nicknames.get(reader.cut(mention.name).lower()) if mention.name else None
            if not mention.name:
                _speaks_again(people, reader, mention)
            elif nickname is not None:  # "Wabup Ayu", who is commonly called so
                people[nickname] = _also_quoted(people[nickname], quoted=reader.is_quoted(mention))
                named.add(nickname)
            elif last is not None and near and reader.is_nickname(mention):  # "tegas Ipunk, sapaan akrabnya"
                people[last[0]] = _also_quoted(people[last[0]], quoted=reader.is_quoted(mention))
            else:
                found = _add(people, others, _person(reader, mention), evident=mention.evident)
                handing = reader.is_handing(mention) and not reader.is_quoted(mention)
                aside = reader.is_companion(mention) or handing or reader.speaks_through_another(mention)
                aside = aside or reader.is_within_quotation(mention) or reader.is_attending(mention)
                aside = aside or reader.is_told_by_another()
                named |= {found} if found is not None and not aside else set()
                if found is not None:
                    nicknames.update(dict.fromkeys(_called_behind(reader, mention), found))
        if named:
            last = _who_goes_on(people, named, number)
        elif last is not None and near and reader.is_said_by_pronoun():
            people[last[0]] = _also_quoted(people[last[0]], quoted=True)
    return tuple(person for person in people if person.sure or len(person.words) > 1)


def _person(reader: PersonReader, mention: PersonMention) -> Person:
    """The person of a mention that has a name."""
    quoted = reader.is_quoted(mention) and not reader.is_in_curly_quotes(mention)
    words = [token.low for token in reader.tokens[mention.name.start : mention.name.end]]
    common = any(word in WORDS["first_names"] or len(word.strip(".")) == 1 for word in words)
    common = common or not reader.own.names.isdisjoint(words)
    titled = bool(mention.prefix or mention.suffix)
    shown = titled or common or reader.has_age(mention) or reader.is_after_quotation(mention)
    return Person(
        name=reader.cut(mention.name).rstrip("."),
        prefix=reader.cut(mention.prefix),
        suffix=reader.cut(mention.suffix),
        offices=_without_shorter(tuple(filter(_is_of_one, map(reader.cut, mention.offices)))),
        quoted=quoted,
        sentence=reader.sentence.text,
        sure=shown or (mention.evident and quoted),
        called=bool(mention.offices) and mention.offices[0].start < mention.name.start,
    )


def _called_behind(reader: PersonReader, mention: PersonMention) -> Iterator[str]:
    """What somebody is commonly called, in lower case: "X yang kerap disapa *Ayu*"."""
    behind = reader.sentence.text[reader.tokens[mention.end - 1].end :]
    found = _CALLED.match(behind)
    if found:
        yield found[1].lower()


def _is_of_one(office: str) -> bool:
    """Whether an office is that of one person: not "Bupati dan Wakil Bupati X"."""
    return re.search(r"\b(?:dan|serta|and) (?:Wakil|Sekretaris|Deputy)\b", office) is None


def _has_title(person: Person) -> bool:
    return bool(person.prefix or person.suffix)


def _speaks_again(people: list[Person], reader: PersonReader, mention: PersonMention) -> None:
    """An office alone ("ujar Bupati"): the holder has been named before, or nobody knows."""
    if not reader.is_quoted(mention) or not mention.offices or reader.is_within_quotation(mention):
        return
    said = reader.words(mention.offices[0])
    for number, person in enumerate(people):
        if any(_is_called(office.lower(), said) for office in person.offices):
            people[number] = _also_quoted(person, quoted=True)
            return


def _is_called(office: str, said: list[str]) -> bool:
    """Whether an office begins with what is said, or has it in brackets: "Gubernur Riau (Gubri)"."""
    words = [word.strip(".,") for word in office.split() if word.strip(".,()") not in WORDS["provisional"]]
    spellings = TABLES["office_spellings"]
    whole, short = (" ".join(spellings.get(word, word) for word in each).split() for each in (words, said))
    return whole[: len(short)] == short or f"({' '.join(said)})" in office


def _who_goes_on(people: list[Person], named: set[int], sentence: int) -> tuple[int, int] | None:
    """Whom a pronoun in the next sentence means: the one who is named, of several the one who speaks."""
    speaking = {number for number in named if people[number].quoted} if len(named) > 1 else named
    return (speaking.pop(), sentence) if len(speaking) == 1 else None


def _also_quoted(person: Person, *, quoted: bool) -> Person:
    """Somebody with an office who speaks is surely a person."""
    known = bool(person.offices)
    return replace(person, quoted=person.quoted or quoted, sure=person.sure or (quoted and known))


def _add(people: list[Person], others: list[Person], new: Person, *, evident: bool) -> int | None:
    """The number that the person has among all; None for a name that nothing shows to be a person's."""
    for number, known in enumerate(people):
        if _is_same(known, new):
            people[number] = _merged(known, new)
            return number
    if len(people) >= MOST_PEOPLE:
        return None
    if not (evident or new.quoted):
        if len(new.words) > 1 and len(others) < MOST_PEOPLE:
            others.append(new)
        return None
    full = next((other for other in others if len(new.words) == 1 and _is_same(other, new)), None)
    people.append(_merged(full, new) if full is not None else new)
    return len(people) - 1


def _is_same(known: Person, new: Person) -> bool:
    """A short name is part of the full one; of two full names one begins with all words of the other.

    Two who bear offices of their own have to have one name, but for a letter.
    """
    mine, theirs = _bare(known), _bare(new)
    if len(mine) == len(theirs) > 1:
        return all(map(_is_spelled_alike, mine, theirs))
    short, long = (mine, theirs) if len(mine) < len(theirs) else (theirs, mine)
    again, full = (new, known) if short == theirs else (known, new)
    if _holds_same_office(known, new):
        return True  # "Wali Kota Habib Hadi" beside "Wali Kota X Hadi Zainal Abidin"
    if _takes_in_office(full, again):
        return True
    if again.suffix and not full.suffix:
        return False  # "Sari, S.Kep." is introduced, and no short name of "Ratna Sari Dewi"
    if again.called and known.offices and new.offices and not _may_be_one(known.offices, new.offices):
        return False
    if (
        len(short) == len(long) == 1
        and not new.offices
        and len(short[0]) > 3
        and long[0].startswith(short[0])
    ):
        return True  # "Dr. Hart" of "Hartini"
    titles = [each.prefix.partition(" ")[0] for each in (known, new)]
    called = len(short) == len(long) == 1 and titles[0] == titles[1] != "" and not new.offices
    if called and short[0][:CALLED_BY] == long[0][:CALLED_BY] and len(short[0]) > CALLED_BY:
        return True  # "Brigjen Hartty" of "Brigjen Hartini"
    begins = len(short) < 2 or long[: len(short)] == short
    return all(word in long for word in short) and (begins or not (again.offices or again.prefix))


def _takes_in_office(full: Person, again: Person) -> bool:
    """Whether a name was read with a word of its office: "*Intel* Ani Sri" beside "Kasi Intel, Ani Sri"."""
    more, words = full.words, again.words
    if len(words) < 2 or len(more) <= len(words) or more[-len(words) :] != words:
        return False
    office = {word for each in again.offices for word in _office_words(each)}
    return office.issuperset(more[: -len(words)])


def _bare(person: Person) -> tuple[str, ...]:
    """The words of a name without particles that some texts leave out before it: "I Gede Dana"."""
    words = person.words
    while len(words) > 2 and (len(words[0]) < 3 or words[0] in {"ida", "muh", "moh", "mohd"}):
        words = words[1:]
    return words


def _is_spelled_alike(one: str, other: str) -> bool:
    short, long = sorted((one, other), key=len)
    if len(short) > 3 and long.startswith(short):  # "Hery" of "Herybertus"
        return True
    return one == other or (min(len(one), len(other)) > 3 and SequenceMatcher(None, one, other).ratio() > 0.7)


def _office_words(office: str) -> set[str]:
    """The words of an office, those that are one word for several written out: "Wabup"."""
    spellings = TABLES["office_spellings"]
    return {
        word
        for written in re.findall(r"\w+", office.lower())
        for word in spellings.get(written, written).split()
        if word not in WORDS["provisional"]
    }


def _holds_same_office(known: Person, new: Person) -> bool:
    """Whether both hold an office that a place has once, and the later name is short or shares a word."""
    shared = set(known.words) & set(new.words)
    if not (new.called and (shared or len(new.words) == 1) and not new.prefix):
        return False
    mine, theirs = ([_written_out(office) for office in each.offices[:1]] for each in (known, new))
    return any(
        its == head and whole.startswith(f"{head} ")
        for whole in mine
        for its in theirs
        for head in _HEADS_OF_ONE
    )


def _written_out(office: str) -> str:
    """An office in lower case without provisional marks, in the words that one word stands for."""
    spellings = TABLES["office_spellings"]
    words = (spellings.get(word, word) for word in re.findall(r"\w+", office.lower()))
    return " ".join(word for word in " ".join(words).split() if word not in WORDS["provisional"])


def _may_be_one(offices: tuple[str, ...], others: tuple[str, ...]) -> bool:
    """Whether one of some offices says no other than one of the others: "Bupati" beside "Bupati Blora"."""
    pairs = [(mine, theirs) for mine in offices for theirs in others]
    words = ((_office_words(mine), _office_words(theirs)) for mine, theirs in pairs)
    shortened = any(_abbreviates(*pair) or _abbreviates(*reversed(pair)) for pair in pairs)
    return shortened or any(mine <= theirs or theirs <= mine for mine, theirs in words)


def _abbreviates(office: str, whole: str) -> bool:
    """Whether an office in one word is made of another one's letters: "Menkop" of "Menteri Koperasi"."""
    short, letters = office.lower(), iter(whole.lower().replace(" ", ""))
    one = short.isalpha() and len(short) > CALLED_BY and " " in whole
    return one and whole.lower().startswith(short[0]) and all(letter in letters for letter in short)


def _merged(known: Person, new: Person) -> Person:
    fuller, other = (new, known) if len(new.words) > len(known.words) else (known, new)
    fuller = other if _takes_in_office(fuller, other) else fuller
    offices = _without_shorter((*known.offices, *new.offices))
    quoted = known.quoted or new.quoted
    better = new if len(new.offices) + _has_title(new) > len(known.offices) + _has_title(known) else fuller
    return Person(
        fuller.name,
        known.prefix or new.prefix,
        known.suffix or new.suffix,
        offices,
        quoted,
        better.sentence,
        known.sure or new.sure or (quoted and bool(offices) and len(fuller.words) > 1),
        better.called,
        known.again or (new.quoted and len(new.words) < len(known.words)),
    )


def _without_shorter(offices: tuple[str, ...]) -> tuple[str, ...]:
    """Without repetitions and those that say less than another: "Bupati" beside "Bupati Karangasem"."""
    words = [_office_words(office) for office in offices]
    heads = [_written_out(office).partition(" ")[0] for office in offices]

    def is_shorter(number: int) -> bool:
        """Whether another one of the same head says more; "Wakil Bupati X" is not a longer "Bupati X"."""
        others = zip(words, heads, strict=True)
        longer = any(words[number] < other and heads[number] == head for other, head in others)
        return longer or any(_abbreviates(offices[number], other) for other in offices)

    return tuple(
        office
        for number, office in enumerate(offices)
        if words[number] not in words[:number] and not is_shorter(number)
    )
