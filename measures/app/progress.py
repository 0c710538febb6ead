"""Progress of what takes a while: one line in a place of its own that names the stage, so that nothing below moves."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager

from streamlit.delta_generator import DeltaGenerator

from measures.evaluate import Progress, quiet


@contextmanager
def stages(place: DeltaGenerator, label: str, *, needed: bool = True) -> Iterator[Progress]:
    """Show each stage that is told in `place` (made by `st.empty`), and leave the place free at the end.

    What is known already (`needed` is False) shows nothing, so that a page that is only drawn again does not flash.
    """
    if not needed:
        yield quiet
        return
    try:
        with place.status(label) as status:
            yield lambda stage: status.update(label=stage)
    finally:
        place.empty()
