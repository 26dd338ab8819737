"""Long work goes to a worker, and a worker that is killed leaves nothing half done."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
import time
from collections.abc import Callable
from urllib.parse import urlencode

import pytest
from django.conf import settings as site_settings
from django.db import connection
from django.tasks import TaskResultStatus
from django_tasks_db.models import DBTaskResult

from geodata.interchange import batches, jobs, previews, waiting
from geodata.interchange.columns import Profile
from geodata.interchange.jobs import State
from geodata.models import ImportBatch, ImportJob, Place

PATIENCE_S = 60
ROWS = "nom,lat,lon\n" + "\n".join(f"Hassan {n},28.{900 + n},-10.{100 + n}" for n in range(30))


def until(is_so: Callable[[], object]) -> None:
    """Wait until something is so."""
    end = time.monotonic() + PATIENCE_S
    while not is_so():
        assert time.monotonic() < end
        time.sleep(0.1)


@pytest.fixture
def worker():
    """Return a function that starts a worker on the database of the tests."""
    started = []

    def start() -> subprocess.Popen[bytes]:
        told = connection.get_connection_params()
        names = {"host": "host", "user": "user", "port": "port", "password": "password"}
        query = urlencode({name: told[key] for name, key in names.items() if told.get(key)})
        process = subprocess.Popen(
            [sys.executable, "manage.py", "work", "--no-startup-delay", "--interval=0.1"],
            env=os.environ
            | {
                "DATABASE_URL": f"postgis:///{told['dbname']}?{query}",
                "VAR_DIR": str(site_settings.VAR_DIR),
            },
            cwd=site_settings.BASE_DIR,
        )
        started.append(process)
        return process

    yield start
    for process in started:
        process.kill()
        process.wait()


@pytest.fixture
def asked(settings, tmp_path) -> ImportJob:
    """Ask for an import of thirty places."""
    settings.VAR_DIR = tmp_path
    profile = Profile(defaults={"category": "workshop"})
    kept = waiting.keep([ROWS.encode()], "t.csv", len(ROWS), "place", profile)
    preview = previews.make(kept)
    return jobs.start(
        ImportJob.Kind.IMPORT, token=kept.token, digest=preview.digest, reason="stalls"
    )


@pytest.mark.django_db(transaction=True)
def test_a_worker_killed_in_the_middle_leaves_nothing_and_another_one_begins_again(asked, worker):
    assert jobs.progress(asked) == jobs.Progress(State.WAITING, has_workers=False)
    with connection.cursor() as cursor:  # nobody can write an import while this is held
        cursor.execute("SELECT pg_advisory_lock(%s)", [batches.LOCK])
    first = worker()
    until(lambda: jobs.progress(asked).state == State.RUNNING)
    assert len(jobs.workers()) == 1
    first.send_signal(signal.SIGKILL)
    first.wait()
    until(lambda: not jobs.workers())
    assert jobs.progress(asked) == jobs.Progress(
        State.WAITING, was_interrupted=True, has_workers=False
    )
    assert not ImportBatch.objects.exists()
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_advisory_unlock(%s)", [batches.LOCK])
    worker()
    until(lambda: ImportJob.objects.get().ended_at)
    assert jobs.progress(ImportJob.objects.get()).state == State.ENDED
    assert ImportBatch.objects.get().counts["added"] == Place.objects.count() == 30


@pytest.mark.django_db
def test_a_job_that_is_done_is_not_done_again(asked):
    for _time in range(2):
        jobs.work.call(asked.pk)
    assert Place.objects.count() == 30
    assert waiting.find(asked.token) is None


@pytest.mark.django_db
def test_what_is_asked_for_twice_is_one_job(asked):
    again = jobs.start(ImportJob.Kind.IMPORT, token=asked.token, digest="", reason="")
    assert again == asked
    assert DBTaskResult.objects.count() == 1


@pytest.mark.django_db
def test_a_fault_of_the_server_is_told_and_leaves_nothing(asked, monkeypatch):
    def full_disk(*_parts):
        raise OSError("No space left on device")

    monkeypatch.setattr(batches, "_remember", full_disk)
    jobs.work.call(asked.pk)
    asked.refresh_from_db()
    assert "nothing has changed" in asked.sentence
    assert not Place.objects.exists() and not ImportBatch.objects.exists()
    assert waiting.find(asked.token) is not None


@pytest.mark.django_db
def test_what_stops_every_worker_is_given_up_after_some_attempts(asked):
    DBTaskResult.objects.update(
        status=TaskResultStatus.RUNNING, worker_ids=["gone"] * jobs.MOST_ATTEMPTS
    )
    jobs.progress(asked)
    asked.refresh_from_db()
    assert "stopped several times" in asked.sentence
    assert not DBTaskResult.objects.ready().exists()


@pytest.mark.django_db
def test_an_import_refuses_another_preview_than_the_one_that_was_decided_on(asked):
    ImportJob.objects.update(asked=asked.asked | {"digest": "another"})
    jobs.work.call(asked.pk)
    asked.refresh_from_db()
    assert "changed since the preview" in asked.sentence
    assert not Place.objects.exists()


@pytest.mark.django_db(transaction=True)
def test_a_database_that_is_lost_in_the_middle_leaves_nothing_and_says_so(asked, monkeypatch):
    def lose(*_parts):
        with connection.cursor() as cursor:
            cursor.execute("SELECT pg_terminate_backend(pg_backend_pid())")

    monkeypatch.setattr(batches, "_remember", lose)
    jobs.work.call(asked.pk)
    asked.refresh_from_db()
    assert "nothing has changed" in asked.sentence
    assert not Place.objects.exists() and not ImportBatch.objects.exists()
    assert waiting.find(asked.token) is not None
