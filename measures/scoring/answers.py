"""One written answer to its code: how the worked examples of an instrument file are read."""

from __future__ import annotations

from fractions import Fraction

from measures.errors import InstrumentError
from measures.instrument import Answer, Instrument, fold
from measures.instrument_check import code_of, item_named


def coded(instrument: Instrument, name: str, answer: Answer, *, as_counts: bool = False) -> tuple[int | None, Fraction]:
    """Give the code of a label, code or number in whole units, and the unit; a code of None is no answer.

    `name` is an item's id, numbered where the item repeats (`goal.2`). Labels are looked up in the item's own list, and
    then in the sets that may stand in its place. With `as_counts` bare numbers are raw counts, where the list codes
    them.

    Raises
    ------
    InstrumentError
        There is no such item, or it has no such answer.
    """
    item = item_named(instrument, name)
    if item is None:
        raise InstrumentError(instrument.id, f"An example answers '{name}', which is no item.", "Mend the example.")
    responses = instrument.responses_of(item)
    if fold(str(answer)) in {fold(word) for word in responses.missing}:
        return None, Fraction(1)
    counted = as_counts and bool(responses.counts_from) and not isinstance(answer, str)
    code = code_of(instrument, item, answer, as_count=counted)
    if code is None:
        message = f"An example answers '{name}' with '{answer}', which is none of its answers."
        raise InstrumentError(instrument.id, message, "Mend the example.")
    unit = Fraction(1, Fraction(code).denominator)
    return int(Fraction(code) / unit), unit
