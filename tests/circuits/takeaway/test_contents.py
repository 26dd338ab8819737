"""What of a circuit may leave the site: nothing that nobody knows, nothing without its doubts."""

import pytest

from circuits.takeaway.contents import plain
from tests import towns
from tests.circuits.takeaway.conftest import every_quality, known, taken, walk
from tests.tiny_streets import EAST, GATE, SQUARE

pytestmark = pytest.mark.django_db


def test_sample_and_unlocated_stops_are_listed_and_have_no_position():
    found = taken(every_quality())
    assert [stop.number for stop in found.located] == [1, 2, 5]
    assert [stop.label for stop in found.unlocated] == ["3. Dlalat", "4. Lost"]
    assert found.unlocated[0].lines[0].startswith("Only a sample position is known")
    assert found.unlocated[1].lines[0].startswith("Somewhere in Ville")
    assert "3. Dlalat: Only a sample position" in found.description
    assert "2 stops are still to be surveyed" in found.description


def test_a_stop_that_is_only_roughly_known_is_called_about():
    rough = taken(every_quality()).stops[1]
    assert rough.label == "2. Amhirich (about)"
    assert (rough.accuracy_m, rough.is_rough) == (500, True)
    assert "within 500" in rough.lines[0]


def test_no_way_leads_to_a_position_that_must_not_leave():
    legs = taken(every_quality()).legs
    assert [(leg.start, leg.end) for leg in legs] == [(1, 2)]


def test_a_place_that_is_a_sample_itself_has_no_position_either():
    found = taken(walk(known("Bab"), known("Atelier", SQUARE, is_sample=True)))
    assert [stop.position is None for stop in found.stops] == [False, True]


def test_hours_are_those_of_the_day_and_unknown_ones_say_so():
    bab, *_rest, east = taken(every_quality()).stops
    assert bab.lines[0] == "Saturday 28 November: 08:00\u2060–\u206012:00"
    assert east.lines == ("Saturday 28 November: not known, ask",)


def test_each_stop_says_when_one_is_there_as_far_as_that_is_known():
    bab, *_rest, east = taken(every_quality()).stops
    assert bab.lines[-1] == "Your time there: 09:00\u2060–\u206009:20"
    assert not any("Your time there" in line for line in east.lines)  # a spot before is not known


def test_a_sample_circuit_says_that_it_is_one():
    assert taken(walk(known("Bab"), is_sample=True)).notes[0].startswith("Sample:")


def test_without_streets_the_line_is_straight_and_nobody_is_credited():
    found = taken(walk(known("Bab", GATE), known("East", EAST)))
    assert found.credit == ""
    assert any("the line is straight" in note for note in found.notes)
    assert found.legs[0].length.startswith("about ")


def test_on_streets_their_makers_are_credited(on_streets):
    found = taken(walk(known("Bab", GATE), known("East", EAST)))
    assert found.credit == "© OpenStreetMap contributors"
    assert not any("the line is straight" in note for note in found.notes)


def test_legs_that_go_on_are_one_run_and_a_gap_begins_another():
    lost = towns.place("Lost", at=None)
    found = taken(
        walk(known("A", GATE), known("B", SQUARE), known("C", EAST), lost, known("D", GATE),
             known("E", SQUARE))
    )  # fmt: skip
    assert [[leg.start for leg in run] for run in found.runs] == [[1, 2], [5]]


def test_characters_that_no_file_may_hold_are_left_out():
    assert plain("Souk\x08 \x1bDlalat\ufffe") == "Souk Dlalat"
