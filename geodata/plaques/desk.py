"""Let officers print plaques: of the records they choose in a list, or of the one they look at."""

from __future__ import annotations

from typing import Any

from django.contrib import admin, messages
from django.core.exceptions import PermissionDenied
from django.db.models import QuerySet
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect
from django.urls import URLPattern, path, reverse
from django.utils.html import format_html
from django.utils.safestring import SafeString
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext

from geodata.history.record_pages import form_of
from geodata.plaques.plaque import plaque
from geodata.plaques.sheets import MOST, Sheet, write


class PlaqueAdmin(admin.ModelAdmin):
    """A record that has a plaque. Only what the public can open is printed."""

    actions: tuple[str, ...] = ("print_plaques_a6", "print_plaques_a4")

    def get_urls(self) -> list[URLPattern]:
        """Add the plaque of one record."""
        options = self.opts
        own = path(
            "<path:object_id>/plaque-<str:sheet>.pdf",
            self.admin_site.admin_view(self.plaque_view),
            name=f"{options.app_label}_{options.model_name}_plaque",
        )
        return [own, *super().get_urls()]

    def plaque_view(self, request: HttpRequest, object_id: str, sheet: str) -> HttpResponse:
        """Return the plaque of one record."""
        record = self.get_object(request, object_id)
        if record is None or sheet not in Sheet:
            raise Http404
        if not self.has_view_permission(request, record):
            raise PermissionDenied
        chosen = self.model._default_manager.filter(pk=record.pk)
        response = self._printed(request, chosen, Sheet(sheet))
        return response or HttpResponseRedirect(form_of(self.opts.label_lower, record.pk))

    @admin.display(description=gettext_lazy("plaque"))
    def plaque_links(self, record: Any) -> SafeString | str:
        """Link to the plaque of the record, if the public can open what it leads to."""
        if record.pk is None or not type(record).objects.public().filter(pk=record.pk).exists():
            return _("To be had once it is published.")
        name = f"admin:{self.opts.app_label}_{self.opts.model_name}_plaque"
        return format_html(
            '<a href="{}">{}</a> · <a href="{}">{}</a>',
            reverse(name, args=[record.pk, Sheet.A6.value]),
            _("A6, one on a page"),
            reverse(name, args=[record.pk, Sheet.A4.value]),
            _("A4, four on a page"),
        )

    @admin.action(
        description=gettext_lazy("Print plaques (A6, one on a page)"), permissions=["view"]
    )
    def print_plaques_a6(self, request: HttpRequest, queryset: QuerySet) -> HttpResponse | None:
        """Return the plaques of the chosen records, one on a page."""
        return self._printed(request, queryset, Sheet.A6)

    @admin.action(
        description=gettext_lazy("Print plaques (A4, four on a page)"), permissions=["view"]
    )
    def print_plaques_a4(self, request: HttpRequest, queryset: QuerySet) -> HttpResponse | None:
        """Return the plaques of the chosen records, four on a page."""
        return self._printed(request, queryset, Sheet.A4)

    def _printed(
        self, request: HttpRequest, queryset: QuerySet, sheet: Sheet
    ) -> HttpResponse | None:
        """Return the plaques of what is public; None, and a message, where none of it is."""
        public = self.model._default_manager.public()
        records = list(public.filter(pk__in=queryset.values("pk"))[:MOST])
        left_out = queryset.count() - len(records)
        if not records:
            self.message_user(
                request,
                _("Only what is published has a plaque: it would lead to nothing."),
                messages.WARNING,
            )
            return None
        if left_out:
            text = ngettext(
                "%(count)d plaque was left out: not published, or too many at once.",
                "%(count)d plaques were left out: not published, or too many at once.",
                left_out,
            )
            self.message_user(request, text % {"count": left_out}, messages.WARNING)
        root = request.build_absolute_uri("/").rstrip("/")
        body = write([plaque(record, root) for record in records], sheet)
        response = HttpResponse(body, content_type="application/pdf")
        name = f"plaque-{records[0].code}" if len(records) == 1 else "plaques"
        response["Content-Disposition"] = f'attachment; filename="{name}-{sheet}.pdf"'
        return response
