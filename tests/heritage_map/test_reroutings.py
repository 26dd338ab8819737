"""New ways at the desk: an editor sees them, a publisher decides, and a circuit says its own."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest
from django.contrib.gis.geos import Point
from django.test import Client

from circuits.models import Circuit, Leg, Rerouting
from geodata.models import Place
from geodata.streets import Streets
from tests import tiny_streets, towns
from tests.heritage_map.conftest import address, filled
from tests.tiny_streets import EAST, GATE, ISLAND, NORTH_EAST, SQUARE, Metres

pytestmark = pytest.mark.django_db

WORDS = {"name_ar": "جولة", "summary_ar": "جولة"}

type SignIn = Callable[[str], Client]


@pytest.fixture(autouse=True)
def _streets(tmp_path: Path) -> Iterator[Streets]:
    with tiny_streets.served(tmp_path / "var") as streets:
        yield streets


def place(name: str, at: Metres, **fields: Any) -> Place:
    return towns.place(name, at=tiny_streets.at(at), **({"position_accuracy_m": 5} | fields))


@pytest.fixture
def circuit() -> Circuit:
    stops = (place("Square", SQUARE), 10), (place("East", EAST), 10)
    return towns.circuit("Way", *stops, **WORDS)


@pytest.fixture
def rerouting(circuit: Circuit) -> Rerouting:
    east = Place.objects.get(slug="east")
    east.geometry = Point(tiny_streets.at(NORTH_EAST), srid=4326)
    east.save()
    return Rerouting.objects.get()


def choose(client: Client, action: str, *chosen: Rerouting) -> str:
    """Run an action of the list on some proposals; return the page that follows."""
    data = {"action": action, "_selected_action": [one.pk for one in chosen]}
    response = client.post(address(Rerouting, "list"), data, follow=True)
    return str(response.content.decode())


def test_an_editor_sees_what_changes_and_by_how_much(
    rerouting: Rerouting, signed_in: SignIn
) -> None:
    client = signed_in("editor")
    tasks = {task.label: task for task in client.get("/manage/").context["tasks"]}
    task = tasks["New ways for published circuits"]
    assert task.count == 1
    listed = client.get(task.url).content.decode()
    assert "100 m → 160 m (+60 m)" in listed
    assert "a place has moved" in listed
    page = client.get(address(rerouting)).content.decode()
    assert "1. Square → 2. East" in page
    assert 'id="map_way_before"' in page
    assert 'id="map_way_after"' in page


@pytest.mark.parametrize(
    ("role", "decides"),
    [("editor", False), ("publisher", True), ("administrator", True), ("operator", False)],
)
@pytest.mark.parametrize("action", ["publish", "dismiss"])
def test_only_who_publishes_circuits_decides(
    role: str, decides: bool, action: str, rerouting: Rerouting, signed_in: SignIn
) -> None:
    before = Leg.objects.get().distance_m
    choose(signed_in(role), action, rerouting)
    rerouting.refresh_from_db()
    assert (rerouting.state != "waiting") is decides
    assert (Leg.objects.get().distance_m != before) is (decides and action == "publish")


@pytest.mark.parametrize("role", ["editor", "operator", "anonymous"])
def test_a_forged_decision_on_its_own_page_is_refused(
    role: str, rerouting: Rerouting, signed_in: SignIn
) -> None:
    client = signed_in(role)
    data = {"CHANGE_FORM-action": "publish", "_selected_action": [rerouting.pk]}
    client.post(address(rerouting), data)
    client.post(
        address(rerouting), data | {"action": "publish", "_save": "on", "state": "published"}
    )
    rerouting.refresh_from_db()
    assert rerouting.state == "waiting"


def test_a_publisher_decides_on_the_page_of_one(rerouting: Rerouting, signed_in: SignIn) -> None:
    client = signed_in("publisher")
    form = client.get(address(rerouting)).context["action_form"]
    assert [value for value, _label in form.fields["action"].choices if value] == [
        "publish",
        "dismiss",
    ]
    data = {form["action"].html_name: "publish", "_selected_action": [rerouting.pk]}
    page = client.post(address(rerouting), data, follow=True).content.decode()
    assert "1 new way published." in page
    assert Leg.objects.get().distance_m == pytest.approx(160, abs=3)


def test_what_has_been_decided_is_not_decided_again(
    rerouting: Rerouting, signed_in: SignIn
) -> None:
    client = signed_in("publisher")
    assert "1 new way dismissed." in choose(client, "dismiss", rerouting)
    assert "this has been decided already" in choose(client, "publish", rerouting)
    rerouting.refresh_from_db()
    assert rerouting.state == "dismissed"


def test_who_edits_a_circuit_reads_how_its_way_changes(circuit: Circuit, signed_in: SignIn) -> None:
    client = signed_in("publisher")
    form = filled(client.get(address(circuit)), pace="slow")
    page = client.post(address(circuit), form, follow=True).content.decode()
    assert "The way has changed" not in page  # half a minute more
    far = place("Far", (300, -100)).pk
    form = filled(client.get(address(circuit)), **{"stops-1-place": far})
    page = client.post(address(circuit), form, follow=True).content.decode()
    told = re.search(r"The way has changed: [^<]+", page)
    assert told is not None
    assert told[0] == (
        "The way has changed: it is 400 m long and takes 7 min; before, 100 m and 2 min."
    )


def test_who_edits_a_circuit_is_told_what_to_check(circuit: Circuit, signed_in: SignIn) -> None:
    client = signed_in("publisher")
    form = filled(client.get(address(circuit)))
    form["stops-1-place"] = place("Field", (-260, -60)).pk
    page = client.post(address(circuit), form, follow=True).content.decode()
    assert "2. Field lies 40 m from the nearest street" in page
    island = place("Island", ISLAND).pk
    form = filled(client.get(address(circuit)), **{"stops-1-place": island})
    page = client.post(address(circuit), form, follow=True).content.decode()
    assert "From 1. Square to 2. Island the street map knows no way." in page


def test_a_circuit_of_ten_stops_is_computed_once_when_it_is_saved(
    signed_in: SignIn, monkeypatch: pytest.MonkeyPatch
) -> None:
    spots = (SQUARE, EAST, NORTH_EAST, GATE, (20, -100)) * 2
    circuit = towns.circuit(
        "Long", *((place(f"P{n}", at), 10) for n, at in enumerate(spots)), status="draft", **WORDS
    )
    asked = []
    route = Streets.route

    def counted(self: Streets, waypoints: Any, *args: Any, **options: Any) -> Any:
        asked.append(len(waypoints))
        return route(self, waypoints, *args, **options)

    monkeypatch.setattr(Streets, "route", counted)
    client = signed_in("editor")
    form = filled(client.get(address(circuit)), pace="brisk")
    for number in range(10):  # the other way round
        form[f"stops-{number}-order"] = str(10 - number)
    assert client.post(address(circuit), form).status_code == 302
    assert asked == [10]
    assert Leg.objects.count() == 9


def test_a_leg_is_shown_with_its_directions_and_what_is_not_certain(
    circuit: Circuit, signed_in: SignIn
) -> None:
    Place.objects.filter(slug="east").update(position_quality="approximate")
    page = signed_in("editor").get(address(Leg.objects.get())).content.decode()
    assert "You have arrived: East" in page
    assert "The exact spot of East is not known: ask there." in page
