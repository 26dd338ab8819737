"""What crafts adds to the page of a place: who works there today, what is made and sold."""

from collections import Counter
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.db.models import Prefetch, Q
from django.utils.translation import gettext_lazy as _

from crafts.models import Artisan, Craft, Motif, Organisation, Product, SalePoint, Workplace
from geodata import opening, territory
from geodata.extensions import Choice, Filter, Section, Visit, filters, sections
from geodata.models import Category, Place
from geodata.opening import ClosedPeriod, Day, Opening, Rules, State
from geodata.plaques.carriers import CARRIERS

SHOWN = 12
SHOWN_INSIDE = 100


@dataclass(frozen=True)
class Presence:
    """An artisan at a place: whether they are there now, and on which days of the week."""

    workplace: Workplace
    now: Opening
    today: Day

    @property
    def is_here_today(self) -> bool:
        """Whether they come at all on the day."""
        return self.today.state == State.OPEN


def presences(
    workplaces: Iterable[Workplace],
    closures: Callable[[Workplace], tuple[ClosedPeriod, ...]],
    moment: datetime,
) -> list[Presence]:
    """Return who works where, cut by each workplace's closures; who is there today comes first."""
    calendar = territory.current().calendar
    day = moment.astimezone(calendar.timezone).date()
    found = []
    for workplace in workplaces:
        own = Rules(hours=workplace.opening_hours, closures=closures(workplace))
        found.append(
            Presence(
                workplace=workplace,
                now=opening.at(own, moment, calendar),
                today=opening.on(own, day, calendar),
            )
        )
    return sorted(found, key=lambda presence: not presence.is_here_today)


def people(visit: Visit) -> dict[str, Any]:
    """Return the public artisans who work at a place or in its workshops."""
    workplaces = (
        Workplace.objects.filter(
            Q(place=visit.place) | Q(place__parent=visit.place, place__category=Category.WORKSHOP),
            place__in=Place.objects.public(),
            artisan__in=Artisan.objects.public(),
        )
        .select_related("artisan", "place")
        .prefetch_related(Prefetch("artisan__crafts", Craft.objects.public()))
    )

    def closures(workplace: Workplace) -> tuple[ClosedPeriod, ...]:
        own = (c.period for c in visit.closures_inside if c.place_id == workplace.place_id)
        return (*visit.rules.closures, *own)

    return {"presences": presences(workplaces, closures, visit.moment)[:SHOWN]}


def workshops(visit: Visit) -> dict[str, Any]:
    """Return the places inside a place, workshops grouped by their craft."""
    children = list(
        Place.objects.public()
        .filter(parent=visit.place)
        .prefetch_related(Prefetch("crafts", Craft.objects.public()))[:SHOWN_INSIDE]
    )
    crafts = Counter(craft for child in children for craft in child.crafts.all())
    return {
        "groups": [
            (craft, [child for child in children if craft in child.crafts.all()])
            for craft, _count in crafts.most_common()
        ],
        "has_samples": any(child.is_sample for child in children),
        "others": [child for child in children if not child.crafts.all()],
    }


def made_here(visit: Visit) -> dict[str, Any]:
    """Return the crafts practised at a place, the products sold there and the motifs from it."""
    place = visit.place
    return {
        "crafts": Craft.objects.public().filter(places=place),
        "sale_points": SalePoint.objects.filter(
            place=place, product__in=Product.objects.public()
        ).select_related("product", "product__craft")[:SHOWN],
        "motifs": Motif.objects.public().filter(place=place)[:SHOWN],
        "organisations": Organisation.objects.public().filter(place=place)[:SHOWN],
    }


def craft_choices() -> list[Choice]:
    """Return the public crafts as choices of a filter."""
    return [Choice(craft.slug, craft.name) for craft in Craft.objects.public()]


def places_of_craft(slug: str) -> frozenset[int]:
    """Return the ids of the places where a public craft is practised."""
    crafts = Craft.objects.public().filter(slug=slug)
    return frozenset(Place.objects.filter(crafts__in=crafts).values_list("pk", flat=True))


def register() -> None:
    """Add these parts to the pages of places."""
    sections.append(Section("crafts/at_place/people.html", people))
    sections.append(Section("crafts/at_place/workshops.html", workshops))
    sections.append(Section("crafts/at_place/made_here.html", made_here))
    CARRIERS.append(Artisan)
    filters.append(Filter("craft", _("Craft"), craft_choices, places_of_craft))
