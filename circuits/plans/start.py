"""Begin a plan from the circuit that a traveller already has."""

from circuits.planner import timetable
from circuits.planner.plan import Plan
from circuits.planner.problem import Problem
from circuits.planner.timetable import Visit
from circuits.plans.request import Order


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
