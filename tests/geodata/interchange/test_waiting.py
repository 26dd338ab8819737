"""A disk that is full, and two who do the same at once, leave nothing half done."""

from __future__ import annotations

import resource
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from threading import Barrier

import pytest
from django.db import connection
from django.utils import translation

from geodata.errors import GeodataError, UnreadableFile
from geodata.interchange import jobs, previews, waiting
from geodata.interchange.columns import Profile
from geodata.interchange.waiting import Waiting
from geodata.models import ImportBatch, Place

ROWS = "nom,lat,lon\n" + "\n".join(f"Hassan {n},28.{900 + n},-10.{100 + n}" for n in range(30))
PROFILE = Profile(defaults={"category": "workshop"})


@pytest.fixture
def kept(settings, tmp_path) -> Waiting:
    """Return a file of thirty places that waits."""
    settings.VAR_DIR = tmp_path
    return waiting.keep([ROWS.encode()], "t.csv", len(ROWS), "place", PROFILE)


@contextmanager
def no_room() -> Iterator[None]:
    """Let no file grow over 100 bytes, as on a disk that is full."""
    before = resource.getrlimit(resource.RLIMIT_FSIZE)
    resource.setrlimit(resource.RLIMIT_FSIZE, (100, before[1]))
    try:
        yield
    finally:
        resource.setrlimit(resource.RLIMIT_FSIZE, before)


def test_a_file_that_finds_no_room_is_refused_and_leaves_nothing(settings, tmp_path):
    settings.VAR_DIR = tmp_path
    with no_room(), pytest.raises(UnreadableFile, match="disk is full"):
        waiting.keep([ROWS.encode()], "t.csv", len(ROWS), "place", PROFILE)
    assert list((tmp_path / "imports").iterdir()) == []


def test_what_is_said_of_a_file_stays_where_there_is_no_room_for_more(kept):
    with no_room(), pytest.raises(UnreadableFile, match="disk is full"):
        kept.with_profile(Profile(columns={"nom": "name_fr"}, defaults={"category": "souk"}))
    found = waiting.find(kept.token)
    assert found is not None and found.profile == PROFILE
    assert {file.name for file in kept.path.parent.iterdir()} == {"file", "said.json"}


@pytest.mark.django_db
def test_a_preview_that_finds_no_room_says_so_and_leaves_the_earlier_one(kept):
    first = previews.make(kept)
    with no_room(), pytest.raises(UnreadableFile, match="disk is full"):
        previews.make(kept)
    found = previews.find(kept)
    assert found == first and len(list(first.findings())) == 30


@pytest.mark.django_db
def test_a_file_that_is_removed_meanwhile_is_said_to_be_gone(kept):
    kept.discard()
    with pytest.raises(UnreadableFile, match="no longer kept"):
        previews.make(kept)


@pytest.mark.django_db(transaction=True)
def test_a_file_that_is_sent_off_twice_at_once_is_imported_once(kept):
    preview = previews.make(kept)
    together = Barrier(2)

    def send_off(_time: int) -> str:
        with translation.override("en"):
            try:
                together.wait(30)
                jobs.import_file(preview, kept, by=None, reason="stalls", digest=preview.digest)
            except GeodataError as error:
                return str(error)
            finally:
                connection.close()
            return ""

    with ThreadPoolExecutor(2) as threads:
        told = sorted(threads.map(send_off, range(2)))
    assert told == ["", "Records have changed since the preview: look at it again."]
    assert Place.objects.count() == 30
    assert ImportBatch.objects.count() == 1


def test_two_who_write_the_same_at_once_do_not_mix(tmp_path):
    path = tmp_path / "preview-ar"
    with waiting.written(path) as one, waiting.written(path) as other:
        one.write("one")
        other.write("other")
    assert path.read_text() == "one"
    assert list(tmp_path.iterdir()) == [path]
