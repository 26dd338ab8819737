"""State what is to be planned: places, days, ways, wishes; immutable, and checked when made.

Times are whole seconds after midnight of the day they belong to (a day may end past 86,400).
Distances are metres, money is MAD. Nothing here knows of Django, of a database or of coordinates:
where a place lies is only a row in the matrices of `Travel`.
"""

import datetime
from collections.abc import Mapping
from dataclasses import dataclass, field
from functools import cached_property

import numpy as np
import numpy.typing as npt

from circuits.planner.errors import InvalidProblem

UNREACHABLE_S = 10**8
MAX_DAYS = 7

type Integers = npt.NDArray[np.int32]


@dataclass(frozen=True, slots=True)
class Window:
    """A time in which a place can be visited; the whole visit lies in it."""

    opens_s: int
    closes_s: int


@dataclass(frozen=True, slots=True)
class Candidate:
    """A place that may be visited, once in the whole plan.

    Attributes
    ----------
    key
        What the caller calls it.
    node
        Its row and column in the matrices of `Travel`.
    score
        What it is worth to this traveller, if visited for ``visit_s``; not negative.
    visit_s, min_visit_s
        How long a visit should last, and how long it must. A visit of the minimum is worth
        ``Weights.brief_share`` of the score, and in between it grows evenly.
    windows
        For each day of the problem when it can be visited, sorted; none on a day it is closed.
    fee_mad
        What the visit costs, for the group.
    capacity
        How many persons can visit at once; None where there is no limit.
    categories
        What ``Wishes.at_most`` counts.
    kind
        What makes two stops in a row monotonous, such as the craft; empty for none.
    serves_lunch, is_accessible
        Whether one can eat there, and whether a wheelchair gets in.
    next_opening
        The first day after the plan on which it is open, if known; for explanations only.
    """

    key: str
    node: int
    score: float
    visit_s: int
    windows: tuple[tuple[Window, ...], ...]
    min_visit_s: int | None = None
    fee_mad: float = 0.0
    capacity: int | None = None
    categories: tuple[str, ...] = ()
    kind: str = ""
    serves_lunch: bool = False
    is_accessible: bool = True
    next_opening: datetime.date | None = None

    @property
    def brief_s(self) -> int:
        """The shortest visit."""
        return self.visit_s if self.min_visit_s is None else self.min_visit_s


@dataclass(frozen=True, slots=True)
class Lunch:
    """A break of ``duration_s`` between two times of a day.

    Somewhere that serves, or ``anywhere``: then it follows a visit on the spot, or is taken at the
    place where the day starts.
    """

    opens_s: int
    closes_s: int
    duration_s: int
    anywhere: bool = True


@dataclass(frozen=True, slots=True)
class Day:
    """A day of the traveller.

    Attributes
    ----------
    starts_s, ends_s
        Not before, and back by then.
    start_node, end_node
        Rows in the matrices of `Travel`.
    mode
        Which of the problem's `Travel` is used.
    max_walk_m
        How far the traveller is ready to walk that day.
    hot
        From when to when walking is a burden, in seconds; None on a mild day.
    """

    starts_s: int
    ends_s: int
    start_node: int
    end_node: int
    mode: str = "foot"
    lunch: Lunch | None = None
    max_walk_m: int | None = None
    hot: tuple[int, int] | None = None
    date: datetime.date | None = None


@dataclass(frozen=True, eq=False)
class Travel:
    """How long every way takes by one mode, and how much of it is walked.

    Attributes
    ----------
    duration_s
        From row to column, in whole seconds; `UNREACHABLE_S` where there is no way.
    walk_m
        Metres on foot (or in the wheelchair), zero where one is driven.
    """

    duration_s: Integers
    walk_m: Integers

    def __post_init__(self) -> None:
        for matrix in (self.duration_s, self.walk_m):
            matrix.setflags(write=False)


@dataclass(frozen=True, slots=True)
class Theme:
    """A set of places that is worth a ``bonus`` once ``needed`` of them are visited."""

    name: str
    members: frozenset[str]
    needed: int
    bonus: float


@dataclass(frozen=True, slots=True)
class Wishes:
    """What the plan must respect, by keys of candidates.

    Attributes
    ----------
    before
        Pairs: if both are visited, the first one comes first (perhaps on an earlier day).
    first
        By number of a day (from 0) the place that must be its first stop.
    at_most
        By category how many places of it.
    """

    must_see: frozenset[str] = frozenset()
    avoid: frozenset[str] = frozenset()
    before: tuple[tuple[str, str], ...] = ()
    first: Mapping[int, str] = field(default_factory=dict)
    budget_mad: float | None = None
    at_most: Mapping[str, int] = field(default_factory=dict)
    group_size: int = 1
    wheelchair: bool = False


@dataclass(frozen=True, slots=True)
class Weights:
    """What discomfort costs, in units of score. All zero: only scores count.

    Attributes
    ----------
    walk_per_km, heat_per_km
        Each kilometre walked; and each one of those in the heat, on top.
    wait_per_hour
        Standing before a closed door. The first stop is no wait: one leaves later.
    monotony
        Each stop of the same ``kind`` as the one before.
    backtrack_per_km
        Each kilometre walked again in the other direction. Between a, b and c in a row it is the
        Gromov product (d(a,b) + d(b,c) - d(a,c)) / 2: in a town of alleys, which is nearly a tree,
        the part that the ways to b and from b have in common.
    risk
        A stop that is reached at its very last moment. It falls evenly to nothing where the time
        to spare is ``risk_share`` of the leg to it.
    change
        Each stop of the plan one starts from that is given up.
    brief_share
        What the shortest visit is worth, as a share of the whole one.
    """

    walk_per_km: float = 0.0
    heat_per_km: float = 0.0
    wait_per_hour: float = 0.0
    monotony: float = 0.0
    backtrack_per_km: float = 0.0
    risk: float = 0.0
    risk_share: float = 0.5
    change: float = 0.0
    brief_share: float = 0.6


@dataclass(frozen=True, eq=False)
class Problem:
    """Everything a plan depends on. Raises `InvalidProblem`, which names the field."""

    candidates: tuple[Candidate, ...]
    days: tuple[Day, ...]
    travel: Mapping[str, Travel]
    wishes: Wishes = Wishes()
    themes: tuple[Theme, ...] = ()
    weights: Weights = Weights()

    def __post_init__(self) -> None:
        _check_days(self)
        _check_candidates(self)
        _check_travel(self)
        _check_wishes(self)

    @cached_property
    def number_of(self) -> dict[str, int]:
        """The position of each candidate by its key."""
        return {candidate.key: number for number, candidate in enumerate(self.candidates)}

    def candidate(self, key: str) -> Candidate:
        """Return a candidate by its key."""
        return self.candidates[self.number_of[key]]

    def is_allowed(self, candidate: Candidate) -> bool:
        """Tell whether the wishes let a candidate in at all, whatever the time."""
        wishes = self.wishes
        return (
            candidate.key not in wishes.avoid
            and (candidate.capacity is None or candidate.capacity >= wishes.group_size)
            and (candidate.is_accessible or not wishes.wheelchair)
        )

    def worth(self, candidate: Candidate, visit_s: int) -> float:
        """Return what a visit of some length is worth."""
        longer_s = candidate.visit_s - candidate.brief_s
        if longer_s <= 0:
            return candidate.score
        share = self.weights.brief_share
        return candidate.score * (
            share + (1 - share) * min(1.0, (visit_s - candidate.brief_s) / longer_s)
        )


def _need(condition: bool, field_name: str, sentence: str) -> None:
    if not condition:
        raise InvalidProblem(field_name, sentence)


def _check_days(problem: Problem) -> None:
    _need(1 <= len(problem.days) <= MAX_DAYS, "days", f"a plan has 1 to {MAX_DAYS} days")
    for number, day in enumerate(problem.days):
        where = f"days[{number}]"
        _need(day.starts_s >= 0, f"{where}.starts_s", "a day starts at midnight or later")
        _need(day.ends_s > day.starts_s, f"{where}.ends_s", "the day ends before it starts")
        _need(day.mode in problem.travel, f"{where}.mode", "no ways are known for this mode")
        _need(
            day.max_walk_m is None or day.max_walk_m >= 0,
            f"{where}.max_walk_m",
            "a limit is not negative",
        )
        _need(day.hot is None or day.hot[0] <= day.hot[1], f"{where}.hot", "it ends too early")
        if day.lunch is not None:
            _need(day.lunch.duration_s > 0, f"{where}.lunch.duration_s", "a break takes time")
            _need(
                day.lunch.opens_s + day.lunch.duration_s <= day.lunch.closes_s,
                f"{where}.lunch",
                "the break is longer than the time for it",
            )


def _check_candidates(problem: Problem) -> None:
    _need(len(problem.number_of) == len(problem.candidates), "candidates", "two have the same key")
    for candidate in problem.candidates:
        where = f"candidates[{candidate.key}]"
        _need(
            0 <= candidate.score < float("inf"), f"{where}.score", "a score is finite, not negative"
        )
        _need(candidate.fee_mad >= 0, f"{where}.fee_mad", "a fee is not negative")
        _need(
            0 <= candidate.brief_s <= candidate.visit_s,
            f"{where}.min_visit_s",
            "the shortest visit is not longer than the whole one",
        )
        _need(
            len(candidate.windows) == len(problem.days),
            f"{where}.windows",
            "there is one list of windows for each day",
        )
        for windows in candidate.windows:
            before = None
            for window in windows:
                _need(
                    window.opens_s < window.closes_s
                    or (window.opens_s == window.closes_s and candidate.brief_s == 0),
                    f"{where}.windows",
                    "a window closes before it opens",
                )
                _need(
                    before is None
                    or (before.opens_s < window.opens_s and before.closes_s < window.closes_s),
                    f"{where}.windows",
                    "windows are sorted",
                )
                before = window


def _check_travel(problem: Problem) -> None:
    nodes = [candidate.node for candidate in problem.candidates]
    nodes += [node for day in problem.days for node in (day.start_node, day.end_node)]
    for mode, travel in problem.travel.items():
        where = f"travel[{mode}]"
        shape = travel.duration_s.shape
        _need(
            len(shape) == 2 and shape[0] == shape[1] and travel.walk_m.shape == shape,
            where,
            "both matrices are square and of one size",
        )
        _need(
            np.issubdtype(travel.duration_s.dtype, np.integer)
            and np.issubdtype(travel.walk_m.dtype, np.integer),
            where,
            "seconds and metres are whole numbers",
        )
        _need(
            bool((travel.duration_s >= 0).all() and (travel.walk_m >= 0).all()),
            where,
            "no way is shorter than nothing",
        )
        _need(all(0 <= node < shape[0] for node in nodes), where, "a node is outside of the matrix")


def _check_wishes(problem: Problem) -> None:
    wishes, known = problem.wishes, problem.number_of
    for name, keys in (("must_see", wishes.must_see), ("avoid", wishes.avoid)):
        for key in sorted(keys):
            _need(key in known, f"wishes.{name}", f"{key} is not a candidate")
    both = sorted(wishes.must_see & wishes.avoid)
    _need(not both, "wishes.avoid", f"{', '.join(both)} cannot be a must-see as well")
    for pair in wishes.before:
        _need(
            all(key in known for key in pair) and pair[0] != pair[1],
            "wishes.before",
            f"{pair[0]}, {pair[1]} are not two candidates",
        )
    for number, key in wishes.first.items():
        _need(0 <= number < len(problem.days), "wishes.first", f"there is no day {number}")
        _need(key in known, "wishes.first", f"{key} is not a candidate")
        _need(key not in wishes.avoid, "wishes.first", f"{key} is avoided")
    _need(
        len(set(wishes.first.values())) == len(wishes.first),
        "wishes.first",
        "one place cannot be first on two days",
    )
    _need(
        wishes.budget_mad is None or wishes.budget_mad >= 0,
        "wishes.budget_mad",
        "a budget is not negative",
    )
    _need(all(k >= 0 for k in wishes.at_most.values()), "wishes.at_most", "it is negative")
    _need(wishes.group_size >= 1, "wishes.group_size", "a group has at least one person")
    for theme in problem.themes:
        _need(
            1 <= theme.needed <= len(theme.members)
            and theme.bonus >= 0
            and theme.members <= known.keys(),
            f"themes[{theme.name}]",
            "it needs some of its members, which are candidates",
        )
