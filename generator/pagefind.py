"""Runs Pagefind: stories in, the files of a search index out.

Pagefind writes the values of a filter in an arbitrary order, so the same
stories would give other bytes each time. Its files are brought into one order
here: gzipped CBOR behind a mark, named after the digest of what they hold.
"""

from __future__ import annotations

import gzip
import html
import json
import os
import subprocess
from collections.abc import Iterable, Iterator
from hashlib import blake2b
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

import cbor2

from generator.pages import SearchStory

__all__ = ["PagefindError", "index_files"]

MARK = b"pagefind_dcd"
SCRIPTS = frozenset({"pagefind.js", "pagefind-worker.js"})
"""Of the scripts that Pagefind brings along, those that a page of our own needs."""
FILTERS_OF_META, SORTS_OF_META = 3, 4
TIMEOUT = 900
"""Seconds. A thousand stories take about four."""


class PagefindError(Exception):
    """The index could not be made; the text says why."""


def index_files(language: str, stories: Iterable[tuple[SearchStory, str]]) -> dict[str, bytes]:
    """Path below the index's folder → bytes, for one story or more with the HTML of their texts.

    Deterministic. Raises PagefindError, and OSError when there is no room for the work.
    """
    with TemporaryDirectory(prefix="warta-search-") as name:
        source, target = Path(name, "stories"), Path(name, "index")
        source.mkdir()
        for number, (story, text) in enumerate(stories):
            (source / f"{number:08}.html").write_text(_page(language, story, text), encoding="utf-8")
        _run(source, target, language)
        return dict(_in_order(target))


def _page(language: str, story: SearchStory, text: str) -> str:
    """What Pagefind is to know of a story."""
    facts = [("meta", "url", story.url), ("meta", "date", story.date), ("sort", "date", story.day)]
    # Metadata is searched, with the weight of plain text (the title's is five), and is in no excerpt.
    facts.append(("meta", "names", ", ".join(story.names)))
    facts += [("filter", kind, value) for kind, values in story.filters for value in values]
    marks = "".join(
        f'<i data-pagefind-{use}="{kind}[data-v]" data-v="{html.escape(value)}"></i>'
        for use, kind, value in facts
    )
    title = html.escape(story.title)
    return (
        f'<!doctype html><html lang="{language}"><body><main data-pagefind-body>'
        f'<h1 data-pagefind-meta="title">{title}</h1>{text}{marks}</main></body></html>'
    )


def _run(source: Path, target: Path, language: str) -> None:
    try:
        from pagefind_bin import get_executable

        program = get_executable()
    except (ImportError, FileNotFoundError) as problem:
        raise PagefindError("pip install 'pagefind[bin]'") from problem
    arguments: list[str | Path] = ["--site", source, "--output-path", target, "--quiet"]
    arguments += ["--force-language", language]
    try:
        done = subprocess.run([program, *arguments], capture_output=True, timeout=TIMEOUT, check=False)
    except subprocess.TimeoutExpired as problem:
        raise PagefindError(f"no answer within {TIMEOUT} s") from problem
    except OSError as problem:
        raise PagefindError(f"{program}: {problem.strerror}") from problem
    if done.returncode:
        raise PagefindError((done.stderr or done.stdout).decode(errors="replace").strip()[-500:])


def _in_order(folder: Path) -> Iterator[tuple[str, bytes]]:
    """The files of an index without what is arbitrary in them, and without what no page of ours uses."""
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
            if path.suffix in (".pf_fragment", ".pf_index", ".pagefind") or name in SCRIPTS:
                yield path.relative_to(folder).as_posix(), path.read_bytes()


def _decoded(data: bytes) -> Any:
    content = gzip.decompress(data)
    if not content.startswith(MARK):
        raise PagefindError("its files have another form than this version of Warta knows")
    return cbor2.loads(content[len(MARK) :])


def _encoded(content: Any) -> bytes:
    return gzip.compress(MARK + cbor2.dumps(content), mtime=0)


def _digest(data: bytes) -> str:
    return blake2b(data, digest_size=5).hexdigest()
