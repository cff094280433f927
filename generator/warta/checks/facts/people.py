"""Who is quoted in a text: attributions in Indonesian and English.

Only what is certain enough is taken: a verb of saying beside a closing quotation
mark, or a name directly before or behind such a verb. A pronoun ("katanya",
"he said") names nobody. Whether a name is that of a person is decided by what is
left of it when offices and agencies are taken away.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from typing import NamedTuple

from warta.markdown.places import Block, Place

__all__ = ["Attribution", "find_attributions", "is_attributed", "proper_names"]


class Attribution(NamedTuple):
    """Somebody who is quoted. Plain values."""

    place: Place
    phrase: str
    """What stands where the name has to be, with office and titles: ``Bupati Karangasem, I Gede Dana``."""
    name: str
    """What is left of it when offices and titles are taken away."""
    direct: bool
    """Words in quotation marks stand beside it."""


_SAYING_ID = (
    "kata ujar ucap ungkap tutur jelas tegas papar terang sebut imbuh tambah lanjut pungkas tukas cetus "
    "sambung himbau imbau tandas beber urai pesan harap pinta tulis ajak seru tanya jawab kilah ketus "
    "gurau kenang "
).split()
_SAID_ID = (
    "mengatakan menyatakan menegaskan menjelaskan menyampaikan menuturkan mengungkapkan memaparkan "
    "menambahkan menyebutkan menyebut menerangkan menilai mengimbau mengingatkan berharap berpendapat "
    "berujar berkata bertutur melanjutkan mengakui menekankan "
).split()
_SAID_EN = (
    "said says told added adds explained explains stated states noted notes stressed argued warned".split()
)

_SAYS = "|".join(_SAYING_ID)
_SAID = "|".join((*_SAID_ID, *_SAID_EN))

_TITLES = "Dr|Drs|Dra|Drg|Drh|Ir|Prof|Plt|Plh|Pj|Pjs|Kab|Prov|Mr|Mrs|Ms|Tn|Ny|Hj|KH|St|Ust|[A-Z]"
_PART = rf"(?:(?:{_TITLES})\.\s?){{0,4}}[A-Z][\w’'-]{{0,40}}(?:\.[A-Z]\w{{0,40}}){{0,4}}"
_INNER = r"(?:bin|binti|al|el|van|de|der|dan|of|for|the|di|ke|serta|RI|[IVX]+)"
_PHRASE = rf"(?<!\w){_PART}(?:,?\s+(?:{_INNER}\s+){{0,2}}{_PART}){{0,15}}"
_CLOSED = r"[”\"’»]\s*,?\s*"
_AFTER_QUOTE = re.compile(rf"{_CLOSED}(?:demikian\s+)?(?:{_SAYS}|{_SAID})\s+(?P<phrase>{_PHRASE})")
_BEFORE_SAID_EN = re.compile(rf"(?<=[,!?])[”\"»]\s+(?P<phrase>{_PHRASE})\s+(?:{'|'.join(_SAID_EN)})\b")
_SAYING_NAME = re.compile(
    rf"(?:\b(?:menurut|[Mm]enurut|according\s+to|[Aa]ccording\s+to)|(?<=,)\s(?:{'|'.join(_SAYING_ID[:20])}))"
    rf"\s+(?P<phrase>{_PHRASE})"
)
_NAME_SAID = re.compile(
    rf"(?P<phrase>{_PHRASE})\s*,?\s+(?:(?:juga|pun|kemudian|lantas|lalu|turut|kembali|also|then)\s+)?"
    rf"(?:{_SAID})\b"
)
_QUOTATION_FOLLOWS = re.compile(r"\s{0,9}+(?:[,:]\s{0,9}+)?(?:bahwa\s{1,9}+)?[“\"]")
_SAID_WITHIN = re.compile(
    rf",\s+(?:{_SAYS})(?:nya)?\b"
    rf"|,\s+(?:(?:[Hh]e|[Ss]he|[Tt]hey|[Tt]he\s+[a-z]+|{_PART})\s+)?(?:{'|'.join(_SAID_EN)})\b"
)
_PIECE = re.compile(r"[^,\s][^,]*")
_NAMES = re.compile(rf"(?<!\w){_PART}(?:\s+(?:(?:bin|binti|al|van|de|der)\s+)?{_PART}){{1,7}}")

_OFFICES = frozenset(
    # Indonesian offices, bodies, and the words in their names.
    "ahli agung aipda aiptu akbp akp almarhum almarhumah anggota antar aparatur asisten asosiasi atase "
    "badan bagian bahasa balai bandara bandar bank barat bapak basarnas bawaslu bea bendahara besar biro "
    "bidang bina bintara birokrasi bni bnn bpbd bpjs bri brigadir brigjen bripka bupati cagar calon camat "
    "cukai daerah danau dandim danramil danrem dekan demokrasi deputi desa dewan dinas direksi direktorat "
    "direktur dirjen dirut divisi dosen dpd dpr dprd dusun dubes duta ekonomi eksekutif energi fakultas "
    "founder forum fraksi gabungan gubernur gugus guru hakim hak harian himpunan hubungan hukum humas "
    "hutan ibu ikatan industri informasi informatika inspektorat inspektur instansi institut "
    "internasional ir irjen iptu ipda jabatan jaksa jakarta jawa jenderal jubir juru kabag kabid kabinet "
    "kabupaten kades kadis kadishub kadisdik kadinkes kakanwil kantor kapolda kapolres kapolresta kapolri "
    "kapolsek kasat kasatpol kasi kasie kasubag kasubbag kawasan keamanan kebijakan kebudayaan kecamatan "
    "kedutaan kehutanan kejaksaan kelautan keluarga kelurahan kementerian kemenag kemendagri kemenkes "
    "kemenkeu kemendikbud kementrian kepala kepegawaian kependudukan kepolisian kepulauan kesehatan "
    "kesejahteraan ketahanan ketenagakerjaan ketua keuangan khusus kolonel komandan kombes komisaris "
    "komisi komisioner komite kompol komunikasi koordinator koperasi korps kota kpu kpud lapangan latihan "
    "lembaga letkol letjen letnan linmas lingkungan lurah mahasiswa mahkamah majelis manajer manusia "
    "markas masyarakat mayor mayjen menko menteri muda museum narasumber nasional negara negeri ombudsman "
    "olahraga operasi operasional organisasi pakar panglima panitia pariwisata partai pasar pejabat "
    "pelaksana pelatihan pelayanan pelindungan pemadam pembangunan pemberdayaan pembina pembinaan "
    "pemerhati pemerintah pemilihan pemilu pemkab pemkot pemprov pemuda pemulihan penanggulangan "
    "penasihat pendapatan pendidikan pendiri penegakan penelitian penerangan pengadilan pengamat pengawas "
    "pengawasan pengembangan pengelola pengurus penjabat penyelenggara penyidik penyuluh perangkat "
    "perdagangan perhubungan perikanan perindustrian perlindungan permukiman perpustakaan pertanahan "
    "pertanian perumahan perusahaan perwakilan perwira peternakan pimpinan pj pjs plh plt pol polda "
    "polisi polres polresta polri polsek praja praktisi presiden program provinsi puskesmas pusat raden "
    "rakyat ranting raya redaksi regional rektor rumah sakit satuan satgas satpol satlantas satreskrim "
    "seksi sekda sekjen sekretariat sekretaris sekolah selatan senior sipil sosial staf statistik "
    "strategis sub subbagian sumber daya sungai tata tani teknis teknologi tenaga tengah tentara terpadu "
    "tim timur tinggi tokoh transmigrasi tugas umum unit universitas urusan utama utara wakapolda "
    "wakapolres wakil wali walikota wanita warga wilayah yayasan yang bpk ibunda pak bu mas mbak bang "
    "kang sdr sdri saudara saudari h hj kh ustaz ustad ustadz habib drs dra dr drg drh prof kiai kyai ny "
    "tn doktor magister ilmu politik peneliti ekonom pengacara kuasa advokat notaris wartawan jurnalis "
    "sutradara korban pelaku saksi terdakwa tersangka komika aktor aktris penyanyi musisi pelatih bek "
    "gelandang striker kiper pemain kapten atlet kandidat cawapres capres eks mantan ketum waketum wapres "
    "wamen mendagri mensos menkes menkeu menlu menhan menag mentan menaker menpora mendikdasmen kapuspen "
    "kapuspenkum kabareskrim karopenmas kadivhumas kabidhumas kasatreskrim dirreskrimum dirreskrimsus "
    "kajari kajati kejari kejati presdir komisarisnya penasehat indonesia pertamina telkom garuda nasdem "
    "golkar gerindra demokrat perindo hanura perjuangan publik bencana kbri kjri "
    # English.
    "acting chancellor judge shadow sir lord lady dame baroness baron affairs agency ambassador analyst "
    "assembly assistant association authority bank bureau bureaucratic cabinet captain chair chairman "
    "chairperson chairwoman chief city civil colonel commander commission commissioner committee company "
    "coordinating coordinator corps council country court culture defense deputy department development "
    "director district division doctor economic economy editor education elections energy environment "
    "executive expert finance fisheries foreign former forum founder general governor government head "
    "health home house inspector institute interior international justice king law leader lecturer "
    "lieutenant local major manager maritime mayor member minister ministry mr mrs ms national office "
    "officer official parliament party police president prime prince princess professor prosecutor "
    "province provincial public queen rector reform regency regent region regional representative "
    "research resources resident secretary senator senior sergeant service society speaker special "
    "spokesman spokesperson spokeswoman staff state statistics tourism trade transportation treasurer "
    "union university vice village women youth the".split()
)
_PARTICLES = frozenset("dan di ke of for the serta".split())
_NO_NAMES = frozenset(
    # Words that begin a sentence, and what is not a person though it says something.
    "ia dia mereka beliau kami kita saya aku ini itu hal menurut namun sementara selain dalam pada dengan "
    "untuk karena sebab jika bila kalau agar setelah sebelum ketika saat sejak hingga sampai oleh dari "
    "bahwa seperti sebagai para seluruh semua tidak bukan sudah telah akan juga lebih lanjut senada "
    "adapun meski meskipun he she they it we you but and in at on after before when while if as his her "
    "their this that these those there here however meanwhile also according nomor undang-undang survei "
    "laporan data studi media penelitian undang kitab pasal bab peraturan putusan surat report survey "
    "study januari februari maret april mei juni juli agustus september oktober november desember senin "
    "selasa rabu kamis jumat sabtu minggu january february march may june july august october december "
    "monday tuesday wednesday thursday friday saturday sunday pilkada pilpres pileg allah tuhan nabi "
    "alquran".split()
)
_NOT_OF_NAMES = _OFFICES | _PARTICLES | _NO_NAMES


def find_attributions(blocks: Sequence[Block]) -> list[Attribution]:
    """Everybody who is quoted, in the order of the text, each phrase once."""
    found: dict[str, Attribution] = {}
    for block in blocks:
        if block.kind in ("heading", "row"):
            continue
        for start, phrase, direct, verb_before in _phrases(block.text):
            name, at = _name_in(phrase, verb_before=verb_before)
            known = found.get(phrase)
            if name and (known is None or (direct and not known.direct)):
                found[phrase] = Attribution(block.place(start + at), phrase, name, direct)
    return sorted(found.values())


def is_attributed(text: str) -> bool:
    """Whether ``text`` says who said what stands before: ``…, kata dia``, ``…, he said``."""
    return _SAID_WITHIN.search(text) is not None


def _phrases(text: str) -> Iterator[tuple[int, str, bool, bool]]:
    """Each phrase that stands for a speaker: offset, text, whether a quotation is near, a verb before."""
    taken: set[int] = set()
    for pattern in (_AFTER_QUOTE, _BEFORE_SAID_EN):
        for match in pattern.finditer(text):
            taken.add(match.start("phrase"))
            yield match.start("phrase"), match["phrase"], True, pattern is _AFTER_QUOTE
    for pattern in (_SAYING_NAME, _NAME_SAID):
        for match in pattern.finditer(text):
            if match.start("phrase") not in taken:
                direct = pattern is _NAME_SAID and _QUOTATION_FOLLOWS.match(text, match.end()) is not None
                yield match.start("phrase"), match["phrase"], direct, pattern is _SAYING_NAME


def _name_in(phrase: str, *, verb_before: bool) -> tuple[str, int]:
    """The name of a person in ``phrase`` and its offset there; an empty name when there is none.

    Of several parts with commas between it is the one beside the verb, which stands before the phrase
    (``verb_before``) or after it, unless that part is an office: ``Kepala BKPSDM, I Komang Agus Sukasena``.
    """
    pieces = [(found[0], found.start()) for found in _PIECE.finditer(phrase)]
    left_over = ("", 0)
    for piece, start in pieces if verb_before else reversed(pieces):
        name, offset = _plain_name(piece)
        if " " in name or (name and not offset):
            return name, start + offset
        if name and not left_over[0]:
            left_over = (name, start + offset)  # of an office, as likely as a person: "Bupati Bangli"
    return left_over


def _plain_name(piece: str) -> tuple[str, int]:
    words = [(match[0], match.start()) for match in re.finditer(r"\S+", piece)]
    if words and words[0][0].isupper() and not _is_known(words[0][0]) and len(words[0][0]) > 2:
        return "", 0  # an agency by its letters
    while words and _is_office(words[0][0]):
        words.pop(0)
    while words and _is_title(words[-1][0]):
        words.pop()
    if not words or any(_is_known(word) for word, _ in words):
        return "", 0
    if not all(word[:1].isupper() for word, _ in words) or len(words) > 6 or len(words[-1][0]) < 2:
        return "", 0
    if any(len(word) > 2 and word.isupper() for word, _ in words):
        return "", 0
    return " ".join(word for word, _ in words), words[0][1]


def _is_known(word: str) -> bool:
    """Whether a word is of an office or a sentence and not of a name."""
    return word.strip(".").casefold() in _NOT_OF_NAMES


def _is_office(word: str) -> bool:
    return _is_known(word) or (len(word) > 2 and word.endswith(".")) or (len(word) > 1 and word.isupper())


def _is_title(word: str) -> bool:
    """A degree behind a name: ``S.H.``, ``M.Si``, ``SH``."""
    return "." in word.rstrip(".") or (1 < len(word) < 5 and word.rstrip(".").isupper())


def proper_names(blocks: Sequence[Block]) -> tuple[str, ...]:
    """Every row of two or more words in capitals, from which a shortened name can be completed."""
    found: dict[str, None] = {}
    for block in blocks:
        for match in _NAMES.finditer(block.text):
            found[" ".join(match[0].split())] = None
    return tuple(found)
