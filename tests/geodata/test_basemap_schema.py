"""Which tags become what on the map."""

import pytest

from geodata.basemap import schema
from geodata.basemap.schema import Shape


def kinds(shape: Shape, **tags: str) -> dict[str, str]:
    """Return the kind of an object by layer."""
    return {match.layer: match.kind for match in schema.matches(tags, shape)}


@pytest.mark.parametrize(
    ("tags", "kind"),
    [
        ({"highway": "trunk"}, "motorway"),
        ({"highway": "tertiary"}, "secondary"),
        ({"highway": "residential"}, "minor"),
        ({"highway": "service"}, "service"),
        ({"highway": "service", "service": "alley"}, "alley"),
        ({"highway": "footway"}, "alley"),
        ({"highway": "footway", "footway": "sidewalk"}, "path"),
        ({"highway": "pedestrian"}, "pedestrian"),
        ({"highway": "steps"}, "stairs"),
        ({"highway": "track"}, "track"),
        ({"railway": "rail"}, "rail"),
    ],
)
def test_a_street_is_of_one_class(tags, kind):
    assert kinds(Shape.LINE, **tags) == {"streets": kind}


def test_a_mosque_is_a_building_and_a_sign():
    area = {"building": "yes", "amenity": "place_of_worship", "religion": "muslim"}
    assert kinds(Shape.AREA, **area) == {"buildings": "mosque"}
    assert kinds(Shape.SPOT, **area) == {"pois": "mosque"}


def test_a_building_without_more_has_no_kind():
    assert kinds(Shape.AREA, building="yes") == {"buildings": ""}
    assert schema.attributes(next(schema.matches({"building": "yes"}, Shape.AREA)), {}) == {}


def test_no_is_not_a_value():
    assert kinds(Shape.AREA, building="no") == {}
    assert schema.storey({"highway": "steps", "tunnel": "no", "bridge": "no"}) == ""


def test_a_wadi_is_told_from_a_river():
    assert kinds(Shape.LINE, waterway="river", intermittent="yes") == {"waterways": "wadi"}
    assert kinds(Shape.LINE, waterway="river") == {"waterways": "river"}


def test_a_date_palm_is_told_from_other_trees_however_it_is_tagged():
    for palm in ({"genus": "Phoenix"}, {"species": "Phoenix dactylifera"}, {"leaf_type": "palm"}):
        assert kinds(Shape.SPOT, natural="tree", **palm) == {"pois": "palm"}
    assert kinds(Shape.SPOT, natural="tree") == {"pois": "tree"}


def test_a_passage_through_houses_is_an_arcade_and_not_a_tunnel():
    assert schema.storey({"tunnel": "building_passage"}) == "arcade"
    assert schema.storey({"covered": "yes"}) == "arcade"
    assert schema.storey({"tunnel": "yes", "covered": "yes"}) == "tunnel"
    assert schema.storey({"bridge": "viaduct"}) == "bridge"


def test_names_are_carried_whole_and_only_where_they_differ():
    tags = {
        "name": "Guelmim كلميم ⴳⵓⵍⵎⵉⵎ",
        "name:ar": "كَلْميم، باب الصحراء",
        "name:zgh": "ⴳⵓⵍⵎⵉⵎ",
        "name:fr": "Guelmim كلميم ⴳⵓⵍⵎⵉⵎ",
        "name:de": "Guelmim",
    }
    assert schema.names(tags) == {
        "name": "Guelmim كلميم ⴳⵓⵍⵎⵉⵎ",
        "name:ar": "كَلْميم، باب الصحراء",
        "name:zgh": "ⴳⵓⵍⵎⵉⵎ",
    }


def test_a_place_named_in_one_of_our_languages_only_has_that_name():
    assert schema.names({"name:ar": "زنقة"}) == {"name": "زنقة"}
    assert schema.names({"name:de": "Gasse"}) == {}


def test_older_codes_of_tamazight_count_where_the_text_is_in_tifinagh():
    assert schema.names({"name": "Souk", "name:ber": "ⵙⵙⵓⵇ"})["name:zgh"] == "ⵙⵙⵓⵇ"
    assert "name:zgh" not in schema.names({"name": "Souk", "name:ber": "Ssuq"})


def test_the_larger_town_comes_first():
    tags = {"population": "118 318", "place": "city"}
    assert schema.rank("city", tags) == 3
    assert schema.rank("town", {"population": "about 4,000"}) == 6
    assert schema.rank("town", {}) == 5
    assert schema.rank("park", {}) is None


def test_every_line_of_the_table_has_a_kind_that_css_and_urls_can_carry():
    for rule in schema.RULES:
        assert rule.kind == "" or rule.kind.replace("_", "").isalpha()
        assert schema.MIN_ZOOM <= rule.zoom <= schema.MAX_ZOOM


def test_every_line_of_the_table_can_be_reached():
    for rule in schema.RULES:
        tags = {
            key: "anything" if not values else sorted(values)[0].strip("*")
            for key, values, absent in schema._conditions(rule.tags)
            if not absent
        }
        found = {(match.layer, match.kind) for match in schema.matches(tags, rule.shape)}
        assert (rule.layer, rule.kind) in found, rule
