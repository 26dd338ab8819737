"""Show what opening hours result in: the next two weeks, day by day, and the next Ramadan."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, timedelta

from django.template.loader import render_to_string
from django.utils import timezone
from django.utils.safestring import SafeString
from django.utils.translation import get_language

from geodata import opening, territory, wording
from geodata.opening import Calendar, Rules

DAYS = 14
# A lunar year has at most 355 days, so a Ramadan begins within them.
LUNAR_YEAR_DAYS = 355


@dataclass(frozen=True, slots=True)
class Line:
    """A day in words; ``holiday`` and ``closure`` are empty where there is none."""

    day: opening.Day
    hours: str
    holiday: str
    closure: str


@dataclass(frozen=True, slots=True)
class Fortnight:
    """Two weeks from a local date."""

    lines: tuple[Line, ...]
    is_next_ramadan: bool

    @property
    def is_estimated(self) -> bool:
        """Whether days of Ramadan lie in it, which may come a day sooner or later."""
        return any(line.day.is_ramadan for line in self.lines)


def fortnights(rules: Rules, today: date, calendar: Calendar) -> tuple[Fortnight, ...]:
    """Return two weeks from today, and two of the next Ramadan where it has hours of its own."""
    coming = _fortnight(rules, today, calendar)
    if not rules.ramadan_hours or any(line.day.is_ramadan for line in coming.lines):
        return (coming,)
    days = (today + timedelta(days=n) for n in range(DAYS, LUNAR_YEAR_DAYS + 1))
    ramadan = next((day for day in days if calendar.is_ramadan(day)), None)
    if ramadan is None:
        return (coming,)
    return (coming, _fortnight(rules, ramadan, calendar, is_next_ramadan=True))


def _fortnight(
    rules: Rules, first_day: date, calendar: Calendar, *, is_next_ramadan: bool = False
) -> Fortnight:
    days = (opening.on(rules, first_day + timedelta(days=n), calendar) for n in range(DAYS))
    return Fortnight(tuple(_line(day, calendar) for day in days), is_next_ramadan)


def _line(day: opening.Day, calendar: Calendar) -> Line:
    holiday = calendar.holiday_name(day.date, get_language() or "") if day.is_holiday else None
    is_cut = day.closure is not None and bool(day.intervals)
    return Line(
        day,
        wording.day_hours(day),
        holiday or "",
        day.closure.reason if is_cut and day.closure is not None else "",
    )


def shown(rules: Rules) -> SafeString:
    """Return the fortnights of rules as a part of a page of the desk."""
    calendar = territory.current().calendar
    today = timezone.now().astimezone(calendar.timezone).date()
    context = {"fortnights": fortnights(rules, today, calendar)}
    return render_to_string("admin/geodata/fortnight.html", context)


def refused(sentence: str) -> SafeString:
    """Return why there is nothing to be shown, as a part of a page of the desk."""
    return render_to_string("admin/geodata/fortnight.html", {"sentence": sentence})
