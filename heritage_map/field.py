"""The field at the desk: its page, the places it takes along, and the door observations come in.

A phone asks who it is signed in as before it sends (`who`), and gets the token against forgery with
the answer: what was written without a network goes out long after the page was made. Somebody who
is not signed in is told so as a program is, so that the phone waits and asks.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from django.conf import settings
from django.contrib.admin import AdminSite
from django.core.exceptions import ValidationError
from django.http import HttpRequest, HttpResponse, JsonResponse
from django.middleware.csrf import get_token
from django.shortcuts import render
from django.urls import URLPattern, path, reverse
from django.utils.translation import get_language, get_language_info
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_POST, require_safe

from geodata import territory
from geodata.field import taking_in
from geodata.field.form import LONGEST_NAME, LONGEST_NOTE, ObservationForm
from geodata.field.models import Observation
from geodata.field.survey import survey
from geodata.field.wording import texts
from geodata.models import Category
from geodata.reports import photos
from heritage_map.bodies import BodyError, InvalidFields, read_form
from heritage_map.errors import problem, refusal
from heritage_map.models import User

MAY_SURVEY = "geodata.add_observation"
MOST_BYTES = photos.MOST_BYTES + 100_000  # a photo, and all that is written beside it

type View = Callable[[HttpRequest], HttpResponse]


def addresses(desk: AdminSite) -> list[URLPattern]:
    """Return the addresses of the field at a desk."""
    return [
        path("field/", desk.admin_view(page), name="field"),
        path("field/who/", _for_phones(desk, who), name="field_who"),
        path("field/places/", _for_phones(desk, places), name="field_places"),
        path("field/observations/", _for_phones(desk, observe), name="field_observations"),
    ]


@require_safe
def page(request: HttpRequest) -> HttpResponse:
    """Show the field; everything in it that is about the town comes from the phone."""
    return _page(request)


@require_safe
def kept(request: HttpRequest) -> HttpResponse:
    """Show the same page to be kept on a phone: it is the same for everybody."""
    return _page(request)


def _page(request: HttpRequest) -> HttpResponse:
    languages = [get_language_info(code) for code, _name in settings.LANGUAGES]
    context = {
        "page_title": _("In the field"),
        "longest_note": LONGEST_NOTE,
        "longest_name": LONGEST_NAME,
        "categories": [choice for choice in Category.choices if choice[0] != Category.TOWN],
        "text_languages": languages,
        "script": {
            "language": get_language(),
            "languages": [one["code"] for one in languages],
            "bbox": territory.current().bbox,
            "categories": {value: str(label) for value, label in Category.choices},
            "page": reverse("admin:field"),
            "sign_in": f"{reverse('admin:login')}?next={reverse('admin:field')}",
            "texts": texts(),
        },
    }
    response = render(request, "admin/field/page.html", context)
    response["Cache-Control"] = "no-cache"
    response["X-Robots-Tag"] = "noindex"
    return response


@require_safe
def who(request: HttpRequest) -> JsonResponse:
    """Say who is signed in, with the token that an observation is sent with."""
    return JsonResponse(_officer(request) | {"token": get_token(request)})


@require_safe
def places(request: HttpRequest) -> JsonResponse:
    """Return the places to survey, and who takes them along."""
    return JsonResponse(_officer(request) | survey())


@require_POST
def observe(request: HttpRequest) -> HttpResponse:
    """Take an observation in, once, and say what has become of it.

    One that is sent again, since no answer came, is answered as it stands by then.
    """
    try:
        form = ObservationForm(*read_form(request, MOST_BYTES))
        known = Observation.find(_id(form))
        if known is None:
            if not form.is_valid():
                raise InvalidFields(
                    [(name, str(text)) for name, found in form.errors.items() for text in found]
                )
            known = taking_in.take_in(form.observation(request.user.pk), request.user)
    except BodyError as error:
        return refusal(error)
    told = {"id": str(known.pk), "outcome": known.state, "url": _address(known.pk)}
    return JsonResponse(told, status=201)


def _address(identity: Any) -> str:
    return reverse("admin:geodata_observation_change", args=[identity])


def _officer(request: HttpRequest) -> dict[str, Any]:
    user = request.user
    name = user.get_full_name() if isinstance(user, User) else ""
    return {"officer": {"id": user.pk, "name": name or user.get_username()}}


def _id(form: ObservationForm) -> Any:
    """Return the id that a form names, before all of it is looked at."""
    try:
        return form.fields["id"].clean(form.data.get("id", ""))
    except ValidationError:
        return None


def _for_phones(desk: AdminSite, view: View) -> View:
    """Guard a view that scripts ask: who may not is told so with a status, not led to a form."""

    def guarded(request: HttpRequest) -> HttpResponse:
        if not request.user.is_authenticated:
            return problem(401, _("You are signed out: sign in, and what waits is sent."))
        if not desk.has_permission(request) or not request.user.has_perm(MAY_SURVEY):
            return problem(401, _("This account may not survey places: sign in with another one."))
        return view(request)

    return never_cache(guarded)
