"""The words of ``geodata.wording`` as template filters."""

from datetime import date, datetime

from django import template
from django.utils import timezone

from geodata import wording
from geodata.opening import Opening

register = template.Library()
register.filter("distance", wording.distance)
register.filter("duration", wording.duration)
register.filter("weekday", wording.weekday)
register.filter("long_date", wording.long_date)
register.filter("short_date", wording.short_date)
register.filter("last_moment", wording.last_moment)
register.filter("clock", wording.clock)
register.filter("day_hours", wording.day_hours)
register.filter("accuracy", wording.accuracy)
register.filter("stop_count", wording.stop_count)
register.filter("source_date", wording.source_date)


@register.filter
def opening_sentence(opening: Opening) -> str:
    """Return how a place stands now."""
    return wording.opening_sentence(opening, timezone.now())


@register.filter
def near_day(day: date | datetime) -> str:
    """Return today, tomorrow, or the date."""
    if isinstance(day, datetime):
        day = timezone.localtime(day).date()
    return wording.near_day(day, timezone.localdate())


@register.filter
def seconds(duration_s: float) -> str:
    """Return a duration in seconds in words."""
    return wording.duration(duration_s / 60)


@register.filter
def get(mapping: dict, key: object) -> object:
    """Return the value of a key, None where there is none."""
    return mapping.get(key)
