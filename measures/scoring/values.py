"""From the whole-number key of a scale to its score, exactly: fractions, and one rounding to a float at the end."""

from __future__ import annotations

import math
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from fractions import Fraction
from itertools import pairwise

import numpy as np
from numpy.typing import NDArray

from measures.instrument import Scale

Keys = NDArray[np.int64]
Reading = Callable[[int], Fraction]  # how a whole-number key becomes a number of the scale: its total, or its score


@dataclass(frozen=True, slots=True)
class Linear:
    """A key that counts a fixed unit."""

    unit: Fraction

    def __call__(self, key: int) -> Fraction:
        """Give the total of this key."""
        return key * self.unit


@dataclass(frozen=True, slots=True)
class Averaged:
    """The mean of the answered items, times a number: the key is sum * base + answered items."""

    unit: Fraction
    base: int
    times: int

    def __call__(self, key: int) -> Fraction:
        """Give the total of this key."""
        total, answered = divmod(key, self.base)
        return total * self.unit * self.times / answered


@dataclass(frozen=True, slots=True)
class Table:
    """A published table from raw sum to score; the key counts a fixed unit of the raw sum."""

    unit: Fraction
    scores: Mapping[Fraction, Fraction]

    def __call__(self, key: int) -> Fraction:
        """Give the total of this key."""
        return self.scores[key * self.unit]


@dataclass(frozen=True, slots=True)
class Goals:
    """Goal attainment T (Kiresuk and Sherman 1968), T = 50 + 10 S / sqrt((1 - r) sum w^2 + r (sum w)^2), S = sum w x.

    The key is signature * width + (S - lowest). The signature is a number in base `base` with one digit per goal, its
    weight: 0 for a goal that was not answered or does not count. So a key holds S and every weight, two people's goals
    are alike exactly where their signatures are, and the key stays whole.
    """

    width: int
    lowest: int
    base: int
    correlation: Fraction

    def signature(self, keys: Keys) -> Keys:
        """Give which goals were answered, and their weights, as one number per key."""
        return keys // self.width

    def __call__(self, key: int) -> Fraction:
        """Give the T score of this key; equal scores come from equal fractions, so that they are equal to the bit."""
        signature, above = divmod(key, self.width)
        weights = []
        while signature:
            signature, digit = divmod(signature, self.base)
            weights.append(digit)
        score = above + self.lowest
        squares, total = sum(weight * weight for weight in weights), sum(weights)
        spread = (1 - self.correlation) * squares + self.correlation * total * total
        steps = math.sqrt(Fraction(100 * score * score) / spread)
        return 50 + Fraction(math.copysign(steps, score))


@dataclass(frozen=True, slots=True)
class GoalsOrReady:
    """Which goals a score is about, where scores from answers (even keys) stand beside ready-made ones (odd keys)."""

    goals: Goals

    def signature(self, keys: Keys) -> Keys:
        """Give the signature of each key; ready-made scores do not say their goals and share one of their own."""
        return np.where(keys % 2 == 1, np.int64(-1), self.goals.signature(keys // 2))


@dataclass(frozen=True, slots=True)
class Finish:
    """What is done to the method's total: multiply, then rescale, then cap."""

    times: Fraction = Fraction(1)
    start: Fraction = Fraction(0)
    stretch: Fraction = Fraction(1)
    to: Fraction = Fraction(0)
    cap: Fraction | None = None

    @classmethod
    def of(cls, scale: Scale, low: Fraction | None, high: Fraction | None) -> Finish:
        """Make it for a scale whose method gives totals from `low` to `high` (only rescaling needs them)."""
        times = Fraction(1) if scale.multiply is None else Fraction(scale.multiply)
        cap = None if scale.cap is None else Fraction(scale.cap)
        if scale.rescale is None:
            return cls(times=times, cap=cap)
        if low is None or high is None or low == high or not times:
            raise ValueError("rescale needs answers with a lowest and a highest value")
        start, finish = sorted((low * times, high * times))
        to, end = (Fraction(limit) for limit in scale.rescale)
        return cls(times=times, start=start, stretch=(end - to) / (finish - start), to=to, cap=cap)

    def __call__(self, total: Fraction) -> Fraction:
        """Give the final score of a total."""
        score = self.to + (total * self.times - self.start) * self.stretch
        return score if self.cap is None else min(score, self.cap)

    def step(self, step: Fraction | None) -> Fraction | None:
        """Give the step between final scores from the step between totals."""
        return None if step is None else abs(step * self.times * self.stretch)

    def limits(self, low: Fraction | None, high: Fraction | None) -> tuple[Fraction | None, Fraction | None]:
        """Give the ends of the final scores from the ends of the totals, lower end first."""
        if low is None or high is None:
            return None, None
        ends = sorted((self(low), self(high)))
        return ends[0], ends[1]


@dataclass(frozen=True, slots=True)
class FromItems:
    """A score from the total a method gives."""

    total: Reading
    finish: Finish

    def __call__(self, key: int) -> Fraction:
        """Give the score of this key."""
        return self.finish(self.total(key))


@dataclass(frozen=True, slots=True)
class ItemsOrReady:
    """Scores from answers (even keys) beside scores that came ready-made (odd keys)."""

    own: Reading
    ready: Linear

    def __call__(self, key: int) -> Fraction:
        """Give the score of this key."""
        half, is_ready = divmod(key, 2)
        return self.ready(half) if is_ready else self.own(half)


def common_unit(*units: Fraction) -> Fraction:
    """Give the largest unit of which all of these are whole multiples."""
    result = units[0]
    for unit in units[1:]:
        shared = result.denominator * unit.denominator
        result = Fraction(math.gcd(result.numerator * unit.denominator, unit.numerator * result.denominator), shared)
    return result


def smallest_gap(scores: Mapping[Fraction, Fraction]) -> Fraction | None:
    """Give the smallest difference between two scores of a table."""
    ordered = sorted(set(scores.values()))
    return min((high - low for low, high in pairwise(ordered)), default=None)
