"""Strengths-based outcome measurement for community health programmes.

The names for notebooks: read a study, evaluate it, protect what is shared. The steps between are in the rooms that
docs/architecture.md lists.
"""

from measures.disclosure import Protected, protect
from measures.evaluate import evaluate_study
from measures.exports.tables import Upload
from measures.library import load_library, shipped_instruments
from measures.results import Evaluation
from measures.study import Study, StudyFile, read_study, write_study

__all__ = [
    "Evaluation",
    "Protected",
    "Study",
    "StudyFile",
    "Upload",
    "evaluate_study",
    "load_library",
    "protect",
    "read_study",
    "shipped_instruments",
    "write_study",
]
