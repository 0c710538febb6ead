"""`results.json`: a protected evaluation as plain scalars, full precision, nothing else."""

from __future__ import annotations

from dataclasses import asdict

from measures.disclosure import Protected
from measures.results import Evaluation, row_as_dict


def results_json(protected: Protected[Evaluation]) -> dict[str, object]:
    """`provenance`, `flow`, `issues` and `results` of a protected evaluation, in the order they were made."""
    evaluation = protected.value
    return {
        "provenance": {**evaluation.provenance, "policy": protected.policy.name},
        "flow": [asdict(step) for step in evaluation.flow],
        "issues": [asdict(issue) for issue in evaluation.issues],
        "results": [row_as_dict(row) for row in evaluation.results],
    }
