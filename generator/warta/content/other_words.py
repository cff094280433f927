"""What other tools, other languages and writers call the keys and choices of front matter."""

from __future__ import annotations

from collections.abc import Container

__all__ = ["ATTACHMENTS", "OTHER_CHOICES", "OTHER_NAMES", "meant_key", "meant_value"]

OTHER_NAMES = {
    "judul": "title",
    "headline": "title",
    "tanggal": "date",
    "waktu": "date",
    "published": "date",
    "instansi": "agency",
    "agencies": "agency",
    "lembaga": "agency",
    "narasumber": "speaker",
    "speakers": "speaker",
    "wilayah": "region",
    "daerah": "region",
    "regions": "region",
    "topik": "tags",
    "tag": "tags",
    "topics": "tags",
    "categories": "tags",
    "kategori": "tags",
    "keywords": "tags",
    "ringkasan": "summary",
    "description": "summary",
    "excerpt": "summary",
    "sumber": "source",
    "penulis": "author",
    "authors": "author",
    "gambar": "image",
    "foto": "image",
    "jenis": "kind",
    "type": "kind",
    "lastmod": "updated",
    "expirydate": "expires",
    "publishdate": "publish_at",
    "url": "slug",
    "nama": "name",
    "alamat": "address",
    "situs": "website",
    "jabatan": "office",
    "urutan": "order",
    "weight": "order",
    "tempat": "venue",
    "lokasi": "venue",
    "location": "venue",
    "keterangan": "caption",
    "kredit": "credit",
    "catatan": "note",
    "file": "src",
    "berkas": "src",
    "agensi": "agency",
    "opd": "agency",
    "skpd": "agency",
    "tokoh": "speaker",
    "pembicara": "speaker",
    "kabupaten": "region",
    "kota": "region",
    "provinsi": "region",
    "kecamatan": "region",
    "tagar": "tags",
    "tema": "tags",
    "teras": "summary",
    "deskripsi": "summary",
    "perubahan": "changes",
    "riwayat": "changes",
    "diperbarui": "updated",
    "terbit": "publish_at",
    "tayang": "publish_at",
    "jadwal": "publish_at",
    "embargo": "publish_at",
    "kedaluwarsa": "expires",
    "kadaluarsa": "expires",
    "berakhir": "expires",
    "draf": "draft",
    "konsep": "draft",
    "belum diperiksa": "unverified",
    "acara": "event",
    "kegiatan": "event",
    "agenda": "event",
    "sematkan": "pin",
    "utama": "lead",
    "alamat lama": "aliases",
    "klaim": "claim",
    "putusan": "verdict",
    "induk": "parent",
    "penerus": "successor",
    "nama lama": "former_names",
    "gelar": "prefix",
    "mulai": "from",
    "sampai": "until",
}
"""Keys that other tools and other languages use for ours, in small letters."""
OTHER_CHOICES = {
    "berita": "news",
    "artikel": "news",
    "article": "news",
    "siaran pers": "press-release",
    "rilis": "press-release",
    "rilis pers": "press-release",
    "release": "press-release",
    "press release": "press-release",
    "pernyataan": "statement",
    "pernyataan pers": "statement",
    "pidato": "speech",
    "sambutan": "speech",
    "pengumuman": "announcement",
    "infografis": "infographic",
    "infografik": "infographic",
    "foto": "photo-story",
    "cerita foto": "photo-story",
    "galeri": "photo-story",
    "cek fakta": "fact-check",
    "klarifikasi hoaks": "fact-check",
    "advetorial": "advertorial",
    "iklan": "advertorial",
    "pembaruan": "update",
    "perbaruan": "update",
    "ralat": "correction",
    "koreksi": "correction",
    "klarifikasi": "clarification",
    "hak jawab": "right-of-reply",
    "pencabutan": "withdrawal",
    "dicabut": "withdrawal",
    "penarikan": "withdrawal",
}
"""What writers call the choices of a key, in small letters."""
ATTACHMENTS = frozenset(
    (
        *("attachment", "attachments", "document", "documents", "files", "downloads", "resources"),
        *("lampiran", "dokumen", "berkas", "unduhan"),
    )
)
"""Keys that other tools have for what stands in the text here."""


_OF_CHANGES = frozenset(("update", "correction", "clarification", "right-of-reply", "withdrawal"))
"""The choices that are kinds of changes; the others are kinds of stories."""


def meant_value(name: str, keys: Container[str]) -> str:
    """How front matter with those ``keys`` says what somebody made a key of: ``ralat`` is a kind of change.

    Empty where ``name`` is no such word.
    """
    plain = name.lower().replace("_", " ").replace("-", " ")
    choice = OTHER_CHOICES.get(plain, plain.replace(" ", "-"))
    if choice in _OF_CHANGES and "changes" in keys:
        return f"changes: [{{date: 2024-11-15, kind: {choice}, note: …}}]"
    is_kind = plain in OTHER_CHOICES and choice not in _OF_CHANGES
    return f"kind: {choice}" if is_kind and "kind" in keys and plain not in OTHER_NAMES else ""


def meant_key(name: str) -> str:
    """The key that another tool or language calls ``name``, or that is ``name`` in small letters."""
    return OTHER_NAMES.get(name.lower(), name.lower())
