"""A tight plan becomes safer by what costs little, and says by what."""

import numpy as np
import pytest

from circuits.planner import timetable
from circuits.planner.checker import check
from circuits.planner.loosen import Change, Loosened, loosened
from circuits.planner.planning import plan
from circuits.planner.problem import Weights, Wishes
from circuits.planner.simulate import SURE, simulate
from circuits.planner.stop import Iterations
from circuits.planner.timetable import Visit
from tests.bench import planner_town
from tests.circuits.planner import random_problems
from tests.circuits.planner.town import HOUR, place, town

TIGHT = town(
    place("first", 1, 20, min_visit_s=HOUR // 2),
    place("last", 2, 20, (10, 11 + 11 / 60), min_visit_s=HOUR),
    end=13,
    wishes=Wishes(before=(("first", "last"),)),
)


def changes(better: Loosened) -> set[Change]:
    return {step.change for step in better.steps}


def test_a_visit_before_a_tight_stop_is_shortened() -> None:
    made = plan(TIGHT, Iterations(100))
    better = loosened(TIGHT, made, most_cost=0.3)
    assert check(TIGHT, better.plan) == ()
    # Judged with other luck than it was found with.
    assert simulate(TIGHT, better.plan, 9).open_share > simulate(TIGHT, made, 9).open_share + 0.2
    assert better.plan.days[0].stops[0].visit_s < made.days[0].stops[0].visit_s
    assert changes(better) == {Change.SHORTER_VISIT}


def test_a_plan_that_is_sure_stays_as_it_is() -> None:
    problem = town(place("a", 1), place("b", 2), end=16)
    made = plan(problem, Iterations(100))
    assert loosened(problem, made) == Loosened(made, (), simulate(problem, made, runs=400))


def test_one_leaves_earlier_for_a_door_that_opens_for_as_long_as_the_visit() -> None:
    ways_s = np.full((2, 2), HOUR, np.int32)
    np.fill_diagonal(ways_s, 0)
    problem = town(place("souk", 1, 10, (11, 12)), end=14, ways_s=ways_s)
    made = plan(problem, Iterations(100))
    assert made.days[0].departs_s == 10 * HOUR
    better = loosened(problem, made)
    assert changes(better) == {Change.EARLIER_START}
    assert better.plan.days[0].departs_s < 10 * HOUR
    assert check(problem, better.plan) == ()
    assert (
        simulate(problem, better.plan, 9).open_share > simulate(problem, made, 9).open_share + 0.3
    )


def test_what_closes_first_comes_first_where_that_costs_little() -> None:
    problem = town(
        place("early", 1, 10, (8, 11 + 12 / 60)),
        place("any time", 2),
        end=14,
        weights=Weights(walk_per_km=1),
    )
    visits = [[Visit("any time", HOUR, False), Visit("early", HOUR, False)]]
    made = timetable.make(problem, visits)
    better = loosened(problem, made)
    assert better.plan.keys == ("early", "any time")
    assert changes(better) == {Change.OTHER_ORDER}
    assert better.outcome.open_share >= SURE > simulate(problem, made).open_share


def test_what_is_made_safer_keeps_its_stops_and_rules_and_says_what_it_gained_and_lost() -> None:
    problems = [random_problems.problem(seed, 12, 2) for seed in range(20)]
    problems += [planner_town.town(seed) for seed in range(3)]
    safer = 0
    for problem in problems:
        made = plan(problem, Iterations(200), 1)
        better = loosened(problem, made)
        before = simulate(problem, made, runs=400).open_share
        gained = sum(step.share_more for step in better.steps)
        lost = sum(step.costs for step in better.steps)
        assert set(better.plan.keys) == set(made.keys)
        assert check(problem, better.plan) == ()
        assert better.outcome == simulate(problem, better.plan, runs=400)
        assert gained == pytest.approx(better.outcome.open_share - before)
        assert lost == pytest.approx(made.value.total - better.plan.value.total)
        assert lost <= 0.1 * abs(made.value.total) + 1e-9
        safer += bool(better.steps)
    assert safer >= 3
