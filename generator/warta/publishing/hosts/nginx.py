"""A site for nginx 1.18 or newer."""

from __future__ import annotations

from collections.abc import Iterator
from hashlib import blake2b

from warta.output.content_types import COMPRESSED, SERVED, UTF_8
from warta.publishing.hosts.site import HTTPS, LONG, SHORT, HostedSite

__all__ = ["nginx_files"]

_TABLES, _NAMES = "00-warta.conf", "00-warta-names.conf"
"""The first files of ``conf.d``: nginx takes limits once, and those of maps only before the first map."""
_SHARED = """\
# nginx: for all Warta sites of this machine. A limit that nginx.conf has already is to be deleted here.
"""
_LONG_NAME = 46
"""Characters of a host's name for which nginx has room by itself, with 64-bit pointers."""


def nginx_files(site: HostedSite, folder: str) -> dict[str, str]:
    """Name → text: the site, the table of its old addresses, and what all sites of a machine share.

    ``folder`` is where they will lie.
    """
    table = f"{site.name}-redirects.map"
    lines = [
        f"# nginx: a Warta site at {site.host}{site.prefix}/. Include it within http {{ }}, after {_TABLES}.",
        *_maps(site, f"{folder}/{table}"),
        "",
        *(_secure(site) if site.is_secure else _plain(site)),
    ]
    redirects = "".join(f'"{old}" "{target}";\n' for old, target in site.pairs)
    return {f"{site.name}.conf": "\n".join(lines) + "\n", table: redirects, **_shared(site)}


def _shared(site: HostedSite) -> dict[str, str]:
    """The same for every site that needs it."""
    tables = (
        f"{_SHARED}# Long tables of old addresses.\nmap_hash_bucket_size 512;\nmap_hash_max_size 65536;\n"
    )
    names = f"{_SHARED}# Long names of hosts.\nserver_names_hash_bucket_size 512;\n"
    return {_TABLES: tables, **({_NAMES: names} if len(site.host) > _LONG_NAME else {})}


def _suffix(site: HostedSite) -> str:
    """What the variables of this site end with.

    With it they have at most 14 letters: two fit into a bucket of nginx's table, which warns of full ones.
    """
    return blake2b(site.name.encode(), digest_size=3).hexdigest()


def _maps(site: HostedSite, table: str) -> Iterator[str]:
    name = _suffix(site)
    wanted = f"found_{name}"
    yield ""
    yield f"# Old addresses. {_TABLES} makes room for a long table."
    yield f"map $uri $moved_{name} {{"
    yield '    default "";'
    yield f'    include "{table}";'
    yield "}"
    yield "# Of the languages that the site has the one that the reader wants most."
    yield f"map $http_accept_language $first_{name} {{"
    yield '    default "";'
    yield from (f'    "~*{each}" ${wanted};' for each in site.wanted(f"?<{wanted}>"))
    yield "}"
    yield f"map $first_{name} $lang_{name} {{"
    yield '    default "";'
    for code, codes in site.languages:
        yield from (f"    {each} {code};" for each in codes.split("|"))
    yield "}"
    yield f"map $uri $vary_{name} {{"
    yield '    default "";'
    yield f'    "~^{site.prefix}/(?:index\\.html)?$" "Accept-Language";'
    yield "}"
    yield "# What the site sends along, as its _headers say; the last rule that fits counts."
    for number, header in enumerate(site.header_names):
        yield f"map $uri $head{number}_{name} {{"
        yield f"    default {f'$cache_{name}' if header == 'Cache-Control' else chr(34) * 2};"
        for rule in reversed(site.headers):
            for value in [value for each, value in rule.headers if each == header][-1:]:
                yield f'    "~{rule.expression}" "{value}";'
        yield "}"
    yield f"map $sent_http_content_type $cache_{name} {{"
    yield f'    default "{LONG}";'
    yield f'    "~^text/html" "{SHORT}";'
    yield "}"


def _secure(site: HostedSite) -> Iterator[str]:
    if site.port == HTTPS:
        yield from _to_secure(site)
    yield "server {"
    yield f"    listen {site.port} ssl http2;"
    yield f"    listen [::]:{site.port} ssl http2;"
    yield f"    server_name {site.host};"
    yield "    # certbot certonly --webroot makes them."
    yield f"    ssl_certificate /etc/letsencrypt/live/{site.host}/fullchain.pem;"
    yield f"    ssl_certificate_key /etc/letsencrypt/live/{site.host}/privkey.pem;"
    yield "    ssl_protocols TLSv1.2 TLSv1.3;"
    yield "    ssl_session_cache shared:warta:10m;"
    yield from _served(site)


def _to_secure(site: HostedSite) -> Iterator[str]:
    yield "server {"
    yield "    listen 80;"
    yield "    listen [::]:80;"
    yield f"    server_name {site.host};"
    yield f'    location ^~ /.well-known/acme-challenge/ {{ root "{site.root}"; }}'
    yield f"    location / {{ return 301 https://{site.host}$request_uri; }}"
    yield "}"


def _plain(site: HostedSite) -> Iterator[str]:
    yield "server {"
    yield f"    listen {site.port};"
    yield f"    listen [::]:{site.port};"
    yield f"    server_name {site.host};"
    yield from _served(site)


def _served(site: HostedSite) -> Iterator[str]:
    name, prefix = _suffix(site), site.prefix
    yield "    server_tokens off;"
    yield "    absolute_redirect off;"
    yield "    charset utf-8;"
    yield f"    charset_types {' '.join(each for each in UTF_8 if each != 'text/html')};"
    yield "    # Instead of mime.types, which differs from one nginx to the next."
    yield "    types {"
    yield from (f"        {kind} {' '.join(endings)};" for kind, endings in SERVED.items())
    yield "    }"
    yield "    default_type application/octet-stream;"
    yield "    gzip on;"
    yield "    gzip_vary on;"
    yield "    gzip_proxied any;"
    yield "    gzip_comp_level 6;"
    yield "    gzip_min_length 512;"
    yield f"    gzip_types {' '.join(each for each in COMPRESSED if each != 'text/html')};"
    yield from _precompressed(site)
    yield f'    add_header Vary "$vary_{name}" always;'
    for number, header in enumerate(site.header_names):
        # What is not there must not be kept as long as what is.
        always = "" if header == "Cache-Control" else " always"
        yield f'    add_header {header} "$head{number}_{name}"{always};'
    if "Cache-Control" not in site.header_names:
        yield f'    add_header Cache-Control "$cache_{name}";'
    yield f'    if ($moved_{name}) {{ return 301 "$moved_{name}"; }}'
    yield "    # Folders and files with a dot are nobody's business, but for one."
    yield "    location ~ /\\.(?!well-known(?:/|$)) { return 404; }"
    yield f"    location = {prefix}/ {{"
    yield f'        if ($lang_{name}) {{ return 302 "{prefix}/$lang_{name}/"; }}'
    yield f'        alias "{site.root}/";'
    yield "        index index.html;"
    yield "    }"
    for code, _ in site.languages:
        yield f"    location {prefix}/{code}/ {{"
        yield f'        alias "{site.root}/{code}/";'
        yield "        index index.html;"
        yield f"        error_page 404 {prefix}/{code}/404.html;"
        yield "    }"
    yield f"    location {prefix}/ {{"
    yield f'        alias "{site.root}/";'
    yield "        index index.html;"
    yield "    }"
    if prefix:
        yield f"    location = / {{ return 302 {prefix}/; }}"
        yield "    location / { return 404; }"
    yield f"    error_page 404 {prefix}/404.html;"
    yield "}"


def _precompressed(site: HostedSite) -> Iterator[str]:
    """The copies that lie ready; nginx needs a module for those of brotli, and has none for zstd."""
    if "gzip" in site.precompressed:
        yield "    gzip_static on;"
    if "brotli" in site.precompressed:
        yield "    # Needs a module: apt-get install libnginx-mod-http-brotli-static"
        yield "    brotli_static on;"
