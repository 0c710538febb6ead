"""The sample data is what its README says: synthetic, repeatable, shaped as exports are, and untidy in known places."""

import csv
import io
import sys
import zipfile
from pathlib import Path

import openpyxl
import pytest

SAMPLE = Path(__file__).resolve().parents[2] / "sample_data"


@pytest.fixture(scope="module")
def made():
    sys.path.insert(0, str(SAMPLE))
    try:
        import make_sample_data  # noqa: PLC0415 # a script beside the data, found only once its folder is on the path
    finally:
        sys.path.remove(str(SAMPLE))
    return make_sample_data.make(), make_sample_data.make()


def parts(content):
    with zipfile.ZipFile(io.BytesIO(content)) as book:
        return {name: book.read(name) for name in book.namelist()}


def test_made_again_it_has_the_same_bytes(made):
    assert made[0] == made[1]


def test_the_files_kept_are_the_ones_the_script_makes(made):
    for name, content in made[0].items():
        kept = (SAMPLE / name).read_bytes()
        same = parts(kept) == parts(content) if name.endswith("xlsx") else kept == content
        assert same, name


def test_the_pair_is_shaped_as_microsoft_forms_exports_are(made):
    for name, rows in (("Singing before(1-119).xlsx", 119), ("Singing after(1-82).xlsx", 82)):
        sheet = openpyxl.load_workbook(io.BytesIO(made[0][name]))["Sheet1"]
        table = list(sheet.iter_rows(values_only=True))
        assert table[0][:5] == ("ID", "Start time", "Completion time", "Email", "Name")
        assert len(table) == rows + 1
        assert {row[3] for row in table[1:]} == {"anonymous"}
        assert {row[4] for row in table[1:]} == {None}
        assert all(row[1] < row[2] for row in table[1:])
        assert [row[0] for row in table[1:]] == list(range(1, rows + 1))


def test_the_csv_is_shaped_as_google_forms_exports_are(made):
    text = made[0]["singing_google_forms.csv"].decode()
    header, *rows = csv.reader(io.StringIO(text, newline=""))
    assert header[:2] == ["Timestamp", "When are you filling this in?"]
    assert [row[1] for row in rows].count("At my first session") == 119
    assert [row[1] for row in rows].count("At my last session") == 82
    assert "\r\n" in text


def test_the_troubles_are_there_as_often_as_the_readme_says(made):
    before, after = (
        list(openpyxl.load_workbook(io.BytesIO(made[0][name]))["Sheet1"].iter_rows(values_only=True))
        for name in ("Singing before(1-119).xlsx", "Singing after(1-82).xlsx")
    )
    code = before[0].index("Your code")
    codes = ["".join(str(row[code] or "").split()).upper() for row in before[1:]]
    later = {"".join(str(row[5] or "").split()).upper() for row in after[1:]}
    given = [each for each in codes if each]
    assert codes.count("") == 1
    assert len(given) - len(set(given)) == 1
    assert len(set(given) & later) == 76  # 79 answer again: 2 with a swapped code and 1 without a code are not found
    cells = [str(cell) for row in before[1:] + after[1:] for cell in row]
    assert cells.count("Sometimes not") == 1
    assert all(spelling in cells for spelling in ("Hardly Ever", "some of the time ", "SOME OF THE TIME", "female"))
