"""Methods_version: what the figures were made from and with, and how to make them again."""

from __future__ import annotations

import json
from collections.abc import Iterable, Mapping, Sequence

from measures.disclosure import Policy
from measures.report.sheets import NOT_APPLICABLE, Column, Line, Sheet, Value

METHODS_COLUMNS = (Column("Part", 44), Column("About", 36), Column("What", 30), Column("Value", 90))
PARTS = {
    "tool": "Tool",
    "version": "Tool version",
    "python": "Python",
    "libraries": "Libraries",
    "title": "Title",
    "programme": "Programme",
    "area_of_work": "Area of work",
    "locality": "Where",
    "files": "Files read",
    "instruments": "Instruments",
    "mapping": "How columns were read",
    "settings": "Settings, as JSON",
    "reproduce": "How to do it again",
}
METHODS = (
    "The column method of Data_tidy names how each figure was made; the project's docs/methods.md gives every formula, "
    "its source and what it was checked against."
)
SHARED_NAME, PERSONAL_NAME = "results.xlsx", "results_personal_data.xlsx"


def methods_version(provenance: Mapping[str, object], policy: Policy, thresholds: str, lines: Sequence[Line]) -> Sheet:
    """Everything that the results state of their making, in their order; nothing is left out."""
    rows: list[list[Value]] = []
    for name, value in provenance.items():
        part = PARTS.get(name, name.replace("_", " ").capitalize())
        rows += [[part, *cells] for cells in _part(name, value, policy)]
    rows.append(["Protection", f"policy {policy.name}", NOT_APPLICABLE, thresholds])
    rows.append(["Methods", "Every figure", NOT_APPLICABLE, METHODS])
    return Sheet("Methods_version", "How this was worked out", lines, "Methods_version_table", METHODS_COLUMNS, rows)


def _part(name: str, value: object, policy: Policy) -> Iterable[list[Value]]:
    """Rows of one part as (about, what, value)."""
    if name == "reproduce":
        yield ["Command line", NOT_APPLICABLE, reproduce(str(value), policy)]
    elif name == "settings" and isinstance(value, Mapping):
        for key, inner in value.items():
            yield [str(key), NOT_APPLICABLE, _json(inner)]
    elif name == "mapping" and isinstance(value, list | tuple):
        for use in value:
            role = " ".join(filter(None, (str(use.get("role", "")), str(use.get("item", "")))))
            yield [
                _said(use.get("file")),
                _said(use.get("header")),
                _said(": ".join(filter(None, (role, use.get("why"))))),
            ]
    elif isinstance(value, Mapping):
        for key, inner in value.items():
            yield [str(key), NOT_APPLICABLE, _said(inner)]
    elif isinstance(value, list | tuple):
        for entry in value:
            yield from _entry(entry)
    else:
        yield [NOT_APPLICABLE, NOT_APPLICABLE, _said(value)]


def _entry(entry: object) -> Iterable[list[Value]]:
    """One thing of a list: its first field names it, the others are a row each."""
    if not isinstance(entry, Mapping):
        yield [NOT_APPLICABLE, NOT_APPLICABLE, _said(entry)]
        return
    (_, about), *fields = entry.items()
    for key, inner in fields:
        yield [_said(about), str(key), _said(inner)]


def reproduce(command: str, policy: Policy) -> str:
    """The command line, with the policy that these results went through."""
    if not policy.protects:
        command = command.replace(SHARED_NAME, PERSONAL_NAME)
    return f"{command} --policy {policy.name}"


def _said(value: object) -> str:
    """A scalar as text, never an empty cell."""
    if isinstance(value, bool):
        return "yes" if value else "no"
    if value is None or value == "":
        return NOT_APPLICABLE
    return value if isinstance(value, str) else _json(value)


def _json(value: object) -> str:
    return json.dumps(value, ensure_ascii=False, sort_keys=True, default=str)
