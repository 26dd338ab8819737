"""A tourist follows a circuit with a phone: recorded walks are replayed in a real browser."""

from collections.abc import Callable, Iterable, Iterator
from datetime import UTC, datetime
from typing import Any

import pytest
from playwright.sync_api import Browser, BrowserContext, ConsoleMessage, Page, Route, expect
from pytest_django import DjangoDbBlocker

from circuits.models import Circuit
from tests import walks
from tests.browser.conftest import PHONE
from tests.walks import Edition, Fix

pytestmark = pytest.mark.browser

SATURDAY = "trois-marches-du-samedi"
MORNING = datetime(2026, 11, 28, 6, 30, tzinfo=UTC)  # half past seven in Guelmim

# The phone's real geolocation, with the time of the page's clock, which is faster than the real one.
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
        if said.type == "error":
            complaints.append(said.text)

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
        walker = Walker(page, context)
        if offline:
            context.on("request", lambda request: complaints.append(f"asked for {request.url}"))
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
