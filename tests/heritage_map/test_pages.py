"""What holds on every page: language, addresses, safety, and only what is public."""

import re
from collections.abc import Callable, Iterator
from functools import cache

import pytest
from django.conf import settings
from django.db import connection, transaction
from django.test import Client
from django.test.utils import CaptureQueriesContext
from pytest_django import DjangoDbBlocker

from crafts.models import Artisan, Craft, Motif, Organisation, Product, SalePoint
from geodata.models import Closure, Place
from heritage_map.sitemaps import SITEMAPS
from tests import towns
from tests.conftest import SetClock
from tests.reading import Page, read

LANGUAGES = [code for code, _name in settings.LANGUAGES]
MOST_QUERIES = 15

type Show = Callable[[str], Page]

pytestmark = pytest.mark.django_db


@pytest.fixture(scope="class")
def town(django_db_setup: None, django_db_blocker: DjangoDbBlocker) -> Iterator[None]:
    """Build a town where every kind of page has something to show, for all tests of a class."""
    with django_db_blocker.unblock(), transaction.atomic():
        towns.whole_town(each=2)
        yield
        transaction.set_rollback(True)


def page(client: Client, address: str, status: int = 200) -> Page:
    response = client.get(address)
    assert response.status_code == status
    return read(response)


class TestTheWayIn:
    """`/` leads to the visitor's language."""

    @pytest.mark.parametrize(
        ("wanted", "language"),
        [
            ("ar", "ar"),
            ("ar-MA,ar;q=0.9,fr;q=0.8", "ar"),
            ("fr-FR,fr;q=0.9,en;q=0.8", "fr"),
            ("en-GB", "en"),
            ("es", "es"),
            ("zgh", "zgh"),
            ("de,en;q=0.5", "en"),
            ("de", "fr"),
            ("", "fr"),
            ("*", "fr"),
            ("q=;;,,", "fr"),
        ],
    )
    def test_a_visitor_is_sent_to_their_language_and_to_french_where_none_fits(
        self, client: Client, wanted: str, language: str
    ):
        response = client.get("/", headers={"accept-language": wanted})
        assert (response.status_code, response["Location"]) == (302, f"/{language}/")
        assert "Accept-Language" in response["Vary"]

    def test_an_address_without_a_language_leads_to_the_page_in_the_visitors_language(
        self, client: Client
    ):
        response = client.get("/places/", headers={"accept-language": "ar"})
        assert (response.status_code, response["Location"]) == (302, "/ar/places/")

    def test_the_way_in_cannot_be_posted_to(self, client: Client):
        assert client.post("/").status_code == 405


@pytest.mark.usefixtures("town")
class TestEveryPage:
    """Every kind of page, in every language."""

    @pytest.fixture(params=LANGUAGES)
    def language(self, request: pytest.FixtureRequest) -> str:
        code: str = request.param
        return code

    @pytest.fixture(scope="class")
    def in_french(self, town: None) -> Show:
        """Return a function that shows a kind of page in French; it is asked for once."""
        return cache(lambda kind: page(Client(), f"/fr/{towns.PAGES[kind]}"))

    @pytest.mark.parametrize("kind", towns.PAGES)
    def test_it_is_there_in_every_language_written_in_its_direction(
        self, client: Client, kind: str, language: str
    ):
        html = page(client, f"/{language}/{towns.PAGES[kind]}").one("html")
        direction = "rtl" if language == "ar" else "ltr"
        assert html.attributes == {"lang": language, "dir": direction}

    @pytest.mark.parametrize("kind", towns.PAGES)
    def test_it_has_one_title_one_heading_and_a_description(self, in_french: Show, kind: str):
        shown = in_french(kind)
        assert shown.one("title").text
        assert shown.one("h1").text
        assert shown.one("meta", name="description").attributes["content"]

    @pytest.mark.parametrize("kind", towns.PAGES)
    def test_it_names_itself_and_its_translations(self, client: Client, kind: str):
        address = towns.PAGES[kind]
        shown = page(client, f"/ar/{address}")
        canonical = shown.one("link", rel="canonical").attributes["href"]
        assert canonical == f"http://testserver/ar/{address.split('?')[0]}"
        alternates = {
            link.attributes["hreflang"]: link.attributes["href"]
            for link in shown.all("link", rel="alternate")
        }
        assert alternates == {code: f"http://testserver/{code}/{address}" for code in LANGUAGES}

    @pytest.mark.parametrize("kind", towns.PAGES)
    def test_it_lets_the_reader_change_the_language_and_stay(self, in_french: Show, kind: str):
        links = [
            link for link in in_french(kind).all("a") if link.attributes.get("hreflang") == "ar"
        ]
        assert {link.attributes["href"] for link in links} == {
            f"http://testserver/ar/{towns.PAGES[kind]}"
        }
        assert {link.text for link in links} == {"العربيّة"}

    @pytest.mark.parametrize("kind", towns.PAGES)
    def test_a_strict_policy_goes_with_it_and_it_keeps_to_it(self, client: Client, kind: str):
        response = client.get(f"/fr/{towns.PAGES[kind]}")
        policy = response["Content-Security-Policy"]
        assert "default-src 'self'" in policy
        assert "unsafe" not in policy
        for element in read(response).elements:
            assert "style" not in element.attributes, element
            assert not [name for name in element.attributes if name.startswith("on")], element
            assert not element.attributes.get("href", "").startswith("javascript:"), element
            assert element.name != "style", element
            if element.name == "script" and "src" not in element.attributes:
                assert element.attributes["type"] in {"application/json", "application/ld+json"}

    @pytest.mark.parametrize("kind", towns.PAGES)
    def test_nothing_in_it_comes_from_another_host(self, in_french: Show, kind: str):
        for element in in_french(kind).elements:
            for name in ("src", "srcset", "poster", "data"):
                assert "//" not in element.attributes.get(name, ""), element
            if element.name == "link" and element.attributes["rel"] not in {
                "canonical",
                "alternate",
            }:
                assert "//" not in element.attributes["href"], element

    @pytest.mark.parametrize("kind", towns.PAGES)
    def test_its_ids_are_its_own_and_its_parts_name_what_is_there(self, in_french: Show, kind: str):
        elements = in_french(kind).elements
        ids = [element.attributes["id"] for element in elements if "id" in element.attributes]
        assert sorted(ids) == sorted(set(ids))
        for element in elements:
            for name in ("aria-labelledby", "aria-describedby", "for", "popovertarget"):
                for target in element.attributes.get(name, "").split():
                    assert target in ids, element

    @pytest.mark.parametrize("kind", towns.PAGES)
    def test_headings_do_not_skip_a_level(self, in_french: Show, kind: str):
        headings = [
            e for e in in_french(kind).elements if re.fullmatch(r"h[1-6]", e.name) and e.text
        ]
        levels = [int(heading.name[1]) for heading in headings]
        steps = zip([0, *levels], levels, strict=False)
        assert all(level <= before + 1 for before, level in steps), levels

    def test_every_link_between_pages_leads_somewhere(self, client: Client, in_french: Show):
        seen: set[str] = set()
        for kind in towns.PAGES:
            for element in in_french(kind).all("a"):
                href = element.attributes.get("href", "")
                if href.startswith("/fr/"):
                    seen.add(href)
        assert len(seen) > len(towns.PAGES)
        broken = [href for href in sorted(seen) if client.get(href).status_code != 200]
        assert broken == []


def counted(each: int, blocker: DjangoDbBlocker) -> dict[str, int]:
    """Return the queries of every kind of page, in a town with so many of everything."""
    found = {}
    with blocker.unblock(), transaction.atomic():
        towns.whole_town(each)
        for kind, address in towns.PAGES.items():
            with CaptureQueriesContext(connection) as queries:
                page(Client(), f"/fr/{address}")
            found[kind] = len(queries)
        transaction.set_rollback(True)
    return found


@pytest.fixture(scope="module")
def numbers(django_db_setup: None, django_db_blocker: DjangoDbBlocker) -> dict[int, dict[str, int]]:
    """Return the queries of every kind of page, in a small and in a larger town."""
    return {each: counted(each, django_db_blocker) for each in (2, 5)}


class TestQueries:
    """What a page costs the database."""

    @pytest.mark.parametrize("kind", towns.PAGES)
    def test_they_are_few(self, numbers: dict[int, dict[str, int]], kind: str):
        assert numbers[2][kind] <= MOST_QUERIES

    @pytest.mark.parametrize("kind", towns.PAGES)
    def test_a_larger_town_needs_no_more_of_them(
        self, numbers: dict[int, dict[str, int]], kind: str
    ):
        assert numbers[5][kind] == numbers[2][kind]


# Where readers and machines could come across a record.
LISTS = [
    *towns.PAGES.values(),
    "map/?category=workshop",
    "places/?category=workshop",
    "places/?craft=craft-0",
    "places/workshop-0/",
    "products/?craft=craft-0",
    "artisans/?craft=craft-0",
    f"circuits/?date={towns.SATURDAY}",
    f"circuits/circuit-0/?date={towns.TUESDAY}",
]
MACHINES = [
    *(f"/sitemap-{section}.xml" for section in SITEMAPS),
    "/robots.txt",
    "/api/v1/places.geojson",
    "/api/v1/roads.geojson",
    "/api/v1/circuits/circuit-0.geojson",
    "/api/v1/openapi.json",
]


def hide_everywhere() -> list[str]:
    """Tie records that are not public to all that is; return the addresses of their pages."""
    souk, market = Place.objects.get(slug="souk"), Place.objects.get(slug="market-0")
    workshop = Place.objects.get(slug="workshop-0")
    craft = Craft.objects.get(slug="craft-0")
    place = towns.draft(towns.place("Secret place", "workshop", parent=souk, opening_hours="24/7"))
    trade = towns.draft(towns.craft("Secret craft", [souk, market, workshop]))
    firm = towns.draft(towns.organisation("Secret firm", place=souk))
    motif = towns.draft(towns.motif("Secret motif", souk, craft=craft))
    maker = towns.draft(towns.artisan("Secret maker", craft, organisation=firm))
    gone = towns.artisan("Secret person", craft, consent_withdrawn_on="2026-11-01")
    thing = towns.draft(towns.product("Secret thing", craft, [souk]))
    way = towns.draft(towns.circuit("Secret way", (souk, 10)))
    towns.draft(towns.event("Secret day", souk, "FREQ=WEEKLY;BYDAY=SA"))
    towns.event("Market day there", place, "FREQ=WEEKLY;BYDAY=SA")
    for person in (maker, gone):
        for where in (souk, workshop):
            towns.works_at(person, where, "24/7")
    for product in Product.objects.public():
        SalePoint.objects.create(product=product, place=place, basis=SalePoint.Basis.SOURCED)
        product.artisans.add(maker, gone)
        product.organisations.add(firm)
        product.motifs.add(motif)
    for artisan in Artisan.objects.public():
        artisan.crafts.add(trade)
        towns.works_at(artisan, place, "24/7")
    for organisation in Organisation.objects.public():
        organisation.crafts.add(trade)
    for stop in way.stops.model.objects.filter(order=1):
        stop.artisans.add(maker, gone)
        stop.products.add(thing)
    for circuit in way.__class__.objects.public():
        circuit.stops.create(order=99, place=place, dwell_minutes=10)
    Closure.objects.update(instead=place)
    Organisation.objects.public().update(place=place)
    Motif.objects.public().filter(slug="motif-0").update(place=place)
    Artisan.objects.public().filter(slug="artisan-0").update(organisation=firm)
    Place.objects.filter(slug="lost-0").update(parent=place)
    records = [place, trade, firm, motif, maker, gone, thing, way]
    return [record.get_absolute_url() for record in records]


@pytest.fixture(scope="class")
def hidden(django_db_setup: None, django_db_blocker: DjangoDbBlocker) -> Iterator[list[str]]:
    """Build a town in which much is not public; return the addresses of that."""
    with django_db_blocker.unblock(), transaction.atomic():
        towns.whole_town(each=2)
        yield hide_everywhere()
        transaction.set_rollback(True)


class TestWhatIsNotPublic:
    """Drafts, and people who withdrew their consent, are nowhere."""

    @pytest.mark.parametrize("address", LISTS)
    def test_pages_do_not_name_it_nor_link_to_it(
        self, client: Client, hidden: list[str], address: str
    ):
        assert "secret" not in page(client, f"/fr/{address}").html.lower()

    @pytest.mark.parametrize("address", MACHINES)
    def test_machines_are_not_told_of_it(self, client: Client, hidden: list[str], address: str):
        response = client.get(address)
        assert response.status_code == 200
        assert "secret" not in response.content.decode().lower()

    def test_its_page_is_not_there(self, client: Client, hidden: list[str]):
        assert {address: client.get(address).status_code for address in hidden} == dict.fromkeys(
            hidden, 404
        )

    def test_search_does_not_find_it(self, client: Client, hidden: list[str]):
        found = page(client, "/fr/search/?q=secret")
        assert not [href for href in found.links.values() if "/secret-" in href]

    def test_the_page_that_says_so_does_not_offer_it(self, client: Client, hidden: list[str]):
        offered = page(client, "/fr/places/secret-place/", status=404).all("h2")
        assert not [title for title in offered if "Secret" in title.text]

    def test_it_cannot_be_chosen_in_a_filter(self, client: Client, hidden: list[str]):
        page(client, "/fr/places/?craft=secret-craft", status=400)

    def test_a_circuit_of_its_own_is_not_told_to_machines(self, client: Client, hidden: list[str]):
        assert client.get("/api/v1/circuits/secret-way.geojson").status_code == 404


class TestSamples:
    """Samples are seen to be samples, and leave the site through no door."""

    @pytest.fixture(autouse=True)
    def _samples(self):
        craft = towns.craft("Cuir")
        souk = towns.place("Souk", parent=None)
        towns.place("Sample workshop", "workshop", parent=souk, is_sample=True)
        maker = towns.artisan("Sample maker", craft, is_sample=True, consent_given_on=None)
        towns.works_at(maker, souk, "24/7")
        thing = towns.product("Sample thing", craft, [souk], is_sample=True)
        thing.artisans.add(maker)

    @pytest.mark.parametrize(
        "address", ["places/sample-workshop/", "artisans/sample-maker/", "products/sample-thing/"]
    )
    def test_its_page_wears_the_ribbon_and_tells_search_engines_nothing(
        self, client: Client, address: str
    ):
        shown = page(client, f"/en/{address}")
        assert shown.all("p", class_="ribbon")[0].text.startswith("Sample made up")
        assert shown.json_ld is None

    @pytest.mark.parametrize("address", ["artisans/", "products/", "crafts/cuir/", "places/souk/"])
    def test_wherever_it_is_listed_it_wears_the_ribbon(self, client: Client, address: str):
        shown = page(client, f"/en/{address}")
        assert "Sample" in shown.text
        assert shown.all("p", class_="ribbon")

    def test_a_person_who_is_made_up_needs_no_consent_to_be_shown(self, client: Client):
        page(client, "/en/artisans/sample-maker/")

    def test_search_finds_it_with_the_ribbon(self, client: Client):
        found = page(client, "/en/search/?q=sample+maker")
        assert found.links["Sample maker"] == "/en/artisans/sample-maker/"
        assert found.all("p", class_="ribbon")

    def test_the_sitemap_does_not_name_it(self, client: Client):
        for section in SITEMAPS:
            assert "sample" not in client.get(f"/sitemap-{section}.xml").content.decode()

    def test_the_map_marks_it(self, client: Client):
        features = client.get("/api/v1/places.geojson").json()["features"]
        assert {part["id"]: part["properties"]["sample"] for part in features} == {
            "souk": False,
            "sample-workshop": True,
        }


class TestHome:
    """Today in town."""

    def test_it_tells_what_is_open_what_opens_next_and_the_next_market(
        self, client: Client, it_is: SetClock
    ):
        it_is("2026-11-24T10:00")
        towns.place("Complexe", "craft_centre", opening_hours="Mo-Fr 09:00-18:00")
        amhirich = towns.place("Amhirich", "weekly_market", opening_hours="Sa 06:00+")
        towns.event("Marché du samedi", amhirich, "FREQ=WEEKLY;BYDAY=SA")
        towns.place("Dlalat")
        board = page(client, "/en/").one("div", class_="board").text
        assert "Tuesday 24 November" in board
        assert "Open now Complexe Open until 18:00" in board
        assert "Opens next Amhirich 06:00 Saturday 28 November" in board
        assert "Next market days Marché du samedi Saturday 28 November" in board

    def test_it_counts_the_places_whose_hours_nobody_has_published(self, client: Client):
        towns.place("Dlalat")
        towns.place("Agadir", "monument")
        towns.place("Atelier", "workshop")
        assert "Nobody has published the hours of 2 places" in page(client, "/en/").text

    def test_a_circuit_says_whether_it_works_today(self, client: Client, it_is: SetClock):
        it_is("2026-11-24T10:00")
        souk = towns.place("Souk")
        towns.circuit("Samedi", (souk, 30), days="Sa")
        towns.circuit("Mardi", (souk, 30), days="Tu")
        home = page(client, "/en/")
        assert home.badges("open") == ["Works today"]
        assert home.badges("soon") == ["Next on Saturday 28 November"]

    def test_an_empty_town_has_a_home_page_too(self, client: Client):
        assert "No place with known hours is open right now." in page(client, "/en/").text


class TestTheMapPage:
    """The map and its list."""

    def test_it_shows_the_circuit_that_its_address_names(self, client: Client):
        first, second = towns.place("Souk"), towns.place("Palais")
        towns.circuit("Samedi", (first, 30), (second, 30))
        shown = client.get("/fr/map/?circuit=samedi").context["map_config"]["circuit"]
        assert shown == "/api/v1/circuits/samedi.geojson"
        assert client.get("/fr/map/?circuit=nowhere").context["map_config"]["circuit"] is None

    def test_without_scripts_too_it_lists_what_is_open_now(self, client: Client, it_is: SetClock):
        it_is("2026-11-28T10:00")
        towns.place("Amhirich", "weekly_market", opening_hours="Sa 06:00-14:00")
        towns.place("Dlalat")
        listed = client.get("/fr/map/?open=now").context["places"]
        assert [place.name for place in listed] == ["Amhirich"]

    def test_without_a_script_it_is_a_list_with_filters(self, client: Client):
        towns.place("Souk")
        towns.place("Oasis", "oasis")
        shown = page(client, "/en/map/?category=oasis")
        assert "Oasis" in shown.links
        assert "Souk" not in shown.links
        checked = [
            box for box in shown.all("input", name="category") if "checked" in box.attributes
        ]
        assert [box.attributes["value"] for box in checked] == ["oasis"]

    def test_it_tells_its_script_where_everything_is(self, client: Client):
        towns.place("Souk")
        data = page(client, "/ar/map/?place=souk").one("script", id="map-config")
        assert '"places": "/api/v1/places.geojson"' in "".join(data.parts)
        assert '"highlight": "souk"' in "".join(data.parts)

    @pytest.mark.parametrize("query", ["circuit=%00", "place=%00", "circuit=", "open="])
    def test_nothing_in_its_address_can_break_it(self, client: Client, query: str):
        page(client, f"/en/map/?{query}")

    @pytest.mark.parametrize("query", ["category=castle", "open_on=28/11", "page=x", "open=later"])
    def test_a_slip_in_the_address_is_answered_with_what_to_mend(self, client: Client, query: str):
        name = query.split("=")[0]
        assert name in page(client, f"/en/map/?{query}", status=400).one("p", class_="lead").text


class TestAboutTheData:
    """How much is known, in numbers."""

    def test_it_counts_places_by_how_well_they_are_located(self, client: Client):
        towns.place("Museum", "museum", opening_hours="Mo-Su 09:00-17:00")
        towns.place("Dlalat", at=None)
        towns.place("Agadir", "monument", at=None)
        towns.place("Atelier", "workshop", at=None)
        towns.draft(towns.place("Brouillon"))
        shown = page(client, "/en/about/")
        assert "surveyed on the spot 1" in shown.text
        assert "to be surveyed 2" in shown.text
        assert "Together 3" in shown.text
        assert "Opening hours have been published for 1 place." in shown.text

    def test_samples_are_counted_apart(self, client: Client):
        craft = towns.craft("Cuir")
        towns.artisan("Real", craft)
        towns.artisan("Made up", craft, is_sample=True)
        assert (
            "1 artisan has agreed to be shown. 1 more is a sample"
            in page(client, "/en/about/").text
        )


class TestSearch:
    """The search page."""

    def test_what_is_found_is_linked_in_the_language_of_the_page(self, client: Client):
        towns.place("Souk Dlalat", name_ar="سوق الدلالات")
        assert page(client, "/ar/search/?q=dlalat").links["سوق الدلالات"] == (
            "/ar/places/souk-dlalat/"
        )

    def test_where_nothing_is_found_the_lists_are_offered(self, client: Client):
        shown = page(client, "/en/search/?q=xyzzy")
        assert "0 results for “xyzzy”" in shown.text
        assert "Try another spelling" in shown.text

    def test_without_words_there_is_only_the_form(self, client: Client):
        assert "result" not in page(client, "/en/search/").one("main").text

    @pytest.mark.parametrize("query", ["%00", "'; DROP TABLE", "%F0%9F%90%AA", "x" * 3000, "%%"])
    def test_no_words_can_break_it(self, client: Client, query: str):
        page(client, f"/en/search/?q={query}")

    def test_words_are_shown_as_words(self, client: Client):
        shown = page(client, "/en/search/?q=%3Cscript%3Ealert(1)%3C/script%3E")
        assert "<script>alert" not in shown.html

    def test_search_engines_are_told_to_pass_by(self, client: Client):
        meta = page(client, "/en/search/?q=souk").one("meta", name="robots")
        assert meta.attributes["content"] == "noindex"


class TestErrors:
    """What is wrong is said in the reader's language, with a way on."""

    def test_an_unknown_place_is_answered_with_those_of_a_similar_name(self, client: Client):
        towns.place("Souk Amhirich", name_ar="سوق أمحيريش")
        shown = page(client, "/ar/places/souk-amherich/", status=404)
        assert shown.one("html").attributes == {"lang": "ar", "dir": "rtl"}
        assert shown.links["سوق أمحيريش"] == "/ar/places/souk-amhirich/"

    @pytest.mark.parametrize(
        "address",
        [
            "/en/places/nowhere/",
            "/en/circuits/nowhere/",
            "/en/crafts/nowhere/",
            "/en/artisans/nobody/",
            "/en/products/nothing/",
            "/en/motifs/nothing/",
            "/en/organisations/nobody/",
            "/en/nothing/at/all/",
            "/en/places/%00/",
            "/en/places/%ff%fe/",
        ],
    )
    def test_what_is_not_there_is_said_with_a_way_back(self, client: Client, address: str):
        shown = page(client, address, status=404)
        assert "There is nothing at this address" in shown.text
        assert shown.links["Back to today in town"] == "/en/"

    def test_an_unknown_language_is_no_page(self, client: Client):
        assert client.get("/de/places/", follow=True).status_code == 404

    def test_a_bad_address_is_explained_in_the_readers_language(self, client: Client):
        shown = page(client, "/ar/places/?category=castle", status=400)
        assert shown.one("html").attributes["lang"] == "ar"
        assert "castle" in shown.one("p", class_="lead").text

    def test_a_call_under_another_name_is_refused_in_one_plain_page(self, client: Client):
        response = client.get("/fr/", headers={"host": "elsewhere.example"})
        assert response.status_code == 400
        assert "elsewhere.example" not in response.content.decode()

    def test_a_fault_of_ours_is_said_without_the_help_of_what_may_be_broken(
        self, client: Client, monkeypatch: pytest.MonkeyPatch
    ):
        def broken() -> None:
            raise RuntimeError("secret detail")

        monkeypatch.setattr("geodata.territory.current", broken)
        client.raise_request_exception = False
        response = client.get("/fr/")
        assert response.status_code == 500
        text = response.content.decode()
        assert "Une erreur est survenue" in text
        assert "حدث خطأ" in text
        assert "secret detail" not in text

    def test_errors_keep_to_the_policy_too(self, client: Client):
        for address in ("/fr/places/nowhere/", "/fr/places/?page=x"):
            assert "default-src 'self'" in client.get(address)["Content-Security-Policy"]
