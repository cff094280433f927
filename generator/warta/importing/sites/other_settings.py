"""What the settings of other programs say of addresses, as far as it can be read without running them."""

from __future__ import annotations

import ast
import posixpath
import re
from typing import NamedTuple

from warta.importing.sites.folders import setting, settings_in
from warta.importing.sites.items import Files, base_url_in

__all__ = ["OtherSettings", "other_settings"]

_INPUT = re.compile(r"\binput[\"']?\s{0,20}:\s{0,20}[\"']([^\"'\n]{1,200})[\"']|--input[= ]([^\s\"']{1,200})")
_PERMALINK = re.compile(r"\bpermalink[\"']?\s{0,20}:\s{0,20}(?:\"([^\"\n]{1,300})\"|'([^'\n]{1,300})')")
_EXPRESSION = re.compile(r"\{\{-?([^{}]{1,300}?)-?\}\}")
_QUOTED = re.compile(r"\"([^\"]*)\"|'([^']*)'")
_FIELD = re.compile(r"\{([a-z_]{1,40})(?::([^{}]{1,60}))?\}")
_PART_OF_DATE = re.compile(r"%-?[A-Za-z]|[A-Za-z]+")
_PARTS_OF_DATE = {
    **dict.fromkeys(("%Y", "yyyy", "YYYY"), ":year"),
    **dict.fromkeys(("%m", "MM", "LL"), ":month"),
    **dict.fromkeys(("%d", "dd", "DD"), ":day"),
}
_HARMLESS = frozenset(("slug", "slugify", "url", "safe", "lower", "downcase", "trim", "strip"))
"""Filters that leave such an address as it is."""
_TOKEN = re.compile(r":(\w+)")


class OtherSettings(NamedTuple):
    """What is known of such a site."""

    program: str
    tree: Files
    base_url: str = ""
    content: str = ""
    """The folder of its pages, below which addresses begin."""
    article: str = ""
    page: str = ""
    """Patterns of addresses, of posts and of pages; empty when nobody knows."""
    named_by_title: bool = False
    """A post without ``slug`` is named by its title, not by its file."""

    def pattern_of(self, section: str) -> str:
        """The pattern of the addresses of a section's pages; empty when nobody knows."""
        if self.program == "Eleventy":
            return self._eleventy(section)
        if self.program == "Pelican":
            pages = posixpath.join(self.content, "pages") + "/"
            return self.page if f"{section}/".startswith(pages) else self.article
        posts = "source/_posts"
        if self.program == "Hexo" and f"{section}/".startswith(f"{posts}/"):
            below = section.removeprefix(posts).strip("/")
            return re.sub(r":filename", f"{below}/:filename" if below else ":filename", self.article)
        return ""

    def translated(self, template: str, section: str) -> str:
        """A permalink of Eleventy's with expressions as a pattern; empty when one says what nobody knows."""
        parts = []
        end = 0
        for found in _EXPRESSION.finditer(template):
            value = self._value(found[1], section)
            if not value:
                return ""
            parts += [template[end : found.start()], value]
            end = found.end()
        text = "".join((*parts, template[end:]))
        return "" if "{" in text or "}" in text else f"/{text.lstrip('/')}"

    def _eleventy(self, section: str) -> str:
        """By the data of its folders, the nearest first; else as the program does it by itself."""
        folder = section
        while True:
            name = posixpath.basename(folder)
            for ending in (".json", ".11tydata.json", ".11tydata.js", ".11tydata.cjs", ".11tydata.mjs"):
                text = _text(self.tree, posixpath.join(folder, name + ending)) if name else ""
                if "permalink" in text:
                    found = _PERMALINK.search(text)
                    return self.translated(found[1] or found[2], section) if found is not None else ""
            if not folder:
                return f"{self._below(section)}/:filename/"
            folder = posixpath.dirname(folder)

    def _below(self, section: str) -> str:
        """A section below the folder of the pages, with a slash before it; empty for that folder."""
        inside = f"{section}/".startswith(f"{self.content}/") if self.content else True
        below = section.removeprefix(self.content).strip("/") if inside else section
        return f"/{below}" if below else ""

    def _value(self, expression: str, section: str) -> str:
        """What an expression stands for, in words of a pattern; empty when nobody knows."""
        head, *filters = (part.strip() for part in expression.split("|"))
        known = {
            "page.fileSlug": ":filename",
            "page.filePathStem": f"{self._below(section)}/:filename",
            "title": ":title",
        }
        value = known.get(head, "")
        for each in filters:
            name = re.split(r"[\s(:]", each, maxsplit=1)[0]
            texts = [one or other for one, other in _QUOTED.findall(each)]
            if head in ("page.date", "date") and not value and len(texts) == 1:
                value = _of_date(texts[0])
            elif name == "replace" and len(texts) == 2:
                value = value.replace(*texts)
            elif name not in _HARMLESS:
                return ""
        return value


def other_settings(program: str, tree: Files, names: tuple[str, ...]) -> OtherSettings:
    """What the settings of a site say; ``names`` lie in its folder."""
    if program == "Eleventy":
        files = [name for name in names if name.startswith((".eleventy.", "eleventy.config."))]
        found = (_INPUT.search(_text(tree, name)) for name in (*files, "package.json"))
        folder = next((each[1] or each[2] for each in found if each is not None), "")
        return OtherSettings(program, tree, content=posixpath.normpath(folder).strip("./") if folder else "")
    if program == "Pelican":
        return _pelican(tree)
    if program == "Hexo":
        values = settings_in(tree, "_config.yml", "yaml") or {}
        pattern = setting(values.get("permalink")) or ":year/:month/:day/:title/"
        return OtherSettings(program, tree, base_url_in(setting(values.get("url"))), article=_hexo(pattern))
    return OtherSettings(program, tree)


def _pelican(tree: Files) -> OtherSettings:
    values = _constants(_text(tree, "pelicanconf.py")) | _constants(_text(tree, "publishconf.py"))
    return OtherSettings(
        "Pelican",
        tree,
        base_url_in(values.get("SITEURL", "")),
        content=posixpath.normpath(values.get("PATH", "content")).strip("./"),
        article=_of_fields(values.get("ARTICLE_URL", "{slug}.html")),
        page=_of_fields(values.get("PAGE_URL", "pages/{slug}.html")),
        named_by_title=values.get("SLUGIFY_SOURCE", "title") == "title",
    )


def _constants(source: str) -> dict[str, str]:
    """The texts that a Python file gives names to, without running it."""
    try:
        body = ast.parse(source).body
    except (SyntaxError, ValueError, RecursionError, MemoryError):
        return {}
    return {
        target.id: each.value.value
        for each in body
        if isinstance(each, ast.Assign) and isinstance(each.value, ast.Constant)
        for target in each.targets
        if isinstance(target, ast.Name) and isinstance(each.value.value, str)
    }


def _of_fields(template: str) -> str:
    """An address of Pelican's as a pattern; empty when a field of it is none that a pattern has."""
    pattern = _FIELD.sub(
        lambda found: ":slug" if found[1] == "slug" else _of_date(found[2] or "") or "{", template
    )
    return "" if "{" in pattern else f"/{pattern.lstrip('/')}"


def _of_date(form: str) -> str:
    """A form of dates as a pattern; empty when it has more than year, month and day in figures."""
    parts = _PART_OF_DATE.findall(form)
    if not parts or any(part not in _PARTS_OF_DATE for part in parts):
        return ""
    return _PART_OF_DATE.sub(lambda found: _PARTS_OF_DATE[found[0]], form)


def _hexo(pattern: str) -> str:
    words = {"title": ":filename", "name": ":filename", "post_title": ":title"}
    words |= {name: f":{name}" for name in ("year", "month", "day")}
    if any(name not in words for name in _TOKEN.findall(pattern)):
        return ""
    return "/" + _TOKEN.sub(lambda found: words[found[1]], pattern).lstrip("/")


def _text(tree: Files, path: str) -> str:
    """A file of the source as text; empty when there is none."""
    return (tree.read(path) or b"").decode("utf-8-sig", "replace") if path in tree.files else ""
