"""Have a request planned, and tell the plan as a circuit: what one sees when, and why."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from itertools import pairwise

from circuits.models import Mode
from circuits.planner.plan import DayPlan, Plan
from circuits.planner.planning import plan
from circuits.planner.stop import Iterations, StopRule
from circuits.plans.appeal import Appeal
from circuits.plans.request import PlanRequest
from circuits.plans.town import Town, town
from circuits.plans.turns import turn
from circuits.ways import Way, spot_of, ways
from geodata import territory
from geodata.models import Place

# Counted, not timed, so that a link gives the same plan whenever it is opened.
ITERATIONS = 4000
SEED = 1


@dataclass(frozen=True)
class PlannedStop:
    """A stay at a place.

    Attributes
    ----------
    starts_at
        When the visit begins: on arrival, or once it opens.
    is_to_check
        Whether its hours are not known: one asks before one goes.
    way_on
        The way to the next stop of the day; None after the last.
    """

    place: Place
    arrives_at: datetime
    starts_at: datetime
    leaves_at: datetime
    has_lunch: bool
    appeal: Appeal
    is_wish: bool
    is_to_check: bool
    way_on: Way | None


@dataclass(frozen=True)
class PlannedDay:
    """A day of the plan."""

    day: date
    stops: tuple[PlannedStop, ...]
    walk_m: int


@dataclass(frozen=True)
class Answer:
    """A plan for a request.

    Attributes
    ----------
    missing
        Must-sees that do not fit.
    lunchless
        Days that leave no hour for lunch.
    without_spot
        Places that nobody can plan with, since nobody knows where they are.
    gains
        By date in the week after, the big things one sees only then.
    """

    request: PlanRequest
    days: tuple[PlannedDay, ...]
    plan: Plan
    missing: tuple[Place, ...]
    lunchless: tuple[date, ...]
    without_spot: tuple[Place, ...]
    gains: Mapping[date, tuple[Place, ...]]


def answer(request: PlanRequest, stop: StopRule | None = None) -> Answer:
    """Return the best plan for a request; raise `TooBusy` while too many others are planned."""
    asked = town(request)
    with turn():
        made = plan(asked.problem, stop or Iterations(ITERATIONS), SEED)
    return Answer(
        request=request,
        days=tuple(
            _day(asked, day, planned) for day, planned in zip(request.dates, made.days, strict=True)
        ),
        plan=made,
        missing=tuple(asked.places[key] for key in made.missing),
        lunchless=tuple(request.dates[number] for number in made.lunchless),
        without_spot=asked.without_spot,
        gains=asked.gains,
    )


def _day(asked: Town, day: date, planned: DayPlan) -> PlannedDay:
    midnight = datetime.combine(day, time(), territory.current().timezone)
    visited = [(stop, asked.places[stop.key]) for stop in planned.stops if stop.key is not None]
    ways_on: list[Way | None] = [*_ways(asked, [place for _stop, place in visited]), None]
    wishes = {*asked.request.must_see, *asked.request.stops, asked.request.first}
    return PlannedDay(
        day=day,
        stops=tuple(
            PlannedStop(
                place=place,
                arrives_at=midnight + timedelta(seconds=stop.arrival_s),
                starts_at=midnight + timedelta(seconds=stop.visit_from_s),
                leaves_at=midnight + timedelta(seconds=stop.departure_s),
                has_lunch=stop.lunch_from_s is not None,
                appeal=asked.appeals[place.slug],
                is_wish=place.slug in wishes,
                is_to_check=place.slug in asked.to_check,
                way_on=way,
            )
            for (stop, place), way in zip(visited, ways_on, strict=False)
        ),
        walk_m=planned.walk_m,
    )


def _ways(asked: Town, places: list[Place]) -> tuple[Way, ...]:
    """Return the ways between the stops of a day, by the modes that were planned with."""
    nodes = [asked.problem.candidate(place.slug).node for place in places]
    driven = [bool(asked.is_driven[pair]) for pair in pairwise(nodes)]
    on_foot = next((mode for mode in asked.request.transport.legs if mode != Mode.CAR), Mode.CAR)
    modes = [Mode.CAR if is_driven else on_foot for is_driven in driven]
    return ways([spot_of(place) for place in places], modes, asked.request.pace, asked.network)
