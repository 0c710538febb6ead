"""Markers planted in every field are looked for in whatever each command writes, whichever form it is written in."""

import io
import re
import zipfile

import pytest
import typer

from measures.cli import app, main
from tests.unit.test_nothing_leaks import (
    QUESTIONS,
    SECRET,
    STRANGE,
    as_csv,
    as_workbook,
    assert_silent,
    code,
    files,
    inside,
)

WRITTEN = {"json": "r.json", "out": "r.xlsx", "docx": "r.docx", "html": "r.html", "tidy": "r.csv"}
READS_PEOPLE = {"inspect", "score", "evaluate"}  # test_nothing_leaks.py and below
READS_NAMES = {"network", "ripple", "membership"}  # names of organisations, places and nodes are what these are about
READS_RESULTS = {"overview", "inequality"}
MAKES_NOTHING_OF_ANSWERS = {"instruments", "places"}


def commands():
    """The names of all commands there are."""
    return set(typer.main.get_command(app).commands)


def test_every_command_is_thought_of_here():
    """A new command must be put under one of these, and its outputs searched."""
    assert commands() == READS_PEOPLE | READS_NAMES | READS_RESULTS | MAKES_NOTHING_OF_ANSWERS
    options = {option.name for option in typer.main.get_command(app).commands["evaluate"].params}
    taken = {"files", "study", "before", "after", "engine", "instruments", "policy", "earlier"}
    assert options - taken == set(WRITTEN)


@pytest.fixture
def folder(tmp_path):
    """The planted files of before and after; a conflicting year of birth, and a postcode that becomes an area."""
    for name, content in files().items():
        text = content.decode()
        if name == "study.toml":
            text += '\n[groups.place]\npostcode = "Home postcode"\n'
        (tmp_path / name).write_text(text, encoding="utf-8", newline="")
    after = (tmp_path / "after.csv").read_text("utf-8")
    (tmp_path / "after.csv").write_text(after.replace("/04/1951", "/04/1963", 2), encoding="utf-8", newline="")
    return tmp_path


def words_of(path):
    """All text of a written file, of its parts where it is a package."""
    data = path.read_bytes()
    return inside(data) if zipfile.is_zipfile(io.BytesIO(data)) else data.decode("utf-8")


def test_every_form_of_results_holds_nobodys_data(folder, capfd):
    named = [word for option, name in WRITTEN.items() for word in (f"--{option}", str(folder / name))]
    assert main(["evaluate", "--study", str(folder / "study.toml"), *named]) == 0
    said = "".join(capfd.readouterr())
    assert "more than one year of birth" in said, "the planted conflict is noticed"
    assert_silent(said, "/04/1963")
    for name in WRITTEN.values():
        written = words_of(folder / name)
        assert len(written) > 1_000, name
        assert_silent(written, STRANGE, "/04/1963", "gl1 9", "gl19")
    assert main(["overview", str(folder / "r.json"), str(folder / "r.json"), "--out", str(folder / "o.xlsx")]) in (0, 3)
    if (folder / "o.xlsx").exists():
        assert_silent(words_of(folder / "o.xlsx"), STRANGE)
    assert_silent("".join(capfd.readouterr()), STRANGE)


@pytest.mark.parametrize("command", sorted(READS_NAMES | READS_RESULTS))
def test_a_file_of_people_given_to_another_command_is_refused_without_its_words(command, folder, capfd):
    """People's answers taken for a network, a map, a membership, results or a table of figures."""
    target = ["--out", str(folder / "x.xlsx")] if command == "overview" else ["--json", str(folder / "x.json")]
    for name in ("before.csv", "people.xlsx"):
        (folder / "people.xlsx").write_bytes(
            as_workbook([["Your code", *QUESTIONS], *([code(n), "Often", "Often", "Often"] for n in range(9))])
        )
        assert main([command, str(folder / name), *target]) in (2, 3), name
    assert_silent("".join(capfd.readouterr()).casefold().replace("q8z9sheet", ""), STRANGE)
    assert not (folder / "x.json").exists()


def test_two_tables_side_by_side_and_a_stated_tool_tell_nothing_either(folder, capfd):
    header = ["Your code", *QUESTIONS]
    left = [header, *([code(n), "Often", "Often", "Often"] for n in range(8))]
    right = [["Your code", "Q8z9note"], *([code(n), f"Q8z9word {n}"] for n in range(8))]
    rows = [[*one, "", *other] for one, other in zip(left, right, strict=True)]
    (folder / "beside.csv").write_bytes(as_csv(rows))
    (folder / "s.toml").write_text('[[files]]\npath = "beside.csv"\nplatform = "Google Forms"\n')
    main(["inspect", str(folder / "beside.csv")])
    main(["evaluate", str(folder / "beside.csv"), "--json", str(folder / "b.json")])
    main(["evaluate", "--study", str(folder / "s.toml"), "--json", str(folder / "b.json")])
    said = "".join(capfd.readouterr())
    assert_silent(re.sub("q8z9note", "", said.casefold()), STRANGE)  # a column's name is said, what stands in it is not
    assert SECRET in as_csv(rows).decode().casefold()
