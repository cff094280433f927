"""The program's own HTML pages, from the templates in ``data/pages``."""

from __future__ import annotations

from functools import partial

from jinja2 import Environment, FunctionLoader, StrictUndefined

from warta.diagnostics.catalogue import report_text
from warta.resources import packaged_text

__all__ = ["page"]

_TEMPLATES = Environment(
    loader=FunctionLoader(partial(packaged_text, "data/pages")),
    undefined=StrictUndefined,
    autoescape=True,
    trim_blocks=True,
    lstrip_blocks=True,
)


def page(template: str, language: str, **values: object) -> str:
    """A page in ``language``; its template has ``values``, and ``said(name)`` for the texts of reports."""

    def said(name: str, n: int = 1, **places: object) -> str:
        return report_text(name, language, n, **places)

    return _TEMPLATES.get_template(template).render(values, language=language, said=said)
