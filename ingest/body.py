"""Reads the body of an HTTP answer within bounds; knows no address and no format."""

import zlib
from collections.abc import Iterator, Mapping
from itertools import chain

import httpcore

from ingest.errors import UnreadableError

__all__ = ["read_body"]

_STEP_BYTES = 65_536
_GZIP = b"\x1f\x8b"


def read_body(response: httpcore.Response, headers: Mapping[str, str], *, most_mb: int) -> bytes:
    """Read and unpack what is sent.

    Args:
        response: An answer that nothing was read of yet.
        headers: Its headers, names in lower case.
        most_mb: Bounds the bytes as sent and as unpacked, in millions.

    Raises:
        UnreadableError: They are more, or are packed in a way that was not asked for.
        zlib.error: They are damaged or end too early.
    """
    most = most_mb * 1_000_000
    stated = headers.get("content-length", "")
    if stated.isdecimal():
        _check_size(int(stated), most)
    sent = _counted(response.iter_stream(), most)
    return b"".join(_counted(_unpacked(sent, headers.get("content-encoding", "")), most))


def _counted(chunks: Iterator[bytes], most: int) -> Iterator[bytes]:
    size = 0
    for chunk in chunks:
        size += len(chunk)
        _check_size(size, most)
        yield chunk


def _check_size(size: int, most: int) -> None:
    if size > most:
        raise UnreadableError(
            f"the address holds more than {most // 1_000_000} MB",
            hint="Save it, split it, and give its parts; or raise WENCE_MAX_UPLOAD_MB.",
        )


def _unpacked(chunks: Iterator[bytes], encoding: str) -> Iterator[bytes]:
    """Undo the compression that the server states, in small steps: a little may hold gigabytes."""
    way = encoding.strip().lower()
    if way in ("", "identity"):
        yield from chunks
    elif way in ("gzip", "x-gzip", "deflate"):
        yield from _inflated(chunks)
    else:
        raise UnreadableError(
            f"the address answers in an encoding that is not read: {way[:40]}",
            hint="Open it in a browser, save the page or file, and give its path.",
        )


def _inflated(chunks: Iterator[bytes]) -> Iterator[bytes]:
    first = next(chunks, b"")
    # RFC 9110, 8.4.1.2: some servers leave out the frame around `deflate`, which begins with 8.
    is_framed = first[:1] == b"\x1f" or (first[:1] and first[0] & 15 == 8)
    frame = zlib.MAX_WBITS | 32 if is_framed else -zlib.MAX_WBITS
    inflater = zlib.decompressobj(frame)
    for chunk in chain((first,), chunks):
        waiting = chunk
        is_more = True
        while is_more:
            piece = inflater.decompress(waiting, _STEP_BYTES)
            yield piece
            waiting = inflater.unconsumed_tail
            if inflater.eof:
                waiting = inflater.unused_data
                if not waiting.startswith(_GZIP):
                    return  # what follows the end, such as padding, is no text
                inflater = zlib.decompressobj(frame)
            is_more = bool(waiting) or len(piece) == _STEP_BYTES
    raise zlib.error("the compressed text ends too early")
