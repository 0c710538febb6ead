"""Columns matched to questions: by name, by what they hold, by likeness; what is not plain is asked."""

from functools import cache

import pytest

from measures.errors import StudyError
from measures.exports.columns import ColumnRule, ColumnRules
from measures.library import load_library, shipped_instruments
from tests.made_tables import codes_of, instrument, library, mapped, uses

THREE = '[responses.three]\noptions = [{ code = 1, label = "Hardly ever" }, { code = 2, label = "Some of the time" }, { code = 3, label = "Often" }]\n'
FIVE = (
    '[responses.five]\noptions = [{ code = 1, label = "Often or always" }, { code = 2, label = "Some of the time" }, '
    '{ code = 3, label = "Occasionally" }, { code = 4, label = "Hardly ever" }, { code = 5, label = "Never" }]\nnumbers = "ask"\n'
)
LEFT_OUT = "How often do you feel left out?"
ISOLATED = "How often do you feel isolated from others?"
LONELY = "How often do you feel lonely?"
OFTEN = ["Often", "Hardly ever"]


@cache
def feeling():
    """A three-option instrument, `feel`, and a five-option one, `direct`, that share a question."""
    feel = instrument(
        "feel",
        THREE,
        {
            "left_out": (LEFT_OUT, "three", ("lonely2", "How often are you left out of things?")),
            "isolated": (ISOLATED, "three", ("lonely3",)),
            "lonely": (LONELY, "three", ()),
        },
    )
    direct = instrument("direct", FIVE, {"lonely": (LONELY, "five", ("ons_lonely",))})
    return library(feel, direct)


def use_of(columns, rules=None, position=0, **options):
    return mapped(columns, feeling(), rules, **options).uses[position]


@pytest.mark.parametrize(
    ("header", "why"),
    [
        (LEFT_OUT, "asks the same question, word for word"),
        ("how often do you feel  LEFT OUT", "asks the same question, word for word"),
        ("12. How often do you feel <b>left out</b>?", "asks the same question, word for word"),
        (
            "Please tick one [How often do you feel left out?]",
            "asks the same question, word for word, in 'please tick one'",
        ),
        ("lonely2", "known as 'lonely2' in other exports"),
        ("How often are you left out of things?", "known as 'How often are you left out of things?' in other exports"),
        ("feel.left_out", "carries the question's own name, feel.left_out"),
        ("FEEL_left_out", "carries the question's own name, feel.left_out"),
    ],
)
def test_a_question_is_known_by_its_names(header, why):
    use = use_of([(header, OFTEN)])
    assert (use.item, use.role, use.why, use.sure) == ("feel.left_out", "item", why, True)


@pytest.mark.parametrize("header", ["feel_1", "feel_q1", "FEEL1", "feel_item_1"])
def test_a_number_is_taken_in_the_instruments_order_but_to_be_checked(header):
    found = mapped([(header, OFTEN)], feeling())
    assert uses(found) == ["feel.left_out"]
    assert not found.uses[0].sure
    assert codes_of(found.issues, "check") == ["weak_name"]
    assert "column A" in found.issues[0].where


def test_topics_are_taken_only_beside_another_question_and_checked():
    alone = mapped([("Topic left", OFTEN), ("isolated", OFTEN)], feeling())
    assert uses(alone) == ["unused", "unused"]
    one_of_many = mapped([("What do you want to talk about? [isolated]", OFTEN)], feeling())
    assert uses(one_of_many) == ["unused"]
    found = mapped([(LEFT_OUT, OFTEN), ("isolated", OFTEN)], feeling())
    assert uses(found) == ["feel.left_out", "feel.isolated"]
    assert [use.sure for use in found.uses] == [True, False]


def test_a_topic_is_not_taken_where_the_answers_do_not_fit():
    found = mapped([(LEFT_OUT, OFTEN), ("isolated", ["Stroud", "Gloucester"])], feeling())
    assert uses(found) == ["feel.left_out", "unused"]


def test_answers_tell_instruments_with_the_same_question_apart():
    assert use_of([(LONELY, ["Often or always", "Never"])]).item == "direct.lonely"
    assert use_of([(LONELY, ["Often", "Hardly ever"])]).item == "feel.lonely"
    assert "its answers are those of direct" in use_of([(LONELY, ["Often or always", "Never"])]).why


def test_the_other_questions_tell_them_apart_where_answers_do_not():
    found = mapped([(LONELY, ["Some of the time", "Hardly ever"]), (LEFT_OUT, OFTEN)], feeling())
    assert uses(found) == ["feel.lonely", "feel.left_out"]
    assert not found.uses[0].sure
    assert codes_of(found.issues, "check") == ["shared_wording"]


def test_what_cannot_be_told_apart_is_asked_and_not_used():
    found = mapped([(LONELY, ["Some of the time", "Hardly ever"])], feeling())
    assert uses(found) == ["unused"]
    assert codes_of(found.issues) == ["ambiguous_item"]
    assert found.issues[0].severity == "decide"
    assert "direct.lonely" in found.issues[0].message
    assert "feel.lonely" in found.issues[0].message


def test_one_answer_for_two_instruments_that_are_both_here_is_asked():
    shared = "Dislike myself"
    one = instrument(
        "one", THREE, {"a": ("Look at the bright side of life", "three", ()), "both": (shared, "three", ())}
    )
    two = instrument("two", THREE, {"b": ("Know my own strengths well", "three", ()), "both": (shared, "three", ())})
    columns = [("Look at the bright side of life", OFTEN), ("Know my own strengths well", OFTEN), (shared, OFTEN)]
    found = mapped(columns, library(one, two))
    assert uses(found) == ["one.a", "two.b", "unused"]
    assert '["one.both", "two.both"]' in found.issues[0].fix
    settled = mapped(columns, library(one, two), ColumnRules(columns={shared: ("one.both", "two.both")}))
    assert (settled.uses[2].item, settled.uses[2].items) == ("one.both", ("two.both",))
    assert not settled.issues


def test_a_question_asked_twice_is_asked_about_and_neither_is_used():
    found = mapped([(LEFT_OUT, OFTEN), ("Age", ["1", "2"]), ("lonely2", OFTEN)], feeling())
    assert uses(found) == ["unused", "unused", "unused"]
    assert codes_of(found.issues) == ["claimed_twice"]
    assert "Columns A and C" in found.issues[0].message
    assert "column C" in found.uses[0].why


def test_a_whole_block_asked_twice_is_one_issue():
    found = mapped([(LEFT_OUT, OFTEN), (ISOLATED, OFTEN), (LEFT_OUT, OFTEN), (ISOLATED, OFTEN)], feeling())
    assert codes_of(found.issues) == ["claimed_twice"]
    assert "A and B and in C and D" in found.issues[0].message


def test_duplicates_are_settled_by_occurrence():
    rules = ColumnRules(
        column=(
            ColumnRule(header=LEFT_OUT, occurrence=1, to=("feel.left_out",), wave="before"),
            ColumnRule(header=LEFT_OUT, occurrence=2, to=("feel.left_out",), wave="after"),
        )
    )
    found = mapped([(LEFT_OUT, OFTEN), (LEFT_OUT, OFTEN)], feeling(), rules)
    assert uses(found) == ["feel.left_out@before", "feel.left_out@after"]
    assert not found.issues


def test_one_header_may_stand_for_several_questions_by_occurrence():
    rules = ColumnRules(
        column=(
            ColumnRule(header="X", occurrence=1, to=("feel.left_out",)),
            ColumnRule(header="X", occurrence=3, to=("feel.isolated",)),
            ColumnRule(header="X", occurrence=2, to="drop"),
        )
    )
    found = mapped([("X", OFTEN), ("X", OFTEN), ("X", OFTEN)], feeling(), rules)
    assert [(use.role, use.item) for use in found.uses] == [
        ("item", "feel.left_out"), ("drop", ""), ("item", "feel.isolated"),
    ]  # fmt: skip


def test_two_columns_stated_as_one_question_are_said():
    rules = ColumnRules(columns={"First": ("feel.left_out",), "Second": ("feel.left_out",)})
    found = mapped([("First", OFTEN), ("Second", OFTEN)], feeling(), rules)
    assert codes_of(found.issues) == ["claimed_twice"]
    assert "columns A and B are both feel.left_out" in found.issues[0].message


def test_every_unknown_target_of_one_header_is_named():
    rules = [ColumnRule(header="X", occurrence=k, to=(f"feel.absent{k}",)) for k in (1, 2)]
    with pytest.raises(StudyError) as caught:
        mapped([("X", OFTEN), ("X", OFTEN)], feeling(), ColumnRules(column=tuple(rules)))
    assert ["absent1" in issue.message for issue in caught.value.issues] == [True, False]


@pytest.mark.parametrize(
    "header",
    [
        "How often do you ever feel left out?",
        "Please tell us: how often do you feel left out? (tick one box only)",
        "How often do you feel left-out nowadays?",
    ],
)
def test_a_like_wording_is_suggested_used_and_can_be_undone(header):
    found = mapped([(header, OFTEN)], feeling())
    use = found.uses[0]
    assert (use.item, use.sure) == ("feel.left_out", False)
    assert "% like 'How often do you feel left out?': please confirm" in use.why
    assert codes_of(found.issues) == ["likeness"]
    assert found.issues[0].severity == "check"
    undone = mapped([(header, OFTEN)], feeling(), ColumnRules(columns={header: ("drop",)}))
    assert uses(undone) == ["drop"]
    assert not undone.issues


@pytest.mark.parametrize("header", ["How often do you not feel left out?", "How often do you never feel left out?"])
def test_a_word_that_turns_the_meaning_is_asked_and_not_used(header):
    found = mapped([(header, OFTEN)], feeling())
    assert uses(found) == ["unused"]
    assert codes_of(found.issues, "decide") == ["turned_wording"]


def test_a_like_wording_needs_answers_that_fit():
    found = mapped([("How often do you ever feel left out?", ["red", "blue"])], feeling())
    assert uses(found) == ["unused"]
    assert "answers are not" in found.uses[0].why


def test_two_headers_alike_to_one_question_are_not_used():
    found = mapped(
        [("How often do you feel left outt?", OFTEN), ("How often do you feel lleft out?", OFTEN)], feeling()
    )
    assert uses(found) == ["unused", "unused"]


def test_likeness_does_not_hang_on_the_order_of_columns():
    near = ("How often do you feel left outt?", OFTEN)
    nearer = ("How often do you ever feel left out?", OFTEN)
    both = {use.header: use.item for use in mapped([near, nearer], feeling()).uses}
    assert both == {use.header: use.item for use in mapped([nearer, near], feeling()).uses}
    assert sorted(both.values()) == ["", "feel.left_out"]


def test_a_second_copy_is_reported():
    found = mapped([(LEFT_OUT, OFTEN), (LEFT_OUT + "2", OFTEN)], feeling())
    assert uses(found) == ["feel.left_out", "unused"]
    assert codes_of(found.issues) == ["second_copy"]


def test_nothing_else_is_dropped_without_a_reason():
    found = mapped([("Anything", ["x", "y"]), ("", ["", ""]), ("Age", ["30", "40"])], feeling())
    assert uses(found) == ["unused"] * 3
    assert all(use.why for use in found.uses)
    assert len(found.uses) == 3


def test_ready_made_scores_are_suggested_where_they_can_only_be_the_score():
    found = mapped([("feel_total", ["5", "7"])], feeling())
    assert (found.uses[0].role, found.uses[0].item, found.uses[0].sure) == ("score", "feel.scale:total", False)
    assert codes_of(found.issues, "check") == ["ready_made_score"]


def test_a_converted_score_is_asked_about():
    swemwbs = load_library(shipped_instruments())["swemwbs"]
    found = mapped([("swemwbs_total", ["25", "22.35"])], {"swemwbs": swemwbs})
    assert uses(found) == ["unused"]
    assert codes_of(found.issues, "decide") == ["ready_made_score"]
    settled = mapped(
        [("swemwbs_total", ["25"])],
        {"swemwbs": swemwbs},
        ColumnRules(columns={"swemwbs_total": ("swemwbs.raw:total",)}),
    )
    assert (settled.uses[0].role, settled.uses[0].item) == ("raw_score", "swemwbs.raw:total")


def test_repeated_questions_keep_their_number():
    goals = load_library(shipped_instruments())["gas"]
    found = mapped([("Goal 1", ["-1", "0"]), ("Goal 2", ["1", "2"])], {"gas": goals})
    assert uses(found) == ["gas.goal.1", "gas.goal.2"]


def test_every_shipped_question_is_matched_by_its_own_words():
    """Each instrument alone in a table, its questions as headers, its labels as answers, against the whole library."""
    everything = load_library(shipped_instruments())
    for one in everything.values():
        columns, wanted = [], []
        for item in one.items:
            answers = one.responses_of(item.id)
            cells = [option.label for option in answers.options] or [str(answers.minimum), str(answers.maximum)]
            header = item.aliases[0].replace("{n}", "1") if item.repeat else item.text or item.topic
            columns.append((header, (cells * 12)[:12]))
            wanted.append(f"{one.id}.{item.id}" + (".1" if item.repeat else ""))
        if columns:
            assert uses(mapped(columns, everything)) == wanted, one.id


def test_unknown_targets_are_all_named_with_the_nearest():
    rules = ColumnRules(
        columns={"A": ("feel.left_ou",), "B": ("fell.isolated",), "C": ("feel.scale:totl",), "D": ("dropp",)}
    )
    with pytest.raises(StudyError) as caught:
        mapped([("A", ["1"])], feeling(), rules)
    assert codes_of(caught.value.issues) == ["unknown_target"] * 4
    assert [issue.fix for issue in caught.value.issues] == [
        "Did you mean 'feel.left_out'?",
        "Did you mean 'feel.isolated'?",
        "Did you mean 'feel.scale:total'?",
        "Did you mean 'drop'?",
    ]


def test_a_column_cannot_be_dropped_and_used():
    with pytest.raises(StudyError, match="at once"):
        mapped([("A", ["1"])], feeling(), ColumnRules(columns={"A": ("drop", "feel.left_out")}))


@cache
def long_and_short():
    """`mood` of five questions and its short version `smood` of three, both numbered in exports."""
    long = {name: ("", "three", (f"mood_{k}",)) for k, name in enumerate("abcde", start=1)}
    short = {name: ("", "three", (f"smood_{k}",)) for k, name in enumerate("ace", start=1)}
    return library(instrument("mood", THREE, long), instrument("smood", THREE, short))


def numbered(*headers):
    return mapped([(header, OFTEN) for header in headers], long_and_short())


def test_as_many_numbers_as_the_short_version_has_are_its_questions():
    headers = [f"{wave} Mood {k}" for wave in ("Pre", "Post") for k in (1, 2, 3)]
    found = numbered(*headers)
    assert [(use.item, use.wave, use.sure) for use in found.uses] == [
        (f"smood.{name}", wave, False) for wave in ("pre", "post") for name in "ace"
    ]
    assert found.uses[1].why == "numbered as question 2 of the 3 of smood: please confirm"
    told = next(issue for issue in found.issues if issue.code == "weak_name")
    assert told.severity == "check"
    assert told.message.endswith("were taken by number, in the order of the questions of smood, and not of mood.")


@pytest.mark.parametrize("numbers", [(1, 2, 3, 4, 5), (1, 2), (1, 2, 4), (2, 3, 4), (1, 2, 3, 4)])
def test_any_other_numbers_are_those_of_the_instrument_named(numbers):
    found = numbered(*(f"Mood {k}" for k in numbers))
    assert [use.item for use in found.uses] == [f"mood.{'abcde'[k - 1]}" for k in numbers]


def test_numbers_that_go_further_in_one_wave_are_those_of_the_instrument_named():
    found = numbered(*(f"Pre Mood {k}" for k in (1, 2, 3)), *(f"Post Mood {k}" for k in (1, 2, 3, 4, 5)))
    assert {use.item.split(".")[0] for use in found.uses} == {"mood"}


@pytest.mark.parametrize(
    "header",
    [
        "How ofen do you feel left out?",
        "How oftne do you feel left out?",
        "How of ten do you feel left out?",
        "How often do you feel leftout?",
    ],
)
def test_a_slip_of_the_pen_is_taken_and_shown(header):
    found = mapped([(header, OFTEN)], feeling())
    assert (found.uses[0].item, found.uses[0].sure) == ("feel.left_out", False)
    assert [(issue.severity, issue.code) for issue in found.issues] == [("check", "likeness")]


@pytest.mark.parametrize(
    "header",
    [
        "How often do you not feel left out?",
        "How soften do you feel left out?",
        "How often do you never feel isolated from others?",
    ],
)
def test_a_word_that_turns_the_meaning_is_no_slip(header):
    found = mapped([(header, OFTEN)], feeling())
    assert found.uses[0].role == "unused"
    assert "turned_wording" in [issue.code for issue in found.issues]


def test_never_and_ever_are_two_words():
    asked = instrument("feel", THREE, {"lonely": ("Do you ever feel that nobody is there for you?", "three", ())})
    found = mapped([("Do you never feel that nobody is there for you?", OFTEN)], library(asked))
    assert found.uses[0].role == "unused"


@pytest.mark.parametrize(
    "header", [f"[After] {LEFT_OUT}", f"After: {LEFT_OUT}", f"{LEFT_OUT} (after)", f"{LEFT_OUT} - After"]
)
def test_the_wave_of_the_file_in_its_headers(header):
    use = use_of([(header, OFTEN)], ColumnRules(wave="after"))
    assert (use.item, use.wave, use.sure) == ("feel.left_out", "", True)
    if not header.startswith("After:"):  # a colon parts a question from any heading before it
        assert use_of([(header, OFTEN)], ColumnRules(wave="before")).role == "unused"


def test_questions_in_the_cells_of_a_column_are_told():
    columns = [("Question", [LEFT_OUT, ISOLATED]), ("Answer", OFTEN)]
    told = next(issue for issue in mapped(columns, feeling()).issues if issue.code == "one_answer_per_row")
    assert (told.severity, told.where) == ("decide", "before.xlsx, column A 'Question'")
    assert "PivotTable" in told.fix
    wide = [*columns, (LONELY, ["Often", "Never"]), (LEFT_OUT, OFTEN)]
    assert "one_answer_per_row" not in [issue.code for issue in mapped(wide, feeling()).issues]
