"""Writes what has a machine run ``warta due``: a systemd service with its timer, or a line for cron."""

from __future__ import annotations

import shlex
from collections.abc import Sequence
from typing import NamedTuple

__all__ = ["CRON", "SYSTEMD", "Timer", "timer_files"]

SYSTEMD, CRON = "systemd", "cron"
ENVIRONMENT = "/etc/warta/due.env"
"""The file with the token. It is no part of the site, and only root has to be able to read it."""
_PATH = "/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin"
_SPARE = 60
"""Seconds that a run looks beyond the next one, so that no moment falls between the two."""


class Timer(NamedTuple):
    """What to run, where and how often."""

    site: str
    """Absolute path of the folder."""
    program: Sequence[str]
    """What starts ``warta``."""
    call: Sequence[str]
    """Options of ``warta due``: what is to be set off."""
    minutes: int
    """From one run to the next."""
    title: str
    pull: bool
    """Whether the newest commit is fetched first."""
    user: str = ""
    """Who owns the site and the keys to its target; empty for root, or where there are no users."""
    path: str = ""
    """The folder of the programs that belong to ``program``, for commands that name them."""

    @property
    def words(self) -> list[str]:
        """The whole command."""
        within = str(self.minutes * 60 + _SPARE)
        return [*self.program, "--site", self.site, "due", "--within", within, *self.call]


def timer_files(kind: str, timer: Timer) -> dict[str, str]:
    """Name → text of the files to write."""
    if kind == CRON:
        return {"warta-due.cron": _cron(timer)}
    return {"warta-due.service": _service(timer), "warta-due.timer": _timer(timer)}


def _service(timer: Timer) -> str:
    pull = f"ExecStartPre=-git -C {_unit_word(timer.site)} pull --ff-only --quiet\n" if timer.pull else ""
    user = f"User={_unit_text(timer.user)}\n" if timer.user else ""
    path = f"Environment={_unit_word(f'PATH={timer.path}:{_PATH}')}\n" if timer.path else ""
    return f"""\
# Publishes on time what waits for its hour. The token for the webhook is in {ENVIRONMENT}:
#   WARTA_TRIGGER_TOKEN=…
# sudo cp warta-due.* /etc/systemd/system/ && sudo systemctl enable --now warta-due.timer
[Unit]
Description=Publish on time: {_unit_text(timer.title)}
Wants=network-online.target
After=network-online.target

[Service]
Type=oneshot
{user}WorkingDirectory={_unit_text(timer.site)}
{path}EnvironmentFile=-{ENVIRONMENT}
{pull}ExecStart={" ".join(map(_unit_word, timer.words))}
# It may wait for the moment.
TimeoutStartSec=infinity
NoNewPrivileges=yes
PrivateTmp=yes
"""


def _timer(timer: Timer) -> str:
    return f"""\
[Unit]
Description=Look every {timer.minutes} minutes what is due: {_unit_text(timer.title)}

[Timer]
OnBootSec=30s
OnUnitInactiveSec={timer.minutes}min
AccuracySec=1s

[Install]
WantedBy=timers.target
"""


def _cron(timer: Timer) -> str:
    folder = shlex.quote(timer.site)
    pull = f"git -C {folder} pull --ff-only --quiet; " if timer.pull else ""
    # A second run while one waits ends at once.
    path = f"PATH={shlex.quote(timer.path)}:$PATH; export PATH; " if timer.path else ""
    command = f"{path}set -a; [ -r {ENVIRONMENT} ] && . {ENVIRONMENT}; {pull}{shlex.join(timer.words)}"
    line = command.replace("%", "\\%")
    return f"""\
# Publishes on time what waits for its hour. Put this into `crontab -e`; the token for the webhook is in
# {ENVIRONMENT}: WARTA_TRIGGER_TOKEN=…
*/{timer.minutes} * * * * {line}
"""


def _unit_word(text: str) -> str:
    """One argument of a command line in a unit."""
    plain = _unit_text(text).replace("$", "$$")
    if plain and not set(plain) & set(" \t\"'\\;"):
        return plain
    return '"' + plain.replace("\\", "\\\\").replace('"', '\\"') + '"'


def _unit_text(text: str) -> str:
    return " ".join(text.split("\n")).replace("%", "%%")
