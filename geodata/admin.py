"""The municipality's desk: places, closures, events, roads, sources and photos.

Its inbox is in ``geodata/reports/desk.py``.
"""

from typing import Any

from django.contrib import admin
from django.http import HttpRequest
from django.utils.safestring import SafeString
from django.utils.translation import gettext_lazy as _
from modeltranslation.admin import TranslationAdmin
from modeltranslation.utils import get_translation_fields

from geodata.editing import TRACE, MapAdmin, RecordAdmin, SharedAdmin, TranslatedPartInline
from geodata.interchange import desk  # noqa: F401  # the desk's page of imports
from geodata.interchange.export_desk import EXPORTS
from geodata.map_widget import map_of
from geodata.models import Closure, Event, Fact, Photo, Place, Road, Source
from geodata.plaques.desk import PlaqueAdmin
from geodata.reports.desk import BesideReport, report_beside

READ_ONLY_MAPS = {"geometry": "position_map", "entrance": "entrance_map"}


class FactInline(TranslatedPartInline):
    model = Fact


class ClosureInline(TranslatedPartInline):
    model = Closure
    fk_name = "place"
    autocomplete_fields = ("instead",)


@admin.register(Place)
class PlaceAdmin(BesideReport, PlaqueAdmin, MapAdmin):
    list_display = (
        "name",
        "category",
        "parent",
        "status",
        "position_quality",
        "is_core",
        "is_sample",
    )
    list_filter = ("status", "category", "position_quality", "is_core", "is_sample")
    list_select_related = ("parent",)
    search_fields = (*get_translation_fields("name"), "other_names", "code", "slug")
    autocomplete_fields = (*MapAdmin.autocomplete_fields, "parent")
    readonly_fields = (*MapAdmin.readonly_fields, "code", "plaque_links", *READ_ONLY_MAPS.values())
    inlines = (FactInline, ClosureInline)
    actions = (*MapAdmin.actions, *PlaqueAdmin.actions, *EXPORTS)
    fieldsets = (
        (
            None,
            {"fields": ("status", "category", "parent", "is_core", "slug", "code", "plaque_links")},
        ),
        (_("What it is"), {"fields": ("name", "other_names", "summary", "story")}),
        (
            _("Where it is"),
            {
                "fields": (
                    "geometry",
                    "entrance",
                    "position_quality",
                    "position_accuracy_m",
                    "position_source",
                )
            },
        ),
        (
            _("The visit"),
            {
                "fields": (
                    "opening_hours",
                    "ramadan_opening_hours",
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

    def get_fieldsets(self, request: HttpRequest, obj: Place | None = None) -> Any:
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

    @admin.display(description=_("position"))
    def position_map(self, place: Place) -> SafeString | str:
        """Show where the place is."""
        return map_of("geometry", place.geometry)

    @admin.display(description=_("entrance"))
    def entrance_map(self, place: Place) -> SafeString | str:
        """Show where one goes in."""
        return map_of("entrance", place.entrance)


@admin.register(Closure)
class ClosureAdmin(BesideReport, TranslationAdmin):
    list_display = ("place", "since", "until", "reason")
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
    list_display = ("name", "kind", "place", "recurrence", "status", "confidence")
    list_filter = ("status", "kind", "confidence", "is_sample")
    list_select_related = ("place",)
    search_fields = (*get_translation_fields("name"), "slug")
    autocomplete_fields = (*RecordAdmin.autocomplete_fields, "place")
    fieldsets = (
        (None, {"fields": ("status", "kind", "place", "slug")}),
        (_("What it is"), {"fields": ("name", "note")}),
        (_("When it is"), {"fields": ("recurrence", "rrule", "months", "confidence")}),
        TRACE,
    )


@admin.register(Road)
class RoadAdmin(admin.ModelAdmin):
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
class PhotoAdmin(SharedAdmin, TranslationAdmin):
    list_display = ("alt", "credit", "licence", "taken_on")
    list_filter = ("licence",)
    search_fields = (*get_translation_fields("alt"), "credit")
