"""What a Hugo site's settings say of its content: languages, folders, addresses."""

from __future__ import annotations

import posixpath
import re
from collections.abc import Iterator, Mapping
from typing import Any, NamedTuple

from msgspec import Struct, field

from warta.importing.sites.folders import is_on, mapping, setting, settings_in
from warta.importing.sites.items import Files, base_url_in

__all__ = ["HugoSettings", "Language", "Mount", "hugo_settings", "is_hugo", "lowered"]

_SETTINGS = re.compile(r"(?:hugo|config)\.(?:toml|ya?ml|json)")
_SETTINGS_PART = re.compile(
    r"config/(?:_default|production)/(?P<name>[\w-]+)(?:\.(?P<language>[\w-]+))?\.(?:toml|ya?ml|json)"
)


def is_hugo(files: Mapping[str, int]) -> bool:
    """Whether a tree looks like a Hugo site: settings with content beside them."""
    settings = any(_SETTINGS.fullmatch(path) or path.startswith("config/_default/") for path in files)
    return settings and any(
        path.startswith(("content/", "archetypes/", "layouts/", "themes/")) for path in files
    )


class Language(Struct, frozen=True):
    """A language of the site."""

    code: str
    prefix: str
    """In addresses: ``/en`` or empty."""
    base_url: str = ""
    """Of its own; empty: the site's."""
    permalinks: Mapping[str, str] | None = None
    """Section → pattern; None: the site's."""


class Mount(NamedTuple):
    """A folder of the source, and where its files lie for Hugo."""

    folder: str
    kind: str
    """``content``, ``static`` or ``assets``."""
    below: str = ""
    """Folder within that."""
    language: str = ""
    """Code of the language that its files are in; empty: as they say."""


class HugoSettings(Struct, frozen=True):
    """What is known of the site."""

    base_url: str = ""
    mounts: tuple[Mount, ...] = ()
    default: str = ""
    languages: tuple[Language, ...] = ()
    permalinks: Mapping[str, str] = field(default_factory=dict)
    ugly: Mapping[str, bool] = field(default_factory=dict)
    taxonomies: tuple[str, ...] = ("tags", "categories")
    timezone: str = ""
    lower: bool = True
    dated_names: bool = False
    """Dates and slugs come from the files' names before all else."""


def hugo_settings(tree: Files, known_languages: tuple[str, ...]) -> HugoSettings:
    """The settings in a tree; ``known_languages`` are those of a folder that has none."""
    files = tree.files
    values: dict[str, Any] = {}
    for path in files:
        part = _SETTINGS_PART.fullmatch(path)
        known = part is not None or _SETTINGS.fullmatch(path)
        found = settings_in(tree, path, path.rpartition(".")[2].replace("yml", "yaml")) if known else None
        if found is not None:
            _merge(values, _in_group(part, lowered(found)) if part is not None else lowered(found))
    content = _folder(values.get("contentdir"), "content")
    if not any(path.startswith(content + "/") for path in files):
        content = ""  # the folder given is the content itself
    default = setting(values.get("defaultcontentlanguage"))
    languages = _languages(values, default or "en")
    if not values:
        languages = tuple(Language(code, "") for code in known_languages)
    elif not default:
        default = "en" if languages else setting(values.get("languagecode") or values.get("locale"))
    plural = mapping(values.get("taxonomies")).values()
    return HugoSettings(
        base_url=base_url_in(setting(values.get("baseurl"))),
        mounts=tuple(_mounts(values, content)),
        default=default,
        languages=languages,
        permalinks=_permalinks(values.get("permalinks")),
        ugly=_ugly(values.get("uglyurls")),
        taxonomies=tuple(str(name).lower() for name in plural) or ("tags", "categories"),
        timezone=setting(values.get("timezone")),
        lower=not is_on(values.get("disablepathtolower")),
        dated_names=_dated_names(values),
    )


def _in_group(part: re.Match[str], found: dict[str, Any]) -> dict[str, Any]:
    """What a file of the settings' folder says, below the group and language that it is named after."""
    name, language = part["name"].lower(), part["language"]
    if name in ("hugo", "config"):
        return found
    named = found if language and name == "languages" else {name: found}
    return {"languages": {language.lower(): named}} if language else named


def _languages(values: Mapping[str, Any], default: str) -> tuple[Language, ...]:
    declared = mapping(values.get("languages"))
    in_folder = is_on(values.get("defaultcontentlanguageinsubdir"))
    all_options = {code: mapping(each) for code, each in declared.items()}
    options = {code: each for code, each in all_options.items() if not is_on(each.get("disabled"))}
    hosts = {code: base_url_in(setting(each.get("baseurl"))) for code, each in options.items()}
    apart = len(hosts) > 1 and all(hosts.values())  # each language is a site of its own
    return tuple(
        Language(
            code,
            "" if apart or (code == default.lower() and not in_folder) else f"/{code}",
            hosts[code],
            _permalinks(each["permalinks"]) if "permalinks" in each else None,
        )
        for code, each in options.items()
    )


def _mounts(values: Mapping[str, Any], content: str) -> Iterator[Mount]:
    """Where the site's files are, the innermost folders first."""
    found = [*_declared_mounts(values)]
    kinds = {mount.kind for mount in found}
    languages = mapping(values.get("languages")).items()
    if "content" not in kinds:
        own = ((code, mapping(each).get("contentdir")) for code, each in languages)
        found += [Mount(_folder(folder, ""), "content", language=code) for code, folder in own if folder]
        found.append(Mount(content, "content"))
    if "static" not in kinds:
        named = (values.get("staticdir"), *(mapping(each).get("staticdir") for _, each in languages))
        folders = dict.fromkeys(folder for each in named for folder in _static(each))
        found += [Mount(folder, "static") for folder in folders]
    found.append(Mount("assets", "assets"))
    yield from sorted(found, key=lambda mount: -len(mount.folder))


def _declared_mounts(values: Mapping[str, Any]) -> Iterator[Mount]:
    mounts = mapping(values.get("module")).get("mounts")
    for each in map(mapping, mounts if isinstance(mounts, list) else ()):
        kind, _, below = _folder(each.get("target"), "").partition("/")
        if kind in ("content", "static", "assets"):
            yield Mount(_folder(each.get("source"), ""), kind, below, setting(each.get("lang")).lower())


def _dated_names(values: Mapping[str, Any]) -> bool:
    """Whether one of the languages, or the site, takes dates from names first."""
    groups = [values, *map(mapping, mapping(values.get("languages")).values())]
    dates = (mapping(each.get("frontmatter")).get("date") for each in groups)
    return any(isinstance(each, list) and each[:1] == [":filename"] for each in dates)


def _folder(value: Any, default: str) -> str:
    folder = posixpath.normpath(setting(value).strip("/") or default or ".")
    return "" if folder == "." else folder


def _static(value: Any) -> tuple[str, ...]:
    values = value if isinstance(value, list) else [value]
    return tuple(_folder(each, "static") for each in values) or ("static",)


def _permalinks(value: Any) -> dict[str, str]:
    """Section → pattern; the patterns of pages may stand in a group of their own."""
    given = mapping(value)
    patterns = {**given, **mapping(given.get("page"))}
    return {section.strip("/"): pattern for section, pattern in patterns.items() if isinstance(pattern, str)}


def _ugly(value: Any) -> dict[str, bool]:
    return {name: is_on(each) for name, each in (mapping(value) or {"": value}).items()}


def lowered(value: Any) -> Any:
    """Keys in lower case: Hugo does not tell them apart."""
    if isinstance(value, dict):
        return {str(key).lower(): lowered(each) for key, each in value.items()}
    return [lowered(each) for each in value] if isinstance(value, list) else value


def _merge(values: dict[str, Any], more: Mapping[str, Any]) -> None:
    for key, value in more.items():
        there = values.get(key)
        if isinstance(there, dict) and isinstance(value, dict):
            _merge(there, value)
        else:
            values[key] = value
