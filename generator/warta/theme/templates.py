"""The theme: the packaged templates and assets under the site's own."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import suppress
from hashlib import blake2b
from pathlib import Path

from jinja2 import TemplateSyntaxError, meta, nodes
from msgspec import Struct, structs

from warta.content.scan import SourceEntry, Tree, read_source, scan_folder
from warta.diagnostics.values import Diagnostic, Position, error, not_utf8
from warta.filesystem.codec import decoded, encoded
from warta.filesystem.stamps import read_sealed, write_sealed
from warta.resources import shipped
from warta.theme.former_names import uses_of_former_names
from warta.theme.syntax import parsed_template

__all__ = ["Theme", "load_theme", "packaged_theme", "theme_trees"]

TEMPLATES = "templates"
ASSETS = "assets"
STYLE = "style.css"
TEMPLATE_SUFFIXES = (".html", ".xml", ".txt")


class Theme(Struct, frozen=True):
    """Templates and assets as they will be used. Plain values, so that it can be sent to other processes."""

    templates: dict[str, str]
    """Name → source text."""
    files: dict[str, str]
    """Template name → the file it came from, for messages."""
    digests: dict[str, bytes]
    """Template name → digest of it and of everything it extends, includes or imports."""
    assets: dict[str, bytes]
    """Name below ``assets/`` → content."""

    def with_style(self, style: str) -> Theme:
        """The same with more at the end of its style sheet, where it has one."""
        sheet = self.assets.get(STYLE)
        if sheet is None:
            return self
        return structs.replace(self, assets={**self.assets, STYLE: sheet + b"\n" + style.encode()})

    def asset_paths(self) -> tuple[tuple[str, str], ...]:
        """(name, output path): the path carries the content's digest, so it can be cached for ever."""
        paths = []
        for name, data in sorted(self.assets.items()):
            stem, dot, suffix = name.rpartition(".")
            digest = blake2b(data, digest_size=5).hexdigest()
            paths.append(
                (name, f"{ASSETS}/{stem}.{digest}{dot}{suffix}" if dot else f"{ASSETS}/{name}.{digest}")
            )
        return tuple(paths)


def packaged_theme() -> Path:
    """Where the default theme lies: in an installed package beside the code, in a checkout at its top."""
    return shipped("_theme", TEMPLATES)


def load_theme(site: Path, memory: Path | None = None) -> tuple[Theme | None, tuple[Diagnostic, ...]]:
    """Read the theme: a file in the site's ``templates/`` replaces the packaged one of that name.

    ``memory`` is a file that remembers which templates a template refers to, so
    that only new ones have to be parsed.
    """
    diagnostics: list[Diagnostic] = []
    templates: dict[str, str] = {}
    assets: dict[str, bytes] = {}
    packaged, own = theme_trees(site)
    for name, data, problems in _theme_files(site, packaged, own):
        diagnostics += problems
        if data is None:
            continue
        if name.startswith(ASSETS + "/"):
            assets[name.removeprefix(ASSETS + "/")] = data
        elif name.endswith(TEMPLATE_SUFFIXES):
            try:
                templates[name] = data.decode("utf-8-sig").replace("\r\n", "\n")
            except UnicodeDecodeError as problem:
                diagnostics.append(not_utf8(f"{TEMPLATES}/{name}", data, problem.start))
    known = _remembered(memory)
    references: dict[str, tuple[str | None, ...]] = {}
    count = len(known)
    for name, source in templates.items():
        key = blake2b(source.encode("utf-8", "surrogatepass"), digest_size=16).digest()
        found = known[key] if key in known else _references(source)  # most refer to none
        if isinstance(found, TemplateSyntaxError):
            place, problem_text = Position(found.lineno, 1), found.message or "?"
            diagnostics.append(error("template-syntax", f"{TEMPLATES}/{name}", place, problem=problem_text))
        else:
            references[name] = known[key] = found
    if len(references) == len(templates) and len(known) > count:  # what is remembered has been free of them
        written_here = {_name(entry) for entry in own.entries} if packaged.entries else set[str]()
        diagnostics += uses_of_former_names(templates, written_here, TEMPLATES)
    if diagnostics:
        return None, tuple(diagnostics)
    _remember(memory, known)
    digests = {name: _closure_digest(name, templates, references) for name in templates}
    return Theme(templates, {name: f"{TEMPLATES}/{name}" for name in templates}, digests, assets), ()


def theme_trees(site: Path) -> tuple[Tree, Tree]:
    """What there is of the packaged theme, which is trusted, and of the site's own."""
    packaged = packaged_theme()
    if packaged == site / TEMPLATES:
        return Tree((), (), ()), scan_folder(site, TEMPLATES)
    return scan_folder(packaged.parent, packaged.name, trusted=True), scan_folder(site, TEMPLATES)


def _theme_files(
    site: Path, packaged: Tree, own: Tree
) -> Iterator[tuple[str, bytes | None, tuple[Diagnostic, ...]]]:
    """Name and bytes of every file of the packaged theme, then of the site's own; or what is wrong."""
    yield "", None, (*packaged.diagnostics, *own.diagnostics)
    for entry in packaged.entries:
        yield _name(entry), (packaged_theme().parent / entry.path).read_bytes(), ()
    for entry in own.entries:
        yield _name(entry), *read_source(site, entry)


def _name(entry: SourceEntry) -> str:
    return entry.path.partition("/")[2]


def _references(source: str) -> tuple[str | None, ...] | TemplateSyntaxError:
    """The templates that one extends, includes or imports; None stands for a computed name."""
    try:
        tree = parsed_template(source)
    except TemplateSyntaxError as problem:
        return problem
    return (*meta.find_referenced_templates(tree), *_fragments(tree))


def _fragments(tree: nodes.Template) -> Iterator[str | None]:
    """The templates that ``fragment("name")`` puts in."""
    for call in tree.find_all(nodes.Call):
        if isinstance(call.node, nodes.Name) and call.node.name == "fragment":
            name = call.args[0] if call.args else None
            yield name.value if isinstance(name, nodes.Const) and isinstance(name.value, str) else None


def _remembered(memory: Path | None) -> dict[bytes, tuple[str | None, ...]]:
    """Digest of a template's source → what it refers to."""
    if memory is None:
        return {}
    return decoded(read_sealed(memory), dict[bytes, tuple[str | None, ...]]) or {}


def _remember(memory: Path | None, known: dict[bytes, tuple[str | None, ...]]) -> None:
    if memory is None or known == _remembered(memory):
        return
    with suppress(OSError, UnicodeEncodeError):  # a template may name any text
        memory.parent.mkdir(exist_ok=True)
        write_sealed(memory, encoded(known))


def _closure_digest(
    name: str, templates: dict[str, str], references: dict[str, tuple[str | None, ...]]
) -> bytes:
    """Digest of a template and of all that it may come to use."""
    needed = {name}
    pending = [name]
    while pending:
        for other in references.get(pending.pop(), ()):
            for each in templates if other is None else (other,):  # a computed name could be any
                if each not in needed:
                    needed.add(each)
                    pending.append(each)
    digest = blake2b(digest_size=16)
    for other_name in sorted(needed):
        source = templates.get(other_name, "").encode()
        digest.update(b"%d:%b%d:%b" % (len(other_name), other_name.encode(), len(source), source))
    return digest.digest()
