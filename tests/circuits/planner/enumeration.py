"""Try everything, for problems that are small enough: what the planner is held to."""

from collections.abc import Iterator
from dataclasses import replace
from itertools import combinations, permutations

from circuits.planner import checker, timetable
from circuits.planner.errors import ImpossibleDay
from circuits.planner.plan import Plan
from circuits.planner.planning import plan
from circuits.planner.problem import Problem, Wishes
from circuits.planner.stop import Iterations
from circuits.planner.timetable import Visit
from circuits.planner.wish import wishes_of, without


def with_room(problem: Problem, visits: list[list[Visit]], visit: Visit) -> Iterator[Plan]:
    """Yield all right plans with one visit more at any position of any day."""
    for number, of_day in enumerate(visits):
        for position in range(len(of_day) + 1):
            tried = [list(same) for same in visits]
            tried[number].insert(position, visit)
            made = made_of(problem, tried)
            if made is not None:
                yield made


def made_of(problem: Problem, visits: list[list[Visit]]) -> Plan | None:
    """Return the plan of visits if it breaks no rule."""
    try:
        made = timetable.make(problem, visits, lengthen=False)
    except ValueError:
        return None
    return None if checker.check(problem, made) else made


def is_possible(problem: Problem) -> bool:
    """Tell whether a plan of one day can fulfil all wishes, with the shortest visits."""
    try:
        plan(replace(problem, candidates=(), wishes=Wishes(), themes=()), Iterations(1))
    except ImpossibleDay:
        return False
    asked = problem.wishes.must_see | set(problem.wishes.first.values())
    eats = problem.days[0].lunch is not None
    usable = [c for c in problem.candidates if c.key in asked or (eats and c.serves_lunch)]
    for count in range(len(asked), len(usable) + 1):
        for order in permutations(usable, count):
            if not asked <= {c.key for c in order}:
                continue
            for eating in range(-1, count) if eats else (-2,):
                visits = [Visit(c.key, c.brief_s, k == eating) for k, c in enumerate(order)]
                if eating != -1:
                    options = [visits]
                else:
                    options = [
                        [*visits[:k], Visit(None, 0, True), *visits[k:]] for k in range(count + 1)
                    ]
                for option in options:
                    made = made_of(problem, [option])
                    if made is not None and made.is_complete:
                        return True
    return False


def can_give_up(problem: Problem, count: int) -> bool:
    """Tell whether some ``count`` wishes are enough to give up."""
    return any(
        is_possible(without(problem, *given_up))
        for given_up in combinations(wishes_of(problem), count)
    )
