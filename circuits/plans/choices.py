"""What the form of a plan offers, and what of it is chosen."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from django.http import QueryDict
from django.utils import timezone
from django.utils.translation import gettext as _

from circuits.models import Pace
from circuits.plans.form import BACK, LABELS, TRANSPORTS, PlanForm, days_ahead, starting_places
from circuits.plans.request import MOST_DAYS, Interest, Transport, usual_interests
from crafts.models import Craft
from geodata import territory, wording
from geodata.models import Place
from geodata.today import market_days

FIRST_HOUR, LAST_HOUR = 6, 23
TOO_LATE_HOUR = 16  # to begin four hours today
WALKS_M = (500, 1000, 2000, 3000, 5000)
GROUPS = (1, 2, 3, 4, 5, 6, 8, 10, 12, 15, 18, 20, 25, 30, 40, 50)
# What a request brings from page to page beside what the form shows.
CARRIED = ("must", "avoid", "first", "before", "at_most")


@dataclass(frozen=True)
class Choice:
    """One thing to choose; ``note`` is what else one should know of it."""

    value: str
    label: str
    is_chosen: bool = False
    note: str = ""
    drawing: str = ""


@dataclass(frozen=True)
class Slider:
    """How much of something one wants, in levels from 0 to 3."""

    name: str
    label: str
    value: str


@dataclass(frozen=True)
class Choices:
    """All that the form shows.

    Attributes
    ----------
    other_day
        A day that is not among ``days``.
    position
        The longitude and latitude one starts from; empty where that is a place, or anywhere.
    """

    days: list[Choice]
    other_day: str
    starts_at: list[Choice]
    ends_at: list[Choice]
    sliders: list[Slider]
    crafts: list[Choice]
    paces: list[Choice]
    transports: list[Choice]
    origins: list[Choice]
    position: str
    destinations: list[Choice]
    day_counts: list[Choice]
    walks: list[Choice]
    groups: list[Choice]
    budget: str
    has_lunch: bool
    carried: list[tuple[str, str]]

    @property
    def has_crafts(self) -> bool:
        """Whether any craft is chosen."""
        return any(craft.is_chosen for craft in self.crafts)

    @property
    def has_more(self) -> bool:
        """Whether something is chosen that the form folds away."""
        folded: Sequence[list[Choice]] = (
            self.destinations, self.day_counts, self.walks, self.groups,
        )  # fmt: skip
        return bool(self.budget) or any(
            choice.is_chosen and choice.value for choices in folded for choice in choices[1:]
        )


def choices(said: QueryDict) -> Choices:
    """Return what the form offers to somebody whose address says something already."""
    form = PlanForm(said)

    def value(name: str) -> str:
        found = form[name].value()
        return "" if found is None else str(found).strip()

    near = days_ahead()
    calendar = territory.current().calendar
    first_day, starts_at, ends_at = _usual_times(near)
    markets = {one.day: one.event.name for one in reversed(market_days(near[0], calendar))}
    day = value("date") or ("" if said else first_day.isoformat())
    chosen_crafts = value("craft").split(",")
    places = starting_places()
    origin = value("origin")
    is_position = "," in origin
    return Choices(
        days=[
            Choice(each.isoformat(), _day_label(each, near), each.isoformat() == day,
                   markets.get(each, ""))
            for each in near
        ],
        other_day="" if day in {each.isoformat() for each in near} else day,
        starts_at=_hours(value("starts_at") or starts_at),
        ends_at=_hours(value("ends_at") or ends_at),
        sliders=[
            Slider(one.value, str(LABELS[one]), value(one.value) or str(usual_interests()[one]))
            for one in Interest
        ],
        crafts=[
            Choice(craft.slug, craft.name, craft.slug in chosen_crafts, drawing=craft.slug)
            for craft in Craft.objects.public()
        ],
        paces=_options(Pace.choices, value("pace") or Pace.NORMAL.value),
        transports=_options(TRANSPORTS, value("transport") or Transport.MIXED.value),
        origins=[Choice("", _("anywhere"), not origin or is_position), *_places(places, origin)],
        position=origin if is_position else "",
        destinations=[
            Choice("", _("anywhere"), not value("destination")),
            Choice(BACK, _("where I start"), value("destination") == BACK),
            *_places(places, value("destination")),
        ],
        day_counts=_numbers(range(1, MOST_DAYS + 1), value("days") or "1"),
        walks=[
            Choice("", _("as far as it takes"), not value("max_walk_m")),
            *(
                Choice(str(metres), wording.distance(metres), str(metres) == value("max_walk_m"))
                for metres in _with(WALKS_M, value("max_walk_m"))
            ),
        ],
        groups=_numbers(_with(GROUPS, value("group_size")), value("group_size") or "1"),
        budget=value("budget_mad"),
        has_lunch=bool(value("has_lunch")) and value("has_lunch") != "False",
        carried=[(name, value(name)) for name in CARRIED if value(name)],
    )  # fmt: skip


def _usual_times(near: Sequence[date]) -> tuple[date, str, str]:
    """Return the day and the hours to offer first: from the next half hour on, else tomorrow's."""
    now = timezone.localtime()
    if now.hour >= TOO_LATE_HOUR:
        return near[1], "09:00", "13:00"
    halves = max(18, now.hour * 2 + now.minute // 30 + 1)
    starts, ends = (f"{half // 2:02d}:{half % 2 * 30:02d}" for half in (halves, halves + 8))
    return near[0], starts, ends


def _day_label(day: date, near: Sequence[date]) -> str:
    if day == near[0]:
        return _("Today")
    if day == near[1]:
        return _("Tomorrow")
    return wording.short_date(day)


def _hours(chosen: str) -> list[Choice]:
    """Return every half hour of the day, and the chosen time if it is another."""
    times = {f"{hour:02d}:{minute:02d}" for hour in range(FIRST_HOUR, LAST_HOUR + 1)
             for minute in (0, 30)}  # fmt: skip
    return [Choice(time, time, time == chosen[:5]) for time in sorted(times | {chosen[:5]})]


def _options(options: Iterable[tuple[Any, Any]], chosen: str) -> list[Choice]:
    return [Choice(str(value), str(label), str(value) == chosen) for value, label in options]


def _numbers(numbers: Sequence[int], chosen: str) -> list[Choice]:
    return [Choice(str(number), str(number), str(number) == chosen) for number in numbers]


def _with(numbers: Sequence[int], chosen: str) -> list[int]:
    return sorted({*numbers, int(chosen)}) if chosen.isdecimal() else list(numbers)


def _places(places: Sequence[Place], chosen: str) -> list[Choice]:
    town = territory.current().name
    return [
        Choice(place.slug, place.name, place.slug == chosen)
        for place in places
        if place.name != town or place.slug == chosen
    ]
