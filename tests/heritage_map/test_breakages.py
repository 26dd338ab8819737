"""Circuits that do not work, at the desk: everybody there reads why, a publisher mends."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from django.contrib.admin.models import LogEntry
from django.test import Client

from circuits.breakages import desk
from circuits.models import Circuit, Edition, StandIn
from geodata.models import Closure
from tests import towns
from tests.conftest import SetClock
from tests.heritage_map.conftest import address, filled

pytestmark = pytest.mark.django_db

PAGE = "/manage/circuits/circuit/breakages/"

type SignIn = Callable[[str], Client]


@pytest.fixture
def circuit(it_is: SetClock) -> Circuit:
    """Return a circuit through a souk that is closed for works."""
    it_is(f"{towns.MONDAY}T08:00")
    names = ("Souk", (-10.057, 28.987)), ("Hall", (-10.058, 28.988)), ("Well", (-10.06, 28.985))
    stops = [towns.place(name, at=at, opening_hours="24/7") for name, at in names]
    made = towns.circuit("Round", *((stop, 20) for stop in stops))
    towns.closure(stops[0], "2026-11-25T00:00", None, "Travaux")
    return made


def mend(client: Client, circuit: Circuit, key: str = "") -> str:
    """Press the button of a proposal, as the page has it; return the page that follows."""
    key = key or f"leave-out-{circuit.stops.get(place__slug='souk').pk}"
    found = client.post(f"/manage/circuits/circuit/{circuit.pk}/mend/", {"key": key}, follow=True)
    return str(found.content.decode())


def test_the_page_says_what_breaks_and_what_can_be_done(circuit: Circuit, signed_in: SignIn):
    page = signed_in("publisher").get(PAGE).content.decode()
    assert "Souk is closed from Wednesday 25 November until further notice: Travaux." in page
    assert "On 26 of its 28 days in the coming four weeks" in page
    assert "Leave Souk out." in page
    assert f'value="leave-out-{circuit.stops.get(place__slug="souk").pk}"' in page


def test_where_many_break_proposals_are_shown_one_circuit_at_a_time(
    circuit: Circuit, signed_in: SignIn, monkeypatch: pytest.MonkeyPatch
):
    monkeypatch.setattr(desk, "MOST_PROPOSED", 0)
    client = signed_in("publisher")
    page = client.get(PAGE).content.decode()
    assert "Souk is closed" in page
    assert "Leave Souk out." not in page
    monkeypatch.setattr(desk, "MOST_PROPOSED", 1)
    assert f'href="?circuit={circuit.pk}"' in page
    assert "Leave Souk out." in client.get(f"{PAGE}?circuit={circuit.pk}").content.decode()
    assert client.get(f"{PAGE}?circuit=0").context["broken"] == []


def test_an_editor_reads_it_without_buttons(circuit: Circuit, signed_in: SignIn):
    page = signed_in("editor").get(PAGE).content.decode()
    assert "Leave Souk out." in page
    assert "/mend/" not in page


@pytest.mark.parametrize(
    ("role", "mends"),
    [
        ("administrator", True),
        ("publisher", True),
        ("editor", False),
        ("operator", False),
        ("anonymous", False),
    ],
)
def test_only_who_publishes_circuits_mends_them(
    role: str, mends: bool, circuit: Circuit, signed_in: SignIn
):
    mend(signed_in(role), circuit)
    assert circuit.stops.filter(place__slug="souk").exists() is not mends


def test_one_click_mends_it_and_says_and_logs_what_came_of_it(
    circuit: Circuit, signed_in: SignIn, django_capture_on_commit_callbacks: Callable
):
    with django_capture_on_commit_callbacks(execute=True):
        page = mend(signed_in("publisher"), circuit)
    assert "Round: Leave Souk out. It is then about" in page
    assert "All published circuits work in the coming four weeks." in page
    assert LogEntry.objects.get().get_change_message() == "Leave Souk out."
    stops = Edition.objects.get(is_current=True).document["stops"]
    assert [stop["place"] for stop in stops] == ["hall", "well"]


@pytest.mark.parametrize("key", ["leave-out-0", "start-9999", "'; drop"])
def test_what_is_not_proposed_is_not_done(key: str, circuit: Circuit, signed_in: SignIn):
    page = mend(signed_in("publisher"), circuit, key)
    assert "nothing was done" in page
    assert circuit.stops.count() == 3


def test_a_look_alone_mends_nothing(circuit: Circuit, signed_in: SignIn):
    client = signed_in("publisher")
    assert client.get(f"/manage/circuits/circuit/{circuit.pk}/mend/").status_code == 405


class TestMovingAMarketDay:
    """A closure that says on which other day the market is held."""

    def test_an_officer_moves_a_market_and_the_place_tells_it_at_once(
        self, signed_in: SignIn, it_is: SetClock
    ):
        it_is(f"{towns.MONDAY}T08:00")
        souk = towns.place("Amhirich", "weekly_market", opening_hours="Sa 06:00-13:00")
        client = signed_in("publisher")
        form = filled(client.get(address(Closure, "add"))) | {
            "place": souk.pk,
            "since_0": towns.SATURDAY,
            "since_1": "00:00",
            "held_on": towns.THURSDAY,
            "reason_ar": "عيد",
            "reason_en": "Feast",
        }
        assert client.post(address(Closure, "add"), form).status_code == 302
        page = client.get("/en/places/amhirich/").content.decode()
        assert "Closed on Saturday 28 November; held on Thursday 26 November instead" in page
        assert page.count("06:00–⁠13:00".replace("–⁠", "\u2060\u2013\u2060")) == 1

    @pytest.mark.parametrize(
        ("since", "until", "held_on", "complaint"),
        [
            (towns.SATURDAY, "", towns.SATURDAY, "Choose another day than the one that is closed."),
            (towns.SUNDAY, "", towns.MONDAY, "is not open on Sunday 29 November anyway"),
            (towns.SATURDAY, "2026-12-07", towns.FRIDAY, "Only one market day can be moved"),
        ],
    )
    def test_what_cannot_be_is_refused_and_kept_as_it_was_typed(
        self, since: str, until: str, held_on: str, complaint: str, signed_in: SignIn
    ):
        souk = towns.place("Amhirich", "weekly_market", opening_hours="Sa 06:00-13:00")
        client = signed_in("publisher")
        form = filled(client.get(address(Closure, "add"))) | {
            "place": souk.pk,
            "since_0": since,
            "since_1": "00:00",
            "until_0": until,
            "until_1": "00:00" if until else "",
            "held_on": held_on,
            "reason_ar": "عيد",
        }
        page = client.post(address(Closure, "add"), form)
        assert complaint in str(page.context["adminform"].form.errors)
        assert f'value="{held_on}"' in page.content.decode()
        assert not Closure.objects.exists()


def test_the_days_of_a_market_are_ticked_and_a_rule_that_cannot_be_read_is_refused(
    signed_in: SignIn,
):
    event = towns.event(
        "Market", towns.place("Souk"), "FREQ=WEEKLY;BYDAY=SA", name_ar="سوق", recurrence_ar="كل سبت"
    )
    client = signed_in("publisher")
    form = filled(client.get(address(event)))
    assert form["weekdays"] == ["SA"]
    assert client.post(address(event), form | {"weekdays": ["FR", "SA"]}).status_code == 302
    event.refresh_from_db()
    assert event.rrule == "FREQ=WEEKLY;BYDAY=FR,SA"
    refused = client.post(address(event), form | {"rrule": "every Saturday"})
    assert "tick the days of the week" in str(refused.context["adminform"].form.errors)


class TestPuttingAStopBack:
    """When the closure that a stop went for is over."""

    @pytest.fixture
    def mended(self, circuit: Circuit, signed_in: SignIn) -> Circuit:
        """Return the circuit without the souk, whose closure has then been cancelled."""
        mend(signed_in("publisher"), circuit)
        Closure.objects.all().delete()
        return circuit

    def answer(self, client: Client, button: str = "_back") -> str:
        """Press a button at the stop that could be put back; return the page that follows."""
        url = f"/manage/circuits/circuit/stand-ins/{StandIn.objects.get().pk}/"
        return str(client.post(url, {button: ""}, follow=True).content.decode())

    def test_the_first_page_counts_it_and_one_click_puts_it_back(
        self, mended: Circuit, signed_in: SignIn
    ):
        client = signed_in("administrator")
        assert "Stops to put back: their closure is over" in client.get("/manage/").content.decode()
        page = client.get(PAGE).content.decode()
        assert "Souk was left out for a closure, which is over." in page
        assert "Souk is a stop of Round again, as it was." in self.answer(client)
        assert mended.stops.count() == 3
        history = client.get(address(mended, "history")).content.decode()
        assert "made to work again" in history
        assert "taken back" in history

    def test_a_publisher_leaves_the_circuit_as_it_is(self, mended: Circuit, signed_in: SignIn):
        page = self.answer(signed_in("administrator"), "_leave")
        assert "Round stays as it is, without Souk." in page
        assert not StandIn.objects.exists()
        assert mended.stops.count() == 2

    def test_an_editor_reads_it_and_does_nothing(self, mended: Circuit, signed_in: SignIn):
        client = signed_in("editor")
        page = client.get(PAGE).content.decode()
        assert "Souk was left out for a closure, which is over." in page
        assert "/stand-ins/" not in page
        self.answer(client)
        assert StandIn.objects.exists()
        assert mended.stops.count() == 2

    def test_what_has_changed_since_is_said_with_the_way_to_what_was_done(
        self, mended: Circuit, signed_in: SignIn
    ):
        mended.stops.create(place=mended.stops.get(order=2).place, order=1, dwell_minutes=5)
        page = self.answer(signed_in("administrator"))
        assert "See what was done then" in page
        assert StandIn.objects.exists()
