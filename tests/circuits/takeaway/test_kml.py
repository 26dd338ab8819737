"""KML: stops and the way in folders, with data, and nothing fetched from elsewhere."""

from xml.etree import ElementTree

import pytest
from django.utils.translation import override

from circuits.takeaway import kml
from tests.circuits.takeaway.conftest import every_quality, known, taken, walk
from tests.tiny_streets import EAST, GATE

pytestmark = pytest.mark.django_db
K = {"k": "http://www.opengis.net/kml/2.2", "atom": "http://www.w3.org/2005/Atom"}


def parsed(circuit, language="en"):
    found = taken(circuit, language)
    with override(language):
        return ElementTree.fromstring(kml.write(found))


def test_stops_and_the_way_are_in_folders_of_their_own():
    root = parsed(every_quality())
    folders = root.findall("k:Document/k:Folder", K)
    assert [folder.findtext("k:name", namespaces=K) for folder in folders] == ["Stops", "The way"]
    stops = folders[0].findall("k:Placemark", K)
    assert [stop.findtext("k:name", namespaces=K) for stop in stops] == [
        "1. Bab",
        "2. Amhirich (about)",
        "5. East",
    ]


def test_longitude_comes_first():
    point = parsed(walk(known("Bab"))).findtext(".//k:coordinates", namespaces=K)
    longitude, latitude = map(float, point.split(","))
    assert longitude == pytest.approx(-10.057, abs=0.01)
    assert latitude == pytest.approx(28.987, abs=0.01)


def test_a_rough_stop_looks_otherwise_and_says_how_rough_it_is():
    rough = parsed(every_quality()).find(".//k:Placemark[@id='stop-2']", K)
    assert rough.findtext("k:styleUrl", namespaces=K) == "#placemark-brown"
    data = {
        one.get("name"): one.findtext("k:value", namespaces=K)
        for one in rough.iterfind(".//k:Data", K)
    }
    assert (data["quality"], data["accuracy_m"]) == ("approximate", "500")


def test_every_style_that_is_used_is_there_and_no_picture_is_fetched(on_streets):
    root = parsed(walk(known("Bab", GATE), known("East", EAST)))
    used = {style.text.removeprefix("#") for style in root.iterfind(".//k:styleUrl", K)}
    assert used <= {style.get("id") for style in root.iterfind(".//k:Style", K)}
    assert root.find(".//k:href", K) is None
    assert "OpenStreetMap" in root.findtext("k:Document/k:description", namespaces=K)


def test_parts_of_a_feature_are_in_the_order_of_the_schema():
    order = ["name", "link", "description", "styleUrl", "ExtendedData", "Point", "LineString"]
    for placemark in parsed(every_quality()).iterfind(".//k:Placemark", K):
        places = [order.index(child.tag.partition("}")[2]) for child in placemark]
        assert places == sorted(places)


def test_it_is_in_the_chosen_language():
    assert "1. باب" in {
        name.text for name in parsed(every_quality(), "ar").iterfind(".//k:name", K)
    }
