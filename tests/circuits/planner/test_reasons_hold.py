"""What is said of a place that is out is true: each number and name is tried out."""

from collections.abc import Iterator
from dataclasses import replace

import pytest

from circuits.planner import timetable
from circuits.planner.errors import ImpossibleDay
from circuits.planner.explain import why_not
from circuits.planner.plan import Plan
from circuits.planner.planning import plan
from circuits.planner.problem import Candidate, Problem
from circuits.planner.reasons import LeftOut, WhyNot
from circuits.planner.stop import Iterations
from circuits.planner.timetable import Visit, visits_of
from circuits.planner.wish import without
from tests.circuits.planner import random_problems
from tests.circuits.planner.enumeration import made_of, with_room
from tests.circuits.planner.test_planning import best_by_enumeration

COMPETING = {WhyNot.TIME, WhyNot.LOWER_INTEREST, WhyNot.CONFLICT}
IMPOSSIBLE = {
    WhyNot.AVOIDED,
    WhyNot.CAPACITY,
    WhyNot.NOT_ACCESSIBLE,
    WhyNot.CLOSED,
    WhyNot.OPENS_LATE,
    WhyNot.CLOSES_EARLY,
    WhyNot.NO_WAY,
}


def told(seeds: range, places: int, days: int) -> Iterator[tuple[Problem, Plan, LeftOut]]:
    """Yield all that is said of places that are out of plans of all kinds."""
    for seed in seeds:
        problem = random_problems.problem(seed, places, days)
        try:
            made = plan(problem, Iterations(300), seed)
        except ImpossibleDay:
            continue
        for left in why_not(problem, made, seed):
            yield problem, made, left


def shortest(candidate: Candidate, *, with_lunch: bool = False) -> Visit:
    return Visit(candidate.key, candidate.brief_s, with_lunch)


def longer(problem: Problem, day: int, more_s: int) -> Problem:
    days = list(problem.days)
    days[day] = replace(days[day], ends_s=days[day].ends_s + more_s)
    return replace(problem, days=tuple(days))


def test_a_day_that_much_longer_has_room_and_a_second_less_has_not() -> None:
    tried = 0
    for problem, made, left in told(range(50), 14, 2):
        if left.more_s is None or left.why in IMPOSSIBLE:
            continue
        if left.why == WhyNot.TIME and left.costs is None and left.instead_of is None:
            continue  # Not even alone: see below.
        assert left.day is not None
        visit, visits = shortest(problem.candidate(left.key)), visits_of(made)
        asked = longer(problem, left.day, left.more_s)
        assert any(with_room(asked, visits, visit)), left
        for day in range(len(problem.days)):
            if left.more_s > 0:
                asked = longer(problem, day, left.more_s - 1)
                assert not any(with_room(asked, visits, visit)), left
        tried += 1
    assert tried > 10


def test_without_the_stop_that_is_named_there_is_room() -> None:
    tried = 0
    for problem, made, left in told(range(50), 14, 2):
        if left.instead_of is None:
            continue
        candidate = problem.candidate(left.key)
        rest = [[v for v in of_day if v.key != left.instead_of] for of_day in visits_of(made)]
        had_lunch = any(
            stop.lunch_from_s is not None
            for day in made.days
            for stop in day.stops
            if stop.key == left.instead_of
        )
        with_it = list(with_room(problem, rest, shortest(candidate, with_lunch=had_lunch)))
        assert any(made.missing == p.missing and made.lunchless == p.lunchless for p in with_it)
        tried += 1
    assert tried > 10


def test_no_other_single_stop_that_is_worth_less_would_make_room() -> None:
    tried = 0
    for problem, made, left in told(range(30), 10, 1):
        if left.why not in COMPETING:
            continue
        candidate = problem.candidate(left.key)
        worth = {
            stop.key: problem.worth(problem.candidate(stop.key), stop.visit_s)
            for day in made.days
            for stop in day.stops
            if stop.key is not None
        }
        limit = worth[left.instead_of] if left.instead_of is not None else float("inf")
        wanted = problem.wishes.must_see | set(problem.wishes.first.values())
        for of_day in visits_of(made):
            for gone in of_day:
                if gone.key is None or gone.key in wanted or worth[gone.key] >= limit:
                    continue
                rest = [[v for v in same if v != gone] for same in visits_of(made)]
                assert not any(
                    with_room(problem, rest, shortest(candidate, with_lunch=gone.with_lunch))
                ), left
                tried += 1
    assert tried > 10


def test_there_is_a_plan_with_the_place_that_gives_up_no_more_than_is_said() -> None:
    tried = 0
    for problem, made, left in told(range(50), 12, 2):
        if left.costs is None:
            continue
        kept = (set(made.keys) - set(left.gives_up)) | set(left.brings) | {left.key}
        first = {day: key for day, key in problem.wishes.first.items() if key in kept}
        wishes = replace(problem.wishes, must_see=frozenset(kept), first=first)
        asked = replace(problem, wishes=wishes)
        # One such plan shows it. A search may be caught where a limit couples two days, and
        # another begins elsewhere.
        assert any(
            not found.missing and set(found.lunchless) <= set(made.lunchless)
            for found in (plan(asked, Iterations(2000), seed) for seed in range(1, 6))
        ), left
        tried += 1
    assert tried > 20


def without_wishes(problem: Problem) -> Problem:
    """Return the problem without wishes for places and breaks; the rules stay."""
    wishes = replace(problem.wishes, must_see=frozenset(), first={})
    days = tuple(replace(day, lunch=None) for day in problem.days)
    return replace(problem, wishes=wishes, days=days)


@pytest.mark.parametrize("seeds", [range(n, n + 40) for n in range(0, 160, 40)])
def test_what_is_impossible_is_in_no_plan_at_all(seeds: range) -> None:
    for problem, made, left in told(seeds, 4, 1):
        if left.why not in IMPOSSIBLE and not (left.costs is None and left.why in COMPETING):
            continue
        if left.why == WhyNot.AVOIDED:
            continue  # The problem itself would be refused.
        if left.why == WhyNot.CONFLICT and not made.is_complete:
            continue  # Only the wishes that the plan keeps are in its way.
        if left.why != WhyNot.CONFLICT:
            problem = without_wishes(problem)
        wishes = replace(problem.wishes, must_see=problem.wishes.must_see | {left.key})
        assert best_by_enumeration(replace(problem, wishes=wishes)) is None, left


def test_without_the_wishes_in_its_way_a_place_has_room() -> None:
    tried = 0
    for problem, made, left in told(range(80), 10, 2):
        if left.why != WhyNot.CONFLICT or not made.is_complete:
            continue
        free = without(problem, *left.conflicts_with)
        wishes = replace(free.wishes, must_see=free.wishes.must_see | {left.key})
        assert plan(replace(free, wishes=wishes), Iterations(1000)).is_complete, left
        tried += 1
    assert tried > 1


def test_what_opens_late_or_closes_early_does_so_at_the_time_that_is_said() -> None:
    tried = 0
    for problem, _made, left in told(range(100), 12, 2):
        if left.day is None:
            continue
        candidate, day = problem.candidate(left.key), problem.days[left.day]
        there_s = int(problem.travel[day.mode].duration_s[day.start_node, candidate.node])
        if left.why == WhyNot.OPENS_LATE:
            assert left.opens_s in [w.opens_s for w in candidate.windows[left.day]]
            alone = [[Visit(left.key, candidate.brief_s, False)]]
            that_day = tuple(replace(c, windows=(c.windows[left.day],)) for c in problem.candidates)
            free = without_wishes(problem)
            day = replace(day, lunch=None)
            only = replace(free, days=(day,), candidates=that_day)
            assert made_of(only, alone) is None
            timetable.make(longer(only, 0, left.more_s or 0), alone)
            tried += 1
        if left.why == WhyNot.CLOSES_EARLY:
            assert left.closes_s == candidate.windows[left.day][-1].closes_s
            for window in candidate.windows[left.day]:
                begins_s = max(day.starts_s + there_s, window.opens_s)
                assert begins_s + candidate.brief_s > window.closes_s
            tried += 1
    assert tried > 10
