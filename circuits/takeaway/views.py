"""Hand out a circuit as a file."""

from __future__ import annotations

import hashlib

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.utils.cache import get_conditional_response, patch_cache_control
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from circuits import itinerary
from circuits.models import Circuit
from circuits.takeaway.contents import contents
from circuits.takeaway.formats import BY_EXTENSION
from geodata.query import read_date, read_time

FRESH_S = 300


@require_safe
def take_away(request: HttpRequest, slug: str, name: str, extension: str) -> HttpResponse:
    """Return a circuit on the chosen day as a file of a format."""
    form = BY_EXTENSION.get(extension)
    if form is None or name != slug:
        raise Http404
    circuit = get_object_or_404(Circuit.objects.public(), slug=slug)
    day = itinerary.shown_day(circuit, read_date(request.GET, "date"))
    plan = itinerary.itinerary(circuit, day, read_time(request.GET, "start"))
    taken = contents(plan, request.build_absolute_uri("/").rstrip("/"))
    if form.needs_positions and not taken.located:
        context = {
            "page_title": _("There is nothing to give to a device yet"),
            "page_description": _(
                "No stop of this circuit has been surveyed. The guide to print has what is known."
            ),
            "circuit": circuit,
        }
        return render(request, "circuits/takeaway/nothing.html", context, status=404)
    body = form.write(taken)
    etag = f'"{hashlib.sha256(body).hexdigest()[:24]}"'
    response = get_conditional_response(request, etag=etag)
    if response is None:
        response = HttpResponse(body, content_type=form.content_type)
        response["Content-Disposition"] = f'attachment; filename="{slug}.{extension}"'
    response["ETag"] = etag
    response["X-Content-Type-Options"] = "nosniff"
    patch_cache_control(response, public=True, max_age=FRESH_S)
    return response
