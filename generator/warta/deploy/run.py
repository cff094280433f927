"""A deployment from beginning to end, and the way back to an earlier release."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from datetime import datetime
from pathlib import Path

from msgspec import Struct, structs

from warta.config.deploy import FolderTarget, Target
from warta.deploy.findings import DamagedError, DeployError
from warta.deploy.notify import News, Told, notify
from warta.deploy.plan import Plan, allowed_deletions, plan_deployment
from warta.deploy.record import Record
from warta.deploy.target import Outgoing, Progress, Release, Surroundings
from warta.deploy.targets import open_target, with_releases
from warta.diagnostics.values import Diagnostic, error, warning
from warta.output.finished import finished_output
from warta.output.manifest import Manifest
from warta.output.precompressed import is_precompressed

__all__ = ["Deployed", "Order", "deploy", "releases", "roll_back"]

EMPTY = Record("", 0, {})


class Order(Struct, frozen=True, kw_only=True):
    """What is asked for."""

    name: str
    """Of the target."""
    target: Target
    base_url: str
    """The address of the site, for which the output must have been built."""
    now: datetime
    """Aware; messages tell times in its zone."""
    output: Path
    shown: str
    """How messages name the output folder."""
    max_delete: int | None = None
    """Deletions that are allowed; None: as many as are usual."""
    delete_now: bool = False
    """Whether what stays for readers with old pages goes at once."""
    dry_run: bool = False
    hub: str | None = None
    """Of WebSub, which feeds name."""
    purge_with: str = ""
    """A command that is given the changed addresses."""

    @property
    def seconds(self) -> int:
        """The time, since 1970."""
        return int(self.now.timestamp())

    @property
    def grace(self) -> int:
        """Seconds for which what pages referred to stays."""
        return 0 if self.delete_now else self.target.grace * 60


class Deployed(Struct, frozen=True):
    """What was done, or would be."""

    plan: Plan
    base: str
    """The address of the site."""
    there: int
    """Files that were at the target before."""
    release: int = 0
    """The number of the release that is public now, where there are numbers."""
    told: Mapping[str, int] = {}
    """Services that were told of changes → of how many addresses."""
    remarks: tuple[Diagnostic, ...] = ()


def deploy(order: Order, around: Surroundings, progress: Progress) -> Deployed:
    """Bring the output to its target. Raises DeployError and OutputError."""
    with finished_output(order.output, order.shown) as manifest:
        if (found := why_not_public(order, manifest)) is not None:
            raise DeployError(found)
        # Other hosts compress by themselves, and would send a copy as a file of its own.
        as_files = isinstance(order.target, FolderTarget)
        files = {
            path: entry.digest
            for path, entry in manifest.files.items()
            if as_files or not is_precompressed(entry)
        }
        place = open_target(order.target, around, order.output)
        with place as there:
            _check_site(order, around, there, manifest.base)
            outgoing = _outgoing(order, manifest.base, files, there)
            _check_deletions(order, outgoing)
            does_something = there is None or _does_something(outgoing)
            release = place.put(outgoing, progress) if does_something and not order.dry_run else 0
    return _done(order, around, outgoing, release)


def why_not_public(order: Order, manifest: Manifest) -> Diagnostic | None:
    """What an output was made for, where that is not for the readers of the target; None when it is."""
    edition, environment = manifest.edition, order.target.environment or ""
    if edition.has_drafts:
        return error("output-drafts", order.shown)
    if edition.environment != environment:
        return error(
            "output-other-environment",
            order.shown,
            built=_build_command(edition.environment),
            wanted=_build_command(environment),
        )
    if edition.opened > order.now.timestamp():
        opened = datetime.fromtimestamp(edition.opened, order.now.tzinfo)
        return error("output-early", order.shown, time=opened.isoformat(" ", "minutes"))
    wanted = (order.target.base_url or order.base_url).rstrip("/")
    if manifest.base != wanted:
        return error("output-other-address", order.shown, built=manifest.base, wanted=wanted)
    return None


def _build_command(environment: str) -> str:
    return f"warta build --environment {environment}" if environment else "warta build"


def releases(target: Target, around: Surroundings) -> tuple[Release, ...]:
    """The releases that a target has, newest first; nothing is changed for it. Raises DeployError."""
    place = with_releases(target, structs.replace(around, trial=True))
    with place:
        return place.releases()


def roll_back(order: Order, number: int | None, around: Surroundings) -> Deployed:
    """Make an earlier release public again, as a new one. Raises DeployError.

    Without a number it is the one before, and each time that this is done once more, the one before that.
    """
    if not releases(order.target, around):  # a folder that holds nothing is not made ours for it
        raise DeployError(error("release-none", order.name))
    place = with_releases(order.target, around)
    with place as there:
        found = place.releases()
        chosen = _chosen(order, found, number)
        record = chosen.record or EMPTY
        files = {path: digest for path, digest in record.files.items() if path not in record.leaving}
        outgoing = _outgoing(order, record.base, files, there)
        try:
            release = 0 if order.dry_run else place.bring_back(chosen.number, outgoing)
        except DamagedError as problem:
            others = _numbers(each for each in found if each != chosen)
            raise DeployError(
                error("release-damaged", order.name, number=chosen.number, path=problem.path, known=others)
            ) from problem
    return _done(order, around, outgoing, release)


def _chosen(order: Order, found: tuple[Release, ...], number: int | None) -> Release:
    """The release that is to come back. Raises DeployError."""
    wanted = _before_public(found) if number is None else number
    known = _numbers(found)
    chosen = next((each for each in found if each.number == wanted), None)
    if chosen is not None and chosen.record is not None and not chosen.is_public:
        return chosen
    if known == "–":
        raise DeployError(error("release-none", order.name))
    if wanted is None:
        raise DeployError(error("release-oldest", order.name, known=known))
    raise DeployError(error("release-unknown", order.name, number=wanted, known=known))


def _numbers(found: Iterable[Release]) -> str:
    """Of the releases that can come back."""
    return ", ".join(str(each.number) for each in found if each.record and not each.is_public) or "–"


def _before_public(found: tuple[Release, ...]) -> int | None:
    """The release before the public one, or before the one that this has brought back."""
    public = next((each for each in found if each.is_public), None)
    if public is None:
        return None
    shown = public.record.origin if public.record and public.record.origin else public.number
    return next((each.number for each in found if each.number < shown and each.record), None)


def _outgoing(order: Order, base: str, files: Mapping[str, bytes], there: Record | None) -> Outgoing:
    plan = plan_deployment(there, files, now=order.seconds, grace=order.grace)
    return Outgoing(order.output, base, files, plan, there or EMPTY, order.seconds)


def _check_site(order: Order, around: Surroundings, there: Record | None, base: str) -> None:
    if there is not None and there.base not in {"", base} and not around.adopt:
        raise DeployError(error("deploy-other-site", order.name, found=there.base or "–", wanted=base))


def _check_deletions(order: Order, outgoing: Outgoing) -> None:
    count = len(outgoing.plan.delete)
    allowed = order.max_delete if order.max_delete is not None else allowed_deletions(outgoing.before)
    if count > allowed:
        raise DeployError(error("deploy-too-many", order.name, count=count, allowed=allowed))


def _does_something(outgoing: Outgoing) -> bool:
    return bool(outgoing.plan.changed) or outgoing.plan.leaving != outgoing.before.leaving


def _done(order: Order, around: Surroundings, outgoing: Outgoing, release: int) -> Deployed:
    """Tell everybody who is to know, and give what was done."""
    before, plan = outgoing.before, outgoing.plan
    remarks: tuple[Diagnostic, ...] = ()
    if before.at > order.seconds:
        remarks = (warning("deploy-clock", order.name, hours=(before.at - order.seconds) // 3600),)
    told = Told({}, ())
    if plan.changed and not order.dry_run:
        news = News(
            name=order.name,
            target=order.target,
            base=outgoing.base,
            paths=plan.changed,
            files=outgoing.files,
            hub=order.hub,
            purge_with=order.purge_with,
            environment=around.environment,
        )
        told = notify(news)
    return Deployed(plan, outgoing.base, len(before.files), release, told.counts, remarks + told.remarks)
