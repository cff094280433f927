"""Opens a site, puts it together and plans it: all of a build but the writing."""

from __future__ import annotations

import math
from collections.abc import Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from pathlib import Path

from msgspec import Struct

from warta.build.brand import brand_pictures, find_brand_files
from warta.build.kept import Ground
from warta.build.request import Request
from warta.build.static import refused_by_headers, static_files
from warta.config.settings import Config
from warta.config.tables import CONFIG_FILE
from warta.config.theme import style_of
from warta.content.links import read_inside
from warta.content.scan import CONTENT, SourceEntry, Tree
from warta.content.static import scan_static
from warta.diagnostics.values import Diagnostic, error, has_errors, lenient
from warta.filesystem.stamps import UNSEEN, Seen, Stamp, file_digest
from warta.media.cache import LIBRARIES as MEDIA_LIBRARIES
from warta.media.cache import MediaCache
from warta.media.cards import DRAWN_FROM, DRAWN_WITH
from warta.media.values import Media
from warta.output.folder import KnownManifest
from warta.pages.brand import BrandPictures
from warta.pages.context import PlanInputs
from warta.pages.data import Plan
from warta.pages.fingerprint import fingerprint
from warta.pages.plan import make_plan
from warta.site.addresses import contradictions
from warta.site.consequences import without_consequences
from warta.site.due import Due, due_moments, opened_last
from warta.site.front import front_findings
from warta.site.library import Library, files_of_drafts, hidden_stories, media_in_use
from warta.site.menus import menu_problems
from warta.site.open import OpenSite, open_site
from warta.site.standing import build_site
from warta.store.cache import THEME
from warta.store.inputs import input_stamps, library_stamps
from warta.store.outputs import Outputs
from warta.store.program import part_digest, program_digest
from warta.store.texts import Texts
from warta.theme.templates import Theme, load_theme

__all__ = ["Prepared", "Result", "address_of", "design_of", "made_with", "prepare"]


class Prepared(Struct, frozen=True):
    """A site that has been read and planned without an error."""

    ground: Ground
    library: Library
    plan: Plan
    html: Mapping[str, bytes]
    """Content path → digest of the HTML of its text."""
    texts: tuple[Path, ...]
    """The folders that hold it."""
    media: MediaCache
    """What is known of pictures and documents, and the files made from them."""
    inputs: Mapping[str, Stamp | None]
    """Everything read besides the content: absolute path → how it looked before it was read."""
    content: Mapping[str, Seen]
    """Path of every content file → how it looked before it was read, and the digest of what was read."""
    entries: tuple[SourceEntry, ...]
    """The same as the file system lists them."""
    opened: int
    """The latest moment at which something in it became public, in seconds since 1970."""
    site: OpenSite | None
    """What it was put together from; None when that was not all of it."""
    made_with: bytes
    """What :func:`made_with` gives for it."""

    @property
    def config(self) -> Config:
        """The settings."""
        return self.ground.config

    @property
    def theme(self) -> Theme:
        """Templates and assets."""
        return self.ground.theme

    @property
    def due(self) -> tuple[Due, ...]:
        """When the passage of time alone will change the site."""
        return self.ground.due

    @property
    def until(self) -> float:
        """The first of the moments in ``due``, in seconds since 1970; infinity if there is none."""
        return min([due.at for due in self.due], default=math.inf)


class Result(Struct, frozen=True):
    """The outcome of a request, up to the step that failed."""

    diagnostics: tuple[Diagnostic, ...]
    config: Config | None = None
    """None: it has errors."""
    prepared: Prepared | None = None
    """None: something in the site has errors."""
    outputs: Outputs | None = None
    """The files of the output folder; None: it is as it was, or ``partly_new``."""
    rendered: int = 0
    kept: int = 0
    deleted: int = 0
    reasons: tuple[tuple[str, str], ...] = ()
    """Output path and why it was rendered."""
    standing: tuple[Diagnostic, ...] = ()
    """The findings about the site itself, not about the step from one output to the next."""
    edited: bool = False
    """Whether only what an edit reaches has been looked at."""
    stories: bytes = b""
    """How the database of stories looks after such an edit; empty when it is of no more use."""
    address: str = ""
    """The URL path of the last post that was asked for and has a page."""
    later: tuple[str, ...] = ()
    """The parts of search indexes, as folders of the output, that are still those of other texts."""
    manifest: KnownManifest | None = None
    """Of the output folder as it is now."""
    written: tuple[str, ...] = ()
    removed: tuple[str, ...] = ()
    """Output paths, sorted."""
    proposals: tuple[Diagnostic, ...] = ()
    """Findings that ``diagnostics`` has as one only, each of which can be mended."""

    @property
    def failed(self) -> bool:
        """Whether the site is not built: the output is as it was, unless it is ``partly_new``."""
        return has_errors(self.diagnostics)

    @property
    def partly_new(self) -> bool:
        """Whether the output is neither the old site nor the new one."""
        return any(found.code == "output-partly-new" for found in self.diagnostics)


@contextmanager
def prepare(request: Request, *, review: bool = False) -> Iterator[Result]:
    """Open, put together and plan a site, whose texts are there until the end. Raises OSError, ClusterError.

    With ``review`` all editorial rules are applied, else those only whose findings are errors on this site.
    """
    inputs = input_stamps(request.site)  # before anything is read
    with open_site(request) as (site, found):
        yield Result(found) if site is None else _prepared(request, site, found, inputs, review=review)


def _prepared(
    request: Request,
    site: OpenSite,
    found: tuple[Diagnostic, ...],
    inputs: Mapping[str, Stamp | None],
    *,
    review: bool,
) -> Result:
    config, now = site.config, request.now.timestamp()
    diagnostics = [*found, *site.diagnostics]
    theme, wrong = load_theme(request.site, request.cache_folder / f"{THEME}{program_digest()[:12]}")
    diagnostics += wrong
    if theme is not None and (style := style_of(config.theme)):
        theme = theme.with_style(style)
    static = scan_static(request.site)
    diagnostics += static.diagnostics
    brand, wrong = find_brand_files(request.site, config.theme)
    diagnostics += wrong
    entries = [entry for entry in site.entries if not entry.is_text]
    media = MediaCache(
        request.site,
        request.cache_folder,
        [*entries, *static.entries, *brand.values()],
        icons=[entry for key, entry in brand.items() if key == "icon"],
        jobs=request.jobs,
        clean=request.clean,
        digests=request.look.content().digests if request.look is not None else None,
    )
    pictures, wrong = brand_pictures(request.site, brand, media)
    diagnostics += wrong
    try:
        library, wrong = build_site(
            site.cards,
            site.registry,
            files=site.paths,
            details=site.details,
            config=config,
            now=now,
            drafts=request.drafts,
        )
        diagnostics += [*wrong, *contradictions(library, config), *menu_problems(library, config)]
        diagnostics += front_findings(config, site.registry)
        hidden = hidden_stories(library, drafts=review)
        if library.media:
            media.look_at((*media_in_use(library), *media_in_use(hidden)))
        if review and request.progress is not None:  # which may have it given up
            request.progress("review", 0, len(library.versions))
        copied, wrong = static_files(static.entries, media)
        diagnostics += [*wrong, *refused_by_headers(request.site, static.entries, config)]
        plan, wrong = _plan(
            request,
            site,
            library,
            hidden,
            theme=theme,
            media=media,
            brand=pictures,
            static=copied,
            review=review,
        )
        diagnostics += wrong
        media.save()
        made = made_with(request.site, config, theme, media, brand=pictures, static=static, files=copied)
        if review or config.check.has_errors:
            diagnostics += _editorial(request, config, library, diagnostics, whole=review)
    except OSError as problem:  # a post is read once more for a message, and it is gone or another one
        path = Path(str(problem.filename)).relative_to(request.site).as_posix()
        return Result((*diagnostics, error("changed-during-build", path)), config)
    if site.unread or has_errors(diagnostics):
        pageless = {card.path: card.slug or card.name for card in site.cards if library.at(card.path) is None}
        diagnostics = list(without_consequences(diagnostics, site.unread, pageless))
    # A draft may be as unfinished as it likes: it stops nothing but itself.
    diagnostics, gaps = lenient(config.check.applied(diagnostics), files_of_drafts(library))
    if theme is None or has_errors(diagnostics):
        return Result(tuple(diagnostics), config)
    html = site.html
    ground = Ground(
        config=config,
        theme=theme,
        registry=site.registry,
        profiles={path: html[path] for path in site.gave if path in html},
        standing=tuple([card for card in site.cards if card.is_standing]),
        findings=tuple(sorted(diagnostics)),
        gaps=tuple(sorted(set(gaps))),
        due=tuple(due_moments(site.cards, config, now)),
    )
    prepared = Prepared(
        ground=ground,
        library=library,
        plan=plan,
        html=html,
        texts=site.texts,
        media=media,
        inputs={
            **inputs,
            **{str(request.site / entry.path): entry.stamp for entry in brand.values()},
            **(library_stamps(MEDIA_LIBRARIES) if plan.media else {}),
        },
        content=_seen(site, media),
        entries=site.entries,
        opened=opened_last(site.cards, config, now),
        site=site,
        made_with=made,
    )
    address = address_of(request.asked, library, config, site.paths) if request.asked else ""
    return Result(tuple(diagnostics), config, prepared, standing=tuple(diagnostics), address=address)


def address_of(asked: Sequence[str], library: Library, config: Config, paths: Iterable[str]) -> str:
    """The URL path of the last post that is asked for and has a page; ``paths`` are those of all content."""
    for name in reversed(asked):
        is_path = not name or name.startswith(f"{CONTENT}/")
        ends = [f"/{name}{each}.{code}.md" for code in config.codes for each in ("", "/index")]
        called = [path for end in ends for path in paths if path.endswith(end)] if not is_path else []
        for post in filter(None, map(library.at, (name, *called))):
            return post.address.url
    return ""


def _plan(
    request: Request,
    site: OpenSite,
    library: Library,
    hidden: Library,
    *,
    theme: Theme | None,
    media: MediaCache,
    brand: BrandPictures,
    static: tuple[Media, ...],
    review: bool,
) -> tuple[Plan, tuple[Diagnostic, ...]]:
    """The plan, with what was found while making it."""
    assets = theme.asset_paths() if theme else ()
    design = design_of(site.config)
    texts = Texts(site.texts, site.html)
    inputs = PlanInputs(
        config=site.config,
        assets=assets,
        medium=media.medium,
        profile_html=texts.read,
        now=request.now.timestamp(),
        design=design,
        besides=_rest_of_site(site, assets, design),
        brand=brand,
        review=review,
        static=static,
    )
    plan, found = make_plan(library, hidden, inputs)
    texts.close()
    return plan, (*found, *(error("cache-lost", path) for path in texts.lost))


def design_of(config: Config) -> str:
    """Stands for how cards are drawn; empty when there are to be none."""
    return part_digest(DRAWN_FROM, DRAWN_WITH) if config.sharing.cards else ""


def made_with(
    folder: Path,
    config: Config,
    theme: Theme | None,
    media: MediaCache,
    *,
    brand: BrandPictures,
    static: Tree,
    files: tuple[Media, ...],
) -> bytes:
    """Digest of all that a site is made from and with besides its content: of bytes, whatever their times.

    ``files`` are those of ``static``. Raises OSError.
    """
    if theme is None:
        return b""
    settings = file_digest(read_inside(folder, CONFIG_FILE))  # in which findings have their places
    assets = {name: file_digest(data) for name, data in theme.assets.items()}
    parts = (settings, repr(config), theme.files, theme.digests, assets, sorted(brand.items()))
    return fingerprint((*parts, static.diagnostics, files, media.recipe, design_of(config)))


def _seen(site: OpenSite, media: MediaCache) -> dict[str, Seen]:
    """How the content was seen; of what nobody has read the digest is not known."""
    records, seen = site.records, dict[str, Seen]()
    for entry in site.entries:
        record = records.get(entry.path)
        digest = record.digest if record is not None else media.digest(entry)
        seen[entry.path] = (entry.stamp, bytes.fromhex(digest) if digest else UNSEEN[1])
    return seen


def _rest_of_site(site: OpenSite, assets: tuple[tuple[str, str], ...], design: str) -> bytes:
    """Digest of settings, assets, terms and card design: what every page may depend on."""
    terms = [(path, record.digest) for path, record in site.records.items() if record.card is None]
    return fingerprint((repr(site.config), assets, design, terms))


def _editorial(
    request: Request, config: Config, library: Library, before: Iterable[Diagnostic], *, whole: bool
) -> list[Diagnostic]:
    """What the editorial rules find; unless ``whole``, only what is an error on this site.

    ``before`` has been found already: a summary that cannot be read is not missing.
    """
    from warta.checks.rule import CheckedSite
    from warta.checks.run import review

    found = review(
        CheckedSite(library, config),
        folder=request.site,
        cache=request.cache_folder,
        workers=request.workers(len(library.versions)),
        only_errors=not whole,
        progress=request.progress if whole else None,
    )
    unread = {finding.file for finding in before if "summary" in dict(finding.arguments).values()}
    return [
        finding for finding in found if not (finding.code == "summary-missing" and finding.file in unread)
    ]
