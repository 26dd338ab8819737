"""Propose how a circuit that breaks could work again, and do what a publisher chooses.

Whatever is proposed has been computed: the circuit as it would be gets its ways from the same
streets and its times from the same clock, and is looked at on the same days. A proposal is made
only if its stop then works on all of them and no other one stops to.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import date, time
from enum import StrEnum
from typing import Any

from django.contrib.gis.db.models.functions import GeometryDistance
from django.contrib.gis.geos import Point
from django.db import transaction
from django.db.models import Q
from django.utils import timezone
from modeltranslation.utils import get_translation_fields

from circuits import upkeep
from circuits.breakages.finding import (
    Breakage,
    Cause,
    Pairs,
    Trouble,
    reviewed,
    start_days,
    timetable,
)
from circuits.models import Circuit, StandIn, Stop
from circuits.schedule import Stay
from circuits.ways import Network, Way, spot_of, ways
from geodata import findable, opening, territory
from geodata.estimates import straight_m
from geodata.history.models import Revision
from geodata.history.recording import recording
from geodata.models import Closure, Place, PositionQuality
from geodata.opening import Rules, State
from geodata.rules import rules_by_id
from geodata.wording import last_moment

REPLACEMENTS = 2
NEAREST = 12  # that are looked at
FARTHEST_M = {"foot": 1500, "wheelchair": 1000, "car": 20_000}
HALF_HOURS = [time(half // 2, half % 2 * 30) for half in range(12, 41)]  # from 6 to 20
WEEKDAYS = ("Mo", "Tu", "We", "Th", "Fr", "Sa", "Su")  # as opening hours have them
DAY_MINUTES = 24 * 60
MOST_STOPS = 9  # of a circuit whose stops are put in another order


class Kind(StrEnum):
    """What is proposed, the least first."""

    START = "start"
    DAYS = "days"
    ORDER = "order"
    REPLACE = "replace"
    LEAVE_OUT = "leave_out"


@dataclass(frozen=True)
class Call:
    """A stop as it would be: its place, how long one stays, how one leaves."""

    stop: Stop
    place: Place
    dwell_minutes: int
    mode: str


@dataclass(frozen=True)
class Variant:
    """A circuit as it is or would be; ``days`` is OSM ``opening_hours``, empty for every day."""

    calls: tuple[Call, ...]
    start_time: time
    days: str

    @classmethod
    def of(cls, breakage: Breakage) -> Variant:
        """Return a circuit as it is."""
        circuit = breakage.circuit
        calls = (
            Call(stop, stop.place, stop.dwell_minutes, stop.onward_mode or circuit.mode)
            for stop in breakage.stops
        )
        return cls(tuple(calls), circuit.start_time, circuit.days)


@dataclass(frozen=True)
class Extent:
    """How long a circuit is and takes, stays included, as far as its ways are known."""

    distance_m: int
    minutes: int
    is_approximate: bool
    is_known: bool

    @classmethod
    def of(cls, variant: Variant, some: Sequence[Way]) -> Extent:
        """Return the extent of a variant with its ways."""
        way_s = sum(way.duration_s or 0 for way in some)
        return cls(
            distance_m=sum(way.distance_m or 0 for way in some),
            minutes=sum(call.dwell_minutes for call in variant.calls) + way_s // 60,
            is_approximate=any(way.is_approximate for way in some),
            is_known=all(way.duration_s is not None for way in some),
        )


@dataclass(frozen=True)
class Proposal:
    """What could be done about one stop, and what the circuit would be then.

    Attributes
    ----------
    key
        Names it among the proposals for its circuit, as long as nothing around changes.
    still_broken
        The start days on which other stops do not work even so.
    is_certain
        Whether the hours of the place that takes the stop's turn are known.
    held_on
        The day of a moved market that the circuit would be offered on.
    """

    key: str
    kind: Kind
    trouble: Trouble
    variant: Variant
    before: Extent
    after: Extent
    still_broken: tuple[date, ...] = ()
    place: Place | None = None
    is_certain: bool = True
    held_on: date | None = None


def proposals(breakage: Breakage, network: Network | None = None) -> list[Proposal]:
    """Return what could be done about each stop that breaks a circuit, the least first."""
    workshop = _Workshop(breakage, network or Network.now())
    found: dict[str, Proposal] = {}
    for trouble in breakage.troubles:
        for proposal in workshop.about(trouble):
            found.setdefault(proposal.key, proposal)
    order = list(Kind)
    return sorted(found.values(), key=lambda one: order.index(one.kind))


def apply(circuit: Circuit, key: str, *, by: Any = None) -> Proposal | None:
    """Do what is proposed for a published circuit; None where it is not proposed any more.

    Stops, ways, edition and search follow, as after a change at the desk. A stop that goes for a
    closure can be put back when that is over: see `circuits.breakages.putting_back`.
    """
    with transaction.atomic(), upkeep.deferred(), findable.deferred():
        list(Circuit.objects.select_for_update().filter(pk=circuit.pk).values("pk"))
        for breakage in reviewed(Circuit.objects.public().filter(pk=circuit.pk)):
            for proposal in proposals(breakage):
                if proposal.key == key:
                    with recording(by, kind=Revision.Kind.MEND) as made:
                        _write(breakage.circuit, proposal)
                    _remember(proposal, made.revision)
                    return proposal
    return None


def _remember(chosen: Proposal, revision: Revision | None) -> None:
    """Note which closure a stop went for, if it went for one."""
    period, stop = chosen.trouble.period, chosen.trouble.stop
    is_missing = chosen.kind in (Kind.REPLACE, Kind.LEAVE_OUT)
    if is_missing and revision is not None and period is not None and period.key is not None:
        StandIn.objects.create(
            circuit_id=stop.circuit_id,
            revision=revision,
            closure_id=period.key,
            place_id=stop.place_id,
            instead=chosen.place,
        )


def _write(circuit: Circuit, chosen: Proposal) -> None:
    variant = chosen.variant
    stop = Stop.objects.get(pk=chosen.trouble.stop.pk)  # the proposal goes on telling what it was
    if chosen.kind in (Kind.START, Kind.DAYS):
        circuit.start_time, circuit.days = variant.start_time, variant.days
        circuit.save()
    elif chosen.kind == Kind.LEAVE_OUT:
        stop.delete()
    elif chosen.kind == Kind.REPLACE and chosen.place is not None:
        stop.place = chosen.place
        for column in get_translation_fields("note"):  # which speaks of the other place
            setattr(stop, column, "")
        stop.save()
        stop.artisans.clear()
        stop.products.clear()
    else:
        for order, call in enumerate(variant.calls, start=1):
            if call.stop.order != order:
                call.stop.order = order
                call.stop.save()


class _Workshop:
    """Makes variants of a circuit that breaks, and judges them."""

    def __init__(self, breakage: Breakage, network: Network) -> None:
        self.breakage = breakage
        self.circuit = breakage.circuit
        self.network = network
        self.now = Variant.of(breakage)
        places = {stop.place_id for stop in breakage.stops}
        self.rules = rules_by_id(Place.objects.filter(pk__in=places))
        self._found: dict[tuple[tuple[int, str], ...], tuple[Way, ...]] = {}
        self.before = Extent.of(self.now, self._ways(self.now))

    def about(self, trouble: Trouble) -> Iterator[Proposal]:
        """Yield what could be done about a stop."""
        if trouble.cause != Cause.GONE:
            if self._opens(trouble):
                yield from self._another_time(trouble)
                yield from self._another_order(trouble)
            yield from self._other_days(trouble)
        yield from self._another_place(trouble)
        yield from self._without(trouble)

    def _opens(self, trouble: Trouble) -> bool:
        """Tell whether a stop opens at all on each day that breaks."""
        rules, calendar = self.rules[trouble.stop.place_id], territory.current().calendar
        return all(opening.on(rules, day, calendar).intervals for day in trouble.days)

    def _another_time(self, trouble: Trouble) -> Iterator[Proposal]:
        """Start at the time that mends most, and of several at the nearest to the usual one."""
        now = _minutes(self.now.start_time)
        found = []
        for start_time in HALF_HOURS:
            variant = replace(self.now, start_time=start_time)
            if _minutes(start_time) + self.before.minutes >= DAY_MINUTES:
                continue
            proposal = self._judged(f"start-{start_time:%H%M}", Kind.START, trouble, variant)
            if proposal is not None:
                found.append(
                    (len(proposal.still_broken), abs(_minutes(start_time) - now), proposal)
                )
        if found:
            yield min(found, key=lambda one: one[:2])[2]

    def _other_days(self, trouble: Trouble) -> Iterator[Proposal]:
        """Do not offer the circuit on the days on which the stop is closed."""
        period = trouble.period
        held_on = None
        if period is None:
            days = _without_weekdays(self.breakage, trouble)
        elif period.until is None:
            return
        else:
            ends = last_moment(period.until).astimezone(territory.current().timezone).date()
            days = f"{self.now.days or 'Mo-Su'}; {_dates(trouble.days[0], ends)} off"
            if period.held_on and period.held_on >= timezone.localdate():
                held_on = period.held_on
                proposal = self._with_days(trouble, f"{days}; {_dates(held_on, held_on)}", held_on)
                if proposal is not None:
                    yield proposal
                    return
        proposal = self._with_days(trouble, days, None)
        if proposal is not None:
            yield proposal

    def _with_days(self, trouble: Trouble, days: str, held_on: date | None) -> Proposal | None:
        longest = Circuit._meta.get_field("days").max_length or 0
        if not days or len(days) > longest:
            return None
        variant = replace(self.now, days=days)
        proposal = self._judged("days", Kind.DAYS, trouble, variant)
        if proposal is None or (held_on and held_on not in self._days(variant)):
            return None
        return replace(proposal, held_on=held_on)

    def _another_order(self, trouble: Trouble) -> Iterator[Proposal]:
        """Come to the stop at another turn, or go the other way round; the shortest that works."""
        calls = self.now.calls
        if len(calls) > MOST_STOPS:
            return
        index = next(n for n, call in enumerate(calls) if call.stop.pk == trouble.stop.pk)
        others = (*calls[:index], *calls[index + 1 :])
        orders = {(*others[:turn], calls[index], *others[turn:]) for turn in range(len(calls))} | {
            calls[::-1]
        }
        found = []
        for order in orders - {calls}:
            key = "order-" + "-".join(str(call.stop.pk) for call in order)
            proposal = self._judged(key, Kind.ORDER, trouble, replace(self.now, calls=order))
            if proposal is not None:
                found.append(proposal)
        if found:
            yield min(found, key=lambda one: (len(one.still_broken), one.after.minutes, one.key))

    def _another_place(self, trouble: Trouble) -> Iterator[Proposal]:
        """Go where the closure sends people, else to the nearest place of its kind."""
        taken = {call.place.pk for call in self.now.calls}
        found = 0
        for place in self._candidates(trouble):
            if place.pk in taken:
                continue
            taken.add(place.pk)
            calls = tuple(
                replace(call, place=place) if call.stop.pk == trouble.stop.pk else call
                for call in self.now.calls
            )
            proposal = self._judged(
                f"replace-{trouble.stop.pk}-{place.pk}",
                Kind.REPLACE,
                trouble,
                replace(self.now, calls=calls),
            )
            if proposal is not None:
                yield replace(proposal, place=place, is_certain=self._is_certain(proposal, place))
                found += 1
            if found == REPLACEMENTS:
                return

    def _candidates(self, trouble: Trouble) -> Iterator[Place]:
        public = Place.objects.public().select_related("parent__parent")
        if trouble.period is not None and trouble.period.key is not None:
            closures = Closure.objects.filter(pk=trouble.period.key).exclude(instead=None)
            yield from public.filter(pk__in=closures.values("instead"))
        anchor = self._anchor(trouble.stop)
        if anchor is None:
            return
        place = trouble.stop.place
        alike = Q(category=place.category) | Q(crafts__in=place.crafts.all())
        near = (
            public.filter(alike, pk__in=public.exclude(geometry=None))
            .exclude(position_quality=PositionQuality.SAMPLE)
            .exclude(parent=place)
            .order_by(GeometryDistance("geometry", anchor), "pk")
            .distinct()[: NEAREST * 2]
        )
        here = (anchor.x, anchor.y)
        farthest_m = FARTHEST_M[trouble.stop.onward_mode or self.circuit.mode]
        spots = {one.pk: spot_of(one).position for one in near}
        by_distance = sorted(
            (straight_m(here, spot), pk) for pk, spot in spots.items() if spot is not None
        )
        by_pk = {one.pk: one for one in near}
        yield from (by_pk[pk] for distance_m, pk in by_distance if distance_m <= farthest_m)

    def _anchor(self, stop: Stop) -> Point | None:
        """Return where the stop is; if nobody knows, where the nearest stop in its turn is."""
        calls = list(self.now.calls)
        index = next(n for n, call in enumerate(calls) if call.stop.pk == stop.pk)
        by_turn = sorted(range(len(calls)), key=lambda turn: abs(turn - index))
        points = (calls[turn].place.routable_point for turn in by_turn)
        return next((point for point in points if point is not None), None)

    def _without(self, trouble: Trouble) -> Iterator[Proposal]:
        """Leave the stop out."""
        calls = tuple(call for call in self.now.calls if call.stop.pk != trouble.stop.pk)
        if len(calls) < 2:
            return
        variant = replace(self.now, calls=calls)
        proposal = self._judged(f"leave-out-{trouble.stop.pk}", Kind.LEAVE_OUT, trouble, variant)
        if proposal is not None:
            yield proposal

    def _judged(self, key: str, kind: Kind, trouble: Trouble, variant: Variant) -> Proposal | None:
        """Return a proposal if its stop works then on every day, and none breaks that did not."""
        known = self.breakage.pairs
        tried = trouble.days if kind in (Kind.START, Kind.ORDER) else self._days(variant)
        some = self._ways(variant)
        # Most variants fail on the first day already.
        for some_days in (tried[:1], tried):
            left = self._broken(variant, some, some_days)
            if not self._is_better(left, known, trouble):
                return None
        days = self._days(variant)
        if not days:
            return None
        if len(tried) < len(days):
            left = self._broken(variant, some, days)
            if not self._is_better(left, known, trouble):
                return None
        return Proposal(
            key=key,
            kind=kind,
            trouble=trouble,
            variant=variant,
            before=self.before,
            after=Extent.of(variant, some),
            still_broken=tuple(sorted({day for day, _place in left})),
        )

    def _is_better(self, left: Pairs, known: Pairs, trouble: Trouble) -> bool:
        """Tell whether a stop works on all days, and no other one breaks that did not.

        On a day that the circuit is not offered on now, what breaks it now may break it too.
        """
        places = {place for _day, place in known}
        return all(
            place != trouble.stop.place_id
            and ((day, place) in known or (day not in self.breakage.days and place in places))
            for day, place in left
        )

    def _broken(self, variant: Variant, some: Sequence[Way], days: Iterable[date]) -> Pairs:
        days = tuple(days)
        gone = {call.place.pk for call in variant.calls if not call.place.is_public}
        timed = timetable(self._stays(variant, some), variant.start_time, days)
        return frozenset(
            (day, call.place.pk)
            for day, stops in timed.items()
            for call, stop in zip(variant.calls, stops, strict=True)
            if stop.is_closed or call.place.pk in gone
        )

    def _is_certain(self, proposal: Proposal, place: Place) -> bool:
        """Tell whether a place is known to be open on the days that break now."""
        variant = proposal.variant
        stays = self._stays(variant, self._ways(variant))
        index = next(n for n, call in enumerate(variant.calls) if call.place.pk == place.pk)
        timed = timetable(stays, variant.start_time, proposal.trouble.days)
        return all(stops[index].state == State.OPEN for stops in timed.values())

    def _days(self, variant: Variant) -> tuple[date, ...]:
        return start_days(Circuit(days=variant.days))

    def _ways(self, variant: Variant) -> tuple[Way, ...]:
        calls = variant.calls
        key = tuple((call.place.pk, call.mode) for call in calls)
        if key not in self._found:
            spots = [spot_of(call.place) for call in calls]
            modes = [call.mode for call in calls[:-1]]
            self._found[key] = ways(spots, modes, self.circuit.pace, self.network)
        return self._found[key]

    def _stays(self, variant: Variant, some: Sequence[Way]) -> list[Stay]:
        missing = {call.place.pk for call in variant.calls} - self.rules.keys()
        if missing:
            found = rules_by_id(Place.objects.filter(pk__in=missing))
            self.rules |= {pk: found.get(pk, Rules()) for pk in missing}
        onward: list[int | None] = [*(way.duration_s for way in some), None]
        return [
            Stay(self.rules[call.place.pk], call.dwell_minutes, onward_s)
            for call, onward_s in zip(variant.calls, onward, strict=True)
        ]


def _minutes(clock: time) -> int:
    return clock.hour * 60 + clock.minute


def _dates(first: date, last: date) -> str:
    """Return dates as opening hours have them: 2026 Dec 05, 2026 Dec 05-2026 Dec 31."""
    months = "Jan Feb Mar Apr May Jun Jul Aug Sep Oct Nov Dec".split()
    ends = [f"{day.year} {months[day.month - 1]} {day.day:02}" for day in (first, last)]
    return ends[0] if first == last else "-".join(ends)


def _without_weekdays(breakage: Breakage, trouble: Trouble) -> str:
    """Return the weekdays of a circuit without those on which a stop never works; "" if none."""
    works = {day.weekday() for day in breakage.days if day not in trouble.days}
    broken = {day.weekday() for day in trouble.days}
    if (
        works & broken or ";" in breakage.circuit.days
    ):  # a holiday, or Ramadan: on other weeks that weekday works
        days = "; ".join(f"{_dates(day, day)} off" for day in trouble.days)
        return f"{breakage.circuit.days or 'Mo-Su'}; {days}"
    return ",".join(WEEKDAYS[day] for day in sorted(works))
