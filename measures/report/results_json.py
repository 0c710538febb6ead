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
    return (json.dumps(value, ensure_ascii=False, allow_nan=False, indent=1) + "\n").encode()
