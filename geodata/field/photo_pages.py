"""The form of a new photo, opened from an observation: with the picture, it asks for the credit."""

from __future__ import annotations

from typing import Any

from django.contrib import admin, messages
from django.core.exceptions import PermissionDenied, ValidationError
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _

from geodata.errors import NotTakenOver
from geodata.field.models import Observation
from geodata.field.photos import add_to_place, check_photo, may_add_photos, picture_of

FROM = "observation"  # the parameter that names the observation


class FromTheField(admin.ModelAdmin):
    """Photos, which may come from the field: they become ones of the place they were taken at."""

    add_form_template = "admin/geodata/photo/add_form.html"

    def add_view(
        self, request: HttpRequest, form_url: str = "", extra_context: dict[str, Any] | None = None
    ) -> HttpResponse:
        """Show the picture that came from the field, or say why it cannot be taken over."""
        if FROM not in request.GET:
            return super().add_view(request, form_url, extra_context)
        found = _observation(request)
        page = reverse("admin:geodata_observation_change", args=[found.pk])
        if not may_add_photos(request.user, found.place):
            raise PermissionDenied
        try:
            check_photo(found)
        except NotTakenOver as error:
            self.message_user(request, str(error), messages.ERROR)
            return HttpResponseRedirect(page)
        context = {
            "title": _("Photo of %(place)s") % {"place": found.place},
            "picture": reverse("admin:geodata_observation_photo", args=[found.pk]),
            "page": page,
        }
        return super().add_view(request, form_url, context | (extra_context or {}))

    def get_exclude(self, request: HttpRequest, obj: Any = None) -> Any:
        """Ask for no file where there is one."""
        excluded = super().get_exclude(request, obj) or ()
        return (*excluded, "image") if obj is None and FROM in request.GET else excluded

    def get_changeform_initial_data(self, request: HttpRequest) -> dict[str, Any]:
        """Begin with who took it, and when."""
        if FROM not in request.GET:
            return super().get_changeform_initial_data(request)
        found = _observation(request)
        name = (found.made_by.get_full_name() or str(found.made_by)) if found.made_by else ""
        return {"credit": name, "taken_on": timezone.localdate(found.happened_at)}

    def save_model(self, request: HttpRequest, obj: Any, form: Any, change: bool) -> None:
        """Save a photo, with the picture that came from the field."""
        if not change and FROM in request.GET:
            obj.image = picture_of(_observation(request))
        super().save_model(request, obj, form, change)

    def response_add(
        self, request: HttpRequest, obj: Any, post_url_continue: str | None = None
    ) -> HttpResponse:
        """Make it a photo of the place, and lead there."""
        if FROM not in request.GET:
            return super().response_add(request, obj, post_url_continue)
        found = _observation(request)
        draft = add_to_place(found, obj, request.user)
        if draft is not None:
            told = _("The photo waits in a draft: the public sees it when a publisher has agreed.")
            url = reverse("admin:geodata_draft_change", args=[draft.pk])
        else:
            told = _("It is a photo of %(place)s now.") % {"place": found.place}
            url = reverse("admin:geodata_place_change", args=[found.place_id])
        self.message_user(request, told, messages.SUCCESS)
        return HttpResponseRedirect(url)


def _observation(request: HttpRequest) -> Observation:
    """Return the observation that the address names; whoever sends the form holds it meanwhile."""
    if not request.user.has_perm("geodata.view_observation"):
        raise PermissionDenied
    found = Observation.objects.select_related("place", "made_by")
    if request.method == "POST":
        found = found.select_for_update(of=("self",))
    try:
        return found.get(pk=request.GET[FROM])
    except (Observation.DoesNotExist, ValidationError) as error:
        raise Http404 from error
