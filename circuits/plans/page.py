"""What the page of a plan shows: the answer in words, and the links by which one pushes back."""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import date, datetime, timedelta
from itertools import pairwise

from django.urls import reverse
from django.utils import timezone
from django.utils.text import capfirst

from circuits import guidance
from circuits.guidance import Direction
from circuits.itinerary import ModeLength, mode_lengths
from circuits.planner.alternatives import Kind
from circuits.planner.reasons import WhyNot
from circuits.planner.wish import WishKind
from circuits.plans import features, wishes, words
from circuits.plans.address import query
from circuits.plans.answer import Answer, PlannedDay, PlannedStop
from circuits.plans.request import PlanRequest
from circuits.plans.taken import TakenPlan, taken
from circuits.takeaway.offer import Offer, Shelf, shelves, takeaway
from circuits.ways import Way
from geodata import territory
from geodata.models import Place

# For these no wish helps: the place would only be missing.
HOPELESS = frozenset({WhyNot.CLOSED, WhyNot.CAPACITY, WhyNot.NOT_ACCESSIBLE, WhyNot.NO_WAY})
ASKED_FOR = frozenset({WishKind.MUST_SEE, WishKind.FIRST})
LATER_MINUTES = 30
SHORTER_M = 200  # less is no reason to take another circuit


@dataclass(frozen=True)
class WayCard:
    """A way, with what is said of it. ``key`` is its feature on the map."""

    key: str
    way: Way
    name: str
    directions: tuple[Direction, ...]
    remarks: tuple[str, ...]


@dataclass(frozen=True)
class StopCard:
    """A stop, why it is in, and what a traveller may say to it; each link is a query."""

    stop: PlannedStop
    reasons: list[str]
    price: str
    keep: str
    let_go: str
    leave_out: str
    first: str
    earlier: str
    later: str
    swaps: list[tuple[Place, str]]
    onward: WayCard | None


@dataclass(frozen=True)
class DayCard:
    """A day with its stops and the ways from where it starts and to where it ends."""

    day: date
    departs_at: datetime
    returns_at: datetime
    lunch_at: datetime | None
    stops: list[StopCard]
    start: str
    end: str
    there: WayCard | None
    back: WayCard | None


@dataclass(frozen=True)
class LeftOutCard:
    """A place that is not in, why, and the query that puts it in; empty where none can."""

    place: Place
    reason: str
    add: str
    is_undone: bool


@dataclass(frozen=True)
class OtherPlan:
    """Another plan: what it is better at, and which places it has more and less."""

    label: str
    query: str
    more: str
    less: str


@dataclass(frozen=True)
class Gain:
    """What another day would bring."""

    sentence: str
    query: str
    day: date


@dataclass(frozen=True)
class PlanPage:
    """All that is shown of an answer."""

    answer: Answer
    days: list[DayCard]
    gains: list[Gain]
    left_out: list[LeftOutCard]
    others: list[OtherPlan]
    robustness: str
    missing: str
    to_give_up: list[str]
    prices: list[tuple[str, str]]
    lengths: list[ModeLength]
    admission_mad: int
    kept: str
    taken: TakenPlan | None
    offers: list[Offer]
    free: str
    now: str
    sooner: str
    later: str

    @property
    def shelves(self) -> list[Shelf]:
        """The files of all days, by their form."""
        return shelves(self.offers)


def plan_page(answer: Answer) -> PlanPage:
    """Return what the page of an answer shows, in the active language."""
    request = replace(answer.request, was=answer.order)
    reasons = answer.reasons
    whole = taken(answer) if answer.stops else None
    return PlanPage(
        answer=answer,
        days=[_day(answer, request, number) for number in range(len(answer.days))],
        gains=[
            Gain(words.gain(day, places), query(wishes.on(answer.request, day)), day)
            for day, places in answer.gains.items()
        ],
        left_out=_left_out(answer, request),
        others=_others(answer, request),
        robustness=words.robustness(reasons.robustness) if reasons and answer.stops else "",
        missing=words.listed(place.name for place in answer.missing),
        to_give_up=words.to_give_up(answer),
        prices=[
            (capfirst(words.wish(answer, price.wish)), words.price(answer, price))
            for price in (reasons.prices if reasons else ())
            if price.wish.kind not in ASKED_FOR
        ],
        lengths=mode_lengths(answer.ways),
        admission_mad=round(sum(float(stop.place.admission_mad or 0) for stop in answer.stops)),
        kept=query(wishes.fixed(answer.request, answer.order)),
        taken=whole,
        offers=[_offer(day, whole) for day in answer.days if whole and day.stops],
        free=query(replace(request, stops=())) if request.stops else "",
        now=_now(answer),
        sooner=_shifted(request, -LATER_MINUTES),
        later=_shifted(request, LATER_MINUTES),
    )


def _offer(day: PlannedDay, whole: TakenPlan) -> Offer:
    """Return the files of a day of a plan."""

    def address_of(extension: str) -> str:
        page = reverse("plans:take_away", args=[day.day.isoformat(), extension])
        return f"{page}?{whole.query}"

    return takeaway(day.day, [stop.place for stop in day.stops], address_of)


def _day(answer: Answer, request: PlanRequest, number: int) -> DayCard:
    day = answer.days[number]
    start = features.end_name(answer, request.origin)
    end = features.end_name(answer, request.destination)
    stops = day.stops
    nexts: dict[int, PlannedStop] = {one.number: other for one, other in pairwise(stops)}
    return DayCard(
        day=day.day,
        departs_at=day.departs_at,
        returns_at=day.returns_at,
        lunch_at=day.lunch_at,
        stops=[
            _stop(answer, request, stop, stops, position, nexts.get(stop.number))
            for position, stop in enumerate(stops)
        ],
        start=start,
        end=end,
        there=_way(f"there-{number + 1}", day.way_there, start, stops[0].place) if stops else None,
        back=_way(f"back-{number + 1}", day.way_back, stops[-1].place.name, end) if stops else None,
    )


def _way(key: str, way: Way | None, start: str, end: Place | str) -> WayCard | None:
    if way is None:
        return None
    name = end if isinstance(end, str) else end.name
    remarks = () if isinstance(end, str) else guidance.remarks(way, end)
    return WayCard(key, way, name, guidance.directions(way, start, name), remarks)


def _stop(
    answer: Answer,
    request: PlanRequest,
    stop: PlannedStop,
    stops: tuple[PlannedStop, ...],
    position: int,
    following: PlannedStop | None,
) -> StopCard:
    slug = stop.place.slug
    reasons = answer.reasons
    swaps = reasons.swaps.get(slug, ()) if reasons else ()
    earlier = stops[position - 1].place.slug if position else ""
    is_kept = stop.is_wish or stop.is_first
    return StopCard(
        stop=stop,
        reasons=words.why_in(answer, stop),
        price=_price(answer, slug),
        keep="" if is_kept else query(wishes.keep(request, slug)),
        let_go=query(wishes.let_go(request, slug)) if is_kept else "",
        leave_out=query(wishes.leave_out(request, slug)),
        first=query(wishes.begin_with(request, slug)) if stop.number > 1 else "",
        earlier=query(wishes.in_order(request, slug, earlier)) if earlier else "",
        later=query(wishes.in_order(request, following.place.slug, slug)) if following else "",
        swaps=[(other, query(wishes.swap(request, slug, other.slug))) for other in swaps],
        onward=_way(str(stop.number), stop.way_on, stop.place.name, following.place)
        if following
        else None,
    )


def _price(answer: Answer, slug: str) -> str:
    """Return what it costs to have asked for a place."""
    found = answer.reasons.prices if answer.reasons else ()
    own = (price for price in found if price.wish.kind in ASKED_FOR and slug in price.wish.keys)
    return next((words.price(answer, price) for price in own), "")


def _left_out(answer: Answer, request: PlanRequest) -> list[LeftOutCard]:
    if answer.reasons is None or request.stops:
        return []
    return [
        LeftOutCard(
            place=answer.places[left.key],
            reason=words.why_not(answer, left),
            add=""
            if left.why in HOPELESS
            else query(
                wishes.let_go(request, left.key)
                if left.why == WhyNot.AVOIDED
                else wishes.keep(request, left.key)
            ),
            is_undone=left.why == WhyNot.AVOIDED,
        )
        # What one has left out oneself comes first, so that it can be taken back at once.
        for left in sorted(answer.reasons.left_out, key=lambda one: one.why != WhyNot.AVOIDED)
    ]


def _others(answer: Answer, request: PlanRequest) -> list[OtherPlan]:
    if answer.reasons is None or request.stops:
        return []
    own = set(answer.plan.keys)
    return [
        OtherPlan(
            label=words.alternative(other),
            query=query(wishes.fixed(answer.request, [day.keys for day in other.plan.days])),
            more=words.listed(
                answer.places[key].name for key in other.plan.keys if key not in own
            ),
            less=words.listed(
                answer.places[key].name for key in own - set(other.plan.keys)
            ),
        )
        for other in answer.reasons.alternatives
        if other.kind != Kind.SHORTER_WALK or -other.walk_more_m >= SHORTER_M
    ]  # fmt: skip


def _now(answer: Answer) -> str:
    """Return the query of the same stops from now on; empty where the day is too far gone."""
    if len(answer.days) > 1 or not answer.stops:
        return ""
    request = answer.request
    here = territory.current().timezone
    now = timezone.now().astimezone(here) + timedelta(minutes=5)
    now = now.replace(minute=now.minute // 5 * 5, second=0, microsecond=0)
    midnight = datetime.combine(request.day, request.starts_at)
    lasts = datetime.combine(request.day, request.ends_at) - midnight
    ends = min(now + lasts, now.replace(hour=23, minute=55))
    if ends <= now or request.day < now.date():
        return ""
    fixed = wishes.fixed(answer.request, answer.order)
    return query(
        replace(
            fixed,
            day=now.date(),
            starts_at=now.time().replace(tzinfo=None),
            ends_at=ends.time().replace(tzinfo=None),
        )
    )


def _shifted(request: PlanRequest, minutes: int) -> str:
    found = wishes.shifted(request, minutes)
    return query(found) if found else ""
