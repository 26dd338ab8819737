"""What a traveller asks of a plan."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date, time, timedelta
from enum import StrEnum

from circuits.models import Mode, Pace
from geodata.estimates import Position
from geodata.models import Category

MOST_DAYS = 7
# What nobody visits for its own sake, or what is visited as a part of something larger.
NO_STOPS = (Category.TOWN, Category.TRANSPORT, Category.WORKSHOP)
# How much of something one wants: not at all, a little, yes, very much.
LEVELS = range(4)

type End = str | Position
"""Where a day starts or ends: the slug of a place, a position, or "" for anywhere."""

type Order = tuple[tuple[str, ...], ...]
"""Slugs of places in their order, for each day."""


class Interest(StrEnum):
    """What one comes for; each has a slider."""

    CRAFTS = "crafts"
    MARKETS = "markets"
    HERITAGE = "heritage"


class Transport(StrEnum):
    """How one gets about. ``MIXED``: on foot, and by taxi where it is far."""

    MIXED = "mixed"
    FOOT = "foot"
    CAR = "car"
    WHEELCHAIR = "wheelchair"

    @property
    def legs(self) -> tuple[Mode, ...]:
        """The modes that legs may have, the preferred one first."""
        return (Mode.FOOT, Mode.CAR) if self == Transport.MIXED else (Mode(self.value),)


def usual_interests() -> dict[Interest, int]:
    """Return the levels of somebody who has not touched the sliders."""
    return dict.fromkeys(Interest, 2)


@dataclass(frozen=True)
class PlanRequest:
    """One wish for one or more days; places are named by their slugs.

    Attributes
    ----------
    interests
        A level of `LEVELS` for each interest.
    crafts
        Slugs of crafts one wants to see most.
    origin, destination
        Where one starts and ends; empty: at the first and at the last stop.
    has_lunch
        Whether to keep an hour free at midday.
    stops
        If not empty: these places alone, on these days and in this order; what a kept link holds.
    was
        The circuit that is being changed: what of it need not change stays.
    before
        Pairs: the first of the two comes first.
    first
        The place to begin with; empty: any.
    at_most
        How many places of a category at most.
    """

    day: date
    days: int = 1
    starts_at: time = time(9)
    ends_at: time = time(13)
    interests: Mapping[Interest, int] = field(default_factory=usual_interests)
    crafts: frozenset[str] = frozenset()
    pace: Pace = Pace.NORMAL
    transport: Transport = Transport.MIXED
    origin: End = ""
    destination: End = ""
    has_lunch: bool = False
    max_walk_m: int | None = None
    budget_mad: int | None = None
    group_size: int = 1
    must_see: tuple[str, ...] = ()
    avoid: frozenset[str] = frozenset()
    before: tuple[tuple[str, str], ...] = ()
    first: str = ""
    at_most: Mapping[str, int] = field(default_factory=dict)
    stops: Order = ()
    was: Order = ()

    @property
    def dates(self) -> tuple[date, ...]:
        """The local dates of the plan."""
        return tuple(self.day + timedelta(days=ahead) for ahead in range(self.days))
