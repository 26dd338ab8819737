"""What a map gets from its page: words in every form, positions no finer than they are known."""

import re
from pathlib import Path

import pytest
from django.conf import settings
from django.contrib.gis.geos import Point
from django.utils.translation import override

from geodata import maps
from geodata.models import Category, PositionQuality
from geodata.templatetags.map_texts import coordinates, map_data, texts

SCRIPTS = Path(settings.BASE_DIR) / "frontend" / "js" / "map"
MARKET = Point(-10.0683, 28.9774, srid=4326)


def test_every_sentence_that_the_scripts_say_is_there():
    said = {
        key
        for script in SCRIPTS.glob("*.js")
        if not script.name.endswith(".test.js")
        for key in re.findall(r'\bsay\(\s*"(\w+)"', script.read_text(encoding="utf-8"))
    }
    assert len(said) > 20
    assert said <= texts().keys()


def test_every_quality_of_a_position_has_its_words():
    for quality in PositionQuality:
        assert texts()[f"quality_{quality.value}"] == str(quality.label)


def test_a_counted_sentence_has_a_form_for_every_plural_of_any_language():
    with override("en"):
        forms = texts()["in_view"]
    assert isinstance(forms, dict)
    assert forms["one"] == "%(count)d place in view"
    assert {forms[category] for category in ("zero", "two", "few", "many", "other")} == {
        "%(count)d places in view"
    }


def test_the_decimal_mark_is_that_of_the_language():
    with override("fr"):
        assert texts()["decimal_mark"] == ","
    with override("en"):
        assert texts()["decimal_mark"] == "."


@pytest.mark.parametrize(
    ("quality", "said"),
    [("published", "28.9774° N 10.0683° W"), ("approximate", "28.98° N 10.07° W")],
)
def test_a_position_is_said_no_finer_than_it_is_known(quality: str, said: str):
    with override("en"):
        assert coordinates(MARKET, quality) == said


def test_south_and_east_have_their_letters():
    with override("en"):
        assert coordinates(Point(18.4, -33.9, srid=4326), "surveyed") == "33.9000° S 18.4000° E"


def test_a_map_knows_the_names_of_all_categories_and_where_its_files_are():
    with override("en"):
        data = map_data(maps.config())
    assert data["labels"].keys() == set(Category.values)
    assert data["town"] == "Guelmim"
    assert data["assets"]["worker"].endswith("maplibre-gl-worker.mjs")
    assert data["places"] == "/api/v1/places.geojson"
