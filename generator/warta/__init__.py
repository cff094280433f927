"""Warta: a static site generator for agency news."""

from __future__ import annotations

__version__ = "0.1.0"
