"""Value against published worked examples and arithmetic shown beside each number."""

from dataclasses import replace
from decimal import Decimal

import pytest

from measures.evaluate import evaluate_study
from measures.exports.named_columns import read_named
from measures.exports.tables import Upload
from measures.library import load_library, shipped_instruments
from measures.results import Row
from measures.study import read_study
from measures.value import benchmarks, capability, social_return, wellbeing
from measures.value.settings import ValueRules
from tests.result_rows import LONELINESS, SATISFIED

SATISFACTION = Row(
    "ons4", "satisfied", "mean_change", "before", "after", n=100, estimate=0.5, ci_low=0.3, ci_high=0.7, ci_level=0.95,
    std_error=0.1,
)  # fmt: skip
HELD = ValueRules(
    estimator="held", held_years=3, drop_off=Decimal(1) / 3, deadweight=Decimal("0.25"), attribution=Decimal("0.2"),
    discount=Decimal("0.015"), money=True,
)  # fmt: skip


def rows_of(rules, years, rows=(SATISFACTION,)):
    return {row.measure: row for row in wellbeing.wellbeing_rows(rows, rules, years)}


@pytest.mark.parametrize(
    ("rate", "worth", "expected"),
    [
        (0.015, 13_000, 814_405.67),
        (0.015, 10_000, 626_465.90),
        (0.015, 16_000, 1_002_345.44),
        (0.035, 13_000, 803_016.25),
    ],
)
def test_the_present_value_of_half_a_point_held_three_years(rate, worth, expected):
    # 390,000 + 256,157.64 + 168,248.04 = 814,405.67: 0.5 x 100 x 13,000 x 0.75 x 0.8, a third dropping off each year
    years = wellbeing.present_years(3, 1 / 3, rate)
    assert 0.5 * 100 * worth * wellbeing.kept_share(HELD) * years == pytest.approx(expected, abs=0.005)


def test_wellbys_of_the_same_without_discount():
    assert 50 * wellbeing.kept_share(HELD) * wellbeing.present_years(3, 1 / 3, 0.0) == pytest.approx(63.3333, abs=5e-5)


def test_rows_add_the_rise_between_the_waves_and_keep_the_low_case_first():
    found = rows_of(HELD, 0.5)
    # rise over half a year: 0.25 years; held: 1 + 2/3 + 4/9 = 2.1111 years; times 0.6 x 0.5 x 100
    assert found["wellbys"].estimate == pytest.approx((0.25 + 1 + 2 / 3 + 4 / 9) * 0.6 * 50)
    assert list(found) == ["wellbys", "value_low", "value_central", "value_high"]
    assert found["value_central"].estimate == pytest.approx(814_405.67 + 0.25 * 0.6 * 50 * 13_000, abs=0.01)
    assert found["value_low"].estimate / found["value_high"].estimate == pytest.approx(10 / 16)
    assert found["value_central"].ci_low == pytest.approx(found["value_central"].estimate * 0.3 / 0.5)
    for words in (
        "25% would have happened anyway",
        "20% is due to others",
        "33% of what is left dropping off",
        "2019 prices",
    ):
        assert words in found["value_low"].note


def test_the_guidance_s_own_example():
    # 0.2 points for two years at £13,000: £2,600 a person a year, £5,200 undiscounted
    assert pytest.approx(2600) == 0.2 * 13_000
    assert 0.2 * 13_000 * wellbeing.present_years(2, 0.0, 0.0) == pytest.approx(5200)


def test_no_money_unless_it_is_switched_on():
    found = rows_of(ValueRules(), 0.5)
    assert list(found) == ["wellbys"]
    assert found["wellbys"].estimate == pytest.approx(0.25 * 50)
    assert "deadweight" in found["wellbys"].note


def test_prices_of_another_year_only_by_a_series_of_the_users_own():
    rules = ValueRules(money=True, price_year="2023")
    assert rows_of(rules, 0.5)["value_low"].status == "x"
    rules = rules.model_copy(update={"deflator": {"2019": Decimal(100), "2023": Decimal("117.3692")}})
    factor, said = wellbeing.price(rules)
    # 13,000 x 1.173692 = 15,258; 10,000: 11,737; 16,000: 18,779
    assert [round(value * factor) for value in (10_000, 13_000, 16_000)] == [11_737, 15_258, 18_779]
    assert "2023 prices by the stated deflator" in said


def test_the_warning_anchor():
    # green social prescribing: 4.7 to 6.8, £14.0 million for 8,339 people: £1,679 a head; all of it for a year £27,300
    rules = ValueRules(money=True)
    assert wellbeing.naive_value(6.8 - 4.7, rules) == pytest.approx(27_300)
    assert pytest.approx(16.26, abs=0.005) == 27_300 / (14_000_000 / 8339)
    assert wellbeing.near_naive(1679, 2.1, rules) is None
    warning = wellbeing.near_naive(27_300, 2.1, rules)
    assert warning.code == "naive_value"
    # twelve weeks, the rise alone: 2.1 x 0.2301 / 2 = 0.242 WELLBYs
    assert 2.1 * wellbeing.adjusted(ValueRules(), 0.2301).years == pytest.approx(0.242, abs=5e-4)


def test_recalled_parameters_are_flagged():
    assert wellbeing.recalled(HELD) == []
    assert "1.5%" in wellbeing.recalled(HELD.model_copy(update={"discount": None}))[0]


def test_without_a_time_or_a_change_there_is_a_reason():
    assert "How long" in rows_of(HELD, None)["wellbys"].note
    assert rows_of(HELD, 0.5, ())["value_high"].status == "x"


def test_capability_of_seven_tenths_to_eight():
    # 0.70 to 0.80 over a year, then held a year: 0.05 + 0.10 = 0.15 years of full capability a person
    about = {"wave_from": "before", "wave_to": "after", "n": 50}
    rows = tuple(
        Row("icecap_a", "total", measure, estimate=value, **about)
        for measure, value in (("mean_before", 0.7), ("mean_after", 0.8), ("mean_change", 0.1))
    )
    rules = ValueRules(estimator="held", held_years=1, capability_years=True)
    found = {
        (row.measure, row.category): row for row in capability.capability_rows(rows, "icecap_a.total", None, rules, 1.0)
    }
    assert found["capability_years", ""].estimate == pytest.approx(0.15)
    assert found["capability_gap", "before"].estimate == pytest.approx(0.3)
    assert found["capability_gap", "after"].estimate == pytest.approx(0.2)


def test_sufficient_capability_does_not_grow_beyond_enough():
    worth = {
        "a": {"4": Decimal("0.6"), "3": Decimal("0.5"), "2": Decimal("0.2"), "1": Decimal(0)},
        "b": {"4": Decimal("0.4"), "3": Decimal("0.3"), "2": Decimal("0.1"), "1": Decimal(0)},
    }
    capped = capability.capped_tariff(worth)
    assert (capped["a"]["4"], capped["a"]["2"], capped["b"]["4"]) == (Decimal("0.5"), Decimal("0.2"), Decimal("0.3"))
    # from 0.65 to 0.8 of 0.8: 0.15 more is 0.1875 of what is enough
    change = Row("icecap_a", "total", "mean_change", "before", "after", n=2, estimate=0.15, ci_low=-0.1, ci_high=0.4)
    found = capability.of_enough(change, worth)
    assert (found.estimate, found.ci_low, found.ci_high) == pytest.approx((0.1875, -0.125, 0.5))


def test_sufficient_capability_is_of_the_people_seen_twice():
    levels = {4: "Level 4, the most", 3: "Level 3", 2: "Level 2", 1: "Level 1, the least"}
    items = ("stability", "attachment", "autonomy", "achievement", "enjoyment")

    def answers(people):
        lines = ["code," + ",".join(f"icecap_a_{item}" for item in items)]
        return "\n".join(
            [*lines, *(f"{code}," + ",".join(f'"{levels[level]}"' for level in given) for code, given in people)]
        ).encode()  # fmt: skip

    before = answers([("AK11X", (2, 3, 3, 3, 3)), ("BL22Y", (3, 3, 2, 3, 3)), ("CM33Z", (1, 1, 1, 1, 1))])
    after = answers([("AK11X", (4, 4, 3, 3, 3)), ("BL22Y", (3, 3, 3, 3, 1))])
    study = read_study(
        b'format = 1\n[[files]]\npath = "b.csv"\nwave = "before"\n[[files]]\npath = "a.csv"\nwave = "after"\n'
        b'[waves]\norder = ["before", "after"]\n[participant]\ncolumn = "code"\n[analysis]\nbootstrap = 20\n'
        b"[value]\nyears = 0.5\ncapability_years = true\n"
    )
    uploads = {"b.csv": Upload("b.csv", before), "a.csv": Upload("a.csv", after)}
    evaluated = evaluate_study(study, uploads, load_library(shipped_instruments()))
    (row,) = evaluated.rows(measure="sufficient_capability_years")
    # 33333 is worth 0.191 + 0.189 + 0.156 + 0.159 + 0.154 = 0.849. AK11X gains 0.191 - 0.101 = 0.09 up to enough, and
    # no more from level 4; BL22Y 0.156 - 0.084 - (0.154 + 0.003) = -0.085; CM33Z, seen once, is not in it. Half of 0.5 years
    assert row.n == 2
    assert row.estimate == pytest.approx((0.09 - 0.085) / 2 / 0.849 * 0.25)


def test_without_a_figure_asked_alike_the_gap_closed_is_not_computed_and_says_why():
    rows = (
        Row("ons4", "satisfied", "mean_all", "before", "before", n=40, estimate=5.0),
        Row("ons4", "satisfied", "mean_before", "before", "after", n=40, estimate=5.0),
        Row("ons4", "satisfied", "mean_after", "before", "after", n=40, estimate=6.0),
    )
    for mode, why in ((None, "State how people answered"), ("self-completion", None)):
        found = benchmarks.benchmark_rows(rows, [SATISFIED], ValueRules(mode=mode))
        (gap,) = (row for row in found if row.measure == "gap_closed")
        if why is not None:
            assert (gap.status, gap.estimate) == ("x", None)
            assert why in gap.note
        else:
            assert gap.estimate == pytest.approx(0.5)  # (6 - 5) / (7.0 - 5)


def sheet(*lines):
    return read_named([Upload("values.csv", "\n".join(lines).encode())])[0][0]


def test_shares_are_multiplied_not_added():
    # 50 x 8,000 = 400,000; adding 20 % and 10 % gives 2.80:1 (a published calculator), multiplying 0.8 x 0.9 gives 2.88:1
    found = social_return.read_outcomes(
        sheet("outcome,quantity,value,deadweight,attribution", 'Work,50,"£8,000",0.2,0.1', "None,0,1,0,0")
    )
    rows = social_return.return_rows(found, ValueRules(inputs=Decimal(100_000)), "values")
    assert rows[0].estimate == pytest.approx(2.88)
    # before deadweight 360,000: 1 - 100,000 / 360,000
    assert rows[1].estimate == pytest.approx(1 - 100 / 360)


def test_the_last_step_of_the_cabinet_office_s_example():
    found = social_return.read_outcomes(sheet("outcome,quantity,value", "All,1,81741.93", "None,0,1"))
    row = social_return.return_rows(found, ValueRules(inputs=Decimal(42_375)), "values")[0]
    assert row.estimate == pytest.approx(1.929, abs=5e-4)
    assert "39,366.93" in row.note


def test_one_assumption_at_a_time_is_moved():
    found = social_return.read_outcomes(
        sheet("outcome,quantity,value,deadweight,attribution", "Work,50,8000,0.2,0.1", "None,0,1,0,0")
    )
    rows = social_return.swing_rows(found, ValueRules(inputs=Decimal(100_000)), "values")
    got = {(row.category, row.measure.removeprefix("sroi_if_")): row.estimate for row in rows}
    # 400,000 x 0.8 x 0.9 / 100,000 = 2.88; deadweight 0.1 and 0.3: 4 x 0.9 x 0.9 and 4 x 0.7 x 0.9; one year: nothing
    # drops off and nothing is discounted; displacement 0 cannot be lower: 2.88, and 0.1 higher 2.88 x 0.9
    assert got == {
        ("deadweight", "lower"): pytest.approx(3.24), ("deadweight", "higher"): pytest.approx(2.52),
        ("attribution", "lower"): pytest.approx(3.2), ("attribution", "higher"): pytest.approx(2.56),
        ("value", "lower"): pytest.approx(2.592), ("value", "higher"): pytest.approx(3.168),
        ("displacement", "lower"): pytest.approx(2.88), ("displacement", "higher"): pytest.approx(2.592),
    }  # fmt: skip
    assert [row.category for row in rows[::2]] == ["deadweight", "attribution", "value", "displacement"]


def test_drop_off_begins_in_the_second_year():
    found = social_return.read_outcomes(sheet("outcome,quantity,value,years,drop_off", "A,1,100,3,0.5", "B,1,10,1,0.5"))
    # 100 + 50 / 1.035 + 25 / 1.035^2 + 10
    assert social_return.present_value(found, 0.035) == pytest.approx(100 + 50 / 1.035 + 25 / 1.035**2 + 10)


@pytest.mark.parametrize(
    ("scale", "before", "after", "figure", "expected"),
    [(SATISFIED, 4.7, 6.8, 7.5, 0.75), (SATISFIED, 5.1, 6.8, 7.7, 0.653846), (SATISFIED, 5.3, 7.5, 7.4, 1.047619),
     (replace(SATISFIED, scale="anxious", higher_is="worse"), 4.8, 3.4, 3.2, 0.875)],
)  # fmt: skip
def test_the_gap_closed_in_green_social_prescribing(scale, before, after, figure, expected):
    about = {"wave_from": "before", "wave_to": "after", "n": 50}
    rows = tuple(
        Row("ons4", scale.scale, measure, estimate=value, **about)
        for measure, value in (("mean_before", before), ("mean_after", after))
    )
    norm = benchmarks.Benchmark(f"ons4.{scale.scale}", "mean", "England", "2019", "interviewer", figure, "its own")
    assert benchmarks.gap_rows(rows, scale, norm)[0].estimate == pytest.approx(expected, abs=5e-7)
    at_it = replace(norm, figure=before)
    assert benchmarks.gap_rows(rows, scale, at_it)[0].status == "x"


def test_a_share_beside_a_national_one():
    # R: binom.test(18, 120, 0.066) p = 0.001193
    assert benchmarks.share_p(18, 120, 0.066) == pytest.approx(0.001193, abs=5e-7)
    row = Row("ucla3", "total", "headline_share", "after", "after", n=120, estimate=0.15, ci_low=0.0970, ci_high=0.2247,
              statistic=18, ci_level=0.95)  # fmt: skip
    found = benchmarks.benchmark_rows((row,), (LONELINESS,), ValueRules(mode="self-completion"))
    assert found[0].estimate == pytest.approx(0.15 - 0.09)
    assert "2024/25" in found[0].note
    assert benchmarks.benchmark_rows((row,), (LONELINESS,), ValueRules(mode="interviewer"))[0].status == "x"
    assert "State how people answered" in benchmarks.benchmark_rows((row,), (LONELINESS,), ValueRules())[0].note


def test_the_figures_that_come_with_the_project_say_whom_when_and_how():
    for figure in benchmarks.national_figures():
        assert figure.mode in ("interviewer", "self-completion")
        assert figure.population
        assert figure.year[:4].isdigit()
        assert figure.source
    by_phone = benchmarks.matched("ons4.satisfied", "mean", "interviewer", benchmarks.national_figures())
    assert (by_phone.figure, by_phone.year) == (7.45, "2022/23")
