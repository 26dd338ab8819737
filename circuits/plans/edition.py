"""Write a plan that is taken along as an edition, as phones take circuits along.

It is made anew each time and saved nowhere: its address holds all that is the traveller's own, and
what it shows is what is public at that moment.
"""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterator, Mapping, Sequence
from dataclasses import asdict
from datetime import date, time
from hashlib import sha256
from itertools import groupby, pairwise
from typing import Any

from django.conf import settings
from django.db.models import Model, prefetch_related_objects
from django.utils import timezone
from django.utils.translation import gettext as _

from circuits import legs
from circuits.editions.changes import Change, Kind, StopNow
from circuits.editions.document import Document, document, moment
from circuits.editions.texts import HASH_LENGTH, said, serialised
from circuits.errors import EditionWithdrawn
from circuits.itinerary import shown_at_stops
from circuits.models import Circuit, Edition, Leg, Mode, Stop
from circuits.plans.distances import travel
from circuits.plans.request import PlanRequest
from circuits.plans.taken import Stay, TakenPlan, at, title
from circuits.ways import Network, spot_of, ways
from geodata import opening, territory, wording
from geodata.models import Place
from geodata.opening import Rules, State
from geodata.rules import rules_by_id

_UNSAVED = -1  # no saved record has a number below zero

type Json = dict[str, Any]
type Visit = tuple[Place, date, Stay]


def edition(plan: TakenPlan) -> Edition:
    """Return a plan as an edition, which is not saved.

    Places that are not public any more are not in it. Raises `EditionWithdrawn` if none is left.
    """
    return _edition(plan, _visits(plan))


def _edition(plan: TakenPlan, visits: Sequence[Visit]) -> Edition:
    made = _document(plan, visits)
    return Edition(
        version=1,
        hash=sha256(serialised(made.content)).hexdigest()[:HASH_LENGTH],
        document=made.content,
        people=made.people,
        images=made.images,
        published_at=timezone.now(),
    )


def changes(plan: TakenPlan, since: str) -> Json:
    """Return what is otherwise than in an edition of a plan, by its hash; see docs/editions.md.

    Sentences are in the active language. The stops stay as they were made: that one is closed when
    one comes, or is not shown any more, is told, and nothing takes its place.
    """
    visits = _visits(plan)
    now = _edition(plan, visits)
    is_current = now.hash == since
    shown = {stop["place"] for stop in now.document["stops"]}
    orders = {slug: order for order, (slug, _day, _stay) in enumerate(plan.visits, start=1)}
    return {
        "current": {"hash": now.hash, "version": now.version} if shown == orders.keys() else None,
        "is_current": is_current,
        "makes_sense": True,
        "stops": [
            asdict(
                StopNow(
                    order,
                    now=order if slug in shown else None,
                    next=order + 1 if order < len(orders) else None,
                )
            )
            for slug, order in orders.items()
        ],
        "people": sorted(now.document["artisans"]),
        "changes": [] if is_current else [asdict(one) for one in _changes(visits, orders, shown)],
    }


def _changes(
    visits: Sequence[Visit], orders: Mapping[str, int], shown: Collection[str]
) -> list[Change]:
    gone = [
        Change(
            Kind.STOP_GONE,
            _("Stop %(number)d is not shown any more: ask before you go there.")
            % {"number": order},
            slug,
            order,
        )
        for slug, order in orders.items()
        if slug not in shown
    ]
    found = [*_closed(visits, orders), *gone]
    return found or [Change(Kind.TEXTS, _("Descriptions or details have been revised."))]


def _closed(visits: Sequence[Visit], orders: Mapping[str, int]) -> Iterator[Change]:
    """Tell of the stops that are closed, as far as is known now, when one comes."""
    here = territory.current().calendar
    rules = rules_by_id(Place.objects.filter(pk__in=[place.pk for place, _day, _stay in visits]))
    for place, day, stay in visits:
        own = rules.get(place.pk, Rules())
        start, end = at(day, stay.starts_at), at(day, stay.leaves_at)
        if end > timezone.now() and opening.during(own, start, end, here) == State.CLOSED:
            text = _("%(place)s is closed when you want to be there, %(day)s: %(hours)s.") % {
                "place": place.name,
                "day": wording.near_day(day, timezone.localdate()),
                "hours": wording.day_hours(opening.on(own, day, here)),
            }
            yield Change(Kind.CLOSED, text, place.slug, orders[place.slug])


def _visits(plan: TakenPlan) -> list[Visit]:
    """Return the visits of the plan whose places are public."""
    slugs = [slug for slug, _day, _stay in plan.visits]
    places = Place.objects.public().filter(slug__in=slugs).select_related("parent__parent")
    found = {place.slug: place for place in places}
    return [(found[slug], day, stay) for slug, day, stay in plan.visits if slug in found]


def _document(plan: TakenPlan, visits: Sequence[Visit]) -> Document:
    if not visits:
        raise EditionWithdrawn
    circuit = _circuit(plan, visits)
    made = document(circuit, _stops(plan.request, circuit, visits))
    for stop, (_place, day, stay) in zip(made.content["stops"], visits, strict=True):
        stop |= {
            "day": day.isoformat(),
            "arrives_at": moment(at(day, stay.arrives_at)),
            "leaves_at": moment(at(day, stay.leaves_at)),
            "wait_minutes": stay.wait_minutes,
        }
    return made


def _circuit(plan: TakenPlan, visits: Sequence[Visit]) -> Circuit:
    """Return what the plan is as a circuit; it is saved nowhere."""
    days = [day for _place, day, _stay in visits]
    circuit = Circuit(
        pk=_UNSAVED,
        slug=plan.slug,
        mode=plan.request.transport.legs[0],
        pace=plan.request.pace,
        days=",".join(f"{day:%Y %b %d}" for day in dict.fromkeys(days)),
        start_time=visits[0][2].arrives_at,
    )
    _write(circuit, "name", lambda: title(days[0]))
    _write(circuit, "summary", lambda: _(", ").join(place.name for place, _day, _stay in visits))
    _write(circuit, "story", _ends(plan.request))
    return circuit


def _stops(request: PlanRequest, circuit: Circuit, visits: Sequence[Visit]) -> list[Stop]:
    """Return the stops with the ways between those of a day; they are saved nowhere."""
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
        if stay.lunch_at is not None:
            _write(stop, "note", _lunch(stay.lunch_at))
        stops.append(stop)
    prefetch_related_objects(stops, *shown_at_stops())
    for _day, same in groupby(zip(stops, visits, strict=True), key=lambda pair: pair[1][1]):
        _join([stop for stop, _visit in same], request, network)
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


def _lunch(meal: time) -> Callable[[], str]:
    return lambda: _("An hour for lunch from %(time)s") % {"time": f"{meal:%H:%M}"}


def _write(record: Model, field: str, say: Callable[[], str]) -> None:
    """Write what is said in each language that has words of its own for it."""
    text = said(say) or {}
    for code, _name in settings.LANGUAGES:
        if code not in text.get("fallback", {}):
            setattr(record, f"{field}_{code}", text.get(code, ""))
