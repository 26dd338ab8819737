"""Hand out a circuit as a file."""

from __future__ import annotations

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404
from django.views.decorators.http import require_safe

from circuits import itinerary
from circuits.models import Circuit
from circuits.takeaway.contents import contents
from circuits.takeaway.formats import BY_EXTENSION
from circuits.takeaway.serving import respond
from geodata.query import read_date, read_time


@require_safe
def take_away(request: HttpRequest, slug: str, name: str, extension: str) -> HttpResponse:
    """Return a circuit on the chosen day as a file of a format."""
    form = BY_EXTENSION.get(extension)
    if form is None or name != slug:
        raise Http404
    circuit = get_object_or_404(Circuit.objects.public(), slug=slug)
    day = itinerary.shown_day(circuit, read_date(request.GET, "date"))
    plan = itinerary.itinerary(circuit, day, read_time(request.GET, "start"))
    root = request.build_absolute_uri("/").rstrip("/")
    return respond(request, form, contents(plan, root, circuit.get_absolute_url()), slug)
