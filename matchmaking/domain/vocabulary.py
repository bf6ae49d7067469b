"""Which of many texts contain a word, anywhere inside their own words.

The texts' words are kept once each, with who has them. A search looks through the words, some ten
thousand, instead of through all texts: the answer is that of `word in text` for each of them.
"""

from bisect import bisect_right
from collections.abc import Sequence
from itertools import accumulate, chain

import numpy as np
from numpy.typing import NDArray

Mask = NDArray[np.bool_]


class Vocabulary:
    def __init__(self, texts: Sequence[str]) -> None:
        places: dict[str, list[int]] = {}
        for at, text in enumerate(texts):
            for word in set(text.split()):
                places.setdefault(word, []).append(at)
        self._size = len(texts)
        self._words = "\n".join(places)
        self._starts = list(accumulate((len(word) + 1 for word in places), initial=0))
        self._ends = list(accumulate(map(len, places.values()), initial=0))
        self._who = np.fromiter(
            chain.from_iterable(places.values()), dtype=np.int32, count=self._ends[-1]
        )

    def containing(self, word: str) -> Mask:
        """Which texts contain the word, which has no spaces: a mask over the texts."""
        mask = np.zeros(self._size, dtype=bool)
        at = self._words.find(word)
        while at >= 0:
            number = bisect_right(self._starts, at) - 1
            mask[self._who[self._ends[number] : self._ends[number + 1]]] = True
            at = self._words.find(word, self._starts[number + 1])
        return mask
