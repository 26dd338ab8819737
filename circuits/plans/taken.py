"""A plan as a traveller takes it along: its stops, and when one is where, as they were shown.

It is an address, as every plan is: the link that keeps the stops, with their times. So what is
taken along is what was seen, also where opening hours have changed since, and nothing of it is
planned anew.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import date, datetime, time
from hashlib import sha256
from itertools import pairwise
from typing import TYPE_CHECKING, Any
from urllib.parse import urlencode

from django import forms
from django.core.exceptions import ValidationError
from django.utils import timezone
from django.utils.translation import gettext as _

from circuits.plans import address
from circuits.plans.form import LATEST_DAYS_AHEAD, PlanForm
from circuits.plans.request import PlanRequest
from circuits.plans.wishes import fixed
from geodata import territory, wording

if TYPE_CHECKING:  # which bring the planner along
    from circuits.plans.answer import Answer, PlannedDay

PREFIX = "plan-"  # frontend/js/offline/addresses.js knows it
HASH_LENGTH = 16
# Arrival, the beginning of the visit where one waits for it, leaving; and a meal on the way.
_STAY = re.compile(r"(\d\d:\d\d)-(?:(\d\d:\d\d)-)?(\d\d:\d\d)(?:~(\d\d:\d\d))?", re.ASCII)


@dataclass(frozen=True)
class Stay:
    """When one is at a stop, on the local clocks, to the minute.

    Attributes
    ----------
    starts_at
        When the visit begins: on arrival, or once it opens.
    lunch_at
        When one eats, here or before the next stop.
    """

    arrives_at: time
    starts_at: time
    leaves_at: time
    lunch_at: time | None = None

    @property
    def wait_minutes(self) -> int:
        """How long one stands before the door."""
        return _minutes(self.starts_at) - _minutes(self.arrives_at)

    @property
    def dwell_minutes(self) -> int:
        """How long one stays from then on."""
        return _minutes(self.leaves_at) - _minutes(self.starts_at)

    def __str__(self) -> str:
        moments = [self.arrives_at, self.starts_at, self.leaves_at]
        if self.starts_at == self.arrives_at:
            moments.pop(0)
        meal = "" if self.lunch_at is None else f"~{self.lunch_at:%H:%M}"
        return "-".join(f"{moment:%H:%M}" for moment in moments) + meal


@dataclass(frozen=True)
class TakenPlan:
    """A plan that is taken along.

    Attributes
    ----------
    request
        The wish for its stops alone, in their order.
    stays
        When one is at each of them, by day, as ``request.stops`` are.
    """

    request: PlanRequest
    stays: tuple[tuple[Stay, ...], ...]

    @property
    def query(self) -> str:
        """Its address: the query of its pages, without a question mark."""
        times = ";".join(",".join(map(str, stays)) for stays in self.stays)
        return f"{address.query(self.request)}&{urlencode({'times': times}, safe=',:;')}"

    @property
    def slug(self) -> str:
        """What a phone calls it: by its address, which is all that there is of it."""
        return PREFIX + sha256(self.query.encode()).hexdigest()[:HASH_LENGTH]

    @property
    def visits(self) -> list[tuple[str, date, Stay]]:
        """The slugs of its stops with the local date and times of each, in their order."""
        return [
            (slug, day, stay)
            for day, slugs, stays in zip(
                self.request.dates, self.request.stops, self.stays, strict=False
            )
            for slug, stay in zip(slugs, stays, strict=True)
        ]

    @property
    def days(self) -> tuple[date, ...]:
        """The dates on which it has stops."""
        return tuple(dict.fromkeys(day for _slug, day, _stay in self.visits))

    def on(self, day: date) -> TakenPlan:
        """Return one of its days as a plan of its own."""
        number = self.request.dates.index(day)
        request = replace(self.request, day=day, days=1, stops=(self.request.stops[number],))
        return TakenPlan(request, (self.stays[number],))


def taken(answer: Answer) -> TakenPlan:
    """Return a plan as it is shown; it has a stop at least."""
    return TakenPlan(fixed(answer.request, answer.order), tuple(_stays(day) for day in answer.days))


def title(day: date) -> str:
    """Return what a plan that begins on a date is called."""
    return _("My circuit, %(day)s") % {"day": wording.long_date(day)}


def at(day: date, clock: time) -> datetime:
    """Return the moment at which the local clocks show a time on a date."""
    return datetime.combine(day, clock, territory.current().timezone)


class TakenForm(PlanForm):
    """Read the address of a plan that is taken along; `plan` returns it.

    Parameters
    ----------
    may_be_gone
        Whether its places, and what else it names, may be published no more: a phone that has it
        asks what has changed.
    """

    times = forms.CharField(max_length=2000)

    def __init__(self, data: Mapping[str, Any] | None = None, *, may_be_gone: bool = False) -> None:
        super().__init__(data)
        self.may_be_gone = may_be_gone

    def clean_date(self) -> date:
        """Refuse only dates so far away that nobody can have seen the plan.

        A plan goes on while it is walked, for days, and its day passes.
        """
        day = self.cleaned_data["date"] or timezone.localdate()
        if abs((day - timezone.localdate()).days) > LATEST_DAYS_AHEAD:
            raise ValidationError(_unfit())
        return day

    def clean_craft(self) -> Any:
        """Refuse crafts that are not known, unless they may be gone."""
        return self.cleaned_data["craft"] if self.may_be_gone else super().clean_craft()

    def clean_times(self) -> tuple[tuple[Stay, ...], ...]:
        """Return when one is where, by day."""
        days = self.cleaned_data["times"].split(";")
        return tuple(tuple(_stay(text) for text in day.split(",") if text) for day in days)

    def clean(self) -> dict[str, Any]:
        """Refuse times that are not those of the stops, one after the other."""
        cleaned = super().clean()
        if {"stops", "times"} <= cleaned.keys() and not _fit(cleaned["stops"], cleaned["times"]):
            self.add_error("times", _unfit())
        return cleaned

    def _check_places(self, cleaned: dict[str, Any]) -> None:
        if self.may_be_gone:
            cleaned["before"] = ()
        else:
            super()._check_places(cleaned)

    def plan(self) -> TakenPlan:
        """Return the plan of a valid form."""
        request = self.request()
        return TakenPlan(fixed(request, request.stops), self.cleaned_data["times"])


def _stays(day: PlannedDay) -> tuple[Stay, ...]:
    found = [
        Stay(
            _clock(stop.arrives_at),
            _clock(stop.starts_at),
            _clock(stop.leaves_at),
            _clock(stop.lunch_at) if stop.lunch_at else None,
        )
        for stop in day.stops
    ]
    if day.lunch_at is not None and found:  # between two stops
        meal = _clock(day.lunch_at)
        before = max((n for n, stay in enumerate(found) if stay.leaves_at <= meal), default=0)
        found[before] = replace(found[before], lunch_at=meal)
    return tuple(found)


def _clock(when: datetime) -> time:
    return when.time().replace(second=0, microsecond=0)


def _minutes(clock: time) -> int:
    return clock.hour * 60 + clock.minute


def _stay(text: str) -> Stay:
    found = _STAY.fullmatch(text)
    if found is None:
        raise ValidationError(_unfit())
    try:
        arrives, starts, leaves, meal = (
            time.fromisoformat(part) if part else None for part in found.groups()
        )
    except ValueError:
        raise ValidationError(_unfit()) from None
    if arrives is None or leaves is None:
        raise ValidationError(_unfit())
    return Stay(arrives, starts or arrives, leaves, meal)


def _fit(stops: tuple[tuple[str, ...], ...], times: tuple[tuple[Stay, ...], ...]) -> bool:
    """Tell whether there are as many times as stops on each day, each after the one before."""
    if not stops or [len(day) for day in stops] != [len(day) for day in times]:
        return False
    stays = (stay for day in times for stay in day)
    in_order = all(stay.arrives_at <= stay.starts_at < stay.leaves_at for stay in stays)
    return in_order and all(
        one.leaves_at <= other.arrives_at for day in times for one, other in pairwise(day)
    )


def _unfit() -> str:
    return _("These times do not go with these stops: take the circuit along from its own page.")
