"""The map: a visitor looks for places, and is told how well each position is known."""

import re
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from io import BytesIO
from itertools import pairwise
from typing import Any

import pytest
from PIL import Image
from playwright.sync_api import Browser, BrowserContext, Page, expect
from pytest_django import DjangoDbBlocker

from tests import towns
from tests.browser.conftest import PHONE, in_place_of_guelmim, served

pytestmark = pytest.mark.browser

CENTRE = towns.CENTRE
MARKET = (-10.0683, 28.9774)
OASIS = (-9.9332, 28.9411)
FAR_AWAY = (-9.7, 28.8)
AT_MARKET = "#15/28.9774/-10.0683"
DESK = {"viewport": {"width": 1000, "height": 640}}  # few pixels: they are drawn without a card
DRAWN_MS = 60_000  # without a graphics card the first picture takes its time
TOUCH_PX = 44

type OpenMap = Callable[..., Page]

# What is drawn can be tapped only once all that was given to the map stands on it.
AT_REST = """() => new Promise((rest) => {
  const { map } = document.querySelector("[data-map]").chart;
  map.once("idle", () => rest(true));
  map.triggerRepaint();
})"""


@pytest.fixture(scope="module")
def site(django_db_setup: None, django_db_blocker: DjangoDbBlocker) -> Iterator[str]:
    """Serve a town with a market, an oasis, a sample and two places nobody has surveyed."""
    with in_place_of_guelmim(django_db_blocker):
        town = towns.place("Guelmim", "town", quality="published", name_ar="كلميم")
        market = towns.place(
            "Souk Amhirich",
            "weekly_market",
            MARKET,
            "approximate",
            position_accuracy_m=1300,
            parent=town,
            is_core=True,
            opening_hours="Sa 06:00-13:00",
            name_ar="سوق أمحيريش",
        )
        square = towns.place("Place Al Malab", "square", (-10.0543, 28.9838), parent=town)
        towns.place("Gare", "transport", (-10.0507, 28.9891), "sample", position_accuracy_m=1500)
        towns.place(
            "Tighmert", "oasis", OASIS, "published", name_ar="تغمرت", story_fr="Une oasis. " * 900
        )
        souk = towns.place(
            "Souk Dlalat", at=None, parent=town, is_core=True, position_accuracy_m=1000
        )
        towns.place("Palace", "monument", None, parent=town, position_accuracy_m=1000)
        # Far away from all that, two in one spot.
        towns.place("Ksar", "monument", FAR_AWAY, "published")
        towns.place("Museum", "museum", FAR_AWAY, "approximate", position_accuracy_m=4000)
        towns.craft("Leather", [market, souk])
        towns.circuit("Markets", (market, 60), (souk, 30), (square, 20))
        with served() as address:
            yield address


@pytest.fixture
def open_page(browser: Browser, site: str) -> Iterator[OpenMap]:
    """Return a function that opens an address; what the browser complains of fails the test."""
    contexts: list[BrowserContext] = []
    complaints: list[str] = []

    def open_page(address: str, **options: Any) -> Page:
        context = browser.new_context(locale="en", **{**DESK, **options})
        contexts.append(context)
        page = context.new_page()
        page.set_default_timeout(DRAWN_MS)
        page.on("pageerror", lambda error: complaints.append(f"error: {error}"))
        page.on("console", lambda said: complaints.append(f"{said.type}: {said.text}"))
        page.goto(site + address)
        return page

    yield open_page
    for context in contexts:
        context.close()
    errors = [each for each in complaints if each.startswith("error: ")]
    assert [each for each in errors if "net::ERR_FAILED" not in each] == []


@pytest.fixture
def open_map(open_page: OpenMap) -> OpenMap:
    """Return a function that opens the map of the town, and waits until it is drawn."""

    def open_map(address: str = "/en/map/", **options: Any) -> Page:
        page = open_page(address, **options)
        page.wait_for_selector("[data-map][data-drawn]")
        come_to_rest(page)
        return page

    return open_map


def come_to_rest(page: Page) -> None:
    """Wait until all that the map has been given stands on it, and nothing moves or fades."""
    page.evaluate(AT_REST)


def listed(page: Page) -> list[str]:
    """Return the names in the list beside the map, in order."""
    return page.locator(".map-list__title").all_inner_texts()


def open_filters(page: Page) -> None:
    """Unfold the filters."""
    page.locator("[data-map-filters] summary").click()


def tap_centre(page: Page) -> None:
    """Tap the middle of the map, where the view of the address has put a place."""
    box = page.locator(".maplibregl-canvas").bounding_box()
    assert box is not None
    page.mouse.click(box["x"] + box["width"] / 2, box["y"] + box["height"] / 2)


def colours_at_centre(page: Page, side: int = 60) -> set[tuple[int, ...]]:
    """Return the colours that are drawn in a square in the middle of the map."""
    image = Image.open(BytesIO(page.locator(".maplibregl-canvas").screenshot())).convert("RGB")
    left, top = (image.width - side) // 2, (image.height - side) // 2
    found = image.crop((left, top, left + side, top + side)).getcolors(side * side)
    assert found is not None
    return {colour for _count, colour in found if isinstance(colour, tuple)}


def shows(page: Page, wanted: tuple[int, int, int], side: int = 60) -> bool:
    """Tell whether a colour comes to be drawn in the middle of the map."""
    deadline = time.monotonic() + DRAWN_MS / 1000
    while not is_near(colours_at_centre(page, side), wanted):
        if time.monotonic() > deadline:
            return False
        page.wait_for_timeout(100)
    return True


def is_near(colours: set[tuple[int, ...]], wanted: tuple[int, int, int]) -> bool:
    """Tell whether a colour is among others, give or take what drawing adds."""
    return any(
        all(abs(a - b) < 12 for a, b in zip(colour, wanted, strict=True)) for colour in colours
    )


INDIGO = (27, 36, 112)
SAND = (244, 233, 207)
NIGHT = (20, 23, 44)


class TestWhatIsDrawn:
    """Places, by how well their positions are known."""

    def test_a_known_place_stands_on_its_spot_as_an_indigo_medallion(self, open_map: OpenMap):
        page = open_map("/en/map/#15/28.9411/-9.9332")
        assert shows(page, INDIGO)
        colours = colours_at_centre(page)
        assert len(colours) > 40, "the drawing of an oasis has more colours than a dot"
        tap_centre(page)
        expect(page.locator("[data-card-title]")).to_have_text("Tighmert")

    def test_an_approximate_place_says_within_what_distance_it_lies(self, open_map: OpenMap):
        page = open_map(f"/en/map/{AT_MARKET}")
        tap_centre(page)
        card = page.get_by_role("dialog", name="Souk Amhirich")
        expect(card).to_contain_text("approximate, within 1.3 km", ignore_case=True)
        expect(card.get_by_role("link", name="Open the page")).to_have_attribute(
            "href", "/en/places/souk-amhirich/"
        )

    def test_a_sample_position_is_called_one(self, open_map: OpenMap):
        page = open_map("/en/map/#15/28.9891/-10.0507")
        tap_centre(page)
        expect(page.get_by_role("dialog", name="Gare")).to_contain_text(
            "sample position", ignore_case=True
        )

    def test_places_nobody_has_surveyed_share_one_area_that_opens_their_list(
        self, open_map: OpenMap
    ):
        page = open_map("/en/map/#13/28.996/-10.0574")  # its northern edge, and caption
        tap_centre(page)
        card = page.get_by_role("dialog", name="2 places somewhere in Guelmim, to be surveyed")
        expect(card.get_by_role("link")).to_have_text(["Souk Dlalat", "Palace"])
        expect(card).to_contain_text("within 1.0 km")

    def test_nothing_is_drawn_in_the_middle_of_a_town_for_what_may_be_anywhere_in_it(
        self, open_map: OpenMap
    ):
        page = open_map("/en/map/?category=souk#16/28.987/-10.0574")
        expect(page.locator("[data-map-count]")).to_have_text("1 place in view")
        come_to_rest(page)
        assert not is_near(colours_at_centre(page), INDIGO)

    def test_by_night_the_ground_is_dark(self, open_map: OpenMap):
        page = open_map("/en/map/#15/28.5/-9.5", color_scheme="dark")
        assert shows(page, NIGHT)
        page.emulate_media(color_scheme="light")
        assert shows(page, SAND)

    def test_places_in_one_spot_are_counted_and_listed_by_a_tap(self, open_map: OpenMap):
        page = open_map("/en/map/#15/28.8/-9.7")
        tap_centre(page)
        card = page.get_by_role("dialog", name="2 places in this spot")
        expect(card.get_by_role("link")).to_have_text(["Ksar", "Museum"])


class TestTheList:
    """The same places in words."""

    def test_it_shows_the_main_places_first_and_the_unsurveyed_ones_last_and_leads_to_them(
        self, open_map: OpenMap
    ):
        page = open_map("/en/map/#12/28.987/-10.0574")
        names = ["Souk Amhirich", "Guelmim", "Place Al Malab", "Gare", "Souk Dlalat", "Palace"]
        assert listed(page) == names
        expect(page.locator("[data-map-count]")).to_have_text("6 places in view")
        expect(page.get_by_role("heading", name="2 places to be surveyed")).to_be_visible()
        page.get_by_role("link", name="Place Al Malab").focus()
        page.keyboard.press("Enter")
        page.wait_for_url("**/en/places/place-al-malab/")

    def test_it_follows_the_map(self, open_map: OpenMap):
        page = open_map(f"/en/map/{AT_MARKET}")
        expect(page.locator("[data-map-count]")).to_have_text("3 places in view")
        page.locator(".maplibregl-canvas").focus()
        for _ in range(9):
            page.keyboard.press("ArrowLeft")
            come_to_rest(page)
        expect(page.locator("[data-map-count]")).to_have_text("0 places in view")
        expect(page.locator("[data-map-list]")).to_contain_text("No place here answers to this")

    def test_a_place_of_the_list_is_shown_on_the_map_until_escape_gives_the_focus_back(
        self, open_map: OpenMap
    ):
        page = open_map("/en/map/#12/28.987/-10.0574")
        button = page.get_by_role("button", name="Show Place Al Malab on the map")
        button.click()
        expect(page.get_by_role("dialog", name="Place Al Malab")).to_be_focused()
        page.wait_for_url("**place=place-al-malab#15/28.9838/-10.0543")
        item = page.locator('[data-place="place-al-malab"]')
        expect(item).to_have_attribute("aria-current", "true")
        page.keyboard.press("Escape")
        expect(page.get_by_role("dialog")).to_be_hidden()
        expect(button).to_be_focused()
        assert "place=" not in page.url


class TestFilters:
    """Only what the visitor asks for."""

    def test_a_category_is_kept_in_the_address_and_undone_by_the_back_button(
        self, open_map: OpenMap
    ):
        page = open_map("/en/map/#11/28.96/-10.0")
        open_filters(page)
        page.get_by_label("Oasis").check()
        expect(page.locator("[data-map-count]")).to_have_text("1 place in view")
        assert listed(page) == ["Tighmert"]
        assert "category=oasis" in page.url
        page.go_back()
        expect(page.locator("[data-map-count]")).to_have_text("7 places in view")
        expect(page.get_by_label("Oasis")).not_to_be_checked()

    def test_a_craft_leaves_the_places_where_it_is_practised(self, open_map: OpenMap):
        page = open_map("/en/map/?craft=leather#12/28.987/-10.0574")
        assert listed(page) == ["Souk Amhirich", "Souk Dlalat"]
        open_filters(page)
        expect(page.get_by_label("Craft", exact=True)).to_have_value("leather")

    def test_open_now_asks_for_the_clock_of_the_town(self, open_page: OpenMap):
        page = open_page("/en/", timezone_id="Pacific/Auckland")
        page.clock.set_fixed_time("2026-11-28T09:00:00Z")
        page.goto(page.url + "map/?open=now#12/28.987/-10.0574")
        page.wait_for_selector("[data-drawn]")
        assert listed(page) == ["Souk Amhirich"]
        page.get_by_role("button", name="Show Souk Amhirich on the map").click()
        expect(page.get_by_role("dialog")).to_contain_text("Open now")

    def test_a_day_on_which_nothing_is_open_says_so(self, open_map: OpenMap):
        page = open_map("/en/map/#12/28.987/-10.0574")
        open_filters(page)
        page.get_by_label("Open on").fill(towns.MONDAY)
        page.get_by_label("Open on").blur()
        expect(page.locator("[data-map-count]")).to_have_text("0 places in view")
        page.get_by_label("Open on").fill(towns.SATURDAY)
        page.get_by_label("Open on").blur()
        expect(page.locator("[data-map-count]")).to_have_text("1 place in view")
        assert f"open_on={towns.SATURDAY}" in page.url


class TestLinks:
    """An address says what is seen."""

    def test_a_link_keeps_the_view_and_the_filters(self, open_map: OpenMap):
        page = open_map("/en/map/#11/28.97/-10.05")
        page.get_by_role("button", name="Zoom in").click()
        page.wait_for_url("**#12/28.97/-10.05")
        open_filters(page)
        page.get_by_label("Weekly market").check()
        page.wait_for_url("**category=weekly_market#12/28.97/-10.05")
        other = open_map(page.url.split("/", 3)[3].join(["/", ""]))
        assert listed(other) == ["Souk Amhirich"]
        assert other.url == page.url

    def test_a_link_to_a_place_opens_on_it(self, open_map: OpenMap):
        page = open_map("/en/map/?place=tighmert")
        expect(page.get_by_role("dialog", name="Tighmert")).to_be_visible()
        assert re.search(r"place=tighmert#1\d(\.\d+)?/28\.9[34]\d*/-9\.93", page.url)

    def test_without_a_view_the_main_places_of_the_town_are_shown(self, open_map: OpenMap):
        names = listed(open_map())
        assert {"Souk Amhirich", "Souk Dlalat"} <= set(names)
        assert "Tighmert" not in names


class TestArabic:
    """The map from right to left."""

    def test_the_names_are_arabic_and_the_buttons_change_sides(self, open_map: OpenMap):
        page = open_map(f"/ar/map/{AT_MARKET}")
        assert "سوق أمحيريش" in listed(page)
        canvas = page.locator(".maplibregl-canvas").bounding_box()
        tools = page.locator("[data-map-tools]").bounding_box()
        assert canvas and tools
        assert tools["x"] - canvas["x"] < 40
        tap_centre(page)
        expect(page.locator("[data-card-title]")).to_have_text("سوق أمحيريش")

    def test_the_letters_of_a_label_are_joined(self, open_map: OpenMap):
        page = open_map("/ar/map/#15/28.9411/-9.9332", device_scale_factor=3)
        # Four letters of تغمرت hold together and one stands alone; taken one by one they are five.
        assert pieces_of_label(page) in {1, 2}


def pieces_of_label(page: Page) -> int:
    """Return how many pieces, with white between them, the label below the middle is made of."""
    shot = Image.open(BytesIO(page.locator(".maplibregl-canvas").screenshot())).convert("L")
    x, y = shot.width // 2, shot.height // 2
    label = shot.crop((x - 180, y + 72, x + 180, y + 150))
    rows = label.point(lambda shade: 255 if shade < 90 else 0).convert("1")
    inked = [
        rows.crop((column, 0, column + 1, rows.height)).getbbox() is not None
        for column in range(rows.width)
    ]
    return sum(ink and not before for before, ink in pairwise([False, *inked]))


class TestWhereIAm:
    """The visitor's own position, asked for only by a tap."""

    def test_it_is_shown_with_its_accuracy(self, open_map: OpenMap):
        page = open_map(
            permissions=["geolocation"],
            geolocation={"longitude": CENTRE[0], "latitude": CENTRE[1], "accuracy": 30},
        )
        page.get_by_role("button", name="Show where I am").click()
        expect(page.get_by_role("status").filter(has_text="You are here")).to_contain_text(
            "within 30 m"
        )
        page.wait_for_url(re.compile(r"#1\d(\.\d+)?/28\.98\d*/-10\.05"))
        assert shows(page, (11, 107, 208), side=12)

    def test_a_refusal_is_told_and_nothing_moves(self, open_map: OpenMap):
        page = open_map("/en/map/#12/28.96/-10")
        page.get_by_role("button", name="Show where I am").click()
        message = page.get_by_role("status").filter(has_text="keeps your position to itself")
        expect(message).to_be_visible()
        assert page.url.endswith("#12/28.96/-10")

    def test_somebody_far_away_is_told_how_far(self, open_map: OpenMap):
        page = open_map(
            "/en/map/#12/28.96/-10",
            permissions=["geolocation"],
            geolocation={"longitude": 2.35, "latitude": 48.85},
        )
        page.get_by_role("button", name="Show where I am").click()
        message = page.get_by_role("status").filter(has_text="from Guelmim")
        expect(message).to_contain_text(re.compile(r"You are 2\d{3} km from Guelmim"))
        assert page.url.endswith("#12/28.96/-10")


class TestFailures:
    """A visitor with a poor network, an old phone or no JavaScript."""

    def test_a_network_that_fails_is_told_and_what_is_drawn_stays(self, open_map: OpenMap):
        page = open_map(f"/en/map/{AT_MARKET}")
        names = listed(page)
        page.route("**/places.geojson?*", lambda route: route.abort())
        for zoom in (14, 13, 12):
            page.get_by_role("button", name="Zoom out").click()
            page.wait_for_url(f"**#{zoom}/**")
        page.wait_for_timeout(1500)  # what has been asked for has failed by then
        failure = page.locator(".map__failure")
        expect(failure).to_contain_text("What is drawn stays")
        assert listed(page) == names
        page.unroute("**/places.geojson?*")
        failure.get_by_role("button", name="Try again").click()
        expect(page.locator("[data-map-count]")).to_have_text("6 places in view")
        expect(failure).to_be_hidden()

    def test_without_javascript_the_list_and_the_filters_are_the_page(self, open_page: OpenMap):
        page = open_page("/en/map/", java_script_enabled=False)
        expect(page.get_by_role("link", name="Tighmert")).to_be_visible()
        open_filters(page)
        page.get_by_label("Oasis").check()
        page.get_by_role("button", name="Show").click()
        assert listed(page) == ["Tighmert"]
        assert "category=oasis" in page.url

    def test_a_browser_that_cannot_draw_keeps_the_list(self, open_page: OpenMap):
        page = open_page("/en/about/")
        page.add_init_script("HTMLCanvasElement.prototype.getContext = () => null")
        with complaints_expected(page):
            page.goto(page.url.replace("about", "map"))
            expect(page.get_by_text("This browser cannot draw the map")).to_be_visible()
        expect(page.get_by_role("link", name="Tighmert")).to_be_visible()
        expect(page.get_by_role("button", name="Zoom in")).to_be_hidden()


@contextmanager
def complaints_expected(page: Page) -> Iterator[None]:
    """Let the browser complain, as it rightly does where it cannot draw."""
    page.add_init_script("console.error = () => {}")
    yield


class TestThePage:
    """How the map sits on its page."""

    def test_it_asks_nobody_but_the_site(self, open_page: OpenMap):
        page = open_page("/en/about/")
        asked: list[str] = []
        page.on("request", lambda request: asked.append(request.url))
        page.goto(page.url.replace("about", "map"))
        page.wait_for_selector("[data-drawn]")
        page.get_by_role("button", name="Zoom in").click()
        come_to_rest(page)
        site = page.url.split("/en/")[0]
        outside = [url for url in asked if not url.startswith((site, "data:", "blob:"))]
        assert outside == []
        assert any(url.endswith("maplibre-gl-worker.mjs") for url in asked)

    def test_on_a_phone_one_button_as_large_as_a_thumb_as_all_are_raises_and_lowers_the_list(
        self, open_map: OpenMap
    ):
        page = open_map("/en/map/#12/28.987/-10.0574", **PHONE)
        sheet = page.locator("[data-map-sheet]")
        handle = sheet.locator("[data-sheet-handle]")
        first = page.get_by_role("link", name="Souk Amhirich")
        expect(first).to_be_hidden()
        handle.tap()
        expect(first).to_be_visible()
        half = sheet.bounding_box()
        buttons = page.locator("main").locator("button:visible, summary:visible")
        assert buttons.count() > 6
        for button in buttons.all():
            box = button.bounding_box()
            assert box and min(box["width"], box["height"]) >= TOUCH_PX, button.inner_html()
        handle.tap()
        full = sheet.bounding_box()
        assert half and full and half["height"] < 0.6 * full["height"]
        expect(handle).to_have_text("Show the map")
        handle.tap()
        expect(first).to_be_hidden()


class TestAMapInAPage:
    """The small map of a place or a circuit."""

    def test_it_is_not_loaded_before_the_reader_comes_near(self, open_page: OpenMap):
        page = open_page("/en/about/", **PHONE)
        asked: list[str] = []
        page.on("request", lambda request: asked.append(request.url))
        page.goto(page.url.replace("about", "places/tighmert"), wait_until="networkidle")
        assert not any("maplibre" in url for url in asked)
        page.locator('[data-map="frame"]').scroll_into_view_if_needed()
        page.wait_for_selector('[data-map="frame"][data-drawn]')
        assert any("maplibre" in url for url in asked)

    def test_without_javascript_it_says_the_position_in_words(self, open_page: OpenMap):
        page = open_page("/en/places/tighmert/", java_script_enabled=False)
        frame = page.locator('[data-map="frame"]')
        expect(frame).to_contain_text("28.9411° N 9.9332° W")
        expect(frame.get_by_role("link")).to_have_attribute("href", "/en/map/?place=tighmert")

    def test_a_place_nobody_has_surveyed_gets_no_coordinates(self, open_page: OpenMap):
        page = open_page("/en/places/souk-dlalat/", java_script_enabled=False)
        frame = page.locator('[data-map="frame"]')
        expect(frame).to_contain_text("Somewhere in Guelmim")
        expect(frame).not_to_contain_text("°")

    def test_a_circuit_names_the_stops_that_are_not_on_it(self, open_page: OpenMap):
        page = open_page("/en/circuits/markets/")
        page.locator('[data-map="frame"]').scroll_into_view_if_needed()
        page.wait_for_selector('[data-map="frame"][data-drawn]')
        expect(page.locator("[data-map-legend]")).to_have_text(
            "Stop 2 · Souk Dlalat (no position yet)"
        )
