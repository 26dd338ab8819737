"""The first page of the desk: what waits for an officer, where it lies, and how to get there."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest
from django.test import Client
from django.utils import timezone
from playwright.sync_api import Page, expect

from geodata.models import Place, Report
from tests import towns
from tests.conftest import SetClock

pytestmark = pytest.mark.django_db

type SignIn = Callable[[str], Client]


@pytest.fixture(autouse=True)
def _monday(it_is: SetClock) -> None:
    it_is(f"{towns.MONDAY}T08:00")


def surveyed(name: str, category: str = "souk", **fields: Any) -> Place:
    """Return a place of which nothing is missing."""
    texts = {f"name_{code}": name for code in ("ar", "fr", "en", "es", "zgh")}
    return towns.place(name, category, **(texts | {"opening_hours": "24/7"} | fields))


def waiting(client: Client) -> dict[str, int]:
    return {task.label: task.count for task in client.get("/manage/").context["tasks"]}


def test_where_nothing_waits_the_page_says_so(signed_in: SignIn):
    surveyed("Souk")
    page = signed_in("editor").get("/manage/")
    assert page.context["tasks"] == []
    assert "Nothing waits for you." in page.content.decode()
    assert "data-tasks-map" not in page.content.decode()


def test_each_line_leads_to_as_many_records_as_it_counts(signed_in: SignIn):
    souk = surveyed("Souk", is_core=True, quality="approximate")
    surveyed("Well", "spring", quality="approximate")
    surveyed("Soon", status="in_review")
    towns.closure(souk, "2026-11-27T00:00", "2026-12-27T00:00", "Travaux")
    towns.closure(souk, "2026-10-01T00:00", "2026-11-25T00:00", "Travaux")
    towns.closure(souk, "2026-10-01T00:00", None, "Travaux")
    Report.objects.create(kind="closed", place=souk, language="fr", made_at=timezone.now())
    Place.objects.filter(slug="well").update(name_en="")
    client = signed_in("publisher")
    found = client.get("/manage/").context["tasks"]
    assert [(task.count, task.label) for task in found] == [
        (1, "Reports from the field"),
        (2, "Closures that begin or end this week"),
        (1, "Main places to be surveyed"),
        (1, "Places in review"),
        (1, "Texts missing in English"),
        (1, "Places with an approximate position"),
    ]
    for task in found:
        assert client.get(task.url).context["cl"].result_count == task.count, task.label


def test_a_place_that_nobody_has_touched_for_a_year_waits(signed_in: SignIn, it_is: SetClock):
    surveyed("Souk")
    it_is("2028-01-03T08:00")
    client = signed_in("editor")
    (task,) = client.get("/manage/").context["tasks"]
    assert task.label == "Places that nobody has looked after for a year"
    assert client.get(task.url).context["cl"].result_count == 1


def test_a_place_that_was_checked_on_the_spot_is_as_old_as_that(signed_in: SignIn):
    for name, checked_on in (("Souk", "2024-05-01"), ("Well", "2026-11-01")):
        surveyed(name, checked_on=checked_on)
    client = signed_in("editor")
    (task,) = client.get("/manage/").context["tasks"]
    assert (task.count, task.label) == (1, "Places that nobody has looked after for a year")
    assert [place.slug for place in client.get(task.url).context["cl"].result_list] == ["souk"]


def test_a_language_that_has_hardly_been_begun_is_no_task(signed_in: SignIn):
    places = [surveyed(f"Souk {number}") for number in range(4)]
    Place.objects.update(name_zgh="")
    assert waiting(signed_in("editor")) == {}
    Place.objects.exclude(pk=places[0].pk).update(name_zgh="ⵙⵙⵓⵇ")
    assert list(waiting(signed_in("publisher")).values()) == [1]


def test_what_lies_somewhere_is_on_the_map_and_leads_to_its_form(signed_in: SignIn):
    souk = surveyed("Souk", is_core=True, quality="approximate")
    surveyed("Dlalat", is_core=True, at=None)
    page = signed_in("editor").get("/manage/")
    (spot,) = page.context["spots"]["spots"]
    assert (spot["kind"], spot["label"]) == ("survey", "Souk")
    assert (spot["longitude"], spot["latitude"]) == towns.CENTRE
    assert spot["url"] == f"/manage/geodata/place/{souk.pk}/change/"


def test_a_circuit_that_breaks_is_counted_and_its_closed_stop_is_on_the_map(signed_in: SignIn):
    souk, well = surveyed("Souk"), surveyed("Well", "spring")
    towns.circuit("Round", (souk, 10), (well, 10))
    towns.closure(souk, "2026-11-01T00:00", None, "Travaux")
    page = signed_in("editor").get("/manage/")
    (task,) = [task for task in page.context["tasks"] if task.kind == "broken"]
    assert (task.count, task.label) == (1, "Circuits that do not work")
    assert [spot.label for spot in task.spots] == ["Souk · Round"]
    assert "Round" in signed_in("publisher").get(task.url).content.decode()


def test_the_page_asks_little_of_the_database_however_much_waits(
    signed_in: SignIn, django_assert_max_num_queries: Any
):
    client = signed_in("publisher")
    towns.whole_town(each=3)
    Place.objects.update(position_quality="approximate", geometry=towns.place("Spot").geometry)
    for place in Place.objects.all():
        Report.objects.create(kind="closed", place=place, language="fr", made_at=timezone.now())
    client.get("/manage/")
    with django_assert_max_num_queries(30):
        client.get("/manage/")


class TestFinding:
    """`/manage/find/`"""

    def test_a_name_in_any_script_opens_the_form_of_its_place(self, signed_in: SignIn):
        souk = surveyed("Souk Amhirich", name_ar="سوق أمحيريش", slug="amhirich")
        surveyed("Musée", "museum")
        client = signed_in("editor")
        for query in ("amhirich", "أمحيريش", "Amhiriche"):
            answer = client.get("/manage/find/", {"q": query})
            assert answer.headers["Location"] == f"/manage/geodata/place/{souk.pk}/change/", query

    def test_several_are_listed_and_drafts_are_among_them(self, signed_in: SignIn):
        surveyed("Souk Amhirich")
        towns.draft(surveyed("Souk Dlalat"))
        page = signed_in("editor").get("/manage/find/", {"q": "souk"})
        assert {place.name for place in page.context["places"]} == {"Souk Amhirich", "Souk Dlalat"}

    def test_what_nobody_knows_is_said_and_shown_as_it_was_typed(self, signed_in: SignIn):
        page = signed_in("editor").get("/manage/find/", {"q": "<b>zzz"})
        text = page.content.decode()
        assert "No place has a name like “&lt;b&gt;zzz”" in text
        assert page.status_code == 200

    @pytest.mark.parametrize("role", ["operator", "anonymous"])
    def test_nobody_else_finds_anything(self, role: str, signed_in: SignIn):
        assert signed_in(role).get("/manage/find/?q=souk").status_code == 302


@pytest.mark.browser
def test_an_officer_sees_a_closed_souk_on_the_map_and_mends_its_circuit(
    desk: Page, live_server: Any
):
    # The souk, which lies on a circuit, is closed from today on.
    at = {"Souk": (-10.057, 28.987), "Hall": (-10.058, 28.988), "Well": (-10.06, 28.985)}
    stops = [surveyed(name, at=spot) for name, spot in at.items()]
    circuit = towns.circuit("Round", *((stop, 20) for stop in stops))
    towns.closure(stops[0], f"{towns.MONDAY}T00:00", None, "Travaux")
    desk.goto(f"{live_server.url}/manage/")
    # The dot leads to the circuits that do not work.
    desk.locator(".spot--broken").click()
    desk.get_by_role("link", name="Souk · Round").click()
    expect(desk.locator(".breakage h2")).to_have_text("Round")
    # One click leaves the souk out, and the circuit works again.
    desk.get_by_role("button", name="Do it: Leave Souk out.").click()
    expect(desk.locator(".messagelist")).to_contain_text("Round: Leave Souk out.")
    expect(desk.locator(".all-well")).to_be_visible()
    assert [stop.place.name for stop in circuit.stops.all()] == ["Hall", "Well"]
    # The officer looks for the well by its name.
    desk.goto(f"{live_server.url}/manage/")
    desk.get_by_label("Find a place by any of its names").fill("Wel")
    desk.get_by_role("button", name="Find").click()
    expect(desk).to_have_url(f"{live_server.url}/manage/geodata/place/{stops[2].pk}/change/")
