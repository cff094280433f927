"""``[deploy.NAME]`` of site.toml: the places a finished site is sent to. No secret stands there."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from typing import Annotated, Any

from msgspec import Struct

from warta.config.tables import (
    Check,
    Tables,
    Wrong,
    one_of,
    table,
    text,
    web_address,
    whole,
    wrong,
    yes_or_no,
)

__all__ = [
    "TARGET_KINDS",
    "BucketTarget",
    "FolderTarget",
    "GitTarget",
    "NetlifyTarget",
    "PagesTarget",
    "Target",
    "read_targets",
]

PURGED = ("cloudflare", "fastly")
_NAME = re.compile(r"[A-Za-z0-9][A-Za-z0-9_-]{0,62}")


def _matching(pattern: str, example: str) -> Check:
    """A text of that form: what is handed to another program must not be taken for an option or a path."""
    form, refused = re.compile(pattern), wrong("setting-deploy-form", example=example)

    def check(value: Any) -> Wrong | None:
        return text(value) or (None if form.fullmatch(value.strip()) else refused)

    return check


_plain = _matching(r"[A-Za-z0-9][A-Za-z0-9._-]*", "kabar-bondowoso")
_path = _matching(r"[^-\0\n\r][^\0\n\r]*", "/srv/www/kabar")


def _place(value: Any) -> Wrong | None:
    """A folder, as it is: nothing stands for another name in it."""
    if isinstance(value, str) and re.match(r"[~$%]", value.strip()):
        return wrong("setting-deploy-home", value=value.strip())
    return _path(value)


_branch = _matching(r"(?!.*(?:\.\.|//|@\{|\.lock$|/$))[A-Za-z0-9_][A-Za-z0-9._/-]*", "pages")
# No transport that runs a program (`ext::…`).
_repository = _matching(r"(?!.*::)[^-\0\s][^\0\s]*", "git@github.com:dinas/kabar.git")
_prefix = _matching(r"(?!.*(?:^|/)\.{0,2}(?:/|$))[^\0-\x1f\\]+", "kabar")


class Target(Struct, frozen=True, kw_only=True):
    """What all kinds have in common. ``name`` is that of the table."""

    kind: Annotated[str, text]
    base_url: Annotated[str | None, web_address] = None
    """The address that an output must be built for; None: that of the environment, or of the site."""
    environment: Annotated[str | None, text] = None
    """The table ``[environment.NAME]`` that an output must have been built for; None: for the site itself."""
    grace: Annotated[int, whole("setting-grace", 0, 10_080)] = 60
    """Minutes for which what pages refer to stays after no page does: a reader may have an old page open."""
    purge: Annotated[str | None, one_of(*PURGED)] = None
    """The cache in front of the target that is told of changed addresses."""
    zone: Annotated[str | None, _plain] = None
    """Cloudflare's id of the site."""
    indexnow: Annotated[str | None, _matching(r"[A-Za-z0-9-]{8,128}", "5f2c9a1e7b3d4c60")] = None
    """The key for search engines, which is public: they look for it in a file of the site."""
    indexnow_url: Annotated[str, web_address] = "https://api.indexnow.org/indexnow"
    websub: Annotated[bool, yes_or_no] = False
    """Whether the hub of ``[feeds]`` is told of changed feeds."""


class FolderTarget(Target, frozen=True, kw_only=True):
    """A folder with releases, here or on another machine."""

    path: Annotated[str, _place]
    host: Annotated[
        str | None, _matching(r"(?:[A-Za-z0-9_][A-Za-z0-9_.-]*@)?[A-Za-z0-9_][A-Za-z0-9_.:-]*", "deploy@host")
    ] = None
    """As ssh takes it, user included; None: this machine."""
    port: Annotated[int | None, whole("setting-port", 1, 65_535)] = None
    keep: Annotated[int, whole("setting-keep", 1, 100)] = 5
    """Releases that are there, the public one included."""


class BucketTarget(Target, frozen=True, kw_only=True):
    """Storage that speaks the protocol of S3."""

    bucket: Annotated[str, _matching(r"[a-z0-9][a-z0-9.-]{1,61}[a-z0-9]", "kabar-bondowoso")]
    prefix: Annotated[str, _prefix] = ""
    endpoint: Annotated[str | None, web_address] = None
    """None: Amazon's own."""
    region: Annotated[str | None, _plain] = None
    redirects: Annotated[bool, yes_or_no] = False
    """Whether old addresses are redirects of the storage, which a bucket served as a website follows."""


class GitTarget(Target, frozen=True, kw_only=True):
    """A branch that a host publishes."""

    repository: Annotated[str, _repository]
    branch: Annotated[str, _branch] = "pages"


class PagesTarget(Target, frozen=True, kw_only=True):
    """Cloudflare Pages, through its own program."""

    project: Annotated[str, _plain]
    branch: Annotated[str, _branch] = "main"


class NetlifyTarget(Target, frozen=True, kw_only=True):
    """Netlify, through its own program."""

    site: Annotated[str, _plain]


TARGET_KINDS: Mapping[str, type[Target]] = {
    "folder": FolderTarget,
    "s3": BucketTarget,
    "git": GitTarget,
    "cloudflare-pages": PagesTarget,
    "netlify": NetlifyTarget,
}


def read_targets(
    tables: Tables, given: Mapping[str, Any], environments: Mapping[str, Any]
) -> Mapping[str, Target]:
    """Name → target, in the order of the file; those with a mistake are missing, and reported."""
    found = {name: _target(tables, name, values, environments) for name, values in given.items()}
    return {name: target for name, target in found.items() if target is not None}


def _target(tables: Tables, name: str, values: Any, environments: Mapping[str, Any]) -> Target | None:
    here = f"deploy.{name}"
    if not _NAME.fullmatch(name):
        tables.report("setting-deploy-name", "deploy", name)
        return None
    if not tables.is_right("deploy", name, table(values)):
        return None
    if "kind" not in values:
        tables.report("missing-setting", here, "kind")
        return None
    if not tables.is_right(here, "kind", one_of(*TARGET_KINDS)(values["kind"])):
        return None
    target = tables.read(TARGET_KINDS[values["kind"]], here, values)
    if target is None or not _belongs_together(tables, here, target):
        return None
    if target.environment is not None and target.environment not in environments:
        known = ", ".join(environments) or "–"
        tables.report(
            "setting-deploy-environment", here, "environment", value=target.environment, known=known
        )
        return None
    return target


def _belongs_together(tables: Tables, here: str, target: Target) -> bool:
    """Whether a setting that needs another one has it."""
    needs: Mapping[str, Callable[[], bool]] = {
        "zone": lambda: target.purge == "cloudflare" and target.zone is None,
        "host": lambda: isinstance(target, FolderTarget) and target.port is not None and target.host is None,
    }
    missing = [key for key, is_missing in needs.items() if is_missing()]
    for key in missing:
        tables.report("missing-setting", here, key)
    return not missing
