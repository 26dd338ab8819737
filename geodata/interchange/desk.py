"""Imports at the desk: send a file, look at what it would do, decide, and undo."""

from __future__ import annotations

import json
from itertools import islice
from typing import Any

from django import forms
from django.contrib import admin, messages
from django.contrib.gis.geos import MultiPoint, Point
from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect, JsonResponse
from django.template.response import TemplateResponse
from django.urls import URLPattern, path, reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext

from geodata import territory
from geodata.editing import ReadOnlyAdmin
from geodata.errors import GeodataError, UndoRefused
from geodata.interchange import batches, jobs, previews, projections, waiting
from geodata.interchange.columns import Profile, match
from geodata.interchange.comparison import LABELS, Finding, State
from geodata.interchange.models import ImportBatch, ImportJob, ImportProfile
from geodata.interchange.previews import KeptPreview
from geodata.interchange.report import as_csv, changes
from geodata.interchange.subjects import ID, POSITION, SUBJECTS, Subject
from geodata.interchange.waiting import Waiting
from geodata.map_widget import MapWidget, map_of
from geodata.models import Category, Publication

MOST_ROWS_SHOWN = 200
MOST_ON_MAP = 500
LEFT_OUT = "-"
ASKS_AGAIN_S = 2
JOB_TITLES = {
    ImportJob.Kind.PREVIEW: gettext_lazy("Looking at %(file)s"),
    ImportJob.Kind.IMPORT: gettext_lazy("Importing %(file)s"),
    ImportJob.Kind.UNDO: gettext_lazy("Undoing the import of %(file)s"),
}


class UploadForm(forms.Form):
    """Which file, and what is in it."""

    subject = forms.ChoiceField(label=gettext_lazy("What is in it"))
    file = forms.FileField(
        label=gettext_lazy("File"),
        help_text=gettext_lazy(
            "GeoPackage, Shapefile (zip), GeoJSON, KML, KMZ, GPX, CSV or Excel (.xlsx)."
        ),
    )
    profile = forms.ModelChoiceField(
        ImportProfile.objects.all(),
        label=gettext_lazy("Profile"),
        required=False,
        help_text=gettext_lazy("What the columns of such a file are, kept from an earlier one."),
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["subject"].choices = [  # type: ignore[attr-defined]
            (name, subject.title) for name, subject in SUBJECTS.items()
        ]

    def clean(self) -> dict[str, Any]:
        """Refuse a profile of other things, and read it."""
        said = super().clean() or {}
        kept = said.get("profile")
        said["said"] = Profile()
        if kept is not None and kept.subject != said.get("subject"):
            self.add_error("profile", _("This profile is for files of other things."))
        elif kept is not None:
            try:
                said["said"] = Profile.parse(json.dumps(kept.said))
            except GeodataError as error:
                self.add_error("profile", str(error))
        return said


class MatchForm(forms.Form):
    """What each column is, and what holds for all rows."""

    category = forms.ChoiceField(
        label=gettext_lazy("Category of rows that name none"), required=False
    )
    srid = forms.TypedChoiceField(
        label=gettext_lazy("Coordinates are in"), required=False, coerce=int, empty_value=None
    )
    swapped = forms.BooleanField(label=gettext_lazy("Swap the two coordinates"), required=False)

    def __init__(self, headings: list[str], subject: Subject, profile: Profile, data: Any) -> None:
        try:
            found = match(headings, subject, profile).columns
        except GeodataError:
            found = profile.columns
        initial = {
            "category": profile.defaults.get("category", ""),
            "srid": profile.srid or "",
            "swapped": profile.swapped,
        }
        super().__init__(data, initial=initial, label_suffix="")
        if "category" in subject.attributes:
            choices = [("", _("none")), *Category.choices]
            self.fields["category"].choices = choices  # type: ignore[attr-defined]
        else:
            del self.fields["category"]
        if subject.has_position:
            codes = [(code, f"EPSG:{code}") for code in projections.candidates()]
            self.fields["srid"].choices = [("", _("as found")), *codes]  # type: ignore[attr-defined]
        else:
            del self.fields["srid"], self.fields["swapped"]
        self.fields["save_as"] = forms.CharField(
            label=_("Keep this for the next files, under the name"),
            max_length=ImportProfile._meta.get_field("name").max_length,
            required=False,
        )
        names = sorted(subject.attributes) + (list(POSITION) if subject.has_position else []) + [ID]
        self.headings = headings
        for number, heading in enumerate(headings):
            self.fields[f"column_{number}"] = forms.ChoiceField(
                label=heading,
                choices=[(LEFT_OUT, _("leave it out")), *((name, name) for name in names)],
                initial=found.get(heading) or LEFT_OUT,
            )

    def profile(self, before: Profile) -> Profile:
        """Return the profile that has been chosen."""
        chosen = self.cleaned_data
        columns = {
            heading: "" if chosen[f"column_{n}"] == LEFT_OUT else chosen[f"column_{n}"]
            for n, heading in enumerate(self.headings)
        }
        defaults = before.defaults | {"category": chosen.get("category") or ""}
        return Profile(
            columns=columns,
            defaults={name: value for name, value in defaults.items() if value},
            srid=chosen.get("srid"),
            swapped=bool(chosen.get("swapped")),
            encoding=before.encoding,
        )


class DecisionForm(forms.Form):
    """Why, and what becomes of the rows in doubt."""

    reason = forms.CharField(
        label=gettext_lazy("Reason"),
        max_length=300,
        help_text=gettext_lazy("Where the file comes from, and why it is imported."),
    )
    without_refused = forms.BooleanField(
        label=gettext_lazy("Import without the rows that are refused"), required=False
    )
    with_suspicious = forms.BooleanField(
        label=gettext_lazy("The possible duplicates are not the same: import them too"),
        required=False,
    )
    publish = forms.BooleanField(
        label=gettext_lazy("Publish new records at once; otherwise they are drafts"), required=False
    )
    digest = forms.CharField(widget=forms.HiddenInput)


@admin.register(ImportBatch)
class ImportBatchAdmin(ReadOnlyAdmin):
    """Imports that have been applied; editors look at files, publishers import and undo."""

    list_display = ("file_name", "kind", "created_at", "created_by", "reason", "undone_at")
    list_filter = (("undone_at", admin.EmptyFieldListFilter),)
    list_select_related = ("created_by",)
    fields = ("file_name", "kind", "reason", "created_at", "created_by", "told", "undone_at",
        "undone_by",
    )  # fmt: skip
    readonly_fields = fields
    change_list_template = "admin/imports/list.html"
    change_form_template = "admin/imports/batch.html"

    @admin.display(description=gettext_lazy("kind"), ordering="subject")
    def kind(self, batch: ImportBatch) -> str:
        """Tell what was imported."""
        return str(SUBJECTS[batch.subject].title)

    @admin.display(description=gettext_lazy("rows"))
    def told(self, batch: ImportBatch) -> str:
        """Tell what became of the rows."""
        return _("%(added)d added, %(updated)d updated, %(left_out)d left out") % {
            name: batch.counts.get(name, 0) for name in ("added", "updated", "left_out")
        }

    def get_urls(self) -> list[URLPattern]:
        """Add the way of a file, and undoing."""
        view = self.admin_site.admin_view
        return [
            path("new/", view(self.upload_view), name="imports_upload"),
            path("new/<slug:token>/", view(self.preview_view), name="imports_preview"),
            path("new/<slug:token>/report.csv", view(self.report_view), name="imports_report"),
            path("new/<slug:token>/profile.json", view(self.profile_view), name="imports_profile"),
            path("<int:pk>/undo/", view(self.undo_view), name="imports_undo"),
            *super().get_urls(),
        ]

    def changelist_view(
        self, request: HttpRequest, extra_context: dict[str, Any] | None = None
    ) -> HttpResponse:
        """Offer to import a file to who may look at one."""
        offered = {"may_preview": _may(request, "preview")}
        return super().changelist_view(request, offered | (extra_context or {}))

    def change_view(
        self,
        request: HttpRequest,
        object_id: str,
        form_url: str = "",
        extra_context: dict[str, Any] | None = None,
    ) -> HttpResponse:
        """Show what an import did, and offer to undo it."""
        batch = self.get_object(request, object_id)
        job = ImportJob.objects.filter(kind=ImportJob.Kind.UNDO, batch=batch).first()
        if job is not None and job.ended_at is None:
            return self._progress(request, job, str(batch))
        shown = {
            "not_done": job.sentence if job is not None else "",
            "may_undo": batch is not None and batch.undone_at is None and _may(request, "apply"),
            "records": batch.records.all()[:MOST_ROWS_SHOWN] if batch else (),
        }
        return super().change_view(request, object_id, form_url, shown | (extra_context or {}))

    def upload_view(self, request: HttpRequest) -> HttpResponse:
        """Take a file, and send on to its preview."""
        _require(request, "preview")
        form = UploadForm(request.POST or None, request.FILES or None, label_suffix="")
        if request.method == "POST" and form.is_valid():
            file = form.cleaned_data["file"]
            try:
                kept = waiting.keep(
                    file.chunks(), file.name, file.size,
                    form.cleaned_data["subject"], form.cleaned_data["said"],
                )  # fmt: skip
                preview = previews.make(kept) if jobs.is_small(kept) else None
            except GeodataError as error:
                form.add_error("file", str(error))
            else:
                if preview is None or preview.columns:
                    return HttpResponseRedirect(reverse("admin:imports_preview", args=[kept.token]))
                kept.discard()
                form.add_error("file", preview.refusal)
        return self._page(request, "upload", {"title": _("Import a file"), "form": form})

    def preview_view(self, request: HttpRequest, token: str) -> HttpResponse:
        """Show what a file would do; do it where a publisher says so."""
        _require(request, "preview")
        job = ImportJob.objects.filter(token=token).first()
        if job is not None and job.batch_id is not None:
            return HttpResponseRedirect(
                reverse("admin:geodata_importbatch_change", args=[job.batch_id])
            )
        kept = _kept(token)
        if job is not None and job.ended_at is None:
            return self._progress(request, job, kept.name)
        preview = previews.find(kept)
        if preview is None and job is not None and job.sentence:
            return self._refusal(request, kept, job.sentence)
        if preview is None or preview.is_stale:
            if not jobs.is_small(kept):
                job = jobs.start(ImportJob.Kind.PREVIEW, by=request.user, token=token)
                return self._progress(request, job, kept.name)
            try:
                preview = previews.make(kept)
            except GeodataError as error:
                return self._refusal(request, kept, str(error))
        sent = request.POST if request.method == "POST" else None
        is_match = sent is not None and "match" in sent
        columns = MatchForm(
            preview.columns, preview.subject, kept.profile, sent if is_match else None
        )
        if is_match and columns.is_valid():
            try:
                self._match(request, kept, columns)
            except GeodataError as error:
                self.message_user(request, str(error), messages.ERROR)
            return HttpResponseRedirect(request.path)
        context: dict[str, Any] = {
            "title": _("What %(file)s would do") % {"file": kept.name},
            "columns": columns,
            "token": token,
            "may_apply": _may(request, "apply"),
            "media": self.media + MapWidget().media,
            "refusal": preview.refusal,
        }
        if preview.refusal:
            return self._page(request, "preview", context)
        decision = DecisionForm(
            sent.dict() if sent is not None and not is_match else None,
            label_suffix="",
            initial={"digest": preview.digest},
        )
        if sent is not None and not is_match:
            _require(request, "apply")
            if decision.is_valid():
                done = self._decide(request, kept, preview, decision)
                if done is not None:
                    return done
                kept = _kept(token)  # which another request may have imported meanwhile
        state = request.GET.get("state", "")
        shown = list(islice(preview.findings(state), MOST_ON_MAP))
        total = sum(preview.counts.values())
        context |= {
            "preview": preview,
            "total": total,
            "not_done": job.sentence if job is not None else "",
            "states": [(name, LABELS[State(name)], n) for name, n in preview.counts.items()],
            "state": state,
            "rows": [_row(finding, preview.subject) for finding in shown[:MOST_ROWS_SHOWN]],
            "more": max(0, (preview.counts.get(state, 0) if state else total) - MOST_ROWS_SHOWN),
            "map": _map(shown) if preview.subject.has_position else "",
            "decision": decision,
        }
        return self._page(request, "preview", context)

    def report_view(self, request: HttpRequest, token: str) -> HttpResponse:
        """Return what becomes of each row, as a table."""
        _require(request, "preview")
        preview = previews.find(_kept(token))
        if preview is None or preview.refusal:
            raise Http404
        report = as_csv(preview.subject, preview.findings())
        response = HttpResponse(report, content_type="text/csv; charset=utf-8")
        response["Content-Disposition"] = 'attachment; filename="import-report.csv"'
        return response

    def profile_view(self, request: HttpRequest, token: str) -> HttpResponse:
        """Return what has been said of the file, to be kept for the next one."""
        _require(request, "preview")
        response = JsonResponse(
            _kept(token).profile.as_json(), json_dumps_params={"ensure_ascii": False, "indent": 1}
        )
        response["Content-Disposition"] = 'attachment; filename="import-profile.json"'
        return response

    def undo_view(self, request: HttpRequest, pk: int) -> HttpResponse:
        """Undo an import as one."""
        _require(request, "apply")
        batch = ImportBatch.objects.filter(pk=pk).first()
        if batch is None or request.method != "POST":
            raise Http404
        force = "force" in request.POST
        if batch.records.count() > jobs.SMALL_ROWS:
            jobs.start(ImportJob.Kind.UNDO, by=request.user, batch=batch, force=force)
            return HttpResponseRedirect(reverse("admin:geodata_importbatch_change", args=[pk]))
        try:
            outcome = batches.undo(batch, by=request.user, force=force)
        except UndoRefused as error:
            self.message_user(request, str(error), messages.ERROR)
        else:
            sentence = _("Undone: %(deleted)d deleted, %(restored)d restored.") % outcome
            self.message_user(request, sentence, messages.SUCCESS)
        return HttpResponseRedirect(reverse("admin:geodata_importbatch_change", args=[pk]))

    def _match(self, request: HttpRequest, kept: Waiting, form: MatchForm) -> None:
        """Keep what has been said of the columns, for this file and perhaps for others."""
        profile = form.profile(kept.profile)
        kept.with_profile(profile)
        previews.forget(kept)
        name = form.cleaned_data["save_as"].strip()
        if name:
            ImportProfile.objects.update_or_create(
                subject=kept.subject,
                name=name,
                defaults={"said": profile.as_json(), "saved_by_id": request.user.pk},
            )
            self.message_user(request, _("Kept as “%(name)s”.") % {"name": name}, messages.SUCCESS)

    def _decide(
        self, request: HttpRequest, kept: Waiting, preview: KeptPreview, form: DecisionForm
    ) -> HttpResponse | None:
        """Import a file, here or by a worker, or say at the form why not."""
        said = form.cleaned_data
        decided = {
            "reason": said["reason"],
            "digest": said["digest"],
            "without_refused": said["without_refused"],
            "with_suspicious": said["with_suspicious"],
            "status": (Publication.PUBLISHED if said["publish"] else Publication.DRAFT).value,
        }
        if sum(preview.counts.values()) > jobs.SMALL_ROWS:
            jobs.start(ImportJob.Kind.IMPORT, by=request.user, token=kept.token, **decided)
            return HttpResponseRedirect(request.path)
        try:
            batch = jobs.import_file(preview, kept, by=request.user, **decided)
        except GeodataError as error:
            form.data = {**form.data, "digest": preview.digest}
            form.add_error(None, str(error))
            return None
        kept.discard()
        count = batch.counts["added"] + batch.counts["updated"]
        told = ngettext("%(count)d record imported.", "%(count)d records imported.", count)
        self.message_user(request, told % {"count": count}, messages.SUCCESS)
        return HttpResponseRedirect(reverse("admin:geodata_importbatch_change", args=[batch.pk]))

    def _refusal(self, request: HttpRequest, kept: Waiting, sentence: str) -> HttpResponse:
        title = _("What %(file)s would do") % {"file": kept.name}
        return self._page(request, "preview", {"title": title, "refusal": sentence})

    def _progress(self, request: HttpRequest, job: ImportJob, file_name: str) -> HttpResponse:
        """Say how far a job has come; the page asks again by itself."""
        if job.ended_at is not None:  # done within the request
            return HttpResponseRedirect(request.path)
        context = {
            "title": JOB_TITLES[ImportJob.Kind(job.kind)] % {"file": file_name},
            "progress": jobs.progress(job),
            "asks_again_s": ASKS_AGAIN_S,
        }
        return self._page(request, "progress", context)

    def _page(self, request: HttpRequest, name: str, context: dict[str, Any]) -> TemplateResponse:
        shared = self.admin_site.each_context(request) | {"opts": self.opts}
        return TemplateResponse(request, f"admin/imports/{name}.html", shared | context)


@admin.register(ImportProfile)
class ImportProfileAdmin(ReadOnlyAdmin):
    """What has been kept of columns: editors use it, publishers remove it."""

    list_display = ("name", "kind", "saved_at", "saved_by")
    list_select_related = ("saved_by",)
    fields = ("name", "kind", "saved_at", "saved_by", "said")
    readonly_fields = fields

    @admin.display(description=gettext_lazy("kind"), ordering="subject")
    def kind(self, profile: ImportProfile) -> str:
        """Tell of what."""
        return str(SUBJECTS[profile.subject].title)

    def has_delete_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        """Let those remove one who may."""
        return admin.ModelAdmin.has_delete_permission(self, request, obj)


def _may(request: HttpRequest, action: str) -> bool:
    return request.user.has_perm(f"geodata.{action}_importbatch")


def _require(request: HttpRequest, action: str) -> None:
    if not _may(request, action):
        raise PermissionDenied


def _kept(token: str) -> Waiting:
    found = waiting.find(token)
    if found is None:
        raise Http404(_("This file is no longer kept: send it again."))
    return found


def _row(finding: Finding, subject: Subject) -> dict[str, Any]:
    is_change = finding.pk is not None and finding.state == State.CHANGED
    return {
        "number": finding.number,
        "label": finding.label,
        "state": finding.state,
        "state_label": LABELS[finding.state],
        "reasons": finding.reasons,
        "changes": changes(finding, subject) if is_change else [],
    }


def _map(findings: list[Finding]) -> Any:
    """Return a map of where the rows lie, but of those far away."""
    west, south, east, north = territory.current().bbox
    points = [
        Point(one.longitude, one.latitude)
        for one in findings
        if one.longitude is not None
        and one.latitude is not None
        and west <= one.longitude <= east
        and south <= one.latitude <= north
    ]
    return map_of("rows", MultiPoint(points[:MOST_ON_MAP], srid=4326)) if points else ""
