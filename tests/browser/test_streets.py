"""The old town of Monaco: a circuit along stairs and alleys, over a street map of our own.

The site is served as by an operator who gave it an extract. Without one, in Guelmim, the same pages
say "about".
"""

import math
import re
from collections.abc import Callable, Iterator
from io import StringIO
from typing import Any
from urllib.parse import urlsplit

import pytest
from django.conf import settings
from django.core.management import call_command
from playwright.sync_api import Browser, ConsoleMessage, Page, Response, expect
from pytest_django import DjangoDbBlocker
from pytest_django.live_server_helper import LiveServer

from tests import extracts, monaco, towns
from tests.browser.conftest import PHONE, in_place_of_guelmim, served

pytestmark = pytest.mark.browser

DESK = {"viewport": {"width": 1000, "height": 640}}  # few pixels: they are drawn without a card
DRAWN_MS = 60_000
CIRCUIT = "circuits/le-rocher/"
STREETS = ["base_streets", "base_stairs", "base_blocks", "base_street_names"]

# Wait until the basemap is drawn; then return what of some layers there is on the screen.
SEEN = """async (layers) => {
  const { chart } = document.querySelector("[data-map]");
  for (let turn = 0; turn < 200; turn += 1) {
    if (chart.basemap && chart.map.loaded()) break;
    await new Promise((rest) => setTimeout(rest, 100));
  }
  const rest = new Promise((still) => chart.map.once("idle", still)); // names fade in
  chart.map.triggerRepaint();
  await Promise.race([rest, new Promise((late) => setTimeout(late, 5000))]);
  const features = chart.map.queryRenderedFeatures({ layers });
  return features.map(({ layer, properties }) => ({ layer: layer.id, ...properties }));
}"""

# Return where on the page the longest straight piece of a leg has its middle; of its first half, as
# the next leg may set out on the way that it came by.
MIDDLE_OF_LEG = """(id) => {
  const { chart } = document.querySelector("[data-map]");
  const { features } = chart.data.legs;
  const points = features.filter(({ properties }) => properties.leg === id)
    .flatMap(({ geometry }) => geometry.coordinates).map((at) => chart.map.project(at));
  const pieces = points.slice(1, points.length / 2).map((to, index) => [points[index], to]);
  const length = ([from, to]) => Math.hypot(to.x - from.x, to.y - from.y);
  const [from, to] = pieces.sort((one, other) => length(other) - length(one))[0];
  const { left, top } = chart.map.getCanvas().getBoundingClientRect();
  return { x: left + (from.x + to.x) / 2, y: top + (from.y + to.y) / 2 };
}"""

VIEW = """() => {
  const { centre, zoom } = document.querySelector("[data-map]").chart.view;
  return [...centre, zoom];
}"""


class Visitor:
    """A page of the site, and what was asked for to draw it."""

    def __init__(self, page: Page) -> None:
        self.page = page
        self.answers: list[Response] = []
        page.on("response", lambda answer: self.answers.append(answer))

    def sees(self, *layers: str) -> list[dict[str, Any]]:
        """Return what of some layers is drawn."""
        seen: list[dict[str, Any]] = self.page.evaluate(SEEN, list(layers))
        return seen

    def taps_beside_leg(self, leg: str, aside_px: int) -> None:
        """Tap near the middle of a leg."""
        self.sees("legs_known")
        at = self.page.evaluate(MIDDLE_OF_LEG, leg)
        self.page.mouse.click(at["x"] + aside_px, at["y"])


type Open = Callable[..., Visitor]


@pytest.fixture(scope="module")
def monaco_site(
    django_db_setup: None,
    django_db_blocker: DjangoDbBlocker,
    tmp_path_factory: pytest.TempPathFactory,
) -> Iterator[str]:
    """Serve Monaco with its streets and its basemap; return the address of the site."""
    extract = extracts.monaco()
    folder = tmp_path_factory.mktemp("monaco")
    with in_place_of_guelmim(django_db_blocker), pytest.MonkeyPatch.context() as patch:
        patch.setattr(settings, "TERRITORIES_DIR", folder)
        patch.setattr(settings, "TERRITORY", monaco.SLUG)
        patch.setattr(settings, "TERRITORY_DIR", monaco.write(folder, extract))
        patch.setattr(settings, "VAR_DIR", folder / "var")
        for command in ("build_streets", "build_basemap"):
            call_command(command, str(extract), stdout=StringIO(), stderr=StringIO())
        call_command("load_territory", monaco.SLUG, stdout=StringIO())
        with served() as address:
            yield address


@pytest.fixture
def visit(browser: Browser, monaco_site: str) -> Iterator[Open]:
    """Return a function that opens a page of Monaco and waits until its map is drawn.

    Whatever the browser complains of, and whatever it asks of another host, fails the test.
    """
    contexts = []
    complaints: list[str] = []

    def hear(said: ConsoleMessage) -> None:
        if said.type == "error":
            complaints.append(said.text)

    def note(request: Any) -> None:
        address = urlsplit(request.url)
        if address.scheme.startswith("http") and f"http://{address.netloc}" != monaco_site:
            complaints.append(f"asked of another host: {request.url}")

    def open_page(path: str, **options: Any) -> Visitor:
        context = browser.new_context(base_url=monaco_site, **{**DESK, **options})
        contexts.append(context)
        context.on("request", note)
        page = context.new_page()
        page.set_default_timeout(DRAWN_MS)
        page.on("pageerror", lambda error: complaints.append(str(error)))
        page.on("console", hear)
        visitor = Visitor(page)
        page.goto(path)
        page.locator("[data-map]").scroll_into_view_if_needed()
        page.wait_for_selector("[data-map][data-drawn]")
        return visitor

    yield open_page
    for context in contexts:
        context.close()
    assert complaints == []


class TestTheStreetMap:
    """What the extract gives is drawn under what is ours."""

    def test_streets_stairs_and_houses_are_drawn_with_the_names_of_the_streets(
        self, visit: Open
    ) -> None:
        visitor = visit("/fr/map/#17/43.7322/7.4222")
        seen = visitor.sees(*STREETS)
        assert {each["layer"] for each in seen} == set(STREETS)
        assert any(each.get("kind") == "stairs" for each in seen)
        expect(visitor.page.get_by_role("link", name="OpenStreetMap")).to_have_attribute(
            "href", "https://www.openstreetmap.org/copyright"
        )

    def test_it_is_read_piece_by_piece_from_the_site_itself(self, visit: Open) -> None:
        visitor = visit("/fr/map/#17/43.7305/7.4225")
        visitor.sees(*STREETS)
        pieces = [answer for answer in visitor.answers if ".pmtiles" in answer.url]
        assert pieces
        assert {answer.status for answer in pieces} == {206}

    def test_it_gives_way_to_what_is_ours(self, visit: Open) -> None:
        visitor = visit("/fr/map/#17/43.7305/7.4225")
        visitor.sees("markers")
        order = visitor.page.evaluate(
            "document.querySelector('[data-map]').chart.map.getStyle().layers.map(({ id }) => id)"
        )
        ground = [at for at, layer in enumerate(order) if layer.startswith("base_")]
        for ours in ("labels", "markers", "clusters", "stops", "chosen"):
            assert order.index(ours) > max(ground), ours
        assert len(ground) < 45

    @pytest.mark.parametrize(
        ("look", "colour"),
        [
            ({}, "rgb(243, 232, 207)"),
            ({"color_scheme": "dark"}, "rgb(20, 23, 44)"),
            ({"contrast": "more"}, "rgb(255, 255, 255)"),
            ({"contrast": "more", "color_scheme": "dark"}, "rgb(0, 0, 0)"),
        ],
    )
    def test_its_ground_follows_the_readers_light_and_contrast(
        self, visit: Open, look: dict[str, str], colour: str
    ) -> None:
        visitor = visit("/fr/map/#17/43.7305/7.4225", **look)
        visitor.sees("base_streets")
        ground = "document.querySelector('[data-map]').chart.palette.earth"
        assert visitor.page.evaluate(ground) == colour


class TestACircuitOnIt:
    """Five stops, and the ways between them."""

    @pytest.mark.parametrize("device", [DESK, PHONE])
    def test_it_follows_stairs_and_alleys(self, visit: Open, device: dict[str, Any]) -> None:
        visitor = visit("/fr/map/?circuit=le-rocher", **device)
        legs = {each["leg"] for each in visitor.sees("legs_known")}
        assert {"leg-1", "leg-2", "leg-3", "leg-4"} <= legs
        length, straight = visitor.page.evaluate(
            """() => {
              const { features } = document.querySelector("[data-map]").chart.data.legs;
              const line = features.filter(({ properties }) => properties.leg === "leg-3")
                .flatMap(({ geometry }) => geometry.coordinates);
              const away = ([x, y], [a, b]) => Math.hypot((x - a) * Math.cos(0.763), y - b);
              const steps = line.slice(1).map((to, index) => away(line[index], to));
              return [steps.reduce((sum, step) => sum + step, 0), away(line[0], line.at(-1))];
            }"""
        )
        assert length > 1.5 * straight, "it goes around the houses"

    def test_a_leg_tapped_nearby_reads_its_directions_in_french(self, visit: Open) -> None:
        visitor = visit("/fr/map/?circuit=le-rocher")
        page = visitor.page
        visitor.taps_beside_leg("leg-1", aside_px=14)
        card = page.locator("[data-map-card]")
        expect(card).to_contain_text("Place d'Armes")
        steps = card.locator(".map-card__steps button")
        expect(steps.first).to_contain_text("Depuis")
        expect(card).to_contain_text("Rampe Major")
        assert {each["leg"] for each in visitor.sees("chosen_leg")} == {"leg-1"}
        expect(card.locator("[data-card-way]")).to_have_attribute("href", f"/fr/{CIRCUIT}#leg-1")

    def test_a_direction_leads_to_its_turn(self, visit: Open) -> None:
        visitor = visit("/fr/map/?circuit=le-rocher")
        page = visitor.page
        visitor.sees("legs_known")
        page.locator(".map-list__leg").nth(2).click()
        steps = page.locator(".map-card__steps button")
        steps.nth(3).click()
        expect(steps.nth(3)).to_have_attribute("aria-current", "step")
        page.wait_for_timeout(1500)
        longitude, latitude, zoom = page.evaluate(VIEW)
        assert zoom > 17
        turn = page.evaluate(
            "document.querySelector('[data-map]').chart.data.chosen_step.features[0]"
        )["geometry"]["coordinates"]
        assert math.hypot(turn[0] - longitude, turn[1] - latitude) < 0.002

    def test_on_an_arabic_phone_they_are_read_from_right_to_left(self, visit: Open) -> None:
        visitor = visit(f"/ar/{CIRCUIT}", **PHONE)
        page = visitor.page
        page.locator('[data-show-leg="3"]').click()
        step = page.locator(".map-card__steps button span").first
        expect(step).to_contain_text(re.compile("[\u0621-\u064a]{3}"))
        assert step.evaluate("(element) => getComputedStyle(element).direction") == "rtl"
        card = page.locator("[data-map-card]").bounding_box()
        frame = page.locator("[data-map]").bounding_box()
        assert card and frame and card["height"] < 0.6 * frame["height"], "the map stays in sight"

    def test_a_keyboard_reads_leg_after_leg_and_comes_back(self, visit: Open) -> None:
        visitor = visit(f"/fr/{CIRCUIT}")
        page = visitor.page
        button = page.locator('[data-show-leg="1"]')
        button.focus()
        page.keyboard.press("Enter")
        card = page.locator("[data-map-card]")
        title = card.locator("[data-card-title]")
        expect(title).to_contain_text("Palais princier")
        card.locator("[data-card-next]").press("Enter")
        expect(title).to_contain_text("Chapelle des Pénitents")
        expect(card.locator("[data-card-way]")).to_have_attribute("href", "#leg-2")
        page.keyboard.press("Escape")
        expect(card).to_be_hidden()
        expect(button).to_be_focused()

    @pytest.mark.parametrize(
        "path", ["ar/map/?circuit=le-rocher", f"ar/{CIRCUIT}", f"fr/{CIRCUIT}"]
    )
    def test_whose_streets_they_are_can_be_read_on_a_phone(self, visit: Open, path: str) -> None:
        page = visit(f"/{path}", **PHONE).page
        credit = page.locator(".map__attribution")
        expect(credit).to_be_visible()
        scale = page.locator("[data-scale]").bounding_box()
        frame = page.locator("[data-map]").bounding_box()
        box = credit.bounding_box()
        assert box and scale and frame
        assert frame["x"] <= box["x"]
        assert box["x"] + box["width"] <= frame["x"] + frame["width"]
        left, right = sorted((box, scale), key=lambda each: each["x"])
        assert left["x"] + left["width"] <= right["x"]


class TestTheLetters:
    """Names on the map in scripts that join their letters."""

    def test_arabic_names_are_drawn_with_the_sites_own_letters(self, visit: Open) -> None:
        visitor = visit("/ar/map/#17/43.7305/7.4225")
        visitor.sees("base_streets")
        # MapLibre asks for a shape of a letter by a code point that no font of ours has.
        drawn = visitor.page.evaluate(
            """async () => {
              const glyphs = document.querySelector("[data-map]").chart.map.style.glyphManager;
              const draw = async (id) => {
                const { text } = await glyphs.getGlyphs({ text: { default: new Set([id]) } });
                const { width, height, advance } = text.default[id].metrics;
                return [width, height, Math.round(advance)].join();
              };
              return Promise.all(["\\ufe91", "\\u0628\\u200d", "\\u0628"].map(draw));
            }"""
        )
        initial, joined, alone = drawn
        assert initial == joined
        assert initial != alone


@pytest.mark.django_db(transaction=True)
class TestWithoutAnExtract:
    """Guelmim has none: the same pages work, and say about."""

    @pytest.mark.parametrize(("language", "about"), [("fr", "environ"), ("ar", "حوالي")])
    def test_a_leg_is_about_so_long_and_the_ground_stays_schematic(
        self,
        browser: Browser,
        live_server: LiveServer,
        tmp_path: Any,
        settings: Any,
        language: str,
        about: str,
    ) -> None:
        settings.VAR_DIR = tmp_path
        town = towns.place("Guelmim", "town", quality="published", name_ar="كلميم")
        places = [
            towns.place("Souk", "souk", (-10.0683, 28.9774), "published", parent=town),
            towns.place("Place", "square", (-10.0543, 28.9838), "published", parent=town),
        ]
        towns.circuit("Markets", *((place, 20) for place in places))
        page = browser.new_page(**DESK)
        page.set_default_timeout(DRAWN_MS)
        errors: list[str] = []
        page.on("pageerror", lambda error: errors.append(str(error)))
        page.on("console", lambda said: errors.append(said.text) if said.type == "error" else None)
        page.goto(f"{live_server.url}/{language}/map/?circuit=markets")
        page.wait_for_selector("[data-map][data-drawn]")
        page.locator(".map-list__leg").click()
        card = page.locator("[data-map-card]")
        expect(card).to_contain_text(re.compile(about, re.IGNORECASE))
        expect(card.locator(".map-card__steps")).to_be_hidden()
        layers = page.evaluate(
            "document.querySelector('[data-map]').chart.map.getStyle().layers.map(({ id }) => id)"
        )
        assert not [layer for layer in layers if layer.startswith("base_")]
        expect(page.locator(".map__attribution")).to_have_count(0)
        page.close()
        assert errors == []
