"""Have a request planned, and tell the plan as a circuit: what one sees when, and why."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from itertools import count, pairwise

from circuits.models import Mode
from circuits.planner import alternatives, conflicts, explain, simulate
from circuits.planner.alternatives import Alternative
from circuits.planner.loosen import loosened
from circuits.planner.plan import DayPlan, Plan, Stop
from circuits.planner.planning import plan
from circuits.planner.prices import Price, prices
from circuits.planner.reasons import LeftOut, Reason
from circuits.planner.simulate import Robustness
from circuits.planner.stop import Iterations, StopRule
from circuits.planner.wish import Wish
from circuits.plans.appeal import Appeal
from circuits.plans.request import End, Order, PlanRequest
from circuits.plans.start import replan
from circuits.plans.swaps import swaps
from circuits.plans.town import Town, town
from circuits.plans.turns import turn
from circuits.ways import Way, ways
from crafts.models import Artisan
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
    number
        Its place in the whole plan, from 1.
    starts_at
        When the visit begins: on arrival, or once it opens.
    lunch_at
        When the meal begins, if one eats here.
    is_to_check
        Whether its hours are not known: one asks before one goes.
    is_wish, is_first
        Whether it was asked for, and whether it was to be the first.
    people
        Who is known to be there on one of the days.
    way_on
        The way to the next stop of the day; None after the last.
    """

    number: int
    place: Place
    arrives_at: datetime
    starts_at: datetime
    leaves_at: datetime
    lunch_at: datetime | None
    visit_minutes: int
    appeal: Appeal
    is_wish: bool
    is_first: bool
    is_to_check: bool
    people: tuple[Artisan, ...]
    way_on: Way | None

    @property
    def wait_minutes(self) -> int:
        """How long one stands before the door."""
        return round((self.starts_at - self.arrives_at).total_seconds() / 60)


@dataclass(frozen=True)
class PlannedDay:
    """A day of the plan.

    Attributes
    ----------
    way_there, way_back
        From where the day starts to its first stop, and from the last to where it ends; None where
        that is anywhere.
    lunch_at
        When one eats before the first stop.
    """

    day: date
    departs_at: datetime
    returns_at: datetime
    stops: tuple[PlannedStop, ...]
    walk_m: int
    lunch_at: datetime | None
    way_there: Way | None
    way_back: Way | None


@dataclass(frozen=True)
class Reasons:
    """Why the plan is as it is, as data; `circuits.plans.words` says it.

    Attributes
    ----------
    why
        By slug of a stop, the strongest reason first.
    left_out
        Why each other place is not in, the most interesting ones first.
    prices
        What each wish costs that costs anything.
    swaps
        By slug of a stop, places near it that could take its turn.
    """

    why: Mapping[str, tuple[Reason, ...]]
    left_out: tuple[LeftOut, ...]
    prices: tuple[Price, ...]
    swaps: Mapping[str, tuple[Place, ...]]
    alternatives: tuple[Alternative, ...]
    robustness: Robustness


@dataclass(frozen=True)
class Answer:
    """A plan for a request.

    Attributes
    ----------
    places, ends
        What may be visited, and where days start and end, by slug.
    missing
        Must-sees that do not fit.
    lunchless
        Days that leave no hour for lunch.
    unplaced
        Must-sees that nobody can plan with, since nobody knows where they are.
    without_spot
        All such places.
    to_check
        Slugs of the places that are planned with the territory's usual hours.
    gains
        By date in the week after, the big things one sees only then.
    to_give_up
        The fewest wishes without which the others can be fulfilled; empty where all are, None
        where even that was not found.
    reasons
        None where they were not asked for.
    """

    request: PlanRequest
    places: Mapping[str, Place]
    ends: Mapping[str, Place]
    days: tuple[PlannedDay, ...]
    plan: Plan
    missing: tuple[Place, ...]
    lunchless: tuple[date, ...]
    unplaced: tuple[Place, ...]
    without_spot: tuple[Place, ...]
    to_check: frozenset[str]
    gains: Mapping[date, tuple[Place, ...]]
    to_give_up: tuple[Wish, ...] | None
    reasons: Reasons | None

    @property
    def stops(self) -> tuple[PlannedStop, ...]:
        """The stops of all days."""
        return tuple(stop for day in self.days for stop in day.stops)

    @property
    def order(self) -> Order:
        """The slugs of the stops, by day."""
        return tuple(tuple(stop.place.slug for stop in day.stops) for day in self.days)

    @property
    def ways(self) -> tuple[Way, ...]:
        """All ways that one takes, in their order."""
        found = []
        for day in self.days:
            found += [day.way_there, *(stop.way_on for stop in day.stops), day.way_back]
        return tuple(way for way in found if way is not None)


def answer(
    request: PlanRequest,
    stop: StopRule | None = None,
    asked: Town | None = None,
    *,
    with_reasons: bool = True,
) -> Answer:
    """Return the best plan for a request.

    The town that is ``asked`` is read, unless it has been.

    Raises
    ------
    ImpossibleDay
        If a day does not even leave the time, or the walk, from its start to its end.
    TooBusy
        While too many others are planned.
    """
    asked = asked or town(request)
    rule = stop or Iterations(ITERATIONS)
    with turn(rule):
        if request.was:
            made = replan(asked.problem, request.was, rule, SEED)
        else:
            made = plan(asked.problem, rule, SEED)
        made = loosened(asked.problem, made, seed=SEED).plan
        to_give_up = () if made.is_complete else conflicts.to_give_up(asked.problem, SEED)
        reasons = _reasons(asked, made) if with_reasons else None
    wished = {*request.must_see, *(slug for day in request.stops for slug in day), request.first}
    numbers = count(1)
    return Answer(
        request=request,
        places=asked.places,
        ends=asked.ends,
        days=tuple(
            _day(asked, day, planned, [(stop, next(numbers)) for stop in planned.stops if stop.key])
            for day, planned in zip(request.dates, made.days, strict=True)
        ),
        plan=made,
        missing=tuple(asked.places[key] for key in made.missing),
        lunchless=tuple(request.dates[number] for number in made.lunchless),
        unplaced=tuple(place for place in asked.without_spot if place.slug in wished),
        without_spot=asked.without_spot,
        to_check=asked.to_check,
        gains=asked.gains,
        to_give_up=to_give_up,
        reasons=reasons,
    )


def _reasons(asked: Town, made: Plan) -> Reasons:
    problem = asked.problem
    return Reasons(
        why=explain.why_in(problem, made),
        left_out=explain.why_not(problem, made, SEED),
        prices=tuple(price for price in prices(problem, made, SEED) if price.brings),
        swaps=swaps(asked, made),
        alternatives=alternatives.alternatives(problem, made, SEED),
        robustness=simulate.simulate(problem, made, SEED).word,
    )


def _day(
    asked: Town, day: date, planned: DayPlan, numbered: Sequence[tuple[Stop, int]]
) -> PlannedDay:
    midnight = datetime.combine(day, time(), territory.current().timezone)

    def at(seconds: int) -> datetime:
        return midnight + timedelta(seconds=seconds)

    visited = [asked.places[stop.key or ""] for stop, _number in numbered]
    there, onward, back = _ways(asked, visited)
    request = asked.request
    wishes = {*request.must_see, *(slug for slugs in request.stops for slug in slugs)}
    return PlannedDay(
        day=day,
        departs_at=at(planned.departs_s),
        returns_at=at(planned.returns_s),
        stops=tuple(
            PlannedStop(
                number=number,
                place=place,
                arrives_at=at(stop.arrival_s),
                starts_at=at(stop.visit_from_s),
                leaves_at=at(stop.departure_s),
                lunch_at=None if stop.lunch_from_s is None else at(stop.lunch_from_s),
                visit_minutes=round(stop.visit_s / 60),
                appeal=asked.appeals[place.slug],
                is_wish=place.slug in wishes,
                is_first=place.slug == request.first,
                is_to_check=place.slug in asked.to_check,
                people=asked.people[place.slug],
                way_on=way,
            )
            for (stop, number), place, way in zip(numbered, visited, onward, strict=True)
        ),
        walk_m=planned.walk_m,
        lunch_at=next(
            (
                at(stop.lunch_from_s)
                for stop in planned.stops
                if stop.key is None and stop.lunch_from_s is not None
            ),
            None,
        ),
        way_there=there,
        way_back=back,
    )


def _ways(
    asked: Town, places: Sequence[Place]
) -> tuple[Way | None, tuple[Way | None, ...], Way | None]:
    """Return the way to the first of a day's stops, those that leave each stop, and the way back.

    Each is by the mode that was planned with.
    """
    if not places:
        return None, (), None
    request = asked.request
    ends: list[End] = [place.slug for place in places]
    starts_somewhere, ends_somewhere = (
        request.origin in asked.spots,
        (request.destination in asked.spots),
    )
    if starts_somewhere:
        ends.insert(0, request.origin)
    if ends_somewhere:
        ends.append(request.destination)
    node_of = {end: node for node, end in enumerate(asked.spots)}
    on_foot = next((mode for mode in request.transport.legs if mode != Mode.CAR), Mode.CAR)
    modes = [
        Mode.CAR if asked.is_driven[node_of[start], node_of[end]] else on_foot
        for start, end in pairwise(ends)
    ]
    found: list[Way | None] = [
        *ways([asked.spots[end] for end in ends], modes, request.pace, asked.network)
    ]
    there = found.pop(0) if starts_somewhere else None
    back = found.pop() if ends_somewhere else None
    return there, (*found, None), back
