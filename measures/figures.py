"""Every figure a study asks for, from scored answers: which rows, of which people, in which order."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any

import narwhals as nw

from measures.change import (
    ChangeSettings,
    adjust,
    alpha_rows,
    anchor_rows,
    baseline_alpha,
    categories_of,
    change_rows,
    comparison_rows,
    exact_match_rows,
    item_rows,
    people_rows,
    share_rows,
    trajectory_rows,
)
from measures.engines import Engine, name_on, on_engine
from measures.equity.groups import GroupRule, label_groups
from measures.exports.folding import fold
from measures.fair import fair_rows, fair_settings, orders_of
from measures.histories import GroupOf, WaveHistories, count_histories
from measures.instrument import Instrument, Scale
from measures.items import ItemMoments, counts_of_items, item_moments
from measures.pairs import Breakdown, ScalePairs, count_all
from measures.people.responses import EXACTLY, MATCHED, OTHERWISE, PARTICIPANT, Responses
from measures.profile import profile_rows
from measures.results import FlowStep, Issue, Row, ScaleFacts
from measures.scoring import ScaleKey, Scores, score
from measures.study import Analysis, Study
from measures.study_rules import group_rules

BETTER, OTHER = "better", "other"


@dataclass(frozen=True, slots=True)
class Figures:
    """Rows, the flow from scores to pairs, and what a reader must know of each scale."""

    rows: tuple[Row, ...]
    flow: tuple[FlowStep, ...]
    scales: tuple[ScaleFacts, ...]
    issues: tuple[Issue, ...]
    instruments: tuple[Instrument, ...]


def figures(
    responses: Responses, study: Study, engine: Engine, progress: Callable[[str], None] = lambda _stage: None
) -> Figures:
    """Score, count and compute everything a study asks of its matched answers.

    With a comparison group, the rows about everybody and every breakdown describe the programme group; the comparison
    group's own rows stand under `group_by` = the comparison column. `progress` is told each scale as its turn comes.
    """
    settings = settings_of(study.analysis)
    mine = programme_only(responses, study)
    held = on_engine(mine, engine)
    scores = score(held)
    facts = {(key.instrument.id, key.scale.id): facts_of(key) for key in scores.scales.values()}
    rows: list[Row] = []
    flow: list[FlowStep] = []
    beside = _beside(responses, study, engine)
    rated = _rated(held, scores, study)
    by_match = [Breakdown(MATCHED, (EXACTLY, OTHERWISE))] if MATCHED in mine.people.columns else []
    breakdowns = _breakdowns(study, mine)
    orders = orders_of(study)
    over_waves = _histories(held, scores, study, breakdowns)
    for name, parts in _by_scale(_counted(held, scores, study, [*breakdowns, *by_match])).items():
        key = scores.scales[name]
        progress(f"Working out {key.scale.title}")
        counted = [pairs for pairs in parts if pairs.group_by != MATCHED]
        histories = {**over_waves.get(name, {}), **beside.histories.get(name, {})}
        rows += scale_rows(key, [*counted, *beside.comparison_of(name)], held, settings, histories)
        if by_match and key.scale.method != "category":
            exact = next((pairs for pairs in parts if (pairs.group_by, pairs.group) == (MATCHED, EXACTLY)), None)
            rows += exact_match_rows(exact, counted[0], settings)
        rows += beside.rows(name, key, settings)
        rows += fair_rows(key, counted, orders, fair_settings(study.analysis))
        if name in rated:
            rows += anchor_rows(*rated[name], settings)
        flow += _flow(counted[0])
    # a main outcome that nobody was asked about leaves nothing declared: the best of many must not pass for it
    rows = adjust(rows, across_scales=study.analysis.main not in scores.scales)
    return Figures(
        rows=(*rows, *profile_rows(rows, facts)),
        flow=tuple(flow),
        scales=tuple(facts.values()),
        issues=scores.issues,
        instruments=tuple({key.instrument.id: key.instrument for key in scores.scales.values()}.values()),
    )


def scale_rows(
    key: ScaleKey,
    counted: Sequence[ScalePairs],
    responses: Responses,
    settings: ChangeSettings,
    histories: Mapping[GroupOf, WaveHistories],
) -> list[Row]:
    """Every figure of one scale: levels, change, people, shares, who was not heard from again, the scale's quality.

    `histories` are the patterns over three or more waves, by (group_by, group), where there are any.
    """
    everybody = counted[0]
    waves = tuple(dict.fromkeys((everybody.wave_from, everybody.wave_to)))
    moments = {wave: _moments(key, responses, wave) for wave in waves}
    alpha = baseline_alpha(moments[waves[0]])
    rows: list[Row] = []
    for pairs in counted:
        over_waves = histories.get((pairs.group_by, pairs.group))
        rows += _rows_of_group(key, pairs, everybody, alpha, settings, over_waves)
    for wave, found in moments.items():
        if found is not None and len(found.names) > 1:
            rows += alpha_rows(found, everybody, wave, settings)
        rows += _item_rows(key, responses, everybody, wave, settings)
    return rows


def _rows_of_group(
    key: ScaleKey,
    pairs: ScalePairs,
    everybody: ScalePairs,
    alpha: float | None,
    settings: ChangeSettings,
    histories: WaveHistories | None,
) -> list[Row]:
    rows: list[Row] = []
    if key.scale.method != "category":
        rows += change_rows(pairs, settings)
        rows += people_rows(
            pairs, settings, scale=key.scale, overall=everybody, sample_alpha=alpha, histories=histories
        )
        if histories is not None:
            rows += trajectory_rows(pairs, histories, settings)
    return rows + share_rows(pairs, categories_of(key.instrument, key.scale), settings)


def _moments(key: ScaleKey, responses: Responses, wave: str) -> ItemMoments | None:
    return item_moments(responses, key.instrument, key.scale, wave) if len(key.scale.items) > 1 else None


def _item_rows(
    key: ScaleKey, responses: Responses, everybody: ScalePairs, wave: str, settings: ChangeSettings
) -> list[Row]:
    """Missing answers and answer shares of each item of a scale that is made of several."""
    instrument, answers = key.instrument, responses.answers
    present = set(answers.collect_schema().names())
    names = [name for name in _items(instrument, key.scale) if name_on(answers, f"{instrument.id}.{name}") in present]
    if len(key.scale.items) < 2 or not names:
        return []
    counted = counts_of_items(responses, [f"{instrument.id}.{name}" for name in names], wave)
    labels = {name: instrument.responses_of(name).labels for name in names}
    return item_rows(counted, labels, everybody, wave, settings)


def _items(instrument: Instrument, scale: Scale) -> list[str]:
    """Items of a scale that stand once in the answers."""
    return [name for name in scale.items if not instrument.item(name).repeat]


def _breakdowns(study: Study, responses: Responses) -> list[Breakdown]:
    known = {name: rule for name, rule in group_rules(study).items() if name in responses.people.columns}
    return [Breakdown(name, rule.labels) for name, rule in known.items()]


def _counted(
    responses: Responses, scores: Scores, study: Study, breakdowns: Sequence[Breakdown]
) -> tuple[ScalePairs, ...]:
    instruments = {key.instrument.id for key in scores.scales.values()}
    everywhere = dict.fromkeys(instruments, study.waves.pair) if study.waves.pair else {}
    cluster = study.analysis.cluster or ""
    return count_all(
        scores,
        responses,
        pairs={**everywhere, **study.waves.pairs},
        breakdowns=breakdowns,
        cluster=cluster if cluster in responses.people.columns else "",
    )


def _histories(
    responses: Responses, scores: Scores, study: Study, breakdowns: Sequence[Breakdown]
) -> dict[str, dict[GroupOf, WaveHistories]]:
    times = {wave: float(time) for wave, time in study.waves.times.items()}
    unit = study.waves.time_unit or ""
    return count_histories(scores, responses, breakdowns=breakdowns, times=times, unit=unit)


def _by_scale(counted: Sequence[ScalePairs]) -> dict[str, list[ScalePairs]]:
    found: dict[str, list[ScalePairs]] = {}
    for pairs in counted:
        found.setdefault(f"{pairs.instrument}.{pairs.scale}", []).append(pairs)
    return found


@dataclass(frozen=True, slots=True)
class _Beside:
    """The programme's and the comparison group's pairs by scale; empty where the study has no comparison group."""

    column: str
    pairs: Mapping[str, tuple[ScalePairs, ScalePairs]]
    histories: Mapping[str, Mapping[GroupOf, WaveHistories]]

    def comparison_of(self, name: str) -> list[ScalePairs]:
        """The comparison group's own pairs of one scale, as one more group."""
        return [self.pairs[name][1]] if name in self.pairs else []

    def rows(self, name: str, key: ScaleKey, settings: ChangeSettings) -> list[Row]:
        """What sets the programme against the comparison group."""
        if name not in self.pairs or key.scale.method == "category":
            return []
        return comparison_rows(*self.pairs[name], settings)


def _beside(responses: Responses, study: Study, engine: Engine) -> _Beside:
    if study.comparison is None:
        return _Beside("", {}, {})
    column, labels = study.comparison.column, (study.comparison.programme, study.comparison.comparison)
    rule = GroupRule(column=column, order=labels)
    held = on_engine(replace(responses, people=label_groups(responses.people, {column: rule})), engine)
    scores, groups_asked = score(held), [Breakdown(column, labels)]
    counted = _by_scale(_counted(held, scores, study, groups_asked))
    over_waves = _histories(held, scores, study, groups_asked)
    found = {}
    for name, parts in counted.items():
        groups = {pairs.group: pairs for pairs in parts if pairs.group_by}
        if set(labels) <= set(groups):
            found[name] = (groups[labels[0]], groups[labels[1]])
    place = (column, labels[1])
    # judged by the lines of their own group: the programme's people are another sample
    histories = {
        name: {place: replace(groups[place], n=groups[place].here)}
        for name, groups in over_waves.items()
        if place in groups
    }
    return _Beside(column, found, histories)


def programme_only(responses: Responses, study: Study) -> Responses:
    """The answers of people in the programme group; everybody's where there is no comparison group."""
    if study.comparison is None or study.comparison.column not in responses.people.columns:
        return responses
    rule = GroupRule(column=study.comparison.column, order=(study.comparison.programme, study.comparison.comparison))
    labelled = label_groups(responses.people, {study.comparison.column: rule})
    people = labelled.filter(nw.col(study.comparison.column) == study.comparison.programme)
    answers = responses.answers.join(people.select(PARTICIPANT), on=PARTICIPANT, how="semi")
    return replace(
        responses, answers=answers, people=responses.people.join(people.select(PARTICIPANT), on=PARTICIPANT, how="semi")
    )


def _rated(responses: Responses, scores: Scores, study: Study) -> dict[str, tuple[ScalePairs, ScalePairs]]:
    """Pairs of those whose global rating says better and of the others, by scale."""
    rating = study.analysis.global_rating
    if rating is None or rating.column not in responses.people.columns:
        return {}
    answers = [text for text in responses.people.get_column(rating.column).unique().to_list() if isinstance(text, str)]
    better = {fold(word) for word in rating.better}
    said = {text: BETTER if fold(text) in better else OTHER for text in answers if text.strip()}
    labelled = label_groups(responses.people, {rating.column: GroupRule(column=rating.column, map=said)})
    counted = _by_scale(
        _counted(replace(responses, people=labelled), scores, study, [Breakdown(rating.column, (BETTER, OTHER))])
    )
    found = {}
    for name, parts in counted.items():
        groups = {pairs.group: replace(pairs, group_by="", group="") for pairs in parts if pairs.group_by}
        if {BETTER, OTHER} <= set(groups) and scores.scales[name].scale.method != "category":
            found[name] = (groups[BETTER], groups[OTHER])
    return found


def _flow(pairs: ScalePairs) -> list[FlowStep]:
    """How many people answered enough of a scale at each wave, and how many at both."""
    name = f"{pairs.instrument}.{pairs.scale}"
    steps = [FlowStep("scored", wave, counts.total, name) for wave, counts in pairs.at_waves]
    if pairs.set_aside:
        steps.append(FlowStep("set_aside", "", pairs.set_aside, f"{name}: goals or weights differ between the waves"))
    followed = pairs.linked and len(pairs.at_waves) > 1
    return [*steps, FlowStep("pairs_used", "", pairs.pairs, name)] if followed else steps


def facts_of(key: ScaleKey) -> ScaleFacts:
    """What a reader of figures must know of a scale."""
    instrument, scale = key.instrument, key.scale
    return ScaleFacts(
        instrument=instrument.id,
        scale=scale.id,
        instrument_title=instrument.title,
        title=scale.title,
        domains=scale.domain,
        higher_is=scale.higher_is,
        low=key.low,
        high=key.high,
        step=key.step,
        version=instrument.version,
        licence=instrument.source.licence,
        citation=instrument.source.citation,
        validated=instrument.validated,
        single_item=scale.method in ("single", "category"),
    )


def settings_of(analysis: Analysis) -> ChangeSettings:
    """The study's constants as the measures of change take them."""

    def numbers(stated: Mapping[str, Any]) -> dict[str, Any]:
        return {name: value if isinstance(value, str) else float(value) for name, value in stated.items()}

    def couples(stated: Mapping[str, tuple[Any, Any]]) -> dict[str, tuple[float, float]]:
        return {name: (float(one), float(other)) for name, (one, other) in stated.items()}

    return ChangeSettings(
        confidence=float(analysis.confidence),
        bootstrap=analysis.bootstrap,
        seed=analysis.seed,
        equivalence=numbers(analysis.equivalence),
        minimum_important_change=numbers(analysis.minimum_important_change),
        percentage=couples(analysis.percentage),
        reliable_change=analysis.reliable_change,
        reliability=numbers(analysis.reliability),
        reliability_after=numbers(analysis.reliability_after),
        functional=couples({name: (found.mean, found.sd) for name, found in analysis.functional.items()}),
        cut_off=analysis.cut_off,
        joined=analysis.joined,
        retest=couples(analysis.retest),
        norm=couples({name: (found.mean, found.sd) for name, found in analysis.norm.items()}),
    )
