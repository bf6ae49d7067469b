"""Many clients at once in one small process, each with a connection that it keeps if it may.

They speak just enough HTTP/1.1: what they cost is not what is measured.
"""

from __future__ import annotations

import asyncio
import time
from collections.abc import Iterator, Sequence
from dataclasses import dataclass


@dataclass(frozen=True)
class Load:
    """What the clients saw: seconds of each answer, and bytes as they came over the wire."""

    seconds: list[float]
    sizes: list[int]
    wall: float

    def percentile(self, share: float) -> float:
        ordered = sorted(self.seconds)
        return ordered[min(int(len(ordered) * share), len(ordered) - 1)]


def request_bytes(path: str, host: str, cookies: str = "") -> bytes:
    """A GET as a browser behind the deployment's proxy sends it."""
    lines = [
        f"GET {path} HTTP/1.1",
        f"Host: {host}",
        "Accept-Encoding: gzip",
        "X-Forwarded-Proto: https",
        "X-Forwarded-For: 192.0.2.1",
        *([f"Cookie: {cookies}"] if cookies else []),
        "\r\n",
    ]
    return "\r\n".join(lines).encode()


def load(port: int, requests: Sequence[bytes], clients: int) -> Load:
    """Send all requests, `clients` at a time, each client the next one as soon as it can."""
    return asyncio.run(_load(port, requests, clients))


async def _load(port: int, requests: Sequence[bytes], clients: int) -> Load:
    waiting = iter(requests)
    seconds: list[float] = []
    sizes: list[int] = []
    started = time.perf_counter()
    await asyncio.gather(*(_client(port, waiting, seconds, sizes) for _ in range(clients)))
    return Load(seconds, sizes, time.perf_counter() - started)


async def _client(
    port: int, waiting: Iterator[bytes], seconds: list[float], sizes: list[int]
) -> None:
    reader: asyncio.StreamReader | None = None
    writer: asyncio.StreamWriter | None = None
    for request in waiting:
        begun = time.perf_counter()
        if writer is None:
            reader, writer = await asyncio.open_connection("127.0.0.1", port)
        assert reader is not None
        writer.write(request)
        head = await reader.readuntil(b"\r\n\r\n")
        if b" 200 " not in head[:20]:
            raise SystemExit(f"an answer was not 200: {head[:300]!r}")
        fields = dict(
            line.lower().split(b": ", 1) for line in head.split(b"\r\n")[1:] if b": " in line
        )
        sizes.append(len(await reader.readexactly(int(fields[b"content-length"]))))
        seconds.append(time.perf_counter() - begun)
        if fields.get(b"connection") == b"close":  # a worker that ends its turn says so
            writer.close()
            writer = None
    if writer is not None:
        writer.close()
