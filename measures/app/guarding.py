"""Pictures on the screen go through the same audit as files, tooltips and all."""

from __future__ import annotations

import hashlib
import json

from measures.app import state
from measures.disclosure import AuditError, Protected, audited
from measures.report.charts import Picture
from measures.results import Evaluation

NOT_SHOWN = (
    "A picture is not shown here, because what it holds could give people away. Please report this: the protection "
    "should have seen to it."
)


def refusal(picture: Picture, protected: Protected[Evaluation]) -> str:
    """Why a picture may not be shown, or nothing if it may; what it really holds, tooltips too, is looked at once.

    Parameters
    ----------
    picture : Picture
        Its whole specification is audited, with title and subtitle.
    protected : Protected[Evaluation]
        What it was drawn from.
    """
    current = state.work()
    if current is None or not protected.policy.protects:
        return ""
    content = json.dumps(picture.spec, sort_keys=True).encode()
    known: dict[str, bool] = state.kept("checked_pictures", current.digest, dict)
    digest = hashlib.sha256(content).hexdigest()
    if digest not in known:
        known[digest] = _may_be_shown(content, protected, current)
    return "" if known[digest] else NOT_SHOWN


def _may_be_shown(content: bytes, protected: Protected[Evaluation], current: state.Work) -> bool:
    try:
        audited("picture.chart", content, protected, withheld=state.withheld(current))
    except AuditError:
        return False
    return True
