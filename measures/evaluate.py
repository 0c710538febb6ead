"""`evaluate_study`: the one composition of the whole way, for the app, the command line and notebooks.

It knows no report: what it gives is an `Evaluation`, unprotected, to be passed through `measures.disclosure.protect`.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import replace
from typing import Any

from measures.change import ChangeSettings, adjust, alpha_rows, categories_of, change_rows, share_rows
from measures.companions import confirmed_matches, withdrawn_codes
from measures.engines import Engine, on_engine
from measures.equity.groups import label_groups, unmapped
from measures.exports.tables import Upload
from measures.instrument import Instrument
from measures.items import item_moments
from measures.pairs import Breakdown, ScalePairs, count_all
from measures.people.link import link
from measures.people.responses import Responses
from measures.profile import profile_rows
from measures.provenance import provenance
from measures.reading import Reading, carried, group_rules, participant_rules, read, wave_rules
from measures.results import Evaluation, FlowStep, Issue, Row, ScaleFacts
from measures.scoring import ScaleKey, Scores, score
from measures.study import Analysis, Study

Progress = Callable[[str], None]


def quiet(stage: str) -> None:
    """Say nothing."""


def evaluate_study(
    study: Study,
    uploads: Mapping[str, Upload],
    library: Mapping[str, Instrument],
    *,
    engine: Engine = "pandas",
    limits: bool = True,
    progress: Progress = quiet,
) -> Evaluation:
    """Read, match, score, count and compute: everything a study asks for, unprotected.

    Parameters
    ----------
    study : Study
        What was settled about the data; its `files` name the uploads.
    uploads : mapping of path to Upload
        The bytes of the study's files, and of its companions (confirmed matches, people who withdrew).
    library : mapping of id to Instrument
        The instruments that columns may belong to.
    engine : {"pandas", "polars", "duckdb", "pyspark"}
        What holds the data while counting; the results are the same.
    limits : bool
        Whether the limits on rows and columns of an upload hold.
    progress : callable
        Told the name of each stage as it begins.

    Raises
    ------
    InputError
        The files cannot be used, or something that is never guessed is not settled.
    """
    progress("Reading the files")
    reading = read(study, uploads, library, limits=limits)
    progress("Finding each person before and after")
    responses = people_of(reading, uploads)
    return evaluate_responses(reading, responses, uploads, engine=engine, progress=progress)


def people_of(reading: Reading, uploads: Mapping[str, Upload]) -> Responses:
    """Match the answers of a reading to people, and give each person their group labels."""
    study = reading.study
    responses = link(
        reading.coded,
        study.waves,
        study.participant,
        about=tuple(carried(study)),
        withdrawn=withdrawn_codes(study, uploads),
        matches=confirmed_matches(study, uploads),
        own={file.label: (wave_rules(study, file), participant_rules(study, file)) for file in study.files},
    )
    rules = group_rules(study)
    found = [
        Issue(
            "decide", "group_answer", f"groups, '{name}'",
            f"{len(answers)} different answers belong to none of its groups and are shown as groups of their own.",
            "Add them to its map in the study file, or to its order.",
        )
        for name, rule in rules.items()
        if (answers := unmapped(responses.people, rule))
    ]  # fmt: skip
    people = label_groups(responses.people, rules)
    return replace(responses, people=people, issues=(*responses.issues, *found))


def evaluate_responses(
    reading: Reading,
    responses: Responses,
    uploads: Mapping[str, Upload],
    *,
    engine: Engine = "pandas",
    progress: Progress = quiet,
) -> Evaluation:
    """Score, count and compute what a study asks for, from its matched answers."""
    study = reading.study
    progress("Scoring")
    held = on_engine(responses, engine)
    scores = score(held)
    progress("Counting and computing")
    settings = settings_of(study.analysis)
    facts = {(key.instrument.id, key.scale.id): facts_of(key) for key in scores.scales.values()}
    rows: list[Row] = []
    flow: list[FlowStep] = []
    for name, counted in counted_pairs(held, scores, study).items():
        rows += scale_rows(scores.scales[name], counted, held, settings)
        flow += _scale_flow(counted[0])
    rows = adjust(rows)
    rows += profile_rows(rows, facts)
    return Evaluation(
        provenance=provenance(reading, uploads, scores),
        flow=(*_reading_flow(reading), *responses.flow, *flow),
        issues=tuple(dict.fromkeys((*reading.issues, *responses.issues, *scores.issues, *_unused(study)))),
        results=tuple(rows),
        scales=tuple(facts.values()),
    )


def counted_pairs(responses: Responses, scores: Scores, study: Study) -> dict[str, list[ScalePairs]]:
    """Counted pairs by scale: everybody's first, then those of each group of each breakdown."""
    instruments = {key.instrument.id for key in scores.scales.values()}
    everywhere = dict.fromkeys(instruments, study.waves.pair) if study.waves.pair else {}
    known = [name for name in group_rules(study) if name in responses.people.columns]
    cluster = study.analysis.cluster or ""
    counted: dict[str, list[ScalePairs]] = {}
    for pairs in count_all(
        scores,
        responses,
        pairs={**everywhere, **study.waves.pairs},
        breakdowns=[Breakdown(name, study.groups[name].labels) for name in known],
        cluster=cluster if cluster in responses.people.columns else "",
    ):
        counted.setdefault(f"{pairs.instrument}.{pairs.scale}", []).append(pairs)
    return counted


def scale_rows(
    key: ScaleKey, counted: Sequence[ScalePairs], responses: Responses, settings: ChangeSettings
) -> list[Row]:
    """Every figure of one scale: levels, change, who was not heard from again, shares, alpha."""
    rows: list[Row] = []
    categories = categories_of(key.instrument, key.scale)
    for pairs in counted:
        if key.scale.method != "category":
            rows += change_rows(pairs, settings)
        rows += share_rows(pairs, categories, settings)
    everybody = counted[0]
    if len(key.scale.items) > 1:
        for wave in dict.fromkeys((everybody.wave_from, everybody.wave_to)):
            moments = item_moments(responses, key.instrument, key.scale, wave)
            if moments is not None:
                rows += alpha_rows(moments, everybody, wave, settings)
    return rows


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

    norms = {name: (found.mean, found.sd) for name, found in analysis.norm.items()}
    functional = {name: (found.mean, found.sd) for name, found in analysis.functional.items()}
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
        functional=couples(functional),
        cut_off=analysis.cut_off,
        joined=analysis.joined,
        retest=couples(analysis.retest),
        norm=couples(norms),
    )


def _reading_flow(reading: Reading) -> list[FlowStep]:
    """Rows set aside while reading, file by file."""
    return [replace(step, wave=step.wave or table.wave) for table in reading.maps for step in table.table.flow]


def _scale_flow(pairs: ScalePairs) -> list[FlowStep]:
    """How many people answered enough of a scale at each wave, and how many at both."""
    name = f"{pairs.instrument}.{pairs.scale}"
    steps = [
        FlowStep("scored", pairs.wave_from, pairs.all_before.total, name),
        FlowStep("scored", pairs.wave_to, pairs.all_after.total, name),
    ]
    return [*steps, FlowStep("pairs_used", "", pairs.pairs, name)] if pairs.linked else steps


def _unused(study: Study) -> list[Issue]:
    """Name the parts of a study file that this version keeps but does not use."""
    stated = {
        "comparison": study.comparison, "population": study.population, "reach": study.reach, "weights": study.weights,
        "ripple": study.ripple, "network": study.network, "membership": study.membership, "value": study.value,
        "groups by postcode": [rule for rule in study.groups.values() if rule.postcode],
    }  # fmt: skip
    return [
        Issue("note", "not_used_yet", f"study, {name}", "This part is kept but not used by this version.")
        for name, value in stated.items()
        if value
    ]
