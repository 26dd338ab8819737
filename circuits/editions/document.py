"""Write down a circuit with everything that a phone needs to walk it without a network.

The same circuit makes the same document on any day: nothing in it depends on the clock. What does,
when places are open in the next weeks, is in the `circuits.editions.calendar`.
"""

from __future__ import annotations

import json
from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import date, datetime
from decimal import Decimal
from itertools import pairwise
from typing import Any

from django.conf import settings
from django.conf.locale import LANG_INFO
from django.contrib.gis.geos import GEOSGeometry, Point
from django.db.models import Prefetch, Q, prefetch_related_objects
from django.utils.translation import override

from circuits import guidance
from circuits.editions import images
from circuits.editions.texts import Text, in_each, languages, said, text_of, written
from circuits.features import area_of
from circuits.itinerary import legs_of, products_of, stops_of
from circuits.models import Circuit, Leg, Stop
from crafts.models import Artisan, Craft, Motif, Organisation, Product, Workplace
from geodata import attribution, territory
from geodata.models import Category, Closure, Event, Photo, Place, Record

FORMAT = 1
DECIMALS = 6  # of degrees: 10 cm

type Json = dict[str, Any]


@dataclass
class Document:
    """What an edition says, and what it is made of.

    Attributes
    ----------
    content
        As docs/editions.md describes it, without hash, version and date.
    people
        Primary keys of the artisans in it.
    """

    content: Json
    people: list[int]

    @property
    def images(self) -> list[str]:
        """The names of the images in it, without width."""
        return sorted(self.content["images"])


def document(circuit: Circuit, stops: list[Stop] | None = None) -> Document:
    """Return what a circuit says at this moment, in every language.

    Its stops are read unless they are given, as `circuits.itinerary.stops_of` returns them: those
    of a circuit that was made for one traveller are saved nowhere.
    """
    # Records are sorted by their names in the active language, whoever publishes.
    with override(settings.LANGUAGE_CODE):
        return _document(circuit, stops_of(circuit) if stops is None else stops)


def _document(circuit: Circuit, stops: list[Stop]) -> Document:
    people = _People.of(stops)
    album = _Album()
    products = _products(stops)
    artisans = people.with_makers(products)
    motifs = _motifs(stops, products)
    closures = _closures(stops)
    places = {stop.place.slug: stop.place for stop in stops} | {
        closure.instead.slug: closure.instead
        for closure in closures
        if closure.instead and closure.instead.is_public
    }
    prefetch_related_objects(list(places.values()), "facts", "photos")
    here = territory.current()
    legs = _legs(stops)
    content = {
        "format": FORMAT,
        "languages": [
            {
                "code": code,
                "name": LANG_INFO[code]["name_local"],
                "dir": "rtl" if LANG_INFO[code]["bidi"] else "ltr",
            }
            for code in languages()
        ],
        "territory": {
            "slug": here.slug,
            "name": said(lambda: here.name),
            "title": said(lambda: here.title),
            "timezone": here.timezone.key,
            "bbox": list(here.bbox),
        },
        "attribution": said(attribution.text)
        if any(leg["basis"] == "streets" for leg in legs)
        else None,
        "circuit": {
            "slug": circuit.slug,
            "name": written(circuit, "name"),
            "summary": written(circuit, "summary"),
            "story": written(circuit, "story"),
            "mode": circuit.mode,
            "pace": circuit.pace,
            "days": circuit.days,
            "start_time": f"{circuit.start_time:%H:%M}",
            "cover": circuit.cover,
            "sample": circuit.is_sample,
            "images": album.of(circuit),
        },
        "stops": [
            _stop(number, stop, circuit, people.at(stop), motifs)
            for number, stop in enumerate(stops, start=1)
        ],
        "places": {slug: _place(place, album) for slug, place in places.items()},
        "closures": [_closure(closure, stops) for closure in closures],
        "legs": legs,
        "artisans": {
            artisan.slug: _artisan(artisan, people, album) for artisan in artisans.values()
        },
        "products": {
            product.slug: _product(product, artisans, album) for product in products.values()
        },
        "motifs": {motif.slug: _motif(motif, album) for motif in motifs.values()},
        "crafts": {
            craft.slug: {"name": written(craft, "name"), "sample": craft.is_sample}
            for craft in _crafts(stops, artisans.values(), products.values())
        },
        "images": album.images,
    }
    events = _events(stops)
    if events:
        content["events"] = events
    return Document(content=content, people=sorted(artisans))


def moment(when: datetime) -> str:
    """Return an aware moment on the territory's clocks, to the minute: 2026-11-28T06:00+01:00."""
    return when.astimezone(territory.current().timezone).isoformat(timespec="minutes")


@dataclass
class _Album:
    """The images of an edition, each once however many things it shows."""

    images: dict[str, Json] = field(default_factory=dict)

    def of(self, record: Record) -> list[str]:
        """Take in the photographs of a record; return their names."""
        found = []
        for photo in sorted(record.photos.all(), key=lambda photo: photo.pk):
            name = self._add(photo)
            if name is not None:
                found.append(name)
        return found

    def _add(self, photo: Photo) -> str | None:
        image = images.image(photo.image)
        if image is None:
            return None
        self.images[image.name] = {
            "alt": written(photo, "alt"),
            "credit": photo.credit,
            "licence": photo.licence,
            "files": [
                {
                    "name": file.name,
                    "width": file.width,
                    "height": file.height,
                    "bytes": file.size_bytes,
                }
                for file in image.files
            ],
        }
        return image.name


@dataclass(frozen=True)
class _People:
    """Who is met on a circuit; all of them may be shown.

    Attributes
    ----------
    artisans
        By primary key.
    working
        Those who work at a stop's place or in its workshops, by the primary key of that place.
    stop_places
        By the primary key of a workplace's place, the stop's place that it is or lies in.
    """

    artisans: dict[int, Artisan]
    working: dict[int, list[int]]
    stop_places: dict[int, Place]

    @classmethod
    def of(cls, stops: list[Stop]) -> _People:
        places = {stop.place_id: stop.place for stop in stops}
        stop_places = dict(places)
        in_workshops = Q(place__parent__in=list(places), place__category=Category.WORKSHOP)
        working: dict[int, set[int]] = {pk: set() for pk in places}
        for workplace in Workplace.objects.filter(
            Q(place__in=list(places)) | in_workshops,
            place__in=Place.objects.public(),
            artisan__in=Artisan.objects.public(),
        ).select_related("place"):
            where = workplace.place
            stop_places.setdefault(where.pk, places.get(where.parent_id or 0, where))
            working[stop_places[where.pk].pk].add(workplace.artisan_id)
        featured = {artisan.pk for stop in stops for artisan in stop.artisans.all()}
        artisans = _artisans(featured.union(*working.values()))
        return cls(
            artisans,
            {
                pk: sorted(found, key=lambda one: artisans[one].slug)
                for pk, found in working.items()
            },
            stop_places,
        )

    def at(self, stop: Stop) -> list[str]:
        """Return whom one meets at a stop: those put there first, then those who work there."""
        featured = [artisan.pk for artisan in stop.artisans.all()]
        return [
            self.artisans[pk].slug for pk in dict.fromkeys(featured + self.working[stop.place_id])
        ]

    def with_makers(self, products: dict[int, Product]) -> dict[int, Artisan]:
        """Return all of them and who made the products, by primary key, in a steady order."""
        makers = {artisan.pk for one in products.values() for artisan in one.artisans.all()}
        found = self.artisans | _artisans(makers - self.artisans.keys())
        return dict(sorted(found.items(), key=lambda item: item[1].slug))


def _artisans(pks: Iterable[int]) -> dict[int, Artisan]:
    workplaces = Workplace.objects.filter(place__in=Place.objects.public())
    found = Artisan.objects.public().select_related("organisation").filter(pk__in=list(pks))
    return {
        artisan.pk: artisan
        for artisan in found.prefetch_related(
            Prefetch("crafts", Craft.objects.public()),
            Prefetch("workplaces", workplaces.select_related("place")),
            "photos",
        )
    }


def _products(stops: list[Stop]) -> dict[int, Product]:
    shown = {product.pk for stop in stops for product in products_of(stop)}
    found = Product.objects.public().select_related("craft").filter(pk__in=shown)
    return {
        product.pk: product
        for product in found.order_by("slug")
        .prefetch_related(Prefetch("artisans", Artisan.objects.public()))
        .prefetch_related(Prefetch("organisations", Organisation.objects.public()))
        .prefetch_related(Prefetch("motifs", Motif.objects.public().select_related("place")))
        .prefetch_related("photos")
    }


def _motifs(stops: list[Stop], products: dict[int, Product]) -> dict[int, Motif]:
    """Return the motifs that come from the stops, and those that the products carry."""
    carried = {motif.pk for product in products.values() for motif in product.motifs.all()}
    return {
        motif.pk: motif
        for motif in Motif.objects.public()
        .filter(Q(pk__in=carried) | Q(place__in=[stop.place_id for stop in stops]))
        .select_related("place")
        .prefetch_related("photos")
        .order_by("slug")
    }


def _crafts(
    stops: list[Stop], artisans: Iterable[Artisan], products: Iterable[Product]
) -> list[Craft]:
    found = {craft.slug: craft for stop in stops for craft in stop.place.crafts.all()}
    found |= {craft.slug: craft for artisan in artisans for craft in artisan.crafts.all()}
    found |= {one.craft.slug: one.craft for one in products if one.craft.is_public}
    return list(found.values())


def _closures(stops: list[Stop]) -> list[Closure]:
    areas = {area.pk for stop in stops for area in stop.place.lineage}
    return list(
        Closure.objects.filter(place__in=areas)
        .select_related("place", "instead__parent__parent")
        .order_by("since", "pk")
    )


def _events(stops: list[Stop]) -> list[Json]:
    """Return what is announced at the stops, or in an area that they lie in, soonest first."""
    areas = {area.pk for stop in stops for area in stop.place.lineage}
    announced = (
        Event.objects.public()
        .filter(place__in=areas, first_day__isnull=False)
        .exclude(kind=Event.Kind.WEEKLY_MARKET)
        .select_related("place")
        .order_by("first_day", "slug")
    )
    return [
        _event(event, event.place, event.first_day, stops)
        for event in announced
        if event.place and event.first_day
    ]


def _stop(
    number: int, stop: Stop, circuit: Circuit, people: list[str], motifs: dict[int, Motif]
) -> Json:
    return {
        "order": number,
        "place": stop.place.slug,
        "dwell_minutes": stop.dwell_minutes,
        "onward_mode": stop.onward_mode or circuit.mode,
        "note": written(stop, "note"),
        "people": people,
        "products": [product.slug for product in products_of(stop)],
        "crafts": [craft.slug for craft in stop.place.crafts.all()],
        "motifs": [one.slug for one in motifs.values() if one.place_id == stop.place_id],
    }


def _place(place: Place, album: _Album) -> Json:
    point = place.routable_point
    keeper = next((near for near in place.lineage if near.opening_hours), place)
    parent = next(iter(place.public_areas), None)
    return {
        "name": written(place, "name"),
        "summary": written(place, "summary"),
        "story": written(place, "story"),
        "category": place.category,
        "code": place.code,
        "position": _position(point) if point else None,
        "geometry": _shape(place.geometry),
        "position_quality": place.position_quality,
        "position_accuracy_m": place.position_accuracy_m,
        "position_source": written(place, "position_source"),
        "area": _area(place),
        "parent": parent.slug if parent else None,
        "address": written(place, "address"),
        "phone": place.phone,
        "website": place.website,
        "wheelchair": place.wheelchair,
        "admission_mad": _money(place.admission_mad),
        "visit_minutes": place.visit_minutes,
        "opening_hours": keeper.opening_hours,
        "ramadan_opening_hours": keeper.ramadan_opening_hours,
        "facts": [
            {"text": written(fact, "text"), "disputed": fact.is_disputed}
            for fact in place.facts.all()
        ],
        "sample": place.is_sample,
        "images": album.of(place),
    }


def _area(place: Place) -> Json | None:
    near = area_of(place)
    point = near.routable_point if near else None
    if near is None or point is None:
        return None
    return {
        "place": near.slug,
        "name": written(near, "name"),
        "position": _position(point),
        "radius_m": place.position_accuracy_m or near.position_accuracy_m,
    }


def _closure(closure: Closure, stops: list[Stop]) -> Json:
    instead = closure.instead
    return {
        "id": closure.pk,
        "place": closure.place.slug,
        "closes": _stops_in(closure.place_id, stops),
        "since": moment(closure.since),
        "until": moment(closure.until) if closure.until else None,
        "reason": written(closure, "reason"),
        "instead": instead.slug if instead and instead.is_public else None,
        "held_on": closure.held_on.isoformat() if closure.held_on else None,
        "blocks_way": closure.blocks_way,
    }


def _event(event: Event, place: Place, first_day: date, stops: list[Stop]) -> Json:
    return {
        "slug": event.slug,
        "kind": event.kind,
        "name": written(event, "name"),
        "note": written(event, "note"),
        "place": place.slug,
        "place_name": written(place, "name"),
        "at": _stops_in(place.pk, stops),
        "first_day": first_day.isoformat(),
        "last_day": (event.last_day or first_day).isoformat(),
        "sample": event.is_sample,
    }


def _stops_in(area: int, stops: list[Stop]) -> list[str]:
    """Return the slugs of the stops' places that an area, by its primary key, is or holds."""
    return sorted(
        {stop.place.slug for stop in stops if area in {near.pk for near in stop.place.lineage}}
    )


def _legs(stops: list[Stop]) -> list[Json]:
    return [
        _leg(number, leg, start.place, end.place)
        for number, (leg, (start, end)) in enumerate(
            zip(legs_of(stops), pairwise(stops), strict=False), start=1
        )
        if leg is not None
    ]


def _leg(number: int, leg: Leg, start: Place, end: Place) -> Json:
    return {
        "start": number,
        "end": number + 1,
        "mode": leg.mode,
        "basis": leg.basis,
        "approximate": leg.is_approximate,
        "distance_m": leg.distance_m,
        "duration_s": leg.duration_s,
        "geometry": _rounded(json.loads(leg.geometry.json)) if leg.geometry else None,
        "start_moved_m": leg.start_moved_m,
        "end_moved_m": leg.end_moved_m,
        "start_off_street": leg.starts_off_street,
        "end_off_street": leg.ends_off_street,
        "notes": _notes(leg, end),
        "manoeuvres": _manoeuvres(leg, start, end),
    }


def _notes(leg: Leg, end: Place) -> list[Text]:
    by_language = in_each(lambda: guidance.remarks(leg, end))
    return [
        text_of(dict(zip(by_language, versions, strict=True)))
        for versions in zip(*by_language.values(), strict=True)
    ]


def _manoeuvres(leg: Leg, start: Place, end: Place) -> list[Json]:
    if not leg.geometry:
        return []
    by_language = in_each(lambda: guidance.directions(leg, start.name, end.name))
    return [
        {
            "begin": versions[0].begin,
            "end": versions[0].end,
            "kind": versions[0].kind,
            "icon": versions[0].icon,
            "distance_m": versions[0].distance_m,
            "duration_s": versions[0].duration_s,
            "text": text_of(
                {code: one.text for code, one in zip(by_language, versions, strict=True)}
            ),
        }
        for versions in zip(*by_language.values(), strict=True)
    ]


def _artisan(artisan: Artisan, people: _People, album: _Album) -> Json:
    organisation = artisan.organisation
    return {
        "name": written(artisan, "name"),
        "summary": written(artisan, "bio"),
        "code": artisan.code,
        "crafts": [craft.slug for craft in artisan.crafts.all()],
        "languages": artisan.languages.split(),
        "organisation": written(organisation, "name")
        if organisation and organisation.is_public
        else None,
        "phone": artisan.phone if artisan.phone_is_public else "",
        "workplaces": [
            {
                "key": workplace_key(workplace),
                "place": workplace.place.slug,
                "place_name": written(workplace.place, "name"),
                "stop_place": people.stop_places[workplace.place_id].slug
                if workplace.place_id in people.stop_places
                else None,
                "opening_hours": workplace.opening_hours,
                "note": written(workplace, "note"),
            }
            for workplace in artisan.workplaces.all()
        ],
        "sample": artisan.is_sample,
        "images": album.of(artisan),
    }


def workplace_key(workplace: Workplace) -> str:
    """Return what a workplace is called in an edition and in its calendar."""
    return f"{workplace.artisan.slug}/{workplace.place.slug}"


def _product(product: Product, artisans: dict[int, Artisan], album: _Album) -> Json:
    return {
        "name": written(product, "name"),
        "local_name": product.local_name,
        "summary": written(product, "description"),
        "craft": product.craft.slug if product.craft.is_public else None,
        "materials": written(product, "materials"),
        "techniques": written(product, "techniques"),
        "colours": written(product, "colours"),
        "note": written(product, "note"),
        "made_here": product.made_here,
        "evidence_scope": product.evidence_scope,
        "price_mad": _money(product.price_mad),
        "price_note": written(product, "price_note"),
        "artisans": [one.slug for one in product.artisans.all() if one.pk in artisans],
        "organisations": [written(one, "name") for one in product.organisations.all()],
        "motifs": [motif.slug for motif in product.motifs.all()],
        "sample": product.is_sample,
        "images": album.of(product),
    }


def _motif(motif: Motif, album: _Album) -> Json:
    return {
        "name": written(motif, "name"),
        "summary": written(motif, "description"),
        "kind": motif.kind,
        "place": motif.place.slug if motif.place and motif.place.is_public else None,
        "reuse_note": written(motif, "reuse_note"),
        "sample": motif.is_sample,
        "images": album.of(motif),
    }


def _position(point: Point) -> list[float]:
    return [round(point.x, DECIMALS), round(point.y, DECIMALS)]


def _shape(geometry: GEOSGeometry | None) -> Json | None:
    """Return a geometry as GeoJSON where it is more than a point."""
    if geometry is None or isinstance(geometry, Point):
        return None
    return _rounded(json.loads(geometry.json))


def _rounded(part: Any) -> Any:
    if isinstance(part, float):
        return round(part, DECIMALS)
    if isinstance(part, list):
        return [_rounded(one) for one in part]
    if isinstance(part, dict):
        return {key: _rounded(one) for key, one in part.items()}
    return part


def _money(amount: Decimal | None) -> float | int | None:
    if amount is None:
        return None
    return int(amount) if amount == int(amount) else float(amount)
