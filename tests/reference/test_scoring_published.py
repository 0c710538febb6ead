"""Published scoring rules and figures, on instruments written here: what a scoring engine must get right.

Sources are named beside each case. "Worked here" means arithmetic on the published rule, shown in the comment.
"""

import numpy as np
import pytest

from measures.pairs import item_moments
from measures.scoring import bands_of_answers, score, score_answers, score_frame
from tests.made_instruments import answers, instrument, items, responses, scale, simple

# De Jong Gierveld, van Tilburg, Manual of the Loneliness Scale (1999, updated 2022): codes 1 no, 2 more or less, 3 yes.
DJG = instrument(
    items("emptiness", "rely", "trust", "miss", "close", "rejected", responses="three")
    + scale("count", "emptiness", "miss", "rejected", name="emotional", rest="counts = { emptiness = [2, 3], miss = [2, 3], rejected = [2, 3] }")
    + scale("count", "rely", "trust", "close", name="social", rest="counts = { rely = [1, 2], trust = [1, 2], close = [1, 2] }")
    + scale(
        "count", "emptiness", "rely", "trust", "miss", "close", "rejected",
        rest="counts = { emptiness = [2, 3], rely = [1, 2], trust = [1, 2], miss = [2, 3], close = [1, 2], rejected = [2, 3] }\n"
        'min_answered = 5\nbands = [ { from = 0, label = "not" }, { from = 2, label = "moderately" }, { from = 5, label = "severely" } ]',
    ),
    responses='responses.three.options = [ { code = 1, label = "No" }, { code = 2, label = "More or less" }, { code = 3, label = "Yes" } ]',
)  # fmt: skip
NEGATIVE, POSITIVE = ("emptiness", "miss", "rejected"), ("rely", "trust", "close")


def lonely(negative, positive):
    return dict(zip((*NEGATIVE, *POSITIVE), (*negative, *positive), strict=True))


@pytest.mark.parametrize(
    ("negative", "positive", "emotional", "social", "total", "band"),
    [
        ((1, 1, 1), (3, 3, 3), 0, 0, 0, "not"),
        ((3, 2, 1), (3, 2, 1), 2, 2, 4, "moderately"),
        ((3, 3, 3), (1, 1, 1), 3, 3, 6, "severely"),
        ((2, 2, 2), (2, 2, 2), 3, 3, 6, "severely"),  # the neutral answer counts on both subscales
    ],
)
def test_de_jong_gierveld(negative, positive, emotional, social, total, band):
    given = lonely(negative, positive)
    assert score_answers(DJG, given) == {"emotional": emotional, "social": social, "total": total}
    assert bands_of_answers(DJG, given)["total"] == band


def test_de_jong_gierveld_missing_rules_differ():
    given = lonely((3, 3, 3), (1, 1, 1))
    del given["rely"]
    # manual: a subscale needs all of its items; the total may lack one, which does not count
    assert score_answers(DJG, given) == {"emotional": 3, "social": None, "total": 5}
    del given["miss"]
    assert score_answers(DJG, given) == {"emotional": None, "social": None, "total": None}


# SWEMWBS: the conversion as published in open analysis files; raw 23 and 32 agree with Lehmann et al. (German norms),
# raw 26 with the English population median of Ng Fat et al. 2017 (23.2).
METRIC = (
    7.00, 9.51, 11.25, 12.40, 13.33, 14.08, 14.75, 15.32, 15.84, 16.36, 16.88, 17.43, 17.98, 18.59, 19.25,
    19.98, 20.73, 21.54, 22.35, 23.21, 24.11, 25.03, 26.02, 27.03, 28.13, 29.31, 30.70, 32.55, 35.00,
)  # fmt: skip
SWEMWBS = simple(
    "lookup",
    *"abcdefg",
    rest="table = { " + ", ".join(f'"{7 + n}" = {value:.2f}' for n, value in enumerate(METRIC)) + " }",
)


@pytest.mark.parametrize(
    ("codes", "metric"),
    [((3,) * 7, 19.25), ((4,) * 7, 25.03), ((3, 4, 3, 4, 4, 3, 4), 22.35), ((1,) * 7, 7.00), ((5,) * 7, 35.00),
     ((3, 3, 3, 3, 3, 4, 4), 20.73), ((5, 5, 5, 5, 4, 4, 4), 29.31)],
)  # fmt: skip
def test_swemwbs_is_converted_not_left_raw(codes, metric):
    assert score_answers(SWEMWBS, dict(zip("abcdefg", codes, strict=True))) == {"total": metric}


def test_swemwbs_is_not_prorated():
    assert score_answers(SWEMWBS, dict(zip("abcdef", (3,) * 6, strict=True))) == {"total": None}


# ICECAP-O tariff: Flynn et al. 2008, Popul Health Metr 6:6, table 1. Levels 4 best to 1.
ICECAP = {
    "attachment": (-0.0128, 0.1340, 0.2325, 0.2535),
    "security": (0.0321, 0.0661, 0.1071, 0.1788),
    "role": (0.0151, 0.1296, 0.1793, 0.1923),
    "enjoyment": (0.0168, 0.1185, 0.1643, 0.1660),
    "control": (-0.0512, 0.1076, 0.1848, 0.2094),
}
ICECAP_O = instrument(
    items(*ICECAP, responses="level")
    + scale("tariff", *ICECAP, rest="[scales.tariff]\n" + "\n".join(
        f"{name} = {{ " + ", ".join(f'"{level}" = {value}' for level, value in enumerate(values, 1)) + " }"
        for name, values in ICECAP.items()
    )),
    responses="responses.level.options = [ " + ", ".join(f'{{ code = {n}, label = "level {n}" }}' for n in (4, 3, 2, 1)) + " ]",
)  # fmt: skip


@pytest.mark.parametrize(
    ("levels", "value"),
    [("11111", 0.0), ("44444", 1.0), ("33333", 0.8680), ("22222", 0.5558), ("43233", 0.8393)],
)
def test_icecap_o_anchors_exactly_at_nought_and_one(levels, value):
    given = dict(zip(ICECAP, map(int, levels), strict=True))
    assert score_answers(ICECAP_O, given) == {"total": value}


# CASP-19: reversed items 1, 2, 4, 6, 8, 9 (Hyde et al. 2003); 3 often, 2 sometimes, 1 not often, 0 never.
CASP_REVERSED = {1, 2, 4, 6, 8, 9}
CASP_PARTS = {
    "control": range(1, 5),
    "autonomy": range(5, 10),
    "pleasure": range(10, 15),
    "self_realisation": range(15, 20),
}
CASP = instrument(
    items(*(f"q{n}" for n in range(1, 20)), responses="often", reverse=tuple(f"q{n}" for n in CASP_REVERSED))
    + scale("sum", *(f"q{n}" for n in range(1, 20)))
    + "".join(scale("sum", *(f"q{n}" for n in numbers), name=name) for name, numbers in CASP_PARTS.items()),
    responses='responses.often.options = [ { code = 3, label = "Often" }, { code = 2, label = "Sometimes" }, { code = 1, label = "Not often" }, { code = 0, label = "Never" } ]',
)  # fmt: skip


@pytest.mark.parametrize(
    ("answer", "total", "parts"),
    # 13 items as they are, 6 turned: often 13 x 3 + 6 x 0, never 13 x 0 + 6 x 3, sometimes 13 x 2 + 6 x 1
    [("Often", 39, (3, 6, 15, 15)), ("Never", 18, (9, 9, 0, 0)), ("Sometimes", 32, (5, 7, 10, 10))],
)
def test_casp_19_all_the_same_answer_finds_forgotten_reversals(answer, total, parts):
    given = {f"q{n}": answer for n in range(1, 20)}
    assert score_answers(CASP, given) == {"total": total, **dict(zip(CASP_PARTS, parts, strict=True))}


def test_casp_19_at_its_best_is_57():
    best = {f"q{n}": "Never" if n in CASP_REVERSED else "Often" for n in range(1, 20)}
    assert score_answers(CASP, best)["total"] == 57


# LSNS-6: none, one, two, three or four, five to eight, nine or more; at risk below 12 (Lubben et al. 2006).
LSNS = instrument(
    items("f1", "f2", "f3", "g1", "g2", "g3", responses="people")
    + scale("sum", "f1", "f2", "f3", "g1", "g2", "g3", rest='bands = [ { from = 0, label = "at risk" }, { from = 12, label = "not" } ]'),
    responses="responses.people.counts_from = [0, 1, 2, 3, 5, 9]\nresponses.people.options = [ "
    + ", ".join(f'{{ code = {n}, label = "{label}" }}' for n, label in enumerate(("None", "One", "Two", "Three or four", "Five to eight", "Nine or more")))
    + " ]",
)  # fmt: skip
FRIENDS = ("f1", "f2", "f3", "g1", "g2", "g3")


def test_lsns_6():
    given = dict(zip(FRIENDS, (3, 2, 1, 3, 1, 1), strict=True))
    assert score_answers(LSNS, given) == {"total": 11}
    assert bands_of_answers(LSNS, given) == {"total": "at risk"}
    assert bands_of_answers(LSNS, given | {"g3": 2}) == {"total": "not"}


def test_lsns_6_raw_counts_are_coded_first():
    # 0, 1, 2 as they are; 4 is 3; 5 and 8 are 4; 9 and 30 are 5
    counts = dict(zip(FRIENDS, (0, 2, 4, 5, 8, 30), strict=True))
    assert score_answers(LSNS, counts, as_counts=True) == {"total": 0 + 2 + 3 + 4 + 4 + 5}


# Goal attainment: T of Kiresuk and Sherman 1968 with r = 0.3; the formula printed in Turner-Stokes 2009 has an erratum.
GAS = instrument(
    '[[items]]\nid = "goal"\nresponses = "attainment"\nrepeat = true\n[[items]]\nid = "weight"\nresponses = "weight"\nrepeat = true\n'
    + scale("goal_attainment", "goal", rest='weights = ["weight"]\ncorrelation = 0.3'),
    responses="responses.weight = { minimum = 0, maximum = 9 }\nresponses.attainment.options = [ "
    + ", ".join(f'{{ code = {n}, label = "{n}" }}' for n in range(-2, 3)) + " ]",
)  # fmt: skip


@pytest.mark.parametrize(
    ("goals", "weights", "score_t"),
    [
        ((1,), (), 60),
        ((-2,), (), 30),
        ((1, 1, 0), (), 59.13),
        ((-1, -1, -1), (), 36.31),
        ((1, -1), (2, 1), 54.02),
        ((0, 0, 0, 0), (), 50),
        ((2, 2), (9, 9), 50 + 10 * 36 / np.sqrt(0.7 * 162 + 0.3 * 324)),
    ],
)
def test_goal_attainment(goals, weights, score_t):
    given = {f"goal.{n}": x for n, x in enumerate(goals, 1)} | {f"weight.{n}": w for n, w in enumerate(weights, 1)}
    assert score_answers(GAS, given)["total"] == pytest.approx(score_t, abs=0.005)


# General Self-Efficacy: scored where at most three of ten items are missing, mean x 10 (Schwarzer FAQ 2014).
GSE = simple("prorated_sum", *"abcdefghij", rest="min_answered = 7")


def test_gse_is_prorated_up_to_three_missing():
    full = dict(zip("abcdefghij", (3, 3, 2, 3, 3, 4, 3, 2, 3, 3), strict=True))
    assert score_answers(GSE, full) == {"total": 29}
    seven = dict(zip("abcdefg", (3, 3, 2, 3, 3, 4, 3), strict=True))
    assert score_answers(GSE, seven) == {"total": 30}  # 21 / 7 x 10
    del seven["g"]
    assert score_answers(GSE, seven) == {"total": None}


# Sport England: inactive below 30, fairly active 30 to 149, active from 150; vigorous minutes count twice.
ACTIVE = instrument(
    items("moderate", "vigorous", responses="minutes") + '[[scales]]\nid = "total"\nmethod = "activity_minutes"\n'
    "parts = [ { minutes = 'moderate' }, { minutes = 'vigorous', multiplier = 2, optional = true } ]\n"
    "bands = [ { from = 0, label = 'inactive' }, { from = 30, label = 'fairly active' }, { from = 150, label = 'active' } ]",
    responses="responses.minutes = { minimum = 0, maximum = 10080, step = 0.5 }",
)


@pytest.mark.parametrize(
    ("given", "minutes", "band"),
    [
        ({"moderate": 20, "vigorous": 5}, 30, "fairly active"),
        ({"moderate": 29}, 29, "inactive"),
        ({"moderate": 29.5}, 29.5, "inactive"),
        ({"moderate": 0, "vigorous": 75}, 150, "active"),
        ({"moderate": 100, "vigorous": 24}, 148, "fairly active"),
        ({"moderate": 149.5, "vigorous": 0}, 149.5, "fairly active"),
    ],
)
def test_activity_bands(given, minutes, band):
    assert score_answers(ACTIVE, given) == {"total": minutes}
    assert bands_of_answers(ACTIVE, given) == {"total": band}


# R psych 2.2.9 on these answers: a <- data.frame(i1 = ..., ...); keys <- list(total = c("i1", "i2", "-i3", "i4"))
ANSWERS = {
    "i1": [1, 5, 3, None, 2, 4, 5, 1],
    "i2": [2, 4, 3, 1, None, 5, 5, 1],
    "i3": [5, 1, None, None, 4, 2, 1, 5],
    "i4": [1, 4, 3, 2, 2, None, 5, 1],
}
ROWS = [(f"p{n}", "before") for n in range(8)]


def test_means_of_answered_items_agree_with_r_psych():
    # scoreFast(keys, a, min = 1, max = 5, digits = 12); scoreItems(keys, a, min = 1, max = 5, impute = "none") likewise
    expected = [1.25, 4.5, 3, 1.5, 2, 4.33333333333333, 5, 1]
    made = simple("mean", *ANSWERS, reverse=("i3",), rest="min_answered = 1")
    scores = score_frame(answers(ROWS, **ANSWERS), {"made": made})
    keys = scores.frame["made.total"].to_numpy().astype(np.int64)
    np.testing.assert_allclose(scores.scales["made.total"].values(keys), expected, rtol=1e-14)


def test_sums_of_complete_answers_agree_with_r_psych():
    # scoreItems(keys, a, min = 1, max = 5, impute = "none", missing = FALSE, totals = TRUE): 5 18 20 4
    held = responses(answers(ROWS, **ANSWERS), simple("sum", *ANSWERS, reverse=("i3",)))
    scores = score(held)
    assert scores.frame["made.total"].drop_nulls().to_list() == [5, 18, 20, 4]


def test_item_moments_agree_with_r():
    # b <- a; b$i3 <- 6 - b$i3; cc <- b[complete.cases(b), ]; crossprod(as.matrix(cc)); cov(cc) (R 4.2.2)
    made = simple("sum", *ANSWERS, reverse=("i3",))
    held = responses(answers(ROWS, **ANSWERS), made)
    found = item_moments(held, made, made.scale("total"), "before")
    assert (found.n, found.sums.tolist()) == (4, [12, 12, 12, 11])
    assert found.cross_products.tolist() == [[52, 48, 52, 47], [48, 46, 48, 44], [52, 48, 52, 47], [47, 44, 47, 43]]
    covariance = (found.cross_products - np.outer(found.sums, found.sums) / 4) / 3
    np.testing.assert_allclose(covariance[0], [5.33333333333, 4, 5.33333333333, 4.66666666667], rtol=1e-11)
