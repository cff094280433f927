"""A bilingual news corpus made of nothing but a seed, and the stories that sites are written from.

The same number and seed give the same stories on every machine. Story ``i`` of
a corpus does not depend on how many follow it, except for its date: the dates
of all stories are spread over five years.

``python bench/corpus.py 500 DIR`` writes ``DIR/warta`` and ``DIR/hugo``;
``--plain FOLDER`` takes the stories from a plain corpus instead (see
:mod:`bench.plain`).
"""

from __future__ import annotations

import argparse
import random
import re
import sys
import tomllib
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta, timezone
from itertools import islice
from pathlib import Path
from typing import TypeVar

sys.path.insert(0, str(Path(__file__).resolve().parents[1]))

__all__ = ["LANGUAGES", "Story", "Version", "generate", "slugify"]

T = TypeVar("T")
LANGUAGES = ("id", "en")
SEED = 11
FIRST_DAY = datetime(2020, 3, 2, 6, 30, tzinfo=timezone(timedelta(hours=7)))
YEARS = timedelta(days=5 * 365)
BODY_PARAGRAPHS = (7, 11)
"""With these a body has about 3 KB, between 2 and 5."""


@dataclass(frozen=True, slots=True)
class Version:
    """A story in one language. Terms are names in that language, in the same order in every language."""

    title: str
    summary: str
    body: str
    """Markdown, ends in a newline."""
    agencies: tuple[str, ...]
    speakers: tuple[str, ...]
    regions: tuple[str, ...]
    tags: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Story:
    """One story in all its languages."""

    slug: str
    date: str
    """ISO 8601 with seconds and offset."""
    versions: dict[str, Version]
    """By language code."""


def slugify(name: str) -> str:
    """The slug of an ASCII name: what both generators make of it by themselves."""
    return re.sub(r"[^a-z0-9]+", "-", name.lower()).strip("-")


@dataclass(frozen=True, slots=True)
class _Words:
    """What sentences of one language are put together from."""

    actors: Sequence[str]
    acts: Sequence[str]
    matters: Sequence[str]
    manners: Sequence[str]
    purposes: Sequence[str]
    openings: Sequence[str]
    figures: Sequence[str]
    """Sentences with the fields {many}, {few}, {percent} and {sum}."""
    sayings: Sequence[str]
    says: Sequence[str]
    headings: Sequence[str]
    links: Sequence[str]
    see: str
    bodies: Sequence[str]
    fields: Sequence[str]
    """An agency is one of the bodies for one of the fields."""
    themes: Sequence[str]
    aspects: Sequence[str]
    """A tag is a theme with one of the aspects, of which the first is none."""


def _load() -> tuple[dict[str, tuple[str, ...]], dict[str, _Words]]:
    """(names that are the same in all languages, words by language)."""
    data = tomllib.loads(Path(__file__).with_name("words.toml").read_text("utf-8"))
    words = {code: _Words(**data.pop(code)) for code in LANGUAGES}
    return data, words


NAMES, WORDS = _load()
AGENCIES, SPEAKERS, REGIONS, TAGS = 64, 420, 120, 300
"""How many terms there are; small corpora do not use them all."""


def _skew(count: int, head: float) -> list[float]:
    """Weights that fall off like one over the rank; ``head`` flattens the first ranks."""
    total, weights = 0.0, []
    for rank in range(count):
        total += 1 / (rank + head)
        weights.append(total)
    return weights


def generate(stories: int, seed: int = SEED) -> Iterator[Story]:
    """The first to the last story, oldest first."""
    shuffled = random.Random(f"terms {seed}")
    agencies = _pairs("bodies", "fields")
    speakers = [f"{given} {family}" for given in NAMES["given_names"] for family in NAMES["family_names"]]
    regions = [f"Kabupaten {start}{end}" for start in NAMES["place_starts"] for end in NAMES["place_ends"]]
    tags = _pairs("themes", "aspects")
    shuffled.shuffle(agencies)
    shuffled.shuffle(speakers)
    shuffled.shuffle(regions)
    by_agency, by_speaker, by_region, by_tag = (
        _skew(AGENCIES, 4), _skew(SPEAKERS, 16), _skew(REGIONS, 8), _skew(TAGS, 1.2)
    )  # fmt: skip
    for number in range(stories):
        chance = random.Random(f"story {seed} {number}")
        agency = chance.choices(agencies, cum_weights=by_agency)[0]
        region = chance.choices(regions[:REGIONS], cum_weights=by_region)[0]
        named = _some(chance, speakers[:SPEAKERS], by_speaker, chance.choice((1, 1, 1, 2, 2, 3)))
        about = _some(chance, tags[:TAGS], by_tag, chance.randint(2, 5))
        moment = FIRST_DAY + YEARS * ((number + chance.random() * 0.9) / stories)
        versions: dict[str, Version] = {}
        for place, code in enumerate(LANGUAGES):
            words = WORDS[code]
            versions[code] = Version(
                title=_capital(f"{_pick(chance, words.actors)} {_pick(chance, words.acts)}"
                               f" {_pick(chance, words.matters)}"),
                summary=_sentence(chance, words),
                body=_body(chance, words, code, named),
                agencies=(agency[place],),
                speakers=tuple(named),
                regions=(region,),
                tags=tuple(names[place] for names in about),
            )  # fmt: skip
        slug = f"{slugify(versions[LANGUAGES[0]].title)[:64].strip('-')}-{number:06}"
        yield Story(slug, moment.replace(microsecond=0).isoformat(), versions)


def _pairs(first: str, second: str) -> list[tuple[str, ...]]:
    """Every first word with every second one, as names in each language; the second changes more slowly."""
    lists = [(getattr(WORDS[code], first), getattr(WORDS[code], second)) for code in LANGUAGES]
    return [
        tuple(f"{starts[i]} {ends[j]}".strip() for starts, ends in lists)
        for j in range(len(lists[0][1]))
        for i in range(len(lists[0][0]))
    ]


def _some(chance: random.Random, pool: Sequence[T], weights: Sequence[float], count: int) -> list[T]:
    """``count`` different items."""
    chosen: list[T] = []
    while len(chosen) < count:
        item = chance.choices(pool, cum_weights=weights)[0]
        if item not in chosen:
            chosen.append(item)
    return chosen


def _pick(chance: random.Random, items: Sequence[str]) -> str:
    return items[int(chance.random() * len(items))]


def _capital(text: str) -> str:
    return text[0].upper() + text[1:]


def _sentence(chance: random.Random, words: _Words) -> str:
    form = chance.random()
    if form < 0.15:
        text = _pick(chance, words.figures).format(
            many=chance.randint(60, 4800), few=chance.randint(2, 58), percent=chance.randint(2, 98),
            sum=chance.randint(15, 9700),
        )  # fmt: skip
        return _capital(text) + "."
    text = f"{_pick(chance, words.actors)} {_pick(chance, words.acts)} {_pick(chance, words.matters)}"
    if form < 0.75:
        text += f" {_pick(chance, words.manners)}"
    if form > 0.6:
        text += f" {_pick(chance, words.purposes)}"
    if form > 0.85 or form < 0.3:
        text = f"{_pick(chance, words.openings)}, {text}"
    return _capital(text) + "."


def _body(chance: random.Random, words: _Words, code: str, speakers: Sequence[str]) -> str:
    """Paragraphs with what news holds: emphasis, links, quotes, now and then a heading or a list."""
    blocks = [
        " ".join(_sentence(chance, words) for _ in range(chance.randint(2, 5)))
        for _ in range(chance.randint(*BODY_PARAGRAPHS))
    ]
    for mark in ("**", "*"):
        if chance.random() < 0.55:
            at = chance.randrange(len(blocks))
            blocks[at] = _marked(chance, blocks[at], mark)
    for _ in range(chance.choice((0, 1, 1, 2))):
        at = chance.randrange(len(blocks))
        address = f"https://dokumen.example.go.id/{code}/{chance.randint(100, 99_999)}"
        blocks[at] += f" {words.see}: [{_pick(chance, words.links)}]({address})."
    for _ in range(chance.randint(1, 2)):
        quote = f'> "{_pick(chance, words.sayings)}," {_pick(chance, words.says)} {chance.choice(speakers)}.'
        blocks.insert(chance.randrange(1, len(blocks)), quote)
    if chance.random() < 0.3:
        marker = chance.choice(("-", "1."))
        items = (
            f"{marker} {_capital(_pick(chance, words.matters))} {_pick(chance, words.manners)}"
            for _ in range(chance.randint(3, 6))
        )
        blocks.insert(chance.randrange(1, len(blocks)), "\n".join(items))
    for heading in chance.sample(words.headings, chance.choice((0, 0, 1, 2))):
        blocks.insert(chance.randrange(1, len(blocks)), f"{chance.choice(('##', '##', '###'))} {heading}")
    return "\n\n".join(blocks) + "\n"


def _marked(chance: random.Random, text: str, mark: str) -> str:
    """``text`` with one to three of its words, and no punctuation after them, put between marks."""
    parts = text.split(" ")
    start = chance.randrange(len(parts) - 3)
    end = start + chance.randint(1, 3)
    phrase = " ".join(parts[start:end])
    kept = phrase.rstrip(".,:")
    parts[start:end] = [f"{mark}{kept}{mark}{phrase[len(kept) :]}"]
    return " ".join(parts)


def main() -> None:
    """Write the sites of one corpus."""
    from bench.plain import read_plain
    from bench.sites import write_hugo, write_warta

    parser = argparse.ArgumentParser(description="Write a corpus as a Warta site and as a Hugo site.")
    parser.add_argument("stories", type=int)
    parser.add_argument("folder", type=Path)
    parser.add_argument("--seed", type=int, default=SEED)
    parser.add_argument("--plain", type=Path, metavar="FOLDER", help="take the stories from a plain corpus")
    parser.add_argument("--engine", choices=("markdown", "pyromark"), default="markdown")
    options = parser.parse_args()
    stories = list(
        islice(read_plain(options.plain), options.stories)
        if options.plain
        else generate(options.stories, options.seed)
    )
    write_warta(stories, options.folder / "warta", options.engine)
    write_hugo(stories, options.folder / "hugo")
    print(f"{len(stories)} stories in {len(LANGUAGES)} languages")


if __name__ == "__main__":
    main()
