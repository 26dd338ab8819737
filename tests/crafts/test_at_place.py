"""What crafts tell on the page of a place: who is there today, and what is made and sold."""

from typing import Any

import pytest

from crafts import at_place
from crafts.at_place import Presence
from crafts.models import SalePoint
from geodata.extensions import Visit
from geodata.models import Closure, Place
from geodata.opening import State
from tests import towns
from tests.towns import moment

pytestmark = pytest.mark.django_db

SATURDAY_MORNING, TUESDAY_MORNING = "2026-11-28T10:00", "2026-11-24T10:00"


def visit(place: Place, text: str) -> Visit:
    inside = Closure.objects.filter(place__parent=place)
    return Visit(place, place.rules, moment(text), tuple(inside))


def presences(place: Place, text: str) -> list[Presence]:
    """Return who is at a place at a local date and time."""
    found: list[Presence] = at_place.people(visit(place, text))["presences"]
    return found


def here(place: Place, text: str) -> list[str]:
    """Return who comes to a place on the day."""
    return [p.workplace.artisan.name for p in presences(place, text) if p.is_here_today]


class TestWhoIsHere:
    """The artisans at a place."""

    def test_an_artisan_is_at_the_complex_on_weekdays_and_at_the_market_on_saturday(self):
        complex_, market = towns.place("Complexe", "craft_centre"), towns.place("Amhirich")
        silversmith = towns.artisan("Silversmith")
        towns.works_at(silversmith, complex_, "Mo-Fr 09:00-18:00")
        towns.works_at(silversmith, market, "Sa 06:00-14:00")
        assert here(complex_, TUESDAY_MORNING) == ["Silversmith"]
        assert here(market, TUESDAY_MORNING) == []
        assert here(complex_, SATURDAY_MORNING) == []
        assert here(market, SATURDAY_MORNING) == ["Silversmith"]

    def test_whoever_is_there_today_comes_first(self):
        souk = towns.place("Souk")
        towns.works_at(towns.artisan("A comes on Saturday"), souk, "Sa 08:00-12:00")
        towns.works_at(towns.artisan("B comes on Tuesday"), souk, "Tu 08:00-12:00")
        names = [p.workplace.artisan.name for p in presences(souk, TUESDAY_MORNING)]
        assert names == ["B comes on Tuesday", "A comes on Saturday"]

    def test_somebody_who_is_there_today_is_not_crowded_out_by_those_who_are_not(self):
        souk = towns.place("Souk")
        for number in range(at_place.SHOWN):
            towns.works_at(towns.artisan(f"Artisan {number:02}"), souk, "Sa 08:00-12:00")
        towns.works_at(towns.artisan("Zahra"), souk, "Tu 08:00-12:00")
        assert presences(souk, TUESDAY_MORNING)[0].workplace.artisan.name == "Zahra"
        assert len(presences(souk, TUESDAY_MORNING)) == at_place.SHOWN

    def test_without_known_days_nobody_is_said_to_be_there(self):
        souk = towns.place("Souk", opening_hours="24/7")
        towns.works_at(towns.artisan("Silversmith"), souk, "")
        (presence,) = presences(souk, TUESDAY_MORNING)
        assert (presence.is_here_today, presence.now.state) == (False, State.UNKNOWN)

    def test_people_of_its_workshops_are_at_the_complex(self):
        complex_ = towns.place("Complexe", "craft_centre")
        workshop = towns.place("Atelier", "workshop", at=None, parent=complex_)
        towns.works_at(towns.artisan("Silversmith"), workshop, "Mo-Fr 09:00-18:00")
        assert here(complex_, TUESDAY_MORNING) == ["Silversmith"]

    def test_people_of_the_souks_of_a_town_are_not_at_the_town(self):
        town = towns.place("Guelmim", "town")
        souk = towns.place("Souk", parent=town)
        towns.works_at(towns.artisan("Silversmith"), souk, "Mo-Fr 09:00-18:00")
        assert presences(town, TUESDAY_MORNING) == []

    def test_nobody_is_at_a_place_that_is_closed_for_works(self):
        souk = towns.place("Souk")
        towns.works_at(towns.artisan("Silversmith"), souk, "Mo-Fr 09:00-18:00")
        towns.closure(souk, "2026-11-20T00:00", "2026-12-01T00:00", "Travaux")
        assert here(souk, TUESDAY_MORNING) == []

    def test_nobody_is_in_a_workshop_that_is_closed_while_the_complex_is_open(self):
        complex_ = towns.place("Complexe", "craft_centre", opening_hours="24/7")
        closed = towns.place("Atelier 1", "workshop", at=None, parent=complex_)
        other = towns.place("Atelier 2", "workshop", at=None, parent=complex_)
        towns.works_at(towns.artisan("Away"), closed, "Mo-Fr 09:00-18:00")
        towns.works_at(towns.artisan("There"), other, "Mo-Fr 09:00-18:00")
        towns.closure(closed, "2026-11-20T00:00", "2026-12-01T00:00", "Travaux")
        assert here(complex_, TUESDAY_MORNING) == ["There"]

    def test_drafts_and_people_who_withdrew_their_consent_are_not_shown(self):
        souk = towns.place("Souk")
        for artisan in (
            towns.draft(towns.artisan("Draft")),
            towns.artisan("Withdrawn", consent_withdrawn_on="2026-11-01"),
        ):
            towns.works_at(artisan, souk, "Mo-Su 09:00-18:00")
        assert presences(souk, TUESDAY_MORNING) == []

    def test_people_of_a_workshop_that_is_not_public_are_not_shown_through_it(self):
        complex_ = towns.place("Complexe", "craft_centre")
        hidden = towns.draft(towns.place("Hidden", "workshop", at=None, parent=complex_))
        towns.works_at(towns.artisan("Silversmith"), hidden, "Mo-Fr 09:00-18:00")
        assert presences(complex_, TUESDAY_MORNING) == []


class TestWhatIsInside:
    """The places inside a place."""

    def inside(self, place: Place) -> dict[str, Any]:
        return at_place.workshops(visit(place, TUESDAY_MORNING))

    def test_workshops_are_grouped_by_craft_the_largest_group_first(self):
        complex_ = towns.place("Complexe", "craft_centre")
        leather, silver = towns.craft("Cuir"), towns.craft("Argent")
        for number, crafts in enumerate([[silver], [leather], [leather, silver], [leather]]):
            workshop = towns.place(f"Atelier {number}", "workshop", at=None, parent=complex_)
            workshop.crafts.set(crafts)
        groups = self.inside(complex_)["groups"]
        assert [(craft.name, len(places)) for craft, places in groups] == [
            ("Cuir", 3),
            ("Argent", 2),
        ]

    def test_places_without_a_craft_are_listed_apart(self):
        complex_ = towns.place("Complexe", "craft_centre")
        towns.place("Centre", "training_centre", at=None, parent=complex_)
        inside = self.inside(complex_)
        assert (inside["groups"], [p.name for p in inside["others"]]) == ([], ["Centre"])

    def test_a_craft_that_is_not_public_makes_no_group(self):
        complex_ = towns.place("Complexe", "craft_centre")
        towns.place("Atelier", "workshop", at=None, parent=complex_)
        towns.draft(towns.craft("Secret", [Place.objects.get(slug="atelier")]))
        inside = self.inside(complex_)
        assert (inside["groups"], [p.name for p in inside["others"]]) == ([], ["Atelier"])

    def test_samples_among_them_are_said_to_be_there(self):
        complex_ = towns.place("Complexe", "craft_centre")
        assert self.inside(complex_)["has_samples"] is False
        towns.place("Atelier", "workshop", at=None, parent=complex_, is_sample=True)
        assert self.inside(complex_)["has_samples"] is True


class TestWhatIsMadeAndSold:
    """Crafts, products, motifs and organisations of a place."""

    def test_only_public_ones_are_shown(self):
        souk = towns.place("Souk")
        leather = towns.craft("Cuir", [souk])
        towns.draft(towns.craft("Draft", [souk]))
        towns.product("Sac", leather, [souk])
        towns.draft(towns.product("Draft", leather, [souk]))
        towns.motif("Rayures", souk)
        towns.draft(towns.motif("Draft", souk))
        towns.organisation("Coopérative", place=souk)
        towns.draft(towns.organisation("Draft", place=souk))
        shown = at_place.made_here(visit(souk, TUESDAY_MORNING))
        points: list[SalePoint] = list(shown["sale_points"])
        assert [point.product.name for point in points] == ["Sac"]
        for part, names in {
            "crafts": ["Cuir"],
            "motifs": ["Rayures"],
            "organisations": ["Coopérative"],
        }.items():
            assert [record.name for record in shown[part]] == names


class TestTheFilterByCraft:
    """Places of a craft, for lists and the map."""

    def test_the_public_crafts_are_offered(self):
        towns.craft("Cuir")
        towns.draft(towns.craft("Draft"))
        assert [(choice.value, choice.label) for choice in at_place.craft_choices()] == [
            ("cuir", "Cuir")
        ]

    def test_a_craft_that_is_not_public_selects_nothing(self):
        souk = towns.place("Souk")
        leather = towns.craft("Cuir", [souk])
        assert at_place.places_of_craft("cuir") == {souk.pk}
        towns.draft(leather)
        assert at_place.places_of_craft("cuir") == frozenset()
