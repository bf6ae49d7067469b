"""Whole-number similarity: exact whatever the shape, and calibrated."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from matchmaking.engine.scoring.params import UNIT
from matchmaking.engine.scoring.similarity import (
    CENTRE_BITS,
    LENGTH,
    OFFSET,
    REFERENCE_PAIRS,
    SHRINK,
    Calibration,
    bucket,
    buckets,
    calibrate,
    centre,
    group_mean,
    nearest_mean,
    neighbours,
)
from matchmaking.engine.scoring.text.encoder import STORED_SCALE, to_stored


def stored(count: int, dimensions: int, seed: int) -> np.ndarray:
    vectors = np.random.default_rng(seed).standard_normal((count, dimensions))
    return to_stored(vectors / np.linalg.norm(vectors, axis=1, keepdims=True))


@settings(max_examples=25, deadline=None)
@given(seed=st.integers(0, 999), dimensions=st.sampled_from([3, 48, 384, 576, 1024]))
def test_products_are_exact_in_any_block(seed: int, dimensions: int) -> None:
    vectors = centre(stored(40, dimensions, seed), np.zeros(dimensions, dtype=np.int64))
    exact = vectors.astype(np.int64) @ vectors.astype(np.int64).T
    assert exact.max() < 2**24
    assert np.array_equal(vectors @ vectors.T, exact)
    assert np.array_equal(vectors[3:4] @ vectors[:17].T, exact[3:4, :17])
    assert np.array_equal(np.vstack([row @ vectors.T for row in vectors]), exact)


def test_vectors_point_where_they_did() -> None:
    vectors = stored(50, 384, 1)
    moved = centre(vectors, np.zeros(384, dtype=np.int64))
    exact = vectors / np.linalg.norm(vectors.astype(float), axis=1, keepdims=True)
    error = moved @ moved.T / LENGTH**2 - exact @ exact.T
    assert np.abs(np.diag(error)).max() < 1.5e-3
    assert error[~np.eye(50, dtype=bool)].std() < 2e-4


def test_a_group_of_one_leans_on_the_reference() -> None:
    reference = (np.full(4, 100) << CENTRE_BITS).astype(np.int64)
    one = np.full((1, 4), 400, dtype=np.int16)
    expected = (400 + SHRINK * 100) / (1 + SHRINK)
    assert group_mean(one, reference)[0] / 2**CENTRE_BITS == pytest.approx(expected, abs=0.05)
    many = np.repeat(one, 1000, axis=0)
    assert group_mean(many, reference)[0] / 2**CENTRE_BITS == pytest.approx(400, abs=6)
    none = np.zeros((0, 4), dtype=np.int16)
    assert np.array_equal(group_mean(none, reference), reference)


def test_an_empty_text_stays_without_direction() -> None:
    vectors = np.zeros((1, 8), dtype=np.int16)
    assert not centre(vectors, np.full(8, 999, dtype=np.int64)).any()


def test_nearest_mean_takes_the_largest() -> None:
    products = np.array([[5.0, 1.0, 4.0], [0.0, -3.0, 2.0]], dtype=np.float32)
    assert nearest_mean(products, np.array([2, 2])).tolist() == [4, 1]
    assert nearest_mean(products, np.array([3, 1])).tolist() == [3, 2]
    assert nearest_mean(products[:, :0], np.array([0, 0])).tolist() == [0, 0]
    products[1, :2] = -np.inf
    assert nearest_mean(products, np.array([3, 1])).tolist() == [3, 2]


@pytest.mark.parametrize(
    ("pool", "expected"), [(0, 0), (1, 1), (12, 1), (26, 2), (104, 8), (9999, 8)]
)
def test_few_neighbours_in_a_small_pool(pool: int, expected: int) -> None:
    assert neighbours(8, pool) == expected


def test_buckets_never_leave_the_table() -> None:
    edge = np.array([[LENGTH**2, -(LENGTH**2)]], dtype=np.float32) * np.float32(1.006)
    for near in (LENGTH**2, -(LENGTH**2)):
        ends = np.array([near], dtype=np.int64), np.array([near, near], dtype=np.int64)
        found = buckets(edge, *ends)
        assert found.min() >= 0
        assert found.max() < 2 * OFFSET
        assert np.array_equal(bucket(edge[0], ends[0], ends[1]), found[0])


def test_calibration_puts_the_shares_where_it_says() -> None:
    chance = np.random.default_rng(2)
    found = (OFFSET + 800 * chance.standard_normal(2_000_000)).astype(np.int64)
    counts = np.bincount(found, minlength=2 * OFFSET)
    table = calibrate(counts, Calibration((OFFSET,) * 4)).table()
    assert (np.diff(table) >= 0).all()
    assert table[0] == 0
    assert table[-1] == UNIT
    fits = table[found]
    for share, fit in ((0.1, 250_000), (0.01, 600_000), (0.001, 850_000)):
        assert (fits > fit).mean() == pytest.approx(share, rel=0.2)


def test_few_pairs_lean_on_the_reference() -> None:
    reference = Calibration((14_000, 15_000, 16_000, 17_000))
    assert calibrate(np.zeros(2 * OFFSET, dtype=np.int64), reference) == reference
    own = np.zeros(2 * OFFSET, dtype=np.int64)
    own[20_000] = REFERENCE_PAIRS
    assert calibrate(own, reference).knots[0] == (20_000 + 14_000) // 2


def test_stored_vectors_fit_into_16_bits() -> None:
    edge = to_stored(np.array([[1.0, -1.0]], dtype=np.float32))
    assert edge.tolist() == [[STORED_SCALE, -STORED_SCALE]]
