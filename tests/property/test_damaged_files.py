"""Damaged exports: whatever happened to a file, it is read or refused in words, within seconds; never anything else.

`FUZZ_CASES=10000 python -m pytest tests/property/test_damaged_files.py` runs many more than the 500 of every run.
"""

import io
import os
import random
import re
import time
import zipfile
from functools import partial
from pathlib import Path

import pytest

from measures.cli import main
from measures.errors import InputError
from measures.exports import guarded, workbooks
from measures.exports.files import read_tables
from measures.exports.guarded import HAS_LIMITS
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
EXTRA_MB = 300
STATUS, RESET = Path("/proc/self/status"), Path("/proc/self/clear_refs")


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


def memory(what):
    """Megabytes of this process: resident now (VmRSS), or at the most since the mark was reset (VmHWM)."""
    return int(re.search(rf"{what}:\s+(\d+) kB", STATUS.read_text())[1]) / 1000


def extra_memory(run):
    """Run, and give the megabytes it needed at the most beyond those before; None where the system does not tell."""
    try:
        RESET.write_text("5")
    except OSError:
        run()
        return None
    before = memory("VmRSS")
    run()
    return memory("VmHWM") - before


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


def read_calmly(upload):
    """Read a file, or have it refused: with these words."""
    try:
        read_tables(upload)
    except InputError as error:
        return str(error)
    return ""


@pytest.mark.parametrize("start", range(0, min(CASES, 2_000), 100))
def test_a_damaged_file_needs_little_memory(start):
    """One case in 25; what the reading of a workbook needs in its own process is held by the next test."""
    for number in range(start, start + 100, 25):
        upload = damaged(number)
        needed = extra_memory(lambda upload=upload: read_calmly(upload))
        assert needed is None or needed < EXTRA_MB, number


@pytest.mark.skipif(not HAS_LIMITS, reason="this system has no resource limits")
def test_the_reading_process_needs_little_memory(monkeypatch):
    """With 300 MB of address space beyond what it has at rest, no sample and no damaged workbook ends for want of it."""
    at_rest = 400_000_000  # Python with the reader loaded; most of it is never touched
    monkeypatch.setattr(workbooks, "reading", partial(guarded.reading, memory=at_rest + EXTRA_MB * 1_000_000))
    books = [Upload(path.name, path.read_bytes()) for path in SOURCES if path.suffix == ".xlsx"]
    assert all(read_tables(book) for book in books)
    for upload in (each for each in map(damaged, range(40)) if each.data.startswith(b"PK")):
        assert "more memory" not in read_calmly(upload)


@pytest.mark.parametrize("number", range(6))
def test_the_command_line_ends_calmly_on_a_damaged_file(number, tmp_path, capsys):
    upload = damaged(1_000_000 + number)
    path = tmp_path / "damaged.csv"
    path.write_bytes(upload.data)
    assert main(["inspect", str(path), "--json", str(tmp_path / "found.json")]) in (0, 3)
    assert "Traceback" not in capsys.readouterr().err
