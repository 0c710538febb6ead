"""The cross-check of an instrument: every fault that one key alone cannot show, in an author's words."""

from __future__ import annotations

from measures.instrument import Instrument


def cross_check(instrument: Instrument) -> list[str]:
    """Say every fault of an instrument that passed the model; an empty list if there is none."""
    return [*_unknown_items(instrument)]


def _unknown_items(instrument: Instrument) -> list[str]:
    known = {item.id for item in instrument.items}
    return [
        f"scales, '{scale.id}': the item '{name}' is not in this file."
        for scale in instrument.scales
        for name in scale.items
        if name not in known
    ]
