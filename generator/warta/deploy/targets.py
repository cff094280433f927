"""Which module is for which kind of target."""

from __future__ import annotations

from warta.config.deploy import FolderTarget, Target
from warta.deploy.findings import DeployError
from warta.deploy.folder import LocalFolder
from warta.deploy.remote import RemoteFolder
from warta.deploy.target import Releases, Surroundings, TargetFolder
from warta.diagnostics.values import error

__all__ = ["open_target", "with_releases"]


def open_target(target: Target, around: Surroundings) -> TargetFolder:
    """The target, to be opened with ``with``."""
    if isinstance(target, FolderTarget):
        return with_releases(target, around)
    raise NotImplementedError(target.kind)


def with_releases(target: Target, around: Surroundings) -> Releases:
    """The same for what keeps earlier releases. Raises DeployError for what does not."""
    if not isinstance(target, FolderTarget):
        raise DeployError(error("deploy-no-releases", target.kind))
    if target.host is not None:
        return RemoteFolder(target, around)
    return LocalFolder(around.site / target.path, target.path, target.keep, around)
