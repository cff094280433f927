"""How far edited stories reach: which pages are planned because of them.

Asked of the database before it is brought up to date and after, since pages can show a story that is no
longer what it was, and stop doing so.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence

from warta.build.edited_stories import Story
from warta.config.site_tables import DOCUMENTS
from warta.filesystem.codec import decoded
from warta.i18n.moments import Moment
from warta.pages.context import Context
from warta.pages.outlook import Key
from warta.pages.places import lists_of_documents
from warta.pages.reach import NOTHING, MapFile, Reach
from warta.pages.speakers import quotations_of
from warta.pages.stored import StoredRanks
from warta.site.library import Post
from warta.site.stored import StoredSite, WholeSiteError, members_of
from warta.site.taxonomy import Registry, Term

__all__ = [
    "Neighbours",
    "changes_ranks",
    "check_documents",
    "kept_maps",
    "reach_after",
    "reach_before",
]

Maps = Mapping[MapFile, Moment | None]


def reach_before(site: StoredSite, affected: Sequence[Story], maps: Maps) -> Reach:
    """The pages that can have gone: those of the stories and, where one leaves a list, those of lists.

    A list that gets longer loses no page.
    """
    if any(_leaves(story, site.registry) for story in affected):
        return _reach(site, affected, maps, is_text=False)._replace(documents=False)
    return NOTHING._replace(posts=_own_pages(site, affected))


def reach_after(
    site: StoredSite,
    affected: Sequence[Story],
    maps: Maps,
    neighbours: Neighbours | None,
    *,
    ranks: Mapping[str, StoredRanks],
) -> Reach:
    """What the stories reach. Without ``neighbours`` nothing but their texts has changed."""
    reach = _reach(site, affected, maps, is_text=neighbours is None)
    if neighbours is None:
        return reach
    posts = {code: dict.fromkeys(own) for code, own in reach.posts.items()}
    for code, others in neighbours.changed(ranks).items():
        posts[code] |= dict.fromkeys(map(site.post, sorted(others)))
    return reach._replace(posts={code: [*every] for code, every in posts.items()})


def _reach(site: StoredSite, affected: Sequence[Story], maps: Maps, *, is_text: bool) -> Reach:
    registry, posts = site.registry, [post for story in affected for post in story.posts]
    terms = {speaker for post in posts for speaker, _ in quotations_of(post, registry)}
    if not is_text:
        listing = {term for post in posts for term in members_of(post, registry)}
        homes = {registry.region_of(term) for term in listing if term.taxonomy == "agencies"}
        terms |= listing | {home for home in homes if home is not None}
    return Reach(
        whole=False,
        posts=_own_pages(site, affected),
        places={(post.date.timestamp, post.card.story) for post in posts},
        terms=frozenset(terms),
        lists=not is_text,
        counts=changes_ranks(affected, registry),
        months=frozenset((post.original.year, post.original.month) for post in posts),
        kinds=frozenset() if is_text else frozenset(post.kind for post in posts),
        events=not is_text and any(post.original.event is not None for post in posts),
        documents=any(post.card.documents for post in posts),
        indexes=False,
        maps=maps,
        newest=max([post.updated for post in map(site.post, site.stories.changed_last())], default=None),
    )


def kept_maps(site: StoredSite) -> Maps:
    """The site maps as they were: the last change in each."""
    kept = decoded(site.stories.get("maps"), list[tuple[MapFile, Moment | None]])
    if kept is None:
        raise WholeSiteError
    return dict(kept)


Counted = tuple[tuple[str, int], frozenset[Term]]
"""Kind and time, and terms."""


def _counted(posts: Mapping[str, Post], registry: Registry) -> dict[str, Counted]:
    """What a post is counted under, by path."""
    return {
        path: ((post.kind, post.date.timestamp), frozenset(members_of(post, registry)))
        for path, post in posts.items()
    }


def changes_ranks(affected: Iterable[Story], registry: Registry) -> bool:
    """Whether there are more or fewer posts of something, or in another order."""
    return any(_counted(story.before, registry) != _counted(story.after, registry) for story in affected)


def _leaves(story: Story, registry: Registry) -> bool:
    """Whether something lists a post no more."""
    before, after = _counted(story.before, registry), _counted(story.after, registry)
    return any(
        path not in after or place != after[path][0] or not terms <= after[path][1]
        for path, (place, terms) in before.items()
    )


def _own_pages(site: StoredSite, affected: Iterable[Story]) -> dict[str, list[Post]]:
    """The posts of the stories that the site shows, by language."""
    found: dict[str, list[Post]] = {code: [] for code in site.config.codes}
    for name in dict.fromkeys(post.card.story for story in affected for post in story.posts):
        for post in filter(site.is_shown, site.story(name).values()):
            found[post.card.language].append(post)
    return found


def check_documents(site: StoredSite, context: Context) -> None:
    """Raise WholeSiteError unless the lists of documents are those that there were."""
    if not context.reach.documents:
        return
    config, found = site.config, dict[Key, list[tuple[str, str]]]()
    for code in config.codes:
        for key, url in lists_of_documents(config, code, context.places.select.documents(code)):
            found.setdefault(key, []).append((code, url))
    lasting = ((DOCUMENTS,),) if DOCUMENTS in config.sections.menu else ()
    before = {key: urls for key, urls in site.document_lists.items() if key not in lasting}
    if before != {key: tuple(urls) for key, urls in found.items()}:
        raise WholeSiteError


class Neighbours:
    """The posts whose pages show an edited one: those beside it in time, and those about the same."""

    def __init__(self, site: StoredSite, affected: Sequence[Story], ranks: Mapping[str, StoredRanks]) -> None:
        """With the ranks before the database is brought up to date."""
        self._site = site
        self._affected = affected
        self._before: dict[str, dict[int, tuple[int, ...]]] = {}
        """Language → the posts that can show others as alike now → those that they showed."""
        self._beside: dict[str, set[int]] = {}
        """Language → the posts that stood beside them in time."""
        self._gone = {site.number(post) for story in affected for post in story.gone.values()}
        # One that is at another time now has gone from one place and come to another.
        changes = sum(len({post.date for post in story.posts}) for story in affected)
        for code in site.config.codes:
            posts = [post for story in affected for post in story.posts if post.card.language == code]
            near = {number for post in posts for number in ranks[code].near(post, changes=changes)}
            numbers = [number for post in posts if (number := site.number(post)) is not None]
            self._beside[code] = {other for number in numbers for other in ranks[code].beside(number)}
            self._before[code] = {number: ranks[code].alike[number] for number in near}

    def changed(self, after: Mapping[str, StoredRanks]) -> dict[str, set[int]]:
        """Language → their numbers, with the ranks after that."""
        found: dict[str, set[int]] = {}
        for code, before in self._before.items():
            ranks = after[code]
            names = {post.card.story for story in self._affected for post in story.posts}
            posts = [
                *filter(
                    self._site.is_shown, (post for name in names for post in self._site.story(name).values())
                )
            ]
            numbers = [self._site.number(post) for post in posts if post.card.language == code]
            own = {number for number in numbers if number is not None}
            found[code] = own | self._beside[code]
            found[code] |= {other for number in own for other in ranks.beside(number)}
            for number, shown in before.items():
                alike = ranks.alike[number]
                if alike != shown or not own.isdisjoint(alike):
                    found[code].add(number)
            found[code] = {number for number in found[code] if number not in self._gone}
        return found
