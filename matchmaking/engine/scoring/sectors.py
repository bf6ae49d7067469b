"""The sector tree and how near two sectors are in it."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field

import numpy as np
from numpy.typing import NDArray

from .params import UNIT
from .profiles import ScoringError


@dataclass(frozen=True, slots=True)
class SectorTree:
    """Sectors as (code, parent code or None), in any order; several roots are allowed.

    A code that statements use and the tree does not know is a root of its own.
    """

    nodes: tuple[tuple[str, str | None], ...] = ()
    _parent: dict[str, str | None] = field(init=False, repr=False, compare=False)
    _similar: dict[tuple[str, str], int] = field(
        init=False, repr=False, compare=False, default_factory=dict
    )

    def __post_init__(self) -> None:
        parent = dict(self.nodes)
        if len(parent) != len(self.nodes):
            raise ScoringError("a sector code occurs twice", "sectors")
        object.__setattr__(self, "nodes", tuple(sorted(self.nodes, key=lambda node: node[0])))
        object.__setattr__(self, "_parent", parent)
        for code, above in self.nodes:
            if above is not None and above not in parent:
                raise ScoringError(f"parent {above!r} is not in the tree", f"sectors.{code}")
            seen: set[str] = set()
            for step in self.path(code):
                if step in seen:
                    raise ScoringError("the tree runs in a circle", f"sectors.{code}")
                seen.add(step)

    def path(self, code: str) -> Iterator[str]:
        """The code, its parent, and so on up to its root; stops after one full circle."""
        at: str | None = code
        for _ in range(len(self.nodes) + 1):
            if at is None:
                return
            yield at
            at = self._parent.get(at)

    def similarity(self, a: str, b: str) -> int:
        """Wu–Palmer similarity in micro-units: 2·depth(nearest common) / (depth a + depth b).

        Roots have depth 1 and nothing above them is shared, so that unrelated roots have 0,
        equal codes ``UNIT``. Source: Z. Wu, M. Palmer, "Verb semantics and lexical selection",
        ACL 1994.
        """
        known = self._similar.get((a, b))
        if known is None:
            known = self._similar[a, b] = self._compare(a, b)
        return known

    def _compare(self, a: str, b: str) -> int:
        path_a, path_b = list(self.path(a)), list(self.path(b))
        above_b = set(path_b)
        for steps, code in enumerate(path_a):
            if code in above_b:
                return 2 * (len(path_a) - steps) * UNIT // (len(path_a) + len(path_b))
        return 0

    def similarities(self, codes: Sequence[str]) -> NDArray[np.int32]:
        """``similarity`` of all pairs [codes, codes].

        Two paths share the nearest common sector and all above it: as many as its depth.
        """
        paths = [set(self.path(code)) for code in codes]
        number = {code: i for i, code in enumerate(sorted(set().union(*paths)))}
        above = np.zeros((len(codes), len(number)), dtype=np.int64)
        for row, path in enumerate(paths):
            above[row, [number[code] for code in path]] = 1
        depth = above.sum(axis=1)
        fits = 2 * (above @ above.T) * UNIT // np.maximum(depth[:, None] + depth[None, :], 1)
        return np.asarray(fits, dtype=np.int32)
