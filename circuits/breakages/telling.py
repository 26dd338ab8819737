"""Say what breaks a circuit, and what is proposed, in sentences that an officer reads."""

from __future__ import annotations

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from circuits.breakages.finding import Breakage, Cause, Trouble
from circuits.breakages.proposals import Extent, Kind, Proposal
from circuits.models import StandIn
from geodata import wording


def trouble_sentence(trouble: Trouble) -> str:
    """Return why a stop does not work."""
    place, period, timed = {"place": trouble.stop.place.name}, trouble.period, trouble.timed
    if trouble.cause == Cause.GONE:
        return _("%(place)s is not shown to the public any more.") % place
    if trouble.cause == Cause.NO_SPOT:
        return _("Nobody knows the spot of %(place)s.") % place
    if trouble.cause == Cause.NO_HOURS:
        return _("Nobody knows the hours of %(place)s.") % place
    if period is not None and period.since is not None:
        return wording.closure(trouble.stop.place.name, period)
    if timed is None or timed.arrival is None:
        return _("%(place)s is closed.") % place
    words = {"time": wording.clock(timed.arrival), "hours": wording.day_hours(timed.day)}
    return _("One comes to %(place)s at %(time)s; its hours on that day: %(hours)s.") % (
        place | words
    )


def days_sentence(breakage: Breakage, trouble: Trouble) -> str:
    """Return on how many of the looked at days a stop does not work, and on which first."""
    number = len(trouble.days)
    if number == len(breakage.days):
        return _("On each of its days in the coming four weeks.")
    words = {
        "count": number,
        "total": len(breakage.days),
        "day": wording.long_date(trouble.days[0]),
    }
    return (
        ngettext(
            "On %(count)d of its %(total)d days in the coming four weeks, first on %(day)s.",
            "On %(count)d of its %(total)d days in the coming four weeks, first on %(day)s.",
            number,
        )
        % words
    )


def proposal_sentence(proposal: Proposal) -> str:
    """Return what would be done."""
    words = {"place": proposal.trouble.stop.place.name}
    if proposal.kind == Kind.START:
        return _("Start at %(time)s.") % {"time": f"{proposal.variant.start_time:%H:%M}"}
    if proposal.kind == Kind.DAYS:
        if proposal.held_on is not None:
            words["day"] = wording.long_date(proposal.held_on)
            return _("Offer it on %(day)s instead of the day on which %(place)s is closed.") % words
        return _("Do not offer it on the days on which %(place)s is closed.") % words
    if proposal.kind == Kind.ORDER:
        names = _(", ").join(call.place.name for call in proposal.variant.calls)
        return _("Visit the stops in another order: %(places)s.") % {"places": names}
    if proposal.kind == Kind.REPLACE and proposal.place is not None:
        return _("Go to %(other)s instead of %(place)s.") % (words | {"other": proposal.place.name})
    return _("Leave %(place)s out.") % words


def effects(proposal: Proposal) -> list[str]:
    """Return what comes of it: how long the circuit is, what is still open, what is lost."""
    told = [_extent_sentence(proposal.before, proposal.after)]
    if not proposal.is_certain and proposal.place is not None:
        told.append(_("Nobody knows the hours of %(place)s.") % {"place": proposal.place.name})
    if proposal.kind in (Kind.REPLACE, Kind.LEAVE_OUT):
        text = _(
            "What the circuit tells of %(place)s, its note, people and products, goes with it."
        )
        told.append(text % {"place": proposal.trouble.stop.place.name})
    number = len(proposal.still_broken)
    if number:
        text = ngettext(
            "On %(count)d day another stop still does not work.",
            "On %(count)d days another stop still does not work.",
            number,
        )
        told.append(text % {"count": number})
    return told


def put_back_sentence(stand_in: StandIn) -> str:
    """Return which stop could be put back."""
    words = {"place": stand_in.place.name}
    if stand_in.instead is None:
        return _("%(place)s was left out for a closure, which is over.") % words
    words["other"] = stand_in.instead.name
    return _("%(other)s stands in for %(place)s, whose closure is over.") % words


def _extent_sentence(before: Extent, after: Extent) -> str:
    words = {
        "length": wording.distance(after.distance_m),
        "time": wording.duration(after.minutes),
    }
    if (before.distance_m, before.minutes) == (after.distance_m, after.minutes):
        return _("It stays as long as it is: about %(length)s and %(time)s.") % words
    words |= {
        "length_before": wording.distance(before.distance_m),
        "time_before": wording.duration(before.minutes),
    }
    text = _(
        "It is then about %(length)s long and takes about %(time)s; now, %(length_before)s and "
        "%(time_before)s."
    )
    told = text % words
    if before.is_known and after.is_known:
        return told
    return told + " " + _("Ways to spots that nobody knows are not in it.")
