"""The municipality's inbox: read what visitors report, and act upon it."""

from __future__ import annotations

from typing import Any
from urllib.parse import urlencode

from django import forms
from django.contrib import admin, messages
from django.core.exceptions import ValidationError
from django.db.models import QuerySet
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect
from django.template.loader import render_to_string
from django.urls import URLPattern, path, reverse
from django.utils import timezone
from django.utils.html import format_html
from django.utils.safestring import SafeString
from django.utils.timesince import timesince
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext
from modeltranslation.utils import get_translation_fields

from geodata.map_widget import MapWidget, map_of
from geodata.models import Report
from geodata.positions import text_of
from geodata.reports import inbox, photos, sketch
from geodata.reports.photo_pages import PhotoPages, answered

BESIDE = "report"  # the parameter that names the report to be shown beside a form
# What each button of a report makes of it.
BUTTONS = {
    "_accept": Report.Status.ACCEPTED,
    "_answer": Report.Status.ANSWERED,
    "_refuse": Report.Status.REFUSED,
}


class AnswerForm(forms.ModelForm):
    """What an officer writes to whoever wrote the report."""

    seen = forms.CharField(required=False, widget=forms.HiddenInput)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.initial["seen"] = _seen(self.instance)

    def clean(self) -> dict[str, Any]:
        """Refuse to answer with nothing; refuse once to overwrite what another officer answered."""
        told = super().clean() or self.cleaned_data
        stored = Report.objects.select_for_update(of=("self",)).defer("photo")
        now = stored.select_related("handled_by").get(pk=self.instance.pk)
        if told.get("seen", "") != _seen(now):
            sent: Any = self.data.copy()  # type: ignore[attr-defined]
            sent[self.add_prefix("seen")] = _seen(now)
            self.data = sent
            raise ValidationError(
                _(
                    "%(who)s has dealt with this report meanwhile (%(status)s). What you typed is "
                    "kept here: send it again to overwrite that with yours."
                )
                % {"who": now.handled_by or _("Somebody"), "status": now.get_status_display()}
            )
        if "_answer" in self.data and not told.get("answer"):
            raise ValidationError(
                {"answer": _("Write the answer that whoever wrote the report is to read.")}
            )
        return told


def _seen(report: Report) -> str:
    """Return what differs once somebody has dealt with a report again."""
    return report.handled_at.isoformat() if report.handled_at else ""


@admin.register(Report)
class ReportAdmin(PhotoPages):
    """The inbox: reports are read, accepted, answered or set aside, and never changed."""

    form = AnswerForm
    list_display = ("small_photo", "kind", "in_short", "stood", "age", "status")
    list_display_links = ("small_photo", "kind")
    list_filter = ("status", "kind", "language")
    list_select_related = ("place",)
    search_fields = (
        "text",
        "circuit",
        "place__slug",
        *(f"place__{column}" for column in get_translation_fields("name")),
    )
    date_hierarchy = "received_at"
    actions = ("set_aside",)
    fields = (
        "kind",
        "about",
        "text",
        "language",
        "large_photo",
        "stood_in_words",
        "map",
        "made_at",
        "received_at",
        "status",
        "handled_by",
        "handled_at",
        "answer",
        "seen",
    )
    readonly_fields = tuple(name for name in fields if name not in {"answer", "seen"})

    @property
    def media(self) -> forms.Media:
        """Load the map's files."""
        return super().media + MapWidget().media

    def has_add_permission(self, request: HttpRequest) -> bool:
        """Let reports come from the field only."""
        return False

    def get_urls(self) -> list[URLPattern]:
        """Add the photo of a report, which is for the desk alone."""
        photo = path(
            "<uuid:identity>/<str:size>.jpg",
            self.admin_site.admin_view(self.photo_view),
            name="geodata_report_photo",
        )
        return [photo, *super().get_urls()]

    def photo_view(self, request: HttpRequest, identity: Any, size: str) -> HttpResponse:
        """Return the photo of a report."""
        photo = self.photo_of(request, identity)
        if size not in {"photo", "thumbnail"}:
            raise Http404
        return answered(photo if size == "photo" else photos.thumbnail(photo))

    @admin.display(description=gettext_lazy("photo"))
    def small_photo(self, report: Report) -> SafeString | str:
        """Show the photo small."""
        return _photo(report, "thumbnail")

    @admin.display(description=gettext_lazy("photo"))
    def large_photo(self, report: Report) -> SafeString | str:
        """Show the photo."""
        return _photo(report, "photo")

    @admin.display(description=gettext_lazy("place"))
    def about(self, report: Report) -> str:
        """Say which place it is about, or else where on which circuit."""
        on_circuit = _("circuit %(slug)s") % {"slug": report.circuit} if report.circuit else ""
        if on_circuit and report.stop:
            on_circuit = _("%(circuit)s, stop %(number)d") % {
                "circuit": on_circuit,
                "number": report.stop,
            }
        named = [str(report.place) if report.place else "", on_circuit]
        return " · ".join(part for part in named if part) or "–"

    @admin.display(description=gettext_lazy("place"), ordering="place")
    def in_short(self, report: Report) -> SafeString:
        """Say the same, with the beginning of the text below."""
        shown = report.text if len(report.text) <= 120 else f"{report.text[:119]}…"
        return format_html(
            '<strong>{}</strong><p class="report__words" dir="auto">{}</p>',
            self.about(report),
            shown,
        )

    @admin.display(description=gettext_lazy("where they stood"))
    def stood(self, report: Report) -> SafeString | str:
        """Sketch where they stood, seen from the place."""
        return sketch.sketch(report)

    @admin.display(description=gettext_lazy("where they stood"))
    def stood_in_words(self, report: Report) -> str:
        """Say where they stood."""
        words = sketch.in_words(report)
        return f"{text_of(report.position)} · {words}" if report.position else words

    @admin.display(description=gettext_lazy("map"))
    def map(self, report: Report) -> SafeString | str:
        """Show where they stood, and the place as the map has it."""
        place = report.place.geometry if report.place else None
        return map_of("position", report.position, beside=place, accuracy_m=report.accuracy_m)

    @admin.display(description=gettext_lazy("age"), ordering="received_at")
    def age(self, report: Report) -> str:
        """Say how long ago it was written."""
        return timesince(report.happened_at, timezone.now(), depth=1)

    def save_model(self, request: HttpRequest, obj: Report, form: Any, change: bool) -> None:
        """Keep the answer, and what the pressed button makes of the report."""
        pressed = next((name for name in BUTTONS if name in request.POST), None)
        inbox.settle(obj, BUTTONS[pressed] if pressed else obj.status, request.user.pk)

    def response_change(self, request: HttpRequest, obj: Report) -> HttpResponse:
        """Lead from an accepted report to where it is put right, from the others to the inbox."""
        said = _("%(report)s: %(status)s.") % {
            "report": obj,
            "status": obj.get_status_display(),
        }
        self.message_user(request, said, messages.SUCCESS)
        if "_accept" in request.POST:
            return HttpResponseRedirect(_remedy(request, obj))
        return HttpResponseRedirect(reverse("admin:geodata_report_changelist"))

    @admin.action(description=gettext_lazy("Set aside"), permissions=["change"])
    def set_aside(self, request: HttpRequest, queryset: QuerySet[Report]) -> None:
        """Put away what is of no use, many at once."""
        for report in queryset:
            inbox.settle(report, Report.Status.REFUSED, request.user.pk)
            self.log_change(request, report, [{"changed": {"fields": ["status"]}}])
        count = len(queryset)
        text = ngettext("%(count)d set aside.", "%(count)d set aside.", count)
        self.message_user(request, text % {"count": count}, messages.SUCCESS)


class BesideReport(admin.ModelAdmin):
    """A form that is opened from a report, and shows it beside what is to be put right."""

    def changeform_view(
        self,
        request: HttpRequest,
        object_id: str | None = None,
        form_url: str = "",
        extra_context: dict[str, Any] | None = None,
    ) -> HttpResponse:
        """Show the report that the address names."""
        report = report_beside(request)
        shown = {"report_beside": _beside(report)} if report else {}
        return super().changeform_view(request, object_id, form_url, shown | (extra_context or {}))

    def response_post_save_add(self, request: HttpRequest, obj: Any) -> HttpResponseRedirect:
        """Lead back to the report."""
        return _back(request) or super().response_post_save_add(request, obj)

    def response_post_save_change(self, request: HttpRequest, obj: Any) -> HttpResponseRedirect:
        """Lead back to the report."""
        return _back(request) or super().response_post_save_change(request, obj)


def report_beside(request: HttpRequest) -> Report | None:
    """Return the report that an address of the desk names, to who may read it."""
    if BESIDE not in request.GET or not request.user.has_perm("geodata.view_report"):
        return None
    try:
        return ReportAdmin(Report, admin.site).get_queryset(request).get(pk=request.GET[BESIDE])
    except (Report.DoesNotExist, ValidationError):
        return None


def _remedy(request: HttpRequest, report: Report) -> str:
    """Return where an accepted report is put right, as far as the officer's role goes."""
    beside = urlencode({BESIDE: report.pk})
    if report.place_id is None:
        return _page(report)
    if report.kind == Report.Kind.CLOSED and request.user.has_perm("geodata.add_closure"):
        return f"{reverse('admin:geodata_closure_add')}?{beside}"
    return f"{reverse('admin:geodata_place_change', args=[report.place_id])}?{beside}"


def _back(request: HttpRequest) -> HttpResponseRedirect | None:
    report = report_beside(request)
    return HttpResponseRedirect(_page(report)) if report else None


def _page(report: Report) -> str:
    return reverse("admin:geodata_report_change", args=[report.pk])


def _photo(report: Any, size: str) -> SafeString | str:
    if not report.has_photo:
        return "–"
    photo = reverse("admin:geodata_report_photo", args=[report.pk, size])
    return format_html(
        '<img class="report__{}" src="{}" alt="{}" loading="lazy">',
        size,
        photo,
        _("Photo of the report"),
    )


def _beside(report: Report) -> SafeString:
    return render_to_string(
        "admin/geodata/report_beside.html",
        {
            "report": report,
            "photo": _photo(report, "photo"),
            "stood": sketch.in_words(report),
            "position": text_of(report.position),
            "page": _page(report),
        },
    )
