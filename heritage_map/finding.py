"""Find a place by any of its names, in any script, and open its form at the desk."""

from django.contrib import admin
from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.template.response import TemplateResponse
from django.urls import reverse
from django.utils.translation import get_language
from django.utils.translation import gettext as _

from geodata.models import Place
from geodata.search import search

MOST_FOUND = 30


def find(request: HttpRequest) -> HttpResponse:
    """Open the form of the only place that a name fits, else list those that it fits.

    What the public may see is found as the public finds it; what is being prepared by its letters.
    """
    if not request.user.has_perm("geodata.view_place"):
        raise PermissionDenied
    query = request.GET.get("q", "").strip()
    places = _found(request, query) if query else []
    if len(places) == 1:
        return HttpResponseRedirect(reverse("admin:geodata_place_change", args=[places[0].pk]))
    context = admin.site.each_context(request) | {
        "title": _("Find a place"),
        "query": query,
        "places": places,
    }
    return TemplateResponse(request, "admin/find.html", context)


def _found(request: HttpRequest, query: str) -> list[Place]:
    hits = search(query, get_language() or "", ["place"], limit=MOST_FOUND).hits
    by_slug = {
        place.slug: place
        for place in Place.objects.filter(slug__in=[hit.slug for hit in hits]).select_related(
            "parent"
        )
    }
    listed = admin.site.get_model_admin(Place)
    lettered, _is_double = listed.get_search_results(
        request, Place.objects.select_related("parent"), query
    )
    found = [by_slug[hit.slug] for hit in hits if hit.slug in by_slug]
    known = {place.pk for place in found}
    return [*found, *(one for one in lettered[:MOST_FOUND] if one.pk not in known)][:MOST_FOUND]
