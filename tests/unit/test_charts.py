"""Charts: protected figures only, the finding as title, the whole range, every wave in its order, colours that can be seen."""

import json
from dataclasses import replace

import pytest

from measures.disclosure import protect
from measures.report import charts, theme, words
from measures.results import Evaluation
from tests.result_rows import LONELINESS, change, row, unpaired

DARK = "#0E1117"  # the app's dark background; charts bring their own white paper
LEVELS = [
    row(LONELINESS, "mean_before", estimate=5.68, ci_low=5.31, ci_high=6.07, ci_level=0.95),
    row(LONELINESS, "mean_after", estimate=4.91, ci_low=4.5, ci_high=5.3, ci_level=0.95),
    change(LONELINESS, -0.77, -1.12, -0.42, ci_level=0.95),
]


def shown(rows, facts=LONELINESS):
    return protect(Evaluation({}, (), (), tuple(rows), (facts,)), "none")


def spec_of(picture):
    return json.loads(json.dumps(picture.spec))


def values_in(picture):
    """Every datum a chart carries."""
    spec = spec_of(picture)
    named = [datum for data in spec.get("datasets", {}).values() for datum in data]
    inline = [datum for layer in spec["layer"] for datum in layer.get("data", {}).get("values", [])]
    return named + inline + spec.get("data", {}).get("values", [])


def contrast(one, other):
    """Contrast ratio of two colours (WCAG 2.2, relative luminance)."""

    def luminance(colour):
        parts = [int(colour[at : at + 2], 16) / 255 for at in (1, 3, 5)]
        red, green, blue = (part / 12.92 if part <= 0.04045 else ((part + 0.055) / 1.055) ** 2.4 for part in parts)
        return 0.2126 * red + 0.7152 * green + 0.0722 * blue

    light, dark = sorted((luminance(one), luminance(other)), reverse=True)
    return (light + 0.05) / (dark + 0.05)


def test_contrast_is_the_published_one():
    assert contrast("#FFFFFF", "#000000") == pytest.approx(21)
    assert contrast("#FFFFFF", "#767676") == pytest.approx(4.54, abs=0.01)  # WCAG's own example of just enough


@pytest.mark.parametrize("colour", [*theme.WAVE_COLOURS, theme.WARNING, *theme.DOMAIN_COLOURS.values()])
def test_marks_stand_out_from_the_paper(colour):
    assert contrast(colour, theme.PAPER) >= 3


@pytest.mark.parametrize("colour", [theme.INK, theme.QUIET, theme.BEFORE, theme.AFTER, theme.WARNING])
def test_words_stand_out_from_the_paper(colour):
    assert contrast(colour, theme.PAPER) >= 4.5


def test_the_paper_is_the_charts_own_so_that_a_dark_page_changes_nothing():
    assert spec_of(charts.before_after(shown(LEVELS), LONELINESS))["config"]["background"] == theme.PAPER
    assert contrast(theme.PAPER, DARK) > 10


def test_the_title_is_the_finding_and_the_range_is_the_whole_scale():
    picture = charts.before_after(shown(LEVELS), LONELINESS)
    spec = spec_of(picture)
    assert " ".join(spec["title"]["text"]) == words.finding(LONELINESS, LEVELS)
    assert "41 people" in " ".join(spec["title"]["subtitle"])
    assert all(layer["encoding"]["y"]["scale"]["domain"] == [3, 9] for layer in spec["layer"])
    assert all(layer["encoding"]["x"]["sort"] == ["before", "after"] for layer in spec["layer"])
    assert picture.alt.endswith("Averages: before: 5.7 (5.3 to 6.1); after: 4.9 (4.5 to 5.3).")


def test_intervals_are_drawn_where_there_are_any_and_not_invented():
    without = [replace(each, ci_low=None, ci_high=None) if each.measure != "mean_change" else each for each in LEVELS]
    picture = charts.before_after(shown(without), LONELINESS)
    assert all(datum["low"] is None for datum in values_in(picture))
    assert "Lines at the marks" not in " ".join(spec_of(picture)["title"]["subtitle"])


def test_nothing_is_drawn_of_hidden_means():
    hidden = [replace(each, estimate=None, ci_low=None, ci_high=None, status="c") for each in LEVELS]
    assert charts.before_after(shown(hidden), LONELINESS) is None


def test_people_who_cannot_be_followed_are_two_groups_without_a_line_between():
    rows = [
        replace(each, estimate=5.5, ci_low=5, ci_high=6) if each.measure == "mean_all" else each
        for each in unpaired(-0.5, -0.9, -0.1)
    ]
    picture = charts.before_after(shown(rows), LONELINESS)
    assert [layer["mark"]["type"] for layer in spec_of(picture)["layer"]].count("line") == 0
    assert "Everybody who answered: 64 people before, 41 people after" in " ".join(
        spec_of(picture)["title"]["subtitle"]
    )


def group(name, *values, **more):
    return change(LONELINESS, *values, group_by="home_area", group=name, ci_level=0.95, **more)


def test_groups_keep_their_order_and_hidden_ones_carry_no_number():
    rows = [
        group("Stroud", -0.4, -1.4, 0.6),
        group("Ash", None, None, None, status="c", n=None),
        group("Ely", -0.9, -1.5, -0.3),
    ]
    picture = charts.by_group(shown(rows), LONELINESS, "home_area")
    spec = spec_of(picture)
    orders = [layer["encoding"]["y"]["sort"] for layer in spec["layer"] if "y" in layer["encoding"]]
    assert set(map(tuple, orders)) == {("Stroud (41 people)", "Ash", "Ely (41 people)")}
    hidden = [datum for datum in values_in(picture) if datum.get("group") == "Ash"]
    assert {(datum["change"], datum["low"], datum["high"]) for datum in hidden} == {(0, None, None)}
    assert "Ash: [c] hidden to protect people" in picture.alt
    assert charts.by_group(shown(rows[1:2]), LONELINESS, "home_area") is None
    assert charts.by_group(shown(rows), LONELINESS, "gender") is None


def answers(wave, counts):
    n = sum(counts.values())
    shares = [
        row(LONELINESS, "category_share", wave_from=wave, wave_to=wave, category=answer, n=n, statistic=float(count),
            estimate=count / n, ci_low=0.01, ci_high=0.6, ci_level=0.95)
        for answer, count in counts.items()
    ]  # fmt: skip
    first = next(iter(counts.values()))
    return [*shares, row(LONELINESS, "headline_share", wave_from=wave, wave_to=wave, n=n, statistic=float(first),
                         estimate=first / n, note="Counts 'Often'.")]  # fmt: skip


def test_answers_by_category_are_bars_from_nought_for_both_times():
    rows = [*answers("before", {"Often": 12, "Never": 28}), *answers("after", {"Often": 6, "Never": 24})]
    picture = charts.before_after(shown(rows), LONELINESS)
    spec = spec_of(picture)
    assert spec["layer"][0]["mark"]["type"] == "bar"
    assert spec["layer"][0]["encoding"]["x"]["scale"]["domain"][0] == 0
    assert "Often, after: 6 of 30 people (20%)" in picture.alt


def test_pictures_are_drawn_offline_and_the_same_each_time():
    picture = charts.before_after(shown(LEVELS), LONELINESS)
    assert picture.png() == picture.png()
    assert picture.png().startswith(b"\x89PNG")
    assert picture.svg().startswith("<svg")


def test_only_what_went_through_the_gate_can_be_drawn():
    with pytest.raises(AttributeError):
        charts.before_after(Evaluation({}, (), (), tuple(LEVELS), (LONELINESS,)), LONELINESS)


def test_a_page_may_set_the_title_itself_and_gets_the_chart_without_it():
    found = charts.before_after(shown(LEVELS), LONELINESS)
    assert found.title == words.finding(LONELINESS, LEVELS)
    assert found.title == " ".join(found.spec["title"]["text"])
    assert " ".join(found.subtitle) == " ".join(found.spec["title"]["subtitle"])
    assert "title" not in found.bare
    assert found.bare_height < found.height
    assert {name: part for name, part in found.spec.items() if name != "title"} == found.bare


def test_long_names_beside_a_chart_wrap_and_are_not_cut():
    name = "Independence (project questions, not yet validated)"
    base = charts.chart([{"name": name, "value": 1}]).mark_point()
    drawn = charts.picture([base.encode(x="value:Q", y="name:N")], "Title", [], "said", height=80).svg()
    assert "Independence (project questions," in drawn
    assert "not yet validated)" in drawn
