"""Counting by bits counts what counting one by one counts."""

import numpy as np
from hypothesis import given
from hypothesis import strategies as st

from matchmaking.domain.facets import Facet


@given(
    st.integers(0, 200).flatmap(
        lambda size: st.tuples(
            st.lists(st.booleans(), min_size=size, max_size=size),
            st.dictionaries(
                st.sampled_from("abc"),
                st.sets(st.integers(0, max(size - 1, 0))) if size else st.just(set()),
            ),
        )
    )
)
def test_counts(case: tuple[list[bool], dict[str, set[int]]]) -> None:
    mask, members = case
    facet = Facet(members, len(mask))
    expected = {value: sum(mask[at] for at in places) for value, places in members.items()}
    counts = facet.counts(np.array(mask, dtype=bool))
    assert counts == {value: number for value, number in expected.items() if number}
    assert [value for value in members if value in counts] == list(counts)
    for value, places in members.items():
        assert set(np.flatnonzero(facet.having(value))) == places
    assert not facet.having("nobody").any()
    assert "nobody" not in facet
