"""Every fault the cross-check can find, each made on purpose in a sound file; and all faults of a file at once."""

import re

import pytest

from measures.errors import InstrumentError
from measures.instrument import Instrument
from measures.instrument_check import code_of, cross_check
from measures.library import read_instrument
from measures.strict import frozen
from tests.sound_instrument import RAW, SOUND, at, faults_of, in_scale


def test_the_sound_file_has_no_fault():
    assert faults_of() == []


FAULTS = {
    # ids and items
    "twice an item id": (at("items", 1, id="wave"), "items: the id 'wave' is used twice"),
    "twice a scale id": (at("scales", 1, id="total"), "scales: the id 'total' is used twice"),
    "no scale": (at(scales=[]), "scales: there is none"),
    "item's unknown response list": (at("items", 0, responses="agre"), "items, 'wave': the response list 'agre' is not in this file"),
    "item with a stand-in list": (at("items", 0, responses="agree_five"), "items, 'wave': 'agree_five' stands in place of 'agree': give the item 'agree'"),
    "one alias of two items": (at("items", 1, aliases=["V1"]), "items, 'hide': 'v1' is already a name of 'wave'"),
    "alias that is another's wording": (at("items", 1, aliases=["my neighbours  wave."]), "items, 'hide': 'my neighbours wave.' is already a name of 'wave'"),
    "repeat without a numbered alias": (at("items", 4, aliases=["Hope"]), "items, 'hope': repeat = true and aliases with {n}"),
    "numbered alias without repeat": (at("items", 0, aliases=["Wave {n}"]), "items, 'wave': repeat = true and aliases with {n}"),
    # response lists
    "empty list": (at("responses", "goal", options=[]), "responses, 'goal': it has neither options nor minimum and maximum"),
    "minimum alone": (at("responses", "minutes", maximum=None), "responses, 'minutes': give both minimum and maximum"),
    "minimum above maximum": (at("responses", "minutes", minimum=200), "responses, 'minutes': minimum must be below maximum, and 200 is not below 100"),
    "steps that miss the end": (at("responses", "minutes", step=30), "responses, 'minutes': steps of 30 do not lead from 0 to 100"),
    "label outside the range": (at("responses", "minutes", options=[{"code": 101, "label": "Many"}]), "responses, 'minutes': the code 101 ('Many') is no number from 0 to 100"),
    "code twice": (at("responses", "goal", options=[{"code": 1, "label": "a"}, {"code": 1, "label": "b"}]), "responses, 'goal': the code 1 is used twice"),
    "label twice, folded": (at("responses", "agree", "options", 2, aliases=["  NO "]), "responses, 'agree': the label 'no' stands twice"),
    "missing word that is a label": (at("responses", "agree", missing=["neutral"]), "responses, 'agree': 'neutral' is both an answer and a missing one"),
    "missing number that is a code": (at("responses", "agree", missing=["3"]), "responses, 'agree': '3' is both an answer and a missing one"),
    "missing word that is nearly a number": (at("responses", "agree", missing=["--3", "disagree"]), "responses, 'agree': 'disagree' is both"),
    "missing number within a range": (at("responses", "minutes", missing=["95"]), "responses, 'minutes': '95' is both an answer and a missing one"),
    "too few counts": (at("responses", "people", counts_from=[0, 1]), "responses, 'people': counts_from must have one lowest count for each option: 3, not 2"),
    "falling counts": (at("responses", "people", counts_from=[0, 2, 1]), "responses, 'people': counts_from must rise"),
    "as without in_place_of": (at("responses", "agree_five", in_place_of=None), "responses, 'agree_five': an option says 'as'"),
    "in place of nothing": (at("responses", "agree_five", in_place_of="agre"), "responses, 'agree_five': in_place_of names 'agre'"),
    "in place of numbers": (at("responses", "agree_five", in_place_of="minutes"), "responses, 'agree_five': in_place_of must lead from one list of options"),
    "stand-in without as": (at("responses", "agree_five", "options", 0, **{"as": None}), "responses, 'agree_five': the option 'Disagree much' must say with 'as'"),
    "stand-in for an unknown code": (at("responses", "agree_five", "options", 0, **{"as": 7}), "responses, 'agree_five': the option 'Disagree much' must say with 'as'"),
    # wording and domains
    "text though only topics": (at("source", wording="topic"), "items, 'wave': it has a text although wording = 'topic'"),
    "text missing": (at("items", 0, text=None), "items, 'wave': its text is missing although wording = 'verbatim'"),
    "licence forbids": (at("source", licence="fee"), "source: the licence 'fee' does not allow the wording to be passed on"),
    "credit missing": (at("source", licence="CC-BY-4.0"), "source: the licence 'CC-BY-4.0' asks for a credit"),
    "project wording, other licence": (at("source", wording="project"), "source: licence = 'project' and wording = 'project' belong together"),
    "domain lacking": (at(domains=["skills"]), "domains: 'social_connection' is a scale's domain and is not listed here"),
    "domain too many": (at(domains=["social_connection", "skills", "choice"]), "domains: 'choice' is listed here and is no scale's domain"),
    # what a scale lists, and its keys
    "unknown item": (in_scale("total", items=["wave", "hyde"]), "scales, 'total': the item 'hyde' is not in this file"),
    "item twice": (in_scale("total", items=["wave", "wave"]), "scales, 'total': the item 'wave' is listed twice"),
    "no items": (in_scale("total", items=None), "scales, 'total': the method 'sum' needs items"),
    "one item wanted": (in_scale("answer", items=["wave", "hide"]), "scales, 'answer': the method 'category' reads one item, and 2 are listed"),
    "given with items": (in_scale("ready", items=["wave"]), "scales, 'ready': a 'given' score comes ready-made"),
    "repeating item elsewhere": (in_scale("total", items=["wave", "hope"]), "scales, 'total': the item 'hope' repeats"),
    "items beside parts": (in_scale("activity", items=["wave"]), "scales, 'activity': its items differ from those its parts name"),
    "key of another method": (in_scale("total", table={"2": 1}), "scales, 'total': the key 'table' is not used by the method 'sum'"),
    "min_answered for goals": (in_scale("hopes", min_answered=1), "scales, 'hopes': the key 'min_answered' is not used"),
    "table missing": (in_scale("looked_up", table=None), "scales, 'looked_up': the method 'lookup' needs the key 'table'"),
    "tariff missing": (in_scale("worth", tariff=None), "scales, 'worth': the method 'tariff' needs the key 'tariff'"),
    "counts missing": (in_scale("yes", counts=None), "scales, 'yes': the method 'count' needs the key 'counts'"),
    "parts missing": (in_scale("activity", parts=None), "scales, 'activity': the method 'activity_minutes' needs the key 'parts'"),
    "direction missing": (in_scale("total", higher_is=None), "scales, 'total': say which way is good"),
    "range missing": (in_scale("total", range=None), "scales, 'total': the range of the final score is missing"),
    "range turned round": (in_scale("ready", range=[1, 0]), "scales, 'ready': the range must run from the lowest score to the highest"),
    "multiply by nothing": (in_scale("total", multiply=0), "scales, 'total': 'multiply' must be more than 0"),
    "rescale turned round": (in_scale("total", rescale=[100, 0]), "scales, 'total': 'rescale' must run from the lowest"),
    "correlation of 1": (in_scale("hopes", correlation=1), "scales, 'hopes': 'correlation' must be from 0 to below 1"),
    # scales: what the methods need
    "range not the method's": (in_scale("total", range=[0, 6]), "scales, 'total': the range says 0 to 6, but the method gives 2 to 6"),
    "range forgets multiply": (in_scale("total", multiply=4), "scales, 'total': the range says 2 to 6, but the method gives 8 to 24"),
    "range forgets rescale": (in_scale("total", rescale=[0, 100]), "but the method gives 0 to 100"),
    "range forgets cap": (in_scale("total", cap=4), "but the method gives 2 to 4"),
    "mean with the sum's range": (in_scale("total", method="mean"), "scales, 'total': the range says 2 to 6, but the method gives 1 to 3"),
    "hole in the table": (in_scale("looked_up", table={"1": 0, "3": 5, "5": 10}), "scales, 'looked_up': the table has no score for the sum 2, 4: it must hold every sum from 1 to 5"),
    "table too long": (in_scale("looked_up", table={"1": 0, "2": 2, "3": 5, "4": 7, "5": 10, "6": 11}), "the table has a score for the sum 6, which cannot be reached"),
    "table with words": (in_scale("looked_up", table={"one": 0, "--3": 1}), "scales, 'looked_up': the table's entry 'one' is not a whole number"),
    "table that falls": (in_scale("looked_up", table={"1": 0, "2": 5, "3": 2, "4": 7, "5": 10}), "the table turns round between 2 (5) and 3 (2)"),
    "hole in the tariff": (in_scale("worth", tariff={"wave": {"1": 0}, "friends": {"0": 0, "1": 1, "2": 2}}), "scales, 'worth': the tariff has no value for 'wave', code 2, 3"),
    "tariff of an unknown code": (in_scale("worth", tariff={"wave": {"1": 0, "2": 1, "3": 2, "4": 3}, "friends": {"0": 0, "1": 1, "2": 2}}), "the tariff has a value for 'wave', code 4"),
    "tariff of another item": (in_scale("worth", tariff={"hide": {"1": 0}}), "scales, 'worth': the tariff names 'hide', which is not one of its items"),
    "nothing counts": (in_scale("yes", counts={"wave": [3]}), "scales, 'yes': counts says of 'friends' no code that counts"),
    "everything counts": (in_scale("yes", counts={"wave": [1, 2, 3], "friends": [1]}), "scales, 'yes': every code of 'wave' counts"),
    "unknown code counts": (in_scale("yes", counts={"wave": [4], "friends": [1]}), "scales, 'yes': counts names the code 4 of 'wave'"),
    "counts of another item": (in_scale("yes", counts={"wave": [3], "friends": [1], "hide": [1]}), "scales, 'yes': counts names 'hide'"),
    "minutes from labels": (in_scale("activity", parts=[{"minutes": "wave"}]), "scales, 'activity': 'wave' must have a numeric response list"),
    "all parts optional": (in_scale("activity", parts=[{"minutes": "walk", "optional": True}]), "scales, 'activity': at least one of its parts must not be optional"),
    "multiplier of nothing": (in_scale("activity", parts=[{"minutes": "walk", "multiplier": 0}]), "scales, 'activity': a part's 'multiplier' must be more than 0"),
    "divisor of nothing": (in_scale("activity", divisor=0), "scales, 'activity': 'divisor' must be more than 0"),
    "goal that does not repeat": (in_scale("hopes", items=["wave"]), "scales, 'hopes': 'wave' must say repeat = true"),
    "two goals": (in_scale("hopes", items=["hope", "wave"]), "scales, 'hopes': goal_attainment reads one goal item beside its weights, and 2 are listed"),
    "category of numbers": (in_scale("answer", items=["walk"]), "scales, 'answer': a category needs a list of options"),
    "made up over different codes": (in_scale("yes", method="mean", counts=None), "scales, 'yes': its items run over different codes, so a missing one cannot be made up"),
    # scales: reversal and missing answers
    "reversed twice": (in_scale("total", reverse=["hide"]), "scales, 'total': 'hide' is reversed twice"),
    "reversed stranger": (in_scale("total", reverse=["walk"]), "scales, 'total': 'walk' is reversed here and is not one of its items"),
    "reversed where it means nothing": (in_scale("answer", items=["hide"]), "scales, 'answer': 'hide' is reversed, which the method 'category' does not read"),
    "too few needed": (in_scale("yes", min_answered=0), "scales, 'yes': min_answered must be from 1 to 2"),
    "too many needed": (in_scale("yes", min_answered=3), "scales, 'yes': min_answered must be from 1 to 2"),
    "a sum with gaps": (in_scale("total", min_answered=1), "scales, 'total': the method 'sum' needs every item"),
    "a table with gaps": (in_scale("looked_up", min_answered=1), "scales, 'looked_up': the method 'lookup' needs every item"),
    "a tariff with gaps": (in_scale("worth", min_answered=1), "scales, 'worth': the method 'tariff' needs every item"),
    # scales: bands, headline, reliability
    "bands out of order": (in_scale("total", bands=[{"from": 5, "label": "a"}, {"from": 2, "label": "b"}]), "scales, 'total': the bands must be in rising order"),
    "bands that miss the lowest": (in_scale("total", bands=[{"from": 3, "label": "a"}]), "scales, 'total': the first band must start at 2"),
    "band above the range": (in_scale("total", bands=[{"from": 2, "label": "a"}, {"from": 7, "label": "b"}]), "scales, 'total': the band from 7 starts above the highest score, 6"),
    "band label twice": (in_scale("total", bands=[{"from": 2, "label": "a"}, {"from": 3, "label": "a"}]), "scales, 'total': two bands are called 'a'"),
    "bands without source": (in_scale("total", bands_source=None), "scales, 'total': the bands have no source"),
    "bands of a category": (in_scale("answer", bands=[{"from": 1, "label": "a"}], bands_source="x"), "scales, 'answer': bands cut scores, and a category has none"),
    "unknown headline": (in_scale("answer", headline=[4]), "scales, 'answer': headline names the code 4"),
    "headline of a sum": (in_scale("total", headline=[3]), "scales, 'total': the key 'headline' is not used by the method 'sum'"),
    "reliability of 1.2": (in_scale("ready", reliability=[{"value": 1.2, "kind": "internal", "source": "x", "status": "verified"}]), "scales, 'ready': a reliability must be between 0 and 1, and 1.2 is not"),
    "error of measurement of 0": (in_scale("ready", reliability=[{"value": 0, "kind": "sem", "source": "x", "status": "verified"}]), "scales, 'ready': a standard error of measurement must be more than 0"),
    "reliability without source": (in_scale("ready", reliability=[{"value": 0.8, "kind": "internal", "source": " ", "status": "verified"}]), "scales, 'ready': the reliability 0.8 has no source"),
    # refuse, benchmarks, examples
    "refusal of an unknown list": (at("refuse", 0, responses="agre"), "refuse, number 1: the response list 'agre' is not in this file"),
    "refusal without ends": (at("refuse", 0, values=[4]), "refuse, number 1: values must be the lowest and the highest number"),
    "refusal of an answer": (at("refuse", 1, values=["agree"]), "refuse, number 2: 'agree' is an answer, so it cannot be refused"),
    "refusal of a code": (at("refuse", 0, values=[3, 3]), "refuse, number 1: 3 is an answer, so it cannot be refused"),
    "refusal of numbers as labels": (at("refuse", 1, values=[5]), "refuse, number 2: values must be labels in quotes, and 5 is not"),
    "refusal without reason": (at("refuse", 0, reason=" "), "refuse, number 1: give the reason"),
    "benchmark of an unknown scale": (at("benchmarks", 0, scale="totl"), "benchmarks, number 1: the scale 'totl' is not in this file"),
    "benchmark of an unknown category": (at("benchmarks", 0, category="Agreed"), "benchmarks, number 1: the category 'Agreed' is neither an option nor a band of 'answer'"),
    "benchmark without figure": (at("benchmarks", 0, category=None, share=None), "benchmarks, number 1: give either a mean"),
    "share without category": (at("benchmarks", 0, category=None), "benchmarks, number 1: category and share belong together"),
    "share in percent": (at("benchmarks", 0, share=40), "benchmarks, number 1: a share is a number from 0 to 1, and 40 is not"),
    "sd without mean": (at("benchmarks", 0, sd=1), "benchmarks, number 1: an sd needs a mean beside it"),
    "mean outside the range": (at("benchmarks", 0, scale="total", category=None, share=None, mean=9), "benchmarks, number 1: the mean 9 is outside the range of 'total'"),
    "example of an unknown item": (at("examples", 0, "answers", wav=1), "examples, number 1: the item 'wav' is not in this file"),
    "example of an unknown answer": (at("examples", 0, "answers", wave="Agreed"), "examples, number 1: 'Agreed' is no answer of 'wave'"),
    "example outside the steps": (at("examples", 0, "answers", walk=21), "examples, number 1: '21' is no answer of 'walk'"),
    "example of an unknown scale": (at("examples", 0, no_score=["totl"]), "examples, number 1: the scale 'totl' is not in this file"),
    "example of an unknown band": (at("examples", 0, bands={"total": "Lots"}), "examples, number 1: 'Lots' is no band of 'total'"),
    "example with and without score": (at("examples", 0, no_score=["total"]), "examples, number 1: 'total' has a score and no score at once"),
    "example out of range": (at("examples", 0, "scores", total=7), "examples, number 1: the score 7 is outside the range of 'total', 2 to 6"),
    "example that shows nothing": (at("examples", 0, scores={}, bands={}), "examples, number 1: it says neither a score nor no_score"),
    "counts of a list without": (at("examples", 1, "answers", wave=1), "examples, number 2: as_counts needs counts_from in the response list of 'wave'"),
    "scale without example": (at("examples", 0, "scores", hopes=None), "examples: none gives a score of 'hopes'"),
}  # fmt: skip


@pytest.mark.parametrize(("change", "words"), FAULTS.values(), ids=FAULTS.keys())
def test_a_fault_is_said_in_plain_words(change, words):
    found = faults_of(change)
    assert any(words in fault for fault in found), found
    for fault in found:
        assert re.fullmatch(r"[^\n]+[.?]", fault), f"a whole sentence: {fault}"


def test_several_faults_come_at_once():
    def change(raw):
        in_scale("total", range=[0, 6], bands_source=None)(raw)
        in_scale("worth", min_answered=1)(raw)
        at("items", 2, responses="nobody")(raw)
        at(domains=["choice"])(raw)

    found = faults_of(change)
    for words in ("the range says 0 to 6", "the bands have no source", "the method 'tariff' needs every item",
                  "the response list 'nobody'", "domains: 'choice'", "domains: 'skills'"):  # fmt: skip
        assert any(words in fault for fault in found), words


def test_one_fault_is_not_said_as_many():
    assert len(faults_of(in_scale("total", range=[2, 7]))) == 1
    assert len(faults_of(at("responses", "agree", "options", 2, aliases=["No"]))) == 1


def test_wording_that_may_not_be_passed_on_is_for_a_users_own_folder():
    change = at("source", licence="registration-needed")
    assert any("keep this file in a folder of your own" in fault for fault in faults_of(change, shipped=True))
    assert faults_of(change, shipped=False) == []


def test_a_file_of_ready_made_scores_needs_no_questions():
    raw = {
        "format": 1, "id": "ready", "version": "1", "title": "Ready-made", "domains": ["strengths"],
        "source": {"citation": "Invented.", "licence": "fee", "wording": "topic"},
        "scales": [{"id": "total", "title": "T", "domain": "strengths", "method": "given", "range": [0, 63], "higher_is": "worse"}],
    }  # fmt: skip
    assert cross_check(Instrument.model_validate(frozen(raw))) == []


def test_a_table_may_fall_or_rest_but_not_turn():
    falling = in_scale("looked_up", table={"1": 10, "2": 7, "3": 7, "4": 2, "5": 0})
    assert [fault for fault in faults_of(falling) if "table" in fault] == []


def test_an_answer_becomes_the_code_it_stands_for():
    instrument = Instrument.model_validate(frozen(RAW))
    assert code_of(instrument, "wave", " no ") == 1
    assert code_of(instrument, "wave", "Agree much") == 3  # the variant's label, by the code it counts as
    assert code_of(instrument, "wave", 4) is None
    assert code_of(instrument, "friends", 7, as_count=True) == 2
    assert code_of(instrument, "walk", 15) == 15
    assert code_of(instrument, "walk", 16) is None


def test_model_faults_name_the_part_by_its_own_id():
    broken = (
        SOUND.replace('method = "lookup"', 'method = "look_up"')
        .replace('id = "hide"', 'id = "hide"\ntopics = "x"')
        .replace('{ code = 3, label = "Agree" }', '{ code = "3", label = "Agree" }')
        .replace("share = 0.4", 'share = "0.4"')
        .replace('version = "1"', "version = 1")
    )
    with pytest.raises(InstrumentError) as caught:
        read_instrument(broken.encode(), "village.toml")
    said = {issue.message for issue in caught.value.issues}
    assert said == {
        "version: must be text in quotes.",
        "responses, agree, options, 'Agree', code: must be a whole number.",
        "items, 'hide', topics: is not a key of this format: check the spelling.",
        (
            "scales, 'looked_up', method: must be one of 'sum', 'mean', 'prorated_sum', 'count', 'lookup', 'tariff', 'single', "
            "'category', 'given', 'activity_minutes', 'goal_attainment' (did you mean 'lookup'?)."
        ),
        "benchmarks, number 1, share: must be a number.",
    }


def test_a_value_of_several_kinds_is_faulted_once():
    with pytest.raises(InstrumentError) as caught:
        read_instrument(SOUND.replace('wave = "Agree"', "wave = true").encode(), "village.toml")
    assert [issue.message for issue in caught.value.issues] == [
        "examples, number 1, answers, wave: must be a whole number or text in quotes or a number."
    ]


def test_a_step_of_nothing_is_a_fault():
    with pytest.raises(InstrumentError, match="responses, minutes, step: must be more than 0"):
        read_instrument(SOUND.replace("step = 5", "step = 0").encode(), "village.toml")


def test_text_that_is_no_toml_is_said_with_its_line():
    with pytest.raises(InstrumentError, match=r"village\.toml: This is not readable TOML text: .*line 3"):
        read_instrument(b"format = 1\nid = 'x'\ntitle = = 2\n", "village.toml")
