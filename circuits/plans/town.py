"""State a request as a problem for the planner: which places, when, how far, and what for."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime, time, timedelta
from itertools import pairwise

import numpy as np
import numpy.typing as npt
from django.db.models import Count, Prefetch, Q

from circuits.planner.problem import Candidate, Day, Lunch, Problem, Theme, Weights, Window, Wishes
from circuits.plans.appeal import Appeal, Facts, appeal
from circuits.plans.distances import travel
from circuits.plans.request import NO_STOPS, End, PlanRequest, Transport
from circuits.ways import Network, Spot, spot_of
from crafts.models import Artisan, Craft, Product, SalePoint, Workplace
from geodata import opening, territory
from geodata.estimates import Position
from geodata.models import Category, Place
from geodata.opening import Calendar, Rules, State
from geodata.rules import rules_by_id
from geodata.territory import Territory

LUNCH = Lunch(opens_s=12 * 3600, closes_s=15 * 3600, duration_s=3600)
HOT_MONTHS = range(5, 10)
HOT = (12 * 3600, 16 * 3600)
SHORTEST_SHARE = 0.6  # of a visit, which is hurried then
THEME_BONUS = 6.0

# What discomfort costs, in the points of `circuits.plans.appeal`: half an hour's walk costs as much
# as a little interest in a place is worth, and twice as much in the heat.
WEIGHTS = Weights(
    walk_per_km=1.5,
    heat_per_km=3.0,
    wait_per_hour=4.0,
    monotony=1.0,
    backtrack_per_km=1.0,
    risk=2.0,
    change=2.0,
    brief_share=SHORTEST_SHARE,
)

_MIDNIGHT = time()


@dataclass(frozen=True)
class Town:
    """A problem, and what its keys stand for.

    Attributes
    ----------
    places
        The candidates by slug.
    people
        By slug of a place, the artisans who are known to be there on one of the days.
    ends
        The places where days start and end, by slug.
    spots
        Where the candidates, and the starts and ends, are.
    to_check
        Slugs of places that are planned with the territory's usual hours, since theirs are not
        known.
    without_spot
        Places that are left out since nobody knows where they are.
    is_driven
        From node to node, which ways are driven; nodes are numbered as ``spots`` are.
    gains
        By date, what can only be seen on that day of the week ahead and not on those asked for.
    """

    request: PlanRequest
    problem: Problem
    places: Mapping[str, Place]
    appeals: Mapping[str, Appeal]
    people: Mapping[str, tuple[Artisan, ...]]
    ends: Mapping[str, Place]
    spots: Mapping[End, Spot]
    to_check: frozenset[str]
    without_spot: tuple[Place, ...]
    is_driven: npt.NDArray[np.bool_]
    gains: Mapping[date, tuple[Place, ...]]
    network: Network


def town(request: PlanRequest) -> Town:
    """Read the town for a request, in at most ten queries."""
    here = territory.current()
    network = Network.now()
    places = _places(request)
    located = [place for place in places if place.is_located]
    rules = rules_by_id(Place.objects.filter(pk__in=[place.pk for place in located]))
    people = _people(located, rules, request.dates, here.calendar)
    only_here = _only_here()
    facts = {
        place.pk: _facts(
            place,
            people=people[place.pk],
            products_only_here=only_here[place.pk],
            open_days=_open_days(rules.get(place.pk, Rules()), request.dates[0], here.calendar),
        )
        for place in located
    }
    appeals = {place.slug: appeal(facts[place.pk], request) for place in located}
    hours = {place.slug: _hours(place, rules.get(place.pk, Rules()), here) for place in located}
    to_check = frozenset(
        place.slug
        for place in located
        if any(
            opening.on(rules.get(place.pk, Rules()), day, here.calendar).state == State.UNKNOWN
            for day in request.dates
        )
    )
    ends = _ends(request, located)
    spots: dict[End, Spot] = {place.slug: spot_of(place) for place in located}
    spots |= {slug: spot_of(place) for slug, place in ends.items()}
    spots |= {end: Spot(end) for end in _positions(request)}
    nodes = {end: number for number, end in enumerate(spots)}
    ways, is_driven = travel(list(spots.values()), request.transport, request.pace, network)
    candidates = tuple(
        _candidate(place, nodes[place.slug], appeals[place.slug], hours[place.slug], request, here)
        for place in located
    )
    problem = Problem(
        candidates=candidates,
        days=tuple(_day(day, request, nodes) for day in request.dates),
        travel={request.transport.value: ways},
        wishes=_wishes(request, {place.slug for place in located}),
        themes=_themes(located, request),
        weights=WEIGHTS,
    )
    return Town(
        request=request,
        problem=problem,
        places={place.slug: place for place in located},
        appeals=appeals,
        people={place.slug: people[place.pk] for place in located},
        ends=ends,
        spots=spots,
        to_check=to_check,
        without_spot=tuple(place for place in places if not place.is_located),
        is_driven=is_driven,
        gains=_gains(located, hours, appeals, request, here.calendar),
        network=network,
    )


def _places(request: PlanRequest) -> list[Place]:
    """Return what may be visited, with what makes it worth it."""
    visited = (
        Place.objects.public()
        .exclude(category__in=NO_STOPS)
        .order_by("slug")  # the same in every language, and so the same plan
        .select_related("parent__parent")
        .prefetch_related(Prefetch("crafts", queryset=Craft.objects.public()))
    )
    if request.stops:
        visited = visited.filter(slug__in=[slug for day in request.stops for slug in day])
    return list(visited)


def _people(
    places: Iterable[Place], rules: Mapping[int, Rules], days: Sequence[date], calendar: Calendar
) -> dict[int, tuple[Artisan, ...]]:
    """Return who is known to be at each place, or in its workshops, on one of the days."""
    there: dict[int, dict[int, Artisan]] = defaultdict(dict)
    ids = [place.pk for place in places]
    for workplace in Workplace.objects.filter(
        Q(place__in=ids) | Q(place__parent__in=ids, place__category=Category.WORKSHOP),
        artisan__in=Artisan.objects.public(),
    ).select_related("place", "artisan"):
        place = workplace.place
        known = place.pk if place.pk in rules or place.pk in ids else place.parent_id
        closures = rules.get(known or place.pk, Rules()).closures
        own = Rules(hours=workplace.opening_hours, closures=closures)
        if any(opening.on(own, day, calendar).state == State.OPEN for day in days):
            there[known or place.pk][workplace.artisan_id] = workplace.artisan
    return {pk: tuple(there[pk].values()) for pk in ids}


def _only_here() -> Counter[int]:
    """Return how many products are known to be sold at a place and nowhere else, by its id."""
    sold_once = Product.objects.public().annotate(shops=Count("sale_points")).filter(shops=1)
    return Counter(
        SalePoint.objects.filter(product__in=sold_once).values_list("place_id", flat=True)
    )


def _open_days(rules: Rules, day: date, calendar: Calendar) -> int | None:
    """Return on how many days of a week it is open, None where its hours are not known."""
    states = [each.state for each in opening.week(rules, day, calendar)]
    return None if State.UNKNOWN in states else states.count(State.OPEN)


def _facts(
    place: Place,
    *,
    people: Sequence[Artisan],
    products_only_here: int,
    open_days: int | None,
) -> Facts:
    return Facts(
        category=place.category,
        is_main=place.is_core,
        crafts={craft.slug: craft.name for craft in place.crafts.all()},
        people=len(people),
        are_samples=any(artisan.is_sample for artisan in people),
        products_only_here=products_only_here,
        open_days=open_days,
    )


def _hours(place: Place, rules: Rules, here: Territory) -> Rules:
    """Return the rules to plan with: its own, else the territory's usual ones, cut by closures."""
    if rules.hours:
        return rules
    usual = here.usual_hours
    slugs = [near.slug for near in place.lineage]
    known = next((usual[key] for key in (*slugs, place.category) if key in usual), usual[""])
    return replace(rules, hours=known, ramadan_hours="")


def _candidate(
    place: Place, node: int, worth: Appeal, hours: Rules, request: PlanRequest, here: Territory
) -> Candidate:
    minutes = place.visit_minutes or here.visit_minutes.get(place.category, here.visit_minutes[""])
    after = datetime.combine(request.dates[-1], time.max, here.timezone)
    following = opening.next_opening(hours, after, here.calendar)
    return Candidate(
        key=place.slug,
        node=node,
        score=worth.score,
        visit_s=minutes * 60,
        min_visit_s=round(minutes * 60 * SHORTEST_SHARE),
        windows=tuple(
            _windows(hours, day, here) if _may_come_on(place, number, request) else ()
            for number, day in enumerate(request.dates)
        ),
        fee_mad=float(place.admission_mad or 0) * request.group_size,
        categories=(place.category,),
        kind=place.category,
        is_accessible=place.wheelchair != "no",
        next_opening=following.start.date() if following else None,
    )


def _may_come_on(place: Place, number: int, request: PlanRequest) -> bool:
    """Tell whether the fixed stops, if there are any, leave a place to a day."""
    if not request.stops:
        return True
    return number < len(request.stops) and place.slug in request.stops[number]


def _windows(hours: Rules, day: date, here: Territory) -> tuple[Window, ...]:
    """Return when a place is open on a local date, in seconds after its midnight."""
    midnight = datetime.combine(day, _MIDNIGHT, here.timezone)
    open_end = timedelta(hours=here.calendar.open_end_hours)
    found = []
    for interval in opening.on(hours, day, here.calendar).intervals:
        end = interval.end or interval.start + open_end
        found.append(
            Window(
                opens_s=round((interval.start - midnight).total_seconds()),
                closes_s=round((end - midnight).total_seconds()),
            )
        )
    return tuple(found)


def _day(day: date, request: PlanRequest, nodes: Mapping[End, int]) -> Day:
    """Return a day; where it begins or ends anywhere, at a node beyond all that lie somewhere."""
    anywhere = len(nodes)
    return Day(
        starts_s=_seconds(request.starts_at),
        ends_s=_seconds(request.ends_at) or 24 * 3600,
        start_node=nodes.get(request.origin, anywhere),
        end_node=nodes.get(request.destination, anywhere),
        mode=request.transport.value,
        lunch=LUNCH if request.has_lunch else None,
        max_walk_m=request.max_walk_m,
        hot=HOT if day.month in HOT_MONTHS else None,
        date=day,
    )


def _ends(request: PlanRequest, located: Sequence[Place]) -> dict[str, Place]:
    """Return the places where days start and end, such as a bus station, by slug."""
    wanted = {end for end in (request.origin, request.destination) if isinstance(end, str)} - {""}
    found = {place.slug: place for place in located if place.slug in wanted}
    if wanted - found.keys():
        others = Place.objects.public().filter(slug__in=wanted - found.keys())
        found |= {place.slug: place for place in others if place.is_located}
    return found


def _positions(request: PlanRequest) -> list[Position]:
    """Return where days start and end that is no place."""
    return [end for end in (request.origin, request.destination) if not isinstance(end, str)]


def _wishes(request: PlanRequest, known: set[str]) -> Wishes:
    must_see = [*request.must_see, *(slug for day in request.stops for slug in day)]
    before = [*request.before, *(pair for day in request.stops for pair in pairwise(day))]
    return Wishes(
        must_see=frozenset(
            slug for slug in must_see if slug in known and slug not in request.avoid
        ),
        avoid=frozenset(request.avoid & known),
        before=tuple(pair for pair in before if set(pair) <= known and pair[0] != pair[1]),
        first={0: request.first} if request.first in known - request.avoid else {},
        budget_mad=request.budget_mad,
        at_most=request.at_most,
        group_size=request.group_size,
        wheelchair=request.transport == Transport.WHEELCHAIR,
    )


def _themes(located: Iterable[Place], request: PlanRequest) -> tuple[Theme, ...]:
    """Return what is worth more together: two places of a craft one asked for."""
    members: dict[str, set[str]] = defaultdict(set)
    for place in located:
        for craft in place.crafts.all():
            if craft.slug in request.crafts:
                members[craft.slug].add(place.slug)
    return tuple(
        Theme(name=craft, members=frozenset(slugs), needed=2, bonus=THEME_BONUS)
        for craft, slugs in sorted(members.items())
        if len(slugs) >= 2
    )


def _gains(
    located: Iterable[Place],
    hours: Mapping[str, Rules],
    appeals: Mapping[str, Appeal],
    request: PlanRequest,
    calendar: Calendar,
) -> dict[date, tuple[Place, ...]]:
    """Return what big things one misses, by the next day that has them."""
    found: dict[date, list[Place]] = defaultdict(list)
    for place in located:
        if not (place.is_core or place.category == Category.WEEKLY_MARKET):
            continue
        rules = hours[place.slug]
        if any(opening.on(rules, day, calendar).state == State.OPEN for day in request.dates):
            continue
        after = datetime.combine(request.dates[-1], time.max, calendar.timezone)
        following = opening.next_opening(rules, after, calendar, horizon_days=7)
        if following is not None:
            found[following.start.date()].append(place)
    return {day: tuple(places) for day, places in sorted(found.items())}


def _seconds(moment: time) -> int:
    return moment.hour * 3600 + moment.minute * 60
