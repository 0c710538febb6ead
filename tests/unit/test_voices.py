"""Free text found, read and searched; people who withdrew are not among the voices."""

import pytest

from measures.errors import DecisionNeededError
from measures.people.confirmed import Match
from measures.people.privacy import personal_in
from measures.people.voices import Voice, containing, free_text, voices
from measures.people.waves import ParticipantRules, WaveRules
from tests.coded_tables import coded

ORDER = WaveRules(order=("before", "after"))
WHO = ParticipantRules()
SAID = [
    "I have made two new friends there",
    "It gets me out of the house",
    "Nothing",
    "Singing, and the tea we have after it",
    "",
]
CODES = ["AB12CD", "EF34GH", "IJ56KL", "MN78OP", "QR90ST"]


def before(said=SAID, **more):
    return coded(
        "before.csv",
        {"Code": CODES, "What did you enjoy?": said, "x.a": [1, 2, 3, 1, 2], "Site": ["A", "B", "A", "B", "A"]},
        wave="before",
        **more,
    )


def test_a_column_nobody_uses_is_read_where_people_wrote_sentences():
    assert [use.header for use in free_text(before())] == ["What did you enjoy?"]
    assert voices([before()], ORDER, WHO) == tuple(
        Voice(words, "What did you enjoy?", "before") for words in SAID if words
    )


@pytest.mark.parametrize(
    "cells",
    [
        ["Yes", "No", "Yes", "No", "Yes"],  # few words
        ["I agree to all of this"] * 5,  # always the same
        ["Mill Lane", "High Street", "The Green", "Long Lane", "Church Road"],  # different, but no sentences
        [""] * 5,
    ],
)
def test_other_columns_are_not(cells):
    assert free_text(before(cells)) == ()


def test_a_column_stated_as_quotes_is_read_whatever_stands_in_it():
    table = before(["Tea", "Tea", "", "Tea", "Tea"], roles={"What did you enjoy?": "quote"})
    assert [voice.words for voice in voices([table], ORDER, WHO)] == ["Tea"] * 4


def test_columns_left_out_as_personal_are_never_read():
    assert free_text(before(roles={"What did you enjoy?": "drop"})) == ()


def test_words_of_people_who_withdrew_are_not_read():
    after = coded(
        "after.csv",
        {"Code": ["ab12cd ", "EF34GX"], "Anything else?": ["I will go on with it", "My knee is so much better"], "x.a": [1, 2]},
        wave="after",
    )  # fmt: skip
    tables = [before(), after]
    withdrawn = {"AB12CD", "EF34GH"}
    left = voices(tables, ORDER, WHO, withdrawn=withdrawn)
    assert [voice.words for voice in left] == ["Nothing", SAID[3], "My knee is so much better"]
    confirmed = voices(tables, ORDER, WHO, withdrawn=withdrawn, matches=[Match("EF34GX", "EF34GH")])
    assert [voice.words for voice in confirmed] == ["Nothing", SAID[3]]


def test_while_somebody_withdrew_and_waves_are_not_settled_nothing_is_read():
    second = coded("other.csv", {"Code": CODES[:2], "x.a": [1, 2]})
    with pytest.raises(DecisionNeededError):
        voices([before(), second], WaveRules(), WHO, withdrawn={"AB12CD"})


def test_searching_asks_for_every_word_whatever_its_case():
    said = voices([before()], ORDER, WHO)
    assert [voice.words for voice in containing(said, "TEA  sing")] == [SAID[3]]
    assert containing(said, "") == said
    assert containing(said, "football") == ()


def test_what_is_shown_of_a_voice_in_a_log_is_not_its_words():
    assert "friends" not in repr(voices([before()], ORDER, WHO))


@pytest.mark.parametrize(
    ("text", "kinds"),
    [
        ("She lives at GL1 2EA now", ("postcodes",)),
        ("my number is 943 476 5919", ("NHS numbers",)),  # the NHS Data Dictionary's example
        ("born on 3 May 1951", ("dates of birth",)),
        ("It got me out of the house in 2026", ()),
    ],
)
def test_personal_data_inside_words_is_named(text, kinds):
    assert personal_in(text) == kinds
