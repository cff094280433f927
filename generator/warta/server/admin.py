"""``/admin/``: the web editor, run from the site's own ``node_modules``, working on the site's own files.

The editor's script is no part of Warta. Whoever wants it installs it into the
site's folder; it is served from there, and its page may ask nobody but this
server for anything.
"""

from __future__ import annotations

import json
import re
from functools import partial
from http import HTTPStatus
from pathlib import Path

from warta.authoring.content_api import Editor, answer
from warta.authoring.editor_files import EDITOR
from warta.authoring.pages import page
from warta.authoring.revisions import Revisions
from warta.authoring.translations import report
from warta.authoring.translations_report import report_page
from warta.authoring.web_form import form_config
from warta.checks import known_severities
from warta.diagnostics.catalogue import editor_texts, label_of, report_text
from warta.output.content_types import HTML, JAVASCRIPT, JSON
from warta.resources import packaged_text
from warta.server.http import YAML, Response, only_status
from warta.site.open import OpenSite, open_site, open_terms
from warta.site.source import Source

__all__ = ["editor_call", "editor_file", "translations"]

SCRIPTS = "node_modules/decap-cms/dist"
MAIN = "decap-cms.js"
LIMITS = ("terms", "address", "delete", "files", "keys", "folders")
"""What the editor cannot do, and says so."""
_FILLED = {"summary-missing": "summary", "image-without-alt": "alt"}
"""Rules that are met by filling in a field of the form, and the key that it is for."""
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
        script = MAIN if (site / SCRIPTS / MAIN).is_file() else ""
        text = page("editor.html", language, script=script, package=EDITOR)
        status = HTTPStatus.OK if script else HTTPStatus.SERVICE_UNAVAILABLE
        return Response(text.encode(), HTML, status, {"Content-Security-Policy": _POLICY})
    if name == "start.js":
        return Response(packaged_text("server", "editor.js").encode(), JAVASCRIPT)
    if name == "texts.json":
        names = ("form_checking", "form_checked", "form_close", "why", "fix")
        texts = {name: report_text(name, language) for name in names}
        fixes = {
            rule: report_text("form_fill", language, label=label_of(key, language))
            for rule, key in _FILLED.items()
        }
        fixes["translation-missing"] = report_text("form_translation", language)
        limits = [report_text(f"form_limit_{name}", language) for name in LIMITS]
        about = {"title": report_text("form_limits", language), "limits": limits}
        value = {
            "language": language,
            "editor": editor_texts(language),
            "about": about,
            "fixes": fixes,
            **texts,
        }
        return Response(json.dumps(value, ensure_ascii=False).encode(), JSON)
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
    editor = Editor(site, partial(_terms, site), revisions, language)
    status, value = answer(editor, body)
    return Response(json.dumps(value, ensure_ascii=False).encode(), JSON, status)


def translations(site: Path, language: str) -> bytes:
    """The report on translations as a page; empty when the settings cannot be read."""
    with open_site(Source(site, rules=known_severities)) as (found, _):
        if found is None:
            return b""
        title = found.config.titles[found.config.codes[0]]
        return report_page(report(found), language, title).encode()


def _terms(site: Path) -> OpenSite | None:
    return open_terms(Source(site, rules=known_severities))[0]
