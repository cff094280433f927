"""``warta init --empty``: a site without stories, in any languages, with the words to be translated."""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping, Sequence
from typing import Any

from warta.diagnostics.catalogue import DEFAULT_LANGUAGE, MESSAGE_LANGUAGES
from warta.i18n.languages import bundled_codes, bundled_pattern

__all__ = ["empty_site"]

TITLE = "News"
_TABLES = ("paths", "dates", "offices", "strings")


def empty_site(languages: Sequence[str], regions: str) -> dict[str, str]:
    """Path → text of the files of a new site. ``regions`` as in site.toml; ``languages`` are codes."""
    return {
        "site.toml": _settings(languages, regions),
        "content/regions.yaml": _REGIONS if regions == "own" else "",
        "content/tags.yaml": "",
    }


def _settings(languages: Sequence[str], regions: str) -> str:
    spoken = [code for code in languages if code in MESSAGE_LANGUAGES]
    message_language = spoken[0] if spoken else ("en" if "en" in MESSAGE_LANGUAGES else DEFAULT_LANGUAGE)
    head = _HEAD.format(
        title=json.dumps(TITLE),
        languages=json.dumps(list(languages)),
        message_language=json.dumps(message_language),
        regions=json.dumps(regions),
    )
    parts = [head]
    parts += ["\n".join(skeleton(code)) for code in languages if code not in bundled_codes()]
    return "\n".join(parts)


def skeleton(code: str) -> Iterator[str]:
    """The lines of a language that does not ship: every text in English, behind a ``#``."""
    pattern = bundled_pattern()
    yield f"# --- {code} ---"
    yield "# Translate a line and take its # away. `warta check` counts what is missing and shown in English."
    yield f"[language.{code}]"
    yield from (
        f"# {key} = {_toml(value)}" for key, value in pattern.items() if not isinstance(value, Mapping)
    )
    for table in _TABLES:
        yield f"\n[language.{code}.{table}]"
        yield from (f"# {key} = {_toml(value)}" for key, value in pattern[table].items())
    yield ""


def _toml(value: Any) -> str:
    """Texts and lists of texts are written alike in TOML and JSON."""
    return json.dumps(value, ensure_ascii=False)


_HEAD = """\
# The site's settings. Every key is explained in the operator's guide.

title = {title}
base_url = "https://news.example.org"
timezone = "UTC"                 # of dates that name no zone: an IANA name such as "Europe/Paris"
languages = {languages}
message_language = {message_language}
regions = {regions}                  # "own": those in content/regions.yaml alone

[publisher]
name = "Newsroom"

[search]
enabled = true
"""
_REGIONS = """\
# The regions that stories are about: ids of your choice, each with a name per language and what it lies in.
# With `country = "atlantis"` in site.toml, above the first [...], stories of the whole country are national.
#
# atlantis:
#   name: {en: Atlantis}
# north:
#   name: {en: Northern Province}
#   parent: atlantis
"""
