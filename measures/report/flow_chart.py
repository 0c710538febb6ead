"""The flow picture: from forms read, by way of people at each time, to the people whose change is counted."""

from __future__ import annotations

import textwrap
from collections.abc import Sequence
from dataclasses import dataclass, field

import altair as alt

from measures.disclosure import Protected
from measures.report import theme, words
from measures.report.charts import Picture, chart, picture
from measures.report.flow_words import people_sentence
from measures.report.hidden_words import FLOW_ROUNDED, adding_up
from measures.report.numbers import counted, people
from measures.report.phrases import at_wave
from measures.report.tables import HIDDEN, REASONS, step_name
from measures.results import Evaluation, FlowStep, ScaleFacts

LINE, PADDING, GAP, BETWEEN = 19, 12, 34, 24  # pixels: of a line of text, inside a box, below and beside a box
LETTER = 7.4  # pixels of an average letter of 14 pixels, on the wide side
NARROWER = 0.72  # of a line is filled, so that smaller letters still fit on a phone
HIDDEN_WORDS = f"{HIDDEN} hidden to protect people"


@dataclass(frozen=True, slots=True)
class _Box:
    """Lines of text in a frame, the first `bold` of them bold; `x` to `x2` across, `y` down to `y2`, in pixels."""

    lines: tuple[str, ...]
    bold: int
    x: float
    x2: float
    y: float

    @property
    def y2(self) -> float:
        """Where it ends below."""
        return self.y + LINE * len(self.lines) + 2 * PADDING

    @property
    def middle(self) -> float:
        """Its middle across."""
        return (self.x + self.x2) / 2


@dataclass
class _Drawing:
    """Boxes and the arrows between them, as they are put down from above."""

    boxes: list[_Box] = field(default_factory=list)
    arrows: list[tuple[float, float, float, float]] = field(default_factory=list)

    def row(self, texts: Sequence[Sequence[str]], y: float) -> list[_Box]:
        """Boxes side by side over the whole width, at least as tall as the tallest of them needs."""
        width = (theme.WIDTH - BETWEEN * (len(texts) - 1)) / len(texts)
        letters = int((width - 2 * PADDING) / LETTER * NARROWER)
        wrapped = [[textwrap.wrap(text, letters) for text in said] for said in texts]
        tallest = max(sum(map(len, said)) for said in wrapped)
        placed = []
        for at, said in enumerate(wrapped):
            lines = [line for text in said for line in text]
            lines += [""] * (tallest - len(lines))
            left = at * (width + BETWEEN)
            placed.append(_Box(tuple(lines), len(said[0]), left, left + width, y))
        self.boxes += placed
        return placed

    def join(self, above: Sequence[_Box], below: Sequence[_Box]) -> None:
        """An arrow from each box above to the box below it, or to the only one."""
        for at, box in enumerate(above):
            target = below[at] if len(below) == len(above) else below[0]
            reach = min(max(box.middle, target.x + PADDING), target.x2 - PADDING)
            self.arrows.append((box.middle, box.y2, reach, target.y))


def flow_picture(protected: Protected[Evaluation], facts: ScaleFacts | None = None) -> Picture | None:
    """Draw forms read, set aside, people at each time, who was found again and how, and whose change is counted.

    Parameters
    ----------
    protected : Protected[Evaluation]
        Numbers hidden or rounded by its policy are said to be so.
    facts : ScaleFacts, optional
        The scale whose scores the last boxes are about.

    Returns
    -------
    Picture or None
        Boxes with text, arrows from above to below; nothing where no flow is known.
    """
    flow = protected.value.flow
    waves = list(dict.fromkeys(step.wave for step in flow if step.step == "people"))
    if not waves:
        return None
    rows = [row for row in _texts(flow, waves, facts) if row]
    drawing, y = _Drawing(), 0.0
    above: list[_Box] = []
    for row in rows:
        placed = drawing.row(row, y)
        drawing.join(above, placed)
        above, y = placed, placed[0].y2 + GAP
    rounded = any(issue.code == FLOW_ROUNDED for issue in protected.value.issues)
    title = people_sentence(flow, rounded=rounded).removesuffix(".")
    hidden = any(HIDDEN in line for row in rows for text in row for line in text)
    notes = [
        _without_wave(flow),
        adding_up(protected.value.issues, FLOW_ROUNDED),
        words.HIDDEN_MEANING if hidden else "",
    ]
    said = "; then ".join(". ".join(", ".join(text) for text in row) for row in rows)
    return _drawn(drawing, title, [note for note in notes if note], f"{title}. {said}.", y - GAP)


def _texts(
    flow: Sequence[FlowStep], waves: Sequence[str], facts: ScaleFacts | None
) -> tuple[list[list[str]], list[list[str]], list[list[str]], list[list[str]]]:
    """The text of every box, row by row."""
    named = f"{facts.instrument}.{facts.scale}" if facts is not None else ""
    read = [[f"{_forms(_of(flow, 'rows_read', wave))} read {at_wave(wave)}", *_aside(flow, wave)] for wave in waves]
    answered = [
        [f"{_who(_of(flow, 'people', wave))} answered {at_wave(wave)}", *_only_once(flow, wave)] for wave in waves
    ]
    stages, often = _of(flow, "matched", ""), "both times" if len(waves) == 2 else "more than once"
    matched = [[f"{_who(stages)} found {often}", *_stages(stages)]] if stages else []
    used = [step for step in flow if step.reason == named and step.step == "pairs_used"]
    scored = [step for step in flow if step.reason == named and step.step == "scored"]
    if facts is None:
        return read, answered, matched, []
    if used:
        named = step_name(used[0], flow)
        in_line = f"{named[:1].lower()}{named[1:]}"
        return read, answered, matched, [[f"{_who(used)} {in_line}: {facts.title}"]]
    apart = [[f"{_who([step])} with a score {at_wave(step.wave)}: {facts.title}"] for step in scored]
    return read, answered, matched, apart


def _of(flow: Sequence[FlowStep], name: str, wave: str) -> list[FlowStep]:
    return [step for step in flow if step.step == name and step.wave == wave]


def _total(steps: Sequence[FlowStep]) -> int | None:
    known = [step.n for step in steps if step.n is not None]
    return sum(known) if len(known) == len(steps) else None


def _who(steps: Sequence[FlowStep]) -> str:
    total = _total(steps)
    return f"{HIDDEN_WORDS}: people" if total is None else people(total)


def _forms(steps: Sequence[FlowStep]) -> str:
    total = _total(steps)
    return f"{HIDDEN_WORDS}: forms" if total is None else counted(total, "form", "forms")


def _aside(flow: Sequence[FlowStep], wave: str) -> list[str]:
    """What became of forms that do not count at this time, a line for each reason."""
    aside = [f"{_number(step)} set aside: {step.reason}" for step in _of(flow, "set_aside", wave)]
    again = [f"{_number(step)} further forms of the same person" for step in _of(flow, "repeat_answers", wave)]
    return [*aside, *again]


def _only_once(flow: Sequence[FlowStep], wave: str) -> list[str]:
    said = {"code in this wave only": "only this time", "no code": "without a code"}
    return [f"{_number(step)} {said.get(step.reason, step.reason)}" for step in _of(flow, "one_wave_only", wave)]


def _stages(steps: Sequence[FlowStep]) -> list[str]:
    return [f"{_number(step)}: {REASONS.get(step.reason, step.reason)}" for step in steps]


def _number(step: FlowStep) -> str:
    return HIDDEN if step.n is None else f"{step.n:,}"


def _without_wave(flow: Sequence[FlowStep]) -> str:
    """Forms that were set aside before it was known when they were filled in."""
    aside = [step for step in flow if step.step == "set_aside" and not step.wave and "." not in step.reason]
    if not aside:
        return ""
    return f"Set aside, of no stated time: {'; '.join(f'{_number(step)} {step.reason}' for step in aside)}."


def _drawn(drawing: _Drawing, title: str, notes: Sequence[str], said: str, height: float) -> Picture:
    across = alt.X("x:Q", scale=alt.Scale(domain=[0, theme.WIDTH], nice=False), axis=None)
    down = alt.Y("y:Q", scale=alt.Scale(domain=[height, 0], nice=False), axis=None)
    frames = [{"x": box.x, "x2": box.x2, "y": box.y, "y2": box.y2} for box in drawing.boxes]
    texts = [
        {"x": box.x + PADDING, "y": box.y + PADDING + LINE * (at + 0.5), "text": line, "bold": at < box.bold}
        for box in drawing.boxes
        for at, line in enumerate(box.lines)
        if line
    ]
    lines = [dict(zip(("x", "y", "x2", "y2"), arrow, strict=True)) for arrow in drawing.arrows]
    lines = [{**line, "y2": line["y2"] - 4} for line in lines]
    heads = [{"x": line["x2"], "y": line["y2"]} for line in lines]
    words_of = (
        chart(texts)
        .mark_text(align="left", baseline="middle", fontSize=theme.small_where_narrow(14, 10))
        .encode(x=across, y=down, text="text:N")
    )
    layers = [
        chart(frames).mark_rect(fill=theme.PAPER, stroke=theme.QUIET).encode(x=across, y=down, x2="x2:Q", y2="y2:Q"),
        chart(lines).mark_rule(color=theme.QUIET).encode(x=across, y=down, x2="x2:Q", y2="y2:Q"),
        chart(heads)
        .mark_point(shape="triangle-down", size=60, filled=True, opacity=1, color=theme.QUIET)
        .encode(x=across, y=down),
        words_of.transform_filter("datum.bold").mark_text(
            align="left", baseline="middle", fontSize=theme.small_where_narrow(14, 10), fontWeight=600
        ),
        words_of.transform_filter("!datum.bold"),
    ]
    return picture(layers, title, notes, said, round(height), theme.AROUND // 2)
