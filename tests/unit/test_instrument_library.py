"""Reading instrument files: folders, a user's own folder over the shipped one, and what it may add."""

import pytest

from measures.errors import InstrumentError
from measures.library import load_instrument, load_library, shipped_instruments

TOPICS = """
format = 1
id = "ties"
version = "1"
title = "Ties"
domains = ["social_connection"]

[source]
citation = "Invented for the tests."
licence = "registration-needed"
wording = "topic"

[responses.agree]
options = [{ code = 0, label = "Level 0" }, { code = 1, label = "Level 1", aliases = ["1 of 1"] }]

[[items]]
id = "wave"
topic = "Waving"
responses = "agree"
aliases = ["t1"]

[[scales]]
id = "total"
title = "Ties"
domain = "social_connection"
items = ["wave"]
method = "single"
range = [0, 1]
higher_is = "better"

[[examples]]
why = "the answer is the score"
answers = { wave = 1 }
scores = { total = 1 }
"""
WORDED = TOPICS.replace('wording = "topic"', 'wording = "verbatim"').replace(
    'topic = "Waving"', 'topic = "Waving"\ntext = "Invented: I wave."'
)


@pytest.fixture
def folders(tmp_path):
    shipped, own = tmp_path / "shipped", tmp_path / "own"
    shipped.mkdir()
    own.mkdir()
    (shipped / "ties.toml").write_text(TOPICS, encoding="utf-8")
    return shipped, own


def test_a_users_own_wording_is_added(folders):
    shipped, own = folders
    (own / "mine.toml").write_text(WORDED, encoding="utf-8")
    assert load_library(shipped)["ties"].item("wave").text is None
    item = load_library(shipped, own)["ties"].item("wave")
    assert item.wording == "Invented: I wave."


def test_own_names_of_answers_and_columns_are_wording_too(folders):
    shipped, own = folders
    worded = WORDED.replace('label = "Level 0" }', 'label = "Invented: never", aliases = ["Level 0"] }').replace(
        '["t1"]', '["t1", "wave_q"]'
    )
    (own / "mine.toml").write_text(worded, encoding="utf-8")
    instrument = load_library(shipped, own)["ties"]
    assert instrument.responses["agree"].labels == {0: "Invented: never", 1: "Level 1"}
    assert instrument.responses["agree"].code_of("level 0") == 0


@pytest.mark.parametrize(
    ("before", "after", "named"),
    [
        ('range = [0, 1]\nhigher_is = "better"', 'range = [0, 1]\nhigher_is = "worse"', "scales"),
        ('version = "1"', 'version = "2"', "version"),
        ('citation = "Invented for the tests."', 'citation = "Mine."', "source"),
        ('label = "Level 0"', 'label = "Never"', "responses 'agree'"),
        ('label = "Level 0" }, { code = 1, label = "Level 1"', 'label = "Level 1" }, { code = 1, label = "Level 0"', "responses 'agree'"),
        ('"Level 1", aliases = ["1 of 1"] }]', '"Level 1", aliases = ["1 of 1"] }]\nnumbers = "ask"', "responses 'agree'"),
        ('["t1"]', "[]", "item 'wave'"),
        ('topic = "Waving"', 'topic = "Waving back"', "item 'wave'"),
        ('id = "wave"', 'id = "wave2"', "items"),
    ],
)  # fmt: skip
def test_any_other_difference_is_refused_and_named(folders, before, after, named):
    shipped, own = folders
    assert before in WORDED
    changed = WORDED.replace(before, after)
    if named == "items":
        changed = changed.replace('items = ["wave"]', 'items = ["wave2"]').replace("{ wave = 1 }", "{ wave2 = 1 }")
    (own / "mine.toml").write_text(changed, encoding="utf-8")
    with pytest.raises(InstrumentError, match="'ties' is a shipped instrument, and this file changes") as caught:
        load_library(shipped, own)
    assert named in str(caught.value)


def test_shipped_words_may_not_be_replaced(folders):
    shipped, own = folders
    free = WORDED.replace('licence = "registration-needed"', 'licence = "CC0"').replace(
        'version = "1"', 'version = "1"\nintro = "Invented."'
    )
    (shipped / "ties.toml").write_text(free, encoding="utf-8")
    (own / "mine.toml").write_text(free.replace("Invented: I wave.", "Other."), encoding="utf-8")
    with pytest.raises(InstrumentError, match="changes item 'wave'"):
        load_library(shipped, own)
    (own / "mine.toml").write_text(free.replace('intro = "Invented."', 'intro = "Other."'), encoding="utf-8")
    with pytest.raises(InstrumentError, match="changes intro"):
        load_library(shipped, own)


def test_licensed_wording_is_refused_in_the_shipped_folder(folders):
    shipped, _ = folders
    (shipped / "ties.toml").write_text(WORDED, encoding="utf-8")
    with pytest.raises(InstrumentError, match="does not allow the wording to be passed on"):
        load_library(shipped)


def test_an_instrument_of_ones_own_joins_the_library(folders):
    shipped, own = folders
    (own / "other.toml").write_text(WORDED.replace('id = "ties"', 'id = "bonds"'), encoding="utf-8")
    assert list(load_library(shipped, own)) == ["ties", "bonds"]


def test_the_faults_of_all_files_come_together(folders):
    shipped, own = folders
    (shipped / "a.toml").write_text(
        TOPICS.replace("range = [0, 1]", "range = [0, 2]").replace('"ties"', '"a"'), encoding="utf-8"
    )
    (shipped / "z.toml").write_text(TOPICS, encoding="utf-8")
    (own / "b.toml").write_text("format = 2", encoding="utf-8")
    with pytest.raises(InstrumentError) as caught:
        load_library(shipped, own)
    places = [issue.where for issue in caught.value.issues]
    assert places.count("a.toml") == 1
    assert places.count("z.toml") == 1
    assert "b.toml" in places
    assert "The id 'ties' is already used by ties.toml." in str(caught.value)


def test_a_byte_order_mark_does_not_hurt(folders):
    shipped, _ = folders
    (shipped / "ties.toml").write_text(TOPICS, encoding="utf-8-sig")
    assert load_instrument(shipped / "ties.toml").id == "ties"


def test_the_library_cannot_be_changed_by_its_readers():
    library = load_library(shipped_instruments())
    with pytest.raises(TypeError):
        library["ucla3"] = None
