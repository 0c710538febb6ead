"""The gate: what leaves is safe to share."""

from __future__ import annotations

from measures.disclosure.audit import AuditError, Fault, audit_file, refuse_if_faulty, withheld_figures
from measures.disclosure.gate import Protected, audited, protect, protect_map, protect_networks
from measures.disclosure.rules import POLICIES, Policy

__all__ = [
    "POLICIES", "AuditError", "Fault", "Policy", "Protected", "audit_file", "audited", "protect", "protect_map",
    "protect_networks", "refuse_if_faulty", "withheld_figures",
]  # fmt: skip
