"""What stands before the @ of an address: refused in site.toml, and never shown."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.support import SITE_TOML, make_site, post, tree_digest
from warta.cli import main
from warta.deploy.programs import ProgramError, last_words, run_program
from warta.urls import has_secret, masked

SECRETS = {
    "https://TOKEN@host/x.git": "https://…@host/x.git",
    "HTTP://TOKEN@host": "HTTP://…@host",
    "http://nama:TOKEN@host:8080/x": "http://…@host:8080/x",
    "https://na@ma:TO@KEN@host/": "https://…@host/",
    "https://nama:TO/KEN#1?x@host/": "https://…@host/",
    "https://nama:12TOKEN/a@host/": "https://…@host/",
    "https:TOKEN@host": "https:…@host",
    r"https:\\TOKEN@host": r"https:\\…@host",
    "//TOKEN@host/": "//…@host/",
    "ftp://TOKEN@host/": "ftp://…@host/",
    "ssh://git:TOKEN@host/x.git": "ssh://…@host/x.git",
    "lihat https://TOKEN@host/, ya": "lihat https://…@host/, ya",
    "https://{user}:TOKEN@host/{number}/{year}": "https://…@host/{number}/{year}",
}
PLAIN = [
    *("https://host/@kabar", "https://host:8443/@kabar", "https://host:/@kabar", "https://[::1]:80/@kabar"),
    *("https://host?x=@y", "https://host#@y", "https://@host/", "https://host/, redaksi@host"),
    *("ssh://git@host/x.git", "git+ssh://git@host/x.git", "git@host:dinas/x.git", "deploy@host"),
    *("mailto:redaksi@host", "redaksi@host", "/lama/@kabar/", "acct:kabar@host"),
]


@pytest.mark.parametrize("address", SECRETS)
def test_secrets_are_known_and_hidden(address: str) -> None:
    assert has_secret(address)
    assert masked(address) == SECRETS[address]


@pytest.mark.parametrize("text", PLAIN)
def test_what_is_no_secret_stays(text: str) -> None:
    assert not has_secret(text)
    assert masked(text) == text


TABLES = """
[feeds]
hub = "https://TOKEN@hub.example.go.id/"
[open_data]
license = "https://nama:TOKEN@lisensi.example.go.id/"
[laws]
uu = "https://TOKEN@jdih.example.go.id/{number}/{year}"
[redirects]
"/toko/" = "//TOKEN@toko.example.go.id/"
[environment.staging]
base_url = "https://TOKEN@uji.example.go.id"
[deploy.x]
kind = "git"
base_url = "https://TOKEN@kabar.example.go.id"
repository = "nama:TOKEN@example.org:x.git"
"""
BROKEN = 'title = "a"\nbase_url = "https://TOKEN@kabar.example.go.id" galat\n'


@pytest.mark.parametrize("config", [SITE_TOML + TABLES, BROKEN], ids=["tables", "no TOML"])
def test_no_command_shows_or_publishes_one(
    config: str, tmp_path: Path, capfd: pytest.CaptureFixture[str]
) -> None:
    site = make_site(tmp_path / "situs", {"site.toml": config, "content/news/2024/a.id.md": post("Berita")})
    before = tree_digest(site)
    commands = [["check", "--format", form] for form in ("text", "json", "github", "gitlab")]
    commands += [["build"], ["deploy", "x", "--dry-run"], ["next-due"]]
    for command in commands:
        assert main(["--site", str(site), *command]) == 1, command
        printed = "".join(capfd.readouterr())
        assert "TOKEN" not in printed, command
    assert tree_digest(site) == before


def test_an_option_shows_none_either(tmp_path: Path, capfd: pytest.CaptureFixture[str]) -> None:
    site = make_site(tmp_path / "situs", {"content/news/2024/a.id.md": post("Berita")})
    for words in (
        ["build", "--base-url", "https://a:TOKEN@host/"],
        ["check", "--against", "https://TOKEN@host/"],
    ):
        assert main(["--site", str(site), *words]) in (1, 2)
        assert "TOKEN" not in "".join(capfd.readouterr())


def test_what_programs_repeat_is_hidden() -> None:
    """The end of a message is what is shown: a token is hidden before its address is cut off."""
    said = f"fatal: unable to access 'https://TOKEN@host/{'x' * 300}'"
    with pytest.raises(ProgramError) as caught:
        run_program(["sh", "-c", f'echo "{said}" >&2; exit 128'], shown="x")
    for length in range(1, 400):
        assert "TOKEN" not in last_words(caught.value.said + "y" * length)
