"""What the planner promises: no plan breaks a rule, and small ones are the best there are."""

from contextlib import suppress
from dataclasses import replace
from itertools import permutations

import numpy as np
import pytest

from circuits.planner import checker, planning, timetable
from circuits.planner.errors import ImpossibleDay, WrongPlan
from circuits.planner.planning import plan
from circuits.planner.problem import Lunch, Problem, Theme, Weights, Wishes
from circuits.planner.search import driver
from circuits.planner.search.dice import seeded
from circuits.planner.search.driver import run
from circuits.planner.search.insertion import best_place, best_places
from circuits.planner.search.model import NEVER, build
from circuits.planner.search.state import empty
from circuits.planner.stop import Cancelled, Iterations, Seconds, Target
from circuits.planner.timetable import Visit
from tests.circuits.planner import random_problems
from tests.circuits.planner.town import HOUR, MINUTE, place, town


@pytest.mark.parametrize("block", range(10))
def test_no_plan_breaks_a_rule(block: int) -> None:
    for seed in range(block * 40, block * 40 + 40):
        problem = random_problems.problem(seed)
        try:
            made = plan(problem, Iterations(100), seed)
        except ImpossibleDay:
            continue
        assert checker.check(problem, made) == ()


def best_by_enumeration(problem: Problem) -> float | None:
    """Return the worth of the best complete plan of one day; None if there is none.

    Every order of every set of places, each at full and at shortest length, with lunch after each
    stop in turn.
    """
    best = None
    usable = [c for c in problem.candidates if problem.is_allowed(c)]
    for count in range(len(usable) + 1):
        for order in permutations(usable, count):
            for brief in range(2**count):
                if any(brief >> k & 1 and c.brief_s == c.visit_s for k, c in enumerate(order)):
                    continue
                lengths = [c.brief_s if brief >> k & 1 else c.visit_s for k, c in enumerate(order)]
                for eats in range(-2, count):
                    visits = [Visit(c.key, lengths[k], k == eats) for k, c in enumerate(order)]
                    if eats == -2:
                        if problem.days[0].lunch is not None:
                            continue
                    elif problem.days[0].lunch is None:
                        continue
                    elif eats == -1:
                        visits.insert(0, Visit(None, 0, True))
                    try:
                        made = timetable.make(problem, [visits])
                    except ValueError:
                        continue
                    if made.is_complete and not checker.check(problem, made):
                        worth = made.value.total
                        best = worth if best is None else max(best, worth)
    return best


@pytest.mark.parametrize("block", range(10))
def test_small_plans_are_the_best_there_are(block: int) -> None:
    for seed in range(1000 + block * 12, 1000 + block * 12 + 12):
        problem = random_problems.problem(seed, most_places=4, most_days=1)
        best = best_by_enumeration(problem)
        try:
            made = plan(problem, Iterations(600), seed)
        except ImpossibleDay:
            assert best is None
            continue
        assert made.is_complete == (best is not None), seed
        if best is not None:
            assert made.value.total == pytest.approx(best), seed


def test_the_search_knows_what_its_plans_are_worth() -> None:
    complete = 0
    for seed in range(200, 260):
        problem = random_problems.problem(seed)
        with suppress(ImpossibleDay):
            plan(problem, Iterations(1))
            found = run(*build(problem), Iterations(60), seed)
            made = timetable.make(problem, found.visits)
            # What is not complete is worth less to the search, so that wishes come first.
            if made.is_complete:
                complete += 1
                assert found.value == pytest.approx(made.value.total), seed
    assert complete > 20


def test_a_visit_is_lengthened_rather_than_waiting_at_the_next_door() -> None:
    problem = town(
        place("dull", 1, 0, visit_s=HOUR, min_visit_s=HOUR // 2),
        place("opens at eleven", 2, 10, (11, 12)),
        start=10,
        wishes=Wishes(must_see=frozenset({"dull"}), before=(("dull", "opens at eleven"),)),
        weights=Weights(wait_per_hour=10),
    )
    made = plan(problem, Iterations(300))
    assert [stop.visit_s for stop in made.days[0].stops] == [50 * MINUTE, HOUR]
    assert made.value.wait == 0


def test_the_same_seed_and_iterations_give_the_same_plan() -> None:
    problem = random_problems.problem(7)
    one, other = (plan(problem, Iterations(300), 5) for _ in range(2))
    assert replace(one, seconds=0) == replace(other, seconds=0)


def test_a_plan_begins_where_another_one_ended() -> None:
    problem = replace(random_problems.problem(12), wishes=Wishes())
    long = plan(problem, Iterations(2000), 1)
    again = plan(problem, Iterations(1), 2, start=long)
    assert again.value.total >= long.value.total - 1e-9


def test_a_new_plan_keeps_what_is_dear_to_keep() -> None:
    places = [place(f"p{n}", n, 10) for n in range(1, 9)]
    problem = town(*places, weights=Weights(change=50))
    first = plan(problem, Iterations(200), 1)
    kept = set(first.keys)
    richer = tuple(c if c.key in kept else replace(c, score=12) for c in problem.candidates)
    again = plan(replace(problem, candidates=richer), Iterations(500), 2, start=first)
    assert set(again.keys) == kept


def test_a_second_window_is_used_when_the_first_is_over() -> None:
    made = plan(town(place("zawiya", 1, 10, (6, 8.5), (12, 15)), end=14), Iterations(50))
    stop = made.days[0].stops[0]
    assert stop.visit_from_s == 12 * HOUR
    assert stop.wait_s == 0
    assert made.days[0].departs_s == 12 * HOUR - 5 * MINUTE


def test_lunch_is_eaten_where_it_is_served() -> None:
    problem = town(
        place("silver", 1, 30),
        place("cafe", 2, 0, visit_s=0, serves_lunch=True),
        end=16,
        day={"lunch": Lunch(12 * HOUR, 14 * HOUR, 45 * MINUTE, anywhere=False)},
    )
    made = plan(problem, Iterations(200))
    meals = [stop for stop in made.days[0].stops if stop.lunch_from_s is not None]
    assert [stop.key for stop in meals] == ["cafe"]
    assert "silver" in made.keys


def test_a_theme_is_completed_for_its_bonus() -> None:
    places = [place("a", 1, 10), place("b", 2, 10), place("c", 3, 11), place("d", 4, 11)]
    theme = Theme("silver", frozenset("ab"), 2, 8)
    problem = town(*places, end=11.5, themes=(theme,))
    assert set(plan(problem, Iterations(300)).keys) == {"a", "b"}


def test_a_must_see_that_is_closed_is_named() -> None:
    problem = town(
        place("souk", 1, 10, (18, 20)), place("silver", 2), wishes=Wishes(frozenset({"souk"}))
    )
    made = plan(problem, Iterations(100))
    assert made.missing == ("souk",)
    assert not made.is_complete


def test_a_day_too_short_for_its_own_way_is_refused() -> None:
    problem = town(place("a", 1), start=9, end=9.01)
    far = replace(problem, days=(replace(problem.days[0], end_node=1),))
    with pytest.raises(ImpossibleDay) as refused:
        plan(far, Iterations(10))
    assert (refused.value.day, refused.value.reason) == (0, "time")


def test_a_plan_that_its_checker_refuses_never_leaves(monkeypatch, caplog) -> None:
    problem = town(place("a", 1))
    fault = checker.Violation(checker.Fault.CLOSED, 0, "a")
    monkeypatch.setattr(planning.checker, "check", lambda *_: (fault,))
    with pytest.raises(WrongPlan) as refused:
        plan(problem, Iterations(10))
    assert refused.value.violations == (fault,)
    assert "breaks its rules" in caplog.text


def test_a_search_ends_when_told_to() -> None:
    problem = random_problems.problem(3)
    assert plan(problem, Target(-1e9, Iterations(10**9))).iterations <= 50
    assert plan(problem, Cancelled(lambda: True, Iterations(10**9))).iterations <= 50
    assert plan(problem, Seconds(0.01)).iterations > 0


@pytest.mark.parametrize("seed", range(30))
def test_all_versions_at_once_find_the_places_that_each_finds_alone(seed: int) -> None:
    problem = replace(random_problems.problem(seed), wishes=Wishes(), weights=Weights())
    try:
        made = plan(problem, Iterations(50), seed)
    except ImpossibleDay:
        return
    model, versions = build(problem)
    state = empty(model)
    driver.warm_up(model, versions, state, made)
    count, dice = len(versions), seeded(seed)
    costs, places = np.empty(count, np.float32), np.empty(count, np.int32)
    tried, noise = np.empty(count, np.float32), np.ones(count + 100, np.float32)
    for r in range(len(model.mode)):
        m, n = model.mode[r], state.length[r]
        if n == 2:
            continue
        best_places(
            model.leg_to, model.leg_from, model.spans, model.there, state.days, m, r, n,
            0.5, 0.0, noise, dice, tried, costs, places,
        )  # fmt: skip
        for v in range(count):
            cost, p = best_place(
                model.there, model.back, model.walk, model.hours, state.days, m, r, v, 1, n - 1,
                NEVER, 0.5, 0.0, dice,
            )  # fmt: skip
            assert (p > 0) == (places[v] > 0)
            if p > 0:
                assert costs[v] == cost


def test_a_visit_is_cut_short_where_another_is_worth_more_the_longer_it_is() -> None:
    problem = town(
        place("little", 1, 10, min_visit_s=HOUR // 2),
        place("much", 2, 30, min_visit_s=HOUR // 2),
        end=10.75,
    )
    found = [[Visit("little", HOUR, False), Visit("much", HOUR // 2, False)]]
    made = timetable.make(problem, timetable.evened(problem, found))
    assert [(stop.key, stop.visit_s) for stop in made.days[0].stops] == [
        ("little", HOUR // 2),
        ("much", HOUR),
    ]
    assert made.value.total > timetable.make(problem, found).value.total
