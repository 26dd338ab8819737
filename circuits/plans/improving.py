"""Plan in growing budgets, so that something is there to look at while the best is looked for."""

from collections.abc import Callable, Iterator
from enum import StrEnum

from circuits.planner.stop import StopRule
from circuits.plans.answer import Answer, answer
from circuits.plans.request import PlanRequest
from circuits.plans.town import town

# Of the whole budget. What they find is not built upon, so that the last plan is the one that is
# made when nobody looks on.
SHARES = (0.02, 0.15)


class Kind(StrEnum):
    """What an answer is: better than those before, or the last, of the whole budget."""

    IMPROVEMENT = "improvement"
    PLAN = "plan"


def improving(
    request: PlanRequest, rule: Callable[[float], StopRule]
) -> Iterator[tuple[Kind, Answer]]:
    """Yield ever better answers, and at last that of the whole budget.

    ``rule`` returns when to stop for a share of the budget, from 0 to 1.
    """
    asked = town(request)
    best: tuple[int, float] | None = None
    for share in SHARES:
        made = answer(request, rule(share), asked, with_reasons=False)
        worth = _worth(made)
        if best is None or worth > best:
            best = worth
            yield Kind.IMPROVEMENT, made
    yield Kind.PLAN, answer(request, rule(1.0), asked)


def _worth(made: Answer) -> tuple[int, float]:
    """Return what is compared: first the wishes that are not fulfilled, then what a plan brings."""
    return -len(made.missing) - len(made.lunchless), round(made.plan.value.total, 2)
