"""Text similarity in whole numbers: centred, CSLS, calibrated.

Why whole numbers: a matrix product of floats depends in its last bits on the shape of the
block and on the number of threads. Unit vectors rounded to integers of length ``LENGTH`` have
products and partial sums below 2**24 (Cauchy–Schwarz), which float32 holds exactly, so that
BLAS returns the same integers in whatever order it adds. From there on everything is integer
arithmetic: blocks computed anywhere, in any order, are equal byte by byte. The rounding costs
a cosine about 1e-4.

CSLS: A. Conneau et al., "Word translation without parallel data", ICLR 2018. It takes away
that some texts are near to everything (hubs).
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Final

import numpy as np
from numpy.typing import NDArray

from .params import UNIT

LENGTH: Final = 4_000
SHRINK: Final = 20
"""A group's mean counts as its members against this many at the reference mean."""
CENTRE_BITS: Final = 6

SHIFT: Final = 12
OFFSET: Final = 16_000
SURVIVAL: Final = (0.5, 0.1, 0.01, 0.001)
"""Shares of all pairs of an event that are more alike than the four knots ..."""
FITS: Final = (0, 250_000, 600_000, 850_000, UNIT)
"""... and the fits there; the last lies as far beyond the fourth knot as the third before it."""
REFERENCE_PAIRS: Final = 10_000
"""An event's own quantiles count as its pairs against this many of the reference texts."""

Ints = NDArray[np.int64]
Vectors = NDArray[np.float32]
Group = tuple[str, str]
"""(language, role)"""
Knots = tuple[int, int, int, int]


def group_mean(stored: NDArray[np.int16], reference: Ints) -> Ints:
    """Mean of stored vectors, shrunk towards ``reference`` (both times 2**CENTRE_BITS)."""
    total: Ints = stored.astype(np.int64).sum(axis=0) << CENTRE_BITS
    return np.asarray((total + SHRINK * reference) // (len(stored) + SHRINK))


def centre(stored: NDArray[np.int16], mean: Ints) -> Vectors:
    """Stored vectors minus ``mean``, rounded to length ``LENGTH``; zero vectors stay zero.

    The result is float32 but holds integers only. Every step is exact or correctly rounded.
    """
    moved = (stored.astype(np.int64) << CENTRE_BITS) - mean
    moved[~stored.any(axis=1)] = 0
    squared = np.einsum("ij,ij->i", moved, moved)
    factor = LENGTH / np.sqrt(np.maximum(squared, 1).astype(np.float64))
    return np.asarray(np.rint(moved * factor[:, None]), dtype=np.float32)


def centre_groups(
    stored: NDArray[np.int16], groups: Sequence[Group], means: Mapping[Group, Ints]
) -> Vectors:
    """``centre`` each vector by the mean of its group."""
    result = np.zeros(stored.shape, dtype=np.float32)
    members: dict[Group, list[int]] = {}
    for index, group in enumerate(groups):
        members.setdefault(group, []).append(index)
    for group, own in members.items():
        result[own] = centre(stored[own], means[group])
    return result


def neighbours(k: int, pool: int) -> int:
    """k of CSLS for a pool of that many texts: at most one in thirteen, one if there is any.

    k = 8 is for pools of a hundred and more; with 8 of 26 the mean takes in the matches.
    """
    return min(pool, max(1, min(k, pool // 13)))


def nearest_mean(products: Vectors, k: Ints) -> Ints:
    """Mean of the ``k[row]`` largest of each row, rounded down; 0 where ``k`` is 0.

    No row may have fewer than ``k[row]`` finite entries.
    """
    most = int(k.max(initial=0))
    if not most:
        return np.zeros(len(products), dtype=np.int64)
    size = products.shape[1]
    largest = -np.sort(-np.partition(products, size - most, axis=1)[:, size - most :], axis=1)
    taken = np.where(np.arange(most) < k[:, None], largest, 0).astype(np.int64)
    return np.asarray(taken.sum(axis=1) // np.maximum(k, 1), dtype=np.int64)


def bucket(product: Vectors, near_a: Ints, near_b: Ints) -> Ints:
    """``buckets`` of single pairs."""
    csls: Ints = 2 * product.astype(np.int64) - near_a - near_b
    return (csls >> SHIFT) + OFFSET


def buckets(products: Vectors, near_rows: Ints, near_columns: Ints) -> NDArray[np.int32]:
    """CSLS of a block of products as indices into ``Calibration.table``."""
    csls = products.astype(np.int32)
    csls <<= 1
    csls -= near_rows.astype(np.int32)[:, None]
    csls -= near_columns.astype(np.int32)[None, :]
    csls >>= SHIFT
    csls += OFFSET
    return csls


@dataclass(frozen=True, slots=True)
class Calibration:
    """Four knots (buckets at the shares ``SURVIVAL``) that turn CSLS into a fit of 0..UNIT."""

    knots: Knots

    def table(self) -> NDArray[np.int32]:
        """Fit by bucket."""
        at = [float(knot) for knot in self.knots]
        for i in range(1, 4):
            at[i] = max(at[i], at[i - 1] + 1)
        at.append(at[3] + max(at[3] - at[2], 1.0))
        fits = np.interp(np.arange(2 * OFFSET, dtype=np.float64), at, FITS)
        return np.rint(fits).astype(np.int32)


def calibrate(counts: Ints, reference: Calibration) -> Calibration:
    """Knots from how many pairs fell into each bucket, shrunk towards ``reference``."""
    pairs = int(counts.sum())
    above = np.cumsum(counts[::-1])[::-1]
    knots = []
    for share, knot in zip(SURVIVAL, reference.knots, strict=True):
        own = int(np.searchsorted(-above, -share * pairs, side="right")) - 1 if pairs else 0
        knots.append((own * pairs + knot * REFERENCE_PAIRS) // (pairs + REFERENCE_PAIRS))
    return Calibration((knots[0], knots[1], knots[2], knots[3]))
