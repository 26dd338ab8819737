"""Pages of circuits: whether each works on the chosen day, and what to do where it does not."""

import pytest
from django.test import Client

from geodata.models import Place
from tests import towns
from tests.conftest import SetClock
from tests.reading import Page, read

pytestmark = pytest.mark.django_db


def page(client: Client, address: str, status: int = 200) -> Page:
    """Return the page at an address under /en/circuits/."""
    response = client.get(f"/en/circuits/{address}")
    assert response.status_code == status
    return read(response)


@pytest.fixture(autouse=True)
def _on_a_tuesday_morning(it_is: SetClock) -> None:
    it_is("2026-11-24T10:00")


@pytest.fixture
def souk() -> Place:
    return towns.place("Souk", at=(-10.05, 28.987), opening_hours="Mo-Su 08:00-20:00")


@pytest.fixture(autouse=True)
def _circuits(souk: Place) -> None:
    amhirich = towns.place("Amhirich", "weekly_market", opening_hours="Sa 06:00+")
    towns.circuit(
        "Samedi", (amhirich, 105), (souk, 45), start="07:00", days="Sa", order=1, summary_fr="-"
    )
    towns.circuit("En semaine", (souk, 60), start="16:00", days="Mo-Th,Su", order=2)


class TestACircuit:
    """The page of one circuit."""

    def test_it_opens_on_its_next_good_day(self, client: Client):
        samedi = page(client, "samedi/")
        assert samedi.one("input", name="date").attributes["value"] == towns.SATURDAY
        assert samedi.one("input", name="start").attributes["value"] == "07:00"
        assert "Saturday 28 November" in samedi.text

    def test_on_a_good_day_the_stops_have_times_and_are_open(self, client: Client):
        samedi = page(client, f"samedi/?date={towns.SATURDAY}")
        assert samedi.all("div", class_="notice--warning") == []
        assert "07:00–08:45" in samedi.text
        assert samedi.badges("open") == [
            "Open that day: from 06:00",
            "Open that day: 08:00–20:00",
        ]

    def test_on_a_tuesday_it_says_why_not_when_and_what_else(self, client: Client):
        tuesday = page(client, f"samedi/?date={towns.TUESDAY}")
        assert "This circuit is not made for a Tuesday." in tuesday.text
        assert tuesday.links["See it on Saturday 28 November"] == f"?date={towns.SATURDAY}"
        assert "Amhirich: closed. It opens again Saturday 28 November at 06:00." in tuesday.text
        assert "On Tuesday 24 November these work:" in tuesday.text
        assert tuesday.links["En semaine"] == f"/en/circuits/en-semaine/?date={towns.TUESDAY}"
        assert tuesday.badges("closed") == ["Closed when you come"]

    def test_a_closed_stop_says_where_to_go_instead(self, client: Client, souk: Place):
        hall = towns.place("Hall", at=(-10.06, 28.98))
        towns.closure(souk, "2026-11-24T00:00", None, "Travaux", instead=hall)
        told = page(client, "en-semaine/?date=2026-11-25")
        assert "Go here instead: Hall" in told.text
        towns.draft(hall)
        assert "instead" not in page(client, "en-semaine/?date=2026-11-25").text

    def test_a_moved_market_says_on_which_day_it_is_held(self, client: Client):
        amhirich = Place.objects.get(slug="amhirich")
        towns.moved(amhirich, towns.SATURDAY, towns.THURSDAY, "Fête")
        told = page(client, f"samedi/?date={towns.SATURDAY}")
        assert "It is held Thursday 26 November instead." in told.text
        open_then = page(client, f"samedi/?date={towns.THURSDAY}")
        assert open_then.badges("open")[0] == "Open that day: from 06:00"

    def test_a_stop_closed_for_works_is_told_with_its_reason(self, client: Client, souk: Place):
        towns.closure(souk, "2026-11-20T00:00", "2026-12-01T00:00", "Travaux du toit")
        week = page(client, f"en-semaine/?date={towns.TUESDAY}")
        assert "Souk: closed: Travaux du toit." in week.text
        assert "It opens again Tuesday 1 December at 08:00." in week.text

    def test_a_visitor_may_begin_later(self, client: Client):
        later = page(client, f"en-semaine/?date={towns.TUESDAY}&start=19:30")
        assert "19:30–20:30" in later.text
        assert later.badges("closed") == ["Closed when you come"]

    def test_a_way_to_an_unlocated_stop_has_no_distance_and_later_times_are_not_known(
        self, client: Client, souk: Place
    ):
        lost = towns.place("Dlalat", at=None)
        towns.circuit("Vieille ville", (souk, 20), (lost, 30), (souk, 10))
        old_town = page(client, f"vieille-ville/?date={towns.TUESDAY}")
        assert old_town.text.count("distance not known: ask for the way") == 2
        assert old_town.text.count("time not known") == 2
        assert "about 1 h at the stops" in old_town.text
        assert old_town.badges("unlocated") == ["Exact spot to be surveyed"]
        assert " km" not in old_town.text

    def test_distances_without_streets_are_said_to_be_about(self, client: Client):
        assert "on foot, about 950 m, about 13 min" in page(client, "samedi/").text

    def test_who_is_there_that_day_is_said(self, client: Client, souk: Place):
        silversmith = towns.artisan("Silversmith")
        towns.works_at(silversmith, souk, "Tu 08:00-12:00")
        there = page(client, f"en-semaine/?date={towns.TUESDAY}")
        assert "Silversmith · there that day" in there.text
        assert "Silversmith" not in page(client, f"en-semaine/?date={towns.MONDAY}").text

    def test_search_engines_are_told_its_stops_in_order(self, client: Client):
        data = page(client, "samedi/").json_ld
        assert data is not None
        assert data["@type"] == "TouristTrip"
        stops = data["itinerary"]["itemListElement"]
        assert [(stop["position"], stop["item"]["name"]) for stop in stops] == [
            (1, "Amhirich"),
            (2, "Souk"),
        ]

    def test_search_engines_are_told_of_no_sample(self, client: Client, souk: Place):
        sample = towns.place("Example", is_sample=True)
        towns.circuit("Real", (souk, 10), (sample, 10))
        towns.circuit("Made up", (souk, 10), is_sample=True)
        assert "Example" not in str(page(client, "real/").json_ld)
        assert page(client, "made-up/").json_ld is None

    def test_a_sample_circuit_wears_the_ribbon(self, client: Client, souk: Place):
        towns.circuit("Made up", (souk, 10), is_sample=True)
        assert "not a real record" in page(client, "made-up/").text

    @pytest.mark.parametrize(
        ("query", "sentence"),
        [
            ("?date=tomorrow", "date takes a date such as 2026-11-28, not “tomorrow”."),
            ("?start=9h", "start takes a time such as 09:30, not “9h”."),
            ("?date=9999-12-31", "date takes a date from 1970 to 2100, not “9999-12-31”."),
        ],
    )
    def test_a_slip_in_the_address_is_answered_with_what_to_mend(
        self, client: Client, query: str, sentence: str
    ):
        assert sentence in page(client, f"samedi/{query}", status=400).text

    @pytest.mark.parametrize("day", ["1970-01-01", "2100-12-31"])
    def test_the_first_and_the_last_day_of_the_calendar_are_days_too(
        self, client: Client, day: str
    ):
        page(client, f"samedi/?date={day}&start=23:59")


class TestTheList:
    """All circuits, and whether each works on the chosen day."""

    def badges(self, client: Client, query: str = "") -> dict[str, list[str]]:
        listed = page(client, query)
        return {kind: listed.badges(kind) for kind in ("open", "closed", "soon")}

    def test_it_is_today_unless_another_day_is_chosen(self, client: Client):
        listed = page(client, "")
        assert listed.one("p", class_="result-count").text == "Tuesday 24 November"
        assert [title.text for title in listed.all("h2", class_="card__title")] == [
            "Samedi",
            "En semaine",
        ]

    def test_what_does_not_work_today_says_when_it_does(self, client: Client):
        assert self.badges(client) == {
            "open": ["Works today"],
            "closed": [],
            "soon": ["Next on Saturday 28 November"],
        }

    def test_a_circuit_that_works_keeps_the_day_in_its_link(self, client: Client):
        saturday = page(client, f"?date={towns.SATURDAY}")
        assert saturday.links["Samedi"] == f"/en/circuits/samedi/?date={towns.SATURDAY}"

    def test_on_a_good_day_with_a_closed_stop_the_stop_is_named(self, client: Client, souk: Place):
        towns.closure(souk, "2026-11-20T00:00", None, "Travaux")
        assert self.badges(client)["closed"] == ["Souk is closed that day"]

    def test_stops_that_are_not_public_are_not_counted(self, client: Client, souk: Place):
        hidden = towns.draft(towns.place("Hidden"))
        towns.circuit("Way", (souk, 10), (hidden, 10))
        card = next(c for c in page(client, "").all("article") if "Way" in c.text)
        assert "1 stop" in card.text

    def test_a_slip_in_the_day_is_answered_with_what_to_mend(self, client: Client):
        answer = page(client, "?date=28/11/2026", status=400)
        assert "date takes a date such as 2026-11-28, not “28/11/2026”." in answer.text
