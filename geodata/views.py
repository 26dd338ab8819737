"""Pages of places."""

from dataclasses import dataclass

from django.db.models import Count, Q, QuerySet
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _

from geodata import features, maps, opening, structured_data, territory, visits
from geodata.extensions import Choice, Visit, filters, sections
from geodata.models import Category, Closure, Event, Place, PositionQuality
from geodata.query import read_choices, read_date, read_page
from geodata.rules import rules_by_id
from geodata.static_maps import surroundings
from geodata.static_maps.serving import respond


@dataclass(frozen=True)
class OfferedFilter:
    """A filter as a form shows it."""

    name: str
    label: str
    choices: list[Choice]
    chosen: tuple[str, ...]


def place_filters(request: HttpRequest) -> list[OfferedFilter]:
    """Return the other apps' filters with what the address chooses of them."""
    offered = []
    for a_filter in filters:
        choices = a_filter.choices()
        chosen = read_choices(request.GET, a_filter.name, {choice.value for choice in choices})
        offered.append(OfferedFilter(a_filter.name, a_filter.label, choices, chosen))
    return offered


def selection(request: HttpRequest) -> features.Selection:
    """Return which places an address's query asks for; shared by the list, the map and the API."""
    among: frozenset[int] | None = None
    for a_filter in filters:
        if request.GET.get(a_filter.name):
            allowed = {choice.value for choice in a_filter.choices()}
            for value in read_choices(request.GET, a_filter.name, allowed):
                ids = a_filter.ids(value)
                among = ids if among is None else among | ids
    return features.Selection(
        categories=read_choices(request.GET, "category", Category.values),
        among=among,
        open_at=timezone.now() if read_choices(request.GET, "open", {"now"}) else None,
        open_on=read_date(request.GET, "open_on"),
    )


def selected_places(request: HttpRequest) -> QuerySet[Place]:
    """Return the public places that an address's query asks for, workshops only where named."""
    asked = selection(request)
    places = Place.objects.public()
    if asked.categories:
        places = places.filter(category__in=asked.categories)
    else:
        places = places.exclude(category=Category.WORKSHOP)
    if asked.among is not None:
        places = places.filter(pk__in=asked.among)
    if asked.open_at is not None or asked.open_on is not None:
        places = places.filter(pk__in=features.open_places(asked))
    return places


def place_list(request: HttpRequest) -> HttpResponse:
    """Show the places, narrowed by category, day and the other apps' filters."""
    page = read_page(request, selected_places(request))
    return render(
        request,
        "places/list.html",
        {
            "page_title": _("Places"),
            "page_description": _(
                "Souks, workshops, monuments and oases: when each is open, who works there, "
                "and how well its spot is known."
            ),
            "page_obj": page,
            "openings": openings_of(list(page)),
            "categories": used_categories(),
            "chosen_categories": read_choices(request.GET, "category", Category.values),
            "filters": place_filters(request),
            "open_on": request.GET.get("open_on", ""),
        },
    )


def place_detail(request: HttpRequest, slug: str) -> HttpResponse:
    """Show a place: what it is, when it is open, who is there, and what is known of its spot."""
    place = get_object_or_404(Place.objects.public().select_related("parent__parent"), slug=slug)
    visits.note(request, "place", place.slug)
    calendar = territory.current().calendar
    now = timezone.now()
    today = now.astimezone(calendar.timezone).date()
    lineage = [near.pk for near in place.lineage]
    around = Closure.objects.filter(Q(place__in=lineage) | Q(place__parent=place))
    closures: list[Closure] = []
    inside: list[Closure] = []
    for closure in around.select_related("instead"):
        (closures if closure.place_id in lineage else inside).append(closure)
    visit = Visit(place, place.rules_cut_by(closures), now, tuple(inside))
    week = opening.week(visit.rules, today, calendar) if visit.rules.hours else ()
    return render(
        request,
        "places/detail.html",
        {
            "page_title": place.name,
            "page_description": place.summary,
            "crumbs": trail(place),
            "place": place,
            "facts": place.facts.all(),
            "events": Event.objects.public().filter(place=place),
            "photos": place.photos.all(),
            "sources": place.sources.all(),
            "opening": opening.at(visit.rules, now, calendar),
            "week": week,
            "closures": [closure for closure in closures if not closure.is_over(now)],
            "sections": [(part.template, part.context(visit)) for part in sections],
            "map_config": maps.of_place(place),
            "structured_data": structured_data.place(request, place, week),
        },
    )


def place_map(request: HttpRequest, slug: str) -> HttpResponse:
    """Return the place drawn on a sheet: for a card, for print, for sharing."""
    place = get_object_or_404(Place.objects.public().select_related("parent__parent"), slug=slug)
    page = request.build_absolute_uri(place.get_absolute_url())
    return respond(request, surroundings.place(place, page), place.slug)


def trail(place: Place) -> list[dict[str, str]]:
    """Return the way from the list of places down to a place, for its breadcrumb."""
    above = [
        {"label": near.name, "url": near.get_absolute_url()}
        for near in reversed(place.public_areas)
    ]
    return [{"label": _("Places"), "url": reverse("places:list")}, *above, {"label": place.name}]


def to_survey(request: HttpRequest) -> HttpResponse:
    """Show the places whose spot nobody has published, the main ones first."""
    places = (
        Place.objects.public()
        .filter(position_quality__in=[PositionQuality.UNLOCATED, PositionQuality.SAMPLE])
        .exclude(category=Category.WORKSHOP)
        .select_related("parent")
    )
    return render(
        request,
        "places/to_survey.html",
        {
            "page_title": _("To be surveyed"),
            "page_description": _(
                "Nobody has published exactly where these places are. Until somebody stands "
                "there with a phone, the map shows the area they lie in and computes no "
                "distance from them."
            ),
            "page_obj": read_page(request, places),
        },
    )


def openings_of(places: list[Place]) -> dict[int, opening.Opening]:
    """Return how places stand now, by id, in two queries."""
    calendar, now = territory.current().calendar, timezone.now()
    rules = rules_by_id(Place.objects.filter(pk__in=[place.pk for place in places]))
    return {
        place.pk: opening.at(rules.get(place.pk, opening.Rules()), now, calendar)
        for place in places
    }


def used_categories() -> list[tuple[str, str, int]]:
    """Return the categories there are public places of: value, label, number."""
    counted = Place.objects.public().order_by().values_list("category").annotate(number=Count("pk"))
    numbers = dict(counted)
    return [
        (category.value, str(category.label), numbers[category.value])
        for category in Category
        if category.value in numbers
    ]
