"""A build, from the files of a site to its output folder, as one sequence of steps."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path

from generator import output
from generator.config import CONFIG_FILE, Config, parse_config
from generator.diagnostics import Diagnostic, error, has_errors, ordered, warning
from generator.fingerprint import Fingerprinter
from generator.library import Library, build_library
from generator.output import Entry, Manifest, OutputError, OutputFolder, bytes_digest, files_below
from generator.parsing import Parsed, ParsedPost, ParsedProfile, ParseOptions, parse_source
from generator.planning import Page, Plan, make_plan
from generator.reading import SourceEntry, read_source, scan_content
from generator.rendering import Renderer
from generator.salt import build_salt
from generator.theme import Theme, load_theme

__all__ = ["Request", "Result", "build", "check"]


@dataclass(frozen=True, slots=True)
class Request:
    """What to build."""

    site: Path
    """The folder that holds ``site.toml``."""
    output: Path
    now: datetime
    """Aware. The only clock a build knows."""
    base_url: str | None = None
    """In place of the one in ``site.toml``."""
    drafts: bool = False


@dataclass(frozen=True, slots=True)
class Result:
    """What came of it."""

    diagnostics: tuple[Diagnostic, ...]
    config: Config | None
    rendered: int = 0
    kept: int = 0
    deleted: int = 0

    @property
    def failed(self) -> bool:
        """Whether the output was left as it was."""
        return has_errors(self.diagnostics)


@dataclass(frozen=True, slots=True)
class Prepared:
    """A site that has been read and planned without an error."""

    config: Config
    theme: Theme
    plan: Plan
    library: Library
    html: Mapping[str, str]
    """Content path → HTML of its text."""
    media: Mapping[str, str]
    """Content path of every picture or document → digest of its bytes."""
    diagnostics: tuple[Diagnostic, ...]


@dataclass(frozen=True, slots=True)
class Copy:
    """A file that no template makes."""

    path: str
    """Below the output folder."""
    digest: str
    source: str
    """The content file; empty for an asset of the theme."""
    data: bytes | None
    """None: read ``source`` when the bytes are needed."""


@dataclass(frozen=True, slots=True)
class Changes:
    """How a plan differs from what the output folder holds."""

    render: tuple[tuple[Page, Entry], ...]
    """Pages to render, with their entries; the digest is filled in afterwards."""
    copy: tuple[Copy, ...]
    """Files to write as they are."""
    keep: Mapping[str, Entry]
    delete: tuple[str, ...]


def build(request: Request) -> Result:
    """Build the site. On any error the output folder is left as it was."""
    prepared, config, diagnostics = prepare(request)
    if prepared is None:
        return Result(ordered(diagnostics), config)
    folder = OutputFolder(request.output, _shown(request))
    try:
        folder.open()
    except OutputError as problem:
        return Result(ordered([*diagnostics, problem.diagnostic]), config)
    try:
        return _into(folder, request, prepared)
    except OSError as problem:
        return Result(ordered([*diagnostics, output.unwritable(folder.shown, problem)]), config)
    finally:
        folder.close()


def check(request: Request) -> Result:
    """Everything a build would find, without writing anything."""
    prepared, config, diagnostics = prepare(request)
    if prepared is None:
        return Result(ordered(diagnostics), config)
    renderer = _renderer(prepared)
    problems = [
        problem
        for page in prepared.plan.pages
        if (problem := renderer.render(page, _html_of(page, prepared.html))[1]) is not None
    ]
    return Result(ordered([*diagnostics, *problems]), config)


def prepare(request: Request) -> tuple[Prepared | None, Config | None, tuple[Diagnostic, ...]]:
    """Read, parse, put together and plan; None when there is an error on the way."""
    config, found = _read_config(request)
    if config is None:
        return None, None, found
    diagnostics = list(found)
    theme, found = load_theme(request.site)
    diagnostics += found
    entries, found = scan_content(request.site)
    diagnostics += found
    parsed = tuple(parse_all(request.site, entries, ParseOptions.of(config)))
    diagnostics += [finding for result in parsed for finding in result.diagnostics]
    media = [entry for entry in entries if not entry.is_text]
    library, found = build_library(parsed, (entry.path for entry in media), config, request.now, request.drafts)
    diagnostics += found
    html = {result.path: result.html for result in parsed if result.html}
    digests, found = _media_digests(request.site, media)
    diagnostics += found
    plan, found = make_plan(
        library, config, theme.asset_paths() if theme else (), digests, _profile_html(parsed, html)
    )
    diagnostics += found
    if theme is None or has_errors(diagnostics):
        return None, config, tuple(diagnostics)
    return Prepared(config, theme, plan, library, html, digests, tuple(diagnostics)), config, tuple(diagnostics)


def parse_all(site: Path, entries: Iterable[SourceEntry], options: ParseOptions) -> Iterator[Parsed]:
    """Read and parse every text file."""
    for entry in entries:
        if entry.is_text:
            data, found = read_source(site, entry)
            if data is None:
                yield Parsed(entry.path, (), "", found)
            else:
                yield parse_source(entry.path, data, options)


def compare(prepared: Prepared, folder: OutputFolder, salt: str) -> Changes:
    """What has to be rendered, kept and deleted for the folder to hold the plan."""
    prints = Fingerprinter()
    old = folder.manifest.files if folder.manifest.salt == salt else {}
    sites = {code: prints.digest(site) for code, site in prepared.plan.sites.items()}
    render: list[tuple[Page, Entry]] = []
    copy: list[Copy] = []
    keep: dict[str, Entry] = {}
    for page in prepared.plan.pages:
        data = prints.digest((sites[page.language], page.head, page.view, page.body)).hex()
        entry = Entry(prepared.theme.digests[page.template].hex(), data, "", page.source)
        known = old.get(page.path)
        if known is not None and known[:2] == entry[:2] and _is_intact(folder, page.path, known):
            keep[page.path] = known
        else:
            render.append((page, entry))
    for file in _copies(prepared):
        known = old.get(file.path)
        if known == _copy_entry(file) and _is_intact(folder, file.path, known):
            keep[file.path] = known
        else:
            copy.append(file)
    planned = {*keep, *(page.path for page, _ in render), *(file.path for file in copy)}
    delete = tuple(sorted(path for path in folder.manifest.files if path not in planned))
    return Changes(tuple(render), tuple(copy), keep, delete)


def _into(folder: OutputFolder, request: Request, prepared: Prepared) -> Result:
    salt = build_salt()
    changes = compare(prepared, folder, salt)
    warnings = list(_moved(folder.manifest, prepared, changes))
    stage = folder.stage()
    entries = dict(changes.keep)
    problems: list[Diagnostic] = []
    renderer = _renderer(prepared)
    for page, entry in changes.render:
        data, problem = renderer.render(page, _html_of(page, prepared.html))
        if data is None or problem is not None:
            problems += [problem] if problem else []
            continue
        stage.add(page.path, data)
        entries[page.path] = entry._replace(digest=bytes_digest(data))
    for file in changes.copy:
        data, found = _copy_data(request.site, file)
        problems += found
        if data is not None:
            stage.add(file.path, data)
            entries[file.path] = _copy_entry(file)
    if problems:
        return Result(ordered([*prepared.diagnostics, *warnings, *problems]), prepared.config)
    if folder.damaged:
        left = sorted(path for path in files_below(folder.root) if path not in entries)
        if left:
            shown = ", ".join(left[:5]) + (", …" if len(left) > 5 else "")
            warnings.append(warning("files-left", folder.shown, count=len(left), files=shown))
    manifest = Manifest(salt, entries)
    if stage.files or changes.delete or manifest != folder.manifest:
        folder.commit(stage, changes.delete, manifest)
    return Result(
        ordered([*prepared.diagnostics, *warnings]),
        prepared.config,
        rendered=len(stage.files),
        kept=len(changes.keep),
        deleted=len(changes.delete),
    )


def _read_config(request: Request) -> tuple[Config | None, tuple[Diagnostic, ...]]:
    path = request.site / CONFIG_FILE
    try:
        data = path.read_bytes()
    except OSError as problem:
        return None, (error("unreadable", CONFIG_FILE, problem=problem.strerror or str(problem)),)
    try:
        text = data.decode("utf-8-sig").replace("\r\n", "\n")
    except UnicodeDecodeError as problem:
        return None, (
            error("not-utf8", CONFIG_FILE, offset=problem.start, byte=f"0x{data[problem.start]:02X}"),
        )
    return parse_config(text, request.base_url)


def _media_digests(
    site: Path, media: Iterable[SourceEntry]
) -> tuple[dict[str, str], tuple[Diagnostic, ...]]:
    digests: dict[str, str] = {}
    diagnostics: list[Diagnostic] = []
    for entry in media:
        data, found = read_source(site, entry)
        diagnostics += found
        digests[entry.path] = bytes_digest(data or b"")
    return digests, tuple(diagnostics)


def _profile_html(
    parsed: Iterable[Parsed], html: Mapping[str, str]
) -> dict[tuple[str, str, str], str]:
    return {
        (item.taxonomy, item.term, item.language): html.get(result.path, "")
        for result in parsed
        for item in result.items
        if isinstance(item, ParsedProfile)
    }


def _copies(prepared: Prepared) -> Iterator[Copy]:
    theme = prepared.theme
    for name, path in theme.asset_paths():
        yield Copy(path, bytes_digest(theme.assets[name]), "", theme.assets[name])
    for media in prepared.plan.media:
        yield Copy(media.path, prepared.media[media.source], media.source, None)


def _copy_entry(file: Copy) -> Entry:
    return Entry("copy", file.digest, file.digest, file.source)


def _copy_data(site: Path, file: Copy) -> tuple[bytes | None, tuple[Diagnostic, ...]]:
    """The bytes of a file to copy; None, and why, when they are no longer those that were planned with."""
    if file.data is not None:
        return file.data, ()
    try:
        data = (site / file.source).read_bytes()
    except OSError as problem:
        return None, (error("unreadable", file.source, problem=problem.strerror or str(problem)),)
    if bytes_digest(data) != file.digest:
        return None, (error("changed-during-build", file.source),)
    return data, ()


def _renderer(prepared: Prepared) -> Renderer:
    languages = {language.code: language for language in prepared.config.languages}
    return Renderer(prepared.theme, languages, prepared.plan.sites)


def _html_of(page: Page, html: Mapping[str, str]) -> str:
    return html.get(page.body.path, "") if page.body else ""


def _is_intact(folder: OutputFolder, path: str, entry: Entry) -> bool:
    try:
        return bytes_digest((folder.root / path).read_bytes()) == entry.digest
    except OSError:
        return False


def _moved(old: Manifest, prepared: Prepared, changes: Changes) -> Iterator[Diagnostic]:
    """Posts whose address has changed without an alias at the old one."""
    if not changes.delete:
        return
    now_at = {page.source: page for page in prepared.plan.pages if page.template == "post.html"}
    for path in changes.delete:
        entry = old.files[path]
        page = now_at.get(entry.source)
        if page is not None and page.head is not None:
            alias = "/" + path.removesuffix("index.html")
            yield warning("address-changed", page.source, old=alias, new=page.head.url)


def _shown(request: Request) -> str:
    try:
        return request.output.relative_to(request.site).as_posix()
    except ValueError:
        return str(request.output)


