"""However a file is spoilt, its faults are said: reading it never fails in any other way."""

import tomllib
from copy import deepcopy
from decimal import Decimal

from hypothesis import given, settings
from hypothesis import strategies as st
from pydantic import ValidationError

from measures.instrument import Instrument
from measures.instrument_check import cross_check
from measures.library import shipped_instruments
from measures.strict import faults, frozen

# between them these use every method, a variant set, raw counts, refusals and benchmarks
NAMES = ("djg6", "lsns6", "icecap_o", "swemwbs", "gas", "al_activity_days", "who5", "ons4", "bpnsfs", "rand36_pf")
FILES = [
    tomllib.loads((shipped_instruments() / f"{name}.toml").read_text(encoding="utf-8"), parse_float=Decimal)
    for name in NAMES
]
VALUES = [0, 1, -1, 3, 99, "x", "total", "three", [], [1], [0, 1], {}, Decimal("0.5"), True, Decimal("NaN")]


def paths(tree, path=()):
    """Where every value of a tree of tables and lists is."""
    pairs = tree.items() if isinstance(tree, dict) else enumerate(tree) if isinstance(tree, list) else ()
    for key, value in pairs:
        yield (*path, key)
        yield from paths(value, (*path, key))


def spoil(tree, where, what):
    """Take one value out, or put another in its place."""
    places = list(paths(tree))
    *path, last = places[where % len(places)]
    for key in path:
        tree = tree[key]
    if what is None:
        del tree[last]
    else:
        tree[last] = deepcopy(what)


@settings(max_examples=150, deadline=None)
@given(
    file=st.sampled_from(FILES),
    changes=st.lists(st.tuples(st.integers(0, 10**6), st.sampled_from([None, *VALUES])), min_size=1, max_size=3),
)
def test_a_spoilt_file_is_explained(file, changes):
    raw = deepcopy(file)
    for where, what in changes:
        spoil(raw, where, what)
    written = frozen(raw)
    try:
        said = cross_check(Instrument.model_validate(written))
    except ValidationError as error:
        said = faults(error, written)
        assert said
    for fault in said:
        assert fault.endswith((".", "?")), fault
        assert "\n" not in fault
