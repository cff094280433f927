"""Templates compiled to faster code, by public extension points of Jinja. The bytes are the same without it.

:data:`FAST` is the switch; ``tests/test_sandbox.py`` compares both ways.
"""

from __future__ import annotations

import types
from collections import deque
from collections.abc import Iterable
from typing import Any

from jinja2 import nodes
from jinja2.compiler import CodeGenerator, Frame
from jinja2.runtime import Context, Macro

__all__ = ["FAST", "FastCodeGenerator", "call"]

FAST = True

_GUARDED = frozenset(
    name
    for kind in (
        *(list, dict, set, deque, type, types.FunctionType, types.MethodType, types.BuiltinMethodType),
        *(types.GeneratorType, types.CoroutineType, types.AsyncGeneratorType),
        *(types.CodeType, types.FrameType, types.TracebackType),
    )
    for name in dir(kind)
) | {"format", "format_map"}
"""What the sandbox may have to refuse: attributes of what changes, runs, or leads to Python itself."""

_NOTHING_TO_ESCAPE = "not (" + " or ".join(f"{sign!r} in shown" for sign in "&<>'\"") + ")"
"""``escape`` would leave the text as it is. A regular expression takes more than twice as long."""


def call(context: Context, function: Any, /, *arguments: Any, **named: Any) -> Any:
    """Call a function from a template; of those that templates are given, only macros want the context.

    Jinja asks each function anew what it wants, and the sandbox whether it is marked as unsafe: none is.
    """
    if type(function) is Macro:
        return function(context.eval_ctx, *arguments, **named)
    return function(*arguments, **named)


class FastCodeGenerator(CodeGenerator):
    """Jinja's, with the usual case of what templates do most done in place, without a call of Python's."""

    def blockvisit(self, nodes: Iterable[nodes.Node], frame: Frame) -> None:
        """A template and each of its blocks gives one text, not one for every piece of it."""
        outermost = frame.buffer is None
        if outermost:
            self.buffer(frame)
        super().blockvisit(nodes, frame)
        if outermost:
            self.writeline(f"yield concat({frame.buffer})")

    def visit_Getattr(self, node: nodes.Getattr, frame: Frame) -> None:  # noqa: N802 - Jinja's name
        """An attribute that is there and harmless whosever it is; the environment judges the others."""
        if node.attr in _GUARDED or node.attr.startswith("_"):
            super().visit_Getattr(node, frame)
            return
        self.write("(found if (found := getattr(owner := ")
        self.visit(node.node, frame)
        self.write(
            f", {node.attr!r}, missing)) is not missing else environment.getattr(owner, {node.attr!r}))"
        )

    def visit_Call(self, node: nodes.Call, frame: Frame, *_: bool, **forward: bool) -> None:  # noqa: N802 - Jinja's name
        """Without the variables of loops and blocks, which only functions that want the context are given."""
        self.write("environment.fast_call(context, ")
        self.visit(node.node, frame)
        self.signature(node, frame, {"caller": "caller"} if forward.get("forward_caller") else None)
        self.write(")")

    def visit_Output(self, node: nodes.Output, frame: Frame) -> None:  # noqa: N802 - Jinja's name
        """A text with nothing to escape, as nearly all are, is put out as it is."""
        context = frame.eval_ctx
        if frame.buffer is None or context.volatile or not context.autoescape or self.environment.finalize:
            super().visit_Output(node, frame)
            return
        if frame.require_output_check:
            if self.has_known_extends:
                return
            self.writeline("if parent_template is None:")
            self.indent()
        self.writeline(f"{frame.buffer}.extend((")
        self.indent()
        for child in node.nodes:
            self.newline(child)
            if isinstance(child, nodes.TemplateData):
                self.write(f"{child.data!r},")
            else:
                self.write("(shown if (kind := type(shown := ")
                self.visit(child, frame)
                self.write(f")) is Markup or kind is str and {_NOTHING_TO_ESCAPE} else escape(shown)),")
        self.outdent()
        self.writeline("))")
        if frame.require_output_check:
            self.outdent()
