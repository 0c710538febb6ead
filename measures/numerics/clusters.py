"""Standard errors when people come in clusters (sessions, sites)."""

from __future__ import annotations

import math

import numpy as np

from measures.numerics.moments import Floats, Ints, summary


def cluster_totals(value: Floats, n: Ints, cluster: Ints) -> tuple[Floats, Floats]:
    """Sum of the counted values and number of people in each cluster."""
    _, place = np.unique(cluster, return_inverse=True)
    size = place.max() + 1
    total, people = np.zeros(size), np.zeros(size)
    np.add.at(total, place, n * value)
    np.add.at(people, place, n)
    return total, people


def cluster_error(value: Floats, n: Ints, cluster: Ints) -> tuple[float | None, int]:
    """Cluster-robust standard error of the mean of counted values, and the number of clusters.

    The sandwich with the small-sample factor G / (G - 1) (Liang and Zeger 1986), as R's
    `sandwich::vcovCL(lm(x ~ 1), cluster)`; None for one cluster. Use it with G - 1 degrees of freedom.
    """
    mean = summary(value, n).mean
    total, _ = cluster_totals(value - mean, n, cluster)
    clusters = len(total)
    if clusters < 2:
        return None, clusters
    return math.sqrt(clusters / (clusters - 1) * float(total @ total)) / int(n.sum()), clusters


def intracluster_correlation(value: Floats, n: Ints, cluster: Ints) -> float | None:
    """Intracluster correlation by analysis of variance, unequal sizes allowed (Donner 1986); it may be below 0.

    None where it is not defined: one cluster, one person in each, or no spread.
    """
    total, size = cluster_totals(value, n, cluster)
    clusters, people = len(size), float(size.sum())
    if clusters < 2 or people == clusters:
        return None
    means = total / size
    overall = total.sum() / people
    _, place = np.unique(cluster, return_inverse=True)
    within = float(n @ (value - means[place]) ** 2) / (people - clusters)
    between = float(size @ (means - overall) ** 2) / (clusters - 1)
    usual_size = (people - float(size @ size) / people) / (clusters - 1)
    spread = between + (usual_size - 1) * within
    return (between - within) / spread if spread > 0 else None
