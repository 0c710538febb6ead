"""The part of the page that says whether outcomes were shared fairly."""

from dataclasses import replace

import pytest
from streamlit.testing.v1 import AppTest

from measures.disclosure import protect
from measures.report.fairness_words import GAINED, LEVEL, NARROWED
from tests.unit.test_fairness_words import NARROWING, evaluation


def section():
    import streamlit as st  # noqa: PLC0415 - this function is run as a script of its own

    from measures.app import fairness_section  # noqa: PLC0415 - as above
    from measures.app.state import Work  # noqa: PLC0415 - as above
    from measures.study import Study  # noqa: PLC0415 - as above

    protected = st.session_state["protected"]
    fairness_section.show(Work(Study(), {}, "digest"), protected, protected.value)


@pytest.fixture(scope="module")
def shown():
    app = AppTest.from_function(section, default_timeout=60)
    app.session_state["protected"] = protect(evaluation(NARROWING))
    return app.run()


def test_three_questions_with_answers_charts_and_tables(shown):
    assert not shown.exception
    assert [one.value for one in shown.subheader] == [GAINED, NARROWED, LEVEL]
    said = [one.value for one in shown.text]
    titles = [one.value for one in shown.markdown]
    for finding in ("Every group gained", "The gap between the most deprived"):  # said once, by the picture's title
        assert sum(title.startswith(f"**{finding}") for title in titles) == 1
        assert not [sentence for sentence in said if sentence.startswith(finding)]
    assert len(shown.table) == 3


def test_what_to_compare_is_chosen(shown):
    assert [box.label for box in shown.selectbox] == ["Which outcome", "Between which groups"]


def test_without_groups_it_says_what_it_waits_for():
    found = evaluation(NARROWING)
    app = AppTest.from_function(section, default_timeout=60)
    app.session_state["protected"] = protect(replace(found, results=tuple(r for r in found.results if not r.group_by)))
    app.run()
    assert not app.exception
    assert any("waits for groups" in one.value for one in app.text)
