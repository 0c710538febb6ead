"""Small coded tables written by hand, as the export room would hand them over."""

from collections.abc import Mapping, Sequence

import narwhals as nw
import pandas as pd

from measures.exports.tables import CodedTable, ColumnMap, ColumnUse, Table

ROLES = {"Code": "participant", "When": "wave", "Date": "date", "Gender": "group", "Age": "group", "Site": "group"}


def coded(
    name: str,
    columns: Mapping[str, Sequence[object]],
    *,
    wave: str = "",
    roles: Mapping[str, str] | None = None,
    column_waves: Mapping[str, str] | None = None,
    sheet: str = "",
    sheets: tuple[str, ...] = (),
    platform: str = "",
    metadata: Sequence[str] = (),
    labels: Mapping[str, Mapping[str, str]] | None = None,
    units: Mapping[str, float] | None = None,
    flow: tuple = (),
    left_out: Sequence[str] = (),
) -> CodedTable:
    """A coded table: a header with a dot is an item (`x.a`, or `x.a@after`), any other a text column of a known role.

    Rows are numbered from 2, as under one header row. `left_out` columns stand in the table but not in its coded frame.
    """
    roles = {**ROLES, **(roles or {})}
    headers = tuple(columns)
    texts = {f"c{i}": ["" if cell is None else str(cell) for cell in cells] for i, cells in enumerate(columns.values())}
    rows = list(range(2, 2 + len(next(iter(texts.values())))))
    frame = pd.DataFrame(
        {"row": pd.Series(rows, dtype="int64")} | {k: pd.Series(v, dtype="str") for k, v in texts.items()}
    )
    kept = {"row": frame["row"].astype("Int64")}
    uses = []
    for position, header in enumerate(headers):
        if "." in header:
            item, _, says = header.partition("@")
            uses.append(ColumnUse(position, header, "item", item, wave=says))
            kept[header] = pd.array([pd.NA if cell in (None, "") else cell for cell in columns[header]], dtype="Int64")
            continue
        role = roles.get(header, "unused")
        says = (column_waves or {}).get(header, "")
        uses.append(ColumnUse(position, header, role, header if role == "group" else "", wave=says))
        if header not in left_out:
            kept[f"c{position}"] = frame[f"c{position}"]
    table = Table(
        name=name,
        sheet=sheet,
        headers=headers,
        frame=nw.from_native(frame, eager_only=True),
        platform=platform,
        why="",
        header_rows=1,
        first_row=2,
        sheets=sheets,
        metadata=frozenset(headers.index(header) for header in metadata),
        labels={headers.index(header): known for header, known in (labels or {}).items()},
        flow=flow,
    )
    return CodedTable(
        map=ColumnMap(table, tuple(uses), wave),
        frame=nw.from_native(pd.DataFrame(kept), eager_only=True),
        units=units or {},
        missing={},
        instruments={},
    )


def answers_of(responses, item="x.a"):
    """One item's answers as {(participant, wave): answer}, null as None."""
    frame = responses.answers.to_native()
    values = [None if pd.isna(value) else int(value) for value in frame[item]]
    return dict(zip(zip(frame["participant"], frame["wave"], strict=True), values, strict=True))


def pairs_of(responses, item="x.a"):
    """The pairs of answers of everybody in both of two waves, in rising order."""
    by_person: dict[str, dict[str, int | None]] = {}
    for (person, wave), value in answers_of(responses, item).items():
        by_person.setdefault(person, {})[wave] = value
    first, last = responses.waves[0], responses.waves[-1]
    return sorted((each[first], each[last]) for each in by_person.values() if {first, last} <= each.keys())


def codes_of(issues):
    """The codes of issues, in their order."""
    return [issue.code for issue in issues]


def steps(responses):
    """The flow as {(step, wave, reason): n}."""
    return {(step.step, step.wave, step.reason): step.n for step in responses.flow}
