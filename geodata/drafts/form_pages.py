"""Edit a draft in the form of its record: what is saved there waits for a publisher."""

from __future__ import annotations

from typing import Any, cast

from django.contrib import admin, messages
from django.contrib.admin.utils import unquote
from django.db import transaction
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.template.response import TemplateResponse
from django.urls import reverse
from django.utils.translation import gettext as _

from geodata.drafts import drafts
from geodata.drafts.models import Draft
from geodata.errors import RestoreRefused
from geodata.history.documents import document_of
from geodata.models import Record
from geodata.publication import edits_a_draft, may_publish

AS_DRAFT = "draft"  # a parameter of the form's address, or the name of its button


class DraftPages(admin.ModelAdmin):
    """A record whose published state is changed through drafts by those who may not publish."""

    def changeform_view(
        self,
        request: HttpRequest,
        object_id: str | None = None,
        form_url: str = "",
        extra_context: dict[str, Any] | None = None,
    ) -> HttpResponse:
        """Show and take the form; of a draft, as if the draft were published already."""
        record = self.get_object(request, unquote(object_id)) if object_id else None
        draft = drafts.open_draft(record) if record is not None else None
        shown = {
            "draft": draft,
            "offers_draft": record is not None
            and record.is_public
            and may_publish(request.user, record),
        }
        context = shown | (extra_context or {})
        if record is None or not self.saves_a_draft(request, record):
            return super().changeform_view(request, object_id, form_url, context)
        context |= {"is_draft": True, "title": _("A draft of %(record)s") % {"record": record}}
        return self._draft_form(request, record, draft, form_url, context)

    def saves_a_draft(self, request: HttpRequest, record: Record | None) -> bool:
        """Tell whether what is sent with this request, or from its form, becomes a draft."""
        if edits_a_draft(request.user, record):
            return True
        asked = AS_DRAFT in request.GET or f"_{AS_DRAFT}" in request.POST
        return asked and record is not None and record.is_public

    def restores_at_once(self, request: HttpRequest, record: Record) -> bool:
        """Tell whether an earlier state need not wait as a draft."""
        return not self.saves_a_draft(request, record)

    def get_readonly_fields(
        self, request: HttpRequest, obj: Record | None = None
    ) -> tuple[str, ...]:
        """Keep the status of a draft: it is what its record has."""
        fields = tuple(super().get_readonly_fields(request, obj))
        return (*fields, "status") if self.saves_a_draft(request, obj) else fields

    def _draft_form(
        self,
        request: HttpRequest,
        record: Record,
        draft: Draft | None,
        form_url: str,
        context: dict[str, Any],
    ) -> HttpResponse:
        try:
            with drafts.tried(draft):
                response = super().changeform_view(request, str(record.pk), form_url, context)
                is_saved = request.method == "POST" and response.status_code == 302
                if is_saved:
                    document = document_of(type(record)._base_manager.get(pk=record.pk))
                elif isinstance(response, TemplateResponse):
                    response.render()
        except RestoreRefused as error:  # the draft does not fit any more
            self.message_user(request, str(error), messages.ERROR)
            return HttpResponseRedirect(_review(cast(Draft, draft)))
        if not is_saved:
            return response
        with transaction.atomic():
            kept = drafts.propose(
                record, document, by=request.user, reason=request.POST.get("why", "")
            )
        if kept is None:
            self.message_user(request, _("Nothing differs from what the public sees."))
            return response
        self.message_user(
            request,
            _("Kept as a draft: the public sees it when a publisher has agreed."),
            messages.SUCCESS,
        )
        return HttpResponseRedirect(_review(kept))

    def response_change(self, request: HttpRequest, obj: Any) -> HttpResponse:
        """Say nothing of a draft here: nothing has been changed yet."""
        if self.saves_a_draft(request, obj):
            return self.response_post_save_change(request, obj)
        return super().response_change(request, obj)


def _review(draft: Draft) -> str:
    return reverse("admin:geodata_draft_change", args=[draft.pk])
