"""The quick first looks at codes: what they pass over would not have been found either."""

import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st

from measures.people.code_faults import DATE_WITH_YEAR, DATE_WITHOUT_YEAR, LONG_NUMBER, SCIENTIFIC, SUSPECT, holds
from measures.people.identifiers import NO_CODE, SURELY_A_CODE, normal_text

DAMAGED = [
    "1.23E+18", " 1,5e7 ", "4E+10", "2026-02-01", "2026-2-1 10:00", "1/2/26", "01.02.2026", "3 Mar 2026",
    "12-september-99", "7-Jan", "MAR-12", " may-07 ", "1234567890123456", "12345678901234567000.0",
]  # fmt: skip


def found(texts, pattern):
    return holds(pd.Series(texts, dtype="str"), pattern).tolist()


@pytest.mark.parametrize("text", DAMAGED)
def test_whatever_a_spreadsheet_does_to_codes_is_looked_at(text):
    assert any(found([text], pattern)[0] for pattern in (SCIENTIFIC, DATE_WITH_YEAR, DATE_WITHOUT_YEAR, LONG_NUMBER))
    assert found([text], SUSPECT) == [True]


@given(st.lists(st.text("0123456789eE+-./, :janfebmrc", max_size=20), min_size=1))
def test_no_text_of_a_fault_is_passed_over(texts):
    faults = zip(
        *(found(texts, pattern) for pattern in (SCIENTIFIC, DATE_WITH_YEAR, DATE_WITHOUT_YEAR, LONG_NUMBER)),
        strict=True,
    )
    assert all(suspect or not any(each) for suspect, each in zip(found(texts, SUSPECT), faults, strict=True))


@given(st.text(max_size=12))
def test_a_text_that_is_surely_a_code_is_neither_blank_nor_a_word_for_none(text):
    if found([text], SURELY_A_CODE) == [True]:
        assert normal_text(text)
        assert text.strip().lower().replace("\u2019", "'") not in NO_CODE
