"""``/admin/``: the web editor, run from the site's own ``node_modules``, working on the site's own files.

The editor's script is no part of Warta. Whoever wants it installs it into the
site's folder; it is served from there, and its page may ask nobody but this
server for anything.
"""

from __future__ import annotations

import json
import re
from functools import partial
from html import escape
from http import HTTPStatus
from pathlib import Path

from warta.authoring.content_api import answer
from warta.authoring.editor_files import EDITOR
from warta.authoring.revisions import Revisions
from warta.authoring.translations import report
from warta.authoring.translations_report import report_page
from warta.authoring.web_form import form_config
from warta.diagnostics.catalogue import report_text
from warta.server.http import HTML, JAVASCRIPT, JSON, YAML, Response, only_status
from warta.site.open import OpenSite, open_site, open_terms
from warta.site.source import Source

__all__ = ["editor_call", "editor_file", "translations"]

SCRIPTS = "node_modules/decap-cms/dist"
MAIN = "decap-cms.js"
_SCRIPT = re.compile(r"(?:[0-9]+\.)?decap-cms\.js")
_POLICY = (
    "default-src 'none'; script-src 'self' 'unsafe-eval'; style-src 'unsafe-inline'; "
    "img-src 'self' blob: data:; font-src data:; connect-src 'self' blob:; "
    "base-uri 'none'; form-action 'none'; frame-ancestors 'none'"
)
"""Keeps the editor from asking anybody else; it compiles its own checks, hence ``unsafe-eval``."""


def editor_file(site: Path, name: str, language: str) -> Response:
    """What lies at an address below ``/admin/``: the page, its configuration or a script."""
    if name == "":
        installed = (site / SCRIPTS / MAIN).is_file()
        page = _editor_page(language) if installed else _missing_page(language)
        status = HTTPStatus.OK if installed else HTTPStatus.SERVICE_UNAVAILABLE
        return Response(page.encode(), HTML, status, {"Content-Security-Policy": _POLICY})
    if name == "config.yml":
        found = _terms(site)
        if found is None:
            return only_status(HTTPStatus.SERVICE_UNAVAILABLE)
        defaults = {"agency": found.config.new_agency, "region": found.config.new_region}
        config = form_config(found.registry, found.config.codes, language, defaults)
        # Every JSON text is YAML too.
        return Response(json.dumps(config, ensure_ascii=False).encode(), YAML)
    if _SCRIPT.fullmatch(name):
        try:
            return Response((site / SCRIPTS / name).read_bytes(), JAVASCRIPT)
        except OSError:
            pass
    return only_status(HTTPStatus.NOT_FOUND)


def editor_call(site: Path, body: bytes, revisions: Revisions, language: str) -> Response:
    """The answer to a call of the editor, as JSON."""
    status, value = answer(site, body, partial(_terms, site), revisions, language)
    return Response(json.dumps(value, ensure_ascii=False).encode(), JSON, status)


def translations(site: Path, language: str) -> bytes:
    """The report on translations as a page; empty when the settings cannot be read."""
    with open_site(Source(site)) as (found, _):
        if found is None:
            return b""
        title = found.config.titles[found.config.codes[0]]
        return report_page(report(found), language, title).encode()


def _terms(site: Path) -> OpenSite | None:
    return open_terms(Source(site))[0]


def _editor_page(language: str) -> str:
    return _page(
        language,
        '<link rel="cms-config-url" type="text/yaml" href="/admin/config.yml">',
        f"<noscript><p>{escape(report_text('form_no_script', language))}</p></noscript>\n"
        f'<script src="/admin/{MAIN}"></script>',
    )


def _missing_page(language: str) -> str:
    text = escape(report_text("form_missing", language))
    return _page(
        language, "", f"<main>\n<p>{text}</p>\n<pre><code>npm install {EDITOR}</code></pre>\n</main>"
    )


def _page(language: str, head: str, body: str) -> str:
    title = escape(report_text("form_title", language))
    return (
        f'<!doctype html>\n<html lang="{language}">\n<head>\n<meta charset="utf-8">\n'
        '<meta name="viewport" content="width=device-width, initial-scale=1">\n'
        f'<meta name="robots" content="noindex">\n<title>{title}</title>\n{head}\n</head>\n'
        f"<body>\n{body}\n</body>\n</html>\n"
    )
