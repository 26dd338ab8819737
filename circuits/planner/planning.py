"""Plan: a problem, a stop rule and a seed in; a checked plan out."""

import logging
import time

from circuits.planner import checker, timetable
from circuits.planner.errors import ImpossibleDay, WrongPlan
from circuits.planner.plan import Plan
from circuits.planner.problem import UNREACHABLE_S, Problem
from circuits.planner.search import driver
from circuits.planner.search.model import build
from circuits.planner.stop import StopRule, started

logger = logging.getLogger(__name__)


def plan(problem: Problem, stop: StopRule, seed: int = 0, start: Plan | None = None) -> Plan:
    """Return the best plan found before ``stop`` says so.

    The same problem, seed and number of iterations give the same plan. With a plan to ``start``
    from, what of it is still possible is kept unless something better by
    ``problem.weights.change`` for each stop given up is found.

    A wish that could not be fulfilled is named in the plan (``Plan.is_complete`` is false then);
    `circuits.planner.conflicts` finds the fewest to give up.

    Raises
    ------
    ImpossibleDay
        If a day does not even leave the time, or the walk, from its start to its end.
    WrongPlan
        If the checker refuses what the search made. That is an error of ours, and logged as one.
    """
    began = time.monotonic()
    # Laying out the problem counts as well: its matrices take milliseconds.
    running = started(stop)
    _check_empty_days(problem)
    loyal = frozenset(start.keys) if start is not None else frozenset()
    model, versions = build(problem, loyal)
    found = driver.run(model, versions, running, seed, start=start)
    made = timetable.make(problem, timetable.evened(problem, found.visits))
    made = _signed(made, found.iterations, time.monotonic() - began)
    return checked(problem, made)


def _check_empty_days(problem: Problem) -> None:
    for number, day in enumerate(problem.days):
        ways = problem.travel[day.mode]
        takes_s = int(ways.duration_s[day.start_node, day.end_node])
        walk_m = int(ways.walk_m[day.start_node, day.end_node])
        if takes_s >= UNREACHABLE_S:
            raise ImpossibleDay(number, "no_way", takes_s, 0)
        if takes_s > day.ends_s - day.starts_s:
            raise ImpossibleDay(number, "time", takes_s, day.ends_s - day.starts_s)
        if day.max_walk_m is not None and walk_m > day.max_walk_m:
            raise ImpossibleDay(number, "walk", walk_m, day.max_walk_m)


def checked(problem: Problem, made: Plan) -> Plan:
    """Return a plan that the checker lets through; log and raise `WrongPlan` otherwise."""
    violations = checker.check(problem, made)
    if violations:
        logger.error("The planner made a plan that breaks its rules: %s", violations)
        raise WrongPlan(violations)
    return made


def _signed(made: Plan, iterations: int, seconds: float) -> Plan:
    return Plan(
        days=made.days,
        value=made.value,
        missing=made.missing,
        lunchless=made.lunchless,
        iterations=iterations,
        seconds=seconds,
    )
