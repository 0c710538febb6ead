"""A million postcodes become areas within a second, on a machine shared with others."""

import time

import numpy as np
import pyarrow as pa

from measures.equity.finding import find_areas
from measures.equity.places import shipped_places


def test_a_million_postcodes_within_a_second():
    places = shipped_places()
    draw = np.random.default_rng(20260101)
    plain = np.array(places.postcodes.to_pylist())
    texts = [f"{one[:-3]} {one[-3:]}" for one in plain]
    texts += [text.lower() for text in texts] + ["GL1", "BS1 4DJ", "none of your business", ""]
    rows = pa.array(np.array(texts)[draw.integers(len(texts), size=1_000_000)])
    start = time.perf_counter()
    found = find_areas(rows, "postcode", places)
    assert time.perf_counter() - start < 1
    assert (found.line >= 0).mean() > 0.999
