"""Pages of plans. All that a plan depends on is in its address, so that a link keeps it.

What plans is imported where it is needed: it brings a compiler along, and most processes of the
site never plan.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from circuits import following
from circuits.errors import TooBusy
from circuits.models import Circuit
from circuits.planner.errors import ImpossibleDay
from circuits.plans import address
from circuits.plans.choices import choices
from circuits.plans.form import PlanForm
from circuits.plans.taken import TakenForm, title
from circuits.plans.turns import turn
from circuits.takeaway.contents import contents
from circuits.takeaway.formats import BY_EXTENSION
from circuits.takeaway.serving import respond as respond_with_file
from geodata import attribution, maps, visits
from geodata.static_maps.serving import respond

if TYPE_CHECKING:
    from circuits.plans.answer import Answer


@require_safe
def plan(request: HttpRequest) -> HttpResponse:
    """Show the form, and the best circuit for what the address says, if it says anything."""
    form = PlanForm(request.GET)
    context: dict[str, Any] = {
        "page_title": _("My circuit"),
        "page_description": _(
            "Say when you come and what you like: the site finds the circuit that fits your day, "
            "and says why."
        ),
        "choices": choices(request.GET),
    }
    status = 200
    if request.GET:
        if form.is_valid():
            from circuits.plans import words
            from circuits.plans.answer import answer

            try:
                context |= _answered(request, answer(form.request()))
                visits.note(request, "plan")
            except ImpossibleDay as error:
                context["problems"] = [words.impossible(error)]
            except TooBusy as error:
                status, context["problems"] = 503, [str(error)]
        else:
            context["problems"] = _problems(form)
    response = render(request, "plans/page.html", context, status=status)
    if request.GET:  # countless addresses, none of which a search engine should keep
        response["X-Robots-Tag"] = "noindex"
    if status == 503:
        response["Retry-After"] = "5"
    return response


@require_safe
def follow(request: HttpRequest) -> HttpResponse:
    """Show the screen that leads along a plan; the plan's own page says what is wrong with one."""
    form = TakenForm(request.GET)
    if not form.is_valid():
        return redirect(f"{reverse('plans:plan')}?{request.GET.urlencode()}")
    taken = form.plan()
    circuit = Circuit(slug=taken.slug, name=title(taken.request.day))
    response = render(
        request,
        "circuits/follow.html",
        {
            "page_title": _("Follow: %(name)s") % {"name": circuit.name},
            "page_description": circuit.name,
            "circuit": circuit,
            "plan_page": f"{reverse('plans:plan')}?{taken.query}",
            "config": following.config(circuit, is_plan=True),
            "texts": following.follow_texts(),
            "icons": following.ICONS,
        },
    )
    response["X-Robots-Tag"] = "noindex"
    return response


@require_safe
def take_away(request: HttpRequest, day: str, extension: str) -> HttpResponse:
    """Return a day of a plan as a file; the plan's own page says what is wrong with one."""
    kind = BY_EXTENSION.get(extension)
    if kind is None:
        raise Http404
    form = TakenForm(request.GET)
    if not form.is_valid():
        return redirect(f"{reverse('plans:plan')}?{request.GET.urlencode()}")
    taken = form.plan()
    chosen = {one.isoformat(): one for one in taken.days}.get(day)
    if chosen is None:
        raise Http404
    from circuits.plans.itinerary import itinerary_on

    with turn():
        shown = itinerary_on(taken, chosen)
    root = request.build_absolute_uri("/").rstrip("/")
    page = f"{reverse('plans:plan')}?{address.query(taken.request)}"
    response = respond_with_file(request, kind, contents(shown, root, page), f"circuit-{day}")
    response["X-Robots-Tag"] = "noindex"
    return response


@require_safe
def plan_map(request: HttpRequest) -> HttpResponse:
    """Return the plan of the address drawn on a sheet, for print and for pages without scripts."""
    form = PlanForm(request.GET)
    if not form.is_valid():
        raise Http404
    from circuits.plans import static_maps
    from circuits.plans.answer import answer

    made = answer(form.request(), with_reasons=False)
    return respond(request, static_maps.content(made, _address(request)), "plan")


def _answered(request: HttpRequest, made: Answer) -> dict[str, Any]:
    from circuits.plans import features, page

    shown = page.plan_page(made)
    return {
        "page_title": title(made.request.day),
        "plan": shown,
        "kept_address": request.build_absolute_uri(f"{reverse('plans:plan')}?{shown.kept}"),
        "attribution": attribution.link(),
        "map_config": maps.config(features=features.plan(made)["features"], page=None),
    }


def _address(request: HttpRequest) -> str:
    return request.build_absolute_uri(f"{reverse('plans:plan')}?{request.GET.urlencode()}")


def _problems(form: PlanForm) -> list[str]:
    """Return each mistake with the name of its field."""
    return [
        str(error) if name == "__all__" else f"{form.fields[name].label}{_(': ')}{error}"
        for name, errors in form.errors.items()
        for error in errors
    ]
