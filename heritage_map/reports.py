"""Reports from the field, as they come in: from the page's form or from a program.

Nothing of whoever sends one is written down: no address, no cookie. So there is no token against
forgery either; what a browser sends for another site's page is told by the browser.
"""

from __future__ import annotations

from typing import Any
from uuid import UUID, uuid4

from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import get_language
from django.utils.translation import gettext as _
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.http import require_http_methods, require_safe

from geodata import codes, territory
from geodata.errors import InboxFull
from geodata.models import Category, Place, Report
from geodata.query import read_text
from geodata.reports import inbox, photos, wording
from geodata.reports.form import LONGEST_TEXT, TRAP, ReportForm
from heritage_map.bodies import read_form
from heritage_map.clients import Allowance, TooOften, refuse_other_sites
from heritage_map.errors import status_of

# A form is read although its photo is too large, so that what was typed beside it is kept.
MOST_BYTES = 4 * photos.MOST_BYTES
MOST_LISTED = 300
# In an hour. Many phones of one network may have the same address.
allowance = Allowance(most=30)


def file(request: HttpRequest, form: ReportForm) -> Report:
    """Keep the report of a valid form, and return it.

    One that fills in what people do not see is thrown away, and told nothing of it.
    """
    report = form.report()
    return report if form.data.get(TRAP) else inbox.take_in(report)


def address(report: Report) -> str:
    """Return where it can be read what has become of a report, in the active language."""
    return reverse("report_filed", args=[report.pk])


@csrf_exempt
@require_http_methods(["GET", "HEAD", "POST"])
def write(request: HttpRequest) -> HttpResponse:
    """Show the form, and take in what it says."""
    if request.method != "POST":
        return _shown(request, _empty(request))
    refuse_other_sites(request)
    fields, files = read_form(request, MOST_BYTES)
    form = ReportForm(fields, files)
    try:
        allowance.take(request)
        if not form.is_valid():
            return _shown(request, form, 422)
        before = Report.find(form.cleaned_data["id"])
        if before is not None and before.text != form.cleaned_data["text"]:
            form.cleaned_data["id"] = uuid4()  # somebody went back, and wrote another one
        report = file(request, form)
    except (TooOften, InboxFull) as error:
        form.add_error(None, str(error))
        return _shown(request, form, status_of(error))
    if report._state.adding:
        return _told(request, report)
    return HttpResponseRedirect(address(report))


@require_safe
def filed(request: HttpRequest, identity: UUID) -> HttpResponse:
    """Thank whoever wrote a report, and say what has become of it."""
    report = Report.find(identity)
    if report is not None:
        return _told(request, report)
    context = {
        "page_title": _("There is no such report"),
        "page_description": _("Reports are removed some months after they have been dealt with."),
    }
    return _private(render(request, "reports/gone.html", context, status=404))


def _empty(request: HttpRequest) -> ReportForm:
    """Return a form that begins with what the address says."""
    named = read_text(request.GET, "place")[:80]
    places = Place.objects.public()
    place = (
        places.filter(slug=named).first() or places.filter(code__in=codes.readings(named)).first()
    )
    return ReportForm(
        initial={
            "id": uuid4(),
            "place": place.slug if place else "",
            "circuit": read_text(request.GET, "circuit")[:80],
            "stop": read_text(request.GET, "stop")[:2],
            "kind": read_text(request.GET, "kind"),
        }
    )


def _shown(request: HttpRequest, form: ReportForm, status: int = 200) -> HttpResponse:
    chosen = (form["place"].value() or "").replace("\0", "")
    listed = Place.objects.public().exclude(category=Category.WORKSHOP)[:MOST_LISTED]
    choices = [(place.slug, place.name) for place in listed]
    if chosen and chosen not in dict(choices):
        other = Place.objects.public().filter(slug=chosen).first()
        choices += [(other.slug, other.name)] if other else []
    context = {
        "page_title": _("Something is wrong here?"),
        "page_description": _(
            "Tell the municipality what is not as the map says. It works without a connection "
            "too: the report waits on your phone."
        ),
        "form": form,
        "kinds": Report.Kind.choices,
        "places": choices,
        "longest_text": LONGEST_TEXT,
        "photo_megabytes": photos.MOST_BYTES // 1_000_000,
        "trap": TRAP,
        "had_photo": bool(request.FILES),
    }
    return _private(render(request, "reports/write.html", context, status=status))


def script_data() -> dict[str, Any]:
    """Return what the scripts need that write reports down and list them."""
    return {
        "language": get_language(),
        "page": reverse("report"),
        "bbox": territory.current().bbox,
        "texts": wording.texts(),
    }


def _told(request: HttpRequest, report: Report) -> HttpResponse:
    titles = {
        Report.Status.NEW: _("Thank you: your report has arrived"),
        Report.Status.ACCEPTED: _("Your report has been accepted"),
        Report.Status.ANSWERED: _("Your report has an answer"),
        Report.Status.REFUSED: _("Your report has been set aside"),
    }
    next_steps = {
        Report.Status.NEW: _(
            "Somebody at the municipality reads it and, where it is right, corrects the map. "
            "This page then says what has become of it: keep its address if you want to know."
        ),
        Report.Status.ACCEPTED: _(
            "The municipality has read it and corrects what is wrong. Phones learn of it when "
            "they next have a connection."
        ),
        Report.Status.ANSWERED: _("The municipality has read it, and writes:"),
        Report.Status.REFUSED: _("The municipality has read it, and changes nothing for now."),
    }
    context = {
        "page_title": titles[Report.Status(report.status)],
        "page_description": next_steps[Report.Status(report.status)],
        "report": report,
        "place": report.place if report.place and report.place.is_public else None,
    }
    return _private(render(request, "reports/filed.html", context))


def _private(response: HttpResponse) -> HttpResponse:
    response["Cache-Control"] = "no-cache"
    response["X-Robots-Tag"] = "noindex"
    return response
