"""Files among the stories that no story uses, so that nobody reads what they hold."""

from __future__ import annotations

import re
from collections.abc import Iterator

from msgspec.structs import replace

from warta.checks.rule import WARNING, CheckedSite, Finding, at, site_rule
from warta.site.library import media_in_use

_DOCUMENTS = re.compile(r".+\.(?:docx?|odt|rtf|txt|pages|wps|gdoc|html?|pdf|text|tex|mdx)", re.IGNORECASE)
_LEFT = re.compile(
    r".+\.(?:orig|rej|bak|tmp|temp|old|sav|save|swp|swo|part|partial|crdownload|download|copy)(?:\.\w{1,4})?"
    r"|.+\.(?:md|ya?ml)[._ ~-].*",
    re.IGNORECASE,
)


@site_rule("file-unused", WARNING)
def file_unused(site: CheckedSite) -> Iterator[tuple[str, Finding]]:
    """A document that no story links to: perhaps a story that was meant to be published."""
    for path in _unused(site):
        if _DOCUMENTS.fullmatch(path) and not _LEFT.fullmatch(path):
            yield path, at((0, 0), file=path)


@site_rule("file-left", WARNING)
def file_left(site: CheckedSite) -> Iterator[tuple[str, Finding]]:
    """What an editor, git or a download has left beside the stories."""
    for path in _unused(site):
        if _LEFT.fullmatch(path):
            yield path, at((0, 0))


def _unused(site: CheckedSite) -> list[str]:
    library = site.library
    shown = tuple([replace(post, withdrawn=False) for post in library.versions])
    everything = replace(library, posts=shown, standing=())
    return sorted(library.media.difference(media_in_use(everything)))
