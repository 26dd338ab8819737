"""The municipality's desk: forms that say what to mend, in the officer's language, on a map."""

import re
from datetime import date
from io import StringIO
from pathlib import Path
from typing import Any

import pytest
from django.contrib.gis.geos import Point
from django.core.management import call_command
from django.test import Client
from playwright.sync_api import expect

from circuits.models import Circuit, Leg, Stop
from crafts.models import Artisan
from geodata import territory
from geodata.models import Place, PositionQuality
from tests import tiny_streets
from tests.heritage_map.conftest import address, filled, made
from tests.tiny_streets import GATE, at

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
    Place.objects.update(status="published")
    form = filled(client.get(address(souk)))
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
def test_texts_are_written_side_by_side_and_on_a_phone_one_below_the_other(desk, live_server, souk):
    desk.goto(live_server.url + address(souk))
    # On a wide screen there is the language of the desk and one to translate from.
    english, arabic = desk.locator("#id_name_en"), desk.locator("#id_name_ar")
    expect(english).to_be_visible()
    expect(arabic).to_have_attribute("dir", "rtl")
    assert english.bounding_box()["y"] == arabic.bounding_box()["y"]
    expect(desk.locator("#id_name_fr")).to_be_hidden()
    # The souk has no English name, and says so until one is written.
    missing = desk.locator(".field-name_en .is-missing")
    expect(missing).to_be_visible()
    english.fill("Souk")
    expect(missing).to_be_hidden()
    desk.click(".language-bar button[value=all]")
    for language in ("ar", "fr", "en", "es", "zgh"):
        expect(desk.locator(f"#id_name_{language}")).to_be_visible()
    desk.set_viewport_size({"width": 360, "height": 740})
    assert english.bounding_box()["y"] > arabic.bounding_box()["y"]
    assert english.bounding_box()["width"] <= 360


@pytest.mark.browser
def test_a_missing_text_is_shown_in_the_language_it_is_missing_in(desk, live_server, souk):
    desk.goto(live_server.url + address(souk))
    desk.fill("#id_name_ar", "")
    desk.click(".language-bar button[value=ar]")
    expect(desk.locator("#id_name_ar")).to_be_hidden()
    desk.click("input[name=_continue] >> nth=0")
    expect(desk.locator(".field-name_ar .errorlist")).to_be_visible()


MO_TU_SU = ("mo", "tu", "su")
CLICKS = """addEventListener("click", ({ isTrusted, detail }) => {
  if (isTrusted && detail) sessionStorage.clicks = Number(sessionStorage.clicks ?? 0) + 1;
}, true)"""


@pytest.mark.browser
def test_an_officer_sees_a_new_opening_time_in_public_after_six_clicks_at_most(
    desk, live_server, souk
):
    Place.objects.update(status="published", opening_hours="Sa 06:00+; PH off")
    for number in range(3):
        made(Place, slug=f"other-{number}", category="souk", name_ar=f"آخر {number}")
    desk.context.add_init_script(CLICKS)
    desk.goto(f"{live_server.url}/manage/")
    desk.click(".model-place th a")
    desk.locator("#searchbar").fill("Souk")
    desk.keyboard.press("Enter")
    desk.click("#result_list tbody th a")
    # The days that it results in follow what is typed.
    row = desk.locator("[data-hours-day=sa]").first
    row.locator("[type=time]").first.click()
    row.locator("[type=time]").first.fill("07:30")
    expect(desk.locator(".fortnight__day--open td").first).to_contain_text("07:30")
    desk.click("input[name=_continue] >> nth=0")
    desk.click(".viewsitelink")
    expect(desk).to_have_url(f"{live_server.url}/en/places/souk/")
    expect(desk.locator(".week")).to_contain_text("from 07:30")
    assert int(desk.evaluate("sessionStorage.clicks")) <= 6
    souk.refresh_from_db()
    assert souk.opening_hours == "Sa 07:30+; PH off"
    # More than one time is filled in with few touches.
    desk.goto(live_server.url + address(souk))
    monday, tuesday, sunday = (desk.locator(f"[data-hours-day={day}]").first for day in MO_TU_SU)
    expect(tuesday.locator("[type=time]").nth(2)).to_be_hidden()
    for number, time in enumerate(("09:00", "12:00")):
        monday.locator("[type=time]").nth(number).fill(time)
    monday.locator("[data-hours-add]").click()
    for number, time in enumerate(("15:00", "18:00"), start=2):
        monday.locator("[type=time]").nth(number).fill(time)
    monday.locator("[data-hours-copy]").click()
    expect(tuesday.locator("[type=time]").nth(2)).to_have_value("15:00")
    sunday.locator("[data-hours-clear]").click()
    desk.select_option("[name=opening_hours-holidays]", "usual")
    expect(desk.locator(".fortnight__day--open")).to_have_count(12)
    expect(desk.locator(".fortnight__day--closed")).to_have_count(2)


@pytest.mark.browser
def test_an_officer_sets_the_entrance_at_the_nearest_street(
    desk, live_server, souk, tmp_path: Path
):
    longitude, latitude = at((GATE[0] + 14, GATE[1]))
    Place.objects.update(geometry=Point(longitude, latitude, srid=4326))
    with tiny_streets.served(tmp_path):
        town = tiny_streets.write(tmp_path / "town.osm")
        call_command("build_basemap", town, stdout=StringIO())
        desk.goto(live_server.url + address(souk))
        # Under the map on which it is set lie the streets of the site's own basemap.
        ground = desk.locator("#id_entrance-map.has-ground canvas")
        expect(ground).to_be_visible()
        street = desk.locator(".field-entrance [data-street]")
        street.locator("[data-street-ask]").click()
        expect(street).to_contain_text("The nearest street is 10 m away.")
        shown = [float(number) for number in desk.input_value("#id_entrance").split(",")]
        assert shown == pytest.approx(at(GATE)[::-1], abs=1e-5)
        # Dragged away from it, it is proposed again, and the officer decides.
        pin = desk.locator("#id_entrance-map .position-pin")
        pin.scroll_into_view_if_needed()
        box = pin.bounding_box()
        assert box is not None
        desk.mouse.move(box["x"] + 14, box["y"] + 14)
        desk.mouse.down()
        desk.mouse.move(box["x"] + 54, box["y"] + 14, steps=8)
        desk.mouse.up()
        expect(street).to_contain_text("The nearest street is")
        dragged = desk.input_value("#id_entrance")
        street.locator("[data-street-take]").click()
        assert desk.input_value("#id_entrance") != dragged


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
    expect(desk.locator("#id_facts-0-text_fr")).to_be_hidden()


def test_what_djangos_own_arabic_lacks_is_said_in_ours(souk, signed_in):
    client = signed_in("editor")
    page = client.get(address(Place, "list"), headers={"accept-language": "ar"}).content.decode()
    assert ">تنفيذ</button>" in page
    assert "Choisir" not in page
