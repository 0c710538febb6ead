"""The instrument model: what a survey instrument file may say (format = 1, see instruments/README.md)."""

from __future__ import annotations

import unicodedata
from collections.abc import Iterable, Mapping
from decimal import Decimal
from typing import Annotated, Literal, TypeVar

from pydantic import BeforeValidator, Field

from measures.strict import Number, Strict, Texts

DOMAINS = ("social_connection", "choice", "control", "skills", "independence", "strengths", "physical_activity")
WORDING_MAY_SHIP = ("OGL-UK-3.0", "public-domain", "CC-BY-4.0", "CC0", "reproduce-with-credit", "project")

Domain = Literal["social_connection", "choice", "control", "skills", "independence", "strengths", "physical_activity"]
Domains = Annotated[tuple[Domain, ...], BeforeValidator(lambda value: (value,) if isinstance(value, str) else value)]
Identifier = Annotated[str, Field(pattern=r"^[a-z][a-z0-9_]*$")]
Status = Literal["verified", "recalled"]
Method = Literal[
    "sum", "mean", "prorated_sum", "count", "lookup", "tariff", "single", "category", "given",
    "activity_minutes", "goal_attainment",
]  # fmt: skip
Answer = int | str | Decimal


def fold(text: str) -> str:
    """Text as labels within one file are compared: without case and outer or doubled spaces.

    >>> fold("  Hardly  EVER ")
    'hardly ever'
    """
    return " ".join(unicodedata.normalize("NFKC", text).casefold().split())


class Source(Strict):
    """Where the instrument comes from and what its licence allows."""

    citation: str
    licence: Literal[
        "OGL-UK-3.0", "public-domain", "CC-BY-4.0", "CC0", "reproduce-with-credit", "permission-needed",
        "registration-needed", "fee", "project",
    ]  # fmt: skip
    wording: Literal["verbatim", "topic", "project"]
    attribution: str = ""
    url: str = ""


class Option(Strict):
    """One labelled answer. `warn` are labels accepted with a warning; `as_` is its code in the set it stands in for."""

    code: int
    label: str
    aliases: Texts = ()
    warn: Texts = ()
    as_: Annotated[int | None, Field(alias="as")] = None


class Responses(Strict):
    """A list of labelled options, or a numeric range whose values may carry labels."""

    options: tuple[Option, ...] = ()
    minimum: Number | None = None
    maximum: Number | None = None
    step: Annotated[Number, Field(gt=0)] = Decimal(1)
    missing: Texts = ()
    numbers: Literal["codes", "ask"] = "codes"
    counts_from: tuple[int, ...] = ()
    in_place_of: str | None = None

    @property
    def is_numeric(self) -> bool:
        """Whether any number of a range may be answered, not only listed options."""
        return self.minimum is not None or self.maximum is not None

    @property
    def labels(self) -> Mapping[int, str]:
        """Label of each code, in display order."""
        return {option.code: option.label for option in self.options}

    @property
    def codes(self) -> tuple[int, ...]:
        """The codes of the options, or of the set they stand in for, in display order."""
        return tuple(option.code if option.as_ is None else option.as_ for option in self.options)

    @property
    def code_range(self) -> tuple[Decimal, Decimal]:
        """The lowest and the highest answer; reversing turns one into the other."""
        if self.minimum is not None and self.maximum is not None:
            return self.minimum, self.maximum
        return Decimal(min(self.codes)), Decimal(max(self.codes))

    def holds(self, number: Decimal) -> bool:
        """Whether a bare number is an answer of this list."""
        if not self.is_numeric:
            return any(number == option.code for option in self.options)
        low, high = self.minimum or Decimal(0), self.maximum
        within = (self.minimum is None or low <= number) and (high is None or number <= high)
        return within and (number - low) % self.step == 0

    def code_of(self, label: str) -> int | None:
        """The code of a label or one of its aliases; `None` if the list does not know it."""
        wanted = fold(label)
        for option, code in zip(self.options, self.codes, strict=True):
            if wanted in {fold(name) for name in (option.label, *option.aliases, *option.warn)}:
                return code
        return None


class Item(Strict):
    """One question. `text` is absent unless the licence allows its wording to be shipped."""

    id: Identifier
    topic: str
    responses: str
    text: str | None = None
    reverse: bool = False
    aliases: Texts = ()
    repeat: bool = False

    @property
    def wording(self) -> str:
        """The question's own words, or its topic where the words may not be shipped."""
        return self.text or self.topic


class Band(Strict):
    """A named stretch of scores, from `from_` up to the next band."""

    from_: Annotated[Number, Field(alias="from")]
    label: str
    headline: bool = False


class Reliability(Strict):
    """A published reliability with its kind, source and standing."""

    value: Number
    kind: Literal["internal", "test_retest", "sem"]
    source: str
    status: Status


class ActivityPart(Strict):
    """One kind of activity: its item of days, its item of minutes, what a minute counts."""

    minutes: str
    days: str | None = None
    multiplier: Number = Decimal(1)
    optional: bool = False


class Scale(Strict):
    """How answers become one score, and what the score means."""

    id: Identifier
    title: str
    method: Method
    items: tuple[str, ...] = ()
    domain: Domains = ()
    range: tuple[Number, Number] | None = None
    higher_is: Literal["better", "worse"] | None = None
    min_answered: int | None = None
    reverse: tuple[str, ...] = ()
    multiply: Number | None = None
    rescale: tuple[Number, Number] | None = None
    cap: Number | None = None
    step: Number | None = None
    individual: bool = True
    source: str = ""
    status: Status = "verified"
    bands: tuple[Band, ...] = ()
    bands_source: str = ""
    bands_status: Status = "verified"
    headline: tuple[int, ...] = ()
    table: Mapping[str, Number] = Field(default_factory=dict)
    tariff: Mapping[str, Mapping[str, Number]] = Field(default_factory=dict)
    counts: Mapping[str, tuple[int, ...]] = Field(default_factory=dict)
    parts: tuple[ActivityPart, ...] = ()
    divisor: Number = Decimal(1)
    weights: tuple[str, ...] = ()
    correlation: Number = Decimal("0.3")
    reliability: tuple[Reliability, ...] = ()

    @property
    def needed(self) -> int:
        """How many items must be answered for a score."""
        return len(self.items) if self.min_answered is None else self.min_answered


class Refusal(Strict):
    """Data that belong to another version: any number inside the range that is no code here, or any such label."""

    when: Literal["range", "options"]
    values: tuple[Answer, ...]
    reason: str
    responses: str | None = None


class Benchmark(Strict):
    """A published figure to compare with."""

    scale: str
    group: str
    population: str
    year: str
    mode: str
    source: str
    status: Status
    mean: Number | None = None
    sd: Number | None = None
    category: str | None = None
    share: Number | None = None


class Example(Strict):
    """A worked example: answers in, scores out. It runs as a test."""

    why: str
    answers: Mapping[str, Answer]
    scores: Mapping[str, Number] = Field(default_factory=dict)
    no_score: Texts = ()
    bands: Mapping[str, str] = Field(default_factory=dict)
    published: bool = False
    as_counts: bool = False


class Instrument(Strict):
    """A whole instrument file."""

    format: Literal[1]
    id: Identifier
    version: str
    title: str
    domains: Domains
    source: Source
    responses: Mapping[str, Responses] = Field(default_factory=dict)
    items: tuple[Item, ...] = ()
    scales: tuple[Scale, ...]
    audience: str = ""
    recall: str = ""
    minutes: Number | None = None
    intro: str = ""
    refuse: tuple[Refusal, ...] = ()
    benchmarks: tuple[Benchmark, ...] = ()
    examples: tuple[Example, ...] = ()

    @property
    def wording_may_ship(self) -> bool:
        """Whether the licence allows the questions' own words to be passed on."""
        return self.source.licence in WORDING_MAY_SHIP

    @property
    def validated(self) -> bool:
        """Whether the wording is a published instrument's, not one of this project's own."""
        return self.source.wording != "project"

    def item(self, item_id: str) -> Item:
        """The item of that id; `KeyError` if there is none."""
        return _by_id(self.items, item_id)

    def scale(self, scale_id: str) -> Scale:
        """The scale of that id; `KeyError` if there is none."""
        return _by_id(self.scales, scale_id)

    def responses_of(self, item_id: str) -> Responses:
        """The response list of an item."""
        return self.responses[self.item(item_id).responses]

    def stand_ins(self, responses_id: str) -> tuple[Responses, ...]:
        """The variant sets that may stand in place of a response list."""
        return tuple(other for other in self.responses.values() if other.in_place_of == responses_id)


Part = TypeVar("Part", Item, Scale)


def _by_id(parts: Iterable[Part], wanted: str) -> Part:
    for part in parts:
        if part.id == wanted:
            return part
    raise KeyError(wanted)
