"""Files of RippleFX, which draws maps: pairs of label and value in place of named columns."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from measures.exports.folding import words
from measures.ripple.faults import Faults
from measures.ripple.sheets import ALIASES, MapSheet
from measures.ripple.vocabulary import settled


def as_named(sheets: Sequence[MapSheet], faults: Faults) -> list[MapSheet]:
    """The same sheets with RippleFX's files put into the named columns of nodes and links.

    There the `name` of a box is its key, dates are day first, and its `type` is a shape. Where the shapes do not tell
    activities from impacts, boxes that no arrow leads to are taken for activities and the others for impacts, openly.
    """
    links = [_links(sheet) if sheet.part == "drawn links" else sheet for sheet in sheets]
    led_to = {target for sheet in links if sheet.part == "links" for target in sheet.column("target")}
    return [_nodes(sheet, led_to, faults) if sheet.part == "drawn nodes" else sheet for sheet in links]


def _pairs(sheet: MapSheet, row: Sequence[str]) -> dict[str, str]:
    """The labels of a row with their values."""
    cells = dict(zip(sheet.headers, row, strict=True))
    return {
        words(cells[name]): cells.get(name.replace("attribute_label", "value"), "").strip()
        for name in sheet.headers
        if name.startswith("attribute_label") and cells[name].strip()
    }


def _links(sheet: MapSheet) -> MapSheet:
    rows = []
    for row, source, target in zip(sheet.rows, sheet.column("match_id_1"), sheet.column("match_id_2"), strict=True):
        said = _pairs(sheet, row)
        dashed = any("dash" in value.casefold() or "tentative" in value.casefold() for value in said.values())
        rows.append((source, target, "possible" if dashed else "clear", said.get("note", "")))
    return replace(sheet, part="links", headers=("source", "target", "strength", "note"), rows=tuple(rows))


def _nodes(sheet: MapSheet, led_to: set[str], faults: Faults) -> MapSheet:
    pairs = [_pairs(sheet, row) for row in sheet.rows]
    shapes = sheet.column("type")
    kinds = [said.get("kind") or settled("kind", shape) or "" for said, shape in zip(pairs, shapes, strict=True)]
    if len(set(kinds) & {"activity", "impact"}) < 2:
        kinds = [
            kind if kind == "context" else "impact" if said.get("name", "") in led_to else "activity"
            for kind, said in zip(kinds, pairs, strict=True)
        ]  # fmt: skip
        message = (
            "The shapes do not tell activities from impacts: boxes that no arrow leads to were taken for activities."
        )
        fix = "If that is wrong, copy the boxes into the template and say of each what it is."
        faults.say("check", "kinds_taken", sheet.where, message, fix)
    known = [name for name in ALIASES["nodes"] if name not in ("node_id", "kind", "title", "date_start")]
    rows = [
        (
            said.get("name", ""),
            kind or "impact",
            said.get("title") or said.get("name", ""),
            _iso(said.get("date", "")),
            *(said.get(words(name), "") for name in known),
        )
        for said, kind in zip(pairs, kinds, strict=True)
    ]
    headers = ("node_id", "kind", "title", "date_start", *known)
    return replace(sheet, part="nodes", headers=headers, rows=tuple(rows))


def _iso(text: str) -> str:
    """RippleFX writes dd/MM/yyyy, always."""
    day, _, rest = text.partition("/")
    month, _, year = rest.partition("/")
    if day.isdigit() and month.isdigit() and year.isdigit() and len(year) == 4:
        return f"{year}-{int(month):02d}-{int(day):02d}"
    return text
