"""The gate: the only maker of `Protected`, and the one function that lets an evaluation through."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import replace
from typing import Any, Generic, NoReturn, TypeVar, cast

from measures.connections.network_files import Networks
from measures.disclosure.audit import audit_file, refuse_if_faulty
from measures.disclosure.figures import protected_rows
from measures.disclosure.judging import context_of
from measures.disclosure.left_to_say import all_hidden_issues, mark_issues, rounding_issues
from measures.disclosure.notices import protected_flow, protected_issues, protected_provenance, unquoted_issues
from measures.disclosure.reading_back import FileKind
from measures.disclosure.rules import Policy, policy_named
from measures.results import Evaluation
from measures.ripple.ripple_map import RippleMap

Value_co = TypeVar("Value_co", covariant=True)
Sealed = TypeVar("Sealed")
_KEY = object()


class Protected(Generic[Value_co]):
    """Something that went through the gate under a policy. Only `protect` makes one, and nothing changes it.

    Attributes
    ----------
    value
        What may be shared under the policy.
    policy : Policy
        The policy it went through. Under `none` nothing is hidden, and the value is personal data.
    """

    __slots__ = ("_policy", "_value")
    _policy: Policy
    _value: Value_co

    def __init__(self, value: Value_co, policy: Policy, *, key: object) -> None:
        if key is not _KEY:
            raise TypeError("Protected values are made by measures.disclosure.protect alone.")
        object.__setattr__(self, "_value", value)
        object.__setattr__(self, "_policy", policy)

    @property
    def value(self) -> Value_co:
        """What may be shared."""
        return self._value

    @property
    def policy(self) -> Policy:
        """The policy it went through."""
        return self._policy

    def __setattr__(self, name: str, value: object) -> NoReturn:
        raise AttributeError("A protected value does not change: protect the evaluation again.")

    def __delattr__(self, name: str) -> NoReturn:
        raise AttributeError("A protected value does not change: protect the evaluation again.")

    def __eq__(self, other: object) -> bool:
        return isinstance(other, Protected) and (self.value, self.policy) == (other.value, other.policy)

    def __hash__(self) -> int:
        return hash((Protected, self.policy))

    def __repr__(self) -> str:
        return f"Protected({type(self.value).__name__}, policy={self.policy.name!r})"

    def __reduce__(self) -> tuple[Any, ...]:
        """Copies and caches keep the seal."""
        return _sealed, (self.value, self.policy)


def protect(evaluation: Evaluation | Protected[Evaluation], policy: Policy | str = "under_5") -> Protected[Evaluation]:
    """Let an evaluation through the gate: hide, round and reword what could give away what a person answered.

    Parameters
    ----------
    evaluation
        What `evaluate_study` found. What went through already under the same policy is given back as it is.
    policy
        A policy or its name: `none`, `under_5`, `under_10` or `nhs` (see `POLICIES`).

    Returns
    -------
    Protected[Evaluation]
        The same rows in the same order. A hidden figure has status `c`, its numbers null (but for `n` and `n_started`
        where these may be told) and a note; figures of fewer than 30 people are rounded and their notes say so.

    Raises
    ------
    UsageError
        There is no such policy.
    ValueError
        The evaluation went through the gate under another policy: protect the original.
    """
    chosen = policy_named(policy)
    if isinstance(evaluation, Protected):
        if evaluation.policy != chosen:
            raise ValueError(f"It is protected under '{evaluation.policy.name}': protect the original evaluation.")
        return evaluation
    if not chosen.protects:
        unquoted = unquoted_issues(evaluation.issues)
        same = unquoted == tuple(evaluation.issues)
        return _sealed(evaluation if same else replace(evaluation, issues=unquoted), chosen)
    context = context_of(evaluation.results, evaluation.scales, chosen)
    flow, base = protected_flow(evaluation.flow, context)
    rows = protected_rows(evaluation.results, context)
    issues = protected_issues(evaluation.issues, flow_rounded=base)
    safe = replace(
        evaluation,
        provenance=protected_provenance(evaluation.provenance, chosen),
        flow=flow,
        issues=(*issues, *mark_issues(rows), *rounding_issues(context), *all_hidden_issues(rows)),
        results=rows,
    )
    return _sealed(safe, chosen)


def protect_map(ripple_map: RippleMap, policy: Policy | str = "under_5") -> Protected[RippleMap]:
    """Let a ripple map through the gate, for pictures and files of it.

    Boxes and arrows are things, not people, and stay. Quotations, other columns of free text and small numbers of
    people reached are left out; under `none` nothing is.

    Raises
    ------
    UsageError
        There is no such policy.
    """
    chosen = policy_named(policy)
    if not chosen.protects:
        return _sealed(ripple_map, chosen)
    nodes = tuple(
        replace(
            node, quote="", about=(), people_reached=None if chosen.is_small(node.people_reached or 0)
            else node.people_reached,
        )
        for node in ripple_map.nodes
    )  # fmt: skip
    links = tuple(replace(link, note="") for link in ripple_map.links)
    return _sealed(replace(ripple_map, nodes=nodes, links=links), chosen)


def protect_networks(networks: Networks, policy: Policy | str = "under_5") -> Protected[Networks]:
    """Let networks between organisations through the gate, for pictures of them.

    Organisations and the ties they stated are things, not people, and stay; what was said of their files is left out.

    Raises
    ------
    UsageError
        There is no such policy.
    """
    return _sealed(replace(networks, issues=()), policy_named(policy))


def audited(
    name: str,
    content: bytes,
    protected: Protected[Evaluation],
    *,
    withheld: Collection[float] = (),
    words: Collection[str] = (),
) -> bytes:
    """The bytes of a file made of a protected evaluation, once what they really show has been audited.

    Parameters
    ----------
    name : str
        The file's name; its ending says what it is.
    content : bytes
        The file as it will be written.
    protected : Protected[Evaluation]
        What it was made of.
    withheld : collection of float
        Figures that must not be in it (`withheld_figures`).
    words : collection of str
        People's own words in it.

    Raises
    ------
    AuditError
        It shows too much; it must not be written.
    """
    found = protected.value
    about = [value for value in found.provenance.values() if isinstance(value, str)]
    labels = {text for row in found.results for text in (row.category, row.group, row.item) if text}
    titles = (text for scale in found.scales for text in (scale.title, scale.instrument_title))
    kind = cast(FileKind, name.rsplit(".", 1)[-1].lower())
    faults = audit_file(
        kind,
        content,
        protected.policy,
        scales=found.scales,
        withheld=withheld,
        labels={*labels, *titles, *about, *words},
    )
    refuse_if_faulty(name, faults)
    return content


def _sealed(value: Sealed, policy: Policy) -> Protected[Sealed]:
    return Protected(value, policy, key=_KEY)
