"""Pages of places: what each is, when it is open, who is there, and how well its spot is known."""

import pytest
from django.test import Client

from geodata.models import Fact, Photo, Source
from tests import towns
from tests.conftest import SetClock
from tests.reading import Page, read

pytestmark = pytest.mark.django_db


def page(client: Client, address: str, status: int = 200) -> Page:
    """Return the page at an address under /en/places/."""
    response = client.get(f"/en/places/{address}")
    assert response.status_code == status
    return read(response)


def titles(listed: Page) -> list[str]:
    """Return the titles of the cards of a list, in order."""
    return [title.text for title in listed.all("h2", class_="card__title")]


class TestAPlace:
    """The page of one place."""

    def test_it_tells_what_it_is_and_where_it_lies(self, client: Client):
        town = towns.place("Guelmim", "town")
        souk = towns.place("Dlalat", parent=town, summary_fr="Le souk des enchères.")
        Fact.objects.create(place=souk, text_fr="Il se tient le matin.", is_disputed=True)
        dlalat = page(client, "dlalat/")
        assert dlalat.one("h1").text == "Dlalat"
        assert "Le souk des enchères." in dlalat.text
        assert dlalat.links["Guelmim"] == "/en/places/guelmim/"
        assert "Il se tient le matin." in dlalat.text
        assert dlalat.badges("disputed") == ["sources disagree"]

    def test_its_sources_are_named_with_their_dates(self, client: Client):
        place = towns.place("Dlalat")
        place.sources.add(
            Source.objects.create(
                slug="gazette",
                name="The Gazette",
                url="https://example.org/gazette",
                published_on="2014-11",
            )
        )
        dlalat = page(client, "dlalat/")
        assert dlalat.links["The Gazette"] == "https://example.org/gazette"
        assert "November 2014" in dlalat.text

    def test_a_photo_is_shown_with_its_credit_and_licence(self, client: Client):
        place = towns.place("Dlalat")
        place.photos.add(
            Photo.objects.create(
                image="photos/souk.jpg",
                width=2,
                height=2,
                alt_fr="Le souk",
                credit="F. Amara",
                licence="CC BY 4.0",
            )
        )
        dlalat = page(client, "dlalat/")
        assert dlalat.one("img", alt="Le souk").attributes["src"].endswith("souk.jpg")
        assert "F. Amara, CC BY 4.0" in dlalat.text

    @pytest.mark.parametrize(
        ("now", "kind", "sentence"),
        [
            ("2026-11-28T07:00", "open", "Open since 06:00; no closing time is published"),
            ("2026-11-28T14:00", "unknown", "Began at 06:00; may be over by now, ask"),
            ("2026-11-24T10:00", "closed", "Closed; opens Saturday 28 November at 06:00"),
        ],
    )
    def test_amhirich_is_open_on_saturday_morning_unsure_later_and_closed_on_tuesday(
        self, client: Client, it_is: SetClock, now: str, kind: str, sentence: str
    ):
        it_is(now)
        towns.place("Amhirich", "weekly_market", opening_hours="Sa 06:00+")
        assert page(client, "amhirich/").badges(kind) == [sentence]

    def test_the_coming_seven_days_begin_with_today(self, client: Client, it_is: SetClock):
        it_is("2026-11-27T23:30")
        towns.place("Amhirich", "weekly_market", opening_hours="Sa 06:00+")
        week = page(client, "amhirich/").one("table", class_="week").text
        assert week.startswith("The coming seven days Friday 27 November (today) closed")
        assert "Saturday 28 November from 06:00" in week
        assert "Thursday 3 December closed" in week

    def test_a_public_holiday_is_marked(self, client: Client, it_is: SetClock):
        it_is("2026-11-17T10:00")
        towns.place("Museum", "museum", opening_hours="Mo-Su 09:00-17:00")
        week = page(client, "museum/").one("table", class_="week").text
        assert "Wednesday 18 November 09:00–17:00 public holiday: hours may differ" in week

    def test_where_no_hours_are_published_it_says_so_and_shows_no_week(self, client: Client):
        towns.place("Dlalat")
        dlalat = page(client, "dlalat/")
        assert dlalat.badges("unknown") == ["Hours not known: ask"]
        assert "Nobody has published the opening hours" in dlalat.text
        assert dlalat.all("table", class_="week") == []

    def test_a_closure_is_shown_with_its_reason_its_time_and_where_to_go_instead(
        self, client: Client, it_is: SetClock
    ):
        it_is("2026-11-24T10:00")
        souk, other = towns.place("Dlalat"), towns.place("Rue de Mauritanie")
        towns.closure(souk, "2026-11-20T00:00", "2026-12-01T08:00", "Travaux du toit", other)
        dlalat = page(client, "dlalat/")
        notice = dlalat.one("div", class_="notice--warning").text
        assert "Travaux du toit" in notice
        assert "Closed from Friday 20 November until Tuesday 1 December" in notice
        assert dlalat.links["Rue de Mauritanie"] == "/en/places/rue-de-mauritanie/"
        assert dlalat.badges("closed") == ["Closed: Travaux du toit"]

    def test_a_closure_to_come_is_announced_and_one_that_is_over_is_not(
        self, client: Client, it_is: SetClock
    ):
        it_is("2026-11-24T10:00")
        souk = towns.place("Dlalat")
        towns.closure(souk, "2026-10-01T00:00", "2026-11-01T00:00", "Passé")
        towns.closure(souk, "2027-01-01T00:00", None, "À venir")
        dlalat = page(client, "dlalat/")
        assert "until further notice" in dlalat.text
        assert "À venir" in dlalat.text
        assert "Passé" not in dlalat.text

    def test_the_closure_of_a_complex_closes_what_lies_in_it(self, client: Client, it_is: SetClock):
        it_is("2026-11-24T10:00")
        complex_ = towns.place("Complexe", "craft_centre", opening_hours="24/7")
        towns.place("Atelier", "workshop", parent=complex_)
        towns.closure(complex_, "2026-11-20T00:00", None, "Travaux")
        assert page(client, "atelier/").badges("closed") == [
            "Closed: Travaux, until further notice"
        ]

    def test_an_unlocated_place_says_where_it_lies_and_gives_no_coordinates(self, client: Client):
        town = towns.place("Guelmim", "town")
        towns.place("Dlalat", at=None, parent=town, position_source_fr="Dans la médina.")
        dlalat = page(client, "dlalat/")
        assert dlalat.badges("unlocated") == ["Exact spot to be surveyed"]
        assert "Somewhere in Guelmim: the exact spot is still to be surveyed." in dlalat.text
        assert "Dans la médina." in dlalat.text
        assert "28.9" not in dlalat.text
        assert "km" not in dlalat.text

    def test_an_approximate_place_says_how_rough_its_position_is(self, client: Client):
        towns.place("Amhirich", quality="approximate", position_accuracy_m=1300)
        assert page(client, "amhirich/").badges("approximate") == ["Approximate, within 1.3 km"]

    def test_a_sample_position_wears_a_badge_and_gives_no_coordinates(self, client: Client):
        towns.place("Dlalat", quality="sample", position_accuracy_m=600)
        dlalat = page(client, "dlalat/")
        assert dlalat.badges("sample") == ["Sample position"]
        assert "28.98" not in dlalat.text

    def test_a_well_known_place_wears_no_badge_of_doubt(self, client: Client):
        towns.place("Museum", "museum")
        museum = page(client, "museum/")
        assert museum.badges("unlocated") + museum.badges("approximate") == []

    def test_a_sample_place_wears_the_ribbon(self, client: Client):
        towns.place("Atelier 1", "workshop", is_sample=True)
        assert "not a real record" in page(client, "atelier-1/").one("p", class_="ribbon").text

    def test_its_market_days_are_told_and_what_is_uncertain_is_marked(self, client: Client):
        market = towns.place("Taghjijt", "oasis")
        towns.event("Souk de Taghjijt", market, recurrence_fr="Mercredi ou jeudi", confidence="low")
        taghjijt = page(client, "taghjijt/")
        assert "Souk de Taghjijt: Mercredi ou jeudi" in taghjijt.text
        assert taghjijt.badges("disputed") == ["uncertain: ask first"]

    def test_the_circuits_that_stop_there_are_listed(self, client: Client):
        souk = towns.place("Dlalat")
        towns.circuit("Les marchés", (souk, 30))
        towns.draft(towns.circuit("Brouillon", (souk, 30)))
        dlalat = page(client, "dlalat/")
        assert dlalat.links["Les marchés"] == "/en/circuits/les-marches/"
        assert "Brouillon" not in dlalat.text

    def test_the_workshops_of_a_complex_are_grouped_by_craft(self, client: Client):
        complex_ = towns.place("Complexe", "craft_centre")
        leather, silver = towns.craft("Cuir"), towns.craft("Argent")
        for number, craft in enumerate([leather, leather, silver], start=1):
            workshop = towns.place(f"Atelier {number}", "workshop", at=None, parent=complex_)
            workshop.crafts.add(craft)
        headings = [heading.text for heading in page(client, "complexe/").all("h3")]
        assert headings == ["Cuir (2)", "Argent (1)"]


class TestTheList:
    """The list of places, and what narrows it."""

    def test_main_places_come_first_and_workshops_only_when_asked_for(self, client: Client):
        towns.place("Agadir", "monument")
        towns.place("Souk", is_core=True)
        towns.place("Atelier", "workshop")
        assert titles(page(client, "")) == ["Souk", "Agadir"]
        assert titles(page(client, "?category=workshop")) == ["Atelier"]

    def test_names_stand_as_people_sort_them(self, client: Client):
        for name in ("Zaouïa", "Étals", "Atelier 10", "Atelier 2", "Eaux"):
            towns.place(name, name_en=name)
        assert titles(page(client, "")) == ["Atelier 2", "Atelier 10", "Eaux", "Étals", "Zaouïa"]

    def test_it_is_narrowed_by_category(self, client: Client):
        towns.place("Souk")
        towns.place("Tighmert", "oasis")
        towns.place("Agadir", "monument")
        assert titles(page(client, "?category=oasis")) == ["Tighmert"]
        assert titles(page(client, "?category=oasis,monument")) == ["Agadir", "Tighmert"]

    def test_it_is_narrowed_by_craft(self, client: Client):
        tighmert = towns.place("Tighmert", "oasis")
        towns.place("Souk")
        towns.craft("Tente", [tighmert])
        assert titles(page(client, "?craft=tente")) == ["Tighmert"]

    def test_it_is_narrowed_by_day_to_what_is_known_to_open(self, client: Client):
        towns.place("Amhirich", "weekly_market", opening_hours="Sa 06:00+")
        towns.place("Unknown")
        assert titles(page(client, f"?open_on={towns.SATURDAY}")) == ["Amhirich"]
        empty = page(client, f"?open_on={towns.TUESDAY}")
        assert titles(empty) == []
        assert "Take away a filter" in empty.text

    def test_the_form_keeps_what_was_chosen(self, client: Client):
        towns.place("Amhirich", "weekly_market", opening_hours="Sa 06:00+")
        chosen = page(client, f"?category=weekly_market&open_on={towns.SATURDAY}")
        assert chosen.one("option", value="weekly_market").attributes.keys() >= {"selected"}
        assert chosen.one("input", name="open_on").attributes["value"] == towns.SATURDAY

    def test_a_long_list_has_pages_that_keep_the_filter(self, client: Client):
        for number in range(25):
            towns.place(f"Souk {number:02}")
        first = page(client, "?category=souk")
        assert (len(titles(first)), "Page 1 of 2" in first.text) == (24, True)
        second = page(client, first.links["Next"])
        assert titles(second) == ["Souk 24"]
        assert "category=souk" in second.links["Previous"]

    @pytest.mark.parametrize(
        ("query", "sentence"),
        [
            ("?category=castle", "category: “castle” is not known."),
            ("?craft=alchemy", "craft: “alchemy” is not known."),
            ("?open_on=saturday", "open_on takes a date such as 2026-11-28, not “saturday”."),
            ("?page=two", "page takes a whole number, not “two”."),
        ],
    )
    def test_a_slip_in_the_address_is_answered_with_what_to_mend(
        self, client: Client, query: str, sentence: str
    ):
        answer = page(client, query, status=400)
        assert sentence in answer.text
        assert answer.links["Open the page without it"] == "/en/places/"

    def test_past_the_last_page_there_is_nothing(self, client: Client):
        page(client, "?page=2", status=404)

    def test_how_each_place_stands_now_is_shown(self, client: Client, it_is: SetClock):
        it_is("2026-11-28T07:00")
        towns.place("Amhirich", "weekly_market", opening_hours="Sa 06:00+")
        towns.place("Dlalat")
        listed = page(client, "")
        assert listed.badges("open") == ["Open since 06:00; no closing time is published"]
        assert listed.badges("unknown") == ["Hours not known: ask"]


class TestToBeSurveyed:
    """The places whose spot nobody has published."""

    def test_they_are_listed_with_where_they_lie_the_main_ones_first(self, client: Client):
        town = towns.place("Guelmim", "town")
        towns.place("Agadir", "monument", at=None, parent=town)
        towns.place("Dlalat", at=None, parent=town, is_core=True)
        towns.place("Rue", "shopping_street", quality="sample", position_accuracy_m=300)
        towns.place("Atelier", "workshop", at=None)
        towns.draft(towns.place("Brouillon", at=None))
        listed = page(client, "to-survey/")
        assert titles(listed) == ["Dlalat", "Agadir", "Rue"]
        assert "souk · Guelmim" in listed.text

    def test_once_all_are_surveyed_it_says_so(self, client: Client):
        towns.place("Museum", "museum")
        assert "Every place has been surveyed." in page(client, "to-survey/").text
