"""The gate: what leaves is safe to share."""

from __future__ import annotations

from measures.disclosure.gate import Protected, protect, protect_map
from measures.disclosure.rules import POLICIES, Policy

__all__ = ["POLICIES", "Policy", "Protected", "protect", "protect_map"]
