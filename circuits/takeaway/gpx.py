"""Write a circuit as GPX 1.1: a track, a route and waypoints, for walkers' apps and devices.

https://www.topografix.com/GPX/1/1/. The track is the line as drawn. The route is what devices
lead along: its points are the stops, and the turns between them with what to do there. The
waypoints are the stops with all that is to be known of them.
"""

from __future__ import annotations

from collections.abc import Mapping
from html import escape
from typing import Any

from gpxpy import gpx

from circuits.models import Mode
from circuits.takeaway.contents import Contents, TakenLeg, TakenStop, plain
from geodata import attribution
from geodata.models import Category

TURNLESS = ("depart", "arrive")

# Garmin's names of symbols, which apps take over; what has none of its own is a flag.
_SYMBOLS: Mapping[str, str] = {
    Category.SOUK: "Shopping Center",
    Category.WEEKLY_MARKET: "Shopping Center",
    Category.CRAFT_CENTRE: "Shopping Center",
    Category.SHOPPING_STREET: "Shopping Center",
    Category.WORKSHOP: "Shopping Center",
    Category.TRAINING_CENTRE: "School",
    Category.MUSEUM: "Museum",
    Category.MONUMENT: "Building",
    Category.ARCHAEOLOGICAL_SITE: "Scenic Area",
    Category.ROCK_ART: "Scenic Area",
    Category.OASIS: "Park",
    Category.SPRING: "Drinking Water",
    Category.BEACH: "Beach",
    Category.TOWN: "City (Small)",
    Category.TRANSPORT: "Ground Transportation",
}
_FLAG = "Flag, Blue"

_TYPES: Mapping[str, str] = {Mode.FOOT: "walking", Mode.CAR: "driving"}


def write(contents: Contents) -> bytes:
    """Return a circuit as the bytes of a GPX file."""
    file: Any = gpx.GPX()  # its types know only of what is absent
    file.creator = contents.maker
    file.name = contents.title
    file.description = contents.description
    file.author_name = contents.maker
    file.link = escape(contents.url)  # gpxpy writes it as it is
    file.link_text = contents.title
    file.time = contents.updated_at
    if contents.credit:
        file.copyright_author = contents.credit.removeprefix("© ")
        file.copyright_license = attribution.LICENCE_URL
    file.waypoints = [_waypoint(stop) for stop in contents.located]
    if contents.located:
        file.routes.append(_route(contents))
    if contents.legs:
        file.tracks.append(_track(contents))
    file.bounds = file.get_bounds()
    xml: str = file.to_xml(version="1.1")
    return xml.encode()


def _waypoint(stop: TakenStop) -> gpx.GPXWaypoint:
    longitude, latitude = stop.position or (0.0, 0.0)
    point: Any = gpx.GPXWaypoint(
        latitude=latitude,
        longitude=longitude,
        name=stop.label,
        description="\n".join(stop.lines),
        symbol=_SYMBOLS.get(stop.place.category, _FLAG),
        type=str(stop.place.get_category_display()),
    )
    point.link = stop.url
    point.link_text = stop.name
    return point


def _route(contents: Contents) -> gpx.GPXRoute:
    route = gpx.GPXRoute(name=contents.title, description=contents.description)
    legs = {leg.start: leg for leg in contents.legs}
    for stop in contents.located:
        longitude, latitude = stop.position or (0.0, 0.0)
        route.points.append(
            gpx.GPXRoutePoint(
                latitude=latitude,
                longitude=longitude,
                name=stop.label,
                description="\n".join(stop.lines),
                symbol=_SYMBOLS.get(stop.place.category, _FLAG),
            )
        )
        if stop.number in legs:
            route.points.extend(_turns(legs[stop.number]))
    return route


def _turns(leg: TakenLeg) -> list[gpx.GPXRoutePoint]:
    """Return the spots between two stops at which one has to do something."""
    points = []
    for direction in leg.directions:
        if direction.kind in TURNLESS:
            continue
        longitude, latitude = leg.way.coordinates[direction.begin]
        text = plain(direction.text)
        points.append(
            gpx.GPXRoutePoint(
                latitude=round(latitude, 6),
                longitude=round(longitude, 6),
                name=text,
                description=text,
                type=direction.kind,
            )
        )
    return points


def _track(contents: Contents) -> gpx.GPXTrack:
    lines = [f"{leg.name}\n{leg.length}" for leg in contents.legs]
    lines += [remark for leg in contents.legs for remark in leg.remarks]
    track: Any = gpx.GPXTrack(name=contents.title, description="\n".join(dict.fromkeys(lines)))
    modes = {leg.way.mode for leg in contents.legs}
    if len(modes) == 1:
        track.type = _TYPES.get(modes.pop())
    for run in contents.runs:
        segment = gpx.GPXTrackSegment()
        for leg in run:
            # Legs that go on from each other share a point.
            begin = 1 if segment.points and leg is not run[0] else 0
            segment.points.extend(
                gpx.GPXTrackPoint(latitude=round(latitude, 6), longitude=round(longitude, 6))
                for longitude, latitude in leg.way.coordinates[begin:]
            )
        track.segments.append(segment)
    return track
