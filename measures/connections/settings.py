"""What a study states about its connections; defaults where it states nothing."""

from __future__ import annotations

from typing import Annotated, Literal

from pydantic import Field

from measures.strict import Strict, Texts


class NetworkRules(Strict):
    """The `[network]` table of a study: files, found by their columns, and what is never guessed about them.

    `nodes` and `ties` describe organisations, `people` and `alters` personal networks, `levels` an engagement ladder;
    each may be a workbook that holds several. `symmetrise` counts a tie that either end, or only one that both, state.
    """

    id: str = "network"
    nodes: str | None = None
    ties: str | None = None
    people: str | None = None
    alters: str | None = None
    levels: str | None = None
    directed: bool = True
    symmetrise: Literal["either", "both"] | None = None
    waves: Texts = ()
    ladder: Texts = ()
    permutations: Annotated[int, Field(ge=99, le=100_000)] = 10_000
    seed: Annotated[int, Field(ge=0)] = 20260101

    @property
    def paths(self) -> tuple[str, ...]:
        """The files it names, each once."""
        return tuple(dict.fromkeys(filter(None, (self.nodes, self.ties, self.people, self.alters, self.levels))))


class MembershipRules(Strict):
    """The `[membership]` table of a study: the file of counts, or of people who joined and left."""

    id: str = "membership"
    file: str | None = None

    @property
    def paths(self) -> tuple[str, ...]:
        """The file it names."""
        return (self.file,) if self.file else ()
