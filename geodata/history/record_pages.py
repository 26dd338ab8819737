"""The history of one record at the desk, with the way back to each of its states."""

from __future__ import annotations

from dataclasses import dataclass
from itertools import zip_longest
from typing import Any

from django.contrib import admin, messages
from django.contrib.admin.utils import unquote
from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect
from django.template.response import TemplateResponse
from django.urls import URLPattern, path, reverse
from django.utils.translation import gettext as _

from geodata.drafts import drafts
from geodata.errors import GeodataError
from geodata.history.differences import summary
from geodata.history.documents import document_of
from geodata.history.models import Version
from geodata.history.restoring import restore, state_of
from geodata.history.tracking import TRACKED
from geodata.interchange.models import ImportedRecord

MOST_SHOWN = 200


@dataclass(frozen=True)
class Entry:
    """One state of a record: since when, by whom, why, and what became otherwise then.

    Without a version it is an import, which keeps what it changed itself.
    """

    when: Any
    who: str
    what: str
    why: str
    changed: str
    url: str
    version: Version | None = None
    is_now: bool = False


class HistoryPages(admin.ModelAdmin):
    """A record whose history is kept."""

    def get_urls(self) -> list[URLPattern]:
        """Add the way back to an earlier state."""
        options = self.model._meta
        back = path(
            "<path:object_id>/history/<int:version>/",
            self.admin_site.admin_view(self.restore_view),
            name=f"{options.app_label}_{options.model_name}_restore",
        )
        return [back, *super().get_urls()]

    def history_view(
        self, request: HttpRequest, object_id: str, extra_context: dict[str, Any] | None = None
    ) -> HttpResponse:
        """Show who changed what, when and why, the latest first."""
        record = self.get_object(request, unquote(object_id))
        if record is None:
            raise Http404
        if not self.has_view_or_change_permission(request, record):
            raise PermissionDenied
        context = {
            "title": _("History of %(record)s") % {"record": record},
            "opts": self.opts,
            "object": record,
            "entries": _entries(record),
            "restores": self.restores_at_once(request, record),
            "may_restore": self.has_change_permission(request, record),
        }
        shared = self.admin_site.each_context(request)
        return TemplateResponse(request, "admin/history/record.html", shared | context)

    def forget_url(self, request: HttpRequest, pk: int) -> str:
        """Return where a record, be it deleted, is forgotten for good; "" where none ever is."""
        return ""

    def restores_at_once(self, request: HttpRequest, record: Any) -> bool:
        """Tell whether who may change a record also decides on what the public sees of it."""
        return True

    def restore_view(self, request: HttpRequest, object_id: str, version: int) -> HttpResponse:
        """Bring an earlier state back, or propose it where that is for a publisher to decide."""
        record = self.get_object(request, unquote(object_id))
        kept = Version.objects.filter(pk=version, model=self.model._meta.label_lower).first()
        if record is None or kept is None or kept.object_id != record.pk or not kept.document:
            raise Http404
        if request.method != "POST":
            raise Http404
        if not self.has_change_permission(request, record):
            raise PermissionDenied
        reason = request.POST.get("why", "")
        try:
            if self.restores_at_once(request, record):
                is_changed = restore(kept, by=request.user, reason=reason) is not None
                told = _("This state is back.")
            else:
                document = state_of(kept, document_of(record)) or {}
                draft = drafts.propose(record, document, by=request.user, reason=reason)
                is_changed = draft is not None
                told = _("This state waits as a draft for a publisher.")
        except GeodataError as error:
            self.message_user(request, str(error), messages.ERROR)
        else:
            self.message_user(
                request, told if is_changed else _("It says that already."), messages.SUCCESS
            )
        return HttpResponseRedirect(form_of(kept.model, kept.object_id))


def form_of(label: str, pk: int) -> str:
    """Return where a record is changed at the desk, by the label of its model and its key."""
    return reverse(f"admin:{label.replace('.', '_')}_change", args=[pk])


def forget_url(request: HttpRequest, label: str, pk: int) -> str:
    """Return where somebody may forget a record for good; "" if they may not, or nobody can."""
    pages = admin.site.get_model_admin(TRACKED[label].model)
    return pages.forget_url(request, pk) if isinstance(pages, HistoryPages) else ""


def _entries(record: Any) -> list[Entry]:
    """Return the states of a record, the latest first."""
    label = record._meta.label_lower
    versions = list(
        Version.objects.filter(model=label, object_id=record.pk).select_related(
            "revision", "revision__made_by"
        )[:MOST_SHOWN]
    )
    now = document_of(record)
    entries = []
    for version, before in zip_longest(versions, versions[1:]):
        revision = version.revision
        entries.append(
            Entry(
                when=revision.made_at if revision else None,
                who=str(revision.made_by or "") if revision else "",
                what=revision.get_kind_display() if revision else _("as it was found"),
                why=revision.reason if revision else "",
                changed=summary(label, before.document if before else None, version.document)
                if revision
                else "",
                url=reverse("admin:geodata_revision_change", args=[revision.pk])
                if revision
                else "",
                version=version,
                is_now=version.document == now,
            )
        )
    return _with_imports(record, entries)


def _with_imports(record: Any, entries: list[Entry]) -> list[Entry]:
    """Return the states with what imports did in between."""
    imported = ImportedRecord.objects.filter(
        object_id=record.pk, batch__subject=record._meta.model_name
    ).select_related("batch", "batch__created_by")
    others = [
        Entry(
            when=one.batch.created_at,
            who=str(one.batch.created_by or ""),
            what=_("import of %(file)s") % {"file": one.batch.file_name},
            why=one.batch.reason,
            changed=_("made") if one.before is None else ", ".join(one.after),
            url=reverse("admin:geodata_importbatch_change", args=[one.batch_id]),
        )
        for one in imported
    ]
    dated = [entry for entry in (*entries, *others) if entry.when is not None]
    found = [entry for entry in entries if entry.when is None]
    return [*sorted(dated, key=lambda entry: entry.when, reverse=True), *found]
