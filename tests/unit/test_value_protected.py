"""Value goes through the gate: nothing in it gives back what the gate hides elsewhere."""

from dataclasses import replace
from decimal import Decimal

from measures.disclosure import protect
from measures.results import Evaluation, Row
from measures.value.benchmarks import benchmark_rows
from measures.value.settings import ValueRules
from measures.value.wellbeing import wellbeing_rows
from tests.result_rows import LONELINESS, SATISFIED


def share(count, n):
    return Row("ucla3", "total", "headline_share", "after", "after", n=n, estimate=count / n, statistic=count, ci_low=0.0,
               ci_high=0.2, ci_level=0.95)  # fmt: skip


def change(n):
    return Row("ons4", "satisfied", "mean_change", "before", "after", n=n, n_started=n, estimate=0.5, ci_low=0.3,
               ci_high=0.7, ci_level=0.95, std_error=0.1)  # fmt: skip


def shown(rows, scales, policy="under_5"):
    return {row.measure: row for row in protect(Evaluation({}, (), (), tuple(rows), scales), policy).value.results}


def test_a_difference_from_a_national_share_is_hidden_with_a_small_share():
    for count, status in ((3, "c"), (20, "")):
        rows = [share(count, 100)]
        rows += benchmark_rows(tuple(rows), (LONELINESS,), ValueRules(mode="self-completion"))
        found = shown(rows, (LONELINESS,))
        assert found["headline_share"].status == status
        assert found["benchmark_difference"].status == status
        assert (found["benchmark_difference"].p_value is None) == (status == "c")


def test_value_of_few_people_is_hidden_and_of_many_keeps_what_was_assumed():
    rules = ValueRules(money=True, estimator="held", held_years=2, deadweight=Decimal("0.2"))
    for n, status in ((20, "c"), (60, "")):
        rows = [change(n), replace(change(n), measure="sd_change", estimate=1.0)]
        found = shown([*rows, *wellbeing_rows(tuple(rows), rules, 0.5)], (SATISFIED,))
        assert [found[name].status for name in ("wellbys", "value_low", "value_central", "value_high")] == [status] * 4
        if not status:
            assert "held 2 years" in found["value_low"].note
            assert "20% would have happened anyway" in found["wellbys"].note
