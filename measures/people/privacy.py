"""Personal data in tables, found and counted but never repeated; and pseudonyms that need a secret to be undone."""

from __future__ import annotations

import hashlib
import hmac
import ipaddress
import re
from base64 import b32encode
from collections.abc import Callable
from dataclasses import dataclass

import pandas as pd

from measures.exports.recognition import personal_header
from measures.exports.tables import Table

SHORTEST_KEY = 16
PSEUDONYM_LENGTH = 16  # 80 bits: among a million people, two alike once in two million million

EMAIL = re.compile(r"[^\s@<>(),;:]+@[^\s@<>(),;:]+\.[A-Za-z]{2,}")
PHONE = re.compile(r"(?<![\d+])(?:(?:\+|00)44[\s.-]?(?:\(0\))?|\(?0)(?:[\s().-]{0,2}\d){9,10}(?!\d)")
TEN_DIGITS = re.compile(r"(?<!\d)(\d{3})[ -]?(\d{3})[ -]?(\d{4})(?!\d)")
AREAS = (
    "AB|AL|B|BA|BB|BD|BH|BL|BN|BR|BS|BT|CA|CB|CF|CH|CM|CO|CR|CT|CV|CW|DA|DD|DE|DG|DH|DL|DN|DT|DY|E|EC|EH|EN|EX|FK|FY|"
    "G|GL|GU|GY|HA|HD|HG|HP|HR|HS|HU|HX|IG|IM|IP|IV|JE|KA|KT|KW|KY|L|LA|LD|LE|LL|LN|LS|LU|M|ME|MK|ML|N|NE|NG|NN|NP|"
    "NR|NW|OL|OX|PA|PE|PH|PL|PO|PR|RG|RH|RM|S|SA|SE|SG|SK|SL|SM|SN|SO|SP|SR|SS|ST|SW|SY|TA|TD|TF|TN|TQ|TR|TS|TW|UB|W|"
    "WA|WC|WD|WF|WN|WR|WS|WV|YO|ZE"
)
POSTCODE = re.compile(rf"\b(?:{AREAS})\d[\dA-HJKMNP-Y]?\s\d[ABD-HJLNP-UW-Z]{{2}}\b", re.IGNORECASE)
IP_ADDRESS = re.compile(r"(?<![\d.])\d{1,3}(?:\.\d{1,3}){3}(?![\d.])|(?<![\w:])[0-9A-Fa-f:]{3,39}(?![\w:])")
DEGREES = r"[-+]?\d{1,3}\.\d{3,}"
COORDINATES = re.compile(rf"(?<![\d.])({DEGREES})\s*[,; ]\s*({DEGREES})(?![\d.])")
MONTH_OR_NUMBER = r"(?:\d{1,2}|[A-Za-z]{3,9})"
BORN = re.compile(
    rf"\b(?:born|d\.?o\.?b\.?|date of birth|birth ?date|birthday)\b\D{{0,20}}\d{{1,4}}(?:st|nd|rd|th)?[-/. ]+"
    rf"{MONTH_OR_NUMBER}[-/., ]+\d{{1,4}}",
    re.IGNORECASE,
)


@dataclass(frozen=True, slots=True)
class PersonalColumn:
    """Personal data of one kind in one column.

    `cells` is how many cells hold some. `whole` says that the column is made of it (by its header, or most of its
    cells); otherwise it stands inside other text.
    """

    position: int
    header: str
    kind: str
    cells: int
    whole: bool


def find_personal(table: Table) -> tuple[PersonalColumn, ...]:
    """List personal data in the columns of a table: what kind, in how many cells; never what they say.

    Looked for are email addresses, UK phone numbers, NHS numbers (check digit, modulus 11), UK postcodes, IP addresses,
    coordinates and dates of birth, in whole columns and inside free text; names by the column's header only.
    """
    frame = table.frame.to_pandas()
    found: list[PersonalColumn] = []
    for position, header in enumerate(table.headers):
        cells = frame[f"c{position}"].astype("str").str.strip()
        counts = cells[cells != ""].value_counts()
        total = int(counts.sum())
        announced = personal_header(header)
        if announced and total:
            found.append(PersonalColumn(position, header, announced, total, whole=True))
        for kind, n in _kinds(counts).items():
            if n and kind != announced:
                found.append(PersonalColumn(position, header, kind, n, whole=2 * n > total and _alone(counts, kind)))
    return tuple(found)


def personal_in(text: str) -> tuple[str, ...]:
    """Kinds of personal data that a text seems to hold: email addresses, phone numbers, postcodes, NHS numbers, ...

    Names cannot be found this way.

    >>> personal_in("Call me on 07700 900123 or write to a@b.example")
    ('email addresses', 'phone numbers')
    """
    found = [kind for kind, (_, test) in KINDS.items() if test(text)]
    return (*found, *(("NHS numbers",) if _holds_nhs_number(text) else ()))


def pseudonym(key: bytes, participant: str) -> str:
    """A person's pseudonym: 16 letters and digits that the same secret always gives, and nobody can undo without it.

    HMAC-SHA256, the first 80 bits in base 32. `key` must be random and at least 16 bytes; whoever has it can find out
    which code became which pseudonym.
    """
    if len(key) < SHORTEST_KEY:
        raise ValueError(f"The secret of pseudonyms needs at least {SHORTEST_KEY} bytes.")
    digest = hmac.new(key, participant.encode("utf-8", "surrogatepass"), hashlib.sha256).digest()
    return b32encode(digest).decode("ascii")[:PSEUDONYM_LENGTH]


def _kinds(counts: pd.Series[int]) -> dict[str, int]:
    """How many cells hold each kind, looking at every distinct text once."""
    texts = pd.Series(counts.index, dtype="str")
    n = counts.to_numpy()
    found = {}
    for kind, (hint, test) in KINDS.items():
        maybe = texts[texts.str.contains(hint, regex=True)]
        hits = maybe[maybe.map(test).astype("bool")]
        found[kind] = int(n[hits.index].sum())
    found["NHS numbers"] = _nhs_cells(texts, counts)
    return found


def _alone(counts: pd.Series[int], kind: str) -> bool:
    """Whether the texts that hold this kind hold little else: an address by itself, not a sentence with one in it."""
    texts = pd.Series(counts.index, dtype="str")
    test = KINDS[kind][1] if kind in KINDS else _holds_nhs_number
    hits = texts[texts.map(test).astype("bool")]
    return bool((hits.str.count(r"\S+") <= 6).mean() > 0.5) if len(hits) else False


def _nhs_cells(texts: pd.Series[str], counts: pd.Series[int]) -> int:
    """Cells with an NHS number. One number in eleven passes by chance, so bare ones count only where most do."""
    bare = texts.str.fullmatch(r"\d{10}")
    maybe = texts[texts.str.contains(r"\d{3}[ -]?\d{3}[ -]?\d{4}", regex=True)]
    hits = maybe[maybe.map(_holds_nhs_number).astype("bool")].index
    chance = bare.sum() < len(texts) / 2 or bare[hits].sum() < bare.sum() / 2
    kept = hits[~bare[hits]] if chance else hits
    return int(counts.to_numpy()[kept].sum())


def _holds_nhs_number(text: str) -> bool:
    return any(_passes_modulus_11("".join(found.groups())) for found in TEN_DIGITS.finditer(text))


def _passes_modulus_11(digits: str) -> bool:
    """Whether ten digits end in the check digit of an NHS number (NHS Data Dictionary, NHS NUMBER).

    >>> _passes_modulus_11("9434765919")
    True
    """
    weighted = sum(int(digit) * weight for digit, weight in zip(digits, range(10, 1, -1), strict=False))
    return (11 - weighted % 11) % 11 == int(digits[9]) and len(set(digits)) > 1


def _holds_phone(text: str) -> bool:
    return any(_is_phone(found.group()) for found in PHONE.finditer(text))


def _is_phone(text: str) -> bool:
    """Whether a number could be dialled in the United Kingdom: 01, 02, 03, 05, 07, 08 or 09 and the right length."""
    digits = re.sub(r"\D", "", text.replace("(0)", ""))
    national = re.sub(r"^(?:0044|44|0)", "", digits)
    return len(national) in (9, 10) and national[0] in "1235789" and (len(national) == 10 or national[0] in "18")


def _holds_ip_address(text: str) -> bool:
    return any(_is_ip_address(found.group()) for found in IP_ADDRESS.finditer(text))


def _is_ip_address(text: str) -> bool:
    try:
        address = ipaddress.ip_address(text)
    except ValueError:
        return False
    return not address.is_unspecified


def _holds_coordinates(text: str) -> bool:
    return any(
        abs(float(found[1])) <= 90 and abs(float(found[2])) <= 180  # degrees
        for found in COORDINATES.finditer(text)
    )


def _holds(pattern: re.Pattern[str]) -> Callable[[str], bool]:
    return lambda text: pattern.search(text) is not None


# each kind: a cheap sign that a text may hold it, then the test
KINDS: dict[str, tuple[str, Callable[[str], bool]]] = {
    "email addresses": ("@", _holds(EMAIL)),
    "phone numbers": (r"(?:\d\D{0,2}){9}", _holds_phone),
    "postcodes": (r"\w\s\d[A-Za-z]{2}", _holds(POSTCODE)),
    "IP addresses": (r"\d\.\d+\.\d+\.\d|:.*:", _holds_ip_address),
    "coordinates": (r"\d\.\d{3,}.*\d\.\d{3,}", _holds_coordinates),
    "dates of birth": (r"(?i)b", _holds(BORN)),
}
