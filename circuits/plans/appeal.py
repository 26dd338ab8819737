"""What a place is worth to one traveller, and what makes it so.

The score adds up what a guide would weigh, in points that are documented in docs/plans.md; the
planner only compares them. Nothing is said of how good a place is: only of how well it meets the
wish, and how much of it happens on that day.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from enum import StrEnum

from circuits.plans.request import Interest, PlanRequest
from geodata.models import Category

ANY_PLACE = 2.0
PER_LEVEL = 4.0
MAIN_PLACE = 4.0
WANTED_CRAFT, MOST_WANTED = 5.0, 10.0
PERSON, MOST_PEOPLE = 1.5, 6.0
ONLY_HERE, MOST_ONLY_HERE = 1.0, 4.0
# What is there on one day of the week is not there tomorrow; on two days, half as urgent.
RARE_DAY = 12.0

# How much of each interest a place of a category satisfies, from 0 to 1.
SATISFIES: Mapping[Category, Mapping[Interest, float]] = {
    Category.SOUK: {Interest.MARKETS: 1.0, Interest.CRAFTS: 0.5},
    Category.WEEKLY_MARKET: {Interest.MARKETS: 1.0, Interest.CRAFTS: 0.4, Interest.HERITAGE: 0.3},
    Category.CRAFT_CENTRE: {Interest.CRAFTS: 1.0},
    Category.SHOPPING_STREET: {Interest.MARKETS: 0.8, Interest.CRAFTS: 0.3},
    Category.TRAINING_CENTRE: {Interest.CRAFTS: 0.5},
    Category.RAW_MATERIAL_POINT: {Interest.CRAFTS: 0.3},
    Category.MONUMENT: {Interest.HERITAGE: 0.8},
    Category.MUSEUM: {Interest.HERITAGE: 1.0, Interest.CRAFTS: 0.2},
    Category.ARCHAEOLOGICAL_SITE: {Interest.HERITAGE: 0.9},
    Category.ROCK_ART: {Interest.HERITAGE: 0.9},
    Category.OASIS: {Interest.HERITAGE: 0.8},
    Category.SPRING: {Interest.HERITAGE: 0.5},
    Category.BEACH: {Interest.HERITAGE: 0.4},
    Category.SQUARE: {Interest.HERITAGE: 0.2, Interest.MARKETS: 0.2},
}


class Merit(StrEnum):
    """Why a place is worth a visit."""

    CRAFT = "craft"
    PEOPLE = "people"
    ONLY_HERE = "only_here"
    MARKET_DAY = "market_day"
    MAIN = "main"
    INTEREST = "interest"


@dataclass(frozen=True)
class Facts:
    """What is known of a place for the day.

    Attributes
    ----------
    crafts
        Names by slug of the crafts practised there.
    people
        How many artisans are known to be there on one of the days.
    are_samples
        Whether any of them is made up, to try the site.
    products_only_here
        How many products are known to be sold there and nowhere else.
    open_days
        On how many days of the week it is open, by hours that are known; None where they are not.
    """

    category: str
    is_main: bool = False
    crafts: Mapping[str, str] | None = None
    people: int = 0
    are_samples: bool = False
    products_only_here: int = 0
    open_days: int | None = None


@dataclass(frozen=True)
class Appeal:
    """A score, and the merits that made it, the weightiest first."""

    score: float
    merits: tuple[Merit, ...]
    facts: Facts
    wanted_crafts: tuple[str, ...] = ()
    interest: Interest | None = None


def appeal(facts: Facts, request: PlanRequest) -> Appeal:
    """Return what a place is worth for a request."""
    satisfies = SATISFIES.get(Category(facts.category), {})
    shares = {one: share * request.interests.get(one, 0) for one, share in satisfies.items()}
    interest = max(shares, key=lambda one: shares[one], default=None)
    crafts = facts.crafts or {}
    wanted = tuple(name for slug, name in crafts.items() if slug in request.crafts)
    parts = {
        Merit.INTEREST: PER_LEVEL * sum(shares.values()),
        Merit.CRAFT: min(MOST_WANTED, WANTED_CRAFT * len(wanted)),
        Merit.PEOPLE: min(MOST_PEOPLE, PERSON * facts.people) * _warmth(request),
        Merit.ONLY_HERE: min(MOST_ONLY_HERE, ONLY_HERE * facts.products_only_here)
        * _warmth(request),
        Merit.MAIN: MAIN_PLACE if facts.is_main else 0.0,
        Merit.MARKET_DAY: RARE_DAY / facts.open_days if facts.open_days in (1, 2) else 0.0,
    }
    merits = sorted((merit for merit, worth in parts.items() if worth > 0), key=lambda m: -parts[m])
    return Appeal(
        score=round(ANY_PLACE + sum(parts.values()), 2),
        merits=tuple(merits),
        facts=facts,
        wanted_crafts=wanted,
        interest=interest if interest and shares[interest] else None,
    )


def _warmth(request: PlanRequest) -> float:
    """Return how much one wants to meet makers: as much as crafts or markets, whichever is more."""
    wanted: Sequence[int] = [
        request.interests.get(one, 0) for one in (Interest.CRAFTS, Interest.MARKETS)
    ]
    return max(wanted) / 2
