"""What the rooms of the package may do, read from the names that their code uses.

Who may import whom is held by import-linter (``pyproject.toml``; ``make lint`` runs it).
Here stands what a graph of imports cannot tell: who touches files, asks clocks or the machine, and speaks.
"""

from __future__ import annotations

import ast
import re
import typing
from collections.abc import Iterator
from functools import cache
from importlib import import_module
from pathlib import Path

import pytest
from msgspec import Struct

from tests.support import ROOT
from warta.i18n import moments
from warta.i18n.moments import Moment, PartialDate
from warta.markdown.annotations import Annotations
from warta.pages import data as pages
from warta.store import program

PACKAGE = ROOT / "generator" / "warta"

PURE = (
    "checks.facts",
    "checks.fix",
    "checks.names",
    "checks.rule",
    "checks.rules",
    "config",
    "content.fields",
    "content.filenames",
    "content.front_matter",
    "content.model",
    "content.originals",
    "content.parsed",
    "content.parsing",
    "diagnostics",
    "i18n",
    "markdown",
    "pages",
    "render.addresses",
    "render.filters",
    "render.json_feed",
    "render.json_ld",
    "render.ninjs",
    "site.assembly",
    "site.index",
    "site.library",
    "site.publication",
    "site.taxonomy",
    "urls",
    "views",
    "yaml",
)
"""Modules and whole rooms that are functions over values: no files, no processes, nothing of the machine."""

CLOCKS: dict[str, frozenset[str]] = {
    "cli": frozenset({"time.perf_counter"}),
    "commands.due": frozenset({"time.sleep"}),
    "console.request": frozenset({"datetime.datetime.now"}),
    "console.unchanged": frozenset({"time.perf_counter", "time.time"}),
    "content.scan": frozenset({"time.time_ns"}),
    "content.static": frozenset({"time.time_ns"}),
    "deploy.shell": frozenset({"time.monotonic", "time.sleep"}),
    "filesystem.own_files": frozenset({"time.sleep"}),
    "filesystem.processes": frozenset({"time.process_time", "time.sleep"}),
    "media.sandbox": frozenset({"time.monotonic"}),
    "output.folder": frozenset({"time.monotonic", "time.sleep"}),
    "publishing.http": frozenset({"time.monotonic"}),
    "server.builder": frozenset({"time.monotonic"}),
    "server.watch": frozenset({"time.monotonic"}),
    "store.inputs": frozenset({"time.time_ns"}),
    "store.outputs": frozenset({"time.time_ns"}),
}
"""Who asks a clock: the command, for ``now`` and for how long a build took; others, to tell
whether a file changed too recently to trust its times. It decides what is read again, never what it is."""

SPEAKERS = ("__main__", "cli", "commands", "console")
NETWORK = {
    "commands.serve",
    "console.usage",
    "publishing.http",
    "server.admin",
    "server.handler",
    "server.http",
}
PROGRAMS = {
    "authoring.history",
    "deploy.programs",
    "deploy.shell",
    "publishing.trigger",
    "search.pagefind",
}
"""Who runs another program: git, for earlier versions of a story; what brings a site elsewhere; what
`warta due` is told to run; Python, to try Pagefind."""
PROCESSES = {
    "deploy.bucket",
    "filesystem.processes",
    "media.sandbox",
    "output.precompressed",
    "publishing.against",
    "server.builder",
    "server.handler",
    "server.preview",
    "server.watch",
    "store.lookahead",
    "workers",
}

FILES = frozenset(
    {"builtins.open", "filelock", "glob", "io", "mmap", "os", "pathlib", "shutil", "stat", "tempfile"}
)
MACHINE = frozenset(
    {
        "getpass",
        "locale",
        "os.environ",
        "os.environb",
        "os.getenv",
        "os.getlogin",
        "platform",
        "random",
        "secrets",
        "socket",
        "sys.getdefaultencoding",
        "sys.getfilesystemencoding",
        "time.localtime",
        "time.timezone",
        "time.tzname",
        "uuid",
    }
)
ASKED = {
    "cli": {"os.environ"},
    "commands.due": {"os.environ"},
    "console.completion": {"os.environ"},
    "console.deployment": {"os.environ"},
    "console.usage": {"socket"},
    "filesystem.users": {"os.environ"},
    "publishing.trigger": {"os.environ"},
}
"""Who asks all the same: what a shell wants completed; for secrets, which stand nowhere else; where the
user's cache folder is; whether a cluster's scheduler answers; the token for a webhook; what a command that is
set off has around it."""
SPEECH = frozenset(
    {
        "builtins.input",
        "builtins.print",
        "logging",
        "sys.argv",
        "sys.exit",
        "sys.stderr",
        "sys.stdout",
        "warnings",
    }
)
CLOCK_NAMES = frozenset(
    {
        "datetime.date.today",
        "datetime.datetime.now",
        "datetime.datetime.today",
        "datetime.datetime.utcnow",
        "time",
    }
)


def modules() -> tuple[str, ...]:
    """Names below the package: ``urls``, ``importing.press.dates``; a room itself is ``importing``."""
    paths = (path.relative_to(PACKAGE).with_suffix("") for path in PACKAGE.rglob("*.py"))
    return tuple(sorted(".".join(path.parts).removesuffix(".__init__") for path in paths))


def within(module: str, places: typing.Iterable[str]) -> bool:
    """Whether a module is one of ``places`` or lives in one of them."""
    return any(module == place or module.startswith(f"{place}.") for place in places)


@pytest.fixture(scope="module", autouse=True)
def _forgotten() -> Iterator[None]:
    """Half a million nodes, through which every later collection of garbage would have to look."""
    yield
    forget()


def forget() -> None:
    for cached in (tree_of, names_used):
        cached.cache_clear()


@cache
def tree_of(module: str) -> ast.Module:
    path = PACKAGE.joinpath(*module.split("."))
    package = path / "__init__.py"
    return ast.parse((package if package.is_file() else path.with_suffix(".py")).read_text("utf-8"))


@cache
def names_used(module: str) -> frozenset[str]:
    """Full dotted names of what a module imports or uses of its imports, and the builtins it names."""
    aliases: dict[str, str] = {}
    imported: set[str] = set()
    for node in ast.walk(tree_of(module)):
        if isinstance(node, ast.Import):
            for alias in node.names:
                imported.add(alias.name)
                top = alias.name.split(".")[0]
                aliases[alias.asname or top] = alias.name if alias.asname else top
        elif isinstance(node, ast.ImportFrom):
            for alias in node.names:
                imported.add(f"{node.module}.{alias.name}")
                aliases[alias.asname or alias.name] = f"{node.module}.{alias.name}"
    return frozenset(imported | set(_attributes(tree_of(module), aliases)))


def _attributes(tree: ast.Module, aliases: dict[str, str]) -> Iterator[str]:
    for node in ast.walk(tree):
        parts: list[str] = []
        at: ast.expr | None = node if isinstance(node, ast.Attribute | ast.Name) else None
        while isinstance(at, ast.Attribute):
            parts.append(at.attr)
            at = at.value
        if isinstance(at, ast.Name) and at.id in aliases:
            yield ".".join([aliases[at.id], *reversed(parts)])
        elif isinstance(at, ast.Name) and not parts:
            yield f"builtins.{at.id}"


def uses(module: str, names: frozenset[str]) -> set[str]:
    """What a module uses of ``names``, or of anything below them."""
    return {name for name in names_used(module) if within(name, names)}


def test_the_tables_name_what_is_there() -> None:
    """A module that has gone, or moved to another room, is taken off the lists."""
    named = {*PURE, *CLOCKS, *SPEAKERS, *NETWORK, *PROGRAMS, *PROCESSES}
    assert named <= set(modules())


def test_what_is_pure_touches_no_files() -> None:
    """It can run anywhere, and what it gives can be kept."""
    forbidden = FILES | {"subprocess", "threading", "multiprocessing", "concurrent"}
    pure = [module for module in modules() if within(module, PURE)]
    assert len(pure) > 100
    assert {module: used for module in pure if (used := uses(module, forbidden))} == {}


def test_time_enters_once() -> None:
    """One call in the whole program asks what time it is; nothing else knows."""
    asked = {module: uses(module, CLOCK_NAMES) - {"time"} for module in modules()}
    assert {module: names for module, names in asked.items() if names - CLOCKS.get(module, frozenset())} == {}
    calls = [
        node
        for module in modules()
        for node in ast.walk(tree_of(module))
        if isinstance(node, ast.Attribute) and node.attr == "now" and ast.unparse(node) == "datetime.now"
    ]
    assert len(calls) == 1


def test_nothing_asks_the_machine_who_it_is() -> None:
    """No environment variables, locale, host name or random numbers: they would get into the output."""
    asked = {
        module: used for module in modules() if (used := uses(module, MACHINE - ASKED.get(module, set())))
    }
    assert asked == {}


def test_only_the_command_speaks() -> None:
    """Everybody else returns findings; only the command prints, reads arguments and ends the process."""
    assert [each for each in modules() if uses(each, SPEECH) and not within(each, SPEAKERS)] == []


def test_nothing_else_uses_the_network_other_programs_or_processes() -> None:
    """A build needs nothing but its input."""
    for module in modules():
        asks = uses(
            module, frozenset({"http", "urllib.request", "ssl", "socketserver", "asyncio", "webbrowser"})
        )
        assert not asks or module in NETWORK, module
        assert not uses(module, frozenset({"subprocess"})) or module in PROGRAMS, module
        starts = uses(module, frozenset({"multiprocessing", "concurrent", "threading.Thread", "os.fork"}))
        assert not starts or within(module, PROCESSES), module


def test_nothing_runs_what_a_text_says() -> None:
    """No code is made from data, and no data format that can hold code is read."""
    forbidden = frozenset(
        {
            "builtins.eval",
            "builtins.exec",
            "builtins.__import__",
            "marshal",
            "os.popen",
            "os.system",
            "shelve",
        }
    )
    assert {module: used for module in modules() if (used := uses(module, forbidden))} == {}
    # Between processes of one build alone, which have made the data themselves.
    assert {each for each in modules() if uses(each, frozenset({"pickle"}))} <= {
        "store.lookahead",
        "workers.executors",
    }


def test_the_program_digest_covers_all_code_that_a_build_runs() -> None:
    """Else a new version would trust what an older one has kept."""
    reached: set[str] = set()
    pending = ["build.build"]
    while pending:
        module = pending.pop()
        if module not in reached:
            reached.add(module)
            pending += _own_imports(module)
    assert "pages.plan" in reached
    for module in reached:
        path = PACKAGE.joinpath(*module.split("."))
        assert (path if path.is_dir() else path.parent) in program.CODE_FOLDERS, module


def _own_imports(module: str) -> Iterator[str]:
    known = set(modules())
    for name in names_used(module):
        parts = name.split(".")
        ends = range(len(parts), 1, -1) if parts[0] == "warta" else ()
        yield from [found for end in ends if (found := ".".join(parts[1:end])) in known][:1]


def test_no_group_is_possessive() -> None:
    """Python before 3.11.5 matches ``(?:…)*+`` wrongly; ``(?>(?:…)*)`` means the same."""
    texts = (
        (module, each.value)
        for module in modules()
        for each in ast.walk(tree_of(module))
        if isinstance(each, ast.Constant) and isinstance(each.value, str)
    )
    possessive = re.compile(r"(?<!\\)\)(?:[*+?]|\{[\d,]+\})\+")
    assert not [(module, text) for module, text in texts if possessive.search(text)]


def test_every_room_says_what_it_is_for() -> None:
    """A stranger finds the room for a thing by reading one line a room; the README's map names them all."""
    rooms = [module for module in modules() if (PACKAGE / module.replace(".", "/")).is_dir()]
    tops = {path.stem for path in PACKAGE.glob("*.py")} - {"__init__"}
    assert len(tops) <= 6
    told = (ROOT / "docs" / "architecture.md").read_text("utf-8")
    for room in rooms:
        text = ast.get_docstring(tree_of(room)) or ""
        assert len(text) > 30, room
        assert "." in room or f"`{room}/`" in told, room


PLAIN = (str, int, bool, type(None), Moment, PartialDate)
NOT_FINGERPRINTED = {"Made", "Page", "Plan", "PlannedPage", "SearchIndex"}


def test_views_are_immutable_projections_of_plain_values() -> None:
    """Named tuples or frozen structs, made of texts, numbers, dates, tuples and each other.

    For these, ``repr`` is a canonical form, which is what fingerprints rely on.
    """
    views = [import_module(f"warta.{module}") for module in modules() if module.startswith("views.")]
    named = {**vars(pages), **vars(moments), "Annotations": Annotations}
    names = {"Annotations", *pages.__all__} - NOT_FINGERPRINTED
    for module in views:
        named |= vars(module)
        names |= set(module.__all__)
    classes = {name: kind for name in names if isinstance(kind := named[name], type)}
    assert len(classes) > 30
    for name, kind in classes.items():
        if not issubclass(kind, tuple):
            assert issubclass(kind, Struct), name
            assert kind.__struct_config__.frozen, name
            assert kind.__repr__ is Struct.__repr__, name
        hints = typing.get_type_hints(kind, named)
        assert hints, name
        for field, hint in hints.items():
            for part in _parts_of(hint):
                assert part in PLAIN or part in classes.values(), f"{name}.{field} holds {part}"


def _parts_of(hint: typing.Any) -> Iterator[typing.Any]:
    """The types that a type is made of: those of a union and of a tuple's items."""
    arguments = typing.get_args(hint)
    if not arguments:
        yield hint
        return
    assert typing.get_origin(hint) in (tuple, typing.Union, type(int | None)), hint
    for argument in arguments:
        if argument is not Ellipsis:
            yield from _parts_of(argument)


def test_the_rules_see_what_they_are_to_see(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Aliases, imports within functions and attributes of attributes are found."""
    source = (
        "import os as system\nfrom datetime import datetime as dt, date\nimport urllib.request\n"
        "def f():\n    import locale\n    from warta import cli\n"
        "    open('x'); dt.now(); date.today; system.environ['A']; urllib.request.urlopen\n"
    )
    (tmp_path / "sample.py").write_text(source)
    (tmp_path / "cli.py").write_text("")
    monkeypatch.setitem(globals(), "PACKAGE", tmp_path)
    forget()
    try:
        assert set(_own_imports("sample")) == {"cli"}
        assert uses("sample", CLOCK_NAMES) == {"datetime.datetime.now", "datetime.date.today"}
        assert uses("sample", MACHINE) == {"os.environ", "locale"}
        assert uses("sample", FILES) == {"os", "os.environ", "builtins.open"}
        assert "urllib.request.urlopen" in uses("sample", frozenset({"urllib.request"}))
    finally:
        forget()


ROOMS = sorted(path.parent for path in PACKAGE.rglob("__init__.py") if path.parent != PACKAGE)


@pytest.mark.parametrize("room", ROOMS, ids=lambda room: room.relative_to(PACKAGE).as_posix())
def test_a_room_says_what_it_imports_and_imports_what_it_says(room: Path) -> None:
    """The direction is held by import-linter; here, that the room's own words are true."""
    told = re.search(
        r"\bImports\s([^.;]*)", ast.get_docstring(ast.parse((room / "__init__.py").read_text("utf-8"))) or ""
    )
    assert told, "the docstring says what may come in and what is imported"
    rooms = {path.name for path in PACKAGE.iterdir()}
    inside = ".".join(room.relative_to(PACKAGE).parts)
    own = [module for module in modules() if f"{module}.".startswith(f"{inside}.")]
    used = {name.split(".")[0] for module in own for name in _own_imports(module)}
    assert rooms & set(re.findall(r"\w+", told[1])) <= used
