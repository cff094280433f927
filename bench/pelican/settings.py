"""Pelican's settings for one language; the site is built once for each.

An agency is a category, a speaker an author; regions are a plugin's.
"""
# Pelican reads this file; it is not installed where types are checked.
# mypy: ignore-errors

from __future__ import annotations

import os

LANGUAGE = os.environ["BENCH_LANGUAGE"]
WORDS = {
    "id": {"news": "berita", "agencies": "instansi", "speakers": "narasumber", "regions": "wilayah",
           "tags": "topik", "page": "halaman"},
    "en": {"news": "news", "agencies": "agencies", "speakers": "speakers", "regions": "regions",
           "tags": "topics", "page": "page"},
}  # fmt: skip
PATHS = WORDS[LANGUAGE]
OTHER = next(code for code in WORDS if code != LANGUAGE)
OTHER_NAME = {"id": "Bahasa Indonesia", "en": "English"}[OTHER]
OTHER_NEWS = WORDS[OTHER]["news"]

SITENAME = "Kabar Negeri"
SITEURL = "https://kabar.example.go.id"
TIMEZONE = "Asia/Jakarta"
DEFAULT_LANG = LANGUAGE
PATH = f"content/{LANGUAGE}"
OUTPUT_PATH = "output"
THEME = "theme"
THEME_STATIC_PATHS: list[str] = []
STATIC_PATHS: list[str] = []
PLUGIN_PATHS = ["plugins"]
PLUGINS = ["regions"]
CACHE_CONTENT = False
MARKDOWN = {
    "extension_configs": {"markdown.extensions.smarty": {}, "markdown.extensions.toc": {}},
    "output_format": "html5",
}

ARTICLE_URL = f"{LANGUAGE}/{PATHS['news']}/{{date:%Y}}/{{slug}}/"
ARTICLE_SAVE_AS = ARTICLE_URL + "index.html"
CATEGORY_URL = f"{LANGUAGE}/{PATHS['agencies']}/{{slug}}/"
CATEGORY_SAVE_AS = CATEGORY_URL + "index.html"
AUTHOR_URL = f"{LANGUAGE}/{PATHS['speakers']}/{{slug}}/"
AUTHOR_SAVE_AS = AUTHOR_URL + "index.html"
REGION_URL = f"{LANGUAGE}/{PATHS['regions']}/{{slug}}/"
REGION_SAVE_AS = REGION_URL + "index.html"
TAG_URL = f"{LANGUAGE}/{PATHS['tags']}/{{slug}}/"
TAG_SAVE_AS = TAG_URL + "index.html"
INDEX_SAVE_AS = f"{LANGUAGE}/index.html"
ARCHIVES_SAVE_AS = f"{LANGUAGE}/{PATHS['news']}/index.html"
CATEGORIES_SAVE_AS = f"{LANGUAGE}/{PATHS['agencies']}/index.html"
AUTHORS_SAVE_AS = f"{LANGUAGE}/{PATHS['speakers']}/index.html"
REGIONS_SAVE_AS = f"{LANGUAGE}/{PATHS['regions']}/index.html"
TAGS_SAVE_AS = f"{LANGUAGE}/{PATHS['tags']}/index.html"
SITEMAP_SAVE_AS = f"{LANGUAGE}/sitemap.xml"
DIRECT_TEMPLATES = ["index", "archives", "categories", "authors", "regions", "tags", "sitemap"]
PAGINATED_TEMPLATES = {"archives": 20, "category": 20, "author": 20, "region": 20, "tag": 20}
DEFAULT_PAGINATION = 20
PAGINATION_PATTERNS = (
    (1, "{base_name}/", "{base_name}/index.html"),
    (2, f"{{base_name}}/{PATHS['page']}/{{number}}/", f"{{base_name}}/{PATHS['page']}/{{number}}/index.html"),
)
FEED_ALL_ATOM = f"{LANGUAGE}/feed.xml"
FEED_MAX_ITEMS = 30
CATEGORY_FEED_ATOM = TRANSLATION_FEED_ATOM = AUTHOR_FEED_ATOM = AUTHOR_FEED_RSS = None
