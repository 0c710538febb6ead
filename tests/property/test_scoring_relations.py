"""Relations that scores and counted pairs keep whatever the answers."""

from collections import Counter
from fractions import Fraction

import narwhals as nw
import numpy as np
import pandas as pd
from hypothesis import given, settings
from hypothesis import strategies as st

from measures.engines import on_engine
from measures.pairs import Breakdown, count_all, item_moments
from measures.scoring import score, score_answers, score_frame
from measures.scoring.values import common_unit
from tests.made_instruments import FIVE, answers, instrument, items, responses, scale, simple

NAMES = "abcd"
WAVES = ("before", "middle", "after")
SETTINGS = settings(max_examples=15, deadline=None)

codes = st.one_of(st.none(), st.integers(1, 5))
full = st.lists(st.integers(1, 5), min_size=4, max_size=4)
some = st.lists(codes, min_size=4, max_size=4)
units = st.fractions(min_value="0.001", max_value=10, max_denominator=1000)


def given_of(values):
    return {name: value for name, value in zip(NAMES, values, strict=True) if value is not None}


SUM = simple("sum", *NAMES)
TURNED = simple("sum", *NAMES, reverse=tuple(NAMES))
TWICE = instrument(
    items(*NAMES, reverse=tuple(NAMES)) + scale("sum", *NAMES, rest=f"reverse = {list(NAMES)}"), responses=FIVE
)
MEAN = simple("mean", *NAMES, rest="min_answered = 1")
PRORATED = simple("prorated_sum", *NAMES, rest="min_answered = 1")
POMP = simple("sum", *NAMES, rest="rescale = [0, 100]")


@given(full)
@SETTINGS
def test_reversing_twice_is_as_it_was(values):
    assert score_answers(TWICE, given_of(values)) == score_answers(SUM, given_of(values))


@given(full)
@SETTINGS
def test_reversing_every_item_mirrors_the_score(values):
    one, other = score_answers(SUM, given_of(values)), score_answers(TURNED, given_of(values))
    assert one["total"] + other["total"] == 4 * (1 + 5)


@given(st.lists(st.integers(1, 4), min_size=4, max_size=4))
@SETTINGS
def test_one_more_on_every_item_is_that_much_more_of_score(values):
    more = [value + 1 for value in values]
    assert score_answers(SUM, given_of(more))["total"] == score_answers(SUM, given_of(values))["total"] + 4
    assert score_answers(POMP, given_of(more))["total"] == score_answers(POMP, given_of(values))["total"] + 25


@given(some)
@SETTINGS
def test_a_mean_and_a_prorated_sum_are_of_the_answered_items(values):
    answered = [value for value in values if value is not None]
    mean = None if not answered else float(Fraction(sum(answered), len(answered)))
    prorated = None if not answered else float(Fraction(sum(answered) * 4, len(answered)))
    assert score_answers(MEAN, given_of(values)) == {"total": mean}
    assert score_answers(PRORATED, given_of(values)) == {"total": prorated}


@given(some, st.permutations(NAMES))
@SETTINGS
def test_the_order_of_columns_does_not_matter(values, order):
    by_item = dict(zip(NAMES, values, strict=True))
    frame = answers([("p", "before")], **{name: [by_item[name]] for name in order})
    ours = score_frame(frame, {"made": MEAN}).frame["made.total"].to_list()
    straight = score_frame(answers([("p", "before")], **{n: [v] for n, v in by_item.items()}), {"made": MEAN})
    assert str(ours) == str(straight.frame["made.total"].to_list())


@st.composite
def tables(draw):
    """Answers of some people at some waves to two items, with a group each, rows in any order."""
    people = draw(st.integers(1, 8))
    rows = [(f"p{n}", wave) for n in range(people) for wave in WAVES if draw(st.booleans())] or [("p0", "before")]
    rows = draw(st.permutations(rows))
    columns = {name: [draw(codes) for _ in rows] for name in "ab"}
    groups = {f"p{n}": draw(st.sampled_from(["north", "south", None])) for n in range(people)}
    return rows, columns, groups


TWO = simple("mean", "a", "b", rest="min_answered = 1")


def held(rows, columns, groups):
    frame = answers(rows, **columns)
    known = list(dict.fromkeys(person for person, _ in rows))
    return responses(frame, TWO, waves=WAVES, area=[groups[person] for person in known])


def counted(people):
    return count_all(
        score(people), people, pairs={"made": ("before", "after")}, breakdowns=[Breakdown("area")], cluster="area"
    )


def content(pairs):
    """All of a ScalePairs as plain bytes and texts."""
    distributions = (pairs.all_before, pairs.all_after, pairs.not_again)
    arrays = [pairs.before, pairs.after, pairs.n, pairs.cluster]
    arrays += [part for counts in distributions for part in (counts.value, counts.n)]
    return (pairs.group_by, pairs.group, *(array.tobytes() for array in arrays))


def person_by_person(rows, columns, groups):
    """The same counts the plain way: one person after the other."""
    means = {}
    for (person, wave), a, b in zip(rows, columns["a"], columns["b"], strict=True):
        answered = [value for value in (a, b) if value is not None]
        if answered:
            means[person, wave] = sum(answered) / len(answered)
    found = {name: Counter() for name in ("cells", "before", "after", "gone")}
    for person in groups:
        before, after = means.get((person, "before")), means.get((person, "after"))
        later = [means[person, wave] for wave in WAVES[1:] if (person, wave) in means]
        found["before"].update([before] if before is not None else [])
        found["after"].update([after] if after is not None else [])
        found["cells"].update([(before, after)] if before is not None and after is not None else [])
        found["gone"].update([before] if before is not None and not later else [])
    return found


@given(tables())
@SETTINGS
def test_counts_are_what_counting_person_by_person_gives(table):
    everybody, *by_group = counted(held(*table))
    plain = person_by_person(*table)
    cells = Counter()
    for before, after, n in zip(everybody.before, everybody.after, everybody.n, strict=True):
        cells[float(before), float(after)] += int(n)
    assert cells == plain["cells"]
    for counts, name in (
        (everybody.all_before, "before"),
        (everybody.all_after, "after"),
        (everybody.not_again, "gone"),
    ):
        assert Counter(dict(zip(counts.value.tolist(), counts.n.tolist(), strict=True))) == plain[name]
    # groups divide everybody
    assert sum(pairs.pairs for pairs in by_group) == everybody.pairs
    assert sum(pairs.all_before.total for pairs in by_group) == everybody.all_before.total


@given(tables(), st.randoms(use_true_random=False))
@SETTINGS
def test_the_order_of_rows_does_not_matter(table, random):
    rows, columns, groups = table
    order = list(range(len(rows)))
    random.shuffle(order)
    shuffled = [rows[place] for place in order], {n: [v[place] for place in order] for n, v in columns.items()}, groups
    assert [content(pairs) for pairs in counted(held(*table))] == [content(pairs) for pairs in counted(held(*shuffled))]


@given(tables(), st.sampled_from(["polars", "duckdb"]))
@SETTINGS
def test_every_engine_counts_the_same(table, engine):
    people = held(*table)
    assert [content(pairs) for pairs in counted(on_engine(people, engine))] == [
        content(pairs) for pairs in counted(people)
    ]


@given(st.lists(st.tuples(codes, codes, codes), min_size=1, max_size=12))
@SETTINGS
def test_moments_are_sums_over_complete_answers(rows):
    made = simple("sum", "a", "b", "c", reverse=("c",))
    frame = answers(
        [(f"p{n}", "before") for n in range(len(rows))], **dict(zip("abc", zip(*rows, strict=True), strict=True))
    )
    found = item_moments(responses(frame, made), made, made.scale("total"), "before")
    complete = np.array([[a, b, 6 - c] for a, b, c in rows if None not in (a, b, c)], dtype=np.int64).reshape(-1, 3)
    assert found.n == len(complete)
    np.testing.assert_array_equal(found.sums, complete.sum(axis=0))
    np.testing.assert_array_equal(found.cross_products, complete.T @ complete)


@given(units, units)
@SETTINGS
def test_a_common_unit_divides_both_and_is_the_largest_that_does(one, other):
    unit = common_unit(one, other)
    first, second = one / unit, other / unit
    assert first.denominator == second.denominator == 1
    assert np.gcd(first.numerator, second.numerator) == 1


GOALS = instrument(
    '[[items]]\nid = "goal"\nresponses = "attainment"\nrepeat = true\n'
    '[[items]]\nid = "weight"\nresponses = "weight"\nrepeat = true\n'
    + scale("goal_attainment", "goal", rest='weights = ["weight"]\ncorrelation = 0.3'),
    responses="responses.weight = { minimum = 0, maximum = 9 }\nresponses.attainment.options = [ "
    + ", ".join(f'{{ code = {n}, label = "{n}" }}' for n in range(-2, 3))
    + " ]",
)
goal = st.tuples(st.one_of(st.none(), st.integers(-2, 2)), st.one_of(st.none(), st.integers(0, 9)))


@given(st.lists(goal, min_size=1, max_size=12))
@SETTINGS
def test_a_goal_score_is_the_formula_whatever_the_number_of_goals(goals):
    frame = {"participant": ["p"], "wave": ["before"]}
    for number, (x, weight) in enumerate(goals, 1):
        frame[f"made.goal.{number}"] = pd.array([x], dtype="Int64")
        frame[f"made.weight.{number}"] = pd.array([weight], dtype="Int64")
    scores = score_frame(nw.from_native(pd.DataFrame(frame), eager_only=True), {"made": GOALS})
    counted_goals = [(x, 1 if weight is None else weight) for x, weight in goals if x is not None]
    x, w = (
        (np.array(part, dtype=float) for part in zip(*counted_goals, strict=True))
        if counted_goals
        else (np.zeros(0),) * 2
    )
    (key,) = scores.frame["made.total"].to_list()
    if w.sum() == 0:
        assert key is pd.NA
        return
    expected = 50 + 10 * (w * x).sum() / np.sqrt(0.7 * (w**2).sum() + 0.3 * w.sum() ** 2)
    found = scores.scales["made.total"].values(np.array([key], dtype=np.int64))
    np.testing.assert_allclose(found, [expected], rtol=1e-12)
