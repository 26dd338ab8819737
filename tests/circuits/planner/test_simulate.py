"""A plan is lived through many times, and tight ones fail."""

from circuits.planner.planning import plan
from circuits.planner.problem import Wishes
from circuits.planner.simulate import LIKELY, SURE, Outcome, Robustness, Spread, simulate
from circuits.planner.stop import Iterations
from tests.circuits.planner.town import HOUR, place, town

TIGHT = town(
    place("first", 1, 20, min_visit_s=HOUR // 2),
    place("last", 2, 20, (10, 11 + 11 / 60), min_visit_s=HOUR),
    end=13,
    wishes=Wishes(before=(("first", "last"),)),
)


def test_a_plan_with_time_to_spare_is_sure() -> None:
    problem = town(place("a", 1), place("b", 2), end=16)
    outcome = simulate(problem, plan(problem, Iterations(100)))
    assert outcome.open_share == outcome.in_time_share == 1
    assert outcome.word == Robustness.SURE


def test_a_plan_that_runs_to_the_last_minute_is_tight() -> None:
    outcome = simulate(TIGHT, plan(TIGHT, Iterations(100)))
    assert outcome.open_share < 0.8
    assert outcome.word == Robustness.TIGHT
    assert outcome.stop_shares[0][0] == 1
    assert outcome.stop_shares[0][1] == outcome.open_share


def test_the_same_seed_lives_the_same_lives() -> None:
    made = plan(TIGHT, Iterations(100))
    assert simulate(TIGHT, made, 3) == simulate(TIGHT, made, 3)


def test_nothing_goes_wrong_where_nothing_varies() -> None:
    outcome = simulate(TIGHT, plan(TIGHT, Iterations(100)), spread=Spread(0, 0, 0))
    assert outcome.open_share == 1


def test_the_words_begin_where_it_is_said_that_they_do() -> None:
    shares = (1.0, SURE, SURE - 0.01, LIKELY, LIKELY - 0.01, 0.0)
    assert [Outcome(share, 1.0, ()).word for share in shares] == [
        Robustness.SURE,
        Robustness.SURE,
        Robustness.LIKELY,
        Robustness.LIKELY,
        Robustness.TIGHT,
        Robustness.TIGHT,
    ]
