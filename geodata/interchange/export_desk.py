"""Exports at the desk: what officers choose in a list goes out as a file."""

from __future__ import annotations

import tempfile
from collections.abc import Callable
from pathlib import Path
from typing import Any

from django.contrib import admin, messages
from django.db.models import QuerySet
from django.http import HttpRequest, HttpResponse
from django.utils import timezone
from django.utils.functional import lazy
from django.utils.translation import gettext as _

from geodata.errors import GeodataError
from geodata.interchange.formats import FORMATS, Format
from geodata.interchange.subjects import SUBJECTS
from geodata.interchange.waiting import room_on_disk

MOST = 20_000  # records that go out in one request

type Action = Callable[[admin.ModelAdmin, HttpRequest, QuerySet], HttpResponse | None]


def _exported(
    desk: admin.ModelAdmin, request: HttpRequest, queryset: QuerySet, chosen: Format
) -> HttpResponse | None:
    """Return the chosen records as a file; None, and a message, where that cannot be."""
    from geodata.interchange import exporting  # which brings pandas along

    subject = next(one for one in SUBJECTS.values() if one.model is desk.model)
    count = queryset.count()
    if count > MOST:
        refusal = _(
            "These are %(count)d records, and no more than %(most)d go out at once: narrow the "
            "list with its filters."
        )
        desk.message_user(request, refusal % {"count": count, "most": MOST}, messages.ERROR)
        return None
    records = desk.model._default_manager.filter(pk__in=queryset.values("pk"))
    with tempfile.TemporaryDirectory(prefix="export-") as folder:
        path = Path(folder) / f"{subject.name}s-{timezone.localdate()}{chosen.ending}"
        try:
            with room_on_disk():
                exporting.export(subject, records, path)
        except GeodataError as error:
            desk.message_user(request, str(error), messages.ERROR)
            return None
        response = HttpResponse(path.read_bytes(), content_type=chosen.content_type)
    response["Content-Disposition"] = f'attachment; filename="{path.name}"'
    return response


def _action(chosen: Format) -> Action:
    def label() -> str:
        return _("Export as %(format)s") % {"format": chosen.title}

    @admin.action(description=lazy(label, str)(), permissions=["view"])
    def export(
        desk: admin.ModelAdmin, request: HttpRequest, queryset: QuerySet
    ) -> HttpResponse | None:
        return _exported(desk, request, queryset, chosen)

    export.__name__ = f"export_{chosen.ending[1:]}"
    return export


EXPORTS: tuple[Any, ...] = tuple(_action(one) for one in FORMATS)
"""Actions for the list of a model that can be exported, for whoever may see its records."""
