"""The page that says who took part: with nothing loaded, with the sample, with another yardstick, with trouble."""

from measures.app import state
from measures.study import Population, read_study, write_study
from tests.app.conftest import calm, pair, said, work_of
from tests.app.test_shared_view import small_groups

WHO_FOR = "measures/app/who_for.py"


def test_with_nothing_loaded_it_says_what_it_will_show(open_page):
    assert "It waits for your files." in said(open_page(WHO_FOR))


def test_the_sample_is_set_beside_residents_with_small_groups_hidden(open_page, sample):
    app = open_page(WHO_FOR, *sample)
    text = said(app)
    assert "About 125 people took part" in text
    assert "For every 10 people we would expect from Gloucester" in text
    assert "Not shown, to protect the people in them: Cotswold and Forest of Dean." in text
    assert app.selectbox(key="area").value == "Gloucestershire"


def test_the_yardstick_is_chosen_without_a_study_file_and_can_be_saved(open_page):
    app = open_page(WHO_FOR, work_of(pair()))
    assert "Choose above whom to compare with" in said(app)
    app.selectbox(key="area").select("Stroud")
    app.selectbox(key="ages").select("16 and over")
    app.button[0].click()
    calm(app.run())
    study = app.session_state[state.WORK].study
    assert study.population == Population(area="Stroud", ages="16+")
    assert read_study(write_study(study)).population == study.population
    assert "which columns tell it" in said(app)


def test_an_area_that_is_not_bundled_is_said_and_can_be_mended_on_the_page(open_page):
    app = open_page(WHO_FOR, work_of(pair(), population=Population(area="Bristol")))
    assert "There are no bundled residents of 'Bristol'" in said(app)
    app.selectbox(key="area").select("Nobody")
    app.button[0].click()
    assert "Choose above whom to compare with" in said(calm(app.run()))


def test_whom_people_are_compared_with_is_said_once(open_page):
    text = said(open_page(WHO_FOR, small_groups("under_5"))).replace("\\", "")
    assert text.count("Compared with ") == 1, [line for line in text.splitlines() if "ompared" in line]
