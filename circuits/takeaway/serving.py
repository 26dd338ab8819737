"""Answer a request for a file of a circuit: whether there is one, and whether it has changed."""

from __future__ import annotations

import hashlib

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.cache import get_conditional_response, patch_cache_control
from django.utils.translation import gettext as _

from circuits.takeaway.contents import Contents
from circuits.takeaway.formats import Format

FRESH_S = 300


def respond(request: HttpRequest, form: Format, taken: Contents, name: str) -> HttpResponse:
    """Return what may leave the site in a format, or a page that says that there is nothing.

    Parameters
    ----------
    name
        Of the file, without extension, for who keeps it.
    """
    if form.needs_positions and not taken.located:
        context = {
            "page_title": _("There is nothing to give to a device yet"),
            "page_description": _(
                "No stop of this circuit has been surveyed. The guide to print has what is known."
            ),
            "contents": taken,
        }
        return render(request, "circuits/takeaway/nothing.html", context, status=404)
    body = form.write(taken)
    etag = f'"{hashlib.sha256(body).hexdigest()[:24]}"'
    response = get_conditional_response(request, etag=etag)
    if response is None:
        response = HttpResponse(body, content_type=form.content_type)
        response["Content-Disposition"] = f'attachment; filename="{name}.{form.extension}"'
    response["ETag"] = etag
    response["X-Content-Type-Options"] = "nosniff"
    patch_cache_control(response, public=True, max_age=FRESH_S)
    return response
