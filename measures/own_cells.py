"""One scale's counted pairs, unprotected: for the person who holds the data, on their own screen."""

from __future__ import annotations

from measures.figures import programme_only
from measures.pairs import ScalePairs, count_all
from measures.people.responses import Responses
from measures.scoring import score
from measures.study import Study


def own_cells(responses: Responses, study: Study, scale: str) -> ScalePairs | None:
    """Everybody's pairs of one scale between the waves the study compares; None where it was not scored.

    With a comparison group these are the programme group's, as in the results.
    """
    mine = programme_only(responses, study)
    scores = score(mine)
    if scale not in scores.scales:
        return None
    instrument = scores.scales[scale].instrument.id
    everywhere = {instrument: study.waves.pair} if study.waves.pair else {}
    (found,) = count_all(scores, mine, scales=[scale], pairs={**everywhere, **study.waves.pairs})
    return found
