"""What other tools, other languages and writers call the keys and choices of front matter."""

from __future__ import annotations

__all__ = ["ATTACHMENTS", "OTHER_CHOICES", "OTHER_NAMES", "meant_key"]

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


def meant_key(name: str) -> str:
    """The key that another tool or language calls ``name``, or that is ``name`` in small letters."""
    return OTHER_NAMES.get(name.lower(), name.lower())
