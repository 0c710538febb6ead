"""Make the sample data: an invented singing project, "Breathe In, Sing Out", as survey tools would export it.

    python sample_data/make_sample_data.py [FOLDER]

Every person and every answer is drawn by a random generator with a fixed seed: nobody is described. Running it again
writes the same bytes. README.md beside this file says what was put in and why.
"""

from __future__ import annotations

import csv
import io
import re
import sys
import zipfile
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from pathlib import Path

import numpy as np
from openpyxl import Workbook
from openpyxl.worksheet.table import Table, TableStyleInfo

HERE = Path(__file__).resolve().parent
sys.path.insert(0, str(HERE.parent))  # the project is run from its folder, not installed

from measures.instrument import Instrument  # noqa: E402 # after the path is set
from measures.library import load_library, shipped_instruments  # noqa: E402 # after the path is set
from sample_data.connection_sample import connection_files  # noqa: E402 # after the path is set
from sample_data.ripple_sample import ripple_book  # noqa: E402 # after the path is set

SEED = 20260114
PEOPLE = 118
ONLY_AFTER = 3
FIRST_SESSION = datetime(2026, 1, 14, 18, 30)  # noqa: DTZ001 # survey tools write local time without a zone
LAST_SESSION = datetime(2026, 4, 8, 18, 30)  # noqa: DTZ001 # survey tools write local time without a zone
ASKED = ("ucla3", "ons_lonely_direct", "ons4", "pearlin_mastery", "ipip_selfeff4", "choice_independence")
GRIDS = {
    "pearlin_mastery": "How much do you agree or disagree with each of these?",
    "ipip_selfeff4": "How accurately does each statement describe you?",
    "choice_independence": "Thinking about your life these days, how much do you agree or disagree with each of these?",
}
ABOUT = ("Gender", "Age band", "Home area")
GENDERS = {"Woman": 0.66, "Man": 0.28, "Non-binary": 0.03, "Prefer not to say": 0.03}
AGES = {"16-24": 0.05, "25-34": 0.11, "35-49": 0.20, "50-64": 0.28, "65-79": 0.28, "80+": 0.08}
AREAS = {
    "Gloucester": 0.56, "Stroud": 0.15, "Tewkesbury": 0.11,
    "Cheltenham": 0.09, "Forest of Dean": 0.06, "Cotswold": 0.03,
}  # fmt: skip


@dataclass(frozen=True)
class Trait:
    """How one scale behaves: where its answers are cut, how far the trait moved, how closely items follow it."""

    cuts: tuple[float, ...]
    shift: float
    steady: float
    sign: int = 1
    loading: float = 0.8


ONS_CUTS = (-2.6, -2.2, -1.8, -1.4, -1.0, -0.5, 0.0, 0.6, 1.2, 1.8)
TRAITS = {
    "ucla3": Trait((-0.75, 0.50), shift=0.58, steady=0.70, sign=-1),
    "ons_lonely_direct": Trait((-1.30, -0.35, 0.45, 1.25), shift=0.40, steady=0.65),
    "ons4.satisfied": Trait(ONS_CUTS, shift=0.46, steady=0.66, loading=0.95),
    "ons4.worthwhile": Trait(ONS_CUTS, shift=0.26, steady=0.60, loading=0.9),
    "ons4.happy": Trait(ONS_CUTS, shift=0.28, steady=0.45, loading=0.8),
    "ons4.anxious": Trait(tuple(cut + 1.6 for cut in ONS_CUTS), shift=0.15, steady=0.40, sign=-1, loading=0.8),
    "pearlin_mastery": Trait((-1.35, -0.15, 1.25), shift=0.06, steady=0.75, loading=0.62),
    "ipip_selfeff4": Trait((-2.1, -1.1, -0.3, 0.9), shift=0.20, steady=0.70),
    "choice": Trait((-1.9, -0.9, -0.2, 1.1), shift=0.30, steady=0.68),
    "independence": Trait((-2.0, -1.0, -0.3, 1.0), shift=0.10, steady=0.70),
}


@dataclass
class Person:
    """One invented person: their code, what they say of themselves, and their answers at each wave."""

    code: str
    about: dict[str, str]
    answers: dict[str, dict[str, str | int]] = field(default_factory=dict)


def make_people(draw: np.random.Generator, library: Mapping[str, Instrument]) -> list[Person]:
    """Draw everybody with their answers before and, for those heard from again, after."""
    codes = _codes(draw, PEOPLE + ONLY_AFTER)
    people = []
    for number, code in enumerate(codes):
        person = Person(
            code, {"Gender": _pick(draw, GENDERS), "Age band": _pick(draw, AGES), "Home area": _pick(draw, AREAS)}
        )
        wellbeing = draw.normal()
        traits = {name: 0.65 * wellbeing + 0.76 * draw.normal() for name in TRAITS}
        later = {
            name: trait.steady * traits[name] + np.sqrt(1 - trait.steady**2) * draw.normal() + trait.shift
            for name, trait in TRAITS.items()
        }
        answers = {wave: _answer(draw, library, level) for wave, level in (("before", traits), ("after", later))}
        lost = draw.random() < 1 / (1 + np.exp(0.50 + 0.45 * traits["ucla3"]))
        if number < PEOPLE:
            person.answers["before"] = answers["before"]
        if number >= PEOPLE or not lost:
            person.answers["after"] = answers["after"]
        people.append(person)
    return people


def _codes(draw: np.random.Generator, wanted: int) -> list[str]:
    """First two letters of a street, day of birth, last two letters of a name: the code people make themselves."""
    letters = np.array(list("ABCDEFGHJKLMNPRSTVWY"))
    codes: dict[str, None] = {}
    while len(codes) < wanted:
        street, name = "".join(draw.choice(letters, 2)), "".join(draw.choice(letters, 2))
        codes[f"{street}{draw.integers(1, 32):02d}{name}"] = None
    return list(codes)


def _pick(draw: np.random.Generator, shares: Mapping[str, float]) -> str:
    return str(draw.choice(list(shares), p=list(shares.values())))


def _answer(
    draw: np.random.Generator, library: Mapping[str, Instrument], level: Mapping[str, float]
) -> dict[str, str | int]:
    """One person's answer to every question, as the survey tool would store it: a label, or a number from 0 to 10."""
    given: dict[str, str | int] = {}
    for instrument in (library[name] for name in ASKED):
        for item in instrument.items:
            trait_name = _trait_of(instrument, item.id)
            trait = TRAITS[trait_name]
            latent = trait.loading * level[trait_name] + np.sqrt(1 - trait.loading**2) * draw.normal()
            rank = int(np.searchsorted(trait.cuts, trait.sign * latent))
            responses = instrument.responses_of(item.id)
            if responses.is_numeric:
                given[item.wording] = rank
                continue
            options = [option.label for option in responses.options]
            given[item.wording] = options[len(options) - 1 - rank if item.reverse else rank]
    return given


def _trait_of(instrument: Instrument, item: str) -> str:
    if f"{instrument.id}.{item}" in TRAITS:
        return f"{instrument.id}.{item}"
    if instrument.id in TRAITS:
        return instrument.id
    return next(scale.id for scale in instrument.scales if item in scale.items)


@dataclass
class Form:
    """One filled-in form: when, whose, and what was put into each column."""

    wave: str
    start: datetime
    end: datetime
    cells: dict[str, str | int]


def fill_in(draw: np.random.Generator, people: list[Person], wave: str, day: datetime) -> list[Form]:
    """The forms of one wave in the order they came in, with the small untidiness of real ones."""
    forms = []
    for person in (each for each in people if wave in each.answers):
        end = day + timedelta(days=int(draw.integers(0, 9)), seconds=int(draw.integers(0, 7200)))
        start = end - timedelta(seconds=int(draw.integers(150, 700)))
        about = person.about if wave == "before" or "before" not in person.answers else dict.fromkeys(ABOUT, "")
        cells = {"Your code": _typed(draw, person.code), **about, **person.answers[wave]}
        for question in person.answers[wave]:
            if draw.random() < 0.012:
                cells[question] = ""
        forms.append(Form(wave, start, end, cells))
    return forms


def _typed(draw: np.random.Generator, code: str) -> str:
    """A code as somebody types it: mostly as told, sometimes in small letters or with spaces."""
    ways = (code, code.lower(), f"{code[:2]} {code[2:4]} {code[4:]}", f"{code} ", code.capitalize())
    return str(ways[int(draw.choice(len(ways), p=[0.66, 0.14, 0.08, 0.07, 0.05]))])


def untidy(forms: dict[str, list[Form]], library: Mapping[str, Instrument]) -> None:
    """Put in the particular troubles that README.md lists, each a known number of times."""
    first, last = forms["before"], forms["after"]
    left_out, companionship = (library["ucla3"].item(name).wording for name in ("left_out", "companionship"))
    told = {form.cells["Your code"].replace(" ", "").upper() for form in last}
    twice = next(form for form in first if str(form.cells["Your code"]).replace(" ", "").upper() in told)
    again = Form("before", twice.start + timedelta(days=3), twice.end + timedelta(days=3), dict(twice.cells))
    twice.cells[left_out] = ""
    first.append(again)
    first[7].cells["Your code"] = ""
    for form in (last[5], last[31]):  # one letter wrong: never matched by itself, only suggested
        code = str(form.cells["Your code"]).replace(" ", "").upper()
        form.cells["Your code"] = code[:4] + code[5] + code[4]
    first[11].cells[left_out] = "Sometimes not"
    _respell(first, companionship, {"Hardly ever or never": "Hardly Ever", "Some of the time": "some of the time "}, 4)
    _respell(last, left_out, {"Hardly ever or never": "Hardly ever/never", "Some of the time": "SOME OF THE TIME"}, 3)
    _respell(first, "Gender", {"Woman": "female", "Man": "male"}, 2)


def _respell(forms: list[Form], column: str, spellings: Mapping[str, str], times: int) -> None:
    for usual, other in spellings.items():
        for form in [each for each in forms if each.cells[column] == usual][:times]:
            form.cells[column] = other


def microsoft_forms(forms: list[Form]) -> bytes:
    """A workbook as Microsoft Forms exports it: five columns of its own, then one for each question."""
    book = Workbook()
    sheet = book.active
    sheet.title = "Sheet1"
    questions = (
        list(forms[0].cells) if forms[0].wave == "before" else [name for name in forms[0].cells if name not in ABOUT]
    )
    sheet.append(["ID", "Start time", "Completion time", "Email", "Name", *questions])
    for number, form in enumerate(sorted(forms, key=lambda each: each.end), start=1):
        answers = [None if form.cells[name] == "" else form.cells[name] for name in questions]
        sheet.append([number, form.start, form.end, "anonymous", None, *answers])
    for row in sheet.iter_rows(min_row=2, min_col=2, max_col=3):
        for cell in row:
            cell.number_format = "m/d/yy h:mm:ss"
    table = Table(displayName="Table1", ref=sheet.dimensions)
    table.tableStyleInfo = TableStyleInfo(name="TableStyleMedium2", showRowStripes=True)
    sheet.add_table(table)
    book.properties.creator = "Synthetic sample data"
    return _same_bytes_each_time(book)


def _same_bytes_each_time(book: Workbook) -> bytes:
    """Save with fixed times, in the zip and in the properties, so that running again gives the same file."""
    raw, kept = io.BytesIO(), io.BytesIO()
    book.save(raw)
    with zipfile.ZipFile(raw) as source, zipfile.ZipFile(kept, "w", zipfile.ZIP_DEFLATED) as target:
        for name in source.namelist():
            content = source.read(name)
            if name == "docProps/core.xml":
                content = re.sub(rb"\d{4}-\d\d-\d\dT\d\d:\d\d:\d\dZ", b"2026-04-20T09:00:00Z", content)
            target.writestr(zipfile.ZipInfo(name, (2026, 4, 20, 9, 0, 0)), content, zipfile.ZIP_DEFLATED)
    return kept.getvalue()


def google_forms(forms: list[Form], library: Mapping[str, Instrument]) -> bytes:
    """A CSV as the sheet behind a Google Form exports it: one form for both waves, grids as "question [row]"."""
    headers = {item.wording: f"{GRIDS[name]} [{item.wording}]" for name in GRIDS for item in library[name].items}
    said = {"before": "At my first session", "after": "At my last session"}
    questions = list(forms[0].cells)
    text = io.StringIO(newline="")
    writer = csv.writer(text, lineterminator="\r\n")
    writer.writerow(["Timestamp", "When are you filling this in?", *(headers.get(name, name) for name in questions)])
    for form in sorted(forms, key=lambda each: each.end):
        writer.writerow(
            [form.end.strftime("%d/%m/%Y %H:%M:%S"), said[form.wave], *(form.cells[name] for name in questions)]
        )
    return text.getvalue().encode()


def make() -> dict[str, bytes]:
    """Every file of the sample by name."""
    draw = np.random.default_rng(SEED)
    library = load_library(shipped_instruments())
    people = make_people(draw, library)
    forms = {
        "before": fill_in(draw, people, "before", FIRST_SESSION),
        "after": fill_in(draw, people, "after", LAST_SESSION),
    }
    untidy(forms, library)
    before, after = forms["before"], forms["after"]
    return {
        f"Singing before(1-{len(before)}).xlsx": microsoft_forms(before),
        f"Singing after(1-{len(after)}).xlsx": microsoft_forms(after),
        "singing_google_forms.csv": google_forms([*before, *after], library),
        **connection_files(),
        "ripple.xlsx": _same_bytes_each_time(ripple_book()),
    }


if __name__ == "__main__":
    folder = Path(sys.argv[1]) if len(sys.argv) > 1 else HERE
    for name, content in make().items():
        (folder / name).write_bytes(content)
        print(f"{name}: {len(content):,} bytes")
