"""Check a plan against its problem, and say what is wrong as data.

Written apart from the search and from what makes its plans: it shares no code with them but the
data classes, and computes every time and value again from the problem alone. Every plan that leaves
the planner passes here first.
"""

from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass
from enum import StrEnum

from circuits.planner.plan import DayPlan, Plan, Stop, Value
from circuits.planner.problem import UNREACHABLE_S, Candidate, Day, Lunch, Problem

VALUE_TOLERANCE = 1e-6


class Fault(StrEnum):
    """What can be wrong with a plan."""

    DAYS = "days"
    UNKNOWN = "unknown"
    TWICE = "twice"
    AVOIDED = "avoided"
    CAPACITY = "capacity"
    NOT_ACCESSIBLE = "not_accessible"
    NO_WAY = "no_way"
    LEG = "leg"
    TIMES = "times"
    TOO_SHORT = "too_short"
    TOO_LONG = "too_long"
    CLOSED = "closed"
    LEAVES_EARLY = "leaves_early"
    RETURNS_LATE = "returns_late"
    WALK = "walk"
    LUNCH = "lunch"
    MUST_SEE = "must_see"
    FIRST = "first"
    ORDER = "order"
    BUDGET = "budget"
    AT_MOST = "at_most"
    SPARE = "spare"
    VALUE = "value"


@dataclass(frozen=True, slots=True)
class Violation:
    """One thing that is wrong: where, what was found, and what it should be at most or at least."""

    fault: Fault
    day: int | None = None
    key: str | None = None
    found: float | None = None
    limit: float | None = None


def check(problem: Problem, plan: Plan) -> tuple[Violation, ...]:
    """Return everything that is wrong with a plan; nothing if it is right.

    Wishes that the plan itself says are not fulfilled (``missing``, ``lunchless``) are no
    violations, but wishes that it forgets to name are.
    """
    if len(plan.days) != len(problem.days):
        return (Violation(Fault.DAYS, found=len(plan.days), limit=len(problem.days)),)
    known = {candidate.key: candidate for candidate in problem.candidates}
    unknown = [
        Violation(Fault.UNKNOWN, number, stop.key)
        for number, day in enumerate(plan.days)
        for stop in day.stops
        if stop.key is not None and stop.key not in known
    ]
    if unknown:
        return tuple(unknown)
    found: list[Violation] = []
    for number, (day, planned) in enumerate(zip(problem.days, plan.days, strict=True)):
        found += _check_ways(problem, known, number, day, planned)
        found += _check_stays(problem, known, number, day, planned)
        found += _check_lunch(known, number, day, planned, number in plan.lunchless)
        if not found:
            found += _check_spare(problem, known, number, day, planned)
    found += _check_wishes(problem, known, plan)
    if not found:
        found += _check_value(problem, known, plan)
    return tuple(found)


def _node(known: dict[str, Candidate], day: Day, stop: Stop) -> int:
    return day.start_node if stop.key is None else known[stop.key].node


def _check_ways(
    problem: Problem, known: dict[str, Candidate], number: int, day: Day, planned: DayPlan
) -> Iterator[Violation]:
    """Check that one gets from stop to stop in the time that the ways take."""
    ways = problem.travel[day.mode]
    if planned.departs_s < day.starts_s:
        yield Violation(Fault.LEAVES_EARLY, number, None, planned.departs_s, day.starts_s)
    here, clock_s, walk_m = day.start_node, planned.departs_s, 0
    legs = [
        (stop.key, _node(known, day, stop), stop.leg_s, stop.leg_walk_m, stop.arrival_s)
        for stop in planned.stops
    ]
    legs.append((None, day.end_node, planned.leg_s, planned.leg_walk_m, planned.returns_s))
    for position, (key, there, leg_s, leg_walk_m, arrival_s) in enumerate(legs):
        takes_s = int(ways.duration_s[here, there])
        if takes_s >= UNREACHABLE_S:
            yield Violation(Fault.NO_WAY, number, key)
        if leg_s != takes_s or leg_walk_m != int(ways.walk_m[here, there]):
            yield Violation(Fault.LEG, number, key, leg_s, takes_s)
        if arrival_s != clock_s + takes_s:
            yield Violation(Fault.TIMES, number, key, arrival_s, clock_s + takes_s)
        walk_m += int(ways.walk_m[here, there])
        here = there
        if position < len(planned.stops):
            clock_s = planned.stops[position].departure_s
    if planned.returns_s > day.ends_s:
        yield Violation(Fault.RETURNS_LATE, number, None, planned.returns_s, day.ends_s)
    if day.max_walk_m is not None and walk_m > day.max_walk_m:
        yield Violation(Fault.WALK, number, None, walk_m, day.max_walk_m)


def _check_stays(
    problem: Problem, known: dict[str, Candidate], number: int, day: Day, planned: DayPlan
) -> Iterator[Violation]:
    """Check each stay: its length, its place's hours, and who may come."""
    for stop in planned.stops:
        end_s = stop.visit_from_s + stop.visit_s
        if stop.visit_from_s < stop.arrival_s:
            yield Violation(Fault.TIMES, number, stop.key, stop.visit_from_s, stop.arrival_s)
        if stop.lunch_from_s is not None and day.lunch is not None:
            if stop.lunch_from_s < end_s:
                yield Violation(Fault.TIMES, number, stop.key, stop.lunch_from_s, end_s)
            end_s = stop.lunch_from_s + day.lunch.duration_s
        if stop.departure_s != end_s:
            yield Violation(Fault.TIMES, number, stop.key, stop.departure_s, end_s)
        if stop.key is None:
            if stop.visit_s != 0:
                yield Violation(Fault.TOO_LONG, number, None, stop.visit_s, 0)
            continue
        candidate = known[stop.key]
        shortest_s = candidate.visit_s if candidate.min_visit_s is None else candidate.min_visit_s
        if stop.visit_s < shortest_s:
            yield Violation(Fault.TOO_SHORT, number, stop.key, stop.visit_s, shortest_s)
        if stop.visit_s > candidate.visit_s:
            yield Violation(Fault.TOO_LONG, number, stop.key, stop.visit_s, candidate.visit_s)
        if not _is_open(candidate, number, day.lunch, stop, stop.visit_from_s, stop.lunch_from_s):
            yield Violation(Fault.CLOSED, number, stop.key, stop.visit_from_s)
        if stop.key in problem.wishes.avoid:
            yield Violation(Fault.AVOIDED, number, stop.key)
        if candidate.capacity is not None and candidate.capacity < problem.wishes.group_size:
            yield Violation(
                Fault.CAPACITY, number, stop.key, problem.wishes.group_size, candidate.capacity
            )
        if problem.wishes.wheelchair and not candidate.is_accessible:
            yield Violation(Fault.NOT_ACCESSIBLE, number, stop.key)


def _is_open(
    candidate: Candidate,
    number: int,
    lunch: Lunch | None,
    stop: Stop,
    visit_from_s: int,
    lunch_from_s: int | None,
) -> bool:
    """Tell whether one window holds the visit, and the meal where the place has to serve it."""
    until_s = visit_from_s + stop.visit_s
    if lunch is not None and not lunch.anywhere and lunch_from_s is not None:
        until_s = lunch_from_s + lunch.duration_s
    return any(
        window.opens_s <= visit_from_s and until_s <= window.closes_s
        for window in candidate.windows[number]
    )


def _check_lunch(
    known: dict[str, Candidate], number: int, day: Day, planned: DayPlan, is_known_missing: bool
) -> Iterator[Violation]:
    """Check that there is one break on a day that wants it, in its time, where one can eat."""
    breaks = [stop for stop in planned.stops if stop.lunch_from_s is not None]
    wanted = 1 if day.lunch is not None and not is_known_missing else 0
    if len(breaks) != wanted:
        yield Violation(Fault.LUNCH, number, None, len(breaks), wanted)
        return
    for stop in planned.stops:
        if stop.key is None and stop.lunch_from_s is None:
            yield Violation(Fault.UNKNOWN, number, None)
    if day.lunch is None:
        return
    for stop in breaks:
        begin_s = stop.lunch_from_s or 0
        if begin_s < day.lunch.opens_s:
            yield Violation(Fault.LUNCH, number, stop.key, begin_s, day.lunch.opens_s)
        if begin_s + day.lunch.duration_s > day.lunch.closes_s:
            yield Violation(Fault.LUNCH, number, stop.key, begin_s, day.lunch.closes_s)
        serves = stop.key is not None and known[stop.key].serves_lunch
        if not day.lunch.anywhere and not serves:
            yield Violation(Fault.LUNCH, number, stop.key)


def _check_spare(
    problem: Problem, known: dict[str, Candidate], number: int, day: Day, planned: DayPlan
) -> Iterator[Violation]:
    """Check that who arrives later by the time to spare still gets through the day."""
    ways = problem.travel[day.mode]
    for first, late in enumerate(planned.stops):
        clock_s = late.arrival_s + late.spare_s
        is_missed = late.spare_s < 0
        for position in range(first, len(planned.stops)):
            stop = planned.stops[position]
            starts = [
                begin_s
                for window in (known[stop.key].windows[number] if stop.key is not None else ())
                for begin_s in [max(clock_s, window.opens_s)]
                if _is_open(known[stop.key or ""], number, day.lunch, stop, begin_s,
                            _lunch_at(day.lunch, stop, begin_s))
            ]  # fmt: skip
            if stop.key is None:
                starts = [clock_s]
            if not starts:
                is_missed = True
                break
            begin_s = min(starts)
            clock_s = begin_s + stop.visit_s
            lunch_s = _lunch_at(day.lunch, stop, begin_s)
            if lunch_s is not None and day.lunch is not None:
                clock_s = lunch_s + day.lunch.duration_s
                is_missed = is_missed or clock_s > day.lunch.closes_s
            following = planned.stops[position + 1 : position + 2]
            there = _node(known, day, following[0]) if following else day.end_node
            clock_s += int(ways.duration_s[_node(known, day, stop), there])
        else:
            is_missed = is_missed or clock_s > day.ends_s
        if is_missed:
            yield Violation(Fault.SPARE, number, late.key, late.spare_s)


def _lunch_at(lunch: Lunch | None, stop: Stop, visit_from_s: int) -> int | None:
    """Return when the break of a stop begins if its visit begins at some time."""
    if stop.lunch_from_s is None or lunch is None:
        return None
    return max(visit_from_s + stop.visit_s, lunch.opens_s)


def _check_wishes(problem: Problem, known: dict[str, Candidate], plan: Plan) -> Iterator[Violation]:
    """Check what concerns all days together."""
    wishes = problem.wishes
    visited = [
        (stop.key, number, position)
        for number, day in enumerate(plan.days)
        for position, stop in enumerate(day.stops)
        if stop.key is not None
    ]
    times = Counter(key for key, _number, _position in visited)
    for key, count in times.items():
        if count > 1:
            yield Violation(Fault.TWICE, None, key, count, 1)
    where = {key: (number, position) for key, number, position in visited}
    asked = wishes.must_see | set(wishes.first.values())
    for key in sorted(asked | set(plan.missing)):
        if (key in asked and key not in where) != (key in plan.missing):
            yield Violation(Fault.MUST_SEE, None, key)
    for number, key in wishes.first.items():
        if key in where and where[key] != (number, 0):
            yield Violation(Fault.FIRST, number, key)
    for earlier, later in wishes.before:
        if earlier in where and later in where and where[earlier] > where[later]:
            yield Violation(Fault.ORDER, where[later][0], later)
    if wishes.budget_mad is not None:
        fees_mad = sum(known[key].fee_mad for key in where)
        if fees_mad > wishes.budget_mad + 0.005:
            yield Violation(Fault.BUDGET, None, None, fees_mad, wishes.budget_mad)
    for category, most in wishes.at_most.items():
        count = sum(category in known[key].categories for key in where)
        if count > most:
            yield Violation(Fault.AT_MOST, None, category, count, most)


def _check_value(problem: Problem, known: dict[str, Candidate], plan: Plan) -> Iterator[Violation]:
    """Check that the plan is worth what it says, part by part."""
    weights = problem.weights
    score = walk = heat = wait = monotony = backtrack = risk = 0.0
    for number, (day, planned) in enumerate(zip(problem.days, plan.days, strict=True)):
        ways = problem.travel[day.mode]
        nodes = [day.start_node, *(_node(known, day, s) for s in planned.stops), day.end_node]
        set_outs = [planned.departs_s, *(stop.departure_s for stop in planned.stops)]
        arrivals = [*(stop.arrival_s for stop in planned.stops), planned.returns_s]
        for leg, (set_out_s, arrival_s) in enumerate(zip(set_outs, arrivals, strict=True)):
            km = int(ways.walk_m[nodes[leg], nodes[leg + 1]]) / 1000
            walk += weights.walk_per_km * km
            if day.hot is not None and planned.stops and arrival_s > set_out_s:
                in_heat_s = min(arrival_s, day.hot[1]) - max(set_out_s, day.hot[0])
                heat += weights.heat_per_km * km * max(0, in_heat_s) / (arrival_s - set_out_s)
        for position, stop in enumerate(planned.stops):
            wait += weights.wait_per_hour * (stop.visit_from_s - stop.arrival_s) / 3600
            a, b, c = nodes[position : position + 3]
            twice_m = int(ways.walk_m[a, b]) + int(ways.walk_m[b, c]) - int(ways.walk_m[a, c])
            backtrack += weights.backtrack_per_km * max(0, twice_m) / 2000
            if stop.key is None:
                candidate, last_s = None, day.ends_s
                if day.lunch is not None:
                    last_s = min(last_s, day.lunch.closes_s - day.lunch.duration_s)
            else:
                candidate = known[stop.key]
                score += _worth(problem, candidate, stop.visit_s)
                last_s = _last_start(candidate, number, day.lunch, stop)
            before = planned.stops[position - 1] if position else None
            if (
                candidate is not None
                and candidate.kind
                and before is not None
                and before.key is not None
                and known[before.key].kind == candidate.kind
            ):
                monotony += weights.monotony
            wanted_s = weights.risk_share * stop.leg_s
            spare_s = last_s - stop.arrival_s
            if spare_s < wanted_s:
                risk += weights.risk * (1 - spare_s / wanted_s)
    visited = {key for day in plan.days for key in day.keys}
    bonus = sum(
        theme.bonus for theme in problem.themes if len(theme.members & visited) >= theme.needed
    )
    right = Value(score, bonus, walk, heat, wait, monotony, backtrack, risk)
    for name in Value.__dataclass_fields__:
        claimed, true = getattr(plan.value, name), getattr(right, name)
        if abs(claimed - true) > VALUE_TOLERANCE * max(1.0, abs(true)):
            yield Violation(Fault.VALUE, None, name, claimed, true)


def _worth(problem: Problem, candidate: Candidate, visit_s: int) -> float:
    if candidate.min_visit_s is None or candidate.min_visit_s == candidate.visit_s:
        return candidate.score
    share = (visit_s - candidate.min_visit_s) / (candidate.visit_s - candidate.min_visit_s)
    brief = problem.weights.brief_share
    return candidate.score * (brief + (1 - brief) * share)


def _last_start(candidate: Candidate, number: int, lunch: Lunch | None, stop: Stop) -> int:
    """Return the latest start of the visit in the window that it is in."""
    for window in candidate.windows[number]:
        last_s = window.closes_s - stop.visit_s
        if stop.lunch_from_s is not None and lunch is not None:
            last_s = min(last_s, lunch.closes_s - lunch.duration_s - stop.visit_s)
            if not lunch.anywhere:
                last_s = min(last_s, window.closes_s - stop.visit_s - lunch.duration_s)
        if window.opens_s <= stop.visit_from_s <= last_s:
            return last_s
    return stop.visit_from_s
