"""What is found about edited stories, and when only a build that looks at everything can tell."""

from __future__ import annotations

from collections.abc import Container, Iterable, Iterator
from typing import TypeVar

from warta.build.edited_stories import Affected
from warta.build.kept import Ground
from warta.config.settings import Config
from warta.content.filenames import is_text
from warta.content.scan import SourceEntry
from warta.diagnostics.values import Diagnostic, has_errors, lenient
from warta.site.consequences import OF_LINKS, OF_ORIGINALS, without_consequences
from warta.site.due import Due
from warta.site.stored import WholeSiteError
from warta.store.stories import Stories

__all__ = ["but_for", "has_pageless_text", "judged", "spoils_media", "waits"]

OfFile = TypeVar("OfFile", Diagnostic, Due)


def but_for(files: Container[str], known: Iterable[OfFile]) -> Iterator[OfFile]:
    """What is known of other files."""
    return (each for each in known if each.file not in files)


def waits(gaps: Iterable[Diagnostic]) -> bool:
    """Whether a draft may wait for a page or file that is new, or for a place in one."""
    return any(gap.code.startswith("broken-") for gap in gaps)


def judged(
    found: Iterable[Diagnostic], config: Config, edit: Affected, unread: Iterable[str], *, has_pageless: bool
) -> tuple[list[Diagnostic], list[Diagnostic]]:
    """Findings about edited stories as a whole build has them, and those that drafts are spared."""
    found = [*found]
    if has_errors(found):
        found = [*without_consequences(found, unread, edit.pageless)]
        if has_pageless and any(each.code in OF_LINKS for each in found):
            raise WholeSiteError  # it may only follow from what is wrong with the page that is led to
        if any(each.code in OF_ORIGINALS for each in found):
            raise WholeSiteError  # it names the story of the site that is probably meant
    return lenient(config.check.applied(found), edit.drafts)


def has_pageless_text(
    entries: Iterable[SourceEntry], stories: Stories, ground: Ground, edited: Iterable[str]
) -> bool:
    """Whether there may be a text that has no page, but for those ``edited``: a draft without a date, say.

    What leads to such a text is judged by a whole build, which knows what is wrong there.
    """
    known = {*edited, *stories.paths(), *ground.profiles, *(card.path for card in ground.standing)}
    return any(entry.path.endswith(".md") and entry.path not in known for entry in entries)


def spoils_media(found: Iterable[Diagnostic]) -> bool:
    """Whether something is wrong with a picture or document, which can be a draft's or that of others."""
    return has_errors(each for each in found if not is_text(each.file))
