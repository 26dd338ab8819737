"""A day is turned round, its lunch moves, and the books stay right."""

import numpy as np

from circuits.planner.planning import plan
from circuits.planner.problem import Lunch, Problem, Theme
from circuits.planner.search.dice import seeded
from circuits.planner.search.state import LATEST, LEAVE, ROUTE, State
from circuits.planner.search.turn import turn
from circuits.planner.settled import Settled, settle, state_of
from circuits.planner.stop import Iterations
from tests.circuits.planner.town import HOUR, MINUTE, place, town

CLOSES_AT_NOON = (9, 12)


def day_of_six() -> Problem:
    """Return a day with lunch and six places, two of which close at noon."""
    places = [place(f"p{n}", n, visit_s=30 * MINUTE) for n in range(1, 5)]
    places += [place(f"m{n}", n, 10, CLOSES_AT_NOON, visit_s=30 * MINUTE) for n in (5, 6)]
    return town(
        *places,
        start=9,
        end=14.5,
        day={"lunch": Lunch(12 * HOUR, 14 * HOUR, HOUR)},
        themes=(Theme("morning", frozenset({"m5", "m6"}), 2, 5.0),),
    )


def turned(times: int) -> tuple[Settled, list[tuple[State, bool]]]:
    """Return what becomes of the best plan of that day when it is turned with different luck."""
    problem = day_of_six()
    made = plan(problem, Iterations(300))
    settled = settle(problem, made)
    results = []
    for seed in range(times):
        state = state_of(settled, made)
        results.append((state, turn(settled.model, state, 0, seeded(seed))))
    return settled, results


def stops(state: State) -> list[int]:
    """Return the versions of a day in order."""
    return [int(v) for v in state.days[0, ROUTE, 1 : state.length[0] - 1]]


def test_the_books_say_what_is_in_the_day() -> None:
    settled, results = turned(200)
    model = settled.model
    for state, _ in results:
        inside = stops(state)
        assert [v for v in range(len(model.owner)) if state.day_of[v] == 0] == sorted(inside)
        for v in inside:
            assert state.version_of[model.owner[v]] == v
        assert (state.version_of >= 0).sum() == len(inside)
        assert state.lunches[0] == model.has_lunch[inside].sum() <= 1
        assert (state.themed == model.member[model.owner[inside]].sum(axis=0)).all()


def test_what_is_left_in_can_be_reached_in_time() -> None:
    _settled, results = turned(200)
    fitting = [state for state, is_possible in results if is_possible]
    assert fitting
    for state in fitting:
        n = state.length[0]
        assert (np.diff(state.days[0, LEAVE, :n]) >= 0).all()
        assert state.days[0, LEAVE, n - 1] <= state.days[0, LATEST, n - 1]


def test_lunch_moves_and_the_order_changes() -> None:
    settled, results = turned(200)
    has_lunch = settled.model.has_lunch
    eating = {settled.model.owner[v] for state, _ in results for v in stops(state) if has_lunch[v]}
    orders = {tuple(settled.model.owner[stops(state)]) for state, _ in results}
    assert len(eating) > 1
    assert len(orders) > 5
