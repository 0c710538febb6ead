"""Answers to scale scores: one Narwhals definition per method, on whole numbers, for any engine."""

from measures.scoring.scores import ScaleKey, Scores, bands_of_answers, score, score_answers, score_frame
from measures.scoring.table import ANSWERED

__all__ = ["ANSWERED", "ScaleKey", "Scores", "bands_of_answers", "score", "score_answers", "score_frame"]
