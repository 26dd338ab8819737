"""Say when market days and festivals come next, with those that are moved or do not take place."""

import re
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta

from dateutil.rrule import rrulestr

from geodata import opening
from geodata.models import Event
from geodata.opening import Calendar, Reason, Rules, State

# Rules of less than a day, and those that go round in one place.
_ENDLESS = re.compile(r"FREQ=(?:HOUR|MINUTE|SECOND)LY|INTERVAL=0+(?:;|$)", re.IGNORECASE)
WEEKDAYS = ("MO", "TU", "WE", "TH", "FR", "SA", "SU")  # as RFC 5545 has them


@dataclass(frozen=True)
class Occurrence:
    """An event on a local date, the first of several days that it lasts.

    ``usual_day`` is the date that a market day was moved from, None where it was not.
    """

    event: Event
    day: date
    usual_day: date | None = None


def dates(rrule: str, first_day: date, last_day: date) -> list[date]:
    """Return the dates of an RFC 5545 rule between two days, both included.

    A rule that cannot be read has none: one slip at the desk must not take a page away.
    """
    start = datetime.combine(first_day, time())
    try:
        rule = rrulestr(rrule, dtstart=start)
        found = rule.between(start, datetime.combine(last_day, time()), inc=True)
    except (ValueError, TypeError):
        return []
    return [moment.date() for moment in found]


def is_rule(rrule: str) -> bool:
    """Tell whether an RFC 5545 rule of days can be read, and ever comes to a day."""
    if _ENDLESS.search(rrule):
        return False
    try:
        rule = rrulestr(rrule, dtstart=datetime(2000, 1, 1))
        return next(iter(rule), None) is not None
    except (ValueError, TypeError):
        return False


def weekly(weekdays: Iterable[str]) -> str:
    """Return the rule of what takes place every week on some of `WEEKDAYS`; of none, no rule."""
    chosen = set(weekdays)
    days = ",".join(day for day in WEEKDAYS if day in chosen)
    return f"FREQ=WEEKLY;BYDAY={days}" if days else ""


def weekdays_of(rrule: str) -> list[str]:
    """Return the days of the week of a rule that `weekly` makes, none of any other."""
    days = rrule.removeprefix("FREQ=WEEKLY;BYDAY=").split(",")
    return days if rrule and weekly(days) == rrule else []


def upcoming(
    events: Iterable[Event],
    first_day: date,
    days: int,
    calendar: Calendar,
    rules: Mapping[int, Rules] | None = None,
) -> list[Occurrence]:
    """Return what comes next of each event in the ``days`` days from ``first_day``, soonest first.

    Events without a rule and without dates have no certain day and are left out. ``rules`` are
    those of their places, by id: a day on which the place is closed for a time is left out, and
    the day that it was moved to takes its turn.
    """
    last_day = first_day + timedelta(days=days - 1)
    found = []
    for event in events:
        known = (rules or {}).get(event.place_id or 0, Rules())
        coming = [*_announced(event, first_day, last_day)]
        if event.rrule:
            coming += _regular(event, known, first_day, last_day, calendar)
        if coming:
            found.append(min(coming, key=lambda occurrence: occurrence.day))
    return sorted(found, key=lambda occurrence: (occurrence.day, not is_core(occurrence.event)))


def is_core(event: Event) -> bool:
    """Tell whether an event belongs to one of the territory's main places."""
    return event.place is not None and event.place.is_core


def _announced(event: Event, first_day: date, last_day: date) -> Iterator[Occurrence]:
    """Yield the event at its dates, from today on if it has begun."""
    if event.first_day is not None:
        ends = event.last_day or event.first_day
        if event.first_day <= last_day and ends >= first_day:
            yield Occurrence(event, max(event.first_day, first_day))


def _regular(
    event: Event, rules: Rules, first_day: date, last_day: date, calendar: Calendar
) -> Iterator[Occurrence]:
    """Yield the days of a rule, but for those on which the place is closed for a time."""

    def is_shut(day: date) -> bool:
        on = opening.on(rules, day, calendar)
        return on.state == State.CLOSED and on.reason == Reason.CLOSURE

    for day in dates(event.rrule, first_day, last_day):
        if not is_shut(day):
            yield Occurrence(event, day)
    for day in {period.held_on for period in rules.closures if period.held_on}:
        usual_day = opening.moved_from(rules, day, calendar)
        if (
            first_day <= day <= last_day
            and usual_day is not None
            and dates(event.rrule, usual_day, usual_day)
            and not is_shut(day)
        ):
            yield Occurrence(event, day, usual_day)
