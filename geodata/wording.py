"""Put distances, durations, dates and openings into the reader's words."""

from collections.abc import Sequence
from datetime import date, datetime, timedelta

from django.utils.dateformat import format as format_date
from django.utils.formats import number_format
from django.utils.timezone import localtime
from django.utils.translation import gettext as _
from django.utils.translation import ngettext, pgettext

from geodata.opening import ClosedPeriod, Day, Interval, Opening, Reason, State

# A dash that no line breaks at.
TO = "\u2060\u2013\u2060"


def distance(distance_m: float) -> str:
    """Return a length as people say it: 80 m, 650 m, 2.4 km, 57 km."""
    if distance_m < 1000:
        step = 10 if distance_m < 200 else 50
        metres = max(step, round(distance_m / step) * step)
        if metres < 1000:
            return _("%(metres)d m") % {"metres": metres}
    decimals = 1 if distance_m < 9950 else 0
    kilometres = round(distance_m / 1000, decimals)  # number_format cuts digits off
    return _("%(kilometres)s km") % {"kilometres": number_format(kilometres, decimals)}


def duration(minutes: float) -> str:
    """Return a length of time as people say it: 25 min, 1 h, 2 h 10."""
    whole = max(1, round(minutes))
    if whole >= 60:
        whole = round(whole / 5) * 5
    hours, rest = divmod(whole, 60)
    if not hours:
        return ngettext("%(minutes)d min", "%(minutes)d min", rest) % {"minutes": rest}
    in_hours = ngettext("%(hours)d h", "%(hours)d h", hours) % {"hours": hours}
    if not rest:
        return in_hours
    # Plural forms: languages that spell units out, as Arabic does, decline them by the number.
    return ngettext("%(hours)s %(minutes)02d", "%(hours)s %(minutes)02d", rest) % {
        "hours": in_hours,
        "minutes": rest,
    }


def listed(names: Sequence[str], count: int | None = None, most: int = 8) -> str:
    """Return the first of some names, and how many more there are of ``count`` in all."""
    shown = list(names)[:most]
    more = (len(names) if count is None else count) - len(shown)
    some = ", ".join(shown)
    return _("%(names)s and %(count)d more") % {"names": some, "count": more} if more else some


def weekday(day: date) -> str:
    """Return the name of the day of the week."""
    return format_date(day, "l")


def long_date(day: date | datetime) -> str:
    """Return a date without its year, such as Saturday 28 November; of a moment the local date."""
    if isinstance(day, datetime):
        day = localtime(day).date()
    return format_date(day, _("l j F"))


def last_moment(until: datetime) -> datetime:
    """Return a moment of the last day of what ends at another: at midnight, of the day before."""
    return until - timedelta(microseconds=1)


def closure(place: str, period: ClosedPeriod) -> str:
    """Say when a place is closed and why, or on which day it is held instead."""
    words = {
        "place": place,
        "since": long_date(period.since) if period.since else "",
        "reason": period.reason,
    }
    if period.held_on is not None:
        words["held_on"] = long_date(period.held_on)
        return _("%(place)s is held on %(held_on)s instead of %(since)s: %(reason)s.") % words
    if period.until is None:
        return _("%(place)s is closed from %(since)s until further notice: %(reason)s.") % words
    words["until"] = long_date(last_moment(period.until))
    return _("%(place)s is closed from %(since)s to %(until)s: %(reason)s.") % words


def short_date(day: date) -> str:
    """Return a day of the coming week in few letters, such as Sat 28."""
    return format_date(day, _("D j"))


def clock(moment: datetime) -> str:
    """Return the time of day, in the territory's time zone."""
    return localtime(moment).strftime("%H:%M")


def near_day(day: date, today: date) -> str:
    """Return today, tomorrow, or the date."""
    if day == today:
        return _("today")
    if day == today + timedelta(days=1):
        return _("tomorrow")
    # In a sentence, some languages put an article or the word "day" before the date.
    return format_date(day, pgettext("a day that comes", "l j F"))


def hours(interval: Interval) -> str:
    """Return an interval such as 09:00–12:30, or from 06:00 where no closing time is published."""
    if interval.end is None:
        return _("from %(start)s") % {"start": clock(interval.start)}
    return f"{clock(interval.start)}{TO}{clock(interval.end)}"


def day_hours(day: Day) -> str:
    """Return the hours of a day, or why there are none."""
    if day.intervals:
        return _(", ").join(hours(interval) for interval in day.intervals)
    if day.reason == Reason.CLOSURE and day.closure is not None and day.closure.reason:
        return _("closed: %(reason)s") % {"reason": day.closure.reason}
    if day.state == State.UNKNOWN:
        return _("not known, ask")
    if day.reason == Reason.PUBLIC_HOLIDAY:
        return _("closed, public holiday")
    return _("closed")


def opening_sentence(opening: Opening, moment: datetime) -> str:
    """Return how a place stands at a moment, with what changes next."""
    if opening.state == State.OPEN:
        return _open_sentence(opening)
    if opening.state == State.UNKNOWN:
        if opening.reason == Reason.OPEN_END and opening.interval is not None:
            return _("Began at %(start)s; may be over by now, ask") % {
                "start": clock(opening.interval.start)
            }
        return _("Hours not known: ask")
    return _closed_sentence(opening, moment)


def _open_sentence(opening: Opening) -> str:
    interval = opening.interval
    if interval is None:
        return _("Open")
    if interval.end is None:
        return _("Open since %(start)s; no closing time is published") % {
            "start": clock(interval.start)
        }
    return _("Open until %(end)s") % {"end": clock(interval.end)}


def _closed_sentence(opening: Opening, moment: datetime) -> str:
    why = _("Closed")
    if opening.reason == Reason.CLOSURE and opening.closure is not None and opening.closure.reason:
        why = _("Closed: %(reason)s") % {"reason": opening.closure.reason}
    elif opening.reason == Reason.PUBLIC_HOLIDAY:
        why = _("Closed for a public holiday")
    if opening.reason == Reason.CLOSURE and opening.next_change is None:
        return _("%(why)s, until further notice") % {"why": why}
    if opening.next_change is None or opening.next_state != State.OPEN:
        return why
    day = near_day(localtime(opening.next_change).date(), localtime(moment).date())
    return _("%(why)s; opens %(day)s at %(time)s") % {
        "why": why,
        "day": day,
        "time": clock(opening.next_change),
    }


def accuracy(accuracy_m: int | None) -> str:
    """Return how near the real place is, such as within 1.3 km."""
    if accuracy_m is None:
        return ""
    return _("within %(distance)s") % {"distance": distance(accuracy_m)}


def stop_count(number: int) -> str:
    """Return a number of stops in words."""
    return ngettext("%(count)d stop", "%(count)d stops", number) % {"count": number}


def source_date(published_on: str) -> str:
    """Return a year, a month or a day of publication (2014, 2014-11, 2014-11-23) in words."""
    parts = published_on.split("-")
    try:
        if len(parts) == 3:
            return format_date(date.fromisoformat(published_on), _("j F Y"))
        if len(parts) == 2:
            return format_date(date.fromisoformat(f"{published_on}-01"), _("F Y"))
    except ValueError:  # somebody wrote another thing than a date
        return published_on
    return published_on or _("undated")
