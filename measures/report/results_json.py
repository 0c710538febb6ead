"""`results.json`: a protected evaluation as plain scalars, full precision, nothing else."""

from __future__ import annotations

from dataclasses import asdict

from measures.disclosure import Protected
from measures.report.workbook_methods import reproduce
from measures.results import Evaluation, row_as_dict


def results_json(protected: Protected[Evaluation]) -> dict[str, object]:
    """`provenance`, `flow`, `issues` and `results` of a protected evaluation, in the order they were made."""
    evaluation, policy = protected.value, protected.policy.name
    again = {"policy": policy, "reproduce": reproduce(str(evaluation.provenance["reproduce"]), protected.policy)}
    return {
        "provenance": {**evaluation.provenance, **again},
        "flow": [asdict(step) for step in evaluation.flow],
        "issues": [asdict(issue) for issue in evaluation.issues],
        "results": [row_as_dict(row) for row in evaluation.results],
    }
