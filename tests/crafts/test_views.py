"""Pages of crafts, people and products: who makes what, where to meet them and where to buy it."""

import pytest
from django.test import Client

from crafts.models import SalePoint, Tool
from tests import towns
from tests.conftest import SetClock
from tests.reading import Element, Page, read

pytestmark = pytest.mark.django_db


def page(client: Client, address: str, status: int = 200) -> Page:
    """Return the page at an address under /en/."""
    response = client.get(f"/en/{address}")
    assert response.status_code == status
    return read(response)


def titles(listed: Page) -> list[str]:
    """Return the titles of the cards of a list, in order."""
    return [title.text for title in listed.all("h2", class_="card__title")]


def facts(shown: Page) -> dict[str, str]:
    """Return what a page tells in its lists of facts, by what it is about."""
    terms = [element for element in shown.elements if element.name in {"dt", "dd"}]
    return {term.text: fact.text for term, fact in zip(terms[::2], terms[1::2], strict=True)}


class TestACraft:
    """The page of a craft."""

    def test_it_tells_its_materials_and_its_tools_under_their_own_names(self, client: Client):
        leather = towns.craft("Cuir", materials_fr="Peau de chèvre", description_fr="Un métier.")
        Tool.objects.create(craft=leather, local_name="الإشفى", name_fr="alêne")
        cuir = page(client, "crafts/cuir/")
        assert facts(cuir)["Materials"] == "Peau de chèvre"
        assert facts(cuir)["الإشفى"] == "alêne"

    def test_it_shows_its_products_people_places_and_motifs(self, client: Client):
        souk = towns.place("Souk")
        leather = towns.craft("Cuir", [souk])
        towns.product("Sac", leather)
        towns.artisan("Fatima", leather)
        towns.motif("Rayures", craft=leather)
        links = page(client, "crafts/cuir/").links
        assert links["Sac"] == "/en/products/sac/"
        assert links["Fatima"] == "/en/artisans/fatima/"
        assert links["Souk"] == "/en/places/souk/"
        assert links["Rayures"] == "/en/motifs/rayures/"

    def test_more_products_than_fit_are_counted_and_linked(self, client: Client):
        leather = towns.craft("Cuir")
        for number in range(13):
            towns.product(f"Sac {number}", leather)
        assert page(client, "crafts/cuir/").links["All of them (13)"] == "/en/products/?craft=cuir"

    def test_where_nobody_is_recorded_it_says_so(self, client: Client):
        towns.craft("Cuir")
        assert "No maker of this craft has been recorded yet." in page(client, "crafts/cuir/").text

    def test_what_is_documented_for_the_region_only_says_so(self, client: Client):
        towns.craft("Tente", evidence_scope="region")
        assert page(client, "crafts/tente/").badges("approximate") == ["documented for the region"]

    def test_the_list_counts_the_products_that_anybody_may_see(self, client: Client):
        leather = towns.craft("Cuir")
        towns.product("Sac", leather)
        towns.draft(towns.product("Draft", leather))
        assert "Cuir 1 product" in page(client, "crafts/").text
        assert "Cuir 1 product" in page(client, "").text


class TestAnArtisan:
    """The page of a person who agreed to be shown."""

    def test_it_tells_where_they_are_today_first(self, client: Client, it_is: SetClock):
        it_is("2026-11-28T10:00")
        silversmith = towns.artisan("Fatima", towns.craft("Argent"))
        complex_ = towns.place("Complexe", "craft_centre")
        towns.works_at(silversmith, complex_, "Mo-Fr 09:00-18:00")
        towns.works_at(silversmith, towns.place("Amhirich"), "Sa 06:00-14:00")
        told = facts(page(client, "artisans/fatima/"))
        assert list(told)[:2] == ["Amhirich", "Complexe"]
        assert told["Amhirich"] == "Open until 14:00 Today: 06:00–14:00"
        assert told["Complexe"].endswith("Today: closed")

    def test_where_days_are_not_known_it_says_ask(self, client: Client):
        fatima = towns.artisan("Fatima")
        towns.works_at(fatima, towns.place("Souk"), "")
        assert facts(page(client, "artisans/fatima/"))["Souk"] == (
            "Hours not known: ask Today: not known, ask"
        )

    def test_where_no_place_is_recorded_it_says_so(self, client: Client):
        towns.artisan("Fatima")
        assert "Where they work is not recorded." in page(client, "artisans/fatima/").text

    def test_a_telephone_is_shown_only_where_they_said_so(self, client: Client):
        towns.artisan("Fatima", phone="+212600000001")
        towns.artisan("Aicha", phone="+212600000002", phone_is_public=True)
        assert "+212600000001" not in page(client, "artisans/fatima/").html
        aicha = page(client, "artisans/aicha/")
        assert aicha.links["+212600000002"] == "tel:+212600000002"
        assert (aicha.json_ld or {})["telephone"] == "+212600000002"

    def test_languages_are_told_under_their_own_names(self, client: Client):
        towns.artisan("Fatima", languages="fr zgh")
        assert facts(page(client, "artisans/fatima/"))["Languages"] == "français, ⵜⴰⵎⴰⵣⵉⵖⵜ"

    def test_their_products_and_their_cooperative_are_linked(self, client: Client):
        leather = towns.craft("Cuir")
        fatima = towns.artisan("Fatima", leather, organisation=towns.organisation("Al Amal"))
        towns.product("Sac", leather).artisans.add(fatima)
        links = page(client, "artisans/fatima/").links
        assert links["Sac"] == "/en/products/sac/"
        assert links["Al Amal"] == "/en/organisations/al-amal/"

    @pytest.mark.parametrize(
        "fields",
        [
            {"consent_withdrawn_on": "2026-11-01"},
            {"status": "draft", "consent_given_on": None},
            {"status": "draft"},
            {"status": "archived"},
        ],
    )
    def test_without_consent_or_publication_there_is_no_page(
        self, client: Client, fields: dict[str, str | None]
    ):
        towns.artisan("Fatima", **fields)
        page(client, "artisans/fatima/", status=404)
        assert "Fatima" not in page(client, "artisans/").text
        assert "/artisans/fatima/" not in page(client, "search/?q=fatima").html

    def test_who_withdraws_is_gone_at_once_and_who_returns_is_back(self, client: Client):
        fatima = towns.artisan("Fatima")
        assert "Fatima" in page(client, "search/?q=fatima").links
        fatima.consent_withdrawn_on = "2026-11-20"
        fatima.save()
        page(client, "artisans/fatima/", status=404)
        assert "Fatima" not in page(client, "search/?q=fatima").links
        fatima.consent_withdrawn_on = None
        fatima.save()
        page(client, "artisans/fatima/")

    def test_the_list_is_narrowed_by_craft(self, client: Client):
        towns.artisan("Fatima", towns.craft("Cuir"))
        towns.artisan("Aicha", towns.craft("Argent"))
        assert titles(page(client, "artisans/")) == ["Aicha", "Fatima"]
        assert titles(page(client, "artisans/?craft=cuir")) == ["Fatima"]
        assert titles(page(client, "artisans/?craft=cuir,argent")) == ["Aicha", "Fatima"]

    def test_an_empty_list_says_why(self, client: Client):
        assert "nobody is shown without having agreed" in page(client, "artisans/").text


class TestAProduct:
    """The page of a product."""

    def test_it_tells_what_it_is_made_of_and_that_no_price_is_published(self, client: Client):
        towns.product("Sac", towns.craft("Cuir"), materials_fr="Cuir", local_name="الصراك")
        told = facts(page(client, "products/sac/"))
        assert told["Local name"] == "الصراك"
        assert told["Materials"] == "Cuir"
        assert told["Price"] == "not published: ask, and pay the maker fairly"

    def test_a_published_price_is_told_to_readers_and_to_search_engines(self, client: Client):
        towns.product("Sac", towns.craft("Cuir"), price_mad=250)
        sac = page(client, "products/sac/")
        assert facts(sac)["Price"].startswith("250")
        assert (sac.json_ld or {})["offers"] == {
            "@type": "Offer",
            "price": "250.00",
            "priceCurrency": "MAD",
        }

    def test_without_a_price_search_engines_are_told_of_no_offer(self, client: Client):
        towns.product("Sac", towns.craft("Cuir"))
        assert "offers" not in (page(client, "products/sac/").json_ld or {})

    def test_where_it_is_sold_begins_with_what_is_open(self, client: Client, it_is: SetClock):
        it_is("2026-11-24T10:00")
        shops = [
            towns.place("Dlalat"),
            towns.place("Amhirich", "weekly_market", opening_hours="Sa 06:00+"),
            towns.place("Complexe", "craft_centre", opening_hours="Mo-Fr 09:00-18:00"),
        ]
        towns.product("Sac", towns.craft("Cuir"), shops)
        told = facts(page(client, "products/sac/"))
        assert list(told)[:3] == ["Complexe", "Amhirich", "Dlalat"]
        assert told["Complexe"] == "Open until 18:00 a source says it is on sale there"
        assert told["Amhirich"].startswith("Closed; opens Saturday 28 November at 06:00")
        assert told["Dlalat"].startswith("Hours not known: ask")

    def test_a_shop_that_is_open_is_shown_however_many_are_closed(
        self, client: Client, it_is: SetClock
    ):
        it_is("2026-11-24T10:00")
        closed = [towns.place(f"Souk {n}", opening_hours="Sa 06:00-14:00") for n in range(12)]
        towns.product(
            "Sac", towns.craft("Cuir"), [*closed, towns.place("Open", opening_hours="24/7")]
        )
        assert next(iter(facts(page(client, "products/sac/")))) == "Open"

    def test_it_says_how_it_is_known_to_be_sold_there(self, client: Client):
        sac = towns.product("Sac", towns.craft("Cuir"))
        SalePoint.objects.create(product=sac, place=towns.place("Souk"), basis="inferred")
        assert "stock not checked" in facts(page(client, "products/sac/"))["Souk"]

    def test_where_nobody_says_where_it_is_sold_it_tells_where_to_ask(self, client: Client):
        towns.product("Sac", towns.craft("Cuir"))
        assert "No source says where it is sold." in page(client, "products/sac/").text

    def test_trade_goods_are_told_from_what_is_made_here(self, client: Client):
        towns.product("Melhfa", towns.craft("Tissu"), made_here=False)
        assert page(client, "products/melhfa/").badges("disputed") == ["Sold here, not made here"]

    def test_its_makers_and_its_motifs_are_linked(self, client: Client):
        leather = towns.craft("Cuir")
        sac = towns.product("Sac", leather)
        sac.artisans.add(towns.artisan("Fatima", leather))
        sac.motifs.add(towns.motif("Rayures"))
        sac.organisations.add(towns.organisation("Al Amal"))
        links = page(client, "products/sac/").links
        assert {"Fatima", "Rayures", "Al Amal"} <= set(links)

    def test_where_no_maker_is_recorded_makers_are_invited(self, client: Client):
        towns.product("Sac", towns.craft("Cuir"))
        assert "If you make it, tell the municipality" in page(client, "products/sac/").text

    def test_the_list_is_narrowed_by_craft(self, client: Client):
        towns.product("Sac", towns.craft("Cuir"))
        towns.product("Bague", towns.craft("Argent"))
        assert titles(page(client, "products/?craft=argent")) == ["Bague"]
        page(client, "products/?craft=alchemy", status=400)


class TestAMotif:
    """The page of a motif."""

    def test_it_tells_where_it_comes_from_and_how_it_may_be_used(self, client: Client):
        site = towns.place("Adrar", "rock_art")
        towns.motif("Troupeau", site, protection_fr="Classé", reuse_note_fr="Demander d'abord.")
        motif = page(client, "motifs/troupeau/")
        assert motif.links["Adrar"] == "/en/places/adrar/"
        assert facts(motif)["Protection"] == "Classé"
        assert "Demander d'abord." in motif.text

    def test_its_picture_is_said_to_be_a_drawing_of_our_own(self, client: Client):
        towns.motif("Troupeau")
        assert "our own drawing, not a copy of the motif" in page(client, "motifs/troupeau/").text

    def test_of_unknown_origin_it_says_so(self, client: Client):
        towns.motif("Rayures", kind="leather_colours")
        assert facts(page(client, "motifs/rayures/"))["Comes from"] == "place not known"

    def test_other_motifs_from_there_are_shown(self, client: Client):
        site = towns.place("Adrar", "rock_art")
        towns.motif("Troupeau", site)
        towns.motif("Cavalier", site)
        assert "Cavalier" in page(client, "motifs/troupeau/").links


class TestAnOrganisation:
    """The page of a cooperative."""

    def test_it_tells_its_state_its_crafts_its_members_and_their_products(self, client: Client):
        leather = towns.craft("Cuir")
        amal = towns.organisation("Al Amal", state="forming")
        amal.crafts.add(leather)
        towns.artisan("Fatima", leather, organisation=amal)
        towns.product("Sac", leather).organisations.add(amal)
        shown = page(client, "organisations/al-amal/")
        assert facts(shown)["State"] == "being formed"
        assert {"Cuir", "Fatima", "Sac"} <= set(shown.links)

    def test_the_list_tells_of_each_whether_it_is_active(self, client: Client):
        towns.organisation("Al Amal")
        card: Element = page(client, "organisations/").one("article")
        assert card.text == "cooperative · not known whether still active Al Amal"
