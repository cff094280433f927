"""Plant one bug at a time and see which test finds it; run by hand, from the top of the checkout.

The exit status is 1 when a bug could not be planted or was not found.
"""

from __future__ import annotations

import argparse
import sys
import time

from tests.planted.bugs import BUGS
from tests.planted.looking import HEAD, PlantingError, look_for, row, write_table


def main() -> int:
    """Plant, look, and tell."""
    parser = argparse.ArgumentParser(prog="python -m tests.planted", description=__doc__)
    parser.add_argument("words", nargs="*", help="plant only bugs whose area or name has one of the words")
    parser.add_argument("--write", action="store_true", help="write what was found into planted_bugs.md")
    parser.add_argument("--quick", action="store_true", help="leave the equivalence machine out")
    options = parser.parse_args()
    chosen = {
        name: bug
        for name, bug in BUGS.items()
        if not options.words or any(word in f"{name} {bug.area} {bug.what}" for word in options.words)
    }
    print(HEAD, flush=True)
    rows: dict[str, str] = {}
    for name, bug in chosen.items():
        began = time.perf_counter()
        try:
            found = look_for(name, machine=bug.machine and not options.quick)
        except PlantingError as problem:
            print(f"{name}: {problem}", file=sys.stderr, flush=True)
            continue
        line = row(name, found, time.perf_counter() - began)
        print(line, flush=True)
        if found.by:
            rows[name] = line
    if options.write:
        write_table(rows)
    missed = chosen.keys() - rows.keys()
    print(
        f"{len(chosen)} bugs, {len(missed)} not planted or not found"
        + ("" if not missed else f": {', '.join(sorted(missed))}")
    )
    return 1 if missed else 0


if __name__ == "__main__":
    sys.exit(main())
