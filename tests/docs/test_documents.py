"""What the documents say is so: links lead somewhere, commands exist, every measure is defined."""

import re
from pathlib import Path

import pytest

from measures.disclosure.rules import RULES

ROOT = Path(__file__).resolve().parents[2]
DOCUMENTS = [
    ROOT / "README.md",
    ROOT / "CONTRIBUTING.md",
    ROOT / "instruments/README.md",
    *sorted((ROOT / "docs").rglob("*.md")),
]


@pytest.mark.parametrize("document", DOCUMENTS, ids=lambda path: str(path.relative_to(ROOT)))
def test_links_lead_somewhere(document):
    for target in re.findall(r"\]\(([^)#]+)\)", document.read_text(encoding="utf-8")):
        if not target.startswith("http"):
            assert (document.parent / target).exists(), target


def test_every_measure_is_defined_in_methods():
    text = (ROOT / "docs/methods.md").read_text(encoding="utf-8")
    defined = set(re.findall(r"`([a-z0-9_]+)`", text))
    assert defined, "docs/methods.md names no measure"
    written = {measure for measure in re.findall(r'"([a-z0-9_]+)"', "".join(_change_sources())) if measure in RULES}
    assert written, "no measure was found in measures/change"
    assert written - defined == set()


def _change_sources():
    files = [*(ROOT / "measures/change").glob("*.py"), ROOT / "measures/profile.py"]
    return [file.read_text(encoding="utf-8") for file in files]


def test_the_readme_names_the_command_that_ci_runs():
    readme = (ROOT / "README.md").read_text(encoding="utf-8")
    block = re.search(r"<!-- test command -->\n```sh\n(.*?)\n```", readme, re.DOTALL)
    assert block
    assert "-m pytest" in block.group(1)
    assert "\n" not in block.group(1)
