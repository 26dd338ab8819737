"""The checker finds every kind of fault in plans that were right before somebody changed them."""

from collections.abc import Callable
from dataclasses import replace

import pytest

from circuits.planner.checker import Fault, check
from circuits.planner.plan import Plan
from circuits.planner.planning import plan
from circuits.planner.problem import Lunch, Problem, Weights, Wishes
from circuits.planner.stop import Iterations
from tests.circuits.planner.town import HOUR, MINUTE, place, town

PROBLEM = town(
    place("silver", 1, 30, fee_mad=20, capacity=8, categories=("workshop",), min_visit_s=HOUR // 2),
    place("leather", 2, 20, categories=("workshop",), is_accessible=False),
    place("museum", 3, 10, (9, 12.5), fee_mad=10),
    end=14,
    weights=Weights(walk_per_km=1),
    day={"lunch": Lunch(11 * HOUR, 13 * HOUR, 30 * MINUTE), "max_walk_m": 9000},
)
RIGHT = plan(PROBLEM, Iterations(200), 1)


def faults(problem: Problem, changed: Plan) -> set[Fault]:
    return {violation.fault for violation in check(problem, changed)}


def with_stop(number: int, **changes: object) -> Plan:
    day = RIGHT.days[0]
    stops = list(day.stops)
    stops[number] = replace(stops[number], **changes)
    return replace(RIGHT, days=(replace(day, stops=tuple(stops)),))


def with_wishes(**wishes: object) -> Problem:
    return replace(PROBLEM, wishes=Wishes(**wishes))


def number_of(key: str) -> int:
    return RIGHT.days[0].keys.index(key)


def test_a_right_plan_has_no_fault() -> None:
    assert set(RIGHT.keys) == {"silver", "leather", "museum"}
    assert check(PROBLEM, RIGHT) == ()


@pytest.mark.parametrize(
    ("fault", "changed"),
    [
        (Fault.UNKNOWN, lambda: with_stop(0, key="nowhere")),
        (Fault.TWICE, lambda: with_stop(0, key=RIGHT.keys[1])),
        (Fault.LEG, lambda: with_stop(1, leg_s=1)),
        (Fault.TIMES, lambda: with_stop(1, arrival_s=RIGHT.days[0].stops[1].arrival_s - 60)),
        (Fault.TOO_SHORT, lambda: with_stop(number_of("leather"), visit_s=60)),
        (Fault.TOO_LONG, lambda: with_stop(number_of("leather"), visit_s=2 * HOUR)),
        (Fault.CLOSED, lambda: with_stop(number_of("museum"), visit_from_s=12 * HOUR)),
        (Fault.SPARE, lambda: with_stop(0, spare_s=5 * HOUR)),
        (Fault.LUNCH, lambda: replace(RIGHT, lunchless=(0,))),
        (Fault.MUST_SEE, lambda: replace(RIGHT, missing=("silver",))),
        (Fault.VALUE, lambda: replace(RIGHT, value=replace(RIGHT.value, score=99.0))),
        (Fault.DAYS, lambda: replace(RIGHT, days=())),
        (
            Fault.LEAVES_EARLY,
            lambda: replace(RIGHT, days=(replace(RIGHT.days[0], departs_s=8 * HOUR),)),
        ),
        (
            Fault.RETURNS_LATE,
            lambda: replace(RIGHT, days=(replace(RIGHT.days[0], returns_s=15 * HOUR),)),
        ),
    ],
)
def test_a_changed_plan_is_found_out(fault: Fault, changed: Callable[[], Plan]) -> None:
    assert fault in faults(PROBLEM, changed())


@pytest.mark.parametrize(
    ("fault", "problem"),
    [
        (Fault.AVOIDED, with_wishes(avoid=frozenset({"silver"}))),
        (Fault.CAPACITY, with_wishes(group_size=9)),
        (Fault.NOT_ACCESSIBLE, with_wishes(wheelchair=True)),
        (Fault.BUDGET, with_wishes(budget_mad=25)),
        (Fault.AT_MOST, with_wishes(at_most={"workshop": 1})),
        (Fault.FIRST, with_wishes(first={0: RIGHT.keys[1]})),
        (Fault.ORDER, with_wishes(before=((RIGHT.keys[1], RIGHT.keys[0]),))),
        (Fault.WALK, replace(PROBLEM, days=(replace(PROBLEM.days[0], max_walk_m=500),))),
        (Fault.LUNCH, replace(PROBLEM, days=(replace(PROBLEM.days[0], lunch=None),))),
    ],
)
def test_a_plan_for_other_wishes_is_found_out(fault: Fault, problem: Problem) -> None:
    assert fault in faults(problem, RIGHT)
