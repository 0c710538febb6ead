"""The Value and Profile pages: without files, with the sample, with money only once it is switched on."""

from dataclasses import replace

from measures.disclosure import protect
from measures.evaluate import evaluate_study
from measures.exports.tables import Upload
from measures.library import load_library, shipped_instruments
from measures.value.settings import ValueRules
from tests.app.conftest import said, wave_of_answers, work_of

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


def bring(app, name, text, put_in=1000.0):
    app.get("file_uploader")[0].set_value((name, text.encode(), "text/csv")).run()
    app.number_input(key="value_inputs").set_value(put_in).run()
    return app.button(key="value_take").click().run()


def test_a_value_sheet_of_ones_own_is_looked_over_before_it_is_kept(open_page, sample):
    current, results = sample
    app = bring(
        open_page(VALUE, current, results), "values.csv", "outcome,quantity,value,deadweight\nLess lonely,10,100,20\n"
    )
    assert "Write 20 % as 0.2" in said(app).replace("\\", "")
    assert app.session_state["work"].study.value is None
    taken = bring(open_page(VALUE, current, results), current.study.files[0].path, "outcome,quantity,value\nA,1,1\n")
    assert "Rename the value sheet" in said(taken)


def test_a_value_sheet_of_ones_own_tells_the_return_and_what_it_hangs_on(open_page, sample):
    current, results = sample
    sheet = "outcome,quantity,value,deadweight\nLess lonely,50,100,0.2\n"
    app = bring(open_page(VALUE, current, results), "values.csv", sheet)
    assert not app.exception
    text = said(app).replace("\\", "")
    assert "£4.00 of worth for each £1 put in" in text  # 50 x 100 x 0.8 / 1,000
    assert "How far the return hangs on each assumption" in text
    table = next(table.value for table in app.table if "Assumption" in table.value.to_string())
    # 5 x 0.9 and 5 x 0.7
    assert table.loc[table["Assumption"].str.startswith("Would")].iloc[0, 1:3].tolist() == ["£4\\.50", "£3\\.50"]


def test_the_profile_names_condition_and_questions_in_one_column(open_page, sample):
    table = open_page(PROFILE, *sample).table[0].value
    assert [name.replace("\\", "") for name in table.columns] == [
        "Condition", "Before", "After", "Improvement", "Interval", "People"
    ]  # fmt: skip
    assert table.iloc[0, 0].replace("\\", "") == "Social connection: Loneliness"
    assert not [line for line in table.iloc[:, 0] if line.startswith("Choice: Choice")]


def test_published_figures_wait_for_how_people_answered_and_say_so(open_page, sample):
    work, _ = sample
    study = work.study.model_copy(update={"value": ValueRules()})
    app = open_page(VALUE, replace(work, study=study))
    assert "Say below how people answered" in said(app)
    assert "Beside everybody" not in said(app)


def test_without_life_satisfaction_what_can_still_be_done_comes_first(open_page):
    current = work_of([Upload("before.csv", wave_of_answers(36, 1)), Upload("after.csv", wave_of_answers(30, 2))])
    app = open_page(VALUE, current)
    assert "there are no WELLBYs" in said(app)
    assert "State below" not in said(app)
    assert [box.label for box in app.expander] == ["Bring your own value sheet (social return)", "What is assumed"]
