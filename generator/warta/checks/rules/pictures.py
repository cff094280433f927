"""Pictures and what is said of them."""

from __future__ import annotations

import re
from collections.abc import Iterator

from warta.checks.facts.text import TextFacts
from warta.checks.rule import WARNING, CheckedSite, Finding, at, rule
from warta.markdown.places import describes
from warta.site.library import Post

__all__: list[str] = []

_ELSEWHERE = re.compile(r"(?:[a-zA-Z][a-zA-Z0-9+.-]*:)?//")


@rule("text-image-without-alt", WARNING)
def text_image_without_alt(facts: TextFacts, _: Post, __: CheckedSite) -> Iterator[Finding]:
    for place, alt, source in facts.pictures:
        said = alt.strip()
        # A picture of another site, and one without any text, are reported by every build.
        if said and not _ELSEWHERE.match(source) and not describes(said, source):
            yield at(place, file=source, alt=said)
