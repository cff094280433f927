"""How far an edit reaches, before the database is brought up to date and after."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from functools import partial
from typing import NamedTuple

from warta.build.edit_lists import NOTHING_NEW, NewLists, lists_of, new_lists, with_new_lists
from warta.build.edited_stories import Story, as_it_was
from warta.build.reached import (
    Neighbours,
    changes_ranks,
    check_documents,
    kept_maps,
    reach_after,
    reach_before,
)
from warta.output.manifest import Entry
from warta.output.table import Layered
from warta.pages.context import Context, PlanInputs
from warta.pages.memo import Memo
from warta.pages.plan import plan_reached
from warta.pages.reach import NOTHING
from warta.pages.speakers import quoted_in
from warta.pages.stored import StoredRanks, stored_context
from warta.site.library import Library
from warta.site.stored import StoredSite, WholeSiteError, names_of, row_of
from warta.store.cache import Record

__all__ = ["Reached", "files_below", "reach_edit"]


class Reached(NamedTuple):
    """How far an edit reaches."""

    context: Context
    """What planning starts from."""
    gone: frozenset[str]
    """The pages that can have gone."""
    lists: NewLists
    """The lists that have come or gone."""


def reach_edit(
    site: StoredSite,
    library: Library,
    inputs: PlanInputs,
    *,
    affected: Sequence[Story],
    new: Mapping[str, Record],
    parts: frozenset[str],
    lost: frozenset[str],
) -> Reached:
    """How far an edit reaches, once the database has been brought up to date.

    ``parts`` of search indexes are to be planned in any case. Pictures and documents have been ``lost``.
    """
    ranks = Memo(partial(StoredRanks, site))
    every, affected = affected, [story for story in affected if story.before or story.after]
    if not affected:  # nothing but drafts
        _update(site, every, new)
        reach = NOTHING._replace(parts=parts)
        context = stored_context(site, library, inputs, reach=reach, ranks=ranks)
        return Reached(context, frozenset(), NOTHING_NEW)
    config, maps, gone = site.config, kept_maps(site), frozenset[str]()
    before, neighbours, was = lists_of(site), None, None
    if config.feeds.term_full or not all(story.is_text_alone for story in affected):
        neighbours = Neighbours(site, affected, ranks)
        if config.sharing.cards and any(_can_share_card(site, story) for story in affected):
            raise WholeSiteError
        reach = reach_before(site, affected, maps)
        was = stored_context(site, *as_it_was(library, inputs, lost), reach=reach, ranks=ranks)
        gone = frozenset(page.path for page in plan_reached(was, inputs.now, inputs.design).pages)
    _update(site, every, new)
    lists = new_lists(site, before, lists_of(site))
    if changes_ranks(affected, site.registry):
        ranks = Memo(partial(StoredRanks, site))
    reach = reach_after(site, affected, maps, neighbours, ranks=ranks)._replace(parts=parts)
    reach = with_new_lists(site, reach, lists)
    context = stored_context(site, library, inputs, reach=reach, ranks=ranks)
    check_documents(site, context)
    if was is not None:
        _check_menus(was, context)
    return Reached(context, gone, lists)


def _check_menus(before: Context, after: Context) -> None:
    """Raise WholeSiteError where a menu leads to a list that has come or gone."""
    if before.site_fingerprints != after.site_fingerprints:
        raise WholeSiteError


def _can_share_card(site: StoredSite, story: Story) -> bool:
    """Whether the card of a story as it was can be that of another one, too: both have one title and time."""
    return any(
        site.post(other).card.title == post.card.title
        for path, post in story.before.items()
        for other in site.stories.at_time(path)
    )


def _update(site: StoredSite, affected: Iterable[Story], new: Mapping[str, Record]) -> None:
    """Bring the database up to date."""
    places = {path: record.html for path, record in new.items()}
    names = names_of(site.registry)
    for story in affected:
        places = {**{path: site.html.get(path) for path in story.every}, **places}
        numbers = site.stories.remove({**story.was, **story.every})
        rows = [
            row_of(
                post,
                quoted=[*quoted_in(post.card.quotes, site.registry)],
                html=places[path],
                names=names,
                drafts=site.drafts,
            )
            for path, post in story.every.items()
        ]
        site.stories.add(rows, numbers)
    site.forget(
        post.card.story for story in affected for post in (*story.was.values(), *story.every.values())
    )


def files_below(files: Layered[Entry], folders: Iterable[str]) -> frozenset[str]:
    """The output files in some folders."""
    return frozenset(path for folder in folders for path in files.below(folder))
