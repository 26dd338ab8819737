"""Refuse days that nobody means: a slip of the finger in the year, or a look into the future."""

from __future__ import annotations

from datetime import date, datetime

from django.core.exceptions import ValidationError
from django.utils import timezone
from django.utils.translation import gettext as _

FIRST_YEAR, LAST_YEAR = 1900, 2100


def is_plausible(day: date | datetime | None) -> bool:
    """Tell whether a day, or a moment, is one that calendars can count with; so is none."""
    return day is None or FIRST_YEAR <= day.year <= LAST_YEAR


def validate_year(day: date | datetime) -> None:
    """Refuse a year that nobody means."""
    if not is_plausible(day):
        raise ValidationError(
            _("Look at the year: it goes from %(first)d to %(last)d.")
            % {"first": FIRST_YEAR, "last": LAST_YEAR}
        )


def validate_past(day: date) -> None:
    """Refuse a day that is still to come, and a year that nobody means."""
    validate_year(day)
    if day > timezone.localdate():
        raise ValidationError(_("This day is still to come: look at the year and the month."))
