"""What a study file says of answers: labels settled by the user, what bare numbers are, and what is no answer."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from decimal import Decimal
from typing import Literal, cast

from pydantic import Field

from measures.errors import StudyError
from measures.exports.column_rules import known_targets, nearest
from measures.exports.folding import shown
from measures.exports.labels import AnswerReader, Numbers, answer_reader, response_sets, stored_code
from measures.instrument import Instrument, Responses
from measures.results import Issue
from measures.strict import Strict, Texts

NUMBER_WORDS = ("codes", "counts")


class AnswerRules(Strict):
    """Everything a study file says of the answers of one file.

    `answers` is keyed by response list (`ucla3.how_often`) or item (`ucla3.left_out`), the item winning: labels with
    their codes, or "codes" or "counts" for bare numbers. `codes` are no answer in any question, outside its valid
    answers; `missing` are no answer in one item, response list or ready-made score, always. `decimal` is the decimal
    sign; `None` takes the table's own word.
    """

    answers: Mapping[str, Mapping[str, int] | str] = Field(default_factory=dict)
    codes: Texts = ()
    missing: Mapping[str, Texts] = Field(default_factory=dict)
    decimal: Literal[".", ","] | None = None


@dataclass(frozen=True, slots=True)
class ReaderMaker:
    """Makes the reader of each question under a study's rules, for a table with this decimal sign."""

    rules: AnswerRules
    decimal: Literal[".", ","] = "."

    def reader(self, instrument: Instrument, item_id: str, list_name: str) -> AnswerReader:
        """The reader of an item's answers by one of its response sets (see `labels.response_sets`)."""
        own = instrument.item(item_id).responses
        keys = dict.fromkeys((own, list_name, item_id))
        settled: dict[str, int] = {}
        numbers: Numbers | None = None
        for key in keys:
            said = self.rules.answers.get(f"{instrument.id}.{key}")
            responses = instrument.responses[list_name if key == list_name else own]
            if isinstance(said, str):
                numbers = cast("Numbers", said) if list_name in (own, key) else numbers
            elif said:
                settled |= {label: stored_code(responses, Decimal(code)) for label, code in said.items()}
        family = (item_id, *response_sets(instrument, item_id))
        if numbers is None and any(isinstance(self.rules.answers.get(f"{instrument.id}.{key}"), str) for key in family):
            numbers = "ask"  # numbers are codes of the set that is named, and of no other
        return answer_reader(
            instrument,
            list_name,
            settled=settled,
            numbers=numbers,
            set_missing=[word for key in keys for word in self.rules.missing.get(f"{instrument.id}.{key}", ())],
            codes=self.rules.codes,
            decimal=self.decimal,
        )


def check_answers(rules: AnswerRules, instruments: Mapping[str, Instrument]) -> None:
    """Check every key and code of a study's answer rules.

    Raises
    ------
    StudyError
        With every fault, each unknown name with the nearest known one.
    """
    faults = [*_answer_faults(rules, instruments), *_missing_faults(rules, instruments)]
    if faults:
        raise StudyError.of(faults)


def _answer_faults(rules: AnswerRules, instruments: Mapping[str, Instrument]) -> Iterator[Issue]:
    known = list(_answer_keys(instruments))
    for key, said in rules.answers.items():
        where = f"study, answers, '{key}'"
        lists = _lists(key, instruments)
        if not lists:
            yield _unknown_key(where, key, known)
        elif isinstance(said, str):
            if said not in NUMBER_WORDS:
                message = f"'{said}' says nothing about bare numbers."
                yield Issue("error", "answers", where, message, 'Write "codes" or "counts", or a table of labels.')
            elif said == "counts" and not any(responses.counts_from for responses in lists):
                message = "Its numbers cannot be counts: the instrument says no lowest counts for its answers."
                yield Issue("error", "answers", where, message, 'Write "codes", or a table of labels.')
        else:
            for label, code in said.items():
                if not any(responses.holds(Decimal(code)) for responses in lists):
                    message = f"The code {code} for '{shown(label)}' is none of this question's."
                    yield Issue("error", "answers", where, message, f"Its codes are {_codes(lists[0])}.")


def _missing_faults(rules: AnswerRules, instruments: Mapping[str, Instrument]) -> Iterator[Issue]:
    known = [*_answer_keys(instruments), *known_targets(instruments)]
    for key in rules.missing:
        if key not in known:
            yield _unknown_key(f"study, missing, '{key}'", key, known)


def _unknown_key(where: str, key: str, known: list[str]) -> Issue:
    near = nearest(key, known) or "Name a response list or an item, as in 'ucla3.how_often' or 'ucla3.left_out'."
    return Issue("error", "unknown_answers", where, "There is no response list or item of this name.", near)


def _answer_keys(instruments: Mapping[str, Instrument]) -> Iterator[str]:
    for instrument in instruments.values():
        yield from (f"{instrument.id}.{name}" for name in instrument.responses)
        yield from (f"{instrument.id}.{item.id}" for item in instrument.items)


def _lists(key: str, instruments: Mapping[str, Instrument]) -> list[Responses]:
    """The response lists a key speaks of."""
    instrument = instruments.get(key.split(".", 1)[0])
    name = re.sub(r"^[^.]*\.", "", key)
    if instrument is None:
        return []
    own = [instrument.responses[name]] if name in instrument.responses else []
    return own + [instrument.responses_of(item.id) for item in instrument.items if item.id == name]


def _codes(responses: Responses) -> str:
    if responses.is_numeric:
        return f"{responses.minimum} to {responses.maximum}"
    return ", ".join(f"{option.code} ({shown(option.label, 30)})" for option in responses.options)
