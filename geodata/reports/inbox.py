"""Take reports in once each, and say what has become of them."""

from __future__ import annotations

from datetime import timedelta

from django.utils import timezone

from geodata.errors import InboxFull
from geodata.models import Report

MOST_WAITING = 2_000  # with photos, about half a gigabyte
KEPT_FOR = timedelta(days=180)


def take_in(report: Report) -> Report:
    """Keep a report, and return it; the one that came before with the same id stays as it is.

    Raises
    ------
    InboxFull
        Where more wait than anybody could read.
    """
    if Report.objects.filter(status=Report.Status.NEW).count() >= MOST_WAITING:
        raise InboxFull
    return report.keep()


def settle(report: Report, status: str, officer: int | None) -> None:
    """Write down what an officer, by their key, made of a report, with the answer it holds."""
    report.status = status
    report.handled_by_id = officer
    report.handled_at = timezone.now()
    report.save(update_fields=["status", "answer", "handled_by", "handled_at"])


def forget_old(kept_for: timedelta = KEPT_FOR) -> int:
    """Remove the reports that were handled longer ago than that; return how many."""
    old = Report.objects.exclude(status=Report.Status.NEW).filter(
        handled_at__lt=timezone.now() - kept_for
    )
    count, _by_model = old.delete()
    return count
