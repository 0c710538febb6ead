"""Worked examples that do not come out as written are said in an author's words."""

from decimal import Decimal

from measures.library import load_instrument, shipped_instruments
from measures.worked_examples import check_examples


def brs_with(**changes):
    instrument = load_instrument(shipped_instruments() / "brs.toml")
    first = instrument.examples[0].model_copy(update=changes)
    return instrument.model_copy(update={"examples": (first,)})


def test_a_wrong_score_is_said_with_the_right_one():
    """(5 + 5 + 5 + 5 + 5 + 4) / 6 = 4.8333."""
    answers = dict(zip([item.id for item in brs_with().items], (5, 1, 5, 1, 5, 2), strict=True))
    wrong = brs_with(answers=answers, scores={"total": Decimal("4.84")}, bands={})
    assert check_examples(wrong) == ["examples, number 1: 'total' comes out as 4.833333333, and the file says 4.84."]
    for written in ("4.83", "4.8", "4.8333"):
        assert check_examples(brs_with(answers=answers, scores={"total": Decimal(written)}, bands={})) == []


def test_a_whole_number_is_meant_exactly():
    assert check_examples(brs_with(scores={"total": Decimal(4)})) == []
    assert len(check_examples(brs_with(scores={"total": Decimal(3)}, bands={}))) == 1


def test_a_missing_and_an_unexpected_score_and_another_band_are_said():
    some = dict(list(brs_with().examples[0].answers.items())[:5])
    assert check_examples(brs_with(answers=some, bands={})) == [
        "examples, number 1: 'total' has no score from these answers, and the file says 4.00."
    ]
    assert check_examples(brs_with(scores={}, no_score=("total",), bands={})) == [
        "examples, number 1: 'total' comes out as 4, and the file says that there is no score."
    ]
    assert check_examples(brs_with(bands={"total": "Low (below 3)"})) == [
        "examples, number 1: 'total' is in the band 'Normal (3 to 4.3)', and the file says 'Low (below 3)'."
    ]
