"""Where wishes cannot all be fulfilled, the fewest are named."""

from dataclasses import replace

from circuits.planner.conflicts import Wish, WishKind, to_give_up, without
from circuits.planner.planning import plan
from circuits.planner.problem import Lunch, Wishes
from circuits.planner.stop import Iterations
from tests.circuits.planner import random_problems
from tests.circuits.planner.town import HOUR, place, town


def must(*keys: str, **more: object) -> Wishes:
    return Wishes(must_see=frozenset(keys), **more)


def test_wishes_that_fit_together_are_all_kept() -> None:
    assert to_give_up(town(place("a", 1), place("b", 2), wishes=must("a", "b"))) == ()


def test_a_place_closed_all_day_is_the_one_to_give_up() -> None:
    problem = town(place("a", 1), place("souk", 2, 10, (18, 20)), wishes=must("a", "souk"))
    assert to_give_up(problem) == (Wish(WishKind.MUST_SEE, ("souk",)),)


def test_of_three_places_that_do_not_fit_together_one_goes() -> None:
    problem = town(*(place(k, n) for n, k in enumerate("abc", 1)), end=11.5, wishes=must(*"abc"))
    assert to_give_up(problem) == (Wish(WishKind.MUST_SEE, ("a",)),)


def test_a_lunch_that_leaves_no_time_is_named() -> None:
    problem = town(
        place("a", 1, 10, (11.9, 13.1)),
        end=13.5,
        wishes=Wishes(first={0: "a"}),
        day={"lunch": Lunch(12 * HOUR, 13 * HOUR, HOUR)},
    )
    given_up = to_give_up(problem)
    assert given_up is not None
    assert len(given_up) == 1


def test_without_what_is_given_up_there_is_a_plan() -> None:
    tried = 0
    for seed in range(60):
        problem = random_problems.problem(seed, 10, 2)
        given_up = to_give_up(problem)
        if not given_up:
            continue
        tried += 1
        for wish in given_up:
            problem = without(problem, wish)
        bare = replace(problem, themes=())
        assert plan(bare, Iterations(2000), seed).is_complete, seed
    assert tried > 10


def test_nothing_helps_a_day_without_time() -> None:
    problem = town(place("a", 1), end=9.01)
    assert to_give_up(replace(problem, days=(replace(problem.days[0], end_node=1),))) is None
