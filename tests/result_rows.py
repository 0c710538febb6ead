"""Invented facts and result rows for tests of words, tables, charts and pages."""

from dataclasses import replace

from measures.results import Row, ScaleFacts

LONELINESS = ScaleFacts(
    instrument="ucla3", scale="total", instrument_title="Three-item loneliness scale", title="Loneliness",
    domains=("social_connection",), higher_is="worse", low=3, high=9, step=1, version="1", licence="OGL-UK-3.0",
    citation="", validated=True,
)  # fmt: skip
SATISFIED = replace(
    LONELINESS, instrument="ons4", scale="satisfied", title="Life satisfaction", domains=("strengths",),
    higher_is="better", low=0, high=10, single_item=True,
)  # fmt: skip
CHOICE = replace(
    SATISFIED, instrument="own", scale="choice", title="Choice (project questions, not yet validated)",
    domains=("choice",), low=1, high=5, step=0.25, validated=False,
)  # fmt: skip


def row(facts, measure, **values):
    about = {"wave_from": "before", "wave_to": "after", "n": 41}
    return Row(instrument=facts.instrument, scale=facts.scale, measure=measure, **{**about, **values})


def change(facts, estimate, low, high, **values):
    return row(facts, "mean_change", estimate=estimate, ci_low=low, ci_high=high, **values)


def unpaired(estimate, low, high, first=64, last=41):
    return [
        row(LONELINESS, "mean_change", status="x", n=0, note="cannot be followed"),
        row(LONELINESS, "difference_unpaired", estimate=estimate, ci_low=low, ci_high=high, n=first + last),
        row(LONELINESS, "mean_all", wave_to="before", n=first),
        row(LONELINESS, "mean_all", wave_from="after", n=last),
    ]


def attrition(gone, base, **values):
    return [
        row(LONELINESS, "not_again", estimate=gone / base, statistic=float(gone), n=base),
        row(
            LONELINESS, "not_again_difference", **{"estimate": 0.6, "ci_low": 0.1, "ci_high": 1.1, "n": base, **values}
        ),
        row(LONELINESS, "change_if_unchanged", estimate=-0.52, n=base),
    ]
