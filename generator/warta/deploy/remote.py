"""The same folder on another machine: rsync brings the files, a shell there makes the release and the switch.

The other machine needs sh, rsync, flock and base64, as every Linux has them. All that changes something
there happens in one shell, which holds the lock: when the connection ends, no switch can come any more. What
an interrupted deployment has brought is not brought again.
"""

from __future__ import annotations

import math
import os
import shlex
from base64 import b64decode
from collections.abc import Iterable
from types import TracebackType

from warta.config.deploy import FolderTarget
from warta.deploy.findings import DamagedError, DeployError
from warta.deploy.folder import MARK
from warta.deploy.programs import ProgramError, last_words, run_program
from warta.deploy.record import NEWER, Record
from warta.deploy.shell import RemoteShell, fed, full_disk, packed, ssh_command, ssh_problem
from warta.deploy.target import Outgoing, Progress, Release, Surroundings
from warta.diagnostics.values import error, printable
from warta.filesystem.own_files import is_inside
from warta.output.finished import ChangedError, read_output

__all__ = ["RemoteFolder"]

_LOCKED = 75
_FILE_PROBLEMS = {3, 11, 23}
"""What rsync ends with when files, not the connection, are the matter."""
_OPEN = """
umask 022
missing=
for program in rsync flock base64; do
  command -v $program >/dev/null || { missing=$program; echo $program; break; }
done
[ -z "$missing" ]
"""
_LOOK = """
if [ -L "$root/current" ]; then readlink "$root/current"
elif [ -e "$root/current" ]; then echo other
else echo; fi
if [ -f "$root/.warta/target" ]; then head -c 100 "$root/.warta/target"
elif [ -d "$root" ] && [ -n "$(ls -A "$root" | grep -v '^\\.warta$')" ]; then echo foreign
elif [ -e "$root" ] && [ ! -d "$root" ]; then echo foreign
fi
"""
_TAKE = """
mkdir -p "$root/.warta" "$root/releases" && exec 9>>"$root/.warta/lock" && {
  flock -n 9 || { cat "$root/.warta/holder" 2>/dev/null; (exit 75); }
} && echo "$holder" > "$root/.warta/holder" && cd "$root"
"""
_BEGIN = """
set -- releases/*.new
if [ -d "$1" ]; then rm -rf releases/resume; mv "$1" releases/resume; fi
for name in releases/*; do
  number=${name#releases/}; number=${number%%.*}
  case $number in
    *[!0-9]*) ;;
    *) [ "$number" -le "$public" ] || rm -rf "$name";;
  esac
done
if [ "$from" -gt 0 ]; then cp -al "releases/$from" "releases/$new.new"; else mkdir "releases/$new.new"; fi
"""
_TIDY = 'find "releases/$new.new" -mindepth 1 -depth -type d -exec rmdir {} + 2>/dev/null || :'
_SWITCH = """
sync
mv "releases/$new.new" "releases/$new" &&
rm -f current.new && ln -s "releases/$new" current.new && mv -T current.new current && sync
"""
_CLEAR = """
rm -rf releases/resume
for name in releases/*; do
  number=${name#releases/}; number=${number%.record}
  case $number in *[!0-9]*) ;; *) [ "$number" -gt "$last" ] || rm -rf "$name";; esac
done
"""


class RemoteFolder:
    """The folder while it is open for one deployment."""

    def __init__(self, target: FolderTarget, around: Surroundings) -> None:
        assert target.host is not None
        self._target = target
        self._host = target.host
        self._around = around
        self._shell: RemoteShell | None = None
        self._public = 0
        self.shown = f"{target.host}:{target.path}"

    @property
    def _there(self) -> RemoteShell:
        assert self._shell is not None, "the folder is open"
        return self._shell

    def __enter__(self) -> Record | None:
        """What is public; None where nothing is yet."""
        self._shell = RemoteShell(self._target, self._around, self.shown)
        try:
            self._there.run(f"export LC_ALL=C\nroot={shlex.quote(self._target.path)}\nholder={os.getpid()}")
            status, missing = self._there.ask(_OPEN)
            if status:
                program = missing.decode().strip()
                raise DeployError(error("deploy-remote-program", self.shown, program=program))
            self._look()
            if self._around.trial:
                self._there.ask('cd "$root"')
            else:
                self._take()
            return self._verified(self._record(self._public)) if self._public else None
        except BaseException:
            self._shell.close()
            raise

    def __exit__(
        self, kind: type[BaseException] | None, problem: BaseException | None, trace: TracebackType | None
    ) -> None:
        """Let others have it."""
        self._there.close()

    def _look(self) -> None:
        """Refuse a folder that is not ours; learn which release is public."""
        link, _, mark = self._there.run(_LOOK).partition(b"\n")
        folder, _, name = link.decode("utf-8", "replace").rpartition("/")
        is_ours = not link or (folder == "releases" and name.isdigit())
        if mark.startswith(b"warta-target ") and mark.strip() != MARK.strip():
            raise DeployError(error("deploy-newer", self.shown))
        if not is_ours or (mark.startswith(b"foreign") and not self._around.adopt):
            raise DeployError(error("deploy-foreign", self.shown))
        self._public = int(name) if link else 0

    def _take(self) -> None:
        status, holder = self._there.ask(_TAKE)
        if status == _LOCKED:
            named = holder.decode("ascii", "replace").strip()
            raise DeployError(error("deploy-locked", self.shown, holder=named if named.isdigit() else "?"))
        mark = shlex.quote(MARK.decode().strip())
        self._there.run(f"[ {status} = 0 ]")
        self._there.run(f"[ -f .warta/target ] || echo {mark} > .warta/target")
        self._look()  # somebody may have deployed while we waited

    def _record(self, number: int) -> Record | None:
        _, data = self._there.ask(f"cat releases/{number}.record 2>/dev/null | base64")
        record = Record.decoded(b64decode(data))
        if record == NEWER:
            raise DeployError(error("deploy-newer", self.shown))
        return record if isinstance(record, Record) else None

    def _verified(self, record: Record | None) -> Record | None:
        """The record as the files themselves have it, where that was asked for."""
        if record is None or not self._around.verify:
            return record
        lines = self._there.run(f"(cd releases/{self._public} && find . -type f -exec b2sum -l 128 {{}} +)")
        found = {}
        for line in lines.decode("utf-8", "surrogateescape").splitlines():
            digest, _, path = line.partition("  ./")
            if path in record.files:
                found[path] = bytes.fromhex(digest)
        return record._replace(files=found)

    def releases(self) -> tuple[Release, ...]:
        """The public one and those before it, newest first."""
        if not self._public:
            return ()
        names = self._there.run("ls releases").decode().split()
        numbers = sorted((int(name) for name in names if name.isdigit()), reverse=True)
        return tuple(
            Release(number, self._record(number), number == self._public)
            for number in numbers
            if number <= self._public
        )

    # --- Changing it --------------------------------------------------------------------------------

    def put(self, outgoing: Outgoing, progress: Progress) -> int:
        """Make a release of the output, and make it public; gives its number."""
        plan = outgoing.plan
        self._check(outgoing, plan.send)
        new = self._begin(self._public)
        stay = {*plan.keep, *plan.leaving}
        self._delete(new, [path for path in outgoing.before.files if path not in stay])
        self._bring(new, outgoing, plan.send, progress)
        found = self._found(f"{new}.new")
        record = outgoing.after
        lost = [path for path in plan.keep if path not in found]  # somebody has deleted it there
        self._check(outgoing, lost)
        self._bring(new, outgoing, lost, progress)
        self._delete(new, sorted(found - record.files.keys()))
        return self._publish(new, _of_those(record, found))

    def bring_back(self, number: int, outgoing: Outgoing) -> int:
        """Make a release of an earlier one; what pages of the present one refer to stays for its readers.

        Raises DamagedError for a release that is not whole.
        """
        if lost := sorted(outgoing.files.keys() - self._found(str(number))):
            raise DamagedError(lost[0])
        new = self._begin(number)
        found = self._found(f"{new}.new")
        self._delete(new, sorted(found - outgoing.files.keys()))
        carry = f"cd releases/{self._public} && xargs -0 -r cp -al --parents -t ../{new}.new --"
        self._there.run(fed(outgoing.plan.leaving, carry))
        record = _of_those(outgoing.after, self._found(f"{new}.new"))
        return self._publish(new, record._replace(origin=number))

    def _begin(self, source: int) -> int:
        """A new release that is not public yet, with the files of another; gives its number."""
        new = self._public + 1
        self._there.run(f"public={self._public}\nfrom={source}\nnew={new}\n{_BEGIN}")
        return new

    def _check(self, outgoing: Outgoing, paths: Iterable[str]) -> None:
        """Raise DeployError unless the output has these files as it was built."""
        try:
            for path in paths:
                read_output(outgoing.root, path, outgoing.files[path])
        except ChangedError as problem:
            path = printable(str(problem.filename))
            raise DeployError(error("output-changed", str(outgoing.root), path=path)) from problem

    def _delete(self, new: int, paths: list[str]) -> None:
        if paths:
            self._there.run(fed(paths, f"cd releases/{new}.new && xargs -0 -r rm -f --"))
            self._there.ask(f"new={new}\n{_TIDY}")

    def _bring(self, new: int, outgoing: Outgoing, paths: Iterable[str], progress: Progress) -> None:
        wanted = tuple(paths)
        if not wanted:
            return
        sent = 0

        def one_more(line: bytes) -> None:
            nonlocal sent
            sent += not line.endswith(b"/")
            progress(min(sent, len(wanted)), len(wanted))

        command = [
            *("rsync", "-rcs", "--chmod=D755,F644", "--out-format=%n", "--files-from=-", "--from0"),
            "--link-dest=../resume",
            f"--rsh={shlex.join(ssh_command(self._target, self._around))}",
            f"{outgoing.root}/",
            f"{_bracketed(self._host)}:{self._target.path}/releases/{new}.new/",
        ]
        given = os.fsencode("".join(f"{path}\0" for path in wanted))
        try:
            run_program(command, shown=self.shown, given=given, line=one_more)
        except ProgramError as problem:
            raise self._not_brought(problem, outgoing, wanted) from problem

    def _not_brought(self, problem: ProgramError, outgoing: Outgoing, wanted: tuple[str, ...]) -> DeployError:
        """Why rsync gave up. What the other side says of a full disk may be lost, so it is looked at."""
        found = full_disk(problem.said, self.shown) or ssh_problem(problem.said, self.shown)
        words = last_words(problem.said)
        if found is not None:
            return found
        if problem.status not in _FILE_PROBLEMS:
            return DeployError(error("deploy-cut", self.shown, problem=words))
        needed = sum((outgoing.root / path).stat().st_size for path in wanted)
        is_full = self._room("df -Pk") * 1024 < needed or self._room("df -Pi") < len(wanted)
        return DeployError(error("deploy-full" if is_full else "deploy-remote", self.shown, problem=words))

    def _room(self, command: str) -> float:
        """How much is free there; infinity where the file system does not count it."""
        _, line = self._there.ask(f"{command} releases | tail -n 1")
        columns = line.decode("utf-8", "replace").split()
        counted = len(columns) > 3 and columns[1].isdigit() and columns[3].isdigit() and columns[1] != "0"
        return int(columns[3]) if counted else math.inf

    def _found(self, release: str) -> set[str]:
        """The files in a folder of ``releases``."""
        listing = self._there.run(f"(cd releases/{release} && find . -type f -print0) | base64")
        names = os.fsdecode(b64decode(listing)).split("\0")
        return {name.removeprefix("./") for name in names if is_inside(name.removeprefix("./"))}

    def _publish(self, new: int, record: Record) -> int:
        text = packed(record.encoded())
        self._there.run(f"base64 -d > releases/{new}.record <<'=END='\n{text}\n=END=\n")
        self._there.run(_SWITCH)
        self._public = new
        self._there.ask(f"last={new - self._target.keep}\n{_CLEAR}")
        return new


def _of_those(record: Record, found: set[str]) -> Record:
    """A record without what would stay for old pages, but is not there."""
    lost = record.leaving.keys() - found
    return record._replace(
        files={path: digest for path, digest in record.files.items() if path not in lost},
        leaving={path: at for path, at in record.leaving.items() if path not in lost},
    )


def _bracketed(host: str) -> str:
    """A host as rsync takes it: an address of IPv6 in brackets."""
    user, at, name = host.rpartition("@")
    return f"{user}{at}[{name}]" if ":" in name else host
