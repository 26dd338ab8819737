"""The municipality's desk: circuits with their stops, their legs, and new ways to decide on."""

from collections.abc import Iterable
from typing import Any

from django.contrib import admin, messages
from django.contrib.admin import ActionLocation
from django.contrib.gis.geos import LineString, MultiLineString
from django.core.exceptions import ValidationError
from django.db.models import QuerySet
from django.forms import BaseInlineFormSet, BaseModelFormSet, Media, ModelForm
from django.http import HttpRequest, HttpResponse
from django.template.defaultfilters import filesizeformat
from django.template.loader import render_to_string
from django.utils.html import format_html_join
from django.utils.safestring import SafeString
from django.utils.translation import gettext_lazy as _
from django.utils.translation import ngettext
from modeltranslation.utils import get_translation_fields

from circuits import guidance, reroutings, upkeep
from circuits.breakages.desk import BreakageAdmin
from circuits.editions import changes as edition_changes
from circuits.legs import Comparison
from circuits.models import Circuit, Edition, Leg, Rerouting, Stop
from circuits.ways import Way
from geodata import findable, wording
from geodata.editing import TRACE, ReadOnlyAdmin, RecordAdmin, TranslatedPartInline
from geodata.map_widget import MapWidget, map_of
from geodata.publication import may_publish

FEWEST_STOPS = 2
TOO_FEW = _("A circuit leads from one stop to another: give it two before the public sees it.")


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


class StopFormSet(BaseInlineFormSet):
    """The stops of a circuit."""

    def clean(self) -> None:
        """Refuse to show a circuit that leads nowhere."""
        super().clean()
        stops = [form for form in self.forms if form.has_changed() or form.instance.pk]
        left = [form for form in stops if not form.cleaned_data.get("DELETE")]
        if self.instance.is_public and len(left) < FEWEST_STOPS:
            raise ValidationError(TOO_FEW)


class StopInline(TranslatedPartInline):
    model = Stop
    form = StopForm
    formset = StopFormSet
    autocomplete_fields = ("place", "artisans", "products")


@admin.register(Circuit)
class CircuitAdmin(BreakageAdmin, RecordAdmin):
    list_display = ("name", "mode", "days", "start_time", "status", "is_sample")
    list_filter = ("status", "mode", "is_sample")
    search_fields = (*get_translation_fields("name"), "slug")
    readonly_fields = (*RecordAdmin.readonly_fields, "way", "uncertain")
    inlines = (StopInline,)
    fieldsets = (
        (None, {"fields": ("status", "mode", "pace", "days", "start_time", "order", "slug")}),
        (_("What it is"), {"fields": ("name", "summary", "story")}),
        (_("The way"), {"fields": ("way", "uncertain")}),
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

    @admin.display(description=_("not certain"))
    def uncertain(self, circuit: Circuit) -> SafeString | str:
        """Say what is to be looked at in the legs."""
        return _as_list(guidance.warnings(circuit)) if circuit.pk else NOTHING

    def check_public(self, record: Circuit) -> None:
        """Refuse to show a circuit that leads nowhere."""
        if record.stops.count() < FEWEST_STOPS:
            raise ValidationError(TOO_FEW)

    def changeform_view(
        self,
        request: HttpRequest,
        object_id: str | None = None,
        form_url: str = "",
        extra_context: dict[str, Any] | None = None,
    ) -> HttpResponse:
        """Compute the legs once, however many stops are saved."""
        with upkeep.deferred(), findable.deferred():
            return super().changeform_view(request, object_id, form_url, extra_context)

    def save_related(
        self,
        request: HttpRequest,
        form: ModelForm,
        formsets: Iterable[BaseModelFormSet],
        change: bool,
    ) -> None:
        """Save the stops, and tell the officer what became of the way."""
        super().save_related(request, form, formsets, change)
        comparison = upkeep.settle(form.instance)
        if comparison is not None:
            self._tell(request, comparison)

    def _tell(self, request: HttpRequest, comparison: Comparison) -> None:
        before, after = comparison.before, comparison.after
        if comparison.changed and any(step.before for step in comparison.steps):
            sentence = _(
                "The way has changed: it is %(length)s long and takes %(time)s; before, "
                "%(length_before)s and %(time_before)s."
            ) % {
                "length": wording.distance(after.distance_m),
                "time": wording.duration(after.duration_s / 60),
                "length_before": wording.distance(before.distance_m),
                "time_before": wording.duration(before.duration_s / 60),
            }
            self.message_user(request, sentence, messages.INFO)
        for warning in guidance.warnings(comparison.circuit):
            self.message_user(request, warning, messages.WARNING)


class ComputedAdmin(ReadOnlyAdmin):
    """What is computed: nobody writes it."""

    @property
    def media(self) -> Media:
        """Load the map's files."""
        return super().media + MapWidget().media


@admin.register(Leg)
class LegAdmin(ComputedAdmin):
    """Legs are computed from the stops."""

    list_display = ("__str__", "mode", "distance_m", "duration_s", "basis", "is_approximate")
    list_filter = ("start__circuit", "mode", "basis", "is_approximate")
    list_select_related = ("start__place", "end__place")
    fields = (
        "start",
        "end",
        "mode",
        "way",
        "distance_m",
        "duration_s",
        "basis",
        "is_approximate",
        "start_moved_m",
        "end_moved_m",
        "uncertain",
        "directions",
        "streets_version",
    )

    @admin.display(description=_("way"))
    def way(self, leg: Leg) -> SafeString | str:
        """Show the leg."""
        return map_of("way", leg.geometry)

    @admin.display(description=_("not certain"))
    def uncertain(self, leg: Leg) -> SafeString | str:
        """Say what travellers are told of the leg, besides its directions."""
        return _as_list(guidance.remarks(leg, leg.end.place))

    @admin.display(description=_("directions"))
    def directions(self, leg: Leg) -> SafeString | str:
        """Say the way as travellers read it."""
        sentences = guidance.directions(leg, leg.start.place.name, leg.end.place.name)
        return _as_list(direction.text for direction in sentences)


@admin.register(Rerouting)
class ReroutingAdmin(ComputedAdmin):
    """New ways for published circuits: a publisher shows them to the public, or dismisses them."""

    list_display = (
        "circuit",
        "reason",
        "change_of_length",
        "change_of_time",
        "state",
        "created_at",
    )
    list_display_links = ("circuit",)
    list_filter = ("state", "reason", "circuit")
    list_select_related = ("circuit",)
    date_hierarchy = "created_at"
    actions = ("publish", "dismiss")
    fields = (
        "circuit",
        "reason",
        "state",
        "created_at",
        "decided_at",
        "change_of_length",
        "change_of_time",
        "change_by_leg",
        "way_before",
        "way_after",
    )

    def has_publish_permission(self, request: HttpRequest) -> bool:
        """Tell whether somebody may decide what way of a circuit the public sees."""
        return may_publish(request.user, Circuit)

    @admin.display(description=_("length"), ordering="distance_after_m")
    def change_of_length(self, rerouting: Rerouting) -> str:
        """Say how long the circuit was and would be."""
        before_m, after_m = rerouting.distance_before_m, rerouting.distance_after_m
        difference = _("%(metres)d m") % {"metres": abs(after_m - before_m)}
        return _change(
            wording.distance(before_m), wording.distance(after_m), after_m < before_m, difference
        )

    @admin.display(description=_("time on the way"), ordering="duration_after_s")
    def change_of_time(self, rerouting: Rerouting) -> str:
        """Say how much time the circuit took and would take on the way."""
        before, after = (
            duration_s / 60
            for duration_s in (rerouting.duration_before_s, rerouting.duration_after_s)
        )
        minutes = abs(round(after - before))
        difference = ngettext("%(minutes)d min", "%(minutes)d min", minutes) % {"minutes": minutes}
        return _change(
            wording.duration(before), wording.duration(after), after < before, difference
        )

    @admin.display(description=_("legs"))
    def change_by_leg(self, rerouting: Rerouting) -> str:
        """Say what becomes of each leg."""
        parts = reroutings.legs_of(rerouting)
        pks = {pk for part in parts for pk in (part.start, part.end)}
        stops = Stop.objects.select_related("place").in_bulk(pks)
        rows = [
            {
                "start": stops.get(part.start),
                "end": stops.get(part.end),
                "before": part.before,
                "after": part.after,
                "remarks": _remarks(part.after, stops.get(part.end)),
            }
            for part in parts
        ]
        return render_to_string("circuits/rerouting_legs.html", {"rows": rows})

    @admin.display(description=_("way as it is"))
    def way_before(self, rerouting: Rerouting) -> SafeString | str:
        """Show the legs that would change."""
        return _map("way_before", [part.before for part in reroutings.legs_of(rerouting)])

    @admin.display(description=_("way as it would be"))
    def way_after(self, rerouting: Rerouting) -> SafeString | str:
        """Show what they would become."""
        return _map("way_after", [part.after for part in reroutings.legs_of(rerouting)])

    @admin.action(
        description=_("Show the new way to the public"),
        permissions=["publish"],
        location=[ActionLocation.CHANGE_LIST, ActionLocation.CHANGE_FORM],
    )
    def publish(self, request: HttpRequest, queryset: QuerySet[Rerouting]) -> None:
        """Let the chosen circuits take their new ways."""
        done = self._decide(request, queryset, reroutings.publish)
        text = ngettext("%(count)d new way published.", "%(count)d new ways published.", done)
        self.message_user(request, text % {"count": done}, messages.SUCCESS)

    @admin.action(
        description=_("Keep the way as it is"),
        permissions=["publish"],
        location=[ActionLocation.CHANGE_LIST, ActionLocation.CHANGE_FORM],
    )
    def dismiss(self, request: HttpRequest, queryset: QuerySet[Rerouting]) -> None:
        """Let the chosen circuits keep the ways that the public sees."""
        done = self._decide(request, queryset, reroutings.dismiss)
        text = ngettext("%(count)d new way dismissed.", "%(count)d new ways dismissed.", done)
        self.message_user(request, text % {"count": done}, messages.SUCCESS)

    def _decide(self, request: HttpRequest, chosen: QuerySet[Rerouting], decide: Any) -> int:
        """Decide on the chosen proposals; say which are not to be decided on, count the others."""
        done = 0
        for rerouting in chosen.select_related("circuit"):
            if decide(rerouting):
                self.log_change(request, rerouting, [{"changed": {"fields": ["state"]}}])
                done += 1
            else:
                sentence = _("%(circuit)s: this has been decided already.")
                self.message_user(
                    request, sentence % {"circuit": rerouting.circuit}, messages.WARNING
                )
        return done


@admin.register(Edition)
class EditionAdmin(ComputedAdmin):
    """What was published of each circuit, and when: what phones may hold."""

    list_display = ("circuit", "version", "published_at", "is_current", "size", "hash")
    list_display_links = ("circuit", "version")
    list_filter = ("is_current", "circuit")
    list_select_related = ("circuit",)
    date_hierarchy = "published_at"
    fields = ("circuit", "version", "published_at", "is_current", "size", "hash", "changes")

    def get_queryset(self, request: HttpRequest) -> QuerySet[Edition]:
        """Leave the documents in the database, but for the edition that is looked at."""
        return super().get_queryset(request).defer("document")

    @admin.display(description=_("size"), ordering="size_bytes")
    def size(self, edition: Edition) -> str:
        """Say how much a phone keeps of it."""
        return filesizeformat(edition.size_bytes)

    @admin.display(description=_("what is new in it"))
    def changes(self, edition: Edition) -> SafeString | str:
        """Say what is otherwise than in the edition before."""
        before = Edition.objects.filter(
            circuit=edition.circuit, version__lt=edition.version
        ).first()
        if before is None:
            return NOTHING
        comparison = edition_changes.Comparison(before.document, edition.document)
        return _as_list(change.text for change in comparison.changes)


NOTHING = "–"


def _as_list(sentences: Iterable[str]) -> SafeString | str:
    """Return sentences one below the other, a dash where there is none."""
    return format_html_join("", "<div>{}</div>", ((text,) for text in sentences)) or NOTHING


def _change(before: str, after: str, is_less: bool, difference: str) -> str:
    """Return what was, what would be and the difference: 1.2 km → 1.5 km (+300 m)."""
    return f"{before} → {after} ({'−' if is_less else '+'}{difference})"


def _map(name: str, some: Iterable[Way]) -> SafeString | str:
    lines = [LineString(way.coordinates, srid=4326) for way in some if way.coordinates]
    return map_of(name, MultiLineString(lines, srid=4326) if lines else None)


def _remarks(way: Way, end: Stop | None) -> tuple[str, ...]:
    return guidance.remarks(way, end.place) if end is not None else ()
