"""Find the circuits on which somebody would stand before a closed door, and say why.

A circuit is looked at on each of its own days in the coming four weeks, with its own start and the
ways as they are. A stop breaks it where it is closed at any time of the stay, or not public any
more. What nobody knows, hours or a spot, breaks nothing: it is told apart, as a doubt.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from enum import StrEnum

from django.db.models import Prefetch, QuerySet
from django.utils import timezone

from circuits.itinerary import is_good_day, legs_of
from circuits.models import Circuit, Stop
from circuits.schedule import Stay, TimedStop, schedule
from geodata import territory
from geodata.models import Place
from geodata.opening import ClosedPeriod, Rules, State
from geodata.rules import rules_by_id

DAYS_AHEAD = 28

type Pairs = frozenset[tuple[date, int]]  # start days, and primary keys of places closed then


class Cause(StrEnum):
    """Why a stop does not work.

    ``CLOSURE``: it is closed for a time, or its market day is moved. ``HOURS``: its hours, also
    those of a holiday or of Ramadan, do not fit. ``GONE``: its place is not public any more.
    ``NO_HOURS`` and ``NO_SPOT``: nobody knows; these are doubts.
    """

    CLOSURE = "closure"
    HOURS = "hours"
    GONE = "gone"
    NO_HOURS = "no_hours"
    NO_SPOT = "no_spot"


@dataclass(frozen=True)
class Trouble:
    """A stop that does not work on some start days, the first of them in detail.

    ``timed`` is None for a place that is gone; ``period`` is the closure, if that is the cause.
    """

    stop: Stop
    cause: Cause
    days: tuple[date, ...]
    timed: TimedStop | None = None
    period: ClosedPeriod | None = None


@dataclass(frozen=True)
class Breakage:
    """A circuit with what breaks it, and what is not certain.

    ``days`` are all start days that were looked at, ``stops`` all stops, also those that are gone.
    """

    circuit: Circuit
    stops: tuple[Stop, ...]
    days: tuple[date, ...]
    troubles: tuple[Trouble, ...]
    doubts: tuple[Trouble, ...]

    @property
    def pairs(self) -> Pairs:
        """Each start day with each place that does not work on it."""
        return frozenset(
            (day, trouble.stop.place_id) for trouble in self.troubles for day in trouble.days
        )


def breakages(circuits: QuerySet[Circuit] | None = None) -> list[Breakage]:
    """Return the published circuits that break from today on, in four queries."""
    return [one for one in reviewed(circuits) if one.troubles]


def reviewed(circuits: QuerySet[Circuit] | None = None) -> list[Breakage]:
    """Return all published circuits, or some of them, with what breaks them, if anything does."""
    chosen = Circuit.objects.public() if circuits is None else circuits
    stops = Stop.objects.select_related("place__parent__parent", "leg").order_by("order", "pk")
    found = list(chosen.prefetch_related(Prefetch("stops", queryset=stops)))
    rules = rules_by_id(Place.objects.filter(stops__circuit__in=[one.pk for one in found]))
    return [_review(circuit, tuple(circuit.stops.all()), rules) for circuit in found]


def start_days(circuit: Circuit) -> tuple[date, ...]:
    """Return the days from today on, within four weeks, that a circuit is made for."""
    today = timezone.localdate()
    coming = (today + timedelta(days=ahead) for ahead in range(DAYS_AHEAD))
    return tuple(day for day in coming if is_good_day(circuit, day))


def timetable(
    stays: Sequence[Stay], start_time: time, days: Iterable[date]
) -> dict[date, tuple[TimedStop, ...]]:
    """Return the stays with their times, for each of some start days."""
    here = territory.current()
    return {
        day: schedule(stays, datetime.combine(day, start_time, here.timezone), here.calendar)
        for day in days
    }


def _review(circuit: Circuit, stops: tuple[Stop, ...], rules: Mapping[int, Rules]) -> Breakage:
    days = start_days(circuit)
    shown = [stop for stop in stops if stop.place.is_public]
    stays = [
        Stay(
            rules=rules.get(stop.place_id, Rules()),
            dwell_minutes=stop.dwell_minutes,
            onward_s=leg.duration_s if leg else None,
        )
        for stop, leg in zip(shown, legs_of(shown), strict=True)
    ]
    closed: dict[tuple[int, Cause, ClosedPeriod | None], list[date]] = defaultdict(list)
    first: dict[tuple[int, Cause, ClosedPeriod | None], TimedStop] = {}
    unknown: dict[int, list[date]] = defaultdict(list)
    for day, timed_stops in timetable(stays, circuit.start_time, days).items():
        for number, (timed, stay) in enumerate(zip(timed_stops, stays, strict=True)):
            if timed.state == State.UNKNOWN:
                unknown[number].append(day)
            if timed.is_closed:
                period = _period(timed, stay.rules)
                key = (number, Cause.CLOSURE if period else Cause.HOURS, period)
                closed[key].append(day)
                first.setdefault(key, timed)
    gone = [stop for stop in stops if not stop.place.is_public]
    troubles = [
        *(Trouble(stop, Cause.GONE, days) for stop in gone),
        *(
            Trouble(shown[key[0]], key[1], tuple(on), first[key], key[2])
            for key, on in sorted(closed.items(), key=lambda item: (item[0][0], item[1][0]))
        ),
    ]
    doubts = [
        *(Trouble(stop, Cause.NO_SPOT, days) for stop in shown if not stop.place.is_located),
        *(Trouble(shown[n], Cause.NO_HOURS, tuple(on)) for n, on in unknown.items()),
    ]
    return Breakage(circuit, stops, days, tuple(troubles), tuple(doubts))


def _period(timed: TimedStop, rules: Rules) -> ClosedPeriod | None:
    """Return the closure that a stay falls into; where its time is not known, that of its day."""
    if timed.arrival is None or timed.departure is None:
        return timed.day.closure
    for period in rules.closures:
        begins = period.since is None or period.since < timed.departure
        if begins and (period.until is None or period.until > timed.arrival):
            return period
    return None
