"""Answer those who scan a plaque or type its code."""

from __future__ import annotations

from typing import Any
from urllib.parse import urlencode

from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse
from django.utils.cache import patch_vary_headers
from django.utils.translation import get_language_from_request, override
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from geodata import visits
from geodata.plaques import carriers
from geodata.query import read_text


@require_safe
def open_code(request: HttpRequest, code: str = "") -> HttpResponse:
    """Send somebody who scanned a plaque to its page, in their language."""
    record: Any = carriers.find(code)
    if record is not None:
        visits.note(request, "plaque", record.code)
    with override(get_language_from_request(request)):
        if record is not None:
            address = record.get_absolute_url()
        else:
            address = reverse("plaque") + (f"?{urlencode({'code': code[:40]})}" if code else "")
        response = HttpResponseRedirect(address)
    patch_vary_headers(response, ["Accept-Language", "Cookie"])
    return response


@require_safe
def type_code(request: HttpRequest) -> HttpResponse:
    """Let somebody type a code, and go to its page; where it is no code, let them try again."""
    code = read_text(request.GET, "code")[:40]
    record = carriers.find(code) if code else None
    if record is not None:
        return HttpResponseRedirect(record.get_absolute_url())
    return render(
        request,
        "plaques/type.html",
        {
            "page_title": _("Code on a plaque"),
            "page_description": _(
                "Type the five or six letters and figures that are under the square code."
            ),
            "code": code,
        },
        status=404 if code else 200,
    )
