"""The topics of the registry that a text speaks of."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping

from warta.importing.press.tokens import PhraseIndex, contracted, tokens_of
from warta.importing.press.vocabulary import Tally, TermMention, Vocabulary, by_score, named
from warta.importing.press.word_roles import Sentence

__all__ = ["tags_in"]

_LAW_NUMBER = re.compile(r"(?i)\b(Undang-Undang|UU)(?: RI)? (?:nomor|no\.?) \d+ (?:tahun )?\d{4} tentang ")
_YEAR_WORD = re.compile(r"(?i)\btahun (?=\d{4}\b)")


def tags_in(
    sentences: Iterable[Sentence],
    lead: int,
    vocabulary: Vocabulary,
    *,
    abbreviations: Mapping[tuple[str, ...], str],
    year: str,
) -> tuple[TermMention, ...]:
    """The topics of the registry that a text names; in a story of 2024, "Pilkada" is "Pilkada 2024"."""
    in_year = PhraseIndex(
        (name.removesuffix(year), term)
        for name, term in named(vocabulary.registry.terms["tags"].values())
        if year and name.endswith(f" {year}")
    )
    tally = Tally()
    for number, sentence in enumerate(sentences):
        text = _YEAR_WORD.sub("", _title_case(sentence.text))
        lifted, law = tokens_of(text), tokens_of(_LAW_NUMBER.sub(r"\1 ", text))
        forms = (lifted, contracted(lifted, abbreviations), contracted(law, abbreviations))
        matches = (
            each for form in forms for names in (vocabulary.tags, in_year) for each in names.find(form)
        )
        for term in dict.fromkeys(match.values[0] for match in matches):
            tally.add(term, 2 if number < lead else 1, sentence.text, explicit=True)
    return by_score(tally.mentions())


def _title_case(text: str) -> str:
    """Every word with a capital, so that topics are found however they are written."""
    return re.sub(r"(?<![\w’'])[a-z]", lambda match: match[0].upper(), text)
