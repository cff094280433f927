"""``warta new``."""

from __future__ import annotations

import argparse
import sys

from warta.authoring.new import KINDS, PAGE, Wish, new_page, new_story, new_term
from warta.console.plain import plain
from warta.console.report import print_findings
from warta.console.request import language_of, request_of
from warta.console.usage import DONE, SITE_HAS_ERRORS, UsageError
from warta.diagnostics.catalogue import report_text
from warta.filesystem.own_files import seen_from
from warta.site.spelling import quoted

__all__ = ["add_arguments", "run"]


WORDS_FOR_KINDS = {
    **dict.fromkeys(("berita", "artikel", "naskah", "story", "news", "article", "post"), ""),
    **dict.fromkeys(("halaman", "laman", "pages"), PAGE),
    **dict.fromkeys(("instansi", "lembaga", "opd", "agencies"), "agency"),
    **dict.fromkeys(("narasumber", "pembicara", "tokoh", "speakers"), "speaker"),
    **dict.fromkeys(("wilayah", "daerah", "regions"), "region"),
    **dict.fromkeys(("topik", "tagar", "tags", "topic"), "tag"),
}
"""Words that are taken for those of ``warta new``, and what is meant; empty for a story, which has none."""


def add_arguments(command: argparse.ArgumentParser) -> None:
    """What the new story, page or term is called, and what else is known of it."""
    command.add_argument("words", metavar="TITLE", nargs="+")
    command.add_argument(
        "--in", dest="others", metavar="LANG=TEXT", action="append", default=[],
    )  # fmt: skip
    command.add_argument("--slug", metavar="SLUG", default="")
    command.add_argument("--date", metavar="DATE", default="")
    command.add_argument("--folder", action="store_true")
    for name in ("agency", "region", "parent"):
        command.add_argument(f"--{name}", metavar="ID", default="")
    command.add_argument("--office", metavar="TEXT", default="")


def run(options: argparse.Namespace) -> int:
    """Write the files of a new story, page or term and print their paths."""
    words = [" ".join(word.split()) for word in options.words]
    kind = words[0] if words[0] in (*KINDS, PAGE) else ""
    name = " ".join(words[1:] if kind else words).strip()
    language = language_of(options)
    if not name:
        raise UsageError(report_text("new_no_name", language, kind=kind))
    if len(words) > 1 and words[0] in WORDS_FOR_KINDS:
        meant = WORDS_FOR_KINDS[words[0]]
        command = " ".join(filter(None, ["warta new", meant, quoted(" ".join(words[1:]))]))
        raise UsageError(report_text("new_other_word", language, word=words[0], command=command))
    others = {}
    for given in options.others:
        code, _, text = given.partition("=")
        others[code] = " ".join(text.split())
        if not others[code]:
            raise UsageError(report_text("new_bad_in", language, value=code))
    request = request_of(options)
    wish = Wish(
        name=name,
        translations=others,
        slug=options.slug,
        date=options.date,
        folder=options.folder,
        agency=options.agency,
        region=options.region,
        parent=options.parent,
        office=options.office,
    )
    if kind == PAGE:
        made = new_page(request, wish)
    else:
        made = new_term(request, KINDS[kind], wish) if kind else new_story(request, wish)
    language = language_of(options, made.site.config if made.site else None)
    print_findings(made.diagnostics, language, request.site)
    if made.problem is not None:
        raise UsageError(report_text(made.problem.name, language, 1, **made.problem.values))
    if not made.written:
        print(report_text("new_nothing", language), file=sys.stderr)
        return SITE_HAS_ERRORS
    for path in made.written:
        print(seen_from(".", request.site / path))
    for note in made.notes:
        print(plain(report_text(note.name, language, 1, **note.values)), file=sys.stderr)
    return DONE
