"""Observations at the desk: what waits is looked at on a map, and taken over or set aside."""

from __future__ import annotations

from typing import Any
from urllib.parse import urlencode

from django import forms
from django.conf import settings
from django.contrib import admin, messages
from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect
from django.urls import URLPattern, path, reverse
from django.utils.html import format_html, format_html_join
from django.utils.safestring import SafeString
from django.utils.translation import get_language_info, gettext_lazy
from django.utils.translation import gettext as _
from modeltranslation.utils import get_translation_fields

from geodata.errors import NotTakenOver
from geodata.field.models import Observation
from geodata.field.photo_pages import FROM
from geodata.field.photos import PHOTO, may_add_photos
from geodata.field.taking_over import keep_ours, may_take_over, take_over
from geodata.map_widget import MapWidget, map_of
from geodata.models import Category, Photo
from geodata.positions import text_of
from geodata.reports import sketch
from geodata.reports.photo_pages import PhotoPages, answered
from geodata.wording import accuracy

Kind, State = Observation.Kind, Observation.State
# What each button does.
BUTTONS = {"_take_over": take_over, "_keep_ours": keep_ours}


@admin.register(Observation)
class ObservationAdmin(PhotoPages):
    """Observations are read and decided, and never changed."""

    list_display = ("subject", "kind", "stood", "made_by", "made_at", "state")
    list_display_links = ("subject", "kind")
    list_filter = ("state", "kind")
    list_select_related = ("place", "made_by")
    search_fields = (
        "note",
        "place__slug",
        *(f"place__{column}" for column in get_translation_fields("name")),
    )
    date_hierarchy = "received_at"
    save_on_top = True
    fields = (
        "subject",
        "kind",
        "state",
        "new_names",
        "new_category",
        "inside",
        "map",
        "stood_in_words",
        "ours_in_words",
        "note",
        "large_photo",
        "made_by",
        "made_at",
        "received_at",
        "decided_by",
        "decided_at",
    )
    readonly_fields = fields

    @property
    def media(self) -> forms.Media:
        """Load the map's files."""
        return super().media + MapWidget().media

    def get_fields(self, request: HttpRequest, obj: Observation | None = None) -> Any:
        """Leave out what is said of new places only, and what nobody has said."""
        if obj is None:
            return list(self.fields)
        of_new = ("new_names", "new_category", "inside")
        unsaid = {
            *(of_new if obj.kind != Kind.NEW else ("ours_in_words",)),
            *(("map", "stood_in_words", "ours_in_words") if obj.position is None else ()),
            *(() if obj.note else ("note",)),
            *(() if getattr(obj, "has_photo", False) else ("large_photo",)),
            *(("decided_by", "decided_at") if obj.state in Observation.OPEN else ()),
        }
        return [name for name in self.fields if name not in unsaid]

    def has_add_permission(self, request: HttpRequest) -> bool:
        """Let observations come from phones only."""
        return False

    def get_urls(self) -> list[URLPattern]:
        """Add the photo of an observation, which is for the desk alone."""
        photo = path(
            "<uuid:identity>/photo.jpg",
            self.admin_site.admin_view(self.photo_view),
            name="geodata_observation_photo",
        )
        return [photo, *super().get_urls()]

    def photo_view(self, request: HttpRequest, identity: Any) -> HttpResponse:
        """Return the photo of an observation."""
        return answered(self.photo_of(request, identity))

    def change_view(
        self,
        request: HttpRequest,
        object_id: str,
        form_url: str = "",
        extra_context: dict[str, Any] | None = None,
    ) -> HttpResponse:
        """Show an observation with its two buttons, or do what one of them says."""
        found = self.get_object(request, object_id)
        may_decide = (
            found is not None
            and found.state in Observation.OPEN
            and self.has_change_permission(request, found)
            and may_take_over(request.user, found)
        )
        if request.method == "POST":
            return self._decide(request, found)
        shown = {
            "may_decide": may_decide,
            "is_note": found is not None and found.kind == Kind.NOTE,
            "photo_url": _photo_url(request, found) if found is not None else "",
            "title": _("Observation on the spot"),
        }
        return super().change_view(request, object_id, form_url, shown | (extra_context or {}))

    def _decide(self, request: HttpRequest, observation: Observation | None) -> HttpResponse:
        pressed = next((name for name in BUTTONS if name in request.POST), None)
        if observation is None or pressed is None:
            raise Http404
        if not self.has_change_permission(request, observation):
            raise PermissionDenied
        try:
            settled = BUTTONS[pressed](observation, request.user)
        except NotTakenOver as error:
            self.message_user(request, str(error), messages.ERROR)
            return HttpResponseRedirect(request.path)
        self.log_change(request, settled, [{"changed": {"fields": ["state"]}}])
        said = _("%(report)s: %(status)s.") % {
            "report": settled,
            "status": settled.get_state_display(),
        }
        self.message_user(request, said, messages.SUCCESS)
        if settled.kind == Kind.NEW and settled.state == State.APPLIED and settled.place:
            return HttpResponseRedirect(
                reverse("admin:geodata_place_change", args=[settled.place.pk])
            )
        return HttpResponseRedirect(_what_waits())

    @admin.display(description=gettext_lazy("place"))
    def subject(self, observation: Observation) -> SafeString | str:
        """Name the place, and lead to it from the page of the observation."""
        if observation.place is None:
            return observation.name
        return str(observation.place)

    @admin.display(description=gettext_lazy("names"))
    def new_names(self, observation: Observation) -> SafeString:
        """Say what a new place is called, in each language."""
        return format_html_join(
            format_html("<br>"),
            '{}{}<span dir="auto">{}</span>',
            (
                (get_language_info(code)["name_local"], _(": "), observation.names[code])
                for code, _name in settings.LANGUAGES
                if code in observation.names
            ),
        )

    @admin.display(description=gettext_lazy("category"))
    def new_category(self, observation: Observation) -> str:
        """Say what a new place is."""
        return str(dict(Category.choices).get(observation.category, "–"))

    @admin.display(description=gettext_lazy("where they stood"))
    def stood(self, observation: Observation) -> SafeString | str:
        """Sketch where they stood, seen from the place."""
        return sketch.sketch(observation)

    @admin.display(description=gettext_lazy("the field's"))
    def stood_in_words(self, observation: Observation) -> SafeString | str:
        """Say where they stood."""
        return _spot(observation.position, sketch.in_words(observation))

    @admin.display(description=gettext_lazy("ours"))
    def ours_in_words(self, observation: Observation) -> SafeString | str:
        """Say what the map has."""
        place = observation.place
        if place is None:
            return "–"
        if observation.kind == Kind.ENTRANCE:
            return _spot(place.entrance, "") if place.entrance else _("no entrance yet")
        known_by = place.get_position_quality_display()
        within = accuracy(place.position_accuracy_m)
        said = f"{known_by} ({within})" if within else known_by
        return _spot(place.routable_point, said) if place.geometry else said

    @admin.display(description=gettext_lazy("map"))
    def map(self, observation: Observation) -> SafeString | str:
        """Show where they stood in red, and what the map has in blue."""
        place = observation.place
        entrance = place.entrance if place and observation.kind == Kind.ENTRANCE else None
        ours = entrance or (place.geometry if place else None)
        return map_of(
            "position", observation.position, beside=ours, accuracy_m=observation.accuracy_m
        )

    @admin.display(description=gettext_lazy("photo"))
    def large_photo(self, observation: Observation) -> SafeString:
        """Show the photo."""
        return format_html(
            '<img class="report__photo" src="{}" alt="{}" loading="lazy">',
            reverse("admin:geodata_observation_photo", args=[observation.pk]),
            _("Photo taken on the spot"),
        )


def _what_waits() -> str:
    """Return where the desk lists what somebody is to decide."""
    states = ",".join(Observation.OPEN)
    return f"{reverse('admin:geodata_observation_changelist')}?state__in={states}"


def _photo_url(request: HttpRequest, observation: Any) -> str:
    """Return where its photo becomes one of the place, and later the photo; "" if it cannot."""
    photo = Photo.objects.filter(pk=observation.left.get(PHOTO)).first()
    if photo is not None:
        return reverse("admin:geodata_photo_change", args=[photo.pk])
    if not (observation.has_photo and may_add_photos(request.user, observation.place)):
        return ""
    return f"{reverse('admin:geodata_photo_add')}?{urlencode({FROM: observation.pk})}"


def _spot(point: Any, said: str) -> SafeString:
    shown = format_html('<bdi dir="ltr">{}</bdi>', text_of(point))
    return format_html("{} · {}", shown, said) if said else shown
