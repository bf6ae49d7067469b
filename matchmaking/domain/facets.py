"""Who has each value of a facet, as bits: what counting beside every filter takes."""

from collections.abc import Iterable, Mapping

import numpy as np
from numpy.typing import NDArray

Mask = NDArray[np.bool_]
Words = NDArray[np.uint64]


def packed(mask: Mask) -> Words:
    """The last axis as bits, 64 in a word, filled up with zeros."""
    *others, size = mask.shape
    whole = np.zeros((*others, -(-size // 64) * 64), dtype=bool)
    whole[..., :size] = mask
    words: Words = np.packbits(whole, axis=-1).view(np.uint64)
    return words


class Facet:
    """The values of one facet, in the order in which they were first met, and who has them."""

    def __init__(self, members: Mapping[str, Iterable[int]], size: int) -> None:
        self._rows = {value: row for row, value in enumerate(members)}
        self._masks = np.zeros((len(members), size), dtype=bool)
        for row, places in enumerate(members.values()):
            self._masks[row, list(places)] = True
        self._bits = packed(self._masks)

    def __contains__(self, value: object) -> bool:
        return value in self._rows

    def having(self, value: str) -> Mask:
        """Who has the value: nobody where nobody has."""
        row = self._rows.get(value)
        if row is None:
            return np.zeros(self._masks.shape[1], dtype=bool)
        mask: Mask = self._masks[row]
        return mask

    def counts(self, mask: Mask) -> dict[str, int]:
        """How many of the mask have each value, values that nobody has left out."""
        numbers = np.bitwise_count(self._bits & packed(mask)).sum(axis=1).tolist()
        return {value: n for value, n in zip(self._rows, numbers, strict=True) if n}
