"""No regular expression of the package takes time that grows with the square of a text's length, or worse."""

from __future__ import annotations

import re
from typing import Any

import pytest

from tests.expressions import Expression, expressions, growth, strays, texts_for
from tests.faultlib import SOAK
from warta.checks.facts import abbreviations
from warta.importing.press import dates

TRIED = 400 if SOAK else 10
"""Texts for each expression."""


def _looked_for() -> list[Any]:
    """The expression with which an abbreviation's explanation is looked for."""
    found: list[Any] = []
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(re, "search", lambda pattern, _: found.append(pattern))
        abbreviations._in_brackets("PKK", "")
    return found


SAMPLES: dict[str, Any] = {
    "warta.markdown.annotations": {"names": ["PKK", "B&B"]},
    "warta.markdown.laws": {"written": ["Undang-Undang", "UU"]},
    "warta.checks.facts.abbreviations": _looked_for,
    "warta.importing.press.dates": lambda: list(dates._FORMS),
    "warta.media.downloads": {"pattern": r"Indonesia\s+Emas"},
}
"""For expressions that are put together from arguments with a form of their own: module → such arguments."""

IN_TABLES = {"warta.yaml.coercions": "fullmatch"}
"""Modules that keep expressions in a table, and how they use all of those."""


def everything() -> list[Expression]:
    found = list(expressions(SAMPLES))
    assert len(found) > 300
    return [each._replace(method=IN_TABLES.get(each.where.partition(":")[0], each.method)) for each in found]


def test_no_expression_escapes() -> None:
    assert not list(strays())


@pytest.mark.parametrize("expression", everything(), ids=lambda each: each.where)
def test_an_expression_takes_time_in_proportion_to_the_text(expression: Expression) -> None:
    pattern = expression.pattern.pattern
    source = pattern if isinstance(pattern, str) else pattern.decode("latin-1")
    slow = {parts: growth(expression, parts) for parts in texts_for(source, TRIED)}
    assert not {parts: times for parts, times in slow.items() if times}, source


@pytest.mark.parametrize(
    ("pattern", "method"),
    [
        (r"<[^>]*>", "finditer"),
        (r"\s*[,:]?\s*x", "search"),
        (r"(?:a+)+b", "match"),
        (r"<p>((?:[^<]+|<(?!/p>))*)</p>", "search"),
        (r"[\w-]*\d[\w-]*\.", "fullmatch"),
    ],
)
def test_a_slow_expression_is_found(pattern: str, method: str) -> None:
    slow = Expression("here", re.compile(pattern), method)
    assert any(growth(slow, parts) for parts in texts_for(pattern, 60))
