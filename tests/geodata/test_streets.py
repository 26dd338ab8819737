"""Where the streets lead: on a made-up old town everywhere, on Monaco where its extract is."""

import json
import socket
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from itertools import combinations, pairwise
from pathlib import Path
from random import Random
from typing import Any, NoReturn

import networkx
import numpy as np
import osmium
import pytest
import shapely
import valhalla
from django.test import override_settings

from geodata import built, extracts, street_graph, streets, territory
from geodata.errors import NoRoute
from geodata.streets import Kind, Landmark, Manoeuvre, Mode, Pace, Streets, Way, Waypoint
from tests import tiny_streets as tiny
from tests.extracts import monaco

# Valhalla keeps the length of every edge in whole metres.
EDGE_ROUNDING_M = 0.5


@pytest.fixture(scope="module")
def town() -> Streets:
    return tiny.streets()


def kinds(leg: streets.RouteLeg) -> list[str]:
    return [manoeuvre.kind for manoeuvre in leg.manoeuvres]


def ways(leg: streets.RouteLeg) -> list[str]:
    return [manoeuvre.way for manoeuvre in leg.manoeuvres[:-1]]


def names(leg: streets.RouteLeg) -> list[tuple[str, ...]]:
    return [manoeuvre.street_names for manoeuvre in leg.manoeuvres]


def test_a_way_over_several_stops_has_a_leg_between_each_two(town: Streets):
    stops = [tiny.stop((20, -90)), tiny.stop(tiny.SQUARE), tiny.stop(tiny.EAST)]

    route = town.route(stops)

    assert [leg.mode for leg in route.legs] == ["foot", "foot"]
    assert route.legs[0].distance_m == pytest.approx(110, abs=3)
    assert route.legs[1].distance_m == pytest.approx(100, abs=3)
    assert route.distance_m == sum(leg.distance_m for leg in route.legs)
    assert route.duration_s == pytest.approx(route.distance_m / 1.2, rel=0.02)
    assert route.legs[0].coordinates[-1] == route.legs[1].coordinates[0]


def test_a_leg_begins_with_departing_and_ends_with_arriving(town: Streets):
    leg = town.route([tiny.stop((20, -90)), tiny.stop(tiny.SQUARE)]).legs[0]

    assert kinds(leg)[0] == Kind.DEPART
    assert kinds(leg)[-1] == Kind.ARRIVE
    assert names(leg)[0] == (tiny.STREET_NAME,)
    assert leg.manoeuvres[0].way == Way.PEDESTRIAN_STREET
    assert leg.manoeuvres[0].begin_index == 0
    assert leg.manoeuvres[-1].end_index == len(leg.coordinates) - 1


def test_stairs_lead_up_or_down_as_they_are_tagged(town: Streets):
    square, above = tiny.stop((20, 35)), tiny.stop(tiny.ABOVE_THE_STAIRS)

    up, down = town.route([square, above, square]).legs

    assert Kind.STAIRS_UP in kinds(up)
    assert Kind.STAIRS_DOWN in kinds(down)
    assert up.manoeuvres[kinds(up).index(Kind.STAIRS_UP)].way == Way.STAIRS


def test_a_turn_says_from_where_to_where_one_turns(town: Streets):
    leg = town.route([tiny.stop(tiny.SQUARE), tiny.stop(tiny.NORTH_EAST)], avoid=[STAIRS]).legs[0]

    turn = next(m for m in leg.manoeuvres if m.kind == Kind.LEFT)
    assert turn.bearing_before == pytest.approx(90, abs=3)
    assert turn.bearing_after in {0, 359, 360, 1}
    assert not turn.street_names


def test_what_one_walks_on_is_known(town: Streets):
    to_the_arcade = town.route([tiny.stop((20, 2)), tiny.stop(tiny.WEST)]).legs[0]
    from_the_avenue = town.route([tiny.stop(tiny.WEST), tiny.stop((-200, -100))]).legs[0]

    assert ways(to_the_arcade) == [Way.SQUARE, Way.ARCADE]
    assert ways(from_the_avenue) == [Way.ALLEY, Way.STREET]


def test_a_square_is_crossed_straight(town: Streets):
    leg = town.route([tiny.stop((20, 0)), tiny.stop((40, 20))]).legs[0]

    assert leg.distance_m == pytest.approx(28, abs=1.5)
    assert ways(leg) == [Way.SQUARE]


def test_three_paces_take_the_same_way_in_other_times(town: Streets):
    stops = [tiny.stop(tiny.SOUTH_OF_GATE), tiny.stop(tiny.EAST)]

    slow, normal, brisk = (town.route(stops, pace=pace) for pace in Pace)

    assert slow.distance_m == normal.distance_m == brisk.distance_m
    assert slow.duration_s == pytest.approx(normal.duration_s / 0.75, rel=0.03)
    assert brisk.duration_s == pytest.approx(normal.duration_s / 1.25, rel=0.03)


def test_the_pace_is_the_territorys(town: Streets, monkeypatch: pytest.MonkeyPatch):
    stops = [tiny.stop(tiny.SOUTH_OF_GATE), tiny.stop(tiny.EAST)]
    before = town.route(stops).duration_s
    here = territory.current()
    hurried = replace(here, speed_m_s=here.speed_m_s | {"foot": 2.4})
    monkeypatch.setattr(territory, "current", lambda: hurried)

    assert town.route(stops).duration_s == pytest.approx(before / 2, rel=0.03)


# What lies around the middle of the stairs.
STAIRS = [tiny.at(point) for point in ((15, 55), (25, 55), (25, 65), (15, 65), (15, 55))]


def test_a_wheelchair_takes_no_stairs_and_no_steep_alley(town: Streets):
    stops = [tiny.stop(tiny.SQUARE), tiny.stop(tiny.ABOVE_THE_STAIRS)]

    on_foot = town.route(stops).legs[0]
    rolling = town.route(stops, Mode.WHEELCHAIR).legs[0]

    assert on_foot.distance_m == pytest.approx(60, abs=3)
    # Around by the gentle way: 100 + 80 + 60 + 80 + 100 metres.
    assert rolling.distance_m == pytest.approx(420, abs=5)
    assert Kind.STAIRS_UP not in kinds(rolling)
    assert rolling.duration_s == pytest.approx(rolling.distance_m / 0.9, rel=0.03)


def test_a_wheelchair_does_not_take_sand(town: Streets):
    stops = [tiny.stop(tiny.WEST), tiny.stop((-80, 80))]

    assert town.route(stops).distance_m == pytest.approx(60, abs=3)
    assert town.route(stops, "wheelchair").distance_m > 500


def test_a_wheelchair_is_not_set_down_on_sand(town: Streets):
    (on_sand,) = town.snap([tiny.stop((-80, 50), 5)], "wheelchair")

    assert on_sand is not None
    assert on_sand.moved_m > 25
    assert not on_sand.is_within_accuracy


def test_a_car_heeds_the_one_way_street_and_people_do_not(town: Streets):
    stops = [tiny.stop((200, -200)), tiny.stop((100, -110))]

    assert town.route(stops, "car").distance_m == pytest.approx(210, abs=5)
    assert town.route(stops, "foot").distance_m == pytest.approx(190, abs=5)


def test_people_may_walk_against_a_one_way_for_carts(tmp_path: Path):
    lane = tiny.Line(
        [(0, 0), (100, 0), (200, 0)], {"highway": "pedestrian", "oneway": "yes", "name": "Derb"}
    )
    around = tiny.Line([(200, 0), (200, 300), (0, 300), (0, 0)], {"highway": "residential"})
    derb = Streets(tiny.build(tmp_path / "derb", [lane, around]))

    back = derb.route([tiny.stop((180, 0)), tiny.stop((20, 0))])

    assert back.distance_m == pytest.approx(160, abs=3)


def test_a_taxi_comes_in_from_afar_and_the_rest_is_walked(town: Streets):
    stops = [tiny.stop(tiny.OUT_OF_TOWN), tiny.stop(tiny.SOUTH_OF_GATE), tiny.stop(tiny.SQUARE)]

    by_car, on_foot = town.route(stops, ["car", "foot"]).legs

    assert (by_car.mode, on_foot.mode) == ("car", "foot")
    assert by_car.distance_m == pytest.approx(7_980, rel=0.01)
    assert by_car.duration_s < by_car.distance_m / 8
    assert on_foot.duration_s > on_foot.distance_m / 1.3


def test_legs_of_one_mode_are_asked_for_in_one_request(town: Streets, monkeypatch: Any):
    asked: list[str] = []
    ask = Streets._ask

    def noted(self: Streets, what: str, request: dict[str, Any]) -> Any:
        asked.append(what)
        return ask(self, what, request)

    monkeypatch.setattr(Streets, "_ask", noted)
    stop = tiny.stop

    town.route(
        [stop(tiny.OUT_OF_TOWN), stop((300, -100)), stop(tiny.SOUTH_OF_GATE), stop(tiny.SQUARE),
         stop(tiny.EAST)],
        ["car", "car", "foot", "foot"],
    )  # fmt: skip

    assert asked.count("route") == 2


def test_what_is_closed_is_walked_around(town: Streets):
    stops = [tiny.stop((20, 35)), tiny.stop(tiny.ABOVE_THE_STAIRS)]

    around = town.route(stops, avoid=[STAIRS])

    assert town.route(stops).distance_m < 60
    assert around.distance_m > 200
    assert Kind.STAIRS_UP not in kinds(around.legs[0])


def test_a_stop_in_what_is_closed_is_named(town: Streets):
    island = [tiny.at(p) for p in ((590, 590), (660, 590), (660, 610), (590, 610), (590, 590))]

    with pytest.raises(NoRoute) as refusal:
        town.route([tiny.stop(tiny.SQUARE), tiny.stop(tiny.ISLAND)], avoid=[island])

    assert refusal.value.stop == 1


@pytest.mark.parametrize("place", range(4))
def test_the_stop_that_cannot_be_reached_is_named(town: Streets, place: int):
    stops = [tiny.stop(p) for p in (tiny.SQUARE, tiny.EAST, tiny.NORTH_EAST)]
    stops.insert(place, tiny.stop(tiny.ISLAND))

    with pytest.raises(NoRoute) as refusal:
        town.route(stops)

    assert refusal.value.stop == place
    assert refusal.value.mode == "foot"
    assert str(place + 1) in str(refusal.value)


def test_a_stop_far_from_everything_is_named(town: Streets):
    with pytest.raises(NoRoute) as refusal:
        town.route([tiny.stop(tiny.SQUARE), tiny.stop((0, 60_000)), tiny.stop(tiny.EAST)])

    assert refusal.value.stop == 1


def test_the_stop_is_counted_over_all_modes(town: Streets):
    stops = [tiny.OUT_OF_TOWN, tiny.SOUTH_OF_GATE, tiny.SQUARE, tiny.ISLAND]

    with pytest.raises(NoRoute) as refusal:
        town.route([tiny.stop(stop) for stop in stops], ["car", "foot", "foot"])

    assert refusal.value.stop == 3


def test_a_stop_on_a_street_is_not_moved(town: Streets):
    leg = town.route([tiny.stop(tiny.EAST, 5), tiny.stop(tiny.NORTH_EAST, 5)]).legs[0]

    assert leg.start.moved_m < 0.5
    assert leg.is_exact


@pytest.mark.parametrize(
    ("east_of_it_m", "accuracy_m", "is_exact"),
    [(8, 0, True), (30, 5, False), (30, 25, True), (30, None, True), (60, None, False)],
)
def test_a_stop_farther_from_a_street_than_its_accuracy_is_told(
    town: Streets, east_of_it_m: float, accuracy_m: float | None, is_exact: bool
):
    off = tiny.stop((200 + east_of_it_m, 50), accuracy_m)

    leg = town.route([tiny.stop(tiny.EAST), off]).legs[0]

    assert leg.end.moved_m == pytest.approx(east_of_it_m, abs=0.5)
    assert leg.end.is_within_accuracy is is_exact
    assert leg.is_exact is is_exact


def test_a_place_far_out_still_finds_its_street_and_says_how_far(town: Streets):
    (snap,) = town.snap([tiny.stop((4_000, 2_900))])

    assert snap is not None
    assert snap.moved_m == pytest.approx(3_000, abs=10)
    assert not snap.is_within_accuracy


def test_points_are_put_on_the_nearest_street_each(town: Streets):
    on_it, near_it, nowhere = town.snap(
        [tiny.stop(tiny.EAST), tiny.stop((160, 30)), tiny.stop((0, 90_000))]
    )

    assert on_it is not None and on_it.moved_m < 0.5
    assert near_it is not None and near_it.moved_m == pytest.approx(10, abs=0.5)
    assert nowhere is None


def test_the_way_from_a_stop_to_itself_is_nothing(town: Streets):
    route = town.route([tiny.stop(tiny.EAST), tiny.stop(tiny.EAST)])

    assert route.distance_m == 0
    assert route.duration_s == 0


def test_a_route_has_two_stops_and_a_mode_for_each_leg(town: Streets):
    with pytest.raises(ValueError, match="at least two"):
        town.route([tiny.stop(tiny.EAST)])
    with pytest.raises(ValueError, match="one mode for each leg"):
        town.route([tiny.stop(tiny.EAST), tiny.stop(tiny.SQUARE)], ["foot", "foot"])


def test_a_matrix_says_what_the_routes_say(town: Streets):
    stops = [tiny.stop(p) for p in (tiny.SOUTH_OF_GATE, tiny.EAST, tiny.ABOVE_THE_STAIRS)]

    matrix = town.matrix(stops, stops)

    assert matrix.distance_m.shape == (3, 3)
    for here, there in combinations(range(3), 2):
        route = town.route([stops[here], stops[there]])
        assert matrix.distance_m[here, there] == pytest.approx(route.distance_m, abs=2)
        assert matrix.duration_s[here, there] == pytest.approx(route.duration_s, abs=2)


def test_a_matrix_has_no_number_where_there_is_no_way(town: Streets):
    stops = [tiny.stop(tiny.SQUARE), tiny.stop(tiny.ISLAND), tiny.stop(tiny.EAST)]

    matrix = town.matrix(stops, stops)

    assert np.isnan(matrix.duration_s[0, 1]) and np.isnan(matrix.distance_m[1, 2])
    assert matrix.distance_m[0, 2] == pytest.approx(100, abs=3)


def test_a_matrix_goes_on_where_one_stop_has_no_street(town: Streets):
    stops = [tiny.stop(tiny.SQUARE), tiny.stop((0, 90_000)), tiny.stop(tiny.EAST)]

    matrix = town.matrix(stops, stops)

    assert matrix.distance_m[0, 2] == pytest.approx(100, abs=3)
    assert np.isnan(matrix.distance_m[:, 1]).sum() == 3
    assert np.isnan(matrix.distance_m[1, :]).sum() == 3


def test_the_area_within_reach_is_one_valid_polygon_that_grows(town: Streets):
    square = tiny.stop(tiny.SQUARE)

    near, far = (shapely.from_geojson(json.dumps(town.reachable(square, m))) for m in (1, 3))

    for area in (near, far):
        assert area.is_valid
        assert area.geom_type == "Polygon"
    assert far.covers(shapely.Point(tiny.at(tiny.SQUARE)))
    assert near.area < far.area
    assert far.covers(shapely.Point(tiny.at(tiny.EAST)))
    assert not far.covers(shapely.Point(tiny.at(tiny.ISLAND)))


def test_nobody_reaches_anything_from_nowhere(town: Streets):
    with pytest.raises(NoRoute):
        town.reachable(tiny.stop((0, 90_000)), 5)
    with pytest.raises(ValueError, match="minutes"):
        town.reachable(tiny.stop(tiny.SQUARE), 0)


def test_manoeuvres_survive_being_stored(town: Streets):
    stops = [tiny.stop((20, -90)), tiny.stop(tiny.ABOVE_THE_STAIRS), tiny.stop(tiny.WEST)]
    manoeuvres = [m for leg in town.route(stops).legs for m in leg.manoeuvres]
    manoeuvres.append(
        Manoeuvre(Kind.LEFT, 3.0, 2.5, landmark=Landmark({"ar": "مسجد"}, "mosque", "left"))
    )

    stored = json.loads(json.dumps(streets.to_json(manoeuvres)))

    assert streets.from_json(stored) == tuple(manoeuvres)


def test_street_names_are_kept_in_all_languages(town: Streets):
    assert town.names[tiny.STREET_NAME] == tiny.STREET_NAMES


def test_many_threads_get_the_answers_that_one_gets(town: Streets):
    points = [tiny.SQUARE, tiny.EAST, tiny.NORTH_EAST, tiny.WEST, tiny.SOUTH_OF_GATE]
    pairs = [(tiny.stop(a), tiny.stop(b)) for a, b in combinations(points, 2)] * 10
    expected = [town.route(pair) for pair in pairs]

    with ThreadPoolExecutor(8) as threads:
        answers = list(threads.map(town.route, pairs))

    assert answers == expected


def test_there_are_no_streets_before_any_were_built(tmp_path: Path):
    with override_settings(VAR_DIR=tmp_path):
        assert streets.current() is None


def test_new_streets_serve_without_a_restart(tmp_path: Path):
    lane = [tiny.Line([(0, 0), (100, 0)], {"highway": "footway"})]
    with tiny.served(tmp_path / "var"):
        before = streets.current()
        assert before is not None
        assert streets.current() is before

        tiny.serve(tiny.build(tmp_path / "lane", lane))
        after = streets.current()

        assert after is not None
        assert after.version != before.version
        with pytest.raises(NoRoute):
            after.route([tiny.stop((0, 0)), tiny.stop((0, 90_000))])
        # Who is still on the old ones is not cut off.
        assert before.route([tiny.stop(tiny.SQUARE), tiny.stop(tiny.EAST)]).distance_m > 50


def test_a_graph_that_cannot_be_read_is_no_graph(tmp_path: Path):
    with override_settings(VAR_DIR=tmp_path):
        with built.shelf("streets").build() as folder:
            (folder / "tiles.tar").write_bytes(b"not tiles")

        assert streets.current() is None


def test_nothing_is_asked_of_the_network_and_nothing_is_said(
    monkeypatch: pytest.MonkeyPatch, capfd: pytest.CaptureFixture[str]
):
    def refuse(*args: object, **named: object) -> NoReturn:
        raise AssertionError("The network was asked.")

    monkeypatch.setattr(socket.socket, "connect", refuse)
    config = streets._config(tiny.graph() / "tiles.tar")

    town = Streets(tiny.graph())
    town.route([tiny.stop(tiny.SQUARE), tiny.stop(tiny.EAST)])
    with pytest.raises(NoRoute):
        town.route([tiny.stop(tiny.SQUARE), tiny.stop(tiny.ISLAND)])

    assert "tile_url" not in config["mjolnir"]
    assert "statsd" not in config
    assert capfd.readouterr() == ("", "")


# On real streets.


@pytest.fixture(scope="module")
def rock(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Streets]:
    """Build Monaco."""
    path = monaco()
    folder = tmp_path_factory.mktemp("monaco") / "graph"
    folder.mkdir()
    with override_settings(VAR_DIR=folder.parent), extracts.opened(path, force=True) as extract:
        street_graph.build(extract, folder, source=path.name)
    yield Streets(folder)


OLD_TOWN = [
    Waypoint(7.42460, 43.73110), Waypoint(7.42050, 43.73140), Waypoint(7.42750, 43.73960),
    Waypoint(7.41990, 43.73660), Waypoint(7.42530, 43.73080),
]  # fmt: skip


@pytest.mark.parametrize("mode", [Mode.FOOT, Mode.CAR])
def test_distances_and_times_are_valhallas_own(rock: Streets, mode: Mode):
    """The same request, put to Valhalla itself with its own narration."""
    request = {
        "locations": [{"lon": stop.longitude, "lat": stop.latitude} for stop in OLD_TOWN],
        **streets._costing(mode, Pace.NORMAL),
    }
    actor = valhalla.Actor(_written(streets._config(rock.folder / "tiles.tar"), rock.folder))
    own = actor.route(request)["trip"]

    ours = rock.route(OLD_TOWN, mode)

    assert ours.distance_m == pytest.approx(own["summary"]["length"] * 1000, rel=0.01)
    assert ours.duration_s == pytest.approx(own["summary"]["time"], rel=0.01)
    for leg, its in zip(ours.legs, own["legs"], strict=True):
        assert leg.distance_m == pytest.approx(its["summary"]["length"] * 1000, rel=0.01)
        assert leg.duration_s == pytest.approx(its["summary"]["time"], rel=0.01)
        # A leg's length is that of the line that is drawn, too.
        assert leg.distance_m == pytest.approx(_length_m(leg.coordinates), rel=0.01, abs=2)
        assert len(leg.manoeuvres) == len(its["maneuvers"])


def _written(config: dict[str, Any], folder: Path) -> Path:
    path = folder.parent / "valhalla.json"
    path.write_text(json.dumps(config))
    return path


def _length_m(points: Any) -> float:
    return sum(streets._metres(here, there) for here, there in pairwise(points))


PAIRS = 200


def test_no_way_is_shorter_than_the_shortest_and_few_are_longer(rock: Streets):
    """200 pairs against a plain Dijkstra over the ways that Valhalla lets people walk.

    A pair may be shorter by what its ends were moved, since a stop within five metres of a crossing
    is put on it, and by half a metre for each edge, which Valhalla rounds to whole metres. It may
    be more than a tenth longer only where a preference explains it: Valhalla, told to heed nothing
    but length, then finds a way that is not, and the shortest leads over stairs, a driveway or
    private ground.
    """
    network, tags = _walkable(rock)
    draw = Random(20_260_101)
    mainland = sorted(max(networkx.connected_components(network), key=len))
    on_streets = [
        n for n in mainland if not all(d["across"] for *_e, d in network.edges(n, data=True))
    ]
    unexplained = []
    for _pair in range(PAIRS):
        start, end = draw.sample(on_streets, 2)
        shortest = networkx.shortest_path(network, start, end, weight="length_m")
        true_m = networkx.path_weight(network, shortest, "length_m")
        stops = [Waypoint(*network.nodes[node]["at"]) for node in (start, end)]
        leg = rock.route(stops).legs[0]
        moved_m = leg.start.moved_m + leg.end.moved_m
        drawn_m = _length_m(leg.coordinates)

        assert drawn_m + moved_m >= true_m - 0.002 * true_m - 1
        assert abs(leg.distance_m - drawn_m) <= EDGE_ROUNDING_M * (len(leg.coordinates) + 1)
        if leg.distance_m > 1.1 * true_m + moved_m + 10:
            plain_m = _shortest_m(rock, stops)
            over = {_reason(tags[network.edges[edge]["way"]]) for edge in pairwise(shortest)}
            if plain_m > 1.1 * true_m + moved_m + 10 or over <= {""}:
                unexplained.append((start, end, true_m, leg.distance_m, plain_m, over))

    assert unexplained == []


def _reason(tags: dict[str, str]) -> str:
    """Return why one may prefer not to walk somewhere."""
    if tags.get("access") in {"private", "no", "destination", "customers"}:
        return "private"
    if tags.get("service") == "driveway":
        return "driveway"
    return "stairs" if tags["highway"] == "steps" else ""


def _shortest_m(rock: Streets, stops: list[Waypoint]) -> float:
    request = {
        "locations": streets._locations(stops),
        "costing": "pedestrian",
        "costing_options": {"pedestrian": {"shortest": True}},
        "directions_type": "none",
        "units": "kilometers",
    }
    length_m: float = rock._ask("route", request)["trip"]["summary"]["length"] * 1000
    return length_m


def _walkable(rock: Streets) -> tuple[networkx.Graph, dict[int, dict[str, str]]]:
    """Return the OSM ways that Valhalla lets people walk, and the tags of all."""
    network = networkx.Graph()
    tags: dict[int, dict[str, str]] = {}
    for way in osmium.FileProcessor(monaco()).with_locations():
        if not isinstance(way, osmium.osm.Way) or "highway" not in way.tags or len(way.nodes) < 2:
            continue
        tags[way.id] = {tag.k: tag.v for tag in way.tags}
        nodes = [(node.ref, (node.lon, node.lat)) for node in way.nodes]
        is_square = tags[way.id].get("area") == "yes"
        if is_square:
            # Straight across: shorter than any way that stays inside.
            edges = list(combinations(dict(nodes).items(), 2))
        elif _is_walked(rock, way.id, nodes):
            edges = list(pairwise(nodes))
        else:
            continue
        for (here, at), (there, to) in edges:
            length_m = streets._metres(at, to)
            if network.has_edge(here, there) and network.edges[here, there]["length_m"] <= length_m:
                continue
            network.add_edge(here, there, length_m=length_m, way=way.id, across=is_square)
            network.nodes[here]["at"], network.nodes[there]["at"] = at, to
    return network, tags


def _is_walked(rock: Streets, number: int, nodes: list[tuple[int, tuple[float, float]]]) -> bool:
    """Ask Valhalla whether people may walk on an edge that it made of a way."""
    (_here, (west, south)), (_there, (east, north)) = nodes[len(nodes) // 2 - 1 :][:2]
    request = {
        "locations": [{"lon": (west + east) / 2, "lat": (south + north) / 2}],
        "costing": "pedestrian",
        "verbose": True,
    }
    edges = rock._ask("locate", request)[0]["edges"] or ()
    return any(
        edge["edge_info"]["way_id"] == number and edge["edge"]["access"]["pedestrian"]
        for edge in edges
    )


def test_a_matrix_of_fifty_stops_is_answered_whole(rock: Streets):
    draw = Random(1)
    stops = [
        Waypoint(draw.uniform(7.411, 7.430), draw.uniform(43.728, 43.742)) for _stop in range(50)
    ]

    matrix = rock.matrix(stops, stops)

    assert matrix.duration_s.shape == (50, 50)
    assert not np.isnan(matrix.duration_s).any()
    for index in range(0, 50, 7):
        route = rock.route([stops[0], stops[index]])
        assert matrix.distance_m[0, index] == pytest.approx(route.distance_m, rel=0.02, abs=5)


def test_wheelchairs_never_take_stairs_in_a_town_full_of_them(rock: Streets):
    draw = Random(2)
    taken = 0
    for _pair in range(60):
        stops = [
            Waypoint(draw.uniform(7.411, 7.430), draw.uniform(43.728, 43.742)) for _stop in range(2)
        ]
        try:
            leg = rock.route(stops, "wheelchair").legs[0]
        except NoRoute:
            continue
        taken += 1
        assert not {Kind.STAIRS, Kind.STAIRS_UP, Kind.STAIRS_DOWN} & set(kinds(leg))
        assert Way.STAIRS not in ways(leg)
    assert taken > 30
