"""Dates as survey tools and spreadsheets write them."""

import pandas as pd
import pytest

from measures.people.dates import parse_dates


def read(*texts):
    return parse_dates(pd.Series(list(texts), dtype="str"))


def shown(dates):
    return [None if pd.isna(value) else value.strftime("%Y-%m-%d %H:%M:%S") for value in dates.values]


@pytest.mark.parametrize(
    ("text", "date"),
    [
        ("2026-03-04", "2026-03-04 00:00:00"),
        ("2026-03-04 18:30:05", "2026-03-04 18:30:05"),
        ("2014-09-04T15:06:01.000+03:00", "2014-09-04 12:06:01"),  # to universal time
        ("2019/10/13 11:50:46 PM GMT+5:30", "2019-10-13 23:50:46"),  # Google Forms' own CSV
        ("29-12-2018 23:46", "2018-12-29 23:46:00"),
        ("25.12.2018", "2018-12-25 00:00:00"),
        ("12/13/2019 12:02:32", "2019-12-13 12:02:32"),
        ("1/31/26 9:05 am", "2026-01-31 09:05:00"),
        ("4 March 2026", "2026-03-04 00:00:00"),
        ("04-Mar-2026 10:00", "2026-03-04 10:00:00"),
        ("Mar 4, 2026", "2026-03-04 00:00:00"),
        ("39690", "2008-08-30 00:00:00"),  # Excel: DATE(2008,8,30) = 39690
        ("39690.5", "2008-08-30 12:00:00"),
    ],
)
def test_one_text(text, date):
    assert shown(read(text)) == [date]
    assert shown(read("", text)) == [None, date]


def test_one_value_settles_the_order_of_day_and_month_for_the_whole_column():
    assert shown(read("01/02/2026", "13/02/2026")) == ["2026-02-01 00:00:00", "2026-02-13 00:00:00"]
    assert shown(read("01/02/2026", "02/13/2026")) == ["2026-01-02 00:00:00", "2026-02-13 00:00:00"]


@pytest.mark.parametrize("texts", [("01/02/2026", "03/04/2026"), ("13/02/2026", "02/13/2026", "01/02/2026")])
def test_what_cannot_be_settled_is_not_read(texts):
    dates = read(*texts, "")
    assert dates.ambiguous
    assert shown(dates) == [None] * (len(texts) + 1)


def test_the_same_number_twice_is_no_question():
    dates = read("05/05/2026")
    assert not dates.ambiguous
    assert shown(dates) == ["2026-05-05 00:00:00"]


def test_other_texts_are_counted():
    dates = read("soon", "soon", "2026-01-01", "", "99999")
    assert dates.unread == 3
    assert shown(dates) == [None, None, "2026-01-01 00:00:00", None, None]


def test_the_date_of_every_anonymous_limesurvey_answer_is_no_date():
    assert shown(read("1980-01-01 00:00:00", "1980-01-01 00:00:00", "")) == [None, None, None]
    assert shown(read("1980-01-01 00:00:00", "2026-01-01")) == ["1980-01-01 00:00:00", "2026-01-01 00:00:00"]


def test_nothing_at_all():
    assert shown(read()) == []
    assert shown(read("", "")) == [None, None]
