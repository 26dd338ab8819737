"""The figures at the municipality's desk: a page with bars, and the same as spreadsheets."""

from __future__ import annotations

import csv
from collections.abc import Iterable
from datetime import date, timedelta
from io import StringIO
from typing import Any

from django import forms
from django.contrib.admin import AdminSite
from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpRequest, HttpResponse
from django.template.response import TemplateResponse
from django.urls import URLPattern, path
from django.utils import timezone
from django.utils.translation import get_language, gettext_lazy
from django.utils.translation import gettext as _

from geodata.interchange.reading import FORMULA, GUARD
from geodata.opening import YEARS
from heritage_map.visits.figures import Figures, Table

MAY_SEE = "heritage_map.view_tally"
SHOWN_DAYS = 365
SHOWN_ROWS = 12  # of places, of people, ...; the spreadsheet has all of them
ALL = "all"
MARK = "\ufeff"  # by which spreadsheets know UTF-8


class PeriodForm(forms.Form):
    """From which day to which."""

    since = forms.DateField(
        label=gettext_lazy("First day"), widget=forms.DateInput({"type": "date"}, format="%Y-%m-%d")
    )
    until = forms.DateField(
        label=gettext_lazy("Last day"), widget=forms.DateInput({"type": "date"}, format="%Y-%m-%d")
    )

    def clean(self) -> dict[str, Any]:
        """Refuse days that no table has room for, and an end before the beginning."""
        cleaned = super().clean() or {}
        since, until = cleaned.get("since"), cleaned.get("until")
        if since and until:
            if since > until:
                raise forms.ValidationError(_("The first day comes after the last: swap them."))
            if since.year not in YEARS or until.year not in YEARS:
                text = _("Choose days from %(first)d to %(last)d.")
                raise forms.ValidationError(text % {"first": YEARS[0], "last": YEARS[-1]})
        return cleaned


def addresses(desk: AdminSite) -> list[URLPattern]:
    """Return the addresses of the figures at a desk."""

    def page(request: HttpRequest) -> HttpResponse:
        """Show the figures of the chosen days, the last twelve months unless others are."""
        form = _asked(request)
        figures = Figures(**form.cleaned_data) if form.is_valid() else None
        context = desk.each_context(request) | {
            "title": _("Visits"),
            "form": form,
            "figures": figures,
            "tables": _shown(figures) if figures else [],
            "query": request.GET.urlencode(),
        }
        return TemplateResponse(
            request, "admin/visits.html", context, status=200 if figures else 422
        )

    def table(request: HttpRequest, name: str) -> HttpResponse:
        """Return a table of the figures, or every number, as a spreadsheet."""
        form = _asked(request)
        if not form.is_valid():
            raise Http404
        figures = Figures(**form.cleaned_data)
        lines = {each.name: each.lines for each in figures.tables} | {ALL: figures.lines}
        if name not in lines:
            raise Http404
        since, until = form.cleaned_data["since"], form.cleaned_data["until"]
        response = HttpResponse(spreadsheet(lines[name]()), content_type="text/csv; charset=utf-8")
        response["Content-Disposition"] = f'attachment; filename="{name}-{since}-{until}.csv"'
        return response

    return [
        path("visits/", desk.admin_view(page), name="visits"),
        path("visits/<slug:name>.csv", desk.admin_view(table), name="visits_table"),
    ]


def spreadsheet(lines: Iterable[Iterable[str | int]]) -> str:
    """Return lines as CSV that a spreadsheet in the reader's language opens with a double click.

    Programs in French, Arabic and Spanish take semicolons between columns, where the comma is the
    decimal mark. What would be taken for a formula is marked as text.
    """
    file = StringIO()
    writer = csv.writer(file, delimiter="," if get_language() == "en" else ";")
    writer.writerows([_harmless(value) for value in line] for line in lines)
    return MARK + file.getvalue()


def _harmless(value: str | int) -> str | int:
    is_formula = isinstance(value, str) and value.startswith(FORMULA)
    return f"{GUARD}{value}" if is_formula else value


def _shown(figures: Figures) -> list[Table]:
    """Return the tables as the page has room for them: one of them names every place there is."""
    *tables, pages = figures.tables
    return [*tables, pages.shortened(SHOWN_ROWS)]


def _asked(request: HttpRequest) -> PeriodForm:
    """Return which days an address asks for; refuse who may not see any."""
    if not request.user.has_perm(MAY_SEE):
        raise PermissionDenied
    today = timezone.localdate()
    last_months: dict[str, date] = {
        "since": (today - timedelta(SHOWN_DAYS)).replace(day=1),
        "until": today,
    }
    return PeriodForm(request.GET or last_months)
