"""How officers edit a record: in every language, as far as their role goes, on a map.

The admin classes of the three apps are built on these.
"""

from typing import Any, ClassVar

from django import forms
from django.contrib import admin, messages
from django.contrib.admin.options import InlineModelAdmin
from django.contrib.gis.db.models import GeometryField
from django.core.exceptions import ValidationError
from django.db.models import Field, Model, QuerySet
from django.http import HttpRequest, HttpResponse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext
from leaflet.admin import LeafletGeoAdminMixin
from modeltranslation.admin import TranslationAdmin, TranslationStackedInline

from geodata.drafts.form_pages import DraftPages
from geodata.history import recording
from geodata.history.differences import summary
from geodata.history.documents import digest, document_of
from geodata.history.models import Version
from geodata.history.record_pages import HistoryPages
from geodata.map_widget import MapWidget
from geodata.missing_texts import MissingTexts
from geodata.models import Place, Publication, Record
from geodata.positions import validate_inside_territory
from geodata.publication import PREPARED, is_public, may_edit, may_publish

TRACE: Any = (
    gettext_lazy("Where this is known from"),
    {"fields": ("sources", "photos", "is_sample"), "classes": ("collapse",)},
)


OPENED_AS = "_opened_as"
ABOUT_THE_CHANGE: Any = (gettext_lazy("This change"), {"fields": ("why", "seen")})


class RecordForm(forms.ModelForm):
    """The form of a record: it minds what it only shows, and what others have changed meanwhile."""

    why = forms.CharField(
        label=gettext_lazy("Why"),
        max_length=300,
        required=False,
        help_text=gettext_lazy("For the history: who said so, what has changed in town."),
        widget=forms.TextInput({"class": "vLargeTextField"}),
    )
    seen = forms.CharField(required=False, widget=forms.HiddenInput)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if self.instance.pk is not None and "seen" in self.fields:
            self.initial["seen"] = digest(document_of(self.instance))

    def clean(self) -> dict[str, Any]:
        """Refuse once to overwrite what somebody else has changed since the form was opened."""
        told = super().clean() or self.cleaned_data
        seen = told.get("seen")
        if self.instance.pk is None or not seen:
            return told
        stored = type(self.instance)._base_manager.select_for_update(of=("self",))
        now = document_of(stored.get(pk=self.instance.pk))
        if seen != digest(now):
            # Whoever has read this may save again, which then overwrites it.
            sent: Any = self.data.copy()  # type: ignore[attr-defined]
            sent[self.add_prefix("seen")] = digest(now)
            self.data = sent
            self.add_error(None, self._meanwhile(seen, now))
        return told

    def _meanwhile(self, seen: str, now: dict[str, Any]) -> str:
        """Say who has changed what since the form was opened."""
        label = self.instance._meta.label_lower
        kept = Version.objects.filter(model=label, object_id=self.instance.pk)
        opened = kept.filter(digest=seen).first()
        last = kept.select_related("revision__made_by").first()
        if opened is None or last is None or last.revision is None:
            return _(
                "Somebody has changed this while you were writing. What you typed is kept here: "
                "look at the history, then save again to overwrite that with yours."
            )
        return _(
            "%(who)s has changed this while you were writing: %(what)s. What you typed is kept "
            "here: save again to overwrite that with yours."
        ) % {
            "who": last.revision.made_by or _("Somebody"),
            "what": summary(label, opened.document, now),
        }

    def validate_constraints(self) -> None:
        """Check all constraints but those on fields that have been complained about.

        Django would skip those that involve a read-only field, and the database then refuse the
        record without a word to the officer.
        """
        try:
            self.instance.validate_constraints(exclude=set(self.errors))
        except ValidationError as error:
            self.add_error(None, error)


class RecordAdmin(DraftPages, HistoryPages, TranslationAdmin):
    """A record with a status: prepared by editors, shown to the public by publishers.

    What the public sees is changed by publishers at once, and by editors through a draft.
    """

    form = RecordForm
    actions: tuple[str, ...] = ("publish", "archive")
    autocomplete_fields: ClassVar[tuple[str, ...]] = ("sources", "photos")
    prepopulated_fields = {"slug": ("name",)}
    readonly_fields: ClassVar[tuple[str, ...]] = ("is_sample",)
    save_on_top = True
    change_form_template = "admin/record_form.html"

    def has_change_permission(self, request: HttpRequest, obj: Record | None = None) -> bool:
        """Leave what is archived to those who may publish."""
        return super().has_change_permission(request, obj) and may_edit(request.user, obj)

    def has_publish_permission(self, request: HttpRequest) -> bool:
        """Tell whether the actions that publish and archive are offered."""
        return may_publish(request.user, self.model)

    def get_fieldsets(self, request: HttpRequest, obj: Record | None = None) -> Any:
        """Ask why a record is changed."""
        fieldsets = super().get_fieldsets(request, obj)
        asks = obj is not None and self.has_change_permission(request, obj)
        return [*fieldsets, ABOUT_THE_CHANGE] if asks else fieldsets

    def save_model(self, request: HttpRequest, obj: Record, form: Any, change: bool) -> None:
        """Save, and keep why."""
        if (made := recording.current()) is not None:
            made.reason = form.cleaned_data.get("why", "")
        super().save_model(request, obj, form, change)

    def get_list_filter(self, request: HttpRequest) -> Any:
        """Let the records be found whose texts are missing in a language."""
        return (*super().get_list_filter(request), MissingTexts)

    def get_readonly_fields(
        self, request: HttpRequest, obj: Record | None = None
    ) -> tuple[str, ...]:
        """Keep the address of what the public has seen: links and plaques lead to it."""
        is_known = obj is not None and obj.__dict__.get(OPENED_AS, obj.status) not in PREPARED
        fixed = ("slug",) if is_known else ()
        return (*super().get_readonly_fields(request, obj), *fixed)

    def get_object(
        self, request: HttpRequest, object_id: str, from_field: str | None = None
    ) -> Any:
        """Remember the status that a record is opened with: the form writes another one to it."""
        record = super().get_object(request, object_id, from_field)
        if record is not None:
            record.__dict__[OPENED_AS] = record.status
        return record

    def get_prepopulated_fields(
        self, request: HttpRequest, obj: Record | None = None
    ) -> dict[str, Any]:
        """Make the address from the name, the first time."""
        return super().get_prepopulated_fields(request, obj) if obj is None else {}

    def formfield_for_choice_field(
        self, db_field: Field, request: HttpRequest, **kwargs: Any
    ) -> forms.TypedChoiceField | None:
        """Offer an editor only the statuses that keep a record from the public."""
        if db_field.name == "status" and not may_publish(request.user, self.model):
            kwargs["choices"] = [(status.value, status.label) for status in PREPARED]
            kwargs["error_messages"] = {
                "invalid_choice": _(
                    "Only a publisher can publish or archive: choose draft, or in review to ask "
                    "for it."
                )
            }
        return super().formfield_for_choice_field(db_field, request, **kwargs)

    def render_change_form(
        self,
        request: HttpRequest,
        context: dict[str, Any],
        add: bool = False,
        change: bool = False,
        form_url: str = "",
        obj: Record | None = None,
    ) -> HttpResponse:
        """Say why an editor can only read a record that has left their hands."""
        if obj is not None and not may_edit(request.user, obj):
            messages.info(
                request,
                _("This is %(status)s: ask a publisher to set it back to draft so that you can.")
                % {"status": obj.get_status_display()},
            )
        return super().render_change_form(request, context, add, change, form_url, obj)

    def view_on_site(self, record: Record) -> str | None:
        """Link to the public page where there is one."""
        if record.status != Publication.PUBLISHED or not hasattr(record, "get_absolute_url"):
            return None
        return str(record.get_absolute_url())

    @admin.action(description=gettext_lazy("Publish"), permissions=["publish"])
    def publish(self, request: HttpRequest, queryset: QuerySet) -> None:
        """Show the chosen records to the public, except those that may not be."""
        count = self._set_status(request, queryset, Publication.PUBLISHED)
        if count:
            text = ngettext("%(count)d published.", "%(count)d published.", count)
            self.message_user(request, text % {"count": count}, messages.SUCCESS)

    @admin.action(description=gettext_lazy("Archive"), permissions=["publish"])
    def archive(self, request: HttpRequest, queryset: QuerySet) -> None:
        """Take the chosen records from the public, and keep them."""
        count = self._set_status(request, queryset, Publication.ARCHIVED)
        if count:
            text = ngettext("%(count)d archived.", "%(count)d archived.", count)
            self.message_user(request, text % {"count": count}, messages.SUCCESS)

    def check_public(self, record: Any) -> None:
        """Refuse, by a `ValidationError`, to show a record to the public that is not whole."""

    def _set_status(self, request: HttpRequest, queryset: QuerySet, status: Publication) -> int:
        """Set a status, say for which records the model refuses it, and count the others."""
        count = 0
        for record in queryset.exclude(status=status):
            record.status = status
            try:
                record.validate_constraints()
                if status == Publication.PUBLISHED:
                    self.check_public(record)
            except ValidationError as error:
                reason = " ".join(error.messages)
                self.message_user(request, f"{record}: {reason}", messages.ERROR)
                continue
            record.save(update_fields=["status", "updated_at"])
            self.log_change(request, record, [{"changed": {"fields": ["status"]}}])
            count += 1
        return count


class MapAdmin(LeafletGeoAdminMixin, RecordAdmin):
    """A record that lies somewhere."""

    widget = MapWidget
    map_template = MapWidget.template_name

    @property
    def media(self) -> forms.Media:
        """Load the map's files also where the record may only be read."""
        return super().media + MapWidget().media

    def formfield_for_dbfield(
        self, db_field: Field, request: HttpRequest, **kwargs: Any
    ) -> forms.Field | None:
        """Refuse a position that is not in the territory."""
        field = super().formfield_for_dbfield(db_field, request, **kwargs)
        if field is not None and isinstance(db_field, GeometryField):
            field.error_messages["invalid_geom"] = _(
                "Write latitude and longitude in degrees, such as %(example)s, or set the point "
                "on the map."
            ) % {"example": "28.987, -10.057"}
            field.validators.append(validate_inside_territory)
        return field


class ReadOnlyAdmin(admin.ModelAdmin):
    """What only the site writes: people look at it."""

    def has_add_permission(self, request: HttpRequest) -> bool:
        return False

    def has_change_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return False

    def has_delete_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return False


class SharedAdmin(HistoryPages):
    """A thing that records of any status share: editors change it until the public sees it."""

    def has_change_permission(self, request: HttpRequest, obj: Model | None = None) -> bool:
        """Leave what a published record shows to those who may publish."""
        if not super().has_change_permission(request, obj):
            return False
        return obj is None or may_publish(request.user, Place) or not is_public(obj)


class _PartOfRecord(InlineModelAdmin):
    """The rights of a part: they end where those of its record end."""

    extra = 0

    def has_add_permission(self, request: HttpRequest, obj: Record | None = None) -> bool:
        return super().has_add_permission(request, obj) and may_edit(request.user, obj)

    def has_change_permission(self, request: HttpRequest, obj: Record | None = None) -> bool:
        return super().has_change_permission(request, obj) and may_edit(request.user, obj)

    def has_delete_permission(self, request: HttpRequest, obj: Record | None = None) -> bool:
        return super().has_delete_permission(request, obj) and may_edit(request.user, obj)


class PartInline(_PartOfRecord, admin.TabularInline):
    """A part without words, edited within its record, one line each."""


class TranslatedPartInline(_PartOfRecord, TranslationStackedInline):
    """A part with words in every language, edited within its record."""
