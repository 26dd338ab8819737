"""The map's file is handed out whole or in ranges, byte for byte, and never repacked."""

import random
from collections.abc import Iterator
from pathlib import Path
from typing import Any, BinaryIO

import pytest
from django.test import Client, RequestFactory

from geodata import basemap
from geodata.basemap import serving
from geodata.basemap.basemap import FILE

SIZE = 300_000
CONTENT = random.Random(1).randbytes(SIZE)


@pytest.fixture
def version(settings: Any, tmp_path: Path) -> str:
    """Return the version that serves, of a file of random bytes."""
    settings.VAR_DIR = tmp_path
    return publish()


def publish() -> str:
    """Have a new version serve; return its name."""
    with basemap.shelf().build() as folder:
        (folder / FILE).write_bytes(CONTENT)
    current = basemap.shelf().current()
    assert current is not None
    return current.name


@pytest.fixture
def ask(client: Client, version: str) -> Any:
    """Return a function that asks for the file with headers."""

    def get(method: str = "get", **headers: str) -> Any:
        return getattr(client, method)(f"/basemap/{version}.pmtiles", headers=headers)

    return get


def body(response: Any) -> bytes:
    return b"".join(response.streaming_content) if response.streaming else response.content


def test_all_of_it_comes_with_its_size_for_phones_that_go_offline(ask):
    response = ask()
    assert response.status_code == 200
    assert response["Content-Length"] == str(SIZE)
    assert response["Content-Type"] == "application/vnd.pmtiles"
    assert response["Accept-Ranges"] == "bytes"
    assert body(response) == CONTENT


@pytest.mark.parametrize(
    ("asked", "first", "last"),
    [
        ("bytes=0-16383", 0, 16_383),
        ("bytes=0-0", 0, 0),
        ("bytes=65536-200000", 65_536, 200_000),
        ("bytes=299999-299999", 299_999, 299_999),
        ("bytes=299990-400000", 299_990, 299_999),
        ("bytes=100000-", 100_000, 299_999),
        ("bytes=-7", 299_993, 299_999),
        ("bytes=-900000", 0, 299_999),
        ("BYTES= 5-9 ", 5, 9),
    ],
)
def test_a_range_is_answered_byte_for_byte(asked, first, last, ask):
    response = ask(range=asked)
    assert response.status_code == 206
    assert response["Content-Range"] == f"bytes {first}-{last}/{SIZE}"
    assert response["Content-Length"] == str(last - first + 1)
    assert body(response) == CONTENT[first : last + 1]


@pytest.mark.parametrize("asked", ["bytes=300000-", "bytes=999999-1000000", "bytes=-0"])
def test_a_range_after_the_end_is_refused_with_the_size(asked, ask):
    response = ask(range=asked)
    assert response.status_code == 416
    assert response["Content-Range"] == f"bytes */{SIZE}"
    assert response.content == b""


@pytest.mark.parametrize(
    "asked", ["bytes=9-5", "bytes=-", "bytes=a-b", "lines=0-5", "bytes=0-5,10-15", "bytes=٣-٥"]
)
def test_a_range_that_is_none_or_several_is_answered_with_all_of_it(asked, ask):
    response = ask(range=asked)
    assert response.status_code == 200
    assert body(response) == CONTENT


def test_a_range_holds_only_for_the_file_that_the_asker_knows(ask):
    known = ask()
    for still in (known["ETag"], known["Last-Modified"]):
        assert ask(range="bytes=0-9", if_range=still).status_code == 206
    for no_more in ('"another"', f"W/{known['ETag']}", "Mon, 01 Jan 2024 00:00:00 GMT", "nonsense"):
        response = ask(range="bytes=0-9", if_range=no_more)
        assert response.status_code == 200
        assert body(response) == CONTENT


def test_head_tells_the_size_and_sends_nothing(ask):
    response = ask("head", range="bytes=0-9")
    assert response.status_code == 200
    assert response["Content-Length"] == str(SIZE)
    assert not response.streaming
    assert response.content == b""


def test_who_has_it_already_is_told_so(ask):
    first = ask()
    for header in ({"if_none_match": first["ETag"]}, {"if_modified_since": first["Last-Modified"]}):
        response = ask(range="bytes=0-9", **header)
        assert response.status_code == 304
        assert response["ETag"] == first["ETag"]
        assert "immutable" in response["Cache-Control"]
    assert ask(if_match='"another"').status_code == 412


def test_it_is_kept_for_good_and_never_repacked_on_the_way(ask):
    for headers in ({}, {"range": "bytes=0-99999"}):
        response = ask(accept_encoding="gzip, br", cookie="sessionid=1", **headers)
        assert "Content-Encoding" not in response
        assert "Vary" not in response
        assert "Set-Cookie" not in response
        assert "immutable" in response["Cache-Control"]
        assert "no-transform" in response["Cache-Control"]
        assert body(response) == CONTENT[:100_000] if headers else CONTENT


def test_nothing_but_reading_is_allowed(ask):
    response = ask("post")
    assert response.status_code == 405
    assert response["Allow"] == "GET, HEAD"


def test_after_a_swap_the_version_before_is_still_there_and_then_no_more(client, version):
    def status() -> int:
        return client.get(f"/basemap/{version}.pmtiles", headers={"range": "bytes=0-9"}).status_code

    publish()
    assert status() == 206
    publish()
    assert status() == 404


def test_who_reads_a_version_that_goes_reads_it_to_the_end(client, version):
    response = client.get(f"/basemap/{version}.pmtiles")
    parts: Iterator[bytes] = iter(response.streaming_content)
    begun = next(parts)
    publish()
    publish()
    assert begun + b"".join(parts) == CONTENT


@pytest.mark.parametrize("name", ["20200101t000000-abcdef", "current", "x", "20200101"])
def test_a_version_that_is_not_there_is_not_found(name, client, version):
    response = client.get(f"/basemap/{name}.pmtiles")
    assert response.status_code == 404
    assert "immutable" not in response.get("Cache-Control", "")


def test_it_is_read_from_the_disk_piece_by_piece_and_closed(version, monkeypatch):
    opened = []

    class Watched(serving.Part):
        def __init__(self, file: BinaryIO, first: int, last: int) -> None:
            super().__init__(file, first, last)
            opened.append(file)

    monkeypatch.setattr(serving, "Part", Watched)
    for read in (True, False):  # to its end, and given up before it began
        response = serving.serve(RequestFactory().get("/"), version)
        if read:
            assert max(len(part) for part in response) <= serving.CHUNK_BYTES
        for close in response._resource_closers:  # all but the end of a request of Django
            close()
    assert [file.closed for file in opened] == [True, True]
