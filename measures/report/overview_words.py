"""What is said of many evaluations side by side: each in its own words, never ranked."""

from __future__ import annotations

from collections.abc import Sequence

from measures.overview import Beside, Overview, Project
from measures.report import words
from measures.report.hidden_words import FLOW_ROUNDED
from measures.report.numbers import counted, decimals, fixed, people
from measures.report.phrases import inside, listed, wave_name
from measures.report.tables import blank
from measures.results import Row, ScaleFacts

LEVEL = 0.95
TWICE = (
    "People may take part in several projects and are then counted in each: do not add the numbers of people together."
)
NOT_RANKED = (
    "Projects work with different people in different places, so they are shown in the order of their names and not "
    "ranked."
)
SOME_COMPARED = "Where a project has no comparison group, we cannot say whether it made the difference."
RIPPLES = ("activities", "impacts", "ripple_multiplier")


def gathered(found: Overview) -> str:
    """Say how many evaluations are here, of which programmes and places."""
    said = counted(len(found.projects), "evaluation", "evaluations")
    places = list(dict.fromkeys(one.locality for one in found.projects if one.locality))
    return f"{said}{f', from {listed(places)}' if places else ''}."


def headlines(project: Project) -> tuple[str, ...]:
    """What changed in one project, a line for each measure."""
    evaluation = project.evaluation
    return tuple(words.short_sentence(facts, evaluation.results) for facts in words.in_domain_order(evaluation.scales))


def funnel_sentence(found: Beside) -> str:
    """Say whether projects lie farther apart than chance would put them."""
    name = inside(found.facts.title.split(" (")[0])
    if found.funnel is None:
        return f"Too few projects may show enough about {name} to say how far apart chance alone would put them."
    apart = [(one, row) for one, row in found.rows if _side(found, row)]
    about = f"{counted(len(found.rows), 'project', 'projects')} asked about {name}."
    if not apart:
        return f"{about} All that may be shown lie as close together as chance alone would put them."
    said = [f"{one.name} {_side(found, row)}" for one, row in apart]
    return (
        f"{about} Outside what chance alone would give in 19 of 20: {listed(said)}. Look at who took part, where and "
        "how they were asked before reading anything into it."
    )


def _side(found: Beside, row: Row) -> str:
    if found.funnel is None or row.estimate is None or not row.n:
        return ""
    low, high = found.funnel.limits(row.n, LEVEL)
    if low <= row.estimate <= high:
        return ""
    return "(above)" if row.estimate > high else "(below)"


def change_table(found: Beside) -> list[dict[str, str]]:
    """One line per project: people, average change, interval."""
    places = decimals(found.facts.step)
    return [
        {
            "Project": project.name,
            "Where": project.locality or "not stated",
            "People": "[c]" if row.n is None else f"{row.n:,}",
            "Change": _cell(row, row.estimate, places),
            "Interval": "[c]"
            if row.status == "c"
            else "[x]"
            if row.ci_low is None or row.ci_high is None
            else f"{fixed(row.ci_low, places)} to {fixed(row.ci_high, places)}",
        }
        for project, row in found.rows
    ]


def profile_table(found: Overview, group_by: str = "", group: str = "") -> list[dict[str, str]]:
    """Domain, measure and project with the percent of maximum possible before and after; no figure over domains."""
    lines = []
    for facts in words.in_domain_order(found.scales):
        for project in found.projects:
            rows = {
                row.measure: row
                for row in project.evaluation.rows(
                    instrument=facts.instrument, scale=facts.scale, group_by=group_by, group=group
                )
                if row.measure.startswith("pomp_") and row.domain == _domain(facts)
            }
            if "pomp_improvement" in rows:
                lines.append(_profile_line(project, facts, rows))
    return lines


def took_part_table(found: Overview) -> list[dict[str, str]]:
    """How many people answered each time in each project, and how many were found again."""
    lines = []
    for project in found.projects:
        flow = project.evaluation.flow
        asked = {step.wave: step.n for step in flow if step.step == "people"}
        both = [step.n for step in flow if step.step == "matched"]
        known = [n for n in both if n is not None]
        about = "about " if any(issue.code == FLOW_ROUNDED for issue in project.evaluation.issues) else ""
        lines.append(
            {
                "Project": project.name,
                "Programme": project.programme or "not stated",
                "Where": project.locality or "not stated",
                "Answered": "; ".join(
                    f"{wave_name(wave)} {'[c]' if n is None else f'{about}{people(n)}'}" for wave, n in asked.items()
                ),
                "Found again": "[c]" if len(known) < len(both) else f"{about}{people(sum(known))}" if both else "[x]",
            }
        )
    return lines


def beyond_table(found: Overview) -> list[dict[str, str]]:
    """Fairness, ripples and ties of the projects that looked at them; what no project looked at has no column."""
    lines = []
    for project in found.projects:
        rows = project.evaluation.results
        reached = [row for row in rows if row.measure == "reach_ratio" and row.estimate is not None]
        widest = max(reached, key=lambda row: abs((row.estimate or 1.0) - 1.0), default=None)
        gained = [row for row in rows if row.measure == "every_group_gained" and row.estimate is not None]
        ripples = {row.measure: row for row in rows if row.measure in RIPPLES and not row.group_by}
        lines.append(
            {
                "Project": project.name,
                "Reach furthest from residents' share": "[x]"
                if widest is None
                else f"{widest.group}: {fixed(widest.estimate or 0.0, 1)} times",
                "Every group gained": f"in {sum(row.estimate == 1 for row in gained)} of {len(gained)} comparisons"
                if gained
                else "[x]",
                "Ripples": _ripples(ripples),
                "Connections": _connections(rows),
            }
        )
    asked = [name for name in (lines[0] if lines else ()) if any(line[name] != "[x]" for line in lines)]
    return [{name: line[name] for name in asked} for line in lines] if len(asked) > 1 else []


def _ripples(rows: dict[str, Row]) -> str:
    said = []
    for measure, one, many in (("activities", "activity", "activities"), ("impacts", "impact", "impacts")):
        row = rows.get(measure)
        if row is not None and row.estimate is not None:
            said.append(counted(round(row.estimate), one, many))
    return listed(said) if said else "[x]"


def _connections(rows: Sequence[Row]) -> str:
    """The organisations of a project's network and their ties, at the last wave."""
    said = []
    for measure, one, many in (("nodes", "organisation", "organisations"), ("ties", "tie", "ties")):
        found = [row for row in rows if row.measure == measure and not row.group and row.estimate is not None]
        said += [counted(round(found[-1].estimate or 0.0), one, many)] if found else []
    return " with ".join(said) if len(said) == 2 else "[x]"


def _profile_line(project: Project, facts: ScaleFacts, rows: dict[str, Row]) -> dict[str, str]:
    change = rows["pomp_improvement"]
    interval = (
        f"{fixed(change.ci_low, 0)} to {fixed(change.ci_high, 0)}"
        if change.ci_low is not None and change.ci_high is not None
        else blank(change)
    )  # fmt: skip
    return {
        "Domain": words.DOMAIN_NAMES.get(_domain(facts), "Over several domains"),
        "Measure": facts.title,
        "Project": project.name,
        "Before": _cell(rows.get("pomp_before"), None, 0),
        "After": _cell(rows.get("pomp_after"), None, 0),
        "Improvement": _cell(change, None, 0),
        "Interval": interval,
    }


def _domain(facts: ScaleFacts) -> str:
    return facts.domains[0] if facts.domains else ""


def _cell(row: Row | None, value: float | None, places: int) -> str:
    shown = value if value is not None else row.estimate if row is not None else None
    if shown is None:
        return blank(row)
    return fixed(shown, places)


def cautions(found: Overview) -> tuple[str, ...]:
    """What a reader must keep in mind."""
    said = [TWICE] if len(found.projects) > 1 else []
    compared = [
        any(row.measure == "difference_in_change" and row.estimate is not None for row in one.evaluation.results)
        for one in found.projects
    ]
    alone = () if all(compared) else (SOME_COMPARED,) if any(compared) else (words.NO_COMPARISON,)
    return (*said, NOT_RANKED, *alone)


def quote_slots(found: Overview) -> Sequence[tuple[str, str]]:
    """A free line for people's own words, one for each project."""
    return [(one.name, "Room for somebody's own words, with their agreement.") for one in found.projects]
