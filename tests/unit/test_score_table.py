"""Scores by person, wave and scale: how many of how many items were answered, and what is never a formula."""

import csv
import io

import pytest

from measures.errors import InputError
from measures.evaluate import evaluate_study
from measures.exports.tables import Upload
from measures.library import load_library, shipped_instruments
from measures.people.waves import WaveRules
from measures.score_table import score_table
from measures.study import Study, StudyFile


@pytest.fixture(scope="module")
def library():
    return load_library(shipped_instruments())


def study_of(text, **more):
    upload = Upload("answers.csv", text.encode())
    return Study(files=(StudyFile(path="answers.csv", wave="before"),), **more), {"answers.csv": upload}


def scores(text, library, **more):
    table = score_table(*study_of(text, **more), library, key=None)
    return list(csv.DictReader(io.StringIO(table.as_csv().decode())))


def test_minutes_count_the_columns_they_are_made_of(library):
    columns = {"moderate": ("al_activity.moderate_minutes",), "vigorous": ("al_activity.vigorous_minutes",)}
    known = [item.id for item in library["al_activity"].items]
    columns = {header: (f"al_activity.{item}",) for header, item in zip(columns, known, strict=True)}
    (row,) = scores("Your code,moderate,vigorous\nA1,100,24\n", library, columns=columns)
    # 100 + 2 x 24 = 148 minutes: fairly active, from two of two answers
    assert (row["score"], row["answered"], row["items"]) == ("148.0", "2", "2")


def test_a_code_that_looks_like_a_formula_is_kept_as_text(library):
    (row,) = scores("Your code,How often do you feel lonely?\n=1+1,Never\n", library)
    assert row["participant"].startswith("'=")


def test_what_awaits_a_decision_is_told_where_nothing_could_be_used(library):
    study, uploads = study_of(
        "Your code,How often do you feel lonely?\nA1,1\nB2,2\n", waves=WaveRules(order=("before",))
    )
    for call in (evaluate_study, lambda *words: score_table(*words, key=None)):
        with pytest.raises(InputError) as caught:
            call(study, uploads, library)
        assert "bare_numbers" in {issue.code for issue in caught.value.issues}
