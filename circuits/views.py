"""Pages of circuits."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _

from circuits import following, itinerary, static_maps, structured_data
from circuits.itinerary import Itinerary
from circuits.models import Circuit
from circuits.takeaway.offer import Offer, shelves, takeaway
from geodata import attribution, maps, visits
from geodata.query import read_date, read_page, read_time
from geodata.static_maps.serving import respond


def circuit_list(request: HttpRequest) -> HttpResponse:
    """Show the circuits and whether each works on the chosen day, today unless another is."""
    day = read_date(request.GET, "date") or timezone.localdate()
    page = read_page(request, Circuit.objects.public().annotate(stop_count=itinerary.STOP_COUNT))
    closed = itinerary.closed_places(page, day)
    return render(
        request,
        "circuits/list.html",
        {
            "page_title": _("Circuits"),
            "page_description": _(
                "Ready-made ways through town and the oases, stop by stop. Choose your day: "
                "each circuit says whether it works."
            ),
            "page_obj": page,
            "day": day,
            "cards": [
                {
                    "circuit": circuit,
                    "is_good_day": itinerary.is_good_day(circuit, day),
                    "next_good_day": itinerary.next_good_day(circuit, day),
                    "closed": closed[circuit.pk],
                }
                for circuit in page
            ],
        },
    )


def circuit_detail(request: HttpRequest, slug: str) -> HttpResponse:
    """Show a circuit on the chosen day and hour, stop by stop."""
    circuit = get_object_or_404(Circuit.objects.public(), slug=slug)
    visits.note(request, "circuit", circuit.slug)
    day = itinerary.shown_day(circuit, read_date(request.GET, "date"))
    plan = itinerary.itinerary(circuit, day, read_time(request.GET, "start"))
    needs_another = bool(plan.closed) or not plan.is_good_day
    offers = [_offer(plan)]
    return render(
        request,
        "circuits/detail.html",
        {
            "page_title": circuit.name,
            "page_description": circuit.summary,
            "crumbs": [
                {"label": _("Circuits"), "url": reverse("circuits:list")},
                {"label": circuit.name},
            ],
            "circuit": circuit,
            "plan": plan,
            "day": day,
            "attribution": attribution.link(),
            "offers": offers,
            "shelves": shelves(offers),
            "instead": itinerary.instead_of(plan),
            "alternatives": itinerary.alternatives(circuit, day) if needs_another else [],
            "map_config": maps.config(circuit=reverse("api:circuit", args=[circuit.slug])),
            "structured_data": structured_data.circuit(request, circuit, plan),
        },
    )


def _offer(plan: Itinerary) -> Offer:
    """Return the files of a circuit on its day."""
    slug, day = plan.circuit.slug, plan.start.date()
    query = f"date={day.isoformat()}"
    if plan.start.time() != plan.circuit.start_time:
        query += f"&start={plan.start:%H:%M}"
    return takeaway(
        day,
        [item.stop.place for item in plan.stops],
        lambda extension: f"{reverse('circuits:take_away', args=[slug, slug, extension])}?{query}",
    )


def circuit_follow(request: HttpRequest, slug: str) -> HttpResponse:
    """Show the screen that leads along a circuit: it holds the page, the phone holds the rest."""
    circuit = get_object_or_404(Circuit.objects.public(), slug=slug)
    return render(
        request,
        "circuits/follow.html",
        {
            "page_title": _("Follow: %(name)s") % {"name": circuit.name},
            "page_description": circuit.summary,
            "circuit": circuit,
            "config": following.config(circuit),
            "texts": following.follow_texts(),
            "icons": following.ICONS,
        },
    )


def circuit_map(request: HttpRequest, slug: str) -> HttpResponse:
    """Return the circuit drawn on a sheet: for a card, for print, for sharing."""
    circuit = get_object_or_404(Circuit.objects.public(), slug=slug)
    page = request.build_absolute_uri(circuit.get_absolute_url())
    return respond(request, static_maps.content(circuit, page), circuit.slug)
