"""Answers are compressed as any browser reads them, in lengths that tell nothing."""

import gzip
import zlib

import pytest
from django.http import HttpRequest, HttpResponse, StreamingHttpResponse

from matchmaking.compression import CompressionMiddleware, compress

TEXT = ("Đà Nẵng 智慧城市 " * 100).encode()


def answered(response: HttpResponse, accept: str = "gzip, br") -> HttpResponse:
    request = HttpRequest()
    request.META["HTTP_ACCEPT_ENCODING"] = accept
    return CompressionMiddleware(lambda _request: response)(request)


def test_it_is_a_gzip_file_of_the_content() -> None:
    response = answered(HttpResponse(TEXT, headers={"ETag": '"a"'}))
    assert response["Content-Encoding"] == "gzip"
    assert response["Vary"] == "Accept-Encoding"
    assert response["ETag"] == 'W/"a"'
    assert int(response["Content-Length"]) == len(response.content) < len(TEXT)
    assert gzip.decompress(response.content) == TEXT
    assert zlib.decompress(response.content, wbits=31) == TEXT  # as browsers do


def test_the_same_text_has_different_lengths() -> None:
    lengths = {len(compress(TEXT, 100)) for _time in range(200)}
    assert len(lengths) > 20
    assert max(lengths) - min(lengths) <= 100


@pytest.mark.parametrize(
    ("response", "accept"),
    [
        (HttpResponse(b"short"), "gzip"),
        (HttpResponse(TEXT), "identity"),
        (HttpResponse(TEXT), ""),
        (HttpResponse(bytes(range(256))), "gzip"),  # which would become longer
    ],
)
def test_what_stays_as_it_is(response: HttpResponse, accept: str) -> None:
    content = response.content
    assert answered(response, accept).content == content
    assert "Content-Encoding" not in response


def test_what_is_encoded_already_is_left_alone() -> None:
    response = HttpResponse(TEXT, headers={"Content-Encoding": "br"})
    assert answered(response).content == TEXT


def test_a_stream_is_compressed_too() -> None:
    response = answered(StreamingHttpResponse([TEXT, TEXT]))
    assert gzip.decompress(b"".join(response.streaming_content)) == TEXT * 2
