"""An instrument's worked examples, worked: the faults of a file that only scoring it can show."""

from __future__ import annotations

from collections.abc import Iterator
from decimal import Decimal

from measures.instrument import Example, Instrument
from measures.scoring import bands_of_answers, score_answers


def check_examples(instrument: Instrument) -> list[str]:
    """Score every worked example of an instrument without faults, and say which do not come out as written.

    A score may differ from the one written by half its last decimal: 4.83 stands for 4.8333.
    """
    return [
        f"examples, number {number}: {fault}"
        for number, example in enumerate(instrument.examples, start=1)
        for fault in _differences(instrument, example)
    ]


def _differences(instrument: Instrument, example: Example) -> Iterator[str]:
    scores = score_answers(instrument, example.answers, as_counts=example.as_counts)
    for scale, written in example.scores.items():
        score = scores[scale]
        if score is None:
            yield f"'{scale}' has no score from these answers, and the file says {written}."
        elif abs(Decimal(repr(score)) - written) > _half_the_last_decimal(written):
            yield f"'{scale}' comes out as {score:.10g}, and the file says {written}."
    for scale in example.no_score:
        if scores[scale] is not None:
            yield f"'{scale}' comes out as {scores[scale]:.10g}, and the file says that there is no score."
    bands = bands_of_answers(instrument, example.answers, as_counts=example.as_counts) if example.bands else {}
    for scale, label in example.bands.items():
        if bands.get(scale) != label:
            yield f"'{scale}' is in the band '{bands.get(scale) or 'none'}', and the file says '{label}'."


def _half_the_last_decimal(written: Decimal) -> Decimal:
    exponent = written.as_tuple().exponent
    places = exponent if isinstance(exponent, int) and exponent < 0 else None
    # whole numbers are meant exactly; the allowance is for the last bits of a float
    allowed = Decimal(0) if places is None else Decimal(5).scaleb(places - 1)
    return allowed + Decimal("1e-9")
