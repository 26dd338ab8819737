"""What search engines are led to: every public page in every language, and no sample."""

from xml.etree import ElementTree

import pytest
from django.test import Client

from geodata.models import Place
from tests import towns

pytestmark = pytest.mark.django_db

NAMES = {"s": "http://www.sitemaps.org/schemas/sitemap/0.9", "x": "http://www.w3.org/1999/xhtml"}


def document(client: Client, address: str = "/sitemap.xml") -> ElementTree.Element:
    response = client.get(address)
    assert response.status_code == 200
    return ElementTree.fromstring(response.content)


def locations(client: Client) -> dict[str, ElementTree.Element]:
    """Return the entries of all sitemaps by their address."""
    found = {}
    for part in document(client).findall("s:sitemap/s:loc", NAMES):
        assert part.text is not None
        entries = document(client, part.text.removeprefix("http://testserver"))
        for entry in entries.findall("s:url", NAMES):
            address = entry.find("s:loc", NAMES)
            assert address is not None and address.text is not None
            found[address.text.removeprefix("http://testserver")] = entry
    return found


def test_every_kind_of_page_is_there_in_every_language(client: Client):
    towns.whole_town()
    listed = locations(client)
    for kind, address in towns.PAGES.items():
        if kind != "search":
            assert {f"/ar/{address}", f"/zgh/{address}"} <= set(listed), kind


def test_every_address_it_names_is_a_page(client: Client):
    towns.whole_town()
    addresses = [address for address in locations(client) if address.startswith("/fr/")]
    assert len(addresses) > 20
    assert [each for each in addresses if client.get(each).status_code != 200] == []


def test_each_page_names_its_translations_and_the_one_for_everybody_else(client: Client):
    towns.place("Souk")
    entry = locations(client)["/ar/places/souk/"]
    alternates = {
        link.attrib["hreflang"]: link.attrib["href"] for link in entry.findall("x:link", NAMES)
    }
    assert alternates == {
        "ar": "http://testserver/ar/places/souk/",
        "fr": "http://testserver/fr/places/souk/",
        "en": "http://testserver/en/places/souk/",
        "es": "http://testserver/es/places/souk/",
        "zgh": "http://testserver/zgh/places/souk/",
        "x-default": "http://testserver/places/souk/",
    }


def test_each_record_tells_when_it_was_changed(client: Client):
    souk = towns.place("Souk")
    changed = locations(client)["/fr/places/souk/"].find("s:lastmod", NAMES)
    assert changed is not None
    assert changed.text == souk.updated_at.date().isoformat()


def test_samples_and_drafts_are_left_out(client: Client):
    towns.place("Sample", is_sample=True)
    towns.draft(towns.place("Draft"))
    listed = locations(client)
    assert not [address for address in listed if "sample" in address or "draft" in address]


def test_a_town_of_many_places_is_listed_whole(client: Client):
    Place.objects.bulk_create(
        Place(slug=f"place-{n}", code=f"{n:05}", name_fr="-", category="souk", status="published")
        for n in range(450)
    )
    listed = [address for address in locations(client) if address.startswith("/fr/places/place-")]
    assert len(listed) == 450


def test_robots_are_led_to_it_and_kept_from_the_desk(client: Client):
    response = client.get("/robots.txt")
    assert response["Content-Type"].startswith("text/plain")
    lines = response.content.decode().splitlines()
    assert lines[0] == "User-agent: *"
    assert "Disallow: /manage/" in lines
    assert "Sitemap: http://testserver/sitemap.xml" in lines
