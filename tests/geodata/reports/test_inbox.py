"""Reports are taken in once, dealt with, and forgotten in the end."""

from io import StringIO
from uuid import uuid4

import pytest
from django.core.management import call_command

from geodata.errors import InboxFull
from geodata.models import Report
from geodata.reports import inbox
from tests import towns
from tests.conftest import SetClock

pytestmark = pytest.mark.django_db


def report(**fields: object) -> Report:
    """Return a report that has not been taken in."""
    return Report(**{"kind": "closed", "made_at": towns.moment("2026-11-28 10:00")} | fields)


def test_the_same_report_is_taken_in_once():
    identity = uuid4()
    first = inbox.take_in(report(id=identity, text="first"))
    again = inbox.take_in(report(id=identity, text="again"))
    assert (first.pk, again.text) == (identity, "first")
    assert Report.objects.count() == 1


def test_a_full_inbox_says_so(monkeypatch: pytest.MonkeyPatch):
    monkeypatch.setattr(inbox, "MOST_WAITING", 1)
    first = inbox.take_in(report())
    with pytest.raises(InboxFull, match="send yours again later"):
        inbox.take_in(report())
    inbox.settle(first, Report.Status.REFUSED, None)
    inbox.take_in(report())


def test_it_happened_when_the_phone_says_unless_its_clock_is_ahead():
    now = towns.moment("2026-11-28 12:00")
    assert report(received_at=now).happened_at == towns.moment("2026-11-28 10:00")
    wrong = towns.moment("2031-01-01 00:00")
    assert report(received_at=now, made_at=wrong).happened_at == now


def test_what_was_dealt_with_long_ago_is_forgotten_and_what_waits_is_not(it_is: SetClock):
    it_is("2026-01-01 10:00")
    waiting, old, recent = (inbox.take_in(report()) for _each in range(3))
    inbox.settle(old, Report.Status.ANSWERED, None)
    it_is("2026-11-01 10:00")
    inbox.settle(recent, Report.Status.ACCEPTED, None)
    it_is("2026-11-28 10:00")
    said = StringIO()
    call_command("forget_reports", stdout=said)
    assert said.getvalue() == "1 reports removed.\n"
    assert set(Report.objects.all()) == {waiting, recent}
    call_command("forget_reports", days=1, stdout=said)
    assert set(Report.objects.all()) == {waiting}


def test_a_report_outlives_its_place():
    souk = towns.place("Souk", slug="souk")
    kept = inbox.take_in(report(place=souk))
    souk.delete()
    kept.refresh_from_db()
    assert kept.place is None
