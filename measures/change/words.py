"""Why a figure is not there, and what a method is, in plain words."""

from __future__ import annotations

NO_PAIRS = "Not computed because nobody has a score at both waves."
NOT_LINKED = "Not computed because these answers cannot be followed from person to person."
NOBODY = "Not computed because nobody has a score at this wave."
NO_BASELINE = "Not computed because nobody has a score at the first of the two waves."
ONE_PAIR = "Only one person has a score at both waves, so there is no interval and no test."
ONE_PAIR_NO_TEST = "Not computed because only one person has a score at both waves."
ONE_PERSON = "Only one person has a score, so there is no interval."
ONE_PERSON_NO_SPREAD = "Not computed because one person alone has no spread."
TWO_PAIRS = "Not computed because the small-sample factor needs at least three pairs."
ONE_WAVE_EMPTY = "Not computed because nobody has a score at one of the two waves."
ONE_PERSON_IN_A_GROUP = "One of the two groups has only one person, so there is no interval and no test."
ALL_THE_SAME = "Everybody has the same value, so there is no interval and no test."
SAME_CHANGE = "Not computed because everybody changed by the same amount, so the change has no spread."
NO_CHANGE = "Not computed because nobody changed."
ONE_CLUSTER = "Everybody is in one cluster, so there is no interval and no test."
ALL_CLUSTERS_ALIKE = "The clusters do not differ, so there is no interval and no test."
PEOPLE_NOT_CLUSTERS = "Treats people as independent: the clusters are not taken into account."
UNPAIRED = "People cannot be followed from one wave to the next: this compares two groups, not the same people."
NO_RANGE = "Not computed because the scale has no stated range."
DESCRIPTION = "A description of the spread; no interval is given."
EVERYBODY_AGAIN = "Not computed because everybody with a baseline score was heard from again."
NOBODY_AGAIN = "Not computed because nobody with a baseline score was heard from again."
CLUSTERS_UNKNOWN = "No interval: the clusters of those not heard from again are not known."
ONE_ITEM = "Not computed because the scale has only one item."
NO_COMPLETE_ANSWERS = "Not computed because nobody answered every item at this wave."
ONE_COMPLETE_ANSWER = "Not computed because only one person answered every item at this wave."
TOTAL_DOES_NOT_VARY = "Not computed because the sum of the items does not vary."
PERFECT_ALPHA = "The items agree perfectly, so there is no interval."
FEW_CLUSTERS = 10


def clustered(clusters: int, correlation: float | None) -> str:
    """How many clusters stand behind a figure, how alike people within them are, and a warning where they are few."""
    words = f"{clusters} clusters"
    if correlation is not None:
        words += f", intracluster correlation {correlation:.3f}"
    if clusters < FEW_CLUSTERS:
        words += f". Fewer than {FEW_CLUSTERS} clusters: the interval may be too narrow"
    return words + "."
