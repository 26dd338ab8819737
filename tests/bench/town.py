"""Fill a database with a made-up town, far larger than any that exists, to measure the site on.

Everything is drawn from a seed, so that two runs measure the same town.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, time
from itertools import pairwise
from random import Random

from django.contrib.gis.geos import LineString, Point
from django.db.models import Model

from circuits.models import Circuit, Leg, Mode, Stop
from crafts.models import Artisan, Craft, Motif, Product, SalePoint, Workplace
from geodata import codes, findable
from geodata.models import Category, Fact, Place, PositionQuality, Publication, Source

LANGUAGES = ("ar", "fr", "en")
SYLLABLES = "ta ma ri ghe lou ben da zi kou sa fa ne ra mi dou ka le no tir agh".split()
LETTERS = "ابتجحخدرزسشصطعغفقكلمنهوي"
STOPS = 6


@dataclass(frozen=True)
class Size:
    """How many records of each kind the town has."""

    places: int = 5_000
    artisans: int = 4_000
    products: int = 20_000
    circuits: int = 200
    crafts: int = 60
    motifs: int = 400


def build(size: Size, seed: int = 1) -> None:
    """Write a town of a size into the database, which should be empty."""
    draw = Random(seed)
    sources = _create(
        Source(slug=f"source-{i}", name=_word(draw).title(), url=f"https://example.org/{i}")
        for i in range(200)
    )
    crafts = _create(
        Craft(slug=f"craft-{i}", **_names(draw, "name"), **_texts(draw, "description"), **_public())
        for i in range(size.crafts)
    )
    places = _places(draw, size.places, crafts, sources)
    artisans = _artisans(draw, size.artisans, crafts, places)
    motifs = _create(
        Motif(
            slug=f"motif-{i}",
            kind=draw.choice(Motif.Kind.values),
            place=draw.choice(places),
            craft=draw.choice(crafts),
            **_names(draw, "name"),
            **_texts(draw, "description"),
            **_public(),
        )
        for i in range(size.motifs)
    )
    _products(draw, size.products, crafts, artisans, places, motifs)
    _circuits(draw, size.circuits, places)
    findable.rebuild()


def _places(draw: Random, number: int, crafts: list[Craft], sources: list[Source]) -> list[Place]:
    rules = [_rule(draw) for _i in range(200)]
    categories = [value for value in Category.values if value != Category.TOWN]
    places = _create(
        Place(
            slug=f"place-{i}",
            code=code,
            category=draw.choice(categories),
            geometry=_point(draw),
            position_quality=PositionQuality.SURVEYED,
            position_accuracy_m=draw.randint(3, 200),
            opening_hours=draw.choice(rules) if draw.random() < 0.8 else "",
            is_core=i < 5,
            **_names(draw, "name"),
            **_texts(draw, "summary"),
            **_public(),
        )
        for i, code in enumerate(codes.draw(codes.PLACE_LENGTH, number))
    )
    for place in places[number // 2 :]:
        place.parent = draw.choice(places[: number // 10])
    Place.objects.bulk_update(places[number // 2 :], ["parent"], batch_size=1000)
    _create(Fact(place=place, **_texts(draw, "text")) for place in places for _i in range(3))
    _link(Craft.places.through, "craft", "place", ((draw.choice(crafts), p) for p in places))
    _link(Place.sources.through, "place", "source", ((p, draw.choice(sources)) for p in places))
    return places


def _artisans(draw: Random, number: int, crafts: list[Craft], places: list[Place]) -> list[Artisan]:
    artisans = _create(
        Artisan(
            slug=f"artisan-{i}",
            code=code,
            consent_given_on=date(2026, 1, 1),
            **_names(draw, "name"),
            **_texts(draw, "bio"),
            **_public(),
        )
        for i, code in enumerate(codes.draw(codes.ARTISAN_LENGTH, number))
    )
    _link(Artisan.crafts.through, "artisan", "craft", ((a, draw.choice(crafts)) for a in artisans))
    _create(
        Workplace(artisan=artisan, place=place, opening_hours=_rule(draw))
        for artisan in artisans
        for place in draw.sample(places, 2)
    )
    return artisans


def _products(
    draw: Random,
    number: int,
    crafts: list[Craft],
    artisans: list[Artisan],
    places: list[Place],
    motifs: list[Motif],
) -> None:
    products = _create(
        Product(
            slug=f"product-{i}",
            craft=draw.choice(crafts),
            **_names(draw, "name"),
            **_texts(draw, "description"),
            **_public(),
        )
        for i in range(number)
    )
    makers = ((product, draw.choice(artisans)) for product in products)
    _link(Product.artisans.through, "product", "artisan", makers)
    carried = ((product, draw.choice(motifs)) for product in products)
    _link(Product.motifs.through, "product", "motif", carried)
    _create(
        SalePoint(product=product, place=place, basis=SalePoint.Basis.SOURCED)
        for product in products
        for place in draw.sample(places, 3)
    )


def _circuits(draw: Random, number: int, places: list[Place]) -> None:
    circuits = _create(
        Circuit(
            slug=f"circuit-{i}",
            start_time=time(9),
            days=draw.choice(["", "Sa", "Mo-Fr"]),
            **_names(draw, "name"),
            **_texts(draw, "summary"),
            **_public(),
        )
        for i in range(number)
    )
    stops = _create(
        Stop(circuit=circuit, order=order, place=place, dwell_minutes=draw.randint(10, 60))
        for circuit in circuits
        for order, place in enumerate(draw.sample(places, STOPS), start=1)
    )
    _create(
        Leg(
            start=start,
            end=end,
            mode=Mode.FOOT,
            geometry=LineString(start.place.geometry, end.place.geometry, srid=4326),
            distance_m=900,
            duration_s=700,
        )
        for start, end in pairwise(stops)
        if start.circuit == end.circuit
    )


def _create[M: Model](records: Iterable[M]) -> list[M]:
    made = list(records)
    return type(made[0])._default_manager.bulk_create(made, batch_size=2000) if made else []


def _link(through: type[Model], left: str, right: str, pairs: Iterable[tuple]) -> None:
    rows = {(a.pk, b.pk) for a, b in pairs}
    _create(through(**{f"{left}_id": a, f"{right}_id": b}) for a, b in sorted(rows))


def _public() -> dict[str, str]:
    return {"status": Publication.PUBLISHED}


def _word(draw: Random) -> str:
    return "".join(draw.choices(SYLLABLES, k=draw.randint(2, 4)))


def _names(draw: Random, field: str) -> dict[str, str]:
    latin = f"{_word(draw)} {_word(draw)}".title()
    arabic = "".join(draw.choices(LETTERS, k=7))
    return {f"{field}_ar": arabic, f"{field}_fr": latin, f"{field}_en": latin}


def _texts(draw: Random, field: str) -> dict[str, str]:
    latin = " ".join(_word(draw) for _i in range(40))
    arabic = " ".join("".join(draw.choices(LETTERS, k=5)) for _i in range(40))
    return {f"{field}_ar": arabic, f"{field}_fr": latin, f"{field}_en": latin}


def _point(draw: Random) -> Point:
    return Point(-10.2 + draw.random() * 0.3, 28.85 + draw.random() * 0.3, srid=4326)


def _rule(draw: Random) -> str:
    opens, closes = draw.randint(7, 10), draw.randint(16, 20)
    days = draw.choice(["Mo-Sa", "Mo-Fr", "Sa-Th", "Tu-Su", "Sa"])
    return f"{days} {opens:02}:00-12:{draw.choice(['00', '30'])},14:00-{closes:02}:00"
