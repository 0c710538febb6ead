"""What the Check page shows to be corrected, and how the corrections become a study. It knows nothing of Streamlit."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from itertools import pairwise

import pandas as pd

from measures.app import grouping
from measures.app.grouping import ABOUT, GROUP_CHOICES
from measures.exports.answer_rules import ReaderMaker
from measures.exports.columns import ColumnRule
from measures.exports.folding import fold, shown
from measures.exports.recognition import holds_personal
from measures.exports.tables import CodedTable, ColumnUse, column_letter
from measures.inspection import Finding, Inspection
from measures.instrument import Instrument
from measures.people.dates import parse_dates
from measures.people.waves import ParticipantRules
from measures.study import Study, StudyFile
from measures.study_rules import answer_rules
from measures.suggestion import wave_values

NOT_USED = "Not used"
LEFT_OUT = "Left out (personal)"
CODE = "Person's code"
TIME_OF_ASKING = "Time of asking"
DATE = "Date"
OWN_WORDS = "People's own words"
FROM_TOOL = "Written by the survey tool"
ROLE_CHOICES = (NOT_USED, LEFT_OUT, CODE, TIME_OF_ASKING, DATE, *GROUP_CHOICES, OWN_WORDS, FROM_TOOL)
STATED = {LEFT_OUT: "drop", NOT_USED: "drop", OWN_WORDS: "quote"}
ROLE_WORDS = {
    "unused": NOT_USED, "drop": LEFT_OUT, "participant": CODE, "wave": TIME_OF_ASKING, "date": DATE, "group": ABOUT,
    "quote": OWN_WORDS, "metadata": FROM_TOOL,
}  # fmt: skip
LEAVE_OUT = "Leave it out"
MOST_UNKNOWN, LONGEST = 12, 60
USUAL_WAVES = ("before", "after")
SAYS_ITSELF = "The file says it itself"


@dataclass(frozen=True)
class Column:
    """One column of one file as the page lists it: what it is used as now, and why."""

    file: str
    header: str
    occurrence: int
    letter: str
    use: str
    why: str


def item_choices(library: Mapping[str, Instrument]) -> dict[str, str]:
    """Every question and ready-made score of the library as the page names it, with the target of study files."""
    questions = {
        f"{instrument.id}: {item.topic}": f"{instrument.id}.{item.id}"
        for instrument in library.values()
        for item in instrument.items
    }
    scores = {
        f"{instrument.id}: ready-made score, {scale.title}": f"{instrument.id}.scale:{scale.id}"
        for instrument in library.values()
        for scale in instrument.scales
    }
    return {**questions, **scores}


def columns_of(inspection: Inspection, library: Mapping[str, Instrument]) -> tuple[Column, ...]:
    """Every column of every file that could be read, in order."""
    names = {target: name for name, target in item_choices(library).items()}
    listed: list[Column] = []
    for found, table in _readable(inspection):
        seen: dict[str, int] = {}
        for use in table.map.uses:
            seen[use.header] = seen.get(use.header, 0) + 1
            letter = column_letter(use.position)
            listed.append(
                Column(
                    found.file.label,
                    use.header,
                    seen[use.header],
                    letter,
                    _words(use, names, inspection.suggested),
                    use.why,
                )
            )
    return tuple(listed)


def with_columns(
    study: Study, columns: Sequence[Column], uses: Sequence[str], library: Mapping[str, Instrument]
) -> Study:
    """The study after the user went through the list of columns; `uses` are the choices in the order of `columns`."""
    targets = item_choices(library)
    chosen = list(zip(columns, uses, strict=True))
    changed = [(column, use) for column, use in chosen if use != column.use]
    headers = {column.header for column, _ in changed}
    places = {(column.file, column.header, column.occurrence) for column, _ in changed}
    rules = [
        ColumnRule(header=column.header, occurrence=column.occurrence, file=column.file, to=((targets | STATED)[use],))
        for column, use in changed
        if use in (*targets, *STATED)
    ]
    kept = [rule for rule in study.column if (rule.file, rule.header, rule.occurrence) not in places]
    wave_column = next(iter(_headers(chosen, TIME_OF_ASKING)), None)
    dates = _headers(chosen, DATE)
    date = study.waves.date if study.waves.date in dates else next(iter(dates), None)
    return study.model_copy(
        update={
            "columns": {header: target for header, target in study.columns.items() if header not in headers},
            "column": (*kept, *rules),
            "participant": _participant(study, _headers(chosen, CODE)),
            "waves": study.waves.model_copy(update={"column": wave_column, "date": date}),
            "groups": grouping.with_groups(study, [(column.header, use) for column, use in chosen]),
            "files": study.files if wave_column in (None, study.waves.column) else _without_waves(study.files),
        }
    )


def with_waves(study: Study, order: str, files: Mapping[str, str], values: Mapping[str, str]) -> Study:
    """The study after the user said which waves there are (names with commas, first to last) and where they are.

    `files` gives each file's wave, or `SAYS_ITSELF`; `values` the wave that each text of the wave column stands for.
    """
    names = tuple(dict.fromkeys(name.strip() for name in order.split(",") if name.strip()))
    stated = {wave: tuple(text for text, given in values.items() if given == wave) for wave in names}
    listed = tuple(
        file.model_copy(update={"wave": _wave(files[file.label], file)}) if file.label in files else file
        for file in study.files
    )
    rules = {"order": names, "values": {wave: texts for wave, texts in stated.items() if texts} or study.waves.values}
    return study.model_copy(update={"waves": study.waves.model_copy(update=rules), "files": listed})


@dataclass(frozen=True)
class Unknown:
    """An answer that is none of its question's: the study's key for the response list, the answer, its choices."""

    key: str
    question: str
    answer: str
    options: Mapping[str, int]


def unknown_answers(inspection: Inspection, library: Mapping[str, Instrument]) -> tuple[Unknown, ...]:
    """Every different answer that its response list does not explain, with the answers it could stand for.

    Answers that may be free text or personal, and columns with very many such answers, are not listed: they are more
    likely a column that asks something else.
    """
    found: dict[tuple[str, str], Unknown] = {}
    for each, table in _readable(inspection):
        maker = ReaderMaker(answer_rules(inspection.suggested, each.file))
        for use in (use for use in table.map.uses if use.role == "item"):
            for unknown in _unknown_in(table, use, maker, library):
                found.setdefault((unknown.key, fold(unknown.answer)), unknown)
    return tuple(found.values())


def _unknown_in(
    table: CodedTable, use: ColumnUse, maker: ReaderMaker, library: Mapping[str, Instrument]
) -> tuple[Unknown, ...]:
    name, _, item_id = use.item.partition(".")
    instrument = library[name]
    item = next((item for item in instrument.items if item.id == item_id), None)
    if item is None or instrument.responses[item.responses].is_numeric:
        return ()
    reader = maker.reader(instrument, item_id, item.responses)
    options = {option.label: option.code for option in instrument.responses[item.responses].options}
    texts = table.map.table.frame.get_column(f"c{use.position}").unique().to_list()
    strange = sorted({text.strip() for text in texts if reader.read(text).kind in ("unknown", "bare_number")})
    if may_be_free_text(strange):
        return ()
    return tuple(Unknown(f"{name}.{item.responses}", item.wording, text, options) for text in strange)


def may_be_free_text(unknown: Collection[str]) -> bool:
    """Whether the different unknown answers of a column may be people's own words, or personal, and not be listed."""
    return len(unknown) > MOST_UNKNOWN or any(len(text) > LONGEST or holds_personal(text) for text in unknown)


def with_answers(study: Study, unknown: Sequence[Unknown], chosen: Sequence[str]) -> Study:
    """The study after the user said what unknown answers stand for: an option's label, `LEAVE_OUT`, or nothing yet."""
    answers = {key: dict(said) if isinstance(said, Mapping) else said for key, said in study.answers.items()}
    missing = {key: tuple(words) for key, words in study.missing.items()}
    for each, choice in zip(unknown, chosen, strict=True):
        stated = answers.setdefault(each.key, {}) if choice in each.options else None
        if isinstance(stated, dict):
            stated[each.answer] = each.options[choice]
        elif choice == LEAVE_OUT:
            missing[each.key] = (*missing.get(each.key, ()), each.answer)
    return study.model_copy(update={"answers": answers, "missing": missing})


def files_by_name(inspection: Inspection) -> dict[str, Finding]:
    """The files that hold one table each, by name: those whose time of asking can be given as a whole."""
    names = [found.file.label for found, _ in _readable(inspection)]
    return {found.file.label: found for found, _ in _readable(inspection) if names.count(found.file.label) == 1}


def followed_by(study: Study) -> str:
    """How people are followed from one time to the next, in a sentence."""
    columns = study.participant.columns or ((study.participant.column,) if study.participant.column else ())
    if columns:
        return f"People are followed by {' and '.join(repr(shown(name, 60)) for name in columns)}."
    return "No column says who is who, so everybody at one time is compared with everybody at another."


def wave_texts(inspection: Inspection) -> tuple[str, ...]:
    """The texts that the files' wave columns hold."""
    return tuple(dict.fromkeys(text for _, table in _readable(inspection) for text in wave_values(table)))


def wave_of_file(found: Finding) -> str:
    """The wave a file was taken for as a whole, or that it says it itself, row by row or column by column."""
    return found.table.map.wave or SAYS_ITSELF if found.table is not None else SAYS_ITSELF


def asked_between(found: Finding) -> tuple[pd.Timestamp, pd.Timestamp] | None:
    """The first and the last day on which forms of a file were answered; nothing where it has no readable dates."""
    date = next((use for use in found.table.map.uses if use.role == "date"), None) if found.table is not None else None
    if found.table is None or date is None:
        return None
    texts = found.table.map.table.frame.get_column(f"c{date.position}").unique().to_list()
    days = parse_dates(pd.Series(texts, dtype="str")).values.dropna()
    return (days.min(), days.max()) if len(days) else None


def waves_by_dates(inspection: Inspection, order: Sequence[str]) -> dict[str, str]:
    """The wave that each file's dates of answering suggest, to be confirmed by a person.

    Only where there are as many files as waves, none says its wave itself, all hold dates, and each file's dates lie
    wholly after those of the one before.
    """
    found = files_by_name(inspection)
    spans = {label: asked_between(each) for label, each in found.items()}
    days = {label: span for label, span in spans.items() if span is not None}
    itself = any(wave_of_file(each) != SAYS_ITSELF or each.waves for each in found.values())
    if itself or len(order) < 2 or not len(order) == len(found) == len(days) == len(_readable(inspection)):
        return {}
    ordered = sorted(days, key=lambda label: days[label])
    if any(days[later][0] <= days[sooner][1] for sooner, later in pairwise(ordered)):
        return {}
    return dict(zip(ordered, order, strict=True))


def _readable(inspection: Inspection) -> list[tuple[Finding, CodedTable]]:
    return [(found, found.table) for found in inspection.findings if found.table is not None]


def _words(use: ColumnUse, names: Mapping[str, str], study: Study) -> str:
    if use.role in ("item", "score"):
        return names.get(use.item, use.item)
    if use.role in ("group", "unused", "drop") and (said := grouping.use_of((use.item, use.header), study.groups)):
        return said
    return ROLE_WORDS.get(use.role, use.item or use.role)


def _headers(chosen: Sequence[tuple[Column, str]], wanted: str) -> list[str]:
    return list(dict.fromkeys(column.header for column, use in chosen if use == wanted))


def _participant(study: Study, headers: Sequence[str]) -> ParticipantRules:
    one, several = (headers[0], ()) if len(headers) == 1 else (None, tuple(headers))
    return study.participant.model_copy(update={"column": one, "columns": several, "none": not headers})


def _without_waves(files: Sequence[StudyFile]) -> tuple[StudyFile, ...]:
    """A column now says when each row was asked, so the files as a whole no longer do."""
    return tuple(file.model_copy(update={"wave": None}) for file in files)


def _wave(given: str, file: StudyFile) -> str | None:
    return None if given == SAYS_ITSELF else given or file.wave
