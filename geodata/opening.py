"""Say when a place is open: at a moment, on a day, for the length of a visit; and say why.

A place has `Rules`: an OSM ``opening_hours`` string, perhaps another for Ramadan, and closures. The
territory has one `Calendar`: its clock, its public holidays, its Ramadan. The questions are
functions of both:

>>> guelmim = Calendar(timezone=ZoneInfo("Africa/Casablanca"), country="MA")
>>> amhirich = Rules(hours="Sa 06:00+")
>>> at(amhirich, datetime(2026, 11, 28, 7, tzinfo=guelmim.timezone), guelmim).state
<State.OPEN: 'open'>

Every answer is open, closed or unknown, and unknown is never taken for open. Hours nobody has
published are unknown, and so is a market with an open end ("06:00+") once it has lasted
``Calendar.open_end_hours``.

How the answer is made: `geodata._hours` reads the string for one day; closures are cut out of what
it finds; the day is then laid out as pieces without a gap, and `at` looks its moment up among them.
All of it is cached by rule, day and calendar, so a page may ask for thousands of places.

Within this module instants are in UTC, because Python compares two times of one zone by the clock
on the wall, which repeats an hour when Ramadan begins. What goes out is in the territory's zone.
"""

import re
from bisect import bisect_right
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from datetime import UTC, date, datetime, time, timedelta
from enum import StrEnum
from functools import lru_cache
from itertools import pairwise
from zoneinfo import ZoneInfo

import holidays
from django.utils.translation import gettext as _
from hijridate import Gregorian, Hijri

from geodata import _hours
from geodata.errors import InvalidOpeningHours

# A market on the first Thursday of the month comes back after 35 days at most.
CHANGE_HORIZON_DAYS = 40

# Beyond these years nobody knows the hours of anything.
YEARS = range(1970, 2101)

RAMADAN = 9  # the month's number in the Hijri year

_DAY = timedelta(days=1)
_FOREVER = datetime.max.replace(tzinfo=UTC)
_SINCE_EVER = datetime.min.replace(tzinfo=UTC)


class State(StrEnum):
    """How a place stands."""

    OPEN = "open"
    CLOSED = "closed"
    UNKNOWN = "unknown"


class Reason(StrEnum):
    """Why it stands so.

    ``HOURS``: its usual hours say so. ``PUBLIC_HOLIDAY``: they differ because of a holiday.
    ``CLOSURE``: it is closed for a time, whatever its hours. ``RAMADAN``: its hours of Ramadan say
    so. ``OPEN_END``: it began, and no closing time is published. ``NOT_KNOWN``: nobody has
    published the hours, or the rule itself says "unknown".
    """

    HOURS = "hours"
    PUBLIC_HOLIDAY = "public_holiday"
    CLOSURE = "closure"
    RAMADAN = "ramadan"
    OPEN_END = "open_end"
    NOT_KNOWN = "not_known"


@dataclass(frozen=True, slots=True)
class Calendar:
    """What a territory's days have in common; one per deployment.

    Attributes
    ----------
    timezone
        The zone of the clocks on the wall, which all opening hours are written for.
    country
        ISO 3166-1 alpha-2 code, for public holidays. The feasts of the Islamic year are estimates
        that may be a day off. A country unknown to the library has no holidays.
    open_end_hours
        How long something without a published closing time is taken to be open.
    ramadan
        The first and last day of each Ramadan that has been announced. The others are computed in
        the Umm al-Qura calendar, which may be a day off from the sighting in Morocco.
    """

    timezone: ZoneInfo
    country: str
    open_end_hours: float = 6.0
    ramadan: tuple[tuple[date, date], ...] = ()

    def holiday_name(self, day: date, language: str) -> str | None:
        """Return what the public holiday of a day is called, or None on other days.

        In the language asked for, else French, else English, else the country's own.
        """
        return _holidays(self.country, day.year, language).get(day)

    def is_holiday(self, day: date) -> bool:
        """Tell whether a day is a public holiday."""
        return day in _holidays(self.country, day.year)

    def is_ramadan(self, day: date) -> bool:
        """Tell whether a day is one of Ramadan."""
        return _is_ramadan(day, self.ramadan)


@dataclass(frozen=True, slots=True)
class ClosedPeriod:
    """A time in which a place is closed whatever its hours say.

    ``since`` and ``until`` are aware; None means since ever and until further notice. At ``until``
    it is no longer closed. ``key`` is the id of the `geodata.models.Closure` it stands for.

    ``held_on`` is the local date that a market day has been moved to: on it the place is open at
    the hours of the date that ``since`` lies on, and not at its own.
    """

    since: datetime | None
    until: datetime | None
    reason: str = ""
    key: int | None = None
    held_on: date | None = None


@dataclass(frozen=True, slots=True)
class Rules:
    """When a place is open.

    ``hours`` is an OSM ``opening_hours`` string, and empty where nobody has published it; a string
    that cannot be read counts as not known (`validate` says what to mend). ``ramadan_hours`` takes
    its place during Ramadan, if given. A comment instead of a state ('10:00-12:00 "ask"') leaves
    the time unknown. Sunrise and sunset count as 07:00 and 19:00 all year.
    """

    hours: str = ""
    ramadan_hours: str = ""
    closures: tuple[ClosedPeriod, ...] = ()


@dataclass(frozen=True, slots=True)
class Interval:
    """A time of being open, aware; ``end`` is None where no closing time is published."""

    start: datetime
    end: datetime | None


@dataclass(frozen=True, slots=True)
class Opening:
    """How a place stands at a moment.

    Attributes
    ----------
    interval
        The opening the moment lies in, or follows if the reason is an open end. None when closed,
        not known, or open without a change in sight.
    next_change
        When ``state`` becomes ``next_state``; both are None if that is further away than
        `CHANGE_HORIZON_DAYS`. Time in a closure with a known end is not counted.
    closure
        The closure the moment lies in; of several the one that ends last.
    """

    state: State
    reason: Reason
    interval: Interval | None
    next_change: datetime | None
    next_state: State | None
    closure: ClosedPeriod | None


@dataclass(frozen=True, slots=True)
class Day:
    """How a place stands on a local date.

    ``state`` is open if it opens at all. ``intervals`` begin on that date, and a late evening may
    end on the next. ``closure`` is the one that takes something from them, the last to end of
    several; it is the reason only if nothing is left.
    """

    date: date
    state: State
    reason: Reason
    intervals: tuple[Interval, ...]
    closure: ClosedPeriod | None
    is_holiday: bool
    is_ramadan: bool


@dataclass(frozen=True, slots=True)
class Stretch:
    """How a place stands from an aware moment on, until something else holds."""

    start: datetime
    state: State
    reason: Reason
    closure: ClosedPeriod | None


def at(rules: Rules, moment: datetime, calendar: Calendar) -> Opening:
    """Return how a place stands at an aware moment, in any zone."""
    day = _local_day(moment, calendar)
    if day.year not in YEARS:
        return _NOT_KNOWN
    begins, openings = _timeline(rules, day, calendar)
    return openings[bisect_right(begins, moment.astimezone(UTC)) - 1]


def on(rules: Rules, day: date, calendar: Calendar) -> Day:
    """Return how a place stands on a local date."""
    if day.year not in YEARS:
        return Day(day, State.UNKNOWN, Reason.NOT_KNOWN, (), None, False, False)
    return _day(rules, day, calendar)


def moved_from(rules: Rules, day: date, calendar: Calendar) -> date | None:
    """Return the local date whose hours hold on another one, None where none has been moved."""
    moves = (
        _local_day(period.since, calendar)
        for period in rules.closures
        if period.held_on == day and period.since is not None
    )
    return next(moves, None)


def week(rules: Rules, first_day: date, calendar: Calendar) -> tuple[Day, ...]:
    """Return seven days from a local date."""
    return tuple(on(rules, first_day + n * _DAY, calendar) for n in range(7))


def course(rules: Rules, first_day: date, days: int, calendar: Calendar) -> tuple[Stretch, ...]:
    """Return how a place stands from the midnight a local date begins with, for some days.

    There is no gap, and each stretch lasts until the next one begins: who has the course needs no
    rules to know how the place stands at any moment of these days.
    """
    found: list[Stretch] = []
    for n in range(days):
        day = first_day + n * _DAY
        if day.year not in YEARS:
            continue
        for piece in _pieces(rules, day, calendar):
            said = (piece.state, piece.reason, piece.closure)
            if not found or said != (found[-1].state, found[-1].reason, found[-1].closure):
                found.append(Stretch(piece.start.astimezone(calendar.timezone), *said))
    return tuple(found)


def next_opening(
    rules: Rules, moment: datetime, calendar: Calendar, horizon_days: int = 60
) -> Interval | None:
    """Return the first interval that begins after an aware moment, within a number of days.

    What only goes on from one day to the next does not begin anew.
    """
    first_day = _local_day(moment, calendar)
    if first_day.year not in YEARS:
        return None
    after = moment.astimezone(UTC)
    open_until: datetime | None = None
    for n in range(-1, horizon_days + 1):
        for interval in on(rules, first_day + n * _DAY, calendar).intervals:
            if interval.start.astimezone(UTC) > after and interval.start != open_until:
                return interval
            open_until = interval.end
    return None


def during(rules: Rules, start: datetime, end: datetime, calendar: Calendar) -> State:
    """Return whether a place is open for the whole of a visit, from one aware moment to another.

    Closed for a part is closed; otherwise unknown for a part is unknown.
    """
    day, last_day = _local_day(start, calendar), _local_day(end, calendar)
    first, last = start.astimezone(UTC), end.astimezone(UTC)
    if last < first:
        raise ValueError("A visit must end after it begins.")
    states = {at(rules, start, calendar).state}
    while day <= last_day and day.year in YEARS:
        states |= {
            piece.state
            for piece in _pieces(rules, day, calendar)
            if piece.start < last and piece.end > first
        }
        day += _DAY
    return next(state for state in (State.CLOSED, State.UNKNOWN, State.OPEN) if state in states)


def validate(hours: str) -> None:
    """Raise `InvalidOpeningHours`, with one sentence, unless a string is OSM ``opening_hours``.

    Empty is valid: not known.
    """
    text = hours.strip()
    if not text:
        return
    try:
        _hours.check(text)
    except _hours.UnreadableError as error:
        leading = len(hours) - len(hours.lstrip())
        raise InvalidOpeningHours(_what_to_mend(hours, leading + error.offset)) from None


def _what_to_mend(hours: str, offset: int) -> str:
    unread = re.match(r"[^\s;,]+|.", hours[offset:].strip())
    if unread is None:
        return _(
            "The opening hours break off after character %(position)d; "
            "write them like “Mo-Fr 09:00-18:00; Sa 06:00+”."
        ) % {"position": offset}
    return _(
        "The opening hours cannot be read from character %(position)d, “%(text)s”; "
        "write them like “Mo-Fr 09:00-18:00; Sa 06:00+”."
    ) % {"position": offset + 1, "text": unread[0]}


_NOT_KNOWN = Opening(State.UNKNOWN, Reason.NOT_KNOWN, None, None, None, None)


@dataclass(frozen=True, slots=True)
class _Piece:
    """A stretch of time, in UTC, in which the answer is one and the same."""

    start: datetime
    end: datetime
    state: State
    reason: Reason
    interval: Interval | None = None
    closure: ClosedPeriod | None = None

    def part(self, start: datetime, end: datetime) -> "_Piece":
        """Return what lies between two instants of it."""
        return _Piece(start, end, self.state, self.reason, self.interval, self.closure)


@dataclass(frozen=True, slots=True)
class _Ruled:
    """What the hours alone say of a day; ``reason`` also holds for the time it is closed."""

    reason: Reason
    pieces: tuple[_Piece, ...]


@lru_cache(maxsize=8192)
def _timeline(
    rules: Rules, day: date, calendar: Calendar
) -> tuple[Sequence[datetime], Sequence[Opening]]:
    """Return the answers of a local day and the instants, in UTC, from which they hold."""
    pieces = _pieces(rules, day, calendar)
    change = _change_after(rules, day, calendar)
    openings: list[Opening] = []
    following: _Piece | None = None
    for piece in reversed(pieces):
        if following is not None and following.state != piece.state:
            change = (following.start, following.state)
        following = piece
        moment, state = change or (None, None)
        local = moment.astimezone(calendar.timezone) if moment else None
        interval = piece.interval
        if piece.state == State.OPEN and interval is not None and interval.end is not None:
            interval = replace(interval, end=local) if local else None
        openings.append(Opening(piece.state, piece.reason, interval, local, state, piece.closure))
    return [piece.start for piece in pieces], openings[::-1]


def _change_after(rules: Rules, day: date, calendar: Calendar) -> tuple[datetime, State] | None:
    """Return when the state a day ends with changes on a later day, and to what."""
    last = _pieces(rules, day, calendar)[-1]
    state = last.state
    for _n in range(CHANGE_HORIZON_DAYS):
        day += _DAY
        if last.closure is not None:
            if last.closure.until is None:
                return None
            day = max(day, last.closure.until.astimezone(calendar.timezone).date())
        if day.year not in YEARS:
            return None
        for piece in _pieces(rules, day, calendar):
            if piece.state != state:
                return piece.start, piece.state
            last = piece
    return None


@lru_cache(maxsize=16384)
def _pieces(rules: Rules, day: date, calendar: Calendar) -> tuple[_Piece, ...]:
    """Return a local day, from midnight to midnight, without a gap."""
    start, end = _midnight(day, calendar), _midnight(day + _DAY, calendar)
    ruled = _ruled(rules, day, calendar)
    evening = _ruled(rules, day - _DAY, calendar)
    open_pieces = [
        piece
        for source in (evening, ruled)
        if source is not None
        for piece in _cut(source.pieces, rules.closures, calendar)
    ]
    closed = [
        _Piece(*_bounds(period), State.CLOSED, Reason.CLOSURE, closure=period)
        for period in _last_to_end_first(rules.closures)
    ]
    layers = [*closed, *sorted(open_pieces, key=lambda piece: piece.state != State.OPEN)]
    gap = (
        _Piece(start, end, State.UNKNOWN, Reason.NOT_KNOWN)
        if ruled is None
        else _Piece(start, end, State.CLOSED, ruled.reason)
    )
    edges = {start, end} | {
        edge for piece in layers for edge in (piece.start, piece.end) if start < edge < end
    }
    return tuple(
        next((piece for piece in layers if piece.start <= begin < piece.end), gap).part(
            begin, finish
        )
        for begin, finish in pairwise(sorted(edges))
    )


@lru_cache(maxsize=8192)
def _day(rules: Rules, day: date, calendar: Calendar) -> Day:
    """Return the answer for a local date within `YEARS`."""
    start, end = _midnight(day, calendar), _midnight(day + _DAY, calendar)
    ruled = _ruled(rules, day, calendar)
    periods = [_bounds(period) for period in rules.closures]
    is_shut = not list(_hours.without(start, end, periods))
    stretches = (
        [(start, end)]
        if ruled is None or is_shut
        else [(piece.start, piece.end) for piece in ruled.pieces]
    )
    closure = next(
        (
            period
            for period in _last_to_end_first(rules.closures)
            for since, until in [_bounds(period)]
            if any(since < last and until > first for first, last in stretches)
        ),
        None,
    )
    left = _cut(ruled.pieces, rules.closures, calendar) if ruled else []
    if any(piece.state == State.OPEN for piece in left) and ruled is not None:
        state, reason = State.OPEN, ruled.reason
    elif left:
        state, reason = State.UNKNOWN, left[0].reason
    elif is_shut or (ruled is not None and ruled.pieces):
        state, reason = State.CLOSED, Reason.CLOSURE
    elif ruled is None:
        state, reason = State.UNKNOWN, Reason.NOT_KNOWN
    else:
        state, reason = State.CLOSED, ruled.reason
    return Day(
        date=day,
        state=state,
        reason=reason,
        intervals=tuple(
            piece.interval
            for piece in left
            if piece.state == State.OPEN and piece.interval is not None
        ),
        closure=closure,
        is_holiday=calendar.is_holiday(day),
        is_ramadan=calendar.is_ramadan(day),
    )


def _ruled(rules: Rules, day: date, calendar: Calendar) -> _Ruled | None:
    """Return what the hours that apply on a day say, or None where they are not known."""
    usual_day = moved_from(rules, day, calendar)
    if rules.ramadan_hours and calendar.is_ramadan(day):
        return _read(rules.ramadan_hours.strip(), day, calendar, Reason.RAMADAN, usual_day)
    return _read(rules.hours.strip(), day, calendar, Reason.HOURS, usual_day)


def _never(_day: date) -> bool:
    return False


@lru_cache(maxsize=16384)
def _read(
    hours: str, day: date, calendar: Calendar, usual: Reason, usual_day: date | None = None
) -> _Ruled | None:
    """Return what a string says of a day; ``usual`` is the reason unless a holiday changes it.

    A market that is held on another day than its ``usual_day`` is held whatever the string says of
    public holidays: they are why it was moved.
    """
    if not hours:
        return None
    read_day = usual_day or day
    try:
        is_holiday = _never if usual_day else calendar.is_holiday
        reading = (hours, read_day, is_holiday, calendar.open_end_hours)
        spans = _hours.spans(*reading)
        reason = Reason.PUBLIC_HOLIDAY if _hours.is_changed_by_holiday(*reading) else usual
    except _hours.UnreadableError:
        return None
    later = day - read_day
    pieces: list[_Piece] = []
    for span in spans:
        start, end = (_instant(clock + later, calendar) for clock in (span.start, span.end))
        if start >= end:  # the hour that is skipped when Ramadan is over
            continue
        if span.is_sure:
            local_end = end.astimezone(calendar.timezone) if span.is_end_published else None
            interval = Interval(start.astimezone(calendar.timezone), local_end)
            pieces.append(_Piece(start, end, State.OPEN, reason, interval))
        elif span.is_open_end:
            begun = next((piece.interval for piece in pieces if piece.end == start), None)
            pieces.append(_Piece(start, end, State.UNKNOWN, Reason.OPEN_END, begun))
        else:
            pieces.append(_Piece(start, end, State.UNKNOWN, Reason.NOT_KNOWN))
    return _Ruled(reason, tuple(pieces))


def _cut(
    pieces: Iterable[_Piece], closures: tuple[ClosedPeriod, ...], calendar: Calendar
) -> list[_Piece]:
    """Return what closures leave of a day's pieces, with their intervals cut alike."""
    if not closures:
        return list(pieces)
    periods = [_bounds(period) for period in closures]
    left = []
    for piece in pieces:
        for start, end in _hours.without(piece.start, piece.end, periods):
            interval = piece.interval
            if interval is not None and piece.state == State.OPEN:
                interval = Interval(
                    start.astimezone(calendar.timezone),
                    interval.end if end == piece.end else end.astimezone(calendar.timezone),
                )
            elif interval is not None:
                begun = interval.start.astimezone(UTC)
                if any(since <= begun < until for since, until in periods):
                    interval = None
            left.append(replace(piece, start=start, end=end, interval=interval))
    return left


def _bounds(period: ClosedPeriod) -> tuple[datetime, datetime]:
    """Return the beginning and the end of a closure in UTC."""
    since = period.since.astimezone(UTC) if period.since else _SINCE_EVER
    until = period.until.astimezone(UTC) if period.until else _FOREVER
    return since, until


def _last_to_end_first(closures: tuple[ClosedPeriod, ...]) -> list[ClosedPeriod]:
    return sorted(closures, key=lambda period: _bounds(period)[1], reverse=True)


def _local_day(moment: datetime, calendar: Calendar) -> date:
    if moment.tzinfo is None:
        raise ValueError("The moment needs a time zone.")
    if moment.year not in YEARS:  # conversion may fail at the ends of time
        return moment.date()
    return moment.astimezone(calendar.timezone).date()


@lru_cache(maxsize=1024)
def _midnight(day: date, calendar: Calendar) -> datetime:
    """Return the instant, in UTC, at which a local date begins."""
    return _instant(datetime.combine(day, time.min), calendar)


def _instant(clock: datetime, calendar: Calendar) -> datetime:
    """Return when, in UTC, the clock on the wall shows a time.

    The first time if it does so twice; if it never does, the moment it jumps past it.
    """
    while True:
        instant = clock.replace(tzinfo=calendar.timezone).astimezone(UTC)
        if instant.astimezone(calendar.timezone).replace(tzinfo=None) == clock:
            return instant
        clock += timedelta(minutes=1)


@lru_cache(maxsize=1024)
def _holidays(country: str, year: int, language: str = "") -> dict[date, str]:
    """Return the public holidays of a year with their names, by date."""
    try:
        known = holidays.country_holidays(country).supported_languages
        wanted = (
            name for code in (language, "fr", "en") for name in known if name.split("_")[0] == code
        )
        return dict(holidays.country_holidays(country, years=year, language=next(wanted, None)))
    except NotImplementedError:
        return {}


@lru_cache(maxsize=4096)
def _is_ramadan(day: date, announced: tuple[tuple[date, date], ...]) -> bool:
    """Tell whether a day lies in an announced Ramadan, or else in a computed one."""
    if any(first <= day <= last for first, last in announced):
        return True
    try:
        hijri = Gregorian.fromdate(day).to_hijri()
    except OverflowError:
        return False
    if hijri.month != RAMADAN:
        return False
    computed = Hijri(hijri.year, RAMADAN, 1).to_gregorian()
    return all(abs(first - computed) > timedelta(days=15) for first, _last in announced)
