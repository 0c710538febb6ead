"""Ripple effects mapping: activities, the impacts that people recall following from them, and what the map adds up to.

What is drawn in a workshop is what participants recalled; no figure here says that one thing caused another.
"""
