"""A container: one stage builds the site, the other serves it and can write nothing."""

from __future__ import annotations

from warta.publishing.hosts.caddy import caddy_files
from warta.publishing.hosts.site import HostedSite

__all__ = ["PORT", "ROOT", "container_files"]

PORT = 8080
ROOT = "/srv/site"
_LIBRARIES = {"brotli": "brotli", "zstd": "zstandard"}
_FOLDER = "/etc/caddy"
_IGNORED = ".git\n.venv\n.warta-cache\noutput\npreview\npublic\n"


def container_files(site: HostedSite, requirement: str) -> dict[str, str]:
    """Name → text. ``site`` lies in :data:`ROOT`; ``requirement`` is the Warta to install."""
    # Whoever tries it out asks for localhost, and what watches it for an address of its own.
    files = caddy_files(site, _FOLDER, any_host=True)
    main = next(name for name in files if name.endswith(f"{site.name}.caddy"))
    caddyfile = f"""\
# Behind a proxy that speaks TLS: no certificates, no administration.
{{
	admin off
	auto_https off
}}
import {_FOLDER}/{main}
"""
    return {
        **files,
        "Caddyfile": caddyfile,
        "Containerfile": _containerfile(requirement, sorted(files), _libraries(site)),
        ".containerignore": _IGNORED,
    }


def _libraries(site: HostedSite) -> str:
    """What pip is to install besides for texts that lie ready, compressed; gzip needs nothing."""
    packages = [_LIBRARIES[each] for each in site.precompressed if each in _LIBRARIES]
    return f" \\\n    && /venv/bin/pip install --no-cache-dir {' '.join(packages)}" if packages else ""


def _containerfile(requirement: str, files: list[str], libraries: str) -> str:
    return f"""\
# podman build -t situs . && podman run --read-only --cap-drop all -p {PORT}:{PORT} situs
# Lies beside site.toml. Both images can be pinned to a digest: @sha256:…
FROM docker.io/library/python:3.13-slim AS build
WORKDIR /site
COPY requirements.lock ./
RUN python3 -m venv /venv && /venv/bin/pip install --no-cache-dir --require-hashes -r requirements.lock \\
    && /venv/bin/pip install --no-cache-dir --no-deps "{requirement}"{libraries}
COPY . ./
RUN /venv/bin/warta check && /venv/bin/warta build --output /out && rm -rf /out/.warta

FROM docker.io/library/caddy:2-alpine
COPY Caddyfile {" ".join(files)} {_FOLDER}/
COPY --from=build /out {ROOT}
USER 65532:65532
EXPOSE {PORT}
ENTRYPOINT ["caddy", "run", "--config", "{_FOLDER}/Caddyfile", "--adapter", "caddyfile"]
"""
