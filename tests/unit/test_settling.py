"""What the Check page lets a person correct becomes the study they meant, and nothing else changes."""

import pytest

from measures.app import settling
from measures.exports.tables import Upload
from measures.inspection import inspect_study
from measures.library import load_library, shipped_instruments
from measures.study import Study, StudyFile, read_study, write_study

BEFORE = (
    "Your code,Sex,How often do you feel left out?,Q2,When\nAB01CD,F,Often,Often,first\nEF02GH,M,Sort of,Never,last\n"
)
LIBRARY = load_library(shipped_instruments())


def look(text=BEFORE, study=None):
    upload = Upload("survey.csv", text.encode())
    asked = study or Study(files=(StudyFile(path="survey.csv"),))
    return inspect_study(asked, {"survey.csv": upload}, LIBRARY)


def uses(columns, **changes):
    """The choices of the list, some of them changed by header."""
    return [changes.get(column.header.replace(" ", "_"), column.use) for column in columns]


@pytest.fixture
def columns():
    return settling.columns_of(look(), LIBRARY)


def test_every_column_is_listed_with_what_it_is_used_as(columns):
    listed = {column.header: column for column in columns}
    assert listed["How often do you feel left out?"].use == "ucla3: Left out"
    assert listed["Your code"].use == settling.CODE
    assert [column.letter for column in columns] == ["A", "B", "C", "D", "E"]


def test_nothing_changed_changes_nothing(columns):
    study = look().suggested
    assert settling.with_columns(study, columns, uses(columns), LIBRARY) == study


def test_a_column_given_a_question_is_read_as_that_question(columns):
    study = settling.with_columns(look().suggested, columns, uses(columns, Q2="ucla3: Isolated from others"), LIBRARY)
    again = settling.columns_of(look(study=study), LIBRARY)
    assert {column.header: column.use for column in again}["Q2"] == "ucla3: Isolated from others"
    assert read_study(write_study(study)) == study


def test_a_column_taken_out_is_no_longer_a_question(columns):
    corrected = [settling.LEFT_OUT if "left out" in column.header else column.use for column in columns]
    study = settling.with_columns(look().suggested, columns, corrected, LIBRARY)
    again = {column.header: column.use for column in settling.columns_of(look(study=study), LIBRARY)}
    assert again["How often do you feel left out?"] == settling.LEFT_OUT


def test_peoples_own_words_can_be_named_and_taken_back(columns):
    study = settling.with_columns(look().suggested, columns, uses(columns, Q2=settling.OWN_WORDS), LIBRARY)
    again = settling.columns_of(look(study=study), LIBRARY)
    assert {column.header: column.use for column in again}["Q2"] == settling.OWN_WORDS
    assert read_study(write_study(study)).column[0].to == ("quote",)
    back = settling.with_columns(study, again, uses(again, Q2=settling.LEFT_OUT), LIBRARY)
    assert {column.header: column.use for column in settling.columns_of(look(study=back), LIBRARY)}["Q2"] == (
        settling.LEFT_OUT
    )


def test_correcting_twice_keeps_the_last_word(columns):
    once = settling.with_columns(look().suggested, columns, uses(columns, Q2="ucla3: Isolated from others"), LIBRARY)
    seen = settling.columns_of(look(study=once), LIBRARY)
    twice = settling.with_columns(once, seen, uses(seen, Q2="ucla3: Lack of companionship"), LIBRARY)
    assert [rule.to for rule in twice.column] == [("ucla3.companionship",)]


def test_a_column_about_the_person_becomes_a_breakdown_and_can_be_taken_back(columns):
    study = settling.with_columns(look().suggested, columns, uses(columns, Sex=settling.ABOUT), LIBRARY)
    assert study.groups["sex"].column == "Sex"
    seen = settling.columns_of(look(study=study), LIBRARY)
    assert {column.header: column.use for column in seen}["Sex"] == settling.ABOUT
    assert settling.with_columns(study, seen, uses(seen, Sex=settling.NOT_USED), LIBRARY).groups == {}


def test_without_any_code_nobody_is_followed(columns):
    study = settling.with_columns(look().suggested, columns, uses(columns, Your_code=settling.NOT_USED), LIBRARY)
    assert study.participant.none
    assert study.participant.column is None


def test_a_time_column_and_what_its_texts_mean(columns):
    study = settling.with_columns(look().suggested, columns, uses(columns, When=settling.TIME_OF_ASKING), LIBRARY)
    assert study.waves.column == "When"
    found = look(study=study)
    assert set(settling.wave_texts(found)) == {"first", "last"}
    settled = settling.with_waves(study, "start, end", {}, {"first": "start", "last": "end"})
    assert settled.waves.order == ("start", "end")
    assert settled.waves.values == {"start": ("first",), "end": ("last",)}


def test_a_question_that_turns_out_to_be_about_the_person_is_no_longer_a_question(columns):
    corrected = [settling.ABOUT if "left out" in column.header else column.use for column in columns]
    study = settling.with_columns(look().suggested, columns, corrected, LIBRARY)
    again = {column.header: column.use for column in settling.columns_of(look(study=study), LIBRARY)}
    assert again["How often do you feel left out?"] == settling.ABOUT


def test_a_column_can_hold_a_ready_made_score(columns):
    corrected = uses(columns, Q2="ucla3: ready-made score, Loneliness")
    study = settling.with_columns(look().suggested, columns, corrected, LIBRARY)
    assert study.column[0].to == ("ucla3.scale:total",)
    again = {column.header: column.use for column in settling.columns_of(look(study=study), LIBRARY)}
    assert again["Q2"] == "ucla3: ready-made score, Loneliness"


def test_a_time_column_takes_the_place_of_times_given_to_whole_files(columns):
    study = settling.with_waves(look().suggested, "before, after", {"survey.csv": "before"}, {})
    changes = uses(columns, Sex=settling.TIME_OF_ASKING, When=settling.NOT_USED)
    told = settling.with_columns(study, columns, changes, LIBRARY)
    assert told.waves.column == "Sex"
    assert told.files[0].wave is None
    assert settling.with_columns(study, columns, uses(columns), LIBRARY).files[0].wave == "before"


def test_how_people_are_followed_is_said():
    assert settling.followed_by(look().suggested) == "People are followed by 'Your code'."
    assert settling.followed_by(look("How often do you feel left out?\nOften\n").suggested).startswith("No column says")


def test_files_are_given_their_time_or_say_it_themselves():
    study = look().suggested
    told = settling.with_waves(study, "before, after,, before", {"survey.csv": "after"}, {})
    assert told.waves.order == ("before", "after")
    assert told.files[0].wave == "after"
    assert settling.with_waves(told, "before, after", {"survey.csv": settling.SAYS_ITSELF}, {}).files[0].wave is None


def test_unknown_answers_are_listed_once_and_settled_or_left_out():
    found = look()
    unknown = settling.unknown_answers(found, LIBRARY)
    assert [(each.key, each.answer) for each in unknown] == [("ucla3.how_often", "Sort of")]
    settled = settling.with_answers(found.suggested, unknown, ["Some of the time"])
    assert settled.answers == {"ucla3.how_often": {"Sort of": 2}}
    assert settling.unknown_answers(look(study=settled), LIBRARY) == ()
    without = settling.with_answers(found.suggested, unknown, [settling.LEAVE_OUT])
    assert without.missing == {"ucla3.how_often": ("Sort of",)}
    assert settling.unknown_answers(look(study=without), LIBRARY) == ()
    assert settling.with_answers(found.suggested, unknown, [""]) == found.suggested


def test_bare_numbers_that_could_mean_either_way_are_asked_for_label_by_label():
    found = look("Your code,How often do you feel lonely?\nAB01CD,1\nEF02GH,5\n")
    unknown = settling.unknown_answers(found, LIBRARY)
    assert [each.answer for each in unknown] == ["1", "5"]
    settled = settling.with_answers(found.suggested, unknown, ["Never", "Often or always"])
    assert (
        settling.unknown_answers(
            look("Your code,How often do you feel lonely?\nAB01CD,1\nEF02GH,5\n", settled), LIBRARY
        )
        == ()
    )


@pytest.mark.parametrize(
    "answers", [[f"text number {n}" for n in range(20)], ["ring me on 07700 900123 please"], ["long " * 30]]
)
def test_what_may_be_free_text_is_never_put_on_the_page(answers):
    rows = "".join(f"AB{n:02d}CD,{answer}\n" for n, answer in enumerate(answers))
    assert settling.unknown_answers(look("Your code,How often do you feel left out?\n" + rows), LIBRARY) == ()
