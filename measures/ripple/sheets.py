"""Files to the sheets of a map: which sheet holds nodes, links, workshops or a diary, and where its header is."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Literal

from measures.errors import FileError
from measures.exports.folding import words
from measures.exports.grids import Grid
from measures.exports.kinds import kind_of, shown_name
from measures.exports.phrases import in_sheet
from measures.exports.tables import Upload
from measures.exports.text_files import read_text
from measures.exports.workbooks import read_workbook
from measures.results import Issue

Part = Literal["nodes", "links", "workshops", "diary", "drawn nodes", "drawn links"]
FIRST_ROWS = 12
GUIDANCE = "How to fill this in"

ALIASES: Mapping[Part, Mapping[str, tuple[str, ...]]] = {
    "nodes": {
        "node_id": ("id", "node", "ref", "number"),
        "kind": ("type", "node type"),
        "title": ("name", "label", "what"),
        "date_start": ("date", "start", "start date", "when"),
        "date_text": ("date as text", "date in words"),
        "date_precision": ("precision",),
        "status": ("continued or ceased",),
        "led_by": ("who led", "led", "leader"),
        "intended": ("intended or unintended",),
        "valence": (),
        "level": (),
        "category": ("categories", "code", "theme"),
        "category_2": ("second coder", "category coder 2", "category second coder", "coder 2"),
        "organisations": ("organisation", "organizations", "who was involved"),
        "groups_affected": ("groups",),
        "people_reached": ("reached",),
        "money_in": (), "money_out": (), "quote": (), "contribution": (), "map_id": ("map",),
        "workshop_id": ("workshop",),
    },
    "links": {
        "source": ("from", "source id"), "target": ("to", "target id"), "strength": (), "type": ("link type",),
        "note": ("notes",),
    },
    "workshops": {
        "workshop_id": ("workshop", "id"), "map_id": ("map",), "date": ("workshop date", "when"),
        "n_participants": ("participants",), "n_programme_staff": ("programme staff", "staff"),
        "n_partners": ("partners",), "n_residents": ("residents",),
    },
    "diary": {
        "date": ("when",), "what_happened": (), "what_led_to_it": ("because of", "led to by"), "who_led": ("led by",),
        "quote": (), "kind": (), "category": (), "note": ("notes",),
    },
    "drawn nodes": {"type": ()},
    "drawn links": {"match_id_1": (), "match_id_2": ()},
}  # fmt: skip
"""The columns of each sheet by their names in the reference, and other names they go by."""

NEEDED: Mapping[Part, tuple[str, ...]] = {
    "nodes": ("node_id", "kind", "title"),
    "links": ("source", "target"),
    "workshops": ("workshop_id",),
    "diary": ("what_happened",),
    "drawn nodes": ("type",),
    "drawn links": ("match_id_1", "match_id_2"),
}
TELLING: tuple[tuple[Part, tuple[tuple[str, ...], ...]], ...] = (
    ("drawn links", (("match_id_1", "match_id_2"),)),
    ("drawn nodes", (("attribute_label_1",),)),
    ("diary", (("what_happened",),)),
    ("links", (("source", "target"),)),
    ("nodes", (("node_id", "kind"), ("node_id", "title"), ("kind", "title"))),
    ("workshops", (("workshop_id", "date"), ("workshop_id", "n_participants"), ("n_participants", "date"))),
)
"""Headers that tell which sheet this is; the first that fits counts."""


@dataclass(frozen=True, slots=True)
class MapSheet:
    """One sheet of a map: `headers[i]` is the name of column i as the reference has it, else as it stood in the file.

    `rows[k]` are the texts of one row and `numbers[k]` its row number in the file.
    """

    part: Part
    where: str
    file: str
    headers: tuple[str, ...]
    rows: tuple[tuple[str, ...], ...]
    numbers: tuple[int, ...]

    def column(self, name: str) -> list[str]:
        """The texts of a column; empty ones where the sheet has none of that name."""
        if name not in self.headers:
            return [""] * len(self.rows)
        place = self.headers.index(name)
        return [row[place].strip() for row in self.rows]

    @property
    def absent(self) -> tuple[str, ...]:
        """Columns the sheet must have and has not."""
        return tuple(name for name in NEEDED[self.part] if name not in self.headers)


def read_sheets(upload: Upload, *, limits: bool = True) -> tuple[tuple[MapSheet, ...], tuple[Issue, ...]]:
    """Read the sheets of a file that belong to a map, through the guarded reader.

    Raises
    ------
    FileError
        The file cannot be read, or nothing in it is a sheet of a map (`no_map`).
    """
    name = shown_name(upload.name)
    kind = kind_of(upload.data, name)
    if kind == "xlsx" or kind == "xls":  # noqa: PLR1714  in this form the type checker follows
        book = read_workbook(upload.data, name, kind)
        grids, faults, issues = book.grids, [issue for fault in book.faults for issue in fault.issues], book.issues
    elif kind == "text":
        grids, faults, issues = (read_text(upload.data, name, limits=limits),), [], ()
    else:
        raise FileError(
            name, "A ripple map is an Excel workbook or CSV files.", "Save it as one.", code="not_supported"
        )
    if faults:
        raise FileError.of(faults)
    found: list[MapSheet] = []
    left: list[Issue] = []
    for grid in grids:
        where = in_sheet(name, grid.sheet) if grid.sheet else name
        sheet = _map_sheet(grid, where, name)
        if sheet is not None:
            found.append(sheet)
        elif grid.sheet != GUIDANCE and grid.height:
            left.append(Issue("note", "map_sheet_left_out", where, "Not a sheet of a map, so it was left out."))
    if not found:
        fix = "Start from the blank template: three sheets named nodes, links and workshops."
        message = "Nothing in it is a sheet of a ripple map: no column node_id, no columns source and target."
        raise FileError(name, message, fix, code="no_map")
    return tuple(found), (*issues, *(issue for grid in grids for issue in grid.issues), *left)


def _map_sheet(grid: Grid, where: str, file: str) -> MapSheet | None:
    """The sheet, if its name or its header is that of a part of a map."""
    grid, _ = grid.without_blank_tail().without_blank_rows()
    named = _part_named(grid.sheet)
    top = grid.top(FIRST_ROWS)
    for place, cells in enumerate(top):
        part = _part_of(cells, named)
        if part is None:
            continue
        kept = [list(row) for row in grid.top(grid.height - place - 1, place + 1)] if grid.height > place + 1 else []
        numbers = tuple(int(number) for number in grid.rows[place + 1 :])
        return MapSheet(part, where, file, _headers(part, cells), tuple(map(tuple, kept)), numbers)
    if named is None:
        return None
    cells = top[0] if top else []
    rest = [tuple(row) for row in grid.top(grid.height - 1, 1)] if grid.height > 1 else []
    return MapSheet(named, where, file, _headers(named, cells), tuple(rest), tuple(map(int, grid.rows[1:])))


def _part_named(sheet: str) -> Part | None:
    """The part that a sheet's name says it is."""
    for part in ("nodes", "links", "workshops", "diary"):
        if words(sheet) == part:
            return part
    return None


def _part_of(cells: Sequence[str], named: Part | None) -> Part | None:
    """The part whose header this row is; the sheet's own name counts before what the header alone would say."""
    candidates = TELLING if named is None else tuple(one for one in TELLING if one[0] == named)
    for part, wanted in candidates:
        headers = set(_headers(part, cells))
        if any(set(names) <= headers for names in wanted):
            return part
    return None


def _headers(part: Part, cells: Sequence[str]) -> tuple[str, ...]:
    """Header cells by the names of the reference; the first of two alike counts, the other keeps its words."""
    known = {words(name): name for name in ALIASES[part]}
    others = {words(alias): name for name, aliases in ALIASES[part].items() for alias in aliases}
    plain = [words(cell) for cell in cells]
    taken = {known[text] for text in plain if text in known}
    named: list[str] = []
    for text in plain:
        name = known.get(text) or (others[text] if others.get(text, "") not in {"", *taken, *named} else "")
        named.append(name if name and name not in named else text.replace(" ", "_"))
    return tuple(named)
