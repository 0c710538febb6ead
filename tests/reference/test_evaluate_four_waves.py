"""A four-wave trial of invented people through the command line, against R.

R 4.2.2, for each of bdi and who, on people with a value at time 1 and time 4 (x at 1, y at 4):
`t.test(y, x, paired = TRUE)`, `sd(x)`, `sd(y)`, `sd(y - x)`,
`wilcox.test(y, x, paired = TRUE, exact = FALSE, correct = TRUE)`.
"""

import json

import pytest

from measures.cli import main

# id, time, bdi, who; an empty value was not answered
FOUR_WAVES = """
P01,1,32,10 P01,2,27,18 P01,3,28,10 P01,4,21,16 P02,1,49,9 P02,2,40,9 P02,3,38,15 P02,4,,
P03,1,30,13 P03,2,27,19 P03,3,21,16 P03,4,17,16 P04,1,11,10 P04,2,7,7 P04,3,11,7 P04,4,12,9
P05,1,29,21 P05,2,31,24 P05,3,34,25 P05,4,,25 P06,1,16,8 P06,2,18,10 P06,3,17,5 P06,4,20,9
P07,1,33,16 P07,2,30,15 P07,3,28,20 P08,1,25,7 P08,2,31,9 P08,3,30,11 P08,4,30,9 P09,1,,13
P09,2,20,12 P09,3,24,14 P09,4,23,16 P10,1,30,5 P10,2,32,12 P10,3,29,13 P10,4,18,9 P11,1,13,7
P11,2,4,8 P11,3,14,7 P11,4,7,8 P12,1,22, P12,2,26,14 P12,3,13,18 P12,4,10,22 P13,1,28,14 P13,2,20,13
P13,3,25,11 P13,4,23,19 P14,1,20,8 P14,2,14,7 P14,3,12,12 P14,4,13,16 P15,1,37,18 P15,2,37,18
P15,3,30,14 P16,1,36,6 P16,2,26,7 P16,3,28,12 P16,4,21,13 P17,1,36,11 P17,2,31,6 P17,3,28,10
P17,4,25,7 P18,1,23,0 P18,2,24,9 P18,3,21,7 P18,4,17,10 P19,1,39,16 P19,2,46,14 P19,3,37,10
P19,4,36,14 P20,1,14,4 P20,2,30,4 P20,3,9,7 P20,4,16,9 P21,2,27,7 P21,3,18,11 P21,4,22,11 P22,1,22,2
P22,2,25,4 P22,3,18,2 P22,4,22,3 P23,1,36,5 P23,2,40,7 P23,3,31,11 P23,4,37,5 P24,1,21,13
P24,2,26,16 P24,3,20,11 P24,4,17,13
"""

NUMERIC_INSTRUMENT = """
format = 1
id = "{id}"
version = "1"
title = "{title}"
domains = ["strengths"]

[source]
citation = "Invented for this test"
licence = "permission-needed"
wording = "topic"

[responses.score]
minimum = 0
maximum = {maximum}

[[items]]
id = "sum"
topic = "Sum of the questionnaire"
responses = "score"
aliases = ["{id}"]

[[scales]]
id = "total"
title = "{title}"
domain = "strengths"
items = ["sum"]
method = "single"
range = [0, {maximum}]
higher_is = "{higher_is}"

[[examples]]
why = "the answer is the score"
answers = {{ sum = 7 }}
scores = {{ total = 7 }}
"""

STUDY = """
format = 1
title = "Four waves"

[[files]]
path = "trial.csv"

[waves]
order = ["1", "2", "3", "4"]
pair = ["1", "4"]
column = "time"

[participant]
column = "id"

[instruments]
folder = "own"
"""

# from R: n, mean before, mean after, t, df, p, interval, sd before, after, of change, V, its p, mean of all at time 1 (n)
BDI = {
    "n": 18, "mean_before": 25.2222222222222, "mean_after": 20.1111111111111, "t": -3.44955615184385, "df": 17,
    "p": 0.00306104562637007, "ci": (-8.23716599109768, -1.98505623112454), "sd_before": 8.64703659238617,
    "sd_after": 8.09421644566545, "sd_change": 6.28620234078422, "V": 19, "p_v": 0.00692265110097165,
    "mean_all": 27.3636363636364, "n_all": 22,
}  # fmt: skip
WHO = {
    "n": 19, "mean_before": 9.10526315789474, "mean_after": 11.8947368421053, "t": 3.40775143852793, "df": 18,
    "p": 0.00313718217801129, "ci": (1.06972773162372, 4.50921963679733), "sd_before": 5.15207333499076,
    "sd_after": 5.3113582364391, "sd_change": 3.56805187070575, "V": 135, "p_v": 0.00592016343603085,
    "mean_all": 9.81818181818182, "n_all": 22,
}  # fmt: skip


@pytest.fixture(scope="module")
def folder(tmp_path_factory):
    folder = tmp_path_factory.mktemp("four_waves")
    own = folder / "own"
    own.mkdir()
    for name, title, maximum, higher_is in (("bdi", "Low mood", 63, "worse"), ("who", "Well-being", 25, "better")):
        text = NUMERIC_INSTRUMENT.format(id=name, title=title, maximum=maximum, higher_is=higher_is)
        (own / f"{name}.toml").write_text(text)
    (folder / "trial.csv").write_text("id,time,bdi,who\n" + "\n".join(FOUR_WAVES.split()) + "\n")
    (folder / "study.toml").write_text(STUDY)
    return folder


def evaluated(folder, *words):
    target = folder / "results.json"
    assert (
        main(["evaluate", "--study", str(folder / "study.toml"), "--json", str(target), "--policy", "none", *words])
        == 0
    )
    return json.loads(target.read_text())


@pytest.mark.parametrize(("instrument", "expected"), [("bdi", BDI), ("who", WHO)])
def test_the_first_and_fourth_wave_agree_with_r(folder, instrument, expected):
    rows = [row for row in evaluated(folder)["results"] if row["instrument"] == instrument and not row["group_by"]]

    def only(measure, **about):
        (row,) = [row for row in rows if row["measure"] == measure and all(row[k] == v for k, v in about.items())]
        return row

    change = only("mean_change")
    assert (change["wave_from"], change["wave_to"], change["n"]) == ("1", "4", expected["n"])
    assert (change["ci_low"], change["ci_high"]) == pytest.approx(expected["ci"], rel=1e-12)
    t = only("paired_t")
    assert t["statistic"] == pytest.approx(expected["t"], rel=1e-12)
    assert t["df"] == expected["df"]
    assert t["p_value"] == pytest.approx(expected["p"], rel=1e-10)
    v = only("wilcoxon")
    assert (v["statistic"], v["p_value"]) == (expected["V"], pytest.approx(expected["p_v"], rel=1e-10))
    for measure in ("mean_before", "mean_after", "sd_before", "sd_after", "sd_change"):
        assert only(measure)["estimate"] == pytest.approx(expected[measure], rel=1e-12), measure
    everybody = only("mean_all", wave_from="1")
    assert (everybody["estimate"], everybody["n"]) == (
        pytest.approx(expected["mean_all"], rel=1e-12),
        expected["n_all"],
    )


def test_a_ready_made_score_gives_the_same_as_an_item(folder):
    items = evaluated(folder)["results"]
    given = NUMERIC_INSTRUMENT.format(id="bdi", title="Low mood", maximum=63, higher_is="worse")
    start, end = given.index("[[items]]"), given.index("[[scales]]")
    given = given[:start] + given[end:]
    given = given.replace('items = ["sum"]\n', "").replace('method = "single"', 'method = "given"\nstep = 1')
    given = given[: given.index("[[examples]]")]
    other = folder / "ready"
    other.mkdir()
    (other / "own").mkdir()
    (other / "own" / "bdi.toml").write_text(given)
    (other / "own" / "who.toml").write_text((folder / "own" / "who.toml").read_text())
    (other / "trial.csv").write_text((folder / "trial.csv").read_text())
    (other / "study.toml").write_text(STUDY + '\n[columns]\n"bdi" = "bdi.scale:total"\n')
    ready = evaluated(other)["results"]

    def numbers(rows, measure):
        return [
            (row["n"], row["estimate"], row["statistic"], row["p_value"])
            for row in rows
            if row["instrument"] == "bdi" and row["measure"] == measure
        ]

    for measure in ("mean_before", "mean_after", "mean_change", "paired_t", "wilcoxon", "mean_all", "not_again"):
        assert numbers(ready, measure) == numbers(items, measure), measure
        assert numbers(ready, measure), measure


# R 4.2.2 on bdi: lme4 1.1.31, lmer(bdi ~ time + (time | id)) of everybody with three or more values, ranef(condVar = TRUE):
# of the 18 with a value at 1 and 4, slope off the common one / its conditional SD below -1.96, between, above
BY_LINES = {"reliable_improved": 0, "reliable_unchanged": 17, "reliable_worsened": 1}
# nlme 3.1.162, summary(lme(bdi ~ week, random = ~1 | id))$tTable with the waves at weeks 0, 6, 12 and 26
SLOPE = {"estimate": -0.2169035363, "std_error": 0.04795475638, "df": 65, "p_value": 2.650241688e-05}
# lavaan 0.6.14, saturated, missing = "fiml": means of four waves and their errors; wave 4 less wave 1 of these two waves
MEANS = (27.0289548, 26.6249999, 23.4999999, 21.7131436)
ERRORS = (1.88480985, 1.94526890, 1.65831236, 1.62408874)
CHANGE = (-5.86658730, 1.47372738)


def test_lines_over_all_four_waves_agree_with_r(folder):
    given = NUMERIC_INSTRUMENT.format(id="bdi", title="Low mood", maximum=63, higher_is="worse")
    start, end = given.index("[[items]]"), given.index("[[scales]]")
    given = given[:start] + given[end : given.index("[[examples]]")]
    given = given.replace('items = ["sum"]\n', "").replace('method = "single"', 'method = "given"\nstep = 1')
    other = folder / "lines"
    (other / "own").mkdir(parents=True)
    (other / "own" / "bdi.toml").write_text(given)
    (other / "trial.csv").write_text((folder / "trial.csv").read_text())
    times = '[waves]\ntimes = { 1 = 0, 2 = 6, 3 = 12, 4 = 26 }\ntime_unit = "week"\n'
    asked = STUDY.replace("[waves]\n", times) + '\n[columns]\n"bdi" = "bdi.scale:total"\n"who" = "drop"\n'
    (other / "study.toml").write_text(asked + '\n[analysis]\nreliable_change = "mixed_model"\n')
    rows = [row for row in evaluated(other)["results"] if row["instrument"] == "bdi"]
    by_name = {row["measure"]: row for row in rows}
    assert {name: by_name[name]["statistic"] for name in BY_LINES} == BY_LINES
    assert {by_name[name]["n"] for name in BY_LINES} == {18}
    slope = by_name["trajectory_slope"]
    assert {name: slope[name] for name in SLOPE} == pytest.approx(SLOPE, rel=1e-6)
    assert slope["method"].startswith("change per week")
    means = [row for row in rows if row["measure"] == "trajectory_mean"]
    assert [(row["wave_from"], row["wave_to"], row["n"]) for row in means] == [
        ("1", "1", 22), ("2", "2", 24), ("3", "3", 24), ("4", "4", 20)
    ]  # fmt: skip
    assert [row["estimate"] for row in means] == pytest.approx(MEANS, rel=1e-6)
    assert [row["std_error"] for row in means] == pytest.approx(ERRORS, rel=1e-5)
    likelihood = by_name["mean_change_likelihood"]
    assert (likelihood["estimate"], likelihood["std_error"]) == pytest.approx(CHANGE, rel=1e-5)
    assert likelihood["n"] == by_name["mean_change_imputed"]["n"] == 24
