"""The field at the desk: who gets in, what a phone takes along, and what it may bring back."""

import json
from typing import Any
from uuid import uuid4

import pytest
from django.contrib.gis.geos import Point
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client

from geodata.models import Observation, Place
from tests import pictures, towns

pytestmark = pytest.mark.django_db

FIELD = "/manage/field/"


def told(**changes: Any) -> dict[str, Any]:
    """Return a position that is observed at the souk, as a phone sends it."""
    return {
        "id": str(uuid4()),
        "kind": "position",
        "place": "souk",
        "longitude": "-10.0581",
        "latitude": "28.9874",
        "accuracy_m": "5",
        "fixes": "42",
        "made_at": "2026-11-27T10:00:00.000Z",
    } | changes


def observe(client: Client, **changes: Any) -> Any:
    """Send an observation by somebody whose phone knows the souk as it is."""
    places = client.get(f"{FIELD}places/").json()["places"]
    known = next(place["known"] for place in places if place["slug"] == "souk")
    return client.post(f"{FIELD}observations/", told(known=json.dumps(known), **changes))


@pytest.mark.parametrize("role", ["anonymous", "operator"])
def test_who_has_no_role_is_told_so_and_nothing_is_taken_in(role, signed_in, souk):
    client = signed_in(role)
    assert client.get(FIELD).status_code == 302
    for address in ("who/", "places/"):
        answer = client.get(FIELD + address)
        assert (answer.status_code, answer.json()["status"]) == (401, 401)
    assert client.post(f"{FIELD}observations/", told()).status_code == 401
    assert not Observation.objects.exists()


@pytest.mark.parametrize("role", ["editor", "publisher", "administrator"])
def test_who_works_at_the_desk_gets_the_page_the_places_and_a_token(role, signed_in, souk):
    client = signed_in(role)
    page = client.get(FIELD)
    assert page.status_code == 200
    # Phones keep it, and pass from hand to hand.
    assert page.content == Client().get("/en/kept/field/").content
    who = client.get(f"{FIELD}who/").json()
    assert who["officer"]["name"] == role
    assert who["token"]
    (place,) = client.get(f"{FIELD}places/").json()["places"]
    assert (place["slug"], place["point"], place["quality"]) == (
        "souk",
        [-10.0574, 28.987],
        "published",
    )


def test_without_a_token_nothing_is_taken_in(signed_in, souk, person):
    client = Client(enforce_csrf_checks=True)
    client.force_login(person("publisher"))
    assert client.post(f"{FIELD}observations/", told()).status_code == 403
    assert not Observation.objects.exists()
    token = client.get(f"{FIELD}who/").json()["token"]
    sent = client.post(f"{FIELD}observations/", told(), headers={"X-CSRFToken": token})
    assert sent.status_code == 201


def test_a_publishers_observation_of_a_public_place_is_on_the_map_at_once(signed_in, souk):
    Place.objects.update(status="published")
    client = signed_in("publisher")
    sent = observe(client)
    assert sent.json()["outcome"] == "applied"
    souk.refresh_from_db()
    assert souk.geometry == Point(-10.0581, 28.9874, srid=4326)
    page = client.get("/en/places/souk/").content.decode()
    assert "Checked on the spot" in page
    assert "27 November 2026" in page


def test_sent_again_it_is_answered_the_same_and_kept_once(signed_in, souk):
    client = signed_in("publisher")
    identity = str(uuid4())
    answers = [observe(client, id=identity).json() for _time in range(2)]
    assert answers[0] == answers[1]
    assert Observation.objects.count() == 1


def test_an_editors_waits_at_the_desk_and_a_publisher_takes_it_over_with_one_press(signed_in, souk):
    Place.objects.update(status="published")
    editor = signed_in("editor")
    url = observe(editor).json()["url"]
    page = editor.get(url).content.decode()
    assert "_take_over" not in page
    assert "waits for a publisher" in page
    refused = editor.post(url, {"_take_over": ""}, follow=True).content.decode()
    assert "Only a publisher can change a place that the public sees." in refused
    publisher = signed_in("publisher")
    tasks = publisher.get("/manage/").context["tasks"]
    assert (tasks[0].label, tasks[0].count) == ("Observations on the spot to decide", 1)
    assert publisher.get(tasks[0].url).context["cl"].result_count == 1
    assert "_take_over" in publisher.get(url).content.decode()
    publisher.post(url, {"_take_over": ""})
    souk.refresh_from_db()
    assert souk.position_quality == "surveyed"
    decided_by = Observation.objects.get().decided_by
    assert decided_by is not None
    assert decided_by.username == "publisher"


def test_a_conflict_is_shown_with_both_positions_and_ours_may_be_kept(signed_in, souk):
    client = signed_in("publisher")
    sent = client.post(f"{FIELD}observations/", told(known='{"position": "0"}')).json()
    assert sent["outcome"] == "conflict"
    page = client.get(sent["url"]).content.decode()
    assert "28.9874, -10.0581" in page
    assert "28.987, -10.0574" in page
    assert "Take the field’s" in page
    client.post(sent["url"], {"_keep_ours": ""})
    souk.refresh_from_db()
    assert souk.position_quality == "published"
    assert Observation.objects.get().state == "refused"


def test_what_is_to_be_mended_is_said_for_each_field(signed_in, souk):
    answer = observe(signed_in("editor"), accuracy_m="400")
    assert answer.status_code == 422
    (error,) = answer.json()["errors"]
    assert error["field"] == "accuracy_m"
    assert "only good to 400 m" in error["detail"]


def test_a_photo_is_shown_at_the_desk_alone(signed_in, souk):
    client = signed_in("editor")
    photo = SimpleUploadedFile("photo.jpg", pictures.photo((400, 300)))
    sent = observe(client, kind="note", photo=photo).json()
    address = sent["url"].replace("change/", "photo.jpg")
    assert client.get(address)["Content-Type"] == "image/jpeg"
    assert Client().get(address).status_code == 302
    assert address in client.get(sent["url"]).content.decode()


def test_samples_and_archived_places_are_not_surveyed(signed_in):
    towns.place("Sample", is_sample=True)
    towns.place("Gone", status="archived")
    towns.place("Lost", at=None)
    found = signed_in("editor").get(f"{FIELD}places/").json()
    assert [place["slug"] for place in found["places"]] == ["lost"]
    assert found["left_out"] == 0


def test_a_list_that_is_too_long_says_how_many_are_left_out(signed_in, monkeypatch):
    monkeypatch.setattr("geodata.field.survey.MOST_PLACES", 1)
    towns.place("Surveyed")
    towns.place("Lost", at=None)
    found = signed_in("editor").get(f"{FIELD}places/").json()
    assert ([place["slug"] for place in found["places"]], found["left_out"]) == (["lost"], 1)
