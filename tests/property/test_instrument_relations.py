"""What must hold for any answers to any shipped instrument."""

import narwhals as nw
import numpy as np
import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from measures.library import load_library, shipped_instruments
from measures.scale_check import items_of
from measures.scoring import score_frame

PEOPLE = 30
LINEAR = ("sum", "mean", "prorated_sum", "single")
LIBRARY = {
    name: found
    for name, found in load_library(shipped_instruments()).items()
    if not any(item.repeat for item in found.items)
}
EACH = [pytest.param(found, id=name) for name, found in LIBRARY.items()]
SEEDS = st.integers(0, 2**32 - 1)


def answers_of(instrument, seed):
    """Answers of made-up people to every item: each any answer of its list, none missing."""
    draw = np.random.default_rng(seed)
    answers = {}
    for item in instrument.items:
        responses = instrument.responses[item.responses]
        low, high = (int(end) for end in responses.code_range)
        codes = list(range(low, high + 1)) if responses.is_numeric else list(responses.codes)
        answers[item.id] = draw.choice(codes, PEOPLE)
    return pd.DataFrame(answers).astype("Int64")


def scores_of(instrument, answers):
    """Scores by scale as floats, NaN where there is none."""
    frame = answers.add_prefix(f"{instrument.id}.").assign(participant=[str(n) for n in range(len(answers))], wave="1")
    scored = score_frame(nw.from_native(frame, eager_only=True), {instrument.id: instrument})
    found = {}
    for name, key in scored.scales.items():
        keys = scored.frame[name].to_pandas()
        values = np.full(len(keys), np.nan)
        there = keys.notna().to_numpy()
        values[there] = key.values(keys[there].to_numpy(dtype=np.int64))
        found[name.removeprefix(f"{instrument.id}.")] = values
    return found


@pytest.mark.parametrize("instrument", EACH)
@settings(max_examples=2, deadline=None)
@given(seed=SEEDS)
def test_relations_between_answers_and_scores(instrument, seed):
    """Scored in one go: complete answers, the same turned round (lowest for highest), and the same with gaps."""
    draw = np.random.default_rng(seed)
    complete = answers_of(instrument, seed)
    turned = pd.DataFrame(
        {
            item.id: int(sum(instrument.responses[item.responses].code_range)) - complete[item.id]
            for item in instrument.items
        }
    )
    there = draw.random(complete.shape) < draw.random((PEOPLE, 1))
    gaps = complete.where(pd.DataFrame(there, columns=complete.columns))
    scores = scores_of(instrument, pd.concat([complete, turned, gaps], ignore_index=True))
    assert list(scores) == [scale.id for scale in instrument.scales]
    for scale in instrument.scales:
        whole, mirrored, partial = np.split(scores[scale.id], 3)
        everybody_has_a_score_within_the_range(scale, whole)
        linear_scores_turn_round(scale, whole, mirrored)
        as_many_answers_as_the_rule_wants(scale, gaps, partial)


def everybody_has_a_score_within_the_range(scale, whole):
    assert not np.isnan(whole).any(), scale.id
    if scale.range is not None:
        low, high = (float(end) for end in scale.range)
        assert whole.min() >= low - 1e-9, scale.id
        assert whole.max() <= high + 1e-9, scale.id


def linear_scores_turn_round(scale, whole, mirrored):
    """The lowest plus the highest score minus the score, whichever items are reversed."""
    if scale.method in LINEAR and scale.cap is None:
        low, high = (float(end) for end in scale.range)
        assert mirrored == pytest.approx(low + high - whole, abs=1e-9), scale.id


def as_many_answers_as_the_rule_wants(scale, gaps, partial):
    """A score with as many answers as the rule wants, and with not one fewer."""
    if scale.method != "activity_minutes":  # its days of nothing need no minutes
        enough = gaps[list(items_of(scale))].notna().sum(axis=1).to_numpy() >= scale.needed
        assert (~np.isnan(partial) == enough).all(), scale.id
