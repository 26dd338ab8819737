"""Fetching files from servers that are slow, busy, broken or gone."""

import hashlib
import threading
import time
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from email.utils import format_datetime
from pathlib import Path

import pytest

from geodata import downloads
from geodata.downloads import DownloadFailed, NotFound
from tests.far_side import Answer, FarSide, far_side

CONTENT = bytes(range(256)) * 4_000
VERSIONED = {"ETag": '"v1"', "Last-Modified": "Mon, 02 Mar 2026 03:04:05 GMT"}


@pytest.fixture
def there() -> Iterator[FarSide]:
    with far_side() as side:
        yield side


@pytest.fixture(autouse=True)
def waited(monkeypatch: pytest.MonkeyPatch) -> list[float]:
    """Note how long is waited, without waiting."""
    waits: list[float] = []
    monkeypatch.setattr(downloads.time, "sleep", waits.append)
    return waits


def _fetch(url: str, target: Path, **options) -> downloads.Fetched:
    return downloads.fetch(url, target, **({"limit_bytes": 10**7} | options))


def test_a_file_comes_whole_with_its_date(there, tmp_path):
    url = there.says("/town", Answer(CONTENT, headers=VERSIONED))
    told: list[float] = []
    fetched = _fetch(url, tmp_path / "town", progress=told.append)

    assert (tmp_path / "town").read_bytes() == CONTENT
    assert fetched.modified_at == datetime(2026, 3, 2, 3, 4, 5, tzinfo=UTC)
    assert told[-1] == len(CONTENT)
    assert [path.name for path in tmp_path.iterdir()] == ["town"]


def test_the_server_is_told_who_asks(there, tmp_path):
    _fetch(there.says("/town", Answer(CONTENT)), tmp_path / "town")
    assert there.asked[0].headers["User-Agent"].startswith("heritage-map/")


@pytest.mark.parametrize("status", [429, 502, 503, 504])
def test_a_busy_server_is_asked_again_later(there, tmp_path, waited, status):
    url = there.says("/town", Answer(b"busy", status), Answer(b"busy", status), Answer(CONTENT))
    _fetch(url, tmp_path / "town")

    assert (tmp_path / "town").read_bytes() == CONTENT
    assert waited == [15, 60]


def test_a_busy_server_is_left_alone_as_long_as_it_says(there, tmp_path, waited):
    soon = datetime.now(UTC) + timedelta(seconds=90)
    url = there.says(
        "/town",
        Answer(status=429, headers={"Retry-After": "7"}),
        Answer(status=503, headers={"Retry-After": format_datetime(soon, usegmt=True)}),
        Answer(CONTENT),
    )
    _fetch(url, tmp_path / "town")

    assert waited[0] == 7
    assert waited[1] == pytest.approx(89, abs=2)


def test_a_server_that_wants_to_be_left_alone_for_hours_is(there, tmp_path, waited):
    url = there.says("/town", Answer(status=429, headers={"Retry-After": "7200"}))
    with pytest.raises(DownloadFailed, match="left alone for 120 minutes"):
        _fetch(url, tmp_path / "town")
    assert waited == []


def test_a_server_that_stays_busy_is_given_up(there, tmp_path, waited):
    url = there.says("/town", Answer(status=504))
    with pytest.raises(DownloadFailed, match=r"is busy \(it answered 504\)\.$"):
        _fetch(url, tmp_path / "town")
    assert len(there.asked) == downloads.ATTEMPTS
    assert not (tmp_path / "town").exists()


def test_a_download_that_breaks_off_is_completed_not_begun_again(there, tmp_path):
    url = there.says(
        "/town",
        Answer(CONTENT, headers=VERSIONED, cut_at=300_000),
        Answer(CONTENT, headers=VERSIONED, ranges=True),
    )
    _fetch(url, tmp_path / "town")

    assert (tmp_path / "town").read_bytes() == CONTENT
    assert there.asked[1].headers["Range"] == "bytes=300000-"
    assert there.asked[1].headers["If-Range"] == '"v1"'


def test_what_came_before_a_connection_was_lost_is_used_the_next_day(there, tmp_path):
    url = there.says("/town", Answer(CONTENT, headers=VERSIONED, cut_at=300_000))
    with pytest.raises(DownloadFailed, match="broke off in the middle"):
        _fetch(url, tmp_path / "town")

    there.says("/town", Answer(CONTENT, headers=VERSIONED, ranges=True))
    there.asked.clear()
    _fetch(url, tmp_path / "town")
    assert (tmp_path / "town").read_bytes() == CONTENT
    assert there.asked[0].headers["Range"] == "bytes=300000-"


def test_a_file_that_changed_between_two_parts_is_fetched_anew(there, tmp_path):
    newer = CONTENT[::-1]
    url = there.says(
        "/town",
        Answer(CONTENT, headers=VERSIONED, cut_at=300_000),
        Answer(newer, headers={"ETag": '"v2"'}, ranges=True),
    )
    _fetch(url, tmp_path / "town")
    assert (tmp_path / "town").read_bytes() == newer


def test_a_part_larger_than_the_file_has_become_is_thrown_away(there, tmp_path):
    url = there.says("/town", Answer(CONTENT, headers=VERSIONED, cut_at=300_000))
    with pytest.raises(DownloadFailed):
        _fetch(url, tmp_path / "town")
    there.says("/town", Answer(status=416), Answer(b"short", headers={"ETag": '"v2"'}))
    _fetch(url, tmp_path / "town")
    assert (tmp_path / "town").read_bytes() == b"short"


def test_a_file_larger_than_is_taken_is_refused_before_it_comes(there, tmp_path):
    url = there.says("/town", Answer(CONTENT))
    with pytest.raises(DownloadFailed, match="more than the 1 MB that are taken"):
        _fetch(url, tmp_path / "town", limit_bytes=1_000_000)
    assert len(there.asked) == 1


def test_a_file_that_the_disk_has_no_room_for_is_refused(there, tmp_path, monkeypatch):
    monkeypatch.setattr(downloads, "SPARE_DISK_BYTES", 10**18)
    with pytest.raises(DownloadFailed, match="The disk has room for"):
        _fetch(there.says("/town", Answer(CONTENT)), tmp_path / "town")


def test_a_server_that_falls_silent_is_given_up(there, tmp_path):
    silence = threading.Event()
    url = there.says("/town", Answer(CONTENT, waits=lambda: silence.wait(5)))
    began = time.monotonic()
    with pytest.raises(DownloadFailed, match="fell silent"):
        _fetch(url, tmp_path / "town", timeout_s=0.2)
    silence.set()
    assert time.monotonic() - began < 5


def test_a_file_that_is_not_there(there, tmp_path):
    with pytest.raises(NotFound, match=r"has no /town\.$"):
        _fetch(f"{there.url}/town", tmp_path / "town")


def test_a_refusal_is_not_asked_for_twice(there, tmp_path):
    with pytest.raises(DownloadFailed, match="answered 400"):
        _fetch(there.says("/town", Answer(b"what?", 400)), tmp_path / "town")
    assert len(there.asked) == 1


def test_without_a_connection_one_sentence_says_so(there, tmp_path):
    with far_side() as gone:
        pass
    with pytest.raises(DownloadFailed, match=r"cannot be reached: is there a connection\?"):
        _fetch(f"{gone.url}/town", tmp_path / "town")


@pytest.mark.parametrize("url", ["file:///etc/passwd", "ftp://example.org/a", "town", "http://"])
def test_only_addresses_of_the_web_are_fetched(tmp_path, url):
    with pytest.raises(DownloadFailed, match="begins with http"):
        _fetch(url, tmp_path / "town")


def test_a_password_in_an_address_is_not_shown():
    assert downloads.host("https://me:secret@example.org/a") == "example.org"


def test_the_checksum_is_the_one_that_mirrors_publish(tmp_path):
    (tmp_path / "town").write_bytes(CONTENT)
    assert downloads.md5(tmp_path / "town") == hashlib.md5(CONTENT).hexdigest()
