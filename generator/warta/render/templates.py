"""Renders planned pages. Pure: the theme, the languages and the page's data in, bytes or a diagnostic out."""

from __future__ import annotations

import traceback
from base64 import b64encode
from collections.abc import Callable, Mapping, MutableMapping, Sequence
from functools import lru_cache, partial
from hashlib import sha384
from typing import Any

from jinja2 import FunctionLoader, StrictUndefined, Template, TemplateError
from jinja2.compiler import CodeGenerator
from jinja2.sandbox import ImmutableSandboxedEnvironment
from markupsafe import Markup

from warta.diagnostics.values import Diagnostic, Position, error
from warta.i18n.languages import Language
from warta.pages.data import Page
from warta.render.bytecode import SealedBytecode
from warta.render.filters import filters_of
from warta.render.jinja_speed import FAST, FastCodeGenerator, call
from warta.render.json_ld import linked_data
from warta.render.writers import WRITERS, Work, body_html
from warta.theme.templates import Theme
from warta.views.site import Site

__all__ = ["Renderer"]


class _Environment(ImmutableSandboxedEnvironment):
    """Templates may be a stranger's: they get at what they are given, not at Python behind it."""

    code_generator_class: type[CodeGenerator] = FastCodeGenerator if FAST else CodeGenerator
    fast_call = staticmethod(call)

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
            "json_ld": partial(linked_data, site, language.text),
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
