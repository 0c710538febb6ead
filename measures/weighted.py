"""The weighted mean change of a whole study, composed: weights from a column or raked to residents, per scale."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace

import narwhals as nw
import numpy as np

from measures.engines import Engine, on_engine
from measures.equity.population import Asked
from measures.equity.weighting import (
    Margin,
    NoWeightsError,
    PairCells,
    given_weights,
    missing_rows,
    raked_weights,
    weighted_rows,
)
from measures.exports.tables import Upload
from measures.figures import programme_only
from measures.pair_cells import NOT_STATED, count_cells, side_by_side
from measures.people.responses import Responses
from measures.reached import Reached, breakdowns_asked, groups_of, population_of
from measures.results import Issue, Row
from measures.scoring import ScaleKey, Scores, score
from measures.study import Study

CELL = "measures.cell"
BETWEEN = "\x1f"  # no answer holds this separator: control characters are taken out while reading
GIVEN = "weights as given in the study's column; linearised standard error"
RAKED = "raked to residents by {names}; linearised standard error, weights taken as given"
NO_POPULATION = "Raking needs residents, and the study names none. State [population]."
NO_COLUMN = "The column of weights is not in these files, so there is no weighted change."


def weighted(
    responses: Responses, study: Study, uploads: Mapping[str, Upload], rows: Sequence[Row], engine: Engine
) -> Reached:
    """Rows of the weighted mean change beside each unweighted one; none where the study states no weights.

    Parameters
    ----------
    responses : Responses
    study : Study
    uploads : mapping of path to Upload
    rows : sequence of Row
        The unweighted figures: every overall `mean_change` gets its weighted neighbour.
    engine
        What holds the data while counting.

    Raises
    ------
    InputError
        The population cannot be used.
    """
    stated = study.weights
    if stated is None or not (stated.column or stated.rake):
        return Reached()
    mine = programme_only(responses, study)
    columns = [stated.column] if stated.column else list(stated.rake)
    wanted = [row for row in rows if (row.measure, row.group_by) == ("mean_change", "") and row.n]
    if absent := [name for name in columns if name not in mine.people.columns]:
        why = NO_COLUMN if stated.column else f"There is no breakdown '{absent[0]}' to rake by."
        fix = "Correct its name under [weights]."
        issue = Issue("check", "weights", "study, weights", why, fix)
        return Reached(tuple(row for each in wanted for row in missing_rows(_heading(each), why)), (issue,))
    try:
        margins = [] if stated.column else _margins(study, uploads, mine, columns)
        method = GIVEN if stated.column else RAKED.format(names=", ".join(columns).replace("_", " "))
    except NoWeightsError as error:
        return _without(wanted, str(error))
    held = on_engine(_with_cells(mine, columns), engine)
    scores = score(held)
    found: list[Row] = []
    reasons: dict[str, None] = {}
    for each in wanted:
        cells = _cells(scores, held, scores.scales[f"{each.instrument}.{each.scale}"], each, len(columns))
        try:
            weight = (
                given_weights([None if text == NOT_STATED else str(text) for text in cells.labels[:, 0]])
                if stated.column
                else raked_weights(cells.labels, cells.n, margins)
            )
        except NoWeightsError as error:
            reasons[str(error)] = None
            found += missing_rows(cells, str(error))
            continue
        note = "People are treated as independent, not by cluster." if study.analysis.cluster else ""
        found += weighted_rows(cells, weight, float(study.analysis.confidence), method=method, note=note)
    return Reached(tuple(found), tuple(_issue(why) for why in reasons))


def _margins(study: Study, uploads: Mapping[str, Upload], mine: Responses, columns: Sequence[str]) -> list[Margin]:
    """What each breakdown is raked to."""
    population = population_of(study, uploads)
    if population is None:
        raise NoWeightsError(NO_POPULATION)
    known = {asked.name: asked for asked in breakdowns_asked(study, mine.people, None)}
    margins = []
    for name in columns:
        asked = known.get(name, Asked(name, ()))
        counts = groups_of(mine.people, name)
        beside = population.beside(Asked(name, tuple(dict.fromkeys([*asked.order, *counts])), asked.kind, asked.order,
                                         asked.imd, asked.backwards))  # fmt: skip
        total = sum(line.residents for line in beside.lines)
        if beside.problem or not total:
            raise NoWeightsError(f"Residents by {name.replace('_', ' ')} are not known. {beside.problem}".strip())
        group_of = {member: line.label for line in beside.lines for member in line.members}
        margins.append(Margin(name, group_of, {line.label: line.residents / total for line in beside.lines}))
    return margins


def _with_cells(responses: Responses, columns: Sequence[str]) -> Responses:
    """People with one more column: everything their weight depends on, as one text."""
    parts = [nw.col(name).cast(nw.String).fill_null(NOT_STATED) for name in columns]
    return replace(responses, people=responses.people.with_columns(nw.concat_str(parts, separator=BETWEEN).alias(CELL)))


def _cells(scores: Scores, responses: Responses, key: ScaleKey, row: Row, columns: int) -> PairCells:
    """The pairs of one scale, counted by score before, score after and what weights depend on."""
    table = side_by_side(scores, responses, [key], (row.wave_from, row.wave_to), [CELL], "")
    counted = count_cells(table, 1, 2, clustered=False)
    here = counted.where((counted.part == 1) & counted.has_before & counted.has_after)
    here = here.where(key.comparable(here.before, here.after))
    labels = np.array([text.split(BETWEEN) for text in here.group.tolist()], dtype=np.str_).reshape(-1, columns)
    order = np.lexsort([here.after, here.before, here.group])
    change = key.values(here.after) - key.values(here.before)
    heading = _heading(row)
    return PairCells(heading.instrument, heading.scale, heading.domain, heading.wave_from, heading.wave_to,
                     change[order], here.n[order], labels[order])  # fmt: skip


def _heading(row: Row) -> PairCells:
    nobody = np.array([row.n or 0], dtype=np.int64)
    return PairCells(
        row.instrument, row.scale, row.domain, row.wave_from, row.wave_to, np.zeros(1), nobody, np.array([[""]])
    )


def _without(wanted: Sequence[Row], why: str) -> Reached:
    return Reached(tuple(row for each in wanted for row in missing_rows(_heading(each), why)), (_issue(why),))


def _issue(why: str) -> Issue:
    return Issue("check", "weights", "study, weights", why, "Until then, only unweighted figures are given.")
