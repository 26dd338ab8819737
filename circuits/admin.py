"""The municipality's desk: circuits with their stops, and the legs between them to look at."""

from django.contrib import admin
from django.contrib.gis.geos import MultiLineString
from django.core.exceptions import ValidationError
from django.forms import Media, ModelForm
from django.http import HttpRequest
from django.utils.safestring import SafeString
from django.utils.translation import gettext_lazy as _
from modeltranslation.utils import get_translation_fields

from circuits.models import Circuit, Leg, Stop
from geodata.editing import TRACE, RecordAdmin, TranslatedPartInline
from geodata.map_widget import MapWidget, map_of


class StopForm(ModelForm):
    """One stop among those of its circuit."""

    def validate_constraints(self) -> None:
        """Leave it to the formset that every turn is taken once.

        It compares the stops as they will be; a stop alone would be compared with those saved
        before, and two could never change places.
        """
        try:
            self.instance.validate_constraints(exclude={*self.errors, "order"})
        except ValidationError as error:
            self.add_error(None, error)


class StopInline(TranslatedPartInline):
    model = Stop
    form = StopForm
    autocomplete_fields = ("place", "artisans", "products")


@admin.register(Circuit)
class CircuitAdmin(RecordAdmin):
    list_display = ("name", "mode", "days", "start_time", "status", "is_sample")
    list_filter = ("status", "mode", "is_sample")
    search_fields = (*get_translation_fields("name"), "slug")
    readonly_fields = (*RecordAdmin.readonly_fields, "way")
    inlines = (StopInline,)
    fieldsets = (
        (None, {"fields": ("status", "mode", "days", "start_time", "order", "slug")}),
        (_("What it is"), {"fields": ("name", "summary", "story")}),
        (_("The way"), {"fields": ("way",)}),
        TRACE,
    )

    @property
    def media(self) -> Media:
        """Load the map's files beside the form's."""
        return super().media + MapWidget().media

    @admin.display(description=_("from stop to stop"))
    def way(self, circuit: Circuit) -> SafeString | str:
        """Show all legs of which a geometry is known."""
        legs = Leg.objects.filter(start__circuit=circuit.pk).exclude(geometry=None)
        lines = [leg.geometry for leg in legs]
        return map_of("way", MultiLineString(lines, srid=4326) if lines else None)


@admin.register(Leg)
class LegAdmin(admin.ModelAdmin):
    """Legs are computed from the stops: nobody writes them."""

    list_display = ("__str__", "mode", "distance_m", "duration_s", "is_approximate")
    list_filter = ("start__circuit", "mode", "is_approximate")
    list_select_related = ("start__place", "end__place")
    fields = ("start", "end", "mode", "way", "distance_m", "duration_s", "is_approximate")

    @property
    def media(self) -> Media:
        """Load the map's files."""
        return super().media + MapWidget().media

    def has_add_permission(self, request: HttpRequest) -> bool:
        return False

    def has_change_permission(self, request: HttpRequest, obj: Leg | None = None) -> bool:
        return False

    def has_delete_permission(self, request: HttpRequest, obj: Leg | None = None) -> bool:
        return False

    @admin.display(description=_("way"))
    def way(self, leg: Leg) -> SafeString | str:
        """Show the leg."""
        return map_of("way", leg.geometry)
