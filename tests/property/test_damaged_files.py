"""Damaged exports: whatever happened to a file, it is read or refused in words, within seconds; never anything else.

`FUZZ_CASES=10000 python -m pytest tests/property/test_damaged_files.py` runs many more than the 500 of every run.
"""

import io
import os
import random
import re
import time
import zipfile
from pathlib import Path

import pytest

from measures.cli import main
from measures.errors import InputError
from measures.exports.files import read_tables
from measures.exports.tables import Upload

CASES = int(os.environ.get("FUZZ_CASES", "500"))
SAMPLE = Path(__file__).resolve().parents[2] / "sample_data"
SOURCES = sorted(path for path in SAMPLE.iterdir() if path.suffix in (".xlsx", ".csv"))
ODD = (
    b"\x00",
    b'"',
    b",",
    b"\n",
    b"\r",
    b";",
    b"\t",
    b"\xff\xfe",
    b"\xef\xbb\xbf",
    b"=cmd|' /C calc'!A0",
    b"<html>",
    b"\xe2\x80\xae",
)
SECONDS = 5


def flip(data, draw):
    place = draw.randrange(len(data))
    return data[:place] + bytes([draw.randrange(256)]) + data[place + 1 :]


def cut(data, draw):
    return data[: draw.randrange(len(data))]


def lose(data, draw):
    start = draw.randrange(len(data))
    return data[:start] + data[start + draw.randrange(1, 400) :]


def repeat(data, draw):
    start = draw.randrange(len(data))
    piece = data[start : start + draw.randrange(1, 400)]
    return data[:start] + piece * draw.randrange(2, 30) + data[start:]


def insert(data, draw):
    place = draw.randrange(len(data))
    return data[:place] + draw.choice(ODD) * draw.randrange(1, 4) + data[place:]


DAMAGE = (flip, cut, lose, repeat, insert)


def within(book, draw):
    """The workbook with one of its parts damaged, and zipped again."""
    target = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(book)) as old, zipfile.ZipFile(target, "w", zipfile.ZIP_DEFLATED) as new:
        chosen = draw.choice([name for name in old.namelist() if name.endswith(".xml")])
        for name in old.namelist():
            data = old.read(name)
            new.writestr(name, draw.choice(DAMAGE)(data, draw) if name == chosen else data)
    return target.getvalue()


def damaged(number):
    """The file of one case and what was done to it, from its number alone."""
    draw = random.Random(number)
    source = draw.choice(SOURCES)
    data = source.read_bytes()
    if source.suffix == ".xlsx" and draw.random() < 0.6:  # else nearly every case would end at the zip's own checks
        return Upload(source.name, within(data, draw))
    for _ in range(draw.randrange(1, 4)):
        data = draw.choice(DAMAGE)(data, draw) or b" "
    return Upload(draw.choice([source.name, "export.csv", "export.xlsx", "export.xls", "export"]), data)


@pytest.mark.parametrize("start", range(0, CASES, 25))
def test_a_damaged_file_is_read_or_refused_in_words(start):
    for number in range(start, min(start + 25, CASES)):
        upload = damaged(number)
        began = time.process_time()
        try:
            tables = read_tables(upload)
        except InputError as error:
            for issue in error.issues:
                assert issue.where, number
                assert issue.message, number
                assert issue.fix, number
                assert not re.search(r"Traceback|Error\b|0x[0-9a-f]{6}|/tmp/", str(issue)), (number, str(issue))
        else:
            assert all(table.rows >= 0 and len(table.headers) + 1 == len(table.frame.columns) for table in tables), (
                number
            )
        assert time.process_time() - began < SECONDS, number


@pytest.mark.parametrize("number", range(6))
def test_the_command_line_ends_calmly_on_a_damaged_file(number, tmp_path, capsys):
    upload = damaged(1_000_000 + number)
    path = tmp_path / "damaged.csv"
    path.write_bytes(upload.data)
    assert main(["inspect", str(path), "--json", str(tmp_path / "found.json")]) in (0, 3)
    assert "Traceback" not in capsys.readouterr().err
