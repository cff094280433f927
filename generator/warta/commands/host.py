"""``warta host``."""

from __future__ import annotations

import argparse
import os
from pathlib import Path

from warta import __version__
from warta.config.settings import Config
from warta.console.plain import plain
from warta.console.report import print_findings
from warta.console.request import language_of, request_of
from warta.console.usage import DONE, SITE_HAS_ERRORS, UsageError
from warta.diagnostics.catalogue import report_text
from warta.filesystem.own_files import OWN
from warta.publishing.hosts.apache import apache_files
from warta.publishing.hosts.caddy import caddy_files
from warta.publishing.hosts.container import PORT, ROOT, container_files
from warta.publishing.hosts.nginx import nginx_files
from warta.publishing.hosts.rules import HEADERS, REDIRECTS, RulesError, header_rules, redirect_rules
from warta.publishing.hosts.site import HostedSite, hosted_site
from warta.site.open import read_config

__all__ = ["add_arguments", "run"]

SERVERS = {"nginx": nginx_files, "caddy": caddy_files, "apache": apache_files}
CONTAINER = "container"
NOT_IN_PATHS = set('"\\$`{}\n')
"""What a server's configuration could take for something else."""


def add_arguments(command: argparse.ArgumentParser) -> None:
    """For which server, where the site will lie, and where the files go."""
    command.add_argument("server", metavar="SERVER", choices=(*SERVERS, CONTAINER))
    command.add_argument("--base-url", metavar="URL")
    command.add_argument("--from", metavar="DIR", dest="built")
    command.add_argument("--root", metavar="DIR")
    command.add_argument("--output", metavar="DIR", default=".")
    command.add_argument("--place", metavar="DIR")
    command.add_argument("--plain", action="store_true")
    command.add_argument("--port", metavar="N", type=int)


def run(options: argparse.Namespace) -> int:
    """Write the files, and say which."""
    request = request_of(argparse.Namespace(site=options.site, lang=options.lang, base_url=options.base_url))
    config, found = read_config(request)
    if config is None:
        print_findings(found, language_of(options), request.site)
        return SITE_HAS_ERRORS
    language = language_of(options, config)
    built = Path(os.path.abspath(options.built)) if options.built else request.output
    site = _hosted(options, config, built, language)
    folder = os.path.abspath(options.output)
    if options.server == CONTAINER:
        files = container_files(site, f"warta=={__version__}")
    else:
        files = SERVERS[options.server](site, _place(options, folder, language))
    try:
        Path(folder).mkdir(parents=True, exist_ok=True)
        for name, text in files.items():
            Path(folder, name).write_text(text, "utf-8")
            print(plain(os.path.join(folder, name)))
    except OSError as problem:
        raise UsageError(report_text("not_written", language, path=folder, problem=problem)) from None
    return DONE


def _place(options: argparse.Namespace, folder: str, language: str) -> str:
    """Where the server will find the files: here, or on another machine. Raises UsageError."""
    place: str = options.place or folder
    if set(place) & NOT_IN_PATHS:
        raise UsageError(report_text("host_root", language, path=place))
    return place


def _hosted(options: argparse.Namespace, config: Config, built: Path, language: str) -> HostedSite:
    """Raises UsageError when there is no built site, or one that no server can be told of."""
    if not (built / OWN).is_dir():
        raise UsageError(report_text("host_not_built", language, path=built))
    in_container = options.server == CONTAINER
    root = ROOT if in_container else os.path.abspath(options.root or built)
    if set(root) & NOT_IN_PATHS:
        raise UsageError(report_text("host_root", language, path=root))
    try:
        headers = header_rules((built / HEADERS).read_text("utf-8"))
        redirects = redirect_rules((built / REDIRECTS).read_text("utf-8"))
    except RulesError as problem:
        raise UsageError(report_text("host_rules", language, place=problem)) from None
    except (OSError, UnicodeDecodeError) as problem:
        raise UsageError(report_text("host_unread", language, problem=problem)) from None
    port = PORT if in_container else options.port
    return hosted_site(config, root, (headers, redirects), is_plain=options.plain or in_container, port=port)
