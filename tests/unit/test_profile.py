import pytest

from measures.profile import profile_rows
from measures.results import Row, ScaleFacts


def facts(**changes):
    values = {
        "instrument": "x", "scale": "total", "instrument_title": "X", "title": "X", "domains": ("control",),
        "higher_is": "worse", "low": 3.0, "high": 9.0, "step": 1.0, "version": "1", "licence": "CC0", "citation": "",
        "validated": True,
    }  # fmt: skip
    return ScaleFacts(**(values | changes))


def row(measure, estimate, low=None, high=None, error=None):
    return Row(
        "x", "total", measure, "before", "after", n=40, estimate=estimate, ci_low=low, ci_high=high, std_error=error
    )


def found(rows, **changes):
    one = facts(**changes)
    return {(r.measure, r.domain): r for r in profile_rows(rows, {("x", "total"): one})}


def test_where_higher_is_worse_the_metric_is_mirrored():
    # 3 to 9, higher worse: a mean of 6 stands at 100 (9 - 6)/6 = 50; a fall of 0.6 is an improvement of 10,
    # between -1.2 and 0.3 points of the scale lie between -5 and 20 points of the metric
    rows = found([row("mean_before", 6.0, 5.4, 6.6, 0.3), row("mean_change", -0.6, -1.2, 0.3, 0.15)])
    before, change = rows["pomp_before", "control"], rows["pomp_improvement", "control"]
    assert (before.estimate, before.ci_low, before.ci_high, before.std_error) == pytest.approx((50, 40, 60, 5))
    assert (change.estimate, change.ci_low, change.ci_high, change.std_error) == pytest.approx((10, -5, 20, 2.5))


def test_where_higher_is_better_it_is_not():
    rows = found([row("mean_after", 4.0, 3.5, 4.5)], higher_is="better", low=1.0, high=5.0)
    after = rows["pomp_after", "control"]
    assert (after.estimate, after.ci_low, after.ci_high) == pytest.approx((75, 62.5, 87.5))


def test_a_scale_of_two_domains_speaks_for_both_and_there_is_no_figure_over_domains():
    rows = found([row("mean_before", 6.0)], domains=("control", "choice"))
    assert {domain for _, domain in rows} == {"control", "choice"}


def test_what_was_not_computable_stays_so():
    empty = Row("x", "total", "mean_before", status="x", note="Nobody.")
    (only,) = found([empty]).values()
    assert (only.estimate, only.status, only.note) == (None, "x", "Nobody.")


@pytest.mark.parametrize("changes", [{"low": None}, {"high": None}, {"higher_is": None}])
def test_a_scale_without_range_or_direction_has_no_place(changes):
    assert found([row("mean_before", 6.0)], **changes) == {}
