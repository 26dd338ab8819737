"""Say what is open in town now, what opens next, and which market day comes."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime

from django.db.models import Q, QuerySet

from geodata import events, opening
from geodata.events import Occurrence
from geodata.models import Category, Event, Place
from geodata.opening import Calendar, Opening, State
from geodata.rules import rule_groups, rules_by_id

MARKET_DAYS = 7
FESTIVAL_DAYS = 14


@dataclass(frozen=True)
class PlaceOpening:
    """A place and how it stands at the board's moment."""

    place: Place
    opening: Opening


@dataclass(frozen=True)
class Board:
    """Today in town, at a moment."""

    moment: datetime
    open_now: list[PlaceOpening]
    opens_next: list[PlaceOpening]
    markets: list[Occurrence]
    festivals: list[Occurrence]
    open_count: int
    unknown_count: int


def board(moment: datetime, calendar: Calendar, limit: int = 6) -> Board:
    """Return the board for an aware moment in six queries.

    ``unknown_count`` is the number of public places whose hours nobody has published; they are
    never counted as open. Workshops open with what they lie in, and are not told apart.
    """
    public = Place.objects.public().exclude(category=Category.WORKSHOP)
    groups = rule_groups(public)
    rules = {pk: group.rules for group in groups for pk in group.places}
    states = {
        pk: state
        for group in groups
        for state in [opening.at(group.rules, moment, calendar)]
        for pk in group.places
    }
    open_now = [pk for pk, state in states.items() if state.state == State.OPEN]
    opens_next = sorted(
        (
            (state.next_change, pk)
            for pk, state in states.items()
            if state.state != State.OPEN and state.next_state == State.OPEN and state.next_change
        ),
    )[:limit]
    next_places = public.in_bulk([pk for _change, pk in opens_next])
    local_day = moment.astimezone(calendar.timezone).date()
    weekly, others = _by_kind(_announced())
    return Board(
        moment=moment,
        open_now=[
            PlaceOpening(place, states[place.pk])
            for place in public.filter(pk__in=open_now)[:limit]
        ],
        opens_next=[PlaceOpening(next_places[pk], states[pk]) for _change, pk in opens_next],
        markets=events.upcoming(weekly, local_day, MARKET_DAYS, calendar, rules),
        festivals=events.upcoming(others, local_day, FESTIVAL_DAYS, calendar, rules),
        open_count=len(open_now),
        unknown_count=public.count() - len(states),
    )


def market_days(first_day: date, calendar: Calendar) -> list[Occurrence]:
    """Return the weekly markets of the seven days from a local date on, soonest first.

    In three queries. A market that is moved is told for the day on which it is held.
    """
    markets = _announced().filter(kind=Event.Kind.WEEKLY_MARKET)
    rules = rules_by_id(Place.objects.filter(pk__in=markets.values("place")))
    return events.upcoming(markets, first_day, MARKET_DAYS, calendar, rules)


def _by_kind(announced: Iterable[Event]) -> tuple[list[Event], list[Event]]:
    """Return the weekly markets, and what is not held every week."""
    weekly: list[Event] = []
    others: list[Event] = []
    for event in announced:
        (weekly if event.kind == Event.Kind.WEEKLY_MARKET else others).append(event)
    return weekly, others


def _announced() -> QuerySet[Event]:
    """Return the public events of which a day is known."""
    public = Place.objects.public()
    shown = Event.objects.public().filter(Q(place=None) | Q(place__in=public))
    known = Q(kind=Event.Kind.WEEKLY_MARKET, rrule__gt="") | Q(first_day__isnull=False)
    return shown.filter(known).select_related("place")
