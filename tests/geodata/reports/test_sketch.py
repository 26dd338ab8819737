"""Where somebody stood, seen from the place: in a drawing and in words."""

from typing import Any
from xml.etree import ElementTree

import pytest
from django.contrib.gis.geos import Point

from geodata.models import Report
from geodata.reports.sketch import in_words, offset, sketch
from tests import towns

pytestmark = pytest.mark.django_db


def report(east_m: float, north_m: float, **fields: Any) -> Report:
    """Return a report from so far away of a souk."""
    longitude, latitude = -10.05, 28.98
    place = towns.place("Souk", at=(longitude, latitude))
    stood = Point(longitude + east_m / 97_450, latitude + north_m / 110_850, srid=4326)
    return Report(**{"place": place, "position": stood} | fields)


def test_the_distance_is_said_with_how_well_it_is_known():
    far = report(300, 400, accuracy_m=12)
    away = offset(far)
    assert away
    assert away.east_m == pytest.approx(300, abs=2)
    assert away.north_m == pytest.approx(400, abs=2)
    assert in_words(far) == "500 m from the place (within 10 m)"
    far.accuracy_m = None
    assert in_words(far) == "500 m from the place"


def test_north_is_up_and_east_is_right_within_the_sheet():
    drawn = ElementTree.fromstring(sketch(report(100, 100, accuracy_m=30)))
    stood = drawn[-1].attrib
    assert float(stood["cx"]) > 36 > float(stood["cy"]) > 0
    assert drawn.attrib["aria-label"] == "140 m from the place (within 30 m)"


def test_without_a_spot_on_either_side_nothing_is_drawn():
    unknown = report(0, 0, position=None)
    assert (sketch(unknown), in_words(unknown)) == ("–", "They did not say where they stood.")
    nowhere = Report(position=Point(-10.05, 28.98, srid=4326), accuracy_m=12)
    assert (sketch(nowhere), in_words(nowhere)) == ("–", "within 10 m")
