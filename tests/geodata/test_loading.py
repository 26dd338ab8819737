"""Loading a territory: what is refused, what is loaded, and what a refresh leaves alone."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date
from io import StringIO
from pathlib import Path
from typing import Any

import pytest
from django.conf import settings as site_settings
from django.contrib.gis.geos import Point
from django.core.management import CommandError, call_command

from circuits.models import Circuit
from geodata import loading
from geodata.loading.files import damage
from geodata.models import Closure, Event, LoadedRecord, Place, Publication, Road, Source
from tests.small_town import SmallTown, built, place, point, text, the

SHIPPED = "guelmim"


@pytest.fixture
def town(tmp_path: Path, settings: Any) -> SmallTown:
    return built(tmp_path, settings)


def run(*arguments: str) -> str:
    """Run the command and return what it printed."""
    out = StringIO()
    call_command("load_territory", *arguments, stdout=out, stderr=out)
    return out.getvalue()


def rename(slug: str, words: str) -> None:
    """Rename a place as an officer does at the desk."""
    souk = the(Place, slug)
    souk.name_en = words
    souk.save()


# What is refused


def test_a_sound_territory_has_no_fault(town: SmallTown) -> None:
    assert town.faults() == []


PLACES, CSV = "places.geojson", "sample_positions.csv"


def changing(name: str, record: str, /, **values: Any) -> Callable[[SmallTown], None]:
    return lambda town: town.change(name, record, **values)


def removing(name: str, record: str, *keys: str) -> Callable[[SmallTown], None]:
    return lambda town: town.remove(name, record, *keys)


def writing(name: str, content: bytes | str) -> Callable[[SmallTown], None]:
    raw = content if isinstance(content, bytes) else content.encode()

    def spoil(town: SmallTown) -> None:
        (town.folder / name).write_bytes(raw)

    return spoil


def placing(*rows: tuple[object, ...]) -> Callable[[SmallTown], None]:
    return lambda town: town.sample_positions(*rows)


FAULTS: list[tuple[str, Callable[[SmallTown], None], str]] = [
    (
        "a key that is not known",
        changing(PLACES, "museum", colour="red"),
        "places.geojson, museum, colour: is not known; a record here has: category, parent, ",
    ),
    (
        "a key that must be there",
        removing(PLACES, "museum", "category"),
        "places.geojson, museum, category: is missing: add it.",
    ),
    (
        "a translation that must be there",
        changing(PLACES, "museum", name={"ar": "متحف", "fr": "Musée"}),
        "places.geojson, museum, name.en: is missing: add the translation.",
    ),
    (
        "an empty translation",
        changing(PLACES, "museum", name={"ar": "متحف", "fr": "Musée", "en": " "}),
        "places.geojson, museum, name.en: is empty: add the translation, or leave the language",
    ),
    (
        "a language that the site does not have",
        changing(PLACES, "museum", name=text("Museum") | {"de": "Museum"}),
        "places.geojson, museum, name.de: is not a language here; these are: ar, fr, en, es, zgh.",
    ),
    (
        "a text in one language where each is wanted",
        changing(PLACES, "museum", name="Museum"),
        "places.geojson, museum, name: must be an object with a text in each language",
    ),
    (
        "a number where a text is wanted",
        changing(PLACES, "museum", other_names=12),
        "places.geojson, museum, other_names: must be a text, not 12.",
    ),
    (
        "a text where a whole number is wanted",
        changing(PLACES, "museum", visit_minutes="30"),
        'places.geojson, museum, visit_minutes: must be a whole number, not "30".',
    ),
    (
        "a text where true or false is wanted",
        changing(PLACES, "museum", core="yes"),
        'places.geojson, museum, core: must be true or false, not "yes".',
    ),
    (
        "a negative amount of money",
        changing(PLACES, "museum", admission_mad=-5),
        "places.geojson, museum, admission_mad: must be an amount in MAD from 0 to 99999, not -5.",
    ),
    (
        "a text that does not fit",
        changing(PLACES, "museum", other_names="x" * 401),
        "places.geojson, museum, other_names: has 401 characters, and at most 400 fit: shorten it.",
    ),
    (
        "a word that is not among the allowed ones",
        changing("events.json", "souk-day", confidence="sure"),
        'events.json, souk-day, confidence: "sure" is not known; allowed are: high, medium, low.',
    ),
    (
        "two records of the same id",
        lambda town: town.add("workshops.json", town.read("workshops.json")[0]),
        "workshops.json, workshop-1, id: workshops.json already has a place of this id",
    ),
    (
        "an id that is no address",
        lambda town: town.add(PLACES, place("Old Souk", point(-10, 29))),
        "places.geojson, Old Souk, id: every record has an id of small letters, digits and",
    ),
    (
        "a record without an id",
        lambda town: town.add("closures.json", {"place": "museum"}),
        "closures.json, record 2, id: every record has an id of small letters, digits and",
    ),
    (
        "a reference that leads nowhere",
        changing("events.json", "souk-day", place="new-souk"),
        "events.json, souk-day, place: there is no place “new-souk” in the files: add it, or",
    ),
    (
        "a source that is not among the sources",
        changing(PLACES, "museum", sources=["gazette", "rumour"]),
        "places.geojson, museum, sources[2]: there is no source “rumour” in the files",
    ),
    (
        "a fact without a source",
        changing(PLACES, "museum", sources=[]),
        "places.geojson, museum, sources: names no source: what is shown as a fact has one.",
    ),
    (
        "opening hours that cannot be read",
        changing(PLACES, "old-souk", opening_hours="whenever"),
        "places.geojson, old-souk, opening_hours: “whenever” is refused: ",
    ),
    (
        "a recurrence rule that cannot be read",
        changing("events.json", "souk-day", rrule="FREQ=SOMETIMES"),
        "events.json, souk-day, rrule: “FREQ=SOMETIMES” is refused: ",
    ),
    (
        "a month that is none",
        changing("events.json", "souk-day", months=[13]),
        "events.json, souk-day, months: must be a list of whole numbers from 1 to 12.",
    ),
    (
        "an area that crosses itself",
        changing(
            PLACES,
            "oasis",
            geometry={
                "type": "Polygon",
                "coordinates": [
                    [[-10.0, 28.9], [-9.98, 28.92], [-9.98, 28.9], [-10.0, 28.92], [-10.0, 28.9]]
                ],
            },
        ),
        "places.geojson, oasis, geometry: is broken (Self-intersection[-9.99 28.91]): draw",
    ),
    (
        "a ring that does not close",
        changing(
            PLACES,
            "oasis",
            geometry={"type": "Polygon", "coordinates": [[[-10.0, 28.9], [-9.98, 28.92]]]},
        ),
        "places.geojson, oasis, geometry: is broken: ",
    ),
    (
        "a coordinate that is no number",
        changing(PLACES, "museum", geometry=point(float("nan"), 28.9)),
        "places.geojson, museum, geometry: has a position that is not [longitude, latitude]: [NaN",
    ),
    (
        "a geometry of no known type",
        changing(PLACES, "museum", geometry={"type": "Circle", "coordinates": [-10, 29]}),
        "places.geojson, museum, geometry: must be a GeoJSON geometry of the type Point, ",
    ),
    (
        "a position outside the territory",
        changing(PLACES, "museum", geometry=point(2.35, 48.85)),
        "places.geojson, museum, geometry: (2.35, 48.85) lies outside the territory's box "
        "[-10.2, 28.8, -9.9, 29.1]: correct it",
    ),
    (
        "a position with the latitude first",
        changing(PLACES, "museum", geometry=point(28.98, -10.05)),
        "places.geojson, museum, geometry: latitude first? (28.98, -10.05) lies outside the "
        "territory's box [-10.2, 28.8, -9.9, 29.1]; swapped it would lie inside",
    ),
    (
        "an unlocated place with a position",
        changing(PLACES, "museum", position_quality="unlocated"),
        "places.geojson, museum, position_quality: is unlocated, and there is a geometry",
    ),
    (
        "a located place without a position",
        changing(PLACES, "museum", geometry=None),
        "places.geojson, museum, geometry: is null, and the position is approximate: give the",
    ),
    (
        "a position without its accuracy",
        removing(PLACES, "museum", "position_accuracy_m"),
        "places.geojson, museum, position_accuracy_m: is missing: give the radius in metres",
    ),
    (
        "a sample position that is written as a fact",
        changing(PLACES, "museum", position_quality="sample"),
        'places.geojson, museum, position_quality: "sample" is not known; allowed are: surveyed, '
        "published, approximate, unlocated.",
    ),
    (
        "a place that lies in itself",
        changing(PLACES, "town", parent="old-souk"),
        "places.geojson, old-souk, parent: old-souk in town in old-souk: a record cannot",
    ),
    (
        "places nested four deep",
        changing(PLACES, "town", parent="oasis"),
        "workshops.json, workshop-1, parent: workshop-1 in old-souk in town in oasis is 4 deep: "
        "at most 3 are possible.",
    ),
    (
        "a real place inside a sample",
        changing(PLACES, "museum", parent="workshop-1"),
        "places.geojson, museum, parent: the place “workshop-1” is a sample, and this record is",
    ),
    (
        "a closure that ends before it begins",
        changing("closures.json", "works", until="2026-10-01T00:00+01:00"),
        "closures.json, works, until: must be later than since.",
    ),
    (
        "a market day that is moved to itself",
        changing("closures.json", "works", held_on="2026-11-01"),
        "closures.json, works, held_on: is the day that is closed: write the day on which the",
    ),
    (
        "several market days that are moved at once",
        changing("closures.json", "works", held_on="2026-11-05", until="2026-11-03T00:00+01:00"),
        "closures.json, works, until: must be at most a day later than since where held_on is",
    ),
    (
        "a market day that is moved to no date",
        changing("closures.json", "works", held_on="Thursday"),
        'closures.json, works, held_on: must be a date such as 2026-11-23, not "Thursday".',
    ),
    (
        "an event with a last day alone",
        changing("events.json", "souk-day", last_day="2026-12-03"),
        "events.json, souk-day, first_day: is missing: a last_day has a first_day before it.",
    ),
    (
        "an event that ends before it begins",
        changing("events.json", "souk-day", first_day="2026-12-03", last_day="2026-12-01"),
        "events.json, souk-day, last_day: must not be earlier than first_day.",
    ),
    (
        "a moment without its offset",
        changing("closures.json", "works", since="2026-11-01T00:00"),
        "closures.json, works, since: must be a date and time with its offset, such as",
    ),
    (
        "an address that is none",
        changing("sources.json", "gazette", url="example.org"),
        "sources.json, gazette, url: “example.org” is refused: write an address such as https://",
    ),
    (
        "a date that is none",
        changing("sources.json", "gazette", published_on="November 2014"),
        "sources.json, gazette, published_on: “November 2014” is not a year, a month or a day",
    ),
    (
        "a sample position of no place",
        placing(("old-souk", -10.05, 28.98), ("new-souk", -10.05, 28.98)),
        "sample_positions.csv, line 3: there is no place “new-souk” in the files",
    ),
    (
        "a sample position of a place whose position is known",
        placing(("museum", -10.05, 28.98)),
        "sample_positions.csv, line 2: museum has a known position: remove this line.",
    ),
    (
        "a sample position with the latitude first",
        placing(("old-souk", 28.98, -10.05)),
        "sample_positions.csv, line 2: latitude first? (28.98, -10.05) lies outside",
    ),
    (
        "a sample position that is no number",
        placing(("old-souk", "10° W", 28.98)),
        "sample_positions.csv, line 2: “10° W,28.98” is no longitude and latitude in degrees.",
    ),
    (
        "a row of the wrong length",
        placing(("old-souk", -10.05)),
        "sample_positions.csv, line 2: has 2 cells, not 3: place,lon,lat.",
    ),
    (
        "a table with other columns",
        writing(CSV, "place,lat,lon\nold-souk,28.98,-10.05\n"),
        "sample_positions.csv, line 1: the first line must be place,lon,lat.",
    ),
    (
        "a comma that is missing",
        writing("roads.json", '[\n  {"id": "a" "ref": ""}\n]'),
        "roads.json: is not JSON at line 2, column 14: ",
    ),
    (
        "a key that is there twice",
        writing(
            "roads.json",
            '[{"id": "a-b", "ref": "N1", "ref": "N2", "start": "town", '
            '"end": "oasis", "sources": ["gazette"]}]',
        ),
        "roads.json: has the key “ref” twice in one object: keep one of them.",
    ),
    (
        "an object where a list is wanted",
        writing("roads.json", "{}"),
        "roads.json: must be a list of records",
    ),
    (
        "a file in another encoding",
        writing("roads.json", '[\n{"id": "Musée"}]'.encode("latin-1")),
        "roads.json: is not UTF-8 (line 2): save it with the encoding UTF-8.",
    ),
    (
        "Arabic that was read in another encoding",
        changing(PLACES, "museum", name=text("Museum") | {"ar": "ÙƒÙ„Ù…ÙŠÙ…"}),
        "places.geojson, museum, name.ar: holds “ÙƒÙ„Ù…ÙŠÙ…”, which is UTF-8 read as Windows-1252 "
        "(“كلميم”): take the text again",
    ),
    (
        "a letter that was lost",
        changing(PLACES, "museum", name=text("Museum") | {"fr": "Mus\ufffde"}),
        "places.geojson, museum, name.fr: holds the sign � where a letter was lost",
    ),
    (
        "a file that is missing",
        lambda town: (town.folder / "roads.json").unlink(),
        "roads.json: is missing: add it, with [] where there is nothing to say.",
    ),
    (
        "a file that nobody reads",
        writing("place.geojson", "{}"),
        "place.geojson: is not read; a territory has: artisans.json, ",
    ),
    (
        "a map in another reference system",
        changing(PLACES, "", crs={"type": "name", "properties": {"name": "EPSG:32629"}}),
        "places.geojson, crs: positions must be WGS 84, longitude first: export to EPSG:4326.",
    ),
    (
        "a time zone that is none",
        changing("territory.json", "", timezone="Morocco/Guelmim"),
        'territory.json, timezone: "Morocco/Guelmim" is no time zone; write one such as',
    ),
    (
        "a country that is none",
        changing("territory.json", "", country="Morocco"),
        'territory.json, country: "Morocco" is no ISO 3166 code of a country',
    ),
    (
        "a box that is upside down",
        changing("territory.json", "", bbox=[-10.2, 29.1, -9.9, 28.8]),
        "territory.json, bbox: must be [west, south, east, north] in degrees",
    ),
    (
        "a centre outside the box",
        changing("territory.json", "", centre=[28.98, -10.05]),
        "territory.json, centre: latitude first? (28.98, -10.05) lies outside",
    ),
    (
        "a projection in degrees",
        changing("territory.json", "", metric_srid=4326),
        "territory.json, metric_srid: 4326 is no EPSG code of a projection in metres",
    ),
    (
        "a detour shorter than the straight line",
        changing("territory.json", "", circuity={"foot": 0.9, "wheelchair": 1.3, "car": 1.4}),
        "territory.json, circuity.foot: must be a number from 1 to 3, not 0.9.",
    ),
]


@pytest.mark.parametrize(
    ("spoil", "line"),
    [pytest.param(spoil, line, id=name) for name, spoil, line in FAULTS],
)
def test_a_fault_is_one_line_that_says_where_it_is_and_what_to_mend(
    town: SmallTown, spoil: Callable[[SmallTown], None], line: str
) -> None:
    spoil(town)
    faults = town.faults()
    assert len(faults) == 1
    assert faults[0].startswith(line)


def test_all_faults_are_reported_at_once(town: SmallTown) -> None:
    town.change(PLACES, "museum", category="castle", visit_minutes="long")
    town.change("events.json", "souk-day", place="nowhere")
    town.sample_positions(("nowhere", -10.05, 28.98))
    assert len(town.faults()) == 4


@pytest.mark.parametrize(
    "whole",
    ["كلميم", "ⴰⴳⵯⵍⵎⵉⵎ", "« À l’été », déjà… œuvre", "CAFÉ» «É»", "Souk – 1 000 m²"],
)
def test_a_text_that_is_whole_is_not_taken_for_a_damaged_one(whole: str) -> None:
    assert damage(whole) == ""


@pytest.mark.parametrize("whole", ["كلميم", "ⴰⴳⵯⵍⵎⵉⵎ", "déjà", "d’été"])
@pytest.mark.parametrize("encoding", ["latin-1", "cp1252"])
def test_a_text_read_in_another_encoding_is_recognised(whole: str, encoding: str) -> None:
    misread = whole.encode().decode(encoding, errors="ignore")
    assert "read as Windows-1252" in damage(misread)


@pytest.mark.django_db
def test_nothing_is_loaded_where_there_is_a_fault(town: SmallTown) -> None:
    town.change("events.json", "souk-day", place="nowhere")
    printed = StringIO()
    with pytest.raises(CommandError, match=r"small-town has 1 fault; nothing was loaded"):
        call_command("load_territory", stdout=printed, stderr=printed)
    assert "events.json, souk-day, place: there is no place “nowhere”" in printed.getvalue()
    assert not Place.objects.exists()
    assert not Source.objects.exists()


@pytest.mark.django_db
def test_checking_loads_nothing(town: SmallTown) -> None:
    assert run("--check").startswith("small-town: 2 sources, 5 places, 1 events")
    assert not Place.objects.exists()


@pytest.mark.django_db
def test_a_territory_that_is_not_there_is_named_with_those_that_are(town: SmallTown) -> None:
    with pytest.raises(CommandError, match=r"no territory “big-town” .* there is: small-town\."):
        run("big-town")


# What is loaded


@pytest.mark.django_db
def test_a_place_is_loaded_with_all_that_its_file_says(town: SmallTown) -> None:
    town.load(samples=False)
    souk = the(Place, "old-souk")
    assert souk.name_ar == "old-souk بالعربية"
    assert souk.name_fr == "old-souk en français"
    assert souk.status == Publication.PUBLISHED
    assert souk.parent == the(Place, "town")
    assert souk.is_core
    assert souk.opening_hours == "Mo-Sa 09:00-18:00"
    assert souk.visit_minutes == 45
    assert [(fact.text_en, fact.is_disputed) for fact in souk.facts.all()] == [
        ("It is old.", False),
        ("It burnt in 1950, or in 1951.", True),
    ]
    assert [source.slug for source in souk.sources.all()] == ["gazette"]


@pytest.mark.django_db
def test_positions_are_loaded_with_their_accuracy_and_none_is_made_up(town: SmallTown) -> None:
    town.load(samples=False)
    museum, oasis, souk = (the(Place, s) for s in ("museum", "oasis", "old-souk"))
    assert museum.geometry == Point(-10.06, 28.99, srid=4326)
    assert museum.position_accuracy_m == 100
    assert oasis.geometry.geom_type == "Polygon"
    assert souk.geometry is None
    assert souk.position_quality == "unlocated"


@pytest.mark.django_db
def test_events_roads_and_closures_are_loaded(town: SmallTown) -> None:
    town.load()
    event: Any = Event.objects.get()
    road: Any = Road.objects.get()
    closure: Any = Closure.objects.get()
    assert event.rrule == "FREQ=WEEKLY;BYDAY=SA"
    assert event.place.slug == "old-souk"
    assert (road.start.slug, road.end.slug, road.distance_m) == ("town", "oasis", None)
    assert (closure.place.slug, closure.instead.slug) == ("museum", "old-souk")
    assert closure.since.isoformat() == "2026-10-31T23:00:00+00:00"


@pytest.mark.django_db
def test_a_market_day_that_is_moved_ends_with_its_date_by_the_clocks_of_the_town(
    town: SmallTown,
) -> None:
    town.change("closures.json", "works", held_on="2026-11-05")
    town.change("events.json", "souk-day", first_day="2026-12-01", last_day="2026-12-03")
    town.load()
    closure: Any = Closure.objects.get()
    assert closure.held_on == date(2026, 11, 5)
    assert closure.until.isoformat() == "2026-11-01T23:00:00+00:00"
    closure.full_clean(exclude=["place", "reason"])
    event: Any = Event.objects.get()
    assert (event.first_day, event.last_day) == (date(2026, 12, 1), date(2026, 12, 3))


@pytest.mark.django_db
def test_a_date_that_was_moved_at_the_desk_is_kept_with_its_closure(town: SmallTown) -> None:
    town.change("closures.json", "works", held_on="2026-11-05")
    town.load()
    Closure.objects.update(held_on=date(2026, 11, 6))
    town.change("closures.json", "works", held_on="2026-11-07")
    outcome = town.load()
    assert Closure.objects.get().held_on == date(2026, 11, 6)
    assert outcome.kept == ["kept the desk's since, until, held_on of works"]


@pytest.mark.django_db
def test_the_command_says_what_it_loaded(town: SmallTown) -> None:
    assert run() == (
        "small-town: 2 sources, 5 places, 1 events, 1 roads, 1 closures, 1 crafts, "
        "1 organisations, 1 artisans, 1 motifs, 2 products, 1 circuits loaded; 17 added\n"
    )


@pytest.mark.django_db
def test_a_place_with_a_sample_position_says_so(town: SmallTown) -> None:
    town.load()
    souk = the(Place, "old-souk")
    assert souk.position_quality == "sample"
    assert souk.geometry == Point(-10.0596, 28.9892, srid=4326)
    assert souk.position_accuracy_m == 400


@pytest.mark.django_db
def test_without_samples_only_what_is_known_is_loaded(town: SmallTown) -> None:
    town.load(samples=False)
    assert not Place.objects.filter(is_sample=True).exists()
    assert the(Place, "old-souk").geometry is None


@pytest.mark.django_db
def test_samples_can_be_loaded_after_a_load_without_them(town: SmallTown) -> None:
    town.load(samples=False)
    town.load()
    assert the(Place, "workshop-1").is_sample
    assert the(Place, "old-souk").position_quality == "sample"


@pytest.mark.django_db
def test_a_second_territory_is_refused(town: SmallTown, tmp_path: Path) -> None:
    town.load()
    other = SmallTown(tmp_path / "other-town")
    with pytest.raises(loading.AnotherTerritory, match="holds small-town"):
        other.load()


# What a refresh leaves alone


@pytest.mark.django_db
def test_a_second_load_of_the_same_files_touches_nothing(
    town: SmallTown, django_assert_max_num_queries: Any
) -> None:
    town.load()
    before = list(Place.objects.order_by("pk").values_list("pk", "code", "updated_at"))
    with django_assert_max_num_queries(1):
        assert town.load().unchanged
    assert list(Place.objects.order_by("pk").values_list("pk", "code", "updated_at")) == before
    assert run() == "small-town: nothing changed\n"


@pytest.mark.django_db
def test_a_change_to_one_record_touches_only_that_one(town: SmallTown) -> None:
    town.load()
    before = dict(Place.objects.values_list("slug", "updated_at"))
    town.change(PLACES, "museum", visit_minutes=50)
    assert town.load().updated == 1
    after = dict(Place.objects.values_list("slug", "updated_at"))
    assert [slug for slug in before if before[slug] != after[slug]] == ["museum"]
    assert the(Place, "museum").visit_minutes == 50


@pytest.mark.django_db
def test_a_new_text_in_the_files_replaces_the_old_one_that_nobody_edited(town: SmallTown) -> None:
    town.load()
    town.change(PLACES, "old-souk", name=text("The old souk"))
    outcome = town.load()
    assert the(Place, "old-souk").name_en == "The old souk"
    assert outcome.kept == []


@pytest.mark.django_db
def test_what_an_officer_corrected_outlives_a_new_text_in_the_files(town: SmallTown) -> None:
    town.load()
    rename("old-souk", "The souk by the wall")
    town.change(PLACES, "old-souk", name=text("The old souk"))
    outcome = town.load()
    souk = the(Place, "old-souk")
    assert souk.name_en == "The souk by the wall"
    assert souk.name_fr == "The old souk en français"
    assert outcome.kept == ["kept the desk's name.en of old-souk"]


@pytest.mark.django_db
def test_what_was_kept_is_reported_once(town: SmallTown) -> None:
    town.load()
    rename("old-souk", "The souk by the wall")
    town.change(PLACES, "old-souk", name=text("The old souk"))
    assert "1 kept as edited at the desk" in run()
    town.change(PLACES, "museum", visit_minutes=50)
    assert "kept" not in run()
    assert the(Place, "old-souk").name_en == "The souk by the wall"


@pytest.mark.django_db
def test_a_correction_that_the_files_took_over_is_no_conflict(town: SmallTown) -> None:
    town.load()
    rename("old-souk", "The old souk")
    town.change(PLACES, "old-souk", name=text("The old souk"))
    assert town.load().kept == []


@pytest.mark.django_db
def test_overwriting_lets_the_files_win(town: SmallTown) -> None:
    town.load()
    rename("old-souk", "The souk by the wall")
    outcome = town.load(overwrite=True)
    assert the(Place, "old-souk").name_en == "old-souk"
    assert (outcome.updated, outcome.kept) == (1, [])


@pytest.mark.django_db
def test_a_position_that_was_surveyed_is_kept_whole(town: SmallTown) -> None:
    town.load()
    museum = the(Place, "museum")
    museum.geometry = Point(-10.061, 28.991, srid=4326)
    museum.position_quality, museum.position_accuracy_m = "surveyed", 5
    museum.save()
    town.change(PLACES, "museum", geometry=point(-10.07, 28.97), position_accuracy_m=300)
    outcome = town.load()
    museum.refresh_from_db()
    assert museum.geometry == Point(-10.061, 28.991, srid=4326)
    assert (museum.position_quality, museum.position_accuracy_m) == ("surveyed", 5)
    assert outcome.kept == ["kept the desk's position of museum"]


@pytest.mark.django_db
def test_a_surveyed_place_is_not_set_back_to_its_sample_position(town: SmallTown) -> None:
    town.load()
    souk = the(Place, "old-souk")
    souk.geometry = Point(-10.0601, 28.9899, srid=4326)
    souk.position_quality = "surveyed"
    souk.save()
    town.sample_positions(("old-souk", -10.05, 28.98))
    town.load()
    souk.refresh_from_db()
    assert souk.position_quality == "surveyed"


@pytest.mark.django_db
def test_the_facts_of_a_place_are_one_thing_to_a_refresh(town: SmallTown) -> None:
    town.load()
    souk = the(Place, "old-souk")
    first, _second = souk.facts.all()
    town.change(PLACES, "old-souk", facts=[{"text": text("It is very old."), "disputed": False}])
    town.load()
    assert [(fact.pk, fact.text_en) for fact in souk.facts.all()] == [(first.pk, "It is very old.")]
    souk.facts.create(text_en="Ask for the well.", order=2)
    town.change(PLACES, "old-souk", facts=[])
    assert town.load().kept == ["kept the desk's facts of old-souk"]
    assert souk.facts.count() == 2


@pytest.mark.django_db
def test_a_record_deleted_at_the_desk_stays_deleted(town: SmallTown) -> None:
    town.load()
    Event.objects.get().delete()
    town.change("events.json", "souk-day", name=text("Day of the market"))
    outcome = town.load()
    assert outcome.deleted == 1
    assert not Event.objects.exists()


@pytest.mark.django_db
def test_references_to_a_deleted_record_are_left_out_without_a_word(town: SmallTown) -> None:
    town.load()
    Source.objects.get(slug="register").delete()
    town.change(PLACES, "museum", sources=["gazette", "register"], visit_minutes=50)
    outcome = town.load()
    museum = the(Place, "museum")
    assert museum.visit_minutes == 50
    assert [source.slug for source in museum.sources.all()] == ["gazette"]
    assert outcome.kept == []


@pytest.mark.django_db
def test_a_new_record_that_needs_a_deleted_one_is_left_out_and_named(town: SmallTown) -> None:
    town.load()
    Circuit.objects.all().delete()
    the(Place, "museum").delete()
    town.add(
        "roads.json",
        {"id": "town-museum", "start": "town", "end": "museum", "sources": ["register"]},
    )
    outcome = town.load()
    assert outcome.left_out == ["left out road town-museum: its end museum was deleted at the desk"]


@pytest.mark.django_db
def test_a_record_that_left_the_files_is_reported_and_stays(town: SmallTown) -> None:
    town.load()
    town.remove("events.json", "souk-day")
    assert town.load().gone == [
        "event souk-day has left the files: delete it at the desk if it is to go"
    ]
    assert Event.objects.exists()


@pytest.mark.django_db
def test_a_place_that_got_another_address_at_the_desk_is_still_refreshed(town: SmallTown) -> None:
    town.load()
    Place.objects.filter(slug="museum").update(slug="museum-of-the-oasis")
    town.change(PLACES, "museum", visit_minutes=50)
    town.load()
    assert the(Place, "museum-of-the-oasis").visit_minutes == 50
    assert not Place.objects.filter(slug="museum").exists()


@pytest.mark.django_db
def test_a_record_made_at_the_desk_is_taken_over_and_not_overwritten(town: SmallTown) -> None:
    Place.objects.create(slug="museum", name_en="Our museum", category="museum", status="published")
    outcome = town.load()
    museum = the(Place, "museum")
    assert museum.name_en == "Our museum"
    assert museum.name_fr == "museum en français"
    assert "kept the desk's name.en of museum" in outcome.kept


@pytest.mark.django_db
def test_a_failing_load_leaves_the_database_as_it_was(
    town: SmallTown, monkeypatch: pytest.MonkeyPatch
) -> None:
    town.load()
    town.change(PLACES, "museum", visit_minutes=50)
    town.add("events.json", town.read("events.json")[0] | {"id": "second-day"})

    def full_disk(*arguments: object, **keywords: object) -> None:
        raise OSError("No space left on device")

    monkeypatch.setattr(LoadedRecord.objects, "bulk_create", full_disk)
    with pytest.raises(OSError, match="No space"):
        town.load()
    assert the(Place, "museum").visit_minutes is None
    assert Event.objects.count() == 1


# The territory that ships


@pytest.mark.django_db
def test_the_shipped_territory_has_no_fault_and_loads_twice(settings: Any) -> None:
    folder = site_settings.BASE_DIR / "geodata" / "territories" / SHIPPED
    settings.TERRITORY_DIR = folder
    first = loading.load(folder)
    assert first.counts["places"] > 60
    assert (first.kept, first.left_out, first.gone) == ([], [], [])
    before = dict(Place.objects.values_list("slug", "updated_at"))
    second = loading.load(folder, overwrite=True)
    assert (second.added, second.updated) == (0, 0)
    assert dict(Place.objects.values_list("slug", "updated_at")) == before
