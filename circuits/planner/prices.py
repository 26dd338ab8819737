"""Say what each wish costs: what a plan without it would be worth more, and bring."""

from dataclasses import dataclass

from circuits.planner import checker, timetable
from circuits.planner.plan import Plan
from circuits.planner.problem import Problem
from circuits.planner.search.relaxed import relaxed
from circuits.planner.settled import Settled, search_on, settle
from circuits.planner.share import Shared
from circuits.planner.stop import Iterations, StopRule
from circuits.planner.timetable import Visit
from circuits.planner.wish import Wish, WishKind, wishes_of, without

ITERATIONS = 200
MOST = 6


@dataclass(frozen=True, slots=True)
class Price:
    """What a wish costs.

    Attributes
    ----------
    costs
        How much more the plan without it is worth; 0 where none was found that is worth more.
    brings, gives_up
        The places that this plan has more, and those that it has no more.
    """

    wish: Wish
    costs: float
    brings: tuple[str, ...] = ()
    gives_up: tuple[str, ...] = ()


def prices(
    problem: Problem,
    plan: Plan,
    seed: int = 0,
    *,
    stop: StopRule | None = None,
    most: int = MOST,
) -> tuple[Price, ...]:
    """Return what the first ``most`` wishes that a plan fulfils cost it, must-sees first.

    All searches together end when ``stop`` says so (`ITERATIONS` by default). A wheelchair has no
    price, and a place that is to be first and a must-see has one only as a must-see.
    """
    wishes = [wish for wish in wishes_of(problem) if _is_priced(problem, plan, wish)][:most]
    if not wishes:
        return ()
    model, versions = settle(problem, plan)
    shared = Shared(stop or Iterations(ITERATIONS), len(wishes))
    found = []
    for wish in wishes:
        free = without(problem, wish)
        visits = timetable.visits_of(plan)
        if not shared.is_over:
            settled = Settled(relaxed(model, problem, wish), versions)
            visits = search_on(free, settled, _start(free, plan, wish), shared.next(), seed)
        found.append(_price(problem, free, plan, wish, visits))
    return tuple(found)


def _is_priced(problem: Problem, plan: Plan, wish: Wish) -> bool:
    match wish.kind:
        case WishKind.WHEELCHAIR:
            return False
        case WishKind.MUST_SEE | WishKind.FIRST:
            return wish.keys[0] in plan.keys
        case WishKind.LUNCH:
            return wish.day not in plan.lunchless
        case WishKind.BEFORE:
            return set(wish.keys) <= set(plan.keys)
    return True


def _start(free: Problem, plan: Plan, wish: Wish) -> list[list[Visit]]:
    """Return the visits of a plan without what a wish alone asks for, where they fit without it."""
    visits = timetable.visits_of(plan)
    less = visits
    if wish.kind in (WishKind.MUST_SEE, WishKind.FIRST):
        less = [[v for v in of_day if v.key not in wish.keys or v.with_lunch] for of_day in visits]
    if wish.kind == WishKind.LUNCH:
        less = [
            [v._replace(with_lunch=False) for v in of_day if v.key is not None]
            if number == wish.day
            else of_day
            for number, of_day in enumerate(visits)
        ]
    try:
        timetable.make(free, less, lengthen=False)
    except ValueError:
        # Where ways are uneven, one may need a stop to get on.
        return visits
    return less


def _price(
    problem: Problem, free: Problem, plan: Plan, wish: Wish, visits: list[list[Visit]]
) -> Price:
    better = timetable.make(free, visits)
    more = better.value.total - plan.value.total
    # What fulfils the wish all the same is only a better plan: the wish costs nothing.
    if more <= 1e-9 or _fulfils(problem, plan, visits):
        return Price(wish, 0.0)
    return Price(
        wish,
        more,
        brings=tuple(key for key in better.keys if key not in plan.keys),
        gives_up=tuple(key for key in plan.keys if key not in better.keys),
    )


def _fulfils(problem: Problem, plan: Plan, visits: list[list[Visit]]) -> bool:
    """Tell whether visits fulfil all wishes of a problem that a plan fulfils."""
    try:
        made = timetable.make(problem, visits)
    except ValueError:
        return False
    return (
        set(made.missing) <= set(plan.missing)
        and set(made.lunchless) <= set(plan.lunchless)
        and not checker.check(problem, made)
    )
