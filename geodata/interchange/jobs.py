"""Do what takes longer than a request: previews, imports and undoings of large files.

A job is enqueued as a task (`django.tasks`) that a worker does: ``manage.py work``. What a job
changes and that it has ended are one transaction, so that a worker that is killed in the middle
leaves nothing half done, and its job is taken up again.

PostgreSQL itself tells who is at work, and how far. A worker gives its connection a name
(``application_name``), which others see at once, inside of transactions too, and which goes with
the connection, however that ends.
"""

from __future__ import annotations

import logging
import os
import re
from dataclasses import dataclass
from enum import StrEnum
from typing import Any

from django.db import IntegrityError, connection, transaction
from django.tasks import TaskResultStatus, task
from django.utils import timezone, translation
from django.utils.translation import gettext as _
from django_tasks_db.models import DBTaskResult

from geodata.errors import GeodataError, ImportRefused
from geodata.interchange import batches, previews, waiting
from geodata.interchange.models import ImportBatch, ImportJob
from geodata.interchange.previews import KeptPreview
from geodata.interchange.waiting import Waiting
from geodata.progress import At, nobody

logger = logging.getLogger(__name__)

NAME_VARIABLE = "PGAPPNAME"  # by which libpq names a connection
WORKER = "worker"
MOST_ATTEMPTS = 3
# What is done within the request: it takes a second or two.
SMALL_FILE_BYTES = 300_000
SMALL_ROWS = 500


class State(StrEnum):
    """How a job stands."""

    WAITING = "waiting"
    RUNNING = "running"
    ENDED = "ended"


@dataclass(frozen=True)
class Progress:
    """How far a job has come.

    Attributes
    ----------
    percent
        Of the work, 0 where it has not begun.
    was_interrupted
        Whether a worker has been stopped in the middle of it.
    has_workers
        Whether any worker is alive, be it busy with other things.
    """

    state: State
    percent: int = 0
    was_interrupted: bool = False
    has_workers: bool = True


def is_small(kept: Waiting) -> bool:
    """Tell whether a file's preview can be made within a request."""
    return kept.path.stat().st_size <= SMALL_FILE_BYTES


def start(
    kind: ImportJob.Kind,
    *,
    by: Any = None,
    token: str = "",
    batch: ImportBatch | None = None,
    **asked: Any,
) -> ImportJob:
    """Have a worker do something, in the active language; what it does already is not done twice.

    ``asked`` is for `import_file` or `undo`.
    """
    asked["language"] = translation.get_language()
    try:
        with transaction.atomic():
            job = ImportJob.objects.create(
                kind=kind, token=token, batch=batch, asked=asked, asked_by=by
            )
            ImportJob.objects.filter(pk=job.pk).update(task_id=work.enqueue(job.pk).id)
    except IntegrityError:
        job = ImportJob.objects.filter(token=token, batch=batch, ended_at=None)[0]
    job.refresh_from_db()
    return job


@task
def work(job_id: int) -> None:
    """Do a job; nothing where it has been done already."""
    job = ImportJob.objects.get(pk=job_id)
    try:
        with transaction.atomic():
            job = ImportJob.objects.select_for_update(of=("self",)).get(pk=job_id)
            if job.ended_at is not None:
                return
            with translation.override(job.asked["language"]):
                _do(job, _teller(job))
            _end(job)
    except GeodataError as error:
        _end(job, str(error))
    except Exception:
        logger.exception("Job %d of imports failed", job_id)
        with translation.override(job.asked["language"]):
            _end(job, _("The server could not do it: tell the administrator, nothing has changed."))
    if job.kind == ImportJob.Kind.IMPORT and not job.sentence and (kept := waiting.find(job.token)):
        kept.discard()


def import_file(
    preview: KeptPreview,
    kept: Waiting,
    *,
    by: Any,
    reason: str,
    digest: str,
    at: At = nobody,
    **decided: Any,
) -> ImportBatch:
    """Import a file as its preview says; raise `ImportRefused` where that is another one by now.

    ``decided`` is for `batches.apply`.
    """
    with transaction.atomic():
        batches.wait_for_imports()
        if preview.is_stale:  # perhaps by the same file, which somebody has sent off twice
            preview = previews.make(kept)
        if preview.digest != digest or preview.refusal:
            raise ImportRefused(_("Records have changed since the preview: look at it again."))
        return batches.apply(
            preview.whole(),
            file_name=kept.name,
            reason=reason,
            profile=kept.profile,
            by=by,
            at=at,
            **decided,
        )


def progress(job: ImportJob) -> Progress:
    """Return how far a job has come."""
    if job.ended_at is not None:
        return Progress(State.ENDED, 100)
    take_up_again()
    names = _names()
    result = DBTaskResult.objects.filter(id=job.task_id).first() if job.task_id else None
    was_interrupted = result is not None and len(result.worker_ids) > (
        result.status == TaskResultStatus.RUNNING
    )
    for name in names:
        if found := re.search(rf" job {job.pk} (\d+)%$", name):
            return Progress(State.RUNNING, int(found[1]), was_interrupted)
    return Progress(State.WAITING, 0, was_interrupted, bool(names))


def workers() -> set[str]:
    """Return the ids of the workers that are alive."""
    return {name.split()[1] for name in _names()}


def waiting_count() -> int:
    """Return how many jobs have not ended."""
    return ImportJob.objects.filter(ended_at=None).count()


def name_of(worker_id: str) -> str:
    """Return what a worker calls its connections."""
    return f"{WORKER} {worker_id}"


def take_up_again() -> None:
    """Have the jobs of workers that have died done by others, or given up if that goes on."""
    alive = workers()
    for result in DBTaskResult.objects.running().filter(task_path=work.module_path):
        if result.worker_ids and result.worker_ids[-1] in alive:
            continue
        mine = DBTaskResult.objects.filter(
            pk=result.pk, status=TaskResultStatus.RUNNING, worker_ids=result.worker_ids
        )
        if len(result.worker_ids) < MOST_ATTEMPTS:
            mine.update(status=TaskResultStatus.READY)
            continue
        mine.update(status=TaskResultStatus.FAILED, finished_at=timezone.now())
        job = ImportJob.objects.filter(task_id=result.pk, ended_at=None).first()
        if job is not None:
            with translation.override(job.asked["language"]):
                _end(job, _("It was stopped several times: split the file. Nothing has changed."))


def _do(job: ImportJob, at: At) -> None:
    asked = {name: value for name, value in job.asked.items() if name != "language"}
    if job.kind == ImportJob.Kind.UNDO:
        assert job.batch is not None  # noqa: S101
        total = max(1, job.batch.records.count())
        batches.undo(job.batch, by=job.asked_by, at=lambda done: at(done / total), **asked)
        return
    kept = waiting.find(job.token)
    if kept is None:
        raise ImportRefused(_("This file is no longer kept: send it again."))
    if job.kind == ImportJob.Kind.PREVIEW:
        previews.make(kept, at)
        return
    preview = previews.find(kept)
    if preview is None:
        raise ImportRefused(_("Records have changed since the preview: look at it again."))
    total = max(1, sum(preview.counts.values()))
    job.batch = import_file(
        preview, kept, by=job.asked_by, at=lambda done: at(done / total), **asked
    )


def _end(job: ImportJob, sentence: str = "") -> None:
    job.sentence = sentence
    job.ended_at = timezone.now()
    job.save(update_fields=["sentence", "ended_at", "batch"])


def _teller(job: ImportJob) -> At:
    """Return what tells how far a job has come, in the name of this worker's connection."""
    name = os.environ.get(NAME_VARIABLE, "")
    if not name.startswith(f"{WORKER} "):
        return nobody
    told = -1

    def at(share: float) -> None:
        nonlocal told
        percent = min(99, int(share * 100))
        if percent != told:
            told = percent
            _call_connection(f"{name} job {job.pk} {percent}%")

    with connection.cursor() as cursor:
        # Or a connection that waits for a lock outlives its worker (PostgreSQL 14 and newer).
        cursor.execute(
            "SELECT set_config(name, '1000', false) FROM pg_settings WHERE name = %s",
            ["client_connection_check_interval"],
        )
    at(0)
    transaction.on_commit(lambda: _call_connection(name))
    return at


def _call_connection(name: str) -> None:
    with connection.cursor() as cursor:
        cursor.execute("SELECT set_config('application_name', %s, false)", [name])


def _names() -> list[str]:
    """Return the names of the connections that workers have, the word and the id first."""
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT application_name FROM pg_stat_activity"
            " WHERE datname = current_database() AND application_name LIKE %s",
            [f"{WORKER} %"],
        )
        return [name for (name,) in cursor.fetchall()]
