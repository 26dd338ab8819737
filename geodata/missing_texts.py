"""Find the records whose texts are missing in a language."""

from typing import Any

from django.conf import settings
from django.contrib import admin
from django.db.models import Model, Q, QuerySet
from django.http import HttpRequest
from django.utils.translation import get_language_info, gettext_lazy
from modeltranslation.utils import build_localized_fieldname, get_translation_fields

from geodata.models import Record

TOLD = ("name", "summary", "description")  # what the public reads first, as far as there is such


def is_missing(model: type[Model], language: str) -> Q:
    """Return the records that lack a name, or a summary that they have in another language."""
    missing = Q()
    for field in TOLD:
        columns = get_translation_fields(field) if _is_told(model, field) else ()
        written = Q()
        for column in columns:
            written |= Q(**{f"{column}__gt": ""})
        if columns:
            own = build_localized_fieldname(field, language)
            missing |= written & (Q(**{own: ""}) | Q(**{own: None}))
    return missing


class MissingTexts(admin.SimpleListFilter):
    """Narrow a list of records to those without texts in a language."""

    title = gettext_lazy("texts missing in")
    parameter_name = "missing"

    def lookups(self, request: HttpRequest, model_admin: Any) -> list[tuple[str, str]]:
        """Offer the languages of the site."""
        return [(code, get_language_info(code)["name_local"]) for code, _name in settings.LANGUAGES]

    def queryset(self, request: HttpRequest, queryset: QuerySet[Record]) -> QuerySet[Record]:
        """Narrow the list."""
        if self.value() not in dict(settings.LANGUAGES):
            return queryset
        return queryset.filter(is_missing(queryset.model, str(self.value())))


def _is_told(model: type[Model], field: str) -> bool:
    names = {column.name for column in model._meta.get_fields()}
    return build_localized_fieldname(field, settings.LANGUAGE_CODE) in names
