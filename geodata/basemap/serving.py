"""Hand out the map's file, whole or in ranges of bytes, as RFC 9110 (section 14) says.

Browsers read a few kilobytes at a time out of it; a phone that goes offline takes all of it.
"""

import re
from collections.abc import Callable, Iterator
from email.utils import parsedate_to_datetime
from pathlib import Path
from typing import BinaryIO

from django.http import HttpRequest, HttpResponse, HttpResponseBase, StreamingHttpResponse
from django.utils.cache import get_conditional_response
from django.utils.http import http_date

from geodata import basemap

CONTENT_TYPE = "application/vnd.pmtiles"
# A version never changes. Whoever repacked it on the way would make ranges of something else.
CACHE_CONTROL = "public, max-age=31536000, immutable, no-transform"
CHUNK_BYTES = 65_536
_PATH = re.compile(r"/basemap/([0-9a-z-]{1,40})\.pmtiles", re.ASCII)
_RANGE = re.compile(r"bytes=[ \t]*(\d{0,18})-(\d{0,18})[ \t]*", re.ASCII | re.IGNORECASE)

type Span = tuple[int, int]  # the first byte and the last


class UnsatisfiableRange(Exception):
    """A range that begins after the end of the file."""


class BasemapMiddleware:
    """Answer for the map's file before sessions, languages and compression look at the request.

    A map asks for dozens of ranges, and none of these has anything to add to a piece of a file.
    """

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponseBase]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponseBase:
        """Serve the file here; hand everything else on."""
        found = _PATH.fullmatch(request.path_info)
        return serve(request, found[1]) if found else self.get_response(request)


def serve(request: HttpRequest, version: str) -> HttpResponseBase:
    """Answer with the file of a version or a part of it; 404 where that version is gone."""
    if request.method not in {"GET", "HEAD"}:
        return HttpResponse(status=405, headers={"Allow": "GET, HEAD"})
    path = basemap.version(version)
    try:
        if path is None:
            raise FileNotFoundError
        file = path.open("rb")
    except OSError:
        return HttpResponse(
            "There is no such version of the map.\n",
            status=404,
            content_type="text/plain",
            headers={"Cache-Control": "no-cache"},
        )
    response = _answer(request, path, file)
    if not response.streaming:
        file.close()
    return response


def _answer(request: HttpRequest, path: Path, file: BinaryIO) -> HttpResponseBase:
    status = path.stat()
    size, modified = status.st_size, int(status.st_mtime)
    etag = f'"{path.parent.name}"'
    headers = {
        "Accept-Ranges": "bytes",
        "Cache-Control": CACHE_CONTROL,
        "ETag": etag,
        "Last-Modified": http_date(modified),
    }
    response: HttpResponseBase
    conditional = get_conditional_response(request, etag, modified)
    if conditional is not None:  # 304, or 412
        for name, value in headers.items():
            conditional[name] = value
        return conditional
    try:
        span = _span(request, size, etag, modified)
    except UnsatisfiableRange:
        return HttpResponse(
            status=416, headers={"Accept-Ranges": "bytes", "Content-Range": f"bytes */{size}"}
        )
    first, last = span or (0, size - 1)
    headers["Content-Length"] = str(last - first + 1)
    if span:
        headers["Content-Range"] = f"bytes {first}-{last}/{size}"
    if request.method == "HEAD":
        response = HttpResponse(content_type=CONTENT_TYPE, headers=headers)
    else:
        response = StreamingHttpResponse(
            Part(file, first, last),
            status=206 if span else 200,
            content_type=CONTENT_TYPE,
            headers=headers,
        )
    return response


def _span(request: HttpRequest, size: int, etag: str, modified: int) -> Span | None:
    """Return the bytes that are asked for; None for all of them.

    Several ranges in one request are answered with the whole file, as RFC 9110 allows: no reader
    of PMTiles asks for them. So is what cannot be understood.
    """
    asked = _RANGE.fullmatch(request.headers.get("Range", ""))
    if request.method != "GET" or not asked or not _still_holds(request, etag, modified):
        return None
    first, last = asked.groups()
    if first:
        if last and int(last) < int(first):
            return None
        if int(first) >= size:
            raise UnsatisfiableRange
        return int(first), min(int(last), size - 1) if last else size - 1
    if not last:
        return None
    if int(last) == 0 or not size:
        raise UnsatisfiableRange
    return max(size - int(last), 0), size - 1


def _still_holds(request: HttpRequest, etag: str, modified: int) -> bool:
    """Say whether the file is still the one that the asker has the other parts of (If-Range)."""
    known = request.headers.get("If-Range", "").strip()
    if not known or known == etag:
        return True
    try:
        return int(parsedate_to_datetime(known).timestamp()) == modified
    except ValueError:
        return False


class Part:
    """A part of an open file, read chunk by chunk, which closes it."""

    def __init__(self, file: BinaryIO, first: int, last: int) -> None:
        file.seek(first)
        self._file = file
        self._left = last - first + 1

    def __iter__(self) -> Iterator[bytes]:
        return self

    def __next__(self) -> bytes:
        chunk = self._file.read(min(CHUNK_BYTES, self._left))
        if not chunk:
            raise StopIteration
        self._left -= len(chunk)
        return chunk

    def close(self) -> None:
        """Close the file; Django does, whether all was read or not."""
        self._file.close()
