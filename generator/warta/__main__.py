"""``python -m warta`` is the ``warta`` command."""

from __future__ import annotations

from warta.cli import run

if __name__ == "__main__":
    run()
