"""Make of a plan what a circuit is: its stops, and the ways between them. It is saved nowhere."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from datetime import date
from itertools import groupby, pairwise

from django.conf import settings
from django.db.models import Model, prefetch_related_objects
from django.utils.translation import gettext as _

from circuits import legs
from circuits.editions.texts import said
from circuits.errors import EditionWithdrawn
from circuits.itinerary import shown_at_stops
from circuits.models import Circuit, Leg, Mode, Stop
from circuits.plans.distances import travel
from circuits.plans.request import PlanRequest
from circuits.plans.taken import Stay, TakenPlan, title
from circuits.ways import Network, spot_of, ways
from geodata.models import Place

_UNSAVED = -1  # no saved record has a number below zero

type Visit = tuple[Place, date, Stay]


def visits_of(plan: TakenPlan) -> list[Visit]:
    """Return the visits of the plan whose places are public."""
    slugs = [slug for slug, _day, _stay in plan.visits]
    places = Place.objects.public().filter(slug__in=slugs).select_related("parent__parent")
    found = {place.slug: place for place in places}
    return [(found[slug], day, stay) for slug, day, stay in plan.visits if slug in found]


def circuit_of(plan: TakenPlan, visits: Sequence[Visit]) -> Circuit:
    """Return what a plan is as a circuit, named in every language.

    Raises `EditionWithdrawn` where none of its places is public any more.
    """
    if not visits:
        raise EditionWithdrawn
    days = [day for _place, day, _stay in visits]
    circuit = Circuit(
        pk=_UNSAVED,
        slug=plan.slug,
        mode=plan.request.transport.legs[0],
        pace=plan.request.pace,
        days=",".join(f"{day:%Y %b %d}" for day in dict.fromkeys(days)),
        start_time=visits[0][2].arrives_at,
    )
    write(circuit, "name", lambda: title(days[0]))
    write(circuit, "summary", lambda: _(", ").join(place.name for place, _day, _stay in visits))
    write(circuit, "story", _ends(plan.request))
    return circuit


def stops_of(plan: TakenPlan, circuit: Circuit, visits: Sequence[Visit]) -> list[Stop]:
    """Return the stops of a plan, with the ways between those of a day.

    They have read what `circuits.itinerary.stops_of` reads.
    """
    network = Network.now()
    stops = []
    for number, (place, _day, stay) in enumerate(visits, start=1):
        stop = Stop(
            pk=_UNSAVED * number,
            circuit=circuit,
            order=number,
            place=place,
            dwell_minutes=stay.dwell_minutes,
        )
        stops.append(stop)
    prefetch_related_objects(stops, *shown_at_stops())
    for _day, same in groupby(zip(stops, visits, strict=True), key=lambda pair: pair[1][1]):
        _join([stop for stop, _visit in same], plan.request, network)
    return stops


def _join(stops: Sequence[Stop], request: PlanRequest, network: Network) -> None:
    """Set the ways between the stops of a day, each by the mode that was planned with."""
    modes = _modes([stop.place for stop in stops], request, network)
    found = ways([spot_of(stop.place) for stop in stops], modes, request.pace, network)
    for (start, end), mode, way in zip(pairwise(stops), modes, found, strict=True):
        start.onward_mode = mode
        legs.put(Leg(start=start, end=end), way)


def _modes(places: Sequence[Place], request: PlanRequest, network: Network) -> list[str]:
    """Return how one goes on from each place but the last.

    A place whose spot is not known any more is walked to, as far as one can.
    """
    on_foot = next((mode for mode in request.transport.legs if mode != Mode.CAR), Mode.CAR)
    located = [place for place in places if place.is_located]
    spots = [spot_of(place) for place in located]
    _ways, is_driven = travel(spots, request.transport, request.pace, network)
    nodes = {place.pk: node for node, place in enumerate(located)}
    return [
        Mode.CAR
        if start.pk in nodes and end.pk in nodes and is_driven[nodes[start.pk], nodes[end.pk]]
        else on_foot
        for start, end in pairwise(places)
    ]


def _ends(request: PlanRequest) -> Callable[[], str]:
    """Return what says at which places the days start and end."""
    slugs = [end for end in (request.origin, request.destination) if isinstance(end, str) and end]
    places = {place.slug: place for place in Place.objects.public().filter(slug__in=slugs)}
    start, end = (places.get(str(one)) for one in (request.origin, request.destination))

    def say() -> str:
        lines = [
            _("Start: %(place)s") % {"place": start.name} if start else "",
            _("End: %(place)s") % {"place": end.name} if end else "",
        ]
        return "\n".join(filter(None, lines))

    return say


def write(record: Model, field: str, say: Callable[[], str]) -> None:
    """Write what is said in each language that has words of its own for it."""
    text = said(say) or {}
    for code, _name in settings.LANGUAGES:
        if code not in text.get("fallback", {}):
            setattr(record, f"{field}_{code}", text.get(code, ""))
