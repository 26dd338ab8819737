"""A tourist reports what is wrong on the walk, without a network, and the municipality reads it."""

import json
import re
from collections.abc import Callable, Iterator
from io import BytesIO
from pathlib import Path
from typing import Any

import pytest
from PIL import Image
from playwright.sync_api import Page, Playwright, expect
from pytest_django import DjangoDbBlocker

from geodata.models import Report
from heritage_map import reports
from heritage_map.clients import Allowance
from heritage_map.models import User
from tests import pictures
from tests.browser.conftest import DESKTOP, Visit
from tests.browser.phones import Phone, Road, road_to
from tests.conftest import SetClock

pytestmark = pytest.mark.browser

FRIDAY_EVENING = "2026-11-27T19:00"
SATURDAY_WALK = "trois-marches-du-samedi"
SOUK = "souk-amhirich"
HERE = {"longitude": -10.0571, "latitude": 28.9866, "accuracy": 9}

type Inbox = Callable[[], list[Report]]


@pytest.fixture(autouse=True)
def _on_a_friday_evening(it_is: SetClock, monkeypatch: pytest.MonkeyPatch) -> None:
    it_is(FRIDAY_EVENING)
    monkeypatch.setattr(reports, "allowance", Allowance(most=30))


@pytest.fixture
def inbox(
    site: str, django_db_blocker: DjangoDbBlocker, monkeypatch: pytest.MonkeyPatch
) -> Iterator[Inbox]:
    """Return a function that reads the municipality's inbox, which is emptied afterwards."""
    monkeypatch.setenv("DJANGO_ALLOW_ASYNC_UNSAFE", "true")
    with django_db_blocker.unblock():
        yield lambda: list(Report.objects.select_related("place"))
        Report.objects.all().delete()


@pytest.fixture(scope="module")
def only_road(site: str) -> Iterator[Road]:
    """Return the road to the site that all phones here share: what they keep belongs to it."""
    with road_to(site) as road:
        yield road


@pytest.fixture
def phone(playwright: Playwright, only_road: Road, tmp_path: Path, inbox: Inbox) -> Iterator[Phone]:
    """Return a phone that has never seen the site. Errors of its scripts fail the test.

    It is switched off before the inbox is emptied, so that nothing of it arrives after that.
    """
    only_road.clear()
    phone = Phone(
        playwright,
        tmp_path / "phone",
        only_road,
        geolocation=HERE,
        permissions=["geolocation"],
    )
    yield phone
    phone.off()
    assert phone.complaints == []


@pytest.fixture
def photo(tmp_path: Path) -> Path:
    """Return a photo as a phone takes it: large, on its side, with where it was taken."""
    path = tmp_path / "photo.jpg"
    path.write_bytes(pictures.photo((4000, 3000)))
    return path


def writes(
    page: Page, kind: str = "moved", text: str = "", place: str = "", photo: Path | None = None
) -> None:
    """Fill the form in and send it."""
    page.wait_for_selector("[data-report-form][data-ready]")
    page.locator(f"label:has([name=kind][value={kind}])").tap()
    if text:
        page.locator("[name=text]").fill(text)
    if place:
        page.locator("[name=place]").select_option(place)
    if photo:
        page.locator("[name=photo]").set_input_files(photo)
        expect(page.locator("[data-report-preview] img")).to_be_visible()
    page.locator("[data-report-form] [type=submit]").tap()


def is_told(page: Page, state: str) -> None:
    """Wait until the page says what has become of the report that was just written."""
    expect(page.locator("[data-report-done]")).to_have_attribute("data-state", state)


def lines(page: Page, state: str) -> Any:
    """Return the reports of a state, as the page lists them."""
    return page.locator(f"[data-reports-list] [data-state={state}]")


KEPT = """async () => {
  const database = await new Promise((resolve) => {
    indexedDB.open("kept").onsuccess = ({ target }) => resolve(target.result);
  });
  const request = database.transaction("reports").objectStore("reports").getAll();
  const found = await new Promise((resolve) => (request.onsuccess = () => resolve(request.result)));
  database.close();
  return found.map(({ photo, ...rest }) => ({
    ...rest, photo: photo && [...new Uint8Array(photo.bytes)],
  }));
}"""


class TestOnTheWalk:
    """In flight mode, with a browser that is really ended and started again."""

    def test_a_report_waits_on_the_phone_and_reaches_the_municipality_once(
        self, phone: Phone, photo: Path, inbox: Inbox
    ) -> None:
        # In the hotel she takes the walk along.
        phone.takes(SATURDAY_WALK)
        phone.flight_mode()
        phone.restart()

        # At the first stop the souk is not where the map has it: she says so from its card.
        page = phone.opens(f"/fr/circuits/{SATURDAY_WALK}/follow/")
        page.wait_for_selector("[data-follow][data-ready]")
        page.get_by_role("button", name="En route").tap()
        page.locator("[data-act=i_am_here]").tap()
        page.locator("[data-act=report]").tap()
        expect(page.locator("[name=place]")).to_have_value(SOUK)
        expect(page.locator("[name=stop]")).to_have_value("1")
        page.get_by_text("Ajouter l’endroit où je suis").tap()
        expect(page.locator("[data-report-here-said]")).to_contain_text("ajoutée")
        writes(page, text="Le souk est\nplus au nord.", photo=photo)
        is_told(page, "waiting")
        expect(page.locator("[data-reports-count]")).to_have_text(re.compile(r"téléphone.*1$"))
        (kept,) = page.evaluate(KEPT)
        assert pictures.WHERE_IT_WAS_TAKEN not in bytes(kept["photo"])
        assert max(Image.open(BytesIO(bytes(kept["photo"]))).size) == 1600

        # The way back leads to the walk, which goes on.
        page.locator("[data-report-back]").tap()
        page.wait_for_selector("[data-follow][data-ready]")
        expect(page.locator("[data-follow]")).to_have_attribute("data-step", "arrived")

        # The phone is switched off and on; still without a network, it has not forgotten.
        page = phone.restart()
        phone.opens("/fr/report/")
        expect(lines(page, "waiting")).to_have_count(1)
        assert inbox() == []

        # A network: it leaves by itself, once, and she can see what becomes of it.
        phone.network()
        expect(lines(page, "sent")).to_have_count(1)
        page.reload()
        expect(lines(page, "sent")).to_have_count(1)
        (report,) = inbox()
        assert (report.kind, report.text) == ("moved", "Le souk est\nplus au nord.")
        assert report.place is not None
        assert (report.place.slug, report.circuit, report.stop) == (SOUK, SATURDAY_WALK, 1)
        assert report.position is not None
        assert (round(report.position.x, 4), report.accuracy_m) == (-10.0571, 9)
        assert Image.open(BytesIO(bytes(report.photo or b""))).size == (1200, 1600)
        lines(page, "sent").get_by_role("link").tap()
        expect(page.locator("h1")).to_contain_text("Merci")

    def test_a_report_whose_answer_was_lost_is_sent_again_and_kept_once(
        self, phone: Phone, inbox: Inbox
    ) -> None:
        page = phone.opens("/fr/report/")
        phone.road.garbled["/api/v1/reports"] = lambda _body: b"<!doctype html>Hotel"
        writes(page, "closed", place=SOUK)
        is_told(page, "waiting")
        assert len(inbox()) == 1
        phone.road.garbled.clear()
        page.locator("[data-reports-send]").tap()
        expect(lines(page, "sent")).to_have_count(1)
        assert len(inbox()) == 1

    def test_any_page_sends_what_waits(self, phone: Phone, inbox: Inbox) -> None:
        page = phone.opens("/fr/report/")
        page.wait_for_selector("[data-report-form][data-ready]")
        phone.flight_mode()
        writes(page, "closed", place=SOUK)
        is_told(page, "waiting")
        phone.off()
        phone.in_flight_mode = False
        phone.road.is_open = True
        page = phone.on()
        phone.opens("/fr/about/")
        expect(page.locator("main .notice")).to_have_count(0)
        self.arrives(page, inbox)
        phone.opens("/fr/kept/")
        expect(lines(page, "sent")).to_have_count(1)
        assert len(inbox()) == 1

    def test_the_browser_sends_what_waits_also_with_all_pages_closed(
        self, phone: Phone, inbox: Inbox
    ) -> None:
        page = phone.opens("/fr/report/")
        page.wait_for_selector("[data-report-form][data-ready]")
        phone.waits_for_the_app()
        phone.flight_mode()
        writes(page, "closed", place=SOUK)
        is_told(page, "waiting")
        page.goto("about:blank")
        phone.network()
        phone.gives_time_in_the_background("reports")
        self.arrives(page, inbox)

    def arrives(self, page: Page, inbox: Inbox) -> None:
        """Wait until a report is there, and make sure that it is the only one."""
        for _turn in range(150):
            if inbox():
                break
            page.wait_for_timeout(200)
        assert len(inbox()) == 1

    def test_a_place_that_the_page_does_not_list_can_be_named_too(self, phone: Phone) -> None:
        page = phone.opens("/ar/about/")
        phone.waits_for_the_app()
        phone.flight_mode()
        page = phone.opens("/ar/report/?place=sample-workshop&circuit=old-town&stop=2")
        expect(page.locator("html")).to_have_attribute("dir", "rtl")
        expect(page.locator("[name=place]")).to_have_value("sample-workshop")
        expect(page.locator("[name=place] option:checked")).to_have_text("sample workshop")
        expect(page.locator("[name=circuit]")).to_have_value("old-town")


class TestWhatIsToBeMended:
    """On the phone before it is sent, and after the site has refused it."""

    def test_what_is_missing_is_said_at_once_and_what_was_typed_stays(self, phone: Phone) -> None:
        page = phone.opens("/fr/report/")
        page.wait_for_selector("[data-report-form][data-ready]")
        page.locator("[data-report-form] [type=submit]").tap()
        expect(page.locator("[data-field=kind] [data-error]")).to_have_text(
            "Choisissez ce qui ne va pas."
        )
        writes(page, "hours", place=SOUK)
        expect(page.locator("[data-field=text] [data-error]")).not_to_be_empty()
        expect(page.locator("[name=place]")).to_have_value(SOUK)
        expect(page.locator("[name=text]")).to_be_focused()

    def test_a_file_that_is_no_photo_is_refused_by_the_phone(
        self, phone: Phone, tmp_path: Path
    ) -> None:
        page = phone.opens("/fr/report/")
        page.wait_for_selector("[data-report-form][data-ready]")
        script = tmp_path / "photo.jpg"
        script.write_bytes(pictures.HTML)
        page.locator("[name=photo]").set_input_files(script)
        expect(page.locator("[data-field=photo] [data-error]")).to_contain_text("ne peut pas lire")

    def test_a_refused_report_is_kept_changed_and_sent(self, phone: Phone, inbox: Inbox) -> None:
        page = phone.opens("/fr/report/")
        page.wait_for_selector("[data-report-form][data-ready]")
        # The place that it names is gone from the map for good.
        page.evaluate("document.querySelector('[name=place]').append(new Option('Parti', 'parti'))")
        writes(page, "other", "Il n’y a plus rien.", "parti")
        is_told(page, "refused")
        expect(lines(page, "refused")).to_contain_text("Ce lieu n’existe pas")
        page = phone.restart()
        phone.opens("/fr/report/")
        lines(page, "refused").get_by_role("link").tap()
        expect(page.locator("[data-field=place] [data-error]")).to_contain_text("n’existe pas")
        expect(page.locator("[name=text]")).to_have_value("Il n’y a plus rien.")
        writes(page, "other", place=SOUK)
        is_told(page, "sent")
        expect(lines(page, "refused")).to_have_count(0)
        (report,) = inbox()
        assert report.place is not None
        assert report.place.slug == SOUK

    def test_a_report_can_be_deleted_while_it_waits(self, phone: Phone, inbox: Inbox) -> None:
        page = phone.opens("/fr/report/")
        page.wait_for_selector("[data-report-form][data-ready]")
        phone.flight_mode()
        writes(page, "closed", place=SOUK)
        is_told(page, "waiting")
        lines(page, "waiting").get_by_role("button", name="Supprimer").tap()
        expect(page.locator("[data-reports]")).to_be_hidden()
        phone.network()
        phone.opens("/fr/about/")
        phone.settled()
        assert inbox() == []


OLD_STORE = """async () => {
  const open = indexedDB.open("kept", 1);
  open.onupgradeneeded = () => {
    const make = (name, options) => open.result.createObjectStore(name, options);
    make("circuits", { keyPath: "slug" }).put({ slug: "old-town", files: [], bytes: 1 });
    make("underway", { keyPath: "slug" });
    make("files", { keyPath: "url" }).put({ url: "/a.webp", bytes: 3, parts: 1, complete: true });
    make("parts").put(new Blob(["abc"]), ["/a.webp", 0]);
  };
  await new Promise((resolve) => (open.onsuccess = resolve));
  open.result.close();
}"""
STORE = """async () => {
  const open = indexedDB.open("kept");
  await new Promise((resolve) => (open.onsuccess = resolve));
  const { result: database } = open;
  const all = (name) => new Promise((resolve) => {
    const request = database.transaction(name).objectStore(name).getAllKeys();
    request.onsuccess = () => resolve(request.result);
  });
  const found = { version: database.version };
  for (const name of database.objectStoreNames) found[name] = await all(name);
  database.close();
  return JSON.stringify(found);
}"""
NEWER_STORE = """async () => {
  const open = indexedDB.open("kept", 99);
  open.onupgradeneeded = () => open.result.createObjectStore("later");
  await new Promise((resolve) => (open.onsuccess = resolve));
  open.result.close();
}"""


class TestTheStore:
    """What earlier and later versions of the site keep on the phone."""

    def test_of_an_earlier_version_stays_whole_and_gets_room_for_reports(
        self, phone: Phone
    ) -> None:
        phone.opens("/robots.txt")  # a page without scripts
        phone.page.evaluate(OLD_STORE)
        page = phone.opens("/fr/report/")
        page.wait_for_selector("[data-report-form][data-ready]")
        assert json.loads(page.evaluate(STORE)) == {
            "version": 3,
            "circuits": ["old-town"],
            "underway": [],
            "files": ["/a.webp"],
            "parts": [["/a.webp", 0]],
            "reports": [],
            "survey": [],
            "observations": [],
        }

    def test_of_a_later_version_still_opens(self, phone: Phone, inbox: Inbox) -> None:
        page = phone.opens("/fr/report/")
        page.wait_for_selector("[data-report-form][data-ready]")
        page.evaluate(NEWER_STORE)
        writes(page, "closed", place=SOUK)
        is_told(page, "sent")
        assert len(inbox()) == 1
        assert json.loads(page.evaluate(STORE))["version"] == 99


class TestAtTheDesk:
    """The municipality's inbox in a real browser."""

    def test_an_officer_sees_where_it_is_and_puts_it_right(
        self, visit: Visit, inbox: Inbox, photo: Path, site: str
    ) -> None:
        User.objects.create_superuser("officer", password="seven silver rings")
        try:
            page = visit(f"/fr/report/?place={SOUK}", geolocation=HERE, permissions=["geolocation"])
            page.wait_for_selector("[data-report-form][data-ready]")
            page.get_by_text("Ajouter l’endroit où je suis").tap()
            expect(page.locator("[data-report-here-said]")).to_contain_text("ajoutée")
            writes(page, "closed", photo=photo)
            is_told(page, "sent")

            desk = visit("/manage/", DESKTOP, locale="fr")
            desk.locator("[name=username]").fill("officer")
            desk.locator("[name=password]").fill("seven silver rings")
            desk.locator("[type=submit]").click()
            desk.get_by_role("link", name="1 Signalements du terrain").click()
            expect(desk.locator("img.report__thumbnail")).to_be_visible()
            expect(desk.locator("svg.sketch")).to_be_visible()
            desk.locator("#result_list tbody a").first.click()
            expect(desk.locator("img.report__photo")).to_be_visible()
            expect(desk.locator(".position-pin")).to_be_visible()
            expect(desk.locator("path.position-beside")).to_have_count(1)
            desk.locator("[name=_accept]").click()
            expect(desk).to_have_url(re.compile(r"/closure/add/\?report="))
            expect(desk.locator(".report-beside img")).to_be_visible()
            expect(desk.locator("[name=place] option[selected]")).to_have_text(re.compile("."))
            (report,) = inbox()
            assert report.status == "accepted"
        finally:
            User.objects.all().delete()
