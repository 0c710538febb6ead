"""Why a figure over groups is not there, and what it is, in plain words."""

from __future__ import annotations

NO_PAIRS = "Not computed because nobody in a known group has a score at both waves."
NOT_LINKED = "Not computed because these answers cannot be followed from person to person."
ONE_GROUP = "Not computed because only one known group has people with a score at both waves."
ONE_CLUSTER = "Everybody is in one cluster, so there is no interval and no test."
NO_DRAWS = "No interval: too few resamples define it."
NO_DIRECTION = "Not computed because it is not stated whether higher scores are better or worse."
SHARE_WITHOUT_DIRECTION = "Not computed because it is not known whether a higher share is better or worse."
DEPENDS_ON_ZERO = "Depends on where the scale's zero lies: compare it only with itself."
MEAN_NOT_POSITIVE = "Not computed because the mean is not above 0."
NO_RATIO = "Not computed because the line across the groups does not stay above 0."
NOT_ABOVE_ZERO = "Not computed because a group's share is 0, of which no logarithm can be taken."
MEAN_ZERO = "Not computed because the share is 0 in every group."
ALL_AT_AN_END = "Not computed because everybody is at one end of the scale."
PERFECT_FIT = "Nothing is left over to judge the error by, so there is no interval and no test."
TOO_FEW = "Not computed because too few people are left over to judge chance by."
NO_SPREAD = "Not computed because nobody differs within the groups."
ALL_ALIKE = "Nobody differs within the groups, so there is no interval and no test."
NO_INTERVAL = "No interval: its change has none (one person, all changed alike, or one cluster)."
ONE_PERSON = "Only one person in a group, so there is no interval and no test."
NOT_DETERMINED = "Not computed because there are too few people, or the baseline scores do not vary enough."
NO_INTERVAL_OF_A_GROUP = (
    "Not computed because a group's change has no interval (one person, all changed alike, or one cluster)."
)
ASKS_ANCOVA = "Asks: where would each group have ended had all started at the same score?"
ASKS_CHANGE = "Asks: did the groups change by different amounts, wherever they started?"
FEW_CLUSTERS = 10


def dropped(undefined: int, draws: int) -> str:
    """How many resamples did not define a figure."""
    return f"{undefined} of {draws} resamples did not define it and were left out."


def left_out(people: int) -> str:
    """How many people are in no known group of the breakdown."""
    who = "1 person" if people == 1 else f"{people} people"
    return f"Without {who} whose group is not known or not in the stated order."


def clustered(clusters: int) -> str:
    """How many clusters stand behind an error, and a warning where they are few."""
    few = f" Fewer than {FEW_CLUSTERS} clusters: the interval may be too narrow." if clusters < FEW_CLUSTERS else ""
    return f"Errors by {clusters} clusters.{few}"


def last_less_first(last: str, first: str) -> str:
    """Which group is set against which."""
    return f"'{last}' less '{first}'."


def against(reference: str) -> str:
    """Which group is the reference."""
    return f"Reference group: '{reference}'."


def worst_off(group: str) -> str:
    """Which group had the worst mean before."""
    return f"The worst mean before: '{group}'."
