"""What a study states about value; nothing here is money unless `money` is switched on."""

from __future__ import annotations

from collections.abc import Mapping
from decimal import Decimal
from typing import Annotated, Literal

from pydantic import Field

from measures.strict import Number, Strict

Positive = Annotated[Number, Field(gt=0)]
Share = Annotated[Number, Field(ge=0, le=1)]
PartShare = Annotated[Number, Field(ge=0, lt=1)]
Mode = Literal["self-completion", "interviewer"]

LOW, CENTRAL, HIGH = Decimal(10_000), Decimal(13_000), Decimal(16_000)
PRICE_YEAR = "2019"
DISCOUNT, ELASTICITY = Decimal("0.015"), Decimal("1.3")  # recalled, not checked: every row that uses one says so
NOUGHT = Decimal(0)


class OwnFigure(Strict):
    """A figure of the user's own to compare with: of whom, when, how they were asked, and where it stands."""

    mean: Number
    population: str
    year: str
    mode: Mode
    source: str


class ValueRules(Strict):
    """The `[value]` table of a study.

    `scale` is life satisfaction from 0 to 10; `years` lie between the waves (else their dates tell). `estimator`
    `observed` counts the change as it came about between the waves; `held` also holds it for `held_years` more, less
    `drop_off` of what is left each year. `deflator` and `growth` are series of the user's own by year.
    """

    scale: str = "ons4.satisfied"
    years: Positive | None = None
    estimator: Literal["observed", "held"] = "observed"
    held_years: Annotated[int, Field(ge=1, le=50)] = 1
    drop_off: PartShare = NOUGHT
    deadweight: Share = NOUGHT
    attribution: Share = NOUGHT
    displacement: Share = NOUGHT
    discount: Share | None = None
    money: bool = False
    wellby: tuple[Positive, Positive, Positive] = (LOW, CENTRAL, HIGH)
    price_year: str = PRICE_YEAR
    deflator: Mapping[str, Positive] = Field(default_factory=dict)
    growth: Mapping[str, Positive] = Field(default_factory=dict)
    elasticity: Positive | None = None
    capability_years: bool = False
    mode: Mode | None = None
    figures: Mapping[str, OwnFigure] = Field(default_factory=dict)
    sheet: str | None = None
    inputs: Positive | None = None

    @property
    def paths(self) -> tuple[str, ...]:
        """The files it names."""
        return (self.sheet,) if self.sheet else ()
