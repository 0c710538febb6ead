"""What a sentence on a change says beside it: the comparison group, what could have been missed, all changing alike."""

from __future__ import annotations

from collections.abc import Sequence

from measures.report import phrases as say
from measures.report.numbers import is_nought
from measures.report.phrases import row_of
from measures.results import Row


def alike(row: Row, mine: Sequence[Row], places: int) -> str:
    """What every score did where all changes are alike, which leaves no interval; empty where they are not."""
    spread = row_of(mine, "sd_change")
    if spread is None or spread.estimate != 0.0:
        return ""
    if is_nought(row.estimate or 0.0, places):
        return "nobody's score changed"
    return f"everybody's score {say.moved(row.estimate, places)}"


def of_programme(mine: Sequence[Row]) -> str:
    """Whose people are counted where a comparison group stands beside the programme."""
    return " in the programme" if row_of(mine, "difference_in_change") is not None else ""


def beside_comparison(mine: Sequence[Row], places: int) -> str:
    """How the change compares with that of the comparison group; empty where there is none or it is hidden."""
    row = row_of(mine, "difference_in_change")
    if row is None or row.status or row.estimate is None or row.ci_low is None or row.ci_high is None:
        return ""
    if row.ci_low <= 0 <= row.ci_high or is_nought(row.estimate, places):
        fits = f"anything from {say.level(row.ci_low, places)} to {say.level(row.ci_high, places)} would fit"
        return f"We cannot tell it apart from the change in the comparison group: {fits}"
    way = say.higher("rose" if row.estimate > 0 else "fell")
    apart = f"{say.size(row.estimate, places)} points {way} than if they had changed as the comparison group did"
    return f"They ended {apart} ({say.between(row, places)})"


def missed(mine: Sequence[Row], places: int) -> str:
    """What this many people could have missed, from the change they would show four times in five."""
    row = row_of(mine, "minimum_detectable")
    if row is None or row.status or row.estimate is None or is_nought(row.estimate, places):
        return ""
    return (
        f"With this many people, a change of less than about {say.size(row.estimate, places)} points is easily missed"
    )
