"""The municipality's desk: places, closures, events, roads, sources and photos.

Its inbox is in ``geodata/reports/desk.py``; what comes from the field in ``geodata/field/desk.py``.
"""

from typing import Any

from django import forms
from django.contrib import admin
from django.core.exceptions import PermissionDenied, ValidationError
from django.db.models import Field, Q, QuerySet
from django.http import HttpRequest, HttpResponse, JsonResponse
from django.urls import URLPattern, path, reverse
from django.utils import timezone
from django.utils.dates import MONTHS
from django.utils.dates import WEEKDAYS as DAY_NAMES
from django.utils.safestring import SafeString
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _
from modeltranslation.admin import TranslationAdmin
from modeltranslation.utils import get_translation_fields

from geodata import closures, entrances, fortnight, positions
from geodata.drafts import desk as drafts_desk  # noqa: F401  # its page of drafts
from geodata.editing import (
    TRACE,
    MapAdmin,
    RecordAdmin,
    RecordForm,
    SharedAdmin,
    TranslatedPartInline,
)
from geodata.errors import GeodataError, InvalidOpeningHours
from geodata.events import WEEKDAYS, is_rule, weekdays_of, weekly
from geodata.field import desk as field_desk  # noqa: F401  # its page of observations
from geodata.field.photo_pages import FromTheField
from geodata.history import desk as history_desk  # noqa: F401  # its page of changes
from geodata.history.record_pages import HistoryPages
from geodata.hours_field import HoursAdmin, live_fortnight, typed
from geodata.interchange import desk as imports_desk  # noqa: F401  # its page of imports
from geodata.interchange.export_desk import EXPORTS
from geodata.map_widget import map_of
from geodata.models import Closure, Event, Fact, Photo, Place, Record, Road, Source
from geodata.opening import Rules
from geodata.plaques.desk import PlaqueAdmin
from geodata.quality import RECENT, looked_after_since
from geodata.reports.desk import BesideReport, report_beside

READ_ONLY_MAPS = {"geometry": "position_map", "entrance": "entrance_map"}


class EndsFilter(admin.SimpleListFilter):
    """Which closures begin or end within a week, and which hold."""

    title = _("when")
    parameter_name = "when"

    def lookups(self, request: HttpRequest, model_admin: Any) -> list[tuple[str, Any]]:
        """Offer what an officer looks for."""
        return [("week", _("begins or ends this week")), ("now", _("closed now"))]

    def queryset(self, request: HttpRequest, queryset: QuerySet[Closure]) -> QuerySet[Closure]:
        """Narrow the list."""
        now = timezone.now()
        if self.value() == "week":
            return queryset.filter(closures.changing(now))
        if self.value() == "now":
            return queryset.filter(Q(until=None) | Q(until__gt=now), since__lte=now)
        return queryset


class LookedAfterFilter(admin.SimpleListFilter):
    """Which places nobody has looked after for a year."""

    title = _("looked after")
    parameter_name = "looked_after"

    def lookups(self, request: HttpRequest, model_admin: Any) -> list[tuple[str, Any]]:
        """Offer what an officer looks for."""
        return [("recently", _("within a year")), ("long", _("not for a year"))]

    def queryset(self, request: HttpRequest, queryset: QuerySet[Place]) -> QuerySet[Place]:
        """Narrow the list."""
        recently = looked_after_since(timezone.now() - RECENT)
        chosen = {"recently": recently, "long": ~recently}.get(self.value() or "")
        return queryset.filter(chosen) if chosen is not None else queryset


class FactInline(TranslatedPartInline):
    model = Fact


class ClosureInline(TranslatedPartInline):
    model = Closure
    fk_name = "place"
    autocomplete_fields = ("instead",)


@admin.register(Place)
class PlaceAdmin(BesideReport, PlaqueAdmin, HoursAdmin, MapAdmin):
    list_display = (
        "name",
        "category",
        "parent",
        "status",
        "position_quality",
        "is_core",
        "is_sample",
    )
    list_filter = (
        "status",
        "category",
        "position_quality",
        LookedAfterFilter,
        "checked_on",
        "is_core",
        "is_sample",
    )
    list_select_related = ("parent",)
    search_fields = (*get_translation_fields("name"), "other_names", "code", "slug")
    autocomplete_fields = (*MapAdmin.autocomplete_fields, "parent")
    readonly_fields = (
        *MapAdmin.readonly_fields,
        "code",
        "plaque_links",
        "fortnight",
        *READ_ONLY_MAPS.values(),
    )
    inlines = (FactInline, ClosureInline)
    actions = (*MapAdmin.actions, *PlaqueAdmin.actions, *EXPORTS)
    fieldsets = (
        (
            None,
            {"fields": ("status", "category", "parent", "is_core", "slug", "code", "plaque_links")},
        ),
        (_("What it is"), {"fields": ("name", "other_names", "summary", "story")}),
        (
            _("When it is open"),
            {"fields": ("opening_hours", "ramadan_opening_hours", "fortnight")},
        ),
        (
            _("Where it is"),
            {
                "fields": (
                    "geometry",
                    "entrance",
                    "position_quality",
                    "position_accuracy_m",
                    "position_source",
                    "checked_on",
                )
            },
        ),
        (
            _("The visit"),
            {
                "fields": (
                    "visit_minutes",
                    "admission_mad",
                    "wheelchair",
                    "address",
                    "phone",
                    "website",
                )
            },
        ),
        TRACE,
    )

    def get_fieldsets(self, request: HttpRequest, obj: Record | None = None) -> Any:
        """Show positions that may not be moved on a map too."""
        fieldsets: Any = super().get_fieldsets(request, obj)
        if obj is None or self.has_change_permission(request, obj):
            return fieldsets
        return [
            (
                title,
                options
                | {"fields": [READ_ONLY_MAPS.get(name, name) for name in options["fields"]]},
            )
            for title, options in fieldsets
        ]

    def get_urls(self) -> list[URLPattern]:
        """Add what the form asks while it is filled in."""
        view = self.admin_site.admin_view
        return [
            path("fortnight/", view(self.fortnight_view), name="geodata_place_fortnight"),
            path("entrance/", view(self.entrance_view), name="geodata_place_entrance"),
            *super().get_urls(),
        ]

    def formfield_for_dbfield(
        self, db_field: Field, request: HttpRequest, **kwargs: Any
    ) -> forms.Field | None:
        """Offer to set the entrance at the nearest street."""
        field = super().formfield_for_dbfield(db_field, request, **kwargs)
        if field is not None and db_field.name == "entrance":
            field.widget.more = {"entrance": reverse("admin:geodata_place_entrance")}
        return field

    @admin.display(description=_("what it results in"))
    def fortnight(self, place: Place) -> SafeString:
        """Show when it is open in the next two weeks."""
        return live_fortnight(_rules(place), reverse("admin:geodata_place_fortnight"), place.pk)

    def fortnight_view(self, request: HttpRequest) -> HttpResponse:
        """Return the two weeks that typed hours result in, with the closures of the place."""
        if not self.has_view_permission(request):
            raise PermissionDenied
        place = self.get_object(request, request.POST.get("place") or "0") or Place()
        try:
            place.opening_hours = typed(request.POST, "opening_hours")
            place.ramadan_opening_hours = typed(request.POST, "ramadan_opening_hours")
        except InvalidOpeningHours as error:
            return HttpResponse(fortnight.refused(str(error)))
        return HttpResponse(fortnight.shown(_rules(place)))

    def entrance_view(self, request: HttpRequest) -> JsonResponse:
        """Return where the nearest street is from a position, or one sentence on why not."""
        if not self.has_view_permission(request):
            raise PermissionDenied
        try:
            proposal = entrances.at_nearest_street(request.GET.get("position", ""))
        except GeodataError as error:
            return JsonResponse({"sentence": str(error)})
        return JsonResponse(
            {"position": positions.text_of(proposal.point), "sentence": proposal.sentence}
        )

    @admin.display(description=_("position"))
    def position_map(self, place: Place) -> SafeString | str:
        """Show where the place is."""
        return map_of("geometry", place.geometry)

    @admin.display(description=_("entrance"))
    def entrance_map(self, place: Place) -> SafeString | str:
        """Show where one goes in."""
        return map_of("entrance", place.entrance)


def _rules(place: Place) -> Rules:
    """Return when a place is open, which may not have been saved yet."""
    if place.pk is None:
        return Rules(place.opening_hours, place.ramadan_opening_hours)
    return place.rules


class EventForm(RecordForm):
    """An event whose days of the week are ticked, not written as a rule."""

    weekdays = forms.MultipleChoiceField(
        label=_("Every week on"),
        choices=[(code, DAY_NAMES[number]) for number, code in enumerate(WEEKDAYS)],
        required=False,
        widget=forms.CheckboxSelectMultiple,
    )

    months = forms.TypedMultipleChoiceField(
        label=_("months"),
        choices=MONTHS.items(),
        coerce=int,
        required=False,
        widget=forms.CheckboxSelectMultiple,
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.initial["weekdays"] = weekdays_of(self.instance.rrule)

    def clean_rrule(self) -> str:
        """Refuse a rule that cannot be read: its days would be announced nowhere."""
        rrule: str = self.cleaned_data["rrule"]
        if rrule and not is_rule(rrule):
            raise ValidationError(
                gettext(
                    "This rule cannot be read: leave it empty and tick the days of the week, or "
                    "write it like FREQ=WEEKLY;BYDAY=SA."
                )
            )
        return rrule

    def clean(self) -> dict[str, Any]:
        """Make a rule of the ticked days where these have been changed."""
        cleaned = super().clean() or self.cleaned_data
        if "weekdays" in self.changed_data and "rrule" not in self.changed_data:
            cleaned["rrule"] = weekly(cleaned.get("weekdays", ()))
        return cleaned


@admin.register(Closure)
class ClosureAdmin(BesideReport, TranslationAdmin):
    list_display = ("place", "since", "until", "held_on", "reason")
    list_filter = (EndsFilter,)
    fields = ("place", "since", "until", "held_on", "reason", "instead", "blocks_way")
    list_select_related = ("place",)
    search_fields = (
        *get_translation_fields("reason"),
        *(f"place__{column}" for column in get_translation_fields("name")),
    )
    autocomplete_fields = ("place", "instead")
    date_hierarchy = "since"

    def get_changeform_initial_data(self, request: HttpRequest) -> dict[str, Any]:
        """Begin with what is known from the report that says so."""
        report = report_beside(request)
        if report is None:
            return super().get_changeform_initial_data(request)
        return {"place": report.place_id, "since": report.happened_at}


@admin.register(Event)
class EventAdmin(RecordAdmin):
    form = EventForm
    list_display = ("name", "kind", "place", "recurrence", "status", "confidence")
    list_filter = ("status", "kind", "confidence", "is_sample")
    list_select_related = ("place",)
    search_fields = (*get_translation_fields("name"), "slug")
    autocomplete_fields = (*RecordAdmin.autocomplete_fields, "place")
    fieldsets = (
        (None, {"fields": ("status", "kind", "place", "slug")}),
        (_("What it is"), {"fields": ("name", "note")}),
        (
            _("When it is"),
            {"fields": ("recurrence", "weekdays", "first_day", "last_day", "confidence")},
        ),
        (
            _("Rarely needed"),
            {"fields": ("rrule", "months"), "classes": ("collapse",)},
        ),
        TRACE,
    )


@admin.register(Road)
class RoadAdmin(HistoryPages):
    list_display = ("__str__", "ref", "distance_m")
    list_select_related = ("start", "end")
    search_fields = ("slug", "ref")
    autocomplete_fields = ("start", "end", "sources")


@admin.register(Source)
class SourceAdmin(SharedAdmin):
    list_display = ("name", "kind", "published_on", "url")
    list_filter = ("kind",)
    search_fields = ("name", "url", "slug")


@admin.register(Photo)
class PhotoAdmin(FromTheField, SharedAdmin, TranslationAdmin):
    list_display = ("alt", "credit", "licence", "taken_on")
    list_filter = ("licence",)
    search_fields = (*get_translation_fields("alt"), "credit")
