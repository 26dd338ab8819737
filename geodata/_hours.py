"""Read an OSM ``opening_hours`` string for one day: the plumbing under ``geodata.opening``.

The library ``opening_hours`` does the reading. What it does not know is settled here, by rewriting
the string before the library sees it:

- An open end ("06:00+", "06:00-13:00+"): the day is read twice, with the end at its earliest and at
  its latest. What lies between the two is uncertain.
- A comment in place of a state ('10:00-12:00 "by appointment"') makes the time uncertain, while
  ``open "ring the bell"`` does not.
- Public holidays (``PH``): the library's calendar lacks every Islamic feast, so when the day being
  read is a holiday its weekday takes the place of ``PH``. School holidays (``SH``) have no calendar
  and never come.
- A fallback (``||``) fills whatever the rules before it leave closed, within the same day too.
- Lists with a space ("Mo, We 10:00-12:00"), which the library would read as a Monday without end.

All times are wall-clock times without a zone. Sunrise and the like are the library's fixed times
for a place without coordinates (``EVENT_MINUTES``).
"""

import re
from collections.abc import Callable, Iterable, Iterator
from datetime import date, datetime, time, timedelta
from functools import lru_cache
from typing import NamedTuple

from opening_hours import (  # type: ignore[attr-defined]  # missing in its stubs
    OpeningHours,
    ParserError,
)
from opening_hours import State as _State

DAY = timedelta(days=1)
DAY_MINUTES = 24 * 60

# What crosses midnight and is over by noon is the end of an evening. What lasts longer counts for
# each of its days.
NIGHT_MINUTES = 12 * 60
NIGHT = timedelta(minutes=NIGHT_MINUTES)

EVENT_MINUTES = {"dawn": 6 * 60, "sunrise": 7 * 60, "sunset": 19 * 60, "dusk": 20 * 60}

type Holidays = Callable[[date], bool]


class UnreadableError(Exception):
    """A string that is not ``opening_hours`` from a character on, counted from 0."""

    def __init__(self, offset: int) -> None:
        super().__init__(offset)
        self.offset = offset


class Span(NamedTuple):
    """A stretch of time in which a place is open, or may be.

    Attributes
    ----------
    is_sure
        Whether the rule says "open"; otherwise it says "unknown", or nothing any more.
    is_open_end
        Whether it follows the last moment the rule speaks of, so that all may be over.
    is_end_published
        False where the rule gives a beginning only, and ``end`` is assumed.
    """

    start: datetime
    end: datetime
    is_sure: bool
    is_open_end: bool
    is_end_published: bool


class Layer(NamedTuple):
    """A rewritten string; it fills what the layers before it leave closed."""

    text: str
    is_open_end: bool = False
    published_ends: frozenset[int] = frozenset()  # minutes since midnight


def spans(hours: str, day: date, is_holiday: Holidays, open_end_hours: float) -> tuple[Span, ...]:
    """Return what begins on a day, in order of time; a night belongs to the day it began.

    Raises `UnreadableError`.
    """
    found: list[Span] = []
    for layer in layers(hours, open_end_hours):
        covered = [(span.start, span.end) for span in found]
        for begin, finish, is_open in _parts(_for_day(layer.text, day, is_holiday), day):
            for start, end in without(begin, finish, covered):
                minute = (end.hour * 60 + end.minute) % DAY_MINUTES
                found.append(
                    Span(
                        start,
                        end,
                        is_sure=is_open and not layer.is_open_end,
                        is_open_end=is_open and layer.is_open_end,
                        is_end_published=minute in layer.published_ends,
                    )
                )
    found.sort()
    continued = {span.start for span in found if span.is_open_end}
    return tuple(
        span if span.end in continued else span._replace(is_end_published=True) for span in found
    )


@lru_cache(maxsize=4096)
def layers(hours: str, open_end_hours: float) -> tuple[Layer, ...]:
    """Return the strings to read one over the other: the first rule first, sure before unsure."""
    parsed(hours)
    found = []
    for text in map(str.strip, _tidy(hours).split("||")):
        open_ends = list(_OPEN_END.finditer(text))
        published = frozenset(_minutes(m["end"]) % DAY_MINUTES for m in open_ends if m["end"])
        found.append(Layer(_bounded(text, open_end_hours, "earliest"), published_ends=published))
        if open_ends:
            found.append(Layer(_bounded(text, open_end_hours, "latest"), is_open_end=True))
    return tuple(found)


@lru_cache(maxsize=4096)
def parsed(text: str) -> OpeningHours:
    """Return the library's reading of a string, or raise `UnreadableError`."""
    try:
        return OpeningHours(text)
    except ParserError as error:
        column = re.search(r"--> \d+:(\d+)", str(error))
        raise UnreadableError(int(column[1]) - 1 if column else 0) from None


def check(hours: str) -> None:
    """Raise `UnreadableError` unless a string can be read, on holidays too."""
    for layer in layers(hours, open_end_hours=1):
        parsed(_for_day(layer.text, date(2000, 1, 1), lambda _day: True))


def is_changed_by_holiday(
    hours: str, day: date, is_holiday: Holidays, open_end_hours: float
) -> bool:
    """Tell whether a day would read otherwise if there were no public holidays."""

    def is_never(_day: date) -> bool:
        return False

    if all(
        _for_day(layer.text, day, is_holiday) == _for_day(layer.text, day, is_never)
        for layer in layers(hours, open_end_hours)
    ):
        return False
    return spans(hours, day, is_holiday, open_end_hours) != spans(
        hours, day, is_never, open_end_hours
    )


def without[T: (datetime, date)](
    start: T, end: T, holes: Iterable[tuple[T, T]]
) -> Iterator[tuple[T, T]]:
    """Yield what is left of ``start`` to ``end`` once the holes are taken out."""
    for hole_start, hole_end in sorted(holes):
        if hole_end <= start or hole_start >= end:
            continue
        if hole_start > start:
            yield start, hole_start
        start = hole_end
    if start < end:
        yield start, end


def _parts(text: str, day: date) -> Iterator[tuple[datetime, datetime, bool]]:
    """Yield start, end and "is open" of what begins on a day and is not closed."""
    midnight = datetime.combine(day, time.min)
    following = midnight + DAY
    # The day before is read too, to tell the end of its evening from a beginning at midnight.
    for start, end, state, _comment in parsed(text).intervals(midnight - DAY, following + DAY):
        if state == _State.CLOSED or end <= midnight or start >= following:
            continue
        if start < midnight:
            if _is_night(start, end, midnight):
                continue
            start = midnight
        if end > following and not _is_night(start, end, following):
            end = following
        yield start, end, state == _State.OPEN


def _is_night(start: datetime, end: datetime, midnight: datetime) -> bool:
    """Tell whether an interval that crosses a midnight is an evening that runs late."""
    return midnight - DAY < start and end <= midnight + NIGHT


# How the strings are written, as far as they are rewritten.
_DAY_NAMES = ("Mo", "Tu", "We", "Th", "Fr", "Sa", "Su")
_DAY = rf"(?:{'|'.join(_DAY_NAMES)})"
_DAYS = rf"{_DAY}(?:-{_DAY})?(?:\[[^\]]*\])?"
_MONTH = r"(?:Jan|Feb|Mar|Apr|May|Jun|Jul|Aug|Sep|Oct|Nov|Dec)"
_EVENT = rf"(?:{'|'.join(EVENT_MINUTES)})"
_TIME = rf"(?:\d{{1,2}}:\d{{2}}|(?<!\(){_EVENT}|\({_EVENT}[+-]\d{{1,2}}:\d{{2}}\))"
_HOLIDAY = r"\b(?:PH|SH)\b(?: [+-]\d+ days?)?"

_COMMENT = re.compile(r'\s*(?:\b(open|off|closed|unknown)\s*)?"[^"]*"', re.IGNORECASE)
_LIST_COMMAS = (
    re.compile(rf"(?:(?<={_DAY})|(?<=PH|SH)|(?<=\]))\s*,\s*(?={_DAY}\b|PH\b|SH\b)"),
    re.compile(rf"(?:(?<={_MONTH})|(?<=[ -]\d)|(?<=[ -]\d\d))\s*,\s*(?=(?:\d{{4}} )?{_MONTH}\b)"),
    re.compile(rf"(?:(?<=:\d\d)|(?<=:\d\d\+))\s*,\s*(?={_TIME})"),
)
# A closed time has no uncertain end: "Fr 12:00+ off" is left to the library.
_OPEN_END = re.compile(
    rf"(?P<start>{_TIME})(?:\s*-\s*(?P<end>{_TIME}))?\+(?![\d:,+\s-]*(?:off|closed)\b)"
)
_HOLIDAYS = re.compile(
    rf"(?P<joined>(?<={_DAY}) )?"
    rf"(?P<holidays>{_HOLIDAY}(?:,{_HOLIDAY})*)"
    rf"(?: (?P<limit>{_DAYS}(?:,{_DAYS})*))?"
)
_PUBLIC_HOLIDAY = re.compile(r"PH(?: ([+-]\d+) days?)?")


def _tidy(hours: str) -> str:
    """Return the string with states in place of comments, and lists without spaces."""
    text = _COMMENT.sub(lambda match: f" {match[1] or 'unknown'}", hours)
    for comma in _LIST_COMMAS:
        text = comma.sub(",", text)
    return text.strip()


def _bounded(text: str, open_end_hours: float, bound: str) -> str:
    """Return the string with each open end replaced by its earliest or latest closing time.

    Earliest: the published time, else ``open_end_hours`` after the beginning but not past midnight.
    Latest: midnight, or ``open_end_hours`` after an earliest that is midnight or later.
    """

    def closing(match: re.Match[str]) -> str:
        start = _minutes(match["start"])
        margin = round(open_end_hours * 60)
        if match["end"]:
            earliest = _minutes(match["end"])
            earliest += DAY_MINUTES if earliest <= start else 0
        else:
            earliest = min(start + margin, DAY_MINUTES)
        latest = DAY_MINUTES
        if earliest >= DAY_MINUTES:
            latest = max(earliest, min(earliest + margin, DAY_MINUTES + NIGHT_MINUTES))
        end = earliest if bound == "earliest" else latest
        return f"{start // 60:02}:{start % 60:02}-{end // 60:02}:{end % 60:02}"

    return _OPEN_END.sub(closing, text)


def _minutes(clock: str) -> int:
    """Return the minutes since midnight of "06:30", "sunset" or "(sunset-01:00)"."""
    event = re.search(_EVENT, clock)
    offset = re.search(r"([+-]?)(\d{1,2}):(\d{2})", clock)
    minutes = EVENT_MINUTES[event[0]] if event else 0
    if offset:
        minutes += (-1 if offset[1] == "-" else 1) * (int(offset[2]) * 60 + int(offset[3]))
    return minutes


def _for_day(text: str, day: date, is_holiday: Holidays) -> str:
    """Return the string with its holidays written as the weekday of a day, where it is one.

    Other holidays stay: the library, told of no country, knows none.
    """
    if "PH" not in text and "SH" not in text:
        return text

    def days(match: re.Match[str]) -> str:
        comes = any(
            is_holiday(day - timedelta(days=int(holiday[1] or 0)))
            for holiday in _PUBLIC_HOLIDAY.finditer(match["holidays"])
        )
        named = (match["limit"] or _DAY_NAMES[day.weekday()]) if comes else "PH"
        return ("," if match["joined"] else "") + named

    return _HOLIDAYS.sub(days, text)
