"""The Value and Profile pages: without files, with the sample, with money only once it is switched on."""

from dataclasses import replace

from measures.disclosure import protect
from measures.evaluate import evaluate_study
from measures.library import load_library, shipped_instruments
from measures.value.settings import ValueRules
from tests.app.conftest import said

VALUE, PROFILE = "measures/app/value.py", "measures/app/profile.py"


def test_without_files_they_say_what_they_wait_for(open_page):
    for page in (VALUE, PROFILE):
        assert "It waits for your files" in said(open_page(page))


def test_the_profile_shows_every_scale_under_its_condition_and_no_total(open_page, sample):
    current, results = sample
    app = open_page(PROFILE, current, results)
    table = app.table[0].value
    assert len(table) > 5
    shown = table.to_string()
    assert "Control" in shown
    assert "Life satisfaction" in shown
    app.selectbox(key="profile_by").set_value("home_area").run()
    assert not app.exception


def test_value_shows_no_money_until_it_is_switched_on(open_page, sample):
    current, results = sample
    app = open_page(VALUE, current, results)
    assert "£" not in said(app)
    study = current.study.model_copy(update={"value": ValueRules(money=True, mode="self-completion")})
    with_value = replace(current, study=study)
    found = protect(evaluate_study(study, with_value.uploads, load_library(shipped_instruments())), "under_5")
    app = open_page(VALUE, with_value, found)
    text = said(app)
    assert "WELLBYs" in text
    assert "not cash saved" in text.replace("\\", "")
    money = next(table.value for table in app.table if "Case" in table.value.to_string())
    assert money.iloc[0, 0] == "Low case"
    assert "No share was taken off" in text
