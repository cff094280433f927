"""Time alone breaks nothing: no error comes or goes without an edit, and what is not public leads nowhere.

Random sites are looked at as of random times. Then cases, one for each place in which a link is shown.
"""

from __future__ import annotations

import os
from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from generator.build import Request, build, check, remember
from generator.cli import main
from generator.diagnostics import Diagnostic, Severity
from generator.freshness import load_state
from generator.preparing import opened_cache, prepare
from tests.conftest import Figures
from tests.faultlib import SOAK, assert_same, build_clean, few_regions, quick_templates, temporary_folder, tree
from tests.support import SITE_TOML, Built, build_site, make_site, picture, post, translation

EXAMPLES = 1500 if SOAK else 25
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
    "[lampiran](lampiran.pdf)",
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
    "![teks](lampiran.pdf)",
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
    one = st.integers(0, 11).flatmap(lambda n: st.sampled_from([[each] for each in wrong]) if n == 11 else st.just([]))
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
        "content/agencies/badan.id.md": "Profil.\n\n" + "\n\n".join(profile).replace("(satu", "(../news/2024/satu"),
        "content/speakers/ani.yaml": "name: Ani\n"
        "appointments: [{office: Kepala, agency: badan, from: 2024, until: 2025-01-15}]\n",
        "content/news/2024/baik.png": picture(1, kind="PNG"),
        "content/news/2024/rusak.png": b"\x89PNG\r\n\x1a\nrusak",
        "content/news/2024/lampiran.pdf": b"%PDF-1.4\n",
    }
    for number, (original, other) in enumerate(stories):
        name = f"content/news/2024/{('satu', 'dua', 'tiga', 'empat')[number]}"
        files[f"{name}.id.md"] = post(
            f"Judul{number}rahasia", original.body(), **original.front_matter()
        )
        if other is not None:
            files[f"{name}.en.md"] = translation(
                f"Title{number}rahasia", other.body(), **other.front_matter()
            )
    return files


def found_at(site: Path, cache: Path, now: datetime, review: bool) -> set[Diagnostic]:
    request = Request(site, site / "output", now, cache=cache)
    with opened_cache(request) as opened:
        return set(prepare(request, opened, review)[2])


def errors(found: set[Diagnostic]) -> set[Diagnostic]:
    return {each for each in found if each.severity is Severity.ERROR}


def links(found: set[Diagnostic]) -> set[tuple[object, ...]]:
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
    @given(STORIES, PROFILES, OLD_URLS, st.lists(st.sampled_from(MOMENTS), min_size=3, max_size=3, unique=True))
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
    assert errors(built[moments[0]]) <= errors(checked[moments[0]])
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
