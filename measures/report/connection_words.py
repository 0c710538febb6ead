"""Sentences and tables about connections, from protected result rows alone."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from measures.report.numbers import counted, fixed, p_value, people, percent
from measures.report.phrases import at_wave, both_times, listed
from measures.report.tables import ABSENT, HIDDEN, blank
from measures.results import Row

CHANCE = "so chance alone could explain it"
NAMES = {
    "nodes": "Organisations", "ties": "Ties", "density": "Ties of those possible", "mean_degree": "Ties of each",
    "arc_reciprocity": "Ties returned", "degree_centralisation": "How far ties gather on one (0 to 1)",
    "betweenness_centralisation": "How far ways lead through one (0 to 1)", "components": "Parts that hang together",
    "largest_component_share": "In the largest part", "articulation_points": "Organisations that hold a part on",
}  # fmt: skip
SHARES = ("density", "arc_reciprocity", "largest_component_share", "ladder_share", "ladder_up", "ladder_down")
WHOLE = ("nodes", "ties", "components", "articulation_points", "members")


def network_sentences(rows: Sequence[Row], kind: str) -> list[str]:
    """What a network between organisations looks like, and how it changed."""
    mine = [row for row in rows if row.scale == kind and not row.group]
    waves = list(dict.fromkeys(row.wave_from for row in mine if row.measure == "nodes"))
    said = []
    for wave in waves:
        found = {row.measure: row for row in mine if row.wave_from == row.wave_to == wave and not row.category}
        nodes, ties, degree = (_estimate(found.get(name)) for name in ("nodes", "ties", "mean_degree"))
        if nodes is None or ties is None or degree is None:
            continue
        at = f"{at_wave(wave)}, " if wave else ""
        sentence = (
            f"{at}{counted(round(nodes), 'organisation', 'organisations')} had {counted(round(ties), 'tie', 'ties')}"
        )
        said.append(f"{sentence[:1].upper()}{sentence[1:]}: {fixed(degree, 1)} each on average.")
    said += [_density_sentence(row) for row in mine if row.measure == "density_change" and row.estimate is not None]
    last = waves[-1] if waves else ""
    mixed = [row for row in mine if row.measure == "ei_index" and row.estimate is not None and row.wave_from == last]
    said += [_mixing_sentence(row, mine) for row in mixed]
    return said


def growth_sentences(rows: Iterable[Row]) -> list[str]:
    """How memberships grew, with the caveat that belongs to every such number."""
    said = []
    for row in rows:
        if (
            row.measure != "growth_ratio"
            or row.group
            or row.estimate is None
            or row.ci_low is None
            or row.ci_high is None
        ):
            continue
        what = row.scale.replace("_", " ")
        said.append(
            f"{what.capitalize()}: {fixed(row.estimate, 2)} times as many {at_wave(row.wave_to)} as "
            f"{at_wave(row.wave_from)} ({fixed(row.ci_low, 2)} to {fixed(row.ci_high, 2)})."
        )
    if said:
        said.append(
            "Both counts are of one register, in which the same people may stand twice. The interval shows how far "
            "counts of this size vary by chance; it does not say what made them grow."
        )
    return said


def personal_sentences(rows: Sequence[Row]) -> list[str]:
    """How many people somebody names, before and after."""
    found = {row.measure: row for row in rows if row.scale == "personal" and not row.category}
    change, before, after = (found.get(f"network_size_{name}") for name in ("change", "before", "after"))
    if change is None:
        return []
    if change.estimate is None or before is None or after is None or before.estimate is None or after.estimate is None:
        return [change.note or "How many people are named is not shown, to protect those who answered."]
    interval = ""
    if change.ci_low is not None and change.ci_high is not None:
        interval = f" (change {fixed(change.ci_low, 1)} to {fixed(change.ci_high, 1)})"
    asked = people(change.n) if change.n is not None else "people"
    went = f"from {fixed(before.estimate, 1)} to {fixed(after.estimate, 1)} on average{interval}"
    who = f"Among {asked} who answered {both_times(change.wave_from, change.wave_to)}"
    said = [f"{who}, the number of people named went {went}."]
    parts = [
        f"{round(row.statistic):,} {words}"
        for name, words in (("ties_new", "new"), ("ties_kept", "kept"), ("ties_lost", "no longer named"))
        if (row := found.get(name)) is not None and row.statistic is not None
    ]
    return [*said, f"Of all those named, {listed(parts)}."] if parts else said


def ladder_sentences(rows: Sequence[Row]) -> list[str]:
    """Who moved up or down a ladder."""
    found = {row.measure: row for row in rows if row.scale == "ladder" and not row.category}
    up, down, test = (found.get(name) for name in ("ladder_up", "ladder_down", "marginal_homogeneity"))
    if up is None or down is None:
        return []
    if up.estimate is None or down.estimate is None or up.n is None:
        return [up.note or "Moves on the ladder are not shown, to protect those who are on it."]
    tested = f" ({p_value(test.p_value)})" if test is not None and test.p_value is not None else ""
    moved = f"{percent(up.estimate)} moved up and {percent(down.estimate)} down{tested}"
    return [f"Of {up.n:,} on the ladder {both_times(up.wave_from, up.wave_to)}, {moved}."]


def network_table(rows: Sequence[Row], kind: str) -> list[dict[str, str]]:
    """The main figures of one kind of tie, one column for each wave."""
    mine = [row for row in rows if row.scale == kind and not row.group and not row.category and row.measure in NAMES]
    waves = list(dict.fromkeys(row.wave_from for row in mine))
    cells = {(row.measure, row.wave_from): _cell(row) for row in mine}
    return [
        {"Figure": name, **{wave or "Now": cells.get((measure, wave), ABSENT) for wave in waves}}
        for measure, name in NAMES.items()
        if any((measure, wave) in cells for wave in waves)
    ]


def organisations_table(rows: Sequence[Row], kind: str, wave: str, most: int = 12) -> list[dict[str, str]]:
    """The organisations through which most of the shortest ways lead, with their ties."""
    mine = [
        row for row in rows if row.scale == kind and row.wave_from == row.wave_to == wave and row.group_by == "node"
    ]
    by_node: dict[str, dict[str, Row]] = {}
    for row in mine:
        by_node.setdefault(row.group, {})[f"{row.measure} {row.category}".strip()] = row
    ranked = sorted(by_node.items(), key=lambda one: (-(_estimate(one[1].get("betweenness")) or 0.0), one[0]))
    heads = {"degree in": "Ties in", "degree out": "Ties out", "degree": "Ties", "betweenness": "Ways through it"}
    return [
        {"Organisation": node, **{head: _cell(found[key]) for key, head in heads.items() if key in found}}
        for node, found in ranked[:most]
    ]


def growth_table(rows: Iterable[Row]) -> list[dict[str, str]]:
    """Growth place by place."""
    return [
        {
            "Place": row.group,
            "Count": row.scale.replace("_", " "),
            "Times as many": _cell(row),
            "Interval": _interval(row),
        }
        for row in rows
        if row.measure == "growth_ratio" and row.group
    ]


def ladder_table(rows: Iterable[Row]) -> list[dict[str, str]]:
    """Shares on each rung at each time, highest rung first."""
    shares = [row for row in rows if row.measure == "ladder_share"]
    waves = list(dict.fromkeys(row.wave_from for row in shares))
    cells = {(row.category, row.wave_from): _cell(row) for row in shares}
    rungs = list(dict.fromkeys(row.category for row in shares))[::-1]
    return [{"Rung": rung, **{wave: cells.get((rung, wave), ABSENT) for wave in waves}} for rung in rungs]


def _density_sentence(row: Row) -> str:
    way = "denser" if (row.estimate or 0) > 0 else "less dense"
    if row.estimate == 0:
        return f"From {row.wave_from} to {row.wave_to} as many of the possible ties were there."
    sure = "" if row.p_value is not None and row.p_value < 0.05 else f", {CHANCE}"
    return (
        f"From {row.wave_from} to {row.wave_to} the network became {way} ({p_value(row.p_value)} against swapped "
        f"waves{sure}). Networks often shrink: neither way is good by itself."
    )


def _mixing_sentence(row: Row, mine: Sequence[Row]) -> str:
    about = (row.category, row.wave_from)
    tests = (other for other in mine if other.measure == "ei_permutation")
    test = next((other for other in tests if (other.category, other.wave_from) == about), None)
    across = (1 + (row.estimate or 0.0)) / 2
    at = f" {at_wave(row.wave_from)}" if row.wave_from else ""
    chance = ""
    if test is not None and test.p_value is not None:
        chance = f" Chance alone could give this ({p_value(test.p_value)})."
        if test.p_value < 0.05:
            chance = f" That is fewer than chance would give ({p_value(test.p_value)})."
    return f"{percent(across)} of ties{at} lead to another {row.category.replace('_', ' ')}.{chance}"


def _cell(row: Row) -> str:
    if row.status == "c":
        return HIDDEN
    if row.estimate is None:
        return ABSENT
    if row.measure in SHARES:
        return percent(row.estimate)
    return f"{row.estimate:,.0f}" if row.measure in (*WHOLE, "degree") else fixed(row.estimate, 2)


def _interval(row: Row) -> str:
    if row.ci_low is None or row.ci_high is None:
        return blank(row)
    return f"{fixed(row.ci_low, 2)} to {fixed(row.ci_high, 2)}"


def _estimate(row: Row | None) -> float | None:
    return None if row is None else row.estimate
