"""What the command line says of itself: all of it, and in the language of messages alone."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from tests.support import make_site
from tests.test_messages import ENGLISH, INDONESIAN
from warta.cli import command_names, command_parser, main
from warta.diagnostics.catalogue import MESSAGE_LANGUAGES, load_messages

Output = pytest.CaptureFixture[str]
COMMANDS = ("", *command_names())
REQUIRED = {
    "completion": ("bash",),
    "host": ("nginx",),
    "import": ("x",),
    "new": ("x",),
    "schedule": ("cron",),
}
"""Arguments without which there is nothing to parse."""
ARGPARSE = re.compile(
    r"usage:|positional|options:|show |required|unrecognized|invalid|choose from|expected|examples:|error:"
)
"""What the library says by itself in English."""


def printed(capsys: Output, *words: str) -> tuple[int, str]:
    """The exit status, and what is printed."""
    with pytest.raises(SystemExit) as stopped:
        main(words)
    out, err = capsys.readouterr()
    assert isinstance(stopped.value.code, int)
    return stopped.value.code, out + err


def prose(text: str) -> str:
    """Without examples, names of files and values, which are the same in every language."""
    text = re.sub(r"(?ms)^(?:examples|contoh):$.*", "", text)
    return re.sub(
        r"'[^']*'|\"[^\"]*\"|`[^`]*`|\{[^}]*\}|--[a-z-]+|\S+\.toml|\b[a-z]+_[a-z]+\b|warta.*\n", "", text
    )


@pytest.mark.parametrize("command", COMMANDS)
def test_help_is_in_one_language(command: str, capsys: Output) -> None:
    texts = {
        language: printed(capsys, "--lang", language, *command.split(), "--help")
        for language in MESSAGE_LANGUAGES
    }
    assert {status for status, _ in texts.values()} == {0}
    indonesian, english = texts["id"][1], texts["en"][1]
    assert not ENGLISH.findall(prose(indonesian))
    assert not ARGPARSE.findall(indonesian)
    assert not INDONESIAN.findall(prose(english))
    for language, (_, text) in texts.items():
        help_texts = load_messages(language)["help"]
        assert text.startswith(help_texts["headings"]["usage"])
        assert help_texts["headings"]["examples"] in text
        assert help_texts[command or "warta"]["about"] in " ".join(text.split())


@pytest.mark.parametrize("language", MESSAGE_LANGUAGES)
def test_every_option_has_a_text_of_that_language_and_no_text_is_left_over(language: str) -> None:
    texts = load_messages(language)["help"]
    used = {"warta": {"about", "examples"}, "all": set[str]()}
    for command in ("", *command_names()):
        parser = command_parser((command,) if command else command_names(), lambda: language)
        if command:
            parser = parser.parse_known_args([command, *REQUIRED.get(command, ())])[0].parser
        parser.format_help()
        table = command or "warta"
        used.setdefault(table, set()).update({"about", "examples", "usage"} & texts[table].keys())
        for action in parser.shown:
            name = action.option_strings[-1].removeprefix("--") if action.option_strings else action.dest
            if name == "==SUPPRESS==":
                continue
            where = table if name in texts[table] else "all"
            assert action.help == texts[where][name], (command, name)
            used[where].add(name)
    assert used == {name: set(texts[name]) for name in texts.keys() - {"headings", "values", "wrong"}}


WRONG = [
    ([], "COMMAND"),
    (["terbit"], "terbit"),
    (["buld"], "build"),
    (["build", "--tidak-ada"], "--tidak-ada"),
    (["build", "--outptu", "x"], "--output"),
    (["check", "--format", "xml"], "xml"),
    (["--lang", "fr", "check"], "fr"),
    (["check", "--format"], "--format"),
    (["build", "--jobs", "banyak"], "banyak"),
    (["build", "--clean=1"], "--clean"),
    (["new"], ""),
    (["import"], ""),
    (["translations", "--confirm"], "--confirm"),
    (["init", "a", "b"], "b"),
    (["--site"], "--site"),
    (["serve", "--port", "8a"], "8a"),
]


@pytest.mark.parametrize(("words", "named"), WRONG, ids=lambda value: " ".join(value) or "-")
def test_wrong_usage_is_said_in_the_language_of_messages(
    words: list[str], named: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: Output
) -> None:
    """Of the site where it says which, else of ``--lang``, else Indonesian."""
    site = make_site(tmp_path, {})
    monkeypatch.chdir(site)
    status, indonesian = printed(capsys, *words)
    with (site / "site.toml").open("r+") as file:
        text = file.read()
        file.seek(0)
        file.write('message_language = "en"\n' + text)
    _, english = printed(capsys, *words)
    assert status == 2
    assert "galat:" in indonesian
    assert not ARGPARSE.findall(indonesian)
    assert not ENGLISH.findall(prose(indonesian))
    assert "error:" in english
    assert not INDONESIAN.findall(prose(english))
    if named != "COMMAND":
        assert named in indonesian
        assert named in english
    if words[:1] != ["--lang"] and words != ["--site"]:
        assert printed(capsys, "--lang", "id", *words)[1] == indonesian


def test_what_the_site_cannot_say_is_said_in_indonesian(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: Output
) -> None:
    monkeypatch.chdir(tmp_path)
    for text in ("", 'message_language = "fr"\n', 'message_language = ["en"]\n', "title = \n"):
        (tmp_path / "site.toml").write_text(text)
        assert "galat:" in printed(capsys, "build", "--tidak-ada")[1]


def test_wrong_usage_found_by_a_command_is_in_the_sites_language(tmp_path: Path, capsys: Output) -> None:
    site = make_site(tmp_path, {"site.toml": 'message_language = "en"\n'})
    assert main(["--site", str(site), "build", "--now", "kemarin"]) == 2
    assert "is not a valid date" in capsys.readouterr().err
