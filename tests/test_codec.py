"""What lies in a site's folder is data in checked types: whatever bytes it is, nothing raises or runs."""

from __future__ import annotations

import marshal
import os
import pickle
import shutil
import time
from collections.abc import Callable, Iterator
from contextlib import closing
from pathlib import Path
from typing import Any

import msgspec
import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.faultlib import Clean, assert_same, build_clean, errors, tree
from tests.newsroom import FILES
from tests.support import NOW, SETTLING, SITE_TOML, make_site, picture, post, translation
from warta.build.build import Request, build, check, remember
from warta.checks import run as review
from warta.content.parsed import ParsedAbbreviation, ParsedTerm, ParseOptions
from warta.content.parsing import parse_source
from warta.diagnostics.values import Diagnostic
from warta.filesystem import stamps as freshness
from warta.filesystem.codec import decoded, encoded
from warta.filesystem.stamps import State, load_state, save_state, seal
from warta.media.cache import _ByKind
from warta.output.folder import META
from warta.output.manifest import Entry, Head, Manifest
from warta.output.table import Block
from warta.site.parsing import ParsedFile
from warta.site.public_addresses import Published
from warta.store.cache import Record, entries_of
from warta.store.outputs import outputs_now
from warta.store.texts import to_write

KINDS: dict[str, type[Any]] = {
    "record": Record,
    "theme": dict[bytes, tuple[str | None, ...]],
    "media": tuple[str, _ByKind],
    "facts": tuple[str, review.Known],
    "manifest": Head,
    "blocks": tuple[list[Block], list[Block]],
    "files": dict[str, Entry],
    "addresses": dict[str, Published],
    "results": list[ParsedFile],
}
HEADS = (b"\xdd", b"\xdf", b"\xdb", b"\xc6", b"\xc9", b"\xdc", b"\xde")
"""Of arrays, mappings, texts, bytes and extensions whose length stands in the bytes that follow."""


# --- Any bytes --------------------------------------------------------------------------------------


@pytest.mark.parametrize("kind", KINDS)
@given(data=st.binary(max_size=200))
def test_any_bytes_are_a_value_of_the_kind_or_none(kind: str, data: bytes) -> None:
    value = decoded(data, KINDS[kind])
    assert value is None or decoded(encoded(value), KINDS[kind]) == value


plain = st.recursive(
    st.none() | st.booleans() | st.integers(-(2**63), 2**64 - 1) | st.floats() | st.text() | st.binary(),
    lambda inner: st.lists(inner) | st.dictionaries(st.text() | st.binary(), inner),
    max_leaves=8,
)


@pytest.mark.parametrize("kind", KINDS)
@given(value=plain)
def test_well_formed_values_of_other_types_are_not_there(kind: str, value: Any) -> None:
    found = decoded(encoded(value), KINDS[kind])
    assert found is None or decoded(encoded(found), KINDS[kind]) == found


@pytest.mark.parametrize("kind", KINDS)
def test_lengths_and_depths_cost_nothing(kind: str) -> None:
    """A few bytes can promise billions of values, or nest a million times."""
    for head in HEADS:
        for length in (b"\xff\xff\xff\xff", b"\x07\xff\xff\xff"):
            for before in (b"", b"\x92\xa1x", b"\x81\xa1x"):
                assert decoded(before + head + length, KINDS[kind]) is None
    for nested in (b"\x91", b"\x81\xa1a", b"\x92\xa1x", b"\x92\xa1x\x81\xa1a"):
        assert decoded(nested * 1_000_000, KINDS[kind]) is None


def test_nothing_else_has_the_form_of_a_cache() -> None:
    """Each kind's own values, changed in one place, are read as such values or not at all."""
    record = results(FILES)["content/news/2025/satu.id.md"]
    whole = encoded(record)
    assert decoded(whole, KINDS["record"]) == record
    for place in range(len(whole)):
        for flipped in (1, 4, 128):
            damaged = bytearray(whole)
            damaged[place] ^= flipped
            decoded(bytes(damaged), KINDS["record"])
        assert decoded(whole[:place], KINDS["record"]) is None


# --- Every value comes back ---------------------------------------------------------------------------


OPTIONS = ParseOptions(("id", "en"), "Asia/Jakarta", "markdown")


def record_of(path: str, data: bytes) -> Record:
    parsed = parse_source(path, data, OPTIONS)
    return Record((1, 2, 3, 2**64 - 1), "0" * 32, parsed.diagnostics, parsed.card, entries_of(parsed), None)


def results(files: Any) -> dict[str, Record]:
    sources = {name: text.encode() if isinstance(text, str) else text for name, text in files.items()}
    texts = (name for name in sources if name.startswith("content/") and name.endswith((".md", ".yaml")))
    return {name: record_of(name, sources[name]) for name in texts}


EVERY_KIND_OF_TERM = {
    "content/agencies/dinas.yaml": "name: Dinas\nregion: bali\nended: 2020\nformer_names: [{id: Lama}]\n",
    "content/speakers/ani.yaml": (
        "name: Ani\nprefix: Dr.\nappointments:\n"
        "  - {office: Kepala, agency: dinas, from: 2024-01, acting: true}\n"
    ),
    "content/regions.yaml": "uji: {name: Uji, parent: bali, slug: {id: uji, en: test}, old_urls: [/a/]}\n",
    "content/tags.yaml": "satu: {name: {id: Satu, en: One}, aliases: [Esa], description: Kata.}\n",
    "content/glossary.yaml": "OPD: {meaning: {id: Organisasi}, url: https://example.org/}\n",
    "content/agencies/dinas.id.md": "Profil. [x](https://example.org/)\n\n> Kami.\n>\n> — ani\n",
    "content/agencies/salah.yaml": "nama: [\n",
    "content/speakers/tanpa.yaml": "{}\n",
}


@pytest.mark.parametrize("path", EVERY_KIND_OF_TERM)
def test_what_any_file_gives_is_kept(path: str) -> None:
    """With the classes that it was made of: terms of each taxonomy are compared and told apart by them."""
    record = results(EVERY_KIND_OF_TERM)[path]
    assert decoded(encoded(record), KINDS["record"]) == record
    terms = record.entries.terms if record.entries is not None else ()
    assert terms == parse_source(path, EVERY_KIND_OF_TERM[path].encode(), OPTIONS).terms
    assert all(isinstance(term, ParsedTerm | ParsedAbbreviation) for term in terms)


PATHS = (
    "content/news/2024/a.id.md",
    "content/agencies/a.id.md",
    "content/tags.yaml",
    "content/glossary.yaml",
)


@given(
    path=st.sampled_from(PATHS),
    data=st.binary(max_size=300) | st.text(max_size=300).map(lambda text: text.encode("utf-8", "replace")),
    before=st.sampled_from([b"", b"---\ntitle: ", b"---\ntitle: x\n---\n", b'a: {name: "', b"a: {meaning: "]),
)
def test_what_any_bytes_of_a_file_give_is_kept(path: str, data: bytes, before: bytes) -> None:
    record = record_of(path, before + data)
    assert decoded(encoded(record), KINDS["record"]) == record


def test_the_manifest_is_deterministic() -> None:
    """Whatever the order in which its files have been made."""
    entries = {f"id/{number}.html": Entry(b"t", b"d", bytes([number]), "x") for number in range(9)}
    first = Manifest("salt", entries)
    second = Manifest("salt", dict(reversed(entries.items())))
    assert first.encoded() == second.encoded()
    assert Manifest.decoded(*first.encoded()) == first


# --- The state of a build, which has a form of its own --------------------------------------------------

texts = st.text(st.characters(exclude_characters="\0", exclude_categories=[]), max_size=8)
integers = st.integers(-(2**63), 2**63 - 1)
stamps = st.none() | st.tuples(st.integers(-1, 2**63 - 1), integers, integers, st.integers(0, 2**64 - 1))
digests = st.binary(min_size=16, max_size=16)
states = st.builds(
    State,
    request=st.lists(texts).map(tuple),
    not_before=st.floats(allow_nan=False),
    not_after=st.floats(allow_nan=False),
    inputs=st.dictionaries(texts, stamps),
    content=st.dictionaries(texts, stamps),
    outputs=st.dictionaries(texts, st.tuples(stamps, digests)),
    report=st.tuples(texts, texts),
    stories=st.just(b"") | st.binary(min_size=32, max_size=32).filter(any),
).flatmap(
    lambda state: st.lists(digests, min_size=len(state.content), max_size=len(state.content)).map(
        lambda found: state._replace(digests=b"".join(found))
    )
)


@given(state=states)
def test_a_state_comes_back(state: State) -> None:
    """Undecodable file names, which Python has as half a surrogate pair, too."""
    assert freshness._from_columns(freshness._as_columns(state)) == state


@given(data=st.binary(max_size=300))
def test_any_bytes_are_a_state_or_none(data: bytes) -> None:
    state = freshness._from_columns(data)
    assert state is None or isinstance(state, State)


@given(state=states, place=st.integers(0), flipped=st.integers(1, 255), cut=st.integers(0))
def test_a_damaged_state_is_a_state_or_none(state: State, place: int, flipped: int, cut: int) -> None:
    data = bytearray(freshness._as_columns(state))
    data[place % len(data)] ^= flipped
    assert isinstance(freshness._from_columns(bytes(data)), State | None)
    assert freshness._from_columns(bytes(data[: cut % len(data)])) is None


def test_a_text_with_a_null_character_is_no_state(tmp_path: Path) -> None:
    """It would shift all others."""
    state = State(("a\0b",), 0, 1, {}, {}, {}, ("", ""))
    save_state(str(tmp_path / "state"), state)
    assert load_state(str(tmp_path / "state")) is None


def test_nothing_outside_the_output_folder_is_read(tmp_path: Path) -> None:
    """Where a state names it. A pipe there would never end, and a device neither."""
    (tmp_path / "rahasia").write_text("rahasia")
    output = tmp_path / "output"
    (output / "id").mkdir(parents=True)
    (output / "id/satu.html").write_text("satu")
    os.mkfifo(output / "id/pipa")
    os.mkfifo(tmp_path / "pipa")
    paths = ("id/satu.html", "id/pipa", "../pipa", "../rahasia", "/dev/zero", "id/../../rahasia", "id")
    assert set(outputs_now(str(output), dict.fromkeys(paths, (None, b"")))) == {"id/satu.html"}


# --- A whole site ---------------------------------------------------------------------------------------


STORIES: dict[str, str | bytes] = {
    "site.toml": f"{SITE_TOML}\n[search]\nenabled = false\n",
    **{
        name: text for name, text in EVERY_KIND_OF_TERM.items() if "salah" not in name and "tanpa" not in name
    },
    "content/news/2024/satu.id.md": post("Satu", image="{src: foto.jpg, alt: Foto}"),
    "content/news/2024/satu.en.md": translation("One"),
    "content/news/2024/foto.jpg": picture(1),
    "content/news/2024/markah.id.md": post("Markah", "<b>markah</b> “tanpa ujung. ABCD", date="2024-11-09"),
}


@pytest.fixture(scope="module")
def built(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Built, edited, built again and checked, so that there is a file of every kind."""
    site = make_site(tmp_path_factory.mktemp("utuh") / "situs", STORIES)
    request = Request(site, site / "output", NOW)
    for text in ("Satu", "Lain"):
        (site / "content/news/2024/dua.id.md").write_text(post("Dua", text))
        time.sleep(SETTLING)
        result = build(request)
        assert not errors(result), errors(result)
        remember(request, result, ("asked",), ("", ""))
        check(request)
    return site


class Evil:
    """Does something when it is unpickled."""

    def __init__(self, mark: Path) -> None:
        self.mark = mark

    def __reduce__(self) -> tuple[Callable[..., Any], tuple[Any, ...]]:
        return os.mkdir, (str(self.mark),)


Damage = Callable[[bytes, Path], bytes]
"""The bytes that a file holds within its seal, and the file that must not come to be, to other bytes."""

DAMAGES: dict[str, Damage] = {
    "empty": lambda _data, _mark: b"",
    "random": lambda _data, _mark: b"\x9e\x02\xf1" * 99,
    "cut short": lambda data, _mark: data[: len(data) // 2],
    "longer": lambda data, _mark: data + b"\0",
    "flipped": lambda data, _mark: flipped(data, len(data) // 3),
    "zeros": lambda data, _mark: bytes(len(data)),
    "a number": lambda _data, _mark: encoded(5),
    "null": lambda _data, _mark: encoded(None),
    "a pair of nothing": lambda _data, _mark: encoded((None, None)),
    "the name alone": lambda data, _mark: encoded((names_in(data), {"x": 1})),
    "numbers for texts": lambda data, _mark: encoded(shaken(data, 7)),
    "texts for numbers": lambda data, _mark: encoded(shaken(data, "x")),
    "lists for everything": lambda data, _mark: encoded(shaken(data, [])),
    "deep": lambda _data, _mark: b"\x92\xa1x" * 100_000,
    "deep mappings": lambda _data, _mark: b"\x92\xa1x\x81\xa1y" * 100_000,
    "endless": lambda _data, _mark: b"\x92\xa1x\xdf\xff\xff\xff\xff",
    "a pickle": lambda _data, mark: pickle.dumps(Evil(mark)),
    "marshalled code": lambda _data, mark: marshal.dumps(
        compile(f"import os; os.mkdir({str(mark)!r})", "x", "exec")
    ),
    "JSON": lambda _data, _mark: b'["x", {}]',
}


def flipped(data: bytes, place: int) -> bytes:
    """With one bit that is another."""
    return data[:place] + bytes(byte ^ 64 for byte in data[place : place + 1]) + data[place + 1 :]


def names_in(data: bytes) -> Any:
    """What stands first: what a file is told to be of this program by."""
    try:
        return msgspec.msgpack.decode(data)[0]
    except (ValueError, LookupError, TypeError):
        return None


def shaken(data: bytes, other: Any) -> Any:
    """The same with ``other`` in the place of every value that is not the first."""
    try:
        value = msgspec.msgpack.decode(data, strict=False)
    except ValueError:
        return other

    def shake(part: Any) -> Any:
        if isinstance(part, list):
            return [shake(each) for each in part]
        if isinstance(part, dict):
            return {key: shake(each) for key, each in part.items()}
        return other

    if isinstance(value, list) and len(value) > 1:
        return [value[0], *map(shake, value[1:])]
    return shake(value)


def files_of(site: Path) -> Iterator[tuple[Path, bytes]]:
    """Every file of Warta's own, and what stands in it before the seal."""
    for path in sorted((site / ".warta-cache").iterdir()):
        yield path, b""
    manifest = site / "output" / META / "manifest"
    yield manifest, manifest.read_bytes().partition(b"\n")[0] + b"\n"
    yield manifest.with_name("files"), b""


def test_there_is_a_file_of_every_kind(built: Path) -> None:
    names = {path.name.partition("-")[0] for path, _ in files_of(built)}
    assert names == {
        "facts",
        "files",
        "manifest",
        "media",
        "picture",
        "state",
        "stories",
        "texts",
        "theme",
    }


BARE = ("empty", "random", "flipped", "a pickle")
"""What is tried without a seal as well, on all files at once."""


def needing_all_texts(site: Path) -> Path:
    """The site, changed so that all texts are needed again."""
    return make_site(site, {**STORIES, "templates/_footer.html": "<footer>baru</footer>"})


@pytest.fixture(scope="module")
def expected(built: Path, tmp_path_factory: pytest.TempPathFactory) -> tuple[Clean, tuple[Diagnostic, ...]]:
    """A clean build of it, and what a check finds."""
    site = tmp_path_factory.mktemp("harapan") / "situs"
    shutil.copytree(built, site)
    needing_all_texts(site)
    return build_clean(site), check(Request(site, site / "output", NOW)).diagnostics


@pytest.mark.parametrize(
    ("damage", "sealed"),
    [*((damage, True) for damage in DAMAGES if damage != "flipped"), *((damage, False) for damage in BARE)],
)
def test_any_file_of_ours_can_hold_anything(
    built: Path,
    expected: tuple[Clean, tuple[Diagnostic, ...]],
    damage: str,
    sealed: bool,
    tmp_path: Path,
) -> None:
    """Some files at a time, and all at once: the site and the findings are those of a clean build."""
    mark = tmp_path / "mark"
    site = tmp_path / "situs"
    shutil.copytree(built, site)
    needing_all_texts(site)
    clean, found = expected
    whole = list(files_of(built))
    for chosen in (whole[::2], whole[1::2]) if sealed else (whole,):
        shutil.rmtree(site / ".warta-cache")
        shutil.rmtree(site / "output")
        shutil.copytree(built / ".warta-cache", site / ".warta-cache")
        shutil.copytree(built / "output", site / "output")
        for path, head in chosen:
            body = DAMAGES[damage](path.read_bytes()[len(head) + freshness.SEAL_BYTES :], mark)
            (site / path.relative_to(built)).write_bytes(head + (seal(body) if sealed else body))
        assert check(Request(site, site / "output", NOW)).diagnostics == found
        result = build(Request(site, site / "output", NOW))
        what = f"{damage} {[path.name for path, _ in chosen]}"
        assert not errors(result), (what, errors(result))
        assert_same(tree(site / "output"), clean.files, what)
        assert result.diagnostics == clean.result.diagnostics, what
        assert not mark.exists()


@pytest.mark.parametrize("damage", [damage for damage in DAMAGES if damage != "flipped"])
def test_any_row_of_ours_can_hold_anything(
    built: Path, expected: tuple[Clean, tuple[Diagnostic, ...]], damage: str, tmp_path: Path
) -> None:
    """The same of what is sealed within the database of parse results."""
    mark, site = tmp_path / "mark", tmp_path / "situs"
    shutil.copytree(built, site)
    needing_all_texts(site)
    clean, found = expected
    with closing(to_write(site / ".warta-cache")) as database:
        rows = database.execute("SELECT data, path FROM record").fetchall()
        damaged = ((seal(DAMAGES[damage](data[freshness.SEAL_BYTES :], mark)), path) for data, path in rows)
        database.executemany("UPDATE record SET data = ? WHERE path = ?", damaged)
    assert check(Request(site, site / "output", NOW)).diagnostics == found
    result = build(Request(site, site / "output", NOW))
    assert not errors(result), errors(result)
    assert_same(tree(site / "output"), clean.files)
    assert result.diagnostics == clean.result.diagnostics
    assert not mark.exists()


def test_what_was_printed_is_not_a_program_either() -> None:
    """Python's own ``format`` would look into values and make texts of any length."""
    from warta.console.unchanged import built as line

    form = "{rendered} {kept.__class__} {deleted:99999999999} {0} {"
    assert line(form, 0.0, rendered=1, kept=2, deleted=3) == "1 {kept.__class__} {deleted:99999999999} {0} {"
