"""The part of the API that takes what phones have counted: docs/visits.md."""

from django.http import HttpRequest, HttpResponse
from django.utils import timezone
from django.utils.translation import override
from ninja import Router

from heritage_map.bodies import read_object
from heritage_map.clients import refuse_other_sites
from heritage_map.languages import read_language
from heritage_map.visits.counting import is_counted
from heritage_map.visits.reading import BODY, read_visits
from heritage_map.visits.tallies import add

router = Router()


@router.post(
    "/visits",
    url_name="visits",
    summary="What a phone has counted on the way",
    openapi_extra={
        "requestBody": {"required": True, "content": {"application/json": {"schema": BODY}}},
        "responses": {204: {"description": "It is counted, or was not to be."}},
    },
)
def count(request: HttpRequest) -> HttpResponse:
    """Add totals of days to the tallies; they name no person, no phone and no time of day."""
    with override(read_language(request)):
        refuse_other_sites(request)
        visits = read_visits(read_object(request), timezone.localdate())
        if is_counted(request):
            add(visits)
    return HttpResponse(status=204, headers={"Cache-Control": "no-store"})
