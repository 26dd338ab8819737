"""A tourist takes circuits along in the hotel, and has them in his pocket without a network."""

import json
import re
import shutil
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import UTC, datetime
from io import StringIO
from pathlib import Path
from typing import Any

import pytest
from django.conf import settings
from django.core.management import call_command
from django.utils import timezone
from playwright.sync_api import Page, Playwright, expect

from circuits.models import Circuit
from geodata.models import Publication
from tests import extracts, towns
from tests.browser.phones import Phone, Road, road_to
from tests.conftest import SetClock

pytestmark = pytest.mark.browser

FRIDAY_EVENING = "2026-11-27T19:00"
SATURDAY_WALK = "trois-marches-du-samedi"
WEEKDAY_WALK = "ville-en-semaine"

type NewPhone = Callable[..., Phone]


@pytest.fixture(autouse=True)
def _on_a_friday_evening(it_is: SetClock) -> None:
    it_is(FRIDAY_EVENING)


@pytest.fixture(scope="module", autouse=True)
def _ground(tmp_path_factory: pytest.TempPathFactory) -> Iterator[None]:
    """Put a basemap under the town; of another one, since there is none of this."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(settings, "VAR_DIR", tmp_path_factory.mktemp("var"))
        call_command("build_basemap", str(extracts.monaco()), force=True, stdout=StringIO())
        yield


@pytest.fixture(scope="module")
def only_road(site: str) -> Iterator[Road]:
    """Return the road to the site that all phones here share: what they keep belongs to it."""
    with road_to(site) as road:
        yield road


@pytest.fixture(scope="module")
def packed(
    playwright: Playwright, only_road: Road, tmp_path_factory: pytest.TempPathFactory
) -> Path:
    """Return what a phone has stored that took the Saturday walk along, and was switched off."""
    folder = tmp_path_factory.mktemp("packed") / "phone"
    with pytest.MonkeyPatch.context() as patch:
        now = towns.moment(FRIDAY_EVENING)
        patch.setattr(timezone, "now", lambda: now)
        phone = Phone(playwright, folder, only_road)
        phone.takes(SATURDAY_WALK)
        phone.off()
    return folder


@pytest.fixture
def road(only_road: Road) -> Road:
    """Return the road to the site, open and empty."""
    only_road.clear()
    return only_road


@pytest.fixture
def new_phone(playwright: Playwright, road: Road, tmp_path: Path) -> Iterator[NewPhone]:
    """Return a function that hands out a phone. Errors of its pages' scripts fail the test."""
    phones: list[Phone] = []

    def hand_out(stored: Path | None = None, **options: Any) -> Phone:
        folder = tmp_path / f"phone-{len(phones)}"
        if stored:
            shutil.copytree(stored, folder, ignore=shutil.ignore_patterns("Singleton*"))
        phone = Phone(playwright, folder, road, **options)
        phones.append(phone)
        return phone

    yield hand_out
    for phone in phones:
        phone.off()
    assert [complaint for phone in phones for complaint in phone.complaints] == []


@pytest.fixture
def phone(new_phone: NewPhone) -> Phone:
    """Return a phone that has never seen the site."""
    return new_phone()


@pytest.fixture
def walker(new_phone: NewPhone, packed: Path) -> Phone:
    """Return a phone that has the Saturday walk with it."""
    return new_phone(packed)


# Go to a spot where the basemap has streets, and return what of them is drawn.
STREETS_SEEN = """async () => {
  const { chart } = document.querySelector("[data-map]");
  chart.map.jumpTo({ center: [7.4222, 43.7322], zoom: 17.5 });
  for (let turn = 0; turn < 100; turn += 1) {
    await new Promise((rest) => setTimeout(rest, 100));
    if (!chart.basemap || !chart.map.loaded()) continue;
    const seen = chart.map.queryRenderedFeatures({ layers: ["base_streets"] }).length;
    if (seen) return seen;
  }
  return 0;
}"""
IPHONE = (
    "Mozilla/5.0 (iPhone; CPU iPhone OS 18_5 like Mac OS X) AppleWebKit/605.1.15 "
    "(KHTML, like Gecko) Version/18.5 Mobile/15E148 Safari/604.1"
)


def said(page: Page) -> Any:
    """Return what the panel says to who takes a circuit along."""
    return page.locator("[data-take-said]")


def state(page: Page, name: str) -> None:
    """Wait until taking along has come to a state."""
    expect(page.locator("[data-take]")).to_have_attribute("data-state", name, timeout=60_000)


class TestInFlightMode:
    """The browser was really ended, and starts again without a network."""

    @pytest.fixture
    def phone(self, walker: Phone) -> Phone:
        """Return a phone with the Saturday walk on it, started without a network."""
        walker.flight_mode()
        walker.restart()
        return walker

    def test_a_circuit_opens_with_its_stops_people_products_and_directions(
        self, phone: Phone
    ) -> None:
        page = phone.reads(SATURDAY_WALK)
        expect(page.locator(".stop")).to_have_count(4)
        expect(page.locator("#stop-1 .stop__arrival")).to_contain_text("07:00")
        expect(page.locator("#stop-1 .badge--open")).to_be_visible()
        expect(page.locator("#stop-1 .stop__leg")).to_be_visible()
        page.locator("#stop-1 a[href^='#person-']").first.tap()
        expect(page.locator(".kept__thing:target h3")).to_be_in_viewport()
        assert page.locator("[id^='product-']").count() > 3

        # On a Tuesday the market is closed, and she is told so.
        page.locator("[data-read-date]").fill("2026-12-01")
        expect(page.locator("[data-read-notices] .notice--warning")).to_have_count(1)
        expect(page.locator("#stop-1.stop--closed")).to_be_visible()

    def test_its_map_is_drawn_at_full_zoom_from_the_file_on_the_phone(self, phone: Phone) -> None:
        page = phone.reads(SATURDAY_WALK)
        page.locator("[data-map]").scroll_into_view_if_needed()
        page.wait_for_selector("[data-map][data-drawn]", timeout=60_000)
        assert page.evaluate(STREETS_SEEN) > 0

    def test_it_opens_in_every_language_and_changes_between_them(self, phone: Phone) -> None:
        page = phone.reads(SATURDAY_WALK, "ar")
        expect(page.locator("html")).to_have_attribute("dir", "rtl")
        expect(page.locator("h1")).to_contain_text("أسواق السبت")
        page.locator("footer a[hreflang=es]").tap()
        page.wait_for_selector("[data-read][data-shown]")
        expect(page.locator("html")).to_have_attribute("lang", "es")
        expect(page).to_have_url(re.compile(f"/es/circuits/{SATURDAY_WALK}/$"))
        for language in ("en", "zgh", "fr"):
            expect(phone.reads(SATURDAY_WALK, language).locator(".stop")).to_have_count(4)

    def test_the_page_to_follow_it_on_opens_too(self, phone: Phone) -> None:
        page = phone.opens(f"/ar/circuits/{SATURDAY_WALK}/follow/")
        page.wait_for_selector("[data-follow][data-ready]")
        expect(page.locator("html")).to_have_attribute("dir", "rtl")
        expect(page.locator("[data-name]")).to_contain_text("أسواق السبت")

    def test_another_page_says_honestly_that_it_is_not_here_and_what_is(self, phone: Phone) -> None:
        page = phone.opens("/fr/crafts/leather/")
        expect(page.locator("h1")).to_contain_text("Pas de connexion")
        walk = page.locator(".kept__name a")
        expect(walk).to_have_count(1)
        walk.tap()
        page.wait_for_selector("[data-read][data-shown]")
        expect(page.locator(".stop")).to_have_count(4)

    def test_a_circuit_that_was_not_taken_is_not_made_up(self, phone: Phone) -> None:
        page = phone.opens(f"/fr/circuits/{WEEKDAY_WALK}/")
        expect(page.locator("h1")).to_contain_text("Pas de connexion")

    def test_months_later_opening_times_are_not_known_any_more(self, phone: Phone) -> None:
        phone.page.clock.set_fixed_time(datetime(2027, 3, 6, 9, tzinfo=UTC))
        page = phone.reads(SATURDAY_WALK)
        expect(page.locator(".badge--open, .badge--closed")).to_have_count(0)
        expect(page.locator(".stop .badge--unknown")).to_have_count(4)
        expect(page.locator("[data-read-age]")).to_contain_text("7 janvier 2027")
        expect(page.locator("[data-read-age]")).to_contain_text("Connectez-vous")

    def test_a_clock_that_is_wrong_is_noticed(self, phone: Phone) -> None:
        phone.page.clock.set_fixed_time(datetime(2020, 1, 1, tzinfo=UTC))
        page = phone.reads(SATURDAY_WALK)
        expect(page.locator("[data-read-age]")).to_contain_text("horloge")


class TestWithANetwork:
    """What is true now is shown where it is to be had."""

    def test_the_page_of_a_kept_circuit_is_the_servers_own(self, walker: Phone) -> None:
        phone = walker
        page = phone.opens(f"/fr/circuits/{SATURDAY_WALK}/?date=2026-12-01")
        expect(page.locator("[data-read]")).to_have_count(0)
        expect(page.locator("input[name=date]")).to_have_value("2026-12-01")
        expect(said(page)).to_contain_text("Sur ce téléphone depuis")

    def test_a_network_that_brings_nothing_is_not_waited_for(self, walker: Phone) -> None:
        phone = walker
        phone.road.delay_s = 15
        page = phone.reads(SATURDAY_WALK)
        expect(page.locator("[data-read-age]")).to_contain_text("Depuis ce téléphone")

    def test_the_size_is_told_before_anything_is_fetched(self, phone: Phone) -> None:
        page = phone.opens(f"/fr/circuits/{SATURDAY_WALK}/")
        expect(said(page)).to_have_text(re.compile(r"^[\d,]+\sMo à télécharger"))
        assert phone.road.asked_for(r"/editions/|\.pmtiles") == []

    def test_what_has_changed_is_told_and_taken_when_she_wants(self, walker: Phone) -> None:
        phone = walker
        moved = {"kind": "day_moved", "text": "Amhirich a lieu dimanche.", "place": None, "stop": 1}
        phone.road.garbled["/changes.json"] = lambda body: json.dumps(
            json.loads(body) | {"is_current": False, "changes": [moved]}
        ).encode()
        page = phone.opens(f"/fr/circuits/{SATURDAY_WALK}/")
        expect(page.locator("[data-take-news]")).to_contain_text("Amhirich a lieu dimanche.")
        expect(page.locator("[data-take-start]")).to_be_visible()

    def test_who_takes_back_consent_is_dropped_from_the_phone(self, walker: Phone) -> None:
        phone = walker
        phone.road.garbled["/changes.json"] = lambda body: json.dumps(
            json.loads(body) | {"people": json.loads(body)["people"][1:]}
        ).encode()
        phone.opens(f"/fr/circuits/{SATURDAY_WALK}/")
        phone.settled()
        shown = len(json.loads(phone.page.evaluate(PEOPLE)))
        phone.flight_mode()
        page = phone.reads(SATURDAY_WALK)
        expect(page.locator("[id^='person-']")).to_have_count(shown - 1)

    def test_a_circuit_that_is_published_no_more_stays_on_the_phone_and_says_so(
        self, walker: Phone
    ) -> None:
        phone = walker
        address = f"/fr/circuits/{SATURDAY_WALK}/"
        with unpublished(SATURDAY_WALK):
            page = phone.opens(address)
            expect(page.locator("[data-read-age]")).to_contain_text("n’est plus publié")
            expect(page.locator("[data-read-stops] > li").first).to_be_visible()
            page = phone.opens(f"{address}follow/")
            page.wait_for_selector("[data-follow][data-ready]")
        phone.flight_mode()
        page = phone.reads(SATURDAY_WALK)
        expect(page.locator("[data-read-age]")).to_contain_text("n’est plus publié")

    def test_opening_times_are_refreshed_on_the_page_of_what_is_kept(self, walker: Phone) -> None:
        phone = walker
        page = phone.opens("/fr/kept/")
        page.get_by_role("button", name="Actualiser").tap()
        expect(page.locator("[data-kept-said]")).to_contain_text("viennent d’être actualisés")
        phone.flight_mode()
        page.get_by_role("button", name="Actualiser").tap()
        expect(page.locator("[data-kept-said]")).to_contain_text("pas de réseau")


@contextmanager
def unpublished(slug: str) -> Iterator[None]:
    """Take a circuit off the site for a while; past what would make a new edition of it."""
    circuits = Circuit.objects.filter(slug=slug)
    circuits.update(status=Publication.ARCHIVED)
    try:
        yield
    finally:
        circuits.update(status=Publication.PUBLISHED)


PEOPLE = f"""fetch("/api/v1/circuits/{SATURDAY_WALK}/edition.json").then((answer) => answer.json())
  .then(({{ url }}) => fetch(url)).then((answer) => answer.json())
  .then(({{ artisans }}) => JSON.stringify(Object.keys(artisans)))"""


class TestANewVersionOfTheSite:
    """A deploy between the hotel and the walk."""

    def test_keeps_the_walk(self, walker: Phone, settings: Any) -> None:
        phone = walker
        phone.opens("/fr/kept/")
        before = phone.shells()
        settings.RELEASE = "2"
        phone.opens("/fr/")
        phone.waits_for_the_update()
        assert phone.shells()[0] == before[0]
        phone.restart()  # no page of the old version is open any more
        phone.opens("/fr/kept/")
        phone.waits_for_shells(1)
        assert phone.shells() != before
        phone.flight_mode()
        phone.restart()
        expect(phone.reads(SATURDAY_WALK).locator(".stop")).to_have_count(4)

    def test_that_arrives_only_in_part_leaves_the_old_one(
        self, walker: Phone, settings: Any
    ) -> None:
        phone = walker
        settings.RELEASE = "2"
        phone.road.open_for[r"/kept/circuit/"] = 1
        phone.opens("/fr/about/")
        for _turn in range(100):
            phone.page.wait_for_timeout(200)
            if not phone.road.is_open:
                break
        assert not phone.road.is_open
        phone.flight_mode()
        phone.restart()
        expect(phone.reads(SATURDAY_WALK, "ar").locator(".stop")).to_have_count(4)

    def test_is_what_a_circuit_is_taken_with_while_the_old_worker_still_serves(
        self, walker: Phone, settings: Any
    ) -> None:
        phone = walker
        settings.RELEASE = "2"
        phone.takes(WEEKDAY_WALK)
        phone.flight_mode()
        expect(phone.reads(WEEKDAY_WALK).locator(".stop").first).to_be_visible()
        phone.restart()
        expect(phone.reads(WEEKDAY_WALK).locator(".stop").first).to_be_visible()
        expect(phone.reads(SATURDAY_WALK).locator(".stop")).to_have_count(4)

    def test_takes_over_from_a_much_older_service_worker(self, phone: Phone) -> None:
        # It knows nothing of circuits, answers every page from its cache, and has that name taken.
        phone.road.garbled[r"^/sw\.js$"] = lambda _body: OLD_WORKER.encode()
        phone.opens("/fr/about/")
        phone.waits_for_the_app()
        phone.road.garbled.clear()
        phone.restart()
        phone.opens("/fr/about/")
        phone.waits_for_the_update()
        phone.restart()
        phone.takes(SATURDAY_WALK)
        phone.flight_mode()
        phone.restart()
        expect(phone.reads(SATURDAY_WALK).locator(".stop")).to_have_count(4)
        assert "shell-old" not in phone.shells()


OLD_WORKER = """
addEventListener("install", (event) => event.waitUntil(
  caches.open("shell-old").then((cache) => cache.addAll(["/fr/", "/fr/about/"])),
));
addEventListener("activate", (event) => event.waitUntil(clients.claim()));
addEventListener("fetch", (event) => event.respondWith(
  caches.match(event.request).then((kept) => kept ?? fetch(event.request)),
));
"""


class TestLoss:
    """Browsers clear what sites have stored, and tell nobody."""

    @pytest.mark.parametrize(
        "kinds",
        [
            ["indexeddb", "cache_storage", "service_workers"],
            ["indexeddb", "cache_storage", "service_workers", "local_storage"],
        ],
        ids=["all_but_the_marker", "all_that_scripts_have_written"],
    )
    def test_is_noticed_at_the_next_visit_before_the_walk(
        self, walker: Phone, kinds: list[str]
    ) -> None:
        phone = walker
        phone.opens("/fr/about/")
        phone.clears(*kinds)
        phone.restart()
        page = phone.opens("/fr/")
        notice = page.locator("main > .wrap .notice--warning").first
        expect(notice).to_contain_text(
            re.compile("trois marchés du samedi|Trois marches du samedi")
        )
        notice.locator("li a").tap()
        expect(said(page)).to_contain_text("le navigateur l’a effacé")
        page.locator("[data-take-start]").tap()
        state(page, "kept")
        phone.opens("/fr/")
        phone.settled()
        expect(page.locator("main > .wrap .notice--warning")).to_have_count(0)

    def test_is_told_on_the_page_of_what_is_kept_and_may_be_let_be(self, walker: Phone) -> None:
        phone = walker
        phone.clears("indexeddb", "cache_storage")
        page = phone.opens("/fr/kept/")
        expect(page.locator(".kept__lost")).to_have_count(1)
        page.get_by_role("button", name="Ne plus demander").tap()
        expect(page.locator(".kept__circuit")).to_have_count(0)
        expect(page.locator("[data-kept-none]")).to_be_visible()

    def test_nobody_who_took_nothing_is_told_anything(self, phone: Phone) -> None:
        page = phone.opens("/fr/")
        phone.settled()
        expect(page.locator("main > .wrap .notice--warning")).to_have_count(0)
        assert [cookie["name"] for cookie in phone.context.cookies()] == []


class TestFaults:
    """A cut, a full phone, a file that is not what was published."""

    def test_a_cut_download_goes_on_without_fetching_again_what_had_come(
        self, phone: Phone
    ) -> None:
        phone.road.open_for[r"\.pmtiles"] = 1
        page = phone.opens(f"/fr/circuits/{SATURDAY_WALK}/")
        page.locator("[data-take-start]").tap()
        state(page, "failed")
        expect(said(page)).to_contain_text("La connexion est coupée")
        fetched = phone.road.asked_for(r"\.pmtiles|/editions/[0-9a-f]{16}(/calendar)?\.json")
        assert len(fetched) == 3  # the edition, its calendar, and a part of the basemap

        # The phone is even switched off before there is a network again.
        phone.off()
        phone.road.open_for.clear()
        phone.road.is_open = True
        page = phone.on()
        phone.opens(f"/fr/circuits/{SATURDAY_WALK}/")
        expect(said(page)).to_contain_text("Pas encore complet")
        phone.road.asked.clear()
        page.locator("[data-take-start]").tap()
        state(page, "kept")
        parts = [range_ for path, range_ in phone.road.asked if ".pmtiles" in path]
        assert parts == ["bytes=65536-131071", parts[-1]]
        assert phone.road.asked_for(r"/editions/[0-9a-f]{16}\.json") == []
        phone.flight_mode()
        expect(phone.reads(SATURDAY_WALK).locator(".stop")).to_have_count(4)

    def test_it_goes_on_by_itself_when_the_network_is_back(self, phone: Phone) -> None:
        phone.road.open_for[r"\.pmtiles"] = 1
        page = phone.opens(f"/fr/circuits/{SATURDAY_WALK}/")
        page.locator("[data-take-start]").tap()
        state(page, "failed")
        phone.flight_mode()
        phone.road.open_for.clear()
        phone.network()
        state(page, "kept")

    def test_an_edition_that_was_changed_on_the_way_is_refused(self, phone: Phone) -> None:
        phone.road.garbled[r"/editions/[0-9a-f]{16}\.json"] = lambda body: body.replace(
            b"Amhirich", b"Amhirish"
        )
        page = phone.opens(f"/fr/circuits/{SATURDAY_WALK}/")
        page.locator("[data-take-start]").tap()
        state(page, "failed")
        expect(said(page)).to_contain_text("pas ce qui a été publié")
        phone.opens("/fr/kept/")
        expect(page.locator(".kept__circuit")).to_have_count(0)
        phone.road.garbled.clear()
        phone.takes(SATURDAY_WALK)

    def test_a_basemap_that_is_cut_short_on_the_way_is_refused(self, phone: Phone) -> None:
        phone.road.garbled[r"\.pmtiles"] = lambda body: body[:-1]
        page = phone.opens(f"/fr/circuits/{SATURDAY_WALK}/")
        page.locator("[data-take-start]").tap()
        state(page, "failed")
        expect(said(page)).to_contain_text("pas ce qui a été publié")

    def test_a_full_phone_is_told_how_much_is_missing(self, phone: Phone) -> None:
        page = phone.opens(f"/fr/circuits/{SATURDAY_WALK}/")
        phone.waits_for_the_app()
        phone.settled()
        phone.has_room_for(1_200_000)
        page.locator("[data-take-start]").tap()
        state(page, "failed")
        expect(said(page)).to_have_text(re.compile(r"libérer jusqu’à [\d,]+\sMo"))
        phone.has_room_for(50_000_000)
        page.locator("[data-take-start]").tap()
        state(page, "kept")

    def test_a_pause_keeps_what_has_come(self, phone: Phone) -> None:
        phone.opens(f"/fr/circuits/{SATURDAY_WALK}/")
        phone.waits_for_the_app()
        phone.settled()
        phone.road.delay_s = 0.3
        page = phone.page
        page.locator("[data-take-start]").tap()
        expect(page.locator("[data-take-stop]")).to_be_visible()
        page.locator("[data-take-stop]").tap()
        state(page, "paused")
        phone.road.delay_s = 0
        page.locator("[data-take-start]").tap()
        state(page, "kept")


class TestRemoval:
    """What is not wanted any more goes, and only that."""

    def test_frees_what_only_that_circuit_needed(self, walker: Phone) -> None:
        phone = walker
        phone.takes(WEEKDAY_WALK)
        files = phone.files()
        assert any(file.endswith(".pmtiles") for file in files)
        page = phone.opens("/fr/kept/")
        expect(page.locator(".kept__circuit")).to_have_count(2)
        page.locator(f"[data-slug={SATURDAY_WALK}] button[aria-label]").tap()
        expect(page.locator(".kept__circuit")).to_have_count(1)
        assert any(file.endswith(".pmtiles") for file in phone.files())  # the other one needs it
        page.locator(f"[data-slug={WEEKDAY_WALK}] button[aria-label]").tap()
        expect(page.locator("[data-kept-none]")).to_be_visible()
        assert phone.files() == []
        phone.flight_mode()
        phone.restart()
        expect(phone.opens(f"/fr/circuits/{SATURDAY_WALK}/").locator("h1")).to_contain_text(
            "Pas de connexion"
        )


class TestTheApp:
    """The site on the Home Screen."""

    def test_on_an_iphone_it_is_said_in_words_how_and_why(self, new_phone: NewPhone) -> None:
        phone = new_phone(user_agent=IPHONE)
        page = phone.opens(f"/fr/circuits/{SATURDAY_WALK}/")
        expect(page.locator("[data-install-words]")).to_be_visible()
        expect(page.locator("[data-install-words]")).to_contain_text("sept jours")

    def test_elsewhere_it_is_not(self, phone: Phone) -> None:
        page = phone.opens(f"/fr/circuits/{SATURDAY_WALK}/")
        phone.settled()
        expect(page.locator("[data-install-words]")).to_be_hidden()

    def test_a_browser_finds_nothing_that_keeps_it_from_being_installed(self, phone: Phone) -> None:
        phone.opens("/ar/")
        phone.waits_for_the_app()
        session = phone.context.new_cdp_session(phone.page)
        manifest = session.send("Page.getAppManifest")
        assert manifest["errors"] == []
        errors = session.send("Page.getInstallabilityErrors")["installabilityErrors"]
        assert [one for one in errors if one["errorId"] != "in-incognito"] == []
        assert json.loads(manifest["data"])["dir"] == "rtl"

    def test_the_desk_and_what_is_sent_are_left_alone(self, walker: Phone) -> None:
        phone = walker
        page = phone.opens("/manage/login/")
        assert page.evaluate("document.querySelector('form') !== null")
        phone.flight_mode()
        with pytest.raises(Exception, match="ERR_"):
            page.goto("/manage/login/")


def test_one_circuit_stays_under_3_mb_and_the_whole_town_under_12(walker: Phone) -> None:
    phone = walker
    phone.opens("/fr/kept/")
    assert phone.page.evaluate(STORED) < 3_000_000
    for slug in set(phone.page.evaluate(SLUGS)) - {SATURDAY_WALK}:
        phone.takes(slug)
    assert phone.page.evaluate(STORED) < 12_000_000


SLUGS = """fetch("/fr/circuits/").then((answer) => answer.text()).then((text) => [
  ...new Set([...text.matchAll(/\\/fr\\/circuits\\/([-\\w]+)\\//g)].map(([, slug]) => slug)),
])"""

# Everything that is stored, by its own weight: editions and calendars, files, and the app.
STORED = """async () => {
  let bytes = 0;
  const names = await caches.keys();
  for (const name of names) {
    for (const response of await (await caches.open(name)).matchAll()) {
      bytes += (await response.blob()).size;
    }
  }
  const database = await new Promise((resolve) => {
    indexedDB.open("kept").onsuccess = ({ target }) => resolve(target.result);
  });
  const all = (table) => new Promise((resolve) => {
    const request = database.transaction(table).objectStore(table).getAll();
    request.onsuccess = () => resolve(request.result);
  });
  for (const { document, calendar } of await all("circuits")) {
    bytes += new Blob([JSON.stringify(document), JSON.stringify(calendar)]).size;
  }
  for (const part of await all("parts")) bytes += part.byteLength;
  database.close();
  return bytes;
}"""
