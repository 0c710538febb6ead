"""Strengths-based outcome measurement for community health programmes.

The names for notebooks: read a study, evaluate it, protect what is shared. The steps between are in the rooms that
docs/architecture.md lists.
"""

from importlib import import_module
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
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
_HOMES = {
    "Evaluation": "results",
    "Protected": "disclosure",
    "Study": "study",
    "StudyFile": "study",
    "Upload": "exports.tables",
    "evaluate_study": "evaluate",
    "load_library": "library",
    "protect": "disclosure",
    "read_study": "study",
    "shipped_instruments": "library",
    "write_study": "study",
}


def __getattr__(name: str) -> Any:
    """A public name, from the module it lives in, when it is first asked for.

    The libraries behind them take seconds to load, and the command line's help needs none of them.
    """
    if name not in _HOMES:
        raise AttributeError(f"module 'measures' has no attribute '{name}'")
    return getattr(import_module(f"measures.{_HOMES[name]}"), name)


def __dir__() -> list[str]:
    return sorted(__all__)
