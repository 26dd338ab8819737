"""Say when market days and festivals come next."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta

from dateutil.rrule import rrulestr

from geodata.models import Event


@dataclass(frozen=True)
class Occurrence:
    """An event on a local date."""

    event: Event
    day: date


def next_date(rrule: str, first_day: date) -> date | None:
    """Return the first date of an RFC 5545 rule on or after a day, or None where there is none.

    A rule that cannot be read has none: one slip at the desk must not take a page away.
    """
    start = datetime.combine(first_day, time())
    try:
        found = rrulestr(rrule, dtstart=start).after(start, inc=True)
    except ValueError:
        return None
    return found.date() if found else None


def upcoming(events: Iterable[Event], first_day: date, days: int) -> list[Occurrence]:
    """Return what happens in the ``days`` days from ``first_day``, soonest first.

    Events without a rule have no certain date and are left out.
    """
    last_day = first_day + timedelta(days=days - 1)
    found = []
    for event in events:
        day = next_date(event.rrule, first_day) if event.rrule else None
        if day is not None and day <= last_day:
            found.append(Occurrence(event, day))
    return sorted(found, key=lambda occurrence: (occurrence.day, not is_core(occurrence.event)))


def is_core(event: Event) -> bool:
    """Tell whether an event belongs to one of the territory's main places."""
    return event.place is not None and event.place.is_core
