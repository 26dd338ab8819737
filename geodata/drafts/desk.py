"""Drafts at the desk: what differs, what it touches, and the decision."""

from __future__ import annotations

from typing import Any

from django.contrib import admin, messages
from django.core.exceptions import PermissionDenied
from django.db.models import QuerySet
from django.forms import Media
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect
from django.urls import URLPattern, path, reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from geodata.drafts import drafts
from geodata.drafts.consequences import consequences
from geodata.drafts.form_pages import AS_DRAFT
from geodata.drafts.models import Draft
from geodata.editing import ReadOnlyAdmin
from geodata.errors import GeodataError
from geodata.history.desk import pictured
from geodata.history.differences import differences, summary
from geodata.history.record_pages import form_of
from geodata.history.tracking import TRACKED
from geodata.map_widget import MapWidget
from geodata.publication import may_publish


@admin.register(Draft)
class DraftAdmin(ReadOnlyAdmin):
    """Changes that wait: publishers publish them or send them back, whoever made one drops it."""

    list_display = ("label", "changed", "made_by", "updated_at", "reason", "state")
    list_filter = ("state", "model")
    list_select_related = ("made_by",)
    search_fields = ("label", "reason")
    fields = ("state", "made_by", "updated_at", "reason", "answer", "decided_by", "decided_at")
    readonly_fields = fields
    change_form_template = "admin/drafts/review.html"

    @property
    def media(self) -> Media:
        """Load the map's files."""
        return super().media + MapWidget().media

    def get_queryset(self, request: HttpRequest) -> QuerySet[Draft]:
        """Leave out drafts of kinds of records that there are no more."""
        return super().get_queryset(request).filter(model__in=TRACKED)

    @admin.display(description=gettext_lazy("what changes"))
    def changed(self, draft: Draft) -> str:
        """Name what differs."""
        return summary(draft.model, draft.base, draft.document)

    def get_urls(self) -> list[URLPattern]:
        """Add the decision."""
        decide = path(
            "<int:pk>/decide/",
            self.admin_site.admin_view(self.decide_view),
            name="drafts_decide",
        )
        return [decide, *super().get_urls()]

    def change_view(
        self,
        request: HttpRequest,
        object_id: str,
        form_url: str = "",
        extra_context: dict[str, Any] | None = None,
    ) -> HttpResponse:
        """Show what would become otherwise, and what that touches."""
        draft = self.get_object(request, object_id)
        shown: dict[str, Any] = {}
        if draft is not None:
            lost = drafts.contradictions(draft) if draft.is_open else []
            shown = {
                "title": _("A draft of %(record)s") % {"record": draft.label},
                "rows": pictured(differences(draft.model, draft.base, draft.document)),
                "contradictions": differences(
                    draft.model, draft.base, drafts.present(draft.model, draft.object_id), lost
                ),
                "consequences": consequences(draft) if draft.is_open else [],
                "record_url": form_of(draft.model, draft.object_id),
                "edit_url": f"{form_of(draft.model, draft.object_id)}?{AS_DRAFT}=1",
                "may_publish": draft.is_open and _may_publish(request, draft),
                "may_drop": draft.is_open and _may_drop(request, draft),
            }
        return super().change_view(request, object_id, form_url, shown | (extra_context or {}))

    def decide_view(self, request: HttpRequest, pk: int) -> HttpResponse:
        """Publish a draft, send it back or drop it."""
        draft = self.get_queryset(request).filter(pk=pk).first()
        if draft is None or request.method != "POST":
            raise Http404
        here = HttpResponseRedirect(reverse("admin:geodata_draft_change", args=[pk]))
        answer = request.POST.get("answer", "").strip()
        if "_drop" in request.POST:
            _require(_may_drop(request, draft))
            decision, told = Draft.State.DROPPED, _("The draft is dropped.")
        elif "_return" in request.POST:
            _require(_may_publish(request, draft))
            if not answer:
                self.message_user(
                    request, _("Write what is to be changed before it can be published."),
                    messages.ERROR,
                )  # fmt: skip
                return here
            decision, told = Draft.State.RETURNED, _("The draft is sent back.")
        else:
            _require(_may_publish(request, draft))
            return self._publish(request, draft, here)
        if not draft.is_open:
            self.message_user(
                request, _("Somebody has decided on this draft already."), messages.ERROR
            )
            return here
        drafts.decide(draft, decision, by=request.user, answer=answer)
        self.message_user(request, told, messages.SUCCESS)
        return here

    def _publish(
        self, request: HttpRequest, draft: Draft, here: HttpResponseRedirect
    ) -> HttpResponse:
        try:
            drafts.publish(draft, by=request.user, force="force" in request.POST)
        except GeodataError as error:
            self.message_user(request, str(error), messages.ERROR)
            return here
        self.message_user(request, _("The draft is published."), messages.SUCCESS)
        return HttpResponseRedirect(form_of(draft.model, draft.object_id))


def _may_publish(request: HttpRequest, draft: Draft) -> bool:
    return may_publish(request.user, TRACKED[draft.model].model)


def _may_drop(request: HttpRequest, draft: Draft) -> bool:
    return draft.made_by_id == request.user.pk or _may_publish(request, draft)


def _require(allowed: bool) -> None:
    if not allowed:
        raise PermissionDenied
