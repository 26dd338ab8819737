"""Name the reasons of stops and of places left out; data for whoever words them."""

from dataclasses import dataclass
from datetime import date
from enum import StrEnum

from circuits.planner.wish import Wish


class Why(StrEnum):
    """Why a stop is in."""

    MUST_SEE = "must_see"
    FIRST = "first"
    LUNCH = "lunch"
    THEME = "theme"
    INTEREST = "interest"
    ON_THE_WAY = "on_the_way"
    ONLY_THIS_DAY = "only_this_day"


class WhyNot(StrEnum):
    """Why a place is not in.

    The first nine hold whatever else is in the plan, or for what is in it by a count; the last
    three compete with it. ``TOO_FAR`` is for both: alone, or together with the stops of the plan.
    """

    AVOIDED = "avoided"
    CAPACITY = "capacity"
    NOT_ACCESSIBLE = "not_accessible"
    CLOSED = "closed"
    OPENS_LATE = "opens_late"
    CLOSES_EARLY = "closes_early"
    NO_WAY = "no_way"
    BUDGET = "budget"
    AT_MOST = "at_most"
    TOO_FAR = "too_far"
    CONFLICT = "conflict"
    TIME = "time"
    LOWER_INTEREST = "lower_interest"


@dataclass(frozen=True, slots=True)
class Reason:
    """Why a stop is in.

    Attributes
    ----------
    score
        What its visit is worth (interest), or the bonus of the theme.
    name
        The theme.
    detour_s
        The way one saves without it (on the way).
    """

    why: Why
    score: float | None = None
    name: str | None = None
    detour_s: int | None = None


@dataclass(frozen=True, slots=True)
class LeftOut:
    """Why a place is not in.

    Attributes
    ----------
    day
        The day (from 0) that ``opens_s``, ``closes_s``, ``found``, ``limit`` and ``more_s`` are
        about, where they are about one: the one on which least is missing.
    closed_on
        The dates of the plan on which it is closed, as far as dates are known.
    next_opening
        When it is open next after the plan, if that is known (closed, opens late, closes early).
    opens_s, closes_s
        When it opens (opens late: too late to be back in time) or closes (closes early: before
        one can have visited it, coming straight from the start).
    found, limit
        Persons (capacity), metres of the day (too far), MAD (budget), places (at most): how many
        it would take and how many there may be.
    category
        What there are enough of (at most).
    more_s
        How much longer the day would have to be for all stops of the plan, as long as planned,
        and the shortest visit here; 0 where it would fit; None where hours or a limit stand in the
        way as well. For what cannot be reached in time even alone: how much longer for it alone.
    instead_of
        The least interesting stop of those of which a single one would make room.
    gives_up, brings, cuts_s, costs
        The best plan found with it: which stops it loses and which other ones it wins, by how many
        seconds in all it cuts visits short, and how much less it is worth. None of it is said if
        there is no such plan.
    conflicts_with
        Wishes that would have to be given up for it (conflict; budget and at most where the places
        that are asked for use them up).
    is_checked
        Whether that best plan, or that there is none, was searched for; if not, it is the best
        exchange of this place for stops in a row.
    """

    key: str
    why: WhyNot
    day: int | None = None
    closed_on: tuple[date, ...] = ()
    next_opening: date | None = None
    opens_s: int | None = None
    closes_s: int | None = None
    found: float | None = None
    limit: float | None = None
    category: str | None = None
    more_s: int | None = None
    instead_of: str | None = None
    gives_up: tuple[str, ...] = ()
    brings: tuple[str, ...] = ()
    cuts_s: int = 0
    costs: float | None = None
    conflicts_with: tuple[Wish, ...] = ()
    is_checked: bool = False
