"""Read what a map needs from the database: what lies around, and the map of one place."""

from __future__ import annotations

from collections.abc import Collection, Iterable

from django.utils.translation import get_language, get_language_bidi
from django.utils.translation import gettext as _

from geodata import territory, wording
from geodata.models import Category, Place, Road
from geodata.static_maps.content import Circle, Content, Dot, Spot, Way
from geodata.static_maps.content import Road as DrawnRoad

MOST_DOTS = 60


def place(place: Place, address: str) -> Content:
    """Return one place as its map shows it, in the active language.

    A place whose spot is not known is drawn as the area that it lies in.

    Parameters
    ----------
    address
        The absolute address of the place's page.
    """
    point = place.routable_point
    accuracy = wording.accuracy(place.position_accuracy_m)
    quality = str(place.get_position_quality_display())
    if point is not None and accuracy and place.position_quality != "surveyed":
        quality = _("%(quality)s, %(within)s") % {"quality": quality, "within": accuracy}
    spot = Spot(
        name=place.name,
        position=(point.x, point.y) if point else None,
        accuracy_m=place.position_accuracy_m,
        quality=place.position_quality,
        category=place.category,
        where=where_unlocated(place) or quality,
        onward=place.address,
    )
    circle = _area(place)
    return Content(
        title=place.name,
        subtitle=f"{place.get_category_display()} · {territory.current().name}",
        description=f"{place.name}: {spot.where}",
        address=address,
        language=get_language() or "",
        is_right_to_left=get_language_bidi(),
        spots=(spot,),
        circles=(circle,) if circle else (),
        dots=bearings({place.pk}),
        roads=roads_between(),
        notes=(place.summary,) if place.summary else (),
    )


def legend(spots: Iterable[Spot], ways: Iterable[Way]) -> tuple[str, ...]:
    """Return what signs on a map mean that not everybody knows, as far as they are on it."""
    qualities = {spot.quality for spot in spots if spot.position is not None}
    notes = []
    if any(way.is_approximate for way in ways):
        notes.append(_("Dashed line: the way is not known, it is drawn straight."))
    if "approximate" in qualities:
        notes.append(_("Hollow number: the spot is somewhere inside the circle."))
    if "sample" in qualities:
        notes.append(_("Dashed number: a sample position, made up to try the site with."))
    return tuple(notes)


def where_unlocated(place: Place) -> str:
    """Return where a place lies whose spot is not known; "" where it is."""
    if place.is_located:
        return ""
    for near in place.public_areas:
        return _("Somewhere in %(area)s: the exact spot is still to be surveyed.") % {
            "area": near.name
        }
    return _("The exact spot is still to be surveyed.")


def _area(place: Place) -> Circle | None:
    if place.is_located:
        return None
    for near in place.public_areas:
        point = near.routable_point
        radius_m = place.position_accuracy_m or near.position_accuracy_m
        if point is not None and radius_m:
            return Circle((point.x, point.y), radius_m, where_unlocated(place))
    return None


def bearings(left_out: Collection[int]) -> tuple[Dot, ...]:
    """Return the towns and other places with a known spot, to find one's bearings by."""
    found = (
        Place.objects.public()
        .exclude(geometry=None)
        .exclude(position_quality__in=("sample", "approximate"))
        .exclude(category=Category.WORKSHOP)
        .exclude(pk__in=left_out)
        .order_by("-is_core", "slug")[:MOST_DOTS]
    )
    dots = [
        Dot(place.name, (point.x, point.y), place.category == Category.TOWN)
        for place in found
        if (point := place.routable_point) is not None
    ]
    return tuple(sorted(dots, key=lambda dot: not dot.is_town))


def roads_between() -> tuple[DrawnRoad, ...]:
    """Return the known roads between places, whose courses are not known."""
    drawn = []
    for road in Road.objects.select_related("start", "end").order_by("slug"):
        start, end = road.start.routable_point, road.end.routable_point
        if start is None or end is None or not (road.start.is_public and road.end.is_public):
            continue
        distance = wording.distance(road.distance_m) if road.distance_m else ""
        label = " · ".join(part for part in (road.ref, distance) if part)
        drawn.append(DrawnRoad((start.x, start.y), (end.x, end.y), label))
    return tuple(drawn)
