"""What holds for every problem, whatever its shape."""

from dataclasses import replace

from hypothesis import assume, given, settings
from hypothesis import strategies as st

from circuits.planner import checker
from circuits.planner.alternatives import alternatives
from circuits.planner.conflicts import choices
from circuits.planner.errors import ImpossibleDay
from circuits.planner.explain import why_in, why_not
from circuits.planner.loosen import loosened
from circuits.planner.plan import Plan
from circuits.planner.planning import plan
from circuits.planner.prices import prices
from circuits.planner.problem import Problem, Window
from circuits.planner.simulate import Spread, simulate
from circuits.planner.stop import Iterations
from circuits.planner.wish import wishes_of, without
from tests.circuits.planner.shapes import problems, seeds, usual
from tests.circuits.planner.test_planning import best_by_enumeration

FEW = Iterations(50)


def planned(problem: Problem, seed: int = 1, start: Plan | None = None) -> Plan:
    """Return a quick plan; leave out problems whose days cannot even be walked without a stop."""
    try:
        return plan(problem, FEW, seed, start)
    except ImpossibleDay:
        assume(False)
        raise


@given(problems(), seeds())
@settings(**usual(max_examples=60))
def test_every_plan_passes_the_checker(problem: Problem, seed: int) -> None:
    assert checker.check(problem, planned(problem, seed)) == ()


@given(problems(), seeds())
@settings(**usual(max_examples=20))
def test_a_seed_gives_one_plan(problem: Problem, seed: int) -> None:
    one, other = (replace(planned(problem, seed), seconds=0) for _ in range(2))
    assert one == other


@given(problems(), seeds())
@settings(**usual(max_examples=40))
def test_a_plan_from_another_one_on_passes_the_checker(problem: Problem, seed: int) -> None:
    again = planned(problem, seed, start=planned(problem))
    assert checker.check(problem, again) == ()


@given(problems(), st.data())
@settings(**usual(max_examples=40))
def test_a_plan_from_the_plan_of_other_wishes_on_passes_the_checker(
    problem: Problem, data: st.DataObject
) -> None:
    wishes = wishes_of(problem)
    assume(wishes)
    start = planned(without(problem, data.draw(st.sampled_from(wishes))))
    assert checker.check(problem, planned(problem, 2, start=start)) == ()


def at_least(better: float | None, worse: float | None) -> bool:
    return worse is None or (better is not None and better >= worse - 1e-9)


@given(problems(most_places=3, most_days=1), st.integers(1, 8))
@settings(**usual(max_examples=25))
def test_a_longer_day_is_never_worse(problem: Problem, quarters: int) -> None:
    (day,) = problem.days
    longer = replace(problem, days=(replace(day, ends_s=day.ends_s + 900 * quarters),))
    assert at_least(best_by_enumeration(longer), best_by_enumeration(problem))


@given(problems(most_places=3, most_days=1))
@settings(**usual(max_examples=25))
def test_a_place_more_is_never_worse(problem: Problem) -> None:
    assume(problem.candidates)
    *others, last = problem.candidates
    asked = problem.wishes
    assume(last.key not in asked.must_see and last.key not in asked.first.values())
    closed = replace(last, windows=((),))
    fewer = replace(problem, candidates=(*others, closed))
    assert at_least(best_by_enumeration(problem), best_by_enumeration(fewer))


@given(problems(most_places=3, most_days=1))
@settings(**usual(max_examples=25))
def test_places_that_never_close_are_never_worse(problem: Problem) -> None:
    assume(problem.weights.risk == 0)
    always = ((Window(0, 2 * 86400),),)
    free = replace(
        problem, candidates=tuple(replace(c, windows=always) for c in problem.candidates)
    )
    assert at_least(best_by_enumeration(free), best_by_enumeration(problem))


@given(problems(most_places=3, most_days=1), st.data())
@settings(**usual(max_examples=25))
def test_a_wish_less_is_never_worse(problem: Problem, data: st.DataObject) -> None:
    wishes = wishes_of(problem)
    assume(wishes)
    free = without(problem, data.draw(st.sampled_from(wishes)))
    assert at_least(best_by_enumeration(free), best_by_enumeration(problem))


@given(problems())
@settings(**usual(max_examples=40))
def test_every_place_is_in_or_has_a_reason_and_every_stop_has_one(problem: Problem) -> None:
    made = planned(problem)
    left = why_not(problem, made, stop=Iterations(100))
    assert sorted([*made.keys, *(reason.key for reason in left)]) == sorted(problem.number_of)
    stops = why_in(problem, made)
    assert set(stops) == set(made.keys)
    assert all(stops.values())


@given(problems())
@settings(**usual(max_examples=30))
def test_all_that_is_told_of_a_plan_is_made_of_right_plans(problem: Problem) -> None:
    made = planned(problem)
    for other in alternatives(problem, made, stop=Iterations(200)):
        assert checker.check(problem, other.plan) == ()
        assert other.score_more > 0 or other.walk_more_m < 0 or other.fees_more_mad < 0
    assert all(price.costs >= 0 for price in prices(problem, made, stop=Iterations(100)))
    assert checker.check(problem, loosened(problem, made, runs=50).plan) == ()


@given(problems())
@settings(**usual(max_examples=30))
def test_a_plan_holds_for_sure_where_nothing_varies(problem: Problem) -> None:
    outcome = simulate(problem, planned(problem), runs=3, spread=Spread(0, 0, 0))
    assert (outcome.open_share, outcome.in_time_share) == (1, 1)


@given(problems(most_places=6, most_days=2))
@settings(**usual(max_examples=30))
def test_without_what_is_to_be_given_up_all_wishes_are_kept(problem: Problem) -> None:
    for given_up in choices(problem):
        kept = without(problem, *given_up)
        assert choices(kept)[0] == ()
