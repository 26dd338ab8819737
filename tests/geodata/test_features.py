"""Places and roads as GeoJSON: what is asked for, and no spot that nobody knows."""

import json
from datetime import date
from typing import Any

import pytest
from django.contrib.gis.geos import Polygon
from django.utils.translation import override

from geodata import features
from geodata.errors import InvalidBox
from geodata.features import Box, Selection
from geodata.models import Road
from tests import towns
from tests.towns import moment

EAST_OF_TOWN = (-10.03, 28.987)

EVERYTHING = Selection()


def asked(selection: Selection = EVERYTHING, language: str = "fr") -> dict[str, dict[str, Any]]:
    """Return the selected features by id."""
    collection = json.loads(features.places(selection, language))
    assert collection["type"] == "FeatureCollection"
    return {feature["id"]: feature for feature in collection["features"]}


class TestBox:
    """A bounding box, or what to mend in it."""

    def test_four_numbers_are_a_box(self):
        assert Box.parse("-11.6,28.2, -8.9 ,29.6") == Box(-11.6, 28.2, -8.9, 29.6)

    @pytest.mark.parametrize(
        ("text", "sentence"),
        [
            ("1,2,3", "there are 3"),
            ("1,2,3,4,5", "there are 5"),
            ("a,b,c,d", "numbers in degrees"),
            ("nan,0,1,1", "between -180 and 180"),
            ("-10,nan,-9,29", "between -90 and 90"),
            ("-10,28,inf,29", "between -180 and 180"),
            ("-181,28,-9,29", "between -180 and 180"),
            ("-10,29,-9,28", "south comes before north"),
            ("-9,28,-10,29", "west must not be greater than east"),
        ],
    )
    def test_anything_else_is_answered_with_what_to_mend(self, text: str, sentence: str):
        with override("en"), pytest.raises(InvalidBox, match=sentence):
            Box.parse(text)


@pytest.mark.django_db
class TestPlaces:
    """The places of a box, a category, a moment."""

    def test_a_town_without_places_is_an_empty_collection(self):
        assert json.loads(features.places(Selection(), "fr"))["features"] == []

    def test_a_place_is_a_point_with_longitude_first(self):
        towns.place("Souk", at=(-10.0574, 28.987), position_accuracy_m=12, is_core=True)
        feature = asked()["souk"]
        assert feature["type"] == "Feature"
        assert feature["geometry"] == {"type": "Point", "coordinates": [-10.0574, 28.987]}
        assert feature["properties"] == {
            "name": "Souk",
            "category": "souk",
            "quality": "surveyed",
            "accuracy_m": 12,
            "core": True,
            "sample": False,
            "url": "/fr/places/souk/",
            "area": None,
        }

    def test_names_and_addresses_are_in_the_language_asked_for(self):
        towns.place("Souk", name_ar="السوق")
        properties = asked(language="ar")["souk"]["properties"]
        assert (properties["name"], properties["url"]) == ("السوق", "/ar/places/souk/")

    def test_a_name_without_a_translation_is_told_in_another_language(self):
        towns.place("Souk")
        assert asked(language="es")["souk"]["properties"]["name"] == "Souk"

    def test_an_unlocated_place_has_no_geometry_and_names_the_area_it_lies_in(self):
        town = towns.place("Ville", "town", quality="published", position_accuracy_m=1500)
        towns.place("Dlalat", at=None, parent=town, position_accuracy_m=600)
        feature = asked()["dlalat"]
        assert feature["geometry"] is None
        assert feature["properties"]["area"] == {
            "slug": "ville",
            "name": "Ville",
            "lon": -10.0574,
            "lat": 28.987,
            "radius_m": 600,
        }

    def test_the_area_is_that_of_the_nearest_place_around_it_with_a_position(self):
        town = towns.place("Ville", "town", position_accuracy_m=1500)
        complex_ = towns.place("Complexe", "craft_centre", at=None, parent=town)
        towns.place("Centre", "training_centre", at=None, parent=complex_)
        area = asked()["centre"]["properties"]["area"]
        assert (area["slug"], area["radius_m"]) == ("ville", 1500)

    def test_an_unlocated_place_in_nothing_has_neither_geometry_nor_area(self):
        towns.place("Agadir Otrime", "archaeological_site", at=None)
        feature = asked()["agadir-otrime"]
        assert (feature["geometry"], feature["properties"]["area"]) == (None, None)

    def test_the_area_is_never_a_place_that_is_not_public(self):
        town = towns.place("Ville", "town")
        hidden = towns.draft(towns.place("Secret", parent=town, at=EAST_OF_TOWN))
        towns.place("Dlalat", at=None, parent=hidden)
        assert asked()["dlalat"]["properties"]["area"]["slug"] == "ville"

    def test_drafts_are_left_out(self):
        towns.draft(towns.place("Draft"))
        assert asked() == {}

    def test_a_workshop_without_a_spot_is_found_through_its_complex_and_not_drawn(self):
        complex_ = towns.place("Complexe", "craft_centre")
        towns.place("Atelier 1", "workshop", at=None, parent=complex_)
        towns.place("Atelier 2", "workshop", parent=complex_)
        assert set(asked()) == {"complexe", "atelier-2"}

    def test_a_box_holds_what_lies_in_it(self):
        towns.place("Here")
        towns.place("East", at=EAST_OF_TOWN)
        assert set(asked(Selection(box=Box(-10.06, 28.98, -10.05, 28.99)))) == {"here"}

    def test_a_box_holds_an_area_that_reaches_into_it(self):
        garden = towns.place("Garden")
        garden.geometry = Polygon.from_bbox((-10.06, 28.98, -10.04, 29.0))
        garden.save()
        assert set(asked(Selection(box=Box(-10.045, 28.99, -10.03, 29.0)))) == {"garden"}

    def test_an_unlocated_place_belongs_to_every_box_that_its_area_touches(self):
        town = towns.place("Ville", "town", position_accuracy_m=1500)
        towns.place("Dlalat", at=None, parent=town)
        assert "dlalat" in asked(Selection(box=Box(-10.06, 28.98, -10.05, 28.99)))
        assert set(asked(Selection(box=Box(-10.05, 28.98, -10.045, 28.99)))) == {"dlalat"}
        assert asked(Selection(box=Box(-10.03, 28.98, -10.02, 28.99))) == {}

    def test_categories_narrow_the_selection(self):
        towns.place("Souk")
        towns.place("Oasis", "oasis")
        towns.place("Museum", "museum")
        assert set(asked(Selection(categories=("oasis", "museum")))) == {"oasis", "museum"}

    def test_another_app_may_narrow_the_selection_down_to_nothing(self):
        souk = towns.place("Souk")
        towns.place("Oasis", "oasis")
        assert set(asked(Selection(among=frozenset({souk.pk})))) == {"souk"}
        assert asked(Selection(among=frozenset())) == {}

    def test_only_what_is_surely_open_at_a_moment_is_selected_and_says_so(self):
        towns.place("Amhirich", "weekly_market", opening_hours="Sa 06:00+")
        towns.place("Unknown")
        found = asked(Selection(open_at=moment("2026-11-28T07:00")))
        assert set(found) == {"amhirich"}
        assert found["amhirich"]["properties"]["state"] == "open"
        assert asked(Selection(open_at=moment("2026-11-28T13:00"))) == {}

    def test_only_what_opens_on_a_day_is_selected(self):
        towns.place("Amhirich", "weekly_market", opening_hours="Sa 06:00+")
        assert set(asked(Selection(open_on=date(2026, 11, 28)))) == {"amhirich"}
        assert asked(Selection(open_on=date(2026, 11, 27))) == {}

    def test_a_thousand_places_cost_two_queries(self, django_assert_num_queries):
        towns.place("Souk")
        with django_assert_num_queries(2):
            asked()


@pytest.mark.django_db
class TestRoads:
    """Known roads, whose courses are not known."""

    def test_a_road_is_a_straight_line_between_its_ends(self):
        start, end = towns.place("Guelmim", "town"), towns.place("Asrir", at=(-10.0, 28.9))
        Road.objects.create(slug="asrir", start=start, end=end, ref="P1301", distance_m=10_000)
        (road,) = json.loads(features.roads())["features"]
        assert road["geometry"] == {
            "type": "LineString",
            "coordinates": [[-10.0574, 28.987], [-10.0, 28.9]],
        }
        assert road["properties"] == {"ref": "P1301", "distance_m": 10_000}

    def test_a_road_to_a_draft_or_to_an_unlocated_place_is_not_drawn(self):
        town = towns.place("Guelmim", "town")
        hidden, lost = towns.draft(towns.place("Hidden")), towns.place("Lost", at=None)
        Road.objects.create(slug="hidden", start=town, end=hidden)
        Road.objects.create(slug="lost", start=lost, end=town)
        assert json.loads(features.roads())["features"] == []
