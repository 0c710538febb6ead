"""Which reliability a scale's verdicts on single people rest on, and where it comes from."""

from __future__ import annotations

from dataclasses import dataclass

from measures.change import words
from measures.change.settings import ChangeSettings
from measures.instrument import Scale

KINDS = {"test_retest": "test-retest", "internal": "internal consistency"}


@dataclass(frozen=True, slots=True)
class ChosenReliability:
    """A reliability with words for its source, and for nunnally_kotsch the one after."""

    value: float
    after: float
    source: str
    note: str = ""


def chosen(scale: Scale, key: str, settings: ChangeSettings, sample_alpha: float | None) -> ChosenReliability | str:
    """Choose the reliability of a scale, or say why there is none.

    The study file's; else the instrument's verified one, test-retest before internal consistency; else this sample's
    baseline alpha with a note.

    Parameters
    ----------
    scale : Scale
        The scale in its instrument file.
    key : str
        `instrument.scale`, as the study's settings name it.
    sample_alpha : float, optional
        Cronbach's alpha of this sample at baseline, if it could be computed.
    """
    stated = settings.reliability.get(key)
    note = ""
    if isinstance(stated, (int, float)):
        value, source = float(stated), "stated in the study file"
    elif stated is None and (published := _published(scale)):
        value, source = published
    elif sample_alpha is not None:
        value, source = sample_alpha, "this sample's baseline alpha"
        note = "" if stated == "sample" else words.SAMPLE_RELIABILITY
    else:
        return words.NO_SAMPLE_ALPHA if stated == "sample" else words.NO_RELIABILITY
    after = float(settings.reliability_after.get(key, value))
    if not (0 <= value <= 1 and 0 <= after <= 1):
        return words.reliability_outside(value if not 0 <= value <= 1 else after)
    return ChosenReliability(value, after, source, note)


def _published(scale: Scale) -> tuple[float, str] | None:
    """The instrument's verified reliability, test-retest before internal consistency."""
    for kind, named in KINDS.items():
        for reliability in scale.reliability:
            if reliability.kind == kind and reliability.status == "verified":
                return float(reliability.value), f"{named}, {reliability.source}"
    return None
