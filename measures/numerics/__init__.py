"""Shared arithmetic on counts: knows no survey."""
