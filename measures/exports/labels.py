"""One answer read against one response list: a code, no answer, or something a person must settle.

Nothing is guessed: an answer is known by its label, an alias, a label with its code beside it, or a bare number where
the list says that numbers are codes. All else is reported.
"""

from __future__ import annotations

import re
import unicodedata
from bisect import bisect_right
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from decimal import Decimal
from typing import Literal

from measures.exports.folding import answer_key, fold, shown
from measures.instrument import Answer, Instrument, Refusal, Responses

Kind = Literal["blank", "code", "missing", "bare_number", "unknown", "disagrees", "refused"]
Numbers = Literal["codes", "counts", "ask"]

MISSING_WORDS = (
    "NA", "N/A", "#N/A", "NULL", "NaN", "<NA>", ".", "-", "--", "Don't know", "Do not know", "Don't know / not sure",
    "Prefer not to say", "Prefer not to answer", "Rather not say", "I'd rather not say", "Refused", "Not applicable",
    "Not answered", "No answer", "Not stated", "Did not answer", "Not asked", "Missing", "Skipped", "DNA",
    "Did not attend", "Did not complete", "Not completed", "No response", "Unanswered", "Blank", "Left blank",
)  # fmt: skip
MISSING_NUMBERS = ("-1", "-8", "-9", "-99", "99", "998", "999")

NUMBER = re.compile(r"[+-]?\d+(?:\.\d+)?")
COMMA_NUMBER = re.compile(r"[+-]?\d+(?:,\d+)?")
WHOLE = r"[+-]?\d+(?:\.0+)?"
CODE_FIRST = re.compile(rf"[\[(]?\s*({WHOLE})\s*[\])]?(?:\s*[-.:=),;]\s*|\s+|(?<=[\])])\s*)(\S.*)")
CODE_LAST = re.compile(rf"(.*\S)\s*(?:[\[(]\s*({WHOLE})\s*[\])]|[-=:]\s*(\d+))")
LIST_MARK = re.compile(r"(?:[a-z][).:]|[\[(][a-z][\])]|[-*·•‣◦▪])\s*(?=\S)")
OUT_OF = re.compile(r"(\d+)\s*(?:/|out of|of)\s*(\d+)")


@dataclass(frozen=True, slots=True)
class Reading:
    """What one answer was read as.

    `code` is the whole number to store (see `stored_code`). `label` names a missing answer in the list's own words.
    `number` is a number that stood alone or beside the label. `check` says why a person should look at a code taken.
    """

    kind: Kind
    code: int = 0
    label: str = ""
    number: Decimal | None = None
    check: str = ""
    reason: str = ""

    @property
    def is_read(self) -> bool:
        """Whether the response list explains the answer."""
        return self.kind in ("blank", "code", "missing", "bare_number")


@dataclass(frozen=True, slots=True)
class AnswerReader:
    """A response list made ready to read answers, with what the user settled about it."""

    name: str
    responses: Responses
    numbers: Numbers
    labels: Mapping[str, int] = field(repr=False)
    warned: frozenset[str] = field(repr=False)
    missing: Mapping[str, str] = field(repr=False)
    outside: Mapping[str, str] = field(repr=False)
    settled: Mapping[str, int] = field(repr=False)
    set_missing: Mapping[str, str] = field(repr=False)
    refusals: tuple[Refusal, ...] = ()
    decimal: Literal[".", ","] = "."

    def read(self, text: str) -> Reading:
        """Read one cell."""
        key = cell_key(text, self.decimal)
        if not key:
            return Reading("missing", label=".") if "." in text else Reading("blank")
        known = self._known(key)
        if known is not None:
            return known
        number = as_number(key)
        if number is not None:
            return self._number(key, number)
        return self._decorated(text) or self._word(key) or self._marked(text) or Reading("unknown")

    def _known(self, key: str) -> Reading | None:
        """What was stated about exactly this answer, by the user first, then by the list."""
        if key in self.set_missing:
            return Reading("missing", label=self.set_missing[key])
        if key in self.settled:
            return Reading("code", self.settled[key])
        if key in self.missing:
            return Reading("missing", label=self.missing[key])
        if key in self.labels:
            check = "is close to, but not, a label of this list" if key in self.warned else ""
            return Reading("code", stored_code(self.responses, self.labels[key]), check=check)
        return None

    def _word(self, key: str) -> Reading | None:
        """A refused label, or a word that means no answer in any survey."""
        for refusal in self.refusals:
            if refusal.when == "options" and key in {cell_key(str(value)) for value in refusal.values}:
                return Reading("refused", reason=refusal.reason)
        return Reading("missing", label=self.outside[key]) if key in self.outside else None

    def _number(self, key: str, number: Decimal) -> Reading:
        """A bare number: a valid answer first, then a missing code, then another version's, else unknown."""
        if self._is_valid(number):
            if self.numbers == "ask" and not self.responses.is_numeric:
                return Reading("bare_number", number=number)
            if self.numbers == "counts":
                return self._count(key, number)
            return Reading("code", stored_code(self.responses, number), number=number)
        word = self._word(key)
        if word is not None:
            return word
        for refusal in self.refusals:
            if refusal.when == "range" and _within(number, refusal.values):
                return Reading("refused", number=number, reason=refusal.reason)
        return Reading("unknown", number=number)

    def _count(self, key: str, number: Decimal) -> Reading:
        if key in self.outside:  # 99 friends, or no answer? Too far apart to choose.
            return Reading("unknown", number=number)
        position = bisect_right(self.responses.counts_from, int(number)) - 1
        return Reading("code", self.responses.codes[position], number=number)

    def _decorated(self, text: str) -> Reading | None:
        """A label with its code beside it, `7/10` on a range that ends at 10, or a labelled end of a range."""
        folded = fold(text).strip(" '\"")
        out_of = OUT_OF.fullmatch(folded)
        if out_of and Decimal(out_of[2]) == self.responses.maximum and self._is_valid(Decimal(out_of[1])):
            return self._number(out_of[1], Decimal(out_of[1]))
        for number, label in _split_code(folded):
            key = cell_key(label)
            if not key or as_number(key) is not None:
                continue
            read = self._known(key) or self._word(key)
            if read is None:
                read = self._labelled_end(number, label)
            elif read.kind == "code" and not (
                self.responses.holds(number) and stored_code(self.responses, number) == read.code
            ):
                read = Reading("disagrees", read.code, number=number)
            if read is not None:
                return Reading(read.kind, read.code, read.label, number, read.check, read.reason)
        return None

    def _marked(self, text: str) -> Reading | None:
        """A label behind what lists and forms put before their options: `a) Often`, `- Often`, a smiley."""
        bare = _without_marks(fold(text))
        key = cell_key(bare)
        if bare == fold(text) or not key or as_number(key) is not None:
            return None
        return self._known(key) or self._decorated(bare) or self._word(key)

    def _labelled_end(self, number: Decimal, label: str) -> Reading | None:
        """`0 - Not satisfied at all` on a range: its ends' numbers count even where the list has another label."""
        ends = (self.responses.minimum, self.responses.maximum)
        if self.responses.is_numeric and number in ends and not any(sign.isdigit() for sign in label):
            return Reading("code", stored_code(self.responses, number), check="was read by its number")
        return None

    def _is_valid(self, number: Decimal) -> bool:
        responses = self.responses
        as_count = bool(responses.counts_from) and number == int(number) and number >= responses.counts_from[0]
        if self.numbers == "counts":
            return as_count
        asked_count = as_count and self.numbers == "ask" and cell_key(str(number)) not in self.outside
        return responses.holds(number) or asked_count


def answer_reader(
    instrument: Instrument,
    list_name: str,
    *,
    settled: Mapping[str, int] | None = None,
    numbers: Numbers | None = None,
    set_missing: Iterable[str] = (),
    codes: Iterable[str] = (),
    decimal: Literal[".", ","] = ".",
) -> AnswerReader:
    """Make a response list ready to read answers.

    Parameters
    ----------
    instrument, list_name
        The instrument and the name of one of its response lists.
    settled : mapping of answer to code
        Answers the user gave a meaning, as stored codes; they win over the list.
    numbers : "codes", "counts" or "ask"
        What bare numbers mean, where the user settled it; default as the list says. Lists with raw counts ask.
    set_missing : texts
        What the user calls no answer for this question, always.
    codes : texts
        What the user calls no answer in every question, outside its valid answers.
    decimal : "." or ","
        The decimal sign of the table.
    """
    responses = instrument.responses[list_name]
    labels: dict[str, int] = {}
    warned = set()
    for option in responses.options:
        for text in (option.label, *option.aliases):
            labels.setdefault(cell_key(text), option.code)
    for option in responses.options:
        for text in option.warn:
            if labels.setdefault(cell_key(text), option.code) == option.code:
                warned.add(cell_key(text))
    return AnswerReader(
        name=f"{instrument.id}.{list_name}",
        responses=responses,
        numbers=numbers or ("ask" if responses.counts_from else responses.numbers),
        labels=labels,
        warned=frozenset(warned),
        missing=_keyed(responses.missing),
        outside=NO_ANSWER | _keyed(codes),
        settled={cell_key(text, decimal): code for text, code in (settled or {}).items()},
        set_missing=_keyed(set_missing),
        refusals=tuple(refusal for refusal in instrument.refuse if refusal.responses in (None, list_name)),
        decimal=decimal,
    )


def stored_code(responses: Responses, number: Decimal | int) -> int:
    """The whole number to store for an answer's own number.

    For an option of a variant set it is its code in the set it stands in for; for a range, a number of `unit_of` units.
    """
    if responses.is_numeric:
        return int(number / unit_of(responses))
    options = zip(responses.options, responses.codes, strict=True)
    return next(stored for option, stored in options if option.code == number)


def unit_of(responses: Responses) -> Decimal:
    """What 1 in the stored code is worth in the answer's own numbers: 1, but 0.1 for a range in steps of 0.5."""
    if responses.minimum is None:
        return Decimal(1)
    return Decimal(1).scaleb(min(0, _exponent(responses.step), _exponent(responses.minimum)))


def response_sets(instrument: Instrument, item_id: str) -> tuple[str, ...]:
    """Names of the response lists an item may have been asked with: its own, then the variants in place of it."""
    own = instrument.item(item_id).responses
    return (own, *(name for name, responses in instrument.responses.items() if responses.in_place_of == own))


def cell_key(text: str, decimal: Literal[".", ","] = ".") -> str:
    """What two spellings of one answer share; a number loses the sign and zeros that say nothing (`+3.0` is `3`)."""
    key = answer_key(text)
    if decimal == "," and COMMA_NUMBER.fullmatch(key):
        key = key.replace(",", ".")
    number = as_number(key)
    if number is None:
        return key
    whole = number.to_integral_value()
    return str(whole if number == whole else number.normalize())


def as_number(key: str) -> Decimal | None:
    """The number a text is, with a decimal point; `None` for any other text."""
    return Decimal(key) if NUMBER.fullmatch(key) else None


def _keyed(texts: Iterable[str]) -> dict[str, str]:
    return {key: shown(text) for text in texts if (key := cell_key(text))}


def _split_code(folded: str) -> Iterable[tuple[Decimal, str]]:
    """A code and the label beside it, in front or behind."""
    if found := CODE_FIRST.fullmatch(folded):
        bracketed = re.fullmatch(r"[(\[](.+)[)\]]", found[2])
        yield Decimal(found[1]), bracketed[1] if bracketed else found[2]
    if found := CODE_LAST.fullmatch(folded):
        yield Decimal(found[2] or found[3]), found[1]


def _without_marks(folded: str) -> str:
    """A text without a letter or dash that begins a line of a list, and without pictures around it."""
    pictures = "".join({sign for sign in folded if not sign.isascii() and unicodedata.category(sign)[0] in "SM"})
    return LIST_MARK.sub("", folded.strip(f"{pictures} "), count=1).strip(f"{pictures} ")


def _within(number: Decimal, ends: tuple[Answer, ...]) -> bool:
    low, high = (Decimal(str(end)) for end in ends)
    return low <= number <= high


def _exponent(number: Decimal) -> int:
    exponent = number.normalize().as_tuple().exponent
    return exponent if isinstance(exponent, int) else 0


NO_ANSWER = _keyed((*MISSING_WORDS, *MISSING_NUMBERS))
