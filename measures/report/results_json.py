"""`results.json`: a protected evaluation as plain scalars, full precision, nothing else."""

from __future__ import annotations

import json
from dataclasses import asdict

from measures.disclosure import Protected
from measures.report.workbook_methods import reproduce
from measures.results import Evaluation, row_as_dict


def results_json(protected: Protected[Evaluation]) -> dict[str, object]:
    """`provenance`, `flow`, `issues` and `results` of a protected evaluation, in the order they were made."""
    evaluation, policy = protected.value, protected.policy.name
    again = {
        "policy": policy,
        "reproduce": reproduce(str(evaluation.provenance["reproduce"]), protected.policy),
        "scales": [asdict(facts) for facts in evaluation.scales],
    }
    return {
        "provenance": {**evaluation.provenance, **again},
        "flow": [asdict(step) for step in evaluation.flow],
        "issues": [asdict(issue) for issue in evaluation.issues],
        "results": [row_as_dict(row) for row in evaluation.results],
    }


def results_bytes(protected: Protected[Evaluation]) -> bytes:
    """The file `results.json`."""
    return json_bytes(results_json(protected))


def json_bytes(value: object) -> bytes:
    """A value as readable JSON in UTF-8; a number that is none has no place in it."""
    return (_indented(value, 0) + "\n").encode()


def _indented(value: object, depth: int) -> str:
    """What `json.dumps(value, indent=1)` gives, in a fifth of its time.

    The encoder written in C does not indent, so each mapping or list that holds no other is one call to it.
    """
    if not isinstance(value, dict | list | tuple) or not value:
        return _encoded(value)
    inner = value.values() if isinstance(value, dict) else value
    between = ",\n" + " " * (depth + 1)
    if not any(isinstance(each, dict | list | tuple) for each in inner):
        text = _encoded(value, (between, ": "))
        return f"{text[0]}{between[1:]}{text[1:-1]}{between[1:-1]}{text[-1]}"
    texts = [_indented(each, depth + 1) for each in inner]
    if isinstance(value, dict):
        texts = [f"{_encoded(str(name))}: {text}" for name, text in zip(value, texts, strict=True)]
    start, end = "{}" if isinstance(value, dict) else "[]"
    return f"{start}{between[1:]}{between.join(texts)}{between[1:-1]}{end}"


def _encoded(value: object, separators: tuple[str, str] | None = None) -> str:
    return json.dumps(value, ensure_ascii=False, allow_nan=False, separators=separators)
