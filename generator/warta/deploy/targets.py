"""Which module is for which kind of target. Each is imported only for its own kind."""

from __future__ import annotations

from pathlib import Path

from warta.config.deploy import BucketTarget, FolderTarget, GitTarget, NetlifyTarget, PagesTarget, Target
from warta.deploy.findings import DeployError
from warta.deploy.target import Releases, Surroundings, TargetFolder
from warta.diagnostics.values import error

__all__ = ["open_target", "with_releases"]


def open_target(target: Target, around: Surroundings, output: Path) -> TargetFolder:
    """The target, to be opened with ``with``; ``output`` is what it is to hold. Raises DeployError."""
    if isinstance(target, BucketTarget):
        from warta.deploy.bucket import Bucket

        return Bucket(target, around)
    if isinstance(target, GitTarget):
        from warta.deploy.branch import GitBranch

        return GitBranch(target, around, output)
    if isinstance(target, PagesTarget | NetlifyTarget):
        from warta.deploy.hosts import Host

        return Host(target, around)
    return with_releases(target, around)


def with_releases(target: Target, around: Surroundings) -> Releases:
    """The same for what keeps earlier releases. Raises DeployError for what does not."""
    if not isinstance(target, FolderTarget):
        raise DeployError(error("deploy-no-releases", target.kind, kind=target.kind))
    if target.host is not None:
        from warta.deploy.remote import RemoteFolder

        return RemoteFolder(target, around)
    from warta.deploy.folder import LocalFolder

    return LocalFolder(around.site / target.path, target.path, target.keep, around)
