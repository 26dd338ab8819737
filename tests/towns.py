"""Builders of the things a town has, for tests that need a few of them, and a whole town.

Everything is published unless told otherwise, so that a test says only what matters to it. Names
are given once and stand for French; the other languages fall back on it.
"""

from collections.abc import Iterable
from datetime import UTC, date, datetime, time
from typing import Any
from zoneinfo import ZoneInfo

from django.contrib.gis.geos import Point
from django.utils.text import slugify

from circuits.models import Circuit, Stop
from crafts.models import Artisan, Craft, Motif, Organisation, Product, SalePoint, Tool, Workplace
from geodata.models import Closure, Event, Fact, Photo, Place, Publication, Source

CASABLANCA = ZoneInfo("Africa/Casablanca")
CENTRE = (-10.0574, 28.987)

# A Monday to a Sunday outside Ramadan and without a public holiday.
MONDAY, TUESDAY, WEDNESDAY, THURSDAY, FRIDAY, SATURDAY, SUNDAY = (
    f"2026-11-{day}" for day in range(23, 30)
)


def moment(text: str) -> datetime:
    """Return the moment at which the town's clocks show a date and a time: 2026-11-28T07:00."""
    return datetime.fromisoformat(text).replace(tzinfo=CASABLANCA).astimezone(UTC)


def place(
    name: str,
    category: str = "souk",
    at: tuple[float, float] | None = CENTRE,
    quality: str = "surveyed",
    **fields: Any,
) -> Place:
    """Return a place at a longitude and latitude, or, at None, an unlocated one."""
    return Place.objects.create(
        category=category,
        geometry=Point(at, srid=4326) if at else None,
        position_quality=quality if at else "unlocated",
        **(_named(name) | fields),
    )


def closure(
    place: Place, since: str, until: str | None, reason: str, instead: Place | None = None
) -> Closure:
    """Return a closure between two moments, until further notice where the second is None."""
    return Closure.objects.create(
        place=place,
        since=moment(since),
        until=moment(until) if until else None,
        reason_fr=reason,
        instead=instead,
    )


def moved(place: Place, usual_day: str, held_on: str, reason: str) -> Closure:
    """Return the closure of a market day that is held on another one, as the desk makes it."""
    made = Closure(
        place=place,
        since=moment(f"{usual_day}T00:00"),
        held_on=date.fromisoformat(held_on),
        reason_fr=reason,
    )
    made.full_clean(exclude=["reason", "reason_ar"])
    made.save()
    return made


def event(name: str, place: Place | None = None, rrule: str = "", **fields: Any) -> Event:
    """Return a market day or, with a ``kind``, another event."""
    defaults = {"kind": "weekly_market", "recurrence_fr": "Chaque semaine"}
    return Event.objects.create(place=place, rrule=rrule, **(_named(name) | defaults | fields))


def craft(name: str, practised_at: Iterable[Place] = (), **fields: Any) -> Craft:
    """Return a craft and where it is practised."""
    made = Craft.objects.create(**(_named(name) | fields))
    made.places.set(practised_at)
    return made


def organisation(name: str, **fields: Any) -> Organisation:
    """Return a cooperative or, with a ``kind``, another organisation."""
    return Organisation.objects.create(**(_named(name) | {"kind": "cooperative"} | fields))


def artisan(name: str, *crafts: Craft, **fields: Any) -> Artisan:
    """Return an artisan who has agreed to be shown."""
    consent = {"consent_given_on": date(2026, 1, 15)}
    made = Artisan.objects.create(**(_named(name) | consent | fields))
    made.crafts.set(crafts)
    return made


def works_at(artisan: Artisan, place: Place, hours: str = "") -> Workplace:
    """Let an artisan work at a place, on the days and hours of an OSM string."""
    return Workplace.objects.create(artisan=artisan, place=place, opening_hours=hours)


def product(name: str, craft: Craft, sold_at: Iterable[Place] = (), **fields: Any) -> Product:
    """Return a product and where a source says that it is sold."""
    made = Product.objects.create(craft=craft, **(_named(name) | fields))
    for shop in sold_at:
        SalePoint.objects.create(product=made, place=shop, basis=SalePoint.Basis.SOURCED)
    return made


def motif(name: str, place: Place | None = None, **fields: Any) -> Motif:
    """Return a motif and the place that it comes from."""
    defaults = {"kind": "rock_engraving"}
    return Motif.objects.create(place=place, **(_named(name) | defaults | fields))


def circuit(name: str, *stops: tuple[Place, int], start: str = "09:00", **fields: Any) -> Circuit:
    """Return a circuit whose stops are places with the minutes one stays there."""
    made = Circuit.objects.create(start_time=time.fromisoformat(start), **(_named(name) | fields))
    for order, (where, dwell_minutes) in enumerate(stops, start=1):
        Stop.objects.create(circuit=made, order=order, place=where, dwell_minutes=dwell_minutes)
    return made


def draft(record: Any) -> Any:
    """Take a record back from the public."""
    record.status = Publication.DRAFT
    record.save()
    return record


def whole_town(each: int = 1) -> None:
    """Build a town where every page has something to show, and ``each`` of it in every list.

    The first record of each kind is at the addresses in `PAGES`.
    """
    sources = [Source.objects.create(slug=f"source-{n}", name=f"Source {n}") for n in range(each)]
    photos = [
        Photo.objects.create(
            image=f"photos/{n}.jpg", width=2, height=2, alt_fr="Le souk", credit="-", licence="CC0"
        )
        for n in range(each)
    ]
    town = place("Ville", "town", quality="published")
    souk = place("Souk", parent=town, is_core=True, opening_hours="Mo-Su 00:00-24:00")
    crafts = [craft(f"Craft {n}", [souk], description_fr="-") for n in range(each)]
    cooperatives = [organisation(f"Cooperative {n}", place=souk) for n in range(each)]
    markets = [
        place(f"Market {n}", "weekly_market", parent=town, is_core=True, opening_hours="Sa 06:00+")
        for n in range(each)
    ]
    for n in range(each):
        Fact.objects.create(place=souk, text_fr=f"Fact {n}")
        Tool.objects.create(craft=crafts[0], local_name=f"tool {n}", name_fr=f"Tool {n}")
        closure(souk, "2026-01-01T00:00", "2099-01-01T00:00", f"Works {n}", instead=markets[0])
        event(f"Market day {n}", markets[n], "FREQ=WEEKLY;BYDAY=SA")
        place(f"Lost {n}", "monument", at=None, parent=town)
        motif(f"Motif {n}", souk, craft=crafts[0])
        workshop = place(f"Workshop {n}", "workshop", at=None, parent=souk)
        workshop.crafts.set(crafts)
        maker = artisan(f"Artisan {n}", *crafts, organisation=cooperatives[0])
        works_at(maker, souk, "Mo-Su 08:00-18:00")
        works_at(maker, workshop, "Sa 08:00-12:00")
    for n in range(each):
        thing = product(f"Product {n}", crafts[0], [souk, *markets])
        thing.artisans.set(Artisan.objects.all())
        thing.motifs.set(Motif.objects.all())
        thing.organisations.set(cooperatives)
    for n in range(each):
        way = circuit(f"Circuit {n}", (souk, 30), *((market, 20) for market in markets))
        first = way.stops.get(order=1)
        first.artisans.set(Artisan.objects.all())
        first.products.set(Product.objects.all())
    for model in (Place, Craft, Organisation, Artisan, Product, Motif, Circuit):
        for record in model.objects.all():
            record.sources.set(sources)
            record.photos.set(photos)
    for one in cooperatives:
        one.crafts.set(crafts)


# Every kind of page, by what it is, with its address after the language.
PAGES = {
    "home": "",
    "map": "map/",
    "search": "search/?q=souk",
    "about": "about/",
    "privacy": "privacy/",
    "places": "places/",
    "place": "places/souk/",
    "place_that_is_not_located": "places/lost-0/",
    "places_to_survey": "places/to-survey/",
    "plaque": "q/",
    "circuits": "circuits/",
    "circuit": "circuits/circuit-0/",
    "crafts": "crafts/",
    "craft": "crafts/craft-0/",
    "organisations": "organisations/",
    "organisation": "organisations/cooperative-0/",
    "artisans": "artisans/",
    "artisan": "artisans/artisan-0/",
    "products": "products/",
    "product": "products/product-0/",
    "motifs": "motifs/",
    "motif": "motifs/motif-0/",
}


def _named(name: str) -> dict[str, Any]:
    return {"slug": slugify(name), "name_fr": name, "status": Publication.PUBLISHED}
