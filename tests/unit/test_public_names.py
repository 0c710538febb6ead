"""What `import measures` offers a notebook is what it says it offers, and enough for the whole way."""

import inspect

import measures


def test_the_public_names_are_those_listed():
    public = {name for name, value in vars(measures).items() if name[0] != "_" and not inspect.ismodule(value)}
    assert public == set(measures.__all__)


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
