"""Pages that belong to no single app: home, the map, search, about the data, and the errors."""

from urllib.parse import urlsplit

from django.conf import settings
from django.core.exceptions import DisallowedHost
from django.db.models import Count
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.template.loader import render_to_string
from django.urls import reverse
from django.utils import timezone
from django.utils.cache import patch_vary_headers
from django.utils.translation import get_language, get_language_from_request, override
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from circuits import itinerary
from circuits.models import Circuit
from crafts.models import Artisan, Craft, Motif, Product
from crafts.views import PRODUCT_COUNT
from geodata import maps, search, territory
from geodata.errors import GeodataError
from geodata.findable import FINDABLES
from geodata.models import Category, Place, PositionQuality
from geodata.query import read_page, read_text
from geodata.today import board
from geodata.views import openings_of, place_filters, selected_places, used_categories
from heritage_map.visits.figures import Figures
from heritage_map.visits.reading import ON_PHONES

SHOWN = 4
MAP_LIST = 60


@require_safe
def choose_language(request: HttpRequest) -> HttpResponse:
    """Send a visitor to the home page in their language, French where none fits."""
    with override(get_language_from_request(request)):
        response = HttpResponseRedirect(reverse("home"))
    patch_vary_headers(response, ["Accept-Language", "Cookie"])
    return response


def home(request: HttpRequest) -> HttpResponse:
    """Show today in town, the circuits, the crafts and the map."""
    calendar = territory.current().calendar
    now = timezone.now()
    today = now.astimezone(calendar.timezone).date()
    circuits = list(Circuit.objects.public().annotate(stop_count=itinerary.STOP_COUNT)[:SHOWN])
    closed = itinerary.closed_places(circuits, today)
    core = list(Place.objects.public().filter(is_core=True).select_related("parent")[:SHOWN])
    return render(
        request,
        "home.html",
        {
            "page_description": _(
                "Souks, workshops and oases, and the people who make things there. Choose a "
                "walk, meet the makers, buy what is made by hand."
            ),
            "board": board(now, calendar),
            "today": today,
            "circuits": [
                {
                    "circuit": circuit,
                    "works_today": itinerary.is_good_day(circuit, today) and not closed[circuit.pk],
                    "next_good_day": itinerary.next_good_day(circuit, today),
                }
                for circuit in circuits
            ],
            "core_places": core,
            "openings": openings_of(core),
            "crafts": Craft.objects.public().annotate(product_count=PRODUCT_COUNT)[:12],
            "products": Product.objects.public().select_related("craft").order_by("pk")[:SHOWN],
            "map_config": maps.config(),
            "structured_data": {
                "@context": "https://schema.org",
                "@type": "WebSite",
                "name": territory.current().title,
                "url": request.build_absolute_uri(reverse("home")),
                "inLanguage": get_language(),
                "potentialAction": {
                    "@type": "SearchAction",
                    "target": request.build_absolute_uri(reverse("search")) + "?q={query}",
                    "query-input": "required name=query",
                },
            },
        },
    )


def map_page(request: HttpRequest) -> HttpResponse:
    """Show the map, full screen, with the same places as a list beside it."""
    page = read_page(request, selected_places(request), MAP_LIST)
    # Workshops without a spot of their own are found through the complex that they lie in.
    categories = [kind for kind in used_categories() if kind[0] != Category.WORKSHOP]
    filters = place_filters(request)
    circuit = Circuit.objects.public().filter(slug=read_text(request.GET, "circuit")).first()
    return render(
        request,
        "map/page.html",
        {
            "page_title": _("Map"),
            "page_obj": page,
            "places": page.object_list,
            "categories": categories,
            "filters": filters,
            "chosen_categories": request.GET.getlist("category"),
            "open_on": request.GET.get("open_on", ""),
            "map_config": maps.config(
                categories=[{"value": value, "label": label} for value, label, _n in categories],
                crafts=[
                    {"slug": choice.value, "name": choice.label}
                    for a_filter in filters
                    for choice in a_filter.choices
                ],
                circuit=reverse("api:circuit", args=[circuit.slug]) if circuit else None,
                circuit_page=circuit.get_absolute_url() if circuit else None,
                highlight=request.GET.get("place"),
            ),
        },
    )


def search_page(request: HttpRequest) -> HttpResponse:
    """Show what is found under any of its names, in any script."""
    query = request.GET.get("q", "").strip()
    results = search.search(query, get_language() or settings.LANGUAGE_CODE, limit=40)
    return render(
        request,
        "search.html",
        {
            "page_title": f"{_('Search')}: {query}" if query else _("Search"),
            "page_description": _(
                "Find places, crafts, people and products under any spelling, in any script."
            ),
            "query": query,
            "results": results,
            "kinds": kinds(),
        },
    )


def about(request: HttpRequest) -> HttpResponse:
    """Tell what the data holds, how well it is known, and what is to be surveyed first."""
    public = Place.objects.public()
    spots = public.exclude(category=Category.WORKSHOP)
    numbers = dict(spots.order_by().values_list("position_quality").annotate(number=Count("pk")))
    return render(
        request,
        "about.html",
        {
            "page_title": _("About the data"),
            "page_description": _(
                "A map that guesses sends people down the wrong alley. So each page says what "
                "is known, by whom, and what is not."
            ),
            "qualities": [
                (quality, quality.label, numbers.get(quality.value, 0))
                for quality in PositionQuality
            ],
            "place_count": sum(numbers.values()),
            "with_hours": spots.exclude(opening_hours="").count(),
            "artisan_count": Artisan.objects.public().filter(is_sample=False).count(),
            "sample_artisan_count": Artisan.objects.public().filter(is_sample=True).count(),
            "product_count": Product.objects.public().filter(is_sample=False).count(),
            "motif_count": Motif.objects.public().count(),
            "survey_first": spots.filter(
                position_quality__in=[PositionQuality.UNLOCATED, PositionQuality.SAMPLE]
            )[:6],
        },
    )


def privacy(request: HttpRequest) -> HttpResponse:
    """Tell what is counted and what is not, what phones keep, and how all of it is refused."""
    today = timezone.localdate()
    return render(
        request,
        "privacy.html",
        {
            "page_title": _("Nobody is followed here"),
            "page_description": _(
                "How often a page is opened is counted, and nothing about who opens it. What the "
                "site keeps on a phone stays there."
            ),
            "counted": [
                (what.label, number)
                for what, number in Figures(today.replace(day=1), today).totals.items()
            ],
            "today": today,  # the page is also on phones, and read there later
            "basemap_host": urlsplit(settings.BASEMAP_URL).netloc,
            "phone_texts": {
                "on": _("This phone counts your walks."),
                "off": _("This phone does not count your walks."),
                "objects": _("Your browser asks not to be followed, so nothing is counted."),
                "none": _("Nothing waits to be sent."),
                "waiting": _("This waits to be sent, and nothing else:"),
                "switch_off": _("Do not count my walks"),
                "switch_on": _("Count my walks again"),
                "whats": {what.value: str(what.label) for what in ON_PHONES},
            },
        },
    )


def kinds() -> dict[str, str]:
    """Return the names of the kinds of things that can be found."""
    return {kind: str(findable.model._meta.verbose_name) for kind, findable in FINDABLES.items()}


@require_safe
def robots(request: HttpRequest) -> HttpResponse:
    """Tell crawlers where the sitemap is and what is not for them."""
    lines = [
        "User-agent: *",
        "Disallow: /manage/",
        "Disallow: /api/",
        f"Sitemap: {request.build_absolute_uri(reverse('sitemap'))}",
    ]
    return HttpResponse("\n".join(lines) + "\n", content_type="text/plain")


def bad_request(request: HttpRequest, exception: Exception) -> HttpResponse:
    """Say what was wrong with the address, where the reader can mend it."""
    if isinstance(exception, DisallowedHost):  # pages name their own address, and this is not it
        return HttpResponse(status=400, content_type="text/plain")
    context = {
        "page_title": _("Something in the address is not right"),
        "page_description": str(exception)
        if isinstance(exception, GeodataError)
        else _("It may have moved, or the link has a slip in it."),
    }
    return render(request, "errors/400.html", context, status=400)


def forbidden(request: HttpRequest, exception: Exception) -> HttpResponse:
    """Say that this is not for everybody."""
    context = {
        "page_title": _("This page is not open to you"),
        "page_description": _(
            "Sign in with an account that may see it, or ask the municipality for one."
        ),
    }
    return render(request, "errors/403.html", context, status=403)


def not_found(request: HttpRequest, exception: Exception) -> HttpResponse:
    """Say that there is nothing here, and offer what has a similar name."""
    words = request.path.rstrip("/").rsplit("/", 1)[-1].replace("-", " ")
    with override(get_language_from_request(request, check_path=True)):
        language = get_language() or settings.LANGUAGE_CODE
        results = search.search(words, language, limit=5)
        context = {
            "page_title": _("There is nothing at this address"),
            "page_description": _("It may have moved, or the link has a slip in it."),
            "words": words,
            "results": results,
            "kinds": kinds(),
        }
        return render(request, "errors/404.html", context, status=404)


def server_error(request: HttpRequest) -> HttpResponse:
    """Apologise without the help of anything that may be broken."""
    return HttpResponse(render_to_string("errors/500.html"), status=500)
