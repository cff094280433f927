"""Time alone breaks nothing: no error comes or goes without an edit, and what is not public leads nowhere.

Random sites are looked at as of random times. Then cases, one for each place in which a link is shown.
"""

from __future__ import annotations

import os
from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from tests.conftest import Figures
from tests.faultlib import (
    SOAK,
    assert_same,
    build_clean,
    few_regions,
    quick_templates,
    temporary_folder,
    tree,
)
from tests.support import SITE_TOML, build_site, make_site, picture, post, translation
from warta.build.build import Request, build, check, remember
from warta.build.prepare import prepare
from warta.cli import main
from warta.diagnostics.values import Diagnostic, Position, Severity
from warta.filesystem.stamps import load_state

EXAMPLES = 1500 if SOAK else 25
pytestmark = pytest.mark.faults
COUNTS: Counter[str] = Counter()


@pytest.fixture(scope="module", autouse=True)
def _quick() -> Iterator[None]:
    with quick_templates(), few_regions(), pytest.MonkeyPatch.context() as patch:
        patch.setattr(os, "sync", lambda: None)
        yield


# --- No error depends on the time ---------------------------------------------------------------------

DAYS = ("2024-12-01", "2025-01-10", "2025-01-20", "2025-02-01")
"""On which stories open and expire, and changes are dated."""
MOMENTS = [
    datetime.fromisoformat(f"{day}T00:00+07:00") + timedelta(seconds=off) for day in DAYS for off in (-1, 0)
]
LINKS = (
    "[satu](satu.id.md)",
    "[bagian](satu.id.md#bagian)",
    "[dua](dua.id.md)",
    "[alamat](/id/berita/2024/dua/)",
    "[alamat](/id/berita/2024/dua/#bagian)",
    "[topik](/id/topik/korpri/)",
    "[topic](/en/topics/korpri/)",
    "[instansi](/id/instansi/badan/)",
    "[narasumber](/id/narasumber/ani/)",
    "[wilayah](/id/wilayah/kota-surabaya/)",
    "![baik](baik.png)",
    "[lampiran](lampiran.csv)",
    "> Kata.\n> — ani",
)
WRONG_LINKS = (  # some of them only on some of the sites
    "[satu](satu.en.md)",
    "[dua](dua.id.md#tidak-ada)",
    "[tiga](tiga.id.md)",
    "[hilang](tidak-ada.id.md)",
    "[alamat](/id/berita/2024/satu/)",
    "[alamat](/id/berita/2024/dua/#tidak-ada)",
    "[alamat](/en/news/2024/tiga/)",
    "[alamat](/id/berita/2024/duaa/)",
    "[topik](/id/topik/korprii/)",
    "[bulan](/id/arsip/2025/01/)",
    "[tahun](/id/arsip/2023/)",
    "![rusak](rusak.png)",
    "![hilang](hilang.png)",
    "![teks](lampiran.csv)",
    "> Kata.\n> — tidak-ada-ini",
)
ALIASES = ("/lama/", "/lama.html", "/lama/bawah/", "/lama/1/", "/lama/2/", "/lama/3/", "/lama/4/")
WRONG_ALIASES = (
    "/LAMA/",
    "/lama.html/bawah/",
    "/id/berita/2024/dua/",
    "/id/berita/2024/",
    "/id/topik/korpri/",
    "/id/topik/korpri/feed.xml",
    "/id/arsip/2024/12/",
    "/id/berita/halaman/2/",
    "/id/topik/korpri/halaman/2/",
    "/en/news/page/2/",
    "/id/instansi/badan/",
)


def mostly(*sound: str, wrong: Sequence[str], most: int) -> st.SearchStrategy[list[str]]:
    """Up to so many of the sound ones, rarely with one of the others."""
    some = st.lists(st.sampled_from(sound), max_size=most, unique=True)
    one = st.integers(0, 11).flatmap(
        lambda n: st.sampled_from([[each] for each in wrong]) if n == 11 else st.just([])
    )
    return st.tuples(some, one).map(lambda both: both[0] + both[1])


WRONG_IMAGES = ("{src: rusak.png, alt: Foto}", "{src: hilang.png, alt: Foto}")
OFTEN_NOTHING = st.just("")


def one_of(*values: str) -> st.SearchStrategy[str]:
    """One of them; nothing as often."""
    return OFTEN_NOTHING | st.sampled_from(values)


@dataclass(frozen=True, slots=True)
class Version:
    """What differs between the stories of a random site."""

    links: list[str]
    aliases: list[str]
    keys: dict[str, str]

    def body(self) -> str:
        return "Isi.\n\n## Bagian\n\n" + "\n\n".join(self.links)

    def front_matter(self) -> dict[str, str]:
        aliases = f"[{', '.join(self.aliases)}]" if self.aliases else ""
        return {**self.keys, "aliases": aliases}


def versions(**keys: st.SearchStrategy[str]) -> st.SearchStrategy[Version]:
    own = {
        "slug": st.integers(0, 9).map(lambda number: "dua" if number == 9 else ""),
        "draft": st.sampled_from(["", "", "", "true"]),
        "updated": one_of("2025-01-15", "2025-03-01"),
        "changes": one_of(
            "[{date: 2025-01-15, kind: correction, note: Angka.}]",
            "[{date: 2025-01-02, kind: withdrawal, note: Ditarik.}]",
        ),
    }
    return st.builds(
        Version,
        mostly(*LINKS, wrong=WRONG_LINKS, most=3),
        mostly(*ALIASES, wrong=WRONG_ALIASES, most=1),
        st.fixed_dictionaries({**own, **keys}),
    )


ORIGINALS = versions(
    date=st.sampled_from([*["2024-11-30", "2024-12-01", "2024-12-02 08:00"] * 3, "2025-01-20"]),
    publish_at=one_of(*DAYS[:2] * 4, DAYS[2]),
    expires=one_of(*DAYS[2:] * 4, DAYS[0]),
    agency=st.sampled_from(["dinas", "badan"]),
    tags=one_of("korpri"),
    speaker=one_of("ani"),
    image=mostly("{src: baik.png, alt: Foto}", wrong=WRONG_IMAGES, most=1).map("".join),
)
STORIES = st.lists(st.tuples(ORIGINALS, st.none() | versions()), min_size=2, max_size=4)
PROFILES = mostly(*LINKS[:-3], wrong=WRONG_LINKS[:-4], most=2)
OLD_URLS = mostly("/lama/topik/", wrong=(*ALIASES, *WRONG_ALIASES), most=1)


def files_of(
    stories: list[tuple[Version, Version | None]], profile: list[str], old_urls: list[str]
) -> dict[str, str | bytes]:
    files: dict[str, str | bytes] = {
        "site.toml": SITE_TOML.replace("[publisher]", "page_size = 1\n[publisher]")
        + "[sharing]\ncards = false\n",
        "content/tags.yaml": f"korpri: {{name: Korpri, old_urls: [{', '.join(old_urls)}]}}\n",
        "content/agencies/badan.yaml": "name: Badan\nregion: kota-surabaya\nended: 2025-01-10\n",
        "content/agencies/badan.id.md": "Profil.\n\n"
        + "\n\n".join(profile).replace("(satu", "(../news/2024/satu"),
        "content/speakers/ani.yaml": "name: Ani\n"
        "appointments: [{office: Kepala, agency: badan, from: 2024, until: 2025-01-15}]\n",
        "content/news/2024/baik.png": picture(1, kind="PNG"),
        "content/news/2024/rusak.png": b"\x89PNG\r\n\x1a\nrusak",
        "content/news/2024/lampiran.csv": b"a,b\n",
    }
    for number, (original, other) in enumerate(stories):
        name = f"content/news/2024/{('satu', 'dua', 'tiga', 'empat')[number]}"
        files[f"{name}.id.md"] = post(f"Judul{number}rahasia", original.body(), **original.front_matter())
        if other is not None:
            files[f"{name}.en.md"] = translation(
                f"Title{number}rahasia", other.body(), **other.front_matter()
            )
    return files


def found_at(site: Path, cache: Path, now: datetime, review: bool) -> set[Diagnostic]:
    request = Request(site, site / "output", now, cache=cache)
    with prepare(request, review=review) as result:
        return set(result.diagnostics)


def errors(found: set[Diagnostic]) -> set[Diagnostic]:
    return {each for each in found if each.severity is Severity.ERROR}


def places(found: Iterable[Diagnostic]) -> set[tuple[str, str, Position]]:
    return {(each.code, each.file, each.position) for each in found}


def links(found: Iterable[Diagnostic]) -> set[tuple[str, Position]]:
    """The places of the links that lead nowhere."""
    return {(each.file, each.position) for each in found if each.code.startswith("link-to-")}


def test_no_error_depends_on_the_time(figures: Figures) -> None:
    """The same errors at all times, in ``build`` and in ``check``; and what ``check`` has foretold happens.

    A site without errors is built at each of these times, one after the other: that gives the site that a
    build from nothing gives, without a word of the stories that are not public.
    """
    COUNTS.clear()

    @settings(
        max_examples=EXAMPLES,
        deadline=None,
        derandomize=not SOAK,
        database=None,
        suppress_health_check=list(HealthCheck),
    )
    @given(
        STORIES, PROFILES, OLD_URLS, st.lists(st.sampled_from(MOMENTS), min_size=3, max_size=3, unique=True)
    )
    def look(
        stories: list[tuple[Version, Version | None]],
        profile: list[str],
        old_urls: list[str],
        moments: list[datetime],
    ) -> None:
        with temporary_folder() as folder:
            site = make_site(folder / "situs", files_of(stories, profile, old_urls))
            judge(site, folder / "cache", sorted(moments), [moments[1], moments[0], moments[2]])

    look()
    figures("sites at several times", {**COUNTS, "differences": 0})
    assert min(COUNTS["with errors"], COUNTS["without"], COUNTS["links that lead nowhere"]) > 0


def judge(site: Path, cache: Path, moments: list[datetime], order: list[datetime]) -> None:
    """Errors at all times; what is foretold; and, of a site without errors, the output in another order."""
    built = {now: found_at(site, cache, now, review=False) for now in moments}
    checked = {now: found_at(site, cache, now, review=True) for now in moments}
    for found in (built, checked):
        for now in moments[1:]:
            assert errors(found[now]) == errors(found[moments[0]]), now
    assert places(errors(built[moments[0]])) <= places(errors(checked[moments[0]]))
    for number, now in enumerate(moments):
        for earlier in moments[: number + 1]:
            assert links(built[now]) <= links(checked[earlier]), (earlier, now)
        COUNTS["links that lead nowhere"] += len(links(built[now]))
    if errors(built[moments[0]]):
        COUNTS["with errors"] += 1
        return
    COUNTS["without"] += 1
    for now in order:
        request = Request(site, site / "output", now, cache=cache)
        result = build(request)
        assert result.prepared is not None, result.diagnostics
        assert_same(tree(site / "output"), build_clean(site, now).files, f"at {now}")
        public = {each.card.path for each in result.prepared.library.posts}
        everything = b"".join(tree(site / "output").values()).lower()
        for path, other in result.prepared.library.by_path.items():
            if path not in public:
                title = other.card.title.lower()
                assert title.encode() not in everything, path
        assert b'="warta:' not in everything


# --- Each kind of error, with what can make it a matter of time ----------------------------------------

BEFORE, AFTER = datetime(2025, 1, 15, 12, tzinfo=UTC), datetime(2025, 3, 1, 12, tzinfo=UTC)
OPENING = {"publish_at": "2025-02-01"}
ENDING = {"expires": "2025-02-01"}
HELD = "content/news/2024/rahasia.id.md"

FAULTS: dict[str, tuple[dict[str, str | bytes], dict[str, str], str]] = {
    # name: further files, what is special about the story that is held back at one of the times, the error
    "link-to-nowhere": ({}, {"body": "[x](sama/sekali/lain.txt)"}, "broken-document"),
    "link-to-no-page": ({}, {"body": "[x](/id/topik/tidak-pernah-ada-begini/)"}, "broken-link"),
    "almost-the-page-of-the-story": (
        {"content/news/2024/b.id.md": post("B", "[x](/id/berita/2024/rahasi/)")},
        {},
        "broken-link-suggestion",
    ),
    "anchor-in-the-story": (
        {"content/news/2024/b.id.md": post("B", "[x](rahasia.id.md#tidak-ada)")},
        {},
        "broken-anchor",
    ),
    "anchor-in-the-story-by-address": (
        {"content/news/2024/b.id.md": post("B", "[x](/id/berita/2024/rahasia/#tidak-ada)")},
        {},
        "broken-anchor",
    ),
    "picture": ({}, {"body": "![x](tidak-ada.png)"}, "broken-image"),
    "damaged-picture": (
        {"content/news/2024/rusak.png": b"\x89PNG\r\n\x1a\nrusak"},
        {"image": "{src: rusak.png, alt: X}"},
        "picture-broken",
    ),
    "document-as-picture": (
        {"content/news/2024/lampiran.csv": b"a,b\n"},
        {"body": "![x](lampiran.csv)"},
        "picture-type",
    ),
    "somebody-quoted": ({}, {"body": "> Kata.\n> — tidak-ada-ini"}, "unknown-term"),
    "profile-of-a-term-of-the-story": (
        {
            "content/speakers/ani.yaml": "name: Ani\n",
            "content/speakers/ani.id.md": "[x](/id/tidak-pernah-ada-begini/)\n",
        },
        {"speaker": "ani"},
        "broken-link",
    ),
    "alias-of-another": (
        {"content/news/2024/b.id.md": post("B", aliases="[/lama/]")},
        {"aliases": "[/lama/]"},
        "path-twice",
    ),
    "alias-at-the-story": (
        {"content/news/2024/b.id.md": post("B", aliases="[/id/berita/2024/rahasia/]")},
        {},
        "path-twice",
    ),
    "alias-of-the-story-at-another": (
        {"content/news/2024/b.id.md": post("B")},
        {"aliases": "[/id/berita/2024/b/]"},
        "path-twice",
    ),
    "alias-at-a-topic-of-the-story": (
        {
            "content/tags.yaml": "rahasiatag: {name: Rahasiatag}\n",
            "content/news/2024/b.id.md": post("B", aliases="[/id/topik/rahasiatag/]"),
        },
        {"tags": "rahasiatag"},
        "path-twice",
    ),
    "alias-at-the-feed-of-a-topic": (
        {
            "content/tags.yaml": "rahasiatag: {name: Rahasiatag}\n",
            "content/news/2024/b.id.md": post("B", aliases="[/id/topik/rahasiatag/feed.xml]"),
        },
        {"tags": "rahasiatag"},
        "path-twice",
    ),
    "alias-at-a-month": (
        {"content/news/2024/b.id.md": post("B", aliases="[/id/arsip/2023/05/]")},
        {"date": "2023-05-05"},
        "path-twice",
    ),
    "alias-at-the-second-page": (
        {
            "site.toml": SITE_TOML.replace("[publisher]", "page_size = 1\n[publisher]"),
            "content/news/2024/b.id.md": post("B", aliases="[/id/berita/halaman/2/]"),
        },
        {},
        "path-twice",
    ),
    "old-url-of-a-topic-of-the-story": (
        {
            "content/tags.yaml": "rahasiatag: {name: Rahasiatag, old_urls: [/lama/]}\n",
            "content/news/2024/b.id.md": post("B", aliases="[/lama/]"),
        },
        {"tags": "rahasiatag"},
        "path-twice",
    ),
    "alias-below-a-file": (
        {"content/news/2024/b.id.md": post("B", aliases="[/lama.html]")},
        {"aliases": "[/lama.html/bawah/]"},
        "path-is-folder",
    ),
    "same-address": (
        {"content/news/2024/b.id.md": post("B", slug="rahasia")},
        {},
        "url-twice",
    ),
    "original-not-there-for-the-translation": (
        {"content/news/2024/rahasia.en.md": translation("Secret", "[x](/en/never-there-at-all/)")},
        {},
        "broken-link",
    ),
    "rule-made-an-error": (
        {
            "site.toml": SITE_TOML.replace('"off"', '"error"'),
            "content/news/2024/b.id.md": post("B", summary="R."),
        },
        {},
        "summary-missing",
    ),
}


@pytest.mark.parametrize("held", [OPENING, ENDING], ids=["opens", "expires"])
@pytest.mark.parametrize("fault", FAULTS)
def test_an_error_is_one_before_and_after(tmp_path: Path, fault: str, held: dict[str, str]) -> None:
    """What is wrong with a story, or because of one, is found before it opens and after it has expired."""
    files, keys, code = FAULTS[fault]
    text = post("Rahasia", **{"body": "Isi.", **keys, **held})
    site = make_site(
        tmp_path / "situs", {"content/news/2024/a.id.md": post("A", summary="R."), HELD: text, **files}
    )
    for review in (False, True):
        before, after = (errors(found_at(site, tmp_path / "cache", now, review)) for now in (BEFORE, AFTER))
        assert before == after
        assert code in {each.code for each in before}


def test_an_error_in_a_draft_stops_no_build(tmp_path: Path) -> None:
    """Only an edit publishes it: ``check`` tells of its errors beforehand."""
    files = {
        "content/news/2024/a.id.md": post("A"),
        HELD: post("Rahasia", "[x](sama/sekali/lain.txt)", draft="true", aliases="[/id/berita/2024/a/]"),
    }
    site = make_site(tmp_path / "situs", files)
    cache = tmp_path / "cache"
    assert not errors(found_at(site, cache, BEFORE, review=False))
    found = found_at(site, cache, BEFORE, review=True)
    assert {"broken-document", "path-twice"} <= {each.code for each in found}
    assert not errors(found)


# --- What readers see of a link to what is not public ---------------------------------------------------

REASONS = {
    "draft": {"draft": "true"},
    "unfinished": {"draft": "true", "date": "", "agency": ""},
    "unverified": {"unverified": "nama"},
    "embargo": {"publish_at": "2025-02-01 08:00"},
    "future": {"date": "2025-02-01"},
    "expired": {"expires": "2025-01-02"},
}
FORMS = {
    "file": "Lihat [kata *kunci*]({file}) itu.",
    "anchor": "Lihat [kata *kunci*]({file}#bagian) itu.",
    "title": 'Lihat [kata *kunci*]({file} "Rahasiajudul > <b>") itu.',
    "reference": "Lihat [kata *kunci*][r] itu.\n\n[r]: {file} 'Rahasiajudul'",
    "alone": "[kata *kunci*]({file})",
    "heading": "## Lihat [kata *kunci*]({file})",
    "list": "- [kata *kunci*]({file})\n- [kata *kunci*]({file})",
    "table": "| a |\n|---|\n| [kata *kunci*]({file}) |",
    "html": '<p>Lihat <a hreflang="id" href="{file}" title="Rahasiajudul">kata <em>kunci</em></a> itu.</p>',
    "quotation": "> [kata *kunci*]({file})\n> — Ani",
    "footnote": "Lihat[^1].\n\n[^1]: [kata *kunci*]({file})",
    "picture": "[![kata](foto.png)]({file}) kata *kunci*",
}


def linking(form: str, **held: str) -> dict[str, str | bytes]:
    """Stories and profiles in two languages with a link to one that is not public."""
    body = FORMS[form]
    return {
        "site.toml": SITE_TOML
        + '[sharing]\ncards = false\n[feeds]\nformats = ["atom", "json"]\nninjs = true\n',
        "content/agencies/dinas.id.md": body.format(file="../news/2024/rahasiaslug.id.md"),
        "content/agencies/dinas.en.md": body.format(file="../news/2024/rahasiaslug.en.md"),
        "content/agencies/foto.png": picture(1, kind="PNG"),
        "content/news/2024/foto.png": picture(1, kind="PNG"),
        "content/news/2024/a.id.md": post("A", body.format(file="rahasiaslug.id.md")),
        "content/news/2024/a.en.md": translation("A", body.format(file="rahasiaslug.en.md")),
        "content/news/2024/rahasiaslug.id.md": post("Rahasiajudul", "Isi.\n\n## Bagian", **held),
        "content/news/2024/rahasiaslug.en.md": translation("Rahasiatitle", "Text.\n\n## Bagian"),
    }


@pytest.mark.parametrize("form", FORMS)
def test_the_words_of_a_link_stay_and_nothing_else(tmp_path: Path, form: str) -> None:
    """In pages, profiles, feeds, ninjs and the search index, in both languages: 0 bytes of the story."""
    site = build_site(make_site(tmp_path / "situs", linking(form, **REASONS["embargo"])))
    assert b"rahasia" not in site.everything().lower()
    for path in (
        "id/berita/2024/a/",
        "en/news/2024/a/",
        "id/instansi/dinas-uji/",
        "en/agencies/test-office/",
    ):
        assert "kata kunci" in site.page(path).text.replace("\n", " "), path
    for path in ("id/feed.xml", "en/feed.xml", "id/feed.json", "id/berita/2024/a/ninjs.json"):
        assert b"kunci" in (site.root / path).read_bytes(), path
    public = build_site(tmp_path / "situs", tmp_path / "kemudian", now=AFTER)
    anchor = "#bagian" if form == "anchor" else ""
    assert public.page("id/berita/2024/a/").all("a", href=f"/id/berita/2024/rahasiaslug/{anchor}")


@pytest.mark.parametrize("reason", REASONS)
def test_a_link_to_what_is_not_public_is_a_warning(tmp_path: Path, reason: str) -> None:
    """In every such link's place: which story, why, and the day."""
    files = linking("file", **REASONS[reason])
    site = build_site(make_site(tmp_path / "situs", files))
    assert b"rahasia" not in site.everything().lower()
    found = [each for each in site.result.diagnostics if each.code.startswith("link-to-")]
    assert [(each.file, each.position) for each in found] == [
        ("content/agencies/dinas.en.md", (1, 21)),
        ("content/agencies/dinas.id.md", (1, 21)),
        ("content/news/2024/a.en.md", (5, 21)),
        ("content/news/2024/a.id.md", (7, 21)),
    ]
    days = {"embargo": {"until": "2025-02-01T08:00+07:00 WIB"}, "future": {"until": "2025-02-01"}}
    days["expired"] = {"since": "2025-01-02"}
    for each in found:
        arguments = dict(each.arguments)
        language = each.file.split(".")[-2]
        assert arguments.pop("target").endswith(f"rahasiaslug.{language}.md")
        assert arguments.pop("story") == f"content/news/2024/rahasiaslug.{language}.md"
        held = {"draft": "draft", "unfinished": "draft", "unverified": "unverified"}.get(reason)
        assert arguments.pop("key", None) == held
        assert arguments.pop("file", "content/news/2024/rahasiaslug.").startswith(
            "content/news/2024/rahasiaslug."
        )
        assert arguments == days.get(reason, {})


def test_a_withdrawn_story_keeps_the_links_to_it(tmp_path: Path) -> None:
    files = linking("file", changes="[{date: 2025-01-02, kind: withdrawal, note: Ditarik.}]")
    site = build_site(make_site(tmp_path / "situs", files))
    assert site.page("id/berita/2024/a/").all("a", href="/id/berita/2024/rahasiaslug/")
    assert not [code for code in site.codes() if code.startswith("link-to-")]


def test_the_site_with_an_announcement_that_expires(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    """The whole of it: foretold, then plain text, and the announcement is gone, without an edit."""
    site = make_site(tmp_path / "situs", linking("file", expires="2026-12-01"))
    page, gone = site / "output/id/berita/2024/a/index.html", site / "output/id/berita/2024/rahasiaslug"

    def run(*arguments: str) -> str:
        assert main(["--site", str(site), "--lang", "en", *arguments]) == 0
        return capsys.readouterr().err

    assert "link-to" not in run("build", "--now", "2026-11-30")
    assert 'href="/id/berita/2024/rahasiaslug/"' in page.read_text()
    told = "from 1 December 2026 on the link `rahasiaslug.id.md` leads nowhere"
    assert told in run("check", "--now", "2026-11-30")
    assert told in run("build", "--now", "2026-12-01")
    assert "rahasiaslug" not in page.read_text()
    assert not gone.exists()
    assert told in run("build", "--now", "2027-01-01")


@pytest.mark.parametrize(
    ("held", "day"),
    [
        ({"publish_at": "2025-02-01"}, "2025-02-01"),
        ({"expires": "2025-02-01"}, "2025-02-01"),
        ({"updated": "2025-02-01"}, "2025-02-01"),
    ],
    ids=["opens", "expires", "changed"],
)
def test_a_build_with_nothing_to_do_knows_until_when(tmp_path: Path, held: dict[str, str], day: str) -> None:
    """What it says again is no longer true when time changes what a link leads to, or what is to come."""
    site = make_site(tmp_path / "situs", linking("file", **held))
    request = Request(site, site / "output", BEFORE)
    remember(request, build(request), (), ("", ""))
    state = load_state(str(request.state_path))
    assert state is not None
    assert state.not_after == datetime.fromisoformat(f"{day}T00:00+07:00").timestamp()


def test_a_page_that_no_story_keeps_is_like_a_story_that_is_not_public(tmp_path: Path) -> None:
    """Of a topic, a month, a region: there when one of its stories is; else plain text and a warning."""
    links_to = "[topik](/id/topik/korpri/), [bulan](/id/arsip/2023/05/), [kota](/id/wilayah/kota-surabaya/)"
    files = {
        "content/tags.yaml": "korpri: {name: Korpri}\n",
        "content/news/2024/a.id.md": post("A", links_to),
        "content/news/2023/b.id.md": post("B", date="2023-05-05", tags="korpri", expires="2025-02-01"),
    }
    site = make_site(tmp_path / "situs", files)
    for now, leading, told in (
        (BEFORE, 2, ["link-to-empty"]),
        (AFTER, 0, ["link-to-expired"] * 2 + ["link-to-empty"]),
    ):
        built = build_site(site, tmp_path / "output", now=now)
        page = (built.root / "id/berita/2024/a/index.html").read_text()
        body = page[page.index("topik</a>" if leading else "<p>topik") - 60 :][:200]
        assert body.count("</a>") == leading
        assert [code for code in built.codes() if code.startswith("link-to-")] == told


def test_check_says_beforehand_what_build_does_not(tmp_path: Path) -> None:
    """A story that opens before the one that it leads to; build says so when it has opened."""
    files = linking("file", publish_at="2025-02-10")
    files["content/news/2024/a.id.md"] = post("A", "[x](rahasiaslug.id.md)", publish_at="2025-02-01")
    site = make_site(tmp_path / "situs", files)
    request = Request(site, site / "output", BEFORE)
    place = ("content/news/2024/a.id.md", (8, 4))
    assert place in links(check(request).diagnostics)
    assert place not in links(build(request).diagnostics)
