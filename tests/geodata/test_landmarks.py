"""Which landmark is named where, on a made-up town and on straight lines."""

import json
from collections import Counter
from collections.abc import Sequence
from pathlib import Path

import pytest
import shapely
from django.contrib.gis.geos import Point
from django.utils.translation import override

from geodata import landmarks
from geodata.directions import instructions
from geodata.landmarks import Landmarks, Sight, category_of, collect, name_landmarks, sight_of
from geodata.models import Place
from geodata.sights import own_places
from geodata.streets import Landmark, Manoeuvre, Route, RouteLeg, Snap
from tests import tiny_streets
from tests.extracts import monaco
from tests.tiny_streets import Metres, at, stop

NOWHERE = Snap(0, 0, 0, True)


def thing(category: str, *points: Metres, name: str = "") -> Sight:
    """Return a landmark at a point, or with an outline; positions in metres."""
    places = [at(point) for point in points]
    geometry = shapely.Point(places[0]) if len(places) == 1 else shapely.Polygon(places)
    return Sight({"": name} if name else {}, category, geometry)


def named(
    sights: Sequence[Sight], *, kind: str = "left", way: str = "alley", street: str = ""
) -> tuple[Landmark | None, ...]:
    """Return what is named on a way 100 m north, a turn, 100 m west, and the arrival."""
    line = [(0, 0), (0, 50), (0, 100), (-50, 100), (-100, 100)]
    streets = (street,) if street else ()
    leg = RouteLeg(
        mode="foot",
        distance_m=200,
        duration_s=170,
        coordinates=tuple(at(point) for point in line),
        manoeuvres=(
            Manoeuvre("depart", 100, 85, (), 0, 2, None, 0, way),
            Manoeuvre(kind, 100, 85, streets, 2, 4, 0, 270, way),
            Manoeuvre("arrive", 0, 0, (), 4, 4, 270, None),
        ),
        start=NOWHERE,
        end=NOWHERE,
    )
    route = name_landmarks(Route((leg,)), Landmarks(sights))
    return tuple(manoeuvre.landmark for manoeuvre in route.legs[0].manoeuvres)


def relations(*sights: Sight, **how: str) -> list[str]:
    """Return how what is named stands to each manoeuvre, "" where nothing is."""
    return [landmark.relation if landmark else "" for landmark in named(sights, **how)]


def test_where_nothing_stands_nothing_is_named():
    assert named([]) == (None, None, None)
    assert relations(thing("mosque", (300, 300))) == ["", "", ""]


def test_what_stands_at_the_corner_is_named_there():
    assert relations(thing("mosque", (8, 104))) == ["", "at", ""]


def test_what_stands_straight_ahead_is_turned_off_before():
    assert relations(thing("mosque", (0, 115))) == ["", "before", ""]


def test_what_one_has_just_passed_is_turned_after():
    assert relations(thing("mosque", (-4, 86))) == ["", "after", ""]


def test_what_stands_beside_a_long_stretch_is_passed_on_its_side():
    assert relations(thing("mosque", (6, 50))) == ["right", "", ""]
    assert relations(thing("mosque", (-6, 50))) == ["left", "", ""]
    assert relations(thing("mosque", (-50, 108))) == ["", "right", ""]


def test_what_stands_at_the_stop_helps_to_find_it():
    assert relations(thing("pharmacy", (-104, 104))) == ["", "", "at"]


def test_one_walks_through_a_gate_that_stands_on_the_way():
    assert relations(thing("city_gate", (0, 50))) == ["through", "", ""]


def test_of_an_area_the_near_side_counts():
    market = thing("market", (4, 90), (44, 90), (44, 130), (4, 130))
    assert relations(market) == ["", "at", ""]


def test_of_two_mosques_at_a_corner_neither_is_named():
    assert relations(thing("mosque", (8, 104)), thing("mosque", (-8, 92))) == ["", "", ""]


def test_two_mosques_with_names_are_told_apart():
    pair = thing("mosque", (6, 104), name="Al Fath"), thing("mosque", (-8, 92), name="Al Qods")
    (_depart, turn, _arrive) = named(pair)
    assert turn == Landmark({"": "Al Fath"}, "mosque", "at")


def test_a_mosque_is_named_rather_than_a_shop():
    (_depart, turn, _arrive) = named([thing("shop", (3, 102), name="X"), thing("mosque", (7, 104))])
    assert turn is not None
    assert turn.category == "mosque"


def test_where_the_street_has_a_name_only_a_good_landmark_is_added():
    cafe = thing("cafe", (7, 104), name="Rif")
    assert relations(cafe) == ["", "at", ""]
    assert relations(cafe, street="Rue Basse") == ["", "", ""]
    assert relations(thing("mosque", (7, 104)), street="Rue Basse") == ["", "at", ""]


def test_a_landmark_is_named_once_in_a_leg():
    kiosk_at_both = thing("mosque", (4, 104))
    assert relations(kiosk_at_both).count("at") == 1
    assert sum(bool(relation) for relation in relations(kiosk_at_both)) == 1


def test_in_a_tunnel_one_sees_nothing():
    assert relations(thing("mosque", (8, 104)), thing("fort", (6, 50)), way="tunnel") == [""] * 3


def test_a_place_of_our_own_comes_before_all_others():
    own = thing("place", (9, 104), name="Souk Dlalat")
    both = Landmarks([thing("mosque", (9, 96))]).beside([own])
    near = both.near([at((0, 0)), at((0, 100))], 30)
    assert [sight.category for sight in near] == ["place", "mosque"]
    (_depart, turn, _arrive) = named([*both.places, *both.sights])
    assert turn == Landmark({"": "Souk Dlalat"}, "place", "at")


@pytest.mark.parametrize(
    ("tags", "category"),
    [
        ({"amenity": "place_of_worship", "religion": "muslim"}, "mosque"),
        ({"building": "mosque"}, "mosque"),
        ({"amenity": "place_of_worship", "religion": "muslim", "historic": "tomb"}, "mausoleum"),
        ({"historic": "city_gate"}, "city_gate"),
        ({"barrier": "gate"}, ""),
        ({"barrier": "gate", "name": "Bab Khokha"}, "gate"),
        ({"amenity": "marketplace"}, "market"),
        ({"historic": "castle", "castle_type": "palace"}, "palace"),
        ({"shop": "carpet", "name": "Dar Tiss"}, "shop"),
        ({"shop": "carpet"}, ""),
        ({"amenity": "bench"}, ""),
    ],
)
def test_tags_say_what_a_landmark_is(tags: dict[str, str], category: str):
    assert category_of(tags) == category


def test_a_cafe_without_a_name_is_one_of_many():
    spot = shapely.Point(0, 0)
    assert sight_of({"amenity": "cafe"}, spot) is None
    assert sight_of({"amenity": "cafe", "name": "Rif", "name:ar": "الريف"}, spot) == Sight(
        {"": "Rif", "ar": "الريف"}, "cafe", spot
    )


def test_every_tag_leads_to_a_landmark_with_a_rank():
    assert {category for _key, _value, category in landmarks._TAGS} <= set(landmarks.PROMINENCE)


def test_the_small_town_gives_its_landmarks_with_all_their_names(tmp_path: Path):
    file = tiny_streets.write(tmp_path / "tiny.osm")
    found = {record["category"]: record for record in collect(file)}
    assert set(found) == {"mosque", "city_gate", "fountain", "pharmacy"}
    assert found["mosque"]["names"] == {"": "Mosquée des Tanneurs", "ar": "مسجد الدباغين"}
    assert found["mosque"]["geometry"].startswith("POLYGON")
    assert found["city_gate"]["geometry"].startswith("POINT")
    assert "names" not in found["fountain"]


def test_what_was_collected_is_read_back(tmp_path: Path):
    records = collect(tiny_streets.write(tmp_path / "tiny.osm"))
    (tmp_path / landmarks.FILE_NAME).write_text(json.dumps(records), encoding="utf-8")
    assert sorted(sight.category for sight in landmarks.read(tmp_path)) == sorted(
        record["category"] for record in records
    )
    assert landmarks.read(tmp_path / "elsewhere") == []


def test_the_way_through_the_small_town_names_its_gate_and_its_mosque():
    streets = tiny_streets.streets()
    route = streets.route([stop(tiny_streets.SOUTH_OF_GATE), stop(tiny_streets.EAST)])
    said = {
        manoeuvre.landmark.category: manoeuvre.landmark.relation
        for manoeuvre in route.legs[0].manoeuvres
        if manoeuvre.landmark
    }
    assert said["city_gate"] in ("through", "after")
    assert said["mosque"] == "left"
    with override("en"):
        text = " ".join(instructions(route.legs[0], street_names=streets.names))
    assert "Bab Tiznit" in text
    assert "You pass Mosquée des Tanneurs on your left." in text
    with override("ar"):
        text = " ".join(instructions(route.legs[0], street_names=streets.names))
    assert "باب تيزنيت" in text
    assert "تجدون مسجد الدباغين على يساركم." in text


@pytest.mark.django_db
def test_our_own_places_are_landmarks_where_they_are_public_and_well_known():
    spot = Point(*at((9, 104)), srid=4326)
    about = {"category": "souk", "status": "published", "position_quality": "surveyed"}
    Place.objects.create(slug="dlalat", name_fr="Souk Dlalat", geometry=spot, **about)
    Place.objects.create(
        slug="draft", name_fr="Draft", geometry=spot, **{**about, "status": "draft"}
    )
    Place.objects.create(slug="far", name_fr="Far", geometry=spot, position_accuracy_m=400, **about)
    Place.objects.create(slug="sample", name_fr="Sample", geometry=spot, is_sample=True, **about)
    Place.objects.create(
        slug="about", name_fr="About", geometry=spot, **{**about, "position_quality": "approximate"}
    )
    assert [(sight.names["fr"], sight.category) for sight in own_places()] == [
        ("Souk Dlalat", "place")
    ]


def test_monaco_gives_landmarks_that_are_sound():
    records = collect(monaco())
    kinds = Counter(record["category"] for record in records)
    assert kinds["church"] >= 3
    assert kinds["fountain"] >= 5
    assert all(record["category"] in landmarks.PROMINENCE for record in records)
    assert all(shapely.from_wkt(record["geometry"]).is_valid for record in records)
