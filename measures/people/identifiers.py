"""Participant codes: which columns hold them, which texts are no code, what cannot be trusted, how two are compared."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Sequence

import pandas as pd

from measures.errors import DecisionNeededError, InputError
from measures.exports.folding import fold
from measures.exports.tables import CodedTable, ColumnUse
from measures.people.waves import ParticipantRules, listed
from measures.results import Issue

BETWEEN_PARTS = " | "
NO_CODE = frozenset(
    {".", "?", "n/a", "na", "#n/a", "nil", "none", "null", "nan", "unknown", "not known", "not given", "not provided",
     "no code", "don't know", "dont know", "can't remember", "prefer not to say", "anonymous", "anon", "test",
     "testing"}
)  # fmt: skip
# letters of other alphabets that look like ours, as people with another keyboard type them
LOOK_ALIKE = str.maketrans("АВЕКМНОРСТХІЈЅУΑΒΕΖΗΙΚΜΝΟΡΤΥΧ" + "OIL", "ABEKMH0PCTX1JSYABEZH1KMN0PTYX" + "011")  # noqa: RUF001 # they are the point
INVISIBLE_OR_JOINING = {"Cc", "Cf", "Pd", "Zl", "Zp", "Zs"}
VARIATION_SELECTORS = range(0xFE00, 0xFE10)

SCIENTIFIC = r"^\s*\d(?:[.,]\d+[eE][+-]?\d+|[eE]\+\d+)\s*$"
MONTH = r"(?:jan|feb|mar|apr|may|june?|july?|aug|sept?|oct|nov|dec)[a-z]*"
DATE_WITH_YEAR = (
    rf"(?i)^\s*(?:\d{{4}}-\d\d?-\d\d?(?:[ T][\d:.]+)?|\d\d?[/.]\d\d?[/.]\d{{2,4}}|\d\d?[- ]{MONTH}[- ]\d{{2,4}})\s*$"
)
DATE_WITHOUT_YEAR = rf"(?i)^\s*(?:\d\d?-{MONTH}|{MONTH}-\d\d)\s*$"
RESPONSE_ID_HEADERS = frozenset(
    {"_id", "_uuid", "_index", "respondent id", "respondentid", "response id", "responseid", "userno",
     "unique response number", "collector id", "meta/instanceid"}
)  # fmt: skip
# these say so only where the survey tool is known to have put them there
TOOLS_OWN_HEADERS = frozenset({"id", "#", "seed", "userid"})
RESPONSE_ID = r"(?i)^(?:R_[0-9a-z]{13,}|[0-9a-f]{32}|(?:uuid:)?[0-9a-f]{8}-(?:[0-9a-f]{4}-){3}[0-9a-f]{12})$"
FEWEST = 5
ROWS_NAMED = 10


def code_columns(table: CodedTable, rules: ParticipantRules) -> tuple[ColumnUse, ...]:
    """The columns that together say who answered; empty where the table has none.

    Raises
    ------
    InputError
        Code `column_not_found`: a stated column is not in the table.
    DecisionNeededError
        Code `participant`: several columns may be the code.
    """
    if rules.none:
        return ()
    uses = table.map.uses
    wanted = rules.columns or ((rules.column,) if rules.column else ())
    found = [next((use for use in uses if fold(use.header) == fold(header)), None) for header in wanted]
    if wanted and None not in found:
        return tuple(use for use in found if use is not None)
    by_role = tuple(use for use in uses if use.role == "participant")
    if wanted and not by_role:
        missing = [header for header, use in zip(wanted, found, strict=True) if use is None]
        message = f"There is no column {listed(missing)} for the participant's code."
        fix = "Correct the name, or state under [files.participant] which column this file has."
        raise InputError(table.map.table.name, message, fix, code="column_not_found")
    if len(by_role) > 1:
        message = f"Several columns may hold the participant's code: {listed([use.header for use in by_role])}."
        fix = 'State which: [participant] column = "...", or columns = [...] if the code is made of several.'
        raise DecisionNeededError(table.map.table.name, message, fix, code="participant")
    return by_role


def read_codes(table: CodedTable, frame: pd.DataFrame, uses: Sequence[ColumnUse]) -> tuple[pd.Series[str], list[Issue]]:
    """The code of each row of a table, as typed; null where there is none. Several columns are joined into one text.

    `frame` is the table's coded frame; `uses` are the columns that hold the code, or the parts of it.

    Raises
    ------
    InputError
        Code `damaged_ids`: a spreadsheet has turned codes into numbers or dates, which cannot be undone.
    """
    if not uses:
        return pd.Series(pd.NA, index=frame.index, dtype="str"), []
    parts, issues, absent = [], [], pd.Series(data=False, index=frame.index)
    for use in uses:
        text = frame[f"c{use.position}"].astype("str").fillna("")
        _refuse_damage(table, use, text, frame["row"], alone=len(uses) == 1)
        absent |= _no_code(text)
        parts.append(text)
    codes = parts[0]
    for part in parts[1:]:
        codes = codes + BETWEEN_PARTS + part
    codes = codes.mask(absent)
    if len(uses) == 1:
        issues += _response_ids(table, uses[0], codes)
    return codes, issues


def normalise(codes: pd.Series[str]) -> pd.Series[str]:
    """Codes as they are compared: capitals, without spaces, hyphens, invisible characters and a trailing `.0`.

    Meant for distinct values. Plain ASCII is done column by column; the rest text by text.
    """
    special = ~codes.str.isascii() | codes.str.contains(r"[\x00-\x1f\x7f|]", regex=True)
    plain = codes.str.replace(" ", "", regex=False).str.replace("-", "", regex=False).str.upper()
    plain = plain.str.removesuffix(".0")
    if special.any():
        plain = plain.mask(special, codes[special].map(normal_text).astype("str"))
    return plain


def normal_text(code: str) -> str:
    """One code as it is compared (see `normalise`); each part of a composite code by itself.

    >>> normal_text("ab\u201012\u200b ")
    'AB12'
    >>> normal_text("7.0")
    '7'
    """
    return "|".join(_normal_part(part) for part in code.split("|"))


def without_zeros(normal: pd.Series[str]) -> pd.Series[str]:
    """Normalised codes without leading zeros, in each part of a composite code."""
    composite = normal.str.contains("|", regex=False)
    bare = normal.str.lstrip("0")
    bare = bare.mask(bare == "", "0")
    if composite.any():
        bare = bare.mask(composite, normal[composite].map(_parts_without_zeros).astype("str"))
    return bare


def look_alike(normal: pd.Series[str]) -> pd.Series[str]:
    """Normalised codes with characters that look alike made one: O and 0; I, L and 1; letters of other alphabets."""
    special = ~normal.str.isascii()
    plain = normal
    for letter, digit in (("O", "0"), ("I", "1"), ("L", "1")):
        plain = plain.str.replace(letter, digit, regex=False)
    if special.any():
        plain = plain.mask(special, normal[special].map(lambda code: code.translate(LOOK_ALIKE)).astype("str"))
    return without_zeros(plain)


def _normal_part(part: str) -> str:
    kept = (
        letter
        for letter in unicodedata.normalize("NFKC", part)
        if unicodedata.category(letter) not in INVISIBLE_OR_JOINING and ord(letter) not in VARIATION_SELECTORS
    )
    return "".join(kept).upper().removesuffix(".0")


def _parts_without_zeros(code: str) -> str:
    return "|".join(part.lstrip("0") or "0" for part in code.split("|"))


def _no_code(texts: pd.Series[str]) -> pd.Series[bool]:
    """Whether each text is blank or a word that says there is no code."""
    distinct = pd.Series(pd.unique(texts), dtype="str")
    words = distinct.str.strip().str.lower().str.replace("\u2019", "'", regex=False)
    nothing = (normalise(distinct) == "") | words.isin(NO_CODE)
    return texts.isin(distinct[nothing])


def _refuse_damage(
    table: CodedTable, use: ColumnUse, texts: pd.Series[str], rows: pd.Series[int], *, alone: bool
) -> None:
    """Refuse codes that a spreadsheet has changed for good, saying in which rows."""
    distinct = pd.Series(pd.unique(texts), dtype="str")
    distinct = distinct[distinct.str.strip() != ""]
    found = (
        (distinct[distinct.str.contains(SCIENTIFIC, regex=True)], "to rounded numbers such as 1.23E+18"),
        (_dates_made_of_codes(distinct, use.header, alone=alone), "to dates"),
        (_rounded(distinct), "by rounding them after the fifteenth digit"),
    )
    issues = []
    for damaged, how in found:
        if len(damaged):
            at = sorted(rows[texts.isin(damaged)].tolist())
            codes = "1 participant code" if len(at) == 1 else f"{len(at)} participant codes"
            message = f"A spreadsheet has changed {codes} {how} ({rows_listed(at)})."
            fix = (
                "This cannot be undone. Download the export again and keep this column as text, or empty these cells: "
                "their answers then count without being followed."
            )
            issues.append(Issue("error", "damaged_ids", _place(table, use), message, fix))
    if issues:
        raise InputError.of(issues)


def rows_listed(rows: Sequence[int], most: int = ROWS_NAMED) -> str:
    """Name rows in a message: `row 14`, `rows 3, 9 and 11`, or the first `most` of them `and 5 more`."""
    named, left = [str(row) for row in rows[:most]], len(rows) - most
    if left > 0:
        return f"rows {', '.join(named)} and {left} more"
    return f"row {named[0]}" if len(named) == 1 else f"rows {', '.join(named[:-1])} and {named[-1]}"


def _place(table: CodedTable, use: ColumnUse) -> str:
    return table.map.table.place(use.position)


def _dates_made_of_codes(distinct: pd.Series[str], header: str, *, alone: bool) -> pd.Series[str]:
    """Codes that have become dates. A column of birth dates, or of dates that are one part of a code, is no damage."""
    yearly = distinct.str.contains(DATE_WITH_YEAR, regex=True)
    yearless = distinct.str.contains(DATE_WITHOUT_YEAR, regex=True)
    dates = distinct[yearly | yearless]
    if len(dates) <= len(distinct) / 2:
        return dates
    years = dates.str.extract(r"(\d{4})", expand=False)
    several_years = not yearless.any() and (years.nunique() > 1 or bool(years.isna().all()))
    meant = not alone or several_years or re.search(r"birth|born|\bdob\b", fold(header)) is not None
    return dates[:0] if meant else dates


def _rounded(distinct: pd.Series[str]) -> pd.Series[str]:
    """Long numbers that all end as numbers of fifteen digits do, more than chance would bring."""
    long = distinct[distinct.str.contains(r"^\s*\d{16,}(?:\.0)?\s*$", regex=True)]
    chance = 1.0
    for text in long:
        digits = text.strip().removesuffix(".0")
        number, nearest = int(digits), int(float(digits))
        if not digits[15:].strip("0"):
            chance /= 10 ** len(digits[15:])
        elif number == nearest:
            chance /= max(1, 2 ** (number.bit_length() - 53))
        else:
            return long[:0]
        if chance < 1e-12:
            break
    return long if chance < 1e-3 else long[:0]


def _response_ids(table: CodedTable, use: ColumnUse, codes: pd.Series[str]) -> list[Issue]:
    """Warn of a column that numbers answers instead of naming people."""
    header, given = fold(use.header), codes.dropna()
    tools_own = header in TOOLS_OWN_HEADERS and use.position in table.map.table.metadata
    redcap = "redcap" in table.map.table.platform.lower()  # its first column does name people
    if not redcap and (header in RESPONSE_ID_HEADERS or tools_own or _look_like_response_ids(given)):
        message = "This column holds the number a survey tool gives to each answer, which is no person's code."
        fix = "Name the column that holds people's own code, or state [participant] none = true if there is none."
        return [Issue("decide", "response_ids", _place(table, use), message, fix)]
    if _count_up(given):
        message = "The codes rise by one from row to row: in another file the same number may be another person."
        fix = "Check that people keep this number from wave to wave; if not, state [participant] none = true."
        return [Issue("check", "row_numbers", _place(table, use), message, fix)]
    return []


def _look_like_response_ids(given: pd.Series[str]) -> bool:
    return len(given) >= FEWEST and bool(given.str.contains(RESPONSE_ID, regex=True).all())


def _count_up(given: pd.Series[str]) -> bool:
    """Whether whole numbers rise row by row with few gaps, as row numbers do."""
    if len(given) < FEWEST or not given.str.contains(r"^\s*\d{1,9}(?:\.0)?\s*$", regex=True).all():
        return False
    numbers = given.astype("float64")
    return bool((numbers.diff().iloc[1:] > 0).all()) and numbers.iloc[-1] - numbers.iloc[0] < 1.5 * len(numbers)


def shared_codes(rows: pd.DataFrame) -> pd.Series[bool]:
    """Which rows carry a code that stands for everybody: one on every row, or on most rows, of one file and wave.

    `rows` has the columns `file`, `wave` and `code`.
    """
    keys = ["file", "wave"]
    given = rows[rows["code"].notna()]
    sizes = given.groupby([*keys, "code"], dropna=False, observed=True).size().rename("n").reset_index()
    top = sizes.loc[sizes.groupby(keys, dropna=False)["n"].idxmax()] if len(sizes) else sizes
    totals = given.groupby(keys, dropna=False)["code"].agg(total="size", different="nunique").reset_index()
    top = top.merge(totals, on=keys)
    alone = (top["different"] == 1) & (top["n"] >= 3)
    most = (top["n"] >= FEWEST) & (top["n"] > top["total"] / 2)
    refused = top[alone | most]
    flagged = pd.Series(data=False, index=rows.index)
    for file, wave, code in refused[[*keys, "code"]].itertuples(index=False):
        same_wave = rows["wave"].isna() if pd.isna(wave) else rows["wave"] == wave
        flagged |= (rows["file"] == file) & same_wave & (rows["code"] == code)
    return flagged


def is_numbered(codes: pd.Series[str]) -> pd.Series[bool]:
    """Which normalised codes are numbers, alone or with fixed letters (P001): a neighbour is another person."""
    template = codes.str.replace(r"\d+", "#", regex=True)
    family = template.groupby(template).transform("size")
    return (template == "#") | (template.str.contains("#", regex=False) & (family >= 3))
