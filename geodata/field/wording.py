"""The words of the field, for the scripts that fill its page without a network."""

from __future__ import annotations

from typing import Any

from django.utils.formats import get_format
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from geodata.field.form import NO_NAME, NO_NOTE
from geodata.field.models import Observation
from geodata.models import PositionQuality
from geodata.templatetags import map_texts

_LENGTHS = ("metres", "kilometres", "locate_refused", "locate_failed", "locating", "within")


def texts() -> dict[str, Any]:
    """Return every sentence by the key that the scripts use."""
    lengths = {name: text for name, text in map_texts.texts().items() if name in _LENGTHS}
    kinds = {f"kind_{kind.value}": str(kind.label) for kind in Observation.Kind}
    qualities = {f"quality_{quality.value}": str(quality.label) for quality in PositionQuality}
    return (
        {"decimal_mark": get_format("DECIMAL_SEPARATOR")}
        | lengths
        | kinds
        | qualities
        | _list()
        | _measuring()
        | _keeping()
        | _counted()
    )


def _list() -> dict[str, str]:
    return {
        "surveyed_of": _("%(done)d of %(all)d surveyed"),
        "main_first": _("Main places to survey first"),
        "unlocated": _("To be surveyed"),
        "approximate": _("Approximate positions"),
        "old": _("To be looked at again"),
        "done": _("Surveyed and looked at this year"),
        "main_place": _("main place"),
        "away": _("%(distance)s away"),
        "checked": _("checked on the spot on %(date)s"),
        "never_checked": _("not checked on the spot yet"),
        "inside": _("inside %(place)s"),
        "not_public": _("not public yet"),
        "nothing_kept": _("The list is not on this phone yet: connect once, signed in."),
        "left_out": _("%(number)d more places are not on this phone."),
        "somewhere_in": _("Somewhere in %(place)s: %(number)d"),
        "you": _("You are here"),
        "choose_place": _("none of these"),
    }


def _measuring() -> dict[str, str]:
    return {
        "measuring": _("Stand still, with the phone in the open. Half a minute is good."),
        "first_wait": _("Looking for satellites…"),
        "good_to": _("good to %(accuracy)d m"),
        "spread": _("they lie within %(spread)d m"),
        "far_from_known": _("%(distance)s from the position on the map"),
        "too_rough": _(
            "Still too rough to be kept: it has to be good to %(most)d m. Step away from walls "
            "and wait."
        ),
        "too_few": _("A few more positions are needed."),
        "good_enough": _("Good. It gets little better by waiting longer."),
        "not_in_town": _("You are not in town: such a position cannot be kept."),
        "sketch": _("The positions measured so far, north up"),
        "near_already": _("On the map already, near where you stand: %(names)s"),
    }


def _keeping() -> dict[str, str]:
    return {
        "kept": _("Kept on this phone. It is sent by itself as soon as there is a connection."),
        "sending": _("It is being sent…"),
        "outcome_applied": _("taken over"),
        "outcome_waiting": _("arrived; it waits for a publisher"),
        "outcome_conflict": _("arrived; somebody else has changed the place, the desk decides"),
        "outcome_refused": _("set aside"),
        "waiting": _("waiting on your phone"),
        "waiting_busy": _("the site is busy; it is sent later by itself"),
        "waiting_signed_out": _("waiting until you sign in"),
        "refused": _("was not taken"),
        "sign_in": _("You are signed out. Nothing is lost: sign in, and what waits is sent."),
        "sign_in_as": _(
            "Some of it was observed by %(name)s: it waits until %(name)s signs in here."
        ),
        "ready": _("Ready without a connection. List of %(date)s."),
        "getting_ready": _("Being made ready to work without a connection…"),
        "not_ready": _("Not ready to work without a connection yet: connect once more."),
        "cannot_keep": _(
            "This browser keeps nothing, perhaps because the window is private: open the field in "
            "an ordinary one."
        ),
        "nothing_waits": _("Nothing waits on this phone."),
        "still_waiting": _("There is no connection yet. It goes on waiting."),
        "see": _("See it at the desk"),
        "delete": _("Delete"),
        "delete_sure": _("It has not been sent. Delete it for good?"),
        "remove_waits": _("Something still waits to be sent: send it first."),
        "removed": _("The list is removed from this phone."),
        "no_room": _("There is no room on this phone for it: leave the photo out."),
        "bad_photo": _("This phone cannot read that photo: choose another one, or send none."),
        "no_name": str(NO_NAME),
        "no_note": str(NO_NOTE),
        "no_category": _("Choose what kind of place it is."),
        "no_position": _("Stand there and measure first."),
    }


def _counted() -> dict[str, Any]:
    return {
        "fixes": {
            category: ngettext("%(count)d position", "%(count)d positions", number)
            for category, number in map_texts.NUMBERS.items()
        }
    }
