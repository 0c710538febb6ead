"""Whole evaluations of invented people, for tests of what goes through the gate and into reports.

People are written as (before, after) with None for no answer, by group of one or more breakdowns.
"""

from measures.change import Category, ChangeSettings, adjust, change_rows, share_rows
from measures.profile import profile_rows
from measures.results import Evaluation, ScaleFacts
from tests.counted import scale_pairs

LONELINESS = ScaleFacts(
    instrument="ucla3", scale="total", instrument_title="Three-item loneliness scale", title="Loneliness",
    domains=("social_connection",), higher_is="worse", low=3.0, high=9.0, step=1.0, version="1", licence="OGL-UK-3.0",
    citation="Hughes and others (2004)", validated=True,
)  # fmt: skip


def cells(people, group_by="", group="", facts=LONELINESS, waves=("before", "after")):
    """Counted pairs of people written as (before, after)."""
    both = [person for person in people if None not in person]
    gone = [before for before, after in people if after is None and before is not None]
    late = [after for before, after in people if before is None and after is not None]
    return scale_pairs(
        [before for before, _ in both], [after for _, after in both], gone, later_only=late,
        instrument=facts.instrument, scale=facts.scale, domain=facts.domains[0], wave_from=waves[0], wave_to=waves[1],
        higher_is=facts.higher_is, low=facts.low, high=facts.high, group_by=group_by, group=group,
    )  # fmt: skip


def scale_rows(breakdowns, facts=LONELINESS, categories=(), settings=None):
    """Every row of one scale: overall (everybody of the first breakdown) and for each group of each breakdown."""
    settings = settings or ChangeSettings(bootstrap=50)
    everybody = [person for people in next(iter(breakdowns.values())).values() for person in people]
    parts = [("", "", everybody)]
    parts += [(by, group, people) for by, groups in breakdowns.items() for group, people in groups.items()]
    rows = []
    for by, group, people in parts:
        counted = cells(people, by, group, facts)
        rows += change_rows(counted, settings)
        rows += share_rows(counted, categories, settings)
    rows = adjust(rows)
    return [*rows, *profile_rows(rows, {(facts.instrument, facts.scale): facts})]


def evaluation(breakdowns, facts=LONELINESS, categories=(), flow=(), issues=(), provenance=None):
    """An evaluation of one scale."""
    return Evaluation(
        provenance=provenance or {"tool": "measures", "version": "0.1.0", "title": "Sing Out"},
        flow=tuple(flow),
        issues=tuple(issues),
        results=tuple(scale_rows(breakdowns, facts, categories)),
        scales=(facts,),
    )


def options(facts=LONELINESS, headline=()):
    """One category per score of a scale."""
    scores = range(int(facts.low), int(facts.high) + 1)
    return [Category(f"option {score}", float(score), float(score), score in headline) for score in scores]


def one(rows, measure, group_by="", group="", **wanted):
    """The only row of that measure and group."""
    found = [
        row
        for row in rows
        if (row.measure, row.group_by, row.group) == (measure, group_by, group)
        and all(getattr(row, name) == value for name, value in wanted.items())
    ]
    assert len(found) == 1, [(row.measure, row.wave_from, row.category) for row in found]
    return found[0]
