"""No regular expression of the package takes time that grows with the square of a text's length, or worse."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Any

import pytest

from tests.expressions import SOURCES, Expression, expressions, forget, growth, strays, texts_for
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


ROOMS = sorted(path.stem for path in (SOURCES / "warta").iterdir() if path.stem != "__pycache__")


@pytest.fixture(scope="module")
def everything() -> Iterator[list[Expression]]:
    found = list(expressions(SAMPLES))
    assert len(found) > 300
    assert {_room(each) for each in found} <= {*ROOMS}
    yield [each._replace(method=IN_TABLES.get(each.where.partition(":")[0], each.method)) for each in found]
    forget()


def _room(expression: Expression) -> str:
    return expression.where.partition(":")[0].split(".")[1]


def test_no_expression_escapes() -> None:
    assert not list(strays())


@pytest.mark.parametrize("room", ROOMS)
def test_an_expression_takes_time_in_proportion_to_the_text(everything: list[Expression], room: str) -> None:
    slow: dict[str, Any] = {}
    for expression in (each for each in everything if _room(each) == room):
        pattern = expression.pattern.pattern
        source = pattern if isinstance(pattern, str) else pattern.decode("latin-1")
        for parts in texts_for(source, TRIED):
            if times := growth(expression, parts):
                slow[expression.where] = (source, parts, times)
    assert not slow


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
