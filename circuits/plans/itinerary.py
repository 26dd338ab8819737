"""Read a plan that is taken along as circuits are read, at the times at which it was seen."""

from __future__ import annotations

from datetime import date

from circuits import itinerary
from circuits.itinerary import Itinerary
from circuits.plans.circuit import circuit_of, stops_of, visits_of
from circuits.plans.taken import Stay, TakenPlan, at
from circuits.schedule import TimedStop
from geodata import opening, territory
from geodata.opening import Rules, State


def itinerary_on(plan: TakenPlan, day: date) -> Itinerary:
    """Return what one does on a day of a plan, which is one of `TakenPlan.days`.

    Places that are not public any more are not in it. Raises `EditionWithdrawn` if none is left.
    """
    own = plan.on(day)
    visits = visits_of(own)
    circuit = circuit_of(own, visits)
    stops = stops_of(own, circuit, visits)
    rules = itinerary.rules_at(stops)
    stays = [stay for _place, _day, stay in visits]
    timed = [
        _timed(rules.get(stop.place_id, Rules()), day, stay)
        for stop, stay in zip(stops, stays, strict=True)
    ]
    return itinerary.at_times(circuit, stops, timed, at(day, stays[0].arrives_at), rules)


def _timed(rules: Rules, day: date, stay: Stay) -> TimedStop:
    """Return the times of a stop, and how it stands while one is inside."""
    here = territory.current().calendar
    arrival, start = at(day, stay.arrives_at), at(day, stay.starts_at)
    departure = at(day, stay.leaves_at)
    state = opening.during(rules, start, departure, here)
    return TimedStop(
        arrival=arrival,
        departure=departure,
        state=state,
        day=opening.on(rules, day, here),
        next_opening=opening.next_opening(rules, start, here) if state == State.CLOSED else None,
        visit_start=start if stay.wait_minutes else None,
        lunch=at(day, stay.lunch_at) if stay.lunch_at else None,
    )
