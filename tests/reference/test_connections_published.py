"""Personal networks, ladders and membership against figures worked out elsewhere.

Personal networks: R `t.test(post, pre, paired = TRUE)`. Ladder: R-style Stuart-Maxwell by statsmodels' SquareTable and
`binom.test`. Membership: the log-normal and the conditional binomial interval of a ratio of counts, Cochran's Q, by hand.
"""

import numpy as np
import pytest

from measures.connections import ladders, membership, personal
from measures.connections.rows import About
from measures.exports.named_columns import read_named
from measures.exports.tables import Upload

PRE = (3, 4, 2, 5, 1, 3, 0, 6, 2, 4, 3, 2)
POST = (4, 4, 4, 6, 3, 3, 2, 6, 5, 4, 5, 2)
SPLIT = {
    "Cheltenham": (150, 310), "Cotswold": (110, 250), "Forest": (130, 330),
    "Gloucester": (170, 420), "Stroud": (140, 270), "Tewkesbury": (100, 220),
}  # fmt: skip


def table(name, *lines):
    return read_named([Upload(name, "\n".join(lines).encode())])[0][0]


def by_measure(rows, **wanted):
    kept = [row for row in rows if all(getattr(row, key) == value for key, value in wanted.items())]
    return {(row.measure, row.group or row.category): row for row in kept}


def personal_study():
    people = ["person_id,wave,answered", *(f"p{n},{wave},yes" for n in range(12) for wave in ("before", "after"))]
    alters = ["person_id,wave,alter,via_programme,sector,same_locality"]
    for wave, sizes in (("before", PRE), ("after", POST)):
        alters += [
            f"p{n},{wave},X{k},{'yes' if k > 2 else 'no'},s{k % 2},yes" for n, m in enumerate(sizes) for k in range(m)
        ]
    found = personal.read_personal(table("people.csv", *people), table("alters.csv", *alters), ())
    return personal.personal_rows(found, About("study", "personal"), draws=200, seed=1)


def test_network_sizes_before_and_after():
    found = by_measure(personal_study())
    change = found["network_size_change", ""]
    assert found["network_size_before", ""].estimate == pytest.approx(2.91667, abs=5e-6)
    assert found["network_size_after", ""].estimate == 4.0
    assert found["network_size_after", ""].statistic == 48
    assert change.estimate == pytest.approx(1.08333, abs=5e-6)
    assert change.std_error * np.sqrt(12) == pytest.approx(1.08362, abs=5e-6)
    assert (change.statistic, change.df, change.p_value) == (
        pytest.approx(3.46317, abs=5e-6), 11, pytest.approx(0.005303, abs=5e-7))  # fmt: skip
    assert "1.3714" in change.note  # 48 / 35


def test_ties_new_kept_and_lost_add_up():
    found = by_measure(personal_study())
    # initials X0, X1, ...: 13 more after, none fewer, 35 kept
    assert [found[f"ties_{name}", ""].statistic for name in ("new", "kept", "lost")] == [13, 35, 0]
    assert found["ties_new", ""].estimate == pytest.approx(13 / 12)


def test_diversity_of_one_person_and_ego_e_i():
    # Blau of counts 3, 2, 1: 1 - (9 + 4 + 1) / 36 = 0.61111
    assert personal.blau(np.array([[3.0, 2.0, 1.0]])) == pytest.approx([0.61111], abs=5e-6)
    lines = ["person_id,wave,alter,same_group", *(f"a,one,k{k},{'yes' if k < 4 else 'no'}" for k in range(6))]
    found = personal.read_personal(None, table("alters.csv", *lines), ())
    rows = by_measure(personal.personal_rows(found, About("study", "personal"), draws=10, seed=1))
    assert rows["ego_ei_index", "same_group"].estimate == pytest.approx(-1 / 3)


def test_a_ladder():
    moved = np.array([[20, 10, 5, 0], [3, 30, 12, 4], [1, 4, 25, 8], [0, 1, 2, 15]])
    found = by_measure(ladders.moves(moved, About("study", "ladder", "one", "two")))
    assert (found["ladder_up", ""].statistic, found["ladder_down", ""].statistic) == (39, 11)
    assert found["ladder_up", ""].n == 140
    assert "9.02e-05" in found["ladder_up", ""].note
    test = found["marginal_homogeneity", ""]
    assert (test.statistic, test.df, test.p_value) == (
        pytest.approx(14.87006, abs=5e-6), 3, pytest.approx(0.001931, abs=5e-7))  # fmt: skip


def test_from_eight_hundred_to_eighteen_hundred():
    rows, issues = membership.membership_rows(
        table("m.csv", "locality,date,registered_people,residents", "County,2020-01-01,800,645076",
              "County,2024-01-01,1800,645076"), About("kyp", ""))  # fmt: skip
    assert not issues
    row = by_measure(rows)["growth_ratio", "County"]
    assert (row.estimate, row.ci_low, row.ci_high) == (
        2.25, pytest.approx(2.0702, abs=5e-5), pytest.approx(2.4454, abs=5e-5))  # fmt: skip
    assert "Exact interval 2.0690 to 2.4485" in row.note
    assert "22.5 % a year" in row.note
    assert "overlap" in row.note
    per = {row.wave_from: row.estimate for row in rows if row.measure == "members_per_1000" and row.group}
    assert [round(value, 2) for value in per.values()] == [1.24, 2.79]


def test_members_of_a_place_without_residents_are_in_no_rate():
    """20 of 500 is 40 a 1,000; the 40 members of a place without residents would make it 120, of nobody."""
    rows, _ = membership.membership_rows(
        table("m.csv", "locality,date,registered_people,residents", "Y,2023,40,0", "Y,2024,60,0", "Z,2023,20,500",
              "Z,2024,45,"), About("kyp", ""))  # fmt: skip
    per = {(row.group, row.wave_from): row for row in rows if row.measure == "members_per_1000"}
    assert (per["Z", "2023"].estimate, per["Z", "2024"].estimate) == (40, 90)  # the blank of 2024 takes nothing back
    assert [per[place, "2023"].status for place in ("", "Y")] == ["x", "x"]


def test_six_localities():
    lines = [f"{place},{date},{count}" for place, counts in SPLIT.items() for date, count in zip((2020, 2024), counts)]  # noqa: B905
    rows, _ = membership.membership_rows(table("m.csv", "locality,date,registered_people", *lines), About("kyp", ""))
    found = by_measure(rows)
    ratio = {place: found["growth_ratio", place] for place in SPLIT}
    assert (round(ratio["Forest"].estimate, 3), round(ratio["Forest"].ci_low, 3), round(ratio["Forest"].ci_high, 3)) == (
        2.538, 2.072, 3.110)  # fmt: skip
    assert round(ratio["Stroud"].ci_high, 3) == 2.365
    assert found["growth_ratio_pooled", ""].estimate == pytest.approx(2.24588, abs=5e-6)
    test = found["growth_heterogeneity", ""]
    assert (test.statistic, test.df, test.p_value) == (
        pytest.approx(5.3772, abs=5e-5), 5, pytest.approx(0.3716, abs=5e-5))  # fmt: skip
