"""Answers of the engine as they come from a socket: in any pieces, by length or by chunks, or not at all."""

from time import monotonic
from typing import Any

import pytest

from core.engine_connection import Exchange


class Line:
    """A socket that gives `answer` in pieces of `size` bytes, then an end."""

    def __init__(self, answer: bytes, size: int) -> None:
        self.sent = b""
        self._pieces = [answer[start : start + size] for start in range(0, len(answer), size)]

    def settimeout(self, seconds: float) -> None:
        assert seconds > 0

    def sendall(self, request: bytes) -> None:
        self.sent += request

    def recv(self, _most: int) -> bytes:
        return self._pieces.pop(0) if self._pieces else b""


BY_LENGTH = b'HTTP/1.1 200 OK\r\nContent-Type: application/json\r\nContent-Length: 9\r\n\r\n{"a": 12}'
BY_CHUNKS = b'HTTP/1.1 200 OK\r\ncontent-type: application/json\r\nTransfer-Encoding: chunked\r\n\r\n4\r\n{"a"\r\n5;x=1\r\n: 12}\r\n0\r\n\r\n'


def exchange(answer: bytes, size: int = 1000, seconds: float = 5) -> Exchange:
    line: Any = Line(answer, size)
    return Exchange(line, monotonic() + seconds)


@pytest.mark.parametrize("answer", [BY_LENGTH, BY_CHUNKS])
@pytest.mark.parametrize("size", [1, 2, 7, 1000])
def test_an_answer_is_whole_however_it_arrives(answer: bytes, size: int) -> None:
    one = exchange(answer, size)
    status, headers, data = one.run(b"POST / HTTP/1.1\r\n\r\n", bodiless=False)
    assert (status, headers["content-type"], data, one.keep) == (200, "application/json", b'{"a": 12}', True)


def test_an_answer_that_ends_early_is_an_error_and_no_short_answer() -> None:
    for cut in (10, 40, len(BY_LENGTH) - 1):
        with pytest.raises(ConnectionResetError):
            exchange(BY_LENGTH[:cut]).run(b"", bodiless=False)
    with pytest.raises(ConnectionResetError):
        exchange(BY_CHUNKS[:-7]).run(b"", bodiless=False)


def test_an_engine_that_closes_is_not_asked_again_on_the_same_socket() -> None:
    one = exchange(BY_LENGTH.replace(b"Content-Type", b"Connection: close\r\nContent-Type"))
    one.run(b"", bodiless=False)
    assert not one.keep


def test_a_time_that_is_up_is_a_time_out() -> None:
    with pytest.raises(TimeoutError):
        exchange(BY_LENGTH, seconds=-1).run(b"", bodiless=False)


def test_what_tells_no_length_or_is_no_http_is_refused() -> None:
    for answer in (b"HTTP/1.1 200 OK\r\n\r\nabc", b"SSH-2.0-OpenSSH\r\n\r\n"):
        with pytest.raises(ValueError, match=r"length|unpack"):
            exchange(answer).run(b"", bodiless=False)
