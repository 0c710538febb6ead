"""Short tables: what each cell says, above all where there is no figure."""

from measures.disclosure.figures import ROUNDED
from measures.report import tables
from measures.results import FlowStep, Row
from tests.result_rows import CHOICE, LONELINESS, attrition, change, row, unpaired


def cells(table, column):
    return [line[column] for line in table]


def test_the_main_figures_of_a_scale_in_its_own_decimals():
    rows = [
        row(LONELINESS, "mean_all", estimate=5.9, wave_to="before", n=64),
        row(LONELINESS, "mean_before", estimate=5.68, ci_low=5.31, ci_high=6.07, n=41),
        row(LONELINESS, "mean_after", estimate=4.91, n=41),
        change(LONELINESS, -0.77, -1.12, -0.42),
        *attrition(23, 64),
    ]
    table = tables.scale_table(LONELINESS, rows)
    assert cells(table, "Figure") == [
        "Average before of those who answered both times",
        "Average after of those who answered both times",
        "Average change",
        "Share not heard from again",
        "How differently they had started",
        "Average change if they had not changed",
    ]
    assert cells(table, "Value") == ["5.7", "4.9", "\N{MINUS SIGN}0.8", "36%", "0.6", "\N{MINUS SIGN}0.5"]
    assert cells(table, "Interval")[:3] == ["5.3 to 6.1", "[x]", "\N{MINUS SIGN}1.1 to \N{MINUS SIGN}0.4"]
    assert cells(table, "People")[:4] == ["41", "41", "41", "64"]
    assert tables.numbers_of(table) == ["Value", "Interval", "People"]


def test_hidden_figures_are_marked_and_never_nought_or_blank():
    hidden = row(LONELINESS, "mean_change", status="c", n=None)
    assert tables.scale_table(LONELINESS, [hidden]) == [
        {"Figure": "Average change", "Value": "[c]", "Interval": "[c]", "People": "[c]"}
    ]


def test_an_interval_that_protection_took_away_is_hidden_and_one_that_never_was_is_absent():
    taken = row(LONELINESS, "mean_before", estimate=6.0, note=ROUNDED)
    never = row(LONELINESS, "mean_after", estimate=5.5)
    assert cells(tables.scale_table(LONELINESS, [taken, never, change(LONELINESS, -0.5, -1, 0)]), "Interval")[:2] == [
        "[c]", "[x]",
    ]  # fmt: skip


def test_with_three_waves_the_names_of_figures_and_steps_say_which_two():
    named = {"wave_from": "Start", "wave_to": "Six months"}
    between = row(LONELINESS, "trajectory_mean", wave_from="Three months", wave_to="Three months")
    table = tables.scale_table(LONELINESS, [change(LONELINESS, -1, -2, 0, **named), between,
                                            row(LONELINESS, "mean_before", estimate=6.0, **named)])  # fmt: skip
    assert "Average at Start of those who answered both at Start and at Six months" in cells(table, "Figure")
    flow = [FlowStep("people", wave, 60) for wave in ("Start", "Three months", "Six months")]
    flow += [FlowStep("matched", "", 55, "exact"), FlowStep("pairs_used", "", 44, "ucla3.total")]
    flow += [FlowStep("scored", wave, 60, "ucla3.total") for wave in ("Start", "Six months")]
    steps = cells(tables.flow_table(LONELINESS, flow), "Step")
    assert steps[3:5] == ["People found more than once", "With a score both at Start and at Six months"]


def test_people_who_cannot_be_followed_get_the_figures_of_everybody():
    table = tables.scale_table(LONELINESS, unpaired(-0.5, -0.9, -0.1))
    assert cells(table, "Figure") == [
        "Difference between the two groups",
        "Average before of everybody who answered",
        "Average after of everybody who answered",
    ]


def test_answers_are_counted_at_each_time():
    def share(wave, answer, count, n, **more):
        about = {"wave_from": wave, "wave_to": wave, "category": answer, "n": n}
        return row(CHOICE, "category_share", statistic=float(count), estimate=count / n, **{**about, **more})

    table = tables.scale_table(CHOICE, [share("before", "Often", 12, 118), share("after", "Often", 1, 79, status="c")])
    assert table == [{"Answer": "Often", "before": "12 of 118 (10%)", "after": "[c]"}]


def test_groups_keep_their_order_and_hidden_ones_their_name():
    def group(name, measure, **values):
        return row(LONELINESS, measure, group_by="area", group=name, **values)

    rows = [
        group("Stroud", "mean_before", estimate=5.0, n=15),
        group("Stroud", "mean_after", estimate=4.6, n=15),
        group("Stroud", "mean_change", estimate=-0.4, ci_low=-1.4, ci_high=0.6, n=15),
        group("Cotswold", "mean_change", status="c", n=None),
        change(LONELINESS, -0.8, -1.2, -0.3),
    ]
    table = tables.group_table(LONELINESS, rows, "area")
    assert cells(table, "Group") == ["Stroud", "Cotswold"]
    assert table[0]["Average before"] == "5.0"
    assert table[0]["Interval"] == "\N{MINUS SIGN}1.4 to 0.6"
    assert table[1]["People"] == table[1]["Change"] == "[c]"


def test_workings_give_tests_their_p_and_missing_figures_their_reason():
    rows = [
        row(LONELINESS, "paired_t", p_value=0.0342, estimate=-0.8, method="paired t test"),
        row(LONELINESS, "wilcoxon", status="x", note="Not computed because nobody changed."),
        row(LONELINESS, "alpha", estimate=0.777, wave_to="before"),
    ]
    table = tables.methods_table(LONELINESS, rows)
    assert cells(table, "Value") == ["p = 0.03", "[x]", "0.78"]
    assert table[1]["Note"] == "Not computed because nobody changed."


def test_the_way_from_forms_to_people_is_that_of_the_scale_asked_for():
    flow = [
        FlowStep("rows_read", "before", 119),
        FlowStep("set_aside", "before", 1, "no code"),
        FlowStep("scored", "before", 1114, "ucla3.total"),
        FlowStep("scored", "before", 100, "ons4.satisfied"),
    ]
    assert tables.flow_table(LONELINESS, flow) == [
        {"Step": "Forms read", "When": "before", "Number": "119", "Reason": ""},
        {"Step": "Set aside", "When": "before", "Number": "1", "Reason": "no code"},
        {"Step": "Answered enough questions for a score", "When": "before", "Number": "1,114", "Reason": ""},
    ]


def test_no_rows_no_table():
    assert tables.scale_table(LONELINESS, []) == tables.group_table(LONELINESS, [], "area") == []
    assert isinstance(change(LONELINESS, 0, 0, 0), Row)
    assert tables.numbers_of([]) == []


def test_the_first_column_of_a_table_holds_words():
    assert tables.numbers_of([{"People by their change": "Middle person", "Change": "0.0"}]) == ["Change"]
