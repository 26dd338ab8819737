"""Say in the reader's language why a plan is as it is.

Each sentence stands alone: what is known, and what one can do about it. Nothing is said that the
planner did not find out.
"""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date

from django.utils import timezone
from django.utils.text import capfirst
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from circuits.planner.alternatives import Alternative, Kind
from circuits.planner.errors import ImpossibleDay
from circuits.planner.prices import Price
from circuits.planner.reasons import LeftOut, Reason, Why, WhyNot
from circuits.planner.simulate import Robustness
from circuits.planner.wish import Wish, WishKind
from circuits.plans.answer import Answer, PlannedStop
from circuits.plans.appeal import Merit
from circuits.plans.form import LABELS
from geodata import wording
from geodata.models import Category, Place

MOST_REASONS = 3
SHORTEST_DETOUR_S = 60
NOT_OPEN = frozenset({WhyNot.CLOSED, WhyNot.OPENS_LATE, WhyNot.CLOSES_EARLY})


def listed(names: Iterable[str]) -> str:
    """Return names as a list in a sentence: the souk, the museum and the square."""
    found = list(names)
    if len(found) < 2:
        return "".join(found)
    return _("%(first)s and %(last)s") % {
        "first": _(", ").join(found[:-1]),
        "last": found[-1],
    }


def why_in(answer: Answer, stop: PlannedStop) -> list[str]:
    """Return why a stop is in, the strongest reason first."""
    reasons = answer.reasons
    found: list[str] = []
    if reasons is not None:
        for reason in reasons.why.get(stop.place.slug, ()):
            sentence = _planned(reason, stop)
            if sentence:
                found.append(sentence)
    for merit in stop.appeal.merits:
        found.append(_merit(merit, stop))
    on_the_way = _on_the_way(answer, stop)
    return [*dict.fromkeys(filter(None, found))][:MOST_REASONS] + on_the_way


def _planned(reason: Reason, stop: PlannedStop) -> str:
    """Return what the planner says of a stop, where its merits do not say it better."""
    match reason.why:
        case Why.MUST_SEE:
            return _("You asked for it.")
        case Why.FIRST:
            return _("You wanted to begin here.")
        case Why.LUNCH:
            return _("One can eat here.")
        case Why.ONLY_THIS_DAY:
            return _("Of your days it is open on this one alone.")
    return ""


def _merit(merit: Merit, stop: PlannedStop) -> str:
    """Return in a sentence what makes a place worth a visit."""
    appeal = stop.appeal
    match merit:
        case Merit.CRAFT:
            return _("You asked for it: %(crafts)s.") % {"crafts": listed(appeal.wanted_crafts)}
        case Merit.PEOPLE if appeal.facts.are_samples:
            return ngettext(
                "%(count)d maker is there that day (a sample).",
                "%(count)d makers are there that day (samples).",
                appeal.facts.people,
            ) % {"count": appeal.facts.people}
        case Merit.PEOPLE:
            return ngettext(
                "%(count)d maker is there that day.",
                "%(count)d makers are there that day.",
                appeal.facts.people,
            ) % {"count": appeal.facts.people}
        case Merit.ONLY_HERE:
            number = appeal.facts.products_only_here
            return ngettext(
                "%(count)d product is known to be sold here alone.",
                "%(count)d products are known to be sold here alone.",
                number,
            ) % {"count": number}
        case Merit.MARKET_DAY:
            return _("It is open on few days of the week, and this is one.")
        case Merit.MAIN:
            return _("It is one of the town's main places.")
        case Merit.INTEREST if appeal.interest is not None:
            return _("It goes with what you like: %(interest)s.") % {
                "interest": LABELS[appeal.interest]
            }
    return ""


def _on_the_way(answer: Answer, stop: PlannedStop) -> list[str]:
    reasons = answer.reasons
    own = reasons.why.get(stop.place.slug, ()) if reasons is not None else ()
    detour_s = next((reason.detour_s for reason in own if reason.why == Why.ON_THE_WAY), None)
    if detour_s is None or stop.number == 1:
        return []
    if detour_s < SHORTEST_DETOUR_S:
        return [_("It lies on your way.")]
    return [_("It is a detour of %(time)s.") % {"time": wording.duration(detour_s / 60)}]


def why_not(answer: Answer, left: LeftOut) -> str:
    """Return why a place is not in."""
    match left.why:
        case WhyNot.AVOIDED:
            return _("You left it out.")
        case WhyNot.CAPACITY:
            return _("There is room for %(limit)d people, and you are %(found)d.") % {
                "limit": left.limit,
                "found": left.found,
            }
        case WhyNot.NOT_ACCESSIBLE:
            return _("A wheelchair does not get in, as far as is known.")
        case WhyNot.NO_WAY:
            return _("No way there is known.")
        case WhyNot.TOO_FAR:
            return _("You would walk %(found)s; you set %(limit)s.") % {
                "found": wording.distance(left.found or 0),
                "limit": wording.distance(left.limit or 0),
            }
        case WhyNot.BUDGET:
            return _("Admission would come to %(found)d MAD; you set %(limit)d MAD.") % {
                "found": left.found,
                "limit": left.limit,
            }
        case WhyNot.AT_MOST:
            return _("There are enough places of its kind.")
        case WhyNot.CONFLICT:
            return _("It does not fit with what you asked for: %(wishes)s.") % {
                "wishes": listed(wish(answer, one) for one in left.conflicts_with)
            }
    if left.why in NOT_OPEN:
        return _not_open(answer, left)
    return _crowded_out(answer, left)


def _not_open(answer: Answer, left: LeftOut) -> str:
    request = answer.request
    if left.key in answer.to_check:
        return _("Its hours are not known; places like it are usually closed then.")
    match left.why:
        case WhyNot.OPENS_LATE:
            why = _("It opens only at %(time)s.") % {"time": _clock(left.opens_s or 0)}
        case WhyNot.CLOSES_EARLY:
            why = _("It closes at %(time)s, before you can be there.") % {
                "time": _clock(left.closes_s or 0)
            }
        case _closed if len(left.closed_on) == 1:
            why = _("It is closed %(day)s.") % {"day": near_day(left.closed_on[0])}
        case _other:
            why = _("It is closed on your days.")
    if left.next_opening is None or left.next_opening in request.dates:
        return why
    return _("%(why)s It opens next %(day)s.") % {"why": why, "day": near_day(left.next_opening)}


def _crowded_out(answer: Answer, left: LeftOut) -> str:
    """Return what it would take to have a place in that fits the rules but not the time."""
    given_up = [answer.places[key].name for key in left.gives_up]
    if left.why == WhyNot.LOWER_INTEREST and given_up:
        return _("It would take the place of %(places)s, which meets your wishes better.") % {
            "places": listed(given_up)
        }
    if left.why == WhyNot.LOWER_INTEREST:
        return _("What fills the time meets your wishes better.")
    parts = []
    if left.more_s:
        parts.append(
            _("You would need about %(time)s more.") % {"time": wording.duration(left.more_s / 60)}
        )
    if left.instead_of is not None:
        parts.append(
            _("Without %(place)s there would be room.")
            % {"place": answer.places[left.instead_of].name}
        )
    elif given_up:
        parts.append(_("Without %(places)s there would be room.") % {"places": listed(given_up)})
    return " ".join(parts) or _("There is no time left for it.")


def price(answer: Answer, found: Price) -> str:
    """Return what a wish costs; "" where it costs nothing."""
    if not found.brings:
        return ""
    names = [answer.places[key].name for key in found.brings]
    return _("Without this wish there would be room for %(places)s.") % {"places": listed(names)}


def impossible(error: ImpossibleDay) -> str:
    """Return why a day cannot be planned at all."""
    match error.reason:
        case "no_way":
            return _("No way is known from where you start to where you want to end.")
        case "walk":
            return _("From start to end it is %(found)s, and you walk %(limit)s at most.") % {
                "found": wording.distance(error.found),
                "limit": wording.distance(error.limit),
            }
    return _("The way from start to end alone takes %(found)s, and you have %(limit)s.") % {
        "found": wording.duration(error.found / 60),
        "limit": wording.duration(error.limit / 60),
    }


def robustness(word: Robustness) -> str:
    """Return how safely a plan keeps to the hours."""
    match word:
        case Robustness.SURE:
            return _("Leaves time to spare")
        case Robustness.LIKELY:
            return _("Works if you keep to the times")
        case _other:
            return _("Tight: a delay may cost you a stop")


def alternative(other: Alternative) -> str:
    """Return what another plan is better at."""
    match other.kind:
        case Kind.SHORTER_WALK:
            return _("Walk %(distance)s less") % {"distance": wording.distance(-other.walk_more_m)}
        case Kind.CHEAPER:
            return _("Pay %(amount)d MAD less") % {"amount": round(-other.fees_more_mad)}
        case _more:
            return _("See more of what you like")


def to_give_up(answer: Answer) -> list[str]:
    """Return the wishes that stand in the way of the others, each in words."""
    return [wish(answer, one) for one in answer.to_give_up or ()]


def wish(answer: Answer, one: Wish) -> str:
    """Return a wish in words."""
    names = [answer.places[key].name for key in one.keys if key in answer.places]
    match one.kind:
        case WishKind.MUST_SEE:
            return _("see %(place)s") % {"place": listed(names)}
        case WishKind.FIRST:
            return _("begin with %(place)s") % {"place": listed(names)}
        case WishKind.BEFORE if len(names) == 2:
            return _("%(earlier)s before %(later)s") % {"earlier": names[0], "later": names[1]}
        case WishKind.LUNCH:
            return _("the hour for lunch")
        case WishKind.BUDGET:
            return _("admission of %(amount)d MAD at most") % {"amount": answer.request.budget_mad}
        case WishKind.AT_MOST:
            kind = one.keys[0]
            return _("%(kind)s: %(most)d at most") % {
                "kind": Category(kind).label,
                "most": answer.request.at_most.get(kind, 0),
            }
        case WishKind.WALK:
            return _("walk %(distance)s at most") % {
                "distance": wording.distance(answer.request.max_walk_m or 0)
            }
        case WishKind.WHEELCHAIR:
            return _("by wheelchair")
    return _("the order of the stops")


def gain(day: date, places: Iterable[Place]) -> str:
    """Return what one would see on another day."""
    return _("%(day)s you would also see %(places)s.") % {
        "day": capfirst(near_day(day)),
        "places": listed(place.name for place in places),
    }


def near_day(day: date) -> str:
    """Return today, tomorrow or the date."""
    return wording.near_day(day, timezone.localdate())


def _clock(seconds: int) -> str:
    return f"{seconds // 3600 % 24:02d}:{seconds % 3600 // 60:02d}"
