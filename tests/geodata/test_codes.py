"""Codes are short, can be typed, and belong to one thing only."""

import pytest

from geodata import codes
from geodata.models import Place, PositionQuality


def test_codes_have_no_letters_that_look_alike():
    assert not set("01OIL") & set(codes.ALPHABET)
    assert not set("AEIOUY") & set(codes.ALPHABET)


def test_many_codes_drawn_at_once_are_all_different():
    drawn = codes.draw(codes.PLACE_LENGTH, 20_000)
    assert len(set(drawn)) == 20_000


def test_a_taken_code_is_not_drawn():
    taken = set(codes.ALPHABET) - {"X"}
    assert codes.draw(1, 1, taken) == ["X"]


@pytest.mark.django_db
def test_a_place_gets_a_code_when_it_is_first_saved_and_keeps_it():
    place = Place(slug="souk", name="Souk", position_quality=PositionQuality.UNLOCATED)
    place.save()
    code = place.code
    place.save()
    assert len(code) == codes.PLACE_LENGTH
    assert Place.objects.get(pk=place.pk).code == code
