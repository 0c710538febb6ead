"""Many evaluations side by side, from their protected `results.json`: read, filtered, set beside each other.

Nothing here sees an answer or an unprotected figure: an evaluation made under the policy `none` is refused.
"""

from __future__ import annotations

import json
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any, NoReturn, TypeVar

from measures.errors import FileError
from measures.exports.tables import Upload
from measures.numerics.funnel import Funnel, funnel
from measures.results import NUMBER_COLUMNS, RESULT_COLUMNS, Evaluation, FlowStep, Issue, Row, ScaleFacts

LARGEST = 200_000_000
FEWEST_IN_FUNNEL = 3
AGAIN = "Write it again with `python -m measures evaluate --study study.toml --json results.json`."
Kind = TypeVar("Kind")
TEXTS = tuple(name for name in RESULT_COLUMNS if name not in NUMBER_COLUMNS)


@dataclass(frozen=True, slots=True)
class Project:
    """One evaluation among many; `evaluation` holds protected rows only, `policy` says under which policy."""

    name: str
    programme: str
    area_of_work: str
    locality: str
    policy: str
    evaluation: Evaluation


@dataclass(frozen=True, slots=True)
class Overview:
    """Evaluations by name, and what a person should know of how they were gathered."""

    projects: tuple[Project, ...]
    issues: tuple[Issue, ...] = ()

    @property
    def scales(self) -> tuple[ScaleFacts, ...]:
        """Every scale that any project used, each once, in the order found."""
        found = {(facts.instrument, facts.scale): facts for one in self.projects for facts in one.evaluation.scales}
        return tuple(found.values())

    def only(self, **wanted: Sequence[str]) -> Overview:
        """The projects whose programme, area_of_work or locality is one of those named; an empty list lets all in."""
        kept = [
            one
            for one in self.projects
            if all(not values or getattr(one, name) in values for name, values in wanted.items())
        ]
        return Overview(tuple(kept), self.issues)


@dataclass(frozen=True, slots=True)
class Beside:
    """The change on one scale in several projects, in the projects' own order, and the funnel that chance makes."""

    facts: ScaleFacts
    group_by: str
    group: str
    rows: tuple[tuple[Project, Row], ...]
    funnel: Funnel | None


def overview(files: Iterable[Upload]) -> Overview:
    """Read the `results.json` of many evaluations, in the order of their names.

    Raises
    ------
    FileError
        A file is no results.json of this tool, is damaged, or was made without protection.
    """
    projects: dict[str, Project] = {}
    issues: list[Issue] = []
    seen: dict[str, str] = {}
    for file in files:
        project = _project(file)
        same = json.dumps(project.evaluation.provenance.get("files", []), sort_keys=True)
        twin = seen.get(same)
        if twin is not None and project.evaluation.results == projects[twin].evaluation.results:
            message = f"It holds the same evaluation as '{twin}' and is counted once."
            issues.append(Issue("check", "same_results", file.name, message, "Leave one of them out."))
            continue
        name = _free(project.name, projects)
        seen.setdefault(same, name)
        projects[name] = replace(project, name=name)
    ordered = sorted(projects.values(), key=lambda one: one.name.casefold())
    if len({one.policy for one in ordered}) > 1:
        message = "These evaluations were protected in different ways, so some show figures that others hide."
        issues.append(Issue("note", "policies_differ", "overview", message))
    return Overview(tuple(ordered), tuple(issues))


def beside(found: Overview, facts: ScaleFacts, group_by: str = "", group: str = "") -> Beside:
    """The average change on one scale in every project that asked it, never ranked.

    The funnel needs three projects whose average, spread and number of people may be shown.
    """
    wanted = {"instrument": facts.instrument, "scale": facts.scale, "group_by": group_by, "group": group}
    rows, means, sds, counts = [], [], [], []
    for project in found.projects:
        for row in project.evaluation.rows(measure="mean_change", **wanted)[:1]:
            rows.append((project, row))
            spread = next(iter(project.evaluation.rows(measure="sd_change", **wanted)), None)
            if row.estimate is None or spread is None or spread.estimate is None or not row.n:
                continue
            means.append(row.estimate)
            sds.append(spread.estimate)
            counts.append(row.n)
    drawn = funnel(means, sds, counts) if len(means) >= FEWEST_IN_FUNNEL else None
    return Beside(facts, group_by, group, tuple(rows), drawn)


def groups_of(found: Overview) -> dict[str, tuple[str, ...]]:
    """Breakdowns that any project has a change for, with their groups, each in the order found."""
    groups: dict[str, dict[str, None]] = {}
    for project in found.projects:
        for row in project.evaluation.results:
            if row.group_by and row.group and row.measure == "mean_change":
                groups.setdefault(row.group_by, {})[row.group] = None
    return {name: tuple(labels) for name, labels in groups.items()}


def _free(name: str, taken: Mapping[str, object]) -> str:
    free, number = name, 2
    while free in taken:
        free, number = f"{name} ({number})", number + 1
    return free


def _project(file: Upload) -> Project:
    raw = _parsed(file)
    about, shown = raw["provenance"], file.name.replace("\\", "/").rsplit("/", 1)[-1]
    policy = str(about.get("policy", ""))
    if policy in ("", "none"):
        message = "Its figures are not protected, so they may not be set beside others'."
        raise FileError(shown, message, "Write it again without `--policy none`.", code="unprotected")
    evaluation = Evaluation(
        provenance=about,
        flow=tuple(_typed(FlowStep, step, shown) for step in raw["flow"]),
        issues=(),
        results=tuple(_row(row, shown) for row in raw["results"]),
        scales=tuple(_facts(one, shown) for one in about.get("scales", [])),
    )
    named = [str(about.get(key) or "") for key in ("title", "programme", "area_of_work", "locality")]
    title, programme, area_of_work, locality = named
    return Project(title or programme or shown, programme, area_of_work, locality, policy, evaluation)


def _parsed(file: Upload) -> dict[str, Any]:
    name = file.name.replace("\\", "/").rsplit("/", 1)[-1]
    if len(file.data) > LARGEST:
        raise FileError(name, f"It has more than {LARGEST // 1_000_000} MB.", "Choose another one.", code="too_large")
    try:
        raw = json.loads(file.data.decode("utf-8-sig"), parse_constant=_no_constant)
    except (ValueError, RecursionError) as error:
        raise FileError(name, "This is no readable JSON.", AGAIN, code="damaged") from error
    parts = {"provenance": dict, "flow": list, "issues": list, "results": list}
    if not isinstance(raw, dict) or not all(isinstance(raw.get(key), kind) for key, kind in parts.items()):
        raise FileError(name, "This is not a results.json of this tool.", AGAIN, code="not_results")
    return raw


def _no_constant(text: str) -> NoReturn:
    raise ValueError(text)


def _row(raw: object, name: str) -> Row:
    row = _typed(Row, raw, name)
    for column in TEXTS:
        if not isinstance(getattr(row, column), str):
            _spoilt(name, column)
    for column in NUMBER_COLUMNS:
        value = getattr(row, column)
        if value is not None and (isinstance(value, bool) or not isinstance(value, (int, float))):
            _spoilt(name, column)
    return row


def _facts(raw: object, name: str) -> ScaleFacts:
    if isinstance(raw, dict):
        raw = {**raw, "domains": tuple(raw.get("domains") or ())}
    return _typed(ScaleFacts, raw, name)


def _typed(kind: type[Kind], raw: object, name: str) -> Kind:
    if not isinstance(raw, dict):
        _spoilt(name, kind.__name__)
    try:
        return kind(**raw)
    except TypeError:
        _spoilt(name, kind.__name__)


def _spoilt(name: str, where: str) -> NoReturn:
    message = f"Something in it is not as this tool writes it ({where})."
    raise FileError(name, message, AGAIN, code="not_results")
