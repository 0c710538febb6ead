"""The instruments' README: its example is a whole, sound instrument, and no key of the format goes unmentioned."""

import re

import pytest

from measures import instrument as model
from measures.instrument import WORDING_MAY_SHIP
from measures.library import load_instrument, load_library, shipped_instruments
from measures.scale_check import USED_BY
from measures.worked_examples import check_examples

README = (shipped_instruments() / "README.md").read_text(encoding="utf-8")
EXAMPLE = re.search(r"<!-- example -->\n```toml\n(.*?)```", README, re.DOTALL)[1]


@pytest.fixture
def copied(tmp_path):
    """The example, copied as step 1 says."""
    file = tmp_path / "neighbour_help.toml"
    file.write_text(EXAMPLE, encoding="utf-8")
    return file


def test_the_example_is_sound_as_it_stands(copied):
    instrument = load_instrument(copied, shipped=True)
    assert instrument.id == copied.stem
    assert check_examples(instrument) == []


def test_the_example_joins_the_library_from_a_folder_of_ones_own(copied):
    assert "neighbour_help" in load_library(shipped_instruments(), copied.parent)


def test_every_key_of_the_format_is_shown():
    parts = (
        model.Instrument, model.Source, model.Responses, model.Option, model.Item, model.Scale, model.Band, model.Reliability,
        model.ActivityPart, model.Refusal, model.Benchmark, model.Example,
    )  # fmt: skip
    keys = {field.alias or name for part in parts for name, field in part.model_fields.items()}
    assert {key for key in keys if not re.search(rf"\b{key}\b", README)} == set()


def test_every_choice_of_the_format_is_shown():
    choices = {
        choice
        for alias in (model.Method, model.Status, model.Source.model_fields["licence"].annotation)
        for choice in alias.__args__
    }
    assert {choice for choice in choices if choice not in README} == set()


def test_the_licence_table_says_what_the_check_does():
    allowed, forbidden = README.split("| `permission-needed`")[0], README.split("| `permission-needed`")[1]
    assert all(f"`{licence}`" in allowed for licence in WORDING_MAY_SHIP)
    assert "no `text`" in forbidden.splitlines()[0]


def test_the_methods_table_names_each_methods_own_keys():
    rows = dict(re.findall(r"^\| `(\w+)` \|(.*)$", README, re.MULTILINE))
    for key in ("table", "counts", "parts", "divisor", "weights", "correlation", "headline"):
        for method in USED_BY[key]:
            assert f"`{key}" in rows[method], (method, key)
