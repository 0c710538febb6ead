"""The Planning page without a browser: usable before any files, and its numbers follow its fields."""

from conftest import said

PLANNING = "measures/app/planning.py"


def test_it_plans_before_any_files_are_there(open_page):
    app = open_page(PLANNING)
    app.selectbox(key="plan_scale").set_value("ucla3.total").run()
    assert "A guess: a quarter of the scale's range" in said(app).replace("\\", "")
    # range 3 to 9: SD 1.5 and, at a correlation of 0.5, of the change; 42 pairs: 2.0195 x 1.5 / sqrt(42) = 0.467
    assert "about 42 people would answer both times" in said(app)
    assert "known to within 0.5 points either way" in said(app)
    app.number_input(key="plan_wished_ucla3.total").set_value(0.25).run()
    assert not app.exception
    assert "To know the average change to within 0.25 points either way, about" in said(app)


def test_a_number_that_cannot_be_is_refused_in_words(open_page):
    app = open_page(PLANNING)
    app.selectbox(key="plan_scale").set_value("ucla3.total").run()
    app.number_input(key="plan_sd_ucla3.total").set_value(0.0).run()
    assert not app.exception
    assert "SD of the scores: 0 is not above 0" in said(app)
