"""The process that looks at content and output beside a build finds what the build would find itself."""

from __future__ import annotations

import os
import shutil
import signal
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest
from msgspec.structs import replace

from tests.faultlib import assert_same, build_clean, errors, manifest, tree
from tests.support import NOW, make_site, picture, post, translation
from warta.build.build import Request, Result, build, remember
from warta.filesystem.stamps import State, load_state
from warta.store import lookahead as looking
from warta.store.lookahead import Look

STORIES = 6


@pytest.fixture
def request_(tmp_path: Path) -> Request:
    """A site that has been built, with the state that the build left."""
    files: dict[str, str | bytes] = {}
    files["content/news/2024/foto.jpg"] = picture(1)
    for number in range(STORIES):
        name = f"content/news/2024/cerita-{number}"
        files[f"{name}.id.md"] = post(f"Cerita {number}", f"Isi berita {number}.\n\n![Foto](foto.jpg)")
        files[f"{name}.en.md"] = translation(f"Story {number}")
    site = make_site(tmp_path / "situs", files)
    request = Request(site, site / "output", NOW)
    leave(request, build(request))
    return request


def leave(request: Request, result: Result) -> None:
    """Have the build leave behind what the next one looks at."""
    assert not errors(result), errors(result)
    remember(request, result, (), ("", ""))


def look_at(request: Request) -> Look:
    """Start the process, as the command does."""
    return Look(str(request.site), str(request.output), load_state(str(request.state_path)))


def copied(request: Request) -> None:
    """Every file is a new one, as in a fresh checkout."""
    place = request.site.with_name("salinan")
    shutil.copytree(request.site, place)
    shutil.rmtree(request.site)
    place.rename(request.site)


def edited(request: Request) -> None:
    """A story has another text, and nothing tells but its bytes."""
    path = request.site / "content/news/2024/cerita-1.id.md"
    status = path.stat()
    path.write_text(path.read_text("utf-8").replace("berita", "BERITA"), "utf-8")
    os.utime(path, ns=(status.st_atime_ns, status.st_mtime_ns))


def renamed(request: Request) -> None:
    """A story has another name."""
    folder = request.site / "content/news/2024"
    for language in ("id", "en"):
        (folder / f"cerita-2.{language}.md").rename(folder / f"lain.{language}.md")


def output_edited(request: Request) -> None:
    """One page of the output has gone, another is somebody's."""
    (request.output / "id/berita/2024/cerita-0/index.html").unlink()
    (request.output / "en/news/2024/cerita-0/index.html").write_text("bukan kami", "utf-8")


def content_gone(request: Request) -> None:
    """There is nothing to build from."""
    shutil.rmtree(request.site / "content")


CHANGES: tuple[Callable[[Request], None], ...] = (copied, edited, renamed, output_edited)


@pytest.mark.parametrize("change", CHANGES, ids=lambda change: change.__name__)
def test_the_process_finds_what_this_one_does(request_: Request, change: Callable[[Request], None]) -> None:
    """The same files are written as without it, and the output is that of a clean build."""
    shutil.copytree(request_.site, request_.site.with_name("kedua"))
    change(request_)
    result = build(replace(request_, look=look_at(request_)))
    leave(request_, result)
    expected = build_clean(request_.site)
    assert_same(tree(request_.output), expected.files, change.__name__)
    assert manifest(request_.output) == expected.manifest

    shutil.rmtree(request_.site)
    request_.site.with_name("kedua").rename(request_.site)
    change(request_)
    without = build(request_)
    assert sorted(result.reasons) == sorted(without.reasons)
    assert (result.rendered, result.kept, result.deleted) == (without.rendered, without.kept, without.deleted)


def test_files_that_are_as_they_were_are_not_parsed_again(
    request_: Request, monkeypatch: pytest.MonkeyPatch
) -> None:
    """In a fresh checkout too, where no time tells: the process has read them. Pictures neither."""
    copied(request_)
    request_.stories_path.unlink()  # so that everything is looked at
    look = look_at(request_)
    for module in ("site.parsing", "media.cache"):
        monkeypatch.setattr(f"warta.{module}.read_source", lambda *_: pytest.fail("read once more"))
    result = build(replace(request_, look=look))
    assert not errors(result)
    assert (result.rendered, result.deleted, result.edited) == (0, 0, False)


def test_what_is_wrong_with_the_content_is_told(request_: Request) -> None:
    """Findings travel as well."""
    content_gone(request_)
    result = build(replace(request_, look=look_at(request_)))
    assert [found.code for found in result.diagnostics] == ["content-missing"]


@pytest.mark.parametrize("after", [0, 1], ids=["at once", "when half is told"])
def test_a_process_that_dies_is_not_missed(
    request_: Request, monkeypatch: pytest.MonkeyPatch, after: int
) -> None:
    """The build then looks for itself."""
    whole = looking._findings
    builder = os.getpid()

    def dying(site: str, output: str, state: State | None, **options: bool) -> Iterator[Any]:
        for number, finding in enumerate(whole(site, output, state, **options)):
            if os.getpid() != builder and number == after:
                os.kill(os.getpid(), signal.SIGKILL)
            yield finding

    monkeypatch.setattr(looking, "_findings", dying)
    for change in (edited, output_edited):
        change(request_)
    result = build(replace(request_, look=look_at(request_)))
    leave(request_, result)
    assert_same(tree(request_.output), build_clean(request_.site).files, "after the death of the process")
    assert result.rendered > 0


def test_a_build_that_fails_leaves_no_process_behind(
    request_: Request, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Nobody asks for the rest of its findings then."""
    started: list[int] = []
    fork = os.fork

    def remembered() -> int:
        started.append(fork())
        return started[-1]

    monkeypatch.setattr(os, "fork", remembered)
    (request_.site / "content/news/2024/cerita-1.id.md").write_text("---\ntitle: [\n---\n", "utf-8")
    look = look_at(request_)
    assert errors(build(replace(request_, look=look)))
    del look
    with pytest.raises(ChildProcessError):
        os.waitpid(started[0], os.WNOHANG)
