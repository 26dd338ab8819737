"""What a drawn map needs from its page: ``{% map_data config as data %}{{ data|json_script }}``.

The scripts of the map hold no words of their own. They get them here, translated, with every plural
form of the page's language.
"""

from typing import Any

from django import template
from django.contrib.gis.geos import Point
from django.templatetags.static import static
from django.utils.formats import get_format, number_format
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from geodata import territory
from geodata.models import Category, PositionQuality

# A number for each plural category of CLDR. Counted with it, gettext answers with the form that
# Intl.PluralRules chooses by the same name in the browser.
NUMBERS = {"zero": 0, "one": 1, "two": 2, "few": 3, "many": 11, "other": 100}
COORDINATE_DIGITS = 4  # about ten metres
# What the names on the basemap are written in: frontend/fonts.mjs cuts these files.
FONTS = (
    "readex-latin",
    "readex-latin-more",
    "readex-arabic",
    "messiri-latin",
    "messiri-arabic",
    "tamazight",
    "tifinagh",
)
ROUGH_DIGITS = 2  # about a kilometre, where the position itself is no better

register = template.Library()


@register.simple_tag
def map_data(config: dict[str, Any]) -> dict[str, Any]:
    """Return the configuration of a map with its words, and where its drawings and worker are."""
    return config | {
        "town": territory.current().name,
        "texts": texts(),
        "labels": {category.value: str(category.label) for category in Category},
        "assets": {
            "worker": static("maplibre-gl-worker.mjs"),
            "drawings": static("illustrations.svg"),
            "categories": Category.values,
            "fonts": {name: static(f"fonts/{name}.woff2") for name in FONTS},
        },
    }


@register.filter
def coordinates(point: Point, quality: str) -> str:
    """Return a position (WGS 84) in words, no more precise than it is known."""
    rough = quality == PositionQuality.APPROXIMATE
    digits = ROUGH_DIGITS if rough else COORDINATE_DIGITS
    north = _("%(degrees)s° N") if point.y >= 0 else _("%(degrees)s° S")
    east = _("%(degrees)s° E") if point.x >= 0 else _("%(degrees)s° W")
    latitude = north % {"degrees": number_format(round(abs(point.y), digits), digits)}
    longitude = east % {"degrees": number_format(round(abs(point.x), digits), digits)}
    return f"{latitude} {longitude}"


def texts() -> dict[str, str | dict[str, str]]:
    """Return every sentence of the map in the active language, by the key the scripts use."""
    return (
        _sentences()
        | counted()
        | {f"quality_{quality.value}": str(quality.label) for quality in PositionQuality}
    )


def _sentences() -> dict[str, str | dict[str, str]]:
    return {
        "map_title": _("Map of the places"),
        "gesture_wheel": _("Hold Ctrl and scroll to zoom the map"),
        "gesture_wheel_mac": _("Hold ⌘ and scroll to zoom the map"),
        "gesture_touch": _("Move the map with two fingers"),
        "sample": _("sample"),
        "decimal_mark": get_format("DECIMAL_SEPARATOR"),
        "metres": _("%(metres)d m"),
        "kilometres": _("%(kilometres)s km"),
        "within": _("within %(distance)s"),
        "quality_within": _("%(quality)s, %(within)s"),
        "quality_in_area": _("%(quality)s, somewhere in %(area)s"),
        "area_caption_of_one": _("%(name)s: somewhere in %(area)s, to be surveyed"),
        "further": _("Most lie within %(most)s of its middle, some up to %(furthest)s."),
        "open_now": _("Open now"),
        "open_on": _("Open on %(day)s"),
        "show": _("Show %(name)s on the map"),
        "nothing": _("No place here answers to this. Move the map, or take a filter away."),
        "fetch_failed": _("The places could not be fetched. What is drawn stays."),
        "offline": _("No connection: the places could not be fetched. What is drawn stays."),
        "draw_failed": _("This browser cannot draw the map. The list has every place."),
        "locating": _("Looking for your position…"),
        "located": _("You are here, %(within)s."),
        "locate_refused": _(
            "Your browser keeps your position to itself. Allow it in the settings of this site, "
            "or move the map by hand."
        ),
        "locate_failed": _("Your position could not be found. Try again in the open."),
        "locate_far": _("You are %(distance)s from %(town)s. The map stays where it is."),
        "sheet_peek": _("Show the list"),
        "sheet_half": _("Enlarge the list"),
        "sheet_full": _("Show the map"),
        "stop": _("Stop %(number)d"),
        "no_position": _("no position yet"),
        "leg_number": _("Leg %(number)d"),
        "leg_title": _("From %(start)s to %(end)s"),
        "mode_foot": _("on foot"),
        "mode_wheelchair": _("by wheelchair"),
        "mode_car": _("by car or taxi"),
        "way_known": _("%(distance)s, %(time)s"),
        "way_about": _("about %(distance)s, about %(time)s"),
        "way_unknown": _("distance not known: ask for the way"),
    }


def counted() -> dict[str, str | dict[str, str]]:
    """Return the sentences that count something, in every plural form."""
    forms = {
        "area_caption": lambda number: ngettext(
            "%(count)d place somewhere in %(area)s, to be surveyed",
            "%(count)d places somewhere in %(area)s, to be surveyed",
            number,
        ),
        "in_view": lambda number: ngettext(
            "%(count)d place in view", "%(count)d places in view", number
        ),
        "stops": lambda number: ngettext("%(count)d stop", "%(count)d stops", number),
        "same_spot": lambda number: ngettext(
            "%(count)d place in this spot", "%(count)d places in this spot", number
        ),
        "to_survey": lambda number: ngettext(
            "%(count)d place to be surveyed", "%(count)d places to be surveyed", number
        ),
        "more": lambda number: ngettext(
            "%(count)d more: zoom in to see it.", "%(count)d more: zoom in to see them.", number
        ),
        "minutes": lambda number: ngettext("%(minutes)d min", "%(minutes)d min", number),
        "hours": lambda number: ngettext("%(hours)d h", "%(hours)d h", number),
        "hours_minutes": lambda number: ngettext(
            "%(hours)s %(minutes)02d", "%(hours)s %(minutes)02d", number
        ),
    }
    return {
        key: {category: form(number) for category, number in NUMBERS.items()}
        for key, form in forms.items()
    }
