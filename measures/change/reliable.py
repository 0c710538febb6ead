"""Reliable change of single people: the methods, each as a numerator that must pass a critical value.

r is the reliability; mean_b, sd_b, mean_a, sd_a are over all pairs; S = sd_b sqrt(1 - r) is the standard error of
measurement, E = r before + (1 - r) mean_b the estimated true baseline, P = sd_b sqrt(1 - r^2) the error of prediction.
Written as "numerator beyond critical value times denominator", so that a reliability of 1 (no error) needs no division.
"""

from __future__ import annotations

import math
from collections.abc import Callable, Mapping
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray
from scipy import special

from measures.change import words
from measures.change.reliability import ChosenReliability
from measures.change.settings import ReliableChange
from measures.change.table import PairTable
from measures.numerics.moments import Floats

Bools = NDArray[np.bool_]
TWO_SIDED = float(special.ndtri(0.975))
ONE_SIDED = float(special.ndtri(0.95))


@dataclass(frozen=True, slots=True)
class Sample:
    """What a verdict on one person needs to know of everybody: moments over all pairs, and the reliability."""

    mean_before: float
    mean_after: float
    sd_before: float
    sd_after: float
    covariance: float
    reliability: float
    reliability_after: float

    @property
    def measurement_error(self) -> float:
        """S, the standard error of measurement."""
        return self.sd_before * math.sqrt(1 - self.reliability)

    @property
    def prediction_error(self) -> float:
        """P, the standard error of prediction."""
        return self.sd_before * math.sqrt(1 - self.reliability**2)

    @property
    def variance_of_change(self) -> float:
        """Variance of the change."""
        return self.sd_before**2 + self.sd_after**2 - 2 * self.covariance

    @property
    def reliability_of_change(self) -> float:
        """R of Hageman and Arrindell: how reliable the differences are."""
        true = self.sd_before**2 * self.reliability + self.sd_after**2 - self.measurement_error**2 - 2 * self.covariance
        return true / self.variance_of_change

    def true_before(self, before: Floats) -> Floats:
        """E, the estimated true baseline."""
        return self.reliability * before + (1 - self.reliability) * self.mean_before


Verdict = Callable[[Sample, Floats, Floats], tuple[Floats, float]]


def jacobson_truax(sample: Sample, before: Floats, after: Floats) -> tuple[Floats, float]:
    """Jacobson and Truax (1991), with the error of a difference by Christensen and Mendoza (1986)."""
    return after - before, sample.measurement_error * math.sqrt(2)


def gulliksen_lord_novick(sample: Sample, before: Floats, after: Floats) -> tuple[Floats, float]:
    """Gulliksen, Lord and Novick, by Hsu (1989): against the predicted score."""
    return after - sample.true_before(before), sample.prediction_error


def hsu_linn_lord(sample: Sample, before: Floats, after: Floats) -> tuple[Floats, float]:
    """Hsu, Linn and Lord, by Hsu (1989): against the predicted change of the group, so around its mean change."""
    expected = sample.reliability * (before - sample.mean_before)
    return (after - sample.mean_after) - expected, sample.prediction_error


def edwards_nunnally(sample: Sample, before: Floats, after: Floats) -> tuple[Floats, float]:
    """Edwards and Nunnally, by Speer (1992): outside the interval around the estimated true baseline."""
    return after - sample.true_before(before), sample.measurement_error


def nunnally_kotsch(sample: Sample, before: Floats, after: Floats) -> tuple[Floats, float]:
    """Nunnally and Kotsch (1983): like edwards_nunnally, with the reliability after."""
    r = sample.reliability
    error = sample.sd_before * math.sqrt(r**2 * (1 - r) + 1 - sample.reliability_after)
    return after - sample.true_before(before), error


def hageman_arrindell(sample: Sample, before: Floats, after: Floats) -> tuple[Floats, float]:
    """Hageman and Arrindell (1999): the estimated true change."""
    share = sample.reliability_of_change
    true_change = share * (after - before) + (1 - share) * (sample.mean_after - sample.mean_before)
    return true_change, sample.measurement_error * math.sqrt(2 * share)


METHODS: Mapping[ReliableChange, tuple[Verdict, float, str]] = {
    "jacobson_truax": (jacobson_truax, TWO_SIDED, "Jacobson and Truax"),
    "gulliksen_lord_novick": (gulliksen_lord_novick, TWO_SIDED, "Gulliksen, Lord and Novick"),
    "hsu_linn_lord": (hsu_linn_lord, TWO_SIDED, "Hsu, Linn and Lord"),
    "edwards_nunnally": (edwards_nunnally, TWO_SIDED, "Edwards and Nunnally"),
    "nunnally_kotsch": (nunnally_kotsch, TWO_SIDED, "Nunnally and Kotsch"),
    "hageman_arrindell": (hageman_arrindell, ONE_SIDED, "Hageman and Arrindell"),
}
"""Method, critical value, name. A further method is one function and one line here."""


@dataclass(frozen=True, slots=True)
class Judge:
    """A method ready to judge people: `direction` 1 where higher is better, -1 where higher is worse."""

    sample: Sample
    method: ReliableChange
    direction: int
    words: str
    note: str

    def verdicts(self, before: Floats, after: Floats) -> tuple[Bools, Bools]:
        """Who improved and who worsened reliably: strictly beyond the critical value."""
        verdict, critical, _ = METHODS[self.method]
        numerator, denominator = verdict(self.sample, before, after)
        limit = critical * denominator
        return self.direction * numerator > limit, self.direction * numerator < -limit

    def crossed(self, before: Floats, after: Floats, cut_off: float) -> tuple[Bools, Bools]:
        """Who crossed the cut-off to the better and to the worse side, strictly on both sides."""
        was, now = self.direction * (before - cut_off), self.direction * (after - cut_off)
        return (was < 0) & (now > 0), (was > 0) & (now < 0)

    def surely_beyond(self, after: Floats, cut_off: float) -> Bools:
        """hageman_arrindell only: whose estimated true score after lies surely beyond the cut-off."""
        sample = self.sample
        true_after = sample.mean_after + sample.reliability * (after - sample.mean_after)
        limit = ONE_SIDED * sample.measurement_error * math.sqrt(sample.reliability)
        return self.direction * (true_after - cut_off) > limit


def cut_off(overall: PairTable, functional: tuple[float, float]) -> float:
    """Where the well population begins (Jacobson and Truax 1991): a, b or c, on the scale; the baseline must vary.

    a: two SDs from the mean before, towards better; b: two SDs from the well population's mean, towards worse;
    c: where the two distributions meet, weighing by their SDs.
    """
    mean_well, sd_well = functional
    before, kind = overall.summaries["before"], overall.settings.cut_off
    sd_before = before.sd or 0.0
    if kind == "a":
        return before.mean + overall.direction * 2 * sd_before
    if kind == "b":
        return mean_well - overall.direction * 2 * sd_well
    return (sd_before * mean_well + sd_well * before.mean) / (sd_before + sd_well)


def judge(overall: PairTable, reliability: ChosenReliability) -> Judge | str:
    """Make the study's method ready for these pairs, or say why nobody can be judged."""
    method = overall.settings.reliable_change
    if method == "mixed_model":
        return words.NEEDS_MORE_WAVES
    before, after = overall.summaries["before"], overall.summaries["after"]
    if before.sd is None or after.sd is None or overall.covariance is None:
        return words.ONE_PAIR_NO_SPREAD
    if before.sd == 0:
        return words.BASELINE_DOES_NOT_VARY
    sample = Sample(
        before.mean, after.mean, before.sd, after.sd, overall.covariance, reliability.value, reliability.after
    )
    if method == "hageman_arrindell" and (sample.variance_of_change <= 0 or sample.reliability_of_change <= 0):
        return words.CHANGE_NOT_RELIABLE
    named = METHODS[method][2]
    said = [f"Reliability {reliability.value:.4g} ({reliability.source}).", reliability.note]
    if method == "jacobson_truax":
        said.insert(1, f"A change of more than {TWO_SIDED * sample.measurement_error * math.sqrt(2):.4g} counts.")
    if method == "nunnally_kotsch":
        said.insert(1, f"Reliability after {reliability.after:g}.")
    if method == "hsu_linn_lord":
        said.append(words.AGAINST_MEAN_CHANGE)
    return Judge(sample, method, overall.direction, f"reliable change by {named}", " ".join(filter(None, said)))
