"""The ids of a story's headings."""

from __future__ import annotations

from collections.abc import Container, Iterable

from warta.urls import slugify

__all__ = ["heading_ids"]

WITHOUT_WORDS = "bagian"
"""Of a heading in which there is nothing that an id can be made of."""


def heading_ids(texts: Iterable[str], taken: Container[str]) -> list[str]:
    """An id for each of a story's headings, none of them twice or in ``taken``.

    A heading is found by its own words, so the first that has them gets them; those that are the same are
    counted, past every number that another heading has in its words.
    """
    wanted = [slugify(" ".join(text.split())) for text in texts]
    own = {anchor for anchor in wanted if anchor and anchor not in taken}
    given: set[str] = set()
    counts: dict[str, int] = {}
    ids = []
    for anchor in wanted:
        made = base = anchor or WITHOUT_WORDS
        if made in taken or made in given or (made != anchor and made in own):
            count = counts.get(base, 1) + 1
            while (made := f"{base}-{count}") in own or made in given or made in taken:
                count += 1
            counts[base] = count
        given.add(made)
        ids.append(made)
    return ids
