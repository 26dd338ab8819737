"""No right plan stays right when somebody changes it, whatever the plan and the change."""

from collections.abc import Callable, Iterator
from dataclasses import replace

import pytest

from circuits.planner.checker import Fault, check
from circuits.planner.errors import ImpossibleDay
from circuits.planner.plan import Plan, Stop
from circuits.planner.planning import plan
from circuits.planner.problem import Problem
from circuits.planner.stop import Iterations
from tests.circuits.planner import random_problems

type Changes = dict[str, object]


def _right_plans() -> Iterator[tuple[Problem, Plan]]:
    for seed in range(60):
        problem = random_problems.problem(seed, 10, 3)
        try:
            made = plan(problem, Iterations(60), seed)
        except ImpossibleDay:
            continue
        if made.keys:
            yield problem, made


RIGHT = list(_right_plans())


def faults(problem: Problem, changed: Plan) -> set[Fault]:
    return {violation.fault for violation in check(problem, changed)}


def with_day(made: Plan, number: int, **changes: object) -> Plan:
    days = list(made.days)
    days[number] = replace(days[number], **changes)
    return replace(made, days=tuple(days))


def with_stop(made: Plan, number: int, position: int, **changes: object) -> Plan:
    stops = list(made.days[number].stops)
    stops[position] = replace(stops[position], **changes)
    return with_day(made, number, stops=tuple(stops))


def stays() -> Iterator[tuple[Problem, Plan, int, int, Stop]]:
    """Yield every visit of every plan with its day and its position."""
    for problem, made in RIGHT:
        for number, day in enumerate(made.days):
            for position, stop in enumerate(day.stops):
                if stop.key is not None:
                    yield problem, made, number, position, stop


def test_all_these_plans_are_right() -> None:
    assert len(RIGHT) > 40
    assert sum(1 for _ in stays()) > 100
    assert all(check(problem, made) == () for problem, made in RIGHT)


@pytest.mark.parametrize("by", [-1800, -1, 1, 1800])
@pytest.mark.parametrize(
    ("name", "found"),
    [
        ("leg_s", {Fault.LEG}),
        ("leg_walk_m", {Fault.LEG}),
        ("arrival_s", {Fault.TIMES}),
        ("visit_from_s", {Fault.TIMES, Fault.CLOSED}),
        ("visit_s", {Fault.TIMES, Fault.TOO_SHORT, Fault.TOO_LONG}),
        ("departure_s", {Fault.TIMES}),
    ],
)
def test_a_stop_with_another_time_is_refused(name: str, found: set[Fault], by: int) -> None:
    for problem, made, number, position, stop in stays():
        if stop.lunch_from_s is not None and name.startswith("visit"):
            continue  # Before a break one may visit for longer, or later: see below.
        changed = with_stop(made, number, position, **{name: getattr(stop, name) + by})
        assert faults(problem, changed) & found, (problem, stop)


def test_a_visit_that_reaches_into_the_break_is_refused() -> None:
    for problem, made, number, position, stop in stays():
        if stop.lunch_from_s is not None:
            late_s = stop.lunch_from_s - stop.visit_s + 1
            changed = with_stop(made, number, position, visit_from_s=late_s)
            assert Fault.TIMES in faults(problem, changed)


def test_more_time_to_spare_than_there_is_is_refused() -> None:
    for problem, made, number, position, stop in stays():
        for more_s in (1, 600):
            changed = with_stop(made, number, position, spare_s=stop.spare_s + more_s)
            assert faults(problem, changed) == {Fault.SPARE}


def test_a_stop_that_is_left_out_without_mending_the_way_is_refused() -> None:
    for problem, made, number, position, stop in stays():
        stops = made.days[number].stops
        changed = with_day(made, number, stops=stops[:position] + stops[position + 1 :])
        assert faults(problem, changed), stop


def test_two_stops_that_change_places_are_refused() -> None:
    for problem, made, number, position, _stop in stays():
        stops = list(made.days[number].stops)
        if position:
            stops[position - 1 : position + 1] = stops[position], stops[position - 1]
            assert faults(problem, with_day(made, number, stops=tuple(stops)))


def test_a_place_that_is_visited_twice_is_refused() -> None:
    for problem, made, _number, _position, stop in stays():
        for other, day in enumerate(made.days):
            changed = with_day(made, other, stops=(*day.stops, stop))
            assert Fault.TWICE in faults(problem, changed)


def test_a_place_that_nobody_knows_is_refused() -> None:
    for problem, made, number, position, _stop in stays():
        changed = with_stop(made, number, position, key="nowhere")
        assert faults(problem, changed) == {Fault.UNKNOWN}


@pytest.mark.parametrize("name", ["departs_s", "returns_s", "leg_s", "leg_walk_m"])
@pytest.mark.parametrize("by", [-600, -1, 1, 600])
def test_a_day_with_another_time_is_refused(name: str, by: int) -> None:
    for problem, made in RIGHT:
        for number, day in enumerate(made.days):
            changed = with_day(made, number, **{name: getattr(day, name) + by})
            assert faults(problem, changed) & {Fault.TIMES, Fault.LEG}


def test_a_plan_that_says_it_is_worth_more_or_less_is_refused() -> None:
    for problem, made in RIGHT:
        for name in made.value.__dataclass_fields__:
            for by in (-0.1, 0.1):
                other = replace(made.value, **{name: getattr(made.value, name) + by})
                assert faults(problem, replace(made, value=other)) == {Fault.VALUE}


def test_a_lunch_that_is_hidden_or_made_up_is_refused() -> None:
    for problem, made in RIGHT:
        for number, day in enumerate(problem.days):
            told = tuple(sorted(set(made.lunchless) ^ {number}))
            if day.lunch is not None:
                assert Fault.LUNCH in faults(problem, replace(made, lunchless=told))


def test_a_wish_that_is_hidden_or_made_up_is_refused() -> None:
    for problem, made in RIGHT:
        for candidate in problem.candidates:
            told = tuple(sorted(set(made.missing) ^ {candidate.key}))
            assert Fault.MUST_SEE in faults(problem, replace(made, missing=told))


# Wishes that are stricter than a plan, by its problem and one of its stops; None if none is.
STRICTER: dict[Fault, Callable[[Problem, Plan, str], Changes | None]] = {
    Fault.AVOIDED: lambda problem, made, key: {"avoid": frozenset({key})},
    Fault.BUDGET: lambda problem, made, key: (
        {"budget_mad": fees - 0.01} if (fees := fees_mad(problem, made)) else None
    ),
    Fault.AT_MOST: lambda problem, made, key: (
        {"at_most": dict.fromkeys(names, 0)}
        if (names := problem.candidate(key).categories)
        else None
    ),
    Fault.CAPACITY: lambda problem, made, key: (
        {"group_size": most + 1} if (most := problem.candidate(key).capacity) else None
    ),
    Fault.NOT_ACCESSIBLE: lambda problem, made, key: (
        None if problem.candidate(key).is_accessible else {"wheelchair": True}
    ),
    Fault.ORDER: lambda problem, made, key: (
        {"before": ((key, made.keys[0]),)} if key != made.keys[0] else None
    ),
    Fault.FIRST: lambda problem, made, key: (
        {"first": {0: key}} if key not in made.days[0].keys[:1] else None
    ),
}


def fees_mad(problem: Problem, made: Plan) -> float:
    return sum(problem.candidate(key).fee_mad for key in made.keys)


@pytest.mark.parametrize("fault", STRICTER)
def test_a_plan_for_softer_wishes_is_refused(fault: Fault) -> None:
    tried = 0
    for problem, made, _number, _position, stop in stays():
        changes = STRICTER[fault](problem, made, stop.key or "")
        if changes is not None:
            wishes = replace(problem.wishes, must_see=frozenset(), first={})
            asked = replace(problem, wishes=replace(wishes, **changes))
            assert fault in faults(asked, made)
            tried += 1
    assert tried > 10


def test_a_plan_for_longer_days_and_longer_walks_is_refused() -> None:
    for problem, made in RIGHT:
        for number, (day, planned) in enumerate(zip(problem.days, made.days, strict=True)):
            if not planned.stops:
                continue
            for fault, less in (
                (Fault.WALK, {"max_walk_m": planned.walk_m - 1}),
                (Fault.RETURNS_LATE, {"ends_s": planned.returns_s - 1}),
                (Fault.LEAVES_EARLY, {"starts_s": planned.departs_s + 1}),
            ):
                if planned.walk_m or fault != Fault.WALK:
                    days = list(problem.days)
                    days[number] = replace(day, **less)
                    assert fault in faults(replace(problem, days=tuple(days)), made)
