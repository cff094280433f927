"""What keeps a deployment from being done, as an exception that carries the finding."""

from __future__ import annotations

import errno

from warta.diagnostics.values import Diagnostic, error, printable

__all__ = ["DamagedError", "DeployError", "PartlySentError", "failed"]


class DeployError(Exception):
    """The deployment was refused or has failed; what the public reads is as it was."""

    def __init__(self, diagnostic: Diagnostic) -> None:
        super().__init__(diagnostic.code)
        self.diagnostic = diagnostic


class PartlySentError(DeployError):
    """Pages had begun to arrive: the target holds some of the new site, each page with its assets."""


class DamagedError(Exception):
    """A release lacks a file that it is said to have; nothing has been changed for it."""

    def __init__(self, path: str) -> None:
        super().__init__(path)
        self.path = path


def failed(shown: str, problem: OSError) -> DeployError:
    """The error for what the system has refused."""
    reason = problem.strerror or str(problem)
    if problem.errno in (errno.ENOSPC, errno.EDQUOT):
        return DeployError(error("deploy-full", shown, problem=reason))
    return DeployError(
        error("deploy-failed", shown, path=printable(str(problem.filename or shown)), problem=reason)
    )
