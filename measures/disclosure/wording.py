"""Words that go with figures: notes, issues and reasons, without the counts that figures may not show."""

from __future__ import annotations

import re

from measures.disclosure.rules import Policy

SENTENCE = re.compile(r"(?<=[.!?])\s+")
# numbers of other things, what counts are rounded to, and the instrument's own labels that a headline share counts (as
# in "Counts '8 or 9: lonely'."),
# whom figures are compared with (ages, years, places), and what was assumed of years and shares
NOT_PEOPLE = re.compile(
    r"\b\d[\d,]* (?:clusters|resamples|waves|items)\b|\bto the nearest \d+\b"
    r"|^Counts '.*'\.$|^(?:Base|Assumed|Beside): .*$"
)
WHOLE_NUMBER = re.compile(r"(?<![\w.,])\d{1,3}(?:,\d{3})+(?![\d%]|[.,]\d)|(?<![\w.,])\d+(?![\d%]|[.,]\d)")


def said(*sentences: str) -> str:
    """Join what was said."""
    return " ".join(sentence for sentence in sentences if sentence)


def safe_note(note: str, policy: Policy, *, exact: bool) -> str:
    """The sentences of a note that hold no count of people which the policy would hide.

    Where figures are not shown exactly, or counts are rounded, a sentence may hold no number at all, but for numbers of
    clusters, resamples, waves and items.
    """
    sentences = [sentence for sentence in SENTENCE.split(note) if sentence]
    if not exact or policy.round_to:
        return said(*(sentence for sentence in sentences if not re.search(r"\d", NOT_PEOPLE.sub("", sentence))))
    return said(*(sentence for sentence in sentences if not _tells_few(sentence, policy)))


def _tells_few(sentence: str, policy: Policy) -> bool:
    """Whether a number in it, or the difference of two, is a count that the policy hides."""
    numbers = WHOLE_NUMBER.findall(NOT_PEOPLE.sub("", sentence))
    counts = [int(number.replace(",", "")) for number in numbers]
    apart = [abs(one - other) for one in counts for other in counts]
    return any(policy.is_small(count) for count in (*counts, *apart))
