"""The standing pages of a site: where they are, what is above them, and what is wrong with them.

A standing page is a post without a story's shared fields: its languages share its place in the folders of
``content/pages/`` and in the menus. The folders are its hierarchy, and so is its address: below ``/id/`` come
the slugs of the pages above it.
"""

from __future__ import annotations

import posixpath
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence

from msgspec.structs import replace

from warta import urls
from warta.config.settings import Config
from warta.content.model import STANDING
from warta.content.parsed import Card
from warta.diagnostics.values import WHOLE_FILE, Diagnostic, error, warning
from warta.i18n.languages import PATH_WORDS
from warta.i18n.moments import iso_text
from warta.site.assembly import Assembler, build_library
from warta.site.library import Details, Library, Post
from warta.site.publication import ALWAYS, changes_until, hold_of
from warta.site.taxonomy import Registry
from warta.urls import Address

__all__ = ["StandingPage", "build_site", "children_of", "is_standing"]

LAST = 10_000
"""The place of a page that gives none."""
Versions = Mapping[str, Card]
"""Language → card."""


class StandingPage(Post, eq=False):
    """One language version of a standing page.

    ``date`` and ``updated`` are when it says that it was changed, else the beginning of time.
    """

    parent: StandingPage | None = None
    """The page that its folder is of, in the same language, public or not."""

    @property
    def is_dated(self) -> bool:
        """Whether it says when it was changed."""
        return self.updated is not ALWAYS


def build_site(
    cards: Sequence[Card],
    registry: Registry,
    *,
    files: Iterable[str],
    details: Details,
    config: Config,
    now: float,
    drafts: bool = False,
) -> tuple[Library, tuple[Diagnostic, ...]]:
    """All stories and standing pages put together; the arguments are those of :func:`build_library`."""
    paths = frozenset(files)
    library, found = build_library(
        [card for card in cards if not card.is_standing],
        registry,
        files=paths,
        details=details,
        config=config,
        now=now,
        drafts=drafts,
    )
    standing = [card for card in cards if card.is_standing]
    if not standing:
        return library, found
    assembler = Assembler(registry, details, config=config, now=now, files=paths)
    pages = tuple(sorted(_Standing(assembler, config, standing).pages(), key=_place))
    unfinished = frozenset(page.card.path for page in pages if page.card.draft or page.original.draft)
    library = replace(
        library,
        standing=tuple([page for page in pages if drafts or page.hold is None]),
        standing_by_path={page.card.path: page for page in pages},
        drafts=library.drafts | unfinished | frozenset(card.path for card in standing if card.draft),
    )
    return library, (*found, *assembler.diagnostics)


def is_standing(story: str) -> bool:
    """Whether what is called so is a standing page."""
    return story.startswith(f"{STANDING}/")


def children_of(page: Post, library: Library) -> list[Post]:
    """The visible pages directly below a page, in order."""
    return [each for each in library.standing if isinstance(each, StandingPage) and each.parent is page]


def _place(page: Post) -> tuple[int, str, str]:
    order = page.original.order
    return (order if order >= 0 else LAST, page.original.story, page.card.language)


class _Standing:
    """Completes the standing pages; what does not fit goes to the assembler's findings."""

    def __init__(self, assembler: Assembler, config: Config, cards: Iterable[Card]) -> None:
        self._assembler = assembler
        self._config = config
        self._cards: dict[str, dict[str, Card]] = {}
        for card in sorted(cards, key=lambda card: card.draft):  # a draft takes no other's place
            first = self._cards.setdefault(card.story, {}).setdefault(card.language, card)
            if first is not card:
                self._report(error("post-twice", card.path, WHOLE_FILE, other=first.path))

    @property
    def _report(self) -> Callable[[Diagnostic], None]:
        return self._assembler.diagnostics.append

    def pages(self) -> Iterator[StandingPage]:
        """All pages that can have an address, public or not."""
        made: dict[tuple[str, str], StandingPage] = {}
        for story in sorted(self._cards, key=lambda story: (story.count("/"), story)):
            versions = self._cards[story]
            original = self._assembler.original(versions)
            self._check(original, versions)
            for card in versions.values():
                if (slugs := self._slugs(story, card.language)) is None:
                    continue
                address = self._config.addresses.standing(card.language, slugs)
                if self._is_list(card, slugs, address) or not self._assembler.take(address, card):
                    continue
                above = made.get((posixpath.dirname(story), card.language))
                page = self._page(card, original, address, above)
                made[story, card.language] = page
                self._assembler.check_image(page)
                yield page

    def _page(
        self, card: Card, original: Card, address: Address, parent: StandingPage | None
    ) -> StandingPage:
        until = changes_until(original, self._assembler.now)
        changed = card.updated if card.updated is not None and card.updated.timestamp <= until else ALWAYS
        hold = hold_of(card, original, self._assembler.now)
        return StandingPage(
            card, original, address, changed, changed, (), (), (), (), hold, withdrawn=False, parent=parent
        )

    def _check(self, original: Card, versions: Versions) -> None:
        self._assembler.check_dates(original, original.opens or ALWAYS)
        if original.image is not None and not original.image[0]:
            place = self._assembler.details(original).where.get("image", WHOLE_FILE)
            self._report(error("missing-key", original.path, place, key="src"))
        until = changes_until(original, self._assembler.now)
        for card in versions.values():
            if card.updated is not None and card.updated.timestamp > until:
                place, when = self._assembler.details(card).where["updated"], iso_text(card.updated)
                self._report(warning("change-to-come", card.path, place, key="updated", until=when))
            if card is not original:
                self._assembler.compare(original, card)
                if card.translated_from:
                    self._assembler.compare_text(original, card)
        if len(versions) < len(self._config.codes):
            self._assembler.missing_translations(original, versions)
        above = posixpath.dirname(original.story)
        if "/" in above and above not in self._cards:
            folder = f"content/{above}"
            suggestion = f"{folder}/index.{original.language}.md"
            self._report(warning("folder-without-page", original.path, folder=folder, suggestion=suggestion))

    def _slugs(self, story: str, code: str) -> list[str] | None:
        """The parts of a page's address in a language; None when one of them cannot be part of it."""
        slugs = []
        parts = story.split("/")
        for end in range(2, len(parts) + 1):
            card = self._cards.get("/".join(parts[:end]), {}).get(code)
            slugs.append((card.slug or card.name) if card is not None else parts[end - 1])
        return slugs if all(urls.slug_problem(slug) is None for slug in slugs) else None

    def _is_list(self, card: Card, slugs: Sequence[str], address: Address) -> bool:
        """Whether the address is a list's, which is reported: the words of lists are taken."""
        words = self._config.language(card.language).paths
        key = next((key for key in PATH_WORDS if words[key] == slugs[0]), None)
        if key is None:
            return False
        if len(slugs) == 1:
            position = self._assembler.details(card).where.get("slug", WHOLE_FILE)
            self._report(
                error("page-where-list", card.path, position, url=address.url, word=slugs[0], key=key)
            )
        return True
