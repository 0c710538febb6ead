"""The flow picture says every number of the protected flow, and nothing that is hidden."""

import pytest

from measures.disclosure import protect
from measures.report.flow_chart import flow_picture
from measures.report.flow_words import people_sentence
from measures.report.phrases import wave_name
from measures.results import Evaluation, FlowStep
from tests.evaluations import LONELINESS

NAME = "ucla3.total"
FLOW = (
    FlowStep("rows_read", "before", 66),
    FlowStep("rows_read", "after", 41),
    FlowStep("set_aside", "before", 6, "not finished"),
    FlowStep("people", "before", 60),
    FlowStep("people", "after", 41),
    FlowStep("matched", "", 25, "exact"),
    FlowStep("matched", "", 10, "confirmed"),
    FlowStep("one_wave_only", "before", 25, "code in this wave only"),
    FlowStep("scored", "before", 58, NAME),
    FlowStep("scored", "after", 40, NAME),
    FlowStep("pairs_used", "", 34, NAME),
    FlowStep("pairs_used", "", 33, "ons4.satisfied"),
)


def picture_of(flow, policy="none", facts=LONELINESS):
    return flow_picture(protect(Evaluation({}, tuple(flow), (), (), (LONELINESS,)), policy), facts)


def texts(picture):
    """The lines of text in the boxes, from above to below."""
    layer = next(layer for layer in picture.spec["layer"] if "text" in layer["encoding"])
    name = layer["data"].get("name")
    values = picture.spec["datasets"][name] if name else layer["data"]["values"]
    return [value["text"] for value in values]


def test_every_step_stands_in_a_box_and_in_the_words_for_those_who_do_not_see_it():
    picture = picture_of(FLOW)
    said = texts(picture)
    for line in ("66 forms read before", "6 set aside: not finished", "60 people answered before", "25 only this time",
                 "35 people found both times", "10: matches that were confirmed", "25: codes exactly alike",
                 "34 people with a score both times: Loneliness"):  # fmt: skip
        assert line in said
        assert line in picture.alt
    assert "33" not in " ".join(said)


def test_waves_stand_in_their_order():
    turned = [step for step in FLOW if step.wave != "after"] + [step for step in FLOW if step.wave == "after"]
    said = texts(picture_of(turned))
    assert said.index("60 people answered before") < said.index("41 people answered after")


def test_what_is_hidden_is_said_to_be_hidden():
    few = [FlowStep("people", "before", 3), FlowStep("people", "after", 3), FlowStep("matched", "", 2, "exact")]
    picture = picture_of(few, "under_5", None)
    assert "[c] hidden to protect people: people answered" in " ".join(texts(picture))
    assert not any(digit in picture.alt for digit in "23")


def test_rounded_numbers_are_said_to_be_rounded():
    flow = [FlowStep("people", "before", 63), FlowStep("people", "after", 61), FlowStep("matched", "", 59, "exact")]
    picture = picture_of(flow, "under_5", None)
    assert "63" not in picture.alt
    assert any("rounded" in line for line in picture.spec["title"]["subtitle"])


def test_where_people_cannot_be_followed_the_waves_end_apart():
    flow = [step for step in FLOW if step.step in ("rows_read", "people", "scored")]
    said = " ".join(texts(picture_of(flow)))
    assert "58 people with a score before: Loneliness" in said
    assert "40 people with a score after: Loneliness" in said
    assert "found" not in said


def test_forms_of_no_stated_time_are_told_of():
    picture = picture_of([*FLOW, FlowStep("rows_read", "", 3), FlowStep("set_aside", "", 3, "they name no wave")])
    assert any("3 they name no wave" in line for line in picture.spec["title"]["subtitle"])


@pytest.mark.parametrize("waves", [1, 2, 3, 5])
def test_no_line_is_wider_than_its_box(waves):
    flow = [FlowStep("rows_read", f"wave {n}", 40 + n) for n in range(waves)]
    flow += [FlowStep("set_aside", f"wave {n}", 30, "no answer to any question of an instrument") for n in range(waves)]
    flow += [FlowStep("people", f"wave {n}", 40) for n in range(waves)]
    longest = max(len(line) for line in texts(picture_of(flow)))
    assert longest * 7.4 <= (620 - 24 * (waves - 1)) / waves - 24
    assert picture_of(flow).png().startswith(b"\x89PNG")


def test_without_a_flow_there_is_no_picture():
    assert picture_of(()) is None


def test_people_found_at_two_of_three_times_are_not_said_to_be_found_both_times():
    more = [*FLOW, FlowStep("people", "later", 12, "")]
    assert "35 people were found both times" in people_sentence(FLOW)
    assert "35 people were found more than once" in people_sentence(more)


@pytest.mark.parametrize(
    ("wave", "said"),
    [
        ("baseline_arm_1", "baseline"),
        ("3_month_followup_arm_1", "3 month followup"),
        ("visit_2_arm_2", "visit 2, arm 2"),
        ("before", "before"),
        ("first_session", "first_session"),
    ],
)
def test_events_of_redcap_are_named_as_people_say_them(wave, said):
    assert wave_name(wave) == said
