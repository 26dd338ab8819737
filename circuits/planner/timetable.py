"""Put times on an order of visits, lengthen the short ones where there is time, and value the plan.

Plain Python over one plan: the search has chosen what is visited, in which order, and which visits
are cut short.
"""

from collections.abc import Sequence
from itertools import pairwise
from typing import NamedTuple

from circuits.planner.plan import DayPlan, Plan, Stop, Value
from circuits.planner.problem import Candidate, Day, Lunch, Problem

_NEVER = 2**40


class Visit(NamedTuple):
    """A stop without its times; ``key`` is None for a break where the day starts."""

    key: str | None
    visit_s: int
    with_lunch: bool


class _Timed(NamedTuple):
    """When a visit can start: at the earliest, at the latest, and at the latest in its window."""

    arrival_s: int
    start_s: int
    leave_s: int
    latest_s: int
    closing_s: int


def make(problem: Problem, days: Sequence[Sequence[Visit]], *, lengthen: bool = True) -> Plan:
    """Return the plan of the visits in this order.

    Raises
    ------
    ValueError
        If they do not fit into the hours of the places and the days.
    """
    chosen = [list(visits) for visits in days]
    planned = [_day(problem, number, visits) for number, visits in enumerate(chosen)]
    if lengthen:
        for number, visits in enumerate(chosen):
            planned[number] = _lengthened(problem, number, visits, planned[number])
    in_it = {key for day in planned for key in day.keys}
    wanted = problem.wishes.must_see | set(problem.wishes.first.values())
    return Plan(
        days=tuple(planned),
        value=value(problem, planned),
        missing=tuple(sorted(wanted - in_it)),
        lunchless=tuple(
            number
            for number, (day, plan) in enumerate(zip(problem.days, planned, strict=True))
            if day.lunch is not None and all(stop.lunch_from_s is None for stop in plan.stops)
        ),
    )


def evened(problem: Problem, days: Sequence[Sequence[Visit]]) -> list[list[Visit]]:
    """Cut whole visits short where it is worth more to lengthen others instead.

    The search knows a visit as whole or as short as possible, and seldom comes to change nothing
    but that. Each whole visit is tried, until none is better short.

    Raises
    ------
    ValueError
        If the visits do not fit into the hours of the places and the days.
    """
    return [_evened(problem, number, list(visits)) for number, visits in enumerate(days)]


def _evened(problem: Problem, number: int, visits: list[Visit]) -> list[Visit]:
    def worth(tried: list[Visit]) -> float:
        planned = _lengthened(problem, number, list(tried), _day(problem, number, tried))
        return _day_value(problem, number, planned).total

    def shorter(position: int) -> list[Visit]:
        visit = visits[position]
        candidate = _candidate(problem, visit)
        brief_s = visit.visit_s if candidate is None else candidate.brief_s
        return [*visits[:position], visit._replace(visit_s=brief_s), *visits[position + 1 :]]

    tries = [tried for p in range(len(visits)) if (tried := shorter(p)) != visits]
    if not tries:
        return visits
    best = max(visits, *tries, key=worth)  # of equals the first
    return visits if best is visits else _evened(problem, number, best)


def visits_of(plan: Plan) -> list[list[Visit]]:
    """Return the visits of a plan without their times."""
    return [
        [Visit(stop.key, stop.visit_s, stop.lunch_from_s is not None) for stop in day.stops]
        for day in plan.days
    ]


def _starts(problem: Problem, number: int, day: Day, visit: Visit) -> list[tuple[int, int]]:
    """Return the earliest and latest starts of a visit, by window."""
    lunch = day.lunch if visit.with_lunch else None
    if visit.key is None:
        pairs = [(day.starts_s, day.ends_s)]
    else:
        at_table_s = lunch.duration_s if lunch is not None and not lunch.anywhere else 0
        pairs = [
            (window.opens_s, window.closes_s - visit.visit_s - at_table_s)
            for window in problem.candidate(visit.key).windows[number]
            if lunch is None
            or lunch.anywhere
            or lunch.opens_s + lunch.duration_s <= window.closes_s
        ]
    if lunch is not None:
        last_s = lunch.closes_s - lunch.duration_s - visit.visit_s
        pairs = [(first, min(last, last_s)) for first, last in pairs]
    return [(first, last) for first, last in pairs if first <= last]


def _leave(lunch: Lunch | None, visit: Visit, start_s: int) -> int:
    end_s = start_s + visit.visit_s
    if visit.with_lunch and lunch is not None:
        end_s = max(end_s, lunch.opens_s) + lunch.duration_s
    return end_s


def _times(problem: Problem, number: int, visits: Sequence[Visit]) -> list[_Timed]:
    """Return the times of a day's visits; ValueError if they do not fit."""
    day = problem.days[number]
    legs = _legs(problem, day, visits)
    early: list[tuple[int, int, int, int]] = []
    clock_s = day.starts_s
    all_starts = [_starts(problem, number, day, visit) for visit in visits]
    for visit, starts, (leg_s, _walk_m) in zip(visits, all_starts, legs, strict=False):
        arrival_s = clock_s + leg_s
        fitting = [(max(arrival_s, first), last) for first, last in starts if arrival_s <= last]
        if not fitting:
            raise ValueError(f"{visit.key} cannot be reached in time")
        start_s, closing_s = fitting[0]
        clock_s = _leave(day.lunch, visit, start_s)
        early.append((arrival_s, start_s, clock_s, closing_s))
    if clock_s + legs[-1][0] > day.ends_s:
        raise ValueError("the day ends too early")
    timed: list[_Timed] = []
    end_s = day.ends_s
    for position in range(len(visits) - 1, -1, -1):
        visit, starts = visits[position], all_starts[position]
        leave_by_s = end_s - legs[position + 1][0]
        begin_by_s = leave_by_s - visit.visit_s
        if visit.with_lunch and day.lunch is not None:
            begin_by_s -= day.lunch.duration_s
        latest_s = max(
            (min(begin_by_s, last) for first, last in starts if begin_by_s >= first),
            default=-_NEVER,
        )
        arrival_s, start_s, leave_s, closing_s = early[position]
        timed.append(_Timed(arrival_s, start_s, leave_s, latest_s, closing_s))
        end_s = latest_s
    timed.reverse()
    return timed


def _legs(problem: Problem, day: Day, visits: Sequence[Visit]) -> list[tuple[int, int]]:
    """Return seconds and metres walked of each leg, the way back included."""
    ways = problem.travel[day.mode]
    nodes = [
        day.start_node,
        *(
            day.start_node if visit.key is None else problem.candidate(visit.key).node
            for visit in visits
        ),
        day.end_node,
    ]
    return [(int(ways.duration_s[i, j]), int(ways.walk_m[i, j])) for i, j in pairwise(nodes)]


def _day(problem: Problem, number: int, visits: Sequence[Visit]) -> DayPlan:
    day = problem.days[number]
    timed = _times(problem, number, visits)
    legs = _legs(problem, day, visits)
    # Nobody waits at the first stop: one leaves later.
    departs_s = timed[0].start_s - legs[0][0] if timed else day.starts_s
    stops = []
    for position, (visit, times) in enumerate(zip(visits, timed, strict=True)):
        arrival_s = times.start_s if position == 0 else times.arrival_s
        lunch_from_s = None
        if visit.with_lunch and day.lunch is not None:
            lunch_from_s = max(times.start_s + visit.visit_s, day.lunch.opens_s)
        stops.append(
            Stop(
                key=visit.key,
                leg_s=legs[position][0],
                leg_walk_m=legs[position][1],
                arrival_s=arrival_s,
                visit_from_s=times.start_s,
                visit_s=visit.visit_s,
                lunch_from_s=lunch_from_s,
                departure_s=times.leave_s,
                spare_s=times.latest_s - arrival_s,
            )
        )
    left_s = timed[-1].leave_s if timed else departs_s
    return DayPlan(departs_s, tuple(stops), legs[-1][0], legs[-1][1], left_s + legs[-1][0])


def _lengthened(problem: Problem, number: int, visits: list[Visit], planned: DayPlan) -> DayPlan:
    """Lengthen visits that are cut short as far as the day allows, the most worth it first."""

    worth_per_s: dict[int, float] = {}
    for position, visit in enumerate(visits):
        candidate = _candidate(problem, visit)
        if candidate is not None and visit.visit_s < candidate.visit_s:
            longer_s = candidate.visit_s - candidate.brief_s
            worth_per_s[position] = candidate.score / longer_s
    day = problem.days[number]
    legs, times = _legs(problem, day, visits), _times(problem, number, visits)
    best = _day_value(problem, number, planned).total
    for position in sorted(worth_per_s, key=lambda position: -worth_per_s[position]):
        visit = visits[position]
        end_s = times[position + 1].latest_s if position + 1 < len(visits) else day.ends_s
        break_s = day.lunch.duration_s if visit.with_lunch and day.lunch is not None else 0
        start_s = times[position].start_s
        more_s = min(
            problem.candidate(visit.key or "").visit_s - visit.visit_s,
            end_s - legs[position + 1][0] - break_s - start_s - visit.visit_s,
            times[position].closing_s - start_s,
        )
        if more_s <= 0:
            continue
        longer = list(visits)
        longer[position] = visit._replace(visit_s=visit.visit_s + more_s)
        tried = _day(problem, number, longer)
        worth = _day_value(problem, number, tried).total
        if worth > best:
            best, planned = worth, tried
            visits[position] = longer[position]
            times = _times(problem, number, visits)
    return planned


def _candidate(problem: Problem, visit: Visit) -> Candidate | None:
    return None if visit.key is None else problem.candidate(visit.key)


def value(problem: Problem, days: Sequence[DayPlan]) -> Value:
    """Return what days are worth together, themes included."""
    parts = [_day_value(problem, number, day) for number, day in enumerate(days)]
    seen = {key for day in days for key in day.keys}
    return Value(
        score=sum(part.score for part in parts),
        bonus=sum(
            theme.bonus for theme in problem.themes if len(theme.members & seen) >= theme.needed
        ),
        walk=sum(part.walk for part in parts),
        heat=sum(part.heat for part in parts),
        wait=sum(part.wait for part in parts),
        monotony=sum(part.monotony for part in parts),
        backtrack=sum(part.backtrack for part in parts),
        risk=sum(part.risk for part in parts),
    )


def _day_value(problem: Problem, number: int, planned: DayPlan) -> Value:
    """Return what a day is worth without themes."""
    day, weights = problem.days[number], problem.weights
    visits = [Visit(s.key, s.visit_s, s.lunch_from_s is not None) for s in planned.stops]
    ways = problem.travel[day.mode].walk_m
    places = [_candidate(problem, visit) for visit in visits]
    nodes = [
        day.start_node,
        *(day.start_node if place is None else place.node for place in places),
        day.end_node,
    ]
    score = heat = monotony = backtrack = risk = 0.0
    set_out_s = planned.departs_s
    for position, stop in enumerate(planned.stops):
        place = places[position]
        heat += _heat(day, set_out_s, stop.arrival_s, stop.leg_walk_m)
        set_out_s = stop.departure_s
        here, there, onward = nodes[position : position + 3]
        twice_m = int(ways[here, there]) + int(ways[there, onward]) - int(ways[here, onward])
        backtrack += max(0, twice_m) / 2
        closing_s = next(
            (
                last
                for first, last in _starts(problem, number, day, visits[position])
                if first <= stop.visit_from_s <= last
            ),
            stop.visit_from_s,
        )
        wanted_s = weights.risk_share * stop.leg_s
        if closing_s - stop.arrival_s < wanted_s:
            risk += 1 - (closing_s - stop.arrival_s) / wanted_s
        if place is None:
            continue
        score += problem.worth(place, stop.visit_s)
        before = places[position - 1] if position else None
        if place.kind and before is not None and before.kind == place.kind:
            monotony += 1
    if planned.stops:
        heat += _heat(day, set_out_s, planned.returns_s, planned.leg_walk_m)
    return Value(
        score=score,
        walk=weights.walk_per_km * planned.walk_m / 1000,
        heat=weights.heat_per_km * heat / 1000,
        wait=weights.wait_per_hour * sum(stop.wait_s for stop in planned.stops) / 3600,
        monotony=weights.monotony * monotony,
        backtrack=weights.backtrack_per_km * backtrack / 1000,
        risk=weights.risk * risk,
    )


def _heat(day: Day, set_out_s: int, arrival_s: int, walk_m: int) -> float:
    """Return the metres of a leg that are walked in the heat."""
    if day.hot is None or arrival_s <= set_out_s:
        return 0.0
    in_heat_s = min(arrival_s, day.hot[1]) - max(set_out_s, day.hot[0])
    return walk_m * max(0, in_heat_s) / (arrival_s - set_out_s)
