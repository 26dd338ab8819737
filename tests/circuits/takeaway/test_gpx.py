"""GPX: read again, as an app would, and in the order that the schema asks for."""

import itertools
from xml.etree import ElementTree

import gpxpy
import pytest
from django.utils.translation import override

from circuits.takeaway import gpx
from tests.circuits.takeaway.conftest import every_quality, known, taken, walk
from tests.tiny_streets import EAST, GATE, SQUARE

pytestmark = pytest.mark.django_db
NAMESPACE = "{http://www.topografix.com/GPX/1/1}"

# https://www.topografix.com/GPX/1/1/gpx.xsd: each is a sequence, in this order.
ORDER = {
    "gpx": ("metadata", "wpt", "rte", "trk"),
    "metadata": ("name", "desc", "author", "copyright", "link", "time", "keywords", "bounds"),
    "wpt": ("name", "cmt", "desc", "src", "link", "sym", "type"),
    "rtept": ("name", "cmt", "desc", "src", "link", "sym", "type"),
    "rte": ("name", "cmt", "desc", "src", "link", "number", "type", "rtept"),
    "trk": ("name", "cmt", "desc", "src", "link", "number", "type", "trkseg"),
    "trkseg": ("trkpt",),
    "copyright": ("year", "license"),
    "link": ("text", "type"),
}


def parsed(circuit, language="en"):
    found = taken(circuit, language)
    with override(language):
        written = gpx.write(found)
    return gpxpy.parse(written.decode()), ElementTree.fromstring(written)


def test_its_parts_are_in_the_order_of_the_schema(on_streets):
    _gpx, root = parsed(walk(known("Bab", GATE), known("Square", SQUARE), known("East", EAST)))
    assert (root.tag, root.get("version")) == (f"{NAMESPACE}gpx", "1.1")
    assert root.get("creator")
    for element in root.iter():
        name = element.tag.removeprefix(NAMESPACE)
        children = [child.tag.removeprefix(NAMESPACE) for child in element]
        if children and name in ORDER:
            places = [ORDER[name].index(child) for child in children]
            assert places == sorted(places), name


def test_waypoints_are_the_stops_with_all_that_is_known_of_them():
    file, _root = parsed(every_quality())
    assert [point.name for point in file.waypoints] == ["1. Bab", "2. Amhirich (about)", "5. East"]
    bab = file.waypoints[0]
    assert (bab.symbol, bab.type) == ("Shopping Center", "souk")
    assert bab.link == "https://example.org/en/places/bab/"
    assert "08:00" in bab.description
    assert "within 500" in file.waypoints[1].description


def test_stops_without_a_position_are_only_in_the_description():
    file, _root = parsed(every_quality())
    assert "4. Lost: Somewhere in Ville" in file.description
    names = {point.name for point in (*file.waypoints, *file.routes[0].points)}
    assert not any("Lost" in name or "Dlalat" in name for name in names)


def test_the_route_tells_each_turn_where_it_is(on_streets):
    circuit = walk(known("Bab", GATE), known("East", EAST))
    file, _root = parsed(circuit)
    points = file.routes[0].points
    assert (points[0].name, points[-1].name) == ("1. Bab", "2. East")
    assert len(points) > 2
    assert all(point.description for point in points[1:-1])
    line = {(round(x, 6), round(y, 6)) for x, y in taken(circuit).legs[0].way.coordinates}
    assert all((point.longitude, point.latitude) in line for point in points[1:-1])


def test_the_track_is_one_line_without_a_point_said_twice(on_streets):
    file, _root = parsed(walk(known("Bab", GATE), known("Square", SQUARE), known("East", EAST)))
    (track,) = file.tracks
    (segment,) = track.segments
    spots = [(point.longitude, point.latitude) for point in segment.points]
    assert all(one != other for one, other in itertools.pairwise(spots))
    assert track.type == "walking"
    assert "Bab – Square" in track.description


def test_bounds_hold_all_of_it_and_the_streets_makers_are_named(on_streets):
    file, root = parsed(walk(known("Bab", GATE), known("East", EAST)))
    assert file.copyright_author == "OpenStreetMap contributors"
    assert file.copyright_license.startswith("https://opendatacommons.org/")
    bounds = root.find(f"{NAMESPACE}metadata/{NAMESPACE}bounds")
    for point in root.iter(f"{NAMESPACE}trkpt"):
        assert float(bounds.get("minlat")) <= float(point.get("lat")) <= float(bounds.get("maxlat"))
        assert float(bounds.get("minlon")) <= float(point.get("lon")) <= float(bounds.get("maxlon"))


def test_without_streets_nobody_has_a_copyright_in_it():
    file, _root = parsed(walk(known("Bab", GATE), known("East", EAST)))
    assert file.copyright_author is None


def test_it_is_in_the_chosen_language():
    file, _root = parsed(every_quality(), "ar")
    assert file.waypoints[0].name == "1. باب"
    assert file.link.startswith("https://example.org/ar/")


def test_a_name_that_would_be_a_tag_is_only_a_name():
    file, _root = parsed(walk(known("<b>&Bab\x08</b>")))
    assert file.waypoints[0].name == "1. <b>&Bab</b>"
