"""The history at the desk: all changes, the latest first, and what has been deleted."""

from __future__ import annotations

from typing import Any

from django.contrib import admin, messages
from django.core.exceptions import PermissionDenied
from django.db.models import Count, Prefetch, QuerySet
from django.forms import Media
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect
from django.template.response import TemplateResponse
from django.urls import URLPattern, path, reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from geodata import wording
from geodata.editing import ReadOnlyAdmin
from geodata.errors import RestoreRefused
from geodata.history import restoring
from geodata.history.differences import Difference, differences
from geodata.history.documents import name_in
from geodata.history.models import Revision, Version
from geodata.history.record_pages import forget_url, form_of
from geodata.history.tracking import TRACKED
from geodata.map_widget import MapWidget, map_of

MOST_RECORDS_SHOWN = 100
MOST_NAMED = 3


@admin.register(Revision)
class RevisionAdmin(ReadOnlyAdmin):
    """All that has been changed at the desk, by whom and why; publishers take it back."""

    list_display = ("made_at", "records", "kind", "made_by", "reason", "undone")
    list_filter = ("kind", "made_by")
    list_select_related = ("made_by",)
    search_fields = ("versions__label", "reason", "made_by__username")
    date_hierarchy = "made_at"
    fields = ("kind", "made_at", "made_by", "reason", "undone")
    readonly_fields = fields
    change_list_template = "admin/history/list.html"
    change_form_template = "admin/history/revision.html"

    @property
    def media(self) -> Media:
        """Load the map's files."""
        return super().media + MapWidget().media

    def get_queryset(self, request: HttpRequest) -> QuerySet[Revision]:
        """Read along what is listed."""
        return (
            super()
            .get_queryset(request)
            .annotate(record_count=Count("versions"))
            .prefetch_related(
                Prefetch("versions", Version.objects.all()[:MOST_NAMED], to_attr="named")
            )
        )

    @admin.display(description=gettext_lazy("what"))
    def records(self, revision: Any) -> str:
        """Name what was changed."""
        names = [version.name for version in revision.named]
        return wording.listed(names, revision.record_count)

    @admin.display(description=gettext_lazy("taken back"))
    def undone(self, revision: Revision) -> str:
        """Tell whether it has been taken back."""
        return _("yes") if revision.undone_by_id is not None else ""

    def get_urls(self) -> list[URLPattern]:
        """Add undoing, and what has been deleted."""
        view = self.admin_site.admin_view
        return [
            path("deleted/", view(self.deleted_view), name="history_deleted"),
            path("<int:pk>/undo/", view(self.undo_view), name="history_undo"),
            *super().get_urls(),
        ]

    def change_view(
        self,
        request: HttpRequest,
        object_id: str,
        form_url: str = "",
        extra_context: dict[str, Any] | None = None,
    ) -> HttpResponse:
        """Show what a change did to each record, and offer to undo it."""
        revision = self.get_object(request, object_id)
        shown = {
            "title": _("One change"),
            "may_undo": revision is not None and revision.can_be_undone and _may_restore(request),
            "records": [
                _told(version) for version in revision.versions.order_by("pk")[:MOST_RECORDS_SHOWN]
            ]
            if revision
            else [],
        }
        return super().change_view(request, object_id, form_url, shown | (extra_context or {}))

    def deleted_view(self, request: HttpRequest) -> HttpResponse:
        """Show what has been deleted; bring one back where a publisher says so."""
        if not self.has_view_permission(request):
            raise PermissionDenied
        if request.method == "POST":
            return self._bring_back(request)
        context = self.admin_site.each_context(request) | {
            "title": _("Deleted"),
            "opts": self.opts,
            "deleted": _deleted(request),
            "may_restore": _may_restore(request),
        }
        return TemplateResponse(request, "admin/history/deleted.html", context)

    def undo_view(self, request: HttpRequest, pk: int) -> HttpResponse:
        """Take back one change, with all that it did."""
        revision = Revision.objects.filter(pk=pk).first()
        if not _may_restore(request):
            raise PermissionDenied
        if revision is None or request.method != "POST":
            raise Http404
        try:
            restoring.undo(
                revision,
                by=request.user,
                reason=request.POST.get("why", ""),
                force="force" in request.POST,
            )
        except RestoreRefused as error:
            self.message_user(request, str(error), messages.ERROR)
        else:
            self.message_user(request, _("This change is undone."), messages.SUCCESS)
        return HttpResponseRedirect(reverse("admin:geodata_revision_change", args=[pk]))

    def _bring_back(self, request: HttpRequest) -> HttpResponse:
        if not _may_restore(request):
            raise PermissionDenied
        version = _version_named(request.POST.get("version", ""))
        if version is None or version.before is None:
            raise Http404
        try:
            restoring.restore(version.before, by=request.user, reason=request.POST.get("why", ""))
        except RestoreRefused as error:
            self.message_user(request, str(error), messages.ERROR)
            return HttpResponseRedirect(reverse("admin:history_deleted"))
        self.message_user(
            request, _("%(record)s is back.") % {"record": version.before.name}, messages.SUCCESS
        )
        return HttpResponseRedirect(form_of(version.model, version.object_id))


def pictured(found: list[Difference], prefix: str = "") -> list[dict[str, Any]]:
    """Return differences with a map for each geometry, where it was drawn beside where it is."""
    rows = []
    for number, one in enumerate(found):
        old, new = one.shapes or (None, None)
        shape = new or old
        drawing = map_of(f"{prefix}{number}", shape, beside=old if new else None) if shape else ""
        rows.append({"difference": one, "map": drawing})
    return rows


def _told(version: Version) -> dict[str, Any]:
    before = version.before
    was = before.document if before else None
    model = TRACKED[version.model].model
    is_there = model._base_manager.filter(pk=version.object_id).exists()
    return {
        "label": version.name,
        "kind": model._meta.verbose_name,
        "forgotten": version.is_forgotten,
        "made": was is None,
        "deleted": version.document is None,
        "url": form_of(version.model, version.object_id) if is_there else "",
        "rows": pictured(differences(version.model, was, version.document), f"v{version.pk}_")
        if was is not None and version.document is not None
        else [],
    }


def _deleted(request: HttpRequest) -> list[dict[str, Any]]:
    """Return the records that are gone, the latest first."""
    last = (
        Version.objects.order_by("model", "object_id", "-pk")
        .distinct("model", "object_id")
        .values("pk")
    )
    gone = (
        Version.objects.filter(pk__in=last, document__isnull=True)
        .select_related("revision", "revision__made_by")
        .order_by("-pk")[:MOST_RECORDS_SHOWN]
    )
    return [
        {
            "version": version,
            "kind": TRACKED[version.model].model._meta.verbose_name,
            "name": name_in(before.document if (before := version.before) else None),
            "forget_url": forget_url(request, version.model, version.object_id),
        }
        for version in gone
    ]


def _version_named(pk: str) -> Version | None:
    if not pk.isdecimal():
        return None
    return Version.objects.filter(pk=pk, document__isnull=True).first()


def _may_restore(request: HttpRequest) -> bool:
    return request.user.has_perm("geodata.restore_revision")
