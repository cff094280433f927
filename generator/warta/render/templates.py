"""Renders planned pages. Pure: the theme, the languages and the page's data in, bytes or a diagnostic out."""

from __future__ import annotations

import traceback
import types
from base64 import b64encode
from collections import deque
from collections.abc import Callable, Iterable, Mapping, MutableMapping, Sequence
from functools import lru_cache, partial
from hashlib import sha384
from typing import Any

import markupsafe
from jinja2 import FunctionLoader, StrictUndefined, Template, TemplateError, nodes
from jinja2.compiler import CodeGenerator, Frame
from jinja2.runtime import Context, Macro
from jinja2.sandbox import ImmutableSandboxedEnvironment
from markupsafe import Markup, escape

from warta.diagnostics.values import Diagnostic, Position, error
from warta.i18n.languages import Language
from warta.pages.data import Page
from warta.render.bytecode import SealedBytecode
from warta.render.filters import filters_of
from warta.render.json_ld import linked_data
from warta.render.writers import WRITERS, Work, body_html
from warta.theme.templates import Theme
from warta.views.site import Site

__all__ = ["Renderer"]

_escape_plain: Callable[[str], str] = getattr(markupsafe, "_escape_inner", escape)
"""``escape`` before it wraps its result; the library keeps it to itself, so it may go one day."""


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


class _CodeGenerator(CodeGenerator):
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

    def _output_child_pre(self, node: nodes.Expr, frame: Frame, finalize: Any) -> None:
        if _is_escaped(frame, finalize):
            self.write("(environment.escape_plain(shown) if type(shown := ")
        else:
            super()._output_child_pre(node, frame, finalize)

    def _output_child_post(self, node: nodes.Expr, frame: Frame, finalize: Any) -> None:
        if _is_escaped(frame, finalize):
            self.write(") is str else shown if type(shown) is Markup else escape(shown))")
        else:
            super()._output_child_post(node, frame, finalize)


def _is_escaped(frame: Frame, finalize: Any) -> bool:
    """Whether what is put out there is escaped, as the template's name decides once and for all."""
    return not frame.eval_ctx.volatile and bool(frame.eval_ctx.autoescape) and finalize.src is None


class _Context(Context):
    """Jinja's; only macros receive the evaluation context."""

    def call(self, function: Any, /, *args: Any, **kwargs: Any) -> Any:
        """Call a function from a template; Jinja itself asks each anew what it wants to be given."""
        kwargs.pop("_block_vars", None)
        kwargs.pop("_loop_vars", None)
        if type(function) is Macro:
            return function(self.eval_ctx, *args, **kwargs)
        return function(*args, **kwargs)


class _Environment(ImmutableSandboxedEnvironment):
    """Templates may be a stranger's: they get at what they are given, not at Python behind it."""

    code_generator_class: type[CodeGenerator] = _CodeGenerator
    context_class: type[Context] = _Context
    escape_plain = staticmethod(_escape_plain)
    call = staticmethod(_Context.call)  # type: ignore[assignment]  # nothing here is marked as unsafe to call

    def make_globals(self, d: MutableMapping[str, Any] | None) -> MutableMapping[str, Any]:
        """As a plain mapping: each page copies it, which takes Jinja's own ten times as long."""
        return {**self.globals, **(d or {})}


class Renderer:
    """Templates compiled once, for all pages of a build."""

    def __init__(
        self,
        theme: Theme,
        languages: Mapping[str, Language],
        sites: Mapping[str, Site],
        bytecode: SealedBytecode | None = None,
    ) -> None:
        self.theme = theme
        self.languages = languages
        self.sites = sites
        self._environments = {code: self._environment(languages[code], bytecode) for code in sites}
        self._fragments: dict[tuple[str, str], Markup] = {}
        self._shared = {code: self._functions(code) for code in sites}

    def _environment(self, language: Language, bytecode: SealedBytecode | None) -> _Environment:
        """What templates of one language are rendered in: its filters write dates and numbers."""
        environment = _Environment(
            loader=FunctionLoader(self._source),
            autoescape=lambda name: name is None or not name.endswith(".txt"),
            undefined=StrictUndefined,
            trim_blocks=True,
            lstrip_blocks=True,
            keep_trailing_newline=True,
            auto_reload=False,
            cache_size=-1,
            bytecode_cache=bytecode,
        )
        environment.filters.update(filters_of(language))
        return environment

    def render(self, page: Page, texts: Sequence[str]) -> tuple[bytes | None, Diagnostic | None]:
        """The bytes of a page. ``texts`` are the bodies of posts, their links still to be put in."""
        code = page.language
        site, language = self.sites[code], self.languages[code]
        bodies = [
            body_html(html, body, site, language) for html, body in zip(texts, page.bodies, strict=True)
        ]
        values = {**self._shared[code], "page": page.head, "view": page.view}

        def render(**more: Any) -> str:
            return self._template(code, page.template).render({**values, **more})

        try:
            written = WRITERS[page.writer](Work(page, site, language, bodies, render))
        except Exception as problem:
            if not page.template:
                raise
            return None, self._explain(problem, page)  # a template can raise anything
        return written.encode() if isinstance(written, str) else written, None

    def _template(self, code: str, name: str) -> Template:
        return self._environments[code].get_template(name)

    def _source(self, name: str) -> tuple[str, str, Callable[[], bool]] | None:
        """A template under its own name, so that a traceback tells which one failed."""
        source = self.theme.templates.get(name)
        return None if source is None else (source, name, lambda: True)

    def _functions(self, code: str) -> dict[str, Any]:
        language, site = self.languages[code], self.sites[code]
        assets = dict(site.assets)
        return {
            "site": site,
            "t": language.text,
            "t_count": language.count_text,
            "asset": assets.__getitem__,
            "integrity": lambda name: digest(self.theme.assets[name]),
            "digest": lambda text: digest(text.encode()),
            "json_ld": partial(linked_data, site),
            "fragment": partial(self._fragment, code),
        }

    def _fragment(self, code: str, name: str) -> Markup:
        """A template that depends on the site alone, rendered once per language."""
        made = self._fragments.get((code, name))
        if made is None:
            text = self._template(code, name).render(self._shared[code])
            made = self._fragments[code, name] = Markup(text)  # noqa: S704 - a template's own output
        return made

    def _explain(self, problem: Exception, page: Page) -> Diagnostic:
        """The template's line that failed, and the content file it failed for."""
        file, line = self.theme.files.get(page.template, f"templates/{page.template}"), 1
        if isinstance(problem, TemplateError) and getattr(problem, "lineno", None):
            file = self.theme.files.get(getattr(problem, "name", None) or page.template, file)
            line = problem.lineno  # type: ignore[attr-defined]  # only syntax errors have it
        else:
            for frame in traceback.extract_tb(problem.__traceback__):
                if frame.filename in self.theme.files:
                    file, line = self.theme.files[frame.filename], frame.lineno or 1
                elif frame.filename == "<template>" and frame.lineno:
                    line = frame.lineno
        message = f"{type(problem).__name__}: {problem}" if str(problem) else type(problem).__name__
        return error(
            "template-error", file, Position(line, 1), problem=message, page=page.source or "/" + page.path
        )


@lru_cache(maxsize=64)
def digest(data: bytes) -> str:
    """What a script has to hash to for a browser to run it, as ``integrity`` and the policy have it."""
    return "sha384-" + b64encode(sha384(data).digest()).decode()
