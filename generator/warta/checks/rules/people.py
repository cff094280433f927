"""Who is quoted: the speakers of the front matter and of the registry."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from warta.checks.facts.people import Attribution
from warta.checks.rule import WARNING, CheckedSite, Finding, Post, TextFacts, at, rule
from warta.site.taxonomy import Term, normalised


@rule("speaker-not-listed", WARNING, stories_only=True)
def speaker_not_listed(facts: TextFacts, post: Post, site: CheckedSite) -> Iterator[Finding]:
    """Somebody of the registry is quoted whom the front matter does not name."""
    done = set(post.speakers)
    written = _written_speakers(post)
    for said in facts.attributions:
        term = _speaker(said, facts.names, site)
        if term is None or term in done:
            continue
        if written.isdisjoint(normalised(name) for name in (*term.names.values(), term.id)):
            done.add(term)
            name = term.full_name(post.card.language)
            yield at(said.place, name=name, speaker=term.id, file=post.original.path)


@rule("speaker-unknown", WARNING, stories_only=True)
def speaker_unknown(facts: TextFacts, post: Post, site: CheckedSite) -> Iterator[Finding]:
    """Somebody is quoted whom neither the registry nor the front matter knows."""
    if not site.registry.terms["speakers"]:
        return  # this site keeps no list of them
    done = _written_speakers(post)
    for said in facts.attributions:
        if not said.direct or _speaker(said, facts.names, site) is not None:
            continue
        name = _unknown_name(said, site)
        if name and normalised(name) not in done:
            done.add(normalised(name))
            yield at(said.place, name=name)


def _written_speakers(post: Post) -> set[str]:
    """The speakers of the front matter as it is written, known or not."""
    return {normalised(name) for name in post.original.speaker}


def _speaker(said: Attribution, names: Iterable[str], site: CheckedSite) -> Term | None:
    """The one speaker of the registry who is meant, if that is certain."""
    term = site.speakers.in_text(said.phrase)
    if term is not None:
        return term
    wanted = normalised(said.name).split()
    fuller = {
        term
        for name in names
        if _contains(normalised(name).split(), wanted) and (term := site.speakers.in_text(name)) is not None
    }
    return fuller.pop() if len(fuller) == 1 else None


def _unknown_name(said: Attribution, site: CheckedSite) -> str:
    """A full name that nobody has registered; empty when it may be something else than a person."""
    words = said.name.split()
    while words and normalised(words[0]) in site.places and len(words) > 2:
        words.pop(0)
    if len(words) < 2 or (len(words) == 2 and normalised(words[-1]) in site.places):
        return ""
    name = " ".join(words)
    if any(site.registry.find(taxonomy, name) for taxonomy in ("agencies", "regions", "tags")):
        return ""
    return name


def _contains(words: list[str], part: list[str]) -> bool:
    return bool(part) and any(words[at : at + len(part)] == part for at in range(len(words) - len(part) + 1))
