"""How good the data is and how it moves, at the municipality's desk: charts, and a spreadsheet."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, timedelta

from django.conf import settings
from django.contrib.admin import AdminSite
from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpRequest, HttpResponse
from django.template.response import TemplateResponse
from django.urls import URLPattern, path
from django.utils import timezone
from django.utils.translation import gettext as _

from geodata import quality
from geodata.quality import Course
from heritage_map.visits.desk import PeriodForm, spreadsheet

MAY_SEE = "geodata.view_qualitycount"
SHOWN_DAYS = 90
WIDTH, HEIGHT = 300, 100  # of a chart, in its own units: a unit of height is a per cent


@dataclass(frozen=True)
class Chart:
    """A measure as it is drawn: its name, its course, and the line through its shares."""

    label: str
    course: Course
    line: str


def addresses(desk: AdminSite) -> list[URLPattern]:
    """Return the addresses of the quality of the data at a desk."""

    def page(request: HttpRequest) -> HttpResponse:
        """Show how the measures moved in the chosen days, the last three months unless others."""
        form = _asked(request)
        charts = _charts(**form.cleaned_data) if form.is_valid() else []
        context = desk.each_context(request) | {
            "title": _("Quality of the data"),
            "form": form,
            "charts": charts,
            "total": charts[0].course.latest.total if charts else None,
            "query": request.GET.urlencode(),
        }
        status = 200 if form.is_valid() else 422
        return TemplateResponse(request, "admin/quality.html", context, status=status)

    def table(request: HttpRequest) -> HttpResponse:
        """Return every count of the chosen days as a spreadsheet."""
        form = _asked(request)
        if not form.is_valid():
            raise Http404
        since, until = form.cleaned_data["since"], form.cleaned_data["until"]
        lines: list[list[str | int]] = [
            [_("Day"), _("Published places"), _("Number"), _("Of"), _("Per cent")]
        ]
        lines += [
            [share.day.isoformat(), label(course), share.count, share.total, share.percent]
            for course in quality.courses(since, until)
            for share in course.shares
        ]
        response = HttpResponse(spreadsheet(lines), content_type="text/csv; charset=utf-8")
        response["Content-Disposition"] = f'attachment; filename="quality-{since}-{until}.csv"'
        return response

    return [
        path("quality/", desk.admin_view(page), name="quality"),
        path("quality/quality.csv", desk.admin_view(table), name="quality_table"),
    ]


def label(course: Course) -> str:
    """Return what a measure is called, with its language where it has one."""
    named = str(course.measure.label)
    if not course.language:
        return named
    return f"{named} {dict(settings.LANGUAGES)[course.language]}"


def _charts(since: date, until: date) -> list[Chart]:
    days = max((until - since).days, 1)
    return [
        Chart(
            label(course),
            course,
            " ".join(
                f"{round((share.day - since).days * WIDTH / days)},{HEIGHT - share.percent}"
                for share in course.shares
            ),
        )
        for course in quality.courses(since, until)
    ]


def _asked(request: HttpRequest) -> PeriodForm:
    """Return which days an address asks for; refuse who may not see any. Count today first."""
    if not request.user.has_perm(MAY_SEE):
        raise PermissionDenied
    quality.keep()
    today = timezone.localdate()
    return PeriodForm(request.GET or {"since": today - timedelta(SHOWN_DAYS), "until": today})
