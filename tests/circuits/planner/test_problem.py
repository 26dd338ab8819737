"""A problem that makes no sense is refused, and the field is named."""

from collections.abc import Callable
from dataclasses import replace

import numpy as np
import pytest

from circuits.planner.errors import InvalidProblem
from circuits.planner.problem import Lunch, Problem, Travel, Window, Wishes
from tests.circuits.planner.town import place, town


def with_day(**changes: object) -> Callable[[], Problem]:
    return lambda: town(place("a", 1), day=changes)


@pytest.mark.parametrize(
    ("field", "make"),
    [
        ("days[0].ends_s", lambda: town(place("a", 1), start=13, end=9)),
        ("days[0].mode", with_day(mode="camel")),
        ("days[0].lunch", with_day(lunch=Lunch(0, 60, 120))),
        ("days[0].max_walk_m", with_day(max_walk_m=-1)),
        ("candidates", lambda: town(place("a", 1), place("a", 1))),
        ("candidates[a].score", lambda: town(place("a", 1, float("nan")))),
        ("candidates[a].min_visit_s", lambda: town(place("a", 1, min_visit_s=9999))),
        (
            "candidates[a].windows",
            lambda: town(replace(place("a", 1), windows=((Window(60, 30),),))),
        ),
        ("wishes.must_see", lambda: town(place("a", 1), wishes=Wishes(frozenset({"b"})))),
        ("wishes.first", lambda: town(place("a", 1), wishes=Wishes(first={3: "a"}))),
        ("wishes.before", lambda: town(place("a", 1), wishes=Wishes(before=(("a", "a"),)))),
        (
            "travel[foot]",
            lambda: replace(
                town(place("a", 1)),
                travel={"foot": Travel(np.zeros((1, 1), np.int32), np.zeros((1, 1), np.int32))},
            ),
        ),
    ],
)
def test_nonsense_is_refused_by_name(field: str, make: Callable[[], Problem]) -> None:
    with pytest.raises(InvalidProblem) as refused:
        make()
    assert refused.value.field == field
