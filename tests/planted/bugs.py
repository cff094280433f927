"""The bugs that are planted to test the tests: functions of the program, and what takes their place.

Each breaks an invariant that a user relies on and that no single line of the program states, so what is
replaced is named, not quoted. A replacement takes what the original takes and does less, or gives it less.
"""

from __future__ import annotations

import os
import sys
from collections.abc import Callable, Iterable, Iterator
from math import inf
from pathlib import Path
from typing import Any
from unittest.mock import patch

from tests.planted.planting import Bug

BUGS: dict[str, Bug] = {}
"""Name → bug; the name is that of the function here."""

Change = Callable[[Any], Any]


def bug(area: str, what: str, targets: str, *tests: str, machine: bool = False) -> Callable[[Change], Change]:
    """Make the decorated function a bug."""

    def declare(change: Change) -> Change:
        BUGS[change.__name__] = Bug(area, what, tuple(targets.split()), change, tests, machine)
        return change

    return declare


def gives(value: Any) -> Any:
    """A function that gives this whatever it is asked."""
    return lambda *_, **__: value


def module_of(function: Any) -> Any:
    """The module that a function was defined in."""
    return sys.modules[function.__module__]


# --- Fingerprints: what a page's data is made from is in them ----------------------------------------

FINGERPRINTS = "equivalence: fingerprint"


def leaving_out(values: Callable[[Any, Any, Any], Iterable[bytes]]) -> Change:
    """Of the fingerprints of stories' pages, what ``values`` gives for context, language and story."""

    def change(original: Any) -> Any:
        module = module_of(original)
        combined = module.combined

        def of_month(context: Any, language: Any, *rest: Any, **options: Any) -> Iterator[Any]:
            posts = [post for post in context.library.posts if post.card.language == language.code]
            out = {value for post in posts for value in values(context, language, post)}

            def less(prints: Iterable[bytes]) -> Any:
                return combined([each for each in prints if each not in out])

            with patch.object(module, "combined", less):
                yield from tuple(original(context, language, *rest, **options))

        return of_month

    return change


OF_MONTH = "warta.pages.posts:_pages_of"


@bug(
    "fingerprint",
    "a story leaves out the teasers",
    OF_MONTH,
    "incremental: title",
    FINGERPRINTS,
    machine=True,
)
def story_without_teasers(original: Any) -> Any:
    return leaving_out(lambda context, _, post: [context.stories.teaser_fingerprints[post]])(original)


@bug("fingerprint", "a story leaves out its text", OF_MONTH, "incremental: of_the_body", FINGERPRINTS)
def story_without_text(original: Any) -> Any:
    return leaving_out(lambda _, __, post: [post.card.digest.encode()])(original)


@bug("fingerprint", "a story leaves out what its languages share", OF_MONTH, "incremental: languages_share")
def story_without_original(original: Any) -> Any:
    return leaving_out(lambda _, __, post: [post.original.digest.encode()])(original)


@bug("fingerprint", "a story leaves out its speakers", OF_MONTH, "incremental: speaker", FINGERPRINTS)
def story_without_speakers(original: Any) -> Any:
    return leaving_out(lambda context, _, post: [context.speakers.fingerprint(post)])(original)


@bug("fingerprint", "a story leaves out the targets of its links", OF_MONTH, "incremental: links_to_it")
def story_without_targets(original: Any) -> Any:
    def links(context: Any, _: Any, post: Any) -> list[bytes]:
        versions = context.places.versions["post", post.card.story]
        return [repr((versions, context.links.targets[post])).encode()]

    return leaving_out(links)(original)


@bug("fingerprint", "a story leaves out how its text was parsed", OF_MONTH, "incremental: engine")
def story_without_options(original: Any) -> Any:
    def options(context: Any, _: Any, __: Any) -> list[bytes]:
        return [repr(context.config.parse_options).encode()]

    return leaving_out(options)(original)


@bug(
    "fingerprint",
    "a listing leaves out how many stories it has, and the pages around",
    "warta.pages.listings:_Pages.surroundings",
    "incremental: how_many",
    machine=True,
)
def listing_without_counts(original: Any) -> Any:
    return lambda self, number: b""


@bug(
    "fingerprint",
    "a teaser leaves out its regions",
    "warta.pages.references:References._joined",
    "incremental: region",
    FINGERPRINTS,
)
def teaser_without_regions(original: Any) -> Any:
    def joined(self: Any, code: str, terms: Any) -> Any:
        return b"" if terms and terms[0].taxonomy == "regions" else original(self, code, terms)

    return joined


@bug(
    "fingerprint",
    "a page leaves out the site's title and menu",
    "warta.pages.context:Context.planned",
    "incremental: title_of_the_site",
    FINGERPRINTS,
    machine=True,
)
def page_without_site(original: Any) -> Any:
    def planned(self: Any, *rest: Any, **options: Any) -> Any:
        with patch.object(self, "site_fingerprints", dict.fromkeys(self.site_fingerprints, b"")):
            return original(self, *rest, **options)

    return planned


@bug(
    "fingerprint",
    "a template's digest leaves out what it includes",
    "warta.theme.templates:_closure_digest",
    "incremental: template_renders",
    machine=True,
)
def template_without_others(original: Any) -> Any:
    return lambda name, templates, _: original(name, templates, {})


# --- Manifest: it tells what lies in the output and what it was made from ----------------------------


@bug(
    "manifest",
    "templates are all alike",
    "warta.theme.templates:_closure_digest",
    "incremental: template_renders",
    machine=True,
)
def templates_alike(original: Any) -> Any:
    return gives(b"template")


@bug(
    "manifest",
    "the program is not compared",
    "warta.build.build:compare",
    "incremental: another_program_made",
)
def program_not_compared(original: Any) -> Any:
    return lambda prepared, folder, _, outputs: original(prepared, folder, folder.manifest.program, outputs)


@bug(
    "manifest",
    "one file that no page makes any more stays",
    "warta.build.build:compare",
    "incremental: deleted_story",
    machine=True,
)
def one_file_stays(original: Any) -> Any:
    def compare(*args: Any, **options: Any) -> Any:
        changes = original(*args, **options)
        return changes._replace(delete=changes.delete[1:])

    return compare


@bug(
    "manifest",
    "the bytes of outputs are not checked",
    "warta.store.outputs:difference",
    "incremental: deleted_or_edited",
    machine=True,
)
def outputs_not_checked(original: Any) -> Any:
    return gives(None)


@bug("manifest", "a damaged manifest is believed", "warta.output.manifest:unseal", "faults: manifest")
def damaged_manifest_believed(original: Any) -> Any:
    return lambda data: data[16:]


@bug("manifest", "a damaged table is believed", "warta.output.table:file_digest", "table: flipped_bit")
def damaged_table_believed(original: Any) -> Any:
    return gives(bytes(16))


@bug("manifest", "what goes stays on record", "warta.output.table:Layered.changed", "table: rows_in_parts")
def gone_on_record(original: Any) -> Any:
    return lambda self, rows, gone=(): original(self, rows)


@bug("manifest", "any table will do", "warta.output.manifest:file_digest", "table: belong_together")
def any_table(original: Any) -> Any:
    return gives(bytes(16))


@bug(
    "manifest",
    "a folder of somebody else's is taken",
    "warta.output.folder:OutputFolder._check_owner",
    "faults: somebody_else",
)
def anybody_s_folder(original: Any) -> Any:
    return gives(None)


# --- Cache: a result depends on one file, the options and the program; damage is a miss ---------------


@bug(
    "cache",
    "results of other options or another program are used",
    "warta.store.cache:Cache.load",
    "cache: other_options or another_program",
)
def any_results(original: Any) -> Any:
    def load(self: Any) -> None:
        self.name = "one for all"
        original(self)

    return load


@bug(
    "cache",
    "a result is found by its path alone",
    "warta.site.parsing:_parsed",
    "incremental: of_the_body",
    machine=True,
)
def results_by_path(original: Any) -> Any:
    def parsed(options: Any, file: Any) -> Any:
        result = original(options, file)
        return result._replace(record=None) if file.known else result

    return parsed


@bug(
    "cache",
    "findings are not kept with results",
    "warta.site.parsing:_parsed",
    "incremental: findings",
    machine=True,
)
def findings_not_kept(original: Any) -> Any:
    def parse(*args: Any, **options: Any) -> Any:
        result = original(*args, **options)
        return result._replace(record=result.record and result.record._replace(diagnostics=()))

    return parse


@bug("cache", "texts are not checked", "warta.store.texts:Bodies.read", "cache: damage or texts")
def texts_not_checked(original: Any) -> Any:
    def read(self: Any, digest: bytes) -> Any:
        with patch.object(module_of(original), "text_digest", gives(digest)):
            return original(self, digest)

    return read


@bug("cache", "results are not checked", "warta.store.cache:unseal", "cache: flipped or damage or cut_short")
def results_not_checked(original: Any) -> Any:
    return lambda data: data[16:]


@bug("cache", "old texts take others along", "warta.store.cache:_forget_old_texts", "cache: old_texts")
def texts_in_use_deleted(original: Any) -> Any:
    return lambda database: database.execute("DELETE FROM text WHERE rowid % 3 = 0")


@bug("cache", "a database is taken as it is", "warta.store.texts:_statements", "cache: another_form")
def any_database(original: Any) -> Any:
    return lambda database: {*module_of(original).SCHEMA} if original(database) else original(database)


@bug("cache", "a link is followed", "warta.store.texts:S_ISREG warta.store.texts:is_link", "cache: links")
def link_followed(original: Any) -> Any:
    return lambda status: original.__name__ == "S_ISREG"


@bug(
    "cache",
    "the types of what is decoded are not checked",
    "warta.filesystem.codec:decoded",
    "codec: other_types or hold_anything",
)
def any_types(original: Any) -> Any:
    return lambda data, _: original(data, Any)


@bug(
    "cache",
    "compiled templates are taken from a folder that others can write into",
    "warta.render.bytecode:private_folder",
    "bytecode: private",
)
def bytecode_of_anybody(original: Any) -> Any:
    return lambda path: original(path) or True


# --- Stamps: any doubt, and a file is read ------------------------------------------------------------


@bug(
    "stamps",
    "the time of the last change is left out",
    "warta.filesystem.stamps:stamp_of warta.filesystem.stamps:plain_stamp",
    "incremental: size",
    machine=True,
)
def stamps_without_change_time(original: Any) -> Any:
    def stamp(*args: Any) -> Any:
        known = original(*args)
        return known and (*known[:2], 0, known[3])

    return stamp


@bug(
    "stamps",
    "a file that has just changed is trusted",
    "warta.filesystem.stamps:stamp_of",
    "incremental: same_tick",
)
def fresh_files_trusted(original: Any) -> Any:
    return lambda status, _: module_of(original).plain_stamp(status)


def _parse_all_with(original: Any, look: Callable[[Any, Any], Any], trust: bool) -> Any:
    """Of files that the cache knows: entries as ``look`` makes them; whether digests are taken on trust."""

    def parse_all(source: Any, sight: Any, options: Any, cache: Any) -> Any:
        known = cache.records
        entries = [look(each, known[each.path]) if each.path in known else each for each in sight.entries]
        trusted = {path: known[path].digest for path in sight.digests if path in known} if trust else {}
        sight = sight._replace(entries=tuple(entries), digests={**sight.digests, **trusted})
        return original(source, sight, options, cache)

    return parse_all


@bug(
    "stamps",
    "a story that was read once is not looked at again",
    "warta.site.parsing:parse_all",
    "incremental: keeps_size",
    machine=True,
)
def read_once(original: Any) -> Any:
    return _parse_all_with(original, lambda entry, record: entry._replace(stamp=record.stamp), False)


@bug(
    "stamps",
    "texts that look otherwise are taken to be as they were",
    "warta.site.parsing:parse_all",
    "looking: finds_what_this_one_does",
    "incremental: edit",
    machine=True,
)
def digests_on_trust(original: Any) -> Any:
    return _parse_all_with(original, lambda entry, _: entry, True)


@bug(
    "stamps",
    "the stamp of an output is trusted whatever it should hold",
    "warta.store.outputs:difference",
    "incremental: brought_back",
)
def any_output(original: Any) -> Any:
    return lambda outputs, path, _: None if path in outputs else "missing"


@bug(
    "stamps",
    "outputs that look otherwise are not read again",
    "warta.store.outputs:outputs_now",
    "incremental: deleted_or_edited",
    machine=True,
)
def outputs_not_read_again(original: Any) -> Any:
    return lambda root, before: {path: known for path, known in before.items() if Path(root, path).exists()}


@bug(
    "stamps",
    "outputs that have gone meanwhile do not travel from the process that looks",
    "warta.store.lookahead:LookHere.outputs",
    "looking: finds_what_this_one_does",
    machine=True,
)
def gone_outputs_forgotten(original: Any) -> Any:
    return lambda self: {**self._before, **original(self)}


NOTHING_TO_DO = "warta.filesystem.stamps:nothing_to_do"


@bug(
    "stamps",
    "with nothing changed, time is forgotten",
    NOTHING_TO_DO,
    "incremental: another_kind",
    machine=True,
)
def time_forgotten(original: Any) -> Any:
    return lambda state, *rest: original(state._replace(not_before=-inf, not_after=inf), *rest)


@bug("stamps", "with nothing changed, other options are not", NOTHING_TO_DO, "incremental: another_kind")
def options_forgotten(original: Any) -> Any:
    return lambda state, _, *rest: original(state, state.request, *rest)


@bug("stamps", "with nothing changed, the output is not looked at", NOTHING_TO_DO, "incremental: any_change")
def output_not_looked_at(original: Any) -> Any:
    own = (module_of(original).MANIFEST, module_of(original).TABLE)

    def nothing_to_do(state: Any, *rest: Any) -> Any:
        kept = {path: seen for path, seen in state.outputs.items() if path in own}
        return original(state._replace(outputs=kept), *rest)

    return nothing_to_do


@bug(
    "stamps",
    "with nothing changed, a story that has gone is not missed",
    "warta.filesystem.stamps:_same_content",
    "incremental: any_change",
    machine=True,
)
def gone_story_not_missed(original: Any) -> Any:
    return lambda site, content: original(
        site, {path: stamp for path, stamp in content.items() if Path(site, path).exists()}
    )


@bug("recovery", "an unfinished output is nothing to do", NOTHING_TO_DO, "incremental: any_change")
def unfinished_is_done(original: Any) -> Any:
    def nothing_to_do(*args: Any) -> Any:
        with patch.object(os.path, "lexists", gives(False)):
            return original(*args)

    return nothing_to_do


# --- Commit and recovery: all or nothing --------------------------------------------------------------

COMMIT = "faults: order or killed_anywhere"


@bug(
    "commit",
    "the manifest is put in place before the files",
    "warta.output.folder:write_own",
    COMMIT,
    machine=True,
)
def manifest_first(original: Any) -> Any:
    def write_own(path: Any, *rest: Any, **options: Any) -> None:
        if Path(path).name == "intent.new":
            Path(path).with_name("manifest.new").replace(Path(path).with_name("manifest"))
        original(path, *rest, **options)

    return write_own


@bug(
    "commit",
    "the intent goes before the files are in place",
    "warta.output.folder:OutputFolder._carry_out",
    COMMIT,
    machine=True,
)
def intent_goes_first(original: Any) -> Any:
    def carry_out(self: Any, intent: Any) -> None:
        (self.meta / "intent").unlink(missing_ok=True)
        original(self, intent)

    return carry_out


@bug(
    "commit",
    "the output is changed before all is staged",
    "warta.build.build:_render",
    "faults: killed_anywhere or write-ENOSPC",
    machine=True,
)
def changed_before_staged(original: Any) -> Any:
    def render(request: Any, *rest: Any) -> Any:
        (request.output / "robots.txt").unlink(missing_ok=True)
        return original(request, *rest)

    return render


@bug("commit", "files are not made durable", "warta.output.stage:Stage.sync", "faults: order")
def not_durable(original: Any) -> Any:
    return gives(None)


@bug(
    "commit",
    "a folder in the place of a file is found too late",
    "warta.output.folder:OutputFolder._is_in_the_way",
    "faults: in_the_place_of_a_page",
)
def nothing_in_the_way(original: Any) -> Any:
    return gives(False)


@bug(
    "commit",
    "folders that have become empty stay",
    "warta.output.folder:OutputFolder._remove_empty",
    "faults: put_into_the_output_folder or made_for_what_is_dropped",
    machine=True,
)
def empty_folders_stay(original: Any) -> Any:
    return gives(None)


@bug(
    "recovery",
    "what was begun is dropped instead of finished",
    "warta.output.folder:OutputFolder._recover",
    "faults: killed_anywhere",
    machine=True,
)
def dropped_instead_of_finished(original: Any) -> Any:
    def recover(self: Any) -> None:
        (self.meta / "intent").unlink(missing_ok=True)
        original(self)

    return recover


@bug(
    "recovery",
    "what is done already is an error",
    "warta.output.folder:remove",
    "faults: killed_anywhere",
    machine=True,
)
def deleted_is_an_error(original: Any) -> Any:
    return lambda path: original(path) if "/.warta/" in str(path) else Path(path).unlink()


# --- A stranger's folder: no path leads out, nothing of others is touched ------------------------------


@bug(
    "stranger",
    "records name what is not in their folder",
    "warta.output.manifest:all_inside",
    "output: manifest_deletes or intent_reaches",
)
def records_lead_out(original: Any) -> Any:
    return gives(True)


@bug(
    "stranger",
    "a folder that is a link is entered",
    "warta.filesystem.own_files:is_link",
    "output: linked_folder or through_a_link",
)
def links_entered(original: Any) -> Any:
    return gives(False)


@bug(
    "stranger",
    "a file is written into the one that has its name",
    "warta.filesystem.own_files:write_own",
    "output: own_files",
)
def written_into(original: Any) -> Any:
    return lambda path, data, durable=False: Path(path).write_bytes(data) and None


@bug(
    "stranger",
    "files that nobody knows are told of once",
    "warta.output.folder:OutputFolder.mark",
    "output: taken_down",
)
def told_of_once(original: Any) -> Any:
    return gives(None)


@bug(
    "stranger",
    "a folder that cannot be written to is found when half of the site is new",
    "warta.output.folder:OutputFolder._check_folders",
    "output: somebody_elses",
)
def folders_not_checked(original: Any) -> Any:
    return gives(None)


# --- Lock and workers ---------------------------------------------------------------------------------


@bug(
    "lock",
    "nobody holds it",
    "warta.output.folder:OutputFolder._take_lock",
    "faults: lock or two_builds_at_once",
)
def no_lock(original: Any) -> Any:
    return gives(None)


@bug(
    "lock",
    "it is kept when the build is done",
    "warta.output.folder:OutputFolder.close",
    "faults: lock",
    machine=True,
)
def lock_kept(original: Any) -> Any:
    return gives(None)


@bug(
    "lock",
    "its holder is not named",
    "warta.output.folder:write_own",
    "faults: lock or two_builds_at_once",
)
def holder_not_named(original: Any) -> Any:
    def write_own(path: Any, *rest: Any, **options: Any) -> None:
        if Path(path).name != "holder":
            original(path, *rest, **options)

    return write_own


@bug(
    "workers",
    "they outlive a build that is killed",
    "warta.workers.executors:end_with_parent",
    "faults: several_processes and KILL",
)
def workers_outlive(original: Any) -> Any:
    return gives(None)


@bug("workers", "the last results are dropped", "warta.workers.executors:_results", "workers")
def last_results_dropped(original: Any) -> Any:
    return lambda *args, **options: list(original(*args, **options))[:-1]


# --- Visibility: what is not public is not in the output -----------------------------------------------


def _seen_through(reason: str, original: Any) -> Any:
    def hold_of(*args: Any, **options: Any) -> Any:
        hold = original(*args, **options)
        return None if hold is not None and hold.reason == reason else hold

    return hold_of


NOT_PUBLIC = "pages: held_back or from_the_very_moment"


@bug("visibility", "drafts are public", "warta.site.publication:hold_of", NOT_PUBLIC, machine=True)
def drafts_public(original: Any) -> Any:
    return _seen_through("draft", original)


@bug("visibility", "embargoes are not kept", "warta.site.publication:hold_of", NOT_PUBLIC, machine=True)
def embargoes_not_kept(original: Any) -> Any:
    return _seen_through("embargo", original)


@bug("visibility", "what has expired stays", "warta.site.publication:hold_of", NOT_PUBLIC, machine=True)
def expired_stays(original: Any) -> Any:
    return _seen_through("expired", original)


@bug(
    "visibility",
    "nobody looks when the site changes with time",
    "warta.site.due:due_moments",
    "time: until_when",
)
def never_changes(original: Any) -> Any:
    return gives([])


# --- Edits: what is planned is no less than what differs, and the database is what a new one would be ----

SAME_PAGES = "edits: what_a_build_from_nothing_makes and "
SAME_ROWS = "edits: holds_what_a_new_one_would"
DAMAGE = "edits: not_as_it_was_left"


@bug(
    "edits",
    "the pages beside an edited story, and about the same, stay as they are",
    "warta.build.reached:Neighbours.changed",
    SAME_PAGES + "title",
    machine=True,
)
def edit_without_neighbours(original: Any) -> Any:
    return lambda self, after: {code: set() for code in original(self, after)}


@bug(
    "edits",
    "the lists that a story has left stay as they are",
    "warta.build.reached:_leaves",
    SAME_PAGES + "less",
)
def nothing_leaves(original: Any) -> Any:
    return gives(False)


@bug(
    "edits",
    "a first or last story of a term, a kind or a month is an edit like others",
    "warta.build.edit_plan:new_lists",
    SAME_PAGES + "first",
)
def lists_always_there(original: Any) -> Any:
    from warta.build.edit_lists import NOTHING_NEW

    return gives(NOTHING_NEW)


@bug(
    "edits",
    "the pages of agencies and speakers do not name others that come or go",
    "warta.build.edit_lists:_showing",
    SAME_PAGES + "agency",
)
def terms_not_shown(original: Any) -> Any:
    return gives([])


@bug(
    "edits",
    "what has been taken back does not name topics that come or go",
    "warta.build.edit_lists:_notices_naming",
    SAME_PAGES + "topic",
)
def notices_name_nothing(original: Any) -> Any:
    return gives([])


@bug(
    "edits",
    "who quotes a speaker does not name the page that comes or goes",
    "warta.build.edit_lists:_quoting",
    SAME_PAGES + "speaker",
)
def quotations_lead_nowhere(original: Any) -> Any:
    return gives([])


@bug(
    "edits",
    "a menu stays as it is when the list to which it leads comes",
    "warta.build.edit_plan:_check_menus",
    "edits: menu_leads_to",
)
def menus_stay(original: Any) -> Any:
    return gives(None)


@bug(
    "edits",
    "the parts of a search index that are gone stay",
    "warta.build.edits:files_below",
    SAME_PAGES + "month",
)
def parts_stay(original: Any) -> Any:
    return gives(frozenset())


@bug(
    "edits",
    "a story goes to which another one leads",
    "warta.store.stories:Stories.is_mentioned",
    "edits: told_as_by_a_whole",
)
def nothing_is_mentioned(original: Any) -> Any:
    return gives(False)


@bug("edits", "to what a text leads is not kept", "warta.build.edit_plan:row_of", SAME_ROWS)
def mentions_not_kept(original: Any) -> Any:
    return lambda *arguments, **named: original(*arguments, **named)._replace(mentioned=())


@bug(
    "edits",
    "the pictures of a story that goes stay",
    "warta.build.edits:lost_media",
    SAME_PAGES + "picture",
)
def pictures_stay(original: Any) -> Any:
    return gives([])


@bug(
    "edits",
    "the pictures of a story that goes go, though others show them",
    "warta.store.stories:Stories.is_in_use",
    SAME_PAGES + "picture",
)
def pictures_go(original: Any) -> Any:
    return gives(False)


@bug("edits", "nobody is told of a story that goes", "warta.build.gone:vanished", SAME_PAGES + "less")
def gone_untold(original: Any) -> Any:
    from warta.site.addresses import Compared

    return gives(Compared())


@bug(
    "edits",
    "addresses that earlier builds have left open are forgotten",
    "warta.build.gone:published_before",
    SAME_PAGES + "name",
)
def left_open_forgotten(original: Any) -> Any:
    return lambda manifest, *_: original(manifest, "", Path("tidak-ada"))


@bug(
    "edits",
    "nothing waits for the address of a story that goes",
    "warta.build.gone:check_gone",
    "edits: gives_way",
)
def nothing_gives_way(original: Any) -> Any:
    return gives(None)


@bug(
    "edits",
    "a link to a text that has no page is told as broken beside a mistake",
    "warta.build.edit_findings:has_pageless_text",
    "edits: without_a_page",
)
def every_text_has_a_page(original: Any) -> Any:
    return gives(False)


@bug(
    "edits",
    "no draft waits for a page that is new",
    "warta.build.edit_findings:waits",
    "edits: where_drafts",
)
def no_draft_waits(original: Any) -> Any:
    return gives(False)


@bug(
    "edits",
    "the place in a text that others lead to may go",
    "warta.store.stories:Stories.is_anchored",
    SAME_PAGES + "place",
)
def nothing_is_anchored(original: Any) -> Any:
    return gives(False)


@bug(
    "edits",
    "a file to which something leads may go",
    "warta.store.stories:Stories.is_sought",
    "edits: file_that_a_text_leads_to",
)
def nothing_is_sought(original: Any) -> Any:
    return gives(False)


@bug(
    "edits",
    "a new story may have the address of one that is held back",
    "warta.store.stories:Stories.is_taken",
    "edits: address_that_is_taken",
)
def nothing_is_taken(original: Any) -> Any:
    return gives(False)


@bug("edits", "a database is believed however it looks", "warta.store.stories:_is_copy", DAMAGE)
def looks_as_it_should(original: Any) -> Any:
    return gives(False)


@bug("edits", "a copy of a database is believed whatever is in it", "warta.store.stories:_digest", DAMAGE)
def copies_believed(original: Any) -> Any:
    return gives(bytes(range(16)))


@bug(
    "edits",
    "a database that could not be changed is believed",
    "warta.build.build:leave_stories",
    "edits: could_not_be_changed",
)
def unchanged_database_believed(original: Any) -> Any:
    def leave_stories(request: Any, result: Any) -> Any:
        from warta.store.stories import look_of

        return look_of(str(request.stories_path)) if result.edited else original(request, result)

    return leave_stories


@bug(
    "edits",
    "what a killed build began counts as known",
    "warta.build.edits:seal_of_manifest",
    "edits: build_that_was_killed",
)
def killed_build_known(original: Any) -> Any:
    class Equal(bytes):
        __hash__ = bytes.__hash__

        def __ne__(self, other: object) -> bool:
            return False

    return lambda root: Equal()


CHECKOUT = "edits: fresh_checkout"


@bug("edits", "settings and templates of a checkout are believed", "warta.build.prepare:made_with", CHECKOUT)
def made_with_anything(original: Any) -> Any:
    return gives(b"x")


@bug(
    "edits",
    "an output that came with a checkout is believed",
    "warta.store.lookahead:LookHere.is_as_before",
    CHECKOUT,
)
def output_believed(original: Any) -> Any:
    return property(gives(True))


@bug("edits", "the rows of a database are believed", "warta.site.stored:columns_of", DAMAGE)
def rows_believed(original: Any) -> Any:
    class Whatever(tuple):  # type: ignore[type-arg]
        """As a row of the database it is itself, and like every other one."""

        __slots__ = ()

        def __ne__(self, _: object) -> bool:
            return False

        __hash__ = tuple.__hash__

    return lambda post: Whatever(original(post))


@bug("edits", "a database may have a trigger", "warta.store.stories:Stories.is_ours", DAMAGE)
def any_tables(original: Any) -> Any:
    return gives(True)


@bug(
    "edits",
    "the order of stories is that of their paths",
    "warta.store.stories:_NEWEST_FIRST",
    SAME_PAGES + "title",
)
def in_another_order(original: Any) -> Any:
    return "ORDER BY post.path"


@bug("edits", "what is counted stays counted", "warta.store.stories:Stories.remove", SAME_ROWS)
def counted_for_ever(original: Any) -> Any:
    def remove(self: Any, paths: Any) -> Any:
        counts = self._connection.execute("SELECT * FROM tally").fetchall()
        numbers = original(self, paths)
        self._connection.executemany("REPLACE INTO tally VALUES (?, ?, ?)", counts)
        return numbers

    return remove


@bug(
    "edits",
    "the members of regions above are not kept",
    "warta.site.stored:with_those_above",
    SAME_PAGES + "title",
)
def members_of_their_own(original: Any) -> Any:
    return lambda terms, _: dict.fromkeys(terms)


@bug(
    "edits",
    "the pages beside the place that a story has left stay as they are",
    "warta.build.reached:Neighbours.__init__",
    SAME_PAGES + "another",
)
def left_unnoticed(original: Any) -> Any:
    def init(self: Any, *arguments: Any) -> None:
        original(self, *arguments)
        self._beside = {code: set() for code in self._beside}

    return init


@bug(
    "edits",
    "new lists of documents are an edit like others",
    "warta.build.edit_plan:check_documents",
    SAME_PAGES + "document",
)
def documents_always_listed(original: Any) -> Any:
    return gives(None)


@bug(
    "edits",
    "the last change of all is that of the newest story",
    "warta.store.stories:Stories.changed_last",
    SAME_PAGES + "updated",
)
def newest_changed_last(original: Any) -> Any:
    return lambda self: self.listed("id")[:1]


@bug(
    "edits",
    "the moment at which something became public last never goes back",
    "warta.store.stories:Stories.opened_last",
    SAME_PAGES + "newest",
)
def opened_for_ever(original: Any) -> Any:
    latest = [0]

    def opened_last(self: Any) -> int:
        latest.append(max(latest[-1], original(self)))
        return latest[-1]

    return opened_last


@bug(
    "edits",
    "a text that leads to a draft stays as it is",
    "warta.build.edits:check_addresses",
    SAME_PAGES + "draft",
)
def drafts_come_unnoticed(original: Any) -> Any:
    return gives(None)


@bug("edits", "new quotations are not kept", "warta.build.edit_plan:quoted_in", SAME_ROWS)
def quotations_not_kept(original: Any) -> Any:
    return gives([])


@bug("edits", "what is due is as it was", "warta.build.edits:due_of_stories", SAME_ROWS)
def due_as_it_was(original: Any) -> Any:
    return gives([])
