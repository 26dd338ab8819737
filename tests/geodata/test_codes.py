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


def test_what_is_typed_is_read_without_regard_to_case_spaces_and_hyphens():
    assert codes.readings(" 4q-h j7 ") == ("4QHJ7",)


def test_letters_that_look_like_those_of_a_code_are_mended():
    assert codes.readings("O0QDQ") == ("QQQQQ",)
    assert codes.readings("5555L") == ("5555J",)
    assert set(codes.readings("5555I")) == {"5555J", "55557"}


def test_every_letter_and_figure_stands_for_itself_or_for_one_that_looks_like_it():
    for sign in "ABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789":
        assert codes.readings(f"2222{sign}"), sign


def test_what_has_another_length_or_other_letters_is_no_code():
    assert codes.readings("222") == codes.readings("2222222") == codes.readings("2222é") == ()


def test_a_code_that_may_be_too_many_is_none():
    assert codes.readings("IIIIII") != ()
    assert len(codes.readings("IIIIII")) <= codes.MOST_READINGS
