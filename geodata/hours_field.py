"""Fill in opening hours as a week: the field of a form that needs no knowledge of their syntax.

The field is a string, as everywhere else. Its widget shows the string as a week where that can be
done without loss (`geodata.weekly_hours`), and as the text it is where not. It works without a
script; ``frontend/js/manage/hours.js`` adds comfort. A form that sends the string alone, under the
name of the field, is understood too.

Who sends a week back as it was shown gets back the very string it was made from.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any

from django import forms
from django.contrib.admin.options import BaseModelAdmin
from django.core.exceptions import ValidationError
from django.db.models import Field
from django.forms.renderers import TemplatesSetting
from django.http import HttpRequest
from django.utils.dates import WEEKDAYS
from django.utils.html import format_html
from django.utils.safestring import SafeString
from django.utils.text import capfirst
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from geodata import fortnight, opening, weekly_hours
from geodata.errors import InvalidOpeningHours
from geodata.models import validate_opening_hours
from geodata.opening import Rules
from geodata.weekly_hours import DAY_MINUTES, Times, Week

LEAST_SLOTS = 3  # times that a day has room for
DAY_KEYS = tuple(day.lower() for day in weekly_hours.DAYS)
HOLIDAYS = "ph"
UNKNOWN, WEEK, TEXT = KINDS = ("unknown", "week", "text")
USUAL, CLOSED, OWN = HOLIDAY_KINDS = ("usual", "closed", "own")

_CLOCK = re.compile(r"([01]?\d|2[0-4]):([0-5]\d)")


@dataclass(frozen=True, slots=True)
class Slot:
    """Room for one time of a day, as it was typed."""

    start: str = ""
    end: str = ""
    is_open_end: bool = False

    @property
    def is_empty(self) -> bool:
        return not (self.start or self.end)


@dataclass(frozen=True, slots=True)
class Sheet:
    """A week as it was typed: the slots of each day by its key, and what is said of holidays."""

    slots: Mapping[str, tuple[Slot, ...]]
    holiday_kind: str = USUAL

    @classmethod
    def of(cls, week: Week) -> Sheet:
        """Return a week as it is shown to be changed."""
        slots = {key: _slots(times) for key, times in zip(DAY_KEYS, week.days, strict=True)}
        slots[HOLIDAYS] = _slots(week.holidays or ())
        if week.holidays is None:
            return cls(slots)
        return cls(slots, OWN if week.holidays else CLOSED)

    @classmethod
    def sent(cls, data: Mapping[str, Any], name: str) -> Sheet:
        """Return what a form sends for the field of a name."""
        slots = {}
        for key in (*DAY_KEYS, HOLIDAYS):
            found: list[Slot] = []
            while f"{name}-{key}-{len(found)}-start" in data:
                cell = f"{name}-{key}-{len(found)}"
                found.append(
                    Slot(
                        data[f"{cell}-start"].strip(),
                        data.get(f"{cell}-end", "").strip(),
                        f"{cell}-open" in data,
                    )
                )
            slots[key] = tuple(found)
        kind = data.get(f"{name}-holidays", USUAL)
        return cls(slots, kind if kind in HOLIDAY_KINDS else USUAL)

    def week(self) -> Week:
        """Return what it says; raises `InvalidOpeningHours` with the day to mend."""
        named = zip(DAY_KEYS, WEEKDAYS.values(), strict=True)
        days = tuple(_times(capfirst(day), self.slots[key]) for key, day in named)
        holidays: tuple[Times, ...] | None = None
        if self.holiday_kind == CLOSED:
            holidays = ()
        elif self.holiday_kind == OWN:
            holidays = _times(_("Public holidays"), self.slots[HOLIDAYS])
        return Week(days, holidays)


@dataclass(frozen=True, slots=True)
class Unreadable:
    """A sheet that cannot be kept, and why; ``was`` is the string that it was shown for."""

    sheet: Sheet
    sentence: str
    was: str


class HoursWidget(forms.Widget):
    """A week of times, the text where a week cannot say it, or nothing where it is not known."""

    template_name = "admin/geodata/hours.html"
    use_fieldset = True

    def __init__(self, attrs: dict[str, Any] | None = None, *, text_help: str = "") -> None:
        super().__init__(attrs)
        self.text_help = text_help
        self.empty_label: Any = gettext_lazy("not known")

    def id_for_label(self, id_: str | None) -> str:
        """Return none: the label names a group."""
        return ""

    def render(
        self, name: str, value: Any, attrs: dict[str, Any] | None = None, renderer: Any = None
    ) -> SafeString:
        """Render with the project's templates, which Django's form renderer does not look into."""
        return super().render(name, value, attrs, TemplatesSetting())

    def get_context(self, name: str, value: Any, attrs: dict[str, Any] | None) -> dict[str, Any]:
        """Return the string as the sheet that shows it, and what the form may say instead."""
        context = super().get_context(name, None, attrs)
        if isinstance(value, Unreadable):
            kind, sheet, text = WEEK, value.sheet, value.was
        else:
            text = value or ""
            week = weekly_hours.read(text)
            kind = UNKNOWN if not text else TEXT if week is None else WEEK
            sheet = Sheet.of(week or Week())
        days = zip(DAY_KEYS, map(capfirst, WEEKDAYS.values()), strict=True)
        labels = (self.empty_label, _("by the day"), _("as text"))
        holiday_labels = (_("like any other day"), _("closed"), _("times of their own"))
        context |= {
            "name": name,
            "text": text,
            "kind": kind,
            "kinds": list(zip(KINDS, labels, strict=True)),
            "text_help": self.text_help,
            "days": [(key, day, _with_room(sheet.slots[key])) for key, day in days],
            "holiday_kind": sheet.holiday_kind,
            "holiday_kinds": list(zip(HOLIDAY_KINDS, holiday_labels, strict=True)),
            "holiday_slots": _with_room(sheet.slots[HOLIDAYS]),
        }
        return context

    def value_from_datadict(self, data: Any, files: Any, name: str) -> Any:
        """Return the string that a form says, or `Unreadable`."""
        kind = data.get(f"{name}-kind", TEXT)
        if kind == UNKNOWN:
            return ""
        if kind != WEEK:
            return data.get(name)
        sheet, was = Sheet.sent(data, name), data.get(f"{name}-was", "")
        try:
            return _string(sheet.week(), was)
        except InvalidOpeningHours as error:
            return Unreadable(sheet, str(error), was)


class HoursField(forms.CharField):
    """Opening hours, as OSM writes them."""

    widget = HoursWidget
    default_error_messages = {
        "max_length": gettext_lazy("The opening hours are too long: write them shorter.")
    }

    def to_python(self, value: Any) -> Any:
        """Refuse a week that makes no sense."""
        if isinstance(value, Unreadable):
            raise ValidationError(value.sentence, code="unreadable")
        return super().to_python(value)


class HoursAdmin(BaseModelAdmin):
    """A record, or a part of one, with opening hours."""

    def formfield_for_dbfield(
        self, db_field: Field, request: HttpRequest, **kwargs: Any
    ) -> forms.Field | None:
        """Let opening hours be filled in as a week."""
        if validate_opening_hours not in db_field.validators:
            return super().formfield_for_dbfield(db_field, request, **kwargs)
        widget = HoursWidget(text_help=str(db_field.help_text))
        if db_field.name == "ramadan_opening_hours":
            widget.empty_label = _("as usual")
        kwargs |= {"form_class": HoursField, "widget": widget, "help_text": ""}
        return super().formfield_for_dbfield(db_field, request, **kwargs)


def typed(data: Mapping[str, Any], name: str) -> str:
    """Return the string that a form says for a field, or raise `InvalidOpeningHours`."""
    value = HoursWidget().value_from_datadict(data, None, name)
    if isinstance(value, Unreadable):
        raise InvalidOpeningHours(value.sentence)
    text = (value or "").strip()
    opening.validate(text)
    return text


def live_fortnight(rules: Rules, url: str, place: int | None = None) -> SafeString:
    """Return the two weeks that rules result in; the desk's script keeps them in step.

    It sends the hours, as they stand in the form around, to ``url``, with ``place`` if it is given.
    """
    return format_html(
        '<div class="fortnights" data-fortnights="{}" data-place="{}">{}</div>',
        url,
        place or "",
        fortnight.shown(rules),
    )


def _string(week: Week, was: str) -> str:
    """Return a week as a string: the one that it was shown for, if it still says the same."""
    if weekly_hours.read(was) == week:
        return was
    if not any(week.days):
        raise InvalidOpeningHours(
            _("Give at least one day its times; where nobody knows them, choose “not known”.")
        )
    weekly_hours.check(week)
    return weekly_hours.write(week)


def _slots(times: Iterable[Times]) -> tuple[Slot, ...]:
    return tuple(
        Slot(
            weekly_hours.clock(one.start),
            "" if one.end is None else weekly_hours.clock(one.end % DAY_MINUTES),
            one.is_open_end,
        )
        for one in times
    )


def _with_room(slots: tuple[Slot, ...]) -> tuple[Slot, ...]:
    return slots + (Slot(),) * (LEAST_SLOTS - len(slots))


def _times(day: str, slots: Iterable[Slot]) -> tuple[Times, ...]:
    """Return what the slots of a day say, in order of time."""
    found = []
    for slot in slots:
        if slot.is_empty:
            continue
        if not slot.start:
            raise InvalidOpeningHours(_("%(day)s: say from when it is open.") % {"day": day})
        start = _minutes(day, slot.start) % DAY_MINUTES
        if slot.end:
            end = _minutes(day, slot.end)
            found.append(Times(start, end if end > start else end + DAY_MINUTES, slot.is_open_end))
        elif slot.is_open_end:
            found.append(Times(start, None, is_open_end=True))
        else:
            raise InvalidOpeningHours(
                _("%(day)s: say until when it is open, or that the end is open.") % {"day": day}
            )
    return tuple(sorted(found, key=lambda one: one.start))


def _minutes(day: str, text: str) -> int:
    """Return the minutes since midnight of a time such as 9:30 or 24:00."""
    clock = _CLOCK.fullmatch(text)
    minutes = int(clock[1]) * 60 + int(clock[2]) if clock else DAY_MINUTES + 1
    if minutes > DAY_MINUTES:
        raise InvalidOpeningHours(
            _("%(day)s: “%(text)s” is no time; write it like 09:30.") % {"day": day, "text": text}
        )
    return minutes
