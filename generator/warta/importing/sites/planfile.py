"""The plan of an import as a TOML file: written with what was counted, read with every mistake named."""

from __future__ import annotations

import json
import re
import tomllib
from collections import Counter
from collections.abc import Iterator, Mapping
from typing import Any

from warta import urls
from warta.diagnostics.catalogue import report_text
from warta.diagnostics.values import Diagnostic, Position, error
from warta.importing.plan import Plan
from warta.importing.sites.mapping import TARGET_KEYS, TAXONOMY_OF, TERM_KEYS, Survey, key_target
from warta.importing.sites.templating import rule_problem
from warta.site.taxonomy import Registry

__all__ = ["PLAN_FILE", "parse_plan", "plan_text"]

PLAN_FILE = "import-plan.toml"

# --- Writing --------------------------------------------------------------------------------------------


def plan_text(plan: Plan, survey: Survey, source: str, registry: Registry, language: str) -> str:
    """The plan as TOML, with what was counted as comments, in the language of Warta's messages."""

    def say(name: str, **arguments: str) -> str:
        return report_text(f"import_plan_{name}", language, 1, **arguments)

    lines = [*_comment(say("head", source=source)), ""]
    lines += [f"agency = {_quoted(plan.agency)}", *_comment(say("agency"))]
    lines += [f"region = {_quoted(plan.region)}", *_comment(say("region"))]
    lines += [f"language = {_quoted(plan.language)}", *_comment(say("language"))]
    lines += [f"drafts = {'true' if plan.drafts else 'false'}", *_comment(say("drafts"))]
    lines += [f"base_url = {_quoted(plan.base_url)}", *_comment(say("base_url"))]
    lines += [f"media = {_quoted(plan.media)}", *_comment(say("media"))]
    if plan.languages:
        lines += ["", *_comment(say("languages")), "[languages]"]
        lines += [
            f"{_quoted(code)} = {_quoted(ours)}  # {survey.languages[code]}"
            for code, ours in plan.languages.items()
        ]
    lines += ["", *_comment(say("sections")), "[sections]"]
    for section, wanted in plan.sections.items():
        lines.append(f"{_quoted(section)} = {'true' if wanted else 'false'}  # {survey.sections[section]}")
    lines += ["", *_comment(say("keys", keys=", ".join(TARGET_KEYS))), "[keys]"]
    for key, target in plan.keys.items():
        lines.append(f"{_quoted(key)} = {_quoted(target)}  # {survey.keys[key]}")
    for key, table in plan.values.items():
        lines += ["", *_comment(say("authors" if plan.keys.get(key) == "author" else "values", key=key))]
        lines.append(f"[values.{_quoted(key)}]")
        for text, targets in table.items():
            count = survey.values.get(key, Counter())[text]
            new = any(_is_new(target, registry) for target in targets)
            lines.append(
                f"{_quoted(text)} = {_written(targets)}  # {count}{', ' + say('new') if new else ''}"
            )
    if plan.shortcodes:
        lines += ["", *_comment(say("shortcodes")), "[shortcodes]"]
        lines += [
            f"{_quoted(name)} = {_quoted(rule)}  # {survey.tags[name]}"
            for name, rule in plan.shortcodes.items()
        ]
    return "\n".join(lines) + "\n"


def _is_new(target: str, registry: Registry) -> bool:
    kind, _, term = target.partition(":")
    return kind in TAXONOMY_OF and term not in registry.terms[TAXONOMY_OF[kind]]


def _comment(text: str) -> list[str]:
    return [f"# {line}".rstrip() for line in text.split("\n")]


def _quoted(text: str) -> str:
    """A TOML basic string."""
    return json.dumps(text, ensure_ascii=False).replace("\x7f", "\\u007f")


def _written(targets: tuple[str, ...]) -> str:
    if len(targets) == 1:
        return _quoted(targets[0])
    return f"[{', '.join(map(_quoted, targets))}]" if targets else '""'


# --- Reading --------------------------------------------------------------------------------------------

_TEXTS = ("agency", "region", "language", "base_url", "media")
_RULES = "keep, text, remove, quote, code, ref, figure, figure:https://…/{src}, link:https://…/{id}"
_TABLES = ("languages", "sections", "keys", "values", "shortcodes")


def parse_plan(
    text: str, file: str, registry: Registry, codes: tuple[str, ...]
) -> tuple[Plan | None, tuple[Diagnostic, ...]]:
    """Read a plan; None, and what is wrong, when something in it is not what it may be."""
    try:
        values = tomllib.loads(text.removeprefix("\ufeff"))
    except tomllib.TOMLDecodeError as problem:
        place = re.search(r"\(at line (\d+), column (\d+)\)", str(problem))
        position = Position(int(place[1]), int(place[2])) if place else Position(text.count("\n") + 1, 1)
        return None, (error("import-plan-toml", file, position),)
    reader = _PlanReader(text, file, registry, codes)
    plan = reader.read(values)
    return (None if reader.found else plan), tuple(reader.found)


class _PlanReader:
    def __init__(self, text: str, file: str, registry: Registry, codes: tuple[str, ...]) -> None:
        self.lines = text.split("\n")
        self.file = file
        self.registry = registry
        self.codes = codes
        self.found: list[Diagnostic] = []

    def read(self, values: Mapping[str, Any]) -> Plan:
        for key in values:
            if key not in (*_TEXTS, "drafts", *_TABLES):
                self._wrong("", key, key, ", ".join((*_TEXTS, "drafts", *_TABLES)))
        texts = {key: self._text("", key, values.get(key, "")) for key in _TEXTS}
        drafts = values.get("drafts", True)
        if not isinstance(drafts, bool):
            self._wrong("", "drafts", drafts, "true, false")
        for key, taxonomy in (("agency", "agencies"), ("region", "regions")):
            found = self.registry.find(taxonomy, texts[key])
            if texts[key] and len(found) != 1:
                self._wrong("", key, texts[key], self.registry.suggestion(taxonomy, texts[key]) or "id")
            elif texts[key]:
                texts[key] = found[0].id
        if texts["language"] and texts["language"] not in self.codes:
            self._wrong("", "language", texts["language"], ", ".join(self.codes))
        if texts["base_url"] and not urls.is_web_url(texts["base_url"]):
            self._wrong("", "base_url", texts["base_url"], "https://…")
        return Plan(
            agency=texts["agency"],
            region=texts["region"] or "indonesia",
            language=texts["language"],
            drafts=drafts is not False,
            base_url=texts["base_url"].rstrip("/"),
            media=texts["media"],
            languages=self._choices(values, "languages", ("", *self.codes)),
            sections=dict(self._flags(values)),
            keys=self._choices(values, "keys", ("", *TARGET_KEYS)),
            values=dict(self._values(values)),
            shortcodes=dict(self._shortcodes(values)),
        )

    def _table(self, values: Mapping[str, Any], name: str) -> Mapping[str, Any]:
        table = values.get(name, {})
        if isinstance(table, dict):
            return table
        self._wrong("", name, table, f"[{name}]")
        return {}

    def _choices(self, values: Mapping[str, Any], name: str, allowed: tuple[str, ...]) -> dict[str, str]:
        found = {}
        for key, value in self._table(values, name).items():
            if value in allowed and isinstance(value, str):
                found[key] = value
            else:
                self._wrong(name, key, value, ", ".join(each or '""' for each in allowed))
        return found

    def _flags(self, values: Mapping[str, Any]) -> Iterator[tuple[str, bool]]:
        for key, value in self._table(values, "sections").items():
            if isinstance(value, bool):
                yield key, value
            else:
                self._wrong("sections", key, value, "true, false")

    def _shortcodes(self, values: Mapping[str, Any]) -> Iterator[tuple[str, str]]:
        for key, value in self._table(values, "shortcodes").items():
            if isinstance(value, str) and not rule_problem(value):
                yield key, value
            else:
                self._wrong("shortcodes", key, value, _RULES)

    def _values(self, values: Mapping[str, Any]) -> Iterator[tuple[str, dict[str, tuple[str, ...]]]]:
        plan_keys = self._table(values, "keys")
        for key, table in self._table(values, "values").items():
            target = plan_keys.get(key, key_target(key))
            found: dict[str, tuple[str, ...]] = {}
            for text, value in (table if isinstance(table, dict) else {}).items():
                targets = [value] if isinstance(value, str) else value
                if not isinstance(targets, list) or not all(isinstance(each, str) for each in targets):
                    self._wrong(f"values.{key}", text, value, '"tag:…"')
                    continue
                wanted = tuple(each.strip() for each in targets if each.strip())
                if target in TERM_KEYS and not all(map(_is_target, wanted)):
                    self._wrong(f"values.{key}", text, value, "tag:…, agency:…, region:…, speaker:…")
                    continue
                unknown = [each for each in wanted if target in TERM_KEYS and self._lost_region(each)]
                if unknown:
                    name = unknown[0].partition(":")[2]
                    self._wrong(
                        f"values.{key}", text, value, self.registry.suggestion("regions", name) or "region:…"
                    )
                    continue
                found[text] = wanted
            yield key, found

    def _lost_region(self, target: str) -> bool:
        """A region that does not exist: the one kind that an import does not add."""
        kind, _, term = target.partition(":")
        return kind == "region" and term not in self.registry.terms["regions"]

    def _text(self, table: str, key: str, value: Any) -> str:
        if isinstance(value, str):
            return value.strip()
        self._wrong(table, key, value, '"…"')
        return ""

    def _wrong(self, table: str, key: str, value: object, allowed: str) -> None:
        position = self._position(table, key)
        self.found.append(
            error("import-plan-value", self.file, position, key=key, value=str(value), allowed=allowed)
        )

    def _position(self, table: str, key: str) -> Position:
        """Where a key stands; TOML's reader does not say."""
        inside = ""
        for number, line in enumerate(self.lines, 1):
            heading = re.match(r"\s*\[([^\[\]]+)\]", line)
            if heading:
                inside = heading[1].replace('"', "").replace("'", "").replace(" ", "")
                if not table and inside == key:
                    return Position(number, 1)
                continue
            if inside == table.replace(" ", "") and re.match(rf"\s*[\"']?{re.escape(key)}[\"']?\s*=", line):
                return Position(number, line.index("=") + 2 if "=" in line else 1)
        return Position(1, 1)


def _is_target(text: str) -> bool:
    kind, colon, term = text.partition(":")
    return bool(colon) and kind in TAXONOMY_OF and urls.slug_problem(term) is None
