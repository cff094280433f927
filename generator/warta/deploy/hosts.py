"""Hosts whose own programs bring a folder there: Cloudflare Pages (wrangler) and Netlify.

What they have, send and keep is theirs to know; both switch to a whole new deployment at once. The programs
are given a copy without Warta's own folder, made of links where the system has them.
"""

from __future__ import annotations

import tempfile
from collections.abc import Sequence
from pathlib import Path
from types import TracebackType

from warta.config.deploy import NetlifyTarget, PagesTarget
from warta.deploy.findings import DeployError
from warta.deploy.folder import link_or_copy
from warta.deploy.programs import ProgramError, last_words, run_program
from warta.deploy.record import Record
from warta.deploy.target import Outgoing, Progress, Surroundings
from warta.diagnostics.values import error, printable
from warta.output.finished import ChangedError, read_output

__all__ = ["Host"]


class Host:
    """A host while its program brings the site there."""

    def __init__(self, target: PagesTarget | NetlifyTarget, around: Surroundings) -> None:
        self._target = target
        self._around = around
        self.shown = target.project if isinstance(target, PagesTarget) else target.site

    def __enter__(self) -> Record | None:
        """None: what is there nobody tells."""
        return None

    def __exit__(
        self, kind: type[BaseException] | None, problem: BaseException | None, trace: TracebackType | None
    ) -> None:
        """Nothing is held."""

    def put(self, outgoing: Outgoing, progress: Progress) -> int:
        """Have the program bring all of the output."""
        with tempfile.TemporaryDirectory(prefix=".warta-", dir=outgoing.root.parent) as name:
            folder = Path(name) / "site"
            try:
                for path, digest in outgoing.files.items():
                    read_output(outgoing.root, path, digest)
                    place = folder / path
                    place.parent.mkdir(parents=True, exist_ok=True)
                    link_or_copy(str(outgoing.root / path), str(place))
            except ChangedError as problem:
                path = printable(str(problem.filename))
                raise DeployError(error("output-changed", str(outgoing.root), path=path)) from problem
            try:
                run_program(
                    self._command(folder),
                    shown=self.shown,
                    folder=Path(name),
                    environment=self._around.environment,
                )
            except ProgramError as problem:
                raise DeployError(
                    error("deploy-host", self.shown, problem=last_words(problem.said))
                ) from problem
        progress(len(outgoing.files), len(outgoing.files))
        return 0

    def _command(self, folder: Path) -> Sequence[str]:
        if isinstance(self._target, PagesTarget):
            project, branch = self._target.project, self._target.branch
            options = (f"--project-name={project}", f"--branch={branch}", "--commit-dirty=true")
            return ("wrangler", "pages", "deploy", str(folder), *options)
        return ("netlify", "deploy", "--prod", "--no-build", f"--dir={folder}", f"--site={self._target.site}")
