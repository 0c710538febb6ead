"""`evaluate_study`: the one composition of the whole way, for the app, the command line and notebooks.

It knows no report: what it gives is an `Evaluation`, unprotected, to be passed through `measures.disclosure.protect`.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from dataclasses import replace

from measures.companions import confirmed_matches, withdrawn_codes
from measures.connected import connected
from measures.engines import Engine
from measures.equity.crossing import cross_groups
from measures.equity.group_checks import group_issues
from measures.equity.groups import label_groups
from measures.errors import InputError
from measures.exports.files import TableReader, read_tables
from measures.exports.tables import Upload
from measures.figures import figures
from measures.instrument import Instrument
from measures.people.link import link
from measures.people.responses import Responses
from measures.placed import with_places
from measures.provenance import provenance
from measures.reached import reached
from measures.reading import Reading, read
from measures.results import Evaluation, Issue, ScaleFacts
from measures.rippled import rippled
from measures.study import Study
from measures.study_rules import carried, group_rules, participant_rules, wave_rules
from measures.valued import valued
from measures.weighted import weighted

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
    tables_of: TableReader = read_tables,
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
    tables_of : callable
        What reads each file; the app gives one that reads no file twice.

    Raises
    ------
    InputError
        The files cannot be used, or something that is never guessed is not settled.
    """
    progress("Reading the files")
    reading = read(study, uploads, library, limits=limits, tables_of=tables_of)
    progress("Finding each person before and after")
    responses = people_of(reading, uploads)
    return evaluate_responses(reading, responses, uploads, engine=engine, progress=progress)


def people_of(reading: Reading, uploads: Mapping[str, Upload]) -> Responses:
    """Match the answers of a reading to people, and give each person their group labels."""
    study = reading.study
    try:
        responses = link(
            reading.coded,
            study.waves,
            study.participant,
            about=tuple(carried(study)),
            withdrawn=withdrawn_codes(study, uploads),
            matches=confirmed_matches(study, uploads),
            own={file.label: (wave_rules(study, file), participant_rules(study, file)) for file in study.files},
        )
    except InputError as error:  # what awaits a decision may be why nobody could be matched
        raise type(error).of((*error.issues, *(one for one in reading.issues if one.severity == "decide"))) from error
    responses = with_places(responses, study, reading.places)
    rules = group_rules(study)
    found = [issue for name, rule in rules.items() for issue in group_issues(responses.people, name, rule)]
    people, crossed = cross_groups(label_groups(responses.people, rules), rules)
    # a column that no file has was told of while reading, with its name
    known = [issue for issue in responses.issues if issue.code != "column_not_found"]
    return replace(responses, people=people, issues=(*known, *found, *crossed))


def evaluate_responses(
    reading: Reading,
    responses: Responses,
    uploads: Mapping[str, Upload],
    *,
    engine: Engine = "pandas",
    progress: Progress = quiet,
) -> Evaluation:
    """Score, count and compute what a study asks for, from its matched answers."""
    progress("Scoring and counting")
    found = figures(responses, reading.study, engine, progress)
    study = reading.study
    progress("Setting people beside residents, and what stands beside the answers")
    ripples = rippled(study.ripple, uploads, level=float(study.analysis.confidence))
    beside = connected(study.network, study.membership, uploads, level=float(study.analysis.confidence))
    reach = reached(responses, study, uploads)
    weights = weighted(responses, study, uploads, found.rows, engine)
    worth = valued(found.rows, found.scales, study, found.instruments, responses, uploads, engine)
    nobody = [] if any(row.n and not row.item for row in found.rows) else [_nobody_scored(reading)]
    if nobody and not any(row.n for row in (*found.rows, *reach.rows, *beside.rows, *ripples.rows)):
        waiting = [replace(issue, severity="error") for issue in nobody]
        raise InputError.of([*(issue for issue in reading.issues if issue.severity == "decide"), *waiting])
    issues = (
        *nobody,
        *reading.issues,
        *responses.issues,
        *found.issues,
        *reach.issues,
        *weights.issues,
        *beside.issues,
        *ripples.issues,
        *worth.issues,
        *_unknown_scales(reading.study, found.scales),
    )
    return Evaluation(
        provenance=provenance(reading, uploads, found.instruments),
        flow=(*responses.flow, *found.flow),
        issues=tuple(dict.fromkeys(issues)),
        results=(*found.rows, *weights.rows, *reach.rows, *beside.rows, *ripples.rows, *worth.rows),
        scales=found.scales,
    )


def _nobody_scored(reading: Reading) -> Issue:
    """What to say where no scale has a score; single questions may still have answers."""
    asked = any(issue.severity == "decide" for issue in reading.issues)
    fix = "Settle what awaits a decision. " if asked else ""
    fix += "Check that each column was taken for the right question, and how many answers a score needs."
    return Issue("decide", "nobody_scored", "files", "Nobody answered enough of any set of questions for a score.", fix)


def _unknown_scales(study: Study, scales: Iterable[ScaleFacts]) -> list[Issue]:
    """Name the scales that constants are stated for and that these answers do not give: a slip would go unseen."""
    known = {f"{facts.instrument}.{facts.scale}" for facts in scales}
    analysis = study.analysis
    stated = {
        name: value
        for name in type(analysis).model_fields
        if isinstance(value := getattr(analysis, name), Mapping) or name == "main"
    }
    fix = "Correct it to instrument.scale, as in ucla3.total, or add the file that holds its answers."
    return [
        Issue("check", "scale_unknown", f"analysis, {name}", f"These answers give no scale '{scale}'.", fix)
        for name, value in stated.items()
        for scale in ((value,) if isinstance(value, str) else value or ())
        if scale not in known
    ]
