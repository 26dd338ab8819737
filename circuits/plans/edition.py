"""Write a plan that is taken along as an edition, as phones take circuits along.

It is made anew each time and saved nowhere: its address holds all that is the traveller's own, and
what it shows is what is public at that moment.
"""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterator, Mapping, Sequence
from dataclasses import asdict
from datetime import time
from hashlib import sha256
from typing import Any

from django.utils import timezone
from django.utils.translation import gettext as _

from circuits.editions.changes import Change, Kind, StopNow
from circuits.editions.document import Document, document, moment
from circuits.editions.texts import HASH_LENGTH, serialised
from circuits.models import Edition
from circuits.plans.circuit import Visit, circuit_of, stops_of, visits_of, write
from circuits.plans.taken import TakenPlan, at
from geodata import opening, territory, wording
from geodata.models import Place
from geodata.opening import Rules, State
from geodata.rules import rules_by_id

type Json = dict[str, Any]


def edition(plan: TakenPlan) -> Edition:
    """Return a plan as an edition, which is not saved.

    Places that are not public any more are not in it. Raises `EditionWithdrawn` if none is left.
    """
    return _edition(plan, visits_of(plan))


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
    visits = visits_of(plan)
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


def _document(plan: TakenPlan, visits: Sequence[Visit]) -> Document:
    circuit = circuit_of(plan, visits)
    stops = stops_of(plan, circuit, visits)
    for stop, (_place, _day, stay) in zip(stops, visits, strict=True):
        if stay.lunch_at is not None:
            write(stop, "note", _lunch(stay.lunch_at))
    made = document(circuit, stops)
    for stop, (_place, day, stay) in zip(made.content["stops"], visits, strict=True):
        stop |= {
            "day": day.isoformat(),
            "arrives_at": moment(at(day, stay.arrives_at)),
            "leaves_at": moment(at(day, stay.leaves_at)),
            "wait_minutes": stay.wait_minutes,
        }
    return made


def _lunch(meal: time) -> Callable[[], str]:
    return lambda: _("An hour for lunch from %(time)s") % {"time": f"{meal:%H:%M}"}
