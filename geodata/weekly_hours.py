"""Read opening hours as a week that can be filled in, and write such a week as opening hours.

A week says for each day when it opens and closes, and what holds on public holidays. Most places
need no more; an OSM ``opening_hours`` string can say far more (months, sunrise, the first Thursday,
comments). So a string is read as a week only where the week, written again, is open at the very
same times on every day: `read` returns None for all others, and nobody loses what they wrote.

What a string says is asked of `geodata._hours`, as `geodata.opening` does.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from datetime import date, timedelta
from itertools import pairwise

from django.utils.dates import WEEKDAYS
from django.utils.text import capfirst
from django.utils.translation import gettext as _

from geodata import _hours
from geodata.errors import InvalidOpeningHours

DAY_MINUTES = _hours.DAY_MINUTES
DAYS = ("Mo", "Tu", "We", "Th", "Fr", "Sa", "Su")

# A week in which the strings are looked at; which one does not matter, as they may name no date.
_MONDAY = date(2000, 1, 3)
_COMES: Mapping[bool, _hours.Holidays] = {True: lambda _day: True, False: lambda _day: False}
# An open end is read twice, with two guesses of how long it lasts: what is no end differs.
_GUESSES_HOURS = (1.0, 6.0)
# What a string may hold whose days depend on nothing but the weekday and on whether it is a public
# holiday. "PH +1 day" is none of it.
_WEEKLY = re.compile(
    r"(?:24/7|(?:Mo|Tu|We|Th|Fr|Sa|Su|PH)\b(?! [+-]\d)|\d{1,2}:\d{2}|off\b|closed\b|open\b"
    r"|[-,;+\s])*"
)


@dataclass(frozen=True, slots=True)
class Times:
    """A time of being open.

    Attributes
    ----------
    start
        Minutes since midnight, below 1440.
    end
        Minutes since the same midnight, up to noon of the next day; None if no end is published.
    is_open_end
        Whether it may last longer than ``end``; always so without one.
    """

    start: int
    end: int | None
    is_open_end: bool = False


type Day = tuple[Times, ...]  # in order of time; empty: closed


@dataclass(frozen=True, slots=True)
class Week:
    """When something is open on each day of the week.

    ``days`` are seven, Monday first. ``holidays`` takes their place on a public holiday; None if
    such a day is like any other.
    """

    days: tuple[Day, ...] = field(default=((),) * 7)
    holidays: Day | None = None


def read(hours: str) -> Week | None:
    """Return the week that a string says, or None where it says what a week cannot.

    Empty hours are not known and so no week either.
    """
    text = hours.strip()
    if not text or not _WEEKLY.fullmatch(text):
        return None
    try:
        found = _as_said(text, _GUESSES_HOURS[-1])
    except _hours.UnreadableError:
        return None
    if any(not (span.is_sure or span.is_open_end) for spans in found.values() for span in spans):
        return None
    days = tuple(_times(found[number, False]) for number in range(7))
    on_holidays = {_times(found[number, True]) for number in range(7)}
    week = Week(days)
    if any(_times(found[number, True]) != days[number] for number in range(7)):
        if len(on_holidays) > 1:
            return None
        week = Week(days, on_holidays.pop())
    return week if _is_same(write(week), text) else None


def write(week: Week) -> str:
    """Return a week as an OSM ``opening_hours`` string, days of equal times together."""
    together: dict[Day, list[int]] = {}
    for number, times in enumerate(week.days):
        if times:
            together.setdefault(times, []).append(number)
    rules = [f"{_ranges(numbers)} {_written(times)}" for times, numbers in together.items()]
    if not rules:
        rules = ["Mo-Su off"]
    if week.holidays is not None:
        rules.append(f"PH {_written(week.holidays)}")
    return "; ".join(rules)


def check(week: Week) -> None:
    """Raise `InvalidOpeningHours`, with one sentence on the day to mend, unless a week makes sense.

    What makes sense is read again, from what `write` makes of it, as the same week.
    """
    for name, times in _named(week):
        _check_day(name, times)
    for number, times in enumerate(week.days):
        _check_night(number, times, week.days[(number + 1) % 7])
    again = read(write(week))
    if again is None or again not in (week, _without_holidays(week)):
        raise InvalidOpeningHours(
            _("These times cannot be kept as a week: write them as text instead.")
        )


def _without_holidays(week: Week) -> Week:
    """Return the week without the word on holidays where it says nothing new."""
    says_nothing = all(times == week.holidays for times in week.days)
    return Week(week.days) if says_nothing else week


def _check_day(name: str, times: Day) -> None:
    for one in times:
        if one.end is not None and one.end > DAY_MINUTES + _hours.NIGHT_MINUTES:
            raise InvalidOpeningHours(
                _("%(day)s: what lasts over midnight has to end by noon of the next day.")
                % {"day": name}
            )
    for one, following in pairwise(times):
        if one.is_open_end:
            raise InvalidOpeningHours(
                _("%(day)s: nothing can follow a time with an open end; say when it ends.")
                % {"day": name}
            )
        if one.end is None or following.start <= one.end:
            raise InvalidOpeningHours(
                _("%(day)s: two times overlap or touch each other; make one of them.")
                % {"day": name}
            )


def _check_night(number: int, times: Day, following: Day) -> None:
    """Refuse a night that runs into the opening of the next day."""
    last = max((one.end or 0 for one in times), default=0) - DAY_MINUTES
    if following and last >= following[0].start:
        raise InvalidOpeningHours(
            _("%(day)s: it closes after it has opened on the next day; make one time of both.")
            % {"day": capfirst(WEEKDAYS[number])}
        )


def _named(week: Week) -> Iterator[tuple[str, Day]]:
    for number, times in enumerate(week.days):
        yield capfirst(WEEKDAYS[number]), times
    if week.holidays is not None:
        yield _("Public holidays"), week.holidays


def _as_said(text: str, guess_hours: float) -> Mapping[tuple[int, bool], tuple[_hours.Span, ...]]:
    """Return what a string says, by the number of the day and whether it is a public holiday."""
    return {
        (number, comes): _hours.spans(
            text, _MONDAY + timedelta(days=number), _COMES[comes], guess_hours
        )
        for number in range(7)
        for comes in (False, True)
    }


def _is_same(text: str, other: str) -> bool:
    return all(_as_said(text, guess) == _as_said(other, guess) for guess in _GUESSES_HOURS)


def _times(spans: Iterable[_hours.Span]) -> Day:
    """Return the times of a day from what is read of it."""
    spans = tuple(spans)
    continued = {span.start for span in spans if span.is_open_end}
    times = []
    for span in spans:
        if span.is_open_end:
            continue
        start = span.start.hour * 60 + span.start.minute
        end = start + round((span.end - span.start).total_seconds() / 60)
        is_open_end = span.end in continued
        times.append(Times(start, end if span.is_end_published else None, is_open_end))
    return tuple(times)


def _ranges(numbers: list[int]) -> str:
    """Return days such as Mo-Th,Sa."""
    runs: list[list[int]] = []
    for number in numbers:
        if runs and runs[-1][-1] == number - 1:
            runs[-1].append(number)
        else:
            runs.append([number])
    return ",".join(
        DAYS[run[0]] if len(run) == 1 else f"{DAYS[run[0]]}-{DAYS[run[-1]]}" for run in runs
    )


def _written(times: Day) -> str:
    return ",".join(map(_one_written, times)) or "off"


def _one_written(times: Times) -> str:
    if times.end is None:
        return f"{clock(times.start)}+"
    end = times.end if times.end <= DAY_MINUTES else times.end - DAY_MINUTES
    return f"{clock(times.start)}-{clock(end)}{'+' if times.is_open_end else ''}"


def clock(minutes: int) -> str:
    """Return minutes since midnight as 09:30; 24:00 is the end of the day."""
    return f"{minutes // 60:02}:{minutes % 60:02}"
