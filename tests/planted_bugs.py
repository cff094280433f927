"""Plant one bug at a time in a copy of the checkout and see which test finds it.

Run by hand, from the top of the checkout::

    .venv-dev/bin/python -m tests.planted_bugs              all of them (a quarter of an hour)
    .venv-dev/bin/python -m tests.planted_bugs lock orphan  those whose area or name has one of the words
    .venv-dev/bin/python -m tests.planted_bugs --write      all, with the table in planted_bugs.md

A bug is an exact replacement of a piece of the source, which must be there; so a change of the source that
rewrites a piece has to do so here too. The exit status is 1 when a bug could not be planted or was not found.
"""

from __future__ import annotations

import argparse
import os
import re
import shutil
import subprocess
import sys
import time
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import NamedTuple

from tests.faultlib import temporary_folder
from tests.support import ROOT

COPIED = ("generator", "templates", "content", "tests", "site.toml", "pyproject.toml")
TABLE = ROOT / "tests/planted_bugs.md"
MARK = "<!-- the table is written by planted_bugs.py -->"
PATIENCE = 300
"""Seconds after which the tests of one bug are taken to hang."""
SEQUENCES = 30
"""Of the equivalence machine: as many as it has to find a bug, half a minute's."""


class Bug(NamedTuple):
    """A mistake that a programmer could make."""

    area: str
    what: str
    old: str
    """A piece of the package's source."""
    new: str
    tests: tuple[str, ...]
    """``file: expression``: which tests of ``tests/test_file.py`` should find it."""
    machine: bool = True
    """Whether the equivalence machine is to look for it as well."""
    times: int = 1
    """How often the piece is there."""


def bug(area: str, what: str, old: str, new: str, *tests: str, machine: bool = True, times: int = 1) -> Bug:
    """A bug; ``tests`` from the most likely to find it."""
    return Bug(area, what, old, new, tests, machine, times)


FINGERPRINTS = "equivalence: fingerprint"
STAMP = "status.st_mtime_ns, status.st_ctime_ns, status.st_ino)"

BUGS = (
    bug(
        "section",
        "the stories of a month leave out those they lead on to",
        '*[known[post] for post in posts], b"", *[known[post] for post in around])',
        "*[known[post] for post in posts])",
        "sections: as_if_all_had_been_planned",
    ),
    bug(
        "section",
        "a region leaves out how many stories its agencies have",
        '        return fingerprint(_agencies_in(parts, code, term))\n    return b""',
        '        return b""\n    return b""',
        "sections: as_if_all_had_been_planned",
    ),
    bug(
        "section",
        "a speaker leaves out the stories that quote them",
        'return b"".join([parts.story_prints[post] + str(number).encode() for post, number in said])',
        'return b""',
        "sections: as_if_all_had_been_planned",
    ),
    bug(
        "section",
        "a term leaves out its profile",
        '        parts.profiles[term, code].encode("utf-8", "surrogatepass"),\n',
        "",
        "sections: as_if_all_had_been_planned",
    ),
    bug(
        "section",
        "nothing tells for which terms there are pages",
        "*self.site_prints.values(), repr(self._places()).encode()))",
        "*self.site_prints.values()))",
        "sections: as_if_all_had_been_planned",
    ),
    bug(
        "section",
        "a story leaves out what its links lead to",
        "refers = fingerprint((self.targets[post], self.quotes[post], self.images[post]))",
        "refers = b''",
        "sections: as_if_all_had_been_planned",
    ),
    bug(
        "section",
        "a story leaves out the addresses of its translations",
        'urls = [url for _, url in self.versions["post", card.story].urls]',
        "urls = [card.name]",
        "sections: as_if_all_had_been_planned",
    ),
    bug(
        "section",
        "a page of a list leaves out how many stories there are",
        "fingerprint((parts.besides, head, heading, len(posts), stand_ins))",
        "fingerprint((parts.besides, head, heading))",
        "sections: as_if_all_had_been_planned",
    ),
    bug(
        "fingerprint",
        "a story leaves out the teaser of its older neighbour",
        'parts.teaser_prints[older] if older is not None else b"none",',
        "",
        "incremental: title",
        FINGERPRINTS,
    ),
    bug(
        "fingerprint",
        "a story leaves out the targets of its links",
        ".urls, targets)).encode()",
        ".urls,)).encode()",
        "incremental: links_to_it",
        FINGERPRINTS,
        machine=False,
    ),
    bug(
        "fingerprint",
        "a story leaves out what its languages share",
        "post.original.digest.encode(),",
        "",
        "incremental: languages_share",
        FINGERPRINTS,
        machine=False,
    ),
    bug(
        "fingerprint",
        "a story leaves out its text",
        "            card.digest.encode(),",
        "",
        "incremental: of_the_body",
        FINGERPRINTS,
        machine=False,
    ),
    bug(
        "fingerprint",
        "a story leaves out its speakers",
        'parts.speakers_print(language, post) if post.speakers else b"",',
        'b"",',
        "incremental: speaker",
        FINGERPRINTS,
        machine=False,
    ),
    bug(
        "fingerprint",
        "a story leaves out how its text was parsed",
        "options = repr(ParseOptions.of(parts.config)).encode()",
        'options = b""',
        "incremental: engine",
        FINGERPRINTS,
        machine=False,
    ),
    bug(
        "fingerprint",
        "a listing leaves out how many stories it has",
        "word, count, total))",
        "word, count))",
        "incremental: how_many",
        FINGERPRINTS,
    ),
    bug(
        "fingerprint",
        "a teaser leaves out its regions",
        "self.refs_print(post.regions, code),",
        "",
        "incremental: region",
        FINGERPRINTS,
        machine=False,
    ),
    bug(
        "fingerprint",
        "a page leaves out the site's title and menu",
        "fingerprint((self.site_prints[language], head, content))",
        "fingerprint((head, content))",
        "incremental: title_of_the_site",
        FINGERPRINTS,
    ),
    bug(
        "fingerprint",
        "a template's digest leaves out what it includes",
        "if each not in needed:",
        "if not needed:",
        "incremental: template_renders",
    ),
    bug(
        "manifest",
        "the digest of the template is not compared",
        "elif known.template != template:",
        "elif not known.template:",
        "incremental: template_renders",
    ),
    bug(
        "manifest",
        "the program is not compared",
        "current = folder.manifest.salt == salt",
        "current = True",
        "incremental: another_program_made",
        machine=False,
    ),
    bug(
        "manifest",
        "one file that no page makes any more stays",
        "if path not in planned))",
        "if path not in planned)[1:])",
        "incremental: deleted_story",
    ),
    bug(
        "manifest",
        "the bytes of outputs are not checked",
        "differing = difference(outputs, path, known.digest)",
        "differing = None",
        "incremental: deleted_or_edited",
    ),
    bug(
        "manifest",
        "a damaged manifest is believed",
        "body = unseal(sealed) if",
        "body = sealed[16:] if",
        "faults: manifest",
        machine=False,
    ),
    bug(
        "manifest",
        "a folder of somebody else's is taken",
        'raise OutputError(error("output-not-ours", self.shown))',
        "pass",
        "faults: somebody_else",
        machine=False,
    ),
    bug(
        "cache",
        "results of other options are used",
        "repr((options, cache.salt))",
        "repr(cache.salt)",
        "cache: other_options",
        machine=False,
    ),
    bug(
        "cache",
        "results of another program are used",
        "repr((options, cache.salt))",
        "repr(options)",
        "cache: another_program",
        machine=False,
    ),
    bug(
        "cache",
        "a result is found by its path alone",
        "if digest == known:",
        "if known:",
        "incremental: of_the_body",
    ),
    bug(
        "cache",
        "findings are not kept with results",
        "record = Record(None, digest, parsed.diagnostics, parsed.card",
        "record = Record(None, digest, (), parsed.card",
        "incremental: findings",
    ),
    bug(
        "cache",
        "texts are not checked",
        "return data if _check(data) == place.check else None",
        "return data",
        "cache: damage or texts",
        machine=False,
    ),
    bug(
        "cache",
        "the index is not checked",
        "decoded(unseal(data), tuple[str, dict[str, Record]])",
        "decoded(data[16:], tuple[str, dict[str, Record]])",
        "cache: flipped or damage or cut_short",
        machine=False,
    ),
    bug(
        "cache",
        "a profile that is lost is taken for an empty one",
        "    if data is None:\n        lost.append(path)",
        "",
        "cache: damage",
        machine=False,
    ),
    bug(
        "cache",
        "texts are deleted while another build reads them",
        "alone = self._alone()",
        "alone = True",
        "cache: in_the_middle",
        machine=False,
    ),
    bug(
        "cache",
        "texts are mixed up when packs are put together",
        "zip(moving, places, strict=True)",
        "zip(moving, reversed(places), strict=True)",
        "cache: put_together",
        machine=False,
    ),
    bug(
        "cache",
        "the types of what is decoded are not checked",
        "msgpack.decode(data, type=kind)",
        "msgpack.decode(data)",
        "codec: other_types or hold_anything",
        machine=False,
    ),
    bug(
        "cache",
        "texts are read from anywhere",
        "if name != self.name or not _names_packs(index):",
        "if name != self.name:",
        "cache: packs_only",
        machine=False,
    ),
    bug(
        "cache",
        "a plan may lead out of the output",
        "return sections if name == salt and all_inside(paths) else {}",
        "return sections if name == salt else {}",
        "sections: names_files",
        machine=False,
    ),
    bug(
        "cache",
        "compiled templates are taken from a folder of the site",
        "not folder.is_relative_to(site.resolve())",
        "True",
        "bytecode: made_up or where",
        machine=False,
    ),
    bug(
        "cache",
        "compiled templates are taken from a folder that others can write into",
        "not status.st_mode & 0o077",
        "True",
        "bytecode: private",
        machine=False,
    ),
    bug(
        "stamps",
        "the time of the last change is left out",
        STAMP,
        STAMP.replace("status.st_ctime_ns", "0"),
        "incremental: size",
        times=2,
    ),
    bug(
        "stamps",
        "a file that has just changed is trusted",
        "FINE_GAP, COARSE_GAP = 50_000_000,",
        "FINE_GAP, COARSE_GAP = -(10**18),",
        "incremental: same_tick",
        machine=False,
    ),
    bug(
        "stamps",
        "a story that was read once is not looked at again",
        "known.stamp is not None and known.stamp == entry.stamp",
        "known.stamp is not None",
        "incremental: keeps_size",
    ),
    bug(
        "stamps",
        "the stamp of an output is trusted whatever it should hold",
        'return None if known[1] == digest else "edited"',
        "return None",
        "incremental: brought_back",
        machine=False,
    ),
    bug(
        "stamps",
        "with nothing changed, time is forgotten",
        "or not state.not_before <= now < state.not_after",
        "",
        "incremental: another_kind",
    ),
    bug(
        "stamps",
        "with nothing changed, the output is not looked at",
        'plain_stamp(os.lstat(f"{output}/{path}")) == seen[0] for path',
        "True for path",
        "incremental: any_change",
    ),
    bug(
        "stamps",
        "outputs that look otherwise are not read again",
        "now = known if known[0] == plain_stamp(status) else _read(root, path, status)",
        "now = known",
        "incremental: deleted_or_edited",
    ),
    bug(
        "stamps",
        "outputs that have gone meanwhile do not travel from the process that looks",
        "if path not in gone}",
        "}",
        "looking: finds_what_this_one_does",
    ),
    bug(
        "stamps",
        "texts that look otherwise are taken to be as they were",
        "elif known is not None and known.digest == digests.get(entry.path):",
        "elif known is not None and entry.path in digests:",
        "looking: finds_what_this_one_does",
        "incremental: edit",
    ),
    bug(
        "stamps",
        "with nothing changed, a story that has gone is not missed",
        "return found == len(content)",
        "return True",
        "incremental: any_change",
    ),
    bug(
        "stamps",
        "with nothing changed, other options are not",
        "state.request != request or",
        "",
        "incremental: another_kind",
        machine=False,
    ),
    bug(
        "commit",
        "the manifest is put in place before the files",
        'write_own(self.meta / "intent.new", intent.encoded(), durable)',
        'os.replace(self.meta / "manifest.new", self.meta / "manifest")\n'
        '        write_own(self.meta / "intent.new", intent.encoded(), durable)',
        "faults: order or killed_anywhere",
    ),
    bug(
        "commit",
        "no intent is written",
        'os.replace(self.meta / "intent.new", self.meta / "intent")',
        "pass",
        "faults: order or killed_anywhere",
    ),
    bug(
        "commit",
        "the intent goes before the files are in place",
        "for path in deletions:",
        '(self.meta / "intent").unlink(missing_ok=True)\n        for path in deletions:',
        "faults: order or killed_anywhere",
    ),
    bug(
        "commit",
        "the output is changed before all is staged",
        "workers = request.workers(len(waiting))",
        '(request.output / "robots.txt").unlink(missing_ok=True)\n'
        "    workers = request.workers(len(waiting))",
        "faults: killed_anywhere or write-ENOSPC",
    ),
    bug(
        "commit",
        "files are not made durable",
        "        stage.sync()\n",
        "",
        "faults: order",
        machine=False,
    ),
    bug(
        "commit",
        "a folder in the place of a file is found too late",
        " or self._is_in_the_way(path)",
        "",
        "faults: in_the_place_of_a_page",
        machine=False,
    ),
    bug(
        "commit",
        "folders that have become empty stay",
        "        for folder in sorted({os.path.dirname(path) for path in deletions}, reverse=True):",
        "        for folder in ():",
        "faults: put_into_the_output_folder",
    ),
    bug(
        "recovery",
        "what was begun is dropped instead of finished",
        "self._check_folders(intent)\n                    self._carry_out(intent)",
        'remove(self.meta / "intent")',
        "faults: killed_anywhere",
    ),
    bug(
        "recovery",
        "what is done already is an error",
        "remove(root + path)",
        "os.unlink(root + path)",
        "faults: killed_anywhere",
    ),
    bug(
        "recovery",
        "folders that were made for what is dropped stay",
        "for folder in sorted({os.path.dirname(path) for path in planned.files}) if planned else ():",
        "for folder in ():",
        "faults: made_for_what_is_dropped",
    ),
    bug(
        "recovery",
        "an unfinished output is nothing to do",
        'for name in ("intent", "holder", "foreign")',
        'for name in ("holder", "foreign")',
        "incremental: any_change",
        machine=False,
    ),
    bug(
        "stranger",
        "a manifest names what is not in its folder",
        "if not all_inside(files):",
        "if False:",
        "output: manifest_deletes",
        machine=False,
    ),
    bug(
        "stranger",
        "an intent moves what is not in the stage",
        "if inside and staged else None",
        "if inside else None",
        "output: intent_reaches",
        machine=False,
    ),
    bug(
        "stranger",
        "a folder that is a link is entered",
        "if folder and is_link(status):",
        "if False:",
        "output: linked_folder or through_a_link",
        machine=False,
    ),
    bug(
        "stranger",
        "a file is written into the one that has its name",
        "    remove(path)\n    create(path, data, durable)",
        "    open(path, 'wb').write(data)",
        "output: own_files",
        machine=False,
    ),
    bug(
        "stranger",
        "files that nobody knows are told of once",
        "        if folder.damaged and not folder.is_preview:\n            folder.mark(True)",
        "        folder.mark(folder.damaged)",
        "output: taken_down",
        machine=False,
    ),
    bug(
        "stranger",
        "a folder that cannot be written to is found when half of the site is new",
        "elif not os.access(self.root / above, os.W_OK | os.X_OK):",
        "elif False:",
        "output: somebody_elses",
        machine=False,
    ),
    bug(
        "lock",
        "nobody holds it",
        "return fcntl.flock(self._lock, fcntl.LOCK_EX | fcntl.LOCK_NB)",
        "return None",
        "faults: lock or two_builds_at_once",
        machine=False,
    ),
    bug(
        "lock",
        "it is kept when the build is done",
        '(self.meta / "holder").unlink(missing_ok=True)',
        "return",
        "faults: lock",
    ),
    bug(
        "lock",
        "its holder is not named",
        'write_own(self.meta / "holder", str(os.getpid()).encode())',
        "pass",
        "faults: lock or two_builds_at_once",
        machine=False,
    ),
    bug(
        "workers",
        "they outlive a build that is killed",
        "initializer=_end_with_parent",
        "initializer=None",
        "faults: several_processes and KILL",
        machine=False,
    ),
    bug(
        "workers",
        "the last results are dropped",
        "    while waiting:\n",
        "    while len(waiting) > 1:\n",
        "workers",
    ),
    bug(
        "workers",
        "Ctrl-C ends them in the middle of a page",
        "signal.pthread_sigmask(signal.SIG_BLOCK, {signal.SIGINT})",
        "signal.pthread_sigmask(signal.SIG_BLOCK, set())",
        "faults: several_processes and INT",
        machine=False,
    ),
    bug(
        "spared",
        "a list is finished although the next block goes on with it",
        " and (kind is not _Kind.LIST or len(run) == 1)",
        "",
        "python_markdown: certain",
        machine=False,
    ),
    bug(
        "spared",
        "quotations and lists are finished whatever stands beside them",
        "all(other is not _Kind.UNKNOWN for other, _ in runs[max(0, number - 1) : number + 2])",
        "True",
        "python_markdown: certain",
        machine=False,
    ),
    bug(
        "spared",
        "a paragraph is finished although a line of it ends with a line break",
        r'[^\n]*+(?<!  )"',
        r'[^\n]*+"',
        "python_markdown: certain",
        machine=False,
    ),
    bug(
        "spared",
        "a heading keeps the signs at its end",
        r"([^\s#][^\n#]*)",
        r"([^\s#][^\n]*)",
        "python_markdown: certain",
        machine=False,
    ),
    bug(
        "spared",
        "emphasis may begin with a space",
        r"([^\s*](?:[^*]*[^\s*])?)",
        r"([^*]+)",
        "python_markdown: certain",
        machine=False,
    ),
    bug(
        "spared",
        "a link may be a picture",
        r"\[(?<!!\[)([^][*^\s]",
        r"\[([^][*^\s]",
        "python_markdown: certain",
        machine=False,
    ),
    bug(
        "spared",
        "every numbered list says where it starts",
        'start not in (None, "1")',
        "start is not None",
        "python_markdown: certain",
        machine=False,
    ),
    bug(
        "spared",
        "a plain value in front matter may hold a key of its own",
        r":(?=[^ \n])|",
        r":|",
        "properties: without_the_library",
        machine=False,
    ),
    bug(
        "spared",
        "the last of two keys of one name counts",
        "if found is None or found[1] in entries:",
        "if found is None:",
        "properties: without_the_library",
        machine=False,
    ),
    bug(
        "spared",
        "the place of an item is counted from the list",
        "item.start() - start + 1",
        "item.start() - at + 1",
        "properties: without_the_library",
        machine=False,
    ),
    bug(
        "spared",
        "an author's own HTML is not sanitised where it looks harmless",
        'if "<" in text or "&" in text:',
        'if "&" in text:',
        "markup: sanitiser",
        machine=False,
    ),
    bug(
        "spared",
        "an address that cannot be is not sanitised",
        r"(?:[a-z0-9]++(?>(?:-[a-z0-9]++)*)\.)+[a-z]{2,}",
        r"[a-z0-9.-]+",
        "markup: sanitiser",
        machine=False,
    ),
)


class Outcome(NamedTuple):
    """What the tests said."""

    found_by: str
    """The first test that failed; empty: none did."""
    sequences: int
    """Of the machine until it found the bug; 0: it did not, or was not asked."""
    seconds: float


class PlantingError(Exception):
    """A bug's piece of source is not there as often as it should be, or there are no such tests."""


def plant(package: Path, planted: Bug) -> dict[Path, str]:
    """Replace the bug's piece; returns the files as they were."""
    sources = {path: path.read_text("utf-8") for path in sorted(package.rglob("*.py"))}
    holding = {path: text for path, text in sources.items() if planted.old in text}
    count = sum(text.count(planted.old) for text in holding.values())
    if count != planted.times:
        raise PlantingError(
            f"its piece of source is there {count} times, not {planted.times}: {planted.old!r}"
        )
    for path, text in holding.items():
        path.write_text(text.replace(planted.old, planted.new), "utf-8")
    return holding


def run_tests(checkout: Path, selection: Sequence[str], **environment: str) -> tuple[str, str]:
    """The first test that fails (empty: none), and all that was printed."""
    command = [sys.executable, "-m", "pytest", "-n0", "-q", "-x", "--tb=line", "-p", "no:cacheprovider"]
    variables = {**os.environ, "PYTHONDONTWRITEBYTECODE": "1", **environment}
    try:
        done = subprocess.run(
            [*command, *selection],
            cwd=checkout,
            env=variables,
            capture_output=True,
            text=True,
            check=False,
            timeout=PATIENCE,
        )
    except subprocess.TimeoutExpired:
        return f"{' '.join(selection)} (does not end)", ""
    failed = re.search(r"^(?:FAILED|ERROR) (?:tests/)?([^\s[]+)", done.stdout, re.MULTILINE)
    if failed:
        return failed[1].removeprefix("test_"), done.stdout
    if done.returncode:
        raise PlantingError(f"pytest {' '.join(selection)} could not run:\n{done.stdout}{done.stderr}")
    return "", done.stdout


def selection_of(test: str) -> tuple[str, ...]:
    """``file: expression`` as pytest's arguments."""
    file, _, expression = test.partition(": ")
    path = f"tests/test_{file}.py"
    return (path, "-k", expression) if expression else (path,)


def look_for(checkout: Path, planted: Bug) -> Outcome:
    """Run the tests that should find a bug that has been planted, and the machine."""
    began = time.perf_counter()
    found = ""
    for test in planted.tests:
        found, _ = run_tests(checkout, selection_of(test))
        if found:
            break
    sequences = 0
    if planted.machine:
        machine = selection_of("equivalence: incremental_is_clean")
        failed, printed = run_tests(checkout, machine, WARTA_SEQUENCES=str(SEQUENCES))
        if failed:
            sequences = sum(int(number) for number in re.findall(r"(\d+) (?:shorter )?sequences", printed))
    return Outcome(found, sequences, time.perf_counter() - began)


def row(planted: Bug, outcome: Outcome) -> str:
    """One line of the table."""
    machine = "—" if not planted.machine else str(outcome.sequences or f"not in {SEQUENCES}")
    found = f"`{outcome.found_by}`" if outcome.found_by else "not found"
    return f"| {planted.area} | {planted.what} | {found} | {machine} | {outcome.seconds:.0f} |"


def chosen(words: Sequence[str]) -> Iterator[Bug]:
    """The bugs whose area or name has one of the words; all without any."""
    for planted in BUGS:
        if not words or any(word in f"{planted.area} {planted.what}" for word in words):
            yield planted


def without_bugs(bugs: Sequence[Bug]) -> Iterator[tuple[str, ...]]:
    """All the tests of some bugs, file by file: one that fails without any bug finds nothing."""
    expressions: dict[str, set[str]] = {}
    for test in (test for each in bugs for test in each.tests):
        file, _, expression = test.partition(": ")
        expressions.setdefault(file, set()).add(expression or "test")
    for file, found in sorted(expressions.items()):
        yield selection_of(f"{file}: {' or '.join(sorted(found))}")


def main() -> int:
    """Plant, look, and tell."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawTextHelpFormatter)
    parser.add_argument("words", nargs="*", help="plant only bugs with one of these words")
    parser.add_argument("--write", action="store_true", help="write the table into planted_bugs.md")
    parser.add_argument("--quick", action="store_true", help="leave the equivalence machine out")
    options = parser.parse_args()
    bugs = tuple(each._replace(machine=each.machine and not options.quick) for each in chosen(options.words))
    lines = [
        "| area | bug | found by | sequences of the machine | seconds |",
        "| --- | --- | --- | --- | --- |",
    ]
    print("\n".join(lines), flush=True)
    missed = 0
    with temporary_folder() as folder:
        for name in COPIED:
            if (ROOT / name).is_dir():
                shutil.copytree(ROOT / name, folder / name, ignore=shutil.ignore_patterns("__pycache__"))
            else:
                shutil.copyfile(ROOT / name, folder / name)
        for planted in bugs:
            before: dict[Path, str] = {}
            try:
                before = plant(folder / "generator" / "warta", planted)
                outcome = look_for(folder, planted)
            except PlantingError as problem:
                print(f"{planted.area}, {planted.what}: {problem}", file=sys.stderr, flush=True)
                missed += 1
                continue
            finally:
                for path, text in before.items():
                    path.write_text(text, "utf-8")
            missed += not outcome.found_by
            lines.append(row(planted, outcome))
            print(lines[-1], flush=True)
        for selection in without_bugs(bugs):
            failed, _ = run_tests(folder, selection)
            if failed:
                print(f"{failed} fails without any bug", file=sys.stderr)
                missed += 1
    if options.write and not (options.words or options.quick or missed):
        text, mark, _ = TABLE.read_text("utf-8").partition(MARK)
        TABLE.write_text(f"{text}{mark}\n\n" + "\n".join(lines) + "\n", "utf-8")
    print(f"{len(bugs)} bugs, {missed} not planted, not found or found by a test that fails without them")
    return 1 if missed else 0


if __name__ == "__main__":
    sys.exit(main())
