"""Several projects in one study: the programme and locality of each file, or a column that names them, are breakdowns."""

import pytest

from measures.evaluate import evaluate_study
from measures.exports.tables import Upload
from measures.library import load_library, shipped_instruments
from measures.study import Study, read_study

QUESTION = "Overall, how satisfied are you with your life nowadays?"
LIBRARY = load_library(shipped_instruments())


def export(letter, wave, **more):
    header = ",".join(["Your code", f'"{QUESTION}"', *more])
    lines = [
        ",".join([f"{letter}{i:02}Q", str(min(10, i % 7 + (2 if wave == "after" else 0))), *(v[i % 2] for v in more.values())])
        for i in range(30)
    ]  # fmt: skip
    return "\n".join([header, *lines]).encode()


def evaluated(text, files):
    study = read_study(text.encode())
    assert isinstance(study, Study)
    return evaluate_study(study, {name: Upload(name, data) for name, data in files.items()}, LIBRARY)


def entry(name, wave, more=""):
    return f'[[files]]\npath = "{name}"\nwave = "{wave}"\n{more}\n'


SETTLED = '[waves]\norder = ["before", "after"]\n[participant]\ncolumn = "Your code"\n[analysis]\nbootstrap = 10\n'


@pytest.mark.parametrize("header", ["programme", "locality"])
def test_what_files_state_of_their_people_is_a_breakdown(header):
    files, text = {}, "format = 1\n"
    for letter, name in (("A", "Choir"), ("B", "Garden")):
        for wave in ("before", "after"):
            files[f"{letter}_{wave}.csv"] = export(letter, wave)
            text += entry(f"{letter}_{wave}.csv", wave, f'{header} = "{name}"')
    found = evaluated(text + SETTLED, files)
    rows = [row for row in found.results if row.measure == "mean_change" and row.group_by == header]
    assert [(row.group, row.n) for row in rows if row.scale == "satisfied"] == [("Choir", 30), ("Garden", 30)]


def test_one_programme_for_all_is_no_breakdown():
    files = {f"{wave}.csv": export("A", wave) for wave in ("before", "after")}
    text = "format = 1\n" + "".join(entry(f"{wave}.csv", wave, 'programme = "Choir"') for wave in ("before", "after"))
    found = evaluated(text + SETTLED, files)
    assert not [row for row in found.results if row.group_by == "programme"]


def test_a_column_taken_for_the_programme_is_a_breakdown():
    files = {f"{wave}.csv": export("A", wave, Project=("Choir", "Garden")) for wave in ("before", "after")}
    text = "format = 1\n" + "".join(entry(f"{wave}.csv", wave) for wave in ("before", "after"))
    found = evaluated(text + '[columns]\n"Project" = "programme"\n' + SETTLED, files)
    rows = [row for row in found.results if row.measure == "mean_change" and row.group_by == "programme"]
    assert [(row.group, row.n) for row in rows if row.scale == "satisfied"] == [("Choir", 15), ("Garden", 15)]
