"""The cross-check of an instrument: every fault that one key alone cannot show, in an author's words."""

from __future__ import annotations

from collections.abc import Iterator
from decimal import Decimal

from measures.instrument import Answer, Benchmark, Example, Instrument, Refusal, Responses, fold
from measures.scale_check import check_scale, is_whole, twice

MUST_BE_CREDITED = ("OGL-UK-3.0", "CC-BY-4.0", "reproduce-with-credit")


def cross_check(instrument: Instrument, *, shipped: bool = False) -> list[str]:
    """Say every fault of an instrument that passed the model; an empty list if there is none.

    Parameters
    ----------
    instrument : Instrument
        An instrument as the model read it.
    shipped : bool
        Whether its file is passed on to other people. Wording whose licence does not allow that, or whose credit is
        missing, is then a fault; in a user's own folder it is what the folder is for.
    """
    flawed = {name: list(_response_list(instrument, name)) for name in instrument.responses}
    sound = frozenset(name for name, found in flawed.items() if not found)
    found = [f"responses, '{name}': {fault}" for name, listed in flawed.items() for fault in listed]
    found += [*_ids(instrument), *_items(instrument), *_wording(instrument, shipped=shipped), *_domains(instrument)]
    for scale in instrument.scales:
        found += check_scale(instrument, scale, sound)
    for number, refusal in enumerate(instrument.refuse, start=1):
        found += [f"refuse, number {number}: {fault}" for fault in _refusal(instrument, refusal)]
    for number, benchmark in enumerate(instrument.benchmarks, start=1):
        found += [f"benchmarks, number {number}: {fault}" for fault in _benchmark(instrument, benchmark)]
    for number, example in enumerate(instrument.examples, start=1):
        found += [f"examples, number {number}: {fault}" for fault in _example(instrument, example)]
    return [*found, *_examples_lacking(instrument)]


def code_of(instrument: Instrument, item_id: str, answer: Answer, *, as_count: bool = False) -> Decimal | None:
    """The code an answer of a worked example stands for; `None` if the item's response list does not know it.

    A label may also be one of a variant set that stands in place of the list. With `as_count` a number is a raw count.
    """
    name = instrument.item(item_id).responses
    responses = instrument.responses[name]
    if isinstance(answer, str):
        codes = (listed.code_of(answer) for listed in (responses, *instrument.stand_ins(name)))
        return next((Decimal(code) for code in codes if code is not None), None)
    number = Decimal(answer)
    if as_count:
        reached = [code for code, low in zip(responses.codes, responses.counts_from, strict=True) if number >= low]
        return Decimal(reached[-1]) if reached else None
    return number if responses.holds(number) else None


def item_named(instrument: Instrument, name: str) -> str | None:
    """The item an answer's name stands for: its id, or id and number of a repeating one; `None` if there is none."""
    repeating = name.rpartition(".")[0] if name.rpartition(".")[2].isdigit() else ""
    for item in instrument.items:
        if name == item.id or (item.repeat and repeating == item.id):
            return item.id
    return None


def _ids(instrument: Instrument) -> Iterator[str]:
    for what, names in (
        ("items", [item.id for item in instrument.items]),
        ("scales", [scale.id for scale in instrument.scales]),
    ):
        for name in twice(names):
            yield f"{what}: the id '{name}' is used twice. Give one of them another id."
    if not instrument.scales:
        yield "scales: there is none, so nothing would be scored. Add at least one."


def _items(instrument: Instrument) -> Iterator[str]:
    names: dict[str, str] = {}
    for item in instrument.items:
        responses = instrument.responses.get(item.responses)
        if responses is None:
            yield f"items, '{item.id}': the response list '{item.responses}' is not in this file."
        elif responses.in_place_of is not None:
            wanted = responses.in_place_of
            yield f"items, '{item.id}': '{item.responses}' stands in place of '{wanted}': give the item '{wanted}'."
        if any(item.repeat != ("{n}" in alias) for alias in item.aliases):
            yield f"items, '{item.id}': repeat = true and aliases with {{n}}, as in 'Goal {{n}}', belong together."
        for name in {fold(name) for name in (item.text or "", *item.aliases) if name}:
            if names.setdefault(name, item.id) != item.id:
                yield f"items, '{item.id}': '{name}' is already a name of '{names[name]}': a column could be either."


def _response_list(instrument: Instrument, name: str) -> Iterator[str]:
    responses = instrument.responses[name]
    if (responses.minimum is None) != (responses.maximum is None):
        yield "give both minimum and maximum, or neither."
    elif responses.is_numeric:
        yield from _numbers(responses)
    elif not responses.options:
        yield "it has neither options nor minimum and maximum, so nothing could be answered."
    for code in twice(str(option.code) for option in responses.options):
        yield f"the code {code} is used twice."
    labels = [label for option in responses.options for label in (option.label, *option.aliases, *option.warn)]
    for label in twice(fold(label) for label in labels):
        yield f"the label '{label}' stands twice, so an answer could be either (case and spaces do not count)."
    for word in responses.missing:
        if responses.code_of(word) is not None or (is_whole(word) and responses.holds(Decimal(word))):
            yield f"'{word}' is both an answer and a missing one: keep it in one place."
    yield from _counts_from(responses)
    yield from _stand_in(instrument, name, responses)


def _numbers(responses: Responses) -> Iterator[str]:
    low, high, step = responses.minimum, responses.maximum, responses.step
    if low is None or high is None:
        return
    if low >= high:
        yield f"minimum must be below maximum, and {low} is not below {high}."
    elif (high - low) % step:
        yield f"steps of {step} do not lead from {low} to {high}."
    else:
        for option in responses.options:
            if not responses.holds(Decimal(option.code)):
                yield f"the code {option.code} ('{option.label}') is no number from {low} to {high} in steps of {step}."


def _counts_from(responses: Responses) -> Iterator[str]:
    starts = responses.counts_from
    if not starts:
        return
    if responses.is_numeric or len(starts) != len(responses.options):
        yield f"counts_from must have one lowest count for each option: {len(responses.options)}, not {len(starts)}."
    if list(starts) != sorted(set(starts)) or starts[0] < 0:
        yield "counts_from must rise from option to option and start at 0 or above."


def _stand_in(instrument: Instrument, name: str, responses: Responses) -> Iterator[str]:
    target = instrument.responses.get(responses.in_place_of or "")
    if responses.in_place_of is None:
        if any(option.as_ is not None for option in responses.options):
            yield "an option says 'as', which only a list with in_place_of can use."
    elif target is None or responses.in_place_of == name:
        yield f"in_place_of names '{responses.in_place_of}', which is no other response list of this file."
    elif target.in_place_of is not None or target.is_numeric or responses.is_numeric:
        yield "in_place_of must lead from one list of options straight to another such list."
    else:
        known = {option.code for option in target.options}
        for option in responses.options:
            if option.as_ not in known:
                wanted = responses.in_place_of
                yield f"the option '{option.label}' must say with 'as' which code of '{wanted}' it counts as."


def _wording(instrument: Instrument, *, shipped: bool) -> Iterator[str]:
    source = instrument.source
    spoken = [item.id for item in instrument.items if item.text is not None]
    silent = [item.id for item in instrument.items if item.text is None]
    if source.wording == "topic":
        for name in spoken:
            yield f"items, '{name}': it has a text although wording = 'topic'. Take the text out, or say 'verbatim'."
        if instrument.intro:
            yield "intro: it is wording too, although wording = 'topic'. Take it out, or say 'verbatim'."
    elif shipped:
        for name in silent:
            yield f"items, '{name}': its text is missing although wording = '{source.wording}'."
        if not instrument.wording_may_ship:
            yield (
                f"source: the licence '{source.licence}' does not allow the wording to be passed on. Say "
                "wording = 'topic' and take the texts out, or keep this file in a folder of your own."
            )
        if source.licence in MUST_BE_CREDITED and not source.attribution:
            yield f"source: the licence '{source.licence}' asks for a credit. Write it in 'attribution'."
        if (source.licence == "project") != (source.wording == "project"):
            yield "source: licence = 'project' and wording = 'project' belong together."


def _domains(instrument: Instrument) -> Iterator[str]:
    named = dict.fromkeys(domain for scale in instrument.scales for domain in scale.domain)
    for domain in named:
        if domain not in instrument.domains:
            yield f"domains: '{domain}' is a scale's domain and is not listed here."
    for domain in instrument.domains:
        if domain not in named:
            yield f"domains: '{domain}' is listed here and is no scale's domain."


def _refusal(instrument: Instrument, refusal: Refusal) -> Iterator[str]:
    if refusal.responses is not None and refusal.responses not in instrument.responses:
        yield f"the response list '{refusal.responses}' is not in this file."
        return
    wanted = refusal.responses
    lists = [instrument.responses[wanted]] if wanted else list(instrument.responses.values())
    if not refusal.reason.strip():
        yield "give the reason: it is shown to whoever brings such data."
    if refusal.when == "options":
        for value in refusal.values:
            if not isinstance(value, str):
                yield f"values must be labels in quotes, and {value} is not; for numbers say when = 'range'."
            elif any(responses.code_of(value) is not None for responses in lists):
                yield f"'{value}' is an answer, so it cannot be refused; name in 'responses' a list without it."
        return
    numbers = [Decimal(value) for value in refusal.values if not isinstance(value, str)]
    if len(numbers) != 2 or len(refusal.values) != 2 or numbers[0] > numbers[1]:
        yield "values must be the lowest and the highest number to refuse, as in values = [0, 10]."
    elif numbers[0] == numbers[1] and all(responses.holds(numbers[0]) for responses in lists):
        yield f"{numbers[0]} is an answer, so it cannot be refused."


def _benchmark(instrument: Instrument, benchmark: Benchmark) -> Iterator[str]:
    scale = next((scale for scale in instrument.scales if scale.id == benchmark.scale), None)
    if scale is None:
        yield f"the scale '{benchmark.scale}' is not in this file."
        return
    if (benchmark.mean is None) == (benchmark.share is None):
        yield "give either a mean (with its sd, if known), or a category and its share."
    if (benchmark.category is None) != (benchmark.share is None):
        yield "category and share belong together."
    if benchmark.sd is not None and (benchmark.mean is None or benchmark.sd <= 0):
        yield "an sd needs a mean beside it and must be more than 0."
    if benchmark.mean is not None and scale.range and not scale.range[0] <= benchmark.mean <= scale.range[1]:
        yield f"the mean {benchmark.mean} is outside the range of '{scale.id}'."
    if benchmark.share is not None and not 0 <= benchmark.share <= 1:
        yield f"a share is a number from 0 to 1, and {benchmark.share} is not."
    labels = {band.label for band in scale.bands}
    known = {item.id: item.responses for item in instrument.items}
    for name in scale.items:
        if responses := instrument.responses.get(known.get(name, "")):
            labels |= {option.label for option in responses.options}
    if benchmark.category is not None and benchmark.category not in labels:
        yield f"the category '{benchmark.category}' is neither an option nor a band of '{scale.id}'."


def _example(instrument: Instrument, example: Example) -> Iterator[str]:
    for name, answer in example.answers.items():
        yield from _answer(instrument, name, answer, as_counts=example.as_counts)
    known = {scale.id: scale for scale in instrument.scales}
    for scale_id in dict.fromkeys((*example.scores, *example.no_score, *example.bands)):
        if scale_id not in known:
            yield f"the scale '{scale_id}' is not in this file."
    if not example.scores and not example.no_score:
        yield "it says neither a score nor no_score, so it shows nothing."
    for scale_id, score in example.scores.items():
        if scale_id in example.no_score:
            yield f"'{scale_id}' has a score and no score at once."
        bounds = known[scale_id].range if scale_id in known else None
        if bounds and not bounds[0] <= score <= bounds[1]:
            yield f"the score {score} is outside the range of '{scale_id}', {bounds[0]} to {bounds[1]}."
    for scale_id, label in example.bands.items():
        if scale_id in known and label not in {band.label for band in known[scale_id].bands}:
            yield f"'{label}' is no band of '{scale_id}'."


def _answer(instrument: Instrument, name: str, answer: Answer, *, as_counts: bool) -> Iterator[str]:
    item = item_named(instrument, name)
    if item is None:
        yield f"the item '{name}' is not in this file."
        return
    responses = instrument.responses.get(instrument.item(item).responses)
    if responses is None:
        return
    if isinstance(answer, str) and fold(answer) in {fold(word) for word in responses.missing}:
        return
    counted = as_counts and not isinstance(answer, str)
    if counted and not (responses.counts_from and len(responses.counts_from) == len(responses.options)):
        yield f"as_counts needs counts_from in the response list of '{name}'."
    elif code_of(instrument, item, answer, as_count=counted) is None:
        yield f"'{answer}' is no answer of '{name}'."


def _examples_lacking(instrument: Instrument) -> Iterator[str]:
    shown = {scale_id for example in instrument.examples for scale_id in example.scores}
    for scale in instrument.scales:
        if scale.method != "given" and scale.id not in shown:
            yield f"examples: none gives a score of '{scale.id}'. Add one worked by hand: it runs as a test."
