"""Every regular expression of the package, and texts that would make each of them slow.

Expressions are found in the source, not at run time: each call of ``re`` is read, its pattern evaluated among
the names of its module. Where a pattern is put together from arguments, the test has to say from which.
"""

from __future__ import annotations

import ast
import itertools
import random
import re
import time
from collections.abc import Callable, Iterable, Iterator, Mapping
from functools import cache
from importlib import import_module
from math import inf
from pathlib import Path
from typing import Any, NamedTuple

SOURCES = Path(__file__).resolve().parent.parent / "generator"
FLAGS_AT = {"compile": 1, "split": 3, "sub": 4, "subn": 4}
"""Where a function takes flags; all others take them in the third place."""
FUNCTIONS = frozenset("compile match search fullmatch findall finditer split sub subn".split())
HARMLESS = frozenset("escape Pattern Match RegexFlag error IGNORECASE DOTALL MULTILINE VERBOSE ASCII".split())
"""What else of ``re`` may be used."""
ANYWHERE = "finditer"
"""Stands for all methods that go through the whole text."""


class Expression(NamedTuple):
    """A regular expression and how it is used."""

    where: str
    pattern: re.Pattern[str] | re.Pattern[bytes]
    method: str
    """``match``, ``fullmatch``, ``search`` or :data:`ANYWHERE`."""


@cache
def _sources() -> Mapping[str, tuple[ast.AST, ...]]:
    """Modules by name, each as all that is in it: to walk a tree takes longer than to parse it."""
    found = {}
    for path in sorted(SOURCES.rglob("*.py")):
        if path.name == "__main__.py":
            continue
        parts = path.relative_to(SOURCES).with_suffix("").parts
        found[".".join(parts).removesuffix(".__init__")] = tuple(ast.walk(ast.parse(path.read_text())))
    return found


def forget() -> None:
    """Let go of the trees of all modules, through which every collection of garbage would have to look."""
    _sources.cache_clear()


def _calls(nodes: Iterable[ast.AST]) -> Iterator[ast.Call]:
    for node in nodes:
        if isinstance(node, ast.Call) and _function(node) in FUNCTIONS:
            yield node


def _function(call: ast.Call) -> str:
    """The function of ``re`` that is called; ``expression`` compiles too, later."""
    match call.func:
        case ast.Attribute(ast.Name("re"), name):
            return name
        case ast.Name("expression"):
            return "compile"
    return ""


class _Word(str):
    """Stands for what a pattern is put together from: a word, a list of them, or what has one."""

    __slots__ = ()

    def __getattr__(self, _: str) -> str:
        return str(self)


def _evaluated(node: ast.expr, names: Mapping[str, Any]) -> Any:
    """The value of an expression among the names of its module; a name that is not there gives a word."""
    code, known = compile(ast.Expression(node), "<pattern>", "eval"), dict(names)
    while True:
        try:
            return eval(code, known)
        except NameError as problem:
            if problem.name is None or problem.name in known:
                raise
            known[problem.name] = _Word("kata")


def strays() -> Iterator[str]:
    """Uses of regular expressions that are not a plain call of ``re``, which would escape these tests."""
    for module, nodes in _sources().items():
        called = {id(call.func) for call in _calls(nodes)}
        for node in nodes:
            if isinstance(node, ast.Import) and any(
                name.name in {"re", "regex"} and name.asname for name in node.names
            ):
                yield f"{module}:{node.lineno}: another name for re"
            if isinstance(node, ast.ImportFrom) and node.module in {"re", "regex"}:
                yield f"{module}:{node.lineno}: from re import"
            if (
                isinstance(node, ast.Attribute)
                and isinstance(node.value, ast.Name)
                and node.value.id == "re"
                and id(node) not in called
                and node.attr not in HARMLESS
            ):
                yield f"{module}:{node.lineno}: re.{node.attr}"


def expressions(samples: Mapping[str, Mapping[str, Any] | Callable[[], list[Any]]]) -> Iterator[Expression]:
    """All of the package.

    ``samples`` says what calls are given whose patterns depend on arguments in a way that matters: module →
    arguments by their names, or a function that gives the patterns that are handed over whole.
    """
    methods = _methods()
    for module, nodes in _sources().items():
        if module == "warta.expressions":  # compiles what others give it
            continue
        names = vars(import_module(module))
        bound = {
            id(node.value): target.id
            for node in nodes
            if isinstance(node, ast.Assign | ast.AnnAssign)
            and isinstance(
                target := node.target if isinstance(node, ast.AnnAssign) else node.targets[0], ast.Name
            )
        }
        for call in _calls(nodes):
            where, function = f"{module}:{call.lineno}", _function(call)
            sample = samples.get(module, {})
            built = isinstance(call.args[0], ast.Name) and call.args[0].id not in names
            if callable(sample) and built:
                patterns = sample()
            else:
                patterns = [_evaluated(call.args[0], names if callable(sample) else {**names, **sample})]
            given = [keyword.value for keyword in call.keywords if keyword.arg == "flags"]
            given += call.args[FLAGS_AT.get(function, 2) :]
            flags = _evaluated(given[0], names) if given else 0
            method = (
                methods.get((module, bound.get(id(call), "")), ANYWHERE)
                if function == "compile"
                else function
            )
            if method not in {"match", "fullmatch", "search"}:
                method = ANYWHERE
            for pattern in patterns:
                yield Expression(
                    where, pattern if isinstance(pattern, re.Pattern) else re.compile(pattern, flags), method
                )


def _methods() -> dict[tuple[str, str], str]:
    """Module and name of a compiled expression → the one method it is used with, else :data:`ANYWHERE`."""
    uses: dict[tuple[str, str], set[str]] = {}
    for module, nodes in _sources().items():
        origin = {
            alias.asname or alias.name: (node.module or "", alias.name)
            for node in nodes
            if isinstance(node, ast.ImportFrom)
            for alias in node.names
        }
        attributes = {id(node.value): node.attr for node in nodes if isinstance(node, ast.Attribute)}
        # Called from a place in the text on, an expression may be tried at each of them.
        placed = {
            id(node.func.value)
            for node in nodes
            if isinstance(node, ast.Call) and isinstance(node.func, ast.Attribute) and len(node.args) > 1
        }
        for node in nodes:
            if isinstance(node, ast.Name) and isinstance(node.ctx, ast.Load):
                method = ANYWHERE if id(node) in placed else attributes.get(id(node), ANYWHERE)
                uses.setdefault(origin.get(node.id, (module, node.id)), set()).add(method)
    return {key: found.pop() if len(found) == 1 else ANYWHERE for key, found in uses.items()}


# --- Texts ------------------------------------------------------------------------------------------

_OF_CLASS = {"s": " ", "S": "x", "w": "a", "W": "-", "d": "1", "D": "x", "b": "", "B": "", "Z": "", "A": ""}
_ESCAPED = {"n": "\n", "t": "\t", "r": "\r", "x": "x", "f": "\f", "v": "\v"}
_TOKEN = re.compile(
    r"\\(?P<escaped>.)|\(\?(?:P<\w+>|[<!=:>a-zA-Z-]+)|(?P<sign>[()|?*+{}^$.\[\]])|(?P<letter>.)", re.DOTALL
)
_EVERYWHERE = " \n<a1-"
"""Tried with each expression: what texts are full of, and stands between what matches."""


def _pieces(pattern: str) -> list[str]:
    """Literal runs of a pattern's source, and each of its characters."""
    runs, run = [], ""
    for found in _TOKEN.finditer(pattern):
        if found["letter"]:
            run += found["letter"]
            continue
        if found["escaped"] is not None:
            character = found["escaped"]
            if character.isalnum() and character not in _ESCAPED:
                runs += [run, _OF_CLASS.get(character, character)]
                run = ""
            else:
                run += _ESCAPED.get(character, character)
            continue
        runs.append(run)
        run = ""
    return [piece for piece in dict.fromkeys([*runs, run]) if piece]


def texts_for(pattern: str, count: int) -> list[tuple[str, str, str]]:
    """What is tried: a beginning, what is repeated behind it, and an end.

    At most ``count``, those first that most often find something.
    """
    pieces = _pieces(pattern)
    letters = list(dict.fromkeys([*"".join(pieces), *_EVERYWHERE]))
    words = [piece for piece in pieces if len(piece) > 1]
    units = letters + words
    simple = [("", unit, "!") for unit in units]
    if count <= len(simple):
        return simple[:count]
    chance = random.Random(ascii(pattern))
    near = [(start, unit, end) for start in words for unit in letters for end in ("", "!")]
    pairs = ["".join(pair) for pair in itertools.permutations(units, 2)]
    several = ["".join(chance.choices(units, k=k)) for k in (3, 3, 3, 4, 4, 5, 6) for _ in range(40)]
    chance.shuffle(near)
    chance.shuffle(pairs)
    rest = [
        choice
        for choices in itertools.zip_longest(
            near, (("", unit, "!") for unit in pairs), (("", unit, "") for unit in several)
        )
        for choice in choices
        if choice is not None
    ]
    return [*simple, *rest][:count]


# --- Measuring --------------------------------------------------------------------------------------

FLOOR = 0.003
"""Seconds below which nothing is said."""
GROWTH = 9
"""Of the time for four times the length: 4 if it is linear, 16 if it is quadratic."""
LENGTHS = (*range(12, 65, 4), *range(72, 257, 8), 1024, 4096, 16_384, 65_536)
"""What is tried. Short ones first: an expression without any bound would not come back from a long text."""
SCREENED = 4096
"""The length up to which a text is tried at least."""


def _seconds(expression: Expression, text: str) -> float:
    pattern: Any = expression.pattern
    given: Any = text.encode() if isinstance(pattern.pattern, bytes) else text
    used = getattr(pattern, expression.method)
    before = time.thread_time()
    if expression.method == ANYWHERE:
        for _ in used(given):
            pass
    else:
        used(given)
    return time.thread_time() - before


def growth(expression: Expression, parts: tuple[str, str, str]) -> float:
    """How many times as long four times the length takes, where that is more than it may; else 0."""
    start, unit, end = parts
    times = dict.fromkeys(LENGTHS, 0.0)
    for length in LENGTHS:
        text = start + unit * (length // len(unit) + 1) + end
        times[length] = _seconds(expression, text)
        if times[length] > FLOOR:
            times[length] = min(times[length], *(_seconds(expression, text) for _ in range(2)))
        before = times.get(length // 4, 0.0)
        if times[length] > FLOOR and length <= 256:
            return inf
        if length > SCREENED and times[length] > GROWTH * before:
            return times[length] / before
        if length >= SCREENED and times[length] < FLOOR:
            break
    return 0.0
