"""The rows of a study's value: from its other rows, what it states, and a value sheet of the user's own."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from pathlib import PurePosixPath

from measures.change.levels import mean
from measures.change.table import PairTable
from measures.companions import companion
from measures.engines import Engine, on_engine
from measures.exports.named_columns import read_named
from measures.exports.tables import Upload
from measures.figures import programme_only, settings_of
from measures.instrument import Instrument, Scale
from measures.pairs import count_pairs
from measures.people.responses import PARTICIPANT, WAVE, Responses
from measures.results import Issue, Row, ScaleFacts
from measures.scoring import score
from measures.study import Study
from measures.value.benchmarks import benchmark_rows
from measures.value.capability import capability_rows, capped_tariff, of_enough
from measures.value.rows import found_in
from measures.value.settings import ValueRules
from measures.value.social_return import rate_issue, read_outcomes, return_rows, swing_rows
from measures.value.wellbeing import near_naive, recalled, wellbeing_rows

CAPABILITY = ("icecap_a", "icecap_o")
DAYS_OF_A_YEAR = 365.25


@dataclass(frozen=True, slots=True)
class Valued:
    """Rows about value, and what to know of them."""

    rows: tuple[Row, ...] = ()
    issues: tuple[Issue, ...] = ()


def valued(
    rows: tuple[Row, ...],
    scales: Sequence[ScaleFacts],
    study: Study,
    instruments: Sequence[Instrument],
    responses: Responses,
    uploads: Mapping[str, Upload],
    engine: Engine,
) -> Valued:
    """Every row that a study's `[value]` asks for; nothing where it has none.

    Parameters
    ----------
    rows : tuple of Row
        The other rows of the evaluation.
    scales : sequence of ScaleFacts
        What they are about.
    study : Study
        Its `value` table is read, and the file that this names.
    instruments : sequence of Instrument
        Those that were scored: the capability index's values stand in its file.
    responses : Responses
        Its days from the first wave to each later one are read, and the answers to the capability index.
    uploads : mapping of path to Upload
        The study's files.
    engine
        What holds the data while counting.

    Raises
    ------
    InputError
        The value sheet is not there or cannot be used.
    """
    rules = study.value
    if rules is None:
        return Valued()
    change = found_in(rows, "mean_change", rules.scale)
    years = float(rules.years) if rules.years is not None else _years(change, responses.days)
    found = wellbeing_rows(rows, rules, years)
    issues = [Issue("check", "recalled_parameter", "value", said, "State it in [value].") for said in recalled(rules)]
    issues += _naive(change, found, rules)
    for instrument in instruments:
        if instrument.id in CAPABILITY:
            found += _capability(rows, instrument, study, rules, responses, engine)
    found += benchmark_rows(rows, scales, rules)
    if rules.sheet is not None:
        more, said = _social_return(rules, uploads)
        found += more
        issues += said
    return Valued(tuple(found), tuple(issues))


def _years(change: Row | None, days: Mapping[str, float]) -> float | None:
    if change is None or change.wave_to not in days:
        return None
    from_first = days[change.wave_to] - days.get(change.wave_from, 0.0)
    return from_first / DAYS_OF_A_YEAR if from_first > 0 else None


def _naive(change: Row | None, found: Sequence[Row], rules: ValueRules) -> list[Issue]:
    central = next((row for row in found if row.measure == "value_central" and row.estimate is not None), None)
    if central is None or change is None or not change.n or change.estimate is None or central.estimate is None:
        return []
    warning = near_naive(central.estimate / change.n, change.estimate, rules)
    return [] if warning is None else [warning]


def _capability(
    rows: tuple[Row, ...], instrument: Instrument, study: Study, rules: ValueRules, responses: Responses, engine: Engine
) -> list[Row]:
    found: list[Row] = []
    for scale in instrument.scales:
        name = f"{instrument.id}.{scale.id}"
        change = found_in(rows, "mean_change", name)
        if not scale.tariff or change is None:
            continue
        enough = _enough(change, instrument, scale, study, responses, engine) if rules.capability_years else None
        years = float(rules.years) if rules.years is not None else _years(change, responses.days)
        found += capability_rows(rows, name, enough, rules, years)
    return found


def _enough(
    change: Row, instrument: Instrument, scale: Scale, study: Study, responses: Responses, engine: Engine
) -> Row | None:
    """Mean change of the index with every answer capped, over the pairs; ready-made scores cannot be capped."""
    mine = programme_only(responses, study)
    present = mine.answers.collect_schema().names()
    items = [f"{instrument.id}.{item}" for item in scale.items if f"{instrument.id}.{item}" in present]
    capped = scale.model_copy(update={"tariff": capped_tariff(scale.tariff)})
    only = instrument.model_copy(update={"scales": (capped,)})
    held = on_engine(
        replace(mine, answers=mine.answers.select(PARTICIPANT, WAVE, *items), instruments={instrument.id: only}), engine
    )
    scores = score(held)
    name = f"{instrument.id}.{scale.id}"
    if name not in scores.scales:
        return None
    cluster = study.analysis.cluster or ""
    pairs = count_pairs(
        scores, held, scale=name, pair=(change.wave_from, change.wave_to),
        cluster=cluster if cluster in held.people.columns else "",
    )[0]  # fmt: skip
    if not pairs.pairs:
        return None
    table = PairTable(pairs, settings_of(study.analysis))
    return of_enough(mean(table, measure="mean_change", side="change"), scale.tariff)


def _social_return(rules: ValueRules, uploads: Mapping[str, Upload]) -> tuple[list[Row], list[Issue]]:
    upload = companion(rules.sheet, uploads)
    if upload is None:
        return [], []
    tables, issues = read_named([upload])
    name = PurePosixPath(upload.name).stem
    sheets = [read_outcomes(table) for table in tables]
    rows = [row for sheet in sheets for make in (return_rows, swing_rows) for row in make(sheet, rules, name)]
    return rows, [*issues, *rate_issue(rules)]
