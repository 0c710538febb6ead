"""Strengths-based outcome measurement for community health programmes."""
