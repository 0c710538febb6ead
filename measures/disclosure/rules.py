"""Who may see what: the policies, and the rule of every measure, as tables that a data manager can read."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace
from enum import IntEnum
from types import MappingProxyType
from typing import Literal

from measures.errors import UsageError


class Footing(IntEnum):
    """What may be said of some people: nothing, how many they are, rounded figures as well, or everything."""

    HIDDEN = 0
    COUNTED = 1
    ROUNDED = 2
    EXACT = 3


@dataclass(frozen=True, slots=True)
class Policy:
    """One way of protecting people; all thresholds are numbers of people.

    Parameters
    ----------
    name
        How it is called on the command line and in study files; only `none` hides nothing.
    hidden_below
        Counts from 1 up to, not including, this are hidden.
    means_from
        Fewest people for a mean.
    exact_from
        Fewest people for exact figures, spreads, tests and shares. Below, means (without interval) and the mean change
        with its interval are rounded to one decimal beyond the scale's step.
    outward_below
        Below this the interval of the mean change is rounded outward to the scale's step.
    round_to
        Counts are rounded to the nearest multiple and shares made from rounded counts; 0: they are not.

    Raises
    ------
    UsageError
        The thresholds hide nothing or contradict each other.
    """

    name: str
    hidden_below: int
    means_from: int
    exact_from: int
    outward_below: int
    round_to: int = 0

    def __post_init__(self) -> None:
        """Refuse thresholds that protect nobody."""
        if not self.protects:
            return
        where = f"disclosure, policy '{self.name}'"
        if self.round_to and (self.round_to < 3 or self.round_to % 2 == 0):
            raise UsageError(f"{where}: counts cannot be rounded to {self.round_to}. State an odd number from 3 on.")
        if self.hidden_below < 3:
            raise UsageError(f"{where}: hiding counts below {self.hidden_below} protects nobody. State 3 or more.")
        if not self.hidden_below <= self.means_from <= self.outward_below <= self.exact_from:
            raise UsageError(
                f"{where}: its thresholds contradict each other. Counts hidden below ({self.hidden_below}), means from "
                f"({self.means_from}), intervals rounded outward below ({self.outward_below}) and exact figures from "
                f"({self.exact_from}) must not fall in this order."
            )

    @property
    def protects(self) -> bool:
        """Whether the policy hides anything."""
        return self.name != "none"

    def is_small(self, count: float) -> bool:
        """Whether a count of people is one that the policy hides."""
        return 0 < count < self.hidden_below


POLICIES: Mapping[str, Policy] = MappingProxyType(
    {
        policy.name: policy
        for policy in (
            #      name       hidden below, means from, exact from, outward below, round to
            Policy("none",     0,            0,          0,          0),
            Policy("under_5",  5,           10,         30,         20),
            Policy("under_10", 10,          20,         30,         20),
            Policy("nhs",      8,            8,         30,         20,            round_to=5),
        )
    }
)  # fmt: skip


def policy_named(policy: Policy | str) -> Policy:
    """The policy of that name.

    Raises
    ------
    UsageError
        There is none.
    """
    if isinstance(policy, Policy):
        return policy
    if policy not in POLICIES:
        raise UsageError(f"disclosure, policy: there is no policy '{policy}'. Choose one of {', '.join(POLICIES)}.")
    return POLICIES[policy]


def extended(policy: Policy | str, thresholds: Mapping[str, int]) -> Policy:
    """A policy with some thresholds of a data holder's own; its name stays, so that reports can cite it.

    Raises
    ------
    UsageError
        There is no such policy, or the thresholds hide nothing or contradict each other.
    """
    chosen = policy_named(policy)
    if thresholds and not chosen.protects:
        raise UsageError(
            f"disclosure: policy '{chosen.name}' hides nothing, so it takes no thresholds ({', '.join(thresholds)}). "
            "Choose another policy to set them by."
        )
    return replace(chosen, **thresholds)  # type: ignore[arg-type] # only thresholds, all of them whole numbers


Kind = Literal[
    "count",         # of people
    "from_counts",   # made of counts of people: rates, ratios, gaps in reach
    "share",         # of people, with its complement
    "response",      # the share not heard from again: what n and n_started say together
    "mean",          # of people, in the scale's units or in percent of maximum possible
    "change",        # the mean change, whose interval may be shown rounded
    "spread",        # standard deviations, medians, quantiles
    "test",          # p values and their statistics
    "effect",        # effect sizes, figures in units of a spread, detectable changes
    "bootstrap",     # figures whose interval is drawn
    "model",         # imputation, likelihood, regression
    "reliability",   # how items hang together, on people who answered every item
    "item",          # figures of one item
    "between",       # one figure over all groups of a breakdown
    "public",        # counts of residents and the like: already published
    "things",        # about activities, impacts, organisations and what joins them: no people
]  # fmt: skip

NEEDS: Mapping[Kind, Footing] = MappingProxyType(
    {
        "count": Footing.COUNTED,
        "from_counts": Footing.COUNTED,
        "share": Footing.EXACT,
        "response": Footing.COUNTED,
        "mean": Footing.ROUNDED,
        "change": Footing.ROUNDED,
        "spread": Footing.EXACT,
        "test": Footing.EXACT,
        "effect": Footing.EXACT,
        "bootstrap": Footing.EXACT,
        "model": Footing.EXACT,
        "reliability": Footing.EXACT,
        "item": Footing.EXACT,
        "between": Footing.EXACT,
    }
)
"""Footing that the people of a figure must have for it to be shown. At `ROUNDED` it is rounded."""

Base = Literal[
    "pairs",     # people with a score at both waves
    "wave",      # everybody with a score at the wave
    "baseline",  # everybody with a score at the first of the two waves, set against the pairs
    "both",      # everybody at either wave, two groups that cannot be linked
    "ever",      # everybody seen at least once: the pairs and those seen at one of the waves only
    "counted",   # the people that a count row of the same group counts: participants of reach, members
    "part",      # some of the pairs, as n says; set against all of them it tells of the others
    "own",       # the people of this row, as its n says
]  # fmt: skip


@dataclass(frozen=True, slots=True)
class Rule:
    """What kind of figure a measure is, and whom it counts."""

    kind: Kind
    base: Base


def needs(rule: Rule) -> Footing:
    """The footing the people of a figure must have: that of counts, where it is made of the counts of all groups."""
    return Footing.COUNTED if (rule.kind, rule.base) == ("between", "counted") else NEEDS[rule.kind]


_TABLE: tuple[tuple[Kind, Base, str], ...] = (
    # levels and change
    ("mean", "pairs", "mean_before mean_after pomp_before pomp_after"),
    ("change", "pairs", "mean_change pomp_improvement"),
    ("change", "part", "mean_change_exact_matches"),
    ("mean", "wave", "mean_all"),
    ("change", "both", "difference_unpaired"),
    ("spread", "pairs", "sd_before sd_after sd_change median_before median_after change_quantile"),
    ("test", "pairs", "paired_t wilcoxon wilcoxon_exact hodges_lehmann sign_test equivalence"),
    ("effect", "pairs", "correlation d_z g_z d_rm rank_biserial minimum_detectable"),
    ("bootstrap", "pairs", "d_av g_av"),
    ("share", "pairs", "floor_before floor_after ceiling_before ceiling_after"),
    ("share", "wave", "category_share headline_share"),
    # people
    ("share", "pairs", "reliable_improved reliable_unchanged reliable_worsened recovered harmed room_to_improve"),
    ("share", "pairs", "important_improved important_unchanged important_worsened"),
    ("share", "pairs", "better_band worse_band percent_improved percent_worsened"),
    ("spread", "pairs", "half_sd standard_error_of_measurement minimal_detectable_change_95"),
    # scale quality
    ("reliability", "own", "alpha alpha_standardised average_inter_item_r omega_total item_rest_r alpha_without"),
    ("item", "own", "item_mean"),
    ("share", "own", "item_missing item_category_share"),
    # who was not heard from again
    ("response", "baseline", "not_again"),
    ("mean", "baseline", "not_again_difference"),
    ("effect", "baseline", "not_again_g"),
    ("change", "baseline", "change_if_unchanged"),
    ("spread", "baseline", "change_bound_low change_bound_high"),
    ("model", "ever", "mean_change_imputed mean_change_likelihood"),
    ("mean", "pairs", "drift_low drift_high"),
    # comparison group, more than two waves
    ("between", "pairs", "ancova_effect adjusted_mean ancova_slope difference_in_change difference_in_change_g d_ppc2"),
    ("between", "pairs", "baseline_difference baseline_difference_g"),
    ("between", "pairs", "anchor_mean_change anchor_roc_change anchor_auc"),
    ("model", "own", "trajectory_mean trajectory_slope"),
    # reach
    ("count", "counted", "participants"),
    ("public", "counted", "residents"),
    ("from_counts", "counted", "coverage_per_1000 reach_ratio reach_gap shortfall"),
    ("between", "counted", "rate_ratio shortfall_to_best dissimilarity reach_chi_square reach_trend"),
    ("share", "own", "matched_share"),
    ("model", "pairs", "mean_change_weighted design_effect effective_n"),
    # fairness
    ("between", "pairs", "gap_before gap_after gap_change slope_index_before slope_index_after slope_index_change"),
    ("between", "pairs", "relative_index_before relative_index_after concentration_index_before"),
    ("between", "pairs", "concentration_index_after concentration_absolute_before concentration_absolute_after"),
    ("between", "pairs", "erreygers_before erreygers_after wagstaff_before wagstaff_after between_group_variance"),
    ("between", "pairs", "theil mean_log_deviation disparity_index mean_difference_from_best"),
    ("between", "pairs", "population_attributable_risk population_attributable_fraction change_interaction"),
    ("between", "pairs", "ancova_by_group worst_off_change every_group_gained"),
    # published figures of groups: no person of the study stands behind them
    ("public", "own", "gap ratio slope_index relative_index concentration_index concentration_absolute erreygers"),
    ("public", "own", "wagstaff between_group_sd coefficient_of_variation disparity_index_unweighted"),
    ("public", "own", "mean_difference_from_mean mean_difference_from_mean_unweighted"),
    ("public", "own", "mean_difference_from_best_unweighted mean_difference_from_reference"),
    ("public", "own", "mean_difference_from_reference_unweighted"),
    # personal networks, ladder, membership
    ("spread", "own", "network_size_before network_size_after network_size_change ties_new ties_kept ties_lost"),
    ("spread", "own", "ties_via_programme blau_index ego_ei_index"),
    ("share", "own", "ladder_share ladder_up ladder_down"),
    ("test", "own", "marginal_homogeneity"),
    ("count", "counted", "members"),
    ("from_counts", "counted", "growth_ratio members_per_1000"),
    ("between", "counted", "growth_ratio_pooled growth_heterogeneity"),
    # networks between organisations, from ties that they stated themselves
    ("things", "own", "nodes ties density mean_degree arc_reciprocity dyad_reciprocity degree_centralisation"),
    ("things", "own", "betweenness_centralisation ei_index assortativity modularity components"),
    ("things", "own", "largest_component_share articulation_points density_change ei_permutation qap_correlation"),
    ("things", "own", "betweenness degree"),
    # ripples and value
    ("things", "own", "activities impacts links longest_chain reach_of_activity ripple_order_count shared_credit"),
    ("things", "own", "ripple_multiplier independence_index persistence lag_median time_to_first_ripple"),
    ("things", "own", "category_count kappa staff_share direct_links ripple_order lag_quantile balance"),
    ("effect", "pairs", "wellbys value_low value_central value_high capability_gap capability_years"),
    ("effect", "pairs", "sufficient_capability_years gap_closed"),
    ("effect", "wave", "benchmark_difference"),
    (
        "things",
        "own",
        "sroi_ratio break_even_deadweight sroi_if_lower sroi_if_higher",
    ),  # made of the user's own sheet of outcomes
)
RULES: Mapping[str, Rule] = MappingProxyType(
    {measure: Rule(kind, base) for kind, base, measures in _TABLE for measure in measures.split()}
)
"""The rule of every measure. A measure without one is withheld."""
