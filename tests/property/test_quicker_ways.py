"""What is written out for speed gives what the plain call gives, to the bit."""

import json

import numpy as np
from hypothesis import given
from hypothesis import strategies as st

from measures.numerics.bootstrap import limits_of
from measures.numerics.missing import _kron
from measures.report.results_json import json_bytes

PLAIN = st.none() | st.booleans() | st.integers() | st.floats(allow_nan=False, allow_infinity=False) | st.text()
NESTED = st.recursive(
    PLAIN, lambda inner: st.lists(inner) | st.dictionaries(st.text(), inner) | st.tuples(inner), max_leaves=20
)


@given(NESTED)
def test_json_is_what_the_standard_library_writes_with_indent(value):
    assert json_bytes(value) == (json.dumps(value, ensure_ascii=False, allow_nan=False, indent=1) + "\n").encode()


@given(
    st.lists(st.floats(-1e6, 1e6), min_size=2, max_size=60),
    st.tuples(st.floats(0, 1), st.floats(0, 1)),
)
def test_limits_of_draws_are_numpys_quantiles(draws, shares):
    found = limits_of(np.array(draws), shares)
    assert found == tuple(np.quantile(np.array(draws), shares).tolist())


@given(st.integers(1, 3), st.integers(1, 3), st.integers(0, 99))
def test_the_kronecker_product_is_numpys(rows, columns, seed):
    draw = np.random.default_rng(seed)
    first, second = draw.normal(size=(rows, columns)), draw.normal(size=(columns, columns))
    assert (_kron(first, second) == np.kron(first, second)).all()
