"""The few words that columns of a map may hold, and what else people write for them."""

from __future__ import annotations

from collections.abc import Mapping

from measures.exports.folding import words
from measures.ripple import ripple_map as known

WORDS: Mapping[str, tuple[str, ...]] = {
    "kind": known.KINDS,
    "status": known.STATUSES,
    "led_by": known.LEADERS,
    "intended": known.INTENTIONS,
    "valence": known.VALENCES,
    "level": known.LEVELS,
    "strength": known.STRENGTHS,
    "type": known.LINK_TYPES,
    "date_precision": known.FINENESS,
}
ALSO: Mapping[str, Mapping[str, str]] = {
    "kind": {
        "activities": "activity", "action": "activity", "impacts": "impact", "outcome": "impact", "effect": "impact",
        "ripple": "impact", "square": "activity", "box": "activity", "rect": "activity", "rectangle": "activity",
        "circle": "impact", "ellipse": "impact", "oval": "impact", "background": "context",
    },
    "status": {
        "continuing": "continued", "ongoing": "continued", "continues": "continued", "yes": "continued",
        "stopped": "ceased", "ended": "ceased", "finished": "ceased", "no": "ceased", "not known": "unknown",
    },
    "led_by": {
        "the programme": "programme", "program": "programme", "us": "programme", "staff": "programme",
        "community led": "community", "residents": "community", "the community": "community", "joint": "shared",
        "other": "other_org", "other organisation": "other_org", "other organisations": "other_org",
        "partner": "other_org", "partners": "other_org", "not known": "unknown",
    },
    "intended": {"yes": "intended", "no": "unintended", "not intended": "unintended", "not known": "unknown"},
    "valence": {"good": "positive", "bad": "negative", "both": "mixed"},
    "level": {
        "organisation": "organisational", "organizational": "organisational", "policy": "environment_policy",
        "environment": "environment_policy", "environment and policy": "environment_policy",
        "environment or policy": "environment_policy", "system": "environment_policy",
    },
    "strength": {"solid": "clear", "definite": "clear", "dashed": "possible", "tentative": "possible"},
    "type": {"led": "led_to", "contributed to": "contributed", "causes": "led_to", "arrow": "led_to"},
    "date_precision": {"days": "day", "months": "month", "quarters": "quarter", "years": "year", "exact": "day"},
}  # fmt: skip


def settled(column: str, text: str) -> str | None:
    """The word of this column that a text stands for, "" for an empty one, `None` for one that is not known.

    >>> settled("status", "Ongoing"), settled("led_by", "Other org"), settled("kind", "idea")
    ('continued', 'other_org', None)
    """
    plain = words(text)
    if not plain:
        return ""
    name = plain.replace(" ", "_")
    return name if name in WORDS[column] else ALSO[column].get(plain)
