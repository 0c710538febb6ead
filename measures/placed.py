"""Where a study's people live: its table of places, each person's groups, and whether what they say fits together."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace

from measures.companions import companion
from measures.equity.own_places import read_places
from measures.equity.place_checks import against_places
from measures.equity.places import Places, shipped_places
from measures.equity.placing import label_places
from measures.exports.tables import Upload
from measures.people.responses import Responses
from measures.study import Study


def places_of(study: Study, uploads: Mapping[str, Upload]) -> Places | None:
    """The table of places that a study's groups need: its own, else the one that comes along; none without a place.

    Raises
    ------
    InputError
        The study's own table is not there, or has faults.
    """
    if not any(rule.is_place for rule in study.groups.values()):
        return None
    upload = companion(study.places.file, uploads) if study.places is not None else None
    if upload is None or study.places is None:
        return shipped_places()
    return read_places(upload, study.places.area)


def with_places(responses: Responses, study: Study, places: Places | None) -> Responses:
    """Give each person the groups of where they live, and hold recorded deprivation against it."""
    rule = next((rule for rule in study.groups.values() if rule.is_place), None)
    if rule is None or places is None:
        return responses
    issues = tuple(
        issue
        for name, stated in study.groups.items()
        if stated.column is not None
        for issue in against_places(responses.people, name, stated, rule, places)
    )
    own = tuple(name for name, stated in study.groups.items() if not stated.is_place)
    people = label_places(responses.people, rule, places, but=own)
    return replace(responses, people=people, issues=(*responses.issues, *issues))
