"""What holds on every kind of page, on a small phone: nothing overflows, nothing complains."""

from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest
from django.conf import settings
from playwright.sync_api import Browser, ConsoleMessage, Error, Page, Request

from tests import towns
from tests.browser.conftest import PHONE

pytestmark = pytest.mark.browser

AXE = Path(settings.BASE_DIR) / "frontend/node_modules/axe-core/axe.min.js"
RULES = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"]

# Every kind of page of Guelmim, by what it is, with its address after the language.
PAGES = {
    "home": "",
    "map": "map/",
    "search": "search/?q=souk",
    "search_without_words": "search/",
    "search_without_results": "search/?q=xyzzy",
    "about": "about/",
    "privacy": "privacy/",
    "places": "places/",
    "places_none": "places/?category=museum&open_on=2026-11-24",
    "place_open": "places/souk-amhirich/",
    "place_with_workshops": "places/complexe-artisanal-1978/",
    "place_to_be_surveyed": "places/palais-sidi-boudmia/",
    "places_to_survey": "places/to-survey/",
    "circuits": "circuits/",
    "circuit_on_its_day": f"circuits/trois-marches-du-samedi/?date={towns.SATURDAY}",
    "circuit_on_another_day": f"circuits/trois-marches-du-samedi/?date={towns.TUESDAY}",
    "plan": "plan/",
    "plan_of_a_day": f"plan/?date={towns.TUESDAY}&craft=leather&origin=gare-routiere&must=agouidir",
    "plan_that_does_not_fit": f"plan/?date={towns.TUESDAY}&must=souk-amhirich&ends_at=09:30",
    "plan_refused": "plan/?date=2020-01-01",
    "follow": "circuits/trois-marches-du-samedi/follow/",
    "follow_a_plan": f"plan/follow/?date={towns.TUESDAY}&starts_at=09:00&ends_at=13:00"
    "&stops=agouidir,souk-dlalat&times=09:00-09:45,10:05-11:00",
    "crafts": "crafts/",
    "craft": "crafts/leather/",
    "organisations": "organisations/",
    "organisation": "organisations/cooperative-femmes-du-cuir/",
    "artisans": "artisans/",
    "artisan": "artisans/sample-silversmith/",
    "products": "products/",
    "product": "products/khalkhal/",
    "motifs": "motifs/",
    "motif": "motifs/ship/",
    "report": "report/?place=souk-amhirich",
    "kept": "kept/",
    "kept_field": "kept/field/",
    "without_a_network": "kept/none/",
    "not_found": "places/souk-amherich/",
    "bad_request": "places/?category=castle",
}


@dataclass(frozen=True)
class Visited:
    """What is found on a page.

    ``too_wide`` are the elements that reach over the edge of the screen; ``faults`` and
    ``faults_in_the_dark`` what hinders people with disabilities, by the rules of axe-core.
    """

    complaints: list[str]
    foreign: list[str]
    too_wide: list[str]
    faults: list[str]
    faults_in_the_dark: list[str]


@pytest.fixture(scope="module", params=["fr", "ar"])
def visited(request: pytest.FixtureRequest, browser: Browser, site: str) -> dict[str, Visited]:
    """Visit every kind of page in a language, once, and note what is found there."""
    context = browser.new_context(base_url=site, reduced_motion="reduce", **PHONE)
    context.add_init_script(path=AXE)
    page = context.new_page()
    found = {kind: look(page, site, f"/{request.param}/{path}") for kind, path in PAGES.items()}
    context.close()
    return found


def look(page: Page, site: str, path: str) -> Visited:
    """Return what is found on a page of the site, in light and in dark."""
    complaints: list[str] = []
    foreign: list[str] = []

    def note_request(request: Request) -> None:
        if request.url.startswith("http") and not request.url.startswith(f"{site}/"):
            foreign.append(request.url)

    def note_error(error: Error) -> None:
        complaints.append(str(error))

    def note_message(message: ConsoleMessage) -> None:
        # The browser says so of every answer that is not 200, and these are meant.
        if message.type in {"error", "warning"} and "status of 40" not in message.text:
            complaints.append(message.text)

    notes = {"request": note_request, "pageerror": note_error, "console": note_message}
    page.emulate_media(color_scheme="light")
    for event, note in notes.items():
        page.on(event, note)  # type: ignore[call-overload]
    page.goto(path)
    if page.locator("[data-map=page]").count():
        page.wait_for_selector("[data-map][data-drawn]", timeout=60_000)
    if page.locator("[data-follow]").count():
        page.wait_for_selector("[data-follow][data-step=before]", timeout=60_000)
    too_wide = page.evaluate(TOO_WIDE)
    faults = check(page, {"type": "tag", "values": RULES})
    page.emulate_media(color_scheme="dark")
    in_the_dark = check(page, {"type": "rule", "values": ["color-contrast"]})
    for event, note in notes.items():
        page.remove_listener(event, note)
    return Visited(complaints, foreign, too_wide, faults, in_the_dark)


# Whatever has words or can be pressed, unless it lies in something that is scrolled by itself.
TOO_WIDE = """() => {
    const edge = document.documentElement.clientWidth;
    const scrolls = (each) => /auto|scroll/.test(getComputedStyle(each).overflowX);
    const isWord = (node) => node.nodeType === Node.TEXT_NODE && node.data.trim();
    const told = (each) => [...each.childNodes].some(isWord)
        || each.matches("a, button, input, select, img");
    const apart = (each) => each.closest("[aria-hidden=true], .visually-hidden, .skip-link");
    return [...document.body.querySelectorAll("*")]
        .filter((each) => {
            const box = each.getBoundingClientRect();
            const over = box.width > 0 && (box.right > edge + 1 || box.left < -1);
            if (!over || !told(each) || apart(each)) return false;
            for (let near = each.parentElement; near; near = near.parentElement) {
                if (near !== document.documentElement && scrolls(near)) return false;
            }
            return true;
        })
        .map((each) => each.outerHTML.slice(0, 120));
}"""


# What passes is neither described nor sent here, which takes three times as long.
FAULTS = """async (rules) => {
    const found = await axe.run(document, { runOnly: rules, resultTypes: ["violations"] });
    return found.violations;
}"""


def check(page: Page, rules: dict[str, Any]) -> list[str]:
    """Return what axe-core finds on a page, a line for each element."""
    faults = page.evaluate(FAULTS, rules)
    return [
        f"{fault['id']}: {node['html'][:120]} {node['failureSummary'][:200]}"
        for fault in faults
        for node in fault["nodes"]
    ]


@pytest.mark.parametrize("kind", PAGES)
class TestAPage:
    """One kind of page, in French and in Arabic."""

    def test_it_does_not_reach_over_the_edge_of_a_small_phone(
        self, visited: dict[str, Visited], kind: str
    ):
        assert visited[kind].too_wide == []

    def test_the_browser_has_nothing_to_complain_of(self, visited: dict[str, Visited], kind: str):
        assert visited[kind].complaints == []

    def test_it_asks_nothing_of_another_host(self, visited: dict[str, Visited], kind: str):
        assert visited[kind].foreign == []

    def test_nothing_in_it_hinders_people_with_disabilities(
        self, visited: dict[str, Visited], kind: str
    ):
        assert visited[kind].faults == []

    def test_in_the_dark_its_words_can_be_read_as_well(
        self, visited: dict[str, Visited], kind: str
    ):
        assert visited[kind].faults_in_the_dark == []
