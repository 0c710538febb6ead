"""Safe to share by default; exact figures only on the screen, after saying so; merges are taken with one click."""

from tests.app.conftest import calm, said

CHANGED, WHO_FOR = "measures/app/changed.py", "measures/app/who_for.py"


def test_exact_figures_are_shown_only_after_saying_so_and_kept_only_as_long(open_page, sample):
    app = open_page(CHANGED, *sample)
    switch = app.toggle(key="holds_data")
    assert switch.value is False
    assert "exact" not in app.session_state
    assert "Exact figures" not in said(app)
    calm(switch.set_value(True).run())
    assert "Do not copy, photograph" in said(app).replace("\\", "")
    assert app.session_state["exact"][1].policy.name == "none"
    assert app.session_state["results"][1].protected.policy.name == "under_5"
    calm(app.toggle(key="holds_data").set_value(False).run())
    assert "exact" not in app.session_state


def test_what_is_hidden_is_said(open_page, sample):
    words = said(open_page(CHANGED, *sample))
    assert "figures are hidden" in words
    assert "More people in a group" in words


def test_whom_it_was_for_shows_exact_figures_in_the_same_way(open_page, sample):
    app = open_page(WHO_FOR, *sample)
    assert app.toggle(key="holds_data").value is False
    shared = tables(app)
    calm(app.toggle(key="holds_data").set_value(True).run())
    assert "Do not copy, photograph" in said(app).replace("\\", "")
    assert tables(app) != shared
    assert not any("[c]" in cell.replace("\\", "") for cell in tables(app))
    calm(app.toggle(key="holds_data").set_value(False).run())
    assert tables(app) == shared
    assert "exact" not in app.session_state


def tables(app):
    return [str(cell) for table in app.table for cell in table.value.to_numpy().ravel()]
