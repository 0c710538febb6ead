"""The study file: what the user settled about their data, in a form that can be shared and run again.

It holds no participant code and no answer, only headers, wordings and choices (format = 1, docs/study_file.md).
"""

from __future__ import annotations

import tomllib
from collections.abc import Mapping
from decimal import Decimal
from itertools import pairwise
from typing import Annotated, Any, Literal

import tomli_w
from pydantic import Field, ValidationError

from measures.connections.settings import MembershipRules, NetworkRules
from measures.disclosure.rules import Policy, extended
from measures.equity.groups import GroupRule
from measures.errors import StudyError, UsageError
from measures.exports.columns import ColumnRule
from measures.exports.platforms import Platform
from measures.exports.rows import Consent, Exclude
from measures.people.waves import ParticipantRules, WaveRules
from measures.results import Issue
from measures.ripple.settings import RippleRules
from measures.strict import Number, Strict, Texts, faults, frozen
from measures.value.settings import ValueRules

NO_WAVE = "none"
AnswerCodes = Mapping[str, Mapping[str, int] | str]
Positive = Annotated[Number, Field(gt=0)]
Share = Annotated[Number, Field(ge=0, le=1)]


class StudyFile(Strict):
    """One export file: where it is, which wave it holds, and what differs in it from the tables of the whole study."""

    path: str
    wave: str | None = None
    name: str | None = None
    sheet: str | None = None
    header_rows: int | tuple[int, ...] | None = None
    encoding: str | None = None
    separator: str | None = None
    decimal: Literal[".", ","] | None = None
    platform: Platform | None = None
    codebook: str | None = None
    programme: str | None = None
    locality: str | None = None
    consent_asked: bool = True
    waves: WaveRules | None = None
    participant: ParticipantRules | None = None
    columns: Mapping[str, Texts] = Field(default_factory=dict)
    answers: AnswerCodes = Field(default_factory=dict)

    @property
    def label(self) -> str:
        """The name the file goes by: its own, else its path's last part."""
        return self.name or self.path.replace("\\", "/").rsplit("/", 1)[-1]


class InstrumentRules(Strict):
    """A folder of the user's own instruments, and versions the study was made with."""

    folder: str | None = None
    versions: Mapping[str, str] = Field(default_factory=dict)


class Rows(Strict):
    """Default exclusions to undo."""

    keep: Texts = ()


class Comparison(Strict):
    """A comparison group, told by a column."""

    column: str
    programme: str
    comparison: str


class PlaceTable(Strict):
    """A table of places of the user's own, used instead of the one that comes with the project."""

    file: str
    area: str = ""


class Population(Strict):
    """Whom reach is compared with."""

    area: str | None = None
    file: str | None = None
    ages: str | None = None
    describes: Literal["residents", "eligible", "in need"] = "residents"


class Reach(Strict):
    """A register of everybody who took part."""

    file: str
    columns: Mapping[str, str] = Field(default_factory=dict)


class Weights(Strict):
    """Survey weights: a column, or breakdowns to rake to."""

    column: str | None = None
    rake: Texts = ()


class Disclosure(Strict):
    """How results are protected before they are shared."""

    policy: Literal["none", "under_5", "under_10", "nhs"] = "under_5"
    hidden_below: int | None = None
    means_from: int | None = None
    exact_from: int | None = None
    outward_below: int | None = None
    round_to: int | None = None

    def chosen(self, name: str | None = None) -> Policy:
        """The policy with these thresholds, or another policy named in its place.

        Raises
        ------
        UsageError
            The thresholds hide nothing or contradict each other.
        """
        if name is not None and name != self.policy:
            return extended(name, {})
        stated = self.model_dump(exclude={"policy"}, exclude_none=True)
        return extended(self.policy, stated)


class Functional(Strict):
    """Mean and SD of a well population, or a norm."""

    mean: Number
    sd: Positive


class GlobalRating(Strict):
    """A question on overall change, and which of its answers mean better."""

    column: str
    better: Texts


class Analysis(Strict):
    """What is computed, and with which constants."""

    main: str | None = None
    declared: Literal["before", "after"] | None = None
    confidence: Number = Decimal("0.95")
    cluster: str | None = None
    joined: Literal["open", "selected_low", "referred", "unknown"] = "unknown"
    retest: Mapping[str, tuple[Share, Share]] = Field(default_factory=dict)
    norm: Mapping[str, Functional] = Field(default_factory=dict)
    reliable_change: Literal[
        "jacobson_truax", "gulliksen_lord_novick", "hsu_linn_lord", "edwards_nunnally", "nunnally_kotsch",
        "hageman_arrindell", "mixed_model",
    ] = "jacobson_truax"  # fmt: skip
    reliability: Mapping[str, Share | Literal["sample"]] = Field(default_factory=dict)
    reliability_after: Mapping[str, Share] = Field(default_factory=dict)
    functional: Mapping[str, Functional] = Field(default_factory=dict)
    cut_off: Literal["a", "b", "c"] = "c"
    minimum_important_change: Mapping[str, Positive] = Field(default_factory=dict)
    equivalence: Mapping[str, Positive] = Field(default_factory=dict)
    percentage: Mapping[str, tuple[Positive, Positive]] = Field(default_factory=dict)
    global_rating: GlobalRating | None = None
    bootstrap: Annotated[int, Field(ge=1, le=100_000)] = 2000
    seed: Annotated[int, Field(ge=0)] = 20260101


class Study(Strict):
    """A whole study file."""

    format: Literal[1] = 1
    title: str = ""
    programme: str = ""
    area_of_work: str = ""
    locality: str = ""
    files: tuple[StudyFile, ...] = ()
    waves: WaveRules = Field(default_factory=WaveRules)
    participant: ParticipantRules = Field(default_factory=ParticipantRules)
    columns: Mapping[str, Texts] = Field(default_factory=dict)
    column: tuple[ColumnRule, ...] = ()
    answers: AnswerCodes = Field(default_factory=dict)
    missing: Mapping[str, Texts] = Field(default_factory=dict)
    consent: Consent | None = None
    instruments: InstrumentRules = Field(default_factory=InstrumentRules)
    rows: Rows = Field(default_factory=Rows)
    exclude: tuple[Exclude, ...] = ()
    groups: Mapping[str, GroupRule] = Field(default_factory=dict)
    comparison: Comparison | None = None
    places: PlaceTable | None = None
    population: Population | None = None
    reach: Reach | None = None
    weights: Weights | None = None
    ripple: RippleRules | None = None
    network: NetworkRules | None = None
    membership: MembershipRules | None = None
    value: ValueRules | None = None
    disclosure: Disclosure = Field(default_factory=Disclosure)
    analysis: Analysis = Field(default_factory=Analysis)


def read_study(content: bytes, name: str = "study.toml") -> Study:
    """Read the bytes of a study file; `name` is only used in messages.

    Raises
    ------
    StudyError
        With every fault of the file as an issue.
    """
    try:
        raw = tomllib.loads(content.decode("utf-8-sig"), parse_float=Decimal)
    except (tomllib.TOMLDecodeError, UnicodeDecodeError) as error:
        raise StudyError(name, f"This is not readable TOML text: {error}.", "Mend the line it names.") from error
    try:
        study = Study.model_validate(frozen(raw))
    except ValidationError as error:
        fix = "docs/study_file.md shows every key."
        raise StudyError.of(
            Issue("error", "study", name, fault, fix) for fault in faults(error, frozen(raw))
        ) from error
    if found := _cross_check(study):
        raise StudyError.of(Issue("error", "study", name, fault, "Mend the study file.") for fault in found)
    return study


def write_study(study: Study) -> bytes:
    """The study file's text, only what differs from the defaults; reading it gives the same study back."""
    return tomli_w.dumps({"format": 1, **_plain(study.model_dump(exclude_defaults=True))}).encode()


def _plain(value: Any) -> Any:
    """Turn the model's values into what TOML knows, leaving out what is not stated."""
    if isinstance(value, Mapping):
        return {key: _plain(inner) for key, inner in value.items() if inner is not None}
    if isinstance(value, tuple):
        return [_plain(inner) for inner in value]
    if isinstance(value, Decimal):
        return int(value) if value == value.to_integral_value() else float(value)
    return value


def _cross_check(study: Study) -> list[str]:
    """Faults that one key alone cannot show."""
    order = study.waves.order
    labels = [file.label for file in study.files]
    found = [
        f"waves, pair: '{wave}' is not in the stated order {', '.join(order)}."
        for wave in study.waves.pair or ()
        if order and wave not in order
    ]
    found += [
        f"files, '{file.label}': its wave '{file.wave}' is not in the order {', '.join(order)}."
        for file in study.files
        if order and file.wave not in (None, NO_WAVE, *order)
    ]
    found += [
        f"files: '{label}' stands twice. Give each entry a name of its own."
        for label in sorted({label for label in labels if labels.count(label) > 1})
    ]
    found += _one_way_of_saying(study)
    times = study.waves.times
    if times and set(times) != set(order):
        found.append("waves, times: state the order of waves, and a time for every wave of it and no other.")
    elif any(times[late] <= times[early] for early, late in pairwise(order if times else ())):
        found.append("waves, times: each wave's time must come after the one before.")
    try:
        study.disclosure.chosen()
    except UsageError as error:
        found.append(str(error))
    for name, rule in study.groups.items():
        if (rule.column is not None) + len(rule.places) + bool(rule.cross) != 1:
            found.append(f"groups, '{name}': state one of column, postcode, lsoa, ward, decile or cross.")
        if rule.cross and (len(set(rule.cross)) != 2 or len(rule.cross) != 2 or rule.smallest < 1):
            found.append(f"groups, '{name}': cross names two other groups, as in ['sex', 'imd_quintile'].")
        if any(part in study.groups and study.groups[part].cross for part in rule.cross):
            found.append(f"groups, '{name}': it crosses groups that are themselves crossed.")
        if list(rule.cuts) != sorted(set(rule.cuts)):
            found.append(f"groups, '{name}': the cuts must rise.")
    if len(lived := [name for name, rule in study.groups.items() if rule.is_place]) > 1:
        found.append(f"groups: {' and '.join(lived)} each say where people live. Keep the one that says most.")
    if study.comparison is not None and study.comparison.programme == study.comparison.comparison:
        found.append("comparison: programme and comparison name the same group.")
    if not Decimal("0.5") <= study.analysis.confidence <= Decimal("0.9999"):
        found.append("analysis, confidence: it must lie between 0.5 and 0.9999, as in 0.95.")
    found += [
        f"analysis, retest, '{scale}': the lower value comes first."
        for scale, (low, high) in study.analysis.retest.items()
        if low > high
    ]
    return found


def _one_way_of_saying(study: Study) -> list[str]:
    """Keys that contradict each other, or speak of a file or wave that the study does not have."""
    order, found = study.waves.order, []
    known = {name for file in study.files for name in (file.path, file.label)}
    places = [("participant", study.participant)]
    places += [(f"files, '{file.label}', participant", file.participant) for file in study.files if file.participant]
    for where, rules in places:
        if rules.none and (rules.column or rules.columns):
            found.append(f"{where}: none = true says that there is no code, yet a column is named. Keep one of them.")
        elif rules.column and rules.columns:
            found.append(f"{where}: column and columns both say where the code stands. Keep one of them.")
    if doubled := sorted({wave for wave in order if order.count(wave) > 1}):
        found.append(f"waves, order: '{doubled[0]}' stands twice.")
    for rule in study.column:
        if rule.file is not None and known and rule.file not in known:
            found.append(f"column, '{rule.header}': its file '{rule.file}' is none of the study's files.")
        if rule.wave is not None and order and rule.wave not in order:
            found.append(f"column, '{rule.header}': its wave '{rule.wave}' is not in the order {', '.join(order)}.")
    if study.weights is not None and study.weights.column and study.weights.rake:
        found.append("weights: column and rake each say how people are weighted. Keep one of them.")
    for key in ("values", "prefix", "suffix"):
        others = [wave for wave in getattr(study.waves, key) if order and wave not in order]
        found += [f"waves, {key}: '{wave}' is not in the stated order {', '.join(order)}." for wave in others]
    return found
