"""Runs Pagefind: stories in, the files of a search index out.

Pagefind writes the values of a filter in an arbitrary order, so the same
stories would give other bytes each time. Its files are brought into one order
here: gzipped CBOR behind a mark, named after the digest of what they hold.
"""

from __future__ import annotations

import errno
import gzip
import html
import json
import os
import re
import signal
import subprocess
import tempfile
import zlib
from collections.abc import Iterable, Iterator
from hashlib import blake2b
from pathlib import Path
from shutil import disk_usage
from tempfile import TemporaryDirectory
from typing import Any

import cbor2

from warta.markdown.tags import without_tags
from warta.pages.data import SearchStory

__all__ = ["PagefindError", "index_files"]

MARK = b"pagefind_dcd"
SCRIPTS = frozenset({"pagefind.js", "pagefind-worker.js"})
"""Of the scripts that Pagefind brings along, those that a page of our own needs."""
WORDS = "words.txt"
"""The file with all words of the stories, one a line: a script finds in it what a misspelt one stands for."""
PROGRAM = "wasm."
"""What the names of the program's own files begin with."""
FILTER = "is"
"""The one filter of an index, with values as ``agency:Dinas Sosial``.

Pagefind keeps a file for each filter, and a new story changes all of them.
"""
FILTERS_OF_META, SORTS_OF_META = 3, 4
COMPRESSED = frozenset({".pf_fragment", ".pf_index", ".pagefind"})
SHORTEST = 4
"""Letters. Shorter words are like too many others."""
SUMMARY_WEIGHT = 3
"""Of a word of the summary, beside one of the text."""
LAST = 10**8
"""More stories than an index ever has."""
TIMEOUT = 900
"""Seconds. A thousand stories take about four."""
ROOM = 1 << 20
"""Bytes. A disk that has less is full."""
UNREADABLE = (
    EOFError,
    FileNotFoundError,
    KeyError,
    ValueError,
    cbor2.CBORDecodeError,
    gzip.BadGzipFile,
    zlib.error,
)
"""What comes of reading files that are empty, cut short or not there."""
NOT_STARTED = {
    errno.ENOMEM: "search-memory",
    errno.EAGAIN: "search-processes",
    errno.EACCES: "search-not-allowed",
    errno.EPERM: "search-not-allowed",
    errno.ENOENT: "search-missing",
    errno.ENOEXEC: "search-missing",
}
"""Why a program could not be started → the rule for it. The last two: it is there, for another machine."""
REFUSED = {
    errno.ENOMEM: "search-memory",
    errno.EAGAIN: "search-processes",
    errno.ENOSPC: "search-temporary",
    errno.EDQUOT: "search-temporary",
    errno.EROFS: "search-temporary",
    errno.EACCES: "search-temporary",
}
"""What the system refused to Pagefind → the rule for it."""


class PagefindError(Exception):
    """The index could not be made: the rule that says why and what to do, and what happened."""

    def __init__(self, code: str, *, problem: str) -> None:
        super().__init__(problem)
        self.code = code
        self.problem = problem


def index_files(
    language: str, stories: Iterable[tuple[SearchStory, str]], *, with_program: bool = True
) -> dict[str, bytes]:
    """Path below the index's folder → bytes, for one story or more with the HTML of their texts.

    The stories come oldest first. Pagefind puts a file's name into what it keeps of a story, and lists
    files by name: so the newest has the lowest number, and one more leaves what is kept of others as it is.
    Deterministic. An index without the program that searches can be joined to one with it. Raises
    PagefindError.
    """
    program = _program()
    try:
        with TemporaryDirectory(prefix="warta-search-") as name:
            source, target = Path(name, "stories"), Path(name, "index")
            source.mkdir()
            count, words = 0, set[str]()
            for count, (story, text) in enumerate(stories, 1):
                (source / f"{LAST - count:08}.html").write_bytes(_page(language, story, text).encode())
                words |= _words(story, text)
            _run(program, source, target, language)
            files = _in_order(target, count)
            files[WORDS] = "".join([f"{word}\n" for word in sorted(words)]).encode()
    except OSError as problem:
        where = problem.filename or tempfile.tempdir or "TMPDIR"
        raise PagefindError("search-temporary", problem=f"{where}: {problem.strerror}") from problem
    if with_program:
        return files
    return {
        name: data for name, data in files.items() if name not in SCRIPTS and not name.startswith(PROGRAM)
    }


def _page(language: str, story: SearchStory, text: str) -> str:
    """What Pagefind is to know of a story."""
    facts = [("meta", "url", story.url), ("meta", "date", story.date), ("sort", "date", story.day)]
    # Metadata is searched, with the weight of plain text (the title's is five), and is in no excerpt.
    facts.append(("meta", "names", ", ".join(story.names)))
    facts += [("meta", name, value) for name, value in _shown(story) if value]
    facts += [("filter", FILTER, f"{name}:{value}") for name, values in story.filters for value in values]
    marks = "".join(
        f'<i data-pagefind-{use}="{kind}[data-v]" data-v="{html.escape(value)}"></i>'
        for use, kind, value in facts
    )
    title, summary = html.escape(story.title), html.escape(story.summary)
    lead = f'<p data-pagefind-weight="{SUMMARY_WEIGHT}">{summary}</p>' if summary else ""
    return (
        f'<!doctype html><html lang="{language}"><body><main data-pagefind-body>'
        f'<h1 data-pagefind-meta="title">{title}</h1>{lead}{text}{marks}</main></body></html>'
    )


def _words(story: SearchStory, text: str) -> set[str]:
    """The words that readers may search the story by and misspell: without numbers, in lower case."""
    shown = html.unescape(without_tags(text, " "))
    said = " ".join((story.title, story.summary, shown, *story.names)).lower()
    return {word for word in re.findall(r"[^\W\d_]+", said) if len(word) >= SHORTEST}


def _shown(story: SearchStory) -> tuple[tuple[str, str], ...]:
    """What a result shows besides; the page that searches gives it no weight."""
    return ("agency", story.agency), ("picture", story.picture)


def _program() -> Path:
    try:
        from pagefind_bin import get_executable

        return Path(get_executable())
    except (ImportError, FileNotFoundError) as problem:
        raise PagefindError("search-missing", problem=str(problem)) from problem


def _run(program: Path, source: Path, target: Path, language: str) -> None:
    arguments: list[str | Path] = ["--site", source, "--output-path", target, "--quiet"]
    arguments += ["--force-language", language]
    try:
        done = subprocess.run([program, *arguments], capture_output=True, timeout=TIMEOUT, check=False)
    except subprocess.TimeoutExpired as problem:
        raise PagefindError("search-slow", problem=f"{TIMEOUT} s") from problem
    except OSError as problem:
        code = NOT_STARTED.get(problem.errno or 0, "search-failed")
        raise PagefindError(code, problem=f"{program}: {problem.strerror}") from problem
    status = done.returncode
    if status:
        said = (done.stderr or done.stdout).decode(errors="replace").strip()
        code = REFUSED.get(_refused(said), "search-killed" if status < 0 else "search-failed")
        ended = _signal(-status) if status < 0 else f"status {status}"
        raise PagefindError(code, problem=f"{ended}: {said[-500:]}" if said else ended)


def _signal(number: int) -> str:
    try:
        return signal.Signals(number).name
    except ValueError:  # those for programs' own use have none
        return f"signal {number}"


def _refused(said: str) -> int:
    """The number of the error that Pagefind had from the system; 0 when its last words do not tell."""
    if "memory allocation of" in said:
        return errno.ENOMEM
    numbers = map(int, re.findall(r"(?:os error |Os \{ code: )(\d+)", said))
    return next((number for number in numbers if number in REFUSED), 0)


def _in_order(folder: Path, stories: int) -> dict[str, bytes]:
    """The files of an index without what is arbitrary in them, and without what no page of ours uses.

    Where there is no room for them Pagefind leaves files empty, and is content. So all are looked into.
    """
    try:
        files = dict(_ordered(folder))
    except UNREADABLE as problem:
        raise _incomplete(folder) from problem
    if sum(name.endswith(".pf_fragment") for name in files) != stories or not all(files.values()):
        raise _incomplete(folder)
    return files


def _incomplete(folder: Path) -> PagefindError:
    full = disk_usage(folder.parent).free < ROOM
    problem = f"{folder.parent}: {os.strerror(errno.ENOSPC)}" if full else "its files are not complete"
    return PagefindError("search-temporary" if full else "search-failed", problem=problem)


def _ordered(folder: Path) -> Iterator[tuple[str, bytes]]:
    renamed: dict[str, str] = {}
    for path in sorted((folder / "filter").glob("*.pf_filter")):
        name, values = _decoded(path.read_bytes())
        data = _encoded([name, sorted(values)])
        renamed[path.stem] = f"{path.stem.partition('_')[0]}_{_digest(data)}"
        yield f"filter/{renamed[path.stem]}.pf_filter", data
    for path in sorted(folder.glob("*.pf_meta")):
        meta = _decoded(path.read_bytes())
        meta[FILTERS_OF_META] = sorted([name, renamed[stem]] for name, stem in meta[FILTERS_OF_META])
        meta[SORTS_OF_META] = sorted(meta[SORTS_OF_META])
        data = _encoded(meta)
        old = path.stem.removeprefix("pagefind.")
        renamed[old] = f"{old.partition('_')[0]}_{_digest(data)}"
        yield f"pagefind.{renamed[old]}.pf_meta", data
    entry = json.loads((folder / "pagefind-entry.json").read_bytes())
    for language in entry["languages"].values():
        language["hash"] = renamed[language["hash"]]
    yield "pagefind-entry.json", json.dumps(entry, ensure_ascii=False, sort_keys=True).encode()
    for below, _, names in os.walk(folder):
        for name in sorted(names):
            path = Path(below, name)
            if path.suffix in COMPRESSED or name in SCRIPTS:
                data = path.read_bytes()
                if path.suffix in COMPRESSED:
                    gzip.decompress(data)  # else it raises
                yield path.relative_to(folder).as_posix(), data


def _decoded(data: bytes) -> Any:
    content = gzip.decompress(data)
    if not content:
        raise EOFError
    if not content.startswith(MARK):
        raise PagefindError("search-failed", problem="its files have another form than Warta knows")
    return cbor2.loads(content[len(MARK) :])


def _encoded(content: Any) -> bytes:
    return gzip.compress(MARK + cbor2.dumps(content), mtime=0)


def _digest(data: bytes) -> str:
    return blake2b(data, digest_size=5).hexdigest()
