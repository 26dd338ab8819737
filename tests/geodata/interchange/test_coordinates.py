"""Coordinates are read as people write them, and never turned round in silence."""

import pytest

from geodata.interchange import coordinates


@pytest.mark.parametrize(
    ("text", "value", "axis"),
    [
        ("28.987", 28.987, ""),
        ("28,987", 28.987, ""),
        ("-10.0574", -10.0574, ""),
        ("−10,0574", -10.0574, ""),
        ("٢٨٫٩٨٧", 28.987, ""),
        ("28.987°", 28.987, ""),
        ("28°59'13.2\"N", 28.987, "lat"),
        ("28° 59′ 13,2″ N", 28.987, "lat"),
        ("28°59.22'N", 28.987, "lat"),
        ("28 59 13.2 N", 28.987, "lat"),
        ("N 28° 59' 13.2\"", 28.987, "lat"),
        ("10°03'26.64\"W", -10.0574, "lon"),
        ("10°03'26.64\" O", -10.0574, "lon"),
        ("10° 03' 26.64'' Ouest", -10.0574, "lon"),
        ("10.0574 غرب", -10.0574, "lon"),
        ("28.987 شمالا", 28.987, "lat"),
        ("۲۸٫۹۸۷", 28.987, ""),
        ("٢٨،٩٨٧", 28.987, ""),
        ("\u200f28.987\u200f", 28.987, ""),
        ("\u202a-10.0574\u202c", -10.0574, ""),
        ("28:59:13.2 N", 28.987, "lat"),
        ("397٬012٫5", 397012.5, ""),
        ("397 012,5", 397012.5, ""),
        ("397012.5 m", 397012.5, ""),
        ("3207345", 3207345, ""),
    ],
)
def test_a_coordinate_is_read_as_it_is_written(text, value, axis):
    found = coordinates.parse(text)
    assert found.value == pytest.approx(value, abs=1e-6)
    assert found.axis == axis


@pytest.mark.parametrize(
    "text",
    ["28°75'N", "near the mosque", "", "nan", "inf", "-10 W", "N 28 S", "1 " + "1" * 100_000 + "x"],
)
def test_what_is_no_coordinate_is_refused_in_a_sentence(text):
    with pytest.raises(ValueError, match=r"\.$"):
        coordinates.parse(text)


@pytest.mark.parametrize(
    "text",
    [
        "28.987, -10.0574",
        "28.987 -10.0574",
        "28,987; -10,0574",
        "28,987 -10,0574",
        "(28.987,-10.0574)",
        "28°59'13.2\"N 10°03'26.64\"W",
        "28°59'13.2\"N, 10°03'26.64\"O",
        "28.987، -10.0574",
    ],
)
def test_a_pair_in_one_cell_is_read(text):
    one, other = coordinates.parse_pair(text)
    assert (one.value, other.value) == pytest.approx((28.987, -10.0574), abs=1e-6)


def test_commas_that_may_be_anything_are_refused():
    with pytest.raises(ValueError, match="is no position"):
        coordinates.parse_pair("28,987,-10,0574")
