"""Small instruments written as an author would, and answers to them, for the tests of scoring and counting."""

from __future__ import annotations

import tomllib
from decimal import Decimal

import narwhals as nw
import pandas as pd

from measures.instrument import Instrument
from measures.people.responses import Responses
from measures.scoring import score_answers
from measures.strict import frozen

HEAD = """
format = 1
version = "1"
title = "Made up"
domains = ["skills"]
source = { citation = "made up", licence = "project", wording = "project" }
"""
FIVE = """
[responses.five]
options = [
  { code = 1, label = "Never" }, { code = 2, label = "Rarely" }, { code = 3, label = "Sometimes" },
  { code = 4, label = "Often" }, { code = 5, label = "Always", aliases = ["All the time"] },
]
missing = ["Prefer not to say"]
"""
NUMBERS = """
[responses.days]
minimum = 0
maximum = 7
[responses.minutes]
minimum = 0
[responses.half]
minimum = 0
maximum = 10
step = 0.5
[responses.attainment]
options = [
  { code = -2, label = "Much less" }, { code = -1, label = "Less" }, { code = 0, label = "As expected" },
  { code = 1, label = "More" }, { code = 2, label = "Much more" },
]
[responses.weight]
minimum = 0
maximum = 3
"""


def instrument(text: str, *, name: str = "made", responses: str = FIVE) -> Instrument:
    """An instrument of these items and scales; their cross-check is another test's business."""
    raw = tomllib.loads(f'id = "{name}"\n{HEAD}\n{responses}\n{text}', parse_float=Decimal)
    raw["items"] = [{"topic": item["id"], **item} for item in raw.get("items", [])]
    raw["scales"] = [{"title": scale["id"], "domain": "skills", **scale} for scale in raw["scales"]]
    return Instrument.model_validate(frozen(raw))


def items(*names: str, responses: str = "five", reverse: tuple[str, ...] = ()) -> str:
    """Items of one response list, as TOML."""
    lines = []
    for name in names:
        turned = "\nreverse = true" if name in reverse else ""
        lines.append(f'[[items]]\nid = "{name}"\nresponses = "{responses}"{turned}\n')
    return "".join(lines)


def scale(method: str, *names: str, rest: str = "", name: str = "total") -> str:
    """A scale of these items, as TOML."""
    listed = ", ".join(f'"{item}"' for item in names)
    return f'[[scales]]\nid = "{name}"\nmethod = "{method}"\nitems = [{listed}]\n{rest}\n'


def simple(method: str, *names: str, rest: str = "", reverse: tuple[str, ...] = ()) -> Instrument:
    """An instrument of five-point items in one scale."""
    return instrument(items(*names, reverse=reverse) + scale(method, *names, rest=rest))


def answers(rows, **columns) -> nw.DataFrame:
    """Answers by (participant, wave) and column; None is no answer. `made.a` is written `a`."""
    frame = {"participant": [person for person, _ in rows], "wave": [wave for _, wave in rows]}
    for name, codes in columns.items():
        column = name if ":" in name or name.startswith("made.") else f"made.{name}"
        frame[column] = pd.array(codes, dtype="Int64")
    return nw.from_native(pd.DataFrame(frame), eager_only=True)


def people(frame: nw.DataFrame, **columns) -> nw.DataFrame:
    """One row for each participant of the answers, in order of appearance."""
    known = list(dict.fromkeys(frame["participant"].to_list()))
    return nw.from_native(pd.DataFrame({"participant": known, **columns}), eager_only=True)


def responses(frame, *instruments, waves=("before", "after"), units=None, linked=True, **groups) -> Responses:
    """Answers as they leave the people room."""
    return Responses(
        answers=frame,
        people=people(frame, **groups),
        waves=waves,
        instruments={made.id: made for made in instruments},
        units=units or {},
        linked=linked,
    )


def total(made: Instrument, **given: object) -> object:
    """The score of the scale `total` for one person's answers."""
    return score_answers(made, given)["total"]
