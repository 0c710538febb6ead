"""One written answer to its code: how the worked examples of an instrument file are read."""

from __future__ import annotations

from fractions import Fraction

from measures.errors import InstrumentError
from measures.instrument import Answer, Instrument, Responses, fold
from measures.scoring.columns import base_item


def code_of(
    instrument: Instrument, item: str, answer: Answer, *, as_counts: bool = False
) -> tuple[int | None, Fraction]:
    """Give the code of a label, code or number, and the unit the code counts; a code of None is no answer.

    Labels are looked up in the item's own list, then in the sets that may stand in its place. With `as_counts` bare
    numbers are raw counts, coded by the list's `counts_from`.

    Raises
    ------
    InstrumentError
        There is no such item, or it has no such answer.
    """
    base = base_item(item)
    if base not in {known.id for known in instrument.items}:
        raise InstrumentError(instrument.id, f"An example answers '{item}', which is no item.", "Mend the example.")
    responses = instrument.responses_of(base)
    if fold(str(answer)) in {fold(word) for word in responses.missing}:
        return None, Fraction(1)
    if not isinstance(answer, str):
        number = Fraction(answer)
        if as_counts and responses.counts_from and number >= responses.counts_from[0]:
            return _counted(responses, number), Fraction(1)
        if responses.is_numeric:
            unit = Fraction(1, number.denominator)
            return int(number / unit), unit
        if number in responses.labels:
            return int(number), Fraction(1)
    else:
        variants = (
            other for other in instrument.responses.values() if other.in_place_of == instrument.item(base).responses
        )
        for listed in (responses, *variants):
            for option in listed.options:
                if fold(answer) in {fold(word) for word in (option.label, *option.aliases, *option.warn)}:
                    return (option.code if option.as_ is None else option.as_), Fraction(1)
    raise InstrumentError(
        instrument.id,
        f"An example answers '{item}' with '{answer}', which is none of its answers.",
        "Mend the example.",
    )


def _counted(responses: Responses, number: Fraction) -> int:
    """The option whose counts begin at or below a number, and nearest to it."""
    starts = zip(responses.options, responses.counts_from, strict=True)
    return [option.code for option, start in starts if start <= number][-1]
