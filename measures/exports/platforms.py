"""Which survey tool made a table, seen from several signs in its first rows: its header rows and its own columns.

Each tool is one function from the first rows to what it recognises, or None; the order of `RECOGNISERS` matters.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Sequence
from dataclasses import replace
from typing import Literal

from measures.exports.folding import fold
from measures.exports.headings import Heading, fill_right, join_levels
from measures.exports.tool_words import (
    FORMS_END,
    FORMS_START,
    FORMS_WHO,
    GOOGLE_FIRST,
    GOOGLE_WHO,
    JISC,
    KOBO,
    KOBO_OWN,
    LIME,
    LIME_TIMING,
    MONKEY,
    MONKEY_ANSWER,
    MONKEY_CUSTOM,
    MONKEY_SECOND,
    NUMBERED,
    ODK_CENTRAL,
    QUALTRICS,
    REDCAP,
    SMART,
    SNAP,
    TYPEFORM,
)

Platform = Literal[
    "Qualtrics", "REDCap", "KoboToolbox", "LimeSurvey", "SurveyMonkey", "Typeform", "Microsoft Forms", "Google Forms",
    "SmartSurvey", "Jisc Online Surveys", "Snap", "none",
]  # fmt: skip
"""What a study file may say a file was made with; "none" is no survey tool."""
Rows = Sequence[Sequence[str]]
Recogniser = Callable[[Rows, list[str]], Heading | None]

FIRST_ROWS = 10
DATE = re.compile(r"\s*(?:\d{4}[-/.]\d{1,2}[-/.]\d{1,2}|\d{1,2}[-/.]\d{1,2}[-/.]\d{2,4})(?:[ T].*)?\s*$")


def recognise(rows: Rows, stated: Platform | None = None) -> Heading | None:
    """Tell which tool made a table.

    Parameters
    ----------
    rows : sequence of rows of text
        The first rows of the grid, of equal length; 12 are plenty.
    stated : str, optional
        The only tool to look for, as the user says; "none" looks for none.

    Returns
    -------
    Heading or None
        None where no tool's signs are there: the header must then be found by its shape.
    """
    for start in range(min(len(rows), FIRST_ROWS)):
        if sum(1 for cell in rows[start] if cell.strip()) < 2:
            continue
        names = [fold(cell) for cell in rows[start]]
        for platform, recogniser in RECOGNISERS.items():
            if stated not in (None, platform):
                continue
            found = recogniser(rows[start : start + 4], names)
            if found is not None:
                above = f" in row {start + 1} of the table" if start else ""
                why = found.why + above
                return replace(found, why=why, start=start, sure=start == 0)
    return None


def qualtrics(rows: Rows, names: list[str]) -> Heading | None:
    """Qualtrics: three header rows in CSV, two in workbooks and in the legacy format, one where somebody cut them."""
    json_row = next((k for k, row in enumerate(rows[:3]) if any('{"ImportId"' in cell for cell in row)), None)
    known = {"startdate", "enddate", "status", "responseid"} <= set(names)
    legacy = names[0] == "v1" and len(rows) > 1 and "responseid" in map(fold, rows[1])
    if json_row is None and not known and not legacy:
        return None
    if json_row is not None:
        count, why = json_row + 1, 'a header row holds Qualtrics\' {"ImportId"} marks'
    elif legacy:
        count, why = 2, "the first row starts V1, V2 and the second names ResponseID"
    else:
        date = names.index("startdate")
        texts = len(rows) > 1 and rows[1][date].strip() and not _is_date(rows[1][date])
        count, why = (2 if texts else 1), "the columns StartDate, EndDate, Status and ResponseId are there"
    levels = [row for k, row in enumerate(rows[:count]) if k != json_row] or [names]
    folded = [list(map(fold, row)) for row in levels]
    own = {k for row in folded for k, name in enumerate(row) if name in QUALTRICS or name.startswith("q_")}
    own -= set() if known or legacy else {k for k in own if not rows[-1][k].strip()}
    return Heading("Qualtrics", why, 0, count, join_levels(levels), frozenset(own))


def redcap(rows: Rows, names: list[str]) -> Heading | None:
    """REDCap, raw (variable names) or with labels. Record id and event are the user's, not the tool's."""
    complete = [k for k, name in enumerate(names) if name.endswith("_complete") or name == "complete?"]
    boxes = any("___" in name or "(choice=" in name for name in names)
    labelled = "complete?" in names and ("event name" in names or names[0].endswith(" id") or boxes)
    own_columns = {"redcap_event_name", "redcap_repeat_instrument", "redcap_survey_identifier"} & set(names)
    if not (own_columns or labelled or (complete and boxes)):
        return None
    own = {k for k, name in enumerate(names) if name in REDCAP} | set(complete)
    own |= {k for k, name in enumerate(names) if name.endswith("_timestamp")}
    why = _because(rows, names, ("redcap_event_name", "redcap_survey_identifier"), "columns end in _complete")
    return Heading("REDCap", why, 0, 1, tuple(rows[0]), frozenset(own))


def kobo(rows: Rows, names: list[str]) -> Heading | None:
    """KoboToolbox, ODK Central and Ona, with XML names or labels."""
    have = set(names)
    central = ("submissiondate", "key")
    signs = ("_uuid", "_submission_time"), ("meta/instanceid",), ("formhub/uuid",), ("_id", "_submission_time"), central
    sign = next((sign for sign in signs if have.issuperset(sign)), None)
    if sign is None:
        return None
    written = KOBO | ODK_CENTRAL if have.issuperset(central) else KOBO
    own = {k for k, name in enumerate(names) if name in written or KOBO_OWN.match(name)}
    return Heading("KoboToolbox", _columns(rows, names, sign), 0, 1, tuple(rows[0]), frozenset(own))


def limesurvey(rows: Rows, names: list[str]) -> Heading | None:
    """LimeSurvey with codes, full texts or both as headers."""
    bare = [name.split(". ", 1)[0] if re.match(r"[a-z]+\. ", name) else name for name in names]
    have = set(bare)
    signs = (
        ("submitdate", "lastpage"),
        ("response id", "date submitted", "last page"),
        ("id", "lastpage", "startlanguage"),
    )
    sign = next((sign for sign in signs if have.issuperset(sign)), None)
    if sign is None and not names[0].startswith("id. response id"):
        return None
    own = {k for k, name in enumerate(bare) if name in LIME and k < 12}
    own |= {k for k, name in enumerate(bare) if LIME_TIMING.match(name)}
    why = _columns(rows, bare, sign) if sign else "the first header is 'id. Response ID'"
    return Heading("LimeSurvey", why, 0, 1, tuple(rows[0]), frozenset(own))


def surveymonkey(rows: Rows, names: list[str]) -> Heading | None:
    """SurveyMonkey: two header rows as exported, one where somebody flattened them."""
    if not {"respondent id", "respondentid"} & set(names[:3]):
        return None
    second = [fold(cell) for cell in rows[1]] if len(rows) > 1 else []
    own = {k for k, name in enumerate(names) if (name in MONKEY or MONKEY_CUSTOM.match(name)) and k < 15}
    filled = [cell for cell in second if cell]
    words = sum(1 for cell in filled if cell in MONKEY_SECOND)
    spans = sum(1 for name, cell in zip(names, second, strict=False) if cell and not name)
    two = bool(filled) and not second[0] and (words >= 0.3 * len(filled) or spans > 0)
    why = _columns(rows, names, [next(name for name in names[:3] if name.startswith("respondent"))])
    if not two:
        return Heading("SurveyMonkey", why, 0, 1, tuple(rows[0]), frozenset(own))
    questions = [
        "" if not name and not option else text
        for text, name, option in zip(fill_right(rows[0]), names, second, strict=True)
    ]
    options = ["" if fold(cell) in MONKEY_ANSWER else cell for cell in rows[1]]
    why += ", and the second row says which part of a question a column is"
    return Heading("SurveyMonkey", why, 0, 2, join_levels([questions, options]), frozenset(own))


def typeform(rows: Rows, names: list[str]) -> Heading | None:
    """Typeform: a token first and dates in UTC last."""
    dates = {k for k, name in enumerate(names) if name.endswith("date (utc)")}
    if names[0] != "#" or not dates:
        return None
    own = dates | {k for k, name in enumerate(names) if name in TYPEFORM and (k == 0 or k >= min(dates) - 2)}
    why = f"the first column is # and others are {_listed(rows[0][k] for k in sorted(dates)[:2])}"
    return Heading("Typeform", why, 0, 1, tuple(rows[0]), frozenset(own))


def microsoft_forms(rows: Rows, names: list[str]) -> Heading | None:
    """Microsoft Forms, in the languages known here, or in any by the shape of its first columns."""
    if len(names) < 4 or names[0] not in ("id", "#"):
        return None
    worded = names[1] in FORMS_START and names[2] in FORMS_END
    answers = [row for row in rows[1:] if any(row)]
    shaped = bool(answers) and all(
        row[0].strip().isdigit() and _is_date(row[1]) and _is_date(row[2]) and row[1][:10] <= row[2][:10]
        for row in answers
    )
    mail = any("mail" in name or "post" in name for name in names[3:5])
    if not worded and not (shaped and mail):
        return None
    own = {0, 1, 2}
    for k, name in enumerate(names[3:10], start=3):
        if k not in (3, 4) and name not in FORMS_WHO:
            break
        if name in FORMS_WHO or (shaped and not worded and k < 5):
            own.add(k)
    if "total points" in names:
        own |= {k for k, name in enumerate(names) if name.startswith(("points - ", "feedback - "))}
    why = f"the first columns are {_listed(rows[0][:3])}"
    return Heading("Microsoft Forms", why, 0, 1, tuple(rows[0]), frozenset(own))


def google_forms(rows: Rows, names: list[str]) -> Heading | None:
    """Google Forms, from the linked sheet or downloaded from the form."""
    if names[0] not in GOOGLE_FIRST or len(names) < 2:
        return None
    times = [row[0] for row in rows[1:] if row[0].strip()]
    if times and not all(map(_is_date, times)):
        return None
    own = {0, *(k for k in (1, 2) if len(names) > k and names[k] in GOOGLE_WHO)}
    zone = any(re.search(r"GMT|UTC", time) for time in times)
    route = ", downloaded from the form itself" if zone else ""
    why = f"the first column is {rows[0][0].strip()} and holds dates with times{route}"
    return Heading("Google Forms", why, 0, 1, tuple(rows[0]), frozenset(own))


def smartsurvey(rows: Rows, names: list[str]) -> Heading | None:
    """SmartSurvey, with its two header rows or one."""
    if not {"userid", "userno"} <= set(names[:4]):
        return None
    second = [cell.strip() for cell in rows[1]] if len(rows) > 1 else []
    two = bool(second) and not any(second[k] for k, name in enumerate(names) if name in ("userid", "userno"))
    own = frozenset(k for k, name in enumerate(names) if (name in SMART or name.startswith("custom")) and k < 15)
    headers = join_levels([fill_right(rows[0]), rows[1]]) if two and any(second) else tuple(rows[0])
    return Heading("SmartSurvey", _columns(rows, names, ("userid", "userno")), 0, 2 if two else 1, headers, own)


def jisc(rows: Rows, names: list[str]) -> Heading | None:
    """Jisc Online Surveys: a response number first and numbered questions."""
    if names[0] not in ("unique response number", "response id", "response number"):
        return None
    numbered = sum(1 for name in names[1:] if NUMBERED.match(name + " "))
    if names[0] != "unique response number" and numbered < max(2, 0.5 * (len(names) - 1)):
        return None
    own = frozenset(k for k, name in enumerate(names) if name in JISC)
    why = f"the first column is {rows[0][0].strip()}" + (" and questions are numbered" if numbered else "")
    return Heading("Jisc Online Surveys", why, 0, 1, tuple(rows[0]), own)


def snap(rows: Rows, names: list[str]) -> Heading | None:
    """Snap: columns ID.name and ID.date."""
    own = frozenset(k for k, name in enumerate(names) if SNAP.match(name))
    if not {"id.name", "id.date"} & set(names):
        return None
    return Heading(
        "Snap", f"there are columns {_listed(rows[0][k] for k in sorted(own)[:2])}", 0, 1, tuple(rows[0]), own
    )


RECOGNISERS: dict[Platform, Recogniser] = {
    "Qualtrics": qualtrics, "REDCap": redcap, "KoboToolbox": kobo, "LimeSurvey": limesurvey,
    "SurveyMonkey": surveymonkey, "Typeform": typeform, "Microsoft Forms": microsoft_forms,
    "Google Forms": google_forms, "SmartSurvey": smartsurvey, "Jisc Online Surveys": jisc, "Snap": snap,
}  # fmt: skip
OWN_NAMES: dict[Platform, frozenset[str]] = {
    "Qualtrics": QUALTRICS, "REDCap": REDCAP, "KoboToolbox": KOBO, "LimeSurvey": LIME, "SurveyMonkey": MONKEY,
    "Typeform": TYPEFORM, "Microsoft Forms": FORMS_START | FORMS_END | FORMS_WHO | {"id"},
    "Google Forms": GOOGLE_FIRST | GOOGLE_WHO, "SmartSurvey": SMART, "Jisc Online Surveys": JISC,
}  # fmt: skip


def as_stated(found: Heading, stated: Platform) -> Heading:
    """A header found by its shape, as that of the tool the user says: columns it is known to write are its own."""
    names = OWN_NAMES.get(stated, frozenset())
    own = frozenset(k for k, header in enumerate(found.headers) if fold(header) in names)
    return replace(found, platform=stated, why="you said so", metadata=own)


def _is_date(text: str) -> bool:
    return DATE.match(text) is not None


def _listed(words: Iterable[str]) -> str:
    """One, two and three as `one, two and three`."""
    texts = [word.strip() for word in words]
    return texts[0] if len(texts) == 1 else f"{', '.join(texts[:-1])} and {texts[-1]}"


def _columns(rows: Rows, names: Sequence[str], wanted: Iterable[str]) -> str:
    """Say that columns are there, by their names in the file."""
    found = [rows[0][names.index(name)] for name in wanted]
    return f"the column {found[0].strip()} is there" if len(found) == 1 else f"the columns {_listed(found)} are there"


def _because(rows: Rows, names: Sequence[str], wanted: Iterable[str], otherwise: str) -> str:
    """Say that one of these columns is there, or another reason."""
    name = next((name for name in wanted if name in names), None)
    return _columns(rows, names, [name]) if name else otherwise
