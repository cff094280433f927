"""What the tests of exact and crash-safe builds share.

A site that changes, what it should become, builds that are killed, and random edits.
"""

from __future__ import annotations

import builtins
import io
import os
import random
import re
import shutil
import signal
import sqlite3
import subprocess
import sys
import tempfile
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import closing, contextmanager, suppress
from dataclasses import dataclass, field
from datetime import UTC, datetime
from functools import cache
from pathlib import Path
from typing import Any, NamedTuple

import pytest
from jinja2 import Environment

from tests.planted.planting import python_path
from tests.support import NOW, PATIENCE, ROOT, SITE_TOML, make_site, picture, post, translation
from warta.build.build import Request, Result, build
from warta.content.parsed import Card
from warta.diagnostics.values import Diagnostic, Severity
from warta.filesystem.codec import decoded, encoded
from warta.filesystem.stamps import seal
from warta.i18n.moments import Moment
from warta.output.manifest import Manifest
from warta.site.addresses import ONCE
from warta.site.due import Due
from warta.site.gazetteer import gazetteer
from warta.store.cache import Entries
from warta.store.stories import Stories

SOAK = os.environ.get("WARTA_SOAK") == "1"
"""Full counts, as ``make soak`` asks for them."""
META = ".warta"


# --- Looking at a site ------------------------------------------------------------------------------


def tree(output: Path) -> dict[str, bytes]:
    """Every file of a built site without the generator's own; nothing when the folder is not there."""
    found = {}
    for folder, folders, names in os.walk(output):
        if META in folders:
            folders.remove(META)
        for name in names:
            path = f"{folder}/{name}"
            found[path[len(str(output)) + 1 :]] = Path(path).read_bytes()
    return found


def recorded(output: Path) -> Manifest:
    """What the output folder says of itself."""
    found = Manifest.decoded(*[(output / META / name).read_bytes() for name in ("manifest", "files")])
    assert found is not None
    return found


def manifest(output: Path) -> bytes:
    """The same as bytes, whether builds of the whole site or edits have written it."""
    head, table = recorded(output).encoded()
    assert table is not None
    return head + table


def put_manifest(output: Path, record: Manifest) -> None:
    """Have the folder say this of itself."""
    head, table = record.encoded()
    (output / META / "manifest").write_bytes(head)
    (output / META / "files").write_bytes(table or b"")


def put_old_manifest(output: Path, version: int) -> None:
    """The same as earlier versions wrote it, in one file."""
    now = recorded(output)
    values = ("0" * 32, now.files, now.base, now.addresses, now.edition)[:version]
    (output / META / "manifest").write_bytes(b"warta-manifest %d\n" % version + seal(encoded(values)))
    (output / META / "files").unlink()


def own_files(output: Path) -> list[str]:
    """The names of the generator's own in an output folder."""
    return sorted(path.name for path in (output / META).iterdir())


AT_REST = ["files", "manifest"]
"""Those that are there when no build runs or has been killed."""


def empty_folders(output: Path) -> list[str]:
    """Folders of a built site with nothing in them, without the generator's own."""
    found = []
    for folder, folders, names in os.walk(output):
        if META in folders:
            folders.remove(META)
        if not folders and not names and folder != str(output):
            found.append(folder[len(str(output)) + 1 :])
    return sorted(found)


def unfinished(output: Path) -> bool:
    """Whether the folder is marked as neither the old nor the new site, so that nobody publishes it."""
    return (output / META / "intent").exists()


def errors(result: Result) -> list[Diagnostic]:
    """The findings that keep a site from being built."""
    return [found for found in result.diagnostics if found.severity is Severity.ERROR]


ABOUT_CHANGES = ONCE | {
    "address-changed",
    "feed-gone",
    "static-gone",
    "files-left",
    "path-word-changed",
    "term-moved",
    "term-renamed",
}


def once_only(found: Diagnostic) -> bool:
    """Whether a finding is about the step from the last build to this one, not about the site."""
    return found.code in ABOUT_CHANGES


class StoriesKept(NamedTuple):
    """What the database of the stories holds, by names in place of numbers."""

    rows: dict[str, list[tuple[object, ...]]]
    cards: dict[str, tuple[Card, bool]]
    """By content path, with whether there is a text."""
    meta: tuple[object, ...]
    asked: dict[str, set[str]]
    """What texts lead to; there may be more than texts do, which costs no more than a look at everything."""

    def holds(self, other: StoriesKept) -> None:
        """It is what a new database is."""
        assert self[:3] == other[:3], "the databases differ"
        assert all(self.asked[name] >= values for name, values in other.asked.items())


def stories_kept(path: Path) -> StoriesKept:
    """Read a database of stories, all of it."""
    queries = {
        "post": "SELECT path, story, language, url, key, at, opens, updated, year, month, kind, state,"
        " event, pinned"
        " FROM post",
        "member": "SELECT member.language, name, path, named FROM member JOIN term ON term.id = term"
        " JOIN post ON post.id = post",
        "tally": "SELECT language, name, posts FROM tally JOIN term ON term.id = term WHERE posts > 0",
        "quote": "SELECT quote.language, name, path, number FROM quote JOIN term ON term.id = speaker"
        " JOIN post ON post.id = post",
        "mention": "SELECT name, path FROM mention LEFT JOIN post ON post.id = post",
        "taken": "SELECT key FROM taken",
    }
    with closing(Stories(str(path))) as stories, closing(sqlite3.connect(path)) as connection:
        rows = {name: sorted(connection.execute(query), key=repr) for name, query in queries.items()}
        cards = {}
        for number, at in connection.execute("SELECT id, path FROM post"):
            kept = stories.post(number)
            cards[at] = (kept.card, kept.html is not None)
        asked = {
            "anchored": {url for (url,) in connection.execute("SELECT url FROM anchored")},
            "sought": {name for (name,) in connection.execute("SELECT path FROM sought")},
        }
        maps = decoded(stories.get("maps"), list[tuple[tuple[str, int], Moment | None]])
        due = decoded(stories.get("due"), tuple[Due, ...])
        assert maps is not None
        assert due is not None
        terms = decoded(stories.get("terms"), list[Entries])
        assert terms is not None
        rest = tuple(stories.get(name) for name in ("findings", "gaps", "besides", "standing", "basis"))
    return StoriesKept(rows, cards, (sorted(maps, key=repr), sorted(due), terms, *rest), asked)


@contextmanager
def temporary_folder() -> Iterator[Path]:
    """A folder for a moment, in memory where the system has such a place."""
    memory = Path("/dev/shm")
    place = str(memory) if memory.is_dir() and os.access(memory, os.W_OK) else None
    with tempfile.TemporaryDirectory(prefix="warta-test-", dir=place, ignore_cleanup_errors=True) as name:
        yield Path(name).resolve()


class Clean(NamedTuple):
    """A site built elsewhere and from nothing."""

    files: dict[str, bytes]
    manifest: bytes
    result: Result


def build_clean(site: Path, now: datetime = NOW, **options: Any) -> Clean:
    """Build ``site`` from nothing, without its cache; it must have no errors."""
    with temporary_folder() as folder:
        result = build(Request(site, folder / "output", now, cache=folder / "cache", **options))
        assert not errors(result), errors(result)
        return Clean(tree(folder / "output"), manifest(folder / "output"), result)


def assert_same(found: Mapping[str, bytes], expected: Mapping[str, bytes], what: str = "") -> None:
    """Two built sites are the same files with the same bytes; says which are not."""
    if found != expected:
        missing = sorted(expected.keys() - found.keys())
        extra = sorted(found.keys() - expected.keys())
        different = sorted(name for name in found.keys() & expected.keys() if found[name] != expected[name])
        raise AssertionError(f"{what}: missing {missing}, extra {extra}, different {different}")


# --- A site before and after an editor's day --------------------------------------------------------


def day_before() -> dict[str, str | bytes]:
    """Twelve stories in two languages, with everything that makes output files depend on each other."""
    files: dict[str, str | bytes] = {
        "content/tags.yaml": "netralitas: {name: {id: Netralitas, en: Neutrality}}\n"
        "korpri: {name: Korpri}\nupacara: {name: {id: Upacara, en: Ceremonies}}\n",
        "content/agencies/dinas.yaml": "name: {id: Dinas Uji, en: Test Office}\nregion: karangasem\n",
        "content/agencies/dinas.id.md": "Profil **dinas**.\n",
        "content/speakers/ani.yaml": "name: Ani\nappointments:\n"
        "  - {office: {id: Kepala, en: Head}, agency: dinas, from: 2023}\n",
        "content/news/2024/foto.jpg": picture(1),
    }
    tags = ("[netralitas]", "[korpri, netralitas]", "[upacara]")
    for number in range(12):
        name = f"content/news/2024/cerita-{number:02}"
        files[f"{name}.id.md"] = post(
            f"Cerita {number}",
            f"Isi berita {number}.\n\n## Bagian\n\nLebih lanjut.",
            date=f"2024-{number % 4 + 8:02}-{number + 1:02} 09:00",
            tags=tags[number % 3],
            speaker="[ani]" if number % 2 else "",
            aliases=f"[/lama/{number}]" if number % 5 == 0 else "",
            image="{src: foto.jpg, alt: Foto}" if number == 3 else "",
        )
        if number % 3 == 0:
            files[f"{name}.en.md"] = translation(f"Story {number}")
    return files


def day_after(site: Path) -> None:
    """An edit, an addition, a deletion, a renaming, a term renamed, a picture and a template changed."""
    news = site / "content/news/2024"
    edited = news / "cerita-04.id.md"
    edited.write_bytes(edited.read_bytes().replace(b"Cerita 4", b"Cerita empat"))
    body = news / "cerita-07.id.md"
    body.write_bytes(body.read_bytes() + b"\nSatu alinea lagi.\n")
    (news / "cerita-20.id.md").write_text(post("Cerita baru", date="2024-11-20", tags="[korpri]"))
    for suffix in ("id", "en"):
        (news / f"cerita-06.{suffix}.md").unlink()
    (news / "cerita-09.id.md").rename(news / "cerita-ganti.id.md")
    (news / "cerita-09.en.md").rename(news / "cerita-ganti.en.md")
    aliased = news / "cerita-05.id.md"
    aliased.write_bytes(aliased.read_bytes().replace(b"/lama/5", b"/lama/lima"))
    (news / "foto.jpg").write_bytes(picture(2))
    tags = site / "content/tags.yaml"
    tags.write_text(tags.read_text().replace("id: Upacara, en: Ceremonies", "id: Acara, en: Events"))
    (site / "templates").mkdir(exist_ok=True)
    footer = (ROOT / "templates/_footer.html").read_text("utf-8")
    (site / "templates/_footer.html").write_text(footer + "<!-- tema baru -->\n", encoding="utf-8")


@dataclass(frozen=True, slots=True)
class Days:
    """A site that was built and has been changed since."""

    site: Path
    """Built as of the day before, its files as of the day after. Not to be changed: see :meth:`restore`."""
    old: dict[str, bytes]
    new: Clean

    def restore(self, folder: Path) -> Path:
        """A copy to build in, at the same place each time."""
        shutil.rmtree(folder, ignore_errors=True)
        shutil.copytree(self.site, folder)
        return folder


def make_days(folder: Path) -> Days:
    """The site of :func:`day_before`, built and then changed, and what a clean build makes of the change."""
    site = make_site(folder / "situs", day_before())
    now = datetime.now(UTC)
    result = build(Request(site, site / "output", now))
    assert not errors(result), errors(result)
    old = tree(site / "output")
    day_after(site)
    new = build_clean(site, now)
    assert old != new.files
    return Days(site, old, new)


# --- Builds in processes of their own ---------------------------------------------------------------


def command(site: Path, *arguments: str | Path, language: str = "id") -> list[str]:
    """The command line of a build that stays in one process."""
    start = [sys.executable, "-m", "warta", "--site", str(site), "--lang", language]
    return [*start, "build", "--jobs", "1", *map(str, arguments)]


def environment() -> dict[str, str]:
    """For programs that run the package from the checkout and leave no files of their own."""
    return {**os.environ, "PYTHONPATH": python_path(), "PYTHONDONTWRITEBYTECODE": "1"}


def run(arguments: Sequence[str], **options: Any) -> subprocess.CompletedProcess[str]:
    """Run a program to its end."""
    return subprocess.run(
        arguments,
        cwd=ROOT,
        env=environment(),
        capture_output=True,
        text=True,
        check=False,
        timeout=PATIENCE,
        **options,
    )


def start(arguments: Sequence[str]) -> subprocess.Popen[str]:
    """Start a program as the leader of a process group, as a terminal does."""
    return subprocess.Popen(
        arguments,
        cwd=ROOT,
        env=environment(),
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
        start_new_session=True,
    )


def alive_in_group(group: int) -> list[int]:
    """The processes of a group that have not ended. Linux only."""
    found = []
    for entry in Path("/proc").iterdir():
        if entry.name.isdigit():
            try:
                fields = (entry / "stat").read_text().rpartition(")")[2].split()
            except OSError:
                continue
            if int(fields[2]) == group and fields[0] not in "ZX":
                found.append(int(entry.name))
    return found


def kill_group(process: subprocess.Popen[str]) -> None:
    """End whatever is left of a program that :func:`start` started."""
    with suppress(ProcessLookupError):
        os.killpg(process.pid, signal.SIGKILL)
    process.communicate()


# --- strace -----------------------------------------------------------------------------------------

SYSCALLS = {
    "rename": "?rename,?renameat,?renameat2",
    "unlink": "?unlink,?unlinkat,?rmdir",
    "mkdir": "?mkdir,?mkdirat",
    "write": "write,pwrite64,writev",
    "openat": "?open,openat",
    "fsync": "fsync,fdatasync",
}
"""Group of system calls → how strace names it: a machine has one or the other of some of them."""


def strace_path() -> str:
    """Where strace is. Fails, and says what to do, when it is not installed."""
    found = shutil.which("strace")
    assert found is not None, "install strace (apt-get install strace, or: make tools)"
    return found


class Call(NamedTuple):
    """One system call among those that a program makes."""

    name: str
    number: int
    """From 1, among those of this name: so strace counts."""


def strace(
    calls: str, injection: str, log: Path, arguments: Sequence[str]
) -> subprocess.CompletedProcess[str]:
    """Run a program whose system calls are traced into ``log`` and tampered with.

    ``calls`` are named as for strace; ``injection`` is what it is to do to them,
    ``signal=KILL:when=3``; empty to look only.
    """
    inject = ["-e", f"inject={calls}:{injection}"] if injection else []
    shown = ["-f", "-qq", "-y", "-s", "256", "-o", str(log), "-e", f"trace={calls}"]
    return run([strace_path(), *shown, *inject, *arguments])


_CALL = re.compile(r"(?:\d+ +)?([a-z_0-9]+)\(")


def calls_touching(log: Path, folder: Path, what: str = "") -> list[Call]:
    """The logged calls of the build's first process that name something below ``folder``, and ``what``.

    strace counts the calls of each process by themselves.
    """
    counts: dict[str, int] = {}
    found = []
    lines = log.read_text("utf-8", "replace").splitlines()
    first = lines[0].split(" ", 1)[0] if lines else ""
    for line in lines:
        if line.startswith(first) and (named := _CALL.match(line)):
            counts[named[1]] = counts.get(named[1], 0) + 1
            if str(folder) in line and what in line:
                found.append(Call(named[1], counts[named[1]]))
    return found


def spread(numbers: Sequence[Call], most: int) -> list[Call]:
    """At most so many of them, from the first to the last; all of them in a soak."""
    if SOAK or len(numbers) <= most:
        return list(numbers)
    step = (len(numbers) - 1) / (most - 1) if most > 1 else 0
    return [numbers[round(index * step)] for index in range(most)]


# --- Ends in the middle, without a process ----------------------------------------------------------


class Killed(BaseException):
    """Stands for SIGKILL: no handler of the program's catches it."""


Fate = Callable[[str], None]
"""Called with the name of each change of the file system before it is made; what it raises the call does."""


def _is_lock(path: Any) -> bool:
    name = Path(path).name
    return name == "lock" or name.startswith("use-")


def _let_go(locks: Mapping[int, os.stat_result]) -> None:
    """As the system does with the locks of a process that ends: by descriptor, what was opened under it."""
    for descriptor, opened in locks.items():
        with suppress(OSError):
            if os.path.samestat(os.fstat(descriptor), opened):
                os.close(descriptor)


@contextmanager
def file_calls(fate: Fate) -> Iterator[None]:
    """Have ``fate`` decide over all changes that this process makes to the file system."""
    names = ("replace", "rename", "unlink", "rmdir", "mkdir", "link", "symlink", "fsync", "write")
    real: dict[str, Any] = {name: getattr(os, name) for name in names}

    def through(name: str, call: Callable[..., Any]) -> Callable[..., Any]:
        def tampered(*arguments: Any, **options: Any) -> Any:
            fate(name)
            return call(*arguments, **options)

        return tampered

    real_open, open_descriptor = io.open, os.open
    locks: dict[int, os.stat_result] = {}

    def tampered_open_descriptor(path: Any, flags: int, *arguments: Any, **options: Any) -> int:
        if flags & (os.O_WRONLY | os.O_RDWR | os.O_CREAT):
            fate("open")
        descriptor = open_descriptor(path, flags, *arguments, **options)
        if _is_lock(path):
            locks[descriptor] = os.fstat(descriptor)
        return descriptor

    def tampered_open(file: Any, mode: str = "r", *arguments: Any, **options: Any) -> Any:
        if set(mode) & set("wax+"):
            fate("open")
        return real_open(file, mode, *arguments, **options)

    try:
        for name, call in real.items():
            setattr(os, name, through(name, call))
        os.open = tampered_open_descriptor
        io.open = builtins.open = tampered_open
        yield
    except Killed:
        _let_go(locks)
        raise
    finally:
        os.open = open_descriptor
        for name, call in real.items():
            setattr(os, name, call)
        io.open = builtins.open = real_open


COMMITTING = frozenset({"replace", "rename", "unlink", "rmdir"})
"""The changes that a commit and its recovery consist of."""


def killed_at(number: int, counted: frozenset[str] = frozenset()) -> Fate:
    """A fate: dead from that call on, so that no clean-up happens either. Counts these calls, or all."""
    calls = 0

    def fate(name: str) -> None:
        nonlocal calls
        calls += not counted or name in counted or calls >= number
        if calls >= number:
            raise Killed

    return fate


def failing_at(number: int, problem: int, counted: frozenset[str] = frozenset()) -> Fate:
    """A fate: that one call fails with an error number.

    Not one that removes a folder: it then stays, empty, which nobody is told of and which harms nobody.
    """
    calls = 0

    def fate(name: str) -> None:
        nonlocal calls
        if name != "rmdir" and (not counted or name in counted):
            calls += 1
            if calls == number:
                raise OSError(problem, os.strerror(problem), "a file")

    return fate


@contextmanager
def quick_templates() -> Iterator[None]:
    """Parse and compile each template text once for all builds of this process.

    Most of a small clean build's time goes there. Jinja2's own functions are spared, nothing of ours.
    """
    parse, compile_ = Environment.parse, Environment.compile
    trees: dict[Any, Any] = {}
    codes: dict[Any, Any] = {}

    def settings(environment: Environment) -> tuple[Any, ...]:
        return environment.trim_blocks, environment.lstrip_blocks, callable(environment.autoescape)

    def quick_parse(self: Environment, source: str, name: Any = None, filename: Any = None) -> Any:
        key = settings(self), source, name, filename
        if key not in trees:
            trees[key] = parse(self, source, name, filename)
        return trees[key]

    def quick_compile(
        self: Environment, source: Any, name: Any = None, filename: Any = None, *rest: Any
    ) -> Any:
        key = settings(self), source, name, filename, rest
        if key not in codes:
            codes[key] = compile_(self, source, name, filename, *rest)
        return codes[key]

    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(Environment, "parse", quick_parse)
        patch.setattr(Environment, "compile", quick_compile)
        yield


@contextmanager
def few_regions() -> Iterator[None]:
    """Leave out the regencies that no test of random edits names: looking them up takes half of a build."""
    whole = gazetteer()
    few = {
        name: region
        for name, region in whole.items()
        if region.level in ("country", "province") or any(name in regions for regions in REGIONS)
    }
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr("warta.site.taxonomy.gazetteer", lambda: few)
        yield


# --- Random edits -----------------------------------------------------------------------------------

TITLES = (
    "Upacara hari jadi",
    "Rapat <b>&amp; 'kutip'",
    "Seminar netralitas ASN",
    "新聞 dan Ünïcode",
    "Pelantikan",
)
SUMMARIES = ("", "Ringkasan pendek.", "Ringkasan lain & tanda <.", "Seratus orang hadir.")
BODIES = (
    "Isi pertama.",
    'Isi "kedua" -- dengan kutipan...\n\n## Bagian\n\nLebih lanjut.',
    "| a | b |\n|---|--:|\n| 1 | 2 |\n\nCatatan[^1].\n\n[^1]: Kaki.",
    "- satu\n- dua\n\n> kutipan\n\n[arsip](/id/arsip/)",
    "Panjang. " * 40,
    "![foto](../2024/foto-0.jpg)",
    "<marquee>Isi yang ditolak.</marquee>",
    "Sebelum.\n\n![foto](../2024/foto-1.jpg)\n\nSesudah.",
)
TAG_NAMES = (
    "Korpri",
    "{id: Upacara, en: Ceremonies}",
    "{id: Pemilu, en: Elections}",
    "Disiplin",
    "{id: Akal, en: Zeal}",
)
REGIONS = (
    "",
    "bali",
    "karangasem",
    "[kota-denpasar, karangasem]",
    "[indonesia, jawa-timur]",
    "kota-surabaya",
)
KINDS = ("", "news", "press-release", "statement", "advertorial")
DATES = (
    "2023-12-30",
    "2024-01-02",
    "2024-05-05 08:00",
    "2024-05-05 09:30 WITA",
    "2024-11-14",
    "2024-11-14 23:30 WIT",
    "2025-01-20",
)
CHANGES = (
    "",
    "[{date: 2025-01-02, kind: correction, note: Angka diperbaiki.}]",
    "[{date: 2025-01-03 10:00, kind: clarification, note: Penjelasan.}]",
    "[{date: 2025-01-04, kind: withdrawal, note: Ditarik.}]",
)
NOWS = tuple(datetime(2025, month, day, 12, tzinfo=UTC) for month, day in ((1, 1), (1, 15), (2, 1), (3, 1)))
JAVANESE = """
[language.jv]
name = "Basa Jawa"
locale = "jv_ID"
title = "Warta Jawa"
[language.jv.paths]
news = "pawarta"
"""
SITES = (
    SITE_TOML,
    SITE_TOML.replace("Kabar Uji", "Warta Lain"),
    SITE_TOML.replace("[publisher]", "page_size = 2\n[publisher]"),
    SITE_TOML.replace("[publisher]", "page_size = 3\n[publisher]"),
    SITE_TOML.replace("go.id", "go.id/situs"),
    SITE_TOML.replace("Jakarta", "Makassar"),
    SITE_TOML
    + 'contact = "a@b.example"\n[language.id]\ntitle = "Judul sendiri"\n'
    + '[language.id.paths]\nnews = "kabar"\n',
    SITE_TOML
    + '[language.en.paths]\ntags = "subjects"\npage = "p"\n[language.en.strings]\nhome = "Front page"\n',
    SITE_TOML.replace('["id", "en"]', '["id", "en", "jv"]') + JAVANESE,
    SITE_TOML.replace('["id", "en"]', '["id"]'),
    SITE_TOML + '[markdown]\nengine = "pyromark"\n',
)
OVERRIDES: tuple[tuple[str, str], ...] = (
    ("_footer.html", "<footer>satu {{ site.title }}</footer>\n"),
    ("_footer.html", "<footer>dua {{ site.publisher }}</footer>\n"),
    ("_footer.html", '<footer>{% include "_tambahan.html" %}</footer>\n'),
    ("_footer.html", '{% set name = "_tambahan" %}<footer>{% include name ~ ".html" %}</footer>\n'),
    ("_tambahan.html", "<p>tambahan</p>\n"),
    ("_tambahan.html", "<p>tambahan lain</p>\n"),
    ("robots.txt", "User-agent: *\nDisallow: /rahasia/\n"),
    ("assets/style.css", "body { color: black }\n"),
    ("assets/style.css", "body { color: navy }\n"),
    ("assets/tambahan/kecil.txt", "kecil"),
    (
        "post.html",
        '{% extends "base.html" %}{% block main %}<h1>{{ view.title }}</h1>{{ body }}{% endblock %}\n',
    ),
    ("post.html", "{{ view.tidak_ada }}\n"),
    ("listing.html", "{% if %}\n"),
)

Edit = Callable[["RandomSite", int, int], None]
EDITS: dict[str, Edit] = {}
"""Name → what an editor, or an accident, does to a site. Two numbers choose among its possibilities."""


def edit(function: Edit) -> Edit:
    """Register a function as an edit."""
    EDITS[function.__name__] = function
    return function


def pick(choices: Sequence[Any], number: int) -> Any:
    """One of them."""
    return choices[number % len(choices)]


@dataclass(slots=True)
class RandomSite:
    """A site's input as values, which edits change and :meth:`write` puts on the disk."""

    folder: Path
    stories: dict[str, dict[str, dict[str, str]]] = field(default_factory=dict)
    """``2024/cerita`` → language → front matter, and ``body``."""
    terms: dict[str, str] = field(default_factory=dict)
    """Path of a term file → its text."""
    tags: dict[str, dict[str, str]] = field(default_factory=dict)
    others: dict[str, bytes] = field(default_factory=dict)
    """Pictures, templates and whatever else there is."""
    config: str = SITE_TOML
    now: datetime = NOW
    drafts: bool = False
    crlf: set[str] = field(default_factory=set)
    written: dict[str, bytes] = field(default_factory=dict)
    """What is on the disk."""
    serial: int = 0

    @classmethod
    def started(cls, folder: Path, stories: int) -> RandomSite:
        """A site with so many stories."""
        site = cls(folder)
        site.terms = {
            "content/agencies/dinas.yaml": "name: {id: Dinas Uji, en: Test Office}\nregion: karangasem\n",
            "content/agencies/badan.yaml": "name: Badan\nregion: bali\nparent: dinas\n",
            "content/agencies/dinas.id.md": "Profil [dinas](/id/arsip/).\n",
            "content/speakers/ani.yaml": "name: Ani\nappointments: [{office: Kepala, agency: dinas}]\n",
        }
        site.tags = {"korpri": {"name": "Korpri"}, "acara": {"name": "{id: Acara, en: Events}"}}
        site.others = {f"content/news/2024/foto-{number}.jpg": picture(number) for number in range(2)}
        for number in range(stories):
            add_story(site, number, number * 3)
        return site

    def files(self) -> dict[str, bytes]:
        """Every file that the site should consist of."""
        files: dict[str, bytes] = {"site.toml": self.config.encode(), **self.others}
        files |= {path: text.encode() for path, text in self.terms.items()}
        if self.tags:
            lines = [
                f"{name}: {{{', '.join(f'{key}: {value}' for key, value in keys.items())}}}\n"
                for name, keys in self.tags.items()
            ]
            files["content/tags.yaml"] = "".join(lines).encode()
        for story, versions in self.stories.items():
            for code, keys in versions.items():
                lines = [f"{key}: {value}\n" for key, value in keys.items() if value and key != "body"]
                text = f"---\n{''.join(lines)}---\n\n{keys['body']}\n"
                files[f"content/news/{story}.{code}.md"] = text.encode()
        for path in self.crlf & files.keys():
            files[path] = files[path].replace(b"\n", b"\r\n")
        return files

    def write(self) -> None:
        """Make the disk hold the site: only what has changed is touched."""
        files = self.files()
        for path in self.written.keys() - files.keys():
            (self.folder / path).unlink(missing_ok=True)
        for path, data in files.items():
            if self.written.get(path) != data:
                target = self.folder / path
                target.parent.mkdir(parents=True, exist_ok=True)
                target.write_bytes(data)
        self.written = files

    def snapshot(self) -> tuple[Any, ...]:
        """Everything an edit can change, to go back to."""
        stories = {
            story: {code: dict(keys) for code, keys in versions.items()}
            for story, versions in self.stories.items()
        }
        tags = {name: dict(keys) for name, keys in self.tags.items()}
        return (
            stories,
            dict(self.terms),
            tags,
            dict(self.others),
            self.config,
            self.now,
            self.drafts,
            set(self.crlf),
        )

    def go_back(self, snapshot: tuple[Any, ...]) -> None:
        """As if an older commit was checked out."""
        self.stories, self.terms, self.tags, self.others, self.config, self.now, self.drafts, self.crlf = (
            snapshot
        )

    def version(self, a: int, b: int) -> dict[str, str]:
        """One language version of one story."""
        story = self.stories[pick(sorted(self.stories), a)]
        keys: dict[str, str] = story[pick(sorted(story), b)]
        return keys

    def original(self, a: int) -> dict[str, str]:
        """The version of a story that owns what its languages share."""
        return self.stories[pick(sorted(self.stories), a)]["id"]


@edit
def add_story(site: RandomSite, a: int, b: int) -> None:
    if len(site.stories) >= 8:
        return
    site.serial += 1
    date = pick(DATES, b)
    keys = {
        "title": pick(TITLES, a),
        "date": date,
        "agency": "dinas",
        "tags": f"[{', '.join(sorted(site.tags)[: a % 3])}]",
        "speaker": "[ani]" if b % 2 and "content/speakers/ani.yaml" in site.terms else "",
        "region": pick(REGIONS, a // 2),
        "body": pick(BODIES, a + b),
    }
    site.stories[f"{date[:4]}/cerita-{site.serial}"] = {"id": keys}
    if b % 3:
        add_translation(site, sorted(site.stories).index(f"{date[:4]}/cerita-{site.serial}"), b)


@edit
def add_translation(site: RandomSite, a: int, b: int) -> None:
    story = site.stories[pick(sorted(site.stories), a)]
    code = "jv" if b % 5 == 4 and "jv" in site.config else "en"
    story.setdefault(code, {"title": "Story " + pick(TITLES, b), "body": pick(BODIES, a)})


@edit
def remove_translation(site: RandomSite, a: int, b: int) -> None:
    story = site.stories[pick(sorted(site.stories), a)]
    story.pop(pick([code for code in sorted(story) if code != "id"] or ["-"], b), None)


@edit
def delete_story(site: RandomSite, a: int, b: int) -> None:
    if len(site.stories) > 2:
        del site.stories[pick(sorted(site.stories), a)]


@edit
def rename_story(site: RandomSite, a: int, b: int) -> None:
    """The file gets another name; now and then its old address stays as an alias, or as its slug."""
    site.serial += 1
    old = pick(sorted(site.stories), a)
    versions = site.stories.pop(old)
    site.stories[f"{old[:4]}/cerita-{site.serial}"] = versions
    for code, keys in versions.items():
        if b % 3 == 1:
            keys["aliases"] = f"[/{code}/lama/{old}]"
        elif b % 3 == 2:
            keys.setdefault("slug", old[5:])


@edit
def body(site: RandomSite, a: int, b: int) -> None:
    site.version(a, b)["body"] = pick(BODIES, a // 7 + b)


@edit
def link(site: RandomSite, a: int, b: int) -> None:
    """Links to another story and to a region: either may go away later, or not be public at a time."""
    target = pick(sorted(site.stories), b)
    site.original(a)["body"] = (
        f"Lihat [cerita *{target}*](../{target}.id.md), [kota](/id/wilayah/kota-surabaya/) "
        f"dan ![foto](../2024/foto-{b % 2}.jpg)."
    )


@edit
def title(site: RandomSite, a: int, b: int) -> None:
    site.version(a, b)["title"] = pick(TITLES, a // 5 + b)


@edit
def summary(site: RandomSite, a: int, b: int) -> None:
    site.version(a, b)["summary"] = pick(SUMMARIES, a // 5 + b)


@edit
def slug(site: RandomSite, a: int, b: int) -> None:
    keys = site.version(a, b)
    keys["slug"] = pick(("", "alamat-baru", f"alamat-{a % 4}"), b // 2)
    keys["aliases"] = pick(
        ("", f"[/lama/{a % 5}]", f"[/lama/{a % 5}.html, /lama.html/{b % 3}]", "[/lama.html]"), b // 3
    )


@edit
def date(site: RandomSite, a: int, b: int) -> None:
    site.original(a)["date"] = pick(DATES, b)


@edit
def tags(site: RandomSite, a: int, b: int) -> None:
    names = sorted(site.tags)
    site.original(a)["tags"] = f"[{', '.join(names[b % 2 : b % 5])}]"


@edit
def details(site: RandomSite, a: int, b: int) -> None:
    """One of the keys that a story's languages share."""
    key, values = pick(
        (
            ("kind", KINDS),
            ("region", REGIONS),
            ("speaker", ("", "[ani]", "Ani")),
            ("agency", ("dinas", "[dinas, badan]", "badan")),
            ("source", ("", "{name: Koran}", "{name: Koran, url: https://koran.example/a}")),
            ("author", ("", "Humas", "Redaksi <x>")),
            ("event", ("", "{date: 2024-11-13, venue: {id: Balai, en: Hall}}", "{venue: Aula}")),
            (
                "image",
                ("", "{src: ../2024/foto-0.jpg, alt: Foto}", "{src: ../2024/foto-1.jpg, alt: F, credit: X}"),
            ),
            ("publish_at", ("", "2025-01-10", "2025-02-15 08:00")),
            ("expires", ("", "2025-01-31", "2025-02-15 08:00")),
            ("notes", ("", "[catatan]", "[catatan lain]")),
        ),
        a // 3,
    )
    site.original(a)[key] = pick(values, b)


@edit
def own_details(site: RandomSite, a: int, b: int) -> None:
    """One of the keys that each language version has of its own."""
    key, values = pick(
        (
            ("draft", ("", "true")),
            ("unverified", ("", "true", "[jumlah]")),
            ("changes", CHANGES),
            ("updated", ("", "2025-01-22")),
        ),
        a // 3,
    )
    site.version(a, b)[key] = pick(values, b // 2)


@edit
def tag_terms(site: RandomSite, a: int, b: int) -> None:
    """A tag comes, goes, or is called something else."""
    names = sorted(site.tags)
    if b % 4 == 0 or not names:
        site.tags[f"tag-{a % 4}"] = {"name": f"Topik {a % 4}"}
    elif b % 4 == 1:
        del site.tags[pick(names, a)]
    else:
        choices = (
            ("name", TAG_NAMES),
            ("slug", ("", f"topik-{a % 3}")),
            ("description", ("", "Tentang ini.", "{id: Ini, en: This}")),
            ("old_urls", ("", f"[/topik/{a % 3}]")),
        )
        key, values = pick(choices, b // 4)
        term = site.tags[pick(names, a)]
        term[key] = pick(values, b // 7)
        if not term[key]:
            del term[key]


@edit
def agency_terms(site: RandomSite, a: int, b: int) -> None:
    lines = [
        pick(("name: Badan", "name: {id: Badan, en: Board}", "name: Lembaga"), a),
        f"region: {pick(('bali', 'karangasem', 'kota-surabaya'), b)}",
        pick(("parent: dinas", "", "successor: dinas"), a // 3),
        pick(("", "ended: 2024-06", "address: Jalan Satu"), b // 3),
        pick(("", "former_names: [Kantor]", "website: https://badan.example"), b // 9),
    ]
    site.terms["content/agencies/badan.yaml"] = "".join(line + "\n" for line in lines if line)


@edit
def speaker_terms(site: RandomSite, a: int, b: int) -> None:
    """A person's name, titles and offices change; or the file goes."""
    path = "content/speakers/ani.yaml"
    if b % 7 == 6:
        site.terms.pop(path, None)
        return
    offices = (
        "",
        "appointments: [{office: Kepala, agency: dinas, from: 2023}]",
        "appointments: [{office: {id: Ketua, en: Chair}, from: 2024-03, acting: true}]",
    )
    name, title = pick(("Ani", "Ani Lestari"), a), pick(("Dr.", "Ir."), a // 2)
    site.terms[path] = f"name: {name}\nprefix: {title}\n{pick(offices, b)}\n"


@edit
def region_terms(site: RandomSite, a: int, b: int) -> None:
    """Another name for a region, or one of the site's own."""
    choices = (
        "bali: {aliases: [Pulau Dewata]}\n",
        "karangasem: {name: {id: Amlapura, en: Amlapura}}\n",
        "desa-uji: {name: Desa Uji, parent: karangasem}\n",
    )
    site.terms["content/regions.yaml"] = pick(choices, a)
    if b % 3 == 0:
        del site.terms["content/regions.yaml"]


@edit
def profile(site: RandomSite, a: int, b: int) -> None:
    path = f"content/{pick(('agencies/dinas', 'agencies/badan'), a)}.{pick(('id', 'en'), a // 2)}.md"
    site.terms[path] = f"Profil {b % 3}: [arsip](/id/arsip/), ![foto](../news/2024/foto-{b % 2}.jpg)\n"
    if b % 4 == 0:
        del site.terms[path]


@edit
def other_picture(site: RandomSite, a: int, b: int) -> None:
    site.others[f"content/news/2024/foto-{a % 2}.jpg"] = picture(b % 5)


@edit
def settings(site: RandomSite, a: int, b: int) -> None:
    site.config = pick(SITES, b)


@edit
def theme(site: RandomSite, a: int, b: int) -> None:
    """A template or asset of the site's own comes, changes or goes."""
    name, text = pick(OVERRIDES, b)
    site.others[f"templates/{name}"] = text.encode()
    if a % 3 == 0:
        del site.others[f"templates/{name}"]


@edit
def time_passes(site: RandomSite, a: int, b: int) -> None:
    site.now = pick(NOWS, b)


@edit
def show_drafts(site: RandomSite, a: int, b: int) -> None:
    site.drafts = not site.drafts


@edit
def mistake(site: RandomSite, a: int, b: int) -> None:
    """Something that keeps the site from being built."""
    keys = site.original(a)
    what = b % 4
    if what == 0:
        keys["tags"] = "[tidak-ada]"
    elif what == 1:
        keys["body"] = "[putus](tidak-ada.id.md)"
    elif what == 2:
        site.config = site.config + "= rusak\n"
    else:
        keys["date"] = "2026-02-30"


@edit
def line_ends(site: RandomSite, a: int, b: int) -> None:
    site.crlf ^= {pick(sorted(site.files()), a)}


@edit
def touched(site: RandomSite, a: int, b: int) -> None:
    """New times, same bytes; sometimes in the future."""
    site.write()
    for path in sorted(site.written)[a % 2 :: 1 + b % 3]:
        os.utime(site.folder / path, (4_000_000_000,) * 2 if b % 4 == 0 else None)


@edit
def same_size_and_time(site: RandomSite, a: int, b: int) -> None:
    """An edit that leaves size and modification time as they were."""
    site.write()
    keys = site.original(a)
    path = site.folder / f"content/news/{pick(sorted(site.stories), a)}.id.md"
    status = path.stat()
    keys["body"] = keys["body"].swapcase()
    if "](" not in keys["body"]:  # links must stay what they are
        site.write()
        os.utime(path, ns=(status.st_atime_ns, status.st_mtime_ns))
    else:
        keys["body"] = keys["body"].swapcase()


def random_edits(site: RandomSite, seed: int, count: int) -> None:
    """So many edits of the input, chosen by ``seed``."""
    chooser = random.Random(seed)
    names = sorted(EDITS)
    for _ in range(count):
        EDITS[chooser.choice(names)](site, chooser.randrange(1000), chooser.randrange(1000))


@cache
def may_mount() -> str:
    """Why no file system can be mounted here; empty when one can."""
    if sys.platform != "linux":
        return "mounts a file system as Linux does"
    if os.geteuid() != 0:
        return "only root can mount a file system"
    with temporary_folder() as folder:
        done = subprocess.run(["mount", "-t", "tmpfs", "none", str(folder)], capture_output=True, check=False)
        if done.returncode:
            return "this container must not mount a file system"
        subprocess.run(["umount", str(folder)], check=True)
    return ""


@contextmanager
def mounted(folder: Path, options: str) -> Iterator[Path]:
    """A file system in memory; see :func:`may_mount`."""
    folder.mkdir(parents=True, exist_ok=True)
    subprocess.run(["mount", "-t", "tmpfs", "-o", options, "none", str(folder)], check=True)
    try:
        yield folder
    finally:
        subprocess.run(["umount", "-l", str(folder)], check=True)
