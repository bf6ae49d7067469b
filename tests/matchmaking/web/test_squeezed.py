"""Fixed parts compressed beforehand, changing ones as they are, together one gzip file."""

import gzip

from hypothesis import given
from hypothesis import strategies as st

from matchmaking.web.squeezed import gzipped, squeeze


@given(st.lists(st.tuples(st.binary(max_size=300), st.binary(max_size=300)), max_size=8))
def test_any_parts_come_out_as_they_went_in(pairs: list[tuple[bytes, bytes]]) -> None:
    fixed = [*(text for text, _between in pairs), b"end"]
    changing = [between for _text, between in pairs]
    whole = b"".join(part for pair in pairs for part in pair) + b"end"
    assert gzip.decompress(gzipped(fixed, [squeeze(t) for t in fixed], changing)) == whole


def test_a_changing_part_may_be_long() -> None:
    long = bytes(range(256)) * 1000
    assert gzip.decompress(gzipped([b"a", b"b"], [squeeze(b"a"), squeeze(b"b")], [long])) == (
        b"a" + long + b"b"
    )
