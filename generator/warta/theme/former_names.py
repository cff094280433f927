"""What templates of earlier versions use of listings and there is no longer, with the lines that use it."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from collections.abc import Set as AbstractSet

from jinja2 import nodes

from warta.diagnostics.values import Diagnostic, Position, error
from warta.expressions import expression
from warta.theme.syntax import parsed_template

__all__ = ["uses_of_former_names"]

FORMER_ATTRIBUTES = {"pager": ("number", "count", "previous", "next", "pages"), "view": ("total",)}
FORMER_TEXTS = ("page_number", "pager_page", "pager_position")
FORMER_MACROS = ("page_suffix",)

_WORDS = (*FORMER_ATTRIBUTES["pager"], *FORMER_ATTRIBUTES["view"], *FORMER_TEXTS, *FORMER_MACROS)
_FORMER = expression(rf"\b(?:{'|'.join(_WORDS)})\b")

Kinds = dict[str, str]
"""Name in a template → ``view`` or ``pager``, whichever it stands for."""


def uses_of_former_names(
    templates: Mapping[str, str], own: AbstractSet[str], folder: str
) -> Iterator[Diagnostic]:
    """Every use in the site's ``own`` templates; ``folder`` is where messages say that they lie.

    All can be parsed, and are where one of these has such a word: a macro elsewhere may be given a pager.
    """
    if not any(_FORMER.search(templates.get(name, "")) for name in own):
        return
    trees = {name: parsed_template(source) for name, source in templates.items()}
    kinds: dict[str, Kinds] = {name: {"view": "view", "pager": "pager"} for name in trees}
    macros: dict[str, list[tuple[str, nodes.Macro]]] = {}
    for name, tree in trees.items():
        for macro in tree.find_all(nodes.Macro):
            macros.setdefault(macro.name, []).append((name, macro))
    giving = {
        name: tuple(tree.find_all((nodes.Assign, nodes.With, nodes.Call))) for name, tree in trees.items()
    }
    while any(_learn(name, given, kinds, macros) for name, given in giving.items()):
        pass
    for name in sorted(own & trees.keys()):
        for former, line in _uses(trees[name], kinds[name]):
            yield error("template-former-name", f"{folder}/{name}", Position(line, 1), name=former)


def _kind(node: nodes.Node, kinds: Kinds) -> str:
    """``view`` or ``pager`` when an expression is one; else empty."""
    if isinstance(node, nodes.Name):
        return kinds.get(node.name, "")
    return "pager" if _attribute(node) == "pager" else ""


def _attribute(node: nodes.Node) -> str:
    """``b`` of ``a.b`` and ``a["b"]``."""
    if isinstance(node, nodes.Getattr):
        return node.attr
    if isinstance(node, nodes.Getitem) and isinstance(node.arg, nodes.Const):
        return str(node.arg.value)
    return ""


def _learn(
    name: str,
    giving: Iterable[nodes.Node],
    kinds: dict[str, Kinds],
    macros: Mapping[str, Iterable[tuple[str, nodes.Macro]]],
) -> bool:
    """Note names for views and pagers, also parameters of macros; whether any is new.

    ``giving``: what gives a value a name in the template ``name``. ``macros``: by name, with their templates.
    """
    before = sum(map(len, kinds.values()))
    for node in giving:
        if isinstance(node, nodes.Assign):
            _note([(node.target, node.node)], kinds[name], kinds[name])
        elif isinstance(node, nodes.With):
            _note(zip(node.targets, node.values, strict=True), kinds[name], kinds[name])
        elif isinstance(node, nodes.Call):
            called = node.node.name if isinstance(node.node, nodes.Name) else _attribute(node.node)
            given = {each.key: each.value for each in node.kwargs}
            for other, macro in macros.get(called, ()):
                named = [(arg, given[arg.name]) for arg in macro.args if arg.name in given]
                _note([*zip(macro.args, node.args, strict=False), *named], kinds[name], kinds[other])
    return sum(map(len, kinds.values())) > before


def _note(pairs: Iterable[tuple[nodes.Node, nodes.Node]], known: Kinds, kinds: Kinds) -> None:
    for target, value in pairs:
        kind = _kind(value, known)
        if kind and isinstance(target, nodes.Name):
            kinds.setdefault(target.name, kind)


def _uses(tree: nodes.Template, kinds: Kinds) -> Iterator[tuple[str, int]]:
    """Each use with its line."""
    for node in tree.find_all((nodes.Getattr, nodes.Getitem, nodes.Call)):
        attribute = _attribute(node)
        if isinstance(node, (nodes.Getattr, nodes.Getitem)):
            kind = _kind(node.node, kinds)
            if attribute in FORMER_ATTRIBUTES.get(kind, ()):
                yield f"{kind}.{attribute}", node.lineno
        elif isinstance(node, nodes.Call):
            called = node.node.name if isinstance(node.node, nodes.Name) else _attribute(node.node)
            text = node.args[0].value if node.args and isinstance(node.args[0], nodes.Const) else ""
            if called in ("t", "t_count") and text in FORMER_TEXTS:
                yield f't("{text}")', node.lineno
            elif called in FORMER_MACROS:
                yield called, node.lineno
