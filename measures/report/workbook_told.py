"""What you told us: a sheet to give back to the people who answered, in plain words and without a table."""

from __future__ import annotations

from measures.report import words
from measures.report.flow_words import who_answered
from measures.report.sheets import Heading, Line, Sheet
from measures.results import Evaluation

NAME = "What_you_told_us"
THANKS = "Thank you for telling us how things are for you."
TOGETHER = "This is what all your answers say together. Nobody is named, and nothing here tells what one person said."
ASK = (
    "Does this fit how things are for you? What is missing? What should happen next? Tell whoever gave you this page.",
    "You may ask at any time for your answers to be taken out: tell us your code.",
)


def told(evaluation: Evaluation) -> Sheet:
    """The sheet: who answered, what changed under each condition for good health, and what people are asked back."""
    lines: list[Line] = [THANKS, TOGETHER]
    lines += [said] if (said := who_answered(evaluation)) else []
    for domain, sentences in words.by_domain(evaluation.scales, evaluation.results):
        lines += [Heading(domain), *sentences]
    return Sheet(NAME, "What you told us", [*lines, Heading("Over to you"), *ASK])
