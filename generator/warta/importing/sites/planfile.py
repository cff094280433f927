"""The plan of an import as a TOML file: written with what was counted, read with every mistake named."""

from __future__ import annotations

import json
import re
import tomllib
from collections import Counter
from collections.abc import Callable, Iterator, Mapping
from typing import Any

from warta import urls
from warta.diagnostics.catalogue import report_text
from warta.diagnostics.values import Diagnostic, Position, error
from warta.importing.plan import TARGET_KEYS, TAXONOMY_OF, TERM_KEYS, Plan, key_target, usual_region
from warta.importing.sites.shortcodes import rule_problem
from warta.importing.sites.survey import Survey
from warta.site.taxonomy import Registry

__all__ = ["PLAN_FILE", "parse_plan", "plan_text"]

PLAN_FILE = "import-plan.toml"

# --- Writing --------------------------------------------------------------------------------------------


def plan_text(plan: Plan, survey: Survey, registry: Registry, *, source: str, language: str) -> str:
    """The plan as TOML, with what was counted as comments, in the language of Warta's messages."""

    def say(name: str, **arguments: str) -> str:
        return report_text(f"import_plan_{name}", language, 1, **arguments)

    def group(heading: str, comment: str, rows: Mapping[str, object], counts: Mapping[str, int]) -> list[str]:
        written = [f"{_quoted(key)} = {_toml(value)}  # {counts[key]}" for key, value in rows.items()]
        return ["", *_comment(comment), f"[{heading}]", *written]

    lines = [*_comment(say("head", source=source)), ""]
    for name in ("agency", "region", "language", "drafts", "base_url", "media"):
        lines += [f"{name} = {_toml(getattr(plan, name))}", *_comment(say(name))]
    if plan.languages:
        lines += group("languages", say("languages"), plan.languages, survey.languages)
    lines += group("sections", say("sections"), plan.sections, survey.sections)
    lines += group("keys", say("keys", keys=", ".join(TARGET_KEYS)), plan.keys, survey.keys)
    for key, table in plan.values.items():
        comment = say("authors" if plan.keys.get(key) == "author" else "values", key=key)
        rows = group(f"values.{_quoted(key)}", comment, table, survey.values.get(key, Counter()))
        new = [any(_is_new(target, registry) for target in targets) for targets in table.values()]
        marks = [f", {say('new')}" if each else "" for each in new]
        lines += rows[: -len(table) or None]
        lines += [row + mark for row, mark in zip(rows[len(rows) - len(table) :], marks, strict=True)]
    for name, counts in (("addresses", survey.sections), ("copies", survey.copies)):
        if getattr(plan, name):
            lines += group(name, say(name), getattr(plan, name), counts)
    if plan.shortcodes:
        lines += group("shortcodes", say("shortcodes"), plan.shortcodes, survey.tags)
    return "\n".join(lines) + "\n"


def _is_new(target: str, registry: Registry) -> bool:
    kind, _, term = target.partition(":")
    return kind in TAXONOMY_OF and term not in registry.terms[TAXONOMY_OF[kind]]


def _comment(text: str) -> list[str]:
    return [f"# {line}".rstrip() for line in text.split("\n")]


def _quoted(text: str) -> str:
    """A TOML basic string."""
    return json.dumps(text, ensure_ascii=False).replace("\x7f", "\\u007f")


def _toml(value: object) -> str:
    """A flag, a text, or texts: several as a list."""
    if isinstance(value, bool):
        return str(value).lower()
    texts = value if isinstance(value, tuple) else (str(value),)
    return _quoted("".join(texts)) if len(texts) < 2 else f"[{', '.join(map(_quoted, texts))}]"


# --- Reading --------------------------------------------------------------------------------------------

_TEXTS = ("agency", "region", "language", "base_url", "media")
_RULES = "note, keep, text, remove, quote, code, ref, base, param, figure, figure:https://…/{src}, link:https://…/{id}"
MOST_IDS = 6
"""Of the registry, as examples."""
_TABLES = ("languages", "sections", "keys", "values", "shortcodes", "addresses", "copies")


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
        for key in ("agency", "region"):
            found = self.registry.find(TAXONOMY_OF[key], texts[key])
            if texts[key] and len(found) != 1:
                self._wrong("", key, texts[key], self._ids(key, texts[key]))
            elif texts[key]:
                texts[key] = found[0].id
        if texts["language"] and texts["language"] not in self.codes:
            self._wrong("", "language", texts["language"], ", ".join(self.codes))
        if texts["base_url"] and not urls.is_web_url(texts["base_url"]):
            self._wrong("", "base_url", texts["base_url"], "https://…")
        terms = dict(self._values(values))
        region = texts["region"] or usual_region(self.registry)
        if not region and any(map(self._is_new_agency, _targets(terms))):
            self._wrong("", "region", "", self._ids("region", ""))
        return Plan(
            agency=texts["agency"],
            region=region,
            language=texts["language"],
            drafts=drafts is not False,
            base_url=texts["base_url"].rstrip("/"),
            media=texts["media"],
            languages=self._choices(values, "languages", ("", *self.codes)),
            sections=self._checked(values, "sections", "true, false", lambda each: isinstance(each, bool)),
            keys=self._choices(values, "keys", ("", *TARGET_KEYS)),
            values=terms,
            shortcodes=self._checked(values, "shortcodes", _RULES, _is_rule),
            addresses=self._checked(values, "addresses", '"/:year/:month/:slug/"', _is_pattern),
            copies=self._checked(values, "copies", '"static/…"', lambda each: isinstance(each, str)),
        )

    def _ids(self, kind: str, text: str) -> str:
        """What may have been meant, else some of what there is, else how to add it."""
        taxonomy = TAXONOMY_OF[kind]
        ids = sorted(self.registry.terms[taxonomy])
        some = ", ".join(ids[:MOST_IDS]) + (", …" if len(ids) > MOST_IDS else "")
        return self.registry.suggestion(taxonomy, text) or some or f'warta new {kind} "…"'

    def _is_new_agency(self, target: str) -> bool:
        kind, _, term = target.partition(":")
        return kind == "agency" and term not in self.registry.terms["agencies"]

    def _table(self, values: Mapping[str, Any], name: str) -> Mapping[str, Any]:
        table = values.get(name, {})
        if isinstance(table, dict):
            return table
        self._wrong("", name, table, f"[{name}]")
        return {}

    def _choices(self, values: Mapping[str, Any], name: str, choices: tuple[str, ...]) -> dict[str, str]:
        allowed = ", ".join(each or '""' for each in choices)
        return self._checked(values, name, allowed, lambda value: isinstance(value, str) and value in choices)

    def _checked(
        self, values: Mapping[str, Any], name: str, allowed: str, is_right: Callable[[Any], bool]
    ) -> dict[str, Any]:
        """The rows of a table whose values are right; the others are reported."""
        table = self._table(values, name)
        for key, value in table.items():
            if not is_right(value):
                self._wrong(name, key, value, allowed)
        return {key: value for key, value in table.items() if is_right(value)}

    def _values(self, values: Mapping[str, Any]) -> Iterator[tuple[str, dict[str, tuple[str, ...]]]]:
        plan_keys = self._table(values, "keys")
        for key, table in self._table(values, "values").items():
            target = plan_keys.get(key, key_target(key))
            found: dict[str, tuple[str, ...]] = {}
            for text, value in (table if isinstance(table, dict) else {}).items():
                targets = [value] if isinstance(value, str) else value
                allowed = self._allowed(targets, is_term=target in TERM_KEYS)
                if allowed:
                    self._wrong(f"values.{key}", text, value, allowed)
                else:
                    found[text] = tuple(each.strip() for each in targets if each.strip())
            yield key, found

    def _allowed(self, targets: Any, *, is_term: bool) -> str:
        """What may stand in place of the targets of a value; empty when they are right."""
        if not isinstance(targets, list) or not all(isinstance(each, str) for each in targets):
            return '"tag:…"'
        wanted = [each.strip() for each in targets if each.strip() and is_term]
        if not all(map(_is_target, wanted)):
            return "tag:…, agency:…, region:…, speaker:…"
        lost = next(filter(self._lost_region, wanted), None)
        return self.registry.suggestion("regions", lost.partition(":")[2]) or "region:…" if lost else ""

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


def _is_rule(value: object) -> bool:
    return isinstance(value, str) and not rule_problem(value)


def _is_pattern(value: object) -> bool:
    return value == "" or (isinstance(value, str) and value.startswith("/"))


def _is_target(text: str) -> bool:
    kind, colon, term = text.partition(":")
    return bool(colon) and kind in TAXONOMY_OF and urls.slug_problem(term) is None


def _targets(values: Mapping[str, Mapping[str, tuple[str, ...]]]) -> Iterator[str]:
    """What all values of a plan stand for."""
    return (target for table in values.values() for targets in table.values() for target in targets)
