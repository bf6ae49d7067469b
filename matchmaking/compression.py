"""Answers compressed with ISA-L: a tenth of zlib's time, which was a fifth of a kept page's.

As Django's middleware does, which takes what this one leaves (streams): the name in the file's head
has a random length and CSRF tokens are masked, so that lengths tell nothing of a page's secrets.
"""

import secrets

from django.http import HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.middleware.gzip import GZipMiddleware
from django.utils.cache import patch_vary_headers
from django.utils.regex_helper import _lazy_re_compile
from isal import igzip

ACCEPTS_GZIP = _lazy_re_compile(r"\bgzip\b")
LEVEL = 2
SHORTEST = 200
HEAD, NAMED = 10, 8  # bytes of a gzip file's head; the flag that says that a name follows


class CompressionMiddleware(GZipMiddleware):
    def process_response(
        self, request: HttpRequest, response: HttpResponseBase
    ) -> HttpResponseBase:
        if response.streaming or response.has_header("Content-Encoding"):
            return super().process_response(request, response)
        assert isinstance(response, HttpResponse)  # what does not stream is one
        content = response.content
        if len(content) < SHORTEST:
            return response
        patch_vary_headers(response, ("Accept-Encoding",))
        if not ACCEPTS_GZIP.search(request.headers.get("Accept-Encoding", "")):
            return response
        compressed = compress(content, self.max_random_bytes)
        if len(compressed) >= len(content):
            return response
        response.content = compressed
        response.headers["Content-Length"] = str(len(compressed))
        response.headers["Content-Encoding"] = "gzip"
        etag = response.get("ETag")
        if etag and etag.startswith('"'):
            response.headers["ETag"] = f"W/{etag}"  # of the same text, not of the same bytes
        return response


def compress(content: bytes, padding: int) -> bytes:
    """A gzip file of the content, whose head has a name of a random length up to `padding`."""
    file = igzip.compress(content, LEVEL, mtime=0)
    name = b"a" * secrets.randbelow(padding + 1)
    return b"".join((file[:3], bytes([NAMED]), file[4:HEAD], name, b"\0", file[HEAD:]))
