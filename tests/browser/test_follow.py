"""A tourist follows a circuit with a phone: recorded walks are replayed in a real browser."""

from collections.abc import Callable, Iterable, Iterator
from datetime import UTC, datetime
from typing import Any

import pytest
from playwright.sync_api import (
    Browser,
    BrowserContext,
    ConsoleMessage,
    Page,
    Request,
    Route,
    expect,
)
from pytest_django import DjangoDbBlocker

from circuits.models import Circuit
from tests import walks
from tests.browser.conftest import PHONE
from tests.walks import Edition, Fix

pytestmark = pytest.mark.browser

SATURDAY = "trois-marches-du-samedi"
MORNING = datetime(2026, 11, 28, 6, 30, tzinfo=UTC)  # half past seven in Guelmim

# The phone's real geolocation, with the time of the page's clock, which is faster than real time.
# `__heard()` waits for the next position; `__told` keeps what the page has told.
HARNESS = """
  window.__told = [];
  addEventListener("follow:told", ({ detail }) => window.__told.push(detail), true);
  const geolocation = Geolocation.prototype;
  let waiting = [];
  window.__heard = () => new Promise((resolve) => waiting.push(resolve));
  for (const name of ["watchPosition", "getCurrentPosition"]) {
    const real = geolocation[name];
    geolocation[name] = function (found, failed, options) {
      return real.call(this, ({ coords }) => {
        found({ coords, timestamp: Date.now() });
        waiting.splice(0).forEach((resolve) => resolve());
      }, failed, options);
    };
  }
"""


class Walker:
    """Somebody with a phone at the follow screen."""

    def __init__(self, page: Page, context: BrowserContext) -> None:
        self.page = page
        self.context = context
        self.second = 0
        self.requests: list[str] = []

    def goes(self, fixes: Iterable[Fix], until: Callable[[], bool] | None = None) -> Fix | None:
        """Go along a recorded track, until something is so; return the fix at which it is."""
        begun = self.second
        for fix in fixes:
            self.stands(fix, begun + fix.second)
            if until and until():
                return fix
        return None

    def stands(self, fix: Fix, second: int | None = None) -> None:
        """Be where a fix says, at a second of the walk."""
        at = self.second + 2 if second is None else second
        passed = max(0, at - self.second)
        self.second = at
        if passed:
            self.page.clock.fast_forward(passed * 1000)
        heard = self.page.evaluate_handle("() => ({ done: window.__heard() })")
        longitude, latitude = fix.position
        self.context.set_geolocation(
            {"longitude": longitude, "latitude": latitude, "accuracy": fix.accuracy_m}
        )
        heard.evaluate("({ done }) => done")
        heard.dispose()

    def told(self, kind: str) -> list[int]:
        """Return the stops of what was told of a kind."""
        found: list[int] = self.page.evaluate(
            "(kind) => window.__told.filter((each) => each.kind === kind).map(({ stop }) => stop)",
            kind,
        )
        return found

    def presses(self, name: str) -> None:
        """Press what does something."""
        self.page.locator(f"[data-act={name}]:visible").first.tap()

    @property
    def step(self) -> str:
        """Return the step of the walk."""
        return self.page.locator("[data-follow]").get_attribute("data-step") or ""


type Follow = Callable[..., Walker]


@pytest.fixture(scope="module")
def saturday(site: str, django_db_blocker: DjangoDbBlocker) -> Edition:
    """Return the edition of the Saturday circuit."""
    with django_db_blocker.unblock(), pytest.MonkeyPatch.context() as patch:
        patch.setenv("DJANGO_ALLOW_ASYNC_UNSAFE", "true")
        return walks.edition_for(Circuit.objects.get(slug=SATURDAY))


@pytest.fixture
def follow(browser: Browser, site: str) -> Iterator[Follow]:
    """Return a function that opens the follow screen on a phone and switches its network off.

    Whatever the browser complains of, and whatever is asked for after that, fails the test.
    """
    contexts: list[BrowserContext] = []
    complaints: list[str] = []

    def hear(said: ConsoleMessage) -> None:
        address = said.location.get("url", "")
        if said.type == "error" and "favicon" not in address:
            complaints.append(said.text)

    def refuse(request: Request) -> None:
        if "favicon" not in request.url:  # which the browser asks for by itself
            complaints.append(f"asked for {request.url}")

    def open_screen(
        edition: Edition,
        *,
        language: str = "fr",
        begins: Fix | None = None,
        may_locate: bool = True,
        at: datetime = MORNING,
        offline: bool = True,
        device: dict[str, Any] = PHONE,
        **options: Any,
    ) -> Walker:
        context = browser.new_context(
            base_url=site,
            **device,
            **options,
            permissions=["geolocation"] if may_locate else [],
            reduced_motion="reduce",
        )
        contexts.append(context)
        if begins:
            lon, lat = begins.position
            context.set_geolocation({"longitude": lon, "latitude": lat, "accuracy": 10})
        serve(context, edition)
        context.add_init_script(HARNESS)
        page = context.new_page()
        page.set_default_timeout(30_000)
        page.on("pageerror", lambda error: complaints.append(str(error)))
        page.on("console", hear)
        page.clock.install(time=at)
        page.goto(f"/{language}/circuits/{SATURDAY}/follow/")
        page.wait_for_selector("[data-follow][data-drawn]", timeout=60_000)
        page.wait_for_function("document.fonts.status === 'loaded'")
        page.evaluate("navigator.serviceWorker.ready.then(() => true)")  # it fetches by itself
        walker = Walker(page, context)
        if offline:
            context.on("request", refuse)
            context.set_offline(True)
        return walker

    yield open_screen
    for context in contexts:
        context.close()
    assert complaints == []


def serve(context: BrowserContext, edition: Edition) -> None:
    """Answer what a phone asks for of an edition."""
    answers = edition.answers()

    def answer(route: Route) -> None:
        path = route.request.url.split("?")[0].split("/api/v1/")[-1]
        route.fulfill(
            body=walks.as_json(answers[f"/api/v1/{path}"]), content_type="application/json"
        )

    context.route("**/api/v1/circuits/*/edition.json", answer)
    context.route("**/api/v1/editions/**", answer)


def follows_to_the_end(walker: Walker, edition: Edition, seed: int) -> None:
    """Follow all legs of a circuit from its first stop; press only to go on."""
    legs = edition.document["legs"]
    walker.page.locator("[data-whole-way]").tap()  # seldom drawn: slow without a graphics card
    first = walks.line_of(legs[0])[0]
    walker.goes(walks.recorded([first] * 20, seed), until=lambda: walker.step == "arrived")
    for leg in legs:
        assert walker.step == "arrived"
        walker.presses("leave")
        line = walks.line_of(leg)
        steps = walks.walk(line, 7.0 if leg["mode"] == "car" else 1.2) + [line[-1]] * 30
        track = walks.recorded(steps, seed + leg["start"])
        reached = walker.goes(track, until=lambda: walker.step == "arrived")
        assert reached, f"stop {leg['end']} is not found"
    walker.presses("end_walk")


class TestARecordedWalk:
    """Replayed point by point, with the errors of a phone among walls, and no network."""

    def test_the_saturday_circuit_in_arabic_from_the_first_to_the_last_stop(
        self, follow: Follow, saturday: Edition
    ) -> None:
        # Its spots are published to 300 m, or examples: no more is claimed.
        walker = follow(saturday, language="ar", begins=start_of(saturday))
        page = walker.page
        expect(page.locator("html")).to_have_attribute("dir", "rtl")
        expect(page.locator("[data-name]")).to_have_text("أسواق السبت الثلاثة")
        page.locator(".follow__main").tap()
        follows_to_the_end(walker, saturday, seed=11)
        assert walker.told("arrived") == [1, 2, 3, 4]
        assert walker.told("off") == walker.told("away") == []
        assert walker.step == "finished"

    def test_on_streets_every_turn_is_told_and_no_error_of_the_phone_is_a_wrong_turn(
        self, follow: Follow, saturday: Edition
    ) -> None:
        edition = walks.on_streets(saturday)
        walker = follow(edition, begins=start_of(edition))
        walker.page.locator(".follow__main").tap()
        follows_to_the_end(walker, edition, seed=23)
        assert walker.told("arrived") == [1, 2, 3, 4]
        assert walker.told("off") == []
        turns = [
            each
            for leg in edition.document["legs"]
            for each in leg["manoeuvres"]
            if each["kind"] != "arrive"
        ]
        assert len(walker.told("prompt")) >= len(turns) - 2

    def test_a_wrong_turn_is_noticed_within_40_m_or_30_s_and_the_way_back_is_drawn(
        self, follow: Follow, saturday: Edition
    ) -> None:
        edition = walks.on_streets(saturday)
        walker = follow(edition, begins=start_of(edition))
        walker.page.locator(".follow__main").tap()
        line = walks.line_of(edition.document["legs"][0])
        walker.presses("i_am_here")
        walker.presses("leave")
        walker.goes(walks.recorded(walks.walk(line[:2]), 31, faults=False))
        # The way turns; the walker does not.
        (west, south), (east, north) = line[0], line[1]
        beyond = (east + (east - west), north + (north - south))
        wrong = list(walks.recorded(walks.walk([line[1], beyond]), 32, faults=False))
        noticed = walker.goes(wrong, until=lambda: bool(walker.told("off")))
        assert noticed
        walked_m = walks.apart_m(line[1], noticed.true)
        assert noticed.second <= 30 or walked_m <= 40, (noticed.second, walked_m)
        bar = walker.page.locator("[data-bar]")
        expect(bar).to_have_attribute("data-manner", "off")
        drawn = walker.page.evaluate(
            "document.querySelector('[data-follow]').chart.data.onward.features.length"
        )
        assert drawn == 1
        # It is told once, and taken back once the walker is back.
        back = walks.walk([noticed.true, line[1], line[2]])
        walker.goes(walks.recorded(back, 33, faults=False), until=lambda: bool(walker.told("back")))
        assert len(walker.told("off")) == len(walker.told("back")) == 1
        expect(bar).to_have_attribute("data-manner", "way")


class TestOnTheWay:
    """What happens to walks."""

    def test_a_stop_that_will_be_closed_is_flagged_ahead_with_what_can_be_done(
        self, follow: Follow, saturday: Edition
    ) -> None:
        edition = walks.closing(walks.on_streets(saturday), "souk-dlalat", "2026-11-28T09:00+01:00")
        walker = follow(edition, begins=start_of(edition))
        page = walker.page
        page.locator(".follow__main").tap()
        walker.presses("i_am_here")
        warning = page.locator("[data-closed='3']")
        expect(warning).to_contain_text("Souk Dlalat")
        expect(warning).to_contain_text("09:00")
        warning.locator("[data-act=go_first]").tap()
        walker.presses("leave")
        expect(page.locator(".follow__title")).to_contain_text("Souk Dlalat")
        expect(page.locator("[data-closed]")).to_have_count(0)

    def test_the_language_is_switched_without_a_network(
        self, follow: Follow, saturday: Edition
    ) -> None:
        walker = follow(saturday, begins=start_of(saturday))
        page = walker.page
        page.locator(".follow__main").tap()
        walker.stands(start_of(saturday))
        page.locator("[data-language-choice]").select_option("ar")
        expect(page.locator("html")).to_have_attribute("dir", "rtl")
        expect(page.locator("[data-name]")).to_have_text("أسواق السبت الثلاثة")
        expect(page.locator(".follow__title")).to_contain_text("سوق")
        assert page.url.endswith(f"/ar/circuits/{SATURDAY}/follow/")
        page.locator("[data-language-choice]").select_option("es")
        expect(page.locator("html")).to_have_attribute("dir", "ltr")
        expect(page.locator("[data-name]")).to_have_text("Los tres mercados del sábado")

    def test_a_walk_is_paused_and_goes_on_after_the_page_was_closed(
        self, follow: Follow, saturday: Edition
    ) -> None:
        walker = follow(saturday, begins=start_of(saturday), offline=False)
        page = walker.page
        page.locator(".follow__main").tap()
        walker.presses("i_am_here")
        walker.presses("leave")
        expect(page.locator(".follow__title")).to_contain_text("Ensemble artisanal")
        page.reload()
        expect(page.locator(".follow__title")).to_contain_text("Ensemble artisanal")
        assert walker.step == "walking", "a page that is opened again at once just goes on"
        walker.presses("choose")
        walker.presses("pause")
        page.reload()
        expect(page.locator("[data-follow]")).to_have_attribute("data-step", "paused")
        walker.presses("go_on")
        expect(page.locator(".follow__title")).to_contain_text("Ensemble artisanal")

    def test_stops_are_left_out_taken_back_and_walked_in_another_order(
        self, follow: Follow, saturday: Edition
    ) -> None:
        walker = follow(saturday, begins=start_of(saturday))
        page = walker.page
        page.locator("input[value=backwards]").check()
        page.locator(".follow__main").tap()
        expect(page.locator(".follow__title")).to_contain_text("Rue Mauritanie")
        walker.presses("choose")
        dialog = page.locator("[data-choices]")
        names = dialog.locator(".follow__stop-name bdi")
        dialog.locator(".follow__stop", has_text="Amhirich").locator("[data-act=go_next]").tap()
        expect(names.first).to_contain_text("Amhirich")
        dialog.locator(".follow__stop", has_text="Dlalat").locator("[data-act=leave_out]").tap()
        expect(names.last).to_contain_text("Dlalat")
        dialog.locator("[data-act=take_back]").tap()
        expect(dialog.locator("[data-act=take_back]")).to_have_count(0)

    def test_who_begins_at_the_nearest_stop_is_led_there(
        self, follow: Follow, saturday: Edition
    ) -> None:
        dlalat = saturday.document["places"]["souk-dlalat"]["position"]
        near = Fix(0, walks.moved((dlalat[0], dlalat[1]), 60, 90), 10, (0, 0))
        walker = follow(saturday, begins=near)
        page = walker.page
        page.locator("input[value=nearest]").check()
        page.locator(".follow__main").tap()
        expect(page.locator(".follow__title")).to_contain_text("Souk Dlalat")


class TestFaults:
    """Each has an answer that tells what can still be done."""

    def test_without_permission_one_walks_by_tapping(
        self, follow: Follow, saturday: Edition
    ) -> None:
        walker = follow(saturday, may_locate=False)
        page = walker.page
        page.locator(".follow__main").tap()
        expect(page.locator("[data-told=refused]")).to_be_visible()
        for stop in saturday.document["stops"]:
            expect(page.locator(".follow__eyebrow")).to_contain_text(str(stop["order"]))
            walker.presses("i_am_here")
            assert walker.step == "arrived"
            walker.presses("end_walk" if stop["order"] == 4 else "leave")
        assert walker.step == "finished"

    def test_a_wrong_clock_is_told(self, follow: Follow, saturday: Edition) -> None:
        walker = follow(saturday, at=datetime(2020, 1, 1, tzinfo=UTC))
        expect(walker.page.locator("[data-told=clock_wrong]")).to_be_visible()

    def test_a_page_that_the_system_had_stopped_says_so_and_looks_at_once(
        self, follow: Follow, saturday: Edition
    ) -> None:
        walker = follow(saturday, begins=start_of(saturday))
        walker.page.locator(".follow__main").tap()
        walker.stands(start_of(saturday))
        walker.page.clock.fast_forward(15 * 60_000)
        expect(walker.page.locator("[data-told=woken]")).to_contain_text("15")

    def test_a_circuit_that_is_not_there_is_told_with_what_can_be_done(
        self, browser: Browser, site: str
    ) -> None:
        page = browser.new_page(**PHONE)
        page.route("**/api/v1/circuits/*/edition.json", lambda route: route.abort())
        page.goto(f"{site}/fr/circuits/{SATURDAY}/follow/")
        expect(page.locator("[data-follow]")).to_have_attribute("data-step", "failed")
        expect(page.locator(f"a[href='/fr/circuits/{SATURDAY}/']").first).to_be_visible()
        page.close()

    def test_without_scripts_it_leads_to_the_circuits_page(
        self, browser: Browser, site: str
    ) -> None:
        page = browser.new_page(java_script_enabled=False, **PHONE)
        page.goto(f"{site}/ar/circuits/{SATURDAY}/follow/")
        expect(page.locator("noscript a").first).to_be_visible()
        page.close()


def start_of(edition: Edition) -> Fix:
    """Return a position at the first stop."""
    first = walks.line_of(edition.document["legs"][0])[0]
    return Fix(0, first, 10, first)
