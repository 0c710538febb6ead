"""The gate: what leaves is safe to share."""
