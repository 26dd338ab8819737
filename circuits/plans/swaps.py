"""Find what could be seen instead of a stop, near it."""

from circuits.planner import timetable
from circuits.planner.plan import Plan
from circuits.planner.timetable import Visit
from circuits.plans.town import Town
from geodata.models import Place

NEAR_S = 20 * 60
MOST = 3
TRIED = 6


def swaps(asked: Town, plan: Plan) -> dict[str, tuple[Place, ...]]:
    """Return, by slug of a stop, up to three places that could take its turn as it is.

    They lie within 20 minutes of it, the day's hours let one in for the shortest visit at least,
    and the rest of the day stays possible.
    """
    problem = asked.problem
    visits = timetable.visits_of(plan)
    visited = set(plan.keys)
    outside = [
        candidate
        for candidate in problem.candidates
        if candidate.key not in visited and problem.is_allowed(candidate)
    ]
    found: dict[str, tuple[Place, ...]] = {}
    for number, of_day in enumerate(visits):
        ways = problem.travel[problem.days[number].mode].duration_s
        for position, visit in enumerate(of_day):
            if visit.key is None:
                continue
            here = problem.candidate(visit.key).node
            near = sorted(
                (int(ways[here, other.node]), -other.score, other.key)
                for other in outside
                if other.windows[number] and ways[here, other.node] <= NEAR_S
            )
            fitting = []
            for _duration_s, _score, key in near[:TRIED]:
                tried = [list(of_any) for of_any in visits]
                brief_s = problem.candidate(key).brief_s
                tried[number][position] = Visit(key, brief_s, visit.with_lunch)
                try:
                    timetable.make(problem, tried, lengthen=False)
                except ValueError:
                    continue
                fitting.append(asked.places[key])
            found[visit.key] = tuple(fitting[:MOST])
    return found
