"""What tests of whole sites share: making a site, building it, and reading what was built."""

from __future__ import annotations

import hashlib
import io
import json
import os
import shutil
import subprocess
import sys
import time
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import UTC, datetime
from functools import lru_cache
from html.parser import HTMLParser
from pathlib import Path
from typing import Any
from urllib.parse import unquote, urljoin, urlsplit

from PIL import Image

from tests.planted.planting import python_path
from warta.build.build import Request, Result, build
from warta.diagnostics.values import Severity
from warta.filesystem.stamps import FINE_GAP

ROOT = Path(__file__).resolve().parents[1]
SOURCES = ROOT / "generator"
"""Where ``python -m warta`` finds the package in a checkout."""
NOW = datetime(2025, 1, 15, 12, 0, tzinfo=UTC)
"""The time of every build that does not ask for another: later than all stories of the starter."""
SETTLING = FINE_GAP / 1e9 + 0.01
"""Seconds after which a file's times can be trusted to tell a later change."""
PATIENCE = 600.0
"""Seconds after which something is taken to have stopped for ever; no busy machine takes so long for it."""

SITE_TOML = """\
title = "Kabar Uji"
description = "Situs untuk pengujian."
base_url = "https://kabar.example.go.id"
timezone = "Asia/Jakarta"
languages = ["id", "en"]

[publisher]
name = "Tim Uji"

[check]
summary-missing = "off"
"""
"""Most posts of tests are about one thing and have no summary."""

AGENCY = "name: {id: Dinas Uji, en: Test Office}\nregion: indonesia\n"

Files = Mapping[str, str | bytes]


@lru_cache(maxsize=64)
def picture(seed: int = 0, size: tuple[int, int] = (8, 6), kind: str = "JPEG", **options: Any) -> bytes:
    """A real picture file. Another ``seed`` gives another picture."""
    colours = [Image.linear_gradient("L").rotate(90 * (seed + turn)).resize(size) for turn in range(3)]
    image = Image.merge("RGB", colours)
    image.paste((seed * 37 % 256, seed * 91 % 256, 128), (0, 0, max(1, size[0] // 3), max(1, size[1] // 2)))
    file = io.BytesIO()
    image.save(file, kind, **options)
    return file.getvalue()


OTHER_TABLES = {"editor", "help", "import", "keys", "labels", "marks", "report", "standing", "taxonomies"}
"""Tables of message files that hold no findings."""


def post(title: str, body: str = "Isi berita.", **front_matter: str) -> str:
    """A post's text. ``date`` and ``agency`` have values unless given; an empty value leaves a key out."""
    keys = {"title": title, "date": "2024-11-14", "agency": "dinas", **front_matter}
    lines = "".join(f"{key}: {value}\n" for key, value in keys.items() if value)
    return f"---\n{lines}---\n\n{body}\n"


def translation(title: str, body: str = "The story.", **front_matter: str) -> str:
    """The text of a post that inherits everything its languages share."""
    return post(title, body, **{"date": "", "agency": "", **front_matter})


def make_site(folder: Path, files: Files) -> Path:
    """Write a site's files. ``site.toml`` and the agency ``dinas`` are there unless ``files`` has its own."""
    everything = {"site.toml": SITE_TOML, "content/agencies/dinas.yaml": AGENCY, **files}
    for name, content in everything.items():
        path = folder / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(content if isinstance(content, bytes) else content.encode())
    return folder


def change(site: Path, name: str, old: str, new: str) -> None:
    """Put ``new`` in the place of ``old`` in a file of the site, which must have it."""
    text = (site / name).read_text("utf-8")
    assert old in text
    (site / name).write_text(text.replace(old, new), "utf-8")


def copy_starter(folder: Path, *, small: bool = True) -> Path:
    """Copy the starter's own input, without what else lies in the checkout, into a new folder.

    With a ``small`` photo: making all sizes of the real one takes twice as long as everything else.
    """
    folder.mkdir(parents=True)
    shutil.copyfile(ROOT / "site.toml", folder / "site.toml")
    shutil.copytree(ROOT / "content", folder / "content")
    if small:
        (photo,) = folder.rglob("*.jpg")
        photo.write_bytes(picture(1, (320, 213)))
    return folder


def forget(site: Path) -> None:
    """Delete what earlier builds of a site have left for later ones, so that everything is done anew."""
    shutil.rmtree(site / ".warta-cache", ignore_errors=True)


@dataclass(frozen=True, slots=True)
class Built:
    """A site that was built: where it is, and how it went."""

    root: Path
    base_url: str
    result: Result
    pages: dict[str, Element] = field(default_factory=dict)

    def page(self, path: str) -> Element:
        """The parsed HTML of an output file, named without ``index.html`` at the end."""
        if path not in self.pages:
            self.pages[path] = parse_html((self.root / output_path(path)).read_text("utf-8"))
        return self.pages[path]

    def files(self) -> tuple[str, ...]:
        """Every output file, sorted, without the generator's own."""
        return tuple(sorted(name for name in files_of(self.root) if not name.startswith(".warta/")))

    def html_pages(self) -> tuple[str, ...]:
        """Every HTML file as :meth:`page` names it."""
        return tuple(name.removesuffix("index.html") for name in self.files() if name.endswith(".html"))

    def has(self, path: str) -> bool:
        """Whether there is such a page or file."""
        return (self.root / output_path(path)).is_file()

    def everything(self) -> bytes:
        """The bytes of all output files, one after the other, with their names."""
        return b"".join(name.encode() + b"\n" + data for name, data in bytes_of(self.root).items())

    def json(self, path: str) -> dict[str, Any]:
        """The object in an output file."""
        data = json.loads((self.root / path).read_bytes())
        assert isinstance(data, dict)
        return data

    def codes(self) -> tuple[str, ...]:
        """The rules of all findings."""
        return tuple(found.code for found in self.result.diagnostics)

    def target(self, page: str, href: str) -> tuple[str, str] | None:
        """(output file, fragment) that a link on ``page`` leads to; None when it leaves the site."""
        here = f"{self.base_url}/{page}"
        url = urljoin(here, href)
        inside = url == self.base_url or url.startswith((self.base_url + "/", self.base_url + "#"))
        if not inside:
            return None
        inner = urlsplit(url[len(self.base_url) :])
        return output_path(unquote(inner.path)), unquote(inner.fragment)


def build_site(
    site: Path,
    output: Path | None = None,
    now: datetime = NOW,
    base_url: str | None = None,
    drafts: bool = False,
) -> Built:
    """Build ``site``, which must succeed, into ``output`` (default: ``output/`` in it)."""
    folder = output or site / "output"
    result = build(Request(site, folder, now, base_url=base_url, drafts=drafts))
    errors = [found for found in result.diagnostics if found.severity is Severity.ERROR]
    assert not errors, errors
    assert result.config is not None
    return Built(folder, result.config.base_url, result)


def run_warta(
    *arguments: str | Path,
    cwd: Path = ROOT,
    env: Mapping[str, str] | None = None,
    umask: int = -1,
) -> subprocess.CompletedProcess[str]:
    """Run the command as a user would, from the checkout, with ``env`` on top of the environment."""
    return subprocess.run(
        [sys.executable, "-m", "warta", *map(str, arguments)],
        cwd=cwd,
        env={**os.environ, "PYTHONPATH": python_path(), "PYTHONDONTWRITEBYTECODE": "1", **(env or {})},
        umask=umask,
        capture_output=True,
        text=True,
        check=False,
        timeout=PATIENCE,
    )


def slowed() -> float:
    """How many times longer than it computes this process takes just now, beside others: 1 or more.

    A test that holds a program to a number of seconds allows it so many times more of them.
    """
    work = hashlib.sha256()
    began, computed = time.monotonic(), time.process_time()
    while time.process_time() - computed < 0.1:
        work.update(bytes(4096))
    return max(1.0, (time.monotonic() - began) / (time.process_time() - computed))


def bound_by_permissions(arguments: Sequence[str]) -> list[str]:
    """A command that may not write where its user has no permission, not even as root (of Linux)."""
    if os.geteuid() != 0:
        return list(arguments)
    return ["setpriv", "--bounding-set=-dac_override,-dac_read_search", *arguments]


def files_of(root: Path) -> tuple[str, ...]:
    """Every file below ``root``, sorted."""
    return tuple(sorted(path.relative_to(root).as_posix() for path in root.rglob("*") if path.is_file()))


def bytes_of(root: Path) -> dict[str, bytes]:
    """Every file below ``root`` with its bytes, sorted by name."""
    return {name: (root / name).read_bytes() for name in files_of(root)}


def output_path(path: str) -> str:
    """The file, below the output folder, that a host serves for a path below the site's root."""
    path = path.lstrip("/")
    return path + "index.html" if path == "" or path.endswith("/") else path


def tree_digest(root: Path) -> str:
    """SHA-256 over the names and bytes of all files below ``root``."""
    digest = hashlib.sha256()
    for name, data in bytes_of(root).items():
        digest.update(f"{name}\0{len(data)}\0".encode())
        digest.update(data)
    return digest.hexdigest()


def site_maps(root: Path) -> bytes:
    """All site maps and their index, one after the other."""
    return b"".join(path.read_bytes() for path in sorted(root.glob("sitemap*.xml")))


# --- HTML ---------------------------------------------------------------------------------------------

VOID = frozenset(
    ["area", "base", "br", "col", "embed", "hr", "img", "input", "link", "meta", "source", "track", "wbr"]
)


@dataclass(slots=True)
class Element:
    """An element of a page with what is in it: elements and texts."""

    tag: str
    attributes: dict[str, str]
    children: list[Element | str] = field(default_factory=list)

    def walk(self) -> Iterator[Element]:
        """This element and all below it, in the order of the document."""
        yield self
        for child in self.children:
            if isinstance(child, Element):
                yield from child.walk()

    def all(self, tag: str = "", **attributes: str) -> list[Element]:
        """The elements below this one with that tag and those attributes (``class_`` matches one class)."""
        wanted = dict(attributes)
        class_name = wanted.pop("class_", "")
        return [
            element
            for element in self.walk()
            if (not tag or element.tag == tag)
            and (not class_name or class_name in element.get("class").split())
            and all(element.get(name.replace("_", "-")) == value for name, value in wanted.items())
        ]

    def one(self, tag: str = "", **attributes: str) -> Element:
        """The only such element."""
        found = self.all(tag, **attributes)
        assert len(found) == 1, f"{len(found)} of <{tag} {attributes}>"
        return found[0]

    def get(self, name: str) -> str:
        """An attribute's value; empty when it is not there."""
        return self.attributes.get(name, "")

    @property
    def text(self) -> str:
        """All text in it, each run of white space as one space."""
        return " ".join("".join(self._texts()).split())

    def _texts(self) -> Iterator[str]:
        for child in self.children:
            if isinstance(child, str):
                yield child
            else:
                yield from child._texts()

    def links(self) -> list[str]:
        """The ``href`` of every ``<a>`` in it."""
        return [element.get("href") for element in self.all("a")]

    def meta(self, name: str) -> str:
        """The content of ``<meta name=…>`` or ``<meta property=…>``; empty when there is none."""
        for element in self.all("meta"):
            if name in (element.get("name"), element.get("property")):
                return element.get("content")
        return ""

    def alternates(self) -> dict[str, str]:
        """Hreflang → address, from the head."""
        found = [link for link in self.all("link", rel="alternate") if link.get("hreflang")]
        result = {link.get("hreflang"): link.get("href") for link in found}
        assert len(result) == len(found), "an hreflang occurs twice"
        return result

    def ids(self) -> list[str]:
        """Every id in it."""
        return [element.get("id") for element in self.walk() if element.get("id")]


class _TreeBuilder(HTMLParser):
    """Strict about nesting: the product writes every end tag that is not optional."""

    def __init__(self) -> None:
        super().__init__(convert_charrefs=True)
        self.root = Element("", {})
        self.open = [self.root]

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        element = Element(tag, {name: value or "" for name, value in attrs})
        assert len(element.attributes) == len(attrs), (
            f"an attribute occurs twice in {self.get_starttag_text()}"
        )
        self.open[-1].children.append(element)
        if tag not in VOID:
            self.open.append(element)

    def handle_startendtag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.open[-1].children.append(Element(tag, {name: value or "" for name, value in attrs}))

    def handle_endtag(self, tag: str) -> None:
        assert self.open[-1].tag == tag, f"</{tag}> closes <{self.open[-1].tag}> at {self.getpos()}"
        self.open.pop()

    def handle_data(self, data: str) -> None:
        self.open[-1].children.append(data)


@lru_cache(maxsize=1024)
def parse_html(text: str) -> Element:
    """The tree of a page or fragment. Fails when elements are not nested as they should be."""
    builder = _TreeBuilder()
    builder.feed(text)
    builder.close()
    assert len(builder.open) == 1, f"<{builder.open[-1].tag}> is not closed"
    return builder.root


def story_links(page: Element) -> list[str]:
    """The stories that a listing lists: the links of its teasers' headings, in order."""
    return [
        link
        for teaser in page.all("article", class_="teaser")
        for heading in teaser.walk()
        if heading.tag in ("h2", "h3", "h4")
        for link in heading.links()
    ]


def titles(page: Element) -> Sequence[str]:
    """The headings of a listing's teasers, in order."""
    return [
        heading.text
        for teaser in page.all("article", class_="teaser")
        for heading in teaser.walk()
        if heading.tag in ("h2", "h3", "h4")
    ]
