"""A site for Caddy 2.5 or newer, which gets its certificates by itself."""

from __future__ import annotations

from collections.abc import Iterator

from warta.publishing.hosts.site import HTTPS, LONG, SHORT, HostedSite

__all__ = ["caddy_files"]

_PRECOMPRESSED = {"brotli": "br", "zstd": "zstd", "gzip": "gzip"}


def caddy_files(site: HostedSite, folder: str, *, any_host: bool = False) -> dict[str, str]:
    """Name → text: the site, and the table of its old addresses. ``folder`` is where both will lie.

    With ``any_host`` it is shown under every name by which somebody asks for it.
    """
    table = f"{site.name}-redirects.caddy"
    address = f"{site.host}" if site.is_secure else f"http://{site.host}:{site.port}"
    if site.is_secure and site.port != HTTPS:
        address += f":{site.port}"
    if any_host:
        address = f":{site.port}"
    lines = [
        f"# Caddy: a Warta site at {site.host}{site.prefix}/. Import it from the Caddyfile.",
        f"{address} {{",
        *[f"\t{line}" for line in _served(site, f"{folder}/{table}")],
        "}",
    ]
    pairs = "".join(f'\t"{old}" "{target}"\n' for old, target in site.pairs)
    redirects = f'map {{path}} {{redirect}} {{\n{pairs}\tdefault ""\n}}\n'
    return {f"{site.name}.caddy": "\n".join(lines) + "\n", table: redirects}


def _served(site: HostedSite, table: str) -> Iterator[str]:
    prefix = site.prefix
    yield f'root * "{site.root}"'
    yield "encode zstd gzip"
    yield ""
    yield "# Old addresses."
    yield f'import "{table}"'
    yield '@redirect expression {redirect} != ""'
    yield "redir @redirect {redirect} 301"
    yield ""
    yield "# Of the languages that the site has the one that the reader wants most."
    yield "map {http.request.header.Accept-Language} {wanted} {"
    # To the end: what fits twice would be given twice.
    yield from (f'\t"~(?i){each}.*$" "${{1}}"' for each in site.wanted())
    yield '\tdefault ""'
    yield "}"
    yield "map {wanted} {language} {"
    for code, codes in site.languages:
        yield f'\t"~(?i)^({codes})$" "{code}"'
    yield '\tdefault ""'
    yield "}"
    yield "@choice {"
    yield f"\tpath {prefix}/"
    yield '\texpression {language} != ""'
    yield "}"
    yield f"redir @choice {prefix}/{{language}}/ 302"
    yield f"header {prefix}/ Vary Accept-Language"
    yield ""
    yield "# What the site sends along, as its _headers say."
    yield "@pages path */ *.html"
    yield "@rest not path */ *.html"
    yield f'header @pages ?Cache-Control "{SHORT}"'
    yield f'header @rest ?Cache-Control "{LONG}"'
    for number, rule in enumerate(site.headers):
        yield f'@rule{number} path_regexp "{rule.expression}"'
        yield f"header @rule{number} {{"
        for name, value in rule.headers:
            yield f'\t{name} "{value}"'
        yield "}"
    yield "header -Server"
    yield ""
    yield "# Folders and files with a dot are nobody's business, but for one."
    yield "@hidden {"
    yield "\tpath_regexp /\\."
    yield "\tnot path_regexp ^[^.]*/\\.well-known(?:/[^.][^/]*)*/?$"
    yield "}"
    yield "handle @hidden {"
    yield "\terror 404"
    yield "}"
    if prefix:
        yield f"redir / {prefix}/ 302"
        yield f"handle_path {prefix}/* {{"
        yield from _file_server(site)
        yield "}"
        yield "handle {"
        yield "\terror 404"
        yield "}"
    else:
        yield "handle {"
        yield from _file_server(site)
        yield "}"
    yield ""
    yield "handle_errors {"
    yield "\theader Cache-Control no-store"
    for code, _ in site.languages:
        yield f'\t@{code} expression {{http.request.orig_uri.path}}.startsWith("{prefix}/{code}/")'
        yield f"\thandle @{code} {{"
        yield f"\t\trewrite * /{code}/404.html"
        yield "\t\tfile_server"
        yield "\t}"
    yield "\thandle {"
    yield "\t\trewrite * /404.html"
    yield "\t\tfile_server"
    yield "\t}"
    yield "}"


def _file_server(site: HostedSite) -> Iterator[str]:
    """Files, and the copies of them that lie ready: the smallest first."""
    ready = [short for name, short in _PRECOMPRESSED.items() if name in site.precompressed]
    if not ready:
        yield "\tfile_server"
        return
    yield "\tfile_server {"
    yield f"\t\tprecompressed {' '.join(ready)}"
    yield "\t}"
