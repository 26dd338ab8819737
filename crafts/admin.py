"""The municipality's desk: crafts, organisations, artisans, motifs and products."""

from typing import Any

from django.contrib import admin
from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse
from django.urls import URLPattern, path, reverse
from django.utils.safestring import SafeString
from django.utils.translation import gettext_lazy as _
from modeltranslation.utils import get_translation_fields

from crafts.forgetting_pages import ForgettingPages
from crafts.models import Artisan, Craft, Motif, Organisation, Product, SalePoint, Tool, Workplace
from geodata import fortnight
from geodata.editing import TRACE, PartInline, RecordAdmin, TranslatedPartInline
from geodata.errors import InvalidOpeningHours
from geodata.hours_field import HoursAdmin, live_fortnight, typed
from geodata.interchange.export_desk import EXPORTS
from geodata.models import Place
from geodata.opening import Rules
from geodata.plaques.desk import PlaqueAdmin


class ToolInline(TranslatedPartInline):
    model = Tool


class WorkplaceInline(HoursAdmin, TranslatedPartInline):
    model = Workplace
    autocomplete_fields = ("place",)
    fields = ("place", "opening_hours", "fortnight", "note")
    readonly_fields = ("fortnight",)

    @admin.display(description=_("what it results in"))
    def fortnight(self, workplace: Workplace) -> SafeString:
        """Show when the artisan is there in the next two weeks."""
        rules = workplace.rules if workplace.place_id else Rules(workplace.opening_hours)
        return live_fortnight(rules, reverse("admin:crafts_workplace_fortnight"))


class SalePointInline(PartInline):
    model = SalePoint
    autocomplete_fields = ("place",)


@admin.register(Craft)
class CraftAdmin(RecordAdmin):
    list_display = ("name", "parent", "status", "evidence_scope", "is_sample")
    list_filter = ("status", "evidence_scope", "is_sample")
    list_select_related = ("parent",)
    search_fields = (*get_translation_fields("name"), "other_names", "slug")
    autocomplete_fields = (*RecordAdmin.autocomplete_fields, "parent", "places")
    inlines = (ToolInline,)
    fieldsets = (
        (None, {"fields": ("status", "parent", "slug")}),
        (
            _("What it is"),
            {
                "fields": (
                    "name",
                    "other_names",
                    "description",
                    "materials",
                    "techniques",
                    "note",
                    "evidence_scope",
                )
            },
        ),
        (_("Where it is practised"), {"fields": ("places",)}),
        TRACE,
    )


@admin.register(Organisation)
class OrganisationAdmin(RecordAdmin):
    list_display = ("name", "kind", "state", "place", "status", "is_sample")
    list_filter = ("status", "kind", "state", "is_sample")
    list_select_related = ("place",)
    search_fields = (*get_translation_fields("name"), "slug")
    autocomplete_fields = (*RecordAdmin.autocomplete_fields, "place", "crafts")
    fieldsets = (
        (None, {"fields": ("status", "kind", "state", "slug")}),
        (_("What it is"), {"fields": ("name", "description", "place", "crafts")}),
        TRACE,
    )


@admin.register(Artisan)
class ArtisanAdmin(ForgettingPages, PlaqueAdmin, RecordAdmin):
    list_display = (
        "name",
        "organisation",
        "status",
        "consent_given_on",
        "consent_withdrawn_on",
        "is_sample",
    )
    list_filter = (
        "status",
        ("consent_given_on", admin.EmptyFieldListFilter),
        "crafts",
        "is_sample",
    )
    list_select_related = ("organisation",)
    search_fields = (*get_translation_fields("name"), "code", "slug")
    autocomplete_fields = (*RecordAdmin.autocomplete_fields, "crafts", "organisation")
    readonly_fields = (*RecordAdmin.readonly_fields, "code", "plaque_links")
    actions = (*RecordAdmin.actions, *PlaqueAdmin.actions, *EXPORTS)
    inlines = (WorkplaceInline,)
    fieldsets = (
        (None, {"fields": ("status", "slug", "code", "plaque_links")}),
        (
            _("Consent"),
            {
                "fields": ("consent_given_on", "consent_given_to", "consent_withdrawn_on"),
                "description": _(
                    "An artisan is shown to the public only with their consent: who heard it, and "
                    "on which day. When they withdraw it, enter the day: the page goes at once."
                ),
            },
        ),
        (
            _("Who it is"),
            {"fields": ("name", "crafts", "organisation", "bio", "languages")},
        ),
        (_("Telephone"), {"fields": ("phone", "phone_is_public")}),
        TRACE,
    )

    def get_urls(self) -> list[URLPattern]:
        """Add what the form of a workplace asks while it is filled in."""
        view = self.admin_site.admin_view(self.fortnight_view)
        own = path("workplace-fortnight/", view, name="crafts_workplace_fortnight")
        return [own, *super().get_urls()]

    def fortnight_view(self, request: HttpRequest) -> HttpResponse:
        """Return the two weeks that typed hours result in, with the closures of the workplace."""
        if not (self.has_view_permission(request) and request.user.has_perm("geodata.view_place")):
            raise PermissionDenied
        place: Any = request.POST.get("place", "")
        found = Place.objects.filter(pk=place).first() if place.isdecimal() else None
        try:
            hours = typed(request.POST, "opening_hours")
        except InvalidOpeningHours as error:
            return HttpResponse(fortnight.refused(str(error)))
        closures = found.rules.closures if found else ()
        return HttpResponse(fortnight.shown(Rules(hours=hours, closures=closures)))


@admin.register(Motif)
class MotifAdmin(RecordAdmin):
    list_display = ("name", "kind", "place", "craft", "status", "is_sample")
    list_filter = ("status", "kind", "is_sample")
    list_select_related = ("place", "craft")
    search_fields = (*get_translation_fields("name"), "slug")
    autocomplete_fields = (*RecordAdmin.autocomplete_fields, "place", "craft")
    fieldsets = (
        (None, {"fields": ("status", "kind", "slug")}),
        (_("What it is"), {"fields": ("name", "description", "place", "craft")}),
        (_("How it may be used"), {"fields": ("evidence", "protection", "reuse_note")}),
        TRACE,
    )


@admin.register(Product)
class ProductAdmin(RecordAdmin):
    list_display = ("name", "craft", "status", "made_here", "price_mad", "is_sample")
    list_filter = ("status", "craft", "made_here", "evidence_scope", "is_sample")
    list_select_related = ("craft",)
    search_fields = (*get_translation_fields("name"), "local_name", "slug")
    autocomplete_fields = (
        *RecordAdmin.autocomplete_fields,
        "craft",
        "artisans",
        "organisations",
        "motifs",
    )
    inlines = (SalePointInline,)
    fieldsets = (
        (None, {"fields": ("status", "craft", "slug")}),
        (
            _("What it is"),
            {
                "fields": (
                    "name",
                    "local_name",
                    "description",
                    "materials",
                    "techniques",
                    "colours",
                    "note",
                    "evidence_scope",
                )
            },
        ),
        (_("Who makes it"), {"fields": ("made_here", "artisans", "organisations", "motifs")}),
        (_("What it costs"), {"fields": ("price_mad", "price_note")}),
        TRACE,
    )
