"""A branch of a git repository that a host publishes: every deployment is one commit on top of the last.

What the branch has is read from its last commit: the tree tells the files, the message whose site it is and
what stays for readers with old pages. Only the bytes that are new are made into objects and pushed. A branch
whose last commit is not Warta's is left alone.
"""

from __future__ import annotations

import os
import tempfile
from collections.abc import Mapping, Sequence
from contextlib import ExitStack
from hashlib import sha1
from pathlib import Path
from types import TracebackType

from warta.config.deploy import GitTarget
from warta.deploy.findings import DeployError
from warta.deploy.programs import ProgramError, last_words, run_program
from warta.deploy.record import Record
from warta.deploy.shell import ssh_problem
from warta.deploy.target import Outgoing, Progress, Surroundings
from warta.diagnostics.values import error, printable
from warta.filesystem.own_files import is_inside, read_own
from warta.filesystem.stamps import file_digest
from warta.output.finished import ChangedError, read_output

__all__ = ["GitBranch"]

FORMAT = 1
OWN = {"CNAME"}
"""Files of the host's own settings, which stay where the output has none of the name."""
NO_JEKYLL = ".nojekyll"
"""Has GitHub Pages publish files whose names begin with an underscore, and nothing else done to any."""
_THERE = "refs/warta/there"
_SITE, _FORMAT, _LEAVING, _KEPT = "Warta-Site", "Warta-Format", "Warta-Leaving", "Warta-Kept"
_SAID = {
    "fetch first": "deploy-raced",
    "non-fast-forward": "deploy-raced",
    "cannot lock ref": "deploy-raced",
    "stale info": "deploy-raced",
    "Authentication failed": "deploy-not-allowed",
    "could not read Username": "deploy-not-allowed",
    "hook declined": "deploy-not-allowed",
    "protected branch": "deploy-not-allowed",
    "returned error: 403": "deploy-not-allowed",
    "does not appear to be a git repository": "deploy-no-repository",
    "not found": "deploy-no-repository",
    "does not exist": "deploy-no-repository",
}
"""What git says → the finding, the surest first."""


class GitBranch:
    """The branch while it is open for one deployment."""

    def __init__(self, target: GitTarget, around: Surroundings, output: Path) -> None:
        self._target = target
        self._around = around
        self._output = output
        self.shown = f"{target.repository} {target.branch}"
        self._closing = ExitStack()
        self._folder = Path()
        self._tip = ""
        self._kept: set[str] = set()
        self._blobs: dict[str, str] = {}
        """Path → object, of what the branch has."""

    def __enter__(self) -> Record | None:
        """What the branch has; None where there is no such branch."""
        with ExitStack() as opening:
            self._folder = Path(opening.enter_context(tempfile.TemporaryDirectory(prefix="warta-git-")))
            record = self._open()
            self._closing = opening.pop_all()
            return record

    def __exit__(
        self, kind: type[BaseException] | None, problem: BaseException | None, trace: TracebackType | None
    ) -> None:
        """Nothing is held: a push on top of another commit than was read is refused."""
        self._closing.close()

    # --- What is there ------------------------------------------------------------------------------

    def _open(self) -> Record | None:
        self._git("init", "-q", "--bare", ".")
        self._git("remote", "add", "origin", self._target.repository)
        branch = f"refs/heads/{self._target.branch}"
        found = self._git("ls-remote", "origin", branch).decode("ascii", "replace").split()
        if not found:
            return None
        self._git("fetch", "-q", "--depth=1", "--filter=blob:none", "origin", f"+{branch}:{_THERE}")
        self._tip = self._git("rev-parse", _THERE).decode().strip()
        listing = self._git("ls-tree", "-r", "-z", _THERE)
        for line in os.fsdecode(listing).split("\0")[:-1]:
            about, _, path = line.partition("\t")
            self._blobs[path] = about.split()[2]
        return self._read(self._git("log", "-1", "--format=%ct%n%B", _THERE).decode("utf-8", "replace"))

    def _read(self, text: str) -> Record:
        """The record that the last commit's time, message and tree are."""
        at, *lines = text.splitlines()
        told = [(name, value) for name, colon, value in (line.partition(": ") for line in lines) if colon]
        said = dict(told)
        if _SITE not in said and not self._around.adopt:
            raise DeployError(error("deploy-foreign", self.shown))
        if said.get(_FORMAT, str(FORMAT)) != str(FORMAT):
            raise DeployError(error("deploy-newer", self.shown))
        strangers = set() if _SITE in said else set(self._blobs)
        # What the output has too is the site's from now on, and compared like all of it.
        others = {*OWN, *strangers, *(value for name, value in told if name == _KEPT)} & set(self._blobs)
        self._kept = {path for path in others if not (is_inside(path) and self._has(path))}
        leaving = {}
        for value in (value for name, value in told if name == _LEAVING):
            since, _, path = value.partition(" ")
            if since.isdigit() and path in self._blobs:
                leaving[path] = int(since)
        files = {
            path: self._digest(path, blob)
            for path, blob in self._blobs.items()
            if path not in self._kept and (path != NO_JEKYLL or self._has(path)) and is_inside(path)
        }
        return Record(said.get(_SITE, ""), int(at), files, leaving)

    def _has(self, path: str) -> bool:
        """Whether the output has a file at a path."""
        return read_own(self._output / path) is not None

    def _digest(self, path: str, blob: str) -> bytes:
        """The digest of what the branch has, where the output has the same; else what equals no digest."""
        data = read_own(self._output / path)
        if data is not None and _blob(data) == blob:
            return file_digest(data)
        return blob.encode()

    # --- Changing it --------------------------------------------------------------------------------

    def put(self, outgoing: Outgoing, progress: Progress) -> int:
        """Push one commit that makes the branch the output."""
        plan = outgoing.plan
        if self._tip:
            self._git("read-tree", _THERE)
        nothing = self._git("hash-object", "-w", "--stdin").decode().strip()
        objects = {NO_JEKYLL: nothing, **self._hashed(outgoing, plan.send)}
        lines = [f"0 {'0' * len(nothing)}\t{path}" for path in plan.delete]
        lines += [f"100644 {name}\t{path}" for path, name in objects.items()]
        index = os.fsencode("".join(f"{line}\0" for line in lines))
        self._git("update-index", "-z", "--index-info", given=index)
        tree = self._git("write-tree", "--missing-ok").decode().strip()
        parents = ("-p", self._tip) if self._tip else ()
        message = self._message(outgoing).encode("utf-8", "replace")
        commit = self._git("commit-tree", tree, *parents, given=message, at=outgoing.now).decode().strip()
        branch = f"refs/heads/{self._target.branch}"
        lease = f"--force-with-lease={branch}:{self._tip}"
        self._git("push", "-q", lease, "origin", f"{commit}:{branch}")
        progress(len(plan.send), len(plan.send))
        return 0

    def _hashed(self, outgoing: Outgoing, paths: Sequence[str]) -> Mapping[str, str]:
        """Path → object, for files that are made into objects here."""
        try:
            for path in paths:
                read_output(outgoing.root, path, outgoing.files[path])
        except ChangedError as problem:
            path = printable(str(problem.filename))
            raise DeployError(error("output-changed", str(outgoing.root), path=path)) from problem
        places = "".join(f"{outgoing.root.absolute()}/{path}\n" for path in paths)
        names = self._git("hash-object", "-w", "--no-filters", "--stdin-paths", given=os.fsencode(places))
        return dict(zip(paths, names.decode().split(), strict=True))

    def _message(self, outgoing: Outgoing) -> str:
        plan = outgoing.plan
        lines = [
            f"Deploy {outgoing.base}: {len(plan.send)} sent, {len(plan.delete)} deleted",
            "",
            *(f"{_LEAVING}: {since} {path}" for path, since in sorted(plan.leaving.items())),
            *(f"{_KEPT}: {path}" for path in sorted(self._kept - OWN)),
            f"{_FORMAT}: {FORMAT}",
            f"{_SITE}: {outgoing.base}",
        ]
        return "\n".join(lines) + "\n"

    def _git(self, *arguments: str, given: bytes = b"", at: int = 0) -> bytes:
        """What git prints. Raises DeployError."""
        ssh = "ssh -o BatchMode=yes"
        if self._around.ssh_config:
            ssh += f" -F '{self._around.ssh_config}'"
        environment = {
            **self._around.environment,
            "GIT_DIR": str(self._folder),
            "GIT_INDEX_FILE": str(self._folder / "index-of-site"),
            "GIT_TERMINAL_PROMPT": "0",
            "GIT_SSH_COMMAND": ssh,
            "LC_ALL": "C",
        }
        for who in ("AUTHOR", "COMMITTER"):
            environment |= {
                f"GIT_{who}_NAME": "Warta",
                f"GIT_{who}_EMAIL": "warta@localhost",
                f"GIT_{who}_DATE": f"{at} +0000",
            }
        plain = ["git", "-c", "core.hooksPath=/dev/null", "-c", "protocol.ext.allow=never"]
        try:
            return run_program(
                [*plain, *arguments],
                shown=self.shown,
                given=given,
                folder=self._folder,
                environment=environment,
            )
        except ProgramError as problem:
            raise self._refused(problem.said) from problem

    def _refused(self, said: str) -> DeployError:
        words = last_words(said)
        sign = next((sign for sign in _SAID if sign in said), None)
        if sign is None and (found := ssh_problem(said, self.shown)):
            return found
        return DeployError(error(_SAID.get(sign or "", "deploy-git"), self.shown, problem=words))


def _blob(data: bytes) -> str:
    """The name that git gives to these bytes."""
    return sha1(b"blob %d\0" % len(data) + data, usedforsecurity=False).hexdigest()
