"""Pictures and what is said of them."""

from __future__ import annotations

import re
from collections.abc import Iterator

from warta.checks.rule import WARNING, CheckedSite, Finding, Post, TextFacts, at, rule
from warta.markdown.places import describes

_ELSEWHERE = re.compile(r"(?:[a-zA-Z][a-zA-Z0-9+.-]*:)?//")


@rule("text-image-without-alt", WARNING)
def text_image_without_alt(facts: TextFacts, _: Post, __: CheckedSite) -> Iterator[Finding]:
    """What is said of a picture is its file's name or as good as nothing."""
    for place, alt, source in facts.pictures:
        said = alt.strip()
        # A picture of another site, and one without any text, are reported by every build.
        if said and not _ELSEWHERE.match(source) and not describes(said, source):
            yield at(place, file=source, alt=said)
