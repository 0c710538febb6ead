"""One instrument in words: what it asks, how it is scored, what may be done with it."""

from __future__ import annotations

from measures.instrument import Instrument, Scale

DOMAIN_WORDS = {
    "social_connection": "social connection", "choice": "choice", "control": "control", "skills": "skills",
    "independence": "independence", "strengths": "strengths", "physical_activity": "physical activity",
}  # fmt: skip
METHOD_WORDS = {
    "sum": "The answers are added up.",
    "mean": "The score is the mean of the answers.",
    "prorated_sum": "The mean of the answers given, times the number of questions.",
    "count": "Counts the questions answered in a stated way.",
    "lookup": "The answers are added up and the sum is turned into a score by the instrument's own table.",
    "tariff": "Each answer has a published value, and the values are added up.",
    "single": "The answer is the score.",
    "category": "No score: the share of people who gave each answer is reported.",
    "given": "The score comes ready-made with the data.",
    "activity_minutes": "Minutes of each kind of activity are added up.",
    "goal_attainment": "Attainment of each person's own goals, on a metric with mean 50 and standard deviation 10.",
}


def licence_sentence(instrument: Instrument) -> str:
    """What may be done with an instrument's wording, in one plain sentence."""
    if instrument.source.wording == "project":
        return "Written by this project and not yet validated: use it freely."
    if instrument.source.wording == "topic":
        return {
            "permission-needed": "Scored here; ask the authors for permission and bring your own copy of the wording.",
            "registration-needed": "Scored here; register with the owners and bring your own copy of the wording.",
            "fee": "Scored here; the owners charge a fee for use and for the wording.",
        }.get(instrument.source.licence, "Scored here; bring your own copy of the wording.")
    return {
        "public-domain": "In the public domain: use and pass on freely.",
        "CC0": "In the public domain: use and pass on freely.",
        "reproduce-with-credit": "Use it in your own study, naming the source.",
    }.get(instrument.source.licence, "Use and pass on freely, naming the source.")


def describe(instrument: Instrument) -> str:
    """One instrument as text: questions, answers, scales, source."""
    lines = [f"{instrument.title} ({instrument.id}, version {instrument.version})"]
    lines += [f"Domains: {', '.join(instrument.domains)}", licence_sentence(instrument), ""]
    lines += ["Questions"]
    lines += [f"  {item.id}: {item.wording}{' (reversed)' if item.reverse else ''}" for item in instrument.items]
    for name, responses in instrument.responses.items():
        lines += ["", f"Answers '{name}'"]
        if responses.is_numeric:
            lines += [f"  a number from {responses.minimum} to {responses.maximum}, in steps of {responses.step}"]
        lines += [f"  {option.code}  {option.label}" for option in responses.options]
    for scale in instrument.scales:
        ends = f", from {scale.range[0]} to {scale.range[1]}" if scale.range else ""
        good = f"; higher is {scale.higher_is}" if scale.higher_is else ""
        lines += ["", f"Scale '{scale.id}': {scale.title}", f"  method {scale.method}{ends}{good}"]
        lines += [f"  needs {scale.needed} of {len(scale.items)} answers"] if scale.items else []
        lines += [f"  from {band.from_}: {band.label}" for band in scale.bands]
        lines += [
            f"  reliability {found.value} ({found.kind}, {found.status}): {found.source}" for found in scale.reliability
        ]
        lines += [f"  source: {scale.source}"] if scale.source else []
    lines += ["", f"Citation: {instrument.source.citation}", f"Licence: {instrument.source.licence}"]
    return "\n".join([*lines, instrument.source.attribution]).rstrip()


def scoring_sentences(instrument: Instrument, scale: Scale) -> list[str]:
    """How a scale is scored, which way is good and what happens to missing answers, a sentence each."""
    said = [METHOD_WORDS[scale.method]]
    turned = [
        instrument.item(name).topic for name in scale.items if instrument.item(name).reverse or name in scale.reverse
    ]
    if turned:
        said.append(f"Turned round first: {'; '.join(turned)}.")
    if scale.range:
        said.append(f"Scores run from {scale.range[0]} to {scale.range[1]}.")
    if scale.higher_is:
        said.append(f"Higher is {scale.higher_is}.")
    if len(scale.items) > 1:
        every = scale.needed >= len(scale.items)
        said.append(
            "Every question must be answered for a score." if every
            else f"At least {scale.needed} of the {len(scale.items)} questions must be answered for a score."
        )  # fmt: skip
    if scale.status == "recalled":
        said.append("This scoring rule was recalled, not checked against its source: check it before you rely on it.")
    return said


def wording_is_here(instrument: Instrument) -> bool:
    """Whether the questions' own words come with the instrument."""
    return all(item.text is not None for item in instrument.items)
