"""What a column that is no question may be: who answered, which wave, when, or personal data to leave out.

Recognised by the header, or by what its cells look like. A survey tool's own row number (Microsoft Forms' `ID`,
`Respondent ID`, `ResponseId`, `_id`, `#`) numbers answered forms, not people, and is never taken for a participant.
"""

from __future__ import annotations

import re
from collections.abc import Sequence

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc

from measures.exports.folding import QUESTION_NUMBER, fold, words
from measures.exports.markers import name_points_in_time, speaks_of_time

RESPONSE_NUMBERS = frozenset({
    "id", "respondent id", "respondentid", "response id", "responseid", "unique response number", "userid", "user id",
    "userno", "user no", "uuid", "submission id", "submissionid", "index", "token", "seed", "network id", "case id",
    "row", "number", "no",
})  # fmt: skip
PARTICIPANT = re.compile(
    r"(?:.*\b)?(?:"
    r"(?:your|my|own)(?: (?:own|personal|private|unique|secret|memorable|study|survey|participant|member))? "
    r"(?:code|id|identifier)"
    r"|(?:participant|personal|study|person|client|member|membership|service user|beneficiary|learner|pupil|student"
    r"|patient|volunteer|attendee|anonymous|anon) ?(?:s )?(?:code|id|identifier|number|no|ref|reference|key)"
    r"|(?:please )?enter (?:your |the |a )?code|code ?(?:name|word)|memorable word|pseudonym"
    r"|unique (?:participant |personal |study |survey )?(?:code|id|identifier|reference|number)"
    r"|self generated (?:identification )?code"
    r"|(?:make|create|choose|invent|generate)(?: up)?"
    r"(?: (?:yourself|an?|the|your|own|new|short|simple|secret)){1,3} code"
    r"|code (?:that )?only you (?:will )?(?:know|can know|remember)"
    r"|code\b.*\b(?:letters? (?:of|in|from)|initials|(?:day|month) (?:you were|of your birth|of birth))"
    r"|(?:first|last)\b.{0,12}\bletters? (?:of|in|from)\b.*\bcode"
    r")(?:\b.*)?"
)
PARTICIPANT_NAMES = frozenset({"participant", "participantid", "participantcode", "pid", "sgic", "code", "id code"})
IN_BRACKETS = re.compile(r"\s*\([^()]*\)[\s:*?]*$")
NOT_A_CODE = re.compile(r"\b(?:post|zip|dial|promo|discount|qr) ?code\b|\bresponse\b|\brespondent\b|\bphone\b")

WAVE = re.compile(
    r"(?:(?:survey|data collection|collection|measurement|study|assessment|questionnaire|response|test) )?"
    r"(?:time ?points?|waves?|phase|visit|round|occasion|stage|point|event|time|quarter|season|period)"
    r"(?: (?:name|number|no|point|label))?"
    r"|redcap event name"
    r"|(?:is (?:this|it) )?(?:your )?(?:pre|before|baseline|first|start)\b.{0,40}"
    r"\b(?:post|after|follow ?up|last|end)\b.{0,20}"
    r"|when(?: (?:completed|filled in|answered|asked))?|when (?:are|did|do) you (?:fill|complet|answer|tak|do).*"
    r"|(?:which|what) (?:survey|questionnaire|time ?point|wave|form|stage)\b.*"
    r"|(?:survey|questionnaire|form|record|response) (?:type|stage|version|time)|survey|questionnaire|assessment"
    r"|(?:pre|before) (?:or )?(?:post|after)"
)
SURELY_WAVE = re.compile(
    r"\btime ?points?\b|\bwave\b|^redcap event name$|^when (?:are|did|do) you\b|\bpre (?:or )?post\b"
)
MONTHS = (
    r"jan(?:uary)?|feb(?:ruary)?|mar(?:ch)?|apr(?:il)?|may|june?|july?|aug(?:ust)?|sept?(?:ember)?|oct(?:ober)?"
    r"|nov(?:ember)?|dec(?:ember)?"
)
PERIOD = re.compile(
    rf"(?:spring|summer|autumn|winter|q[1-4]|{MONTHS})(?: ?(?:20)?\d{{2}})?|20\d{{2}}(?: ?(?:q[1-4]|0?[1-9]|1[0-2]))?"
)
MOST_WAVES = 12
LONGEST_WAVE = 40

DATES = (
    "completion time", "submit date utc", "submitdate", "date submitted", "submission time", "submissiondate",
    "recordeddate",
    "recorded date", "enddate", "end date", "ended", "date completed", "completed", "date of completion",
    "completion date", "timestamp", "survey date", "date of survey", "todays date", "today", "date", "end",
)  # fmt: skip

PERSONAL_HEADERS = (
    ("email addresses", re.compile(r"(?:.*\b)?e ?mails?(?: address(?:es)?)?\b.*|recipient ?email|username")),
    ("names", re.compile(
        r"(?:(?:your|full|first|last|family|given|sur|fore|middle|participants?|respondents?|childs?|parents?|carers?|"
        r"recipient|recipient ?first|recipient ?last|what is your|preferred|print|client|members?) ?)*names?"
        r"(?: (?:first|last|optional|please))?|recipient(?:first|last)name|initials|(?:your )?signature|signed"
    )),
    ("phone numbers", re.compile(
        r"(?:.*\b)?(?:tele)?phone(?: ?(?:number|no))?\b.*|(?:.*\b)?mobile(?: (?:number|no|phone))?|tel"
        r"|(?:.*\b)?(?:contact|landline|mobile) number\b.*|deviceid|imei|phonenumber"
    )),
    ("IP addresses", re.compile(r"ip ?addr(?:ess)?|ip|ipaddr")),
    ("coordinates", re.compile(
        r"(?:location ?)?(?:latitude|longitude)|lat|lon|lng|gps\b.*|geo ?(?:location|point)|coordinates?"
    )),
    ("dates of birth", re.compile(
        r"(?:.*\b)?(?:date of birth|dates? you were born|birth ?date|birthday)\b.*|d ?o ?b"
    )),
    ("addresses", re.compile(
        r"(?:(?:your|home|full|street|postal|house) ?)*address(?: line)?(?: \d)?|house (?:number|name).*"
    )),
    ("postcodes", re.compile(r"(?:.*\b)?(?:post ?code|zip ?code)\b.*")),
    ("NHS numbers", re.compile(r"(?:.*\b)?(?:nhs|national insurance|ni) (?:number|no)\b.*")),
)  # fmt: skip

# kind, shortest and longest text, pattern: lengths are counted far faster than patterns are matched
PERSONAL_CELLS = (
    ("email addresses", 6, 254, r"^[^@\s]+@[^@\s]+\.[A-Za-z]{2,}$"),
    ("IP addresses", 7, 15, r"^\d{1,3}\.\d{1,3}\.\d{1,3}\.\d{1,3}$"),
    ("phone numbers", 10, 25, r"^(?:\+44|0044|0)[\s\-()]*[1-9](?:[\s\-()]*\d){8,9}$"),
    ("postcodes", 5, 8, r"^[A-Za-z]{1,2}\d[A-Za-z\d]?\s*\d[A-Za-z]{2}$"),
    ("coordinates", 9, 50, r"^-?\d{1,2}\.\d{3,}\s*[,; ]\s*-?\d{1,3}\.\d{3,}$"),
)
PERSONAL_INSIDE = r"[^@\s]+@[^@\s]+\.[A-Za-z]{2,}|(?:\d[\s\-()]*){9,}|\b[A-Za-z]{1,2}\d[A-Za-z\d]?\s*\d[A-Za-z]{2}\b"
FULL_DATE = (
    r"^(?:\d{1,2}[-/. ](?:\d{1,2}|[A-Za-z]{3,9})[-/. ](?P<last>(?:19|20)\d{2})"
    r"|(?P<first>(?:19|20)\d{2})[-/.]\d{1,2}[-/.]\d{1,2})(?:\D.*)?$"
)
MOST_CELLS = 0.8
GENERATION = 20  # survey dates never lie this many years apart, dates of birth nearly always do


def is_response_number(header: str) -> bool:
    """Whether a header is a survey tool's number of the answered form, not of the person."""
    return header.strip() == "#" or any(phrase in RESPONSE_NUMBERS for phrase in _phrases(header))


def is_participant(header: str) -> bool:
    """Whether a header asks for, or names, the participant's code."""
    phrases = [phrase for phrase in _phrases(header) if phrase not in RESPONSE_NUMBERS]
    if header.strip() == "#" or any(NOT_A_CODE.search(phrase) for phrase in phrases):
        return False
    return any(phrase in PARTICIPANT_NAMES or PARTICIPANT.fullmatch(phrase) for phrase in phrases)


def is_wave(header: str) -> bool:
    """Whether a header asks for, or names, the wave."""
    return any(WAVE.fullmatch(phrase) for phrase in _phrases(header))


def is_surely_wave(header: str) -> bool:
    """Whether a header can mean nothing but the wave, whatever its values are called."""
    return any(SURELY_WAVE.search(phrase) for phrase in _phrases(header))


def names_wave(value: str) -> bool:
    """Whether one value may be a wave's: a point in time of a study, a season, quarter or month, or a small number."""
    is_named = re.fullmatch(r"\d{1,2}", value) is not None or PERIOD.fullmatch(words(value)) is not None
    return len(value) <= LONGEST_WAVE and (is_named or speaks_of_time(value))


def tells_wave(values: Sequence[str]) -> bool:
    """Whether a column's distinct values are all points in time of a study, and there is more than one."""
    return 1 < len(values) <= MOST_WAVES and name_points_in_time(values)


def date_preference(header: str) -> int | None:
    """How well a header names the time of answering, 0 the best; `None` if it does not."""
    return min((DATES.index(phrase) for phrase in _phrases(header) if phrase in DATES), default=None)


def personal_header(header: str) -> str | None:
    """What personal data a header announces; `None` if none."""
    phrases = _phrases(header)
    kinds = (kind for kind, pattern in PERSONAL_HEADERS if any(pattern.fullmatch(phrase) for phrase in phrases))
    return next(kinds, None)


def _phrases(header: str) -> tuple[str, ...]:
    """The words of a header, of each of its levels where several header rows were joined, and of a name behind a path.

    Question numbers are left out.
    """
    levels = fold(header).split(" | ")
    paths = [level.rsplit("/", 1)[1] for level in levels if "/" in level and " " not in level]  # Kobo: group/name
    bare = [IN_BRACKETS.sub("", level) for level in levels]  # Your code (first two letters of your surname, ...)
    texts = dict.fromkeys((fold(header), *levels, *paths, *bare))
    return tuple(words(QUESTION_NUMBER.sub("", text, count=1)) for text in texts)


def personal_cells(distinct: pa.Array) -> str | None:
    """What personal data most of a column's distinct texts look like; `None` if none."""
    texts = pc.utf8_trim_whitespace(distinct.cast(pa.string()))
    filled = texts.filter(pc.not_equal(texts, ""))
    if not len(filled):
        return None
    lengths = pc.utf8_length(filled)
    for kind, shortest, longest, pattern in PERSONAL_CELLS:
        if _most_long(lengths, shortest, longest) and _share(pc.match_substring_regex(filled, pattern)) >= MOST_CELLS:
            return kind
    if _most_long(lengths, 10, 12) and _are_nhs_numbers(filled):
        return "NHS numbers"
    return "dates of birth" if _most_long(lengths, 8, 30) and _are_births(filled) else None


def holds_personal(text: str) -> bool:
    """Whether a text holds what looks like an email address, a long number or a postcode."""
    return re.search(PERSONAL_INSIDE, text) is not None


def count_personal(cells: pa.DictionaryArray) -> int:
    """How many cells of free text hold what looks like an email address, a long number or a postcode."""
    found = pc.match_substring_regex(cells.dictionary, PERSONAL_INSIDE)
    return int(pc.sum(pc.take(found, cells.indices)).as_py() or 0)


def _share(matched: pa.BooleanArray) -> float:
    return float(pc.mean(matched).as_py())


def _most_long(lengths: pa.Array, shortest: int, longest: int) -> bool:
    return _share(pc.and_(pc.greater_equal(lengths, shortest), pc.less_equal(lengths, longest))) >= MOST_CELLS


def _are_births(filled: pa.Array) -> bool:
    """Full dates that run over more than a generation."""
    found = pc.extract_regex(filled, FULL_DATE).drop_null()
    if len(found) < MOST_CELLS * len(filled):
        return False
    years = pc.binary_join_element_wise(found.field("first"), found.field("last"), "").cast(pa.int64())
    return bool(pc.max(years).as_py() - pc.min(years).as_py() >= GENERATION)


def _are_nhs_numbers(filled: pa.Array) -> bool:
    """Ten digits whose last is the check digit (modulus 11): one random number in eleven passes, so several must."""
    bare = pc.replace_substring_regex(filled, r"[\s-]", "")
    if len(bare) < 3 or not pc.all(pc.match_substring_regex(bare, r"^\d{10}$")).as_py():
        return False
    digits = np.array([[int(sign) for sign in text] for text in bare[:1000].to_pylist()])
    check = 11 - (digits[:, :9] @ np.arange(10, 1, -1)) % 11
    return bool(np.mean(np.where(check == 11, 0, check) == digits[:, 9]) >= MOST_CELLS)
