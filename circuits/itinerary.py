"""Read a circuit for a date: its stops with their times, what is closed, and what to do instead."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from itertools import zip_longest

from django.db.models import Count, Prefetch, Q
from django.utils import timezone

from circuits import guidance
from circuits.models import Basis, Circuit, Leg, Mode, Stop
from circuits.schedule import Stay, TimedStop, schedule
from circuits.ways import Way
from crafts.models import Artisan, Craft, Product, SalePoint, Workplace
from geodata import opening, territory
from geodata.models import Category, Closure, Place, Publication
from geodata.opening import Rules, State
from geodata.rules import rules_by_id

DAYS_AHEAD = 14
PEOPLE = 6
PRODUCTS = 5

# How many stops of a circuit anybody may see.
STOP_COUNT = Count("stops", filter=Q(stops__place__status=Publication.PUBLISHED))


@dataclass(frozen=True)
class Person:
    """An artisan to meet at a stop, and whether they are known to be there that day."""

    artisan: Artisan
    is_here: bool


@dataclass(frozen=True)
class ModeLength:
    """How far one goes in one way of travelling, as far as it is known."""

    mode: str
    distance_m: int
    is_approximate: bool

    @property
    def label(self) -> str:
        """Its words: about 2.4 km on foot."""
        return guidance.length(self.mode, self.distance_m, self.is_approximate)


def mode_lengths(ways: Iterable[Leg | Way]) -> list[ModeLength]:
    """Return how far one goes in each way of travelling, in the order of the ways."""
    by_mode: dict[str, list[Leg | Way]] = {}
    for way in ways:
        if way.distance_m:
            by_mode.setdefault(way.mode, []).append(way)
    return [
        ModeLength(
            mode=mode,
            distance_m=sum(way.distance_m or 0 for way in own),
            is_approximate=any(way.is_approximate for way in own),
        )
        for mode, own in by_mode.items()
    ]


@dataclass(frozen=True)
class ItineraryStop:
    """A stop with its times, the leg that leaves it, whom to meet and what to look for.

    ``directions`` and ``remarks`` are those of the leg, ``onward`` is where it leads.
    """

    number: int
    stop: Stop
    timed: TimedStop
    leg: Leg | None
    onward: Place | None
    directions: tuple[guidance.Direction, ...]
    remarks: tuple[str, ...]
    crafts: list[Craft]
    people: list[Person]
    products: list[Product]


@dataclass(frozen=True)
class Itinerary:
    """A circuit on a date."""

    circuit: Circuit
    start: datetime
    stops: list[ItineraryStop]
    is_good_day: bool
    next_good_day: date | None

    @property
    def closed(self) -> list[ItineraryStop]:
        """The stops that are closed when one comes as planned."""
        return [item for item in self.stops if item.timed.is_closed]

    @property
    def distance_m(self) -> int:
        """Length of the legs that are known."""
        return sum(item.leg.distance_m or 0 for item in self.stops if item.leg)

    @property
    def lengths(self) -> list[ModeLength]:
        """How far one goes on foot, by wheelchair and by car, in the order of the circuit."""
        return mode_lengths(item.leg for item in self.stops if item.leg is not None)

    @property
    def follows_streets(self) -> bool:
        """Whether any leg was found on the street graph."""
        return any(item.leg is not None and item.leg.follows_streets for item in self.stops)

    @property
    def has_estimates(self) -> bool:
        """Whether any leg is a straight line."""
        return any(
            item.leg is not None and item.leg.geometry and not item.leg.follows_streets
            for item in self.stops
        )

    @property
    def barred(self) -> list[ItineraryStop]:
        """The stops that a wheelchair cannot leave for the next one, as far as is known."""
        return [
            item
            for item in self.stops
            if item.leg
            and item.leg.mode == Mode.WHEELCHAIR
            and item.leg.basis in (Basis.STAIRS, Basis.NO_WAY)
        ]

    @property
    def travel_s(self) -> int:
        """Duration of the legs that are known."""
        return sum(item.leg.duration_s or 0 for item in self.stops if item.leg)

    @property
    def dwell_minutes(self) -> int:
        """Time spent at the stops."""
        return sum(item.stop.dwell_minutes for item in self.stops)

    @property
    def total_minutes(self) -> int:
        """Time from the start to the end, as far as it is known."""
        end = self.stops[-1].timed.departure if self.stops else None
        if end is None:
            return self.dwell_minutes + self.travel_s // 60
        return (end - self.start) // timedelta(minutes=1)

    @property
    def is_fully_known(self) -> bool:
        """Whether it is known when one comes to every stop."""
        return all(item.timed.arrival is not None for item in self.stops)


def stops_of(circuit: Circuit) -> list[Stop]:
    """Return the public stops of a circuit with all that its page shows, in five queries."""
    return list(
        circuit.stops.filter(place__status=Publication.PUBLISHED)
        .select_related("place__parent__parent", "leg")
        .prefetch_related(*shown_at_stops())
    )


def shown_at_stops() -> tuple[Prefetch, ...]:
    """Return what is read of stops besides their places and ways."""
    products = Product.objects.public()
    sold = SalePoint.objects.filter(product__in=products).select_related("product__craft")
    return (
        Prefetch("artisans", queryset=Artisan.objects.public()),
        Prefetch("products", queryset=products.select_related("craft")),
        Prefetch("place__crafts", queryset=Craft.objects.public()),
        Prefetch("place__sale_points", queryset=sold),
    )


def legs_of(stops: list[Stop]) -> list[Leg | None]:
    """Return the leg that leaves each stop; None after the last, and before one left out."""
    legs: list[Leg | None] = []
    for stop, following in zip_longest(stops, stops[1:]):
        leg: Leg | None = getattr(stop, "leg", None)
        leads_on = leg is not None and following is not None and leg.end_id == following.pk
        legs.append(leg if leads_on else None)
    return legs


def itinerary(circuit: Circuit, day: date, start_time: time | None = None) -> Itinerary:
    """Return a circuit on a local date, starting at its own time unless another is given."""
    here = territory.current()
    stops = stops_of(circuit)
    rules = rules_at(stops)
    start = datetime.combine(day, start_time or circuit.start_time, here.timezone)
    timed = schedule(
        [
            Stay(
                rules=rules.get(stop.place_id, Rules()),
                dwell_minutes=stop.dwell_minutes,
                onward_s=leg.duration_s if leg else None,
            )
            for stop, leg in zip(stops, legs_of(stops), strict=True)
        ],
        start,
        here.calendar,
    )
    return at_times(circuit, stops, timed, start, rules)


def rules_at(stops: Sequence[Stop]) -> dict[int, Rules]:
    """Return when the places of stops, and the workshops in them, are open, by their id."""
    places = [stop.place_id for stop in stops]
    in_workshops = Q(parent__in=places, category=Category.WORKSHOP)
    return rules_by_id(Place.objects.public().filter(Q(pk__in=places) | in_workshops))


def at_times(
    circuit: Circuit,
    stops: list[Stop],
    timed: Sequence[TimedStop],
    start: datetime,
    rules: dict[int, Rules],
) -> Itinerary:
    """Return a circuit whose stops and their times are known, beginning at an aware ``start``.

    Parameters
    ----------
    stops
        As `stops_of` returns them, or made for one traveller and saved nowhere.
    rules
        As `rules_at` returns them.
    """
    day = start.date()
    workplaces = _workplaces(stops, rules)
    onwards = [*(stop.place for stop in stops[1:]), None][: len(stops)]
    return Itinerary(
        circuit=circuit,
        start=start,
        stops=[
            ItineraryStop(
                number=number,
                stop=stop,
                timed=times,
                leg=leg,
                onward=onward,
                directions=guidance.directions(leg, stop.place.name, onward.name)
                if leg and onward
                else (),
                remarks=guidance.remarks(leg, onward) if leg and onward else (),
                crafts=list(stop.place.crafts.all()),
                people=_people(stop, workplaces[stop.place_id], day),
                products=products_of(stop),
            )
            for number, (stop, times, leg, onward) in enumerate(
                zip(stops, timed, legs_of(stops), onwards, strict=True), start=1
            )
        ],
        is_good_day=is_good_day(circuit, day),
        next_good_day=next_good_day(circuit, day),
    )


def _workplaces(
    stops: list[Stop], rules: dict[int, Rules]
) -> dict[int, list[tuple[Artisan, Rules]]]:
    """Return, by the id of a stop's place, who works there or in its workshops, and when."""
    found: dict[int, list[tuple[Artisan, Rules]]] = {stop.place_id: [] for stop in stops}
    in_workshops = Q(place__parent__in=list(found), place__category=Category.WORKSHOP)
    for workplace in Workplace.objects.filter(
        Q(place__in=list(found)) | in_workshops,
        place__in=Place.objects.public(),
        artisan__in=Artisan.objects.public(),
    ).select_related("artisan", "place"):
        place = workplace.place
        stop_place = place.pk if place.pk in found else place.parent_id or place.pk
        closures = rules.get(place.pk, Rules()).closures
        own = Rules(hours=workplace.opening_hours, closures=closures)
        found[stop_place].append((workplace.artisan, own))
    return found


def _people(stop: Stop, workplaces: list[tuple[Artisan, Rules]], day: date) -> list[Person]:
    """Return the stop's featured artisans and those who come to the place that day."""
    calendar = territory.current().calendar
    here = {
        artisan
        for artisan, rules in workplaces
        if opening.on(rules, day, calendar).state == State.OPEN
    }
    featured = list(stop.artisans.all())
    others = sorted(here.difference(featured), key=lambda artisan: artisan.slug)
    return [Person(artisan, artisan in here) for artisan in (featured + others)[:PEOPLE]]


def products_of(stop: Stop) -> list[Product]:
    """Return the stop's featured products, else some of those sold at the place."""
    featured = list(stop.products.all())
    return featured or [point.product for point in stop.place.sale_points.all()[:PRODUCTS]]


def instead_of(plan: Itinerary) -> dict[int, Place]:
    """Return where to go instead of what is closed, by the id of the closure that says so."""
    periods = [item.timed.day.closure for item in plan.closed]
    keys = [period.key for period in periods if period is not None and period.key is not None]
    if not keys:
        return {}
    told = Closure.objects.filter(pk__in=keys, instead__in=Place.objects.public())
    return {
        closure.pk: closure.instead
        for closure in told.select_related("instead")
        if closure.instead is not None
    }


def is_good_day(circuit: Circuit, day: date) -> bool:
    """Tell whether a circuit is made for a date; one without named days is made for all."""
    if not circuit.days:
        return True
    rules = Rules(hours=circuit.days)
    return opening.on(rules, day, territory.current().calendar).state == State.OPEN


def next_good_day(circuit: Circuit, day: date) -> date | None:
    """Return the first good date on or after a date, within two weeks."""
    days = (day + timedelta(days=ahead) for ahead in range(DAYS_AHEAD))
    return next((candidate for candidate in days if is_good_day(circuit, candidate)), None)


def shown_day(circuit: Circuit, asked: date | None) -> date:
    """Return the date that a circuit is shown on: the one asked for, else its next good one."""
    today = timezone.localdate()
    return asked or next_good_day(circuit, today) or today


def closed_places(circuits: Iterable[Circuit], day: date) -> dict[int, list[Place]]:
    """Return, by circuit id, the places that are closed all through a date; in four queries."""
    calendar = territory.current().calendar
    ids = [circuit.pk for circuit in circuits]
    stops = (
        Stop.objects.filter(circuit__in=ids, place__status=Publication.PUBLISHED)
        .select_related("place")
        .order_by("circuit_id", "order")
    )
    rules = rules_by_id(Place.objects.filter(stops__circuit__in=ids).distinct())
    shut = {
        pk for pk, rule in rules.items() if opening.on(rule, day, calendar).state == State.CLOSED
    }
    found: dict[int, list[Place]] = {pk: [] for pk in ids}
    for stop in stops:
        if stop.place_id in shut:
            found[stop.circuit_id].append(stop.place)
    return found


def alternatives(circuit: Circuit, day: date, limit: int = 3) -> list[Circuit]:
    """Return other circuits that work on a date: a good day for them, and nothing closed."""
    others = [
        other
        for other in Circuit.objects.public().exclude(pk=circuit.pk)
        if is_good_day(other, day)
    ][:20]
    closed = closed_places(others, day)
    return [other for other in others if not closed[other.pk]][:limit]
