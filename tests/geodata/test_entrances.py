"""Where on a street the entrance of a place may be."""

import json
from pathlib import Path

import pytest
from django.utils.translation import override

from geodata.entrances import NoEntrance, Proposal, at_nearest_street
from geodata.errors import NoStreets
from tests import tiny_streets
from tests.tiny_streets import GATE, Metres, at


def typed(point: Metres) -> str:
    """Return a position in metres as a form has it."""
    longitude, latitude = at(point)
    return f"{latitude}, {longitude}"


@pytest.fixture
def _streets(tmp_path: Path):
    with tiny_streets.served(tmp_path), override("en"):
        yield


def is_at(proposal: Proposal, point: Metres) -> bool:
    """Tell whether a spot is proposed, to half a metre."""
    longitude, latitude = at(point)
    return abs(proposal.point.x - longitude) < 5e-6 and abs(proposal.point.y - latitude) < 5e-6


@pytest.mark.usefixtures("_streets")
def test_the_spot_is_on_the_nearest_street_and_its_distance_is_said():
    east_of_gate = (GATE[0] + 14, GATE[1])
    proposal = at_nearest_street(typed(east_of_gate))
    assert is_at(proposal, GATE)
    assert proposal.distance_m == pytest.approx(14, abs=1)
    assert proposal.sentence == "The nearest street is 10 m away."


@pytest.mark.usefixtures("_streets")
def test_from_an_area_its_middle_is_taken():
    east, north = GATE
    corners = [at((east + x, north + y)) for x, y in ((5, -9), (25, -9), (25, 9), (5, 9), (5, -9))]
    area = json.dumps({"type": "Polygon", "coordinates": [corners]})
    proposal = at_nearest_street(area)
    assert is_at(proposal, GATE)
    assert proposal.distance_m == pytest.approx(15, abs=1)


@pytest.mark.usefixtures("_streets")
@pytest.mark.parametrize(
    ("position", "sentence"),
    [
        ("", "Set the position or the entrance first"),
        ("behind the mosque", "Set the position or the entrance first"),
        ('{"type": "Polygon"}', "Set the position or the entrance first"),
        ("POLYGON EMPTY", "Set the position or the entrance first"),
        ("29.05, -10.2", "There is no street near here"),
        ("91, 200", "There is no street near here"),
    ],
)
def test_a_position_that_has_no_street_is_refused_in_one_sentence(position: str, sentence: str):
    with pytest.raises(NoEntrance) as error:
        at_nearest_street(position)
    assert str(error.value).startswith(sentence)


def test_without_a_street_graph_it_says_so(settings, tmp_path: Path):
    settings.VAR_DIR = tmp_path
    with pytest.raises(NoStreets):
        at_nearest_street(typed(GATE))
