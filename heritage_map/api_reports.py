"""The part of the API that takes reports from the field: once each, however often they are sent."""

from __future__ import annotations

from typing import Any

from django.core.exceptions import ValidationError
from django.http import HttpRequest, JsonResponse
from django.utils.translation import gettext as _
from django.utils.translation import override
from ninja import Router

from geodata.models import Report
from geodata.reports import photos
from geodata.reports.form import TRAP, ReportForm
from heritage_map import reports
from heritage_map.bodies import InvalidFields, check, read_form, read_object, schemas_of
from heritage_map.clients import refuse_other_sites
from heritage_map.languages import read_language

FORM = "multipart/form-data"
MOST_BYTES = photos.MOST_BYTES + 100_000  # a photo, and all that is written beside it
# What a label on a page leaves out.
HINTS = {
    "id": "the same report sent again is answered the same, and kept once",
    "place": "by the name in its address, such as souk-dlalat, or by the code on its plaque",
    "circuit": "by the name in its address",
    "language": "of the text; that of the answer where it is left out",
    "made_at": "now where it is left out",
}
PHOTO = {
    "type": "string",
    "format": "binary",
    "description": (
        "JPEG, PNG or WebP of at most 8 MB. Only its picture is kept, drawn anew and smaller"
    ),
}


def _fields() -> dict[str, dict[str, Any]]:
    """Return the schema of each field of a report but its photo."""
    schemas = schemas_of(ReportForm())
    del schemas["photo"]
    for name, hint in HINTS.items():
        schemas[name]["description"] += f": {hint}"
    return schemas


def _operation() -> dict[str, Any]:
    fields, required = _fields(), ["id", "kind"]
    told = {"type": "object", "properties": fields, "required": required}
    with_photo = {**told, "properties": {**fields, "photo": PHOTO}}
    return {
        "parameters": [
            {
                "name": "lang",
                "in": "query",
                "schema": {"type": "string"},
                "description": "language of what is to be mended",
            }
        ],
        "requestBody": {
            "required": True,
            "content": {"application/json": {"schema": told}, FORM: {"schema": with_photo}},
        },
        "responses": {
            201: {
                "description": "It has been taken in, now or before",
                "content": {
                    "application/json": {
                        "schema": {
                            "type": "object",
                            "properties": {
                                "id": {"type": "string", "format": "uuid"},
                                "url": {
                                    "type": "string",
                                    "description": "the page that says what becomes of it",
                                },
                            },
                        }
                    }
                },
            }
        },
    }


router = Router()


@router.post(
    "/reports",
    url_name="reports",
    summary="Report what is wrong about a place",
    openapi_extra=_operation(),
)
def report(request: HttpRequest) -> JsonResponse:
    """Take a report in. 429 with Retry-After for who sends too many, 503 while too many wait.

    The sender makes the id. A report that is sent again, since no answer came, is kept once and
    answered the same; what has the same id and says something else is not looked at.
    """
    with override(read_language(request)):
        refuse_other_sites(request)
        form = _read(request)
        identity = form.fields["id"]
        identity.required = True
        identity.error_messages["required"] = _("Make a UUID for the report, and send it along.")
        known = Report.find(_id(form))
        if known is None:
            reports.allowance.take(request)
            if not form.is_valid():
                raise InvalidFields(
                    [(name, str(text)) for name, found in form.errors.items() for text in found]
                )
            known = reports.file(request, form)
        told = {"id": str(known.pk), "url": reports.address(known)}
        return JsonResponse(told, status=201)


def _read(request: HttpRequest) -> ReportForm:
    """Return the form in a body, of either kind."""
    if request.content_type == FORM:
        return ReportForm(*read_form(request, MOST_BYTES))
    body = read_object(request)
    errors = check(body, _fields() | {TRAP: {"type": "string"}})
    if errors:
        raise InvalidFields(errors)
    return ReportForm(body)


def _id(form: ReportForm) -> Any:
    """Return the id that a form names, before all of it is looked at."""
    try:
        return form.fields["id"].clean(form.data.get("id", ""))
    except ValidationError:
        return None
