"""What the options of a command ask for, as a request for a build."""

from __future__ import annotations

import argparse
import os
from datetime import UTC, datetime
from pathlib import Path

from warta.build.build import Request, Result
from warta.config.settings import Config
from warta.console.usage import UsageError, message_language, site_folder
from warta.diagnostics.catalogue import report_text
from warta.filesystem.users import cache_folder
from warta.i18n.moments import find_zone, parse_moment
from warta.site.open import read_config
from warta.site.source import Source

__all__ = ["language_of", "moment_of", "now", "request_of", "required_site"]


def now() -> datetime:
    """The time at which the command runs. Nothing else asks the clock for it."""
    return datetime.now(UTC)


def required_site(options: argparse.Namespace) -> Path:
    """The site's folder. Raises UsageError without one."""
    site = site_folder(options)
    if site is None:
        raise UsageError(report_text("no_site", language_of(options)))
    return Path(site)


def request_of(options: argparse.Namespace) -> Request:
    """The build that the options ask for. Raises UsageError when they make no sense."""
    language = language_of(options)
    site = required_site(options)
    given: str | None = getattr(options, "now", None)
    output: str | None = getattr(options, "output", None)
    cluster: str | None = getattr(options, "executor", None)
    at = now() if given is None else moment_of(given, site)
    if at is None:
        raise UsageError(report_text("bad_now", language, value=given))
    return Request(
        site=site,
        output=Path(os.path.abspath(output)) if output else site / "output",
        now=at,
        base_url=getattr(options, "base_url", None),
        environment=getattr(options, "environment", None),
        drafts=getattr(options, "drafts", False),
        jobs=max(1, getattr(options, "jobs", 1)),
        clean=getattr(options, "clean", False),
        look=getattr(options, "look", None),
        cluster=cluster.removeprefix("dask://") if cluster else None,
        compiled=compiled_folder(site),
    )


def compiled_folder(site: Path) -> Path | None:
    """Where this user's compiled templates are kept; None when that is in the site's folder.

    Whoever has made the site could have put something there.
    """
    base = cache_folder()
    folder = Path(base, "warta").resolve()
    return folder if base and not folder.is_relative_to(site.resolve()) else None


def moment_of(text: str, site: Path) -> datetime | None:
    """A time as users write it, in the site's timezone where it names none; None when it is no time."""
    config, _ = read_config(Source(site))
    zone = config.zone if config else find_zone("WIB")
    assert zone is not None, "WIB is a zone"
    try:
        moment = parse_moment(text, zone)
    except ValueError:
        return None
    return moment.at if moment else None


def language_of(options: argparse.Namespace, site: Result | Config | None = None) -> str:
    """The language to talk in: the option's, else the site's where that is known."""
    config = site.config if isinstance(site, Result) else site
    if config is None:
        return message_language(options)
    return options.lang or config.message_language
