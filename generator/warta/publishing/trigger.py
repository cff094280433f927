"""Sets off a publication: a webhook of a CI host, or a command.

Both are named on the command line alone: whoever can change a site's files can have nothing run here, and no
token sent anywhere.
"""

from __future__ import annotations

import json
import os
import re
import shlex
import subprocess
from collections.abc import Mapping
from pathlib import Path
from typing import NamedTuple
from urllib.parse import urlencode, urlsplit

from warta.publishing.http import NoAnswerError, ask

__all__ = ["Command", "FailedError", "Trigger", "Webhook", "may_have_token"]

_GITHUB = re.compile(r"/actions/workflows/[^/]+/dispatches")
_GITLAB = re.compile(r"/api/v4/projects/[^/]+/trigger/pipeline")


class FailedError(Exception):
    """It was not set off; the text says why and holds no secret."""

    def __init__(self, problem: str, *, is_final: bool) -> None:
        """``is_final``: the same again would fail again."""
        super().__init__(problem)
        self.is_final = is_final


class Webhook(NamedTuple):
    """An address to post to, in the form that its host takes."""

    url: str
    ref: str
    """Branch to build."""
    token: str

    def set_off(self, due: str, site: Path) -> str:
        """Post; gives the server's time, as its header has it. Raises FailedError."""
        del site
        path = urlsplit(self.url).path
        bearer = {"Authorization": f"Bearer {self.token}"} if self.token else {}
        if _GITHUB.search(path):
            headers = {**bearer, "Accept": "application/vnd.github+json", "Content-Type": "application/json"}
            data = json.dumps({"ref": self.ref})
        elif _GITLAB.search(path):
            headers = {"Content-Type": "application/x-www-form-urlencoded"}
            data = urlencode({"token": self.token, "ref": self.ref})
        else:
            headers = {**bearer, "Content-Type": "application/json"}
            data = json.dumps({"due": due, "ref": self.ref})
        try:
            answer = ask(self.url, data=data.encode(), headers=headers)
        except NoAnswerError as problem:
            raise FailedError(str(problem), is_final=False) from None
        if not 200 <= answer.status < 300:
            may_pass = answer.status == 429 or answer.status >= 500
            raise FailedError(f"HTTP {answer.status}", is_final=not may_pass)
        return answer.date


class Command(NamedTuple):
    """A program with its arguments; no shell reads them."""

    words: tuple[str, ...]

    @classmethod
    def from_text(cls, text: str) -> Command:
        """As a shell would split it. Raises ValueError for a quotation mark that is not closed."""
        return cls(tuple(shlex.split(text)))

    def set_off(self, due: str, site: Path) -> str:
        """Run it in the site's folder, with the moment in ``WARTA_DUE``. Raises FailedError."""
        environment: Mapping[str, str] = {**os.environ, "WARTA_DUE": due}
        try:
            done = subprocess.run(self.words, cwd=site, env=environment, check=False)
        except OSError as problem:
            raise FailedError(problem.strerror or str(problem), is_final=True) from None
        if done.returncode:
            raise FailedError(f"status {done.returncode}", is_final=True)
        return ""


Trigger = Webhook | Command


def may_have_token(url: str) -> bool:
    """Whether nobody on the way can read what is sent there."""
    parts = urlsplit(url)
    return parts.scheme == "https" or parts.hostname in ("127.0.0.1", "::1", "localhost")
