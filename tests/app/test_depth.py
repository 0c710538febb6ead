"""The deeper views of the What changed page: protected ones at once, people one by one only after the holder said so."""

from conftest import CHANGED, calm, said

NAME = "ucla3.total"


def look(open_page, sample):
    app = open_page(CHANGED, *sample)
    return calm(app.selectbox(key="scale").set_value(NAME).run())


def test_one_view_at_a_time_each_with_its_table(open_page, sample):
    app = look(open_page, sample)
    views = app.radio(key=f"depth_{NAME}")
    assert "How change was spread" in views.options
    assert views.options[-1] == "Person by person"
    tables = len(app.table)
    assert tables
    app = calm(views.set_value("Reliable change").run())
    assert len(app.table) == tables


def test_people_one_by_one_need_the_holders_word(open_page, sample):
    app = look(open_page, sample)
    app = calm(app.radio(key=f"depth_{NAME}").set_value("Person by person").run())
    assert "own_eyes_pictures" not in app.session_state
    assert "not protected" in app.checkbox(key="own_eyes").label
    app = calm(app.checkbox(key="own_eyes").check().run())
    _, made = app.session_state["own_eyes_pictures"]
    assert len(made) == 2
    assert "went up" in made[0][0].alt
    assert "single people are not drawn" not in said(app)
