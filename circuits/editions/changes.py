"""Tell people in words what a circuit's current edition says otherwise than an older one.

Two documents are compared, never the database: a phone may hold an edition that is months old. The
most important comes first: what is closed or on another day, then the stops, the ways, the people.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from enum import StrEnum
from functools import cached_property
from itertools import pairwise
from typing import Any

from django.utils import timezone
from django.utils.translation import get_language, ngettext
from django.utils.translation import gettext as _

from circuits.editions.texts import in_language
from circuits.legs import SAME_WAY_M, is_same_way
from circuits.models import Mode
from circuits.ways import Way
from geodata import opening, territory, wording
from geodata.estimates import straight_m
from geodata.opening import ClosedPeriod, Day, Rules, State

WEEK_DAYS = 7
MOVED_M = 15  # a spot that moves by less is the same spot, measured better
FEWEST_STOPS = 2  # to make a walk

type Json = Mapping[str, Any]


class Kind(StrEnum):
    """What a sentence is about."""

    CLOSED = "closed"
    DAY_MOVED = "day_moved"
    REOPENED = "reopened"
    EVENT = "event"
    HOURS = "hours"
    MODE = "mode"
    STOP_GONE = "stop_gone"
    STOP_REPLACED = "stop_replaced"
    STOP_NEW = "stop_new"
    ORDER = "order"
    SPOT = "spot"
    LEG_LONGER = "leg_longer"
    LEG_SHORTER = "leg_shorter"
    LEG = "leg"
    STAY = "stay"
    PERSON_GONE = "person_gone"
    PERSON_NEW = "person_new"
    TEXTS = "texts"


@dataclass(frozen=True)
class Change:
    """One thing that is otherwise, in the active language.

    ``place`` is the slug of the place and ``stop`` its number in the current edition, if it is
    about one.
    """

    kind: Kind
    text: str
    place: str | None = None
    stop: int | None = None


@dataclass(frozen=True)
class StopNow:
    """Where a stop of the older edition is in the current one.

    Attributes
    ----------
    now
        Its number there; None if it is gone.
    next
        The number of the stop to go to from it, or instead of it; None at the end.
    """

    order: int
    now: int | None
    next: int | None


@dataclass(frozen=True)
class Comparison:
    """An older edition's document beside the current one's."""

    before: Json
    after: Json

    @cached_property
    def stops(self) -> tuple[StopNow, ...]:
        """Where each stop of the older edition is now, so that nobody loses their place."""
        numbers = {key: number for number, key in enumerate(_keys(self.after), start=1)}
        found = []
        last = 0
        for order, key in enumerate(_keys(self.before), start=1):
            now = numbers.get(key)
            last = now or last
            found.append(StopNow(order, now, last + 1 if last < len(numbers) else None))
        return tuple(found)

    @property
    def makes_sense(self) -> bool:
        """Whether a walk that was begun with the older edition can go on with the current one."""
        left = sum(stop.now is not None for stop in self.stops)
        return left >= FEWEST_STOPS and self._mode(self.before) == self._mode(self.after)

    @property
    def changes(self) -> list[Change]:
        """What is otherwise, the most important first, in the active language."""
        if self.before == self.after:
            return []
        found = [
            *self._opening(),
            *self._events(),
            *self._mode_change(),
            *self._stop_changes(),
            *self._spots(),
            *self._legs(),
            *self._stays(),
            *self._people(),
        ]
        if not found:
            found = [Change(Kind.TEXTS, _("Descriptions or details have been revised."))]
        order = list(Kind)
        return sorted(found, key=lambda change: order.index(change.kind))

    @staticmethod
    def _mode(document: Json) -> str:
        return str(document["circuit"]["mode"])

    @cached_property
    def _numbers(self) -> dict[str, int]:
        """The numbers of the stops now, by place; the first where a place comes twice."""
        numbers: dict[str, int] = {}
        for stop in self.after["stops"]:
            numbers.setdefault(stop["place"], stop["order"])
        return numbers

    @cached_property
    def _both(self) -> list[str]:
        """The places that are stops before and after, in the order they have now."""
        before = {stop["place"] for stop in self.before["stops"]}
        return [place for place in self._numbers if place in before]

    def _name(self, place: str) -> str:
        places = self.before["places"] | self.after["places"]
        return in_language(places[place]["name"], get_language() or "")

    def _change(self, kind: Kind, text: str, place: str | None = None) -> Change:
        return Change(kind, text, place, self._numbers.get(place) if place else None)

    def _opening(self) -> Iterator[Change]:
        for place in self._both:
            yield from self._opening_of(place)

    def _opening_of(self, place: str) -> Iterator[Change]:
        name = {"place": self._name(place)}
        now = timezone.now()
        before, after = (_closures(document, place) for document in (self.before, self.after))
        moved = self._day_moved(place)
        if moved:
            yield moved
        for key, closure in after.items():
            is_told = moved and _lasts_a_day(closure)
            if closure != before.get(key) and not _is_over(closure, now) and not is_told:
                yield self._change(Kind.CLOSED, _closed_sentence(self._name(place), closure), place)
        for key, closure in before.items():
            if key not in after and not _is_over(closure, now):
                text = _("The closure of %(place)s is over.") % name
                yield self._change(Kind.REOPENED, text, place)
        if not moved and _hours(self.before, place) != _hours(self.after, place):
            yield self._new_hours(place)

    def _day_moved(self, place: str) -> Change | None:
        """Tell that a place is open on another day of the coming week than it was to be."""
        before, after = (_weeks(document, place) for document in (self.before, self.after))
        if before == after:
            return None
        lost, won = _open_days(before[0]), _open_days(after[0])
        lost, won = lost - won, won - lost
        if len(lost) != 1 or len(won) != 1:
            return None
        days = {
            "place": self._name(place),
            "before": wording.weekday(lost.pop()),
            "after": wording.weekday(won.pop()),
        }
        if _open_days(before[1]) == _open_days(after[1]):
            text = _("%(place)s has moved from %(before)s to %(after)s this week.") % days
        else:
            text = _("%(place)s has moved from %(before)s to %(after)s.") % days
        return self._change(Kind.DAY_MOVED, text, place)

    def _new_hours(self, place: str) -> Change:
        before, after = (
            [day for week in _weeks(document, place) for day in week]
            for document in (self.before, self.after)
        )
        name = self._name(place)
        for old, new in zip(before, after, strict=True):
            if (old.state, old.intervals) != (new.state, new.intervals):
                text = _("%(place)s has new opening hours; %(day)s: %(hours)s.") % {
                    "place": name,
                    "day": wording.near_day(new.date, timezone.localdate()),
                    "hours": wording.day_hours(new),
                }
                return self._change(Kind.HOURS, text, place)
        return self._change(
            Kind.HOURS, _("%(place)s has new opening hours.") % {"place": name}, place
        )

    def _events(self) -> Iterator[Change]:
        """Tell of what is announced now, and of what is so no more."""
        before, after = (
            {event["slug"]: event for event in document.get("events", [])}
            for document in (self.before, self.after)
        )
        today = timezone.localdate().isoformat()
        for slug, event in after.items():
            if _days_of(event) != _days_of(before.get(slug)) and event["last_day"] >= today:
                yield self._change(Kind.EVENT, _event_sentence(event), event["at"][0])
        for slug, event in before.items():
            if slug not in after and event["last_day"] >= today:
                name = in_language(event["name"], get_language() or "")
                text = _("%(event)s is announced no longer.") % {"event": name}
                yield self._change(Kind.EVENT, text, event["at"][0])

    def _mode_change(self) -> Iterator[Change]:
        mode = self._mode(self.after)
        if mode != self._mode(self.before):
            text = _("This circuit is now made %(mode)s.") % {"mode": Mode(mode).label}
            yield self._change(Kind.MODE, text)

    def _stop_changes(self) -> Iterator[Change]:
        before = [key[0] for key in _keys(self.before)]
        after = [key[0] for key in _keys(self.after)]
        gone = [place for place in dict.fromkeys(before) if place not in after]
        new = [place for place in dict.fromkeys(after) if place not in before]
        for place in tuple(new):
            number = after.index(place)
            if number < len(before) and before[number] in gone:
                gone.remove(before[number])
                new.remove(place)
                text = _("Stop %(number)d is now %(place)s, no longer %(before)s.") % {
                    "number": number + 1,
                    "place": self._name(place),
                    "before": self._name(before[number]),
                }
                yield self._change(Kind.STOP_REPLACED, text, place)
        for place in gone:
            text = _("%(place)s is no longer on this circuit.") % {"place": self._name(place)}
            yield self._change(Kind.STOP_GONE, text, place)
        for place in new:
            text = _("%(place)s is new on this circuit, as stop %(number)d.") % {
                "number": self._numbers[place],
                "place": self._name(place),
            }
            yield self._change(Kind.STOP_NEW, text, place)
        left = [stop.now for stop in self.stops if stop.now is not None]
        if left != sorted(left):
            names = _(", ").join(self._name(place) for place in after)
            text = _("The stops come in another order: %(places)s.") % {"places": names}
            yield self._change(Kind.ORDER, text)

    def _spots(self) -> Iterator[Change]:
        for place in self._both:
            before, after = (
                document["places"][place]["position"] for document in (self.before, self.after)
            )
            name = {"place": self._name(place)}
            if before is None and after is not None:
                text = _("The spot of %(place)s is known now.") % name
            elif before is not None and after is None:
                text = _("The spot of %(place)s is not known any more.") % name
            elif before is not None and straight_m(before, after) > MOVED_M:
                distance = wording.distance(straight_m(before, after))
                text = _("%(place)s is shown %(distance)s from where it was.") % (
                    name | {"distance": distance}
                )
            else:
                continue
            yield self._change(Kind.SPOT, text, place)

    def _legs(self) -> Iterator[Change]:
        before, after = _ways(self.before), _ways(self.after)
        for (start, end), way in after.items():
            old = before.get((start, end))
            if old is None or is_same_way(old, way):
                continue
            names = {"start": self._name(start), "end": self._name(end)}
            difference_m = (way.distance_m or 0) - (old.distance_m or 0)
            is_known = way.distance_m is not None and old.distance_m is not None
            distance = {"distance": wording.distance(abs(difference_m))}
            if way.is_approximate:
                distance = {"distance": _("about %(distance)s") % distance}
            if old.mode != way.mode:
                kind = Kind.LEG
                text = _("From %(start)s to %(end)s one goes %(mode)s now.") % (
                    names | {"mode": Mode(way.mode).label}
                )
            elif is_known and difference_m > SAME_WAY_M:
                kind = Kind.LEG_LONGER
                text = _("The way from %(start)s to %(end)s is %(distance)s longer.")
                text %= names | distance
            elif is_known and difference_m < -SAME_WAY_M:
                kind = Kind.LEG_SHORTER
                text = _("The way from %(start)s to %(end)s is %(distance)s shorter.")
                text %= names | distance
            else:
                kind = Kind.LEG
                text = _("The way from %(start)s to %(end)s leads elsewhere now.") % names
            yield self._change(kind, text, start)

    def _stays(self) -> Iterator[Change]:
        before = {stop["place"]: stop["dwell_minutes"] for stop in self.before["stops"]}
        for stop in self.after["stops"]:
            minutes = before.get(stop["place"])
            if minutes is not None and minutes != stop["dwell_minutes"]:
                text = _("Time at %(place)s: %(after)s instead of %(before)s.") % {
                    "place": self._name(stop["place"]),
                    "after": wording.duration(stop["dwell_minutes"]),
                    "before": wording.duration(minutes),
                }
                yield self._change(Kind.STAY, text, stop["place"])

    def _people(self) -> Iterator[Change]:
        """Tell who is new by name, and of those who left only how many they are."""
        before, after = self.before["artisans"], self.after["artisans"]
        gone = len(before.keys() - after.keys())
        if gone:
            text = ngettext(
                "%(count)d person is not shown on this circuit any more.",
                "%(count)d people are not shown on this circuit any more.",
                gone,
            )
            yield self._change(Kind.PERSON_GONE, text % {"count": gone})
        for slug, artisan in after.items():
            if slug not in before:
                name = in_language(artisan["name"], get_language() or "")
                yield self._change(
                    Kind.PERSON_NEW, _("You can now also meet %(name)s.") % {"name": name}
                )


def _keys(document: Json) -> list[tuple[str, int]]:
    """Return what tells the stops of a document apart: the place, and how often it came before."""
    times: dict[str, int] = {}
    keys = []
    for stop in document["stops"]:
        place = stop["place"]
        keys.append((place, times.get(place, 0)))
        times[place] = times.get(place, 0) + 1
    return keys


def _hours(document: Json, place: str) -> tuple[str, str]:
    record = document["places"][place]
    return record["opening_hours"], record["ramadan_opening_hours"]


def _closures(document: Json, place: str) -> dict[int, Json]:
    """Return the closures that close a place, by their ids."""
    return {one["id"]: one for one in document["closures"] if place in one["closes"]}


def _weeks(document: Json, place: str) -> tuple[Sequence[Day], Sequence[Day]]:
    """Return how a place stands, as a document has it, in the coming week and in the one after."""
    hours, ramadan_hours = _hours(document, place)
    rules = Rules(
        hours, ramadan_hours, tuple(_period(one) for one in _closures(document, place).values())
    )
    today, here = timezone.localdate(), territory.current().calendar
    return (
        opening.week(rules, today, here),
        opening.week(rules, today + timedelta(days=WEEK_DAYS), here),
    )


def _open_days(week: Sequence[Day]) -> set[date]:
    return {day.date for day in week if day.state == State.OPEN}


def _period(closure: Json) -> ClosedPeriod:
    return ClosedPeriod(
        since=datetime.fromisoformat(closure["since"]),
        until=_until(closure),
        reason=in_language(closure["reason"], get_language() or ""),
        key=closure["id"],
        held_on=_held_on(closure),
    )


def _held_on(closure: Json) -> date | None:
    # Older editions do not know of market days that are moved.
    return date.fromisoformat(closure["held_on"]) if closure.get("held_on") else None


def _until(closure: Json) -> datetime | None:
    return datetime.fromisoformat(closure["until"]) if closure["until"] else None


def _is_over(closure: Json, now: datetime) -> bool:
    until = _until(closure)
    return until is not None and until <= now


def _lasts_a_day(closure: Json) -> bool:
    until = _until(closure)
    return until is not None and until - datetime.fromisoformat(closure["since"]) <= timedelta(1)


def _days_of(event: Json | None) -> tuple[str, str, str] | None:
    """Return where and when something takes place, None where it does not."""
    return (event["place"], event["first_day"], event["last_day"]) if event else None


def _event_sentence(event: Json) -> str:
    language = get_language() or ""
    first, last = (date.fromisoformat(event[key]) for key in ("first_day", "last_day"))
    words = {
        "event": in_language(event["name"], language),
        "place": in_language(event["place_name"], language),
        "since": wording.long_date(first),
        "until": wording.long_date(last),
    }
    if first == last:
        return _("%(event)s, %(place)s: on %(since)s.") % words
    return _("%(event)s, %(place)s: from %(since)s to %(until)s.") % words


def _closed_sentence(place: str, closure: Json) -> str:
    return wording.closure(place, _period(closure))


def _ways(document: Json) -> dict[tuple[str, str], Way]:
    """Return the ways of a document by the places that they join."""
    legs = {leg["start"]: leg for leg in document["legs"]}
    return {
        (start["place"], end["place"]): _way(legs[start["order"]])
        for start, end in pairwise(document["stops"])
        if start["order"] in legs
    }


def _way(leg: Json) -> Way:
    line = leg["geometry"]["coordinates"] if leg["geometry"] else []
    return Way(
        mode=leg["mode"],
        basis=leg["basis"],
        distance_m=leg["distance_m"],
        duration_s=leg["duration_s"],
        is_approximate=leg["approximate"],
        coordinates=tuple((longitude, latitude) for longitude, latitude, *_z in line),
    )
