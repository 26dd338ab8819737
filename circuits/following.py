"""What the screen that follows a walk needs from its page: its words in every language, its map.

The language is switched on the way, without a network; so the page brings the words of all
languages along, as the edition does for its own texts.
"""

from collections.abc import Callable, Sequence
from functools import cache
from pathlib import Path
from typing import Any

from django.conf import settings
from django.templatetags.static import static
from django.urls import reverse
from django.utils.translation import get_language_info, ngettext, override, pgettext
from django.utils.translation import gettext as _

from circuits.models import Circuit
from geodata import maps
from geodata.templatetags import map_texts
from geodata.templatetags.illustrations import FOLDER

# What the scripts place, besides those of the template.
ICONS = (
    *("arrive", "calendar", "check", "clock", "close", "depart", "hand", "info", "menu", "person"),
    *("pin", "question", "roundabout", "stairs", "straight", "turn-back", "turn-left"),
    *("turn-right", "turn-sharp-left", "turn-sharp-right", "turn-slight-left"),
    *("turn-slight-right", "walk", "warning"),
    *("badge-approximate", "badge-closed", "badge-open", "badge-sample", "badge-surveyed"),
    "badge-unknown",
)

type Text = str | dict[str, str]


def config(circuit: Circuit, *, is_plan: bool = False) -> dict[str, Any]:
    """Return the configuration of the follow screen of a circuit.

    The pages of a plan are the same for all plans, but for the query of their addresses.
    """
    names = ("plans:follow", "plans:plan") if is_plan else ("circuits:follow", "circuits:detail")
    args = [] if is_plan else [circuit.slug]
    codes = [code for code, _name in settings.LANGUAGES]
    drawn = map_texts.map_data(maps.config())
    return drawn | {
        "circuit": circuit.slug,
        "texts": None,  # in all languages, apart
        "scenes": scenes(),
        "languages": [
            {
                "code": code,
                "name": get_language_info(code)["name_local"],
                "dir": "rtl" if get_language_info(code)["bidi"] else "ltr",
                "page": _address(names[0], args, code),
                "circuit": _address(names[1], args, code),
                "report": _address("report", [], code),
            }
            for code in codes
        ],
    }


def scenes() -> dict[str, str]:
    """Return the addresses of the drawings that circuits have as covers, by name.

    A page that a phone keeps is of no circuit until the phone fills it, so it brings all of them.
    """
    return {path.stem: static(f"scenes/{path.name}") for path in _scenes()}


@cache
def _scenes() -> list[Path]:
    return sorted((FOLDER / "scenes").glob("*.svg"))


@cache
def follow_texts() -> dict[str, dict[str, Text]]:
    """Return every sentence of the follow screen by language, then by the key the scripts use."""
    found = {}
    for code, _name in settings.LANGUAGES:
        with override(code):
            found[code] = map_texts.texts() | _sentences() | _turns() | _counted()
    return found


def _address(name: str, args: Sequence[str], language: str) -> str:
    with override(language):
        return reverse(name, args=args)


def _sentences() -> dict[str, Text]:
    return _setting_out() | _on_the_way() | _at_a_stop() | _ahead() | _phone() | _choices()


def _setting_out() -> dict[str, Text]:
    return {
        "language": _("Language"),
        "leave": _("Back to the circuit’s page"),
        "loading": _("The circuit is being opened…"),
        "load_failed": _(
            "The circuit is not on this phone, and it could not be fetched. Open it once where "
            "there is a connection."
        ),
        "try_again": _("Try again"),
        "where_from": _("Where do you begin?"),
        "from_first": _("At the first stop"),
        "from_nearest": _("At the nearest stop"),
        "from_nearest_note": _("The phone finds it when you set out."),
        "backwards": _("Backwards"),
        "from_named": _("from %(name)s"),
        "set_out": _("Set out"),
        "permission": _(
            "The phone will ask whether this page may know where you are. Your position stays on "
            "the phone and is sent nowhere."
        ),
        "without": _("It also works without: tap “I am here” at each stop."),
        "begin_again": _("Begin again"),
        "waiting": _("Your walk waits for you"),
        "waiting_note": _(
            "It is kept on this phone, also when you close this page. Go on today or another day."
        ),
        "comes_next": _("Next comes stop %(number)d of %(count)d: %(name)s"),
        "go_on": _("Go on with the walk"),
        "not_today": _("This circuit is not made for today."),
        "holiday": _("Today is %(name)s."),
    }


def _on_the_way() -> dict[str, Text]:
    return {
        "stop_of": _("Stop %(number)d of %(count)d"),
        "to_the_end": _("%(time)s to the last stop"),
        "there_at": _("there at %(time)s"),
        "there_about": _("there at about %(time)s"),
        "about": _("about %(amount)s"),
        "towards": _("Towards %(name)s"),
        "follow_line": _("Follow the line on the map."),
        "ask_way": _("Nobody has drawn this way yet: keep the direction, and ask."),
        "ask_unlocated": _(
            "Where it stands has not been measured yet. Ask for the way, and tap “I am here”."
        ),
        "in_area": _("%(name)s lies somewhere in this part of town. Ask for it by its name."),
        "doubt": _("Is this still the way?"),
        "off": _("You have left the way"),
        "off_walked": _("Back the way you came: %(distance)s"),
        "off_straight": _("The way is %(distance)s from here"),
        "back": _("You are on the way again"),
        "away": _("You are going away from %(name)s"),
        "away_note": _("If you mean to, just walk on."),
        "i_know": _("I know"),
        "i_am_here": _("I am here"),
        "more": _("More"),
        "less": _("Less"),
        "heading_up": _("Turn the map as I walk"),
        "north_up": _("Keep north up"),
        "where_am_i": _("Back to where I am"),
        "whole_way": _("The whole circuit"),
        "now": pgettext("directions", "now"),
    }


def _at_a_stop() -> dict[str, Text]:
    return {
        "arrived": _("You are there"),
        "arrived_around": _("It is somewhere here: ask"),
        "arrived_sample": _("The spot is an example. It is somewhere here: ask"),
        "stay": _("stay about %(time)s"),
        "open_until": _("Open when you come, until %(time)s"),
        "open": _("Open when you come"),
        "opens_at": _("Closed when you come, opens at %(time)s"),
        "closed": _("Closed when you come"),
        "unknown": _("Hours not known: ask"),
        "open_now_until": _("Open now, until %(time)s"),
        "open_now_here": _("Open now"),
        "closed_now_until": _("Closed now, opens at %(time)s"),
        "closed_now": _("Closed now"),
        "meet": _("Meet"),
        "there": _("there today"),
        "perhaps": _("perhaps there: ask"),
        "not_there": _("not there today"),
        "look_for": _("Look for"),
        "story": _("The story of this place"),
        "read_aloud": _("Read aloud"),
        "stop_reading": _("Stop reading"),
        "report": _("Something is wrong here?"),
        "on_to": _("On to %(name)s"),
        "end_walk": _("End the walk"),
        "end_day": _("That is all for today"),
        "moved_on": _("You have gone on: %(name)s comes next."),
    }


def _ahead() -> dict[str, Text]:
    return {
        "closed_ahead": _("%(name)s will be closed when you come, at about %(time)s."),
        "closes_at": _("It closes at %(time)s."),
        "go_first": _("Go there first"),
        "leave_out": _("Leave it out"),
        "keep": _("Keep it"),
        "hours_end": _(
            "The opening hours on this phone have run out. Open the circuit again where there is "
            "a connection."
        ),
        "changed": _("The circuit has changed. Your walk goes on with the new one."),
        "finished": _("You have come to the end"),
        "finished_note": _("Go well, and tell them where you heard of them."),
        "left_out": _("left out"),
        "visited": _("visited"),
        "next_stop": _("next"),
    }


def _phone() -> dict[str, Text]:
    return {
        "refused": _(
            "The phone keeps your position to itself. The way and the map are here all the same: "
            "tap “I am here” at each stop. You can allow it in the settings of this site."
        ),
        "no_signal": _(
            "No position for now: among walls that happens. Go on along the way, or tap “I am "
            "here”."
        ),
        "rough": _("Your position is only good to %(distance)s."),
        "far": _("You are %(distance)s from here. The walk begins when you come."),
        "woken": _("The phone had stopped this page for %(time)s. It looks where you are."),
        "clock_mended": _(
            "The clock of this phone is wrong. It is %(time)s, and the hours here go by that."
        ),
        "clock_wrong": _("The clock of this phone is wrong: the hours here may not be true."),
        "not_kept": _("This phone keeps nothing for this page: leave it open while you walk."),
        "no_map": _("This browser cannot draw the map. The directions and the stops are all here."),
    }


def _choices() -> dict[str, Text]:
    return {
        "choices": _("The walk"),
        "close": _("Close"),
        "aloud": _("Read directions aloud"),
        "no_voice": _("This phone has no voice of its own for this language."),
        "saver": _("Battery saver"),
        "saver_note": _(
            "Looks for your position every 20 seconds, and lets the screen go dark. In the dark it "
            "cannot warn you."
        ),
        "awake_note": _("The screen stays on while you walk."),
        "asleep_note": _("This phone lets its screen go dark all the same."),
        "pause": _("Pause"),
        "turn_round": _("Walk the rest backwards"),
        "go_next": _("Go there next"),
        "take_back": _("Take it back"),
        "stops_title": _("The stops"),
    }


def _turns() -> dict[str, Text]:
    return {
        "turn_depart": pgettext("directions", "set off"),
        "turn_arrive": _("Towards your stop"),
        "turn_straight": pgettext("directions", "go straight on"),
        "turn_left": pgettext("directions", "turn left"),
        "turn_right": pgettext("directions", "turn right"),
        "turn_slight_left": pgettext("directions", "bear left"),
        "turn_slight_right": pgettext("directions", "bear right"),
        "turn_sharp_left": pgettext("directions", "turn sharp left"),
        "turn_sharp_right": pgettext("directions", "turn sharp right"),
        "turn_turn_back": pgettext("directions", "turn round and go back"),
    }


def _counted() -> dict[str, Text]:
    forms: dict[str, Callable[[int], str]] = {
        "were_at": lambda number: ngettext(
            "You were at %(count)d stop.", "You were at %(count)d stops.", number
        ),
    }
    return {
        key: {category: form(number) for category, number in map_texts.NUMBERS.items()}
        for key, form in forms.items()
    }
