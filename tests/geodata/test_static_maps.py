"""Static maps: what is on them, that it is true to scale, and that it is safe to open anywhere."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import replace
from io import StringIO
from itertools import combinations
from pathlib import Path
from typing import Any
from xml.etree import ElementTree

import numpy as np
import pytest
import segno
from django.core.management import call_command
from django.test import Client
from django.utils.translation import override
from pyproj import Geod

from geodata import basemap
from geodata.static_maps import Circle, Content, Dot, Size, Spot, Way, draw, style
from geodata.static_maps.frame import Frame, Rectangle, fitted
from geodata.static_maps.furniture import QUIET_MODULES, round_length
from geodata.static_maps.labels import apart, width_of, wrapped
from geodata.static_maps.sheets import MARGIN, SHEETS, extent
from geodata.static_maps.svg import FIRST_STRONG, LEFT_TO_RIGHT, POP, RIGHT_TO_LEFT, path
from tests import tiny_streets, towns
from tests.extracts import monaco
from tests.tiny_streets import at

SVG = "{http://www.w3.org/2000/svg}"
ISOLATES = str.maketrans("", "", FIRST_STRONG + LEFT_TO_RIGHT + RIGHT_TO_LEFT + POP)
CENTRE = (-10.0574, 28.987)
CREDIT = "© OpenStreetMap contributors"
CSS = Path(__file__).resolve().parents[2] / "frontend" / "css"


def content(*spots: Spot, **more: Any) -> Content:
    """Return a map of some spots, in English unless told otherwise."""
    given = {"title": "A walk", "address": "https://example.org/en/circuits/walk/"}
    return Content(**(given | {"language": "en", "spots": spots} | more))


def spots(number: int, name: str = "Stop", apart_degrees: float = 0.002) -> tuple[Spot, ...]:
    """Return numbered spots in a row, whose names are of different lengths."""
    return tuple(
        Spot(
            name=f"{name} {'I' * order}",
            number=order,
            position=(CENTRE[0] + apart_degrees * order, CENTRE[1] + 0.0007 * (order % 3)),
        )
        for order in range(1, number + 1)
    )


def drawn(what: Content, size: Size = Size.PAGE, **more: Any) -> ElementTree.Element:
    """Return a drawing in its own language, parsed."""
    with override(what.language):
        return ElementTree.fromstring(draw(what, size, **more))


def words(drawing: ElementTree.Element) -> list[str]:
    """Return every line of text on a drawing, without the marks of direction."""
    return ["".join(text.itertext()).translate(ISOLATES) for text in drawing.iter(f"{SVG}text")]


def of_class(drawing: ElementTree.Element, name: str) -> list[ElementTree.Element]:
    return [each for each in drawing.iter() if name in each.get("class", "").split()]


def number(element: ElementTree.Element, name: str) -> float:
    return float(element.get(name, "nan"))


class TestTruth:
    """A map is true to what is known."""

    @pytest.mark.parametrize("size", list(Size))
    @pytest.mark.parametrize("span", [0.0005, 0.004, 0.3])
    def test_the_scale_bar_is_as_long_as_it_says(self, size: Size, span: float):
        what = content(*spots(5, apart_degrees=span))
        drawing = drawn(what, size)
        (bar,) = of_class(drawing, "scale")
        rectangle = bar[0]
        length_m = float(rectangle.get("data-length-m", "nan"))
        frame = fitted(extent(what), SHEETS[size].map, margin=46, least_m=260)
        west, south, east, north = frame.box
        middle = (south + north) / 2
        degrees = (east - west) * number(rectangle, "width") / frame.rectangle.width
        _there, _back, true_m = Geod(ellps="WGS84").inv(west, middle, west + degrees, middle)
        # Widths are written to a tenth of a unit; the geodesic cuts the parallel's corner.
        assert true_m == pytest.approx(length_m, rel=0.002)
        assert 40 <= number(rectangle, "width") <= 160

    def test_north_is_up_and_east_is_right(self):
        frame = fitted((-10.1, 28.9, -10.0, 29.0), Rectangle(0, 0, 400, 300), margin=0, least_m=0)
        here, north, east = frame.project([CENTRE, (CENTRE[0], 28.99), (-10.05, CENTRE[1])])
        assert north[0] == pytest.approx(here[0])
        assert north[1] < here[1]
        assert east[0] > here[0]
        assert east[1] == pytest.approx(here[1])

    def test_a_frame_says_the_box_that_it_shows(self):
        frame = fitted(
            (-10.1, 28.9, -10.0, 29.0), Rectangle(10, 20, 400, 300), margin=30, least_m=0
        )
        west, south, east, north = frame.box
        corners = frame.project([(west, north), (east, south)])
        assert corners.ravel() == pytest.approx([10, 20, 410, 320])
        assert west <= -10.1
        assert south <= 28.9
        assert east >= -10.0
        assert north >= 29.0

    def test_a_halo_is_as_wide_as_the_position_is_vague(self):
        vague = Spot("Souk", CENTRE, 1, accuracy_m=300, quality="approximate")
        what = content(vague, *spots(2))
        (halo,) = of_class(drawn(what), "halo")
        frame = fitted(extent(what), SHEETS[Size.PAGE].map, margin=46, least_m=260)
        assert number(halo, "r") * frame.metres_a_unit == pytest.approx(300, rel=0.01)

    def test_a_surveyed_place_has_no_halo(self):
        assert of_class(drawn(content(Spot("Souk", CENTRE, 1, accuracy_m=300))), "halo") == []

    def test_approximate_ways_are_dashed_and_others_are_not(self):
        line = ((CENTRE[0] + 0.002, CENTRE[1]), (CENTRE[0] + 0.006, CENTRE[1]))
        what = content(*spots(3), ways=(Way(line), Way(line[::-1], is_approximate=False)))
        ways = of_class(drawn(what), "way")
        assert [way.get("stroke-dasharray") is not None for way in ways] == [True, False]

    def test_arrows_point_the_way_one_goes(self):
        west, east = (CENTRE[0], CENTRE[1]), (CENTRE[0] + 0.008, CENTRE[1])
        for line, angle in (((west, east), "0"), ((east, west), "180")):
            arrows = of_class(drawn(content(*spots(3), ways=(Way(line),))), "arrow")
            assert arrows
            assert all(f"rotate({angle})" in arrow.get("transform", "") for arrow in arrows)

    def test_an_unlocated_stop_is_listed_and_not_drawn(self):
        lost = Spot("Dlalat", None, 4, where="Somewhere in Guelmim")
        drawing = drawn(content(*spots(3), lost))
        assert len(of_class(drawing, "stop")) == 3
        assert len(of_class(drawing, "listed")) == 4
        assert words(drawing).count("Dlalat") == 1
        assert "Somewhere in Guelmim" in words(drawing)

    def test_a_card_says_which_stops_are_not_on_it(self):
        lost = (Spot("Dlalat", None, 4), Spot("Agadir", None, 5))
        said = words(drawn(content(*spots(3), *lost), Size.CARD))
        assert "Not on the map, to be surveyed: 4, 5" in said

    def test_a_circuit_without_any_spot_is_the_territory_and_a_list(self):
        drawing = drawn(content(Spot("Dlalat", None, 1), Spot("Agadir", None, 2)))
        assert of_class(drawing, "stop") == []
        assert len(of_class(drawing, "listed")) == 2

    def test_an_unlocated_place_is_the_area_that_it_lies_in(self):
        area = Circle(CENTRE, 1500, "Somewhere in Guelmim")
        drawing = drawn(content(Spot("Dlalat", None), circles=(area,)))
        assert len(of_class(drawing, "area")) == 1
        assert of_class(drawing, "stop") == []

    def test_two_stops_on_one_spot_are_moved_apart_and_tied_to_it(self):
        here = [Spot("Souk", CENTRE, 1), Spot("Souk again", CENTRE, 2)]
        drawing = drawn(content(*here, *spots(3)))
        assert len(of_class(drawing, "tie")) == 2
        discs = [stop.find(f"{SVG}circle") for stop in of_class(drawing, "stop")]
        centres = [(number(disc, "cx"), number(disc, "cy")) for disc in discs if disc is not None]
        assert len(set(centres)) == 5

    def test_a_lonely_vague_place_shows_its_whole_halo(self):
        west, south, east, north = extent(
            content(Spot("Souk", CENTRE, accuracy_m=2000, quality="approximate"))
        )
        across_m = Geod(ellps="WGS84").inv(west, CENTRE[1], east, CENTRE[1])[2]
        assert across_m == pytest.approx(4000, rel=0.01)
        assert north > CENTRE[1] > south

    def test_one_huge_halo_does_not_make_a_walk_too_small_to_see(self):
        vague = Spot("Souk", CENTRE, 4, accuracy_m=50_000, quality="approximate")
        west, _south, east, _north = extent(content(*spots(3), vague))
        assert east - west < 0.02


class TestWords:
    """Names are whole, readable, and where they belong."""

    @pytest.mark.parametrize("size", [Size.PAGE, Size.PRINT])
    @pytest.mark.parametrize("close", [0.0001, 0.0004, 0.002])
    def test_no_name_covers_another_or_a_number(self, size: Size, close: float):
        drawing = drawn(content(*spots(12, "A rather long name", close)), size)
        boxes = [_box_of(name) for name in of_class(drawing, "name")]
        lines_of_one = _same_label(of_class(drawing, "name"))
        for (one, box), (other, second) in combinations(enumerate(boxes), 2):
            assert lines_of_one[one] == lines_of_one[other] or not box.overlaps(second)
        for disc in of_class(drawing, "stop"):
            circle = disc.find(f"{SVG}circle")
            assert circle is not None
            x, y, radius = (number(circle, name) for name in ("cx", "cy", "r"))
            marker = Rectangle(x - radius, y - radius, 2 * radius, 2 * radius)
            assert not any(marker.overlaps(box) for box in boxes)

    def test_names_that_have_no_room_are_in_the_list_all_the_same(self):
        drawing = drawn(content(*spots(20, "Quite a long name for a stop", 0.00002)), Size.PRINT)
        assert len(of_class(drawing, "listed")) == 20

    def test_a_list_that_is_far_too_long_says_how_many_are_missing(self):
        drawing = drawn(content(*spots(60)))
        listed = len(of_class(drawing, "listed"))
        assert 10 < listed < 60
        assert f"and {60 - listed} more" in words(drawing)

    @pytest.mark.parametrize(
        ("language", "name"),
        [("ar", "سوق الدلالات في كلميم"), ("zgh", "ⵜⴰⵎⴷⵉⵏⵜ ⵏ ⴳⵯⵍⵎⵉⵎ"), ("fr", "Forêt d’Œuvres")],
    )
    def test_a_name_is_written_whole_in_its_own_letters(self, language: str, name: str):
        what = content(
            Spot(name, CENTRE, 1), *spots(2), title=name, language=language,
            is_right_to_left=language == "ar",
        )  # fmt: skip
        for size in (Size.PAGE, Size.PRINT):
            said = " ".join(words(drawn(what, size)))
            assert said.count(name) >= 2  # in the title and in the list

    def test_every_text_keeps_its_direction_to_itself(self):
        mixed = Spot("سوق (1978) Souk", CENTRE, 1)
        drawing = drawn(content(mixed, *spots(2), language="ar", is_right_to_left=True))
        for element in drawing.iter(f"{SVG}text"):
            text = "".join(element.itertext())
            assert text[0] in FIRST_STRONG + LEFT_TO_RIGHT + RIGHT_TO_LEFT
            assert text.endswith(POP)

    def test_in_arabic_the_sheet_is_mirrored_and_the_map_is_not(self):
        left = content(*spots(3))
        right = replace(left, language="ar", is_right_to_left=True)
        numbers = {}
        for what in (left, right):
            drawing = drawn(what)
            listed = of_class(drawing, "listed")[0].find(f"{SVG}circle")
            assert listed is not None
            width = SHEETS[Size.PAGE].width
            assert (number(listed, "cx") > width / 2) is not what.is_right_to_left
            title = drawing.find(f".//{SVG}text[@font-weight='700']")
            assert title is not None
            assert title.get("text-anchor") == ("end" if what.is_right_to_left else "start")
            numbers[what.language] = [
                "".join(stop.itertext()).translate(ISOLATES)
                for stop in sorted(
                    of_class(drawing, "stop"), key=lambda stop: number(stop[0], "cx")
                )
            ]
        assert numbers["en"] == numbers["ar"] == ["1", "2", "3"]

    def test_the_sheet_speaks_the_language_of_the_page(self):
        said = words(drawn(content(*spots(2), language="fr")))
        assert any(line.startswith("Schéma") for line in said)

    def test_long_titles_are_made_smaller_and_then_shortened(self):
        title = "A walk through all that there is to be seen in this town and its oases " * 2
        drawing = drawn(content(*spots(2), title=title))
        lines = [line for line in words(drawing) if line.startswith("A walk through")]
        assert len(lines) == 1
        assert lines[0].endswith("…")
        assert width_of(lines[0], 16) <= SHEETS[Size.PAGE].width - 2 * MARGIN

    def test_lines_are_broken_between_words(self):
        lines = wrapped("the market of the silversmiths", 10, 90, 3)
        assert " ".join(lines) == "the market of the silversmiths"
        assert all(width_of(line, 10) <= 90 for line in lines)


class TestFile:
    """The file can be kept, sent and opened anywhere."""

    @pytest.mark.parametrize("size", list(Size))
    def test_it_is_a_picture_with_a_title_and_a_description(self, size: Size):
        drawing = drawn(content(*spots(3), description="1. Stop I"), size)
        assert drawing.tag == f"{SVG}svg"
        assert drawing.get("role") == "img"
        assert drawing.get("lang") == "en"
        assert drawing[0].tag == f"{SVG}title"
        assert drawing[0].text == "A walk"
        assert drawing[1].tag == f"{SVG}desc"
        assert drawing[1].text == "1. Stop I"

    @pytest.mark.parametrize("size", list(Size))
    def test_what_people_write_cannot_do_anything(self, size: Size):
        attack = '"><script>alert(1)</script><image href="https://evil.example/x"/>&\x00\x08'
        what = content(
            Spot(attack, CENTRE, 1, where=attack, onward=attack),
            Spot(attack, None, 2, where=attack),
            title=attack,
            subtitle=attack,
            description=attack,
            notes=(attack,),
            dots=(Dot(attack, (CENTRE[0], CENTRE[1] + 0.001)),),
            circles=(Circle(CENTRE, 900, attack),),
            address="https://example.org/?<script>&\"'",
        )
        with override("en"):
            text = draw(what, size)
        drawing = ElementTree.fromstring(text)
        names = {element.tag.removeprefix(SVG) for element in drawing.iter()}
        assert names <= {
            "svg", "title", "desc", "defs", "clipPath", "pattern", "g", "rect", "circle", "path",
            "text",
        }  # fmt: skip
        assert "<script" not in text

    @pytest.mark.parametrize("size", list(Size))
    def test_it_needs_nothing_from_elsewhere_and_no_style_sheet(self, size: Size):
        what = content(Spot("Souk", CENTRE, category="souk"), *spots(2))
        for element in drawn(what, size).iter():
            for name, value in element.attrib.items():
                assert not name.endswith("href")
                assert not name.startswith("on")
                assert name != "style"
                assert "url(" not in value or value in ("url(#map)", "url(#hatch)")
                assert "var(" not in value

    def test_the_qr_code_is_the_address_of_the_page(self):
        drawing = drawn(content(*spots(2)))
        (code,) = of_class(drawing, "qr")
        matrix = segno.make("https://example.org/en/circuits/walk/", error="m", micro=False).matrix
        side = len(matrix) + 2 * QUIET_MODULES
        assert code.get("viewBox") == f"0 0 {side} {side}"
        dark = np.zeros((side, side), dtype=bool)
        data = code[1].get("d", "")
        for x, y, width in re.findall(r"M(\d+) (\d+)h(\d+)", data):
            dark[int(y), int(x) : int(x) + int(width)] = True
        inner = slice(QUIET_MODULES, -QUIET_MODULES)
        assert (dark[inner, inner] == np.array([list(row) for row in matrix], dtype=bool)).all()
        assert dark.sum() == dark[inner, inner].sum()
        # 0.25 mm a unit: a phone reads modules of 0.4 mm and more.
        assert number(code, "width") / side * 0.25 >= 0.4

    def test_a_page_is_a5_and_a_print_is_a4(self):
        assert drawn(content(*spots(2)), Size.PAGE).get("width") == "210mm"
        assert drawn(content(*spots(2)), Size.PAGE).get("height") == "148mm"
        assert drawn(content(*spots(2)), Size.PRINT).get("height") == "297mm"

    def test_the_same_map_is_the_same_file(self):
        assert draw(content(*spots(5)), Size.PAGE) == draw(content(*spots(5)), Size.PAGE)

    def test_anything_that_changes_on_a_map_changes_its_fingerprint(self):
        one = content(*spots(2))
        others = [
            replace(one, title="Another walk"),
            replace(one, language="fr"),
            replace(one, ways=(Way((CENTRE, (CENTRE[0], 29.0))),)),
            replace(one, spots=one.spots[::-1]),
            replace(one, address="https://example.org/fr/circuits/walk/"),
        ]
        assert len({each.fingerprint for each in (one, *others)}) == 6

    def test_its_colours_are_those_of_the_map_on_the_screen(self):
        css = (CSS / "map-colours.css").read_text(encoding="utf-8")
        light = dict(re.findall(r"--map-([\w-]+): var\(--light, (#\w+)\)", css))
        ours = {
            name.lower().replace("_", "-"): value
            for name, value in vars(style).items()
            if name.isupper() and isinstance(value, str) and value.startswith("#")
        }
        shared = ours.keys() & light.keys()
        assert len(shared) > 30
        assert {name: ours[name] for name in shared} == {name: light[name] for name in shared}


class TestParts:
    """What maps are made of."""

    @pytest.mark.parametrize(
        ("most_m", "length_m"),
        [(1, 1), (4.9, 2), (73, 50), (100, 100), (999, 500), (26_000, 20_000)],
    )
    def test_scale_bars_have_round_lengths(self, most_m: float, length_m: float):
        assert round_length(most_m) == length_m

    def test_marks_that_have_room_stay_where_they_are(self):
        there = np.array([[10.0, 10.0], [50.0, 10.0], [10.0, 60.0]])
        assert (apart(there, 20, Rectangle(0, 0, 100, 100)) == there).all()

    def test_marks_that_cover_each_other_move_apart(self):
        there = np.full((6, 2), 50.0) + np.arange(6)[:, None] * 0.5
        moved = apart(there, 20, Rectangle(0, 0, 200, 200))
        gaps = [np.hypot(*(one - other)) for one, other in combinations(moved, 2)]
        assert min(gaps) >= 19

    def test_a_path_is_written_in_steps_of_a_tenth(self):
        points = np.array([[1.0, 2.0], [1.04, 2.04], [3.5, 1.0], [3.5, 4.0]])
        assert path(points, closed=True) == "M10 20l25-10 0 30z"

    def test_a_spot_is_no_path(self):
        assert path(np.array([[1.0, 2.0], [1.0, 2.0]])) == ""


@pytest.mark.django_db
class TestAnswers:
    """`/<lang>/places/<slug>/map.svg`"""

    @pytest.fixture(autouse=True)
    def _without_streets(self, settings: Any, tmp_path: Path) -> None:
        settings.VAR_DIR = tmp_path

    def test_it_is_served_as_a_picture_that_may_do_nothing(self, client: Client):
        towns.place("Souk")
        response = client.get("/fr/places/souk/map.svg")
        assert response.status_code == 200
        assert response["Content-Type"] == "image/svg+xml"
        policy = response["Content-Security-Policy"]
        assert "default-src 'none'" in policy
        assert "sandbox" in policy
        assert "max-age=" in response["Cache-Control"]
        assert ElementTree.fromstring(response.content).get("role") == "img"

    def test_who_has_it_already_is_told_so_until_it_changes(self, client: Client):
        souk = towns.place("Souk")
        etag = client.get("/fr/places/souk/map.svg")["ETag"]
        again = client.get("/fr/places/souk/map.svg", headers={"if-none-match": etag})
        assert again.status_code == 304
        assert again.content == b""
        souk.name_fr = "Souk Dlalat"
        souk.save()
        changed = client.get("/fr/places/souk/map.svg", headers={"if-none-match": etag})
        assert changed.status_code == 200
        assert "Souk Dlalat" in changed.content.decode()

    def test_sizes_and_languages_differ_in_their_etag(self, client: Client):
        towns.place("Souk", name_ar="السوق")
        etags = {
            client.get(f"/{language}/places/souk/map.svg?size={size}")["ETag"]
            for language in ("ar", "fr")
            for size in Size
        }
        assert len(etags) == 2 * len(Size)

    def test_a_size_that_there_is_not_is_answered_with_those_there_are(self, client: Client):
        towns.place("Souk")
        response = client.get("/en/places/souk/map.svg?size=poster")
        assert response.status_code == 400
        assert "card, guide, page, print" in response.content.decode()

    def test_a_place_that_is_not_public_has_no_map(self, client: Client):
        towns.draft(towns.place("Secret"))
        assert client.get("/fr/places/secret/map.svg").status_code == 404

    def test_a_place_without_a_spot_says_where_it_lies(self, client: Client):
        town = towns.place("Ville", "town", position_accuracy_m=1500)
        towns.place("Dlalat", at=None, parent=town)
        drawing = ElementTree.fromstring(client.get("/en/places/dlalat/map.svg").content)
        assert len(of_class(drawing, "area")) == 1
        said = " ".join(words(drawing))
        assert "Somewhere in Ville: the exact spot is still to be surveyed." in said

    def test_its_qr_code_leads_to_the_page_in_the_same_language(self, client: Client):
        towns.place("Souk")
        drawing = ElementTree.fromstring(client.get("/ar/places/souk/map.svg").content)
        assert "testserver/ar/places/souk/" in "".join(words(drawing))

    def test_the_page_of_a_place_offers_it(self, client: Client):
        towns.place("Souk")
        page = client.get("/en/places/souk/").content.decode()
        assert 'href="/en/places/souk/map.svg?size=print"' in page
        assert "Map to print" in page
        assert '<noscript><img class="map-frame__drawn" src="/en/places/souk/map.svg' in page


class TestCredit:
    """OpenStreetMap is named exactly where its data is drawn."""

    @pytest.fixture
    def base(self, settings: Any, tmp_path: Path) -> Iterator[Any]:
        settings.VAR_DIR = tmp_path
        call_command("build_basemap", tiny_streets.write(tmp_path / "town.osm"), stdout=StringIO())
        yield basemap.current()

    def walk(self, **more: Any) -> Content:
        stops = (tiny_streets.GATE, tiny_streets.SQUARE, tiny_streets.EAST)
        return content(*(Spot(f"S{n}", at(stop), n) for n, stop in enumerate(stops, 1)), **more)

    @pytest.mark.parametrize("size", list(Size))
    def test_a_schematic_map_names_nobody(self, size: Size):
        assert CREDIT not in words(drawn(self.walk(), size))

    @pytest.mark.parametrize("size", list(Size))
    def test_ways_along_its_streets_name_it(self, size: Size):
        assert CREDIT in words(drawn(self.walk(uses_streets=True), size))

    @pytest.mark.parametrize("size", list(Size))
    def test_the_basemap_names_it(self, base: Any, size: Size):
        assert CREDIT in words(drawn(self.walk(), size, base=base))

    def test_the_basemap_shows_its_streets_and_their_names(self, base: Any):
        drawing = drawn(self.walk(), Size.PRINT, base=base)
        assert tiny_streets.AVENUE_NAME in words(drawing)
        assert not any(line.startswith("Schematic") for line in words(drawing))
        fills = {element.get("stroke") for element in drawing.iter(f"{SVG}path")}
        assert {style.STAIR, style.STREET} <= fills

    def test_streets_are_named_in_the_language_of_the_map_where_they_are(self, base: Any):
        beside = Spot("S", at((100, -50)), 1)
        french, arabic = (
            words(drawn(content(beside, language=language), Size.PRINT, base=base))
            for language in ("fr", "ar")
        )
        assert tiny_streets.STREET_NAMES["fr"] in french
        assert tiny_streets.STREET_NAMES["ar"] in arabic

    def test_a_new_basemap_is_a_new_drawing(self, base: Any, client: Client, db: None):
        towns.place("Souk", at=at(tiny_streets.SQUARE))
        before = client.get("/fr/places/souk/map.svg")["ETag"]
        call_command(
            "build_basemap",
            tiny_streets.write(base.path.parents[3] / "town.osm"),
            stdout=StringIO(),
        )
        assert client.get("/fr/places/souk/map.svg")["ETag"] != before


def test_the_old_town_of_monaco_is_drawn_with_its_stairs_and_names(settings: Any, tmp_path: Path):
    extract = monaco()
    from tests import monaco as town

    folder = town.write(tmp_path / "towns", extract)
    settings.TERRITORY, settings.TERRITORY_DIR = folder.name, folder
    settings.VAR_DIR = tmp_path / "var"
    call_command("build_basemap", extract, stdout=StringIO())
    base = basemap.current()
    stops = [(7.4205, 43.7315), (7.4229, 43.7301), (7.4254, 43.7308)]
    what = content(*(Spot(f"S{n}", stop, n) for n, stop in enumerate(stops, 1)))
    drawing = drawn(what, Size.PRINT, base=base)
    streets = ["".join(name.itertext()).translate(ISOLATES) for name in of_class(drawing, "street")]
    assert len(streets) >= 5
    assert len(streets) == len(set(streets))
    assert CREDIT in words(drawing)
    area = Frame(SHEETS[Size.PRINT].map, 0, 0, 1).rectangle
    for label in of_class(drawing, "street"):
        x, y = map(
            float, re.findall(r"translate\(([\d.]+) ([\d.]+)\)", label.get("transform", ""))[0]
        )
        assert area.left <= x <= area.right
        assert area.top <= y <= area.bottom


def _box_of(name: ElementTree.Element) -> Rectangle:
    text = "".join(name.itertext()).translate(ISOLATES)
    size = number(name, "font-size")
    width = width_of(text, size)
    x = number(name, "x")
    left = {"start": x, "middle": x - width / 2, "end": x - width}[name.get("text-anchor", "")]
    # The letters themselves, without the air between lines.
    return Rectangle(left, number(name, "y") - size * 0.75, width, size * 0.75)


def _same_label(names: list[ElementTree.Element]) -> list[tuple[str, int]]:
    """Return a key for each line, equal for lines of one label: they follow each other."""
    keys: list[tuple[str, int]] = []
    group = 0
    for index, name in enumerate(names):
        previous = names[index - 1] if index else None
        follows = (
            previous is not None
            and previous.get("x") == name.get("x")
            and previous.get("text-anchor") == name.get("text-anchor")
            and 0 < number(name, "y") - number(previous, "y") < 16
        )
        group += 0 if follows else 1
        keys.append((name.get("text-anchor", ""), group))
    return keys
