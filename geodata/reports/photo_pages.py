"""Photos that lie in the database, at the desk: which things have one, and the photo itself."""

from __future__ import annotations

from typing import Any

from django.contrib import admin
from django.core.exceptions import PermissionDenied
from django.db.models import BooleanField, ExpressionWrapper, Q, QuerySet
from django.http import Http404, HttpRequest, HttpResponse


class PhotoPages(admin.ModelAdmin):
    """Things that come from the field with a photo, which is for the desk alone."""

    def get_queryset(self, request: HttpRequest) -> QuerySet[Any]:
        """Leave the photos in the database, and say which things have one."""
        has_photo = ExpressionWrapper(Q(photo__isnull=False), output_field=BooleanField())
        return super().get_queryset(request).defer("photo").annotate(has_photo=has_photo)

    def photo_of(self, request: HttpRequest, identity: Any) -> bytes:
        """Return the photo of a thing to who may see it."""
        if not self.has_view_permission(request):
            raise PermissionDenied
        found = self.model._default_manager.filter(pk=identity).values_list("photo", flat=True)
        photo = found.first()
        if photo is None:
            raise Http404
        return bytes(photo)


def answered(photo: bytes) -> HttpResponse:
    """Return a photo as the desk answers with it: no cache but the officer's own keeps it."""
    return HttpResponse(
        photo, content_type="image/jpeg", headers={"Cache-Control": "private, max-age=3600"}
    )
