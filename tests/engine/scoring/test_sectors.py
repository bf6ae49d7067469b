from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from matchmaking.engine.scoring import UNIT, ScoringError, SectorTree
from tests.engine.scoring.worlds import SECTORS, TREE


@pytest.mark.parametrize(
    ("a", "b", "expected"),
    [
        ("solar", "solar", UNIT),
        ("solar", "wind", UNIT // 2),  # siblings: 2 * 1 / (2 + 2)
        ("solar", "energy", 666_666),  # child and parent: 2 * 1 / (2 + 1)
        ("solar", "cloud", 0),  # no common root
        ("energy", "digital", 0),
        ("unheard_of", "unheard_of", UNIT),
        ("unheard_of", "solar", 0),
    ],
)
def test_wu_palmer(a: str, b: str, expected: int) -> None:
    assert TREE.similarity(a, b) == TREE.similarity(b, a) == expected


@given(st.sampled_from(SECTORS), st.sampled_from(SECTORS))
def test_only_a_sector_itself_is_as_near_as_can_be(a: str, b: str) -> None:
    assert 0 <= TREE.similarity(a, b) <= UNIT
    assert (TREE.similarity(a, b) == UNIT) == (a == b)


def test_all_pairs_at_once() -> None:
    codes = [*SECTORS, "unheard_of"]
    expected = [[TREE.similarity(a, b) for b in codes] for a in codes]
    assert TREE.similarities(codes).tolist() == expected


def test_the_order_of_the_nodes_is_without_effect() -> None:
    assert SectorTree(tuple(reversed(TREE.nodes))) == TREE


@pytest.mark.parametrize(
    ("nodes", "message"),
    [
        ((("a", None), ("a", None)), "twice"),
        ((("a", "b"),), "not in the tree"),
        ((("a", "b"), ("b", "a")), "circle"),
        ((("a", "a"),), "circle"),
    ],
)
def test_what_is_no_tree(nodes: tuple[tuple[str, str | None], ...], message: str) -> None:
    with pytest.raises(ScoringError, match=message):
        SectorTree(nodes)
