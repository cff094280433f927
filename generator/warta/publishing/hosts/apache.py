"""A site for Apache 2.4."""

from __future__ import annotations

import re
from collections.abc import Iterator

from warta.output.content_types import COMPRESSED
from warta.publishing.hosts.site import HTTPS, LONG, SHORT, HostedSite

__all__ = ["apache_files"]

_PRECOMPRESSED = {"brotli": ("br", ".br"), "zstd": ("zstd", ".zst"), "gzip": ("gzip", ".gz")}
"""The smallest first: how browsers name it, and how the copies end."""
_THERE = '"expr=%{REQUEST_STATUS} -lt 400"'
"""Of an answer that is no error."""


def apache_files(site: HostedSite, folder: str) -> dict[str, str]:
    """Name → text: the site, and the table of its old addresses. ``folder`` is where both will lie."""
    table = f"{site.name}-redirects.txt"
    modules = "alias deflate dir headers mime rewrite" + (" ssl" if site.is_secure else "")
    lines = [
        f"# Apache: a Warta site at {site.host}{site.prefix}/. a2enmod {modules}",
        *(_to_secure(site) if site.is_secure and site.port == HTTPS else ()),
        f"<VirtualHost *:{site.port}>",
        *[f"    {line}" for line in _served(site, f"{folder}/{table}")],
        "</VirtualHost>",
    ]
    redirects = "".join(f"{old} {target}\n" for old, target in site.pairs if target.startswith("/"))
    return {f"{site.name}.conf": "\n".join(lines) + "\n", table: redirects}


def _to_secure(site: HostedSite) -> Iterator[str]:
    yield "<VirtualHost *:80>"
    yield f"    ServerName {site.host}"
    yield f'    Alias "/.well-known/acme-challenge/" "{site.root}/.well-known/acme-challenge/"'
    yield f'    <Directory "{site.root}">'
    yield "        Require all granted"
    yield "    </Directory>"
    yield f'    RedirectMatch 301 "^/(?!\\.well-known/acme-challenge/)(.*)$" "https://{site.host}/$1"'
    yield "</VirtualHost>"


def _served(site: HostedSite, table: str) -> Iterator[str]:
    prefix = site.prefix
    yield f"ServerName {site.host}"
    if site.is_secure:
        yield "SSLEngine on"
        yield f"SSLCertificateFile /etc/letsencrypt/live/{site.host}/fullchain.pem"
        yield f"SSLCertificateKeyFile /etc/letsencrypt/live/{site.host}/privkey.pem"
    if prefix:
        yield f'Alias "{prefix}/" "{site.root}/"'
    else:
        yield f'DocumentRoot "{site.root}"'
    yield f'<Directory "{site.root}">'
    yield "    Require all granted"
    yield "    AllowOverride None"
    yield "    Options FollowSymLinks"
    yield "    DirectoryIndex index.html"
    yield "    DirectorySlash On"
    yield "</Directory>"
    yield "AddDefaultCharset utf-8"
    yield "AddType image/avif .avif"
    yield "AddType image/webp .webp"
    yield "AddType application/wasm .wasm"
    yield "AddType application/manifest+json .webmanifest"
    yield "AddType application/xml .opml"
    yield f"AddOutputFilterByType DEFLATE {' '.join(COMPRESSED)}"
    yield "RewriteEngine On"
    yield "# Folders and files with a dot are nobody's business, but for one."
    yield 'RewriteRule "/\\.(?!well-known(?:/|$))" - [R=404,L]'
    yield "# Old addresses."
    yield f'RewriteMap old "txt:{table}"'
    yield 'RewriteCond "${old:%{REQUEST_URI}}" "^(.+)$"'
    yield 'RewriteRule "^" "%1" [R=301,L,NE]'
    for old, target in site.pairs:
        if not target.startswith("/"):  # mod_rewrite refuses a question mark in one
            yield f'RedirectMatch 301 "^{re.escape(old)}$" "{target}"'
    yield "# Of the languages that the site has the one that the reader wants most."
    for each in site.wanted():
        yield 'RewriteCond "%{ENV:WARTA_WANTED}" "^$"'
        yield f'RewriteCond "%{{HTTP:Accept-Language}}" "{each}" [NC]'
        yield f'RewriteRule "^{prefix}/$" "-" [E=WARTA_WANTED:%1]'
    for code, codes in site.languages:
        yield f'RewriteCond "%{{ENV:WARTA_WANTED}}" "^(?:{codes})$" [NC]'
        yield f'RewriteRule "^{prefix}/$" "{prefix}/{code}/" [R=302,L]'
    if prefix:
        yield f'RewriteRule "^/$" "{prefix}/" [R=302,L]'
    yield from _precompressed(site)
    yield f'<LocationMatch "^{prefix}/(?:index\\.html)?$">'
    yield "    Header always merge Vary Accept-Language"
    yield "</LocationMatch>"
    yield "# What the site sends along, as its _headers say. What is not there is kept for no time."
    yield f'Header set Cache-Control "{LONG}" {_THERE}'
    yield '<LocationMatch "(?:/|\\.html)$">'
    yield f'    Header set Cache-Control "{SHORT}" {_THERE}'
    yield "</LocationMatch>"
    for rule in site.headers:
        yield f'<LocationMatch "{rule.expression}">'
        for name, value in rule.headers:
            if name == "Cache-Control":
                yield f'    Header set {name} "{value}" {_THERE}'
            else:
                yield f'    Header always set {name} "{value}"'
        yield "</LocationMatch>"
    yield f"ErrorDocument 404 {prefix}/404.html"
    for code, _ in site.languages:
        yield f'<Location "{prefix}/{code}/">'
        yield f"    ErrorDocument 404 {prefix}/{code}/404.html"
        yield "</Location>"


def _precompressed(site: HostedSite) -> Iterator[str]:
    """The copies that lie ready. Their content types are those of the names before the last ending."""
    ways = [way for name, way in _PRECOMPRESSED.items() if name in site.precompressed]
    if not ways:
        return
    yield "# Copies that lie ready, compressed, for those who take them."
    endings = " ".join(ending for _, ending in ways)
    yield f'<Directory "{site.root}">'
    yield f"    RemoveType {endings}"
    for name, ending in ways:
        yield f"    AddEncoding {name} {ending}"
    yield "</Directory>"
    yield f'<Directory "{site.root}/media">'
    yield f"    RemoveEncoding {endings}"
    if "gzip" in site.precompressed:
        yield "    AddType application/gzip .gz"
    yield "</Directory>"
    for name, ending in ways:
        for place, index in (("(.*/)?", "index.html"), ("(.+)", "")):
            yield f'RewriteCond "%{{HTTP:Accept-Encoding}}" "\\b{name}\\b"'
            yield f'RewriteCond "{site.root}/$1{index}{ending}" -f'
            yield f'RewriteRule "^{site.prefix}/{place}$" "{site.root}/$1{index}{ending}" [L]'
    yield f'<LocationMatch "^{site.prefix}/(?!media/)">'
    yield "    Header merge Vary Accept-Encoding"
    yield "</LocationMatch>"
