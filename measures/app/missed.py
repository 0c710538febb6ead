"""Questions that a file may ask without our knowing it; their answers give them away, and a person says if it is so.

They are questions reworded between two files, and sets of questions whose wording may not be carried here. What is
found knows nothing of Streamlit; `show` is the part of the Check page.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from difflib import SequenceMatcher
from functools import cached_property

import streamlit as st

from measures.app import state, widgets
from measures.exports.answer_rules import ReaderMaker
from measures.exports.column_rules import ColumnRule
from measures.exports.folding import fold, shown, words
from measures.exports.tables import CodedTable, ColumnUse, column_letter
from measures.inspection import Inspection
from measures.instrument import Instrument
from measures.study import Study
from measures.study_rules import answer_rules

FEWEST = 3  # questions of a set that is known by its answers alone
MOST_DIFFERENT = 12  # different texts in a column of answers to choose from
LIKE = 0.5  # how alike the wordings must be for a column to be chosen beforehand
NONE_OF_THEM = "None of them"
TWICE = "The column '{header}' is chosen for two questions. Choose it for the one it asks."


@dataclass(frozen=True)
class Reworded:
    """A question that other files ask and this one seems not to: its target, and the columns whose answers fit."""

    file: str
    target: str
    header: str
    candidates: tuple[ColumnRule, ...]
    likely: int | None


@dataclass(frozen=True)
class BySet:
    """Neighbouring columns whose answers, and number, are those of a set of questions we know by its topics only.

    `places` says where they stand; files that ask the same questions are one.
    """

    places: tuple[str, ...]
    title: str
    questions: tuple[tuple[str, str], ...]
    rules: tuple[ColumnRule, ...]


def reworded(inspection: Inspection, library: Mapping[str, Instrument]) -> tuple[Reworded, ...]:
    """Questions of a set that one file lacks and another has, where some column not yet used has fitting answers.

    No column is the likely one of two questions: of those it resembles, the most alike has it.
    """
    tables = _tables(inspection, library)
    asked = {use.item: use.header for each in tables for use in each.table.map.uses if use.role == "item"}
    found: list[Reworded] = []
    chosen: dict[tuple[str | None, str, int], tuple[float, int, int]] = {}  # by column: how alike, which question
    for each in tables:
        table = each.table
        here = {use.item for use in table.map.uses if use.role == "item"}
        sets = {item.partition(".")[0] for item in here}
        for target, header in asked.items():
            if target in here or target.partition(".")[0] not in sets:
                continue
            fitting = [use for use in each.unused if each.fits(use, target)]
            if fitting:
                alike = [SequenceMatcher(None, words(header), words(use.header)).ratio() for use in fitting]
                best = max(range(len(fitting)), key=alike.__getitem__)
                rules = tuple(_rule(table, use, target) for use in fitting)
                if alike[best] >= LIKE and alike[best] > chosen.get(_place(rules[best]), (0.0, 0, 0))[0]:
                    chosen[_place(rules[best])] = (alike[best], len(found), best)
                found.append(Reworded(table.map.table.name, target, header, rules, None))
    likely = {question: best for _, question, best in chosen.values()}
    return tuple(replace(each, likely=likely.get(question)) for question, each in enumerate(found))


def by_set(inspection: Inspection, library: Mapping[str, Instrument]) -> tuple[BySet, ...]:
    """Runs of unused columns that may be a whole set of questions whose wording its licence keeps from us.

    A run fits where it is as long as the set, every answer in it is one of the set's answers as written, and at least
    two different ones were given.
    """
    found: dict[tuple[str, tuple[tuple[str, str], ...]], BySet] = {}
    for each in _tables(inspection, library):
        table = each.table
        known = {use.item.partition(".")[0] for use in table.map.uses if use.holds_answers}
        for instrument in library.values():
            if instrument.wording_may_ship or instrument.id in known or len(instrument.items) < FEWEST:
                continue
            targets = [f"{instrument.id}.{item.id}" for item in instrument.items]
            for run in each.runs(targets):
                first, last = column_letter(run[0].position), column_letter(run[-1].position)
                questions = tuple((use.header, item.topic) for use, item in zip(run, instrument.items, strict=True))
                rules = tuple(_rule(table, use, target) for use, target in zip(run, targets, strict=True))
                same = found.get((instrument.id, questions), BySet((), instrument.title, questions, ()))
                places = (*same.places, f"{table.map.table.name}, columns {first} to {last}")
                found[instrument.id, questions] = replace(same, places=places, rules=(*same.rules, *rules))
    return tuple(found.values())


def named_twice(rules: Sequence[ColumnRule]) -> str:
    """The header of a column for which two questions are chosen, of which only one could be read; empty if none is."""
    places = [_place(rule) for rule in rules]
    return next((rule.header for rule, place in zip(rules, places, strict=True) if places.count(place) > 1), "")


def with_rules(study: Study, rules: Sequence[ColumnRule]) -> Study:
    """The study after the user said what these columns ask."""
    places = set(map(_place, rules))
    kept = [rule for rule in study.column if _place(rule) not in places]
    return study.model_copy(update={"column": (*kept, *rules)})


def show(current: state.Work, inspection: Inspection) -> None:
    """The part of the page, or nothing where every question was found."""
    library = state.library()
    lacking, sets = state.kept(
        "missed", current.digest, lambda: (reworded(inspection, library), by_set(inspection, library))
    )
    if not lacking and not sets:
        return
    with st.container(border=True, key="missed"), st.form("missed_form", border=False):
        st.markdown("**Are these questions we know?**")
        rules: list[ColumnRule] = []
        for number, each in enumerate(lacking):
            widgets.say(
                f"{each.file} has no column '{each.header}', which another file has. Without it that set of questions "
                "cannot be compared."
            )
            headers = [NONE_OF_THEM, *(rule.header for rule in each.candidates)]
            chosen = st.selectbox(
                "The same question in other words is",
                range(len(headers)),
                index=0 if each.likely is None else each.likely + 1,
                format_func=headers.__getitem__,
                key=f"reworded_{number}_{current.digest}",
            )
            rules += [each.candidates[chosen - 1]] if chosen else []
        for number, found in enumerate(sets):
            widgets.say(
                f"{'; '.join(found.places)}: these have the answers of the {found.title}. Its licence keeps its "
                "wording from us, so we cannot know it by its questions."
            )
            widgets.show_table(
                [{"Your question": question, "Its topic there": topic} for question, topic in found.questions],
                alt=f"Your questions and the topics of the {found.title}, in their order",
                numbers=(),
            )
            if st.checkbox(
                widgets.literal(f"These are the {found.title}, in this order"), key=f"set_{number}_{current.digest}"
            ):
                rules += found.rules
        if st.form_submit_button("Use these questions", key="use_missed") and rules:
            if twice := named_twice(rules):
                widgets.warn(TWICE.format(header=shown(twice, 60)))
                return
            state.settle(with_rules(current.study, rules))
            st.rerun()


def _tables(inspection: Inspection, library: Mapping[str, Instrument]) -> list[_Table]:
    study = inspection.suggested
    return [
        _Table(found.table, ReaderMaker(answer_rules(study, found.file)), library)
        for found in inspection.findings
        if found.table is not None
    ]


@dataclass(frozen=True)
class _Table:
    """A table with what reads its answers."""

    table: CodedTable
    maker: ReaderMaker
    library: Mapping[str, Instrument]

    @cached_property
    def texts(self) -> dict[int, set[str]]:
        """The different texts of each unused column."""
        frame = self.table.map.table.frame
        given = {use.position: frame.get_column(f"c{use.position}").unique().to_list() for use in self.unused}
        return {at: {text.strip() for text in texts if text and text.strip()} for at, texts in given.items()}

    @cached_property
    def unused(self) -> list[ColumnUse]:
        return [use for use in self.table.map.uses if use.role == "unused" and use.header.strip()]

    def runs(self, targets: Sequence[str]) -> list[list[ColumnUse]]:
        """Neighbouring unused columns, just as many as the targets, that hold the answers of each."""
        alike = _runs([use for use in self.unused if self.fits(use, targets[0])])
        return [run for run in alike if len(run) == len(targets) and all(map(self.fits, run, targets))]

    def fits(self, use: ColumnUse, target: str) -> bool:
        """Whether a column holds answers of a question as they are written, and at least two different ones."""
        name, _, item_id = target.partition(".")
        instrument = self.library[name]
        item = next((item for item in instrument.items if item.id == item_id), None)
        if item is None or instrument.responses[item.responses].is_numeric:
            return False
        texts = self.texts[use.position]
        if not 2 <= len({fold(text) for text in texts}) <= MOST_DIFFERENT:
            return False
        reader = self.maker.reader(instrument, item_id, item.responses)
        kinds = [reader.read(text).kind for text in texts]
        return kinds.count("code") >= 2 and set(kinds) <= {"code", "blank", "missing"}


def _runs(uses: Sequence[ColumnUse]) -> list[list[ColumnUse]]:
    runs: list[list[ColumnUse]] = []
    for use in uses:
        if runs and runs[-1][-1].position == use.position - 1:
            runs[-1].append(use)
        else:
            runs.append([use])
    return runs


def _place(rule: ColumnRule) -> tuple[str | None, str, int]:
    return rule.file, rule.header, rule.occurrence


def _rule(table: CodedTable, use: ColumnUse, target: str) -> ColumnRule:
    headers = [each.header for each in table.map.uses if each.position <= use.position]
    return ColumnRule(header=use.header, occurrence=headers.count(use.header), file=table.map.table.name, to=(target,))
