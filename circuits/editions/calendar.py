"""Work out when the places of an edition are open, so that a phone needs no rules for it.

Six weeks from today on, with public holidays, Ramadan and closures in them. It moves on every day
and is no part of the edition: it has a hash of its own.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from functools import lru_cache
from hashlib import sha256
from typing import Any

from django.utils import timezone
from django.utils.translation import get_language

from circuits.editions.document import FORMAT, moment, workplace_key
from circuits.editions.texts import HASH_LENGTH, Text, said, serialised
from circuits.models import Edition
from crafts.models import Artisan, Workplace
from geodata import opening, territory
from geodata.models import Place
from geodata.opening import ClosedPeriod, Rules, State
from geodata.rules import rules_by_id

DAYS = 42
KEPT = 64  # calendars in the memory of a process, of some 200 kB each

type Json = dict[str, Any]
type Ruled = tuple[tuple[str, Rules], ...]


@dataclass(frozen=True)
class Calendar:
    """The calendar of an edition, as docs/editions.md describes it.

    Attributes
    ----------
    text
        JSON, as phones get it.
    first_day, last_day
        The local dates that it speaks of.
    """

    hash: str
    text: bytes
    first_day: date
    last_day: date


def calendar(edition: Edition) -> Calendar:
    """Return the calendar of an edition from today's local date on.

    It follows the rules of today, however old the edition is. Four queries; what comes of the rules
    is worked out once a day.
    """
    places = Place.objects.public().filter(slug__in=list(edition.document["places"]))
    slugs = dict(places.order_by("slug").values_list("pk", "slug"))
    workplaces = list(
        Workplace.objects.filter(
            artisan__in=Artisan.objects.public().filter(pk__in=edition.people),
            place__in=Place.objects.public(),
        )
        .select_related("artisan", "place")
        .order_by("artisan__slug", "place__slug")
    )
    at_work = [workplace.place_id for workplace in workplaces]
    rules = rules_by_id(Place.objects.filter(pk__in=[*slugs, *at_work]))
    return _calendar(
        edition.hash,
        edition.document["circuit"]["days"],
        timezone.localdate(),
        tuple((slug, rules.get(pk, Rules())) for pk, slug in slugs.items()),
        tuple(
            (
                workplace_key(workplace),
                Rules(
                    hours=workplace.opening_hours,
                    closures=rules.get(workplace.place_id, Rules()).closures,
                ),
            )
            for workplace in workplaces
        ),
    )


@lru_cache(maxsize=KEPT)
def _calendar(
    edition: str, good_days: str, first_day: date, places: Ruled, workplaces: Ruled
) -> Calendar:
    days = [first_day + timedelta(days=n) for n in range(DAYS)]
    content = {
        "format": FORMAT,
        "edition": edition,
        "from": _midnight(first_day),
        "until": _midnight(first_day + timedelta(days=DAYS)),
        "days": [_day(day, good_days) for day in days],
        "places": {slug: _course(rules, days) for slug, rules in places},
        "workplaces": {key: _course(rules, days) for key, rules in workplaces},
    }
    name = sha256(serialised(content)).hexdigest()[:HASH_LENGTH]
    return Calendar(name, serialised(content | {"hash": name}), days[0], days[-1])


def _day(day: date, good_days: str) -> Json:
    here = territory.current().calendar
    is_good = not good_days or opening.on(Rules(hours=good_days), day, here).state == State.OPEN
    return {
        "date": day.isoformat(),
        "good_day": is_good,
        "holiday": _holiday(day) if here.is_holiday(day) else None,
        "ramadan": here.is_ramadan(day),
    }


def _holiday(day: date) -> Text:
    here = territory.current().calendar
    return said(lambda: here.holiday_name(day, get_language() or "") or "")


def _course(rules: Rules, days: list[date]) -> Json:
    here = territory.current().calendar
    return {
        "timeline": [
            {
                "at": moment(stretch.start),
                "state": stretch.state.value,
                "reason": stretch.reason.value,
                "closure": _key(stretch.closure),
            }
            for stretch in opening.course(rules, days[0], len(days), here)
        ],
        "days": [
            {
                "state": day.state.value,
                "reason": day.reason.value,
                "closure": _key(day.closure),
                "intervals": [
                    {
                        "start": moment(interval.start),
                        "end": moment(interval.end) if interval.end else None,
                    }
                    for interval in day.intervals
                ],
            }
            for day in (opening.on(rules, day, here) for day in days)
        ],
    }


def _key(closure: ClosedPeriod | None) -> int | None:
    return closure.key if closure else None


def _midnight(day: date) -> str:
    return moment(datetime.combine(day, time.min, territory.current().timezone))
