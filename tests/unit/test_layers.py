"""Imports point one way only, as the layers of docs/architecture.md say."""

import ast
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[2]

# from the ground up; a module may import its own room and anything below
LAYERS = [
    ["measures.results", "measures.errors", "measures.strict"],
    ["measures.numerics"],
    ["measures.instrument", "measures.instrument_check", "measures.scale_check", "measures.library"],
    ["measures.exports"],
    ["measures.people"],
    ["measures.scoring", "measures.worked_examples", "measures.engines"],
    ["measures.pairs", "measures.pair_cells", "measures.items", "measures.histories"],
    [
        "measures.change",
        "measures.equity",
        "measures.connections",
        "measures.ripple",
        "measures.value",
        "measures.profile",
    ],
    ["measures.study", "measures.disclosure"],
    [
        "measures.companions",
        "measures.placed",
        "measures.reading",
        "measures.study_rules",
        "measures.remembered",
        "measures.suggestion",
        "measures.suggested_groups",
        "measures.inspection",
        "measures.provenance",
        "measures.figures",
        "measures.own_cells",
        "measures.register",
        "measures.reached",
        "measures.weighted",
        "measures.fair",
        "measures.published",
        "measures.rippled",
        "measures.connected",
        "measures.valued",
        "measures.overview",
        "measures.evaluate",
        "measures.score_table",
    ],
    ["measures.report", "measures.forms"],
    ["measures.app", "measures.cli", "measures.__main__", "measures.commands", "measures.command_files"],
    ["streamlit_app"],
]
SIDE_BY_SIDE = {
    "measures.change",
    "measures.equity",
    "measures.connections",
    "measures.ripple",
    "measures.value",
    "measures.profile",
}


def module_files():
    files = [*sorted((ROOT / "measures").rglob("*.py")), ROOT / "streamlit_app.py"]
    return [file for file in files if file != ROOT / "measures" / "__init__.py"]


def name_of(file):
    return ".".join(file.relative_to(ROOT).with_suffix("").parts).removesuffix(".__init__")


def room(module):
    """The room a module belongs to and its floor."""
    for floor, rooms in enumerate(LAYERS):
        for candidate in rooms:
            if module == candidate or module.startswith(candidate + "."):
                return candidate, floor
    raise AssertionError(f"{module} belongs to no layer: add it to LAYERS where it belongs.")


def imports_of(file):
    for node in ast.walk(ast.parse(file.read_text(encoding="utf-8"))):
        if isinstance(node, ast.ImportFrom):
            assert node.level == 0, f"{file}: relative imports hide where an import points"
            yield node.module
        elif isinstance(node, ast.Import):
            yield from (alias.name for alias in node.names)


@pytest.mark.parametrize("file", module_files(), ids=name_of)
def test_a_module_imports_only_from_its_own_room_or_below(file):
    own_room, own_floor = room(name_of(file))
    for module in imports_of(file):
        if not module.startswith("measures") or module == "measures":
            continue
        other_room, other_floor = room(module)
        if other_room == own_room:
            continue
        assert other_floor <= own_floor, f"{name_of(file)} (floor {own_floor}) imports {module} (floor {other_floor})"
        if own_room in SIDE_BY_SIDE:
            assert other_room not in SIDE_BY_SIDE, f"{name_of(file)} imports its neighbour {module}"


def test_only_the_app_and_the_entry_import_streamlit():
    for file in module_files():
        if not name_of(file).startswith(("measures.app", "streamlit_app")):
            assert not any(module.split(".")[0] == "streamlit" for module in imports_of(file)), name_of(file)
