"""Indices of published figures, against R 4.2.2 on five invented groups and the published results of two R packages.

R: `y <- c(62, 70, 71, 78, 81); N <- c(1200, 1100, 900, 1000, 800); se <- c(1.4, 1.3, 1.5, 1.2, 1.1); w <- N / sum(N);
R <- cumsum(w) - w / 2; m <- sum(w * y); f <- lm(y ~ R, weights = N)`.
"""

import numpy as np
import pytest

from measures.equity.index_errors import attributable_fraction_error
from measures.equity.published import Published, published_rows

VALUE = np.array([62.0, 70.0, 71.0, 78.0, 81.0])
PEOPLE = np.array([1200.0, 1100.0, 900.0, 1000.0, 800.0])
ERROR = np.array([1.4, 1.3, 1.5, 1.2, 1.1])
FIFTHS = Published("fifth", ("1", "2", "3", "4", "5"), VALUE, PEOPLE, ERROR, ordered=True, ends=(0.0, 100.0))


def by_name(figures):
    return {(row.measure, row.category) if row.category else row.measure: row for row in published_rows(figures)}


@pytest.fixture(scope="module")
def rows():
    return by_name(FIFTHS)


# coef(f)[2]; sum(coef(f)) / coef(f)[1]; the coefficients of the convenient regressions of 2 var(R) y and 2 var(R) y / m;
# 4 C / 100; C * 100 / ((100 - m) * m); sum(w * (y - m)^2); sum(w * y/m * log(y/m)); and so on
ESTIMATES = {
    "gap": 19.0,
    "ratio": 81 / 62,
    "slope_index": 23.3308270677,
    "relative_index": 1.38914165609,
    "concentration_absolute": 3.7236,
    "concentration_index": 0.05199106394862,
    "erreygers": 0.148944,
    "wagstaff": 0.183196137944,
    "between_group_variance": 45.0756,
    "between_group_sd": 45.0756**0.5,
    "coefficient_of_variation": 0.09374248057992,
    "theil": 0.00441946322267,
    "mean_log_deviation": 0.00445715095566,
    "disparity_index": 0.07754258586987,
    "disparity_index_unweighted": 0.07712929349344,
    "mean_difference_from_mean": 5.5536,
    "mean_difference_from_mean_unweighted": 5.524,  # (9.62 + 1.62 + 0.62 + 6.38 + 9.38) / 5
    "mean_difference_from_best": 9.38,
    "mean_difference_from_best_unweighted": 8.6,
    "population_attributable_risk": 9.38,
    "population_attributable_fraction": 0.13096900307177,
}


@pytest.mark.parametrize("measure", ESTIMATES)
def test_every_index(rows, measure):
    assert rows[measure].estimate == pytest.approx(ESTIMATES[measure], rel=1e-9)
    assert rows[measure].n == 5000


def test_all_measures_were_checked(rows):
    assert set(rows) == set(ESTIMATES)


def test_the_slopes_error_follows_exactly_from_the_groups_errors(rows):
    # X <- cbind(1, R); A <- solve(t(X) %*% diag(w) %*% X) %*% t(X) %*% diag(w); sqrt((A %*% diag(se^2) %*% t(A))[2, 2])
    row = rows["slope_index"]
    assert row.std_error == pytest.approx(2.0631746092, rel=1e-7)
    assert row.ci_low == pytest.approx(23.3308270677 - 1.959963984540 * 2.0631746092)


def test_fiellers_limits_are_what_simulation_comes_to(rows):
    # 400,000 draws of rnorm(5, y, se), line refitted: quantiles 1.30973511785, 1.47563065580
    row = rows["relative_index"]
    assert (row.ci_low, row.ci_high) == pytest.approx((1.3097, 1.4756), abs=5e-4)


def test_errors_of_variance_theil_and_attributable_risk_are_those_of_simulation(rows):
    # the same draws: sd 8.00663465522, 0.000820496896929, 1.086925492494482
    assert rows["between_group_variance"].std_error == pytest.approx(8.0066, rel=5e-3)
    assert rows["theil"].std_error == pytest.approx(0.0008205, rel=3e-2)  # to the first order
    assert rows["population_attributable_risk"].std_error == pytest.approx(1.08693, rel=5e-3)


def test_without_errors_the_line_has_those_of_a_weighted_regression():
    # summary(f)$coefficients[2, ]: 2.61595433164; confint(f)[2, ]: 15.0056928702 31.6559612652
    found = by_name(Published("fifth", FIFTHS.groups, VALUE, PEOPLE, ordered=True))
    row = found["slope_index"]
    assert (row.std_error, row.df) == pytest.approx((2.61595433164, 3), rel=1e-7)
    assert (row.ci_low, row.ci_high) == pytest.approx((15.0056928702, 31.6559612652), rel=1e-7)
    # the convenient regression: 0.41750631132954 and 0.00582946539136
    assert found["concentration_absolute"].std_error == pytest.approx(0.41750631132954, rel=1e-7)
    assert found["concentration_index"].std_error == pytest.approx(0.00582946539136, rel=1e-7)
    assert found["theil"].std_error is None
    assert "No interval" in found["theil"].note


# PHEindicatormethods' published test sheet, area 1: deciles of life expectancy; 100,000 simulated draws
PHE_PEOPLE = np.array([7291, 7997, 6105, 7666, 5790, 6934, 5918, 5974, 7147, 7534], dtype=float)
PHE_VALUE = np.array(
    [75.9334590103081, 78.3442382727843, 83.8360631041654, 83.6375399664931, 80.465503, 81.115676, 81.693084, 84.190006,
     80.595564, 86.289435]
)  # fmt: skip
PHE_ERROR = np.array(
    [1.63847242635855, 1.57819308490544, 1.51343550596403, 1.77549061758013, 1.701339, 1.564121, 1.368115, 1.400142,
     2.432846, 1.566518]
)  # fmt: skip


def test_slope_and_relative_index_of_deciles_as_published():
    names = tuple(str(place) for place in range(1, 11))
    found = by_name(Published("decile", names, PHE_VALUE, PHE_PEOPLE, PHE_ERROR, ordered=True))
    slope, relative = found["slope_index"], found["relative_index"]
    assert slope.estimate == pytest.approx(6.93461647366882, abs=2e-6)  # values were rounded to six decimals above
    assert relative.estimate == pytest.approx(1.08881808044462, abs=1e-7)
    assert (slope.ci_low, slope.ci_high) == pytest.approx((3.12759461765082, 10.7586873680794), abs=0.04)
    assert (relative.ci_low, relative.ci_high) == pytest.approx((1.03836905916428, 1.14129933602512), abs=1e-3)


# healthequal's published example: births attended by skilled personnel, by wealth quintile, Indonesia
WEALTH_VALUE = np.array([75.6053009033203, 91.0199661254883, 96.0395889282227, 97.0422286987305, 99.2240524291992])
WEALTH_PEOPLE = np.array([2072.43603515625, 2112.2041015625, 1983.05920410156, 2052.12377929688, 1884.50988769531])
WEALTH_ERROR = np.array([1.59961307048798, 1.13515043258667, 0.646194636821747, 0.567620635032654, 0.223768264055252])
WEALTH = Published("wealth", ("1", "2", "3", "4", "5"), WEALTH_VALUE, WEALTH_PEOPLE, WEALTH_ERROR, ordered=True)
# the same by region; the eighth line's reference is its first region
REGION_VALUE = np.array(
    [95.117844, 100.0, 97.410011, 80.356941, 94.257561, 98.561684, 88.947304, 86.671959, 97.098175, 96.591957, 75.433411,
     92.834023, 98.557961, 87.839752, 91.875031, 74.123383, 90.533043, 73.375404, 96.028992, 89.992081, 64.195267,
     85.957092, 99.400749, 92.61676, 90.40358, 96.445175, 84.660858, 89.838882, 88.604729, 94.780914, 74.048447,
     87.004272, 97.627525, 97.711525]
)  # fmt: skip
REGION_PEOPLE = np.array(
    [230.2051, 149.4627, 55.6653, 451.2655, 70.1754, 1221.9445, 91.8827, 124.611, 1257.4495, 138.3835, 252.1261, 47.2488,
     364.8457, 136.1691, 304.1648, 85.0105, 26.3322, 51.9406, 74.5188, 617.0923, 180.491, 308.423, 77.267, 164.3986,
     309.4937, 355.3561, 119.8061, 1979.5211, 211.8463, 223.6183, 39.1383, 55.9243, 195.2602, 133.2951]
)  # fmt: skip
REGION_ERROR = np.array(
    [1.538443, 0.0, 1.267644, 3.544053, 2.774006, 0.647612, 3.945546, 2.574613, 1.044936, 1.203287, 3.232306, 2.466728,
     0.717303, 4.131183, 2.703011, 3.63614, 2.527877, 3.90833, 2.40484, 2.900336, 7.05186, 7.200681, 0.447662, 2.931488,
     2.525667, 1.444546, 2.770752, 1.860774, 3.492804, 1.620666, 7.195155, 2.658916, 1.01874, 1.648799]
)  # fmt: skip
REGIONS = tuple(f"region {place}" for place in range(1, 35))
REGION = Published(
    "region", REGIONS, REGION_VALUE, REGION_PEOPLE, REGION_ERROR, higher_is="better", reference="region 1"
)


def test_healthequal_by_wealth():
    found = by_name(WEALTH)
    assert found["gap"].estimate == pytest.approx(23.618751525879)
    assert found["gap"].std_error == pytest.approx(1.615188599289)
    assert (found["gap"].ci_low, found["gap"].ci_high) == pytest.approx((20.453040043032, 26.784463008726))
    assert found["ratio"].estimate == pytest.approx(1.312395443754)
    assert (found["ratio"].ci_low, found["ratio"].ci_high) == pytest.approx((1.258790533934, 1.368283089487))
    assert found["concentration_absolute"].estimate == pytest.approx(4.300519703768)
    assert found["concentration_index"].estimate == pytest.approx(0.04695060156771)
    assert found["mean_difference_from_best"].estimate == pytest.approx(7.627362287405)
    assert found["mean_difference_from_best_unweighted"].estimate == pytest.approx(7.437825012207)
    assert found["population_attributable_risk"].estimate == pytest.approx(7.627362287405)
    assert found["population_attributable_fraction"].estimate == pytest.approx(0.08327115614765)


def test_healthequal_puts_the_scatter_of_five_points_where_errors_are_known():
    # aci 1.284030856912, rci 0.01401831064992: the convenient regression, which the stated errors make needless
    found = by_name(Published("wealth", WEALTH.groups, WEALTH_VALUE, WEALTH_PEOPLE, ordered=True))
    assert found["concentration_absolute"].std_error == pytest.approx(1.284030856912)
    assert found["concentration_index"].std_error == pytest.approx(0.01401831064992)


def test_healthequal_slope_takes_whole_people():
    # its linear sii 26.882159248847 and rii 1.343955472576 are of populations rounded up to whole thousands
    whole = by_name(Published("wealth", WEALTH.groups, WEALTH_VALUE, np.ceil(WEALTH_PEOPLE), ordered=True))
    assert whole["slope_index"].estimate == pytest.approx(26.882159248847)
    assert whole["relative_index"].estimate == pytest.approx(1.343955472576)
    # not its logit 31.617628421476 (1.466089203902), which counts the populations twice
    assert by_name(WEALTH)["slope_index"].estimate == pytest.approx(26.8835, abs=1e-3)


def test_healthequal_by_region():
    found = by_name(REGION)
    # in its units: bgsd, bgv, 100 x covar, mdmw, mdmu, mdbw, mdbu, mdrw, mdru, 1000 x ti, 1000 x mld, 100 x idis, 100 x paf
    expected = {
        "between_group_sd": 7.100720137786,
        "between_group_variance": 50.420226475167,
        "coefficient_of_variation": 0.07752158301636,
        "mean_difference_from_mean": 5.326110975384,
        "mean_difference_from_mean_unweighted": 6.615572985481,
        "mean_difference_from_best": 8.403313483834,
        "mean_difference_from_best_unweighted": 10.326403225169,
        "mean_difference_from_reference": 5.643219743407,
        "mean_difference_from_reference_unweighted": 7.158215915456,
        "disparity_index": 0.05814741971527,
        "disparity_index_unweighted": 0.07222502513028,
        "theil": 0.003143872324748,
        "mean_log_deviation": 0.003307900613667,
        "population_attributable_risk": 8.403313483834,
        "population_attributable_fraction": 0.09174254881317,
    }
    for measure, value in expected.items():
        assert found[measure].estimate == pytest.approx(value, rel=1e-5), measure  # the inputs are rounded
    assert set(found) == set(expected)
    variance = found["between_group_variance"]
    assert variance.std_error == pytest.approx(9.560195715745, rel=1e-5)
    assert (variance.ci_low, variance.ci_high) == pytest.approx((31.682587187153, 69.15786576318), rel=1e-5)


def test_theil_and_its_like_have_errors_in_their_own_units():
    # healthequal prints 1000 x the estimate with errors 0.0006239329714649 and 0.0007073368157473 that are not multiplied
    found = by_name(REGION)
    assert found["theil"].std_error == pytest.approx(0.0006239329714649, rel=1e-5)
    assert found["mean_log_deviation"].std_error == pytest.approx(0.0007073368157473, rel=1e-5)


def test_difference_and_ratio_of_two_regions():
    # d 30.922576904297 (7.217723717405), r 1.481695590384 (1.191917684299 to 1.841924028382): region 1 against the lowest
    ends = [int(REGION_VALUE.argmin()), 0]
    found = by_name(
        Published("two", ("low", "high"), REGION_VALUE[ends], REGION_PEOPLE[ends], REGION_ERROR[ends], ordered=True)
    )
    assert found["gap"].estimate == pytest.approx(30.922576904297, rel=1e-6)
    assert found["gap"].std_error == pytest.approx(7.217723717405, rel=1e-6)
    assert found["ratio"].estimate == pytest.approx(1.481695590384, rel=1e-6)
    assert (found["ratio"].ci_low, found["ratio"].ci_high) == pytest.approx((1.191917684299, 1.841924028382), rel=1e-5)


def test_walters_error_of_the_attributable_fraction():
    # paf se 0.003289666027681 by region, 0.003681918734764 by wealth; par se = mean x that = 0.3013225078804
    best = int(REGION_VALUE.argmax())
    error = attributable_fraction_error(REGION_VALUE / 100, REGION_PEOPLE, best)
    assert error == pytest.approx(0.003289666027681, rel=1e-5)
    assert error * 91.5966865 == pytest.approx(0.3013225078804, rel=1e-5)
    assert attributable_fraction_error(WEALTH_VALUE / 100, WEALTH_PEOPLE, 4) == pytest.approx(0.003681918734764)
