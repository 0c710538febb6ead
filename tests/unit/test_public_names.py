"""What `import measures` offers a notebook is what it says it offers, and enough for the whole way."""

import pytest

import measures


def test_every_public_name_is_there_and_no_other():
    assert set(dir(measures)) == set(measures.__all__) == set(measures._HOMES)
    assert [getattr(measures, name).__name__ for name in measures.__all__] == list(measures.__all__)
    with pytest.raises(AttributeError, match="no attribute 'secret'"):
        measures.secret  # noqa: B018 - asking is the test


def test_they_are_enough_to_go_from_files_to_protected_results():
    study = measures.read_study(
        b'format = 1\n[[files]]\npath = "a.csv"\nwave = "before"\n[participant]\ncolumn = "Your code"\n'
    )
    upload = measures.Upload(
        "a.csv", b"Your code,Overall how satisfied are you with your life nowadays?\nAB1,7\nCD2,5\n"
    )
    library = measures.load_library(measures.shipped_instruments())
    found = measures.evaluate_study(study, {"a.csv": upload}, library)
    assert isinstance(found, measures.Evaluation)
    assert isinstance(measures.protect(found), measures.Protected)
