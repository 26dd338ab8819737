"""The municipality's desk: forms that say what to mend, in the officer's language, on a map."""

import re
from datetime import date
from typing import Any

import pytest
from django.contrib.gis.geos import Point
from django.test import Client
from playwright.sync_api import expect

from circuits.models import Circuit, Leg, Stop
from crafts.models import Artisan
from geodata import territory
from geodata.models import Place, PositionQuality
from tests.heritage_map.conftest import address, filled, made

FAR_AWAY = "48.8566, 2.3522"


def send(client: Client, place: Place, **changes: str) -> Any:
    """Change some fields of a place, as a browser would."""
    return client.post(address(place), filled(client.get(address(place)), **changes))


def errors(response: Any) -> dict[str, list[str]]:
    """Return what a form of the desk complains about."""
    found: dict[str, list[str]] = response.context["adminform"].form.errors
    return found


def test_the_desk_bears_the_name_of_the_town_in_the_officers_language(client):
    for language in ("ar", "fr", "en"):
        page = client.get("/manage/login/", headers={"accept-language": language})
        assert territory.current().titles[language] in page.content.decode()
        assert f'<html lang="{language}"' in page.content.decode()


def test_a_language_chosen_in_the_header_lasts(client):
    client.post("/manage/language/", {"language": "ar", "next": "/manage/login/"})
    page = client.get("/manage/login/", headers={"accept-language": "fr"}).content.decode()
    assert '<html lang="ar" dir="rtl">' in page


def test_the_desk_first_shows_what_waits(souk, signed_in):
    client = signed_in("publisher")
    assert "Waiting for you" not in client.get("/manage/").content.decode()
    made(Place, slug="dlalat", category="souk", name_ar="الدلالات", is_core=True)
    Place.objects.filter(pk=souk.pk).update(status="in_review")
    page = client.get("/manage/")
    assert [(task.count, task.label) for task in page.context["tasks"]] == [
        (1, "Main places to be surveyed"),
        (1, "Places in review"),
    ]
    for task in page.context["tasks"]:
        found = client.get(task.url).context["cl"].result_count
        assert found == task.count


def test_hours_that_cannot_be_read_are_refused_at_their_field_in_one_sentence(souk, signed_in):
    response = send(signed_in("editor"), souk, opening_hours="from nine to five")
    (sentence,) = errors(response)["opening_hours"]
    assert sentence.endswith(".")
    assert response.status_code == 200


def test_a_position_is_typed_as_a_phone_shows_it(souk, signed_in):
    assert send(signed_in("editor"), souk, geometry="28.9912, -10.0601").status_code == 302
    souk.refresh_from_db()
    assert souk.geometry.equals_exact(Point(-10.0601, 28.9912, srid=4326), 1e-9)


def test_an_area_is_kept_to_the_last_digit_when_something_else_changes(souk, signed_in):
    area = Point(-10.0571234567, 28.9871234567, srid=4326).buffer(0.001)
    Place.objects.update(geometry=area)
    assert send(signed_in("editor"), souk, name_fr="Souk couvert").status_code == 302
    souk.refresh_from_db()
    assert souk.name_fr == "Souk couvert"
    assert souk.geometry == area


def test_a_position_outside_the_territory_is_refused(souk, signed_in):
    client = signed_in("editor")
    for field in ("geometry", "entrance"):
        (sentence,) = errors(send(client, souk, **{field: FAR_AWAY}))[field]
        assert sentence.startswith("The position lies outside Guelmim")


def test_swapped_coordinates_are_recognised(souk, signed_in):
    (sentence,) = errors(send(signed_in("editor"), souk, geometry="-10.0574, 28.987"))["geometry"]
    assert sentence.startswith("Latitude and longitude are swapped")


def test_a_position_that_cannot_be_read_is_shown_again_as_it_was_typed(souk, signed_in):
    response = send(signed_in("editor"), souk, geometry="behind the mosque")
    assert "geometry" in errors(response)
    assert "behind the mosque" in response.content.decode()


def test_a_place_without_its_point_is_refused_with_the_way_out(souk, signed_in):
    client = signed_in("editor")
    refused = send(client, souk, geometry="")
    assert "mark the place as to be surveyed" in str(errors(refused))
    accepted = send(client, souk, geometry="", position_quality=PositionQuality.UNLOCATED)
    assert accepted.status_code == 302


def test_an_artisan_is_not_published_without_consent_and_the_form_says_why(artisan, signed_in):
    client = signed_in("publisher")
    craft = artisan.crafts.create(slug="craft", name_ar="حرفة")
    form = filled(client.get(address(artisan)), status="published", crafts=[craft.pk])
    refused = client.post(address(artisan), form)
    sentence = "An artisan is published only with consent: enter the day it was given."
    assert errors(refused)["__all__"] == [sentence]
    assert sentence in refused.content.decode()
    accepted = client.post(address(artisan), form | {"consent_given_on": "2026-11-20"})
    assert accepted.status_code == 302
    artisan.refresh_from_db()
    assert artisan.consent_given_on == date(2026, 11, 20)
    assert artisan in Artisan.objects.public()


def test_publishing_from_the_list_leaves_out_an_artisan_without_consent_and_says_so(
    artisan, signed_in
):
    willing = made(Artisan, slug="willing", name_ar="راض", consent_given_on="2026-11-20")
    chosen = {"action": "publish", "_selected_action": [artisan.pk, willing.pk]}
    page = signed_in("publisher").post(address(Artisan, "list"), chosen, follow=True)
    text = page.content.decode()
    assert "1 published." in text
    assert "An artisan is published only with consent" in text
    assert list(Artisan.objects.public()) == [willing]


def test_codes_and_addresses_that_the_public_knows_cannot_be_changed(souk, signed_in):
    client = signed_in("publisher")
    form = filled(client.get(address(souk)))
    Place.objects.update(status="published")
    client.post(address(souk), form | {"code": "22222", "slug": "elsewhere", "name_fr": "Autre"})
    code = souk.code
    souk.refresh_from_db()
    assert (souk.code, souk.slug, souk.name_fr) == (code, "souk", "Autre")


def test_a_search_finds_a_place_by_its_name_in_any_language(souk, signed_in):
    client = signed_in("editor")
    for words in ("سوق", "Souk", souk.code):
        assert client.get(address(Place, "list"), {"q": words}).context["cl"].result_count == 1
    assert client.get(address(Place, "list"), {"q": "plage"}).context["cl"].result_count == 0


def test_a_published_place_links_to_its_public_page_and_a_draft_does_not(souk, signed_in):
    client = signed_in("publisher")
    assert "/en/places/souk/" not in client.get(address(souk)).content.decode()
    Place.objects.update(status="published")
    assert 'href="/en/places/souk/"' in client.get(address(souk)).content.decode()


def test_two_stops_of_a_circuit_cannot_have_the_same_turn(souk, signed_in):
    client = signed_in("editor")
    circuit = made(Circuit, slug="circuit", name_ar="جولة", summary_ar="جولة", start_time="09:00")
    form = filled(client.get(address(circuit))) | {"stops-TOTAL_FORMS": "2"}
    for number in range(2):
        form |= {
            f"stops-{number}-order": "1",
            f"stops-{number}-place": souk.pk,
            f"stops-{number}-dwell_minutes": "20",
        }
    response = client.post(address(circuit), form)
    assert response.status_code == 200
    assert "order" in str(response.context["errors"])
    assert client.post(address(circuit), form | {"stops-1-order": "2"}).status_code == 302
    assert circuit.stops.count() == 2


def test_two_stops_of_a_circuit_take_each_others_turn(souk, signed_in):
    client = signed_in("editor")
    circuit = made(Circuit, slug="circuit", name_ar="جولة", summary_ar="جولة", start_time="09:00")
    for order, minutes in ((1, 10), (2, 20)):
        made(Stop, circuit=circuit, order=order, place=souk, dwell_minutes=minutes)
    form = filled(client.get(address(circuit))) | {"stops-0-order": "2", "stops-1-order": "1"}
    assert client.post(address(circuit), form).status_code == 302
    assert [stop.dwell_minutes for stop in circuit.stops.order_by("order")] == [20, 10]


@pytest.mark.browser
def test_an_officer_moves_a_souk_on_the_map_and_saves_it(desk, live_server, souk):
    made(
        Place,
        slug="neighbour",
        category="souk",
        name_ar="جار",
        name_en="Neighbour",
        geometry=Point(-10.0564, 28.9874, srid=4326),
        position_quality="published",
        status="published",
    )
    desk.goto(live_server.url + address(souk))
    # The town's other places are the landmarks.
    expect(desk.locator("#id_geometry-map .landmark-name")).to_have_text(["Neighbour"])
    # The officer drags the pin to the east and to the south.
    pin = desk.locator("#id_geometry-map .position-pin")
    pin.scroll_into_view_if_needed()
    box = pin.bounding_box()
    assert box is not None
    desk.mouse.move(box["x"] + 14, box["y"] + 14)
    desk.mouse.down()
    desk.mouse.move(box["x"] + 90, box["y"] + 60, steps=8)
    desk.mouse.up()
    shown = desk.input_value("#id_geometry")
    desk.click("input[name=_continue] >> nth=0")
    expect(desk.locator(".messagelist .success")).to_be_visible()
    souk.refresh_from_db()
    assert souk.geometry.x > -10.0574
    assert souk.geometry.y < 28.987
    assert desk.input_value("#id_geometry") == shown == f"{souk.geometry.y}, {souk.geometry.x}"


@pytest.mark.browser
def test_a_typed_position_moves_the_pin_and_its_halo(desk, live_server, souk):
    desk.goto(live_server.url + address(souk))
    desk.fill("#id_geometry", "28.9905, -10.0622")
    desk.press("#id_geometry", "Tab")
    expect(desk.locator("#id_geometry-map .position-pin")).to_have_count(1)
    expect(desk.locator("#id_geometry-map .position-halo")).to_have_count(0)
    desk.fill("#id_position_accuracy_m", "150")
    expect(desk.locator("#id_geometry-map .position-halo")).to_have_count(1)
    desk.click("input[name=_continue] >> nth=0")
    expect(desk.locator(".messagelist .success")).to_be_visible()
    souk.refresh_from_db()
    assert souk.geometry.equals_exact(Point(-10.0622, 28.9905, srid=4326), 1e-9)


@pytest.mark.browser
def test_an_officer_sets_the_point_of_a_place_that_had_none(desk, live_server):
    place = made(Place, slug="dlalat", category="souk", name_ar="الدلالات")
    desk.goto(live_server.url + address(place))
    desk.locator("#id_geometry-map .leaflet-draw-draw-marker").click()
    desk.locator("#id_geometry-map").click(position={"x": 300, "y": 200})
    desk.select_option("#id_position_quality", "surveyed")
    desk.click("input[name=_continue] >> nth=0")
    expect(desk.locator(".messagelist .success")).to_be_visible()
    place.refresh_from_db()
    west, south, east, north = territory.current().bbox
    assert west < place.geometry.x < east
    assert south < place.geometry.y < north


@pytest.mark.browser
def test_texts_are_written_in_one_language_at_a_time_or_all_at_once(desk, live_server, souk):
    desk.goto(live_server.url + address(souk))
    expect(desk.locator("#id_name_en")).to_be_visible()
    expect(desk.locator("#id_name_ar")).to_be_hidden()
    desk.click(".language-bar button[value=ar]")
    expect(desk.locator("#id_name_ar")).to_be_visible()
    expect(desk.locator("#id_name_ar")).to_have_attribute("dir", "rtl")
    desk.click(".language-bar button[value=all]")
    for language in ("ar", "fr", "en", "es", "zgh"):
        expect(desk.locator(f"#id_name_{language}")).to_be_visible()


@pytest.mark.browser
def test_a_missing_text_is_shown_in_the_language_it_is_missing_in(desk, live_server, souk):
    desk.goto(live_server.url + address(souk))
    desk.click(".language-bar button[value=ar]")
    desk.fill("#id_name_ar", "")
    desk.click(".language-bar button[value=en]")
    desk.click("input[name=_continue] >> nth=0")
    expect(desk.locator(".field-name_ar .errorlist")).to_be_visible()


@pytest.mark.browser
def test_every_page_of_the_desk_obeys_the_content_security_policy(desk, live_server, souk, artisan):
    circuit = made(Circuit, slug="circuit", name_ar="جولة", summary_ar="جولة", start_time="09:00")
    spring = made(
        Place,
        slug="spring",
        category="spring",
        name_ar="عين",
        geometry=Point(-10.06, 28.988, srid=4326),
        position_quality="published",
    )
    for order, place in enumerate((souk, spring), start=1):
        made(Stop, circuit=circuit, order=order, place=place, dwell_minutes=20)
    leg = Leg.objects.get()
    links = desk.locator("#content-main th a, #content-main .addlink")
    pages = [link.get_attribute("href") for link in links.all()]
    assert len(pages) > 20
    pages += [address(thing) for thing in (souk, artisan, circuit, leg)]
    pages += [address(souk, "delete"), address(souk, "history"), "/manage/password_change/"]
    for path in pages:
        response = desk.goto(f"{live_server.url}{path}")
        assert response is not None
        assert response.status == 200
        assert "default-src 'self'" in response.headers["content-security-policy"]
        if path == address(leg):
            expect(desk.locator("#map_way-map path.leaflet-interactive")).to_have_count(1)
    # A list that asks the server as one types, and a row that is added to a form.
    desk.goto(live_server.url + address(souk))
    desk.click(".field-parent .select2-selection")
    desk.keyboard.type("سوق")
    expect(desk.locator(".select2-results__option")).to_contain_text([re.compile("سوق|Souk")])
    desk.keyboard.press("Escape")
    desk.click("#facts-group .add-row a")
    expect(desk.locator("#id_facts-0-text_en")).to_be_visible()
    expect(desk.locator("#id_facts-0-text_ar")).to_be_hidden()
