"""The theme: the packaged templates and assets under the site's own."""

from __future__ import annotations

from dataclasses import dataclass
from hashlib import blake2b
from pathlib import Path

from jinja2 import Environment, TemplateSyntaxError, meta

from generator.diagnostics import Diagnostic, Position, error

__all__ = ["Theme", "load_theme", "packaged_theme"]

TEMPLATES = "templates"
ASSETS = "assets"
TEMPLATE_SUFFIXES = (".html", ".xml", ".txt")


@dataclass(frozen=True, slots=True)
class Theme:
    """Templates and assets as they will be used. Plain values, so that it can be sent to other processes."""

    templates: dict[str, str]
    """Name → source text."""
    files: dict[str, str]
    """Template name → the file it came from, for messages."""
    digests: dict[str, bytes]
    """Template name → digest of it and of everything it extends, includes or imports."""
    assets: dict[str, bytes]
    """Name below ``assets/`` → content."""

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
    installed = Path(__file__).with_name("_theme")
    return installed if installed.is_dir() else Path(__file__).parents[1] / TEMPLATES


def load_theme(site: Path) -> tuple[Theme | None, tuple[Diagnostic, ...]]:
    """Read the theme: a file in the site's ``templates/`` replaces the packaged one of that name."""
    diagnostics: list[Diagnostic] = []
    templates: dict[str, str] = {}
    files: dict[str, str] = {}
    assets: dict[str, bytes] = {}
    folders = dict.fromkeys((packaged_theme(), site / TEMPLATES))
    for folder in folders:
        if not folder.is_dir():
            continue
        for path in sorted(folder.rglob("*")):
            name = path.relative_to(folder).as_posix()
            if not path.is_file() or any(part.startswith(".") for part in name.split("/")):
                continue
            if name.startswith(ASSETS + "/"):
                assets[name.removeprefix(ASSETS + "/")] = path.read_bytes()
            elif name.endswith(TEMPLATE_SUFFIXES):
                try:
                    templates[name] = path.read_bytes().decode("utf-8-sig").replace("\r\n", "\n")
                except UnicodeDecodeError as problem:
                    diagnostics.append(
                        error(
                            "not-utf8", f"{TEMPLATES}/{name}", Position(1, 1), offset=problem.start, byte="?"
                        )
                    )
                files[name] = f"{TEMPLATES}/{name}"
    references: dict[str, set[str]] = {}
    environment = Environment(autoescape=True)
    for name, source in templates.items():
        try:
            tree = environment.parse(source, name)
        except TemplateSyntaxError as problem:
            diagnostics.append(
                error(
                    "template-syntax",
                    files[name],
                    Position(problem.lineno, 1),
                    problem=problem.message or "?",
                )
            )
            continue
        found = meta.find_referenced_templates(tree)
        # A name that is computed could be any template.
        references[name] = {
            other for reference in found for other in ([reference] if reference else templates)
        }
    if diagnostics:
        return None, tuple(diagnostics)
    digests = {name: _closure_digest(name, templates, references) for name in templates}
    return Theme(templates, files, digests, assets), ()


def _closure_digest(name: str, templates: dict[str, str], references: dict[str, set[str]]) -> bytes:
    needed = {name}
    pending = [name]
    while pending:
        for other in references.get(pending.pop(), ()):
            if other not in needed:
                needed.add(other)
                pending.append(other)
    digest = blake2b(digest_size=16)
    for other in sorted(needed):
        source = templates.get(other, "").encode()
        digest.update(b"%d:%b%d:%b" % (len(other), other.encode(), len(source), source))
    return digest.digest()
