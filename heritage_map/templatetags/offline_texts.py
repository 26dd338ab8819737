"""The words of what works without a network, for its scripts: ``{% offline_texts as texts %}``.

The scripts hold no words of their own. They get them here, translated, and keep them with the page.
"""

from typing import Any

from django import template
from django.templatetags.static import static
from django.urls import reverse
from django.utils.formats import get_format
from django.utils.translation import get_language
from django.utils.translation import gettext as _

from circuits import following
from circuits.models import Mode
from geodata.templatetags.map_texts import counted, texts
from heritage_map import reports

register = template.Library()


@register.simple_tag
def offline_texts() -> dict[str, Any]:
    """Return the sentences of taking along and of what is kept, and where their drawings are."""
    return {
        "language": get_language(),
        "drawings": static("illustrations.svg"),
        "circuits": reverse("circuits:list"),
        "kept": reverse("kept"),
        "texts": {"decimal_mark": get_format("DECIMAL_SEPARATOR")}
        | _sizes()
        | _taking()
        | _keeping()
        | _freshness(),
    }


@register.simple_tag
def report_texts() -> dict[str, Any]:
    """Return what is said of reports that are written on the phone."""
    return reports.script_data()


@register.simple_tag
def reading_texts() -> dict[str, Any]:
    """Return the sentences of a circuit that is read from the phone."""
    found = offline_texts()
    found["texts"] |= _reading() | counted() | _lengths()
    found["scenes"] = following.scenes()
    return found


def _lengths() -> dict[str, Any]:
    said = texts()
    names = ("metres", "kilometres", "way_known", "way_about", "way_unknown", "within")
    return {
        name: text for name, text in said.items() if name in names or name.startswith("quality_")
    } | {f"mode_{mode.value}": str(mode.label) for mode in Mode}


def _sizes() -> dict[str, str]:
    return {
        "megabytes": _("%(number)s MB"),
        "kilobytes": _("%(number)s kB"),
        "done_of_total": _("%(done)s of %(total)s"),
    }


def _taking() -> dict[str, str]:
    return {
        "take": _("Take it with me"),
        "take_size": _("%(size)s to fetch, once."),
        "take_newer": _("Take the newer version"),
        "take_again": _("Take it again"),
        "go_on": _("Go on"),
        "fetching": _("Fetching: %(progress)s"),
        "paused": _("Paused at %(progress)s. What has arrived stays."),
        "cut": _(
            "The connection is gone. What has arrived stays: go on as soon as there is a network."
        ),
        "full": _(
            "There is no room on this phone: up to %(missing)s are to be freed. Remove another "
            "circuit, or something else on the phone, and go on."
        ),
        "damaged": _("What arrived is not what was published, and was thrown away. Try again."),
        "refused": _("It is not to be had just now. Try again later."),
        "unsupported": _(
            "This browser keeps nothing, perhaps because the window is private. Open the site in "
            "an ordinary window to take circuits with you."
        ),
    }


def _keeping() -> dict[str, str]:
    return {
        "taken": _("On this phone since %(date)s, %(size)s. It opens without a connection."),
        "taken_short": _("%(size)s, on this phone since %(date)s"),
        "not_whole": _(
            "Not whole yet: what has arrived stays, and the rest is still to be fetched."
        ),
        "was_lost": _(
            "It was on this phone, and the browser has cleared it. Take it again before you go."
        ),
        "plan": _("My circuit"),
        "open": _("Open the circuit"),
        "follow": _("Follow it with this phone"),
        "refresh": _("Refresh"),
        "remove": _("Remove"),
        "remove_named": _("Remove %(name)s from this phone"),
        "removed": _("Removed: %(size)s are free again."),
        "give_up": _("Throw away"),
        "forget": _("Do not ask again"),
        "shared": _("The map of the town, for all circuits: %(size)s."),
        "app": _("The app itself: %(size)s."),
        "free": _("Free for more: %(size)s."),
        "persisted": _("The browser has promised to keep it until you remove it."),
        "not_persisted": _(
            "The browser may clear it when the phone runs short of room. As an installed app it "
            "stays. If it is gone, you are told here before you go."
        ),
    }


def _freshness() -> dict[str, str]:
    return {
        "hours_until": _("Opening times are known until %(date)s."),
        "hours_past": _(
            "Opening times were known until %(date)s and are not known any more. Connect once to "
            "refresh them."
        ),
        "hours_future": _(
            "The clock of this phone is wrong: it shows a day before this circuit was taken. Set "
            "it, or opening times will be wrong."
        ),
        "hours_fresh": _("Opening times were refreshed just now."),
        "no_network": _("There is no network: nothing could be refreshed."),
        "changed": _("The circuit has changed since:"),
        "withdrawn": _("This circuit is not published any more. What is on this phone stays."),
    }


def _reading() -> dict[str, str]:
    return {
        "from_phone": _("From this phone, as published on %(date)s."),
        "made_from_phone": _("From this phone, as made for you on %(date)s."),
        "time_unknown": _("time not known"),
        "stay": _("stay about %(time)s"),
        "open_hours": _("Open that day: %(hours)s"),
        "from_hour": _("from %(start)s"),
        "closed_then": _("Closed when you come"),
        "may_be_over": _("Open %(hours)s: may be over, ask"),
        "hours_unknown": _("Hours not known: ask"),
        "there_that_day": _("there that day"),
        "perhaps_there": _("perhaps there: ask"),
        "directions": _("Directions to %(place)s"),
        "meet": _("Meet"),
        "look_for": _("Look for"),
        "story": _("The story of this place"),
        "price": _("about %(price)s MAD"),
        "makes": _("Makes: %(crafts)s"),
        "where": _("Where: %(places)s"),
        "sample": _("sample"),
        "closed_since": _("%(place)s: closed. %(reason)s"),
        "instead": _("Go to %(place)s instead."),
        "wrong_day": _("This circuit is not made for that day."),
        "not_here": _("This circuit is not on this phone, and there is no network to fetch it."),
    }
