"""Where the time of a clean build goes, by module."""

from __future__ import annotations

import pstats
import shutil
import tempfile
from pathlib import Path

from bench.measure import run_program
from bench.scenarios import Contender

__all__ = ["shares"]

SHOWN = 12
PROGRAM = """
import cProfile, sys
file = sys.argv.pop(1)
profile = cProfile.Profile()
profile.enable()
from warta.cli import main
status = main()
profile.disable()
profile.dump_stats(file)
sys.exit(status)
"""
"""The command ends its process without leaving Python in order, so that the profiler has to be told when."""


def shares(contender: Contender) -> list[tuple[str, float, float]]:
    """(module, seconds, share) of a clean Warta build in one process, under the profiler; the largest first.

    The profiler slows calls of Python functions down, so modules of many small
    functions look worse than they are. What built-in functions take counts for
    their callers.
    """
    for name in (contender.output, *contender.caches):
        shutil.rmtree(contender.site / name, ignore_errors=True)
    with tempfile.TemporaryDirectory() as folder:
        file = f"{folder}/profile"
        python, *rest = contender.command
        given = rest[rest.index("--site") : rest.index("--jobs")]
        command = [python, "-c", PROGRAM, file, *given, "--jobs", "1"]
        run_program(command, contender.folder, contender.environment)
        # The annotations of pstats leave out what its documentation promises: a table of all functions.
        table = pstats.Stats(file).__dict__["stats"]
    seconds: dict[str, float] = {}
    for (path, _, name), (_, _, own, _, callers) in table.items():
        if path != "~":
            seconds[_module(path, name)] = seconds.get(_module(path, name), 0.0) + own
            continue
        for (caller, _, caller_name), (_, _, own_there, _) in callers.items():
            module = _module(caller, caller_name)
            seconds[module] = seconds.get(module, 0.0) + own_there
    total = sum(seconds.values())
    ranked = sorted(seconds.items(), key=lambda item: -item[1])
    return [(module, spent, spent / total) for module, spent in ranked[:SHOWN]]


def _module(path: str, function: str) -> str:
    """The name to count a function under: ``warta.pages.plan``, ``jinja2``."""
    parts = Path(path).parts
    if path == "~":
        return function
    if "warta" in parts and "site-packages" not in parts:
        return ".".join(Path(path).with_suffix("").parts[parts.index("warta") :])
    if "site-packages" in parts:
        package = parts[parts.index("site-packages") + 1]
        return package.removesuffix(".py")
    if path.endswith((".html", ".xml", ".txt")) or path.startswith("<template"):
        return "templates"
    if path.startswith("<frozen importlib"):
        return "Python's imports"
    return f"Python's {parts[-2] if parts[-1] == '__init__.py' and len(parts) > 1 else Path(path).stem}"
