"""What only the person who holds the data may look at, on their own screen: each person's line, every single change.

These charts are made of unprotected counts. A line per person gives away answers, and jitter does not hide whole-number
scores, so no report, file or shared page may use them (a test reads the imports); the page asks before it draws them.
"""

from __future__ import annotations

import altair as alt
import numpy as np
from numpy.typing import NDArray

from measures.numerics.moments import Floats, Ints
from measures.pairs import ScalePairs
from measures.report import theme
from measures.report.charts import Picture, chart, picture
from measures.report.numbers import decimals, fixed, people
from measures.report.phrases import both_times, direction, inside, on_scale
from measures.results import ScaleFacts

FEWEST_PEOPLE = 10
MOST_LINES = 300
MOST_BARS = 41
SEED = 20260101
Bools = NDArray[np.bool_]
Table = list[dict[str, str]]


def lines(pairs: ScalePairs, facts: ScaleFacts) -> tuple[Picture, Table] | None:
    """Each person's scores before and after joined by a line, moved a little at random; with 10 or more people.

    Of more than 300 people as many are drawn at random (a fixed seed), and the subtitle says so.
    """
    if pairs.pairs < FEWEST_PEOPLE:
        return None
    random = np.random.default_rng(SEED)
    few = min(pairs.pairs, MOST_LINES)
    n = pairs.n if few == pairs.pairs else random.multivariate_hypergeometric(pairs.n, few)
    before, after = np.repeat(pairs.before, n), np.repeat(pairs.after, n)
    apart = np.diff(np.unique(np.concatenate([pairs.before, pairs.after])))
    reach = 0.25 * float(apart.min()) if len(apart) else 0.1
    off = random.uniform(-reach, reach, size=(2, few))
    waves = [pairs.wave_from, pairs.wave_to]
    values = [
        {"person": number, "wave": wave, "score": float(score), "way": way}
        for place, (wave, scores) in enumerate(zip(waves, (before, after), strict=True))
        for number, (score, way) in enumerate(zip(scores + off[place], np.sign(after - before), strict=True))
    ]
    whole = alt.Undefined if facts.low is None or facts.high is None else [facts.low - reach, facts.high + reach]
    base = chart(values).encode(
        x=alt.X("wave:N", sort=waves, title=None, axis=alt.Axis(labelFontSize=15, grid=False)),
        y=alt.Y("score:Q", scale=alt.Scale(domain=whole, zero=False, nice=False), title="Score"),
        detail="person:N",
    )
    drawn = [base.mark_line(color=theme.AFTER, strokeWidth=1, opacity=0.35)]
    up, same, down = (int(pairs.n[here].sum()) for here in _ways(pairs))
    title = f"{facts.title}: {up:,} went up, {same:,} stayed and {down:,} went down"
    shown = "" if few == pairs.pairs else f" {few} of them, drawn at random, are shown."
    subtitle = [
        f"{facts.title}{on_scale(facts)}. {direction(facts)}".strip(),
        f"One line for each of the {people(pairs.pairs)} who {_answered(pairs)}, moved a little.{shown}",
    ]
    table = [{"Score": name, "People": f"{count:,}"} for name, count in (("Up", up), ("Same", same), ("Down", down))]
    return picture(drawn, title, subtitle, f"{title}, of {people(pairs.pairs)}.", height=320), table


def change_histogram(
    pairs: ScalePairs, facts: ScaleFacts, important: float | None = None
) -> tuple[Picture, Table] | None:
    """How many people changed by how much, with the important-change marks; with 10 or more people."""
    if pairs.pairs < FEWEST_PEOPLE:
        return None
    places = decimals(facts.step)
    change, n = _classes(pairs)
    values = [{"change": float(at), "people": int(many)} for at, many in zip(change, n, strict=True)]
    gap = float(np.diff(change).min()) if len(change) > 1 else 1.0
    furthest = max(float(np.abs(change).max()), important or 0.0) + gap
    x = alt.Scale(domain=[-furthest, furthest], nice=False)
    marks = [{"at": 0.0, "name": "no change"}]
    if important:
        marks += [{"at": important, "name": "important"}, {"at": -important, "name": "important"}]
    bars, rules = chart(values), chart(marks)
    drawn = [
        bars.mark_bar(color=theme.AFTER, size=max(3, min(28, int(0.8 * theme.WIDTH * gap / (2 * furthest))))).encode(
            x=alt.X("change:Q", scale=x, title="Change in points", axis=alt.Axis(grid=False, tickCount=9)),
            y=alt.Y("people:Q", title="People", axis=alt.Axis(tickMinStep=1)),
        ),
        rules.mark_rule(color=theme.INK, strokeDash=[4, 3]).encode(x=alt.X("at:Q", scale=x)),
        rules.mark_text(baseline="bottom", dy=-4, fontSize=13).encode(
            x=alt.X("at:Q", scale=x), y=alt.value(0), text="name:N"
        ),
    ]
    title = f"How {inside(facts.title)} changed, person by person"
    table = [
        {"Change": fixed(float(at), places), "People": f"{int(many):,}"} for at, many in zip(change, n, strict=True)
    ]
    said = "; ".join(f"{line['Change']}: {line['People']}" for line in table)
    subtitle = [
        f"{facts.title}{on_scale(facts)}. {direction(facts)}".strip(),
        f"{people(pairs.pairs)} {_answered(pairs)}",
    ]
    return picture(drawn, title, subtitle, f"{title}. People by change in points: {said}.", height=240), table


def _answered(pairs: ScalePairs) -> str:
    return f"answered {both_times(pairs.wave_from, pairs.wave_to)}"


def _ways(pairs: ScalePairs) -> tuple[Bools, Bools, Bools]:
    return pairs.after > pairs.before, pairs.after == pairs.before, pairs.after < pairs.before


def _classes(pairs: ScalePairs) -> tuple[Floats, Ints]:
    """Distinct changes and their people, in equal classes about 0 where there are too many of them to draw."""
    change = np.round(pairs.after - pairs.before, 9)
    distinct = np.unique(change)
    if len(distinct) > MOST_BARS:
        width = 2 * float(np.abs(change).max()) / (MOST_BARS - 1)
        change = np.rint(change / width) * width
        distinct = np.unique(change)
    return distinct, np.array([int(pairs.n[change == at].sum()) for at in distinct], dtype=np.int64)
