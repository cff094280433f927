"""A bilingual news corpus made of nothing but a seed, and the stories that sites are written from.

The same number and seed give the same stories on every machine. Story ``i`` of
a corpus does not depend on how many follow it, except for its date: the dates
of all stories are spread over five years.

``python bench/corpus.py 500 DIR`` writes ``DIR/warta`` and ``DIR/hugo``;
``--plain FOLDER`` takes the stories from a plain corpus instead (see
:mod:`bench.plain`).
"""

from __future__ import annotations

import argparse
import random
import re
import sys
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta, timezone
from itertools import islice
from pathlib import Path
from typing import TypeVar

sys.path.insert(0, str(Path(__file__).resolve().parents[1]))

__all__ = ["LANGUAGES", "Story", "Version", "generate", "slugify"]

T = TypeVar("T")
LANGUAGES = ("id", "en")
SEED = 11
FIRST_DAY = datetime(2020, 3, 2, 6, 30, tzinfo=timezone(timedelta(hours=7)))
YEARS = timedelta(days=5 * 365)
BODY_PARAGRAPHS = (7, 11)
"""With these a body has about 3 KB, between 2 and 5."""


@dataclass(frozen=True, slots=True)
class Version:
    """A story in one language. Terms are names in that language, in the same order in every language."""

    title: str
    summary: str
    body: str
    """Markdown, ends in a newline."""
    agencies: tuple[str, ...]
    speakers: tuple[str, ...]
    regions: tuple[str, ...]
    tags: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Story:
    """One story in all its languages."""

    slug: str
    date: str
    """ISO 8601 with seconds and offset."""
    versions: dict[str, Version]
    """By language code."""


def slugify(name: str) -> str:
    """The slug of an ASCII name: what both generators make of it by themselves."""
    return re.sub(r"[^a-z0-9]+", "-", name.lower()).strip("-")


@dataclass(frozen=True, slots=True)
class _Words:
    """What sentences of one language are put together from."""

    actors: Sequence[str]
    acts: Sequence[str]
    matters: Sequence[str]
    manners: Sequence[str]
    purposes: Sequence[str]
    openings: Sequence[str]
    figures: Sequence[str]
    """Sentences with the fields {many}, {few}, {percent} and {sum}."""
    sayings: Sequence[str]
    says: Sequence[str]
    headings: Sequence[str]
    links: Sequence[str]
    see: str


def _list(text: str) -> tuple[str, ...]:
    return tuple(item.strip() for item in text.replace("\n", " ").split("|"))


WORDS = {
    "id": _Words(
        actors=_list("""bupati | wali kota | sekretaris daerah | para camat | kader posyandu | guru honorer |
            tim penilai | perangkat desa | perawat puskesmas | penyuluh lapangan | anggota dewan | pengelola pasar |
            relawan bencana | peternak sapi | perajin tenun | pegawai kecamatan | petugas pemadam | nakhoda kapal |
            panitia pemilihan | pengawas sekolah | badan musyawarah desa | satuan polisi pamong praja"""),
        acts=_list("""membuka | memeriksa | menata ulang | mengumumkan | membahas | menyerahkan | memantau |
            mencatat | membenahi | menunda | merampungkan | menguji | menyusun | menambah | melanjutkan | menjelaskan |
            mendampingi | mempertanyakan | mengganti | merawat"""),
        matters=_list("""jadwal pemungutan suara | daftar penerima beasiswa | jembatan gantung di hulu sungai |
            gedung pelayanan satu pintu | aturan jam kerja pegawai | lomba kebersihan antarkampung |
            pos pantau gunung api | pengadaan ambulans laut | sertifikat tanah wakaf | kartu identitas anak |
            dermaga penyeberangan | gudang logistik bencana | laporan kekayaan pejabat | arsip surat kabupaten |
            sekolah lapang petani kopi | pasar malam di alun-alun | pemeriksaan kesehatan hewan kurban |
            perpustakaan keliling | jaringan air bersih perbukitan | kode etik aparatur sipil negara |
            retribusi parkir tepi jalan | bibit bakau di pesisir utara | rute angkutan pelajar |
            penerangan jalan umum | uji laik kendaraan | sensus pohon pelindung"""),
        manners=_list("""pada hari Senin | dalam apel pagi | tanpa upacara | bersama pimpinan dewan | selama dua pekan |
            di balai desa | sejak awal bulan | secara terbuka | di hadapan para saksi | lewat undian |
            dengan anggaran sendiri | menurut jadwal yang disepakati | sebelum musim hujan | di empat kecamatan"""),
        purposes=_list("""agar antrean tidak lagi mengular | supaya warga di pulau terluar ikut terlayani |
            sehingga tidak ada berkas yang tercecer | untuk menepis keraguan pemilih | demi keselamatan penumpang |
            guna menekan biaya perjalanan | agar musim panen tidak terganggu | supaya hak setiap pegawai terjaga |
            sehingga hasilnya dapat diperiksa siapa saja | untuk memberi ruang bagi usaha kecil"""),
        openings=_list("""menurut catatan panitia | pada bagian lain | tak lama kemudian | seperti tahun lalu |
            di luar dugaan | atas permintaan warga | setelah hujan reda | di lapangan |
            menjawab pertanyaan wartawan | hingga petang"""),
        figures=_list("""dari {many} berkas yang masuk, {few} dikembalikan untuk dilengkapi |
            daftar hadir memuat {many} nama dari {few} desa | biayanya Rp{sum} juta, {percent} persen dari pagu |
            keikutsertaan naik menjadi {percent} persen | {few} unit dipakai bergantian oleh {many} keluarga"""),
        sayings=_list("""Pekerjaan ini milik bersama, jangan ditunggu dari kantor saja |
            Kalau ada yang keberatan, sampaikan hari ini juga | Saya lebih suka terlambat sehari daripada salah hitung |
            Pegawai boleh memilih, tetapi tidak boleh memihak | Besok pagi kami mulai dari desa yang paling jauh |
            Tidak ada pungutan apa pun untuk layanan ini"""),
        says=_list("kata | pesan | ungkap | tegas | papar"),
        headings=_list("""Yang masih tertunda | Cara mendaftar | Suara dari desa | Angka sementara | Tahap berikutnya |
            Catatan redaksi | Siapa mengerjakan apa | Pengalaman tahun lalu"""),
        links=_list("salinan keputusan | peta lokasi | daftar lengkap | rekaman rapat | formulir pengaduan"),
        see="Baca juga",
    ),
    "en": _Words(
        actors=_list("""the regent | the mayor | the regional secretary | the subdistrict heads | health volunteers |
            contract teachers | the assessment team | village officers | clinic nurses | field advisers |
            council members | the market managers | disaster volunteers | cattle breeders | weavers |
            subdistrict staff | the fire crews | ferry captains | the election committee | school inspectors |
            the village council | the municipal police"""),
        acts=_list("""opened | examined | rearranged | announced | discussed | handed over | monitored | recorded |
            repaired | postponed | finished | tested | drafted | extended | resumed | explained | supported |
            questioned | replaced | maintained"""),
        matters=_list("""the polling timetable | the list of scholarship holders | the upstream suspension bridge |
            the one-stop service building | the rules on office hours | the neighbourhood cleaning contest |
            the volcano observation post | the purchase of a sea ambulance | land titles for endowments |
            identity cards for children | the ferry landing | the emergency supplies depot |
            the wealth reports of officials | the archive of district letters | field schools for coffee growers |
            the night market on the square | health checks of sacrificial animals | the mobile library |
            clean water pipes in the hills | the code of ethics of the civil service | roadside parking fees |
            mangrove seedlings on the north coast | bus routes for pupils | street lighting |
            roadworthiness tests | the census of shade trees"""),
        manners=_list("""on Monday | at the morning assembly | without ceremony | together with the council leaders |
            for two weeks | in the village hall | since the start of the month | in public | before witnesses |
            by drawing lots | with its own funds | on the agreed timetable | ahead of the rains |
            in four subdistricts"""),
        purposes=_list("""so that queues no longer wind around the block | so that the outer islands are served too |
            and no file goes astray | to dispel the doubts of voters | for the safety of passengers |
            to bring down the cost of travel | so that the harvest is not disturbed |
            so that the rights of every employee are kept | and anyone can check the outcome |
            to leave room for small businesses"""),
        openings=_list("""according to the committee's notes | elsewhere | shortly afterwards | as in the year before |
            against expectations | at the request of residents | once the rain had stopped |
            out in the field | in reply to reporters | by dusk"""),
        figures=_list("""of {many} files received, {few} were returned to be completed |
            the attendance list holds {many} names from {few} villages |
            the cost was Rp{sum} million, {percent} per cent of the ceiling |
            participation rose to {percent} per cent | {few} units are shared by {many} families"""),
        sayings=_list("""This work belongs to all of us, so do not wait for the office |
            Whoever objects should say so today | I would rather be a day late than count wrongly |
            Employees may vote, but they may not take sides |
            Tomorrow morning we start with the village farthest away | Nobody pays anything for this service"""),
        says=_list("urged | said | revealed | insisted | explained"),
        headings=_list("""What is still pending | How to register | Voices from the village | Provisional figures |
            The next stage | A note from the desk | Who does what | Last year's experience"""),
        links=_list("copy of the decision | map of the site | complete list | recording of the meeting |"
                    "complaint form"),
        see="See also",
    ),
}  # fmt: skip

BODIES = {"id": _list("Dinas | Badan | Sekretariat | Balai Besar | Satuan Tugas | Komisi | Inspektorat | Unit Layanan"),
          "en": _list("Office of | Agency for | Secretariat of | Centre for | Task Force on | Commission on |"
                      "Inspectorate of | Service Unit for")}  # fmt: skip
FIELDS = {"id": _list("Arsip | Kehutanan | Pemilihan | Kepegawaian | Air Minum | Penyeberangan | Perpustakaan | Pasar"),
          "en": _list("Archives | Forestry | Elections | Personnel | Drinking Water | Ferries | Libraries |"
                      "Markets")}  # fmt: skip
THEMES = {
    "id": _list("""pegawai | pemilu | air | jalan | sekolah | puskesmas | pasar | laut | hutan | gunung | ternak |
        kopi | arsip | pajak | pelabuhan | angkutan | pemuda | seni | listrik | tanah"""),
    "en": _list("""staff | elections | water | roads | schools | clinics | markets | sea | forests | volcanoes |
        livestock | coffee | records | taxes | ports | transit | youth | arts | power | land"""),
}
ASPECTS = {
    "id": ("", *_list("""bersih | aman | murah | cepat | baru | kecil | bersama | malam | luar | dalam | lama | utama |
        khusus | sementara | mandiri""")),
    "en": ("", *_list("""clean | safe | cheap | fast | new | small | joint | night | outer | inner | old | main |
        special | interim | self-run""")),
}  # fmt: skip
GIVEN_NAMES = _list("""Made | Ketut | Wayan | Nyoman | Asep | Cecep | Ujang | Neneng | Slamet | Sumiati | Paijo | Tumini |
    Poltak | Rotua | Togar | Tiur | Daeng | Andi | Baso | Hasnah | Yance | Elsye | Otniel | Marice""")  # fmt: skip
FAMILY_NAMES = _list("""Artha | Sudana | Kertajaya | Hermawan | Mulyadi | Supriyatna | Suwarno | Prihatin | Sagala |
    Sitorus | Panggabean | Lubis | Mappasomba | Tahir | Patiwiri | Rumbiak | Wanggai | Matulessy |
    Latuharhary | Tuhuteru""")  # fmt: skip
PLACE_STARTS = _list("Ara | Bela | Cim | Dara | Ero | Goa | Hulu | Kale | Lewo | Mata | Nusa | Oro | Pula | Roka | Sawe | Tela")
PLACE_ENDS = _list("bumi | dana | giri | kerta | loka | mandi | nggela | puri | rejo | tana | wulu | yasa")
AGENCIES, SPEAKERS, REGIONS, TAGS = 64, 420, 120, 300
"""How many terms there are; small corpora do not use them all."""


def _skew(count: int, head: float) -> list[float]:
    """Weights that fall off like one over the rank; ``head`` flattens the first ranks."""
    total, weights = 0.0, []
    for rank in range(count):
        total += 1 / (rank + head)
        weights.append(total)
    return weights


def generate(stories: int, seed: int = SEED) -> Iterator[Story]:
    """The first to the last story, oldest first."""
    shuffled = random.Random(f"terms {seed}")
    agencies = [
        tuple(f"{BODIES[code][i]} {FIELDS[code][j]}" for code in LANGUAGES) for j in range(8) for i in range(8)
    ]
    speakers = [f"{given} {family}" for given in GIVEN_NAMES for family in FAMILY_NAMES]
    regions = [f"Kabupaten {start}{end}" for start in PLACE_STARTS for end in PLACE_ENDS]
    tags = [
        tuple(f"{THEMES[code][i]} {ASPECTS[code][j]}".strip() for code in LANGUAGES)
        for j in range(len(ASPECTS["id"]))
        for i in range(len(THEMES["id"]))
    ]
    shuffled.shuffle(agencies)
    shuffled.shuffle(speakers)
    shuffled.shuffle(regions)
    by_agency, by_speaker, by_region, by_tag = (
        _skew(AGENCIES, 4), _skew(SPEAKERS, 16), _skew(REGIONS, 8), _skew(TAGS, 1.2)
    )  # fmt: skip
    for number in range(stories):
        chance = random.Random(f"story {seed} {number}")
        agency = chance.choices(agencies, cum_weights=by_agency)[0]
        region = chance.choices(regions[:REGIONS], cum_weights=by_region)[0]
        named = _some(chance, speakers[:SPEAKERS], by_speaker, chance.choice((1, 1, 1, 2, 2, 3)))
        about = _some(chance, tags[:TAGS], by_tag, chance.randint(2, 5))
        moment = FIRST_DAY + YEARS * ((number + chance.random() * 0.9) / stories)
        versions: dict[str, Version] = {}
        for place, code in enumerate(LANGUAGES):
            words = WORDS[code]
            versions[code] = Version(
                title=_capital(f"{_pick(chance, words.actors)} {_pick(chance, words.acts)}"
                               f" {_pick(chance, words.matters)}"),
                summary=_sentence(chance, words),
                body=_body(chance, words, code, named),
                agencies=(agency[place],),
                speakers=tuple(named),
                regions=(region,),
                tags=tuple(names[place] for names in about),
            )  # fmt: skip
        slug = f"{slugify(versions[LANGUAGES[0]].title)[:64].strip('-')}-{number:06}"
        yield Story(slug, moment.replace(microsecond=0).isoformat(), versions)


def _some(chance: random.Random, pool: Sequence[T], weights: Sequence[float], count: int) -> list[T]:
    """``count`` different items."""
    chosen: list[T] = []
    while len(chosen) < count:
        item = chance.choices(pool, cum_weights=weights)[0]
        if item not in chosen:
            chosen.append(item)
    return chosen


def _pick(chance: random.Random, items: Sequence[str]) -> str:
    return items[int(chance.random() * len(items))]


def _capital(text: str) -> str:
    return text[0].upper() + text[1:]


def _sentence(chance: random.Random, words: _Words) -> str:
    form = chance.random()
    if form < 0.15:
        text = _pick(chance, words.figures).format(
            many=chance.randint(60, 4800), few=chance.randint(2, 58), percent=chance.randint(2, 98),
            sum=chance.randint(15, 9700),
        )  # fmt: skip
        return _capital(text) + "."
    text = f"{_pick(chance, words.actors)} {_pick(chance, words.acts)} {_pick(chance, words.matters)}"
    if form < 0.75:
        text += f" {_pick(chance, words.manners)}"
    if form > 0.6:
        text += f" {_pick(chance, words.purposes)}"
    if form > 0.85 or form < 0.3:
        text = f"{_pick(chance, words.openings)}, {text}"
    return _capital(text) + "."


def _body(chance: random.Random, words: _Words, code: str, speakers: Sequence[str]) -> str:
    """Paragraphs with what news holds: emphasis, links, quotes, now and then a heading or a list."""
    blocks = [
        " ".join(_sentence(chance, words) for _ in range(chance.randint(2, 5)))
        for _ in range(chance.randint(*BODY_PARAGRAPHS))
    ]
    for mark in ("**", "*"):
        if chance.random() < 0.55:
            at = chance.randrange(len(blocks))
            blocks[at] = _marked(chance, blocks[at], mark)
    for _ in range(chance.choice((0, 1, 1, 2))):
        at = chance.randrange(len(blocks))
        address = f"https://dokumen.example.go.id/{code}/{chance.randint(100, 99_999)}"
        blocks[at] += f" {words.see}: [{_pick(chance, words.links)}]({address})."
    for _ in range(chance.randint(1, 2)):
        quote = f'> "{_pick(chance, words.sayings)}," {_pick(chance, words.says)} {chance.choice(speakers)}.'
        blocks.insert(chance.randrange(1, len(blocks)), quote)
    if chance.random() < 0.3:
        marker = chance.choice(("-", "1."))
        items = (
            f"{marker} {_capital(_pick(chance, words.matters))} {_pick(chance, words.manners)}"
            for _ in range(chance.randint(3, 6))
        )
        blocks.insert(chance.randrange(1, len(blocks)), "\n".join(items))
    for heading in chance.sample(words.headings, chance.choice((0, 0, 1, 2))):
        blocks.insert(chance.randrange(1, len(blocks)), f"{chance.choice(('##', '##', '###'))} {heading}")
    return "\n\n".join(blocks) + "\n"


def _marked(chance: random.Random, text: str, mark: str) -> str:
    """``text`` with one to three of its words, and no punctuation after them, put between marks."""
    parts = text.split(" ")
    start = chance.randrange(len(parts) - 3)
    end = start + chance.randint(1, 3)
    phrase = " ".join(parts[start:end])
    kept = phrase.rstrip(".,:")
    parts[start:end] = [f"{mark}{kept}{mark}{phrase[len(kept):]}"]
    return " ".join(parts)


def main() -> None:
    """Write the sites of one corpus."""
    from bench.plain import read_plain
    from bench.sites import write_hugo, write_warta

    parser = argparse.ArgumentParser(description="Write a corpus as a Warta site and as a Hugo site.")
    parser.add_argument("stories", type=int)
    parser.add_argument("folder", type=Path)
    parser.add_argument("--seed", type=int, default=SEED)
    parser.add_argument("--plain", type=Path, metavar="FOLDER", help="take the stories from a plain corpus")
    parser.add_argument("--engine", choices=("markdown", "pyromark"), default="markdown")
    options = parser.parse_args()
    stories = list(
        islice(read_plain(options.plain), options.stories)
        if options.plain
        else generate(options.stories, options.seed)
    )
    write_warta(stories, options.folder / "warta", options.engine)
    write_hugo(stories, options.folder / "hugo")
    print(f"{len(stories)} stories in {len(LANGUAGES)} languages")


if __name__ == "__main__":
    main()
