"""GeoJSON: as the map gets it, without what must not leave."""

import json

import pytest
from django.utils.translation import override

from circuits.takeaway import geojson
from tests import towns
from tests.circuits.takeaway.conftest import every_quality, known, taken, walk
from tests.tiny_streets import EAST, GATE, SQUARE, WEST, at

pytestmark = pytest.mark.django_db


def parsed(circuit, language="en"):
    found = taken(circuit, language)
    with override(language):
        return json.loads(geojson.write(found))


def test_what_has_no_position_to_give_has_a_null_geometry():
    features = {feature["id"]: feature for feature in parsed(every_quality())["features"]}
    assert features["bab"]["geometry"]["type"] == "Point"
    assert features["amhirich"]["properties"]["accuracy_m"] == 500
    assert features["dlalat"]["geometry"] is None
    assert features["lost"]["geometry"] is None
    assert features["leg-1"]["geometry"]["type"] == "LineString"
    assert features["leg-2"]["geometry"] is None


def test_no_coordinate_of_a_sample_is_anywhere_in_the_file(on_streets):
    sample = towns.place("Dlalat", at=at(WEST), quality="sample")
    lost = towns.place("Stall", at=None, parent=sample)
    circuit = walk(known("Bab", GATE), sample, lost, known("East", EAST))
    text = json.dumps(parsed(circuit))
    longitude, _latitude = at(WEST)
    assert f"{longitude:.5f}"[:-1] not in text
    assert parsed(circuit)["features"][2]["properties"]["area"] is None


def test_addresses_are_absolute_and_the_streets_makers_are_named(on_streets):
    whole = parsed(walk(known("Bab", GATE), known("Square", SQUARE)))
    assert whole["attribution"] == "© OpenStreetMap contributors"
    assert whole["url"] == "https://example.org/en/circuits/walk/"
    assert whole["features"][0]["properties"]["url"] == "https://example.org/en/places/bab/"
