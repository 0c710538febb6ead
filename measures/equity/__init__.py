"""Whom the programme reached, and whether good outcomes were shared."""
