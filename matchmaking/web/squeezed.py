"""A page of fixed and changing parts as gzip, where the fixed parts are compressed beforehand.

Deflate (RFC 1951) lets streams follow each other where each ends with a full flush: fixed parts are
such streams. What changes between them goes in as it is, in stored blocks: it is short, and tokens
that are never compressed together with anything leak nothing by the size of the answer (BREACH).
"""

import secrets
import struct
import zlib
from collections.abc import Sequence

MOST_STORED = 65535  # bytes of a stored block
MOST_PADDING = 100


def squeeze(text: bytes) -> bytes:
    """A fixed part, compressed so that others can follow it."""
    machine = zlib.compressobj(9, zlib.DEFLATED, -zlib.MAX_WBITS)
    return machine.compress(text) + machine.flush(zlib.Z_FULL_FLUSH)


def stored(text: bytes) -> bytes:
    """A changing part, as it is, in as many blocks as it takes."""
    blocks = [text[at : at + MOST_STORED] for at in range(0, len(text), MOST_STORED)]
    return b"".join(
        b"\x00" + struct.pack("<HH", len(block), len(block) ^ 0xFFFF) + block for block in blocks
    )


def gzipped(fixed: Sequence[bytes], squeezed: Sequence[bytes], changing: Sequence[bytes]) -> bytes:
    """The file: fixed parts and, between each two, a changing one.

    `squeezed` are the fixed parts as `squeeze` gives them. A file name of random length, which
    nobody reads, hides the length of the rest.
    """
    padding = b"x" * secrets.randbelow(MOST_PADDING) + b"\x00"
    out = [b"\x1f\x8b\x08\x08\x00\x00\x00\x00\x02\xff" + padding]
    check, size = 0, 0
    for number, (text, small) in enumerate(zip(fixed, squeezed, strict=True)):
        out.append(small)
        check, size = zlib.crc32(text, check), size + len(text)
        if number < len(changing):
            between = changing[number]
            out.append(stored(between))
            check, size = zlib.crc32(between, check), size + len(between)
    out.append(b"\x03\x00" + struct.pack("<II", check, size & 0xFFFFFFFF))
    return b"".join(out)
