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
from warta.i18n.moments import Moment, PartialDate
from warta.markdown.annotations import keep_whole, put_aids
from warta.markdown.markup import put_texts
from warta.media.cards import CardTexts, card_png
from warta.pages.data import FEED_JSON, NINJS, NINJS_LATEST, WRITERS, FeedContent, Page, PostContent
from warta.pages.pictures import fill
from warta.render.bytecode import SealedBytecode
from warta.render.interchange import absolute_html, as_json, json_feed, ninjs, ninjs_latest
from warta.render.json_ld import linked_data, rfc3339
from warta.render.views import project
from warta.theme.templates import Theme
from warta.views.models import Site

__all__ = ["Renderer"]

DATES_KEPT = 20_000
"""As they are written out, of each kind."""

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
    """Jinja's, for functions of which only macros are given more than a template gives them."""

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
        environment.filters.update(_filters(language))
        return environment

    def render(self, page: Page, texts: Sequence[str]) -> tuple[bytes | None, Diagnostic | None]:
        """The bytes of a page. ``texts`` are the bodies of posts, their links still to be put in."""
        if isinstance(page.content, CardTexts):
            return card_png(page.content), None
        values = dict(self._shared[page.language])
        values["page"], values["view"] = project(
            page, self.sites[page.language], self.languages[page.language]
        )
        content, language = page.content, self.languages[page.language]
        if isinstance(content, PostContent):
            eager, plain = content.teaser.image is None, page.template == NINJS
            filled = (
                ""
                if content.withdrawn
                else fill(texts[0], content.targets, content.quotes, language, eager, plain)
            )
            body = put_aids(put_texts(filled, language.text), content.aids)
            body = body if plain else keep_whole(body)
            values["body"] = Markup(body)  # noqa: S704 - sanitised when it was parsed
        elif isinstance(content, FeedContent):
            values["bodies"] = [
                self._standing_alone(
                    page.language,
                    fill(html, item.targets, item.quotes, language, plain=True),
                    item.teaser.canonical,
                )
                for html, item in zip(texts, content.items, strict=False)  # there may be none
            ]
        try:
            if page.template in WRITERS:
                text = as_json(self._written(page, values))
            else:
                text = self._template(page.language, page.template).render(values)
        except Exception as problem:  # noqa: BLE001 - a template can raise anything; it must end as a diagnostic
            return None, self._explain(problem, page)
        return text.encode(), None

    def _standing_alone(self, code: str, html: str, canonical: str) -> Markup:
        """The body of a post for readers that show it outside the site."""
        site = self.sites[code]
        origin = site.base_url.removesuffix(site.root) if site.root else site.base_url
        whole = absolute_html(put_texts(html, self.languages[code].text), origin, canonical)
        return Markup(whole)  # noqa: S704 - sanitised when it was parsed

    def _written(self, page: Page, values: dict[str, Any]) -> dict[str, Any]:
        """What goes into a file of JSON."""
        site, view, language = self.sites[page.language], values["view"], self.languages[page.language]
        if page.template == NINJS_LATEST:
            return ninjs_latest(site, view)
        story = self._template(page.language, WRITERS[page.template])
        if page.template == NINJS:
            head = values["page"]
            body = self._standing_alone(page.language, values["body"], head.canonical)
            text = story.render({**values, "story": view, "body": body})
            labels = {key: text for key, text in language.strings.items() if isinstance(text, str)}
            return ninjs(site, head, view, text, labels)
        assert page.template == FEED_JSON
        contents = [
            story.render({**values, "story": entry, "body": body})
            for entry, body in zip(view.entries, values["bodies"], strict=False)
        ]
        return json_feed(site, view, contents, language.text("kind_advertorial"))

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


def _filters(language: Language) -> dict[str, Callable[..., Any]]:
    """What templates call on values, in one language. Many pages show the same dates."""

    @lru_cache(maxsize=DATES_KEPT)
    def date_long(when: Moment | PartialDate) -> str:
        return _written_date(language, when, True)

    @lru_cache(maxsize=DATES_KEPT)
    def date_short(when: Moment | PartialDate) -> str:
        return _written_date(language, when, False)

    def rfc822(when: Moment) -> str:
        """``Thu, 14 Nov 2024 09:00:00 +0800``, as RSS has it."""
        from email.utils import format_datetime  # takes its time to import

        return format_datetime(when.at)

    def trusted(value: str) -> Markup:
        return Markup(value)  # noqa: S704 - for views' fields that hold sanitised HTML

    def whole(value: str) -> str:
        return Markup(keep_whole(str(escape(value)))) if "-" in value else value  # noqa: S704 - escaped

    return {
        "date_long": date_long,
        "date_short": date_short,
        "clock": language.clock,
        "number": language.number,
        "iso": lru_cache(maxsize=DATES_KEPT)(rfc3339),
        "rfc822": rfc822,
        "trusted": trusted,
        "whole": whole,
    }


def _written_date(language: Language, when: Moment | PartialDate, long: bool) -> str:
    if isinstance(when, PartialDate):
        if when.month is None:
            return str(when.year)
        if when.day is None:
            return language.month_name(when.year, when.month)
        day = when.first_day()
    else:
        day = when.at.date()
    return language.long_date(day) if long else language.short_date(day)
