"""Begin a plan from the circuit that a traveller already has, and disturb as little as may be."""

from dataclasses import replace

from circuits.planner import timetable
from circuits.planner.plan import Plan
from circuits.planner.planning import plan
from circuits.planner.problem import Problem
from circuits.planner.share import Shared
from circuits.planner.stop import StopRule
from circuits.planner.timetable import Visit
from circuits.plans.request import Order

# Each stop comes before so many behind it, so that the others stay in order where one is given up.
REACH = 3


def replan(problem: Problem, was: Order, stop: StopRule, seed: int) -> Plan:
    """Return the best plan that keeps the order of a circuit, unless that costs too much.

    Too much is what a stop that is given up costs (`circuits.planner.problem.Weights.change`).
    """
    start = outline(problem, was)
    shared = Shared(stop, 2)
    free = plan(problem, shared.next(), seed, start=start)
    orderly = plan(_in_order(problem, was), shared.next(), seed, start=start)
    if (len(orderly.missing), len(orderly.lunchless)) > (len(free.missing), len(free.lunchless)):
        return free
    lost = free.value.total - orderly.value.total
    return orderly if lost <= problem.weights.change else free


def _in_order(problem: Problem, was: Order) -> Problem:
    keys = [key for day in was for key in day if key in problem.number_of]
    pairs = {
        (earlier, later)
        for number, earlier in enumerate(keys)
        for later in keys[number + 1 : number + 1 + REACH]
    }
    wanted = set(problem.wishes.before)
    kept = sorted(pair for pair in pairs if pair[::-1] not in wanted)
    before = (*problem.wishes.before, *(pair for pair in kept if pair not in wanted))
    return replace(problem, wishes=replace(problem.wishes, before=before))


def outline(problem: Problem, days: Order) -> Plan:
    """Return a plan of these places in this order, without those that do not fit any more."""
    visits: list[list[Visit]] = [[] for _day in problem.days]
    made = timetable.make(problem, visits)
    for number, keys in enumerate(days[: len(visits)]):
        for key in keys:
            if key not in problem.number_of or not problem.is_allowed(problem.candidate(key)):
                continue
            visits[number].append(Visit(key, problem.candidate(key).brief_s, False))
            try:
                made = timetable.make(problem, visits)
            except ValueError:
                visits[number].pop()
    return made
