"""The architecture as rules over the imports and names that the code uses.

The tables below are the architecture; ``docs/architecture.md`` tells it in words. A new module has to be put
into ``LAYERS``, and into another table only if it does what that table grants.
"""

from __future__ import annotations

import ast
import dataclasses
import re
import typing
from collections.abc import Iterator
from functools import lru_cache
from pathlib import Path

import pytest

from warta.i18n import moments
from warta.pages import data as pages
from warta.store import program as salt
from warta.views import models as views
from warta.i18n.moments import Moment, PartialDate
from tests.support import ROOT

PACKAGE = ROOT / "generator" / "warta"

LAYERS: tuple[tuple[str, tuple[str, ...]], ...] = (
    ("the package's version", ("__init__",)),
    ("what a sub-package is for", ("desk", "pictures", "importing.press", "importing.sites")),
    ("what a text may hold", ("limits",)),
    ("files of our own", ("filesystem",)),
    ("the libraries and data files; values as bytes", ("python_markdown", "packaged", "codec")),
    (
        "values and facts",
        (
            "diagnostics",
            "datewords",
            "moments",
            "urls",
            "fingerprint",
            "freshness",
            "gazetteer",
            "salt",
            "lazily",
            "engines",
            "warm",
            "filenames",
            "pictures.media",
            "pictures.downloads",
            "blocks",
            "pictures.guarding",
            "aids",
        ),
    ),
    ("where links lead", ("links",)),
    (
        "what editorial rules there are; texts as readers see them",
        ("checking", "checking.prose", "checking.dates"),
    ),
    ("what rules look for", ("checking.rules", "checking.abbreviations", "checking.people")),
    (
        "forms of input and output",
        (
            "yamlerrors",
            "model",
            "language",
            "markup",
            "views",
            "starter",
            "pictures.cards",
            "pictures.svg",
        ),
    ),
    ("files, found and read", ("reading",)),
    (
        "the output, the theme, trees of texts",
        (
            "messages",
            "output",
            "theme",
            "yamltree",
            "pictures.making",
            "pictures.documents",
            "desk.newfiles",
            "desk.revisions",
        ),
    ),
    (
        "declared forms, checked",
        ("frontmatter", "validation", "config", "structured_data", "pages", "translating", "desk.history"),
    ),
    ("one file; a search index", ("parsing", "checking.facts", "yamlwriting", "pagefind")),
    (
        "one file, found, remembered, public or not",
        (
            "cache",
            "visibility",
            "seen",
            "inputs",
            "bytecode",
            "checking.mending",
            "desk.drafting",
        ),
    ),
    ("the files of content and output, looked at beside", ("looking",)),
    ("all terms", ("registry",)),
    ("all stories; the model for editors", ("library", "desk.likeness", "desk.schema")),
    ("what editors are given", ("desk.editor_files",)),
    (
        "all stories, in order; what is wrong with them",
        ("indexes", "projecting", "pictures.showing", "pictures.cache", "checking.terms", "checking.judging"),
    ),
    (
        "what pages share",
        ("planning", "planning.sections", "planning.site", "planning.outlook", "interchange"),
    ),
    ("what the pages of one build share", ("planning.parts",)),
    (
        "pages of one kind",
        (
            "planning.listings",
            "planning.readers_search",
            "planning.redirects",
            "planning.search_engines",
            "planning.stories",
            "planning.surroundings",
            "planning.syndication",
        ),
    ),
    ("pages of several kinds", ("planning.archive", "planning.terms")),
    ("the first of all pages", ("planning.front_page",)),
    ("all pages as data", ("planning.plan",)),
    ("pages as bytes", ("rendering",)),
    ("many at a time", ("work",)),
    ("the editorial rules on a whole site", ("checking.review",)),
    ("a site, ready to be written", ("preparing",)),
    ("a build; a site, looked at", ("build", "desk.survey")),
    ("what a newsroom asks for", ("desk.new", "desk.translations", "desk.web_form")),
    ("reports in words; the web editor's files", ("desk.translations_page", "desk.content_api")),
    (
        "an import: what it carries",
        (
            "importing",
            "importing.drafts",
            "importing.shortening",
            "importing.sites.foreign",
            "importing.sites.marks",
        ),
    ),
    (
        "an import: forms of what is foreign",
        (
            "importing.sites.matter",
            "importing.sites.templating",
            "importing.sites.tree",
            "importing.sites.rewriting",
            "importing.sites.foreigndates",
        ),
    ),
    (
        "an import: parts of a foreign text",
        (
            "importing.sites.markdowncode",
            "importing.sites.markdownhtml",
            "importing.sites.htmltree",
            "importing.sites.wordpressmarks",
            "importing.sites.folders",
        ),
    ),
    ("an import: lists and sections", ("importing.sites.markdownlists", "importing.sites.anchors")),
    ("an import: foreign texts", ("importing.sites.markdowntext", "importing.sites.htmltext")),
    (
        "an import: foreign sites, and the plan",
        (
            "importing.sites.hugo",
            "importing.sites.jekyll",
            "importing.sites.wordpress",
            "importing.sites.mapping",
        ),
    ),
    (
        "an import: what it knows; its files",
        (
            "importing.sites.planfile",
            "importing.desk",
            "importing.files",
            "importing.writing",
            "importing.press.documents",
        ),
    ),
    ("an import: what a foreign site's items mean", ("importing.sites.meanings",)),
    ("an import: a foreign site's stories", ("importing.sites.stories",)),
    ("an import: where their links lead", ("importing.sites.links",)),
    ("an import: what newsrooms write", ("importing.press.words", "importing.press.seats")),
    (
        "an import: a text's parts",
        ("importing.press.dates", "importing.press.texts", "importing.press.phrases"),
    ),
    (
        "an import: what stands where, and what words are",
        ("importing.press.layout", "importing.press.lists", "importing.press.wording"),
    ),
    ("an import: where, and who", ("importing.press.places", "importing.press.mentions")),
    (
        "an import: everybody in a text, and its day",
        ("importing.press.people", "importing.press.newsday", "importing.press.events"),
    ),
    ("an import: who becomes a speaker", ("importing.press.speakers",)),
    ("an import: one kind of source", ("importing.press.drafting", "importing.sites.drafting")),
    ("an import: foreign sites, opened", ("importing.opening",)),
    ("an import: all kinds", ("importing.sources", "importing.reporting")),
    ("an import", ("importing.running",)),
    (
        "a site, shown",
        ("serving", "serving.snapshot", "serving.finding", "serving.watching"),
    ),
    ("a request and its answer", ("serving.calls",)),
    ("the web editor; content types and policies", ("serving.admin", "serving.kinds")),
    ("built for being shown; addresses of the server's own", ("serving.building", "serving.routes")),
    ("answers to the browser", ("serving.server",)),
    ("built and shown, again and again", ("serving.loop",)),
    ("what a check mends", ("desk.mend",)),
    (
        "a command: statuses, texts of others",
        ("commands", "commands.usage", "commands.plain", "commands.streams"),
    ),
    ("findings in words", ("commands.findings",)),
    ("a command: what is asked for", ("commands.request", "commands.unchanged")),
    (
        "what each command does",
        (
            "commands.build",
            "commands.check",
            "commands.imports",
            "commands.new",
            "commands.schema",
            "commands.serve",
            "commands.translations",
        ),
    ),
    ("a new site", ("commands.init",)),
    ("the command", ("cli",)),
    ("the program", ("__main__",)),
)
"""A module imports only from layers above its own line, so there is no cycle."""

FILE_SYSTEM = {
    "packaged": "reads the data files of the package and the names of installed libraries",
    "links": "asks where links lead; reads what they may lead to",
    "reading": "finds and reads content and templates",
    "looking": "hands folders to its process, which looks at them",
    "filesystem": "reads, writes and deletes files of our own, and nothing through a link",
    "freshness": "asks whether files have changed",
    "inputs": "asks whether settings, theme and program are as they were",
    "desk.mend": "puts mended files in the place of the old ones",
    "checking.review": "reads the texts of posts; keeps what is known of them",
    "seen": "asks whether output files are as they were",
    "cache": "keeps parse results between builds",
    "pictures.cache": "keeps pictures between builds",
    "pictures.making": "holds files in memory in the form that decoders read",
    "pictures.documents": "the same",
    "pictures.guarding": "silences decoders",
    "theme": "reads templates and assets",
    "bytecode": "keeps compiled templates between builds, in a folder of the user's",
    "output": "stages, commits and recovers",
    "build": "knows the folders",
    "preparing": "reads site.toml; knows the folders",
    "work": "hands folders to its workers, which read and render batches",
    "salt": "digests the package's own code",
    "starter": "copies a new site into place",
    "desk.newfiles": "writes what commands add to the content",
    "desk.content_api": "hands the site's folder to newfiles",
    "desk.revisions": "asks for random bytes; touches no file",
    "serving.admin": "reads the web editor's scripts",
    "desk.history": "names the folder that git is asked about",
    "desk.survey": "reads a file of the content once more",
    "importing.press.documents": "reads an archive in memory",
    "importing.sources": "reads what is to be imported",
    "importing.sites.tree": "reads the files of a foreign site",
    "importing.opening": "tells what a source is; reads and writes plans",
    "importing.writing": "puts drafts below content/",
    "importing.running": "reads site.toml; knows the site's folder",
    "serving.building": "shows the lines around an error",
    "serving.finding": "finds the story that was saved last",
    "serving.loop": "knows the folders",
    "serving.calls": "hands the site's folder to those who answer",
    "serving.server": "reads the files it serves",
    "serving.watching": "watches the site's folders",
    "cli": "its streams",
    "commands.streams": "standard output and error",
    "commands.usage": "finds the site",
    "commands.unchanged": "knows the folders",
    "commands.request": "reads the timezone in site.toml; knows the folders",
    "commands.findings": "shows the line of a finding",
    "commands.init": "looks at the new site in a folder that is gone afterwards",
    "commands.new": "names files from where the user is",
    "commands.schema": "the same",
    "commands.translations": "the same",
    "commands.serve": "knows the folders",
    "pagefind": "hands stories to Pagefind in a folder that is gone afterwards",
    "pictures.cards": "encodes pictures, in memory only",
}
"""The modules that may touch the file system, and why. All others are functions over values."""

PACKAGE_DATA = {
    "pictures.cards": "the font of the cards",
    "gazetteer": "the regions and the map",
    "language": "the bundled languages",
    "messages": "the texts of findings",
    "desk.schema": "what every key is for",
    "serving.routes": "the script that reloads pages",
}
"""The modules that read data files that ship with the package, through ``packaged``."""

CLOCK_READERS = {
    "cli": ("time.perf_counter",),
    "commands.request": ("datetime.datetime.now",),
    "commands.unchanged": ("time.perf_counter", "time.time"),
    "inputs": ("time.time_ns",),
    "output": ("time.monotonic", "time.sleep"),
    "reading": ("time.time_ns",),
    "seen": ("time.time_ns",),
    "serving.watching": ("time.monotonic",),
}
"""Who asks a clock: the command, for ``now`` and for how long a build took; the others, to tell whether
a file changed so recently that its times cannot be trusted yet. It decides what is read
again, never what it is."""

ASKS_PROGRAMS = {
    "desk.history": "git, for earlier versions of a story",
    "pagefind": "which is there to run it",
}
"""Who runs another program, and which."""

ASKS_THE_MACHINE = {"commands.request": ("os.environ",)}
"""Who asks where the user's caches are. What is kept there makes a build faster, never another."""

UNPICKLES = {
    "looking": "what the process that it has forked has found",
    "work": "what pages are rendered with, in a worker on another machine",
}
"""Who reads pickles, and whose: a pickle is a program. Nothing of it lies in a folder."""

FILE_MODULES = frozenset(
    {"os", "pathlib", "shutil", "tempfile", "io", "fcntl", "glob", "stat", "fileinput", "mmap"}
)
CLOCKS = frozenset(
    {
        "datetime.datetime.now",
        "datetime.datetime.utcnow",
        "datetime.datetime.today",
        "datetime.date.today",
        "time",
    }
)
MACHINE = frozenset(
    {
        "os.environ",
        "os.getenv",
        "os.environb",
        "locale",
        "getpass",
        "socket.gethostname",
        "socket.getfqdn",
        "platform",
        "random",
        "secrets",
        "uuid",
        "time.tzname",
        "time.timezone",
        "time.localtime",
        "os.getlogin",
        "calendar",
        "sys.getfilesystemencoding",
        "sys.getdefaultencoding",
    }
)
NETWORK = frozenset(
    {"socket", "http", "urllib.request", "ssl", "ftplib", "smtplib", "asyncio", "socketserver", "webbrowser"}
)


def modules() -> tuple[str, ...]:
    """Names below ``generator``: ``urls``, ``importing.press``; a sub-package's own is ``importing``."""
    paths = (path.relative_to(PACKAGE).with_suffix("") for path in PACKAGE.rglob("*.py"))
    return tuple(sorted(".".join(path.parts).removesuffix(".__init__") for path in paths))


@lru_cache(maxsize=128)
def tree_of(module: str) -> ast.Module:
    path = PACKAGE.joinpath(*module.split("."))
    package = path / "__init__.py"
    return ast.parse((package if package.is_file() else path.with_suffix(".py")).read_text("utf-8"))


@lru_cache(maxsize=128)
def imports_of(module: str) -> frozenset[str]:
    """Full names of everything a module imports, at its top and within functions.

    ``warta.urls.slugify``.
    """
    found = set()
    for node in ast.walk(tree_of(module)):
        if isinstance(node, ast.Import):
            found |= {alias.name for alias in node.names}
        elif isinstance(node, ast.ImportFrom):
            assert node.level == 0, f"{module}: relative import"
            found |= {f"{node.module}.{alias.name}" for alias in node.names}
    return frozenset(found)


def own_imports(module: str) -> Iterator[str]:
    """The modules of the package that a module imports."""
    known = modules()
    for name in imports_of(module):
        parts = name.split(".")
        if parts[0] == "generator":
            names = (".".join(parts[1:end]) for end in range(len(parts), 1, -1))
            yield next((name for name in names if name in known), "__init__")


@lru_cache(maxsize=128)
def names_used(module: str) -> frozenset[str]:
    """Full dotted names of what a module uses of its imports, and the builtins it calls.

    ``datetime.datetime.now``.
    """
    aliases = {}
    for node in ast.walk(tree_of(module)):
        if isinstance(node, ast.Import):
            for alias in node.names:
                aliases[alias.asname or alias.name.split(".")[0]] = (
                    alias.name if alias.asname else alias.name.split(".")[0]
                )
        elif isinstance(node, ast.ImportFrom):
            for alias in node.names:
                aliases[alias.asname or alias.name] = f"{node.module}.{alias.name}"
    found = set()
    for node in ast.walk(tree_of(module)):
        parts: list[str] = []
        at: ast.expr | None = node if isinstance(node, ast.Attribute | ast.Name) else None
        while isinstance(at, ast.Attribute):
            parts.append(at.attr)
            at = at.value
        if isinstance(at, ast.Name):
            if at.id in aliases:
                found.add(".".join([aliases[at.id], *reversed(parts)]))
            elif not parts:
                found.add(f"builtins.{at.id}")
    return frozenset(found) | imports_of(module)


def uses(module: str, forbidden: frozenset[str]) -> set[str]:
    """What a module uses of ``forbidden`` names, or of anything below them."""
    return {
        name
        for name in names_used(module)
        if any(name == each or name.startswith(each + ".") for each in forbidden)
    }


# --- Layers -------------------------------------------------------------------------------------------


def test_every_module_has_its_place() -> None:
    """The table names each module once; a new one is placed on purpose.

    Names of modules to come are allowed.
    """
    placed = [module for _, layer in LAYERS for module in layer]
    assert len(placed) == len(set(placed))
    assert set(modules()) <= set(placed), "put the new module into LAYERS"


@pytest.mark.parametrize("module", modules())
def test_imports_point_from_the_command_to_the_values_only(module: str) -> None:
    """No module imports from its own layer or from a later one, not even within a function."""
    place = {name: number for number, (_, layer) in enumerate(LAYERS) for name in layer}
    upward = {other for other in own_imports(module) if place[other] >= place[module]}
    assert not upward, f"{module} must not import {', '.join(sorted(upward))}"


def test_views_know_nothing_of_the_package_but_moments() -> None:
    """What templates see can hold no library, no registry and no configuration."""
    assert set(own_imports("views")) == {"moments"}
    assert {name.split(".")[0] for name in imports_of("views")} <= {
        "__future__",
        "dataclasses",
        "generator",
        "typing",
    }


def test_every_module_is_in_the_map() -> None:
    """Under its own name, in the table of its package; the server's are told in a chapter of their own."""
    text = (ROOT / "docs" / "architecture.md").read_text("utf-8")
    told = set(re.findall(r"`(?:[a-z_]*\.)?([a-z_]+)(?:\.py)?`", text)) | {"__init__", "__main__"}
    told |= set(re.findall(r"\(\.\./generator/serving/([a-z_]+)\.py\)", text))
    commands = {module for module in modules() if module.startswith("commands.")}
    packages = {module for module in modules() if (PACKAGE / module.replace(".", "/")).is_dir()}
    for module in set(modules()) - commands - packages:
        assert module.rpartition(".")[2] in told, module


def test_the_salt_covers_all_code_that_a_build_runs() -> None:
    """Else a new version would trust what an older one has kept."""
    reached: set[str] = set()
    pending = ["build"]
    while pending:
        module = pending.pop()
        if module not in reached:
            reached.add(module)
            pending += own_imports(module)
    assert "planning.plan" in reached
    for module in reached:
        path = PACKAGE.joinpath(*module.split("."))
        folder = path if path.is_dir() else path.parent
        assert folder in salt.CODE_FOLDERS, module


@pytest.mark.parametrize("module", modules())
def test_no_group_is_possessive(module: str) -> None:
    """Python before 3.11.5 matches ``(?:…)*+`` wrongly; ``(?>(?:…)*)`` means the same."""
    texts = (
        each.value
        for each in ast.walk(tree_of(module))
        if isinstance(each, ast.Constant) and isinstance(each.value, str)
    )
    assert not [text for text in texts if re.search(r"(?<!\\)\)(?:[*+?]|\{[\d,]+\})\+", text)]


# --- What a module may touch --------------------------------------------------------------------------


@pytest.mark.parametrize("module", modules())
def test_only_the_edges_touch_the_file_system(module: str) -> None:
    """All other modules cannot: they neither import what opens files nor call open()."""
    touched = uses(module, FILE_MODULES | {"builtins.open"})
    if module not in FILE_SYSTEM:
        assert not touched
    readers = {"warta.resources.packaged_text", "warta.resources.packaged_bytes"}
    reads_package_data = bool(uses(module, frozenset(readers)))
    assert reads_package_data == (module in PACKAGE_DATA)


def test_the_tables_grant_nothing_that_is_not_used() -> None:
    """A module that has stopped touching files is taken off the list."""
    for module in FILE_SYSTEM:
        if module in modules():
            assert uses(module, FILE_MODULES | {"builtins.open"}), module
    assert set(PACKAGE_DATA) <= set(modules())


@pytest.mark.parametrize("module", modules())
def test_time_enters_once(module: str) -> None:
    """The command asks the clock, once; nothing else knows what time it is."""
    assert uses(module, CLOCKS) - {"time"} <= set(CLOCK_READERS.get(module, ()))
    if "datetime.datetime.now" in CLOCK_READERS.get(module, ()):
        calls = [
            node
            for node in ast.walk(tree_of(module))
            if isinstance(node, ast.Attribute)
            and node.attr == "now"
            and isinstance(node.value, ast.Name)
            and node.value.id == "datetime"
        ]
        assert len(calls) == 1


@pytest.mark.parametrize("module", modules())
def test_nothing_asks_the_machine_who_it_is(module: str) -> None:
    """No environment variables, locale, host name or random numbers: they would get into the output."""
    assert uses(module, MACHINE) <= set(ASKS_THE_MACHINE.get(module, ()))
    assert not uses(module, frozenset({"locale", "random", "secrets", "uuid"}))


@pytest.mark.parametrize("module", modules())
def test_nothing_that_can_run_is_read_from_a_folder(module: str) -> None:
    """Caches and records are data: whoever has made a site's folder, no file in it becomes a program.

    Jinja's compiled templates, which do, are in a folder of the user's: see ``test_bytecode.py``.
    """
    assert not uses(module, frozenset({"marshal", "shelve", "dbm", "imp", "runpy", "copyreg"}))
    assert bool(uses(module, frozenset({"pickle", "_pickle", "pickletools"}))) == (module in UNPICKLES)


@pytest.mark.parametrize("module", modules())
def test_only_the_command_speaks(module: str) -> None:
    """Everybody else returns findings; only the command prints, reads arguments and ends the process."""
    spoken = uses(
        module,
        frozenset(
            {
                "builtins.print",
                "builtins.input",
                "sys.stdout",
                "sys.stderr",
                "sys.exit",
                "sys.argv",
                "logging",
                "warnings",
            }
        ),
    )
    assert not spoken or module in ("cli", "__main__") or module.startswith("commands."), spoken


NETWORK_USERS = {
    "commands.serve": {"webbrowser", "webbrowser.open"},
    "commands.usage": {"socket.create_connection"},
    "serving.admin": {"http", "http.HTTPStatus"},
    "serving.calls": {"http", "http.HTTPStatus"},
    "serving.server": {"http", "http.server", "http.HTTPStatus"},
}
"""Only the server listens, on this machine alone; only the command opens a browser, and tries whether a
cluster answers."""

THREADS = {"looking", "pictures.guarding", "work", "serving.building", "serving.server", "serving.watching"}
"""Who starts processes or threads."""


@pytest.mark.parametrize("module", modules())
def test_nothing_uses_the_network_or_other_programs(module: str) -> None:
    """A build needs nothing but its input; the history of a text is git's."""
    used = {
        name for name in uses(module, NETWORK) if not name.startswith(("http.server.", "http.HTTPStatus."))
    }
    assert used <= NETWORK_USERS.get(module, set())
    assert not uses(module, frozenset({"os.system", "os.popen"}))
    assert not uses(module, frozenset({"subprocess"})) or module in ASKS_PROGRAMS
    assert not uses(module, frozenset({"builtins.eval", "builtins.exec", "builtins.__import__"}))
    if module not in THREADS:
        started = uses(module, frozenset({"multiprocessing", "concurrent", "threading", "os.fork"}))
        assert started <= {"threading.Lock"}  # which starts nothing


@pytest.mark.parametrize("module", ["parsing", "registry", "library", "planning.parts", "rendering"])
def test_the_core_raises_no_exceptions_of_its_own(module: str) -> None:
    """Mistakes in the input are values. What is raised is a mistake in the program."""
    raised = {
        ast.unparse(node.exc.func if isinstance(node.exc, ast.Call) else node.exc)
        for node in ast.walk(tree_of(module))
        if isinstance(node, ast.Raise) and node.exc is not None
    }
    assert raised <= {"AssertionError", "TypeError"}


# --- What templates see -------------------------------------------------------------------------------

PLAIN = (str, int, bool, type(None), Moment, PartialDate)


NOT_FINGERPRINTED = {"Page", "Plan", "PlannedPage", "SearchIndex"}


def test_views_are_immutable_projections_of_plain_values() -> None:
    """Named tuples or frozen dataclasses, made of texts, numbers, dates, tuples and each other.

    For these, ``repr`` is a canonical form, which is what fingerprints rely on.
    """
    named = {**vars(views), **vars(pages), **vars(moments)}
    classes = {
        name: kind
        for name in (*views.__all__, *pages.__all__)
        if isinstance(kind := named[name], type) and name not in NOT_FINGERPRINTED
    }
    assert len(classes) > 30
    for name, kind in classes.items():
        if not issubclass(kind, tuple):
            assert dataclasses.is_dataclass(kind), name
            assert typing.cast(typing.Any, kind).__dataclass_params__.frozen, name
            assert typing.cast(typing.Any, kind).__dataclass_params__.repr, name
            assert "__slots__" in vars(kind), name
        hints = typing.get_type_hints(kind, named)
        assert hints, name
        for field, hint in hints.items():
            for part in parts_of(hint):
                assert part in PLAIN or part in classes.values(), f"{name}.{field} holds {part}"


def parts_of(hint: typing.Any) -> Iterator[typing.Any]:
    """The types that a type is made of: those of a union and of a tuple's items."""
    arguments = typing.get_args(hint)
    if not arguments:
        yield hint
        return
    assert typing.get_origin(hint) in (tuple, typing.Union, type(int | None)), hint
    for argument in arguments:
        if argument is not Ellipsis:
            yield from parts_of(argument)


# --- The tables themselves ----------------------------------------------------------------------------


def test_the_rules_see_what_they_are_to_see(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Aliases, imports within functions and attributes of attributes are found."""
    source = (
        "import os as system\nfrom datetime import datetime as dt, date\nimport urllib.request\n"
        "def f():\n    import locale\n    from generator import cli\n    from warta.build.build import build\n"
        "    open('x'); dt.now(); date.today; system.environ['A']; urllib.request.urlopen\n"
    )
    (tmp_path / "sample.py").write_text(source)
    for name in ("cli", "build"):
        (tmp_path / f"{name}.py").write_text("")
    monkeypatch.setitem(globals(), "PACKAGE", tmp_path)
    for cached in (tree_of, imports_of, names_used):
        cached.cache_clear()
    try:
        assert set(own_imports("sample")) == {"cli", "build"}
        assert uses("sample", CLOCKS) == {"datetime.datetime.now", "datetime.date.today"}
        assert uses("sample", MACHINE) == {"os.environ", "locale"}
        assert uses("sample", FILE_MODULES | {"builtins.open"}) == {"os", "os.environ", "builtins.open"}
        assert "urllib.request.urlopen" in uses("sample", NETWORK)
    finally:
        for cached in (tree_of, imports_of, names_used):
            cached.cache_clear()
