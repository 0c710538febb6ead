"""Who is who: the ladder from exact to look-alike codes, confirmed matches, and near ones that are only suggested.

A stage never undoes an earlier one, and joins codes only where that is unambiguous. `seen` arrays have one row per
code (or class of codes) and one column per wave: whether it occurs there.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass, field
from itertools import combinations

import numpy as np
import pandas as pd
import pyarrow as pa
import pyarrow.compute as pc
from numpy.typing import NDArray
from rapidfuzz.distance import OSA

from measures.people.confirmed import Match, confirm
from measures.people.identifiers import is_numbered, look_alike, normalise, without_zeros
from measures.results import Issue

Classes = NDArray[np.int64]
Seen = NDArray[np.bool_]

STAGES = ("exact", "normalised", "look_alike", "confirmed")
SHORTEST = 6
CROWD = 50


@dataclass(frozen=True, slots=True)
class Linkage:
    """Which codes are one person.

    `codes`: distinct codes as typed; `normal`: the same, normalised. `nodes`: one line per code and wave it occurs in
    (`code`, `wave`: their numbers; `person`: the class). `stages[s]` is the class of each node after stage s of
    `STAGES`, the same array where a stage joined nothing. `keys[person]` is the text by which a person is known from
    here on.
    """

    codes: pd.Series[str] = field(repr=False)
    normal: pd.Series[str] = field(repr=False)
    nodes: pd.DataFrame = field(repr=False)
    stages: tuple[Classes, ...] = field(repr=False)
    keys: pd.Series[str] = field(repr=False)
    issues: tuple[Issue, ...] = ()

    def normal_of(self, people: Classes) -> list[str]:
        """The normalised code each of these people had first."""
        first = self.nodes.sort_values(["person", "wave", "code"]).drop_duplicates("person")["code"]
        return self.normal.iloc[first.iloc[people]].tolist()


def match_codes(
    code: Classes,
    wave: Classes,
    codes: pd.Series[str],
    *,
    waves: Sequence[str],
    normalised: bool,
    matches: Sequence[Match] = (),
) -> Linkage:
    """Match codes across waves.

    Parameters
    ----------
    code, wave : arrays of int
        One entry per row: which of `codes`, which of `waves`; a wave number of `len(waves)` stands for rows that hold
        people's characteristics only.
    codes : Series of str
        The distinct codes as typed.
    normalised : bool
        Whether the ladder goes beyond exact matches.
    matches : sequence of Match
        Matches confirmed by the user, applied last.

    Raises
    ------
    InputError
        Code `conflicting_matches`: two people of one wave were confirmed to be the same person.
    """
    n_waves = len(waves) + 1
    at = np.flatnonzero(np.bincount(code * n_waves + wave))
    nodes = pd.DataFrame({"code": at // n_waves, "wave": at % n_waves})
    normal = normalise(codes)
    key = pd.factorize(normal)[0]
    seen = _seen(nodes["code"].to_numpy(), nodes["wave"].to_numpy(), len(codes), n_waves)

    exact = np.arange(len(codes))
    same = _join_normalised(key, seen) if normalised else exact
    alike = same
    if normalised:
        same = _join_if_unique(same, normal, without_zeros(normal), seen)
        alike = _join_if_unique(same, normal, look_alike(normal), seen)
    of_node = nodes["code"].to_numpy()
    by_normal = same[of_node]
    by_look = by_normal if alike is same else alike[of_node]
    person, issues = confirm(by_look, nodes, codes, normal, waves, matches)
    nodes["person"] = _dense(person)
    stages = (exact[of_node], by_normal, by_look, person)
    return Linkage(codes, normal, nodes, stages, _keys(nodes, codes, normal, key), issues)


def stages_of(linkage: Linkage, n_waves: int, present: NDArray[np.bool_]) -> Classes:
    """The stage that brought each person's waves together, as a place in `STAGES`.

    -1 is for people who are not present or were seen in one wave only.
    """
    real = (linkage.nodes["wave"] < n_waves).to_numpy() & present[linkage.nodes["person"]]
    person, wave = linkage.nodes["person"].to_numpy()[real], linkage.nodes["wave"].to_numpy()[real]
    final = _seen(person, wave, len(linkage.keys), n_waves).sum(axis=1)
    stage = np.full(len(final), -1)
    for number, classes in reversed(list(enumerate(linkage.stages))):
        if number and classes is linkage.stages[number - 1]:
            continue
        here = classes[real]
        owner = np.zeros(int(here.max(initial=0)) + 1, dtype=np.int64)
        owner[here] = person
        if (owner[here] != person).any():  # a confirmed match took one wave's answer out of a class
            here = pd.factorize(here * len(final) + person)[0]
        reached = _seen(here, wave, int(here.max(initial=0)) + 1, n_waves).sum(axis=1)[here]
        stage[person[reached == final[person]]] = number
    return np.where(final > 1, stage, -1)


def suggest(codes: Sequence[str], seen: Seen) -> tuple[tuple[int, int], ...]:
    """Pairs of normalised codes that may be one person's: one slip apart and nobody else as near, on both sides.

    Never for numbers or running numbers, where the neighbour is another person, nor for codes shorter than six
    characters. One slip is one letter added, left out or changed, or two neighbours swapped (optimal string alignment).
    Suggestions only: a person confirms them.

    Parameters
    ----------
    codes : sequence of str
        Normalised codes, one per person.
    seen : array of bool
        One row per person, one column per wave.

    Returns
    -------
    tuple of pairs
        Positions in `codes`, the one seen in the earlier wave first.
    """
    left = ~seen.all(axis=1)
    if left.sum() < 2:
        return ()
    every = pd.Series(list(codes), dtype="str")
    left &= ~is_numbered(every) & (every.str.len() >= SHORTEST).to_numpy()
    buckets: defaultdict[str, list[int]] = defaultdict(list)
    for position in np.flatnonzero(left).tolist():
        for variant in _with_one_left_out(codes[position]):
            buckets[variant].append(position)
    crowded: set[int] = set()
    near: defaultdict[int, set[int]] = defaultdict(set)
    for bucket in buckets.values():
        if len(bucket) > CROWD:
            crowded.update(bucket)
            continue
        for one, other in combinations(bucket, 2):
            together = (seen[one] & seen[other]).any()
            if not together and OSA.distance(codes[one], codes[other], score_cutoff=1) <= 1:
                near[one].add(other)
                near[other].add(one)
    pairs = (
        (one, next(iter(others)))
        for one, others in near.items()
        if len(others) == 1 and one not in crowded and not others & crowded
    )
    found = {
        tuple(sorted(pair, key=lambda each: (int(seen[each].argmax()), codes[each])))
        for pair in pairs
        if len(near[pair[1]]) == 1
    }
    return tuple((one, other) for one, other in sorted(found))


def _with_one_left_out(code: str) -> set[str]:
    """The code and each of its forms with one character left out: two codes one slip apart share one of them."""
    return {code, *(code[:place] + code[place + 1 :] for place in range(len(code)))}


def _seen(row: Classes, wave: Classes, n_rows: int, n_waves: int) -> Seen:
    seen = np.zeros((n_waves, n_rows), dtype=np.bool_).T  # wave by wave in memory: they are few, and added up often
    seen[row, wave] = True
    return seen


def _join_normalised(key: Classes, seen: Seen) -> Classes:
    """Make codes with the same normalised text one class, unless several were each followed and meet in a wave.

    Those are different people whose codes differ by case or spaces only. `key` numbers the normalised texts.
    """
    followed = seen.sum(axis=1) > 1
    meet = np.zeros(int(key.max(initial=0)) + 1, dtype=np.bool_)
    for wave in range(seen.shape[1]):
        meet |= np.bincount(key, weights=followed & seen[:, wave], minlength=len(meet)) > 1
    return _dense(np.where(meet[key], len(meet) + np.arange(len(key)), key))


def _join_if_unique(classes: Classes, normal: pd.Series[str], text: pd.Series[str], seen: Seen) -> Classes:
    """Join classes with the same text where no wave holds two of them.

    `text` is what a stage makes of `normal`: it concerns the codes that it changes, and those that they then equal.
    """
    changed = (text != normal).to_numpy()
    if not changed.any():
        return classes
    same = pc.is_in(pa.array(text), value_set=pa.array(text[changed])).to_numpy(zero_copy_only=False)
    codes = np.flatnonzero(same)
    involved, local = np.unique(classes[codes], return_inverse=True)
    key = np.zeros(len(involved), dtype=np.int64)
    key[local] = pd.factorize(text.iloc[codes])[0]
    of_class = np.zeros((len(involved), seen.shape[1]), dtype=np.bool_)
    unique = np.ones(int(key.max()) + 1, dtype=np.bool_)
    for wave in range(seen.shape[1]):
        of_class[local[seen[codes, wave]], wave] = True
        unique &= np.bincount(key, weights=of_class[:, wave], minlength=len(unique)) <= 1
    joined = np.arange(int(classes.max()) + 1)
    joined[involved] = np.where(unique[key], len(joined) + key, involved)
    return _dense(joined[classes])


def _dense(labels: Classes) -> Classes:
    """The labels, which are not negative, numbered without gaps in their order."""
    used = np.bincount(labels) > 0
    return np.asarray(np.cumsum(used)[labels] - 1, dtype=np.int64)


def _keys(nodes: pd.DataFrame, codes: pd.Series[str], normal: pd.Series[str], key: Classes) -> pd.Series[str]:
    """The text each person is known by: their earliest code, normalised; with the code as typed where two share it.

    `key` numbers the normalised texts.
    """
    person, wave = nodes["person"].to_numpy(), nodes["wave"].to_numpy()
    first_wave = np.zeros(int(person.max(initial=-1)) + 1, dtype=np.int64)
    for number in range(int(wave.max(initial=-1)), -1, -1):
        first_wave[person[wave == number]] = number
    earliest = nodes.loc[wave == first_wave[person], ["code", "wave", "person"]]
    several = (np.bincount(earliest["person"]) > 1)[earliest["person"]]
    if several.any():
        texts = earliest[several].assign(
            normal=normal.to_numpy()[earliest.loc[several, "code"]],
            typed=codes.to_numpy()[earliest.loc[several, "code"]],
        )
        first = texts.sort_values(["person", "normal", "typed"]).drop_duplicates("person")
        earliest = pd.concat([earliest[~several], first[["code", "wave", "person"]]])
    code = np.empty(len(first_wave), dtype=np.int64)
    code[earliest["person"]] = earliest["code"]
    keys = normal.iloc[code].reset_index(drop=True)
    shared = (np.bincount(key[code]) > 1)[key[code]]
    if not shared.any():
        return keys
    typed = codes.iloc[code[shared]].set_axis(keys.index[shared])
    return keys.where(~shared, (keys[shared] + " (" + typed + ")").reindex(keys.index))
