"""Read a circuit for a date: its stops with their times, what is closed, and what to do instead."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta

from django.db.models import Prefetch

from circuits.models import Circuit, Leg, Stop
from circuits.schedule import Stay, TimedStop, schedule
from crafts.models import Artisan, Product, SalePoint, Workplace
from geodata import opening, territory
from geodata.models import Place, Publication
from geodata.opening import Rules, State

DAYS_AHEAD = 14


@dataclass(frozen=True)
class ItineraryStop:
    """A stop with its times, the leg that leaves it, and who is there that day."""

    number: int
    stop: Stop
    timed: TimedStop
    leg: Leg | None
    here_that_day: list[Artisan]


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
        return self.dwell_minutes + self.travel_s // 60

    @property
    def is_fully_known(self) -> bool:
        """Whether every leg has a duration, so that the arrivals are known."""
        return all(
            item.leg is not None and item.leg.duration_s is not None for item in self.stops[:-1]
        )


def stops_of(circuit: Circuit) -> list[Stop]:
    """Return the public stops of a circuit with all that its page shows, in nine queries."""
    artisans = Artisan.objects.public()
    return list(
        circuit.stops.filter(place__status=Publication.PUBLISHED)
        .select_related("place__parent__parent", "leg")
        .prefetch_related(
            Prefetch("artisans", queryset=artisans),
            Prefetch("products", queryset=Product.objects.public().select_related("craft")),
            "place__crafts",
            Prefetch(
                "place__workplaces",
                queryset=Workplace.objects.filter(artisan__in=artisans).select_related("artisan"),
            ),
            Prefetch(
                "place__sale_points",
                queryset=SalePoint.objects.filter(
                    product__in=Product.objects.public()
                ).select_related("product__craft"),
            ),
        )
    )


def itinerary(circuit: Circuit, day: date, start_time: time | None = None) -> Itinerary:
    """Return a circuit on a local date, starting at its own time unless another is given."""
    here = territory.current()
    stops = stops_of(circuit)
    rules = Place.objects.filter(pk__in=[stop.place_id for stop in stops]).rules_by_id()
    start = datetime.combine(day, start_time or circuit.start_time, here.timezone)
    legs = [getattr(stop, "leg", None) for stop in stops]
    timed = schedule(
        [
            Stay(
                rules=rules.get(stop.place_id, Rules()),
                dwell_minutes=stop.dwell_minutes,
                onward_s=leg.duration_s if leg else None,
            )
            for stop, leg in zip(stops, legs, strict=True)
        ],
        start,
        here.calendar,
    )
    return Itinerary(
        circuit=circuit,
        start=start,
        stops=[
            ItineraryStop(
                number=number,
                stop=stop,
                timed=times,
                leg=leg,
                here_that_day=_here(stop, rules.get(stop.place_id, Rules()), day),
            )
            for number, (stop, times, leg) in enumerate(
                zip(stops, timed, legs, strict=True), start=1
            )
        ],
        is_good_day=is_good_day(circuit, day),
        next_good_day=next_good_day(circuit, day),
    )


def _here(stop: Stop, place_rules: Rules, day: date) -> list[Artisan]:
    calendar = territory.current().calendar
    return [
        workplace.artisan
        for workplace in stop.place.workplaces.all()
        if opening.on(
            Rules(hours=workplace.opening_hours, closures=place_rules.closures), day, calendar
        ).state
        == State.OPEN
    ]


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


def closed_places(circuits: Iterable[Circuit], day: date) -> dict[int, list[Place]]:
    """Return, by circuit id, the places that are closed all through a date; in four queries."""
    calendar = territory.current().calendar
    ids = [circuit.pk for circuit in circuits]
    stops = (
        Stop.objects.filter(circuit__in=ids, place__status=Publication.PUBLISHED)
        .select_related("place")
        .order_by("circuit_id", "order")
    )
    rules = Place.objects.filter(stops__circuit__in=ids).distinct().rules_by_id()
    shut = {
        pk
        for pk, rule in rules.items()
        if opening.on(rule, day, calendar).state == State.CLOSED
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
