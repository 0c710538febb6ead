"""The sentences of pages, workbook and documents, each made from result rows alone.

Every function is pure and works on protected rows: a hidden figure is said to be hidden, never guessed. What a sentence
may claim is decided in `measures.report.evidence`. No sentence says that a programme made a change happen.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from measures.instrument import DOMAINS
from measures.report import phrases as say
from measures.report.beside_words import alike, beside_comparison, missed, of_programme
from measures.report.evidence import ENOUGH_PEOPLE, Verdict, verdict
from measures.report.hidden_words import no_group_sentence
from measures.report.level_words import level_finding, level_sentence, only_answers, tells_change
from measures.report.numbers import decimals, is_nought, people, percent
from measures.report.phrases import row_of
from measures.results import Row, ScaleFacts

DOMAIN_NAMES = {
    "social_connection": "Social connection",
    "choice": "Choice",
    "control": "Control",
    "skills": "Skills",
    "independence": "Independence",
    "strengths": "Strengths",
    "physical_activity": "Physical activity",
}
NO_COMPARISON = (
    "Without a comparison group we cannot say whether the programme made the difference: other things in people's "
    "lives changed over these months too."
)
DRIFT_UNKNOWN = (
    "Some drift back towards people's usual level may be part of any change. How much could not be estimated: for that "
    "it must be stated how people came to take part and how steady such answers are from one time to the next."
)
HIDDEN_MEANING = "[c] means hidden to protect people: shown with the rest, it could give away what somebody answered."
ABSENT_MEANING = "[x] means that there is no such figure."
NOT_SHOWN = "not shown, to protect the people who answered"
NOT_COMPUTED = "Not computed "
ENOUGH_TO_SHOW = 20  # under every policy an average of this many may be shown, unless it keeps a smaller group company
NOT_VALIDATED = (
    "{names}: written by this project and not yet validated. Read these as the start of a conversation, not as a "
    "measurement to set beside other places."
)
NOT_TESTED = "Each group is read on its own: whether the groups differ from each other was not tested here."


def headline(scales: Sequence[ScaleFacts], rows: Iterable[Row], main: str = "") -> tuple[str, ...]:
    """Say what changed in front of everything else: the declared outcome, else every scale by domain in fixed order.

    `main` is the outcome declared in the study file (`ucla3.total`), never the one that came out best.
    """
    listed = tuple(rows)
    declared = [facts for facts in scales if f"{facts.instrument}.{facts.scale}" == main]
    if declared:
        return (change_sentence(declared[0], listed),)
    return tuple(sentence for _, said in by_domain(scales, listed) for sentence in said)


def by_domain(scales: Iterable[ScaleFacts], rows: Iterable[Row]) -> tuple[tuple[str, tuple[str, ...]], ...]:
    """What was found about every scale, under the name of its first domain, domains in fixed order."""
    listed = tuple(row for row in rows if not row.group_by)
    found: dict[str, list[str]] = {}
    for facts in in_domain_order(scales):
        domain = DOMAIN_NAMES.get(facts.domains[0], facts.domains[0]) if facts.domains else "Over several domains"
        found.setdefault(domain, []).append(short_sentence(facts, listed))
    return tuple((domain, tuple(said)) for domain, said in found.items())


def short_sentence(facts: ScaleFacts, rows: Iterable[Row]) -> str:
    """Say in one line what was found about one scale, and which way is better where something moved."""
    mine = _overall(facts, rows)
    return say.sentences(finding(facts, mine), _way(facts, mine))


def in_domain_order(scales: Iterable[ScaleFacts]) -> tuple[ScaleFacts, ...]:
    """Scales by their first domain in the fixed order, those of several questions first; those of no domain last."""
    return tuple(sorted(scales, key=lambda facts: (_domain_rank(facts.domains), facts.single_item)))


def finding(facts: ScaleFacts, rows: Iterable[Row]) -> str:
    """Say in a few words, without a full stop, what was found about one scale: a chart's title, a line in a list."""
    mine = _overall(facts, rows)
    row = _change_row(mine)
    once = only_answers(facts, mine)
    if row is not None and row.status == "x" and once is not None:
        found = level_finding(facts, _name(facts), once)
    elif row is None or row.status == "x":
        found = _share_finding(facts, mine) or f"A change in {_name(facts)} could not be worked out"
    elif row.measure == "difference_unpaired":
        found = _unpaired_finding(facts, row)
    else:
        found = _paired_finding(facts, row, mine)
    return found if facts.validated else f"{found}; not yet validated"


def change_sentence(facts: ScaleFacts, rows: Iterable[Row]) -> str:
    """Say what happened to one scale, for how many people and how sure that is.

    Parameters
    ----------
    facts : ScaleFacts
        The scale's name, range and direction.
    rows : iterable of Row
        Result rows, protected or not; only the overall rows of this scale are read.

    Returns
    -------
    str
        One to four sentences. Means with one decimal more than the scale's step.
    """
    mine = _overall(facts, rows)
    row = _change_row(mine)
    once = only_answers(facts, mine)
    if row is not None and row.status == "x" and once is not None:
        said = level_sentence(facts, _name(facts), once)
    elif row is None or row.status == "x":
        said = say.sentences(_share_finding(facts, mine)) or _not_computable(facts, row)
    elif row.measure == "difference_unpaired":
        said = _unpaired_sentence(facts, row, mine)
    else:
        said = _paired_sentence(facts, row, mine)
    return said if facts.validated else f"{said} These are project questions, not yet validated."


def share_sentence(facts: ScaleFacts, rows: Iterable[Row]) -> str:
    """Say how many people gave the answers an instrument counts as its headline; empty where it has none."""
    return say.sentences(_share_finding(facts, _overall(facts, rows)))


def not_heard_sentence(facts: ScaleFacts, rows: Iterable[Row]) -> str:
    """Say who was not heard from again, how they had started, and what that could mean for the change."""
    mine = _overall(facts, rows)
    row = row_of(mine, "not_again")
    if row is None or row.status == "x":
        return ""
    if row.statistic is None or row.n is None:
        return "How many people were not heard from again is not shown, to protect people in small groups."
    count = round(row.statistic)
    asked = "this question" if facts.single_item else "these questions"
    if count == 0:
        return f"Everybody who answered {asked} the first time answered again."
    if only_answers(facts, mine) is not None:
        return ""
    who = f"{count:,} of {people(row.n)} {'was' if count == 1 else 'were'} not heard from again"
    if count == row.n:
        who = f"None of the {people(row.n)} who answered the first time was found again"
    kept = row_of(mine, "mean_change")
    return say.sentences(
        f"{who} on {asked}",
        _started(facts, row_of(mine, "not_again_difference")),
        _if_unchanged(facts, row_of(mine, "change_if_unchanged"), count, None if kept is None else kept.n),
    )


def exact_matches_sentence(facts: ScaleFacts, rows: Iterable[Row]) -> str:
    """Say what the average change is among those alone whose codes are exactly alike; empty where everybody's are."""
    row = row_of(_overall(facts, rows), "mean_change_exact_matches")
    if row is None:
        return ""
    start = "Some people were found again by codes that are not exactly alike"
    if row.status == "x":
        return say.sentences(f"{start}; nobody's are, so the change cannot be shown without them")
    if row.status == "c" or row.estimate is None or row.n is None:
        return say.sentences(f"{start}; the change without them is not shown, to protect people in small groups")
    found, places = verdict(facts, row), decimals(facts.step)
    average = f"without them, among {people(row.n)}, the average {say.moved(row.estimate, places)}"
    if found in ("rose", "fell"):
        average += f" ({say.between(row, places)})"
    elif found in ("same", "cannot tell"):
        average += f"; {say.anything(row, places)} would fit these answers"
    return say.sentences(f"{start}; {average}")


def group_sentences(facts: ScaleFacts, rows: Iterable[Row], group_by: str) -> tuple[str, ...]:
    """Say for each group that anybody is in what happened, in the rows' order, then name those that are hidden.

    The last sentence says that the groups were not tested against each other.
    """
    wanted = (facts.instrument, facts.scale, group_by, "mean_change")
    mine = [row for row in rows if (row.instrument, row.scale, row.group_by, row.measure) == wanted and row.n != 0]
    hidden = [row.group for row in mine if row.status == "c"]
    said = [_group_sentence(facts, row) for row in mine if row.status != "c"]
    if hidden and not said:
        return (no_group_sentence(hidden, row_of(_overall(facts, rows), "mean_change")),)
    if hidden:
        said.append(f"Not shown, to protect the people in {'them' if len(hidden) > 1 else 'it'}: {say.listed(hidden)}.")
    return (*said, NOT_TESTED) if mine else ()


def cautions(scales: Iterable[ScaleFacts], rows: Iterable[Row]) -> tuple[str, ...]:
    """Say what a reader must keep in mind beside every headline."""
    listed = tuple(rows)
    measured = {row.measure for row in listed if row.estimate is not None}
    told = tells_change(listed)
    said = []
    if told and not measured & {"ancova_effect", "difference_in_change"}:
        said.append(NO_COMPARISON)
    if told and "drift_low" not in measured:
        said.append(DRIFT_UNKNOWN)
    own = [facts.title.split(" (")[0] for facts in scales if not facts.validated]
    if own:
        said.append(NOT_VALIDATED.format(names=say.listed(own)))
    return tuple(said)


def _way(facts: ScaleFacts, rows: Iterable[Row]) -> str:
    """Which way is better, where something moved."""
    row = _change_row(_overall(facts, rows))
    found = verdict(facts, row) if row is not None else "not computable"
    return say.judged(facts, found) if found in ("rose", "fell") else ""


def _paired_finding(facts: ScaleFacts, row: Row, mine: Sequence[Row]) -> str:
    found, places, name = verdict(facts, row), decimals(facts.step), _name(facts)
    title = name[:1].upper() + name[1:]
    return {
        "hidden": f"{title}: {NOT_SHOWN}",
        "too few": f"Too few people {say.answered(say.waves_in(mine), row)} to say whether {name} changed",
        "no interval": _without_interval(title, row, mine, places),
        "same": f"{title} stayed the same, within {say.widest(row, places)} points either way",
        "cannot tell": f"We cannot tell whether {name} changed",
    }.get(found, f"{title} {found} by {say.size(row.estimate, places)} points on average ({say.between(row, places)})")


def _paired_sentence(facts: ScaleFacts, row: Row, mine: Sequence[Row]) -> str:
    found, places, name = verdict(facts, row), decimals(facts.step), _name(facts)
    answered = say.answered(say.waves_in(mine), row)
    if found == "hidden":
        return _hidden_sentence(facts, row, answered)
    if found == "too few":
        return f"Only {people(row.n or 0)}{of_programme(mine)} {answered}: too few to say whether {name} changed."
    among = f"Among the {people(row.n or 0)}{of_programme(mine)} who {answered}"
    if found == "no interval":
        return _sentence_without_interval(facts, row, mine, among)
    return say.sentences(*_claim(facts, row, mine, among), beside_comparison(mine, places))


def _claim(facts: ScaleFacts, row: Row, mine: Sequence[Row], among: str) -> tuple[str, ...]:
    """What may be claimed of a change with its interval, and which way is better."""
    found, places, name, scale = verdict(facts, row), decimals(facts.step), _name(facts), say.on_scale(facts)
    if found == "cannot tell":
        unsure = f"{among}, the average {say.moved(row.estimate, places)}, but {say.anything(row, places)} would fit"
        said = (f"We cannot tell whether {name} changed", f"{unsure} these answers{scale}")
        return (*said, say.direction(facts), missed(mine, places))
    if found == "same":
        within = f"within {say.widest(row, places)} points either way"
        return (f"{among}, {name} stayed the same, {within}{scale}", say.direction(facts))
    size = f"{say.size(row.estimate, places)} points on average ({say.between(row, places)})"
    return (f"{among}, {name} {found} by {size}{scale}", say.judged(facts, found))


def _sentence_without_interval(facts: ScaleFacts, row: Row, mine: Sequence[Row], among: str) -> str:
    places, scale = decimals(facts.step), say.on_scale(facts)
    if same := alike(row, mine, places):
        return say.sentences(f"{among}, {same}{scale}", say.direction(facts))
    average = f"{among}, the average {say.moved(row.estimate, places)}"
    return say.sentences(f"{average}{scale}", "How sure this is cannot be worked out", say.direction(facts))


def _without_interval(title: str, row: Row, mine: Sequence[Row], places: int) -> str:
    if same := alike(row, mine, places):
        return f"{title}: {same}"
    return f"{title}: the average {say.moved(row.estimate, places)}; how sure this is cannot be worked out"


def _hidden_sentence(facts: ScaleFacts, row: Row, answered: str) -> str:
    if row.n is None:
        return f"{facts.title}: {NOT_SHOWN}."
    why = "That is too few to show an average without giving away what somebody answered"
    if row.n >= ENOUGH_TO_SHOW:
        why = "Their average is not shown, because with it a smaller group's could be worked out"
    return say.sentences(f"{facts.title}: {people(row.n)} {answered}", why)


def _not_computable(facts: ScaleFacts, row: Row | None) -> str:
    why = row.note if row else ""
    if why.startswith(NOT_COMPUTED):
        return say.sentences(f"A change in {_name(facts)} could not be worked out, {why.removeprefix(NOT_COMPUTED)}")
    return say.sentences(f"A change in {_name(facts)} could not be worked out", why)


def _unpaired_finding(facts: ScaleFacts, row: Row) -> str:
    found, places, name = verdict(facts, row), decimals(facts.step), _name(facts)
    title = name[:1].upper() + name[1:]
    if found in ("rose", "fell"):
        apart = f"{say.size(row.estimate, places)} points {say.higher(found)} {say.at_wave(row.wave_to)}"
        return f"{title} was {apart} ({say.between(row, places)})"
    return {
        "hidden": f"{title}: {NOT_SHOWN}",
        "same": f"{title} was the same at both times, within {say.widest(row, places)} points either way",
    }.get(found, f"We cannot tell whether {name} differed")


def _unpaired_sentence(facts: ScaleFacts, row: Row, mine: Sequence[Row]) -> str:
    found, name = verdict(facts, row), _name(facts)
    counts = {each.wave_from: each.n for each in _measured(mine, "mean_all")}
    first, last = counts.get(row.wave_from), counts.get(row.wave_to)
    if found == "hidden" or first is None or last is None:
        return f"{facts.title}: {NOT_SHOWN}."
    start = (
        "These answers cannot be linked from person to person, so everybody who answered "
        f"{say.at_wave(row.wave_from)} ({people(first)}) is compared with everybody who answered "
        f"{say.at_wave(row.wave_to)} ({people(last)})"
    )
    if found in ("no interval", "too few") or min(first, last) < ENOUGH_PEOPLE:
        return say.sentences(start, f"They are too few to say whether {name} differed")
    note = "They may be different people, so this does not say how much anybody changed"
    result = f"{start}: {_apart(facts, row, found)}{say.on_scale(facts)}"
    return say.sentences(result, say.direction(facts), note)


def _apart(facts: ScaleFacts, row: Row, found: Verdict) -> str:
    places, name = decimals(facts.step), _name(facts)
    if found == "same":
        return f"{name} was the same, within {say.widest(row, places)} points either way"
    if found == "cannot tell":
        return f"we cannot tell whether {name} differed; {say.levels(row, places)} would fit these answers"
    apart = f"{say.size(row.estimate, places)} points {say.higher(found)} {say.at_wave(row.wave_to)}"
    return f"on average, {name} was {apart} ({say.between(row, places)})"


def _group_sentence(facts: ScaleFacts, row: Row) -> str:
    found, places = verdict(facts, row), decimals(facts.step)
    moved = f"{found} by {say.size(row.estimate, places)} points on average ({say.between(row, places)})"
    said = {
        "not computable": "could not be worked out",
        "too few": "too few to say",
        "no interval": f"the average {say.moved(row.estimate, places)}; how sure this is cannot be worked out",
        "same": f"stayed the same, within {say.widest(row, places)} points either way",
        "cannot tell": f"we cannot tell; {say.anything(row, places)} would fit",
    }.get(found, moved)
    return f"{row.group} ({people(row.n or 0)}): {said}."


def _share_finding(facts: ScaleFacts, mine: Sequence[Row]) -> str:
    shares = [row for row in _measured(mine, "headline_share") if row.status != "x"]
    if not shares:
        return ""
    return f"{facts.title}: {say.headline_answers(shares)}, {say.listed([_share(row) for row in shares])}"


def _share(row: Row) -> str:
    if row.status == "c" or row.estimate is None:
        return f"a number not shown, to protect people, {say.at_wave(row.wave_from)}"
    if row.statistic is None or row.n is None:
        return f"about {percent(row.estimate)} {say.at_wave(row.wave_from)}"
    return f"{round(row.statistic):,} of {people(row.n)} ({percent(row.estimate)}) {say.at_wave(row.wave_from)}"


def _started(facts: ScaleFacts, row: Row | None) -> str:
    if row is None or row.status or row.estimate is None:
        return ""
    found, places, name = verdict(facts, row), decimals(facts.step), _name(facts)
    if found in ("rose", "fell"):
        apart = f"{say.size(row.estimate, places)} points {say.higher(found)} on {name} ({say.between(row, places)})"
        return f"They had started {apart} than the people heard from again"
    return {
        "same": f"They had started at the same level of {name}, within {say.widest(row, places)} points either way",
        "cannot tell": f"We cannot tell whether they had started differently: {say.levels(row, places)} would fit",
    }.get(found, "They are too few to say whether they had started differently")


def _if_unchanged(facts: ScaleFacts, row: Row | None, count: int, kept: int | None) -> str:
    """What the average change would be; with three or more waves some come back, but not at the wave that counts."""
    if row is None or row.status or row.estimate is None:
        return ""
    places = decimals(facts.step)
    start = "If that person had not changed" if count == 1 else "If none of them had changed"
    if kept is not None and row.n is not None and row.n - kept != count:
        start = f"If nobody without answers {say.at_wave(row.wave_to)} had changed"
    if is_nought(row.estimate, places):
        return f"{start}, the average would have stayed where it was"
    way = "rise" if row.estimate > 0 else "fall"
    return f"{start}, the average {way} would be {say.size(row.estimate, places)} points"


def _name(facts: ScaleFacts) -> str:
    """The scale's name in mid sentence; that it is not validated is said apart from the name."""
    return say.inside(facts.title if facts.validated else facts.title.split(" (")[0])


def _change_row(mine: Sequence[Row]) -> Row | None:
    return row_of(mine, "difference_unpaired") or row_of(mine, "mean_change")


def _overall(facts: ScaleFacts, rows: Iterable[Row]) -> tuple[Row, ...]:
    mine = (facts.instrument, facts.scale, "")
    return tuple(row for row in rows if (row.instrument, row.scale, row.group_by) == mine)


def _measured(rows: Iterable[Row], measure: str) -> list[Row]:
    return [row for row in rows if row.measure == measure]


def _domain_rank(domains: Sequence[str]) -> int:
    return min((DOMAINS.index(domain) for domain in domains if domain in DOMAINS), default=len(DOMAINS))
