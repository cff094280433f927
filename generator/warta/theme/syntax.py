"""A template's source as a tree, for those that look for something in it."""

from __future__ import annotations

from functools import lru_cache

from jinja2 import Environment, nodes

__all__ = ["parsed_template"]


@lru_cache(maxsize=256)
def parsed_template(source: str) -> nodes.Template:
    """The tree of a template, which is not to be changed. Raises TemplateSyntaxError."""
    return Environment(autoescape=True).parse(source)
