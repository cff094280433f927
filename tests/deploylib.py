"""What the tests of deployments share: two outputs of one site, orders, and a look at what is public."""

from __future__ import annotations

import shutil
from collections.abc import Mapping
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any, NamedTuple

from tests.faultlib import day_after, day_before, recorded, tree
from tests.support import NOW, SITE_TOML, build_site, make_site
from warta.config.deploy import TARGET_KINDS, Target
from warta.deploy.run import Deployed, Order, deploy
from warta.deploy.target import Surroundings

__all__ = ["BASE", "THEN", "Outputs", "files_in", "make_outputs", "order_for", "quiet", "send", "target_of"]

BASE = "https://kabar.example.go.id"
THEN = datetime(2026, 11, 30, 7, 0, tzinfo=UTC)
"""When the tests deploy, unless they say otherwise."""


class Outputs(NamedTuple):
    """A site before and after an editor's day, built into two folders that nobody changes."""

    site: Path
    old: Path
    new: Path

    def files(self, which: str) -> dict[str, bytes]:
        """Path → bytes of ``old`` or ``new``."""
        return tree(getattr(self, which))


def make_outputs(folder: Path) -> Outputs:
    """Build both. A file more costs a request in each of many deployments."""
    settings = (
        f"{SITE_TOML}\n[feeds]\nformats = ['atom']\nterms = []\nninjs = false\n[sharing]\ncards = false\n"
    )
    site = make_site(folder / "situs", {**day_before(), "site.toml": settings})
    build_site(site, now=NOW)
    shutil.copytree(site / "output", folder / "lama")
    day_after(site)
    build_site(site, now=NOW)
    return Outputs(site, folder / "lama", site / "output")


def files_in(output: Path) -> Mapping[str, bytes]:
    """Path → digest, as the manifest of an output says."""
    return {path: entry.digest for path, entry in recorded(output).files.items()}


def target_of(kind: str, **settings: Any) -> Target:
    """A target as ``site.toml`` would give it."""
    return TARGET_KINDS[kind](kind=kind, **settings)


def order_for(target: Target, output: Path, *, minutes: float = 0, **options: Any) -> Order:
    """An order to deploy ``output``, so many minutes later than :data:`THEN`."""
    at = THEN + timedelta(minutes=minutes)
    return Order(
        name="publik", target=target, base_url=BASE, now=at, output=output, shown=output.name, **options
    )


def quiet(_sent: int, _of: int) -> None:
    """Progress that nobody follows."""


def send(target: Target, output: Path, around: Surroundings | None = None, **options: Any) -> Deployed:
    """Deploy."""
    order = order_for(target, output, **options)
    return deploy(order, around or Surroundings(output.parent, {}, trial=order.dry_run), quiet)
